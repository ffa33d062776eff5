"""Counting in the hall: the marked roll, two tellers who count each for themselves, mistakes caught and mended.

What one teller has written down is shown to the other nowhere on these pages. Where two counts differ, both are told
on which lines, and nothing is counted yet.
"""

from __future__ import annotations

import os
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_htmx.http import HttpResponseClientRefresh
from immutables import Map
from msgspec import Struct

from confederal.audit.hall import (
    Entry,
    awaiting,
    by_device,
    by_device_still,
    corrected_outcome,
    differing,
    entry_of,
    hall_way,
    marks_to_tell,
    may_be_corrected,
    may_count,
    most_on_a_paper,
    running,
    tallied,
    to_be_counted,
)
from confederal.charter.returning import marks_of
from confederal.kernel import act as a
from confederal.kernel.ballot import ABSTAIN, HandCount, Mark, Tally, Way
from confederal.kernel.identity import Id, Step
from confederal.kernel.question import Question, Stage
from confederal.web import office as offices
from confederal.web.saying import invalid, refused, say
from confederal.web.sittings.forgetting import forget
from confederal.web.sittings.meeting import moved_on
from confederal.web.sittings.models import Differed, Marked, Paper
from confederal.web.sittings.proceedings import awaiting_second, changed, possible, posted
from confederal.web.sittings.wording import mark_called, outcome_words
from confederal.web.visit import Visit, context, of_body


class Table(Struct, frozen=True):
    """What is being counted at this tellers' table."""

    question: Question
    way: Way
    section: Id | None
    corrects: Step | None
    find: str = ""
    """Of the roll only those whose name has this in it."""
    page: int = 1

    @property
    def query(self) -> str:
        """The part of the address that says so."""
        said = {
            "section": self.section,
            "corrects": self.corrects,
            "find": self.find,
            "page": self.page if self.page > 1 else None,
        }
        return urlencode({name: value for name, value in said.items() if value})


def the_table(request: HttpRequest, visit: Visit, step: Step) -> Table:
    """What is counted: all, or one section; for the first time, or to mend a count. Raises Http404."""
    question = visit.question(step)
    section = request.GET.get("section") or None
    if section is not None and section not in visit.state.charter.sections:
        raise Http404
    asked = request.GET.get("corrects", "")
    corrects = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    find, number = request.GET.get("find", "").strip()[:60], request.GET.get("page", "")
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    mended = next((count for count in question.confirmed_counts() if count.step == corrects), None)
    if mended is not None:
        return Table(question, mended.way, mended.section, corrects)
    if corrects is not None and not any(count.corrects == corrects for count in question.counts):
        raise Http404
    way = hall_way(question) or next((count.way for count in question.counts), None)
    if way is None:
        raise Http404
    return Table(question, way, section, corrects, find, page)


def address(visit: Visit, table: Table) -> str:
    """The address of a tellers' table."""
    page = reverse("sittings:tell", args=[visit.body, table.question.id])
    return f"{page}?{table.query}" if table.query else page


def must_count(visit: Visit, table: Table) -> Id:
    """Who tells. Raises PermissionDenied for whoever may not."""
    if (
        visit.who is None
        or not visit.open_here
        or not may_count(visit.state, table.question, visit.who, visit.now)
    ):
        raise PermissionDenied
    return visit.who


@of_body
def tell(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The tellers' table of one vote."""
    forget(visit)
    table = the_table(request, visit, step)
    question = table.question
    counts = visit.who is not None and may_count(visit.state, question, visit.who, visit.now)
    waiting = awaiting(question, table.way, table.section, table.corrects)
    entry = entry_of(visit.state, question, table.way)
    told = any(
        (count.way, count.section, count.corrects) == (table.way, table.section, table.corrects)
        and count.confirmed_by is not None
        for count in question.counts
    )
    hall = awaiting_second(visit, a.HallOpened, question.id)
    begun = not by_device_still(question)
    phase = "counted" if told else "begun" if begun else "before"
    if moved_on(request, phase):
        return HttpResponseClientRefresh()
    open_now = question.stage is Stage.VOTING or (
        table.corrects is not None and may_be_corrected(visit.state, question, visit.now)
    )
    corrected = corrected_outcome(visit.state, question, visit.now)
    return render(
        request,
        "sittings/tell.html",
        context(
            visit,
            table=table,
            question=question,
            here_live=f"{address(visit, table)}{'&' if table.query else '?'}phase={phase}",
            counts=counts and not visit.past,
            begun=begun,
            open_now=open_now,
            hall=hall,
            hall_possible=hall is not None and possible(visit, a.Confirmed(hall.step)),
            waiting=waiting,
            mine=waiting is not None and waiting.told_by == visit.who,
            again=request.GET.get("again") == "1",
            told=told,
            box=table.way is Way.BOX,
            roll=roll(visit, table) if counts and begun and open_now and not table.corrects else None,
            form=Numbers(visit, table) if entry is Entry.NUMBERS else None,
            papers=read_out(visit, table) if entry is Entry.PAPERS and counts and visit.who else None,
            differed=differed(visit, question, waiting),
            correctable=[
                count
                for count in question.confirmed_counts()
                if may_be_corrected(visit.state, question, visit.now)
            ],
            corrected=None if corrected is None else outcome_words(visit, question, corrected),
            sitting=question.rule.sitting if question.rule is not None else None,
            sections=visit.state.charter.sections if question.matter.section(visit.state) is None else (),
        ),
    )


# The beginning


@of_body
@posted("sittings:tell")
def begin(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The count in the hall begins, says one; when a second confirms, voting by device on this is over."""
    visit.question(step)
    then = reverse("sittings:tell", args=[visit.body, step])
    waiting = awaiting_second(visit, a.HallOpened, step)
    if waiting is not None and waiting.by != visit.who:
        told = _(
            "You confirm it. From now on nobody can vote on this by device; the votes cast so far count."
        )
        return say(visit, a.Confirmed(waiting.step), then=then, told=told)
    if waiting is not None:
        return refused(request, _("You said it already. It begins when a second person confirms."))
    return say(visit, a.HallOpened(step), then=then, told=_("You say that the count in the hall begins."))


# The marked roll: one mark a person


class OnTheRoll(Struct, frozen=True):
    """Somebody on the frozen register of this vote, as the tellers see them."""

    who: Id
    called: str
    by_device: bool
    marked: bool

    @property
    def label(self) -> str:
        """What the button beside this name does, whole, for whoever does not see the name beside it."""
        told = _("Take back the mark of %(who)s") if self.marked else _("Hand a paper to %(who)s")
        return told % {"who": self.called}


class Roll(Struct, frozen=True):
    """The register of this vote, with who has voted by device and who was handed a paper."""

    people: tuple[OnTheRoll, ...]
    marked: int
    by_device: int
    free: int
    device: tuple[str, ...]
    """Those who voted by device, all of them, by name."""
    page: Page[OnTheRoll]


A_PAGE = 120
"""So many people of the roll stand on one page."""


def roll(visit: Visit, table: Table) -> Roll:
    """The register as it lies on the tellers' table."""
    question = table.question
    marked = set(
        Marked.objects.filter(body=visit.body, question=question.id).values_list("member", flat=True)
    )
    device = set(by_device(question))
    free = to_be_counted(visit.state, question, table.section)
    of = set(free) | {
        who for who in device if table.section is None or who in visit.state.rolls.get(table.section, Map())
    }
    people = sorted(
        (OnTheRoll(who, visit.called(who), who in device, who in marked) for who in of),
        key=lambda person: person.called.lower(),
    )
    found = [person for person in people if table.find.lower() in person.called.lower()]
    page = Paginator(found, A_PAGE).get_page(table.page)
    return Roll(
        tuple(page.object_list),
        marked=sum(person.marked for person in people),
        by_device=sum(person.by_device for person in people),
        free=len(free),
        device=tuple(person.called for person in people if person.by_device),
        page=page,
    )


@of_body
@posted("sittings:tell")
def mark(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Somebody is handed a paper: marked once, at whatever table; not at all when they voted by device."""
    table = the_table(request, visit, step)
    must_count(visit, table)
    back = request.POST.get("back", "")
    who = back or request.POST.get("hand", "")
    if table.question.stage is not Stage.VOTING:
        messages.error(request, _("This vote is closed. Nothing was changed."))
    elif by_device_still(table.question):
        messages.error(request, _("Voting by device is still open: begin the count in the hall first."))
    elif who in table.question.votes:
        messages.error(
            request, _("%(who)s has voted by device. Nobody votes twice.") % {"who": visit.called(who)}
        )
    elif who not in to_be_counted(visit.state, table.question, table.section):
        messages.error(request, _("Not on the register of this vote."))
    elif back:
        Marked.objects.filter(body=visit.body, question=step, member=who).delete()
    else:
        _mark, fresh = Marked.objects.get_or_create(body=visit.body, question=step, member=who)
        if not fresh:
            messages.error(
                request,
                _("%(who)s was marked already, perhaps at another table.") % {"who": visit.called(who)},
            )
    return redirect(f"{address(visit, table)}#roll")


def sealed_roll(visit: Visit, table: Table) -> offices.Text | None:
    """The marked roll as a salted text; None where nobody was marked. It is destroyed after the time for appeal."""
    of = to_be_counted(visit.state, table.question, table.section)
    marked = Marked.objects.filter(body=visit.body, question=table.question.id).values_list(
        "member", flat=True
    )
    names = sorted(set(marked) & set(of))
    return offices.text("\n".join(names), os.urandom(16)) if names else None


# The count


class Numbers(forms.Form):
    """So many for each, as one teller counted them."""

    def __init__(self, visit: Visit, table: Table, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks = marks_to_tell(visit.state, table.question)
        for rank, mark in enumerate(self.marks):
            label = mark_called(visit, table.question, mark)
            self.fields[f"mark-{rank}"] = forms.IntegerField(label=label, min_value=0, widget=number_input())
        if table.way is Way.BOX:
            self.fields["spoilt"] = forms.IntegerField(
                label=_("spoilt"),
                min_value=0,
                initial=0,
                widget=number_input(),
                help_text=_("Papers nobody can read."),
            )

    def counted(self) -> tuple[tuple[Tally, ...], int]:
        """The tallies and the spoilt papers."""
        told = self.cleaned_data
        tallies = tuple(
            Tally((mark,), told[f"mark-{rank}"])
            for rank, mark in enumerate(self.marks)
            if told[f"mark-{rank}"]
        )
        return tallies, told.get("spoilt", 0)


def number_input() -> forms.NumberInput:
    return forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "tally"})


@of_body
@posted("sittings:tell")
def count(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """A teller's own count: the first is told, the second confirms it by having counted the same."""
    table = the_table(request, visit, step)
    question = table.question
    if question.stage is Stage.CLOSED and table.corrects is None:
        return refused(request, _("This vote is closed. Nothing you wrote was counted, and nothing is lost."))
    if visit.who is None or not may_count(visit.state, question, visit.who, visit.now):
        return refused(request, _("The tellers count this. You see the result as soon as two of them agree."))
    if entry_of(visit.state, question, table.way) is Entry.NUMBERS:
        form = Numbers(visit, table, request.POST)
        if not form.is_valid():
            return invalid(request, form)
        tallies, spoilt = form.counted()
    else:
        tallies, spoilt = from_papers(visit, table)
    papers = sum(tally.votes for tally in tallies) + spoilt
    if not papers:
        return refused(request, _("Nothing is counted yet. Write down what you counted."))
    waiting = awaiting(question, table.way, table.section, table.corrects)
    beside = sealed_roll(visit, table) if table.way is Way.BOX and table.corrects is None else None
    if beside is not None and papers > (marked := len(beside.content.split())):
        return refused(
            request,
            ngettext(
                "%(papers)d papers, and %(marked)d person marked on the roll. "
                "Count again, or mark who was handed a paper.",
                "%(papers)d papers, and %(marked)d people marked on the roll. "
                "Count again, or mark who was handed a paper.",
                marked,
            )
            % {"papers": papers, "marked": marked},
        )
    if waiting is None or waiting.told_by == visit.who:
        told = a.CountTold(
            question=step,
            way=table.way,
            tallies=tallies,
            spoilt=spoilt,
            section=table.section,
            roll=None if beside is None else beside.digest,
            corrects=table.corrects,
        )
        words = _("This is what you counted. The other teller counts too, without seeing your numbers.")
        return say(
            visit, told, then=address(visit, table), beside=() if beside is None else (beside,), told=words
        )
    if often_differed(visit, table.question, waiting):
        return refused(
            request,
            _(
                "The two counts differed %(times)s times. Count the papers again together, before everybody; "
                "then the first teller tells a new count."
            )
            % {"times": TRIES},
        )
    lines = differing(waiting, tallies, spoilt)
    if lines:
        return differs(request, visit, table, waiting, lines)
    return say(
        visit,
        a.CountConfirmed(waiting.step, step, waiting.tallies, waiting.spoilt),
        then=address(visit, table),
        told=_("You counted the same as the other teller. With your signature it counts."),
    )


def differs(
    request: HttpRequest, visit: Visit, table: Table, waiting: HandCount, lines: tuple[Mark, ...]
) -> HttpResponse:
    """Two counts differ: both tellers are told where, and nothing is counted yet."""
    of = {"body": visit.body, "question": table.question.id}
    with transaction.atomic():
        known = Differed.objects.select_for_update().filter(**of, told=waiting.step).first()
        times = 1 if known is None else known.times + 1
        Differed.objects.filter(**of, told=waiting.step).delete()
        Differed.objects.create(
            **of,
            told=waiting.step,
            lines=[line_words(visit, table.question, line) for line in lines],
            times=times,
        )
    changed(visit)
    return refused(
        request,
        _(
            "Your count differs from the other teller's on: %(lines)s. Nothing is counted yet. "
            "Count again, both of you, each for yourselves."
        )
        % {"lines": "; ".join(line_words(visit, table.question, line) for line in lines)},
    )


TRIES: Final = 3
"""So often a second count may differ from the first: more would be guessing what the other teller wrote."""


def often_differed(visit: Visit, question: Question, waiting: HandCount) -> bool:
    """Whether the second count differed from this first one as often as it may."""
    known = Differed.objects.filter(body=visit.body, question=question.id, told=waiting.step).first()
    return known is not None and known.times >= TRIES


def line_words(visit: Visit, question: Question, mark: Mark) -> str:
    """A line of a tally sheet in words."""
    return " > ".join(mark_called(visit, question, name) for name in mark) or _("spoilt")


def differed(visit: Visit, question: Question, waiting: HandCount | None) -> list[str] | None:
    """The lines on which the last two counts differed; None where no difference stands."""
    if waiting is None:
        return None
    known = Differed.objects.filter(body=visit.body, question=question.id, told=waiting.step).first()
    return None if known is None else list(known.lines)


# Paper by paper


class ReadOut(forms.Form):
    """One paper, as it is read out: the numbers of the ballot in the order of preference."""

    paper = forms.CharField(
        label=gettext_lazy("Next paper"),
        max_length=400,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "autofocus": True}),
        help_text=gettext_lazy(
            "The numbers of the names, the first choice first: 3 1 2. A blank paper: 0. One nobody can read: x."
        ),
    )

    def __init__(self, visit: Visit, table: Table, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks = marks_of(visit.state, table.question)
        self.most = most_on_a_paper(visit.state, table.question)

    def clean_paper(self) -> str:
        said: str = self.cleaned_data["paper"].strip().lower()
        if said in ("x", "0"):
            return said
        numbers = said.replace(",", " ").replace(">", " ").split()
        if not all(number.isdecimal() and 1 <= int(number) <= len(self.marks) for number in numbers):
            raise forms.ValidationError(
                _("The numbers on the ballot are 1 to %(last)d.") % {"last": len(self.marks)}
            )
        if len(set(map(int, numbers))) != len(numbers):
            raise forms.ValidationError(
                _("The same number stands on it twice: read it again; if it does, it is spoilt (x).")
            )
        if len(numbers) > self.most:
            raise forms.ValidationError(
                _("No more than %(most)d: with more the paper is spoilt (x).") % {"most": self.most}
            )
        return " ".join(numbers)

    def mark(self) -> list[Id]:
        """What the paper says: names in order, an abstention, or nothing where it is spoilt."""
        said = self.cleaned_data["paper"]
        if said == "x":
            return []
        return [ABSTAIN] if said == "0" else [self.marks[int(number) - 1] for number in said.split()]


def pile(visit: Visit, table: Table) -> Any:
    """The papers the visitor has read so far."""
    return Paper.objects.filter(
        body=visit.body,
        question=table.question.id,
        section=table.section or "",
        corrects=table.corrects or 0,
        teller=visit.who,
    ).order_by("id")


def read_out(visit: Visit, table: Table) -> dict[str, Any]:
    """What the page of a pile shows: the ballot's numbers, how many papers so far, the totals to compare aloud."""
    papers = list(pile(visit, table))
    marks = marks_of(visit.state, table.question)
    readable = [tuple(paper.mark) for paper in papers if not paper.spoilt]
    return {
        "form": ReadOut(visit, table),
        "ballot": [
            (number, mark_called(visit, table.question, mark)) for number, mark in enumerate(marks, start=1)
        ],
        "running": running(readable, marks),
        "firsts": [
            (mark_called(visit, table.question, mark), votes)
            for mark, votes in running(readable, marks).firsts
        ],
        "all": len(papers),
        "blank": sum(paper.mark == [ABSTAIN] for paper in papers),
        "spoilt": sum(paper.spoilt for paper in papers),
        "last": [line_words(visit, table.question, tuple(paper.mark)) for paper in papers[:-4:-1]],
    }


@of_body
@posted("sittings:tell")
def paper(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """One paper more on the visitor's own pile, or the last one taken back."""
    table = the_table(request, visit, step)
    who = must_count(visit, table)
    then = f"{address(visit, table)}#papers"
    if table.question.stage is not Stage.VOTING and table.corrects is None:
        messages.error(request, _("This vote is closed. Nothing was changed."))
        return redirect(then)
    if request.POST.get("take_back"):
        last = pile(visit, table).last()
        if last is not None and str(pile(visit, table).count()) == request.POST["take_back"]:
            last.delete()
        return redirect(then)
    form = ReadOut(visit, table, request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return redirect(then)
    if request.POST.get("after") and request.POST["after"] != str(pile(visit, table).count()):
        messages.error(request, _("This paper was sent twice; it is on the pile once."))
        return redirect(then)
    Paper.objects.create(
        body=visit.body,
        question=step,
        section=table.section or "",
        corrects=table.corrects or 0,
        teller=who,
        mark=form.mark(),
        spoilt=not form.mark(),
    )
    return redirect(then)


def from_papers(visit: Visit, table: Table) -> tuple[tuple[Tally, ...], int]:
    """The tallies of the visitor's pile, and the spoilt papers in it."""
    papers = list(pile(visit, table))
    return tallied(tuple(paper.mark) for paper in papers if not paper.spoilt), sum(p.spoilt for p in papers)


# Mending


@of_body
@posted("sittings:tell")
def correct(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """What the corrected count makes of the vote is put in the place of the wrong result, in the open."""
    question = visit.question(step)
    outcome = corrected_outcome(visit.state, question, visit.now)
    if outcome is None:
        return refused(request, _("Nothing to correct: the result is what was counted."))
    then = reverse("sittings:tell", args=[visit.body, step])
    return say(
        visit,
        a.OutcomeCorrected(step, outcome),
        then=then,
        told=_("The corrected result takes the place of the wrong one."),
    )
