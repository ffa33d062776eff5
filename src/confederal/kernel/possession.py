"""Proof of possession: a key is named for somebody only with its own signature over whose it is to be.

Otherwise anybody could name another person's key as their own somewhere, and so block it, or confuse whom it opens
for. What the new key signs is a statement, not an act: another type stands in its first line (DSSE), so neither can
pass for the other. It names the body, what the key is for, whose it is, the key itself and the key it takes the place
of; so it is good in one record, for one person or seat, and once, because no key is ever used twice.

A founder needs no statement: the founding has effect when each founder has confirmed it with the key it names, and the
confirmation names the body, whose identity is the digest of the founding. The same holds of whoever keeps a record:
every head is signed with the host's key and names the body.

Source: RFC 2986 §3 and RFC 4211 §4.1 (a request for a certificate is signed with the key it names), RFC 8555 §7.3.5
(the new key signs the account and the old key, the old key signs that); decision 0010.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct, json
from msgspec.structs import replace

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.envelope import BadSignature, Signer, check, pae
from confederal.kernel.identity import BodyId, Id, KeyId, Signature
from confederal.kernel.state import State
from confederal.sentence import say

TYPE: Final = "application/vnd.confederal.key+json"

For = Literal["member", "card", "seat"]
"""What a key is for: to act as a member, to bind the key of somebody invited, to sign for a seat in a council."""


class Possession(Struct, frozen=True, forbid_unknown_fields=True, rename={"for_": "for"}):
    """That whoever holds this key means to sign with it, there and as that."""

    body: BodyId
    """In whose record it is named."""
    for_: For
    of: Id
    """The pseudonym or the seat, as that record calls it."""
    key: KeyId
    replaces: KeyId | None
    """The key in whose place it comes; of somebody invited, the card's."""
    v: Literal[1] = 1


_ENCODER: Final = json.Encoder(order="sorted")


def written(claim: Possession) -> bytes:
    """The canonical bytes of a statement.

    >>> written(Possession("b", "card", "m1", "k", None))
    b'{"body":"b","for":"card","key":"k","of":"m1","replaces":null,"v":1}'
    """
    return _ENCODER.encode(claim)


def to_sign(claim: Possession) -> bytes:
    """The bytes the new key signs: type and statement, each with its length (DSSE v1)."""
    return pae(written(claim), TYPE)


def proof(claim: Possession, signer: Signer) -> Signature:
    """The proof that goes into the act."""
    return signer.sign(to_sign(claim)).hex()


def fault_in(claim: Possession, proof: Signature) -> str | None:
    """What is wrong with a proof, in words; None if the key itself signed the statement."""
    if not proof:
        return say("named without proof")
    try:
        check(claim.key, to_sign(claim), bytes.fromhex(proof))
    except (BadSignature, ValueError) as error:
        return str(error)
    return None


def claimed(state: State, m: a.Minuted) -> tuple[Possession, Signature] | None:
    """What an act claims of the new key it names, with the proof; None where it names none."""
    match m.act:
        case a.KeyBound(key, proof) | a.KeyChanged(key, proof):
            return Possession(state.body, "member", m.by, key, m.key), proof
        case a.KeyVouched(member, key, proof):
            replaced = state.key_in_force(member, m.time)
            return Possession(state.body, "member", member, key, replaced), proof
        case a.Invited(id=who, card=str(card), proof=proof):
            return Possession(state.body, "card", who, card, None), proof
        case a.SeatAccepted(seat, str(key), proof) if seat in state.seats:
            return Possession(state.body, "seat", seat, key, state.seats[seat].key), proof
        case a.AttestationShown(attestation=says.Attestation(origin=origin, says=says.Elected() as told)):
            return Possession(origin, "seat", told.seat, told.key, told.replaces), told.proof
        case _:
            return None


def proven(state: State, m: a.Minuted, holder: Callable[[KeyId], Signer | None]) -> a.AnyAct:
    """The act with the proof of the new key it names, where it has none yet and `holder` knows who holds that key."""
    act = m.act
    if isinstance(act, a.Assisted):
        said = a.Minuted(m.step, m.time, m.key, replace(m.payload, by=act.member, act=act.act))
        return replace(act, act=proven(state, said, holder))
    named = claimed(state, m)
    if named is None or named[1] or isinstance(act, a.AttestationShown):
        return act
    signer = holder(named[0].key)
    return act if signer is None else replace(act, proof=proof(named[0], signer))
