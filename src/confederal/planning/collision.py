"""When a wish cannot be met: which needs, floors and caps collide, and a proof anyone can check.

If the guaranteed floors cannot all be met, there are weights w >= 0 on the rows with

    Σ_i max over X_i of w · net_i  +  w · (supply + most hours)  <  w · floors :

however everybody works, counting no effort at all, so much of the weighted rows cannot come together.
Each federation says one number, the most it could give at these weights; the sum is the proof (Farkas'
lemma). The weights are found by rounds of proposals that minimise what is missing of the floors.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats
from confederal.planning.commodity import Kind, plain
from confederal.planning.economy import Economy
from confederal.planning.members import Members, stack
from confederal.planning.proposals_only import coordinate_by_proposals


@dataclass(frozen=True)
class Collision:
    """Floors that cannot all be met, and what they collide with.

    missing: at least this much of the floors, counted at start valuations, cannot be met by anybody;
    weights: the proof, by commodity; floors, caps, hours: what carries weight in it.
    """

    missing: float
    weights: dict[str, float]
    floors: tuple[str, ...]
    caps: tuple[str, ...]
    hours: tuple[str, ...]
    products: tuple[str, ...]

    def sentences(self) -> list[str]:
        """The collision in words."""
        told = ["The guaranteed floors of " + ", ".join(self.floors) + " cannot all be met."]
        if self.caps:
            told.append("They collide with what is allowed or given of " + ", ".join(self.caps) + ".")
        if self.hours:
            told.append("They would take more than the accepted " + ", ".join(self.hours) + ".")
        if self.products:
            told.append("Capacity is short in the making of " + ", ".join(self.products) + ".")
        told.append(f"Whatever anybody does, {plain(self.missing)} (at start valuations) is missing.")
        return told


def collision(economy: Economy, rounds: int = 60) -> Collision | None:
    """What collides, or None where all floors can be met (to about a millionth of them)."""
    floors, length = _floors(economy)
    if floors is None:
        return None
    groups = [
        replace(m, curvature=np.zeros_like(m.curvature))
        for m in (economy.members_of(w) for w in economy.workplaces)
    ]
    public = _with_free_hours(economy, floors)
    total = float(length.sum())
    supply = economy.supply()
    start = np.where(supply > 0, 0.1, 0.5)
    best, proof = np.inf, start
    for told in coordinate_by_proposals(groups, public, None, supply, start, rounds):
        if told.certificate is not None and told.certificate.upper < best:
            best, proof = told.certificate.upper, told.valuations
        if told.certificate is not None and told.certificate.upper - told.certificate.worth < 1e-7 * total:
            break
    missing = total - best
    if missing <= 1e-6 * total:
        return None
    names = [c.name for c in economy.commodities]
    kinds = [c.kind for c in economy.commodities]
    heavy = proof > 1e-3 * proof.max()
    needed = {n.commodity for c in economy.communities for n in c.needs if n.guaranteed > 0}

    def named(kind: tuple[Kind, ...]) -> tuple[str, ...]:
        return tuple(n for n, k, h in zip(names, kinds, heavy, strict=True) if h and k in kind)

    capped = {c.commodity for c in economy.caps}
    products = named((Kind.PRODUCT,))
    return Collision(
        missing=missing,
        weights={n: float(w) for n, w, h in zip(names, proof, heavy, strict=True) if h},
        floors=tuple(n for n in products if n in needed),
        caps=tuple(n for n in named((Kind.EMISSION, Kind.NATURAL, Kind.PRODUCT)) if n in capped),
        hours=named((Kind.HOURS,)),
        products=tuple(n for n in products if n not in capped),
    )


def could_give_at_most(economy: Economy, weights: dict[str, float]) -> float:
    """Checks the proof: the most all parties could give of the weighted rows, less the weighted floors.

    Negative: the floors cannot all be met.
    """
    from confederal.planning.members import best_answers

    w = np.array([weights.get(c.name, 0.0) for c in economy.commodities])
    total = float(w @ economy.supply())
    for workplace in economy.workplaces:
        members = economy.members_of(workplace)
        members = replace(members, curvature=np.zeros_like(members.curvature))
        total += float(best_answers(members, members.margins(w))[1].sum())
    for community in economy.communities:
        for offer in community.offers:
            row = economy.row[offer.commodity]
            total += w[row] * float(offer.points[-1].amount) * float(economy.scale[row])
        for need in community.needs:
            row = economy.row[need.commodity]
            total -= w[row] * float(need.guaranteed) * float(economy.scale[row])
    return total


def _floors(economy: Economy) -> tuple[sp.csr_matrix | None, Floats]:
    lines = [
        (economy.row[n.commodity], float(n.guaranteed) * float(economy.scale[economy.row[n.commodity]]))
        for c in economy.communities
        for n in c.needs
        if n.guaranteed > 0
    ]
    if not lines:
        return None, np.zeros(0)
    rows = np.array([r for r, _ in lines])
    net = sp.csr_matrix(
        (-np.ones(rows.size), (np.arange(rows.size), rows)), (rows.size, len(economy.commodities))
    )
    return net, np.array([v for _, v in lines])


def _with_free_hours(economy: Economy, floors: sp.csr_matrix) -> Members:
    """Floors worth one each, and hours offered for nothing up to the accepted most."""
    _, length = _floors(economy)
    offers = [
        (
            economy.row[o.commodity],
            float(o.points[-1].amount) * float(economy.scale[economy.row[o.commodity]]),
        )
        for c in economy.communities
        for o in c.offers
    ]
    rows = np.array([r for r, _ in offers], int)
    hours = sp.csr_matrix(
        (np.ones(rows.size), (np.arange(rows.size), rows)), (rows.size, len(economy.commodities))
    )
    net = sp.vstack([floors, hours]).tocsr()
    count = net.shape[0]
    limit = np.concatenate([length, [v for _, v in offers]])[:, None]
    gain = np.concatenate([np.ones(length.size), np.zeros(rows.size)])[:, None]
    members, _ = stack(
        net,
        np.zeros(count, int),
        1,
        gain,
        np.zeros((count, 1)),
        np.ones((count, 1, 1)),
        limit,
        np.maximum(limit[:, 0], 1e-12),
    )
    return members
