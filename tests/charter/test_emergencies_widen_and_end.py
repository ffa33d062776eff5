"""Emergencies widen and end: R65, R66."""

from __future__ import annotations

from tests.charter.mill import mill, why

from confederal.kernel import act as a
from confederal.kernel import matters


def test_until_its_room_is_built_an_emergency_is_refused() -> None:
    """¶2 only declares; entrenched ¶3 refuses"""
    world = mill()
    assert why(world.say("mill", "m1", a.QuestionRaised("Dire circumstances", matters.Emergency()))) == [
        "entrenched ¶3: emergency is not in this edition "
        "→ put it as a general resolution, which binds nobody to a form"
    ]


def test_nothing_a_body_can_decide_suspends_recall_or_elections() -> None:
    """¶1"""
    world = mill()
    for title in ("Because of dire circumstances: suspend elections", "Recall is suspended"):
        world.decide("mill", matters.Resolution(), title)
    assert matters.Recall.always_open
    world.decide("mill", matters.Recall("0.5"), "Recall all the same")
    assert world.state("mill").holders("secretary", world.now) == ("m6",)
