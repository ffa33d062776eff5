"""The desk: the one door through which an act enters a book that is kept here.

Whoever sends an act gets a receipt or every objection to it. A signature is checked first, then one judge a
book works on what will be true when the acts before it are written; a group of acts is written together, and
nobody is answered before what their answer depends on is on disk. If another process wrote in the meantime,
everything is judged again on the new head.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import Final

from msgspec import Struct

from confederal.charter.reading import Prover, Reading, judge, judge_founding, unreadable
from confederal.kernel import envelope as envelopes
from confederal.kernel.act import AttestationMade, Minuted
from confederal.kernel.after import after, founding
from confederal.kernel.entry import INNER, OPEN, SALT_BYTES, Visibility, record
from confederal.kernel.entry import Record as LogRecord
from confederal.kernel.envelope import BadSignature, Envelope, NotAnEnvelope
from confederal.kernel.minute_book import Unreadable, body_of, minuted
from confederal.kernel.objection import Objection
from confederal.kernel.proof import fault_in
from confederal.secretary.shelf import BookExists, HeadMoved, NoSuchBook, Shelf
from confederal.secretary.standing import Kept, caught_up, kept_of
from confederal.sentence import say


class Received(Struct, frozen=True):
    """An act stands in the book, with effect, at this step; received at this time (UTC seconds)."""

    body: str
    step: int
    time: int


class Refused(Struct, frozen=True):
    """An act was not written. Every reason is given; nothing is lost: it can be mended and sent again."""

    objections: tuple[Objection, ...]

    def __str__(self) -> str:
        return "\n".join(str(objection) for objection in self.objections)


Answer = Received | Refused

_CHECKERS: Final = min(4, os.cpu_count() or 1)
_WORTH_SHARING: Final = 16
"""Handing out a part costs about as much as checking one signature."""

TRIES: Final = 50
"""How often a group is judged again when other processes write to the same book at the same time."""


class Desk:
    """The door to the books on one shelf.

    Safe for several threads where its shelf is (one in a database is one thread's: give each thread a desk of its
    own); several processes may share a database.
    """

    def __init__(
        self,
        shelf: Shelf,
        *,
        clock: Callable[[], int],
        lot: Callable[[int], bytes],
        prover: Prover = fault_in,
    ) -> None:
        self._shelf: Final = shelf
        self._clock: Final = clock
        self._lot: Final = lot
        self._prover: Final = prover
        self._kept: dict[str, Kept] = {}
        self._locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)

    @property
    def shelf(self) -> Shelf:
        return self._shelf

    def reading(self, body: str) -> Reading:
        """What the record shows now. Raises NoSuchBook."""
        with self._locks[body]:
            return self._caught_up(body).reading

    def size(self, body: str) -> int:
        """How many steps the record has."""
        with self._locks[body]:
            return self._caught_up(body).size

    def found(self, envelope: bytes) -> Answer:
        """Begins a book with a founding act. The digest of its payload is the body's identity."""
        checked = signed(envelope)
        if isinstance(checked, Refused):
            return checked
        body = body_of(checked.payload)
        now = self._clock()
        entry = minuted(0, now, checked)
        if isinstance(entry, Unreadable):
            return Refused((unreadable(entry),))
        time = now
        objections = judge_founding(entry, body)
        if objections:
            return Refused(objections)
        with self._locks[body]:
            with suppress(BookExists):  # founded before, or a founding that was cut off is completed now
                self._shelf.create(body)
            try:
                self._shelf.append(body, 0, [record(OPEN, time, self._lot(SALT_BYTES), envelope)])
            except HeadMoved:
                return Received(body, 0, self._time_of(body, 0))
            state = founding(entry, body)
            self._kept[body] = kept_of(body).with_entry(entry, Reading(state))
        return Received(body, 0, time)

    def minute(self, body: str, envelope: bytes) -> Answer:
        """Writes one act, or says everything that speaks against it."""
        return self.minute_all(body, [envelope])[0]

    def minute_all(self, body: str, sent: Sequence[bytes]) -> list[Answer]:
        """Writes a group of acts with one commit; each has its own answer, in the order sent."""
        checked = all_signed(sent)
        with self._locks[body]:
            for _ in range(TRIES):
                try:
                    return self._judged_and_written(body, sent, checked)
                except HeadMoved:
                    continue
                except NoSuchBook:
                    return [Refused((no_such_body(body),)) for _ in sent]
        return [Refused((busy(body),)) for _ in sent]

    def would(self, body: str, entry: Minuted) -> tuple[Objection, ...]:
        """Every objection to an act if it were sent now: *why not?* Nothing is written."""
        state = self.reading(body).state
        return (no_such_body(body),) if state is None else judge(state, entry, self._prover)

    def _judged_and_written(
        self, body: str, sent: Sequence[bytes], checked: Sequence[Envelope | Refused]
    ) -> list[Answer]:
        kept = self._caught_up(body)
        head = kept.size
        now = self._clock()
        records: list[LogRecord] = []
        answers: list[Answer] = []
        group: dict[tuple[str, bytes], Answer] = {}
        for data, envelope in zip(sent, checked, strict=True):
            if isinstance(envelope, Refused):
                answers.append(envelope)
                continue
            again = group.get((envelope.keyid, envelope.payload))
            if again is not None:
                answers.append(again)
                continue
            kept, entry, answer = self._judged(kept, envelope, now)
            if entry is not None:
                group[envelope.keyid, envelope.payload] = answer
                records.append(record(visibility(kept, entry), entry.time, self._lot(SALT_BYTES), data))
            answers.append(answer)
        if records:
            self._shelf.append(body, head, records)
        self._kept[body] = kept
        return answers

    def _judged(self, kept: Kept, envelope: Envelope, now: int) -> tuple[Kept, Minuted | None, Answer]:
        """The speculative reading one act further, the entry to write, and the answer once it is written."""
        entry = minuted(kept.size, now, envelope)
        if isinstance(entry, Unreadable):
            return kept, None, Refused((unreadable(entry),))
        earlier = kept.receipts.get((entry.key, entry.payload.n))
        if earlier is not None and self._same(kept.body, earlier, envelope):
            return kept, None, Received(kept.body, earlier, self._time_of(kept.body, earlier))
        time = max(now, kept.time)
        entry = Minuted(entry.step, time, entry.key, entry.payload)
        state = kept.reading.state
        if state is None:
            return kept, None, Refused((no_such_body(kept.body),))
        objections = judge(state, entry, self._prover)
        if objections:
            return kept, None, Refused(objections)
        reading = Reading(after(state, entry), kept.reading.struck)
        return kept.with_entry(entry, reading), entry, Received(kept.body, entry.step, time)

    def _same(self, body: str, step: int, envelope: Envelope) -> bool:
        """Whether the act written at that step is this very one: then its author gets the earlier receipt."""
        if step >= self._shelf.head(body).size:
            return False
        written = next(self._shelf.rows(body, step, step + 1))
        return written.envelope is not None and envelopes.parse(written.envelope).payload == envelope.payload

    def _time_of(self, body: str, step: int) -> int:
        return next(self._shelf.rows(body, step, step + 1)).entry.time

    def _caught_up(self, body: str) -> Kept:
        kept = caught_up(self._kept.get(body) or kept_of(body), self._shelf, self._prover)
        self._kept[body] = kept
        return kept


def visibility(kept: Kept, entry: Minuted) -> Visibility:
    """Councils are open to all who federate; of an assembly only what it tells others. The rest is its members'."""
    state = kept.reading.state
    told = isinstance(entry.act, AttestationMade)
    return OPEN if state is None or state.council or told else INNER


def signed(envelope: bytes) -> Envelope | Refused:
    """The envelope, its signature checked, or why it is none."""
    try:
        parsed = envelopes.parse(envelope)
        envelopes.verify(parsed)
    except NotAnEnvelope as error:
        return Refused((unreadable(Unreadable(0, 0, str(error))),))
    except BadSignature as error:
        return Refused(
            (
                Objection(
                    "the_operator_serves",
                    2,
                    "Nobody acts in another's name: a step is signed with a key bound to its author and in force.",
                    str(error),
                    "sign it again",
                ),
            )
        )
    return parsed


def all_signed(sent: Sequence[bytes]) -> list[Envelope | Refused]:
    """Each envelope checked, or why it is none, in the order sent; a group is shared out among the cores.

    Checking a signature is nearly all of the work and lets other threads run meanwhile.
    """
    if len(sent) < _WORTH_SHARING:
        return _in_turn(sent)
    share = -(-len(sent) // _CHECKERS)
    parts = [sent[at : at + share] for at in range(0, len(sent), share)]
    others = [_checkers().submit(_in_turn, part) for part in parts[1:]]
    checked = _in_turn(parts[0])
    for other in others:
        checked += other.result()
    return checked


def _in_turn(sent: Sequence[bytes]) -> list[Envelope | Refused]:
    return [signed(envelope) for envelope in sent]


@cache
def _checkers() -> ThreadPoolExecutor:
    """Threads that check signatures beside whoever sent a group; they are started when the first group comes."""
    return ThreadPoolExecutor(_CHECKERS, thread_name_prefix="signatures")


os.register_at_fork(after_in_child=_checkers.cache_clear)  # threads do not come along


def no_such_body(body: str) -> Objection:
    return Objection(
        "open_books",
        4,
        "A step in our record points only at what stands in it.",
        say("no record of body {body} is kept here", body=body[:12]),
        "send it where that record is kept",
    )


def busy(body: str) -> Objection:
    return Objection(
        "the_operator_serves",
        3,
        "A signed step counts once: its author's counter only goes up.",
        say("the record of {body} was written by others all the time", body=body[:12]),
        "send it again: nothing was written, and nothing is counted twice",
    )
