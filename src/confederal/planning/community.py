"""A community: what it needs, how urgently, what is guaranteed, and the hours it offers.

Schedules are public and concave: the first units are worth at least as much as the later ones. The
guaranteed floor comes before everything else; where floors cannot all be met the plan says which.
"""

import itertools
from dataclasses import dataclass
from fractions import Fraction

from confederal.planning.commodity import plain
from confederal.planning.objection import Objection


@dataclass(frozen=True)
class Point:
    """Up to `amount`, the last unit is worth (or, for hours, costs) `worth`."""

    amount: Fraction
    worth: Fraction


@dataclass(frozen=True)
class Need:
    """A concave schedule for one commodity: `guaranteed` first, then down along `points`.

    Worth falls in a straight line from one point to the next (level where two worths are equal).
    """

    commodity: str
    guaranteed: Fraction
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Offer:
    """Hours offered; what the last hour asks rises along `points`, the last of which is the accepted most."""

    commodity: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Community:
    """A party that consumes and offers hours."""

    name: str
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...] = ()
    people: int = 0
    words: str = ""

    def objections(self) -> list[Objection]:
        found = []
        for need in self.needs:
            where = f"{self.name}, {need.commodity}"
            if need.guaranteed < 0:
                found.append(
                    Objection(where, plain(need.guaranteed), "a floor cannot be negative.", "Use 0.")
                )
            found += _rising(where, need.points, need.guaranteed)
            worths = [p.worth for p in need.points]
            if any(b > a for a, b in itertools.pairwise(worths)):
                found.append(
                    Objection(
                        where,
                        ", ".join(plain(w) for w in worths),
                        "later units are worth more than earlier ones.",
                        "Put the most urgent first.",
                    )
                )
        for offer in self.offers:
            where = f"{self.name}, {offer.commodity}"
            found += _rising(where, offer.points, Fraction(0))
            worths = [p.worth for p in offer.points]
            if any(b < a for a, b in itertools.pairwise(worths)):
                found.append(
                    Objection(
                        where,
                        ", ".join(plain(w) for w in worths),
                        "later hours are said to cost less than earlier ones.",
                        "Put the easiest hours first.",
                    )
                )
        return found


def _rising(where: str, points: tuple[Point, ...], start: Fraction) -> list[Objection]:
    found = []
    last = start
    for point in points:
        if point.amount < last:
            found.append(
                Objection(
                    where,
                    plain(point.amount),
                    f"comes after {plain(last)}.",
                    "Let amounts rise from line to line.",
                )
            )
        if point.worth < 0:
            found.append(Objection(where, plain(point.worth), "worth below nothing.", "Leave the line out."))
        last = max(last, point.amount)
    return found
