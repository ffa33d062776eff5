"""Elections nobody wishes for: each gives the right result or a clear refusal, and none hangs."""

from typing import Any

import numpy as np
import pytest
from tests.counting import elections
from tests.counting.elections import THREE_VOICES

from confederal.counting import METHODS, Ballots, Method, UncountableError, count

every = pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
ranked = pytest.mark.parametrize(
    "name",
    ["scottish-stv", "wigm-exact", "meek-prf", "instant-runoff", "schulze", "ranked-pairs", "plurality"],
)


def seats(method: Method | str, number: int) -> dict[str, Any]:
    name = method if isinstance(method, str) else method.name
    return {"seats": 1 if name == "instant-runoff" else number}


@ranked
def test_a_hundred_candidates(name: str) -> None:
    rng = np.random.default_rng(1)
    rows = [rng.permutation(100)[: rng.integers(1, 12)] for _ in range(400)]
    order = np.full((400, 12), -1)
    for index, row in enumerate(rows):
        order[index, : len(row)] = row
    ballots = Ballots.from_array([f"candidate {n:02}" for n in range(100)], order)
    sheet = count(name, ballots, lot=b"seed", **seats(name, 5))
    assert len(sheet.elected) == seats(name, 5)["seats"]


@ranked
def test_a_million_identical_papers(name: str) -> None:
    order = np.tile(np.array([2, 0, 1], np.int8), (1_000_000, 1))
    ballots = Ballots.from_array(["ana", "ben", "eva"], order)
    assert ballots.total == 1_000_000
    assert len(ballots.counts) == 1
    sheet = count(name, ballots, **seats(name, 1))
    assert sheet.elected == ("eva",)


@every
def test_weights_beyond_32_and_64_bits(method: Method) -> None:
    papers: list[tuple[Any, int]]
    if method.name in THREE_VOICES:
        papers = [(("for",), 3 * 2**33), (("against",), 2**33)]
    elif method.takes[0] == "scored":
        papers = [({"ana": 3, "ben": 2**40}, 2**33), ({"eli": 9}, 2**70)]
    elif method.takes[0] == "approved":
        papers = [({"ana", "ben"}, 3 * 2**70), ({"eli"}, 2**70)]
    else:
        papers = [(("ana", "ben"), 3 * 2**70), (("eli", "ana"), 2**70)]
    if method.name in elections.LISTS:
        papers = [(("ana",), 3 * 2**70), (("eli",), 2**70)]
    settings = elections.settings(method, 1)
    settings |= {"eligible": 2**40} if method.name == "absolute-majority" else {}
    sheet = count(method.name, elections.ballots(method, papers), **settings, **lots(method))
    assert sheet.valid + sheet.invalid == sum(number for _, number in papers)
    if "seats" in settings:
        assert sheet.elected[0] in ("ana", "ben", "eli")


def lots(method: Method) -> dict[str, Any]:
    return {"lot": b"seed"} if any(setting.name == "lot" for setting in method.settings) else {}


@every
def test_everybody_withdrew_but_one(method: Method) -> None:
    if method.name in THREE_VOICES or method.name in elections.BUDGETS:
        return
    from dataclasses import replace

    kind = {"ranked": ("ana",), "approved": {"ana"}, "scored": {"ana": 1}}[method.takes[0]]
    ballots = replace(
        elections.ballots(method, [(kind, 5)]), withdrawn=frozenset(elections.NAMES) - frozenset({"cy"})
    )
    settings = {key: value for key, value in elections.settings(method, 1).items() if key != "majority"}
    sheet = count(method.name, ballots, **settings, **lots(method))
    assert sheet.tied is None
    assert sheet.elected in {("cy",), ()}


@pytest.mark.parametrize("zeros", [3, 12, 40])
def test_many_without_a_single_vote_need_no_lot(zeros: int) -> None:
    """They go one after the other, and the order moves nothing: no tie, and no endless list of orders."""
    names = ["ana", "ben", "eva", *(f"nobody {n}" for n in range(zeros))]
    ballots = Ballots.of([(("ana",), 9), (("ben",), 7), (("eva", "ben"), 3)], candidates=names)
    for name in ("scottish-stv", "wigm-exact", "meek-prf"):
        sheet = count(name, ballots, seats=2)
        assert sheet.tied is None
        assert sheet.elected == ("ana", "ben")
    assert count("instant-runoff", ballots).elected == ("ben",)


def test_a_tie_with_too_many_ways_is_a_tie() -> None:
    names = [f"c{n:02}" for n in range(30)]
    sheet = count("scottish-stv", Ballots.of([((name,), 5) for name in names]), seats=7)
    assert sheet.tied is not None
    assert len(sheet.tied.candidates) == 30


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: Ballots.of([(("ana",), -1)]), "whole number of times, not -1"),
        (lambda: Ballots.of([(("ana",), 1.5)]), "whole number of times, not 1.5"),  # type: ignore[list-item] # refused
        (
            lambda: Ballots.of([(("ana",), 1)], candidates=["ana", "ana"]),
            "two candidates have the same name: ana",
        ),
        (lambda: Ballots.of([(("ana",), 1)], withdrawn=["zoe"]), "not among the candidates: zoe"),
        (lambda: Ballots.from_array(["ana"], np.array([[1]])), "names a candidate who is not on the list"),
        (lambda: Ballots.from_array(["ana"], np.array([0])), "has 1 dimensions"),
        (lambda: Ballots.from_array(["ana"], np.array([[0]]), np.array([1, 2])), "1 rankings but 2 counts"),
        (lambda: Ballots.from_array(["ana"], np.array([[0]]), np.array([-2])), "fewer than nought times"),
        (
            lambda: Ballots.from_array(["ana"], np.array([[0]]), np.array([1.5])),
            "in whole numbers, not in float64",
        ),
        (lambda: Ballots.approving([], costs={"a": 1}, candidates=["a", "b"]), "no cost is given for b"),
    ],
)
def test_impossible_ballots_are_refused(wrong: object, says: str) -> None:
    assert callable(wrong)
    with pytest.raises(UncountableError, match=says):
        wrong()


def test_a_candidate_marked_twice() -> None:
    """By statute the paper stops there; elsewhere the second mark is passed over."""
    order = np.array([[0, 1, 0, 2], [1, 1, 2, -1]])
    ballots = Ballots.from_array(["ana", "ben", "eva"], order, np.array([5, 3]))
    assert count("scottish-stv", ballots, seats=1).invalid == 8
    relaxed = count("instant-runoff", ballots)
    assert (relaxed.invalid, relaxed.stages[0].totals) == (0, (5, 3, 0))


def test_ranks_beyond_32_and_64_bits() -> None:
    """Only which comes before which is asked of a rank, however it was written."""
    for rank in (2**40, 2**80):
        order, marks = np.array([[0, 1], [1, -1]]), np.array([[1, rank], [2, 0]], dtype=object)
        ballots = Ballots.from_array(["ana", "ben", "eva"], order, np.array([5, 3]), marks=marks)
        for name in ("schulze", "ranked-pairs", "debian-condorcet"):
            assert count(name, ballots).figures["pairwise"]["ana"] == {"ben": 5, "eva": 5}
            assert count(name, ballots).figures["pairwise"]["ben"] == {"ana": 3, "eva": 8}
        assert count("scottish-stv", ballots, seats=1).elected == ("ana",)


def test_too_many_to_compare_are_refused() -> None:
    names = [f"c{n}" for n in range(2000)]
    for name in ("schulze", "ranked-pairs", "debian-condorcet"):
        with pytest.raises(UncountableError, match="2000 candidates are too many to compare"):
            count(name, Ballots.of([(("c1", "c2"), 3)], candidates=names))


def test_no_candidates_at_all() -> None:
    with pytest.raises(UncountableError, match="there are no candidates"):
        count("scottish-stv", Ballots.of([], candidates=[]), seats=1)
