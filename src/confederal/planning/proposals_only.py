"""Rounds where parties give proposals and nothing else: no slopes, no moves.

Each round every federation says what its members would best do at the published valuations; the centre
mixes everything said so far and publishes the mixture's marginal valuations, kept within a box round the
best ones so far (boxstep). Needs and hours are public schedules. Good for a first, cold year, and as an
independent check of the valuations. Sources: Dantzig & Wolfe, *Operations Research* 8(1), 1960;
Marsten, Hogan & Blankenship, "The Boxstep method", *Operations Research* 23(3), 1975.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from confederal.planning.arrays import Floats, Mask
from confederal.planning.final_demand import Smooth
from confederal.planning.members import Members, best_answers
from confederal.planning.reconciliation import Certificate, Proposals, Reconciliation, gather, reconcile
from confederal.planning.rounds import Coordinated, public_pieces
from confederal.planning.sums import Sums
from confederal.planning.valuations import Round

BOX = 0.5  # valuations may move by this share in the first round
KEPT = 40


@dataclass(frozen=True)
class Proposed:
    """All that is known after a round of proposals only."""

    number: int
    valuations: Floats
    certificate: Certificate | None
    plan: Reconciliation | None
    proposals: Proposals
    box: float


def best_of_groups(groups: list[Members], valuations: Floats, number: int) -> tuple[Proposals, float]:
    """What each federation would best do at `valuations` (K,), and the members' surplus in all."""
    found, surplus, first = [], 0.0, 0
    for group in groups:
        best, worth = best_answers(group, group.margins(valuations))
        surplus += float(worth.sum())
        own = np.arange(first, first + group.federations)
        first += group.federations
        found.append(
            Proposals(
                own, np.full(own.size, number), group.net(best), group.effort(best), np.ones(own.size, int)
            )
        )
    return gather(found), surplus


def coordinate_by_proposals(
    groups: list[Members],
    schedules: Members | None,
    smooth: Smooth | None,
    supply: Floats,
    valuations: Floats,
    rounds: int,
) -> Iterator[Proposed]:
    """Round after round from `valuations` (K,), as in `rounds.coordinate` but from proposals alone."""
    federations = sum(g.federations for g in groups)
    economy = Coordinated(_Nobody(federations), schedules, smooth, supply)
    p, centre = valuations, valuations
    upper, consumed, box, promised = float("inf"), 0.0, BOX, 0.0
    table: list[Proposals] = []
    plan: Reconciliation | None = None
    certificate: Certificate | None = None
    for number in range(1, rounds + 1):
        said, surplus = best_of_groups(groups, p, number)
        public, value = _public(schedules, smooth, p)
        bound = surplus + public + float(p @ supply)
        if bound < upper:
            box = min(box * 1.5, 4.0) if upper - bound > 0.3 * promised else box
            upper, consumed, centre = bound, value, p
        else:
            box *= 0.6
        table = [*table, said][-KEPT:]
        proposals = gather(table)
        fineness = 0.015 if certificate is None else float(np.clip(certificate.gap, 1e-6, 0.015))
        pieces = public_pieces(economy, centre, None, fineness)
        mixed = reconcile(proposals, federations, pieces, supply)
        if mixed is not None and (plan is None or mixed.worth > plan.worth):
            plan = mixed
        certificate = None if plan is None else Certificate(upper, plan.worth, consumed)
        yield Proposed(number, p, certificate, plan, proposals, box)
        high = np.maximum(centre * (1 + box), centre + 0.05 * box)
        low = np.maximum(centre * (1 - box), 0.0)
        within = reconcile(proposals, federations, pieces, supply, (low, high))
        if within is None:
            return
        p = np.clip(within.valuations, low, high)
        promised = max(upper - within.bound, 0.0)


def _public(schedules: Members | None, smooth: Smooth | None, p: Floats) -> tuple[float, float]:
    """Surplus of the public schedules at p (K,), and the value of what they would consume."""
    surplus = value = 0.0
    if schedules is not None:
        use, worth = best_answers(schedules, schedules.margins(p))
        surplus += float(worth.sum())
        value -= float(np.minimum(schedules.net(use).toarray(), 0.0).sum(0) @ p)
    if smooth is not None:
        final = smooth.answer(p)
        surplus += final.surplus
        value += final.consumed
    return surplus, value


@dataclass(frozen=True)
class _Nobody:
    """No one revises in this mode."""

    count: int

    def hear(self, round: Round, silent: Mask | None) -> Sums:
        raise NotImplementedError("parties give proposals only")
