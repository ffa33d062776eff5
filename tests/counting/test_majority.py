"""Majorities and quorums are exact, and say what they needed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from confederal.counting.majority import (
    ABSOLUTE,
    SIMPLE,
    Base,
    Comparison,
    Quorum,
    Threshold,
    decide,
    jointly,
    parse,
    quorum_met,
)

people = some.integers(0, 10**12)


@given(people, people, people, people, some.fractions(0, 1), some.sampled_from(["at_least", "more_than"]))
def test_carried_is_what_the_words_of_the_threshold_say(
    votes_for: int, against: int, abstain: int, away: int, fraction: Fraction, comparison: Comparison
) -> None:
    if comparison == "more_than" and fraction == 1:
        return
    eligible = votes_for + against + abstain + away
    bases: dict[Base, int] = {
        "cast": votes_for + against,
        "present": votes_for + against + abstain,
        "eligible": eligible,
        "weight": eligible,
    }
    for base, number in bases.items():
        decided = decide(
            Threshold(fraction, comparison, base), votes_for, against, abstain, eligible=eligible
        )
        assert decided.number == number
        share = fraction * number
        reached = votes_for >= share if comparison == "at_least" else votes_for > share
        assert decided.carried == (reached and votes_for > 0)
        assert decided.carried == (votes_for >= decided.needed)


def test_half_is_not_a_majority_and_one_more_is() -> None:
    assert not decide(SIMPLE, 10, 10, eligible=20).carried
    assert decide(SIMPLE, 11, 10, eligible=21).carried


def test_two_thirds_is_reached_exactly_where_decimals_would_miss_it() -> None:
    two_thirds = Threshold(parse("2/3"), "at_least", "cast")
    assert decide(two_thirds, 2 * 10**20, 10**20, eligible=3 * 10**20).carried
    assert not decide(two_thirds, 2 * 10**20 - 1, 10**20 + 1, eligible=3 * 10**20).carried


def test_abstentions_weigh_only_where_the_base_is_present() -> None:
    present = Threshold(Fraction(1, 2), "more_than", "present")
    assert decide(SIMPLE, 5, 4, 10, eligible=30).carried
    assert not decide(present, 5, 4, 10, eligible=30).carried
    assert not decide(present, 9, 0, 0, present=18, eligible=30).carried
    assert decide(present, 10, 0, 0, present=18, eligible=30).carried


def test_the_absolute_majority_is_of_all_members() -> None:
    assert not decide(ABSOLUTE, 15, 0, eligible=30).carried
    assert decide(ABSOLUTE, 16, 0, eligible=30).carried


def test_nobody_carries_nothing() -> None:
    for threshold in (
        SIMPLE,
        ABSOLUTE,
        Threshold(Fraction(0), "at_least"),
        Threshold(Fraction(2, 3), "at_least"),
    ):
        assert not decide(threshold, 0, 0, 0, eligible=0).carried


@pytest.mark.parametrize(
    ("votes", "says"),
    [
        ({"votes_for": -1, "against": 0, "eligible": 3}, "-1 for"),
        ({"votes_for": 3, "against": 1, "eligible": 3}, "4 voted, but only 3 are entitled"),
        ({"votes_for": 3, "against": 1, "present": 3, "eligible": 9}, "4 voted, but only 3 are counted"),
        ({"votes_for": 1, "against": 1, "present": 5, "eligible": 4}, "5 are counted as present"),
    ],
)
def test_impossible_counts_are_refused_with_their_numbers(votes: dict[str, int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        decide(SIMPLE, **votes)


def test_a_double_majority_needs_bodies_and_heads() -> None:
    bodies, heads = decide(SIMPLE, 2, 1, eligible=3), decide(SIMPLE, 440, 450, eligible=1000)
    joint = jointly(bodies=bodies, heads=heads)
    assert not joint.carried
    assert "Of heads: Not carried" in joint.words
    assert jointly(bodies=bodies, heads=decide(SIMPLE, 451, 450, eligible=1000)).carried


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2/3", (2, 3)),
        (" 1 / 2 ", (1, 2)),
        ("0.6", (3, 5)),
        ("10 %", (1, 10)),
        ("12.5%", (1, 8)),
        ("1", (1, 1)),
    ],
)
def test_fractions_are_read_exactly(written: str, read: tuple[int, int]) -> None:
    assert parse(written) == Fraction(*read)


@pytest.mark.parametrize("written", ["", "two thirds", "1/0", "-1/2", "1e3", "2/3/4", "½"])
def test_what_is_no_fraction_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=r"write it like 2/3|divides by nothing"):
        parse(written)


def test_thresholds_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="unanimity"):
        Threshold(Fraction(1), "more_than")
    with pytest.raises(ValueError, match="between 0 and 1"):
        Threshold(Fraction(3, 2), "at_least")
    with pytest.raises(TypeError, match="exact fraction"):
        Threshold(0.5)  # type: ignore[arg-type] # the very thing that is refused


@given(some.integers(0, 10**9))
def test_the_quorum_of_the_articles(eligible: int) -> None:
    """min(max(5, 10 % rounded up), a majority of members)."""
    needed = Quorum().needed(eligible)
    assert needed == min(max(5, -(-eligible // 10)), eligible // 2 + 1)
    assert quorum_met(Quorum(), needed, eligible)
    assert not quorum_met(Quorum(), needed - 1, eligible)
