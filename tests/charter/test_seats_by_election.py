"""Seats exist by election only: R02, R04, R31, R41, R56."""

from __future__ import annotations

from collections.abc import Iterator

from tests.charter.mill import at_meeting, council, delegates, federation, mill, seat_of, why, word_of, would

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attest import attested_vote
from confederal.kernel.ballot import Way
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.minute_book import opened
from confederal.stories.world import World


def raising(matter: matters.Matter) -> a.QuestionRaised:
    return a.QuestionRaised("A question", matter)


def test_a_seat_traces_to_a_carried_election() -> None:
    """¶1"""
    world = mill(officers=False)
    question = world.decide(
        "mill", matters.Election("secretary", 2, 300), "Secretaries", candidates=("m1", "m2")
    )
    seats = world.state("mill").seats
    assert {(seat.holder, seat.elected_in) for seat in seats.values()} == {
        ("m1", question.id),
        ("m2", question.id),
    }


def test_an_election_is_to_an_office_the_charter_has() -> None:
    """¶2"""
    world = mill(officers=False)
    assert why(world.say("mill", "m1", raising(matters.Election("director", 2, 300)))) == [
        "seats_by_election ¶2: office director → one of: keeper of the member list, teller, secretary,"
        " or a commission in force"
    ]
    assert why(world.say("mill", "m1", raising(matters.Election("secretary", 2, 300)))) == []


def test_delegates_are_sent_to_a_council_of_ours_and_officers_stay() -> None:
    """¶2"""
    world = council(("mill", "bakery"))
    fed = world.bodies["fed"]
    assert why(world.say("mill", "m1", raising(matters.Election("delegate", 1, 300)))) == [
        "seats_by_election ¶2: delegates to nobody → name a council we belong to or asked to join"
    ]
    assert why(world.say("mill", "m1", raising(matters.Election("delegate", 1, 300, to="f" * 64)))) == [
        "seats_by_election ¶2: delegates to ffffffffffff → name a council we belong to or asked to join"
    ]
    assert why(world.say("mill", "m1", raising(matters.Election("keeper", 1, 300, to=fed)))) == [
        f"seats_by_election ¶2: keeper of the member list for {fed[:12]} → agree with that body first to lend it one",
    ]
    assert why(world.say("mill", "m1", raising(matters.Election("secretary", 1, 300, to=fed)))) == [
        "seats_by_election ¶2: secretary sent to a council → delegates are sent, officers stay",
    ]
    assert why(world.say("mill", "m1", raising(matters.Election("delegate", 1, 300, to=fed)))) == []


def test_a_commission_in_force_is_elected_like_an_office() -> None:
    """¶2"""
    world = mill()
    ovens = raising(matters.Election("ovens", 2, 30))
    assert why(world.say("mill", "m1", ovens)) == [
        "seats_by_election ¶2: office ovens → one of: keeper of the member list, teller, secretary,"
        " or a commission in force"
    ]
    world.decide("mill", matters.Commission("ovens", ("buy an oven",), 2, 90, 30), "A commission")
    assert why(world.say("mill", "m1", ovens)) == []


def test_no_more_are_elected_than_there_are_seats_free() -> None:
    """¶3"""
    world = mill()
    one_more = raising(matters.Election("secretary", 1, 300))
    assert why(world.say("mill", "m1", one_more)) == [
        "seats_by_election ¶3: 1 wanted, 0 free "
        "→ elect as many as there are seats free; recall first if need be"
    ]
    world.done("mill", "m5", a.Resigned("0.5"))
    assert why(world.say("mill", "m1", raising(matters.Election("secretary", 2, 300)))) == [
        "seats_by_election ¶3: 2 wanted, 1 free "
        "→ elect as many as there are seats free; recall first if need be"
    ]
    assert why(world.say("mill", "m1", raising(matters.Election("secretary", 0, 300)))) == [
        "seats_by_election ¶3: 0 seats → elect one or more"
    ]
    assert why(world.say("mill", "m1", one_more)) == []


def test_seats_about_to_end_give_way_to_their_successors() -> None:
    """¶3"""
    world = mill()
    both = raising(matters.Election("secretary", 2, 300))
    world.later(days=304)
    assert why(world.say("mill", "m1", both)) == [
        "seats_by_election ¶3: 2 wanted, 0 free "
        "→ elect as many as there are seats free; recall first if need be"
    ]
    world.later(days=1)
    assert why(world.say("mill", "m1", both)) == []


def test_candidates_stand_themselves_and_are_of_those_who_elect() -> None:
    """¶4"""
    world = mill(6, sections={"day": 3, "night": 3}, officers=False)
    step = world.raise_and_support("mill", matters.Election("secretary", 2, 300, of="night"), "Night's own")
    assert why(world.stand("mill", "m1", step)) == [
        "seats_by_election ¶4: m1 is not among those who elect → stand where you vote"
    ]
    assert why(world.stand("mill", "m4", step)) == []
    assert why(world.stand("mill", "m4", step)) == ["seats_by_election ¶4: m4 stands already → nothing"]


def test_nobody_stands_where_nothing_is_elected() -> None:
    """¶4"""
    world = mill()
    step = world.raise_and_support("mill", matters.Resolution(), "A canteen")
    assert why(world.stand("mill", "m1", step)) == [
        "seats_by_election ¶4: question 7 is no election → stand in an election"
    ]


def test_an_election_is_put_when_somebody_stands() -> None:
    """¶5"""
    world = mill(officers=False)
    step = at_meeting(world, matters.Election("secretary", 2, 300))
    opened = a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR)
    assert why(world.say("mill", "m7", opened)) == [
        "seats_by_election ¶5: nobody stands → wait until somebody accepts to stand"
    ]
    assert why(world.stand("mill", "m1", step)) == []
    assert why(world.say("mill", "m7", opened)) == []


def test_who_was_elected_accepts_in_person_with_a_key_of_their_own() -> None:
    """¶6"""
    world = council(("mill", "bakery"))
    election = matters.Election("delegate", 1, 300, to=world.bodies["fed"])
    world.decide("mill", election, "A delegate", candidates=("m5",))
    seat = seat_of(world, "m5")
    key = world.key("fed", "a key of m5's").keyid
    assert why(world.say("mill", "m4", a.SeatAccepted(seat, key))) == [
        "seats_by_election ¶6: elected was m5 → have who was elected accept"
    ]
    assert why(world.say("mill", "m5", a.SeatAccepted(seat))) == [
        "seats_by_election ¶6: no key for the council → name a new key to sign with there"
    ]
    in_use = world.key("mill", "m4").keyid
    assert why(world.say("mill", "m5", a.SeatAccepted(seat, in_use))) == [
        "seats_by_election ¶6: a key in use, or for a seat that needs none "
        "→ name a new key, for delegates only"
    ]
    assert why(world.say("mill", "m5", a.SeatAccepted(seat, key))) == []


def test_an_officer_accepts_without_a_key() -> None:
    """¶6"""
    world = mill(officers=False)
    world.decide("mill", matters.Election("secretary", 2, 300), "Secretaries", candidates=("m1", "m2"))
    with_key = a.SeatAccepted(seat_of(world, "m1"), world.key("mill", "another").keyid)
    assert why(world.say("mill", "m1", with_key)) == [
        "seats_by_election ¶6: a key in use, or for a seat that needs none "
        "→ name a new key, for delegates only"
    ]
    assert why(world.say("mill", "m1", a.SeatAccepted(seat_of(world, "m1")))) == []


def test_a_council_seats_no_more_delegates_of_a_body_than_it_has_votes() -> None:
    """¶7"""
    world = federation(("mill", "bakery"))
    first = next(seat for seat in world.state("mill").seats.values() if seat.to == world.bodies["fed"])
    key = world.key("fed", "another").keyid
    another = says.Elected("99.1", key, world.now, world.now + 300 * DAY, False, "", None)
    question = world.state("mill").questions[first.elected_in]
    shown = word_of(world, "mill", another, to="fed", about=question.id, vote=vote_of(world, question.id))
    assert would(world, "fed", HOST, shown) == [
        "seats_by_election ¶7: 1 sit already, votes: 1 → recall or replace one of them first"
    ]
    world.decide("mill", matters.Recall(first.id), "Recall")
    assert would(world, "fed", HOST, shown) == []


def vote_of(world: World, step: int) -> says.AttestedVote | None:
    """The count behind a question of the mill, as the mill attests it."""
    state = world.state("mill")
    return attested_vote(state, state.questions[step])


def test_a_seat_is_given_back_by_who_holds_it() -> None:
    """¶8"""
    world = mill()
    assert world.state("mill").seats["0.5"].holder == "m5"
    assert why(world.say("mill", "m6", a.Resigned("0.5"))) == [
        "seats_by_election ¶8: held by m5 → recall them, if you are among those who elected them"
    ]
    assert why(world.say("mill", "m5", a.Resigned("0.5"))) == []


def test_an_elected_delegate_sits_in_the_council_without_anybody_there_being_asked() -> None:
    """¶1 (R31)"""
    world = federation(("mill", "bakery"))
    assert set(delegates(world)) == {"mill", "bakery"}


def test_at_most_sixty_stand() -> None:
    """¶4"""
    world = mill(61, officers=False)
    step = world.raise_and_support("mill", matters.Election("secretary", 2, 300), "Secretaries")
    for number in range(1, 61):
        assert why(world.stand("mill", f"m{number}", step)) == []
    assert why(world.stand("mill", "m61", step)) == [
        "seats_by_election ¶4: 60 stand already → elect by sections, or in several elections"
    ]


def test_a_delegate_who_lost_the_key_for_the_council_names_another() -> None:
    """¶6"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    seat = seat_of(world, "m5")
    new, thief = world.holding(SeedKey(b"n" * 32)), world.holding(SeedKey(b"t" * 32))
    old = world.state("fed").places[place].key
    again = ["open_books ¶4: the seat was accepted already: " + seat + " → nothing"]
    table = a.Assisted("m5", a.SeatAccepted(seat, thief.keyid))
    assert again[0] in why(world.say("mill", "m3", table))  # no teller names a key for a delegate who has one
    assert why(world.say("mill", "m2", a.SeatAccepted(seat, thief.keyid))) != []
    assert why(world.say("mill", "m5", a.SeatAccepted(seat, old))) != []
    shown = next(m.act for m in entries(world, "fed") if elected_with(m, old))
    assert why(world.say("mill", "m5", a.SeatAccepted(seat, new.keyid))) == []
    state = world.state("fed")
    assert state.places[place].key == new.keyid
    assert state.delegations[world.bodies["mill"]] == (place,)
    assert state.signs(new.keyid, place, world.now)
    assert not state.signs(old, place, world.now)
    assert state.keys[old].until is not None
    assert why(world.say("fed", HOST, shown)) != []  # the older word does not bring the lost key back


def elected_with(m: a.Minuted, key: str) -> bool:
    """Whether this step shows a body's word that it elected who signs with that key."""
    told = m.act.attestation.says if isinstance(m.act, a.AttestationShown) else None
    return isinstance(told, says.Elected) and told.key == key


def entries(world: World, name: str) -> Iterator[a.Minuted]:
    """The steps of a record that can be read."""
    for step, row in enumerate(world.shelf.rows(world.bodies[name])):
        entry = opened(step, row)
        if isinstance(entry, a.Minuted):
            yield entry
