"""Lines of whole numbers, read all at once: what makes a million papers a matter of a moment.

Only for what is plain: digits and separators. Anything else is left to the readers that go
line by line and can say what is wrong where.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHUNK = 500_000  # bytes read at a time, so that a file of a million papers needs little memory
LONGEST = 18  # digits that fit into 63 bits for certain

Table = tuple[NDArray[np.int64], NDArray[Any]]


def table(lines: Sequence[str], largest: int, *, ended: bool) -> Table | None:
    """The first number of each line, and the rest as indices from nought, -1 after the last.

    `largest` is the greatest number allowed after the first; with `ended` every line ends in
    the only 0 on it, otherwise there is none. None when the lines are not as plain as that.
    """
    text = "\n".join(lines)
    if not text.isascii():
        return None
    return block(text.encode() + b"\n" if lines else b"", largest, ended=ended)


def block(data: bytes, largest: int, *, ended: bool, start: int = 0, stop: int | None = None) -> Table | None:
    """The same for whole lines as bytes, from `start` to `stop`."""
    firsts: list[NDArray[np.int64]] = []
    rests: list[NDArray[Any]] = []
    stop = len(data) if stop is None else stop
    while start < stop:
        end = data.rfind(b"\n", start, min(start + CHUNK, stop)) + 1
        part = _part(data[start:end], largest, ended) if end else None
        if part is None:
            return None
        firsts.append(part[0])
        rests.append(part[1])
        start = end
    if not firsts:
        return np.zeros(0, np.int64), np.zeros((0, 0), np.int16)
    width = max(rest.shape[1] for rest in rests)
    order = np.full((sum(map(len, rests)), width), -1, rests[0].dtype)
    at = 0
    rests.reverse()
    while rests:
        rest = rests.pop()
        order[at : at + len(rest), : rest.shape[1]] = rest
        at += len(rest)
    return np.concatenate(firsts), order


def _part(text: bytes, largest: int, ended: bool) -> Table | None:
    if text.translate(None, b"0123456789, \t\n"):
        return None
    data = np.frombuffer(text, np.uint8)
    digit = data >= ord("0")
    edges = np.flatnonzero(digit[1:] != digit[:-1]) + 1
    edges = np.append(0, edges) if digit[0] else edges
    starts, ends = edges[::2], edges[1::2]
    if len(starts) != len(ends) or not len(starts):
        return None
    lengths = (ends - starts).astype(np.int16)
    if int(lengths.max()) > LONGEST:
        return None
    # The last number of a line stands before its end, or before a comma that stands there.
    after = data[ends]
    last = after == ord("\n")
    commas = np.flatnonzero(after == ord(","))
    last[commas] = data[np.minimum(ends[commas] + 1, len(data) - 1)] == ord("\n")
    lasts = np.flatnonzero(last)
    if len(lasts) != text.count(b"\n"):
        return None
    if b"," in text:
        commas = np.cumsum(data == ord(","), dtype=np.int32)
        between = commas[starts[1:]] - commas[ends[:-1] - 1]
        if int(between[~last[:-1]].max(initial=0)) > 1:
            return None  # a skipped rank
    per_line = np.diff(lasts, prepend=-1)
    first = lasts - per_line + 1
    numbers = _numbers(data, starts, lengths)
    if ended:
        zeros = numbers == 0
        if not zeros[lasts].all() or int(zeros.sum()) != len(lasts) or int(per_line.min()) < 2:
            return None
    width = int(per_line.max()) - (2 if ended else 1)
    rest = np.ones(len(numbers), bool)
    rest[first] = False
    if ended:
        rest[lasts] = False
    names = numbers[rest]
    if len(names) and (int(names.min()) < 1 or int(names.max()) > largest):
        return None
    order = np.full((len(lasts), width), -1, np.int8 if largest < 127 else np.int16)
    held = per_line - (2 if ended else 1)
    order[np.arange(width) < held[:, None]] = names - 1
    return numbers[first], order


def _numbers(data: NDArray[np.uint8], starts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[np.int64]:
    """The values of the runs of digits."""
    numbers: NDArray[np.int64] = data[starts].astype(np.int64) - ord("0")
    for further in range(1, int(lengths.max())):
        longer = np.flatnonzero(lengths > further)
        numbers[longer] = numbers[longer] * 10 + data[starts[longer] + further] - ord("0")
    return numbers
