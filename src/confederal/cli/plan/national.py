"""`confederal plan io`: multipliers of a national table."""

import json
from pathlib import Path

import click

from confederal.cli.plan.files import opener, read_mapping
from confederal.planning.input_output import InputOutput, SupplyUse, multipliers
from confederal.planning.objection import Refused
from confederal.planning.statistical_tables import as_system, read_tables


@click.command()
@click.argument("place", type=click.Path(exists=True, path_type=Path))
@click.option("--mapping", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Where things stand in the table; see examples/io-mappings.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object a product instead of a table.")
@click.option("--top", default=0, help="Only so many products, largest output multiplier first.")
def io(place: Path, mapping: Path, as_json: bool, top: int) -> None:
    """Multipliers and contents of the table in PLACE (a folder, or one file of it)."""
    told = read_mapping(mapping)
    folder = place if place.is_dir() else place.parent
    try:
        click.echo(f"reading {mapping.name} …", err=True)
        tables = read_tables(told, opener(folder))
        system = as_system(tables)
        click.echo(f"solving {len(system.names)} products …", err=True)
        if isinstance(tables, SupplyUse):
            _balance(tables)
        _print(system, as_json, top)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None


def _balance(tables: SupplyUse) -> None:
    supply, use = tables.total_supply(), tables.total_use()
    click.echo(
        f"supply {supply.sum():,.0f} {tables.unit}, use {use.sum():,.0f} {tables.unit}, "
        f"largest difference of a product {abs(supply - use).max():,.6f}",
        err=True,
    )
    for name, (row, unit) in tables.per_industry.items():
        click.echo(f"{name}: {row.sum():,.1f} {unit} in all", err=True)


def _print(system: InputOutput, as_json: bool, top: int) -> None:
    output = multipliers(system)
    by_extension = {e.name: multipliers(system, e) for e in system.extensions}
    order = (
        sorted(range(len(output)), key=lambda i: output[i].rank)[: top or None] if top else range(len(output))
    )
    if as_json:
        for i in order:
            line = {"product": output[i].name, "output": output[i].effect, "rank": output[i].rank}
            for name, found in by_extension.items():
                line[name] = {
                    "effect": found[i].effect,
                    "multiplier": found[i].multiplier,
                    "rank": found[i].rank,
                }
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    heading = ["output", *by_extension]
    click.echo(f"{'product':50.50} " + " ".join(f"{h:>16.16}" for h in heading))
    for i in order:
        values = [output[i].effect, *(found[i].effect for found in by_extension.values())]
        click.echo(f"{output[i].name:50.50} " + " ".join(f"{v:16.6f}" for v in values))
