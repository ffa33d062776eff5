"""A story put into a home: its books on the home's shelf, its hosts' keys in the home's key rings.

What is told so can be opened by the terminal and by the pages like any other home. Its clock stands where the story
stopped and runs on from there.
"""

from __future__ import annotations

import time
from contextlib import suppress

from confederal.kernel.identity import HOST
from confederal.records.home import PRACTICE, Home
from confederal.records.keys import KeyExists
from confederal.secretary.shelf import BookExists
from confederal.stories.world import World, seed


def settle(world: World, home: Home) -> None:
    """Puts a story into a home: books, hosts' keys, clock. Done again, it adds what was told since."""
    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    set_clock(home, world.now)
    for name, body in world.bodies.items():
        with suppress(KeyExists):
            home.ring(body).add(HOST, seed("host", name))
        with suppress(BookExists):
            home.shelf.create(body)
        size = home.shelf.head(body).size
        home.shelf.append(body, size, list(world.shelf.rows(body, size)))


def set_clock(home: Home, now: int) -> None:
    """Sets the clock of a practice home: it shows `now` (UTC seconds) at this moment and runs on."""
    (home.folder / PRACTICE).write_text(f"{now - int(time.time())}\n")
