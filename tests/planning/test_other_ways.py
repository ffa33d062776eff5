"""Rounds of proposals alone agree with revision rounds; price-only rules do not get there."""

import numpy as np
import pytest

from confederal.planning.price_rules import capped_by_category, proportional
from confederal.planning.proposals_only import coordinate_by_proposals
from confederal.planning.rounds import Coordinated, Together, coordinate
from confederal.planning.simulation import cold_valuations, simulate


@pytest.mark.parametrize("effort", [1.0, 0.0])
@pytest.mark.parametrize(("workplaces", "goods", "seeds"), [(50, 5, 12), (300, 40, 3)])
def test_proposals_alone_reach_the_same_plan_in_a_few_rounds_more(
    effort: float, workplaces: int, goods: int, seeds: int
) -> None:
    for seed in range(seeds):
        economy = simulate(np.random.default_rng(seed), workplaces, goods, effort=effort)
        start = cold_valuations(economy, np.random.default_rng(100 + seed))
        gaps = []
        for told in coordinate_by_proposals(
            [economy.members], None, economy.smooth, economy.supply, start, 14
        ):
            gaps.append(told.certificate.gap if told.certificate else np.inf)
            if gaps[-1] <= 0.001:
                break
        assert min(gaps[:6]) <= 0.01, (seed, gaps)
        assert min(gaps[:10]) <= 0.001, (seed, gaps)
        assert told.certificate is not None
        assert told.plan is not None
        assert (told.plan.surplus >= 0).all()
        party = Coordinated(Together([economy.members]), None, economy.smooth, economy.supply)
        for other in coordinate(party, start, 7):
            if other.certificate is not None:  # each certificate bounds the other's plan
                assert other.certificate.upper >= told.certificate.worth - 1e-9 * abs(told.certificate.worth)
                assert told.certificate.upper >= other.certificate.worth - 1e-9 * abs(other.certificate.worth)


def test_price_only_rules_are_far_away_when_the_rounds_are_done() -> None:
    economy = simulate(np.random.default_rng(0), 300, 40)
    start = cold_valuations(economy, np.random.default_rng(100))
    party = Coordinated(Together([economy.members]), None, economy.smooth, economy.supply)
    ours = [t.imbalance for t in coordinate(party, start, 10, reconciling=False)]
    category = np.repeat([0, 1, 2], [economy.goods, economy.smooth.skills.size, 3])
    args = (economy.members, economy.smooth, economy.supply, start, 20)
    for rule in (list(proportional(*args)), list(capped_by_category(*args, category))):
        assert min(one.imbalance for one in rule) > 0.05 > ours[-1]
        assert (rule[-1].valuations > 0).all()
