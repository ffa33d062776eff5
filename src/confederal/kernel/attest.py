"""What our book has to tell others: every attestation that follows from the reading, computed.

A clerk minutes what stands here and any member may; an act that says anything else is refused, because every
reader computes the same. The outbox is this, less what was made already, so it can always be rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from confederal.kernel import attestation as says
from confederal.kernel.after import about_what, content_of
from confederal.kernel.attestation import FEW, Attestation, AttestedVote, digest_of, text_digest
from confederal.kernel.body import Stray, Tie
from confederal.kernel.decision import Decision, Waits
from confederal.kernel.delegate import Place, Seat
from confederal.kernel.identity import DAY, BodyId, Id
from confederal.kernel.matters import Matter
from confederal.kernel.matters.admission import Admission
from confederal.kernel.matters.agreement import Agreement, Party
from confederal.kernel.matters.closing_down import ClosingDown
from confederal.kernel.matters.host import Host
from confederal.kernel.matters.joining import Joining
from confederal.kernel.matters.leaving import Leaving
from confederal.kernel.matters.lending import Lending
from confederal.kernel.matters.mandate import Mandating
from confederal.kernel.matters.matter import Sense
from confederal.kernel.matters.proposal import Proposal
from confederal.kernel.matters.ratification import Ratification
from confederal.kernel.matters.standard import Standard
from confederal.kernel.question import Outcome, Question, Result, Stage
from confederal.kernel.state import State


def due(state: State, at: int) -> Iterator[Attestation]:
    """Every word our book owes others at that time and has not yet given: the outbox, rebuilt."""
    return unsaid(state, all_words(state, at))


def unsaid(state: State, words: Iterable[Attestation]) -> Iterator[Attestation]:
    """Those of the words that our book has not given yet."""
    for told in words:
        said = state.said.get(about_what(told))
        if said is None or said[0] != content_of(told):
            yield told


def all_words(state: State, at: int) -> Iterator[Attestation]:
    """Every word the reading supports at that time."""
    if state.founded_at is None:
        return
    for step in sorted(state.questions):
        yield from about_question(state, state.questions[step], at)
    yield from standing(state, at)
    for seat in sorted(state.seats):
        yield from about_seat(state, state.seats[seat], at)
    yield from admissions(state)
    yield from denials(state)


def denials(state: State) -> Iterator[Attestation]:
    """To every council: a word that stands in our book and that no reading supports is not ours."""
    for digest in sorted(state.denied):
        for council in sorted({*state.affiliations, *state.bodies}):
            yield word(state, says.Denies(digest), council, None, None)


def supports(state: State, attestation: Attestation, at: int) -> bool:
    """Whether the reading supports this very word, so that a clerk or any member may minute it.

    It must be newer than what was said before to the same body about the same: else it would be shown too late.
    """
    said = state.said.get(about_what(attestation))
    if said is not None and attestation.size <= said[1]:
        return False
    told = attestation.says
    if isinstance(told, (says.Elected, says.Ended)):
        seat = state.seats.get(told.seat)
        words = about_seat(state, seat, at) if seat is not None else iter(())
    elif isinstance(told, says.Stands):
        words = standing(state, at)
    elif isinstance(told, says.Denies):
        words = denials(state)
    elif isinstance(told, says.Admits):
        words = admissions(state)
    else:
        question = state.questions.get(attestation.about) if attestation.about is not None else None
        words = about_question(state, question, at) if question is not None else iter(())
    return any(word == resized(attestation, word) for word in words)


def resized(attestation: Attestation, like: Attestation) -> Attestation:
    """The attestation as if made when the book had the size of the other one."""
    if attestation.size == like.size or attestation.size > like.size:
        return attestation
    return Attestation(
        origin=attestation.origin,
        edition=attestation.edition,
        charter=attestation.charter,
        size=like.size,
        says=attestation.says,
        to=attestation.to,
        about=attestation.about,
        vote=attestation.vote,
    )


def word(
    state: State, told: says.Says, to: BodyId | None, about: int | None, question: Question | None
) -> Attestation:
    """One word of this body, as its book stands."""
    return Attestation(
        origin=state.body,
        edition=state.edition,
        charter=digest_of(state.charter),
        size=state.size,
        says=told,
        to=to,
        about=about,
        vote=None if question is None else attested_vote(state, question),
    )


def attested_vote(state: State, question: Question) -> AttestedVote | None:
    """The count behind a decision; for fewer than five voters, or a secret unanimous vote, only the outcome."""
    rule, outcome = question.rule, question.outcome
    if rule is None or outcome is None:
        return None
    voices = [votes for _, votes in outcome.totals if votes]
    hidden = outcome.present < FEW or (rule.secret and len(voices) < 2)
    return AttestedVote(
        title=question.title,
        result=outcome.result,
        noticed_at=question.agenda_at,
        closed_at=question.closed_at or 0,
        register=rule.eligible,
        quorum=rule.quorum,
        present=None if hidden else outcome.present,
        totals=None if hidden else outcome.totals,
        threshold=str(rule.threshold),
        ways=rule.ways,
        constituency=question.matter.section(state),
    )


def about_question(state: State, question: Question, at: int) -> Iterator[Attestation]:
    """What one question gives others to know."""
    if state.council and question.stage in (Stage.AGENDA, Stage.VOTING) and mandated(question):
        yield asks(state, question, ratify=False)
    if question.outcome is None or question.stage is not Stage.CLOSED:
        return
    if state.council and question.rule is not None and mandated(question):
        yield from closes(state, question, question.outcome)
    matter, outcome = question.matter, question.outcome
    match matter:
        case Mandating():
            mandate = state.mandate(matter.council, matter.question)
            if mandate is not None and mandate.ground == question.id:
                yield word(state, says.Instructs(mandate), matter.council, question.id, question)
        case Ratification() if outcome.result in (Result.CARRIED, Result.FALLEN):
            told = says.Answers(matter.question, matter.digest, outcome.carried)
            yield word(state, told, matter.council, question.id, question)
        case Leaving() if not outcome.carried and had_left(state, question, matter.council):
            yield word(state, says.Stays(question.title), matter.council, question.id, question)
        case _ if outcome.carried:
            yield from about_decision(state, question, at)
        case _:
            return


def had_left(state: State, question: Question, council: BodyId) -> bool:
    """Whether that council was told that we leave by this very question, whose count was corrected since."""
    return digest_of((council, (state.body, "leaves", str(question.id)))) in state.said


def mandated(question: Question) -> bool:
    """Whether constituents instruct their delegates on it: not on persons, nor on how the council proceeds."""
    matter = question.matter
    return not matter.procedural and not matter.secret and matter.sense is Sense.YES_NO


def about_decision(state: State, question: Question, at: int) -> Iterator[Attestation]:
    """What a carried question gives others to know."""
    matter = question.matter
    decision = state.decisions.get(question.id)
    if state.council and decision is not None and decision.waits is Waits.RATIFICATION:
        yield (
            returns(state, question, decision)
            if decision.fell_short(at)
            else asks(state, question, ratify=True)
        )
    match matter:
        case Joining() if (link := state.affiliations.get(matter.council)) and link.ground != question.id:
            return  # not a new accord: we followed it to another keeper, or have joined anew since
        case Joining():
            told: says.Says = says.Joins(state.charter.title, state.host_key, matter.charter, matter.side)
            yield word(state, told, matter.council, question.id, question)
        case Leaving():
            leaves = (
                state.affiliations[matter.council].leaves_at if matter.council in state.affiliations else None
            )
            if leaves is not None:
                yield word(state, says.Leaves(leaves), matter.council, question.id, question)
        case ClosingDown() if matter.first is not None:
            for council, link in sorted(state.affiliations.items(), key=lambda tie: tie[0]):
                if link.leaves_at is not None:
                    yield word(state, says.Leaves(link.leaves_at), council, question.id, question)
        case Proposal():
            told = says.Proposes(matter.title, matter.what, matter.text)
            yield word(state, told, matter.council, question.id, question)
        case Host():
            for council in sorted({*state.affiliations, *state.bodies}):
                yield word(state, says.Moves(matter.key), council, question.id, question)
        case Agreement() if matter.ends and decision is not None:
            partners = {
                party.body
                for own in state.decisions.values()
                for party in partners_in(own.matter, matter.text)
            }
            told = says.Decided(
                title=question.title,
                what=matter,
                matter=matter.text,
                text=question.paragraphs,
                since=decision.from_,
                until=None,
            )
            for partner in sorted(partners):
                yield word(state, told, partner, question.id, question)
        case Lending() if matter.ends and decision is not None:
            told = says.Decided(
                title=question.title,
                what=matter,
                matter=digest_of(matter),
                text=question.paragraphs,
                since=decision.from_,
                until=None,
            )
            for other in matter.with_:
                yield word(state, told, other.body, question.id, question)
        case _ if decision is not None and (
            matter.parties() or (state.council and isinstance(matter, Standard))
        ):
            if state.council and decision.waits is Waits.RATIFICATION:
                return
            text = getattr(matter, "text", None)
            told = says.Decided(
                title=question.title,
                what=matter,
                matter=text if isinstance(text, str) else digest_of(matter),
                text=question.paragraphs,
                since=decision.from_,
                until=decision.until,
            )
            parties = matter.parties() - {state.body}
            for party in sorted(parties) if parties else [None]:
                yield word(state, told, party, question.id, question)
        case _:
            return


def partners_in(matter: Matter, text: str) -> tuple[Party, ...]:
    """The other parties of an agreement with that text; none for any other matter."""
    return matter.with_ if isinstance(matter, Agreement) and matter.text == text else ()


def returns(state: State, question: Question, decision: Decision) -> Attestation:
    """To every constituent: too few confirmed in time, so the decision is back with the bodies."""
    yes = sum(decision.ratified.values())
    told = says.Returns(
        question=question.id,
        title=question.title,
        digest=text_digest(question.matter, question.paragraphs),
        confirmed=yes,
        against=len(decision.ratified) - yes,
        bodies=len(asked_to_confirm(state, decision)),
    )
    return word(state, told, None, question.id, question)


def asked_to_confirm(state: State, decision: Decision) -> frozenset[BodyId]:
    """The bodies that could have answered by the end of the time there was."""
    each: frozenset[BodyId] = decision.matter.confirmed_by_each()
    end = decision.ratify_by or 0
    return each or frozenset(
        body for body, link in state.bodies.items() if link.joined_at <= end and link.in_force(end)
    )


def asks(state: State, question: Question, *, ratify: bool) -> Attestation:
    """A council's question as it stands on its constituents' agendas."""
    decision = state.decisions.get(question.id) if ratify else None
    told = says.Asks(
        question=question.id,
        title=question.title,
        what=question.matter,
        digest=text_digest(question.matter, question.paragraphs),
        text=question.paragraphs,
        ratify=ratify,
        days=0 if decision is None else decision.ratify_days,
    )
    return word(state, told, None, question.id, question if ratify else None)


def closes(state: State, question: Question, outcome: Outcome) -> Iterator[Attestation]:
    """To every body on the register of a council's question: what came of it, and how its own seats voted."""
    assert question.rule is not None
    digest = text_digest(question.matter, question.paragraphs)
    strays = {stray.place for stray in outcome.strays}
    rule_for_strays = question.rule.charter.stray
    cast: dict[BodyId, list[tuple[Place, Id]]] = {}
    for voter, mark in sorted(question.votes.items()):
        place = state.places[voter]
        cast.setdefault(place.body, []).append((place, mark[0]))
    for body in sorted(question.rule.register):
        mandate = state.mandate(body, question.id)
        bound = None if mandate is None else mandate.position.value
        votes = []
        for place, said in cast.get(body, []):
            counted = said
            if place.id in strays and rule_for_strays is not Stray.COUNTED:
                counted = "void" if rule_for_strays is Stray.VOID else bound or said
            votes.append(says.SeatVote(place.seat, said, counted))
        told = says.Closes(
            question=question.id,
            title=question.title,
            digest=digest,
            result=outcome.result,
            totals=outcome.totals,
            votes=tuple(votes),
            instructed=bound,
        )
        yield word(state, told, body, question.id, None)


def about_seat(state: State, seat: Seat, at: int) -> Iterator[Attestation]:
    """What one seat of ours gives the body it is sent to to know: that it is held, or that it has ended."""
    if seat.to is None or seat.key is None:
        return
    question = state.questions.get(seat.elected_in)
    if state.holds(seat, at):
        told: says.Says = says.Elected(
            seat=seat.id,
            key=seat.key,
            since=seat.since,
            until=seat.until,
            alternate=seat.alternate,
            proof=seat.proof,
            replaces=seat.replaces,
            office=seat.office,
        )
        yield word(state, told, seat.to, seat.elected_in, question)
    else:
        ended_by = state.questions.get(seat.ended_by) if seat.ended_by is not None else None
        recalled = ended_by is not None and ended_by.matter.word() == "recall"
        yield word(state, says.Ended(seat.id, recalled), seat.to, seat.elected_in, ended_by)


def standing(state: State, at: int) -> Iterator[Attestation]:
    """How many we are, for every council we belong to or ask to join. Weights are never typed in (R72).

    Members count who have been here as long as that council's charter says, or since the founding (DESIGN §4).
    """
    for council, link in sorted(state.affiliations.items(), key=lambda tie: tie[0]):
        if link.tie is Tie.LEFT and link.leaves_at is not None and at >= link.leaves_at:
            continue
        heads, bound = counted(state, at, link.standing_days)
        told = says.Stands(
            heads=heads, last_assembly=state.last_assembly, bound=bound, standing_days=link.standing_days
        )
        yield word(state, told, council, None, None)


def counted(state: State, at: int, days: int) -> tuple[int, int]:
    """How many members of so long a standing there are, and how many of them hold a key of their own.

    For a council: the members its bodies have shown.
    """
    if state.council:
        heads = sum(link.heads for link in state.bodies.values() if link.in_force(at))
        return heads, heads
    since = max(at - days * DAY, state.founded_at or 0)
    members = [state.members[who] for who in state.register(None, at)]
    old = [member for member in members if member.since <= since]
    return len(old), sum(member.key is not None for member in old)


def admissions(state: State) -> Iterator[Attestation]:
    """To every constituent: you are one. By the founding, or by the constituents' own acceptance."""
    if not state.council or state.founded_at is None:
        return
    for link in sorted(state.bodies.values(), key=lambda tie: tie.body):
        if link.tie is Tie.JOINED:
            question = state.questions.get(link.ground)
            accepted = question if question is not None and isinstance(question.matter, Admission) else None
            told = says.Admits(
                charter=digest_of(state.charter),
                since=link.joined_at,
                leave_notice_days=state.charter.leave_notice_days,
                standing_days=state.charter.standing_days,
            )
            yield word(state, told, link.body, None, accepted)
