"""The ballot, and the count one can follow with a finger."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from tests.web.conftest import settled
from tests.web.people import Member

from confederal import counting
from confederal.charter.template import load
from confederal.counting.reading import read as read_ballots
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Choice, Election, Resolution
from confederal.stories.together import Together
from confederal.web import office

pytestmark = pytest.mark.django_db

PAPERS = (
    (("m1", "m2", "m3"), 9),
    (("m2", "m1", "m4"), 6),
    (("m3", "m4"), 5),
    (("m4", "m3", "m1"), 4),
)


def elected(world: Together) -> int:
    """A co-op of 30 has elected two of four by ranked paper ballots; the step of the election."""
    world.found_assembly("harbour", load("worker_coop"), 30, officers=False)
    matter = Election("secretary", 2, 300)
    question = world.decide(
        "harbour", matter, "Two speakers", ballots=PAPERS, candidates=("m1", "m2", "m3", "m4")
    )
    settled(world)
    return question.id


def test_a_ranked_election_shows_its_sheet_round_by_round(world: Together) -> None:
    step = elected(world)
    body = world.bodies["harbour"]
    ana = Member(world, ("harbour", "m5"))
    for who in ("m1", "m2"):
        Member(world, ("harbour", who))
    state = office.main().state(body)
    assert state is not None
    outcome = state.questions[step].outcome
    assert outcome is not None
    assert outcome.sheet is not None
    page = ana.sees(f"/b/{body}/q/{step}/count/")
    assert "Round by round" in page
    assert "the sheet is the one in the record" in page
    assert outcome.sheet in page
    assert "m1 of harbour" in page, "people are called as they are called here"
    assert page.count("<h1") == 1
    assert "<svg" in page
    assert "Stage 1" in page
    assert "counted again without looking" in page
    told = ana.sees(f"/b/{body}/q/{step}/")
    assert f"/b/{body}/q/{step}/count/" in told


def links(page: str) -> set[str]:
    """The addresses on these pages that a page leads to."""
    return {
        unescape(link) for link in re.findall(r'href="(/[^"#]*)', page) if not link.startswith("/static/")
    }


@pytest.mark.parametrize("form", ["election", "yes or no"])
def test_no_link_on_these_pages_leads_nowhere(world: Together, form: str) -> None:
    if form == "election":
        step = elected(world)
    else:
        world.found_assembly("harbour", load("worker_coop"), 14)
        step = world.decide("harbour", Resolution(), "Longer breaks", {"for": 9, "against": 3}).id
        settled(world)
    here = f"/b/{world.bodies['harbour']}/q/{step}/"
    ana = Member(world, ("harbour", "m5"))
    found = links(ana.sees(here)) | links(ana.sees(f"{here}count/"))
    assert f"{here}count/" in found
    state = office.main().state(world.bodies["harbour"])
    assert state is not None
    who = next(iter(state.tellers(office.main().now())), "m1")
    ben = Member(world, ("harbour", who))
    mends = links(ben.sees(f"{here}count/")) - found
    assert any(link.startswith(f"{here}tell/") for link in mends | found), "who may tell mends a wrong count"
    for member, there in ((ana, found), (ben, mends)):
        for link in there - {"/sign-out/"}:
            answer = member.client.get(link)
            assert answer.status_code in (200, 302), (link, answer.status_code)


def test_the_recount_file_gives_the_same_sheet(world: Together) -> None:
    step = elected(world)
    body = world.bodies["harbour"]
    ana = Member(world, ("harbour", "m5"))
    state = office.main().state(body)
    assert state is not None
    outcome = state.questions[step].outcome
    assert outcome is not None
    answer = ana.client.get(f"/b/{body}/q/{step}/count/sheet.blt")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    (election,) = read_ballots(answer.content, "sheet.blt", None)
    again = counting.count("scottish-stv", election.ballots, seats=2)
    assert again.elected == outcome.elected
    told = json.loads(ana.sees(f"/b/{body}/q/{step}/count/sheet.json"))
    assert told["checksum"] == outcome.sheet
    assert ana.sees(f"/b/{body}/q/{step}/count/sheet.csv").startswith("stage,what,candidate")
    ana.sees(f"/b/{body}/q/{step}/count/sheet.exe", 404)
    Member(world).sees(f"/b/{body}/q/{step}/count/", 404)


def test_a_tie_broken_by_lot_is_shown_as_a_tie(world: Together) -> None:
    world.found_assembly("harbour", load("worker_coop"), 30, officers=False)
    papers = ((("m1",), 9), (("m2",), 6), (("m3", "m2"), 2), (("m4", "m1"), 2))
    question = world.decide(
        "harbour", Election("secretary", 2, 300), "Two", ballots=papers, candidates=("m1", "m2", "m3", "m4")
    )
    settled(world)
    ana = Member(world, ("harbour", "m3"))
    page = ana.sees(f"/b/{world.bodies['harbour']}/q/{question.id}/count/")
    assert "were level in every round; the lot fell on" in page
    assert "m3 of harbour" in page
    assert "Who is who on the sheet" in page, "a lot falls by pseudonyms, so the sheet keeps them"
    assert "the sheet is the one in the record" in page


def test_a_choice_that_ends_in_a_tie_says_between_whom(world: Together) -> None:
    world.found_assembly("harbour", load("worker_coop"), 14)
    papers = ((("north",), 5), (("south",), 5))
    question = world.decide("harbour", Choice(("north", "south")), "Which gate", ballots=papers)
    settled(world)
    ana = Member(world, ("harbour", "m3"))
    here = f"/b/{world.bodies['harbour']}/q/{question.id}/"
    assert "A tie: as many on one side as on the other. It is not adopted." in ana.sees(here)
    page = ana.sees(f"{here}count/")
    assert re.search(r"A tie:</strong>\s+north, south", page)


def voting(world: Together, matter: Choice | Resolution, title: str) -> int:
    """A vote by device between meetings is open on it; its step."""
    world.found_assembly("harbour", load("worker_coop"), 14)
    step = world.raise_and_support("harbour", matter, title)
    world.wait_for_notice("harbour", step)
    world.done("harbour", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + 3 * DAY))
    settled(world)
    return step


def test_a_vote_is_cast_changed_and_seen_only_by_its_voter(world: Together) -> None:
    step = voting(world, Resolution(), "Longer breaks")
    body = world.bodies["harbour"]
    here = f"/b/{body}/q/{step}/"
    ana, ben = Member(world, ("harbour", "m3")), Member(world, ("harbour", "m4"))
    assert "Sign and vote" in ana.sees(here)
    ana.does(f"{here}vote/", said="for")
    assert "You voted:" in ana.sees(here)
    ana.does(f"{here}vote/", said="against")
    state = office.main().state(body)
    assert state is not None
    assert state.questions[step].votes["m3"] == ("against",)
    page = ana.sees(here)
    assert "You voted: <strong>Against</strong>" in page
    assert "Change my vote" in page
    other = ben.sees(here)
    assert "You voted" not in other
    assert "1 has voted by device so far" in other
    assert "Select a valid choice" in ana.is_refused(f"{here}vote/", said="perhaps")


def test_a_ranking_is_checked_before_it_is_signed(world: Together) -> None:
    step = voting(world, Choice(("red", "green", "blue")), "The colour of the gate")
    body = world.bodies["harbour"]
    here = f"/b/{body}/q/{step}/"
    ana = Member(world, ("harbour", "m3"))
    page = ana.sees(here)
    assert "data-ranking" in page
    assert "Two have the same place" in ana.is_refused(f"{here}vote/", place_0="1", place_1="1")
    assert "Give at least one a place" in ana.is_refused(f"{here}vote/")
    assert "not both" in ana.is_refused(f"{here}vote/", place_0="1", abstains="on")
    ana.does(f"{here}vote/", place_0="3", place_2="1")
    state = office.main().state(body)
    assert state is not None
    assert state.questions[step].votes["m3"] == ("blue", "red"), "a place left free closes up"
    assert "blue &gt; red" in ana.sees(here)
    ana.does(f"{here}vote/", abstains="on")
    state = office.main().state(body)
    assert state is not None
    assert state.questions[step].votes["m3"] == ("abstain",)


def test_a_stale_tab_is_told_so_after_the_vote_closed(world: Together) -> None:
    step = voting(world, Resolution(), "Longer breaks")
    body = world.bodies["harbour"]
    here = f"/b/{body}/q/{step}/"
    ana = Member(world, ("harbour", "m3"))
    prepared = ana.prepares(f"{here}vote/", {"said": "for"})
    assert prepared.status_code == 200
    for who in ("m5", "m6", "m7", "m8", "m9"):
        world.done("harbour", who, a.Voted(step, ("for",)))
    world.later(days=4)
    settled(world)
    assert ana.signs(prepared).status_code == 422, "what was signed too late is refused by the desk"
    told = ana.is_refused(f"{here}vote/", said="for")
    assert "This vote was closed" in told
    assert "It was not counted" in told
    assert "You voted" not in ana.sees(here)
    assert "How it was counted" in ana.sees(here)


def test_too_few_took_part_and_a_stale_tab_is_told_so(world: Together) -> None:
    step = voting(world, Resolution(), "Longer breaks")
    here = f"/b/{world.bodies['harbour']}/q/{step}/"
    ana = Member(world, ("harbour", "m3"))
    world.later(days=4)
    settled(world)
    assert "too few had taken part" in ana.is_refused(f"{here}vote/", said="for")
    assert "second call" in ana.sees(here)


def test_who_may_stand_stands_and_a_paper_vote_is_not_online(world: Together) -> None:
    world.found_assembly("harbour", load("worker_coop"), 14, officers=False)
    step = world.raise_and_support("harbour", Election("secretary", 2, 300), "Two speakers")
    settled(world)
    body = world.bodies["harbour"]
    here = f"/b/{body}/q/{step}/"
    ana = Member(world, ("harbour", "m3"))
    assert "Nobody stands yet" in ana.sees(here)
    ana.does(f"{here}stand/")
    assert "m3 of harbour" in ana.sees(here)
    assert "stands already" in ana.is_refused(f"{here}stand/")
    assert "not open now" in ana.is_refused(f"{here}vote/", said="for")
