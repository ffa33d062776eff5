"""On several processes, one of them killed in mid-round, the sums are the same."""

import itertools
import os
import signal
import warnings
from functools import partial
from typing import Any

import numpy as np
import pytest

from confederal.cli.plan.on_dask import OnDask
from confederal.planning.members import Members, part
from confederal.planning.rounds import Coordinated, Together, coordinate
from confederal.planning.simulation import Simulated, simulate, statistical_valuations
from confederal.planning.sums import Sums

distributed = pytest.importorskip(
    "distributed", reason="the extra `distributed` (group dask) is not installed"
)
pytestmark = pytest.mark.filterwarnings("ignore")


def made() -> Simulated:
    return simulate(np.random.default_rng(11), 300, 30)


def one_part(first: int, last: int) -> Members:
    """Made where it is needed: each worker draws the economy and keeps its own federations."""
    return part(made().members, first, last)


class Killing(OnDask):
    """Kills a worker after the third round's work was handed out and before it is gathered."""

    cluster: Any = None
    rounds = 0

    def gather(self, answers: list[Any]) -> list[Sums]:
        self.rounds += 1
        if self.rounds == 3:
            victim = next(iter(self.cluster.workers.values()))
            os.kill(victim.process.pid, signal.SIGKILL)
        return super().gather(answers)


def test_three_processes_and_one_lost_worker_give_the_same_rounds() -> None:
    economy = made()
    start = statistical_valuations(economy)
    here = Coordinated(Together([economy.members]), None, economy.smooth, economy.supply)
    expected = list(coordinate(here, start, 5, reconciling=False))
    cuts = [0, 10, 20, economy.members.federations]
    counts = [b - a for a, b in itertools.pairwise(cuts)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with (
            distributed.LocalCluster(
                n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            parts = [partial(one_part, a, b) for a, b in itertools.pairwise(cuts)]
            there = Killing(client, parts, counts)
            there.cluster = cluster
            found = list(
                coordinate(
                    Coordinated(there, None, economy.smooth, economy.supply), start, 5, reconciling=False
                )
            )
    assert there.rounds == 5
    for one, two in zip(expected, found, strict=True):
        assert np.allclose(one.round.valuations, two.round.valuations, rtol=1e-10)
        assert np.allclose(one.sums.standing.toarray(), two.sums.standing.toarray(), rtol=1e-9, atol=1e-12)
