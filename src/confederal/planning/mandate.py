"""Mandates: an assembly votes once how far its delegates' program may go; only those outside meet again.

Before the rounds an assembly hears its own first answer and votes a box round it: each activity may end
within ±`share` of what it could do. A delegate's program then proposes inside the box: the point nearest
to its free proposal on the way from the first answer (both are feasible, so the whole way is). A plan
mixed from such proposals lies in every box. If its certificate is good enough, nobody needs to meet a
second time before ratifying; if not, those are asked to meet whose boxes cost most.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats, Mask
from confederal.planning.members import Members, best_answers
from confederal.planning.reconciliation import Proposals


@dataclass(frozen=True)
class Mandate:
    """first: (N, T) the first answer the assembly heard; share of what each activity could be at most."""

    first: Floats
    share: float

    def inside(self, members: Members, activity: Floats) -> Mask:
        """Whose activity stays in its box, (N,)."""
        return np.asarray((np.abs(activity - self.first) <= self.share * most(members) * (1 + 1e-9)).all(1))

    def kept(self, members: Members, activity: Floats) -> Floats:
        """The activity nearest to the free one on the way from the first answer, (N, T)."""
        gone = np.abs(activity - self.first)
        room = self.share * most(members)
        ratio = np.where(gone > room, room / np.maximum(gone, 1e-300), 1.0).min(1)
        return np.asarray(self.first + ratio[:, None] * (activity - self.first))


def most(members: Members) -> Floats:
    """The most of each activity its member could do, alone: (N, T)."""
    load = np.where(members.burden > 0, members.burden, 1.0)
    alone = np.where(members.burden > 0, members.limit[:, :, None] / load, np.inf).min(1)
    return np.where(np.isfinite(alone), alone, 0.0)


def mandate_at(members: Members, valuations: Floats, share: float) -> Mandate:
    """The box round the best answer at last year's valuations (K,)."""
    first, _ = best_answers(members, members.margins(valuations))
    return Mandate(first, share)


def boxed_proposals(
    members: Members, mandate: Mandate, activities: list[Floats], free: Mask | None = None
) -> Proposals:
    """Proposals of each federation when members keep to their boxes; those `free` (N,) met again.

    Also puts the first answers themselves on the table.
    """
    nets, efforts = [], []
    for activity in [mandate.first, *activities]:
        kept = mandate.kept(members, activity)
        if free is not None:
            kept = np.where(free[:, None], activity, kept)
        nets.append(members.net(kept))
        efforts.append(members.effort(kept))
    count = len(nets)
    return Proposals(
        np.tile(np.arange(members.federations), count),
        np.repeat(np.arange(1, count + 1), members.federations),
        sp.vstack(nets).tocsr(),
        np.concatenate(efforts),
        np.zeros(count * members.federations, int),
    )


def cost_of_boxes(members: Members, mandate: Mandate, valuations: Floats) -> Floats:
    """What each member's box costs at these valuations (K,), (N,): who should be asked to meet first."""
    margin = members.margins(valuations)
    best, worth = best_answers(members, margin)
    kept = mandate.kept(members, best)
    own = (margin * kept - 0.5 * members.curvature * kept * kept).sum(1)
    return np.asarray(np.maximum(worth - own, 0.0))
