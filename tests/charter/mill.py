"""The mill and its neighbours: one small world for the tests of the law, and one way of asking *why not?*

The mill has seven people with keys. m1 and m2 keep the register, m3 and m4 tell, m5 and m6 are secretaries, m7
holds no office. One who asks puts a question on the agenda; two make a petition.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attestation import Attestation, Proof, digest_of
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.body import Charter, Form, Kind, Office
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.minute_book import sealed
from confederal.kernel.objection import Objection
from confederal.kernel.state import State
from confederal.secretary.desk import Answer, Desk, Received
from confederal.stories.world import World, seed

Reason = str
"""Article, paragraph, the value that caused it, and what would mend it, in one line."""

OFFICES = (Office("keeper", 2, power=False), Office("teller", 2, power=False), Office("secretary", 2))
MILL = Charter(
    title="The mill",
    kind=Kind.ASSEMBLY,
    form=Form.WORKPLACE,
    offices=OFFICES,
    support=1,
    petition="1/5",
    standing_days=0,
)
COUNCIL = Charter(
    title="The federation",
    kind=Kind.COUNCIL,
    form=Form.FEDERATION,
    offices=(),
    quorum_least=1,
    support=1,
    ratified=("standard",),
    standing_days=0,
)

NOBODY = Proof("", "", "", "")
"""No proof at all: for words whose proof is not what a test is about."""


def why(answer: Answer) -> list[Reason]:
    """Every reason why an act was refused; none if it was received."""
    if isinstance(answer, Received):
        return []
    return [reason(each) for each in answer.objections]


def reason(each: Objection) -> Reason:
    return f"{each.article} ¶{each.paragraph}: {each.value} → {each.mend}"


def mill(
    heads: int = 7, *, officers: bool = True, sections: dict[str, int] | None = None, **numbers: Any
) -> World:
    """A world with the mill in it, of so many people who all hold keys, with these numbers in its charter."""
    world = World()
    charter = replace(MILL, sections=tuple(sections or ()), **numbers)
    world.found_assembly("mill", charter, heads, founders=heads, sections=sections, officers=officers)
    return world


def federation(
    bodies: Sequence[str] = ("mill", "bakery", "harbour"), *, heads: int = 5, **numbers: Any
) -> World:
    """A world with a federation of so many bodies of so many people each, and one delegate of each in the council."""
    world = council(bodies, heads=heads, **numbers)
    for name in bodies:
        world.elect_delegates(name, "fed", "m5")
    return world


def council(
    bodies: Sequence[str] = ("mill", "bakery", "harbour"),
    *,
    heads: int = 5,
    sides: dict[str, str] | None = None,
    **numbers: Any,
) -> World:
    """A world with a federation that no body has elected delegates to."""
    world = World()
    for name in bodies:
        world.found_assembly(name, replace(MILL, title=name), heads, founders=heads)
    charter = replace(COUNCIL, **numbers)
    world.found_council("fed", charter, list(bodies), sides=sides)
    return world


def delegates(world: World, council: str = "fed") -> dict[str, str]:
    """Body of the story → its first delegate in office in that council."""
    state = world.state(council)
    names = {body: name for name, body in world.bodies.items()}
    return {
        names[place.body]: place.id
        for place in reversed(list(state.places.values()))
        if place.in_force(world.now) and not place.alternate
    }


def holding(world: World, who: str, key: SeedKey, name: str = "mill") -> None:
    """From now on that person of the story signs with this key."""
    world._keys[name, who] = key


def seat_of(world: World, who: str, name: str = "mill") -> str:
    """The seat that this person holds there, the newest if they hold several."""
    state = world.state(name)
    held = [seat for seat in state.seats.values() if seat.holder == who and state.holds(seat, world.now)]
    return max(held, key=lambda seat: (seat.since, seat.id)).id


def at_meeting(
    world: World, matter: matters.Matter, name: str = "mill", *, candidates: Sequence[str] = ()
) -> int:
    """A question whose notice has run, at an open meeting of those it concerns; its step."""
    step = world.raise_and_support(name, matter, "A question")
    for who in candidates:
        assert why(world.stand(name, who, step)) == []
    world.wait_for_notice(name, step)
    world.meet(name, step)
    return step


def voting(
    world: World,
    matter: matters.Matter,
    *ways: Way,
    name: str = "mill",
    candidates: Sequence[str] = (),
    hours: int = 6,
) -> int:
    """A question that is being voted on, in these ways (paper box if none is named); its step."""
    step = at_meeting(world, matter, name, candidates=candidates)
    who = next(who for who in world.signing(name) if who not in candidates)
    world.done(name, who, a.VoteOpened(step, ways or (Way.BOX,), world.now + hours * HOUR))
    return step


def told(world: World, step: int, way: Way, votes: dict[str, int], name: str = "mill") -> None:
    """Two tellers tell a count of yes, no and the like, and the clerk closes what is over."""
    first, second = world.tellers(name)
    tallies = tuple(Tally((mark,), number) for mark, number in votes.items())
    count = world.done(name, first, a.CountTold(step, way, tallies))
    world.done(name, second, a.CountConfirmed(count, step, tallies))


def asked(world: World, name: str, title: str = "A question") -> int:
    """Puts a resolution on the agenda of a council by its first delegate; its step there."""
    place = next(iter(delegates(world, name).values()))
    return world.done(name, place, a.QuestionRaised(title, matters.Resolution()))


def decided_above(world: World, matter: matters.Matter, *, name: str = "fed", mark: str = "for") -> int:
    """A question the delegates of a council decided among themselves, where its charter leaves them free; its step."""
    places = delegates(world, name)
    first = next(iter(places.values()))
    step = world.done(name, first, a.QuestionRaised("A question", matter))
    world.wait_for_notice(name, step)
    world.done(name, first, a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    for place in places.values():
        world.done(name, place, a.Voted(step, (mark,)))
    return step


def would(world: World, name: str, who: str, act: a.AnyAct, *, prover: Any = lambda *_: None) -> list[Reason]:
    """Why an act would be refused now, where its proof is taken for granted."""
    desk = Desk(world.shelf, clock=lambda: world.now, lot=bytes, prover=prover)
    state = world.state(name)
    key = world.host(name) if who == HOST else world.key(name, who)
    payload = a.Payload(1, state.body, who, state.counters.get(key.keyid, -1) + 1, world.now, act)
    found = desk.would(state.body, a.Minuted(state.size, world.now, key.keyid, payload))
    return [reason(each) for each in found]


def word_of(
    world: World, name: str, told: says.Says, to: str | None = None, **rest: Any
) -> a.AttestationShown:
    """A word of that body, shown without its proof (see `would`)."""
    state = world.state(name)
    attestation = Attestation(
        origin=state.body,
        edition=state.edition,
        charter=digest_of(state.charter),
        size=state.size,
        says=told,
        to=None if to is None else world.bodies[to],
        **rest,
    )
    return a.AttestationShown(attestation, NOBODY)


def founding(
    world: World, charter: Charter = MILL, *, heads: int = 3, by: str = "m1", signed_by: str = "", **said: Any
) -> Answer:
    """Sends the founding of a new mill of m1, m2, m3 …; `said` takes the place of what it would say."""
    people = [f"m{number}" for number in range(1, heads + 1)]
    founded = a.Founded(
        charter=charter,
        host_key=SeedKey(seed("host", "new")).keyid,
        nonce="0" * 32,
        founders=tuple(a.Founder(who, world.key("new", who).keyid) for who in people),
    )
    payload = a.Payload(1, "", by, 0, world.now, replace(founded, **said))
    signer = SeedKey(seed("host", "new")) if by == HOST else world.key("new", signed_by or by)
    return world.desk.found(sealed(payload, signer))


def state_of(world: World, name: str = "mill") -> State:
    """What the record of that body shows now."""
    return world.state(name)
