"""What is said in a round, to whom, as plain values with digests that a minute book can hold.

    the centre  -> everybody   `Publication`: valuations, shortages, how far to revise, who answered
    a workplace -> its own federation   `Proposal`: net amounts, own move, slopes, worth. No recipe, no
                                        condition, no private dual.
    a federation -> everybody  `FederationAnswer`: the same, summed over its members (pooled below three)
    a reconciling body -> everybody   `Mixture`: shares of what each federation itself proposed

Amounts are counted at start valuations ("in value of the start"), so that unlike units can be added;
`economy.Economy.scale` turns them back. Sums are made in the order of names: the order in which
answers arrive changes no byte.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats
from confederal.planning.economy import POOL, Economy
from confederal.planning.members import Members, Standing, begin, reach
from confederal.planning.objection import Objection, Refused
from confederal.planning.rounds import listen
from confederal.planning.sums import Sums, answer, best_of
from confederal.planning.valuations import Round

Amounts = Mapping[str, float]  # commodity -> amount, counted at start valuations
LARGEST = 1e15
FULL = 0.01  # a limit used to within this share is full
TOLERANCE = 1e-6  # of the larger number: what rounding may explain in an answer
NUMBERS = (
    "effort",
    "best_effort",
    "surplus",
    "trial_effort",
    "trial_surplus",
    "unsettled",
    "scale",
    "stride",
)  # what an answer says in one number each


@dataclass(frozen=True)
class Publication:
    """What the centre says to open a round. `step` and `smoothing` say how far to revise.

    shortages: what was short (+) or over (-) of each row in the round before; answered: by group, how
    many answered of how many; certificate: upper bound, worth and consumption so far.
    """

    period: str
    number: int
    valuations: Amounts
    shortages: Amounts | None
    answered: Mapping[str, Sequence[int]]
    certificate: Sequence[float] | None
    step: Amounts | None
    smoothing: float
    trial: Amounts | None
    after: str  # digest of the answers this rests on; "" in round one


@dataclass(frozen=True)
class Proposal:
    """One workplace's answer, to its own federation only.

    net: what it proposes to give (+) and take (-); best: the same if it thought of nothing but these
    valuations; move + smoothing * move_by_smoothing: its own next move if nothing changes;
    trial, trial_effort, trial_surplus: best answer, its cost and its worth at the trial valuations;
    slopes: how its net amounts answer valuations, {commodity: {commodity: slope}}, one triangle;
    effort, best_effort: what that costs it itself; surplus: the most it could be worth;
    most, least: what it could trade of each row at most and at least, so that its federation can speak
    for it safely when it is absent.
    """

    workplace: str
    number: int
    net: Amounts
    effort: float
    best: Amounts
    best_effort: float
    surplus: float
    trial: Amounts | None
    trial_effort: float
    trial_surplus: float
    move: Amounts
    move_by_smoothing: Amounts
    slopes: Mapping[str, Amounts]
    unsettled: float
    scale: float
    stride: float
    most: Amounts
    least: Amounts
    reason: str = ""


@dataclass(frozen=True)
class FederationAnswer:
    """The sums over a federation's members (or a pool of federations), to everybody.

    answered: how many of the members answered in this round; heard: how many ever did. While anybody was
    never heard, nobody can say what the federation could be worth at most, and the round bounds nothing.
    """

    federation: str
    number: int
    members: int
    answered: int
    heard: int
    given: Amounts  # what members give, before what other members take is set against it
    net: Amounts
    effort: float
    best: Amounts
    best_effort: float
    surplus: float
    trial: Amounts | None
    trial_effort: float
    trial_surplus: float
    move: Amounts
    move_by_smoothing: Amounts
    slopes: Mapping[str, Amounts]
    unsettled: float
    scale: float
    stride: float


@dataclass(frozen=True)
class Mixture:
    """A reconciliation: which share of which of its own proposals each federation is asked for.

    shares: (federation, round, "net" | "best", share); needs: (community, commodity, kind, amount).
    """

    period: str
    by: str
    after: str  # digest of the proposals it mixes
    shares: tuple[tuple[str, int, str, float], ...]
    needs: tuple[tuple[str, str, str, float], ...]


def canonical(message: Any) -> bytes:
    """The bytes of a message: sorted keys, shortest exact numbers, no spaces.

    >>> canonical({"b": 1.0, "a": [0.1, None]})
    b'{"a":[0.1,null],"b":1.0}'
    """
    plain = asdict(message) if hasattr(message, "__dataclass_fields__") else message
    return json.dumps(
        plain, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False
    ).encode()


def digest(message: Any) -> str:
    """SHA-256 of the message's bytes, in hexadecimal."""
    return hashlib.sha256(canonical(message)).hexdigest()


# ------------------------------------------------------------------------------ a workplace


class WorkplaceDesk:
    """One workplace's own program: keeps its recipes and private numbers, and gives proposals.

    Everything it lets out is a `Proposal`. `activities` remembers what it proposed, so that it can
    work out for itself what a mixture of its own proposals means in its own techniques.
    """

    def __init__(self, economy: Economy, place: int) -> None:
        self.workplace = economy.workplaces[place]
        self._names = [c.name for c in economy.commodities]
        self.members: Members = economy.members_of(self.workplace)
        self._own: Standing | None = None
        self._reach = np.zeros((2, len(self._names)))
        for _, row, most, least in reach(self.members):
            self._reach[:, self.members.rows[row]] = most[0], least[0]
        self._last_year: Floats | None = None
        self.activities: dict[tuple[int, str], Floats] = {}
        self.asked: dict[str, dict[str, Fraction]] = {}  # by whom a mixture was made -> its own activity

    def remember(self, activity: Floats) -> None:
        """Start next year's rounds near this year's plan, (T,)."""
        self._last_year = np.asarray(activity, float)[None, :]

    def propose(self, round: Round) -> Proposal:
        """Revise by what the centre announced, and answer at the new valuations."""
        own = self._own
        if own is None or round.step is None:
            own = begin(self.members, round.smoothing, self._last_year)
            round = replace(round, step=None)
        own = self._own = listen(self.members, own, round)
        bests = best_of(self.members, own, round.trial)
        sums = answer(self.members, own, round.trial, bests=bests)
        self.activities[(round.number, "net")] = own.activity[0]
        self.activities[(round.number, "best")] = bests.best[0]
        self.activities[(round.number, "trial")] = bests.trial[0]
        return Proposal(
            workplace=self.workplace.name,
            number=round.number,
            net=self._told(sums.standing.toarray()[0]),
            effort=float(sums.standing_effort[0]),
            best=self._told(sums.best.toarray()[0]),
            best_effort=float(sums.best_effort[0]),
            surplus=float(sums.surplus[0]),
            trial=None if sums.trial is None else self._told(sums.trial.toarray()[0]),
            trial_effort=0.0 if sums.trial_effort is None else float(sums.trial_effort[0]),
            trial_surplus=0.0 if sums.trial_surplus is None else float(sums.trial_surplus[0]),
            move=self._told(sums.move),
            move_by_smoothing=self._told(sums.move_by_smoothing),
            slopes=self._triangle(sums.slopes),
            unsettled=sums.unsettled,
            scale=sums.scale,
            stride=sums.stride,
            most=self._told(self._reach[0]),
            least=self._told(self._reach[1]),
        )

    def was_absent(self, number: int) -> None:
        """Its last proposal stands, whatever it is asked for of this round."""
        nothing = np.zeros(len(self.workplace.techniques))
        stands = self.activities.get((number - 1, "net"), nothing)
        for kind in ("net", "best", "trial"):
            self.activities[(number, kind)] = stands

    def said_nothing_new(self, number: int) -> None:
        """All it said last stands as it was said: what a federation that sees only sums goes on from."""
        nothing = np.zeros(len(self.workplace.techniques))
        for kind in ("net", "best", "trial"):
            self.activities[(number, kind)] = self.activities.get((number - 1, kind), nothing)

    def net_of(self, activity: Floats) -> tuple[dict[str, float], float]:
        """What an activity (T,) gives and takes, and what it costs the workplace itself."""
        levels = activity[None, :]
        net = self._told(self.members.net(levels).toarray()[0])
        return net, float(self.members.effort(levels)[0])

    def mixed(self, shares: Iterable[tuple[int, str, float]]) -> Floats:
        """Its own activities (T,) when it is asked for these shares of its own proposals."""
        total = np.zeros(len(self.workplace.techniques))
        for number, kind, share in shares:
            total += share * self.activities[(number, kind)]
        return total

    def effort_of(self, activity: Mapping[str, Fraction]) -> float:
        """What this activity costs the workplace itself, counted at start valuations."""
        levels = np.array([[float(activity[t.name]) for t in self.workplace.techniques]])
        return float(self.members.effort(levels)[0])

    def prices_of_limits(self, valuations: Floats, activity: Floats) -> dict[str, float]:
        """What one more unit of each of its own limits would be worth to the plan. For the workplace itself.

        From its own margins: a limit it has reached is worth what the technique it holds back would yield.
        """
        margin = self.members.margins(valuations)[0] - self.members.curvature[0] * activity
        found = {}
        real = [m for m in self.workplace.limits if any(v > 0 for v in m.burden.values())]
        used = self.members.burden[0] @ activity
        for i, limit in enumerate(real):
            full = used[i] >= self.members.limit[0, i] * (1 - FULL)
            load = self.members.burden[0, i]
            yields = [margin[t] / load[t] for t in range(margin.size) if load[t] > 0 and activity[t] > 0]
            found[limit.name] = max([0.0, *yields]) if full else 0.0
        return found

    def _told(self, values: Floats) -> dict[str, float]:
        rows = self.members.rows
        return {self._names[k]: float(values[k]) for k in rows}

    def _triangle(self, slopes: Any) -> dict[str, dict[str, float]]:
        dense = slopes if isinstance(slopes, np.ndarray) else slopes.toarray()
        rows = [int(k) for k in self.members.rows]
        return {self._names[a]: {self._names[b]: float(dense[a, b]) for b in rows if b >= a} for a in rows}


# ------------------------------------------------------------------------------ a federation


def add(name: str, number: int, proposals: Sequence[Proposal], members: int) -> FederationAnswer:
    """The sums of a federation over its members' proposals, whatever order they came in."""
    given = sorted(proposals, key=lambda p: p.workplace)
    return FederationAnswer(
        federation=name,
        number=number,
        members=members,
        answered=sum(p.number == number for p in given),
        heard=sum(p.number > 0 for p in given),
        given=total({n: max(v, 0.0) for n, v in p.net.items()} for p in given),
        net=total(p.net for p in given),
        effort=math.fsum(p.effort for p in given),
        best=total(p.best for p in given),
        best_effort=math.fsum(p.best_effort for p in given),
        surplus=math.fsum(p.surplus for p in given),
        trial=total(p.trial for p in given if p.trial is not None)
        if any(p.trial is not None for p in given)
        else None,
        trial_effort=math.fsum(p.trial_effort for p in given),
        trial_surplus=math.fsum(p.trial_surplus for p in given),
        move=total(p.move for p in given),
        move_by_smoothing=total(p.move_by_smoothing for p in given),
        slopes=_total_slopes(given),
        unsettled=math.fsum(p.unsettled for p in given),
        scale=math.fsum(p.scale for p in given),
        stride=math.fsum(p.stride for p in given),
    )


def add_up(name: str, answers: Sequence[FederationAnswer]) -> FederationAnswer:
    """A federation of federations just adds again."""
    given = sorted(answers, key=lambda a: a.federation)
    as_one = [
        Proposal(
            a.federation, a.number, a.net, a.effort, a.best, a.best_effort, a.surplus, a.trial,
            a.trial_effort, a.trial_surplus, a.move,
            a.move_by_smoothing, a.slopes, a.unsettled, a.scale, a.stride, {}, {},
        )
        for a in given
    ]  # fmt: skip
    summed = add(name, max(a.number for a in given), as_one, sum(a.members for a in given))
    return replace(
        summed,
        answered=sum(a.answered for a in given),
        heard=sum(a.heard for a in given),
        given=total(a.given for a in given),
    )


def total(parts: Iterable[Amounts]) -> dict[str, float]:
    """Exactly rounded sums by commodity (Shewchuk's fsum), so that no order can change a digit."""
    gathered: dict[str, list[float]] = {}
    for part in parts:
        for name, value in part.items():
            gathered.setdefault(name, []).append(value)
    return {name: math.fsum(gathered[name]) for name in sorted(gathered)}


def _total_slopes(given: Sequence[Proposal]) -> dict[str, dict[str, float]]:
    rows = sorted({row for p in given for row in p.slopes})
    return {row: total(p.slopes[row] for p in given if row in p.slopes) for row in rows}


# ------------------------------------------------------------------------------ examining answers


def examine(
    proposal: Proposal, round: Publication, known: set[str], members: set[str], heard: Sequence[Proposal]
) -> list[Objection]:
    """Every reason not to accept an answer; empty when it can be added.

    Refused: unknown or second answers, another round's, missing or impossible numbers, unknown rows,
    and answers that contradict themselves: nobody's best can be worth less than its own proposal is.
    A lie that is consistent passes here and shows later, as a deviation of deliveries (`execution`).
    """
    where = proposal.workplace
    found = []
    if where not in members:
        found.append(
            Objection(where, where, "is no member of this federation.", "Answer to your own federation.")
        )
    if any(p.workplace == where and canonical(p) != canonical(proposal) for p in heard):
        found.append(
            Objection(
                where,
                "two answers",
                "that differ, in one round.",
                "Say which one stands; until then the first does.",
            )
        )
    if proposal.number != round.number:
        found.append(
            Objection(
                where, f"round {proposal.number}", f"this is round {round.number}.", "Answer the open round."
            )
        )
    numbers = _numbers(proposal)
    for name, value in numbers:
        if math.isnan(value) or abs(value) > LARGEST:
            found.append(
                Objection(where, f"{name} = {value}", "is no number we can add.", "Check unit and zeros.")
            )
    found += [
        Objection(where, name, "is not among the rows published.", "Use the names as published.")
        for name in sorted({n for part in (proposal.net, proposal.best, proposal.move) for n in part} - known)
    ]
    if found:
        return found
    for name in ("unsettled", "scale", "stride", "surplus"):
        value = getattr(proposal, name)
        if value < -TOLERANCE * max(1.0, abs(proposal.scale)):
            found.append(
                Objection(where, f"{name} = {value:.6g}", "cannot be less than nothing.", "Count it again.")
            )
    at = round.valuations
    for kind, net, effort in (
        ("proposal", proposal.net, proposal.effort),
        ("best answer", proposal.best, proposal.best_effort),
    ):
        worth = math.fsum(at[n] * v for n, v in net.items()) - effort
        size = math.fsum(abs(at[n] * v) for n, v in net.items()) + abs(effort)
        if worth > proposal.surplus + TOLERANCE * max(size, 1e-9):
            found.append(
                Objection(
                    where,
                    f"surplus {proposal.surplus:.6g}",
                    f"its own {kind} would be worth {worth:.6g} at the published valuations.",
                    "Report the most it could be worth.",
                )
            )
    for row, line in proposal.slopes.items():
        if line.get(row, 0.0) < -TOLERANCE * max((abs(v) for v in line.values()), default=0.0):
            found.append(
                Objection(
                    where,
                    f"slope of {row} = {line[row]:.6g}",
                    "more worth never means less of it.",
                    "Check the sign.",
                )
            )
    return found


def proposal_from(told: Mapping[str, Any]) -> Proposal:
    """A proposal as it came over the wire. Raises Refused with every field that is missing or odd."""
    wanted = {f.name: f for f in fields(Proposal)}
    objections = [
        Objection(str(told.get("workplace", "an answer")), name, "is missing.", "Fill in the whole form.")
        for name in wanted
        if name not in told and name != "reason"
    ]
    objections += [
        Objection(str(told.get("workplace", "an answer")), name, "is no field of an answer.", "Leave it out.")
        for name in told
        if name not in wanted
    ]
    for name in NUMBERS:
        if name in told and (isinstance(told[name], bool) or not isinstance(told[name], (int, float))):
            objections.append(
                Objection(
                    str(told.get("workplace")), f"{name} = {told[name]!r}", "is no number.", "Write digits."
                )
            )
    for name in ("net", "best", "move", "move_by_smoothing", "slopes", "most", "least"):
        if name in told and not isinstance(told[name], dict):
            objections.append(
                Objection(
                    str(told.get("workplace")),
                    f"{name} = {told[name]!r}",
                    "has no rows.",
                    "One amount a row.",
                )
            )
    refuse_if(objections)
    return Proposal(**told)


def contradictions(
    former: Sequence[FederationAnswer], latest: FederationAnswer, round: Publication
) -> list[Objection]:
    """Where a federation's surplus is less than one of its own earlier proposals would be worth now."""
    found = []
    at = round.valuations
    for said in former:
        if said.federation != latest.federation:
            continue
        for net, effort in ((said.net, said.effort), (said.best, said.best_effort)):
            worth = math.fsum(at[n] * v for n, v in net.items()) - effort
            size = math.fsum(abs(at[n] * v) for n, v in net.items()) + abs(effort)
            if worth > latest.surplus + TOLERANCE * max(size, 1e-9):
                found.append(
                    Objection(
                        latest.federation,
                        f"surplus {latest.surplus:.6g} in round {latest.number}",
                        f"what it proposed in round {said.number} would be worth {worth:.6g} now.",
                        "Take back that proposal, or report the most it could be worth.",
                    )
                )
    return found


def _numbers(proposal: Proposal) -> list[tuple[str, float]]:
    found = [
        (n, getattr(proposal, n))
        for n in ("effort", "best_effort", "surplus", "unsettled", "scale", "stride")
    ]
    for part in (proposal.net, proposal.best, proposal.move, proposal.move_by_smoothing):
        found += list(part.items())
    for line in proposal.slopes.values():
        found += list(line.items())
    return found


# ------------------------------------------------------------------------------ rounds by message


def published(economy: Economy, round: Round, before: Sequence[FederationAnswer] | None) -> Publication:
    """The round as a message, resting on the answers `before` it."""
    names = list(economy.row)

    def told(values: Floats | None) -> dict[str, float] | None:
        return None if values is None else dict(zip(names, map(float, values), strict=True))

    return Publication(
        period=economy.period.name,
        number=round.number,
        valuations=told(round.valuations) or {},
        shortages=told(round.short),
        answered={a.federation: [a.answered, a.members] for a in before or ()},
        certificate=None
        if round.certificate is None or not math.isfinite(round.certificate[0])
        else list(round.certificate),
        step=told(round.step),
        smoothing=round.smoothing,
        trial=told(round.trial),
        after="" if before is None else digest([digest(a) for a in before]),
    )


def round_of(economy: Economy, told: Publication) -> Round:
    """A publication as the centre's arrays again."""

    def values(amounts: Amounts | None) -> Floats | None:
        return None if amounts is None else np.array([amounts[n] for n in economy.row])

    valuations = values(told.valuations)
    assert valuations is not None
    certificate = None if told.certificate is None else (*told.certificate,)
    return Round(
        told.number,
        valuations,
        values(told.step),
        told.smoothing,
        values(told.trial),
        values(told.shortages),
        certificate,  # type: ignore[arg-type] # three numbers, as published
    )


class Adding(Protocol):
    """How a federation adds up its members' answers.

    `add`: the sums of a group in the latest of `rounds`. `said` has what every member said last (those who
    did not answer, of an earlier round) and `present` who answered. `mix`: sums of other amounts of the
    members' own, by kind: amounts, effort, and what they give.
    `stands_in`: whether the federation sees single answers, and so can move those of absent members.
    """

    stands_in: bool

    def add(
        self, group: str, said: Mapping[str, Proposal], present: Iterable[str], rounds: Sequence[Publication]
    ) -> FederationAnswer: ...

    def mix(self, group: str, number: int, parts: Mapping[str, Mapping[str, float]]) -> dict[str, float]: ...


class Openly:
    """A federation that sees its members' answers."""

    stands_in = True

    def add(
        self, group: str, said: Mapping[str, Proposal], present: Iterable[str], rounds: Sequence[Publication]
    ) -> FederationAnswer:
        return add(group, rounds[-1].number, list(said.values()), len(said))

    def mix(self, group: str, number: int, parts: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
        return total(parts.values())


class ByMessage:
    """Federations that answer by messages: every number the centre uses has been said and kept.

    `absent[number]` names workplaces that do not answer in that round: their last proposal stands.
    `adding` says how federations add up: openly, or under masks (`masking.UnderMasks`).
    """

    def __init__(
        self,
        economy: Economy,
        absent: Mapping[int, Iterable[str]] | None = None,
        adding: Adding | None = None,
    ) -> None:
        self.economy = economy
        self.desks = [WorkplaceDesk(economy, i) for i in range(len(economy.workplaces))]
        self.names = list(economy.groups)
        self.absent = {n: set(who) for n, who in (absent or {}).items()}
        self.adding: Adding = adding or Openly()
        self.publications: list[Publication] = []
        self.proposals: list[dict[str, Proposal]] = []
        self.answers: list[list[FederationAnswer]] = []
        self.refused: list[Objection] = []
        self.warm = False  # started from earlier rounds

    @property
    def count(self) -> int:
        return len(self.names)

    def members_of(self, group: str) -> list[WorkplaceDesk]:
        """The desks whose sums go up together; three at least, where there are three."""
        own = [self.desks[i] for i in self.economy.groups[group]]
        assert len(own) >= min(POOL, len(self.desks))
        return own

    def hear(self, round: Round, silent: Any = None) -> Sums:
        publication = published(self.economy, round, self.answers[-1] if self.answers else None)
        self.publications.append(publication)
        away = self.absent.get(round.number, set())
        said: dict[str, Proposal] = {}
        present: set[str] = set()
        for desk in self.desks:
            name = desk.workplace.name
            if name not in away:
                answer = desk.propose(round)
                objections = examine(answer, publication, set(self.economy.row), {name}, [])
                if not objections:
                    said[name] = answer
                    present.add(name)
                    continue
                self.refused += objections  # the last proposal stands until the answer is mended
            said[name] = self._stands(desk, publication)
        self.proposals.append(said)
        answers = []
        for group in self.names:
            own = {d.workplace.name: said[d.workplace.name] for d in self.members_of(group)}
            answers.append(self.adding.add(group, own, present & set(own), self.publications))
        for one in answers:
            self.refused += contradictions([a for r in self.answers for a in r], one, publication)
        self.answers.append(answers)
        return sums_of(answers, self.economy)

    def _stands(self, desk: WorkplaceDesk, now: Publication) -> Proposal:
        """What stands for a workplace that does not answer in this round."""
        name = desk.workplace.name
        last = self.proposals[-1][name] if self.proposals else nothing_yet(name)
        if not self.adding.stands_in:
            desk.said_nothing_new(now.number)
            return last if last.number == 0 else replace(last, reason=AWAY)
        desk.was_absent(now.number)
        return last if last.number == 0 else stand_in(last, self.publications[last.number - 1], now)


AWAY = "did not answer"


class Reaching(Protocol):
    """Who trades `net` now, and could trade so much of each row at most and at least."""

    @property
    def net(self) -> Amounts: ...
    @property
    def most(self) -> Amounts: ...
    @property
    def least(self) -> Amounts: ...


def could_add(last: Reaching, then: Amounts, now: Amounts) -> float:
    """The most its worth can have grown since valuations were `then`."""
    change = {n: now[n] - then[n] for n in last.net}
    return math.fsum(max(last.most[n] * change[n], last.least[n] * change[n]) for n in last.net)


def stand_in(last: Proposal, then: Publication, now: Publication) -> Proposal:
    """What an absent workplace's federation says for it: its last proposal, moved along its last slopes.

    Its surplus is bounded from above: worth is convex in the valuations with its net amounts as slope,
    and those lie between `least` and `most`. So the certificate stays valid without it.
    """
    change = {n: now.valuations[n] - then.valuations[n] for n in last.net}
    move = dict(last.move)
    for a, line in last.slopes.items():
        for b, slope in line.items():
            move[a] = move.get(a, 0.0) + slope * change.get(b, 0.0)
            if a != b:
                move[b] = move.get(b, 0.0) + slope * change.get(a, 0.0)
    return replace(
        last,
        move=move,
        best=last.net,
        best_effort=last.effort,
        surplus=last.surplus + could_add(last, then.valuations, now.valuations),
        trial=None if now.trial is None else last.net,
        trial_effort=last.effort,
        trial_surplus=0.0
        if now.trial is None
        else last.surplus + could_add(last, then.valuations, now.trial),
        reason=AWAY,
    )


def nothing_yet(name: str) -> Proposal:
    """A workplace that has never answered takes no part yet, and what it could be worth is not known."""
    return Proposal(
        name,
        0,
        {},
        0.0,
        {},
        0.0,
        0.0,
        {},
        0.0,
        0.0,
        {},
        {},
        {},
        0.0,
        0.0,
        0.0,
        {},
        {},
        "has not answered yet",
    )


def sums_of(answers: Sequence[FederationAnswer], economy: Economy) -> Sums:
    """The centre's arrays, from published messages alone."""
    row, rows = economy.row, len(economy.commodities)
    slopes = np.zeros((rows, rows))
    for one in answers:
        for a, line in one.slopes.items():
            for b, slope in line.items():
                slopes[row[a], row[b]] += slope
                if a != b:
                    slopes[row[b], row[a]] += slope

    def lines(parts: Sequence[Amounts]) -> sp.csr_matrix:
        dense = np.zeros((len(parts), rows))
        for i, part in enumerate(parts):
            for name, value in part.items():
                dense[i, row[name]] = value
        return sp.csr_matrix(dense)

    return Sums(
        standing=lines([a.net for a in answers]),
        given=lines([total(a.given for a in answers)]).toarray()[0],
        standing_effort=np.array([a.effort for a in answers]),
        best=lines([a.best for a in answers]),
        best_effort=np.array([a.best_effort for a in answers]),
        surplus=np.array([a.surplus if a.heard == a.members else math.inf for a in answers]),
        trial=None if any(a.trial is None for a in answers) else lines([a.trial or {} for a in answers]),
        trial_effort=np.array([a.trial_effort for a in answers]),
        trial_surplus=np.array(
            [a.trial_surplus if a.heard == a.members and a.trial is not None else math.inf for a in answers]
        ),
        move=lines([total(a.move for a in answers)]).toarray()[0],
        move_by_smoothing=lines([total(a.move_by_smoothing for a in answers)]).toarray()[0],
        slopes=slopes,
        unsettled=math.fsum(a.unsettled for a in answers),
        scale=math.fsum(a.scale for a in answers),
        stride=math.fsum(a.stride for a in answers),
        answered=np.array([float(a.answered) for a in answers]),
        members=np.array([float(a.members) for a in answers]),
    )


def refuse_if(objections: Sequence[Objection]) -> None:
    """Raises Refused with every reason, if there is any."""
    if objections:
        raise Refused(objections)
