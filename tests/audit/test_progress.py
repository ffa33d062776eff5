"""Where a proposal stands, what another wording changes, and the sheet of a count once more."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from confederal.audit import changed_words, progress, sheets
from confederal.audit.changed_words import Change
from confederal.audit.progress import Station
from confederal.charter.articles.quorum_and_notice import opens_at
from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.body import Base, Comparison, Share
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Choice, Election, Resolution
from confederal.stories.together import Together

PAPERS = ((("m1", "m2", "m3"), 9), (("m2", "m1"), 6), (("m3",), 5))


@pytest.mark.parametrize("module", [changed_words, progress, sheets])
def test_the_examples_run(module: ModuleType) -> None:
    doctest_globals = {"Share": Share, "Comparison": Comparison}
    told = doctest.testmod(module, extraglobs=doctest_globals)
    assert told.attempted
    assert not told.failed


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_wordings_can_be_read_out_of_what_changed(before: str, after: str) -> None:
    parts = changed_words.changed_words(before, after)
    assert "".join(part.text for part in parts if part.change is not Change.IN) == before
    assert "".join(part.text for part in parts if part.change is not Change.OUT) == after


@given(
    st.fractions(min_value="1/2", max_value="3/4", max_denominator=12),
    st.sampled_from(Comparison),
    st.integers(min_value=1, max_value=5_000),
)
def test_so_many_votes_are_enough_and_one_less_is_not(part: object, how: Comparison, of: int) -> None:
    share = Share(str(part), how, Base.ELIGIBLE)
    votes = progress.votes_needed(share, of)

    def met(number: int) -> bool:
        return number >= share.exact * of if how is Comparison.AT_LEAST else number > share.exact * of

    assert met(votes)
    assert not met(votes - 1)


def test_a_proposal_passes_its_stations() -> None:
    world = Together()
    world.found_assembly("harbour", replace(load("worker_coop"), support=2), 30)
    step = world.done("harbour", "m1", a.QuestionRaised("Longer breaks", Resolution()))

    def now() -> progress.Progress:
        state = world.state("harbour")
        return progress.progress(state, state.questions[step], world.now)

    first = now()
    assert [one.station for one in first.stations if one.here] == [Station.PROPOSED]
    assert (first.support.have, first.support.needed, first.support.more) == (1, 2, 1)
    assert first.meeting.needed == 3
    assert first.opens_at is None
    assert not first.secret
    world.done("harbour", "m2", a.Supported(step))
    second = now()
    assert [one.station for one in second.stations if one.here] == [Station.AGENDA]
    state = world.state("harbour")
    assert second.opens_at == opens_at(state, state.questions[step])
    world.wait_for_notice("harbour", step)
    world.done("harbour", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    third = now()
    assert third.until == world.now + 2 * DAY
    assert not third.over
    for who in world.signing("harbour")[:9]:
        world.done("harbour", who, a.Voted(step, ("for",)))
    assert now().voted == 9
    world.later(days=3)
    last = now()
    assert [one.station for one in last.stations if one.here] == [Station.DECIDED]
    assert all(one.reached for one in last.stations)
    assert last.in_force


@pytest.mark.parametrize(
    ("matter", "candidates"),
    [(Election("secretary", 2, 300), ("m1", "m2", "m3")), (Choice(("m1", "m2", "m3")), ())],
)
def test_the_sheet_is_counted_again_to_its_checksum(
    matter: Election | Choice, candidates: tuple[str, ...]
) -> None:
    world = Together()
    world.found_assembly("harbour", load("worker_coop"), 30, officers=False)
    closed = world.decide("harbour", matter, "Who, or what", ballots=PAPERS, candidates=candidates)
    found = sheets.recounted(world.state("harbour"), closed, world.now)
    assert found is not None
    assert found.agrees
    assert closed.outcome is not None
    assert found.sheet.checksum == closed.outcome.sheet
    names = {"m1": "Ana", "m2": "Ben", "m3": "Ana"}
    read = sheets.read_as(found, names, closed)
    assert read.candidates == ("Ana (m1)", "Ben", "Ana (m3)")
    assert [stage.totals for stage in read.stages] == [stage.totals for stage in found.sheet.stages]
    other = replace(closed, outcome=replace(closed.outcome, sheet="0" * 64))
    wrong = sheets.recounted(world.state("harbour"), other, world.now)
    assert wrong is not None
    assert not wrong.agrees, "another checksum is noticed"


def test_the_sheet_stands_after_somebody_of_those_who_stood_has_left() -> None:
    world = Together()
    world.found_assembly("harbour", load("worker_coop"), 30, officers=False)
    closed = world.decide(
        "harbour", Election("secretary", 2, 300), "Secretaries", ballots=PAPERS, candidates=("m1", "m2", "m3")
    )
    world.done("harbour", "m3", a.Left())
    found = sheets.recounted(world.state("harbour"), closed, world.now)
    assert found is not None
    assert found.agrees
