"""Equal shares against the definition worked out in fractions, one voter at a time."""

import random
from fractions import Fraction

import pytest

from confederal.counting import Ballots, count
from confederal.counting.shares import Market

Papers = list[tuple[str, ...]]


def definition(papers: Papers, costs: dict[str, int], each: Fraction, utility: str) -> list[str]:
    """Peters, Pierczyński and Skowron, section 3, word for word; equals by cost, then votes, then name."""
    purse = [each] * len(papers)
    bought: list[str] = []
    while True:
        offers = []
        for name, cost in costs.items():
            supporters = [i for i, paper in enumerate(papers) if name in paper]
            if name in bought or sum(purse[i] for i in supporters) < cost or not supporters:
                continue
            # The least rho with sum(min(purse, rho * u)) = cost: the poor pay all, the rest alike.
            left, payers = Fraction(cost), len(supporters)
            for money in sorted(purse[i] for i in supporters):
                if money * payers >= left:
                    break
                left, payers = left - money, payers - 1
            worth = cost if utility == "cost" else 1
            offers.append((left / payers / worth, cost, -len(supporters), name, left / payers, supporters))
        if not offers:
            return bought
        _, _, _, name, most, supporters = min(offers)
        bought.append(name)
        for i in supporters:
            purse[i] -= min(purse[i], most)


def add1(papers: Papers, costs: dict[str, int], budget: int, utility: str) -> list[str]:
    """One unit more for everybody while the cost stays within the budget, as the code at equalshares.net has it.

    Where theirs would go on for ever, because only what nobody approves still fits, this ends.
    """
    bought = definition(papers, costs, Fraction(budget, len(papers)), utility)
    each = Fraction(budget // len(papers))
    while True:
        current = sum(costs[name] for name in bought)
        if all(current + costs[name] > budget for name in costs if name not in bought):
            return bought
        if {name for paper in papers for name in paper} <= set(bought):
            return bought
        each += 1
        more = definition(papers, costs, each, utility)
        if sum(costs[name] for name in more) > budget:
            return bought
        bought = more


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_bought_is_what_the_definition_says(utility: str, seed: int) -> None:
    """Small numbers, so that true ties of prices are frequent and the integers must give way to fractions."""
    rng = random.Random(seed)
    for _ in range(60):
        names = [f"p{n:02}" for n in range(rng.randint(1, 7))]
        costs = {name: rng.randint(1, 9) for name in names}
        papers = [
            tuple(sorted(rng.sample(names, rng.randint(0, len(names))))) for _ in range(rng.randint(1, 9))
        ]
        budget = rng.randint(1, 40)
        ballots = Ballots.approving(
            [(paper, 1) for paper in papers], candidates=names, costs=costs, budget=budget
        )
        lot = tuple(names)
        considered = {name: cost for name, cost in costs.items() if cost <= budget}
        none = count("equal-shares", ballots, completion="none", utility=utility, lot=lot)
        assert list(none.elected) == definition(papers, considered, Fraction(budget, len(papers)), utility)
        assert sum(costs[name] for name in none.elected) <= budget
        more = count("equal-shares", ballots, completion="add1", utility=utility, lot=lot)
        assert list(more.elected) == add1(papers, costs, budget, utility), (papers, costs, budget)


def test_what_was_paid_adds_up_to_the_cost() -> None:
    """The exact purses: what supporters no longer have is what was bought."""
    rng = random.Random(9)
    names = [f"p{n}" for n in range(8)]
    papers = [tuple(rng.sample(names, rng.randint(1, 5))) for _ in range(40)]
    costs = [rng.randint(3, 30) for _ in names]
    ballots = Ballots.approving([(paper, 1) for paper in papers], candidates=names)
    market = Market.of(ballots, costs, costs)
    each = Fraction(7, 3)
    purchases, purses = market.paid(each, market.buy(each, min))
    assert purchases
    left = sum(purse * int(number) for purse, number in zip(purses, market.groups, strict=True))
    assert each * ballots.total - left == sum(costs[bought.item] for bought in purchases)


def test_two_prices_that_differ_in_the_thirtieth_digit_are_told_apart() -> None:
    """Far below what the scaled integers can see."""
    huge = 10**13
    ballots = Ballots.approving(
        [({"a"}, 3), ({"b"}, 3), ({"a", "b"}, 1)],
        costs={"a": Fraction(huge * 10**6 + 1, 10**6), "b": huge},
        budget=2 * huge + 1,
    )
    sheet = count("equal-shares", ballots, completion="none", utility="cardinality")
    assert sheet.elected[0] == "b"


def test_what_all_hold_at_first_stays_where_a_unit_more_is_too_much() -> None:
    """Ten for three: with 10/3 each the shed for 10 is bought, with 3 each it is not, with 4 the hut as well."""
    ballots = Ballots.approving(
        [({"shed"}, 2), ({"shed", "hut"}, 1)],
        costs={"shed": 10, "hut": 2, "rope": 1},
        budget=10,
    )
    assert count("equal-shares", ballots, completion="add1").elected == ("shed",)
    with_rope = Ballots.approving(
        [({"a"}, 1), ({"b"}, 1), ({"b", "c"}, 1)], costs={"a": 4, "b": 5, "c": 4, "d": 1}, budget=10
    )
    sheet = count("equal-shares", with_rope, completion="add1")
    assert sheet.elected == tuple(
        add1([("a",), ("b",), ("b", "c")], {"a": 4, "b": 5, "c": 4, "d": 1}, 10, "cost")
    )


def test_while_something_nobody_approves_still_fits_the_raising_goes_on() -> None:
    """As at equalshares.net, whose code asks of every project whether it fits; and it ends with all bought."""
    costs = {"a": 2, "b": 7, "c": 3}
    ballots = Ballots.approving([({"a"}, 1), ({"a", "b"}, 1)], costs={**costs}, budget=9)
    assert count("equal-shares", ballots, completion="add1").elected == ("a", "b")
    unloved = Ballots.approving([({"a"}, 1)], candidates=["a", "c"], costs={"a": 2, "c": 3}, budget=9)
    for completion in ("add1", "add1u"):
        assert count("equal-shares", unloved, completion=completion).elected == ("a",)


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_long_stretches_of_raising_are_skipped_and_change_nothing(
    utility: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as turn by turn; and what is dear to one person alone does not take a turn for every penny."""
    rng = random.Random(21)
    skipped = 0
    unchanged = Market.unchanged

    def counted(market: Market, each: Fraction, items: list[int]) -> int:
        nonlocal skipped
        units = unchanged(market, each, items)
        skipped += units
        return units

    for _ in range(40):
        names = [f"p{n}" for n in range(rng.randint(2, 6))]
        costs = {name: rng.choice([3, 20, 90, 200]) + rng.randint(0, 9) for name in names}
        papers = [tuple(rng.sample(names, rng.randint(0, 2))) for _ in range(rng.randint(2, 5))]
        ballots = Ballots.approving(
            [(paper, 1) for paper in papers],
            candidates=names,
            costs=costs,
            budget=rng.randint(max(costs.values()), sum(costs.values()) + 9),
        )
        lot = tuple(names)
        with monkeypatch.context() as patch:
            patch.setattr(Market, "unchanged", counted)
            quick = count("equal-shares", ballots, completion="add1", utility=utility, lot=lot)
        with monkeypatch.context() as patch:
            patch.setattr(Market, "unchanged", lambda *_: 0)
            slow = count("equal-shares", ballots, completion="add1", utility=utility, lot=lot)
        assert quick == slow
    assert skipped > 500
    dear = Ballots.approving(
        [({"clock"}, 1), ({"bench"}, 1)], costs={"clock": 9 * 10**11, "bench": 10**6}, budget=10**12
    )
    assert set(count("equal-shares", dear, completion="add1", utility=utility).elected) == {"clock", "bench"}
