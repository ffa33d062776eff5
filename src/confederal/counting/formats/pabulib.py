"""Pabulib's `.pb`: participatory budgets, with projects, costs and every vote (arXiv 2012.06539).

Sections META, PROJECTS and VOTES, each with a header row, cells separated by semicolons.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from confederal.counting.formats.election import Election, UnreadableError, distinct, marked, shown, whole
from confederal.counting.method import Ballots, Form

RULES: dict[str, tuple[str, dict[str, Any]]] = {
    # what Pabulib calls a rule: (our method, its settings)
    "greedy": ("greedy-budget", {}),
    "greedy-threshold": ("greedy-budget", {}),
    "greedy-no-skip": ("greedy-budget", {"skip": False}),
    "equalshares": ("equal-shares", {"completion": "none"}),
    "equalshares/add1": ("equal-shares", {"completion": "add1"}),
    "equalshares/add1-u": ("equal-shares", {"completion": "add1u"}),
    "equalshares/add1u": ("equal-shares", {"completion": "add1u"}),
}

Row = tuple[int, dict[str, str]]


def read(lines: Sequence[str]) -> Election:
    """The budget in these lines: approvals, points or rankings of projects, costs, and what money there is.

    Raises UnreadableError naming the line.
    """
    sections = _sections(lines)
    for section in ("META", "PROJECTS", "VOTES"):
        if section not in sections:
            raise UnreadableError(len(lines) or 1, f"there is no section {section}")
    meta = {row["key"].strip(): (line, row["value"].strip()) for line, row in _meta(sections["META"])}
    if "budget" not in meta:
        raise UnreadableError(sections["META"][0], "META does not say the budget")
    budget = _money(meta["budget"][1], meta["budget"][0], "the budget")
    ids, names, costs, chosen = _projects(sections["PROJECTS"][1])
    kind = meta.get("vote_type", (0, "approval"))[1].lower()
    form, rows = _votes(sections["VOTES"][1], {key: index for index, key in enumerate(ids)}, kind)
    called = distinct(names, ids)
    ballots = marked(called, rows, [1] * len(rows), form, title=meta.get("description", (0, ""))[1])
    ballots = _with_money(ballots, tuple(costs), budget)
    method, settings = RULES.get(meta.get("rule", (0, ""))[1].lower(), (None, {}))
    settings = dict(settings)
    if method is not None and "min_project_score_threshold" in meta:
        line, value = meta["min_project_score_threshold"]
        settings["threshold"] = -int(-_money(value, line, "the threshold") // 1)
    published = tuple(name for name, selected in zip(called, chosen, strict=True) if selected)
    return Election(ballots, "Pabulib", method, settings, published or None, None, ids)


def _with_money(ballots: Ballots, costs: tuple[Fraction, ...], budget: Fraction) -> Ballots:
    return replace(ballots, costs=costs, budget=budget)


def _sections(lines: Sequence[str]) -> dict[str, tuple[int, list[Row]]]:
    """Each section's rows by their header, with their lines."""
    sections: dict[str, tuple[int, list[Row]]] = {}
    name = ""
    header: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if line.strip().strip(";").upper() in ("META", "PROJECTS", "VOTES"):
            name, header = line.strip().strip(";").upper(), []
            if name in sections:
                raise UnreadableError(number, f"a second section {name}")
            sections[name] = (number, [])
            continue
        if not name:
            raise UnreadableError(number, f"a .pb file begins with META, not with {shown(line)}")
        cells = next(csv.reader([line], delimiter=";"), [])
        if not header:
            header = [cell.strip().lower() for cell in cells]
            continue
        cells += [""] * (len(header) - len(cells))
        sections[name][1].append((number, dict(zip(header, cells, strict=False))))
    return sections


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
    for line, row in rows:
        key = row.get("project_id", "").strip()
        if not key:
            raise UnreadableError(line, "a project has no project_id")
        if key in ids:
            raise UnreadableError(line, f"project {key} is there twice")
        if "cost" not in row:
            raise UnreadableError(line, "PROJECTS has no column cost")
        ids.append(key)
        names.append(row.get("name", "").strip() or key)
        costs.append(_money(row["cost"], line, f"the cost of project {key}"))
        # 1 is selected by the rule; 2 and 3 were funded from other money afterwards.
        chosen.append(row.get("selected", "").strip() == "1")
    return tuple(ids), names, costs, chosen


def _votes(rows: list[Row], place: dict[str, int], kind: str) -> tuple[Form, list[list[tuple[int, int]]]]:
    forms: dict[str, Form] = {
        "approval": "approved",
        "choose-1": "approved",
        "ordinal": "ranked",
        "cumulative": "scored",
        "scoring": "scored",
    }
    if kind not in forms:
        raise UnreadableError(None, f"votes of the type {kind!r} are not known; known are {', '.join(forms)}")
    form = forms[kind]
    papers = []
    for line, row in rows:
        if "vote" not in row:
            raise UnreadableError(line, "VOTES has no column vote")
        keys = [key.strip() for key in row["vote"].split(",") if key.strip()]
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
    written = [part for part in row.get("points", "").split(",") if part.strip()]
    if len(written) != len(keys):
        raise UnreadableError(line, f"{len(keys)} projects but {len(written)} points")
    given: dict[int, int] = {}
    for key, part in zip(keys, written, strict=True):
        points = part.strip()
        sign = -1 if points.startswith("-") else 1
        given[place[key]] = sign * whole(points.lstrip("-"), line, "points")
    return sorted(given.items())


def _money(text: str, line: int, what: str) -> Fraction:
    """An amount as it is written: whole, with a decimal point or comma, thousands set apart by blanks."""
    cleaned = text.strip().replace(" ", "").replace("\u00a0", "")
    if cleaned.count(",") == 1 and "." not in cleaned:
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
