"""Day 7: a meeting from the call to its minutes, through the pages only."""

from __future__ import annotations

import re

import pytest
from tests.web.sittings.towns import harbour, town_of

from confederal.kernel.matters import Resolution
from confederal.kernel.question import Stage
from confederal.stories.together import Together
from confederal.web.sittings.forgetting import forget_everywhere
from confederal.web.sittings.models import Here, Proceedings, Speaker

pytestmark = pytest.mark.django_db


def test_from_the_call_to_adopted_minutes(world: Together) -> None:
    """Called, opened by two, chaired, talked about, put, told by two, written down, adopted, forgotten."""
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks", ["Twenty minutes more."])
    town = town_of(world)
    m = town.people
    officer = m[world.officer("harbour")]

    # The call: looked at first, refused with too little notice, then called.
    assert "No meeting is called." in officer.sees(town.path("meetings/"))
    soon, then = "2026-01-02T18:00", "2026-01-12T18:00"
    early = officer.sees(town.path(f"meetings/new/?on={soon}&agenda={step}"))
    assert "Why not?" in early
    assert "Our rules ask for 7 days" in early
    assert "Why not?" in officer.is_refused(town.path("meetings/new/"), on=soon, agenda=step)
    assert "its notice will have run" in officer.sees(town.path(f"meetings/new/?on={then}&agenda={step}"))
    told = officer.does(town.path("meetings/new/"), on=then, agenda=step)
    sitting = told["step"]
    assert told["then"] == town.path(f"meetings/{sitting}/")
    assert "just been called" in officer.is_refused(town.path("meetings/new/"), on=then, agenda=step)
    page = m["m1"].sees(told["then"])
    assert "Longer breaks" in page
    assert "Its notice will have run when the meeting begins." in page
    assert "Why not?" in m["m1"].is_refused(town.path(f"meetings/{sitting}/open/"), attendance=9)

    # Opened by two who are there; the number only.
    town.at(town.state.sittings[sitting].on)
    at = town.path(f"meetings/{sitting}/")
    m["m1"].does(f"{at}open/", attendance=9)
    assert "says that the meeting is open and that 9 of us are here" in m["m2"].sees(at)
    (pending,) = town.state.pending
    assert "Why not?" in m["m1"].is_refused(f"{at}second/{pending}/")
    m["m2"].does(f"{at}second/{pending}/")
    assert town.state.sittings[sitting].attendance == 9
    assert "Why not?" in m["m3"].is_refused(f"{at}second/{pending}/")

    # Chair and minute-taker are chosen by hands that two have seen.
    m["m1"].client.post(f"{at}choose/", {"task": "chair", "member": "m3", "in_favour": 8, "against": 1})
    (number,) = set(re.findall(r"choose/(\d+)/", m["m2"].sees(at)))
    m["m1"].client.post(f"{at}choose/{number}/")
    assert "not chosen yet" in m["m2"].sees(at)
    m["m2"].client.post(f"{at}choose/{number}/")
    m["m1"].client.post(f"{at}choose/", {"task": "minutes", "member": "m4", "in_favour": 9, "against": 0})
    (number,) = set(re.findall(r"choose/(\d+)/", m["m2"].sees(at)))
    m["m3"].client.post(f"{at}choose/{number}/")
    assert "m4 of harbour" in m["m2"].sees(at)

    # People come and go.
    m["m1"].client.post(f"{at}present/", {"present": 11})
    assert Proceedings.objects.get().present == 11
    m["m1"].client.post(f"{at}present/", {"present": 99})
    assert Proceedings.objects.get().present == 11
    for who in ("m1", "m2", "m13"):
        m["m1"].client.post(f"{at}sheet/", {"came": who})
    assert Proceedings.objects.get().present == 3
    assert "Too few are here" in m["m1"].sees(at)
    for number in range(3, 9):
        m["m1"].client.post(f"{at}sheet/", {"came": f"m{number}"})
    assert "Enough are here." in m["m1"].sees(at)

    # Speakers: who has not spoken goes first, a point of order before all.
    for who in ("m5", "m6"):
        m[who].client.post(f"{at}speakers/", {"do": "ask"})
    m["m3"].client.post(f"{at}speakers/", {"do": "next"})
    m["m5"].client.post(f"{at}speakers/", {"do": "done"})
    m["m5"].client.post(f"{at}speakers/", {"do": "ask"})
    m["m7"].client.post(f"{at}speakers/", {"do": "ask"})
    m["m8"].client.post(f"{at}speakers/", {"do": "ask", "speech": "order"})
    waiting = re.search(r'id="speakers".*?</ol>', m["m3"].sees(at), re.DOTALL)
    assert waiting is not None
    assert re.findall(r"<span>(m\d+) of harbour</span>", waiting[0]) == ["m8", "m6", "m7", "m5"]
    assert m["m9"].client.post(f"{at}speakers/", {"do": "next"}).status_code == 403
    m["m3"].client.post(f"{at}now/", {"question": step})
    projector = m["m1"].sees(f"{at}projector/")
    assert "We talk about this" in projector
    assert f'sse-connect="/live/{town.body}/"' in projector
    assert 'hx-trigger="sse:step throttle:2s"' in projector
    assert "of harbour" not in projector  # no names
    assert "<a " not in projector  # no way to go elsewhere

    # Put, and told by two who count each for themselves; a mistake is caught.
    put = m["m3"].sees(f"{at}put/{step}/")
    assert "by show of hands" in put
    m["m3"].does(f"{at}put/{step}/", ways="hands", hours=6)
    assert "Why not?" in m["m1"].is_refused(f"{at}put/{step}/", ways="hands", hours=6)
    assert "The vote is open" in m["m1"].sees(f"{at}projector/")
    first, second = town.tellers(step)
    tell = town.path(f"q/{step}/tell/")
    numbers = {"mark-0": 6, "mark-1": 2, "mark-2": 0}
    outsider = next(who for who in m if who not in (first, second))
    assert "The tellers count this." in m[outsider].is_refused(f"{tell}count/", **numbers)
    m[first].does(f"{tell}count/", **numbers)
    blind = m[second].sees(tell)
    assert 'value="6"' not in blind
    assert "differ" not in blind
    wrong = m[second].is_refused(f"{tell}count/", **{**numbers, "mark-1": 3})
    assert "differs from the other teller" in wrong
    assert "against" in wrong
    assert "The two counts differ" in m[first].sees(tell)
    assert town.state.questions[step].stage is Stage.VOTING
    m[second].does(f"{tell}count/", **numbers)
    question = town.state.questions[step]
    assert question.outcome is not None
    assert question.outcome.carried
    assert "Adopted: 6 for, 2 against" in m["m1"].sees(f"{at}projector/")
    assert "This vote is closed" in m[first].is_refused(f"{tell}count/", **numbers)

    # A page that was drawn before something moved on draws itself anew.
    live = m["m1"].client.get(f"{at}?phase=coming", headers={"HX-Request": "true"})
    assert live.headers["HX-Refresh"] == "true"
    same = m["m1"].client.get(f"{at}?phase=open", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in same.headers

    # The end, and the minutes at once.
    assert m["m9"].client.post(f"{at}minutes/", {"notes": "x"}).status_code == 403
    m["m4"].client.post(f"{at}minutes/", {"notes": "We thanked @m3.\n\nThe kettle is broken."})
    m["m1"].does(f"{at}end/")
    (pending,) = town.state.pending
    m["m2"].does(f"{at}second/{pending}/")
    minutes = m["m1"].sees(f"{at}minutes/")
    for words in (
        "with 9 of us present",
        "Chosen to chair: m3 of harbour, 8 for and 1 against.",
        "Longer breaks (resolution).",
        "Counted by two tellers: 6 for, 2 against.",
        "Result: adopted: 6 for, 2 against",
        "We thanked m3 of harbour.",
        "The meeting ended at",
    ):
        assert words in minutes, words
    m["m1"].sees(at)
    assert not Speaker.objects.exists()
    assert Here.objects.count() == 9

    # Adopted next time; then who was there is forgotten.
    prepared = m["m4"].prepares(f"{at}minutes/adopt/", {})
    m["m5"].client.cookies["django_language"] = "es"
    m["m5"].prepares(f"{at}minutes/adopt/", {})  # looked at in another language, and not put
    raised = m["m4"].signs(prepared).json()["step"]
    assert "have been put already" in m["m1"].is_refused(f"{at}minutes/adopt/")
    assert town.state.questions[raised].title.startswith("Minutes of the meeting of 12 January 2026")
    if town.question(raised).stage is Stage.RAISED:
        m["m2"].does(town.path(f"q/{raised}/support/"))
    next_one = town.called(raised)
    town.opened(next_one, 9)
    town.put(next_one, raised, "hands")
    town.told(raised, {"mark-0": 8, "mark-1": 0, "mark-2": 0})
    assert Here.objects.count() == 9
    forget_everywhere()
    assert not Here.objects.exists()
    assert "adopted" in m["m1"].sees(f"{at}minutes/")
    assert "We thanked m3 of harbour." in m["m1"].sees(f"{at}minutes/")
