"""Paper ballots: all alike, several to a page, with lines to cut along. No number tells one from another (P7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confederal.charter.returning import marks_of, unopposed
from confederal.kernel.matters.choice import Choice
from confederal.kernel.matters.election import Election, Method
from confederal.kernel.question import Question
from confederal.web.paper.setting import begun, code_of, ended, ranked
from confederal.web.paper.sheet import Sheet, harmless
from confederal.web.paper.wording import ON_BALLOT
from confederal.web.questions.reading import option_words
from confederal.web.visit import Visit

MOST: Final = 480
"""Papers in one document; whoever needs more prints it again."""
EDGE: Final = 9.0
"""Millimetres from the edge of the paper or the cut to the print."""
NAME: Final = 30
"""Characters of a handle."""
LINE: Final = 9.0
"""Millimetres of a line with a box."""
NUMBER: Final = 9.0
"""Millimetres of the small number at the end of a line."""
PITCH: Final = 10.0
"""The same where there are many."""


@dataclass(frozen=True)
class Ballot:
    """What stands on the ballots of one proposal."""

    code: str
    body: str
    title: str
    says: str
    """How it is filled in."""
    together: tuple[str, ...]
    """Unopposed candidates, on whom one votes together."""
    marks: tuple[str, ...]
    numbered: bool
    """Whether each name has a small number, by which tellers type a paper."""


def ballot_of(visit: Visit, question: Question) -> Ballot:
    """The ballot of a proposal as it stands: yes or no, options, or people to rank or to tick."""
    matter = question.matter
    together: tuple[str, ...] = ()
    options = option_words(visit, question)
    marks = marks_of(visit.state, question)
    says = _("Tick one.")
    if isinstance(matter, Election) and unopposed(question, matter):
        together = tuple(person(visit, who) for who in question.candidates)
        says = _("No more people stand than there are seats: vote on them together. Tick one.")
    elif isinstance(matter, Election):
        marks = tuple(person(visit, who) for who in question.candidates)
        if matter.method is Method.MAJORITY:
            says = ngettext("Tick %(seats)d name at most.", "Tick %(seats)d names at most.", matter.seats) % {
                "seats": matter.seats
            }
        else:
            says = _(
                "Number them in the order you want: 1 for the first, 2 for the next. As many as you like."
            )
    elif isinstance(matter, Choice):
        says = _("Number them in the order you want: 1 for the first. One is enough.")
    named = tuple(str(ON_BALLOT[mark]) if mark in ON_BALLOT else options.get(mark, mark) for mark in marks)
    code = code_of(visit.body, question.id)
    return Ballot(code, visit.title, question.title, says, together, named, ranked(question))


def person(visit: Visit, who: str) -> str:
    """Somebody on a ballot: the handle, as long as fits, and the pseudonym: no two look alike in any script."""
    called = visit.called(who)
    return who if called == who else f"{harmless(called, NAME)} ({who})"


def ballots(visit: Visit, question: Question, papers: int) -> bytes:
    """At least so many ballots, in full pages; at most `MOST`."""
    ballot = ballot_of(visit, question)
    sheet = begun(visit, _("Ballots") + " " + ballot.code)
    drawn = Drawn(sheet, ballot, sheet.w / 2)
    if drawn.tall <= sheet.h:
        across, down = 2, int(sheet.h // drawn.tall)
        pages = -(-min(papers, MOST) // (across * down))
        for page in range(pages):
            if page:
                sheet.leaf()
            sheets_of(sheet, drawn, across, down)
        return bytes(sheet.output())
    return long_ballots(visit, sheet, ballot, min(papers, MOST // 4))


def sheets_of(sheet: Sheet, drawn: Drawn, across: int, down: int) -> None:
    """One page of ballots with the lines to cut."""
    wide, tall = sheet.w / across, sheet.h / down
    for row in range(down):
        for column in range(across):
            drawn.at(column * wide, row * tall)
    for column in range(1, across):
        sheet.cut(column * wide, 0, column * wide, sheet.h)
    for row in range(1, down):
        sheet.cut(0, row * tall, sheet.w, row * tall)


class Drawn:
    """A ballot with its lines broken once, to be drawn many times."""

    def __init__(self, sheet: Sheet, ballot: Ballot, wide: float) -> None:
        self.sheet, self.inner, self.numbered = sheet, wide - 2 * EDGE, ballot.numbered
        self.lines: list[tuple[str, float, bool, bool]] = []
        """Words, size, whether bold, whether a box stands before them."""
        self.put(f"{ballot.code} · {ballot.body}", 9, most=1)
        self.put(ballot.title, 13, bold=True, most=4)
        for name in ballot.together:
            self.put(f"– {name}", 11, most=1)
        self.put(ballot.says, 10)
        for mark in ballot.marks:
            self.put(mark, 13, boxed=True, most=3)
        self.put(_("Tellers' mark:") + " ________", 9, most=1)
        self.tall = 2 * EDGE + sum(self.height(size, boxed) for _, size, _, boxed in self.lines) + 3

    def put(self, words: str, size: float, *, bold: bool = False, boxed: bool = False, most: int = 0) -> None:
        """Adds words; of several lines only the first has a box."""
        self.sheet.type(size, bold=bold)
        room = self.inner - (LINE + 1 if boxed else 0) - (NUMBER if boxed and self.numbered else 0)
        for number, line in enumerate(self.sheet.broken(words, room, most)):
            self.lines.append((line, size, bold, boxed and number == 0))

    def height(self, size: float, boxed: bool) -> float:
        return LINE + 1 if boxed else size * 0.3528 * 1.4

    def at(self, x: float, y: float) -> None:
        """Draws it there."""
        top = y + EDGE
        in_boxes, number = False, 0
        for words, size, bold, boxed in self.lines:
            tall = self.height(size, boxed)
            in_boxes = boxed or (in_boxes and size == 13)
            shift = LINE + 1 if in_boxes else 0.0
            if boxed:
                number += 1
                self.sheet.box(x + EDGE, top + 1, LINE - 2)
                if self.numbered:
                    at = x + EDGE + self.inner - NUMBER
                    self.sheet.placed(f"({number})", at, top, NUMBER, tall, 9)
            self.sheet.placed(words, x + EDGE + shift, top, self.inner - shift, tall, size, bold=bold)
            top += tall


def long_ballots(visit: Visit, sheet: Sheet, ballot: Ballot, papers: int) -> bytes:
    """Ballots that take a page or more each: three columns of names, as many pages as there must be."""
    for paper in range(papers):
        if paper:
            sheet.leaf()
        long_ballot(sheet, ballot)
    return ended(visit, sheet)


def long_ballot(sheet: Sheet, ballot: Ballot) -> None:
    """One of them."""
    sheet.one_line(f"{ballot.code} · {ballot.body}", 10)
    sheet.words(ballot.title, 16, bold=True, most=3, tag="/H1")
    sheet.words(ballot.says, 12)
    columns = 3
    wide = sheet.wide / columns
    left: Sequence[str] = ballot.marks
    first = 1
    while left:
        down = max(1, int((sheet.h - 2 * EDGE - 16 - sheet.y) // PITCH))
        top = sheet.y
        for place, mark in enumerate(left[: columns * down]):
            x, y = sheet.l_margin + (place // down) * wide, top + (place % down) * PITCH
            sheet.box(x, y + 1, LINE - 2)
            sheet.type(9)
            numbered = f"{mark} ({first + place})"
            for number, line in enumerate(sheet.broken(numbered, wide - LINE - 1, 3)):
                sheet.placed(line, x + LINE, y + number * 3.3, wide - LINE - 1, 3.3, 9)
        left = left[columns * down :]
        first += columns * down
        if left:
            sheet.leaf()
            sheet.one_line(_("%(code)s, continued") % {"code": ballot.code}, 10)
    sheet.placed(_("Tellers' mark:") + " ________", sheet.l_margin, sheet.h - EDGE - 16, 80, 5, 10)


def papers_needed(visit: Visit, question: Question) -> int:
    """How many have to be given a paper: who may vote and has not voted by device."""
    register = visit.state.question_register(question, visit.now)
    return max(1, sum(1 for who in register if who not in question.votes))
