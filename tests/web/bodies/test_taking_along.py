"""What a member takes along tells no more than the pages while votes are open and signatures are gathered."""

from __future__ import annotations

import base64
import io
import tarfile
from pathlib import Path

import pytest
from msgspec import json
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.audit.verify import Audit
from confederal.charter.template import load
from confederal.cli.verify import of_folder
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Recall, Resolution
from confederal.stories.together import Together

pytestmark = pytest.mark.django_db


def taken(world: Together, who: str, into: Path, name: str = "harbour") -> tuple[str, Audit]:
    """The papers of the copy a member takes along, as text, and what `confederal verify` finds in it."""
    settled(world)
    body = world.bodies[name]
    answer = Member(world, (name, who)).client.get(f"/b/{body}/record/export.tar")
    assert answer.status_code == 200
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        archive.extractall(into, filter="data")
    folder = into / body[:12]
    envelopes = (
        json.decode(line.split(b" ", 2)[2])
        for path in sorted((folder / "papers").rglob("*"))
        if path.is_file()
        for line in path.read_bytes().splitlines()
    )
    papers = "\n".join(base64.b64decode(envelope["payload"]).decode() for envelope in envelopes)
    return papers, of_folder(folder, [], 1)


@pytest.fixture
def busy(world: Together) -> Together:
    """A harbour with a decision behind it."""
    world.found_assembly("harbour", load("worker_coop", between_meetings=True), 14)
    world.decide("harbour", Resolution(), "We buy a second van")
    return world


def open_vote(world: Together) -> int:
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    world.at(world.opens_at("harbour", step))
    world.done("harbour", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + 3 * DAY))
    for who, mark in (("m3", "for"), ("m4", "against")):
        world.later(hours=1)
        world.done("harbour", who, a.Voted(step, (mark,)))
    return step


def test_while_a_vote_is_open_a_copy_ends_before_it_and_is_whole(busy: Together, tmp_path: Path) -> None:
    step = open_vote(busy)
    papers, audit = taken(busy, "m9", tmp_path)
    assert '"voted"' not in papers
    assert "We buy a second van" in papers
    assert "Longer breaks" in papers, "that it was raised is known to all"
    assert audit.whole
    assert step < audit.findings.entries < len(list(busy.shelf.rows(busy.bodies["harbour"])))


def test_when_it_is_over_a_copy_is_of_everything(busy: Together, tmp_path: Path) -> None:
    open_vote(busy)
    busy.later(days=4)
    busy.clerk.work()
    papers, audit = taken(busy, "m9", tmp_path)
    assert '"voted"' in papers
    assert audit.whole
    assert audit.findings.entries == len(list(busy.shelf.rows(busy.bodies["harbour"])))


def test_while_signatures_about_a_person_are_gathered_no_copy_says_whose(
    busy: Together, tmp_path: Path
) -> None:
    seat = busy.state("harbour").held(busy.now)[0]
    begun = busy.done("harbour", "m7", a.QuestionRaised("We take it back", Recall(seat.id)))
    busy.done("harbour", "m8", a.Supported(begun))
    open_vote(busy)
    papers, audit = taken(busy, "m9", tmp_path)
    assert '"recall"' not in papers
    assert "We take it back" not in papers
    assert f'"question":{begun}' not in papers
    assert audit.whole
    assert audit.findings.entries == begun


def test_the_page_says_before_what_a_copy_ends(busy: Together) -> None:
    settled(busy)
    body = busy.bodies["harbour"]
    member = Member(busy, ("harbour", "m9"))
    assert "A copy ends before" not in member.sees(f"/b/{body}/record/")
    open_vote(busy)
    settled(busy)
    assert "A copy ends before “Longer breaks”" in member.sees(f"/b/{body}/record/")


def test_no_copy_is_of_the_past(busy: Together) -> None:
    """By asking for the past nobody gets a copy of a time when a vote was open."""
    open_vote(busy)
    settled(busy)
    member = Member(busy, ("harbour", "m9"))
    address = f"/b/{busy.bodies['harbour']}/record/export.tar?at={busy.now - 60}"
    assert member.client.get(address).status_code == 404
