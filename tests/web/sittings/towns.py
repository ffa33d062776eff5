"""An assembly in the home that is served, with its members at their browsers."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel.act import AnyAct
from confederal.kernel.envelope import seal
from confederal.kernel.question import Question
from confederal.kernel.state import State
from confederal.stories.housed import set_clock
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.office import canonical


@dataclass
class Town:
    """Harbour's assembly, and those of its members who have a key, at their browsers."""

    world: Together
    body: str
    people: dict[str, Member]

    @property
    def state(self) -> State:
        state = office.main().state(self.body)
        assert state is not None
        return state

    @property
    def now(self) -> int:
        return office.main().now()

    def question(self, step: int) -> Question:
        return self.state.questions[step]

    def path(self, rest: str) -> str:
        return f"/b/{self.body}/{rest}"

    def at(self, time: int) -> None:
        """The clock of the home is put on; the clerk does what fell due."""
        set_clock(office.main().home, time)
        office.main().follow()

    def tellers(self, step: int) -> tuple[str, str]:
        """Two who may tell this vote."""
        question = self.question(step)
        concerned = question.matter.concerned(self.state) | set(question.candidates)
        first, second, *_ = [
            who
            for who in dict.fromkeys((*self.state.tellers(self.now), *self.people))
            if who not in concerned
        ]
        return first, second

    def called(self, *agenda: int, days: int = 8) -> int:
        """An officer calls a meeting for these proposals, and its hour comes."""
        officer = self.people[self.world.officer("harbour")]
        on = -(-(self.now + days * 86_400) // 60) * 60
        sitting: int = officer.does(
            self.path("meetings/new/"), on=f"{datetime.fromtimestamp(on, UTC):%Y-%m-%dT%H:%M}", agenda=agenda
        )["step"]
        self.at(on)
        return sitting

    def opened(self, sitting: int, attendance: int) -> str:
        """Two open a meeting; its address."""
        at = self.path(f"meetings/{sitting}/")
        pending = self.people["m1"].does(f"{at}open/", attendance=attendance)["step"]
        self.people["m2"].does(f"{at}second/{pending}/")
        return at

    def put(self, sitting: int, step: int, ways: str) -> None:
        """A proposal is put to the vote."""
        self.people["m1"].does(self.path(f"meetings/{sitting}/put/{step}/"), ways=ways, hours=6)

    def told(self, step: int, numbers: dict[str, int], query: str = "") -> None:
        """Two tellers write down the same numbers, each for themselves."""
        for teller in self.tellers(step):
            self.people[teller].does(self.path(f"q/{step}/tell/count/{query}"), **numbers)

    def says(self, who: str, act: AnyAct) -> Any:
        """Somebody says something by another page than those of meetings: what the desk answers."""
        member = self.people[who]
        (keyid,) = member.keys
        payload = canonical(office.main().payload(self.body, who, keyid, act))
        sent = {
            "body": self.body,
            "envelope": base64.b64encode(seal(payload, member.keys[keyid])).decode(),
            "texts": [],
            "then": "/",
        }
        return member.client.post("/record/", sent, content_type="application/json")


def harbour(world: Together, heads: int = 14, keys: int = 12, *, officers: bool = True) -> None:
    """Harbour is founded in the story; it is settled when the story has told enough."""
    world.found_assembly("harbour", load("worker_coop"), heads, founders=keys, officers=officers)


def town_of(world: Together, keys: int = 12) -> Town:
    """Harbour as the story left it, served; everybody with a key at their browser."""
    settled(world)
    people = {f"m{n}": Member(world, ("harbour", f"m{n}")) for n in range(1, keys + 1)}
    return Town(world, world.bodies["harbour"], people)
