"""Federations too large for one machine: the same sums, computed by Dask distributed on many workers.

An extra (`pip install distributed`); the arithmetic is `rounds.Together`, unchanged, on each part. Where a
part stands after a round is a future made from where it stood before, and nothing is changed in place: when
a worker is lost the scheduler computes its parts again from their descriptions, and the round ends with the
same numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from confederal.planning.arrays import Floats, Mask
from confederal.planning.members import Members, Standing
from confederal.planning.rounds import Together
from confederal.planning.sums import Sums, together
from confederal.planning.valuations import Round

Part = Callable[[], Members]


@dataclass(frozen=True)
class Stood:
    """Where a part's members stand after a round, and (with absences) when each was last heard. Private."""

    standing: tuple[Standing, ...]
    heard: tuple[tuple[Floats, Floats], ...]


class OnDask:
    """Keeps `Federations`' contract over a Dask client.

    parts: functions that make each part's private arrays, run on the workers (read your own files
    there); counts: federations in each part; absences: whether members may be silent, as in `Together`.
    The sums are added in the order of the parts.
    """

    def __init__(
        self,
        client: Any,
        parts: Sequence[Part],
        counts: Sequence[int],
        last_year: Sequence[Floats | None] = (),
        absences: bool = False,
    ) -> None:
        self.client = client
        self.count = sum(counts)
        self._members = [client.submit(make, pure=False) for make in parts]
        self._last_year = list(last_year) or [None] * len(parts)
        self._absences = absences
        self._stood: list[Any] = [None] * len(parts)
        self._ends: list[int] | None = None  # where each part's members end among all members

    def hear(self, round: Round, silent: Mask | None = None) -> Sums:
        """The sums of all parts; `silent` (N,) over the members of all parts, in their order."""
        answers = []
        for i, (members, quiet) in enumerate(zip(self._members, self._split(silent), strict=True)):
            whole = self.client.submit(
                hear_part,
                members,
                self._stood[i],
                round,
                quiet,
                self._last_year[i],
                self._absences,
                pure=False,
            )
            self._stood[i] = self.client.submit(stood_after, whole, pure=False)
            answers.append(self.client.submit(sums_told, whole, pure=False))
        return together(self.gather(answers))

    def gather(self, answers: list[Any]) -> list[Sums]:
        """Waits for every part; parts whose worker was lost are computed again meanwhile."""
        found: list[Sums] = self.client.gather(answers)
        return found

    def _split(self, silent: Mask | None) -> list[Mask | None]:
        if silent is None:
            return [None] * len(self._members)
        if not self._absences:
            raise ValueError(
                "members may be silent only where absences=True was said when the parts were made"
            )
        if self._ends is None:
            sizes = self.client.gather([self.client.submit(how_many, m, pure=False) for m in self._members])
            self._ends = [int(end) for end in np.cumsum(sizes)]
        if silent.size != self._ends[-1]:
            raise ValueError(f"{silent.size} members are told silent or not; there are {self._ends[-1]}")
        return list(np.split(silent, self._ends[:-1]))


def hear_part(
    members: Members,
    before: Stood | None,
    round: Round,
    silent: Mask | None,
    last_year: Floats | None,
    absences: bool,
) -> tuple[Stood, Sums]:
    """A part's members hear a round: where they stand now, and their sums."""
    here = Together([members], None if last_year is None else [last_year], absences)
    if before is not None:
        here.standing, here.heard = list(before.standing), list(before.heard)
    sums = here.hear(round, silent)
    return Stood(tuple(here.standing), tuple(here.heard)), sums


def stood_after(whole: tuple[Stood, Sums]) -> Stood:
    """The private half of a part's round; it stays on the workers."""
    return whole[0]


def sums_told(whole: tuple[Stood, Sums]) -> Sums:
    """The half that leaves."""
    return whole[1]


def how_many(members: Members) -> int:
    """How many members a part has."""
    return members.count
