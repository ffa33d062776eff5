"""A decision on a sheet: what was decided, its text, the count behind it, and by what right, down to the last count."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confederal.audit.trail import Node, lines, trail
from confederal.kernel.decision import Decision, Waits
from confederal.kernel.identity import Step
from confederal.kernel.question import Question
from confederal.web.paper.minutes import result, statements
from confederal.web.paper.setting import address, begun, code_of, ended, text_of
from confederal.web.paper.sheet import MARGIN, Sheet
from confederal.web.paper.wording import day, kind, moment
from confederal.web.templatetags.plain import trail_words
from confederal.web.visit import Visit

CODE = 32.0
MOST = 120
"""Lines of a trail on paper; the rest stands on the page."""
DEEPEST = 8
"""Levels of the trail that are moved further to the right."""


def decision(visit: Visit, question: Question) -> bytes:
    """The sheet of one proposal; of one that is open or not adopted it says so."""
    sheet = begun(visit, question.title)
    link = address(visit, "questions:question", visit.body, question.id)
    sheet.to_scan(link, sheet.w - MARGIN - CODE, sheet.y, CODE, _("Code to scan: the page of this proposal"))
    sheet.type(20, bold=True)
    for line in sheet.broken(question.title, sheet.wide - CODE - 4, 5):
        sheet.words(line, 20, bold=True, after=0, tag="/H1")
    sheet.set_y(max(sheet.y, MARGIN + CODE) + 3)
    sheet.words(f"{visit.title} · {kind(question.matter)} · {code_of(visit.body, question.id)}", 12)
    made = visit.state.decisions.get(question.id)
    if made is not None:
        sheet.facts(in_force(visit, made))
    for paragraph in text_of(visit, question):
        sheet.words(paragraph, 13)
    sheet.heading(_("How it was decided"), 2)
    sheet.facts(result(visit, question))
    statements(visit, sheet, question)
    by_what_right(visit, sheet, question.id)
    return ended(visit, sheet)


def in_force(visit: Visit, made: Decision) -> list[tuple[str, str]]:
    """From when to when it binds, or what it waits for."""
    waits = {
        Waits.RATIFICATION: _("waits to be confirmed by the branches"),
        Waits.PARTIES: _("waits for the other parties"),
        Waits.APPEAL: _("waits for the hearing of an appeal"),
    }.get(made.waits)
    if made.fell_short(visit.now):
        waits = _("not confirmed in time: it binds nobody and is back with the branches")
    facts = [(_("Decided on"), moment(made.at, visit.zone))]
    if waits is not None:
        return [*facts, (_("In force"), waits)]
    since = _("from %(day)s") % {"day": day(made.from_, visit.zone)}
    if made.ended_at is not None:
        since += " " + _("until %(day)s, when it was ended") % {"day": day(made.ended_at, visit.zone)}
    elif made.until is not None:
        since += " " + _("until %(day)s") % {"day": day(made.until, visit.zone)}
    return [*facts, (_("In force"), since)]


def by_what_right(visit: Visit, sheet: Sheet, step: Step) -> None:
    """The trail as an indented list."""
    found = trail(visit.state, step, visit.office.library(), visit.now)
    if found is None:
        return
    sheet.heading(_("By what right?"), 2)
    every = list(lines(found))
    deepest = as_deep_as_fits([depth for depth, _node in every])
    for depth, node in every:
        if depth <= deepest:
            sheet.words(told(visit, node), 11, after=1, inset=5 * min(depth, DEEPEST))
    left = sum(1 for depth, _node in every if depth > deepest)
    if left:
        more = ngettext(
            "%(number)d more line, further down, on the page:",
            "%(number)d more lines, further down, on the page:",
            left,
        )
        sheet.words(more % {"number": left}, 11, bold=True, after=0)
        sheet.words(address(visit, "trail:trail", visit.body, step), 9)


def as_deep_as_fits(depths: list[int]) -> int:
    """The greatest depth to which a trail is printed in at most `MOST` lines; 1 at least.

    >>> as_deep_as_fits([0, 1, 2, 2, 1])
    2
    >>> as_deep_as_fits([0, 1] + [2] * MOST)
    1
    """
    deepest = max(depths, default=0)
    while deepest > 1 and sum(1 for depth in depths if depth <= deepest) > MOST:
        deepest -= 1
    return deepest


def told(visit: Visit, node: Node) -> str:
    """One line of the trail, with the step at which anybody finds it."""
    words = trail_words(node, visit)
    if node.step is not None:
        words += " " + _("(step %(step)d)") % {"step": node.step}
    if not node.grounded:
        return "✗ " + words + " – " + _("no ground for this stands in the record")
    return words
