"""What is said in a round: nothing private leaves, order changes no byte, and odd answers are refused."""

import json
import math
import random
import re
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.planning.valley import bakery, valley

from confederal.cli.plan.files import read_package
from confederal.planning.archive import write_year
from confederal.planning.certificate import certify
from confederal.planning.execution import Delivery
from confederal.planning.masking import UnderMasks
from confederal.planning.messages import (
    Adding,
    ByMessage,
    FederationAnswer,
    Mixture,
    Openly,
    Proposal,
    Publication,
    WorkplaceDesk,
    add,
    add_up,
    canonical,
    contradictions,
    digest,
    examine,
    proposal_from,
)
from confederal.planning.objection import Refused
from confederal.planning.plan import settle
from confederal.planning.rounds import Coordinated, Together, coordinate
from confederal.planning.valuations import Round
from confederal.planning.workplace import Limit, Technique, Workplace
from confederal.planning.year import Held, Year, hold_rounds, hold_year

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def held() -> Held:
    return hold_rounds(valley(), 12, 1e-6)


def test_recipes_limits_and_private_duals_are_in_no_message() -> None:
    """Odd names and numbers are planted in private places and looked for in every byte that is said."""
    planted = Workplace(
        "Red Oven",
        "farms and bakeries",
        (
            Technique(
                "zebra-oven",
                {
                    "bread": Fraction(1),
                    "rye": Fraction(-912345, 10**6),
                    "hours": Fraction(-10),
                    "electricity": Fraction(-1),
                },
                Fraction(1, 10),
            ),
        ),
        (
            Limit(
                "okapi-nights",
                "condition",
                {"zebra-oven": Fraction(777123, 10**5)},
                Fraction(71234),
                "quagga",
            ),
        ),
    )
    economy = valley()
    economy = replace(economy, workplaces=(planted, *[w for w in economy.workplaces if w.name != "Red Oven"]))
    masks = UnderMasks(lambda a, b: "|".join(sorted((a, b))).encode(), "the year")
    late = [Delivery("Station Bakery", "bread", Fraction(1), "2027-06-30")]
    ways: list[Callable[[], Adding]] = [Openly, lambda: masks]
    for adding in ways:
        year = hold_year(economy, 6, 1e-9, late, {3: ["Weir"]}, adding=adding, mandates=(0.2, 0.1))
        assert year.mandated is not None
        assert year.replanned is not None
        said = b"\n".join(map(canonical, every_message(year)))
        files = write_year(year, {})
        said += b"\n".join(files.values())
        said += repr(masks.sent).encode()
        for secret in (b"zebra", b"okapi", b"quagga"):
            assert secret not in said
        grain = float(economy.valuations["rye"])
        odd = [0.912345, 0.912345 * grain, 7.77123, 71234.0, 71234 / 7.77123]
        for number in numbers_of([json.loads(canonical(m)) for m in every_message(year)]):
            assert not any(math.isclose(abs(number), one, rel_tol=1e-9) for one in odd), number
        for held in (year.held, year.replanned.held):
            for desk in held.heard.desks:
                private = desk._own
                assert private is not None
                for hidden in (private.slopes, private.prices, private.slack, private.activity):
                    for number in hidden.ravel():
                        assert repr(float(number)).encode() not in said


def every_message(year: Year) -> list[object]:
    """Everything anybody says to anybody in a year, the warm replan and rival mixtures included.

    (Lines of a plan are what a workplace is asked to give and take, which it agrees to in public.)
    """
    assert year.replanned is not None
    assert year.mandated is not None
    said: list[object] = []
    for heard in (year.held.heard, year.replanned.held.heard, year.mandated.heard):
        said += heard.publications
        said += [p for r in heard.proposals for p in r.values()]
        said += [a for r in heard.answers for a in r]
    plans = (year.plan, year.rival, year.mandated.plan, year.replanned.plan)
    said += [p.mixture for p in plans if p is not None]
    return said


def test_in_the_valley_of_sixty_every_message_speaks_of_rows_and_sums_only() -> None:
    """Every word in every message is a field, a row, a party or a federation: no technique and no limit."""
    economy, _, _ = read_package(EXAMPLES / "river_valley_60")
    heard = hold_rounds(economy, 3, 1e-9).heard
    known = set(economy.row) | set(economy.groups) | {w.name for w in economy.workplaces}
    known |= {f.name for kind in (FederationAnswer, Proposal, Publication) for f in fields(kind)}
    known |= {economy.period.name, ""}
    for message in [
        *heard.publications,
        *(p for r in heard.proposals for p in r.values()),
        *(a for r in heard.answers for a in r),
    ]:
        told = json.loads(canonical(message))
        words = {w for w in words_of(told) if not re.fullmatch("[0-9a-f]{64}", w)}
        assert words <= known, words - known
    private = {t.name for w in economy.workplaces for t in w.techniques}
    private |= {m.name for w in economy.workplaces for m in w.limits} - {"hours"}
    assert not private & known
    for answers in heard.answers:
        assert min(a.members for a in answers) >= 3
        assert sum(a.members for a in answers) == len(economy.workplaces)


def numbers_of(told: object) -> list[float]:
    if isinstance(told, dict):
        return [n for v in told.values() for n in numbers_of(v)]
    if isinstance(told, list):
        return [n for v in told for n in numbers_of(v)]
    return [float(told)] if isinstance(told, (int, float)) else []


def words_of(told: object) -> set[str]:
    if isinstance(told, dict):
        return set(told) | {w for v in told.values() for w in words_of(v)}
    if isinstance(told, list):
        return {w for v in told for w in words_of(v)}
    return {told} if isinstance(told, str) else set()


def test_the_fields_of_messages_are_these_and_no_others() -> None:
    """Whoever adds a field to a message must look here and ask whether it may leave."""
    answer = {f.name for f in fields(FederationAnswer)}
    proposal = {f.name for f in fields(Proposal)}
    assert proposal - answer == {"workplace", "most", "least", "reason"}
    assert answer - proposal == {"federation", "members", "answered", "heard", "given"}
    assert {f.name for f in fields(Publication)} == {
        "period", "number", "valuations", "shortages", "answered", "certificate", "step", "smoothing",
        "trial", "after",
    }  # fmt: skip
    assert {f.name for f in fields(Mixture)} == {"period", "by", "after", "shares", "needs"}


def test_only_sums_of_three_or_more_go_up(held: Held) -> None:
    for answers in held.heard.answers:
        for one in answers:
            assert one.members >= 3


def test_the_order_of_answers_changes_no_byte(held: Held) -> None:
    proposals = list(held.heard.proposals[2].values())
    first = add("all", 3, proposals, 5)
    for seed in range(20):
        random.Random(seed).shuffle(proposals)
        assert canonical(add("all", 3, proposals, 5)) == canonical(first)


def test_a_federation_of_federations_just_adds_again(held: Held) -> None:
    proposals = list(held.heard.proposals[2].values())
    whole = add("all", 3, proposals, 5)
    parts = add_up("all", [add("east", 3, proposals[:2], 2), add("west", 3, proposals[2:], 3)])
    assert parts.members == 5
    for name, value in whole.net.items():
        assert parts.net[name] == pytest.approx(value, rel=1e-12, abs=1e-12)
    assert parts.surplus == pytest.approx(whole.surplus, rel=1e-12)


def test_by_message_or_by_array_the_rounds_are_the_same() -> None:
    economy = valley()
    heard = ByMessage(economy)
    steps, _ = economy.schedules()
    together = Together([economy.members_of(w) for w in economy.workplaces])
    start = np.ones(len(economy.commodities))
    supply = economy.supply()
    by_message = coordinate(Coordinated(heard, steps, None, supply), start, 5, reconciling=False)
    by_array = coordinate(Coordinated(together, steps, None, supply), start, 5, reconciling=False)
    for one, two in zip(by_message, by_array, strict=True):
        assert np.allclose(one.round.valuations, two.round.valuations, rtol=1e-9)


def test_messages_have_digests_and_are_chained(held: Held) -> None:
    publications, answers = held.heard.publications, held.heard.answers
    assert publications[0].after == ""
    for before, now in zip(answers, publications[1:], strict=False):
        assert now.after == digest([digest(a) for a in before])
    assert json.loads(canonical(publications[1])) == asdict(publications[1])


def test_the_same_year_held_twice_gives_the_same_bytes(held: Held) -> None:
    again = hold_rounds(valley(), 12, 1e-6)
    assert [canonical(p) for p in again.heard.publications] == [canonical(p) for p in held.heard.publications]
    assert [[canonical(a) for a in r] for r in again.heard.answers] == [
        [canonical(a) for a in r] for r in held.heard.answers
    ]


def honest(held: Held) -> tuple[Proposal, Publication, set[str], set[str]]:
    known = set(held.economy.row)
    members = {w.name for w in held.economy.workplaces}
    return held.heard.proposals[2]["Red Oven"], held.heard.publications[2], known, members


def test_an_honest_answer_is_accepted(held: Held) -> None:
    proposal, round, known, members = honest(held)
    assert examine(proposal, round, known, members, []) == []
    assert (
        examine(proposal, round, known, members, [proposal]) == []
    )  # the same answer again is no second one


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"surplus": -5.0}, "cannot be less than nothing"),
        ({"surplus": math.nan}, "is no number"),
        ({"effort": math.inf}, "is no number"),
        ({"net": {"bread": 1e300}}, "is no number we can add"),
        ({"net": {"gold": 1.0}}, "not among the rows"),
        ({"number": 7}, "this is round 3"),
        ({"workplace": "Somebody"}, "no member of this federation"),
        ({"surplus": 0.001}, "would be worth"),
        ({"stride": -1.0}, "cannot be less than nothing"),
        ({"slopes": {"bread": {"bread": -4.0}}}, "more worth never means less"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_refused_with_its_reason(
    held: Held, change: dict[str, object], why: str
) -> None:
    proposal, round, known, members = honest(held)
    objections = examine(replace(proposal, **change), round, known, members, [])  # type: ignore[arg-type]
    assert any(why in str(o) for o in objections)


def test_an_answer_with_missing_odd_or_unreadable_fields_is_refused(held: Held) -> None:
    whole = asdict(honest(held)[0])
    assert proposal_from(whole) == honest(held)[0]
    broken = {k: v for k, v in whole.items() if k != "surplus"} | {"salary": 4, "effort": "much", "net": 7}
    with pytest.raises(Refused) as refused:
        proposal_from(broken)
    told = str(refused.value)
    for words in (
        "surplus: is missing",
        "salary: is no field",
        "'much': is no number",
        "net = 7: has no rows",
    ):
        assert words in told


def test_an_answer_that_is_refused_leaves_the_last_one_standing(monkeypatch: pytest.MonkeyPatch) -> None:
    propose = WorkplaceDesk.propose

    def lying(desk: WorkplaceDesk, round: Round) -> Proposal:
        told = propose(desk, round)
        odd = round.number == 3 and desk.workplace.name == "Red Oven"
        return replace(told, surplus=told.surplus * 0.5) if odd else told

    monkeypatch.setattr(WorkplaceDesk, "propose", lying)
    heard = hold_rounds(valley(), 4, 1e-9).heard
    assert any("would be worth" in str(o) for o in heard.refused)
    assert heard.proposals[2]["Red Oven"].net == heard.proposals[1]["Red Oven"].net
    ((there, members),) = heard.publications[3].answered.values()
    assert (there, members) == (4, 5)


def test_answering_twice_in_one_round_is_refused(held: Held) -> None:
    proposal, round, known, members = honest(held)
    second = replace(proposal, effort=proposal.effort * 1.01)
    (objection,) = examine(second, round, known, members, [proposal])
    assert "two answers" in str(objection)


def test_a_federation_that_reports_a_fifth_less_than_it_could_be_worth_is_found(held: Held) -> None:
    """A surplus told too low would make the certificate look better than it is; its own proposals say so."""
    former = [a for r in held.heard.answers[:-1] for a in r]
    found = 0
    for honest_answer in held.heard.answers[-1]:
        assert contradictions(former, honest_answer, held.heard.publications[-1]) == []
        lie = replace(honest_answer, surplus=honest_answer.surplus * 0.8)
        found += bool(contradictions([*former, honest_answer], lie, held.heard.publications[-1]))
    assert found == len(held.heard.answers[-1])


def test_an_absent_workplace_keeps_its_last_proposal_and_the_certificate_stays_true() -> None:
    economy = valley()
    present = hold_rounds(economy, 14, 1e-7).last.certificate
    away = hold_rounds(economy, 14, 1e-7, absent={2: ["Heath Farm"], 4: ["Red Oven", "Weir"]})
    assert present is not None
    said = away.heard.proposals
    assert said[1]["Heath Farm"].net == said[0]["Heath Farm"].net
    assert said[1]["Heath Farm"].reason == "did not answer"
    assert away.heard.refused == []
    for told in away.told:
        if told.certificate is not None:
            assert told.certificate.upper >= present.worth * (1 - 1e-9)
    last = away.last.certificate
    assert last is not None
    assert last.gap < 1e-3


def test_a_workplace_that_never_answered_takes_no_part_until_it_does() -> None:
    held = hold_rounds(valley(), 6, 1e-9, absent={1: ["Heath Farm"], 2: ["Heath Farm"]})
    assert held.heard.proposals[0]["Heath Farm"].net == {}
    assert held.heard.proposals[2]["Heath Farm"].net != {}


@pytest.mark.parametrize("away", [["Heath Farm"], ["Red Oven", "Weir"]])
def test_nobody_is_bounded_before_everybody_was_heard(away: list[str]) -> None:
    """What a workplace that was never heard could add is unknown: such rounds must not tighten the bound."""
    best = hold_rounds(valley(), 14, 1e-7).last.certificate
    assert best is not None
    held = hold_rounds(valley(), 14, 1e-7, absent={1: away, 2: away})
    told = [t.certificate for t in held.told if t.certificate is not None]
    assert told[0].upper == math.inf
    assert all(c.upper >= best.worth * (1 - 1e-9) for c in told)
    assert told[-1].gap == pytest.approx(0.0, abs=1e-3)
    assert held.heard.publications[2].certificate is None
    plan = settle(held.economy, held.heard, held.last)
    certified = certify(held.economy, held.heard.publications, held.heard.answers, plan.mixture).certificate
    assert certified is not None
    assert certified.upper == pytest.approx(told[-1].upper, rel=1e-9)
    unheard = hold_rounds(valley(), 2, 1e-7, absent={1: away, 2: away})
    with pytest.raises(Refused, match="never heard"):
        settle(unheard.economy, unheard.heard, unheard.last)


def test_the_bakeries_nights_bind_in_its_own_set() -> None:
    economy = replace(
        valley(),
        workplaces=(*valley().workplaces[:2], bakery("Red Oven", 100, 300), *valley().workplaces[3:]),
    )
    held = hold_rounds(economy, 10, 1e-5)
    desk = held.heard.desks[2]
    for activity in desk.activities.values():
        assert 10 * activity[0] <= 300 * (1 + 1e-12)
