"""The count sheet of a vote that is closed, counted once more from the record and held against its checksum.

The record keeps the papers and the checksum of the sheet (`Outcome.sheet`), not the sheet: whoever reads counts again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from confederal import counting
from confederal.charter.returning import (
    Poll,
    assembly_poll,
    by_runoff,
    by_stv,
    council_poll,
    marks_of,
    standing_still,
    unopposed,
)
from confederal.counting import Ballots
from confederal.counting.method import CountSheet
from confederal.kernel.identity import Id
from confederal.kernel.matters.choice import Choice
from confederal.kernel.matters.election import Election, Method
from confederal.kernel.question import Question
from confederal.kernel.state import State


@dataclass(frozen=True)
class Recounted:
    """A count sheet, the papers it was counted from, and whether its checksum is the one in the record."""

    sheet: CountSheet
    ballots: Ballots
    agrees: bool


def poll_of(state: State, question: Question, at: int) -> Poll:
    """The papers of a vote, from every way of voting, each person or body's vote once."""
    assert question.rule is not None
    if state.council:
        return council_poll(state, question, question.rule, at)
    return assembly_poll(question, question.rule)


def recounted(state: State, question: Question, at: int) -> Recounted | None:
    """The sheet of a closed election or choice; None where none was counted (yes or no, unopposed, majority lists).

    `state` is a reading after the closing; where somebody has left since, the sheet is counted with everybody who
    stood. Where no such sheet has the checksum of the record, the first is returned with `agrees` false: a reading
    as of the closing (`at`) tells more.
    """
    outcome = question.outcome
    if outcome is None or outcome.sheet is None or question.rule is None:
        return None
    first: Recounted | None = None
    for sheet, ballots in counts(state, question, at):
        found = Recounted(sheet, ballots, sheet.checksum == outcome.sheet)
        if found.agrees:
            return found
        first = first or found
    return first


def counts(state: State, question: Question, at: int) -> Iterator[tuple[CountSheet, Ballots]]:
    """The counts that come into question: without whoever may not hold office now, then with everybody."""
    poll = poll_of(state, question, at)
    matter = question.matter
    if not poll.marked:
        return
    if isinstance(matter, Choice):
        yield by_runoff(question, poll, marks_of(state, question))
        return
    if not isinstance(matter, Election) or matter.method is not Method.STV or unopposed(question, matter):
        return
    for able in dict.fromkeys((standing_still(state, question, matter, at), question.candidates)):
        if able:
            yield by_stv(state, question, poll.marked, able, matter.seats)


def read_as(found: Recounted, names: Mapping[Id, str], question: Question) -> CountSheet:
    """The same sheet with the names people are called by, for reading.

    A lot falls by pseudonyms, so a count in which one was drawn keeps them; so does a sheet that would come out
    differently under other names.
    """
    sheet = found.sheet
    called = unlike(tuple(names.get(who, who) for who in sheet.candidates), sheet.candidates)
    by_lot = any(tie.by == "lot" for stage in sheet.stages for tie in stage.ties)
    if by_lot or called == sheet.candidates:
        return sheet
    other = dict(zip(sheet.candidates, called, strict=True))
    papers = [
        (tuple(other[sheet.candidates[place]] for place in row if place >= 0), votes)
        for row, votes in zip(found.ballots.order.tolist(), found.ballots.counts.tolist(), strict=True)
    ]
    withdrawn = [other[name] for name in sheet.withdrawn]
    ballots = Ballots.of(papers, candidates=called, withdrawn=withdrawn)
    if sheet.method == "instant-runoff":
        again = counting.count(sheet.method, ballots)
    else:
        again = counting.count(sheet.method, ballots, seats=sheet.seats)
    same = [stage.totals for stage in again.stages] == [stage.totals for stage in sheet.stages]
    if not same or again.elected != tuple(other[name] for name in sheet.elected):
        return sheet
    return again


def unlike(called: tuple[str, ...], ids: tuple[Id, ...]) -> tuple[str, ...]:
    """Names of which no two are alike: where two people are called the same, the pseudonym is added.

    >>> unlike(("Ana", "Ben", "Ana"), ("m1", "m2", "m3"))
    ('Ana (m1)', 'Ben', 'Ana (m3)')
    """
    return tuple(
        f"{name} ({who})" if called.count(name) > 1 or (name != who and name in ids) else name
        for name, who in zip(called, ids, strict=True)
    )
