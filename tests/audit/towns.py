"""A small world for the tests of the room: three workplaces, their federation, a minimum that came down."""

from functools import cache

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.body import (
    CNT_BRACKETS,
    KEEPER,
    TELLER,
    Base,
    Charter,
    Comparison,
    Form,
    Key,
    Kind,
    Office,
    Share,
)
from confederal.kernel.delegate import Place
from confederal.kernel.identity import DAY
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.state import State
from confederal.stories.world import World

SIZES = {"harbour": 47, "mill": 60, "tide": 12}


def workplace(title: str) -> Charter:
    offices = (Office(KEEPER, 2, False), Office(TELLER, 2, False), Office("secretary", 2))
    return Charter(title=title, kind=Kind.ASSEMBLY, form=Form.WORKPLACE, offices=offices)


FEDERATION = Charter(
    title="River City",
    kind=Kind.COUNCIL,
    form=Form.FEDERATION,
    delegation_key=Key.BRACKETS,
    brackets=CNT_BRACKETS,
    ratified=("standard",),
    ratified_by=Share("1/2", Comparison.MORE_THAN, Base.ELIGIBLE),
    offices=(),
    standing_days=0,
)


def founded() -> World:
    """Three workplaces and their federation, each with a delegate there."""
    world = World()
    for name, heads in SIZES.items():
        world.found_assembly(name, workplace(name.title()), heads)
    world.found_council("city", FEDERATION, list(SIZES))
    for name in SIZES:
        world.elect_delegates(name, "city", world.members(name)[5])
    return world


@cache
def agreed() -> World:
    """The same after a minimum was proposed, instructed, voted and confirmed by two of three; tide said nothing."""
    world = founded()
    floor = matters.Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)
    world.decide("harbour", matters.Proposal(world.bodies["city"], "Fifteen an hour", floor), "We propose it")
    (step,) = world.state("city").open_questions
    for name in SIZES:
        world.put(name, coming_down(world, name, matters.Mandating))
    world.later(days=8)
    places = seated(world)
    world.done("city", places[0].id, a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    for place in places:
        world.done("city", place.id, a.Voted(step, ("for",)))
    for name in ("harbour", "mill"):
        world.put(name, coming_down(world, name, matters.Ratification))
    return world


def seated(world: World) -> list[Place]:
    return sorted(world.state("city").places.values(), key=lambda place: place.id)


def coming_down(world: World, name: str, kind: type) -> int:
    """The step of the question of this kind that stands on a body's agenda by itself."""
    state = world.state(name)
    return next(step for step in state.open_questions if isinstance(state.questions[step].matter, kind))


def library(world: World) -> dict[str, State]:
    return {body: world.state(name) for name, body in world.bodies.items()}
