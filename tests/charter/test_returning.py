"""What comes out of a vote, as every reader counts it: people in assemblies, bound votes in councils."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.charter.mill import COUNCIL, MILL, asked, delegates, federation, mill, voting, why

from confederal.charter.returning import all_counts, may_close, outcome_of
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.attestation import text_digest
from confederal.kernel.ballot import Mark, Tally, Way
from confederal.kernel.body import (
    CNT_BRACKETS,
    Base,
    Comparison,
    Form,
    Key,
    Share,
    Stray,
    Uncovered,
)
from confederal.kernel.delegate import Position, Range
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.matters.election import Method
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.question import Outcome, Result, Stage
from confederal.stories.world import World, seed

ANYTHING = matters.Resolution()


def counted(heads: int = 7, matter: matters.Matter = ANYTHING, **numbers: Any) -> Any:
    """Counts these votes of an assembly of so many."""

    def count(**votes: int) -> Outcome:
        world = mill(heads, officers=False, **numbers)
        marks = {
            "for": votes.get("yes", 0),
            "against": votes.get("no", 0),
            "abstain": votes.get("abstain", 0),
        }
        return closed(world, matter, [((mark,), number) for mark, number in marks.items()])

    return count


def closed(
    world: World, matter: matters.Matter, ballots: list[tuple[Mark, int]], *candidates: str, spoilt: int = 0
) -> Outcome:
    """The outcome of a question put by paper box, with these papers told by two."""
    step = voting(world, matter, Way.BOX, candidates=candidates)
    tallies = tuple(Tally(mark, number) for mark, number in ballots if number)
    tellers = [who for who in world.signing("mill") if who not in candidates][:2]
    told = world.done("mill", tellers[0], a.CountTold(step, Way.BOX, tallies, spoilt))
    world.done("mill", tellers[1], a.CountConfirmed(told, step, tallies, spoilt))
    question = world.state("mill").questions[step]
    if question.outcome is not None:
        return question.outcome
    assert question.inquorate_at is not None
    return Outcome(Result.INQUORATE)


# Yes or no


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "result"),
    [
        (4, 3, 0, Result.CARRIED),
        (3, 4, 0, Result.FALLEN),
        (3, 3, 1, Result.TIED),
        (1, 0, 6, Result.CARRIED),
        (0, 0, 7, Result.FALLEN),
        (2, 1, 1, Result.CARRIED),
    ],
)
def test_a_simple_majority_is_of_the_votes_cast_and_abstentions_are_not_cast(
    yes: int, no: int, abstain: int, result: Result
) -> None:
    assert counted()(yes=yes, no=no, abstain=abstain).result is result


@pytest.mark.parametrize(
    ("share", "yes", "no", "abstain", "result"),
    [
        (Share("2/3", Comparison.AT_LEAST), 4, 2, 0, Result.CARRIED),
        (Share("2/3", Comparison.MORE_THAN), 4, 2, 0, Result.FALLEN),
        (Share("2/3", Comparison.AT_LEAST), 3, 2, 0, Result.FALLEN),
        (Share("1/2", base=Base.PRESENT), 3, 1, 2, Result.FALLEN),
        (Share("1/2", base=Base.PRESENT), 4, 1, 2, Result.CARRIED),
        (Share("1/2", base=Base.ELIGIBLE), 3, 1, 0, Result.FALLEN),
        (Share("1/2", base=Base.ELIGIBLE), 4, 1, 0, Result.CARRIED),
    ],
)
def test_a_threshold_is_of_the_base_the_charter_names(
    share: Share, yes: int, no: int, abstain: int, result: Result
) -> None:
    assert counted(decides=share)(yes=yes, no=no, abstain=abstain).result is result


def test_an_outcome_shows_what_was_counted() -> None:
    outcome = counted()(yes=3, no=2, abstain=1)
    assert outcome == Outcome(
        result=Result.CARRIED,
        totals=(("abstain", 1), ("against", 2), ("for", 3)),
        cast=5,
        abstained=1,
        present=6,
        eligible=7,
        quorum=4,
        needed=3,
    )


def test_spoilt_papers_are_people_present_and_no_votes() -> None:
    outcome = closed(mill(officers=False), ANYTHING, [(("for",), 2), (("against",), 1)], spoilt=1)
    assert (outcome.result, outcome.present, outcome.cast) == (Result.CARRIED, 4, 3)


@pytest.mark.parametrize(("present", "result"), [(3, Result.INQUORATE), (4, Result.CARRIED)])
def test_too_few_decide_nothing(present: int, result: Result) -> None:
    assert counted()(yes=present).result is result


def test_a_second_call_needs_half_and_a_second_failure_is_the_end() -> None:
    world = mill(20, officers=False, quorum_least=8, quorum_share="2/5", petition="1/5")
    step = voting(world, ANYTHING, Way.HANDS)
    tell(world, step, 7)
    assert world.state("mill").questions[step].stage is Stage.AGENDA
    again(world, step)
    rule = world.state("mill").questions[step].rule
    assert rule is not None
    assert rule.quorum == 4
    tell(world, step, 3)
    question = world.state("mill").questions[step]
    assert question.stage is Stage.CLOSED
    assert question.outcome is not None
    assert question.outcome.result is Result.INQUORATE


def test_a_second_call_with_half_the_quorum_decides() -> None:
    world = mill(20, officers=False, quorum_least=8, quorum_share="2/5", petition="1/5")
    step = voting(world, ANYTHING, Way.HANDS)
    tell(world, step, 7)
    again(world, step)
    tell(world, step, 4)
    outcome = world.state("mill").questions[step].outcome
    assert outcome is not None
    assert outcome.carried


def tell(world: World, step: int, favour: int) -> None:
    first, second = world.tellers("mill")
    tallies = (Tally(("for",), favour),)
    told = world.done("mill", first, a.CountTold(step, Way.HANDS, tallies))
    world.done("mill", second, a.CountConfirmed(told, step, tallies))


def again(world: World, step: int) -> None:
    """The second call, a day later."""
    world.later(days=1)
    world.meet("mill", step)
    world.done("mill", "m1", a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))


def test_votes_by_device_and_in_the_hall_are_counted_together() -> None:
    world = mill()
    step = voting(world, ANYTHING, Way.NAMED, Way.HANDS)
    world.done("mill", "m1", a.Voted(step, ("against",)))
    world.done("mill", "m2", a.Voted(step, ("for",)))
    world.done("mill", "m2", a.Voted(step, ("against",)))
    world.done("mill", "m4", a.Confirmed(world.done("mill", "m3", a.HallOpened(step))))
    tallies = (Tally(("for",), 4), Tally(("against",), 1))
    told = world.done("mill", "m3", a.CountTold(step, Way.HANDS, tallies))
    world.done("mill", "m4", a.CountConfirmed(told, step, tallies))
    outcome = world.state("mill").questions[step].outcome
    assert outcome is not None
    assert (outcome.totals, outcome.present) == ((("abstain", 0), ("against", 3), ("for", 4)), 7)


def test_a_vote_is_over_at_its_deadline_or_when_nobody_is_left_to_vote() -> None:
    world = mill()
    step = voting(world, ANYTHING, Way.NAMED, hours=6)
    for who in world.members("mill")[:6]:
        world.done("mill", who, a.Voted(step, ("for",)))
    state = world.state("mill")
    question = state.questions[step]
    assert not may_close(state, question, world.now)
    assert may_close(state, question, world.now + 6 * HOUR)
    world.done("mill", "m7", a.Voted(step, ("for",)))
    assert world.state("mill").questions[step].stage is Stage.CLOSED


# Options


TEA = matters.Choice(("tea", "coffee", "water"))


@pytest.mark.parametrize(
    ("ballots", "result", "option"),
    [
        ([(("tea",), 4), (("coffee",), 3)], Result.CARRIED, "tea"),
        ([(("tea",), 3), (("coffee",), 3), (("water", "coffee"), 1)], Result.CARRIED, "coffee"),
        ([(("tea",), 3), (("coffee",), 2), (("water", "coffee"), 2)], Result.TIED, None),
        ([(("tea", "water"), 3), (("coffee",), 3), (("water", "tea"), 1)], Result.CARRIED, "tea"),
        ([(("tea",), 3), (("coffee",), 3)], Result.TIED, None),
        ([(("abstain",), 7)], Result.FALLEN, None),
        ([(("tea",), 3), (("abstain",), 4)], Result.CARRIED, "tea"),
    ],
)
def test_an_option_wins_with_more_than_half_papers_passing_on_from_the_last(
    ballots: list[tuple[Mark, int]], result: Result, option: str | None
) -> None:
    outcome = closed(mill(officers=False), TEA, ballots)
    assert (outcome.result, outcome.option) == (result, option)


def test_a_choice_carries_the_checksum_of_its_count_sheet() -> None:
    outcome = closed(mill(officers=False), TEA, [(("tea",), 4), (("coffee",), 3)])
    assert outcome.sheet is not None


# Persons


def electing(seats: int, *, alternates: int = 0, method: Method = Method.STV) -> matters.Election:
    return matters.Election("secretary", seats, 300, alternates=alternates, method=method)


def test_an_unopposed_election_is_for_or_against_all_together() -> None:
    world = mill(officers=False)
    outcome = closed(world, electing(2), [(("for",), 4), (("against",), 3)], "m1", "m2")
    assert (outcome.result, outcome.elected) == (Result.CARRIED, ("m1", "m2"))


def test_unopposed_candidates_may_be_voted_down() -> None:
    world = mill(officers=False)
    outcome = closed(world, electing(2), [(("for",), 3), (("against",), 4)], "m1", "m2")
    assert (outcome.result, outcome.elected) == (Result.FALLEN, ())
    assert world.state("mill").holders("secretary", world.now) == ()


def test_scottish_stv_elects_the_minority_in_proportion() -> None:
    world = mill(12, officers=False)
    ballots: list[tuple[Mark, int]] = [(("m1", "m2"), 7), (("m3",), 5)]
    outcome = closed(world, electing(2), ballots, "m1", "m2", "m3")
    assert set(outcome.elected) == {"m1", "m3"}
    assert outcome.sheet is not None
    assert outcome.needed == 5


def test_alternates_are_counted_from_the_same_papers_without_those_elected() -> None:
    world = mill(12, officers=False)
    ballots: list[tuple[Mark, int]] = [(("m1", "m2"), 7), (("m3", "m2"), 5)]
    outcome = closed(world, electing(2, alternates=1), ballots, "m1", "m2", "m3")
    assert set(outcome.elected) == {"m1", "m3"}
    assert outcome.alternates == ("m2",)
    seats = {seat.holder: seat.alternate for seat in world.state("mill").seats.values()}
    assert seats == {"m1": False, "m3": False, "m2": True}


def test_an_alternate_is_no_officer_until_they_are_needed() -> None:
    world = mill(12, officers=False)
    ballots: list[tuple[Mark, int]] = [(("m1", "m2"), 7), (("m3", "m2"), 5)]
    closed(world, electing(2, alternates=1), ballots, "m1", "m2", "m3")
    assert set(world.state("mill").holders("secretary", world.now)) == {"m1", "m3"}


def test_by_majority_only_those_on_more_than_half_of_the_papers_are_elected() -> None:
    world = mill(officers=False)
    ballots: list[tuple[Mark, int]] = [(("m1", "m2"), 4), (("m3",), 3)]
    outcome = closed(world, electing(2, method=Method.MAJORITY), ballots, "m1", "m2", "m3")
    assert outcome.elected == ("m1", "m2")
    world = mill(officers=False)
    ballots = [(("m1",), 3), (("m2",), 3), (("m3",), 1)]
    outcome = closed(world, electing(1, method=Method.MAJORITY), ballots, "m1", "m2", "m3")
    assert (outcome.result, outcome.elected) == (Result.FALLEN, ())


def test_who_may_no_longer_hold_office_is_out_of_the_count() -> None:
    world = mill(officers=False)
    step = voting(world, electing(1), Way.BOX, candidates=("m1", "m2"), hours=6)
    world.done("mill", "m1", a.ActedForEmployer(world.now + DAY))
    tallies = (Tally(("m1", "m2"), 5), Tally(("m2",), 1))
    told = world.done("mill", "m3", a.CountTold(step, Way.BOX, tallies))
    world.done("mill", "m4", a.CountConfirmed(told, step, tallies))
    outcome = world.state("mill").questions[step].outcome
    assert outcome is not None
    assert outcome.elected == ("m2",)


def test_a_tie_is_broken_by_a_lot_no_one_person_controls_and_every_reader_has() -> None:
    """Two worlds told alike break a tie alike."""
    sheets = []
    for _ in range(2):
        world = mill(officers=False)
        outcome = closed(world, electing(1), [(("m1",), 3), (("m2",), 3)], "m1", "m2")
        sheets.append((outcome.elected, outcome.sheet))
    assert sheets[0] == sheets[1]
    assert len(sheets[0][0]) == 1


# Councils: votes belong to seats, and seats are bound


def mandate(
    world: World, name: str, step: int, position: Position = Position.AS_WE_VOTE, **votes: int
) -> None:
    """The assembly of that body decides its instruction on a question of the federation as it stands."""
    state = world.state("fed")
    question = state.questions[step]
    digest = text_digest(question.matter, question.paragraphs)
    marks = {"for": votes.get("yes", 0), "against": votes.get("no", 0), "abstain": votes.get("abstain", 0)}
    world.decide(
        name,
        matters.Mandating(state.body, step, digest, position),
        "Our instruction",
        marks if votes else None,
    )


def put(world: World, step: int, days: int = 2) -> None:
    """Opens the vote in the federation when its notice has run."""
    world.wait_for_notice("fed", step)
    world.done(
        "fed", next(iter(delegates(world).values())), a.VoteOpened(step, (Way.NAMED,), world.now + days * DAY)
    )


def result(world: World, step: int) -> Outcome:
    """What came out when the vote was over."""
    if world.state("fed").questions[step].stage is Stage.VOTING:
        world.later(days=3)
    outcome = world.state("fed").questions[step].outcome
    assert outcome is not None
    return outcome


def totals(outcome: Outcome) -> dict[str, int]:
    return {mark: votes for mark, votes in outcome.totals if votes}


def stray(way: Stray) -> tuple[Outcome, str]:
    """Three bodies mandated in favour, whose delegate from the mill votes against all the same."""
    world = federation(stray=way)
    step = asked(world, "fed")
    for name in ("mill", "bakery", "harbour"):
        mandate(world, name, step)
    put(world, step)
    places = delegates(world)
    world.done("fed", places["mill"], a.Voted(step, ("against",)))
    for name in ("bakery", "harbour"):
        world.done("fed", places[name], a.Voted(step, ("for",)))
    return result(world, step), places["mill"]


@pytest.mark.parametrize(
    ("way", "shown"),
    [
        (Stray.AS_MANDATED, {"for": 3}),
        (Stray.VOID, {"for": 2}),
        (Stray.COUNTED, {"for": 2, "against": 1}),
    ],
)
def test_a_stray_vote_is_treated_as_the_charter_chose_and_never_silent(
    way: Stray, shown: dict[str, int]
) -> None:
    outcome, place = stray(way)
    assert totals(outcome) == shown
    assert [(each.place, each.mandate, each.cast) for each in outcome.strays] == [(place, "for", "against")]


def test_a_mandated_body_is_counted_though_its_delegate_stays_away() -> None:
    world = federation()
    step = asked(world, "fed")
    mandate(world, "mill", step)
    mandate(world, "bakery", step, yes=1, no=4)
    put(world, step)
    outcome = result(world, step)
    assert totals(outcome) == {"for": 1, "against": 1}
    assert (outcome.result, outcome.present) == (Result.TIED, 2)


@pytest.mark.parametrize(
    ("uncovered", "shown", "came"),
    [
        (Uncovered.ABSTAIN, {"abstain": 3}, Result.FALLEN),
        (Uncovered.REFER_BACK, {"refer_back": 3}, Result.REFERRED_BACK),
        (Uncovered.FREE, {"for": 3}, Result.CARRIED),
    ],
)
def test_without_a_mandate_delegates_do_as_the_charter_says(
    uncovered: Uncovered, shown: dict[str, int], came: Result
) -> None:
    world = federation(uncovered=uncovered)
    step = asked(world, "fed")
    put(world, step)
    for place in delegates(world).values():
        world.done("fed", place, a.Voted(step, ("for",)))
    outcome = result(world, step)
    assert totals(outcome) == shown
    assert outcome.result is came


def test_more_who_would_refer_back_than_decide_send_it_home() -> None:
    world = federation(("mill", "bakery", "harbour", "press", "quarry"))
    step = asked(world, "fed")
    for name in ("mill", "bakery", "harbour"):
        mandate(world, name, step, Position.REFER_BACK)
    mandate(world, "press", step, Position.FOR)
    mandate(world, "quarry", step, Position.FOR)
    put(world, step)
    outcome = result(world, step)
    assert totals(outcome) == {"for": 2, "refer_back": 3}
    assert outcome.result is Result.REFERRED_BACK


CNT_PLANTS = {"a": (400, 350), "b": (25, 100), "c": (15, 0)}
"""The CNT's own example (DOMAIN 2C.1): by union two to one for a strike, by heads 440 to 450 against."""


def plants(key: Key, position: Position) -> tuple[World, int]:
    """Three plants of 750, 125 and 15 that voted as in the CNT's example."""
    world = World()
    for name, (yes, no) in CNT_PLANTS.items():
        world.found_assembly(name, replace(MILL, title=name), yes + no)
    world.found_council("fed", replace(COUNCIL, delegation_key=key, brackets=CNT_BRACKETS), list(CNT_PLANTS))
    for name in CNT_PLANTS:
        world.elect_delegates(name, "fed", "m5")
    step = asked(world, "fed")
    for name, (yes, no) in CNT_PLANTS.items():
        mandate(world, name, step, position, yes=yes, no=no)
    put(world, step)
    return world, step


def test_the_weighting_rule_decides_and_every_count_is_shown_beside_the_legal_one() -> None:
    world, step = plants(Key.ONE_A_BODY, Position.AS_WE_VOTE)
    state = world.state("fed")
    counts = all_counts(state, state.questions[step], world.now)["key"]
    by_body, by_heads = counts["one_a_body"], counts["heads"]
    assert (by_body["for"], by_body["against"]) == (2, 1)
    assert (by_heads["for"], by_heads["against"]) == (765, 125)
    assert result(world, step).result is Result.CARRIED


def test_a_split_mandate_carries_the_minority_up() -> None:
    world, step = plants(Key.HEADS, Position.SPLIT)
    outcome = result(world, step)
    assert totals(outcome) == {"for": 440, "against": 450}
    assert outcome.result is Result.FALLEN


@pytest.mark.parametrize(
    ("key", "votes"),
    [
        (Key.ONE_A_BODY, {"a": 1, "b": 1, "c": 1}),
        (Key.BRACKETS, {"a": 5, "b": 3, "c": 1}),
        (Key.PER_STARTED, {"a": 8, "b": 2, "c": 1}),
        (Key.HEADS, {"a": 750, "b": 125, "c": 15}),
    ],
)
def test_delegation_keys(key: Key, votes: dict[str, int]) -> None:
    charter = replace(COUNCIL, delegation_key=key, brackets=CNT_BRACKETS, started=100)
    assert {name: charter.votes_of(yes + no) for name, (yes, no) in CNT_PLANTS.items()} == votes


def test_a_cap_holds_the_largest() -> None:
    charter = replace(COUNCIL, delegation_key=Key.PER_STARTED, started=100, cap_votes=3)
    assert [charter.votes_of(heads) for heads in (0, 1, 100, 101, 300, 301, 7000)] == [1, 1, 1, 2, 3, 3, 3]


@pytest.mark.parametrize(
    ("heads", "votes"),
    [
        (1, 1),
        (50, 1),
        (51, 2),
        (100, 2),
        (101, 3),
        (300, 3),
        (301, 4),
        (1500, 6),
        (2500, 7),
        (2501, 8),
        (10**6, 8),
    ],
)
def test_the_brackets_of_madrid_metal(heads: int, votes: int) -> None:
    assert replace(COUNCIL, delegation_key=Key.BRACKETS, brackets=CNT_BRACKETS).votes_of(heads) == votes


def test_a_changed_text_within_the_ranges_of_a_mandate_is_covered() -> None:
    world = federation(("mill", "bakery"), ratified=("standard",))
    places = delegates(world)
    floor = matters.Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)
    asking = a.QuestionRaised("A floor", floor, ("a" * 64,))
    step = world.done("fed", places["mill"], asking)
    state = world.state("fed")
    digest = text_digest(floor, ("a" * 64,))
    inside, outside = Range("amount", 1400, 1600), Range("amount", 1600, 1700)
    for name, limits in {"mill": inside, "bakery": outside}.items():
        matter = matters.Mandating(state.body, step, digest, Position.FOR, ranges=(limits,))
        world.decide(name, matter, "Between")
    offered = world.done("fed", places["bakery"], a.AmendmentOffered(step, 0, "b" * 64))
    world.done("fed", places["mill"], a.AmendmentTaken(offered, step))
    put(world, step)
    assert totals(result(world, step)) == {"for": 1, "abstain": 1}


def test_a_free_vote_of_a_body_not_heard_of_for_long_stands_aside_and_a_mandated_one_counts() -> None:
    world = federation(("mill", "bakery", "harbour"), uncovered=Uncovered.FREE, freshness_days=30)
    step = asked(world, "fed")
    mandate(world, "mill", step)
    put(world, step, days=29)
    for place in delegates(world).values():
        world.done("fed", place, a.Voted(step, ("for",)))
    state = world.state("fed")
    question = state.questions[step]
    now = max(link.shown_at for link in state.bodies.values()) + 30 * DAY
    assert totals(outcome_of(state, question, now)).get("for", 0) >= 1
    assert totals(outcome_of(state, question, now + 1)) == {"for": 1}


def test_where_a_body_has_several_seats_its_votes_are_shared_out() -> None:
    world = World()
    for name, heads in {"mill": 250, "bakery": 20}.items():
        world.found_assembly(name, replace(MILL, title=name), heads)
    charter = replace(COUNCIL, delegation_key=Key.PER_STARTED, uncovered=Uncovered.FREE)
    world.found_council("fed", charter, ["mill", "bakery"])
    world.elect_delegates("mill", "fed", "m5", "m6")
    world.elect_delegates("bakery", "fed", "m5")
    step = asked(world, "fed")
    put(world, step)
    of_mill = sorted(p.id for p in world.state("fed").places.values() if p.body == world.bodies["mill"])
    world.done("fed", of_mill[0], a.Voted(step, ("for",)))
    world.done("fed", of_mill[1], a.Voted(step, ("against",)))
    assert totals(result(world, step)) == {"for": 2, "against": 1}


def test_a_recalled_delegates_vote_is_lifted_unless_it_is_what_the_mandate_says() -> None:
    world = federation(uncovered=Uncovered.FREE)
    step = asked(world, "fed")
    put(world, step, days=20)
    places = delegates(world)
    world.done("fed", places["mill"], a.Voted(step, ("for",)))
    world.decide("mill", matters.Recall(world.state("fed").places[places["mill"]].seat), "Recall")
    assert places["mill"] not in world.state("fed").questions[step].votes


def test_in_a_joint_committee_each_side_carries() -> None:
    """The refusal and the success stand in test_united_front; here the sides of one outcome."""
    sides = {"mill": "cnt", "bakery": "ugt"}
    world = World()
    for name in sides:
        world.found_assembly(name, replace(MILL, title=name), 5, founders=5)
    charter = replace(
        COUNCIL,
        form=Form.JOINT_COMMITTEE,
        delegation_key=Key.PARITY,
        sides=("cnt", "ugt"),
        uncovered=Uncovered.FREE,
    )
    world.found_council("fed", charter, list(sides), sides=sides)
    for name in sides:
        world.elect_delegates(name, "fed", "m5")
    step = asked(world, "fed")
    put(world, step)
    places = delegates(world)
    world.done("fed", places["mill"], a.Voted(step, ("for",)))
    world.done("fed", places["bakery"], a.Voted(step, ("abstain",)))
    outcome = result(world, step)
    assert totals(outcome) == {"for": 1, "abstain": 1}
    assert outcome.result is Result.FALLEN


def test_a_council_elects_persons_and_chooses_options_freely() -> None:
    world = federation()
    places = delegates(world)
    step = world.done("fed", places["mill"], a.QuestionRaised("Where", matters.Choice(("river", "hill"))))
    put(world, step)
    for name, mark in {"mill": "river", "bakery": "river", "harbour": "hill"}.items():
        world.done("fed", places[name], a.Voted(step, (mark,)))
    outcome = result(world, step)
    assert (outcome.result, outcome.option) == (Result.CARRIED, "river")


def test_a_council_of_councils_weighs_the_members_below() -> None:
    """Local, regional: the regional council counts the heads its local councils have shown."""
    world = World()
    for name in ("mill", "bakery", "harbour", "press"):
        world.found_assembly(name, replace(MILL, title=name), 5, founders=5)
    local = replace(COUNCIL, title="Local", uncovered=Uncovered.FREE)
    world.found_council("river", local, ["mill", "bakery"])
    world.found_council("coast", local, ["harbour", "press"])
    for name, above in {"mill": "river", "bakery": "river", "harbour": "coast", "press": "coast"}.items():
        world.elect_delegates(name, above, "m5")
    joined = found_above(
        world, "region", replace(COUNCIL, title="Region", delegation_key=Key.HEADS), "river", "coast"
    )
    assert joined == {"river": 10, "coast": 10}


def found_above(world: World, name: str, charter: Any, *below: str) -> dict[str, int]:
    """Founds a council of councils by their delegates' votes and their bodies' confirmation; its votes by body."""
    named = tuple(
        a.FoundingBody(world.bodies[each], world.state(each).charter.title, world.host(each).keyid)
        for each in below
    )
    host = SeedKey(seed("host", name))
    founded = a.Founded(charter=charter, host_key=host.keyid, nonce="1" * 32, bodies=named)
    world._found(name, founded, HOST, host)
    for each in below:
        step = world.done(
            each,
            next(iter(delegates(world, each).values())),
            a.QuestionRaised("We join", world.joining(name, charter)),
        )
        world.wait_for_notice(each, step)
        places = delegates(world, each)
        world.done(each, next(iter(places.values())), a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
        for place in places.values():
            world.done(each, place, a.Voted(step, ("for",)))
        for assembly in {"river": ("mill", "bakery"), "coast": ("harbour", "press")}[each]:
            questions = world.state(assembly).questions.values()
            asked_down = [
                q.id
                for q in questions
                if isinstance(q.matter, matters.Ratification) and q.stage is Stage.AGENDA
            ]
            for question in asked_down:
                world.put(assembly, question)
    names = {body: each for each, body in world.bodies.items()}
    return {names[body]: votes for body, votes in world.state(name).register(None, world.now).items()}


def test_nothing_is_received_after_a_vote_is_over() -> None:
    world = federation(("mill", "bakery"), uncovered=Uncovered.FREE)
    step = asked(world, "fed")
    put(world, step)
    places = delegates(world)
    assert why(world.say("fed", places["bakery"], a.Voted(step, ("for",)))) == []
    world.later(days=3)
    assert why(world.say("fed", places["mill"], a.Voted(step, ("for",)))) == [
        f"open_books ¶4: question {step} is closed → do it while it is being voted on"
    ]


def test_a_body_that_says_nothing_takes_no_part_and_makes_no_quorum() -> None:
    world = federation(quorum_least=2, uncovered=Uncovered.ABSTAIN)
    step = asked(world, "fed")
    mandate(world, "mill", step)
    put(world, step)
    world.later(days=3)
    question = world.state("fed").questions[step]
    assert (question.stage, question.inquorate_at is not None) == (Stage.AGENDA, True)
