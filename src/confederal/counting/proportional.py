"""Committees in proportion from approvals: sequential PAV, Phragmén's, and equal shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from confederal.counting.approval import blank_papers
from confederal.counting.method import (
    SAFE,
    Ballots,
    CountSheet,
    Method,
    Number,
    Setting,
    Stage,
    UncountableError,
    written,
)
from confederal.counting.ties import Draws, Lot, Tied, TieEvidence, UndrawnError, with_lots
from confederal.counting.transferable_vote import LOT, SEATS, check_seats, lot_setting

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMPLETIONS = ("phragmen", "none")


def count_sequential_pav(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """Seat by seat whom the papers are worth most to; a paper with k of its own elected is worth 1/(k+1).

    >>> ballots = Ballots.approving([({"ana", "ben"}, 6), ({"eva"}, 4)])
    >>> sheet = count_sequential_pav(ballots, seats=2, lot=["ana", "ben", "eva"])
    >>> sheet.elected, [sheet.written(t) for t in sheet.stages[1].totals]
    (('ana', 'eva'), ['3', '3', '4'])

    Source: T. N. Thiele, "Om flerfoldsvalg", 1895; S. Janson, "Phragmén's and Thiele's election
    methods", 2016.
    """
    seats = seats if seats is not None else ballots.seats
    check_seats(seats, ballots, "approved")
    assert seats is not None
    return with_lots(lot, lambda draws: _Committee(ballots, seats, draws, PAV).pav())


def count_phragmen(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """Seat by seat who leaves the heaviest-loaded supporter lightest; a seat is a load of one, shared evenly.

    >>> ballots = Ballots.approving([({"ana", "ben"}, 6), ({"eva"}, 4)])
    >>> count_phragmen(ballots, seats=2, lot=["ana", "ben", "eva"]).elected
    ('ana', 'eva')

    Source: E. Phragmén 1894; M. Brill, R. Freeman, S. Janson and M. Lackner, "Phragmén's voting
    methods and justified representation", 2017.
    """
    seats = seats if seats is not None else ballots.seats
    check_seats(seats, ballots, "approved")
    assert seats is not None
    return with_lots(lot, lambda draws: _Committee(ballots, seats, draws, PHRAGMEN).phragmen())


def count_equal_shares_committee(
    ballots: Ballots, *, seats: int | None = None, completion: str = "phragmen", lot: Lot = None
) -> CountSheet:
    """Whoever is bought when each voter holds seats/voters and a seat costs one, supporters paying evenly.

    Seats that nobody can pay for are filled by Phragmén's rule with the money left over
    (`completion`), or stay empty (`none`).

    >>> ballots = Ballots.approving([({"ana", "ben"}, 6), ({"eva"}, 4)])
    >>> count_equal_shares_committee(ballots, seats=2, lot=["ana", "ben", "eva"]).elected
    ('ana', 'eva')

    Source: D. Peters and P. Skowron, "Proportionality and the limits of welfarism", EC 2020 (Rule X).
    """
    seats = seats if seats is not None else ballots.seats
    check_seats(seats, ballots, "approved")
    if completion not in COMPLETIONS:
        raise UncountableError(f"the completion is one of {', '.join(COMPLETIONS)}, not {completion!r}")
    assert seats is not None
    return with_lots(lot, lambda draws: _Committee(ballots, seats, draws, SHARES).equal_shares(completion))


@dataclass(slots=True)
class _Committee:
    ballots: Ballots
    seats: int
    draws: Draws
    method: Method
    elected: list[int] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    ties: list[TieEvidence] = field(default_factory=list)
    tied: Tied | None = None

    def pav(self) -> CountSheet:
        """Worth is counted in whole parts of 1/lcm(1 … seats), so that it is exact."""
        import numpy as np

        table = self._table()
        running = self._running()
        whole = lcm(*range(1, min(self.seats, len(running)) + 1))
        counts = self.ballots.counts
        if counts.dtype == object or self.ballots.total * whole >= SAFE:
            counts, table = counts.astype(object), table.astype(object)
        worth = counts * whole
        have = np.zeros(len(counts), np.int64)
        shares = np.array(
            [0] + [whole // k for k in range(1, self.seats + 2) if k <= len(running)], worth.dtype
        )
        shares = np.append(shares, 0)
        while len(self.elected) < self.seats and running and self.tied is None:
            sums: list[int] = (worth @ table).tolist()
            most = max(sums[c] for c in running)
            chosen = self._seat(
                [c for c in running if sums[c] == most],
                [s // whole if s % whole == 0 else Fraction(s, whole) for s in sums],
                "are worth {}",
            )
            if chosen is None:
                break
            running.remove(chosen)
            have += table[:, chosen] != 0
            worth = counts * shares[np.minimum(have + 1, len(shares) - 1)]
        return self._sheet()

    def phragmen(self, credit: Sequence[Fraction] | None = None) -> CountSheet:
        """Loads are exact fractions; those who still have money start with a load below nought.

        There are few different loads at a time, so papers carry the number of their load, and the
        sum for each candidate is kept up to date by kinds of load.
        """
        import numpy as np

        table = self._table()
        counts = self.ballots.counts
        if counts.dtype == object:
            table = table.astype(object)
        owed = [Fraction(0)] * len(counts) if credit is None else [-c for c in credit]
        loads = list(dict.fromkeys(owed))
        number_of = {load: number for number, load in enumerate(loads)}
        kind = np.array([number_of[load] for load in owed], np.int64)
        votes: list[int] = (counts @ table).tolist() if len(counts) else [0] * table.shape[1]
        sums = [Fraction(0)] * len(votes)
        for number, load in enumerate(loads):
            if load:
                _add(sums, counts, table, kind == number, load)
        running = [c for c in self._running() if c not in self.elected]
        while len(self.elected) < self.seats and running and self.tied is None:
            after = {c: (1 + sums[c]) / votes[c] for c in running if votes[c]}
            if not after:
                self._unsupported(running)
                break
            least = min(after.values())
            chosen = self._seat(
                [c for c in after if after[c] == least],
                [after.get(c) for c in range(len(votes))],
                "would carry a load of {} each",
            )
            if chosen is None:
                break
            running.remove(chosen)
            theirs = table[:, chosen] != 0
            for number in sorted(set(kind[theirs].tolist())):
                _add(sums, counts, table, theirs & (kind == number), least - loads[number])
            kind[theirs] = len(loads)
            loads.append(least)
        return self._sheet()

    def equal_shares(self, completion: str) -> CountSheet:
        """Rule X, then what is left by Phragmén."""
        from confederal.counting.shares import Market

        size = len(self.ballots.candidates)
        running = self._running()
        out = [c for c in range(size) if c not in running]
        voters = self.ballots.total - blank_papers(self.ballots)
        if not voters:
            self._unsupported(running) if completion == "phragmen" else None
            return self._sheet()
        try:
            market = Market.of(self.ballots, [1] * size, [1] * size, out)
            each = Fraction(self.seats, voters)
            items = market.buy(each, self._choose)
        except UndrawnError as stop:
            if not self.draws.final:
                raise
            self.tied = stop.tied
            self.words.append(stop.tied.words)
            return self._sheet()
        purchases, purses = market.paid(each, items[: self.seats])
        pending, self.ties = self.ties, []
        for bought in purchases:
            self.elected.append(bought.item)
            name = self.ballots.candidates[bought.item]
            told = f"{name} is elected: none of their {market.votes[bought.item]} supporters paid more than "
            self._write(bought.item, [None] * size, (f"{told}{written(bought.most_paid)}.",), tuple(pending))
            pending = []
        if completion == "none":
            return self._sheet()
        return self.phragmen(purses)

    def _choose(self, level: Sequence[int]) -> int:
        names = self.ballots.candidates
        told = [names[c] for c in level]
        drawn = self.draws.among(told, "for the next seat", len(self.stages) + 1)
        self.ties.append(self.draws.evidence(told, "for the next seat", drawn))
        return names.index(drawn)

    def _running(self) -> list[int]:
        return [c for c, name in enumerate(self.ballots.candidates) if name not in self.ballots.withdrawn]

    def _table(self) -> NDArray[Any]:
        """One where a paper approves a candidate."""
        import numpy as np

        rows, columns = np.nonzero(self.ballots.order >= 0)
        table = np.zeros((len(self.ballots.counts), len(self.ballots.candidates)), np.int64)
        table[rows, self.ballots.order[rows, columns]] = 1
        return table

    def _seat(self, level: list[int], totals: Sequence[Number | None], says: str) -> int | None:
        """Elects the one of the level candidates (by lot if there are several), and writes the stage down."""
        names, chosen = self.ballots.candidates, level[0]
        ties: tuple[TieEvidence, ...] = ()
        if len(level) > 1:
            told = [names[c] for c in level]
            try:
                drawn = self.draws.among(
                    told, "for the next seat", len(self.stages) + 1, lambda: frozenset(self.elected)
                )
            except UndrawnError as stop:
                if not self.draws.final:
                    raise
                self.tied = stop.tied
                self.words.append(stop.tied.words)
                return None
            ties = (self.draws.evidence(told, "for the next seat", drawn),)
            chosen = names.index(drawn)
        self.elected.append(chosen)
        total = totals[chosen]
        assert total is not None
        line = f"{names[chosen]} is elected: their papers {says.format(written(total))}."
        self._write(chosen, totals, (*(tie.words for tie in ties), line), ties)
        return chosen

    def _unsupported(self, running: list[int]) -> None:
        """Seats for which nobody voted for anybody: a lot, unless there are no more candidates than seats."""
        names = self.ballots.candidates
        while running and len(self.elected) < self.seats:
            if len(running) <= self.seats - len(self.elected):
                for c in running:
                    self.elected.append(c)
                    self._write(c, [], (f"{names[c]} is elected: there are no more candidates than seats.",))
                return
            if self._seat(running, [0] * len(names), "are worth {}") is None:
                return
            running.remove(self.elected[-1])

    def _write(
        self,
        chosen: int,
        totals: Sequence[Number | None],
        words: tuple[str, ...],
        ties: tuple[TieEvidence, ...] = (),
    ) -> None:
        names = self.ballots.candidates
        self.words += words
        self.stages.append(
            Stage(
                what=f"seat {len(self.elected)}",
                who=(names[chosen],),
                totals=tuple(
                    None if name in self.ballots.withdrawn else total
                    for name, total in zip(names, totals, strict=False)
                ),
                elected=(names[chosen],),
                ties=ties,
                words=words,
            )
        )

    def _sheet(self) -> CountSheet:
        blank = blank_papers(self.ballots)
        return CountSheet(
            method=self.method.name,
            title=self.method.title,
            candidates=self.ballots.candidates,
            seats=self.seats,
            valid=self.ballots.total - blank,
            invalid=blank,
            quota=None,
            elected=tuple(self.ballots.candidates[c] for c in self.elected),
            tied=self.tied,
            stages=tuple(self.stages),
            words=tuple(self.words),
            settings=lot_setting(self.draws.lot),
            ballots_digest=self.ballots.digest(),
            withdrawn=self.ballots.withdrawn,
            election=self.ballots.title,
        )


def _add(sums: list[Fraction], counts: Any, table: Any, papers: Any, more: Fraction) -> None:
    """Adds `more` for every one of the papers to the sum of each candidate they approve."""
    for candidate, number in enumerate((counts[papers] @ table[papers]).tolist()):
        if number:
            sums[candidate] += number * more


_LAWS = frozenset({"anonymity", "neutrality", "full seats", "house monotonicity"})

PAV = Method(
    "sequential-pav",
    "Sequential proportional approval",
    "approvals, several seats in proportion: a paper counts 1, then 1/2, then 1/3 … as its own are elected",
    "T. N. Thiele, 1895; S. Janson, 2016",
    ("approved",),
    count_sequential_pav,
    (SEATS, LOT),
    _LAWS,
)
PHRAGMEN = Method(
    "phragmen",
    "Sequential Phragmén",
    "approvals, several seats in proportion: a seat's load is shared by its supporters as evenly as can be",
    "E. Phragmén, 1894; M. Brill and others, 2017",
    ("approved",),
    count_phragmen,
    (SEATS, LOT),
    _LAWS,
)
SHARES = Method(
    "equal-shares-committee",
    "Method of Equal Shares for a committee",
    "approvals, several seats in proportion: everyone holds an equal share, supporters pay for a seat",
    "D. Peters and P. Skowron, EC 2020 (Rule X)",
    ("approved",),
    count_equal_shares_committee,
    (SEATS, Setting("completion", "who fills seats nobody can pay for: phragmen, or none", "phragmen"), LOT),
    frozenset({"anonymity", "neutrality", "full seats"}),
)
