"""Every history of a small federation, shortest first, over the real reading: does any of them grab power?

Two assemblies of three people, a council they make up, a congress above it. From every state every group tries
everything there is to try, alone and together. States are one that differ in nothing but steps and dates, or in
which member of an assembly is called what: members are equals, so what one of two like them can do the other can.
After each move the laws of TRUST §6 and the invariants 4 to 6 of DESIGN are looked at. What is found is the
shortest history that breaks one, in plain words; where nothing is found, nothing of that length exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from confederal.charter.articles.quorum_and_notice import opens_at
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attestation import Attestation, AttestedVote, digest_of
from confederal.kernel.ballot import FOR, Way
from confederal.kernel.body import DELEGATE, KEEPER, Charter, Form, Kind, Office, Tie, Uncovered
from confederal.kernel.delegate import Place, Seat
from confederal.kernel.identity import DAY, HOST, Id
from confederal.kernel.matters import Matter
from confederal.kernel.question import Outcome, Result, Stage
from confederal.kernel.state import State
from confederal.rehearsal.bottle import (
    NO_PROOF,
    Bottle,
    Impossible,
    founded_assembly,
    founded_council,
    key_of,
)
from confederal.rehearsal.macros import (
    Federation,
    NotCarried,
    decided,
    delegation,
    federation,
    joining,
    put,
    recallable,
    said,
)

START = 1_767_225_600
PEOPLE = ("m1", "m2", "m3")
ASSEMBLIES, COUNCIL, CONGRESS = ("A", "B"), "F", "G"


class Move(Struct, frozen=True):
    """Something a group tries, in words, and what comes of it. Playing it raises Impossible where it is refused."""

    words: str
    play: Callable[[Federation], Federation]


class Found(Struct, frozen=True):
    """The shortest history after which a law does not hold."""

    law: str
    history: tuple[str, ...]
    states: int

    def __str__(self) -> str:
        told = "\n".join(f"  {rank}. {words}" for rank, words in enumerate(self.history, 1))
        return f"{self.law}\n{told or '  (at the beginning)'}"


class Clear(Struct, frozen=True):
    """No history of that many moves breaks a law."""

    depth: int
    states: int
    moves: int
    refused: int


Law = Callable[[Federation, Federation], Iterator[str]]
"""Looks at what a move did, before and after; yields what is wrong, in words."""


# The federation to begin with


def small_federation() -> Federation:
    """Assemblies A and B with two keepers each, council F of both, congress G of F and B; nobody is sent to G yet."""
    assemblies = []
    for name in ASSEMBLIES:
        charter = Charter(
            title=f"Assembly {name}",
            kind=Kind.ASSEMBLY,
            form=Form.WORKPLACE,
            standing_days=0,
            term_days=730,
            offices=(
                Office(KEEPER, 2, power=False),
                Office("teller", 2, power=False),
                Office("secretary", 2),
            ),
        )
        keepers = tuple(a.BroughtSeat(KEEPER, who, START + 700 * DAY) for who in PEOPLE[:2])
        assemblies.append(founded_assembly(name, charter, PEOPLE, START, brings=a.Brought(offices=keepers)))
    fed = federation(assemblies, START)
    fed = fed.with_bottle(founded_council(COUNCIL, council_charter("Council F"), assemblies, START))
    for name in ASSEMBLIES:
        fed = decided(fed, name, joining(fed, COUNCIL), PEOPLE)
        fed = decided(fed, name, delegation(fed, COUNCIL, 730), PEOPLE[1:], candidates=PEOPLE[:1])
    below = (fed.bottles[COUNCIL], fed.bottles["B"])
    fed = fed.with_bottle(founded_council(CONGRESS, council_charter("Congress G"), below, fed.now))
    fed = decided(fed, "B", joining(fed, CONGRESS), PEOPLE)
    return confirmed_below(decided(fed, COUNCIL, joining(fed, CONGRESS), electors(fed, COUNCIL)))


def council_charter(title: str) -> Charter:
    return Charter(
        title=title,
        kind=Kind.COUNCIL,
        form=Form.FEDERATION,
        ratified=("standard",),
        uncovered=Uncovered.FREE,
        standing_days=0,
        term_days=730,
        offices=(Office("secretary", 2),),
    )


def confirmed_below(fed: Federation) -> Federation:
    """With whatever came down to the assemblies confirmed by all their members."""
    for name in ASSEMBLIES:
        for step, question in sorted(fed.state(name).questions.items()):
            if isinstance(question.matter, matters.Ratification) and step in fed.state(name).open_questions:
                fed = put(fed, name, step, PEOPLE)
    return fed


def electors(fed: Federation, name: str) -> tuple[Id, ...]:
    """Who votes in a body, in the order of what they are called in their own."""
    return tuple(sorted(fed.state(name).electors(None, fed.now), key=lambda who: told(fed, name, who)))


# What can be tried


def moves(fed: Federation) -> Iterator[Move]:
    """Everything that is tried in a state: by each one alone, by every two, by delegates, by nobody's body."""
    for name in (*ASSEMBLIES, COUNCIL, CONGRESS):
        people = electors(fed, name)
        for size in (1, 2):
            for group in combinations(people, size):
                yield from decisions(fed, name, group)
        for who in people:
            yield from alone(fed, name, who)
    yield from a_paper_body(fed)


def decisions(fed: Federation, name: str, group: Sequence[Id]) -> Iterator[Move]:
    """Whole decisions of a group: elections, recalls, resolutions, leaving."""
    state = fed.state(name)
    for matter, candidates in elections(fed, name, group):
        words = f"elect {' and '.join(candidates)} {called(fed, matter)}"
        yield deciding(fed, name, group, matter, words, candidates)
    for seat in held(state, fed.now):
        yield deciding(
            fed, name, group, matters.Recall(seat.id), f"recall {seat.holder} as {office_of(fed, seat)}"
        )
    if not any(isinstance(d.matter, matters.Resolution) for d in state.in_force(fed.now)):
        yield deciding(fed, name, group, matters.Resolution(), "carry a resolution")
    for council, link in sorted(state.affiliations.items()):
        if link.tie is Tie.JOINED:
            yield deciding(fed, name, group, matters.Leaving(council), f"leave {fed.named(council)}")


def deciding(
    fed: Federation, name: str, group: Sequence[Id], matter: Matter, words: str, candidates: Sequence[Id] = ()
) -> Move:
    def play(now: Federation) -> Federation:
        return decided(now, name, matter, group, candidates=candidates)

    return Move(f"{people_of(fed, name, group)} {words}", play)


def elections(
    fed: Federation, name: str, group: Sequence[Id]
) -> Iterator[tuple[matters.Election, tuple[Id]]]:
    """Elections of one who says yes and is not in the group, to each empty seat there is."""
    state = fed.state(name)
    others = [who for who in electors(fed, name) if who not in group] or list(group[:1])
    for council, link in sorted(state.affiliations.items()):
        if link.tie is Tie.JOINED and not any(seat.to == council for seat in held(state, fed.now)):
            yield matters.Election(DELEGATE, 1, 700, to=council), (others[0],)
    if not state.council and not state.holders("secretary", fed.now):
        yield matters.Election("secretary", 1, 700), (others[0],)


def alone(fed: Federation, name: str, who: Id) -> Iterator[Move]:
    """What one person tries with nobody's help: rights of theirs, and other people's."""
    state = fed.state(name)
    one = people_of(fed, name, (who,))

    def saying(words: str, *acts: a.AnyAct) -> Move:
        def play(now: Federation) -> Federation:
            for act in acts:
                now = said(now, name, who, act)
            return now

        return Move(f"{one} {words}", play)

    for seat in held(state, fed.now):
        whose = "their own seat" if seat.holder == who else f"the seat of {seat.holder}"
        yield saying(f"resigns {whose} as {office_of(fed, seat)}", a.Resigned(seat.id))
    if who in state.members:
        invited = a.Invited("p9")
        yield saying("invites p9 and confirms it alone", invited, a.Confirmed(state.size))
        yield saying("invites p9", invited)
        yield saying("leaves", a.Left())
    yield saying("publishes guidance", a.GuidancePublished("proposal", "On a matter", "0" * 64))
    yield from alone_on_a_vote(fed, name, who, saying)


def alone_on_a_vote(fed: Federation, name: str, who: Id, saying: Callable[..., Move]) -> Iterator[Move]:
    """Opening a vote, voting, closing it with what was never counted."""
    state = fed.state(name)
    open_now = [state.questions[step] for step in sorted(state.open_questions)]
    voting = [question for question in open_now if question.stage is Stage.VOTING]
    if not open_now and not state.council:
        yield Move(f"{people_of(fed, name, (who,))} opens a vote on a resolution", opening(name, who))
    for question in voting:
        if who not in question.votes:
            yield saying("votes for it", a.Voted(question.id, (FOR,)))
        everybody = len(state.roll)
        claim = Outcome(Result.CARRIED, ((FOR, everybody),), everybody, 0, everybody, everybody, 2, 2)
        yield Move(
            f"{people_of(fed, name, (who,))} closes the vote at its deadline as carried by all",
            closing(name, who, a.Closed(question.id, claim)),
        )


def opening(name: str, who: Id) -> Callable[[Federation], Federation]:
    """One member raises a resolution, others support it, and the vote on it is opened for three days."""

    def play(fed: Federation) -> Federation:
        step = fed.state(name).size
        fed = said(fed, name, who, a.QuestionRaised("On a resolution", matters.Resolution()))
        question = fed.state(name).questions[step]
        fed = fed.later(max(0, opens_at(fed.state(name), question) - fed.now))
        return said(fed, name, who, a.VoteOpened(step, (Way.NAMED,), fed.now + 3 * DAY))

    return play


def closing(name: str, who: Id, claim: a.Closed) -> Callable[[Federation], Federation]:
    """One member is quicker than the clerk at the deadline."""

    def play(fed: Federation) -> Federation:
        rule = fed.state(name).questions[claim.question].rule
        assert rule is not None
        return said(replace(fed, now=max(fed.now, rule.until)), name, who, claim)

    return play


PAPER = "9" * 64
"""A body that nobody founded."""


def a_paper_body(fed: Federation) -> Iterator[Move]:
    """Who keeps the council's book shows that a body nobody knows has decided to join."""
    state = fed.state(COUNCIL)
    if PAPER in state.bodies:
        return
    vote = AttestedVote(
        "We join", Result.CARRIED, START, START, 9, 5, None, None, "more than 1/2", ("hands",), None
    )
    joins = says.Joins("Paper", key_of("Paper", HOST), digest_of(state.charter), None)
    word = Attestation(PAPER, "draft", "0" * 64, 9, joins, state.body, 8, vote)

    def play(now: Federation) -> Federation:
        return said(now, COUNCIL, HOST, a.AttestationShown(word, NO_PROOF))

    yield Move("the keeper of F's record shows that a body on paper wants to join", play)


# What must hold


def laws() -> tuple[Law, ...]:
    """All of them, the quick ones first."""
    return (
        every_seat_traces,
        a_body_is_changed_by_its_own_people,
        seats_only_from_their_electors,
        seats_end_by_their_holder_or_their_electors,
        nobody_is_enrolled_by_one_alone,
        an_open_vote_keeps_its_register,
        closed_as_counted,
        bodies_join_by_the_constituents,
        RecallIsOpen(),
    )


def every_seat_traces(before: Federation, fed: Federation) -> Iterator[str]:
    """I1 (invariant 4): every seat traces, link by link, to an election by those it binds, and ends with its ground."""
    for name, bottle in sorted(fed.bottles.items()):
        for seat in held(bottle.state, fed.now):
            if not elected(bottle.state, seat):
                yield f"{seat.holder} holds a seat in {name} that nobody elected them to"
            if seat.holder not in electors(fed, name):
                yield f"{told(fed, name, seat.holder)} holds a seat in {name} and is not among its people"
        for place in bottle.state.places.values():
            if bottle.state.sits(place, fed.now) and not sent(fed, bottle, place):
                yield f"{told(fed, name, place.id)} sits in {name} without being held in their own body"


def elected(state: State, seat: Seat) -> bool:
    """Whether a seat was brought along, or its holder is among those a carried election elected."""
    if seat.brought:
        return any(brought.holder == seat.holder for brought in state.brings.offices)
    question = state.questions.get(seat.elected_in)
    if question is None or not isinstance(question.matter, matters.Election) or question.outcome is None:
        return False
    return question.outcome.carried and seat.holder in (
        *question.outcome.elected,
        *question.outcome.alternates,
    )


def sent(fed: Federation, bottle: Bottle, place: Place) -> bool:
    """Whether the body of a place holds that seat in its own book now, and sends it here."""
    origin = fed.named(place.body)
    if origin is None:
        return False
    seat = fed.state(origin).seats.get(place.seat)
    return seat is not None and seat.to == bottle.body and fed.state(origin).holds(seat, fed.now)


def seats_only_from_their_electors(before: Federation, fed: Federation) -> Iterator[str]:
    """I3: who newly holds a seat got it from a quorum of that seat's own electors."""
    for name, bottle in sorted(fed.bottles.items()):
        known = before.state(name)
        quorum = known.charter.quorum(len(electors(before, name)))
        for seat in held(bottle.state, fed.now):
            if (
                seat.id not in known.seats
                and len(signers(before, fed, name) & {*electors(before, name)}) < quorum
            ):
                yield f"{seat.holder} got a seat in {name} without a quorum of its electors"


def seats_end_by_their_holder_or_their_electors(before: Federation, fed: Federation) -> Iterator[str]:
    for name, bottle in sorted(fed.bottles.items()):
        known = before.state(name)
        quorum = known.charter.quorum(len(electors(before, name)))
        for seat in held(known, before.now):
            ended = not bottle.state.holds(bottle.state.seats[seat.id], fed.now)
            hands = signers(before, fed, name)
            lapsed = seat.holder in known.places and not bottle.state.present(seat.holder, fed.now)
            if (
                ended
                and not lapsed
                and seat.holder not in hands
                and len(hands & {*electors(before, name)}) < quorum
            ):
                yield f"{seat.holder} lost a seat in {name} by neither themselves nor a quorum of its electors"


def nobody_is_enrolled_by_one_alone(before: Federation, fed: Federation) -> Iterator[str]:
    for name, bottle in sorted(fed.bottles.items()):
        fresh = set(bottle.state.roll) - set(before.state(name).roll)
        if fresh and len(signers(before, fed, name)) < 2:
            yield f"{', '.join(sorted(fresh))} votes in {name} on one person's word"


def a_body_is_changed_by_its_own_people(before: Federation, fed: Federation) -> Iterator[str]:
    """Invariant 5: where nobody of a body signed, nothing of its own is different."""
    for name in ASSEMBLIES:
        if not signers(before, fed, name) and its_own(before, name) != its_own(fed, name):
            yield f"{name} was changed and nobody of it signed"


def its_own(fed: Federation, name: str) -> object:
    state = fed.state(name)
    seats = [(seat.office, seat.holder) for seat in held(state, fed.now)]
    return sorted(state.roll), state.charter, seats, sorted(state.decisions), state.host_key


def an_open_vote_keeps_its_register(before: Federation, fed: Federation) -> Iterator[str]:
    for name, bottle in sorted(fed.bottles.items()):
        for step, question in before.state(name).questions.items():
            now = bottle.state.questions[step]
            if question.stage is Stage.VOTING and now.rule is not None and now.rule != question.rule:
                yield f"who votes on an open question of {name} was changed while the vote was open"


def closed_as_counted(before: Federation, fed: Federation) -> Iterator[str]:
    for name, bottle in sorted(fed.bottles.items()):
        known = before.state(name).questions
        for step, question in bottle.state.questions.items():
            was = known.get(step)
            if was is None or was.stage is not Stage.VOTING or question.stage is not Stage.CLOSED:
                continue
            voters = {*was.votes, *signers(before, fed, name)}
            present = 0 if question.outcome is None else question.outcome.present
            if present > len(voters):
                yield f"a vote of {name} was closed with {present} votes, and {len(voters)} at most were cast"


def bodies_join_by_the_constituents(before: Federation, fed: Federation) -> Iterator[str]:
    """No body votes that was not named at the founding or admitted by a carried decision of the constituents."""
    for name in (COUNCIL, CONGRESS):
        state = fed.state(name)
        founded = fed.bottles[name].entries[0].act
        assert isinstance(founded, a.Founded)
        named = {body.body for body in founded.bodies}
        for body, link in state.bodies.items():
            question = state.questions.get(link.ground)
            admitted = question is not None and question.outcome is not None and question.outcome.carried
            if link.in_force(fed.now) and body not in named and not admitted:
                yield f"{link.name} votes in {name} and its constituents never admitted it"


class RecallIsOpen:
    """I2 (invariant 6): every majority of a seat's electors alone, its holder not among them, can empty it now.

    It is played out, once for every state of one body: that of the others is no matter to a recall.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], str | None] = {}

    def __call__(self, before: Federation, fed: Federation) -> Iterator[str]:
        for name in sorted(fed.bottles):
            seats = held(fed.state(name), fed.now)
            state = tuple(facts(fed, name)) if seats else ()
            for seat in seats:
                people = electors(fed, name)
                majority = len(people) // 2 + 1
                for group in combinations([who for who in people if who != seat.holder], majority):
                    if len(group) > 1:
                        why = self._why_not(fed, name, state, seat, group)
                        if why is not None:
                            yield f"{people_of(fed, name, group)} cannot recall {seat.holder} in {name}: {why}"

    def _why_not(
        self, fed: Federation, name: str, state: tuple[object, ...], seat: Seat, group: Sequence[Id]
    ) -> str | None:
        which = (office_of(fed, seat), told(fed, name, seat.holder), people_of(fed, name, group))
        key = (name, which, state)
        if key not in self._known:
            self._known[key] = recallable(fed, name, seat.id, group)
        return self._known[key]


def signers(before: Federation, fed: Federation, name: str) -> set[Id]:
    """Who signed what had effect in one book between two states, its keeper's key apart."""
    bottle = fed.bottles[name]
    fresh = bottle.entries[len(before.bottles[name].entries) :]
    return {entry.by for entry in fresh if entry.step not in bottle.reading.struck and entry.by != HOST}


# Searching


class Tried(Struct, frozen=True):
    """What came of one move: the state after it, what it comes to for power, and the law it breaks, if it does."""

    words: str
    key: str
    fault: str | None
    after: Federation


class Expanded(Struct, frozen=True):
    """Everything that was tried in one state, in order; of moves that come to the same, the first.

    `played` are all that were not refused, `refused` those that were.
    """

    tried: tuple[Tried, ...]
    played: int
    refused: int


Expand = Callable[[Sequence[Federation]], Iterable[Expanded]]
"""Tries everything in each of these states, in their order; several processes may share the work."""


def search(start: Federation, *, depth: int, expand: Expand | None = None) -> Found | Clear:
    """Every history of at most that many moves, breadth first: the shortest that breaks a law, or that none does."""
    fault = first_fault(laws(), start, start)
    if fault is not None:
        return Found(fault, (), 1)
    spread = expand if expand is not None else Expanding()
    seen = {abstract(start)}
    waiting: list[tuple[Federation, tuple[str, ...]]] = [(start, ())]
    played = refused = 0
    for so_far in range(1, depth + 1):
        fresh = []
        for (_, history), found in zip(waiting, spread([fed for fed, _ in waiting]), strict=True):
            played += found.played
            refused += found.refused
            for move in found.tried:
                if move.fault is not None:
                    return Found(move.fault, (*history, move.words), len(seen))
                if move.key not in seen:
                    seen.add(move.key)
                    if so_far < depth:
                        fresh.append((move.after, (*history, move.words)))
        waiting = fresh
    return Clear(depth, len(seen), played, refused)


class Expanding:
    """An `Expand` that does the work here, one state after another."""

    def __init__(self) -> None:
        self._laws = laws()

    def __call__(self, states: Sequence[Federation]) -> Iterator[Expanded]:
        return (expanded(fed, self._laws) for fed in states)


def expanded(fed: Federation, looked_at: Sequence[Law]) -> Expanded:
    """What comes of everything that can be tried in a state, up to the first move that breaks a law."""
    found: dict[str, Tried] = {}
    played = refused = 0
    for move in moves(fed):
        try:
            after = move.play(fed)
        except (Impossible, NotCarried):
            refused += 1
            continue
        played += 1
        tried = Tried(move.words, abstract(after), first_fault(looked_at, fed, after), after)
        if tried.fault is not None:
            return Expanded((*found.values(), tried), played, refused)
        found.setdefault(tried.key, tried)
    return Expanded(tuple(found.values()), played, refused)


def first_fault(chosen: Sequence[Law], before: Federation, fed: Federation) -> str | None:
    return next((fault for law in chosen for fault in law(before, fed)), None)


def abstract(fed: Federation) -> str:
    """What a state comes to for power: who holds what, who votes where, what is open, what is in force.

    Each person is what is so of them; what they are called is not told.
    """
    of_nobody: list[Fact] = []
    of_people: dict[str, list[Fact]] = {}
    for name in sorted(fed.bottles):
        for who, fact in facts(fed, name):
            (of_nobody if who is None else of_people.setdefault(who, [])).append(fact)
    people = sorted((who.rpartition(" of ")[2], sorted(said)) for who, said in of_people.items())
    return repr((of_nobody, people))


Fact = tuple[str, ...]


def facts(fed: Federation, name: str) -> Iterator[tuple[str | None, Fact]]:
    """What is so in one body that matters to power: of whom (None: of the body itself), and what."""
    state, at = fed.state(name), fed.now

    def person(who: Id) -> str:
        words = told(fed, name, who)
        return words if " of " in words else f"{words} of {name}"

    yield None, (name, "charter", digest_of(state.charter))
    for link in sorted(state.bodies.values(), key=lambda link: link.body):
        yield None, (name, "body", link.name, str(link.tie), str(link.in_force(at)))
    for council in sorted(state.affiliations):
        above = state.affiliations[council]
        yield None, (name, "affiliation", above.name, str(above.tie))
    for pending in sorted(type(pending.act).__name__ for pending in state.pending.values()):
        yield None, (name, "waits", pending)
    if any(isinstance(decision.matter, matters.Resolution) for decision in state.in_force(at)):
        yield None, (name, "in force", "resolution")
    for rank, step in enumerate(sorted(state.open_questions)):
        question = state.questions[step]
        yield None, (name, "open", str(rank), question.matter.word(), str(question.stage))
        for who in sorted(question.votes):
            yield person(who), (name, "voted", str(rank), str(question.votes[who]))
    for who in sorted(state.roll):
        yield person(who), (name, "member")
    for seat in held(state, at):
        yield person(seat.holder), (name, "holds", seat.office, str(seat.to))
    for place in sorted(state.places.values(), key=lambda place: place.id):
        if state.sits(place, at):
            yield person(place.id), (name, "sits")


def held(state: State, at: int) -> list[Seat]:
    """The seats that are held, in order."""
    return sorted((seat for seat in state.seats.values() if state.holds(seat, at)), key=lambda seat: seat.id)


# In words


def told(fed: Federation, name: str, who: Id) -> str:
    """A person by their own body: a delegate's place as whose it is."""
    place = fed.state(name).places.get(who)
    if place is None:
        return who
    origin = fed.named(place.body)
    seat = fed.state(origin).seats.get(place.seat) if origin is not None else None
    return (
        f"{origin}'s delegate"
        if origin is None or seat is None
        else f"{told(fed, origin, seat.holder)} of {origin}"
    )


def people_of(fed: Federation, name: str, group: Sequence[Id]) -> str:
    """A group in words: who they are, and of which body."""
    return f"in {name}, {' and '.join(told(fed, name, who) for who in group)}:"


def office_of(fed: Federation, seat: Seat) -> str:
    return f"delegate to {fed.named(seat.to)}" if seat.to is not None else seat.office


def called(fed: Federation, matter: matters.Election) -> str:
    return f"delegate to {fed.named(matter.to)}" if matter.to is not None else matter.office
