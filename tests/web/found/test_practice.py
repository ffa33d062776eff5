"""Practice mode: a copy of our own body that behaves like it, is marked, counts nowhere, and leaves nothing behind."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from msgspec.structs import replace
from tests.web.conftest import settled
from tests.web.found.test_founding import numbers
from tests.web.people import Member

from confederal.charter.template import load, names
from confederal.kernel.act import QuestionRaised
from confederal.kernel.body import Kind
from confederal.kernel.envelope import SeedKey, seal
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Election, Resolution
from confederal.kernel.question import Result, Stage
from confederal.kernel.state import State
from confederal.records.home import Home
from confederal.stories.together import Together
from confederal.web import office as offices
from confederal.web.accounts.models import Account, Handle, Link
from confederal.web.found import practice
from confederal.web.found.models import Draft, Practice
from confederal.web.found.sweeping import sweep
from confederal.web.office import Office
from confederal.web.people.models import Uploaded

pytestmark = pytest.mark.django_db


class Practising:
    """A member of the harbour who practises on a copy of it."""

    def __init__(self, world: Together) -> None:
        charter = load("workplace_with_sections", sections=["day", "night"])
        world.found_assembly("harbour", charter, 30, sections={"day": 18, "night": 12})
        settled(world)
        self.real = world.bodies["harbour"]
        self.member = Member(world, ("harbour", "m3"))
        answer = self.member.client.post("/practice/begin/", {"of": self.real})
        assert answer.status_code == 302
        self.desk: str = answer["Location"]
        self.copy = Practice.objects.get()
        self.key = SeedKey(practice.your_seed(str(self.copy.folder)))
        self.member.holds(self.key)

    @property
    def office(self) -> Office:
        return offices.at(practice.place(self.copy.folder))

    @property
    def state(self) -> State:
        state = self.office.state(self.copy.body)
        assert state is not None
        return state

    def says(self, act: QuestionRaised) -> int:
        """The visitor does something in the copy with their practice key; its step."""
        payload = self.office.payload(self.copy.body, practice.YOU, self.key.keyid, act)
        answer = self.office.record(self.copy.body, seal(offices.canonical(payload), self.key))
        assert hasattr(answer, "step"), answer
        return int(answer.step)

    def others(self, what: str, step: int) -> str:
        """A button is pressed; what the desk then says."""
        answer = self.member.client.post(f"{self.desk}others/", {"what": what, "step": step}, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.fixture
def practising(world: Together) -> Practising:
    return Practising(world)


def test_a_copy_has_our_numbers_sections_and_as_many_people_and_is_marked(practising: Practising) -> None:
    real = offices.main().state(practising.real)
    assert real is not None
    copy = practising.state
    assert copy.charter == replace(real.charter, title=f"Practice: {real.charter.title}")
    assert len(copy.roll) == len(real.roll) == 30
    for section in ("day", "night"):
        assert len(copy.electors(section, practising.office.now())) == len(
            real.electors(section, offices.main().now())
        )
    told = practising.member.sees(practising.desk)
    assert "Nothing on this page counts" in told
    assert "Nothing on this page counts" in practising.member.sees(f"/b/{practising.copy.body}/")
    assert "Nothing on this page counts" not in practising.member.sees(f"/b/{practising.real}/")
    handed = re.search(r'data-practice-seed="([^"]+)"', told)
    assert handed is not None
    assert SeedKey(base64.b64decode(handed[1])).keyid == copy.members[practice.YOU].key
    ours = {state.members[who].key for state in (real,) for who in state.members}
    assert copy.members[practice.YOU].key not in ours


def test_the_others_support_vote_meet_and_confirm_and_the_clock_is_moved(practising: Practising) -> None:
    step = practising.says(QuestionRaised("Longer breaks", Resolution()))
    assert "Others support it" in practising.member.sees(practising.desk)
    practising.others("support", step)
    assert practising.state.questions[step].stage is Stage.AGENDA
    assert "Done by the others" in practising.others("adopt", step)
    outcome = practising.state.questions[step].outcome
    assert outcome is not None
    assert outcome.result is Result.CARRIED
    before = practising.office.now()
    practising.member.client.post(f"{practising.desk}clock/", {"move": "week"})
    assert practising.office.now() >= before + 7 * DAY

    second = practising.says(QuestionRaised("Shorter breaks", Resolution()))
    practising.others("support", second)
    practising.others("reject", second)
    outcome = practising.state.questions[second].outcome
    assert outcome is not None
    assert outcome.result is Result.FALLEN
    assert "could not" in practising.others("vote", second)


def test_the_others_stand_and_are_elected(practising: Practising) -> None:
    for _ in range(11):  # a term is over soon, so that its seats are free to be filled
        practising.member.client.post(f"{practising.desk}clock/", {"move": "month"})
    office = practising.state.charter.offices[0].name
    step = practising.says(QuestionRaised("Elections", Election(office, 2, 100)))
    practising.others("stand", step)
    practising.others("support", step)
    assert len(practising.state.questions[step].candidates) == 3
    assert "Done by the others" in practising.others("adopt", step)
    elected = practising.state.questions[step].outcome
    assert elected is not None
    assert elected.result is Result.CARRIED


def test_one_button_throws_everything_away_and_the_real_body_is_as_it_was(practising: Practising) -> None:
    before = offices.main().reading(practising.real).size
    folder: Path = practice.place(practising.copy.folder)
    assert folder.is_dir()
    practising.member.client.post(f"{practising.desk}end/")
    assert not folder.exists()
    assert not Practice.objects.exists()
    assert not Link.objects.filter(body=practising.copy.body).exists()
    assert not Handle.objects.filter(body=practising.copy.body).exists()
    practising.member.sees(practising.desk, 404)
    practising.member.sees(f"/b/{practising.copy.body}/", 404)
    assert offices.main().reading(practising.real).size == before
    assert len(list(offices.everywhere())) == 1


def test_nobody_else_sees_or_moves_a_copy(practising: Practising, world: Together) -> None:
    other = Member(world, ("harbour", "m4"))
    for path in ("", "others/", "clock/", "end/"):
        answer = other.client.post(
            f"{practising.desk}{path}", {"move": "day", "what": "support", "step": "1"}
        )
        assert answer.status_code == 404, path
    other.sees(f"/b/{practising.copy.body}/", 404)
    stranger = Member(world)
    answer = stranger.client.post("/practice/begin/", {"of": practising.real})
    assert answer.status_code == 404  # a body that is not one's own is not copied
    for form in ({"move": "century"}, {}):
        assert practising.member.client.post(f"{practising.desk}clock/", form).status_code == 404
    for form in ({"what": "appoint", "step": "1"}, {"what": "vote", "step": "x"}):
        assert practising.member.client.post(f"{practising.desk}others/", form).status_code == 404
    assert "could not" in practising.others("support", 999_999)


def test_somebody_without_a_body_practises_and_only_two_copies_are_kept(home: Home) -> None:
    from django.test import Client

    visitor = Client()
    folders = []
    for _ in range(3):
        answer = visitor.post("/practice/begin/", {"template": "village"})
        folders.append(answer["Location"])
        assert visitor.get(answer["Location"]).status_code == 200
    assert Practice.objects.count() == 2
    assert len(set(Practice.objects.values_list("body", flat=True))) == 2
    assert visitor.get(folders[0]).status_code == 404
    assert Account.objects.count() == 1
    assert "practice" in visitor.get("/practice/").content.decode().casefold()


@pytest.mark.parametrize("template", [name for name in names() if load(name).kind is Kind.ASSEMBLY])
def test_every_kind_of_assembly_can_be_practised_and_a_large_one_within_bounds(
    template: str, tmp_path: Path
) -> None:
    body = practice.begin(tmp_path / "copy", load(template), 5000, {})
    state = offices.at(tmp_path / "copy").state(body)
    assert state is not None
    assert len(state.roll) == practice.MOST


def test_what_nobody_finished_is_swept_away(practising: Practising) -> None:
    member = practising.member.client
    here = member.post("/found/", {"template": "village"})["Location"]
    upload = SimpleUploadedFile("a.csv", b"id,name\n1,Ana\n")
    member.post(f"{here}numbers/", numbers("village", title="A village"))
    member.post(f"{here}members/", {"file": upload})
    assert Uploaded.objects.count() == 1
    sweep()
    assert (Uploaded.objects.count(), Draft.objects.count(), Practice.objects.count()) == (1, 1, 1)
    folder = practice.place(practising.copy.folder)
    for table, days in ((Uploaded, 15), (Draft, 31), (Practice, 31)):
        table.objects.update(made=timezone.now() - timedelta(days=days))
    sweep()
    assert (Uploaded.objects.count(), Draft.objects.count(), Practice.objects.count()) == (0, 0, 0)
    assert not folder.exists()
