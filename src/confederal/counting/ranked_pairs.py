"""Ranked pairs: defeats are locked in from the strongest on, unless they would close a circle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from confederal.counting import pairwise
from confederal.counting.method import Ballots, CountSheet, Method, Stage
from confederal.counting.pairwise import Matrix
from confederal.counting.ties import Draws, Lot, TieEvidence, UndrawnError, drawn_order, take, with_lots
from confederal.counting.transferable_vote import LOT, SEATS, check_seats, lot_setting

Pair = tuple[int, int]


def count_ranked_pairs(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """The candidate whom no locked defeat beats; defeats go by winning votes, then by the fewest against.

    Where equally strong defeats cannot all be locked the lot says which goes first; without a
    lot every order is followed, and only if the result hangs on it is there a tie.

    >>> circle = [(("ana", "ben", "eva"), 5), (("ben", "eva", "ana"), 4), (("eva", "ana", "ben"), 2)]
    >>> ballots = Ballots.of(circle)
    >>> sheet = count_ranked_pairs(ballots)
    >>> sheet.elected, sheet.figures["dropped"]
    (('ana',), ['eva over ana (6 to 5)'])

    Source: T. N. Tideman, "Independence of clones as a criterion for voting rules", Social Choice
    and Welfare 4, 1987.
    """
    seats = seats if seats is not None else (ballots.seats or 1)
    check_seats(seats, ballots, "ranked")
    names, prefers, invalid = pairwise.standing_matrix(ballots)
    return with_lots(lot, lambda draws: _sheet(ballots, names, prefers, invalid, seats, draws))


def _sheet(
    ballots: Ballots, names: list[str], prefers: Matrix, invalid: int, seats: int, draws: Draws
) -> CountSheet:
    locked: list[Pair] = []
    dropped: list[Pair] = []
    ties: list[TieEvidence] = []
    tied, words = None, []
    try:
        below = [0] * len(names)
        for group in _groups(prefers):
            below = _lock(group, names, prefers, below, locked, dropped, ties, draws)
        taken = take(
            [[names[c] for c in group] for group in _order(len(names), locked)],
            seats,
            draws.lot,
            len(locked) + 1,
        )
        elected, tied = taken.elected, taken.tied
        ties += taken.ties
    except UndrawnError as stop:
        if not draws.final:
            raise
        elected, tied = (), stop.tied
    words += [f"Locked in: {_pair(names, prefers, pair)}." for pair in locked]
    words += [
        f"Not locked in, since it would close a circle: {_pair(names, prefers, pair)}." for pair in dropped
    ]
    words += [tie.words for tie in ties]
    words += [f"{elected[0]} is beaten in no locked pair and is elected."] if elected else []
    words += [tied.words] if tied is not None else []
    return CountSheet(
        method="ranked-pairs",
        title=METHOD.title,
        candidates=ballots.candidates,
        seats=seats,
        valid=ballots.total - invalid,
        invalid=invalid,
        quota=None,
        elected=elected,
        tied=tied,
        stages=(
            Stage(
                what="pairwise comparison: how many others each beats",
                totals=pairwise.spread(ballots.candidates, names, pairwise.wins(prefers)),
                elected=elected,
                ties=tuple(ties),
                words=tuple(words),
            ),
        ),
        words=tuple(words),
        settings=lot_setting(draws.lot),
        figures={
            "pairwise": pairwise.told(names, prefers),
            "locked": [_pair(names, prefers, pair) for pair in locked],
            "dropped": [_pair(names, prefers, pair) for pair in dropped],
        },
        ballots_digest=ballots.digest(),
        withdrawn=ballots.withdrawn,
        election=ballots.title,
    )


def _groups(prefers: Matrix) -> list[list[Pair]]:
    """The defeats, the equally strong ones together, the strongest first."""
    by_strength: dict[tuple[int, int], list[Pair]] = {}
    for a in range(len(prefers)):
        for b in range(len(prefers)):
            if prefers[a][b] > prefers[b][a]:
                by_strength.setdefault((-prefers[a][b], prefers[b][a]), []).append((a, b))
    return [by_strength[strength] for strength in sorted(by_strength)]


def _lock(
    group: list[Pair],
    names: list[str],
    prefers: Matrix,
    below: list[int],
    locked: list[Pair],
    dropped: list[Pair],
    ties: list[TieEvidence],
    draws: Draws,
) -> list[int]:
    """Locks a group of equally strong defeats: at once if they fit together, else one by one by lot.

    `below` is the closure of what is locked; the result is that of what is locked then.
    """
    size = len(names)
    left = [pair for pair in group if not below[pair[1]] >> pair[0] & 1]
    dropped += [pair for pair in group if below[pair[1]] >> pair[0] & 1]
    for _ in range(len(group) + 1):
        if not left:
            return below
        # Those that lie on no circle with the rest can go in whatever the order.
        together = _closure(size, left, below)
        free = [pair for pair in left if not together[pair[1]] >> pair[0] & 1]
        told = [_pair(names, prefers, pair) for pair in left] if not free else []
        stage = len(locked) + len(dropped) + 1
        if not free and draws.lot is not None:
            drawn_pairs = _drawn(draws.lot, left, names, prefers, stage)
            order = tuple(_pair(names, prefers, pair) for pair in drawn_pairs)
            ties.append(TieEvidence(tuple(told), "to be locked in first", "lot", order))
            for pair in drawn_pairs:
                if below[pair[1]] >> pair[0] & 1:
                    dropped.append(pair)
                else:
                    locked.append(pair)
                    below = _closure(size, [pair], below)
            return below
        if not free:
            drawn = draws.among(told, "to be locked in first", stage, partial(frozenset, locked))
            ties.append(draws.evidence(told, "to be locked in first", drawn))
            free = [left[told.index(drawn)]]
        locked += free
        below = _closure(size, free, below)
        gone = set(free)
        rest = [pair for pair in left if pair not in gone]
        left = [pair for pair in rest if not below[pair[1]] >> pair[0] & 1]
        dropped += [pair for pair in rest if below[pair[1]] >> pair[0] & 1]
    raise AssertionError("every round locks or drops a pair")


def _drawn(
    lot: bytes | Sequence[str], left: list[Pair], names: list[str], prefers: Matrix, stage: int
) -> list[Pair]:
    """Equally strong defeats in the order of the lot; drawn by hand, by the winner, then the loser."""
    if not isinstance(lot, bytes):
        if missing := sorted({names[c] for pair in left for c in pair} - set(lot)):
            raise ValueError(f"the lot drawn by hand does not name {', '.join(missing)}")
        place = list(lot)
        return sorted(left, key=lambda pair: (place.index(names[pair[0]]), place.index(names[pair[1]])))
    by_label = {_pair(names, prefers, pair): pair for pair in left}
    return [
        by_label[label] for label in drawn_order(lot, list(by_label), f"to be locked in first, stage {stage}")
    ]


def _closure(size: int, pairs: list[Pair], known: list[int] | None = None) -> list[int]:
    """For each candidate, as bits of a number, all whom a chain of pairs leads to, beside those `known`."""
    below = list(known) if known is not None else [0] * size
    for a, b in pairs:
        more = below[b] | 1 << b
        if below[a] | more != below[a]:
            for c in range(size):
                if c == a or below[c] >> a & 1:
                    below[c] |= more
    return below


def _order(size: int, locked: list[Pair]) -> list[list[int]]:
    """The field in groups: those whom no locked defeat from the rest beats, then the next."""
    left, groups = set(range(size)), []
    over: dict[int, set[int]] = {c: set() for c in left}
    for a, b in locked:
        over[b].add(a)
    while left:
        group = [c for c in sorted(left) if not over[c] & left]
        groups.append(group)
        left -= set(group)
    return groups


def _pair(names: list[str], prefers: Matrix, pair: Pair) -> str:
    a, b = pair
    return f"{names[a]} over {names[b]} ({prefers[a][b]} to {prefers[b][a]})"


METHOD = Method(
    "ranked-pairs",
    "Ranked pairs",
    "ranked ballots, one seat (or an order): defeats are locked in from the strongest on",
    "T. N. Tideman, Social Choice and Welfare 4, 1987",
    ("ranked",),
    count_ranked_pairs,
    (SEATS, LOT),
    frozenset({"anonymity", "neutrality", "full seats", "majority", "Condorcet", "monotonicity"}),
)
