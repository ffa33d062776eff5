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

from confederal.planning.data_package import COLUMNS, Tables, read_economy
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


def read_package(folder: Path) -> tuple[Economy, dict[str, Any], Tables]:
    """The economy a data package describes, its settings, and its tables as they stand."""
    if not folder.is_dir():
        raise click.ClickException(f"{folder} is no folder with a data package.")
    settings = read_mapping(folder / "economy.toml") if (folder / "economy.toml").is_file() else {}
    tables: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        lines = list(csv.DictReader(io.StringIO(read_text(path))))
        tables[path.stem] = [{k: (v or "").strip() for k, v in line.items() if k} for line in lines]
    unknown = sorted(set(tables) - set(COLUMNS) - {"deliveries", "links", "nodes", "invoices"})
    if unknown:
        raise click.ClickException(
            f"{folder}: no table is called {', '.join(unknown)}. Tables: {', '.join(COLUMNS)}."
        )
    try:
        return read_economy(tables, settings), settings, tables
    except Refused as refused:
        raise click.ClickException("The package cannot be planned with yet:\n" + str(refused)) from None
