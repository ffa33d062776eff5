"""The centre guides: R32, R33."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import delegates, federation, why

from confederal.charter.articles.the_centre_guides import GENRES
from confederal.kernel import act as a
from confederal.kernel.identity import HOST


def test_there_is_no_genre_of_decrees() -> None:
    """¶1"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    decree = a.GuidancePublished("decree", "All power to the centre", "a" * 64)
    assert why(world.say("fed", place, decree)) == [
        "the_centre_guides ¶1: decree "
        "→ one of: statistics, balance, valuation, forecast, proposal, mediation, call_to_meet, manual"
    ]
    assert why(world.say("fed", place, replace(decree, genre="proposal"))) == []


@pytest.mark.parametrize("genre", GENRES)
def test_guidance_changes_nothing_but_the_list_of_what_was_published(genre: str) -> None:
    """¶2"""
    world = federation(("mill", "bakery"))
    before = world.state("fed")
    world.done("fed", delegates(world)["mill"], a.GuidancePublished(genre, "Grain in March", "a" * 64))
    after = world.state("fed")
    assert [published.genre for published in after.guidance.values()] == [genre]
    changed = {name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)}
    assert changed == {"size", "time", "counters", "guidance"} - (
        {"time"} if before.time == after.time else set()
    )


def test_guidance_is_published_by_those_who_are_here() -> None:
    """¶1; the_operator_serves ¶1, ¶2"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    forecast = a.GuidancePublished("forecast", "Grain in March", "a" * 64)
    assert why(world.say("fed", HOST, forecast)) == [
        "the_operator_serves ¶1: the host's key signed “guidance_published” → have a member do it"
    ]
    world.now = world.state("fed").places[place].until
    assert why(world.say("fed", place, forecast)) == [
        f"the_operator_serves ¶2: this key is not {place}'s, or no longer "
        "→ sign with the key in force, or have co-workers vouch for a new one"
    ]


def test_no_act_decrees() -> None:
    """¶3"""
    words = {str(kind.__struct_config__.tag) for kind in a.ACTS}
    assert not {
        word for word in words if any(told in word for told in ("decree", "order", "appoint", "command"))
    }
