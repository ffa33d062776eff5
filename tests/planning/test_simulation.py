"""Economies made up of any size, odd ones included, can be planned."""

import numpy as np
import pytest

from confederal.planning.proposals_only import coordinate_by_proposals
from confederal.planning.rounds import Coordinated, Together, coordinate
from confederal.planning.simulation import cold_valuations, simulate, statistical_valuations


@pytest.mark.parametrize("effort", [1.0, 0.0])
@pytest.mark.parametrize(("workplaces", "goods"), [(3, 2), (3, 50), (4, 3), (10, 20), (20, 5), (50, 100)])
def test_a_plan_is_found_with_more_goods_than_workplaces_and_with_hardly_any(
    workplaces: int, goods: int, effort: float
) -> None:
    for seed in range(3 if workplaces <= 20 else 1):
        economy = simulate(np.random.default_rng(seed), workplaces, goods, effort=effort)
        assert economy.members.count == workplaces
        assert economy.rows == goods + 11
        for start in (
            cold_valuations(economy, np.random.default_rng(seed + 100)),
            statistical_valuations(economy),
        ):
            assert np.isfinite(start).all()
            assert (start > 0).all()
            party = Coordinated(Together([economy.members]), None, economy.smooth, economy.supply)
            upper, worth = np.inf, -np.inf
            for told in coordinate(party, start, 14):
                if told.certificate is not None:
                    upper, worth = told.certificate.upper, told.certificate.worth
                    if told.certificate.gap <= 0.001:
                        break
            assert told.certificate is not None
            assert told.certificate.gap <= 0.001
            for other in coordinate_by_proposals(
                [economy.members], None, economy.smooth, economy.supply, start, 6
            ):
                if other.certificate is not None:
                    assert other.certificate.upper >= worth - 1e-9 * abs(worth)
                    assert other.certificate.worth <= upper + 1e-9 * abs(upper)


def test_what_nobody_makes_is_neither_needed_nor_used() -> None:
    economy = simulate(np.random.default_rng(1), 10, 20)
    makers = np.asarray(economy.members.net(np.ones((10, 3))).maximum(0).sum(0)).ravel()[:20]
    unmade = np.flatnonzero(makers == 0)
    assert unmade.size > 0
    assert not np.isin(economy.members.rows, unmade).any()
    assert not np.isin(economy.smooth.goods, unmade).any()
