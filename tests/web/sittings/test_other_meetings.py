"""Meetings of a council, of a workplace with sections, and of the past."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.web.conftest import settled
from tests.web.people import Member
from tests.web.sittings.towns import Town, harbour, town_of

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Resolution
from confederal.kernel.question import Stage
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.accounts.models import Link
from confederal.web.sittings.models import Speaker

pytestmark = pytest.mark.django_db


def test_delegates_meet_and_vote_by_name_and_those_who_sent_them_read(world: Together) -> None:
    names = ["harbour", "mill", "tide"]
    for name in names:
        world.found_assembly(name, load("worker_coop"), 8)
    world.found_council("river", load("federation_one_body_one_vote"), names)
    for name in names:
        world.elect_delegates(name, "river", "m5")
    places = {name: world.place_of(name, "river") for name in names}
    what = Resolution()
    step = world.done("river", places["harbour"], a.QuestionRaised("A common van", what))
    if world.state("river").questions[step].stage is Stage.RAISED:
        world.done("river", places["mill"], a.Supported(step))
    settled(world)
    river = world.bodies["river"]
    delegates = {name: Member(world, (name, "m5")) for name in names}
    for name, member in delegates.items():
        member.holds(world.key("river", places[name]))
    reader = Member(world, ("mill", "m2"))
    meetings = f"/b/{river}/meetings/"
    assert "Call a meeting" not in reader.sees(meetings)
    days = world.state("river").charter.notice_days + 1
    on = world.now + days * DAY
    told = delegates["harbour"].does(
        f"{meetings}new/", on=f"{datetime.fromtimestamp(on, UTC):%Y-%m-%dT%H:%M}", agenda=step
    )
    town = Town(world, river, {})
    at = told["then"]
    town.at(on)
    pending = delegates["harbour"].does(f"{at}open/", attendance=3)["step"]
    delegates["mill"].does(f"{at}second/{pending}/")
    page = delegates["tide"].sees(f"{at}put/{step}/")
    assert "by name on a device only" in page
    assert "by show of hands" not in page
    delegates["tide"].does(f"{at}put/{step}/", ways="named", hours=6)
    assert "A common van" in reader.sees(at)
    assert "I ask to speak" not in reader.sees(at)
    assert reader.client.post(f"{at}speakers/", {"do": "ask"}).status_code == 403
    assert reader.client.post(f"{at}present/", {"present": 3}).status_code == 403
    assert "not a member of this body" in reader.is_refused(f"{at}end/")
    for name in names:
        delegates[name].sees(f"{at}projector/")


def test_each_section_is_counted_by_itself(world: Together) -> None:
    charter = load("workplace_with_sections")
    sections = charter.sections[:2]
    world.found_assembly("dock", charter, 12, sections={sections[0]: 6, sections[1]: 6})
    step = world.raise_and_support("dock", Resolution(), "One canteen")
    settled(world)
    people = {f"m{n}": Member(world, ("dock", f"m{n}")) for n in range(1, 13)}
    town = Town(world, world.bodies["dock"], people)
    world.at(world.opens_at("dock", step))
    officer = people[world.officer("dock")]
    on = town.now + 15 * DAY
    sitting = officer.does(
        town.path("meetings/new/"), on=f"{datetime.fromtimestamp(on, UTC):%Y-%m-%dT%H:%M}", agenda=step
    )["step"]
    town.at(on)
    town.opened(sitting, 12)
    town.put(sitting, step, "hands")
    first, _second = town.tellers(step)
    tell = town.path(f"q/{step}/tell/")
    assert f"<option>{sections[0]}</option>" in people[first].sees(tell)
    over = people[first].is_refused(
        f"{tell}count/?section={sections[0]}", **{"mark-0": 7, "mark-1": 0, "mark-2": 0}
    )
    assert "on its register" in over
    town.told(step, {"mark-0": 5, "mark-1": 1, "mark-2": 0}, f"?section={sections[0]}")
    assert town.question(step).outcome is None  # the other section is still to be counted
    town.told(step, {"mark-0": 2, "mark-1": 4, "mark-2": 0}, f"?section={sections[1]}")
    outcome = town.question(step).outcome
    assert outcome is not None
    assert dict(outcome.totals) == {"abstain": 0, "against": 5, "for": 7}
    people[first].sees(f"{tell}?section=nowhere", 404)


def test_a_page_of_the_past_shows_nothing_but_the_record(world: Together) -> None:
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    town = town_of(world)
    before = town.now
    sitting = town.called(step)
    at = town.opened(sitting, 10)
    town.people["m5"].client.post(f"{at}speakers/", {"do": "ask"})
    assert Speaker.objects.count() == 1
    then = town.state.sittings[sitting].called_at + HOUR
    page = town.people["m1"].sees(f"{at}?at={then}")
    assert "to come" in page
    assert "Speakers" not in page
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0]
    town.people["m1"].sees(f"{at}?at={before - DAY}", 404)
    stranger = Member(world)
    for path in ("", "projector/", "minutes/", "sheet/"):
        stranger.sees(f"{at}{path}", 404)
    assert office.main().state(town.body) is not None
    assert not Link.objects.filter(account=stranger.account).exists()
