"""What one body tells another: pure extracts of its own reading, minuted in its own book (DESIGN §4).

Never members' ids or single votes: a seat, a count, an outcome. What an attestation says is one of a closed
union; `attest` computes it, so that any reader of the book recomputes what the clerk minuted.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct, json

from confederal.kernel.body import DELEGATE
from confederal.kernel.delegate import Mandate
from confederal.kernel.identity import BodyId, Count, Days, Digest, Id, KeyId, Seconds, Signature, Step, Title
from confederal.kernel.matters import Matter
from confederal.kernel.matters.proposal import Proposable
from confederal.kernel.question import Result

if TYPE_CHECKING:
    from confederal.kernel.matters.matter import MatterBase


class _Says(Struct, frozen=True, tag_field="says", forbid_unknown_fields=True):
    """One thing a body may tell another."""


Receipt = Annotated[str, Meta(max_length=8_000)]
Hex = Annotated[str, Meta(max_length=128, pattern=r"^[0-9a-f]*\Z")]
Paper = Annotated[str, Meta(max_length=24_000)]
LongPaper = Annotated[str, Meta(max_length=400_000)]
"""The founding of a council names every body that founds it."""


class Joins(_Says, frozen=True, tag="joins"):
    """Our assembly decided to join you under the charter with this digest, on this side where you have sides."""

    name: Title
    host_key: KeyId
    charter: Digest
    side: Id | None


class Stands(_Says, frozen=True, tag="stands"):
    """So many members of standing, and when our assembly last met with notice and quorum."""

    heads: Count
    last_assembly: Seconds
    bound: Count
    """Of the heads, how many hold a key of their own: the rest act at the tellers' table."""
    standing_days: Days
    """Counted are members who have been there so long, or since the founding."""


class Elected(_Says, frozen=True, tag="elected"):
    """We elected this seat; who holds it signs with this key."""

    seat: Id
    key: KeyId
    since: Seconds
    until: Seconds
    alternate: bool
    proof: Signature
    """That the key is held by whoever accepted (see possession): nobody else's is named for a seat."""
    replaces: KeyId | None
    """The key they signed with before."""
    office: Id = DELEGATE
    """A delegate's seat, or a task for which the body that is told borrows somebody."""


class Ended(_Says, frozen=True, tag="ended"):
    """This seat of ours has ended: recalled, resigned or lapsed."""

    seat: Id
    recalled: bool


class Instructs(_Says, frozen=True, tag="instructs"):
    """Our delegates are bound so on your question."""

    mandate: Mandate


class Answers(_Says, frozen=True, tag="answers"):
    """We confirm your decision, or we do not."""

    question: Step
    digest: Digest
    confirmed: bool


class Decided(_Says, frozen=True, tag="decided"):
    """We decided this matter: an agreement, a consent, a decision of a council that binds you by joining."""

    title: Title
    what: Matter
    matter: Digest
    text: tuple[Digest, ...]
    since: Seconds
    until: Seconds | None


class Proposes(_Says, frozen=True, tag="proposes"):
    """Our assembly puts this question before you."""

    title: Title
    what: Proposable
    text: tuple[Digest, ...]


class Asks(_Says, frozen=True, tag="asks"):
    """This council has this question open: it stands on your agenda by itself."""

    question: Step
    title: Title
    what: Matter
    digest: Digest
    text: tuple[Digest, ...]
    ratify: bool
    """True: the question was carried and comes down to be confirmed."""
    days: Days = 0
    """How long there is to confirm it, from the step in the council's record that says this."""


class Returns(_Says, frozen=True, tag="returns"):
    """What came down to you was not confirmed in time: it binds nobody and is back with you."""

    question: Step
    title: Title
    digest: Digest
    confirmed: Count
    against: Count
    bodies: Count
    """Those that could have answered."""


class SeatVote(Struct, frozen=True, forbid_unknown_fields=True):
    """How one seat of yours voted; its own electors may know (P8)."""

    seat: Id
    cast: Id | None
    counted: Id


class Closes(_Says, frozen=True, tag="closes"):
    """This question of ours is decided; so your seats voted, beside your instruction."""

    question: Step
    title: Title
    digest: Digest
    result: Result
    totals: tuple[tuple[Id, Count], ...]
    votes: tuple[SeatVote, ...]
    instructed: Id | None


class Admits(_Says, frozen=True, tag="admits"):
    """You are a constituent of this council since then, under the charter with this digest and these terms."""

    charter: Digest
    since: Seconds
    leave_notice_days: Days
    standing_days: Days


class Leaves(_Says, frozen=True, tag="leaves"):
    """We leave."""

    on: Seconds


class Stays(_Says, frozen=True, tag="stays"):
    """The count by which we were leaving was wrong and is corrected: we never left."""

    title: Title


class Moves(_Says, frozen=True, tag="moves"):
    """Our book is kept with another key from here on."""

    host_key: KeyId


class Denies(_Says, frozen=True, tag="denies"):
    """That word was never ours: it stands in our book without effect, for no reading supports it."""

    word: Digest


Says = (
    Joins
    | Stands
    | Elected
    | Ended
    | Instructs
    | Answers
    | Decided
    | Proposes
    | Asks
    | Returns
    | Closes
    | Admits
    | Leaves
    | Stays
    | Moves
    | Denies
)


class AttestedVote(Struct, frozen=True, forbid_unknown_fields=True):
    """The count behind it: register, quorum, totals. For fewer than five voters only the outcome is told."""

    title: Title
    result: Result
    noticed_at: Seconds
    closed_at: Seconds
    register: Count
    quorum: Count
    present: Count | None
    totals: tuple[tuple[Id, Count], ...] | None
    threshold: Title
    ways: tuple[Id, ...]
    constituency: Id | None


class Attestation(Struct, frozen=True, forbid_unknown_fields=True):
    """One body's word to others, as it stood when its book had `size` entries."""

    origin: BodyId
    edition: Id
    charter: Digest
    size: Count
    says: Says
    to: BodyId | None = None
    about: Step | None = None
    """The question of the origin's book on which it rests."""
    vote: AttestedVote | None = None


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """That a paper stands in a body's book: its entry, and the receipt under a signed head."""

    receipt: Receipt
    entry: Hex
    salt: Hex
    envelope: LongPaper


class Proof(Struct, frozen=True, forbid_unknown_fields=True):
    """That the attestation is minuted in the origin's book: entry, paper, receipt under a signed head."""

    receipt: Receipt
    """A C2SP tlog-proof file, as text."""
    entry: Hex
    salt: Hex
    envelope: Paper
    behind: tuple[Line, ...] = ()
    """The lines of the same book it rests on: who raised a question, who opened the vote, how it was closed."""


class Shown(Struct, frozen=True):
    """An attestation as our own book shows it, from the entry that shows it on."""

    step: Step
    subject: tuple[str, str, str]
    """Whose word it is, of what kind and about what; see `subject_of`."""
    attestation: Attestation | None
    """None for a word that is kept in another form (an instruction, a number): it stands in the book at its step."""
    contradicted: bool = False


def subject_of(attestation: Attestation) -> tuple[str, str, str]:
    """What a word is about, so that a newer one about the same is told from an older."""
    told = attestation.says
    about = getattr(told, "seat", getattr(told, "question", getattr(told, "word", None)))
    if isinstance(told, Instructs):
        about = told.mandate.question
    elif about is None and attestation.about is not None:
        about = attestation.about
    return attestation.origin, str(type(told).__struct_config__.tag), str(about)


FEW = 5
"""Below this many voters a count would tell single votes (P7)."""

_encoder = json.Encoder(order="sorted")


def digest_of(value: object) -> str:
    """SHA-256 over the canonical bytes of a value, in hex."""
    return hashlib.sha256(_encoder.encode(value)).hexdigest()


def text_digest(matter: MatterBase, paragraphs: tuple[Digest, ...]) -> str:
    """The digest of what is put to the vote: the terms and every paragraph's salted digest."""
    return digest_of((matter, paragraphs))
