"""Reading a book: it never fails, what was out of order keeps its place, and any time can be read again."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import asked, federation, mill, told, voting, why

from confederal.charter.reading import Reading, also, extended, read
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attest import all_words
from confederal.kernel.ballot import Way
from confederal.kernel.body import Tie
from confederal.kernel.decision import Waits
from confederal.kernel.identity import DAY
from confederal.kernel.minute_book import Entry, Unreadable, opened
from confederal.kernel.proof import fault_in
from confederal.kernel.question import Stage
from confederal.stories.world import World


def entries(world: World, name: str = "mill") -> list[Entry]:
    """The book of that body, entry by entry."""
    body = world.bodies[name]
    rows = world.shelf.rows(body, 0, world.desk.size(body))
    return [opened(step, record) for step, record in enumerate(rows)]


def reading(world: World, book: list[Entry], name: str = "mill", at: int | None = None) -> Reading:
    return read(book, body=world.bodies[name], prover=fault_in, at=at)


@pytest.fixture
def world() -> World:
    """The mill, with a resolution carried and an election held."""
    world = mill(officers=False)
    world.decide("mill", matters.Resolution(), "A canteen")
    world.decide("mill", matters.Election("secretary", 2, 300), "Secretaries", candidates=("m1", "m2"))
    return world


def test_the_state_shown_is_read_again_from_the_book_alone(world: World) -> None:
    assert reading(world, entries(world)).state == world.state("mill")


def test_reading_twice_is_reading_once(world: World) -> None:
    book = entries(world)
    assert reading(world, book) == reading(world, book)


def test_any_prefix_of_a_book_reads(world: World) -> None:
    book = entries(world)
    for size in range(len(book) + 1):
        assert reading(world, book[:size]).size == size


def test_a_book_read_entry_by_entry_is_the_book_read_whole(world: World) -> None:
    book = entries(world)
    step_by_step = Reading(None)
    for entry in book:
        step_by_step = extended(step_by_step, entry, body=world.bodies["mill"], prover=fault_in)
    assert step_by_step == reading(world, book)


def test_a_book_is_read_as_it_was_at_a_time(world: World) -> None:
    question = next(
        q for q in world.state("mill").questions.values() if isinstance(q.matter, matters.Resolution)
    )
    assert question.closed_at is not None
    before = reading(world, entries(world), at=question.closed_at - 1).state
    after = reading(world, entries(world), at=question.closed_at).state
    assert before is not None
    assert after is not None
    assert before.questions[question.id].stage is not Stage.CLOSED
    assert after.questions[question.id].stage is Stage.CLOSED


def test_an_act_out_of_order_keeps_its_place_and_has_no_effect(world: World) -> None:
    """What the desk would have refused stands in a book that was written without it."""
    book = entries(world)
    state = world.state("mill")
    key = world.key("mill", "m7").keyid
    payload = a.Payload(1, state.body, "m7", 99, world.now, a.SittingCalled(world.now + 7 * DAY))
    wrong = a.Minuted(len(book), world.now, key, payload)
    read_on = reading(world, [*book, wrong])
    assert read_on.state is not None
    assert [(each.article, each.paragraph) for each in read_on.struck[len(book)]] == [
        ("convened_by_right", 3)
    ]
    assert (read_on.state.size, read_on.state.sittings) == (state.size + 1, state.sittings)


def test_a_struck_act_does_not_use_up_its_authors_counter(world: World) -> None:
    book = entries(world)
    state = world.state("mill")
    key = world.key("mill", "m7").keyid
    called = a.Payload(1, state.body, "m7", 99, world.now, a.SittingCalled(world.now + 7 * DAY))
    raised = a.Payload(1, state.body, "m7", 99, world.now, a.QuestionRaised("A ramp", matters.Resolution()))
    steps = [
        a.Minuted(len(book) + rank, world.now, key, payload) for rank, payload in enumerate((called, raised))
    ]
    read_on = reading(world, [*book, *steps])
    assert set(read_on.struck) == {len(book)}
    assert read_on.state is not None
    assert len(book) + 1 in read_on.state.questions


def test_an_entry_that_cannot_be_read_keeps_its_place(world: World) -> None:
    book = entries(world)
    unreadable = Unreadable(len(book), world.now, "the paper of this step is not here")
    read_on = reading(world, [*book, unreadable])
    assert read_on.size == len(book) + 1
    (reason,) = read_on.struck[len(book)]
    assert (reason.article, reason.paragraph, reason.value) == ("open_books", 3, unreadable.words)


def test_a_book_that_does_not_begin_with_a_founding_reads_as_nothing(world: World) -> None:
    book = entries(world)[1:]
    read_on = reading(world, book)
    assert read_on.state is None
    assert len(read_on.struck) == len(book)


def test_remembered_verdicts_give_the_same_state_without_judging_again(world: World) -> None:
    book = entries(world)
    state = world.state("mill")
    payload = a.Payload(1, state.body, "m7", 99, world.now, a.SittingCalled(world.now + 7 * DAY))
    book.append(a.Minuted(len(book), world.now, world.key("mill", "m7").keyid, payload))
    judged = reading(world, book)
    again = read(book, body=state.body, prover=fault_in, remembered=set(judged.struck))
    assert again.state == judged.state
    assert set(again.struck) == set(judged.struck)


def test_what_if_this_were_shown_now() -> None:
    """Arrears: a word of another body that is not in our book yet, and what would follow from it."""
    world = federation(("mill", "bakery"))
    step = asked(world, "fed")
    seat = next(seat for seat in world.state("mill").seats.values() if seat.to == world.bodies["fed"])
    fed = world.desk.reading(world.bodies["fed"])
    assert fed.state is not None
    before = fed.state
    recalled = says.Ended(seat.id, recalled=True)
    mill_state = world.state("mill")
    word = next(word for word in all_words(mill_state, world.now) if isinstance(word.says, says.Elected))
    arrears = also(fed, [replace(word, says=recalled)], world.now)
    place = next(
        place.id for place in before.places.values() if (place.body, place.seat) == (mill_state.body, seat.id)
    )
    assert not arrears.places[place].in_force(world.now)
    assert before.places[place].in_force(world.now)
    assert world.state("fed") == before
    assert step in before.questions


def test_a_word_that_would_be_refused_changes_nothing_in_what_if() -> None:
    world = federation(("mill", "bakery"))
    fed = world.desk.reading(world.bodies["fed"])
    word = next(
        word for word in all_words(world.state("mill"), world.now) if isinstance(word.says, says.Elected)
    )
    assert also(fed, [word], world.now) == fed.state


def test_what_depends_on_the_clock_alone_waits_for_no_act() -> None:
    """Terms end, votes of members at rest come back and decisions lapse without an entry."""
    world = mill(officers=False)
    world.decide("mill", matters.Election("secretary", 2, 30), "Secretaries", candidates=("m1", "m2"))
    size = world.desk.size(world.bodies["mill"])
    world.done("mill", "m7", a.ActedForEmployer(world.now + DAY))
    assert "m7" not in world.state("mill").register(None, world.now)
    world.later(days=31)
    assert "m7" in world.state("mill").register(None, world.now)
    assert world.state("mill").holders("secretary", world.now) == ()
    assert world.desk.size(world.bodies["mill"]) == size + 1


def test_a_decision_that_waits_is_not_in_force() -> None:
    world = federation(("mill", "bakery"))
    assert all(decision.waits is Waits.NOTHING for decision in world.state("mill").decisions.values())
    assert {link.tie for link in world.state("mill").affiliations.values()} == {Tie.JOINED}


def test_the_order_of_different_voters_does_not_matter() -> None:
    outcomes = []
    for order in ((1, 2, 3, 4, 5, 6, 7), (7, 3, 5, 1, 6, 2, 4)):
        world = mill()
        step = voting(world, matters.Resolution(), Way.NAMED)
        for number in order:
            mark = "for" if number % 2 else "against"
            assert why(world.say("mill", f"m{number}", a.Voted(step, (mark,)))) == []
        outcomes.append(world.state("mill").questions[step].outcome)
    assert outcomes[0] == outcomes[1]


def test_a_refused_act_changes_nothing() -> None:
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS)
    before = world.state("mill")
    assert why(world.say("mill", "m7", a.Voted(step, ("for",)))) != []
    assert world.state("mill") == before
    told(world, step, Way.HANDS, {"for": 7})
    assert world.state("mill") != before
