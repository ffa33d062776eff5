"""Credentials first: R37."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import NOBODY, asked, delegates, federation, why, word_of, would

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attest import attested_vote
from confederal.kernel.attestation import AttestedVote, digest_of
from confederal.kernel.ballot import Way
from confederal.kernel.body import Uncovered
from confederal.kernel.delegate import Mandate, Position
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.question import Result
from confederal.secretary.desk import Refused
from confederal.stories.world import World


@pytest.fixture
def congress() -> World:
    """A congress that looks at credentials at each sitting, of three bodies with one delegate each."""
    return federation(credentials_each_sitting=True, uncovered=Uncovered.FREE, notice_days=30)


def called(world: World) -> int:
    """A sitting of the congress, called thirty days ahead; its step."""
    place = delegates(world)["mill"]
    return world.done("fed", place, a.SittingCalled(world.now + 30 * DAY))


def opened(world: World, sitting: int) -> None:
    """Opens the congress by two delegates at its date."""
    world.now = world.state("fed").sittings[sitting].on
    world.clerk.work()
    first, second, *_ = delegates(world).values()
    world.done("fed", second, a.Confirmed(world.done("fed", first, a.SittingOpened(sitting, 3))))


def test_a_delegate_is_seated_whose_assembly_has_met_since_the_call(congress: World) -> None:
    """¶1"""
    sitting = called(congress)
    congress.later(hours=1)
    congress.decide("mill", matters.Resolution(), "We met")
    opened(congress, sitting)
    places = delegates(congress)
    refused = why(congress.say("fed", places["bakery"], a.PlaceTaken(sitting)))
    assert len(refused) == 1
    assert refused[0].startswith("credentials_first ¶1: the assembly of bakery last met ")
    assert why(congress.say("fed", places["mill"], a.PlaceTaken(sitting))) == []


def test_who_has_not_taken_a_seat_does_not_vote(congress: World) -> None:
    """¶1"""
    step = asked(congress, "fed")
    sitting = called(congress)
    congress.later(hours=1)
    for name in ("mill", "bakery", "harbour"):
        congress.decide(name, matters.Resolution(), "We met")
    opened(congress, sitting)
    places = delegates(congress)
    congress.done("fed", places["mill"], a.PlaceTaken(sitting))
    congress.done("fed", places["mill"], a.VoteOpened(step, (Way.NAMED,), congress.now + 6 * HOUR))
    vote = a.Voted(step, ("for",))
    assert why(congress.say("fed", places["bakery"], vote)) == [
        f"credentials_first ¶1: {places['bakery']} has not taken a seat at this congress "
        "→ take the seat first; if refused, appeal to the floor"
    ]
    congress.done("fed", places["bakery"], a.PlaceTaken(sitting))
    assert why(congress.say("fed", places["bakery"], vote)) == []


def test_a_seat_is_taken_at_the_open_meeting_once(congress: World) -> None:
    """¶2"""
    sitting = called(congress)
    congress.later(hours=1)
    congress.decide("mill", matters.Resolution(), "We met")
    place = delegates(congress)["mill"]
    assert why(congress.say("fed", place, a.PlaceTaken(sitting))) == [
        "credentials_first ¶2: the meeting is not open → take the seat when it is"
    ]
    opened(congress, sitting)
    assert why(congress.say("fed", place, a.PlaceTaken(sitting))) == []
    assert why(congress.say("fed", place, a.PlaceTaken(sitting))) == [
        f"credentials_first ¶2: {place} has taken their seat → nothing"
    ]


def test_the_floor_hears_an_appeal_and_seats_a_body(congress: World) -> None:
    """¶3"""
    sitting = called(congress)
    congress.later(hours=1)
    for name in ("mill", "harbour"):
        congress.decide(name, matters.Resolution(), "We met")
    opened(congress, sitting)
    places = delegates(congress)
    for name in ("mill", "harbour"):
        congress.done("fed", places[name], a.PlaceTaken(sitting))
    appeal = a.QuestionRaised("Seat the bakery", matters.Seating(congress.bodies["bakery"], sitting))
    step = congress.done("fed", places["bakery"], appeal)
    congress.done("fed", places["mill"], a.VoteOpened(step, (Way.NAMED,), congress.now + 6 * HOUR))
    assert why(congress.say("fed", places["bakery"], a.Voted(step, ("for",)))) != []
    for name in ("mill", "harbour"):
        congress.done("fed", places[name], a.Voted(step, ("for",)))
    assert why(congress.say("fed", places["bakery"], a.PlaceTaken(sitting))) == []


def test_what_was_seated_is_not_appealed_about_again(congress: World) -> None:
    """¶5"""
    sitting = called(congress)
    congress.later(hours=1)
    for name in ("mill", "harbour"):
        congress.decide(name, matters.Resolution(), "We met")
    opened(congress, sitting)
    places = delegates(congress)
    for name in ("mill", "harbour"):
        congress.done("fed", places[name], a.PlaceTaken(sitting))
    appeal = a.QuestionRaised("Seat the bakery", matters.Seating(congress.bodies["bakery"], sitting))
    step = congress.done("fed", places["mill"], appeal)
    congress.done("fed", places["mill"], a.VoteOpened(step, (Way.NAMED,), congress.now + 6 * HOUR))
    for name in ("mill", "harbour"):
        congress.done("fed", places[name], a.Voted(step, ("for",)))
    assert why(congress.say("fed", places["harbour"], appeal)) == [
        "credentials_first ¶5: seated already → take the seat"
    ]


def test_another_bodys_word_is_shown_with_its_proof() -> None:
    """¶4"""
    world = federation(("mill", "bakery"))
    state = world.state("mill")
    told = says.Stands(3000, world.now, 3000, standing_days=0)
    forged = word_of(world, "mill", told, to="fed")
    answer = world.say("fed", delegates(world)["bakery"], forged)
    assert isinstance(answer, Refused)
    assert {(each.article, each.paragraph) for each in answer.objections} == {("credentials_first", 4)}
    assert world.state("fed").bodies[state.body].heads == 5


def test_a_word_is_contradicted_by_another_about_the_same_thing_only() -> None:
    """¶6"""
    world = federation(("mill", "bakery"))
    seat = next(seat for seat in world.state("mill").seats.values() if seat.to == world.bodies["fed"])
    place = world.state("fed").places[delegates(world)["mill"]]
    elected = world.state("fed").shown[place.attested].attestation
    theirs = (
        world.state("fed").shown[world.state("fed").places[delegates(world)["bakery"]].attested].attestation
    )
    assert elected is not None
    assert theirs is not None
    assert isinstance(elected.says, says.Elected)
    other = replace(elected, says=replace(elected.says, key=world.key("fed", "another").keyid))

    def contradicting(word: says.Attestation) -> list[str]:
        shown = a.ContradictionShown(place.attested, word, NOBODY)
        return would(world, "fed", delegates(world)["bakery"], shown)

    assert contradicting(theirs) == [
        "credentials_first ¶6: words about different things → show a word about the same question or seat"
    ]
    assert contradicting(elected) == ["credentials_first ¶6: the same word twice → nothing: they agree"]
    assert contradicting(other) == []
    assert digest_of(elected) == place.attested
    assert seat.key == place.key


def instructing(world: World) -> tuple[Mandate, AttestedVote, int]:
    """The mill's instruction on a question of the federation, its count, and the question that settled it."""
    step = asked(world, "fed")
    text = world.state("fed").questions[step]
    matter = matters.Mandating(world.bodies["fed"], step, says.text_digest(text.matter, text.paragraphs))
    question = world.decide("mill", matter, "For it", {"for": 3, "against": 2})
    vote = attested_vote(world.state("mill"), question)
    assert vote is not None
    return world.state("mill").mandates[step][world.bodies["fed"]], vote, question.id


def test_the_count_behind_a_word_adds_up() -> None:
    """¶7"""
    world = federation(("mill", "bakery"))
    mandate, vote, about = instructing(world)
    free = replace(mandate, position=Position.FREE)

    def shown(counted: AttestedVote | None, told: Mandate = free) -> list[str]:
        return would(
            world,
            "fed",
            HOST,
            word_of(world, "mill", says.Instructs(told), to="fed", about=about, vote=counted),
        )

    assert shown(vote) == []
    assert "credentials_first ¶7: no count behind it" in str(shown(None))
    assert shown(replace(vote, totals=(("abstain", 0), ("against", 2), ("for", 900)))) == [
        "credentials_first ¶7: 902 voted of 5 → count again"
    ]
    assert shown(replace(vote, present=6)) == ["credentials_first ¶7: 6 voted of 5 → count again"]
    assert shown(replace(vote, present=2)) == [
        "credentials_first ¶7: 2 took part, quorum 3 → call the assembly a second time"
    ]
    assert shown(replace(vote, noticed_at=vote.closed_at + 1)) == [
        "credentials_first ¶7: its times are out of order → show the record as it is"
    ]
    assert shown(replace(vote, closed_at=world.now + DAY)) == [
        "credentials_first ¶7: its times are out of order → show the record as it is"
    ]
    assert shown(replace(vote, totals=(("abstain", 0), ("against", 3), ("for", 2)))) == [
        "credentials_first ¶7: carried with 2 to 3 → count again"
    ]
    in_favour = replace(mandate, position=Position.FOR)
    assert shown(replace(vote, result=Result.FALLEN), in_favour) == [
        "credentials_first ¶7: vote for it, by a vote that fell → decide it again"
    ]
    assert shown(replace(vote, result=Result.FALLEN)) == []
    split = replace(mandate, position=Position.SPLIT, split=(5, 0, 0))
    assert shown(vote, split) == [
        "credentials_first ¶7: split (5, 0, 0), counted (3, 2, 0) → show the mandate as the vote made it"
    ]
    assert shown(vote, replace(split, split=(3, 2, 0))) == []


def test_an_elected_seat_rests_on_a_carried_count_and_ends_within_two_years() -> None:
    """¶7"""
    world = federation(("mill", "bakery"))
    seat = next(seat for seat in world.state("mill").seats.values() if seat.to == world.bodies["fed"])
    world.decide("mill", matters.Recall(seat.id), "Recall")
    vote = attested_vote(world.state("mill"), world.state("mill").questions[seat.elected_in])
    assert vote is not None

    def shown(counted: AttestedVote, days: int) -> list[str]:
        until = world.now + days * DAY
        told = says.Elected("99.1", world.key("fed", "x").keyid, world.now, until, False, "", None)
        return would(
            world, "fed", HOST, word_of(world, "mill", told, to="fed", about=seat.elected_in, vote=counted)
        )

    assert shown(replace(vote, result=Result.FALLEN), 300) == [
        "credentials_first ¶7: the vote: not adopted → elect again"
    ]
    assert shown(vote, 731) == ["credentials_first ¶7: a term of 731 days → two years at most"]
    assert shown(vote, 730) == []


def test_a_standing_is_counted_as_the_council_counts_and_adds_up() -> None:
    """¶7"""
    world = federation(("mill", "bakery"))

    def shown(heads: int, bound: int, days: int) -> list[str]:
        told = says.Stands(heads, world.now, bound, standing_days=days)
        return would(world, "fed", HOST, word_of(world, "mill", told, to="fed"))

    assert shown(5, 6, 0) == ["credentials_first ¶7: 6 with keys among 5 → count the register again"]
    assert shown(5, 5, 1) == ["credentials_first ¶7: counted are members of 1 day → count those of 0 days"]
    assert shown(5, 5, 0) == []
