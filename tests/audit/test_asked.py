"""What councils ask of a body: given, not yet, or no longer covering the text."""

from __future__ import annotations

from msgspec.structs import replace
from tests.web.congress.river import CITY, FLOOR, FUND, River, before_the_congress, confirmed, floored, voted

from confederal.audit.asked import Asked, Given, asked_about, asked_of, to_confirm
from confederal.kernel.delegate import Position
from confederal.kernel.state import State


def asked(told: River, name: str, library: dict[str, State] | None = None) -> Asked:
    found = asked_about(told.world.state(name), told.body(CITY), told.fund, library or {})
    assert found is not None
    return found


def test_harbour_has_instructed_and_tide_has_not() -> None:
    told = before_the_congress()
    harbour, tide = asked(told, "harbour"), asked(told, "tide")
    assert harbour.given is Given.GIVEN
    assert harbour.mandate is not None
    assert harbour.mandate.position is Position.AGAINST
    assert (tide.given, tide.mandate) == (Given.NOT_YET, None)
    assert [known.title for known in asked_of(told.world.state("tide"), {})] == [FUND]


def test_a_changed_text_is_not_covered_where_the_councils_record_shows_it() -> None:
    told = before_the_congress()
    city = told.world.state(CITY)
    question = city.questions[told.fund]
    changed = city.with_question(replace(question, paragraphs=("ab" * 32,)))
    assert asked(told, "harbour", {told.body(CITY): city}).given is Given.GIVEN
    assert asked(told, "harbour", {told.body(CITY): changed}).given is Given.UNCOVERED


def test_what_is_decided_there_is_asked_no_longer() -> None:
    told = voted()
    assert asked_of(told.world.state("harbour"), {}) == ()


def test_a_decision_that_came_down_waits_until_it_is_in_force() -> None:
    before, after = floored(), confirmed()
    city = after.body(CITY)
    (waiting,) = to_confirm(before.world.state("tide"), {city: before.world.state(CITY)}, before.world.now)
    assert (waiting.title, waiting.answered, waiting.waits) == (FLOOR, None, True)
    decision = before.world.state(CITY).decisions[before.fund]
    assert waiting.by == decision.ratify_by
    answers = {
        name: next(to_confirm(after.world.state(name), {city: after.world.state(CITY)}, after.world.now))
        for name in ("northgate", "ember", "tide")
    }
    assert {name: known.answered for name, known in answers.items()} == {
        "northgate": True, "ember": False, "tide": None,
    }  # fmt: skip
    assert not answers["tide"].waits


def test_when_its_time_has_run_out_it_waits_no_longer() -> None:
    told = floored()
    library = {told.body(CITY): told.world.state(CITY)}
    decision = told.world.state(CITY).decisions[told.fund]
    assert decision.ratify_by is not None
    for at, still in ((decision.ratify_by - 1, True), (decision.ratify_by, False)):
        (known,) = to_confirm(told.world.state("tide"), library, at)
        assert known.waits is still
