"""The plan of somebody who knows everything, for comparison only. Nobody plans with this.

One linear programme over every recipe and every limit, by HiGHS. Private curvature is cut into chords,
so that its value is never above the true best; without curvature it is exact.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats
from confederal.planning.final_demand import Pieces, joined, step_pieces
from confederal.planning.linear_programme import INFINITE, minimise
from confederal.planning.members import Members


@dataclass(frozen=True)
class CentralPlan:
    """The best worth with full knowledge, its valuations (K,) and activities (N, T)."""

    status: str
    worth: float
    valuations: Floats
    activity: Floats


def central_plan(
    members: Members, pieces: Pieces, supply: Floats, chords: int = 1, method: str = "choose"
) -> CentralPlan:
    """max worth of pieces - effort, s.t. net trade + supply + base >= 0 on each row and every limit.

    `chords` cuts each activity with curvature into so many pieces; 1 is right only where there is none.
    """
    n, t, rows = members.count, members.activities, members.row_count
    net = sp.vstack([_wide(members, *part) for part in members.blocks()]).tocsr()
    alone = np.where(
        members.burden > 0,
        members.limit[:, :, None] / np.where(members.burden > 0, members.burden, 1.0),
        np.inf,
    )
    width = np.repeat((alone.min(1) / chords).ravel(), chords)
    width = np.where(np.isfinite(width), width, 0.0)  # padding that no limit holds does nothing
    middle = width * np.tile(np.arange(chords) + 0.5, n * t)
    cost = np.repeat(members.curvature.ravel(), chords) * middle - np.repeat(members.gain.ravel(), chords)
    place = np.repeat(np.arange(n * t), chords)
    limits = members.limit.shape[1]
    lines = (np.arange(n)[:, None, None] * limits + np.arange(limits)[None, :, None]).repeat(t, 2)
    columns = (np.arange(n)[:, None, None] * t + np.arange(t)[None, None, :]).repeat(limits, 1)
    hold = sp.csr_matrix((members.burden.ravel(), (lines.ravel(), columns.ravel())), (n * limits, n * t))
    top = sp.hstack([net[place].T, pieces.net.T])
    low = sp.hstack([hold.tocsc()[:, place], sp.csr_matrix((n * limits, pieces.length.size))])
    found = minimise(
        np.concatenate([cost, -pieces.worth]),
        sp.vstack([top, low]),
        (
            np.concatenate([-(supply + pieces.base), np.full(n * limits, -INFINITE)]),
            np.concatenate([np.full(rows, INFINITE), members.limit.ravel()]),
        ),
        (np.zeros(cost.size + pieces.length.size), np.concatenate([width, pieces.length])),
        method,
    )
    activity = (
        np.bincount(place, found.values[: place.size], n * t).reshape(n, t)
        if found.values.size
        else np.zeros((n, t))
    )
    return CentralPlan(
        found.status, pieces.base_worth - found.objective, np.maximum(found.prices[:rows], 0.0), activity
    )


def central_of_steps(members: Members, steps: Members, supply: Floats, chords: int = 1) -> CentralPlan:
    """The same where needs and hours are public steps."""
    return central_plan(members, joined([step_pieces(steps)]), supply, chords)


def _wide(members: Members, member: slice, row: slice, block: Floats) -> sp.csr_matrix:
    wide = np.zeros((block.shape[0], members.row_count))
    wide[:, members.rows[row]] = block
    return sp.csr_matrix(wide)
