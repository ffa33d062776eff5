"""Alternates step in: where no delegate of a branch has taken a seat, who stands in takes it and votes."""

import pytest
from tests.web.congress.people import served, words
from tests.web.congress.river import CITY, River, charter
from tests.web.people import Member

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel.ballot import FOR, Way
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Resolution
from confederal.kernel.minute_book import sealed
from confederal.records.home import Home
from confederal.stories.together import Motion, Together
from confederal.web import office

pytestmark = pytest.mark.django_db
BRANCHES = ("harbour", "tide")


def story() -> tuple[River, str, str]:
    """A congress of two, opened with only Harbour's delegate seated; Tide's place and that of who stands in for it."""
    world = Together()
    for name in BRANCHES:
        world.found_assembly(name, template.load("worker_coop", title=name.title()), 12)
    world.found_council(CITY, charter(), BRANCHES)
    world.elect_delegates("harbour", CITY, "m9")
    regular, stand_in = world.elect_delegates("tide", CITY, "m9", "m10", alternates=1)
    if world.state(CITY).places[regular].alternate:
        regular, stand_in = stand_in, regular
    world.decide_together([world.proposal("harbour", CITY, "A fund", Resolution())])
    fund = world.question_called(CITY, "A fund")
    sitting = world.done(
        CITY, world.place_of("harbour", CITY), a.SittingCalled(world.now + 20 * DAY, (fund,), False)
    )
    motions = [Motion(name, step=world.asked(name, CITY, fund)) for name in BRANCHES]
    sittings, time = world.called(motions)
    world.at(time)
    world.met(sittings, motions)
    world.at(world.state(CITY).sittings[sitting].on)
    world.opened(CITY, sitting, 2)
    world.done(CITY, world.place_of("harbour", CITY), a.PlaceTaken(sitting))
    return River(world, fund=fund, sitting=sitting), regular, stand_in


def test_who_stands_in_takes_the_seat_and_votes_as_instructed(home: Home) -> None:
    told, regular, stand_in = story()
    world = told.world
    served(told)
    city = told.body(CITY)
    here = f"/b/{city}/credentials/{told.sitting}/"
    holder = world.state("tide").seats[stand_in.rpartition(":")[2]].holder
    courier = Member(world, ("tide", holder))
    courier.holds(world.key(CITY, stand_in))
    before = words(courier.sees(here))
    assert "Seats taken 1 of 2" in before
    assert "(standing in): may take the seat" in before
    seat = f"/b/{told.body('tide')}/seats/{stand_in.rpartition(':')[2]}/"
    assert "steps in when" in words(courier.sees(seat))
    courier.does(f"{here}take/")
    assert "Seats taken 2 of 2" in words(courier.sees(here))
    harbour = Member(world, ("harbour", "m9"))
    harbour.holds(world.key(CITY, world.place_of("harbour", CITY)))
    main = office.main()
    place = world.place_of("harbour", CITY)
    act = a.VoteOpened(told.fund, (Way.NAMED,), main.now() + 2 * HOUR)
    key = world.key(CITY, place)
    main.record(city, sealed(main.payload(city, place, key.keyid, act), key))
    vote = f"/b/{city}/q/{told.fund}/bodies/"
    assert "Your instruction says: for" in words(courier.sees(vote))
    courier.does(f"{vote}vote/", mark=FOR)
    state = main.state(city)
    assert state is not None
    assert state.questions[told.fund].votes[stand_in] == (FOR,)
    assert regular not in state.questions[told.fund].votes
