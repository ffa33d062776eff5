"""Tour steps 3 and 4: a petition makes a meeting exist; the seat is emptied and filled at that same meeting."""

from __future__ import annotations

import re

import pytest
from tests.web.sittings.towns import harbour, town_of

from confederal.kernel.act import QuestionRaised
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Election, Recall
from confederal.kernel.sitting import Ground
from confederal.stories.together import Together

pytestmark = pytest.mark.django_db


def test_from_the_petition_to_the_replacement(world: Together) -> None:
    harbour(world)
    state = world.state("harbour")
    seat = next(
        s
        for s in state.held(world.now)
        if s.office == "secretary" and s.holder not in state.tellers(world.now)
    )
    signers = [who for who in world.signing("harbour") if who != seat.holder]
    step = world.done("harbour", signers[0], QuestionRaised("Recall of a secretary", Recall(seat.id)))
    town = town_of(world)
    m = town.people
    m["m1"].sees(town.path(f"meetings/{step}/"), 404)
    m[signers[1]].does(town.path(f"q/{step}/support/"))
    assert town.question(step).petitioned  # two of fourteen

    # It exists by right; no officer can refuse it, and the page says so.
    listed = m["m1"].sees(town.path("meetings/"))
    assert "by right of petition" in listed
    at = town.path(f"meetings/{step}/")
    page = m["m1"].sees(at)
    assert "This meeting exists because enough of us signed." in page
    assert "no officer can refuse, move or forget it" in page
    until = town.question(step).agenda_at + town.state.charter.petition_days * DAY
    assert until == town.question(step).agenda_at + 7 * DAY
    officer = m[world.officer("harbour")]
    assert not re.search(r"<button[^>]*>[^<]*(refuse|cancel|postpone)", officer.sees(at), re.IGNORECASE)
    assert "urgent notice" in m["m1"].is_refused(f"{at}open/", attendance=9)

    # The replacement is put at the same meeting.
    replaced = m[signers[0]].does(f"{at}replace/{step}/")["step"]
    election = town.question(replaced).matter
    assert isinstance(election, Election)
    assert election.in_place_of == seat.id
    m[signers[1]].does(town.path(f"q/{replaced}/support/"))
    assert "election of a replacement" not in m["m1"].sees(at)

    town.at(town.question(step).agenda_at + town.state.charter.urgent_hours * HOUR + HOUR)
    town.opened(step, 11)
    assert town.state.sittings[step].ground is Ground.PETITION
    candidates = [who for who in signers if who not in town.state.tellers(town.now)][:2]
    for who in candidates:
        m[who].does(f"{at}put/{replaced}/stand/")

    # Told from the box, one sheet mistyped and caught; then the seat is empty at once.
    assert "by show of hands" not in m["m1"].sees(f"{at}put/{step}/")
    town.put(step, step, "box")
    first, second = town.tellers(step)
    tell = town.path(f"q/{step}/tell/")
    for number in range(1, 12):
        m[first].client.post(f"{tell}roll/", {"hand": f"m{number}"})
    sheet = {"mark-0": 7, "mark-1": 3, "mark-2": 0, "spoilt": 1}
    m[first].does(f"{tell}count/", **sheet)
    assert "differs" in m[second].is_refused(f"{tell}count/", **{**sheet, "mark-0": 6, "spoilt": 2})
    assert town.state.seats[seat.id].ended_at is None
    m[second].does(f"{tell}count/", **sheet)
    assert town.state.seats[seat.id].ended_by == step
    assert seat.holder not in town.state.holders("secretary", town.now)

    town.at(max(town.now, town.question(replaced).agenda_at + town.state.charter.urgent_hours * HOUR))
    town.put(step, replaced, "box")
    first, second = town.tellers(replaced)
    tell = town.path(f"q/{replaced}/tell/")
    for number in range(1, 12):
        m[first].client.post(f"{tell}roll/", {"hand": f"m{number}"})
    for teller in (first, second):
        for paper in ["2"] * 6 + ["1 2"] * 4:
            m[teller].client.post(f"{tell}paper/", {"paper": paper})
        m[teller].does(f"{tell}count/")
    assert candidates[1] in town.state.holders("secretary", town.now)
    minutes = m["m1"].sees(f"{at}minutes/")
    assert "held by right of members who petitioned" in minutes
    assert "Counted by two tellers: 7 for, 3 against, 1 spoilt." in minutes
