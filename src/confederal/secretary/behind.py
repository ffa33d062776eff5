"""Which lines of a council's book stand behind its word: who raised a question, who opened the vote, how it closed.

And which lines show that these speak for bodies of the council: the founding, the words that joined them and that
elected their delegates. What whoever is shown the word knows already is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from confederal.kernel.attestation import Asks, Attestation, Closes, Decided, Elected
from confederal.kernel.identity import BodyId, Id, KeyId, Step
from confederal.kernel.matters import Admission
from confederal.kernel.peers import Peers
from confederal.kernel.question import Question
from confederal.kernel.state import State

Signer = Callable[[BodyId, Step], tuple[Id, KeyId]]
"""Who signed a step of a book, and with which key."""


def steps_behind(council: State, word: Attestation, known: Peers, signer: Signer) -> list[Step]:
    """The steps of the council's book to show with its word, in the order in which they are understood."""
    match word.says:
        case Asks(question=step, ratify=ratify):
            raising, deciding = not ratify, ratify
        case Closes(question=step):
            raising, deciding = False, True
        case Decided() if word.about is not None:
            step, raising, deciding = word.about, True, True
        case _:
            return []
    question = council.questions[step]
    found: list[Step] = []
    if raising:
        found.extend(of_raising(council, question, known, signer, frozenset()))
    if deciding:
        found.extend(of_deciding(council, question, known, signer))
    return list(dict.fromkeys(found))


def of_deciding(council: State, question: Question, known: Peers, signer: Signer) -> Iterator[Step]:
    """The opening of the vote and its closing."""
    if question.rule is not None:
        yield from of_speaker(council, question.rule.step, known, signer, frozenset())
        yield question.rule.step
    yield question.closed_in


def of_raising(
    council: State, question: Question, known: Peers, signer: Signer, within: frozenset[BodyId]
) -> Iterator[Step]:
    """The line that raised a question, and what shows that it was raised by right."""
    if question.from_body is not None:
        yield from of_body(council, question.from_body, known, signer, within)
    else:
        yield from of_speaker(council, question.id, known, signer, within)
    yield question.id


def of_speaker(
    council: State, step: Step, known: Peers, signer: Signer, within: frozenset[BodyId]
) -> Iterator[Step]:
    """What shows that the key which signed a step is a delegate's."""
    who, key = signer(council.body, step)
    place = council.places.get(who)
    if place is None or key in known.delegates:
        return
    yield from of_body(council, place.body, known, signer, within)
    if place.key == key:
        yield place.shown
        return
    for shown in council.shown.values():  # signed before the delegate changed keys
        told = None if shown.attestation is None else shown.attestation.says
        if isinstance(told, Elected) and told.key == key:
            yield shown.step


def of_body(
    council: State, body: BodyId, known: Peers, signer: Signer, within: frozenset[BodyId]
) -> Iterator[Step]:
    """What shows that a body belongs to the council, and with which key its book is kept."""
    link = council.bodies[body]
    if body in within or known.knows(body, link.key(council.time)):
        return
    admission = council.questions.get(link.ground)
    if body not in known.hosts and admission is not None and isinstance(admission.matter, Admission):
        yield from steps_of(council, body, "joins")
        yield from of_raising(council, admission, known, signer, within | {body})
    elif body not in known.hosts:
        yield 0
    for step in sorted({*steps_of(council, body, "moves"), *link.moved}):
        if step in link.moved:  # shown by a delegate of another body, or confirmed by a second one
            yield from of_speaker(council, step, known, signer, within | {body})
        yield step


def steps_of(council: State, body: BodyId, kind: str) -> list[Step]:
    """The steps at which words of this kind of that body were shown."""
    return sorted(shown.step for shown in council.shown.values() if shown.subject[:2] == (body, kind))
