"""Mandates: an assembly votes once how far its delegates' program may go; only those outside meet again.

Before the rounds an assembly hears its own first answer and votes a box round it: each activity may end
within ±`share` of what it could do. A delegate's program then proposes inside the box: the point nearest
to its free proposal on the way from the first answer (both are feasible, so the whole way is). A plan
mixed from such proposals lies in every box. If its certificate is good enough, nobody needs to meet a
second time before ratifying; if not, those are asked to meet whose boxes cost most.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats, Mask
from confederal.planning.members import Members, best_answers
from confederal.planning.messages import ByMessage, FederationAnswer, WorkplaceDesk, sums_of
from confederal.planning.reconciliation import KINDS, Proposals, gather
from confederal.planning.rounds import Told, offered


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


# ------------------------------------------------------------------------------ in rounds by message


def voted(desk: WorkplaceDesk, share: float, first: Floats | None = None) -> Mandate:
    """The box one assembly votes: round its first answer, or round `first` (T,), what it accepted before."""
    around = desk.activities[(1, "best")] if first is None else first
    return Mandate(np.asarray(around, float)[None, :], share)


def stays(desk: WorkplaceDesk, mandate: Mandate, activity: Mapping[str, Fraction]) -> bool:
    """Whether what a workplace is asked lies in its box, to the whole batch. It tells nothing but this."""
    asked = np.array([float(activity[t.name]) for t in desk.workplace.techniques])
    room = mandate.share * most(desk.members)[0] + [float(t.batch) for t in desk.workplace.techniques]
    return bool((np.abs(asked - mandate.first[0]) <= room * (1 + 1e-9)).all())


def inside(heard: ByMessage, told: Told, mandates: Mapping[str, Mandate]) -> tuple[ByMessage, Told]:
    """The same rounds when every delegate's program kept to its box: what a plan may then be mixed from.

    What everybody could be worth at most was said freely, so the certificate is still against the best
    plan there could be, boxes or none.
    """
    boxed = copy(heard)
    boxed.desks = [_kept(desk, mandates[desk.workplace.name]) for desk in heard.desks]
    boxed.answers = [[_in_boxes(boxed, one) for one in answers] for answers in heard.answers]
    table = [
        offered(sums_of(answers, heard.economy), answers[0].number, heard.count) for answers in boxed.answers
    ]
    return boxed, replace(told, proposals=gather(table))


def _kept(desk: WorkplaceDesk, mandate: Mandate) -> WorkplaceDesk:
    own = copy(desk)
    own.asked = {}
    own.activities = {
        key: mandate.kept(desk.members, activity[None, :])[0] for key, activity in desk.activities.items()
    }
    return own


def _in_boxes(boxed: ByMessage, said: FederationAnswer) -> FederationAnswer:
    kinds = [kind for kind in KINDS if kind != "trial" or said.trial is not None]
    parts: dict[str, dict[str, float]] = {}
    for desk in boxed.members_of(said.federation):
        standing, _ = desk.net_of(desk.activities[(said.number, "net")])
        own = {f"given/{row}": max(value, 0.0) for row, value in standing.items()}
        for kind in kinds:
            net, effort = desk.net_of(desk.activities[(said.number, kind)])
            own |= {f"{kind}/{row}": value for row, value in net.items()}
            own[f"{kind} effort"] = effort
        parts[desk.workplace.name] = own
    sums = boxed.adding.mix(said.federation, said.number, parts)

    def told(part: str) -> dict[str, float]:
        return {row.partition("/")[2]: value for row, value in sums.items() if row.startswith(part + "/")}

    return replace(
        said,
        given=told("given"),
        net=told("net"),
        effort=sums["net effort"],
        best=told("best"),
        best_effort=sums["best effort"],
        trial=told("trial") if "trial" in kinds else None,
        trial_effort=sums.get("trial effort", 0.0),
    )
