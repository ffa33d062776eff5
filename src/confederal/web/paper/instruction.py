"""The form on paper for branches that meet without us: a council's proposal, and what their meeting says."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from confederal.kernel.delegate import Position
from confederal.kernel.identity import BodyId
from confederal.kernel.question import Question
from confederal.web.paper.setting import address, begun, code_of, ended, text_of
from confederal.web.paper.sheet import MARGIN
from confederal.web.paper.wording import day, kind
from confederal.web.questions.words import POSITIONS
from confederal.web.visit import Visit

CODE = 27.0
GAP = 9.0
"""Millimetres of a line to write on: the form of a short text is one page."""


POSSIBLE = (
    Position.FOR,
    Position.AGAINST,
    Position.ABSTAIN,
    Position.REFER_BACK,
    Position.SPLIT,
    Position.FREE,
)
"""What a meeting can instruct."""


def instruction(visit: Visit, question: Question, branch: BodyId | None) -> bytes:
    """The form for a proposal of this council; with the name of a branch where one is asked for. Raises Http404."""
    if not visit.state.council or (branch is not None and branch not in visit.state.bodies):
        raise Http404
    sheet = begun(visit, _("Instruction to our delegates"))
    link = address(visit, "questions:question", visit.body, question.id)
    sheet.to_scan(link, sheet.w - MARGIN - CODE, sheet.y, CODE, _("Code to scan: the page of this proposal"))
    for words, size, tag in (
        (_("Instruction to our delegates"), 20.0, "/H1"),
        (f"{visit.title} · {code_of(visit.body, question.id)}", 12.0, "/P"),
    ):
        sheet.type(size, bold=True)
        for line in sheet.broken(words, sheet.wide - CODE - 4, 3):
            sheet.words(line, size, bold=True, after=0, tag=tag)
    sheet.set_y(max(sheet.y, MARGIN + CODE) + 3)
    sheet.words(question.title, 16, bold=True, tag="/H2")
    sheet.words(kind(question.matter).capitalize(), 11, after=2)
    for paragraph in text_of(visit, question):
        sheet.words(paragraph, 12, after=2)
    sheet.rule()
    name = "" if branch is None else visit.state.bodies[branch].name
    if name:
        sheet.facts([(_("Our branch"), name)], 13)
    else:
        sheet.to_fill(_("Our branch:"), gap=GAP)
    sheet.to_fill(_("Our meeting was on, at:"), gap=GAP)
    sheet.to_fill(_("Members were told of it on, how:"), gap=GAP)
    sheet.to_fill(_("How many we are, and how many were there:"), gap=GAP)
    sheet.ln(3)
    sheet.heading(_("Our delegates shall (tick one)"), 2)
    votes = {
        Position.FOR: _("votes for:"),
        Position.AGAINST: _("votes against:"),
        Position.ABSTAIN: _("abstaining:"),
    }
    rows = [["☐", str(POSITIONS[position]), votes.get(position, "")] for position in POSSIBLE]
    sheet.ruled(["", _("Instruction"), _("Our own count")], rows, [1, 7, 5], size=12, tall=8.5)
    sheet.ln(-4)
    sheet.to_fill(_("If the text is changed: ☐ abstain   ☐ send it back   ☐ decide on the spot"), gap=GAP)
    sheet.to_fill(_("Limits, in words:"), gap=GAP)
    sheet.need(36)
    sheet.ln(3)
    sheet.words(
        _(
            "Two tellers of the branch counted, each for themselves, and sign. "
            "Hand this to those who keep the branch's record."
        ),
        11,
        after=0,
    )
    sheet.to_fill(_("First teller:"), gap=GAP)
    sheet.to_fill(_("Second teller:"), gap=GAP)
    if question.rule is not None:
        until = _("The council votes until %(day)s.") % {"day": day(question.rule.until, visit.zone)}
        sheet.words(until, 12, bold=True)
    return ended(visit, sheet)
