"""Every method has a vector: a small case worked by hand or taken from its paper."""

import json
from fractions import Fraction
from typing import Any

import pytest
from tests.counting.published import VECTORS

from confederal.counting import METHODS, Ballots, Method, UncountableError, count
from confederal.counting.quotas import Quota


def ballots_of(vector: dict[str, Any]) -> Ballots:
    papers, candidates = vector["papers"], vector["candidates"]
    money: dict[str, Any] = {}
    if "costs" in vector:
        money = {
            "costs": {name: Fraction(cost) for name, cost in vector["costs"].items()},
            "budget": Fraction(vector["budget"]),
        }
    match vector["form"]:
        case "approved":
            return Ballots.approving(papers, candidates=candidates, **money)
        case "scored":
            return Ballots.scoring(papers, candidates=candidates)
        case _:
            return Ballots.of([(tuple(ranking), n) for ranking, n in papers], candidates=candidates)


def settings_of(vector: dict[str, Any], method: Method) -> dict[str, Any]:
    readers = {setting.name: setting.read for setting in method.settings}
    settings: dict[str, Any] = {}
    for name, value in vector["settings"].items():
        ordered = name == "lot" and value.startswith("order:")
        settings[name] = value.removeprefix("order:").split(";") if ordered else readers[name](value)
    return settings


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_the_vector_of(method: Method) -> None:
    path = VECTORS / "methods" / f"{method.name}.json"
    assert path.exists(), (
        f"{method.name} has no vector: add {path.name} (see docs/guides/add-a-counting-method.md)"
    )
    vector = json.loads(path.read_text(encoding="utf-8"))
    assert vector["method"] == method.name
    assert vector["from"]
    sheet = count(method.name, ballots_of(vector), **settings_of(vector, method))
    assert list(sheet.elected) == vector["elected"]
    assert sheet.tied is None


def test_no_vector_is_left_over() -> None:
    assert {path.stem for path in (VECTORS / "methods").glob("*.json")} == set(METHODS)


TENNESSEE = Ballots.of(
    [
        (("Memphis", "Nashville", "Chattanooga", "Knoxville"), 42),
        (("Nashville", "Chattanooga", "Knoxville", "Memphis"), 26),
        (("Chattanooga", "Knoxville", "Nashville", "Memphis"), 15),
        (("Knoxville", "Chattanooga", "Nashville", "Memphis"), 17),
    ]
)


def test_one_electorate_and_three_winners() -> None:
    """Plurality, instant runoff and Condorcet differ on the capital of Tennessee, as textbooks have it."""
    winners = {
        name: count(name, TENNESSEE, seats=1).elected for name in ("plurality", "instant-runoff", "schulze")
    }
    assert winners == {
        "plurality": ("Memphis",),
        "instant-runoff": ("Knoxville",),
        "schulze": ("Nashville",),
    }


def test_an_instant_runoff_round_by_round() -> None:
    sheet = count("instant-runoff", TENNESSEE)
    totals = [dict(zip(sheet.candidates, stage.totals, strict=True)) for stage in sheet.stages]
    assert totals == [
        {"Memphis": 42, "Nashville": 26, "Chattanooga": 15, "Knoxville": 17},
        {"Memphis": 42, "Nashville": 26, "Chattanooga": 0, "Knoxville": 32},
        {"Memphis": 42, "Nashville": 0, "Chattanooga": 0, "Knoxville": 58},
    ]
    assert sheet.words[-1] == "Knoxville has 58 of the 100 votes still counting and wins."


def test_schulze_on_his_own_example() -> None:
    """Social Choice and Welfare 36, section 3, example 1: the ranking is E A C B D."""
    orders = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    sheet = count("schulze", Ballots.of([(tuple(order), n) for order, n in orders.items()]))
    assert sheet.figures["ranking"] == [["E"], ["A"], ["C"], ["B"], ["D"]]
    assert sheet.figures["strongest_paths"]["A"] == {"B": 28, "C": 28, "D": 30, "E": 24}
    assert sheet.figures["strongest_paths"]["E"] == {"A": 25, "B": 28, "C": 28, "D": 31}


def test_a_condorcet_tie_is_a_tie_without_a_lot() -> None:
    even = Ballots.of([(("ana", "ben"), 3), (("ben", "ana"), 3)])
    for name in ("schulze", "ranked-pairs"):
        sheet = count(name, even)
        assert sheet.tied is not None
        assert sheet.tied.candidates == ("ana", "ben")
        assert len(count(name, even, lot=b"seed").elected) == 1


def test_a_lot_drawn_by_hand_orders_equal_pairs() -> None:
    circle = Ballots.of([(("ana", "ben", "eva"), 2), (("ben", "eva", "ana"), 2), (("eva", "ana", "ben"), 2)])
    assert count("ranked-pairs", circle).tied is not None
    assert count("ranked-pairs", circle, lot=["ben", "eva", "ana"]).elected == ("ben",)
    assert count("ranked-pairs", circle, lot=["ana", "ben", "eva"]).elected == ("ana",)


def test_a_quorum_drops_what_beats_everything() -> None:
    ballots = Ballots.of(
        [(("a", "b", "none"), 20), (("b", "none", "a"), 12), (("none",), 3)], candidates=["a", "b", "none"]
    )
    assert count("debian-condorcet", ballots).elected == ("a",)
    dropped = count("debian-condorcet", ballots, majority={"a": 3})
    assert (dropped.elected, dropped.figures["dropped"]) == (("b",), ["a"])
    assert count("debian-condorcet", ballots, quorum=33).elected == ("none",)


def test_a_threshold_keeps_small_lists_out() -> None:
    votes = Ballots.choosing({"A": 480, "B": 480, "C": 40})
    assert count("sainte-lague", votes, seats=13).figures["seats"]["C"] == 1
    barred = count("sainte-lague", votes, seats=13, threshold=Fraction(1, 20), lot=b"x")
    assert "C" not in barred.figures["seats"]
    assert barred.stages[0].excluded == ("C",)


def test_the_committee_of_equal_shares_may_leave_seats_empty() -> None:
    ballots = Ballots.approving([({"A"}, 3), ({"B"}, 3), ({"C"}, 3), ({"D"}, 1)])
    assert len(count("equal-shares-committee", ballots, seats=3, completion="none").elected) == 0
    assert set(count("equal-shares-committee", ballots, seats=3).elected) == {"A", "B", "C"}


def test_budget_completions() -> None:
    ballots = Ballots.approving(
        [({"road"}, 7), ({"park"}, 2), ({"tree", "park"}, 1)],
        costs={"road": 50, "park": 60, "tree": 9},
        budget=100,
    )
    none = count("equal-shares", ballots, completion="none")
    assert none.elected == ("road", "tree")
    assert none.figures["most_paid"] == {"road": "50/7", "tree": "9"}
    greedy = count("equal-shares", ballots, completion="greedy", budget=119)
    assert greedy.elected == ("road", "tree", "park")
    assert count("equal-shares", ballots, completion="none", threshold=2).elected == ("road",)


def test_a_comparison_with_the_most_votes() -> None:
    """A hall that most want, against three small things for a few: fewer do better by equal shares."""
    ballots = Ballots.approving(
        [({"hall"}, 52), ({"swing", "slide"}, 30), ({"bench"}, 18)],
        costs={"hall": 90, "swing": 15, "slide": 15, "bench": 18},
        budget=100,
    )
    plain = count("equal-shares", ballots, completion="none")
    assert set(plain.elected) == {"swing", "slide", "bench"}
    for comparison in ("satisfaction", "exclusion-ratio"):
        compared = count("equal-shares", ballots, completion="none", comparison=comparison)
        assert compared.elected == ("hall",)
        assert compared.figures["better_off"] == {"by equal shares": 48, "by the most votes": 52}
        assert compared.stages[-1].excluded == plain.elected
    even = Ballots.approving(
        [({"hall"}, 50), ({"swing", "slide"}, 30), ({"bench"}, 20)],
        costs={"hall": 90, "swing": 15, "slide": 15, "bench": 18},
        budget=100,
    )
    kept = count("equal-shares", even, completion="none", comparison="satisfaction")
    assert set(kept.elected) == {"swing", "slide", "bench"}
    with pytest.raises(UncountableError, match="the comparison is one of none, satisfaction"):
        count("equal-shares", ballots, comparison="joy")


def test_projects_of_which_one_can_be_had() -> None:
    ballots = Ballots.approving(
        [({"slide", "swing"}, 5), ({"oven"}, 3), ({"slide"}, 1), ({"bench", "tree"}, 2)],
        costs={"slide": 40, "swing": 40, "oven": 40, "bench": 5, "tree": 5},
        budget=100,
    )
    assert count("greedy-budget", ballots).elected == ("slide", "swing", "bench", "tree")
    kept = count("greedy-budget", ballots, exclusive=[("slide", "swing")])
    assert kept.elected == ("slide", "oven", "bench", "tree")
    assert "swing cannot be had beside slide." in kept.words
    tied = count("greedy-budget", ballots, exclusive=[("bench", "tree")]).tied
    assert tied is not None
    assert tied.candidates == ("bench", "tree")
    drawn = count("greedy-budget", ballots, exclusive=[("bench", "tree")], lot=["tree", "bench"])
    assert drawn.elected == ("slide", "swing", "tree")
    with pytest.raises(UncountableError, match="not among the projects: zoo"):
        count("greedy-budget", ballots, exclusive=[("bench", "zoo")])


def test_prices_in_fractions_of_a_unit_are_exact() -> None:
    ballots = Ballots.approving(
        [({"a"}, 3), ({"b"}, 3)],
        costs={"a": Fraction("33.34"), "b": Fraction("33.33")},
        budget=Fraction("66.67"),
    )
    sheet = count("equal-shares", ballots, completion="none")
    assert sheet.elected == ("b",)
    assert sheet.figures["spent"] == "3333/100"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"utility": "joy"}, "the utility is one of cost, cardinality, not 'joy'"),
        ({"completion": "magic"}, "the completion is one of none, add1, add1u, greedy, not 'magic'"),
        ({"budget": -1}, "a budget of -1 cannot be spent"),
    ],
)
def test_a_budget_that_cannot_be_is_refused(given: dict[str, Any], says: str) -> None:
    ballots = Ballots.approving([({"a"}, 1)], costs={"a": 3}, budget=5)
    with pytest.raises(UncountableError, match=says):
        count("equal-shares", ballots, **given)


CHOIR = Ballots.of(
    [
        (("ana", "ben", "cy", "dot"), 40),
        (("ben", "ana", "cy", "eli"), 35),
        (("cy", "ben", "dot"), 10),
        (("dot", "eli"), 8),
        (("eli", "dot"), 7),
    ]
)


def test_a_quota_is_a_step_of_its_own() -> None:
    free = count("scottish-stv", CHOIR, seats=2)
    assert free.elected == ("ana", "ben")
    kept = count(
        "scottish-stv", CHOIR, seats=2, quotas=[Quota("night shift", frozenset({"dot", "eli"}), at_least=1)]
    )
    assert kept.elected == ("ana", "dot")
    assert kept.stages[: len(free.stages)] == free.stages
    assert kept.stages[-1].what == "quota"
    assert "ben, elected last of those who can give way, gives way to dot" in kept.words[-1]
    assert kept.figures["quotas"] == {"night shift": {"at_least": 1, "at_most": None}}


def test_a_quota_of_at_most() -> None:
    kept = count(
        "scottish-stv", CHOIR, seats=2, quotas=[Quota("office", frozenset({"ana", "ben"}), at_most=1)]
    )
    assert kept.elected == ("ana", "cy")


def test_a_quota_that_cannot_be_is_refused() -> None:
    with pytest.raises(UncountableError, match="3 of night cannot be elected"):
        count("scottish-stv", CHOIR, seats=2, quotas=[Quota("night", frozenset({"dot", "eli"}), at_least=3)])
    with pytest.raises(UncountableError, match="not among the candidates: zoe"):
        count("scottish-stv", CHOIR, seats=2, quotas=[Quota("night", frozenset({"zoe"}), at_least=1)])
    with pytest.raises(UncountableError, match="fills no seats"):
        count(
            "greedy-budget", Ballots.approving([], costs={"a": 1}, budget=1), quotas=[Quota("x", frozenset())]
        )


def test_settings_that_are_missing_are_named() -> None:
    with pytest.raises(UncountableError, match="absolute-majority needs the setting eligible"):
        count("absolute-majority", Ballots.choosing({"for": 1, "against": 0}))
