"""A practice copy: our own body once more, with invented people, in a home of its own whose clock is moved by hand.

Its beginning is told as stories are told: founded with our own numbers and sections, as many members as we are. The
visitor is `YOU`; everybody else acts when a button is pressed. Keys follow from the name of the copy, which is drawn by
lot, here and nowhere else: nothing in a practice copy counts, and everything in it can be thrown away.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings

from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.body import Charter
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.matters import Election
from confederal.kernel.matters.matter import Sense
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State
from confederal.records.home import PRACTICE as CLOCK
from confederal.records.home import Home
from confederal.secretary.desk import Received
from confederal.stories.housed import set_clock, settle
from confederal.stories.world import StoryBroken, World, seed
from confederal.web import office as offices
from confederal.web.office import PRACTICE, Office

YOU: Final = "m1"
MOST: Final = 312
"""So many people are invented at most: founders and those a founding can bring along."""

FIRST_NAMES: Final = (
    "Ada",
    "Amir",
    "Anaïs",
    "Bela",
    "Bo",
    "Carme",
    "Chidi",
    "Dalia",
    "Dov",
    "Edna",
    "Elio",
    "Farah",
    "Fermín",
    "Greta",
    "Haru",
    "Ilse",
    "Imke",
    "Jaro",
    "Joan",
    "Kaja",
    "Kofi",
    "Lena",
    "Luz",
    "Malik",
    "Mei",
    "Mirela",
    "Nadia",
    "Nils",
    "Noor",
    "Olga",
    "Otto",
    "Pau",
    "Petra",
    "Quim",
    "Ravi",
    "Rosa",
    "Sami",
    "Sanne",
    "Tarek",
    "Teo",
    "Ula",
    "Uri",
    "Vera",
    "Viggo",
    "Wanda",
    "Xavi",
    "Yara",
    "Yusuf",
    "Zita",
    "Zoran",
)


class Practised(World):
    """The people of a practice copy, who act out what a button says. The visitor does nothing by itself."""

    def __init__(self, office: Office, body: str, copy: str) -> None:
        super().__init__(start=office.now(), shelf=office.home.shelf)
        self.copy: Final = copy
        """What the copy is called in its story."""
        self.bodies[copy] = body
        self._hosts[body] = office.home.ring(body).key(HOST)

    def signing(self, name: str) -> list[str]:
        """Those with a key; the visitor last, so that others go first."""
        return sorted(super().signing(name), key=lambda who: who == YOU)


def told(copy: str, charter: Charter, heads: int, sections: Mapping[str, int]) -> World:
    """The beginning of a practice copy of that name."""
    world = World(start=int(time.time()))
    world.found_assembly(
        copy,
        charter,
        max(3, min(heads, MOST)),
        founders=12,
        sections=sections,
    )
    return world


def begin(folder: Path, charter: Charter, heads: int, sections: Mapping[str, int]) -> str:
    """Puts a practice copy into a new home, whose name is the copy's; the identity of its body."""
    home = Home(folder)
    world = told(folder.name, charter, heads, sections)
    settle(world, home)
    return world.bodies[folder.name]


def place(folder: object) -> Path:
    """Where a practice copy lies."""
    home: Path = settings.HOME
    return home / PRACTICE / str(folder)


def folders() -> list[Path]:
    """The folders in which something lies that is or was a practice copy."""
    home: Path = settings.HOME
    place = home / PRACTICE
    return sorted(folder for folder in place.iterdir() if folder.is_dir()) if place.is_dir() else []


def throw_away(folder: Path) -> None:
    """Nothing of a practice copy is left. Its clock goes first, so that nobody works in it any more."""
    with suppress(FileNotFoundError):
        (folder / CLOCK).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def your_seed(copy: str) -> bytes:
    """The visitor's key in that practice copy."""
    return seed("key", copy, YOU)


def invented(heads: int) -> Iterator[tuple[str, str]]:
    """Names for the people of a practice copy; the visitor's is their own."""
    for number in range(2, heads + 1):
        round_, rank = divmod(number - 2, len(FIRST_NAMES))
        yield f"m{number}", FIRST_NAMES[rank] + ("" if not round_ else f" {round_ + 1}")


# What the others do


def others(office: Office, body: str, what: str, step: int) -> None:
    """The others do what a button says. Raises StoryBroken where the law does not let them, KeyError on no button."""
    doing = BUTTONS[what]
    world = Practised(office, body, office.home.folder.name)
    doing(world, step)
    set_clock(office.home, world.now)
    office.follow()


def support(world: Practised, step: int) -> None:
    """Others support a proposal until it is on the agenda."""
    for who in world.signing(world.copy):
        question = world.state(world.copy).questions[step]
        if who == YOU or question.stage is not Stage.RAISED:
            continue
        world.say(world.copy, who, a.Supported(step))


def stand(world: Practised, step: int) -> None:
    """Others stand for election: one more than there are seats, where there are as many."""
    question = world.state(world.copy).questions[step]
    if not isinstance(question.matter, Election):
        raise StoryBroken("nobody is elected in this proposal")
    wanted = question.matter.seats + question.matter.alternates + 1
    for who in world.signing(world.copy):
        if len(world.state(world.copy).questions[step].candidates) >= wanted:
            return
        if who != YOU:
            world.say(world.copy, who, a.CandidatureAccepted(step))


def vote(world: Practised, step: int) -> None:
    """Everybody else with a key votes in an open vote by name: two in three for it, or for the first that is put."""
    state = world.state(world.copy)
    question = state.questions[step]
    rule = question.rule
    if question.stage is not Stage.VOTING or rule is None or Way.NAMED not in rule.ways:
        raise StoryBroken("no vote by phone is open on this")
    for rank, who in enumerate(world.signing(world.copy)):
        if who != YOU and who in rule.register:
            world.say(world.copy, who, a.Voted(step, mark_of(world, question, rank)))


def mark_of(world: Practised, question: Question, rank: int) -> tuple[str, ...]:
    """How one of the others votes."""
    if question.matter.sense is Sense.YES_NO:
        return ("against",) if rank % 3 == 2 else ("for",)
    if question.matter.sense is Sense.OPTIONS:
        options = question.matter.options(world.state(world.copy))
        return (options[rank % 3 % len(options)],)
    turned = rank % max(1, len(question.candidates))
    return (*question.candidates[turned:], *question.candidates[:turned])


def meet_and_adopt(world: Practised, step: int) -> None:
    """A meeting is held on it when its time has come, two tellers count, it is adopted."""
    world.put(world.copy, step)


def meet_and_reject(world: Practised, step: int) -> None:
    """The same, and it is not adopted."""
    question = world.state(world.copy).questions[step]
    if question.matter.sense is not Sense.YES_NO:
        raise StoryBroken("this is no question of yes or no")
    everybody = len(world.state(world.copy).question_register(question, world.now))
    world.put(world.copy, step, {"for": everybody // 3, "against": everybody - everybody // 3})


def confirm(world: Practised, step: int) -> None:
    """A second person confirms what waits for one."""
    for who in world.signing(world.copy):
        if who != YOU and isinstance(world.say(world.copy, who, a.Confirmed(step)), Received):
            return
    raise StoryBroken("nobody but you may confirm this")


BUTTONS: Final = {
    "support": support,
    "stand": stand,
    "vote": vote,
    "adopt": meet_and_adopt,
    "reject": meet_and_reject,
    "confirm": confirm,
}
"""What the others can be asked to do."""

MOVES: Final = {"hour": HOUR, "day": DAY, "week": 7 * DAY, "month": 30 * DAY}
"""How far the clock can be moved at once, in seconds."""


def move(office: Office, body: str, how_far: str) -> None:
    """Moves the clock on, and what fell due meanwhile is done. Raises KeyError on no such move."""
    office.home.wait(MOVES[how_far])
    office.follow()


def state_in(folder: Path, body: str) -> tuple[Office, State]:
    """A practice copy as it stands."""
    office = offices.at(folder)
    state = office.state(body)
    assert state is not None
    return office, state
