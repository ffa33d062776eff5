"""Equal shares: what is bought when everyone gets the same money and supporters pay as evenly as they can.

Exact without fractions on the way: every purse is kept as two integers, one not above and
one not below its true value. Where the two are close enough to tell what is bought next,
that is exact; where they are not (true ties, mostly), the purses are worked out as
fractions and those decide. So nothing is ever rounded into a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from confederal.counting.method import Ballots

ROOM = 2**61
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Purchase:
    """Something bought: the most a supporter paid, and per what (its benefit to each), as exact fractions."""

    item: int
    most_paid: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Price:
    """What an item costs a supporter per unit of benefit, between two integers; exact where known."""

    low: int
    high: int
    benefit: int
    exact: Fraction | None = None


Choose = Callable[[Sequence[int]], int]


@dataclass(slots=True)
class Market:
    """Voters in groups of like approvals, the items they approve and what these cost in whole units.

    `benefits[item]` is what having the item is worth to each of its supporters: its cost, or one.
    """

    costs: list[int]
    benefits: list[int]
    groups: Ints  # how many voters each group has
    supporters: list[NDArray[np.intp]] = field(default_factory=list)
    votes: list[int] = field(default_factory=list)

    @staticmethod
    def of(ballots: Ballots, costs: list[int], benefits: list[int], out: Sequence[int] = ()) -> Market:
        """The market of these approvals; the items `out` are not for sale."""
        rows, columns = np.nonzero(ballots.order >= 0)
        items = ballots.order[rows, columns]
        order = np.argsort(items, kind="stable")
        ends = np.searchsorted(items[order], np.arange(len(costs) + 1))
        supporters = [np.unique(rows[order[ends[i] : ends[i + 1]]]) for i in range(len(costs))]
        for item in out:
            supporters[item] = np.zeros(0, np.intp)
        counts = ballots.counts
        if counts.dtype == object:
            raise OverflowError
        votes = [int(counts[who].sum()) for who in supporters]
        return Market(costs, benefits, counts.astype(np.int64), supporters, votes)

    def buy(self, each: Fraction, choose: Choose) -> list[Purchase]:
        """Everything bought, in order, when every voter gets `each` units of money.

        `choose` settles a true tie.
        """
        voters = int(self.groups.sum())
        scale = ROOM // (int(each * voters) + sum(self.costs) + voters + 1)
        if scale < 1:
            raise OverflowError
        run = _Run(self, each, scale)
        return run.buy(choose)

    def purses(self, each: Fraction, purchases: Sequence[Purchase]) -> list[Fraction]:
        """What each group's members have left after the purchases, exactly."""
        purse = [each] * len(self.groups)
        for bought in purchases:
            for group in self.supporters[bought.item].tolist():
                have = purse[group]
                purse[group] = have - bought.most_paid if have > bought.most_paid else Fraction(0)
        return purse


@dataclass(slots=True)
class _Run:
    market: Market
    each: Fraction
    scale: int
    low: Ints = field(init=False)
    high: Ints = field(init=False)
    bought: list[tuple[int, Fraction | None]] = field(default_factory=list)
    exact: list[Fraction] | None = None
    exact_until: int = 0

    def __post_init__(self) -> None:
        size = len(self.market.groups)
        scaled = self.each * self.scale
        self.low = np.full(size, scaled.__floor__(), np.int64)
        self.high = np.full(size, scaled.__ceil__(), np.int64)

    def buy(self, choose: Choose) -> list[Purchase]:
        """Buys the cheapest per benefit while anything is affordable; prices only rise, so old ones bound."""
        market = self.market
        prices: dict[int, Price] = {}
        for item, who in enumerate(market.supporters):
            if market.votes[item] and market.costs[item] <= self.each * market.votes[item]:
                prices[item] = self._shared(item, who)
        while prices:
            best, fresh = self._cheapest(prices)
            if not best:
                continue
            item = best[0] if len(best) == 1 else choose(best)
            self._pay(item, fresh[item])
            del prices[item]
        return self._purchases()

    def _shared(self, item: int, who: NDArray[np.intp]) -> Price:
        """The price when all supporters can pay the same."""
        market = self.market
        votes = market.votes[item]
        cost = market.costs[item] * self.scale
        benefit = market.benefits[item]
        exact = Fraction(market.costs[item], votes * benefit)
        return Price(cost // votes, -(-cost // votes), benefit, exact)

    def _cheapest(self, prices: dict[int, Price]) -> tuple[list[int], dict[int, Price]]:
        """The items whose exact price is least (more than one only in a true tie), with their fresh prices.

        Takes out of `prices` what can no longer be paid for, and puts in the fresh ones.
        """
        queue = sorted(prices, key=lambda item: Fraction(prices[item].low, prices[item].benefit))
        fresh: dict[int, Price] = {}
        least: Price | None = None
        for item in queue:
            old = prices[item]
            if least is not None and least.high * old.benefit < old.low * least.benefit:
                break
            price = self._price(item)
            if price is None:
                del prices[item]
                continue
            prices[item] = fresh[item] = price
            if least is None or price.high * least.benefit < least.high * price.benefit:
                least = price
        if least is None:
            return [], fresh
        near = [
            item for item, price in fresh.items() if price.low * least.benefit <= least.high * price.benefit
        ]
        if len(near) > 1:
            exact = {item: self._exact_price(item, fresh[item]) for item in near}
            lowest = min(exact.values())
            near = [item for item in near if exact[item] == lowest]
        return near, fresh

    def _price(self, item: int) -> Price | None:
        """The price now, or None when the supporters cannot pay."""
        market, who = self.market, self.market.supporters[item]
        votes = market.votes[item]
        cost = market.costs[item] * self.scale
        low, high, weight = self.low[who], self.high[who], market.groups[who]
        if int(low.min()) >= -(-cost // votes):
            return self._shared(item, who)
        if int(high @ weight) < cost:
            return None
        if int(low @ weight) < cost:
            rate = self._by_fractions(item)
            if rate is None:
                return None
            most = rate * market.benefits[item] * self.scale
            return Price(most.__floor__(), most.__ceil__(), market.benefits[item], rate)
        least, _ = _most_paid(high, weight, votes, cost)
        _, most_ = _most_paid(low, weight, votes, cost)
        return Price(least, most_, market.benefits[item])

    def _exact_price(self, item: int, price: Price) -> Fraction:
        if price.exact is not None:
            return price.exact
        rate = self._by_fractions(item)
        assert rate is not None
        return rate

    def _by_fractions(self, item: int) -> Fraction | None:
        """The exact price per benefit from the exact purses."""
        market = self.market
        purse = self._exact_purses()
        who = market.supporters[item].tolist()
        have = sorted((purse[group], int(market.groups[group])) for group in who)
        cost, votes = Fraction(market.costs[item]), market.votes[item]
        for amount, weight in have:
            if amount * votes >= cost:
                return cost / votes / market.benefits[item]
            cost -= amount * weight
            votes -= weight
        return None

    def _exact_purses(self) -> list[Fraction]:
        """The purses as fractions, brought up to the last purchase."""
        market = self.market
        if self.exact is None:
            self.exact = [self.each] * len(market.groups)
        while self.exact_until < len(self.bought):
            item, paid = self.bought[self.exact_until]
            if paid is None:
                # Worked out only now, from the purses as they were before this purchase.
                rate = self._before(item)
                paid = rate * market.benefits[item]
                self.bought[self.exact_until] = (item, paid)
            purse = self.exact
            for group in market.supporters[item].tolist():
                have = purse[group]
                purse[group] = have - paid if have > paid else Fraction(0)
            self.exact_until += 1
        return self.exact

    def _before(self, item: int) -> Fraction:
        market, purse = self.market, self.exact
        assert purse is not None
        cost, votes = Fraction(market.costs[item]), market.votes[item]
        tally: dict[Fraction, int] = {}
        for group in market.supporters[item].tolist():
            tally[purse[group]] = tally.get(purse[group], 0) + int(market.groups[group])
        for amount in sorted(tally):
            if amount * votes >= cost:
                break
            cost -= amount * tally[amount]
            votes -= tally[amount]
        return cost / votes / market.benefits[item]

    def _pay(self, item: int, price: Price) -> None:
        who = self.market.supporters[item]
        self.low[who] = np.maximum(self.low[who] - price.high, 0)
        self.high[who] = np.maximum(self.high[who] - price.low, 0)
        self.bought.append((item, None if price.exact is None else price.exact * price.benefit))

    def _purchases(self) -> list[Purchase]:
        return [
            Purchase(item, Fraction(-1) if paid is None else paid, Fraction(-1)) for item, paid in self.bought
        ]


def _most_paid(purse: Ints, weight: Ints, votes: int, cost: int) -> tuple[int, int]:
    """The most anyone pays when all pay alike as far as they can, rounded down and up.

    Those who have less than that pay all they have; they are found in rounds, each of which
    finds more of them or ends.
    """
    owed, payers = cost, votes
    for _ in range(len(purse) + 1):
        most = -(-owed // payers)
        poor = purse < most
        paid = int(purse[poor] @ weight[poor])
        left = votes - int(weight[poor].sum())
        if left == payers:
            break
        owed, payers = cost - paid, left
    return owed // payers, -(-owed // payers)


def exactly(market: Market, each: Fraction, purchases: Sequence[Purchase]) -> list[Purchase]:
    """The same purchases with what was paid worked out as fractions."""
    run = _Run(market, each, 1)
    run.bought = [(bought.item, None) for bought in purchases]
    run._exact_purses()
    return [
        Purchase(item, paid, paid / market.benefits[item]) for item, paid in run.bought if paid is not None
    ]
