"""The roll-up and the counts of a congress kept between visits: computed again only where something changed.

What is kept is only what every reader computes from the record, so nothing is lost with it.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from immutables import Map
from msgspec import Struct

from confederal.audit.asked import Asked, ToConfirm, asked_of, to_confirm
from confederal.audit.matrix import lines_of, not_met
from confederal.audit.roll_call import Counting, Counts, at_the_vote, counts, roll_call, without
from confederal.audit.roll_call import Line as RollLine
from confederal.audit.roll_up import Line
from confederal.audit.seat import Petition, petition, unreported
from confederal.kernel.attest import mandated
from confederal.kernel.body import Charter, Stray
from confederal.kernel.delegate import Mandate, Seat
from confederal.kernel.identity import BodyId, Step
from confederal.kernel.question import Question
from confederal.kernel.state import State
from confederal.web.visit import Visit

KEPT: Final = 16
"""Councils whose lines are kept, those looked at last."""


class Known(Struct, frozen=True):
    """A line and what it was computed from: while these are the very same values, it is the line."""

    question: Question
    mandates: Map[BodyId, Mandate]
    line: Line


class Sheet(Struct):
    """What is kept of one council: its lines under one register and one set of rules."""

    charter: Charter
    register: Map[BodyId, int]
    lines: dict[Step, Known]


Record = tuple[Path, BodyId, int | None]
"""Whose record is looked at: in which home, of which body, and at which time in the past; None for now."""

_sheets: Final[OrderedDict[Record, Sheet]] = OrderedDict()
_lock: Final = threading.Lock()
NONE: Final[Map[BodyId, Mandate]] = Map()


def rolled(visit: Visit) -> tuple[Line, ...]:
    """How every open proposal of a council stands, by step, at the time of the page."""
    record = visit.office.home.folder, visit.body, visit.now if visit.past else None
    return rolled_up(record, visit.state, visit.now)


def rolled_up(record: Record, state: State, at: int) -> tuple[Line, ...]:
    """How every open proposal of a council stands at that time (UTC seconds), by step."""
    register = state.register(None, at)
    with _lock:
        sheet = _sheets.get(record)
        same = sheet is not None and sheet.charter == state.charter and sheet.register == register
        kept = dict(sheet.lines) if sheet is not None and same else {}
    stale = [step for step in state.open_questions if not is_known(state, step, kept)]
    for line in lines_of(state, at, stale):
        kept[line.question] = Known(
            state.questions[line.question], state.mandates.get(line.question, NONE), line
        )
    lines = {step: kept[step] for step in sorted(state.open_questions)}
    with _lock:
        _sheets[record] = Sheet(state.charter, register, lines)
        _sheets.move_to_end(record)
        while len(_sheets) > KEPT:
            _sheets.popitem(last=False)
    return tuple(known.line for known in lines.values())


def is_known(state: State, step: Step, kept: dict[Step, Known]) -> bool:
    """Whether the line that is kept was computed from just these values."""
    known = kept.get(step)
    return (
        known is not None
        and known.question is state.questions[step]
        and known.mandates is state.mandates.get(step, NONE)
    )


class Laggard(Struct, frozen=True):
    """A branch the congress waits for: whether it has met since the first open proposal came up, and on how many it
    has not instructed; `first` is the first of these."""

    body: BodyId
    name: str
    last_assembly: int
    met: bool
    silent: int
    first: Step | None


_laggards: Final[OrderedDict[BodyId, tuple[object, list[Laggard]]]] = OrderedDict()


def laggards(visit: Visit, lines: Iterable[Line]) -> list[Laggard]:
    """The branches that have not met, or not instructed on everything that branches instruct on; those who have not
    met first."""
    record = visit.office.home.folder, visit.body, visit.now if visit.past else None
    key = record, visit.state.size, visit.now // 60
    with _lock:
        known = _laggards.get(visit.body)
    if known is None or known[0] != key:
        known = key, waited_for(visit.state, lines, visit.now)
        with _lock:
            _laggards[visit.body] = known
            _laggards.move_to_end(visit.body)
            while len(_laggards) > KEPT:
                _laggards.popitem(last=False)
    return known[1]


def waited_for(state: State, lines: Iterable[Line], at: int) -> list[Laggard]:
    unmet = set(not_met(state, at))
    silent: Counter[BodyId] = Counter()
    first: dict[BodyId, Step] = {}
    for line in lines:
        if line.silent and mandated(state.questions[line.question]):
            silent.update(line.silent)
            first.update(dict.fromkeys(set(line.silent) - first.keys(), line.question))
    links = (state.bodies[body] for body in unmet | silent.keys())
    found = [
        Laggard(
            body=link.body,
            name=link.name,
            last_assembly=link.last_assembly,
            met=link.body not in unmet,
            silent=silent[link.body],
            first=first.get(link.body),
        )
        for link in links
    ]
    return sorted(found, key=lambda branch: (branch.met, -branch.silent, branch.name, branch.body))


class Counted(Struct, frozen=True):
    """One vote of a council, counted in every way, with the record and the time at which it was."""

    state: State
    question: Question
    at: int
    counts: Counts
    lines: Mapping[Stray, tuple[RollLine, ...]]
    without: tuple[tuple[RollLine, Counting], ...]
    """The bodies the floor seated, each with the count as it would be had it not."""


VOTES: Final = 64
"""Votes whose counts are kept, those looked at last."""
_counted: Final[OrderedDict[tuple[Record, int, int, Step], Counted]] = OrderedDict()


def counted(visit: Visit, step: Step) -> Counted:
    """One vote of a council as it is counted: at its closing, now while it is open (to the minute), and before that
    as if it were put now."""
    record = visit.office.home.folder, visit.body, visit.now if visit.past else None
    key = record, visit.state.size, visit.now // 60, step
    with _lock:
        known = _counted.get(key)
    if known is None:
        known = count(visit, step)
        with _lock:
            _counted[key] = known
            while len(_counted) > VOTES:
                _counted.popitem(last=False)
    return known


def count(visit: Visit, step: Step) -> Counted:
    """A closed vote is counted with the delegates who sat then; where that does not come to what the record says,
    the record is read as it stood at the closing."""
    state, question, at = at_the_vote(visit.state, visit.question(step), visit.now)
    found = counts(state, question, at)
    if not found.agree_with(question):
        then = visit.office.state(visit.body, at)
        if then is not None:
            state, question = then, then.questions[step]
            found = counts(state, question, at)
    lines = {way: roll_call(state, question, at, stray=way) for way in Stray}
    seated = (line for line in lines[Stray.AS_MANDATED] if line.by_floor)
    away = tuple((line, without(state, question, line.body, at)) for line in seated)
    return Counted(state, question, at, found, lines, away)


# What is asked of a body


class Delegate(Struct, frozen=True):
    """One of our delegates to a council: the seat, how near its recall is, how much is not reported on."""

    seat: Seat
    recall: Petition
    due: int


class AskedOfUs(Struct, frozen=True):
    """What councils ask of a body: instructions, confirmations; and its delegates there."""

    instructions: tuple[Asked, ...]
    confirmations: tuple[ToConfirm, ...]
    delegates: tuple[Delegate, ...]


BODIES: Final = 256
"""Bodies of which it is kept what is asked of them, those looked at last."""
_asked: Final[OrderedDict[BodyId, tuple[object, AskedOfUs]]] = OrderedDict()


def asked_of_us(visit: Visit, library: Mapping[BodyId, State]) -> AskedOfUs:
    """What councils ask of a body, to the minute; `library` are the councils' records at hand."""
    record = visit.office.home.folder, visit.body, visit.now if visit.past else None
    above = tuple((council, state.size) for council, state in sorted(library.items()))
    key = record, visit.state.size, above, visit.now // 60
    with _lock:
        known = _asked.get(visit.body)
    if known is not None and known[0] == key:
        return known[1]
    state, now = visit.state, visit.now
    found = AskedOfUs(
        instructions=asked_of(state, library),
        confirmations=tuple(to_confirm(state, library, now)),
        delegates=tuple(
            Delegate(held, petition(state, held, now), len(unreported(state, held)))
            for held in state.held(now)
            if held.to is not None
        ),
    )
    with _lock:
        _asked[visit.body] = key, found
        _asked.move_to_end(visit.body)
        while len(_asked) > BODIES:
            _asked.popitem(last=False)
    return found
