"""Strikes belong to the strikers: R47, R48."""

from __future__ import annotations

from tests.charter.mill import delegates, federation, mill, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.matters.matter import Notice


def ending(step: int, of: str | None = None) -> a.QuestionRaised:
    return a.QuestionRaised("Back to work", matters.Strike("won", of=of, ends=step))


def test_a_strike_is_ended_by_those_who_began_it() -> None:
    """¶1"""
    world = mill(6, sections={"day": 3, "night": 3})
    strike = world.decide("mill", matters.Strike("lamps", of="night"), "Out")
    assert why(world.say("mill", "m1", ending(strike.id))) == [
        "strikes_belong_to_strikers ¶1: begun by night → put it to those who strike"
    ]
    assert why(world.say("mill", "m4", ending(strike.id, "night"))) == []


def test_what_goes_on_is_ended_once() -> None:
    """¶1"""
    world = mill()
    other = world.decide("mill", matters.Resolution(), "A canteen")
    assert why(world.say("mill", "m1", ending(other.id))) == [
        f"strikes_belong_to_strikers ¶1: step {other.id} is no strike that goes on → name the strike to end"
    ]
    strike = world.decide("mill", matters.Strike("eight hours"), "Out")
    assert why(world.say("mill", "m1", ending(strike.id))) == []
    world.decide("mill", matters.Strike("won", ends=strike.id), "Back to work")
    assert not world.state("mill").decisions[strike.id].in_force(world.now)
    assert why(world.say("mill", "m1", ending(strike.id))) == [
        f"strikes_belong_to_strikers ¶1: step {strike.id} is no strike that goes on → name the strike to end"
    ]


def test_no_federation_begins_or_ends_a_strike() -> None:
    """¶2"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    called_off = a.QuestionRaised("Call it off", matters.Strike("nothing"))
    assert why(world.say("fed", place, called_off)) == [
        "assembly_is_sovereign ¶2: strike in a council → only in an assembly"
    ]
    assert why(world.say("mill", "m1", called_off)) == []


def test_the_full_text_of_a_deal_is_there_to_read() -> None:
    """¶3; its refusal stands in test_quorum_and_notice"""
    assert matters.Settlement.notice is Notice.READING
    world = mill(reading_days=14)
    question = world.decide("mill", matters.Settlement("d" * 64, "the owners"), "The deal")
    assert question.rule is not None
    assert question.rule.opened_at - question.agenda_at >= 14 * 86_400
