"""The papers of a meeting, from the poster to the minutes."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from icalendar import Calendar
from limits import parse
from tests.web.paper.evening import BREAKS, NAMES, Evening, called, counted, put, told
from tests.web.paper.reading import pages, text
from tests.web.people import Member

from confederal.kernel import act as a
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.identity import HOUR
from confederal.kernel.matters import Recall
from confederal.stories.together import Together
from confederal.stories.world import received
from confederal.web import office
from confederal.web.accounts.models import Handle
from confederal.web.paper import views
from confederal.web.visit import Visit

pytestmark = pytest.mark.django_db


def printed(member: Member, path: str, status: int = 200) -> str:
    """The words of a paper; empty where there is none for this member."""
    answer = member.client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    if status != 200:
        return ""
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    return text(answer.content)


def test_poster_and_letter_say_when_what_and_by_what_right(world: Together) -> None:
    there = called(world)
    there.settle()
    member = there.member("m9")
    poster = printed(member, there.meeting + "poster.pdf?where=Canteen%0d%0aX")
    assert "Worker co-operative" in poster
    assert "Friday, 16 January 2026" in poster
    assert "1. Longer breaks" in poster
    assert "Canteen X" in poster
    assert "2. Election" in poster  # what concerns persons is named by its kind on a wall
    letter = printed(member, there.meeting + "agenda.pdf")
    assert BREAKS in letter
    assert "Ana de la Fuente" in letter
    assert "5 of 30 who may vote" in letter
    assert "what counts is that the call stands in our record" in letter
    name = member.client.get(there.meeting + "poster.pdf")["Content-Disposition"]
    assert name == f'inline; filename="poster-{there.sitting}.pdf"'


def test_a_recall_on_the_poster_says_neither_whom_nor_who_asked(world: Together) -> None:
    there = called(world)
    put(there)
    told(there)
    seat = next(seat.id for seat in world.state("harbour").seats.values() if seat.holder == "m5")
    step = world.raise_and_support("harbour", Recall(seat), "Recall of Ana")
    there.settle()
    poster = printed(there.member("m9"), f"/b/{there.body}/meetings/{step}/poster.pdf")
    assert "at the latest" in poster
    assert "takes place by right" in poster
    assert "1. Recall" in poster
    assert "Ana" not in poster


def test_attendance_is_numbers_and_the_list_is_the_tellers(world: Together) -> None:
    there = called(world)
    there.settle()
    Handle.objects.filter(member="m7").update(unlisted=True)
    numbers = printed(there.member("m9"), there.meeting + "attendance.pdf")
    assert "From number 5 on we are enough." in numbers
    assert " 30 " in numbers
    assert "Ana" not in numbers
    listed = printed(
        there.member("m1"), there.meeting + "register.pdf"
    )  # nobody is a teller yet: anybody tells
    assert "Ana de la Fuente m5" in listed
    assert "– m7" in listed
    assert listed.count("printed for m1 of harbour") >= 2
    assert "Destroy this list" in listed


def test_lists_of_people_are_not_printed_again_and_again(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = called(world)
    there.settle()
    monkeypatch.setattr(views, "LISTS", parse("2/hour"))
    member, other = there.member("m1"), there.member("m2")
    for _again in range(2):
        printed(member, there.meeting + "register.pdf")
    printed(member, there.meeting + "register.pdf", 429)
    printed(member, there.meeting + "poster.pdf")
    printed(other, there.meeting + "register.pdf")


def test_where_there_are_tellers_nobody_else_prints_the_register(world: Together) -> None:
    there = called(world)
    put(there)
    told(there)
    there.settle()
    elected = {seat.holder for seat in world.state("harbour").held(world.now)}
    assert elected == {"m5", "m6"}
    Handle.objects.all().delete()
    printed(there.member("m5"), there.meeting + "register.pdf")
    printed(there.member("m9"), there.meeting + "register.pdf", 403)
    stranger = Member(world)
    for paper in ("poster", "agenda", "attendance", "register", "minutes"):
        assert stranger.client.get(f"{there.meeting}{paper}.pdf").status_code == 404


def test_minutes_say_what_was_put_and_name_no_voter(world: Together) -> None:
    there = called(world)
    put(there)
    there.settle()
    member = there.member("m9")
    before = printed(member, there.meeting + "minutes.pdf")
    assert "The meeting goes on: these minutes are not complete." in before
    told(there)
    statement = there.paragraph("We wanted sixty minutes.")
    world.done("harbour", "m3", a.MinorityStated(there.breaks, statement))
    there.settle()
    minutes = printed(member, there.meeting + "minutes.pdf")
    assert "not complete" not in minutes
    assert "21 present; 5 of 30 are enough" in minutes
    assert "By device 5 for" in minutes
    assert "Show of hands 12 for, 3 against" in minutes
    assert "Totals 17 for, 3 against" in minutes
    assert "Needed 11" in minutes
    assert "20 of 30; 5 are enough" in minutes
    assert BREAKS in minutes
    assert "We wanted sixty minutes." in minutes
    assert "First choices 9 Ana de la Fuente" in minutes
    assert "elected: Ana de la Fuente" in minutes
    assert "On the agenda and not put to the vote – The gate" in minutes
    assert "m4" not in minutes.split()  # voted by device


def test_a_corrected_count_stays_in_the_minutes_with_its_correction(world: Together) -> None:
    there = called(world)
    put(there)
    told(there)
    (first,) = world.state("harbour").questions[there.breaks].counts
    there.first, there.second = "m5", "m6"  # who were elected tellers
    counted(there, there.breaks, Way.HANDS, (Tally(("for",), 2), Tally(("against",), 13)), first.step)
    there.settle()
    minutes = printed(there.member("m9"), there.meeting + "minutes.pdf")
    assert "12 for, 3 against – found wrong and corrected by two tellers" in minutes
    assert "2 for, 13 against – correction, in the open" in minutes


def test_ballots_are_all_alike_and_carry_no_number(world: Together) -> None:
    there = called(world)
    put(there)
    there.settle()
    member = there.member("m9")
    answer = member.client.get(there.question(there.breaks) + "ballots.pdf")
    found = pages(answer.content)
    code = f"{there.body[:4].upper()}-{there.breaks}"
    ballots = [part.strip() for page in found for part in page.split(f"{code} · ")[1:]]
    assert len(ballots) == 32  # 25 are still to be counted, in full pages of eight
    assert len(set(ballots)) == 1
    assert "Yes" in ballots[0]
    assert "I abstain" in ballots[0]
    persons = printed(member, there.question(there.tellers) + "ballots.pdf?papers=1")
    for who in NAMES:
        assert who in persons.replace(" ", "")  # letters of joined scripts are set one by one
    assert "Number them in the order you want" in persons
    assert "□□" in persons
    assert "{nb}" in persons
    answer = member.client.get(there.question(there.breaks) + "ballots.pdf?papers=9999999")
    assert len(pages(answer.content)) < 20  # a number nobody needs is not taken
    assert (
        len(pages(member.client.get(there.question(there.breaks) + "ballots.pdf?papers=99999").content)) == 60
    )


def test_tellers_get_two_sheets_and_the_list_of_those_who_voted_by_device(world: Together) -> None:
    there = called(world)
    put(there)
    there.settle()
    teller = there.member(there.first)
    found = pages(teller.client.get(there.question(there.breaks) + "tally.pdf").content)
    assert [
        f"Tally sheet of teller {number}" in " ".join(page.split()) for number, page in enumerate(found, 1)
    ] == [
        True,
        True,
    ]
    assert "At most to be counted 25" in " ".join(found[0].split())
    ranked = printed(teller, there.question(there.tellers) + "tally.pdf")
    assert "1 Ana de la Fuente (m5)" in ranked
    voted = printed(teller, there.question(there.breaks) + "voted.pdf")
    assert "Ana de la Fuente m5" in voted
    assert "5 voted by device" in voted
    assert f"printed for {there.first} of harbour" in voted
    told(there)
    there.settle()
    printed(teller, there.question(there.breaks) + "voted.pdf", 404)  # nobody is to know afterwards
    elsewhere = Member(world)
    assert elsewhere.client.get(there.question(there.breaks) + "voted.pdf").status_code == 404


def test_a_decision_is_printed_with_its_count_and_its_trail(world: Together) -> None:
    there = called(world)
    put(there)
    told(there)
    there.settle()
    sheet = printed(there.member("m9"), there.question(there.breaks) + "decision.pdf")
    assert "In force from" in sheet
    assert "Outcome adopted" in sheet
    assert "By what right?" in sheet
    assert "Member list, fixed when the vote opened: 30 members" in sheet


def test_the_count_of_an_election_can_be_followed_with_a_finger(world: Together) -> None:
    there = called(world)
    put(there)
    there.settle()
    member = there.member("m9")
    printed(member, there.question(there.tellers) + "count.pdf", 404)  # nothing is counted yet
    told(there)
    there.settle()
    sheet = printed(member, there.question(there.tellers) + "count.pdf")
    assert "19 valid papers" in sheet
    assert "Votes that elect 7" in sheet
    assert "Stage 1" in sheet
    assert "9 *" in sheet
    assert "elected: Ana de la Fuente" in sheet
    assert "the checksum is the one recorded" in sheet
    outcome = world.state("harbour").questions[there.tellers].outcome
    assert outcome is not None
    assert outcome.sheet is not None
    assert outcome.sheet in sheet
    printed(member, there.question(there.breaks) + "count.pdf", 404)  # yes or no has no stages


def test_papers_speak_the_language_of_who_asks_and_are_the_same_twice(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = called(world)
    there.settle()
    now = office.main().now()
    monkeypatch.setattr(type(office.main()), "now", lambda self: now)
    client = there.member("m9").client
    spanish = client.get(there.meeting + "poster.pdf", headers={"Accept-Language": "es"})
    assert b"/Lang (es)" in spanish.content
    assert "enero" in text(spanish.content)
    assert (
        client.get(there.meeting + "poster.pdf").content == client.get(there.meeting + "poster.pdf").content
    )


def test_the_calendar_file_says_when_and_nothing_else(world: Together) -> None:
    there = called(world)
    there.settle()
    answer = there.member("m9").client.get(there.meeting + "appointment.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).events
    assert event["summary"] == "Appointment"
    assert isinstance(event.start, datetime)
    assert event.start.timestamp() == world.now
    assert event["description"] == f"http://testserver{there.meeting}"
    for word in ("Worker", "meeting<", "breaks", "harbour", "m9"):
        assert word not in answer.content.decode()


def test_one_page_lists_all_papers_of_a_meeting_and_each_can_be_printed(world: Together) -> None:
    there = called(world)
    put(there)
    there.settle()
    member, teller = there.member("m9"), there.member(there.first)
    told(there)
    there.settle()
    for visitor in (member, teller):
        page = visitor.sees(there.meeting + "papers/")
        found = re.findall(r'href="([^"]+\.(?:pdf|ics))"', page)
        assert len(found) >= 11
        assert (there.meeting + "register.pdf" in found) is False  # m5 and m6 are the tellers now
        for path in found:
            assert visitor.client.get(path).status_code == 200, path
    Handle.objects.all().delete()
    assert there.meeting + "register.pdf" in there.member("m5").sees(there.meeting + "papers/")


def test_what_is_printed_in_practice_says_on_every_page_that_it_counts_for_nothing(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = called(world)
    there.settle()
    monkeypatch.setattr(Visit, "practice", property(lambda visit: True))
    member = there.member("m9")
    for paper in (there.meeting + "agenda.pdf", there.question(there.tellers) + "ballots.pdf"):
        found = pages(member.client.get(paper).content)
        assert found
        assert all("PRACTICE – counts for nothing" in page for page in found)


def test_past_and_absent_meetings(world: Together) -> None:
    there = called(world)
    there.settle()
    member = there.member("m9")
    past = world.now - 4 * HOUR
    assert "Meeting" in printed(member, f"{there.meeting}poster.pdf?at={past}")
    printed(member, f"/b/{there.body}/meetings/99999/poster.pdf", 404)
    printed(member, f"/b/{there.body}/q/99999/ballots.pdf", 404)
    printed(member, f"/b/{there.body}/q/{there.breaks}/instruction.pdf", 404)
    assert member.client.post(there.meeting + "poster.pdf").status_code == 405


def test_as_many_candidates_as_the_law_allows_fit_on_a_ballot(world: Together) -> None:
    there: Evening = called(world, heads=70)
    for number in range(9, 65):
        received(world.stand("harbour", f"m{number}", there.tellers), f"m{number} stands")
    there.settle()
    Handle.objects.create(body=there.body, member="m64", handle="W" * 60)
    answer = there.member("m9").client.get(there.question(there.tellers) + "ballots.pdf?papers=2")
    assert text(answer.content).count("m64") == 2
    assert text(answer.content).count("m63") == 2
    assert len(pages(answer.content)) == 2
