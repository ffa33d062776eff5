"""A plan: lines that people can sign, in whole batches, that add up exactly.

A line is a proposal until its own site consents (R32); it tells what it is mixed from, so that the site
finds its own words in it. Rounding is done at home: each workplace turns its share of its own
proposals into whole batches and says what that gives and takes; needs take what is then there.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

import numpy as np

from confederal.planning.arrays import Floats
from confederal.planning.economy import Economy
from confederal.planning.messages import ByMessage, Mixture, digest
from confederal.planning.objection import Objection, Refused
from confederal.planning.reconciliation import KINDS, Certificate, Reconciliation, reconcile
from confederal.planning.rounds import Coordinated, Told, public_pieces
from confederal.planning.workplace import Technique

RESERVES = (0.03, 0.1, 0.3, 1.0)  # shares of what rounding down can lose, tried one after another


@dataclass(frozen=True)
class Line:
    """What one workplace is asked for: amounts it gives (+) and takes (-), exactly.

    shares: (round, kind, share) of its own proposals that it is mixed from; answers: who it is for;
    state: "proposed" until its assembly says "accepted", "amended" or "refused".
    """

    workplace: str
    net: Mapping[str, Fraction]
    shares: tuple[tuple[int, str, float], ...]
    answers: tuple[str, ...]
    effort: float
    state: str = "proposed"


@dataclass(frozen=True)
class Received:
    """What one community gets of one commodity (or gives, for hours), against what it said."""

    community: str
    commodity: str
    guaranteed: Fraction
    asked: Fraction
    given: Fraction

    @property
    def below_floor(self) -> Fraction:
        return max(self.guaranteed - self.given, Fraction(0))

    @property
    def unmet(self) -> Fraction:
        return max(self.asked - self.given, Fraction(0))


@dataclass(frozen=True)
class Plan:
    """Lines, needs and hours of one period, with what is left over of each row and the certificate."""

    period: str
    mixture: Mixture
    lines: tuple[Line, ...]
    needs: tuple[Received, ...]
    hours: tuple[Received, ...]
    stocks: Mapping[str, Fraction]
    surplus: Mapping[str, Fraction]
    valuations: Mapping[str, float]  # in worth a unit
    certificate: Certificate

    def line(self, workplace: str) -> Line:
        return next(line for line in self.lines if line.workplace == workplace)


def mixture_of(
    economy: Economy, heard: ByMessage, told: Told, plan: Reconciliation, steps: Floats, by: str
) -> Mixture:
    """The reconciliation as a message; `steps` is how much of each public step it uses."""
    mixed, names = told.proposals, heard.names
    _, said = economy.schedules()
    shares = tuple(
        (
            names[int(mixed.federation[i])],
            int(mixed.number[i]),
            KINDS[int(mixed.kind[i])],
            float(plan.share[i]),
        )
        for i in np.flatnonzero(plan.share > 0)
    )
    needs = tuple(
        (*who, float(steps[i]) / float(economy.scale[economy.row[who[1]]]))
        for i, who in enumerate(said)
        if steps[i] > 0
    )
    return Mixture(economy.period.name, by, digest([digest(a) for a in heard.answers[-1]]), shares, needs)


def settle(
    economy: Economy, heard: ByMessage, told: Told, by: str = "the centre", supply: Floats | None = None
) -> Plan:
    """The plan in whole batches and whole quanta, exactly feasible for every party and on every row.

    Asks for a little more of each product than is needed, reconciles once more and lets every workplace
    round its own part to the nearest whole batches its limits allow; needs take what is there. Where
    that leaves a row short, a larger reserve is asked for, up to what rounding down can lose in all.
    `supply` (K,) replaces caps and natural flows, for a rival reconciliation that wants to be careful.
    """
    certificate = told.certificate
    if certificate is None:
        raise Refused([Objection("plan", "no certificate", "no plan was found yet.", "Hold more rounds.")])
    if not math.isfinite(certificate.upper):
        raise Refused(
            [
                Objection(
                    "plan",
                    "no bound",
                    "there are workplaces that were never heard.",
                    "Hold a round in which they answer.",
                )
            ]
        )
    given = economy.supply() if supply is None else supply
    steps, _ = economy.schedules()
    coordinated = Coordinated(heard, steps, None, given)
    pieces = public_pieces(coordinated, told.round.valuations, told.public, max(certificate.gap, 1e-6))
    room = rounding_room(economy)
    refused = Refused([])
    for reserve in RESERVES:
        mixed = reconcile(told.proposals, heard.count, pieces, given - reserve * room)
        if mixed is None:
            continue
        mixture = mixture_of(economy, heard, told, mixed, pieces.steps_used(mixed.use, steps.count), by)
        try:
            lines = _lines(economy, heard, mixture, down=reserve == RESERVES[-1])
            unused = economy.supply() - given
            return _with_needs(economy, mixture, lines, mixed, certificate, unused)
        except Refused as found:
            refused = found
    raise Refused(
        refused.objections
        or [Objection("plan", "whole batches", "cannot be had from these proposals.", "Hold one more round.")]
    )


def rounding_room(economy: Economy) -> Floats:
    """What rounding down to batches and quanta can lose of each row at most, in the row's scale (K,)."""
    room = np.zeros(len(economy.commodities))
    for workplace in economy.workplaces:
        for name in {n for t in workplace.techniques for n in t.flows}:
            lost = sum((t.batch * t.flows.get(name, Fraction(0)) for t in workplace.techniques
                        if t.flows.get(name, Fraction(0)) > 0), Fraction(0))  # fmt: skip
            room[economy.row[name]] += float(lost)
    for community in economy.communities:
        for offer in community.offers:
            room[economy.row[offer.commodity]] += float(
                economy.commodities[economy.row[offer.commodity]].quantum
            )
    return room * economy.scale * (1 + 1e-6)


def _lines(economy: Economy, heard: ByMessage, mixture: Mixture, down: bool) -> list[Line]:
    asked: dict[str, list[tuple[int, str, float]]] = {}
    for group, number, kind, share in mixture.shares:
        for i in economy.groups[group]:
            asked.setdefault(economy.workplaces[i].name, []).append((number, kind, share))
    wanted: dict[str, list[str]] = {n.commodity: [] for c in economy.communities for n in c.needs}
    for community in economy.communities:
        for need in community.needs:
            wanted[need.commodity].append(community.name)
    lines = []
    for desk in heard.desks:
        shares = tuple(asked.get(desk.workplace.name, []))
        activity = whole_batches(desk.workplace.techniques, desk.mixed(shares), Fraction(0 if down else 1, 2))
        if desk.workplace.crossed(activity):
            activity = whole_batches(desk.workplace.techniques, desk.mixed(shares), Fraction(0))
        crossed = desk.workplace.crossed(activity)
        if crossed:
            raise Refused(crossed)
        desk.asked[mixture.by] = activity
        net = desk.workplace.net(activity)
        needs = [f"needs of {len(wanted[n])} communities" for n, v in net.items() if v > 0 and wanted.get(n)]
        inside = "internal: for other workplaces"
        lines.append(
            Line(desk.workplace.name, net, shares, tuple(needs) or (inside,), desk.effort_of(activity))
        )
    return lines


def whole_batches(
    techniques: tuple[Technique, ...], activity: Floats, from_: Fraction = Fraction(0)
) -> dict[str, Fraction]:
    """Activities in whole batches, exactly: down for `from_` 0, to the nearest for one half.

    >>> oven = (Technique("oven", {"bread": Fraction(1)}, Fraction(5)),)
    >>> whole_batches(oven, np.array([13.3])), whole_batches(oven, np.array([13.3]), Fraction(1, 2))
    ({'oven': Fraction(10, 1)}, {'oven': Fraction(15, 1)})
    """
    done = {}
    for technique, level in zip(techniques, activity, strict=True):
        # a level within a billionth of a whole batch is that batch
        count = floor(Fraction(float(level)) / technique.batch + max(from_, Fraction(1, 10**9)))
        done[technique.name] = max(count, 0) * technique.batch
    return done


def _with_needs(
    economy: Economy,
    mixture: Mixture,
    lines: list[Line],
    mixed: Reconciliation,
    certificate: Certificate,
    unused: Floats,
) -> Plan:
    """Hours rounded up within what was offered, needs rounded down to what is there."""
    left = {c.name: Fraction(0) for c in economy.commodities}
    for cap in economy.caps:
        left[cap.commodity] += cap.amount
    for line in lines:
        for name, value in line.net.items():
            left[name] += value
    quantum = {c.name: c.quantum for c in economy.commodities}
    amounts: dict[tuple[str, str, str], Fraction] = {}
    for community, commodity, kind, amount in mixture.needs:
        key = (community, commodity, kind)
        amounts[key] = amounts.get(key, Fraction(0)) + Fraction(amount)
    hours = []
    for one in economy.communities:
        for offer in one.offers:
            most = floor(offer.points[-1].amount / quantum[offer.commodity]) * quantum[offer.commodity]
            asked = amounts.get((one.name, offer.commodity, "hours"), Fraction(0))
            given = min(ceil(asked / quantum[offer.commodity]) * quantum[offer.commodity], most)
            left[offer.commodity] += given
            hours.append(Received(one.name, offer.commodity, Fraction(0), offer.points[-1].amount, given))
    needs = []
    for one in economy.communities:
        for need in one.needs:
            asked = sum(
                (amounts.get((one.name, need.commodity, k), Fraction(0)) for k in ("guaranteed", "need")),
                Fraction(0),
            )
            unit = quantum[need.commodity]
            given = (
                max(min(floor(asked / unit + Fraction(1, 10**6)), floor(left[need.commodity] / unit)), 0)
                * unit
            )
            left[need.commodity] -= given
            wish = max((p.amount for p in need.points), default=need.guaranteed)
            needs.append(
                Received(one.name, need.commodity, need.guaranteed, max(wish, need.guaranteed), given)
            )
    hours = _no_more_than_needed(hours, left, quantum)
    needs = _what_is_left(needs, left, quantum)
    stocks = {}
    for stock in economy.stocks:
        asked = amounts.get(("common stock", stock.commodity, "stock"), Fraction(0))
        stocks[stock.commodity] = max(
            min(floor(asked / quantum[stock.commodity]) * quantum[stock.commodity], left[stock.commodity]),
            Fraction(0),
        )
        left[stock.commodity] -= stocks[stock.commodity]
    short = [
        Objection(name, str(float(-value)), "is missing after rounding.", "Hold one more round.")
        for name, value in left.items()
        if float(value) < float(unused[economy.row[name]] / economy.scale[economy.row[name]])
    ]
    if short:
        raise Refused(short)
    worth = _worth(economy, needs, hours, stocks) - sum(line.effort for line in lines)
    names = [c.name for c in economy.commodities]
    valuations = {n: float(v * s) for n, v, s in zip(names, mixed.valuations, economy.scale, strict=True)}
    return Plan(
        economy.period.name,
        mixture,
        tuple(lines),
        tuple(needs),
        tuple(hours),
        stocks,
        left,
        valuations,
        Certificate(certificate.upper, worth, certificate.consumption),
    )


def _no_more_than_needed(
    hours: list[Received], left: dict[str, Fraction], quantum: Mapping[str, Fraction]
) -> list[Received]:
    """Hours nobody needs after rounding are not asked for. Changes `left`."""
    found = []
    for one in hours:
        unit = quantum[one.commodity]
        back = min(floor(max(left[one.commodity], Fraction(0)) / unit) * unit, one.given)
        left[one.commodity] -= back
        found.append(replace(one, given=one.given - back))
    return found


def _what_is_left(
    needs: list[Received], left: dict[str, Fraction], quantum: Mapping[str, Fraction]
) -> list[Received]:
    """What rounding left over goes to unmet needs, floors first, in equal shares. Changes `left`."""
    found = dict(enumerate(needs))
    order: tuple[Callable[[Received], Fraction], ...] = (lambda n: n.below_floor, lambda n: n.unmet)
    for missing in order:
        for name in {n.commodity for n in needs}:
            open_ = [i for i, n in found.items() if n.commodity == name and missing(n) > 0]
            total = sum((missing(found[i]) for i in open_), Fraction(0))
            share = min(left[name] / total, Fraction(1)) if total > 0 and left[name] > 0 else Fraction(0)
            for i in open_:
                more = floor(share * missing(found[i]) / quantum[name]) * quantum[name]
                left[name] -= more
                found[i] = replace(found[i], given=found[i].given + more)
    return list(found.values())


def _worth(
    economy: Economy, needs: list[Received], hours: list[Received], stocks: Mapping[str, Fraction]
) -> float:
    """Worth of exactly these amounts, by the public schedules."""
    steps, said = economy.schedules()
    left = {(r.community, r.commodity): float(r.given) for r in [*needs, *hours]}
    left |= {("common stock", name): float(v) for name, v in stocks.items()}
    worth = 0.0
    for i, (community, commodity, _) in enumerate(said):
        scale = float(economy.scale[economy.row[commodity]])
        use = min(left[(community, commodity)], float(steps.limit[i, 0]) / scale)
        left[(community, commodity)] -= use
        x = use * scale
        worth += float(steps.gain[i, 0]) * x - 0.5 * float(steps.curvature[i, 0]) * x * x
    return worth


def balance_of(economy: Economy, plan: Plan) -> dict[str, Fraction]:
    """What is left over of each row, added up again from the plan's own lines, exactly."""
    left = {c.name: Fraction(0) for c in economy.commodities}
    for cap in economy.caps:
        left[cap.commodity] += cap.amount
    for line in plan.lines:
        for name, value in line.net.items():
            left[name] += value
    for need in plan.needs:
        left[need.commodity] -= need.given
    for hour in plan.hours:
        left[hour.commodity] += hour.given
    for name, amount in plan.stocks.items():
        left[name] -= amount
    return left


def consented(plan: Plan, answers: Mapping[str, str]) -> Plan:
    """The plan after assemblies answered; silence is not consent: such a line stays a proposal."""
    odd = sorted(set(answers.values()) - {"accepted", "amended", "refused"})
    if odd:
        raise Refused(
            [Objection("answers", ", ".join(odd), "is no answer.", "accepted, amended or refused.")]
        )
    return replace(plan, lines=tuple(replace(x, state=answers.get(x.workplace, x.state)) for x in plan.lines))


def carried_over(before: Plan, after: Plan) -> Plan:
    """A new plan in which nobody's line changes without being asked.

    Lines that are the same as an accepted one stay accepted; every other line is a proposal again.
    """
    old = {line.workplace: line for line in before.lines}
    lines = tuple(
        replace(line, state=old[line.workplace].state)
        if line.workplace in old and dict(old[line.workplace].net) == dict(line.net)
        else replace(line, state="proposed")
        for line in after.lines
    )
    return replace(after, lines=lines)
