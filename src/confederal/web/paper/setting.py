"""What every paper begins and ends with: title and language, whose record it is from, for whom it was printed."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from confederal.charter.returning import unopposed
from confederal.kernel.identity import Step
from confederal.kernel.matters.election import Election
from confederal.kernel.matters.matter import Sense
from confederal.kernel.question import Question
from confederal.web.paper.sheet import Sheet
from confederal.web.paper.wording import moment
from confederal.web.visit import Visit


def begun(visit: Visit, title: str, *, people: bool = False) -> Sheet:
    """A paper of this body on its first page. One that lists people carries for whom it was printed (P23)."""
    language = get_language() or "en"
    sheet = Sheet(f"{title} · {visit.title}", language=language, at=visit.now)
    if people:
        sheet.across = printed_for(visit)
    if visit.practice:
        sheet.across = _("PRACTICE – counts for nothing")
    sheet.leaf()
    return sheet


def printed_for(visit: Visit) -> str:
    """For whom and when a list was printed."""
    who = visit.called(visit.who) if visit.who is not None else _("a reader")
    return _("printed for %(who)s, %(when)s") % {"who": who, "when": moment(visit.now, visit.zone)}


def ended(visit: Visit, sheet: Sheet, *, people: bool = False) -> bytes:
    """The paper as bytes, with what it rests on at the foot of each page."""
    foot = _("%(body)s · from our record at step %(step)d, %(when)s") % {
        "body": visit.title,
        "step": visit.state.size,
        "when": moment(visit.now, visit.zone),
    }
    return sheet.finished(f"{printed_for(visit)} · {foot}" if people else foot)


def address(visit: Visit, name: str, *arguments: object) -> str:
    """The whole address of a page, to be scanned from paper."""
    return visit.request.build_absolute_uri(reverse(name, args=arguments))


def page_beside(visit: Visit) -> str:
    """The whole address of the page this paper lies beside: `…/meetings/7/poster.pdf` → `…/meetings/7/`."""
    return visit.request.build_absolute_uri("./")


def code_of(body: str, step: Step) -> str:
    """The short code of a proposal on ballots and tally sheets, so that no two are mixed up.

    >>> code_of("3fa94c" + "0" * 58, 57)
    '3FA9-57'
    """
    return f"{body[:4].upper()}-{step}"


def text_of(visit: Visit, question: Question) -> list[str]:
    """The paragraphs of a proposal; where one is not kept here or was erased, a line that says so."""
    missing = _("[This paragraph is not kept here. Its digest is %(digest)s.]")
    return [visit.words(digest) or missing % {"digest": digest[:16]} for digest in question.paragraphs]


def ranked(question: Question) -> bool:
    """Whether a paper can name more than one thing."""
    matter = question.matter
    if isinstance(matter, Election):
        return not unopposed(question, matter)
    return question.matter.sense is Sense.OPTIONS
