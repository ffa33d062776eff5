"""Ties: a tie that is not to be broken is a value; a lot is drawn from a seed nobody controls.

The seed is handed in (for example the hash of the closed ballot board and of nonces
the tellers committed to before it was opened). Anyone can repeat the draw by hand:
the candidate whose SHA-256 of `seed NUL purpose NUL name` is smallest is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, Protocol, TypeVar

from confederal.sentence import Sentence, all_of, listed, plural, say

Lot = bytes | Sequence[str] | None  # a seed; or names in the order drawn by hand; or no lot


@dataclass(frozen=True, slots=True)
class Tied:
    """A tie on which the outcome hangs and for which no lot was given.

    `places` of the `candidates` would get what the tie is about (`purpose`); the count
    stopped at `stage`.
    """

    candidates: tuple[str, ...]
    places: int
    purpose: str
    stage: int

    @property
    def words(self) -> Sentence:
        return say(
            "{names} are tied {purpose} (stage {stage}); a lot must choose {places} of the {number}.",
            names=all_of(self.candidates) if len(self.candidates) < 3 else listed(self.candidates),
            purpose=self.purpose,
            stage=self.stage,
            places=self.places,
            number=len(self.candidates),
        )


@dataclass(frozen=True, slots=True)
class TieEvidence:
    """How a tie was met: by an earlier stage, by lot, or not at all because nothing hung on it.

    `stage` is the earlier stage at which they differed (for `history`); `drawn` is who the
    choice fell on.
    """

    candidates: tuple[str, ...]
    purpose: str
    by: Literal["history", "lot", "nothing hangs on it"]
    drawn: tuple[str, ...]
    stage: int | None = None

    @property
    def words(self) -> Sentence:
        told = {"names": listed(self.candidates), "purpose": self.purpose, "fell": listed(self.drawn)}
        match self.by:
            case "history":
                return say(
                    "{names} tied {purpose}; stage {stage} decided, where they differed: {fell}.",
                    stage=self.stage,
                    **told,
                )
            case "lot":
                return say("{names} were tied {purpose} at every stage; the lot fell on {fell}.", **told)
            case "nothing hangs on it":
                return say(
                    "{names} were tied {purpose} at every stage. No lot was needed: whichever it fell "
                    "on, the same would be elected. This sheet goes on as if it had fallen on {fell}.",
                    **told,
                )


class UndrawnError(Exception):
    """A tie at which a count stands still: no lot was drawn, and it is not known whether one is needed.

    `state` is all that the rest of the count depends on, so that ways which meet again are followed once.
    """

    def __init__(self, tied: Tied, state: Hashable) -> None:
        self.tied = tied
        self.state = state


class _HasElected(Protocol):
    @property
    def elected(self) -> tuple[str, ...]: ...


Counted = TypeVar("Counted", bound=_HasElected)

Known = dict[Hashable, frozenset[frozenset[str]]]

BRANCHES = 256  # how many ways of undrawn lots are followed before a tie is called a tie


@dataclass(slots=True)
class Draws:
    """The lots of one count: drawn from the seed, or taken as supposed in `fallen`, or else none.

    `final` tells the count to write down the tie it cannot pass; otherwise it raises it.
    """

    lot: Lot
    fallen: tuple[str, ...] = ()
    final: bool = False
    used: int = 0

    @property
    def ordered(self) -> bool:
        """Whether the lot was drawn by hand before the count, as an order that can settle ties at once."""
        return self.lot is not None and not isinstance(self.lot, bytes)

    def among(
        self,
        tied: Sequence[str],
        purpose: str,
        stage: int,
        state: Callable[[], Hashable] = lambda: None,
    ) -> str:
        """On whom the lot falls. Raises UndrawnError when there is no lot."""
        if self.lot is not None:
            return draw(self.lot, tied, f"{purpose}, stage {stage}")
        if self.used < len(self.fallen):
            self.used += 1
            return self.fallen[self.used - 1]
        raise UndrawnError(Tied(tuple(tied), 1, purpose, stage), state())

    def evidence(self, tied: Sequence[str], purpose: str, drawn: str) -> TieEvidence:
        """What the sheet says of a lot that was used, or was not needed."""
        by: Literal["lot", "nothing hangs on it"] = "nothing hangs on it" if self.lot is None else "lot"
        return TieEvidence(tuple(tied), purpose, by, (drawn,))


def with_lots(lot: Lot, run: Callable[[Draws], Counted], branches: int = BRANCHES) -> Counted:
    """The count `run`, with its lots.

    Without a lot each way a tie could fall is followed. While all lead to the same possible
    results the count goes on; it stops at the first tie where they do not, or where there
    are too many ways to follow them all.
    """
    if lot is not None:
        return run(Draws(lot))
    fallen: tuple[str, ...] = ()
    known: Known = {}
    budget = [branches]
    while True:
        try:
            return run(Draws(None, fallen))
        except UndrawnError as stop:
            ways = [_results(run, (*fallen, name), budget, known) for name in stop.tied.candidates]
            if any(way is None or way != ways[0] for way in ways):
                return run(Draws(None, fallen, final=True))
            fallen = (*fallen, stop.tied.candidates[0])


def _results(
    run: Callable[[Draws], Counted], fallen: tuple[str, ...], budget: list[int], known: Known
) -> frozenset[frozenset[str]] | None:
    """Every set that may be elected once the lots fell so; None when there are too many ways."""
    budget[0] -= 1
    if budget[0] < 0:
        return None
    try:
        return frozenset({frozenset(run(Draws(None, fallen)).elected)})
    except UndrawnError as stop:
        if stop.state is not None and stop.state in known:
            return known[stop.state]
        found: set[frozenset[str]] = set()
        for name in stop.tied.candidates:
            below = _results(run, (*fallen, name), budget, known)
            if below is None:
                return None
            found |= below
        if stop.state is not None:
            known[stop.state] = frozenset(found)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes the places, in order; the tie for the last, if no lot settled it; and how it was met."""

    elected: tuple[str, ...]
    tied: Tied | None = None
    ties: tuple[TieEvidence, ...] = ()


def take(groups: Iterable[Sequence[str]], places: int, lot: Lot, stage: int = 1) -> Taken:
    """The first `places` of candidates given in groups that are level with one another.

    >>> take([["ana"], ["ben", "eva"]], 3, None).elected
    ('ana', 'ben', 'eva')
    >>> take([["ana"], ["ben", "eva"]], 2, None).tied.words
    'ben and eva are tied for the last place (stage 1); a lot must choose 1 of the 2.'
    """
    elected: list[str] = []
    for group in groups:
        left = places - len(elected)
        if left <= 0:
            break
        if len(group) <= left:
            elected += group
            continue
        purpose = plural(left, "for the last place", "for the last {number} places")
        if lot is None:
            return Taken(tuple(elected), Tied(tuple(group), left, purpose, stage))
        drawn = drawn_order(lot, group, purpose)[:left]
        return Taken((*elected, *drawn), None, (TieEvidence(tuple(group), purpose, "lot", tuple(drawn)),))
    return Taken(tuple(elected))


def draw(lot: bytes | Sequence[str], candidates: Sequence[str], purpose: str) -> str:
    """The one of `candidates` on whom the lot falls, the same for everyone who has the seed.

    A lot drawn by hand is the list of names in the order they were drawn: the first of
    them who is among the tied is chosen.

    >>> draw(b"seed", ["ana", "ben", "eva"], "to be left out")
    'ben'
    >>> draw(b"seed", ["eva", "ben", "ana"], "to be left out")
    'ben'
    >>> draw(["eva", "ana", "ben"], ["ana", "ben"], "to be left out")
    'ana'
    """
    return drawn_order(lot, candidates, purpose)[0]


def drawn_order(lot: bytes | Sequence[str], candidates: Sequence[str], purpose: str) -> list[str]:
    """All candidates in the order in which the lot draws them."""
    if isinstance(lot, bytes):
        return sorted(candidates, key=lambda name: ticket(lot, purpose, name))
    if missing := [name for name in candidates if name not in lot]:
        raise ValueError(f"the lot drawn by hand does not name {', '.join(missing)}")
    return sorted(candidates, key=list(lot).index)


def ticket(lot: bytes, purpose: str, name: str) -> bytes:
    """What is compared in the draw: SHA-256 over seed, purpose and name."""
    return sha256(b"\0".join((lot, purpose.encode(), name.encode("utf-8", "surrogatepass")))).digest()
