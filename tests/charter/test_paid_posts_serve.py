"""Paid posts serve: R47."""

from __future__ import annotations

from tests.charter.mill import mill, why

from confederal.kernel import act as a
from confederal.kernel import matters

DEAL = "d" * 64


def settling(strike: int | None, of: str | None = None) -> a.QuestionRaised:
    return a.QuestionRaised("The deal", matters.Settlement(DEAL, "the owners", of=of, strike=strike))


def test_a_deal_is_put_to_those_who_strike() -> None:
    """¶1"""
    world = mill(6, sections={"day": 3, "night": 3})
    strike = world.decide("mill", matters.Strike("lamps", of="night"), "Out")
    assert why(world.say("mill", "m4", settling(strike.id))) == [
        "paid_posts_serve ¶1: put to everybody, struck by night → put it to those who strike"
    ]
    assert why(world.say("mill", "m4", settling(strike.id, "night"))) == []


def test_a_deal_settles_a_strike_and_nothing_else() -> None:
    """¶1"""
    world = mill()
    other = world.decide("mill", matters.Resolution(), "A canteen")
    strike = world.decide("mill", matters.Strike("eight hours"), "Out")
    assert why(world.say("mill", "m1", settling(other.id))) == [
        "paid_posts_serve ¶1: step 7 is no strike → name the strike it settles"
    ]
    assert why(world.say("mill", "m1", settling(strike.id))) == []


def test_a_deal_without_a_strike_is_ratified_too() -> None:
    """¶1"""
    assert why(mill().say("mill", "m1", settling(None))) == []


def test_a_ratified_deal_ends_the_strike_it_settles() -> None:
    """¶1"""
    world = mill()
    strike = world.decide("mill", matters.Strike("eight hours"), "Out")
    assert world.state("mill").decisions[strike.id].in_force(world.now)
    world.decide("mill", matters.Settlement(DEAL, "the owners", strike=strike.id), "The deal")
    assert not world.state("mill").decisions[strike.id].in_force(world.now)
