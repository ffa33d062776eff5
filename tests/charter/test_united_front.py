"""The united front: R63, R65, R67."""

from __future__ import annotations

from msgspec.structs import replace
from tests.charter.mill import COUNCIL, MILL, decided_above, delegates, founding, mill, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.body import Charter, Form, Key, Uncovered
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.question import Result
from confederal.stories.world import World

SIDES = {"mill": "cnt", "bakery": "cnt", "harbour": "ugt"}
COMMITTEE: Charter = replace(
    COUNCIL,
    form=Form.JOINT_COMMITTEE,
    delegation_key=Key.PARITY,
    sides=("cnt", "ugt"),
    uncovered=Uncovered.FREE,
)


def named(world: World, *sides: str | None) -> tuple[a.FoundingBody, ...]:
    """The mill and the bakery on those sides."""
    return tuple(
        a.FoundingBody(world.bodies[name], name, world.host(name).keyid, side)
        for name, side in zip(("mill", "bakery"), sides, strict=True)
    )


def test_every_body_sits_on_a_side_and_every_side_has_a_body() -> None:
    """¶1"""
    world = mill()
    world.found_assembly("bakery", MILL, 3)

    def sitting(*sides: str | None) -> list[str]:
        return why(founding(world, COMMITTEE, by=HOST, founders=(), bodies=named(world, *sides)))

    assert sitting("cnt", "poum") == [
        "united_front ¶1: bakery on poum → one of: cnt, ugt",
        "united_front ¶1: nobody on side ugt → name a body for every side",
    ]
    assert sitting("cnt", None) == [
        "united_front ¶1: bakery on no side → one of: cnt, ugt",
        "united_front ¶1: nobody on side ugt → name a body for every side",
    ]
    assert sitting("cnt", "cnt") == ["united_front ¶1: nobody on side ugt → name a body for every side"]
    assert sitting("cnt", "ugt") == []


def test_a_federation_without_sides_has_nobody_on_one() -> None:
    """¶1"""
    world = mill()
    world.found_assembly("bakery", MILL, 3)
    aside = founding(world, COUNCIL, by=HOST, founders=(), bodies=named(world, "cnt", None))
    assert why(aside) == ["united_front ¶1: mill on side cnt → name the sides in the charter"]
    assert why(founding(world, COUNCIL, by=HOST, founders=(), bodies=named(world, None, None))) == []


def committee() -> World:
    """A joint committee of two bodies of one union and one of another, with a delegate of each."""
    world = World()
    for name in SIDES:
        world.found_assembly(name, replace(MILL, title=name), 5, founders=5)
    world.found_council("fed", COMMITTEE, list(SIDES), sides=SIDES)
    for name in SIDES:
        world.elect_delegates(name, "fed", "m5")
    return world


def test_what_every_side_carries_is_carried() -> None:
    """¶2"""
    world = committee()
    step = decided_above(world, matters.Resolution())
    assert world.state("fed").decisions[step].in_force(world.now)


def test_what_one_side_votes_down_is_not_carried_though_most_bodies_want_it() -> None:
    """¶2"""
    world = committee()
    step = world.done("fed", delegates(world)["mill"], a.QuestionRaised("A fund", matters.Resolution()))
    world.later(days=7)
    world.done("fed", delegates(world)["mill"], a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    for name, place in delegates(world).items():
        world.done("fed", place, a.Voted(step, ("against" if SIDES[name] == "ugt" else "for",)))
    outcome = world.state("fed").questions[step].outcome
    assert outcome is not None
    assert (dict(outcome.totals)["for"], dict(outcome.totals)["against"]) == (2, 1)
    assert outcome.result is Result.FALLEN


def test_who_joins_later_says_on_which_side() -> None:
    """¶1"""
    world = committee()
    for name in ("press", "quarry"):
        world.found_assembly(name, replace(MILL, title=name), 5, founders=5)
    joining = world.joining("fed")
    world.decide("press", joining, "We join, on no side")
    assert world.bodies["press"] not in world.state("fed").bodies
    world.decide("quarry", replace(joining, side="ugt"), "We join on that side")
    assert world.state("fed").bodies[world.bodies["quarry"]].side == "ugt"


def test_each_side_leaves_as_any_body_leaves() -> None:
    """¶3"""
    world = committee()
    world.decide("harbour", matters.Leaving(world.bodies["fed"]), "The front is over for us")
    world.later(days=30)
    assert world.bodies["harbour"] not in world.state("fed").register(None, world.now)
