"""Lines of whole numbers, read all at once: what makes a million papers a matter of a moment.

Only for what is plain: digits and separators. Anything else is left to the readers that go
line by line and can say what is wrong where.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHUNK = 50_000  # lines read at a time, so that a file of a million papers needs little memory
LONGEST = 18  # digits that fit into 63 bits for certain

Table = tuple[NDArray[np.int64], NDArray[np.int16]]


def table(lines: Sequence[str], largest: int, *, ended: bool) -> Table | None:
    """The first number of each line, and the rest as indices from nought, -1 after the last.

    `largest` is the greatest number allowed after the first; with `ended` every line ends in
    the only 0 on it, otherwise there is none. None when the lines are not as plain as that.
    """
    firsts: list[NDArray[np.int64]] = []
    rests: list[NDArray[np.int16]] = []
    for start in range(0, len(lines), CHUNK):
        part = _part(lines[start : start + CHUNK], largest, ended)
        if part is None:
            return None
        firsts.append(part[0])
        rests.append(part[1])
    if not firsts:
        return np.zeros(0, np.int64), np.zeros((0, 0), np.int16)
    width = max(rest.shape[1] for rest in rests)
    order = np.full((sum(map(len, rests)), width), -1, np.int16)
    at = 0
    for rest in rests:
        order[at : at + len(rest), : rest.shape[1]] = rest
        at += len(rest)
    return np.concatenate(firsts), order


def _part(lines: Sequence[str], largest: int, ended: bool) -> Table | None:
    text = "\n".join(lines)
    if (
        not text.isascii()
        or not re.fullmatch(r"[0-9, \t\n]*", text)
        or re.search(r",[ \t]*,[ \t,]*[0-9]", text)
    ):
        return None
    data = np.frombuffer(text.encode() + b"\n", np.uint8)
    digit = data >= ord("0")
    edges = np.flatnonzero(np.diff(digit, prepend=False, append=False))
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    if not len(starts) or int(lengths.max()) > LONGEST:
        return None
    numbers = _numbers(data, starts, lengths)
    line = np.searchsorted(np.flatnonzero(data == ord("\n")), starts)
    per_line = np.bincount(line, minlength=len(lines))
    if not per_line.all():
        return None
    first = np.concatenate(([0], np.cumsum(per_line)[:-1]))
    place = np.arange(len(numbers)) - first[line]
    firsts = numbers[first]
    last = np.cumsum(per_line) - 1
    if ended:
        zeros = numbers == 0
        if not zeros[last].all() or int(zeros.sum()) != len(lines) or not (per_line > 1).all():
            return None
    rest = place > 0
    if ended:
        rest[last] = False
    names = numbers[rest]
    if len(names) and (int(names.min()) < 1 or int(names.max()) > largest):
        return None
    order = np.full((len(lines), int(per_line.max()) - (2 if ended else 1)), -1, np.int16)
    order[line[rest], place[rest] - 1] = names - 1
    return firsts, order


def _numbers(data: NDArray[np.uint8], starts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[np.int64]:
    """The values of the runs of digits."""
    numbers: NDArray[np.int64] = data[starts].astype(np.int64) - ord("0")
    for further in range(1, int(lengths.max())):
        longer = np.flatnonzero(lengths > further)
        numbers[longer] = numbers[longer] * 10 + data[starts[longer] + further] - ord("0")
    return numbers
