"""The decentralised plan is the best there is, by the central linear programme and by its certificate."""

import numpy as np
import pytest
import scipy.sparse as sp

from confederal.planning.arrays import Floats
from confederal.planning.central import central_of_steps, central_plan
from confederal.planning.members import Members, parted, stack
from confederal.planning.rounds import Coordinated, Together, Told, coordinate
from confederal.planning.simulation import (
    Simulated,
    cold_valuations,
    disturbed,
    simulate,
    statistical_valuations,
)


def random_economy(seed: int) -> tuple[Members, Members, Floats]:
    """A small linear economy, often degenerate: equal recipes, idle rows, shut workplaces, scarce caps."""
    rng = np.random.default_rng(seed)
    goods, hours = int(rng.integers(2, 6)), int(rng.integers(1, 3))
    rows = goods + hours + 1
    count, techniques = int(rng.integers(goods * 2, goods * 4)), 2
    product = np.concatenate([np.arange(goods), rng.integers(0, goods, count - goods)])
    net = np.zeros((count * techniques, rows))
    for i in range(count):
        for t in range(techniques):
            line = net[i * techniques + t]
            line[:goods] -= rng.uniform(0, 0.6 / goods, goods) * (rng.random(goods) < 0.6)
            line[goods : goods + hours] -= rng.uniform(0.1, 1.0, hours)
            line[-1] -= rng.choice([0.0, 0.1, 0.5])
            line[product[i]] += 1.0
    if seed % 3 == 0:  # twins: the same recipe in several workplaces
        net[techniques : 2 * techniques] = net[:techniques]
    limit = rng.uniform(0.5, 4.0, (count, 2))
    if seed % 5 == 0:
        limit[rng.integers(0, count)] = 0.0  # one is shut
    burden = np.stack([np.ones((count, techniques)), rng.uniform(0.0, 1.5, (count, techniques))], axis=1)
    zero = np.zeros((count, techniques))
    members, _ = stack(
        sp.csr_matrix(net), product, goods, zero, zero, burden, limit, np.maximum(limit[:, 0], 0.1)
    )
    steps = []  # row, sign, gain, length
    for g in range(goods):
        worth = np.sort(rng.uniform(0.2, 3.0, 3))[::-1]
        steps += [(g, -1.0, w, rng.uniform(0.2, 2.0)) for w in worth]
        if seed % 4 == 0:  # a floor nobody can be sure to meet
            steps.append((g, -1.0, 10.0, rng.uniform(1.0, 12.0)))
    for h in range(goods, goods + hours):
        steps += [(h, 1.0, -w, rng.uniform(1.0, 5.0)) for w in np.sort(rng.uniform(0.1, 2.0, 3))]
    lines = np.arange(len(steps))
    schedule = sp.csr_matrix(([s[1] for s in steps], (lines, [s[0] for s in steps])), (len(steps), rows))
    length = np.array([[s[3]] for s in steps])
    public, _ = stack(
        schedule,
        np.zeros(len(steps), int),
        1,
        np.array([[s[2]] for s in steps]),
        np.zeros((len(steps), 1)),
        np.ones((len(steps), 1, 1)),
        length,
        length[:, 0],
    )
    supply = np.zeros(rows)
    supply[-1] = rng.uniform(0.2, 3.0)
    return members, public, supply


def plan_to(economy: Coordinated, valuations: Floats, gap: float, rounds: int = 60) -> list[Told]:
    told = []
    for one in coordinate(economy, valuations, rounds):
        told.append(one)
        if one.certificate is not None and one.certificate.gap <= gap:
            break
    return told


@pytest.mark.parametrize("tens", range(10))
def test_a_hundred_random_economies_agree_with_the_central_linear_programme(tens: int) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        members, public, supply = random_economy(seed)
        told = plan_to(Coordinated(Together([members]), public, None, supply), np.ones(supply.size), 5e-7)
        last = told[-1]
        assert last.certificate is not None
        assert last.plan is not None
        best = central_of_steps(members, public, supply)
        assert best.status == "Optimal"
        size = max(abs(best.worth), last.certificate.consumption)
        assert abs(last.certificate.worth - best.worth) <= 1e-6 * size, seed
        for one in told:  # the certificate is never below the true gap, in any round
            if one.certificate is not None:
                slack = 1e-9 * size
                assert one.certificate.upper >= best.worth - slack, seed
                assert one.certificate.worth <= best.worth + slack, seed
        assert (last.plan.surplus >= 0).all()


def simulated(seed: int, effort: float = 1.0, absences: bool = False) -> tuple[Simulated, Coordinated]:
    economy = simulate(np.random.default_rng(seed), 300, 40, effort=effort)
    together = Together([economy.members], absences=absences)
    return economy, Coordinated(together, None, economy.smooth, economy.supply)


def rounds_to(told: list[Told], gap: float) -> int:
    return next(t.round.number for t in told if t.certificate is not None and t.certificate.gap <= gap)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_cold_start_reaches_five_one_and_a_tenth_of_a_percent_in_few_rounds(seed: int) -> None:
    economy, party = simulated(seed)
    told = plan_to(party, cold_valuations(economy, np.random.default_rng(seed + 100)), 0.001)
    assert rounds_to(told, 0.05) <= 3
    assert rounds_to(told, 0.01) <= 4
    assert rounds_to(told, 0.001) <= 6


@pytest.mark.parametrize("seed", [0, 1])
def test_linear_workplaces_take_a_few_rounds_more(seed: int) -> None:
    economy, party = simulated(seed, effort=0.0)
    told = plan_to(party, cold_valuations(economy, np.random.default_rng(seed + 100)), 0.001)
    assert rounds_to(told, 0.05) <= 4
    assert rounds_to(told, 0.01) <= 6
    assert rounds_to(told, 0.001) <= 10


def test_last_years_valuations_and_plan_save_rounds() -> None:
    economy, party = simulated(3)
    together = party.federations
    assert isinstance(together, Together)
    told = plan_to(party, statistical_valuations(economy), 1e-4)
    after = disturbed(economy, np.random.default_rng(5), 0.05)
    warm = Together([after.members], [together.standing[0].activity])
    again = list(
        coordinate(
            Coordinated(warm, None, after.smooth, after.supply), told[-1].round.valuations, 5, smoothing=0.01
        )
    )
    assert rounds_to(again, 0.05) <= 1
    assert rounds_to(again, 0.01) <= 2
    assert rounds_to(again, 0.001) <= 4


def test_rounds_converge_while_three_in_ten_are_silent_and_the_certificate_stays_true() -> None:
    economy, party = simulated(4, absences=True)
    start = cold_valuations(economy, np.random.default_rng(104))
    rng = np.random.default_rng(9)
    silent = [None] + [rng.random(economy.members.count) < 0.3 for _ in range(20)]
    told = []
    for one in coordinate(party, start, 20, silent=silent):
        told.append(one)
        if one.certificate is not None and one.certificate.gap < 0.005:
            break
    assert rounds_to(told, 0.05) <= 6
    _, everybody = simulated(4)
    best = plan_to(everybody, start, 1e-6)[-1].certificate
    assert best is not None
    for one in told:
        if one.certificate is not None:
            assert one.certificate.upper >= best.worth - 1e-9 * abs(best.worth)
            assert one.certificate.worth <= best.upper + 1e-9 * abs(best.upper)


def test_proposals_rounded_to_a_hundredth_still_make_a_good_plan() -> None:
    economy, _ = simulated(7)
    together = Together([economy.members], noise=(0.01, np.random.default_rng(1)))
    party = Coordinated(together, None, economy.smooth, economy.supply)
    told = plan_to(party, cold_valuations(economy, np.random.default_rng(107)), 0.001, 10)
    assert rounds_to(told, 0.05) <= 3
    assert rounds_to(told, 0.01) <= 5
    assert rounds_to(told, 0.001) <= 8


def test_curved_economies_agree_with_fine_chords_from_above() -> None:
    economy = simulate(np.random.default_rng(5), 120, 20)
    party = Coordinated(Together([economy.members]), None, economy.smooth, economy.supply)
    told = plan_to(party, statistical_valuations(economy), 1e-6)
    certificate = told[-1].certificate
    assert certificate is not None
    pieces = economy.smooth.pieces(told[-1].round.valuations, 0.002)
    central = central_plan(economy.members, pieces, economy.supply, chords=20)
    assert central.status == "Optimal"
    assert central.worth <= certificate.upper
    assert central.worth >= certificate.worth - 0.003 * certificate.consumption


def test_everybody_in_one_group_or_in_several_makes_the_same_rounds() -> None:
    economy, party = simulated(6)
    start = statistical_valuations(economy)
    whole = list(coordinate(party, start, 4))
    parts = parted(economy.members, 3)
    again = list(coordinate(Coordinated(Together(parts), None, economy.smooth, economy.supply), start, 4))
    for one, two in zip(whole, again, strict=True):
        assert np.allclose(one.round.valuations, two.round.valuations, rtol=1e-9)
