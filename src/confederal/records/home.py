"""A home: the folder in which one person or one group keeps records, at the terminal and on the pages.

| in the folder | what |
| `books.sqlite` | the records themselves, append-only; with `DATABASE_URL` they stand in that database instead |
| `keys/<body>/` | key files, one a pseudonym, and `host.key` of the records kept here; only their owner can read them |
| `registers/<body>` | the locked member list: names apart from the records, opened by two keepers together |
| `texts/` | texts and attachments, named in the record by salted digest |
| `founding/` | founding files on their way between founders |
| `practice-clock` | only in a practice home: how far its clock was moved by hand |

Nothing here needs a server, Django or a network. A record is *kept* here if its host's key is; any other record
is a mirror, which is read and verified and never written.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final

from confederal.charter.reading import Reading, read
from confederal.kernel.act import AnyAct, AttestationShown, Payload, Seen
from confederal.kernel.attestation import Attestation
from confederal.kernel.checkpoint import BadCheckpoint, Receipt
from confederal.kernel.checkpoint import read as read_checkpoint
from confederal.kernel.entry import BrokenBook
from confederal.kernel.envelope import SeedKey, Signer
from confederal.kernel.identity import HOST
from confederal.kernel.minute_book import Entry, Unreadable, opened, sealed
from confederal.kernel.proof import fault_in
from confederal.kernel.state import State
from confederal.records.database import UnsafeDatabase, sqlite_shelf
from confederal.records.files import Sheets
from confederal.records.keys import KeyExposed, KeyRing, NoSuchKey, NotACard, read_key
from confederal.records.log import HeadNotSigned, Log
from confederal.secretary.clerk import Clerk
from confederal.secretary.desk import Answer, Desk, Refused
from confederal.secretary.shelf import CheckpointMoved, Shelf

VARIABLE: Final = "CONFEDERAL_HOME"
USUAL: Final = "confederal-home"
BOOKS: Final = "books.sqlite"
PRACTICE: Final = "practice-clock"
SHORT: Final = 12
"""So many digits of an identity are shown; as few as four are enough to name a body where they are unambiguous."""


class NotUnderstood(Exception):
    """What was asked of a home cannot be done as it stands; nothing was written. It says what would mend it."""


class Home:
    """One folder with records, keys and texts. The clock is the machine's, in a practice home moved by hand."""

    def __init__(
        self, folder: Path, shelf_in: Callable[[Path], Shelf] = sqlite_shelf, *, elsewhere: bool = False
    ) -> None:
        """A home in this folder. `elsewhere`: its records stand in a database, and not in a file of it."""
        self.folder: Final = folder
        self._shelf_in: Final = shelf_in
        self._elsewhere: Final = elsewhere
        self._logs: dict[str, Log] = {}

    # What is kept

    @property
    def books(self) -> Path:
        return self.folder / BOOKS

    @property
    def there(self) -> bool:
        """Whether this folder is a home already."""
        return self._elsewhere or self.books.exists()

    @cached_property
    def shelf(self) -> Shelf:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return self._shelf_in(self.books)
        except UnsafeDatabase as unsafe:
            raise NotUnderstood(f"{self.books}: {unsafe.reason}") from unsafe

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.shelf, clock=self.now, lot=os.urandom)

    @cached_property
    def texts(self) -> Sheets:
        return Sheets(self.folder / "texts")

    def keep_texts(self, texts: Iterable[tuple[bytes, bytes]]) -> list[str]:
        """Keeps these texts (salt and words); the digests by which the record names them."""
        return [self.texts.put(salt, words) for salt, words in texts]

    # Time

    def now(self) -> int:
        """UTC seconds; in a practice home later by as much as its clock was moved."""
        with suppress(FileNotFoundError, ValueError):
            return int(time.time()) + int((self.folder / PRACTICE).read_text())
        return int(time.time())

    @property
    def practice(self) -> bool:
        return (self.folder / PRACTICE).exists()

    def begin_practice(self) -> None:
        """Makes this home one whose clock is moved by hand; only before anything is kept in it."""
        if self.there and self.shelf.bodies():
            raise NotUnderstood(f"{self.folder} keeps records already; practise in an empty folder")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / PRACTICE).write_text("0\n")

    def wait(self, seconds: int) -> None:
        """Moves the clock of a practice home on."""
        path = self.folder / PRACTICE
        path.write_text(f"{int(path.read_text()) + seconds}\n")

    # Keys

    def ring(self, body: str) -> KeyRing:
        """The keys used in one body's record. One key a body, never reused elsewhere."""
        return KeyRing(self.folder / "keys" / body[:16])

    def key(self, body: str, who: str, path: Path | None = None) -> SeedKey:
        """The key somebody signs with in that body's record: from a key file that was named, or kept here."""
        try:
            return self.ring(body).key(file_name(who)) if path is None else read_key(path)
        except (NoSuchKey, FileNotFoundError) as error:
            if path is None and not self.knows(body, who):
                raise NotUnderstood(f"nobody in this record is called {who!r}") from error
            where = path if path is not None else self.folder / "keys" / body[:16] / f"{file_name(who)}.key"
            raise NotUnderstood(
                f"there is no key of {who} here ({where}). Name a key file with --key, or sign where the key is"
            ) from error
        except (KeyExposed, NotACard) as error:
            raise NotUnderstood(str(error)) from error

    def knows(self, body: str, who: str) -> bool:
        """Whether a pseudonym stands in that record at all."""
        state = self.state(body)
        return who == HOST or who in state.members or who in state.places or who in state.invitations

    def host(self, body: str) -> SeedKey | None:
        """The key with which that record is kept here, or None where this home only mirrors it."""
        with suppress(NoSuchKey, KeyExposed, NotACard):
            return self.ring(body).key(HOST)
        return None

    def hosts(self) -> dict[str, Signer]:
        """The records this home keeps: those whose own reading names the key that is here."""
        found: dict[str, Signer] = {}
        for body in self.shelf.bodies():
            key = self.host(body)
            state = self.desk.reading(body).state if key is not None else None
            if key is not None and state is not None and state.host_key == key.keyid:
                found[body] = key
        return found

    # Reading

    def entries(self, body: str) -> Iterator[Entry]:
        """What the entries of a record say, from the first on."""
        for step, record in enumerate(self.shelf.rows(body)):
            yield opened(step, record)

    def reading(self, body: str, at: int | None = None) -> Reading:
        """What the record shows, now or as it stood at a time. Raises NotUnderstood on a broken record."""
        try:
            reading = (
                self.desk.reading(body)
                if at is None
                else read(self.entries(body), body=body, prover=fault_in, at=at)
            )
        except BrokenBook as broken:
            raise NotUnderstood(f"the record cannot be read: {broken}. Run: confederal verify") from broken
        return reading

    def state(self, body: str, at: int | None = None) -> State:
        """The state of a body that stands here. Raises NotUnderstood where there is none."""
        state = self.reading(body, at).state
        if state is None:
            raise NotUnderstood(f"the record of {body[:SHORT]} shows no founding (at that time)")
        return state

    def library(self) -> dict[str, State]:
        """The readings of all records here: a trail goes on in them."""
        found = {}
        for body in self.shelf.bodies():
            state = self.reading(body).state
            if state is not None:
                found[body] = state
        return found

    def shown_at(self, body: str, step: int) -> Attestation | None:
        """The word of another body that a record here shows at that step, if it shows one."""
        for record in self.shelf.rows(body, step, step + 1):
            entry = opened(step, record)
            if not isinstance(entry, Unreadable) and isinstance(entry.act, AttestationShown):
                return entry.act.attestation
        return None

    def body(self, said: str) -> str:
        """The identity of the body that was meant: the beginning of its identity, or of its title.

        Raises NotUnderstood where none or several are meant.
        """
        if not self.there:
            raise NotUnderstood(
                f"there are no records in {self.folder}. Found a body (confederal found --help), import a record"
                f" (confederal import DIR), or name another folder with --home or ${VARIABLE}"
            )
        titles = {body: state.charter.title for body, state in self.library().items()}
        meant = [body for body, title in titles.items() if said in (body, title)]
        wanted = said.casefold()
        if not meant:
            meant = [body for body, title in titles.items() if title.casefold() == wanted]
        if not meant and len(wanted) >= 4:
            meant = [body for body in self.shelf.bodies() if body.startswith(wanted)]
        if not meant:
            meant = [body for body, title in titles.items() if title.casefold().startswith(wanted)]
        if len(meant) == 1:
            return meant[0]
        known = "; ".join(f"{title} ({body[:SHORT]})" for body, title in titles.items()) or "none"
        what = "several bodies are called" if meant else "no body here is called"
        raise NotUnderstood(f"{what} {said!r}. Here are: {known}")

    # Writing

    def must_keep(self, body: str) -> SeedKey:
        """The host's key of a record that is kept here. Raises NotUnderstood on a mirror."""
        key, state = self.host(body), self.state(body)
        if key is not None and key.keyid == state.host_key:
            return key
        moved = "was handed to another keeper" if key is not None else "is a mirror, kept elsewhere"
        raise NotUnderstood(
            f"the record of {state.charter.title} {moved}: nothing is written to it here."
            " Send the step to whoever keeps it [the_operator_serves ¶5]"
        )

    def payload(self, body: str, who: str, act: AnyAct, signer: Signer) -> Payload:
        """The act as it will be signed now: next counter, this time, and the head that was last signed."""
        state = self.state(body)
        n = state.counters.get(signer.keyid, -1) + 1
        return Payload(1, body, who, n, self.now(), act, self.last_head(body))

    def last_head(self, body: str) -> Seen | None:
        """The last signed head of a record, as an author saw it."""
        note = self.shelf.checkpoint(body)
        with suppress(BadCheckpoint):
            if note is not None:
                head = read_checkpoint(note)
                return Seen(head.size, head.root.hex())
        return None

    def minute(self, body: str, payload: Payload, signer: Signer) -> Answer:
        """Signs and minutes one act; then the clerk does what follows and the heads are signed."""
        answer = self.desk.minute(body, sealed(payload, signer))
        if not isinstance(answer, Refused):
            self.follow()
        return answer

    def follow(self) -> int:
        """Closes what is over, carries words between the bodies here, signs every head; how many acts it took.

        A record that was handed over by what was closed just now is signed for once more, up to that decision.
        """
        hosts = self.hosts()
        done = Clerk(self.desk, hosts, self._receipts, self.now).work()
        for body, key in hosts.items():
            self.sign(body, key)
        return done

    def sign(self, body: str, key: Signer | None = None) -> str:
        """The signed head of a record that is kept here. Raises NotUnderstood where nothing may be signed."""
        try:
            return self._log(body, key).sign()
        except HeadNotSigned as refused:
            raise NotUnderstood(f"{refused}. Run: confederal verify {self.folder}") from refused
        except CheckpointMoved as moved:
            raise NotUnderstood("somebody else signed at the same moment; do it again") from moved

    def receipt(self, body: str, step: int) -> Receipt:
        """The receipt of a step under the last signed head."""
        return self._log(body).receipt(step)

    def _receipts(self, body: str, steps: list[int]) -> dict[int, Receipt]:
        self.sign(body)
        return {step: self.receipt(body, step) for step in steps}

    def _log(self, body: str, key: Signer | None = None) -> Log:
        if body not in self._logs:
            self._logs[body] = Log(self.shelf, body, self.must_keep(body) if key is None else key)
        return self._logs[body]

    def word(self, body: str, step: int) -> Attestation:
        """Our word to another body that stands at that step. Raises NotUnderstood where there is none."""
        from confederal.secretary.clerk import word_in

        if 0 <= step < self.shelf.head(body).size:
            word = word_in(step, next(self.shelf.rows(body, step, step + 1)))
            if word is not None:
                return word
        raise NotUnderstood(f"step {step} of {body[:SHORT]} is no word to another body")


def file_name(who: str) -> str:
    """What the key file of a pseudonym is called: places in a council hold a colon, which file names do not."""
    return who.replace(":", "_")
