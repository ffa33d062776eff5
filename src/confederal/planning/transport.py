"""Who brings what to whom: minimum-cost flow on a network with capacities.

Places and links with a cost and a most that passes; each commodity has amounts at the places that give
and take. One linear programme by HiGHS over all commodities, which share the links. (A network solver
of its own would be quicker for one commodity; `ortools` cannot be imported beside `highspy` in one
process.) Source: Ahuja, Magnanti & Orlin, *Network Flows*, 1993, ch. 1 and 17.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from confederal.planning.commodity import plain
from confederal.planning.linear_programme import INFINITE, minimise
from confederal.planning.objection import Objection, Refused


@dataclass(frozen=True)
class Link:
    """A way from one place to another, for one direction: cost a unit carried, and the most it carries."""

    start: str
    end: str
    cost: float
    most: float


@dataclass(frozen=True)
class Carried:
    """What goes over one link."""

    link: Link
    commodity: str
    amount: float


@dataclass(frozen=True)
class Carriage:
    """All that is carried, what it costs, and what one more unit on each full link would save."""

    carried: tuple[Carried, ...]
    cost: float
    full: tuple[tuple[Link, float], ...]


def carry(
    links: Sequence[Link], amounts: Mapping[str, Mapping[str, float]], tolerance: float = 1e-9
) -> Carriage:
    """The cheapest way to bring `amounts` (commodity -> place -> given (+) or taken (-)) together.

    Each commodity's amounts must cancel. Raises Refused, naming places that cannot be served.
    """
    places = sorted({p for link in links for p in (link.start, link.end)})
    at = {p: i for i, p in enumerate(places)}
    objections = []
    for commodity, by_place in amounts.items():
        size = sum(abs(v) for v in by_place.values())
        if abs(sum(by_place.values())) > 1e-6 * max(size, 1.0):
            objections.append(
                Objection(
                    commodity,
                    plain(sum(by_place.values())),
                    "given and taken do not cancel.",
                    "Balance it first.",
                )
            )
        objections += [
            Objection(commodity, place, "no link reaches it.", "Add a link.")
            for place in by_place
            if place not in at
        ]
    if objections:
        raise Refused(objections)
    m, n, k = len(links), len(places), len(amounts)
    ends = sp.csr_matrix(
        (
            np.concatenate([np.ones(m), -np.ones(m)]),
            (np.array([at[x.end] for x in links] + [at[x.start] for x in links]), np.tile(np.arange(m), 2)),
        ),
        (n, m),
    )
    wanted = np.zeros((k, n))
    for i, by_place in enumerate(amounts.values()):
        for place, value in by_place.items():
            wanted[i, at[place]] -= value
    balance = sp.block_diag([ends] * k)
    share = sp.hstack([sp.identity(m)] * k)
    found = minimise(
        np.tile([x.cost for x in links], k),
        sp.vstack([balance, share]),
        (
            np.concatenate([wanted.ravel(), np.full(m, -INFINITE)]),
            np.concatenate([wanted.ravel(), [x.most for x in links]]),
        ),
        (np.zeros(m * k), np.full(m * k, INFINITE)),
    )
    if not found.solved:
        raise Refused(
            [
                Objection(
                    "transport",
                    found.status,
                    "the links cannot carry all of it.",
                    "Raise a link's most, or add one.",
                )
            ]
        )
    names = list(amounts)
    carried = tuple(
        Carried(links[j % m], names[j // m], float(found.values[j]))
        for j in map(int, np.flatnonzero(found.values > tolerance * max(1.0, float(np.abs(wanted).max()))))
    )
    prices = found.prices[n * k :]
    full = tuple((links[j], float(-prices[j])) for j in map(int, np.flatnonzero(prices < -1e-9)))
    return Carriage(carried, found.objective, full)
