"""My page: in which bodies I am and with which key, what I am called there, mail, language, devices, my data."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from msgspec import Struct

from confederal.kernel import act as a
from confederal.kernel.after import place_id
from confederal.kernel.body import DELEGATE
from confederal.kernel.delegate import Seat
from confederal.kernel.identity import Id
from confederal.kernel.state import State
from confederal.secretary.shelf import NoSuchBook
from confederal.web import office as offices
from confederal.web.accounts import addresses, codes, entering, guessing
from confederal.web.accounts.forms import Address, Called, EightDigits, Key, Manner
from confederal.web.accounts.lost import Replacement, running
from confederal.web.accounts.models import Account, Handle, Stay
from confederal.web.accounts.sign_in import signed_in
from confederal.web.manners import locked_out
from confederal.web.office import Office
from confederal.web.saying import invalid, refused, say
from confederal.web.visit import Visit, bodies_of, context, of_body


class Membership(Struct):
    """Somebody in one body, as their own page shows it."""

    office: Office
    state: State
    who: Id
    key: str | None
    since: int
    form: Called
    replacements: list[Replacement]
    seats: list[Seat]
    """Seats they were elected to and have not accepted."""
    places: list[tuple[str, str, Id]]
    """Councils they sit in as a delegate, by name; the key they sign with there; their seat."""

    @property
    def now(self) -> int:
        return self.office.now()

    @property
    def practice(self) -> bool:
        return self.office is not offices.main()


def memberships(account: Account) -> list[Membership]:
    """The bodies an account is a member of, with keys and handles."""
    return [
        membership(office, state, who)
        for office, state, who in bodies_of(account)
        if who is not None and who in state.members
    ]


def membership(office: Office, state: State, who: Id) -> Membership:
    """A member of a body."""
    now = office.now()
    key = state.key_in_force(who, now)
    known = state.keys.get(key) if key is not None else None
    handle = Handle.objects.filter(body=state.body, member=who).first()
    kept = {} if handle is None else {"handle": handle.handle, "unlisted": handle.unlisted}
    return Membership(
        office=office,
        state=state,
        who=who,
        key=key,
        since=now if known is None else known.since,
        form=Called(initial=kept, state=state, who=who, auto_id=f"id_{state.body[:8]}_%s"),
        replacements=[one for one in running(state, now) if one.member == who and one.waits],
        seats=[seat for seat in state.held(now) if seat.holder == who and seat.accepted_at is None],
        places=[
            (council_called(seat), seat.key, seat.id)
            for seat in state.held(now)
            if seat.holder == who and seat.key is not None
        ],
    )


def council_called(seat: Seat) -> str:
    """What the council is called to which a delegate is sent."""
    state = council_of(seat)
    return "–" if state is None else state.charter.title


def council_of(seat: Seat) -> State | None:
    """The council to which a delegate is sent, where its record stands here."""
    with suppress(NoSuchBook):
        return None if seat.to is None else offices.of(seat.to).state(seat.to)
    return None


def own(request: HttpRequest) -> Account:
    """Whoever is signed in."""
    account = signed_in(request)
    if account is None:
        raise Http404
    return account


def back(name: str = "accounts:keys") -> HttpResponse:
    """After something was sent: on with a page that can be reloaded."""
    response = redirect(name)
    response.status_code = 303
    return response


@login_required
def keys(request: HttpRequest) -> HttpResponse:
    """My page."""
    account = own(request)
    given = {
        "memberships": memberships(account),
        "address": addresses.opened(account),
        "mail_form": Address(),
        "manner": Manner(initial={"language": account.language or request.LANGUAGE_CODE}),
        "stays": entering.standing(request, account),
        "session": request.session.session_key,
    }
    return render(request, "accounts/me.html", given)


@of_body
def handle(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What I am called in a body."""
    if visit.who is None or visit.who not in visit.state.members or request.method != "POST":
        return back()
    form = Called(request.POST, state=visit.state, who=visit.who)
    if not form.is_valid():
        return render(request, "accounts/handle.html", context(visit, form=form), status=422)
    form.save()
    return back()


@of_body
def change_key(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Another key in place of mine, signed with mine."""
    if request.method != "POST":
        return back()
    form = Key(request.POST)
    if not form.is_valid():
        return invalid(request, form)
    return say(visit, a.KeyChanged(**form.cleaned_data), then=reverse("accounts:keys"))


@of_body
def accept_seat(request: HttpRequest, visit: Visit, seat: str) -> HttpResponse:
    """Who was elected accepts their seat; a delegate's device makes the key they will sign with in the council."""
    found = visit.state.seats.get(seat)
    if found is None or found.holder != visit.who:
        raise Http404
    sent = found.to is not None
    if request.method == "POST":
        if not sent:
            return say(visit, a.SeatAccepted(found.id), then=reverse("bodies:body", args=[visit.body]))
        form = Key(request.POST)
        if not form.is_valid():
            return refused(request, _("This device made no key that can be used."))
        then = reverse("bodies:body", args=[visit.body])
        return say(visit, a.SeatAccepted(found.id, **form.cleaned_data), then=then)
    given = {
        "seat": found,
        "sent": sent,
        "lent": sent and found.office != DELEGATE,
        "council": council_of(found),
        "place": place_id(visit.body, found.id),
        "done": found.accepted_at is not None,
    }
    return render(request, "accounts/accept_seat.html", context(visit, **given))


# Mail, language, devices


@require_POST
@login_required
def manner(request: HttpRequest) -> HttpResponseBase:
    """Language."""
    account, form = own(request), Manner(request.POST)
    if form.is_valid():
        account.language = form.cleaned_data["language"]
        account.save(update_fields=["language"])
    return entering.with_language(back(), account)


@login_required
def mail(request: HttpRequest) -> HttpResponse:
    """Adds an address: it is confirmed by a code that is mailed to it."""
    account = own(request)
    if guessing.locked_out(request):
        return locked_out(request)
    if request.method == "POST" and "address" in request.POST:
        if account.links.exists() and not entering.proved_lately(request):
            # A signed-in device somebody left lying must not get a way of its own into the account.
            messages.info(request, _("Show your key once more: sign in again, then add the address."))
            return redirect(f"{reverse('accounts:sign_in')}?{urlencode({'next': reverse('accounts:keys')})}")
        address = Address(request.POST)
        if not address.is_valid():
            return render(request, "accounts/mail.html", {"mail_form": address}, status=422)
        if not guessing.allowed(guessing.CODES_FROM_A_PLACE, "codes", guessing.place_of(request)):
            return locked_out(request)
        codes.ask_to_add(request, account, address.cleaned_data["address"])
        return back("accounts:mail")
    if not codes.asked(request):
        return back()
    form = EightDigits(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = codes.taken(request, form.cleaned_data["code"], adds=True)
        if taken is not None and taken.account == account and taken.mail is not None:
            codes.tell_former(account)
            account.mail, account.mail_index = taken.mail, taken.index
            account.save(update_fields=["mail", "mail_index"])
            return back()
        guessing.wrong(request, str(account.pk))
        form.add_error(
            "code", _("This code is wrong, was used, or is too old. After five tries, ask for a new one.")
        )
    return render(request, "accounts/mail.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@login_required
def no_mail(request: HttpRequest) -> HttpResponse:
    """Removes the address; people without mail are full members."""
    entering.without_mail(own(request))
    return back()


@require_POST
@login_required
def end_stay(request: HttpRequest, stay: int) -> HttpResponse:
    """One device is signed out."""
    entering.end(get_object_or_404(Stay, pk=stay, account=own(request)))
    return back()


@require_POST
@login_required
def end_stays(request: HttpRequest) -> HttpResponse:
    """Every other device is signed out."""
    entering.end_all_others(request, own(request))
    return back()
