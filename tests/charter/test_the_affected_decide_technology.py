"""The affected decide on technology: R69, R71."""

from __future__ import annotations

from tests.charter.mill import mill, why

from confederal.kernel import act as a
from confederal.kernel import matters


def test_until_its_room_is_built_a_change_of_technology_is_refused_and_never_half_in_force() -> None:
    """¶1 only declares; entrenched ¶3 refuses"""
    world = mill()
    change = a.QuestionRaised("New looms", matters.Technology())
    assert why(world.say("mill", "m1", change)) == [
        "entrenched ¶3: change of technology is not in this edition "
        "→ put it as a general resolution, which binds nobody to a form"
    ]
    assert why(world.say("mill", "m1", a.QuestionRaised("New looms", matters.Resolution()))) == []
