"""Opening what the planning room is given: packages of tables, national tables, mappings."""

import csv
import gzip
import io
import tomllib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import openpyxl

from confederal.planning.data_package import BESIDE, COLUMNS, Tables, read_economy
from confederal.planning.economy import Economy
from confederal.planning.objection import Objection, Refused
from confederal.planning.statistical_tables import Grid


def read_text(path: Path) -> str:
    """The text of a file, unpacked where its name ends in .gz; a byte-order mark is dropped."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return data.decode("utf-8-sig")


def opener(folder: Path) -> Callable[[str, str], Grid]:
    """Opens files of one folder as grids of cells; a workbook is read once."""
    books: dict[str, Any] = {}

    def opened(file: str, sheet: str) -> Grid:
        path = folder / file
        if not path.is_file():
            raise Refused([Objection(file, str(path), "is not there.", "Check the mapping's file names.")])
        if path.suffix in (".xlsx", ".xlsm"):
            if file not in books:
                with warnings.catch_warnings():  # workbooks without a default style are common and harmless
                    warnings.simplefilter("ignore", UserWarning)
                    books[file] = openpyxl.load_workbook(path, read_only=True, data_only=True)
            book = books[file]
            if sheet and sheet not in book.sheetnames:
                raise Refused(
                    [Objection(file, sheet, "no such sheet.", f"Sheets: {', '.join(book.sheetnames)}.")]
                )
            page = book[sheet] if sheet else book.worksheets[0]
            page.reset_dimensions()
            return [list(row) for row in page.iter_rows(values_only=True)]
        text = read_text(path)
        first = text.splitlines()[0] if text else ""
        mark = max(",;\t", key=first.count)
        return list(csv.reader(io.StringIO(text), delimiter=mark))

    return opened


def read_mapping(path: Path) -> dict[str, Any]:
    """A mapping file; a click error that names the line where it cannot be read."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise click.ClickException(f"{path}: {error}") from None
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path}: {_not_utf8(error)}") from None
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}.") from None


def read_package(folder: Path, public: bool = False) -> tuple[Economy, dict[str, Any], Tables]:
    """The economy a data package describes, its settings, and its tables as they stand.

    `public`: a published year, in which workplaces' techniques and limits are not.
    """
    if not folder.is_dir():
        raise click.ClickException(f"{folder} is no folder with a data package.")
    if not (folder / "economy.toml").is_file():
        raise click.ClickException(
            f"{folder}: economy.toml: is not there. Write one, with [period] name, first and last; "
            "`examples/five_bodies` has a whole package to copy."
        )
    settings = read_mapping(folder / "economy.toml")
    tables, objections = _tables(folder)
    unknown = [] if public else sorted(set(tables) - set(COLUMNS) - set(BESIDE))
    known = ", ".join([*COLUMNS, *BESIDE])
    objections += [
        Objection(f"{n}.csv", n, "is no table of a package.", f"Tables: {known}.") for n in unknown
    ]
    try:
        if objections:
            raise Refused(objections)
        return read_economy(tables, settings, public), settings, tables
    except Refused as refused:
        raise click.ClickException(f"{folder} cannot be planned with yet:\n" + str(refused)) from None


def _tables(folder: Path) -> tuple[dict[str, list[dict[str, str]]], list[Objection]]:
    """Every table of a folder, each line with its number; and what cannot be read."""
    tables: dict[str, list[dict[str, str]]] = {}
    objections: list[Objection] = []
    for path in sorted(folder.glob("*.csv")):
        try:
            tables[path.stem] = read_table(path)
        except Refused as refused:
            objections += refused.objections
    return tables, objections


def read_table(path: Path) -> list[dict[str, str]]:
    """The lines of a table (column -> text, "line" -> its number). Raises Refused where it cannot be read."""
    try:
        text = read_text(path)
    except UnicodeDecodeError as error:
        raise Refused([Objection(path.name, "its letters", _not_utf8(error), "")]) from None
    except OSError as error:
        raise Refused(
            [Objection(path.name, str(error.strerror), "cannot be read.", "Check the file.")]
        ) from None
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    lines: list[dict[str, str]] = []
    objections: list[Objection] = []
    columns: list[str] = []
    try:
        for read in reader:
            cells = [c.strip() for c in read]
            where = f"{path.name} line {reader.line_num}"
            if not columns:
                columns = cells
                twice = sorted({c for c in columns if c and columns.count(c) > 1})
                objections += [Objection(where, c, "names two columns.", "Keep one.") for c in twice]
            elif any(cells):
                if len(cells) > len(columns):
                    told = f"{len(cells)} cells"
                    mend = "Put a cell that has the separator in it in quotes."
                    objections.append(Objection(where, told, f"under {len(columns)} columns.", mend))
                row = dict.fromkeys(filter(None, columns), "")
                row |= {c: v for c, v in zip(columns, cells, strict=False) if c}
                lines.append(row | {"line": str(reader.line_num)})
    except csv.Error as error:
        objections.append(
            Objection(
                f"{path.name} line {reader.line_num}", str(error), "cannot be read.", "Save it as plain CSV."
            )
        )
    if not columns:
        objections.append(Objection(path.name, "(empty)", "has not even a line of columns.", "Fill it in."))
    if objections:
        raise Refused(objections)
    return lines


def _not_utf8(error: UnicodeDecodeError) -> str:
    line = error.object[: error.start].count(b"\n") + 1
    return (
        f"line {line} has letters that are not UTF-8. Save the file as UTF-8 (“CSV UTF-8” in a spreadsheet)."
    )


def write_file(path: Path, data: str | bytes) -> None:
    """Writes a file; a click error in words where that cannot be done."""
    try:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
