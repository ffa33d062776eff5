"""Private keys where they are kept: files only their owner can read, and cards of paper.

A seed is the 32 bytes an Ed25519 key comes from; whoever has it signs as the person. On paper and in files
it is one line of capital letters and digits, which a QR code holds in its compact form, ending in a checksum
that shows a mistake of the pen. Nothing here is encrypted: a card belongs in a drawer, a key file on a disk
that is.
"""

import base64
import binascii
import hashlib
import os
import re
import stat
from pathlib import Path
from typing import Final

from confederal.kernel.envelope import SeedKey

_CARD: Final = "CONFEDERAL1"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_CHECK_BYTES: Final = 3
_GROUP: Final = 7


class NotACard(ValueError):
    """This is not the line of a key card; `reason` says what is wrong with it.

    The line itself is never repeated.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeyExists(Exception):
    """There is a key of this name already, and keys are never overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already; a key is never overwritten")
        self.path = path


class NoSuchKey(KeyError):
    """There is no key of this name in the ring."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"there is no key named {self.name!r} in this ring"


class KeyExposed(Exception):
    """Others can read or change this key file, so it is not used.

    Mend: chmod 600, or better, replace the key.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(f"others can read or change {path}; chmod 600 it, or better, replace the key")
        self.path = path


def card(seed: bytes) -> str:
    """The line for a card: CONFEDERAL1 and eight groups of seven signs, about eighty in all.

    >>> card(bytes(32))
    'CONFEDERAL1-AAAAAAA-AAAAAAA-AAAAAAA-AAAAAAA-AAAAAAA-AAAAAAA-AAAAAAA-AAEFBI5'
    """
    if len(seed) != 32:
        raise ValueError("a seed has 32 bytes")
    signs = base64.b32encode(seed + _checksum(seed)).decode().rstrip("=")
    return "-".join([_CARD, *(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))])


def seed_of(line: str) -> bytes:
    """The seed of a card.

    Spaces, missing hyphens, small letters, and 0, 1, 8 for O, I, B are taken as they are meant.

    Raises:
        NotACard: another kind of line, too short or long, or the checksum shows a mistake.
    """
    plain = re.sub(r"[\s-]", "", line).upper()
    if not plain.startswith(_CARD):
        raise NotACard(f"a card begins with {_CARD}")
    signs = plain.removeprefix(_CARD).translate(str.maketrans("018", "OIB"))
    try:
        data = base64.b32decode(signs + "=" * (-len(signs) % 8))
    except (binascii.Error, ValueError) as error:
        raise NotACard("it holds signs that are on no card, or has lost some") from error
    seed, check = data[:32], data[32:]
    if len(data) != 32 + _CHECK_BYTES:
        raise NotACard("it is too short or too long; a line has 56 signs after its first word")
    if check != _checksum(seed):
        raise NotACard("its checksum does not fit: at least one sign is wrong")
    return seed


def _checksum(seed: bytes) -> bytes:
    return hashlib.sha256(b"confederal card 1\n" + seed).digest()[:_CHECK_BYTES]


def write_key(path: Path, seed: bytes) -> SeedKey:
    """The key, now kept in this new file, which only its owner can read; it is on the disk when this returns.

    Raises:
        KeyExists: there is something at `path`, be it a key or not. It stays as it was.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except FileExistsError as error:
        raise KeyExists(path) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(card(seed) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return SeedKey(seed)


def read_key(path: Path) -> SeedKey:
    """The key kept in this file.

    Raises:
        FileNotFoundError: there is none.
        KeyExposed: others than its owner can read or change it.
        NotACard: it holds no key, or was damaged.
    """
    with path.open() as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise KeyExposed(path)
        return SeedKey(seed_of(file.read(500)))


class KeyRing:
    """The keys of several identities, one file each, in a folder only its owner can enter.

    One key a body, never reused elsewhere: name them after the body.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    def make(self, name: str) -> SeedKey:
        """A new key under this name, from the lot of the operating system. Raises `KeyExists`."""
        return self.add(name, os.urandom(32))

    def add(self, name: str, seed: bytes) -> SeedKey:
        """The key of this seed (from a card, say), kept under this name. Raises `KeyExists`."""
        return write_key(self._path(name), seed)

    def key(self, name: str) -> SeedKey:
        """The key of this name. Raises `NoSuchKey`, and what `read_key` raises."""
        try:
            return read_key(self._path(name))
        except FileNotFoundError as error:
            raise NoSuchKey(name) from error

    def names(self) -> tuple[str, ...]:
        """The names in the ring, sorted."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.key")))

    def holder(self, keyid: str) -> SeedKey | None:
        """The key with this key id, whatever its name, or None."""
        return next((key for key in map(self.key, self.names()) if key.keyid == keyid), None)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name[:80]!r} cannot name a key; use small letters, digits, dots and hyphens")
        return self._folder / f"{name}.key"
