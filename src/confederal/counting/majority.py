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

from confederal.counting.method import Ballots, CountSheet, Method, Setting, Stage, UncountableError

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

    @property
    def words(self) -> str:
        """The count as one says it in a meeting."""
        share = self.threshold.words.replace(" of the ", f" of the {self.number} ")
        return (
            f"{'Carried' if self.carried else 'Not carried'}: {self.votes_for} for, {self.against} against, "
            f"{self.abstain} abstained; needed {self.needed}, {share}."
        )


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
    return Majority(carried, threshold, votes_for, against, abstain, number, needed)


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


def count_simple(ballots: Ballots) -> CountSheet:
    """Carried when more are for than against; the options are for, against, and abstain if there is a third.

    >>> count_simple(Ballots.choosing({"for": 14, "against": 3, "abstain": 2})).elected
    ('for',)

    Source: custom.
    """
    return _sheet(SIMPLE_MAJORITY, ballots, SIMPLE, None, None)


def count_absolute(ballots: Ballots, *, eligible: int) -> CountSheet:
    """Carried when more than half of all who may vote are for it.

    >>> count_absolute(Ballots.choosing({"for": 14, "against": 3}), eligible=40).elected
    ()

    Source: custom.
    """
    return _sheet(ABSOLUTE_MAJORITY, ballots, ABSOLUTE, None, eligible)


def count_qualified(
    ballots: Ballots,
    *,
    fraction: Fraction,
    comparison: Comparison = "at_least",
    base: Base = "cast",
    present: int | None = None,
    eligible: int | None = None,
) -> CountSheet:
    """Carried when `fraction` of the base is for it: of votes cast, of those present, of all, of the weight.

    >>> votes = Ballots.choosing({"for": 14, "against": 7})
    >>> count_qualified(votes, fraction=Fraction(2, 3)).elected
    ('for',)

    Source: custom.
    """
    threshold = Threshold(fraction, comparison, base)
    if base in ("eligible", "weight") and eligible is None:
        raise UncountableError(f"a majority of the {BASES[base]} needs their number: set eligible")
    return _sheet(QUALIFIED_MAJORITY, ballots, threshold, present, eligible)


def count_double(
    ballots: Ballots,
    *,
    bodies: tuple[int, int, int],
    fraction: Fraction = Fraction(1, 2),
    comparison: Comparison = "more_than",
) -> CountSheet:
    """Carried when both the heads on the ballots and the bodies (for, against, abstain) reach the fraction.

    >>> votes = Ballots.choosing({"for": 440, "against": 450})
    >>> count_double(votes, bodies=(2, 1, 0)).elected
    ()

    Source: CNT's own example: a strike carried by unions 2 to 1 and lost by heads 440 to 450.
    """
    threshold = Threshold(fraction, comparison, "cast")
    votes_for, against, abstain = _voices(ballots)
    heads = decide(threshold, votes_for, against, abstain, eligible=votes_for + against + abstain)
    of_bodies = decide(threshold, *bodies, eligible=sum(bodies))
    joint = jointly(heads=heads, bodies=of_bodies)
    return _written(
        DOUBLE_MAJORITY,
        ballots,
        joint.carried,
        (votes_for, against, abstain),
        joint.words,
        {"needed_of_heads": heads.needed, "needed_of_bodies": of_bodies.needed, "bodies": list(bodies)},
        (("fraction", str(fraction)), ("comparison", comparison), ("bodies", ":".join(map(str, bodies)))),
    )


def _sheet(
    method: Method, ballots: Ballots, threshold: Threshold, present: int | None, eligible: int | None
) -> CountSheet:
    votes_for, against, abstain = _voices(ballots)
    everyone = votes_for + against + abstain if eligible is None else eligible
    try:
        decided = decide(
            threshold, votes_for, against, abstain, present=present, eligible=max(everyone, present or 0)
        )
    except ValueError as wrong:
        raise UncountableError(str(wrong)) from None
    return _written(
        method,
        ballots,
        decided.carried,
        (votes_for, against, abstain),
        decided.words,
        {"needed": decided.needed, "of": decided.number},
        (
            ("threshold", threshold.words),
            *((("present", str(present)),) if present is not None else ()),
            *((("eligible", str(eligible)),) if eligible is not None else ()),
        ),
    )


def _voices(ballots: Ballots) -> tuple[int, int, int]:
    from confederal.counting.approval import totals_of

    if not 2 <= len(ballots.candidates) <= 3 or ballots.order.shape[1] > 1:
        raise UncountableError(
            "a majority is counted on one choice of: for, against and, if wished, to abstain; "
            f"these ballots have {', '.join(ballots.candidates)}"
        )
    voices = [*totals_of(ballots), 0]
    return voices[0], voices[1], voices[2]


def _written(
    method: Method,
    ballots: Ballots,
    carried: bool,
    voices: tuple[int, int, int],
    words: str,
    figures: dict[str, object],
    settings: tuple[tuple[str, str], ...],
) -> CountSheet:
    elected = ballots.candidates[:1] if carried else ()
    return CountSheet(
        method=method.name,
        title=method.title,
        candidates=ballots.candidates,
        seats=None,
        valid=sum(voices),
        invalid=ballots.total - sum(voices),
        quota=None,
        elected=elected,
        tied=None,
        stages=(
            Stage(what="votes", totals=voices[: len(ballots.candidates)], elected=elected, words=(words,)),
        ),
        words=(words,),
        settings=settings,
        figures=figures,
        ballots_digest=ballots.digest(),
        election=ballots.title,
    )


def _bodies(text: str) -> tuple[int, int, int]:
    """`5:2:1`: bodies for, against, abstaining."""
    parts = [int(part) for part in text.split(":")]
    if not 2 <= len(parts) <= 3:
        raise UncountableError(f"bodies are written FOR:AGAINST:ABSTAINING, not {text!r}")
    return parts[0], parts[1], sum(parts[2:])


_FRACTION = Setting("fraction", "the fraction that must be reached, as 2/3", "", parse)
_COMPARISON = Setting("comparison", "at_least or more_than")
_ELIGIBLE = Setting("eligible", "how many may vote (or their whole weight)", "", int)
_PRESENT = Setting("present", "how many are present; all who voted unless said", "", int)
_KEEPS = frozenset({"anonymity", "conservation"})

SIMPLE_MAJORITY = Method(
    "simple-majority",
    "Simple majority",
    "for, against, abstain: more for than against",
    "custom",
    ("ranked",),
    count_simple,
    (),
    _KEEPS,
)
ABSOLUTE_MAJORITY = Method(
    "absolute-majority",
    "Absolute majority",
    "for, against, abstain: more than half of all who may vote",
    "custom",
    ("ranked",),
    count_absolute,
    (_ELIGIBLE,),
    _KEEPS,
)
QUALIFIED_MAJORITY = Method(
    "qualified-majority",
    "Qualified majority",
    "for, against, abstain: any fraction of votes cast, present, eligible or weight",
    "custom",
    ("ranked",),
    count_qualified,
    (
        _FRACTION,
        _COMPARISON,
        Setting("base", f"of what: {', '.join(BASES)}", "cast"),
        _PRESENT,
        _ELIGIBLE,
    ),
    _KEEPS,
)
DOUBLE_MAJORITY = Method(
    "double-majority",
    "Double majority of bodies and heads",
    "for, against, abstain: both the heads and the bodies reach the fraction",
    "custom of federations",
    ("ranked",),
    count_double,
    (
        Setting("bodies", "the bodies' votes, as FOR:AGAINST:ABSTAINING", "", _bodies),
        _FRACTION,
        _COMPARISON,
    ),
    _KEEPS,
)
