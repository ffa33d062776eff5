"""The count in the hall: device, hands and paper merged with one mark a person; mistakes caught and mended."""

from __future__ import annotations

import re

import pytest
from tests.web.sittings.towns import Town, harbour, town_of

from confederal.kernel.act import CandidatureAccepted, Voted
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Election, Resolution
from confederal.kernel.question import Result, Stage
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.sittings.forgetting import forget_everywhere
from confederal.web.sittings.models import Differed, Marked, Paper

pytestmark = pytest.mark.django_db


def begun(town: Town, step: int, first: str = "m1", second: str = "m2") -> None:
    """Two begin the count in the hall; voting by device is over."""
    tell = town.path(f"q/{step}/tell/")
    town.people[first].does(f"{tell}begin/")
    assert "You said it already" in town.people[first].is_refused(f"{tell}begin/")
    town.people[second].does(f"{tell}begin/")


def marks(town: Town, teller: str, step: int, *people: str) -> None:
    for who in people:
        town.people[teller].client.post(town.path(f"q/{step}/tell/roll/"), {"hand": who})


def test_who_voted_by_device_gets_no_paper(world: Together) -> None:
    """Day 7, tour step 12: one mark a person, by device or in the hall, at whatever table."""
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    town = town_of(world)
    sitting = town.called(step)
    at = town.opened(sitting, 10)
    assert "by name on a device, and by paper ballot" in town.people["m1"].sees(f"{at}put/{step}/")
    town.put(sitting, step, "named-box")
    first, second = town.tellers(step)
    outsider = next(who for who in town.people if who not in (first, second))
    tell = town.path(f"q/{step}/tell/")

    for who in ("m7", "m8", "m9"):
        assert town.says(who, Voted(step, ("for",))).status_code == 200
    assert "3 have voted by device." in town.people["m1"].sees(at)
    marks(town, first, step, "m10")
    assert not Marked.objects.exists()  # not before voting by device is over
    begun(town, step)
    late = town.says("m10", Voted(step, ("for",)))
    assert late.status_code == 422
    assert "count in the hall has begun" in late.content.decode()

    # The roll: who voted by device cannot be marked, nobody twice, and only by tellers.
    page = town.people[first].sees(tell)
    assert re.search(r'id="who-m7"><span>m7 of harbour</span> <span class="tag">voted by device', page)
    marks(town, first, step, "m7")
    assert "m7 of harbour has voted by device. Nobody votes twice." in town.people[first].sees(tell)
    assert not Marked.objects.exists()
    marks(town, first, step, "m1", "m2", "m10", "m13")
    marks(town, second, step, "m10")
    assert "was marked already, perhaps at another table" in town.people[second].sees(tell)
    assert sorted(Marked.objects.values_list("member", flat=True)) == ["m1", "m10", "m13", "m2"]
    assert "Who gets a paper" not in town.people[outsider].sees(tell)
    refused = town.people[outsider].client.post(f"{tell}roll/", {"hand": "m3"})
    assert refused.status_code == 403

    # More papers than marks are caught before anybody signs.
    more = {"mark-0": 4, "mark-1": 1, "mark-2": 0, "spoilt": 0}
    assert "5 papers, and 4 people marked" in town.people[first].is_refused(f"{tell}count/", **more)
    town.told(step, {"mark-0": 2, "mark-1": 1, "mark-2": 0, "spoilt": 1})
    outcome = town.question(step).outcome
    assert outcome is not None
    assert (dict(outcome.totals), outcome.present) == ({"abstain": 0, "against": 1, "for": 5}, 7)

    # The roll stands in the record as a salted digest, and is destroyed when nobody can appeal any more.
    (count,) = town.question(step).counts
    assert count.roll is not None
    assert office.main().words(count.roll) == "m1\nm10\nm13\nm2"
    town.people["m1"].sees(at)
    assert not Marked.objects.exists()
    town.at(town.now + town.state.charter.appeal_days * DAY + 60)
    forget_everywhere()
    assert office.main().words(count.roll) is None


def test_hands_and_devices_are_merged(world: Together) -> None:
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    town = town_of(world)
    sitting = town.called(step)
    town.opened(sitting, 10)
    town.put(sitting, step, "named-hands")
    town.says("m7", Voted(step, ("against",)))
    begun(town, step)
    first, _second = town.tellers(step)
    assert "These voted by device and raise no hand:" in town.people[first].sees(town.path(f"q/{step}/tell/"))
    too_many = {"mark-0": 14, "mark-1": 0, "mark-2": 0}
    refused = town.people[first].is_refused(town.path(f"q/{step}/tell/count/"), **too_many)
    assert "nobody votes twice" in refused
    town.told(step, {"mark-0": 6, "mark-1": 2, "mark-2": 1})
    outcome = town.question(step).outcome
    assert outcome is not None
    assert dict(outcome.totals) == {"abstain": 1, "against": 3, "for": 6}


def test_a_stale_tab_and_a_second_click_do_no_harm(world: Together) -> None:
    """What is sent twice counts once; what comes too late is refused in words, and nothing is lost."""
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    town = town_of(world)
    sitting = town.called(step)
    at = town.opened(sitting, 10)
    form = {"ways": "hands", "hours": 6}
    prepared = town.people["m1"].prepares(f"{at}put/{step}/", form)
    stale = town.people["m3"].prepares(f"{at}put/{step}/", form)
    first_click = town.people["m1"].signs(prepared).json()
    assert town.people["m1"].signs(prepared).json()["step"] == first_click["step"]
    late = town.people["m3"].signs(stale)
    assert late.status_code == 422
    assert "being voted on" in late.content.decode()

    first, second = town.tellers(step)
    tell = town.path(f"q/{step}/tell/count/")
    numbers = {"mark-0": 6, "mark-1": 2, "mark-2": 0}
    prepared = town.people[first].prepares(tell, numbers)
    size = {town.people[first].signs(prepared).json()["step"] for _ in range(3)}
    assert len(size) == 1
    old_tab = town.people[first].prepares(tell, numbers)
    town.people[second].does(tell, **numbers)
    assert town.question(step).stage is Stage.CLOSED
    too_late = town.people[first].signs(old_tab)
    assert too_late.status_code == 422
    assert "closed" in too_late.content.decode()
    assert "nothing is lost" in town.people[second].is_refused(tell, **numbers)

    # Whoever comes back from signing in to the address of a form is led to its page.
    for path, page in ((f"{at}open/", at), (f"{at}speakers/", at), (tell, town.path(f"q/{step}/tell/"))):
        assert town.people["m1"].client.get(path).headers["Location"] == page


def test_a_teller_who_mistyped_tells_again(world: Together) -> None:
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    town = town_of(world)
    sitting = town.called(step)
    town.opened(sitting, 10)
    town.put(sitting, step, "hands")
    first, second = town.tellers(step)
    tell = town.path(f"q/{step}/tell/")
    town.people[first].does(f"{tell}count/", **{"mark-0": 9, "mark-1": 0, "mark-2": 0})
    town.people[second].is_refused(f"{tell}count/", **{"mark-0": 6, "mark-1": 3, "mark-2": 0})
    assert Differed.objects.get().lines == ["against", "for"]
    assert "You have counted" in town.people[first].sees(tell)
    assert "Your own count" in town.people[first].sees(f"{tell}?again=1")
    town.people[first].does(f"{tell}count/", **{"mark-0": 6, "mark-1": 3, "mark-2": 0})
    assert "The two counts differ" not in town.people[first].sees(tell)
    town.people[second].does(f"{tell}count/", **{"mark-0": 6, "mark-1": 3, "mark-2": 0})
    outcome = town.question(step).outcome
    assert outcome is not None
    assert outcome.carried
    assert [count.step for count in town.question(step).confirmed_counts()] == [
        town.question(step).counts[1].step
    ]


def test_a_wrong_count_is_mended_in_the_open(world: Together) -> None:
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    town = town_of(world)
    sitting = town.called(step)
    at = town.opened(sitting, 10)
    town.put(sitting, step, "hands")
    town.told(step, {"mark-0": 5, "mark-1": 4, "mark-2": 0})
    tell = town.path(f"q/{step}/tell/")
    assert step in town.state.decisions
    wrong = town.question(step).confirmed_counts()[0].step
    page = town.people["m1"].sees(tell)
    assert f"?corrects={wrong}" in page
    assert "Nothing to correct" in town.people["m1"].is_refused(f"{tell}correct/")
    town.told(step, {"mark-0": 4, "mark-1": 5, "mark-2": 0}, f"?corrects={wrong}")
    assert "The corrected count comes to another result:" in town.people["m1"].sees(tell)
    town.people["m1"].does(f"{tell}correct/")
    outcome = town.question(step).outcome
    assert outcome is not None
    assert outcome.result is Result.FALLEN
    assert not list(town.state.in_force(town.now, "resolution"))
    assert "Corrected in the open" in town.people["m1"].sees(f"{at}minutes/")
    town.at(town.now + town.state.charter.appeal_days * DAY + 60)
    assert "corrects=" not in town.people["m1"].sees(tell)


def election(world: Together, seats: int, *candidates: str) -> int:
    step = world.raise_and_support("harbour", Election("secretary", seats, 300), "Secretaries")
    for who in candidates:
        world.done("harbour", who, CandidatureAccepted(step))
    return step


def test_unopposed_by_show_of_hands(world: Together) -> None:
    harbour(world, officers=False)
    step = election(world, 2, "m5")
    town = town_of(world)
    sitting = town.called(step)
    at = town.opened(sitting, 10)
    town.people["m6"].does(f"{at}put/{step}/stand/")
    page = town.people["m1"].sees(f"{at}put/{step}/")
    assert "No more stand than there are seats" in page
    town.put(sitting, step, "hands")
    town.told(step, {"mark-0": 9, "mark-1": 1, "mark-2": 0})
    assert sorted(town.state.holders("secretary", town.now)) == ["m5", "m6"]


def test_rankings_are_read_out_paper_by_paper(world: Together) -> None:
    """STV: two piles, typed independently, compared as a whole; the sheet's checksum stands with the outcome."""
    harbour(world, officers=False)
    step = election(world, 2, "m5", "m6", "m7")
    town = town_of(world)
    sitting = town.called(step)
    at = town.opened(sitting, 12)
    page = town.people["m1"].sees(f"{at}put/{step}/")
    assert "by paper ballot" in page
    assert "by show of hands" not in page
    town.put(sitting, step, "box")
    first, second = town.tellers(step)
    tell = town.path(f"q/{step}/tell/")
    assert first not in ("m5", "m6", "m7")
    assert town.people["m5"].client.post(f"{tell}paper/", {"paper": "1"}).status_code == 403
    papers = ["1 2", "1 2", "1 3 2", "2 1", "3", "3 2", "1", "0", "x"]
    marks(town, first, step, *(f"m{number}" for number in range(1, 11)))

    def reads(teller: str, said: list[str]) -> None:
        for paper in said:
            town.people[teller].client.post(f"{tell}paper/", {"paper": paper})

    reads(first, [*papers, "4", "2 2", "hello"])  # the last three are no papers of this ballot
    assert Paper.objects.filter(teller=first).count() == 9
    assert "The numbers on the ballot are 1 to 3." in town.people[first].sees(tell)
    town.people[first].client.post(f"{tell}paper/", {"paper": "1", "after": "8"})
    assert "sent twice" in town.people[first].sees(tell)
    town.people[first].does(f"{tell}count/")
    reads(second, [*papers[::-1][:-1], "2 1"])  # read in another order, the last one misread
    assert "differs" in town.people[second].is_refused(f"{tell}count/")
    town.people[second].client.post(f"{tell}paper/", {"take_back": "9"})
    reads(second, ["1 2"])
    one, other = (
        re.search(
            r"Check number of the pile</th><td class=\"n\">(\d+)", town.people[who].sees(f"{tell}?again=1")
        )
        for who in (first, second)
    )
    assert one is not None
    assert other is not None
    assert one[1] == other[1]
    town.people[second].does(f"{tell}count/")
    outcome = town.question(step).outcome
    assert outcome is not None
    assert outcome.elected == ("m5", "m7")
    assert outcome.sheet is not None
    assert outcome.present == 9
    assert "Elected: m5 of harbour, m7 of harbour" in town.people["m1"].sees(f"{at}projector/")
    town.people["m1"].sees(tell)
    assert not Paper.objects.exists()


def test_without_a_device_at_the_tellers_table(world: Together) -> None:
    """m13 and m14 have no key: what they say is written by one teller and confirmed by another."""
    harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    town = town_of(world)
    sitting = town.called(step)
    town.opened(sitting, 10)
    town.put(sitting, step, "named")
    first, second = town.tellers(step)
    outsider = next(who for who in town.people if who not in (first, second))
    table = town.path("table/")
    assert "Say what they vote." in town.people[first].is_refused(
        table, member="m13", says="vote", about=step
    )
    said = {"member": "m13", "says": "vote", "about": step, "mark": "for"}
    assert "is no teller" in town.people[outsider].is_refused(table, **said)
    assert "member" in town.people[first].is_refused(table, **{**said, "member": "m3"})
    pending = town.people[first].does(table, **said)["step"]
    assert "I vote for · Longer breaks" in town.people[second].sees(table)
    assert "Why not?" in town.people[first].is_refused(f"{table}{pending}/")
    assert "m13" not in town.question(step).votes
    town.people[second].does(f"{table}{pending}/")
    assert town.question(step).votes["m13"] == ("for",)
    raised = {"member": "m14", "says": "raise", "title": "A kettle", "text": "A new one.\n\nElectric."}
    pending = town.people[first].does(table, **raised)["step"]
    told = town.people[second].does(f"{table}{pending}/")["step"]
    question = town.question(told)
    assert question.raised_by == "m14"
    assert [office.main().words(digest) for digest in question.paragraphs] == ["A new one.", "Electric."]
