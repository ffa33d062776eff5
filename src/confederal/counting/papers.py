"""Heaps of papers as arrays: equal papers merged, in one canonical order; exact at any size.

Whole numbers stay in int64 while every sum is below 2^62, and become Python's own
integers (dtype object) above that: slower, never wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from confederal.counting.method import SAFE


def integers(values: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """Whole numbers as int64, or as Python's integers when they would not fit.

    >>> integers([1, 2], (2,)).dtype, integers([2**70, 1], (2,)).dtype
    (dtype('int64'), dtype('O'))
    """
    quick = np.asarray(values)
    room = SAFE // max(1, quick.size)
    if quick.dtype == np.int64 and quick.size and -room < int(quick.min()) and int(quick.max()) < room:
        return quick.reshape(shape)
    wide = np.array(values, dtype=object).reshape(shape)
    if not wide.size or sum(abs(int(value)) for value in wide.flat) < SAFE:
        return wide.astype(np.int64)
    return wide


def merged(
    order: NDArray[Any],
    marks: NDArray[Any] | None,
    counts: NDArray[Any] | None,
    candidates: int,
    *,
    form: str = "ranked",
) -> tuple[NDArray[np.int16], NDArray[Any] | None, NDArray[Any]]:
    """Equal papers merged and sorted, empty columns cut off, regular marks left out.

    The result is the same for the same papers in any order and any grouping.
    """
    if counts is not None:
        counts = integers(counts, counts.shape) if counts.dtype != np.int64 else counts
        if counts.dtype == np.int64 and len(counts) and _sum(counts) >= SAFE:
            counts = counts.astype(object)
        if (counts == 0).any():
            some = counts != 0
            order, counts = order[some], counts[some]
            marks = None if marks is None else marks[some]
        if counts.dtype == np.int64 and len(counts) and int(counts.min()) == int(counts.max()) == 1:
            counts = None  # every paper on its own, as most files have them
    width = int(np.flatnonzero(np.any(order >= 0, axis=0)).max(initial=-1)) + 1
    order = order[:, :width]
    if marks is not None:
        marks = np.where(order >= 0, marks[:, :width], 0)
        if form == "ranked" and (marks == np.where(order >= 0, np.arange(1, width + 1), 0)).all():
            marks = None
    key = _keys(order, candidates)
    if marks is not None:
        _, noted = np.unique(marks.astype(np.int64) if marks.dtype != object else marks, return_inverse=True)
        noted = noted.reshape(marks.shape)
        key = _keys(noted, int(noted.max(initial=0)) + 1, key)
    if marks is None and counts is None and key.dtype == np.int64 and _fits(width, candidates):
        # The common, big case: sort the keys alone, and read the papers back out of them.
        key.sort()
        first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else key
        tally = np.diff(np.append(first, len(key)))
        return _read_back(key[first], width, candidates), None, tally.astype(np.int64)
    distinct, first, where = np.unique(key, return_index=True, return_inverse=True)
    tally = np.zeros(len(distinct), np.int64 if counts is None else counts.dtype)
    np.add.at(tally, where, 1 if counts is None else counts)
    return (
        np.ascontiguousarray(order[first], dtype=np.int16),
        None if marks is None else np.ascontiguousarray(marks[first]),
        tally,
    )


def _sum(counts: NDArray[Any]) -> int:
    """The sum as Python's integer, whatever its size."""
    if not len(counts):
        return 0
    if int(counts.max()) < SAFE // len(counts):
        return int(counts.sum())
    return sum(counts.tolist())


def _fits(width: int, candidates: int) -> bool:
    return bool((candidates + 1) ** width < SAFE)


def _keys(columns: NDArray[Any], kinds: int, key: NDArray[Any] | None = None) -> NDArray[Any]:
    """One integer a row that sorts as the rows do; renumbered whenever it would outgrow 62 bits."""
    base = kinds + 1
    rows, width = columns.shape
    top, shift = 1, 0
    if key is None:
        key = np.zeros(rows, np.int64)
    else:
        key, top = _renumbered(key)
    for column in range(width):
        if top * base >= SAFE:
            key, top = _renumbered(key)
            shift = 0
        key *= base
        key += columns[:, column]
        shift = shift * base + 1
        top *= base
    key += shift  # what stands after the last candidate is -1, and keys count from nought
    return key


def _renumbered(key: NDArray[Any]) -> tuple[NDArray[Any], int]:
    distinct, where = np.unique(key, return_inverse=True)
    return where.astype(np.int64), max(1, len(distinct))


def _read_back(keys: NDArray[Any], width: int, candidates: int) -> NDArray[np.int16]:
    order = np.empty((len(keys), width), np.int16)
    rest = keys.copy()
    for column in range(width - 1, -1, -1):
        rest, digit = np.divmod(rest, candidates + 1)
        order[:, column] = digit - 1
    return order
