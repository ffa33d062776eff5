"""Arrears: what words that are not shown yet would change, told and never done; and who holds what."""

from tests.audit.towns import SIZES, agreed, founded

from confederal.audit.arrears import arrears
from confederal.audit.power import shows
from confederal.charter.reading import Reading, read
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.attestation import Attestation, Ended
from confederal.kernel.identity import DAY
from confederal.kernel.minute_book import Unreadable, opened
from confederal.kernel.proof import fault_in
from confederal.kernel.question import Stage
from confederal.stories.world import World


def reading(world: World, name: str, size: int | None = None) -> Reading:
    body = world.bodies[name]
    entries = (opened(step, each) for step, each in enumerate(world.shelf.rows(body, 0, size)))
    return read(entries, body=body, prover=fault_in)


def words_of(world: World, name: str) -> list[Attestation]:
    """Every word of one body to others."""
    found = []
    for step, each in enumerate(world.shelf.rows(world.bodies[name])):
        entry = opened(step, each)
        if not isinstance(entry, Unreadable) and isinstance(entry.act, a.AttestationMade):
            found.append(entry.act.attestation)
    return found


def test_a_recall_that_is_not_shown_yet_is_told_and_the_reading_stays_as_it_is() -> None:
    world = founded()
    before = world.desk.size(world.bodies["city"])
    (seat,) = [seat for seat in world.state("tide").seats.values() if seat.office == "delegate"]
    world.decide("tide", matters.Recall(seat.id), "Recall")
    behind = reading(world, "city", before)
    told = arrears(
        behind, [word for word in words_of(world, "tide") if isinstance(word.says, Ended)], world.now
    )
    place = f"{world.bodies['tide'][:12]}:{seat.id}"
    assert [arrear.words for arrear in told.differs] == [f"the seat {place} of Tide would be empty"]
    assert told.differs[0].body == world.bodies["tide"]
    assert behind.state is not None
    assert behind.state.places[place].in_force(world.now)
    assert behind == reading(world, "city", before)


def test_what_is_shown_already_changes_nothing() -> None:
    world = agreed()
    told = arrears(reading(world, "city"), words_of(world, "mill"), world.now)
    assert told.differs == ()
    assert told.known > 0


def test_a_founding_votes_and_instructions_that_are_behind_are_told() -> None:
    world = agreed()
    words = [word for name in SIZES for word in words_of(world, name)]
    behind = reading(world, "city", 1)
    told = [arrear.words for arrear in arrears(behind, words, world.now).differs]
    assert "River City would be founded: everybody named has joined" in told
    assert "Mill would have 2 votes instead of 0" in told
    assert "Tide: belongs to us, instead of: named, has not shown its own decision to join" in told
    assert len([line for line in told if "would have a seat here" in line]) == 3


def test_a_word_that_has_no_effect_here_is_told_apart() -> None:
    world = agreed()
    told = arrears(reading(world, "harbour"), words_of(world, "mill"), world.now)
    assert told.differs == ()
    assert told.without_effect


def test_the_record_shows_who_holds_what_until_when_and_how_it_is_taken_back() -> None:
    world = agreed()
    state = world.state("harbour")
    shown = shows(state, world.now)
    assert (shown.may_vote, shown.without_key) == (47, 35)
    assert {held.seat for held in shown.held} == {
        seat.id for seat in state.seats.values() if state.holds(seat, world.now)
    }
    assert {held.recall_signatures for held in shown.held} == {5}
    assert shown.vacant == ()
    assert shown.floors == ("Fifteen an hour",)
    later = shows(state, world.now + 800 * DAY)
    assert later.held == ()
    assert dict(later.vacant) == {"keeper": 2, "teller": 2, "secretary": 2}
    city = shows(world.state("city"), world.now)
    assert [(branch.name, branch.heads, branch.votes) for branch in city.branches] == [
        ("Harbour", 47, 1), ("Mill", 60, 2), ("Tide", 12, 1),
    ]  # fmt: skip
    assert all(place.votes for place in city.sent)


def test_what_is_open_says_how_much_support_it_needs() -> None:
    world = founded()
    step = world.done("harbour", "m1", a.QuestionRaised("Rye", matters.Resolution()))
    (each,) = shows(world.state("harbour"), world.now).open
    assert (each.step, each.stage, each.supporters, each.needed) == (step, Stage.RAISED, 1, 2)
    seat = next(iter(world.state("harbour").seats))
    recall = world.done("harbour", "m1", a.QuestionRaised("Recall", matters.Recall(seat)))
    assert shows(world.state("harbour"), world.now).open[1].needed == 5
    for who in ("m2", "m5", "m6", "m7"):
        world.done("harbour", who, a.Supported(recall))
    (by_right,) = shows(world.state("harbour"), world.now).by_right
    assert by_right.step == recall
    assert by_right.latest <= world.now + 7 * DAY
