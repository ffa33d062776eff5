"""What councils ask of a body: which instruction each open proposal has from us, and which decisions wait for our word.

Read from the body's own record; what only the council knows (a deadline, a vote that is open) is asked of its
reading where that is at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from confederal.charter.returning import within
from confederal.kernel.attestation import Returns, text_digest
from confederal.kernel.body import Tie
from confederal.kernel.decision import Decision, Waits
from confederal.kernel.delegate import Mandate
from confederal.kernel.identity import BodyId, Digest, Seconds, Step, Title
from confederal.kernel.matters import Mandating, Matter, Ratification
from confederal.kernel.question import Question, Result, Stage
from confederal.kernel.state import State


class Given(StrEnum):
    """How far our instruction on one proposal has come."""

    NOT_YET = "not_yet"
    VOTING = "voting"
    """Our own vote on it is open."""
    GIVEN = "given"
    UNCOVERED = "uncovered"
    """Given, but the text was changed since and the instruction does not cover it."""


class Asked(Struct, frozen=True):
    """One open proposal of a council, as it stands with us.

    `here` is the newest item on our own agenda about it; `others` are further ones that are open.
    """

    council: BodyId
    name: Title
    question: Step
    title: Title
    text: tuple[Digest, ...]
    what: Matter | None
    """None where the council's record is not at hand."""
    given: Given
    mandate: Mandate | None
    here: Question | None
    others: tuple[Step, ...]
    above: Stage | None
    votes_until: Seconds | None


class ToConfirm(Struct, frozen=True):
    """A decision of a council that came down: what we said, and until when saying counts."""

    council: BodyId
    name: Title
    question: Step
    title: Title
    text: tuple[Digest, ...]
    digest: Digest
    here: Question | None
    answered: bool | None
    """What we answered; None while we have not."""
    by: Seconds | None
    waits: bool
    """Whether the council's decision still waits for confirmation, as far as is known here."""
    came_back: Returns | None = None
    """What the council told us, where too few confirmed it in time."""


def asked_of(state: State, library: Mapping[BodyId, State]) -> tuple[Asked, ...]:
    """Every open proposal of our councils on which we can instruct, in the order it came."""
    return tuple(found for items in on_agenda(state).values() if (found := about(state, items, library)))


def asked_about(state: State, council: BodyId, step: Step, library: Mapping[BodyId, State]) -> Asked | None:
    """How one proposal of a council stands with us; None if it was never asked of us or is over."""
    items = on_agenda(state).get((council, step))
    return None if items is None else about(state, items, library)


def on_agenda(state: State) -> dict[tuple[BodyId, Step], list[Question]]:
    """The items of our own agenda that instruct, by the council's proposal, those that are decided there left out."""
    found: dict[tuple[BodyId, Step], list[Question]] = {}
    for step in sorted(state.questions):
        matter = state.questions[step].matter
        if isinstance(matter, Mandating) and (matter.council, matter.question) not in state.told:
            found.setdefault((matter.council, matter.question), []).append(state.questions[step])
    return found


def about(state: State, items: list[Question], library: Mapping[BodyId, State]) -> Asked | None:
    matter = items[-1].matter
    assert isinstance(matter, Mandating)
    link = state.affiliations.get(matter.council)
    if link is None or link.tie is Tie.LEFT:
        return None
    above = library.get(matter.council)
    question = None if above is None else above.questions.get(matter.question)
    if question is not None and question.stage in (Stage.CLOSED, Stage.WITHDRAWN):
        return None
    if question is None and any(item.answer_by is not None for item in items):
        return None  # we were told that the council has voted; only our own clock still ran
    asked = [item for item in items if item.from_body == matter.council] or items
    newest = asked[-1]
    assert isinstance(newest.matter, Mandating)
    mandate = state.mandate(matter.council, matter.question)
    # closed or taken back: nothing of it is on the agenda any more
    still = [item for item in items if item.stage in (Stage.RAISED, Stage.AGENDA, Stage.VOTING)]
    return Asked(
        council=matter.council,
        name=link.name,
        question=matter.question,
        title=newest.title if question is None else question.title,
        text=newest.paragraphs if question is None else question.paragraphs,
        what=None if question is None else question.matter,
        given=given(mandate, newest.matter.digest, question, still),
        mandate=mandate,
        here=newest,
        others=tuple(item.id for item in still if item.id != newest.id),
        above=None if question is None else question.stage,
        votes_until=None if question is None or question.rule is None else question.rule.until,
    )


def given(mandate: Mandate | None, asked: Digest, question: Question | None, still: list[Question]) -> Given:
    """How far the instruction has come: on the text as it is there now, or as we were last asked about it."""
    if mandate is not None:
        now = asked if question is None else text_digest(question.matter, question.paragraphs)
        if mandate.digest == now or (question is not None and within(mandate, question)):
            return Given.GIVEN
    if any(item.stage is Stage.VOTING for item in still):
        return Given.VOTING
    return Given.NOT_YET if mandate is None else Given.UNCOVERED


def to_confirm(state: State, library: Mapping[BodyId, State], at: int) -> Iterator[ToConfirm]:
    """Every decision of our councils that came down to us, newest first; those answered too, or over at that time."""
    seen: set[tuple[BodyId, Step]] = set()
    for step in sorted(state.questions, reverse=True):
        item = state.questions[step]
        matter = item.matter
        if not isinstance(matter, Ratification) or (matter.council, matter.question) in seen:
            continue
        seen.add((matter.council, matter.question))
        link = state.affiliations.get(matter.council)
        above = library.get(matter.council)
        decision = None if above is None else above.decisions.get(matter.question)
        outcome = item.outcome
        answered = outcome is not None and outcome.result in (Result.CARRIED, Result.FALLEN)
        said = outcome.carried if outcome is not None and answered else None
        yield ToConfirm(
            council=matter.council,
            name=matter.council[:12] if link is None else link.name,
            question=matter.question,
            title=item.title,
            text=item.paragraphs,
            digest=matter.digest,
            here=item,
            answered=said,
            by=item.answer_by if decision is None else decision.ratify_by,
            waits=still_there(item, at) and said is None if decision is None else waits(decision, at),
            came_back=came_back(state, matter.council, matter.question),
        )


def still_there(item: Question, at: int) -> bool:
    """Whether there is time left to answer, by what our own record shows."""
    return item.stage is not Stage.WITHDRAWN and (item.answer_by is None or at < item.answer_by)


def came_back(state: State, council: BodyId, step: Step) -> Returns | None:
    """What a council told us of a decision that was not confirmed in time; None while it told nothing."""
    for _, attestation in state.words_shown():
        told = attestation.says
        if attestation.origin == council and isinstance(told, Returns) and told.question == step:
            return told
    return None


def waits(decision: Decision, at: int) -> bool:
    """Whether a decision can still be confirmed: it waits for it, and its time has not run out."""
    waiting = decision.waits is Waits.RATIFICATION and decision.ended_at is None
    return waiting and not decision.fell_short(at)
