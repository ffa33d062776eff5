"""Seats exist by election only.

A seat exists because those it binds elected it, for a term, and can take it back. There is no seat by office,
by co-option, by nomination or by confirmation from above.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.body import DELEGATE, TASKS, Tie
from confederal.kernel.identity import DAY
from confederal.kernel.question import Stage
from confederal.kernel.state import OUTGOING_DAYS, State
from confederal.kernel.words import office_called
from confederal.sentence import listed, plural, say

article = Article(__name__, __doc__, chapter="Delegates", sources="R02 R04 R31 R41 R56")

article.reads(
    1,
    "A seat comes into the record by a carried election of this body, or is brought along at its founding.",
    "State.electing; after.standing_up; the closed union of acts has no other",
)


@article.about(
    2,
    "An election is to an office the charter has, to a commission in force, of delegates to a council of ours, or "
    "of tellers and keepers we lend to a sister body.",
    matters.Election,
)
def an_office_there_is(state: State, by: str, matter: matters.Election, at: int) -> Faults:
    if matter.office == DELEGATE:
        link = state.affiliations.get(matter.to or "")
        if link is None or link.tie is Tie.LEFT:
            yield Fault(
                say("delegates to {body}", body=matter.to[:12] if matter.to else say("nobody")),
                "name a council we belong to or asked to join",
            )
    elif matter.to is not None and matter.office in TASKS:
        if not any(matter.office in lent.tasks for lent in state.lendings(at, to=matter.to)):
            yield Fault(
                say("{office} for {body}", office=office_called(matter.office), body=matter.to[:12]),
                "agree with that body first to lend it one",
            )
    elif matter.to is not None:
        yield Fault(
            say("{office} sent to a council", office=office_called(matter.office)),
            "delegates are sent, officers stay",
        )
    elif capacity(state, matter.office, at) is None:
        offices = [office.name for office in state.charter.offices]
        yield Fault(
            say("office {office}", office=office_called(matter.office)),
            say("one of: {offices}, or a commission in force", offices=listed(map(office_called, offices))),
        )


def capacity(state: State, office: str, at: int) -> int | None:
    """How many seats an office or commission has; None if there is no such office."""
    for known in state.charter.offices:
        if known.name == office:
            return known.seats
    for decision in state.in_force(at, matters.Commission.word()):
        if isinstance(decision.matter, matters.Commission) and decision.matter.called == office:
            return decision.matter.seats
    return None


@article.about(3, "No more are elected than there are seats free, or about to be.", matters.Election)
def seats_are_free(state: State, by: str, matter: matters.Election, at: int) -> Faults:
    if matter.seats < 1:
        yield Fault(plural(matter.seats, "{number} seat", "{number} seats"), "elect one or more")
    places = capacity(state, matter.office, at)
    if places is None or matter.to is not None:
        return  # how many are sent elsewhere is for those who receive them
    staying = [
        seat
        for seat in state.held(at)
        if seat.office == matter.office
        and seat.to is None
        and not seat.alternate
        and seat.until - at > OUTGOING_DAYS * DAY
        and seat.id != matter.in_place_of
    ]
    if matter.seats + len(staying) > places:
        yield Fault(
            say("{seats} wanted, {places} free", seats=matter.seats, places=places - len(staying)),
            "elect as many as there are seats free; recall first if need be",
        )


@article.says(
    4, "Who stands is asked and says yes; candidates are members of those who elect.", a.CandidatureAccepted
)
def candidates_from_among_us(state: State, m: a.Minuted, act: a.CandidatureAccepted) -> Faults:
    question = state.questions[act.question]
    matter = question.matter
    if not isinstance(matter, matters.Election):
        yield Fault(say("question {id} is no election", id=question.id), "stand in an election")
        return
    if not state.is_elector(m.by, matter.of, m.time):
        yield Fault(say("{by} is not among those who elect", by=m.by), "stand where you vote")
    if len(question.candidates) >= 60:
        yield Fault("60 stand already", "elect by sections, or in several elections")
    if m.by in question.candidates:
        yield Fault(say("{by} stands already", by=m.by), "nothing")


@article.says(5, "An election is put when somebody stands.", a.VoteOpened)
def somebody_stands(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    question = state.questions[act.question]
    if isinstance(question.matter, matters.Election) and not question.candidates:
        yield Fault("nobody stands", "wait until somebody accepts to stand")


@article.says(
    6,
    "Who was elected accepts in person; a delegate names the key they will sign with, or another when it is lost.",
    a.SeatAccepted,
)
def accepted_in_person(state: State, m: a.Minuted, act: a.SeatAccepted) -> Faults:
    seat = state.seats[act.seat]
    if seat.holder != m.by:
        yield Fault(say("elected was {holder}", holder=seat.holder), "have who was elected accept")
    if seat.to is not None and act.key is None:
        yield Fault("no key for the council", "name a new key to sign with there")
    if act.key is not None and (act.key in state.keys or act.key == seat.key or seat.to is None):
        yield Fault("a key in use, or for a seat that needs none", "name a new key, for delegates only")


@article.says(7, "A council seats no more delegates of a body than the body has votes.", a.AttestationShown)
def no_more_than_votes(state: State, m: a.Minuted, act: a.AttestationShown) -> Faults:
    told = act.attestation.says
    if not isinstance(told, says.Elected) or told.alternate or told.office != DELEGATE:
        return
    link = state.bodies[act.attestation.origin]
    others = (place for place in state.places_of(link.body) if place.seat != told.seat)
    sitting = [place for place in others if not place.alternate and place.in_force(m.time)]
    votes = max(1, state.charter.votes_of(link.heads))
    if len(sitting) >= votes:
        yield Fault(
            say("{seated} sit already, votes: {votes}", seated=len(sitting), votes=votes),
            "recall or replace one of them first",
        )


@article.says(8, "A seat is given back by who holds it, and by nobody else for them.", a.Resigned)
def resigned_in_person(state: State, m: a.Minuted, act: a.Resigned) -> Faults:
    seat = state.seats[act.seat]
    if seat.holder != m.by:
        yield Fault(
            say("held by {holder}", holder=seat.holder),
            "recall them, if you are among those who elected them",
        )


@article.says(3, "No more are elected than there are seats free, or about to be.", a.VoteOpened)
def still_free(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    matter = state.questions[act.question].matter
    if not isinstance(matter, matters.Election):
        return
    yield from seats_are_free(state, m.by, matter, m.time)
    for step in sorted(state.open_questions):
        other = state.questions[step]
        rival = other.matter
        if (
            other.stage is Stage.VOTING
            and isinstance(rival, matters.Election)
            and (rival.office, rival.to, rival.of) == (matter.office, matter.to, matter.of)
        ):
            yield Fault(
                say("question {step} is filling the same seats", step=step), "wait until that vote is closed"
            )


article.reads(
    9,
    "Who is sent to tell for us, or to keep our register, is sent because we decided to ask for it.",
    "grounds._shown_lent; State.lendings",
)
