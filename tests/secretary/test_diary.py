"""The diary: what falls due follows from the reading and waits for no officer."""

from tests.attacks.congress import carried_standard
from tests.secretary.mill import federation, mill, vote_open

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.question import Stage
from confederal.secretary.diary import Due, Item, days_left, falls_due


def test_a_meeting_petitioned_for_falls_due_although_nobody_called_it() -> None:
    world = mill(heads=30)
    step = world.done("mill", "m1", a.QuestionRaised("Bread", matters.Resolution()))
    petition = Item(world.now + 7 * DAY, Due.MEETING_BY_PETITION, step)
    assert petition not in falls_due(world.state("mill"), world.now)
    world.done("mill", "m2", a.Supported(step))
    assert petition not in falls_due(world.state("mill"), world.now)
    world.done("mill", "m3", a.Supported(step))
    assert petition in falls_due(world.state("mill"), world.now)


def test_a_vote_falls_due_at_its_end_and_no_more_once_it_is_closed() -> None:
    world = mill()
    step = vote_open(world)
    (ends,) = [item for item in falls_due(world.state("mill"), world.now) if item.what is Due.VOTE_ENDS]
    assert ends == Item(world.now + 7 * DAY, Due.VOTE_ENDS, step)
    world.later(days=7)
    assert world.state("mill").questions[step].stage is not Stage.VOTING
    assert not [item for item in falls_due(world.state("mill"), world.now) if item.what is Due.VOTE_ENDS]


def test_terms_end_by_themselves() -> None:
    world = mill()
    terms = [item for item in falls_due(world.state("mill"), world.now) if item.what is Due.TERM_ENDS]
    assert [item.at for item in terms] == [world.start + 365 * DAY] * 4
    world.later(days=365)
    assert world.state("mill").tellers(world.now) == ()
    assert not [item for item in falls_due(world.state("mill"), world.now) if item.what is Due.TERM_ENDS]


def test_a_meeting_called_falls_due_until_it_is_opened() -> None:
    world = mill()
    officer = world.officer("mill")
    step = world.raise_and_support("mill", matters.Resolution(), "Bread")
    on = world.now + 7 * DAY
    sitting = world.done("mill", officer, a.SittingCalled(on, (step,)))
    assert Item(on, Due.MEETING, sitting) in falls_due(world.state("mill"), world.now)
    world.later(days=7)
    opened = world.done("mill", "m1", a.SittingOpened(sitting, 9))
    world.done("mill", "m2", a.Confirmed(opened))
    assert Item(on, Due.MEETING, sitting) not in falls_due(world.state("mill"), 0)


def test_a_decision_with_a_sunset_falls_due_while_it_is_in_force() -> None:
    world = mill()
    question = world.decide("mill", matters.Resolution(sunset_days=30), "Trial of a night shift")
    assert question.closed_at is not None
    ends = Item(question.closed_at + 30 * DAY, Due.DECISION_ENDS, question.id)
    assert ends in falls_due(world.state("mill"), world.now)
    world.later(days=31)
    assert ends not in falls_due(world.state("mill"), 0)


def test_what_came_down_to_be_confirmed_falls_due() -> None:
    world, step = carried_standard(federation())
    decision = world.state("fed").decisions[step]
    assert decision.ratify_by is not None
    assert Item(decision.ratify_by, Due.CONFIRM_BY, step) in falls_due(world.state("fed"), world.now)


def test_the_soonest_stands_first() -> None:
    world = mill()
    vote_open(world)
    items = falls_due(world.state("mill"), world.now)
    assert len(items) >= 5
    assert [item.at for item in items] == sorted(item.at for item in items)
    assert all(item.at >= world.now for item in items)


def test_days_left_are_whole_days_rounded_up() -> None:
    item = Item(10 * DAY, Due.MEETING, 0)
    assert [days_left(item, at) for at in (0, 1, DAY, 9 * DAY + HOUR, 10 * DAY)] == [10, 10, 9, 1, 0]
