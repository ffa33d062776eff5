"""Rounds of proposals, from the first publication to a plan with a certificate.

`coordinate` is the whole story told in order; it computes and yields, and prints nothing. Who keeps
the members' private data is behind `Federations`: in this process (`Together`), on other machines, or
people with paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats, Mask
from confederal.planning.final_demand import Pieces, Smooth, joined, step_pieces
from confederal.planning.members import Members, Standing, begin, best_answers, could_gain, revise
from confederal.planning.reconciliation import (
    Certificate,
    Proposals,
    Reconciliation,
    gather,
    reconcile,
)
from confederal.planning.sums import Sums, answer, together
from confederal.planning.valuations import Balance, Round, advance, opening

MANY = 4000  # proposals: more than that and those no plan used for some rounds leave the table
LATEST = 2  # rounds whose proposals stay in any case
UNUSED = 1e-7
STEADY = 0.5  # trial valuations: this share of the best valuations so far, the rest of the reconciliation's


class Federations(Protocol):
    """Those who answer. A contract: the same rounds in the same order give the same sums.

    `count` federations of workplaces. `hear(round, silent)` returns once every group has answered (or
    is known to be silent); members revise by `round.step` first, then answer at `round.valuations`.
    """

    @property
    def count(self) -> int: ...

    def hear(self, round: Round, silent: Mask | None) -> Sums: ...


class Together:
    """Members kept in this process: private arrays in, sums out."""

    def __init__(
        self,
        groups: Sequence[Members],
        last_year: Sequence[Floats] | None = None,
        absences: bool = False,
        noise: tuple[float, np.random.Generator] | None = None,
    ) -> None:
        self.groups = tuple(groups)
        self._noise = noise  # assemblies do not vote to the last digit: up to this share less than computed
        self._keeps = absences
        self.last_year = last_year
        self.standing: list[Standing] = []
        self.heard: list[tuple[Floats, Floats]] = []  # last valuations each member answered at, and its worth
        self.count = sum(group.federations for group in groups)

    def hear(self, round: Round, silent: Mask | None = None) -> Sums:
        parts = []
        place = 0
        for i, group in enumerate(self.groups):
            out = None if silent is None else silent[place : place + group.count]
            place += group.count
            if round.step is None:
                year = None if self.last_year is None else self.last_year[i]
                own = begin(group, round.smoothing, year)
                self.standing.append(own)
            else:
                own = self.standing[i]
            own = listen(group, own, round, out)
            if self._noise is not None and round.step is not None:
                own = roughly(group, own, *self._noise)
            self.standing[i] = own
            parts.append(answer(group, own, round.trial, out, self._bound(i, own, round, out)))
        return together(parts)

    def _bound(
        self, i: int, own: Standing, round: Round, silent: Mask | None
    ) -> tuple[Floats, Floats] | None:
        """The most silent members could be worth, given when they last spoke; None if all always speak."""
        if not self._keeps:
            return None
        group, valuations = self.groups[i], round.valuations
        _, worth = best_answers(group, own.margin)
        if i == len(self.heard):
            self.heard.append((np.tile(valuations, (group.count, 1)), worth))
            return worth, worth
        at, was = self.heard[i]
        quiet = np.zeros(group.count, bool) if silent is None else silent
        bound = was + could_gain(group, valuations - at)
        trial = bound if round.trial is None else was + could_gain(group, round.trial - at)
        self.heard[i] = (np.where(quiet[:, None], at, valuations), np.where(quiet, was, worth))
        return bound, trial


def listen(members: Members, own: Standing, round: Round, silent: Mask | None = None) -> Standing:
    """Members revise by what the centre announced, and look at the new valuations."""
    if round.step is not None:
        own = revise(members, own, round.step, round.smoothing, None if silent is None else ~silent)
    return replace(own, margin=members.margins(round.valuations))


def roughly(members: Members, own: Standing, share: float, rng: np.random.Generator) -> Standing:
    """Proposals as people round them: each activity up to `share` less; still inside every limit."""
    activity = own.activity * (1 - share * rng.random(own.activity.shape))
    used = np.einsum("nmt,nt->nm", members.burden, own.activity - activity)
    return replace(own, activity=activity, slack=own.slack + used)


@dataclass(frozen=True)
class Coordinated:
    """An economy as the centre sees it: who answers, what is public, and what nature and caps give.

    schedules: public steps of needs and hours, one activity a step (members with T = 1)
    supply: (K,) natural flows, and caps on emissions that a congress decided
    """

    federations: Federations
    schedules: Members | None
    smooth: Smooth | None
    supply: Floats


@dataclass(frozen=True)
class Told:
    """All that is known after a round."""

    round: Round
    balance: Balance
    sums: Sums
    certificate: Certificate | None
    plan: Reconciliation | None
    proposals: Proposals
    public: Standing | None

    @property
    def imbalance(self) -> float:
        return self.balance.worst(self.round.valuations)


def coordinate(
    economy: Coordinated,
    valuations: Floats,
    rounds: int,
    smoothing: float = 0.05,
    silent: Sequence[Mask | None] = (),
    reconciling: bool = True,
    last_year: Floats | None = None,
    first_plan: int = 1,
) -> Iterator[Told]:
    """Round after round until the caller stops listening, or `rounds` have been held.

    `last_year`: (steps, 1) how much of each public step was used last year, for a warm start.
    `first_plan`: rounds before this one are held without reconciliation (large economies, late plans).
    """
    course = opening(valuations, smoothing)
    public: Standing | None = None
    table: list[Proposals] = []
    upper, yardstick, best = float("inf"), 0.0, None
    fineness, trial, centre = (0.015 if first_plan == 1 else 1e-4), None, valuations
    for turn in range(rounds):
        now = course.round
        quiet = silent[turn] if turn < len(silent) else None
        sums = economy.federations.hear(now, quiet)
        parts = [sums]
        if economy.schedules is not None:
            public = public or begin(economy.schedules, now.smoothing, last_year)
            public = listen(economy.schedules, public, now)
            parts.append(answer(economy.schedules, public, now.trial))
        balance, slopes, consumed, bound = _add_up(economy, parts, now)
        for at, least in ((now.valuations, bound), (now.trial, _trial_bound(economy, parts, now))):
            if at is not None and least < upper:
                upper, yardstick, centre = least, consumed, at
        table = [*table, offered(sums, now.number, economy.federations.count)]
        certificate = plan = None
        if now.number < first_plan:
            table = table[-LATEST:]
        proposals = gather(table)
        if reconciling and now.number >= first_plan:
            pieces = public_pieces(economy, now.valuations, public, fineness)
            plan = reconcile(
                proposals, economy.federations.count, pieces, economy.supply, near=now.valuations
            )
            if plan is not None:
                table = kept_on_the_table(proposals, plan.share, now.number)
                marginal = np.where(plan.ungiven, now.valuations, plan.valuations)
                trial = STEADY * np.where(plan.ungiven, marginal, centre) + (1 - STEADY) * marginal
            if plan is not None and (best is None or plan.worth > best.worth):
                best = plan
            if best is not None:
                certificate = Certificate(upper, best.worth, yardstick)
                fineness = float(np.clip(certificate.gap, 1e-6, 0.015))
        yield Told(now, balance, sums, certificate, best, proposals, public)
        whole = together(parts) if len(parts) > 1 else sums
        count = float(whole.members.sum())
        course = advance(
            course,
            balance,
            slopes,
            whole.move,
            whole.move_by_smoothing,
            whole.unsettled / whole.scale,
            whole.stride / count,
        )
        so_far = None
        if certificate is not None:
            so_far = (certificate.upper, certificate.worth, certificate.consumption)
        opened = replace(course.round, trial=trial, short=balance.shortage, certificate=so_far)
        course = replace(course, round=opened)


def _add_up(economy: Coordinated, parts: Sequence[Sums], now: Round) -> tuple[Balance, object, float, float]:
    """Supply and demand, slopes, value of consumption, and the upper bound D at these valuations."""
    p = now.valuations
    supply, demand = np.maximum(economy.supply, 0.0), np.maximum(-economy.supply, 0.0)
    bound = float(p @ economy.supply)
    for part in parts:
        supply = supply + part.given
        demand = demand + part.given - np.asarray(part.standing.sum(0)).ravel()
        bound += float(part.surplus.sum())
    slopes = sum((part.slopes for part in parts[1:]), parts[0].slopes)
    consumed = 0.0
    if economy.schedules is not None:
        public = parts[-1]
        consumed += float(p @ (public.given - np.asarray(public.standing.sum(0)).ravel()))
    if economy.smooth is not None:
        final = economy.smooth.answer(p)
        supply, demand = supply + np.maximum(final.net, 0), demand + np.maximum(-final.net, 0)
        slopes = slopes + (
            np.diag(final.slopes) if isinstance(slopes, np.ndarray) else sp.diags(final.slopes)
        )
        bound += final.surplus
        consumed += final.consumed
    return Balance(supply, demand), slopes, consumed, bound


def offered(sums: Sums, number: int, federations: int) -> Proposals:
    """What a round puts on the table: each federation's proposal and its best answers."""
    nets, efforts = [sums.standing, sums.best], [sums.standing_effort, sums.best_effort]
    if sums.trial is not None and sums.trial_effort is not None:
        nets.append(sums.trial)
        efforts.append(sums.trial_effort)
    return Proposals(
        np.tile(np.arange(federations), len(nets)),
        np.full(len(nets) * federations, number),
        sp.vstack(nets).tocsr(),
        np.concatenate(efforts),
        np.repeat(np.arange(len(nets)), federations),
    )


def kept_on_the_table(proposals: Proposals, share: Floats, number: int) -> list[Proposals]:
    """What stays to be mixed from: all of it while it is little, else the latest and what was used."""
    if proposals.count <= MANY:
        return [proposals]
    return [proposals.only((share > UNUSED) | (proposals.number > number - LATEST))]


def _trial_bound(economy: Coordinated, parts: Sequence[Sums], now: Round) -> float:
    """The upper bound D at the trial valuations."""
    if now.trial is None:
        return float("inf")
    bound = float(now.trial @ economy.supply)
    for part in parts:
        bound += float("inf") if part.trial_surplus is None else float(part.trial_surplus.sum())
    if economy.smooth is not None:
        bound += economy.smooth.answer(now.trial).surplus
    return bound


def public_pieces(
    economy: Coordinated, valuations: Floats, public: Standing | None, fineness: float
) -> Pieces:
    """Needs and hours as columns of the reconciliation: steps as they are, curves by chords."""
    found = [] if economy.smooth is None else [economy.smooth.pieces(valuations, fineness)]
    if economy.schedules is not None:
        around = None if public is None else public.activity[:, 0]
        found.append(step_pieces(economy.schedules, around, fineness))
    return joined(found)
