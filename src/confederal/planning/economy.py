"""An economy as it is described for one period: rows, workplaces, communities, caps and stocks.

`Economy.objections` says everything that cannot be meant before anybody plans with it. The rest of
this file lays the words out as the arrays of `members`, one small stack a workplace, so that each
workplace's recipes stay in its own hands.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats
from confederal.planning.commodity import Commodity, Kind, plain
from confederal.planning.community import Community
from confederal.planning.members import Members, stack
from confederal.planning.objection import Objection
from confederal.planning.workplace import Workplace

POOL = 3  # a federation's sums go up only when at least so many members stand behind them
BEFORE_ALL = 10  # a guaranteed unit counts this many times the start valuation, to begin with


@dataclass(frozen=True)
class Cap:
    """What nature gives or a congress allows of a row in the period; `decided_by` names the decision."""

    commodity: str
    amount: Fraction
    decided_by: str


@dataclass(frozen=True)
class Stock:
    """A safety stock to be held at the end of the period, and what the last unit of it is worth."""

    commodity: str
    amount: Fraction
    worth: Fraction


@dataclass(frozen=True)
class FederationOf:
    """A federation of workplaces, or of federations (`within` names the one it belongs to)."""

    name: str
    within: str = ""


@dataclass(frozen=True)
class Period:
    """The span a plan is for."""

    name: str
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Economy:
    """Everything that is said before the first round.

    before_all: how many times its start valuation a guaranteed unit counts in the rounds. A floor is no
    wish: `year.hold_year` raises this until every floor is met that can be met together with the others.
    """

    period: Period
    commodities: tuple[Commodity, ...]
    workplaces: tuple[Workplace, ...]
    communities: tuple[Community, ...]
    federations: tuple[FederationOf, ...] = ()
    caps: tuple[Cap, ...] = ()
    stocks: tuple[Stock, ...] = ()
    valuations: dict[str, Fraction] = field(default_factory=dict)  # start valuations, published
    before_all: int = BEFORE_ALL

    @cached_property
    def row(self) -> dict[str, int]:
        return {c.name: k for k, c in enumerate(self.commodities)}

    @cached_property
    def scale(self) -> Floats:
        """Start valuation of each row (K,): the scale every row is counted in, so that 1 is usual."""
        return np.array([float(self.valuations.get(c.name, Fraction(1))) for c in self.commodities])

    @cached_property
    def groups(self) -> dict[str, tuple[int, ...]]:
        """Whose sums go up together: places of workplaces by group, three at least in each.

        A group is a branch of a federation (its bakeries, its mills): unlike products lumped together
        would leave the reconciliation too little to choose from. Branches of one or two are summed with
        others of their federation, and federations of one or two with other federations.
        """
        tree: dict[str, dict[str, list[int]]] = {}
        for i, workplace in enumerate(self.workplaces):
            tree.setdefault(workplace.federation, {}).setdefault(workplace.branch, []).append(i)
        sizes = {f: sum(map(len, branches.values())) for f, branches in tree.items()}
        found: dict[str, tuple[int, ...]] = {}
        for pool in pooled(sizes):
            branches = {f"{f}: {b}": members for f in pool for b, members in tree[f].items()}
            for some in pooled({b: len(members) for b, members in branches.items()}):
                found[" + ".join(some)] = tuple(sorted(i for b in some for i in branches[b]))
        return found

    def supply(self) -> Floats:
        """What caps and nature give of each row, in the row's scale (K,)."""
        given = np.zeros(len(self.commodities))
        for cap in self.caps:
            given[self.row[cap.commodity]] += float(cap.amount) * self.scale[self.row[cap.commodity]]
        return given

    def objections(self) -> list[Objection]:
        """Everything in the description that cannot be meant; empty when rounds can begin."""
        found: list[Objection] = []
        names = [c.name for c in self.commodities]
        found += [
            Objection(name, "twice", "one commodity, two descriptions.", "Keep one.")
            for name in sorted({n for n in names if names.count(n) > 1})
        ]
        parties = [w.name for w in self.workplaces] + [c.name for c in self.communities]
        found += [
            Objection(name, "twice", "two parties with one name.", "Give each its own name.")
            for name in sorted({n for n in parties if parties.count(n) > 1})
        ]
        if not self.workplaces:
            found.append(Objection("workplaces", "none", "nobody makes anything.", "Describe one."))
        if not any(c.needs for c in self.communities):
            found.append(
                Objection("communities", "no needs", "nobody needs anything.", "Write down one need.")
            )
        federations = {f.name for f in self.federations}
        for workplace in self.workplaces:
            found += workplace.objections()
            if federations and workplace.federation not in federations:
                found.append(
                    Objection(
                        workplace.name, workplace.federation, "is no federation here.", "Check the name."
                    )
                )
            for technique in workplace.techniques:
                found += self._known(f"{workplace.name}, {technique.name}", technique.flows)
        for community in self.communities:
            found += community.objections()
            found += self._known(community.name, [n.commodity for n in community.needs])
            found += self._known(community.name, [o.commodity for o in community.offers])
            for offer in community.offers:
                known = self.row.get(offer.commodity)
                if known is not None and self.commodities[known].kind is not Kind.HOURS:
                    found.append(
                        Objection(
                            community.name, offer.commodity, "is not hours.", "Communities offer hours."
                        )
                    )
        for cap in self.caps:
            found += self._known("caps", [cap.commodity])
            if cap.amount < 0:
                found.append(
                    Objection("caps", plain(cap.amount), "a cap below nothing.", "Use 0 for none at all.")
                )
        for name, value in self.valuations.items():
            if value <= 0:
                found.append(
                    Objection(
                        name,
                        plain(value),
                        "a start valuation must be more than nothing.",
                        "Put a small number.",
                    )
                )
        return found

    def _known(self, where: str, names: Iterable[str]) -> list[Objection]:
        return [
            Objection(where, name, "is no commodity here.", "Describe it first, with its unit.")
            for name in names
            if name not in self.row
        ]

    # ---------------------------------------------------------------- the same as arrays

    def members_of(self, workplace: Workplace) -> Members:
        """One workplace as a stack of one, rows counted at their start valuations."""
        techniques, limits = workplace.techniques, workplace.limits
        net = np.zeros((len(techniques), len(self.commodities)))
        for t, technique in enumerate(techniques):
            for name, flow in technique.flows.items():
                net[t, self.row[name]] += float(flow)
        net *= self.scale
        given = np.maximum(net, 0).sum(1)
        burden = np.array([[float(m.burden.get(t.name, 0)) for t in techniques] for m in limits])
        most = np.array([float(m.most) for m in limits])
        real = burden.max(1) > 0
        burden, most = burden[real], most[real]
        full = np.min(np.where(burden > 0, most[:, None] / np.where(burden > 0, burden, 1.0), np.inf), axis=0)
        curvature = float(workplace.strain) * given / np.maximum(full, 1e-12)
        size = float((given * full).max())
        members, _ = stack(
            sp.csr_matrix(net),
            np.zeros(1, np.int64),
            1,
            np.zeros((1, len(techniques))),
            curvature[None, :],
            burden[None, :, :],
            most[None, :],
            np.array([max(size, 1e-12)]),
        )
        return members

    def schedules(self) -> tuple[Members, list[tuple[str, str, str]]]:
        """Needs, hours and stocks as public steps, one member each, and who said what each is.

        The second list names (community, commodity, "guaranteed" | "need" | "hours" | "stock") per step,
        in the order of the members.
        """
        steps: list[tuple[int, int, float, float, float, float]] = []  # party, row, sign, gain, bend, length
        said: list[tuple[str, str, str]] = []
        for j, community in enumerate(self.communities):
            for need in community.needs:
                row = self.row[need.commodity]
                if need.guaranteed > 0:
                    steps.append((j, row, -1.0, float(self.before_all), 0.0, float(need.guaranteed)))
                    said.append((community.name, need.commodity, "guaranteed"))
                before, high = need.guaranteed, None
                for point in need.points:
                    worth = float(point.worth) / self.scale[row]
                    if point.amount > before:
                        from_ = worth if high is None else high
                        steps.append((j, row, -1.0, from_, from_ - worth, float(point.amount - before)))
                        said.append((community.name, need.commodity, "need"))
                    before, high = max(point.amount, before), worth
            for offer in community.offers:
                row = self.row[offer.commodity]
                before, high = Fraction(0), None
                for point in offer.points:
                    worth = float(point.worth) / self.scale[row]
                    if point.amount > before:
                        from_ = worth if high is None else high
                        steps.append((j, row, 1.0, -from_, worth - from_, float(point.amount - before)))
                        said.append((community.name, offer.commodity, "hours"))
                    before, high = point.amount, worth
        for stock in self.stocks:
            row = self.row[stock.commodity]
            if stock.amount > 0:
                worth = float(stock.worth) / self.scale[row]
                steps.append((len(self.communities), row, -1.0, worth, 0.0, float(stock.amount)))
                said.append(("common stock", stock.commodity, "stock"))
        party = np.array([s[0] for s in steps], np.int64)
        _, party = np.unique(party, return_inverse=True)
        rows = np.array([s[1] for s in steps], np.int64)
        length = np.array([s[5] for s in steps]) * self.scale[rows]
        count = len(steps)
        net = sp.csr_matrix(
            (np.array([s[2] for s in steps]), (np.arange(count), rows)), (count, len(self.commodities))
        )
        members, order = stack(
            net,
            party.astype(np.int64),
            int(party.max()) + 1,
            np.array([[s[3]] for s in steps]),
            np.array([[max(s[4], 0.0)] for s in steps]) / length[:, None],
            np.ones((count, 1, 1)),
            length[:, None],
            length,
        )
        return members, [said[i] for i in order]


def pooled(count: dict[str, int]) -> tuple[tuple[str, ...], ...]:
    """Federations grouped so that at least three members stand behind every sum that goes up.

    >>> pooled({"mills": 2, "farms": 5, "rail": 1})
    (('farms',), ('mills', 'rail'))
    >>> pooled({"mills": 2, "farms": 5})
    (('farms', 'mills'),)
    """
    alone = sorted(n for n, members in count.items() if members >= POOL)
    small = sorted(n for n, members in count.items() if members < POOL)
    pools: list[tuple[str, ...]] = [(n,) for n in alone]
    if small and sum(count[n] for n in small) < POOL and pools:
        nearest = min(range(len(pools)), key=lambda i: (count[pools[i][0]], pools[i]))
        pools[nearest] = tuple(sorted((*pools[nearest], *small)))
    elif small:
        pools.append(tuple(small))
    return tuple(sorted(pools))
