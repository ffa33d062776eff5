"""What the log holds of an act: 42 fixed bytes that commit to its envelope and tell nothing of it.

| bytes | what |
| 1 | version of this layout: 1 |
| 1 | visibility: 0 open to all who federate, 1 inner to members and the mirrors they chose |
| 8 | time of receipt, UTC seconds, big-endian |
| 32 | SHA-256(salt ‖ envelope) |

The salt has 16 bytes. Its work is to hide: whoever has only the log must not be able to try out which
envelope an entry stands for, and 128 unknown bits put that out of reach. It adds nothing to binding, which
rests on SHA-256, and its fixed length leaves one way to cut salt from envelope. 32 bytes would cost every
paper 16 more and hide no better.

Envelope and salt, the *paper*, are kept beside the log. Where the paper was erased or is not shown to us,
the entry stays and every proof with it.
"""

import hashlib
import struct
from typing import Final, Literal

import msgspec

VERSION: Final = 1
OPEN: Final = 0
INNER: Final = 1
SALT_BYTES: Final = 16
ENTRY_BYTES: Final = 42

Visibility = Literal[0, 1]

_LAYOUT: Final = struct.Struct(">BBq32s")


class NotAnEntry(ValueError):
    """These bytes are not a log entry of a version known here; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BrokenBook(Exception):
    """What is kept of a book cannot be read from entry `number` on; `reason` says why in plain words."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"entry {number}: {reason}")
        self.number = number
        self.reason = reason


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One line of the log: who may see the paper, when it was received (UTC seconds), and what binds it."""

    visibility: Visibility
    time: int
    commitment: bytes

    def encode(self) -> bytes:
        """The 42 bytes.

        >>> Entry(OPEN, 0, bytes(32)).encode() == b"\\x01" + bytes(41)
        True
        """
        return _LAYOUT.pack(VERSION, self.visibility, self.time, self.commitment)

    @classmethod
    def decode(cls, data: bytes) -> "Entry":
        """The entry of these 42 bytes.

        Raises:
            NotAnEntry: another length, version or visibility, or a time before 1970.
        """
        if len(data) != ENTRY_BYTES:
            raise NotAnEntry(f"an entry has {ENTRY_BYTES} bytes, not {len(data)}")
        version, visibility, time, commitment = _LAYOUT.unpack(data)
        if version != VERSION:
            raise NotAnEntry(f"an entry of version {version}, which this edition cannot read")
        if visibility > INNER:
            raise NotAnEntry(f"a visibility of {visibility}, which does not exist")
        if time < 0:
            raise NotAnEntry("a time before 1970")
        return cls(visibility, time, commitment)


class Record(msgspec.Struct, frozen=True, gc=False):
    """An entry with its paper; salt and envelope are both absent where it was erased or is not shown."""

    entry: Entry
    salt: bytes | None
    envelope: bytes | None

    @property
    def has_paper(self) -> bool:
        return self.envelope is not None

    def commits(self) -> bool:
        """Whether the entry is bound to exactly this paper. False where there is none."""
        salt, envelope = self.salt, self.envelope
        if salt is None or envelope is None or len(salt) != SALT_BYTES:
            return False
        return hashlib.sha256(salt + envelope).digest() == self.entry.commitment

    def without_paper(self) -> "Record":
        """The same entry after its paper was erased."""
        return Record(self.entry, None, None)


def commitment(salt: bytes, envelope: bytes) -> bytes:
    """SHA-256(salt ‖ envelope), 32 bytes."""
    return hashlib.sha256(salt + envelope).digest()


def record(visibility: Visibility, time: int, salt: bytes, envelope: bytes) -> Record:
    """The record of an envelope received at `time` (UTC seconds), with a fresh random salt of 16 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"the salt must have {SALT_BYTES} bytes, not {len(salt)}")
    return Record(Entry(visibility, time, commitment(salt, envelope)), salt, envelope)
