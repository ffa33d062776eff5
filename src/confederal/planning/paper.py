"""Coordinating a year on paper, for a handful of bodies: the same rounds with pencil and sums.

Each round the coordinating table writes one valuation a product on the form. Every body fills in what it
would give and take at these valuations (its best answer), and what that would be worth to it. The table
adds the columns, marks what is short, and writes the next valuations:

    new valuation = old × (1 + share short / 2),   never by more than a quarter up or down,

and once what is short changes sign, between the two in proportion (a secant), so that columns settle.
Valuations have three digits, so that people can copy them.

After each round the table tries to mix two sheets: the same parts of both for every body, so that no row is
short. Sets are convex, so everybody can do its part. A sheet's worth is the sum of what every body said it
could be worth at most, less the value of what they give beyond what they take; a mixture is worth at least
the same parts of the two. The sum of what every body could be worth at most, and nature's gifts at their
valuations, bounds every plan: the rounds end when a mixture is near enough to the least such bound.

Everything here is arithmetic that the printed forms carry: a workplace on paper has one technique, whose
number of batches is N × margin ÷ F, at most N (F: what the last batch asks of people at full pace). Up to a
dozen bodies; larger federations want the program's own rounds (PLANNING §4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from confederal.planning.arrays import Floats
from confederal.planning.commodity import plain
from confederal.planning.economy import Economy
from confederal.planning.members import Members, best_answers
from confederal.planning.objection import Objection, Refused

HANDFUL = 12  # bodies; more than that is no paper exercise
MOST = 0.25  # a valuation changes by at most this share in a round
TOLERANCE = 0.005  # of consumption: the rounds end when no plan could be better by more
DIGITS = 3  # valuations are written with so many digits, so that people can copy them


@dataclass(frozen=True)
class Answer:
    """One body's line on a form: what it gives (+) and takes (-), and what that is worth to it."""

    body: str
    net: Mapping[str, float]
    worth: float


@dataclass(frozen=True)
class Sheet:
    """One round on paper: valuations written, answers filled in, columns added."""

    number: int
    valuations: Mapping[str, float]
    answers: tuple[Answer, ...]
    given: Mapping[str, float]
    taken: Mapping[str, float]
    nature: Mapping[str, float]

    @property
    def at_most(self) -> float:
        """What all bodies together said they could be worth."""
        return sum(a.worth for a in self.answers)

    @property
    def bound(self) -> float:
        """No plan is worth more: what bodies could be worth, and what nature gives, at these valuations."""
        return self.at_most + sum(self.valuations[n] * v for n, v in self.nature.items())

    @property
    def worth(self) -> float:
        """What this sheet would be worth, were nothing short."""
        return self.bound + sum(v * self.short(n) for n, v in self.valuations.items())

    def short(self, name: str) -> float:
        """Taken less given."""
        return self.taken[name] - self.given[name]


@dataclass(frozen=True)
class Mixed:
    """So many parts of one sheet, the rest of another, so that no row is short."""

    first: Sheet
    second: Sheet
    part: float  # of the first

    @property
    def worth(self) -> float:
        return self.part * self.first.worth + (1 - self.part) * self.second.worth


@dataclass(frozen=True)
class Sheets:
    """All rounds, and what the table proposes at the end: what each body gives and takes."""

    sheets: tuple[Sheet, ...]
    mixed: Mixed
    result: tuple[Answer, ...]
    units: Mapping[str, str]
    bound: float  # nobody could find a plan worth more than this
    worth: float  # what the result is worth

    def lines(self) -> list[str]:
        """The rounds in words."""
        told = []
        for sheet in self.sheets:
            told.append(f"Round {sheet.number}")
            for name, value in sheet.valuations.items():
                short = sheet.short(name)
                state = f"short {plain(short)}" if short > 0 else f"over {plain(-short)}"
                told.append(
                    f"   {name}: valued {plain(value)}; given {plain(sheet.given[name])}, "
                    f"taken {plain(sheet.taken[name])} {self.units[name]}: {state}"
                )
        mixed = self.mixed
        told.append(
            f"Mixed: {plain(mixed.part)} of round {mixed.first.number}, {plain(1 - mixed.part)} of round "
            f"{mixed.second.number}; then nothing is short"
        )
        told.append("Proposed to the assemblies")
        for answer in self.result:
            gives = ", ".join(f"{plain(v)} {self.units[n]} {n}" for n, v in answer.net.items() if v > 1e-9)
            takes = ", ".join(f"{plain(-v)} {self.units[n]} {n}" for n, v in answer.net.items() if v < -1e-9)
            told.append(f"   {answer.body}: gives {gives or 'nothing'}; takes {takes or 'nothing'}")
        told.append(
            f"Worth {plain(self.worth)}; nobody could find a plan worth more than {plain(self.bound)}."
        )
        return told


def by_hand(economy: Economy, rounds: int = 60, tolerance: float = TOLERANCE) -> Sheets:
    """The year on paper. Raises Refused where it is more than people can add up by hand."""
    _by_hand_at_all(economy)
    names = [c.name for c in economy.commodities]
    scale, supply = economy.scale, economy.supply()
    members = [(w.name, economy.members_of(w)) for w in economy.workplaces]
    steps, said = economy.schedules()
    p = np.ones(len(names))
    before: tuple[Floats, Floats] | None = None
    sheets: list[Sheet] = []
    best: Mixed | None = None
    for number in range(1, rounds + 1):
        p = np.array([float(f"{v:.{DIGITS}g}") for v in p * scale]) / scale
        answers, net, given = _answers(members, steps, said, p, names, scale)
        taken = given - net
        given = given + np.maximum(supply, 0.0)
        sheet = Sheet(
            number,
            dict(zip(names, map(float, p * scale), strict=True)),
            answers,
            dict(zip(names, map(float, given / scale), strict=True)),
            dict(zip(names, map(float, taken / scale), strict=True)),
            {n: float(v) for n, v in zip(names, supply / scale, strict=True) if v > 0},
        )
        sheets.append(sheet)
        best = _best([best, *(mixed(sheet, former) for former in sheets)])
        bound = min(s.bound for s in sheets)
        consumed = float(p @ np.maximum(-_of_communities(economy, answers, names), 0.0))
        if best is not None and bound - best.worth <= tolerance * consumed:
            break
        short = (taken - given) / (0.5 * (given + taken) + 1e-9)
        p, before = _next(p, short, before)
    if best is None:
        raise Refused([Objection("paper", "no sum", "the forms allow no plan yet.", "Hold one more round.")])
    units = {c.name: c.unit for c in economy.commodities}
    return Sheets(tuple(sheets), best, _agreed(best), units, min(s.bound for s in sheets), best.worth)


def _by_hand_at_all(economy: Economy) -> None:
    bodies = len(economy.workplaces) + len(economy.communities)
    objections = []
    if bodies > HANDFUL:
        mend = f"Up to {HANDFUL}; else use `confederal plan run`."
        objections.append(
            Objection("paper", f"{bodies} bodies", "are too many columns to add by hand.", mend)
        )
    else:
        mend = "Describe it as two workplaces, or use `confederal plan run`."
        objections += [
            Objection(
                w.name, f"{len(w.techniques)} techniques", "cannot be weighed by hand on one form.", mend
            )
            for w in economy.workplaces
            if len(w.techniques) > 1
        ]
    if objections:
        raise Refused(objections)


def mixed(one: Sheet, two: Sheet) -> Mixed | None:
    """As much as possible of the sheet that is worth more, so that no row is short; None if always one is."""
    low, high = 0.0, 1.0
    for name in one.valuations:
        a, b = one.short(name), two.short(name)
        if a > 0 and b > 0:
            return None
        if a > 0:  # part × a + (1 - part) × b <= 0
            high = min(high, -b / (a - b))
        elif b > 0:
            low = max(low, b / (b - a))
    if low > high:
        return None
    return Mixed(one, two, high if one.worth >= two.worth else low)


def _best(found: Sequence[Mixed | None]) -> Mixed | None:
    return max((m for m in found if m is not None), key=lambda m: m.worth, default=None)


def _of_communities(economy: Economy, answers: Sequence[Answer], names: list[str]) -> Floats:
    """What communities give and take together, in the scale of the rows (K,)."""
    own = {c.name for c in economy.communities}
    net = [sum(a.net.get(n, 0.0) for a in answers if a.body in own) for n in names]
    return np.array(net) * economy.scale


def _answers(
    members: list[tuple[str, Members]],
    steps: Members,
    said: list[tuple[str, str, str]],
    p: Floats,
    names: list[str],
    scale: Floats,
) -> tuple[tuple[Answer, ...], Floats, Floats]:
    answers, net, given = [], np.zeros(p.size), np.zeros(p.size)
    for name, own in members:
        best, worth = best_answers(own, own.margins(p))
        mine = own.net(best).toarray()[0]
        net, given = net + mine, given + np.maximum(mine, 0.0)
        answers.append(Answer(name, _named(mine / scale, names), float(worth[0])))
    use, worth = best_answers(steps, steps.margins(p))
    for community, mine in _by_community(steps, said, use[:, 0]).items():
        net, given = net + mine, given + np.maximum(mine, 0.0)
        own_worth = float(sum(w for w, s in zip(worth, said, strict=True) if s[0] == community))
        answers.append(Answer(community, _named(mine / scale, names), own_worth))
    return tuple(answers), net, given


def _by_community(steps: Members, said: list[tuple[str, str, str]], use: Floats) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for member, row, block in steps.blocks():
        for i in range(member.start, member.stop):
            mine = found.setdefault(said[i][0], np.zeros(steps.row_count))
            mine[steps.rows[row]] += use[i] * block[i - member.start]
    return found


def _named(values: Floats, names: list[str]) -> dict[str, float]:
    return {n: float(v) for n, v in zip(names, values, strict=True) if abs(v) > 1e-12}


def _next(
    p: Floats, short: Floats, before: tuple[Floats, Floats] | None
) -> tuple[Floats, tuple[Floats, Floats]]:
    """Half of what is short, at most a quarter; halfway where it changed sign."""
    change = np.clip(short / 2, -MOST, MOST)
    after = np.maximum(p * (1 + change), 0.01)
    if before is not None:
        last_p, last_short = before
        crossed = (last_short * short < 0) & (last_p != p)
        halfway = (p * np.abs(last_short) + last_p * np.abs(short)) / np.maximum(
            np.abs(short) + np.abs(last_short), 1e-12
        )
        after = np.where(crossed, halfway, after)
    return after, (p, short)


def _agreed(mixed: Mixed) -> tuple[Answer, ...]:
    """What each body gives and takes in the mixture, and what that is worth to it at the first sheet."""
    found = []
    for one, two in zip(mixed.first.answers, mixed.second.answers, strict=True):
        net = {
            n: mixed.part * one.net.get(n, 0.0) + (1 - mixed.part) * two.net.get(n, 0.0)
            for n in {**one.net, **two.net}
        }
        found.append(Answer(one.body, net, mixed.part * one.worth + (1 - mixed.part) * two.worth))
    return tuple(found)
