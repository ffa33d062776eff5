"""What follows, beside the record, from a recorded step: owners are told of their keys, what was erased is erased."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from confederal.kernel import act as a
from confederal.kernel.act import Payload
from confederal.records.home import Home
from confederal.records.register import Register
from confederal.secretary.shelf import NoSuchBook
from confederal.web import office as offices
from confederal.web.accounts import addresses, mailing
from confederal.web.accounts.models import Handle, Link
from confederal.web.saying import recorded


@receiver(recorded, dispatch_uid="accounts")
def follow(body: str, payload: Payload, request: HttpRequest, **_more: Any) -> None:
    """Called after each step that came through the pages."""
    act = payload.act
    if isinstance(act, a.KeyVouched):
        tell_of_key(request, body, act.member, vouched=True)
    elif isinstance(act, a.KeyBound | a.KeyChanged):
        tell_of_key(request, body, payload.by, vouched=False)
    elif isinstance(act, a.Erased):
        erase(body, act)
    elif isinstance(act, a.Left):
        Handle.objects.filter(body=body, member=payload.by).delete()


def tell_of_key(request: HttpRequest, body: str, member: str, *, vouched: bool) -> None:
    """The owner of a key is told by mail that something happened to it. The mail names no body."""
    link = Link.objects.filter(body=body, member=member).select_related("account").first()
    address = None if link is None else addresses.opened(link.account)
    if link is None or address is None:
        return
    where = request.build_absolute_uri(reverse("accounts:keys"))
    with override(link.account.language or None):
        words = (
            _(
                "Somebody gave their word that you have a new key. If you asked for it, there is nothing to do.\n\n"
                "If you did not, stop it, with the key you have: %(where)s"
            )
            if vouched
            else _(
                "One of your keys was changed. If that was not you, tell your co-workers at once.\n\n%(where)s"
            )
        )
        mailing.send(address, _("About your keys"), words % {"where": where})


def erase(body: str, act: a.Erased) -> None:
    """What an act says is erased, is: the text of that digest, or the line in the locked list."""
    with suppress(NoSuchBook):
        office = offices.of(body)
        office.texts.erase(act.digest)
        if act.of is not None:
            erase_line(office.home, body, act.of)


def erase_line(home: Home, body: str, member: str) -> None:
    """The line of a member in the locked list is gone."""
    path = home.folder / "registers" / body[:16]
    if path.exists():
        register = Register(path, body)
        try:
            register.erase(member)
        finally:
            register.close()
