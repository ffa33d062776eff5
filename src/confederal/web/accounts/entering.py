"""Coming in and going out: what an account has to do with records, and on which devices it is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from time import time

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

from confederal.kernel.identity import BodyId, Id
from confederal.web.accounts.models import Account, Link, Stay

BACKEND = "confederal.web.accounts.backends.BySignedChallenge"
PROVED, LATELY = "proved_at", 15 * 60
PHONE = ("Mobile", "Android", "iPhone", "iPad")


def account_of(proved: Iterable[tuple[BodyId, Id]], here: Account | None) -> Account:
    """The account of whoever proved to be these members.

    Who is signed in and says they are the same person (`here`) gets them all, whatever account had them: the proof is
    theirs. Otherwise it is the account linked to them, else a new one; those that no account has are linked to it.
    """
    members = list(proved)
    if here is not None:
        for body, member in members:
            moved = Link.objects.filter(body=body, member=member).exclude(account=here).first()
            if moved is not None:
                before = moved.account
                moved.account = here
                moved.save(update_fields=["account"])
                absorb(before, here)
    links = [Link.objects.filter(body=body, member=member).first() for body, member in members]
    account = next((link.account for link in links if link is not None), here) or Account.objects.make()
    for (body, member), link in zip(members, links, strict=True):
        if link is None:
            try:
                with transaction.atomic():
                    Link.objects.create(account=account, body=body, member=member)
            except IntegrityError:  # at the same moment in another tab
                return Link.objects.get(body=body, member=member).account
    return account


def absorb(before: Account, here: Account) -> None:
    """An account that is nobody any more ends; its address goes on with the person, where they had none."""
    if before.links.exists():
        return
    mail, index = before.mail, before.mail_index
    before.delete()
    if here.mail is None and mail is not None:
        here.mail, here.mail_index = mail, index
        here.save(update_fields=["mail", "mail_index"])


def enter(request: HttpRequest, account: Account) -> None:
    """Signs in: a new session, whatever was in the old one is gone."""
    before = request.session.session_key
    login(request, account, backend=BACKEND)
    for name in ("code", "challenge"):
        request.session.pop(name, None)
    request.session.save()
    Stay.objects.filter(session=before or "").delete()
    note(request, account)


def proved_now(request: HttpRequest) -> None:
    """The key was shown at this moment."""
    request.session[PROVED] = int(time())


def proved_lately(request: HttpRequest) -> bool:
    """Whether the key was shown in this session within the last quarter of an hour."""
    return int(time()) - int(request.session.get(PROVED, 0)) < LATELY


def without_mail(account: Account) -> None:
    """The address is forgotten: no code opens the account any more."""
    account.mail = account.mail_index = None
    account.save(update_fields=["mail", "mail_index"])


def note(request: HttpRequest, account: Account) -> None:
    """This device is among those that are signed in."""
    agent = request.headers.get("User-Agent", "")
    kept = {"account": account, "phone": any(word in agent for word in PHONE)}
    Stay.objects.get_or_create(session=request.session.session_key or "", defaults=kept)


def with_language(response: HttpResponseBase, account: Account) -> HttpResponseBase:
    """The answer, with the language somebody chose."""
    if account.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            account.language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
        )
    return response


def store(key: str) -> SessionBase:
    """The session of that key."""
    made: SessionBase = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(key)
    return made


def end(stay: Stay) -> None:
    """That device is signed out."""
    store(stay.session).delete()
    stay.delete()


def end_all_others(request: HttpRequest, account: Account) -> None:
    """Every other device is signed out, at once and on every server: sessions are bound to this secret."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    here = request.session.session_key
    for stay in account.stays.exclude(session=here or ""):
        end(stay)
    update_session_auth_hash(request, account)
    account.stays.filter(session=here or "").update(session=request.session.session_key or "")


def standing(request: HttpRequest, account: Account) -> list[Stay]:
    """The devices that are signed in, this one among them; what ended by itself is forgotten."""
    note(request, account)
    found = []
    for stay in account.stays.order_by("-since"):
        if store(stay.session).exists(stay.session):
            found.append(stay)
        else:
            stay.delete()
    return found
