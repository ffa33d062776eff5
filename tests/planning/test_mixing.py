"""The programme of a reconciliation, solved federation by federation, agrees with a general solver."""

import numpy as np
import pytest
import scipy.sparse as sp

from confederal.planning.linear_programme import INFINITE, minimise
from confederal.planning.mixing import Impossible, Mixed, mix


def random_programme(seed: int):  # type: ignore[no-untyped-def]
    """Shares, pieces and needs, often degenerate: twins, empty proposals, equal worths, no plan at all."""
    rng = np.random.default_rng(seed)
    rows, federations = int(rng.integers(2, 12)), int(rng.integers(1, 8))
    lines, pieces = int(rng.integers(federations, 40)), int(rng.integers(1, 30))
    whose = np.concatenate([np.arange(federations), rng.integers(0, federations, lines - federations)])
    net = rng.normal(size=(lines, rows)) * (rng.random((lines, rows)) < 0.5)
    net *= 10 ** rng.uniform(-3, 3, rows) * 10 ** rng.uniform(-2, 2)
    if seed % 3 == 0:
        net[lines // 2], whose[lines // 2] = net[0], whose[0]
    if seed % 4 == 0:
        net[rng.integers(0, lines)] = 0
    effort = rng.random(lines) * rng.choice([0, 1, 10])
    row, sign = rng.integers(0, rows, pieces), rng.choice([-1.0, 1.0], pieces)
    trade = sp.csr_matrix((sign, (np.arange(pieces), row)), (pieces, rows))
    worth = np.where(sign < 0, rng.random(pieces) * 3, -rng.random(pieces))
    if seed % 5 == 0:
        worth = np.round(worth * 3) / 3
    length = rng.random(pieces) * 10 ** rng.uniform(-2, 3, pieces)
    need = -rng.normal(size=rows) * (rng.random(rows) < 0.5) * rng.choice([0.1, 1, 10])
    if seed % 2:
        need = -np.abs(need)
    low = rng.random(rows)
    box = (low, low + rng.random(rows) + 0.01) if seed % 7 == 0 else None
    return sp.csr_matrix(net), effort, whose, trade, worth, length, need, box


def by_columns(net, effort, whose, trade, worth, length, need, box):  # type: ignore[no-untyped-def]
    lines, pieces, rows = effort.size, length.size, need.size
    columns, cost = sp.vstack([net, trade]), np.concatenate([effort, -worth])
    high = np.concatenate([np.ones(lines), length])
    federations = int(whose.max()) + 1
    convex = sp.csr_matrix((np.ones(lines), (np.arange(lines), whose)), (lines + pieces, federations))
    if box is not None:
        columns = sp.vstack([columns, sp.identity(rows), -sp.identity(rows)])
        convex = sp.vstack([convex, sp.csr_matrix((2 * rows, federations))])
        cost, high = np.concatenate([cost, box[1], -box[0]]), np.append(high, np.full(2 * rows, INFINITE))
    return minimise(
        cost,
        sp.hstack([columns, convex]).T,
        (
            np.append(need, np.full(federations, -INFINITE)),
            np.append(np.full(rows, INFINITE), np.ones(federations)),
        ),
        (np.zeros(cost.size), high),
        "simplex",
    )


@pytest.mark.parametrize("hundreds", range(3))
def test_hundreds_of_random_programmes_come_to_the_same_worth(hundreds: int) -> None:
    unsure = impossible = 0
    for seed in range(hundreds * 100, hundreds * 100 + 100):
        programme = random_programme(seed)
        net, effort, whose, trade, worth, length, need, box = programme
        exact = by_columns(*programme)  # type: ignore[no-untyped-call]
        found = mix(*programme)
        unsure += found is None
        if isinstance(found, Impossible):
            assert exact.infeasible, seed
            impossible += 1
        elif isinstance(found, Mixed):
            assert exact.solved, seed
            size = float(np.abs(worth) @ length + effort.sum())
            assert abs(found.worth + exact.objective) <= 1e-8 * size, seed
            assert (found.share >= 0).all()
            assert (np.bincount(whose, found.share) <= 1 + 1e-9).all()
            assert ((found.use >= 0) & (found.use <= length * (1 + 1e-12))).all()
            if box is None:
                over = net.T @ found.share + trade.T @ found.use - need
                largest = np.maximum(abs(net).max(0).toarray().ravel(), np.abs(need))
                largest = np.maximum(largest, abs(sp.diags(length) @ trade).max(0).toarray().ravel())
                assert (over >= -1e-9 * largest).all(), seed
            else:
                assert ((found.prices >= box[0] - 1e-9) & (found.prices <= box[1] + 1e-9)).all()
    assert unsure <= 1
    assert impossible >= 5
