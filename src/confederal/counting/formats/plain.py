"""Plain CSV, in the three ways people write ballots, and our own way of writing them.

Ranks under names:            Names under ranks:           Ours (says everything):
    count,Ana,Ben,Eva             count,1,2,3                  form,ranked
    3,1,2,                        3,Ana,Ben,                   title,Delegates 2026
    2,,1,2                        2,Ben,Eva,                   seats,2
                                                               candidates,Ana,Ben,Eva
                                                               withdrawn,Eva
                                                               count,1,2,3
                                                               3,Ana,Ben = Eva

The count may be left out where every row is one paper. Under names, `x` is an approval.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from confederal.counting.formats.election import (
    LARGEST,
    Election,
    UnreadableError,
    distinct,
    marked,
    shown,
    whole,
)
from confederal.counting.method import Ballots, Form, UncountableError, written

COUNT = ("count", "counts", "weight", "votes", "number", "papers", "n")
ABOUT = ("form", "title", "seats", "candidates", "withdrawn", "costs", "budget")
RANK = re.compile(r"(?i)(rank|choice|preference|pref|pick|vote|ranking)?[\s_#-]*(\d+)(st|nd|rd|th)?")
SKIPPED = ("skipped", "undervote", "blank", "-")
OVERVOTE = "overvote"
FURTHEST = 32_767  # the furthest rank: no ballot has more candidates

Row = tuple[int, list[str]]


def read(text: str, form: Form | None = None) -> Election:
    """The election in this CSV; `form` says what numbers under names mean when it is not plain.

    Raises UnreadableError naming the line.
    """
    rows = _rows(text)
    about, rows = _about(rows)
    if not rows:
        raise UnreadableError(1, "the file has no papers")
    at, header = rows[0]
    header = [cell.strip() for cell in header]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise UnreadableError(at, "the file begins without a row of names or ranks")
    counted = header[0].lower() in COUNT
    heads = header[1:] if counted else header
    first = len(heads)
    while first and RANK.fullmatch(heads[first - 1]):
        first -= 1
    first %= max(1, len(heads))
    if first and not counted:
        # Columns before the ranks (a ballot's number, a precinct) say nothing about the vote.
        rows = [(line, cells[first:]) for line, cells in rows]
        heads = heads[first:]
    said = about.get("form", (at, [form or ""]))[1][0] or form
    if said and said not in ("ranked", "approved", "scored"):
        raise UnreadableError(about["form"][0], f"the form is ranked, approved or scored, not {shown(said)}")
    if (heads and all(RANK.fullmatch(head) for head in heads)) or (counted and not heads):
        ballots = _names_under_ranks(rows[1:], counted, about, said or "ranked", len(header))
    else:
        ballots = _ranks_under_names(rows[1:], heads, counted, at, about, said)
    ids = tuple(str(n) for n in range(1, len(ballots.candidates) + 1))
    return Election(ballots, "CSV", ids=ids)


def _rows(text: str) -> list[Row]:
    sample = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=sample.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as wrong:
        raise UnreadableError(reader.line_num, f"this is no CSV: {wrong}") from None
    return [(line, cells) for line, cells in rows if not cells[0].lstrip().startswith("#")]


def _about(rows: list[Row]) -> tuple[dict[str, Row], list[Row]]:
    """The lines before the papers that say something about the election."""
    about: dict[str, Row] = {}
    for index, (at, cells) in enumerate(rows):
        key = cells[0].strip().lower()
        if key not in ABOUT or (index == 0 and key == "title" and len(cells) > 2):
            return about, rows[index:]
        about[key] = (at, [cell.strip() for cell in cells[1:] if cell.strip()] or [""])
    return about, []


def _said(about: dict[str, Row], names: Sequence[str]) -> dict[str, Any]:
    rest: dict[str, Any] = {}
    if "title" in about:
        rest["title"] = about["title"][1][0]
    if "seats" in about:
        rest["seats"] = whole(about["seats"][1][0], about["seats"][0], "the number of seats", 1)
    if "withdrawn" in about:
        at, gone = about["withdrawn"]
        if unknown := [name for name in gone if name and name not in names]:
            raise UnreadableError(at, f"withdrawn, but not among the candidates: {', '.join(unknown)}")
        rest["withdrawn"] = [name for name in gone if name]
    return rest


def _money(ballots: Ballots, about: dict[str, Row]) -> Ballots:
    if "costs" in about:
        at, costs = about["costs"]
        if len(costs) != len(ballots.candidates):
            raise UnreadableError(at, f"{len(costs)} costs for {len(ballots.candidates)} candidates")
        ballots = replace(ballots, costs=tuple(_amount(cost, at) for cost in costs))
    if "budget" in about:
        ballots = replace(ballots, budget=_amount(about["budget"][1][0], about["budget"][0]))
    return ballots


def _amount(text: str, line: int) -> Fraction:
    if not re.fullmatch(r"\d{1,40}(\.\d{1,9}|/\d{1,20})?", text) or text.endswith("/0"):
        raise UnreadableError(line, f"an amount of money is a number, not {shown(text)}")
    return Fraction(text)


def _names_under_ranks(
    rows: list[Row], counted: bool, about: dict[str, Row], form: str, width: int
) -> Ballots:
    if form == "scored":
        return _points(rows, counted, about)
    listed = "candidates" in about
    at, names = about.get("candidates", (0, []))
    place: dict[str, int] = {name: index for index, name in enumerate(names)}
    if listed and len(place) < len(names):
        raise UnreadableError(at, "two candidates have the same name")
    papers, counts = [], []
    for line, cells in rows:
        counts.append(whole(cells[0], line, "how many papers") if counted else 1)
        row: list[tuple[int, int]] = []
        for rank, cell in enumerate(cells[1:] if counted else cells, start=1):
            if cell.strip().lower() == OVERVOTE and OVERVOTE not in place:
                break  # nobody can say who was meant here, nor what to do with the rest
            for name in (part.strip() for part in cell.split(" = ")):
                if not name or (name.lower() in SKIPPED and name not in place):
                    continue
                if name not in place:
                    if listed:
                        raise UnreadableError(line, f"{shown(name)} is not among the candidates")
                    if len(place) >= LARGEST:
                        raise UnreadableError(line, f"more than {LARGEST} different names")
                    place[name] = len(place)
                row.append((place[name], 1 if form == "approved" else rank))
        if form == "approved":
            row = sorted(set(row))
        papers.append(row)
    kept: Form = "approved" if form == "approved" else "ranked"
    names = list(place)
    return _money(marked(names, papers, counts, kept, **_said(about, names)), about)


def _points(rows: list[Row], counted: bool, about: dict[str, Row]) -> Ballots:
    """Our own form for points: cells `NAME: 5`."""
    _, names = about.get("candidates", (0, []))
    place = {name: index for index, name in enumerate(names)}
    papers, counts = [], []
    for line, cells in rows:
        counts.append(whole(cells[0], line, "how many papers") if counted else 1)
        row = []
        for cell in cells[1:] if counted else cells:
            if not cell.strip():
                continue
            name, colon, points = cell.rpartition(":")
            if not colon or name.strip() not in place:
                raise UnreadableError(line, f"points are written NAME: 5, not {shown(cell)}")
            row.append((place[name.strip()], _signed(points, line)))
        papers.append(sorted(row))
    return _money(marked(names, papers, counts, "scored", **_said(about, names)), about)


def _ranks_under_names(
    rows: list[Row],
    heads: list[str],
    counted: bool,
    at: int,
    about: dict[str, Row],
    form: str | None,
) -> Ballots:
    if len(heads) > LARGEST:
        raise UnreadableError(at, f"more than {LARGEST} candidates")
    try:
        names = distinct(heads, [str(n) for n in range(1, len(heads) + 1)])
    except UncountableError as wrong:
        raise UnreadableError(at, str(wrong)) from None
    if not rows:
        raise UnreadableError(at, "there is a row of names, but there are no papers")
    papers: list[list[tuple[int, int]]] = []
    counts: list[int] = []
    crosses = False
    for line, cells in rows:
        counts.append(whole(cells[0], line, "how many papers") if counted else 1)
        given = [cell.strip() for cell in (cells[1:] if counted else cells)]
        if any(given[len(names) :]):
            raise UnreadableError(line, f"{len(given)} cells for {len(names)} candidates")
        row = []
        for name, cell in enumerate(given[: len(names)]):
            if cell.lower() in ("x", "✓", "✗", "yes"):
                crosses = True
                row.append((name, 1))
            elif cell and cell.lower() not in ("-", "no"):
                row.append((name, _signed(cell, line)))
        papers.append(row)
    if form is None:
        marks = {mark for row in papers for _, mark in row}
        several = any(sum(mark == 1 for _, mark in row) > 1 for row in papers)
        form = "approved" if crosses or (marks <= {0, 1} and (several or 0 in marks)) else "ranked"
    said = _said(about, names)
    if form == "approved":
        approved = [[(name, 1) for name, mark in row if mark] for row in papers]
        return _money(marked(names, approved, counts, "approved", **said), about)
    if form == "scored":
        return _money(marked(names, papers, counts, "scored", **said), about)
    for (line, _), row in zip(rows, papers, strict=True):
        if any(mark < 0 for _, mark in row):
            raise UnreadableError(line, "a rank is 1, 2, 3 …")
        if beyond := [mark for _, mark in row if mark > FURTHEST]:
            raise UnreadableError(line, f"a rank of {beyond[0]} is no rank on a ballot")
    ranks = [sorted(((n, m) for n, m in row if m), key=lambda pair: (pair[1], pair[0])) for row in papers]
    return _money(marked(names, ranks, counts, **said), about)


def _signed(text: str, line: int) -> int:
    stripped = text.strip()
    if stripped.startswith("-"):
        return -whole(stripped[1:], line, "a mark")
    return whole(stripped.removesuffix(".0"), line, "a mark")


def write(ballots: Ballots, seats: int | None = None) -> str:
    """The ballots as CSV that says everything about them and can be read back."""
    seats = seats if seats is not None else ballots.seats
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["form", ballots.form])
    if ballots.title:
        rows.writerow(["title", ballots.title])
    if seats is not None:
        rows.writerow(["seats", seats])
    rows.writerow(["candidates", *ballots.candidates])
    if ballots.withdrawn:
        rows.writerow(["withdrawn", *(n for n in ballots.candidates if n in ballots.withdrawn)])
    if ballots.costs is not None:
        rows.writerow(["costs", *(written(cost) for cost in ballots.costs)])
    if ballots.budget is not None:
        rows.writerow(["budget", written(ballots.budget)])
    papers = [(_cells(ballots, paper), count) for paper, count in ballots.papers()]
    width = max((len(cells) for cells, _ in papers), default=0)
    rows.writerow(["count", *range(1, width + 1)])
    for cells, count in papers:
        rows.writerow([count, *cells])
    return out.getvalue()


def _cells(ballots: Ballots, paper: tuple[tuple[int, int], ...]) -> list[str]:
    names = ballots.candidates
    if ballots.form == "approved":
        return [names[name] for name, _ in paper]
    if ballots.form == "scored":
        return [f"{names[name]}: {mark}" for name, mark in paper]
    cells: list[str] = []
    for name, mark in paper:
        cells += [""] * (mark - len(cells))
        cells[mark - 1] = f"{cells[mark - 1]} = {names[name]}" if cells[mark - 1] else names[name]
    return cells
