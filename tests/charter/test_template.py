"""Templates: each loads, stays inside the bounds, says where its numbers come from, and makes a body that works."""

from __future__ import annotations

import msgspec
import pytest
from inline_snapshot import snapshot

from confederal.charter import settings, template
from confederal.kernel.body import CNT_BRACKETS, Base, Charter, Comparison, Kind, Share

ASKED_FOR = {
    "worker_coop",
    "union_branch",
    "workplace_with_sections",
    "village",
    "federation_cnt_brackets",
    "federation_per_started",
    "federation_one_body_one_vote",
    "federation_by_heads",
    "joint_committee_parity",
    "congress",
    "defence_council",
    "commission",
}


def test_every_kind_of_body_that_was_asked_for_has_a_template() -> None:
    assert set(template.names()) >= ASKED_FOR


@pytest.mark.parametrize("name", template.names())
def test_a_template_loads_inside_its_bounds(name: str) -> None:
    assert list(settings.faults(template.load(name))) == []


@pytest.mark.parametrize("name", template.names())
def test_a_template_reads_back_as_it_was_written(name: str) -> None:
    charter = template.load(name)
    assert msgspec.json.decode(msgspec.json.encode(charter), type=Charter) == charter


@pytest.mark.parametrize("name", template.names())
def test_a_template_says_whom_it_is_for_and_where_every_number_comes_from(name: str) -> None:
    head, _, body = template.source(name).partition("\n\n")
    assert "\n# For: " in head
    assert "\n# From: " in head
    assert "DOMAIN §" in head
    assert "onfidence" in head or "high" in head
    uncommented = [line for line in body.splitlines() if starts_a_number(line) and "#" not in line]
    assert uncommented == []


def starts_a_number(line: str) -> bool:
    """Whether a line of a template sets a number or choice (the title, kind and form say themselves)."""
    name, equals, _ = line.partition("=")
    return bool(equals) and name.strip() not in ("kind", "form") and not line.startswith((" ", "#"))


def test_chosen_settings_take_the_place_of_the_templates_own() -> None:
    charter = template.load("worker_coop", title="Kestrel Bakery", notice_days=5)
    assert (charter.title, charter.notice_days, charter.term_days) == ("Kestrel Bakery", 5, 365)


def test_settings_may_be_written_as_words_as_at_a_terminal() -> None:
    charter = template.load(
        "union_branch",
        notice_days="5",
        decides_charter="at_least 3/4 of eligible",
        offices={"keeper": 2, "teller": 3},
    )
    assert charter.notice_days == 5
    assert charter.decides_charter == Share("3/4", Comparison.AT_LEAST, Base.ELIGIBLE)
    assert [(office.name, office.seats, office.power) for office in charter.offices] == [
        ("keeper", 2, False),
        ("teller", 3, False),
    ]


def test_settings_may_be_values_themselves() -> None:
    assert template.load("federation_cnt_brackets", brackets=CNT_BRACKETS).brackets == CNT_BRACKETS
    assert template.load("union_branch", decides=Share("3/5")).decides == Share("3/5")


def test_offices_of_power_are_all_but_the_tasks() -> None:
    offices = {office.name: office.power for office in template.load("worker_coop").offices}
    assert offices == {"keeper": False, "teller": False, "secretary": True, "treasurer": True}


def test_a_template_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(template.Unsuitable) as refused:
        template.load("soviet_of_commissars")
    (objection,) = refused.value.objections
    assert objection.article == "authority_from_below"
    assert objection.value == "template soviet_of_commissars"
    assert "worker_coop" in objection.mend


def test_every_setting_that_is_wrong_is_told_not_the_first_only() -> None:
    with pytest.raises(template.Unsuitable) as refused:
        template.load("worker_coop", notice_days="soon", dictator="m1", decides="2/3")
    assert sorted(objection.value for objection in refused.value.objections) == [
        "decides is '2/3'",
        "notice_days is 'soon'",
        "setting dictator",
    ]


def test_a_number_outside_its_bound_is_refused_with_bound_and_article() -> None:
    with pytest.raises(template.Unsuitable) as refused:
        template.load("worker_coop", notice_days=1)
    assert str(refused.value) == snapshot(
        "authority_from_below ¶5: The founders choose the numbers of the charter inside the bounds that are the same "
        "for all. (found: notice_days is 1). What would mend it: notice_days: 2 to 30"
    )


@pytest.mark.parametrize("name", [n for n in template.names() if template.load(n).kind is Kind.COUNCIL])
def test_a_councils_template_has_nothing_of_an_assembly(name: str) -> None:
    charter = template.load(name)
    assert charter.sections == ()
    assert charter.offices == ()
