"""A book in a bottle: the real judging and reading of acts, without signatures, disks and clocks of its own.

Keys are names here (`key_of`), proofs are trusted, time is handed in. Everything else is the law itself: an act
goes through `charter.reading.extended` and nothing else. The desk refuses what is out of order before it is
written (`attempted`); a hostile keeper writes it all the same and every reader strikes it (`written_down`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct

from confederal.charter.reading import Reading, extended, judge
from confederal.kernel import act as a
from confederal.kernel.attestation import Attestation, Proof
from confederal.kernel.body import Charter
from confederal.kernel.identity import HOST, BodyId, Id, KeyId, Signature
from confederal.kernel.minute_book import body_of, written
from confederal.kernel.objection import Objection
from confederal.kernel.peers import Peers
from confederal.kernel.possession import Possession
from confederal.kernel.state import State

NO_PROOF = Proof("", "", "", "")
"""Stands where a proof would: in a bottle every word of another body is believed to stand in its book."""


def believing(
    claim: Attestation | Possession, proof: Proof | Signature, key: str, peers: Peers | None
) -> str | None:
    """A prover that finds nothing wrong, so that laws of reading are tried without signatures."""
    return None


def key_of(body: str, who: str) -> KeyId:
    """The key somebody signs with in the book of that body: a name, long enough for a key."""
    return f"key of {who} in the book called {body}"


class Bottle(Struct, frozen=True):
    """One body's book: everything that was written, and its reading."""

    name: str
    body: BodyId
    reading: Reading
    entries: tuple[a.Minuted, ...]

    @property
    def state(self) -> State:
        assert self.reading.state is not None, f"{self.name} was never founded"
        return self.reading.state

    @property
    def time(self) -> int:
        return self.state.time


class Impossible(Exception):
    """Something a history takes for granted was refused; carries every objection."""

    def __init__(self, who: str, act: a.AnyAct, objections: Sequence[Objection]) -> None:
        super().__init__(f"{who}: {type(act).__name__}: " + "; ".join(map(str, objections)))
        self.objections = tuple(objections)


def minuted_as(bottle: Bottle, who: Id, act: a.AnyAct, at: int, key: KeyId | None = None) -> a.Minuted:
    """The entry this act would be: the next step, the next counter of its author's key, received at that time."""
    state = bottle.state
    signer = key if key is not None else signing_key(state, bottle.name, who, at)
    payload = a.Payload(1, bottle.body, who, state.counters.get(signer, -1) + 1, at, act)
    return a.Minuted(state.size, max(at, state.time), signer, payload)


def signing_key(state: State, name: str, who: Id, at: int) -> KeyId:
    """The key with which somebody signs here: the host's, a place's, a member's, an invited person's card."""
    if who == HOST:
        return state.host_key
    place = state.places.get(who)
    if place is not None:
        return place.key
    known = state.key_in_force(who, at)
    if known is not None:
        return known
    invitation = state.invitations.get(who)
    return (invitation.card if invitation is not None else None) or key_of(name, who)


def written_down(bottle: Bottle, entry: a.Minuted) -> Bottle:
    """The book with one more entry, whether it is in order or not."""
    reading = extended(bottle.reading, entry, body=bottle.body, prover=believing)
    return Bottle(bottle.name, bottle.body, reading, (*bottle.entries, entry))


def attempted(
    bottle: Bottle, who: Id, act: a.AnyAct, at: int, key: KeyId | None = None
) -> tuple[Bottle, tuple[Objection, ...]]:
    """The book after somebody tried an act at the desk, and every objection if it was refused and not written."""
    entry = minuted_as(bottle, who, act, at, key)
    objections = judge(bottle.state, entry, believing)
    return (bottle, objections) if objections else (written_down(bottle, entry), ())


def done(bottle: Bottle, who: Id, act: a.AnyAct, at: int, key: KeyId | None = None) -> Bottle:
    """The book after an act that is taken for granted. Raises Impossible with the objections."""
    after, objections = attempted(bottle, who, act, at, key)
    if objections:
        raise Impossible(who, act, objections)
    return after


# Founding


def founded_assembly(
    name: str,
    charter: Charter,
    people: Sequence[Id],
    at: int,
    *,
    brings: a.Brought | None = None,
    confirming: Sequence[Id] | None = None,
) -> Bottle:
    """An assembly that its people found, each with their own key; forming still if `confirming` are not all."""
    founded = a.Founded(
        charter=charter,
        host_key=key_of(name, HOST),
        nonce=hashlib.sha256(name.encode()).hexdigest()[:32],
        founders=tuple(a.Founder(who, key_of(name, who)) for who in people),
        brings=brings if brings is not None else a.Brought(),
    )
    bottle = begun(name, founded, people[0], key_of(name, people[0]), at)
    for who in people[1:] if confirming is None else confirming:
        bottle = done(bottle, who, a.FoundingConfirmed(), at)
    return bottle


def founded_council(name: str, charter: Charter, bodies: Sequence[Bottle], at: int) -> Bottle:
    """A council as it is named at its founding: it stands when every body has shown its own decision to join."""
    named = tuple(
        a.FoundingBody(bottle.body, bottle.state.charter.title, bottle.state.host_key) for bottle in bodies
    )
    founded = a.Founded(
        charter=charter,
        host_key=key_of(name, HOST),
        nonce=hashlib.sha256(name.encode()).hexdigest()[:32],
        bodies=named,
    )
    return begun(name, founded, HOST, key_of(name, HOST), at)


def begun(name: str, founded: a.Founded, who: Id, key: KeyId, at: int) -> Bottle:
    """The book that begins with this founding. Raises Impossible with the objections."""
    payload = a.Payload(1, "", who, 0, at, founded)
    body = body_of(written(payload))
    entry = a.Minuted(0, at, key, payload)
    reading = extended(Reading(None), entry, body=body, prover=believing)
    if reading.state is None:
        raise Impossible(who, founded, reading.struck[0])
    return Bottle(name, body, reading, (entry,))
