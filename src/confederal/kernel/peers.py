"""Who speaks in a council of ours: the bodies that make it up and their delegates' keys, as far as it was proven to us.

Whoever keeps a council's record could write into it that a question was raised, or decided, and carry that down. So a
council's word about a question comes with the lines of the council's book it rests on, and each of these is signed
by a delegate or is a body's own word. Which keys are delegates' is learned line by line, from the council's founding
on, whose digest is the council's own name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.attestation import Attestation, Proof
from confederal.kernel.body import DELEGATE
from confederal.kernel.identity import BodyId, KeyId
from confederal.kernel.matters.admission import Admission
from confederal.kernel.minute_book import body_of, written
from confederal.sentence import say

Proven = Callable[[Attestation, Proof, KeyId], bool]
"""Whether a word is proven to stand in a book that is kept with this key."""


class Peers(Struct, frozen=True):
    """The bodies of one council with the keys of their books, and the keys their delegates sign with."""

    hosts: Map[BodyId, KeyId] = Map()
    asked: Map[BodyId, KeyId] = Map()
    """Bodies that showed their own decision to join; no delegate has yet asked to admit them."""
    seats: Map[KeyId, BodyId] = Map()


class Read(Struct, frozen=True):
    """One line of another body's book: what it says, at which number, signed with which key."""

    number: int
    key: KeyId
    payload: a.Payload


def taken_for_granted(word: Attestation, proof: Proof, key: KeyId) -> bool:
    """Lines that were judged before are not proven again."""
    return True


def learned(peers: Peers, council: BodyId, line: Read, proven: Proven) -> Peers:
    """What we know of a council's bodies with one more line of its book."""
    act = line.payload.act
    if isinstance(act, a.Founded):
        if line.number or body_of(written(line.payload)) != council:
            return peers
        hosts = peers.hosts
        for named in act.bodies:
            hosts = hosts if named.body in hosts else hosts.set(named.body, named.host_key)
        return replace(peers, hosts=hosts)
    admits = admitted(peers, line, proven)
    if admits is not None and admits in peers.asked and admits not in peers.hosts:
        return replace(peers, hosts=peers.hosts.set(admits, peers.asked[admits]))
    if not isinstance(act, a.AttestationShown):
        return peers
    origin, told = act.attestation.origin, act.attestation.says
    if isinstance(told, says.Joins):
        known = proven(act.attestation, act.proof, told.host_key)
        return replace(peers, asked=peers.asked.set(origin, told.host_key)) if known else peers
    key = peers.hosts.get(origin)
    if key is None or not proven(act.attestation, act.proof, key):
        return peers
    match told:
        case says.Elected(office=office) if office == DELEGATE:
            return replace(peers, seats=peers.seats.set(told.key, origin))
        case says.Moves():
            return replace(peers, hosts=peers.hosts.set(origin, told.host_key))
        case _:
            return peers


def admitted(peers: Peers, line: Read, proven: Proven) -> BodyId | None:
    """The body that a delegate, or another body of the council, asks to admit by this line; None for any other."""
    matter = raised(peers, line, proven)
    return matter.body if isinstance(matter, Admission) else None


def raised(peers: Peers, line: Read, proven: Proven) -> object:
    """The matter that this line puts before the council, by right of a delegate or of a body; None if by neither."""
    match line.payload.act:
        case a.QuestionRaised(matter=matter) if line.key in peers.seats:
            return matter
        case a.AttestationShown(attestation=word, proof=proof) if isinstance(word.says, says.Proposes):
            key = peers.hosts.get(word.origin)
            return word.says.what if key is not None and proven(word, proof, key) else None
        case _:
            return None


def resting_on(peers: Peers, word: Attestation, lines: Iterable[Read], proven: Proven) -> str | None:
    """What is missing for a council's word to follow from its own book; None if nothing is.

    An open question rests on the line that raised it; a decided one on the line with which a delegate opened the vote,
    and on its closing. Any other word rests on nothing but its own line.
    """
    told = word.says
    if not isinstance(told, says.Asks | says.Closes):
        return None
    was_raised = was_opened = was_closed = False
    for line in lines:
        knows = learned(peers, word.origin, line, proven)
        if knows != learned(peers, word.origin, line, taken_for_granted):
            return say("a line shown with it tells what is not proven")
        peers = knows
        match line.payload.act, told:
            case a.VoteOpened(question=step), _ if step == told.question:
                was_opened = was_opened or line.key in peers.seats
            case a.Closed(question=step, outcome=outcome), says.Closes(result=result) if (
                step == told.question
            ):
                was_closed = was_closed or outcome.result is result
            case a.Closed(question=step, outcome=outcome), _ if step == told.question:
                was_closed = was_closed or outcome.carried
            case _, says.Asks(what=what) if line.number == told.question:
                was_raised = was_raised or raised(peers, line, proven) == what
            case _:
                pass
    if isinstance(told, says.Asks) and not told.ratify:
        return None if was_raised else say("no delegate and no body raised it, by what is shown with it")
    if not was_opened:
        return say("no delegate opened a vote on it, by what is shown with it")
    return None if was_closed else say("its vote was not closed so, by what is shown with it")


def ends_at(word: Attestation, lines: Iterable[Read]) -> int:
    """Until when the vote lasts that a council's word tells the end of, as the delegate opened it; 0 if not shown."""
    return max(opened_until(word, lines), default=0)


def opened_until(word: Attestation, lines: Iterable[Read]) -> Iterator[int]:
    """The ends of the votes these lines open on the question of the word."""
    for line in lines:
        match line.payload.act, word.says:
            case a.VoteOpened(question=step, until=until), says.Closes(question=told) if step == told:
                yield until
            case _:
                pass
