"""A plan mixed from what people themselves proposed, and the certificate of how good it is.

Each federation may be asked for a mixture of its own past proposals (shares that add up to at most
one; the rest is "nothing"). Members' sets are convex, so every member can do its part of any such
mixture. Needs and hours are public schedules. The best mixture is one linear programme over the
published sums; nobody's recipe is in it (Dantzig & Wolfe, *Operations Research* 8(1), 1960).

The certificate is weak duality: for any valuations p >= 0,

    D(p) = Σ surplus_i(p) + Σ V_j(p) + p · supply   >=  best possible plan  >=  W(any feasible plan),

so D - W bounds what any other plan, however made, could be better by. `certify` recomputes it from
the published messages alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats, Mask, Places, Sparse
from confederal.planning.final_demand import Pieces
from confederal.planning.linear_programme import INFINITE, minimise
from confederal.planning.mixing import Impossible, Mixed, mix

SMALL = 1_500  # columns: fewer are left to the simplex method, which mixes from as few as will do
LARGE = 20_000  # columns: the simplex method is not tried on more
KINDS = ("net", "best", "trial")


@dataclass(frozen=True)
class Proposals:
    """Everything published that a plan may be mixed from: one line a proposal.

    federation (L,) whose proposal; number (L,) the round it was made in; net (L, K); effort (L,);
    kind (L,) a place in KINDS: the standing proposal, the best answer, the best at trial valuations.
    """

    federation: Places
    number: Places
    net: Sparse
    effort: Floats
    kind: Places

    @property
    def count(self) -> int:
        return int(self.effort.size)

    def only(self, keep: Mask) -> "Proposals":
        return Proposals(
            self.federation[keep], self.number[keep], self.net[keep], self.effort[keep], self.kind[keep]
        )


def gather(parts: Sequence[Proposals]) -> Proposals:
    """All proposals of several rounds, one after another."""
    return Proposals(
        np.concatenate([p.federation for p in parts]),
        np.concatenate([p.number for p in parts]),
        sp.vstack([p.net for p in parts]).tocsr(),
        np.concatenate([p.effort for p in parts]),
        np.concatenate([p.kind for p in parts]),
    )


@dataclass(frozen=True)
class Reconciliation:
    """A mixture: `share` (L,) of each proposal, `use` of each piece of the public schedules.

    worth: a lower bound on the plan's worth, from published numbers only
    surplus: (K,) what is left over of each row; never negative in a feasible plan
    valuations: (K,) the marginal worth of one more unit of each row in this mixture
    ungiven: (K,) rows that nobody offers anything of, so that no proposal taking them can take part
    """

    share: Floats
    use: Floats
    worth: float
    surplus: Floats
    valuations: Floats
    ungiven: Mask
    bound: float  # what the programme itself came to; with a box, a prediction of the best bound

    @property
    def feasible(self) -> bool:
        return bool((self.surplus >= 0).all())


@dataclass(frozen=True)
class Certificate:
    """`gap` bounds by how much any plan whatever could be better, as a share of consumption."""

    upper: float  # D: no plan is worth more
    worth: float  # W: what this plan is worth at least
    consumption: float  # value of what is consumed, the yardstick

    @property
    def gap(self) -> float:
        return (self.upper - self.worth) / self.consumption if self.consumption > 0 else INFINITE


def reconcile(
    proposals: Proposals,
    federations: int,
    pieces: Pieces,
    supply: Floats,
    box: tuple[Floats, Floats] | None = None,
    near: Floats | None = None,
) -> Reconciliation | None:
    """The mixture worth most, exactly feasible; None where these proposals allow no plan at all.

    `supply` (K,) is what nature and caps give. With `box` = (low, high) valuations (K,), shortages may
    be bought at `high` and surpluses sold at `low`: the trust region of the proposals-only mode.
    `near` (K,): valuations to look near of, for speed only.
    """
    columns = sp.vstack([proposals.net, pieces.net]).tocsr()
    lines = proposals.count
    turnover = (
        np.asarray(abs(columns[:lines]).sum(0)).ravel() / max(1, np.unique(proposals.number).size) + 1e-12
    )
    out, empty = np.zeros(columns.shape[0], bool), np.zeros(supply.size, bool)
    if box is None:
        out, empty = _without_source(columns, supply + pieces.base)
    need = -(supply + pieces.base)
    for margin, method in (
        (1e-9, "blocks"), (1e-9, "choose"), (1e-7, "choose"), (1e-9, "simplex"), (1e-6, "ipm")
    ):  # fmt: skip
        least = need + np.where(empty, 0.0, margin * turnover)
        if (method == "blocks" and columns.shape[0] < SMALL) or (
            method == "simplex" and columns.shape[0] > LARGE
        ):
            continue
        if method == "blocks":
            found = _by_blocks(proposals, pieces, out, least, box, near)
        else:
            found = _by_columns(proposals, federations, pieces, (out, columns), least, box, method)
        if found is None:
            continue
        if isinstance(found, Impossible):
            return None
        mixed = _mixture(proposals, federations, pieces, supply, found, empty)
        if mixed.feasible or box is not None:
            return mixed
    return None


def _by_blocks(
    proposals: Proposals,
    pieces: Pieces,
    out: Mask,
    least: Floats,
    box: tuple[Floats, Floats] | None,
    near: Floats | None,
) -> Mixed | Impossible | None:
    lines = proposals.count
    own, public = ~out[:lines], ~out[lines:]
    found = mix(
        proposals.net[own],
        proposals.effort[own],
        proposals.federation[own],
        pieces.net[public],
        pieces.worth[public],
        pieces.length[public],
        least,
        box,
        near,
    )
    if not isinstance(found, Mixed):
        return found
    share, use = np.zeros(lines), np.zeros(pieces.length.size)
    share[own], use[public] = found.share, found.use
    return Mixed(share, use, found.prices, found.worth)


def _by_columns(
    proposals: Proposals,
    federations: int,
    pieces: Pieces,
    columns: tuple[Mask, Sparse],
    least: Floats,
    box: tuple[Floats, Floats] | None,
    method: str,
) -> Mixed | Impossible | None:
    """The same programme by a general solver, column by column."""
    out, net = columns
    lines, steps, rows = proposals.count, pieces.length.size, least.size
    convex = sp.csr_matrix(
        (np.ones(lines), (np.arange(lines), proposals.federation)), (lines + steps, federations)
    )
    cost = np.concatenate([proposals.effort, -pieces.worth])
    high = np.where(out, 0.0, np.concatenate([np.ones(lines), pieces.length]))
    if box is not None:
        buy = sp.vstack([sp.identity(rows), -sp.identity(rows)])
        net = sp.vstack([net, buy])
        convex = sp.vstack([convex, sp.csr_matrix((2 * rows, federations))])
        cost = np.concatenate([cost, box[1], -box[0]])
        high = np.concatenate([high, np.full(2 * rows, INFINITE)])
    low = np.concatenate([least, np.full(federations, -INFINITE)])
    up = np.concatenate([np.full(rows, INFINITE), np.ones(federations)])
    found = minimise(cost, sp.hstack([net, convex]).T, (low, up), (np.zeros(cost.size), high), method)
    if found.infeasible:
        return Impossible()
    if not found.solved:
        return None
    return Mixed(
        found.values[:lines], found.values[lines : lines + steps], found.prices[:rows], -found.objective
    )


def _without_source(columns: Sparse, given: Floats) -> tuple[Mask, Mask]:
    """Columns that take of a row nobody gives, and such rows: they cannot take part in any plan."""
    gives, takes = columns.maximum(0), (-columns).maximum(0)
    out = np.zeros(columns.shape[0], bool)
    while True:
        source = np.asarray(gives.T @ (~out).astype(float)) + np.maximum(given, 0.0)
        empty = source <= 0
        found = np.asarray(takes @ empty.astype(float)) > 0
        if (found == out).all():
            return out, empty
        out = found


def _mixture(
    proposals: Proposals,
    federations: int,
    pieces: Pieces,
    supply: Floats,
    found: Mixed,
    ungiven: Mask,
) -> Reconciliation:
    share = np.clip(found.share, 0.0, 1.0)
    total = np.bincount(proposals.federation, share, federations)
    share = share / np.maximum(total, 1.0)[proposals.federation]
    use = np.clip(found.use, 0.0, pieces.length)
    surplus = proposals.net.T @ share + pieces.net.T @ use + pieces.base + supply
    worth = float(pieces.worth @ use) + pieces.base_worth - float(proposals.effort @ share)
    return Reconciliation(
        share,
        use,
        worth,
        np.asarray(surplus),
        np.maximum(found.prices, 0.0),
        ungiven,
        pieces.base_worth + found.worth,
    )
