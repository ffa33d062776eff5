"""Every kind of decision has a form; filled in, it is a lawful proposal whose page says its terms."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import matters
from confederal.kernel.envelope import SeedKey
from confederal.stories.together import Together
from confederal.stories.world import seed
from confederal.web import office
from confederal.web.questions import kinds

pytestmark = pytest.mark.django_db

NEW_KEY = SeedKey(seed("key", "new host")).keyid


def town(world: Together) -> None:
    """Two co-ops and their federation, which both have joined; and another body nobody has joined."""
    sections = replace(load("workplace_with_sections"), offices=load("worker_coop").offices)
    world.found_assembly("harbour", sections, 20, sections=dict.fromkeys(sections.sections[:2], 10))
    world.found_assembly("tide", load("worker_coop"), 16)
    world.found_council("fed", load("federation_one_body_one_vote"), ["harbour", "tide"])
    world.found_assembly("ember", load("worker_coop"), 9)
    world.begin_council("other", load("congress"), ["tide", "ember"])
    settled(world)


def forms(world: Together) -> dict[str, tuple[dict[str, object], tuple[str, ...]]]:
    """For each kind that an assembly raises: what is filled in, and what its page then says."""
    state = world.state("harbour")
    seat = next(seat for seat in state.held(world.now) if seat.office == "secretary")
    section = state.charter.sections[0]
    return {
        "resolution": (
            {"scope": "discipline", "sunset_days": "90", "text": "No phones at the saw."},
            ("90", "No phones"),
        ),
        "choice": ({"among": "North\nSouth"}, ("North", "South")),
        "straw-poll": ({"among": "North\nSouth"}, ("binds nobody",)),
        "standard": (
            {
                "subject": "pay_hour",
                "amount": "15.00",
                "unit": "minor_units",
                "sunset_days": "365",
                "note": "",
            },
            ("pay for an hour: 15.00 EUR",),
        ),
        "commission": (
            {
                "called": "Oven group",
                "tasks": "Find an oven\nAsk for prices",
                "seats": "3",
                "ends_days": "60",
                "reports_days": "20",
            },
            ("oven-group", "Find an oven; Ask for prices"),
        ),
        "election": (
            {
                "office": "secretary@",
                "seats": "2",
                "alternates": "1",
                "term_days": "300",
                "method": "scottish-stv",
            },
            ("election of 2 seats: secretary", "300"),
        ),
        "recall": ({"seat": seat.id}, ("recall of",)),
        "expulsion": ({"member": "m9", "conduct": "violence"}, ("m9", "violence")),
        "joining": ({"council": world.bodies["other"]}, ("joining",)),
        "leaving": ({"council": world.bodies["fed"]}, ("What we leave",)),
        "agreement": (
            {
                "partners": world.bodies["tide"],
                "agreed": "We lend each other the van.",
                "days": "0",
                "notice_days": "30",
            },
            ("With whom", "We lend each other the van."),
        ),
        "lending": (
            {"partners": world.bodies["tide"], "who_lends": "we", "tasks": ["teller"], "days": "200"},
            ("Who lends", "teller"),
        ),
        "strike": ({"demands": "Safe scaffolds", "of": section}, ("Safe scaffolds", section)),
        "settlement": (
            {"with_whom": "Mills Ltd", "deal": "Safe scaffolds from Monday."},
            ("Mills Ltd", "Safe scaffolds from Monday."),
        ),
        "takeover": (
            {
                "phase": "control",
                "functions": "Foreman: rotating_task\nOwner: abolished",
                "debts": "100.50",
                "title_held_by": "federation",
            },
            ("Foreman", "rotating task"),
        ),
        "constituency": ({"called": "Night shift"}, ("night-shift",)),
        "host": ({"key": NEW_KEY, "where": "Mill street, by Ana and Ben"}, ("Mill street",)),
        "edition": ({"edition": "draft"}, ()),
        "closing-down": ({}, ()),
    }


def test_every_kind_is_filled_in_and_its_page_says_its_terms(world: Together) -> None:
    town(world)
    body = world.bodies["harbour"]
    ana = Member(world, ("harbour", "m1"))
    given = forms(world)
    state = world.state("harbour")
    assert set(given) | {"charter", "referring-back"} == {
        kind.key for group in kinds.offered(state) for kind in group.kinds
    }
    refused = {}
    for key, (form, told) in given.items():
        assert "Sign and propose it" in ana.sees(f"/b/{body}/q/new/?kind={key}")
        answer = ana.prepares(f"/b/{body}/q/new/?kind={key}", {"title": f"About {key}", **form})
        if answer.status_code != 200:
            refused[key] = answer.content.decode()
            continue
        recorded = ana.signs(answer)
        assert recorded.status_code == 200, (key, recorded.content.decode())
        page = ana.sees(recorded.json()["then"])
        assert f"About {key}" in page
        for words in told:
            assert words in page, (key, words)
    assert set(refused) == {"edition", "election"}, refused
    assert "0 free" in refused["election"]
    assert "Why not?" in refused["edition"], "the law, not the form, says why not"


def test_a_proposal_to_our_council_is_decided_at_home_first(world: Together) -> None:
    town(world)
    body, fed = world.bodies["harbour"], world.bodies["fed"]
    ana = Member(world, ("harbour", "m1"))
    assert f"kind=standard&amp;to={fed}" in ana.sees(f"/b/{body}/q/new/")
    told = ana.does(
        f"/b/{body}/q/new/?kind=standard&to={fed}",
        title="A floor of 15.00",
        council=fed,
        subject="pay_hour",
        amount="15.00",
        unit="minor_units",
        sunset_days="365",
        text="Nobody is paid less.",
    )
    state = office.main().state(body)
    assert state is not None
    asked = state.questions[told["step"]]
    assert isinstance(asked.matter, matters.Proposal)
    assert isinstance(asked.matter.what, matters.Standard)
    assert asked.matter.what.amount == 1500
    assert asked.matter.text == asked.paragraphs
    page = ana.sees(told["then"])
    assert "pay for an hour: 15.00 EUR" in page
    assert "To which council" in page
    ana.sees(f"/b/{body}/q/new/?kind=recall&to={fed}", 404)
    ana.sees(f"/b/{body}/q/new/?kind=standard&to={'0' * 64}", 404)


def test_in_the_council_delegates_raise_what_a_council_decides(world: Together) -> None:
    town(world)
    world.elect_delegates("harbour", "fed", "m3")
    settled(world)
    fed = world.bodies["fed"]
    place = world.place_of("harbour", "fed")
    ana = Member(world, ("harbour", "m3"))
    ana.holds(world.key("fed", place))
    page = ana.sees(f"/b/{fed}/q/new/")
    assert "A temporary exception" in page
    assert "A strike" not in page
    told = ana.does(
        f"/b/{fed}/q/new/?kind=resolution", title="We meet in May", scope="general", sunset_days="0"
    )
    assert "the delegates of our branches" in ana.sees(told["then"])
