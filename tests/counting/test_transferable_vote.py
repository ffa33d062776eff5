"""The single transferable vote on small elections one can count by hand."""

from fractions import Fraction

import pytest

from confederal.counting import Ballots, Tied, UncountableError, count


def test_a_count_by_hand() -> None:
    """Ten votes, two seats, quota 4: two of ana's six are above it and go to ben, at 2/6 cut off."""
    sheet = count("scottish-stv", Ballots.of([(("ana", "ben"), 6), (("eva",), 3), (("ben",), 1)]), seats=2)
    assert sheet.quota == 4
    assert [stage.what for stage in sheet.stages] == [
        "first preferences",
        "surplus transferred",
        "candidate left out",
    ]
    second = dict(zip(sheet.candidates, sheet.stages[1].totals, strict=True))
    assert second == {"ana": 4, "ben": 1 + 6 * Fraction(33333, 100000), "eva": 3}
    assert sheet.stages[1].non_transferable == Fraction(2, 100000)
    assert sheet.elected == ("ana", "eva")
    assert sheet.words[0] == "ana reached the quota of 4 at stage 1, with 6 votes."
    assert sheet.words[-1].startswith("eva was elected at stage 3 without the quota, with 3 votes")


def test_in_exact_fractions_nothing_is_cut_off() -> None:
    sheet = count("wigm-exact", Ballots.of([(("ana", "ben"), 6), (("eva",), 3), (("ben",), 1)]), seats=2)
    assert sheet.quota == Fraction(10, 3)
    assert sheet.stages[1].totals == (Fraction(10, 3), Fraction(11, 3), 3)
    assert sheet.stages[1].non_transferable == 0
    assert sheet.elected == ("ana", "ben")


def test_a_tie_goes_by_the_latest_stage_at_which_they_differed() -> None:
    ballots = Ballots.of(
        [(("ana",), 8), (("ben",), 5), (("cy",), 4), (("dot", "cy"), 1), (("eli", "cy", "ben"), 1)],
        candidates=["ana", "ben", "cy", "dot", "eli"],
    )
    ties = [tie for stage in count("scottish-stv", ballots, seats=1, lot=b"x").stages for tie in stage.ties]
    assert [(tie.candidates, tie.by) for tie in ties] == [(("dot", "eli"), "lot")]
    level = Ballots.of([(("ana",), 8), (("ben",), 5), (("cy",), 4), (("dot", "cy"), 1), (("ben", "ana"), 0)])
    (tie,) = (tie for stage in count("scottish-stv", level, seats=1).stages for tie in stage.ties)
    assert (tie.by, tie.stage, tie.drawn) == ("history", 1, ("cy",))


def test_a_tie_on_which_the_seat_hangs_stops_the_count() -> None:
    ballots = Ballots.of([(("ana",), 2), (("ben",), 2)])
    sheet = count("scottish-stv", ballots, seats=1)
    assert sheet.elected == ()
    assert sheet.tied == Tied(("ana", "ben"), 1, "to be left out", 2)
    drawn = count("scottish-stv", ballots, seats=1, lot=["ana", "ben"])
    assert drawn.tied is None
    assert drawn.elected == ("ben",)
    assert drawn.settings == (("lot", "ana, ben"),)


def test_a_lot_elects_the_same_whoever_draws_it() -> None:
    papers = [(("ana",), 2), (("ben",), 2)]
    once, again = (
        count("scottish-stv", Ballots.of(order), seats=1, lot=b"seed") for order in (papers, papers[::-1])
    )
    assert once.elected == again.elected
    assert once.checksum == again.checksum


def test_a_tie_on_which_nothing_hangs_needs_no_lot() -> None:
    sheet = count(
        "scottish-stv", Ballots.of([(("ana",), 9), (("eva",), 5), (("ben",), 1), (("cy",), 1)]), seats=2
    )
    assert sheet.tied is None
    assert sheet.elected == ("ana", "eva")
    (tie,) = (tie for stage in sheet.stages for tie in stage.ties)
    assert (tie.candidates, tie.by) == (("ben", "cy"), "nothing hangs on it")


def test_irregular_marks_by_statute_and_otherwise() -> None:
    """1, 2 then 4; 1, then two 2s; and a paper with two 1s."""
    ballots = Ballots.of(
        [
            (("ana", "ben", (), "cy"), 6),
            (("ana", {"ben", "cy"}), 2),
            (({"ana", "ben"}, "cy"), 1),
            (("cy",), 3),
            (("ben",), 1),
        ]
    )
    strict = count("scottish-stv", ballots, seats=2)
    assert (strict.valid, strict.invalid) == (12, 1)
    relaxed = count("wigm-exact", ballots, seats=2)
    assert relaxed.invalid == 1


def test_who_withdrew_is_passed_over() -> None:
    ballots = Ballots.of([(("ana", "ben"), 6), (("eva",), 4)], withdrawn=["ana"])
    sheet = count("scottish-stv", ballots, seats=1)
    assert sheet.elected == ("ben",)
    assert sheet.stages[0].totals == (None, 6, 4)


def test_more_seats_than_candidates_and_no_papers_at_all() -> None:
    assert count("scottish-stv", Ballots.of([(("ana",), 3), (("ben",), 1)]), seats=5).elected == (
        "ana",
        "ben",
    )
    nobody = count("scottish-stv", Ballots.of([], candidates=["ana", "ben"]), seats=2)
    assert set(nobody.elected) == {"ana", "ben"}
    assert count("scottish-stv", Ballots.of([], candidates=["ana", "ben"]), seats=1).tied is not None


def test_weights_beyond_64_bits_count_as_small_ones() -> None:
    papers = [(("ana", "ben"), 6), (("eva",), 3), (("ben", "eva"), 2)]
    small = count("wigm-exact", Ballots.of(papers), seats=2)
    large = count("wigm-exact", Ballots.of([(r, n * 10**30) for r, n in papers]), seats=2)
    assert large.elected == small.elected
    assert [tuple(t and t / 10**30 for t in s.totals) for s in large.stages] == [
        s.totals for s in small.stages
    ]


@pytest.mark.parametrize("seats", [0, -1, True, 1.5, "3"])
def test_impossible_seats_are_refused(seats: object) -> None:
    with pytest.raises(UncountableError, match="at least one seat"):
        count("scottish-stv", Ballots.of([(("ana",), 1)]), seats=seats)


def test_wrong_names_are_refused_with_the_right_ones() -> None:
    ballots = Ballots.of([(("ana",), 1)])
    with pytest.raises(UncountableError, match="did you mean scottish-stv"):
        count("scotish-stv", ballots, seats=1)
    with pytest.raises(UncountableError, match="its settings are: lot, seats"):
        count("scottish-stv", ballots, seats=1, quota=3)
    with pytest.raises(UncountableError, match="and these are approved"):
        count("scottish-stv", Ballots.approving([({"ana"}, 1)]), seats=1)
    with pytest.raises(UncountableError, match="'zoe', who is not among"):
        Ballots.of([(("zoe",), 1)], candidates=["ana"])
