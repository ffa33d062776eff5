"""A delegate's page: each vote beside its instruction, the report drafted, recall in sight."""

import pytest
from tests.web.congress.people import delegate, member, served, words
from tests.web.congress.river import CITY, FUND, River, appealed, before_the_congress, voted

from confederal.kernel.delegate import Seat
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Election
from confederal.records.home import Home
from confederal.web import office

pytestmark = pytest.mark.django_db


def sent(told: River, name: str) -> Seat:
    """The seat of the delegate a branch sent."""
    state = told.world.state(name)
    return next(seat for seat in state.held(told.world.now) if seat.to == told.body(CITY))


def test_the_stray_vote_stands_first_beside_its_instruction(home: Home) -> None:
    told = served(voted())
    here = f"/b/{told.body('harbour')}/seats/{sent(told, 'harbour').id}/"
    text = words(member(told, "harbour").sees(here))
    assert "delegate to River City" in text
    assert "1 vote was not what we had instructed." in text
    assert f"{FUND} not the instruction against for against a tie, not adopted" in text
    assert "due: 1 decision not reported on" in text
    assert "5 signatures of the 47 who elected this seat" in text
    assert "Write the report" not in text
    at_ember = f"/b/{told.body('ember')}/seats/{sent(told, 'ember').id}/"
    assert "not the instruction" not in member(told, "ember").sees(at_ember)


def test_the_report_is_drafted_and_given_and_then_nothing_is_due(home: Home) -> None:
    told = served(voted())
    seat = sent(told, "harbour")
    here = f"/b/{told.body('harbour')}/seats/{seat.id}/"
    cleaner = delegate(told, "harbour")
    drafted = words(cleaner.sees(f"{here}report/"))
    assert f"{FUND}. Our instruction: against. My vote: for." in drafted
    assert "I did not vote as instructed; it counted: against." in drafted
    assert "Outcome: a tie, not adopted (5 against, 5 for)." in drafted
    cleaner.does(f"{here}report/", words="I heard the bakers and changed my mind.")
    seen = words(cleaner.sees(here))
    assert "I heard the bakers and changed my mind." in seen
    assert "nothing is due" in seen
    other = member(told, "harbour")
    assert "I heard the bakers" in other.sees(here)
    other.sees(f"{here}report/", 404)
    assert "held by" in other.is_refused(f"{here}report/", words="Not mine to give")


def test_five_of_forty_seven_sign_and_the_meeting_exists(home: Home) -> None:
    told = served(voted())
    body, seat = told.body("harbour"), sent(told, "harbour")
    here = f"/b/{body}/seats/{seat.id}/"
    people = [member(told, "harbour", f"m{number}") for number in range(1, 6)]
    begun = people[0].does(f"{here}recall/")
    for signer in people[1:4]:
        signer.does(f"{here}sign/")
    text = words(people[0].sees(here))
    assert "4 of 5 signatures (47 elected this seat)" in text
    assert "You have signed." in text
    assert "The meeting exists" not in text
    people[4].does(f"{here}sign/")
    after = people[4].sees(here)
    assert "The meeting exists, at the latest on" in after
    assert "Sign the petition" not in after
    state = office.main().state(body)
    assert state is not None
    by_right = {question.id: latest for question, latest in state.sittings_by_right(state.time)}
    assert by_right[begun["step"]] - state.time == 7 * DAY
    assert not [number for number in range(1, 6) if f"m{number} of harbour" in after], (
        "who signed is on no page"
    )
    follow = people[4].does(f"{here}follow/")
    state = office.main().state(body)
    assert state is not None
    election = state.questions[follow["step"]].matter
    assert isinstance(election, Election)
    assert (election.in_place_of, election.to, election.seats) == (seat.id, told.body(CITY), 1)
    assert "Who follows is elected in the same meeting" in people[0].sees(here)
    assert "petition: 5 of 5" in words(people[0].sees(f"/b/{body}/asked/"))
    assert "petition: 5 of 5" in words(people[0].sees(f"/b/{body}/seats/"))
    member(told, "ember").sees(here, 404)


def test_the_council_knows_the_seat_by_its_branch(home: Home) -> None:
    told = served(voted())
    place = told.world.place_of("harbour", CITY)
    text = words(member(told, "ember").sees(f"/b/{told.body(CITY)}/seats/{place}/"))
    assert "Delegate of Harbour" in text
    assert f"{FUND} against for not the instruction" in text
    assert sent(told, "harbour").holder not in text
    member(told, "harbour", "m2").sees(f"/b/{told.body(CITY)}/seats/nobody/", 404)


def test_my_instructions_across_what_is_open(home: Home) -> None:
    told = served(before_the_congress())
    cleaner = delegate(told, "harbour")
    text = words(cleaner.sees(f"/b/{told.body('harbour')}/mine/"))
    assert f"{FUND} against against not cast" in text
    assert f"{FUND} against against not cast" in words(cleaner.sees(f"/b/{told.body(CITY)}/mine/"))
    courier = delegate(told, "tide")
    assert f"{FUND} not yet abstain not cast" in words(courier.sees(f"/b/{told.body('tide')}/mine/"))
    assert "nobody's delegate" in words(member(told, "ember").sees(f"/b/{told.body('ember')}/mine/"))


def test_who_holds_what_with_the_signatures_it_takes(home: Home) -> None:
    told = served(appealed())
    text = words(member(told, "harbour").sees(f"/b/{told.body('harbour')}/seats/"))
    assert "delegate to River City" in text
    assert "keeper" in text
    assert "5 signatures" in text


def test_a_seat_is_given_back_by_who_holds_it_and_is_empty_above_at_once(home: Home) -> None:
    told = served(voted())
    seat = sent(told, "harbour")
    here = f"/b/{told.body('harbour')}/seats/{seat.id}/"
    other, holder = member(told, "harbour"), delegate(told, "harbour")
    assert "Give the seat back" in holder.sees(here)
    assert "Give the seat back" not in other.sees(here)
    assert "Why not?" in other.is_refused(f"{here}resign/")
    holder.does(f"{here}resign/")
    state = office.main().state(told.body(CITY))
    assert state is not None
    assert not [place for place in state.places_of(told.body("harbour")) if place.in_force(state.time)]
