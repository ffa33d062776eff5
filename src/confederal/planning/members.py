"""Members of federations, many at once: their private sets, best answers and revisions as arrays.

A *member* here is any party that decides for itself: a workplace with its techniques, or one step
of a community's needs or of its offer of hours. All that is known of a member's private set is

    X_i = { x >= 0 : C_i x <= c_i },      private cost  f_i(x) = ½ Σ q_t x_t² - Σ g_t x_t,
    net trade  B_i' x   (outputs minus inputs, linear once the recipes are chosen).

Nothing in this file is ever published; what leaves is `answers.Sums`, made by `answer`.
The method is a distributed primal–dual interior point: every member revises its own last proposal
along its own Newton direction, by its own step (Pakazad, Hansson & Andersen 2014, arXiv 1502.06384;
Wright, *Primal-Dual Interior-Point Methods*, SIAM 1997, ch. 1 and 5).

Shapes: N members, T activities each, M limits each, K coordinated rows, F federations; members are
ordered by federation. Activities and limits a member does not have are padded and stay out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats, Mask, Places

NOTHING = 1e-9  # less than this share of what a member could do is nothing
BOLD = 0.95  # the share of the way to its limits that a member goes in one round


@dataclass(frozen=True)
class Members:
    """The private data of N members of F federations.

    `entries[k]` stands at flat place `places[k]` of its federation's dense block (members*T, rows
    of that federation); federation g owns entries `entry_start[g]:entry_start[g+1]`, members
    `member_start[g]:member_start[g+1]` and coordinated rows `rows[row_start[g]:row_start[g+1]]`.
    """

    row_count: int
    member_start: Places  # (F+1,)
    row_start: Places  # (F+1,)
    rows: Places  # (sum of rows a federation trades in,)
    entry_start: Places  # (F+1,)
    entries: Floats
    places: Places
    gain: Floats  # (N, T) worth of one unit of activity, before valuations
    curvature: Floats  # (N, T) q, >= 0
    burden: Floats  # (N, M, T) C, >= 0
    limit: Floats  # (N, M) c, > 0
    size: Floats  # (N,) the scale of the member's barrier, in value

    @property
    def count(self) -> int:
        return int(self.gain.shape[0])

    @property
    def activities(self) -> int:
        return int(self.gain.shape[1])

    @property
    def federations(self) -> int:
        return int(self.member_start.size - 1)

    def block(self, federation: int) -> Floats:
        """Net trade of each activity of one federation's members, shape (members*T, its rows)."""
        g = federation
        height = int(self.member_start[g + 1] - self.member_start[g]) * self.activities
        width = int(self.row_start[g + 1] - self.row_start[g])
        block = np.zeros(height * width)
        part = slice(self.entry_start[g], self.entry_start[g + 1])
        block[self.places[part]] = self.entries[part]
        return block.reshape(height, width)

    def blocks(self) -> Iterator[tuple[slice, slice, Floats]]:
        """Of each federation: the places of its members, of its rows in `rows`, and its block."""
        for g in range(self.federations):
            yield (
                slice(int(self.member_start[g]), int(self.member_start[g + 1])),
                slice(int(self.row_start[g]), int(self.row_start[g + 1])),
                self.block(g),
            )

    def margins(self, valuations: Floats) -> Floats:
        """Gain of one unit of each activity at these valuations (K,), inputs paid: shape (N, T)."""
        margin = np.empty((self.count, self.activities))
        for member, row, block in self.blocks():
            margin[member] = (block @ valuations[self.rows[row]]).reshape(-1, self.activities)
        margin += self.gain
        return margin

    def net(self, activity: Floats) -> sp.csr_matrix:
        """Net trade of each federation at these activities (N, T): shape (F, K)."""
        values = np.empty(self.rows.size)
        for member, row, block in self.blocks():
            values[row] = activity[member].ravel() @ block
        return self._by_federation(values)

    def effort(self, activity: Floats) -> Floats:
        """Private cost less gain of each federation at these activities: shape (F,)."""
        own = (0.5 * self.curvature * activity * activity - self.gain * activity).sum(1)
        return self.by_federation(own)

    def by_federation(self, own: Floats) -> Floats:
        """Sums over the members of each federation: (N,) -> (F,)."""
        return np.add.reduceat(np.append(own, 0.0), self.member_start[:-1]) if own.size else own

    def _by_federation(self, values: Floats) -> sp.csr_matrix:
        return sp.csr_matrix((values, self.rows, self.row_start), (self.federations, self.row_count))


def stack(
    net: sp.csr_matrix,
    federation: Places,
    federations: int,
    gain: Floats,
    curvature: Floats,
    burden: Floats,
    limit: Floats,
    size: Floats,
) -> tuple[Members, Places]:
    """Members in federation order, and the order itself (place in the stack -> place as given).

    `net` has shape (N*T, K), activity after activity of each member; every federation 0..F-1 must
    have at least one member. A member with a limit of nothing is left with nothing to do.

    >>> net = sp.csr_matrix(np.array([[1.0, -0.5], [1.0, -0.2]]))
    >>> one = np.ones((2, 1))
    >>> members, order = stack(net, np.array([1, 0]), 2, 0 * one, one, one[:, :, None], one, one[:, 0])
    >>> order.tolist(), members.margins(np.array([1.0, 1.0])).ravel().tolist()
    ([1, 0], [0.8, 0.5])
    """
    count, activities = gain.shape
    net = sp.csr_matrix(net)
    none = limit <= 0
    if none.any():
        shut = (none[:, :, None] & (burden > 0)).any(1)
        net = sp.csr_matrix(sp.diags((~shut).ravel().astype(float)) @ net)
        net.eliminate_zeros()
        gain = np.where(shut, -1.0, gain)
        limit = np.where(none, 1.0, limit)
    order = np.argsort(federation, kind="stable").astype(np.int64)
    net = net[(order[:, None] * activities + np.arange(activities)).ravel()]
    net.sum_duplicates()
    sizes = np.bincount(federation, minlength=federations)
    assert (sizes > 0).all(), "a federation without members has nothing to say"
    member_start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    entry_start = net.indptr[member_start * activities].astype(np.int64)
    owner = np.repeat(np.arange(federations), np.diff(entry_start))
    # the rows each federation trades in, and where each entry stands among them
    pair = owner.astype(np.int64) * net.shape[1] + net.indices
    seen = np.zeros(federations * net.shape[1], bool)
    seen[pair] = True
    pairs = np.flatnonzero(seen)
    rank = np.cumsum(seen) - 1
    row_start = np.searchsorted(pairs, np.arange(federations + 1) * net.shape[1]).astype(np.int64)
    line = np.repeat(np.arange(count * activities), np.diff(net.indptr))
    width = np.diff(row_start)[owner]
    places = (line - member_start[owner] * activities) * width + rank[pair] - row_start[owner]
    members = Members(
        row_count=int(net.shape[1]),
        member_start=member_start,
        row_start=row_start,
        rows=(pairs % net.shape[1]).astype(np.int64),
        entry_start=entry_start,
        entries=net.data.astype(float),
        places=places.astype(np.int64),
        gain=gain[order],
        curvature=curvature[order],
        burden=burden[order],
        limit=limit[order],
        size=size[order],
    )
    return members, order


def part(members: Members, first: int, last: int) -> Members:
    """The members of federations first..last-1, as a stack of their own (for another machine)."""
    own = slice(int(members.member_start[first]), int(members.member_start[last]))
    row = slice(int(members.row_start[first]), int(members.row_start[last]))
    entry = slice(int(members.entry_start[first]), int(members.entry_start[last]))
    return Members(
        row_count=members.row_count,
        member_start=members.member_start[first : last + 1] - own.start,
        row_start=members.row_start[first : last + 1] - row.start,
        rows=members.rows[row],
        entry_start=members.entry_start[first : last + 1] - entry.start,
        entries=members.entries[entry],
        places=members.places[entry],
        gain=members.gain[own],
        curvature=members.curvature[own],
        burden=members.burden[own],
        limit=members.limit[own],
        size=members.size[own],
    )


def parted(members: Members, parts: int) -> list[Members]:
    """The same members in `parts` stacks of about equally many federations."""
    cuts = np.linspace(0, members.federations, min(parts, members.federations) + 1).astype(int)
    return [part(members, int(a), int(b)) for a, b in pairwise(cuts)]


def reach(members: Members) -> Iterator[tuple[slice, slice, Floats, Floats]]:
    """The most and the least each member could trade of each row its federation trades in.

    Yields, a federation: its members, its rows, and two arrays (members, rows) that bound B' x from
    above and below over X_i. Under one limit that every activity needs, Σ_t b_t x_t <= c max_t b_t/C_t.
    """
    burden, limit = members.burden, members.limit
    most = np.where(burden > 0, limit[:, :, None] / np.where(burden > 0, burden, 1.0), np.inf)
    alone = most.min(1)  # (N, T): the most of each activity, by itself
    idle = (members.gain < 0) & ~np.isfinite(alone)  # padding that trades nothing
    alone = np.where(idle, 0.0, alone)
    most = np.where(idle[:, None, :], 0.0, most)
    for member, row, block in members.blocks():
        trade = block.reshape(member.stop - member.start, members.activities, -1)
        bounds = []
        for sign in (1.0, -1.0):
            gives = np.maximum(sign * trade, 0.0)
            bound = (gives * alone[member][:, :, None]).sum(1)
            for m in range(limit.shape[1]):
                ratio = most[member, m]
                whole = np.max(ratio, axis=1) < np.inf
                under = (gives * np.where(np.isfinite(ratio), ratio, 0.0)[:, :, None]).max(1)
                bound = np.where(whole[:, None], np.minimum(bound, under), bound)
            bounds.append(sign * bound)
        yield member, row, bounds[0], bounds[1]


def could_gain(members: Members, change: Floats) -> Floats:
    """How much more each member could be worth at most when valuations change by `change` (N, K) or (K,).

    A member's worth is convex in the valuations and its slope is its net trade, which `reach` bounds.
    """
    gain = np.empty(members.count)
    for member, row, most, least in reach(members):
        traded = members.rows[row]
        by = change[traded] if change.ndim == 1 else change[member][:, traded]
        gain[member] = np.maximum(most * by, least * by).sum(1)
    return gain


# ------------------------------------------------------------------------------ best answers


def best_answers(members: Members, margin: Floats) -> tuple[Floats, Floats]:
    """Each member's best answer at these margins, and the most it could be worth.

    Returns x (N, T), feasible, and π (N,): `π_i >= max over X_i of margin·x - ½ q x²`, with equality
    up to rounding where a member has one limit, and to about 1e-9 of its value where it has several.
    """
    if members.limit.shape[1] == 1:
        return _best_under_one_limit(members, margin)
    return _best_under_limits(members, margin)


def _best_under_one_limit(members: Members, margin: Floats) -> tuple[Floats, Floats]:
    """Closed form: techniques are used down to one marginal yield λ of the limit.

    x_t = (m_t - λ C_t)₊/q_t with Σ C_t x_t <= c; a technique without curvature (q = 0) is bang-bang
    and fixes λ at its own yield m_t/C_t. π = Σ (m_t - λ C_t)₊²/2q_t + λ c, the dual value.
    """
    burden, limit, curvature = members.burden[:, 0, :], members.limit[:, 0], members.curvature
    bent = curvature > 0
    quick = np.where(bent, 1.0 / np.where(bent, curvature, 1.0), 0.0)
    held = burden > 0
    load = np.where(held, burden, 1.0)
    straight = ~bent & held
    yields = margin / load
    floor = np.maximum(np.where(straight, yields, 0.0).max(1), 0.0)
    price = floor.copy()
    used = np.maximum(margin - floor[:, None] * burden, 0.0) * quick
    over = np.flatnonzero((used * burden).sum(1) > limit)
    if over.size:
        m, b, q = margin[over], burden[over], quick[over]
        order = np.argsort(-yields[over], axis=1)
        m, b, q = (np.take_along_axis(a, order, 1) for a in (m, b, q))
        weight = np.cumsum(b * b * q, 1)
        trial = (np.cumsum(m * b * q, 1) - limit[over][:, None]) / np.where(weight > 0, weight, 1.0)
        fits = (np.take_along_axis(yields[over], order, 1) > trial) & (weight > 0)
        last = fits.shape[1] - 1 - np.argmax(fits[:, ::-1], axis=1)
        price[over] = np.maximum(trial[np.arange(over.size), last], floor[over])
        used[over] = np.maximum(margin[over] - price[over][:, None] * burden[over], 0.0) * quick[over]
    rest = np.maximum(limit - (used * burden).sum(1), 0.0)
    chosen = np.where(straight, yields, -np.inf).argmax(1)
    here = np.arange(members.count)
    take = straight[here, chosen] & (price == floor) & (yields[here, chosen] > 0)
    used[here, chosen] += np.where(take, rest / load[here, chosen], 0.0)
    load_used = (used * burden).sum(1)
    used *= np.minimum(1.0, limit / np.maximum(load_used, 1e-300))[:, None]
    left = np.maximum(margin - price[:, None] * burden, 0.0)
    worth = (0.5 * left * left * quick).sum(1) + price * limit
    return used, worth


def _best_under_limits(members: Members, margin: Floats, rounds: int = 40) -> tuple[Floats, Floats]:
    """A private interior point of each member's own small programme, all members side by side.

    Keeps the best activity and the least bound met on the way, so that rounding at the very end of the
    path cannot spoil either.
    """
    scale = np.maximum(np.abs(margin).max(1), 1e-12)
    own = begin(members, 1.0)
    value = (scale * own.activity.max(1))[:, None]
    own = replace(own, margin=margin, prices=value / own.slack, slopes=value / own.activity)
    pairs = members.activities + members.limit.shape[1]
    best, most = np.zeros_like(margin), np.zeros(members.count)
    bound = np.full(members.count, np.inf)
    for _ in range(rounds):
        bound = np.minimum(bound, _bound(members, margin, own.prices))
        worth = (margin * own.activity - 0.5 * members.curvature * own.activity**2).sum(1)
        better = worth > most
        best, most = np.where(better[:, None], own.activity, best), np.where(better, worth, most)
        open_ = bound - most > 1e-10 * scale * own.activity.max(1)
        if not open_.any():
            break
        gap = (own.activity * own.slopes).sum(1) + (own.slack * own.prices).sum(1)
        own = _move(members, own, np.zeros_like(margin), 0.1 * gap / (pairs * members.size), open_)
    # what is used by a hair's breadth only because the path is interior is not used at all
    load = np.where(members.burden > 0, members.burden, np.inf)
    alone = np.where(members.burden > 0, members.limit[:, :, None] / load, np.inf).min(1)
    return np.where(best > NOTHING * alone, best, 0.0), bound


def _bound(members: Members, margin: Floats, prices: Floats) -> Floats:
    """An upper bound on what each member can be worth, from any prices λ >= 0 of its limits: (N,).

    Σ_t (m_t - C_t'λ)₊²/2q_t + λ·c; a bang-bang activity (q = 0) must cost at least what it yields, so
    the price of the limit it leans on most is raised until it does.
    """
    bent = members.curvature > 0
    price = prices.copy()
    here = np.arange(members.count)
    for t in range(members.activities):
        left = np.where(bent[:, t], 0.0, margin[:, t] - (members.burden[:, :, t] * price).sum(1))
        row = members.burden[:, :, t].argmax(1)
        load = members.burden[here, row, t]
        price[here, row] += np.where(load > 0, np.maximum(left, 0.0) / np.where(load > 0, load, 1.0), 0.0)
    left = np.maximum(margin - _under(members.burden, price), 0.0)
    quick = np.where(bent, 1.0 / np.where(bent, members.curvature, 1.0), 0.0)
    return np.asarray((0.5 * left * left * quick).sum(1) + (price * members.limit).sum(1))


def _under(burden: Floats, prices: Floats) -> Floats:
    """C'λ of every member: (N, M, T), (N, M) -> (N, T)."""
    if burden.shape[1] == 1:
        return np.asarray(burden[:, 0, :] * prices)
    return np.asarray(np.einsum("nmt,nm->nt", burden, prices))


def _over(burden: Floats, activity: Floats) -> Floats:
    """C x of every member: (N, M, T), (N, T) -> (N, M)."""
    if burden.shape[1] == 1:
        return np.asarray((burden[:, 0, :] * activity).sum(1)[:, None])
    return np.asarray(np.einsum("nmt,nt->nm", burden, activity))


# ------------------------------------------------------------------------------ revisions


@dataclass(frozen=True)
class Standing:
    """Where each member stands between rounds. Private: never leaves the member.

    activity x and slack s = c - Cx (>0), with their private duals `slopes` w and `prices` λ, and the
    margins at the valuations last heard.
    """

    activity: Floats  # (N, T)
    slack: Floats  # (N, M)
    slopes: Floats  # (N, T)
    prices: Floats  # (N, M)
    margin: Floats  # (N, T)
    stride: Floats  # (N,) how far along its own direction it went last


def begin(
    members: Members, smoothing: float, last_year: Floats | None = None, blend: float = 0.1
) -> Standing:
    """Where members stand before round one: in the middle of what they can do, or near last year's plan.

    `last_year` (N, T) is moved `blend` of the way to the middle, so that nothing starts shut for ever.
    """
    each = (members.limit / np.maximum(members.burden.sum(2), 1e-300)).min(1)
    middle = np.repeat(
        (each * members.activities / (members.activities + 1.0))[:, None], members.activities, 1
    )
    activity = middle
    if last_year is not None:
        reach = (members.limit / np.maximum(_over(members.burden, last_year), 1e-300)).min(
            1
        )  # new limits may be tighter than last year's
        activity = (1 - blend) * last_year * np.minimum(1.0, 0.999 * reach)[:, None] + blend * middle
    slack = members.limit - _over(members.burden, activity)
    value = smoothing * members.size
    return Standing(
        activity=activity,
        slack=slack,
        slopes=value[:, None] / activity,
        prices=value[:, None] / slack,
        margin=np.zeros_like(activity),
        stride=np.ones(members.count),
    )


def _direction(
    members: Members, own: Standing, change: Floats, smoothing: Floats | float
) -> tuple[Floats, Floats]:
    """Each member's Newton direction when its margins change by `change` (N, T): Δx (N, T), λ+Δλ (N, M).

    With W = 1/(q + w/x), S = C W C' and κ = λ/s:
        a = m + Δm - q x + μ size/x ,  h = μ size/s
        (1/κ + S) y = C W a - S h ,    Δx = W (a - C'(h + y)) ,   λ + Δλ = h + y
    Linear in (a, h), hence affine in the smoothing μ.
    """
    ease = 1.0 / (members.curvature + own.slopes / own.activity)
    value = smoothing * members.size
    ask = own.margin + change - members.curvature * own.activity + value[:, None] / own.activity
    hold = value[:, None] / own.slack
    if members.limit.shape[1] == 1:
        burden = members.burden[:, 0, :]
        stiff = (burden * burden * ease).sum(1)
        y = ((burden * ease * ask).sum(1) - stiff * hold[:, 0]) / (own.slack[:, 0] / own.prices[:, 0] + stiff)
        price = hold + y[:, None]
    else:
        joint, system = _limit_system(members, own, ease)
        right = _over(members.burden, ease * ask) - np.einsum("nij,nj->ni", joint, hold)
        price = hold + np.linalg.solve(system, right[:, :, None])[:, :, 0]
    return ease * (ask - _under(members.burden, price)), price


def _limit_system(members: Members, own: Standing, ease: Floats) -> tuple[Floats, Floats]:
    """S = C W C' and 1/κ + S of every member: two arrays (N, M, M)."""
    joint = np.einsum("nit,nt,njt->nij", members.burden, ease, members.burden)
    system = joint.copy()
    here = np.arange(members.limit.shape[1])
    system[:, here, here] += own.slack / own.prices
    return joint, system


def _furthest(value: Floats, change: Floats) -> Floats:
    """How far along `change` each number of `value` can go and stay positive, at most 1."""
    return np.asarray(BOLD / np.maximum(-change / np.maximum(value, 1e-200), BOLD))


def _move(
    members: Members, own: Standing, change: Floats, smoothing: Floats | float, answering: Mask | None
) -> Standing:
    """Every member goes as far along its own direction as it can; nobody waits for the slowest."""
    step, price = _direction(members, own, change, smoothing)
    value = smoothing * members.size
    slack_step = -_over(members.burden, step)
    slope_step = value[:, None] / own.activity - own.slopes - own.slopes / own.activity * step
    price_step = price - own.prices
    primal = np.minimum(_furthest(own.activity, step).min(1), _furthest(own.slack, slack_step).min(1))
    dual = np.minimum(_furthest(own.slopes, slope_step).min(1), _furthest(own.prices, price_step).min(1))
    if answering is not None:
        primal, dual = primal * answering, dual * answering
    return replace(
        own,
        activity=own.activity + primal[:, None] * step,
        slack=own.slack + primal[:, None] * slack_step,
        slopes=own.slopes + dual[:, None] * slope_step,
        prices=own.prices + dual[:, None] * price_step,
        stride=np.minimum(primal, dual),
    )


def own_moves(members: Members, own: Standing) -> tuple[Floats, Floats]:
    """Each member's move at unchanged valuations, as two parts (N, T): Δx = first + smoothing * second."""
    still = np.zeros_like(own.activity)
    first, _ = _direction(members, own, still, 0.0)
    both, _ = _direction(members, own, still, 1.0)
    return first, both - first


def response(members: Members, own: Standing) -> tuple[Floats, Floats]:
    """How activities answer margins, Δx = (W - V'V) Δm: W (N, T) and V (N, M, T).

    V = L⁻¹ C W with L L' = 1/κ + C W C' (Cholesky), so that a federation's slopes are
    B' W B - (V B)'(V B), positive semidefinite.
    """
    ease = 1.0 / (members.curvature + own.slopes / own.activity)
    if members.limit.shape[1] == 1:
        burden = members.burden[:, 0, :]
        stiff = (burden * burden * ease).sum(1) + own.slack[:, 0] / own.prices[:, 0]
        return ease, (burden * ease / np.sqrt(stiff)[:, None])[:, None, :]
    _, system = _limit_system(members, own, ease)
    lower = np.linalg.cholesky(system)
    return ease, np.linalg.solve(lower, members.burden * ease[:, None, :])


def revise(
    members: Members, own: Standing, step: Floats, smoothing: float, answering: Mask | None = None
) -> Standing:
    """Members revise their last proposals after valuations were announced to change by `step` (K,).

    `answering` (N,): those who do not answer keep what they said.
    """
    return _move(members, own, members.margins(step) - members.gain, smoothing, answering)
