"""`confederal plan run DIR`: a federation's year from a package of tables, told round by round."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from confederal.cli.plan.files import read_package, read_text
from confederal.planning.archive import replay as replayed
from confederal.planning.archive import write_year
from confederal.planning.commodity import amount_in, plain
from confederal.planning.data_package import COLUMNS, Tables
from confederal.planning.economy import Economy
from confederal.planning.execution import Delivery
from confederal.planning.explanation import over_its_limit, shortages, what_binds, why_more, why_this_much
from confederal.planning.messages import ByMessage
from confederal.planning.objection import Objection, Refused
from confederal.planning.plan import Plan
from confederal.planning.rounds import Told
from confederal.planning.transport import Carriage, Link, carry
from confederal.planning.year import Year, hold_year


@click.command()
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write one self-contained page."
)
@click.option(
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the year as a data package that replays.",
)
@click.option(
    "--rounds", type=click.IntRange(1), help="At most so many rounds (else the package's own number)."
)
@click.option("--tolerance", type=float, help="Stop at this certified gap (else the package's own).")
@click.option("--workplace", help="Tell this workplace's answer in full.")
def run(
    package: Path,
    report: Path | None,
    archive: Path | None,
    rounds: int | None,
    tolerance: float | None,
    workplace: str | None,
) -> None:
    """Hold the rounds of the federation in PACKAGE and tell what came of them."""
    economy, settings, tables = read_package(package)
    told = settings.get("rounds", {})
    most = rounds or int(told.get("most", 20))
    within = tolerance if tolerance is not None else float(told.get("tolerance", 0.001))
    click.echo(
        f"{economy.period.name}: {len(economy.workplaces)} workplaces, {len(economy.communities)} "
        f"communities, {len(economy.commodities)} rows.\n"
        "Valuations are indicative and are nobody's income; "
        "nothing below binds anybody before an assembly adopts it.\n"
    )
    try:
        year = hold_year(
            economy, most, within, _deliveries(economy, tables), _absent(settings), tell=_tell_round
        )
        carriage = carriage_of(economy, year.plan, tables)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    _tell_year(year, workplace, settings)
    if carriage is not None:
        _tell_carriage(carriage)
    if archive is not None:
        archive.mkdir(parents=True, exist_ok=True)
        kept = {p.name: read_text(p).encode() for p in sorted(package.glob("*.csv")) if p.stem in COLUMNS}
        kept["economy.toml"] = (package / "economy.toml").read_bytes()
        for name, data in write_year(year.held, year.plan, kept).items():
            (archive / name).write_bytes(data)
        click.echo(f"\nThe year was written to {archive}; `confederal plan replay {archive}` hears it again.")
    if report is not None:
        from confederal.cli.plan.report import page  # only when a page is wanted: it draws

        made = datetime.now(UTC).strftime("%Y-%m-%d")
        report.write_text(page(year, carriage, settings, made), encoding="utf-8")
        click.echo(f"\nThe report is {report} (one file, no connection needed).")


@click.command()
@click.argument("archive", type=click.Path(exists=True, file_okay=False, path_type=Path))
def replay(archive: Path) -> None:
    """Hear a recorded year again: same valuations, same plan, same certificate, or where it differs."""
    economy, _, _ = read_package(archive)
    files = {p.name: p.read_bytes() for p in archive.iterdir() if p.is_file()}
    try:
        found = replayed(economy, files)
    except (Refused, KeyError, ValueError) as refused:
        raise click.ClickException(f"It does not replay: {refused}") from None
    certificate = found.certified.certificate
    if certificate is None:
        raise click.ClickException("\n".join(map(str, found.certified.objections)))
    click.echo(f"{found.rounds} rounds replayed to the same bytes ({found.digest[:16]}…).")
    click.echo(
        "The recorded mixture is feasible; nobody could do better by more than "
        f"{certificate.gap:.3%} of consumption."
    )


@click.command()
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--forms", type=click.Path(dir_okay=False, path_type=Path), help="Write the forms as one printable page."
)
def paper(package: Path, forms: Path | None) -> None:
    """A year on paper for a handful of bodies: the sums, round by round, as they are done by hand."""
    from confederal.cli.plan.forms import printable
    from confederal.planning.paper import by_hand

    economy, _, _ = read_package(package)
    try:
        sheets = by_hand(economy)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    for line in sheets.lines():
        click.echo(line)
    if forms is not None:
        forms.write_text(printable(economy, sheets), encoding="utf-8")
        click.echo(f"\nThe forms are {forms}; print them, one sheet a body.")


# ------------------------------------------------------------------------------ what the package says beside


def _deliveries(economy: Economy, tables: Tables) -> list[Delivery]:
    """Deliveries of the worked story: shares of what was promised, or amounts, by day."""
    found = []
    units = {c.name: c.unit for c in economy.commodities}
    for i, r in enumerate(tables.get("deliveries", ()), start=2):
        where = f"deliveries.csv line {i}"
        if r.get("commodity") not in units:
            raise Refused(
                [Objection(where, r.get("commodity", ""), "is no commodity here.", "Check the name.")]
            )
        amount = amount_in(r.get("amount", ""), r.get("unit", ""), units[r["commodity"]], where)
        found.append(Delivery(r["workplace"], r["commodity"], amount, r["day"]))
    return found


def _absent(settings: dict[str, Any]) -> dict[int, list[str]]:
    return {int(n): list(who) for n, who in settings.get("absent", {}).items()}


def carriage_of(economy: Economy, plan: Plan, tables: Tables) -> Carriage | None:
    """Transport of what is grown or made in one place and used in another, where the package has links."""
    links = [
        Link(r["start"], r["end"], float(Fraction(r["cost"])), float(Fraction(r["most"])))
        for r in tables.get("links", ())
    ]
    if not links:
        return None
    place = {r["party"]: r["place"] for r in tables.get("nodes", ())}
    carried = {r["commodity"] for r in tables.get("nodes", ()) if r.get("commodity")} or {"bread"}
    amounts: dict[str, dict[str, float]] = {}
    for commodity in sorted(carried):
        by_place: dict[str, float] = {}
        for line in plan.lines:
            value = float(line.net.get(commodity, 0))
            by_place[place[line.workplace]] = by_place.get(place[line.workplace], 0.0) + value
        for need in plan.needs:
            if need.commodity == commodity:
                by_place[place[need.community]] = by_place.get(place[need.community], 0.0) - float(need.given)
        left = sum(by_place.values())
        most = max(by_place, key=lambda p, b=by_place: b[p])  # type: ignore[misc]
        by_place[most] -= left  # what is left over stays where most is made
        amounts[commodity] = by_place
    return carry(links, amounts)


# ------------------------------------------------------------------------------ telling


def _tell_round(told: Told, heard: ByMessage) -> None:
    answered, members = int(told.sums.answered.sum()), int(told.sums.members.sum())
    gap = "no plan yet" if told.certificate is None else f"certified within {told.certificate.gap:.3%}"
    click.echo(
        f"{'replan, ' if heard.warm else ''}round {told.round.number}: {answered} of {members} answered; "
        f"{gap}; worst imbalance {told.imbalance:.1%}"
    )
    names = [c.name for c in heard.economy.commodities]
    relative = told.balance.relative()
    order = sorted(range(len(names)), key=lambda k: -relative[k])
    short = [f"{names[k]} {relative[k]:+.0%}" for k in order[:3] if relative[k] > 0.01]
    valued = sorted(range(len(names)), key=lambda k: -told.round.valuations[k])[:3]
    dear = ", ".join(f"{names[k]} {told.round.valuations[k]:.2f}x" for k in valued)
    click.echo(
        f"   short: {', '.join(short) or 'nothing by more than 1 %'};  "
        f"valued highest against the start: {dear}"
    )
    away = [p.workplace for p in heard.proposals[-1].values() if p.reason]
    if away:
        click.echo(f"   did not answer, last proposal stands: {', '.join(away)}")


def _tell_year(year: Year, workplace: str | None, settings: dict[str, Any]) -> None:
    held, plan = year.held, year.plan
    economy = held.economy
    units = {c.name: c.unit for c in economy.commodities}
    click.echo(
        "\nThe plan, in whole batches, exactly balanced: certified within "
        f"{plan.certificate.gap:.3%} of consumption."
    )
    unmet = shortages(plan)
    if year.collision is not None:
        click.echo("\n".join(year.collision.sentences()))
    floors = [s for s in unmet if s[1] > 0]
    click.echo("All guaranteed floors are met." if not floors else "Below guaranteed floors: " + ", ".join(
        f"{n} {plain(f)} {units[n]}" for n, f, _ in floors))  # fmt: skip
    for name, _, missing in unmet[:3]:
        click.echo(
            f"Short of what people would use: {name}, {plain(missing)} {units[name]} "
            f"({plan.valuations[name]:,.2f} worth a {units[name]})."
        )
    click.echo("\nWhat one per cent more would add:")
    for relief in what_binds(held, plan)[:5]:
        click.echo(f"   {relief.what}: {plain(relief.added)} worth ({relief.by})")
    over = over_its_limit(held, plan)
    if over is not None:
        click.echo(f"\n{over.about}: refused by itself.")
        for sentence in over.sentences:
            click.echo(f"   {sentence}")
    click.echo("\nTwo reconciliations of the same proposals, for the congress to choose from:")
    for one in (plan, year.rival):
        if one is not None:
            click.echo(
                f"   by {one.mixture.by}: worth {plain(one.certificate.worth)}, "
                f"certified within {one.certificate.gap:.3%}"
            )
    click.echo("\nWhat each workplace is asked for, what it first said, and who it is for:")
    for line in plan.lines:
        gives = ", ".join(f"{plain(v)} {units[n]} {n}" for n, v in line.net.items() if v > 0) or "nothing"
        said = held.heard.proposals[0][line.workplace].best
        before = ", ".join(
            f"{plain(v / float(economy.scale[economy.row[n]]))} {units[n]}" for n, v in said.items() if v > 0
        )
        click.echo(
            f"   {line.workplace}: {gives} (first said {before or 'nothing'}); {'; '.join(line.answers)}"
        )
    chosen = workplace or settings.get("story", {}).get("workplace")
    if chosen:
        for told in (why_this_much(held, plan, chosen), *_more(year, chosen, settings)):
            click.echo(f"\n{told.about}")
            for sentence in told.sentences:
                click.echo(f"   {sentence}")
    for deviation in year.deviations:
        click.echo(
            f"\n{deviation.sentence()}" if deviation.level == "replan" else f"   {deviation.sentence()}"
        )
    if year.replanned is not None:
        again, after = year.replanned
        click.echo(f"Warm replan: {len(again.told)} rounds, certified within {after.certificate.gap:.3%}.")


def _more(year: Year, workplace: str, settings: dict[str, Any]) -> list[Any]:
    commodity = settings.get("story", {}).get("commodity")
    return [why_more(year.held, year.plan, workplace, commodity)] if commodity else []


def _tell_carriage(carriage: Carriage) -> None:
    click.echo(f"\nTransport: {len(carriage.carried)} loads, cost {plain(carriage.cost)}.")
    for link, saved in carriage.full:
        click.echo(f"   {link.start} → {link.end} is full; one more would save {plain(saved)}.")
