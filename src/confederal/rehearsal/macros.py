"""Whole decisions in one stroke: a federation in bottles, its clerk, and what a group of people can do alone.

`decided` takes a question from raising to closing with the signatures of exactly the people it is given: what it
cannot do, they cannot do. Nothing here judges; every act goes through the real reading, and the first refusal
ends the stroke as `Impossible` with its objections.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from confederal.audit import accord
from confederal.charter.articles.quorum_and_notice import opens_at
from confederal.charter.returning import may_close, outcome_of
from confederal.kernel import act as a
from confederal.kernel.attest import due
from confederal.kernel.attestation import Attestation, digest_of
from confederal.kernel.ballot import FOR, Mark, Tally, Way
from confederal.kernel.body import DELEGATE
from confederal.kernel.identity import DAY, HOST, HOUR, Id
from confederal.kernel.matters import Election, Joining, Matter, Recall
from confederal.kernel.objection import Objection
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State
from confederal.rehearsal.bottle import NO_PROOF, Bottle, Impossible, attempted, done, key_of

ROUNDS = 20
"""A word may call for another word; this many rounds bound the talk after one act."""


class Federation(Struct, frozen=True):
    """Bodies by their names, and the time it is in all of them."""

    bottles: Map[str, Bottle]
    now: int
    quiet: Map[str, tuple[int, int]] = Map()
    """Body → the size and time at which its book owed nobody a word."""
    carried: Map[str, int] = Map()
    """Body → up to which entry its words have been taken up."""
    waiting: tuple[tuple[Attestation, str], ...] = ()
    """Words, with their digests, that somebody here has not been shown or does not take yet."""

    def state(self, name: str) -> State:
        """What the record of that body shows."""
        return self.bottles[name].state

    def named(self, body: str) -> str | None:
        """What a body is called here; None if its book is not among these."""
        return next((name for name, bottle in self.bottles.items() if bottle.body == body), None)

    def with_bottle(self, bottle: Bottle) -> Federation:
        return replace(self, bottles=self.bottles.set(bottle.name, bottle))

    def later(self, seconds: int) -> Federation:
        """The same, so many seconds on; the clerk does what fell due."""
        return carried_over(replace(self, now=self.now + seconds))


def federation(bottles: Iterable[Bottle], now: int) -> Federation:
    """These bodies at that time."""
    return Federation(Map({bottle.name: bottle for bottle in bottles}), now)


def tried(
    fed: Federation, name: str, who: Id, act: a.AnyAct, key: str | None = None
) -> tuple[Federation, tuple[Objection, ...]]:
    """What comes of an act somebody tries at the desk, the clerk's work included; every objection if refused."""
    bottle, objections = attempted(fed.bottles[name], who, act, fed.now, key)
    return (fed, objections) if objections else (carried_over(fed.with_bottle(bottle)), ())


def said(fed: Federation, name: str, who: Id, act: a.AnyAct, key: str | None = None) -> Federation:
    """What follows from an act. Raises Impossible with the objections."""
    return carried_over(fed.with_bottle(done(fed.bottles[name], who, act, fed.now, key)))


# The clerk


def carried_over(fed: Federation) -> Federation:
    """With every vote closed that is over and every word carried to whom it is for."""
    for _ in range(ROUNDS):
        before = fed.bottles
        for name in sorted(fed.bottles):
            fed = attested(closed(fed, name), name)
        for name in sorted(fed.bottles):
            fed = shown(fed, name)
        if fed.bottles == before:
            break
    return fed


def closed(fed: Federation, name: str) -> Federation:
    bottle = fed.bottles[name]
    for step in sorted(bottle.state.open_questions):
        state = bottle.state
        question = state.questions[step]
        if question.stage is Stage.VOTING and may_close(state, question, fed.now):
            outcome = outcome_of(state, question, fed.now)
            bottle, _ = attempted(bottle, HOST, a.Closed(step, outcome), fed.now)
    return fed if bottle is fed.bottles[name] else fed.with_bottle(bottle)


def attested(fed: Federation, name: str) -> Federation:
    """With every word minuted that this body owes others."""
    bottle = fed.bottles[name]
    if fed.quiet.get(name) == (bottle.state.size, fed.now):
        return fed
    for word in due(bottle.state, fed.now):
        bottle, _ = attempted(bottle, HOST, a.AttestationMade(word), fed.now)
    quiet = fed.quiet.set(name, (bottle.state.size, fed.now))
    return replace(fed, quiet=quiet, bottles=fed.bottles.set(name, bottle))


def shown(fed: Federation, name: str) -> Federation:
    """With the words of this body shown in every book here that they are for and that takes them."""
    fed = taken_up(fed, name)
    body = fed.bottles[name].body
    left = []
    for word, digest in fed.waiting:
        names = targets(fed, word, digest) if word.origin == body else []
        for target in names:
            bottle, objections = attempted(
                fed.bottles[target], HOST, a.AttestationShown(word, NO_PROOF), fed.now
            )
            if not objections:
                fed = fed.with_bottle(bottle)
        if word.origin != body or targets(fed, word, digest):
            left.append((word, digest))
    return fed if len(left) == len(fed.waiting) else replace(fed, waiting=tuple(left))


def taken_up(fed: Federation, name: str) -> Federation:
    """With the words that were minuted since among those that wait to be shown."""
    bottle = fed.bottles[name]
    since = fed.carried.get(name, 0)
    if since == len(bottle.entries):
        return fed
    fresh = [
        (entry.act.attestation, digest_of(entry.act.attestation))
        for entry in bottle.entries[since:]
        if isinstance(entry.act, a.AttestationMade) and entry.step not in bottle.reading.struck
    ]
    return replace(fed, carried=fed.carried.set(name, len(bottle.entries)), waiting=(*fed.waiting, *fresh))


def targets(fed: Federation, word: Attestation, digest: str) -> list[str]:
    """The books here that this word is for and that were not shown it."""
    if word.to is not None:
        names = [name for name in (fed.named(word.to),) if name is not None]
    else:
        origin = fed.named(word.origin)
        bodies = fed.state(origin).bodies if origin is not None else Map()
        names = [name for name in map(fed.named, bodies) if name is not None]
    return sorted(name for name in names if digest not in fed.state(name).shown)


# Deciding


def decided(
    fed: Federation,
    name: str,
    matter: Matter,
    signers: Sequence[Id],
    *,
    candidates: Sequence[Id] = (),
    ballot: Mark | None = None,
    paragraphs: tuple[str, ...] = (),
) -> Federation:
    """The federation after these people alone raised, supported, put and carried a matter in one body.

    Candidates only say yes. Raises Impossible where the signers cannot do it, or where it was not carried.
    """
    first, step = signers[0], fed.state(name).size
    fed = said(fed, name, first, a.QuestionRaised(title_of(matter), matter, paragraphs))
    for who in signers[1:]:
        fed, _ = tried(fed, name, who, a.Supported(step))
    for who in candidates:
        fed = said(fed, name, who, a.CandidatureAccepted(step))
    return put(fed, name, step, signers, ballot=ballot)


def title_of(matter: Matter) -> str:
    return f"On {matter.word().replace('_', ' ')}"


def put(
    fed: Federation, name: str, step: int, signers: Sequence[Id], *, ballot: Mark | None = None
) -> Federation:
    """The federation after these people alone put an open question to the vote and carried it."""
    state = fed.state(name)
    question = state.questions[step]
    if question.stage is Stage.AGENDA:
        fed = fed.later(max(0, opens_at(state, question) - fed.now))
    secret = not state.council and question.matter.kept_secret()
    mark = ballot or favour(state, question)
    fed = in_the_hall(fed, name, step, signers, mark) if secret else by_name(fed, name, step, signers, mark)
    outcome = fed.state(name).questions[step].outcome
    if outcome is None or not outcome.carried:
        raise NotCarried(name, step, fed.state(name).questions[step])
    return accepted(fed, name, step)


class NotCarried(Exception):
    """The signers put the question and it was not carried."""

    def __init__(self, name: str, step: int, question: Question) -> None:
        outcome = question.outcome.result if question.outcome is not None else question.stage
        super().__init__(f"{name}: question {step} was {outcome}")


def favour(state: State, question: Question) -> Mark:
    """The mark that carries a question: for, the first option, the candidates in their order."""
    matter = question.matter
    if isinstance(matter, Election) and len(question.candidates) > matter.seats:
        return question.candidates
    options = matter.options(state)
    return (options[0],) if options else (FOR,)


def by_name(fed: Federation, name: str, step: int, signers: Sequence[Id], mark: Mark) -> Federation:
    """Put to a vote by device between meetings: open for a day, closed at the deadline or when all have voted."""
    fed = said(fed, name, signers[0], a.VoteOpened(step, (Way.NAMED,), fed.now + DAY))
    for who in signers:
        if fed.state(name).questions[step].stage is Stage.VOTING:
            fed = said(fed, name, who, a.Voted(step, mark))
    return fed if fed.state(name).questions[step].stage is Stage.CLOSED else fed.later(DAY)


def in_the_hall(fed: Federation, name: str, step: int, signers: Sequence[Id], mark: Mark) -> Federation:
    """Put to a paper box at a meeting these people open; they tell the count where tellers will not."""
    fed, sitting = met(fed, name, step, signers)
    question = fed.state(name).questions[step]
    matter = question.matter
    way = Way.BOX
    if isinstance(matter, Election) and len(question.candidates) <= matter.seats:
        way = Way.HANDS
    fed = said(fed, name, signers[0], a.VoteOpened(step, (way,), fed.now + 2 * DAY))
    tallies = (Tally(mark, len(signers)),)
    fed = told(fed, name, step, way, tallies, signers)
    return ended(fed, name, sitting, signers)


def met(fed: Federation, name: str, step: int, signers: Sequence[Id]) -> tuple[Federation, int]:
    """At a meeting: the one the petition brought into being, or one that an officer among the signers calls.

    Another that is going on is ended first, by two of the signers.
    """
    state = fed.state(name)
    question = state.questions[step]
    sitting = step
    if not question.petitioned or (step in state.sittings and state.sittings[step].opened_at is not None):
        wait = state.charter.urgent_hours * HOUR
        call = a.SittingCalled(fed.now + wait, (step,), True, question.matter.section(state))
        sitting = state.size
        fed = first_of(fed, name, signers, call)
        fed = fed.later(wait)
    going_on = fed.state(name).open_sitting(fed.now)
    if going_on is not None:
        fed = ended(fed, name, going_on.id, signers)
    fed = said(fed, name, signers[0], a.SittingOpened(sitting, min(len(signers), 2)))
    return seconded(fed, name, signers[1:]), sitting


def seconded(fed: Federation, name: str, others: Sequence[Id]) -> Federation:
    """With what was just proposed confirmed by one of the others."""
    return first_of(fed, name, others, a.Confirmed(max(fed.state(name).pending)))


def first_of(fed: Federation, name: str, people: Sequence[Id], act: a.AnyAct) -> Federation:
    """With an act done by the first of these people who may do it. Raises Impossible with the last objections."""
    objections: tuple[Objection, ...] = ()
    for who in people:
        after, objections = tried(fed, name, who, act)
        if not objections:
            return after
    raise Impossible(", ".join(people) or "nobody", act, objections)


def told(
    fed: Federation, name: str, step: int, way: Way, tallies: tuple[Tally, ...], signers: Sequence[Id]
) -> Federation:
    """With the count told by two of the signers: as tellers, or once the tellers had their chance."""
    objections: tuple[Objection, ...] = ()
    for wait in (0, HOUR, DAY):
        fed = fed.later(wait)
        for first in signers:
            after, objections = tried(fed, name, first, a.CountTold(step, way, tallies))
            if objections:
                continue
            count = after.state(name).questions[step].counts[-1].step
            for second in signers:
                both, objections = tried(after, name, second, a.CountConfirmed(count, step, tallies))
                if not objections:
                    return both
    raise Impossible(", ".join(signers), a.CountTold(step, way, tallies), objections)


def ended(fed: Federation, name: str, sitting: int, signers: Sequence[Id]) -> Federation:
    """With the meeting over, if these people may end it."""
    pending = len(fed.state(name).pending)
    fed, _ = tried(fed, name, signers[0], a.SittingEnded(sitting))
    return fed if len(fed.state(name).pending) == pending else seconded(fed, name, signers[1:])


def accepted(fed: Federation, name: str, step: int) -> Federation:
    """With the seats of an election accepted by those elected, delegates naming a key of their own."""
    for seat in fed.state(name).seats.values():
        if (
            seat.elected_in != step
            or seat.accepted_at is not None
            or not fed.state(name).holds(seat, fed.now)
        ):
            continue
        key = None
        if seat.office == DELEGATE and seat.to is not None:
            body = fed.bottles[name].body
            key = key_of(fed.named(seat.to) or seat.to[:12], f"{body[:12]}:{seat.id}")
        fed = said(fed, name, seat.holder, a.SeatAccepted(seat.id, key))
    return fed


# What federations do


def joining(fed: Federation, council: str) -> Joining:
    """The matter of joining that council as it is now."""
    bottle = fed.bottles[council]
    return accord.joining(bottle.body, bottle.state.charter, bottle.state.host_key)


def delegation(fed: Federation, council: str, term_days: int = 365) -> Election:
    """The matter of electing one delegate to that council."""
    return Election(DELEGATE, 1, term_days, to=fed.bottles[council].body)


def recallable(fed: Federation, name: str, seat_id: Id, signers: Sequence[Id]) -> str | None:
    """Why these people alone could not take that seat back now; None where they can: it is played out."""
    try:
        after = decided(fed, name, Recall(seat_id), signers)
    except (Impossible, NotCarried) as why:
        return str(why)
    seat = after.state(name).seats[seat_id]
    return "the recall was carried and the seat is held" if after.state(name).holds(seat, after.now) else None
