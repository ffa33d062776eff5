"""A workplace of thousands: sections sit apart, and what they decide is counted together (R10)."""

import pytest

from confederal.kernel import act as a
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.body import Charter, Form, Kind
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Resolution
from confederal.kernel.question import Result, Stage
from confederal.secretary.desk import Refused
from confederal.stories.world import World

SECTIONS = {"traffic": 1400, "workshops": 500, "offices": 100}


@pytest.fixture
def trams() -> World:
    """Two thousand tram workers in three sections, with a question on the agenda and its notice run."""
    world = World()
    charter = Charter("Trams", Kind.ASSEMBLY, Form.WORKPLACE, sections=tuple(SECTIONS))
    world.found_assembly("trams", charter, 2000, sections=SECTIONS)
    return world


def opened(world: World) -> int:
    """A resolution put at a meeting, open for two days so that every shift can sit."""
    step = world.raise_and_support("trams", Resolution(), "Equal wages")
    world.wait_for_notice("trams", step)
    world.meet("trams", step)
    world.done("trams", "m1", a.VoteOpened(step, (Way.HANDS,), world.now + 2 * DAY))
    return step


def tell(world: World, step: int, section: str | None, favour: int, against: int) -> None:
    first, second = world.tellers("trams")
    tallies = (Tally(("for",), favour), Tally(("against",), against))
    told = world.done("trams", first, a.CountTold(step, Way.HANDS, tallies, section=section))
    world.done("trams", second, a.CountConfirmed(told, step, tallies))


def test_the_vote_is_over_when_every_section_has_told(trams: World) -> None:
    step = opened(trams)
    tell(trams, step, "traffic", 600, 500)
    tell(trams, step, "workshops", 50, 400)
    assert trams.state("trams").questions[step].stage is Stage.VOTING
    tell(trams, step, "offices", 90, 5)
    outcome = trams.state("trams").questions[step].outcome
    assert outcome is not None
    assert dict(outcome.totals) == {"for": 740, "against": 905, "abstain": 0}
    assert outcome.result is Result.FALLEN


def test_the_late_shift_is_waited_for_until_the_deadline(trams: World) -> None:
    step = opened(trams)
    tell(trams, step, "traffic", 600, 500)
    trams.later(days=2, hours=1)
    outcome = trams.state("trams").questions[step].outcome
    assert outcome is not None
    assert outcome.present == 1100


def test_a_section_tells_no_more_than_its_register(trams: World) -> None:
    step = opened(trams)
    first, _ = trams.tellers("trams")
    told = trams.say("trams", first, a.CountTold(step, Way.HANDS, (Tally(("for",), 101),), section="offices"))
    assert isinstance(told, Refused)
    assert told.objections[0].article == "quorum_and_notice"
    assert "101 told in offices, 100 on its register" in told.objections[0].value


def test_whoever_founds_thousands_has_them_all_on_the_roll(trams: World) -> None:
    state = trams.state("trams")
    assert len(state.roll) == 2000
    assert {name: len(roll) for name, roll in state.rolls.items()} == SECTIONS
    assert trams.now - trams.start < HOUR
