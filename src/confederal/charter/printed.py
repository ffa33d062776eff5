"""The printed charter: the law as members read it, made from the articles and the bounds themselves.

Nothing is written here that stands elsewhere, but what each number of a charter means. `CHARTER.md` is this
text; a test fails when it is older than the articles. To print it again:

    PYTHONPATH=src .venv/bin/python -m confederal.charter.printed > CHARTER.md
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any

from msgspec.structs import fields

from confederal.charter import settings
from confederal.charter.article import Article, Paragraph, tag
from confederal.charter.articles import ARTICLES
from confederal.kernel.act import ACTS
from confederal.kernel.body import Charter, Form, Kind, Office, Share
from confederal.kernel.matters import MATTERS
from confederal.kernel.matters.matter import MatterBase, Notice, Sense

COMMAND = "PYTHONPATH=src .venv/bin/python -m confederal.charter.printed > CHARTER.md"


def charter() -> str:
    """The whole printed charter, as Markdown."""
    return "\n".join([*opening(), *articles(), *what_can_be_said(), *what_can_be_decided(), *numbers()])


def opening() -> Iterator[str]:
    told = [paragraph for article in ARTICLES for paragraph in article.paragraphs]
    kept = sum(bool(paragraph.enforced) for paragraph in told)
    yield "# The charter"
    yield ""
    yield "The articles are the same for every body and no majority amends them."
    yield "What a body chooses for itself are the numbers at the end, inside their bounds."
    yield f"This text is printed from the code by `{COMMAND}`; a test fails when it is out of date."
    yield ""
    yield f"There are {len(ARTICLES)} articles with {len(told)} paragraphs."
    yield f"{kept} are *enforced*: the name behind the word is the check or the rule of reading that keeps them,"
    yield "at the desk before an act is written and again by everybody who reads the record."
    yield f"{len(told) - kept} *declare only*: they say why the software does not keep them yet, and which room will."
    yield "R and P numbers are the requirements and the rules of privacy the project began with."
    yield ""


# The articles


def articles() -> Iterator[str]:
    for chapter, among in groupby(ARTICLES, key=lambda article: article.chapter):
        yield f"## {chapter}"
        yield ""
        for article in among:
            yield from one(article)


def one(article: Article) -> Iterator[str]:
    """One article: its title, its words, its paragraphs."""
    title, _, words = article.words.partition("\n")
    yield f"### {title.rstrip('.')}"
    yield ""
    yield words.strip()
    yield ""
    for paragraph in sorted(article.paragraphs, key=lambda paragraph: paragraph.number):
        yield f"{paragraph.number}. {paragraph.words}"
        yield f"   {standing(paragraph)}"
    yield ""
    yield f"`{article.name}`, from {', '.join(article.sources)}"
    yield ""


def standing(paragraph: Paragraph) -> str:
    """Whether a paragraph is enforced and by what, or why it only declares and what will enforce it."""
    if paragraph.enforced:
        by = paragraph.enforced.replace(EVERY_MATTER, "every matter")
        return f"*enforced* by {'; '.join(f'`{each}`' for each in by.split('; '))}"
    return f"*declares only*: {paragraph.because}; to be kept by: {paragraph.room}"


EVERY_MATTER = ", ".join(matter.word() for matter in MATTERS)


# What can be said and what can be decided


def what_can_be_said() -> Iterator[str]:
    yield "## What can be said"
    yield ""
    yield "These are all the acts there are. Nobody appoints, dismisses from above, dissolves another body or decrees:"
    yield "it is not forbidden, there is no word for it."
    yield ""
    yield "| act | says |"
    yield "|---|---|"
    for act in ACTS:
        yield f"| `{tag(act)}` | {first_sentence(act)} |"
    yield ""


def what_can_be_decided() -> Iterator[str]:
    yield "## What can be decided"
    yield ""
    yield "A body acts by deciding questions, and a question puts one of these matters."
    yield ""
    yield "| matter | says | decided by | takes | notice | vote |"
    yield "|---|---|---|---|---|---|"
    for matter in MATTERS:
        if matter.finished:
            yield row(matter)
    yield ""
    later = ", ".join(f"`{matter.word()}`" for matter in MATTERS if not matter.finished)
    yield f"Not in this edition, and refused until their room is built: {later}."
    yield ""


def row(matter: type[MatterBase]) -> str:
    """One line of the table of matters."""
    by = "assemblies and councils" if len(matter.kinds) > 1 else f"{KIND[next(iter(matter.kinds))]} only"
    told = (first_sentence(matter), by, takes(matter), NOTICE[matter.notice], openness(matter))
    return f"| `{matter.word()}` | {' | '.join(told)} |"


def openness(matter: type[MatterBase]) -> str:
    """Whether its vote is secret; delegates' votes in a council are open to those who sent them (P8)."""
    if not matter.secret:
        return "open, unless one in ten asks"
    return "secret" if len(matter.kinds) == 1 else "secret; delegates' votes are open"


def takes(matter: type[MatterBase]) -> str:
    """What a matter takes to be carried, and to be in force."""
    if matter.threshold is not MatterBase.threshold:
        share = "more than 1/2 of the votes cast, whatever the charter says"
    elif matter.sense is Sense.PERSONS:
        share = "a count by Scottish STV or majority; unopposed: `decides`"
    elif matter.sense is Sense.OPTIONS:
        share = "an option with more than half"
    else:
        share = f"`{matter.rule}`"
    reserved = ", reserved quorum" if matter.reserved else ""
    return f"{share}{reserved}{'; a council confirms it below' if matter.goes_down else ''}"


KIND = {"assembly": "assemblies", "council": "councils"}
NOTICE = {
    Notice.ORDINARY: "ordinary",
    Notice.URGENT: "urgent",
    Notice.READING: "time to read the text",
}


def first_sentence(kind: type) -> str:
    """The first sentence of what a kind of act or matter says of itself."""
    said = " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())
    return said.replace("|", "\\|")


# The numbers a body chooses


def numbers() -> Iterator[str]:
    yield "## The numbers a body chooses"
    yield ""
    yield "Changed by the body alone, by `decides_charter`, inside these bounds. Templates of real organisations are in"
    yield "`src/confederal/charter/templates`."
    yield ""
    yield "| setting | says | unless chosen | bounds |"
    yield "|---|---|---|---|"
    for field in fields(Charter):
        told = "" if field.required else in_words(field.default)
        yield f"| `{field.name}` | {MEANS[field.name]} | {told} | {bounds(field.name)} |"


def bounds(name: str) -> str:
    """The bounds of one setting, in words."""
    between = {each: f"{least} to {most}" for each, least, most in settings.BETWEEN}
    if name in between:
        return between[name]
    most = dict(settings.AT_MOST)
    if name in most:
        return f"{'more than 0, ' if name in settings.POSITIVE else ''}at most {most[name]}"
    if name in settings.THRESHOLDS:
        largest = settings.MOST.get(name, Fraction(3, 4))
        return f"more than 1/2, at most {largest}{'' if name == 'ratified_by' else ABSENT}"
    return OTHER_BOUNDS.get(name, "")


ABSENT = "; of all who may vote, 1/2 at most"
"""Else those who stay away decide."""


def in_words(value: Any) -> str:
    """A default as members read it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(in_words(each) for each in value) or "none"
        case Office():
            return f"{value.seats} {value.name}s"
        case Share():
            return str(value)
        case _:
            return str(value).replace("_", " ")


MEANS = {
    "title": "what the body is called",
    "kind": "an assembly is made of members, a council of delegates whom other bodies send",
    "form": "what the body is for; it chooses no powers",
    "quorum_least": "people (in a council: bodies) who must take part at least",
    "quorum_share": "share of the electors who must take part; the larger of both counts, never above a majority",
    "reserved_quorum": "the share for reserved matters",
    "notice_days": "days before an ordinary vote opens",
    "urgent_hours": "hours before an urgent one",
    "support": "supporters, the proposer among them, who bring a question to the agenda",
    "petition": "share of the electors whose signatures make a meeting exist and start a recall; at most 3 people "
    "in a body under 15",
    "petition_days": "days within which that meeting is held",
    "between_meetings": "whether votes by device are held between meetings",
    "secrecy_on_demand": "share of the electors who make any vote secret by asking",
    "count_on_demand": "share who have hands counted by paper by asking",
    "voting_days": "days a vote by device stays open",
    "decides": "what an ordinary decision takes",
    "decides_charter": "what a change of these numbers takes, and of sections and edition",
    "decides_joining": "what joining and admitting take",
    "decides_expulsion": "what an expulsion takes",
    "decides_closing": "what closing down takes, at two meetings",
    "reading_days": "days the full text of a deal or of what comes down is there before the vote",
    "appeal_days": "days for appeals, minority statements and the mending of a count",
    "retable_days": "days before what fell is put again in the same words",
    "admission_by_assembly": "whether the assembly admits members, and not two keepers alone",
    "offices": "tasks that several people hold together, with their seats",
    "term_days": "days of a term",
    "consecutive_terms": "terms in a row in one office",
    "cross_office_years": "years of any six in all offices of power together",
    "vouchers": "co-workers whose word replaces a lost key",
    "recovery_hours": "hours in which the old key can stop that",
    "cooling_off_days": "days without vote or office after acting for an employer",
    "sections": "standing constituencies that may sit apart and are counted together",
    "delegation_key": "how a council shares out votes among its bodies",
    "started": "with the key per started number: that number of members for each vote",
    "brackets": "with the key of brackets: up to so many members, so many votes",
    "cap_votes": "votes no body exceeds; 0 for no such limit",
    "stray": "what becomes of a vote that differs from its mandate",
    "uncovered": "what a delegate does with a text no mandate covers",
    "freshness_days": "days a body's standing stays fresh enough for free votes",
    "standing_days": "days somebody must have been a member to weigh in a council",
    "credentials_each_sitting": "whether delegates take their seats anew at each sitting, credentials first",
    "ratified": "matters that come down to be confirmed, beside those that always do",
    "ratified_by": "what share of the bodies confirms",
    "ratify_days": "days they have for it",
    "leave_notice_days": "days between a body's decision to leave and its effect",
    "sides": "the sides of a joint committee, each with its own majority",
    "ends_day": "days after which a commission or defence council ends",
    "tasks": "its tasks, one by one",
    "currency": "of the amounts this body decides",
    "time_zone": "in which dates and terms are reckoned",
}
"""What each number or choice of a charter means. A test holds this table against the charter's own fields."""

FORMS = {
    kind: ", ".join(
        f"`{form}`" for form in Form if (form in settings.COUNCIL_FORMS) == (kind is Kind.COUNCIL)
    )
    for kind in Kind
}

OTHER_BOUNDS = {
    "title": "1 to 200 characters",
    "kind": " or ".join(f"`{kind}`" for kind in Kind),
    "form": f"assembly: {FORMS[Kind.ASSEMBLY]}; council: {FORMS[Kind.COUNCIL]}",
    "offices": "2 to 50 seats each; an assembly has keepers and tellers",
    "sections": "assemblies only, each named once",
    "started": "1 or more",
    "brackets": "rising; the last without limit",
    "ratified": "councils only; a federation's and a congress's floors always",
    "sides": "two or more in a joint committee",
    "ends_day": "1 to 365 for a commission or defence council",
    "tasks": "one or more for a commission or defence council",
    "currency": "three letters, ISO 4217",
    "time_zone": "named as in the tz database",
}
"""The bounds that are no interval, as `settings` checks them."""

if __name__ == "__main__":
    print(charter())
