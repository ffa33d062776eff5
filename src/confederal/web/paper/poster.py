"""The poster of a meeting: when, what about, and a code to scan. It hangs where anybody may read it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confederal.kernel.question import Question
from confederal.web.paper.gathering import Gathering
from confederal.web.paper.setting import begun, ended, page_beside
from confederal.web.paper.sheet import FOOT, MARGIN, Sheet
from confederal.web.paper.wording import concerns_persons, hour, kind, weekday
from confederal.web.visit import Visit

CODE = 52.0
"""Millimetres of the code's side."""


def poster(visit: Visit, meeting: Gathering, where: str = "") -> bytes:
    """One page. What concerns persons is named by its kind only: a wall has many readers."""
    sheet = begun(visit, _("Meeting"))
    sheet.heading(visit.title, 2)
    sheet.ln(2)
    sheet.words(_("Meeting"), 44, bold=True, after=4, tag="/H1")
    if meeting.section is not None:
        sheet.words(
            _("of %(section)s") % {"section": meeting.section.replace("_", " ")}, 22, bold=True, after=4
        )
    if meeting.at_latest:
        sheet.words(
            _("on %(day)s at the latest") % {"day": weekday(meeting.on, visit.zone)}, 28, bold=True, after=4
        )
    else:
        sheet.words(weekday(meeting.on, visit.zone), 28, bold=True, after=1)
        sheet.words(hour(meeting.on, visit.zone), 40, bold=True, after=4)
    if where:
        sheet.words(where, 22, after=4, most=2)
    else:
        sheet.to_fill(_("Where:"), size=18, gap=14)
        sheet.ln(2)
    if meeting.sitting is None or meeting.ground.value == "petition":
        sheet.words(_("Members asked for this meeting. It takes place by right."), 14, after=3)
    sheet.rule()
    foot = sheet.h - MARGIN - FOOT - CODE
    listed(visit, sheet, meeting.agenda, foot)
    sheet.set_y(foot)
    link = page_beside(visit)
    sheet.to_scan(link, sheet.w - MARGIN - CODE, foot, CODE, _("Code to scan: the page of this meeting"))
    sheet.set_y(foot + 8)
    sheet.r_margin = MARGIN + CODE + 4
    beside(sheet, _("All texts, and how to take part: scan this code, or ask at the tellers' table."), CODE)
    return ended(visit, sheet)


def listed(visit: Visit, sheet: Sheet, agenda: tuple[Question, ...], foot: float) -> None:
    """The agenda as far as the page goes."""
    size = 22 if len(agenda) < 5 else 17
    for number, question in enumerate(agenda, start=1):
        sheet.type(size)
        left = len(agenda) - number + 1
        if sheet.y + 3 * sheet.line_height > foot and left > 1:
            more = ngettext("and %(number)d more", "and %(number)d more", left) % {"number": left}
            sheet.words(more, 15, after=0)
            return
        sheet.words(f"{number}.  {public_title(visit, question)}", size, after=1.5, most=2)


def public_title(visit: Visit, question: Question) -> str:
    """What a proposal is called where anybody may read it."""
    if concerns_persons(question.matter, visit.state):
        return kind(question.matter).capitalize()
    return question.title


def beside(sheet: Sheet, words: str, taken: float) -> None:
    """A paragraph to the left of something that takes so many millimetres at the right margin."""
    sheet.type(14)
    for line in sheet.broken(words, sheet.wide - taken - 6):
        sheet.set_x(MARGIN)
        sheet.words(line, 14, after=0)
