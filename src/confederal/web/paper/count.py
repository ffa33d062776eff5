"""The count of an election on paper, stage by stage: whoever likes can follow it with a finger and repeat it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confederal.audit.sheets import read_as
from confederal.counting.method import CountSheet, Stage
from confederal.kernel.question import Question
from confederal.web import language
from confederal.web.ballots.reading import count_again
from confederal.web.paper.minutes import named
from confederal.web.paper.setting import begun, code_of, ended
from confederal.web.paper.sheet import Align, Sheet
from confederal.web.paper.wording import came_out
from confederal.web.questions.reading import mark_names
from confederal.web.visit import Visit

ACROSS = 4
"""Stages in one table."""


def count(visit: Visit, question: Question) -> bytes:
    """The sheet of a closed election or choice that was counted in stages. Raises Http404 where there is none."""
    found = count_again(visit, question)
    if found is None or question.outcome is None:
        raise Http404
    told = read_as(found, mark_names(visit, question), question)
    sheet = begun(visit, _("Count") + " " + code_of(visit.body, question.id))
    sheet.heading(_("The count"), 1)
    sheet.words(f"{code_of(visit.body, question.id)} · {question.title}", 14, bold=True, most=3)
    sheet.words(f"{visit.title} · {language.told(told.title)}", 11)
    sheet.facts([(_("Result"), came_out(question.outcome, named(visit, question))), *facts(told)])
    stages = [(number, stage) for number, stage in enumerate(told.stages, start=1) if any(has(stage))]
    for block in range(0, len(stages), ACROSS):
        table(sheet, told, stages[block : block + ACROSS])
    sheet.words(_("* elected   – out of the count   (+12) votes that came   (−12) votes that went on"), 10)
    if told.words:
        sheet.heading(_("What happened"), 2)
        for number, line in enumerate(told.words, start=1):
            sheet.words(f"{number}.  {language.told(line)}", 11, after=1)
    sheet.ln(2)
    sheet.words(
        _("Counted again from our record just now: the checksum is the one recorded.")
        if found.agrees
        else _("Counted again from our record just now: the checksum is NOT the one recorded. Ask why."),
        12,
        bold=True,
    )
    sheet.words(found.sheet.checksum, 9)
    return ended(visit, sheet)


def has(stage: Stage) -> Iterator[bool]:
    return (total is not None for total in stage.totals)


def facts(told: CountSheet) -> list[tuple[str, str]]:
    """Papers, seats, and how many votes elect."""
    papers = ngettext("%(valid)d valid paper", "%(valid)d valid papers", told.valid) % {"valid": told.valid}
    if told.invalid:
        papers += ", " + _("%(number)d spoilt") % {"number": told.invalid}
    found = [(_("Papers"), papers)]
    if told.seats is not None:
        found.append((_("Seats"), str(told.seats)))
    if told.quota is not None:
        found.append((_("Votes that elect"), told.written(told.quota)))
    return found


def table(sheet: Sheet, told: CountSheet, stages: Sequence[tuple[int, Stage]]) -> None:
    """A few stages side by side: candidates down, stages across."""
    head = ["", *(_("Stage %(number)d") % {"number": number} for number, _stage in stages)]
    rows = [
        [name, *(cell(told, stage, place, name) for _number, stage in stages)]
        for place, name in enumerate(told.candidates)
    ]
    rows.append([_("not transferable"), *(told.written(stage.non_transferable) for _number, stage in stages)])
    sides: list[Align] = ["R" for _column in head]
    sides[0] = "L"
    sheet.ruled(head, rows, [4, *[2.6] * len(stages)], size=10, align=sides)


def cell(told: CountSheet, stage: Stage, place: int, name: str) -> str:
    """A candidate's votes at a stage, what came or went, and what became of them there."""
    total = stage.totals[place] if place < len(stage.totals) else None
    change = dict(stage.transfers).get(name)
    mark = " *" if name in stage.elected else " –" if name in stage.excluded else ""
    moved = ""
    if change:
        moved = f" ({'+' if change > 0 else '−'}{told.written(max(change, -change))})"
    return ("" if total is None else told.written(total)) + moved + mark
