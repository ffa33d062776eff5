"""Coordinating a year on paper, for a handful of bodies: the same rounds with pencil and sums.

Each round the coordinating table writes one valuation a product on the form. Every body fills in what it
would give and take at these valuations (its best answer), and what that would be worth to it. The table
adds the columns, marks what is short, and writes the next valuations:

    new valuation = old × (1 + share short / 2),   never by more than a quarter up or down,

and once what is short changes sign, between the two in proportion (a secant), so that columns settle.
After each round the table tries to mix the forms: each
body is asked for so many parts of one of its own forms and so many of another, until the columns add
up. By hand two forms a body are tried; the program's mixture is the same reconciliation as everywhere
else. The sum of what each body said it could be worth at most, in the best round, bounds every plan:
the rounds end when the mixture is near enough to it. Up to a dozen bodies; larger federations want the
program's own rounds (PLANNING §4).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from confederal.planning.arrays import Floats
from confederal.planning.commodity import plain
from confederal.planning.economy import Economy
from confederal.planning.final_demand import step_pieces
from confederal.planning.members import Members, best_answers
from confederal.planning.objection import Objection, Refused
from confederal.planning.proposals_only import best_of_groups
from confederal.planning.reconciliation import Proposals, gather, reconcile

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

    def short(self, name: str) -> float:
        """Taken less given."""
        return self.taken[name] - self.given[name]


@dataclass(frozen=True)
class Sheets:
    """All rounds, and what the table proposes at the end: what each body gives and takes."""

    sheets: tuple[Sheet, ...]
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
        told.append("Proposed to the assemblies")
        for answer in self.result:
            gives = ", ".join(f"{plain(v)} {self.units[n]} {n}" for n, v in answer.net.items() if v > 1e-9)
            takes = ", ".join(f"{plain(-v)} {self.units[n]} {n}" for n, v in answer.net.items() if v < -1e-9)
            told.append(f"   {answer.body}: gives {gives or 'nothing'}; takes {takes or 'nothing'}")
        told.append(
            f"Worth {plain(self.worth)}; nobody could find a plan worth more than {plain(self.bound)}."
        )
        return told


def by_hand(economy: Economy, rounds: int = 40, tolerance: float = TOLERANCE) -> Sheets:
    """The year on paper. Raises Refused where there are more bodies than a table can add up by hand."""
    bodies = len(economy.workplaces) + len(economy.communities)
    if bodies > HANDFUL:
        raise Refused(
            [
                Objection(
                    "paper",
                    f"{bodies} bodies",
                    "are too many columns to add by hand.",
                    f"Up to {HANDFUL}; else use `confederal plan run`.",
                )
            ]
        )
    names = [c.name for c in economy.commodities]
    scale, supply = economy.scale, economy.supply()
    members = [(w.name, economy.members_of(w)) for w in economy.workplaces]
    steps, said = economy.schedules()
    p = np.ones(len(names))
    before: tuple[Floats, Floats] | None = None
    sheets: list[Sheet] = []
    bound = float("inf")
    rated: list[tuple[Floats, Floats]] = []
    mixed: Mixed | None = None
    for number in range(1, rounds + 1):
        p = np.array([float(f"{v:.{DIGITS}g}") for v in p])
        answers, use, net, given, surplus = _answers(members, steps, said, p, names, scale)
        taken = given - net
        given = given + np.maximum(supply, 0.0)
        bound = min(bound, surplus + float(p @ supply))
        sheets.append(
            Sheet(
                number,
                dict(zip(names, p * scale, strict=True)),
                answers,
                dict(zip(names, given / scale, strict=True)),
                dict(zip(names, taken / scale, strict=True)),
            )
        )
        mixed = _mixed(economy, members, steps, [q for q, _ in rated] + [p])
        consumed = float(np.minimum(steps.net(use).toarray(), 0.0).sum(0) @ -p)
        if mixed is not None and bound - mixed.worth <= tolerance * consumed:
            break
        turnover = 0.5 * (given + taken) + 1e-9
        short = (taken - given) / turnover
        rated.append((p, short))
        p, before = _next(p, short, before)
    if mixed is None:
        raise Refused([Objection("paper", "no sum", "the forms allow no plan yet.", "Hold one more round.")])
    result = _agreed(economy, members, steps, said, mixed)
    worth = mixed.worth
    return Sheets(tuple(sheets), result, {c.name: c.unit for c in economy.commodities}, bound, worth)


def _answers(
    members: list[tuple[str, Members]],
    steps: Members,
    said: list[tuple[str, str, str]],
    p: Floats,
    names: list[str],
    scale: Floats,
) -> tuple[tuple[Answer, ...], Floats, Floats, Floats, float]:
    answers, net, given, surplus = [], np.zeros(p.size), np.zeros(p.size), 0.0
    for name, own in members:
        best, worth = best_answers(own, own.margins(p))
        mine = own.net(best).toarray()[0]
        net, given, surplus = net + mine, given + np.maximum(mine, 0.0), surplus + float(worth[0])
        answers.append(Answer(name, _named(mine / scale, names), float(worth[0])))
    use, worth = best_answers(steps, steps.margins(p))
    public = _by_community(steps, said, use[:, 0])
    for community, mine in public.items():
        net, given = net + mine, given + np.maximum(mine, 0.0)
        own_worth = float(sum(w for w, s in zip(worth, said, strict=True) if s[0] == community))
        surplus += own_worth
        answers.append(Answer(community, _named(mine / scale, names), own_worth))
    return tuple(answers), use, net, given, surplus


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


@dataclass(frozen=True)
class Mixed:
    """Parts of the forms on the table that add up."""

    proposals: Proposals
    share: Floats
    used: Floats  # of each public step
    worth: float


def _mixed(
    economy: Economy, members: list[tuple[str, Members]], steps: Members, valuations: list[Floats]
) -> Mixed | None:
    """Mixes the forms of all rounds into what adds up: the same reconciliation as everywhere else."""
    groups = [m for _, m in members]
    proposals = gather([best_of_groups(groups, p, i + 1)[0] for i, p in enumerate(valuations)])
    pieces = step_pieces(steps)
    found = reconcile(proposals, len(groups), pieces, economy.supply())
    if found is None:
        return None
    return Mixed(proposals, found.share, pieces.steps_used(found.use, steps.count), found.worth)


def _agreed(
    economy: Economy,
    members: list[tuple[str, Members]],
    steps: Members,
    said: list[tuple[str, str, str]],
    mixed: Mixed,
) -> tuple[Answer, ...]:
    names = [c.name for c in economy.commodities]
    result = []
    for g, (name, _) in enumerate(members):
        own = mixed.proposals.federation == g
        net = np.asarray(mixed.proposals.net[own].T @ mixed.share[own]).ravel()
        cost = float(mixed.proposals.effort[own] @ mixed.share[own])
        result.append(Answer(name, _named(net / economy.scale, names), -cost))
    for community, mine in _by_community(steps, said, mixed.used).items():
        result.append(Answer(community, _named(mine / economy.scale, names), 0.0))
    return tuple(result)
