"""Delegates are bound by their mandate: R30. How votes are counted stands in test_returning.py."""

from __future__ import annotations

from msgspec.structs import replace
from tests.charter.mill import asked, council, delegates, federation, why, word_of, would

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attest import attested_vote
from confederal.kernel.attestation import text_digest
from confederal.kernel.ballot import Way
from confederal.kernel.body import Stray, Uncovered
from confederal.kernel.delegate import Mandate, Position, Range
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.question import Result
from confederal.stories.world import World


def mandating(world: World, question: int, position: Position = Position.AS_WE_VOTE) -> matters.Mandating:
    """Our instruction on that question of the federation as its text is now."""
    state = world.state("fed")
    text = state.questions[question]
    return matters.Mandating(state.body, question, text_digest(text.matter, text.paragraphs), position)


def test_a_stray_vote_is_named_wherever_the_outcome_is_shown() -> None:
    """¶1"""
    world = federation(("mill", "bakery"), stray=Stray.AS_MANDATED)
    places = delegates(world)
    step = asked(world, "fed")
    for name in places:
        world.decide(name, mandating(world, step, Position.FOR), "For it")
    world.later(days=7)
    world.done("fed", places["mill"], a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    world.done("fed", places["mill"], a.Voted(step, ("against",)))
    world.done("fed", places["bakery"], a.Voted(step, ("for",)))
    outcome = world.state("fed").questions[step].outcome
    assert outcome is not None
    assert [(stray.place, stray.mandate, stray.cast) for stray in outcome.strays] == [
        (places["mill"], "for", "against")
    ]
    assert dict(outcome.totals)["for"] == 2


def test_a_mandate_covers_the_text_it_was_given_for() -> None:
    """¶2"""
    world = federation(("mill", "bakery"))
    places = delegates(world)
    raised = a.QuestionRaised("Letters", matters.Resolution(), ("a" * 64,))
    step = world.done("fed", places["mill"], raised)
    for name in places:
        world.decide(name, mandating(world, step, Position.FOR), "For it")
    offered = world.done("fed", places["bakery"], a.AmendmentOffered(step, 0, "b" * 64))
    world.done("fed", places["mill"], a.AmendmentTaken(offered, step))
    world.wait_for_notice("fed", step)
    world.done("fed", places["mill"], a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    world.later(days=2)
    outcome = world.state("fed").questions[step].outcome
    assert outcome is not None
    assert dict(outcome.totals) == {"abstain": 2, "against": 0, "for": 0, "refer_back": 0}


def test_alternates_vote_where_no_delegate_of_their_body_sits() -> None:
    """¶3"""
    world = council(("mill", "bakery"))
    world.elect_delegates("bakery", "fed", "m5")
    world.elect_delegates("mill", "fed", "m4", "m5", alternates=1)
    places = sorted(world.state("fed").places.values(), key=lambda place: place.alternate)
    first, spare = (place.id for place in places if place.body == world.bodies["mill"])
    raised = a.QuestionRaised("Letters", matters.Resolution())
    assert why(world.say("fed", spare, raised)) == [
        f"one_member_one_vote ¶4: {spare} has no vote → have somebody raise it who votes on it"
    ]
    seat = world.state("fed").places[first].seat
    world.decide("mill", matters.Recall(seat), "Recall")
    assert why(world.say("fed", spare, raised)) == []


def test_an_instruction_counts_when_it_was_decided_with_quorum_below() -> None:
    """¶4"""
    world = federation(("mill", "bakery"))
    step = asked(world, "fed")
    settled = mandating(world, step)
    fallen = world.decide("mill", settled, "For it?", {"for": 1, "against": 4})
    mandate = world.state("mill").mandates[step][world.bodies["fed"]]
    assert mandate.position is Position.AGAINST
    assert world.state("fed").mandates[step][world.bodies["mill"]].position is Position.AGAINST
    told = says.Instructs(
        Mandate(world.bodies["fed"], step, settled.digest, Position.AGAINST, Uncovered.ABSTAIN)
    )
    vote = attested_vote(world.state("mill"), world.state("mill").questions[fallen.id])
    counted = word_of(world, "mill", told, to="fed", about=fallen.id, vote=vote)
    uncounted = word_of(world, "mill", told, to="fed", about=fallen.id)
    assert would(world, "fed", HOST, uncounted) == [
        "credentials_first ¶7: no count behind it → decide it in your own assembly, and show that",
    ]
    assert would(world, "fed", HOST, counted) == []
    assert vote is not None
    tied = word_of(world, "mill", told, to="fed", about=fallen.id, vote=replace(vote, result=Result.TIED))
    assert would(world, "fed", HOST, tied) == [
        "bound_by_mandate ¶4: the vote: a tie, not adopted → decide it with quorum and show that"
    ]


def test_an_instruction_is_shown_to_the_council_it_is_for_as_the_vote_settled_it() -> None:
    """¶4"""
    world = federation(("mill", "bakery"))
    step = asked(world, "fed")
    question = world.decide("mill", mandating(world, step), "For it?")
    vote = attested_vote(world.state("mill"), world.state("mill").questions[question.id])

    def shown(mandate: Mandate) -> a.AttestationShown:
        return word_of(world, "mill", says.Instructs(mandate), to="fed", about=question.id, vote=vote)

    ours = Mandate(world.bodies["fed"], step, "a" * 64, Position.FREE, Uncovered.ABSTAIN)
    other = Mandate("f" * 64, step, "a" * 64, Position.FREE, Uncovered.ABSTAIN)
    unsettled = Mandate(world.bodies["fed"], step, "a" * 64, Position.AS_WE_VOTE, Uncovered.ABSTAIN)
    assert would(world, "fed", HOST, shown(other)) == [
        "bound_by_mandate ¶4: for council ffffffffffff → show it there"
    ]
    assert would(world, "fed", HOST, shown(unsettled)) == [
        "bound_by_mandate ¶4: not settled by a vote → show the mandate as the vote settled it"
    ]
    assert would(world, "fed", HOST, shown(ours)) == []


def test_ranges_of_a_mandate_name_the_smaller_number_first() -> None:
    """¶5"""
    world = federation(("mill", "bakery"))
    step = asked(world, "fed")
    fed = world.bodies["fed"]
    upside_down = matters.Mandating(fed, step, "a" * 64, Position.FOR, ranges=(Range("amount", 9, 5),))
    upright = matters.Mandating(fed, step, "a" * 64, Position.FOR, ranges=(Range("amount", 5, 9),))
    assert why(world.say("mill", "m1", a.QuestionRaised("Between", upside_down))) == [
        "bound_by_mandate ¶5: amount from 9 to 5 → name the smaller number first"
    ]
    assert why(world.say("mill", "m1", a.QuestionRaised("Between", upright))) == []


def test_nobody_instructs_in_a_council_they_have_left() -> None:
    """¶5"""
    world = federation(("mill", "bakery"), leave_notice_days=10)
    step = asked(world, "fed")
    world.decide("mill", matters.Leaving(world.bodies["fed"]), "We leave")
    raised = a.QuestionRaised("For it", mandating(world, step))
    assert why(world.say("mill", "m1", raised)) == []
    world.later(days=10)
    assert why(world.say("mill", "m1", raised)) == [
        "bound_by_mandate ¶5: we have left that council → nothing"
    ]
