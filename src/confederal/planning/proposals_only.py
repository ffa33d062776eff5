"""Rounds where parties give proposals and nothing else: no slopes, no moves.

Each round the centre publishes two valuations of every row, as in revision rounds: `valuations`, and
`trial` ones. Every federation says what its members would best do at each, and what that would be worth
to them at most. The centre mixes everything said so far. Needs and hours are public schedules. Good for
a first, cold year, and as an independent check of the valuations.

The next valuations are the marginal ones of a mixture that may buy what is short and sell what is over
at the edges of a box round the best ones so far (boxstep); the next trial ones lie between the best so
far and the marginal ones of the plan itself. In round one the trial asks what could be made if products
were dear: so everybody's full reach is on the table from the first day.

Sources: Dantzig & Wolfe, *Operations Research* 8(1), 1960; Marsten, Hogan & Blankenship, "The Boxstep
method", *Operations Research* 23(3), 1975; Wentges, "Weighted Dantzig-Wolfe decomposition",
*International Transactions in Operational Research* 4(2), 1997 (valuations between the best and the next).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from confederal.planning.arrays import Floats, Mask
from confederal.planning.final_demand import Smooth
from confederal.planning.members import Members, best_answers
from confederal.planning.reconciliation import Certificate, Proposals, Reconciliation, gather, reconcile
from confederal.planning.rounds import MANY, STEADY, Coordinated, public_pieces
from confederal.planning.sums import Sums
from confederal.planning.valuations import Balance, Round

BOX = 0.7  # valuations may move by this share in the first round
DEAR = 4.0  # how much dearer products are in the first trial
WIDER, NARROWER, WIDEST = 1.5, 0.5, 4.0
KEPT = 40  # rounds whose proposals stay, while there are many


@dataclass(frozen=True)
class Proposed:
    """All that is known after a round of proposals only. `balance`: of the best answers at `valuations`."""

    number: int
    valuations: Floats
    trial: Floats
    certificate: Certificate | None
    plan: Reconciliation | None
    proposals: Proposals
    box: float
    balance: Balance

    @property
    def imbalance(self) -> float:
        return self.balance.worst(self.valuations)


def best_of_groups(groups: Sequence[Members], valuations: Floats, number: int) -> tuple[Proposals, float]:
    """What each federation would best do at `valuations` (K,), and the members' surplus in all."""
    said, surplus, _ = _said(groups, valuations, number, 1)
    return said, surplus


def _said(
    groups: Sequence[Members], valuations: Floats, number: int, kind: int
) -> tuple[Proposals, float, Floats]:
    """The same, and what members give of each row before what others take is set against it (K,)."""
    found, surplus, first = [], 0.0, 0
    given = np.zeros(valuations.size)
    for group in groups:
        best, worth = best_answers(group, group.margins(valuations))
        surplus += float(worth.sum())
        own = np.arange(first, first + group.federations)
        first += group.federations
        for member, row, block in group.blocks():
            given[group.rows[row]] += best[member].ravel() @ np.maximum(block, 0.0)
        found.append(
            Proposals(
                own,
                np.full(own.size, number),
                group.net(best),
                group.effort(best),
                np.full(own.size, kind),
            )
        )
    return gather(found), surplus, given


def coordinate_by_proposals(
    groups: Sequence[Members],
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
    trial = np.where(_only_made(schedules, smooth, supply), DEAR, 1.0) * valuations
    upper, consumed, box, promised = float("inf"), 0.0, BOX, 0.0
    table: list[Proposals] = []
    plan: Reconciliation | None = None
    certificate: Certificate | None = None
    for number in range(1, rounds + 1):
        before = upper
        balance = None
        for kind, at in ((1, p), (2, trial)):
            said, surplus, given = _said(groups, at, number, kind)
            public, value, final = _public(schedules, smooth, at)
            net = np.asarray(said.net.sum(0)).ravel()
            balance = balance or _balance(given, net, final, supply)
            table.append(said)
            bound = surplus + public + float(at @ supply)
            if bound < upper:
                upper, consumed, centre = bound, value, at
        if number > 1 and upper < before:
            box = min(box * WIDER, WIDEST) if before - upper > 0.3 * promised else box
        elif number > 1:
            box *= NARROWER
        if sum(said.count for said in table) > MANY:
            table = table[-2 * KEPT :]
        proposals = gather(table)
        fineness = 0.015 if certificate is None else float(np.clip(certificate.gap, 1e-6, 0.015))
        pieces = public_pieces(economy, centre, None, fineness)
        mixed = reconcile(proposals, federations, pieces, supply, near=centre)
        if mixed is not None and (plan is None or mixed.worth > plan.worth):
            plan = mixed
        certificate = None if plan is None else Certificate(upper, plan.worth, consumed)
        assert balance is not None
        yield Proposed(number, p, trial, certificate, plan, proposals, box, balance)
        high = np.maximum(centre * (1 + box), centre + 0.05 * box)
        low = np.maximum(centre * (1 - box), 0.0)
        within = reconcile(proposals, federations, pieces, supply, (low, high), near=centre)
        p = centre if within is None else np.clip(within.valuations, low, high)
        promised = 0.0 if within is None else max(upper - within.bound, 0.0)
        marginal = p if mixed is None else np.where(mixed.ungiven, centre, mixed.valuations)
        trial = STEADY * centre + (1 - STEADY) * marginal


def _only_made(schedules: Members | None, smooth: Smooth | None, supply: Floats) -> Mask:
    """Rows that neither nature, caps nor communities give anything of: products, (K,)."""
    offered = supply > 0
    if smooth is not None:
        offered[smooth.skills] = True
    if schedules is not None:
        offered |= np.asarray(schedules.net(np.ones((schedules.count, 1))).maximum(0).sum(0)).ravel() > 0
    return np.asarray(~offered)


def _public(schedules: Members | None, smooth: Smooth | None, p: Floats) -> tuple[float, float, Floats]:
    """Surplus of the public schedules at p (K,), the value of what they consume, and their net (K,)."""
    surplus = value = 0.0
    net = np.zeros(p.size)
    if schedules is not None:
        use, worth = best_answers(schedules, schedules.margins(p))
        surplus += float(worth.sum())
        asked = np.asarray(schedules.net(use).sum(0)).ravel()
        net += asked
        value -= float(np.minimum(schedules.net(use).toarray(), 0.0).sum(0) @ p)
    if smooth is not None:
        final = smooth.answer(p)
        surplus += final.surplus
        value += final.consumed
        net += final.net
    return surplus, value, net


def _balance(given: Floats, net: Floats, final: Floats, supply: Floats) -> Balance:
    return Balance(
        given + np.maximum(final, 0.0) + np.maximum(supply, 0.0),
        given - net + np.maximum(-final, 0.0) + np.maximum(-supply, 0.0),
    )


@dataclass(frozen=True)
class _Nobody:
    """No one revises in this mode."""

    count: int

    def hear(self, round: Round, silent: Mask | None) -> Sums:
        raise NotImplementedError("parties give proposals only")
