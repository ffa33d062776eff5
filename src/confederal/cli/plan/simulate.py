"""`confederal plan simulate`: rounds on an economy made up, one line a round."""

import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click
import numpy as np

from confederal.planning.proposals_only import coordinate_by_proposals
from confederal.planning.rounds import Coordinated, Together, coordinate
from confederal.planning.simulation import (
    Simulated,
    cold_valuations,
    disturbed,
    statistical_valuations,
)
from confederal.planning.simulation import simulate as made_up


@click.command()
@click.option("--workplaces", default=1000, show_default=True, type=click.IntRange(3))
@click.option("--goods", default=100, show_default=True, type=click.IntRange(2))
@click.option("--regions", default=1, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0))
@click.option("--start", default="cold", show_default=True, type=click.Choice(["cold", "io", "warm"]))
@click.option(
    "--shock",
    default=0.05,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="With --start warm: how much changed since last year.",
)
@click.option("--linear", is_flag=True, help="Workplaces without private effort: all or nothing.")
@click.option("--mode", default="revision", show_default=True, type=click.Choice(["revision", "proposals"]))
@click.option("--rounds", default=12, show_default=True, type=click.IntRange(1))
@click.option("--tolerance", default=0.001, show_default=True, help="Stop at this certified gap.")
@click.option(
    "--silent",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 1, max_open=True),
    help="Share of workplaces that do not answer in a round (in round one everybody does).",
)
@click.option("--no-plan", is_flag=True, help="Only rounds, no reconciliation: stop at the worst imbalance.")
@click.option("--json", "to", default="-", show_default=True, help="File for the lines, or - for the screen.")
def simulate(
    workplaces: int, goods: int, regions: int, seed: int, start: str, shock: float, linear: bool, mode: str,
    rounds: int, tolerance: float, silent: float, no_plan: bool, to: str,
) -> None:  # fmt: skip
    """Rounds on an economy drawn by SEED: worst imbalance, certified gap, CPU seconds and memory."""
    if mode == "proposals" and (silent or no_plan):
        raise click.UsageError(
            "--silent and --no-plan are for --mode revision: with proposals alone everybody answers, to be mixed."
        )
    if not np.isfinite([shock, silent, tolerance]).all():
        raise click.UsageError("--shock, --silent and --tolerance are finite numbers.")
    if to != "-":
        _writable(Path(to))
    rng = np.random.default_rng(seed)
    click.echo(f"drawing {workplaces:,} workplaces and {goods:,} goods …", err=True)
    economy = made_up(rng, workplaces, goods, regions=regions, effort=0.0 if linear else 1.0)
    first = np.random.default_rng(seed + 100)
    valuations = statistical_valuations(economy) if start == "io" else cold_valuations(economy, first)
    last_year = None
    if start == "warm":
        economy, valuations, last_year = _last_year(economy, seed, shock)
    if mode == "proposals":
        lines = _proposals(economy, valuations, rounds, tolerance)
    else:
        lines = _revision(economy, valuations, rounds, tolerance, silent, first, last_year, not no_plan)
    if to == "-":
        _write(lines, sys.stdout)
    else:
        with Path(to).open("w", encoding="utf-8") as out:
            _write(lines, out)


def _writable(path: Path) -> None:
    try:
        path.open("w", encoding="utf-8").close()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None


def _last_year(economy: Simulated, seed: int, shock: float) -> tuple[Simulated, Any, Any]:
    """Last year held to its end, then everything changes by about `shock`."""
    click.echo("holding last year's rounds …", err=True)
    before = Together([economy.members])
    told = None
    party = Coordinated(before, None, economy.smooth, economy.supply)
    for told in coordinate(party, statistical_valuations(economy), 12, reconciling=False):
        if told.imbalance < 1e-4:
            break
    assert told is not None
    after = disturbed(economy, np.random.default_rng(seed + 5), shock)
    return after, told.round.valuations, before.standing[0].activity


def _revision(
    economy: Simulated, valuations: Any, rounds: int, tolerance: float, silent: float,
    rng: np.random.Generator, last_year: Any, reconciling: bool,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    quiet = [None] + [rng.random(economy.members.count) < silent for _ in range(rounds)] if silent else []
    together = Together([economy.members], None if last_year is None else [last_year], absences=silent > 0)
    party = Coordinated(together, None, economy.smooth, economy.supply)
    smoothing = 0.05 if last_year is None else 0.01
    for told in coordinate(party, valuations, rounds, smoothing, quiet, reconciling):
        gap = None if told.certificate is None else told.certificate.gap
        yield {
            "round": told.round.number,
            "imbalance": told.imbalance,
            "gap": gap,
            "answered": int(told.sums.answered.sum()),
        }
        if (gap is not None and gap <= tolerance) or (not reconciling and told.imbalance <= tolerance):
            return


def _proposals(
    economy: Simulated, valuations: Any, rounds: int, tolerance: float
) -> Iterator[dict[str, Any]]:
    for told in coordinate_by_proposals(
        [economy.members], None, economy.smooth, economy.supply, valuations, rounds
    ):
        gap = None if told.certificate is None else told.certificate.gap
        yield {
            "round": told.number,
            "imbalance": told.imbalance,
            "gap": gap,
            "answered": economy.members.count,
        }
        if gap is not None and gap <= tolerance:
            return


def _write(lines: Iterator[dict[str, Any]], out: TextIO) -> None:
    last = time.process_time()
    for line in lines:
        now = time.process_time()
        line["cpu_s"] = round(now - last, 3)
        line["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(line), file=out, flush=True)
        if out is not sys.stdout:
            gap = line["gap"]
            told = "no plan yet" if gap is None else f"certified within {gap:.3%}"
            click.echo(f"round {line['round']}: {told}, {line['cpu_s']} CPU s", err=True)
        last = now
