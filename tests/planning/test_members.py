"""Best answers are best, revisions stay inside every limit, and sums hide nothing they should tell."""

import numpy as np
import pytest
import scipy.sparse as sp

from confederal.planning.arrays import Floats
from confederal.planning.linear_programme import minimise
from confederal.planning.members import Members, begin, best_answers, could_gain, revise, stack
from confederal.planning.rounds import listen
from confederal.planning.simulation import simulate
from confederal.planning.sums import answer
from confederal.planning.valuations import Round


def some(rng: np.random.Generator, count: int, limits: int, bent: bool) -> Members:
    net = sp.random(count * 3, 8, 0.5, random_state=rng, data_rvs=lambda n: rng.normal(0, 1, n))
    members, _ = stack(
        sp.csr_matrix(net),
        np.arange(count) % 3,
        3,
        np.zeros((count, 3)),
        rng.uniform(0.1, 1.0, (count, 3)) if bent else np.zeros((count, 3)),
        rng.uniform(0.2, 2.0, (count, limits, 3)),
        rng.uniform(0.5, 3.0, (count, limits)),
        np.ones(count),
    )
    return members


def best_by_linear_programme(members: Members, margin: Floats) -> Floats:
    """The same, one linear programme a member."""
    worth = []
    for i in range(members.count):
        found = minimise(
            -margin[i],
            sp.csr_matrix(members.burden[i]),
            (np.full(members.limit.shape[1], -np.inf), members.limit[i]),
            (np.zeros(3), np.full(3, np.inf)),
        )
        worth.append(-found.objective)
    return np.array(worth)


@pytest.mark.parametrize("limits", [1, 3])
def test_the_best_answer_of_a_bang_bang_member_is_its_linear_programme(limits: int) -> None:
    rng = np.random.default_rng(5)
    members = some(rng, 30, limits, bent=False)
    margin = rng.normal(0.2, 1.0, (30, 3))
    activity, worth = best_answers(members, margin)
    exact = best_by_linear_programme(members, margin)
    assert np.all(worth >= exact - 1e-9)
    assert np.allclose(worth, exact, rtol=1e-7, atol=1e-8)
    assert np.allclose((margin * activity).sum(1), exact, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("limits", [1, 2])
def test_no_feasible_activity_beats_the_worth_of_a_best_answer(limits: int) -> None:
    rng = np.random.default_rng(6)
    members = some(rng, 40, limits, bent=True)
    margin = rng.normal(0.3, 1.0, (40, 3))
    activity, worth = best_answers(members, margin)

    def own(x: Floats) -> Floats:
        return np.asarray((margin * x - 0.5 * members.curvature * x * x).sum(1))

    assert np.all(np.einsum("nmt,nt->nm", members.burden, activity) <= members.limit * (1 + 1e-12))
    assert np.allclose(own(activity), worth, rtol=1e-7, atol=1e-9)
    for _ in range(200):
        x = rng.uniform(0, 3, (40, 3)) * (rng.random((40, 3)) < 0.6)
        over = (np.einsum("nmt,nt->nm", members.burden, x) / members.limit).max(1)
        x /= np.maximum(over, 1.0)[:, None]
        assert np.all(own(x) <= worth + 1e-9)


def test_a_member_with_a_limit_of_nothing_stays_shut_and_the_others_do_not() -> None:
    net = sp.csr_matrix(np.array([[1.0], [1.0]]))
    one = np.ones((2, 1))
    limit = np.array([[0.0], [2.0]])
    members, _ = stack(net, np.zeros(2, int), 1, 0 * one, 0 * one, one[:, :, None], limit, one[:, 0])
    activity, worth = best_answers(members, members.margins(np.array([3.0])))
    assert worth.tolist() == [0.0, 6.0]
    assert members.net(activity).toarray().tolist() == [[2.0]]


def test_revisions_stay_strictly_inside_every_limit() -> None:
    rng = np.random.default_rng(7)
    members = some(rng, 30, 2, bent=False)
    own = begin(members, 0.05)
    for number in range(1, 12):
        step = None if number == 1 else rng.normal(0, 1, 8)
        own = listen(members, own, Round(number, rng.uniform(0.1, 2, 8), step, 0.01))
        used = np.einsum("nmt,nt->nm", members.burden, own.activity)
        assert np.all(own.activity > 0)
        assert np.all(used < members.limit)
        assert np.allclose(members.limit - used, own.slack, rtol=1e-9, atol=1e-12)


def test_silent_members_keep_their_last_proposal_and_their_worth_is_bounded() -> None:
    rng = np.random.default_rng(8)
    members = some(rng, 30, 2, bent=False)
    own = begin(members, 0.05)
    silent = rng.random(30) < 0.5
    moved = revise(members, own, rng.normal(0, 1, 8), 0.01, ~silent)
    same = (moved.activity == own.activity).all(1)
    assert (same == silent).all()
    before = rng.uniform(0, 2, 8)
    _, then = best_answers(members, members.margins(before))
    for _ in range(20):
        now = rng.uniform(0, 2, 8)
        _, worth = best_answers(members, members.margins(now))
        assert np.all(worth <= then + could_gain(members, now - before) + 1e-9)


def test_the_sums_are_the_members_added_up_and_slopes_are_their_derivative() -> None:
    economy = simulate(np.random.default_rng(1), 60, 12)
    members = economy.members
    valuations = np.full(economy.rows, 1.0)
    own = listen(members, begin(members, 0.05), Round(1, valuations, None, 0.05))
    sums = answer(members, own)
    net = members.net(own.activity).toarray()
    assert np.allclose(sums.standing.toarray(), net)
    assert np.all(sums.given >= net.sum(0).clip(0) - 1e-12)
    # Newton moves are linear in valuations: slopes tell exactly how the full step changes
    step = np.random.default_rng(2).normal(0, 1e-9, economy.rows)
    still = revise(members, own, np.zeros(economy.rows), 0.05 * 0.1)
    moved = revise(members, own, step, 0.05 * 0.1)
    if (still.stride == 1).all() and (moved.stride == 1).all():
        change = (members.net(moved.activity) - members.net(still.activity)).toarray().sum(0)
        assert np.allclose(change, np.asarray(sums.slopes) @ step, rtol=1e-4, atol=1e-16)
    assert np.linalg.eigvalsh(np.asarray(sums.slopes)).min() > -1e-9
