"""The table of a congress: the roll-up's own lines, asked for one by one, and what each body has instructed."""

from __future__ import annotations

from msgspec.structs import replace
from tests.web.congress.river import CITY, FAVOUR, HEADS, before_the_congress, voted

from confederal.audit.matrix import cells, lines_of, not_met
from confederal.audit.roll_up import roll_up
from confederal.kernel.delegate import Position


def test_the_lines_are_the_roll_ups() -> None:
    told = before_the_congress()
    state, now = told.world.state(CITY), told.world.now
    whole = roll_up(state, now)
    assert lines_of(state, now, state.open_questions) == whole.lines
    assert lines_of(state, now, ()) == ()
    assert not_met(state, now) == whole.not_met == (told.body("tide"),)


def test_where_nothing_is_open_nobody_is_waited_for() -> None:
    told = voted()
    assert not_met(told.world.state(CITY), told.world.now) == ()


def test_a_cell_says_what_was_instructed_and_whether_it_covers_the_text() -> None:
    told = before_the_congress()
    state = told.world.state(CITY)
    question = state.questions[told.fund]
    bodies = [told.body(name) for name in HEADS]
    table = dict(zip(HEADS, cells(state, question, bodies), strict=True))
    assert {name: cell.said for name, cell in table.items()} == {
        name: None if name == "tide" else Position.FOR if name in FAVOUR else Position.AGAINST
        for name in HEADS
    }
    assert [name for name, cell in table.items() if not cell.covers] == ["tide"]
    changed = replace(question, paragraphs=("cd" * 32,))
    after = cells(state, changed, bodies)
    assert not any(cell.covers for cell in after)
    assert {cell.bound for cell in after} == {Position.ABSTAIN}
