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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confederal.counting.method import Ballots

ROOM = 2**61
FINE = 2**16  # parts of a unit; where 64 bits have no room for as many, Python's integers are used
WIDE = 2**64
Ints = NDArray[Any]


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
        votes = [int(counts[who].sum()) for who in supporters]
        return Market(costs, benefits, counts, supporters, votes)

    def buy(self, each: Fraction, choose: Choose) -> list[int]:
        """The items bought, in order, when every voter gets `each` units of money.

        `choose` settles a true tie.
        """
        voters = int(self.groups.sum())
        scale = ROOM // (int(each * voters) + sum(self.costs) + voters + 1)
        wide = scale < FINE or self.groups.dtype == object
        return _Run(self, each, WIDE if wide else scale, object if wide else np.int64).buy(choose)

    def paid(self, each: Fraction, items: Sequence[int]) -> tuple[list[Purchase], list[Fraction]]:
        """What was paid for the items bought in turn, and what each group's members have left."""
        purse = [each] * len(self.groups)
        purchases = []
        for item in items:
            most = self.settle(purse, item)
            purchases.append(Purchase(item, most, most / self.benefits[item]))
        return purchases, purse

    def unchanged(self, each: Fraction, items: Sequence[int]) -> int:
        """By how many whole units `each` can surely grow while the same `items` are bought in turn.

        Where every purchase was shared evenly by all its supporters, its price stays, and every purse is
        richer by just what all are given. So another item comes in when its supporters can pay for it, at
        the first purchase that is not better than it at its best. Nought where that is not so simple.
        """
        purse = [each] * len(self.groups)
        waiting = {item for item, votes in enumerate(self.votes) if votes} - set(items)
        room: list[Fraction] = []
        for item in [*items, None]:
            if item is None:
                rivals = waiting
            else:
                even = self.votes[item] * self.benefits[item]
                rivals = {
                    other
                    for other in waiting
                    if self.costs[other] * even <= self.costs[item] * self.votes[other] * self.benefits[other]
                }
            for other in rivals:
                held = sum(purse[g] * int(self.groups[g]) for g in self.supporters[other].tolist())
                room.append((self.costs[other] - held) / self.votes[other])
            waiting = waiting - rivals
            if item is not None and self.settle(purse, item) * self.votes[item] != self.costs[item]:
                return 0
        least = min(room, default=Fraction(0))
        return max(0, -(-least.numerator // least.denominator) - 1)

    def most_each(self, purse: list[Fraction], item: int) -> Fraction | None:
        """What the richer supporters pay for the item from these purses; None when there is not enough.

        The poor pay all they have and the rest alike.
        """
        kinds: dict[Fraction, int] = {}
        for group in self.supporters[item].tolist():
            kinds[purse[group]] = kinds.get(purse[group], 0) + int(self.groups[group])
        owed, payers = Fraction(self.costs[item]), self.votes[item]
        for amount in sorted(kinds):
            if amount * payers >= owed:
                return owed / payers
            owed -= amount * kinds[amount]
            payers -= kinds[amount]
        return None

    def settle(self, purse: list[Fraction], item: int) -> Fraction:
        """Takes the item's cost out of the supporters' purses; the result is the most that one paid."""
        most = self.most_each(purse, item)
        assert most is not None, "only what can be paid for is bought"
        for group in self.supporters[item].tolist():
            purse[group] = max(purse[group] - most, Fraction(0))
        return most


@dataclass(slots=True)
class _Run:
    market: Market
    each: Fraction
    scale: int
    kind: Any = np.int64
    low: Ints = field(init=False)
    high: Ints = field(init=False)
    bought: list[int] = field(default_factory=list)
    exact: list[Fraction] = field(default_factory=list)
    settled: int = 0

    def __post_init__(self) -> None:
        size = len(self.market.groups)
        scaled = self.each * self.scale
        self.low = np.full(size, scaled.__floor__(), self.kind)
        self.high = np.full(size, scaled.__ceil__(), self.kind)

    def buy(self, choose: Choose) -> list[int]:
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
        return self.bought

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
        most = self.market.most_each(self._exact_purses(), item)
        return None if most is None else most / self.market.benefits[item]

    def _exact_purses(self) -> list[Fraction]:
        """The purses as fractions, brought up to the last purchase."""
        if not self.exact:
            self.exact = [self.each] * len(self.market.groups)
        for item in self.bought[self.settled :]:
            self.market.settle(self.exact, item)
        self.settled = len(self.bought)
        return self.exact

    def _pay(self, item: int, price: Price) -> None:
        who = self.market.supporters[item]
        self.low[who] = np.maximum(self.low[who] - price.high, 0)
        self.high[who] = np.maximum(self.high[who] - price.low, 0)
        self.bought.append(item)


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
