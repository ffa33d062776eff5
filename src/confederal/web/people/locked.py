"""Pages of the locked member list: keepers make their cards, begin it, open it two together, hand it over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from msgspec import Struct

from confederal.kernel.envelope import BadSignature, ed25519_public
from confederal.records.register import NotOpened, Person
from confederal.web.people.locked_list import LockedList, public_halves
from confederal.web.people.models import KeeperCard, Opening
from confederal.web.saying import done, refused
from confederal.web.templatetags.plain import at_time
from confederal.web.visit import Visit, context, of_body

WAITS: Final = 600
"""Seconds the first keeper's card waits for the second, in the memory of the server and nowhere else."""
A_DAY: Final = 6
"""So often the list is opened within a day at most."""


class OpenForm(forms.Form):
    """Two cards, or one that waits for the other."""

    purpose = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=200,
        help_text=gettext_lazy(
            "Every member can see that the list was opened, by whom and what for. Name nobody here."
        ),
    )
    who = forms.CharField(
        label=gettext_lazy("Only this person"),
        required=False,
        max_length=64,
        help_text=gettext_lazy("The made-up word of one person; empty opens the whole list."),
    )
    mine = forms.CharField(
        label=gettext_lazy("The line of my card"),
        max_length=120,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
    other = forms.CharField(
        label=gettext_lazy("The line of the other keeper's card"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        help_text=gettext_lazy(
            "If you sit together. Else leave it empty: they open it on their own device within ten minutes."
        ),
    )


class Half(Struct, frozen=True):
    """A list that one keeper wants to open and another has to."""

    member: str
    line: str
    purpose: str
    who: str

    def __repr__(self) -> str:
        return "Half(held)"


def keeper(visit: Visit) -> str:
    """The visitor, who keeps the member list. Raises Http404 for everybody else."""
    if (
        visit.past
        or visit.who is None
        or visit.state.council
        or not visit.state.is_keeper(visit.who, visit.now)
    ):
        raise Http404
    return visit.who


def half_of(visit: Visit) -> Half | None:
    """What another keeper began to open."""
    half = cache.get(f"opening-{visit.body}")
    return half if isinstance(half, Half) else None


@of_body
def locked_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the locked list is, who opens it, when it was opened and what for; for keepers, how to."""
    if visit.state.council or visit.who is None:
        raise Http404
    is_keeper = visit.state.is_keeper(visit.who, visit.now)
    half = half_of(visit) if is_keeper else None
    initial = {} if half is None else {"purpose": half.purpose, "who": half.who}
    return show(request, visit, OpenForm(initial=initial), half=half)


def show(
    request: HttpRequest, visit: Visit, form: OpenForm, *, status: int = 200, half: Half | None = None
) -> HttpResponse:
    """The page of the locked list."""
    locked = LockedList(visit)
    cards = locked.cards
    told = context(
        visit,
        locked=locked,
        keepers=[(who, who in cards) for who in locked.in_office],
        is_keeper=visit.who is not None and visit.state.is_keeper(visit.who, visit.now),
        has_card=visit.who in cards,
        openings=[
            (at_time(int(each.at.timestamp()), visit), each)
            for each in Opening.objects.filter(body=visit.body).order_by("-at")[:20]
        ],
        form=form,
        half=half,
    )
    return render(request, "people/locked.html", told, status=status)


@of_body
@require_POST
def make_card(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keeps the public half of a keeper's new card. The line was made in the browser and stays on paper."""
    who = keeper(visit)
    keyid = request.POST.get("card", "")
    try:
        ed25519_public(keyid)
    except BadSignature:
        return refused(request, _("No card was made. Try again, or use another browser."))
    if KeeperCard.objects.filter(body=visit.body, keyid=keyid).exclude(member=who).exists():
        return refused(request, _("This card is another keeper's."))
    if LockedList(visit).begun and who in LockedList(visit).keepers:
        return refused(
            request, _("The list is sealed to your present card. Two other keepers hand it over first.")
        )
    KeeperCard.objects.update_or_create(body=visit.body, member=who, defaults={"keyid": keyid})
    return done(reverse("people:list", args=[visit.body]))


@of_body
@require_POST
def begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begins the locked list for the keepers who have a card."""
    keeper(visit)
    try:
        LockedList(visit).begin()
    except NotOpened:
        messages.error(
            request, _("It was not begun: two keepers need a card first, and there is only one list.")
        )
    else:
        messages.success(request, _("The locked list is begun. Rows can be entered."))
    return redirect("people:list", visit.body)


@of_body
@require_POST
def open_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Opens the list, or one row, with two cards; with one, waits ten minutes for the other keeper."""
    who = keeper(visit)
    form = OpenForm(request.POST)
    half = half_of(visit)
    if not form.is_valid():
        return show(request, visit, form, status=422, half=half)
    said = form.cleaned_data
    locked = LockedList(visit)
    try:
        mine, _key = locked.holder(said["mine"])
        if mine != who:
            raise NotOpened("the first card is not yours")
        other = said["other"]
        if not other and half is not None and half.member != who:
            if (half.purpose, half.who) != (said["purpose"], said["who"]):
                raise NotOpened(
                    "the other keeper asked for something else; open what they asked for, or begin anew"
                )
            other = half.line
        if not other:
            cache.set(f"opening-{visit.body}", Half(who, said["mine"], said["purpose"], said["who"]), WAITS)
            messages.info(
                request,
                _("Your card waits ten minutes for another keeper. They open this page on their own device."),
            )
            return redirect("people:list", visit.body)
        return opened(request, visit, locked, (said["mine"], other), said)
    except NotOpened as fault:
        form.add_error("mine", _("Not opened: %(why)s") % {"why": fault.reason})
        return show(request, visit, form, status=422, half=half)


def opened(
    request: HttpRequest, visit: Visit, locked: LockedList, cards: tuple[str, str], said: dict[str, Any]
) -> HttpResponse:
    """The rows, shown once and marked with who opened them; the opening is noted for every member to see."""
    lately = Opening.objects.filter(body=visit.body, at__gt=timezone.now() - timedelta(days=1))
    if lately.count() >= A_DAY:
        raise NotOpened(_("it was opened often enough today; wait until tomorrow"))
    register, held, pair = locked.opened(cards)
    try:
        people: list[tuple[str, Person]] = (
            list(held.people())
            if not said["who"]
            else [(said["who"], person) for person in [held.person(said["who"])] if person is not None]
        )
    finally:
        register.close()
    Opening.objects.create(
        body=visit.body, one=pair[0], other=pair[1], purpose=said["purpose"], rows=len(people)
    )
    cache.delete(f"opening-{visit.body}")
    rows = [
        (member, person, visit.state.members.get(member))
        for member, person in sorted(people, key=lambda each: each[1].name.casefold())
    ]
    mark = _("Opened by %(one)s and %(other)s, %(when)s: %(purpose)s") % {
        "one": visit.called(pair[0]),
        "other": visit.called(pair[1]),
        "when": at_time(visit.now, visit),
        "purpose": said["purpose"],
    }
    return render(request, "people/opened.html", context(visit, rows=rows, mark=mark))


@of_body
@require_POST
def hand_over(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Seals the list afresh to the keepers in office: those before open it no more."""
    keeper(visit)
    locked = LockedList(visit)
    cards = public_halves(locked.cards)
    lines = (request.POST.get("one", ""), request.POST.get("two", ""))
    try:
        if set(cards) != set(locked.in_office):
            raise NotOpened("every keeper in office makes a card first")
        register, held, _pair = locked.opened(lines, by_those_before=True)
        try:
            held.hand_over(cards)
        finally:
            register.close()
    except NotOpened as fault:
        messages.error(request, _("Not handed over: %(why)s") % {"why": fault.reason})
    else:
        KeeperCard.objects.filter(body=visit.body).exclude(member__in=locked.in_office).delete()
        messages.success(
            request, _("The list is sealed to the keepers in office. Earlier cards open nothing.")
        )
    return redirect("people:list", visit.body)


@of_body
@require_POST
def begin_anew(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Throws away a list that those before do not hand over, and begins an empty one: two keepers in office."""
    keeper(visit)
    try:
        LockedList(visit).begin_anew((request.POST.get("one", ""), request.POST.get("two", "")))
    except (NotOpened, FileNotFoundError) as fault:
        why = fault.reason if isinstance(fault, NotOpened) else _("there is no list yet")
        messages.error(request, _("Not begun anew: %(why)s") % {"why": why})
    else:
        messages.success(
            request, _("The old list is gone, an empty one begun. Import the member list again.")
        )
    return redirect("people:list", visit.body)
