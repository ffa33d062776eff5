"""Papers of a congress: the form for branches that meet without us, credentials."""

from __future__ import annotations

import pytest
from tests.attacks.congress import asked, seated
from tests.secretary.mill import BODIES, charter, federation_charter
from tests.web.conftest import settled
from tests.web.paper.test_meetings import printed
from tests.web.people import Member

from confederal.kernel import act as a
from confederal.kernel.identity import DAY
from confederal.stories.together import Together

pytestmark = pytest.mark.django_db


def test_the_form_has_the_text_every_instruction_and_two_tellers(world: Together) -> None:
    for name in BODIES:
        world.found_assembly(name, charter(name.title()), 9)
    world.found_council("fed", federation_charter(), BODIES)
    seated(world)
    step = asked(world)
    place = world.place_of("mill", "fed")
    sitting = world.done("fed", place, a.SittingCalled(world.now + 8 * DAY, (step,)))
    settled(world)
    council = world.bodies["fed"]
    member = Member(world, ("tide", "m4"))
    form = printed(member, f"/b/{council}/q/{step}/instruction/{world.bodies['tide']}.pdf")
    assert "A floor of 15.00" in form
    assert "Our branch Tide" in form
    for instruction in (
        "vote for it",
        "vote against it",
        "abstain",
        "sent back to the branches",
        "split the votes as our assembly split",
        "decide on the spot",
    ):
        assert instruction in form
    assert "First teller:" in form
    assert "Second teller:" in form
    assert "Our branch:" in printed(member, f"/b/{council}/q/{step}/instruction.pdf")
    printed(member, f"/b/{council}/q/{step}/instruction/{'0' * 64}.pdf", 404)
    printed(member, f"/b/{council}/q/{step}/ballots.pdf", 404)  # delegates vote by name
    listed = printed(member, f"/b/{council}/credentials/{sitting}/credentials.pdf")
    assert listed.count("Mill") >= 1
    assert "3 votes in all" in listed
    assert "printed for" in listed
    printed(Member(world), f"/b/{council}/credentials/{sitting}/credentials.pdf", 404)
