"""Recall at any time.

Those who elected a seat take it back whenever they want: from the first day, without giving a cause, without
delay, by simple majority, with the replacement elected in the same meeting. Nobody above may start, stop or
delay it.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.state import State
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Delegates", sources="R03")


@article.about(
    1, "A recall is raised and decided by those who elected the seat, and by nobody else.", matters.Recall
)
def by_its_electors(state: State, by: str, matter: matters.Recall, at: int) -> Faults:
    seat = state.seats[matter.seat]
    if not state.is_elector(by, matter.section(state), at):
        yield Fault(
            say("{by} is not among those who elected {id}", by=by, id=seat.id),
            "have one of its electors raise it",
        )
    if not seat.in_force(at):
        yield Fault(say("seat {id} has ended", id=seat.id), "nothing: it is empty")


article.reads(
    2,
    "From the first day, without cause, by simple majority and at most the ordinary quorum; no setting says otherwise.",
    "settings.MOST; matters.Recall has no reason, no delay and no consent",
)
article.reads(
    3,
    "The seat is empty from the closing of the vote, in our record and in every other that is shown it.",
    "State.ending_seat; after._shown_ended",
)
article.reads(
    4,
    "A recall is open in every state of the record: without officers, in an emergency, under a strike.",
    "matters.Recall.always_open; the law test of recall",
)


article.reads(
    7,
    "Where a recall was counted wrongly and is corrected, who was recalled sits again; where they are too many then, "
    "the last elected since gives way.",
    "State.restoring_seat; State.giving_way",
)


@article.says(
    6, "The replacement is elected in the same meeting, as soon as the seat is empty.", a.VoteOpened
)
def when_the_seat_is_empty(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    matter = state.questions[act.question].matter
    if isinstance(matter, matters.Election) and matter.in_place_of is not None:
        seat = state.seats.get(matter.in_place_of)
        if seat is not None and state.holds(seat, m.time):
            yield Fault(say("seat {id} is held", id=seat.id), "put the recall first")


article.reads(
    5,
    "Who is to be recalled does not tell the count.",
    "articles.no_one_acts_alone.may_tell; matters.Recall.concerned",
)
