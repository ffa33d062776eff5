"""Masked answers add up to the open ones, in any order, and tell nothing by themselves."""

import random

import pytest
from tests.planning.valley import valley

from confederal.planning.certificate import certify
from confederal.planning.masking import QUANTUM, RING, UnderMasks, masked, unmasked
from confederal.planning.messages import total
from confederal.planning.objection import Refused
from confederal.planning.plan import balance_of, settle
from confederal.planning.year import hold_rounds

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


# ------------------------------------------------------------------------------ in rounds


def secret(one: str, other: str) -> bytes:
    return "|".join(sorted((one, other))).encode()


def under_masks() -> UnderMasks:
    return UnderMasks(secret, "the year")


def test_rounds_under_masks_come_to_the_same_sums() -> None:
    openly = hold_rounds(valley(), 8, 1e-6)
    masked_ = hold_rounds(valley(), 8, 1e-6, adding=under_masks())
    for one, two in zip(openly.heard.answers[:3], masked_.heard.answers[:3], strict=True):
        for a, b in zip(one, two, strict=True):
            assert (a.federation, a.members, a.answered, a.heard) == (
                b.federation, b.members, b.answered, b.heard,
            )  # fmt: skip
            for name in ("net", "best", "move", "given"):
                assert dict(getattr(b, name)) == pytest.approx(dict(getattr(a, name)), rel=1e-8, abs=1e-3)
            assert b.surplus == pytest.approx(a.surplus, rel=1e-6)
    first, second = openly.last.certificate, masked_.last.certificate
    assert first is not None
    assert second is not None
    assert second.upper == pytest.approx(first.upper, rel=1e-6)
    plan = settle(masked_.economy, masked_.heard, masked_.last)
    assert min(balance_of(masked_.economy, plan).values()) >= 0
    certified = certify(masked_.economy, masked_.heard.publications, masked_.heard.answers, plan.mixture)
    assert certified.certificate is not None


@pytest.mark.parametrize(
    "absent",
    [
        {2: ["Heath Farm"], 4: ["Red Oven", "Weir"]},
        {1: ["Heath Farm"], 2: ["Heath Farm"]},
        {2: ["Weir"], 3: ["Weir"], 4: ["Weir"]},
    ],
)
def test_an_absent_members_last_word_stands_though_nobody_knows_it(absent: dict[int, list[str]]) -> None:
    best = hold_rounds(valley(), 14, 1e-7).last.certificate
    assert best is not None
    held = hold_rounds(valley(), 14, 1e-4, absent, adding=under_masks())
    assert held.heard.refused == []
    for told in held.told:
        if told.certificate is not None:
            assert told.certificate.upper >= best.worth * (1 - 1e-9)
            assert told.certificate.worth <= best.upper * (1 + 1e-9)
    last = held.last.certificate
    assert last is not None
    assert last.gap < 2e-3
    (number,) = {n for n, who in absent.items() if "Heath Farm" in who or "Weir" in who} & {2}
    ((there, members),) = held.heard.publications[number].answered.values()
    assert (there, members) == (4, 5)
    plan = settle(held.economy, held.heard, held.last)
    assert min(balance_of(held.economy, plan).values()) >= 0


def test_nothing_a_federation_was_given_is_a_members_own_number() -> None:
    masks = under_masks()
    held = hold_rounds(valley(), 5, 1e-9, {3: ["Weir"]}, adding=masks)
    assert masks.sent
    for number, _, sent in masks.sent:
        rows = {tuple(one) for one in sent.values()}
        assert len(rows) == 1, "everybody sends every row, traded or not"
        for me, one in sent.items():
            own = held.heard.proposals[number - 1][me]
            open_ = {
                round(v / QUANTUM) % RING for part in (own.net, own.best, own.move) for v in part.values()
            }
            assert not open_ & set(one.values())
            assert max(one.values()) > RING // 4  # the ring is filled, not only its beginning
    repeated = [v for _, _, sent in masks.sent for one in sent.values() for v in one.values()]
    assert len(set(repeated)) == len(repeated), "no mask is used twice"
