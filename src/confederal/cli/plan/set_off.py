"""`confederal plan set-off`: circles of debts are set off, and every party gets a sheet it can check."""

from pathlib import Path

import click

from confederal.cli.plan.files import read_table, write_file
from confederal.planning.data_package import MINOR, Tables, obligations_in, read_beside
from confederal.planning.messages import digest
from confederal.planning.objection import Refused
from confederal.planning.set_off import SetOff
from confederal.planning.set_off import set_off as largest

Found = dict[str, SetOff]  # unit -> what is set off


@click.command("set-off")
@click.argument("invoices", type=click.Path(exists=True, path_type=Path))
@click.option("--party", help="Print this party's whole statement.")
@click.option(
    "--statements",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write every party's statement into this folder, one text file each.",
)
def set_off(invoices: Path, party: str | None, statements: Path | None) -> None:
    """Set off mutual obligations: who owes whom in a circle pays nothing.

    INVOICES is a CSV file with the columns number, debtor, creditor, amount and unit (EUR, h, ...), or a
    package folder with such an invoices.csv. Each unit is set off by itself, in hundredths, and as much
    as can be. Nobody's balance changes: what a party no longer owes is what it is no longer owed, and its
    statement shows it invoice by invoice. All statements carry the same digest, so that two parties can
    see that they were given the same sums.

    \b
    Examples:
        confederal plan set-off examples/river_valley_60
        confederal plan set-off invoices.csv --party "Weir Mill"
        confederal plan set-off invoices.csv --statements statements/
    """
    path = invoices / "invoices.csv" if invoices.is_dir() else invoices
    if not path.is_file():
        raise click.ClickException(f"{invoices}: there is no invoices.csv in it.")
    try:
        found = set_off_of({"invoices": read_table(path)})
    except Refused as refused:
        raise click.ClickException(f"{path} cannot be set off yet:\n{refused}") from None
    for line in summary(found):
        click.echo(line)
    parties = sorted({p for off in found.values() for p in off.parties()})
    if party is not None:
        if party not in parties:
            raise click.ClickException(f"{party!r} is in no invoice. Parties: {', '.join(parties)}.")
        click.echo("\n" + "\n".join(statement(found, party)))
    if statements is not None:
        statements.mkdir(parents=True, exist_ok=True)
        for i, one in enumerate(parties, start=1):
            name = "".join(c if c.isalnum() else "-" for c in one)
            write_file(statements / f"{i:03d}-{name}.txt", "\n".join(statement(found, one)) + "\n")
        click.echo(f"\n{len(parties)} statements were written to {statements}.")


def set_off_of(tables: Tables) -> Found:
    """The largest set-off of each unit. Raises Refused with every line that cannot be meant."""
    read_beside(tables, ("invoices",))
    return {unit: largest(owed) for unit, owed in sorted(obligations_in(tables).items())}


def amount(minor: int) -> str:
    """Hundredths as people write them.

    >>> amount(1234567), amount(-50)
    ('12,345.67', '-0.50')
    """
    whole, rest = divmod(abs(minor), MINOR)
    return f"{'-' if minor < 0 else ''}{whole:,}.{rest:02}"


def summary(found: Found) -> list[str]:
    """One line a unit, and the digest that every statement carries."""
    told = []
    for unit, off in found.items():
        gross = sum(o.amount for o in off.obligations)
        share = off.total / gross if gross else 0.0
        touched = sum(x > 0 for x in off.off)
        told.append(
            f"{unit}: {amount(off.total)} of {amount(gross)} owed is set off ({share:.0%}), on {touched} of "
            f"{len(off.obligations)} invoices between {len(off.parties())} parties; {amount(gross - off.total)} "
            "remains to be paid."
        )
    told.append(f"Digest of the whole set-off: {digest_of(found)}")
    return told


def digest_of(found: Found) -> str:
    """SHA-256 of every invoice with what is set off of it."""
    return digest(
        {
            unit: [
                [o.number, o.debtor, o.creditor, o.amount, x]
                for o, x in zip(off.obligations, off.off, strict=True)
            ]
            for unit, off in found.items()
        }
    )


def statement(found: Found, party: str) -> list[str]:
    """One party's own sheet, which it can check by adding up."""
    told = [f"Statement of {party}"]
    for unit, off in found.items():
        own = off.statement(party)
        if not own:
            continue
        told += ["", f"{'invoice':<12}{'with':<34}{'was, ' + unit:>16}{'set off':>16}{'remains':>16}"]
        for heading, mine in (("we owe", True), ("we are owed", False)):
            told.append(heading)
            for o, x, rest in own:
                if (o.debtor == party) is mine:
                    other = o.creditor if mine else o.debtor
                    told.append(
                        f"  {o.number:<10}{other:<34}{amount(o.amount):>16}{amount(x):>16}{amount(rest):>16}"
                    )
        less, owes, owed = off.sums(party)
        told.append(
            f"We no longer owe {amount(less)} {unit} and are no longer owed {amount(less)} {unit}: the same, so "
            f"nobody gained or lost. We still owe {amount(owes)} and are still owed {amount(owed)}."
        )
    told += [
        "",
        "Check: add the column “set off” under each heading; both sums must be the one told above.",
        f"Digest of the whole set-off, the same on every statement: {digest_of(found)}",
    ]
    return told
