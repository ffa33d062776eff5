"""Many bodies that act in the same days: raising, giving notice, voting and sending delegates side by side.

A world whose clock does not have to wait for each body in turn. It can also be branched, to see what would
follow from another vote without telling it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from msgspec import Struct, json
from msgspec.structs import replace

from confederal.kernel import act as a
from confederal.kernel import envelope as envelopes
from confederal.kernel.ballot import Mark, Way
from confederal.kernel.body import DELEGATE, Charter
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.matters import Election, Mandating, Matter, Proposal, Ratification
from confederal.kernel.matters.proposal import Proposable
from confederal.kernel.question import Question, Stage
from confederal.records.memory import MemoryShelf
from confederal.secretary.desk import Answer
from confederal.stories.world import START, StoryBroken, World, received, seed, text

_canonical: Final = json.Encoder(order="sorted")


class Motion(Struct, frozen=True):
    """What one assembly has on its agenda: a matter to raise, or the step of a question that is there already.

    `votes` are papers or hands by mark, `ballots` rankings; without either, `usual_votes` of those there.
    """

    body: str
    matter: Matter | None = None
    title: str = "-"
    step: int | None = None
    votes: Mapping[str, int] | None = None
    ballots: tuple[tuple[Mark, int], ...] | None = None
    candidates: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()


class Together(World):
    """A world in which bodies act side by side."""

    def __init__(self, *, start: int = START, shelf: MemoryShelf | None = None) -> None:
        super().__init__(start=start, shelf=shelf)
        self._clerk_waits = False

    def say(self, name: str, who: str, act: a.AnyAct) -> Answer:
        """Sends an act to the desk; the clerk does what follows, unless it waits until the end of `quietly`."""
        answer = self.desk.minute(self.bodies[name], self.envelope(name, who, act))
        if not self._clerk_waits:
            self.clerk.work()
        return answer

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """The clerk comes once at the end, and not after each of many acts."""
        before, self._clerk_waits = self._clerk_waits, True
        try:
            yield
        finally:
            self._clerk_waits = before
            if not before:
                self.clerk.work()

    def at(self, time: int) -> None:
        """Moves the clock on to a time, never back; the clerk does what fell due."""
        if time > self.now:
            self.now = time
            self.clerk.work()

    def day_of(self, time: int) -> int:
        """The day of the story on which a time lies."""
        return (time - self.start) // DAY

    def what_if(self) -> Together:
        """A branch of this world: the same books and keys, whose further acts are not told here."""
        shelf = MemoryShelf()
        for body in self.shelf.bodies():
            shelf.create(body)
            shelf.append(body, 0, list(self.shelf.rows(body)))
            note = self.shelf.checkpoint(body)
            if note is not None:
                shelf.keep_checkpoint(body, None, note)
        branch = Together(start=self.start, shelf=shelf)
        branch.now = self.now
        branch.bodies.update(self.bodies)
        branch._hosts.update(self._hosts)
        branch._keys.update(self._keys)
        branch._counters.update(self._counters)
        branch._salts = self._salts
        return branch

    # Saying what the language has no word for

    def forge(self, name: str, who: str, act: Mapping[str, Any]) -> Answer:
        """Sends bytes that look like an act, signed with a good key: the desk reads them or says why it cannot."""
        signer = self.host(name) if who == HOST else self.key(name, who)
        n = self._counters.get(signer.keyid, -1) + 1
        state = self.desk.reading(self.bodies[name]).state
        if state is not None:
            n = max(n, state.counters.get(signer.keyid, -1) + 1)
        payload = {
            "v": 1,
            "body": self.bodies[name],
            "by": who,
            "n": n,
            "at": self.now,
            "act": dict(act),
            "seen": None,
        }
        return self.desk.minute(self.bodies[name], envelopes.seal(_canonical.encode(payload), signer))

    # Assemblies that meet in the same days

    def raise_and_support(self, name: str, matter: Matter, title: str, paragraphs: Sequence[str] = ()) -> int:
        """Raises a question with the support it needs; by those without a key at the tellers' table if need be."""
        state = self.state(name)
        section = matter.section(state)
        voters = [who for who in self.members(name) if state.is_elector(who, section, self.now)]
        concerned = matter.concerned(state)
        voters.sort(key=lambda who: who in concerned)
        if not voters:
            raise StoryBroken(f"nobody in {name} has a vote on {title}")
        act = a.QuestionRaised(title, matter, tuple(map(text, paragraphs)))
        step = received(self.in_person(name, voters[0], act), f"{voters[0]} raises {title}").step
        for who in voters[1:]:
            if self.state(name).questions[step].stage is not Stage.RAISED:
                break
            received(self.in_person(name, who, a.Supported(step)), f"{who} supports {title}")
        return step

    def raised(self, motions: Iterable[Motion]) -> list[Motion]:
        """The motions, each raised with enough support and with its candidates standing."""
        there = []
        with self.quietly():
            for motion in motions:
                if motion.step is not None:
                    there.append(motion)
                    continue
                assert motion.matter is not None
                step = self.raise_and_support(motion.body, motion.matter, motion.title, motion.paragraphs)
                for who in motion.candidates:
                    received(self.stand(motion.body, who, step), f"{who} of {motion.body} stands")
                there.append(Motion(motion.body, step=step, votes=motion.votes, ballots=motion.ballots))
        return there

    def called(self, motions: Sequence[Motion], on: int | None = None) -> tuple[dict[str, int], int]:
        """A meeting of each body, called for when every notice has run; and when that is."""
        opens = [self.opens_at(motion.body, motion.step) for motion in motions if motion.step is not None]
        bodies = dict.fromkeys(motion.body for motion in motions)
        least = max(self.now + self.state(name).charter.urgent_hours * HOUR for name in bodies)
        time = max([least, *opens, on or 0])
        sittings = {}
        with self.quietly():
            for name in bodies:
                agenda = tuple(
                    motion.step for motion in motions if motion.body == name and motion.step is not None
                )
                urgent = time < self.now + self.state(name).charter.notice_days * DAY
                call = a.SittingCalled(time, agenda, urgent)
                sittings[name] = self.done(name, self.officer(name), call)
        return sittings, time

    def met(self, sittings: Mapping[str, int], motions: Sequence[Motion]) -> list[Question]:
        """Every body meets now, votes on what it has on its agenda, and goes home; the questions, closed."""
        with self.quietly():
            for name, sitting in sittings.items():
                self.opened(name, sitting)
                for motion in motions:
                    if motion.body == name:
                        self.told(motion)
        with self.quietly():
            for name, sitting in sittings.items():
                self.ended(name, sitting)
        closed = []
        for motion in motions:
            assert motion.step is not None
            closed.append(self.state(motion.body).questions[motion.step])
        return closed

    def decide_together(self, motions: Sequence[Motion]) -> list[Question]:
        """All motions raised today and voted on the first day their notices have run; the questions, closed."""
        there = self.raised(motions)
        sittings, time = self.called(there)
        self.at(time)
        return self.met(sittings, there)

    def ended(self, name: str, sitting: int) -> None:
        """Two who are there end a meeting."""
        state = self.state(name)
        there = [place.id for place in state.voting_places(self.now)] if state.council else self.signing(name)
        self.done(name, there[1], a.Confirmed(self.done(name, there[0], a.SittingEnded(sitting))))

    def opened(self, name: str, sitting: int, attendance: int | None = None) -> None:
        """Two who are there open a meeting."""
        state = self.state(name)
        known = state.sittings.get(sitting)
        section = known.section if known is not None else None
        if state.council:
            there = [place.id for place in state.voting_places(self.now)]
        else:
            there = [who for who in self.signing(name) if state.is_elector(who, section, self.now)]
        everybody = len(state.electors(section, self.now))
        present = attendance if attendance is not None else usual_attendance(everybody)
        step = self.done(name, there[0], a.SittingOpened(sitting, min(everybody, present)))
        self.done(name, there[1], a.Confirmed(step))

    def tellers(self, name: str, concerned: frozenset[str] = frozenset()) -> tuple[str, str]:
        """Two who may tell: tellers in office who are not concerned, or any two; in tiny bodies those there are."""
        state = self.state(name)
        office = [who for who in dict.fromkeys(state.tellers(self.now)) if who not in concerned]
        if len(office) >= 2:
            return office[0], office[1]
        there = sorted(self.signing(name), key=lambda who: who in concerned)
        if len(there) < 2:
            raise StoryBroken(f"{name} has no two members with a key who could tell a count")
        return there[0], there[1]

    def told(self, motion: Motion) -> None:
        """A question is put at the open meeting and two tellers count."""
        name, step = motion.body, motion.step
        assert step is not None
        state = self.state(name)
        question = state.questions[step]
        first, second = self.tellers(name, question.matter.concerned(state) | frozenset(question.candidates))
        way = self.way(name, question)
        self.done(name, first, a.VoteOpened(step, (way,), self.now + 6 * HOUR))
        votes, ballots = motion.votes, motion.ballots
        if votes is None and ballots is None:
            contested = isinstance(question.matter, Election) and (
                len(question.candidates) > question.matter.seats
            )
            register = len(state.question_register(question, self.now))
            votes = None if contested else usual_votes(register)
        tallies = self.tallies(name, question, votes, ballots)
        count = self.done(name, first, a.CountTold(step, way, tallies))
        self.done(name, second, a.CountConfirmed(count, step, tallies))

    # Councils

    def begin_council(
        self,
        name: str,
        charter: Charter,
        bodies: Sequence[str],
        *,
        sides: Mapping[str, str] | None = None,
    ) -> None:
        """Writes the founding of a council down: it is forming until each body named has decided to join."""
        host = self.host(name)
        named = tuple(
            a.FoundingBody(
                self.bodies[body],
                self.state(body).charter.title,
                self.host(body).keyid,
                (sides or {}).get(body),
            )
            for body in bodies
        )
        founded = a.Founded(
            charter=charter, host_key=host.keyid, nonce=seed("nonce", name).hex()[:32], bodies=named
        )
        self._found(name, founded, HOST, host)

    def join_together(self, name: str, bodies: Sequence[str]) -> list[Motion]:
        """The motions by which those bodies join that council, each on its own side if it has sides."""
        state = self.state(name)
        charter, motions = state.charter, []
        for body in bodies:
            link = state.bodies.get(self.bodies[body])
            joining = replace(self.joining(name, charter), side=None if link is None else link.side)
            motions.append(Motion(body, joining, f"We join {charter.title}"[:200]))
        return motions

    def delegation(
        self, name: str, council: str, *who: str, term_days: int | None = None, of: str | None = None
    ) -> Motion:
        """The motion by which a body, or one section of it, elects its delegates to a council."""
        days = term_days if term_days is not None else min(365, self.state(name).charter.term_days)
        election = Election(DELEGATE, len(who), days, to=self.bodies[council], of=of)
        title = f"Delegates to {self.state(council).charter.title}"[:200]
        return Motion(name, election, title, candidates=who)

    def seats_accepted(self, council: str, elected: Mapping[str, Question]) -> dict[str, list[str]]:
        """Who was elected accepts with a key for the council; their places there by body."""
        places: dict[str, list[str]] = {}
        with self.quietly():
            for name, question in elected.items():
                for seat in self.state(name).seats.values():
                    if seat.elected_in != question.id:
                        continue
                    place = f"{self.bodies[name][:12]}:{seat.id}"
                    accepted = self.in_person(
                        name, seat.holder, a.SeatAccepted(seat.id, self.key(council, place).keyid)
                    )
                    received(accepted, f"{seat.holder} of {name} accepts")
                    places.setdefault(name, []).append(place)
        return places

    def proposal(
        self, name: str, council: str, title: str, what: Proposable, text: Sequence[str] = ()
    ) -> Motion:
        """The motion by which a body puts a question before its council."""
        matter = Proposal(self.bodies[council], title, what, tuple(text))
        return Motion(name, matter, f"We propose: {title}"[:200])

    def asked(self, name: str, council: str, step: int, *, ratify: bool = False) -> int:
        """The question of that body which stands on its agenda because its council asks."""
        kind = Ratification if ratify else Mandating
        for question in self.state(name).questions.values():
            matter = question.matter
            if (
                isinstance(matter, kind)
                and matter.council == self.bodies[council]
                and matter.question == step
            ):
                return question.id
        raise StoryBroken(f"question {step} of {council} is not on the agenda of {name}")

    def question_called(self, name: str, title: str) -> int:
        """The latest question of that title in that body's book. Raises StoryBroken if there is none."""
        steps = [step for step, question in self.state(name).questions.items() if question.title == title]
        if not steps:
            raise StoryBroken(f"{name} has no question called {title}")
        return max(steps)

    def place_of(self, name: str, council: str) -> str:
        """The place of that body's delegate in a council."""
        state = self.state(council)
        places = [place.id for place in state.voting_places(self.now) if place.body == self.bodies[name]]
        if not places:
            raise StoryBroken(f"{name} has no delegate in {council}")
        return places[0]

    def council_votes(self, name: str, step: int, marks: Mapping[str, str]) -> Question:
        """Delegates open a vote, each casts a mark (places → mark), and it is closed; the question, closed."""
        opener = next(place.id for place in self.state(name).voting_places(self.now))
        sitting = self.state(name).open_sitting(self.now)
        days = self.state(name).charter.voting_days
        until = self.now + (2 * HOUR if sitting is not None else days * DAY)
        self.done(name, opener, a.VoteOpened(step, (Way.NAMED,), until))
        with self.quietly():
            for place, mark in marks.items():
                self.done(name, place, a.Voted(step, (mark,)))
        if self.state(name).questions[step].outcome is None:
            self.at(until)
        return self.state(name).questions[step]


def usual_attendance(members: int) -> int:
    """How many come to a meeting if the story says nothing: two in three, and everybody in small bodies."""
    return members if members < 5 else -(-2 * members // 3)


def usual_votes(members: int) -> dict[str, int]:
    """How those who come vote if the story says nothing: one in ten against, one in twenty abstaining."""
    there = usual_attendance(members)
    against, abstain = there // 10, there // 20
    return {"for": there - against - abstain, "against": against, "abstain": abstain}
