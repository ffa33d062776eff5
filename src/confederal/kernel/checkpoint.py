"""What a book's host puts its name to: origin, size and root, as a signed note; and receipts that rest on it.

The origin is made from the digest of the founding act, so that nobody owns it by owning a domain. The host
signs with the key of its mandate, under the origin as name. Lines signed by others (witnesses) stand under
the host's and are passed over here. Extension lines are refused: they would not be part of what a witness
cosigns.

Source: C2SP signed-note v1.0.0, tlog-checkpoint v1.0.0, tlog-proof.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from confederal.kernel import merkle
from confederal.kernel.envelope import BadSignature, Signer, check_ed25519, ed25519_public

_ORIGIN: Final = "confederal/mb/"
_BODY: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_ED25519: Final = b"\x01"
_RECEIPT: Final = "c2sp.org/tlog-proof@v1"


class BadCheckpoint(Exception):
    """This is no checkpoint of that book, or its host did not sign it; `reason` says why in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Checkpoint(msgspec.Struct, frozen=True):
    """The head of a book at some time: whose, how many entries, and the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


class VerifyingKey(msgspec.Struct, frozen=True):
    """Who signs for a book: the name on the line, and the Ed25519 public key (32 bytes)."""

    name: str
    public: bytes

    @property
    def text(self) -> str:
        """The key as other programs take it: name+key id+base64."""
        return f"{self.name}+{self.id.hex()}+{_base64(_ED25519 + self.public)}"

    @property
    def id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @classmethod
    def read(cls, text: str) -> "VerifyingKey":
        """The key that was written as `text`.

        Raises:
            BadCheckpoint: it is not such a key.
        """
        name, _, rest = text.strip().partition("+")
        claimed, _, encoded = rest.partition("+")
        data = _bytes(encoded, "the key")
        if not name or data[:1] != _ED25519 or len(data) != 33:
            raise BadCheckpoint("not an Ed25519 key in the form name+id+base64")
        key = cls(name, data[1:])
        if key.id.hex() != claimed:
            raise BadCheckpoint("the id of the key does not belong to it")
        return key


def origin(body: str) -> str:
    """The name of a body's book. `body` is the SHA-256 of the founding payload, 64 hexadecimal digits."""
    if not _BODY.fullmatch(body):
        raise ValueError(f"{body!r} is not the digest of a founding act")
    return _ORIGIN + body


def body_of(origin: str) -> str:
    """The body whose book has this origin.

    Raises:
        BadCheckpoint: it is not the origin of a minute book.
    """
    body = origin.removeprefix(_ORIGIN)
    if body == origin or not _BODY.fullmatch(body):
        raise BadCheckpoint(f"{origin[:100]!r} is not the origin of a minute book")
    return body


def verifying_key(body: str, keyid: str) -> VerifyingKey:
    """The key with which others check the book of `body` while the host signs with `ed25519:` key `keyid`."""
    return VerifyingKey(origin(body), ed25519_public(keyid))


def sign(checkpoint: Checkpoint, host: Signer) -> str:
    """The signed note: the checkpoint's text and the host's line.

    >>> from confederal.kernel.envelope import SeedKey
    >>> note = sign(Checkpoint(origin("0" * 64), 0, merkle.EMPTY_ROOT), SeedKey(bytes(32)))
    >>> note.splitlines()[1:4]
    ['0', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', '']
    """
    key = VerifyingKey(checkpoint.origin, ed25519_public(host.keyid))
    signature = host.sign(checkpoint.text.encode())
    return f"{checkpoint.text}\n— {key.name} {_base64(key.id + signature)}\n"


def read(note: str) -> Checkpoint:
    """What the note says, whoever signed it. Only for showing: `open_note` also checks.

    Raises:
        BadCheckpoint: it does not have the form of a checkpoint.
    """
    text, _ = _parts(note)
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or not _NUMBER.fullmatch(lines[1]):
        raise BadCheckpoint("a checkpoint has three lines: origin, size and root")
    root = _bytes(lines[2], "the root")
    if len(root) != 32:
        raise BadCheckpoint("the root does not have 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def open_note(note: str, key: VerifyingKey) -> Checkpoint:
    """What the note says, when the holder of `key` signed it.

    Raises:
        BadCheckpoint: not a checkpoint, of another book, not signed by this key, or the signature is bad.
    """
    checkpoint = read(note)
    if checkpoint.origin != key.name:
        raise BadCheckpoint(f"the checkpoint is of {checkpoint.origin[:100]!r}, the key of {key.name!r}")
    text, lines = _parts(note)
    for line in lines:
        name, _, encoded = line.removeprefix("— ").rpartition(" ")
        signature = _bytes(encoded, "a signature")
        if name != key.name or signature[:4] != key.id:
            continue
        try:
            check_ed25519(key.public, text.encode(), signature[4:])
        except BadSignature as error:
            raise BadCheckpoint(f"the host's signature does not hold: {error.reason}") from error
        return checkpoint
    raise BadCheckpoint("the checkpoint is not signed by the host's key")


def _parts(note: str) -> tuple[str, list[str]]:
    """The signed text with its last newline, and the signature lines."""
    text, blank, below = note.rpartition("\n\n")
    lines = below.split("\n")
    if not blank or lines.pop() or not lines or len(lines) > 100:
        raise BadCheckpoint("not a signed note: text, an empty line, lines of signatures")
    if not all(line.startswith("— ") for line in lines):
        raise BadCheckpoint("a line of signatures does not begin with a dash")
    if any(ord(letter) < 32 for letter in text.replace("\n", "")):
        raise BadCheckpoint("the text holds control characters")
    return text + "\n", lines


# ── receipts ──────────────────────────────────────────────────────────────────────────────────────────────


class Receipt(msgspec.Struct, frozen=True):
    """That an entry stands at `number` in the book under a signed checkpoint: a C2SP `tlog-proof` file.

    `extra` is not proven by anything; ours holds nothing, or what a member needs to find the paper again.
    """

    number: int
    proof: tuple[bytes, ...]
    note: str
    extra: bytes = b""

    @property
    def text(self) -> str:
        """The file, about a kilobyte: to keep, to print, to put in a QR code."""
        extra = [f"extra {_base64(self.extra)}"] if self.extra else []
        lines = [_RECEIPT, *extra, f"index {self.number}", *map(_base64, self.proof), "", self.note]
        return "\n".join(lines)

    @classmethod
    def read(cls, text: str) -> "Receipt":
        """The receipt that was written as `text`.

        Raises:
            BadCheckpoint: it does not have the form of a tlog-proof.
        """
        head, _, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        if first != _RECEIPT or not lines:
            raise BadCheckpoint(f"a receipt begins with {_RECEIPT}")
        extra = _bytes(lines.pop(0)[6:], "the extra") if lines[0].startswith("extra ") else b""
        if not lines or not lines[0].startswith("index ") or not _NUMBER.fullmatch(lines[0][6:]):
            raise BadCheckpoint("a receipt names the index of its entry")
        proof = tuple(_bytes(line, "a step of the proof") for line in lines[1:])
        if len(proof) > 64 or any(len(step) != 32 for step in proof):
            raise BadCheckpoint("the proof is not a list of at most 64 SHA-256 digests")
        return cls(int(lines[0][6:]), proof, note, extra)

    def check(self, entry: bytes, key: VerifyingKey) -> Checkpoint:
        """The checkpoint under which the 42 bytes `entry` are proven to stand in the book.

        Raises:
            BadCheckpoint: they are not.
        """
        checkpoint = open_note(self.note, key)
        leaf = merkle.leaf_hash(entry)
        if not merkle.proves_inclusion(leaf, self.number, checkpoint.size, self.proof, checkpoint.root):
            raise BadCheckpoint(f"the proof does not lead from entry {self.number} to the signed root")
        return checkpoint


def receipt(number: int, note: str, read_subtree: merkle.Subtrees) -> Receipt:
    """The receipt of entry `number` under a signed checkpoint of the same book."""
    return Receipt(number, merkle.inclusion(number, read(note).size, read_subtree), note)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadCheckpoint(f"{what} is not base64") from error
    if _base64(data) != text:
        raise BadCheckpoint(f"{what} is not base64 in its one form")
    return data


def proof_lines(proof: Sequence[bytes]) -> str:
    """A proof as witnesses take it: one base64 hash a line."""
    return "".join(f"{_base64(step)}\n" for step in proof)
