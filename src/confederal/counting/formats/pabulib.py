"""Pabulib's `.pb`: participatory budgets, with projects, costs and every vote (arXiv 2012.06539).

Sections META, PROJECTS and VOTES, each with a header row, cells separated by semicolons. What `rule`
says is done where it can be; where a file does not say all that its rule needs, `caution` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from confederal.counting.formats.election import (
    LARGEST,
    Election,
    UnreadableError,
    cells_of,
    distinct,
    marked,
    shown,
    whole,
)
from confederal.counting.method import Form

RULES: dict[str, tuple[str, dict[str, Any]]] = {
    # what Pabulib calls a rule: (our method, its settings)
    "greedy": ("greedy-budget", {}),
    "greedy-threshold": ("greedy-budget", {}),
    "greedy-no-skip": ("greedy-budget", {"skip": False}),
    "greedy-exclusive": ("greedy-budget", {}),
    "greedy-custom": ("greedy-budget", {}),
    "equalshares": ("equal-shares", {"completion": "none"}),
    "equalshares-comparison": ("equal-shares", {"completion": "none", "comparison": "satisfaction"}),
    "equalshares/add1": ("equal-shares", {"completion": "add1"}),
    "equalshares/add1-comparison": ("equal-shares", {"completion": "add1", "comparison": "satisfaction"}),
    "equalshares/add1-u": ("equal-shares", {"completion": "add1u"}),
    "equalshares/add1u": ("equal-shares", {"completion": "add1u"}),
}
CAUTIONS: dict[str, str] = {
    # what of a rule no file says, and what is done instead
    "greedy-exclusive": (
        "its rule is greedy-exclusive, but a .pb file does not say which projects exclude one another; "
        "none do unless you say it: --set 'exclusive=A | B'"
    ),
    "greedy-custom": "its rule is greedy-custom, a city's own, which is not in the file; counted as greedy",
}
NOT_TO_BE_HAD = 999_999_999  # the cost by which Pabulib marks a project that was taken back after the vote

NOTHING = ("", "none", "nan")  # how programs write that a cell is empty

Row = tuple[int, dict[str, str]]


def read(lines: Sequence[str]) -> Election:
    """The budget in these lines: approvals, points or rankings of projects, costs, and what money there is.

    Raises UnreadableError naming the line.
    """
    sections = _sections(lines)
    for section in ("META", "PROJECTS", "VOTES"):
        if section not in sections:
            raise UnreadableError(len(lines) or 1, f"there is no section {section}")
    meta = {row["key"].strip().lower(): (line, row["value"].strip()) for line, row in _meta(sections["META"])}
    if "budget" not in meta:
        raise UnreadableError(sections["META"][0], "META does not say the budget")
    budget = _money(meta["budget"][1], meta["budget"][0], "the budget")
    ids, names, costs, chosen = _projects(sections["PROJECTS"][1])
    at, kind = meta.get("vote_type", (None, "approval"))
    form, rows = _votes(sections["VOTES"][1], {key: index for index, key in enumerate(ids)}, kind, at)
    if form == "scored":
        rows = _with_default(rows, meta.get("default_score"), len(ids))
    called = distinct(names, ids)
    withdrawn = [name for name, cost in zip(called, costs, strict=True) if cost == NOT_TO_BE_HAD > budget]
    title = meta.get("description", (0, ""))[1]
    ballots = marked(called, rows, [1] * len(rows), form, title=title, withdrawn=withdrawn)
    ballots = replace(ballots, costs=tuple(costs), budget=budget)
    rule = meta.get("rule", (0, ""))[1].lower()
    method, settings = RULES.get(rule, (None, {}))
    settings = dict(settings)
    if method == "equal-shares" and form != "approved":
        method, settings = None, {}
    elif method is not None and "min_project_score_threshold" in meta:
        line, value = meta["min_project_score_threshold"]
        settings["threshold"] = -int(-_money(value, line, "the threshold") // 1)
    if method == "greedy-budget" and form == "ranked" and "max_length" in meta:
        line, value = meta["max_length"]
        settings["ranks"] = whole(value, line, "max_length", 1)
    published = tuple(name for name, selected in zip(called, chosen, strict=True) if selected)
    caution = CAUTIONS.get(rule, "")
    if method is None and rule not in ("", "unknown"):
        caution = f"its rule, {rule}, is none that is known here for {kind} votes"
    return Election(ballots, "Pabulib", method, settings, published or None, None, ids, caution)


def _with_default(
    rows: list[list[tuple[int, int]]], default: tuple[int, str] | None, projects: int
) -> list[list[tuple[int, int]]]:
    """The points, and `default_score` for every project that a voter said nothing of."""
    points = 0 if default is None or not default[1] else _whole_points(default[1], default[0])
    if not points:
        return rows
    return [sorted({**dict.fromkeys(range(projects), points), **dict(row)}.items()) for row in rows]


def _sections(lines: Sequence[str]) -> dict[str, tuple[int, list[Row]]]:
    """Each section's rows by their header, with their lines."""
    sections: dict[str, tuple[int, list[Row]]] = {}
    name = ""
    header: list[str] = []
    for number, line in _whole_rows(lines):
        cells = cells_of(line, number, ";")
        title = cells[0].strip().upper() if cells and not any(cell.strip() for cell in cells[1:]) else ""
        if title in ("META", "PROJECTS", "VOTES"):
            name, header = title, []
            if name in sections:
                raise UnreadableError(number, f"a second section {name}")
            sections[name] = (number, [])
            continue
        if not name:
            raise UnreadableError(number, f"a .pb file begins with META, not with {shown(line)}")
        if not header:
            header = [cell.strip().lower() for cell in cells]
            continue
        cells += [""] * (len(header) - len(cells))
        sections[name][1].append((number, dict(zip(header, cells, strict=False))))
    return sections


LONGEST = 60  # lines that one cell in quotation marks may run over


def _whole_rows(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The rows that are not empty, with the lines they begin on; one in quotation marks may run on."""
    number = 0
    while number < len(lines):
        line, start = lines[number], number + 1
        number += 1
        if _opens(line):
            rest = lines[number : number + LONGEST]
            end = next((n for n, further in enumerate(rest) if further.count('"') % 2), None)
            if end is not None:
                line = " ".join((line, *rest[: end + 1]))
                number += end + 1
        if line.strip():
            yield start, line


def _opens(line: str) -> bool:
    """Whether a cell begins with a quotation mark and none ends it."""
    return line.count('"') % 2 == 1 and (line.startswith('"') or ';"' in line)


def _meta(section: tuple[int, list[Row]]) -> list[Row]:
    for line, row in section[1]:
        if "key" not in row or "value" not in row:
            raise UnreadableError(line, "META has the columns key;value")
    return section[1]


def _projects(
    rows: list[Row],
) -> tuple[tuple[str, ...], list[str], list[Fraction], list[bool]]:
    ids: list[str] = []
    names: list[str] = []
    costs: list[Fraction] = []
    chosen: list[bool] = []
    seen: set[str] = set()
    for line, row in rows:
        key = row.get("project_id", "").strip()
        if not key:
            raise UnreadableError(line, "a project has no project_id")
        if key in seen:
            raise UnreadableError(line, f"project {key} is there twice")
        if "cost" not in row:
            raise UnreadableError(line, "PROJECTS has no column cost")
        if len(ids) == LARGEST:
            raise UnreadableError(line, f"more than {LARGEST} projects")
        seen.add(key)
        ids.append(key)
        names.append(row.get("name", "").strip() or key)
        costs.append(_money(row["cost"], line, f"the cost of project {key}"))
        # 1 is selected by the rule; 2 and 3 were funded from other money afterwards.
        chosen.append(row.get("selected", "").strip() == "1")
    return tuple(ids), names, costs, chosen


def _votes(
    rows: list[Row], place: dict[str, int], kind: str, at: int | None
) -> tuple[Form, list[list[tuple[int, int]]]]:
    """What kind of ballots these are, and each as project indices with ranks or points."""
    forms: dict[str, Form] = {
        "approval": "approved",
        "choose-1": "approved",
        "ordinal": "ranked",
        "cumulative": "scored",
        "scoring": "scored",
    }
    kind = kind.lower()
    if kind not in forms:
        raise UnreadableError(at, f"votes of the type {kind!r} are not known; known are {', '.join(forms)}")
    form = forms[kind]
    papers = []
    for line, row in rows:
        if "vote" not in row:
            raise UnreadableError(line, "VOTES has no column vote")
        vote = row["vote"].strip()
        keys = [key.strip() for key in vote.split(",") if key.strip()] if vote.lower() not in NOTHING else []
        for key in keys:
            if key not in place:
                raise UnreadableError(
                    line, f"a vote for project {shown(key)}, which is not among the projects"
                )
        if form == "approved":
            papers.append([(name, 1) for name in sorted({place[key] for key in keys})])
        elif form == "ranked":
            papers.append([(place[key], rank) for rank, key in enumerate(keys, start=1)])
        else:
            papers.append(_points(row, keys, place, line))
    return form, papers


def _points(row: dict[str, str], keys: list[str], place: dict[str, int], line: int) -> list[tuple[int, int]]:
    written = [part for part in row.get("points", "").split(",") if part.strip()] if keys else []
    if len(written) != len(keys):
        raise UnreadableError(line, f"{len(keys)} projects but {len(written)} points")
    given: dict[int, int] = {}
    for key, part in zip(keys, written, strict=True):
        given[place[key]] = _whole_points(part, line)
    return sorted(given.items())


def _whole_points(text: str, line: int) -> int:
    points = re.sub(r"\.0+$", "", text.strip())
    return -whole(points[1:], line, "points") if points.startswith("-") else whole(points, line, "points")


def _money(text: str, line: int, what: str) -> Fraction:
    """An amount as it is written: whole, with a decimal point or comma, thousands set apart by blanks."""
    cleaned = "".join(text.split())
    if re.fullmatch(r"\d{1,3}(,\d{3})*,\d{3}(\.\d+)?", cleaned) and (
        cleaned.count(",") > 1 or "." in cleaned
    ):
        cleaned = cleaned.replace(",", "")
    elif cleaned.count(",") == 1 and "." not in cleaned:
        cleaned = cleaned.replace(",", ".")
    try:
        amount = (
            Fraction(cleaned)
            if len(cleaned) < 60 and "/" not in cleaned and "e" not in cleaned.lower()
            else None
        )
    except ValueError:
        amount = None
    if amount is None or amount < 0:
        raise UnreadableError(line, f"{what} is an amount of money, not {shown(text)}")
    return amount
