"""A federation with delegates in their seats and a question before it, for whoever tries to cheat there."""

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.identity import DAY
from confederal.kernel.matters.standard import Subject, Unit
from confederal.stories.world import World


def seated(world: World) -> dict[str, str]:
    """Each assembly of that world sends its third member to the federation; body → place."""
    return {name: world.elect_delegates(name, "fed", "m3")[0] for name in ("mill", "harbour", "tide")}


def asked(world: World) -> int:
    """The mill proposes a floor of wages; returns the step of the question in the federation's book."""
    floor = matters.Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)
    world.decide(
        "mill", matters.Proposal(world.bodies["fed"], "A floor of 15.00", floor), "We propose a floor"
    )
    return max(world.state("fed").questions)


def mandated(world: World, name: str, votes: dict[str, int] | None = None) -> None:
    """That assembly instructs its delegates on what lies before the federation."""
    (waiting,) = [
        question
        for question in world.state(name).questions.values()
        if isinstance(question.matter, matters.Mandating) and question.outcome is None
    ]
    world.put(name, waiting.id, votes)


def voting(world: World, step: int, places: dict[str, str]) -> None:
    """The federation votes by name on a question; nobody has voted yet."""
    world.later(days=8)
    world.done("fed", places["mill"], a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))


def carried_standard(world: World) -> tuple[World, int]:
    """A floor of wages, mandated and carried, that waits to be confirmed below; the world and its step."""
    places = seated(world)
    step = asked(world)
    for name in places:
        mandated(world, name)
    voting(world, step, places)
    for place in places.values():
        world.done("fed", place, a.Voted(step, ("for",)))
    return world, step
