"""Delegation keys and seats for lists: exact, and as the unions' own rules have them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from confederal.counting.apportionment import (
    Apportionment,
    brackets,
    by_heads,
    cap_none_over,
    degressive,
    dhondt,
    largest_remainder,
    one_a_body,
    one_per_started,
    sainte_lague,
    square_root,
)

lists = some.dictionaries(some.sampled_from("ABCDEFGH"), some.integers(0, 60), min_size=1)


def test_the_scale_of_the_cnt() -> None:
    ends = {1: 1, 50: 1, 51: 2, 100: 2, 101: 3, 300: 3, 301: 4, 600: 4, 601: 5, 1000: 5, 1001: 6, 1500: 6}
    ends |= {1501: 7, 2500: 7, 2501: 8, 10**6: 8, 0: 0}
    assert {members: brackets(members) for members in ends} == ends


@given(some.integers(0, 10**9), some.integers(1, 10**4), some.integers(1, 50))
def test_one_per_started(members: int, per: int, cap: int) -> None:
    delegates = one_per_started(members, per)
    assert (delegates - 1) * per < members <= delegates * per
    assert one_per_started(members, per, cap) == min(delegates, cap)


@given(some.integers(0, 10**5))
def test_a_larger_body_never_has_fewer_delegates(members: int) -> None:
    for key in (one_per_started, brackets, one_a_body, by_heads, degressive, square_root):
        assert key(members) <= key(members + 1)


def test_impossible_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="-1 members"):
        one_a_body(-1)
    with pytest.raises(ValueError, match="at least 1"):
        one_per_started(10, 0)
    with pytest.raises(ValueError, match="brackets rise"):
        brackets(10, ((50, 1), (40, 2)))
    with pytest.raises(ValueError, match="beyond the last bracket"):
        brackets(60, ((50, 1),))


@given(some.dictionaries(some.text("abcdefgh", min_size=1, max_size=2), some.integers(0, 10**6), min_size=1))
def test_none_has_over_the_share_and_the_level_is_the_highest(weights: dict[str, int]) -> None:
    share = Fraction(1, 2)
    try:
        capped = cap_none_over(weights, share)
    except ValueError:
        assert sum(1 for weight in weights.values() if weight) == 1
        return
    assert all(weight <= share * sum(capped.values()) for weight in capped.values())
    assert all(capped[name] <= weight for name, weight in weights.items())
    level = max(capped.values())
    if any(capped[name] < weight for name, weight in weights.items()):
        raised = [min(weight, level + 1) for weight in weights.values()]
        assert max(raised) > share * sum(raised)


def test_of_two_bodies_one_has_half() -> None:
    assert cap_none_over({"A": 900, "B": 40}) == {"A": 40, "B": 40}


@given(lists, some.integers(0, 40), some.sampled_from([dhondt, sainte_lague, largest_remainder]))
def test_all_seats_are_filled_or_there_is_a_tie(votes: dict[str, int], seats: int, rule: object) -> None:
    assert callable(rule)
    undrawn: Apportionment = rule(votes, seats)
    drawn: Apportionment = rule(votes, seats, b"lot")
    expected = seats if any(votes.values()) else 0
    assert sum(drawn.seats.values()) == expected
    if undrawn.tied is None:
        assert undrawn.seats == drawn.seats
    else:
        assert sum(undrawn.seats.values()) < expected
        assert len(undrawn.tied.candidates) > undrawn.tied.places


@given(lists, some.integers(1, 40))
def test_one_seat_more_costs_nobody_a_seat_with_divisors(votes: dict[str, int], seats: int) -> None:
    for rule in (dhondt, sainte_lague):
        before, after = rule(votes, seats, b"lot"), rule(votes, seats + 1, b"lot")
        if before.tied is None and not before.ties and not after.ties:
            assert all(after.seats[name] >= held for name, held in before.seats.items())


@given(lists, some.integers(1, 40))
def test_largest_remainder_keeps_the_quota(votes: dict[str, int], seats: int) -> None:
    total = sum(votes.values())
    for name, held in largest_remainder(votes, seats, b"lot").seats.items():
        if total:
            assert abs(held - Fraction(votes[name] * seats, total)) < 1


@given(lists, some.integers(1, 30))
def test_dhondt_is_the_table_of_quotients(votes: dict[str, int], seats: int) -> None:
    """An independent way: write out all the quotients and take the largest."""
    result = dhondt(votes, seats)
    if result.tied is not None or not any(votes.values()):
        return
    table = sorted((Fraction(n, d), name) for name, n in votes.items() for d in range(1, seats + 1) if n)
    taken = [name for _, name in table[-seats:]]
    assert {name: taken.count(name) for name in votes} == result.seats


def test_a_tie_for_the_last_seat_is_a_value_and_a_lot_settles_it() -> None:
    tied = dhondt({"A": 100, "B": 100}, 3).tied
    assert tied is not None
    assert tied.candidates == ("A", "B")
    settled = dhondt({"A": 100, "B": 100}, 3, b"a seed")
    assert sorted(settled.seats.values()) == [1, 2]
    assert settled.ties[0].by == "lot"


def test_the_alabama_paradox_is_there_with_largest_remainders() -> None:
    """Balinski and Young's example: a seat more costs the smallest list one."""
    votes = {"A": 6, "B": 6, "C": 2}
    assert largest_remainder(votes, 10).seats == {"A": 4, "B": 4, "C": 2}
    assert largest_remainder(votes, 11).seats == {"A": 5, "B": 5, "C": 1}
