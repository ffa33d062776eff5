"""A founding in the browser, from a draft to the assembly: numbers, founders with their keys, what is brought along."""

from __future__ import annotations

import base64
import json
import os
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from confederal.charter.template import load
from confederal.kernel.envelope import SeedKey, seal
from confederal.kernel.member import Standing
from confederal.records.home import Home
from confederal.web import office
from confederal.web.accounts.models import Handle, Link
from confederal.web.found.models import Draft, Seat
from confederal.web.found.own_numbers import OwnNumbers
from confederal.web.people.models import Known

pytestmark = pytest.mark.django_db

LIST = """number,name,mail,section,standing
1,Ana Peña,ana@bakery.example,,good
2,Ben,ben@bakery.example,,good
3,"<b>Cleo</b>; DROP",,,good
4,Dora Díaz,dora@bakery.example,,suspended
5,Emil,,,left
"""


class AtTheTable:
    """Somebody's browser: it makes keys, signs what it is asked to, and sends it."""

    def __init__(self) -> None:
        self.client = Client()
        self.keys: dict[str, SeedKey] = {}

    def sends(self, path: str, status: int = 302, **form: Any) -> Any:
        answer = self.client.post(path, form)
        assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:3000])
        return answer

    def sees(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.content.decode()

    def makes_key(self, path: str) -> SeedKey:
        """What a form with a new key does: the key is made here, its public half is sent."""
        key = SeedKey(os.urandom(32))
        self.keys[key.keyid] = key
        answer = self.client.post(path, {"key": key.keyid}, headers={"Confederal-Prepare": "1"})
        assert answer.status_code == 200, answer.content.decode()
        assert answer.json()["done"] == path
        return key

    def signs(self, path: str, status: int = 200) -> Any:
        """What a form that is signed does."""
        prepared = self.client.post(path, {}, headers={"Confederal-Prepare": "1"})
        assert prepared.status_code == 200, prepared.content.decode()
        asked = prepared.json()
        payload = base64.b64decode(asked["payload"])
        sent = {
            "body": asked["body"],
            "envelope": base64.b64encode(seal(payload, self.keys[asked["keyid"]])).decode(),
            "texts": asked["texts"],
            "then": asked["then"],
            "founding": asked.get("founding", False),
        }
        answer = self.client.post("/record/", sent, content_type="application/json")
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if status == 200 else answer.content.decode()


def numbers(template: str, **chosen: Any) -> dict[str, Any]:
    """The numbers form as a browser sends it when only these were changed."""
    form = OwnNumbers(template=template)
    shown = {
        name: value for name, value in form.initial.items() if name in form.fields and value is not False
    }
    return {**shown, **chosen}


def begun(ana: AtTheTable, template: str = "worker_coop", **chosen: Any) -> str:
    """A draft with a name and numbers; the path of its page."""
    here: str = ana.sends("/found/", template=template).url
    ana.sends(f"{here}numbers/", **numbers(template, **{"title": "Harbour Bakery", **chosen}))
    return here


def with_founders(ana: AtTheTable, here: str, *names: str) -> dict[str, Seat]:
    """The places of these founders, whose keys are still to be made."""
    for name in names:
        ana.sends(f"{here}founders/", handle=name)
    draft = Draft.objects.get()
    return {seat.handle: seat for seat in draft.seats.all()}


def place(seat: Seat) -> str:
    return f"/found/seat/{seat.token}/"


def confirmed(table: dict[str, AtTheTable], here: str, seats: dict[str, Seat]) -> str:
    """Everybody makes a key, the first signs, the others confirm; the identity of the body."""
    for name, seat in seats.items():
        table[name].makes_key(place(seat))
    names = list(seats)
    table[names[0]].signs(f"{here}sign/")
    for name in names[1:]:
        assert "I confirm the founding" in table[name].sees(place(seats[name]))
        table[name].signs(place(seats[name]))
    return Draft.objects.get().body


def founded(table: dict[str, AtTheTable], here: str, seats: dict[str, Seat]) -> str:
    """It is founded and all enter; the identity of the body. Nothing of the draft is left."""
    body = confirmed(table, here, seats)
    for name, seat in seats.items():
        assert "is founded" in table[name].sees(place(seat))
        assert table[name].sends(f"{place(seat)}enter/").url == f"/b/{body}/people/"
    assert not Draft.objects.exists()
    assert not Seat.objects.exists()
    return body


def test_an_assembly_is_founded_by_three_on_their_own_devices_with_what_it_brings(home: Home) -> None:
    ana, ben, cleo = AtTheTable(), AtTheTable(), AtTheTable()
    here = begun(ana, notice_days=9, time_zone="Europe/Madrid")
    seats = with_founders(ana, here, "Ana Peña", "Ben", "Cleo")
    upload = SimpleUploadedFile("members.csv", LIST.encode("cp1252"))
    ana.sends(f"{here}members/", file=upload, encoding="")
    told = ana.sees(f"{here}members/")
    assert "&lt;b&gt;Cleo&lt;/b&gt;" in told
    assert "Ana Peña" in told
    ana.sends(
        f"{here}members/match/", **{f"line-{seats['Ana Peña'].member}": 2, f"line-{seats['Ben'].member}": 3}
    )
    stranger = AtTheTable()  # whoever has the address of the draft still cannot open the list
    assert "Dora" not in stranger.sees(f"{here}members/")
    for office_name, who in (
        ("keeper", "Ana Peña"),
        ("keeper", "Ben"),
        ("teller", "Ben"),
        ("teller", "Cleo"),
    ):
        ana.sends(f"{here}officers/", office=office_name, who=seats[who].member, days=100, terms=0)
    ana.sends(f"{here}officers/", office="secretary", who=seats["Cleo"].member, days=100, terms=1)
    ana.sends(f"{here}rules/", title="No work on the first of May", text="Nobody works.\n\nNobody.")
    assert "a key from" in ana.sees(here)
    body = founded(dict(zip(seats, (ana, ben, cleo), strict=True)), here, seats)

    state = office.main().state(body)
    assert state is not None
    assert state.founded_at is not None
    assert (state.charter.notice_days, state.charter.time_zone) == (9, "Europe/Madrid")
    assert state.charter == load(
        "worker_coop", title="Harbour Bakery", notice_days=9, time_zone="Europe/Madrid"
    )
    assert len(state.roll) == 3 + 1  # Cleo's line of the list is another Cleo; who left is not brought along
    assert [member.standing for member in state.members.values()].count(Standing.SUSPENDED) == 1
    assert set(state.holders("keeper", office.main().now())) == {
        seats["Ana Peña"].member,
        seats["Ben"].member,
    }
    assert len(state.served[seats["Cleo"].member]) == 2
    (rule,) = [known for known in state.decisions.values() if known.title.startswith("No work")]
    assert office.main().words(rule.text[0]) == "Nobody works."
    assert office.main().keeps(body)

    assert Handle.objects.get(body=body, member=seats["Ben"].member).handle == "Ben"
    assert len(set(Link.objects.filter(body=body).values_list("account", flat=True))) == 3
    assert Known.objects.filter(body=body).count() == 5
    personal = json.dumps([str(each.__dict__) for each in Known.objects.all()])
    assert "Ana" not in personal
    assert '"1"' not in personal
    written = [json.loads(row.envelope or b"{}")["payload"] for row in home.shelf.rows(body)]
    assert len(written) >= 3
    assert all(
        name not in base64.b64decode(payload)
        for payload in written
        for name in (b"Dora", b"Ben", b"bakery.ex")
    )
    assert "Ben" in ana.sees(f"/b/{body}/people/")
    ana.sees(f"/b/{body}/")


def test_at_one_table_on_one_device_each_has_a_key_and_an_account_of_their_own(home: Home) -> None:
    one = AtTheTable()
    here = begun(one, "village")
    seats = with_founders(one, here, "Ana", "Ben", "Cleo")
    body = founded(dict.fromkeys(seats, one), here, seats)
    assert len(one.keys) == 3
    assert len(set(Link.objects.filter(body=body).values_list("account", flat=True))) == 3


def test_who_has_the_address_of_a_place_but_not_the_device_does_not_get_the_account(home: Home) -> None:
    ana, thief = AtTheTable(), AtTheTable()
    here = begun(ana, "village")
    seats = with_founders(ana, here, "Ana", "Ben", "Cleo")
    body = confirmed(dict.fromkeys(seats, ana), here, seats)
    thief.sends(f"{place(seats['Ben'])}enter/")
    assert not Link.objects.filter(body=body, member=seats["Ben"].member).exists()
    assert thief.client.get(f"/b/{body}/people/").status_code == 302  # to sign in


def test_numbers_outside_their_bounds_are_objected_to_where_they_stand(home: Home) -> None:
    ana = AtTheTable()
    here = ana.sends("/found/", template="union_branch").url
    wrong = numbers(
        "union_branch", title="Branch", notice_days=1, term_days=5000, offices="secretary 1\nkeeper 2"
    )
    told = ana.sends(f"{here}numbers/", 200, **wrong).content.decode()
    assert "2 to 30" in told
    assert "7 to 730" in told
    assert "no office is held by one alone" in told
    assert "no teller" in told
    assert "Still missing" in ana.sees(here)


def test_nothing_is_signed_before_three_have_keys_and_nothing_changes_after(home: Home) -> None:
    ana = AtTheTable()
    here = begun(ana, "village")
    seats = with_founders(ana, here, "Ana", "Ben")
    prepared = ana.client.post(f"{here}sign/", {}, headers={"Confederal-Prepare": "1"})
    assert prepared.status_code == 422
    assert "three founders" in prepared.content.decode()
    seats = with_founders(ana, here, "Cleo")
    for seat in seats.values():
        ana.makes_key(place(seat))
    fresh = {"key": SeedKey(os.urandom(32)).keyid}
    again = ana.client.post(place(seats["Ben"]), fresh, headers={"Confederal-Prepare": "1"})
    assert again.json() == {"done": place(seats["Ben"])}  # a key given once is not exchanged by the address
    assert Seat.objects.get(pk=seats["Ben"].pk).key in ana.keys
    ana.signs(f"{here}sign/")
    ana.signs(f"{here}sign/")  # a double click changes nothing
    assert ana.sends(f"{here}founders/", handle="Dora").url == here
    assert len(office.main().bodies()) == 1
    assert re.search(r"Awaited|awaited", ana.sees(here))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("list.xlsx", b"PK\x03\x04", "save it as CSV"),
        ("list.csv", b"", "empty"),
        ("list.csv", b"name\nAna\n", "number"),
        ("list.csv", b"id,name\n1,=cmd()\n,Ben\n1,Cleo\n", "formula"),
        ("<script>.csv", b"id,section\n1,nowhere\n", "nowhere"),
    ],
)
def test_a_list_with_problems_is_not_taken_and_says_why(
    home: Home, name: str, data: bytes, words: str
) -> None:
    ana = AtTheTable()
    here = begun(ana, "village")
    answer = ana.sends(f"{here}members/", 422, file=SimpleUploadedFile(name, data))
    assert words in answer.content.decode()
    assert Draft.objects.get().uploaded is None


def test_a_draft_nobody_knows_is_not_found_and_a_discarded_one_is_gone(home: Home) -> None:
    ana = AtTheTable()
    ana.sees("/found/00000000-0000-4000-8000-000000000000/", 404)
    ana.sends("/found/", 404, template="../../etc/passwd")
    here = begun(ana, "village")
    ana.sends(f"{here}members/", file=SimpleUploadedFile("a.csv", LIST.encode()))
    ana.sends(f"{here}discard/")
    assert not Draft.objects.exists()
    ana.sees(here, 404)


def test_hostile_names_of_founders_are_names_and_hidden_signs_are_not(home: Home) -> None:
    ana = AtTheTable()
    here = begun(ana, "village", title="<img src=x onerror=alert(1)>")
    ana.sends(f"{here}founders/", handle="<script>alert(1)</script>")
    told = ana.sees(f"{here}founders/") + ana.sees(here) + ana.sees(place(Seat.objects.get()))
    assert "<script>alert" not in told
    assert "<img src=x" not in told
    assert "&lt;script&gt;alert(1)" in told
    for handle in ("Ana\u202enaB", "x" * 61, "", "<SCRIPT>alert(1)</script>"):
        ana.sends(f"{here}founders/", 200, handle=handle)
    assert Seat.objects.count() == 1


def test_one_practises_on_a_founding_before_anything_is_signed(home: Home) -> None:
    ana = AtTheTable()
    here = begun(ana, "workplace_with_sections", sections="Day\nNight")
    ana.sends(f"{here}members/", file=SimpleUploadedFile("a.csv", SECTIONED.encode()))
    copy = ana.sends("/practice/begin/", draft=here.split("/")[2])
    told = ana.sees(copy.url)
    assert "Practice: Harbour Bakery" in told
    assert "20 invented members" in told
    assert len(office.main().bodies()) == 0
    ana.sends("/practice/begin/", 404, draft="not-a-draft")


SECTIONED = "number,name,section\n" + "".join(
    f"{each},Ana {each},{'Day' if each % 2 else 'night'}\n" for each in range(20)
)
