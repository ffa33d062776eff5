"""The reconciliation's linear programme, solved federation by federation.

Its columns fall into blocks: each federation's own proposals (shares that add up to at most one), and
the public pieces, each a block by itself, of one row and no longer than it is. A primal-dual interior
point (Mehrotra, *SIAM Journal on Optimization* 2(4), 1992; Gondzio, *Computational Optimization and
Applications* 6(2), 1996, for the correctors) then needs, in each iteration, one small product a
federation and one factor of the rows x rows system, where a general solver factors rows and
federations together. It ends in the middle of the optimal face: where several valuations are right,
these are central ones.

Shapes: C columns (L proposals, then S pieces) in B blocks (F federations, then S pieces), K rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse as sp

from confederal.planning.arrays import Floats, Mask, Places, Sparse

ITERATIONS = 100
SOLVED = 1e-11  # complementarity left, as a share of everything the mixture is worth and costs
GOOD = 1e-8  # ... at which an answer that comes no closer is still taken
MET = 1e-12  # what may be missing of a row, as a share of its largest number
BACK = 0.9995  # the share of the way to nothing that a number goes in one iteration
LONG = 30  # iterations: where much is missing still, there is no plan, and another solver is to say so
CORRECTORS = 3
REFINED = 2
ROOM = 1_000_000  # numbers in one padded stack of federations
MOST_ROWS = 2_500  # above so many the rows x rows system is too large to be factored densely


@dataclass(frozen=True)
class Mixed:
    """share (L,) of each proposal, use (S,) of each piece, prices (K,) of the rows, and what they come to."""

    share: Floats
    use: Floats
    prices: Floats
    worth: float


class Impossible:
    """No mixture whatever is a plan."""


def mix(
    net: Sparse,
    effort: Floats,
    federation: Places,
    pieces: Sparse,
    worth: Floats,
    length: Floats,
    need: Floats,
    box: tuple[Floats, Floats] | None = None,
    near: Floats | None = None,
) -> Mixed | Impossible | None:
    """max  worth·use - effort·share   s.t.  net'share + pieces'use >= need,  Σ share <= 1 a federation,
    0 <= use <= length. None where no answer was found to the last digits.

    net (L, K), pieces (S, K) with one entry a line, need (K,). With `box` = (low, high), two (K,), what
    is short may be bought at `high` and what is over is sold at `low`. `near` (K,): prices to begin from.

    >>> one = np.ones(1)
    >>> bread = sp.csr_matrix([[2.0, -1.0]])  # two loaves for an hour
    >>> eaten, worked = sp.csr_matrix([[-1.0, 0.0], [0.0, 1.0]]), np.array([3.0, -1.0])
    >>> found = mix(bread, 0 * one, np.array([0]), eaten, worked, np.array([1.5, 5.0]), np.zeros(2))
    >>> found.share.round(6), found.use.round(6), found.prices.round(6), round(found.worth, 6)
    (array([0.75]), array([1.5 , 0.75]), array([0.5, 1. ]), 3.75)
    """
    if need.size > MOST_ROWS:
        return None
    return _Programme(net, effort, federation, pieces, worth, length, need, box).solved(near)


@dataclass(frozen=True)
class _Stack:
    """Federations of like size, padded: columns (F', T), rows (F', R), net trade (F', T, R)."""

    columns: Places
    kept: Mask
    net: Floats
    flat: Places  # (F', R, R): where each number of N'DN stands in the rows x rows system


@dataclass
class _Point:
    """One point of the path: columns and what their blocks leave, rows' surplus, what is bought, and the
    prices of all of these."""

    x: Floats  # (C,)
    w: Floats
    u: Floats  # (B,) what is left of each block
    v: Floats
    r: Floats  # (K,) surplus; its price is p - low
    p: Floats
    y: Floats  # (K,) bought; its price is high - p. Empty without a box.


@dataclass(frozen=True)
class _Ask:
    """What complementarity is asked to be moved by, pair by pair."""

    x: Floats
    u: Floats
    r: Floats
    y: Floats


class _Programme:
    """The arrays of one programme, rows counted in their largest number, pieces in their length."""

    def __init__(
        self,
        net: Sparse,
        effort: Floats,
        federation: Places,
        pieces: Sparse,
        worth: Floats,
        length: Floats,
        need: Floats,
        box: tuple[Floats, Floats] | None,
    ) -> None:
        pieces = sp.csr_matrix(pieces)
        assert (np.diff(pieces.indptr) == 1).all(), "a piece trades one row"
        self.lines, self.length = int(effort.size), length
        columns = sp.vstack([sp.csr_matrix(net), sp.diags(length) @ pieces]).tocsr()
        largest = np.maximum(abs(columns).max(0).toarray().ravel(), np.abs(need))
        self.scale = np.where(largest > 0, largest, 1.0)
        self.columns = sp.csr_matrix(columns @ sp.diags(1.0 / self.scale))
        self.rows = sp.csr_matrix(self.columns.T)
        self.need = need / self.scale
        gain = np.concatenate([-effort, worth * length])
        self.size = max(float(np.abs(gain).max(initial=0.0)), 1e-300)
        self.gain = gain / self.size
        whose, block = np.unique(federation, return_inverse=True)
        self.federations = int(whose.size)
        self.block = np.concatenate([block, self.federations + np.arange(length.size)]).astype(np.int64)
        self.blocks = self.federations + int(length.size)
        self.piece_row = pieces.indices.astype(np.int64)
        self.piece_trade = self.columns.data[self.columns.indptr[self.lines] :]
        count = need.size
        self.low, self.high = np.zeros(count), np.zeros(0)
        if box is not None:
            self.low, self.high = (edge * self.scale / self.size for edge in box)
        self.stacks = list(_stacked(self.columns[: self.lines], block, self.federations))

    def solved(self, near: Floats | None) -> Mixed | Impossible | None:
        point = self.begin(near)
        best: tuple[float, _Point] | None = None
        for turn in range(ITERATIONS):
            missing = float(np.abs(self.missing(point)).max(initial=0.0))
            left = self.left(point) / self.yardstick(point)
            if missing <= MET and (best is None or left < best[0]):
                best = left, point
            if left <= SOLVED or not np.isfinite(left + missing) or (turn > LONG and missing > 1e-3):
                break
            if missing > 1e-6 and not self.high.size and self.impossible(point.p):
                return Impossible()
            with np.errstate(all="ignore"):  # without a plan the prices grow for ever; seen above
                point = self.moved(point)
        if best is None or best[0] > GOOD:
            return None
        found = best[1]
        worth = float(self.gain @ found.x) * self.size
        if self.high.size:
            worth += float(self.low @ found.r - self.high @ found.y) * self.size
        return Mixed(
            found.x[: self.lines],
            found.x[self.lines :] * self.length,
            found.p * self.size / self.scale,
            worth,
        )

    def begin(self, near: Floats | None) -> _Point:
        """In the middle of every block, with prices at which nobody would do more than it may."""
        x = 1.0 / (np.bincount(self.block, minlength=self.blocks)[self.block] + 1.0)
        left = 1.0 - np.bincount(self.block, x, self.blocks)
        typical = float(np.abs(self.gain).mean()) + 1e-6
        p = self.low + typical
        if near is not None:
            p = np.maximum(near * self.scale / self.size, self.low + 0.01 * typical)
        if self.high.size:
            p = np.minimum(p, 0.5 * (self.low + self.high))
        margin = self.gain + self.columns @ p
        most = np.zeros(self.blocks)
        np.maximum.at(most, self.block, margin)
        v = most + typical
        surplus = self.rows @ x - self.need
        short = np.maximum(-surplus, 0.0) + 0.1 if self.high.size else np.zeros(0)
        return _Point(x, v[self.block] - margin, left, v, np.maximum(surplus, 0.1), p, short)

    def impossible(self, prices: Floats) -> bool:
        """Whether these prices prove that there is no mixture (Farkas): nobody's best at them adds up to
        what is needed, effort and worth not counted."""
        most = np.zeros(self.blocks)
        np.maximum.at(most, self.block, self.columns @ prices)
        return bool(self.need @ prices - most.sum() > 1e-9 * (np.abs(self.need) @ prices))

    def missing(self, at: _Point) -> Floats:
        """need + surplus - bought - traded, of each row: nothing in a plan."""
        found = self.need + at.r - self.rows @ at.x
        return np.asarray(found - at.y if at.y.size else found)

    def left(self, at: _Point) -> float:
        """Complementarity: what the prices bound the worth by, less the worth (once nothing is missing)."""
        bought = float(at.y @ (self.high - at.p)) if at.y.size else 0.0
        return float(at.x @ at.w + at.u @ at.v + at.r @ (at.p - self.low)) + bought

    def yardstick(self, at: _Point) -> float:
        return float(np.abs(self.gain) @ at.x) + 1e-9

    def moved(self, at: _Point) -> _Point:
        """One iteration: predictor, corrector, and up to three corrections towards the middle."""
        system = self.factor(at)
        pairs = at.x.size + at.u.size + at.r.size + at.y.size
        mean = self.left(at) / pairs
        nothing = _Ask(-at.x * at.w, -at.u * at.v, -at.r * (at.p - self.low), _bought(at, self.high))
        first = self.direction(at, system, nothing, 1.0)
        near = self.left(_after(at, first, *self.steps(at, first)))
        aim = mean * min((near / max(pairs * mean, 1e-300)) ** 3, 1.0)
        ask = _Ask(
            nothing.x + aim - first.x * first.w,
            nothing.u + aim - first.u * first.v,
            nothing.r + aim - first.r * first.p,
            nothing.y + aim + first.y * first.p if at.y.size else nothing.y,
        )
        step = self.direction(at, system, ask, 1.0)
        far = self.steps(at, step)
        for _ in range(CORRECTORS):
            if min(far) > 0.95:
                break
            trial = _after(at, step, min(1.0, far[0] + 0.2), min(1.0, far[1] + 0.2))
            more = _Ask(
                ask.x + _towards(trial.x * trial.w, aim),
                ask.u + _towards(trial.u * trial.v, aim),
                ask.r + _towards(trial.r * (trial.p - self.low), aim),
                ask.y + _towards(trial.y * (self.high - trial.p), aim) if at.y.size else ask.y,
            )
            other = self.direction(at, system, more, 1.0)
            further = self.steps(at, other)
            if min(further) < min(far) + 0.02:
                break
            step, far, ask = other, further, more
        return _after(at, step, *far)

    def factor(self, at: _Point) -> tuple[Floats, Floats, Floats, Floats]:
        """x/w of columns, ΣD + u/v of blocks, and N'(D - D e e'D/d)N + surplus/price, factored."""
        ease = at.x / at.w
        whole = np.bincount(self.block, ease, self.blocks) + at.u / at.v
        count = self.need.size
        system: Floats = np.zeros(count * count)
        for stack in self.stacks:
            own = np.where(stack.kept, ease[stack.columns], 0.0)
            held = (own[:, None, :] @ stack.net)[:, 0, :]
            first = stack.columns[:, 0]
            d = whole[self.block[first]]
            part = np.swapaxes(stack.net, 1, 2) @ (own[:, :, None] * stack.net)
            part -= (held / d[:, None])[:, :, None] * held[:, None, :]
            system += np.bincount(stack.flat.ravel(), part.ravel(), count * count)
        system = system.reshape(count, count)
        e, d = ease[self.lines :], whole[self.federations :]
        diagonal: Floats = np.bincount(self.piece_row, self.piece_trade**2 * e * (1 - e / d), count)
        diagonal += at.r / (at.p - self.low)
        if at.y.size:
            diagonal += at.y / (self.high - at.p)
        system[np.arange(count), np.arange(count)] += diagonal
        root = 1.0 / np.sqrt(np.maximum(system.diagonal(), 1e-300))
        system *= root[:, None]
        system *= root[None, :]
        system[np.arange(count), np.arange(count)] += 1e-15
        try:
            factor = scipy.linalg.cholesky(system.T, lower=True, overwrite_a=True, check_finite=False)
        except scipy.linalg.LinAlgError:
            system[np.arange(count), np.arange(count)] = 1.0 + 1e-9
            factor = scipy.linalg.cholesky(np.tril(system) + np.tril(system, -1).T, lower=True)
        return ease, whole, root, factor

    def direction(
        self, at: _Point, system: tuple[Floats, Floats, Floats, Floats], ask: _Ask, share: float
    ) -> _Point:
        """The Newton direction that moves complementarity by `ask` and `share` of what is missing away."""
        ease, whole, root, factor = system
        off = at.v[self.block] - self.gain - self.columns @ at.p - at.w
        free = ask.x / at.w - ease * off
        push = np.bincount(self.block, free, self.blocks) + ask.u / at.v
        push -= 1.0 - at.u - np.bincount(self.block, at.x, self.blocks)
        price = at.p - self.low
        x = free - ease * (push / whole)[self.block]
        v, p, r, y = push / whole, np.zeros_like(price), ask.r / price, at.y
        if at.y.size:
            y = ask.y / (self.high - at.p)
        wanted = share * self.missing(at)
        for _ in range(1 + REFINED):  # what rounding left of a row is asked for once more, by itself
            right = wanted - self.rows @ x + r - (y if y.size else 0.0)
            more = root * scipy.linalg.cho_solve((factor, True), root * right, check_finite=False)
            turned = self.columns @ more
            lifted = np.bincount(self.block, ease * turned, self.blocks) / whole
            x = x + ease * (turned - lifted[self.block])
            v, p, r = v + lifted, p + more, r - at.r / price * more
            if at.y.size:
                y = y + at.y / (self.high - at.p) * more
        w = (ask.x - at.w * x) / at.x
        u = (ask.u - at.u * v) / at.v
        return _Point(x, w, u, v, r, p, y)

    def steps(self, at: _Point, step: _Point) -> tuple[float, float]:
        """How far the amounts, and how far the prices, can go along `step`."""
        amounts = min(_far(at.x, step.x), _far(at.u, step.u), _far(at.r, step.r), _far(at.y, step.y))
        prices = min(_far(at.w, step.w), _far(at.v, step.v), _far(at.p - self.low, step.p))
        if at.y.size:
            prices = min(prices, _far(self.high - at.p, -step.p))
        return amounts, prices


def _bought(at: _Point, high: Floats) -> Floats:
    return -at.y * (high - at.p) if at.y.size else at.y


def _after(at: _Point, step: _Point, amounts: float, prices: float) -> _Point:
    return _Point(
        at.x + amounts * step.x,
        at.w + prices * step.w,
        at.u + amounts * step.u,
        at.v + prices * step.v,
        at.r + amounts * step.r,
        at.p + prices * step.p,
        at.y + amounts * step.y,
    )


def _far(value: Floats, change: Floats) -> float:
    if not value.size:
        return 1.0
    return float(1.0 / np.maximum(-change / (BACK * value), 1.0).max())


def _towards(product: Floats, aim: float) -> Floats:
    """How far each pair's product is outside a wide band round `aim`, never asking for more than so much back."""
    return np.asarray(np.maximum(np.clip(product, 0.1 * aim, 10.0 * aim) - product, -10.0 * aim))


def _stacked(net: sp.csr_matrix, block: Places, federations: int) -> Iterator[_Stack]:
    """Federations' own numbers, padded to the largest of those of like size."""
    count = net.shape[1]
    order = np.argsort(block, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(block, minlength=federations))])
    traded: list[Places] = []
    for f in range(federations):
        own = order[first[f] : first[f + 1]]
        traded.append(
            np.unique(np.concatenate([net.indices[net.indptr[i] : net.indptr[i + 1]] for i in own]))
        )
    wide = np.array([rows.size for rows in traded])
    tall = np.diff(first)
    by_size = np.lexsort((tall, wide))
    start = 0
    while start < federations:
        end = start + 1
        while end < federations:
            t, r = int(tall[by_size[start : end + 1]].max()), int(wide[by_size[end]])
            if (end + 1 - start) * max(r * r, t * r) > ROOM or r > 2 * max(wide[by_size[start]], 8):
                break
            end += 1
        some = by_size[start:end]
        t, r = max(int(tall[some].max()), 1), max(int(wide[some].max()), 1)
        columns = np.zeros((some.size, t), np.int64)
        kept = np.zeros((some.size, t), bool)
        rows = np.zeros((some.size, r), np.int64)
        numbers = np.zeros((some.size, t, r))
        for i, f in enumerate(some):
            own = order[first[f] : first[f + 1]]
            columns[i, : own.size], kept[i, : own.size] = own, True
            columns[i, own.size :] = own[0]
            rows[i, : wide[f]] = traded[f]
            part = net[own]
            line = np.repeat(np.arange(own.size), np.diff(part.indptr))
            numbers[i, line, np.searchsorted(traded[f], part.indices)] = part.data
        yield _Stack(columns, kept, numbers, rows[:, :, None] * count + rows[:, None, :])
        start = end
