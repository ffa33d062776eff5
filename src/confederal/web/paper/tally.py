"""For the tellers: a sheet for each of the two, and the list of those who voted by device already."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confederal.charter.returning import marks_of
from confederal.kernel.matters.election import Election, Method
from confederal.kernel.question import Question
from confederal.web.paper.attendance import allow_tellers, listed
from confederal.web.paper.ballots import person
from confederal.web.paper.setting import begun, code_of, ended, ranked
from confederal.web.paper.sheet import Sheet
from confederal.web.questions.reading import option_words
from confederal.web.questions.words import MARKS
from confederal.web.visit import Visit

ROWS = 22
"""Lines for papers of which each can say something else."""


def tally(visit: Visit, question: Question) -> bytes:
    """Two sheets, one a teller: each counts alone, and types what they counted without looking at the other's."""
    sheet = begun(visit, _("Tally sheet") + " " + code_of(visit.body, question.id))
    for number in (1, 2):
        if number == 2:
            sheet.leaf()
        teller(visit, sheet, question, number)
    return ended(visit, sheet)


def teller(visit: Visit, sheet: Sheet, question: Question, number: int) -> None:
    """The sheet of one teller."""
    code = code_of(visit.body, question.id)
    sheet.heading(_("Tally sheet of teller %(number)d") % {"number": number}, 1)
    sheet.words(f"{code} · {question.title}", 14, bold=True, most=3)
    sheet.words(visit.title, 12, after=1)
    sheet.words("   ".join(("☐", _("show of hands"), "☐", _("paper ballots"))), 12)
    sheet.words(_("Count alone. Type your own numbers into the computer before you two compare."), 12)
    registered = len(visit.state.question_register(question, visit.now))
    by_device = len(question.votes)
    facts = [
        (_("Who may vote on this"), str(registered)),
        (_("Voted by device already"), str(by_device)),
        (_("At most to be counted"), str(max(0, registered - by_device))),
    ]
    sheet.facts(facts, 12, label=70)
    if ranked(question):
        by_paper(visit, sheet, question)
    else:
        by_mark(visit, sheet, question)
    sheet.need(40)
    if visit.state.charter.sections:
        sheet.to_fill(_("Section counted (if one by one):"))
    sheet.to_fill(_("Papers given out, and left over:"))
    sheet.to_fill(_("Teller, by their own hand:"))


def by_mark(visit: Visit, sheet: Sheet, question: Question) -> None:
    """A line for each mark: strokes, and their sum."""
    told = [str(MARKS[mark]) if mark in MARKS else mark for mark in marks_of(visit.state, question)]
    rows = [[word, "", ""] for word in (*told, _("spoilt"), _("all together"))]
    sheet.ruled([_("Mark"), _("Strokes, in fives"), _("Sum")], rows, [3, 8, 2], size=13, tall=17)


def by_paper(visit: Visit, sheet: Sheet, question: Question) -> None:
    """The number of each name, as it stands on the ballot and is typed; and a line for each kind of paper."""
    options = option_words(visit, question)
    sheet.heading(_("Numbers"), 3)
    for number, mark in enumerate(marks_of(visit.state, question), start=1):
        sheet.one_line(f"{number}   {options.get(mark) or person(visit, mark)}", 12, after=0.5)
    sheet.ln(3)
    majority = isinstance(question.matter, Election) and question.matter.method is Method.MAJORITY
    sheet.words(
        _("Write the numbers of a paper once; a stroke for every paper with the same numbers.")
        if majority
        else _(
            "Write a paper's numbers, first choice first (3 1 2); a stroke for every paper with the same order."
        ),
        12,
    )
    rows = [["", "", ""] for _row in range(ROWS)] + [[_("spoilt"), "", ""], [_("all together"), "", ""]]
    sheet.ruled([_("Paper says"), _("Strokes, in fives"), _("Sum")], rows, [4, 7, 2], size=12, tall=10)


def by_device(visit: Visit, question: Question) -> bytes:
    """Who voted by device and is given no paper: for those who tell this count. Raises PermissionDenied."""
    allow_tellers(visit, question)
    title = _("Voted by device: do not give these a paper")
    sheet = begun(visit, title, people=True)
    sheet.heading(title, 1)
    sheet.words(f"{code_of(visit.body, question.id)} · {question.title}", 14, bold=True, most=3)
    if question.rule is not None and question.hall_at is None and question.outcome is None:
        sheet.words(
            _(
                "Voting by device is still open. Begin the count in the hall first, then print this list again."
            ),
            13,
            bold=True,
        )
    rows = [["☐", *pair] for pair in listed(visit, question.votes)]
    if rows:
        sheet.ruled(["", _("Called"), _("In our record")], rows, [1, 6, 5], size=12, tall=8.5)
    else:
        sheet.words(_("Nobody voted by device: everybody is given a paper, or counted by hand."), 13)
    told = ngettext("%(number)d voted by device", "%(number)d voted by device", len(rows)) % {
        "number": len(rows)
    }
    sheet.words(told, 12, bold=True)
    sheet.words(_("How they voted does not stand here. Destroy this list when the count is confirmed."), 12)
    return ended(visit, sheet, people=True)
