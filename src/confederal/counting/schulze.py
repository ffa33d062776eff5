"""Schulze's method: who beats everyone, if not directly then by the strongest chain of defeats."""

from __future__ import annotations

from confederal.counting import pairwise
from confederal.counting.method import Ballots, CountSheet, Method, Stage
from confederal.counting.pairwise import Matrix
from confederal.counting.ties import Lot, take
from confederal.counting.transferable_vote import LOT, SEATS, check_seats, lot_setting

Strength = tuple[int, int]
"""Of a defeat: votes for the winner of the pair, then (the fewer the stronger) minus the votes against."""

NONE: Strength = (0, 0)


def count_schulze(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """The candidates from whom no one has a stronger chain of defeats than back; strength by winning votes.

    For more than one seat the order of the whole field is used, which is not proportional.

    >>> circle = [(("ana", "ben", "eva"), 5), (("ben", "eva", "ana"), 4), (("eva", "ana", "ben"), 2)]
    >>> ballots = Ballots.of(circle)
    >>> count_schulze(ballots).elected
    ('ana',)

    Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and
    Condorcet-consistent single-winner election method", Social Choice and Welfare 36, 2011.
    """
    seats = seats if seats is not None else (ballots.seats or 1)
    check_seats(seats, ballots, "ranked")
    names, prefers, invalid = pairwise.standing_matrix(ballots)
    paths = strongest_paths(prefers)
    groups = ranking(paths)
    taken = take([[names[c] for c in group] for group in groups], seats, lot)
    words = _words(names, prefers, paths, taken.elected)
    if taken.tied is not None:
        words = (*words, taken.tied.words)
    return CountSheet(
        method="schulze",
        title=METHOD.title,
        candidates=ballots.candidates,
        seats=seats,
        valid=ballots.total - invalid,
        invalid=invalid,
        quota=None,
        elected=taken.elected,
        tied=taken.tied,
        stages=(
            Stage(
                what="pairwise comparison: how many others each beats",
                totals=pairwise.spread(ballots.candidates, names, pairwise.wins(prefers)),
                elected=taken.elected,
                ties=taken.ties,
                words=(*words, *(tie.words for tie in taken.ties)),
            ),
        ),
        words=(*words, *(tie.words for tie in taken.ties)),
        settings=lot_setting(lot),
        figures={
            "pairwise": pairwise.told(names, prefers),
            "strongest_paths": pairwise.told(names, [[cell[0] for cell in row] for row in paths]),
            "ranking": [[names[c] for c in group] for group in groups],
        },
        ballots_digest=ballots.digest(),
        withdrawn=ballots.withdrawn,
        election=ballots.title,
    )


def strongest_paths(prefers: Matrix) -> list[list[Strength]]:
    """The strongest chain of defeats between each two; a chain is as strong as its weakest link.

    Floyd and Warshall's order: a third candidate at a time.
    """
    import numpy as np

    size = range(len(prefers))
    beats = sorted(
        {(prefers[a][b], -prefers[b][a]) for a in size for b in size if prefers[a][b] > prefers[b][a]}
    )
    # Strengths in their order, so that a chain's is the least number on it; a chain of no defeats is weaker
    # than any, since a defeat has at least one vote for it.
    place = {strength: number for number, strength in enumerate(beats, start=1)}
    table = np.array(
        [[place.get((prefers[a][b], -prefers[b][a]), 0) if a != b else 0 for b in size] for a in size],
        np.int64,
    ).reshape(len(prefers), len(prefers))
    for through in size:
        np.maximum(table, np.minimum(table[:, through, None], table[None, through]), out=table)
    np.fill_diagonal(table, 0)
    told = [NONE, *beats]
    return [[told[number] for number in row] for row in table.tolist()]


def ranking(paths: list[list[Strength]]) -> list[list[int]]:
    """The field in groups: those whom none of the others left over beats by chain, then the next.

    The relation is transitive (Schulze 2011, section 4.1), so every group has somebody.
    """
    left = set(range(len(paths)))
    over = {a: {b for b in left if paths[b][a] > paths[a][b]} for a in left}
    groups = []
    while left:
        group = [a for a in sorted(left) if not over[a] & left]
        groups.append(group)
        left -= set(group)
    return groups


def _words(
    names: list[str], prefers: Matrix, paths: list[list[Strength]], elected: tuple[str, ...]
) -> tuple[str, ...]:
    lines = []
    for winner in elected[:1]:
        a = names.index(winner)
        beaten = [b for b in range(len(names)) if prefers[a][b] > prefers[b][a]]
        if len(beaten) == len(names) - 1 and beaten:
            lines.append(f"{winner} beats every other candidate in pairs and is elected.")
        for b in range(len(names)):
            if b == a:
                continue
            if b in beaten:
                lines.append(f"{winner} is preferred to {names[b]} by {prefers[a][b]} to {prefers[b][a]}.")
            elif paths[a][b] > paths[b][a]:
                lines.append(
                    f"{winner} does not beat {names[b]} directly ({prefers[a][b]} to {prefers[b][a]}), but "
                    f"by a chain of defeats of which the weakest has {paths[a][b][0]} votes; back it has "
                    f"{paths[b][a][0]}."
                )
    return tuple(lines)


METHOD = Method(
    "schulze",
    "Schulze",
    "ranked ballots, one seat (or an order): who beats everyone, directly or by a chain of defeats",
    "M. Schulze, Social Choice and Welfare 36, 2011",
    ("ranked",),
    count_schulze,
    (SEATS, LOT),
    frozenset({"anonymity", "neutrality", "full seats", "majority", "Condorcet", "monotonicity"}),
)
