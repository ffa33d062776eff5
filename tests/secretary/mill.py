"""A small place for the tests of desk and clerk: a mill of nine, and a federation it may join with two others."""

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.body import Charter, Form, Kind
from confederal.kernel.entry import Record
from confederal.kernel.identity import DAY
from confederal.kernel.minute_book import sealed
from confederal.secretary.shelf import Shelf
from confederal.stories.world import World

BODIES = ("mill", "harbour", "tide")


def charter(title: str) -> Charter:
    """The charter of a workplace with two keepers and two tellers, and nothing chosen otherwise."""
    return Charter(title=title, kind=Kind.ASSEMBLY, form=Form.WORKPLACE)


def federation_charter() -> Charter:
    """One body, one vote; minimum standards go back down to be confirmed."""
    return Charter(
        title="River Federation",
        kind=Kind.COUNCIL,
        form=Form.FEDERATION,
        ratified=("standard",),
        offices=(),
        standing_days=0,
    )


def mill(shelf: Shelf | None = None, heads: int = 9) -> World:
    """A world with one founded body, called mill, whose members m1 to m9 have keys."""
    world = World(shelf=shelf)
    world.found_assembly("mill", charter("Mill"), heads)
    return world


def federation(shelf: Shelf | None = None) -> World:
    """Three founded assemblies and the federation they founded, called fed; nobody is sent there yet."""
    world = World(shelf=shelf)
    for name in BODIES:
        world.found_assembly(name, charter(name.title()), 9)
    world.found_council("fed", federation_charter(), BODIES)
    return world


def raised(title: str) -> a.QuestionRaised:
    """A question nobody could mind."""
    return a.QuestionRaised(title, matters.Resolution())


def paper(
    world: World, who: str, act: a.AnyAct, n: int, *, at: int | None = None, name: str = "mill"
) -> bytes:
    """A signed act with a counter and a time of the author's own choosing, as any client may send it."""
    time = world.now if at is None else at
    return sealed(a.Payload(1, world.bodies[name], who, n, time, act), world.key(name, who))


def vote_open(world: World, name: str = "mill") -> int:
    """A question that is being voted on by device for a week; returns its step."""
    step = world.raise_and_support(name, matters.Resolution(), "We open earlier")
    world.wait_for_notice(name, step)
    voter = world.signing(name)[0]
    world.done(name, voter, a.VoteOpened(step, (Way.NAMED,), world.now + 7 * DAY))
    return step


def book_of(world: World, name: str = "mill") -> list[Record]:
    """Every record of that body, as the shelf has it."""
    return list(world.shelf.rows(world.bodies[name]))
