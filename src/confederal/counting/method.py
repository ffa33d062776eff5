"""What every method of counting shares: ballots in, a count sheet out.

`Ballots` are anonymous papers with counts. A `CountSheet` is a value: the result, each
stage with its totals, who was elected or left out and why, how ties were met, and a
checksum over all of it. A `Method` is a name, its source, what it takes, and the
function that counts.

NumPy is imported only when ballots are made, so that the law can import this module
for nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from confederal.counting.ties import Tied, TieEvidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Number = int | Fraction
Form = Literal["ranked", "approved", "scored"]

SAFE = 2**62  # sums below this stay in int64; above it the arrays hold Python's integers

LAWS: dict[str, str] = {
    "anonymity": "it does not matter who cast which ballot, nor in which order",
    "neutrality": "renaming the candidates renames the result and changes nothing else",
    "conservation": "at every stage all votes are accounted for to the last unit",
    "full seats": "as many are elected as there are seats, or as there are candidates if those are fewer",
    "monotonicity": "ranking or approving an elected candidate higher never unseats them",
    "majority": "who is ranked first by more than half is elected",
    "Condorcet": "who beats every other candidate in pairs is elected",
    "house monotonicity": "one seat more never costs anyone a seat",
    "within budget": "what is funded costs no more than there is, and each project is funded once",
    "quota": "everyone gets their exact share rounded down or up",
}


class UncountableError(ValueError):
    """These ballots or settings cannot be counted by this method; the message says what would mend it."""


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Anonymous papers, each kind once with its count, in one canonical order.

    `order[i, j]` is the index of the j-th candidate marked on paper i, -1 after the last;
    `marks[i, j]` is what was written beside it: the rank for `ranked`, the points for
    `scored`. `marks` is None when nothing irregular was written: ranks 1, 2, 3 …, or plain
    approvals. `counts[i]` is how many such papers there are, or their weight.

    Make them with `of`, `approving`, `scoring`, `choosing` or `from_array`.
    """

    candidates: tuple[str, ...]
    form: Form
    order: NDArray[np.int16]
    marks: NDArray[Any] | None
    counts: NDArray[Any]
    withdrawn: frozenset[str] = frozenset()
    title: str = ""
    seats: int | None = None
    costs: tuple[Number, ...] | None = None
    budget: Number | None = None

    @staticmethod
    def of(
        papers: Iterable[tuple[Sequence[str | Collection[str]], int]],
        *,
        candidates: Sequence[str] | None = None,
        withdrawn: Iterable[str] = (),
        title: str = "",
        seats: int | None = None,
    ) -> Ballots:
        """Rankings with their counts. A set inside a ranking is an equal rank, an empty set a skipped one.

        >>> ballots = Ballots.of([(("ana", "ben"), 3), (("ben", {"ana", "eva"}), 2)])
        >>> ballots.candidates, ballots.total
        (('ana', 'ben', 'eva'), 5)
        """
        listed = [(tuple(ranking), count) for ranking, count in papers]
        names = _names(candidates, (name for ranking, _ in listed for rank in ranking for name in _at(rank)))
        place = {name: index for index, name in enumerate(names)}
        pairs = [
            [
                (_known(place, name), number)
                for number, rank in enumerate(ranking, start=1)
                for name in sorted(_at(rank), key=lambda name: _known(place, name))
            ]
            for ranking, _ in listed
        ]
        rows = [[name for name, _ in row] for row in pairs]
        marks = [mark for row in pairs for _, mark in row]
        return _from_rows(
            names, "ranked", rows, marks, [count for _, count in listed], withdrawn, title=title, seats=seats
        )

    @staticmethod
    def choosing(
        votes: Mapping[str, int], *, candidates: Sequence[str] | None = None, title: str = ""
    ) -> Ballots:
        """One choice on each ballot: votes for each option or list.

        >>> Ballots.choosing({"for": 14, "against": 3}).total
        17
        """
        return Ballots.of(
            [((name,), count) for name, count in votes.items() if count],
            candidates=tuple(votes) if candidates is None else candidates,
            title=title,
        )

    @staticmethod
    def approving(
        papers: Iterable[tuple[Collection[str], int]],
        *,
        candidates: Sequence[str] | None = None,
        withdrawn: Iterable[str] = (),
        title: str = "",
        seats: int | None = None,
        costs: Mapping[str, Number] | None = None,
        budget: Number | None = None,
    ) -> Ballots:
        """Sets of approved candidates (or projects, with their costs) with their counts."""
        import numpy as np

        listed = list(papers)
        names = _names(candidates, (name for approved, _ in listed for name in approved), costs)
        place = {name: index for index, name in enumerate(names)}
        try:
            flat = list(map(place.__getitem__, chain.from_iterable(approved for approved, _ in listed)))
        except KeyError as unknown:
            _known(place, unknown.args[0])
            raise
        rows = np.repeat(np.arange(len(listed)), [len(approved) for approved, _ in listed])
        once = rows * max(1, len(names)) + np.array(flat, np.int64)
        once.sort()
        once = once[np.diff(once, prepend=-1) > 0]  # nobody is approved twice on a paper
        at, approved_once = np.divmod(once, max(1, len(names)))
        return _from_flat(
            names,
            "approved",
            np.bincount(at, minlength=len(listed)),
            approved_once,
            None,
            [count for _, count in listed],
            withdrawn,
            title=title,
            seats=seats,
            costs=_costs(names, costs),
            budget=budget,
        )

    @staticmethod
    def scoring(
        papers: Iterable[tuple[Mapping[str, int], int]],
        *,
        candidates: Sequence[str] | None = None,
        withdrawn: Iterable[str] = (),
        title: str = "",
        seats: int | None = None,
        costs: Mapping[str, Number] | None = None,
        budget: Number | None = None,
    ) -> Ballots:
        """Whole points for candidates (or projects) with their counts; who is not named gets nought."""
        listed = [(dict(points), count) for points, count in papers]
        names = _names(candidates, (name for points, _ in listed for name in points), costs)
        place = {name: index for index, name in enumerate(names)}
        pairs = [sorted((_known(place, name), mark) for name, mark in points.items()) for points, _ in listed]
        rows = [[name for name, _ in row] for row in pairs]
        return _from_rows(
            names,
            "scored",
            rows,
            [mark for row in pairs for _, mark in row],
            [count for _, count in listed],
            withdrawn,
            title=title,
            seats=seats,
            costs=_costs(names, costs),
            budget=budget,
        )

    @staticmethod
    def from_array(
        candidates: Sequence[str],
        order: NDArray[Any],
        counts: NDArray[Any] | None = None,
        *,
        form: Form = "ranked",
        marks: NDArray[Any] | None = None,
        withdrawn: Iterable[str] = (),
        title: str = "",
        seats: int | None = None,
    ) -> Ballots:
        """Ballots from a matrix of candidate indices, a row a paper, -1 after the last; equal rows merge.

        A million rankings of ten candidates take about a tenth of a second.
        """
        import numpy as np

        from confederal.counting.papers import merged

        names = tuple(candidates)
        _check_names(names)
        if order.ndim != 2:
            raise UncountableError(f"the matrix of rankings has {order.ndim} dimensions; it must have 2")
        if order.size and (int(order.max()) >= len(names) or int(order.min()) < -1):
            raise UncountableError("the matrix of rankings names a candidate who is not on the list")
        if counts is not None and len(counts) != len(order):
            raise UncountableError(f"{len(order)} rankings but {len(counts)} counts")
        if counts is not None and counts.dtype.kind not in "iuO":
            raise UncountableError(f"papers are counted in whole numbers, not in {counts.dtype}")
        if counts is not None and len(counts) and counts.min() < 0:
            raise UncountableError("a paper cannot be counted fewer than nought times")
        gone = _check_withdrawn(names, withdrawn)
        kept, noted, weights = merged(np.asarray(order), marks, counts, len(names), form=form)
        return Ballots(names, form, kept, noted, weights, gone, title, seats)

    @property
    def total(self) -> int:
        """How many papers there are, blank ones included, or the sum of their weights."""
        return int(self.counts.sum()) if len(self.counts) else 0

    @property
    def standing(self) -> tuple[str, ...]:
        """The candidates who did not withdraw, in their order on the ballot."""
        return tuple(name for name in self.candidates if name not in self.withdrawn)

    def papers(self) -> list[tuple[tuple[tuple[int, int], ...], int]]:
        """Each kind of paper as (candidate index, mark) pairs, with its count: for methods that loop."""
        rows = self.order.tolist()
        noted = (
            self.marks.tolist()
            if self.marks is not None
            else [range(1, self.order.shape[1] + 1) if self.form == "ranked" else [1] * self.order.shape[1]]
            * len(rows)
        )
        return [
            (tuple((c, int(mark)) for c, mark in zip(row, marks, strict=True) if c >= 0), int(count))
            for row, marks, count in zip(rows, noted, self.counts.tolist(), strict=True)
        ]

    def weighted(self, factor: int) -> Ballots:
        """The same papers, each counted `factor` times."""
        return replace(self, counts=self.counts.astype(object) * factor)

    def digest(self) -> str:
        """SHA-256 over candidates, form and merged papers: equal ballots have equal digests."""
        import numpy as np

        seen = sha256()
        head: list[object] = [self.candidates, self.form, sorted(self.withdrawn), list(self.order.shape)]
        if self.costs is not None:
            head += [[str(cost) for cost in self.costs], str(self.budget)]
        seen.update(json.dumps(head, ensure_ascii=True).encode())
        seen.update(np.ascontiguousarray(self.order, dtype="<i2").tobytes())
        if self.marks is not None:
            seen.update(" ".join(map(str, self.marks.ravel().tolist())).encode())
        if self.counts.dtype == object:
            seen.update(" ".join(map(str, self.counts.tolist())).encode())
        else:
            seen.update(np.ascontiguousarray(self.counts, dtype="<i8").tobytes())
        return seen.hexdigest()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a count.

    `totals` are in the order of the sheet's candidates, None for who is not in the count;
    `transfers` are the changes against the stage before, and `lost` what became
    non-transferable at this stage.
    """

    what: str
    who: tuple[str, ...] = ()
    totals: tuple[Number | None, ...] = ()
    transfers: tuple[tuple[str, Number], ...] = ()
    non_transferable: Number = 0
    elected: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    ties: tuple[TieEvidence, ...] = ()
    words: tuple[str, ...] = ()
    quota: Number | None = None


@dataclass(frozen=True, slots=True)
class CountSheet:
    """The result of a count and everything needed to follow it and to repeat it by hand.

    `elected` is in order of election; `tied` is the tie at which a count without a lot had
    to stop, else None. `valid` and `invalid` are papers (or weight). `places` is the number
    of decimals in which the law counts, None for whole numbers and fractions. `figures` are
    the method's other numbers (pairwise matrix, costs, thresholds) as JSON-like values.
    """

    method: str
    title: str
    candidates: tuple[str, ...]
    seats: int | None
    valid: int
    invalid: int
    quota: Number | None
    elected: tuple[str, ...]
    tied: Tied | None
    stages: tuple[Stage, ...]
    words: tuple[str, ...] = ()
    places: int | None = None
    settings: tuple[tuple[str, str], ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    ballots_digest: str = ""
    withdrawn: frozenset[str] = frozenset()
    election: str = ""

    def written(self, number: Number) -> str:
        """An exact number as the sheet writes it: `1699`, `1596.74460` or `7/3`."""
        return written(number, self.places)

    def record(self) -> dict[str, Any]:
        """The sheet without its words, as JSON-like values: what the checksum is over."""
        return {
            "method": self.method,
            "settings": dict(self.settings),
            "candidates": list(self.candidates),
            "withdrawn": sorted(self.withdrawn),
            "seats": self.seats,
            "valid": self.valid,
            "invalid": self.invalid,
            "quota": None if self.quota is None else self.written(self.quota),
            "elected": list(self.elected),
            "tied": [] if self.tied is None else list(self.tied.candidates),
            "stages": [self._stage(number, stage) for number, stage in enumerate(self.stages, start=1)],
            "figures": dict(self.figures),
            "ballots": self.ballots_digest,
        }

    def _stage(self, number: int, stage: Stage) -> dict[str, Any]:
        told: dict[str, Any] = {
            "stage": number,
            "what": stage.what,
            "who": list(stage.who),
            "totals": {
                name: self.written(total)
                for name, total in zip(self.candidates, stage.totals, strict=False)
                if total is not None
            },
            "transfers": {name: self.written(change) for name, change in stage.transfers},
            "non_transferable": self.written(stage.non_transferable),
            "elected": list(stage.elected),
            "excluded": list(stage.excluded),
            "ties": [
                {
                    "candidates": list(tie.candidates),
                    "purpose": tie.purpose,
                    "by": tie.by,
                    "stage": tie.stage,
                    "drawn": list(tie.drawn),
                }
                for tie in stage.ties
            ],
        }
        if stage.quota is not None:
            told["quota"] = self.written(stage.quota)
        return told

    @property
    def checksum(self) -> str:
        """SHA-256 over the record as compact JSON with sorted keys: equal counts have equal checksums."""
        text = json.dumps(self.record(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return sha256(text.encode()).hexdigest()


def written(number: Number, places: int | None = None) -> str:
    """An exact number in digits: with `places` decimals when it is not whole, else as a fraction.

    >>> written(1699), written(Fraction(159674460, 100000), 5), written(Fraction(7, 3))
    ('1699', '1596.74460', '7/3')
    """
    if isinstance(number, int) or number.denominator == 1:
        return str(int(number))
    scaled = number * 10**places if places is not None else number
    if places is None or scaled.denominator != 1:
        return str(number)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(int(scaled))).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


@dataclass(frozen=True, slots=True)
class Setting:
    """One argument of a method: what it means and what stands for it when nothing is said."""

    name: str
    says: str
    default: str = ""
    read: Callable[[str], object] = str


@dataclass(frozen=True, slots=True)
class Method:
    """A method of counting under its legal or literature name.

    `takes` are the forms of ballot it counts; `laws` the names in `LAWS` it keeps, which
    the tests run over every method on the register.
    """

    name: str
    title: str
    says: str
    source: str
    takes: tuple[Form, ...]
    count: Callable[..., CountSheet]
    settings: tuple[Setting, ...] = ()
    laws: frozenset[str] = frozenset()


def _at(rank: str | Collection[str]) -> Collection[str]:
    return (rank,) if isinstance(rank, str) else rank


def _known(place: Mapping[str, int], name: str) -> int:
    if name not in place:
        raise UncountableError(f"a ballot names {name!r}, who is not among the candidates")
    return place[name]


def _names(
    given: Sequence[str] | None, seen: Iterable[str], costs: Mapping[str, Number] | None = None
) -> tuple[str, ...]:
    names = tuple(given) if given is not None else tuple(costs) if costs is not None else ()
    if given is None and costs is None:
        names = tuple(dict.fromkeys(sorted(seen)))
    _check_names(names)
    return names


def _check_names(names: tuple[str, ...]) -> None:
    twice = sorted(name for name, often in Counter(names).items() if often > 1)
    if twice:
        raise UncountableError(f"two candidates have the same name: {', '.join(twice)}")
    if len(names) > 32_000:
        raise UncountableError(f"{len(names)} candidates are more than the 32,000 that can be counted")


def _check_withdrawn(names: tuple[str, ...], withdrawn: Iterable[str]) -> frozenset[str]:
    gone = frozenset(withdrawn)
    if unknown := sorted(gone - set(names)):
        raise UncountableError(f"withdrawn, but not among the candidates: {', '.join(unknown)}")
    return gone


def _costs(names: tuple[str, ...], costs: Mapping[str, Number] | None) -> tuple[Number, ...] | None:
    if costs is None:
        return None
    if missing := [name for name in names if name not in costs]:
        raise UncountableError(f"no cost is given for {', '.join(missing)}")
    return tuple(costs[name] for name in names)


def _from_rows(
    names: tuple[str, ...],
    form: Form,
    rows: list[list[int]],
    marks: list[int] | None,
    counts: list[int],
    withdrawn: Iterable[str],
    **rest: Any,
) -> Ballots:
    """Ballots of rows of candidate indices; `marks` are what was written beside them, row after row."""
    import numpy as np

    lengths = np.array([len(row) for row in rows], np.int64)
    flat = np.fromiter(chain.from_iterable(rows), np.int16, int(lengths.sum()))
    return _from_flat(names, form, lengths, flat, marks, counts, withdrawn, **rest)


def _from_flat(
    names: tuple[str, ...],
    form: Form,
    lengths: NDArray[Any],
    flat: NDArray[Any],
    marks: list[int] | None,
    counts: list[int],
    withdrawn: Iterable[str],
    **rest: Any,
) -> Ballots:
    """The same from how many candidates each paper names, and the indices of all of them in turn."""
    import numpy as np

    from confederal.counting.papers import integers, merged

    gone = _check_withdrawn(names, withdrawn)
    if wrong := [count for count in counts if type(count) is not int or count < 0]:
        raise UncountableError(f"a paper is counted a whole number of times, not {wrong[0]!r}")
    width = int(lengths.max(initial=0))
    order = np.full((len(lengths), width), -1, np.int16)
    marked = np.arange(width) < lengths[:, None]
    order[marked] = flat
    noted = None
    if marks is not None:
        beside = integers(marks, (len(flat),))
        noted = np.zeros(order.shape, beside.dtype)
        noted[marked] = beside
    kept, notes, weights = merged(order, noted, integers(counts, (len(counts),)), len(names), form=form)
    return Ballots(names, form, kept, notes, weights, gone, **rest)
