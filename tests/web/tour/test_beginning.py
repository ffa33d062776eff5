"""River City as the demo begins: what the tour shows is there, and was counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from confederal.audit.report import draft
from confederal.audit.roll_up import roll_up
from confederal.audit.waiting import What, waiting
from confederal.charter.returning import all_counts
from confederal.kernel.ballot import AGAINST, FOR
from confederal.kernel.question import Result, Stage
from confederal.stories.federation import FEDERATION
from confederal.stories.river_city import (
    EMBER,
    HARBOUR,
    LANTERN,
    MILLRACE,
    TIDE,
    River,
    Scene,
    handle,
    heads,
    key_of,
    tell,
)

Told = tuple[River, Scene]


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """The story, told once."""
    return (yield tell())


def test_seven_co_operatives_of_403_people(told: Told) -> None:
    world, _ = told
    assert len(heads()) == 7
    assert sum(len(world.state(name).roll) for name in heads()) == 403


def test_the_stray_vote_is_counted_as_the_tour_says(told: Told) -> None:
    world, scene = told
    state = world.state(FEDERATION)
    question = state.questions[scene.freezer]
    assert question.outcome is not None
    assert question.outcome.result is Result.TIED
    counts = all_counts(state, question, world.now)
    pairs = {rule: (marks[FOR], marks[AGAINST]) for rule, marks in counts["stray"].items()}
    assert pairs == {"as_mandated": (5, 5), "void": (5, 4), "counted": (6, 4)}
    keys = {key: (marks[FOR], marks[AGAINST]) for key, marks in counts["key"].items()}
    assert keys == {"brackets": (5, 5), "per_started": (4, 5), "one_a_body": (2, 5), "heads": (273, 130)}


def test_three_things_wait_for_a_cleaner(told: Told) -> None:
    world, _ = told
    cards = waiting(world.state(HARBOUR), "m9", world.now)
    assert [card.what for card in cards] == [What.STRAYED, What.RECALL, What.CONFIRM]
    assert (cards[1].have, cards[1].need) == (4, 5)


def test_the_minimum_binds_two_who_did_not_confirm_it(told: Told) -> None:
    world, scene = told
    decision = world.state(FEDERATION).decisions[scene.floor]
    assert decision.in_force(world.now)
    refused = {body for body, confirmed in decision.ratified.items() if not confirmed}
    assert refused == {world.bodies[TIDE], world.bodies[EMBER]}
    for name in (TIDE, EMBER):
        assert [floor.title for floor in world.state(name).floors(world.now)] == [decision.title]


def test_millrace_sits_because_the_floor_heard_it(told: Told) -> None:
    world, scene = told
    before = world.desk.reading(world.bodies[FEDERATION]).state
    assert before is not None
    link = before.bodies[world.bodies[MILLRACE]]
    assert link.last_assembly < before.sittings[scene.congress].called_at
    outcome = before.questions[scene.seating].outcome
    assert outcome is not None
    assert outcome.carried
    assert world.place_of(MILLRACE, FEDERATION) in before.taken[scene.congress]


def test_before_the_next_congress_tide_is_silent(told: Told) -> None:
    world, scene = told
    lines = {line.question: line for line in roll_up(world.state(FEDERATION), world.now).lines}
    assert lines[scene.clothes].sure is Result.CARRIED
    assert lines[scene.ordering].sure is None
    assert all(lines[step].silent == (world.bodies[TIDE],) for step in (scene.clothes, scene.ordering))


def test_advice_waits_for_an_answer_and_the_report_names_the_stray_vote(told: Told) -> None:
    world, scene = told
    (advice,) = world.state(FEDERATION).questions[scene.ordering].advice
    assert advice.answered is None
    assert advice.digest in world.said
    harbour = world.state(HARBOUR)
    assert any(line.strayed for line in draft(harbour, harbour.seats[scene.seat]).lines)


def test_every_text_that_is_named_is_there_in_words(told: Told) -> None:
    world, _ = told
    for name in world.bodies:
        for question in world.state(name).questions.values():
            for digest in question.paragraphs:
                assert digest in world.said, (name, question.title)


def test_those_one_can_become_have_their_keys_in_force(told: Told) -> None:
    world, scene = told
    assert len(scene.people) >= 12
    for person in scene.people:
        for name, who in person.keys:
            state = world.state(name)
            place = state.places.get(who)
            in_force = place.key if place is not None else state.key_in_force(who, world.now)
            assert in_force == key_of(name, who).keyid, person.id
    handles = {
        handle(name, f"m{rank}") for name, members in heads().items() for rank in range(1, members + 1)
    }
    assert all(person.name in handles for person in scene.people)


def test_lantern_has_a_proposal_for_monday(told: Told) -> None:
    world, scene = told
    visits = world.state(LANTERN).questions[scene.visits]
    assert visits.stage is Stage.AGENDA
    assert world.opens_at(LANTERN, visits.id) <= world.now + 4 * 86_400
