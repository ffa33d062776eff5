"""`confederal count`: counts files of ballots and prints or writes the sheets.

The formats and methods are those of the counting room; nothing here decides anything.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from confederal.counting.method import CountSheet, Form, UncountableError
from confederal.counting.methods import METHODS, count, named

Counted = tuple[str, CountSheet, Sequence[str] | None]


@click.command("count")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--list", "listing", is_flag=True, help="Name every method, what it counts and its settings.")
@click.option(
    "-m",
    "--method",
    help="The method, by its name in --list; else what the file says, else the usual one (above).",
)
@click.option(
    "-s", "--seats", type=click.IntRange(min=1), help="How many are elected; else what the file says."
)
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="Another setting; repeatable.")
@click.option("--lot", help="The seed of the lot: text, or hex:… for bytes. Without it a tie stays a tie.")
@click.option("--lot-order", help="A lot drawn by hand: names in the order drawn, between semicolons.")
@click.option("--withdraw", multiple=True, metavar="NAME", help="A candidate who withdrew; repeatable.")
@click.option(
    "--form",
    type=click.Choice(["ranked", "approved", "scored"]),
    help="What the numbers of a plain CSV mean, where it does not say so.",
)
@click.option("--json", "json_to", metavar="FILE|-", help="Write the sheet as JSON (several: a list).")
@click.option("--html", "html_to", metavar="FILE|-", help="Write the sheet as a page.")
@click.option("--svg", "svg_to", metavar="FILE|-", help="Write the picture of the transfers.")
@click.option("--csv", "csv_to", metavar="FILE|-", help="Write the stages as CSV.")
@click.option("--blt", "blt_to", metavar="FILE|-", help="Write the ballots as BLT, for other programs.")
@click.option("--ballots-csv", "ballots_to", metavar="FILE|-", help="Write the ballots as plain CSV.")
@click.option("--quiet", is_flag=True, help="Print one line an election instead of the sheet.")
def command(
    files: tuple[Path, ...],
    listing: bool,
    method: str | None,
    seats: int | None,
    given: tuple[str, ...],
    lot: str | None,
    lot_order: str | None,
    withdraw: tuple[str, ...],
    form: Form | None,
    quiet: bool,
    **outputs: str | None,
) -> None:
    """Count ballots: BLT, Scottish CSV, PrefLib, Pabulib, Debian, or plain CSV; - reads from standard input.

    The format is known by its content. The sheet is printed as text: every stage, who was elected or left
    out and why, ties, and a checksum. Several files are counted in one process, and a bar shows how far it
    is once that takes over a second.

    \b
    Where no --method is given, the file's own rule is taken; else
      approvals of projects with costs    equal-shares (points, rankings: greedy-budget)
      points                              score
      approvals                           sequential-pav for several seats, else approval
      rankings in a file that says seats  scottish-stv
      other rankings                      schulze

    \b
    Examples:
      confederal count ward.csv --method scottish-stv --seats 4
      confederal count ward.csv --json sheet.json --html sheet.html
      confederal count wards/*.csv --quiet
      confederal count town.pb --set completion=add1 --lot "drawn on Sunday: 7 31 12"
      confederal count - --method meek-prf --json - < ballots.blt

    JSON: method, seats, quota, elected (in order), tied, stages (each with totals, name to exact decimal or
    fraction as text) and checksum; every key is in docs/guides/add-a-counting-method.md.

    The exit code is 0 when all were counted (a tie is a result), 1 when a file could not be read, counted
    or written, the others being counted all the same, and 2 when the command was not understood. Errors
    go to standard error and name the file and the line.
    """
    if listing:
        list_methods()
        return
    if not files:
        raise click.UsageError("Name a file of ballots, or --list for the methods.")
    wanted = {name: to for name, to in outputs.items() if to is not None}
    counted: list[Counted] = []
    ballots: list[Any] = []
    cautions: list[str] = []
    failed = 0
    with progress(len(files)) as step:
        for file in files:
            shown = click.format_filename(file)
            try:
                for election in elections(file, form, withdraw):
                    settings = settings_of(election, method, seats, given, lot, lot_order)
                    name = settings.pop("method")
                    sheet = count(name, election.ballots, **settings)
                    counted.append((shown, sheet, election.ids))
                    ballots.append(election.ballots)
                    if election.caution and method is None:
                        cautions.append(f"{shown}: counted by {name}: {election.caution}")
            except (ValueError, OSError, MemoryError) as wrong:
                failed += 1
                click.echo(f"{shown}: {_told(wrong)}", err=True)
            step()
    for caution in cautions:
        click.echo(caution, err=True)
    try:
        write(counted, ballots, wanted, quiet, several=len(files) > 1)
    except (ValueError, OSError) as wrong:
        failed += 1
        at = f"{wrong.filename}: " if isinstance(wrong, OSError) and wrong.filename else ""
        click.echo(f"{at}{_told(wrong, 'written')}", err=True)
    if failed:
        sys.exit(1)


def list_methods() -> None:
    """Every method on the register: name, what it takes, settings, source."""
    for one in METHODS.values():
        click.echo(f"{one.name}\n    {one.title}: {one.says}")
        for setting in one.settings:
            default = f" (else {setting.default})" if setting.default else ""
            click.echo(f"      {setting.name}: {setting.says}{default}")
        click.echo(f"      counts {' or '.join(one.takes)} ballots; source: {one.source}")


def elections(file: Path, form: Form | None, withdraw: Sequence[str]) -> Iterator[Any]:
    """The elections in a file, with those who withdrew."""
    from dataclasses import replace

    from confederal.counting.reading import read

    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    for election in read(data, file.name, form):
        gone = [name for name in withdraw if name in election.ballots.candidates]
        if missing := [name for name in withdraw if name not in gone]:
            raise UncountableError(f"withdrawn, but not among the candidates: {', '.join(missing)}")
        ballots = replace(election.ballots, withdrawn=election.ballots.withdrawn | set(gone))
        yield replace(election, ballots=ballots)


def settings_of(
    election: Any,
    method: str | None,
    seats: int | None,
    given: Sequence[str],
    lot: str | None,
    lot_order: str | None,
) -> dict[str, Any]:
    """The method and its settings: what was asked for, else what the file says, else the usual."""
    name = method or election.method or usual(election.ballots)
    one = named(name)
    readers: dict[str, Callable[[str], object]] = {s.name: s.read for s in one.settings}
    settings: dict[str, Any] = {"method": name}
    if election.method == name:
        settings |= {key: value for key, value in election.settings.items() if key in readers}
    if seats is not None:
        if "seats" not in readers:
            raise UncountableError(f"{name} fills no seats")
        settings["seats"] = seats
    for pair in given:
        key, equals, value = pair.partition("=")
        if not equals or key not in readers:
            has = ", ".join(readers) or "none"
            raise UncountableError(f"--set {pair}: write NAME=VALUE; the settings of {name} are: {has}")
        try:
            settings[key] = readers[key](value)
        except ValueError as wrong:
            says = next(setting.says for setting in one.settings if setting.name == key)
            why = "" if str(wrong).startswith("invalid literal") else f" ({wrong})"
            raise UncountableError(f"--set {pair}: {key} is {says}{why}") from None
    if "exclusive" in settings and election.ids is not None:
        named_by = dict(zip(election.ids, election.ballots.candidates, strict=True))
        settings["exclusive"] = [[named_by.get(n, n) for n in group] for group in settings["exclusive"]]
    if "lot" in readers:
        drawn = lot_of(lot, lot_order, election)
        if drawn is not None:
            settings["lot"] = drawn
    return settings


def lot_of(lot: str | None, order: str | None, election: Any) -> bytes | tuple[str, ...] | None:
    """The lot as given, or the order the file itself states."""
    if lot is not None and order is not None:
        raise UncountableError("a lot is either drawn from a seed or by hand: give --lot or --lot-order")
    if order is not None:
        return tuple(name.strip() for name in order.split(";") if name.strip())
    if lot is not None and lot.startswith("hex:"):
        try:
            return bytes.fromhex(lot[4:])
        except ValueError:
            raise UncountableError(f"--lot hex: is followed by digits of bytes, not by {lot[4:]!r}") from None
    if lot is not None:
        return lot.encode()
    stated: tuple[str, ...] | None = election.lot
    return stated


def usual(ballots: Any) -> str:
    """How such ballots are counted when nobody says: in proportion where there are several seats."""
    several = (ballots.seats or 1) > 1
    if ballots.costs is not None:
        return "equal-shares" if ballots.form == "approved" else "greedy-budget"
    if ballots.form == "scored":
        return "score"
    if ballots.form == "approved":
        return "sequential-pav" if several else "approval"
    return "scottish-stv" if ballots.seats is not None else "schulze"


def write(
    counted: Sequence[Counted],
    ballots: Sequence[Any],
    wanted: Mapping[str, str],
    quiet: bool,
    *,
    several: bool = False,
) -> None:
    """Writes what was asked for; prints the sheets unless something else goes to standard output.

    JSON is one object for one election, and a list where there are several elections or `several` files.
    """
    from confederal.counting import rendering
    from confederal.counting.formats import blt, plain

    sheets = [sheet for _, sheet, _ in counted]
    for name, to in wanted.items():
        if not counted and not several:
            break
        match name:
            case "json_to":
                told = [{"file": file, **rendering.as_json(sheet, ids)} for file, sheet, ids in counted]
                text = (
                    json.dumps(told if several or len(told) > 1 else told[0], ensure_ascii=False, indent=1)
                    + "\n"
                )
            case "html_to":
                text = "\n".join(map(rendering.as_html, sheets))
            case "svg_to":
                text = "\n".join(map(rendering.as_svg, sheets))
            case "csv_to":
                text = "\n".join(map(rendering.as_csv, sheets))
            case "blt_to":
                text = "\n".join(blt.write(b, s.seats) for b, s in zip(ballots, sheets, strict=True))
            case _:
                text = "\n".join(plain.write(b, s.seats) for b, s in zip(ballots, sheets, strict=True))
        if to == "-":
            click.echo(text, nl=False)
        else:
            Path(to).write_text(text, encoding="utf-8")
    if "-" in wanted.values():
        return
    for file, sheet, _ in counted:
        if quiet:
            end = sheet.tied.words if sheet.tied is not None else ", ".join(sheet.elected) or "not carried"
            click.echo(f"{file}: {end}")
        else:
            click.echo(rendering.as_text(sheet))


@contextmanager
def progress(total: int, stream: TextIO | None = None, after: float = 1.0) -> Iterator[Callable[[], None]]:
    """A bar on the terminal once the counting has taken a second, drawn beside the work.

    What is given is called after each file. Nothing is drawn where nobody looks at a terminal.
    """
    stream = sys.stderr if stream is None else stream
    done, over = [0], threading.Event()

    def draw() -> None:
        if over.wait(after):
            return
        began = time.monotonic() - after
        while True:
            filled = 30 * done[0] // total
            spent = time.monotonic() - began
            bar = "#" * filled + "-" * (30 - filled)
            stream.write(f"\rCounting [{bar}] {done[0]}/{total} {spent:.0f} s")
            stream.flush()
            if over.wait(0.2):
                stream.write("\r" + " " * 70 + "\r")
                stream.flush()
                return

    def step() -> None:
        done[0] += 1

    drawing = threading.Thread(target=draw, daemon=True)
    if stream.isatty():
        drawing.start()
    try:
        yield step
    finally:
        over.set()
        if drawing.is_alive():
            drawing.join()


def _told(wrong: Exception, done: str = "read") -> str:
    if isinstance(wrong, OSError):
        return f"cannot be {done}: {wrong.strerror or wrong}"
    if isinstance(wrong, MemoryError):
        return "there is not memory enough to count it"
    return str(wrong)
