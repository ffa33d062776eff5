"""A seat as those who filled it see it, and what a delegate has before them."""

from __future__ import annotations

from tests.web.congress.river import CITY, HEADS, River, before_the_congress, opened, voted

from confederal.audit.seat import (
    alternates_of,
    following,
    in_its_place,
    petition,
    recall_of,
    to_vote,
    unreported,
)
from confederal.kernel import act as a
from confederal.kernel.delegate import Position, Seat
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Recall, Seating
from confederal.kernel.question import Stage
from confederal.stories.world import text


def sent(told: River, name: str) -> Seat:
    state = told.world.state(name)
    return next(seat for seat in state.held(told.world.now) if seat.to == told.body(CITY))


def test_five_of_forty_seven_make_a_meeting_within_seven_days() -> None:
    told = voted()
    world = told.world.what_if()
    seat = sent(told, "harbour")
    before = petition(world.state("harbour"), seat, world.now)
    assert (before.step, before.signed, before.needed, before.electors) == (None, 0, 5, HEADS["harbour"])
    people = [who for who in world.signing("harbour") if who != seat.holder]
    step = world.done("harbour", people[0], a.QuestionRaised("We take it back", Recall(seat.id)))
    for signer, signed in zip(people[1:5], range(2, 6), strict=True):
        assert petition(world.state("harbour"), seat, world.now).meeting_by is None
        world.done("harbour", signer, a.Supported(step))
        assert petition(world.state("harbour"), seat, world.now).signed == signed
    after = petition(world.state("harbour"), seat, world.now)
    assert (after.step, after.stage, after.meeting_by) == (step, Stage.AGENDA, world.now + 7 * DAY)


def test_who_follows_has_the_same_office_and_council() -> None:
    told = voted()
    world = told.world.what_if()
    seat, state = sent(told, "harbour"), world.state("harbour")
    election = in_its_place(state, seat)
    assert (election.office, election.to, election.seats, election.in_place_of) == (
        "delegate",
        told.body(CITY),
        1,
        seat.id,
    )
    assert following(state, seat.id) is None
    step = world.done("harbour", "m1", a.QuestionRaised("Who follows", election))
    after = following(world.state("harbour"), seat.id)
    assert after is not None
    assert after.id == step
    assert recall_of(world.state("harbour"), seat.id) is None
    assert alternates_of(state, seat, world.now) == ()


def test_what_was_decided_is_due_until_it_is_reported() -> None:
    told = voted()
    world = told.world.what_if()
    seat = sent(told, "harbour")
    assert [line.strayed for line in unreported(world.state("harbour"), seat)] == [True]
    world.done("harbour", seat.holder, a.Reported(seat.id, text("I changed my mind.")))
    assert unreported(world.state("harbour"), seat) == ()


def test_a_delegate_sees_each_open_proposal_with_its_instruction() -> None:
    told = before_the_congress()
    council = told.world.state(CITY)
    places = {name: council.places[told.world.place_of(name, CITY)] for name in ("harbour", "tide")}
    (harbour,), (tide,) = (tuple(to_vote(council, place)) for place in places.values())
    assert (harbour.bound, harbour.covers, harbour.said) == (Position.AGAINST, True, None)
    assert (tide.mandate, tide.covers, tide.bound) == (None, False, Position.ABSTAIN)


def test_on_an_appeal_delegates_decide_themselves() -> None:
    told = opened()
    world = told.world.what_if()
    place = world.place_of("millrace", CITY)
    appeal = world.done(
        CITY, place, a.QuestionRaised("Seat Millrace", Seating(told.body("millrace"), told.sitting))
    )
    council = world.state(CITY)
    found = {
        item.question.id: item for item in to_vote(council, council.places[world.place_of("ember", CITY)])
    }
    assert (found[appeal].mandate, found[appeal].bound) == (None, Position.FREE)
