"""`confederal plan run DIR`: a federation's year from a package of tables, told round by round."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import click

from confederal.cli.plan.files import read_package, write_file
from confederal.cli.plan.set_off import Found, set_off_of, summary
from confederal.planning.archive import replay as replayed
from confederal.planning.archive import what_was_said, write_year
from confederal.planning.commodity import plain
from confederal.planning.data_package import (
    Tables,
    Ways,
    deliveries_in,
    published_tables,
    ways_in,
)
from confederal.planning.economy import BEFORE_ALL, Economy
from confederal.planning.explanation import (
    first_said,
    full_limits,
    in_short,
    over_its_limit,
    shortages,
    what_binds,
    why_more,
    why_this_much,
)
from confederal.planning.masking import UnderMasks
from confederal.planning.messages import AWAY, Adding, ByMessage, Openly
from confederal.planning.objection import Refused
from confederal.planning.plan import Plan
from confederal.planning.rounds import Told
from confederal.planning.transport import Carriage, carry
from confederal.planning.value_flows import as_value_flows
from confederal.planning.year import Remembered, Year, heard_again, hold_year

MOST_LOADS = 12  # links told at the terminal, the fullest first
ROUNDS, TOLERANCE = 20, 0.001
ENOUGH = 0.01  # a plan inside all mandates is good enough at this certified gap


@click.command()
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write one self-contained page: the plan to look at, on a phone first.",
)
@click.option(
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write what was public of the year as a data package that replays, into this folder.",
)
@click.option(
    "--value-flows",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write plan, commitments and deliveries as ValueFlows JSON-LD.",
)
@click.option(
    "--last-year",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Start warm from an archive: its valuations, and each workplace from where it stood.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 200),
    help=f"At most so many rounds (else the package's own, or {ROUNDS}).",
)
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1, min_open=True),
    help=f"Stop at this certified gap, a share of consumption (else the package's own, or {TOLERANCE}).",
)
@click.option(
    "--mandate",
    type=click.FloatRange(0, 1),
    help="How far a delegate's program may go, as a share of what its workplace could do; 0 for no mandates.",
)
@click.option(
    "--masked", is_flag=True, help="Add up answers under masks: no federation sees a single member's answer."
)
@click.option("--workplace", help="Tell this workplace's answer in full.")
def run(
    package: Path,
    report: Path | None,
    archive: Path | None,
    value_flows: Path | None,
    last_year: Path | None,
    rounds: int | None,
    tolerance: float | None,
    mandate: float | None,
    masked: bool,
    workplace: str | None,
) -> None:
    """Hold the rounds of the federation in PACKAGE and tell what came of them.

    PACKAGE is a folder of CSV tables and an economy.toml; `examples/five_bodies` is a small one, the guide
    `docs/guides/coordinate-a-year.md` lists every column. This command plays every part on one machine:
    the table that publishes valuations, each workplace's own program, and the federations that add up.

    It tells each round (who answered, what is short, what is valued highest, the certificate so far), then
    the plan in whole batches: what each workplace is asked for, what it first said, whom it is for and why;
    what binds; two rival reconciliations side by side; who meets again where assemblies gave mandates; what
    is carried where, debts set off, deliveries that fail and the warm replan, where the package has them.

    Nothing it prints binds anybody before an assembly adopts it.

    \b
    Examples:
        confederal plan run examples/five_bodies
        confederal plan run examples/river_valley_60 --report valley.html --archive valley-2027
        confederal plan run examples/river_valley_60 --last-year valley-2027 --masked
        confederal plan run examples/river_valley_60 --workplace "Weir Mill"
    """
    economy, settings, tables = read_package(package)
    _known_workplace(economy, workplace)
    _room_for(archive, package)
    held = settings.get("rounds", {})
    for share, option in ((tolerance, "--tolerance"), (mandate, "--mandate")):
        if share is not None and not isfinite(share):
            raise click.ClickException(f"{option}: {share} is no share.")
    most = rounds or int(held.get("most", ROUNDS))
    within = tolerance or float(held.get("tolerance", TOLERANCE))
    click.echo(
        f"{economy.period.name}: {len(economy.workplaces)} workplaces, {len(economy.communities)} "
        f"communities, {len(economy.commodities)} rows.\n"
        "Valuations are indicative and are nobody's income; "
        "nothing below binds anybody before an assembly adopts it."
    )
    adding = _adding(economy, masked)
    try:
        came = deliveries_in(tables, economy)
        ways = ways_in(tables, settings, economy)
        debts = set_off_of(tables) if tables.get("invoices") else {}
        before = None if last_year is None else _remembered(economy, last_year)
        click.echo("")
        year = hold_year(
            economy,
            most,
            within,
            came,
            {int(n): list(who) for n, who in settings.get("absent", {}).items()},
            _tell_round,
            before=before,
            adding=adding,
            mandates=_mandates(settings, mandate),
        )
        carriage = None if ways is None else carriage_of(economy, year.plan, ways)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    _tell_year(year, workplace, settings)
    if ways is not None and carriage is not None:
        _tell_carriage(carriage, ways)
    if debts:
        click.echo("\nDebts set off (`confederal plan set-off` prints every party's statement):")
        for line in summary(debts)[:-1]:
            click.echo(f"   {line}")
    if archive is not None:
        _write_archive(archive, year, package, tables)
    if value_flows is not None:
        document = as_value_flows(economy, year.plan, year.promised, came)
        write_file(value_flows, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
        click.echo(f"\nThe plan was written as ValueFlows to {value_flows}.")
    if report is not None:
        _write_report(report, year, carriage, ways, debts, settings, workplace)


def _known_workplace(economy: Economy, workplace: str | None) -> None:
    if workplace is not None and workplace not in {w.name for w in economy.workplaces}:
        names = ", ".join(w.name for w in economy.workplaces)
        raise click.ClickException(f"{workplace!r} is no workplace here. Workplaces: {names}.")


def _room_for(archive: Path | None, package: Path) -> None:
    """An archive is written into a new folder, an empty one, or over a former archive."""
    if archive is None or not archive.exists():
        return
    if archive.resolve() == package.resolve() or (
        any(archive.iterdir()) and not (archive / "datapackage.json").is_file()
    ):
        raise click.ClickException(f"{archive} holds other files. Name a new folder for the archive.")


def _adding(economy: Economy, masked: bool) -> Callable[[], Adding]:
    if not masked:
        return Openly
    agreed: dict[frozenset[str], bytes] = {}

    def secret(one: str, other: str) -> bytes:
        return agreed.setdefault(frozenset((one, other)), secrets.token_bytes(32))

    return lambda: UnderMasks(secret, economy.period.name)


def _mandates(settings: Mapping[str, Any], mandate: float | None) -> tuple[float, float] | None:
    told = settings.get("mandates", {})
    share = mandate if mandate is not None else float(told.get("share", 0.0))
    return (share, float(told.get("enough", ENOUGH))) if share > 0 else None


def _remembered(economy: Economy, archive: Path) -> Remembered:
    then, _, _ = read_package(archive, public=True)
    said, mixture = what_was_said(_files(archive))
    click.echo(f"Starting warm from {archive}: {then.period.name}, {len(said)} rounds.")
    return heard_again(economy, then, said, mixture)


def _files(archive: Path) -> dict[str, bytes]:
    try:
        return {p.name: p.read_bytes() for p in sorted(archive.iterdir()) if p.is_file()}
    except OSError as error:
        raise click.ClickException(f"{archive} cannot be read: {error.strerror}.") from None


def _write_archive(archive: Path, year: Year, package: Path, tables: Tables) -> None:
    told = (package / "economy.toml").read_text(encoding="utf-8")
    weight = year.held.economy.before_all
    if weight != BEFORE_ALL and "[floors]" not in told:
        told += f"\n[floors]\nbefore_all = {weight}\n"
    kept = published_tables(tables) | {"economy.toml": told.encode()}
    try:
        archive.mkdir(parents=True, exist_ok=True)
        for old in archive.iterdir():
            old.unlink()
    except OSError as error:
        raise click.ClickException(f"{archive} cannot be written: {error.strerror}.") from None
    for name, data in write_year(year, kept).items():
        write_file(archive / name, data)
    click.echo(f"\nThe year was written to {archive}; `confederal plan replay {archive}` hears it again.")


def _write_report(
    report: Path,
    year: Year,
    carriage: Carriage | None,
    ways: Ways | None,
    debts: Found,
    settings: Mapping[str, Any],
    workplace: str | None,
) -> None:
    from confederal.cli.plan.report import page  # only when a page is wanted: it draws

    made = datetime.now(UTC).strftime("%Y-%m-%d")
    write_file(report, page(year, carriage, ways, debts, settings, workplace, made))
    click.echo(f"\nThe report is {report} (one file, no connection needed).")


@click.command()
@click.argument("archive", type=click.Path(exists=True, file_okay=False, path_type=Path))
def replay(archive: Path) -> None:
    """Hear a recorded year again: same valuations, same plan, same certificate, or where it differs.

    ARCHIVE is a folder that `confederal plan run --archive` wrote: a Frictionless data package with all
    that was public of a year. The recorded answers are given to the same centre again; what it would
    publish must be what was published, and the certificate is recomputed from the messages alone. No
    workplace's techniques or limits are in the folder or needed. Exit status 1 where anything differs.

    \b
    Example:
        confederal plan replay valley-2027
    """
    economy, _, _ = read_package(archive, public=True)
    try:
        found = replayed(economy, _files(archive))
    except Refused as refused:
        raise click.ClickException(f"It does not replay:\n{refused}") from None
    except (KeyError, ValueError, TypeError) as odd:
        raise click.ClickException(f"It does not replay: a message is not whole ({odd}).") from None
    for part, what in ((found, "rounds"), (found.replan, "rounds of the replan")):
        if part is None:
            continue
        certificate = part.certified.certificate
        if certificate is None:
            raise click.ClickException("\n".join(map(str, part.certified.objections)))
        same = "the same bytes" if part.same else "the same numbers (another processor's last digits)"
        click.echo(f"{part.rounds} {what} replayed to {same} ({part.digest[:16]}…).")
        click.echo(
            "   The recorded mixture is feasible; nobody could do better by more than "
            f"{certificate.gap:.3%} of consumption."
        )


@click.command()
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--forms",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the forms as one page to print: an example filled in, and empty ones.",
)
def paper(package: Path, forms: Path | None) -> None:
    """A year on paper for a handful of bodies: the sums, round by round, as they are done by hand.

    PACKAGE describes up to a dozen bodies. The rounds are told as people would do them with a pencil:
    valuations of three digits, every body's own form, columns added up, the next valuations. The forms
    that `--forms` writes carry everything these sums need; whoever follows them by hand comes to the same
    plan, and so, within a hundredth, does `confederal plan run`.

    \b
    Example:
        confederal plan paper examples/five_bodies --forms forms.html
    """
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
        write_file(forms, printable(economy, sheets))
        click.echo(f"\nThe forms are {forms}; print them, one sheet a body.")


# ------------------------------------------------------------------------------ transport


def carriage_of(economy: Economy, plan: Plan, ways: Ways) -> Carriage:
    """Transport of what is made in one place and used in another, in the unit of the links."""
    from confederal.planning.commodity import UNITS

    amounts: dict[str, dict[str, float]] = {}
    for commodity in ways.carries:
        own = economy.commodities[economy.row[commodity]].unit
        size = float(UNITS[own][1] / UNITS[ways.unit][1])
        by_place: dict[str, float] = {}
        for line in plan.lines:
            place = ways.place[line.workplace]
            by_place[place] = by_place.get(place, 0.0) + size * float(line.net.get(commodity, 0))
        for need in plan.needs:
            if need.commodity == commodity:
                place = ways.place[need.community]
                by_place[place] = by_place.get(place, 0.0) - size * float(need.given)
        left = sum(by_place.values())
        most = max(by_place, key=lambda p, b=by_place: b[p])  # type: ignore[misc]
        by_place[most] -= left  # what is left over stays where most is made
        amounts[commodity] = by_place
    return carry(ways.links, amounts)


# ------------------------------------------------------------------------------ telling


def _tell_round(told: Told, heard: ByMessage) -> None:
    answered, members = int(told.sums.answered.sum()), int(told.sums.members.sum())
    gap = "no plan yet"
    if told.certificate is not None:
        gap = f"certified within {told.certificate.gap:.3%}"
        if told.certificate.gap == float("inf"):
            gap = "no bound yet: somebody was never heard"
    again = "warm, " if heard.warm else ""
    click.echo(
        f"{again}round {told.round.number}: {answered} of {members} answered; {gap}; "
        f"worst imbalance {told.imbalance:.1%}"
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
    away = [p.workplace for p in heard.proposals[-1].values() if p.reason == AWAY]
    new = [p.workplace for p in heard.proposals[-1].values() if p.reason and p.reason != AWAY]
    if away:
        click.echo(f"   did not answer, last proposal stands: {', '.join(away)}")
    if new:
        click.echo(f"   not heard yet, takes no part so far: {', '.join(new)}")


def _tell_year(year: Year, workplace: str | None, settings: Mapping[str, Any]) -> None:
    held, plan = year.held, year.plan
    click.echo(
        f"\nThe plan, by {plan.mixture.by}, in whole batches, exactly balanced: certified within "
        f"{plan.certificate.gap:.3%} of consumption."
    )
    _tell_needs(year)
    click.echo("\nWhat one per cent more would add:")
    for relief in what_binds(held, plan)[:5]:
        click.echo(f"   {relief.what}: {plain(relief.added)} worth ({relief.by})")
    over = over_its_limit(held, plan)
    if over is not None:
        click.echo(f"\n{over.about}: refused by itself.")
        for sentence in over.sentences:
            click.echo(f"   {sentence}")
    _tell_rivals(year)
    _tell_mandates(year)
    _tell_lines(year)
    story = settings.get("story", {})
    chosen = workplace or story.get("workplace")
    if chosen:
        told = [why_this_much(held, plan, chosen)]
        if story.get("commodity") and chosen == story.get("workplace"):
            told.append(why_more(held, plan, chosen, story["commodity"]))
        for one in told:
            click.echo(f"\n{one.about}")
            for sentence in one.sentences:
                click.echo(f"   {sentence}")
    _tell_deliveries(year)


def _tell_needs(year: Year) -> None:
    plan = year.plan
    units = {c.name: c.unit for c in year.held.economy.commodities}
    unmet = shortages(plan)
    if year.collision is not None:
        click.echo("\n".join(year.collision.sentences()))
    floors = [s for s in unmet if s[1] > 0]
    low = ", ".join(f"{n} {plain(f)} {units[n]}" for n, f, _ in floors)
    click.echo(f"Below guaranteed floors: {low}" if floors else "All guaranteed floors are met.")
    for name, _, missing in unmet[:3]:
        click.echo(
            f"Short of what people would use: {name}, {plain(missing)} {units[name]} "
            f"({plan.valuations[name]:,.2f} worth a {units[name]})."
        )


def _tell_rivals(year: Year) -> None:
    inside = None if year.mandated is None else year.mandated.plan
    rivals = [p for p in (year.centres, year.rival, inside) if p is not None]
    count = {1: "One reconciliation", 2: "Two reconciliations", 3: "Three reconciliations"}[len(rivals)]
    click.echo(f"\n{count} of the same proposals, for the congress to choose from:")
    for one in rivals:
        click.echo(
            f"   by {one.mixture.by}: worth {plain(one.certificate.worth)}, "
            f"certified within {one.certificate.gap:.3%}"
        )


def _tell_mandates(year: Year) -> None:
    told = year.mandated
    if told is None:
        return
    whole = len(year.held.economy.workplaces)
    click.echo(f"\nMandates: every assembly voted once, ±{told.share:.0%} of what it could do.")
    if told.taken and told.plan is not None:
        click.echo(
            f"   A plan inside all {whole} boxes is certified within {told.plan.certificate.gap:.3%}, and that is "
            f"enough ({told.enough:.1%}): nobody meets a second time before ratifying."
        )
        return
    click.echo(f"   {whole - len(told.outside)} of {whole} are asked for what lies in their box.")
    if told.outside:
        click.echo(f"   These meet again, and only these: {', '.join(told.outside)}.")
    if told.outside and told.plan is not None:
        click.echo(
            f"   A plan inside all boxes is certified within {told.plan.certificate.gap:.3%} only "
            f"(enough would be {told.enough:.1%})."
        )


def _tell_lines(year: Year) -> None:
    held, plan = year.held, year.plan
    economy = held.economy
    units = {c.name: c.unit for c in economy.commodities}
    click.echo("\nWhat each workplace is asked for, what it first said, whom it is for, and why:")
    for line in plan.lines:
        gives = ", ".join(f"{n} {plain(v)} {units[n]}" for n, v in line.net.items() if v > 0) or "nothing"
        said = first_said(held, line.workplace)
        before = ", ".join(
            f"{plain(v)} {units[n]}" + ("" if len([x for x in said.values() if x > 0]) == 1 else f" {n}")
            for n, v in said.items()
            if v > 0
        )
        full = full_limits(held, plan, line.workplace)
        why = in_short(held, plan, line.workplace) + (f"; full: {', '.join(full)}" if full else "")
        click.echo(
            f"   {line.workplace}: {gives} (first said {before or 'nothing'}); {'; '.join(line.answers)}; {why}"
        )


def _tell_deliveries(year: Year) -> None:
    if not year.deviations:
        return
    click.echo("\nDeliveries that parted from what was promised, local alarm first:")
    for deviation in year.deviations:
        click.echo(f"   {deviation.sentence(_unit(year, deviation.commitment.commodity))}")
    if year.replanned is not None:
        again = year.replanned
        click.echo(
            f"Warm replan: {len(again.held.told)} rounds, certified within "
            f"{again.plan.certificate.gap:.3%}. Asked again: {', '.join(again.outside) or 'nobody'}."
        )


def _unit(year: Year, commodity: str) -> str:
    economy = year.held.economy
    return economy.commodities[economy.row[commodity]].unit


def _tell_carriage(carriage: Carriage, ways: Ways) -> None:
    click.echo(
        f"\nTransport of {', '.join(ways.carries)}: {len(carriage.carried)} loads, cost "
        f"{plain(carriage.cost)}. The largest:"
    )
    for load in sorted(carriage.carried, key=lambda c: -c.amount)[:MOST_LOADS]:
        click.echo(
            f"   {load.link.start} → {load.link.end}: {load.commodity} {plain(load.amount)} {ways.unit} "
            f"of {plain(load.link.most)} that can pass"
        )
    for link, saved in carriage.full:
        click.echo(f"   {link.start} → {link.end} is full; one more {ways.unit} would save {plain(saved)}.")
