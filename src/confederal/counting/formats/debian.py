"""Votes of the Debian project: tally sheets, and records with options and ballots.

A ballot is one character an option, its rank or `-`: `12-` ranks the first option first,
the second second, and not the third. Ranks above 9 go on with A, B, C ….
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from confederal.counting.formats.election import Election, UnreadableError, marked, shown

DIGITS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read_records(lines: Sequence[str]) -> tuple[Election, ...]:
    """The votes of a file with one JSON record a line (or one record in all)."""
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    try:
        records = [(number, json.loads(line)) for number, line in filled]
    except json.JSONDecodeError:
        try:
            records = [(1, json.loads("\n".join(lines)))]
        except json.JSONDecodeError as wrong:
            raise UnreadableError(wrong.lineno, f"this is no JSON: {wrong.msg}") from None
    return tuple(_record(number, record) for number, record in records)


def _record(line: int, record: Any) -> Election:
    if not isinstance(record, dict) or not isinstance(record.get("options"), list):
        raise UnreadableError(line, "a record has a list of options and an object of ballots")
    if not isinstance(record.get("ballots"), dict):
        raise UnreadableError(line, "a record has a list of options and an object of ballots")
    names = [str(option) for option in record["options"]]
    rows, counts = [], []
    for ballot, count in record["ballots"].items():
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise UnreadableError(line, f"the ballot {shown(ballot)} is counted {count!r} times")
        rows.append(_ballot(ballot, len(names), line))
        counts.append(count)
    try:
        settings, published = _stated(record, names)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        says = "quorum, majority, dropped and winners are as in a Debian record, or left out"
        raise UnreadableError(line, says) from None
    ballots = marked(names, rows, counts, title=str(record.get("id", "")))
    ids = tuple(str(n) for n in range(1, len(names) + 1))
    return Election(ballots, "Debian", "debian-condorcet", settings, published, None, ids)


def _stated(record: dict[str, Any], names: list[str]) -> tuple[dict[str, Any], tuple[str, ...] | None]:
    """The settings a record states, and whom it says to have won. Raises what Python raises where it is odd."""
    entries = [entry for key in ("majority", "dropped") for entry in record.get(key) or []]
    majority = {
        _option(names, entry["option"]): Fraction(str(entry["needed"]))
        for entry in entries
        if entry.get("because", "majority") == "majority" and Fraction(str(entry.get("needed", 1))) > 1
    }
    needed = [Fraction(str(entry["needed"])) for entry in record.get("quorum") or []]
    settings: dict[str, Any] = {"default": names[-1]}
    if needed:
        settings["quorum"] = max(needed)
    if majority:
        settings["majority"] = majority
    winners = record.get("winners")
    return settings, tuple(_option(names, number) for number in winners) if winners else None


def _option(names: list[str], number: int) -> str:
    if number < 1:
        raise IndexError(number)
    return names[number - 1]


def read_tally(lines: Sequence[str]) -> Election:
    """The vote of a tally sheet: lines `V: 12- …`, and perhaps `Option 1 …` lines naming the options."""
    papers: list[tuple[int, str]] = []
    named: dict[int, str] = {}
    for number, line in enumerate(lines, start=1):
        if match := re.match(r"\s*V:\s+(\S+)", line):
            papers.append((number, match[1]))
        elif match := re.match(r"[\s|/\\]*(?:Option|Choice)\s+(\d+)[-:.>\s]+(\S.*)", line):
            named[int(match[1])] = match[2].strip().strip('"')
    if not papers:
        raise UnreadableError(len(lines) or 1, "there is no line V: with a ballot")
    options = len(papers[0][1])
    names = [named.get(n, f"Option {n}") for n in range(1, options + 1)]
    rows = [_ballot(ballot, options, number) for number, ballot in papers]
    ballots = marked(names, rows, [1] * len(rows))
    default = names[-1]
    # A.6.2 and 4.2: the quorum of a general resolution is three times half the square root of the number of
    # developers, which a tally sheet does not say.
    return Election(ballots, "Debian tally", "debian-condorcet", {"default": default})


def _ballot(ballot: str, options: int, line: int) -> list[tuple[int, int]]:
    if len(ballot) != options:
        raise UnreadableError(
            line, f"the ballot {shown(ballot)} has {len(ballot)} marks for {options} options"
        )
    row = []
    for option, mark in enumerate(ballot.upper()):
        if mark in "-0_":
            continue
        if mark not in DIGITS:
            raise UnreadableError(line, f"{mark!r} in the ballot {shown(ballot)} is no rank")
        row.append((DIGITS.index(mark) + 1, option))
    return [(option, rank) for rank, option in sorted(row)]
