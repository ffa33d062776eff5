"""Mails: to whom, once each, and saying nothing to who glances at the screen."""

from __future__ import annotations

import doctest
import re
import threading
import time
from datetime import datetime
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.mail import EmailMessage
from icalendar import Calendar
from tests.web.conftest import settled
from tests.web.paper import evening
from tests.web.people import Member
from tests.web.post.evening import broken_server, delivered, post, reads_mail, to

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Recall, Resolution
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.accounts import addresses
from confederal.web.accounts.models import Account, Handle, Link
from confederal.web.post import letters, rounds
from confederal.web.post.models import Heard, Kind, Letter, Silence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post")]
__all__ = ["post"]

HOSTILE = "Secret breaks <b>&"
"""A title that must stand in no mail."""


def harbour(world: Together, *readers: str) -> str:
    """Sixteen members, of whom these read mail."""
    world.found_assembly("harbour", load("worker_coop"), 16)
    settled(world)
    for who in readers:
        reads_mail(Member(world, ("harbour", who)), f"{who}@example.org")
    return world.bodies["harbour"]


def open_vote(world: Together, days: int = 5) -> int:
    """A vote by device between meetings, open for so many days."""
    step = world.raise_and_support("harbour", Resolution(), HOSTILE)
    world.wait_for_notice("harbour", step)
    world.done("harbour", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + days * DAY))
    return step


def words(message: EmailMessage) -> str:
    """Everything in a mail, heads and attachments included, as it is read."""
    parsed = message_from_bytes(message.message().as_bytes(), policy=default)
    heads = "\n".join(f"{name}: {value}" for name, value in parsed.items())
    parts = "\n".join(str(part.get_content()) for part in parsed.walk() if not part.is_multipart())
    return f"{heads}\n{parts}"


def test_the_examples_hold() -> None:
    assert doctest.testmod(rounds).failed == 0


def test_a_vote_is_told_once_to_those_who_read_mail_and_have_not_voted(world: Together) -> None:
    body = harbour(world, "m2", "m3")
    step = open_vote(world)
    world.done("harbour", "m3", a.Voted(step, ("for",)))
    (told,) = delivered(world)
    assert told.to == ["m2@example.org"]
    assert f"/b/{body}/q/{step}/" in told.body
    assert "Open until" in told.body
    assert delivered(world) == []
    rounds._seen.clear()  # another process, or this one started again
    assert delivered(world) == []


def test_a_lock_screen_shows_neither_who_writes_nor_what_about(world: Together) -> None:
    harbour(world, "m2")
    open_vote(world)
    (told,) = delivered(world)
    assert told.subject == "Something waits for you"
    first = told.body[:200]
    for word in ("vote", "union", "co-op", "Worker", "meeting", "member", "Secret", "harbour", "m2"):
        assert word not in told.subject
        assert word not in first
    everything = words(told)
    for word in ("Secret", "Worker co-operative", "breaks", "\u202e"):
        assert word not in everything
    assert "<img" not in everything
    assert told.message().get_content_type() == "text/plain"
    assert re.findall(r"https?://[^\s/>]+", everything) == ["http://localhost"] * everything.count("http://")


def test_a_mail_can_be_turned_off_with_one_click_and_looking_changes_nothing(world: Together) -> None:
    harbour(world, "m2")
    step = open_vote(world)
    (told,) = delivered(world)
    heads = told.extra_headers
    assert heads["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.sub(r"^<http://localhost|>$", "", heads["List-Unsubscribe"])
    stranger = Member(world).client
    stranger.logout()
    assert stranger.get(path).status_code == 200
    assert not Silence.objects.exists()
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert set(Silence.objects.values_list("kind", flat=True)) == set(Kind.values) - {"keys", "digest"}
    assert Account.objects.get(links__member="m2").digest is False
    assert stranger.post(path[:-4] + "xxx/").status_code == 404
    world.later(days=4)
    assert world.state("harbour").questions[step].outcome is None
    assert delivered(world) == []


def test_on_the_last_day_only_those_who_have_not_voted_are_told(world: Together) -> None:
    harbour(world, "m2", "m3")
    step = open_vote(world)
    assert to(delivered(world)) == ["m2@example.org", "m3@example.org"]
    world.done("harbour", "m2", a.Voted(step, ("against",)))
    world.later(days=4)
    (told,) = delivered(world)
    assert told.to == ["m3@example.org"]
    assert "Less than a day is left" in told.body
    world.later(days=1)
    assert to(delivered(world)) == ["m2@example.org", "m3@example.org"]  # there is a result
    left = set(Letter.objects.values_list("kind", flat=True))
    assert left == {"result"}  # nothing kept shows who had not voted


def test_a_corrected_count_is_told_again(world: Together) -> None:
    there = evening.called(world)
    evening.put(there)
    evening.told(there)
    there.settle()
    reads_mail(there.member("m9"), "m9@example.org")
    assert len(delivered(world)) == 1
    (first,) = world.state("harbour").questions[there.breaks].counts
    there.first, there.second = "m5", "m6"
    evening.counted(there, there.breaks, Way.HANDS, (Tally(("against",), 15),), first.step)
    (told,) = delivered(world)
    assert there.question(there.breaks) in told.body
    assert "There is a result" in told.body
    assert delivered(world) == []


def test_a_vote_of_a_day_is_told_once_not_twice(world: Together) -> None:
    harbour(world, "m2")
    open_vote(world, days=1)
    assert len(delivered(world)) == 1
    assert set(Letter.objects.values_list("kind", flat=True)) == {"vote"}


def test_a_meeting_comes_with_a_date_for_the_calendar(world: Together) -> None:
    body = harbour(world, "m2")
    on = world.now + 10 * DAY
    step = world.done("harbour", world.officer("harbour"), a.SittingCalled(on))
    (told,) = delivered(world)
    assert "A date to keep: Sunday, 11 January 2026, 00:00" in told.body
    parsed = message_from_bytes(told.message().as_bytes(), policy=default)
    (file,) = parsed.iter_attachments()
    assert file.get_filename() == f"appointment-{step}.ics"
    (event,) = Calendar.from_ical(file.get_content()).events
    assert event["summary"] == "Appointment"
    assert isinstance(event.start, datetime)
    assert event.start.timestamp() == on
    assert f"/b/{body}/meetings/{step}/" in str(event["description"])
    world.later(days=11)
    assert delivered(world) == []


def test_a_petition_is_told_to_those_who_may_sign_and_names_nobody(world: Together) -> None:
    harbour(world, "m2", "m9")
    Handle.objects.update(handle="Ana")
    seat = world.state("harbour").held(world.now)[0]
    step = world.done("harbour", "m9", a.QuestionRaised(f"Recall {seat.holder} Ana", Recall(seat.id)))
    mails = delivered(world)
    assert to(mails) == ["m2@example.org", "m9@example.org"]
    for told in mails:
        everything = words(told).replace(told.to[0], "")
        for word in ("Ana", "Recall", "recall", f" {seat.holder} "):
            assert word not in everything
        assert f"/q/{step}/" in told.body


def test_every_act_on_keys_is_told_at_once_and_cannot_be_turned_off(world: Together) -> None:
    harbour(world, "m2")
    account = Account.objects.get(links__member="m2")
    Silence.objects.bulk_create([Silence(account=account, kind=kind) for kind in Kind if kind != Kind.KEYS])
    delivered(world)
    new = world.key("harbour", "m2 on a new phone").keyid
    for who in ("m5", "m6", "m7"):
        world.done("harbour", who, a.KeyVouched("m2", new))
    (told,) = delivered(world)
    assert told.subject == "Please look at your sign-in"
    assert Letter.objects.filter(kind=Kind.KEYS).count() == 3
    world.later(hours=72)
    (ripe,) = delivered(world)
    assert ripe.subject == told.subject
    assert ripe.extra_headers["Message-ID"] != told.extra_headers["Message-ID"]
    assert Heard.objects.get().size == world.state("harbour").size
    assert delivered(world) == []


def test_what_a_server_did_not_take_is_tried_again_and_dropped_when_it_is_over(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbour(world, "m2", "m3")
    open_vote(world)
    with broken_server(monkeypatch):
        first = delivered(world)
    assert len(first) == 1  # one failed, and did not stop the other
    assert delivered(world) == []  # not yet
    Letter.objects.update(not_before=0)
    second = delivered(world)
    assert to(first + second) == ["m2@example.org", "m3@example.org"]
    Letter.objects.all().delete()
    with broken_server(monkeypatch, times=2):
        assert delivered(world) == []
        rounds._seen.clear()
        assert delivered(world) == []
    assert Letter.objects.filter(sent_at__isnull=True).count() == 2
    world.later(days=6)
    Letter.objects.update(not_before=0)
    mails = delivered(world)
    assert all("There is a result" in each.body and "Open until" not in each.body for each in mails)


def test_a_server_that_is_not_there_is_not_asked_for_everybody(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbour(world, *(f"m{number}" for number in range(2, 12)))
    open_vote(world)
    with broken_server(monkeypatch, times=99):
        assert delivered(world) == []
    assert Letter.objects.filter(tries=1).count() == rounds.ENOUGH
    assert len(delivered()) == 10 - rounds.ENOUGH  # the next round begins with those not tried yet


def test_after_a_crash_between_sending_and_writing_it_down_the_same_mail_has_the_same_name(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbour(world, "m2")
    open_vote(world)
    (first,) = delivered(world)
    Letter.objects.update(sent_at=None, not_before=0)
    (second,) = delivered(world)
    assert first.message()["Message-ID"] == second.message()["Message-ID"]
    assert first.message()["Message-ID"].endswith("@localhost>")


def test_two_who_send_at_once_send_it_once(world: Together) -> None:
    harbour(world, "m2")
    open_vote(world)
    settled(world)
    rounds.write(rounds.due_mails(office.main()))
    letter = Letter.objects.get()
    Letter.objects.update(not_before=letter.made_at + rounds.LEASE)  # the other has begun with it
    assert delivered() == []


def test_one_mail_for_everything_that_waits_at_the_same_moment(world: Together) -> None:
    harbour(world, "m2")
    open_vote(world)
    open_vote(world)
    world.done("harbour", world.officer("harbour"), a.SittingCalled(world.now + 10 * DAY))
    (told,) = delivered(world)
    assert told.body.count("http://localhost/b/") == 3  # what came of the first vote, the second, a date
    assert Letter.objects.filter(sent_at__isnull=True).count() == 0


def test_bad_addresses_stop_nobody(world: Together) -> None:
    harbour(world, "m2", "m3", "m4")
    Account.objects.filter(links__member="m3").update(
        mail=addresses.sealed("x@example.org\r\nBcc: all@example.org")
    )
    Account.objects.filter(links__member="m4").update(mail=addresses.sealed("\u202e no address"))
    open_vote(world)
    mails = delivered(world)
    assert "m2@example.org" in to(mails)
    assert not any("Bcc" in words(each) for each in mails)


def test_nobody_is_told_where_a_body_practises_nor_who_is_gone(world: Together) -> None:
    body = harbour(world, "m2", "m3")
    open_vote(world)
    world.done("harbour", "m3", a.Left())
    assert to(delivered(world)) == ["m2@example.org"]
    assert not Letter.objects.filter(account__links__member="m3").exists()
    assert Link.objects.filter(body=body).count() == 2


def test_the_week_is_told_on_monday_morning_in_numbers(world: Together) -> None:
    harbour(world, "m2", "m3")
    Account.objects.filter(links__member="m3").update(digest=False)
    Silence.objects.bulk_create(
        [Silence(account=account, kind=kind) for kind in Kind for account in Account.objects.all()]
    )
    step = open_vote(world)
    assert world.now < world.start + 11 * DAY  # Monday is the 12th
    assert delivered(world) == []
    world.at(world.start + 11 * DAY + 6 * HOUR)
    (told,) = delivered(world)
    assert told.to == ["m2@example.org"]
    assert told.subject == "Your week"
    assert "waits for you" in told.body or "wait for you" in told.body
    assert f"/q/{step}/" not in told.body
    assert delivered(world) == []


def test_mails_speak_the_language_of_the_account(world: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    harbour(world, "m2")
    Account.objects.update(language="es")
    open_vote(world)
    spoken = []
    working = letters.subject

    def subject(letter: Letter) -> str:
        from django.utils.translation import get_language

        spoken.append(get_language())
        return working(letter)

    monkeypatch.setattr(letters, "subject", subject)
    (told,) = delivered(world)
    assert spoken == ["es"]
    assert "enero" in told.body


def test_the_page_of_mails_says_what_counts_and_keeps_what_is_chosen(world: Together) -> None:
    harbour(world, "m2")
    member = Member(world, ("harbour", "m5"))
    page = member.sees("/me/mails/")
    assert "never by whether a mail arrived" in page
    assert "You have given no address" in page
    answer = member.client.post("/me/mails/", {"kinds": ["meeting"]})
    assert answer.status_code == 302
    member.account.refresh_from_db()
    assert member.account.digest is False
    assert not Silence.objects.filter(kind="meeting").exists()
    assert Silence.objects.count() == 7
    member.client.post("/me/mails/", {"kinds": ["meeting", "vote"], "digest": "on"})
    assert Silence.objects.count() == 6
    member.client.logout()
    assert member.client.get("/me/mails/").status_code == 302


def test_the_postman_walks_by_himself_and_goes_on_after_a_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gone, began = threading.Event(), threading.Event()

    def go_round() -> int:
        if not began.is_set():
            began.set()
            raise OSError("disk full at secret@example.org")
        gone.set()
        return 0

    monkeypatch.setattr(rounds, "go_round", go_round)
    rounds.work()
    assert began.wait(5)
    deadline = time.monotonic() + 5
    while not gone.is_set() and time.monotonic() < deadline:
        rounds.work()
        gone.wait(0.05)
    assert gone.is_set()
    assert [record.getMessage() for record in caplog.records] == [
        "a round of the post failed; it is tried again"
    ]
    assert sum(thread.name == "post" for thread in threading.enumerate()) == 1
