"""Approval: everyone approves as many as they like, the most approved are elected. Also plurality."""

from __future__ import annotations

from typing import Any

from confederal.counting.method import Ballots, CountSheet, Method, Number, Stage, written
from confederal.counting.ties import Lot, take
from confederal.counting.transferable_vote import LOT, SEATS, check_seats, lot_setting


def count_approval(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """The candidates whom most approve.

    >>> count_approval(Ballots.approving([({"ana", "ben"}, 3), ({"ben"}, 2)])).elected
    ('ben',)

    Source: S. J. Brams and P. C. Fishburn, "Approval voting", 1978.
    """
    check_seats(seats if seats is not None else (ballots.seats or 1), ballots, "approved")
    return by_totals(APPROVAL, "approvals", ballots, totals_of(ballots), seats, lot)


def count_plurality(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """The candidates whom most rank first. It is here to be compared with; a ranked method says more.

    >>> count_plurality(Ballots.choosing({"ana": 4, "ben": 3, "eva": 2})).elected
    ('ana',)

    Source: custom.
    """
    check_seats(seats if seats is not None else (ballots.seats or 1), ballots, "ranked")
    from confederal.counting.transferable_vote import Heap

    heap = Heap.of(ballots, statute=False)
    import numpy as np

    open_to = np.array([name not in ballots.withdrawn for name in ballots.candidates], bool)
    (tally,) = heap.deal(np.arange(len(heap.order)), open_to, 1)
    return by_totals(PLURALITY, "first preferences", ballots, tally[:-1], seats, lot, heap.invalid)


def totals_of(ballots: Ballots) -> list[int]:
    """How many papers name each candidate."""
    import numpy as np

    tally = np.zeros(len(ballots.candidates) + 1, ballots.counts.dtype)
    for column in range(ballots.order.shape[1]):
        np.add.at(tally, ballots.order[:, column], ballots.counts)
    totals: list[int] = tally[:-1].tolist()
    return totals


def by_totals(
    method: Method,
    what: str,
    ballots: Ballots,
    totals: list[Any],
    seats: int | None,
    lot: Lot,
    invalid: int | None = None,
) -> CountSheet:
    """The sheet of a count that is one sum for each candidate: the highest are elected."""
    seats = seats if seats is not None else (ballots.seats or 1)
    by_name: dict[str, Number] = {
        name: total
        for name, total in zip(ballots.candidates, totals, strict=True)
        if name not in ballots.withdrawn
    }
    levels = sorted(set(by_name.values()), reverse=True)
    groups = [[name for name, total in by_name.items() if total == level] for level in levels]
    taken = take(groups, seats, lot)
    blank = blank_papers(ballots) if invalid is None else invalid
    words = [f"{name} is elected with {written(by_name[name])} {what}." for name in taken.elected]
    words += [tie.words for tie in taken.ties]
    words += [taken.tied.words] if taken.tied is not None else []
    return CountSheet(
        method=method.name,
        title=method.title,
        candidates=ballots.candidates,
        seats=seats,
        valid=ballots.total - blank,
        invalid=blank,
        quota=None,
        elected=taken.elected,
        tied=taken.tied,
        stages=(
            Stage(
                what=what,
                totals=tuple(by_name.get(name) for name in ballots.candidates),
                elected=taken.elected,
                ties=taken.ties,
                words=tuple(words),
            ),
        ),
        words=tuple(words),
        settings=lot_setting(lot),
        ballots_digest=ballots.digest(),
        withdrawn=ballots.withdrawn,
        election=ballots.title,
    )


def blank_papers(ballots: Ballots) -> int:
    """How many papers name nobody."""
    if not len(ballots.counts):
        return 0
    if not ballots.order.shape[1]:
        return ballots.total
    return int(ballots.counts[ballots.order[:, 0] < 0].sum())


APPROVAL = Method(
    "approval",
    "Approval",
    "approvals, one seat or several (not in proportion): the most approved are elected",
    "S. J. Brams and P. C. Fishburn, American Political Science Review 72, 1978",
    ("approved",),
    count_approval,
    (SEATS, LOT),
    frozenset({"anonymity", "neutrality", "full seats", "monotonicity"}),
)
PLURALITY = Method(
    "plurality",
    "Plurality",
    "one choice (or the first of a ranking): the most chosen are elected",
    "custom",
    ("ranked",),
    count_plurality,
    (SEATS, LOT),
    frozenset({"anonymity", "neutrality", "conservation", "full seats", "monotonicity", "majority"}),
)
