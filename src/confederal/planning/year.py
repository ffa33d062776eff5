"""A whole year told in order: rounds, the plan, a rival plan, a delivery that fails, the warm replan.

Pure and quiet: it returns what happened; the terminal, the report and the paper tell it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from confederal.planning.arrays import Floats
from confederal.planning.collision import Collision, collision
from confederal.planning.commodity import Kind
from confederal.planning.economy import Economy
from confederal.planning.execution import (
    Commitment,
    Delivery,
    Deviation,
    after_failure,
    commitments,
    deviations,
)
from confederal.planning.mandate import inside, stays, voted
from confederal.planning.members import Members
from confederal.planning.messages import (
    Adding,
    ByMessage,
    Mixture,
    Openly,
    Publication,
    WorkplaceDesk,
    round_of,
)
from confederal.planning.objection import Objection, Refused
from confederal.planning.plan import Plan, carried_over, consented, settle
from confederal.planning.rounds import Coordinated, Told, coordinate

FIRMER, FIRMEST = 100, 10**7  # how floors are raised where they were given up though they can be met
CAREFUL = 0.95  # the rival reconciliation leaves a twentieth of every emission cap unused


@dataclass(frozen=True)
class Held:
    """Rounds that were held, and what everybody said in them.

    used: (steps, 1) how much of each public step was used before, where they started warm.
    """

    economy: Economy
    heard: ByMessage
    told: tuple[Told, ...]
    used: Floats | None = None

    @property
    def last(self) -> Told:
        return self.told[-1]


Amount = dict[tuple[str, str, str], float]  # (community, commodity, kind) -> amount in its unit


@dataclass(frozen=True)
class Remembered:
    """What rounds left behind for the next ones to start from.

    valuations: worth a unit, by commodity; activity: workplace -> technique -> amount, which every
    workplace remembers for itself; used: what communities were to get and give.
    """

    valuations: Mapping[str, float]
    activity: Mapping[str, Mapping[str, float]]
    used: Mapping[tuple[str, str, str], float]

    def start(self, economy: Economy) -> Floats:
        """These valuations in the scale of an economy; rows that are new start at their own (K,)."""
        scale = zip(economy.row, map(float, economy.scale), strict=True)
        return np.array([self.valuations.get(n, s) / s for n, s in scale])

    def used_steps(self, economy: Economy, steps: Members, said: Sequence[tuple[str, str, str]]) -> Floats:
        """How much of each public step of an economy was used, (steps, 1)."""
        left = dict(self.used)
        found = np.zeros((steps.count, 1))
        for i, key in enumerate(said):
            scale = float(economy.scale[economy.row[key[1]]])
            found[i, 0] = min(max(left.get(key, 0.0), 0.0) * scale, float(steps.limit[i, 0]))
            left[key] = left.get(key, 0.0) - found[i, 0] / scale
        return found


def remembered(held: Held) -> Remembered:
    """What these rounds leave behind."""
    last, scale = held.last, held.economy.scale
    valuations = dict(zip(held.economy.row, map(float, last.round.valuations * scale), strict=True))
    activity = {
        d.workplace.name: _named(d, d.activities[(last.round.number, "net")]) for d in held.heard.desks
    }
    used: Amount = {}
    if last.public is not None:
        _, said = held.economy.schedules()
        for key, x in zip(said, last.public.activity[:, 0], strict=True):
            used[key] = used.get(key, 0.0) + float(x) / float(scale[held.economy.row[key[1]]])
    return Remembered(valuations, activity, used)


def heard_again(
    economy: Economy, last_year: Economy, said: Sequence[Publication], mixture: Mixture
) -> Remembered:
    """What a published year leaves behind, when this year's workplaces hear its publications again.

    `last_year` is what was public of it; each workplace works out by itself, from its own techniques of
    today, where it would have stood.
    """
    rows = set(last_year.row)
    own = tuple(w for w in economy.workplaces if rows.issuperset(n for t in w.techniques for n in t.flows))
    then = replace(last_year, workplaces=own)
    activity = {}
    for place, workplace in enumerate(own):
        desk = WorkplaceDesk(then, place)
        for publication in said:
            desk.propose(round_of(then, publication))
        activity[workplace.name] = _named(desk, desk.activities[(said[-1].number, "net")])
    used: Amount = {}
    for community, commodity, kind, amount in mixture.needs:
        used[(community, commodity, kind)] = used.get((community, commodity, kind), 0.0) + amount
    scale = dict(zip(last_year.row, map(float, last_year.scale), strict=True))
    return Remembered({n: v * scale[n] for n, v in said[-1].valuations.items()}, activity, used)


def _named(desk: WorkplaceDesk, activity: Floats) -> dict[str, float]:
    return {t.name: float(x) for t, x in zip(desk.workplace.techniques, activity, strict=True)}


@dataclass(frozen=True)
class Year:
    """Everything that happened."""

    held: Held
    plan: Plan
    rival: Plan | None
    collision: Collision | None
    due: tuple[str, ...]
    promised: tuple[Commitment, ...]
    deviations: tuple[Deviation, ...]
    replanned: "Replanned | None"
    delivered: Mapping[tuple[str, str, str], Fraction]  # (workplace, commodity, day) -> amount
    mandated: "Mandated | None" = None

    @property
    def centres(self) -> Plan:
        """The centre's own reconciliation, whether or not it is the plan that was taken."""
        return self.plan if self.mandated is None else self.mandated.centres


@dataclass(frozen=True)
class Mandated:
    """Boxes voted once: who would have to meet a second time, and the plan in which nobody needs to.

    share: how far each activity may end from the first answer, of what the workplace could do of it;
    outside: workplaces whose line in the centre's plan lies outside their box; plan: the plan mixed from
    proposals inside all boxes, None where there is none; taken: whether that plan is good enough to go
    to the assemblies (its certified gap is within `enough`), so that nobody meets again before ratifying.
    """

    share: float
    enough: float
    outside: tuple[str, ...]
    plan: Plan | None
    taken: bool
    heard: ByMessage
    centres: Plan


@dataclass(frozen=True)
class Replanned:
    """The warm replan: its rounds, the new plan, and who is asked to meet again for it.

    outside: with mandates, those whose new line lies outside the box round the line they had accepted;
    without, everybody whose line changes.
    """

    held: Held
    plan: Plan
    outside: tuple[str, ...]


def hold_rounds(
    economy: Economy,
    most: int,
    tolerance: float,
    absent: Mapping[int, Sequence[str]] | None = None,
    before: "Remembered | None" = None,
    tell: Callable[[Told, ByMessage], None] = lambda told, heard: None,
    adding: Adding | None = None,
) -> Held:
    """Rounds until the certified gap is within `tolerance`, or `most` were held.

    `before`: what is remembered of last year (or of this year's broken rounds), for a warm start; who is
    new starts in the middle. `tell` hears each round as it ends.
    `adding`: how federations add up their members' answers, openly if nothing is said.
    """
    heard = ByMessage(economy, absent, adding)
    start, smoothing, used = np.ones(len(economy.commodities)), 0.05, None
    steps, said = economy.schedules()
    if before is not None:
        smoothing, heard.warm = 0.01, True
        start = before.start(economy)
        used = before.used_steps(economy, steps, said)
        for desk in heard.desks:
            own = before.activity.get(desk.workplace.name)
            if own is not None:
                desk.remember(np.array([own.get(t.name, 0.0) for t in desk.workplace.techniques]))
    told: list[Told] = []
    party = Coordinated(heard, steps, None, economy.supply())
    for one in coordinate(party, start, most, smoothing, last_year=used):
        told.append(one)
        tell(one, heard)
        if one.certificate is not None and one.certificate.gap <= tolerance:
            break
    return Held(economy, heard, tuple(told), used)


def hold_year(
    economy: Economy,
    most: int = 20,
    tolerance: float = 0.001,
    deliveries: Sequence[Delivery] = (),
    absent: Mapping[int, Sequence[str]] | None = None,
    tell: Callable[[Told, ByMessage], None] = lambda told, heard: None,
    *,
    before: Remembered | None = None,
    adding: Callable[[], Adding] = Openly,
    mandates: tuple[float, float] | None = None,
) -> Year:
    """Rounds; the plan and a careful rival; acceptance; deliveries; the replan if one is called for.

    `before`: what last year left behind, to start warm; `adding` makes what adds up a federation's answers, anew
    for each series of rounds; `mandates`: (share, enough), see `Mandated`.
    """
    known = {w.name for w in economy.workplaces}
    odd = [
        Objection("deliveries", d.workplace, "is no workplace here.", "Check the name.")
        for d in deliveries
        if d.workplace not in known
    ]
    if odd:
        raise Refused(odd)
    held = hold_rounds(economy, most, tolerance, absent, before, tell, adding())
    plan = settle(economy, held.heard, held.last)
    collides = collision(economy) if any(n.below_floor for n in plan.needs) else None
    while collides is None and given_up(plan) and economy.before_all < FIRMEST:
        # the floors can all be met and are to be met: whatever they cost, they come before everything
        economy = replace(economy, before_all=economy.before_all * FIRMER)
        held = hold_rounds(economy, most, tolerance, absent, remembered(held), tell, adding())
        plan = settle(economy, held.heard, held.last)
    careful = economy.supply()
    for i, commodity in enumerate(economy.commodities):
        if commodity.kind is Kind.EMISSION:
            careful[i] *= CAREFUL
    try:
        rival = settle(economy, held.heard, held.last, "the health and ecology council", careful)
    except Refused:
        rival = None
    mandated = None if mandates is None else _within_mandates(held, plan, *mandates)
    if mandated is not None and mandated.taken and mandated.plan is not None:
        plan = mandated.plan
    accepted = consented(plan, dict.fromkeys((line.workplace for line in plan.lines), "accepted"))
    due = tuple(sorted({d.day for d in deliveries}))
    promised = tuple(commitments(accepted, due)) if due else ()
    missed = tuple(deviations(economy, accepted, promised, deliveries))
    again = None
    broken = {
        d.commitment.workplace: Fraction(d.missing / d.commitment.amount)
        for d in missed
        if d.level == "replan"
    }
    if broken:
        weaker = after_failure(economy, broken)
        warm = hold_rounds(weaker, most, tolerance, before=remembered(held), tell=tell, adding=adding())
        after = carried_over(accepted, settle(weaker, warm.heard, warm.last))
        share = None if mandates is None else mandates[0]
        again = Replanned(warm, after, _asked_again(held, accepted, warm, after, share))
    came: dict[tuple[str, str, str], Fraction] = {}
    for d in deliveries:
        key = (d.workplace, d.commodity, d.day)
        came[key] = came.get(key, Fraction(0)) + d.amount
    return Year(held, accepted, rival, collides, due, promised, missed, again, came, mandated)


def given_up(plan: Plan) -> bool:
    """Whether the mixture itself leaves a floor unmet, by more than rounding to whole units explains."""
    given: dict[tuple[str, str], float] = {}
    for community, commodity, kind, amount in plan.mixture.needs:
        if kind == "guaranteed":
            given[(community, commodity)] = given.get((community, commodity), 0.0) + amount
    return any(
        given.get((n.community, n.commodity), 0.0) < float(n.guaranteed) * (1 - 1e-6) for n in plan.needs
    )


INSIDE = "the delegates, inside their mandates"


def _within_mandates(held: Held, plan: Plan, share: float, enough: float) -> Mandated:
    # with a year behind them assemblies vote round what they did; without, round their first best answer
    kind = "net" if held.heard.warm else "best"
    boxes = {d.workplace.name: voted(d, share, d.activities[(1, kind)]) for d in held.heard.desks}
    outside = tuple(
        name
        for desk in held.heard.desks
        if not stays(desk, boxes[name := desk.workplace.name], desk.asked[plan.mixture.by])
    )
    heard, told = inside(held.heard, held.last, boxes)
    try:
        found = settle(held.economy, heard, told, INSIDE)
    except Refused:
        return Mandated(share, enough, outside, None, False, heard, plan)
    for desk, kept in zip(held.heard.desks, heard.desks, strict=True):
        desk.asked[INSIDE] = kept.asked[INSIDE]
    taken = bool(outside) and found.certificate.gap <= enough
    return Mandated(share, enough, outside, found, taken, heard, plan)


def _asked_again(held: Held, accepted: Plan, warm: Held, after: Plan, share: float | None) -> tuple[str, ...]:
    """Whose assembly meets again for the replan."""
    found = []
    for old, desk, line in zip(held.heard.desks, warm.heard.desks, after.lines, strict=True):
        if line.state == "accepted":
            continue
        had = old.asked[accepted.mixture.by]
        first = np.array([float(had[t.name]) for t in desk.workplace.techniques])
        box = None if share is None else voted(old, share, first)
        if box is None or not stays(old, box, desk.asked[after.mixture.by]):
            found.append(line.workplace)
    return tuple(found)
