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
from confederal.kernel.identity import BodyId, KeyId, Step
from confederal.kernel.matters.admission import Admission
from confederal.kernel.minute_book import body_of, written
from confederal.kernel.question import Result
from confederal.sentence import say

Proven = Callable[[Attestation, Proof, KeyId], bool]
"""Whether a word is proven to stand in a book that is kept with this key."""


Kept = tuple[tuple[Step, KeyId], ...]
"""The keys a body's book is kept with, each with the step of the council's book from which it holds."""


class Peers(Struct, frozen=True):
    """The bodies of one council with the keys of their books, and the keys their delegates sign with."""

    hosts: Map[BodyId, Kept] = Map()
    asked: Map[BodyId, KeyId] = Map()
    """Bodies that showed their own decision to join; no delegate has yet asked to admit them."""
    delegates: Map[KeyId, BodyId] = Map()
    moving: Map[Step, tuple[BodyId, KeyId, KeyId]] = Map()
    """Step → a body whose book is kept with another key, that key, and the delegate's who showed it (not confirmed)."""

    def host(self, body: BodyId, step: Step) -> KeyId | None:
        """The key a body's book is kept with at that step of the council's book; None for a body not known.

        What was shown before a body changed keys stays proven by the key of that time.
        """
        held = [key for since, key in self.hosts.get(body, ()) if since <= step]
        return held[-1] if held else None

    def keeping(self, body: BodyId, step: Step, key: KeyId) -> Peers:
        """With that body's book kept with that key from that step on."""
        kept = tuple(sorted({*self.hosts.get(body, ()), (step, key)}))
        return replace(self, hosts=self.hosts.set(body, kept))

    def knows(self, body: BodyId, key: KeyId) -> bool:
        """Whether this is the newest key known of that body's book."""
        kept = self.hosts.get(body, ())
        return bool(kept) and kept[-1][1] == key


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
        for named in act.bodies:
            if named.body not in peers.hosts:
                peers = peers.keeping(named.body, 0, named.host_key)
        return peers
    if isinstance(act, a.Confirmed):
        return with_move(peers, act.step, line)
    admits = admitted(peers, line, proven)
    if admits is not None and admits in peers.asked:
        return peers if admits in peers.hosts else peers.keeping(admits, 0, peers.asked[admits])
    if not isinstance(act, a.AttestationShown):
        return peers
    origin, told = act.attestation.origin, act.attestation.says
    if isinstance(told, says.Joins):
        if not proven(act.attestation, act.proof, told.host_key):
            return peers
        return replace(peers, asked=peers.asked.set(origin, told.host_key))
    held = peers.host(origin, line.number)
    if held is None:
        return peers
    if isinstance(told, says.Moves) and peers.delegates.get(line.key, origin) != origin:
        if not proven(act.attestation, act.proof, told.host_key):
            return peers
        return replace(peers, moving=peers.moving.set(line.number, (origin, told.host_key, line.key)))
    if not proven(act.attestation, act.proof, held):
        return peers
    match told:
        case says.Elected(office=office) if office == DELEGATE:
            return replace(peers, delegates=peers.delegates.set(told.key, origin))
        case says.Moves():
            return peers.keeping(origin, line.number, told.host_key)
        case _:
            return peers


def with_move(peers: Peers, shown: Step, line: Read) -> Peers:
    """With a move that a delegate of another body showed and a second one confirms, both of them known to us.

    Whether a word under the old key stopped it stands in the council's book and is not shown with its words: two
    delegates who lie together can give a body a second keeper here, and could raise any question anyway.
    """
    if shown not in peers.moving:
        return peers
    body, key, first = peers.moving[shown]
    if line.key == first or peers.delegates.get(line.key, body) == body:
        return peers
    return replace(peers.keeping(body, line.number, key), moving=peers.moving.delete(shown))


def admitted(peers: Peers, line: Read, proven: Proven) -> BodyId | None:
    """The body that a delegate, or another body of the council, asks to admit by this line; None for any other."""
    matter = raised(peers, line, proven)
    return matter.body if isinstance(matter, Admission) else None


def raised(peers: Peers, line: Read, proven: Proven) -> object:
    """The matter that this line puts before the council, by right of a delegate or of a body; None if by neither."""
    match line.payload.act:
        case a.QuestionRaised(matter=matter) if line.key in peers.delegates:
            return matter
        case a.AttestationShown(attestation=word, proof=proof) if isinstance(word.says, says.Proposes):
            key = peers.host(word.origin, line.number)
            return word.says.what if key is not None and proven(word, proof, key) else None
        case _:
            return None


def resting_on(peers: Peers, word: Attestation, lines: Iterable[Read], proven: Proven) -> str | None:
    """What is missing for a council's word to follow from its own book; None if nothing is.

    An open question rests on the line that raised it; a decided one on the line with which a delegate opened the vote,
    and on its closing (a council votes by name, and no such count is corrected); what binds by joining on all of
    these. Any other word rests on nothing but its own line.
    """
    told = word.says
    question, result = word.about, Result.CARRIED
    match told:
        case says.Asks():
            question, of_raising, of_deciding = told.question, not told.ratify, told.ratify
        case says.Closes():
            question, of_raising, of_deciding, result = told.question, False, True, told.result
        case says.Decided() if word.about is None:
            return say("it names no question")
        case says.Decided():
            of_raising, of_deciding = True, True
        case _:
            return None
    was_raised = was_opened = was_closed = False
    for line in lines:
        knows = learned(peers, word.origin, line, proven)
        if knows != learned(peers, word.origin, line, taken_for_granted):
            return say("a line shown with it tells what is not proven")
        peers = knows
        if line.number == question:
            was_raised = was_raised or raised(peers, line, proven) == getattr(told, "what", None)
        match line.payload.act:
            case a.VoteOpened(question=step) if step == question:
                was_opened = was_opened or line.key in peers.delegates
            case a.Closed(question=step, outcome=outcome) if step == question:
                was_closed = was_closed or outcome.result is result
            case _:
                pass
    if of_raising and not was_raised:
        return say("no delegate and no body raised it, by what is shown with it")
    if of_deciding and not was_opened:
        return say("no delegate opened a vote on it, by what is shown with it")
    if of_deciding and not was_closed:
        return say("its vote was not closed so, by what is shown with it")
    return None


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
