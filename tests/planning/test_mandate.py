"""A box voted once holds: proposals stay in it, so does every mixture, and few need to meet again."""

import numpy as np

from confederal.planning.mandate import boxed_proposals, cost_of_boxes, mandate_at, most
from confederal.planning.reconciliation import Certificate, reconcile
from confederal.planning.rounds import Coordinated, Together, coordinate, public_pieces
from confederal.planning.simulation import disturbed, simulate, statistical_valuations


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
