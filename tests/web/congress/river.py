"""River City, small enough for a test: seven co-ops, a congress on the freezer fund, one delegate who strays.

Millrace gave its instruction before the congress was called and has not met since: refused a seat, it appeals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel.ballot import AGAINST, FOR
from confederal.kernel.body import Charter
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Resolution, Seating, Standard
from confederal.kernel.matters.standard import Subject, Unit
from confederal.stories.together import Motion, Together
from confederal.stories.votes import council_charter, mandate_votes

HEADS = {
    "northgate": 212, "lantern": 61, "harbour": 47, "tide": 38, "kestrel": 22, "millrace": 14, "ember": 9,
}  # fmt: skip
FAVOUR = ("northgate", "lantern")
FUND = "A shared freezer fund"
FLOOR = "No hour of work is paid below 15.00"
CITY = "city"


def votes(name: str) -> dict[str, int]:
    """How the assembly of that body votes on the fund."""
    return mandate_votes(HEADS[name], FOR if name in FAVOUR else AGAINST)


def charter(**chosen: object) -> Charter:
    """The federation's numbers."""
    found = council_charter(
        "cnt_brackets", title="River City", ratify_days=60, offices={"secretary": 2}, **chosen
    )
    assert found is not None
    return found


@cache
def founded() -> Together:
    """The seven have joined and sent a delegate each."""
    world = Together()
    for name, heads in HEADS.items():
        title = name.title()
        with world.quietly():
            world.found_assembly(
                name, template.load("worker_coop", title=title, notice_days=7, reading_days=7), heads
            )
    world.begin_council(CITY, charter(), list(HEADS))
    world.decide_together(world.join_together(CITY, list(HEADS)))
    motions = [world.delegation(name, CITY, world.signing(name)[-1]) for name in HEADS]
    world.seats_accepted(CITY, dict(zip(HEADS, world.decide_together(motions), strict=True)))
    return world


@dataclass(frozen=True)
class River:
    """The world as it was told so far, with the steps a test asks for by name."""

    world: Together
    fund: int = 0
    sitting: int = 0
    appeal: int = 0

    def body(self, name: str) -> str:
        """The identity of a body of the story."""
        return self.world.bodies[name]


@cache
def before_the_congress() -> River:
    """The fund is before the congress; all but Tide have instructed, and Tide has not met."""
    world = founded().what_if()
    world.decide_together([world.proposal("northgate", CITY, FUND, Resolution(), ())])
    fund = world.question_called(CITY, FUND)
    instruct(world, fund, ["millrace"])
    world.later(days=1)
    sitting = world.done(
        CITY, world.place_of("northgate", CITY), a.SittingCalled(world.now + 20 * DAY, (fund,), False)
    )
    instruct(world, fund, [name for name in HEADS if name not in ("millrace", "tide")])
    return River(world, fund=fund, sitting=sitting)


def instruct(world: Together, fund: int, names: list[str]) -> None:
    """These assemblies meet and instruct their delegates on the fund."""
    motions = [Motion(name, step=world.asked(name, CITY, fund), votes=votes(name)) for name in names]
    sittings, time = world.called(motions)
    world.at(time)
    world.met(sittings, motions)


@cache
def opened() -> River:
    """The congress is open: Tide has instructed too; all are seated but Millrace, which is refused."""
    told = branch(before_the_congress())
    world = told.world
    instruct(world, told.fund, ["tide"])
    world.at(world.state(CITY).sittings[told.sitting].on)
    world.opened(CITY, told.sitting, 7)
    for name in HEADS:
        if name != "millrace":
            world.done(CITY, world.place_of(name, CITY), a.PlaceTaken(told.sitting))
    return told


@cache
def appealed() -> River:
    """The floor has seated Millrace."""
    told = branch(opened())
    world = told.world
    world.later(hours=1)
    matter = Seating(world.bodies["millrace"], told.sitting)
    place = world.place_of("millrace", CITY)
    appeal = world.done(CITY, place, a.QuestionRaised("Seat Millrace", matter))
    floor = {world.place_of(name, CITY): FOR for name in HEADS if name != "millrace"}
    world.council_votes(CITY, appeal, floor)
    world.done(CITY, place, a.PlaceTaken(told.sitting))
    return replace(told, appeal=appeal)


@cache
def voted() -> River:
    """The vote on the fund is closed: Harbour's delegate, instructed against, voted for it."""
    told = branch(appealed())
    world = told.world
    world.later(hours=1)
    marks = {name: FOR if name in (*FAVOUR, "harbour") else AGAINST for name in HEADS}
    world.council_votes(CITY, told.fund, {world.place_of(name, CITY): mark for name, mark in marks.items()})
    world.later(hours=1)
    return told


@cache
def floored() -> River:
    """A minimum of pay went through the congress and came down; it waits for the branches."""
    world = founded().what_if()
    floor = Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)
    world.decide_together([world.proposal("northgate", CITY, FLOOR, floor, ())])
    fund = world.question_called(CITY, FLOOR)
    sitting = world.done(
        CITY, world.place_of("northgate", CITY), a.SittingCalled(world.now + 20 * DAY, (fund,), False)
    )
    motions = [Motion(name, step=world.asked(name, CITY, fund)) for name in HEADS]
    sittings, time = world.called(motions)
    world.at(time)
    world.met(sittings, motions)
    world.at(max(world.state(CITY).sittings[sitting].on, world.opens_at(CITY, fund)) + HOUR)
    world.opened(CITY, sitting, 7)
    for name in HEADS:
        world.done(CITY, world.place_of(name, CITY), a.PlaceTaken(sitting))
    world.council_votes(CITY, fund, {world.place_of(name, CITY): FOR for name in HEADS})
    return River(world, fund=fund, sitting=sitting)


@cache
def confirmed() -> River:
    """Five have confirmed the minimum, Ember has not, Tide said nothing."""
    told = branch(floored())
    world = told.world
    answers = [name for name in HEADS if name != "tide"]
    motions = [
        Motion(
            name,
            step=world.asked(name, CITY, told.fund, ratify=True),
            votes=mandate_votes(HEADS[name], AGAINST if name == "ember" else FOR),
        )
        for name in answers
    ]
    sittings, time = world.called(motions)
    world.at(time)
    world.met(sittings, motions)
    return told


def branch(told: River) -> River:
    """A branch of the story, whose further steps are not told in the one before it."""
    return replace(told, world=told.world.what_if())
