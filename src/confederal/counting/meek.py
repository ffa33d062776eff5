"""Meek's method: each elected candidate keeps just the part of every vote that they need.

Not the transfer of parcels: a paper counts for its first candidates at once, each keeping
the share `keep factor` of what reaches them, until every elected candidate has the quota.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from confederal.counting.method import Ballots, CountSheet, Method, Number, Stage, written
from confederal.counting.ties import Draws, Lot, TieEvidence, UndrawnError, with_lots
from confederal.counting.transferable_vote import LOT, SEATS, check_seats, lot_setting

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNIT = 10**9  # votes and keep factors are counted in billionths
OMEGA = UNIT // 10**6  # the surplus below which a round is settled
ITERATIONS = 10_000  # never reached: a round ends when the surplus no longer falls


def count_meek(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """The count by the PR Foundation's reference Meek rule: nine decimals, rounded up, omega a millionth.

    Candidates within the surplus that is left of the lowest count as tied with them; a tie
    goes by the latest earlier round at which they differed, then by lot; by the lot at once if it
    is an order drawn before the count.

    >>> sheet = count_meek(Ballots.of([(("ana", "ben"), 4), (("eva",), 2)]), seats=2)
    >>> sheet.elected, sheet.written(sheet.quota)
    (('ana', 'eva'), '2.000000001')

    Source: Proportional Representation Foundation, Reference Meek Rule; I. D. Hill, B. A. Wichmann
    and D. R. Woodall, "Algorithm 123: single transferable vote by Meek's method", 1987.
    """
    seats = seats if seats is not None else ballots.seats
    check_seats(seats, ballots, "ranked")
    assert seats is not None
    from confederal.counting.rankings import strict

    order, counts, invalid = strict(ballots, statute=False)
    valid = ballots.total - invalid
    return with_lots(lot, lambda draws: _Meek(ballots, order, counts, valid, invalid, seats, draws).sheet())


@dataclass(slots=True)
class _Meek:
    ballots: Ballots
    order: NDArray[Any]
    counts: NDArray[Any]
    valid: int
    invalid: int
    seats: int
    draws: Draws
    keep: list[int] = field(default_factory=list)
    votes: list[int] = field(default_factory=list)
    hopeful: list[int] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    history: list[list[int]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    keeps: list[dict[str, str]] = field(default_factory=list)
    quota: int = 0
    surplus: int = 0
    residual: int = 0

    def sheet(self) -> CountSheet:
        """The rounds: settle the keep factors, then elect, or else leave out the lowest."""
        names = self.ballots.candidates
        self.hopeful = [i for i, name in enumerate(names) if name not in self.ballots.withdrawn]
        self.keep = [UNIT if i in self.hopeful else 0 for i in range(len(names))]
        tied = None
        try:
            for _ in range(2 * len(names) + 1):
                # B.1 "Proceed to step C if all seats are filled, or if the number of elected plus
                # hopeful candidates is less than or equal to the number of seats."
                if len(self.elected) >= self.seats or len(self.elected) + len(self.hopeful) <= self.seats:
                    break
                self._round()
            else:
                raise AssertionError("every round elects or leaves out a candidate")
            self._rest()
        except UndrawnError as stop:
            if not self.draws.final:
                raise
            tied = stop.tied
            self.words.append(tied.words)
        return CountSheet(
            method="meek-prf",
            title=METHOD.title,
            candidates=names,
            seats=self.seats,
            valid=self.valid,
            invalid=self.invalid,
            quota=_number(self.quota),
            elected=tuple(names[c] for c in self.elected),
            tied=tied,
            stages=tuple(self.stages),
            words=tuple(self.words),
            places=9,
            settings=lot_setting(self.draws.lot),
            figures={"keep_factors": self.keeps},
            ballots_digest=self.ballots.digest(),
            withdrawn=self.ballots.withdrawn,
            election=self.ballots.title,
        )

    def _round(self) -> None:
        """B.2 and B.3: iterate until somebody is elected, or the surplus is spent and the lowest goes."""
        paths, weights = self._paths()
        last = self.valid * UNIT
        for _ in range(ITERATIONS):
            self._distribute(paths, weights)
            # B.2.b "… divided by one more than the number of seats to be filled, truncated to 9 decimal
            # places, plus 0.000000001"
            self.quota = sum(self.votes) // (self.seats + 1) + 1
            reached = [c for c in self.hopeful if self.votes[c] >= self.quota]
            if reached:
                self._elect(reached)
                return
            self.surplus = max(0, sum(self.votes[c] - self.quota for c in self.elected))
            if self.surplus < OMEGA or self.surplus >= last:
                break
            last = self.surplus
            # B.2.f "… current keep factor kf, multiplied by the current quota q (to 9 decimal places,
            # rounded up), and then divided by the candidate's current vote v (… rounded up)."
            for c in self.elected:
                self.keep[c] = _up(_up(self.keep[c] * self.quota, UNIT) * UNIT, self.votes[c])
        else:
            raise AssertionError("the surplus falls at every iteration or the round ends")
        self._exclude()

    def _paths(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """The papers as far as they matter: through elected candidates to the first hopeful one.

        A hopeful candidate keeps all that reaches them, so what stands below does not count in
        this round, and the many kinds of paper become few.
        """
        import numpy as np

        from confederal.counting.papers import merged

        rows, width = self.order.shape
        hopeful = np.zeros(len(self.keep) + 1, bool)
        hopeful[self.hopeful] = True
        passing = np.zeros(len(self.keep) + 1, bool)
        passing[self.elected] = True
        depth = len(self.elected) + 1
        path = np.full((rows, depth), -1, np.int16)
        at = np.zeros(rows, np.int16)
        active = np.arange(rows)
        for column in range(width):
            name = self.order[active, column]  # -1 reads the last place, where nobody is
            kept = hopeful[name] | passing[name]
            found = active[kept]
            path[found, at[found]] = name[kept]
            at[found] += 1
            active = active[~hopeful[name] & (name >= 0)]
            if not len(active):
                break
        paths, _, weights = merged(path, None, self.counts, len(self.keep))
        return paths, weights

    # B.2.a "For each ballot: set ballot weight w to 1, and then for each candidate, in order of rank on
    # that ballot: add w multiplied by the keep factor kf of the candidate (to 9 decimal places, rounded
    # up) to that candidate's vote v, and reduce w by the same amount …"
    def _distribute(self, paths: NDArray[Any], weights: NDArray[Any]) -> None:
        import numpy as np

        wide = weights.dtype == object or self.valid * UNIT >= 2**62
        weights = weights.astype(object) if wide else weights
        keep = np.array([*self.keep, 0], np.int64)
        votes = np.zeros(len(keep), weights.dtype)
        left = np.full(len(paths), UNIT, np.int64)
        for column in range(paths.shape[1]):
            name = paths[:, column]
            kept = -(-(left * keep[name]) // UNIT)
            np.add.at(votes, name, kept * weights)
            left -= kept
        self.votes = [int(v) for v in votes[:-1]]
        self.residual = int((left * weights).sum()) if len(left) else 0

    def _elect(self, reached: list[int]) -> None:
        names = self.ballots.candidates
        reached.sort(key=lambda c: (-self.votes[c], *(-past[c] for past in reversed(self.history))))
        told = []
        for c in reached[: self.seats - len(self.elected)]:
            self.elected.append(c)
            self.hopeful.remove(c)
            told.append(
                f"{names[c]} reached the quota of {self._told(self.quota)} in round {len(self.stages) + 1}, "
                f"with {self._told(self.votes[c])} votes."
            )
        self._close("elected", tuple(names[c] for c in reached), (), told)

    # B.3 "… breaking any tie per procedure T, where each candidate c' is tied with c if vote v' for c' is
    # less than or equal to v plus total surplus s."
    def _exclude(self) -> None:
        names = self.ballots.candidates
        low = min(self.votes[c] for c in self.hopeful)
        tied = [c for c in self.hopeful if self.votes[c] <= low + self.surplus]
        ties: tuple[TieEvidence, ...] = ()
        candidate = tied[0]
        if len(tied) > 1:
            candidate, evidence = self._choose(tied)
            ties = (evidence,)
        self.hopeful.remove(candidate)
        self.keep[candidate] = 0
        told = (
            f"{names[candidate]} had the fewest votes, {self._told(self.votes[candidate])}, and was left out."
        )
        self._close("left out", (), (names[candidate],), [*(tie.words for tie in ties), told], ties)

    def _choose(self, tied: list[int]) -> tuple[int, TieEvidence]:
        names, purpose = self.ballots.candidates, "to be left out"
        everyone, left = tuple(names[c] for c in tied), tied
        # T. "Use the defined tiebreaking procedure": a lot drawn beforehand; else earlier rounds, then a lot.
        for stage in range(len(self.history), 0, -1) if not self.draws.ordered else ():
            past = self.history[stage - 1]
            low = min(past[c] for c in left)
            left = [c for c in left if past[c] == low]
            if len(left) == 1:
                return left[0], TieEvidence(everyone, purpose, "history", (names[left[0]],), stage)
        level = [names[c] for c in left]
        none = all(self.votes[c] == 0 for c in tied)
        if (
            none
            and self.draws.lot is None
            and len(self.hopeful) - len(tied) >= self.seats - len(self.elected)
        ):
            # They have no votes, and all of them go one after the other: the order moves nothing.
            drawn = level[0]
        else:
            drawn = self.draws.among(level, purpose, len(self.history) + 1, self._state)
        return names.index(drawn), self.draws.evidence(level, purpose, drawn)

    def _state(self) -> Hashable:
        return tuple(self.keep), tuple(self.elected), tuple(self.hopeful), tuple(map(tuple, self.history))

    def _close(
        self,
        what: str,
        elected: tuple[str, ...],
        excluded: tuple[str, ...],
        told: list[str],
        ties: tuple[TieEvidence, ...] = (),
    ) -> None:
        names = self.ballots.candidates
        before = self.history[-1] if self.history else None
        self.history.append(list(self.votes))
        self.words += told
        self.keeps.append(
            {names[c]: written(_number(factor), 9) for c, factor in enumerate(self.keep) if factor < UNIT}
        )
        self.stages.append(
            Stage(
                what=what,
                who=elected or excluded,
                totals=tuple(
                    None if name in self.ballots.withdrawn else _number(v)
                    for name, v in zip(names, self.votes, strict=True)
                ),
                transfers=tuple(
                    (names[c], _number(self.votes[c] - before[c]))
                    for c in range(len(names))
                    if before is not None and self.votes[c] != before[c]
                ),
                non_transferable=_number(self.residual),
                elected=elected,
                excluded=excluded,
                ties=ties,
                words=tuple(told),
                quota=_number(self.quota),
            )
        )

    def _rest(self) -> None:
        """C. "If any seats are unfilled, elect remaining hopeful candidates."."""
        names = self.ballots.candidates
        vacancies = self.seats - len(self.elected)
        if vacancies <= 0 or not self.hopeful:
            return
        if not self.history:
            paths, weights = self._paths()
            self._distribute(paths, weights)
            self.quota = sum(self.votes) // (self.seats + 1) + 1
        last = sorted(
            self.hopeful, key=lambda c: (-self.votes[c], *(-past[c] for past in reversed(self.history)))
        )
        self.elected += last
        self.hopeful = []
        told = [
            f"{names[c]} was elected without the quota, with {self._told(self.votes[c])} votes: "
            "there were no more candidates than vacancies."
            for c in last
        ]
        if self.stages:
            paths, weights = self._paths_with(last)
            self._distribute(paths, weights)
        self._close("last vacancies filled", tuple(names[c] for c in last), (), told)

    def _paths_with(self, last: list[int]) -> tuple[NDArray[Any], NDArray[Any]]:
        """The papers once more, the last candidates keeping all that reaches them."""
        elected = self.elected
        self.hopeful, self.elected = last, [c for c in elected if c not in last]
        paths = self._paths()
        self.hopeful, self.elected = [], elected
        return paths

    def _told(self, units: int) -> str:
        return written(_number(units), 9)


def _number(units: int) -> Number:
    exact = Fraction(units, UNIT)
    return int(exact) if exact.denominator == 1 else exact


def _up(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)


METHOD = Method(
    "meek-prf",
    "Single transferable vote by Meek's method (PR Foundation)",
    "ranked ballots, several seats in proportion: each elected candidate keeps just the share they need",
    "PR Foundation, Reference Meek Rule; Hill, Wichmann and Woodall, Algorithm 123, 1987",
    ("ranked",),
    count_meek,
    (SEATS, LOT),
    frozenset({"anonymity", "neutrality", "conservation", "full seats", "majority"}),
)
