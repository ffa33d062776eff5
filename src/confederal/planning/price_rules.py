"""The price-only rules of the literature, to be measured beside the rounds. Nobody plans with this.

Parties answer valuations with their best answer; a centre that hears only shortages raises what is
short and lowers what is left over.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from confederal.planning.arrays import Floats
from confederal.planning.final_demand import Smooth
from confederal.planning.members import Members, best_answers
from confederal.planning.valuations import Balance


@dataclass(frozen=True)
class Priced:
    number: int
    valuations: Floats
    imbalance: float


def proportional(
    members: Members,
    smooth: Smooth,
    supply: Floats,
    valuations: Floats,
    rounds: int,
    gain: float = 0.3,
    most: float = 0.25,
) -> Iterator[Priced]:
    """log p += clip(gain x relative imbalance, ±most): plain tatonnement."""
    p = valuations
    for number in range(1, rounds + 1):
        balance = _balance(members, smooth, supply, p)
        yield Priced(number, p, balance.worst(p))
        p = np.maximum(p * np.exp(np.clip(gain * balance.shortage / balance.turnover, -most, most)), 1e-9)


def capped_by_category(
    members: Members, smooth: Smooth, supply: Floats, valuations: Floats, rounds: int, category: Floats
) -> Iterator[Priced]:
    """The rule of the participatory-economics simulations (pequod-plus, util.cljc).

    δ = clip((1.05 - 0.5^u) min(1, mean imbalance of the category), 0.001, 0.25), u = 2|D-S|/(D+S);
    p is multiplied by 1 ± δ. `category` (K,) numbers products, hours and emissions 0, 1, 2.
    """
    p = valuations
    for number in range(1, rounds + 1):
        balance = _balance(members, smooth, supply, p)
        yield Priced(number, p, balance.worst(p))
        u = np.abs(balance.shortage) / balance.turnover
        mean = np.ones(3)
        for c in range(3):
            here = category == c
            half = 0.5 * (balance.supply[here].mean() + balance.demand[here].mean())
            mean[c] = abs(balance.shortage[here].mean()) / max(half, 1e-12)
        delta = np.clip((1.05 - 0.5**u) * np.minimum(1.0, mean[category]), 0.001, 0.25)
        p = p * np.where(balance.shortage > 0, 1 + delta, 1 - delta)


def _balance(members: Members, smooth: Smooth, supply: Floats, p: Floats) -> Balance:
    best, _ = best_answers(members, members.margins(p))
    net = np.asarray(members.net(best).sum(0)).ravel()
    given = np.zeros(net.size)
    for member, row, block in members.blocks():
        given[members.rows[row]] += best[member].ravel() @ np.maximum(block, 0.0)
    final = smooth.answer(p)
    return Balance(given + np.maximum(final.net, 0.0) + supply, given - net + np.maximum(-final.net, 0.0))
