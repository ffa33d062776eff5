"""The table of a congress: bodies by open proposals, and how each proposal stands.

The lines are the roll-up's; a line is computed again only where its own proposal changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from confederal.audit.roll_up import Line, roll_up
from confederal.charter.returning import position_of, within
from confederal.kernel.attest import mandated
from confederal.kernel.attestation import text_digest
from confederal.kernel.delegate import Position
from confederal.kernel.identity import BodyId, Step
from confederal.kernel.question import Question
from confederal.kernel.state import State


class Cell(Struct, frozen=True):
    """What one body has instructed on one proposal: None while it has not; `covers` the text as it is now or not."""

    body: BodyId
    said: Position | None
    covers: bool
    bound: Position


def lines_of(state: State, at: int, steps: Iterable[Step]) -> tuple[Line, ...]:
    """How some of the open proposals stand, by step."""
    return roll_up(replace(state, open_questions=Map(dict.fromkeys(steps, True))), at).lines


def not_met(state: State, at: int) -> tuple[BodyId, ...]:
    """The bodies whose assembly has not met since the first of the open proposals came up; none where none is open."""
    first = min(state.open_questions, default=None)
    if first is None:
        return ()
    return roll_up(replace(state, open_questions=Map({first: True})), at).not_met


def cells(state: State, question: Question, bodies: Iterable[BodyId]) -> tuple[Cell, ...]:
    """What these bodies have instructed on one proposal, in that order."""
    charter = state.charter if question.rule is None else question.rule.charter
    digest = text_digest(question.matter, question.paragraphs)
    found = []
    for body in bodies:
        mandate = state.mandate(body, question.id) if mandated(question) else None
        covers = mandate is not None and (mandate.digest == digest or within(mandate, question))
        said = None if mandate is None else mandate.position
        found.append(Cell(body, said, covers, position_of(charter, question, mandate)))
    return tuple(found)
