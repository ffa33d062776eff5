"""Codes by mail: eight digits, ten minutes, one use, five tries, only for the browser that asked.

Whether somebody has this address looks and takes the same: a code is made in either case, and mailed only in one.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hmac import compare_digest
from typing import Final

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from confederal.web.accounts import addresses, guessing, mailing
from confederal.web.accounts.models import Account, Code

LASTS: Final = timedelta(minutes=10)
TRIES: Final = 5
IN_SESSION: Final = "code"
NOBODY: Final = "00000000-0000-0000-0000-000000000000"


def ask_to_sign_in(request: HttpRequest, address: str) -> None:
    """Mails a code to whoever has this address here."""
    index = addresses.index(address)
    account = Account.objects.filter(mail_index=index).first()
    known = None if account is None else address.strip()
    _ask(request, index, account, known, None, _("Your code"))


def ask_to_add(request: HttpRequest, account: Account, address: str) -> None:
    """Mails a code that confirms an address for this account. Where it is another's already, they are told instead,
    and nobody else notices."""
    index = addresses.index(address)
    others = Account.objects.filter(mail_index=index).exclude(pk=account.pk).exists()
    if others:
        mailing.send(
            address.strip(),
            _("About your address"),
            _(
                "Somebody wanted to add this address to another account. It stays with yours. There is nothing to do."
            ),
        )
    mine = None if others else account
    _ask(
        request, index, mine, None if others else address.strip(), address.strip(), _("Confirm your address")
    )


def _ask(
    request: HttpRequest, index: str, account: Account | None, to: str | None, adds: str | None, subject: str
) -> None:
    digits = f"{secrets.randbelow(10**8):08d}"
    Code.objects.filter(made__lt=timezone.now() - LASTS).delete()
    code = Code(index=index, account=account, mail=None if adds is None else addresses.sealed(adds))
    code.hash = _hash(code, digits)
    code.save()
    request.session[IN_SESSION] = str(code.pk)
    if not guessing.allowed(guessing.CODES_TO_AN_ADDRESS, "codes", index):
        to = None
    words = _(
        "%(code)s\n\nType this code into the page that asked for it. It is good for ten minutes and for one use.\n"
        "If you did not ask for it, there is nothing to do: without the code nobody gets in."
    ) % {"code": f"{digits[:4]} {digits[4:]}"}
    mailing.send(to, subject, words)


def tell_former(account: Account) -> None:
    """The address an account had is told that another takes its place."""
    mailing.send(
        addresses.opened(account),
        _("About your address"),
        _(
            "Another address takes the place of this one. If that was not you, sign in with your key,"
            " sign out all other devices, and set your address again."
        ),
    )


def asked(request: HttpRequest) -> bool:
    """Whether this browser waits for a code."""
    return IN_SESSION in request.session


def taken(request: HttpRequest, said: str, *, adds: bool) -> Code | None:
    """The code this browser asked for, if it was typed rightly and in time; then it is used up."""
    with transaction.atomic():
        code = (
            Code.objects.select_for_update()
            .filter(pk=str(request.session.get(IN_SESSION, NOBODY)), mail__isnull=not adds)
            .first()
        )
        if code is None or code.tries >= TRIES or code.made < timezone.now() - LASTS:
            return None
        right = compare_digest(code.hash, _hash(code, "".join(filter(str.isdigit, said))))
        if right and code.account is not None:
            code.delete()
            del request.session[IN_SESSION]
            return code
        code.tries += 1
        code.save(update_fields=["tries"])
        return None


def _hash(code: Code, digits: str) -> str:
    return addresses.keyed("code", str(code.pk), digits)
