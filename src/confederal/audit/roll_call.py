"""The roll call of one vote of a council: body by body what it instructed, what was cast, what counted; and every
count beside the legal one.

Nothing is counted here: each number is asked of `charter.returning`, under the rule of the vote or under another.
"""

from __future__ import annotations

from collections.abc import Mapping

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from confederal.charter.returning import (
    council_poll,
    other_weight,
    outcome_of,
    position_of,
    takes_part,
    voting_places,
    within,
)
from confederal.kernel.act import VoteOpened
from confederal.kernel.after import rule_for
from confederal.kernel.attestation import text_digest
from confederal.kernel.ballot import Way
from confederal.kernel.body import Key, Stray
from confederal.kernel.delegate import Mandate, Place, Position
from confederal.kernel.identity import DAY, BodyId, Count, Id, Title
from confederal.kernel.question import Outcome, Question, Result
from confederal.kernel.state import State


class Voice(Struct, frozen=True):
    """One place of a body: what it cast, and whether that strayed from the instruction."""

    place: Id
    cast: Id | None
    strayed: bool


class Line(Struct, frozen=True):
    """One body in a vote: its votes by the council's key, its instruction, its voices, and what counted.

    `bound` is what its votes say on the text as it is now; `covers` is whether an instruction was given and covers
    that text. `counted` are votes by mark, empty where the body did not take part.
    """

    body: BodyId
    name: Title
    heads: Count
    votes: Count
    mandate: Mandate | None
    covers: bool
    bound: Position
    voices: tuple[Voice, ...]
    takes_part: bool
    by_floor: bool
    """Seated by the floor of the congress, on appeal."""
    counted: tuple[tuple[Id, Count], ...]


class Counting(Struct, frozen=True):
    """What one way of counting comes to; `ours` where it is the one our rules say."""

    way: Id
    totals: tuple[tuple[Id, Count], ...]
    result: Result
    needed: Count
    ours: bool


# The moment of a vote


def at_the_vote(state: State, question: Question, at: int) -> tuple[State, Question, int]:
    """The council, the question and the time at which its votes are counted: when it was closed, now while the
    vote is open, and before that as if it were put now with every body seated."""
    if question.rule is None:
        return state, as_if_put(state, question, at), at
    if question.closed_at is None:
        return state, question, at
    return as_it_was_closed(state, question.closed_at), question, question.closed_at


def as_if_put(state: State, question: Question, at: int) -> Question:
    """The question as if its vote were opened now, every body seated, every delegate voting as instructed."""
    charter = replace(state.charter, credentials_each_sitting=False)
    act = VoteOpened(question.id, (Way.NAMED,), at + DAY)
    return replace(
        question, rule=replace(rule_for(state, question, act, at), charter=charter, quorum=1), votes=Map()
    )


def as_it_was_closed(state: State, at: int) -> State:
    """The council with the places that sat at that time: delegates recalled since are among them again."""
    delegations: dict[BodyId, list[Place]] = {}
    for place in state.places.values():
        if place.since <= at and place.in_force(at):
            delegations.setdefault(place.body, []).append(place)
    sat = {
        body: tuple(place.id for place in sorted(places, key=lambda place: place.shown))
        for body, places in delegations.items()
    }
    return replace(state, delegations=Map(sat))


# Body by body


def roll_call(state: State, question: Question, at: int, stray: Stray | None = None) -> tuple[Line, ...]:
    """Every body on the register of the vote, by name; `stray` shows what counts under another rule for strays."""
    rule = question.rule
    assert rule is not None
    poll = council_poll(state, question, rule, at, stray=stray)
    counted: dict[BodyId, dict[Id, int]] = {}
    for body, mark, votes in poll.by_body:
        told = counted.setdefault(body, {})
        told[mark[0]] = told.get(mark[0], 0) + votes
    strays = {known.place for known in poll.strays}
    digest = text_digest(question.matter, question.paragraphs)
    lines = []
    for body, votes in rule.register.items():
        link = state.bodies[body]
        mandate = state.mandate(body, question.id)
        places = voting_places(state, rule, body, at)
        lines.append(
            Line(
                body=body,
                name=link.name,
                heads=link.heads,
                votes=votes,
                mandate=mandate,
                covers=mandate is not None and (mandate.digest == digest or within(mandate, question)),
                bound=position_of(rule.charter, question, mandate),
                voices=tuple(voice(question, place, strays) for place in places),
                takes_part=takes_part(state, question, rule, body, at),
                by_floor=rule.sitting is not None and rule.sitting in state.floor_seated.get(body, ()),
                counted=tuple(sorted(counted.get(body, {}).items())),
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.name, line.body)))


def voice(question: Question, place: Place, strays: set[Id]) -> Voice:
    """What one place said."""
    said = question.votes.get(place.id)
    return Voice(place.id, None if said is None else said[0], place.id in strays)


# Every count beside the legal one


class Counts(Struct, frozen=True):
    """One vote counted in every way: by our rules, by each rule for strays, by each way of sharing votes out."""

    ours: Outcome
    strays: tuple[Counting, ...]
    keys: tuple[Counting, ...]
    """Ours first."""

    def agree_with(self, question: Question) -> bool:
        """Whether counting by our rules comes to what the record says it came to; always while it says nothing."""
        told = question.outcome
        return told is None or (told.result, told.totals, told.strays) == (
            self.ours.result,
            self.ours.totals,
            self.ours.strays,
        )


def counts(state: State, question: Question, at: int) -> Counts:
    """Every count of a vote: the legal one and, beside it, those by other rules (`returning.all_counts`)."""
    ours = outcome_of(state, question, at)
    return Counts(ours, by_stray(state, question, at, ours), by_key(state, question, at, ours))


def by_stray(state: State, question: Question, at: int, ours: Outcome) -> tuple[Counting, ...]:
    """The count under each rule for votes that stray from the instruction."""
    rule = question.rule
    assert rule is not None
    found = []
    for way in Stray:
        own = way is rule.charter.stray
        other = replace(question, rule=replace(rule, charter=replace(rule.charter, stray=way)))
        found.append(counting(way, ours if own else outcome_of(state, other, at), ours=own))
    return tuple(found)


def by_key(state: State, question: Question, at: int, ours: Outcome) -> tuple[Counting, ...]:
    """The count with votes shared out in each way."""
    rule = question.rule
    assert rule is not None
    found = [counting(rule.charter.delegation_key, ours, ours=True)]
    for key in (Key.ONE_A_BODY, Key.BRACKETS, Key.PER_STARTED, Key.HEADS):
        if key is rule.charter.delegation_key:
            continue
        weights = {body: other_weight(state, body, votes, key) for body, votes in rule.register.items()}
        other = replace(question, rule=replace(rule, register=Map(weights), eligible=sum(weights.values())))
        found.append(counting(key, outcome_of(state, other, at), ours=False))
    return tuple(found)


def counting(way: str, outcome: Outcome, *, ours: bool) -> Counting:
    return Counting(str(way), outcome.totals, outcome.result, outcome.needed, ours)


def without(state: State, question: Question, body: BodyId, at: int) -> Counting:
    """The count as it would be had this body not been seated."""
    rule = question.rule
    assert rule is not None
    away = replace(question, votes=without_votes(state, question, body))
    if rule.sitting is not None:
        taken = state.taken.get(rule.sitting, Map())
        seated = Map({place: here for place, here in taken.items() if state.places[place].body != body})
        state = replace(state, taken=state.taken.set(rule.sitting, seated))
    return counting("without", outcome_of(state, away, at), ours=False)


def without_votes(state: State, question: Question, body: BodyId) -> Map[Id, tuple[Id, ...]]:
    return Map({place: mark for place, mark in question.votes.items() if state.places[place].body != body})


# On a practice copy


def with_rolls(state: State, question: Question, heads: Mapping[BodyId, int]) -> tuple[State, Question]:
    """The council and the vote if its bodies had so many members: votes shared out anew, nothing else changed."""
    rule = question.rule
    assert rule is not None
    bodies, register = state.bodies, rule.register
    for body, number in heads.items():
        if body in register:
            bodies = bodies.set(body, replace(bodies[body], heads=number))
            register = register.set(body, rule.charter.votes_of(number))
    register = Map({body: votes for body, votes in register.items() if votes})
    shared = replace(rule, register=register, eligible=sum(register.values()))
    return replace(state, bodies=bodies), replace(question, rule=shared)
