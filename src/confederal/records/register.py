"""The sealed register of a body: who a member's pseudonym is, apart from the books and from everybody.

**Who can open it.** Never one alone. Each row is sealed to the register's public key. The private key is
kept nowhere whole: for every pair of keepers it is split by a one-time pad (one keeper's share is random,
the other's is the key XOR that), and each share is sealed to its keeper's own key. So any two keepers open
the register together, one row or all of it, and one keeper, the host, or a thief of the file opens nothing.
Adding a row needs no keeper, only the file. What two keepers opened, they can keep: the rule binds who
opens, not what is remembered.

**What it is made of.** A row: a fresh key, sealed with X25519 to the register's key (libsodium's sealed
box), and the entry under that key with XChaCha20-Poly1305, bound to body and pseudonym. No cryptography of
our own: XOR with a random pad of the same length is the one-time pad.

**Erasing.** The row is overwritten (`secure_delete`) and no journal of it is left. Backups are the host's to
erase. Nothing personal is ever logged or named in an error.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Final

import msgspec
from nacl.bindings import crypto_box_SEALBYTES
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead

from confederal.records.database import UnsafeDatabase

_KEY_BYTES: Final = 32
_SEALED_KEY_BYTES: Final = _KEY_BYTES + crypto_box_SEALBYTES


class Person(msgspec.Struct, frozen=True):
    """What the register holds of a member: a name, and how to reach them. Shown to nobody by its `repr`."""

    name: str
    contacts: dict[str, str] = {}

    def __repr__(self) -> str:
        return "Person(sealed)"


class NotOpened(Exception):
    """The register was not opened or not changed; `reason` says why, and names no person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Opened:
    """A register while two keepers hold it open. Keep it as short as the reading takes."""

    def __init__(self, register: "Register", private: PrivateKey) -> None:
        self._register = register
        self._private = private

    def person(self, member: str) -> Person | None:
        """Who this member is, or None where there is no such row: never entered, or erased."""
        row = self._register.row(member)
        return None if row is None else self._unsealed(member, row)

    def people(self) -> Iterator[tuple[str, Person]]:
        """All of them, by pseudonym."""
        for member in self._register.members():
            person = self.person(member)
            if person is not None:
                yield member, person

    def hand_over(self, keepers: Mapping[str, PublicKey]) -> None:
        """From now on these keepers, and only they, open the register.

        It has a new key, and every row is sealed afresh.

        Raises:
            NotOpened: fewer than two keepers.
        """
        self._register.seal_afresh(keepers, list(self.people()))

    def _unsealed(self, member: str, row: bytes) -> Person:
        try:
            key = SealedBox(self._private).decrypt(row[:_SEALED_KEY_BYTES])
            plain = Aead(key).decrypt(row[_SEALED_KEY_BYTES:], self._register.bound(member))
        except CryptoError as error:
            raise NotOpened(f"the row of {member} was altered or belongs elsewhere") from error
        return msgspec.json.decode(plain, type=Person)


class Register:
    """The register of one body in a file of its own. Safe for several processes.

    Raises:
        UnsafeDatabase: the file is no register, or the register of another body.
    """

    def __init__(self, path: Path, body: str) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.close(descriptor)
        self.body: Final = body
        self._connection = sqlite3.connect(path, isolation_level=None)
        # No write-ahead log and no journal left behind: what was erased must not lie there.
        for pragma in (
            "busy_timeout=15000",
            "journal_mode=TRUNCATE",
            "synchronous=EXTRA",
            "secure_delete=ON",
        ):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        with self._changing():
            for statement in _TABLES:
                self._connection.execute(statement)
        ours = self._connection.execute("SELECT body FROM register").fetchone()
        if ours is not None and ours[0] != body:
            raise UnsafeDatabase("this is the register of another body")

    @classmethod
    def begin(cls, path: Path, body: str, keepers: Mapping[str, PublicKey]) -> "Register":
        """A new, empty register that any two of these keepers (by name or pseudonym) can open.

        Raises:
            NotOpened: there is one already, or fewer than two keepers are named.
        """
        register = cls(path, body)
        if register.keepers():
            raise NotOpened("there is a register in this file already")
        register.seal_afresh(keepers, [])
        return register

    def close(self) -> None:
        """The file is let go."""
        self._connection.close()

    def keepers(self) -> tuple[str, ...]:
        """Who keeps it, sorted. Any two of them open it."""
        rows = self._connection.execute("SELECT DISTINCT keeper FROM share ORDER BY keeper")
        return tuple(keeper for (keeper,) in rows)

    def enter(self, member: str, person: Person) -> None:
        """The row of this member, new or in place of the old one. Needs no keeper and cannot be read back."""
        self.enter_all([(member, person)])

    def enter_all(self, people: Iterable[tuple[str, Person]]) -> int:
        """Enters these rows, new or in place of the old ones, all or none; how many. Needs no keeper.

        Raises:
            NotOpened: the register was not begun.
        """
        row = self._connection.execute("SELECT public FROM register").fetchone()
        if row is None:
            raise NotOpened("the register was not begun")
        public = PublicKey(row[0])
        sealed = [(member, self._sealed(public, member, person)) for member, person in people]
        with self._changing():
            self._connection.executemany("REPLACE INTO person (member, sealed) VALUES (?, ?)", sealed)
        return len(sealed)

    def erase(self, member: str) -> None:
        """No row of this member is left. Erasing again changes nothing."""
        with self._changing():
            self._connection.execute("DELETE FROM person WHERE member = ?", (member,))

    def members(self) -> tuple[str, ...]:
        """The pseudonyms that have a row, sorted."""
        return tuple(m for (m,) in self._connection.execute("SELECT member FROM person ORDER BY member"))

    def open(self, first: tuple[str, PrivateKey], second: tuple[str, PrivateKey]) -> Opened:
        """The register, held open by two different keepers, each with their own key.

        Raises:
            NotOpened: one and the same keeper twice, somebody who keeps no share, or a wrong key.
        """
        pair = sorted((first[0], second[0]))
        if pair[0] == pair[1]:
            raise NotOpened("two different keepers open the register together")
        shares = [self._share(pair, keeper, key) for keeper, key in (first, second)]
        private = PrivateKey(_xor(*shares))
        if bytes(private.public_key) != self._connection.execute("SELECT public FROM register").fetchone()[0]:
            raise NotOpened("the two shares do not make the key of this register; one of them was altered")
        return Opened(self, private)

    def row(self, member: str) -> bytes | None:
        """The sealed row of this member."""
        row = self._connection.execute("SELECT sealed FROM person WHERE member = ?", (member,)).fetchone()
        return None if row is None else bytes(row[0])

    def bound(self, member: str) -> bytes:
        """What a row is bound to, so that it opens in no other place."""
        return f"confederal register 1\n{self.body}\n{member}".encode()

    def seal_afresh(self, keepers: Mapping[str, PublicKey], people: list[tuple[str, Person]]) -> None:
        """A new key, split among these keepers, and these rows sealed to it; all or nothing."""
        if len(keepers) < 2:
            raise NotOpened("a register has at least two keepers")
        private = PrivateKey.generate()
        with self._changing():
            for table in ("register", "share", "person"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608  # three names of ours
            self._connection.execute(
                "INSERT INTO register (body, public) VALUES (?, ?)", (self.body, bytes(private.public_key))
            )
            for pair in combinations(sorted(keepers), 2):
                pad = os.urandom(_KEY_BYTES)
                for keeper, share in zip(pair, (pad, _xor(pad, bytes(private))), strict=True):
                    sealed = SealedBox(keepers[keeper]).encrypt(share)
                    self._connection.execute("INSERT INTO share VALUES (?, ?, ?, ?)", (*pair, keeper, sealed))
            for member, person in people:
                row = self._sealed(private.public_key, member, person)
                self._connection.execute("INSERT INTO person (member, sealed) VALUES (?, ?)", (member, row))

    def _sealed(self, public: PublicKey, member: str, person: Person) -> bytes:
        key = os.urandom(_KEY_BYTES)
        plain = msgspec.json.encode(person)
        padded = plain + b" " * (-len(plain) % 128)  # the length of a name tells little
        return SealedBox(public).encrypt(key) + Aead(key).encrypt(padded, self.bound(member))

    def _share(self, pair: list[str], keeper: str, key: PrivateKey) -> bytes:
        select = "SELECT sealed FROM share WHERE one = ? AND other = ? AND keeper = ?"
        row = self._connection.execute(select, (*pair, keeper)).fetchone()
        if row is None:
            raise NotOpened("one of the two keeps no share of this register")
        try:
            return SealedBox(key).decrypt(row[0])
        except CryptoError as error:
            raise NotOpened("one of the two keys is not the keeper's") from error

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS register (body TEXT NOT NULL, public BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS share (one TEXT NOT NULL, other TEXT NOT NULL, keeper TEXT NOT NULL,"
    " sealed BLOB NOT NULL, PRIMARY KEY (one, other, keeper))",
    "CREATE TABLE IF NOT EXISTS person (member TEXT PRIMARY KEY, sealed BLOB NOT NULL)",
)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
