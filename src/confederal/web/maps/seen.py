"""What the map shows of each body: members, seats filled and empty, what goes up, what comes down, recalls that run.

Read from the records the visitor may read, and from nothing else: of a branch whose record is not theirs to read,
what its council's record shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from confederal.kernel.body import Tie
from confederal.kernel.decision import Decision, Waits
from confederal.kernel.delegate import Place, Seat
from confederal.kernel.identity import BodyId, Count, Seconds, Title
from confederal.kernel.matters import Election, Recall
from confederal.kernel.matters.matter import Sense
from confederal.kernel.state import State


class Sending(Struct, frozen=True):
    """A body's tie to a council: its seats there, its instructions on what is open there, what waits for its word."""

    council: BodyId
    name: Title
    joined: bool
    """False while joining is decided or asked for."""
    held: Count = 0
    accepting: Count = 0
    """Elected, and not yet accepted."""
    empty: Count = 0
    asked: Count = 0
    """Open proposals there on which it can instruct."""
    instructed: Count = 0
    to_confirm: Count = 0
    """Decisions that came down and wait for its yes or no."""


class Seen(Struct, frozen=True):
    """One body on the map."""

    body: BodyId
    name: Title
    council: bool
    members: Count
    """Members of standing; of a council those of all its branches."""
    branches: Count = 0
    ours: bool = False
    """The visitor is a member here, or holds a place."""
    readable: bool = False
    recalls: Count = 0
    """Recalls that are petitioned for or put to the vote, as far as the visitor may see them."""
    sends: tuple[Sending, ...] = ()

    @property
    def above(self) -> tuple[BodyId, ...]:
        return tuple(sending.council for sending in self.sends)


def federation(
    states: Mapping[BodyId, State],
    ours: Iterable[BodyId],
    at: Seconds,
    count: Callable[[State], Instructed] | None = None,
) -> tuple[Seen, ...]:
    """Every body the visitor's records know of, by name; `states` are those they may read, at that time.

    `count` is `instructed`, or something that keeps what it says: it is the one figure that takes time.
    """
    own = frozenset(ours)
    found = {state.body: readable(state, own, at) for state in states.values()}
    for state in states.values():
        for body, seen in mentioned(state, at):
            found.setdefault(body, seen)
    councils = {state.body: council(state, count or instructed) for state in states.values() if state.council}
    tied = (
        replace(seen, sends=tuple(sendings(seen.body, states.get(seen.body), councils, at)))
        for seen in found.values()
    )
    return tuple(sorted(tied, key=lambda seen: (not seen.council, seen.name, seen.body)))


def readable(state: State, ours: frozenset[BodyId], at: Seconds) -> Seen:
    """A body whose own record is at hand."""
    branches = [link for link in state.bodies.values() if link.in_force(at)]
    return Seen(
        body=state.body,
        name=state.charter.title,
        council=state.council,
        members=sum(link.heads for link in branches) if state.council else len(state.register(None, at)),
        branches=len(branches),
        ours=state.body in ours,
        readable=True,
        recalls=sum(isinstance(state.questions[step].matter, Recall) for step in state.open_questions),
    )


def mentioned(state: State, at: Seconds) -> Iterator[tuple[BodyId, Seen]]:
    """The bodies a record names without being theirs: the branches of a council, the councils of a body."""
    for link in state.bodies.values():
        if link.tie is not Tie.LEFT or link.in_force(at):
            yield link.body, Seen(link.body, link.name, False, link.heads)
    for tie in state.affiliations.values():
        if tie.tie is not Tie.LEFT:
            yield tie.council, Seen(tie.council, tie.name, True, 0)


class Council(Struct, frozen=True):
    """A council's record, with what is asked of it for every body."""

    state: State
    places: Mapping[BodyId, tuple[Place, ...]]
    """Those of delegates, the ended ones too; no alternates."""
    instructed: Instructed
    awaits: tuple[Decision, ...]
    """What waits for the bodies to confirm it."""


def council(state: State, count: Callable[[State], Instructed]) -> Council:
    """A council's record made ready."""
    places: dict[BodyId, tuple[Place, ...]] = {}
    for place in state.places.values():
        if not place.alternate:
            places[place.body] = (*places.get(place.body, ()), place)
    awaits = tuple(
        decision
        for decision in state.decisions.values()
        if decision.waits is Waits.RATIFICATION
        and decision.ended_at is None
        and not decision.fell_short(state.time)
    )
    return Council(state, places, count(state), awaits)


def sendings(
    body: BodyId, own: State | None, councils: Mapping[BodyId, Council], at: Seconds
) -> Iterator[Sending]:
    """A body's ties to councils, by what its own record and theirs show."""
    names: dict[BodyId, Title] = {}
    if own is not None:
        names |= {tie.council: tie.name for tie in own.affiliations.values() if tie.tie is not Tie.LEFT}
    for above in councils.values():
        link = above.state.bodies.get(body)
        if link is not None and (link.tie is not Tie.LEFT or link.in_force(at)):
            names[above.state.body] = above.state.charter.title
    for name in sorted(names):
        yield sending(body, own, name, names[name], councils.get(name), at)


def sending(
    body: BodyId, own: State | None, council: BodyId, name: Title, above: Council | None, at: Seconds
) -> Sending:
    """A body's tie to one council: its own record says so, or the council's."""
    told_by_own = own is not None and council in own.affiliations
    if own is not None and told_by_own:
        joined = own.affiliations[council].tie is Tie.JOINED
    else:
        assert above is not None
        joined = above.state.bodies[body].tie is Tie.JOINED
    if not joined:
        return Sending(council, name, joined)
    if own is not None and told_by_own:
        held, accepting, empty = seats(own, council, at)
    else:
        assert above is not None
        held, accepting, empty = places(above, body, at)
    asked, given = (0, 0) if above is None else above.instructed.of(body)
    waits = 0 if above is None else sum(body not in decision.ratified for decision in above.awaits)
    return Sending(council, name, joined, held, accepting, empty, asked, given, waits)


def seats(state: State, council: BodyId, at: Seconds) -> tuple[Count, Count, Count]:
    """Of the delegates' seats this body sends to a council: how many are held, elected but not accepted, empty.

    A seat is empty whose term runs and that nobody holds, until an election has filled it again. A body that sends
    nobody has one empty seat.
    """
    running = [
        seat
        for seat in state.seats.values()
        if seat.to == council and not seat.alternate and seat.since <= at < seat.until
    ]
    holding = [seat for seat in running if state.holds(seat, at)]
    accepted = sum(seat.accepted_at is not None or seat.brought for seat in holding)
    empty = sum(not state.holds(seat, at) and not filled_again(state, seat, running) for seat in running)
    return accepted, len(holding) - accepted, empty if holding or empty else 1


def filled_again(state: State, seat: Seat, running: Iterable[Seat]) -> bool:
    """Whether an election ended a seat or filled it after its end: in its place, or all seats anew."""
    if seat.ended_by is not None and seat.ended_by in state.questions:
        ending = state.questions[seat.ended_by]
        if isinstance(ending.matter, Election) or ending.id == seat.elected_in:
            return True
    ended = seat.ended_at if seat.ended_at is not None else seat.since
    for other in running:
        election = state.questions.get(other.elected_in)
        if election is None or not isinstance(election.matter, Election) or other.id == seat.id:
            continue
        matter = election.matter
        if matter.in_place_of == seat.id:
            return True
        if (
            matter.in_place_of is None
            and other.electors == seat.electors
            and other.since >= ended > seat.since
        ):
            return True
    return False


def places(above: Council, body: BodyId, at: Seconds) -> tuple[Count, Count, Count]:
    """Of a body's places in a council: how many are held, none, and how many are empty.

    The council's record knows a place only once it was accepted, so none waits for that.
    """
    running = [place for place in above.places.get(body, ()) if place.since <= at < place.until]
    holding = [place for place in running if above.state.sits(place, at)]
    empty = sum(not place_filled(place, holding) for place in running if not above.state.sits(place, at))
    return len(holding), 0, empty if holding or empty else 1


def place_filled(place: Place, holding: Iterable[Place]) -> bool:
    """Whether somebody came into a place after its end."""
    return place.ended_at is not None and any(other.since >= place.ended_at for other in holding)


class Instructed(Struct, frozen=True):
    """On how many open proposals bodies can instruct, and on how many each has."""

    asked: Count
    given: Mapping[BodyId, Count]

    def of(self, body: BodyId) -> tuple[Count, Count]:
        return self.asked, self.given.get(body, 0)


def instructed(state: State) -> Instructed:
    """Of a council's open proposals: those on which a body says yes or no, and who has said so."""
    asked, given = 0, Counter[BodyId]()
    for step in state.open_questions:
        matter = state.questions[step].matter
        if matter.sense is Sense.YES_NO and not matter.procedural:
            asked += 1
            given.update(state.mandates.get(step, {}).keys())
    return Instructed(asked, given)
