"""While the year runs: commitments, deliveries, and what to do when they part.

A small difference is life. A larger one rings first where it can be mended: in the workplace's own
federation, which has a set time to cover it from stocks and from members with room. Only what is not
covered there calls for a replan, warm, from where everybody stands (the algedonic signal of Beer's
*Brain of the Firm*, 1981, ch. 11: report by exception, with time to solve it locally).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from confederal.planning.commodity import plain
from confederal.planning.economy import Economy
from confederal.planning.plan import Plan
from confederal.planning.workplace import Limit, Workplace

LOCAL = Fraction(5, 100)  # a delivery short by more than this share rings locally
LISTED = Fraction(1, 100)  # by more than this, it is listed


@dataclass(frozen=True)
class Commitment:
    """What a workplace said it would deliver by a date, once its assembly accepted the line."""

    workplace: str
    commodity: str
    amount: Fraction
    due: str


@dataclass(frozen=True)
class Delivery:
    """What came, and when."""

    workplace: str
    commodity: str
    amount: Fraction
    day: str


@dataclass(frozen=True)
class Deviation:
    """A commitment against its deliveries, and what follows: "listed", "local" or "replan".

    covered: what the federation can cover itself, from what its plan left over and the common stock.
    """

    commitment: Commitment
    delivered: Fraction
    level: str
    covered: Fraction

    @property
    def missing(self) -> Fraction:
        return max(self.commitment.amount - self.delivered, Fraction(0))

    def sentence(self, unit: str = "") -> str:
        """What happened and what follows, with amounts in `unit`."""
        c, of = self.commitment, f" {unit}" if unit else ""
        told = (
            f"{c.workplace} delivered {plain(self.delivered)} of {plain(c.amount)}{of} of {c.commodity} "
            f"due {c.due}"
        )
        match self.level:
            case "listed":
                return told + "; small enough to carry."
            case "local":
                return (
                    told
                    + f"; rings locally, and {plain(self.covered)}{of} are covered from what was left over."
                )
            case _:
                missing = plain(self.missing - self.covered)
                return told + f"; rang locally, but {missing}{of} cannot be covered there: warm replan."


def commitments(plan: Plan, due: Iterable[str]) -> list[Commitment]:
    """Accepted lines in equal parts over the dates. A line that is only a proposal commits nobody."""
    dates = list(due)
    return [
        Commitment(line.workplace, name, value / len(dates), day)
        for line in plan.lines
        if line.state == "accepted"
        for name, value in line.net.items()
        if value > 0
        for day in dates
    ]


def deviations(
    economy: Economy, plan: Plan, promised: Iterable[Commitment], delivered: Iterable[Delivery]
) -> list[Deviation]:
    """Every commitment that was missed by more than a hundredth, worst first."""
    came: dict[tuple[str, str, str], Fraction] = {}
    for one in delivered:
        key = (one.workplace, one.commodity, one.day)
        came[key] = came.get(key, Fraction(0)) + one.amount
    room = {name: plan.surplus[name] + plan.stocks.get(name, Fraction(0)) for name in economy.row}
    found = []
    for promise in promised:
        got = came.get((promise.workplace, promise.commodity, promise.due))
        if got is None or promise.amount <= 0:
            continue
        share = (promise.amount - got) / promise.amount
        if share <= LISTED:
            continue
        missing = promise.amount - got
        covered = min(missing, room[promise.commodity])
        level = "listed" if share <= LOCAL else "local" if covered >= missing else "replan"
        if level == "local":
            room[promise.commodity] -= covered
        found.append(Deviation(promise, got, level, covered if level != "listed" else Fraction(0)))
    return sorted(found, key=lambda d: (d.level != "replan", -float(d.missing / d.commitment.amount)))


def after_failure(economy: Economy, lost: Mapping[str, Fraction]) -> Economy:
    """The economy for the rest of the period when workplaces lost a share of what they can do.

    `lost`: workplace -> share of every capacity that is gone, between 0 and 1.
    """

    def weaker(workplace: Workplace) -> Workplace:
        share = lost.get(workplace.name, Fraction(0))
        if not share:
            return workplace
        limits = tuple(
            replace(m, most=m.most * (1 - share)) if m.kind == "capacity" else m for m in workplace.limits
        )
        return replace(workplace, limits=limits)

    return replace(economy, workplaces=tuple(weaker(w) for w in economy.workplaces))


def tight(
    limits: Iterable[Limit], activity: Mapping[str, Fraction], share: Fraction = Fraction(99, 100)
) -> list[Limit]:
    """Limits that are used up to `share` or more."""
    return [
        m
        for m in limits
        if m.most > 0
        and sum((m.burden.get(n, Fraction(0)) * a for n, a in activity.items()), Fraction(0))
        >= share * m.most
    ]
