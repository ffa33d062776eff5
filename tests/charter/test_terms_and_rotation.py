"""Terms and rotation: R25, R44."""

from __future__ import annotations

from msgspec.structs import replace
from tests.charter.mill import MILL, OFFICES, mill, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.body import Office
from confederal.kernel.delegate import Term
from confederal.kernel.identity import DAY, YEAR
from confederal.stories.world import World


def served(*terms: tuple[str, int, int], **numbers: int) -> World:
    """The mill, where m7 brings along these terms: office, begun and ended so many days ago."""
    world = World()
    brought = tuple(
        Term(office, world.now - since * DAY, world.now - until * DAY) for office, since, until in terms
    )
    charter = replace(MILL, offices=(*OFFICES, Office("treasurer", 2)), **numbers)
    world.found_assembly(
        "mill",
        charter,
        7,
        founders=7,
        officers=False,
        brings=a.Brought(terms=(a.BroughtTerms("m7", brought),)),
    )
    return world


def standing(
    world: World, office: str = "secretary", *, days: int = 365, exceptional: bool = False
) -> list[str]:
    """Why m7 may not stand for that office."""
    election = matters.Election(office, 2, days, exceptional=exceptional)
    step = world.raise_and_support("mill", election, "An election")
    return why(world.stand("mill", "m7", step))


def test_a_term_is_no_longer_than_the_charter_says() -> None:
    """¶1"""
    world = mill(term_days=365, officers=False)
    assert why(world.say("mill", "m1", election_for(366))) == [
        "terms_and_rotation ¶1: 366 days → 1 to 365 days"
    ]
    assert why(world.say("mill", "m1", election_for(0))) == ["terms_and_rotation ¶1: 0 days → 1 to 365 days"]
    assert why(world.say("mill", "m1", election_for(365))) == []


def election_for(days: int) -> a.QuestionRaised:
    return a.QuestionRaised("Secretaries", matters.Election("secretary", 2, days))


def test_nobody_holds_one_office_for_more_consecutive_terms_than_the_charter_says() -> None:
    """¶2"""
    assert standing(served(("secretary", 730, 365), ("secretary", 365, 0), consecutive_terms=2)) == [
        "terms_and_rotation ¶2: 2 terms as secretary in a row "
        "→ train a successor; if nobody else stands, elect for one more term together with a co-holder"
    ]
    assert standing(served(("secretary", 365, 0), consecutive_terms=2)) == []
    assert standing(served(("secretary", 730, 365), ("secretary", 365, 0), consecutive_terms=3)) == []


def test_a_pause_breaks_a_row_of_terms_and_a_short_one_does_not() -> None:
    """¶2"""
    assert standing(served(("secretary", 500, 400), ("secretary", 300, 100), consecutive_terms=2)) == [
        "terms_and_rotation ¶2: 2 terms as secretary in a row "
        "→ train a successor; if nobody else stands, elect for one more term together with a co-holder"
    ]
    assert standing(served(("secretary", 700, 500), ("secretary", 300, 100), consecutive_terms=2)) == []


def test_terms_in_every_office_of_power_are_counted_together() -> None:
    """¶3"""
    years = 365
    long = (("treasurer", 5 * years, 3 * years), ("secretary", 3 * years, 1 * years + 183))
    assert standing(served(*long, cross_office_years=4, consecutive_terms=3)) == [
        "terms_and_rotation ¶3: 1277 days in offices within six years "
        "→ pause, and pass on what you know; terms in every office count"
    ]
    assert standing(served(*long[:1], cross_office_years=4, consecutive_terms=3)) == []
    assert standing(served(*long, cross_office_years=4, consecutive_terms=3), days=182) == []


def test_terms_more_than_six_years_ago_do_not_count() -> None:
    """¶3"""
    assert standing(served(("treasurer", 12 * 365, 6 * 365), cross_office_years=1)) == []
    assert standing(served(("treasurer", 12 * 365, 5 * 365), cross_office_years=1)) == [
        "terms_and_rotation ¶3: 365 days in offices within six years "
        "→ pause, and pass on what you know; terms in every office count"
    ]


def test_overlapping_terms_count_once() -> None:
    """¶3"""
    both = (("treasurer", 3 * 365, 365), ("secretary", 3 * 365, 365))
    assert standing(served(*both, cross_office_years=3, consecutive_terms=3)) == []


def test_keeping_registers_and_telling_are_tasks_and_do_not_count() -> None:
    """¶2, ¶3"""
    long = (("teller", 5 * 365, 3 * 365), ("teller", 3 * 365, 365), ("teller", 365, 0))
    assert standing(served(*long, cross_office_years=1), "teller") == []


def test_a_longer_stay_comes_with_a_co_holder() -> None:
    """¶2, ¶4"""
    world = served(("secretary", 730, 365), ("secretary", 365, 0), consecutive_terms=2)
    assert standing(world, exceptional=True) == []
    alone = matters.Election("secretary", 1, 365, exceptional=True)
    assert why(world.say("mill", "m1", a.QuestionRaised("One more", alone))) == [
        "terms_and_rotation ¶4: one seat → elect two together: the holder and somebody new"
    ]


def test_an_elected_term_counts_from_the_election_and_is_cut_by_a_recall() -> None:
    """¶3"""
    world = mill(officers=False)
    world.decide("mill", matters.Election("secretary", 2, 300), "Secretaries", candidates=("m1", "m2"))
    (term,) = world.state("mill").served["m1"]
    assert term.until - term.since == 300 * DAY
    seat = next(seat.id for seat in world.state("mill").seats.values() if seat.holder == "m1")
    world.decide("mill", matters.Recall(seat), "Recall")
    (cut,) = world.state("mill").served["m1"]
    assert (cut.since, cut.until) == (term.since, world.now)
    assert cut.until - cut.since < YEAR
