"""Budgets: which projects are funded, by equal shares or by the most votes.

Money is counted in whole minor units, or in whatever exact fractions the costs are given.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from confederal.counting.approval import blank_papers, totals_of
from confederal.counting.majority import parse
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
from confederal.counting.score import points_of
from confederal.counting.ties import Draws, Lot, Tied, TieEvidence, UndrawnError, with_lots
from confederal.counting.transferable_vote import LOT, lot_setting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from confederal.counting.shares import Market, Purchase

COMPLETIONS = ("none", "add1", "add1u", "greedy")
UTILITIES = ("cost", "cardinality")
COMPARISONS = ("none", "satisfaction", "exclusion-ratio")
ROUNDS = 100_000  # turns of add1, those skipped not counted; it ends long before with all bought or too much
SAME = (
    8  # after so many turns that buy the same, twice as many and so on, add1 skips those that surely do too
)


def count_equal_shares(
    ballots: Ballots,
    *,
    budget: Number | None = None,
    utility: str = "cost",
    completion: str = "add1u",
    comparison: str = "none",
    threshold: int = 0,
    lot: Lot = None,
) -> CountSheet:
    """The projects bought when every voter holds an equal share and supporters share a project's cost evenly.

    `utility` is what a project is worth to a supporter: its cost, or one (`cardinality`). The project
    bought next is the one whose supporters pay least per unit of that. What is left over is used by
    `completion`: `none`; `add1` gives everyone one unit of money more, in whole units, until no project
    at all fits beside those bought, as long as the cost stays within the budget; a project nobody
    approves is never bought, but while it fits the raising goes on, until all others are; `add1u` also
    funds, by most votes, what then still fits; `greedy` does only the latter. With a `comparison` the
    outcome stands only unless more voters do better by the most votes alone: have more of their projects
    funded (`satisfaction`), or one at all where they have none (`exclusion-ratio`). Equal prices go to
    the cheaper project, then to the one with more votes, then by lot. Projects with fewer votes than
    `threshold` are not considered.

    >>> ballots = Ballots.approving([({"oven", "bikes"}, 6), ({"nursery"}, 4)],
    ...     costs={"oven": 300, "bikes": 300, "nursery": 400}, budget=1000)
    >>> count_equal_shares(ballots).elected
    ('oven', 'bikes', 'nursery')

    Source: D. Peters, G. Pierczyński and P. Skowron, "Proportional participatory budgeting with
    additive utilities", NeurIPS 2021; completions and comparisons as at equalshares.net.
    """
    if utility not in UTILITIES:
        raise UncountableError(f"the utility is one of {', '.join(UTILITIES)}, not {utility!r}")
    if completion not in COMPLETIONS:
        raise UncountableError(f"the completion is one of {', '.join(COMPLETIONS)}, not {completion!r}")
    if comparison not in COMPARISONS:
        raise UncountableError(f"the comparison is one of {', '.join(COMPARISONS)}, not {comparison!r}")
    if ballots.form != "approved":
        raise UncountableError(f"equal shares counts approvals, and these ballots are {ballots.form}")
    unit, costs, limit = money(ballots, budget)
    votes = totals_of(ballots)
    return with_lots(
        lot,
        lambda draws: _Shares(
            ballots, unit, costs, limit, votes, utility, completion, comparison, threshold, draws
        ).sheet(),
        branches=16,
    )


def count_greedy(
    ballots: Ballots,
    *,
    budget: Number | None = None,
    threshold: int = 0,
    skip: bool = True,
    exclusive: Sequence[Collection[str]] = (),
    ranks: int | None = None,
    lot: Lot = None,
) -> CountSheet:
    """The projects with the most votes (or points, or ranking points) that still fit, one after the other.

    Equal votes go to the cheaper project, then by lot. Without `skip` the count ends at the first
    project that does not fit. Of projects that are `exclusive` of one another, one is funded at most.
    A ranking gives its first project as many points as there are `ranks`, the next one less. It is what
    most cities do, and it is not proportional.

    >>> ballots = Ballots.approving([({"oven", "bikes"}, 6), ({"nursery"}, 4)],
    ...     costs={"oven": 300, "bikes": 500, "nursery": 400}, budget=800)
    >>> count_greedy(ballots).elected
    ('oven', 'bikes')

    Source: custom; N. Talmon and P. Faliszewski, "A framework for approval-based budgeting methods", 2019.
    """
    unit, costs, limit = money(ballots, budget)
    if unknown := sorted({name for group in exclusive for name in group} - set(ballots.candidates)):
        raise UncountableError(f"exclusive of others, but not among the projects: {', '.join(unknown)}")
    groups = tuple(tuple(group) for group in exclusive)
    return with_lots(
        lot,
        lambda draws: _greedy_sheet(ballots, unit, costs, limit, threshold, skip, groups, ranks, draws),
    )


def money(ballots: Ballots, budget: Number | None) -> tuple[int, list[int], int]:
    """The costs and the budget in whole units, and how many of these make one unit as given.

    >>> money(Ballots.approving([], costs={"oven": Fraction(5, 2), "bikes": 3}, budget=6), None)
    (2, [5, 6], 12)
    """
    if ballots.costs is None:
        raise UncountableError("a budget is counted on projects with costs, and these ballots have none")
    budget = budget if budget is not None else ballots.budget
    if budget is None:
        raise UncountableError("how much money is there? Neither the ballots nor the settings say")
    if budget < 0:
        raise UncountableError(f"a budget of {written(budget)} cannot be spent")
    for name, cost in zip(ballots.candidates, ballots.costs, strict=True):
        if cost < 0:
            raise UncountableError(f"{name} costs {written(cost)}; a cost is not negative")
    unit = lcm(Fraction(budget).denominator, *(Fraction(cost).denominator for cost in ballots.costs))
    return unit, [int(cost * unit) for cost in ballots.costs], int(budget * unit)


@dataclass(slots=True)
class _Shares:
    ballots: Ballots
    unit: int
    costs: list[int]
    limit: int
    votes: list[int]
    utility: str
    completion: str
    comparison: str
    threshold: int
    draws: Draws
    ties: list[TieEvidence] = field(default_factory=list)

    def sheet(self) -> CountSheet:
        names = self.ballots.candidates
        self._check()
        each = Fraction(0)
        purchases: list[Purchase] = []
        tied: Tied | None = None
        try:
            market = self._market()
            each, items = self._complete(market)
            purchases, _ = market.paid(each, items)
        except UndrawnError as stop:
            if not self.draws.final:
                raise
            tied = stop.tied
        stages = self._stages(each, purchases)
        chosen = [bought.item for bought in purchases]
        if tied is None and self.completion in ("add1u", "greedy"):
            try:
                more = self._by_votes(chosen)
            except UndrawnError as stop:
                if not self.draws.final:
                    raise
                more, tied = [], stop.tied
            chosen += more
            stages += self._completed(more)
        figures: dict[str, Any] = {}
        if tied is None and self.comparison != "none":
            try:
                chosen, better = self._compared(chosen, stages)
                figures["better_off"] = better
            except UndrawnError as stop:
                if not self.draws.final:
                    raise
                tied = stop.tied
        words = tuple(line for stage in stages for line in stage.words)
        words = (*words, self._remainder(chosen) if tied is None else tied.words)
        return CountSheet(
            method="equal-shares",
            title=SHARES.title,
            candidates=names,
            seats=None,
            valid=self.ballots.total,
            invalid=0,
            quota=None,
            elected=tuple(names[item] for item in chosen),
            tied=tied,
            stages=tuple(stages),
            words=words,
            settings=(
                ("budget", written(Fraction(self.limit, self.unit))),
                ("utility", self.utility),
                ("completion", self.completion),
                *((("comparison", self.comparison),) if self.comparison != "none" else ()),
                *((("threshold", str(self.threshold)),) if self.threshold else ()),
                *lot_setting(self.draws.lot),
            ),
            figures={
                "costs": {name: self._money(cost) for name, cost in zip(names, self.costs, strict=True)},
                "votes": dict(zip(names, self.votes, strict=True)),
                "spent": self._money(sum(self.costs[item] for item in chosen)),
                "each_voter": self._money(each),
                "most_paid": {names[b.item]: self._money(b.most_paid) for b in purchases},
                **figures,
            },
            ballots_digest=self.ballots.digest(),
            withdrawn=self.ballots.withdrawn,
            election=self.ballots.title,
        )

    def _money(self, units: Number) -> str:
        return written(Fraction(units) / self.unit)

    def _check(self) -> None:
        if (
            any(cost == 0 and votes for cost, votes in zip(self.costs, self.votes, strict=True))
            and self.utility == "cost"
        ):
            free = [n for n, cost in zip(self.ballots.candidates, self.costs, strict=True) if not cost]
            raise UncountableError(f"what costs nothing needs no vote on money: {', '.join(free)}")

    def _out(self) -> list[int]:
        """Projects that are not considered: withdrawn, or short of votes."""
        names = self.ballots.candidates
        return [
            item
            for item, name in enumerate(names)
            if name in self.ballots.withdrawn or self.votes[item] < self.threshold
        ]

    def _market(self) -> Market:
        from confederal.counting.shares import Market

        benefits = self.costs if self.utility == "cost" else [1] * len(self.costs)
        return Market.of(self.ballots, self.costs, benefits, self._out())

    def _complete(self, market: Market) -> tuple[Fraction, list[int]]:
        """What each voter got in the end, and what that bought."""
        voters = self.ballots.total
        if not voters:
            return Fraction(0), []
        if self.completion in ("none", "greedy"):
            each = Fraction(self.limit, voters)
            return each, market.buy(each, self._choose)
        # What they hold at first decides if a unit more would cost too much; the raising itself begins
        # "with integral per-voter budget" and goes on until no project fits beside those bought.
        each = Fraction(self.limit, voters)
        bought = market.buy(each, self._choose)
        whole, same = self.limit // self.unit // voters * self.unit, 0
        for _ in range(ROUNDS):
            if self._exhausted(market, bought):
                return each, bought
            whole += self.unit
            more = market.buy(Fraction(whole), self._choose)
            if sum(self.costs[item] for item in more) > self.limit:
                return each, bought
            each = Fraction(whole)
            same = same + 1 if more == bought else 0
            if same >= SAME and not same & (same - 1):
                whole += market.unchanged(each, more) // self.unit * self.unit
                each = Fraction(whole)
            bought = more
        raise UncountableError(
            f"one unit of money more for everyone {ROUNDS} times neither bought all that fits nor too much: "
            "state costs and budget in a larger unit, or take another completion"
        )

    def _exhausted(self, market: Market, chosen: list[int]) -> bool:
        """Whether no other project fits; or only such as no money buys, because nobody approves them."""
        left = self.limit - sum(self.costs[item] for item in chosen)
        out = {*chosen, *self._out()}
        fitting = [item for item, cost in enumerate(self.costs) if item not in out and cost <= left]
        return not fitting or not any(votes for item, votes in enumerate(market.votes) if item not in out)

    def _choose(self, level: Sequence[int]) -> int:
        """A true tie of prices: the cheaper, then the one with more votes, then by lot."""
        names, purpose = self.ballots.candidates, "to be bought next"
        best = min((self.costs[item], -self.votes[item]) for item in level)
        left = [item for item in level if (self.costs[item], -self.votes[item]) == best]
        if len(left) == 1:
            return left[0]
        drawn = self.draws.among([names[item] for item in left], purpose, 1)
        evidence = self.draws.evidence([names[item] for item in left], purpose, drawn)
        if evidence not in self.ties:
            self.ties.append(evidence)
        return names.index(drawn)

    def _stages(self, each: Fraction, purchases: Sequence[Purchase]) -> list[Stage]:
        """A stage for every project bought; its totals are the money spent so far and left in purses."""
        names = self.ballots.candidates
        endowment = each * self.ballots.total
        spent: dict[int, int] = {}
        told = [
            Stage(
                what="equal shares",
                totals=tuple(None if name in self.ballots.withdrawn else 0 for name in names),
                non_transferable=endowment / self.unit,
                ties=tuple(self.ties),
                words=(
                    f"Each of the {self.ballots.total} voters holds {self._money(each)}.",
                    *(tie.words for tie in self.ties),
                ),
            )
        ]
        for bought in purchases:
            item, name = bought.item, names[bought.item]
            spent[item] = self.costs[item]
            told.append(
                Stage(
                    what="project funded",
                    who=(name,),
                    totals=tuple(
                        None if n in self.ballots.withdrawn else Fraction(spent.get(i, 0), self.unit)
                        for i, n in enumerate(names)
                    ),
                    transfers=((name, Fraction(self.costs[item], self.unit)),),
                    non_transferable=(endowment - sum(spent.values())) / self.unit,
                    elected=(name,),
                    words=(
                        f"{name} is funded: it costs {self._money(self.costs[item])}, and none of its "
                        f"{self.votes[item]} supporters paid more than {self._money(bought.most_paid)}.",
                    ),
                )
            )
        return told

    def _compared(self, chosen: list[int], stages: list[Stage]) -> tuple[list[int], dict[str, int]]:
        """The outcome that more voters prefer, equal shares where as many do; and how many prefer which."""
        names = self.ballots.candidates
        most = self._by_votes([])
        shares, votes = self._satisfied(chosen), self._satisfied(most)
        if self.comparison == "exclusion-ratio":
            shares, votes = shares > 0, votes > 0
        counts = self.ballots.counts
        better = {
            "by equal shares": int(counts[shares > votes].sum()),
            "by the most votes": int(counts[votes > shares].sum()),
        }
        kept = better["by the most votes"] <= better["by equal shares"]
        line = (
            f"{better['by equal shares']} voters do better by equal shares and "
            f"{better['by the most votes']} by the most votes: "
            f"{'equal shares' if kept else 'the most votes'} decides."
        )
        came = [] if kept else [item for item in most if item not in chosen]
        went = [] if kept else [item for item in chosen if item not in most]
        stages.append(
            Stage(
                what="comparison with the most votes",
                who=tuple(names[item] for item in (*came, *went)),
                elected=tuple(names[item] for item in came),
                excluded=tuple(names[item] for item in went),
                words=(line,),
            )
        )
        return (chosen if kept else most), better

    def _satisfied(self, chosen: Sequence[int]) -> NDArray[Any]:
        """How many of the chosen each kind of paper approves."""
        import numpy as np

        funded = np.zeros(len(self.costs) + 1, np.int64)
        funded[list(chosen)] = 1  # the last place, which -1 reads, stays nought
        satisfied: NDArray[Any] = funded[self.ballots.order].sum(axis=1)
        return satisfied

    def _by_votes(self, chosen: list[int]) -> list[int]:
        left = self.limit - sum(self.costs[item] for item in chosen)
        out = {*chosen, *self._out()}
        running = [item for item in range(len(self.costs)) if item not in out and self.votes[item]]
        return _fill(self.ballots, running, self.votes, self.costs, left, True, self.draws, self.ties)

    def _completed(self, more: list[int]) -> list[Stage]:
        names = self.ballots.candidates
        if not more:
            return []
        return [
            Stage(
                what="completed by votes",
                who=tuple(names[item] for item in more),
                elected=tuple(names[item] for item in more),
                words=tuple(
                    f"{names[item]} still fits: it has {self.votes[item]} votes and costs "
                    f"{self._money(self.costs[item])}."
                    for item in more
                ),
            )
        ]

    def _remainder(self, chosen: list[int]) -> str:
        spent = sum(self.costs[item] for item in chosen)
        return f"{self._money(spent)} of {self._money(self.limit)} is spent."


def _fill(
    ballots: Ballots,
    running: list[int],
    votes: Sequence[Number],
    costs: list[int],
    left: int,
    skip: bool,
    draws: Draws,
    ties: list[TieEvidence],
    shuts_out: Mapping[int, frozenset[int]] = MappingProxyType({}),
) -> list[int]:
    """What fits, by most votes, then by the lower cost; equals that cannot all be had by lot.

    `shuts_out[item]` are the items that cannot be had beside it.
    """
    names, purpose = ballots.candidates, "to be funded next"
    ranked = sorted(running, key=lambda item: (-votes[item], costs[item]))
    chosen: list[int] = []
    while ranked:
        level = [i for i in ranked if (votes[i], costs[i]) == (votes[ranked[0]], costs[ranked[0]])]
        ranked = ranked[len(level) :]
        cost = costs[level[0]]
        while level and cost <= left:
            rivals = level
            if cost * len(level) <= left:  # all of them, but for those that shut one another out
                beside = shuts_out.get(level[0], frozenset())
                rivals = [i for i in level if i == level[0] or i in beside]
            item = rivals[0]
            if len(rivals) > 1:
                told = [names[i] for i in rivals]
                drawn = draws.among(told, purpose, len(chosen) + 1)
                ties.append(draws.evidence(told, purpose, drawn))
                item = names.index(drawn)
            chosen.append(item)
            left -= cost
            gone = {item, *shuts_out.get(item, ())}
            level = [i for i in level if i not in gone]
            ranked = [i for i in ranked if i not in gone]
        if level and not skip:
            break
    return chosen


def _greedy_sheet(
    ballots: Ballots,
    unit: int,
    costs: list[int],
    limit: int,
    threshold: int,
    skip: bool,
    exclusive: tuple[tuple[str, ...], ...],
    ranks: int | None,
    draws: Draws,
) -> CountSheet:
    names = ballots.candidates
    what, votes = _support(ballots, ranks)
    shuts_out = {
        item: frozenset(names.index(o) for group in exclusive if name in group for o in group if o != name)
        for item, name in enumerate(names)
        if any(name in group for group in exclusive)
    }
    running = [
        item
        for item, name in enumerate(names)
        if name not in ballots.withdrawn and votes[item] >= max(threshold, 1)
    ]
    ties: list[TieEvidence] = []
    tied: Tied | None = None
    chosen: list[int] = []
    try:
        chosen = _fill(ballots, running, votes, costs, limit, skip, draws, ties, shuts_out)
    except UndrawnError as stop:
        if not draws.final:
            raise
        tied = stop.tied
    words, left = [], limit
    for item in sorted(running, key=lambda item: chosen.index(item) if item in chosen else len(names)):
        if item in chosen:
            left -= costs[item]
            words.append(
                f"{names[item]} is funded: {votes[item]} {what}, "
                f"costs {written(Fraction(costs[item], unit))}, "
                f"leaves {written(Fraction(left, unit))}."
            )
        elif others := [names[o] for o in shuts_out.get(item, ()) if o in chosen]:
            words.append(f"{names[item]} cannot be had beside {', '.join(others)}.")
    words += [tie.words for tie in ties]
    words += [tied.words] if tied is not None else []
    spent = sum(costs[item] for item in chosen)
    blank = blank_papers(ballots)
    return CountSheet(
        method="greedy-budget",
        title=GREEDY.title,
        candidates=names,
        seats=None,
        valid=ballots.total - blank,
        invalid=blank,
        quota=None,
        elected=tuple(names[item] for item in chosen),
        tied=tied,
        stages=(
            Stage(
                what=what,
                totals=tuple(
                    None if n in ballots.withdrawn else v for n, v in zip(names, votes, strict=True)
                ),
                elected=tuple(names[item] for item in chosen),
                ties=tuple(ties),
                words=tuple(words),
            ),
        ),
        words=tuple(words),
        settings=(
            ("budget", written(Fraction(limit, unit))),
            *((("threshold", str(threshold)),) if threshold else ()),
            *(() if skip else (("skip", "no"),)),
            *((("exclusive", "; ".join(" | ".join(group) for group in exclusive)),) if exclusive else ()),
            *((("ranks", str(ranks)),) if ranks is not None else ()),
            *lot_setting(draws.lot),
        ),
        figures={
            "costs": {name: written(Fraction(cost, unit)) for name, cost in zip(names, costs, strict=True)},
            "spent": written(Fraction(spent, unit)),
        },
        ballots_digest=ballots.digest(),
        withdrawn=ballots.withdrawn,
        election=ballots.title,
    )


def _support(ballots: Ballots, ranks: int | None) -> tuple[str, list[Any]]:
    """What is summed: votes, points, or for rankings points from `ranks` (or the longest one) down to one."""
    match ballots.form:
        case "approved":
            return "votes", totals_of(ballots)
        case "scored":
            return "points", points_of(ballots)
        case "ranked":
            import numpy as np

            width = ballots.order.shape[1]
            most = width if ranks is None else ranks
            totals = np.zeros(len(ballots.candidates) + 1, object)
            weights = ballots.counts.astype(object)
            for column in range(width):
                np.add.at(totals, ballots.order[:, column], weights * max(0, most - column))
            return "ranking points", [int(total) for total in totals[:-1]]


def _exclusive(text: str) -> tuple[tuple[str, ...], ...]:
    """`A | B; C | D | E`: groups of projects of which one can be had."""
    groups = [tuple(name.strip() for name in group.split("|")) for group in text.split(";") if group.strip()]
    if any(len(group) < 2 or not all(group) for group in groups):
        raise UncountableError(f"projects that exclude one another are written A | B; C | D, not {text!r}")
    return tuple(groups)


def yes(text: str) -> bool:
    """What a setting of yes or no says."""
    if text.lower() in ("yes", "true", "1"):
        return True
    if text.lower() in ("no", "false", "0"):
        return False
    raise UncountableError(f"this setting is yes or no, not {text!r}")


BUDGET = Setting("budget", "how much money there is", "what the file says", parse)
THRESHOLD = Setting("threshold", "the fewest votes with which a project is considered", "0", int)

SHARES = Method(
    "equal-shares",
    "Method of Equal Shares",
    "approvals of projects with costs: everyone holds an equal share and supporters pay together",
    "D. Peters, G. Pierczyński and P. Skowron, NeurIPS 2021; completions as at equalshares.net",
    ("approved",),
    count_equal_shares,
    (
        BUDGET,
        Setting("utility", "what a project is worth to a supporter: cost or cardinality", "cost"),
        Setting("completion", f"what is done with the rest: {', '.join(COMPLETIONS)}", "add1u"),
        Setting("comparison", f"whether most votes may do better: {', '.join(COMPARISONS)}", "none"),
        THRESHOLD,
        LOT,
    ),
    frozenset({"anonymity", "neutrality", "within budget"}),
)
GREEDY = Method(
    "greedy-budget",
    "Most votes that fit",
    "approvals, points or rankings of projects with costs: most votes first, as long as the money lasts",
    "custom; N. Talmon and P. Faliszewski, AAAI 2019",
    ("approved", "scored", "ranked"),
    count_greedy,
    (
        BUDGET,
        THRESHOLD,
        Setting("skip", "whether to go on past a project that does not fit", "yes", yes),
        Setting("exclusive", "projects of which one can be had: A | B; C | D | E", "", _exclusive),
        Setting("ranks", "how many points a ranking gives its first", "the longest one's length", int),
        LOT,
    ),
    frozenset({"anonymity", "neutrality", "within budget"}),
)
