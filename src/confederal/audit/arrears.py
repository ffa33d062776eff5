"""Arrears: what would be otherwise if words of other bodies that are not shown yet were shown now.

What happened in another record counts here from the step that shows it. The difference is displayed and never
alters a reading (DESIGN §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from confederal.audit import words as w
from confederal.charter.reading import Reading, also
from confederal.kernel.attestation import Attestation, digest_of
from confederal.kernel.body import Tie
from confederal.kernel.decision import Waits
from confederal.kernel.identity import BodyId, Step
from confederal.kernel.state import State


class Arrear(Struct, frozen=True, order=True):
    """One thing that would be otherwise, in words, and the body whose word it hangs on where one can be named."""

    words: str
    body: BodyId = ""


class Arrears(Struct, frozen=True):
    """The state with the words shown, what differs, and the words that would have no effect here."""

    state: State
    differs: tuple[Arrear, ...]
    known: int
    """Words that our record shows already."""
    without_effect: tuple[Attestation, ...]


def arrears(reading: Reading, words: Iterable[Attestation], at: int) -> Arrears:
    """What would be otherwise at `at` (UTC seconds) if these words were shown. The reading must have a state."""
    before = reading.state
    assert before is not None
    given = list(words)
    fresh = [word for word in given if digest_of(word) not in before.shown]
    after, without = shown_now(reading, fresh, at)
    return Arrears(after, tuple(differences(before, after, at)), len(given) - len(fresh), without)


def shown_now(reading: Reading, words: list[Attestation], at: int) -> tuple[State, tuple[Attestation, ...]]:
    """The state with these words shown, and those without effect in any order.

    One word may open the way for another (a body joins before it counts), so what had no effect is tried again
    as long as any word has some.
    """
    assert reading.state is not None
    after, left = reading.state, words
    while left:
        after = also(Reading(after, reading.struck), left, at)
        still = [word for word in left if digest_of(word) not in after.shown]
        if len(still) == len(left):
            break
        left = still
    return after, tuple(left)


def differences(before: State, after: State, at: int) -> Iterator[Arrear]:
    """What one state has otherwise than the other, in words."""
    yield from of_founding(before, after)
    yield from of_ties(before, after, at)
    yield from of_places(before, after, at)
    yield from of_weights(before, after, at)
    yield from of_instructions(before, after)
    yield from of_decisions(before, after, at)
    yield from of_agenda(before, after)


def of_founding(before: State, after: State) -> Iterator[Arrear]:
    if before.founded_at is None and after.founded_at is not None:
        yield Arrear(f"{after.charter.title} would be founded: everybody named has joined")


def of_ties(before: State, after: State, at: int) -> Iterator[Arrear]:
    for body, link in after.bodies.items():
        known = before.bodies.get(body)
        if known is None:
            yield Arrear(f"{link.name} would be known here: {w.TIES[link.tie]}", body)
        elif known.in_force(at) and not link.in_force(at):
            yield Arrear(f"{link.name} would no longer belong to us", body)
        elif known.leaves_at != link.leaves_at and link.leaves_at is not None:
            yield Arrear(f"{link.name} would leave on {w.day(link.leaves_at, w.zone(after))}", body)
        elif known.tie is not link.tie:
            yield Arrear(f"{link.name}: {w.TIES[link.tie]}, instead of: {w.TIES[known.tie]}", body)
        if known is not None and known.host_key != link.host_key:
            yield Arrear(f"the record of {link.name} would be kept with another key", body)
    for council, affiliation in after.affiliations.items():
        joined = before.affiliations.get(council)
        if joined is not None and joined.tie is not affiliation.tie and affiliation.tie is Tie.JOINED:
            yield Arrear(f"we would belong to {affiliation.name}", council)


def of_places(before: State, after: State, at: int) -> Iterator[Arrear]:
    for name in sorted(set(before.places) | set(after.places)):
        was = before.places.get(name)
        now = after.places.get(name)
        sat = was is not None and was.in_force(at)
        sits = now is not None and now.in_force(at)
        known = now if now is not None else was
        assert known is not None
        body = known.body
        if sat and not sits:
            yield Arrear(f"the seat {name} of {w.name_of(after, body)} would be empty", body)
        elif sits and not sat:
            yield Arrear(f"{w.name_of(after, body)} would have a seat here: {name}", body)


def of_weights(before: State, after: State, at: int) -> Iterator[Arrear]:
    if not after.council:
        return
    was, now = before.register(None, at), after.register(None, at)
    for body in sorted(set(was) | set(now)):
        if was.get(body, 0) != now.get(body, 0):
            told = f"{w.name_of(after, body)} would have {w.number_of(now.get(body, 0), 'vote')}"
            yield Arrear(f"{told} instead of {was.get(body, 0)}", body)


def of_instructions(before: State, after: State) -> Iterator[Arrear]:
    if not after.council:
        return
    for body, step, mandate in after.all_mandates():
        known = before.mandate(body, step)
        if known is None or known.position is not mandate.position or known.digest != mandate.digest:
            told = f"{w.name_of(after, body)} would have its delegates {w.POSITIONS[mandate.position]}"
            was = "" if known is None else f" instead of {w.POSITIONS[known.position]}"
            yield Arrear(f"{told} (proposal {step}){was}", body)


def of_decisions(before: State, after: State, at: int) -> Iterator[Arrear]:
    for step, decision in sorted(after.decisions.items()):
        known = before.decisions.get(step)
        if known is None:
            continue
        if decision.in_force(at) and not known.in_force(at):
            yield Arrear(f"“{decision.title}” (step {step}) would be in force")
        elif known.in_force(at) and not decision.in_force(at):
            yield Arrear(f"“{decision.title}” (step {step}) would no longer be in force")
        elif known.waits is not decision.waits and decision.waits is not Waits.NOTHING:
            yield Arrear(f"“{decision.title}” (step {step}) would wait")
        for body in sorted(set(decision.ratified) - set(known.ratified)):
            said = "would count as confirming" if decision.ratified[body] else "would count as not confirming"
            yield Arrear(f"{w.name_of(after, body)} {said} “{decision.title}”", body)
    ours = {floor.title for floor in before.floors(at)}
    for floor in after.floors(at):
        if floor.title not in ours:
            yield Arrear(f"“{floor.title}” would bind us")


def of_agenda(before: State, after: State) -> Iterator[Arrear]:
    known: set[Step] = set(before.questions)
    for step, question in sorted(after.questions.items()):
        if step not in known:
            name = w.name_of(after, question.from_body)
            yield Arrear(f"“{question.title}” of {name} would stand on our agenda", question.from_body or "")
