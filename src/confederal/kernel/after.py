"""What follows from each act.

Rule 1: everything that follows from an act stands in this file, in the table AFTER, or in `carried` of a matter.
Rule 2: this file judges nothing and counts nothing. An act comes here only when it has ground and no article
objects; a closing brings a finished outcome. `after` never fails on such an act.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from sys import intern
from typing import Any, Final

from immutables import Map
from msgspec.structs import replace

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.attestation import Attestation, Shown, digest_of, text_digest
from confederal.kernel.ballot import HandCount
from confederal.kernel.body import DELEGATE, Charter, Comparison, Constituent, Tie, ceiling
from confederal.kernel.decision import Decision, Waits
from confederal.kernel.delegate import Guest, Place, Seat, Term
from confederal.kernel.entry import Entry as Line
from confederal.kernel.entry import NotAnEntry
from confederal.kernel.identity import DAY, HOUR, Id, KeyId
from confederal.kernel.matters.agreement import Agreement
from confederal.kernel.matters.election import Election
from confederal.kernel.matters.expulsion import Expulsion
from confederal.kernel.matters.lending import Lending
from confederal.kernel.matters.mandate import Mandating
from confederal.kernel.matters.matter import MatterBase
from confederal.kernel.matters.ratification import Ratification
from confederal.kernel.member import Invitation, KeyState, Member, Recovery, Standing
from confederal.kernel.peers import Peers, Read, ends_at, learned, taken_for_granted
from confederal.kernel.proof import lines_told
from confederal.kernel.question import Advice, Amendment, Outcome, Question, Result, Rule, Stage
from confederal.kernel.sitting import Ground, Sitting
from confederal.kernel.state import Guidance, Pending, Reported, State, counts_as_power


def founding(founded: a.Minuted, body: str) -> State:
    """The state after the founding act: a body that is forming."""
    act = founded.act
    assert isinstance(act, a.Founded)
    state = State(
        body=body,
        charter=act.charter,
        edition=act.edition,
        host_key=act.host_key,
        founders=act.founders,
        brings=act.brings,
        size=1,
        time=founded.time,
        counters=Map({founded.key: founded.payload.n}),
        bodies=Map(
            {
                named.body: Constituent(
                    body=named.body, name=named.name, host_key=named.host_key, side=named.side
                )
                for named in act.bodies
            }
        ),
    )
    for founder in act.founders:
        state = with_new_member(state, founder.id, founder.key, founder.section, 0)
    if founded.by in {founder.id for founder in act.founders}:
        state = replace(state, confirmed=(founded.by,))
    return standing_up(state)


def after(state: State, minuted: a.Minuted) -> State:
    """The state after an act that has ground and meets no objection."""
    payload = minuted.payload
    placed = replace(
        state,
        size=minuted.step + 1,
        time=minuted.time,
        counters=state.counters.set(minuted.key, payload.n),
    )
    said: State = AFTER[type(payload.act)](placed, minuted, payload.act)
    return said


def struck(state: State, minuted: a.Minuted) -> State:
    """The state after an entry without effect: it keeps its place in the book, nothing else changes."""
    placed = replace(state, size=minuted.step + 1, time=minuted.time)
    act = minuted.payload.act
    if isinstance(act, a.AttestationMade) and content_of(act.attestation) not in state.made:
        # A false word stands in the book: whoever was told it can be told so.
        return replace(placed, denied=placed.denied.set(digest_of(act.attestation), minuted.step))
    return placed


# Founding


def standing_up(state: State) -> State:
    """Founded once every founder, or every body named, has confirmed; then what was brought along is in force."""
    if state.founded_at is not None:
        return state
    if state.council:
        if any(link.tie is not Tie.JOINED for link in state.bodies.values()):
            return state
    elif len(state.confirmed) < len(state.founders):
        return state
    state = replace(state, founded_at=state.time, last_assembly=state.time)
    for line in state.brings.members:
        state = state.with_standing(line, 0)
    served = state.served
    for terms in state.brings.terms:
        served = served.set(terms.member, terms.terms)
    seats, live = state.seats, state.live
    for rank, brought in enumerate(state.brings.offices, start=1):
        seat = Seat(
            id=f"0.{rank}",
            office=brought.office,
            holder=brought.holder,
            elected_in=0,
            electors=None,
            since=state.time,
            until=brought.until,
            accepted_at=state.time,
            brought=True,
        )
        seats, live = seats.set(seat.id, seat), live.set(seat.id, True)
        if counts_as_power(state.charter, brought.office):
            term = Term(brought.office, state.time, brought.until)
            served = served.set(brought.holder, (*served.get(brought.holder, ()), term))
    state = replace(state, served=served, seats=seats, live=live)
    for rank, carried in enumerate(state.brings.decisions):
        step = BROUGHT + rank
        state = state.with_texts(carried.text).with_decision(
            Decision(
                question=step,
                title=carried.title,
                matter=carried.matter,
                text=carried.text,
                at=state.time,
                from_=state.time,
            )
        )
    return state


BROUGHT: Final = 2**52
"""Decisions brought along at the founding are numbered from here: no book has so many steps."""


def _founding_confirmed(state: State, m: a.Minuted, act: a.FoundingConfirmed) -> State:
    return standing_up(replace(state, confirmed=(*state.confirmed, m.by)))


# Members and keys


def with_new_member(state: State, who: Id, key: str | None, section: Id | None, step: int) -> State:
    member = Member(id=who, standing=Standing.GOOD, since=state.time, ground=step, section=section, key=key)
    state = state.enrolled(member)
    return state if key is None else replace(state, keys=state.keys.set(key, KeyState(who, state.time)))


def newcomer(state: State, m: a.Minuted, told: a.Invited | Invitation, key: str | None) -> Member:
    """Who was invited, as a member from this step on."""
    return Member(
        id=told.id,
        standing=told.standing,
        since=state.time,
        ground=m.step,
        section=told.section,
        entry=told.entry,
        key=key,
    )


def _key_bound(state: State, m: a.Minuted, act: a.KeyBound) -> State:
    invitation = state.invitations[m.by]
    if m.by in state.members:  # a member who had none binds a first key
        state = replace(state, invitations=state.invitations.delete(m.by))
        return with_key(state, m.by, act.key)
    member = newcomer(state, m, invitation, act.key)
    state = replace(
        state,
        invitations=state.invitations.delete(m.by),
        keys=state.keys.set(act.key, KeyState(m.by, state.time)),
        members=state.members.set(m.by, member),
    )
    if member.standing is not Standing.GOOD:
        return state
    return state.newly_enrolled(member, admitted=invitation.question is not None)


def with_key(state: State, who: Id, key: str) -> State:
    """With this key in force for this member and the one before it ended."""
    member = state.members[who]
    keys = state.keys.set(key, KeyState(who, state.time))
    if member.key is not None and member.key in keys:
        keys = keys.set(member.key, replace(keys[member.key], until=state.time))
    for vouched in state.recoveries.get(who, ()):
        if vouched.ripe_at is not None and vouched.ripe_at <= state.time and vouched.key != key:
            keys = keys.set(vouched.key, KeyState(who, vouched.ripe_at, state.time))
    recoveries = state.recoveries.delete(who) if who in state.recoveries else state.recoveries
    return replace(
        state, keys=keys, members=state.members.set(who, replace(member, key=key)), recoveries=recoveries
    )


def _key_changed(state: State, m: a.Minuted, act: a.KeyChanged) -> State:
    return with_key(state, m.by, act.key)


def _key_vouched(state: State, m: a.Minuted, act: a.KeyVouched) -> State:
    known = state.recoveries.get(act.member, ())
    done = next((ripe for ripe in known if ripe.ripe_at is not None and state.time >= ripe.ripe_at), None)
    if done is not None:
        state = with_key(state, act.member, done.key)
        known = ()
    running = next((same for same in known if same.key == act.key), None)
    others = tuple(other for other in known if other is not running)
    if running is None:
        running = Recovery(member=act.member, key=act.key, vouchers=(), proof=act.proof)
    running = replace(running, vouchers=(*running.vouchers, m.by))
    if running.ripe_at is None and len(running.vouchers) >= vouchers_needed(state):
        running = replace(running, ripe_at=state.time + state.charter.recovery_hours * HOUR)
    return replace(state, recoveries=state.recoveries.set(act.member, (*others, running)))


def vouchers_needed(state: State) -> int:
    """How many co-workers must vouch: the charter's number, or all but the member in a very small body."""
    return max(1, min(state.charter.vouchers, len(state.roll) - 1))


def _key_vetoed(state: State, m: a.Minuted, act: a.KeyVetoed) -> State:
    return replace(state, recoveries=state.recoveries.delete(m.by))


def _standing_contested(state: State, m: a.Minuted, act: a.StandingContested) -> State:
    stays = replace(state.members[m.by], off_roll_at=None, contested=True)
    return replace(state, members=state.members.set(m.by, stays))


def _section_chosen(state: State, m: a.Minuted, act: a.SectionChosen) -> State:
    member = state.members[m.by]
    on_roll = m.by in state.roll
    state = state.struck_off(m.by)
    moved = replace(member, section=act.section, section_since=state.time)
    return state.enrolled(moved) if on_roll else replace(state, members=state.members.set(m.by, moved))


def _acted_for_employer(state: State, m: a.Minuted, act: a.ActedForEmployer) -> State:
    until = act.until + state.charter.cooling_off_days * DAY
    member = replace(state.members[m.by], acts_for_employer_until=until)
    state = replace(state, members=state.members.set(m.by, member)).with_timed(m.by)
    for seat in map(state.seats.__getitem__, sorted(state.live)):
        if seat.holder == m.by and seat.ended_at is None:
            state = state.ending_seat(seat.id, m.step)
    return state


def _resigned(state: State, m: a.Minuted, act: a.Resigned) -> State:
    return state.ending_seat(act.seat, m.step)


def _left(state: State, m: a.Minuted, act: a.Left) -> State:
    return state.without_member(m.by)


def _erased(state: State, m: a.Minuted, act: a.Erased) -> State:
    state = replace(state, erased=state.erased.set(act.digest, m.step))
    if act.of is not None and act.of in state.members and state.members[act.of].entry == act.digest:
        member = replace(state.members[act.of], entry=None)
        state = replace(state, members=state.members.set(act.of, member))
    return state


# What needs two


def proposed(state: State, m: a.Minuted) -> State:
    """With this act waiting for its second person."""
    return replace(state, pending=state.pending.set(m.step, Pending(m.step, m.by, m.time, m.act)))


def _proposed(state: State, m: a.Minuted, act: a.Act) -> State:
    return proposed(state, m)


def _confirmed(state: State, m: a.Minuted, act: a.Confirmed) -> State:
    waiting = state.pending[act.step]
    state = replace(state, pending=state.pending.delete(act.step))
    return WHEN_CONFIRMED[type(waiting.act)](state, m, waiting)


def _invitation_confirmed(state: State, m: a.Minuted, waiting: Pending) -> State:
    act = waiting.act
    assert isinstance(act, a.Invited)
    if act.card is None:
        member = newcomer(state, m, act, None)
        if member.standing is Standing.GOOD:
            return state.newly_enrolled(member, admitted=act.question is not None)
        return replace(state, members=state.members.set(act.id, member))
    invitation = Invitation(
        id=act.id,
        card=act.card,
        section=act.section,
        entry=act.entry,
        by=waiting.by,
        standing=act.standing,
        confirmed_by=m.by,
        question=act.question,
    )
    return replace(state, invitations=state.invitations.set(act.id, invitation))


def _standing_confirmed(state: State, m: a.Minuted, waiting: Pending) -> State:
    act = waiting.act
    assert isinstance(act, a.StandingImported)
    for line in act.lines:
        state = state.with_standing(line, waiting.step)
    return state


def _opening_confirmed(state: State, m: a.Minuted, waiting: Pending) -> State:
    act = waiting.act
    assert isinstance(act, a.SittingOpened)
    sitting = state.sittings.get(act.sitting)
    if sitting is None:
        # A meeting that exists by petition: its step is the question's own, nobody had to call it.
        question = state.questions[act.sitting]
        sitting = Sitting(
            id=act.sitting,
            ground=Ground.PETITION,
            called_at=question.agenda_at,
            on=state.time,
            agenda=(act.sitting,),
            section=question.matter.section(state),
        )
    opened = replace(
        sitting, opened_by=waiting.by, opened_at=state.time, attendance=act.attendance, ended_at=None
    )
    going_on = tuple(
        step for step in state.opened if step != opened.id and state.sittings[step].open(state.time)
    )
    state = replace(
        state, sittings=state.sittings.set(opened.id, opened), opened=tuple(sorted((*going_on, opened.id)))
    )
    electors = state.electors(opened.section, state.time)
    if opened.section is None and act.attendance >= state.charter.quorum(len(electors)):
        state = replace(state, last_assembly=state.time)
    return state


def _ending_confirmed(state: State, m: a.Minuted, waiting: Pending) -> State:
    act = waiting.act
    assert isinstance(act, a.SittingEnded)
    ended = replace(state.sittings[act.sitting], ended_at=state.time)
    going_on = tuple(step for step in state.opened if step != act.sitting)
    return replace(state, sittings=state.sittings.set(act.sitting, ended), opened=going_on)


def _hall_confirmed(state: State, m: a.Minuted, waiting: Pending) -> State:
    act = waiting.act
    assert isinstance(act, a.HallOpened)
    return state.with_question(replace(state.questions[act.question], hall_at=state.time))


def _hearing_confirmed(state: State, m: a.Minuted, waiting: Pending) -> State:
    act = waiting.act
    assert isinstance(act, a.HearingHeld)
    return state.with_question(replace(state.questions[act.question], heard_at=state.time))


def _assistance_confirmed(state: State, m: a.Minuted, waiting: Pending) -> State:
    act = waiting.act
    assert isinstance(act, a.Assisted)
    said = replace(m, payload=replace(m.payload, by=act.member, act=act.act))
    done: State = AFTER[type(act.act)](state, said, act.act)
    return done


def _composite_confirmed(state: State, m: a.Minuted, waiting: Pending) -> State:
    act = waiting.act
    assert isinstance(act, a.Composited)
    merged, into = state.questions[act.question], state.questions[act.into]
    state = shut(state, replace(merged, stage=Stage.WITHDRAWN))
    supporters = into.supporters
    for who in merged.supporters:
        supporters = supporters.set(who, m.step)
    whole = replace(
        into,
        paragraphs=(*into.paragraphs, *merged.paragraphs),
        supporters=supporters,
        agenda_at=state.time if into.agenda_at else 0,
    )
    return on_the_agenda(state, whole)


# Meetings


def _sitting_called(state: State, m: a.Minuted, act: a.SittingCalled) -> State:
    sitting = Sitting(
        id=m.step,
        ground=act.ground,
        called_at=m.time,
        on=act.on,
        agenda=act.agenda,
        urgent=act.urgent,
        section=act.section,
    )
    return replace(state, sittings=state.sittings.set(m.step, sitting))


def _place_taken(state: State, m: a.Minuted, act: a.PlaceTaken) -> State:
    taken = state.taken.get(act.sitting, Map()).set(m.by, True)
    return replace(state, taken=state.taken.set(act.sitting, taken))


# Questions


def _question_raised(state: State, m: a.Minuted, act: a.QuestionRaised) -> State:
    question = Question(
        id=m.step,
        title=act.title,
        matter=act.matter,
        raised_by=m.by,
        raised_at=m.time,
        paragraphs=act.paragraphs,
        supporters=Map({m.by: m.step}),
    )
    return opened_for_talk(state, question)


def opened_for_talk(state: State, question: Question) -> State:
    """With a question raised, and on the agenda if that takes no more support."""
    state = replace(state, open_questions=state.open_questions.set(question.id, True))
    return on_the_agenda(state.with_texts(question.paragraphs), question)


def on_the_agenda(state: State, question: Question) -> State:
    """With the question on the agenda if enough support it; enough signatures make a sitting exist (R06)."""
    electors = state.electorate(question, state.time)
    supporters = len(question.supporters)
    signed = question.matter.by_petition or supporters >= state.charter.petitioners(electors)
    needed = state.charter.petitioners(electors) if signed else state.charter.supporters(electors)
    if question.stage is Stage.RAISED and supporters >= needed:
        question = replace(question, stage=Stage.AGENDA, agenda_at=state.time)
    if not question.petitioned and supporters >= state.charter.petitioners(electors):
        question = replace(question, petitioned=True)
    return state.with_question(question)


def _supported(state: State, m: a.Minuted, act: a.Supported) -> State:
    question = state.questions[act.question]
    return on_the_agenda(state, replace(question, supporters=question.supporters.set(m.by, m.step)))


def _amendment_offered(state: State, m: a.Minuted, act: a.AmendmentOffered) -> State:
    question = state.questions[act.question]
    offered = Amendment(m.step, m.by, act.paragraph, act.digest)
    return state.with_question(replace(question, amendments=(*question.amendments, offered)))


def _amendment_taken(state: State, m: a.Minuted, act: a.AmendmentTaken) -> State:
    question = state.questions[act.question]
    taken = next(offered for offered in question.amendments if offered.step == act.amendment)
    left = tuple(offered for offered in question.amendments if offered is not taken)
    agenda_at = state.time if question.agenda_at else 0  # on a changed text the notice runs anew
    state = state.with_question(replace(question, amendments=left, agenda_at=agenda_at))
    return state.amending(question.id, taken.paragraph, taken.digest)


def shut(state: State, question: Question) -> State:
    """With a question no longer open."""
    open_questions = state.open_questions
    if question.id in open_questions:
        open_questions = open_questions.delete(question.id)
    return replace(state, open_questions=open_questions).with_question(question)


def _withdrawn(state: State, m: a.Minuted, act: a.Withdrawn) -> State:
    return shut(state, replace(state.questions[act.question], stage=Stage.WITHDRAWN))


def _vote_opened(state: State, m: a.Minuted, act: a.VoteOpened) -> State:
    question = state.questions[act.question]
    rule = replace(rule_for(state, question, act, m.time), step=m.step, opened_by=m.by)
    return state.with_question(
        replace(question, stage=Stage.VOTING, rule=rule, votes=Map(), counts=(), hall_at=None)
    )


def rule_for(state: State, question: Question, act: a.VoteOpened, at: int) -> Rule:
    """The register and the rules as they are then, which no later change reaches."""
    matter = question.matter
    section = matter.section(state)
    register = state.register(section, at)
    if section is not None:  # who came to the section after the question was raised does not vote on it
        for who in sorted(register):
            if state.members[who].section_since > question.raised_at:
                register = register.delete(who)
    quorum = state.charter.quorum(len(register), reserved=matter.reserved)
    second = question.inquorate_at is not None
    sitting = state.open_sitting(at)
    return Rule(
        opened_at=at,
        until=act.until,
        ways=act.ways,
        threshold=matter.threshold(state.charter),
        quorum=max(1, -(-quorum // 2)) if second else quorum,
        register=register,
        eligible=sum(register.values()),
        secret=not state.council and kept_secret(state, question, at),
        charter=state.charter,
        sitting=sitting.id if sitting is not None else None,
        second_call=second,
    )


def kept_secret(state: State, question: Question, at: int) -> bool:
    """Whether a vote is secret: by its matter, or because enough asked.

    An unopposed election may be by show of hands, unless one in ten asks otherwise.
    """
    matter = question.matter
    asked = len(question.secrecy_demands) >= demanders(state.charter, state.electorate(question, at))
    unopposed = isinstance(matter, Election) and len(question.candidates) <= matter.seats
    return asked or (matter.kept_secret() and not unopposed)


def demanders(charter: Charter, electors: int) -> int:
    """How many must ask for a secret vote: one in ten or fewer, as the charter says."""
    return max(1, ceiling(charter.secrecy_on_demand, electors))


def _voted(state: State, m: a.Minuted, act: a.Voted) -> State:
    question = state.questions[act.question]
    cast = replace(question, votes=question.votes.set(m.by, act.mark))
    return replace(state, questions=state.questions.set(act.question, cast))


def _secrecy_demanded(state: State, m: a.Minuted, act: a.SecrecyDemanded) -> State:
    question = state.questions[act.question]
    return state.with_question(replace(question, secrecy_demands=(*question.secrecy_demands, m.by)))


def _count_demanded(state: State, m: a.Minuted, act: a.CountDemanded) -> State:
    question = state.questions[act.question]
    return state.with_question(replace(question, count_demands=(*question.count_demands, m.by)))


def _count_told(state: State, m: a.Minuted, act: a.CountTold) -> State:
    question = state.questions[act.question]
    told = HandCount(
        step=m.step,
        way=act.way,
        section=act.section,
        tallies=act.tallies,
        spoilt=act.spoilt,
        told_by=m.by,
        roll=act.roll,
        corrects=act.corrects,
    )
    return state.with_question(replace(question, counts=(*question.counts, told)))


def _count_confirmed(state: State, m: a.Minuted, act: a.CountConfirmed) -> State:
    question = state.questions[act.question]
    counts = tuple(
        replace(count, confirmed_by=m.by) if count.step == act.told else count for count in question.counts
    )
    return state.with_question(replace(question, counts=counts))


def _closed(state: State, m: a.Minuted, act: a.Closed) -> State:
    question = state.questions[act.question]
    if act.outcome.result is Result.INQUORATE and question.inquorate_at is None:
        again = replace(
            question, stage=Stage.AGENDA, inquorate_at=m.time, rule=None, votes=Map(), counts=(), hall_at=None
        )
        return state.with_question(again)
    question = replace(question, stage=Stage.CLOSED, outcome=act.outcome, closed_at=m.time, closed_in=m.step)
    if not state.council:
        by_device = tuple(sorted(Counter(question.votes.values()).items()))
        question = replace(question, votes=Map(), by_device=by_device)
    return taking_effect(shut(state, question), question, act.outcome)


def taking_effect(state: State, question: Question, outcome: Outcome) -> State:
    """With what was carried in effect, or waiting for what it still needs."""
    matter: MatterBase = question.matter
    if question.rule is not None and outcome.result is not Result.INQUORATE and matter.section(state) is None:
        state = replace(state, last_assembly=state.time)
    if outcome.result is Result.FALLEN:
        fell = text_digest(question.matter, question.paragraphs)
        state = replace(state, fallen=state.fallen.set(fell, (question.id, state.time)))
    if not outcome.carried:
        if isinstance(question.matter, Expulsion) and outcome.result is not Result.CARRIED:
            return state.hearing_done(question.matter)
        if (
            isinstance(question.matter, Mandating)
            and question.matter.decided_either_way
            and outcome.result is Result.FALLEN
        ):
            return state.mandating(question.matter.settled(question, outcome))
        return state
    if state.council and (matter.goes_down or matter.word() in state.charter.ratified):
        return state.waiting(question, Waits.RATIFICATION)
    if matter.parties() - {state.body}:
        return with_parties(state.waiting(question, Waits.PARTIES), question)
    return matter.carried(state, question, outcome)


def _outcome_corrected(state: State, m: a.Minuted, act: a.OutcomeCorrected) -> State:
    question = state.questions[act.question]
    before = question.outcome
    assert before is not None
    matter: MatterBase = question.matter
    corrected = replace(question, outcome=act.outcome)
    state = state.with_question(corrected)
    if before.carried:
        state = matter.undone(state, question)
    return taking_effect(state, corrected, act.outcome)


# Seats and voice


def _candidature_accepted(state: State, m: a.Minuted, act: a.CandidatureAccepted) -> State:
    question = state.questions[act.question]
    return state.with_question(replace(question, candidates=(*question.candidates, m.by)))


def _seat_accepted(state: State, m: a.Minuted, act: a.SeatAccepted) -> State:
    seat = state.seats[act.seat]
    taken = replace(seat, accepted_at=m.time, key=act.key, proof=act.proof, replaces=seat.key)
    return replace(state, seats=state.seats.set(act.seat, taken))


def _advice_given(state: State, m: a.Minuted, act: a.AdviceGiven) -> State:
    state = replace(state, personal=state.personal.set(act.digest, m.by))
    question = state.questions[act.question]
    given = Advice(m.step, m.by, act.digest)
    return state.with_question(replace(question, advice=(*question.advice, given)))


def _advice_answered(state: State, m: a.Minuted, act: a.AdviceAnswered) -> State:
    state = replace(state, personal=state.personal.set(act.digest, m.by))
    question = state.questions[act.question]
    answered = tuple(
        replace(given, answered=act.digest) if given.step == act.advice else given
        for given in question.advice
    )
    return state.with_question(replace(question, advice=answered))


def _minority_stated(state: State, m: a.Minuted, act: a.MinorityStated) -> State:
    state = replace(state, personal=state.personal.set(act.digest, m.by))
    question = state.questions[act.question]
    return state.with_question(replace(question, minority=(*question.minority, act.digest)))


def _reported(state: State, m: a.Minuted, act: a.Reported) -> State:
    state = replace(state, personal=state.personal.set(act.digest, m.by))
    told = (*state.reports.get(act.seat, ()), Reported(m.step, m.time, act.digest))
    return replace(state, reports=state.reports.set(act.seat, told))


def _appealed(state: State, m: a.Minuted, act: a.Appealed) -> State:
    """An expelled member stays until the assembly has heard the appeal."""
    state = replace(state, personal=state.personal.set(act.digest, m.by))
    decision = replace(state.decisions[act.question], waits=Waits.APPEAL, reopened="appealed")
    member = state.members[m.by]
    return replace(
        state.with_decision(decision),
        members=state.members.set(m.by, replace(member, leaves_at=None)),
    )


def _guidance_published(state: State, m: a.Minuted, act: a.GuidancePublished) -> State:
    published = Guidance(m.step, act.genre, act.title, act.digest)
    return replace(state, guidance=state.guidance.set(m.step, published))


# Between bodies


def _attestation_made(state: State, m: a.Minuted, act: a.AttestationMade) -> State:
    digest = digest_of(act.attestation)
    denied = state.denied.delete(digest) if digest in state.denied else state.denied
    content = content_of(act.attestation)
    told = act.attestation.says
    if isinstance(told, says.Asks) and told.ratify:
        state = time_to_confirm(state, told.question)
    return replace(
        state,
        made=state.made.set(content, m.step),
        said=state.said.set(about_what(act.attestation), (content, act.attestation.size)),
        denied=denied,
    )


def time_to_confirm(state: State, step: int) -> State:
    """With the time to confirm a decision running from now, when the bodies are told of it for the first time."""
    decision = state.decisions[step]
    if decision.told_at is not None:
        return state
    until = state.time + decision.ratify_days * DAY
    return state.with_decision(replace(decision, told_at=state.time, ratify_by=until))


def about_what(attestation: Attestation) -> str:
    """To whom and about what a word is: of two with the same, the later one holds."""
    return digest_of((attestation.to, says.subject_of(attestation)))


def content_of(attestation: Attestation) -> str:
    """What an attestation says, whenever it is said: its digest without the size of the book."""
    return digest_of((attestation.origin, attestation.to, attestation.about, attestation.says))


def _attestation_shown(state: State, m: a.Minuted, act: a.AttestationShown) -> State:
    attestation = act.attestation
    if (
        isinstance(attestation.says, says.Moves)
        and m.by in state.places
        and attestation.origin in state.bodies
    ):
        return proposed(state, m)  # proven under the new key alone: a delegate of another body confirms it
    return in_effect(state, m, attestation)


def in_effect(state: State, m: a.Minuted, attestation: Attestation) -> State:
    """With another body's word in effect from here."""
    state = replace(
        state,
        shown=state.shown.set(
            digest_of(attestation), Shown(m.step, says.subject_of(attestation), kept_whole(attestation))
        ),
        newest=state.newest.set(says.subject_of(attestation), attestation.size),
    )
    link = state.bodies.get(attestation.origin)
    if link is not None and link.moving_to is not None and state.time < link.moves_at:
        # A word under the old key while a move under the new one waits: who keeps that record is in doubt.
        state = with_link(state, replace(link, moving_to=None, moves_at=0, moved=link.moved[:-2]))
    if attestation.origin in state.affiliations:
        state = knowing(state, attestation.origin, lines_behind(m))
    return WHEN_SHOWN[type(attestation.says)](state, m, attestation, attestation.says)


def lines_behind(m: a.Minuted) -> tuple[Read, ...]:
    """The lines of a council's book shown behind its word."""
    act = m.act
    return lines_told(act.proof.behind) if isinstance(act, a.AttestationShown) else ()


def knowing(state: State, council: str, lines: tuple[Read, ...]) -> State:
    """With what these lines tell of the bodies of a council of ours; they were proven when the word was judged."""
    if not lines:
        return state
    known = state.peers.get(council, Peers())
    for line in lines:
        known = learned(known, council, line, taken_for_granted)
    return replace(state, peers=state.peers.set(council, known))


def kept_whole(attestation: Attestation) -> Attestation | None:
    """The word itself, unless its effect says all of it: a congress gets a million instructions."""
    short = says.Instructs | says.Stands | says.Ended | says.Answers | says.Asks | says.Admits
    return None if isinstance(attestation.says, short) else attestation


def _move_confirmed(state: State, m: a.Minuted, waiting: Pending) -> State:
    """The move takes effect when the time for appeal is over, unless a word under the old key comes meanwhile."""
    act = waiting.act
    assert isinstance(act, a.AttestationShown)
    assert isinstance(act.attestation.says, says.Moves)
    link = state.bodies[act.attestation.origin]
    moves_at = state.time + state.charter.appeal_days * DAY
    moving = replace(
        link,
        host_key=link.key(state.time),
        moving_to=act.attestation.says.host_key,
        moves_at=moves_at,
        moved=(*link.moved, waiting.step, m.step),
    )
    return with_link(state, moving)


def _shown_joins(state: State, m: a.Minuted, attestation: Attestation, told: says.Joins) -> State:
    link = state.bodies.get(attestation.origin)
    if link is None:
        link = Constituent(
            body=attestation.origin, name=told.name, host_key=told.host_key, ground=m.step, side=told.side
        )
        return with_link(state, replace(link, tie=Tie.ASKED, shown_at=m.time))
    if link.tie is Tie.NAMED:
        joined = replace(
            link,
            tie=Tie.JOINED,
            joined_at=m.time,
            host_key=told.host_key,
            ground=m.step,
            notice_days=state.charter.leave_notice_days,
        )
        return standing_up(with_link(state, joined))
    return with_link(state, replace(link, tie=Tie.ASKED, shown_at=m.time, ground=m.step, side=told.side))


def with_link(state: State, link: Constituent) -> State:
    return replace(state, bodies=state.bodies.set(link.body, link))


def _shown_stands(state: State, m: a.Minuted, attestation: Attestation, told: says.Stands) -> State:
    link = state.bodies[attestation.origin]
    last = max(link.last_assembly, told.last_assembly)
    return with_link(state, replace(link, heads=told.heads, shown_at=m.time, last_assembly=last))


def place_id(body: str, seat: Id) -> Id:
    """What a seat is called in the council's book: the beginning of its body's identity, and the seat."""
    return f"{body[:12]}:{seat}"


def _shown_elected(state: State, m: a.Minuted, attestation: Attestation, told: says.Elected) -> State:
    """The delegate has a place here; one who had it already signs with another key from now on."""
    if told.office != DELEGATE:
        return with_guest(state, m, attestation, told)
    held = state.places.get(place_id(attestation.origin, told.seat))
    place = Place(
        id=place_id(attestation.origin, told.seat),
        body=attestation.origin,
        seat=told.seat,
        key=told.key,
        since=m.time if held is None else held.since,
        until=told.until,
        attested=digest_of(attestation),
        shown=m.step,
        alternate=told.alternate,
    )
    keys = keyed(state, told.key, place.id, None if held is None else held.key)
    sitting = tuple(
        known
        for known in state.delegations.get(place.body, ())
        if known != place.id and state.places[known].in_force(state.time)
    )
    live = state.live_places.set(place.id, True)
    for known in state.delegations.get(place.body, ()):
        if known not in sitting and known != place.id and known in live:
            live = live.delete(known)
    return replace(
        state,
        places=state.places.set(place.id, place),
        live_places=live,
        delegations=state.delegations.set(place.body, (*sitting, place.id)),
        keys=keys,
    )


def keyed(state: State, key: KeyId, owner: Id, before: KeyId | None) -> Map[KeyId, KeyState]:
    """The keys, with this one of somebody sent here, from now on and in the place of the one before."""
    keys = state.keys.set(key, KeyState(owner, state.time))
    return keys if before is None else keys.set(before, replace(keys[before], until=state.time))


def with_guest(state: State, m: a.Minuted, attestation: Attestation, told: says.Elected) -> State:
    """With somebody whom a sister body lends us for a task, under the key they named for here."""
    held = state.guests.get(place_id(attestation.origin, told.seat))
    guest = Guest(
        id=place_id(attestation.origin, told.seat),
        body=attestation.origin,
        office=told.office,
        seat=told.seat,
        key=told.key,
        since=m.time if held is None else held.since,
        until=told.until,
        attested=digest_of(attestation),
        shown=m.step,
    )
    keys = keyed(state, told.key, guest.id, None if held is None else held.key)
    return replace(state, guests=state.guests.set(guest.id, guest), keys=keys)


def _shown_ended(state: State, m: a.Minuted, attestation: Attestation, told: says.Ended) -> State:
    guest = state.guests.get(place_id(attestation.origin, told.seat))
    if guest is not None:
        return without_guest(state, guest)
    place = state.places.get(place_id(attestation.origin, told.seat))
    return state if place is None or place.ended_at is not None else state.without_place(place)


def without_guest(state: State, guest: Guest) -> State:
    """With somebody no longer lent: the body that elected them says so, or its word was false."""
    ended = guest if guest.ended_at is not None else replace(guest, ended_at=state.time)
    return replace(state, guests=state.guests.set(guest.id, ended))


def _shown_instructs(state: State, m: a.Minuted, attestation: Attestation, told: says.Instructs) -> State:
    digest = intern(told.mandate.digest)  # a thousand bodies instruct on one text: one string for all of them
    mandate = replace(told.mandate, ground=m.step, digest=digest)
    return state.with_mandate(attestation.origin, told.mandate.question, mandate)


def _shown_answers(state: State, m: a.Minuted, attestation: Attestation, told: says.Answers) -> State:
    decision = state.decisions[told.question]
    decision = replace(decision, ratified=decision.ratified.set(attestation.origin, told.confirmed))
    state = state.with_decision(decision)
    if decision.waits is Waits.RATIFICATION and ratified(state, told.question):
        question = state.questions[told.question]
        assert question.outcome is not None
        matter: MatterBase = question.matter
        return matter.carried(state, question, question.outcome)
    return state


def ratified(state: State, step: int) -> bool:
    """Whether enough bodies confirmed: the charter's share of the council's bodies (R30). Silence is none."""
    decision = state.decisions[step]
    bodies = [link.body for link in state.bodies.values() if link.in_force(state.time)]
    each: frozenset[str] = decision.matter.confirmed_by_each()
    if each:
        return all(decision.ratified.get(body, False) for body in each)
    yes = sum(1 for body in bodies if decision.ratified.get(body, False))
    share, need = state.charter.ratified_by, state.charter.ratified_by.exact * len(bodies)
    return yes > need if share.comparison is Comparison.MORE_THAN else yes >= need


def _shown_decided(state: State, m: a.Minuted, attestation: Attestation, told: says.Decided) -> State:
    if isinstance(told.what, Agreement) and told.what.ends:
        return state.ending_agreement(told.what.text, told.what.notice_days)
    if isinstance(told.what, Lending) and told.what.ends:
        return state.ending_lending(frozenset({attestation.origin}))
    for decision in state.unended(told.what.word()):
        if decision.waits is Waits.PARTIES and attestation.origin in decision.matter.parties():
            state = with_parties(state, state.questions[decision.question])
    return state


def with_parties(state: State, question: Question) -> State:
    """With the like decisions of the parties that have been shown; in force when none is missing."""
    decision = state.decisions[question.id]
    shown = decision.shown
    used = {
        digest
        for other in state.unended(question.matter.word())
        if other.question != question.id
        for digest in other.shown.values()
    }
    for digest, word in sorted(state.shown.items()):
        if word.attestation is None or word.contradicted or digest in used:
            continue
        told = word.attestation.says
        if not isinstance(told, says.Decided) or not like(question.matter, told):
            continue
        if told.until is None or state.time < told.until:
            shown = shown.set(word.attestation.origin, digest)
    state = state.with_decision(replace(decision, shown=shown))
    matter: MatterBase = question.matter
    if matter.parties() - {state.body} <= set(shown):
        assert question.outcome is not None
        return matter.carried(state, question, question.outcome)
    return state


def like(ours: Any, told: says.Decided) -> bool:
    """Whether another body's decision is the like of ours: the same terms, except whom each names as the others."""
    theirs: Any = told.what
    if type(theirs) is not type(ours):
        return False
    names = [name for name in ours.__struct_fields__ if name != "with_"]
    return all(getattr(theirs, name) == getattr(ours, name) for name in names)


def _shown_proposes(state: State, m: a.Minuted, attestation: Attestation, told: says.Proposes) -> State:
    question = Question(
        id=m.step,
        title=told.title,
        matter=told.what,
        raised_by=attestation.origin,
        raised_at=m.time,
        paragraphs=told.text,
        from_body=attestation.origin,
        stage=Stage.AGENDA,
        agenda_at=m.time,
        petitioned=True,
    )
    state = replace(state, open_questions=state.open_questions.set(question.id, True))
    return state.with_texts(question.paragraphs).with_question(question)


def _shown_admits(state: State, m: a.Minuted, attestation: Attestation, told: says.Admits) -> State:
    link = state.affiliations[attestation.origin]
    terms = replace(
        link,
        charter=told.charter,
        notice_days=min(link.notice_days, told.leave_notice_days),
        standing_days=told.standing_days,
    )
    if link.tie is Tie.LEFT:
        return state.affiliating(terms)  # we left: a change of its terms does not take us back
    return state.affiliating(replace(terms, tie=Tie.JOINED, leaves_at=None))


def _shown_leaves(state: State, m: a.Minuted, attestation: Attestation, told: says.Leaves) -> State:
    """It leaves when the notice our charter names has run from its own decision; nobody is asked."""
    link = state.bodies[attestation.origin]
    told_at = attestation.vote.closed_at if attestation.vote is not None else state.time
    decided = max(told_at, link.shown_at, link.joined_at)
    notice = min(link.notice_days, state.charter.leave_notice_days)
    return with_link(state, replace(link, leaves_at=decided + notice * DAY))


def _shown_stays(state: State, m: a.Minuted, attestation: Attestation, told: says.Stays) -> State:
    """It is as if it had never said that it leaves: its place, its votes and its delegates' are what they were."""
    return with_link(state, replace(state.bodies[attestation.origin], leaves_at=None))


def _shown_moves(state: State, m: a.Minuted, attestation: Attestation, told: says.Moves) -> State:
    if attestation.origin in state.bodies:
        link = state.bodies[attestation.origin]
        state = with_link(state, replace(link, host_key=told.host_key, moving_to=None, moves_at=0))
    if attestation.origin in state.affiliations:
        above = state.affiliations[attestation.origin]
        state = state.affiliating(replace(above, host_key=told.host_key))
    return state


def _shown_asks(state: State, m: a.Minuted, attestation: Attestation, told: says.Asks) -> State:
    """A council's question stands on our agenda by itself; what we decide is the mandate, or the ratification."""
    matter: Mandating | Ratification
    if told.ratify:
        matter = Ratification(council=attestation.origin, question=told.question, digest=told.digest)
    else:
        matter = Mandating(council=attestation.origin, question=told.question, digest=told.digest)
    question = Question(
        id=m.step,
        title=told.title,
        matter=matter,
        raised_by=attestation.origin,
        raised_at=m.time,
        paragraphs=told.text,
        from_body=attestation.origin,
        stage=Stage.AGENDA,
        agenda_at=m.time,
        answer_by=made_at(m) + told.days * DAY if told.ratify and told.days else None,
    )
    state = replace(state, open_questions=state.open_questions.set(question.id, True))
    return state.with_texts(question.paragraphs).with_question(question)


def made_at(m: a.Minuted) -> int:
    """When another body's word was minuted in its own record, by the proof shown with it."""
    act = m.act
    assert isinstance(act, a.AttestationShown)
    try:
        return Line.decode(bytes.fromhex(act.proof.entry)).time
    except (NotAnEntry, ValueError):
        return m.time  # a word tried without its proof ("what if")


def _shown_returns(state: State, m: a.Minuted, attestation: Attestation, told: says.Returns) -> State:
    """What we did not vote on yet is no longer there to be confirmed; any of us may propose it again."""
    for step in sorted(state.open_questions):
        question = state.questions[step]
        if question.stage in (Stage.RAISED, Stage.AGENDA) and asks_to_confirm(question, attestation):
            state = shut(state, replace(question, stage=Stage.WITHDRAWN))
    return state


def asks_to_confirm(question: Question, attestation: Attestation) -> bool:
    """Whether this question of ours is about confirming what that word of a council is about."""
    matter = question.matter
    return isinstance(matter, Ratification) and (matter.council, matter.question) == (
        attestation.origin,
        getattr(attestation.says, "question", None),
    )


def _shown_closes(state: State, m: a.Minuted, attestation: Attestation, told: says.Closes) -> State:
    """What the council decided is known here, and how our delegates voted; there is nothing left to instruct.

    Before the end of the vote as a delegate opened it the question stays where it is: whoever keeps the council's
    record cannot take it away from us by saying that it is over.
    """
    state = replace(state, told=state.told.set((attestation.origin, told.question), m.step))
    until = ends_at(attestation, lines_behind(m))
    for step in sorted(state.open_questions):
        question = state.questions[step]
        matter = question.matter
        about = isinstance(matter, Mandating) and (matter.council, matter.question) == (
            attestation.origin,
            told.question,
        )
        if about and question.stage in (Stage.RAISED, Stage.AGENDA) and m.time < until:
            state = state.with_question(replace(question, answer_by=until))
        elif (about or over_above(question, m.time)) and question.stage in (Stage.RAISED, Stage.AGENDA):
            state = shut(state, replace(question, stage=Stage.WITHDRAWN))
    return state


def over_above(question: Question, at: int) -> bool:
    """Whether the council's vote, of which we were told before its end, has reached it: nothing is left to instruct."""
    asked = isinstance(question.matter, Mandating)
    return asked and question.answer_by is not None and at >= question.answer_by


def _contradiction_shown(state: State, m: a.Minuted, act: a.ContradictionShown) -> State:
    """The seat that rested on a false word ends from here; decisions that hung on it are on the agenda again."""
    return without_word(state, act.shown)


def _shown_denies(state: State, m: a.Minuted, attestation: Attestation, told: says.Denies) -> State:
    return without_word(state, told.word)


def without_word(state: State, digest: str) -> State:
    """With a false word contradicted, and what rested on it taken back from here."""
    word = state.shown[digest]
    state = replace(state, shown=state.shown.set(digest, replace(word, contradicted=True)))
    origin, kind, about = word.subject
    match kind:
        case "elected":
            return without_attested_place(state, digest)
        case "instructs":
            return state.with_mandate(origin, int(about), None)
        case "answers" if origin in state.decisions[int(about)].ratified:
            decision = state.decisions[int(about)]
            return state.with_decision(replace(decision, ratified=decision.ratified.delete(origin)))
        case "leaves" if origin in state.bodies:
            return with_link(state, replace(state.bodies[origin], leaves_at=None))
        case _:
            return state


def without_attested_place(state: State, digest: str) -> State:
    """With the place ended that rested on a word, and decisions it voted on marked for the next agenda."""
    for guest in map(state.guests.__getitem__, sorted(state.guests)):
        if guest.attested == digest:
            state = without_guest(state, guest)
    for place in map(state.places.__getitem__, sorted(state.live_places)):
        if place.attested == digest and place.ended_at is None:
            state = state.without_place(place)
            for step, decision in sorted(state.decisions.items()):
                question = state.questions.get(step)
                if question is not None and place.id in question.votes:
                    reopened = replace(decision, reopened="a word it hung on was contradicted")
                    state = state.with_decision(reopened)
    return state


WHEN_SHOWN: dict[type, Callable[[State, a.Minuted, Attestation, Any], State]] = {
    says.Joins: _shown_joins,
    says.Stands: _shown_stands,
    says.Elected: _shown_elected,
    says.Ended: _shown_ended,
    says.Instructs: _shown_instructs,
    says.Answers: _shown_answers,
    says.Decided: _shown_decided,
    says.Proposes: _shown_proposes,
    says.Asks: _shown_asks,
    says.Returns: _shown_returns,
    says.Closes: _shown_closes,
    says.Admits: _shown_admits,
    says.Leaves: _shown_leaves,
    says.Stays: _shown_stays,
    says.Moves: _shown_moves,
    says.Denies: _shown_denies,
}
"""What each word of another body does in our book, from the entry that shows it."""


WHEN_CONFIRMED: dict[type[a.Act], Callable[[State, a.Minuted, Pending], State]] = {
    a.Invited: _invitation_confirmed,
    a.StandingImported: _standing_confirmed,
    a.SittingOpened: _opening_confirmed,
    a.SittingEnded: _ending_confirmed,
    a.HallOpened: _hall_confirmed,
    a.HearingHeld: _hearing_confirmed,
    a.Assisted: _assistance_confirmed,
    a.Composited: _composite_confirmed,
    a.AttestationShown: _move_confirmed,
}
"""The acts that one person proposes and another confirms."""


AFTER: dict[type[a.Act], Callable[[State, a.Minuted, Any], State]] = {
    a.FoundingConfirmed: _founding_confirmed,
    a.Invited: _proposed,
    a.KeyBound: _key_bound,
    a.KeyChanged: _key_changed,
    a.KeyVouched: _key_vouched,
    a.KeyVetoed: _key_vetoed,
    a.StandingImported: _proposed,
    a.StandingContested: _standing_contested,
    a.SectionChosen: _section_chosen,
    a.ActedForEmployer: _acted_for_employer,
    a.Resigned: _resigned,
    a.Left: _left,
    a.Erased: _erased,
    a.Confirmed: _confirmed,
    a.SittingCalled: _sitting_called,
    a.SittingOpened: _proposed,
    a.SittingEnded: _proposed,
    a.PlaceTaken: _place_taken,
    a.QuestionRaised: _question_raised,
    a.Supported: _supported,
    a.AmendmentOffered: _amendment_offered,
    a.AmendmentTaken: _amendment_taken,
    a.Composited: _proposed,
    a.Withdrawn: _withdrawn,
    a.VoteOpened: _vote_opened,
    a.Voted: _voted,
    a.SecrecyDemanded: _secrecy_demanded,
    a.CountDemanded: _count_demanded,
    a.HallOpened: _proposed,
    a.CountTold: _count_told,
    a.CountConfirmed: _count_confirmed,
    a.Closed: _closed,
    a.OutcomeCorrected: _outcome_corrected,
    a.CandidatureAccepted: _candidature_accepted,
    a.SeatAccepted: _seat_accepted,
    a.AdviceGiven: _advice_given,
    a.AdviceAnswered: _advice_answered,
    a.MinorityStated: _minority_stated,
    a.Reported: _reported,
    a.Appealed: _appealed,
    a.HearingHeld: _proposed,
    a.GuidancePublished: _guidance_published,
    a.AttestationMade: _attestation_made,
    a.AttestationShown: _attestation_shown,
    a.ContradictionShown: _contradiction_shown,
    a.Assisted: _proposed,
}
"""Every act but the founding, which begins a book. A test holds this table against the closed union."""
