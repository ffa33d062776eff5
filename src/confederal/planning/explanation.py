"""Why this much, why this valuation, what binds and what would relieve it: in words and numbers.

What concerns a workplace's own techniques and limits is computed by the workplace from its own numbers
and is told to the workplace alone; what concerns valuations comes from published sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from confederal.planning.commodity import Kind, plain
from confederal.planning.execution import tight
from confederal.planning.messages import WorkplaceDesk
from confederal.planning.plan import Line, Plan
from confederal.planning.year import Held

FEW = 4  # reasons told; the rest is in the tables


@dataclass(frozen=True)
class Explained:
    """A heading, sentences a member can read, and the figures behind them (name, value, unit)."""

    about: str
    sentences: tuple[str, ...]
    figures: tuple[tuple[str, float, str], ...] = ()


def worth(value: float) -> str:
    """A valuation in words; valuations are indicative and are nobody's income."""
    return f"{plain(value, 2)} worth"


def why_this_much(held: Held, plan: Plan, workplace: str) -> Explained:
    """What one workplace first said, what it is asked for, and what made the difference. For itself alone."""
    economy = held.economy
    desk = next(d for d in held.heard.desks if d.workplace.name == workplace)
    line = plan.line(workplace)
    said = held.heard.proposals[0][workplace].best
    first = {n: said.get(n, 0.0) / float(economy.scale[economy.row[n]]) for n in line.net}
    units = {c.name: c.unit for c in economy.commodities}
    sentences = []
    for name, asked in line.net.items():
        if asked <= 0:
            continue
        before = _to_quantum(first.get(name, 0.0), economy.commodities[economy.row[name]].quantum)
        sentences.append(
            f"At the first valuations you said {plain(before)} {units[name]} of {name}; "
            f"the plan asks for {plain(asked)} {units[name]} ({change(before, float(asked))})."
        )
    sentences += _margins(held, plan, desk, line)
    sentences += _limits(held, plan, desk, desk.asked[plan.mixture.by])
    figures = tuple((n, float(v), units[n]) for n, v in line.net.items())
    return Explained(f"What {workplace} is asked, and why", tuple(sentences), figures)


def _margins(held: Held, plan: Plan, desk: WorkplaceDesk, line: Line) -> list[str]:
    """How far valuations moved between the first round and the plan, by what it meant for this workplace."""
    economy = held.economy
    first = dict(zip(economy.row, held.told[0].round.valuations * economy.scale, strict=True))
    moved = []
    for name, amount in line.net.items():
        effect = (plan.valuations[name] - first[name]) * float(amount)
        moved.append((effect, name, first[name], plan.valuations[name]))
    total = sum(abs(e) for e, *_ in moved) or 1.0
    told = []
    for effect, name, before, after in sorted(moved, key=lambda m: -abs(m[0]))[:FEW]:
        if abs(effect) < 0.05 * total or before == 0:
            continue
        way = "speaks for more" if effect > 0 else "speaks for less"
        kind = "what you make" if line.net[name] > 0 else "what you use"
        told.append(
            f"{name} ({kind}) went from {worth(before)} to {worth(after)} "
            f"({change(before, after)}): it {way}."
        )
    return told


def in_short(held: Held, plan: Plan, workplace: str) -> str:
    """The weightiest change of valuations behind one workplace's line, in a few words. From public numbers."""
    economy, line = held.economy, plan.line(workplace)
    start = dict(zip(economy.row, held.told[0].round.valuations * economy.scale, strict=True))
    weight = {n: float(v) for n, v in line.net.items()}
    if not any(weight.values()):
        weight = first_said(held, workplace)
    moved = [(abs((plan.valuations[n] - start[n]) * v), n, start[n]) for n, v in weight.items()]
    size, name, before = max(moved, default=(0.0, "", 0.0))
    if size <= 0 or before <= 0:
        return "valued as at first"
    moved_by = change(before, plan.valuations[name])
    return f"{name} valued {moved_by}" if moved_by != "the same" else "valued as at first"


def full_limits(held: Held, plan: Plan, workplace: str) -> list[str]:
    """Which of its own limits a plan uses up. For the workplace itself."""
    desk = next(d for d in held.heard.desks if d.workplace.name == workplace)
    return [m.name for m in tight(desk.workplace.limits, desk.asked[plan.mixture.by])]


def _limits(held: Held, plan: Plan, desk: WorkplaceDesk, activity: Mapping[str, Fraction]) -> list[str]:
    names = list(held.economy.row)
    valuations = np.array([plan.valuations[n] for n in names]) / held.economy.scale
    levels = np.array([float(activity[t.name]) for t in desk.workplace.techniques])
    prices = desk.prices_of_limits(valuations, levels)
    full = {m.name for m in tight(desk.workplace.limits, activity)}
    told = []
    for limit in desk.workplace.limits:
        used = sum((limit.burden.get(n, Fraction(0)) * a for n, a in activity.items()), Fraction(0))
        if limit.name in full:
            told.append(
                f"“{limit.name}” is full: {plain(used)} of the {plain(limit.most)} you accepted"
                + (f" ({limit.words})" if limit.words else "")
                + f". One more would be worth {plain(prices.get(limit.name, 0.0), 2)}; only you decide that."
            )
        else:
            told.append(
                f"“{limit.name}” leaves room: {plain(used)} of the {plain(limit.most)} you accepted are used."
            )
    return told


def why_more(held: Held, plan: Plan, workplace: str, commodity: str) -> Explained:
    """Why a workplace is asked for more (or less) of one commodity than it first said. For itself alone."""
    economy = held.economy
    desk = next(d for d in held.heard.desks if d.workplace.name == workplace)
    line = plan.line(workplace)
    unit = economy.commodities[economy.row[commodity]].unit
    before = held.heard.proposals[0][workplace].best.get(commodity, 0.0) / float(
        economy.scale[economy.row[commodity]]
    )
    after = float(line.net.get(commodity, Fraction(0)))
    told = [
        f"{workplace} is asked for {change(before, after)} {commodity}: "
        f"{plain(abs(after))} {unit} instead of {plain(abs(before))}."
    ]
    first, mixed = desk.activities[(1, "best")], desk.mixed(line.shares)
    for technique, was, now in zip(desk.workplace.techniques, first, mixed, strict=True):
        flow = technique.flows.get(commodity, Fraction(0))
        if flow and abs(now - was) * abs(float(flow)) > 0.005 * max(abs(after), abs(before), 1e-9):
            told.append(
                f"“{technique.name}” goes from {plain(was)} to {plain(now)}: "
                f"{plain(abs(float(flow) * (now - was)))} {unit} {'more' if now > was else 'less'}."
            )
    told += _margins(held, plan, desk, line)
    return Explained(f"Why {workplace} is asked for {change(before, after)} {commodity}", tuple(told))


def why_this_valuation(held: Held, plan: Plan, commodity: str) -> Explained:
    """Why a row is valued as it is: who gives, who takes, and what stands behind it. From published sums."""
    economy = held.economy
    row = economy.row[commodity]
    unit = economy.commodities[row].unit
    scale = float(economy.scale[row])
    first = float(held.told[0].round.valuations[row]) * scale
    now = plan.valuations[commodity]
    told = [f"{commodity} is valued at {worth(now)} a {unit}, {change(first, now)} against the start."]
    gives = sorted(
        (
            (float(line.net[commodity]), line.workplace)
            for line in plan.lines
            if line.net.get(commodity, 0) > 0
        ),
        reverse=True,
    )
    takes = sorted(
        (
            (-float(line.net[commodity]), line.workplace)
            for line in plan.lines
            if line.net.get(commodity, 0) < 0
        ),
        reverse=True,
    )
    if gives:
        told.append(f"It comes from {_some(gives, unit)}.")
    if takes:
        told.append(f"It goes to {_some(takes, unit)}.")
    needs = [n for n in plan.needs if n.commodity == commodity]
    if needs:
        given, asked = sum((n.given for n in needs), Fraction(0)), sum((n.asked for n in needs), Fraction(0))
        told.append(
            f"Communities get {plain(given)} of the {plain(asked)} {unit} they would use at most; "
            f"what the last unit is worth to them sets the valuation."
        )
    for cap in economy.caps:
        if cap.commodity == commodity:
            state = "is used up" if now > 0 else "is not reached"
            told.append(f"The {plain(cap.amount)} {unit} allowed by {cap.decided_by} {state}.")
    if plan.surplus[commodity] > 0 and now <= 1e-6 * first:
        told.append(
            f"{plain(plan.surplus[commodity])} {unit} are left over, so one more is worth nothing now."
        )
    return Explained(f"Why {commodity} is valued so", tuple(told), ((commodity, now, f"worth/{unit}"),))


@dataclass(frozen=True)
class Relief:
    """One thing that binds, and what one per cent more of it would add to the worth of the plan."""

    what: str
    by: str
    added: float
    unit: str
    amount: float


def what_binds(held: Held, plan: Plan) -> list[Relief]:
    """Caps, hours and capacities that bind, by what one per cent more would add. From published numbers.

    Groups of workplaces: their surplus at the plan's valuations is what their capacities are worth.
    """
    economy = held.economy
    found = []
    for cap in economy.caps:
        value = plan.valuations[cap.commodity] * float(cap.amount) * 0.01
        if value > 0:
            unit = economy.commodities[economy.row[cap.commodity]].unit
            found.append(Relief(cap.commodity, cap.decided_by, value, unit, float(cap.amount) * 0.01))
    for commodity in economy.commodities:
        if commodity.kind is Kind.HOURS:
            given = float(sum((h.given for h in plan.hours if h.commodity == commodity.name), Fraction(0)))
            full = [h for h in plan.hours if h.commodity == commodity.name and h.given >= h.asked]
            if full:
                found.append(
                    Relief(
                        commodity.name,
                        "accepted by " + ", ".join(h.community for h in full[:3]),
                        plan.valuations[commodity.name] * given * 0.01,
                        commodity.unit,
                        given * 0.01,
                    )
                )
    found += [
        Relief(
            "capacity of " + group_words(answer.federation), "its workplaces", answer.surplus * 0.01, "", 0.0
        )
        for answer in held.heard.answers[-1]
        if answer.surplus > 0
    ]
    return sorted(found, key=lambda r: -r.added)


def group_words(group: str) -> str:
    """A group's name as people say it.

    >>> group_words("food: dairy + food: meals"), group_words("farms: rye")
    ('food (dairy, meals)', 'farms (rye)')
    """
    by: dict[str, list[str]] = {}
    for part in group.split(" + "):
        federation, _, branch = part.partition(": ")
        by.setdefault(federation, []).append(branch)
    return ", ".join(f"{f} ({', '.join(b)})" for f, b in by.items())


def shortages(plan: Plan) -> list[tuple[str, Fraction, Fraction]]:
    """Commodities with unmet needs: (name, below guaranteed floors, below wishes), worst share first."""
    asked: dict[str, Fraction] = {}
    floor: dict[str, Fraction] = {}
    unmet: dict[str, Fraction] = {}
    for need in plan.needs:
        asked[need.commodity] = asked.get(need.commodity, Fraction(0)) + need.asked
        floor[need.commodity] = floor.get(need.commodity, Fraction(0)) + need.below_floor
        unmet[need.commodity] = unmet.get(need.commodity, Fraction(0)) + need.unmet
    order = sorted(asked, key=lambda n: (-floor[n], -(unmet[n] / asked[n] if asked[n] else 0)))
    return [(n, floor[n], unmet[n]) for n in order if unmet[n] > 0]


def over_its_limit(held: Held, plan: Plan, share: Fraction = Fraction(110, 100)) -> Explained | None:
    """What a workplace whose hours are full answers when it is asked for a tenth more: its own refusal."""
    for desk in held.heard.desks:
        activity = desk.asked[plan.mixture.by]
        full = [m for m in tight(desk.workplace.limits, activity) if m.kind == "hours"]
        if full:
            more = {
                n: (a * share // t.batch) * t.batch
                for (n, a), t in zip(activity.items(), desk.workplace.techniques, strict=True)
            }
            crossed = desk.workplace.crossed(more)
            return Explained(
                f"{desk.workplace.name} asked for a tenth more",
                tuple(str(o) for o in crossed),
                tuple((m.name, float(m.most), "accepted") for m in full),
            )
    return None


def change(before: float, after: float) -> str:
    """How much more or less, in words.

    >>> change(50, 52), change(10, 5), change(0, 3)
    ('4 % more', '50 % less', 'new')
    """
    before, after = abs(before), abs(after)
    if before <= 1e-12:
        return "new" if after > 0 else "none"
    share = (after - before) / before * 100
    if abs(share) < 0.5:
        return "the same"
    return f"{share:.0f} % more" if share > 0 else f"{-share:.0f} % less"


def _to_quantum(amount: float, quantum: Fraction) -> float:
    """An amount as the plan would write it."""
    return float(round(amount / float(quantum)) * quantum)


def first_said(held: Held, workplace: str) -> dict[str, float]:
    """What a workplace's first best answer gives (+) and takes (-), in units, to the quantum."""
    economy = held.economy
    said = held.heard.proposals[0][workplace].best
    return {
        n: _to_quantum(v / float(economy.scale[k]), economy.commodities[k].quantum)
        for n, v in said.items()
        for k in [economy.row[n]]
    }


def _some(parts: list[tuple[float, str]], unit: str) -> str:
    told = ", ".join(f"{name} ({plain(amount)} {unit})" for amount, name in parts[:FEW])
    rest = len(parts) - FEW
    return told + (f" and {rest} more" if rest > 0 else "")
