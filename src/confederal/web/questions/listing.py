"""The list of proposals of a body: open ones first, by stage and kind, a page at a time, without reading a text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from confederal.kernel.question import Question, Result, Stage
from confederal.kernel.state import State
from confederal.web.questions import words

A_PAGE = 40

STANDS: dict[str, tuple[str | Promise, Callable[[Question], bool]]] = {
    "open": (_("all that are open"), lambda q: q.stage in (Stage.RAISED, Stage.AGENDA, Stage.VOTING)),
    "raised": (_("gathering support"), lambda q: q.stage is Stage.RAISED),
    "agenda": (_("on the agenda"), lambda q: q.stage is Stage.AGENDA),
    "voting": (_("the vote is open"), lambda q: q.stage is Stage.VOTING),
    "adopted": (_("adopted"), lambda q: q.outcome is not None and q.outcome.result is Result.CARRIED),
    "not-adopted": (
        _("not adopted"),
        lambda q: q.outcome is not None and q.outcome.result is not Result.CARRIED,
    ),
    "taken-back": (_("taken back"), lambda q: q.stage is Stage.WITHDRAWN),
}
"""What one can filter by."""

_ORDER = {Stage.VOTING: 0, Stage.AGENDA: 1, Stage.RAISED: 2, Stage.CLOSED: 3, Stage.WITHDRAWN: 3}


class Row(Struct, frozen=True):
    """One line of the list."""

    question: Question
    kind: str
    stands: str
    tag: str
    support: int
    needed: int


def wanted(state: State, stands: str, kind: str) -> list[Question]:
    """The questions that were asked for: open before closed, the vote first, the newest first among equals."""
    keep = STANDS.get(stands, ("", lambda q: True))[1]
    found = [
        question
        for question in state.questions.values()
        if keep(question) and (not kind or question.matter.word() == kind)
    ]
    found.sort(key=lambda q: (_ORDER[q.stage], -q.id))
    return found


def page(
    state: State, found: list[Question], number: str | None, at: int
) -> tuple[Page[Question], list[Row]]:
    """One page of them, and its rows."""
    shown = Paginator(found, A_PAGE).get_page(number)

    @cache
    def electorate(section: str | None) -> int:
        return len(state.electors(section, at))

    def row(question: Question) -> Row:
        electors = electorate(None if state.council else question.matter.section(state))
        needed = state.charter.supporters(electors)
        if question.matter.by_petition:
            needed = state.charter.petitioners(electors)
        kind = words.kind(question.matter.word())
        return Row(
            question, kind, words.stands(question), words.tag_of(question), len(question.supporters), needed
        )

    return shown, [row(question) for question in shown]
