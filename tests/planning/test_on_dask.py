"""On several processes, one of them killed in mid-round, the sums are the same."""

import itertools
import os
import signal
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest

from confederal.cli.plan.on_dask import OnDask
from confederal.planning.arrays import Mask
from confederal.planning.members import Members, part
from confederal.planning.rounds import Coordinated, Together, coordinate
from confederal.planning.simulation import Simulated, simulate, statistical_valuations
from confederal.planning.sums import Sums
from confederal.planning.valuations import Round

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


CUTS = [0, 10, 20, 30]
ROUNDS = 5


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with (
        warnings.catch_warnings(),
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as started,
    ):
        warnings.simplefilter("ignore")
        yield started


def silences(share: float) -> list[Mask | None]:
    """Who does not answer in which round; everybody answers in the first."""
    rng = np.random.default_rng(3)
    count = made().members.count
    return [None, *[rng.random(count) < share if share else None for _ in range(ROUNDS - 1)]]


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_three_processes_and_one_lost_worker_give_the_same_rounds(cluster: Any, share: float) -> None:
    economy = made()
    assert economy.members.federations == CUTS[-1]
    start, quiet = statistical_valuations(economy), silences(share)
    here = Together([economy.members], absences=share > 0)
    with distributed.Client(cluster) as client:
        parts = [partial(one_part, a, b) for a, b in itertools.pairwise(CUTS)]
        counts = [b - a for a, b in itertools.pairwise(CUTS)]
        there = Killing(client, parts, counts, absences=share > 0)
        there.cluster = cluster
        pids = {w.process.pid for w in cluster.workers.values()}
        (expected, found) = (
            list(
                coordinate(
                    Coordinated(heard, None, economy.smooth, economy.supply),
                    start, ROUNDS, silent=quiet, reconciling=False,
                )
            )
            for heard in (here, there)
        )  # fmt: skip
        assert {w.process.pid for w in cluster.workers.values()} != pids, "no worker was lost"
    assert there.rounds == ROUNDS
    for one, two in zip(expected, found, strict=True):
        assert np.allclose(one.round.valuations, two.round.valuations, rtol=1e-10, atol=0)
        for mine, theirs in (
            (one.sums.standing.toarray(), two.sums.standing.toarray()),
            (one.sums.surplus, two.sums.surplus),
            (one.sums.answered, two.sums.answered),
        ):
            assert np.allclose(mine, theirs, rtol=1e-10, atol=1e-10 * float(np.abs(mine).max()))
    if share:
        assert all(0 < one.sums.answered.sum() < one.sums.members.sum() for one in found[1:]), (
            "somebody was silent in every round"
        )


def test_silence_without_absences_is_refused_in_words(cluster: Any) -> None:
    with distributed.Client(cluster) as client:
        there = OnDask(client, [partial(one_part, 0, 10)], [10])
        start = Round(1, np.ones(made().rows), None, 0.05)
        with pytest.raises(ValueError, match="absences=True"):
            there.hear(start, np.zeros(100, bool))
        kept = OnDask(client, [partial(one_part, 0, 10)], [10], absences=True)
        with pytest.raises(ValueError, match="there are"):
            kept.hear(start, np.zeros(7, bool))
