"""The rounds, measured: `./confederal bench planning [WHAT ...]`, each beside what it is to reach.

WHAT: rounds warm linear proposals silent real mandates federations beside scale (default: all, some
minutes). `beside` is HiGHS and the price-only rules on the same economies. Cold means valuations wrong
by about 50 % (log scale). CPU seconds of this process; ratios are taken inside one run because machines
differ and are shared.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from confederal.cli import one_thread  # noqa: F401  # before NumPy

# isort: split
import numpy as np

from confederal.planning.arrays import Floats
from confederal.planning.central import central_plan
from confederal.planning.mandate import boxed_proposals, cost_of_boxes, mandate_at
from confederal.planning.price_rules import capped_by_category, proportional
from confederal.planning.proposals_only import coordinate_by_proposals
from confederal.planning.reconciliation import Certificate, reconcile
from confederal.planning.rounds import Coordinated, Together, Told, coordinate, public_pieces
from confederal.planning.simulation import (
    Simulated,
    cold_valuations,
    disturbed,
    simulate,
    statistical_valuations,
)

GAPS = (0.05, 0.01, 0.001)


def tell(what: str, reach: str, **measured: Any) -> None:
    print(json.dumps({"what": what, "reach": reach, **measured}, default=float), flush=True)


def cold(economy: Simulated, seed: int) -> Floats:
    return cold_valuations(economy, np.random.default_rng(seed + 100))


def hits(gaps: list[float]) -> list[int | None]:
    """The first round within 5, 1 and 0.1 %."""
    return [next((i for i, gap in enumerate(gaps, start=1) if gap <= wanted), None) for wanted in GAPS]


def held(
    economy: Simulated, start: Floats, rounds: int = 14, smoothing: float = 0.05,
    last_year: Floats | None = None, silent: list[Any] | None = None, to: float = 0.001,
) -> tuple[list[float], float]:  # fmt: skip
    """Certified gaps by round, and CPU seconds."""
    began = time.process_time()
    together = Together(
        [economy.members], None if last_year is None else [last_year], absences=silent is not None
    )
    party = Coordinated(together, None, economy.smooth, economy.supply)
    gaps = []
    for told in coordinate(party, start, rounds, smoothing, silent or ()):
        gaps.append(told.certificate.gap if told.certificate else float("inf"))
        if gaps[-1] <= to:
            break
    return gaps, time.process_time() - began


def rounds() -> None:
    for workplaces, goods, seeds in ((1_000, 100, 6), (10_000, 500, 2), (100_000, 1_000, 1)):
        for seed in range(seeds):
            economy = simulate(np.random.default_rng(seed), workplaces, goods)
            gaps, cpu = held(economy, cold(economy, seed))
            tell(
                "cold, rounds to 5/1/0.1 %",
                "3/4/6",
                workplaces=workplaces,
                goods=goods,
                seed=seed,
                rounds=hits(gaps),
                cpu_s=round(cpu, 1),
            )


def warm() -> None:
    for seed in range(5):
        economy, after, valuations, activity = _last_year(seed, 1_000, 100)
        gaps, cpu = held(after, valuations, smoothing=0.01, last_year=activity)
        tell(
            "warm, shock 5 %",
            "1/2/4",
            seed=seed,
            rounds=hits(gaps),
            cpu_s=round(cpu, 2),
            workplaces=economy.members.count,
        )


def _last_year(seed: int, workplaces: int, goods: int) -> tuple[Simulated, Simulated, Floats, Floats]:
    economy = simulate(np.random.default_rng(seed), workplaces, goods)
    before = Together([economy.members])
    party = Coordinated(before, None, economy.smooth, economy.supply)
    told = list(coordinate(party, statistical_valuations(economy), 14, reconciling=False))[-1]
    after = disturbed(economy, np.random.default_rng(seed + 5), 0.05)
    return economy, after, told.round.valuations, before.standing[0].activity


def linear() -> None:
    for workplaces, goods, seeds in ((1_000, 100, 5), (10_000, 500, 2), (100_000, 1_000, 1)):
        for seed in range(seeds):
            economy = simulate(np.random.default_rng(seed), workplaces, goods, effort=0.0)
            gaps, cpu = held(economy, cold(economy, seed))
            tell(
                "linear, cold",
                "4/6/10",
                workplaces=workplaces,
                seed=seed,
                rounds=hits(gaps),
                cpu_s=round(cpu, 1),
            )


def proposals() -> None:
    for effort, (workplaces, goods), seed in product((1.0, 0.0), ((50, 5), (1_000, 100)), range(5)):
        economy = simulate(np.random.default_rng(seed), workplaces, goods, effort=effort)
        gaps = []
        for told in coordinate_by_proposals(
            [economy.members], None, economy.smooth, economy.supply, cold(economy, seed), 14
        ):
            gaps.append(told.certificate.gap if told.certificate else float("inf"))
            if gaps[-1] <= 0.001:
                break
        tell("proposals only, cold", "6/6/10", workplaces=workplaces, linear=not effort,
             seed=seed, rounds=hits(gaps))  # fmt: skip


def silent() -> None:
    for seed in range(4):
        economy = simulate(np.random.default_rng(seed), 1_000, 100)
        start = cold(economy, seed)
        everybody, _ = held(economy, start)
        rng = np.random.default_rng(seed)
        away = [None] + [rng.random(economy.members.count) < 0.3 for _ in range(20)]
        gaps, _ = held(economy, start, 20, silent=away)
        tell(
            "30 % silent in each round",
            "converges, at most 3 more rounds to 5 %",
            seed=seed,
            rounds=hits(gaps),
            with_everybody=hits(everybody),
        )


def real() -> None:
    """A real structure of about a hundred products: the UK's 2010 table, where it is beside the checkout."""
    from confederal.cli.plan.files import opener, read_mapping
    from confederal.planning.statistical_tables import as_system, read_tables

    root = Path(__file__).parents[1]
    tables = root.parent / "shared" / "io-tables" / "uk-2010"
    if not tables.is_dir():
        print("real: the national tables are not beside this checkout", file=sys.stderr)
        return
    system = as_system(read_tables(read_mapping(root / "examples/io-mappings/uk-2010.toml"), opener(tables)))
    made = system.output > 0
    a, y = system.coefficients[np.ix_(made, made)], system.final[made]
    for seed in range(3):
        economy = simulate(np.random.default_rng(seed), 4_000, int(made.sum()), structure=(a, y), regions=2)
        gaps, cpu = held(economy, cold(economy, seed))
        tell(
            "real structure, cold",
            "3/4/6",
            table="UK 2010",
            goods=int(made.sum()),
            seed=seed,
            rounds=hits(gaps),
            cpu_s=round(cpu, 1),
        )


def mandates() -> None:
    for seed in range(2):
        _, after, valuations, activity = _last_year(seed, 10_000, 500)
        together = Together([after.members], [activity])
        party = Coordinated(together, None, after.smooth, after.supply)
        mandate = mandate_at(after.members, valuations, 0.2)
        heard: list[Floats] = []
        told: list[Told] = []
        for one in coordinate(party, valuations, 4, smoothing=0.01):
            told.append(one)
            heard.append(together.standing[0].activity)
        last = told[-1]
        assert last.certificate is not None
        outside = ~mandate.inside(after.members, heard[-1])
        pieces = public_pieces(party, last.round.valuations, None, 0.002)

        def gap(
            free: Floats | None, after: Simulated = after, mandate: Any = mandate,
            heard: list[Floats] = heard, pieces: Any = pieces, last: Told = last,
        ) -> float:  # fmt: skip
            boxed = boxed_proposals(after.members, mandate, heard, free)
            plan = reconcile(boxed, after.members.federations, pieces, after.supply)
            assert plan is not None
            assert last.certificate is not None
            return Certificate(last.certificate.upper, plan.worth, last.certificate.consumption).gap

        nobody = gap(None)
        cost = cost_of_boxes(after.members, mandate, last.round.valuations)
        few = np.zeros(after.members.count, bool)
        few[np.argsort(-cost)[: after.members.count // 200]] = True
        tell(
            "boxes of 20 %, shock 5 %: share that must meet again", "under 1 %", seed=seed,
            outside_without_boxes=float(outside.mean()), gap_if_nobody_meets_again=nobody,
            gap_if_half_a_per_cent_does=gap(few), gap_without_boxes=last.certificate.gap,
        )  # fmt: skip


def federations() -> None:
    """Rounds of 1,000 federations until 0.1 %, with and without reconciliation."""
    economy = simulate(np.random.default_rng(0), 20_000, 1_000)
    party = Coordinated(Together([economy.members]), None, economy.smooth, economy.supply)
    spent, last = [], time.process_time()
    for told in coordinate(party, cold(economy, 0), 10):
        spent.append(time.process_time() - last)
        last = time.process_time()
        if told.certificate is not None and told.certificate.gap <= 0.001:
            break
    party = Coordinated(Together([economy.members]), None, economy.smooth, economy.supply)
    began = time.process_time()
    for _ in coordinate(party, cold(economy, 0), len(spent), reconciling=False):
        pass
    alone = (time.process_time() - began) / len(spent)
    tell(
        "reconciliation at 1,000 federations, CPU s a round", "5", rounds=len(spent),
        mean=round(float(np.mean(spent)) - alone, 2), slowest_round=round(max(spent) - alone, 2),
    )  # fmt: skip


def beside() -> None:
    """One linear economy after another, three ways in one run: our rounds to a certificate of 1e-7, HiGHS'
    interior point with full knowledge, and the price-only rules of the literature.
    """
    for workplaces, goods, first in ((1_000, 100, 12), (10_000, 500, 16), (100_000, 1_000, 24)):
        economy = simulate(np.random.default_rng(0), workplaces, goods, effort=0.0)
        start = cold(economy, 0)
        began = time.process_time()
        party = Coordinated(Together([economy.members]), None, economy.smooth, economy.supply)
        gap, number, imbalance = float("inf"), 0, []
        for told in coordinate(party, start, 45, first_plan=first):
            number = told.round.number
            imbalance.append(told.imbalance)
            gap = told.certificate.gap if told.certificate else gap
            if gap <= 1e-7:
                break
        ours = time.process_time() - began
        began = time.process_time()
        pieces = economy.smooth.pieces(told.round.valuations, 1e-2)
        central = central_plan(economy.members, pieces, economy.supply, method="ipm")
        theirs = time.process_time() - began
        tell(
            "CPU to a 1e-7 certificate, linear, against HiGHS IPM", "0.3 (at 1e5)", workplaces=workplaces,
            rounds=number, gap=gap, ours_s=round(ours, 2), highs_s=round(theirs, 2),
            ratio=round(ours / theirs, 3), highs=central.status, best_imbalance=min(imbalance),
        )  # fmt: skip
        category = np.zeros(economy.rows, int)
        category[economy.goods :] = 1
        category[economy.rows - 3 :] = 2
        for name, rule in (("proportional", proportional), ("capped by category", capped_by_category)):
            extra: tuple[Any, ...] = (category,) if rule is capped_by_category else ()
            began = time.process_time()
            found: Iterator[Any] = rule(economy.members, economy.smooth, economy.supply, start, 60, *extra)
            priced = [one.imbalance for one in found]
            tell(
                "the same economy by a price-only rule, 60 rounds", "-", workplaces=workplaces, rule=name,
                rounds_to_5_percent_imbalance=next((i for i, x in enumerate(priced, 1) if x < 0.05), None),
                ours_to_5_percent=next((i for i, x in enumerate(imbalance, 1) if x < 0.05), None),
                best_imbalance=min(priced), cpu_s=round(time.process_time() - began, 2),
            )  # fmt: skip


def scale(workplaces: int = 1_000_000, goods: int = 5_000) -> None:
    economy = simulate(np.random.default_rng(0), workplaces, goods, regions=10)
    made = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    party = Coordinated(Together([economy.members]), None, economy.smooth, economy.supply)
    start = statistical_valuations(economy)
    last = time.process_time()
    for told in coordinate(party, start, 6, reconciling=False):
        now = time.process_time()
        tell(
            "a round of 1e6 workplaces x 5,000 rows, CPU s",
            "5 s, 4 GB",
            round=told.round.number,
            cpu_s=round(now - last, 2),
            imbalance=told.imbalance,
            peak_gb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
            peak_gb_when_drawn=round(made, 2),
        )
        last = time.process_time()


ALL: dict[str, Callable[[], None]] = {
    "rounds": rounds, "warm": warm, "linear": linear, "proposals": proposals, "silent": silent, "real": real,
    "mandates": mandates, "federations": federations, "beside": beside, "scale": scale,
}  # fmt: skip

if __name__ == "__main__":
    for name in sys.argv[1:] or ALL:
        ALL[name]()
