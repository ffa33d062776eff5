"""How many prefer each candidate to each other: what Schulze, ranked pairs and the Debian vote start from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from confederal.counting.method import Ballots, UncountableError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNRANKED = 2**31 - 1
MOST = 1500  # candidates: comparing n of them takes n³ steps, and a hundred are more than any ballot has

Matrix = list[list[int]]


def ranks(ballots: Ballots) -> NDArray[np.int32]:
    """The rank each paper gives each candidate; who is not ranked comes after all who are, all level.

    Equal ranks stay equal, skipped ranks mean nothing, and of two marks for one candidate the better counts.
    """
    import numpy as np

    rows, width = ballots.order.shape
    marks = ballots.marks
    if marks is not None and marks.size and not -UNRANKED < marks.min() <= marks.max() < UNRANKED:
        marks = np.unique(marks, return_inverse=True)[1].reshape(marks.shape)  # only which is before which
    table = np.full((rows, len(ballots.candidates)), UNRANKED, np.int32)
    for column in range(width - 1, -1, -1):
        name = ballots.order[:, column]
        marked = np.flatnonzero(name >= 0)
        rank: Any = column + 1 if marks is None else marks[marked, column]
        table[marked, name[marked]] = rank
    return table


def matrix(ballots: Ballots) -> Matrix:
    """`matrix[a][b]`: how many papers rank a before b.

    >>> matrix(Ballots.of([(("ana", "ben"), 3), (("ben",), 2)], candidates=["ana", "ben", "eva"]))
    [[0, 3, 3], [2, 0, 5], [0, 0, 0]]

    Raises UncountableError for more than `MOST` candidates.
    """
    import numpy as np

    if len(ballots.candidates) > MOST:
        raise UncountableError(
            f"{len(ballots.candidates)} candidates are too many to compare each with each; {MOST} can be"
        )
    table = ranks(ballots)
    candidates = table.shape[1]
    columns = np.ascontiguousarray(table.T)
    counts = ballots.counts
    if candidates > FEW and counts.dtype != object and len(counts):
        return _many(columns, counts)
    prefers = [[0] * candidates for _ in range(candidates)]
    for a in range(candidates):
        for b in range(candidates):
            if a != b:
                prefers[a][b] = int(counts[columns[a] < columns[b]].sum())
    return prefers


FEW = 32  # candidates: so many are compared pair by pair, and more a whole row at a time
BLOCK = 2**22


def _many(columns: NDArray[np.int32], counts: NDArray[Any]) -> Matrix:
    """The same for many candidates, as many papers at a time as a few megabytes hold."""
    import numpy as np

    candidates, papers = columns.shape
    prefers = np.zeros((candidates, candidates), np.int64)
    step = max(1, BLOCK // candidates)
    for start in range(0, papers, step):
        part = columns[:, start : start + step]
        weights = counts[start : start + step]
        for a in range(candidates):
            prefers[a] += (part[a] < part) @ weights
    rows: Matrix = prefers.tolist()
    return rows


def standing_matrix(ballots: Ballots) -> tuple[list[str], Matrix, int]:
    """The names of those who did not withdraw, the matrix among them, and how many papers rank nobody."""
    import numpy as np

    whole = matrix(ballots)
    stay = [i for i, name in enumerate(ballots.candidates) if name not in ballots.withdrawn]
    blank = ballots.order[:, 0] < 0 if ballots.order.shape[1] else np.ones(len(ballots.order), bool)
    invalid = int(ballots.counts[blank].sum()) if len(ballots.counts) else 0
    return (
        [ballots.candidates[i] for i in stay],
        [[whole[a][b] for b in stay] for a in stay],
        invalid,
    )


def told(names: list[str], prefers: Matrix) -> dict[str, dict[str, int]]:
    """The matrix by names, as the sheet's figures carry it."""
    return {a: {b: prefers[i][j] for j, b in enumerate(names) if i != j} for i, a in enumerate(names)}


def wins(prefers: Matrix) -> list[int]:
    """How many others each candidate beats."""
    return [sum(prefers[a][b] > prefers[b][a] for b in range(len(prefers))) for a in range(len(prefers))]


def spread(candidates: tuple[str, ...], names: list[str], numbers: list[int]) -> tuple[int | None, ...]:
    """Numbers for the standing candidates, set among all candidates."""
    by_name = dict(zip(names, numbers, strict=True))
    return tuple(by_name.get(name) for name in candidates)
