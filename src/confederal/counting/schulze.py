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
    size = range(len(prefers))
    paths: list[list[Strength]] = [
        [(prefers[a][b], -prefers[b][a]) if prefers[a][b] > prefers[b][a] else NONE for b in size]
        for a in size
    ]
    # A chain of no defeats is weaker than any: a defeat has at least one vote for it.
    for through in size:
        onward = paths[through]
        for a in size:
            if a == through or paths[a][through] == NONE:
                continue
            row, there = paths[a], paths[a][through]
            for b in size:
                if b not in (a, through) and onward[b] != NONE:
                    link = min(there, onward[b])
                    if row[b] == NONE or link > row[b]:
                        row[b] = link
    return paths


def ranking(paths: list[list[Strength]]) -> list[list[int]]:
    """The field in groups: those whom none of the others left over beats by chain, then the next.

    The relation is transitive (Schulze 2011, section 4.1), so every group has somebody.
    """
    left = list(range(len(paths)))
    groups = []
    while left:
        group = [a for a in left if not any(paths[b][a] > paths[a][b] for b in left)]
        groups.append(group)
        left = [a for a in left if a not in group]
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
