"""The roll-up of a congress kept between visits: a line is computed again only where its own proposal changed.

What is kept is only what every reader computes from the record, so nothing is lost with it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from immutables import Map
from msgspec import Struct

from confederal.audit.matrix import lines_of
from confederal.audit.roll_up import Line
from confederal.kernel.body import Charter
from confederal.kernel.delegate import Mandate
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
