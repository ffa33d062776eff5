"""The office: the one way from the pages to the records. It reads, it asks what would speak against an act, it
hands signed acts to the desk and lets the clerk do what follows. It signs nothing for a member.
"""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from time import monotonic, sleep, time
from typing import Final

from django.conf import settings
from msgspec import Struct

from confederal.charter.reading import Reading, judge, read
from confederal.kernel.act import AnyAct, Founded, Minuted, Payload, Voted
from confederal.kernel.checkpoint import Receipt
from confederal.kernel.entry import SALT_BYTES, BrokenBook
from confederal.kernel.envelope import NotAnEnvelope, Signer, parse
from confederal.kernel.minute_book import NoSuchWordsError, body_of, payload_of, written
from confederal.kernel.objection import Objection
from confederal.kernel.possession import Possession, claimed
from confederal.kernel.proof import fault_in
from confederal.kernel.state import State
from confederal.records.database import sqlite_shelf
from confederal.records.home import Home
from confederal.records.log import Log
from confederal.records.postgres import postgres_shelf
from confederal.records.threads import ThreadsShelf
from confederal.secretary.clerk import Clerk
from confederal.secretary.desk import Answer, Received, no_such_body
from confederal.secretary.shelf import CheckpointMoved, NoSuchBook, Shelf
from confederal.web.bell import ring

GATHERED: Final = 0.5
"""Seconds in which the votes of many become one round of the clerk."""
PRACTICE: Final = "practice"
"""The folder, in a home, of the homes in which bodies practise."""


AT_ONCE: Final = 2
"""So many readings of the past are made at the same time, whatever is asked."""
PATIENCE: Final = 3.0
"""Seconds somebody waits for their turn to read the past, before they are told to try again."""


class Busy(Exception):
    """Others read the past just now; the page says to try again. Pages of the present are not held up by it."""


class Text(Struct, frozen=True):
    """A text an act names by salted digest, on its way beside the act."""

    salt: bytes
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of salt and content, in hex: how the record names it."""
        return hashlib.sha256(self.salt + self.content).hexdigest()


class Office:
    """One home as the pages use it; safe for several threads."""

    def __init__(self, home: Home) -> None:
        self.home: Final = home
        self.desk: Final = home.desk
        self.texts: Final = home.texts
        self._writing = threading.RLock()
        self._past = threading.BoundedSemaphore(AT_ONCE)
        self._hosts: Mapping[str, Signer] = {}
        self._logs: dict[str, Log] = {}
        self._signed: dict[str, int] = {}
        self._clerk: Clerk | None = None
        self._work = threading.Event()
        self._voted: set[str] = set()
        """The bodies into which votes came since they were last followed."""
        self._followed = monotonic()

    # Reading

    def now(self) -> int:
        """UTC seconds by the office's clock; in practice and in the demo one that is moved by hand."""
        return self.home.now()

    def bodies(self) -> tuple[str, ...]:
        """The bodies whose records stand here."""
        return self.home.shelf.bodies()

    def keeps(self, body: str) -> bool:
        """Whether the record of that body is kept here, not only mirrored."""
        return body in self.hosts()

    def reading(self, body: str, at: int | None = None) -> Reading:
        """What the record shows, now or as it stood then (UTC seconds). Raises NoSuchBook, BrokenBook."""
        if at is None:
            return self.desk.reading(body)
        steps = self.steps_until(body, at)
        if steps == self.desk.size(body):
            return self.desk.reading(body)
        if not self._past.acquire(timeout=PATIENCE):  # it folds a whole record: two at a time, and few wait
            raise Busy
        try:
            return past_reading(self, body, steps)
        finally:
            self._past.release()

    def steps_until(self, body: str, at: int) -> int:
        """How many steps a record had at that time."""
        shelf = self.home.shelf
        steps = range(shelf.head(body).size)
        return bisect_right(steps, at, key=lambda step: next(shelf.rows(body, step, step + 1)).entry.time)

    def state(self, body: str, at: int | None = None) -> State | None:
        """What is true of that body by its record; None where it was not founded, at that time."""
        return self.reading(body, at).state

    def library(self) -> dict[str, State]:
        """The readings of every record here: a trail goes on in them."""
        found = ((body, self.reading(body).state) for body in self.bodies())
        return {body: state for body, state in found if state is not None}

    def words(self, digest: str) -> str | None:
        """The text of that digest; None where it was never kept here, or was erased."""
        kept = self.texts.get(digest)
        return None if kept is None else kept[1].decode("utf-8", "replace")

    # Saying

    def payload(self, body: str, who: str, keyid: str, act: AnyAct) -> Payload:
        """The act as its author would sign it now: a new counter, this time, the head that was last signed."""
        state = self.state(body)
        used = -1 if state is None else state.counters.get(keyid, -1)
        n = max(used + 1, int(time() * 1000))
        return Payload(1, body, who, n, self.now(), act, self.home.last_head(body))

    def foreseen(self, payload: Payload, keyid: str) -> tuple[Objection, ...]:
        """Every objection to an act if it were said now: *why not?* Nothing is written.

        That the new key in it still has to prove itself (`unshown`) is none yet.
        """
        state = self.state(payload.body)
        if state is None:
            return (no_such_body(payload.body),)
        prover = fault_in if self.unshown(payload, keyid) is None else shown_later
        return judge(state, self._entry(state, payload, keyid), prover)

    def unshown(self, payload: Payload, keyid: str) -> Possession | None:
        """What the new key in an act still has to sign before the act can be said; None where there is nothing."""
        state = self.state(payload.body)
        named = None if state is None else claimed(state, self._entry(state, payload, keyid))
        return None if named is None or named[1] else named[0]

    def _entry(self, state: State, payload: Payload, keyid: str) -> Minuted:
        return Minuted(state.size, max(self.now(), state.time), keyid, payload)

    def record(self, body: str, envelope: bytes, texts: Sequence[Text] = ()) -> Answer:
        """Hands a signed act to the desk, keeps the texts it names, and has the clerk do what follows.

        The texts are kept before the act is: an act whose words nobody has would be worse than words without an
        act, and those are thrown away again where the act is refused.
        """
        kept = self._named(body, envelope, texts) if texts else []
        fresh = [text for text in kept if self.texts.get(text.digest) is None]
        for text in kept:
            self.texts.put(text.salt, text.content)
        answer = self.desk.minute(body, envelope)
        if not isinstance(answer, Received):
            for text in fresh:
                self.texts.erase(text.digest)
            return answer
        payload = payload_in(envelope)
        if payload is not None and isinstance(payload.act, Voted):
            self._voting(body)  # others vote in the same second: the clerk goes round once for all of them
        else:
            self.follow()
        ring(body)
        return answer

    def record_votes(self, body: str, envelopes: Sequence[bytes]) -> list[Answer]:
        """Hands signed votes of one body to the desk, which writes them with one commit; its answer to each."""
        answers = self.desk.minute_all(body, envelopes)
        if any(isinstance(answer, Received) for answer in answers):
            self._voting(body)
            ring(body)
        return answers

    def _voting(self, body: str) -> None:
        self._voted.add(body)
        self._work.set()

    def _named(self, body: str, envelope: bytes, texts: Sequence[Text]) -> list[Text]:
        """The texts the act names, less those that were erased: an old envelope does not put them back."""
        named = written_in(envelope)
        state = self.state(body)
        erased = {} if state is None else state.erased
        return [text for text in texts if text.digest in named and text.digest not in erased]

    def found(self, envelope: bytes) -> Answer:
        """Begins a record with a signed founding act."""
        answer = self.desk.found(envelope)
        self.hosts_changed()
        return answer

    def made_host_key(self, envelope: bytes) -> bool:
        """Whether this home made the key with which the record founded here is to be kept; True of what is no act."""
        try:
            payload = parse(envelope).payload
            act = payload_of(payload).act
        except (NotAnEnvelope, NoSuchWordsError):
            return True  # the desk says better what is wrong with it
        host = self.home.host(body_of(payload))
        return isinstance(act, Founded) and host is not None and host.keyid == act.host_key

    # The clerk

    def hosts(self) -> Mapping[str, Signer]:
        """The records this office keeps, each with its host's key. Nobody who asks waits for the clerk."""
        known = self._hosts
        if not known:
            with self._writing:
                known = self._hosts = self._hosts or self.home.hosts()
        return known

    def hosts_changed(self) -> None:
        """A record was founded, taken over or handed over: the clerk looks again for whom he works."""
        with self._writing:
            self._hosts = {}
            self._clerk = None

    def follow(self) -> int:
        """Closes what is over, carries words between bodies, signs the heads; how many acts it took."""
        self._work.clear()
        with self._writing:
            self._followed = monotonic()
            self._voted.clear()
            hosts = self.hosts()
            before = {body: self.desk.size(body) for body in hosts}
            done = self._working().work()
            for body in hosts:
                self.sign(body)
        for body, size in before.items():
            if self.desk.size(body) != size:
                ring(body)
        return done

    def follow_votes(self) -> int:
        """What follows where nothing but votes came in: their heads are signed, what is over is closed, and only then
        is anything carried between bodies."""
        self._work.clear()
        done = 0
        with self._writing:
            while self._voted:
                body = self._voted.pop()
                done += self._working().close(body)
                self.sign(body)
        return done + self.follow() if done else 0

    def _working(self) -> Clerk:
        if self._clerk is None:
            self._clerk = Clerk(self.desk, self.hosts(), self._receipts, self.now)
        return self._clerk

    def follow_when_asked(self, seconds: float) -> bool:
        """Waits so long for votes that have to be followed up, and follows them; everything else every so many
        seconds. Whether there were votes."""
        asked = self._work.wait(max(0.0, self._followed + seconds - monotonic()))
        if asked:
            sleep(GATHERED)
            self.follow_votes()
        if monotonic() - self._followed >= seconds:
            self.follow()
        return asked

    def sign(self, body: str) -> None:
        """Signs the head of a record that grew."""
        size = self.desk.size(body)
        if self._signed.get(body) == size:
            return
        with suppress(CheckpointMoved):  # another process signed at this moment
            self._log(body).sign()
            self._signed[body] = size

    def receipt(self, body: str, step: int) -> Receipt:
        """The receipt of a step under the last signed head."""
        with self._writing:
            return self._log(body).receipt(step)

    def signed_up_to(self, body: str, steps: int) -> tuple[str, str]:
        """A signed head of the first `steps` steps of a record kept here, and the id of the key that signed it."""
        with self._writing:
            return self._log(body).earlier(steps), self.hosts()[body].keyid

    def _receipts(self, body: str, steps: list[int]) -> dict[int, Receipt]:
        self.sign(body)
        return {step: self._log(body).receipt(step) for step in steps}

    def _log(self, body: str) -> Log:
        if body not in self._logs:
            self._logs[body] = Log(self.home.shelf, body, self.hosts()[body])
        return self._logs[body]


def text(words: str, lot: bytes) -> Text:
    """A text with a salt from this lot (16 bytes or more)."""
    return Text(lot[:SALT_BYTES], words.encode())


def written_in(envelope: bytes) -> str:
    """The payload of an envelope as text, to look whether it names a digest; empty where it is none."""
    try:
        return parse(envelope).payload.decode()
    except (NotAnEnvelope, UnicodeDecodeError):
        return ""


def payload_in(envelope: bytes) -> Payload | None:
    """What an envelope holds, if it can be read; its signature is not checked."""
    try:
        return payload_of(parse(envelope).payload)
    except (NotAnEnvelope, NoSuchWordsError):
        return None


@lru_cache(maxsize=32)
def past_reading(office: Office, body: str, steps: int) -> Reading:
    """The record as it stood when it had so many steps: read once, whatever instant was asked for."""
    entries = islice(office.home.entries(body), steps)
    return read(entries, body=body, prover=fault_in)


def canonical(payload: Payload) -> bytes:
    """The bytes a member signs."""
    return written(payload)


# Which office


def shelf_in(path: Path) -> Shelf:
    """The shelf of a home, for any thread: in the database of the settings, or in a file; practice always in a file."""
    url: str | None = settings.BOOKS_URL
    if url is not None and path.parent == settings.HOME:
        return ThreadsShelf(lambda: postgres_shelf(url))
    return ThreadsShelf(lambda: sqlite_shelf(path))


@lru_cache(maxsize=64)
def at(folder: Path) -> Office:
    """The office of a home."""
    return Office(Home(folder, shelf_in))


def main() -> Office:
    """The office of the home that is served."""
    return at(settings.HOME)


def practising() -> Iterator[Office]:
    """The offices of the homes in which bodies practise."""
    folder: Path = settings.HOME / PRACTICE
    if folder.is_dir():
        for place in sorted(folder.iterdir()):
            if (place / "practice-clock").exists():
                yield at(place)


def everywhere() -> Iterator[Office]:
    """Every office: the one that counts, then those where bodies practise."""
    yield main()
    yield from practising()


def keeping(body: str) -> Office | None:
    """The office that has the record of this body; None where it does not stand here."""
    for office in everywhere():
        with suppress(NoSuchBook, BrokenBook):
            office.home.shelf.head(body)
            return office
    return None


def of(body: str) -> Office:
    """The office that has the record of this body. Raises NoSuchBook."""
    office = keeping(body)
    if office is None:
        raise NoSuchBook(body)
    return office


def state_of(body: str) -> State | None:
    """What is true of a body by its record; None where that does not stand here, or shows no founding."""
    office = keeping(body)
    return None if office is None else office.state(body)


def shown_later(claim: object, proof: object, key: str, peers: object) -> str | None:
    """A prover that leaves a new key for later and believes nothing else."""
    return None if isinstance(claim, Possession) else "not shown yet"
