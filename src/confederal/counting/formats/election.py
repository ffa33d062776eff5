"""What a file of ballots says: the ballots, and perhaps how they were counted and what came of it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from confederal.counting.method import Ballots, Form, UncountableError
from confederal.counting.papers import integers

LARGEST = 10_000  # candidates: more than any ballot paper, and few enough to hold in memory


class UnreadableError(ValueError):
    """A file of ballots that cannot be read; the message names the line and what was expected there."""

    def __init__(self, line: int | None, wrong: str) -> None:
        super().__init__(wrong if line is None else f"line {line}: {wrong}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Election:
    """The ballots of a file and what else it says.

    `method` and `settings` are how the file says it was (or is to be) counted, `published`
    whom it names as elected, `lot` the order in which it says ties are broken, `ids` its own
    numbers or keys of the candidates. `caution` is what of its method the file does not say, or what
    is not done here, in words for whoever counts it.
    """

    ballots: Ballots
    format: str
    method: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    published: tuple[str, ...] | None = None
    lot: tuple[str, ...] | None = None
    ids: tuple[str, ...] | None = None
    caution: str = ""


def ranked(
    names: Sequence[str], rows: Sequence[Sequence[int]], counts: Sequence[int], **rest: Any
) -> Ballots:
    """Ballots of regular rankings: candidate indices in order, one row a paper."""
    order = ragged(rows)
    return Ballots.from_array(names, order, integers(counts, (len(counts),)), **rest)


def marked(
    names: Sequence[str],
    rows: Sequence[Sequence[tuple[int, int]]],
    counts: Sequence[int],
    form: Form = "ranked",
    **rest: Any,
) -> Ballots:
    """Ballots of (candidate index, mark) pairs, in the order of their marks where they are ranks."""
    order = ragged([[name for name, _ in row] for row in rows])
    marks = None
    if form != "approved":
        width = order.shape[1]
        padded = [[mark for _, mark in row] + [0] * (width - len(row)) for row in rows]
        marks = integers(padded, (len(rows), width))
    return Ballots.from_array(names, order, integers(counts, (len(counts),)), form=form, marks=marks, **rest)


def ragged(rows: Sequence[Sequence[int]]) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Rows of different lengths as one matrix, -1 after the last."""
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    width = int(lengths.max(initial=0))
    order = np.full((len(rows), width), -1, np.int16)
    flat = np.fromiter((name for row in rows for name in row), np.int16, int(lengths.sum()))
    order[np.arange(width) < lengths[:, None]] = flat
    return order


def distinct(names: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    """The names, those that occur twice told apart by their ids, empty ones replaced by them."""
    cleaned = [" ".join(name.split()) for name in names]
    twice = {name for name, often in Counter(cleaned).items() if often > 1}
    told = [
        f"{name} ({key})" if name in twice else name or key for name, key in zip(cleaned, ids, strict=True)
    ]
    if len(set(told)) < len(told):
        raise UncountableError("two candidates have the same name and the same number")
    return tuple(told)


def cells_of(line: str, number: int, delimiter: str = ",") -> list[str]:
    """The cells of one line of CSV. Raises UnreadableError where it cannot be taken apart."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as wrong:
        raise UnreadableError(number, f"this is no CSV: {wrong}") from None


def whole(text: str, line: int, what: str, least: int = 0, most: int | None = None) -> int:
    """A whole number written in digits. Raises UnreadableError with what was expected."""
    stripped = text.strip()
    if not stripped.isascii() or not stripped.lstrip("+").isdigit() or len(stripped) > 400:
        raise UnreadableError(line, f"{what} is a whole number, not {shown(text)}")
    number = int(stripped)
    if number < least:
        raise UnreadableError(line, f"{what} is at least {least}, not {number}")
    if most is not None and number > most:
        raise UnreadableError(line, f"{what} is at most {most}, not {number}")
    return number


def shown(text: str) -> str:
    """A piece of a file as an error shows it: short, on one line."""
    return repr(text if len(text) <= 40 else text[:37] + "…")
