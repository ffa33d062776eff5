"""Peers agree directly: R34, R35."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.charter.mill import MILL, at_meeting, seat_of, why, word_of, would

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.body import KEEPER, TELLER
from confederal.kernel.decision import Waits
from confederal.kernel.identity import HOST, HOUR
from confederal.kernel.matters.agreement import Party
from confederal.stories.world import World

TEXT = "d" * 64


@pytest.fixture
def world() -> World:
    """Two bodies that belong to no council."""
    world = World()
    for name in ("mill", "bakery"):
        world.found_assembly(name, replace(MILL, title=name), 5, founders=5)
    return world


def party(world: World, name: str) -> Party:
    return Party(world.bodies[name], name, world.host(name).keyid)


def raising(matter: matters.Matter) -> a.QuestionRaised:
    return a.QuestionRaised("Flour for bread", matter)


def test_an_agreement_names_its_other_parties_once_each(world: World) -> None:
    """¶1"""
    bakery = party(world, "bakery")
    assert why(world.say("mill", "m1", raising(matters.Agreement((), TEXT)))) == [
        "peers_agree_directly ¶1: 0 parties → name one other party or more, each once"
    ]
    assert why(world.say("mill", "m1", raising(matters.Agreement((bakery, bakery), TEXT)))) == [
        "peers_agree_directly ¶1: 2 parties → name one other party or more, each once"
    ]
    ourselves = matters.Agreement((bakery, party(world, "mill")), TEXT)
    assert why(world.say("mill", "m1", raising(ourselves))) == [
        "peers_agree_directly ¶1: ourselves among the others → name the others only"
    ]
    assert why(world.say("mill", "m1", raising(matters.Agreement((bakery,), TEXT)))) == []


def test_it_is_in_force_when_every_party_has_decided_the_same(world: World) -> None:
    """¶2"""
    ours = world.decide("mill", matters.Agreement((party(world, "bakery"),), TEXT), "Flour")
    assert world.state("mill").decisions[ours.id].waits is Waits.PARTIES
    theirs = world.decide("bakery", matters.Agreement((party(world, "mill"),), TEXT), "Bread")
    assert world.state("mill").decisions[ours.id].in_force(world.now)
    assert world.state("bakery").decisions[theirs.id].in_force(world.now)


def test_a_different_text_is_no_agreement(world: World) -> None:
    """¶2"""
    ours = world.decide("mill", matters.Agreement((party(world, "bakery"),), TEXT), "Flour")
    world.decide("bakery", matters.Agreement((party(world, "mill"),), "e" * 64), "Bread")
    assert world.state("mill").decisions[ours.id].waits is Waits.PARTIES


def test_notice_is_given_of_an_agreement_in_force(world: World) -> None:
    """¶1"""
    bakery, ours = party(world, "bakery"), party(world, "mill")
    ending = matters.Agreement((bakery,), TEXT, notice_days=10, ends=True)
    assert why(world.say("mill", "m1", raising(ending))) == [
        "peers_agree_directly ¶1: no such agreement is in force → name the text of the agreement to end"
    ]
    step = world.decide("mill", matters.Agreement((bakery,), TEXT), "Flour").id
    world.decide("bakery", matters.Agreement((ours,), TEXT), "Bread")
    world.decide("mill", ending, "We give notice")
    assert world.state("mill").decisions[step].in_force(world.now)
    world.later(days=10)
    assert not world.state("mill").decisions[step].in_force(world.now)


# Tellers and keepers lent by a sister body


def lending(world: World, other: str, **said: Any) -> matters.Lending:
    """The bakery lends, as this other body of the two would decide it."""
    terms = matters.Lending((party(world, other),), world.bodies["bakery"], (KEEPER, TELLER), 200)
    return replace(terms, **said)


def lend(world: World) -> None:
    """Both decide it: the bakery lends the mill tellers and keepers."""
    world.decide("mill", lending(world, "bakery"), "We borrow")
    world.decide("bakery", lending(world, "mill"), "We lend")


def sent(world: World, who: str, office: str = TELLER) -> str:
    """The bakery elects somebody for a task at the mill; what they are called there."""
    matter = matters.Election(office, 1, 300, to=world.bodies["mill"])
    world.decide("bakery", matter, "Somebody for the mill", candidates=[who])
    seat = seat_of(world, who, "bakery")
    guest = f"{world.bodies['bakery'][:12]}:{seat}"
    world.done("bakery", who, a.SeatAccepted(seat, world.key("mill", guest).keyid))
    return guest


def test_a_small_body_borrows_from_one_sister_body_what_is_no_power(world: World) -> None:
    """¶3"""

    def refused(**said: Any) -> list[str]:
        return would(world, "mill", "m1", raising(lending(world, "bakery", **said)))

    bakery, mill = party(world, "bakery"), party(world, "mill")
    assert refused() == []
    assert refused(with_=(bakery, replace(bakery, body="e" * 64))) == [
        "peers_agree_directly ¶3: 2 others → name the one other body"
    ]
    assert refused(with_=(mill,)) == ["peers_agree_directly ¶3: 0 others → name the one other body"]
    assert refused(lends="e" * 64) == [
        "peers_agree_directly ¶3: eeeeeeeeeeee lends → name which of the two lends"
    ]
    assert refused(tasks=(TELLER, "secretary")) == [
        "peers_agree_directly ¶3: teller, secretary → tellers, keepers of the register, or both: no office of power "
        "is lent"
    ]
    assert refused(days=366) == ["peers_agree_directly ¶3: 366 days → 1 to 365 days; it can be agreed again"]
    assert refused(ends=True) == ["peers_agree_directly ¶3: nothing is lent between us → nothing"]


def test_a_body_of_fifteen_elects_its_own() -> None:
    """¶3"""
    world = World()
    for name, heads in (("mill", 15), ("bakery", 14)):
        world.found_assembly(name, replace(MILL, title=name), heads, founders=heads)
    assert would(world, "mill", "m1", raising(lending(world, "bakery"))) == [
        "peers_agree_directly ¶3: 15 members → elect tellers and keepers among you"
    ]
    theirs = lending(world, "mill", lends=world.bodies["mill"])
    assert would(world, "bakery", "m1", raising(theirs)) == []


def test_who_is_lent_is_elected_by_their_own_and_comes_with_their_word(world: World) -> None:
    """¶4"""
    elected = matters.Election(TELLER, 1, 100, to=world.bodies["mill"])
    assert would(world, "bakery", "m1", raising(elected)) == [
        f"seats_by_election ¶2: teller for {world.bodies['mill'][:12]} → agree with that body first to lend it one"
    ]
    key = "ed25519:" + "A" * 43
    told = says.Elected("9.1", key, world.now, world.now + 100, False, "", None, TELLER)
    assert would(world, "mill", HOST, word_of(world, "bakery", told, to="mill")) == [
        f"seats_by_election ¶9: we did not ask {world.bodies['bakery'][:12]} for: teller → "
        "decide it first, both bodies"
    ]
    lend(world)
    guest = sent(world, "m5")
    assert world.state("mill").helpers(TELLER, world.now) == (guest,)
    assert guest not in world.state("mill").tellers(world.now)
    assert "m5" not in world.state("bakery").tellers(world.now), "who is lent tells there, not here"
    assert guest not in world.state("mill").electors(None, world.now)
    world.decide("bakery", matters.Recall(guest.partition(":")[2]), "Back home")
    assert world.state("mill").helpers(TELLER, world.now) == ()


@pytest.mark.parametrize("name", ["mill", "bakery"])
def test_either_ends_it_at_once(world: World, name: str) -> None:
    """¶4"""
    lend(world)
    guest = sent(world, "m5")
    other = {"mill": "bakery", "bakery": "mill"}[name]
    world.decide(name, lending(world, other, ends=True), "We end it")
    assert world.state("mill").helpers(TELLER, world.now) == ()
    assert not world.state("bakery").seats[guest.partition(":")[2]].in_force(world.now)
    assert would(world, "mill", guest, a.Left()) != []


def test_it_ends_by_itself(world: World) -> None:
    """¶4"""
    lend(world)
    until = next(world.state("mill").in_force(world.now, "lending")).until
    assert until is not None
    guest = sent(world, "m5")
    world.now = until - 1
    assert world.state("mill").helpers(TELLER, world.now) == (guest,)
    world.now = until
    assert world.state("mill").helpers(TELLER, world.now) == ()


def test_who_is_lent_tells_where_two_of_ours_cannot() -> None:
    """All who could tell stand for election: two from the sister body count, and nobody waits."""
    world = World()
    world.found_assembly("mill", replace(MILL, title="mill"), 5, founders=5, officers=False)
    world.found_assembly("bakery", replace(MILL, title="bakery"), 5, founders=5)
    lend(world)
    first, second = sent(world, "m5"), sent(world, "m4")
    everybody = ["m1", "m2", "m3", "m4"]
    step = at_meeting(world, matters.Election("secretary", 2, 100), candidates=everybody)
    world.done("mill", "m5", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))
    tallies = (Tally(("m1", "m2"), 3), Tally(("m2", "m3"), 2))
    told = a.CountTold(step, Way.BOX, tallies)
    assert would(world, "mill", "m5", told) == [
        f"no_one_acts_alone ¶2: m5 is no teller → tellers are: {second}, {first}"
        if second < first
        else f"no_one_acts_alone ¶2: m5 is no teller → tellers are: {first}, {second}"
    ]
    count = world.done("mill", first, told)
    world.done("mill", second, a.CountConfirmed(count, step, tallies))
    assert world.state("mill").questions[step].outcome is not None


def test_our_own_tellers_come_first(world: World) -> None:
    lend(world)
    guest = sent(world, "m5")
    step = at_meeting(world, matters.Resolution())
    world.done("mill", "m1", a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))
    first, second = sorted(world.state("mill").tellers(world.now))
    assert would(world, "mill", guest, a.CountTold(step, Way.HANDS, (Tally(("for",), 5),))) == [
        f"no_one_acts_alone ¶2: lent, and {first}, {second} can tell → "
        "let our own tellers tell: we borrow where two are missing"
    ]


def test_who_is_lent_does_nothing_else_here(world: World) -> None:
    """no_one_acts_alone ¶7"""
    lend(world)
    guest = sent(world, "m5")
    for act in (
        a.QuestionRaised("Theirs", matters.Resolution()),
        a.Left(),
        a.GuidancePublished("forecast", "Ours", "f" * 64),
        a.SittingCalled(world.now + 1_000_000),
    ):
        assert (
            f"no_one_acts_alone ¶7: lent for a task, signed '{act.__struct_config__.tag}' → have a member do it"
            in would(world, "mill", guest, act)
        )


def test_the_register_is_never_changed_by_the_sister_body_alone(world: World) -> None:
    """no_one_acts_alone ¶7: two who are lent could fill our register with names of theirs."""
    lend(world)
    first, second = sent(world, "m5", KEEPER), sent(world, "m4", KEEPER)
    invited = world.done("mill", first, a.Invited("new1"))
    assert would(world, "mill", second, a.Confirmed(invited)) == [
        f"no_one_acts_alone ¶7: {first} and {second} are both lent → have one of us confirm it"
    ]
    keepers = world.state("mill").holders(KEEPER, world.now)
    assert would(world, "mill", keepers[0], a.Confirmed(invited)) == []
    others = [who for who in world.signing("mill") if who not in keepers]
    assert would(world, "mill", others[0], a.Confirmed(invited)) == [
        f"no_one_acts_alone ¶1: {others[0]} does not keep the register → have a second keeper confirm it"
    ]
    for keeper in set(keepers):
        for seat in [seat for seat in world.state("mill").held(world.now) if seat.holder == keeper]:
            world.done("mill", keeper, a.Resigned(seat.id))
    assert would(world, "mill", others[0], a.Confirmed(invited)) == []
    by_us = world.done("mill", others[0], a.Invited("new2"))
    assert would(world, "mill", others[1], a.Confirmed(by_us)) == [
        f"no_one_acts_alone ¶7: neither {others[0]} nor {others[1]} keeps the register → "
        "have a keeper do it, ours or the one we borrow"
    ]
    assert would(world, "mill", second, a.Confirmed(by_us)) == []
