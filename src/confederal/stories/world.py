"""A small world: bodies with members who hold keys, a clock that is moved, a clerk that carries words.

Every act is signed and sent to the desk; nothing is put into a book in any other way. Keys, salts and nonces
are derived from names, so that a story told twice writes the same books to the byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from msgspec.structs import replace

from confederal.audit import accord
from confederal.charter.articles.quorum_and_notice import opens_at
from confederal.kernel import act as a
from confederal.kernel.ballot import Mark, Tally, Way
from confederal.kernel.body import DELEGATE, Charter
from confederal.kernel.checkpoint import Receipt
from confederal.kernel.envelope import SeedKey, Signer
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.matters import Election, Joining, Matter
from confederal.kernel.matters.matter import Sense
from confederal.kernel.minute_book import body_of, sealed, written
from confederal.kernel.possession import proven
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State
from confederal.records.log import Log
from confederal.records.memory import MemoryShelf
from confederal.secretary.clerk import Clerk
from confederal.secretary.desk import Answer, Desk, Received, Refused
from confederal.secretary.shelf import Shelf

START: Final = 1_767_225_600
"""Day 0 of every story unless it says otherwise: 1 January 2026, 00:00 UTC."""


AT_ONCE: Final = 300
"""So many lines of a register fit into one act."""


Held = TypeVar("Held", bound=Signer)


class StoryBroken(Exception):
    """A step of the story itself (not one it expects to be refused) was refused."""


class World:
    """Bodies by the names the story gives them, and the people in them."""

    def __init__(self, *, start: int = START, shelf: Shelf | None = None) -> None:
        self.now = start
        self.start: Final = start
        self.shelf: Final = shelf if shelf is not None else MemoryShelf()
        self.bodies: Final[dict[str, str]] = {}
        """The story's name → the body's identity."""
        self._salts = 0
        self._hosts: Final[dict[str, SeedKey]] = {}
        self._keys: Final[dict[tuple[str, str], SeedKey]] = {}
        self._held: Final[dict[str, Signer]] = {}
        self._counters: Final[dict[str, int]] = {}
        self._logs: Final[dict[str, Log]] = {}
        self.desk: Final = Desk(self.shelf, clock=lambda: self.now, lot=self._salt)
        self.clerk: Final = Clerk(self.desk, self._hosts, self._receipts, lambda: self.now)

    # Time

    @property
    def day(self) -> int:
        """The day of the story."""
        return (self.now - self.start) // DAY

    def on_day(self, day: int) -> None:
        """Moves the clock to the beginning of a day of the story; never back. The clerk does what fell due."""
        self.now = max(self.now, self.start + day * DAY)
        self.clerk.work()

    def later(self, *, days: int = 0, hours: int = 0) -> None:
        """Moves the clock on; the clerk does what fell due."""
        self.now += days * DAY + hours * HOUR
        self.clerk.work()

    # Who there is

    def key(self, name: str, who: str) -> SeedKey:
        """The key somebody of the story signs with in the book of that body."""
        if (name, who) not in self._keys:
            self._keys[name, who] = self.holding(SeedKey(seed("key", name, who)))
        return self._keys[name, who]

    def holding(self, key: Held) -> Held:
        """The same key, which somebody of the story holds from now on: named in an act, it proves itself."""
        self._held[key.keyid] = key
        return key

    def host(self, name: str) -> SeedKey:
        """The key the book of that body is kept with."""
        return self._hosts[self.bodies[name]] if name in self.bodies else SeedKey(seed("host", name))

    def state(self, name: str) -> State:
        """What the record of that body shows now."""
        state = self.desk.reading(self.bodies[name]).state
        assert state is not None, f"{name} was not founded"
        return state

    def members(self, name: str) -> list[str]:
        """The members on the roll, those with a key of their own first."""
        state = self.state(name)
        return sorted(state.roll, key=lambda who: (state.members[who].key is None, who))

    def signing(self, name: str) -> list[str]:
        """The members on the roll who hold a key."""
        state = self.state(name)
        return [who for who in self.members(name) if state.members[who].key is not None]

    # Saying things

    def envelope(self, name: str, who: str, act: a.AnyAct) -> bytes:
        """The signed envelope of an act somebody of the story does now."""
        body = self.bodies[name]
        signer = self.host(name) if who == HOST else self.key(name, who)
        n = self._counters.get(signer.keyid, -1)
        state = self.desk.reading(body).state
        if state is not None:
            n = max(n, state.counters.get(signer.keyid, -1))
        self._counters[signer.keyid] = n + 1
        if state is not None:
            act = self.proven(name, who, act)
        return sealed(a.Payload(1, body, who, n + 1, self.now, act), signer)

    def proven(self, name: str, who: str, act: a.AnyAct) -> a.AnyAct:
        """The act with the proof of the new key it names, where somebody of the story holds that key."""
        state = self.state(name)
        signer = self.host(name) if who == HOST else self.key(name, who)
        payload = a.Payload(1, state.body, who, 0, self.now, act)
        return proven(state, a.Minuted(state.size, self.now, signer.keyid, payload), self._held.get)

    def say(self, name: str, who: str, act: a.AnyAct) -> Answer:
        """Sends an act to the desk and returns its answer; then the clerk does what follows."""
        answer = self.desk.minute(self.bodies[name], self.envelope(name, who, act))
        self.clerk.work()
        return answer

    def done(self, name: str, who: str, act: a.AnyAct) -> int:
        """Does something that the story takes for granted; returns its step. Raises StoryBroken if refused."""
        return received(self.say(name, who, act), f"{who} of {name}: {type(act).__name__}").step

    # Founding

    def found_assembly(
        self,
        name: str,
        charter: Charter,
        heads: int,
        *,
        founders: int | None = None,
        sections: Mapping[str, int] | None = None,
        brings: a.Brought | None = None,
        officers: bool = True,
    ) -> None:
        """Founds an assembly of so many members; the founders have keys, the others act at the tellers' table.

        Members are called m1, m2, … ; the first offices of the charter are brought along.
        """
        signed = min(heads, founders if founders is not None else 12)
        of_section: list[str | None] = list(spread(sections or {}, heads))
        people = [f"m{number}" for number in range(1, heads + 1)]
        given = brings if brings is not None else a.Brought()
        holders = tuple(
            a.BroughtSeat(
                office.name, people[(place + 2 * rank) % signed], self.now + charter.term_days * DAY
            )
            for rank, office in enumerate(charter.offices)
            for place in range(min(office.seats, signed))
        )
        lines = tuple(
            a.StandingLine(who, section=of_section[rank]) for rank, who in enumerate(people) if rank >= signed
        )
        founded = a.Founded(
            charter=charter,
            host_key=SeedKey(seed("host", name)).keyid,
            nonce=seed("nonce", name).hex()[:32],
            founders=tuple(
                a.Founder(who, self.key(name, who).keyid, of_section[rank])
                for rank, who in enumerate(people[:signed])
            ),
            brings=replace(
                given, offices=(*(holders if officers else ()), *given.offices), members=lines[:AT_ONCE]
            ),
        )
        self._found(name, founded, people[0], self.key(name, people[0]))
        for who in people[1:signed]:
            self.done(name, who, a.FoundingConfirmed())
        for start in range(AT_ONCE, len(lines), AT_ONCE):
            self.enrol(name, lines[start : start + AT_ONCE])

    def enrol(self, name: str, lines: Sequence[a.StandingLine]) -> None:
        """Two keepers bring the register up to date."""
        first, second = list(self.state(name).holders("keeper", self.now))[:2]
        self.done(name, second, a.Confirmed(self.done(name, first, a.StandingImported(tuple(lines)))))

    def found_council(
        self, name: str, charter: Charter, bodies: Sequence[str], *, sides: Mapping[str, str] | None = None
    ) -> None:
        """Founds a council: each body decides to join in its own assembly; then it elects delegates."""
        named = tuple(
            a.FoundingBody(
                self.bodies[body],
                self.state(body).charter.title,
                self.host(body).keyid,
                (sides or {}).get(body),
            )
            for body in bodies
        )
        host = SeedKey(seed("host", name))
        founded = a.Founded(
            charter=charter, host_key=host.keyid, nonce=seed("nonce", name).hex()[:32], bodies=named
        )
        self._found(name, founded, HOST, host)
        for body in bodies:
            side = (sides or {}).get(body)
            self.decide(body, self.joining(name, charter, side), f"We join {charter.title}")

    def joining(self, name: str, charter: Charter | None = None, side: str | None = None) -> Joining:
        """The matter of joining that council as it is now, on this side where it has sides."""
        terms = charter if charter is not None else self.state(name).charter
        return accord.joining(self.bodies[name], terms, self.host(name).keyid, side)

    def _found(self, name: str, founded: a.Founded, who: str, signer: SeedKey) -> None:
        payload = a.Payload(1, "", who, 0, self.now, founded)
        body = body_of(written(payload))
        self.bodies[name] = body
        self._hosts[body] = SeedKey(seed("host", name))
        received(self.desk.found(sealed(payload, signer)), f"founding {name}")
        self._counters[signer.keyid] = 0

    # Deciding, as assemblies do

    def decide(
        self,
        name: str,
        matter: Matter,
        title: str,
        votes: Mapping[str, int] | None = None,
        *,
        ballots: Iterable[tuple[Mark, int]] | None = None,
        candidates: Sequence[str] = (),
        paragraphs: Sequence[str] = (),
    ) -> Question:
        """Takes a question through an assembly: raised, supported, noticed, put at a meeting, told by two, closed.

        `votes` are papers or hands by mark (everybody in favour if not given); `ballots` are rankings.
        Returns the closed question.
        """
        step = self.raise_and_support(name, matter, title, paragraphs)
        for who in candidates:
            self.stand(name, who, step)
        return self.put(name, step, votes, ballots=ballots)

    def raise_and_support(self, name: str, matter: Matter, title: str, paragraphs: Sequence[str] = ()) -> int:
        """Raises a question and has as many support it as the charter asks; returns its step."""
        voters = self.signing_for(name, matter)
        step = self.done(name, voters[0], a.QuestionRaised(title, matter, tuple(map(text, paragraphs))))
        for who in voters[1:]:
            if self.state(name).questions[step].stage is not Stage.RAISED:
                break
            self.done(name, who, a.Supported(step))
        return step

    def signing_for(self, name: str, matter: Matter) -> list[str]:
        """The members with a key who vote on that matter, those it concerns last."""
        state = self.state(name)
        section = matter.section(state)
        concerned = matter.concerned(state)
        voters = [who for who in self.signing(name) if state.is_elector(who, section, self.now)]
        return sorted(voters, key=lambda who: who in concerned)

    def stand(self, name: str, who: str, step: int) -> Answer:
        """Somebody stands for election, at the tellers' table if they have no key."""
        return self.in_person(name, who, a.CandidatureAccepted(step))

    def in_person(self, name: str, who: str, act: a.Assistable) -> Answer:
        """Somebody does something themselves: with their key, or with two tellers."""
        if self.state(name).members[who].key is not None:
            return self.say(name, who, act)
        first, second = self.tellers(name)
        answer = self.say(name, first, a.Assisted(who, act))
        if isinstance(answer, Refused):
            return answer
        return self.say(name, second, a.Confirmed(answer.step))

    def tellers(self, name: str, concerned: frozenset[str] = frozenset()) -> tuple[str, str]:
        """Two who may tell: tellers in office who are not concerned, or any two members with keys."""
        state = self.state(name)
        office = [who for who in dict.fromkeys(state.tellers(self.now)) if who not in concerned]
        if len(office) >= 2:
            return office[0], office[1]
        others = [who for who in self.signing(name) if who not in concerned]
        there = list(dict.fromkeys((*others, *self.signing(name))))
        return there[0], there[1]

    def put(
        self,
        name: str,
        step: int,
        votes: Mapping[str, int] | None = None,
        *,
        ballots: Iterable[tuple[Mark, int]] | None = None,
    ) -> Question:
        """Puts a question at a meeting called for it and has two tellers count; returns it closed."""
        self.wait_for_notice(name, step)
        sitting = self.meet(name, step)
        question = self.state(name).questions[step]
        concerned = question.matter.concerned(self.state(name)) | frozenset(question.candidates)
        first, second = self.tellers(name, concerned)
        way = self.way(name, question)
        self.done(name, first, a.VoteOpened(step, (way,), self.now + 6 * HOUR))
        tallies = self.tallies(name, question, votes, ballots)
        told = self.done(name, first, a.CountTold(step, way, tallies))
        self.done(name, second, a.CountConfirmed(told, step, tallies))
        self.clerk.work()
        if self.state(name).closed_at is None:
            self.done(name, second, a.Confirmed(self.done(name, first, a.SittingEnded(sitting))))
        return self.state(name).questions[step]

    def opens_at(self, name: str, step: int) -> int:
        """When the vote on a question of that body may open: its notice has run."""
        state = self.state(name)
        return opens_at(state, state.questions[step])

    def wait_for_notice(self, name: str, step: int) -> None:
        """Moves the clock until the vote on a question may open."""
        until = self.opens_at(name, step)
        if self.now < until:
            self.now = until
            self.clerk.work()

    def meet(self, name: str, step: int, attendance: int | None = None) -> int:
        """Opens a meeting at which this question can be put; returns the meeting's step."""
        state = self.state(name)
        question = state.questions[step]
        section = question.matter.section(state)
        open_now = state.open_sitting(self.now)
        if open_now is not None:
            return open_now.id
        if question.petitioned and state.sittings.get(step) is None:
            sitting = step
        else:
            officer = self.officer(name)
            wait = state.charter.urgent_hours * HOUR
            sitting = self.done(name, officer, a.SittingCalled(self.now + wait, (step,), True, section))
            self.later(hours=state.charter.urgent_hours)
        voters = [who for who in self.signing(name) if state.is_elector(who, section, self.now)]
        there = attendance if attendance is not None else len(self.state(name).electors(section, self.now))
        opened = self.done(name, voters[0], a.SittingOpened(sitting, there))
        self.done(name, voters[1], a.Confirmed(opened))
        return sitting

    def officer(self, name: str) -> str:
        """Somebody who may call a meeting: an office-holder, or anybody while there is none."""
        state = self.state(name)
        holding = [seat.holder for seat in state.held(self.now)]
        return holding[0] if holding else self.signing(name)[0]

    def way(self, name: str, question: Question) -> Way:
        """How the charter lets this question be voted on in the hall."""
        if isinstance(question.matter, Election):
            return Way.HANDS if len(question.candidates) <= question.matter.seats else Way.BOX
        return Way.BOX if question.matter.kept_secret() else Way.HANDS

    def tallies(
        self,
        name: str,
        question: Question,
        votes: Mapping[str, int] | None,
        ballots: Iterable[tuple[Mark, int]] | None,
    ) -> tuple[Tally, ...]:
        """What two tellers count: the votes given, or everybody in favour."""
        if ballots is not None:
            return tuple(Tally(tuple(mark), count) for mark, count in ballots)
        if votes is not None:
            return tuple(Tally((mark,), count) for mark, count in votes.items() if count)
        everybody = len(self.state(name).question_register(question, self.now))
        favour = "for"
        if question.matter.sense is Sense.OPTIONS:
            favour = question.matter.options(self.state(name))[0]
        elif isinstance(question.matter, Election) and len(question.candidates) > question.matter.seats:
            return (Tally(question.candidates, everybody),)
        return (Tally((favour,), everybody),)

    # Delegates

    def elect_delegates(
        self, name: str, council: str, *who: str, term_days: int | None = None, alternates: int = 0
    ) -> list[str]:
        """Elects delegates to a council, who accept with keys of their own; returns their places there."""
        state = self.state(name)
        days = term_days if term_days is not None else min(365, state.charter.term_days)
        seats = len(who) - alternates
        matter = Election(DELEGATE, seats, days, alternates=alternates, to=self.bodies[council])
        question = self.decide(name, matter, f"Delegates to {council}", candidates=who)
        places = []
        for seat in self.state(name).held(self.now):
            if seat.elected_in == question.id:
                place = f"{self.bodies[name][:12]}:{seat.id}"
                accepted = self.in_person(
                    name, seat.holder, a.SeatAccepted(seat.id, self.key(council, place).keyid)
                )
                received(accepted, f"{seat.holder} accepts {seat.id}")
                places.append(place)
        return places

    # Books

    def _salt(self, size: int) -> bytes:
        self._salts += 1
        return hashlib.sha256(b"salt %d" % self._salts).digest()[:size]

    def log(self, body: str) -> Log:
        """The signed log of one book."""
        if body not in self._logs:
            self._logs[body] = Log(self.shelf, body, self._hosts[body])
        return self._logs[body]

    def _receipts(self, body: str, steps: list[int]) -> dict[int, Receipt]:
        log = self.log(body)
        log.sign()
        return {step: log.receipt(step) for step in steps}


def seed(*names: str) -> bytes:
    """32 bytes that follow from names."""
    return hashlib.sha256("\x00".join(names).encode()).digest()


def text(words: str) -> str:
    """The digest of a paragraph of a story. (A real paragraph is salted; a story is public.)"""
    return hashlib.sha256(words.encode()).hexdigest()


def received(answer: Answer, what: str) -> Received:
    """The receipt of something the story takes for granted. Raises StoryBroken with the objections otherwise."""
    if isinstance(answer, Refused):
        raise StoryBroken(f"{what} was refused:\n{answer}")
    return answer


def spread(sections: Mapping[str, int], heads: int) -> Iterable[str | None]:
    """Section by section, as many members as each has; None for the rest."""
    given = 0
    for section, number in sections.items():
        yield from [section] * number
        given += number
    yield from [None] * (heads - given)
