"""Score: everyone gives points, and the highest sums are elected."""

from __future__ import annotations

from confederal.counting.approval import by_totals
from confederal.counting.method import Ballots, CountSheet, Method
from confederal.counting.ties import Lot
from confederal.counting.transferable_vote import LOT, SEATS, check_seats


def count_score(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """The candidates with the most points; who is not named on a paper gets nought from it.

    >>> count_score(Ballots.scoring([({"ana": 5, "ben": 4}, 2), ({"ben": 3}, 1)])).elected
    ('ben',)

    Source: W. D. Smith, "Range voting", 2000.
    """
    check_seats(seats if seats is not None else (ballots.seats or 1), ballots, "scored")
    return by_totals(METHOD, "points", ballots, points_of(ballots), seats, lot)


def points_of(ballots: Ballots) -> list[int]:
    """The sum of points for each candidate, exact at any size."""
    import numpy as np

    totals = np.zeros(len(ballots.candidates) + 1, object)
    if ballots.marks is not None:
        weights = ballots.counts.astype(object)
        for column in range(ballots.order.shape[1]):
            np.add.at(totals, ballots.order[:, column], ballots.marks[:, column].astype(object) * weights)
    summed: list[int] = [int(total) for total in totals[:-1]]
    return summed


METHOD = Method(
    "score",
    "Score",
    "points for each candidate, one seat or several (not in proportion): the highest sums are elected",
    "W. D. Smith, Range voting, 2000",
    ("scored",),
    count_score,
    (SEATS, LOT),
    frozenset({"anonymity", "neutrality", "full seats", "monotonicity"}),
)
