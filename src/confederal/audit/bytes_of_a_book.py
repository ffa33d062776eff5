"""Whether a book's bytes are whole: every entry, every paper, every signature, and the root its host signed.

This is the part of verifying that needs no law: nothing here knows what an act means. It tells what was
checked and every fault, each with the number of the entry and a reason in plain words; it never stops at the
first.

Checking papers is nearly all of the work and looks at one batch at a time, so it can be spread over
processes: whoever has a pool hands in another `CheckPapers`. The rest is one pass in order.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, starmap
from typing import Final

import msgspec

from confederal.kernel import merkle
from confederal.kernel.checkpoint import BadCheckpoint, Checkpoint, VerifyingKey, body_of, open_note, read
from confederal.kernel.entry import INNER, OPEN, BrokenBook, Record, Visibility
from confederal.kernel.envelope import BadSignature, NotAnEnvelope, parse, verify
from confederal.kernel.merkle import Frontier
from confederal.sentence import say

BATCH: Final = 256


class Fault(msgspec.Struct, frozen=True, order=True):
    """Something that is not as it was written and signed.

    `number` is the entry; None where it is the whole book.
    """

    number: int | None
    reason: str

    @property
    def words(self) -> str:
        """One sentence for a member."""
        if self.number is None:
            return self.reason
        return say("Entry {number}: {reason}", number=self.number, reason=self.reason)


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked and what was found.

    entries: how many were read. papers: how many of them with their paper, each bound and each signature
    good unless it is among the faults. withheld: inner papers not shown to us. erased: entry to the entry
    that ordered it. signed: the checkpoint that holds, if one does. unsigned: entries after it, which no
    host has signed for yet.
    """

    entries: int
    papers: int
    withheld: int
    erased: dict[int, int]
    signed: Checkpoint | None
    root: bytes
    faults: tuple[Fault, ...]

    @property
    def unsigned(self) -> int:
        return self.entries - self.signed.size if self.signed else self.entries

    @property
    def sound(self) -> bool:
        return not self.faults


Batch = tuple[int, list[Record]]
"""The number of its first record, and up to 256 records."""

CheckPapers = Callable[[Iterator[Batch]], Iterable[Sequence[Fault]]]
"""Batches in, the faults of each out. It may work ahead and elsewhere; the order does not matter."""


def check_papers(first: int, records: Sequence[Record]) -> list[Fault]:
    """What is wrong with these papers: not bound to the entry, no envelope, not signed by the key named."""
    faults = []
    for number, record in enumerate(records, first):
        if record.envelope is None and record.salt is None:
            continue
        reason = _paper_fault(record)
        if reason is not None:
            faults.append(Fault(number, reason))
    return faults


def _paper_fault(record: Record) -> str | None:
    if not record.commits() or record.envelope is None:
        return say("the paper is not the one that was recorded here; it was altered or exchanged")
    try:
        verify(parse(record.envelope))
    except NotAnEnvelope as error:
        return say("the paper is not a signed act: {reason}", reason=error.reason)
    except BadSignature as error:
        return say("the act is not signed by the key it names: {reason}", reason=error.reason)
    return None


def here(batches: Iterator[Batch]) -> Iterable[Sequence[Fault]]:
    """A `CheckPapers` that does the work itself."""
    return starmap(check_papers, batches)


def examine(
    records: Iterable[Record],
    key: VerifyingKey,
    note: str | None,
    *,
    leaves: Iterable[bytes] | None = None,
    earlier: Sequence[str] = (),
    erased: Mapping[int, int] | None = None,
    shown: Sequence[Visibility] = (OPEN,),
    papers: CheckPapers = here,
) -> Findings:
    """What these records are worth, read from entry 0 on as the book of `key`.

    Args:
        note: the signed checkpoint they must bear out; None where nothing was signed yet, which is a fault
        of its
            own only when there is something to sign.
        leaves: leaf hashes kept elsewhere (a tile, a second column, a mirror). They only help to name the
        entry. earlier: other checkpoints of the same book (from receipts, witnesses, older copies). Each
        must be borne out. erased: entries whose paper was erased, to the entry that ordered it. shown: the
        kinds of papers that must be here; others may be absent.
    """
    pass_ = _Pass(key, dict(erased or {}), frozenset(shown), _sizes(note, *earlier))
    faults = [fault for found in papers(pass_.batches(records, leaves)) for fault in found]
    signed = pass_.check_signed(note) if note is not None else None
    if note is None and pass_.head.size:
        pass_.faults.append(Fault(None, "No signed checkpoint came with the book, so nobody answers for it."))
    for other in earlier:
        pass_.check_signed(other)
    faults += pass_.faults
    faults.sort(key=lambda fault: (fault.number is None, fault.number or 0))
    return Findings(
        entries=pass_.head.size,
        papers=pass_.papers,
        withheld=pass_.withheld,
        erased=pass_.erased,
        signed=signed,
        root=pass_.head.root,
        faults=tuple(dict.fromkeys(faults)),
    )


def _sizes(*notes: str | None) -> frozenset[int]:
    found = set()
    for note in notes:
        if note is not None:
            try:
                found.add(read(note).size)
            except BadCheckpoint:  # said where the note is opened
                continue
    return frozenset(found)


class _Pass:
    """The one pass in order: leaves, times, repetitions, absences, and roots at the sizes signed for."""

    def __init__(
        self, key: VerifyingKey, erased: dict[int, int], shown: frozenset[int], sizes: frozenset[int]
    ) -> None:
        self.key = key
        self.erased = erased
        self.shown = shown
        self.sizes = sizes
        self.roots: dict[int, bytes] = {0: merkle.EMPTY_ROOT}
        self.head = Frontier()
        self.papers = 0
        self.withheld = 0
        self.faults: list[Fault] = []
        self._last_time = 0
        self._seen: dict[bytes, int] = {}

    def batches(self, records: Iterable[Record], leaves: Iterable[bytes] | None) -> Iterator[Batch]:
        waiting = iter(records)
        kept = iter(leaves) if leaves is not None else None
        while True:
            batch, broken = _taken(waiting)
            first = self.head.size
            if batch:
                self._note(first, batch, kept)
                yield first, batch
            if broken is not None:
                self.faults.append(Fault(broken.number, broken.reason))
            if broken is not None or len(batch) < BATCH:
                return

    def _note(self, first: int, batch: list[Record], kept: Iterator[bytes] | None) -> None:
        found = [merkle.leaf_hash(record.entry.encode()) for record in batch]
        if kept is not None:
            self._compare(first, found, list(islice(kept, len(found))))
        self._extend(found)
        for number, record in enumerate(batch, first):
            self._note_record(number, record)

    def _compare(self, first: int, found: list[bytes], kept: list[bytes]) -> None:
        for number, (ours, theirs) in enumerate(zip(found, kept, strict=False), first):
            if ours != theirs:
                reason = "the entry is not the one whose digest was written down when it was recorded"
                self.faults.append(Fault(number, reason))

    def _extend(self, leaves: list[bytes]) -> None:
        """The head after these, stopping at the sizes somebody signed to note the root there."""
        start, size = 0, self.head.size
        for stop in sorted(at - size for at in self.sizes if size < at <= size + len(leaves)):
            self.head = self.head.extend(leaves[start:stop])
            self.roots[self.head.size] = self.head.root
            start = stop
        self.head = self.head.extend(leaves[start:])

    def _note_record(self, number: int, record: Record) -> None:
        if record.entry.time < self._last_time:
            self.faults.append(Fault(number, "it says it was received before the entry above it"))
        self._last_time = max(self._last_time, record.entry.time)
        if record.envelope is None:
            self._note_absence(number, record)
            return
        self.papers += 1
        digest = hashlib.sha256(record.envelope).digest()[:16]
        before = self._seen.setdefault(digest, number)
        if before != number:
            self.faults.append(Fault(number, say("it repeats the act of entry {number}", number=before)))
        if number in self.erased:
            self.faults.append(Fault(number, "its paper is said to be erased and is still here"))
        if number == 0:
            self._check_founding(record.envelope)

    def _note_absence(self, number: int, record: Record) -> None:
        if number in self.erased:
            if not number < self.erased[number]:
                reason = "its paper is gone, and the entry that is said to have ordered it is not a later one"
                self.faults.append(Fault(number, reason))
        elif record.entry.visibility in self.shown:
            self.faults.append(
                Fault(number, "its paper is missing, and no entry is named that ordered it erased")
            )
        elif record.entry.visibility == INNER:
            self.withheld += 1

    def _check_founding(self, envelope: bytes) -> None:
        try:
            founding = hashlib.sha256(parse(envelope).payload).hexdigest()
            body = body_of(self.key.name)
        except (NotAnEnvelope, BadCheckpoint):  # the first is said with the papers, the second with the note
            return
        if founding != body:
            self.faults.append(Fault(0, "it is not the founding act this book is named after"))

    def check_signed(self, note: str) -> Checkpoint | None:
        try:
            signed = open_note(note, self.key)
        except BadCheckpoint as error:
            self.faults.append(
                Fault(None, say("The checkpoint does not hold: {reason}.", reason=error.reason))
            )
            return None
        if signed.size > self.head.size:
            reason = say("the book ends before it; its host signed for {number} entries", number=signed.size)
            self.faults.append(Fault(self.head.size, reason))
            return None
        if self.roots[signed.size] != signed.root:
            self.faults.append(Fault(None, self._difference(signed)))
            return None
        return signed

    def _difference(self, signed: Checkpoint) -> str:
        said = say("The first {number} entries are not the ones its host signed for", number=signed.size)
        if any(fault.number is not None and fault.number < signed.size for fault in self.faults):
            return say("{what}: see the entries named.", what=said)
        return say("{what}: one of them was altered, put in, taken out or moved.", what=said)


def _taken(waiting: Iterator[Record]) -> tuple[list[Record], BrokenBook | None]:
    """Up to a batch of records, and what broke the reading if something did."""
    batch: deque[Record] = deque()
    try:
        batch.extend(islice(waiting, BATCH))  # a deque keeps what came before the break
    except BrokenBook as broken:
        return list(batch), broken
    return list(batch), None
