"""Books with a past: questions decided, meetings held, people who came and went. Long and short of the same kind."""

from functools import cache

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.body import Charter, Form, Kind, Office, Uncovered
from confederal.kernel.identity import DAY
from confederal.stories.world import World, text

SHORT, LONG = 20, 200
"""Questions decided before; about ten steps each."""


def charter(title: str) -> Charter:
    return Charter(
        title=title,
        kind=Kind.ASSEMBLY,
        form=Form.WORKPLACE,
        notice_days=2,
        petition="1/5",
        offices=(Office("keeper", 2, power=False), Office("teller", 2, power=False), Office("steward", 30)),
    )


@cache
def assembly(decided: int) -> World:
    """A mill of nine that has decided so many questions at as many meetings, every tenth an election."""
    world = World()
    world.found_assembly("mill", charter("Mill"), 9)
    for number in range(decided):
        words = f"Question {number}"
        if number % 10 == 9:
            seated = world.state("mill").tellers(world.now)
            election = matters.Election("teller", 1, 30)
            if len(seated) < 2:
                free = next(who for who in world.signing("mill") if who not in seated)
                world.decide("mill", election, words, candidates=(free,), paragraphs=(words,))
                continue
        world.decide("mill", matters.Resolution(sunset_days=30), words, paragraphs=(words,))
    step = world.raise_and_support("mill", matters.Resolution(), "Now", ("Now",))
    world.wait_for_notice("mill", step)
    world.done("mill", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + 9 * DAY))
    return world


@cache
def council(decided: int) -> World:
    """A federation of three that has decided so many questions of its delegates."""
    world = World()
    for name in ("mill", "harbour", "tide"):
        world.found_assembly(name, charter(name.title()), 9)
    fed = Charter(
        title="Federation",
        kind=Kind.COUNCIL,
        form=Form.FEDERATION,
        offices=(),
        ratified=("standard",),
        standing_days=0,
        notice_days=2,
        uncovered=Uncovered.FREE,
    )
    world.found_council("fed", fed, ("mill", "harbour", "tide"))
    places = [world.elect_delegates(name, "fed", "m3")[0] for name in ("mill", "harbour", "tide")]
    for first in range(0, decided, 10):
        for step in council_votes(world, places, range(first, first + 10)):
            for place in places:
                world.done("fed", place, a.Voted(step, ("for",)))
            assert world.state("fed").questions[step].outcome is not None
    council_votes(world, places, range(decided, decided + 1))
    return world


def council_votes(world: World, places: list[str], numbers: range) -> list[int]:
    """Opens the vote on so many questions of the federation; their steps."""
    steps = []
    for number in numbers:
        words = f"Question {number}"
        step = world.done("fed", places[0], a.QuestionRaised(words, matters.Resolution(), (text(words),)))
        for place in places[1:]:
            if world.state("fed").questions[step].stage == "raised":
                world.done("fed", place, a.Supported(step))
        steps.append(step)
    world.now += 2 * DAY
    for step in steps:
        world.done("fed", places[0], a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    return steps
