"""Telling acts of power: the language has no word for it, or its nearest act is refused (Russia's kind).

The lawful parts and the controls are acted out and accepted. Which acts lie outside a war is computed from dates.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct

from confederal.stories.bottle import Bottle
from confederal.stories.lawful import LOST, Done, control, motion_voted_down
from confederal.stories.telling import (
    Check,
    Reporter,
    Step,
    Telling,
    Untellable,
    Verdict,
    holds,
    not_understood,
    not_yet,
    record,
)
from confederal.stories.vocabulary import Breach, breaches, vocabulary
from confederal.stories.world import StoryBroken

OLD_STYLE: Final = timedelta(days=13)
"""Between the Julian and the Gregorian calendar in these years."""

WAR: Final = (date(1918, 5, 25), date(1920, 11, 14))
"""The main fronts of the civil war: from the revolt of the Czechoslovak Legion to the evacuation of the Crimea."""

SEASONS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 12)}


class Span(Struct, frozen=True):
    """From the first to the last day a date can mean, in the Gregorian calendar."""

    first: date
    last: date

    def against(self, war: tuple[date, date]) -> str:
        """Where it lies: before, within, after, or not to be said because the date spans an edge."""
        if self.last < war[0]:
            return "before"
        if self.first > war[1]:
            return "after"
        inside = war[0] <= self.first and self.last <= war[1]
        return "within" if inside else "across an edge of"

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


def span(words: object) -> Span:
    """The days that a date of the file can mean. Raises Untellable on other words.

    >>> str(span("1917-10-26 OS"))
    '1917-11-08'
    >>> str(span("1918 spring"))
    '1918-03-01 to 1918-05-31'
    """
    found = re.fullmatch(
        r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?| (spring|summer|autumn|winter))?( OS)?", str(words).strip()
    )
    if found is None:
        raise Untellable(f"a date such as 1917-10-26 OS, 1918-05 or 1918 spring, not: {words}")
    year = int(found[1])
    months = SEASONS[found[4]] if found[4] else (int(found[2]),) * 2 if found[2] else (1, 12)
    try:
        first = date(year, months[0], int(found[3] or 1))
        last = date(year, months[1], int(found[3] or calendar.monthrange(year, months[1])[1]))
    except ValueError as error:
        raise Untellable(f"no day of any calendar: {words}") from error
    shift = OLD_STYLE if found[5] else timedelta(0)
    return Span(first + shift, last + shift)


class Told(Struct, frozen=True):
    """One act of the file, as it was told."""

    n: int
    span: Span
    breaches: tuple[Breach, ...]
    lost: Done | None
    """The lawful part: a vote that was lost."""

    @property
    def impossible(self) -> bool:
        return bool(self.breaches) and all(each.impossible for each in self.breaches)

    @property
    def way(self) -> str:
        """`refused` if a nearest act exists and an article refuses it; `no word` if nothing can be written at all."""
        return "refused" if any(each.way == "refused" for each in self.breaches) else "no word"


def tell(file: Mapping[str, Any], report: Reporter) -> Telling:
    """The steps of a file of this kind."""
    known = ("scenario", "acts", "controls", "assertions", "sources", "note", "calendar", "title")
    for name, section in file.items():
        if name not in known and isinstance(section, (dict, list, int)):
            yield Step("", str(name), checks=(not_understood(f"section {name}"),))
    acts = [record(act, dict, "an act") for act in record(file.get("acts"), list, "acts")]
    spans = [span(act.get("date")) for act in acts]
    report("a small federation, on which the acts are tried")
    bottle = Bottle()
    told: list[Told] = []
    for act, when in zip(acts, spans, strict=True):
        report(f"act {act.get('n')}")
        step, one = act_told(bottle, act, when)
        if one is not None:
            told.append(one)
        yield step
    accepted: list[bool] = []
    for row in record(file.get("controls", []), list, "controls"):
        done = tried_control(str(record(row, dict, "a control").get("what")))
        accepted.append(done is not None and done.accepted)
        yield control_told(row, done)
    yield summary(told)
    for words in record(file.get("assertions", []), list, "assertions"):
        yield Step("after", "assertion", checks=tuple(assertion(str(words), told, accepted, len(acts))))


def act_told(bottle: Bottle, act: Mapping[str, Any], when: Span) -> tuple[Step, Told | None]:
    """One act: each of its codes tried, its lawful part acted out."""
    words, codes = str(act.get("what")), record(act.get("violates", []), list, "violates")
    unknown = [str(code) for code in codes if code not in vocabulary().codes]
    shown = f"{when}; {when.against(WAR)} the war"
    if unknown or not codes:
        check = not_understood(f"violates {', '.join(unknown) or 'nothing'}")
        return Step(str(act.get("date")), words, shown, checks=(check,)), None
    found = breaches(bottle, words, codes)
    lost = motion_voted_down(words) if LOST.search(words) else None
    one = Told(int(act.get("n", 0)), when, tuple(found), lost)
    checks = [holds(f"violates {each.code}: {vocabulary().codes[each.code].means}", each.impossible, each.found)
              for each in found]  # fmt: skip
    if lost is not None:
        checks.append(holds("the lawful part: losing a vote", lost.accepted, lost.found))
    if "metric" in act:
        checks.append(not_yet(f"indicator of drift at {act['metric']}", "audit of drift"))
    outcome = tuple(dict.fromkeys(each.words for breach in found for each in breach.tried))
    objections = tuple(
        dict.fromkeys(
            objection
            for breach in found
            for each in breach.tried
            if not each.no_word
            for objection in each.objections
        )
    )
    number = f"{act['n']}. " if "n" in act else ""
    return (
        Step(str(act.get("date")), f"{number}{words}", shown, outcome, tuple(checks), objections, one.way),
        one,
    )


def tried_control(words: str) -> Done | None:
    """The lawful act of a sentence; one that could not be acted out is not accepted."""
    try:
        return control(words)
    except StoryBroken as broken:
        return Done(False, f"the story broke: {broken}")


def control_told(row: Mapping[str, Any], done: Done | None) -> Step:
    """One control: acted out and accepted, or not understood."""
    words = str(row.get("what"))
    if done is None:
        return Step(str(row.get("date", "")), words, "control", checks=(not_understood(words),))
    return Step(
        str(row.get("date", "")),
        words,
        "control",
        (done.found,),
        (holds("accepted", done.accepted, done.found),),
    )


def summary(told: Sequence[Told]) -> Step:
    """How many have no word and how many are refused, apart; and which lie outside the war."""
    ways = {way: [one for one in told if one.impossible and one.way == way] for way in ("no word", "refused")}
    each = [breach.way for one in told for breach in one.breaches if breach.impossible]
    lines = [
        f"{len(ways['no word'])} acts: no word of the language can say them.",
        f"{len(ways['refused'])} acts: the nearest act was tried and refused, the article named.",
        f"Of their {len(each)} breaches {each.count('no word')} have no word and {each.count('refused')} were refused.",
        f"The main fronts of the war: {WAR[0]} to {WAR[1]}.",
    ]
    for where in ("before", "within", "after", "across an edge of"):
        acts = [f"n{one.n}" for one in told if one.span.against(WAR) == where]
        lines.append(f"{where.capitalize()} the war ({len(acts)}): {', '.join(acts) or 'none'}.")
    return Step("summary", "two counts, and the dates", outcome=tuple(lines))


def assertion(words: str, told: Sequence[Told], accepted: Sequence[bool], acts: int) -> list[Check]:
    """One sentence of the file about all of it, checked."""
    by_number = {one.n: one for one in told}
    ranges = [(int(a), int(b or a)) for a, b in re.findall(r"\bn(\d+)(?:-n?(\d+))?", words)]
    meant = [n for first, last in ranges for n in range(first, last + 1)]
    missing = [n for n in meant if n not in by_number]
    if missing:
        return [holds(words, False, f"not among the acts: {', '.join(f'n{n}' for n in missing)}")]
    chosen = [by_number[n] for n in meant]
    if re.search(r"every act has no word .*or is refused", words):
        no_word = sum(one.impossible and one.way == "no word" for one in told)
        refused = sum(one.impossible and one.way == "refused" for one in told)
        return [
            holds(
                words,
                no_word + refused == acts == len(told),
                f"{no_word} no word, {refused} refused, of {acts}",
            )
        ]
    if re.search(r"losing a vote is lawful", words) and chosen:
        right = all(one.lost is not None and one.lost.accepted and one.impossible for one in chosen)
        found = "; ".join(f"n{one.n}: {one.lost.found if one.lost else 'no vote was lost'}" for one in chosen)
        return [holds(words, right, found)]
    if re.search(r"report which lie outside", words) and chosen:
        parts = [
            f"{where}: {', '.join(f'n{one.n}' for one in chosen if one.span.against(WAR) == where) or 'none'}"
            for where in ("before", "after", "across an edge of", "within")
        ]
        return [Check(words, "; ".join(parts), Verdict.HELD)]
    placed = re.search(r"lie (before|after|within|in|outside) the (?:civil )?war", words)
    if placed is not None and chosen:
        wanted = {"in": ("within",), "outside": ("before", "after")}.get(placed[1], (placed[1],))
        wrong = [f"n{one.n} ({one.span})" for one in chosen if one.span.against(WAR) not in wanted]
        return [holds(words, not wrong, "so they do" if not wrong else f"not so: {', '.join(wrong)}")]
    if re.search(r"controls (are )?accepted", words):
        return [
            holds(words, bool(accepted) and all(accepted), f"{sum(accepted)} of {len(accepted)} accepted")
        ]
    return [not_understood(words)]
