"""The people of a body: imports said by two keepers, the locked list opened by two, invitations, what nobody sees."""

from __future__ import annotations

import json
import os
import re
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from msgspec.structs import replace
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel.act import Invited, Left, Resigned, StandingImported
from confederal.kernel.envelope import SeedKey, seal
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Admission, Election
from confederal.kernel.member import Standing
from confederal.kernel.state import State
from confederal.records.keys import card
from confederal.records.register import Register
from confederal.stories.housed import set_clock
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.accounts.leaving import forgotten
from confederal.web.accounts.models import Handle
from confederal.web.people.forgetting import forget_person
from confederal.web.people.locked_list import path_of
from confederal.web.people.models import Known, Opening, Uploaded
from confederal.web.people.register_csv import sheet_of

pytestmark = pytest.mark.django_db

HEAD = "number,name,mail,section,standing\n"


class Branch:
    """A union branch of 14 on the pages: two keepers and a member at their browsers."""

    def __init__(self, world: Together, template: str = "union_branch", heads: int = 14) -> None:
        cache.clear()
        self.world = world
        world.found_assembly("harbour", load(template), heads)
        settled(world)
        self.body = world.bodies["harbour"]
        first, second = dict.fromkeys(self.state.holders("keeper", world.now))
        self.keepers = [Member(world, ("harbour", who)) for who in (first, second)]
        self.names = (first, second)
        self.member = Member(world, ("harbour", "m12"))
        self.people = f"/b/{self.body}/people/"

    @property
    def state(self) -> State:
        state = office.main().state(self.body)
        assert state is not None
        return state

    def uploads(self, lines: str, *, whole: bool = False, status: int = 302) -> Any:
        """The first keeper uploads a list; the page that follows."""
        form: dict[str, Any] = {"file": SimpleUploadedFile("list.csv", (HEAD + lines).encode())}
        if whole:
            form["whole"] = "1"
        answer = self.keepers[0].client.post(f"{self.people}import/", form)
        assert answer.status_code == status, answer.content.decode()
        return answer["Location"] if status == 302 else answer.content.decode()

    def signed_by_both(self, preview: str) -> None:
        """One keeper signs what the list changes, kind by kind; the other confirms it all."""
        for kind in ("changed", "gone", "new"):
            while "payload" in self.keepers[0].prepares(f"{preview}sign/{kind}/", {}).json():  # type: ignore[attr-defined]
                self.keepers[0].does(f"{preview}sign/{kind}/")
        confirm = f"{self.people}confirm/standing_imported/"
        while "payload" in self.keepers[1].prepares(confirm, {}).json():  # type: ignore[attr-defined]
            self.keepers[1].does(confirm)

    def imports(self, lines: str, *, whole: bool = False) -> None:
        """A list becomes true."""
        self.signed_by_both(self.uploads(lines, whole=whole))

    def who(self, number: str) -> str:
        """The pseudonym of a number."""
        from confederal.web.people.numbers import Numbers

        found = Numbers(office.main(), self.body).member(number)
        assert found is not None
        return found

    def cards(self) -> list[str]:
        """Both keepers make their card; the lines, which only they have."""
        lines = []
        for keeper in self.keepers:
            seed = os.urandom(32)
            answer = keeper.prepares(f"{self.people}list/card/", {"card": SeedKey(seed).keyid})
            assert answer.status_code == 200, answer.content.decode()
            lines.append(card(seed))
        return lines

    def begins_list(self) -> list[str]:
        """The locked list is begun; the two cards that open it."""
        lines = self.cards()
        assert self.keepers[0].client.post(f"{self.people}list/begin/").status_code == 302
        return lines

    def rows(self) -> set[str]:
        """About whom the locked list has a row."""
        register = Register(path_of(office.main(), self.body), self.body)
        try:
            return set(register.members())
        finally:
            register.close()


@pytest.fixture
def branch(world: Together) -> Branch:
    return Branch(world)


THREE = (
    "21,Nora Núñez,nora@mill.example,,good\n22,=x,,,\n".replace("22,=x,,,\n", "22,Omar,,,good\n")
    + "23,<i>Pia</i>,,,suspended\n"
)


def test_a_list_becomes_true_by_two_keepers_and_next_month_only_its_difference(branch: Branch) -> None:
    preview = branch.uploads(THREE)
    told = branch.keepers[0].sees(preview)
    assert "&lt;i&gt;Pia&lt;/i&gt;" in told
    assert "Nora Núñez" in told
    assert branch.member.client.get(preview).status_code == 404
    assert "Nora" not in branch.keepers[1].sees(preview)  # another browser cannot open the file
    step = branch.keepers[0].does(f"{preview}sign/new/")["step"]
    assert len(branch.state.roll) == 14
    assert "waits for a second keeper" in branch.keepers[0].sees(preview)
    branch.keepers[1].does(f"/b/{branch.body}/confirm/{step}/")
    nora, omar = branch.who("21"), branch.who("22")
    assert branch.state.members[nora].standing is Standing.GOOD
    assert branch.state.members[branch.who("23")].standing is Standing.SUSPENDED
    assert "Our record says what the list says" in branch.keepers[0].sees(preview)

    # next month: Nora pays again under the same number, Omar is behind, 23 is no longer there, 24 is new
    next_month = branch.uploads("021,N. Núñez,,,good\n22,Omar,,,arrears\n24,Quim,,,\n", whole=True)
    told = branch.keepers[0].sees(next_month)
    counts = dict(re.findall(r"<dt>(New|Changed|Gone|As before)</dt><dd>(\d+)</dd>", told))
    assert counts == {"New": "1", "Changed": "1", "Gone": "1", "As before": "1"}
    branch.signed_by_both(next_month)
    assert branch.who("21") == nora
    assert branch.state.members[omar].off_roll_at is not None or not branch.state.members[omar].votes(
        office.main().now()
    )
    assert branch.state.present(branch.who("24"), office.main().now())


def test_the_second_keeper_compares_what_was_signed_with_a_file_of_their_own(branch: Branch) -> None:
    preview = branch.uploads(THREE)
    branch.keepers[0].does(f"{preview}sign/new/")
    assert "in your file too" not in branch.keepers[0].sees(preview)  # one's own signature needs no comparing

    def seen_by_the_second(lines: str) -> str:
        form = {"file": SimpleUploadedFile("own.csv", (HEAD + lines).encode())}
        answer = branch.keepers[1].client.post(f"{branch.people}import/", form)
        return branch.keepers[1].sees(answer["Location"])

    assert "All its 3 lines are in your file too" in seen_by_the_second(THREE)
    shorter = THREE.rpartition("23,")[0]
    assert "1 of its 3 lines is not in your file" in seen_by_the_second(shorter)
    assert "1 of its 3 lines is not in your file" in seen_by_the_second(THREE.replace("suspended", "good"))


def test_whoever_is_not_on_a_part_of_the_list_has_not_left(branch: Branch) -> None:
    branch.imports(THREE)
    told = branch.keepers[0].sees(branch.uploads("24,Quim,,,\n"))
    assert "<dt>Gone</dt><dd>0</dd>" in told


def test_a_member_no_list_found_so_far_is_found_by_hand_and_not_counted_twice(branch: Branch) -> None:
    preview = branch.uploads("1,Em Uno,,,good\n25,Rosa,,,good\n")
    assert "Are these on the list?" in branch.keepers[0].sees(preview)
    branch.keepers[0].client.post(preview, {"line-m5": "2"})
    told = branch.keepers[0].sees(preview)
    assert "<dt>New</dt><dd>1</dd>" in told
    branch.signed_by_both(preview)
    assert branch.who("1") == "m5"
    assert len(branch.state.roll) == 15


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("1,Ana,,,\n1,Ben,,,\n", "stands on line 3 already"),
        (",Ana,,,\n", "number is missing"),
        ("1,=SUM(A1),,,\n", "formula"),
        ("1,Ana,,nowhere,\n", "no section"),
        ("1,Ana,,,wonderful\n", "is not known"),
        ("1,A\u202ena,,,\n", "hidden"),
    ],
)
def test_a_list_with_a_problem_changes_nothing(branch: Branch, lines: str, words: str) -> None:
    told = branch.uploads("9,Whole,,,\n" + lines, status=422)
    assert words in told
    assert not Uploaded.objects.exists()
    assert len(branch.state.members) == 14


def test_a_list_of_a_thousand_is_signed_in_parts_and_its_changes_wait_for_no_newcomers(
    branch: Branch,
) -> None:
    branch.imports("".join(f"{n},Ana {n},,,good\n" for n in range(100, 750)))
    assert len(branch.state.roll) == 14 + 650
    assert sum(isinstance(pending.act, StandingImported) for pending in branch.state.pending.values()) == 0
    set_clock(office.main().home, office.main().now() + 100 * DAY)
    many = "".join(f"{n},Ben {n},,,good\n" for n in range(1000, 1100))
    told = branch.keepers[0].sees(branch.uploads(f"100,Ana 100,,,arrears\n{many}"))
    assert "66 at most until they vote" in told
    assert "Sign 1 line" in told
    assert "Sign 100 lines" not in told


def test_a_hundred_thousand_lines_are_shown_in_seconds_and_one_more_is_refused(branch: Branch) -> None:
    lines = "".join(f"{n},Ana {n},a{n}@b.example,,good\n" for n in range(100_000))
    started = time.monotonic()
    preview = branch.uploads(lines)
    told = branch.keepers[0].sees(preview)
    assert time.monotonic() - started < 60
    assert "<dt>New</dt><dd>100000</dd>" in told
    assert len(told) < 200_000
    assert "Split it" in branch.uploads(lines + "x,Ben,,,\n", status=422)


def test_only_keepers_import_invite_or_see_the_register(branch: Branch) -> None:
    for path in ("import/", "invite/"):
        assert branch.member.client.get(branch.people + path).status_code == 404
    assert "Made-up word" not in branch.member.sees(branch.people)
    assert "Made-up word" in branch.keepers[0].sees(branch.people)
    elsewhere = Member(branch.world)
    for path in ("", "import/", "invite/", "list/", "m3/"):
        assert elsewhere.client.get(branch.people + path).status_code == 404


def test_lists_show_who_wants_to_be_listed_and_officers_and_nobody_else(branch: Branch) -> None:
    Handle.objects.create(body=branch.body, member="m13", handle="Seven", unlisted=True)
    Handle.objects.create(body=branch.body, member="m14", handle="<script>Eight</script>")
    Handle.objects.filter(member=branch.names[0]).update(unlisted=True)
    told = branch.member.sees(branch.people)
    assert "Seven" not in told
    assert "&lt;script&gt;Eight" in told
    assert f"{branch.names[0]} of harbour" in told  # a keeper is known to those they keep for
    assert branch.member.client.get(f"{branch.people}m13/").status_code == 404
    branch.member.sees(f"{branch.people}{branch.names[1]}/")
    assert branch.member.client.get(f"{branch.people}m99/").status_code == 404
    branch.member.sees(f"{branch.people}m14/")
    branch.member.sees(f"{branch.people}m12/")
    assert "Nobody on the list" in branch.member.sees(f"{branch.people}?q=zzz")


def test_the_locked_list_is_opened_by_two_cards_and_everybody_sees_that_it_was(branch: Branch) -> None:
    branch.imports(THREE)
    preview = branch.uploads(THREE)
    names = f"{preview}names/"
    branch.keepers[0].client.post(names)
    assert Uploaded.objects.filter(pk=preview.split("/")[-2]).exists()  # no list yet: the file still waits
    mine, other = branch.begins_list()
    branch.keepers[0].client.post(names)
    assert not Uploaded.objects.filter(pk=preview.split("/")[-2]).exists()

    page = f"{branch.people}list/"
    raw = (office.main().home.folder / "registers" / branch.body[:16]).read_bytes()
    assert b"Nora" not in raw
    assert "N" in branch.member.sees(page)
    assert (
        branch.member.client.post(f"{page}open/", {"purpose": "x", "mine": mine, "other": other}).status_code
        == 404
    )

    def opens(keeper: int, **form: str) -> Any:
        return branch.keepers[keeper].client.post(f"{page}open/", {"purpose": "strike pay", **form})

    alone = opens(0, mine=mine)
    assert alone.status_code == 302  # waits for the second
    assert "Nora" not in branch.keepers[0].sees(page)
    again = opens(0, mine=mine, other=mine)
    assert again.status_code == 422  # one keeper is not two
    assert opens(0, mine=other).status_code == 422  # not her card
    assert opens(0, mine="CONFEDERAL1-WRONG").status_code == 422
    assert not Opening.objects.exists()
    assert "strike pay" in branch.keepers[1].sees(page)
    both = opens(1, mine=other).content.decode()
    assert "Nora Núñez" in both
    assert "&lt;i&gt;Pia" in both
    assert both.count("strike pay") >= 3  # the mark on the paper
    assert "no-store" in opens(0, mine=mine, other=other)["Cache-Control"]
    seen = branch.member.sees(page)
    assert "strike pay" in seen
    assert "Nora" not in seen

    one = opens(0, mine=mine, other=other, who=branch.who("22")).content.decode()
    assert "Omar" in one
    assert "Nora" not in one

    forgotten.send(None, body=branch.body, member=branch.who("21"))
    assert not Known.objects.filter(body=branch.body, digest="").exists()
    gone = opens(0, mine=mine, other=other).content.decode()
    assert "Nora" not in gone
    assert "Omar" in gone
    for _ in range(6):
        opens(0, mine=mine, other=other)
    last = opens(0, mine=mine, other=other)
    assert last.status_code == 422  # no bulk reading at will
    assert "often enough" in last.content.decode()


def test_one_writes_and_erases_ones_own_row_and_nobody_elses(branch: Branch) -> None:
    mine, other = branch.begins_list()
    me = f"{branch.people}m12/"
    form = {"name": "Me Myself", "mail": "me@mill.example", "phone": "+34 600", "number": "12"}
    assert branch.member.client.post(f"{branch.people}m3/row/", form).status_code == 404
    assert branch.member.client.post(f"{me}row/", {**form, "mail": "nothing"}).status_code == 422
    branch.member.client.post(f"{me}row/", form)
    opened = {"purpose": "look", "mine": mine, "other": other}
    told = branch.keepers[0].client.post(f"{branch.people}list/open/", opened).content.decode()
    assert "Me Myself" in told
    assert (
        branch.keepers[0].client.post(f"{me}erase/").status_code == 404
    )  # a keeper does not erase who is here
    branch.member.client.post(f"{me}erase/")
    told = branch.keepers[0].client.post(f"{branch.people}list/open/", opened).content.decode()
    assert "Me Myself" not in told
    assert not Handle.objects.filter(body=branch.body, member="m12").exists()


def new_keeper(branch: Branch) -> tuple[Member, str]:
    """The second keeper resigned and somebody else was elected, who has made a card: their browser, the card's line."""
    world, gone = branch.world, branch.names[1]
    seat = next(
        seat for seat in branch.state.held(world.now) if (seat.holder, seat.office) == (gone, "keeper")
    )
    world.done("harbour", gone, Resigned(seat.id))
    elected = next(who for who in world.signing("harbour") if who not in (*branch.names, "m12"))
    world.decide("harbour", Election("keeper", 1, 100), "A keeper", candidates=(elected,))
    settled(world)
    fresh, seed = Member(world, ("harbour", elected)), os.urandom(32)
    assert fresh.prepares(f"{branch.people}list/card/", {"card": SeedKey(seed).keyid}).status_code == 200
    return fresh, card(seed)


def test_who_keeps_no_more_opens_no_more_and_hands_over_to_those_who_do(branch: Branch) -> None:
    page = f"{branch.people}list/"
    one, two = branch.begins_list()
    changed = branch.keepers[0].prepares(f"{page}card/", {"card": SeedKey(os.urandom(32)).keyid})
    assert changed.status_code == 422  # the list is sealed to the card she has
    branch.member.client.post(f"{branch.people}m12/row/", {"name": "Me Myself"})
    fresh, three = new_keeper(branch)
    assert "The keepers have changed" in fresh.sees(page)

    def opens(*cards: str) -> Any:
        answer = fresh.client.post(
            f"{page}open/", dict(zip(("mine", "other"), cards, strict=True), purpose="x")
        )
        return answer.content.decode()

    assert "Me Myself" not in opens(three, one)  # it is not sealed to her yet
    told = branch.keepers[0].client.post(f"{page}open/", {"purpose": "x", "mine": one, "other": two})
    assert "does not keep the member list any more" in told.content.decode()
    wrong = fresh.client.post(f"{page}hand-over/", {"one": one, "two": three}, follow=True)
    assert "Not handed over" in wrong.content.decode()
    fresh.client.post(f"{page}hand-over/", {"one": one, "two": two})
    assert "Me Myself" in opens(three, one)
    assert "Me Myself" not in opens(three, two)


def test_a_list_nobody_hands_over_is_begun_anew_by_two_in_office(branch: Branch) -> None:
    page = f"{branch.people}list/"
    one, two = branch.begins_list()
    branch.member.client.post(f"{branch.people}m12/row/", {"name": "Me Myself"})
    fresh, three = new_keeper(branch)
    told = fresh.client.post(f"{page}anew/", {"one": one, "two": two}, follow=True).content.decode()
    assert "Not begun anew" in told
    fresh.client.post(f"{page}anew/", {"one": three, "two": one})
    branch.member.client.post(f"{branch.people}m12/row/", {"name": "Myself Again"})
    told = fresh.client.post(f"{page}open/", {"purpose": "x", "mine": three, "other": one}).content.decode()
    assert "Myself Again" in told
    assert "Me Myself" not in told


def test_two_keepers_invite_by_card_and_to_the_table(branch: Branch) -> None:
    made, first_card = SeedKey(os.urandom(32)), SeedKey(os.urandom(32))
    branch.keepers[0].holds(made)
    branch.keepers[1].holds(first_card)
    told = branch.keepers[0].does(f"{branch.people}invite/", way="card", card=made.keyid, name="Sol")
    (who,) = [waits.act.id for waits in branch.state.pending.values() if isinstance(waits.act, Invited)]
    page = f"{branch.people}invite/{who}/"
    assert told["then"] == page
    assert "second keeper has to confirm" in branch.keepers[0].sees(page)
    branch.keepers[1].does(f"/b/{branch.body}/confirm/{told['step']}/")
    assert branch.state.invitations[who].card == made.keyid
    assert f"/invited/{branch.body}/{who}/" in branch.keepers[0].sees(page)

    told = branch.keepers[0].does(f"{branch.people}invite/", way="table", card=made.keyid)
    branch.keepers[1].does(f"/b/{branch.body}/confirm/{told['step']}/")
    table = told["then"].rstrip("/").rpartition("/")[2]
    assert branch.state.members[table].key is None
    assert "tellers" in branch.keepers[0].sees(told["then"])

    told = branch.keepers[1].does(f"{branch.people}invite/?who={table}", card=first_card.keyid)
    branch.keepers[0].does(f"/b/{branch.body}/confirm/{told['step']}/")
    assert branch.state.invitations[table].card == first_card.keyid
    assert "made no card" in branch.keepers[0].is_refused(f"{branch.people}invite/", way="card")


def test_a_name_is_written_down_when_the_invitation_stands_and_a_row_erased_when_the_record_says_so(
    branch: Branch,
) -> None:
    """A signature that is not given leaves no name of nobody's behind, and no gap without its step."""
    branch.begins_list()
    before = branch.rows()
    made = SeedKey(os.urandom(32))
    branch.keepers[0].holds(made)
    form = {"way": "card", "card": made.keyid, "name": "Sol", "mail": "sol@example.org"}
    table: Any = branch.keepers[0].prepares(f"{branch.people}invite/", {"way": "table"})
    asked: Any = branch.keepers[0].prepares(f"{branch.people}invite/", form)
    assert asked.status_code == 200
    assert branch.rows() == before
    table.json = lambda: json.loads(table.content) | {"afterwards": asked.json()["afterwards"]}
    assert branch.keepers[0].signs(table).status_code == 200
    assert branch.rows() == before, "what a device brings back belongs to its own step alone"
    assert branch.keepers[0].signs(asked).status_code == 200
    (who,) = branch.rows() - before
    assert who in {waits.act.id for waits in branch.state.pending.values() if isinstance(waits.act, Invited)}


def test_cards_for_all_who_came_with_a_list_are_made_and_confirmed_in_one_go(branch: Branch) -> None:
    branch.imports(THREE)
    page = f"{branch.people}cards/"
    keyless = re.findall(r'data-who="([^"]+)"', branch.keepers[0].sees(page))
    assert len(keyless) == 2 + 3
    seeds = {who: SeedKey(os.urandom(32)) for who in keyless}
    for rank, who in enumerate(keyless):
        first = {"first": "1"} if not rank else {}
        branch.keepers[0].holds(seeds[who])
        prepared = branch.keepers[0].prepares(page, {"who": who, "card": seeds[who].keyid, **first})
        assert bool(prepared.json()["told"]) == (not rank)  # type: ignore[attr-defined]
        assert branch.keepers[0].signs(prepared).status_code == 200
    assert branch.keepers[0].prepares(page, {"who": keyless[0], "card": "x" * 30}).status_code == 404
    confirm = f"{branch.people}confirm/invited/"
    assert branch.keepers[0].prepares(confirm, {}).json() == {"done": page}  # type: ignore[attr-defined]
    for _ in keyless:
        branch.keepers[1].does(confirm)
    assert branch.keepers[1].prepares(confirm, {}).json() == {"done": page}  # type: ignore[attr-defined]
    assert {who: told.card for who, told in branch.state.invitations.items()} == {
        who: key.keyid for who, key in seeds.items()
    }
    assert "Everybody has a key" in branch.keepers[0].sees(page)
    assert branch.member.client.get(page).status_code == 404


def test_one_takes_along_what_the_people_pages_keep(branch: Branch) -> None:
    told = branch.member.sees("/me/export/")
    assert "found by a number in our member list" in told


def test_where_the_assembly_admits_an_invitation_needs_its_decision(world: Together) -> None:
    branch = Branch(world, "worker_coop")
    made = SeedKey(os.urandom(32))
    key = made.keyid
    branch.keepers[0].holds(made)
    assert "Propose an admission" in branch.keepers[0].sees(f"{branch.people}invite/")
    branch.keepers[0].is_refused(f"{branch.people}invite/", way="card", card=key)
    question = world.decide("harbour", Admission(person="tadu-moke"), "We admit somebody")
    settled(world)
    told = branch.keepers[0].does(f"{branch.people}invite/", way="card", card=key, question=question.id)
    assert told["then"].endswith("/tadu-moke/")
    assert "admit" in branch.keepers[0].sees(branch.uploads("9,Nora,,,\n"))  # why not, before anybody signs


def test_who_left_comes_back_under_another_word_and_a_forgotten_number_finds_nobody(branch: Branch) -> None:
    preview = branch.uploads("1,Em Uno,,,good\n25,Rosa,,,good\n")
    branch.keepers[0].client.post(preview, {"line-m5": "2"})
    branch.signed_by_both(preview)
    key = branch.world.key("harbour", "m5")
    left = office.main().payload(branch.body, "m5", key.keyid, Left())
    office.main().record(branch.body, seal(office.canonical(left), key))
    assert branch.state.members["m5"].standing is Standing.GONE
    branch.imports("1,Em Uno,,,good\n")
    back = branch.who("1")
    assert back != "m5"
    assert branch.state.members[back].standing is Standing.GOOD
    forget_person(office.main(), branch.body, branch.who("25"))
    told = branch.keepers[0].sees(branch.uploads("25,Rosa,,,good\n"))
    assert "<dt>New</dt><dd>1</dd>" in told


def test_in_the_past_the_pages_only_show(branch: Branch) -> None:
    preview = branch.uploads(THREE)
    for path in ("", "m12/", "list/"):
        branch.keepers[0].sees(f"{branch.people}{path}?at={branch.world.now}")
    for path in (f"{branch.people}import/", f"{branch.people}invite/", f"{branch.people}cards/", preview):
        branch.keepers[0].sees(f"{path}?at={branch.world.now}", 404)


def test_a_file_too_large_to_be_a_list_is_not_even_read(branch: Branch) -> None:
    told = branch.uploads("9,Ana,,,\n" + " " * (11 * 1024 * 1024), status=422)
    assert "larger than 10 MB" in told


def test_a_keeper_whose_term_ended_keeps_nothing(branch: Branch) -> None:
    preview = branch.uploads(THREE)
    set_clock(office.main().home, branch.world.now + 800 * DAY)
    assert branch.keepers[0].client.get(preview).status_code == 404
    assert branch.keepers[0].client.get(f"{branch.people}import/").status_code == 404


def test_a_line_repeats_nothing_of_its_person() -> None:
    (line,) = sheet_of(b"id,name,mail\n1,Ana Secret,ana@x.example\n", ()).lines
    assert "Secret" not in repr(line)
    assert replace(line, name="B").name == "B"
