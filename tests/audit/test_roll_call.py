"""The roll call of a vote: the charter's own counts, side by side; a delegate gone since changes nothing."""

from __future__ import annotations

import pytest
from tests.web.congress.river import CITY, HEADS, River, before_the_congress, voted

from confederal.audit.roll_call import (
    Counts,
    as_it_was_closed,
    at_the_vote,
    counts,
    roll_call,
    with_rolls,
    without,
)
from confederal.charter.returning import all_counts
from confederal.kernel import act as a
from confederal.kernel.ballot import AGAINST, FOR
from confederal.kernel.body import Key, Stray
from confederal.kernel.question import Question, Result
from confederal.kernel.state import State


def seen(told: River) -> tuple[State, Question, int]:
    state = told.world.state(CITY)
    return at_the_vote(state, state.questions[told.fund], told.world.now)


def numbers(found: Counts) -> dict[str, tuple[int, int]]:
    """For and against, by way of counting."""
    return {
        count.way: (dict(count.totals)[FOR], dict(count.totals)[AGAINST])
        for count in (*found.strays, *found.keys)
    }


def test_every_count_is_the_charters_own() -> None:
    state, question, at = seen(voted())
    found = counts(state, question, at)
    own = all_counts(state, question, at)
    for told, given in ((found.strays, own["stray"]), (found.keys, own["key"])):
        assert {count.way: dict(count.totals) for count in told} == given
    assert found.agree_with(question)
    assert [count.way for count in (*found.strays, *found.keys) if count.ours] == [
        Stray.AS_MANDATED,
        Key.BRACKETS,
    ]


def test_river_city_by_every_rule() -> None:
    assert numbers(counts(*seen(voted()))) == {
        "as_mandated": (5, 5), "void": (5, 4), "counted": (6, 4),
        "brackets": (5, 5), "per_started": (4, 5), "one_a_body": (2, 5), "heads": (273, 130),
    }  # fmt: skip


@pytest.mark.parametrize("stray", list(Stray))
def test_the_lines_of_a_roll_call_add_up_to_the_count(stray: Stray) -> None:
    state, question, at = seen(voted())
    lines = roll_call(state, question, at, stray)
    for mark in (FOR, AGAINST):
        told = next(count for count in counts(state, question, at).strays if count.way == stray)
        assert sum(dict(line.counted).get(mark, 0) for line in lines) == dict(told.totals)[mark]
    assert [line.name for line in lines if any(voice.strayed for voice in line.voices)] == ["Harbour"]


def test_without_millrace_it_would_have_carried() -> None:
    told = voted()
    away = without(*seen(told)[:2], told.body("millrace"), seen(told)[2])
    assert (dict(away.totals)[FOR], dict(away.totals)[AGAINST]) == (5, 4)
    assert away.result is Result.CARRIED


def test_a_delegate_who_has_gone_is_counted_as_when_the_vote_closed() -> None:
    story = voted()
    world = story.world.what_if()
    before = counts(*seen(story))
    seat = next(seat for seat in world.state("harbour").held(world.now) if seat.to == story.body(CITY))
    world.done("harbour", seat.holder, a.Resigned(seat.id))
    world.later(hours=1)
    state = world.state(CITY)
    question = state.questions[story.fund]
    assert question.closed_at is not None
    assert not counts(state, question, question.closed_at).agree_with(question)
    after = counts(as_it_was_closed(state, question.closed_at), question, question.closed_at)
    assert after == before
    assert after.agree_with(question)


def test_before_the_vote_a_body_that_has_not_instructed_takes_no_part() -> None:
    state, question, at = seen(before_the_congress())
    lines = {line.name: line for line in roll_call(state, question, at)}
    assert not lines["Tide"].takes_part
    assert lines["Millrace"].counted == ((AGAINST, 1),)
    assert state.questions[question.id].rule is None, "nothing was put"


def test_with_other_rolls_the_weights_follow_the_charter() -> None:
    told = voted()
    state, question, at = seen(told)
    assert question.rule is not None
    copy, vote = with_rolls(state, question, {told.body("tide"): 51, told.body("northgate"): 0})
    assert vote.rule is not None
    assert vote.rule.register[told.body("tide")] == 2
    assert vote.rule.register[told.body("northgate")] == 1
    assert vote.rule.eligible == 10 + 1 - 2
    found = numbers(counts(copy, vote, at))
    assert found["heads"] == (273 - HEADS["northgate"], 130 + 51 - HEADS["tide"])
    assert question.rule.register[told.body("tide")] == 1, "the real one is as it was"
