"""What the server itself must survive: forged forms, frames, foreign hosts, faults, and a hand on its settings."""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import get_resolver
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.envelope import seal
from confederal.kernel.identity import HOST
from confederal.kernel.matters import Resolution
from confederal.kernel.minute_book import written
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.manners import Impersonal

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def harbour(world: Together) -> Together:
    world.found_assembly("harbour", load("worker_coop"), 14)
    world.raise_and_support("harbour", Resolution(), "Longer breaks")
    settled(world)
    return world


def size(world: Together) -> int:
    return office.main().desk.size(world.bodies["harbour"])


def test_a_signed_step_is_not_taken_from_another_site(harbour: Together) -> None:
    member = Member(harbour, ("harbour", "m9"))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member.account, backend="confederal.web.accounts.backends.BySignedChallenge")
    before = size(harbour)
    envelope = harbour.envelope("harbour", "m9", a.Supported(12))
    sent = {"body": harbour.bodies["harbour"], "envelope": base64.b64encode(envelope).decode()}
    assert strict.post("/record/", sent, content_type="application/json").status_code == 403
    assert size(harbour) == before


def test_what_is_no_signed_step_is_told_so_and_writes_nothing(harbour: Together) -> None:
    member, body, before = Member(harbour, ("harbour", "m9")), harbour.bodies["harbour"], size(harbour)
    for sent in (b"", b"[]", b"{", b'{"body": 1}', b"\xff" * 40, b'{"body":"x","envelope":"not base64"}'):
        assert member.client.post("/record/", sent, content_type="application/json").status_code == 400
    empty = json.dumps({"body": body, "envelope": ""})
    assert member.client.post("/record/", empty, content_type="application/json").status_code == 422
    assert size(harbour) == before


def test_the_hosts_key_is_not_used_through_the_pages(harbour: Together) -> None:
    body = harbour.bodies["harbour"]
    payload = a.Payload(1, body, HOST, 10**9, harbour.now, a.Supported(12))
    envelope = seal(written(payload), harbour.host("harbour"))
    sent = {"body": body, "envelope": base64.b64encode(envelope).decode()}
    member = Member(harbour, ("harbour", "m9"))
    assert member.client.post("/record/", sent, content_type="application/json").status_code == 400


def test_a_key_of_one_member_does_not_speak_for_another(harbour: Together) -> None:
    member, body, before = Member(harbour, ("harbour", "m9")), harbour.bodies["harbour"], size(harbour)
    payload = a.Payload(1, body, "m10", 10**9, harbour.now, a.Supported(12))
    envelope = seal(written(payload), harbour.key("harbour", "m9"))
    sent = {"body": body, "envelope": base64.b64encode(envelope).decode()}
    answer = member.client.post("/record/", sent, content_type="application/json")
    assert answer.status_code == 422
    assert size(harbour) == before


def test_after_a_step_nobody_is_sent_to_another_site(harbour: Together) -> None:
    member = Member(harbour, ("harbour", "m9"))
    for place in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"):
        answer = member.prepares(f"/b/{harbour.bodies['harbour']}/q/{step_of(harbour)}/support/", {})
        asked = json.loads(answer.content)
        envelope = seal(base64.b64decode(asked["payload"]), member.keys[asked["keyid"]])
        sent = {"body": asked["body"], "envelope": base64.b64encode(envelope).decode(), "then": place}
        told = member.client.post("/record/", sent, content_type="application/json")
        if told.status_code == 200:
            assert told.json()["then"] == "/"
            return
    pytest.fail("no step was recorded")


def step_of(world: Together) -> int:
    return next(iter(world.state("harbour").open_questions))


def test_pages_are_shown_in_no_frame_kept_in_no_cache_and_load_nothing_from_elsewhere(
    harbour: Together,
) -> None:
    answer = Member(harbour, ("harbour", "m9")).client.get(f"/b/{harbour.bodies['harbour']}/")
    policy = answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"


@override_settings(ALLOWED_HOSTS=["assembly.example"])
def test_another_host_name_is_refused() -> None:
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400
    assert Client().get("/", headers={"host": "assembly.example"}).status_code == 200


def test_there_is_no_administrator() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert Client().get("/admin/").status_code == 404
    routes = str([str(each.pattern) for each in get_resolver().url_patterns])
    assert "admin" not in routes


def test_faults_are_logged_without_anything_personal() -> None:
    try:
        raise ValueError("maria@example.org voted against")
    except ValueError:
        record = logging.LogRecord(
            "django.request", logging.ERROR, "x.py", 3, "Internal error: %s", ("/b/secret/",), sys.exc_info()
        )
    told = Impersonal().format(record)
    assert "ValueError in test_faults_are_logged" in told
    for personal in ("maria", "against", "secret"):
        assert personal not in told


def test_a_page_that_fails_says_that_nothing_was_half_written(
    harbour: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, before = Member(harbour, ("harbour", "m9")), size(harbour)
    member.client.raise_request_exception = False
    answer = member.prepares(f"/b/{harbour.bodies['harbour']}/q/{step_of(harbour)}/support/", {})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    shelf = office.main().home.shelf
    with monkeypatch.context() as patched:
        patched.setattr(shelf, "append", full)
        assert member.signs(answer).status_code == 500
        assert size(harbour) == before
    told = member.signs(answer)  # the very same step, sent again when there is room
    assert told.status_code == 200
    assert size(harbour) == before + 1


def test_djangos_own_check_of_a_deployment_is_clean(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CONFEDERAL")},
        "CONFEDERAL_HOME": str(tmp_path),
        "CONFEDERAL_HOSTS": "assembly.example",
        "DJANGO_SETTINGS_MODULE": "confederal.web.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "no issues" in told.stdout + told.stderr
    assert (tmp_path / "web-secret").stat().st_mode & 0o077 == 0
