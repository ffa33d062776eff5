"""A workplace: its techniques and its limits, which are its own and leave it only as net amounts.

Limits are whatever the assembly accepted: capacity, hours, health. They are constraints of the
workplace's own set, so no plan mixed from its own proposals can cross them. Exact arithmetic here
judges what a plan asks, to the last unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from confederal.planning.commodity import plain
from confederal.planning.objection import Objection


@dataclass(frozen=True)
class Technique:
    """One way of working, private: amounts of commodities a unit of activity gives (+) and takes (-).

    `batch`: activity comes in whole multiples of it (a shift, a kiln, a milking).
    """

    name: str
    flows: Mapping[str, Fraction]
    batch: Fraction = Fraction(1, 1000)


@dataclass(frozen=True)
class Limit:
    """What the assembly accepted: Σ burden[technique] x activity <= most.

    kind: "capacity", "hours" or "condition" (health, safety, nights, noise ...).
    """

    name: str
    kind: str
    burden: Mapping[str, Fraction]
    most: Fraction
    words: str = ""


@dataclass(frozen=True)
class Workplace:
    """A party that produces. `strain`: private cost of the last unit when run at full capacity, as a
    share of what a unit of activity gives at the published start valuations (0: indifferent to pace).
    """

    name: str
    federation: str
    techniques: tuple[Technique, ...]
    limits: tuple[Limit, ...]
    strain: Fraction = Fraction(15, 100)
    words: str = ""

    @property
    def branch(self) -> str:
        """What it mostly makes: the first output of its first technique."""
        first = self.techniques[0].flows
        return next(name for name, flow in first.items() if flow > 0)

    def objections(self) -> list[Objection]:
        """What in this description cannot be meant."""
        found = []
        known = {t.name for t in self.techniques}
        if not self.techniques:
            found.append(
                Objection(self.name, "no technique", "it can do nothing.", "Describe one way of working.")
            )
        for technique in self.techniques:
            where = f"{self.name}, {technique.name}"
            if not any(v > 0 for v in technique.flows.values()):
                found.append(Objection(where, "no output", "it gives nothing.", "Say what it makes."))
            if technique.batch <= 0:
                found.append(
                    Objection(
                        where, plain(technique.batch), "a batch must be more than nothing.", "Give a batch."
                    )
                )
            held = [m for m in self.limits if m.burden.get(technique.name, 0) > 0]
            if not held:
                found.append(
                    Objection(
                        where, "no limit", "nothing is possible without end.", "Give its accepted capacity."
                    )
                )
        for limit in self.limits:
            where = f"{self.name}, {limit.name}"
            if limit.most < 0:
                found.append(
                    Objection(
                        where, plain(limit.most), "a limit cannot be negative.", "Use 0 for what is shut."
                    )
                )
            for name, burden in limit.burden.items():
                if name not in known:
                    found.append(
                        Objection(where, name, "is no technique of this workplace.", "Check the name.")
                    )
                if burden < 0:
                    found.append(
                        Objection(
                            where,
                            plain(burden),
                            "doing more cannot use up less of a limit.",
                            "Make it positive.",
                        )
                    )
        return found

    def crossed(self, activity: Mapping[str, Fraction]) -> list[Objection]:
        """Which of its own limits this activity would cross, exactly; empty when it can do it."""
        found = []
        for technique in self.techniques:
            done = activity.get(technique.name, Fraction(0))
            if done < 0 or done % technique.batch:
                found.append(
                    Objection(
                        f"{self.name}, {technique.name}",
                        plain(done),
                        f"is not a whole number of batches of {plain(technique.batch)}.",
                        "Round it down.",
                    )
                )
        for limit in self.limits:
            used = sum((limit.burden.get(n, Fraction(0)) * a for n, a in activity.items()), Fraction(0))
            if used > limit.most:
                found.append(
                    Objection(
                        f"{self.name}, {limit.name}",
                        plain(used),
                        f"is more than the accepted {plain(limit.most)}.",
                        "Ask for less, or ask the assembly.",
                    )
                )
        return found

    def net(self, activity: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """What the workplace gives (+) and takes (-) at this activity, exactly."""
        total: dict[str, Fraction] = {}
        for technique in self.techniques:
            done = activity.get(technique.name, Fraction(0))
            for commodity, flow in technique.flows.items():
                total[commodity] = total.get(commodity, Fraction(0)) + flow * done
        return total
