"""Ratified from below: R30, R47."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import decided_above, delegates, federation, why, word_of, would

from confederal.audit.asked import to_confirm
from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attest import attested_vote, due
from confederal.kernel.attestation import AttestedVote, text_digest
from confederal.kernel.ballot import Way
from confederal.kernel.body import Uncovered
from confederal.kernel.decision import Waits
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.question import Question, Result, Stage
from confederal.kernel.state import State
from confederal.stories.world import World

FLOOR = matters.Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)


@pytest.fixture
def world() -> World:
    """A federation of three that decided a floor, which came down to be confirmed."""
    world = federation(uncovered=Uncovered.FREE, ratify_days=60)
    decided_above(world, FLOOR)
    return world


def came_down(world: World, name: str) -> Question:
    """The ratification on that body's agenda."""
    questions = world.state(name).questions.values()
    return next(question for question in questions if isinstance(question.matter, matters.Ratification))


def floor(world: World) -> int:
    """The question of the federation that decided the floor."""
    return next(step for step, decision in world.state("fed").decisions.items() if decision.matter == FLOOR)


def test_what_comes_down_is_in_force_when_enough_bodies_confirmed(world: World) -> None:
    """¶1"""
    step = floor(world)
    assert world.state("fed").decisions[step].waits is Waits.RATIFICATION
    world.put("mill", came_down(world, "mill").id)
    assert not world.state("fed").decisions[step].in_force(world.now)
    world.put("bakery", came_down(world, "bakery").id)
    assert world.state("fed").decisions[step].in_force(world.now)


def test_a_body_that_votes_against_does_not_confirm(world: World) -> None:
    """¶1"""
    step = floor(world)
    for name in ("mill", "bakery", "harbour"):
        world.put(name, came_down(world, name).id, {"for": 2, "against": 3})
    decision = world.state("fed").decisions[step]
    assert sorted(decision.ratified.values()) == [False, False, False]
    assert decision.waits is Waits.RATIFICATION


def test_silence_is_not_consent(world: World) -> None:
    """¶3"""
    step = floor(world)
    world.put("mill", came_down(world, "mill").id)
    world.later(days=61)
    decision = world.state("fed").decisions[step]
    assert dict(decision.ratified) == {world.bodies["mill"]: True}
    assert not decision.in_force(world.now)


def answering(world: World, confirmed: bool, vote: AttestedVote | None, digest: str = "") -> list[str]:
    """Why the mill's answer on the floor would be refused."""
    step = floor(world)
    text = world.state("fed").questions[step]
    told = says.Answers(step, digest or text_digest(text.matter, text.paragraphs), confirmed)
    shown = word_of(world, "mill", told, to="fed", about=came_down(world, "mill").id, vote=vote)
    return would(world, "fed", HOST, shown)


def counted(world: World) -> AttestedVote:
    """The mill's count on the floor, as if it had not been shown yet."""
    step = came_down(world, "mill").id
    world.put("mill", step)
    vote = attested_vote(world.state("mill"), world.state("mill").questions[step])
    assert vote is not None
    return vote


def test_a_body_confirms_by_a_count_of_its_own(world: World) -> None:
    """¶1"""
    vote = counted(world)
    fallen = replace(vote, result=Result.FALLEN)
    assert "credentials_first ¶7: no count behind it" in str(answering(world, True, None))
    assert answering(world, True, fallen) == [
        "ratified_from_below ¶1: the vote: not adopted → decide it, and show that"
    ]
    assert answering(world, False, vote) == [
        "ratified_from_below ¶1: the vote: adopted → decide it, and show that"
    ]
    assert answering(world, True, vote, "f" * 64) == [
        "ratified_from_below ¶1: another text → confirm the text that came down"
    ]
    assert answering(world, False, fallen) == []


def test_it_is_confirmed_within_the_time_the_charter_gives(world: World) -> None:
    """¶2"""
    fallen = replace(counted(world), result=Result.FALLEN)
    decision = world.state("fed").decisions[floor(world)]
    assert decision.ratify_by is not None
    world.now = decision.ratify_by - 1
    assert answering(world, False, fallen) == []
    world.now += 1
    assert answering(world, False, fallen) == [
        "ratified_from_below ¶2: the time has run out → let a body propose it again"
    ]


def test_what_too_few_confirmed_in_time_falls_and_every_body_is_told(world: World) -> None:
    """¶6"""
    step = floor(world)
    world.put("mill", came_down(world, "mill").id)
    decision = world.state("fed").decisions[step]
    assert decision.ratify_by is not None
    world.now = decision.ratify_by - 1
    world.clerk.work()
    assert not decision.fell_short(world.now)
    assert came_down(world, "bakery").stage is Stage.AGENDA
    world.later(hours=1)
    fallen = world.state("fed").decisions[step]
    assert fallen.fell_short(world.now)
    assert not fallen.in_force(world.now + 1000 * DAY)
    told = [
        said for _, word in world.state("bakery").words_shown() if isinstance(said := word.says, says.Returns)
    ]
    assert [(said.question, said.confirmed, said.against, said.bodies) for said in told] == [(step, 1, 0, 3)]
    assert came_down(world, "bakery").stage is Stage.WITHDRAWN
    assert came_down(world, "mill").stage is Stage.CLOSED
    assert {step} == {item.question for item in map(came_back_to, [world.state("bakery")]) if item}
    again = matters.Proposal(world.bodies["fed"], "The floor again", FLOOR)
    assert world.decide("bakery", again, "The floor again").outcome is not None
    assert [
        decision.matter
        for decision in world.state("fed").questions.values()
        if decision.stage is Stage.AGENDA
    ]


def came_back_to(state: State) -> says.Returns | None:
    """What a body was told of the floor, as its page shows it."""
    (known,) = to_confirm(state, {}, state.time)
    assert not known.waits
    return known.came_back


def test_the_time_runs_from_when_the_bodies_are_told() -> None:
    """¶6: a clerk that is silent for forty days takes no time from anybody; a delegate tells it in its place."""
    world = federation(uncovered=Uncovered.FREE, ratify_days=60)
    working, world.clerk.work = world.clerk.work, lambda: 0  # type: ignore[method-assign]
    decided = decided_above(world, FLOOR)
    question = world.state("fed").questions[decided]
    world.done("fed", HOST, a.Closed(decided, outcome_of(world.state("fed"), question, world.now)))
    closed = world.now
    assert world.state("fed").decisions[decided].ratify_by == closed + 60 * DAY
    world.now += 40 * DAY
    (asks,) = [word for word in due(world.state("fed"), world.now) if isinstance(word.says, says.Asks)]
    world.done("fed", delegates(world)["mill"], a.AttestationMade(asks))
    world.clerk.work = working  # type: ignore[method-assign]
    world.clerk.work()
    assert world.state("fed").decisions[decided].told_at == closed + 40 * DAY
    assert world.state("fed").decisions[decided].ratify_by == closed + 100 * DAY
    assert came_down(world, "mill").answer_by == closed + 100 * DAY
    world.later(days=3)
    assert world.state("fed").decisions[decided].ratify_by == closed + 100 * DAY


def test_a_vote_to_confirm_is_not_opened_when_the_time_is_over(world: World) -> None:
    """¶2"""
    asked = came_down(world, "mill")
    assert asked.answer_by is not None
    opens = a.VoteOpened(asked.id, (Way.NAMED,), asked.answer_by + 2 * DAY)
    world.now = asked.answer_by - 1
    assert would(world, "mill", "m1", opens) == []
    world.now += 1
    assert would(world, "mill", "m1", opens) == [
        "ratified_from_below ¶2: the time has run out → let us propose it again"
    ]


def test_what_came_down_is_not_taken_back_early(world: World) -> None:
    """¶7: who keeps a council's record cannot take a decision off our agenda that we could still refuse."""
    asked = came_down(world, "mill")
    assert asked.answer_by is not None
    told = says.Returns(floor(world), "The floor", "f" * 64, 0, 0, 3)
    returns = word_of(world, "fed", told)
    world.now = asked.answer_by - 1
    assert would(world, "mill", HOST, returns) == [
        "ratified_from_below ¶7: time left: 1 minute → vote on it, and show that"
    ]
    world.now += 1
    assert would(world, "mill", HOST, returns) == []


def test_only_constituents_confirm(world: World) -> None:
    """¶4"""
    matter = came_down(world, "mill").matter
    raised = a.QuestionRaised("Confirm", matter)
    assert why(world.say("mill", "m1", raised)) == []
    world.decide("mill", matters.Leaving(world.bodies["fed"]), "We leave")
    assert why(world.say("mill", "m1", raised)) == [
        "ratified_from_below ¶4: The federation: left → only constituents confirm"
    ]
