"""Whatever is sent to the pages of a meeting, by whomever: an answer in words, never a fault."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, get_resolver, reverse
from tests.web.people import Member
from tests.web.sittings.towns import harbour, town_of

from confederal.kernel.matters import Choice, Resolution
from confederal.stories.together import Together
from confederal.web.sittings.models import Duty, Here, Marked, Paper, Proceedings, Speaker

pytestmark = pytest.mark.django_db

JUNK = ("", "²", "9" * 5000, "<script>alert(1)</script>\x00")
FIELDS = (
    "on", "agenda", "urgent", "section", "attendance", "present", "came", "went", "question", "task", "member",
    "in_favour", "against", "do", "number", "speech", "ways", "hours", "says", "about", "mark", "title", "text",
    "hand", "back", "paper", "take_back", "after", "mark-0", "mark-1", "mark-2", "spoilt", "notes", "step_back",
)  # fmt: skip


def test_junk_is_answered_and_changes_nothing(world: Together) -> None:
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    choice = world.raise_and_support("harbour", Choice(("blue", "green")), "Colour of the van")
    town = town_of(world)
    sitting = town.called(step, choice)
    town.opened(sitting, 10)
    town.put(sitting, choice, "box")
    member, stranger = town.people["m3"], Member(world)
    size = town.state.size
    patterns = get_resolver("confederal.web.sittings.urls").url_patterns
    assert len(patterns) > 25
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        names = pattern.pattern.converters
        given: dict[str, str | int] = {
            "body": town.body,
            "step": sitting,
            "pending": 7,
            "question": step,
            "recall": step,
            "number": 1,
        }
        if "/q/" in str(pattern.pattern):
            given["step"] = choice
        path = reverse(f"sittings:{pattern.name}", kwargs={name: given[name] for name in names})
        member.client.post(path, dict.fromkeys(FIELDS, "-1"))
        for junk in JUNK:
            form = dict.fromkeys(FIELDS, junk)
            assert member.prepares(path, form).status_code < 500, (path, junk)
            query = {"find": junk, "page": junk, "section": junk, "corrects": junk, "on": junk, "phase": junk}
            answer = member.client.get(path, query)
            assert answer.status_code < 500, (path, junk)
            assert b"<script>alert(1)" not in answer.content
        assert stranger.client.get(path).status_code == 404, path
        assert stranger.client.post(path, {}).status_code == 404, path
    assert town.state.size == size
    for model in (Duty, Here, Marked, Paper, Speaker):
        assert not model.objects.exists(), model
    assert Proceedings.objects.get().present in (None, 0)
