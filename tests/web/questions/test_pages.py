"""A proposal's way through the pages: raised, supported, voted, closed, with its rules in plain numbers."""

from __future__ import annotations

import pytest
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel.matters import Resolution
from confederal.stories.together import Together

pytestmark = pytest.mark.django_db


def test_the_list_and_the_page(world: Together) -> None:
    world.found_assembly("harbour", load("worker_coop"), 14)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    settled(world)
    body = world.bodies["harbour"]
    ana = Member(world, ("harbour", "m9"))
    assert "Longer breaks" in ana.sees(f"/b/{body}/q/")
    page = ana.sees(f"/b/{body}/q/{step}/")
    assert "On the agenda" in page
