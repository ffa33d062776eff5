"""Who is in a body: its people as they call themselves, its officers, and for each person their own page.

Lists give handles of those who want to be listed, a page at a time, and nothing else: no standing, no participation, no
export (P6, P10, P23). What only keepers need stands on their own table on the same page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from msgspec import Struct

from confederal.kernel.act import Erased, Invited, StandingImported
from confederal.kernel.body import DELEGATE
from confederal.kernel.delegate import Seat
from confederal.kernel.member import Member, Standing
from confederal.records.register import NotOpened, Person
from confederal.web.accounts.models import Handle
from confederal.web.found.forms import NameField
from confederal.web.people.forgetting import forget_person
from confederal.web.people.locked_list import LockedList
from confederal.web.people.models import Uploaded
from confederal.web.people.register_csv import MAIL
from confederal.web.people.uploaded import rows_of
from confederal.web.saying import say
from confederal.web.visit import Visit, context, of_body

PAGE: Final = 50
KEEPERS_PAGE: Final = 100


class Who(Struct, frozen=True):
    """Somebody on a list of people."""

    id: str
    called: str
    offices: tuple[str, ...]


@of_body
def people(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who is here."""
    if visit.state.council:
        return render(
            request, "people/council.html", context(visit, bodies=list(visit.state.bodies.values()))
        )
    asked = request.GET.get("q", "").strip()[:60]
    listed = [who for who in listed_people(visit) if asked.casefold() in who.called.casefold()]
    keeps = visit.who is not None and visit.state.is_keeper(visit.who, visit.now)
    roll = visit.state.roll
    pending = waiting_for_keepers(visit) if keeps else []
    for_me = [kind for _step, kind, mine in pending if mine]
    told = context(
        visit,
        asked=asked,
        page=Paginator(listed, PAGE).get_page(request.GET.get("page")),
        members=len(roll),
        unlisted=len(roll) - (len(listed) if not asked else len(list(listed_people(visit)))),
        at_table=sum(visit.state.members[who].key is None for who in roll),
        offices=offices_of(visit),
        keeps=keeps,
        pending=pending,
        many_lists=for_me.count("standing_imported"),
        many_cards=for_me.count("invited"),
    )
    if keeps:
        told |= for_keepers(request, visit)
    return render(request, "people/people.html", told)


def listed_people(visit: Visit) -> Iterator[Who]:
    """Members who chose a handle and do not mind standing on a list; officers are known to those they bind."""
    held: dict[str, list[str]] = {}
    for seat in visit.state.held(visit.now):
        held.setdefault(seat.holder, []).append(seat.office)
    shown = Handle.objects.filter(body=visit.body).values_list("member", "handle", "unlisted")
    for member, handle, unlisted in sorted(shown, key=lambda each: each[1].casefold()):
        known = visit.state.members.get(member)
        if known is None or known.gone(visit.now) or (unlisted and member not in held):
            continue
        yield Who(member, handle, tuple(held.get(member, ())))


def offices_of(visit: Visit) -> list[tuple[str, list[Seat]]]:
    """Each office, and the seats of it that are held."""
    told: dict[str, list[Seat]] = {office.name: [] for office in visit.state.charter.offices}
    for seat in visit.state.held(visit.now):
        if seat.office != DELEGATE:
            told.setdefault(seat.office, []).append(seat)
    return list(told.items())


def waiting_for_keepers(visit: Visit) -> list[tuple[int, str, bool]]:
    """Steps about the member list that wait for a second keeper: step, kind, whether the visitor may be that keeper."""
    return [
        (
            step,
            "invited" if isinstance(pending.act, Invited) else "standing_imported",
            pending.by != visit.who,
        )
        for step, pending in sorted(visit.state.pending.items())
        if isinstance(pending.act, (Invited, StandingImported))
    ]


def for_keepers(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """What only keepers see: every pseudonym with its standing, who has no key yet, invitations, uploads."""
    only = request.GET.get("only", "")
    members = [member for _who, member in sorted(visit.state.members.items()) if not member.gone(visit.now)]
    if only == "keyless":
        members = [member for member in members if member.key is None]
    elif only == "leaving":
        members = [member for member in members if member.off_roll_at is not None]
    elif only == "suspended":
        members = [member for member in members if member.standing is Standing.SUSPENDED]
    uploads = [
        (kept, rows_of(request, kept) is not None)
        for kept in Uploaded.objects.filter(body=visit.body).order_by("-made")[:10]
    ]
    return {
        "only": only,
        "register": Paginator(members, KEEPERS_PAGE).get_page(request.GET.get("register")),
        "invitations": sorted(visit.state.invitations.items()),
        "uploads": uploads,
        "locked": LockedList(visit),
    }


class RowForm(forms.Form):
    """One's own row of the locked list."""

    name = NameField(label=gettext_lazy("My name"), max_length=120)
    mail = forms.CharField(label=gettext_lazy("My mail address"), required=False, max_length=254)
    phone = forms.CharField(label=gettext_lazy("My telephone number"), required=False, max_length=40)
    number = forms.CharField(label=gettext_lazy("My member number"), required=False, max_length=64)

    def clean_mail(self) -> str:
        mail: str = self.cleaned_data["mail"]
        if mail and not MAIL.fullmatch(mail):
            raise forms.ValidationError(_("This is no mail address."))
        return mail


@of_body
def member(request: HttpRequest, visit: Visit, who: str) -> HttpResponse:
    """One person as their co-workers know them; more of it to themselves."""
    known = known_member(visit, who)
    mine = visit.who == who
    told = context(
        visit,
        member=known,
        called=visit.called(who),
        mine=mine,
        keeps=visit.who is not None and visit.state.is_keeper(visit.who, visit.now),
        seats=[seat for seat in visit.state.held(visit.now) if seat.holder == who],
        form=RowForm() if mine else None,
        locked=LockedList(visit) if mine else None,
    )
    return render(request, "people/member.html", told)


def known_member(visit: Visit, who: str) -> Member:
    """A member one may look at: oneself; officers; whoever is listed; for keepers, everybody. Raises Http404."""
    known = visit.state.members.get(who)
    if known is None or visit.who is None:
        raise Http404
    if visit.who == who or visit.state.is_keeper(visit.who, visit.now):
        return known
    officer = any(seat.holder == who for seat in visit.state.held(visit.now))
    if known.gone(visit.now) or not (officer or any(each.id == who for each in listed_people(visit))):
        raise Http404
    return known


@of_body
@require_POST
def own_row(request: HttpRequest, visit: Visit, who: str) -> HttpResponse:
    """Somebody writes their own row of the locked list anew. It cannot be read back without two keepers."""
    known = known_member(visit, who)
    if visit.who != who:
        raise Http404
    form = RowForm(request.POST)
    if not form.is_valid():
        told = context(
            visit,
            member=known,
            called=visit.called(who),
            mine=True,
            seats=[],
            form=form,
            locked=LockedList(visit),
        )
        return render(request, "people/member.html", told, status=422)
    said = form.cleaned_data
    reached = {kind: said[kind] for kind in ("number", "mail", "phone") if said[kind]}
    try:
        LockedList(visit).enter([(who, Person(said["name"], reached))])
    except NotOpened:
        messages.error(request, _("There is no locked list yet. Two keepers begin it."))
    else:
        messages.success(request, _("Your row is written. Two keepers together can read it."))
    return redirect("people:member", visit.body, who)


@of_body
@require_POST
def erase(request: HttpRequest, visit: Visit, who: str) -> HttpResponse:
    """Erases a row for good: by the person it is about, or for somebody who left, by a keeper.

    Where the record names the row by its digest, a signed step says so first, and the gap is no alarm.
    """
    known = known_member(visit, who)
    if visit.who != who and not known.gone(visit.now):
        raise Http404
    here = reverse("people:people", args=[visit.body])
    if known.entry is not None and known.entry not in visit.state.erased:
        return say(visit, Erased(known.entry, who), then=here, told=_("The row is erased for good."))
    forget_person(visit.office, visit.body, who)
    messages.success(request, _("Erased. The record is as it was."))
    return redirect(here)
