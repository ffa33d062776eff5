"""Majorities and quorums: whether enough said yes, how many were needed, and of what.

Exact: fractions are `Fraction`, people are `int`. Nothing here imports NumPy, so that
the law can ask it on every act.

An abstention is not a vote cast. Whoever wants abstentions to weigh against a
proposal chooses the base `present`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal, assert_never

Comparison = Literal["at_least", "more_than"]
Base = Literal["cast", "present", "eligible", "weight"]

BASES: dict[Base, str] = {
    "cast": "votes cast for or against",
    "present": "members present",
    "eligible": "members entitled to vote",
    "weight": "total weight",
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a proposal must reach: `at_least` or `more_than` a fraction of a named base.

    >>> Threshold(parse("2/3"), "at_least", "cast").words
    'at least 2/3 of the votes cast for or against'
    """

    fraction: Fraction
    comparison: Comparison = "more_than"
    base: Base = "cast"

    def __post_init__(self) -> None:
        if not isinstance(self.fraction, Fraction | int):
            raise TypeError(f"a threshold is an exact fraction such as Fraction(2, 3), not {self.fraction!r}")
        if self.comparison not in ("at_least", "more_than"):
            raise ValueError(f"a threshold is reached by 'at_least' or 'more_than', not {self.comparison!r}")
        if self.base not in BASES:
            raise ValueError(f"a threshold is of one of {', '.join(BASES)}, not of {self.base!r}")
        if not 0 <= self.fraction <= 1:
            raise ValueError(f"a threshold lies between 0 and 1, not at {self.fraction}")
        if self.comparison == "more_than" and self.fraction == 1:
            raise ValueError("more than all can never be reached; for unanimity say at_least 1")

    @property
    def words(self) -> str:
        """The threshold as one says it in a meeting."""
        how = "at least" if self.comparison == "at_least" else "more than"
        if self.comparison == "at_least" and self.fraction == 1:
            return f"all of the {BASES[self.base]}"
        share = "half" if self.fraction == Fraction(1, 2) else str(self.fraction)
        return f"{how} {share} of the {BASES[self.base]}"

    def needed(self, number: int) -> int:
        """The smallest number of votes for that reaches the threshold when the base counts `number`.

        Never less than one: nothing is carried by nobody.

        >>> SIMPLE.needed(10), SIMPLE.needed(11), Threshold(Fraction(2, 3), "at_least").needed(10)
        (6, 6, 7)
        >>> Threshold(Fraction(2, 3), "at_least").needed(0)
        1
        """
        if self.comparison == "at_least":
            return max(1, ceil(self.fraction * number))
        return max(1, floor(self.fraction * number) + 1)


SIMPLE = Threshold(Fraction(1, 2), "more_than", "cast")
ABSOLUTE = Threshold(Fraction(1, 2), "more_than", "eligible")


def parse(written: str) -> Fraction:
    """The exact fraction that settings write as `"2/3"`, `"1/2"`, `"0.6"`, `"10 %"` or `"1"`.

    >>> parse("2/3"), parse("10 %"), parse("0.6")
    (Fraction(2, 3), Fraction(1, 10), Fraction(3, 5))
    """
    text = written.strip()
    if match := re.fullmatch(r"(\d+)\s*/\s*(\d+)", text):
        if int(match[2]) == 0:
            raise ValueError(f"{written!r} divides by nothing")
        return Fraction(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", text):
        return Fraction(match[1]) / (100 if match[2] else 1)
    raise ValueError(f"{written!r} is no fraction; write it like 2/3, 1/2, 0.6 or 10 %")


@dataclass(frozen=True, slots=True)
class Majority:
    """Whether a proposal is carried, by what count, and how many votes for it were needed.

    `number` is what the base counted; `needed` the votes for that would carry it.
    """

    carried: bool
    threshold: Threshold
    votes_for: int
    against: int
    abstain: int
    number: int
    needed: int
    words: str


def decide(
    threshold: Threshold,
    votes_for: int,
    against: int,
    abstain: int = 0,
    *,
    present: int | None = None,
    eligible: int,
) -> Majority:
    """Whether `votes_for` reaches the threshold.

    For the base `weight` all the numbers are weights and `eligible` is the whole weight
    that is entitled to vote. For the base `present`, whoever was present and said nothing
    counts in the base; where nobody counted them, the votes and abstentions are the base.

    >>> decide(SIMPLE, 14, 3, 2, eligible=40).words
    'Carried: 14 for, 3 against, 2 abstained; needed 9, more than half of the 17 votes cast for or against.'
    >>> decide(ABSOLUTE, 14, 3, 2, eligible=40).carried
    False

    Raises ValueError when the numbers cannot be (negative, or more votes than voters).
    """
    for name, value in (
        ("for", votes_for),
        ("against", against),
        ("abstained", abstain),
        ("entitled to vote", eligible),
        ("present", present or 0),
    ):
        if value < 0:
            raise ValueError(f"{value} {name}: votes and people are counted from nought upward")
    voted = votes_for + against + abstain
    if voted > eligible:
        raise ValueError(f"{voted} voted, but only {eligible} are entitled to vote")
    if present is not None and voted > present:
        raise ValueError(f"{voted} voted, but only {present} are counted as present")
    if present is not None and present > eligible:
        raise ValueError(f"{present} are counted as present, but only {eligible} are entitled to vote")
    match threshold.base:
        case "cast":
            number = votes_for + against
        case "present":
            number = voted if present is None else present
        case "eligible" | "weight":
            number = eligible
        case _:
            assert_never(threshold.base)
    needed = threshold.needed(number)
    carried = votes_for >= needed
    share = threshold.words.replace(" of the ", f" of the {number} ")
    words = (
        f"{'Carried' if carried else 'Not carried'}: {votes_for} for, {against} against, "
        f"{abstain} abstained; needed {needed}, {share}."
    )
    return Majority(carried, threshold, votes_for, against, abstain, number, needed, words)


@dataclass(frozen=True, slots=True)
class JointMajority:
    """Several majorities that must all be reached: of bodies and of heads, of each side."""

    carried: bool
    parts: tuple[tuple[str, Majority], ...]
    words: str


def jointly(**parts: Majority) -> JointMajority:
    """Carried when every named part is: a double majority, or a majority of each side.

    >>> bodies = decide(SIMPLE, 5, 2, eligible=9)
    >>> heads = decide(SIMPLE, 400, 500, eligible=2000)
    >>> jointly(bodies=bodies, heads=heads).carried
    False
    """
    if not parts:
        raise ValueError("a joint majority has at least one part")
    carried = all(part.carried for part in parts.values())
    told = " ".join(f"Of {name.replace('_', ' ')}: {part.words}" for name, part in parts.items())
    return JointMajority(carried, tuple(parts.items()), f"{'Carried' if carried else 'Not carried'}. {told}")


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must take part: a share of the members, never below `at_least` people, never above a majority.

    The default is the articles': min(max(5, 10 % rounded up), a majority of members).
    """

    share: Fraction = Fraction(1, 10)
    at_least: int = 5

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1 or self.at_least < 0:
            raise ValueError(
                f"a quorum is a share from 0 to 1 and a number of people, not {self.share}, {self.at_least}"
            )

    def needed(self, eligible: int) -> int:
        """The number that must take part among `eligible` members.

        >>> [Quorum().needed(members) for members in (0, 1, 3, 8, 30, 51, 2000)]
        [1, 1, 2, 5, 5, 6, 200]
        """
        return min(max(self.at_least, ceil(self.share * eligible)), eligible // 2 + 1)


def quorum_met(quorum: Quorum, present: int, eligible: int) -> bool:
    """Whether enough of the `eligible` members take part.

    >>> quorum_met(Quorum(), 5, 30), quorum_met(Quorum(), 4, 30)
    (True, False)
    """
    return present >= quorum.needed(eligible)
