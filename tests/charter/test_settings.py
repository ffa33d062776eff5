"""The bounds of the numbers a body chooses, each at both of its edges (DESIGN §2)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import fields, replace
from tests.charter.mill import COUNCIL, MILL, OFFICES

from confederal.charter import settings
from confederal.kernel.body import Base, Bracket, Charter, Comparison, Form, Key, Kind, Office, Share

ENDLESS = 2**53 - 1

INSIDE: dict[str, tuple[int, int]] = {
    "quorum_least": (1, 25),
    "notice_days": (2, 30),
    "urgent_hours": (24, 72),
    "support": (1, 10),
    "petition_days": (1, 7),
    "voting_days": (1, 29),
    "reading_days": (7, 60),
    "appeal_days": (7, 60),
    "retable_days": (30, 365),
    "term_days": (7, 730),
    "consecutive_terms": (1, 3),
    "cross_office_years": (1, 4),
    "vouchers": (2, 10),
    "recovery_hours": (24, 168),
    "cooling_off_days": (14, 365),
    "freshness_days": (1, 730),
    "standing_days": (0, 120),
    "ratify_days": (7, 365),
    "leave_notice_days": (0, 90),
}

AT_MOST = {
    "quorum_share": ("1/2", "51/100"),
    "reserved_quorum": ("1/2", "51/100"),
    "petition": ("1/5", "21/100"),
    "secrecy_on_demand": ("1/10", "11/100"),
    "count_on_demand": ("1/5", "21/100"),
}

THRESHOLDS = {
    "decides": "3/4",
    "decides_charter": "3/4",
    "decides_joining": "2/3",
    "decides_expulsion": "3/4",
    "decides_closing": "3/4",
    "ratified_by": "3/4",
}


def wrong(charter: Charter) -> list[str]:
    """The settings that are out of their bounds."""
    return [name for name, _, _ in settings.faults(charter)]


def with_(name: str, value: Any, charter: Charter = MILL) -> Charter:
    return replace(charter, **{name: value})


def test_the_charters_of_the_tests_are_inside_their_bounds() -> None:
    assert wrong(MILL) == []
    assert wrong(COUNCIL) == []


def test_every_number_of_a_charter_has_a_bound_here() -> None:
    """A number that is added to the charter without a bound is found by this test."""
    numbers = {field.name for field in fields(Charter) if isinstance(getattr(MILL, field.name), int)}
    unbounded = {"between_meetings", "admission_by_assembly", "credentials_each_sitting"}
    by_form = {"started", "cap_votes", "ends_day"}
    assert numbers - unbounded - by_form == set(INSIDE)


@pytest.mark.parametrize("name", INSIDE)
def test_a_number_is_between_its_least_and_its_most(name: str) -> None:
    least, most = INSIDE[name]
    assert wrong(with_(name, least)) == []
    assert wrong(with_(name, most)) == []
    assert wrong(with_(name, most + 1)) == [name]
    if least > 0:
        assert wrong(with_(name, least - 1)) == [name]


@pytest.mark.parametrize("name", AT_MOST)
def test_a_share_is_at_most_its_bound(name: str) -> None:
    most, more = AT_MOST[name]
    assert wrong(with_(name, most)) == []
    assert wrong(with_(name, more)) == [name]


@pytest.mark.parametrize("name", ["petition", "secrecy_on_demand"])
def test_a_demand_needs_somebody_who_makes_it(name: str) -> None:
    assert wrong(with_(name, "0/1")) == [name]
    assert wrong(with_(name, "1/1000")) == []


@pytest.mark.parametrize("name", AT_MOST)
@pytest.mark.parametrize(
    "words", ["", "half", "0.1", "1/0", "-1/10", "1/-10", "11/10", "1", "１/２", "1/2/3", " 1/10"]
)
def test_a_share_is_a_fraction_between_0_and_1(name: str, words: str) -> None:
    assert wrong(with_(name, words)) == [name]


@pytest.mark.parametrize("name", THRESHOLDS)
def test_a_threshold_is_a_majority_at_least_and_never_so_high_that_a_few_hold_everybody(name: str) -> None:
    most = THRESHOLDS[name]
    base = Base.ELIGIBLE if name == "ratified_by" else Base.CAST
    assert wrong(with_(name, Share("1/2", Comparison.MORE_THAN, base))) == []
    assert wrong(with_(name, Share("1/2", Comparison.AT_LEAST, base))) == [name]
    assert wrong(with_(name, Share("49/100", Comparison.MORE_THAN, base))) == [name]
    assert wrong(with_(name, Share(most, Comparison.AT_LEAST, base))) == []
    assert wrong(with_(name, Share("76/100", Comparison.AT_LEAST, base))) == [name]
    assert wrong(with_(name, Share("most of us", base=base))) == [name]


def test_what_comes_down_is_confirmed_by_a_share_of_the_bodies_there_are() -> None:
    """A share of those who answered would make silence consent."""
    for base in (Base.CAST, Base.PRESENT, Base.WEIGHT):
        assert wrong(with_("ratified_by", Share("1/2", base=base), COUNCIL)) == ["ratified_by"]
    assert wrong(with_("ratified_by", Share("1/2", base=Base.ELIGIBLE), COUNCIL)) == []


@pytest.mark.parametrize("name", sorted(set(THRESHOLDS) - {"ratified_by"}))
def test_of_all_who_may_vote_no_more_than_half_is_asked_for(name: str) -> None:
    """Else those who stay away decide."""
    assert wrong(with_(name, Share("1/2", base=Base.ELIGIBLE))) == []
    assert wrong(with_(name, Share("3/5", base=Base.ELIGIBLE))) == [name]


def test_two_thirds_are_the_most_for_joining() -> None:
    assert wrong(with_("decides_joining", Share("67/100"))) == ["decides_joining"]


def test_an_assembly_has_no_weights() -> None:
    assert wrong(with_("decides", Share("1/2", base=Base.WEIGHT))) == ["decides"]
    assert wrong(with_("decides", Share("1/2", base=Base.WEIGHT), COUNCIL)) == []


@pytest.mark.parametrize(("seats", "bad"), [(1, True), (2, False), (50, False), (51, True)])
def test_an_office_has_two_seats_or_more(seats: int, bad: bool) -> None:
    offices = (*OFFICES, Office("treasurer", seats))
    assert wrong(with_("offices", offices)) == (["offices.treasurer"] if bad else [])


def test_an_office_is_named_once() -> None:
    assert wrong(with_("offices", (*OFFICES, Office("secretary", 3)))) == ["offices"]


def test_an_assembly_has_keepers_and_tellers() -> None:
    assert wrong(with_("offices", OFFICES[1:])) == ["offices"]
    assert wrong(with_("offices", (OFFICES[0], OFFICES[2]))) == ["offices"]


def test_keeping_telling_and_hosting_are_tasks_and_nothing_else_is() -> None:
    """No office leaves the count of terms by calling itself a task (R44)."""
    assert wrong(with_("offices", (*OFFICES[:2], Office("secretary", 2, power=False)))) == [
        "offices.secretary"
    ]
    assert wrong(with_("offices", (Office("keeper", 2, power=True), *OFFICES[1:]))) == ["offices.keeper"]
    assert wrong(with_("offices", (*OFFICES, Office("hostkeeper", 2, power=False)))) == []


COUNCILS = (Form.FEDERATION, Form.CONGRESS, Form.JOINT_COMMITTEE, Form.DEFENCE_COUNCIL, Form.COMMISSION)


@pytest.mark.parametrize("form", Form)
def test_a_form_belongs_to_its_kind(form: Form) -> None:
    assembly = wrong(with_("form", form))
    council = wrong(with_("form", form, replace(COUNCIL, sides=("a", "b"), ends_day=90, tasks=("guard",))))
    assert assembly == (["form"] if form in COUNCILS else [])
    assert council == ([] if form in COUNCILS else ["form"])


def test_sections_are_named_once_and_councils_have_none() -> None:
    assert wrong(with_("sections", ("day", "night"))) == []
    assert wrong(with_("sections", ("day", "day"))) == ["sections"]
    assert wrong(with_("sections", ("day",), COUNCIL)) == ["sections"]


def test_an_assemblys_decision_is_final() -> None:
    assert wrong(with_("ratified", ("standard",))) == ["ratified"]


@pytest.mark.parametrize("form", [Form.FEDERATION, Form.CONGRESS])
def test_a_federations_floors_come_down_to_be_confirmed(form: Form) -> None:
    charter = replace(COUNCIL, form=form)
    assert wrong(charter) == []
    assert wrong(with_("ratified", ("charter",), charter)) == ["ratified"]


@pytest.mark.parametrize(
    ("brackets", "bad"),
    [
        ((), True),
        ((Bracket(50, 1),), True),
        ((Bracket(50, 1), Bracket(ENDLESS, 2)), False),
        ((Bracket(50, 2), Bracket(ENDLESS, 1)), True),
        ((Bracket(50, 1), Bracket(50, 2), Bracket(ENDLESS, 3)), True),
        ((Bracket(100, 1), Bracket(50, 2), Bracket(ENDLESS, 3)), True),
        ((Bracket(50, 0), Bracket(ENDLESS, 1)), True),
        ((Bracket(50, 1), Bracket(ENDLESS, 1)), False),
    ],
)
def test_brackets_rise_and_the_last_has_no_limit(brackets: tuple[Bracket, ...], bad: bool) -> None:
    charter = replace(COUNCIL, delegation_key=Key.BRACKETS, brackets=brackets)
    assert wrong(charter) == (["brackets"] if bad else [])


def test_votes_per_started_number_need_a_number() -> None:
    charter = replace(COUNCIL, delegation_key=Key.PER_STARTED)
    assert wrong(with_("started", 1, charter)) == []
    assert wrong(with_("started", 0, charter)) == ["started"]


def test_a_joint_committee_has_two_sides() -> None:
    charter = replace(COUNCIL, form=Form.JOINT_COMMITTEE, sides=("cnt", "ugt"))
    assert wrong(charter) == []
    assert wrong(with_("sides", ("cnt",), charter)) == ["sides"]
    assert wrong(with_("sides", ("cnt", "cnt"), charter)) == ["sides"]


@pytest.mark.parametrize("form", [Form.DEFENCE_COUNCIL, Form.COMMISSION])
def test_what_ends_names_its_last_day_and_its_tasks(form: Form) -> None:
    charter = replace(COUNCIL, form=form, ends_day=365, tasks=("guard",))
    assert wrong(charter) == []
    assert wrong(with_("ends_day", 1, charter)) == []
    assert wrong(with_("ends_day", 0, charter)) == ["ends_day"]
    assert wrong(with_("ends_day", 366, charter)) == ["ends_day"]
    assert wrong(with_("tasks", (), charter)) == ["tasks"]


@pytest.mark.parametrize(
    ("zone", "bad"), [("UTC", False), ("Europe/Madrid", False), ("mars", True), ("", True)]
)
def test_a_time_zone_is_one_of_the_tz_database(zone: str, bad: bool) -> None:
    assert wrong(with_("time_zone", zone)) == (["time_zone"] if bad else [])


@pytest.mark.parametrize(
    ("electors", "quorum", "reserved"),
    [
        (1, 1, 1),
        (3, 2, 2),
        (4, 3, 3),
        (7, 4, 4),
        (9, 5, 5),
        (10, 5, 5),
        (50, 5, 13),
        (51, 6, 13),
        (300, 30, 75),
    ],
)
def test_the_quorum_is_the_larger_of_least_and_share_and_never_above_a_majority(
    electors: int, quorum: int, reserved: int
) -> None:
    """min(max(5, 10 % rounded up), a majority of members), and the same with 25 % for reserved matters."""
    assert MILL.quorum(electors) == quorum
    assert MILL.quorum(electors, reserved=True) == reserved


@pytest.mark.parametrize(
    ("electors", "petitioners"), [(1, 1), (3, 1), (6, 2), (14, 3), (15, 3), (16, 4), (100, 20)]
)
def test_a_petition_is_a_fifth_and_never_over_three_in_a_small_body(electors: int, petitioners: int) -> None:
    assert with_("petition", "1/5").petitioners(electors) == petitioners


def test_an_assembly_is_one_kind_and_a_council_the_other() -> None:
    assert {MILL.kind, COUNCIL.kind} == set(Kind)


@pytest.mark.parametrize(
    ("currency", "bad"), [("EUR", False), ("ARS", False), ("euro", True), ("", True), ("€" * 9, True)]
)
def test_a_currency_has_three_letters(currency: str, bad: bool) -> None:
    assert wrong(with_("currency", currency)) == (["currency"] if bad else [])
