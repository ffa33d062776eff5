"""A lost key is replaced on co-workers' word: a new device makes a key, co-workers say whose it is, a delay runs, and
whoever still has the old key can stop it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import segno
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from msgspec import Struct

from confederal.kernel import act as a
from confederal.kernel.after import vouchers_needed
from confederal.kernel.identity import Id, Seconds
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web.accounts import guessing, proof
from confederal.web.accounts.forms import Key
from confederal.web.accounts.models import Account, NewKey
from confederal.web.accounts.words import words
from confederal.web.manners import locked_out
from confederal.web.saying import invalid, say
from confederal.web.visit import Visit, bodies_of, context, of_body

IN_SESSION: Final = "new key"
NOBODY: Final = "00000000-0000-0000-0000-000000000000"
WAITS: Final = timedelta(days=60)


class Replacement(Struct, frozen=True):
    """A replacement of somebody's key that is running."""

    title: str
    state: State
    member: Id
    key: str
    vouchers: tuple[Id, ...]
    needed: int
    ripe_at: Seconds | None
    in_force: bool

    @property
    def words(self) -> str:
        return words(self.key)

    @property
    def waits(self) -> bool:
        """Whether it can still be stopped."""
        return not self.in_force


def running(state: State, at: int) -> Iterator[Replacement]:
    """The replacements of keys that are running in a body, or just had effect."""
    for member, keys in sorted(state.recoveries.items()):
        for new in keys:
            yield Replacement(
                title=state.charter.title,
                state=state,
                member=member,
                key=new.key,
                vouchers=new.vouchers,
                needed=vouchers_needed(state),
                ripe_at=new.ripe_at,
                in_force=state.key_in_force(member, at) == new.key,
            )


def found_for(keyid: str) -> list[Replacement]:
    """The replacements by that key, in every record here."""
    found: list[Replacement] = []
    for office in offices.everywhere():
        for body in office.bodies():
            state = office.state(body)
            if state is not None and state.recoveries:
                found.extend(one for one in running(state, office.now()) if one.key == keyid)
    return found


def qr(words: str) -> SafeString:
    """A QR code as a piece of page."""
    drawn = segno.make(words, error="m", micro=False)
    return mark_safe(  # noqa: S308  # drawn by the library from modules, not from words
        drawn.svg_inline(scale=6, border=3, svgclass="qr", lineclass=None, light="#fff")
    )


# The new device


@require_http_methods(["GET", "POST"])
def lost(request: HttpRequest) -> HttpResponseBase:
    """What to do when the key is lost: make a new one here, show it to co-workers, see how far it is."""
    if request.method == "POST":
        form = Key(request.POST)
        if not form.is_valid():
            return render(request, "accounts/lost.html", {"form": form}, status=422)
        if not guessing.allowed(guessing.NEW_KEYS, "new keys", guessing.place_of(request)):
            return locked_out(request)
        NewKey.objects.filter(made__lt=timezone.now() - WAITS).delete()
        keyid = form.cleaned_data["key"]
        new, _made = NewKey.objects.get_or_create(keyid=keyid, defaults={"words": words(keyid)})
        request.session[IN_SESSION] = str(new.pk)
        response = redirect("accounts:lost")
        response.status_code = 303
        return response
    new_key = NewKey.objects.filter(pk=str(request.session.get(IN_SESSION, NOBODY))).first()
    if new_key is None:
        return render(request, "accounts/lost.html", {"form": Key()})
    address = request.build_absolute_uri(reverse("accounts:whose", args=[new_key.pk]))
    given = {
        "new": new_key,
        "qr": qr(address),
        "address": address,
        "replacements": found_for(new_key.keyid),
        "bound": bool(list(proof.whose(new_key.keyid))),
    }
    return render(request, "accounts/lost.html", given)


@require_POST
def begin_again(request: HttpRequest) -> HttpResponse:
    """Forgets the new key of this browser; what was vouched for it stays in the records."""
    request.session.pop(IN_SESSION, None)
    response = redirect("accounts:lost")
    response.status_code = 303
    return response


# Co-workers


@login_required
def whose(request: HttpRequest, new: str) -> HttpResponse:
    """Whoever scanned a new key's code chooses in which body they vouch for it."""
    account = request.user
    assert isinstance(account, Account)
    key = get_object_or_404(NewKey, pk=new)
    mine = [state for _office, state, who in bodies_of(account) if who is not None and who in state.members]
    if len(mine) == 1:
        return redirect(f"{reverse('accounts:vouch', args=[mine[0].body])}?key={key.pk}")
    return render(request, "accounts/whose.html", {"bodies": mine, "new": key})


class Vouching(Key):
    """Whose key it is."""

    member = forms.ChoiceField(label=gettext_lazy("Whose new key is this?"))

    def __init__(self, *args: Any, visit: Visit, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *(
                (who, visit.called(who))
                for who in sorted(visit.state.members, key=visit.called)
                if who != visit.who
                and visit.state.present(who, visit.now)
                and visit.state.key_in_force(who, visit.now) is not None
            ),
        ]
        self.fields["member"].widget.attrs["data-signs"] = "member"
        self.fields["key"].widget.attrs["data-signs"] = "key"


@of_body
def vouch(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A co-worker vouches that a new key is a member's who lost theirs."""
    if request.method == "POST":
        form = Vouching(request.POST, visit=visit)
        if not form.is_valid():
            return invalid(request, form)
        member = form.cleaned_data["member"]
        told = _(
            "You give your word, with your pseudonym in our record for good, that this new key belongs to %(who)s:"
            " you know them, and saw or heard these words from them: %(words)s."
        ) % {"who": visit.called(member), "words": words(form.cleaned_data["key"])}
        act = a.KeyVouched(member, form.cleaned_data["key"])
        return say(visit, act, then=reverse("accounts:vouch", args=[visit.body]), told=told)
    said = " ".join(request.GET.get("words", "").lower().split())
    new = None
    if said:
        new = NewKey.objects.filter(words=said).order_by("-made").first()
    elif request.GET.get("key"):
        with_id = request.GET["key"]
        new = NewKey.objects.filter(pk=with_id).first() if is_uuid(with_id) else None
    given = {
        "new": new,
        "said": said,
        "form": None if new is None else Vouching(visit=visit, initial={"key": new.keyid}),
    }
    return render(request, "accounts/vouch.html", context(visit, **given))


def is_uuid(said: str) -> bool:
    """Whether this could be the name of a new key."""
    return len(said) == 36 and not set(said) - set("0123456789abcdef-")


@of_body
def veto(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who still has their key stops a replacement they did not ask for."""
    if request.method != "POST":
        return redirect("accounts:keys")
    return say(visit, a.KeyVetoed(), then=reverse("accounts:keys"))
