"""Proofs of what an act says of somebody else: of another body's word, and of the key it names for somebody.

Another body's word is proven by its own book: the attestation is minuted there, under a signed head.
"""

from __future__ import annotations

from functools import lru_cache

from confederal.kernel import checkpoint, envelope, possession
from confederal.kernel.act import AttestationMade, Founded
from confederal.kernel.attestation import Attestation, Line, Proof
from confederal.kernel.checkpoint import BadCheckpoint
from confederal.kernel.entry import Entry as LogEntry
from confederal.kernel.entry import NotAnEntry, Record
from confederal.kernel.envelope import BadSignature, NotAnEnvelope
from confederal.kernel.identity import Signature
from confederal.kernel.minute_book import NoSuchWordsError, payload_of
from confederal.kernel.peers import Peers, Read, resting_on
from confederal.kernel.possession import Possession
from confederal.sentence import say


def proof_of(record: Record, receipt: checkpoint.Receipt) -> Proof:
    """The proof that a record with its paper stands in a book. Raises ValueError where the paper is not here."""
    if record.envelope is None or record.salt is None:
        raise ValueError("an attestation is proven with its paper")
    return Proof(
        receipt=receipt.text,
        entry=record.entry.encode().hex(),
        salt=record.salt.hex(),
        envelope=record.envelope.decode(),
    )


def line_of(record: Record, receipt: checkpoint.Receipt) -> Line:
    """A line of a book with its paper, as it stands behind a word. Raises ValueError where the paper is not here."""
    whole = proof_of(record, receipt)
    return Line(whole.receipt, whole.entry, whole.salt, whole.envelope)


def fault_in(
    claim: Attestation | Possession, proof: Proof | Signature, key: str, peers: Peers | None = None
) -> str | None:
    """What is wrong with a proof, in words; None if it proves the claim.

    `key` is the host's under which another body's word is proven, or the new key that somebody is said to hold. With
    what we know of the council whose word it is, the word must also follow from the lines shown with it.
    """
    if isinstance(claim, Attestation) and isinstance(proof, Proof):
        return _fault_in_word(claim, proof, key, peers)
    if isinstance(claim, Possession) and isinstance(proof, str):
        return possession.fault_in(claim, proof)
    return say("a proof of another kind")


def _fault_in_word(attestation: Attestation, proof: Proof, host_key: str, peers: Peers | None) -> str | None:
    proven = _proven(bare(proof), attestation.origin, host_key)
    if isinstance(proven, str):
        return proven
    said, number = proven.payload, proven.number
    if not isinstance(said.act, AttestationMade) or said.act.attestation != attestation:
        return say("the entry that is proven says something else")
    if said.body != attestation.origin or number < attestation.size:
        return say("the entry that is proven stands in another record, or before what it tells")
    return None if peers is None else _not_behind(attestation, proof.behind, host_key, peers)


def bare(proof: Proof) -> Line:
    """The line a proof proves, without those behind it."""
    return Line(proof.receipt, proof.entry, proof.salt, proof.envelope)


def _not_behind(
    attestation: Attestation, behind: tuple[Line, ...], host_key: str, peers: Peers
) -> str | None:
    """What is missing behind a council's word."""
    lines = []
    for line in behind:
        proven = _proven(line, attestation.origin, host_key)
        if isinstance(proven, str):
            return proven
        if proven.payload.body != attestation.origin and not isinstance(proven.payload.act, Founded):
            return say("a line shown with it was written for another record")
        lines.append(proven)
    return resting_on(peers, attestation, lines, lambda word, shown, key: fault_in(word, shown, key) is None)


def lines_told(behind: tuple[Line, ...]) -> tuple[Read, ...]:
    """What the lines behind a word say, which were proven when it was judged."""
    return tuple(read for line in behind if (read := _told(line)) is not None)


@lru_cache(maxsize=2048)
def _told(line: Line) -> Read | None:
    """What one line says; None for one that says nothing."""
    try:
        signed = envelope.parse(line.envelope.encode())
        number = checkpoint.Receipt.read(line.receipt).number
        return Read(number, signed.keyid, payload_of(signed.payload))
    except (BadCheckpoint, NotAnEnvelope, NoSuchWordsError):
        return None


@lru_cache(maxsize=2048)
def _proven(proof: Line, origin: str, host_key: str) -> Read | str:
    """What a proof proves and at which number it stands, or what is wrong with it.

    A council's word is shown in the record of each of its bodies with the same proof: it is checked once.
    """
    try:
        receipt = checkpoint.Receipt.read(proof.receipt)
        entry = LogEntry.decode(bytes.fromhex(proof.entry))
        paper = Record(entry, bytes.fromhex(proof.salt), proof.envelope.encode())
        if not paper.commits():
            return say("the paper is not the one the entry is bound to")
        receipt.check(bytes.fromhex(proof.entry), checkpoint.verifying_key(origin, host_key))
        signed = envelope.parse(proof.envelope.encode())
        envelope.verify(signed)
        return Read(receipt.number, signed.keyid, payload_of(signed.payload))
    except (BadCheckpoint, BadSignature, NotAnEntry, NotAnEnvelope, NoSuchWordsError, ValueError) as error:
        return str(error)
