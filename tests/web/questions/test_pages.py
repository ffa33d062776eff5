"""A proposal's way through the pages: raised, supported, voted, closed, with its rules in plain numbers."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.envelope import seal
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Choice, Expulsion, Recall, Resolution
from confederal.kernel.matters.expulsion import Conduct
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.office import canonical
from confederal.web.questions import listing, search
from confederal.web.visit import visit as visiting

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> “{{ 7|add:7 }}” \u202e & 'quotes'"


def harbour(world: Together, heads: int = 14) -> str:
    """A co-op; its identity."""
    world.found_assembly("harbour", replace(load("worker_coop"), support=2), heads)
    settled(world)
    return world.bodies["harbour"]


def now(body: str) -> State:
    """What the served record shows."""
    state = office.main().state(body)
    assert state is not None
    return state


def later(days: int) -> None:
    """The clock of the served home goes on; the clerk does what fell due."""
    office.main().home.wait(days * DAY)
    office.main().follow()


def raised(member: Member, body: str, kind: str, /, **form: object) -> int:
    """Raises something through the pages; its step."""
    return int(member.does(f"/b/{body}/q/new/?kind={kind}", **form)["step"])


def test_from_an_idea_to_a_result_on_the_pages(world: Together) -> None:
    body = harbour(world)
    crew = [Member(world, ("harbour", f"m{number}")) for number in range(1, 8)]
    ana, ben = crew[0], crew[1]
    assert "Nothing has been proposed yet" in ana.sees(f"/b/{body}/q/")
    assert "A straw poll that binds nobody" in ana.sees(f"/b/{body}/q/new/")
    form = {
        "title": "We close at noon on Saturdays",
        "text": "From May on.\n\nUntil we decide otherwise.",
        "scope": "general",
    }
    preview = ana.client.post(f"/b/{body}/q/new/preview/?kind=resolution", form).content.decode()
    assert "How it will read" in preview
    assert "Until we decide otherwise." in preview
    assert "more than half of the votes cast" in preview
    assert (
        "If all 14 vote for or against, 8 for it are enough; if only the 5 vote who must take part, 3."
        in preview
    )
    assert "all members with a vote: 14 now" in preview
    assert "Nothing in our rules speaks against" in preview
    assert not now(body).questions, "a preview is written nowhere"
    step = raised(ana, body, "resolution", **form)
    here = f"/b/{body}/q/{step}/"
    page = ana.sees(here)
    assert "From May on." in page
    assert "proposed by" in page
    assert "m1 of harbour" in page
    assert "1 of 2 who must support it do" in page
    assert "Support it" not in page
    assert "You support it." in page
    assert "Support it" in ben.sees(here)
    ben.does(f"{here}support/")
    page = ben.sees(here)
    assert "The vote can open from" in page
    assert "Open the vote" not in page
    assert "Why not?" in ben.is_refused(f"{here}open/", way="named", days="1")
    later(8)
    page = ben.sees(here)
    assert "Notice has run" in page
    assert "Open the vote" in page
    assert "by show of hands" not in page.partition("Open the vote")[2].partition("</form>")[0]
    ben.does(f"{here}open/", way="named", days="1")
    assert now(body).questions[step].stage is Stage.VOTING
    for member, said in zip(crew, ("for", "for", "for", "for", "against", "abstain", "for"), strict=True):
        member.does(f"{here}vote/", said=said)
    later(2)
    page = ana.sees(here)
    assert now(body).questions[step].stage is Stage.CLOSED
    assert "Adopted" in page
    assert "7 took part of 14 who could; 5 had to take part." in page
    assert re.search(r'<th scope="row">For</th><td class="n">5</td>', page)
    assert re.search(r'<th scope="row">Abstain</th><td class="n">1</td>', page)
    assert "It holds until we decide otherwise." in page
    assert "by device, under one&#x27;s name" in ana.sees(f"{here}count/")
    listed = ana.sees(f"/b/{body}/q/?stands=adopted&kind=resolution")
    assert "We close at noon" in listed
    assert "Nothing fits" in ana.sees(f"/b/{body}/q/?stands=not-adopted")


def test_amendments_stand_in_place_and_are_taken_in_by_the_author(world: Together) -> None:
    body = harbour(world)
    ana, ben, eva = (Member(world, ("harbour", who)) for who in ("m1", "m2", "m3"))
    step = raised(
        ana,
        body,
        "resolution",
        title="Opening hours",
        text="We open at nine.\n\nWe close at six.",
        scope="general",
    )
    here = f"/b/{body}/q/{step}/"
    assert "We close at six." in ben.sees(f"{here}wording/1/")
    assert "Nothing is changed yet" in ben.is_refused(f"{here}wording/1/", wording="We close at six.")
    ben.sees(f"{here}wording/7/", 404)
    told = ben.does(f"{here}wording/1/", wording="We close at seven.")
    page = eva.sees(here)
    assert "<del>six</del><ins>seven</ins>" in page
    assert "offered by" in page
    assert "m2 of harbour" in page
    assert "Take it into the text" not in page
    assert "raised by m1" in eva.is_refused(f"{here}take/{told['step']}/")
    put = eva.does(f"{here}put/{told['step']}/")
    assert "It is put to the vote" in eva.sees(here)
    vote = eva.sees(put["then"])
    assert "<del>six</del><ins>seven</ins>" in vote
    assert "Opening hours" in vote
    assert "Take it into the text" in ana.sees(here)
    ana.does(f"{here}take/{told['step']}/")
    page = eva.sees(here)
    assert "We close at seven." in page
    assert "We close at six." not in page
    assert "<del>" not in page


def test_proposals_about_the_same_are_merged_and_own_ones_taken_back(world: Together) -> None:
    body = harbour(world)
    ana, ben = Member(world, ("harbour", "m1")), Member(world, ("harbour", "m2"))
    one = raised(ana, body, "resolution", title="A bicycle shed", text="In the yard.", scope="general")
    two = raised(ben, body, "resolution", title="A roof for bicycles", text="Of wood.", scope="general")
    assert "A roof for bicycles" in ana.sees(f"/b/{body}/q/{one}/")
    proposed = ana.does(f"/b/{body}/q/{one}/merge/", into=str(two))["step"]
    assert proposed in now(body).pending, "whoever raised the other has to agree"
    assert "waits for a second person" in ben.sees(f"/b/{body}/q/{two}/")
    ben.does(f"/b/{body}/confirm/{proposed}/")
    merged = ben.sees(f"/b/{body}/q/{two}/")
    assert "Of wood." in merged
    assert "In the yard." in merged
    assert "merged into another" in ana.sees(f"/b/{body}/q/{one}/")
    three = raised(ana, body, "resolution", title="Paint", scope="general")
    ana.does(f"/b/{body}/q/{three}/take-back/")
    assert now(body).questions[three].stage is Stage.WITHDRAWN
    assert "taken back" in ana.sees(f"/b/{body}/q/{three}/")
    assert "Why not?" in ben.is_refused(f"/b/{body}/q/{two}/support/"), "one supports one's own once"


def test_secrecy_and_paper_are_asked_for_and_advice_must_be_answered(world: Together) -> None:
    body = harbour(world)
    ana, ben = Member(world, ("harbour", "m1")), Member(world, ("harbour", "m2"))
    step = raised(ana, body, "resolution", title="A new oven", text="The large one.", scope="general")
    here = f"/b/{body}/q/{step}/"
    ben.does(f"{here}support/")
    assert "Ask for a secret vote (0 of 2 ask)" in ana.sees(here)
    ana.does(f"{here}secret/")
    assert "Ask for a secret vote" not in ana.sees(here)
    ben.does(f"{here}secret/")
    assert "in secret, by paper ballot at the meeting" in ana.sees(here)
    ben.does(f"{here}paper/")
    given = ben.does(f"{here}advise/", statement="The small one uses half the gas.")
    assert "It has no answer yet" in ana.sees(here)
    ana.does(f"{here}answer/{given['step']}/", statement="We bake for two shops now.")
    page = ana.sees(here)
    assert "We bake for two shops now." in page
    assert "It has no answer yet" not in page
    later(8)
    assert "Open the vote" not in ana.sees(here), "a secret vote is opened at a meeting only"


def test_hostile_words_are_words_and_others_find_nothing(world: Together) -> None:
    body = harbour(world)
    world.found_assembly("tide", load("worker_coop"), 9)
    settled(world)
    ana, tom = Member(world, ("harbour", "m1")), Member(world, ("tide", "m1"))
    step = raised(
        ana,
        body,
        "resolution",
        title=HOSTILE,
        text=f"{HOSTILE}\n\n<img src=x onerror=alert(1)>",
        scope="general",
    )
    for path in (
        f"/b/{body}/q/",
        f"/b/{body}/q/{step}/",
        f"/b/{body}/q/{step}/wording/0/",
        f"/b/{body}/q/{step}/talk/",
    ):
        page = ana.sees(path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page
        tom.sees(path, 404)
    for path in ("support/", "take-back/", "secret/", "vote/", "open/"):
        assert tom.prepares(f"/b/{body}/q/{step}/{path}", {}).status_code == 404
    assert (
        "one line" in ana.is_refused(f"/b/{body}/q/new/?kind=resolution", title="", scope="general").lower()
    )
    ana.sees(f"/b/{body}/q/999/", 404)
    ana.sees(f"/b/{body}/q/new/?kind=decree", 404)


def test_what_has_no_word_is_said_and_what_there_is_instead(world: Together) -> None:
    body = harbour(world)
    ana = Member(world, ("harbour", "m1"))
    page = ana.sees(f"/b/{body}/q/new/?wish=appoint+a+manager")
    assert "Our rules have no word for it" in page
    assert f"/b/{body}/q/new/?kind=election" in page
    assert "kind=recall" in ana.sees(f"/b/{body}/q/new/?wish=fire+the+secretary")
    assert "Dissolve, merge or take over another body" in ana.sees(f"/b/{body}/q/no-word/")
    assert "Not in this edition" in ana.sees(f"/b/{body}/q/new/?kind=budget")
    assert "straw" in ana.sees(f"/b/{body}/q/new/?wish=survey").lower()


def test_a_choice_keeps_its_wording_and_a_straw_poll_binds_nobody(world: Together) -> None:
    body = harbour(world)
    ana = Member(world, ("harbour", "m1"))
    options = "Für alle\nÑandú azul\nRed & green"
    step = raised(ana, body, "straw-poll", title="What colour?", among=options)
    matter = now(body).questions[step].matter
    assert isinstance(matter, Choice)
    assert matter.binding is False
    assert matter.among == ("fur-alle", "nandu-azul", "red-green")
    page = ana.sees(f"/b/{body}/q/{step}/")
    assert "binds nobody" in page
    for option in ("Für alle", "Ñandú azul", "Red &amp; green"):
        assert page.count(option) == 1, "an option stands in its list, and not in the text again"
    assert "fur-alle" not in page


def test_a_recall_is_a_petition_with_a_number_of_signatures(world: Together) -> None:
    body = harbour(world, 40)
    ana, ben = Member(world, ("harbour", "m7")), Member(world, ("harbour", "m8"))
    seat = next(seat for seat in now(body).held(office.main().now()) if seat.office == "secretary")
    assert seat.id in ana.sees(f"/b/{body}/q/new/?kind=recall&seat={seat.id}")
    step = raised(ana, body, "recall", title="We take it back", seat=seat.id)
    assert isinstance(now(body).questions[step].matter, Recall)
    page = ben.sees(f"/b/{body}/q/{step}/")
    assert "Sign the petition" in page
    assert "1 of 4 signatures" in page
    assert "recall of" in page
    assert "m7 of harbour" not in page, "who began it is one of the signatures"
    ben.does(f"/b/{body}/q/{step}/support/")
    assert "2 of 4 signatures" in ben.sees(f"/b/{body}/q/{step}/")


def test_our_own_numbers_are_changed_inside_their_bounds(world: Together) -> None:
    body = harbour(world)
    ana = Member(world, ("harbour", "m1"))
    page = ana.sees(f"/b/{body}/q/new/?kind=charter")
    assert "Days members know of a proposal before the vote" in page
    fields = dict(re.findall(r'<input type="(?:text|number)" name="([a-z_]+)" value="([^"]*)"', page))
    fields |= chosen(page)
    fields["offices"] = re.search(r'<textarea name="offices"[^>]*>([^<]*)', page)[1]  # type: ignore[index]
    fields["title"] = "More notice"
    assert "nothing is changed yet" in ana.is_refused(
        f"/b/{body}/q/new/?kind=charter", **(fields | unchanged(now(body)))
    )
    changed = fields | unchanged(now(body)) | {"notice_days": "10"}
    step = raised(ana, body, "charter", **changed)
    matter = now(body).questions[step].matter
    told = ana.sees(f"/b/{body}/q/{step}/")
    assert "<del>7</del> <ins>10</ins>" in told
    assert matter.becomes.notice_days == 10  # type: ignore[union-attr]
    assert matter.becomes.offices == now(body).charter.offices  # type: ignore[union-attr]
    assert "Why not?" in ana.is_refused(f"/b/{body}/q/new/?kind=charter", **(changed | {"notice_days": "90"}))


def chosen(page: str) -> dict[str, str]:
    """What is chosen in each list of a form."""
    lists = re.findall(r'<select name="([a-z_]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    found = ((name, re.search(r'<option value="([^"]*)" selected', options)) for name, options in lists)
    return {name: hit[1] for name, hit in found if hit}


def unchanged(state: State) -> dict[str, str]:
    """The boxes that are ticked as things are."""
    ticked = {name: getattr(state.charter, name) for name in ("between_meetings", "admission_by_assembly")}
    return {name: "on" for name, on in ticked.items() if on}


def test_decisions_are_found_whatever_the_accents(world: Together) -> None:
    body = harbour(world)
    ana, ben = Member(world, ("harbour", "m1")), Member(world, ("harbour", "m2"))
    steps = []
    for title, text in (
        ("El café de la mañana", "Cerramos la cantina en año nuevo."),
        ("The canteen", "A short line. The café is closed in winter and nobody minds that at all."),
        ("Something else", "Nothing of the kind."),
    ):
        step = raised(ana, body, "resolution", title=title, text=text, scope="general")
        ben.does(f"/b/{body}/q/{step}/support/")
        steps.append(step)
    later(8)
    for step in steps:
        ana.does(f"/b/{body}/q/{step}/open/", way="named", days="1")
        world_votes(world, body, step)
    later(2)
    request = ana.client.get(f"/b/{body}/q/").wsgi_request
    here = visiting(request, body)
    hits = search.found(now(body), "CAFE", here)
    assert [hit.question.id for hit in hits] == steps[:2], "in the title before in the text"
    assert hits[1].match == "café"
    assert hits[1].after.startswith(" is closed")
    assert [hit.question.id for hit in search.found(now(body), "ano nuevo", here)] == steps[:1]
    assert search.found(now(body), "nowhere", here) == []
    assert search.found(now(body), "  ", here) == []


def world_votes(world: Together, body: str, step: int) -> None:
    """Five members vote for it with their own keys, straight at the desk."""
    main = office.main()
    for who in ("m1", "m2", "m3", "m4", "m5"):
        key = world.key("harbour", who)
        payload = main.payload(body, who, key.keyid, a.Voted(step, ("for",)))
        main.record(body, seal(canonical(payload), key))


def test_who_has_no_key_is_told_where_it_counts_the_same(world: Together) -> None:
    body = harbour(world, 20)
    ana, zoe = Member(world, ("harbour", "m1")), Member(world, ("harbour", "m19"))
    step = raised(ana, body, "resolution", title="A new oven", scope="general")
    page = zoe.sees(f"/b/{body}/q/{step}/")
    assert "it counts the same" in page
    assert "Support it</button>" not in page
    assert "tellers" in zoe.is_refused(f"/b/{body}/q/{step}/support/")
    assert "You have no key here" not in ana.sees(f"/b/{body}/q/{step}/")


def test_a_list_of_fifteen_hundred_asks_once_who_may_vote(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = harbour(world)
    state = now(body)
    questions = state.questions.update(
        {
            number: Question(number, f"Proposal {number}", Resolution(), "m1", 0, paragraphs=("0" * 64,))
            for number in range(100, 1600)
        }
    )
    many = replace(state, questions=questions)
    asked: list[object] = []
    electors = State.electors

    def counted(state: State, section: str | None, at: int) -> object:
        asked.append(section)
        return electors(state, section, at)

    monkeypatch.setattr(State, "electors", counted)
    found = listing.wanted(many, "open", "resolution")
    page, rows = listing.page(many, found, "3", office.main().now())
    assert asked == [None], "who may vote is looked up once a section, not once a row"
    assert len(found) == 1500
    assert len(rows) == listing.A_PAGE
    assert page.number == 3
    assert rows[0].question.id == 1599 - 2 * listing.A_PAGE


def test_nobody_is_expelled_unheard_and_an_appeal_is_open_to_them(world: Together) -> None:
    body = harbour(world, 20)
    ana, ben, eva = (Member(world, ("harbour", who)) for who in ("m1", "m2", "m3"))
    step = raised(
        ana, body, "expulsion", title="About the till", member="m3", conduct="theft_from_the_collective"
    )
    here = f"/b/{body}/q/{step}/"
    page = ana.sees(here)
    assert "Nobody is expelled unheard" in page
    assert "theft from the collective" in page
    assert "Why not?" in ana.is_refused(f"{here}hearing/", statement="They were heard.")
    later(3)
    told = ana.does(f"{here}hearing/", statement="She said the count was wrong.")
    ben.does(f"/b/{body}/confirm/{told['step']}/")
    assert "two people wrote it down" in ana.sees(here)
    assert "Appeal" not in eva.sees(here)


def test_who_was_expelled_appeals_on_the_page_and_stays(world: Together) -> None:
    world.found_assembly("harbour", load("worker_coop"), 20)
    matter = Expulsion("m3", Conduct.VIOLENCE)
    step = world.raise_and_support("harbour", matter, "About the brawl")
    world.later(days=3)
    told = world.done("harbour", "m1", a.HearingHeld(step, "0" * 64))
    world.done("harbour", "m2", a.Confirmed(told))
    assert world.put("harbour", step).outcome is not None
    settled(world)
    body = world.bodies["harbour"]
    here = f"/b/{body}/q/{step}/"
    eva, ana = Member(world, ("harbour", "m3")), Member(world, ("harbour", "m1"))
    assert "Sign and appeal" in eva.sees(here)
    assert "Sign and appeal" not in ana.sees(here)
    assert "Why not?" in ana.is_refused(f"{here}appeal/", statement="Not so.")
    eva.does(f"{here}appeal/", statement="I was not there.")
    assert now(body).decisions[step].reopened == "appealed"
    assert now(body).members["m3"].leaves_at is None
    assert "It hears the appeal against" in ana.sees(f"/b/{body}/q/new/?kind=expulsion")


def test_a_page_of_the_past_shows_and_does_nothing(world: Together) -> None:
    body = harbour(world)
    ana, ben = Member(world, ("harbour", "m1")), Member(world, ("harbour", "m2"))
    step = raised(ana, body, "resolution", title="A new oven", text="The large one.", scope="general")
    here = f"/b/{body}/q/{step}/"
    then = office.main().now()
    later(1)
    ben.does(f"{here}support/")
    past = ben.sees(f"{here}?at={then}")
    assert "The record as it stood" in past
    assert "gathering support" in past
    assert "data-act" not in past
    assert "On the agenda" in ben.sees(here)
    assert "past" in ben.is_refused(f"{here}secret/?at={then}")
