"""What things are called: bodies, people, keys, texts. Nothing here knows a name of a living person."""

from typing import Annotated, NewType

from msgspec import Meta

BodyId = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""SHA-256 of a body's founding payload, in hex: nobody can own it, move it or hand it out (R15, R16)."""

Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""SHA-256 over a salted text or a canonical value, in hex."""

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.:-]{0,63}\Z")]
"""A pseudonym that means something in one body's book only: a member, a seat, an office, a section (P1, P2)."""

KeyId = Annotated[str, Meta(min_length=20, max_length=400)]
"""The public key itself, as text (see envelope): a signature is checked with no state at all."""

Signature = Annotated[str, Meta(max_length=4_000, pattern=r"^(?:[0-9a-f]{2})*\Z")]
"""What a key wrote under a statement (see envelope), in hex; empty where there is none."""

Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\n]*[^\n\s][^\n]*\Z")]
Words = Annotated[str, Meta(max_length=2000)]

Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Step = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""The number of an entry in a book, counted from 0. A question, a sitting or a proposal is called by its step."""

Seconds = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""UTC seconds since 1970, or a length of time in seconds."""

Days = Annotated[int, Meta(ge=0, le=36_525)]
"""Days of 24 hours from receipt (DESIGN §2)."""

MinorUnits = Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)]
"""Money in integer minor units of the body's currency (cents)."""

DAY = 86_400
HOUR = 3_600
YEAR = 365 * DAY

HOST = "host"
"""Who signs a clerk's act: the key that keeps the book. It reads and writes nothing of substance."""

Signer = NewType("Signer", str)
