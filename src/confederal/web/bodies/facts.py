"""The fields of an act as names and values one can read aloud: what exactly is put before a second person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from msgspec import Struct
from msgspec.structs import fields

from confederal.audit import words as w
from confederal.kernel import act as a
from confederal.kernel.ballot import Tally
from confederal.kernel.identity import Step
from confederal.kernel.words import STANDINGS
from confederal.web import language
from confederal.web.visit import Visit

NAMES = {
    "agenda": gettext_noop("Agenda"),
    "attendance": gettext_noop("People there"),
    "corrects": gettext_noop("Mends the count of step"),
    "id": gettext_noop("Who"),
    "into": gettext_noop("Merged into"),
    "key": gettext_noop("Key"),
    "lines": gettext_noop("Lines"),
    "member": gettext_noop("Who"),
    "note": gettext_noop("Note"),
    "question": gettext_noop("Proposal"),
    "section": gettext_noop("Section"),
    "sitting": gettext_noop("Meeting"),
    "spoilt": gettext_noop("Spoilt papers"),
    "standing": gettext_noop("Standing"),
    "step": gettext_noop("Step"),
    "tallies": gettext_noop("Counted"),
    "way": gettext_noop("Way of voting"),
}


def facts_of(act: a.AnyAct, visit: Visit) -> list[tuple[str, str]]:
    """Name and value of every field that says something. Tellers' numbers are left out: the other teller counts.

    (A count is confirmed by an own count, never by reading the first one.)
    """
    found = []
    for name, value in pairs(act):
        if value in (None, "", (), 0) or name in ("digest", "roll", "entry", "card"):
            continue
        if name in ("tallies", "spoilt") and isinstance(act, a.CountTold):
            continue
        found.append((_(NAMES[name]) if name in NAMES else name.replace("_", " "), said(value, name, visit)))
    return found


def pairs(value: Struct) -> Iterator[tuple[str, Any]]:
    """The fields of a value; what a member said at the tellers' table with its own fields."""
    for field in fields(type(value)):
        inner = getattr(value, field.name)
        if isinstance(value, a.Assisted) and field.name == "act":
            yield "act", str(type(inner).__struct_config__.tag).replace("_", " ")
            yield from pairs(inner)
        else:
            yield field.name, inner


def said(value: Any, name: str, visit: Visit) -> str:
    """A value in words."""
    if name in ("question", "into") and isinstance(value, int):
        return proposal(value, visit)
    if name in ("id", "member"):
        return visit.called(value)
    if name == "way":
        return _(w.WAYS[value])
    if name == "standing":
        return _(STANDINGS[value])
    if isinstance(value, tuple):
        return "; ".join(said(each, "", visit) for each in value)
    if isinstance(value, Tally):
        return (
            f"{' › '.join(visit.called(language.told(w.marked(mark))) for mark in value.mark)}: {value.votes}"
        )
    if isinstance(value, a.StandingLine):
        told = f"{visit.called(value.id)}: {_(STANDINGS[value.standing])}"
        return f"{told} ({value.section})" if value.section else told
    return str(value)


def proposal(step: Step, visit: Visit) -> str:
    question = visit.state.questions.get(step)
    return str(step) if question is None else question.title
