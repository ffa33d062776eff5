"""The secret ballot: P7, P8."""

from __future__ import annotations

import pytest
from tests.charter.mill import at_meeting, mill, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.identity import HOUR
from confederal.kernel.matters.expulsion import Conduct
from confederal.kernel.matters.resolution import Scope
from confederal.kernel.words import KINDS, WAYS
from confederal.stories.world import World

SECRET: dict[str, matters.Matter] = {
    "recall": matters.Recall("0.5"),
    "strike": matters.Strike("eight hours"),
    "resolution": matters.Resolution(Scope.DISCIPLINE, sunset_days=365),
    "settlement": matters.Settlement("d" * 64, "the owners"),
}


@pytest.mark.parametrize("word", SECRET)
def test_votes_on_persons_strikes_and_discipline_are_by_paper_box(word: str) -> None:
    """¶1"""
    world = mill()
    step = at_meeting(world, SECRET[word])
    for way in (Way.NAMED, Way.HANDS):
        opened = a.VoteOpened(step, (way,), world.now + 6 * HOUR)
        assert why(world.say("mill", "m7", opened)) == [
            f"secret_ballot ¶1: {KINDS[word]}, {WAYS[way]} → vote by paper box"
        ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))) == []


def test_a_box_is_not_kept_secret_beside_a_show_of_hands() -> None:
    """¶1"""
    world = mill()
    step = at_meeting(world, matters.Recall("0.5"))
    both = a.VoteOpened(step, (Way.BOX, Way.NAMED), world.now + 6 * HOUR)
    assert why(world.say("mill", "m7", both)) == ["secret_ballot ¶1: recall, by name → vote by paper box"]


def test_an_expulsion_is_by_paper_box() -> None:
    """¶1"""
    world = mill()
    step = at_meeting(world, matters.Expulsion("m1", Conduct.VIOLENCE))
    world.done("mill", "m7", a.Confirmed(world.done("mill", "m6", a.HearingHeld(step, "a" * 64))))
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))) == [
        "secret_ballot ¶1: expulsion, by show of hands → vote by paper box"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))) == []


def test_a_contested_election_is_by_paper_box_and_an_unopposed_one_by_show_of_hands() -> None:
    """¶1"""
    world = mill(officers=False)
    secretaries = matters.Election("secretary", 2, 300)
    contested = at_meeting(world, secretaries, candidates=("m1", "m2", "m3"))
    assert why(world.say("mill", "m7", a.VoteOpened(contested, (Way.HANDS,), world.now + 6 * HOUR))) == [
        "secret_ballot ¶1: election, by show of hands → vote by paper box"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(contested, (Way.BOX,), world.now + 6 * HOUR))) == []
    unopposed = at_meeting(world, secretaries, candidates=("m1", "m2"))
    assert why(world.say("mill", "m7", a.VoteOpened(unopposed, (Way.HANDS,), world.now + 6 * HOUR))) == []


def test_an_unopposed_election_is_secret_when_one_in_ten_objects() -> None:
    """¶1"""
    world = mill(officers=False)
    step = at_meeting(world, matters.Election("secretary", 2, 300), candidates=("m1", "m2"))
    world.done("mill", "m6", a.SecrecyDemanded(step))
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))) == [
        "secret_ballot ¶1: election, by show of hands → vote by paper box"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))) == []


def test_any_vote_is_secret_when_one_in_ten_asks() -> None:
    """¶1, ¶2"""
    world = mill(20, petition="1/5")
    step = at_meeting(world, matters.Resolution())
    world.done("mill", "m1", a.SecrecyDemanded(step))
    by_hands = a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR)
    assert world.desk.would(world.bodies["mill"], would_be(world, by_hands)) == ()
    world.done("mill", "m2", a.SecrecyDemanded(step))
    assert why(world.say("mill", "m7", by_hands)) == [
        "secret_ballot ¶1: resolution, by show of hands → vote by paper box"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))) == []


def would_be(world: World, act: a.AnyAct) -> a.Minuted:
    """The act as m7 would say it now."""
    state = world.state("mill")
    key = world.key("mill", "m7").keyid
    payload = a.Payload(1, state.body, "m7", state.counters.get(key, -1) + 1, world.now, act)
    return a.Minuted(state.size, world.now, key, payload)


def test_a_show_of_hands_becomes_a_count_when_enough_ask() -> None:
    """¶2"""
    world = mill(20, petition="1/5", count_on_demand="1/10")
    step = at_meeting(world, matters.Resolution())
    for who in ("m1", "m2"):
        world.done("mill", who, a.CountDemanded(step))
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))) == [
        "secret_ballot ¶2: 2 asked for a count → vote by paper box or by name"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.NAMED,), world.now + 6 * HOUR))) == []


def test_a_count_asked_for_by_too_few_changes_nothing() -> None:
    """¶2"""
    world = mill(20, petition="1/5", count_on_demand="1/10")
    step = at_meeting(world, matters.Resolution())
    world.done("mill", "m1", a.CountDemanded(step))
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))) == []


def test_no_election_is_by_name() -> None:
    """¶1"""
    world = mill(officers=False)
    step = at_meeting(world, matters.Election("secretary", 2, 300), candidates=("m1", "m2"))
    named = a.VoteOpened(step, (Way.NAMED,), world.now + 6 * HOUR)
    assert why(world.say("mill", "m7", named)) == [
        "secret_ballot ¶1: an election by name → vote by paper box; unopposed, by show of hands"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))) == []
