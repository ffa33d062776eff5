"""Leaving a body, being forgotten, and taking one's data along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from msgspec import to_builtins

from confederal.kernel import act as a
from confederal.kernel.identity import Digest, Id
from confederal.kernel.minute_book import Unreadable
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web.accounts import addresses, entering, guessing, proof
from confederal.web.accounts.me import memberships, own
from confederal.web.accounts.models import Account, Code, Handle, Passkey
from confederal.web.manners import locked_out
from confederal.web.office import Office
from confederal.web.saying import done, say
from confederal.web.visit import Visit, context, of_body

forgotten = Signal()
"""Sent with `body` and `member` when somebody is forgotten: whoever keeps something personal of them erases it."""

gathered = Signal()
"""Sent with `account`; each receiver returns what it keeps of a person, as `{name: plain values}` (P20)."""


def personal(state: State, who: Id) -> list[tuple[Digest, Id | None]]:
    """What can be erased of a member by their own word: their statements, and their line in the locked list."""
    texts: list[tuple[Digest, Id | None]] = [
        (digest, None)
        for digest, whose in sorted(state.personal.items())
        if whose == who and digest not in state.erased and digest not in state.texts
    ]
    member = state.members.get(who)
    if member is not None and member.entry is not None and member.entry not in state.erased:
        texts.append((member.entry, who))
    return texts


@of_body
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A member leaves. Nobody is asked."""
    if visit.who is None or visit.who not in visit.state.members:
        return redirect("bodies:body", visit.body)
    if request.method == "POST":
        told = _("You leave %(body)s, at once and of your own will.") % {"body": visit.title}
        return say(visit, a.Left(), then=reverse("accounts:keys"), told=told)
    seats = [seat for seat in visit.state.held(visit.now) if seat.holder == visit.who]
    given = {"seats": seats, "texts": personal(visit.state, visit.who)}
    return render(request, "accounts/leave.html", context(visit, **given))


@of_body
def forget(request: HttpRequest, visit: Visit) -> HttpResponse:
    """My personal texts in a body are erased, one signed step after the other (`data-again`)."""
    if visit.who is None or visit.who not in visit.state.members:
        return redirect("accounts:forget_me")
    left = personal(visit.state, visit.who)
    if request.method != "POST":
        return redirect("accounts:forget_me")
    if not left:
        Handle.objects.filter(body=visit.body, member=visit.who).delete()
        forgotten.send_robust(forget, body=visit.body, member=visit.who)
        return done(reverse("accounts:forget_me"))
    digest, of = left[0]
    told = _("Erase %(number)s texts of yours, for good. The steps that named them stay, empty.") % {
        "number": len(left)
    }
    return say(visit, a.Erased(digest, of), then=reverse("accounts:forget_me"), told=told)


@login_required
def forget_me(request: HttpRequest) -> HttpResponse:
    """What is kept of me, what can go and what stays and why; erases the account."""
    account = own(request)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        if any(one.key is not None for one in memberships(account)) and not entering.proved_lately(request):
            # A signed-in device somebody left lying, or stole, must not be enough to erase its owner.
            messages.info(request, _("Show your key once more: sign in again, then erase the account."))
            here = urlencode({"next": reverse("accounts:forget_me")})
            return redirect(f"{reverse('accounts:sign_in')}?{here}")
        erase(account)
        logout(request)
        response = redirect("accounts:forgotten")
        response.status_code = 303
        return response
    mine = [
        {"in": member, "texts": len(personal(member.state, member.who))} for member in memberships(account)
    ]
    given = {"mine": mine, "address": addresses.opened(account), "unsure": request.method == "POST"}
    return render(request, "accounts/forget_me.html", given)


def forgotten_page(request: HttpRequest) -> HttpResponse:
    """What is left when somebody was forgotten."""
    return render(request, "accounts/forgotten.html")


def erase(account: Account) -> None:
    """Account, address, handles, passkeys and stays are gone; the records are as they were."""
    for link in account.memberships():
        forgotten.send_robust(erase, body=link.body, member=link.member)
        Handle.objects.filter(body=link.body, member=link.member).delete()
        state = offices.state_of(link.body)
        if state is not None:
            over = [key for key in keys_of(state, link.member) if proof.owner_of(key) is None]
            Passkey.objects.filter(keyid__in=over).delete()  # one in force still signs its person in
    for stay in account.stays.all():
        with suppress(KeyError):
            entering.end(stay)
    if account.mail_index is not None:
        Code.objects.filter(index=account.mail_index).delete()
    account.delete()


def keys_of(state: State, who: Id) -> list[str]:
    """Every key a member has or had in a body, and at the councils it sends them to."""
    own = [key for key, known in state.keys.items() if known.owner == who]
    return own + [seat.key for seat in state.seats.values() if seat.holder == who and seat.key is not None]


# My data in one file


@login_required
def export(request: HttpRequest) -> HttpResponse:
    """Everything kept of me here, as one JSON file (P20)."""
    account = own(request)
    if not guessing.allowed(guessing.EXPORTS, "exports", str(account.pk)):
        return locked_out(request)
    told = {
        "account": {
            "mail": addresses.opened(account),
            "language": account.language,
            "digest": account.digest,
            "since": account.since.isoformat(),
            "signed in since": [stay.since.isoformat() for stay in account.stays.order_by("since")],
        },
        "bodies": [of_member(link.body, link.member) for link in account.memberships()],
        "not in this file": _(
            "The locked member list of a body: two of its keepers open your line together. Ask them."
        ),
    }
    for _receiver, part in gathered.send_robust(export, account=account):
        if isinstance(part, dict):
            told |= part
    answer = JsonResponse(told, json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="confederal-my-data.json"'
    return answer


def of_member(body: str, who: Id) -> dict[str, Any]:
    """What one body's record and pages hold of a member: standing, keys, what they signed, their texts."""
    handle = Handle.objects.filter(body=body, member=who).first()
    told: dict[str, Any] = {
        "body": body,
        "pseudonym": who,
        "handle": None if handle is None else handle.handle,
        "unlisted": handle is not None and handle.unlisted,
    }
    for office in filter(None, [offices.keeping(body)]):
        state = office.state(body)
        if state is None:
            continue
        member = state.members.get(who)
        told |= {
            "title": state.charter.title,
            "standing": None if member is None else str(member.standing),
            "member since": None if member is None else member.since,
            "section": None if member is None else member.section,
            "keys": [
                {"key": key, "since": known.since, "until": known.until}
                for key, known in state.keys.items()
                if known.owner == who
            ],
            "passkeys made here since": [
                made.since.isoformat() for made in Passkey.objects.filter(keyid__in=keys_of(state, who))
            ],
            "seats": [to_builtins(seat) for seat in state.seats.values() if seat.holder == who],
            "signed": list(signed(office, body, who)),
            "texts": {
                digest: office.words(digest)
                for digest, whose in sorted(state.personal.items())
                if whose == who
            },
        }
    return told


def signed(office: Office, body: str, who: Id) -> Iterator[dict[str, Any]]:
    """The steps a member signed, or had written down at the tellers' table."""
    for entry in office.home.entries(body):
        if isinstance(entry, Unreadable):
            continue
        said = entry.payload.act
        assisted = isinstance(said, a.Assisted) and said.member == who
        if entry.payload.by == who or assisted:
            yield {"step": entry.step, "received": entry.time, "said": to_builtins(said)}
