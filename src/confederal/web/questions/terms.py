"""The terms of a kind of decision as members read them: each with the label under which it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from django.forms import ChoiceField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from msgspec import Struct

from confederal.audit.changed_words import Words
from confederal.kernel import matters
from confederal.kernel.body import Charter, Office, Share
from confederal.kernel.identity import Step
from confederal.kernel.matters import Matter
from confederal.kernel.question import Question
from confederal.kernel.state import State
from confederal.web import dates, language
from confederal.web import office as offices
from confederal.web.questions import kinds, raising, words
from confederal.web.questions.reading import compared
from confederal.web.visit import Visit


class Term(Struct, frozen=True):
    """One term: its label, its value in words, where it leads, and what it was where it changes."""

    label: str
    value: str
    link: str = ""
    before: str = ""


FORM = {kind.word: kind.form for kind in reversed(kinds.BY_KEY.values())}
"""The form of each kind, by its word in the record."""

QUIET = (
    "binding",
    "ends",
    "to",
    "text",
    "with_",
    "host_key",
    "charter",
    "rules",
    "functions",
    "inventory",
    "debts",
    "unit",
    "note",
)
"""Terms that are told otherwise, or say nothing to a reader."""

STEPS = ("replaces", "strike", "ends", "first", "upholds", "standard", "question")
"""Terms that point at a step of our record."""


def terms(visit: Visit, question: Question) -> list[Term]:
    """The terms of what is put to the vote, in the order of its form."""
    before = visit.state.charter
    decision = visit.state.decisions.get(question.id)
    if decision is not None and decision.charter_before is not None:
        before = decision.charter_before
    return list(of_matter(visit, question.matter, before))


def of_matter(visit: Visit, matter: Matter, before: Charter) -> Iterator[Term]:
    """The terms of one kind of decision."""
    match matter:
        case matters.CharterChange():
            yield from changed(before, matter.becomes)
        case matters.Proposal():
            yield Term(_("To which council"), language.body_called(visit.state, matter.council))
            yield Term(_("What kind"), words.kind(matter.what.word()))
            above = visit.office.state(matter.council) if known(matter.council) else None
            yield from of_matter(visit, matter.what, before if above is None else above.charter)
        case matters.Mandating() | matters.Ratification():
            name = language.body_called(visit.state, matter.council)
            yield Term(
                _("Asked by"), name, page(matter.council, matter.question) if known(matter.council) else ""
            )
        case matters.AmendmentVote():
            yield pointing(visit.state, _("It changes"), matter.question)
            yield Term(_("Paragraph"), str(matter.paragraph + 1))
        case matters.Agreement():
            names = [party.name for party in matter.with_ if party.body != visit.body]
            yield Term(_("With whom"), ", ".join(names))
            yield from of_fields(visit, matter)
            yield Term(_("Fingerprint of the agreed text"), matter.text)
        case matters.Lending():
            borrows = matter.lends != visit.body
            name = ", ".join(party.name for party in matter.with_ if party.body != visit.body)
            yield Term(_("Who lends"), name if borrows else visit.title)
            yield Term(_("To whom"), visit.title if borrows else name)
            yield Term(
                _("For what"), ", ".join(words.office(visit.state, task, None) for task in matter.tasks)
            )
            yield from of_fields(visit, matter, "with_", "lends", "tasks")
        case matters.Standard():
            yield Term(_("How much"), words.amount(matter, before.currency))
            if matter.note != "-":
                yield Term(_("In words"), matter.note)
            yield from of_fields(visit, matter, "subject", "amount")
        case matters.Takeover():
            yield from of_fields(visit, matter)
            for function in matter.functions:
                yield Term(function.called, function.goes.value.replace("_", " "))
        case _:
            yield from of_fields(visit, matter)


def known(body: str) -> bool:
    """Whether the record of a council stands here too."""
    return offices.keeping(body) is not None


def of_fields(visit: Visit, matter: Matter, *without: str) -> Iterator[Term]:
    """The terms that were filled in, under their labels."""
    form = FORM.get(matter.word())
    if form is None:
        return
    fields: dict[str, Any] = form.base_fields
    for name in matter.__struct_fields__:
        value = getattr(matter, name)
        if name in QUIET or name in without or not value:
            continue
        label = str(fields[name].label) if name in fields else str(OTHERS.get(name, ""))
        if not label:
            continue
        if name == "sitting" and isinstance(value, int):
            yield meeting(visit, label, value)
            continue
        if name in STEPS and isinstance(value, int):
            yield pointing(visit.state, label, value)
            continue
        told = said(visit, name, value, fields.get(name))
        if told:
            yield Term(label, told)


OTHERS = {"body": lazy("Which body")}
"""Labels of terms whose field is made when the form is."""


def said(visit: Visit, name: str, value: Any, field: Any) -> str:
    """A term's value in words."""
    state = visit.state
    if name in ("body", "council"):
        return language.body_called(state, value)
    if name == "affected":
        return ", ".join(language.body_called(state, body) for body in value)
    if name == "member":
        return visit.called(value)
    if name in ("seat", "in_place_of"):
        seat = state.seats.get(value)
        return (
            str(value)
            if seat is None
            else f"{visit.called(seat.holder)}, {words.office(state, seat.office, seat.to)}"
        )
    if name == "office":
        return words.office(state, value, None)
    if name == "among":
        return ""  # they stand above the text, as they were worded
    if isinstance(value, Enum) and isinstance(field, ChoiceField):
        return str(dict(field.choices).get(value, value.value))  # type: ignore[arg-type]
    if isinstance(value, bool):
        return _("yes")
    if isinstance(value, tuple):
        return "; ".join(str(one) for one in value)
    return str(value)


def pointing(state: State, label: str, step: Step) -> Term:
    """A term that points at another proposal or decision of ours."""
    other = state.questions.get(step)
    return Term(label, f"#{step}" if other is None else other.title, page(state.body, step) if other else "")


def meeting(visit: Visit, label: str, step: Step) -> Term:
    """A term that points at a meeting of ours: its day and hour."""
    sitting = visit.state.sittings.get(step)
    if sitting is None:
        return Term(label, f"#{step}")
    return Term(
        label, dates.moment(sitting.on, visit.zone), reverse("sittings:sitting", args=[visit.body, step])
    )


def page(body: str, step: Step) -> str:
    return reverse("questions:question", args=[body, step])


def changed(before: Charter, after: Charter) -> Iterator[Term]:
    """Our own numbers that change: what each is, and what it would be."""
    for name in after.__struct_fields__:
        was, becomes = getattr(before, name), getattr(after, name)
        if was != becomes:
            label, _bounds = raising.NUMBERS.get(name, (name.replace("_", " "), ""))
            label = _("What we are called") if name == "title" else label
            yield Term(str(label), number_said(name, becomes), before=number_said(name, was))


def number_said(name: str, value: Any) -> str:
    """One of our own numbers in words."""
    if isinstance(value, Share):
        return words.share(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in raising.CHOSEN:
        return str(dict(raising.CHOSEN[name]).get(str(value), value))
    if name == "ratified":
        return ", ".join(words.kind(word) for word in value) or _("nothing")
    if isinstance(value, tuple):
        told = (f"{one.name}: {one.seats}" if isinstance(one, Office) else str(one) for one in value)
        return ", ".join(told) or "–"
    return str(value)


def wording_change(visit: Visit, question: Question) -> tuple[Words, ...]:
    """For a vote on another wording: what it changes, word by word, while that paragraph stands as it was."""
    matter = question.matter
    if not isinstance(matter, matters.AmendmentVote):
        return ()
    other = visit.state.questions.get(matter.question)
    if (
        other is None
        or matter.paragraph >= len(other.paragraphs)
        or other.paragraphs[matter.paragraph] == matter.becomes
    ):
        return ()
    return compared(visit.words(other.paragraphs[matter.paragraph]), visit.words(matter.becomes))
