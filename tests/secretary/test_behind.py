"""The lines behind a council's word in honest federations: whatever changed meanwhile, the branches hear it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import COUNCIL, MILL, decided_above, delegates, federation

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.body import Tie, Uncovered
from confederal.kernel.envelope import SeedKey
from confederal.kernel.matters import Admission, Host, Mandating, Ratification, Resolution
from confederal.kernel.proof import proof_of
from confederal.kernel.question import Stage
from confederal.stories.world import World, seed


def raised(world: World, by: str, title: str = "Motion") -> int:
    """The delegate of that body puts a resolution before the federation; its step there."""
    places = delegates(world)
    step = world.done("fed", places[by], a.QuestionRaised(title, Resolution()))
    for other in places.values():
        if world.state("fed").questions[step].stage is Stage.RAISED and other != places[by]:
            world.done("fed", other, a.Supported(step))
    return step


def heard(world: World, step: int) -> set[str]:
    """The bodies on whose agenda that question of the federation stands, or stood."""
    return {
        name
        for name in world.bodies
        if name != "fed"
        and any(
            isinstance(q.matter, Mandating) and q.matter.question == step
            for q in world.state(name).questions.values()
        )
    }


def moved(world: World, name: str) -> None:
    """A body takes its record to another keeper, as two delegates of others show; the time for appeal runs."""
    key = SeedKey(seed("another keeper of", name))
    world.decide(name, Host(key.keyid, "at the library"), "Another keeper")
    body = world.bodies[name]
    world._hosts[body] = key
    world._logs.pop(body, None)
    world.later(hours=1)
    word = next(
        (step, entry)
        for step, entry in world.clerk._words_since(body, 0)
        if isinstance(entry.says, says.Moves) and entry.to == world.bodies["fed"]
    )
    record = world.clerk._record(body, word[0])
    shown = a.AttestationShown(word[1], proof_of(record, world._receipts(body, [word[0]])[word[0]]))
    first, second = (place for other, place in delegates(world).items() if other != name)
    world.done("fed", second, a.Confirmed(world.done("fed", first, shown)))
    world.later(days=COUNCIL.appeal_days + 1)
    assert world.state("fed").bodies[body].key(world.now) == key.keyid


def joined_late(world: World, name: str) -> None:
    """One more body joins the running federation."""
    world.found_assembly(name, MILL, 7)
    world.decide(name, world.joining("fed"), "We join")
    decided_above(world, Admission(body=world.bodies[name]))
    assert world.state("fed").bodies[world.bodies[name]].in_force(world.now)
    world.later(hours=1)


def test_questions_of_a_delegate_whose_body_changed_its_keeper_are_heard() -> None:
    """Elected under the old key, unknown to the branches until now."""
    world = federation(uncovered=Uncovered.FREE)
    moved(world, "mill")
    step = raised(world, "mill")
    assert len(heard(world, step)) == len(world.bodies) - 1


def test_a_delegate_elected_after_the_change_of_keeper_is_heard() -> None:
    world = federation(uncovered=Uncovered.FREE)
    first = raised(world, "bakery", "Before")
    moved(world, "mill")
    world.elect_delegates("mill", "fed", "m4")
    place = max(
        (p for p in world.state("fed").places.values() if p.body == world.bodies["mill"]),
        key=lambda p: p.shown,
    )
    step = world.done("fed", place.id, a.QuestionRaised("After", Resolution()))
    for other in delegates(world).values():
        if world.state("fed").questions[step].stage is Stage.RAISED and other != place.id:
            world.done("fed", other, a.Supported(step))
    assert len(heard(world, first)) == len(heard(world, step)) == len(world.bodies) - 1


def test_a_body_that_joins_late_hears_whatever_stands_open_and_raises_questions_itself() -> None:
    world = federation(uncovered=Uncovered.FREE)
    moved(world, "mill")
    joined_late(world, "kiln")
    step = raised(world, "mill")
    assert "kiln" in heard(world, step)
    world.elect_delegates("kiln", "fed", "m3")
    place = next(p.id for p in world.state("fed").places.values() if p.body == world.bodies["kiln"])
    own = world.done("fed", place, a.QuestionRaised("From the new one", Resolution()))
    for other in delegates(world).values():
        if world.state("fed").questions[own].stage is Stage.RAISED and other != place:
            world.done("fed", other, a.Supported(own))
    assert len(heard(world, own)) == len(world.bodies) - 1


def test_a_delegate_who_changed_their_key_is_heard_before_and_after() -> None:
    world = federation(uncovered=Uncovered.FREE)
    place = delegates(world)["mill"]
    before = raised(world, "mill")
    held = world.state("fed").places[place]
    state = world.state("mill")
    new = world.holding(SeedKey(seed("a new key of the seat")))
    world.done("mill", state.seats[held.seat].holder, a.SeatAccepted(held.seat, new.keyid))
    world._keys["fed", place] = new
    world.later(hours=1)
    assert world.state("fed").places[place].key == new.keyid
    after = raised(world, "mill", "After")
    assert len(heard(world, before)) == len(heard(world, after)) == len(world.bodies) - 1
    joined_late(world, "kiln")
    assert "kiln" in heard(world, after)


def test_a_branch_follows_its_council_to_another_keeper_by_its_own_decision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The keeper of a council's record who is replaced says nothing of it; no branch depends on that."""
    world = federation(uncovered=Uncovered.FREE)
    council, key = world.bodies["fed"], SeedKey(seed("another keeper of the federation"))
    targets = world.clerk._targets
    monkeypatch.setattr(
        world.clerk,
        "_targets",
        lambda word, *rest: [] if isinstance(word.says, says.Moves) else targets(word, *rest),
    )
    step = decided_above(world, Host(key.keyid, "at the library"))
    for name in ("mill", "bakery", "harbour"):
        confirmed = next(
            q.id
            for q in world.state(name).questions.values()
            if isinstance(q.matter, Ratification) and q.matter.question == step
        )
        world.put(name, confirmed)
    assert world.state("fed").host_key == key.keyid
    world._hosts[council] = key
    world._logs.pop(council, None)
    world.later(hours=1)
    before = raised(world, "mill", "Before")
    assert not heard(world, before)
    joining = replace(world.joining("fed"), host_key=key.keyid)
    question = world.decide("mill", joining, "We follow our federation")
    link = world.state("mill").affiliations[council]
    assert (link.tie, link.host_key) == (Tie.JOINED, key.keyid)
    assert not any(
        isinstance(word.says, says.Joins) and word.about == question.id
        for _, word in world.clerk._words_since(world.bodies["mill"], 0)
    )
    assert heard(world, before) == {"mill"}
    assert heard(world, raised(world, "bakery", "After")) == {"mill"}
