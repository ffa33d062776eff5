"""Federations too large for one machine: the same sums, computed by Dask distributed on many workers.

An extra (`pip install distributed`); the arithmetic is `members` and `sums`, unchanged. Each part's
standing is a future made from the one before, so that when a worker is lost the scheduler computes its
parts again from their descriptions, and the round ends with the same numbers.
"""

from collections.abc import Callable, Sequence
from typing import Any

from confederal.planning.arrays import Floats, Mask
from confederal.planning.members import Members, Standing, begin
from confederal.planning.rounds import listen
from confederal.planning.sums import Sums, answer, together
from confederal.planning.valuations import Round

Part = Callable[[], Members]


class OnDask:
    """Keeps `Federations`' contract over a Dask client.

    parts: functions that make each part's private arrays, run on the workers (read your own files
    there); counts: federations in each part. The sums are added in the order of the parts.
    """

    def __init__(
        self,
        client: Any,
        parts: Sequence[Part],
        counts: Sequence[int],
        last_year: Sequence[Floats | None] = (),
    ) -> None:
        self.client = client
        self.count = sum(counts)
        self._members = [client.submit(make, pure=False) for make in parts]
        self._last_year = list(last_year) or [None] * len(parts)
        self._standing: list[Any] = [None] * len(parts)

    def hear(self, round: Round, silent: Mask | None = None) -> Sums:
        if silent is not None:
            raise NotImplementedError(
                "absences are for `Together`; on Dask a part answers or is computed again"
            )
        answers = []
        for i, members in enumerate(self._members):
            own = self.client.submit(stand, members, self._standing[i], round, self._last_year[i], pure=False)
            answers.append(self.client.submit(tell, members, own, round, pure=False))
            self._standing[i] = own
        return together(self.gather(answers))

    def gather(self, answers: list[Any]) -> list[Sums]:
        """Waits for every part; parts whose worker was lost are computed again meanwhile."""
        found: list[Sums] = self.client.gather(answers)
        return found


def stand(members: Members, before: Standing | None, round: Round, last_year: Floats | None) -> Standing:
    """Where a part's members stand after hearing a round."""
    own = begin(members, round.smoothing, last_year) if before is None else before
    return listen(members, own, round)


def tell(members: Members, own: Standing, round: Round) -> Sums:
    """A part's sums."""
    return answer(members, own, round.trial)
