"""Meetings are convened by right: R06."""

from __future__ import annotations

from tests.charter.mill import mill, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.question import Stage
from confederal.kernel.sitting import Ground
from confederal.secretary.diary import Due, falls_due


def test_at_the_petition_the_meeting_exists_and_nobody_calls_it() -> None:
    """¶1"""
    world = mill(20, petition="1/5")
    step = world.done("mill", "m7", a.QuestionRaised("The dust", matters.Resolution()))
    for who in ("m8", "m9"):
        world.done("mill", who, a.Supported(step))
    assert list(world.state("mill").sittings_by_right(world.now)) == []
    world.done("mill", "m10", a.Supported(step))
    ((question, on),) = world.state("mill").sittings_by_right(world.now)
    assert (question.id, on) == (step, world.now + 7 * DAY)
    assert falls_due(world.state("mill"), world.now)[0].what is Due.MEETING_BY_PETITION


def test_in_a_body_under_fifteen_three_signatures_are_always_enough() -> None:
    """¶1"""
    world = mill(14, petition="1/5")
    assert world.state("mill").charter.petitioners(14) == 3
    assert world.state("mill").charter.petitioners(20) == 4


def test_what_enough_members_support_stands_on_the_agenda() -> None:
    """¶2"""
    world = mill(20, petition="1/5", support=2)
    step = world.done("mill", "m7", a.QuestionRaised("The dust", matters.Resolution()))
    assert world.state("mill").questions[step].stage is Stage.RAISED
    world.done("mill", "m8", a.Supported(step))
    assert world.state("mill").questions[step].stage is Stage.AGENDA


def test_an_officer_calls_a_meeting_and_a_member_petitions_for_one() -> None:
    """¶3"""
    world = mill()
    call = a.SittingCalled(world.now + 7 * DAY)
    assert why(world.say("mill", "m7", call)) == [
        "convened_by_right ¶3: m7 holds no office → petition for it: then it exists, and nobody can refuse it"
    ]
    assert why(world.say("mill", "m5", call)) == []


def test_while_nobody_holds_office_anybody_calls_a_meeting() -> None:
    """¶3"""
    world = mill(officers=False)
    assert why(world.say("mill", "m7", a.SittingCalled(world.now + 7 * DAY))) == []


def test_a_meeting_petitioned_for_is_not_called() -> None:
    """¶3"""
    world = mill()
    by_petition = a.SittingCalled(world.now + 7 * DAY, ground=Ground.PETITION)
    assert why(world.say("mill", "m5", by_petition)) == [
        "convened_by_right ¶3: called by petition "
        "→ nothing to call: a meeting petitioned for exists without this step"
    ]
    by_rota = a.SittingCalled(world.now + 7 * DAY, ground=Ground.ROTA)
    assert why(world.say("mill", "m5", by_rota)) == []


def test_any_two_open_a_meeting_petitioned_for_after_its_urgent_notice() -> None:
    """¶4"""
    world = mill(officers=False, urgent_hours=24)
    step = world.done("mill", "m6", a.QuestionRaised("The dust", matters.Resolution()))
    world.done("mill", "m7", a.Supported(step))
    world.later(hours=23)
    assert why(world.say("mill", "m6", a.SittingOpened(step, 5))) == [
        "convened_by_right ¶4: before its urgent notice has run → wait 24 hours from the petition"
    ]
    world.later(hours=1)
    opened = world.done("mill", "m6", a.SittingOpened(step, 5))
    assert why(world.say("mill", "m7", a.Confirmed(opened))) == []
    assert world.state("mill").open_sitting(world.now) is not None


def test_a_meeting_is_opened_at_its_date() -> None:
    """¶4"""
    world = mill()
    called = world.done("mill", "m5", a.SittingCalled(world.now + 7 * DAY))
    world.later(days=6, hours=23)
    assert why(world.say("mill", "m7", a.SittingOpened(called, 5))) == [
        "convened_by_right ¶4: not on its date → open it on its date, or call it again"
    ]
    world.later(hours=1)
    assert why(world.say("mill", "m7", a.SittingOpened(called, 5))) == []


def test_a_meeting_petitioned_for_can_be_opened_again_for_a_second_call() -> None:
    """¶1; quorum_and_notice ¶1"""
    world = mill(urgent_hours=24)
    step = world.done("mill", "m6", a.QuestionRaised("The dust", matters.Resolution()))
    world.done("mill", "m7", a.Supported(step))
    world.later(days=7)
    for _ in range(2):
        opened = world.done("mill", "m6", a.SittingOpened(step, 2))
        world.done("mill", "m7", a.Confirmed(opened))
        assert world.state("mill").open_sitting(world.now) is not None
        ended = world.done("mill", "m6", a.SittingEnded(step))
        world.done("mill", "m7", a.Confirmed(ended))
        world.now += HOUR
        assert world.state("mill").open_sitting(world.now) is None


def test_what_members_petitioned_for_is_not_referred_back() -> None:
    """¶5"""
    world = mill(20, petition="1/5")
    petitioned = world.done("mill", "m7", a.QuestionRaised("The dust", matters.Resolution()))
    plain = world.done("mill", "m6", a.QuestionRaised("The lamps", matters.Resolution()))
    for who in ("m8", "m9", "m10"):
        world.done("mill", who, a.Supported(petitioned))
    for step, refused in ((petitioned, True), (plain, False)):
        raised = a.QuestionRaised("Refer it back", matters.ReferringBack(step))
        reasons = why(world.say("mill", "m1", raised))
        assert reasons == (
            [f"convened_by_right ¶5: question {step}, resolution → vote on it"] if refused else []
        )


def test_a_question_of_one_section_is_not_referred_back_by_everybody() -> None:
    """¶5"""
    world = mill(6, sections={"day": 3, "night": 3}, officers=False)
    election = matters.Election("secretary", 2, 300, of="night")
    step = world.done("mill", "m4", a.QuestionRaised("Night's own", election))
    assert why(world.say("mill", "m1", a.QuestionRaised("Back", matters.ReferringBack(step)))) == [
        "convened_by_right ¶5: question 6, election → vote on it",
        "convened_by_right ¶5: a question of night alone → leave it to those it concerns",
    ]
