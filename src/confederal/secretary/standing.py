"""Kept readings: what the desk knows of each book, extended by the tail and never read twice from the start."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import islice
from typing import Final

from immutables import Map
from msgspec import Struct

from confederal.charter.editions import DRAFT
from confederal.charter.reading import Prover, Reading, extended
from confederal.kernel.act import Minuted
from confederal.kernel.merkle import Frontier
from confederal.kernel.minute_book import opened, opened_again
from confederal.secretary.shelf import Shelf, Verdicts


class Kept(Struct, frozen=True):
    """A reading kept at its head, and where each author's acts stand, so that one sent twice is recognised."""

    body: str
    size: int
    time: int
    reading: Reading
    receipts: Map[tuple[str, int], int] = Map()
    """(key, counter) → step, of acts that have effect."""

    def with_entry(self, entry: Minuted, reading: Reading) -> Kept:
        """One entry further."""
        receipts = self.receipts.set((entry.key, entry.payload.n), entry.step)
        return Kept(self.body, entry.step + 1, entry.time, reading, receipts)


def kept_of(body: str) -> Kept:
    """What is known of a book nothing was read of yet."""
    return Kept(body, 0, 0, Reading(None))


def caught_up(kept: Kept, shelf: Shelf, prover: Prover) -> Kept:
    """The same reading, extended to the book's head.

    A book that is read from its beginning is not judged as far as verdicts are remembered of these very entries
    under this very edition; what is judged here is remembered in its turn.
    """
    size = shelf.head(kept.body).size
    if size == kept.size:
        return kept
    verdicts = remembered(kept.body, shelf) if kept.size == 0 else None
    known = 0 if verdicts is None else min(verdicts.size, size)
    reading, receipts, time = kept.reading, kept.receipts, kept.time
    for step, record in enumerate(
        islice(shelf.rows(kept.body, kept.size, size), size - kept.size), kept.size
    ):
        before = len(reading.struck)
        if verdicts is not None and step < known:
            entry = opened_again(step, record)
            reading = extended(reading, entry, body=kept.body, prover=prover, remembered=verdicts.struck)
        else:
            entry = opened(step, record)
            reading = extended(reading, entry, body=kept.body, prover=prover)
        if isinstance(entry, Minuted) and len(reading.struck) == before:
            receipts = receipts.set((entry.key, entry.payload.n), step)
        time = record.entry.time
    if size - max(known, kept.size) >= WORTH_REMEMBERING:
        root = Frontier().extend(shelf.leaves(kept.body, 0, size)).root
        shelf.remember(kept.body, rules_digest(), Verdicts(size, root, frozenset(reading.struck)))
    return Kept(kept.body, size, time, reading, receipts)


WORTH_REMEMBERING: Final = 1000
"""So many entries judged in one go are worth writing down."""


def remembered(body: str, shelf: Shelf) -> Verdicts | None:
    """The verdicts remembered of the entries that stand in the book now; None where there are none, or of others."""
    verdicts = shelf.verdicts(body, rules_digest())
    if verdicts is None or verdicts.size > shelf.head(body).size:
        return None
    root = Frontier().extend(shelf.leaves(body, 0, verdicts.size)).root
    return verdicts if root == verdicts.root else None


ROOMS: Final = ("kernel", "counting", "charter")
"""The rooms whose sources decide how a book reads."""


@cache
def rules_digest() -> str:
    """SHA-256 over the edition and the sources of what decides how a book reads, in hex.

    So verdicts that were remembered under other rules, or by other code, are never used.
    """
    told = hashlib.sha256(DRAFT.encode())
    for room in ROOMS:
        for path, source in sources(resources.files("confederal").joinpath(room), room):
            told.update(path.encode())
            told.update(source)
    return told.hexdigest()


def sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    """Every source file below a folder of the package, in the order of their names."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from sources(item, f"{path}/{item.name}")
        elif item.name.endswith((".py", ".toml")):
            yield f"{path}/{item.name}", item.read_bytes()
