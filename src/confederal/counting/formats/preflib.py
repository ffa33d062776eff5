"""PrefLib: rankings complete or not, with ties or not (soc, soi, toc, toi), and categories (cat).

    # NUMBER ALTERNATIVES: 3
    # ALTERNATIVE NAME 1: Ana
    3: 1,2,3
    2: 2,{1,3}

The older form, with the alternatives first and `3,1,2,3` for a paper, is read too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from confederal.counting.formats.election import (
    LARGEST,
    Election,
    UnreadableError,
    distinct,
    marked,
    shown,
    whole,
)
from confederal.counting.method import UncountableError


def read(lines: Sequence[str]) -> Election:
    """The election in these lines; categories become approvals (two of them) or points (more).

    Raises UnreadableError naming the line.
    """
    if not any(line.startswith("#") for line in lines):
        return _older(lines)
    header: dict[str, tuple[int, str]] = {}
    papers: list[tuple[int, str, str]] = []
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text.startswith("#"):
            key, _, value = text[1:].partition(":")
            header[key.strip().upper()] = (number, value.strip())
        elif text:
            count, colon, ranking = text.partition(":")
            if not colon:
                raise UnreadableError(number, f"a paper is COUNT: RANKING, not {shown(text)}")
            papers.append((number, count, ranking))
    if "NUMBER ALTERNATIVES" not in header:
        raise UnreadableError(1, "there is no line # NUMBER ALTERNATIVES")
    at, value = header["NUMBER ALTERNATIVES"]
    alternatives = whole(value, at, "the number of alternatives", 1, LARGEST)
    names = [
        header.get(f"ALTERNATIVE NAME {n}", (0, str(n)))[1] or str(n) for n in range(1, alternatives + 1)
    ]
    title = header.get("TITLE", (0, ""))[1]
    categories = header.get("NUMBER CATEGORIES")
    if categories is not None or header.get("DATA TYPE", (0, ""))[1].lower() == "cat":
        return _categories(names, papers, title)
    return _rankings(names, papers, title)


def _rankings(names: list[str], papers: list[tuple[int, str, str]], title: str) -> Election:
    rows, counts = [], []
    for number, count, ranking in papers:
        counts.append(whole(count, number, "how many papers"))
        rows.append(
            [
                (name, rank)
                for rank, group in enumerate(_groups(ranking, number, len(names)), start=1)
                for name in group
            ]
        )
    ids = tuple(str(n) for n in range(1, len(names) + 1))
    return Election(marked(_distinct(names, ids), rows, counts, title=title), "PrefLib", ids=ids)


def _categories(names: list[str], papers: list[tuple[int, str, str]], title: str) -> Election:
    read = [
        (whole(count, number, "how many papers"), _groups(ranking, number, len(names)))
        for number, count, ranking in papers
    ]
    kinds = max((len(groups) for _, groups in read), default=2)
    ids = tuple(str(n) for n in range(1, len(names) + 1))
    called = _distinct(names, ids)
    counts = [count for count, _ in read]
    if kinds <= 2:
        rows = [[(name, 1) for name in sorted(groups[0] if groups else [])] for _, groups in read]
        return Election(marked(called, rows, counts, "approved", title=title), "PrefLib categories", ids=ids)
    points = [
        sorted((name, kinds - 1 - place) for place, group in enumerate(groups) for name in group)
        for _, groups in read
    ]
    return Election(marked(called, points, counts, "scored", title=title), "PrefLib categories", ids=ids)


def _groups(ranking: str, line: int, alternatives: int) -> list[list[int]]:
    """The groups of a ranking as indices: `2,{1,3}` is [[1], [0, 2]]."""
    groups: list[list[int]] = []
    inside: list[int] | None = None
    for part in re.findall(r"[{}]|[^{},\s]+|,", ranking):
        if part == "{" and inside is None:
            inside = []
        elif part == "}" and inside is not None:
            groups.append(inside)
            inside = None
        elif part in "{}":
            raise UnreadableError(line, f"the braces of {shown(ranking.strip())} do not match")
        elif part != ",":
            name = whole(part, line, "an alternative", 1, alternatives) - 1
            if inside is None:
                groups.append([name])
            else:
                inside.append(name)
    if inside is not None:
        raise UnreadableError(line, f"the braces of {shown(ranking.strip())} do not match")
    return groups


def _older(lines: Sequence[str]) -> Election:
    """The form before 2022: how many, `1,Name` for each, `voters,sum,unique`, then `count,1,2,{3,4}`."""
    filled = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    if not filled:
        raise UnreadableError(1, "the file is empty")
    alternatives = whole(filled[0][1], filled[0][0], "the number of alternatives", 1, LARGEST)
    if len(filled) < alternatives + 2:
        raise UnreadableError(filled[-1][0], f"the file ends before {alternatives} alternatives are named")
    names = []
    for place, (number, text) in enumerate(filled[1 : alternatives + 1], start=1):
        key, comma, name = text.partition(",")
        if not comma or whole(key, number, "an alternative's number") != place:
            raise UnreadableError(number, f"alternative {place} is named {place},NAME, not {shown(text)}")
        names.append(name.strip())
    papers = [(number, *_split(text, number)) for number, text in filled[alternatives + 2 :]]
    return _rankings(names, papers, "")


def _split(text: str, line: int) -> tuple[str, str]:
    count, comma, ranking = text.partition(",")
    if not comma:
        raise UnreadableError(line, f"a paper is COUNT,RANKING, not {shown(text)}")
    return count, ranking


def _distinct(names: list[str], ids: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return distinct(names, ids)
    except UncountableError as wrong:
        raise UnreadableError(None, str(wrong)) from None
