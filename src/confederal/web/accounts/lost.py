"""A lost key is replaced on co-workers' word: a new device makes a key for that member, co-workers say that it is
theirs, a delay runs, and whoever still has the old key can stop it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import segno
from django import forms
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
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
from confederal.kernel.possession import Possession, fault_in
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web.accounts import guessing, proof
from confederal.web.accounts.forms import Key
from confederal.web.accounts.models import Account, Handle, NewKey
from confederal.web.accounts.words import words
from confederal.web.manners import locked_out
from confederal.web.office import Office
from confederal.web.saying import PREPARE, done, invalid, refused, say, to_prove, unsigned
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
        drawn.svg_inline(scale=6, border=3, svgclass="qr", lineclass=None, light="#fff", omitsize=True)
    )


# The new device


@require_http_methods(["GET"])
def lost(request: HttpRequest) -> HttpResponse:
    """What to do when the key is lost; and how far the new key is that this browser made."""
    new_key = NewKey.objects.filter(pk=str(request.session.get(IN_SESSION, NOBODY))).first()
    if new_key is None:
        return render(request, "accounts/lost.html", {"mine": list(own_keys(request))})
    address = request.build_absolute_uri(reverse("accounts:whose", args=[new_key.pk]))
    given = {
        "new": new_key,
        "qr": qr(address),
        "address": address,
        "replacements": found_for(new_key.keyid),
        "bound": bool(list(proof.whose(new_key.keyid))),
    }
    return render(request, "accounts/lost.html", given)


def own_keys(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """For somebody who is still signed in: in which bodies they can replace their key, and where they begin."""
    account = request.user
    if isinstance(account, Account):
        for office, state, who in bodies_of(account):
            if who is not None and who in state.members and state.key_in_force(who, office.now()) is not None:
                yield state.charter.title, reverse("accounts:new_key", args=[asked_for(state.body, who)])


ADDRESS: Final = signing.TimestampSigner(salt="lost key")
LASTS: Final = timedelta(days=1)
"""How long the address is good at which somebody makes a new key."""
PART: Final = 16
"""So much of a body's identity stands in that address: a code on a phone has to stay coarse enough to be read."""


def asked_for(body: str, member: Id) -> str:
    """What stands in the address at which a member's new key is made: only co-workers and they themselves get one."""
    return ADDRESS.sign(f"{body[:PART]}.{member}")


def whom(asked: str) -> tuple[Office, State, Id]:
    """Whose new key is made at that address. Raises Http404 where it is too old, or they are gone."""
    try:
        part, _dot, member = ADDRESS.unsign(asked, max_age=LASTS).partition(".")
    except signing.BadSignature as gone:
        raise Http404 from gone
    here = ((office, body) for office in offices.everywhere() for body in office.bodies())
    office, body = next((found for found in here if found[1].startswith(part)), (None, ""))
    if office is None:
        raise Http404
    state = office.state(body)
    if state is None or state.key_in_force(member, office.now()) is None:
        raise Http404
    return office, state, member


@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest, asked: str) -> HttpResponseBase:
    """The new device makes a key for one member of one body; the key signs that it is for them (decision 0010)."""
    office, state, member = whom(asked)
    if request.method == "GET":
        handle = (
            Handle.objects.filter(body=state.body, member=member).values_list("handle", flat=True).first()
        )
        given = {"state": state, "member": member, "called": handle or member, "form": Key()}
        return render(request, "accounts/new_key.html", given)
    if PREPARE not in request.headers:
        return unsigned(request)
    form = Key(request.POST)
    if not form.is_valid():
        return refused(request, _("This device made no key that can be used."))
    keyid, shown = form.cleaned_data["key"], form.cleaned_data["proof"]
    claim = Possession(state.body, "member", member, keyid, state.key_in_force(member, office.now()))
    if not shown:
        if not guessing.allowed(guessing.NEW_KEYS, "new keys", guessing.place_of(request)):
            return locked_out(request)
        return to_prove(claim)
    if fault_in(claim, shown) is not None:
        return refused(request, _("This device made no key that can be used."))
    NewKey.objects.filter(made__lt=timezone.now() - WAITS).delete()
    told = {"words": words(keyid), "body": state.body, "member": member, "proof": shown}
    new, _made = NewKey.objects.get_or_create(keyid=keyid, defaults=told)
    request.session[IN_SESSION] = str(new.pk)
    return done(reverse("accounts:lost"))


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
    """Whoever scanned a new key's code is led to the body it is for."""
    key = get_object_or_404(NewKey, pk=new)
    return redirect(f"{reverse('accounts:vouch', args=[key.body])}?key={key.pk}")


class Vouching(forms.Form):
    """Whose key it is, and which."""

    member = forms.CharField(max_length=64, widget=forms.HiddenInput(attrs={"data-signs": "member"}))
    key = forms.CharField(max_length=400, widget=forms.HiddenInput(attrs={"data-signs": "key"}))


class Lost(forms.Form):
    """Who lost their key."""

    member = forms.ChoiceField(label=gettext_lazy("Who lost their key?"))

    def __init__(self, *args: Any, visit: Visit, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "—"),
            *(
                (who, visit.called(who))
                for who in sorted(visit.state.members, key=visit.called)
                if who != visit.who
                and visit.state.present(who, visit.now)
                and visit.state.key_in_force(who, visit.now) is not None
            ),
        ]


@of_body
def vouch(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A co-worker vouches that a new key is a member's who lost theirs; or helps them to begin."""
    if request.method == "POST":
        return vouched(request, visit)
    said = " ".join(request.GET.get("words", "").lower().split())
    here = NewKey.objects.filter(body=visit.body)
    new = None
    if said:
        new = here.filter(words=said).order_by("-made").first()
    elif is_uuid(request.GET.get("key", "")):
        new = here.filter(pk=request.GET["key"]).first()
    given: dict[str, Any] = {"new": new, "said": said}
    if new is not None:
        given["form"] = Vouching(initial={"key": new.keyid, "member": new.member})
    elif visit.who in visit.state.members:
        form = Lost(request.GET if "member" in request.GET else None, visit=visit)
        given["lost"] = form
        if form.is_bound and form.is_valid():
            asked = asked_for(visit.body, form.cleaned_data["member"])
            address = request.build_absolute_uri(reverse("accounts:new_key", args=[asked]))
            given |= {"address": address, "qr": qr(address), "member": form.cleaned_data["member"]}
    return render(request, "accounts/vouch.html", context(visit, **given))


def vouched(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What a co-worker signs: that this key, which showed itself for this member, is theirs."""
    form = Vouching(request.POST)
    if not form.is_valid():
        return invalid(request, form)
    member, key = form.cleaned_data["member"], form.cleaned_data["key"]
    shown = [new.proof for new in visit.state.recoveries.get(member, ()) if new.key == key] or list(
        NewKey.objects.filter(body=visit.body, member=member, keyid=key).values_list("proof", flat=True)
    )
    if not shown:
        return refused(
            request, _("This key was not made for them: it has to be made at the address you show them.")
        )
    told = _(
        "You give your word, with your pseudonym in our record for good, that this new key belongs to %(who)s:"
        " you know them, and saw or heard these words from them: %(words)s."
    ) % {"who": visit.called(member), "words": words(key)}
    act = a.KeyVouched(member, key, shown[0])
    return say(visit, act, then=reverse("accounts:vouch", args=[visit.body]), told=told)


def is_uuid(said: str) -> bool:
    """Whether this could be the name of a new key."""
    return len(said) == 36 and not set(said) - set("0123456789abcdef-")


@of_body
def veto(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who still has their key stops a replacement they did not ask for."""
    if request.method != "POST":
        return redirect("accounts:keys")
    return say(visit, a.KeyVetoed(), then=reverse("accounts:keys"))
