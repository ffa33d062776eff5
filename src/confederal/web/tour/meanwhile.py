"""What the others do while one looks on: they sign, come to the meeting, open it, open the vote.

Each part is done only where it has not been done yet, by whoever comes next, so that a step of the tour can be gone
to from anywhere and as often as one likes.
"""

from __future__ import annotations

from typing import Final

from confederal.audit.hall import to_be_counted
from confederal.kernel import act as a
from confederal.kernel.ballot import FOR, Way
from confederal.kernel.body import DELEGATE
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Election
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State
from confederal.stories.federation import FEDERATION
from confederal.stories.river_city import HARBOUR, LANTERN
from confederal.web.sittings.models import Marked
from confederal.web.tour.cast import Cast

HARBOUR_PAPERS: Final = (22, 8, 1)
"""What lies in Harbour's box: for, against, abstaining. The tellers of the demo are told so, and type it in."""
LANTERN_PAPERS: Final = (30, 4)
"""What lies in Lantern's box: for, against."""
IN_PLACE: Final = "A delegate in place of the one we take back"


def recall_is_put(cast: Cast) -> None:
    """In Harbour: the petition is full, somebody stands, the meeting is open, and what comes next is put to it."""
    petition = cast.question(HARBOUR, cast.scene.petition)
    if petition.stage is Stage.RAISED:
        signed(cast)
    if replacement(cast.state(HARBOUR), cast.scene.seat) is None:
        somebody_stands(cast)
    if cast.question(HARBOUR, cast.scene.petition).stage is Stage.CLOSED:
        replacement_is_put(cast)
        return
    if cast.state(HARBOUR).open_sitting(cast.now) is None:
        harbour_meets(cast)
    if cast.question(HARBOUR, cast.scene.petition).stage is Stage.AGENDA:
        opened = a.VoteOpened(cast.scene.petition, (Way.BOX,), cast.now + 6 * HOUR)
        cast.does(HARBOUR, "m8", opened)
        handed_papers(cast, HARBOUR, cast.scene.petition, sum(HARBOUR_PAPERS))


def signed(cast: Cast) -> None:
    """As many more sign the petition as are needed."""
    for who in ("m9", "m11", "m10", "m6"):
        petition = cast.question(HARBOUR, cast.scene.petition)
        if petition.stage is not Stage.RAISED:
            return
        if who not in petition.supporters:
            cast.does(HARBOUR, who, a.Supported(petition.id))


def replacement(state: State, seat: str) -> Question | None:
    """The election of whoever takes the seat that is to be emptied, if it has been raised."""
    return next(
        (
            question
            for question in state.questions.values()
            if isinstance(question.matter, Election) and question.matter.in_place_of == seat
        ),
        None,
    )


def somebody_stands(cast: Cast) -> None:
    """A colleague raises the election of a replacement, others support it, and one stands."""
    matter = Election(DELEGATE, 1, 365, to=cast.body(FEDERATION), in_place_of=cast.scene.seat)
    step = cast.does(HARBOUR, "m8", a.QuestionRaised(IN_PLACE, matter))
    if cast.question(HARBOUR, step).stage is Stage.RAISED:
        cast.does(HARBOUR, "m2", a.Supported(step))
    cast.does(HARBOUR, "m10", a.CandidatureAccepted(step))


def harbour_meets(cast: Cast) -> None:
    """The day of the meeting comes, nobody having called it; two who are there open it."""
    dates = {question.id: date for question, date in cast.state(HARBOUR).sittings_by_right(cast.now)}
    date = dates.get(cast.scene.petition)
    if date is not None:
        cast.wait_until(date)
    opened = cast.does(HARBOUR, "m8", a.SittingOpened(cast.scene.petition, sum(HARBOUR_PAPERS)))
    cast.does(HARBOUR, "m2", a.Confirmed(opened))


def handed_papers(cast: Cast, name: str, step: int, papers: int) -> None:
    """So many of those who may still vote on this are handed a paper, and marked on the tellers' roll."""
    body = cast.body(name)
    free = sorted(to_be_counted(cast.state(name), cast.question(name, step), None))[:papers]
    Marked.objects.bulk_create(
        [Marked(body=body, question=step, member=who) for who in free], ignore_conflicts=True
    )


def replacement_is_put(cast: Cast) -> None:
    """The seat is empty: in the same meeting the vote on the replacement is opened."""
    state = cast.state(HARBOUR)
    election = replacement(state, cast.scene.seat)
    empty = not state.holds(state.seats[cast.scene.seat], cast.now)
    if election is None or election.stage is not Stage.AGENDA or not empty:
        return
    if state.open_sitting(cast.now) is not None:
        cast.does(HARBOUR, "m8", a.VoteOpened(election.id, (Way.HANDS,), cast.now + 6 * HOUR))


def harbour_counts(cast: Cast) -> Question:
    """What Harbour's tellers have before them: the recall, and when it is closed, the replacement."""
    petition = cast.question(HARBOUR, cast.scene.petition)
    election = replacement(cast.state(HARBOUR), cast.scene.seat)
    return petition if petition.stage is not Stage.CLOSED or election is None else election


def delegate_replaced(cast: Cast) -> bool:
    """Whether the seat was emptied, and whoever is to take it was elected."""
    election = replacement(cast.state(HARBOUR), cast.scene.seat)
    return (
        election is not None
        and election.stage is Stage.CLOSED
        and bool(election.outcome and election.outcome.carried)
    )


# Lantern's Monday


def visits_are_put(cast: Cast) -> None:
    """Monday comes at Lantern: the meeting is opened, the vote too; three vote by telephone before the papers."""
    visits = cast.question(LANTERN, cast.scene.visits)
    if visits.stage is Stage.VOTING and visits.hall_at is not None:
        handed_papers(cast, LANTERN, visits.id, sum(LANTERN_PAPERS))
    if visits.stage is not Stage.AGENDA:
        return
    state = cast.state(LANTERN)
    if state.open_sitting(cast.now) is None:
        called = next(
            (s for s in state.sittings.values() if visits.id in s.agenda and s.opened_at is None), None
        )
        sitting, on = (called.id, called.on) if called is not None else (call_monday(cast), monday(cast))
        cast.wait_until(on)
        cast.does(LANTERN, "m7", a.Confirmed(cast.does(LANTERN, "m8", a.SittingOpened(sitting, 38))))
    cast.does(LANTERN, "m8", a.VoteOpened(visits.id, (Way.NAMED, Way.BOX), cast.now + 6 * HOUR))
    for who in ("m9", "m10", "m11"):
        cast.does(LANTERN, who, a.Voted(visits.id, (FOR,)))


def call_monday(cast: Cast) -> int:
    """Lantern's secretary calls Monday's meeting."""
    return cast.does(LANTERN, "m5", a.SittingCalled(monday(cast), (cast.scene.visits,)))


def monday(cast: Cast) -> int:
    """The first Monday, at six in the evening, that the notice of Lantern's charter allows; UTC seconds."""
    earliest = cast.now + cast.state(LANTERN).charter.notice_days * DAY
    day = earliest // DAY
    days = (4 - day) % 7  # 1 January 1970 was a Thursday, so day 4 a Monday
    at = (day + days) * DAY + 18 * HOUR
    return at if at >= earliest else at + 7 * DAY
