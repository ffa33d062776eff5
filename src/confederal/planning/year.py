"""A whole year told in order: rounds, the plan, a rival plan, a delivery that fails, the warm replan.

Pure and quiet: it returns what happened; the terminal, the report and the paper tell it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from confederal.planning.collision import Collision, collision
from confederal.planning.commodity import Kind
from confederal.planning.economy import Economy
from confederal.planning.execution import (
    Commitment,
    Delivery,
    Deviation,
    after_failure,
    commitments,
    deviations,
)
from confederal.planning.messages import ByMessage
from confederal.planning.objection import Objection, Refused
from confederal.planning.plan import Plan, carried_over, consented, settle
from confederal.planning.rounds import Coordinated, Told, coordinate

CAREFUL = 0.95  # the rival reconciliation leaves a twentieth of every emission cap unused


@dataclass(frozen=True)
class Held:
    """Rounds that were held, and what everybody said in them."""

    economy: Economy
    heard: ByMessage
    told: tuple[Told, ...]

    @property
    def last(self) -> Told:
        return self.told[-1]


@dataclass(frozen=True)
class Year:
    """Everything that happened."""

    held: Held
    plan: Plan
    rival: Plan | None
    collision: Collision | None
    due: tuple[str, ...]
    promised: tuple[Commitment, ...]
    deviations: tuple[Deviation, ...]
    replanned: tuple[Held, Plan] | None
    delivered: Mapping[tuple[str, str, str], Fraction]  # (workplace, commodity, day) -> amount


def hold_rounds(
    economy: Economy,
    most: int,
    tolerance: float,
    absent: Mapping[int, Sequence[str]] | None = None,
    before: "Held | None" = None,
    tell: Callable[[Told, ByMessage], None] = lambda told, heard: None,
) -> Held:
    """Rounds until the certified gap is within `tolerance`, or `most` were held.

    `before`: last year's (or this year's broken) rounds, for a warm start from its valuations and from
    where every workplace stood. `tell` hears each round as it ends.
    """
    heard = ByMessage(economy, absent)
    start, smoothing, used = np.ones(len(economy.commodities)), 0.05, None
    if before is not None:
        smoothing, heard.warm = 0.01, True
        start = before.last.round.valuations
        for desk, old in zip(heard.desks, before.heard.desks, strict=True):
            desk.remember(old.activities[(before.last.round.number, "net")])
    steps, _ = economy.schedules()
    if before is not None and before.last.public is not None:
        old_use = before.last.public.activity
        used = old_use if old_use.shape == (steps.count, 1) else None
    told: list[Told] = []
    party = Coordinated(heard, steps, None, economy.supply())
    for one in coordinate(party, start, most, smoothing, last_year=used):
        told.append(one)
        tell(one, heard)
        if one.certificate is not None and one.certificate.gap <= tolerance:
            break
    return Held(economy, heard, tuple(told))


def hold_year(
    economy: Economy,
    most: int = 20,
    tolerance: float = 0.001,
    deliveries: Sequence[Delivery] = (),
    absent: Mapping[int, Sequence[str]] | None = None,
    tell: Callable[[Told, ByMessage], None] = lambda told, heard: None,
) -> Year:
    """Rounds; the plan and a careful rival; acceptance; deliveries; the replan if one is called for."""
    held = hold_rounds(economy, most, tolerance, absent, tell=tell)
    plan = settle(economy, held.heard, held.last)
    careful = economy.supply()
    for i, commodity in enumerate(economy.commodities):
        if commodity.kind is Kind.EMISSION:
            careful[i] *= CAREFUL
    try:
        rival = settle(economy, held.heard, held.last, "the health and ecology council", careful)
    except Refused:
        rival = None
    unmet = any(n.below_floor for n in plan.needs)
    collides = collision(economy) if unmet else None
    accepted = consented(plan, dict.fromkeys((line.workplace for line in plan.lines), "accepted"))
    due = tuple(sorted({d.day for d in deliveries}))
    promised = tuple(commitments(accepted, due)) if due else ()
    known = {w.name for w in economy.workplaces}
    odd = [
        Objection("deliveries", d.workplace, "is no workplace here.", "Check the name.")
        for d in deliveries
        if d.workplace not in known
    ]
    if odd:
        raise Refused(odd)
    missed = tuple(deviations(economy, accepted, promised, deliveries))
    again = None
    broken = {
        d.commitment.workplace: Fraction(d.missing / d.commitment.amount)
        for d in missed
        if d.level == "replan"
    }
    if broken:
        weaker = after_failure(economy, broken)
        warm = hold_rounds(weaker, most, tolerance, before=held, tell=tell)
        again = (warm, carried_over(accepted, settle(weaker, warm.heard, warm.last)))
    came = {(d.workplace, d.commodity, d.day): d.amount for d in deliveries}
    return Year(held, accepted, rival, collides, due, promised, missed, again, came)
