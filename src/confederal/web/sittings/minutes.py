"""The minutes: written from the record as the meeting goes on, with the notes of the minute-taker, adopted next time.

In the text a person is `@` and a pseudonym: a text that was put to the vote is never erased, and names never enter
the record (P2). Pages and print show the handle in its place, as long as there is one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confederal.audit.meetings import Meeting
from confederal.audit.minutes import Happening, What, happenings
from confederal.kernel.act import QuestionRaised
from confederal.kernel.ballot import Tally
from confederal.kernel.entry import SALT_BYTES
from confederal.kernel.identity import Id
from confederal.kernel.matters import Resolution
from confederal.kernel.minute_book import opened
from confederal.kernel.question import Outcome, Question
from confederal.kernel.sitting import Ground
from confederal.web import office as offices
from confederal.web.paper.wording import day
from confederal.web.questions.reading import option_words
from confederal.web.questions.words import kind
from confederal.web.saying import refused, say
from confederal.web.sittings.forgetting import forget, minutes_question
from confederal.web.sittings.models import Proceedings, Task
from confederal.web.sittings.proceedings import (
    duty,
    how_it_stands,
    kept,
    leads,
    must_lead,
    posted,
    the_meeting,
)
from confederal.web.sittings.table import paragraphs
from confederal.web.sittings.wording import WAYS, came_out, votes_in_words
from confederal.web.visit import Visit, context, of_body

NAMED: Final = re.compile(r"@([a-z0-9][a-z0-9_.:-]{0,63})")
"""A person in a text: `@` and the pseudonym."""


def with_handles(visit: Visit, text: str) -> str:
    """A text of minutes as members read it: each person by handle."""
    return NAMED.sub(lambda found: called(visit, found[0], found[1]), text)


def called(visit: Visit, whole: str, who: Id) -> str:
    """The handle of a pseudonym; a full stop after it is the sentence's."""
    name = who.rstrip(".:")
    if name not in visit.state.members and name not in visit.state.places:
        return whole
    return visit.called(name) + who[len(name) :]


def minutes_of(visit: Visit, meeting: Meeting) -> list[str]:
    """The minutes of a meeting, paragraph by paragraph: as they were put to the next meeting, else as they stand now.

    Persons are written `@pseudonym`; see `with_handles`.
    """
    stands = how_it_stands(visit, meeting.id)
    put = minutes_question(visit.state, stands)
    if put is not None:
        texts = [visit.words(digest) for digest in put.paragraphs]
        return [text if text is not None else _("(this paragraph is not kept here)") for text in texts]
    return draft(visit, meeting, stands)


def draft(visit: Visit, meeting: Meeting, stands: Proceedings) -> list[str]:
    """The minutes as the record and the notes have them now."""
    told = [heading(visit, meeting)]
    what_happened = at_the_meeting(visit, meeting)
    told.extend(there(visit, meeting, what_happened))
    order: dict[int, list[Happening]] = {}
    for happening in what_happened:
        if happening.question is not None:
            order.setdefault(happening.question, []).append(happening)
    for number, (step, of_it) in enumerate(order.items(), start=1):
        told.append(about(visit, number, visit.state.questions[step], of_it))
    told.extend(paragraphs(stands.notes))
    ended = next((happening for happening in what_happened if happening.what is What.ENDED), None)
    if ended is not None:
        told.append(_("The meeting ended at %(time)s.") % {"time": hour(visit, ended.at)})
    return told


def heading(visit: Visit, meeting: Meeting) -> str:
    """Whose meeting, when, by what right: the first paragraph, which does not change any more once it is over."""
    how = {
        Ground.OFFICERS: _("called on %(day)s"),
        Ground.ROTA: _("called by rota on %(day)s"),
        Ground.PETITION: _("held by right of members who petitioned for it on %(day)s"),
    }[meeting.ground] % {"day": day(meeting.called_at, visit.zone)}
    of = f"{visit.title}, {meeting.section}" if meeting.section else visit.title
    return _("Minutes of the meeting of %(body)s on %(day)s, %(how)s.") % {
        "body": of,
        "day": day(meeting.from_, visit.zone),
        "how": how,
    }


def at_the_meeting(visit: Visit, meeting: Meeting) -> list[Happening]:
    """What the record has between the opening of this meeting and its end."""
    if meeting.sitting is None:
        return []
    rows = visit.office.home.shelf.rows(visit.body, meeting.sitting.id)
    entries = (opened(step, row) for step, row in enumerate(rows, start=meeting.sitting.id))
    known = (entry for entry in entries if entry.step < visit.state.size)
    return happenings(visit.state, meeting.sitting, known, frozenset(visit.reading.struck))


def there(visit: Visit, meeting: Meeting, what_happened: list[Happening]) -> Iterator[str]:
    """How many were there, who chaired and who wrote."""
    for happening in what_happened:
        if happening.what is What.OPENED:
            yield ngettext(
                "Opened at %(time)s with %(count)d of us present.",
                "Opened at %(time)s with %(count)d of us present.",
                happening.attendance,
            ) % {"time": hour(visit, happening.at), "count": happening.attendance}
    for task, told in (
        (Task.CHAIR, _("Chosen to chair: %(who)s, %(for)d for and %(against)d against.")),
        (Task.MINUTES, _("Chosen to write the minutes: %(who)s, %(for)d for and %(against)d against.")),
    ):
        chosen = duty(visit, meeting.id, task)
        if chosen is not None:
            yield told % {"who": f"@{chosen.member}", "for": chosen.in_favour, "against": chosen.against}


def about(visit: Visit, number: int, question: Question, of_it: list[Happening]) -> str:
    """One thing on the agenda: how it was put, counted and decided."""
    lines = [f"{number}. {question.title} ({kind(question.matter.word())})."]
    candidates = [f"@{happening.who}" for happening in of_it if happening.what is What.STOOD]
    if candidates:
        lines.append(_("Stood at the meeting: %(who)s.") % {"who": ", ".join(candidates)})
    lines.extend(line for happening in of_it if (line := in_words(visit, question, happening)))
    return " ".join(lines)


def in_words(visit: Visit, question: Question, happening: Happening) -> str:
    """One thing that happened, as a sentence."""
    time = hour(visit, happening.at)
    match happening.what:
        case What.RAISED:
            return _("Proposed at the meeting at %(time)s.") % {"time": time}
        case What.PUT:
            ways = _(" and ").join(str(WAYS[way]) for way in happening.ways)
            return _("Put to the vote at %(time)s, %(ways)s.") % {"time": time, "ways": ways}
        case What.HALL:
            return _("Voting by device ended at %(time)s.") % {"time": time}
        case What.COUNTED:
            told = counted(visit, question, happening.tallies)
            if happening.spoilt:
                told = ", ".join([told, _("%(number)d spoilt") % {"number": happening.spoilt}])
            where = f" ({happening.section})" if happening.section else ""
            return _("Counted by two tellers%(where)s: %(told)s.") % {"where": where, "told": told}
        case What.RESULT:
            return _("Result: %(result)s.") % {"result": result(visit, question, happening.outcome)}
        case What.CORRECTED:
            return _("Corrected in the open on %(day)s: %(result)s.") % {
                "day": day(happening.at, visit.zone),
                "result": result(visit, question, happening.outcome),
            }
        case What.MINORITY:
            return _("A minority stated its view; it goes with the decision.")
        case _:
            return ""


def counted(visit: Visit, question: Question, tallies: tuple[Tally, ...]) -> str:
    """A tally as one reads it out: in a ranking only how many papers, the rest stands on the sheet."""
    if any(len(tally.mark) > 1 for tally in tallies):
        papers = sum(tally.votes for tally in tallies)
        return ngettext("%(count)d paper", "%(count)d papers", papers) % {"count": papers}
    totals = tuple((tally.mark[0], tally.votes) for tally in tallies)
    return votes_in_words(totals, persons(visit, question)) or _("nobody")


def result(visit: Visit, question: Question, outcome: Outcome | None) -> str:
    """What came out, persons by pseudonym."""
    return "" if outcome is None else came_out(outcome, persons(visit, question))


def persons(visit: Visit, question: Question) -> dict[Id, str]:
    """How the minutes write what stood on the ballot: candidates by pseudonym, options as they were worded."""
    return option_words(visit, question) | {who: f"@{who}" for who in question.candidates}


def hour(visit: Visit, at: int) -> str:
    """The time of day in the body's time zone."""
    return f"{datetime.fromtimestamp(at, visit.zone):%H:%M}"


# The page


class Notes(forms.Form):
    """What the minute-taker writes beside what the record says by itself."""

    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "An empty line begins a new paragraph. Write persons as @ and their name in the record, and only "
            "where they must be named: minutes that were adopted are never erased."
        ),
    )


@of_body
def minutes(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The minutes as they stand, the notes beside them, and how they are adopted."""
    meeting = the_meeting(visit, step)
    forget(visit)
    if request.method == "POST":
        return noted(request, visit, step)
    stands = how_it_stands(visit, step)
    put = minutes_question(visit.state, stands)
    told = minutes_of(visit, meeting)
    return render(
        request,
        "sittings/minutes.html",
        context(
            visit,
            meeting=meeting,
            stands=stands,
            paragraphs=[with_handles(visit, paragraph) for paragraph in told],
            put=put,
            writes=leads(visit, step, Task.MINUTES) and put is None,
            form=Notes(initial={"notes": stands.notes}),
            writer=duty(visit, step, Task.MINUTES),
            people=those_there(visit, meeting),
            over=meeting.sitting is not None and meeting.sitting.ended_at is not None,
        ),
    )


def those_there(visit: Visit, meeting: Meeting) -> list[tuple[str, Id]]:
    """Those who could be at the meeting, by name, and how the notes write them."""
    there = ((visit.called(who), who) for who in visit.state.electors(meeting.section, visit.now))
    return sorted(there, key=lambda person: person[0].lower())


def noted(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The notes are saved."""
    must_lead(visit, step, Task.MINUTES)
    form = Notes(request.POST)
    stands = kept(visit, step)
    if minutes_question(visit.state, stands) is not None:
        messages.error(request, _("The minutes have been put to the next meeting; change them there."))
    elif form.is_valid():
        stands.notes = form.cleaned_data["notes"]
        stands.save(update_fields=["notes"])
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("The notes are too long."))
    return redirect("sittings:minutes", visit.body, step)


@of_body
@posted("sittings:minutes")
def adopt(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The minutes are put to the next meeting: a proposal with their text, by digest."""
    meeting = the_meeting(visit, step)
    if meeting.sitting is None or meeting.sitting.ended_at is None:
        return refused(request, _("The meeting is not over: two who were there say so first."))
    stands = kept(visit, step)
    if minutes_question(visit.state, stands) is not None:
        return refused(request, _("The minutes have been put already."))
    beside = salted(stands, draft(visit, meeting, stands))
    if beside[0].digest not in stands.minutes_digests:
        stands.minutes_digests.append(beside[0].digest)
    stands.save(update_fields=["minutes_digests", "salts"])
    title = _("Minutes of the meeting of %(day)s") % {"day": day(meeting.from_, visit.zone)}
    return say(
        visit,
        QuestionRaised(title, Resolution(), tuple(text.digest for text in beside)),
        then=reverse("sittings:minutes", args=[visit.body, step]),
        beside=beside,
        told=_("You propose to adopt these minutes at the next meeting."),
    )


def salted(stands: Proceedings, told: list[str]) -> list[Any]:
    """The paragraphs with the salts of this meeting: the same text has the same digest, however often it is put."""
    while len(stands.salts) < len(told):
        stands.salts.append(os.urandom(SALT_BYTES).hex())
    return [
        offices.text(paragraph, bytes.fromhex(salt))
        for paragraph, salt in zip(told, stands.salts, strict=False)
    ]
