"""The minutes of a meeting, out of the record: there as soon as the meeting is over, without anybody writing them.

The text is the one that is put to the next meeting (`sittings.minutes`); under it stands, for each vote, how it was
voted, the totals, what came out, whether enough took part, minority views and corrections. No voter is named.
"""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confederal.kernel.ballot import HandCount, Mark, Way
from confederal.kernel.question import Outcome, Question, Result, Stage
from confederal.web.paper.gathering import Gathering, put_there
from confederal.web.paper.setting import begun, code_of, ended, ranked, text_of
from confederal.web.paper.sheet import Sheet
from confederal.web.paper.wording import (
    GROUNDS,
    WAYS,
    Called,
    came_out,
    hour,
    kind,
    marked,
    moment,
    totals,
    weekday,
)
from confederal.web.questions.reading import option_words
from confederal.web.questions.words import MARKS, STAGES
from confederal.web.sittings.minutes import minutes_of, with_handles
from confederal.web.sittings.proceedings import the_meeting
from confederal.web.visit import Visit


def minutes(visit: Visit, meeting: Gathering) -> bytes:
    """The minutes as the record has them now; while the meeting goes on they say that they are not complete."""
    sheet = begun(visit, _("Minutes"))
    sheet.heading(_("Minutes"), 1)
    section = "" if meeting.section is None else f" · {meeting.section.replace('_', ' ')}"
    sheet.words(f"{visit.title}{section}", 14, bold=True)
    sitting = meeting.sitting
    over = sitting is not None and sitting.ended_at is not None and sitting.ended_at <= visit.now
    if sitting is None or sitting.opened_at is None:
        sheet.words(_("This meeting has not been opened."), 14, bold=True)
    elif not over and sitting.open(visit.now):
        sheet.words(_("The meeting goes on: these minutes are not complete."), 14, bold=True)
    sheet.facts(frame(visit, meeting))
    if sitting is not None and sitting.opened_at is not None:
        for paragraph in minutes_of(visit, the_meeting(visit, meeting.step)):
            sheet.words(with_handles(visit, paragraph), 12)
        sheet.heading(_("The numbers, vote by vote"), 2)
    put = [question for question in meeting.agenda if sitting is not None and put_there(question, sitting)]
    put.sort(key=lambda question: (question.rule.opened_at if question.rule is not None else 0, question.id))
    for number, question in enumerate(put, start=1):
        decided(visit, sheet, number, question)
    rest = [question for question in meeting.agenda if question not in put]
    if rest:
        sheet.heading(_("On the agenda and not put to the vote"), 2)
        for question in rest:
            sheet.words(f"– {question.title} ({STAGES[question.stage]})", 12, after=1.5)
        sheet.ln(3)
    if not put:
        sheet.words(_("Nothing was put to the vote."), 12)
    sheet.rule()
    sheet.words(
        _(
            "These minutes are drawn from our record, which two people at a time wrote as it happened. "
            "The next meeting adopts them; whoever finds something wrong says so there, and tellers mend "
            "a wrong count in the open."
        ),
        11,
    )
    sheet.to_fill(_("Adopted on:"), wide=90)
    return ended(visit, sheet)


def frame(visit: Visit, meeting: Gathering) -> list[tuple[str, str]]:
    """When it was, by what right, how many were there."""
    sitting = meeting.sitting
    facts = [(_("Called for"), f"{weekday(meeting.on, visit.zone)}, {hour(meeting.on, visit.zone)}")]
    ground = str(GROUNDS[meeting.ground])
    facts.append((_("By what right"), f"{ground}, {moment(meeting.called_at, visit.zone)}"))
    if sitting is None or sitting.opened_at is None:
        return facts
    facts.append((_("Opened"), moment(sitting.opened_at, visit.zone)))
    if sitting.ended_at is not None:
        facts.append((_("Ended"), moment(sitting.ended_at, visit.zone)))
    electors = len(visit.state.electors(meeting.section, visit.now))
    quorum = visit.state.charter.quorum(electors)
    present = ngettext(
        "%(present)d present; %(quorum)d of %(electors)d are enough",
        "%(present)d present; %(quorum)d of %(electors)d are enough",
        sitting.attendance,
    ) % {"present": sitting.attendance, "quorum": quorum, "electors": electors}
    return [*facts, (_("Attendance"), present)]


def named(visit: Visit, question: Question) -> Called:
    """What marks, options and those elected are called on paper."""
    options = option_words(visit, question)

    def called(name: str) -> str:
        return options.get(name) or visit.called(name)

    return called


def decided(visit: Visit, sheet: Sheet, number: int, question: Question) -> None:
    """What became of one proposal."""
    sheet.heading(f"{number}.  {question.title}", 3)
    sheet.words(f"{kind(question.matter).capitalize()} · {code_of(visit.body, question.id)}", 11, after=2)
    for paragraph in text_of(visit, question):
        sheet.words(paragraph, 12, after=1.5, inset=6)
    sheet.ln(1)
    sheet.facts(result(visit, question))
    statements(visit, sheet, question)


def result(visit: Visit, question: Question) -> list[tuple[str, str]]:
    """How it was voted and what came out, with the numbers behind it."""
    called = named(visit, question)
    facts = []
    if question.rule is not None:
        ways = ", ".join(str(WAYS[way]) for way in question.rule.ways)
        if question.rule.secret:
            ways += "; " + _("secret")
        if question.rule.second_call:
            ways += "; " + _("second call, at half the quorum")
        facts.append((_("Voted"), ways))
    if question.candidates:
        facts.append((_("Standing"), "\n".join(map(visit.called, question.candidates))))
    facts += counted(question, called)
    outcome = question.outcome
    if outcome is None:
        facts.append((_("Stands"), str(STAGES[question.stage])))
        return facts
    label = _("First choices") if ranked(question) else _("Totals")
    facts += of_outcome(outcome, called, label, visit.state.council)
    if question.closed_at is not None and question.stage is Stage.CLOSED:
        facts.append((_("Closed"), moment(question.closed_at, visit.zone)))
    return facts


def of_outcome(outcome: Outcome, called: Called, label: str, branches: bool) -> list[tuple[str, str]]:
    """Outcome, totals, what was needed, how many took part (people, or branches), votes against an instruction."""
    facts = [(_("Outcome"), came_out(outcome, called))]
    if outcome.totals:
        facts.append((label, totals(outcome.totals, called)))
    if outcome.needed and outcome.result is not Result.INQUORATE:
        facts.append((_("Needed"), str(outcome.needed)))
    numbers = {"present": outcome.present, "eligible": outcome.eligible, "quorum": outcome.quorum}
    took = (
        _("%(present)d branches; %(quorum)d are enough")
        if branches
        else _("%(present)d of %(eligible)d; %(quorum)d are enough")
    ) % numbers
    facts.append((_("Took part"), took))
    for stray in outcome.strays:
        told = _("%(who)s: instructed %(instructed)s, cast %(cast)s") % {
            "who": called(stray.place),
            "instructed": said(stray.mandate, called),
            "cast": said(stray.cast, called),
        }
        facts.append((_("Against instruction"), told))
    return facts


def said(mark: str, called: Called) -> str:
    """One mark in words: what it says on a ballot's line, or an instruction."""
    return marked(mark, called) if mark in MARKS else mark.replace("_", " ")


def counted(question: Question, called: Called) -> list[tuple[str, str]]:
    """What each way of voting brought, and counts that were corrected."""
    facts = []
    device: Counter[Mark] = Counter(dict(question.by_device)) + Counter(question.votes.values())
    if device and not any(len(mark) > 1 for mark in device):
        facts.append(
            (_("By device"), totals(tuple((mark[0], votes) for mark, votes in device.items()), called))
        )
    elif device:
        facts.append((_("By device"), papers(sum(device.values()))))
    confirmed = [count for count in question.counts if count.confirmed_by is not None]
    corrected = {count.corrects for count in confirmed}
    for count in confirmed:
        label = _("Paper box") if count.way is Way.BOX else _("Show of hands")
        told = of_count(count, called)
        if count.step in corrected:
            told += " – " + _("found wrong and corrected by two tellers")
        elif count.corrects is not None:
            told += " – " + _("correction, in the open")
        facts.append((label, told))
    return facts


def of_count(count: HandCount, called: Called) -> str:
    """One count of two tellers in words."""
    single = all(len(tally.mark) == 1 for tally in count.tallies)
    if single:
        told = totals(tuple((tally.mark[0], tally.votes) for tally in count.tallies), called)
    else:
        told = papers(count.papers)
    if count.spoilt:
        told += ", " + _("%(number)d spoilt") % {"number": count.spoilt}
    if count.section is not None:
        told = f"{count.section.replace('_', ' ')}: {told}"
    return told


def papers(number: int) -> str:
    return ngettext("%(number)d paper", "%(number)d papers", number) % {"number": number}


def statements(visit: Visit, sheet: Sheet, question: Question) -> None:
    """What a minority stated: it goes with the decision wherever it goes (R58)."""
    for digest in question.minority:
        words = visit.words(digest)
        sheet.words(_("A minority stated:"), 12, bold=True, after=1)
        sheet.words(words if words is not None else _("[Taken back by who stated it.]"), 12, inset=6)
