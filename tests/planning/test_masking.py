"""Masked answers add up to the open ones, in any order, and tell nothing by themselves."""

import random

import pytest

from confederal.planning.masking import QUANTUM, masked, unmasked
from confederal.planning.messages import total
from confederal.planning.objection import Refused

ROWS = ("bread", "hours", "rye")
PEOPLE = ("bakery", "farm", "mill", "rail")
OPEN = {
    "bakery": {"bread": 40.5, "rye": -36.25, "hours": -400.0},
    "farm": {"rye": 90.0, "hours": -310.125},
    "mill": {"rye": -3.0},
    "rail": {"hours": -12.000001},
}


def secrets() -> dict[str, dict[str, bytes]]:
    return {a: {b: "".join(sorted((a, b))).encode() for b in PEOPLE if b != a} for a in PEOPLE}


def sent(who: tuple[str, ...] = PEOPLE) -> dict[str, dict[str, int]]:
    keys = secrets()
    return {a: masked(OPEN[a], a, keys[a], "year", 3, ROWS) for a in who}


def test_masks_cancel_whatever_the_order() -> None:
    whole = unmasked(sent(), [], "year", 3, ROWS)
    assert whole == pytest.approx(total(OPEN.values()), abs=4 * QUANTUM)
    for seed in range(10):
        order = list(sent().items())
        random.Random(seed).shuffle(order)
        assert unmasked(dict(order), [], "year", 3, ROWS) == whole


def test_who_is_absent_is_taken_out_by_those_who_are_there() -> None:
    present = ("bakery", "farm", "rail")
    keys = secrets()
    spoken = [(a, "mill", keys[a]["mill"]) for a in present]
    found = unmasked(sent(present), spoken, "year", 3, ROWS)
    assert found == pytest.approx(total(OPEN[a] for a in present), abs=4 * QUANTUM)
    wrong = unmasked(sent(present), spoken[:1], "year", 3, ROWS)
    assert wrong["rye"] != pytest.approx(found["rye"], abs=1.0)


def test_a_masked_number_changes_with_the_round_and_not_only_with_the_amount() -> None:
    keys = secrets()
    one = masked(OPEN["farm"], "farm", keys["farm"], "year", 3, ROWS)
    two = masked(OPEN["farm"], "farm", keys["farm"], "year", 4, ROWS)
    assert all(one[row] != two[row] for row in ROWS)
    assert one["bread"] != 0  # a row it does not trade is hidden too


def test_an_amount_too_large_to_mask_is_refused() -> None:
    with pytest.raises(Refused, match="too large"):
        masked({"rye": 1e18}, "farm", secrets()["farm"], "year", 3, ROWS)
