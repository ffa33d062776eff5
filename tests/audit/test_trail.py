"""By what right: everything leads back to people who decided it, and what was granted by hand leads nowhere."""

from inline_snapshot import snapshot
from msgspec.structs import replace
from tests.audit.towns import agreed, founded, library, seated

from confederal.audit.trail import Node, instructions, lines, traces, trail, why_not
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.attestation import Decided
from confederal.kernel.ballot import Way
from confederal.kernel.delegate import Place, Seat
from confederal.kernel.identity import DAY
from confederal.kernel.matters.resolution import Resolution
from confederal.secretary.desk import Refused
from confederal.stories.world import World


def found(node: Node | None) -> Node:
    assert node is not None
    return node


def words(node: Node | None) -> list[str]:
    return [line.words for _, line in lines(found(node))]


def test_every_seat_place_member_and_decision_in_the_world_traces() -> None:
    world = agreed()
    shelf = library(world)
    looked = 0
    for name in world.bodies:
        state = world.state(name)
        everything: list[str | int] = [*state.seats, *state.places, *state.members]
        for what in [*everything, *state.decisions, *state.questions]:
            assert traces(found(trail(state, what, shelf))), f"{name}: {what}"
            looked += 1
    assert looked > 130


def test_every_seat_traces_in_every_prefix_of_a_record() -> None:
    from confederal.charter.reading import Reading, extended
    from confederal.kernel.minute_book import opened
    from confederal.kernel.proof import fault_in

    world = agreed()
    seen: set[tuple[str, str]] = set()
    for body in world.bodies.values():
        reading = Reading(None)
        for step, record in enumerate(world.shelf.rows(body)):
            reading = extended(reading, opened(step, record), body=body, prover=fault_in)
            assert reading.state is not None
            for what in [*reading.state.seats, *reading.state.places]:
                assert traces(found(trail(reading.state, what)))
                seen.add((body, what))
    assert len(seen) >= 3 * 6 + 3 + 3


def test_an_elected_seat_leads_to_its_election_the_count_the_notice_and_the_register() -> None:
    state = agreed().state("harbour")
    seat = next(seat for seat in state.seats.values() if seat.office == "delegate")
    told = words(trail(state, seat.id))
    assert told == snapshot(
        [
            "m3 holds the seat 36.1, delegate to River City, from 4 February 2026 to 4 February 2027",
            "“Delegates to city” (election of 1 seat: delegate to River City): elected: m3 (47 for)",
            "Raised 26 January 2026 by m1, with 2 signatures",
            "Notice: on the agenda since 26 January 2026, 00:00, the vote opened 4 February 2026,"
            " 00:00 (9 days later)",
            "Member list, fixed when the vote opened: 47 members with one vote each",
            "Count, by show of hands: 47 members took part, 5 needed to take part; the rule is more"
            " than 1/2 of the votes cast",
            "Counted by show of hands by m1, and again by m10: for 47",
            "The body can take it back at any time: a recall comes to the vote with 5 signatures, more"
            " votes for than against decide it, no cause is given",
        ]
    )


def test_a_place_in_the_council_leads_into_the_record_of_the_body_that_sent_it() -> None:
    world = agreed()
    state = world.state("city")
    place = next(place for place in seated(world) if place.body == world.bodies["mill"])
    node = found(trail(state, place.id, library(world)))
    assert "Mill sends the seat" in node.words
    assert any("Counted by show of hands" in told for told in words(node))
    assert any("by its own decision to join" in told for told in words(node))
    alone = found(trail(state, place.id))
    assert traces(alone)
    assert any(line.elsewhere for _, line in lines(alone))
    assert not any("Counted by show of hands" in told for told in words(alone))


def test_a_decision_leads_through_instructions_to_the_assemblies_own_counts() -> None:
    world = agreed()
    state = world.state("city")
    (step,) = state.decisions
    told = words(trail(state, step, library(world)))
    for name in ("Harbour", "Mill", "Tide"):
        assert f"{name} instructed its delegates to vote for it" in told
    assert any(line.startswith("Member list, fixed when the vote opened: 60 members") for line in told)
    assert "Harbour confirmed it" in told
    assert "Tide did not answer; silence is no consent" in told
    assert any(line.startswith("It binds Tide because it joined") for line in told)


def test_a_trail_never_goes_round() -> None:
    world = agreed()
    (step,) = world.state("city").decisions
    whole = list(lines(found(trail(world.state("city"), step, library(world)))))
    assert len(whole) < 1_000
    assert any("told above" in line.words for _, line in whole)


def test_a_minimum_binds_who_did_not_confirm_it_by_joining_and_says_how_to_leave() -> None:
    state = agreed().state("tide")
    step = next(
        word.step
        for word in state.shown.values()
        if isinstance(getattr(word.attestation, "says", None), Decided)
    )
    told = words(trail(state, step))
    assert "“Fifteen an hour” of River City binds us" in told
    assert "We have not answered; silence is no consent" in told
    assert "Because we joined River City by our own decision" in told
    assert "We can leave by our own decision alone, with 30 days of notice" in told


def test_an_ended_seat_says_what_ended_it() -> None:
    world = founded()
    seat = next(seat for seat in world.state("tide").seats.values() if seat.office == "delegate")
    world.decide("tide", matters.Recall(seat.id), "Recall")
    state = world.state("tide")
    told = words(trail(state, seat.id))
    assert " held the seat " in told[0]
    assert any(line.startswith("Ended ") and "those who elected it" in line for line in told)
    assert traces(found(trail(state, seat.id)))


def with_seat(world: World, holder: str, elected_in: int, *, brought: bool = False) -> Node:
    """What the trail says of a secretary written into the state by hand."""
    state = world.state("harbour")
    seat = Seat("9.9", "secretary", holder, elected_in, None, state.time, state.time + DAY, brought=brought)
    return found(trail(replace(state, seats=state.seats.set(seat.id, seat)), "9.9"))


def test_a_seat_granted_by_hand_leads_nowhere() -> None:
    world = agreed()
    state = world.state("harbour")
    joined = next(q.id for q in state.questions.values() if isinstance(q.matter, matters.Joining))
    elected = next(q.id for q in state.questions.values() if isinstance(q.matter, matters.Election))
    for step in (joined, elected, 10_000):
        node = with_seat(world, "m9", step)
        assert not traces(node)
        assert "No election in our record gave m9 the seat 9.9: it is nobody's right" in words(node)
    assert not traces(with_seat(world, "m9", 0, brought=True))


def test_a_place_granted_by_hand_leads_nowhere() -> None:
    world = agreed()
    state = world.state("city")
    real = seated(world)[0]
    for forged in (replace(real, id="x:1", attested="0" * 64), replace(real, id="x:1", seat="99.1")):
        node = found(trail(with_place(world, forged), "x:1", library(world)))
        assert not traces(node)
    assert traces(found(trail(state, real.id, library(world))))


def with_place(world: World, place: Place):  # type: ignore[no-untyped-def]  # a State
    state = world.state("city")
    return replace(state, places=state.places.set(place.id, place))


def test_a_decision_nobody_adopted_leads_nowhere() -> None:
    state = agreed().state("city")
    (step,) = state.decisions
    question = state.questions[step]
    emptied = replace(state, questions=state.questions.set(step, replace(question, outcome=None)))
    assert not traces(found(trail(emptied, step)))


def test_offices_members_and_the_founding_are_told() -> None:
    state = agreed().state("harbour")
    assert found(trail(state, "secretary")).words.startswith("secretary: held by ")
    assert "is on our member list since 1 January 2026 and has a vote" in found(trail(state, "m1")).words
    assert (
        found(trail(state, 0)).words
        == "Founded by 12 people; 12 confirmed, each with their own key; founded 1 January 2026"
    )
    assert trail(state, "nobody") is None
    assert trail(state, 10_000) is None


def test_instructions_are_listed_with_their_votes() -> None:
    world = agreed()
    (node,) = instructions(world.state("mill"), world.bodies["city"])
    assert node.words.endswith("vote for it")
    assert traces(node)


def test_why_not_gives_the_article_s_words_the_value_and_what_would_mend_it() -> None:
    world = founded()
    step = world.raise_and_support("harbour", Resolution(), "Shorter hours")
    answer = world.say("harbour", "m1", a.VoteOpened(step, (Way.HANDS,), world.now + DAY))
    assert isinstance(answer, Refused)
    reasons = why_not(answer.objections)
    assert [str(reason) for reason in reasons] == snapshot(
        [
            "Notice and quorum (¶1): The vote opens when the notice has run: ordinary, urgent, or the"
            " time to read the full text. We found: 7 days too early. What would mend it: open the"
            " vote when the notice has run.",
            "Notice and quorum (¶2): A vote in the hall is put at an open meeting; a vote by device"
            " between meetings if the charter has it. We found: no meeting is open. What would mend"
            " it: open the meeting first, two members together.",
        ]
    )
    assert all(reason.text.startswith(reason.article) for reason in reasons)
