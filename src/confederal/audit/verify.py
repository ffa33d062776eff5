"""Verifying a record: its bytes, its signatures, and the law, over records and a signed head that were given.

Everything a reader could do by hand is done: every paper is bound to its entry and signed by the key it names;
every step is judged again under the articles, every closing counted again, every word to another body worked
out again; what authors saw is compared with what stands here, so that a second record of the same body shows.
Nothing is looked up: the host's key is the one the record itself names, from its founding on.

The result is a value. `Audit.faults` is everything that is wrong, in order; the first names step, reason and,
where a rule was broken, the article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from confederal.audit.bytes_of_a_book import CheckPapers, Findings, examine, here
from confederal.charter.reading import Prover, Reading, extended
from confederal.kernel import act as a
from confederal.kernel import merkle
from confederal.kernel.checkpoint import BadCheckpoint, VerifyingKey, body_of
from confederal.kernel.entry import OPEN, Record, Visibility
from confederal.kernel.envelope import BadSignature, ed25519_public
from confederal.kernel.minute_book import opened
from confederal.kernel.objection import Objection
from confederal.kernel.proof import fault_in
from confederal.kernel.state import State

Progress = Callable[[int], None]
"""Told how many entries have been read so far."""


class Fault(Struct, frozen=True):
    """Something that is wrong: at which step (None: the whole record), why, and which article says so."""

    step: int | None
    reason: str
    article: str
    mend: str = ""

    @property
    def words(self) -> str:
        """One sentence for a member."""
        where = "The record" if self.step is None else f"Step {self.step}"
        return f"{where}: {self.reason} [{self.article}]"


class Audit(Struct, frozen=True, kw_only=True):
    """What was checked, and everything that is wrong.

    judged: steps judged again, up to the first whose paper was altered. closings: votes counted again. told: words
    to other bodies worked out again. shown: words of other bodies whose proofs were checked. seen: heads that
    authors saw, compared. unread: steps whose paper is not here (shown only to members, or erased); where some are
    withheld, `judged` is 0 and there is no state.
    """

    body: str
    state: State | None
    findings: Findings
    judged: int
    closings: int
    told: int
    shown: int
    seen: int
    unread: int
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        return not self.faults


BYTES_ARTICLE: Final = "open_books ¶2"
"""Nothing is ever removed from the record. Every fault of bytes and signatures is one against this paragraph."""
KEEPER_ARTICLE: Final = "the_operator_serves ¶1"
FORK_ARTICLE: Final = "the_operator_serves ¶4"


def verify(
    records: Iterable[Record],
    key: VerifyingKey,
    note: str | None,
    *,
    leaves: Iterable[bytes] | None = None,
    earlier: Sequence[str] = (),
    erased: Mapping[int, int] | None = None,
    shown: Sequence[Visibility] = (OPEN,),
    papers: CheckPapers = here,
    prover: Prover = fault_in,
    progress: Progress | None = None,
) -> Audit:
    """The audit of these records, read once from entry 0 on, as the book of `key`.

    Args:
        note, leaves, earlier, erased, shown: as in `bytes_of_a_book.examine`.
        papers: who checks the signatures; hand in one that spreads them over processes, and this pass judges
            meanwhile.
        prover: checks the proofs of other bodies' words.
        progress: told the number of entries read, every 256.
    """
    reader = _Reader(body_or_none(key), dict(erased or {}), prover, progress)
    findings = examine(
        reader.reading(records),
        key,
        note,
        leaves=leaves,
        earlier=earlier,
        erased=erased,
        shown=shown,
        papers=papers,
    )
    return reader.audit(findings, key)


def with_faults(audit: Audit, findings: Findings) -> Audit:
    """The same audit with what was found besides in its files (tiles, texts): told after what is wrong in a step."""
    known = {fault.words for fault in audit.findings.faults}
    more = [
        Fault(fault.number, fault.reason, BYTES_ARTICLE)
        for fault in findings.faults
        if fault.words not in known
    ]
    return replace(audit, findings=findings, faults=(*audit.faults, *more))


def body_or_none(key: VerifyingKey) -> str:
    """The body this key's name speaks of; empty where it names none (then nothing reads)."""
    try:
        return body_of(key.name)
    except BadCheckpoint:
        return ""


def ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults by step, those of the whole record last, each once."""
    every = sorted(faults, key=lambda fault: (fault.step is None, fault.step or 0))
    return tuple(dict.fromkeys(every))


class _Reader:
    """Reads along while the bytes are examined: the law's side of the one pass."""

    def __init__(self, body: str, erased: dict[int, int], prover: Prover, progress: Progress | None) -> None:
        self.body = body
        self.erased = erased
        self.prover = prover
        self.progress = progress
        self.read = Reading(None)
        self.unread: list[int] = []
        self.withheld = False
        """Whether a paper is missing that is not said to be erased: what comes after it cannot be judged."""
        self.hole: int | None = None
        """The first step whose paper is not the one that was recorded: what comes after it hangs in the air."""
        self.closings = self.told = self.shown = 0
        self.leaves: list[bytes] = []
        self.commitments: dict[int, str] = {}
        """Of each entry whose paper is erased, what binds the paper, in hex: an order to erase names it."""
        self.seen: list[tuple[int, a.Seen]] = []
        self.orders: dict[int, str] = {}
        """Step that ordered an erasure → the digest it named."""
        self.hosts: list[tuple[int, str]] = []
        """From which size on which key keeps the record."""

    def reading(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records; each was read when it is handed on."""
        for step, record in enumerate(records):
            self.leaves.append(merkle.leaf_hash(record.entry.encode()))
            if record.envelope is None:
                self.unread.append(step)
                self.withheld = self.withheld or step not in self.erased
                self.commitments[step] = record.entry.commitment.hex()
            if self.hole is None and step not in self.erased and not record.commits():
                self.hole = step
            entry = opened(step, record)
            if isinstance(entry, a.Minuted):
                self.note(entry)
            if not self.withheld:
                self.read = extended(self.read, entry, body=self.body, prover=self.prover)
                self.note_host(step + 1)
            if self.progress is not None and (step + 1) % 256 == 0:
                self.progress(step + 1)
            yield record

    def note(self, entry: a.Minuted) -> None:
        payload = entry.payload
        if payload.seen is not None:
            self.seen.append((entry.step, payload.seen))
        match payload.act:
            case a.Closed() | a.OutcomeCorrected():
                self.closings += 1
            case a.AttestationMade():
                self.told += 1
            case a.AttestationShown() | a.ContradictionShown():
                self.shown += 1
            case a.Erased() as erased:
                self.orders[entry.step] = erased.digest
            case _:
                pass

    def note_host(self, size: int) -> None:
        state = self.read.state
        if state is not None and (not self.hosts or self.hosts[-1][1] != state.host_key):
            self.hosts.append((size, state.host_key))

    def audit(self, findings: Findings, key: VerifyingKey) -> Audit:
        """The audit, once everything was read."""
        faults = [Fault(fault.number, fault.reason, BYTES_ARTICLE) for fault in findings.faults]
        faults += self.erasure_faults()
        faults += self.fork_faults()
        if not self.withheld:
            faults += self.law_faults()
            faults += self.keeper_faults(findings, key)
        return Audit(
            body=self.body,
            state=None if self.withheld else self.read.state,
            findings=findings,
            judged=0 if self.withheld else self.judged,
            closings=0 if self.withheld else self.closings,
            told=0 if self.withheld else self.told,
            shown=0 if self.withheld else self.shown,
            seen=len(self.seen),
            unread=len(self.unread),
            faults=ordered(faults),
        )

    @property
    def judged(self) -> int:
        """How many steps were judged on sound ground."""
        return self.hole if self.hole is not None else len(self.leaves) - len(self.unread)

    def law_faults(self) -> Iterator[Fault]:
        """Steps without effect: no desk writes them, so somebody wrote past it."""
        if self.read.state is None and not self.read.struck:
            yield Fault(None, "there is no founding in it", "authority_from_below ¶1")
        for step, reasons in sorted(self.read.struck.items()):
            if step not in self.erased and (self.hole is None or step < self.hole):
                yield from (broken(step, reason) for reason in reasons)

    def erasure_faults(self) -> Iterator[Fault]:
        """Papers that are gone although no step of this record ordered just them erased."""
        for number, by in sorted(self.erased.items()):
            if self.orders.get(by) != self.commitments.get(number) or by in self.read.struck:
                yield Fault(
                    number,
                    f"its paper is gone, and step {by}, which is said to have ordered that, did not",
                    "sealed_register ¶2",
                )

    def fork_faults(self) -> Iterator[Fault]:
        """Authors who saw another record than this one: two records of one body exist."""
        roots = roots_at(self.leaves, {seen.size for _, seen in self.seen})
        for step, seen in self.seen:
            found = roots.get(seen.size)
            if found is None:
                reason = f"its author had seen {seen.size} steps, and this record has {len(self.leaves)}"
            elif found.hex() != seen.root:
                reason = f"its author had seen another record: the first {seen.size} steps were not these"
            else:
                continue
            yield Fault(step, f"{reason}. Two records of this body exist", FORK_ARTICLE)

    def keeper_faults(self, findings: Findings, key: VerifyingKey) -> Iterator[Fault]:
        """A head signed by somebody the record did not name as its keeper.

        The keeper before may sign once more: the head that ends with the decision to hand over.
        """
        signed = findings.signed
        if signed is None or not self.hosts:
            return
        now = [host for since, host in self.hosts if since <= signed.size][-1:]
        before = [host for since, host in self.hosts if since < signed.size][-1:]
        if key.public in map(public_bytes, (*now, *before)):
            return
        former = key.public in (public_bytes(host) for _, host in self.hosts)
        who = "another keeper than the one of that time" if former else "a key that never kept this record"
        yield Fault(None, f"its head is signed by {who}, not by the keeper the body named", KEEPER_ARTICLE)


def broken(step: int, reason: Objection) -> Fault:
    """A step that breaks an article."""
    found = f" (found: {reason.value})" if reason.value else ""
    return Fault(
        step,
        f"it stands in the record and has no effect. {reason.words}{found}",
        f"{reason.article} ¶{reason.paragraph}",
        reason.mend,
    )


def public_bytes(keyid: str) -> bytes | None:
    """The 32 bytes of a host's key; None where it is no key that could sign a head."""
    try:
        return ed25519_public(keyid)
    except BadSignature:
        return None


def roots_at(leaves: Sequence[bytes], sizes: set[int]) -> dict[int, bytes]:
    """The root over the first n leaves, for every n asked that there is."""
    head, roots = merkle.Frontier(), {}
    for size in sorted(size for size in sizes if size <= len(leaves)):
        head = head.extend(leaves[head.size : size])
        roots[size] = head.root
    return roots
