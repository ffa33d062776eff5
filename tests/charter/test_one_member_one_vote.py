"""One member, one vote: R46, R56."""

from __future__ import annotations

from msgspec.structs import replace
from tests.charter.mill import at_meeting, delegates, federation, holding, mill, told, voting, why

from confederal.charter.articles.one_member_one_vote import PARTS
from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.question import Outcome, Result


def test_who_votes_stands_on_the_register_frozen_when_the_vote_opened() -> None:
    """¶1"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.NAMED, hours=48)
    card = world.key("mill", "m8")
    invited = world.done("mill", "m1", a.Invited("m8", card.keyid))
    world.done("mill", "m2", a.Confirmed(invited))
    holding(world, "m8", card)
    world.done("mill", "m8", a.KeyBound(world.key("other", "m8").keyid))
    holding(world, "m8", world.key("other", "m8"))
    assert why(world.say("mill", "m8", a.Voted(step, ("for",)))) == [
        "one_member_one_vote ¶1: m8 is not on the register of this vote "
        "→ vote on the next question: registers freeze when a vote opens"
    ]
    assert why(world.say("mill", "m7", a.Voted(step, ("for",)))) == []


def test_in_a_council_delegates_vote_in_their_seats_and_nobody_else() -> None:
    """¶1"""
    world = federation(("mill", "bakery"))
    places = delegates(world)
    q = world.done("fed", places["mill"], a.QuestionRaised("On letters", matters.Resolution()))
    world.later(days=7)
    world.done("fed", places["mill"], a.VoteOpened(q, (Way.NAMED,), world.now + 9 * DAY))
    seat = next(seat for seat in world.state("mill").seats.values() if seat.to == world.bodies["fed"])
    world.decide("mill", matters.Recall(seat.id), "Recall our delegate")
    assert why(world.say("fed", places["mill"], a.Voted(q, ("for",))))[0].startswith("the_operator_serves ¶2")
    assert why(world.say("fed", places["bakery"], a.Voted(q, ("for",)))) == []


def test_a_vote_says_one_of_the_things_put_to_the_vote() -> None:
    """¶2"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.NAMED, hours=48)
    assert why(world.say("mill", "m1", a.Voted(step, ("maybe",)))) == [
        "one_member_one_vote ¶2: “maybe” → one of: for, against, abstaining"
    ]
    assert why(world.say("mill", "m1", a.Voted(step, ("for", "against")))) == [
        "one_member_one_vote ¶2: “for > against” → one of: for, against, abstaining"
    ]
    assert why(world.say("mill", "m1", a.Voted(step, ()))) == [
        "one_member_one_vote ¶2: “” → one of: for, against, abstaining"
    ]
    assert why(world.say("mill", "m1", a.Voted(step, ("for",)))) == []
    assert why(world.say("mill", "m1", a.Voted(step, ("abstain",)))) == []


def test_a_ranking_names_candidates_once_each() -> None:
    """¶2"""
    world = mill()
    choice = matters.Choice(("tea", "coffee", "water"))
    step = voting(world, choice, Way.NAMED, hours=48)
    assert why(world.say("mill", "m1", a.Voted(step, ("tea", "tea")))) == [
        "one_member_one_vote ¶2: “tea > tea” → one of: tea, coffee, water, abstaining"
    ]
    assert why(world.say("mill", "m1", a.Voted(step, ("tea", "milk")))) == [
        "one_member_one_vote ¶2: “tea > milk” → one of: tea, coffee, water, abstaining"
    ]
    assert why(world.say("mill", "m1", a.Voted(step, ("tea", "water")))) == []


def test_each_mark_is_told_once() -> None:
    """¶2"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS)
    twice = (Tally(("for",), 2), Tally(("for",), 3))
    assert why(world.say("mill", "m3", a.CountTold(step, Way.HANDS, twice))) == [
        "one_member_one_vote ¶2: the same mark is told twice → tell each mark once, with all its votes"
    ]
    assert why(world.say("mill", "m3", a.CountTold(step, Way.HANDS, (Tally(("for",), 5),)))) == []


def test_a_vote_is_cast_while_it_is_open() -> None:
    """¶3"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.NAMED, hours=2)
    assert why(world.say("mill", "m1", a.Voted(step, ("for",)))) == []
    world.now += 2 * HOUR  # the clerk has not come by yet
    refused = world.desk.minute(world.bodies["mill"], world.envelope("mill", "m2", a.Voted(step, ("for",))))
    assert why(refused) == [
        "one_member_one_vote ¶3: the vote has ended → close it; another question can be raised"
    ]


def test_a_vote_by_paper_box_is_not_cast_by_name() -> None:
    """¶3"""
    world = mill()
    boxed = voting(world, matters.Resolution(), Way.BOX)
    assert why(world.say("mill", "m1", a.Voted(boxed, ("for",)))) == [
        "one_member_one_vote ¶3: this vote is not by name → vote by paper ballot"
    ]
    named = voting(world, matters.Resolution(), Way.NAMED)
    assert why(world.say("mill", "m1", a.Voted(named, ("for",)))) == []


def test_voting_by_device_ends_when_the_count_in_the_hall_begins() -> None:
    """¶3"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.NAMED, Way.HANDS)
    assert why(world.say("mill", "m1", a.Voted(step, ("for",)))) == []
    opened = world.done("mill", "m3", a.HallOpened(step))
    assert why(world.say("mill", "m2", a.Voted(step, ("for",)))) == []
    world.done("mill", "m4", a.Confirmed(opened))
    assert why(world.say("mill", "m5", a.Voted(step, ("for",)))) == [
        "one_member_one_vote ¶3: the count in the hall has begun "
        "→ vote in the hall: the tellers have the list"
    ]


def test_only_those_who_vote_raise_support_and_open() -> None:
    """¶4"""
    world = mill(20, petition="1/5", support=3)
    world.done("mill", "m20", a.ActedForEmployer(world.now + 100 * DAY))
    raised = a.QuestionRaised("A canteen", matters.Resolution())
    assert why(world.say("mill", "m20", raised)) == [
        "one_member_one_vote ¶4: m20 has no vote → have somebody raise it who votes on it"
    ]
    step = world.done("mill", "m19", raised)
    assert why(world.say("mill", "m20", a.Supported(step))) == [
        "one_member_one_vote ¶4: m20 has no vote → have somebody do it who votes on it"
    ]
    assert why(world.say("mill", "m18", a.Supported(step))) == []


def test_in_a_section_only_its_own_members_support() -> None:
    """¶4"""
    world = mill(6, sections={"day": 3, "night": 3}, petition="1/5")
    strike = matters.Strike("lamps that work", of="night")
    assert why(world.say("mill", "m1", a.QuestionRaised("Out", strike))) == [
        "one_member_one_vote ¶4: m1 has no vote in night → have somebody raise it who votes on it"
    ]
    step = world.done("mill", "m4", a.QuestionRaised("Out", strike))
    assert why(world.say("mill", "m1", a.SecrecyDemanded(step))) == [
        "one_member_one_vote ¶4: m1 has no vote in night → have somebody do it who votes on it"
    ]
    assert why(world.say("mill", "m5", a.SecrecyDemanded(step))) == []


def test_an_appeal_to_the_floor_is_raised_by_whoever_was_refused() -> None:
    """¶4"""
    world = federation(("mill", "bakery"), credentials_each_sitting=True)
    place = delegates(world)["mill"]
    called = world.done("fed", place, a.SittingCalled(world.now + 7 * DAY))
    appeal = a.QuestionRaised("Seat the mill", matters.Seating(world.bodies["mill"], called))
    assert why(world.say("fed", place, appeal)) == []


def test_a_member_supports_a_question_once() -> None:
    """¶5"""
    world = mill(20, petition="1/5", support=4)
    step = world.done("mill", "m1", a.QuestionRaised("A canteen", matters.Resolution()))
    assert why(world.say("mill", "m1", a.Supported(step))) == [
        "one_member_one_vote ¶5: m1 has done so → nothing: it counts already"
    ]
    assert why(world.say("mill", "m2", a.Supported(step))) == []
    world.done("mill", "m2", a.SecrecyDemanded(step))
    assert why(world.say("mill", "m2", a.SecrecyDemanded(step))) == [
        "one_member_one_vote ¶5: m2 has done so → nothing: it counts already"
    ]
    world.done("mill", "m2", a.CountDemanded(step))
    assert why(world.say("mill", "m2", a.CountDemanded(step))) == [
        "one_member_one_vote ¶5: m2 has done so → nothing: it counts already"
    ]
    assert why(world.say("mill", "m3", a.CountDemanded(step))) == []


def test_a_closing_only_claims_and_a_wrong_claim_is_void() -> None:
    """¶6"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.NAMED)
    for who in world.members("mill")[:5]:
        assert why(world.say("mill", who, a.Voted(step, ("against",)))) == []
    world.now += 6 * HOUR
    state = world.state("mill")
    counted = outcome_of(state, state.questions[step], world.now)
    claimed = a.Closed(step, replace(counted, result=Result.CARRIED, abstained=2))
    body = world.bodies["mill"]
    assert why(world.desk.minute(body, world.envelope("mill", HOST, claimed))) == [
        "one_member_one_vote ¶6: result claimed: adopted; counted: not adopted → close it with what was counted",
        "one_member_one_vote ¶6: abstentions claimed: 2; counted: 0 → close it with what was counted",
    ]
    assert world.state("mill").questions[step].outcome is None
    assert why(world.desk.minute(body, world.envelope("mill", HOST, a.Closed(step, counted)))) == []


def test_a_corrected_outcome_is_counted_again_too() -> None:
    """¶6"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS)
    told(world, step, Way.HANDS, {"for": 3, "against": 2})
    wrong = world.state("mill").questions[step].counts[0].step
    mended = (Tally(("for",), 2), Tally(("against",), 3))
    before = world.state("mill").questions[step].outcome
    assert before is not None
    assert why(world.say("mill", "m1", a.OutcomeCorrected(step, before))) == [
        "one_member_one_vote ¶6: no count was corrected by two tellers "
        "→ nothing: the outcome is what was counted"
    ]
    again = world.done("mill", "m3", a.CountTold(step, Way.HANDS, mended, corrects=wrong))
    world.done("mill", "m4", a.CountConfirmed(again, step, mended))
    assert why(world.say("mill", "m1", a.OutcomeCorrected(step, before))) == [
        "one_member_one_vote ¶6: claimed: adopted; counted: not adopted → correct it to what was counted"
    ]
    state = world.state("mill")
    counted = outcome_of(state, state.questions[step], world.now)
    assert why(world.say("mill", "m1", a.OutcomeCorrected(step, counted))) == []


def test_who_hires_or_fires_for_an_employer_neither_stands_nor_votes_until_the_cooling_off_is_over() -> None:
    """¶7"""
    world = mill(officers=False, cooling_off_days=30)
    step = world.raise_and_support("mill", matters.Election("secretary", 2, 300), "Secretaries")
    world.done("mill", "m7", a.ActedForEmployer(world.now + 2 * DAY))
    assert "one_member_one_vote ¶7" in str(why(world.stand("mill", "m7", step)))
    world.later(days=31)
    assert why(world.stand("mill", "m7", step)) == [
        "one_member_one_vote ¶7: for 24 hours more → stand when the cooling-off time is over",
        "seats_by_election ¶4: m7 is not among those who elect → stand where you vote",
    ]
    world.later(days=1)
    assert why(world.stand("mill", "m7", step)) == []


def test_a_member_holds_no_office_while_acting_for_an_employer() -> None:
    """¶7"""
    world = mill()
    assert "m5" in world.state("mill").holders("secretary", world.now)
    world.done("mill", "m5", a.ActedForEmployer(world.now + DAY))
    assert "m5" not in world.state("mill").holders("secretary", world.now)


def test_who_raised_a_question_takes_it_back_and_nobody_else() -> None:
    """¶8"""
    world = mill(20, petition="1/5", support=3)
    step = world.done("mill", "m1", a.QuestionRaised("A canteen", matters.Resolution()))
    assert why(world.say("mill", "m2", a.Withdrawn(step))) == [
        "one_member_one_vote ¶8: raised by m1 → have them do it, or put an amendment to the vote"
    ]
    assert why(world.say("mill", "m1", a.Withdrawn(step))) == []


def test_what_others_support_stays() -> None:
    """¶8"""
    world = mill(20, petition="1/5", support=3)
    step = world.done("mill", "m1", a.QuestionRaised("A canteen", matters.Resolution()))
    world.done("mill", "m2", a.Supported(step))
    assert why(world.say("mill", "m1", a.Withdrawn(step))) == [
        "one_member_one_vote ¶8: others support it → vote on it: what members support stays on the agenda"
    ]


def test_who_raised_a_question_takes_amendments_into_it() -> None:
    """¶8"""
    world = mill()
    raised = a.QuestionRaised("A canteen", matters.Resolution(), ("a" * 64,))
    step = world.done("mill", "m1", raised)
    offered = world.done("mill", "m7", a.AmendmentOffered(step, 0, "b" * 64))
    assert why(world.say("mill", "m7", a.AmendmentTaken(offered, step))) == [
        "one_member_one_vote ¶8: raised by m1 → have them do it, or put an amendment to the vote"
    ]
    assert why(world.say("mill", "m1", a.AmendmentTaken(offered, step))) == []
    assert world.state("mill").questions[step].paragraphs == ("b" * 64,)


def test_a_petition_is_not_changed_under_its_signatures() -> None:
    """¶8"""
    world = mill()
    recall = a.QuestionRaised("Recall", matters.Recall("0.5"), ("a" * 64,))
    step = world.done("mill", "m1", recall)
    offered = world.done("mill", "m7", a.AmendmentOffered(step, 0, "b" * 64))
    assert why(world.say("mill", "m1", a.AmendmentTaken(offered, step))) == [
        "one_member_one_vote ¶8: signed as it stands "
        "→ nothing: a petition is not changed under its signatures"
    ]


def test_who_raised_one_question_merges_it_and_who_raised_the_other_agrees() -> None:
    """¶8; no_one_acts_alone ¶1"""
    world = mill()
    tea = world.done("mill", "m1", a.QuestionRaised("Tea", matters.Resolution(), ("a" * 64,)))
    coffee = world.done("mill", "m2", a.QuestionRaised("Coffee", matters.Resolution(), ("b" * 64,)))
    assert why(world.say("mill", "m3", a.Composited(tea, coffee))) == [
        "one_member_one_vote ¶8: raised by m1 → have them do it, or put an amendment to the vote"
    ]
    merged = world.done("mill", "m1", a.Composited(tea, coffee))
    assert why(world.say("mill", "m3", a.Confirmed(merged))) == [
        "no_one_acts_alone ¶1: m3 did not raise question 8 → have who raised it agree"
    ]
    assert why(world.say("mill", "m2", a.Confirmed(merged))) == []
    assert world.state("mill").questions[coffee].paragraphs == ("b" * 64, "a" * 64)


def test_a_meeting_is_opened_by_those_who_vote() -> None:
    """¶4"""
    world = mill()
    step = at_meeting(world, matters.Resolution())
    world.done("mill", "m7", a.ActedForEmployer(world.now + DAY))
    open_it = a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR)
    assert why(world.say("mill", "m7", open_it)) == [
        "one_member_one_vote ¶4: m7 has no vote → have somebody do it who votes on it"
    ]
    assert why(world.say("mill", "m6", open_it)) == []


def test_questions_about_different_things_are_not_merged() -> None:
    """¶8"""
    world = mill()
    tea = world.done("mill", "m1", a.QuestionRaised("Tea", matters.Resolution(sunset_days=30), ("a" * 64,)))
    coffee = world.done(
        "mill", "m2", a.QuestionRaised("Coffee", matters.Resolution(sunset_days=60), ("b" * 64,))
    )
    water = world.done(
        "mill", "m2", a.QuestionRaised("Water", matters.Resolution(sunset_days=30), ("c" * 64,))
    )
    assert why(world.say("mill", "m1", a.Composited(tea, coffee))) == [
        "one_member_one_vote ¶8: they are about different things "
        "→ merge questions that differ in their text only"
    ]
    assert why(world.say("mill", "m1", a.Composited(tea, water))) == []


def test_every_part_of_an_outcome_has_a_word() -> None:
    """¶6"""
    assert tuple(PARTS) == Outcome.__struct_fields__
