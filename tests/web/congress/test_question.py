"""One proposal, branch by branch: instruction, vote cast, what counted; and every way of counting beside ours."""

import json
import re

import pytest
from tests.web.congress.people import delegate, member, served, words
from tests.web.congress.river import CITY, River, appealed, before_the_congress, opened, voted

from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.identity import HOUR
from confederal.kernel.matters import Election
from confederal.records.home import Home
from confederal.web import office

pytestmark = pytest.mark.django_db


def rows(page: str) -> dict[str, str]:
    """The rows of every table on a page: the row's heading → the rest of it."""
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL):
        head = re.search(r'<th scope="row"[^>]*>(.*?)</th>', row, re.DOTALL)
        if head is not None:
            found[words(head[1])] = words(row[head.end() :])
    return found


def test_the_stray_vote_is_marked_and_every_count_stands_beside_ours(home: Home) -> None:
    told = served(voted())
    page = member(told, "harbour").sees(f"/b/{told.body(CITY)}/q/{told.fund}/bodies/")
    table = rows(page)
    assert table["as instructed"] == "5–5 a tie, not adopted our rules"
    assert table["void"] == "5–4 adopted only to compare"
    assert table["as cast"] == "6–4 adopted only to compare"
    assert table["votes by size, in brackets"] == "5–5 a tie, not adopted our rules"
    assert table["one vote for every started 100 members"] == "4–5 not adopted only to compare"
    assert table["one vote for each branch"] == "2–5 not adopted only to compare"
    assert table["one vote for each member"] == "273–130 adopted only to compare"
    assert table["our way, had the floor not seated Millrace"] == "5–4 adopted only to compare"
    assert table["Harbour (yours) 1 vote"] == "against for not the instruction 1 against"
    assert table["Northgate 3 votes"] == "for for 3 for"
    assert page.count("not the instruction</span>") == 1
    assert "a tie, not adopted : 5 for, 5 against" in words(page)
    assert page.count('<span class="visually-hidden">5 for, 5 against</span>') == 2, "read aloud in words"


@pytest.mark.parametrize(
    ("stray", "counted"), [("as_mandated", "1 against"), ("void", "nothing"), ("counted", "1 for")]
)
def test_the_switch_shows_what_would_have_counted(home: Home, stray: str, counted: str) -> None:
    told = served(voted())
    page = member(told, "harbour").sees(f"/b/{told.body(CITY)}/q/{told.fund}/bodies/?stray={stray}")
    assert rows(page)["Harbour (yours) 1 vote"] == f"against for not the instruction {counted}"
    assert ("This is what our rules say." in page) is (stray == "as_mandated")


def test_before_the_vote_it_shows_what_would_come_out(home: Home) -> None:
    told = served(before_the_congress())
    page = member(told, "tide").sees(f"/b/{told.body(CITY)}/q/{told.fund}/bodies/")
    table = rows(page)
    assert "The vote has not been opened yet" in page
    assert table["votes by size, in brackets"].startswith("5–4 adopted")  # Tide has not said
    assert table["Tide (yours) 1 vote"].startswith("none given")


def test_the_count_stays_when_the_delegate_has_gone(home: Home) -> None:
    story = voted()
    told = served(story)
    printer, here = member(told, "ember"), f"/b/{told.body(CITY)}/q/{told.fund}/bodies/"
    before = rows(printer.sees(here))
    world = story.world.what_if()
    seat = next(seat for seat in world.state("harbour").held(world.now) if seat.to == told.body(CITY))
    world.done("harbour", seat.holder, a.Resigned(seat.id))
    world.later(hours=1)
    assert not list(world.state(CITY).places_of(told.body("harbour")))
    served(type(told)(world, told.fund, told.sitting, told.appeal))
    assert rows(printer.sees(here)) == before


def test_on_a_practice_copy_the_weights_recompute_and_nothing_real_changes(home: Home) -> None:
    told = served(voted())
    city = told.body(CITY)
    someone = member(told, "harbour")
    size = office.main().reading(city).size
    here = f"/b/{city}/congress/rolls/?q={told.fund}"
    as_it_is = rows(someone.sees(here))
    assert as_it_is["votes by size, in brackets our rules"] == "5–5 a tie, not adopted"
    assert as_it_is["All branches"] == "10"
    page = someone.sees(f"{here}&m-{told.body('tide')[:12]}=51")
    table = rows(page)
    assert table["votes by size, in brackets our rules"] == "5–5 a tie, not adopted 5–6 not adopted"
    assert table["one vote for each member"].endswith("273–143 adopted")
    assert table["All branches"] == "10 → 11"
    assert office.main().reading(city).size == size


def test_a_delegate_votes_here_and_is_told_what_the_instruction_says(home: Home) -> None:
    story = appealed()
    world = story.world.what_if()
    opener = world.place_of("northgate", CITY)
    world.done(CITY, opener, a.VoteOpened(story.fund, (Way.NAMED,), world.now + 2 * HOUR))
    told = served(type(story)(world, story.fund, story.sitting, story.appeal))
    city = told.body(CITY)
    here = f"/b/{city}/q/{told.fund}/bodies/"
    someone = delegate(told, "harbour")
    assert "Your instruction says: against" in words(someone.sees(here))
    warned = someone.prepares(f"{here}vote/", {"mark": "for"})
    assert "Your instruction says: against. You are about to vote: for." in json.loads(warned.content)["told"]
    assert json.loads(someone.prepares(f"{here}vote/", {"mark": "against"}).content)["told"] == ""
    someone.does(f"{here}vote/", mark="for")
    page = someone.sees(here)
    assert "You voted: for" in words(page)
    assert rows(page)["Harbour (yours) 1 vote"].startswith("against our instruction for not the instruction")
    assert "Select a valid choice" in someone.is_refused(f"{here}vote/", mark="perhaps")
    bystander = member(told, "harbour")
    assert "Your vote for your branch" not in bystander.sees(here)
    bystander.is_refused(f"{here}vote/", mark="for")


def test_a_tab_left_open_says_that_the_vote_is_over(home: Home) -> None:
    told = served(voted())
    here = f"/b/{told.body(CITY)}/q/{told.fund}/bodies/"
    someone = delegate(told, "harbour")
    assert "was closed" in someone.is_refused(f"{here}vote/", mark="against")
    assert "Your vote for your branch" not in someone.sees(here)


def test_delegates_elect_officers_on_the_page_of_the_election(home: Home) -> None:
    story = opened()
    world = story.world.what_if()
    place = world.place_of("northgate", CITY)
    election = world.done(CITY, place, a.QuestionRaised("A secretary", Election("secretary", 2, 300)))
    for name in ("northgate", "lantern"):
        world.done(CITY, world.place_of(name, CITY), a.CandidatureAccepted(election))
    world.later(days=8)
    told = River(world, story.fund, story.sitting)
    assert world.state(CITY).questions[election].stage == "agenda"
    served(told)
    page = delegate(told, "harbour").sees(f"/b/{told.body(CITY)}/congress/")
    assert f"/q/{election}/bodies/" not in page
    silent = delegate(told, "ember").sees(f"/b/{told.body(CITY)}/congress/?show=silent")
    assert "No open proposal fits this." in silent, "branches instruct on no election"
    assert f"/q/{election}/" in page
