"""Bringing the member list up to date from a file: read whole or not at all, a difference, said by two keepers.

1. A keeper uploads the file. It is sealed to their browser (`uploaded`); lines with problems end here.
2. The difference to the record is shown. Who is not found by number can be found by hand: a founder, a member by card.
3. The keeper signs it, kind by kind, in parts of 300 lines; a second keeper confirms each part.
4. The names go into the locked list and the file is forgotten.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from msgspec import Struct

from confederal.audit.standing import Difference, Kind, difference
from confederal.audit.trail import why_not
from confederal.kernel.act import StandingImported, StandingLine
from confederal.kernel.identity import Step
from confederal.kernel.member import Standing
from confederal.records.register import NotOpened, Person
from confederal.web.found.forms import UploadForm
from confederal.web.people import uploaded
from confederal.web.people.locked_list import LockedList
from confederal.web.people.models import Uploaded
from confederal.web.people.numbers import Numbers
from confederal.web.people.pseudonyms import drawn
from confederal.web.people.register_csv import NotRead, Sheet, sheet_of
from confederal.web.people.uploaded import Row
from confederal.web.saying import done, say
from confederal.web.visit import Visit, context, of_body

SHOWN: Final = 200
"""So many lines of each kind are shown; all are counted."""


def only_keepers(visit: Visit) -> None:
    """This page is for keepers of the member list. Raises Http404 for everybody else."""
    if (
        visit.past
        or visit.who is None
        or visit.state.council
        or not visit.state.is_keeper(visit.who, visit.now)
    ):
        raise Http404


@of_body
def upload(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A keeper uploads the member list."""
    only_keepers(visit)
    form = UploadForm(request.POST or None, request.FILES or None)
    sheet: Sheet | None = None
    if request.method == "POST" and form.is_valid():
        try:
            sheet = sheet_of(
                form.cleaned_data["file"].read(),
                visit.state.charter.sections,
                form.cleaned_data["encoding"],
            )
        except NotRead as fault:
            form.add_error("file", fault.words)
        else:
            if sheet.good:
                return kept(visit, sheet, whole=request.POST.get("whole") == "1")
    status = 422 if request.method == "POST" else 200
    return render(request, "people/import.html", context(visit, form=form, sheet=sheet), status=status)


def kept(visit: Visit, sheet: Sheet, *, whole: bool) -> HttpResponse:
    """Seals the list to this browser and goes on to what it changes."""
    taken = set(visit.state.members) | set(visit.state.invitations)
    rows = []
    for line in sheet.lines:
        rows.append(Row(line, drawn(taken)))
        taken.add(rows[-1].fresh)
    sealed, key = uploaded.sealed(tuple(rows))
    kept = Uploaded.objects.create(body=visit.body, sealed=sealed, whole=whole)
    answer = redirect("people:preview", visit.body, kept.id)
    uploaded.give_key(answer, kept, key)
    return answer


@dataclass
class Import:
    """An uploaded list beside the record as it stands now."""

    visit: Visit
    upload: Uploaded
    rows: tuple[Row, ...]
    numbers: Numbers = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = Numbers(self.visit.office, self.visit.body)

    @cached_property
    def who(self) -> list[tuple[Row, str]]:
        """Each row with its pseudonym: by its number, or the one proposed for somebody new.

        Who left and comes back is somebody new: a pseudonym is never used twice.
        """
        told = []
        for row in self.rows:
            known = self.numbers.member(row.line.number)
            member = None if known is None else self.visit.state.members.get(known)
            gone = member is not None and member.standing is Standing.GONE
            told.append((row, row.fresh if known is None or gone else known))
        return told

    @cached_property
    def missing(self) -> list[str]:
        """Who stood on an earlier list, is here, and is not on this one, where this one is the whole list."""
        if not self.upload.whole:
            return []
        listed = {member for _row, member in self.who}
        return sorted(
            who
            for who in self.numbers.members() - listed
            if who in self.visit.state.members and not self.visit.state.members[who].gone(self.visit.now)
        )

    @cached_property
    def difference(self) -> Difference:
        """What the list changes. Who was invited by card and has not come yet is left to the card."""
        listed = [
            row.standing(member) for row, member in self.who if member not in self.visit.state.invitations
        ]
        return difference(self.visit.state, listed, self.missing)

    @cached_property
    def names(self) -> dict[str, str]:
        """Pseudonym → name on this list."""
        return {member: row.line.name for row, member in self.who}

    @cached_property
    def unfound(self) -> list[str]:
        """Members no list has found so far, such as founders; they may stand on this one under a new number."""
        found = self.numbers.members()
        return sorted(
            who
            for who, member in self.visit.state.members.items()
            if who not in found and not member.gone(self.visit.now)
        )

    def remember(self) -> None:
        """Next month's list finds them again."""
        self.numbers.remember((row.line.number, member) for row, member in self.who)

    def called(self, who: str) -> str:
        """A member on this page: the name on the list, else what they are called here."""
        return self.names.get(who) or self.visit.called(who)


def import_of(request: HttpRequest, visit: Visit, upload: uuid.UUID) -> Import | HttpResponse:
    """The list of that upload; in another browser than the one that sent it, a page that says so. Raises Http404."""
    only_keepers(visit)
    kept = Uploaded.objects.filter(pk=upload, body=visit.body).first()
    if kept is None:
        raise Http404
    rows = uploaded.rows_of(request, kept)
    if rows is None:
        return render(request, "people/sealed.html", context(visit, upload=kept))
    return Import(visit, kept, rows)


@of_body
def preview(request: HttpRequest, visit: Visit, upload: uuid.UUID) -> HttpResponse:
    """What a list changes, before anybody signs; and, by hand, who is who."""
    found = import_of(request, visit, upload)
    if isinstance(found, HttpResponse):
        return found
    if request.method == "POST":
        return find_by_hand(request, found)
    told = found.difference
    return render(
        request,
        "people/preview.html",
        context(
            visit,
            found=found,
            told=told,
            lines=dict(lines_told(found, told)),
            to_sign=[
                (kind, len(told.lines(kind)), foreseen(found, kind)) for kind in Kind if told.lines(kind)
            ],
            compared=list(compared(found)),
            locked=LockedList(visit),
            shown=SHOWN,
        ),
    )


def lines_told(found: Import, told: Difference) -> Iterator[tuple[str, list[tuple[str, str, StandingLine]]]]:
    """The lines of each kind that are shown: pseudonym, name, line."""
    kinds: dict[str, Sequence[StandingLine]] = {
        "new": told.new,
        "gone": told.gone,
        "waiting": told.waiting,
    }
    for kind, lines in kinds.items():
        yield kind, [(line.id, found.called(line.id), line) for line in lines[:SHOWN]]


class Compared(Struct, frozen=True):
    """What another keeper signed, beside this keeper's own file: nobody confirms made-up words they cannot check."""

    step: Step
    by: str
    lines: int
    strange: tuple[StandingLine, ...]
    """Lines of it that this file does not have."""


def compared(found: Import) -> Iterator[Compared]:
    """Each step another keeper signed and nobody confirmed yet, compared with this file line by line."""
    here = {row.standing(member) for row, member in found.who}
    here |= {StandingLine(who, Standing.GONE) for who in found.missing}
    for step, pending in sorted(found.visit.state.pending.items()):
        if isinstance(pending.act, StandingImported) and pending.by != found.visit.who:
            strange = tuple(line for line in pending.act.lines if line not in here)
            yield Compared(step, pending.by, len(pending.act.lines), strange)


def foreseen(found: Import, kind: Kind) -> Sequence[object]:
    """Why the first part of a kind could not be signed now, if something speaks against it."""
    visit, part = found.visit, found.difference.parts(kind)[0]
    if visit.who is None or visit.keyid is None:
        return ()
    payload = visit.office.payload(visit.body, visit.who, visit.keyid, StandingImported(part))
    return why_not(visit.office.foreseen(payload, visit.keyid))


def find_by_hand(request: HttpRequest, found: Import) -> HttpResponse:
    """Keeps which line of the list is which member nobody found by number."""
    by_line = {str(row.line.at): row for row in found.rows}
    pairs = []
    for who in found.unfound:
        row = by_line.get(request.POST.get(f"line-{who}", ""))
        if row is not None:
            pairs.append((row.line.number, who))
    if len({number for number, _who in pairs}) != len(pairs):
        messages.error(found.visit.request, _("One line was given to two members. Nothing was changed."))
    elif pairs:
        found.numbers.remember(pairs)
        messages.success(
            request,
            ngettext("%(count)s member found.", "%(count)s members found.", len(pairs))
            % {"count": len(pairs)},
        )
    return redirect("people:preview", found.visit.body, found.upload.id)


@of_body
@require_POST
def sign(request: HttpRequest, visit: Visit, upload: uuid.UUID, kind: str) -> HttpResponse:
    """What a list changes, to be signed by the keeper, one kind at a time, one part after the other (`data-again`).

    A second keeper confirms each.
    """
    found = import_of(request, visit, upload)
    if isinstance(found, HttpResponse):
        return found
    if kind not in list(Kind):
        raise Http404
    here = reverse("people:preview", args=[visit.body, upload])
    parts = found.difference.parts(Kind(kind))
    if not parts:
        return done(here)
    number = sum(map(len, parts))
    told = ngettext(
        "You bring %(count)s line of the member list up to date. A second keeper has to confirm.",
        "You bring %(count)s lines of the member list up to date. A second keeper has to confirm.",
        number,
    ) % {"count": number}
    answer = say(visit, StandingImported(parts[0]), then=here, told=told)
    if answer.status_code == 200:
        found.remember()
    return answer


@of_body
@require_POST
def enter_names(request: HttpRequest, visit: Visit, upload: uuid.UUID) -> HttpResponse:
    """Writes names, addresses and numbers into the locked list, sealed, and forgets the file."""
    found = import_of(request, visit, upload)
    if isinstance(found, HttpResponse):
        return found
    locked = LockedList(visit)
    here = redirect("people:preview", visit.body, upload)
    if found.difference.all_lines() or found.difference.waiting:
        messages.error(request, _("First sign what changes and have a second keeper confirm it."))
        return here
    try:
        entered = locked.enter(
            (member, person(row))
            for row, member in found.who
            if member in visit.state.members and not visit.state.members[member].gone(visit.now)
        )
    except NotOpened:
        messages.error(request, _("There is no locked list yet. Two keepers begin it."))
        return here
    found.remember()
    answer = redirect("people:people", visit.body)
    uploaded.take_key(answer, found.upload)
    found.upload.delete()
    messages.success(
        request,
        ngettext(
            "%(count)s row is in the locked list. The file is forgotten.",
            "%(count)s rows are in the locked list. The file is forgotten.",
            entered,
        )
        % {"count": entered},
    )
    return answer


def person(row: Row) -> Person:
    """The row of the locked list that a line makes."""
    reached = {"number": row.line.number, "mail": row.line.mail, "phone": row.line.phone}
    return Person(row.line.name, {kind: value for kind, value in reached.items() if value})


@of_body
@require_POST
def drop(request: HttpRequest, visit: Visit, upload: uuid.UUID) -> HttpResponse:
    """Forgets an uploaded file."""
    only_keepers(visit)
    kept = Uploaded.objects.filter(pk=upload, body=visit.body).first()
    answer = redirect("people:people", visit.body)
    if kept is not None:
        uploaded.take_key(answer, kept)
        kept.delete()
        messages.success(request, _("The file is forgotten."))
    return answer
