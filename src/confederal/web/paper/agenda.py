"""The letter that calls a meeting: for members who have no device, and for the notice board inside."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confederal.kernel.question import Question
from confederal.web.paper.gathering import Gathering
from confederal.web.paper.setting import begun, code_of, ended, page_beside, text_of
from confederal.web.paper.sheet import MARGIN, Sheet
from confederal.web.paper.wording import GROUNDS, hour, kind, moment, weekday
from confederal.web.questions.reading import option_words
from confederal.web.visit import Visit

CODE = 34.0


def agenda(visit: Visit, meeting: Gathering, where: str = "") -> bytes:
    """When, where, by what right, and every text in full, in the order of the agenda."""
    sheet = begun(visit, _("Invitation to our meeting"))
    link = page_beside(visit)
    sheet.to_scan(link, sheet.w - MARGIN - CODE, sheet.y, CODE, _("Code to scan: the page of this meeting"))
    sheet.type(24, bold=True)
    for line in (visit.title, _("Invitation to our meeting")):
        top = sheet.y
        sheet.type(16, bold=True)
        for part in sheet.broken(line, sheet.wide - CODE - 4, 3):
            sheet.words(part, 16, bold=True, after=0, tag="/H1" if line != visit.title else "/P")
        sheet.set_y(max(sheet.y + 2, top))
    sheet.set_y(max(sheet.y, MARGIN + CODE + 3))
    sheet.facts(when_and_where(visit, meeting, where))
    sheet.heading(_("On the agenda"), 2)
    for number, question in enumerate(meeting.agenda, start=1):
        item(visit, sheet, number, question)
    if not meeting.agenda:
        sheet.words(
            _("Nothing is on the agenda yet. Whoever is supported by enough members puts something on it.")
        )
    sheet.rule()
    sheet.words(
        _(
            "Whoever has no device takes part all the same: at the tellers' table everything can be said in person, "
            "with the same force. This letter informs; what counts is that the call stands in our record."
        )
    )
    return ended(visit, sheet)


def when_and_where(visit: Visit, meeting: Gathering, where: str) -> list[tuple[str, str]]:
    """The facts at the head of the letter."""
    on = weekday(meeting.on, visit.zone)
    when = (
        _("on %(day)s at the latest") % {"day": on}
        if meeting.at_latest
        else f"{on}, {hour(meeting.on, visit.zone)}"
    )
    electors = len(visit.state.electors(meeting.section, visit.now))
    quorum = visit.state.charter.quorum(electors)
    facts = [(_("When"), when), (_("Where"), where or "_______________________")]
    if meeting.section is not None:
        facts.append((_("Who"), _("members of %(section)s") % {"section": meeting.section.replace("_", " ")}))
    ground = str(GROUNDS[meeting.ground])
    if meeting.urgent:
        ground += "; " + _("urgent, at shorter notice")
    facts += [
        (_("By what right"), f"{ground}, {moment(meeting.called_at, visit.zone)}"),
        (
            _("Enough are"),
            ngettext(
                "%(quorum)d of %(electors)d who may vote", "%(quorum)d of %(electors)d who may vote", electors
            )
            % {"quorum": quorum, "electors": electors},
        ),
    ]
    return facts


def item(visit: Visit, sheet: Sheet, number: int, question: Question) -> None:
    """One thing on the agenda, with its text."""
    sheet.heading(f"{number}.  {question.title}", 3)
    sheet.words(f"{kind(question.matter).capitalize()} · {code_of(visit.body, question.id)}", 10, after=2)
    options = option_words(visit, question)
    for paragraph in text_of(visit, question):
        sheet.words(paragraph, 12, after=2)
    if options and not any(
        wording in (visit.words(d) or "") for d in question.paragraphs for wording in options.values()
    ):
        for wording in options.values():
            sheet.words(f"– {wording}", 12, after=1, inset=4)
    if question.candidates:
        sheet.words(_("Standing so far:"), 12, after=0)
        for who in question.candidates:
            sheet.one_line(f"– {visit.called(who)}", 12, after=0)
        sheet.ln(2)
    sheet.ln(2)
