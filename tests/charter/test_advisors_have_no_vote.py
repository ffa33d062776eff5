"""Advisors have a voice and no vote: R05."""

from __future__ import annotations

import pytest
from tests.charter.mill import at_meeting, holding, mill, voting, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.identity import HOST, HOUR
from confederal.kernel.member import Standing
from confederal.stories.world import World


@pytest.fixture
def world() -> World:
    """The mill, with an engineer admitted as advisor who holds a key."""
    world = mill()
    admitted = world.decide("mill", matters.Admission(person="engineer", advisor=True), "Ask the engineer in")
    card = world.key("mill", "card").keyid
    invited = a.Invited("engineer", card, standing=Standing.ADVISOR, question=admitted.id)
    world.done("mill", "m2", a.Confirmed(world.done("mill", "m1", invited)))
    holding(world, "engineer", world.key("mill", "card"))
    own = world.key("other", "engineer")
    world.done("mill", "engineer", a.KeyBound(own.keyid))
    holding(world, "engineer", own)
    return world


def test_an_advisor_does_not_raise_support_or_open(world: World) -> None:
    """¶1"""
    raised = a.QuestionRaised("A new boiler", matters.Resolution())
    assert why(world.say("mill", "engineer", raised)) == [
        "one_member_one_vote ¶4: engineer has no vote → have somebody raise it who votes on it",
        (
            "advisors_have_no_vote ¶1: engineer sits here as advisor "
            "→ speak, and give written advice: it must be answered"
        ),
    ]
    step = world.done("mill", "m7", raised)
    assert why(world.say("mill", "engineer", a.Supported(step))) == [
        "one_member_one_vote ¶4: engineer has no vote → have somebody do it who votes on it",
        (
            "advisors_have_no_vote ¶1: engineer sits here as advisor "
            "→ speak, and give written advice: it must be answered"
        ),
    ]
    assert why(world.say("mill", "m6", a.Supported(step))) == []


def test_an_advisor_does_not_vote(world: World) -> None:
    """¶1, ¶5"""
    step = voting(world, matters.Resolution(), Way.NAMED)
    assert why(world.say("mill", "engineer", a.Voted(step, ("for",)))) == [
        (
            "one_member_one_vote ¶1: engineer is not on the register of this vote "
            "→ vote on the next question: registers freeze when a vote opens"
        ),
        (
            "advisors_have_no_vote ¶1: engineer sits here as advisor "
            "→ speak, and give written advice: it must be answered"
        ),
    ]
    assert why(world.say("mill", "m7", a.Voted(step, ("for",)))) == []


def test_an_advisor_is_outside_the_quorum_and_every_register(world: World) -> None:
    """¶5"""
    state = world.state("mill")
    assert len(state.register(None, world.now)) == 7
    assert not state.is_elector("engineer", None, world.now)


def test_an_advisor_does_not_stand(world: World) -> None:
    """¶1"""
    world.done("mill", "m5", a.Resigned("0.5"))
    step = world.raise_and_support("mill", matters.Election("secretary", 1, 300), "A secretary")
    assert why(world.stand("mill", "engineer", step)) == [
        "seats_by_election ¶4: engineer is not among those who elect → stand where you vote",
        (
            "advisors_have_no_vote ¶1: engineer sits here as advisor "
            "→ speak, and give written advice: it must be answered"
        ),
    ]
    assert why(world.stand("mill", "m7", step)) == []


def test_written_advice_is_answered_before_the_vote_opens(world: World) -> None:
    """¶2"""
    step = at_meeting(world, matters.Resolution())
    given = world.done("mill", "engineer", a.AdviceGiven(step, "a" * 64))
    opened = a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR)
    assert why(world.say("mill", "m3", opened)) == [
        "advisors_have_no_vote ¶2: advice of step 24 has no answer → any one who votes on it may answer it"
    ]
    world.done("mill", "m6", a.AdviceAnswered(step, given, "b" * 64))
    assert why(world.say("mill", "m3", opened)) == []


def test_nobody_holds_up_a_recall_by_advising_on_it(world: World) -> None:
    """¶2; recall_at_any_time ¶4"""
    step = at_meeting(world, matters.Recall("0.5"))
    world.done("mill", "engineer", a.AdviceGiven(step, "a" * 64))
    assert why(world.say("mill", "m3", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))) == []


def test_advice_is_answered_by_one_who_votes(world: World) -> None:
    """¶3"""
    step = world.raise_and_support("mill", matters.Resolution(), "A new boiler")
    given = world.done("mill", "m7", a.AdviceGiven(step, "a" * 64))
    answer = a.AdviceAnswered(step, given, "b" * 64)
    assert why(world.say("mill", "engineer", answer)) == [
        "advisors_have_no_vote ¶3: engineer has no vote here → have somebody answer who votes"
    ]
    assert why(world.say("mill", "m6", answer)) == []


def test_advice_is_given_by_those_who_are_here(world: World) -> None:
    """¶4"""
    step = world.raise_and_support("mill", matters.Resolution(), "A new boiler")
    assert why(world.say("mill", "engineer", a.AdviceGiven(step, "a" * 64))) == []
    world.done("mill", "engineer", a.Left())
    refused = why(world.say("mill", "engineer", a.AdviceGiven(step, "a" * 64)))
    assert refused == [
        "the_operator_serves ¶2: this key is not engineer's, or no longer "
        "→ sign with the key in force, or have co-workers vouch for a new one"
    ]


def test_who_keeps_the_record_gives_no_advice(world: World) -> None:
    """¶4; the_operator_serves ¶1"""
    step = world.raise_and_support("mill", matters.Resolution(), "A new boiler")
    assert why(world.say("mill", HOST, a.AdviceGiven(step, "a" * 64))) == [
        "the_operator_serves ¶1: the host's key signed “advice_given” → have a member do it"
    ]
