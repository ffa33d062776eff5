"""An evening at the harbour, as far as the papers need it: a meeting, a vote by device and by hand, an election."""

from __future__ import annotations

from dataclasses import dataclass

from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Choice, Election, Resolution
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.accounts.models import Handle

BREAKS = "From March on every night shift has a paid break of forty minutes."
NAMES = {
    "m5": "Ana de la Fuente",
    "m6": "مريم العاملة",
    "m7": "שרה 😀",
    "m8": "\u202emáx\u202c {nb} \x07漢字",
}


@dataclass
class Evening:
    """The story and the steps in it."""

    world: Together
    body: str
    breaks: int
    tellers: int
    gate: int
    sitting: int
    first: str
    second: str

    def settle(self) -> None:
        settled(self.world)

    def member(self, who: str) -> Member:
        return Member(self.world, ("harbour", who))

    @property
    def meeting(self) -> str:
        return f"/b/{self.body}/meetings/{self.sitting}/"

    def question(self, step: int) -> str:
        return f"/b/{self.body}/q/{step}/"

    def paragraph(self, words: str) -> str:
        """The digest of a text that the served home keeps."""
        return office.main().texts.put(bytes(16), words.encode())


def called(world: Together, heads: int = 30) -> Evening:
    """A meeting is called for a text, an election with four standing, and a choice; its day has come."""
    world.found_assembly("harbour", load("worker_coop"), heads, officers=False)
    there = Evening(world, world.bodies["harbour"], 0, 0, 0, 0, "m1", "m2")
    texts = (there.paragraph(BREAKS),)
    step = world.done("harbour", "m1", a.QuestionRaised("Longer breaks", Resolution(), texts))
    for who in ("m2", "m3"):
        if world.state("harbour").questions[step].stage.value == "raised":
            world.done("harbour", who, a.Supported(step))
    there.breaks = step
    there.tellers = world.raise_and_support("harbour", Election("teller", 2, 300), "Two tellers")
    for who in NAMES:
        world.stand("harbour", who, there.tellers)
    there.gate = world.raise_and_support("harbour", Choice(("red", "blue")), "The gate")
    world.wait_for_notice("harbour", there.gate)
    call = a.SittingCalled(world.now + 8 * DAY, (there.breaks, there.tellers, there.gate))
    there.sitting = world.done("harbour", "m1", call)
    world.later(days=8)
    for who, handle in NAMES.items():
        Handle.objects.create(body=there.body, member=who, handle=handle)
    return there


def put(there: Evening, by_device: int = 5) -> None:
    """The meeting is open; some have voted by device on the breaks, and the count in the hall has begun."""
    world = there.world
    world.opened("harbour", there.sitting, 21)
    there.first, there.second = world.tellers("harbour")
    world.done(
        "harbour", there.first, a.VoteOpened(there.breaks, (Way.NAMED, Way.HANDS), world.now + 6 * HOUR)
    )
    for number in range(4, 4 + by_device):
        world.done("harbour", f"m{number}", a.Voted(there.breaks, ("for",)))
    begun = world.done("harbour", there.first, a.HallOpened(there.breaks))
    world.done("harbour", there.second, a.Confirmed(begun))


def told(there: Evening) -> None:
    """Both votes are counted by two, and the meeting is over."""
    world = there.world
    hands = (Tally(("for",), 12), Tally(("against",), 3))
    counted(there, there.breaks, Way.HANDS, hands)
    world.done("harbour", "m11", a.VoteOpened(there.tellers, (Way.BOX,), world.now + 6 * HOUR))
    papers = (Tally(("m5", "m6"), 9), Tally(("m6", "m7"), 6), Tally(("m8", "m5"), 4))
    counted(there, there.tellers, Way.BOX, papers)
    world.ended("harbour", there.sitting)


def counted(
    there: Evening, step: int, way: Way, tallies: tuple[Tally, ...], corrects: int | None = None
) -> int:
    """Two tell the same."""
    told = a.CountTold(step, way, tallies, corrects=corrects)
    at = there.world.done("harbour", there.first, told)
    there.world.done("harbour", there.second, a.CountConfirmed(at, step, tallies))
    return at
