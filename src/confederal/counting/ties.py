"""Ties: a tie that is not to be broken is a value; a lot is drawn from a seed nobody controls.

The seed is handed in (for example the hash of the closed ballot board and of nonces
the tellers committed to before it was opened). Anyone can repeat the draw by hand:
the candidate whose SHA-256 of `seed NUL purpose NUL name` is smallest is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

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
    def words(self) -> str:
        names = " and ".join(self.candidates) if len(self.candidates) < 3 else ", ".join(self.candidates)
        return (
            f"{names} are tied {self.purpose} (stage {self.stage}); "
            f"a lot must choose {self.places} of the {len(self.candidates)}."
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
    def words(self) -> str:
        names = ", ".join(self.candidates)
        fell = ", ".join(self.drawn)
        match self.by:
            case "history":
                return (
                    f"{names} tied {self.purpose}; stage {self.stage} decided, where they differed: {fell}."
                )
            case "lot":
                return f"{names} were tied {self.purpose} at every stage; the lot fell on {fell}."
            case "nothing hangs on it":
                return (
                    f"{names} were tied {self.purpose} at every stage. No lot was needed: whichever it fell "
                    f"on, the same would be elected. This sheet goes on as if it had fallen on {fell}."
                )


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
