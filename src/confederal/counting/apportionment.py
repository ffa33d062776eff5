"""Seats for numbers of people: delegation keys, caps, and seats for lists in proportion to votes.

Exact: quotients are compared as fractions, never as decimals. Nothing here imports NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from confederal.counting.majority import parse
from confederal.counting.method import Ballots, CountSheet, Method, Number, Setting, Stage
from confederal.counting.ties import Lot, Tied, TieEvidence, drawn_order
from confederal.counting.transferable_vote import LOT, SEATS, check_seats, lot_setting
from confederal.sentence import plural

Brackets = Sequence[tuple[int | None, int]]

CNT_BRACKETS: Brackets = (
    (50, 1),
    (100, 2),
    (300, 3),
    (600, 4),
    (1000, 5),
    (1500, 6),
    (2500, 7),
    (None, 8),
)
"""The scale of the CNT's congresses, by dues-paying members: 1 to 50 send one delegate, … over 2500 eight."""


def one_per_started(members: int, per: int = 100, cap: int | None = None) -> int:
    """One delegate for every `per` members or part of them, at most `cap`. (SAC: one per started hundred.)

    >>> [one_per_started(members) for members in (0, 1, 100, 101, 950)], one_per_started(950, cap=5)
    ([0, 1, 1, 2, 10], 5)
    """
    _check_members(members)
    if per < 1:
        raise ValueError(f"one delegate per {per} members is no key; per must be at least 1")
    delegates = -(-members // per)
    return delegates if cap is None else min(delegates, cap)


def brackets(members: int, table: Brackets = CNT_BRACKETS) -> int:
    """The delegates of the first bracket whose upper end the members do not pass; nobody sends nobody.

    >>> [brackets(members) for members in (0, 1, 50, 51, 300, 2500, 2501, 40000)]
    [0, 1, 1, 2, 3, 7, 8, 8]
    """
    _check_members(members)
    ends = [end for end, _ in table]
    if not ends or any(end is None for end in ends[:-1]) or ends[:-1] != sorted(set(ends[:-1]), key=_end):
        raise ValueError("brackets rise, and only the last may be open at its upper end")
    if len(ends) > 1 and ends[-1] is not None and _end(ends[-1]) <= _end(ends[-2]):
        raise ValueError("brackets rise, and only the last may be open at its upper end")
    if members == 0:
        return 0
    for end, delegates in table:
        if end is None or members <= end:
            return delegates
    raise ValueError(f"{members} members are beyond the last bracket, which ends at {ends[-1]}")


def one_a_body(members: int) -> int:
    """One for every body that has members at all.

    >>> one_a_body(3), one_a_body(3000), one_a_body(0)
    (1, 1, 0)
    """
    _check_members(members)
    return 1 if members else 0


def by_heads(members: int) -> int:
    """As many votes as members.

    >>> by_heads(450)
    450
    """
    _check_members(members)
    return members


def degressive(members: int, steps: Brackets = ((500, 100), (2000, 250), (None, 1000))) -> int:
    """One delegate per started part, and the parts grow: per 100 up to 500, then per 250, then per 1000.

    `steps` are (upper end, members a delegate); the parts of each step are counted from its
    lower end, so a larger body never has fewer delegates than a smaller one.

    >>> [degressive(members) for members in (0, 1, 500, 501, 2000, 2001, 9000)]
    [0, 1, 5, 6, 11, 12, 18]
    """
    _check_members(members)
    delegates, start = 0, 0
    for end, per in steps:
        if per < 1:
            raise ValueError(f"one delegate per {per} members is no key; per must be at least 1")
        within = members - start if end is None else min(members, end) - start
        if within <= 0:
            break
        delegates += one_per_started(within, per)
        if end is None:
            break
        start = end
    else:
        if members > start:
            raise ValueError(f"{members} members are beyond the last step, which ends at {start}")
    return delegates


def square_root(members: int) -> int:
    """The square root of the members, rounded up. (L. Penrose, 1946.)

    >>> [square_root(members) for members in (0, 1, 2, 100, 101)]
    [0, 1, 2, 10, 11]
    """
    _check_members(members)
    return isqrt(members - 1) + 1 if members else 0


def cap_none_over(weights: Mapping[str, int], share: Fraction = Fraction(1, 2)) -> dict[str, int]:
    """The weights, the heaviest lowered to one level so that none has more than `share` of their sum.

    The level is the highest whole number at which the rule holds. (FSU: no tendency or union
    over half.)

    >>> cap_none_over({"rail": 700, "mail": 200, "docks": 100})
    {'rail': 300, 'mail': 200, 'docks': 100}
    >>> cap_none_over({"rail": 50, "mail": 30, "docks": 20}, Fraction(2, 5))
    {'rail': 33, 'mail': 30, 'docks': 20}

    Raises ValueError when no level can do it: two bodies cannot each have under half.
    """
    for name, weight in weights.items():
        if weight < 0:
            raise ValueError(f"{name} has the weight {weight}; a weight is not negative")
    if not any(weights.values()):
        return dict(weights)

    def holds(level: int) -> bool:
        lowered = [min(weight, level) for weight in weights.values()]
        return max(lowered) <= share * sum(lowered)

    # The sum of min(weight, level) is concave in the level, so the levels that hold are those up to one.
    low, high = 0, max(weights.values())
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    if low == 0:
        present = sum(1 for weight in weights.values() if weight)
        raise ValueError(
            f"of {present} bodies that have members one always has more than {share} of the whole"
        )
    return {name: min(weight, low) for name, weight in weights.items()}


@dataclass(frozen=True, slots=True)
class Apportionment:
    """How many seats each list has; `tied` when the last of them hang on a lot that was not drawn.

    `awarded` are the lists in the order in which they got their seats, each with the number it
    was compared by; `ties` how ties were met.
    """

    seats: dict[str, int]
    tied: Tied | None
    awarded: tuple[tuple[str, Fraction], ...]
    ties: tuple[TieEvidence, ...] = ()


def highest_averages(
    votes: Mapping[str, int], seats: int, divisor: Callable[[int], int], lot: Lot = None
) -> Apportionment:
    """Seats one after the other to the list whose votes over the divisor of its next seat are most.

    Lists that are equal all get their seat while there are enough; only for the last ones a lot is drawn.
    """
    _check_votes(votes, seats)
    held = dict.fromkeys(votes, 0)
    awarded: list[tuple[str, Fraction]] = []
    running = [name for name, number in votes.items() if number]
    while running and len(awarded) < seats:
        average = {name: Fraction(votes[name], divisor(held[name])) for name in running}
        most = max(average.values())
        level = [name for name in running if average[name] == most]
        chosen, tied, ties = _among(level, seats - len(awarded), len(awarded) + 1, lot)
        if tied is not None:
            return Apportionment(held, tied, tuple(awarded))
        for name in chosen:
            held[name] += 1
            awarded.append((name, most))
        if ties:
            return Apportionment(held, None, tuple(awarded), ties)
    return Apportionment(held, None, tuple(awarded))


def dhondt(votes: Mapping[str, int], seats: int, lot: Lot = None) -> Apportionment:
    """Highest averages with the divisors 1, 2, 3 … (d'Hondt 1878, Jefferson 1792).

    >>> dhondt({"A": 340, "B": 280, "C": 160, "D": 60}, 7).seats
    {'A': 3, 'B': 3, 'C': 1, 'D': 0}
    """
    return highest_averages(votes, seats, lambda held: held + 1, lot)


def sainte_lague(votes: Mapping[str, int], seats: int, lot: Lot = None) -> Apportionment:
    """Highest averages with the divisors 1, 3, 5 … (Sainte-Laguë 1910, Webster 1832).

    >>> sainte_lague({"A": 53, "B": 24, "C": 23}, 7).seats
    {'A': 3, 'B': 2, 'C': 2}
    """
    return highest_averages(votes, seats, lambda held: 2 * held + 1, lot)


def largest_remainder(votes: Mapping[str, int], seats: int, lot: Lot = None) -> Apportionment:
    """Each list's exact share of the seats rounded down, the rest to the largest remainders (Hare, Hamilton).

    >>> largest_remainder({"A": 47, "B": 16, "C": 158, "D": 12}, 10).seats
    {'A': 2, 'B': 1, 'C': 7, 'D': 0}
    """
    _check_votes(votes, seats)
    total = sum(votes.values())
    if not total:
        return Apportionment(dict.fromkeys(votes, 0), None, ())
    share = {name: Fraction(number * seats, total) for name, number in votes.items()}
    held = {name: int(exact) for name, exact in share.items()}
    awarded = [(name, Fraction(held[name])) for name in votes for _ in range(held[name])]
    rest = {name: exact - held[name] for name, exact in share.items()}
    ties: tuple[TieEvidence, ...] = ()
    while len(awarded) < seats:
        most = max(rest.values())
        level = [name for name, remainder in rest.items() if remainder == most]
        chosen, tied, ties = _among(level, seats - len(awarded), len(awarded) + 1, lot)
        if tied is not None:
            return Apportionment(held, tied, tuple(awarded))
        for name in chosen:
            held[name] += 1
            awarded.append((name, most))
            del rest[name]
    return Apportionment(held, None, tuple(awarded), ties)


def _among(
    level: list[str], left: int, seat: int, lot: Lot
) -> tuple[list[str], Tied | None, tuple[TieEvidence, ...]]:
    """All of the level lists while there are seats for all; else those the lot falls on; else the tie."""
    purpose = plural(left, "for the last seat", "for the last {number} seats")
    if len(level) <= left:
        return level, None, ()
    if lot is None:
        return [], Tied(tuple(level), left, purpose, seat), ()
    chosen = drawn_order(lot, level, purpose)[:left]
    return chosen, None, (TieEvidence(tuple(level), purpose, "lot", tuple(chosen)),)


def _check_votes(votes: Mapping[str, int], seats: int) -> None:
    if seats < 0:
        raise ValueError(f"{seats} seats cannot be shared out")
    for name, number in votes.items():
        if number < 0:
            raise ValueError(f"{name} has {number} votes; votes are counted from nought upward")


def _check_members(members: int) -> None:
    if members < 0:
        raise ValueError(f"a body of {members} members cannot be; members are counted from nought upward")


def _end(end: int | None) -> int:
    assert end is not None
    return end


def count_dhondt(
    ballots: Ballots, *, seats: int | None = None, threshold: Fraction | None = None, lot: Lot = None
) -> CountSheet:
    """The lists' seats by d'Hondt; a list is named once for every seat it gets, in the order it gets them.

    >>> count_dhondt(Ballots.choosing({"A": 340, "B": 280}), seats=3).elected
    ('A', 'B', 'A')

    Source: V. d'Hondt, "Système pratique et raisonné de représentation proportionnelle", 1882.
    """
    return _lists(DHONDT, dhondt, lambda held: held + 1, ballots, seats, threshold, lot)


def count_sainte_lague(
    ballots: Ballots, *, seats: int | None = None, threshold: Fraction | None = None, lot: Lot = None
) -> CountSheet:
    """The lists' seats by Sainte-Laguë.

    >>> count_sainte_lague(Ballots.choosing({"A": 340, "B": 280}), seats=3).elected
    ('A', 'B', 'A')

    Source: A. Sainte-Laguë, "La représentation proportionnelle et la méthode des moindres carrés", 1910.
    """
    return _lists(SAINTE_LAGUE, sainte_lague, lambda held: 2 * held + 1, ballots, seats, threshold, lot)


def count_largest_remainder(
    ballots: Ballots, *, seats: int | None = None, threshold: Fraction | None = None, lot: Lot = None
) -> CountSheet:
    """The lists' seats by largest remainders, with Hare's quota.

    >>> count_largest_remainder(Ballots.choosing({"A": 47, "B": 16, "C": 12}), seats=3).elected
    ('A', 'A', 'B')

    Source: T. Hare 1859; A. Hamilton 1792.
    """
    return _lists(LARGEST_REMAINDER, largest_remainder, None, ballots, seats, threshold, lot)


def _lists(
    method: Method,
    share_out: Callable[[Mapping[str, int], int, Lot], Apportionment],
    divisor: Callable[[int], int] | None,
    ballots: Ballots,
    seats: int | None,
    threshold: Fraction | None,
    lot: Lot,
) -> CountSheet:
    from confederal.counting.approval import count_plurality

    seats = seats if seats is not None else ballots.seats
    check_seats(seats, ballots, "ranked")
    assert seats is not None
    chosen = count_plurality(ballots, seats=1)
    votes = {
        name: int(total)
        for name, total in zip(ballots.candidates, chosen.stages[0].totals, strict=True)
        if total is not None
    }
    needed = 0 if threshold is None else threshold * chosen.valid
    entitled = {name: number for name, number in votes.items() if number >= needed}
    result = share_out(entitled, seats, lot)
    stages = [
        Stage(
            what="votes",
            totals=tuple(votes.get(name) for name in ballots.candidates),
            excluded=tuple(name for name in votes if name not in entitled),
            words=tuple(
                f"{name} has fewer than {threshold} of the votes." for name in votes if name not in entitled
            ),
        )
    ]
    held = dict.fromkeys(entitled, 0)
    for seat, (name, compared) in enumerate(result.awarded, start=1):
        stages.append(_seat(seat, name, compared, held, entitled, divisor, ballots, result, seats))
        held[name] += 1
    words = [line for stage in stages for line in stage.words]
    words += [f"{name}: {number} of {seats} seats." for name, number in result.seats.items()]
    words += [result.tied.words] if result.tied is not None else []
    return CountSheet(
        method=method.name,
        title=method.title,
        candidates=ballots.candidates,
        seats=seats,
        valid=chosen.valid,
        invalid=chosen.invalid,
        quota=Fraction(chosen.valid, seats) if divisor is None else None,
        elected=tuple(name for name, _ in result.awarded),
        tied=result.tied,
        stages=tuple(stages),
        words=tuple(words),
        settings=(*((("threshold", str(threshold)),) if threshold is not None else ()), *lot_setting(lot)),
        figures={"seats": dict(result.seats)},
        ballots_digest=ballots.digest(),
        withdrawn=ballots.withdrawn,
        election=ballots.title,
    )


def _seat(
    seat: int,
    name: str,
    compared: Fraction,
    held: dict[str, int],
    votes: Mapping[str, int],
    divisor: Callable[[int], int] | None,
    ballots: Ballots,
    result: Apportionment,
    seats: int,
) -> Stage:
    """One seat: what the lists were compared by, and who got it."""
    totals: dict[str, Number] = {}
    if divisor is not None:
        totals = {n: Fraction(number, divisor(held[n])) for n, number in votes.items()}
        line = (
            f"Seat {seat} goes to {name}, whose {votes[name]} votes over {divisor(held[name])} are the most."
        )
    elif compared >= 1:
        line = f"Seat {seat} goes to {name} for a full share of the votes."
    else:
        line = f"Seat {seat} goes to {name} for its remainder of {compared}."
    ties = result.ties if seat == seats else ()
    return Stage(
        what=f"seat {seat}",
        who=(name,),
        totals=tuple(totals.get(n) for n in ballots.candidates) if totals else (),
        elected=(name,),
        ties=ties,
        words=(*(tie.words for tie in ties), line),
    )


_THRESHOLD = Setting("threshold", "the smallest share of the votes that gives a list seats", "none", parse)
_LAWS = frozenset({"anonymity", "neutrality", "full seats"})

DHONDT = Method(
    "dhondt",
    "D'Hondt",
    "one choice of a list, seats in proportion: highest averages with 1, 2, 3 …",
    "V. d'Hondt, 1882; T. Jefferson, 1792",
    ("ranked",),
    count_dhondt,
    (SEATS, _THRESHOLD, LOT),
    _LAWS | {"house monotonicity"},
)
SAINTE_LAGUE = Method(
    "sainte-lague",
    "Sainte-Laguë",
    "one choice of a list, seats in proportion: highest averages with 1, 3, 5 …",
    "A. Sainte-Laguë, 1910; D. Webster, 1832",
    ("ranked",),
    count_sainte_lague,
    (SEATS, _THRESHOLD, LOT),
    _LAWS | {"house monotonicity"},
)
LARGEST_REMAINDER = Method(
    "largest-remainder",
    "Largest remainder",
    "one choice of a list, seats in proportion: exact shares rounded down, then the largest remainders",
    "T. Hare, 1859; A. Hamilton, 1792",
    ("ranked",),
    count_largest_remainder,
    (SEATS, _THRESHOLD, LOT),
    _LAWS | {"quota"},
)
