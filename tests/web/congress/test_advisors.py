"""Advisors: a voice that must be answered, and no vote."""

import pytest
from tests.web.congress.people import words
from tests.web.people import Member

from confederal.records.home import Home
from confederal.stories import river_city
from confederal.stories.world import World
from confederal.web import office

pytestmark = pytest.mark.django_db


def test_the_congress_says_who_advises_and_what_waits_for_an_answer(home: Home) -> None:
    scene = river_city.settle_in(office.main().home)
    office.main().hosts_changed()
    world = World()
    world.bodies.update(scene.bodies)
    federation = scene.bodies["the federation"]
    someone = Member(world, (river_city.LANTERN, "m5"))
    page = words(someone.sees(f"/b/{federation}/congress/"))
    assert "They have no vote" in page
    assert river_city.ADVISOR in page
    state = office.main().state(federation)
    assert state is not None
    waiting = [
        question
        for question in state.questions.values()
        if question.id in state.open_questions and any(given.answered is None for given in question.advice)
    ]
    assert ("Advice that nobody has answered yet:" in page) is bool(waiting)
    assert waiting, "the story leaves an advice to be answered"
    assert waiting[0].title in page
    register = state.register(None, state.time)
    assert river_city.ADVISOR not in register
