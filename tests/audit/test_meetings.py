"""Which meetings there are, and what stands on their agendas, as the record has it."""

from __future__ import annotations

import doctest

from confederal.audit import hall
from confederal.audit.hall import Entry, entry_of, may_count, to_be_counted
from confederal.audit.meetings import (
    Listed,
    Phase,
    agenda,
    earliest,
    may_be_called_for,
    meeting,
    meetings,
    replacement,
    without_replacement,
)
from confederal.audit.minutes import What, happenings
from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Choice, Election, Recall, Resolution
from confederal.kernel.minute_book import opened
from confederal.stories.world import World


def told() -> World:
    world = World()
    world.found_assembly("harbour", load("worker_coop"), 14)
    return world


def test_the_examples_run() -> None:
    found = doctest.testmod(hall)
    assert (found.failed, found.attempted >= 5) == (0, True)


def test_a_meeting_is_to_come_then_open_then_over_and_one_that_nobody_opened_is_missed() -> None:
    world = told()
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    officer = world.officer("harbour")
    on = earliest(world.state("harbour"), world.now)
    assert on == world.now + 7 * DAY
    sitting = world.done("harbour", officer, a.SittingCalled(on, (step,)))
    missed = world.done("harbour", officer, a.SittingCalled(on - 4 * DAY, (), True))

    def phases() -> dict[int, Phase]:
        return {m.id: m.phase for m in meetings(world.state("harbour"), world.now)}

    assert phases() == {sitting: Phase.COMING, missed: Phase.COMING}
    world.later(days=7)
    assert phases() == {sitting: Phase.COMING, missed: Phase.MISSED}
    world.done("harbour", "m2", a.Confirmed(world.done("harbour", "m1", a.SittingOpened(sitting, 9))))
    assert phases()[sitting] is Phase.OPEN
    world.done("harbour", "m2", a.Confirmed(world.done("harbour", "m1", a.SittingEnded(sitting))))
    assert phases()[sitting] is Phase.OVER
    assert meeting(world.state("harbour"), 0, world.now) is None


def test_a_meeting_by_petition_needs_no_call_and_its_dates_follow_from_the_signatures() -> None:
    world = told()
    state = world.state("harbour")
    seat = next(seat for seat in state.held(world.now) if seat.office == "secretary")
    step = world.raise_and_support("harbour", Recall(seat.id), "Recall")
    state = world.state("harbour")
    found = meeting(state, step, world.now)
    assert found is not None
    assert found.by_right
    assert (found.from_, found.until) == (world.now + 48 * HOUR, world.now + 7 * DAY)
    assert not found.may_be_opened(world.now)
    assert found.may_be_opened(found.from_)
    assert [question.id for question in without_replacement(state, found)] == [step]
    election = replacement(state, Recall(seat.id), world.now)
    assert election == Election("secretary", 1, 365, in_place_of=seat.id)
    assert election is not None
    raised = world.raise_and_support("harbour", election, "Who takes the seat")
    state = world.state("harbour")
    assert not without_replacement(state, found)
    listed = {item.question.id: item.listed for item in agenda(state, found, world.now)}
    assert listed == {step: Listed.CALLED, raised: Listed.STANDING}  # raised in the same second
    world.later(hours=1)
    late = world.raise_and_support(
        "harbour", Election("secretary", 1, 90, in_place_of=seat.id), "Or for less long"
    )
    listed = {item.question.id: item.listed for item in agenda(world.state("harbour"), found, world.now)}
    assert listed[late] is Listed.THERE


def test_the_agenda_says_how_many_are_needed_and_half_as_many_at_a_second_call() -> None:
    world = told()
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    later = world.done("harbour", "m1", a.QuestionRaised("Unsupported", Resolution()))
    assert [question.id for question in may_be_called_for(world.state("harbour"))] == [step, later]
    world.wait_for_notice("harbour", step)
    sitting = world.meet("harbour", step)

    def line() -> tuple[int, int, bool]:
        state = world.state("harbour")
        found = meeting(state, sitting, world.now)
        assert found is not None
        (item,) = (item for item in agenda(state, found, world.now) if item.question.id == step)
        return item.needed, item.eligible, item.noticed(world.now)

    assert line() == (5, 14, True)
    first, second = world.tellers("harbour")
    world.done("harbour", first, a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))
    tallies = world.tallies("harbour", world.state("harbour").questions[step], {"for": 3}, None)
    count = world.done("harbour", first, a.CountTold(step, Way.HANDS, tallies))
    world.done("harbour", second, a.CountConfirmed(count, step, tallies))
    assert line() == (3, 14, False)  # too few took part: the second call, from tomorrow on
    world.later(days=1)
    assert line() == (3, 14, True)


def test_who_is_still_to_be_counted_and_who_counts() -> None:
    world = told()
    step = world.raise_and_support("harbour", Choice(("blue", "green")), "Colour of the van")
    world.wait_for_notice("harbour", step)
    world.meet("harbour", step)
    first, second = world.tellers("harbour")
    world.done("harbour", first, a.VoteOpened(step, (Way.NAMED, Way.BOX), world.now + 6 * HOUR))
    world.done("harbour", "m5", a.Voted(step, ("blue",)))
    state = world.state("harbour")
    question = state.questions[step]
    assert "m5" not in to_be_counted(state, question)
    assert len(to_be_counted(state, question)) == 13
    assert entry_of(state, question, Way.BOX) is Entry.PAPERS
    assert entry_of(state, question, Way.HANDS) is Entry.NUMBERS
    assert [who for who in world.signing("harbour") if may_count(state, question, who, world.now)] == sorted(
        (first, second), key=world.signing("harbour").index
    )


def test_what_happened_at_a_meeting_and_nothing_from_before_it() -> None:
    world = told()
    before = world.decide("harbour", Resolution(), "Last month")
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    world.put("harbour", step, {"for": 8, "against": 1})
    state = world.state("harbour")
    rule = state.questions[step].rule
    assert rule is not None
    assert rule.sitting is not None
    sitting = state.sittings[rule.sitting]
    entries = [opened(number, row) for number, row in enumerate(world.shelf.rows(world.bodies["harbour"]))]
    found = happenings(state, sitting, entries, frozenset())
    assert [happening.what for happening in found] == [
        What.OPENED,
        What.PUT,
        What.COUNTED,
        What.RESULT,
        What.ENDED,
    ]
    assert {happening.question for happening in found} == {None, step}
    assert before.id not in {happening.question for happening in found}
    assert found[0].attendance == 14
    counted = frozenset({found[2].step})
    assert What.COUNTED not in {h.what for h in happenings(state, sitting, entries, counted)}
