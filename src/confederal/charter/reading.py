"""Reading a book: every entry is judged, then what it says follows, or it is struck and keeps its place.

Reading never fails: it returns the state and what was out of order. `read(book, at)` needs nothing but the book.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any

from immutables import Map
from msgspec import Struct

from confederal.charter import articles
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.after import after, founding, struck
from confederal.kernel.attestation import Attestation, Proof
from confederal.kernel.grounds import AHEAD, assisted, elsewhere, from_the_future, grounds
from confederal.kernel.identity import Signature
from confederal.kernel.matters import Agreement, Lending
from confederal.kernel.minute_book import Entry, Unreadable
from confederal.kernel.objection import Objection
from confederal.kernel.peers import Peers
from confederal.kernel.possession import Possession, claimed
from confederal.kernel.state import State
from confederal.sentence import say

Prover = Callable[[Attestation | Possession, Proof | Signature, str, Peers | None], str | None]
"""Looks at a proof: of another body's word against its host's key, of a new key against that key itself.

With what we know of a council's bodies it also looks at what that council's word rests on. Says what is wrong with
it, or None; see `proof.fault_in`.
"""


class Reading(Struct, frozen=True):
    """The state of a body, and every entry that was out of order with the reasons."""

    state: State | None
    struck: Map[int, tuple[Objection, ...]] = Map()

    @property
    def size(self) -> int:
        return 0 if self.state is None else self.state.size


def read(
    entries: Iterable[Entry],
    *,
    body: str,
    prover: Prover,
    at: int | None = None,
    remembered: Container[int] | None = None,
) -> Reading:
    """The reading of a book, up to and including the time `at`.

    `remembered` are the numbers of the entries an earlier reading under the same edition struck: entries are then
    not judged again, and the reasons of those struck are not told.
    """
    reading = Reading(None)
    for entry in entries:
        if at is not None and entry.time > at:
            break
        reading = extended(reading, entry, body=body, prover=prover, remembered=remembered)
    return reading


def extended(
    reading: Reading,
    entry: Entry,
    *,
    body: str,
    prover: Prover,
    remembered: Container[int] | None = None,
) -> Reading:
    """The reading with one more entry."""
    state = reading.state
    if isinstance(entry, Unreadable):
        reasons = (unreadable(entry),)
        if state is None:
            return Reading(None, reading.struck.set(entry.step, reasons))
        skipped = a.Minuted(entry.step, entry.time, "", NOTHING)
        return Reading(struck(state, skipped), reading.struck.set(entry.step, reasons))
    if state is None:
        return begun(reading, entry, body)
    if remembered is not None:
        if entry.step in remembered:
            return Reading(struck(state, entry), reading.struck.set(entry.step, ()))
        return Reading(after(state, entry), reading.struck)
    found = judge(state, entry, prover)
    if found:
        return Reading(struck(state, entry), reading.struck.set(entry.step, found))
    return Reading(after(state, entry), reading.struck)


NOTHING = a.Payload(1, "", "nobody", 0, 0, a.Left())
"""Stands in for what an unreadable entry may have said."""


def begun(reading: Reading, entry: a.Minuted, body: str) -> Reading:
    """The reading of the first entry: a founding, or nothing."""
    found = judge_founding(entry, body)
    if found:
        return Reading(None, reading.struck.set(entry.step, found))
    return Reading(founding(entry, body))


def judge_founding(m: a.Minuted, body: str) -> tuple[Objection, ...]:
    """Every objection to a founding act."""
    act = m.act
    if not isinstance(act, a.Founded):
        return (
            Objection(
                "authority_from_below",
                7,
                "A record begins with a founding.",
                say("begins with “{kind}”", kind=tag_of(act)),
                "found the body first",
            ),
        )
    if m.payload.body or m.payload.v != 1:
        return (elsewhere(m.payload.body),)
    ahead = [from_the_future(m.payload.at - m.time)] if m.payload.at > m.time + AHEAD else []
    return tuple(dict.fromkeys((*ahead, *check_all(founding(m, body), m, act))))


def judge(state: State, m: a.Minuted, prover: Prover) -> tuple[Objection, ...]:
    """Every objection to an act in this state; none if it has effect."""
    found = grounds(state, m)
    if found:
        return tuple(dict.fromkeys(found))
    act = m.payload.act
    kind = type(act)
    checks = articles.CHECKS.get(kind)
    if checks is None and kind not in INNER:
        return tuple(unproven(state, m, prover)) if kind in NAMING else ()
    objections = check_all(state, m, act)
    if kind in NAMING or kind in INNER:
        objections = (*objections, *unproven(state, m, prover))
    if kind in PROVEN:
        objections = (*objections, *proof_objections(state, m, act, prover))
    return tuple(dict.fromkeys(objections))


INNER = (a.Assisted, a.Confirmed)
PROVEN = (a.AttestationShown, a.ContradictionShown)
NAMING = (a.Invited, a.KeyBound, a.KeyChanged, a.KeyVouched, a.SeatAccepted, a.AttestationShown)
"""What may name a new key for somebody. A test holds this against the union of acts."""


def check_all(state: State, m: a.Minuted, act: Any) -> tuple[Objection, ...]:
    """The objections of every article that speaks of this act, of the matter in it, and of the act inside it."""
    found: list[Objection] = []
    for check in articles.CHECKS.get(type(act), ()):
        found.extend(check(state, m, act))
    matter = matter_in(act)
    if matter is not None:
        by = m.by if not isinstance(act, a.AttestationShown) else act.attestation.origin
        for about in articles.MATTER_CHECKS.get(type(matter), ()):
            found.extend(about(state, by, matter, m.time))
    for said in said_in(state, m, act):
        found.extend(check_all(state, said, said.act))
    return tuple(found)


def matter_in(act: Any) -> Any:
    """The matter an act puts to the body, if it puts one."""
    if isinstance(act, a.QuestionRaised):
        return act.matter
    if isinstance(act, a.AttestationShown) and isinstance(act.attestation.says, says.Proposes):
        return act.attestation.says.what
    return None


def said_in(state: State, m: a.Minuted, act: Any) -> Iterator[a.Minuted]:
    """What a member said at the tellers' table, and what one proposed: judged again when another confirms it."""
    if isinstance(act, a.Assisted):
        yield assisted(m, act)
    elif isinstance(act, a.Confirmed):
        waiting = state.pending[act.step]
        if isinstance(waiting.act, a.Assisted):
            yield assisted(m, waiting.act)
        payload = a.Payload(1, state.body, waiting.by, m.payload.n, m.payload.at, waiting.act)
        yield a.Minuted(waiting.step, m.time, m.key, payload)


def unproven(state: State, m: a.Minuted, prover: Prover) -> Iterator[Objection]:
    """Objections to naming a key for somebody that nobody showed they hold."""
    for said in (m, *said_in(state, m, m.act)):
        named = claimed(state, said)
        if named is None:
            continue
        claim, proof = named
        fault = prover(claim, proof, claim.key, None)
        if fault is not None:
            yield Objection(
                "the_operator_serves",
                6,
                "A new key is taken only with its own signature, over our body, whose it is to be and the key it"
                " replaces.",
                say("{key} for {who}: {fault}", key=claim.key[:24], who=claim.of, fault=fault),
                "make the key on the device that will hold it, for this body, and let it sign",
            )


def proof_objections(state: State, m: a.Minuted, act: Any, prover: Prover) -> Iterator[Objection]:
    """Objections to the proof of another body's word."""
    attestation: Attestation = act.attestation
    key = host_key_of(state, m, attestation)
    if key is None:
        return
    fault = prover(attestation, act.proof, key, None)
    if fault is not None:
        yield Objection(
            "credentials_first",
            4,
            "Another body's word is shown with its proof: the step in that body's own record.",
            fault,
            "take the proof from that body's record as it is now",
        )
    elif attestation.origin in state.affiliations and isinstance(act, a.AttestationShown):
        missing = prover(attestation, act.proof, key, state.peers.get(attestation.origin, Peers()))
        if missing is not None:
            yield Objection(
                "credentials_first",
                8,
                "A council's word about a question is shown with the steps of its record it rests on, signed by "
                "delegates or resting on a body's own word: who keeps that record makes none of them alone.",
                missing,
                "show the steps by which it was raised, or put to the vote and closed",
            )


def host_key_of(state: State, m: a.Minuted, attestation: Attestation) -> str | None:
    """The key another body's record is kept with, as our own record knows it."""
    told = attestation.says
    if attestation.origin in state.bodies:
        link = state.bodies[attestation.origin]
        if isinstance(told, says.Moves) and m.by in state.places:
            return told.host_key  # delegates of two bodies show it: the old host cannot block the move
        return link.key(m.time)
    if attestation.origin in state.affiliations:
        return state.affiliations[attestation.origin].host_key
    if isinstance(told, says.Joins):
        return told.host_key
    for decision in reversed((*state.unended(Agreement.word()), *state.unended(Lending.word()))):
        for party in getattr(decision.matter, "with_", ()):
            if party.body == attestation.origin:
                return str(party.host_key)
    return ""


def unreadable(entry: Unreadable) -> Objection:
    return Objection(
        "open_books",
        3,
        "A step is written so that every reader reads the same.",
        entry.words,
        "write it again in the form of this edition",
    )


def tag_of(act: a.Act) -> str:
    return str(type(act).__struct_config__.tag)


def also(reading: Reading, words: Iterable[Attestation], at: int) -> State:
    """What would hold if these words of other bodies were shown now (DESIGN §4). It alters no record."""
    assert reading.state is not None
    state = reading.state
    for word in words:
        shown = a.AttestationShown(word, Proof("", "", "", ""))
        payload = a.Payload(1, state.body, "host", 0, at, shown)
        m = a.Minuted(state.size, max(at, state.time), state.host_key, payload)
        counted = at_next_counter(state, m)
        if not judge(state, counted, lambda *_: None):
            state = after(state, counted)
    return state


def at_next_counter(state: State, m: a.Minuted) -> a.Minuted:
    """The same act with the host's next counter."""
    n = state.counters.get(m.key, -1) + 1
    payload = a.Payload(1, m.payload.body, m.payload.by, n, m.payload.at, m.payload.act)
    return a.Minuted(m.step, m.time, m.key, payload)
