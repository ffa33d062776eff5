"""At the door: numbers to cross out, and for the tellers the list of those who may vote.

Only the number of those present goes into the record. The list is a tool of the tellers for one evening; the sheet
says that it is destroyed when the minutes are adopted (P10).
"""

from __future__ import annotations

import re

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confederal.charter.articles.no_one_acts_alone import may_tell
from confederal.kernel.identity import Id
from confederal.kernel.question import Question
from confederal.web.accounts.models import Handle
from confederal.web.paper.gathering import Gathering
from confederal.web.paper.setting import begun, ended
from confederal.web.paper.sheet import MARGIN, Sheet
from confederal.web.paper.wording import weekday
from confederal.web.visit import Visit

ACROSS = 10
"""Numbers in a row."""
CELL = 11.0


def attendance(visit: Visit, meeting: Gathering) -> bytes:
    """Numbers up to how many may vote; one is crossed out for everybody who comes in. No names."""
    sheet = begun(visit, _("Attendance"))
    electors = len(visit.state.electors(meeting.section, visit.now))
    quorum = visit.state.charter.quorum(electors)
    headed(visit, sheet, meeting, _("Attendance"))
    sheet.words(
        _(
            "Cross out the next number for everybody who may vote and comes in; circle the last crossed number for "
            "everybody who leaves. Only the number goes into our record: nobody's coming or staying away is kept."
        )
    )
    enough = ngettext(
        "From number %(quorum)d on we are enough.", "From number %(quorum)d on we are enough.", quorum
    ) % {"quorum": quorum}
    sheet.words(enough, 14, bold=True)
    numbers(sheet, electors, quorum)
    sheet.need(50)
    sheet.to_fill(_("Present when the meeting was opened:"))
    sheet.to_fill(_("Counted by (two):"))
    sheet.to_fill("")
    return ended(visit, sheet)


def numbers(sheet: Sheet, most: int, quorum: int) -> None:
    """The grid; the number with which enough are there has a thick frame."""
    cell = sheet.wide / ACROSS
    for first in range(1, most + 1, ACROSS):
        sheet.need(CELL)
        top = sheet.y
        for number in range(first, min(first + ACROSS, most + 1)):
            x = MARGIN + (number - first) * cell
            sheet.framed(str(number), x, top, cell, CELL, thick=number == quorum)
        sheet.set_xy(MARGIN, top + CELL)
    sheet.ln(2)


def register(visit: Visit, meeting: Gathering) -> bytes:
    """Who may vote at this meeting, for the tellers at the door. Raises PermissionDenied for everybody else."""
    allow_tellers(visit, None)
    sheet = begun(visit, _("Who may vote: for the tellers at the door"), people=True)
    headed(visit, sheet, meeting, _("Who may vote: for the tellers at the door"))
    sheet.words(
        _("Tick who comes in. Destroy this list when the minutes have been adopted; it is kept nowhere else.")
    )
    electors = visit.state.electors(meeting.section, visit.now)
    rows = [["☐", *name, ""] for name in listed(visit, electors)]
    sheet.ruled(["", _("Called"), _("In our record"), _("Note")], rows, [1, 5, 4, 3], size=12, tall=8.5)
    total = ngettext("%(number)d may vote", "%(number)d may vote", len(rows)) % {"number": len(rows)}
    sheet.words(total, 12, bold=True)
    return ended(visit, sheet, people=True)


def listed(visit: Visit, people: object) -> list[tuple[str, str]]:
    """People as (handle, pseudonym), by handle; whoever is unlisted stands by pseudonym only (P6)."""
    unlisted = set(Handle.objects.filter(body=visit.body, unlisted=True).values_list("member", flat=True))
    ids: list[Id] = list(people)  # type: ignore[call-overload]
    named = [("–" if who in unlisted or visit.called(who) == who else visit.called(who), who) for who in ids]
    return sorted(named, key=lambda pair: (pair[0] == "–", pair[0].casefold(), in_order(pair[1])))


def in_order(who: Id) -> list[tuple[int, str]]:
    """A pseudonym as one sorts it: m2 before m10.

    >>> sorted(["m10", "m2"], key=in_order)
    ['m2', 'm10']
    """
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", who) if part]


def allow_tellers(visit: Visit, question: Question | None) -> None:
    """Lets on who tells, as the law has it, and who keeps the member list. Raises PermissionDenied."""
    if visit.who is None:
        raise PermissionDenied
    tells = not list(may_tell(visit.state, visit.who, question, visit.now))
    if not tells and not visit.state.is_keeper(visit.who, visit.now):
        raise PermissionDenied


def headed(visit: Visit, sheet: Sheet, meeting: Gathering, title: str) -> None:
    """Title, body and date."""
    sheet.heading(title, 1)
    section = "" if meeting.section is None else f" · {meeting.section.replace('_', ' ')}"
    sheet.words(f"{visit.title}{section} · {weekday(meeting.on, visit.zone)}", 12)
