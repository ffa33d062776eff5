"""What an irregular mark does to a ranking: skipped ranks, equal ranks, a candidate marked twice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from confederal.counting.method import Ballots


def strict(ballots: Ballots, *, statute: bool) -> tuple[NDArray[np.int16], NDArray[Any], int]:
    """Rankings without irregular marks, their counts, and how many papers have no first preference.

    With `statute` a paper is followed as far as its numbers run 1, 2, 3 … without a number
    that is skipped or given to two, and without a candidate marked by two numbers:

        "non-transferable paper" means a ballot paper … on which … the names of 2 or more
        candidates (whether continuing or not) are marked with the same number, and are next
        in order of preference; or … is marked by a number not following consecutively …
        -- SSI 2007/42 schedule 1; SSI 2011/399 likewise

    Otherwise skipped numbers close up and a second mark for a candidate is passed over; an
    equal rank still ends the paper, since nobody can say who was meant.
    """
    order, counts = ballots.order, ballots.counts
    if not order.size:
        return order[:0], counts[:0], int(counts.sum()) if len(counts) else 0
    if ballots.marks is not None:
        order = _followed(order, ballots.marks, statute)
    if _someone_twice(order, len(ballots.candidates)):
        order = _once(order, statute)
    first = order[:, 0] >= 0
    invalid = int(counts[~first].sum()) if not first.all() else 0
    if invalid:
        order, counts = order[first], counts[first]
    return order, counts, invalid


def _followed(order: NDArray[np.int16], marks: NDArray[Any], statute: bool) -> NDArray[np.int16]:
    """Each paper up to its first equal rank (and, by statute, its first skipped one)."""
    width = order.shape[1]
    marked = order >= 0
    fine = marked.copy()
    same = (marks[:, 1:] == marks[:, :-1]) & marked[:, 1:]
    fine[:, 1:] &= ~same
    fine[:, :-1] &= ~same
    if statute:
        fine &= marks == np.arange(1, width + 1)
    fine = np.logical_and.accumulate(fine, axis=1)
    return np.where(fine, order, np.int16(-1)).astype(np.int16)


def _someone_twice(order: NDArray[np.int16], candidates: int) -> bool:
    if order.shape[1] < 2:
        return False
    sorted_rows = np.sort(order, axis=1)
    return bool(((sorted_rows[:, 1:] == sorted_rows[:, :-1]) & (sorted_rows[:, 1:] >= 0)).any())


def _once(order: NDArray[np.int16], statute: bool) -> NDArray[np.int16]:
    """Each candidate once on a paper: cut by statute at who is marked twice, else the first mark kept."""
    result = np.full_like(order, -1)
    for index, row in enumerate(order.tolist()):
        names = [name for name in row if name >= 0]
        if statute:
            kept = []
            for name in names:
                if names.count(name) > 1:
                    break
                kept.append(name)
        else:
            kept = list(dict.fromkeys(names))
        result[index, : len(kept)] = kept
    return result
