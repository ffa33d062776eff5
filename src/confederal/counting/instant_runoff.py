"""Instant runoff: for one seat, the lowest is left out until somebody has more than half."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from confederal.counting.method import Ballots, CountSheet, Method, Number, Stage, UncountableError
from confederal.counting.ties import Draws, Lot, TieEvidence, UndrawnError, with_lots
from confederal.counting.transferable_vote import LOT, SEATS, Heap, check_seats, lot_setting
from confederal.sentence import say


def count_instant_runoff(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """Who has more than half of the papers that still count, the lowest having been left out in turn.

    A tie to be left out goes by the latest earlier round at which they differed, then by lot.

    >>> ballots = Ballots.of([(("ana", "ben"), 4), (("ben",), 3), (("eva", "ben"), 2)])
    >>> count_instant_runoff(ballots).elected
    ('ben',)

    Source: W. R. Ware 1871; as the alternative vote in Robert's Rules of Order, § 45.
    """
    seats = seats if seats is not None else 1
    check_seats(seats, ballots, "ranked")
    if seats != 1:
        raise UncountableError(f"instant runoff fills one seat, not {seats}; for several see scottish-stv")
    heap = Heap.of(ballots, statute=False)
    return with_lots(lot, lambda draws: _Runoff(ballots, heap.copy(), draws).sheet())


@dataclass(slots=True)
class _Runoff:
    ballots: Ballots
    heap: Heap
    draws: Draws
    totals: list[int] = field(default_factory=list)
    continuing: list[int] = field(default_factory=list)
    history: list[list[int]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    ties: list[TieEvidence] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    exhausted: int = 0

    def sheet(self) -> CountSheet:
        """Every round leaves one candidate out, so there are at most as many rounds as candidates."""
        import numpy as np

        names = self.ballots.candidates
        self.continuing = [i for i, name in enumerate(names) if name not in self.ballots.withdrawn]
        self.totals = [0] * len(names)
        self._deal(np.arange(len(self.heap.order)))
        elected = self._close("first preferences", None)
        tied = None
        try:
            for _ in names:
                if elected or not self.continuing:
                    break
                elected = self._leave_out()
        except UndrawnError as stop:
            if not self.draws.final:
                raise
            tied = stop.tied
            self.words.append(tied.words)
        return CountSheet(
            method="instant-runoff",
            title=METHOD.title,
            candidates=names,
            seats=1,
            valid=self.heap.valid,
            invalid=self.heap.invalid,
            quota=None,
            elected=elected,
            tied=tied,
            stages=tuple(self.stages),
            words=tuple(self.words),
            settings=lot_setting(self.draws.lot),
            ballots_digest=self.ballots.digest(),
            withdrawn=self.ballots.withdrawn,
            election=self.ballots.title,
        )

    def _leave_out(self) -> tuple[str, ...]:
        candidate = self._lowest()
        self.continuing.remove(candidate)
        had, self.totals[candidate] = self.totals[candidate], 0
        self._deal((self.heap.holder == candidate).nonzero()[0])
        name = self.ballots.candidates[candidate]
        line = say("{name} had the fewest votes, {votes}, and was left out.", name=name, votes=had)
        return self._close(say("candidate left out"), name, line)

    def _deal(self, rows: Any) -> None:
        import numpy as np

        open_to = np.zeros(len(self.totals), bool)
        open_to[self.continuing] = True
        (tally,) = self.heap.deal(rows, open_to, 1)
        self.totals = [total + more for total, more in zip(self.totals, tally, strict=False)]
        self.exhausted += tally[-1]

    def _lowest(self) -> int:
        names, purpose = self.ballots.candidates, say("to be left out")
        low = min(self.totals[c] for c in self.continuing)
        tied = left = [c for c in self.continuing if self.totals[c] == low]
        if len(tied) == 1:
            return tied[0]
        for stage in range(len(self.history) - 1, 0, -1):
            past = self.history[stage - 1]
            fewest = min(past[c] for c in left)
            left = [c for c in left if past[c] == fewest]
            if len(left) == 1:
                self.ties.append(
                    TieEvidence(tuple(names[c] for c in tied), purpose, "history", (names[left[0]],), stage)
                )
                return left[0]
        level = [names[c] for c in left]
        if low == 0 and self.draws.lot is None and len(tied) < len(self.continuing):
            drawn = level[0]  # they have no papers and all of them go: the order moves nothing
        else:
            drawn = self.draws.among(level, purpose, len(self.history) + 1, self._state)
        self.ties.append(self.draws.evidence(level, purpose, drawn))
        return names.index(drawn)

    def _state(self) -> Hashable:
        return tuple(self.continuing), tuple(map(tuple, self.history))

    def _close(self, what: str, who: str | None, *told: str) -> tuple[str, ...]:
        names = self.ballots.candidates
        before = self.history[-1] if self.history else None
        self.history.append(list(self.totals))
        counting = sum(self.totals)
        winner = [c for c in self.continuing if 2 * self.totals[c] > counting]
        if not winner and len(self.continuing) == 1:
            winner = self.continuing
        elected = tuple(names[c] for c in winner)
        words = [*(tie.words for tie in self.ties), *told]
        words += [
            say(
                "{name} has {votes} of the {all} votes still counting and wins.",
                name=name,
                votes=self.totals[names.index(name)],
                all=counting,
            )
            for name in elected
        ]
        totals: tuple[Number | None, ...] = tuple(
            None if name in self.ballots.withdrawn else total
            for name, total in zip(names, self.totals, strict=True)
        )
        self.stages.append(
            Stage(
                what=what,
                who=() if who is None else (who,),
                totals=totals,
                transfers=tuple(
                    (names[c], self.totals[c] - before[c])
                    for c in range(len(names))
                    if before is not None and self.totals[c] != before[c]
                ),
                non_transferable=self.exhausted,
                elected=elected,
                excluded=() if who is None else (who,),
                ties=tuple(self.ties),
                words=tuple(words),
            )
        )
        self.words += words
        self.ties = []
        return elected


METHOD = Method(
    "instant-runoff",
    say("Instant runoff"),
    "ranked ballots, one seat: the lowest is left out until somebody has more than half",
    "W. R. Ware, 1871; Robert's Rules of Order, § 45 (preferential voting)",
    ("ranked",),
    count_instant_runoff,
    (SEATS, LOT),
    frozenset({"anonymity", "neutrality", "conservation", "full seats", "majority"}),
)
