"""Open books: R11."""

from __future__ import annotations

from tests.charter.mill import delegates, federation, mill, why, word_of

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import envelope as envelopes
from confederal.kernel import matters
from confederal.kernel.attest import all_words
from confederal.kernel.identity import HOST


def test_nothing_is_ever_removed_and_what_is_refused_is_not_written() -> None:
    """¶2"""
    world = mill()
    body = world.bodies["mill"]
    size = world.desk.size(body)
    assert why(world.say("mill", "m7", a.SittingCalled(world.now))) != []
    assert world.desk.size(body) == size
    world.done("mill", "m7", a.QuestionRaised("A canteen", matters.Resolution()))
    assert world.desk.size(body) == size + 1


def test_a_step_that_cannot_be_read_is_refused() -> None:
    """¶3"""
    world = mill()
    nonsense = envelopes.seal(b'{"act":{"kind":"decreed"}}', world.key("mill", "m1"))
    assert why(world.desk.minute(world.bodies["mill"], nonsense)) == [
        "open_books ¶3: the language has no word 'decreed' → write it again in the form of this edition"
    ]


def test_a_step_points_only_at_what_stands_in_the_record() -> None:
    """¶4"""
    world = mill()
    assert why(world.say("mill", "m1", a.Supported(99))) == [
        "open_books ¶4: there is no question 99 → name the step at which the question was raised"
    ]
    step = world.raise_and_support("mill", matters.Resolution(), "A canteen")
    assert why(world.say("mill", "m7", a.AdviceGiven(step, "a" * 64))) == []


def test_a_step_for_another_body_is_refused() -> None:
    """¶4"""
    world = federation(("mill", "bakery"))
    raised = a.QuestionRaised("A canteen", matters.Resolution())
    envelope = world.envelope("bakery", "m1", raised)
    assert why(world.desk.minute(world.bodies["mill"], envelope))[0].startswith(
        "open_books ¶4: written for body "
    )
    assert why(world.desk.minute(world.bodies["bakery"], envelope)) == []


def test_a_step_is_dated_no_later_than_it_is_received() -> None:
    """¶5"""
    world = mill()
    raised = a.QuestionRaised("A canteen", matters.Resolution())
    world.now += 301
    early = world.envelope("mill", "m1", raised)
    world.now -= 301
    assert why(world.desk.minute(world.bodies["mill"], early)) == [
        "open_books ¶5: dated 301 seconds ahead → set the clock of the device and sign again"
    ]
    world.now += 1
    assert why(world.desk.minute(world.bodies["mill"], early)) == []


def test_a_report_on_a_seat_is_made_by_who_holds_it() -> None:
    """¶6"""
    world = mill()
    report = a.Reported("0.5", "a" * 64)
    assert why(world.say("mill", "m6", report)) == ["open_books ¶6: held by m5 → have them report"]
    assert why(world.say("mill", "m5", report)) == []


def test_a_delegate_reports_in_the_council_too() -> None:
    """¶6"""
    world = federation(("mill", "bakery"))
    places = delegates(world)
    report = a.Reported(places["mill"], "a" * 64)
    assert why(world.say("fed", places["bakery"], report)) != []
    assert why(world.say("fed", places["mill"], report)) == []


def test_our_word_is_what_every_reader_computes() -> None:
    """¶7"""
    world = federation(("mill", "bakery"))
    invented = word_of(
        world, "mill", says.Stands(3000, world.now, 3000, standing_days=0), to="fed"
    ).attestation
    assert why(world.say("mill", HOST, a.AttestationMade(invented))) == [
        "open_books ¶7: “stands” does not follow from our record → take it from the outbox, which computes it"
    ]
    state = world.state("mill")
    true = next(word for word in all_words(state, world.now) if isinstance(word.says, says.Elected))
    assert why(world.say("mill", HOST, a.AttestationMade(true))) == []
