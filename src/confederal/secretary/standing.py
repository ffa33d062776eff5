"""Kept readings: what the desk knows of each book, extended by the tail and never read twice from the start."""

from __future__ import annotations

from itertools import islice

from immutables import Map
from msgspec import Struct

from confederal.charter.reading import Prover, Reading, extended
from confederal.kernel.act import Minuted
from confederal.kernel.minute_book import opened
from confederal.secretary.shelf import Shelf


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
    """The same reading, extended to the book's head."""
    size = shelf.head(kept.body).size
    if size == kept.size:
        return kept
    reading, receipts, time = kept.reading, kept.receipts, kept.time
    for step, record in enumerate(
        islice(shelf.rows(kept.body, kept.size, size), size - kept.size), kept.size
    ):
        entry = opened(step, record)
        before = len(reading.struck)
        reading = extended(reading, entry, body=kept.body, prover=prover)
        if isinstance(entry, Minuted) and len(reading.struck) == before:
            receipts = receipts.set((entry.key, entry.payload.n), step)
        time = record.entry.time
    return Kept(kept.body, size, time, reading, receipts)
