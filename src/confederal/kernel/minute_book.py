"""From bytes to acts and back: what an entry of a minute book says.

An act is read exactly as it was signed: the payload must be the one canonical form of what it says, so that no
two readers can differ. What cannot be read keeps its place and has no effect.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from msgspec import DecodeError, Struct, ValidationError, json

from confederal.kernel import envelope as envelopes
from confederal.kernel.act import ACTS, Minuted, Payload
from confederal.kernel.entry import Record
from confederal.kernel.envelope import Envelope, NotAnEnvelope, Signer
from confederal.sentence import say


class Unreadable(Struct, frozen=True):
    """An entry whose bytes say nothing this edition can read."""

    step: int
    time: int
    words: str


Entry = Minuted | Unreadable

_DECODER = json.Decoder(Payload)
_ENCODER = json.Encoder(order="sorted")


class NoSuchWordsError(ValueError):
    """A payload that says nothing this edition can read; the message says why, in words."""


def written(payload: Payload) -> bytes:
    """The canonical bytes of a payload: what is signed."""
    return _ENCODER.encode(payload)


def payload_of(data: bytes) -> Payload:
    """The payload these canonical bytes say.

    Raises NoSuchWordsError: the language has no such act, a field is missing, foreign or out of its bounds, or the
    bytes are not the canonical form of what they say.
    """
    try:
        payload = _DECODER.decode(data)
        again = _ENCODER.encode(payload)
    except ValidationError as error:
        raise NoSuchWordsError(no_word(str(error))) from error
    except (DecodeError, UnicodeError, RecursionError, ValueError) as error:
        raise NoSuchWordsError(say("this is not JSON in UTF-8: {error}", error=str(error))) from error
    if not data.isascii() or b"\\" in data:
        check_texts(json.decode(data))
    if again != data:
        raise NoSuchWordsError(
            say("not written in the one canonical form: keys in order, every field, nothing twice")
        )
    return payload


def check_texts(value: object) -> None:
    """That every text can be read as it is written: composed (NFC), and no hidden or reversing characters.

    Raises NoSuchWordsError with the character's name.
    """
    if isinstance(value, dict):
        for inner in value.values():
            check_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            check_texts(inner)
    elif isinstance(value, str) and not (value.isascii() and value.isprintable()):
        if any(map(hidden, set(value))):
            letter = next(filter(hidden, value))
            name = unicodedata.name(letter, f"U+{ord(letter):04X}")
            raise NoSuchWordsError(say("a text holds a character nobody can see: {name}", name=name))
        if not value.isascii() and UNICODE.normalize("NFC", value) != value:
            raise NoSuchWordsError("a text is not in Unicode's composed form (NFC): two would look alike")


def hidden(letter: str) -> bool:
    """Whether a character has no shape of its own; a new line is none of these."""
    return letter != "\n" and (UNICODE.category(letter) in HIDDEN or letter in LATER_HIDDEN)


UNICODE = unicodedata.ucd_3_2_0
"""One table for every reader: the tables of newer versions differ from one Python to the next."""

HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories of characters without a shape of their own: controls, bidi marks, private use."""

LATER_HIDDEN = frozenset(
    map(chr, (0x061C, 0x115F, 0x1160, 0x180E, 0x200B, *range(0x2060, 0x2070), 0x3164, 0xFFA0))
)
"""Such characters that version 3.2 did not have, or counted among letters and spaces."""

_UNKNOWN = re.compile(r"Invalid value '(?P<word>[^']*)' - at `\$\.act(?P<where>[^`]*)`")
WORDS = tuple(str(kind.__struct_config__.tag) for kind in ACTS)


def no_word(error: str) -> str:
    """The decoder's complaint in plain words."""
    unknown = _UNKNOWN.match(error)
    if unknown is not None and unknown["where"] == ".kind":
        return say("the language has no word '{word}'", word=unknown["word"])
    if unknown is not None and unknown["where"].endswith(".matter"):
        return say("there is no kind of decision called '{word}'", word=unknown["word"])
    return error.replace("Object", "The step").replace("`$.act", "`act").replace("`$", "`step")


def sealed(payload: Payload, signer: Signer) -> bytes:
    """The envelope of an act, signed."""
    return envelopes.seal(written(payload), signer)


def body_of(payload: bytes) -> str:
    """The identity of the body a founding payload founds: its SHA-256, in hex."""
    return hashlib.sha256(payload).hexdigest()


def minuted(step: int, time: int, envelope: Envelope) -> Entry:
    """What a parsed envelope says at that step."""
    try:
        return Minuted(step, time, envelope.keyid, payload_of(envelope.payload))
    except NoSuchWordsError as error:
        return Unreadable(step, time, error.args[0])


def opened_again(step: int, record: Record) -> Entry:
    """What the record of an entry says that was read and judged before: only its meaning, not its form."""
    try:
        envelope = envelopes.parse_again(record.envelope or b"")
        return Minuted(step, record.entry.time, envelope.keyid, _DECODER.decode(envelope.payload))
    except (NotAnEnvelope, DecodeError, ValidationError):
        return opened(step, record)


def opened(step: int, record: Record) -> Entry:
    """What the record of one entry says. The signature is not checked here: see `audit`."""
    if record.envelope is None:
        return Unreadable(
            step,
            record.entry.time,
            say("the paper of this step is not here: it was not shown, or erased"),
        )
    try:
        envelope = envelopes.parse(record.envelope)
    except NotAnEnvelope as error:
        return Unreadable(step, record.entry.time, str(error))
    return minuted(step, record.entry.time, envelope)
