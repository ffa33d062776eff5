"""Guaranteed floors: met whenever they can be met together, else told with what they collide with.

The judge is one linear programme with everybody's recipes in it, which nobody in the rounds has.
"""

import numpy as np
import pytest
import scipy.sparse as sp
from tests.planning.valley import bakery, farm, power, valley

from confederal.planning.collision import collision, could_give_at_most
from confederal.planning.economy import Economy
from confederal.planning.linear_programme import minimise
from confederal.planning.plan import balance_of
from confederal.planning.year import hold_year


def some_valley(seed: int) -> Economy:
    """A valley of random capacities, nights, floors and cap: feasible in about two of five."""
    rng = np.random.default_rng(seed)
    workplaces = (
        farm("Heath Farm", int(rng.integers(1, 150))),
        farm("Ridge Farm", int(rng.integers(1, 100))),
        bakery("Red Oven", int(rng.integers(1, 120)), int(rng.integers(50, 1200))),
        bakery("Station Bakery", int(rng.integers(1, 100))),
        power("Weir"),
    )
    return valley(int(rng.integers(0, 120)), int(rng.integers(0, 220)), workplaces)


def least_missing(economy: Economy) -> tuple[float, float]:
    """The least that must be missing of all floors, and all floors, counted at start valuations."""
    columns: list[dict[int, float]] = []
    cost: list[float] = []
    most: list[float] = []
    limits: list[tuple[dict[int, float], float]] = []
    for workplace in economy.workplaces:
        first = len(columns)
        for technique in workplace.techniques:
            columns.append(
                {economy.row[n]: float(v) * economy.scale[economy.row[n]] for n, v in technique.flows.items()}
            )
            cost.append(0.0)
            most.append(np.inf)
        for limit in workplace.limits:
            held = {first + t: float(limit.burden.get(x.name, 0)) for t, x in enumerate(workplace.techniques)}
            limits.append((held, float(limit.most)))
    for community in economy.communities:
        for offer in community.offers:
            row = economy.row[offer.commodity]
            columns.append({row: 1.0})
            cost.append(0.0)
            most.append(float(offer.points[-1].amount) * economy.scale[row])
        for need in community.needs:
            row = economy.row[need.commodity]
            columns.append({row: -1.0})
            cost.append(-1.0)
            most.append(float(need.guaranteed) * economy.scale[row])
    rows, count = len(economy.commodities), len(columns)
    matrix = sp.lil_matrix((rows + len(limits), count))
    for c, column in enumerate(columns):
        for row, value in column.items():
            matrix[row, c] = value
    for i, (held, _) in enumerate(limits):
        for c, value in held.items():
            matrix[rows + i, c] = value
    found = minimise(
        np.array(cost),
        matrix.tocsr(),
        (
            np.concatenate([-economy.supply(), np.full(len(limits), -np.inf)]),
            np.concatenate([np.full(rows, np.inf), [m for _, m in limits]]),
        ),
        (np.zeros(count), np.array(most)),
        "simplex",
    )
    assert found.solved
    floors = sum(m for m, c in zip(most, cost, strict=True) if c < 0)
    return floors + found.objective, floors


@pytest.mark.parametrize("tens", range(2))
def test_what_collides_is_what_the_central_programme_says(tens: int) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        economy = some_valley(seed)
        missing, floors = least_missing(economy)
        found = collision(economy)
        assert (found is not None) == (missing > 2e-6 * floors), seed
        if found is not None:
            assert found.missing == pytest.approx(missing, rel=1e-3)
            assert could_give_at_most(economy, found.weights) < 0
            assert found.floors
            assert found.caps or found.hours or found.products


def test_floors_are_met_whenever_they_can_be_met_together() -> None:
    met = 0
    for seed in range(8):
        economy = some_valley(seed)
        missing, floors = least_missing(economy)
        year = hold_year(economy)
        unmet = [n for n in year.plan.needs if n.below_floor]
        assert bool(unmet) == (missing > 2e-6 * floors), seed
        assert (year.collision is not None) == bool(unmet)
        assert min(balance_of(year.held.economy, year.plan).values()) >= 0
        met += not unmet
    assert 2 <= met <= 6
