"""Every sector is heard: R17, R64."""

from __future__ import annotations

from tests.charter.mill import council, mill, seat_of, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.identity import DAY


def test_three_shops_of_one_found_a_body_together_with_a_section_and_a_delegate() -> None:
    """¶1"""
    world = council(("mill", "bakery"))
    charter = world.state("mill").charter
    world.found_assembly("small", charter, 3, officers=False)
    world.decide("small", world.joining("fed"), "We join")
    election = matters.Election("delegate", 1, 300, to=world.bodies["fed"])
    world.decide("small", election, "Our delegate", candidates=("m2",))
    assert world.state("small").seats[seat_of(world, "m2", "small")].to == world.bodies["fed"]


def test_a_shop_of_one_has_a_section_of_its_own() -> None:
    """¶1"""
    world = mill(4)
    world.decide("mill", matters.Constituency("cobbler"), "The cobbler's own section")
    assert why(world.say("mill", "m4", a.SectionChosen("cobbler"))) == []
    assert list(world.state("mill").register("cobbler", world.now)) == ["m4"]


def test_employers_have_no_constituency() -> None:
    """one_member_one_vote ¶7"""
    world = mill(4)
    world.done("mill", "m4", a.ActedForEmployer(world.now + 30 * DAY))
    assert "m4" not in world.state("mill").register(None, world.now)
