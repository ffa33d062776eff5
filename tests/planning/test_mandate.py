"""A box voted once holds: proposals stay in it, so does every mixture, and few need to meet again."""

from fractions import Fraction

import numpy as np
import pytest
from tests.planning.valley import valley

from confederal.planning.certificate import certify
from confederal.planning.execution import Delivery
from confederal.planning.mandate import (
    boxed_proposals,
    cost_of_boxes,
    mandate_at,
    most,
    stays,
    voted,
)
from confederal.planning.plan import balance_of
from confederal.planning.reconciliation import Certificate, reconcile
from confederal.planning.rounds import Coordinated, Together, coordinate, public_pieces
from confederal.planning.simulation import disturbed, simulate, statistical_valuations
from confederal.planning.year import hold_rounds, hold_year, remembered


def test_nearly_every_assembly_meets_once_after_a_shock_of_five_per_cent() -> None:
    economy = simulate(np.random.default_rng(2), 400, 40)
    before = Together([economy.members])
    party = Coordinated(before, None, economy.smooth, economy.supply)
    last = list(coordinate(party, statistical_valuations(economy), 12, reconciling=False))[-1]
    after = disturbed(economy, np.random.default_rng(5), 0.05)
    mandate = mandate_at(after.members, last.round.valuations, 0.2)
    together = Together([after.members], [before.standing[0].activity])
    now = Coordinated(together, None, after.smooth, after.supply)
    heard, rounds = [], []
    for one in coordinate(now, last.round.valuations, 4, smoothing=0.01):
        rounds.append(one)
        heard.append(together.standing[0].activity)
    told = rounds[-1]
    assert told.certificate is not None
    outside = ~mandate.inside(after.members, heard[-1])
    assert outside.mean() < 0.05
    boxed = boxed_proposals(after.members, mandate, heard)
    pieces = public_pieces(now, told.round.valuations, None, 0.003)
    plan = reconcile(boxed, after.members.federations, pieces, after.supply)
    assert plan is not None
    assert plan.feasible
    gap = Certificate(told.certificate.upper, plan.worth, told.certificate.consumption).gap
    assert gap < 0.01  # within one per cent of the best there could be, and nobody met twice
    again = cost_of_boxes(after.members, mandate, told.round.valuations)
    assert (again[~outside] <= again.max() + 1e-12).all()


def test_what_is_kept_is_in_the_box_and_in_the_members_own_set() -> None:
    economy = simulate(np.random.default_rng(3), 200, 30)
    members = economy.members
    mandate = mandate_at(members, np.ones(economy.rows), 0.1)
    rng = np.random.default_rng(4)
    wild = rng.uniform(0, 1, (members.count, 3)) * members.limit / 3
    kept = mandate.kept(members, wild)
    assert mandate.inside(members, kept).all()
    assert (kept >= 0).all()
    assert (kept.sum(1) <= members.limit[:, 0] * (1 + 1e-12)).all()
    moved = np.abs(kept - mandate.first).max(1) / most(members)[:, 0]
    assert moved.max() <= 0.1 + 1e-9
    assert np.allclose(mandate.kept(members, mandate.first), mandate.first)


# ------------------------------------------------------------------------------ in a year


def test_without_a_year_behind_them_those_outside_meet_again_and_only_those() -> None:
    year = hold_year(valley(), 14, 1e-5, mandates=(0.1, 1e-9))
    told = year.mandated
    assert told is not None
    assert not told.taken
    assert told.outside
    boxes = {d.workplace.name: voted(d, 0.1) for d in year.held.heard.desks}
    for desk in year.held.heard.desks:
        name = desk.workplace.name
        asked = desk.asked[year.plan.mixture.by]
        assert (name in told.outside) is not stays(desk, boxes[name], asked)


def test_a_plan_inside_all_mandates_is_feasible_certified_and_taken_where_good_enough() -> None:
    before = remembered(hold_rounds(valley(), 14, 1e-6))
    year = hold_year(valley(cap=190), 14, 1e-5, before=before, mandates=(0.15, 0.05))
    told = year.mandated
    assert told is not None
    assert told.plan is not None
    heard = told.heard
    for desk in heard.desks:
        first = next(d for d in year.held.heard.desks if d.workplace == desk.workplace)
        box = voted(first, 0.15, first.activities[(1, "net")])
        assert stays(desk, box, desk.asked[told.plan.mixture.by])
        assert desk.workplace.crossed(desk.asked[told.plan.mixture.by]) == []
    assert min(balance_of(year.held.economy, told.plan).values()) >= 0
    certified = certify(year.held.economy, heard.publications, heard.answers, told.plan.mixture)
    assert certified.certificate is not None
    assert certified.certificate.upper == pytest.approx(told.plan.certificate.upper, rel=1e-9)
    assert told.taken is (bool(told.outside) and told.plan.certificate.gap <= 0.05)
    assert year.plan.mixture.by == (told.plan if told.taken else told.centres).mixture.by


def test_a_replan_asks_only_those_whose_new_line_leaves_the_box_round_the_old() -> None:
    deliveries = [Delivery("Red Oven", "bread", Fraction(1), "2027-06-30")]
    wide = hold_year(valley(), 14, 1e-5, deliveries, mandates=(1.0, 0.01))
    strict = hold_year(valley(), 14, 1e-5, deliveries)
    assert wide.replanned is not None
    assert strict.replanned is not None
    assert wide.replanned.outside == ()
    changed = {line.workplace for line in strict.replanned.plan.lines if line.state == "proposed"}
    assert set(strict.replanned.outside) == changed
