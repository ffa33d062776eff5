"""Signing in and out: by a key of this device, a passkey or a card; by a mailed code otherwise."""

from __future__ import annotations

import json
from contextlib import suppress

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from msgspec import DecodeError, Struct, ValidationError
from msgspec import json as read

from confederal.web.accounts import codes, guessing, proof
from confederal.web.accounts.entering import (
    account_of,
    end_all_others,
    enter,
    proved_now,
    with_language,
    without_mail,
)
from confederal.web.accounts.forms import Address, Called, EightDigits
from confederal.web.accounts.models import Account, Stay
from confederal.web.manners import locked_out
from confederal.web.saying import safe


def next_of(request: HttpRequest) -> str:
    """Where to go on after signing in: an address on these pages, else Home."""
    return safe(request, request.POST.get("next") or request.GET.get("next") or "/")


def signed_in(request: HttpRequest) -> Account | None:
    """Who is signed in."""
    return request.user if isinstance(request.user, Account) else None


@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page to sign in."""
    return render(
        request,
        "accounts/sign_in.html",
        {"next": next_of(request), "form": Address(), "here": signed_in(request)},
    )


class Proof(Struct, frozen=True):
    """What a device sends to sign in."""

    answer: proof.Answer
    next: str = "/"
    same: bool = False
    """Whether whoever is signed in already is the same person: this key is linked to their account."""
    handle: str = ""
    """What they want to be called there, where they just joined."""
    unlisted: bool = False


@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """A challenge for this session, as JSON: `{"challenge", "origin", "place"}`."""
    if not guessing.allowed(guessing.CHALLENGES, "challenges", guessing.place_of(request)):
        return locked_out(request)
    made = proof.challenge(request)
    return JsonResponse({"challenge": made, "origin": proof.origin(request), "place": proof.place(request)})


@require_POST
def answer(request: HttpRequest) -> HttpResponseBase:
    """A device answers the challenge: 200 with where to go on; 403 with a sentence."""
    try:
        sent = read.decode(request.body, type=Proof)
        keyid = proof.proved(request, sent.answer)
    except (ValidationError, DecodeError):
        return HttpResponse(status=400)
    except proof.NotProved:
        words = _("This could not be checked. Reload the page and try again.")
        return JsonResponse({"why": words}, status=403)
    owner = proof.owner_of(keyid)
    if owner is None:
        words = _(
            "This key is not in force in any record here. If it was replaced, use the new one;"
            " if you just made it, wait until co-workers have vouched for it."
        )
        return JsonResponse({"why": words}, status=403)
    state, who = owner
    account = account_of([(state.body, who)], signed_in(request) if sent.same else None)
    if account != signed_in(request):
        enter(request, account)
    proved_now(request)
    if any(keyid == new.key for new in state.recoveries.get(who, ())):
        # The old device was lost: whoever has it reads no further, and an address they may have set opens nothing.
        end_all_others(request, account)
        without_mail(account)
    if sent.handle:
        called = Called({"handle": sent.handle, "unlisted": sent.unlisted}, state=state, who=who)
        if called.is_valid():
            called.save()
    told = {"then": safe(request, sent.next), "body": state.body, "who": who, "title": state.charter.title}
    return with_language(JsonResponse(told), account)


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """Asks for a code by mail, then takes it. Nothing on these pages tells whether an address is known."""
    if guessing.locked_out(request):
        return locked_out(request)
    if request.method == "POST" and "address" in request.POST:
        return _ask(request)
    if not codes.asked(request):
        return redirect("accounts:sign_in")
    form = EightDigits(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = codes.taken(request, form.cleaned_data["code"], adds=False)
        if taken is not None and taken.account is not None:
            then = next_of(request)
            enter(request, taken.account)
            return with_language(redirect(then), taken.account)
        guessing.wrong(request, request.session.get(codes.IN_SESSION, ""))
        if guessing.locked_out(request):
            return locked_out(request)
        form.add_error(
            "code", _("This code is wrong, was used, or is too old. After five tries, ask for a new one.")
        )
    return render(
        request,
        "accounts/code.html",
        {"form": form, "next": next_of(request)},
        status=422 if form.is_bound else 200,
    )


def _ask(request: HttpRequest) -> HttpResponseBase:
    form = Address(request.POST)
    if not form.is_valid():
        given = {"next": next_of(request), "form": form, "here": signed_in(request)}
        return render(request, "accounts/sign_in.html", given, status=422)
    if not guessing.allowed(guessing.CODES_FROM_A_PLACE, "codes", guessing.place_of(request)):
        return locked_out(request)
    codes.ask_to_sign_in(request, form.cleaned_data["address"])
    response = redirect(f"{reverse('accounts:code')}?{urlencode({'next': next_of(request)})}")
    response.status_code = 303
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signs out on this device."""
    with suppress(AttributeError):
        Stay.objects.filter(session=request.session.session_key or "").delete()
    logout(request)
    response = redirect("home:home")
    response.status_code = 303
    return response


# Passkeys


@require_POST
def begin_passkey(request: HttpRequest) -> HttpResponse:
    """What a device is asked for, to make a passkey for a body."""
    if not guessing.allowed(guessing.CHALLENGES, "challenges", guessing.place_of(request)):
        return locked_out(request)
    try:
        body = str(json.loads(request.body).get("body", ""))
    except (ValueError, AttributeError):
        return HttpResponse(status=400)
    return HttpResponse(proof.new_passkey(request, body), content_type="application/json")


@require_POST
def finish_passkey(request: HttpRequest) -> HttpResponse:
    """The passkey a device made: 200 with its key id, to be bound by a signed step."""
    try:
        made = proof.passkey_made(request, json.loads(request.body))
    except (ValueError, proof.NotProved):
        return JsonResponse({"why": _("This passkey cannot be used here.")}, status=403)
    return JsonResponse({"keyid": made.keyid})
