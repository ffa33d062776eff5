"""The pages of a body: what a member sees of it, and what nobody may see."""

import io
import tarfile
from pathlib import Path

import pytest
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.act import ACTS
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.matters import Election, Recall, Resolution
from confederal.kernel.member import Standing
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.accounts.models import Handle, Link
from confederal.web.bodies.steps import TOLD

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(world: Together) -> Together:
    world.found_assembly("harbour", load("worker_coop"), 14)
    world.decide("harbour", Resolution(), "We buy a second van")
    world.raise_and_support("harbour", Resolution(), "Longer breaks")
    settled(world)
    return world


def test_a_member_sees_what_is_open_who_holds_what_and_what_was_decided(harbour: Together) -> None:
    page = Member(harbour, ("harbour", "m2")).sees(f"/b/{harbour.bodies['harbour']}/")
    assert "Longer breaks" in page
    assert "We buy a second van" in page
    assert "By what right?" in page
    assert "m1 of harbour" not in page  # nobody took that handle


def test_home_shows_what_waits_and_where(harbour: Together) -> None:
    member = Member(harbour, ("harbour", "m2"))
    page = member.sees("/")
    assert "14 members may vote" not in page
    assert harbour.state("harbour").charter.title in page


def test_the_rules_have_our_own_numbers_in_them(harbour: Together) -> None:
    page = Member(harbour, ("harbour", "m2")).sees(f"/b/{harbour.bodies['harbour']}/rules/")
    assert "Our own numbers" in page
    assert "With 14 members now that is" in page


def test_the_record_lists_every_step_but_no_single_vote_and_no_signature_on_a_recall(
    harbour: Together,
) -> None:
    seat = next(iter(harbour.state("harbour").live))
    step = harbour.done("harbour", "m3", a.QuestionRaised("Recall", Recall(seat)))
    harbour.say("harbour", "m5", a.Supported(step))
    settled(harbour)
    member = Member(harbour, ("harbour", "m2"))
    page = member.sees(f"/b/{harbour.bodies['harbour']}/record/")
    assert "Proposed: “Recall” (recall)" in page
    raised = page[page.index(f'id="step-{step}"') :]
    assert "m3" not in raised[: raised.index("</tr>")]
    row = page[page.index(f'id="step-{step + 1}"') :]
    assert "m5" not in row[: row.index("</tr>")]


def test_the_whole_record_can_be_taken_along_and_is_whole(harbour: Together, tmp_path: Path) -> None:
    member = Member(harbour, ("harbour", "m2"))
    answer = member.client.get(f"/b/{harbour.bodies['harbour']}/record/export.tar")
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path / "taken", filter="data")
    from click.testing import CliRunner

    from confederal.cli.verify import command

    told = CliRunner().invoke(command, [str(tmp_path / "taken")])
    assert told.exit_code == 0, told.output


def test_what_needs_a_second_person_is_read_and_confirmed(harbour: Together) -> None:
    body = harbour.bodies["harbour"]
    keepers = list(harbour.state("harbour").holders("keeper", harbour.now))
    step = harbour.done(
        "harbour", keepers[0], a.StandingImported((a.StandingLine("m13", Standing.SUSPENDED),))
    )
    settled(harbour)
    second, other = Member(harbour, ("harbour", keepers[1])), Member(harbour, ("harbour", "m9"))
    assert "A second person is needed" in second.sees("/")
    assert "m13: does not vote for now" in second.sees(f"/b/{body}/confirm/{step}/")
    assert "Why not?" in other.is_refused(f"/b/{body}/confirm/{step}/")
    second.does(f"/b/{body}/confirm/{step}/")
    state = office.main().state(body)
    assert state is not None
    assert state.pending.get(step) is None


def test_every_trail_of_a_seat_leads_back_to_people(harbour: Together) -> None:
    member = Member(harbour, ("harbour", "m2"))
    body = harbour.bodies["harbour"]
    for seat in harbour.state("harbour").live:
        assert "Every line leads back to people" in member.sees(f"/b/{body}/right/{seat}/")
    member.sees(f"/b/{body}/right/nobody/", 404)
    assert "By what right" not in member.sees("/why-not/recall_at_any_time/")


def test_the_past_is_shown_as_it_stood_and_nothing_can_be_done_there(harbour: Together) -> None:
    body = harbour.bodies["harbour"]
    member = Member(harbour, ("harbour", "m2"))
    before = harbour.start + 60
    page = member.sees(f"/b/{body}/?at={before}")
    assert "Nothing is decided yet" in page
    step = next(iter(harbour.state("harbour").open_questions))
    assert "shows the past" in member.is_refused(f"/b/{body}/q/{step}/support/?at={harbour.now}")


def test_every_kind_of_step_has_its_sentence() -> None:
    assert set(TOLD) == set(ACTS)
    assert Election not in TOLD


def test_the_second_teller_does_not_read_the_first_ones_numbers_in_the_record(harbour: Together) -> None:
    body = harbour.bodies["harbour"]
    step = next(iter(harbour.state("harbour").open_questions))
    harbour.wait_for_notice("harbour", step)
    harbour.meet("harbour", step)
    first, second = harbour.tellers("harbour")
    harbour.done("harbour", first, a.VoteOpened(step, (Way.HANDS,), harbour.now + 6 * 3600))
    told = harbour.done("harbour", first, a.CountTold(step, Way.HANDS, (Tally(("for",), 13),)))
    settled(harbour)
    page = Member(harbour, ("harbour", second)).sees(f"/b/{body}/record/")
    row = page[page.index(f'id="step-{told}"') :]
    assert "13" not in row[row.index("teller") : row.index("</tr>")]
    harbour.done("harbour", second, a.CountConfirmed(told, step, (Tally(("for",), 13),)))
    settled(harbour)
    page = Member(harbour, ("harbour", "m9")).sees(f"/b/{body}/record/")
    row = page[page.index(f'id="step-{told}"') :]
    assert "13" in row[row.index("teller") : row.index("</tr>")]


def test_what_is_said_at_the_tellers_table_is_read_by_those_who_sit_there(harbour: Together) -> None:
    body = harbour.bodies["harbour"]
    step = harbour.raise_and_support("harbour", Resolution(), "A quieter hall")
    harbour.wait_for_notice("harbour", step)
    harbour.meet("harbour", step)
    first, second = harbour.tellers("harbour")
    harbour.done("harbour", first, a.VoteOpened(step, (Way.NAMED,), harbour.now + 6 * 3600))
    said = harbour.done("harbour", first, a.Assisted("m13", a.Voted(step, ("against",))))
    settled(harbour)
    for path in (f"/b/{body}/confirm/{said}/", f"/b/{body}/meetings/table/", f"/b/{body}/confirm/"):
        page = Member(harbour, ("harbour", "m9")).client.get(path)
        assert page.status_code == 404 or b"against" not in page.content, path
        Link.objects.filter(member="m9").delete()
        Handle.objects.filter(member="m9").delete()
    assert "against" in Member(harbour, ("harbour", second)).sees(f"/b/{body}/confirm/{said}/")
