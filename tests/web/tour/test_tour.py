"""The tour's own pages: becoming somebody, the clock, the reset, what cannot be said, what cannot be hidden."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from confederal.kernel.envelope import SeedKey
from confederal.kernel.question import Stage
from confederal.records.home import Home
from confederal.stories.river_city import HARBOUR, LANTERN
from confederal.web.tour import attempts, crooked, meanwhile
from confederal.web.tour.cast import Cast
from confederal.web.tour.steps import STEPS

pytestmark = pytest.mark.django_db


def test_there_are_twelve_steps_and_every_one_leads_somewhere(city: Cast) -> None:
    client = Client()
    assert [step.number for step in STEPS] == list(range(1, 13))
    for step in STEPS:
        for rank, turn in enumerate(step.turns, 1):
            if turn.meanwhile is not meanwhile.recall_is_put:
                answer = client.post(f"/tour/step/{step.number}/{rank}/")
                assert answer.status_code == 200
                person = city.person(turn.person)
                assert person is not None
                assert person.name in answer.content.decode()
    assert client.post("/tour/step/13/1/").status_code == 404


def test_becoming_somebody_signs_in_and_hands_their_keys_over(city: Cast) -> None:
    client = Client()
    page = client.post("/tour/become/mei/", {"next": "//elsewhere.example/"}).content.decode()
    told = re.search(r'<script id="tour-keys" type="application/json">(.*?)</script>', page)
    assert told is not None
    keys = {SeedKey(base64.b64decode(key["seed"])).keyid for key in json.loads(told[1])}
    kestrel, federation = city.state("kestrel_software"), city.state("the federation")
    assert keys == {kestrel.key_in_force("m9", city.now), federation.key_in_force("advisor.1", city.now)}
    assert "elsewhere" not in page
    assert "What waits for me" in client.get("/").content.decode()
    assert client.post("/tour/become/nobody/").status_code == 404
    assert client.get("/tour/become/mei/").status_code == 405


def test_the_clock_goes_forward_and_the_clerk_does_what_fell_due(city: Cast) -> None:
    client, before = Client(), city.now
    kestrel = city.scene.own_vote
    assert city.question("kestrel_software", kestrel).stage is Stage.VOTING
    client.post("/tour/clock/", {"days": "6"})
    assert city.now - before >= 6 * 86_400
    assert city.question("kestrel_software", kestrel).stage is Stage.CLOSED
    for wrong in ("0", "-1", "401", "tomorrow", ""):
        at = city.now
        client.post("/tour/clock/", {"days": wrong})
        assert city.now - at < 86_400


def test_a_step_the_others_can_do_no_more_leads_back_to_the_tour_which_says_so(city: Cast) -> None:
    client = Client()
    assert client.post("/tour/step/4/1/").status_code == 200
    client.post("/tour/clock/", {"days": "2"})  # the vote is over, too few took part, the meeting is past
    page = client.post("/tour/step/4/1/", follow=True)
    assert page.redirect_chain == [("/tour/", 302)]
    assert "could not do their part any more" in page.content.decode()


def test_a_manager_cannot_be_appointed_in_any_way(city: Cast) -> None:
    sizes = {name: city.state(name).size for name in city.scene.bodies}
    for way in attempts.WAYS:
        answer = way.tried(city)
        assert answer.refused, way.name
        assert answer.objections or "manager" in answer.said, way.name
    assert {name: city.state(name).size for name in city.scene.bodies} == sizes
    page = Client().post("/tour/manager/", {"way": "elect"}).content.decode()
    assert "It cannot be said" in page
    assert Client().post("/tour/manager/", {"way": "force"}).status_code == 404


def test_an_altered_count_is_named_and_put_right(city: Cast) -> None:
    if not city.office.home.books.exists():
        pytest.skip("the records of this run stand in PostgreSQL, those of the demo never do")
    client = Client()
    assert "This record is whole" in client.get("/tour/operator/").content.decode()
    client.post("/tour/operator/alter/")
    count = crooked.count(city)
    assert dict(crooked.told_now(city, count.step)) == {
        mark: votes for (mark, _), (_, votes) in zip(count.told, reversed(count.told), strict=True)
    }
    page = client.get("/tour/operator/").content.decode()
    assert "This record was altered" in page
    assert f"Recorded step {count.step}:" in page
    body = city.body(HARBOUR)[:12]
    said = crooked.at_the_terminal(city.office.home.folder, "verify", ".", "--body", body)
    assert "NOT WHOLE" in said
    assert f"Step {count.step}:" in said
    client.post("/tour/operator/restore/")
    assert "This record is whole" in client.get("/tour/operator/").content.decode()
    assert "NOT WHOLE" not in crooked.at_the_terminal(city.office.home.folder, "verify", ".", "--body", body)


def test_the_others_bring_harbour_to_the_count(city: Cast) -> None:
    meanwhile.recall_is_put(city)
    meanwhile.recall_is_put(city)
    petition = city.question(HARBOUR, city.scene.petition)
    assert petition.stage is Stage.VOTING
    assert (
        city.state(HARBOUR).sittings[petition.id].on - petition.agenda_at <= 7 * 86_400 + 60
    )  # its clock runs


def test_the_others_bring_lantern_to_its_monday(city: Cast) -> None:
    meanwhile.visits_are_put(city)
    visits = city.question(LANTERN, city.scene.visits)
    assert visits.stage is Stage.VOTING
    assert len(visits.votes) == 3
    sitting = city.state(LANTERN).open_sitting(city.now)
    assert sitting is not None
    assert (sitting.on // 86_400 + 3) % 7 == 0  # a Monday


def test_outside_of_the_demo_there_is_no_tour(tmp_path: Path) -> None:
    told = "from django.urls import resolve, Resolver404; import django; django.setup()\n" + "\n".join(
        f"try: resolve({path!r}); print({path!r})\nexcept Resolver404: pass"
        for path in ("/tour/", "/tour/become/rosa/", "/tour/clock/", "/tour/reset/", "/tour/operator/alter/")
    )
    answer = subprocess.run(
        [sys.executable, "-c", told],
        env={
            "PYTHONPATH": "src",
            "CONFEDERAL_HOME": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "confederal.web.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == ""


def test_in_a_home_that_is_not_river_city_there_is_no_strip(home: Home) -> None:
    assert settings.DEMO
    assert '<aside class="tour"' not in Client().get("/").content.decode()
