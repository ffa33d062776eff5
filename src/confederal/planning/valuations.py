"""The centre's arithmetic: from the sums of the answers to the next valuations.

The centre knows no recipe and decides nothing. It adds up, solves one K x K system and publishes the
result. One round is one distributed primal–dual interior-point step for

    max  Σ_j worth_j(c_j) - Σ_i f_i(x_i)   s.t.  Σ_i B_i' x_i + hours - needs + supply >= stocks >= 0.
"""

from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse as sp
import scipy.sparse.linalg

from confederal.planning.arrays import Floats, Sparse

BOLD = 0.95  # the share of the way to nothing that a valuation or a stock goes in one round
STOCKS = 0.3  # safety stock wanted on every row, as a share of smoothing x turnover
HOLD = 0.01  # smoothing never falls under this share of the imbalance
FEW_ROWS = 100.0  # ... of the worst row, or of all rows together so many times over, if that is less
SMOOTHEST = 2e-8  # rounding of floating numbers spoils what is smoother than this
FREE = 0.02  # a free row starts at this share of the median, so that it can become scarce again


@dataclass(frozen=True)
class Round:
    """What the centre publishes. `step` and `smoothing` tell members how far to revise.

    valuations: indicative worth of one unit of each row (K,); nobody's income.
    step: the change members revise by, before the centre shortened it (K,); None in round one.
    trial: valuations of the last reconciliation (K,), at which members are asked for their best answer
    and its worth too, but by which nobody revises; None in round one.
    short: demand less supply of each row in the round before (K,); certificate: (upper bound, worth of
    the best plan, consumption) so far. Both None in round one.
    """

    number: int
    valuations: Floats
    step: Floats | None
    smoothing: float
    trial: Floats | None = None
    short: Floats | None = None
    certificate: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Balance:
    """Supply against demand of every row (K,), counted from what federations proposed."""

    supply: Floats
    demand: Floats

    @property
    def shortage(self) -> Floats:
        return self.demand - self.supply

    @property
    def turnover(self) -> Floats:
        return 0.5 * (self.demand + self.supply) + 1e-12

    def worst(self, valuations: Floats) -> float:
        """Worst relative imbalance of any row, |D-S| over their mean.

        A surplus of a nearly free row is no waste: surpluses count by min(1, p/(5 % of the median)).
        Rows traded below 1e-6 of the median turnover are left out.
        """
        relative = self.relative()
        weight = np.minimum(1.0, valuations / max(0.05 * float(np.median(valuations)), 1e-300))
        return float(np.where(relative > 0, relative, -relative * weight).max(initial=0.0))

    def mean(self, valuations: Floats) -> float:
        """Imbalance of all rows together, by value: Σ p |D-S| over Σ p (D+S)/2; surpluses as in `worst`."""
        weight = np.minimum(1.0, valuations / max(0.05 * float(np.median(valuations)), 1e-300))
        missed = np.where(self.shortage > 0, self.shortage, -self.shortage * weight)
        return float((valuations * missed).sum() / (valuations * self.turnover).sum())

    def relative(self) -> Floats:
        turnover = self.turnover
        share = self.shortage / turnover
        return np.where(turnover < 1e-6 * np.median(turnover), 0.0, share)


@dataclass(frozen=True)
class Course:
    """What the centre carries from round to round; all of it public."""

    round: Round
    stock: Floats | None  # (K,) surplus wanted on each row
    turnover: Floats | None  # (K,) value of turnover in round one
    stride: float


def opening(valuations: Floats, smoothing: float = 0.05) -> Course:
    """Round one: the valuations given, free rows lifted to a little."""
    lifted = np.maximum(valuations, FREE * float(np.median(valuations)))
    return Course(Round(1, lifted, None, smoothing), None, None, 1.0)


def advance(
    course: Course,
    balance: Balance,
    slopes: Sparse,
    move: Floats,
    move_by_smoothing: Floats,
    settled: float,
    stride: float,
) -> Course:
    """The next round's valuations, by one Newton step on everybody's summed answers.

    slopes (K, K) are d(net)/dp of all parties; move and move_by_smoothing (K,) their own moves;
    settled is their mean complementarity; stride how far they could go on average.
    (slopes + diag(t/p)) Δp = shortage + t - own move + (μ b - p t)/p, with t the stock of each row.
    """
    p = course.round.valuations
    off = min(balance.worst(p), FEW_ROWS * balance.mean(p))
    value = course.turnover
    if value is None or course.stock is None:
        value = balance.turnover * np.maximum(p, 0.05 * float(np.median(p)))
        stock = np.maximum(course.round.smoothing * STOCKS * value / p, -balance.shortage)
    else:
        stock = course.stock
    smoothing = _next_smoothing(settled, min(stride, course.stride), off)
    wanted = smoothing * STOCKS * value
    own = move + smoothing * move_by_smoothing
    right = balance.shortage + stock - own + (wanted - p * stock) / p
    step = p * _solve(slopes, p, stock / p, p * right)
    stock_step = (wanted - p * stock - stock * step) / p
    near = 2.0 / np.maximum(np.abs(step / p), 2.0)
    far = np.minimum(_share(p, step), near)
    after = p + far * step
    return Course(
        Round(course.round.number + 1, after, step, smoothing),
        stock + _share(stock, stock_step) * stock_step,
        value,
        float(far.mean()),
    )


def _next_smoothing(settled: float, stride: float, off: float) -> float:
    """Smoothing falls by 4 to 10 a round while everybody can move, and never ahead of the balance."""
    if settled < HOLD * off or settled < SMOOTHEST:
        return max(settled, SMOOTHEST)
    fall = 0.1 if stride > 0.85 else 0.25 if stride > 0.6 else 0.5 if stride > 0.3 else 0.9
    return fall * settled


def _share(value: Floats, change: Floats) -> Floats:
    return np.asarray(BOLD / np.maximum(-change / np.maximum(value, 1e-200), BOLD))


def _solve(slopes: Sparse, p: Floats, diagonal: Floats, right: Floats) -> Floats:
    """y with P (slopes + diag) P y = right, P = diag(p): symmetric positive definite."""
    rows = p.size
    if rows <= 3000:
        dense = slopes if isinstance(slopes, np.ndarray) else slopes.toarray()
        scaled = dense * p[:, None] * p[None, :]
        scaled[np.arange(rows), np.arange(rows)] += diagonal * p * p + 1e-12
        root = 1.0 / np.sqrt(scaled.diagonal())
        scaled *= root[:, None] * root[None, :]
        try:
            factor = scipy.linalg.cho_factor(scaled, lower=True, overwrite_a=True, check_finite=False)
            return np.asarray(root * scipy.linalg.cho_solve(factor, root * right))
        except scipy.linalg.LinAlgError:
            scaled = dense * (p * root)[:, None] * (p * root)[None, :]
            scaled[np.arange(rows), np.arange(rows)] += (diagonal * p * p + 1e-12) * root * root
            return np.asarray(root * np.linalg.lstsq(scaled, root * right, rcond=None)[0])
    big = sp.csr_matrix(slopes)
    scaled = sp.diags(p) @ big @ sp.diags(p) + sp.diags(diagonal * p * p + 1e-12)
    ease = sp.diags(1.0 / scaled.diagonal())
    found, _ = scipy.sparse.linalg.cg(scaled, right, rtol=1e-9, maxiter=3000, M=ease)
    return np.asarray(found)
