"""Who looks at the pages of River City: members of a branch, and the delegate it sent."""

from __future__ import annotations

import re
from html import unescape

from tests.web.congress.river import CITY, River
from tests.web.people import Member

from confederal.records.home import Home
from confederal.stories.housed import settle
from confederal.web import office


def served(told: River) -> River:
    """Puts a story, as far as it was told, into the home that is served."""
    home: Home = office.main().home
    settle(told.world, home)
    office.main().hosts_changed()
    return told


def member(told: River, name: str, who: str = "m1") -> Member:
    """A member of one branch."""
    return Member(told.world, (name, who))


def delegate(told: River, name: str) -> Member:
    """The delegate a branch sent, with the key for the council on their device."""
    state = told.world.state(name)
    seat = next(seat for seat in state.held(told.world.now) if seat.to == told.body(CITY))
    found = Member(told.world, (name, seat.holder))
    found.holds(told.world.key(CITY, told.world.place_of(name, CITY)))
    return found


def words(page: str) -> str:
    """What is seen on a page: its text without marks, white space drawn together."""
    page = re.sub(r'<span class="visually-hidden">.*?</span>', " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
