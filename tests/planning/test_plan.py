"""A plan adds up exactly, in everybody's own set, and its certificate can be had from the messages alone."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.planning.valley import valley

from confederal.planning.archive import replay, write_year
from confederal.planning.certificate import certify
from confederal.planning.collision import collision, could_give_at_most
from confederal.planning.community import Need, Point
from confederal.planning.execution import Delivery, after_failure, commitments, deviations
from confederal.planning.explanation import (
    over_its_limit,
    what_binds,
    why_more,
    why_this_much,
    why_this_valuation,
)
from confederal.planning.objection import Refused
from confederal.planning.plan import balance_of, carried_over, consented, settle
from confederal.planning.value_flows import as_value_flows, from_value_flows
from confederal.planning.year import Year, hold_rounds, hold_year, remembered

DAY = "2027-06-30"


@pytest.fixture(scope="module")
def year() -> Year:
    deliveries = [
        Delivery("Red Oven", "bread", Fraction(1), DAY),
        Delivery("Heath Farm", "rye", Fraction(60), DAY),
    ]
    return hold_year(valley(), 14, 1e-5, deliveries)


def test_the_plan_adds_up_exactly_and_nobody_crosses_its_own_limits(year: Year) -> None:
    plan, economy = year.plan, year.held.economy
    assert balance_of(economy, plan) == dict(plan.surplus)
    assert min(plan.surplus.values()) >= 0
    for desk in year.held.heard.desks:
        activity = desk.asked[plan.mixture.by]
        assert desk.workplace.crossed(activity) == []
        assert desk.workplace.net(activity) == dict(plan.line(desk.workplace.name).net)
    for need in [*plan.needs, *plan.hours]:
        quantum = economy.commodities[economy.row[need.commodity]].quantum
        assert need.given % quantum == 0
        assert 0 <= need.given <= need.asked


def test_whole_batches_cost_little(year: Year) -> None:
    last = year.held.last.certificate
    assert last is not None
    assert last.gap <= 1e-5
    assert last.gap <= year.plan.certificate.gap < 0.02


def test_certify_needs_the_messages_alone(year: Year) -> None:
    heard, plan = year.held.heard, year.plan
    certified = certify(year.held.economy, heard.publications, heard.answers, plan.mixture)
    last = year.held.last.certificate
    assert certified.objections == ()
    assert certified.certificate is not None
    assert last is not None
    assert certified.certificate.upper == pytest.approx(last.upper, rel=1e-9)
    assert certified.certificate.worth <= last.upper
    assert certified.certificate.gap == pytest.approx(plan.certificate.gap, abs=0.02)


def test_a_mixture_of_what_nobody_proposed_is_no_plan(year: Year) -> None:
    heard, mixture = year.held.heard, year.plan.mixture
    (group, number, kind, share), *rest = mixture.shares
    for shares, why in (
        (((group, 99, kind, share), *rest), "was never proposed"),
        (((group, number, kind, 2.0), *rest), "is no share"),
        ((*mixture.shares, (group, number, kind, 0.9)), "more than one whole proposal"),
        (tuple(rest), "is missing"),
    ):
        told = certify(year.held.economy, heard.publications, heard.answers, replace(mixture, shares=shares))
        assert told.certificate is None
        assert any(why in str(o) for o in told.objections), why
    greedy = replace(mixture, needs=(*mixture.needs, ("Upper Village", "bread", "need", 1000.0)))
    told = certify(year.held.economy, heard.publications, heard.answers, greedy)
    assert any("beyond its own schedule" in str(o) for o in told.objections)


def test_a_rival_reconciliation_is_feasible_too_and_shows_what_care_costs(year: Year) -> None:
    assert year.rival is not None
    assert min(balance_of(year.held.economy, year.rival).values()) >= 0
    smoke = valley().caps[0].amount
    used = smoke - year.rival.surplus["climate gases"]
    assert used <= smoke * Fraction(95, 100)
    assert year.rival.certificate.upper == year.plan.certificate.upper


def test_silence_is_not_consent(year: Year) -> None:
    fresh = replace(year.plan, lines=tuple(replace(x, state="proposed") for x in year.plan.lines))
    answered = consented(fresh, {"Red Oven": "accepted", "Weir": "refused"})
    assert {x.workplace: x.state for x in answered.lines}["Heath Farm"] == "proposed"
    with pytest.raises(Refused, match="is no answer"):
        consented(fresh, {"Weir": "decreed"})


def test_every_line_says_what_it_is_mixed_from_and_who_it_is_for(year: Year) -> None:
    for line in year.plan.lines:
        assert line.answers
        assert all(0 <= share <= 1 for *_, share in line.shares)
        assert sum(share for *_, share in line.shares) <= 1 + 1e-9


def test_a_failed_delivery_rings_and_calls_for_a_warm_replan(year: Year) -> None:
    worst = year.deviations[0]
    assert worst.commitment.workplace == "Red Oven"
    assert worst.level == "replan"
    assert "warm replan" in worst.sentence()
    assert year.replanned is not None
    again, plan = year.replanned.held, year.replanned.plan
    assert min(balance_of(again.economy, plan).values()) >= 0
    assert "Red Oven" in year.replanned.outside
    weaker = after_failure(valley(), {"Red Oven": Fraction(1, 2)})
    assert weaker.workplaces[2].limits[0].most == 50
    assert weaker.workplaces[2].limits[1].most == valley().workplaces[2].limits[1].most


def test_nobodys_line_changes_without_being_asked(year: Year) -> None:
    assert year.replanned is not None
    before = {line.workplace: line for line in year.plan.lines}
    for line in year.replanned.plan.lines:
        same = dict(line.net) == dict(before[line.workplace].net)
        assert line.state == ("accepted" if same else "proposed")
    assert carried_over(year.plan, year.plan) == year.plan


def test_a_consistent_lie_of_a_fifth_shows_as_deviation() -> None:
    """Who says a fifth more bread a batch than comes out passes every sum, and is seen when it delivers."""
    economy = valley()
    red = economy.workplaces[2]
    oven = red.techniques[0]
    boast = replace(oven, flows={**oven.flows, "bread": Fraction(12, 10)})
    told = replace(
        economy,
        workplaces=(*economy.workplaces[:2], replace(red, techniques=(boast,)), *economy.workplaces[3:]),
    )
    held = hold_rounds(told, 14, 1e-4)
    assert held.heard.refused == []
    plan = consented(settle(told, held.heard, held.last), {"Red Oven": "accepted"})
    promised = commitments(plan, [DAY])
    (bread,) = [p for p in promised if p.commodity == "bread"]
    came = Delivery("Red Oven", "bread", bread.amount * Fraction(10, 12), DAY)
    (seen,) = deviations(told, plan, promised, [came])
    assert seen.level in ("local", "replan")
    assert seen.missing == bread.amount * Fraction(2, 12)


def test_a_warm_start_is_nearer_than_a_cold_one() -> None:
    cold = hold_rounds(valley(), 14, 1e-4)
    warm = hold_rounds(valley(cap=190), 14, 1e-4, before=remembered(cold))
    again = hold_rounds(valley(cap=190), 14, 1e-4)
    assert len(warm.told) <= len(again.told)


def test_explanations_say_what_was_said_what_is_asked_and_what_binds(year: Year) -> None:
    told = why_this_much(year.held, year.plan, "Red Oven")
    words = " ".join(told.sentences)
    assert "you said" in words
    assert "the plan asks for" in words
    assert "“oven”" in words
    more = why_more(year.held, year.plan, "Station Bakery", "rye")
    assert "rye" in more.about
    valued = why_this_valuation(year.held, year.plan, "climate gases")
    assert "valley congress, question 2" in " ".join(valued.sentences)
    assert what_binds(year.held, year.plan)[0].added > 0


def test_a_workplace_over_its_hours_refuses_by_itself() -> None:
    economy = valley(guaranteed=55)
    held = hold_rounds(economy, 14, 1e-4)
    limits = economy.workplaces[2].limits
    hours = replace(limits[1], kind="hours", most=Fraction(300))
    busy = replace(economy.workplaces[2], limits=(limits[0], hours))
    tired = replace(economy, workplaces=(*economy.workplaces[:2], busy, *economy.workplaces[3:]))
    year = hold_year(tired, 14, 1e-4)
    told = over_its_limit(year.held, year.plan)
    assert told is not None
    assert told.about.startswith("Red Oven")
    assert "more than the accepted 300" in " ".join(told.sentences)
    assert held.last.certificate is not None


def test_floors_that_cannot_all_be_met_are_answered_by_what_collides() -> None:
    assert collision(valley()) is None
    hungry = valley(guaranteed=95)
    found = collision(hungry)
    assert found is not None
    assert found.floors == ("bread",)
    assert found.missing == pytest.approx(10 * 180 * 1.0, rel=0.2)
    assert could_give_at_most(hungry, found.weights) < 0  # the proof: checked without any solver
    assert could_give_at_most(valley(), found.weights) >= 0
    year = hold_year(hungry, 14, 1e-3)
    assert year.collision is not None
    assert any(n.below_floor for n in year.plan.needs)


def test_a_cap_that_is_too_tight_is_named() -> None:
    found = collision(valley(guaranteed=60, cap=1))
    assert found is not None
    assert "climate gases" in found.caps
    assert "climate gases" in " ".join(found.sentences())


def test_a_year_replays_to_the_same_bytes_and_a_changed_digit_is_found(year: Year) -> None:
    files = write_year(year, {"needs.csv": b"a,b\n"})
    told = replay(valley(), files)
    assert told.rounds == len(year.held.told)
    assert told.certified.certificate is not None
    again = write_year(year, {"needs.csv": b"a,b\n"})
    assert files == again
    broken = dict(files)
    broken["needs.csv"] = b"a,c\n"
    with pytest.raises(Refused, match="SHA-256"):
        replay(valley(), broken)


def test_a_changed_answer_is_found_even_when_the_descriptor_was_mended(year: Year) -> None:
    lines = list(year.held.heard.answers[1])
    lines[0] = replace(lines[0], net={**lines[0].net, "rye": lines[0].net["rye"] * 1.2})
    heard = year.held.heard
    kept = heard.answers
    heard.answers = [kept[0], lines, *kept[2:]]
    try:
        files = write_year(year, {})
    finally:
        heard.answers = kept
    with pytest.raises(Refused, match="is not what the centre published"):
        replay(valley(), files)


def test_value_flows_go_out_and_come_back(year: Year) -> None:
    came = [Delivery("Red Oven", "bread", Fraction(123, 8), DAY)]
    document = as_value_flows(year.held.economy, year.plan, year.promised, came)
    promised, back = from_value_flows(document)
    assert promised == list(year.promised)
    assert back == came
    kinds = {node["type"] for node in document["@graph"]}
    assert {
        "vf:Plan",
        "vf:Organization",
        "vf:ResourceSpecification",
        "vf:Commitment",
        "vf:EconomicEvent",
    } <= kinds
    names = " ".join(str(node) for node in document["@graph"])
    for technique in ("tractor", "horses", "coal"):
        assert technique not in names
    document["@graph"][-1]["vf:resourceQuantity"]["om2:hasUnit"] = ""
    with pytest.raises(Refused, match="cannot be read"):
        from_value_flows(document)


def test_a_floor_that_can_be_met_is_met_whatever_it_costs() -> None:
    """Bread is valued at next to nothing by everybody, and still nobody goes without what is guaranteed."""
    plain = valley()
    careless = replace(
        plain,
        valuations=plain.valuations | {"bread": Fraction(1, 10)},
        communities=tuple(
            replace(
                c,
                needs=(Need("bread", Fraction(40), (Point(Fraction(60), Fraction(1, 100)),)), *c.needs[1:]),
            )
            for c in plain.communities
        ),
    )
    year = hold_year(careless)
    assert year.held.economy.before_all > careless.before_all
    assert year.collision is None
    assert not any(n.below_floor for n in year.plan.needs)
    assert year.plan.certificate.gap < 0.01
    assert all(v >= 0 for v in balance_of(year.held.economy, year.plan).values())
