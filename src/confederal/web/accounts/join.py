"""Joining with a printed card: the invited person's device makes a key of its own and binds it with the card's.

The card stands behind the `#` of the address in its QR code, so no server ever sees it; what comes here is its public
key. It is good for this one step.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from msgspec import Struct

from confederal.kernel import act as a
from confederal.kernel.identity import Id
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web.accounts import guessing
from confederal.web.accounts.forms import Called, Key
from confederal.web.accounts.sign_in import signed_in
from confederal.web.manners import locked_out
from confederal.web.office import Office
from confederal.web.saying import PREPARE, invalid, objected, refused, to_prove, to_sign, unsigned


class Invited(Struct, frozen=True):
    """An invitation that stands, and in which body."""

    office: Office
    state: State
    who: Id
    confirmed: bool


def invited(card: str) -> Invited | None:
    """The invitation printed on the card with that public key."""
    for office in offices.everywhere():
        for body in office.bodies():
            state = office.state(body)
            if state is None:
                continue
            for invitation in state.invitations.values():
                if invitation.card == card and invitation.confirmed_by is not None:
                    return Invited(office, state, invitation.id, True)
            for waiting in state.pending.values():
                if isinstance(waiting.act, a.Invited) and waiting.act.card == card:
                    return Invited(office, state, waiting.act.id, False)
    return None


@require_GET
def join(request: HttpRequest, body: str = "", member: str = "") -> HttpResponse:
    """The page on which a card is read; whose it is, the card says itself."""
    return render(request, "accounts/join.html", {"here": signed_in(request)})


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """To what a card invites, as a piece of page with the form that binds a key; 422 where it does not."""
    if not guessing.allowed(guessing.CARDS, "cards", guessing.place_of(request)):
        return locked_out(request)
    found = invited(request.POST.get("card", ""))
    if found is None:
        return refused(
            request,
            _(
                "No invitation stands for this card: it was used already, or was not made here. Ask two keepers."
            ),
        )
    if not found.confirmed:
        return refused(
            request, _("The second keeper has not confirmed this invitation yet. Try again later.")
        )
    given = {
        "found": found,
        "form": Called(state=found.state, who=found.who),
        "card": request.POST["card"],
        "here": signed_in(request),
    }
    return render(request, "accounts/parts/invited.html", given)


@require_POST
def bind(request: HttpRequest) -> HttpResponse:
    """The new key is bound, signed with the card."""
    if PREPARE not in request.headers:
        return unsigned(request)
    card = request.POST.get("card", "")
    found = invited(card)
    if found is None or not found.confirmed:
        return refused(request, _("No invitation stands for this card."))
    key, called = Key(request.POST), Called(request.POST, state=found.state, who=found.who)
    if not key.is_valid():
        return refused(request, _("This device made no key that can be used."))
    if not called.is_valid():
        return invalid(request, called)
    body = found.state.body
    payload = found.office.payload(body, found.who, card, a.KeyBound(**key.cleaned_data))
    objections = found.office.foreseen(payload, card)
    if objections:
        return objected(request, objections)
    unshown = found.office.unshown(payload, card)
    if unshown is not None:
        return to_prove(unshown)
    return to_sign(body, card, offices.canonical(payload), then=reverse("bodies:body", args=[body]))
