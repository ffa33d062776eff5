"""What leaves a federation in a round: sums over its members, and nothing else.

Only these numbers reach the centre and the other federations. `answer` makes them from the private
arrays of `members`; `together` adds the sums of several groups (other machines, other federations of
federations), in the order of their names so that the order of arrival changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats, Mask, Sparse
from confederal.planning.members import Members, Standing, best_answers, own_moves, response

DENSE_ROWS = 1500  # up to here K x K slopes are kept dense


@dataclass(frozen=True)
class Sums:
    """One group's answer to the published valuations. F federations, K rows.

    standing, best: net trade (F, K) of the members' proposals, and of their best answers
    given: what members give of each row in their proposals, before what others take is set against it (K,)
    standing_effort, best_effort: private cost less gain of the same (F,)
    surplus: the most the members could be worth at these valuations (F,): the certificate's summands
    trial, trial_effort, trial_surplus: the same three at the trial valuations; None where there are none
    move, move_by_smoothing: own move at unchanged valuations (K,), in two parts
    slopes: d net / d valuations (K, K), positive semidefinite
    stride: sum over members of how far along their own direction they went last
    unsettled, scale: sum of x·w + s·λ, and of what it would be at smoothing 1
    answered, members: how many answered, of how many, per federation (F,)
    """

    standing: Sparse
    given: Floats
    standing_effort: Floats
    best: Sparse
    best_effort: Floats
    surplus: Floats
    trial: Sparse | None
    trial_effort: Floats | None
    trial_surplus: Floats | None
    move: Floats
    move_by_smoothing: Floats
    slopes: Sparse
    unsettled: float
    scale: float
    stride: float
    answered: Floats
    members: Floats


@dataclass(frozen=True)
class Bests:
    """Best answers (N, T) and their worth (N,) at the valuations and at the trial ones. Private."""

    best: Floats
    worth: Floats
    trial: Floats
    trial_worth: Floats


def best_of(members: Members, own: Standing, trial: Floats | None) -> Bests:
    """Best answers at the valuations of `own.margin` and at `trial` (K,); twice the same without trial."""
    best, worth = best_answers(members, own.margin)
    if trial is None:
        return Bests(best, worth, best, worth)
    other, other_worth = best_answers(members, members.margins(trial))
    return Bests(best, worth, other, other_worth)


def answer(
    members: Members,
    own: Standing,
    trial: Floats | None = None,
    silent: Mask | None = None,
    bound: tuple[Floats, Floats] | None = None,
    bests: Bests | None = None,
) -> Sums:
    """The sums of F federations over their members, at the valuations of `own.margin`.

    `silent` (N,) members gave no answer: their last proposal, slopes and linear move stand in for
    them, their best answer is their last proposal, and `bound`, two (N,), the most they could be worth
    at the valuations and at `trial` (K,).
    """
    bests = bests or best_of(members, own, trial)
    best, worth, other, other_worth = bests.best, bests.worth, bests.trial, bests.trial_worth
    if silent is not None and bound is not None:
        best, other = (np.where(silent[:, None], own.activity, found) for found in (best, other))
        worth, other_worth = np.where(silent, bound[0], worth), np.where(silent, bound[1], other_worth)
    first, second = own_moves(members, own)
    ease, coupling = response(members, own)
    lines = np.empty((6, members.rows.size))
    slopes = _Slopes(members.row_count)
    limits = coupling.shape[1]
    stacked = np.stack([own.activity, best, first, second, other])
    for member, row, block in members.blocks():
        own_lines = stacked[:, member].reshape(5, -1)
        lines[:5, row] = own_lines @ block
        lines[5, row] = own_lines[0] @ np.maximum(block, 0.0)
        count = member.stop - member.start
        narrow = block.reshape(count, members.activities, -1)
        hold = np.matmul(coupling[member], narrow).reshape(count * limits, -1)
        eased = ease[member].reshape(-1, 1) * block
        slopes.add(members.rows[row], block.T @ eased - hold.T @ hold)
    by_federation = members._by_federation
    present = np.ones(members.count) if silent is None else (~silent).astype(float)
    return Sums(
        standing=by_federation(lines[0]),
        given=np.bincount(members.rows, lines[5], members.row_count),
        standing_effort=members.effort(own.activity),
        best=by_federation(lines[1]),
        best_effort=members.effort(best),
        surplus=members.by_federation(worth),
        trial=None if trial is None else by_federation(lines[4]),
        trial_effort=None if trial is None else members.effort(other),
        trial_surplus=None if trial is None else members.by_federation(other_worth),
        move=np.bincount(members.rows, lines[2], members.row_count),
        move_by_smoothing=np.bincount(members.rows, lines[3], members.row_count),
        slopes=slopes.total(),
        unsettled=float((own.activity * own.slopes).sum() + (own.slack * own.prices).sum()),
        scale=float(members.size.sum() * (members.activities + limits)),
        stride=float(own.stride.sum()),
        answered=members.by_federation(present),
        members=members.by_federation(np.ones(members.count)),
    )


class _Slopes:
    """A K x K sum of small blocks, without sorting: dense while that is small, else as triplets."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.dense = np.zeros((rows, rows)) if rows <= 6000 else None
        self.triplets: list[tuple[Floats, Floats, Floats]] = []

    def add(self, rows: Floats, block: Floats) -> None:
        if self.dense is not None:
            self.dense[np.ix_(rows, rows)] += block
        else:
            self.triplets.append((block.ravel(), np.repeat(rows, rows.size), np.tile(rows, rows.size)))

    def total(self) -> Sparse:
        if self.dense is not None:
            return self.dense if self.rows <= DENSE_ROWS else sp.csr_matrix(self.dense)
        value, line, column = (np.concatenate(part) for part in zip(*self.triplets, strict=True))
        return sp.csr_matrix((value, (line, column)), (self.rows, self.rows))


def together(groups: Sequence[Sums]) -> Sums:
    """The sums of several groups, federations one after another in the order given."""
    if len(groups) == 1:
        return groups[0]
    return Sums(
        standing=sp.vstack([g.standing for g in groups]).tocsr(),
        given=sum((g.given for g in groups[1:]), groups[0].given),
        standing_effort=np.concatenate([g.standing_effort for g in groups]),
        best=sp.vstack([g.best for g in groups]).tocsr(),
        best_effort=np.concatenate([g.best_effort for g in groups]),
        surplus=np.concatenate([g.surplus for g in groups]),
        trial=None if any(g.trial is None for g in groups) else sp.vstack([g.trial for g in groups]).tocsr(),
        trial_effort=_joined([g.trial_effort for g in groups]),
        trial_surplus=_joined([g.trial_surplus for g in groups]),
        move=sum((g.move for g in groups[1:]), groups[0].move.copy()),
        move_by_smoothing=sum((g.move_by_smoothing for g in groups[1:]), groups[0].move_by_smoothing.copy()),
        slopes=sum((g.slopes for g in groups[1:]), groups[0].slopes),
        unsettled=sum(g.unsettled for g in groups),
        scale=sum(g.scale for g in groups),
        stride=sum(g.stride for g in groups),
        answered=np.concatenate([g.answered for g in groups]),
        members=np.concatenate([g.members for g in groups]),
    )


def _joined(parts: Sequence[Floats | None]) -> Floats | None:
    told = [part for part in parts if part is not None]
    return np.concatenate(told) if len(told) == len(parts) else None
