"""Quotas on a result: seats kept for a section, a shift, a gender; a step of its own that the sheet shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from confederal.counting.method import Ballots, CountSheet, Stage, UncountableError


@dataclass(frozen=True, slots=True)
class Quota:
    """At least so many, and at most so many, of the elected come from a named group of candidates."""

    group: str
    of: frozenset[str]
    at_least: int = 0
    at_most: int | None = None

    def lacks(self, elected: Sequence[str]) -> int:
        """How many of the group are missing; below nought when there are too many."""
        here = sum(name in self.of for name in elected)
        if here < self.at_least:
            return self.at_least - here
        if self.at_most is not None and here > self.at_most:
            return self.at_most - here
        return 0


def applied(
    sheet: CountSheet, ballots: Ballots, quotas: Sequence[Quota], recount: Callable[[Ballots], CountSheet]
) -> CountSheet:
    """The sheet with the quotas kept, each change a stage of its own.

    While a group lacks somebody, the last elected who is not needed for any quota gives way; the
    same papers are counted by the same method among the group's candidates alone, for one seat,
    and who is elected there takes the place. A group over its maximum loses its last elected, and
    the place is counted among the candidates whom no quota shuts out.

    Raises UncountableError when the quotas cannot all be kept.
    """
    _check(sheet, quotas)
    if sheet.tied is not None:
        return sheet
    elected, stages, words = list(sheet.elected), list(sheet.stages), list(sheet.words)
    gone: set[str] = set()
    for _ in range(2 * len(sheet.candidates) + 1):
        wanting = next((quota for quota in quotas if quota.lacks(elected)), None)
        if wanting is None:
            break
        leaving = _leaving(elected, wanting, quotas)
        gone.add(leaving)
        elected.remove(leaving)
        eligible = [
            name
            for name in ballots.standing
            if name not in elected and name not in gone and _helps(name, elected, wanting, quotas)
        ]
        if not eligible:
            raise UncountableError(f"nobody is left to keep the quota for {wanting.group}")
        among = replace(ballots, withdrawn=frozenset(set(ballots.candidates) - set(eligible)), seats=1)
        taking = recount(among)
        if taking.tied is not None:
            line = f"For the quota of {wanting.group}: {taking.tied.words}"
            stages.append(Stage(what="quota", words=(line,)))
            return replace(
                sheet, elected=tuple(elected), stages=tuple(stages), tied=taking.tied, words=(*words, line)
            )
        (name,) = taking.elected
        elected.append(name)
        line = (
            f"Quota for {wanting.group}: {leaving}, elected last of those who can give way, "
            f"gives way to {name}, who is first when the same papers are counted among {', '.join(eligible)}."
        )
        words.append(line)
        stages.append(
            Stage(
                what="quota",
                who=(leaving, name),
                totals=taking.stages[-1].totals,
                elected=(name,),
                excluded=(leaving,),
                words=(line,),
            )
        )
    else:
        raise UncountableError("the quotas contradict one another")
    told = {quota.group: {"at_least": quota.at_least, "at_most": quota.at_most} for quota in quotas}
    return replace(
        sheet,
        elected=tuple(elected),
        stages=tuple(stages),
        words=tuple(words),
        figures={**sheet.figures, "quotas": told},
    )


def _check(sheet: CountSheet, quotas: Sequence[Quota]) -> None:
    for quota in quotas:
        if unknown := sorted(quota.of - set(sheet.candidates)):
            raise UncountableError(f"not among the candidates: {', '.join(unknown)} (group {quota.group})")
        if sheet.seats is not None and quota.at_least > min(sheet.seats, len(quota.of)):
            raise UncountableError(
                f"{quota.at_least} of {quota.group} cannot be elected: there are {sheet.seats} seats and "
                f"{len(quota.of)} candidates of the group"
            )
        if quota.at_most is not None and quota.at_most < quota.at_least:
            raise UncountableError(f"at least {quota.at_least} and at most {quota.at_most} cannot both be")


def _leaving(elected: Sequence[str], wanting: Quota, quotas: Sequence[Quota]) -> str:
    """The last elected whose leaving breaks no minimum; where a group has too many, of that group."""
    over = wanting.lacks(elected) < 0
    for name in reversed(elected):
        if (name in wanting.of) != over:
            continue
        rest = [other for other in elected if other != name]
        if all(quota.lacks(rest) <= max(0, quota.lacks(elected)) for quota in quotas if quota is not wanting):
            return name
    raise UncountableError(f"nobody can give way for the quota of {wanting.group} without breaking another")


def _helps(name: str, elected: Sequence[str], wanting: Quota, quotas: Sequence[Quota]) -> bool:
    """Whether electing them helps the wanting group and puts no group over its maximum."""
    over = wanting.at_most is not None and sum(n in wanting.of for n in elected) >= wanting.at_most
    if over == (name in wanting.of):
        return False
    return all(quota.lacks([*elected, name]) >= 0 for quota in quotas)
