"""Needs and hours that are published as schedules: what communities ask at any valuation.

A schedule is public, so anyone can compute the answer to it. Two kinds exist. Steps (`Steps`): a
community says how much it asks and what the last unit is worth to it, point by point; this is what
a data package holds. Smooth (`Smooth`): isoelastic worth, used where national statistics or a
simulation give elasticities rather than lists.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats, Places, Sparse
from confederal.planning.members import Members


@dataclass(frozen=True)
class Pieces:
    """A concave schedule in straight pieces, as columns of the reconciliation.

    Piece j may be used from 0 to `length[j]`; a unit of it trades `net[j]` and is worth `worth[j]`.
    `base` (K,) is traded in any case, worth `base_worth`.
    """

    net: Sparse  # (pieces, K)
    length: Floats
    worth: Floats
    base: Floats
    base_worth: float
    step: Places  # (pieces,) the public step each piece is part of; -1 for smooth schedules

    def steps_used(self, use: Floats, steps: int) -> Floats:
        """How much of each public step is used, (steps,)."""
        kept = self.step >= 0
        return np.bincount(self.step[kept], use[kept], steps)


@dataclass(frozen=True)
class FinalAnswer:
    """Needs and hours at given valuations: net trade (K,), its slopes (K,), worth, and surplus V."""

    net: Floats
    slopes: Floats
    worth: float
    surplus: float
    consumed: float  # value of what is consumed at these valuations


@dataclass(frozen=True)
class Smooth:
    """Isoelastic needs of J communities for some goods, and their isoelastic offers of hours.

    Worth of c of a good: α^(1/ε) c^(1-1/ε) / (1-1/ε), so that demand at valuation p is α p^-ε.
    Effort of l hours: w0 l^(1+1/η) / ((1+1/η) L^(1/η)), so that the offer at p is L (p/w0)^η, and
    never more than the accepted `cap` times L (decided by each community, binding on the plan).
    """

    row_count: int
    goods: Places  # rows that are consumed, (n,)
    skills: Places  # rows of hours, (m,)
    alpha: Floats  # (J, n)
    epsilon: Floats  # (J, n), not 1
    hours: Floats  # (J, m) L
    worth0: Floats  # (m,) w0
    eta: float
    cap: float

    def answer(self, valuations: Floats) -> FinalAnswer:
        price = np.maximum(valuations[self.goods], 1e-9)
        amount, worth, slope = self._needs(price)
        pay = np.maximum(valuations[self.skills], 1e-9)
        ratio = np.minimum((pay / self.worth0) ** self.eta, self.cap)
        offered = self.hours.sum(0) * ratio
        effort = self._effort(ratio)
        net = np.zeros(self.row_count)
        net[self.goods] -= amount
        net[self.skills] += offered
        slopes = np.zeros(self.row_count)
        slopes[self.goods] += slope
        slopes[self.skills] += np.where(ratio < self.cap, self.eta * offered / pay, 0.0)
        total = float(worth.sum() - effort.sum())
        surplus = total - float(price @ amount) + float(pay @ offered)
        return FinalAnswer(net, slopes, total, surplus, float(price @ amount))

    def _needs(self, price: Floats) -> tuple[Floats, Floats, Floats]:
        """Amounts, worth and slopes -dc/dp of each good at `price` (n,): three arrays (n,)."""
        asked = self.alpha * np.exp(-self.epsilon * np.log(price)[None, :])
        curve = 1 - 1 / self.epsilon
        # α^(1/ε) c^(1-1/ε) = p c at c = α p^-ε
        worth = price[None, :] * asked / curve
        return asked.sum(0), worth.sum(0), (self.epsilon * asked).sum(0) / price

    def _effort(self, ratio: Floats) -> Floats:
        """Effort of offering `ratio` (m,) of the base hours, all communities."""
        power = 1 + 1 / self.eta
        return np.asarray(self.worth0 * self.hours.sum(0) * ratio**power / power)

    def pieces(self, valuations: Floats, fineness: float) -> Pieces:
        """Chords of the schedules, closest together around `valuations`; inner, so never too good."""
        near = fineness * np.array([8.0, 5.0, 3.0, 1.5, 0.5, -0.5, -1.5, -3.0, -5.0, -8.0])
        wide = np.array([4.0, 2.6, 1.7, 1.1, 0.75, 0.5, 0.32, 0.2])
        wide = wide[wide > 1.5 * near[0]]
        grid = np.exp(np.concatenate([wide, near, -wide[::-1][:6]]))
        price = np.maximum(valuations[self.goods], 1e-6)
        amounts, worths = [], []
        for factor in grid:
            amount, worth, _ = self._needs(price * factor)
            amounts.append(amount)
            worths.append(worth)
        length, gained = np.diff(np.array(amounts), axis=0), np.diff(np.array(worths), axis=0)
        pay = np.maximum(valuations[self.skills], 1e-6)
        ratios = np.minimum((grid[::-1, None] * pay / self.worth0) ** self.eta, self.cap)
        ratios = np.vstack([np.zeros(pay.size), ratios, np.full(pay.size, self.cap)])
        base_hours = self.hours.sum(0)
        more = np.diff(ratios, axis=0) * base_hours
        effort = np.diff(np.array([self._effort(r) for r in ratios]), axis=0)
        n_steps, m_steps = length.shape[0], more.shape[0]
        keep_n, keep_m = length.ravel() > 0, more.ravel() > 0
        goods = np.tile(self.goods, n_steps)[keep_n]
        skills = np.tile(self.skills, m_steps)[keep_m]
        lengths = np.concatenate([length.ravel()[keep_n], more.ravel()[keep_m]])
        worth = np.concatenate([gained.ravel()[keep_n], -effort.ravel()[keep_m]]) / lengths
        sign = np.concatenate([-np.ones(goods.size), np.ones(skills.size)])
        rows = np.concatenate([goods, skills])
        base = np.zeros(self.row_count)
        base[self.goods] -= amounts[0]
        return Pieces(
            net=sp.csr_matrix((sign, (np.arange(rows.size), rows)), (rows.size, self.row_count)),
            length=lengths,
            worth=worth,
            base=base,
            base_worth=float(worths[0].sum()),
            step=np.full(rows.size, -1),
        )


def step_pieces(
    steps: Members, around: Floats | None = None, fineness: float = 0.01, parts: int = 8
) -> Pieces:
    """Public steps as pieces: a level step whole, a falling one in chords, finest where it is used now.

    `around` (N,) is the present use of each step. Chords lie under the schedule: never too good.
    """
    limit = steps.limit[:, 0] / steps.burden[:, 0, 0]
    grid = np.linspace(0.0, 1.0, parts + 1)[None, :].repeat(steps.count, 0)
    if around is not None:
        near = fineness * np.array([-8.0, -3.0, -1.0, -0.3, 0.3, 1.0, 3.0, 8.0])
        grid = np.sort(np.hstack([grid, np.clip((around / limit)[:, None] + near, 0.0, 1.0)]), axis=1)
    level = steps.curvature[:, 0] <= 0
    inner = grid[:, 1:-1]
    inner[level] = 1.0
    cuts = grid * limit[:, None]
    length = np.diff(cuts, axis=1)
    place, column = np.nonzero(length > 0)
    middle = 0.5 * (cuts[place, column] + cuts[place, column + 1])
    worth = steps.gain[place, 0] - steps.curvature[place, 0] * middle
    lines = []
    for member, row, block in steps.blocks():
        wide = np.zeros((member.stop - member.start, steps.row_count))
        wide[:, steps.rows[row]] = block
        lines.append(sp.csr_matrix(wide))
    net = sp.vstack(lines).tocsr()[place]
    return Pieces(net, length[place, column], worth, np.zeros(steps.row_count), 0.0, place)


def joined(parts: list[Pieces]) -> Pieces:
    """Several schedules' pieces as one."""
    return Pieces(
        sp.vstack([p.net for p in parts]).tocsr(),
        np.concatenate([p.length for p in parts]),
        np.concatenate([p.worth for p in parts]),
        np.sum([p.base for p in parts], axis=0),
        sum(p.base_worth for p in parts),
        np.concatenate([p.step for p in parts]),
    )
