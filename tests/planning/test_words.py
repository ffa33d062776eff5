"""Descriptions that cannot be meant are refused with every reason; what can be meant is exact."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.planning.valley import bakery, farm, valley

from confederal.planning.commodity import amount_in
from confederal.planning.community import Community, Need, Offer, Point
from confederal.planning.economy import pooled
from confederal.planning.objection import Refused


def test_the_valley_can_be_meant() -> None:
    assert valley().objections() == []


@pytest.mark.parametrize(
    ("text", "unit", "wanted", "why"),
    [
        ("12", "", "t", "without a unit"),
        ("12", "MWh", "t", "cannot be turned into"),
        ("12", "bushel", "t", "no unit we know"),
        ("twelve", "t", "t", "not a number"),
        ("1e30", "t", "t", "larger than anything"),
        ("nan", "t", "t", "not a number"),
    ],
)
def test_amounts_that_cannot_be_meant_are_refused(text: str, unit: str, wanted: str, why: str) -> None:
    assert amount_in("12", "t", wanted, "mill") == 12
    with pytest.raises(Refused, match=why):
        amount_in(text, unit, wanted, "mill")


def test_a_workplace_judges_its_own_limits_to_the_last_unit() -> None:
    red = bakery("Red Oven")
    assert red.crossed({"oven": Fraction(90)}) == []
    (crossed,) = red.crossed({"oven": Fraction(901, 10)})
    assert "nights" in crossed.where
    assert "901 is more than the accepted 900" in str(crossed).replace(": is", " is")


def test_activity_comes_in_whole_batches() -> None:
    (odd,) = bakery("Red Oven").crossed({"oven": Fraction(1, 3)})
    assert "batches" in odd.why


def test_net_amounts_are_exact() -> None:
    assert farm("Heath Farm").net({"tractor": Fraction(1, 10), "horses": Fraction(2, 10)})[
        "climate gases"
    ] == Fraction(-3, 100)


def test_all_mistakes_of_a_description_are_told_at_once() -> None:
    broken = replace(
        valley(),
        workplaces=(*valley().workplaces, replace(farm("Heath Farm"), federation="nowhere", limits=())),
    )
    told = " ".join(map(str, broken.objections()))
    for word in ("twice", "no federation here", "without end"):
        assert word in told
    empty = replace(valley(), workplaces=(), communities=())
    assert {o.why for o in empty.objections()} == {"nobody makes anything.", "nobody needs anything."}


def test_needs_must_fall_in_urgency_and_hours_rise_in_cost() -> None:
    upside_down = Community(
        "Village",
        (Need("bread", Fraction(0), (Point(Fraction(5), Fraction(1)), Point(Fraction(9), Fraction(2)))),),
        (Offer("hours", (Point(Fraction(5), Fraction(2)), Point(Fraction(9), Fraction(1)))),),
    )
    assert [o.why for o in upside_down.objections()] == [
        "later units are worth more than earlier ones.",
        "later hours are said to cost less than earlier ones.",
    ]


def test_three_at_least_stand_behind_every_sum() -> None:
    economy = valley()
    for members in economy.groups.values():
        assert len(members) >= 3
    assert sorted(i for members in economy.groups.values() for i in members) == list(range(5))
    assert pooled({"a": 1, "b": 1}) == (("a", "b"),)
