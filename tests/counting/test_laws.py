"""The laws of counting, over every method on the register that says it keeps them."""

import random
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some
from tests.counting import elections
from tests.counting.elections import LISTS, NAMES, THREE_VOICES, every_method, keeping

from confederal.counting import METHODS, Ballots, CountSheet, Method, UncountableError, count
from confederal.counting.formats import blt, plain
from confederal.counting.method import LAWS
from confederal.counting.reading import read

named = pytest.mark.parametrize("method", every_method, ids=lambda method: method.name)
examples = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def keeps(law: str) -> pytest.MarkDecorator:
    methods = keeping(law)
    assert methods, f"no method says it keeps {law}"
    return pytest.mark.parametrize("method", methods, ids=lambda method: method.name)


def counted(method: Method, ballots: Ballots, seats: int = 2, **more: Any) -> CountSheet:
    return count(method.name, ballots, **elections.settings(method, seats), **more)


def takes_lots(method: Method) -> bool:
    return any(setting.name == "lot" for setting in method.settings)


def drawn(method: Method, ballots: Ballots, seats: int = 2) -> CountSheet:
    """The count with a lot where there can be one."""
    return counted(method, ballots, seats, **({"lot": b"a lot"} if takes_lots(method) else {}))


def test_every_law_has_words_and_every_method_says_which_it_keeps() -> None:
    for method in every_method:
        assert method.laws <= set(LAWS), method.name
        assert "anonymity" in method.laws, method.name
        assert method.source
        assert method.count.__doc__ is not None
        assert ">>>" in method.count.__doc__, f"{method.name} has no worked example"
        assert "Source:" in method.count.__doc__, f"{method.name} does not name its source"
    assert all(keeping(law) for law in LAWS)


@named
@examples
@given(data=some.data(), seats=some.integers(1, 4))
def test_anonymity_and_grouping(method: Method, data: some.DataObject, seats: int) -> None:
    """Papers in another order, split into single ones or merged, give the same sheet to the last digit."""
    papers = data.draw(elections.papers_for(method))
    single = [(paper, 1) for paper, number in papers for _ in range(number)]
    random.Random(len(single)).shuffle(single)
    once = drawn(method, elections.ballots(method, papers), seats)
    again = drawn(method, elections.ballots(method, single), seats)
    assert once.checksum == again.checksum
    assert once == again


@keeps("neutrality")
@examples
@given(data=some.data(), seats=some.integers(1, 4))
def test_neutrality(method: Method, data: some.DataObject, seats: int) -> None:
    """Under other names and another order on the ballot the same people are elected, or are tied."""
    papers = data.draw(elections.papers_for(method))
    order = data.draw(some.permutations(NAMES))
    other = {name: f"{place}-{name[::-1]}" for place, name in enumerate(order)}
    renamed = [(rename(paper, other), number) for paper, number in papers]
    costs = {name: 10 + 7 * place for place, name in enumerate(NAMES)}
    again = {other[name]: cost for name, cost in costs.items()}
    first = counted(method, elections.ballots(method, papers, NAMES, costs), seats)
    second = counted(method, elections.ballots(method, renamed, tuple(sorted(again)), again), seats)
    if first.tied is None and second.tied is None and not any(stage.ties for stage in first.stages):
        assert sorted(other[name] for name in first.elected) == sorted(second.elected)
    else:
        # Where a lot was not needed the sheets may go on as if it had fallen differently.
        assert (first.tied is None) == (second.tied is None)
        if first.tied is None:
            assert {other[name] for name in first.elected} == set(second.elected)


def rename(paper: Any, other: dict[str, str]) -> Any:
    if isinstance(paper, dict):
        return {other[name]: mark for name, mark in paper.items()}
    return type(paper)(other[name] for name in paper)


@keeps("conservation")
@examples
@given(data=some.data(), seats=some.integers(1, 4))
def test_conservation(method: Method, data: some.DataObject, seats: int) -> None:
    """At every stage what the candidates have and what is non-transferable is all that was cast."""
    ballots = elections.ballots(method, data.draw(elections.papers_for(method)))
    sheet = drawn(method, ballots, seats)
    assert sheet.valid + sheet.invalid == ballots.total
    if method.name == "debian-condorcet":
        return  # pairs, not piles: its papers are accounted for above
    for stage in sheet.stages:
        held = sum((total for total in stage.totals if total is not None), Fraction(0))
        assert held + stage.non_transferable == sheet.valid


@keeps("full seats")
@examples
@given(data=some.data(), seats=some.integers(1, 7))
def test_full_seats(method: Method, data: some.DataObject, seats: int) -> None:
    papers = data.draw(elections.papers_for(method))
    sheet = drawn(method, elections.ballots(method, papers), seats)
    seats = 1 if method.name == "instant-runoff" else seats
    assert sheet.tied is None
    assert len(sheet.elected) == (seats if method.name in LISTS else min(seats, len(NAMES)))
    assert method.name in LISTS or len(set(sheet.elected)) == len(sheet.elected)
    told = [name for stage in sheet.stages for name in stage.elected]
    assert sorted(told) == sorted(sheet.elected), "everyone elected is elected at some stage"


@keeps("majority")
@examples
@given(data=some.data())
def test_majority(method: Method, data: some.DataObject) -> None:
    """Whoever is first on more than half of the papers has the seat."""
    papers = [(paper, n) for paper, n in data.draw(elections.papers_for(method)) if paper]
    rest = sum(number for _, number in papers)
    ballots = elections.ballots(method, [*papers, (("dot", "ana"), rest + 1)])
    assert counted(method, ballots, 1).elected == ("dot",)


@keeps("Condorcet")
@examples
@given(data=some.data())
def test_condorcet(method: Method, data: some.DataObject) -> None:
    """Whoever beats every other in pairs has the seat."""
    sheet = counted(method, elections.ballots(method, data.draw(elections.papers_for(method))), 1)
    pairs = sheet.figures["pairwise"]
    winner = [a for a in NAMES if all(pairs[a][b] > pairs[b][a] for b in NAMES if b != a)]
    if winner:
        assert sheet.elected == tuple(winner)


@keeps("monotonicity")
@examples
@given(data=some.data())
def test_monotonicity(method: Method, data: some.DataObject) -> None:
    """One more paper's favour for the elected leaves them elected."""
    papers = data.draw(elections.papers_for(method))
    sheet = counted(method, elections.ballots(method, papers), 1)
    assume(len(sheet.elected) == 1)
    (winner,) = sheet.elected
    at = data.draw(some.integers(0, len(papers) - 1))
    paper, number = papers[at]
    raised: Any
    if isinstance(paper, dict):
        raised = paper | {winner: paper.get(winner, 0) + 1}
    elif isinstance(paper, frozenset):
        raised = paper | {winner}
    else:
        place = paper.index(winner) if winner in paper else len(paper)
        rest = [name for name in paper if name != winner]
        up = max(0, place - 1) if winner in paper else len(rest)
        raised = (*rest[:up], winner, *rest[up:])
    after = [*papers[:at], (raised, number), *papers[at + 1 :]]
    assert counted(method, elections.ballots(method, after), 1).elected == (winner,)


@keeps("house monotonicity")
@examples
@given(data=some.data(), seats=some.integers(1, 4))
def test_house_monotonicity(method: Method, data: some.DataObject, seats: int) -> None:
    """One seat more costs nobody a seat."""
    papers = data.draw(elections.papers_for(method))
    fewer = counted(method, elections.ballots(method, papers), seats)
    more = counted(method, elections.ballots(method, papers), seats + 1)
    assume(fewer.tied is None and more.tied is None)
    assume(not any(stage.ties for sheet in (fewer, more) for stage in sheet.stages))
    assert all(fewer.elected.count(name) <= more.elected.count(name) for name in NAMES)


@keeps("quota")
@examples
@given(data=some.data(), seats=some.integers(1, 6))
def test_quota(method: Method, data: some.DataObject, seats: int) -> None:
    """Nobody is a whole seat above or below their exact share."""
    sheet = drawn(method, elections.ballots(method, data.draw(elections.papers_for(method))), seats)
    for name, votes in zip(sheet.candidates, sheet.stages[0].totals, strict=True):
        assert votes is not None
        assert abs(sheet.elected.count(name) - Fraction(votes * seats, sheet.valid)) < 1


@keeps("within budget")
@examples
@given(data=some.data())
def test_within_budget(method: Method, data: some.DataObject) -> None:
    ballots = elections.ballots(method, data.draw(elections.papers_for(method)))
    sheet = drawn(method, ballots)
    assert ballots.costs is not None
    assert ballots.budget is not None
    costs = dict(zip(ballots.candidates, ballots.costs, strict=True))
    assert sum(costs[name] for name in sheet.elected) <= ballots.budget
    assert len(set(sheet.elected)) == len(sheet.elected)


@named
@examples
@given(data=some.data(), seats=some.integers(1, 4))
def test_others_can_count_again(method: Method, data: some.DataObject, seats: int) -> None:
    """What is exported as CSV, and as BLT where that can say it, is read back to the same sheet."""
    ballots = elections.ballots(method, data.draw(elections.papers_for(method)))
    sheet = drawn(method, ballots, seats)
    (again,) = read(plain.write(ballots, seats))
    assert drawn(method, again.ballots, seats).checksum == sheet.checksum
    if ballots.form == "ranked":
        (again,) = read(blt.write(ballots, seats), "ballots.blt")
        assert drawn(method, again.ballots, seats).checksum == sheet.checksum


@named
@examples
@given(data=some.data(), seats=some.integers(1, 4), factor=some.sampled_from([2, 10**6, 2**40]))
def test_weights_multiply_papers(method: Method, data: some.DataObject, seats: int, factor: int) -> None:
    """Every paper counted so many times elects the same, where the rule does not count people or pennies."""
    if method.name in {"consensus", "absolute-majority", "debian-condorcet", "equal-shares"}:
        pytest.skip(
            "this rule names numbers of people or pays in whole units: it is not the same for more of them"
        )
    if method.name in {"scottish-stv", "meek-prf"}:
        pytest.skip("this law cuts off decimals and takes a whole quota: it is not the same for more papers")
    papers = data.draw(elections.papers_for(method))
    one = drawn(method, elections.ballots(method, papers), seats)
    many = drawn(method, elections.ballots(method, [(paper, n * factor) for paper, n in papers]), seats)
    assert one.elected == many.elected


@named
@examples
@given(data=some.data(), seats=some.integers(1, 4))
def test_no_lot_is_needed_where_none_is_asked_for(method: Method, data: some.DataObject, seats: int) -> None:
    """A count without a lot that is not tied elects those whom it elects under every lot."""
    if not takes_lots(method):
        return
    ballots = elections.ballots(method, data.draw(elections.papers_for(method)))
    sheet = counted(method, ballots, seats)
    if sheet.tied is not None:
        assert len(sheet.tied.candidates) > 1
        return
    for lot in (b"one", b"another", b"a third", b"a fourth"):
        assert sorted(counted(method, ballots, seats, lot=lot).elected) == sorted(sheet.elected)


@named
@examples
@given(data=some.data())
def test_a_tie_is_broken_by_the_lot_and_by_nothing_else(method: Method, data: some.DataObject) -> None:
    """Where a count without a lot stops at a tie, lots that fell otherwise elect otherwise."""
    if not takes_lots(method):
        return
    ballots = elections.ballots(method, data.draw(elections.papers_for(method)))
    if counted(method, ballots, 2).tied is None:
        return
    orders = list(permutations(ballots.candidates))
    outcomes = (counted(method, ballots, 2, lot=order).elected for order in orders)
    first = next(outcomes)
    assert any(sorted(elected) != sorted(first) for elected in outcomes)
    seeds = (counted(method, ballots, 2, lot=b"%d" % seed).elected for seed in range(200))
    first = next(seeds)
    assert any(sorted(elected) != sorted(first) for elected in seeds)


@named
def test_no_papers_and_one_candidate(method: Method) -> None:
    """Nothing was cast: a result, a tie or a clear refusal, never a crash."""
    if method.name not in THREE_VOICES:
        alone = elections.ballots(method, [], ("ana",))
        sheet = drawn(method, alone, 1)
        assert sheet.tied is None
        assert sheet.elected in {("ana",), ()}
    empty = elections.ballots(method, [])
    sheet = drawn(method, empty, 2)
    assert sheet.valid == 0
    assert len(sheet.checksum) == 64


@named
def test_every_method_is_where_its_name_is(method: Method) -> None:
    assert METHODS[method.name] is method
    wrong = {"ranked": "approved", "approved": "ranked", "scored": "ranked"}[method.takes[0]]
    if wrong not in method.takes:
        strange = Ballots.approving([({"ana"}, 1)]) if wrong == "approved" else Ballots.of([(("ana",), 1)])
        with pytest.raises(UncountableError, match="and these are"):
            counted(method, strange)
