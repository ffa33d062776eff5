"""`confederal plan flows`: commitments and deliveries out of a ValueFlows document."""

import csv
import io
import json
from pathlib import Path

import click

from confederal.cli.plan.files import read_package, read_text, write_file
from confederal.planning.commodity import decimal, plain
from confederal.planning.data_package import BESIDE
from confederal.planning.objection import Refused
from confederal.planning.value_flows import from_value_flows


@click.command()
@click.argument("document", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--package",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The federation's package: names are checked against it and amounts turned into its units.",
)
@click.option(
    "--deliveries",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was delivered as a deliveries.csv (needs --package, whose units it is in).",
)
def flows(document: Path, package: Path | None, deliveries: Path | None) -> None:
    """Read commitments and deliveries out of a ValueFlows JSON-LD file.

    DOCUMENT is what `confederal plan run --value-flows FILE` writes, or what another program that speaks
    ValueFlows (https://www.valueflo.ws) wrote: transfers that are vf:Commitment or vf:EconomicEvent, with a
    provider, a resource, an amount with its unit, and a date.

    \b
    Examples:
        confederal plan flows plan.jsonld
        confederal plan flows theirs.jsonld --package examples/river_valley_60 --deliveries deliveries.csv
    """
    if deliveries is not None and package is None:
        raise click.ClickException("--deliveries needs --package: amounts are written in its units.")
    units = None
    if package is not None:
        economy, _, _ = read_package(package)
        units = {c.name: c.unit for c in economy.commodities}
    try:
        told = json.loads(read_text(document))
        if not isinstance(told, dict):
            raise click.ClickException(
                f"{document} is no JSON-LD document: it must be an object with @graph."
            )
        promised, came = from_value_flows(told, units)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{document} cannot be read: {error}.") from None
    except Refused as refused:
        raise click.ClickException(f"{document} cannot be read:\n{refused}") from None
    click.echo(f"{len(promised)} commitments, {len(came)} deliveries.")
    for c in promised:
        unit = "" if units is None else units[c.commodity] + " "
        click.echo(f"   promised by {c.due}: {c.workplace}: {plain(c.amount)} {unit}{c.commodity}")
    for d in came:
        unit = "" if units is None else units[d.commodity] + " "
        click.echo(f"   came on {d.day}: {d.workplace}: {plain(d.amount)} {unit}{d.commodity}")
    if deliveries is not None and units is not None:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(BESIDE["deliveries"])
        for d in came:
            writer.writerow([d.workplace, d.commodity, decimal(d.amount), units[d.commodity], d.day])
        write_file(deliveries, text.getvalue())
        click.echo(f"The deliveries were written to {deliveries}.")
