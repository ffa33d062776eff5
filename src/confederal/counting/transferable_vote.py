"""The single transferable vote by weighted inclusive Gregory: Scotland's statute, and exact fractions.

A paper counts for one candidate at a time. Whoever has the quota is elected, and what
they have above it goes on, at a reduced value, to the next preferences of *all* their
papers; when nobody has a surplus the lowest is left out and their papers go on at the
value they have. Papers of one value move as parcels, so that the arithmetic is a handful
of exact numbers a stage, however many papers there are.

Not here: Meek's method (`meek.py`), whose papers count for several at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from confederal.counting.method import (
    Ballots,
    CountSheet,
    Method,
    Number,
    Setting,
    Stage,
    UncountableError,
    written,
)
from confederal.counting.ties import BRANCHES, Draws, Lot, TieEvidence, UndrawnError, with_lots
from confederal.sentence import Sentence, all_of, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST = say("first preferences")
SURPLUS = say("surplus transferred")
EXCLUSION = say("candidate left out")


@dataclass(frozen=True, slots=True)
class Gregory:
    """A law of transfer: the quota, the decimals kept, and what an irregular mark does to a paper.

    `places` is how many decimals of a paper's value the law keeps, None for exact fractions.
    With `statute` a paper stops at the first rank that is skipped or given twice; otherwise
    skipped ranks close up, and a lot drawn by hand beforehand settles ties without asking earlier
    stages. `must_exceed` where the quota is exact and having just it is not enough.
    """

    name: str
    title: str
    places: int | None
    statute: bool
    quota: Callable[[int, int], Number]
    must_exceed: bool = False


def droop_whole(valid: int, seats: int) -> int:
    """The whole-number quota: valid papers over seats plus one, rounded down, plus one.

    >>> droop_whole(8493, 4)
    1699
    """
    return valid // (seats + 1) + 1


def droop_exact(valid: int, seats: int) -> Fraction:
    """The exact quota; to be elected one must have *more* (or all the seats be so filled).

    >>> droop_exact(6, 2)
    Fraction(2, 1)
    """
    return Fraction(valid, seats + 1)


SCOTTISH = Gregory("scottish-stv", say("Scottish single transferable vote"), 5, True, droop_whole)
WIGM = Gregory(
    "wigm-exact",
    say("Single transferable vote, weighted inclusive Gregory, exact"),
    None,
    False,
    droop_exact,
    True,
)


def count_scottish(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """The count of a Scottish council election: whole quota, values cut off after five decimals.

    One surplus or one exclusion a stage, the largest surplus first; a tie goes by the most
    recent earlier stage at which they differed, then by lot; the last vacancies are filled
    without further transfer.

    >>> sheet = count_scottish(Ballots.of([(("ana", "ben"), 4), (("eva",), 3), (("ben", "ana"), 2)]), seats=2)
    >>> sheet.quota, sheet.elected
    (4, ('ana', 'eva'))
    >>> print(sheet.words[0])
    ana reached the quota of 4 at stage 1, with 4 votes.

    Source: Scottish Local Government Elections Order 2011 (SSI 2011/399), schedule 1, part III,
    rules 45 to 53 (in SSI 2007/42: rules 45 to 52).
    """
    return count_transferable(SCOTTISH, ballots, seats, lot)


def count_wigm(ballots: Ballots, *, seats: int | None = None, lot: Lot = None) -> CountSheet:
    """The same transfers in exact fractions: nothing is cut off, so it is another rule than the statute.

    >>> sheet = count_wigm(Ballots.of([(("ana", "ben"), 5), (("eva",), 3), (("ben", "ana"), 1)]), seats=2)
    >>> sheet.elected, sheet.stages[1].what, sheet.written(sheet.stages[1].totals[1])
    (('ana', 'eva'), 'surplus transferred', '3')

    Source: J. Gilmour, "Detailed description of the STV count in accordance with the rules in the
    Scottish Local Government Elections Order 2007"; in fractions as droop's `wigm` rule, whose
    quota is votes/(seats + 1) and must be exceeded.
    """
    return count_transferable(WIGM, ballots, seats, lot)


def count_transferable(law: Gregory, ballots: Ballots, seats: int | None, lot: Lot) -> CountSheet:
    """The sheet of a count under `law`.

    Where a tie cannot be broken by history and no lot is given, each way it could fall is
    followed: if the same are elected in the end the count goes on, otherwise it stops there
    with the tie.

    Raises UncountableError when the ballots are not rankings or the seats are not a number of seats.
    """
    seats = seats if seats is not None else ballots.seats
    check_seats(seats, ballots, "ranked")
    assert seats is not None
    heap = Heap.of(ballots, law.statute)
    # Every way a tie could fall is a whole count: fewer ways are followed where a count is long.
    branches = max(16, min(BRANCHES, 20_000_000 // (heap.order.size + 1)))
    return with_lots(lot, lambda draws: _Count(law, ballots, heap, seats, draws).sheet(), branches)


def check_seats(seats: int | None, ballots: Ballots, *forms: str) -> None:
    """Refuses a count of the wrong ballots, of no seats or of nobody."""
    if ballots.form not in forms:
        raise UncountableError(
            f"this method counts {' or '.join(forms)} ballots, and these are {ballots.form}"
        )
    if seats is None:
        raise UncountableError("how many seats are to be filled? Neither the ballots nor the settings say")
    whole: object = seats
    if isinstance(whole, bool) or not isinstance(whole, int) or seats < 1:
        raise UncountableError(f"an election fills at least one seat, not {seats!r}")
    if not ballots.candidates:
        raise UncountableError("there are no candidates")


@dataclass(slots=True)
class Heap:
    """The papers of a count as they lie: who holds each, and in which parcel it is.

    Built once, copied for each way a lot may fall.
    """

    order: NDArray[Any]
    counts: NDArray[Any]
    candidates: int
    valid: int
    invalid: int
    holder: NDArray[Any]
    parcel: NDArray[Any]

    @staticmethod
    def of(ballots: Ballots, statute: bool) -> Heap:
        import numpy as np

        from confederal.counting.rankings import strict

        order, counts, invalid = strict(ballots, statute=statute)
        rows = len(order)
        return Heap(
            order,
            counts,
            len(ballots.candidates),
            ballots.total - invalid,
            invalid,
            np.full(rows, -1, np.int16),
            np.zeros(rows, np.int32),
        )

    def copy(self) -> Heap:
        return replace(self, holder=self.holder.copy(), parcel=self.parcel.copy())

    def deal(self, rows: NDArray[Any], open_to: NDArray[Any], kinds: int) -> list[list[int]]:
        """Gives each of the papers `rows` to its next preference who is open to it.

        Nobody who is closed opens again, so the next preference is the first open one of the
        whole paper. The result counts them: how many papers of each parcel went to each
        candidate, and in the last column how many to nobody.
        """
        import numpy as np

        names = self.order[rows]
        holder = np.full(len(rows), -1, np.int16)
        if names.shape[1]:
            opens = np.append(open_to, False)[names]  # -1 reads the last place, where nobody is
            at = opens.argmax(axis=1)[:, None]
            found = np.take_along_axis(opens, at, 1)[:, 0]
            holder[found] = np.take_along_axis(names, at, 1)[found, 0]
        self.holder[rows] = holder
        columns = self.candidates + 1
        key = self.parcel[rows].astype(np.int64) * columns + np.where(holder < 0, self.candidates, holder)
        tally = np.zeros(kinds * columns, self.counts.dtype)
        np.add.at(tally, key, self.counts[rows])
        numbers: list[list[int]] = tally.reshape(kinds, columns).tolist()
        return numbers


@dataclass(slots=True)
class _Count:
    """One count, stage by stage."""

    law: Gregory
    ballots: Ballots
    heap: Heap
    seats: int
    draws: Draws
    values: list[Number] = field(default_factory=list)
    totals: list[Number] = field(default_factory=list)
    history: list[list[Number]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    continuing: list[int] = field(default_factory=list)
    surpluses: list[int] = field(default_factory=list)
    ties: list[TieEvidence] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lost: Number = 0
    quota: Number = 0
    unit: int = 1

    def sheet(self) -> CountSheet:
        """The whole count. Every stage empties one pile, so there are never more than two a candidate."""
        import numpy as np

        names = self.ballots.candidates
        self.heap = self.heap.copy()
        self.unit = 10**self.law.places if self.law.places is not None else 1
        self.values = [self.unit if self.law.places is not None else 1]
        self.continuing = [i for i, name in enumerate(names) if name not in self.ballots.withdrawn]
        self.quota = self.law.quota(self.heap.valid, self.seats) * self.unit
        self.totals = [0] * len(names)
        moved = self._move(np.arange(len(self.heap.order)), [0])
        self._close(FIRST, None, moved)
        tied = None
        try:
            for _ in range(2 * len(names) + 1):
                if self._filled():
                    break
                self._next()
            else:
                raise AssertionError("a count ends after two stages a candidate")
        except UndrawnError as stop:
            if not self.draws.final:
                raise
            tied = stop.tied
            self.words.append(tied.words)
        return CountSheet(
            method=self.law.name,
            title=self.law.title,
            candidates=names,
            seats=self.seats,
            valid=self.heap.valid,
            invalid=self.heap.invalid,
            quota=self._number(self.quota),
            elected=tuple(names[c] for c in self.elected),
            tied=tied,
            stages=tuple(self.stages),
            words=tuple(self.words),
            places=self.law.places,
            settings=lot_setting(self.draws.lot),
            ballots_digest=self.ballots.digest(),
            withdrawn=self.ballots.withdrawn,
            election=self.ballots.title,
        )

    def _number(self, units: Number) -> Number:
        """A number of votes from the units the law counts in."""
        return units // self.unit if units % self.unit == 0 else Fraction(units, self.unit)

    def _told(self, units: Number) -> str:
        return written(self._number(units), self.law.places)

    def _next(self) -> None:
        """One more stage: the largest surplus, or else the exclusion of the lowest."""
        if self.surpluses:
            self._transfer_surplus(self._pick(self.surpluses, max, say("for whose surplus goes first")))
        else:
            self._exclude(self._pick(self.continuing, min, say("to be left out")))

    # "the transfer value … A divided by B where A = the value which is calculated by multiplying
    # the surplus of the transferring candidate by the value of the ballot paper when received by
    # that candidate and B = the total number of votes credited to that candidate, the calculation
    # being made to five decimal places (any remainder being ignored)." -- rule 48(3)
    def _transfer_surplus(self, candidate: int) -> None:
        self.surpluses.remove(candidate)
        total, surplus = self.totals[candidate], self.totals[candidate] - self.quota
        rows = (self.heap.holder == candidate).nonzero()[0]
        present = sorted(set(self.heap.parcel[rows].tolist()))
        fresh = {
            old: (
                self.values[old] * surplus // total
                if self.law.places is not None
                else Fraction(self.values[old] * surplus, total)
            )
            for old in present
        }
        parcels = self._revalue(rows, fresh)
        moved = self._move(rows, parcels)
        self.totals[candidate] = self.quota
        self.lost += surplus - sum(moved)  # what cutting off the decimals left over
        name, above = self.ballots.candidates[candidate], self._told(surplus)
        if len(fresh) < 4:
            line = say(
                "{name} had {votes} votes above the quota; each of their papers goes on at a value of {value}.",
                name=name,
                votes=above,
                value=all_of(dict.fromkeys(self._told(v) for v in fresh.values())),
            )
        else:
            line = say(
                "{name} had {votes} votes above the quota; their papers go on in part.",
                name=name,
                votes=above,
            )
        self._close(SURPLUS, candidate, moved, line)

    def _revalue(self, rows: NDArray[Any], fresh: dict[int, Number]) -> list[int]:
        """New parcels for `rows`, one for each new value; the result is their numbers."""
        import numpy as np

        renumber = np.zeros(len(self.values), np.int32)
        parcels: list[int] = []
        by_value: dict[Number, int] = {}
        for old, value in fresh.items():
            if value not in by_value:
                by_value[value] = len(self.values)
                self.values.append(value)
                parcels.append(by_value[value])
            renumber[old] = by_value[value]
        self.heap.parcel[rows] = renumber[self.heap.parcel[rows]]
        return parcels

    def _exclude(self, candidate: int) -> None:
        self.continuing.remove(candidate)
        rows = (self.heap.holder == candidate).nonzero()[0]
        parcels = sorted(set(self.heap.parcel[rows].tolist()))
        moved = self._move(rows, parcels)
        had, self.totals[candidate] = self.totals[candidate], 0
        name = self.ballots.candidates[candidate]
        line = say(
            "{name} had the fewest votes, {votes}, and was left out.", name=name, votes=self._told(had)
        )
        self._close(EXCLUSION, candidate, moved, line)

    def _move(self, rows: NDArray[Any], parcels: Sequence[int]) -> list[Number]:
        """Deals papers on; the result is what each candidate gets and, last, what goes to nobody."""
        import numpy as np

        names = len(self.ballots.candidates)
        open_to = np.zeros(names, bool)
        open_to[self.continuing] = True
        tally = self.heap.deal(rows, open_to, len(self.values))
        moved: list[Number] = [0] * (names + 1)
        for parcel in parcels:
            value = self.values[parcel]
            for column, papers in enumerate(tally[parcel]):
                if papers:
                    moved[column] += papers * value
        for candidate in range(names):
            self.totals[candidate] += moved[candidate]
        self.lost += moved[names]
        return moved

    def _close(self, what: str, who: int | None, moved: list[Number], *words: str) -> None:
        """Ends a stage: who has the quota is elected, and the stage is written down."""
        names = self.ballots.candidates
        before = self.history[-1] if self.history else None
        self.history.append(list(self.totals))
        stage = len(self.history)
        told = list(words)
        when = say("{stage}", stage=stage)
        if what == SURPLUS:
            when = say(
                "{stage}, when the surplus of {name} was transferred", stage=stage, name=names[who or 0]
            )
        elif what == EXCLUSION:
            when = say("{stage}, when {name} was left out", stage=stage, name=names[who or 0])
        elected = self._elect(told, when)
        changes = [
            (names[c], self._number(self.totals[c] - before[c]))
            for c in range(len(names))
            if before is not None and self.totals[c] != before[c]
        ]
        self.stages.append(
            Stage(
                what=what,
                who=() if who is None else (names[who],),
                totals=tuple(
                    None if name in self.ballots.withdrawn else self._number(total)
                    for name, total in zip(names, self.totals, strict=True)
                ),
                transfers=tuple(changes),
                non_transferable=self._number(self.lost),
                elected=elected,
                excluded=(names[who],) if what == EXCLUSION and who is not None else (),
                ties=tuple(self.ties),
                words=(*(tie.words for tie in self.ties), *told),
            )
        )
        self.words += self.stages[-1].words
        self.ties = []

    # "Where, at any stage of the count, the number of votes credited to a candidate is equal to
    # or greater than the quota, that candidate is deemed to be elected." -- rule 47
    def _elect(self, told: list[str], stage: Sentence) -> tuple[str, ...]:
        names = self.ballots.candidates
        reached = [
            c
            for c in self.continuing
            if self.totals[c] > self.quota or (self.totals[c] == self.quota and not self.law.must_exceed)
        ]
        reached = self._by_votes(reached)[: self.seats - len(self.elected)]
        for candidate in reached:
            self.elected.append(candidate)
            self.continuing.remove(candidate)
            if self.totals[candidate] > self.quota:
                self.surpluses.append(candidate)
            told.append(
                say(
                    "{name} reached the quota of {quota} at stage {stage}, with {votes} votes.",
                    name=names[candidate],
                    quota=self._told(self.quota),
                    stage=stage,
                    votes=self._told(self.totals[candidate]),
                )
            )
        return tuple(names[c] for c in reached)

    def _by_votes(self, candidates: list[int]) -> list[int]:
        """In order of votes now, then at stages before, then as on the ballot: an order of reading only."""
        return sorted(candidates, key=lambda c: tuple(-past[c] for past in reversed(self.history)))

    # "Where the number of continuing candidates is equal to the number of vacancies remaining
    # unfilled, the continuing candidates are deemed to be elected … no further transfer of votes
    # is made." -- rule 52
    def _filled(self) -> bool:
        names = self.ballots.candidates
        vacancies = self.seats - len(self.elected)
        if vacancies and len(self.continuing) > vacancies:
            return False
        last = self._by_votes(self.continuing) if vacancies else []
        for candidate in last:
            self.elected.append(candidate)
            self.continuing.remove(candidate)
        if last:
            told = [
                say(
                    "{name} was elected at stage {stage} without the quota, with {votes} votes: "
                    "there were no more candidates than vacancies.",
                    name=names[c],
                    stage=len(self.stages),
                    votes=self._told(self.totals[c]),
                )
                for c in last
            ]
            final = self.stages[-1]
            self.stages[-1] = replace(
                final,
                elected=(*final.elected, *(names[c] for c in last)),
                words=(*final.words, *told),
            )
            self.words += told
        return True

    # "… regard shall be had to the total number of votes credited to those candidates at the most
    # recently preceding stage of the count at which those candidates had an unequal number of votes
    # … where those candidates had an equal number at all preceding stages, the returning officer
    # shall decide, by lot." -- rules 49(2) and 51
    def _pick(self, candidates: list[int], best: Callable[[list[Number]], Number], purpose: str) -> int:
        names = self.ballots.candidates
        extreme = lowest = best([self.totals[c] for c in candidates])
        tied = [c for c in candidates if self.totals[c] == extreme]
        if len(tied) == 1:
            return tied[0]
        tied.sort()
        left = tied
        earlier = range(len(self.history) - 1, 0, -1) if self.law.statute or not self.draws.ordered else ()
        for stage in earlier:
            past = self.history[stage - 1]
            extreme = best([past[c] for c in left])
            narrowed = [c for c in left if past[c] == extreme]
            if len(narrowed) < len(left):
                left = narrowed
                if len(left) == 1:
                    self.ties.append(
                        TieEvidence(
                            tuple(names[c] for c in tied), purpose, "history", (names[left[0]],), stage
                        )
                    )
                    return left[0]
        if best is min and lowest == 0 and self.draws.lot is None and self._all_go(tied):
            # They have no papers, and all of them go one after the other: the order moves nothing.
            drawn = names[left[0]]
        else:
            drawn = self.draws.among([names[c] for c in left], purpose, len(self.history) + 1, self._state)
        self.ties.append(self.draws.evidence([names[c] for c in left], purpose, drawn))
        return names.index(drawn)

    def _all_go(self, tied: list[int]) -> bool:
        """Whether every one of the tied will be left out before the last vacancies are filled."""
        return len(self.continuing) - len(tied) >= self.seats - len(self.elected)

    def _state(self) -> Hashable:
        """All that the rest of the count depends on."""
        seen = sha256(self.heap.holder.tobytes())
        seen.update(self.heap.parcel.tobytes())
        return (
            seen.digest(),
            tuple(self.values),
            tuple(self.continuing),
            tuple(self.elected),
            tuple(self.surpluses),
            tuple(map(tuple, self.history)),
        )


def lot_setting(lot: Lot) -> tuple[tuple[str, str], ...]:
    """The lot as the sheet records it."""
    if lot is None:
        return ()
    return (("lot", lot.hex() if isinstance(lot, bytes) else ", ".join(lot)),)


LOT = Setting(
    "lot", "the seed of the lot, or the names in the order drawn by hand; without it a tie stays a tie"
)
SEATS = Setting("seats", "how many are to be elected", read=int)

METHOD_SCOTTISH = Method(
    "scottish-stv",
    SCOTTISH.title,
    "ranked ballots, several seats in proportion, as Scotland's councils are elected: to five decimals",
    "Scottish Local Government Elections Order 2011 (SSI 2011/399), schedule 1, part III",
    ("ranked",),
    count_scottish,
    (SEATS, LOT),
    frozenset({"anonymity", "neutrality", "conservation", "full seats", "majority"}),
)
METHOD_WIGM = Method(
    "wigm-exact",
    WIGM.title,
    "ranked ballots, several seats in proportion: the same transfers in exact fractions",
    "J. Gilmour, Detailed description of the STV count (weighted inclusive Gregory method), 2007",
    ("ranked",),
    count_wigm,
    (SEATS, LOT),
    frozenset({"anonymity", "neutrality", "conservation", "full seats", "majority"}),
)
