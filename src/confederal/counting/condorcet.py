"""A choice among proposals with a default option, quorum and supermajorities, as the Debian project votes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from confederal.counting import pairwise
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
from confederal.counting.pairwise import Matrix
from confederal.counting.ties import Lot, take
from confederal.counting.transferable_vote import LOT, check_seats, lot_setting

Pair = tuple[int, int]


def count_debian(
    ballots: Ballots,
    *,
    default: str | None = None,
    quorum: Number = 0,
    majority: Mapping[str, Number] | None = None,
    lot: Lot = None,
) -> CountSheet:
    """The option that wins by the constitution's eight steps; the last is the default unless one is named.

    `quorum` is how many must rank an option above the default; `majority` the ratio some
    options need against it (3 for 3:1). Dropping comes before comparing, so that the option
    that beats all others can be dropped.

    >>> ballots = Ballots.of([(("yes", "no"), 7), (("no", "yes"), 4)], candidates=["yes", "no"])
    >>> count_debian(ballots).elected, count_debian(ballots, majority={"yes": 2}).elected
    (('yes',), ('no',))

    Source: Constitution for the Debian project, A.6 (to version 1.7; A.5 later).
    """
    check_seats(1, ballots, "ranked")
    names, prefers, invalid = pairwise.standing_matrix(ballots)
    default = default if default is not None else names[-1]
    majority = dict(majority or {})
    if unknown := sorted({default, *majority} - set(names)):
        raise UncountableError(f"not among the options: {', '.join(unknown)}")
    d = names.index(default)
    stages: list[Stage] = []
    left, dropped = _drop(names, prefers, d, quorum, majority, ballots, stages)
    defeats = [(a, b) for a in left for b in left if prefers[a][b] > prefers[b][a]]
    for _ in range(len(names) ** 2 + 1):
        schwartz = _schwartz(left, defeats)
        inside = [(a, b) for a, b in defeats if a in schwartz and b in schwartz]
        stages.append(_schwartz_stage(names, schwartz, ballots, pairwise.wins(prefers)))
        if not inside:
            break
        # A.6.7 "If there are defeats between options in the Schwartz set, we drop the weakest such defeats …"
        weakest = max(_weakness(prefers, pair) for pair in inside)
        gone = [pair for pair in inside if _weakness(prefers, pair) == weakest]
        defeats = [pair for pair in defeats if pair not in gone]
        stages.append(_dropped_stage(names, prefers, gone, ballots))
    else:
        raise AssertionError("every round drops a defeat")
    # A.6.8 "… If there are multiple options, the elector with the casting vote chooses …": here the lot.
    taken = take([[names[c] for c in sorted(schwartz)]], 1, lot, len(stages))
    end = taken.tied.words if taken.tied is not None else f"{taken.elected[0]} wins."
    words = (
        *(line for stage in stages for line in stage.words),
        *(tie.words for tie in taken.ties),
        end,
    )
    return CountSheet(
        method="debian-condorcet",
        title=METHOD.title,
        candidates=ballots.candidates,
        seats=1,
        valid=ballots.total - invalid,
        invalid=invalid,
        quota=None,
        elected=taken.elected,
        tied=taken.tied,
        stages=(
            *stages,
            Stage(what="result", elected=taken.elected, ties=taken.ties, words=(end,)),
        ),
        words=words,
        settings=(
            ("default", default),
            ("quorum", written(quorum)),
            *((f"majority for {name}", f"{written(ratio)}:1") for name, ratio in majority.items()),
            *lot_setting(lot),
        ),
        figures={
            "pairwise": pairwise.told(names, prefers),
            "dropped": [names[c] for c in dropped],
            "schwartz_set": [names[c] for c in sorted(schwartz)],
        },
        ballots_digest=ballots.digest(),
        withdrawn=ballots.withdrawn,
        election=ballots.title,
    )


def _drop(
    names: list[str],
    prefers: Matrix,
    d: int,
    quorum: Number,
    majority: Mapping[str, Number],
    ballots: Ballots,
    stages: list[Stage],
) -> tuple[list[int], list[int]]:
    """Steps 2 and 3: options short of the quorum or of their majority against the default."""
    left, dropped, told = [], [], []
    for a, name in enumerate(names):
        over, under = prefers[a][d], prefers[d][a]
        ratio = majority.get(name, 1)
        # A.6.2 "If a ballot has a quorum requirement R any options other than the default option which do
        # not receive at least R votes ranking that option above the default option are dropped …"
        if a != d and over < quorum:
            told.append(
                f"{name} is dropped: {over} rank it above {names[d]}, and {written(quorum)} are needed."
            )
            dropped.append(a)
        # A.6.3 "Any (non-default) option which does not defeat the default option by its required majority
        # ratio is dropped": V(A,D) at least N times V(D,A), and strictly greater than V(D,A).
        elif a != d and not (over >= ratio * under and over > under):
            told.append(
                f"{name} is dropped: {over} rank it above {names[d]} and {under} below, "
                f"and it needs {written(ratio)}:1."
            )
            dropped.append(a)
        else:
            left.append(a)
    stages.append(
        Stage(
            what="against the default option: how many rank it above",
            totals=pairwise.spread(ballots.candidates, names, [row[d] for row in prefers]),
            excluded=tuple(names[a] for a in dropped),
            words=tuple(told),
        )
    )
    return left, dropped


def _schwartz(left: list[int], defeats: list[Pair]) -> list[int]:
    """A.6.6: A is in the Schwartz set if for all B, A transitively defeats B or B does not so defeat A."""
    beats = {a: {b for x, b in defeats if x == a} for a in left}
    for through in left:
        for a in left:
            if through in beats[a]:
                beats[a] |= beats[through]
    return [a for a in left if all(b in beats[a] or a not in beats[b] for b in left if b != a)]


def _weakness(prefers: Matrix, pair: Pair) -> tuple[int, int]:
    """A.6.7: weaker with fewer votes for it, then with more against."""
    a, b = pair
    return -prefers[a][b], prefers[b][a]


def _schwartz_stage(names: list[str], schwartz: list[int], ballots: Ballots, wins: list[int]) -> Stage:
    who = tuple(names[c] for c in schwartz)
    if len(who) == 1:
        words = (f"{who[0]} is undefeated.",)
    else:
        words = (f"No one is beaten from outside of the group {', '.join(who)} (the Schwartz set).",)
    return Stage(
        what="Schwartz set: how many others each beats",
        who=who,
        totals=pairwise.spread(ballots.candidates, names, wins),
        words=words,
    )


def _dropped_stage(names: list[str], prefers: Matrix, gone: list[Pair], ballots: Ballots) -> Stage:
    told = [f"{names[a]} over {names[b]} ({prefers[a][b]} to {prefers[b][a]})" for a, b in gone]
    return Stage(
        what="weakest defeats dropped",
        words=(
            f"The weakest defeat{'s' if len(told) > 1 else ''} in the group fell away: {'; '.join(told)}.",
        ),
    )


def _ratio(text: str) -> dict[str, Number]:
    """`NAME=3` or `NAME=3:1`, several separated by semicolons."""
    read: dict[str, Number] = {}
    for part in text.split(";"):
        name, equals, ratio = part.rpartition("=")
        if not equals:
            raise UncountableError(f"a majority is written NAME=3:1, not {part!r}")
        over, _, under = ratio.partition(":")
        read[name.strip()] = Fraction(parse(over), parse(under or "1"))
    return read


METHOD = Method(
    "debian-condorcet",
    "Condorcet with quorum, supermajority and default option",
    "ranked ballots among proposals: quorum and supermajority first, then Schwartz sequential dropping",
    "Constitution for the Debian project, A.6",
    ("ranked",),
    count_debian,
    (
        Setting("default", "the option that stands if nothing wins; the last one unless named"),
        Setting("quorum", "how many must rank an option above the default", "0", parse),
        Setting("majority", "ratios some options need: NAME=3:1; OTHER=2:1", "", _ratio),
        LOT,
    ),
    frozenset({"anonymity", "conservation"}),
)
