"""Somebody who is forgotten is forgotten by meetings too, and whoever asks is told what is kept of them."""

from __future__ import annotations

import doctest

import pytest
from tests.web.sittings.towns import harbour, town_of

from confederal.kernel.matters import Resolution
from confederal.stories.together import Together
from confederal.web.accounts.leaving import forgotten, gathered
from confederal.web.sittings import wording
from confederal.web.sittings.models import Duty, Here, Proceedings, Speaker

pytestmark = pytest.mark.django_db


def test_the_examples_run() -> None:
    assert doctest.testmod(wording).failed == 0
    assert doctest.testmod(wording).attempted >= 3


def test_what_meetings_keep_of_a_person_is_told_and_erased(world: Together) -> None:
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    town = town_of(world)
    sitting = town.called(step)
    at = town.opened(sitting, 10)
    m = town.people
    m["m5"].client.post(f"{at}speakers/", {"do": "ask"})
    for who in ("m4", "m5"):
        m["m1"].client.post(f"{at}sheet/", {"came": who})
    m["m1"].client.post(f"{at}choose/", {"task": "chair", "member": "m5", "in_favour": 8, "against": 1})

    told = [part for _receiver, part in gathered.send_robust(None, account=m["m5"].account)]
    (mine,) = [part["meetings"] for part in told if isinstance(part, dict) and "meetings" in part]
    assert [sorted(set(line) - {"body", "meeting"}) for line in mine] == [
        ["asked to speak"],
        ["chosen as"],
        ["on the attendance sheet"],
    ]
    forgotten.send_robust(None, body=town.body, member="m5")
    assert not Speaker.objects.exists()
    assert not Duty.objects.exists()
    assert list(Here.objects.values_list("member", flat=True)) == ["m4"]
    assert Proceedings.objects.get().present == 1
