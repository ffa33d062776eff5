"""The CSV of Scottish council wards as collected by D. McCune (mggg/scot-elex).

7,4,                                        candidates, seats
64,1,                                       64 papers: candidate 1 alone
2,1,2,
"Candidate 1","Barney Crockett","Labour (Lab)",
…
"Dyce/Bucksburn/Danestone Ward",
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from confederal.counting.formats.digits import table
from confederal.counting.formats.election import (
    LARGEST,
    Election,
    UnreadableError,
    distinct,
    marked,
    ranked,
    shown,
    whole,
)
from confederal.counting.method import Ballots, UncountableError


def read(lines: Sequence[str], *, at_once: bool = True) -> Election:
    """The ward in these lines, its papers all at once where that can be.

    Raises UnreadableError naming the line.
    """
    start = next((index for index, line in enumerate(lines) if line.strip(" ,\t")), None)
    if start is None:
        raise UnreadableError(1, "the file is empty")
    head = [cell.strip() for cell in _cells(lines[start]) if cell.strip()]
    at = start + 1
    if len(head) != 2:
        raise UnreadableError(at, f"candidates and seats are two numbers, not {shown(lines[start])}")
    candidates = whole(head[0], at, "the number of candidates", 1, LARGEST)
    seats = whole(head[1], at, "the number of seats", 1)
    rows: list[list[int]] = []
    counts: list[int] = []
    irregular: list[list[tuple[int, int]]] = []
    odd: list[int] = []
    names: dict[int, str] = {}
    title = ""
    end = next((i for i in range(at, len(lines)) if not lines[i][:1].isdigit()), len(lines))
    plain = table(lines[at:end], candidates, ended=False) if at_once and end > at else None
    for index in range(at if plain is None else end, len(lines)):
        line = lines[index]
        if not line.strip(" ,\t"):
            continue
        if line[0].isdigit():
            paper = _quick(line, candidates)
            if paper is not None:
                counts.append(paper[0])
                rows.append(paper[1])
                continue
        cells = [cell.strip() for cell in _cells(line)]
        if cells[0].isdigit() and all(not c or c.isdigit() for c in cells):
            odd.append(whole(cells[0], index + 1, "how many papers"))
            irregular.append(_paper(cells[1:], index + 1, candidates))
        elif match := re.fullmatch(r"(?i)candidate\s*(\d+)", cells[0]):
            number = whole(match[1], index + 1, "a candidate's number", 1, candidates)
            if number in names:
                raise UnreadableError(index + 1, f"candidate {number} is named twice")
            names[number] = cells[1] if len(cells) > 1 else ""
        elif cells[0].replace("-", "").replace(".", "").isdigit():
            raise UnreadableError(index + 1, f"a paper is whole numbers, not {shown(line)}")
        else:
            title = title or cells[0].strip('"')
    if missing := [number for number in range(1, candidates + 1) if number not in names]:
        raise UnreadableError(
            len(lines), f"candidate {missing[0]} is not named (a row Candidate {missing[0]},NAME)"
        )
    ids = tuple(str(number) for number in range(1, candidates + 1))
    try:
        called = distinct([names[number] for number in range(1, candidates + 1)], ids)
    except UncountableError as wrong:
        raise UnreadableError(len(lines), str(wrong)) from None
    ballots: Ballots
    if plain is not None and (rows or irregular):
        return read(lines, at_once=False)  # some papers stand apart from the others, or in quotation marks
    if plain is not None:
        ballots = Ballots.from_array(called, plain[1], plain[0], title=title, seats=seats)
    elif not irregular:
        ballots = ranked(called, rows, counts, title=title, seats=seats)
    else:
        regular = [[(name, rank) for rank, name in enumerate(row, start=1)] for row in rows]
        ballots = marked(called, [*regular, *irregular], [*counts, *odd], title=title, seats=seats)
    return Election(ballots, "Scottish CSV", method="scottish-stv", ids=ids)


def _quick(line: str, candidates: int) -> tuple[int, list[int]] | None:
    """A paper without gaps or quotes: its count and candidate indices; None when it is not so plain."""
    try:
        count, *names = map(int, line.rstrip(", \t").split(","))
    except ValueError:
        return None
    if count < 0 or (names and (min(names) < 1 or max(names) > candidates)):
        return None
    return count, [name - 1 for name in names]


def _paper(cells: list[str], line: int, candidates: int) -> list[tuple[int, int]]:
    return [
        (whole(cell, line, "a candidate", 1, candidates) - 1, rank)
        for rank, cell in enumerate(cells, start=1)
        if cell
    ]


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]), [""]) or [""]
