"""National tables, as statistical offices publish them, read through a small mapping file.

A mapping says where in a file things stand, nothing about any one country is in this code. Pure: the
caller opens files and hands over sheets as lists of rows (CSV and workbooks alike). See
`docs/guides/coordinate-a-year.md` for worked mappings.

    kind = "symmetric"                      or  "supply-use"
    unit = "MGBP"
    [flows]                                 [supply] / [use]
    file, sheet, layout = "long" | "matrix"
    long:    row, row_name, column, value   (column headings)
    matrix:  names_row, name_column         (numbered from 1, or a heading; lists are joined, as
                                             ["country", "industry"] names of multi-region tables)
             rows = [first, last], columns = [first, last]     (numbers, or the names themselves)
             skip = ["Total"]               (names that begin so are left out)
             transpose = true               (industries down, products across)
             missing = ["-", ".."]          (texts that mean nothing there); decimal = ","
    content = "flows" | "coefficients"
    output = "Total output"                 (row; else the sum of its column)
    sectors = "both"                        (names that are both row and column; the default for long)
    [extensions."name"]                     unit; rows = ["Compensation of employees", ...] of this table,
                                            or with a file of its own; or column = "hours" of a file with
                                            a line a sector
    [supply.other] / [use.other]            our name = a column's name
    [emissions."name"]                      a table of its own, by branch: file, sheet, section, column,
                                            codes (how a branch's codes are written), industries (where
                                            the industries' codes stand): see `Branches`
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from confederal.planning.arrays import Floats
from confederal.planning.input_output import (
    Extension,
    InputOutput,
    SupplyUse,
    technical_coefficients,
)
from confederal.planning.objection import Objection, Refused

Grid = Sequence[Sequence[Any]]  # rows of cells
Opened = Callable[[str, str], Grid]  # (file, sheet) -> its cells
Mapping_ = Mapping[str, Any]


@dataclass(frozen=True)
class Labelled:
    """A matrix with names on both sides."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats

    def row(self, name: str) -> Floats:
        return np.asarray(self.values[_place(self.rows, name, "row")])

    def column(self, name: str) -> Floats:
        return np.asarray(self.values[:, _place(self.columns, name, "column")])


def read_tables(mapping: Mapping_, opened: Opened) -> InputOutput | SupplyUse:
    """The tables that the mapping describes. Raises Refused with what could not be found or read."""
    kind = mapping.get("kind")
    if kind == "symmetric":
        return _symmetric(mapping, opened)
    if kind == "supply-use":
        return _supply_use(mapping, opened)
    raise Refused(
        [Objection("mapping", f"kind = {kind!r}", "is no kind of table.", 'Use "symmetric" or "supply-use".')]
    )


def as_system(tables: InputOutput | SupplyUse) -> InputOutput:
    """The symmetric system, by industry technology where supply and use were given."""
    return tables.product_by_product() if isinstance(tables, SupplyUse) else tables


# ------------------------------------------------------------------------------ symmetric


def _symmetric(mapping: Mapping_, opened: Opened) -> InputOutput:
    flows = _needed(mapping, "flows", "mapping")
    table = read_matrix({k: v for k, v in flows.items() if k != "skip"}, opened)
    skip = tuple(flows.get("skip", ["Total"]))
    across = set(table.columns)
    names = tuple(n for n in table.rows if n in across and not n.startswith(skip))
    if not names:
        raise Refused(
            [
                Objection(
                    "flows",
                    f"{len(table.rows)} rows",
                    "no name stands on both sides.",
                    "Check names and ranges.",
                )
            ]
        )
    down = [table.rows.index(n) for n in names]
    over = [table.columns.index(n) for n in names]
    inner = table.values[np.ix_(down, over)]
    coefficients_given = flows.get("content", "flows") == "coefficients"
    output = np.ones(len(names))
    if "output" in flows:
        output = table.row(flows["output"])[over]
    elif not coefficients_given:
        output = table.values[:, over].sum(0)
    a = inner if coefficients_given else technical_coefficients(inner, output)
    unit = str(mapping.get("unit", ""))
    extensions = []
    for name, told in mapping.get("extensions", {}).items():
        row = _extension(told, table, names, opened)
        per = row if coefficients_given else technical_coefficients(row[None, :], output)[0]
        extensions.append(Extension(name, str(told.get("unit", unit)), per))
    labels = _labels(flows, opened)
    return InputOutput(
        tuple(labels.get(n, n) for n in names), unit, a, output, output - a @ output, tuple(extensions)
    )


def _extension(told: Mapping_, table: Labelled, names: Sequence[str], opened: Opened) -> Floats:
    """An extension's total by sector, from rows of the table itself or from a table of its own."""
    if "file" in told:
        table = read_matrix(told, opened)
    if "column" in told:
        column = table.column(told["column"])
        return np.array([column[_place(table.rows, n, "row")] for n in names])
    where = [_place(table.columns, n, "column") for n in names]
    return np.asarray(sum((table.row(r)[where] for r in told["rows"]), np.zeros(len(names))))


def _labels(told: Mapping_, opened: Opened) -> dict[str, str]:
    """Words for codes, where a long table has both."""
    if told.get("layout") != "long" or "row_name" not in told:
        return {}
    grid = opened(told["file"], str(told.get("sheet", "")))
    heading = [str(c) for c in grid[0]]
    code, name = _place(heading, told["row"], "column"), _place(heading, told["row_name"], "column")
    return {_text(r[code]): f"{_text(r[code])} {_text(r[name])}" for r in grid[1:]}


# ------------------------------------------------------------------------------ supply and use


def _supply_use(mapping: Mapping_, opened: Opened) -> SupplyUse:
    supply, use = _needed(mapping, "supply", "mapping"), _needed(mapping, "use", "mapping")
    make, used = read_matrix(supply, opened), read_matrix(use, opened)
    if len(make.rows) != len(used.rows) or len(make.columns) != len(used.columns):
        shared = (
            [n for n in make.rows if n in set(used.rows)],
            [n for n in make.columns if n in set(used.columns)],
        )
        if not all(shared):
            raise Refused(
                [
                    Objection(
                        "supply and use",
                        f"{make.values.shape} and {used.values.shape}",
                        "do not have the same products and industries.",
                        "Give both tables the same ranges.",
                    )
                ]
            )
        make, used = _kept(make, *shared), _kept(used, *shared)
    per_industry: dict[str, tuple[Floats, str]] = {}
    for name, told in mapping.get("extensions", {}).items():
        whole = read_matrix({k: v for k, v in use.items() if k not in ("rows", "skip")}, opened)
        row = _extension(told, whole, make.columns, opened)
        per_industry[name] = (row, str(told.get("unit", mapping.get("unit", ""))))
    for name, told in mapping.get("emissions", {}).items():
        per_industry[name] = (_emissions(told, make.values.sum(0), opened), str(told.get("unit", "")))
    return SupplyUse(
        products=make.rows,
        industries=make.columns,
        unit=str(mapping.get("unit", "")),
        make=make.values,
        use=used.values,
        other_supply=_others(supply, opened, make),
        other_use=_others(use, opened, used),
        per_industry=per_industry,
    )


def _kept(table: Labelled, rows: Sequence[str], columns: Sequence[str]) -> Labelled:
    down, over = [table.rows.index(n) for n in rows], [table.columns.index(n) for n in columns]
    return Labelled(tuple(rows), tuple(columns), table.values[np.ix_(down, over)])


def _others(told: Mapping_, opened: Opened, table: Labelled) -> dict[str, Floats]:
    other = told.get("other", {})
    if not other:
        return {}
    whole = read_matrix({k: v for k, v in told.items() if k not in ("columns", "skip")}, opened)
    down = [_place(whole.rows, n, "row") for n in table.rows]
    return {name: whole.column(column)[down] for name, column in other.items()}


# ------------------------------------------------------------------------------ emissions by branch


def _emissions(told: Mapping_, output: Floats, opened: Opened) -> Floats:
    """Emissions by industry (i,) from a table by branch.

    A branch covers divisions of the classification ("10-12: food"); it is shared out, by output, over
    the industries whose codes lie in the same divisions, so that the total is kept. A branch without
    any industry is refused rather than lost.
    """
    grid = opened(told["file"], str(told.get("sheet", "")))
    heading_row = int(told.get("names_row", 1)) - 1
    column = _place([_text(c) for c in grid[heading_row]], str(told["column"]), "column")
    pattern = re.compile(told.get("codes", r"^\s*(\d\d(?:\s*[-–]\s*\d\d)?)\s*:"))
    codes = _industry_codes(told["industries"], opened, output.size)
    total = np.zeros(output.size)
    inside, found, objections = False, False, []
    for row in grid[heading_row + 1 :]:
        label = str(row[0] or "")
        if label.strip().startswith(str(told["section"])):
            inside, found = True, True
            continue
        if not inside:
            continue
        match = pattern.match(label)
        if match is None:
            if label.strip() and not label.startswith(" "):
                break  # the next section begins
            continue
        wanted = divisions(match.group(1))
        where = np.array([bool(wanted & own) for own in codes])
        weight = np.where(where, np.maximum(output, 0.0), 0.0)
        amount = _number(row[column], told, f"{told['file']}, {label.strip()}")
        if weight.sum() > 0:
            total += amount * weight / weight.sum()
        elif where.any():
            total += amount * where / where.sum()
        elif amount:
            objections.append(
                Objection(
                    label.strip(), str(amount), "no industry has these codes.", "Check where the codes stand."
                )
            )
    if not found:
        objections.append(
            Objection(
                str(told["file"]), str(told["section"]), "no such section.", "Copy how the line begins."
            )
        )
    if objections:
        raise Refused(objections)
    return total


def _industry_codes(told: Mapping_, opened: Opened, count: int) -> list[set[int]]:
    grid = opened(told["file"], str(told.get("sheet", "")))
    first = int(told["first_row"]) - 1
    column = int(told["column"]) - 1
    found = [
        divisions(_text(row[column] if column < len(row) else None)) for row in grid[first : first + count]
    ]
    empty = [i + first + 1 for i, one in enumerate(found) if not one]
    if empty or len(found) != count:
        raise Refused(
            [
                Objection(
                    str(told["file"]),
                    f"rows {empty}",
                    "have no codes.",
                    f"{count} industries' codes are needed.",
                )
            ]
        )
    return found


def divisions(text: str) -> set[int]:
    """Two-digit divisions a classification code covers.

    >>> sorted(divisions("10-12")), sorted(divisions("05–09, 86.9")), sorted(divisions("16"))
    ([10, 11, 12], [5, 6, 7, 8, 9, 86], [16])
    """
    found: set[int] = set()
    for part in re.split(r"[,;+]| y | and ", text):
        numbers = [int(n) for n in re.findall(r"(\d{1,2})(?:\.\d+)*", part)]
        if numbers:
            found |= set(range(min(numbers), max(numbers) + 1))
    return found


# ------------------------------------------------------------------------------ reading a matrix


def read_matrix(told: Mapping_, opened: Opened) -> Labelled:
    """The matrix a mapping points to, with its names."""
    grid = opened(_needed(told, "file", "mapping"), str(told.get("sheet", "")))
    table = _long(told, grid) if told.get("layout", "matrix") == "long" else _matrix(told, grid)
    if told.get("transpose"):
        table = Labelled(table.columns, table.rows, table.values.T.copy())
    return table


def _long(told: Mapping_, grid: Grid) -> Labelled:
    heading = [_text(c) for c in grid[0]]
    row, column, value = (_place(heading, told[k], "column") for k in ("row", "column", "value"))
    rows = list(dict.fromkeys(_text(r[row]) for r in grid[1:]))
    columns = list(dict.fromkeys(_text(r[column]) for r in grid[1:]))
    down, over = {n: i for i, n in enumerate(rows)}, {n: i for i, n in enumerate(columns)}
    values = np.zeros((len(rows), len(columns)))
    seen = np.zeros(values.shape, bool)
    objections = []
    for line, r in enumerate(grid[1:], start=2):
        at = down[_text(r[row])], over[_text(r[column])]
        if seen[at]:
            objections.append(
                Objection(
                    f"{told['file']} line {line}",
                    f"{r[row]}, {r[column]}",
                    "is told twice.",
                    "Keep one line.",
                )
            )
        seen[at] = True
        values[at] = _number(r[value], told, f"{told['file']} line {line}")
    if objections:
        raise Refused(objections[:20])
    return Labelled(tuple(rows), tuple(columns), values)


def _matrix(told: Mapping_, grid: Grid) -> Labelled:
    lines = _list(told.get("names_row", 1))
    names_row = max(int(n) - 1 for n in lines)
    heading = [
        " ".join(_cell(grid[int(n) - 1], j) for n in lines).strip() for j in range(len(grid[names_row]))
    ]
    sides = [
        int(n) - 1 if isinstance(n, int) else _place(heading, n, "column")
        for n in _list(told.get("name_column", 1))
    ]
    at = max(sides)
    side = [" ".join(_cell(r, n) for n in sides).strip() for r in grid]
    skip = tuple(told.get("skip", []))
    rows = _range(told.get("rows"), side, names_row + 1, "row")
    columns = _range(told.get("columns"), heading, at + 1, "column")
    rows = [i for i in rows if side[i] and not (skip and side[i].startswith(skip))]
    columns = [j for j in columns if heading[j] and not (skip and heading[j].startswith(skip))]
    values = np.array(
        [
            [
                _number(grid[i][j] if j < len(grid[i]) else None, told, f"{told['file']}, {side[i]}")
                for j in columns
            ]
            for i in rows
        ]
    )
    return Labelled(
        tuple(side[i] for i in rows),
        tuple(heading[j] for j in columns),
        values.reshape(len(rows), len(columns)),
    )


def _list(told: Any) -> list[Any]:
    return list(told) if isinstance(told, (list, tuple)) else [told]


def _cell(row: Sequence[Any], column: int) -> str:
    return _text(row[column]) if column < len(row) else ""


def _range(told: Any, names: Sequence[str], after: int, what: str) -> list[int]:
    if told is None:
        return list(range(after, len(names)))
    first, last = (int(t) - 1 if isinstance(t, int) else _place(names, t, what) for t in told)
    return list(range(first, last + 1))


def _place(names: Sequence[str], name: str, what: str) -> int:
    wanted = _text(name)
    for i, one in enumerate(names):
        if one == wanted:
            return i
    near = [n for n in names if n and wanted.lower()[:8] in n.lower()][:5]
    raise Refused(
        [Objection(what, name, "is not in the table.", f"Near it: {', '.join(near) or 'nothing'}.")]
    )


def _text(cell: Any) -> str:
    return re.sub(r"\s+", " ", str(cell)).strip() if cell is not None else ""


def _number(cell: Any, told: Mapping_, where: str) -> float:
    """A cell as a number: empty and `missing` texts are nothing; anything else must be a finite number."""
    if cell is None:
        return 0.0
    if isinstance(cell, (int, float)):
        value = float(cell)
    else:
        text = str(cell).strip()
        if not text or text in told.get("missing", []):
            return 0.0
        if told.get("decimal", ".") == ",":
            text = text.replace(".", "").replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            raise Refused(
                [
                    Objection(
                        where, text, "is not a number.", 'List it under missing = ["…"] if it means nothing.'
                    )
                ]
            ) from None
    if not np.isfinite(value):
        raise Refused([Objection(where, str(cell), "is not a finite number.", "Check the cell.")])
    return value


def _needed(told: Mapping_, key: str, where: str) -> Any:
    if key not in told:
        raise Refused([Objection(where, key, "is missing.", "See the guide for an example.")])
    return told[key]
