"""Against guessing: how often something may be asked from one place, and when a place is locked out.

Rates are counted in the database (`web.rates`), wrong codes by django-axes, for all processes together. Both are told
a keyed hash at most: no address, no browser, no name. A signature cannot be guessed, so whoever has their key is never
locked out, not even by others behind the same door.
"""

from __future__ import annotations

from typing import Final

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, QueryDict
from limits import RateLimitItem, parse

from confederal.web import rates
from confederal.web.accounts.addresses import keyed
from confederal.web.accounts.models import Account

CODES_TO_AN_ADDRESS: Final = parse("5/hour")
CODES_FROM_A_PLACE: Final = parse("60/hour")
CHALLENGES: Final = parse("6000/hour")
CARDS: Final = parse("120/hour")
NEW_KEYS: Final = parse("60/hour")
EXPORTS: Final = parse("12/hour")
PASTS: Final = parse("240/hour")
"""Pages of the past: each may fold a whole record anew."""
PASTS_AT_ONCE: Final = parse("20/minute")
"""So that a burst of one account's does not hold up the others'."""
PAPERS: Final = parse("40/minute")
"""Papers of one account: setting hundreds of ballots takes its time."""
STEPS: Final = parse("1200/hour")
"""Signed steps of one account: more than anybody signs by hand."""
STEPS_FROM_A_PLACE: Final = parse("6000/hour")
"""Signed steps from one place by those who are not signed in: a hall behind one address, and no flood."""


def allowed(rate: RateLimitItem, what: str, who: str) -> bool:
    """Whether this may be asked once more, by that place or about that address."""
    return rates.within(rate, what, keyed("asked by", who)[:32])


def steps_allowed(request: HttpRequest, account: Account | None) -> bool:
    """Whether one more signed step is taken: of an account; where nobody is signed in, from that place."""
    if account is not None:
        return allowed(STEPS, "steps", str(account.pk))
    return allowed(STEPS_FROM_A_PLACE, "steps", place_of(request))


def place_of(request: HttpRequest) -> str:
    """From where a request comes; behind our own proxy, what the proxy says."""
    if settings.PROXY:
        forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded:
            return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def wrong(request: HttpRequest, about: str) -> None:
    """A code was wrong: the library counts it."""
    authenticate(_bare(request), username=keyed("guessed about", about)[:32], account=None)


def locked_out(request: HttpRequest) -> bool:
    """Whether there were too many wrong codes from this place lately."""
    return not AxesProxyHandler.is_allowed(_bare(request))


def _bare(request: HttpRequest) -> HttpRequest:
    """The request without anything personal: the library keeps what it sees of failures."""
    bare = HttpRequest()
    bare.method = request.method
    bare.path = bare.path_info = "/sign-in/"
    bare.META = {"REMOTE_ADDR": place_of(request)}
    bare.GET = bare.POST = QueryDict()
    bare.session = request.session
    return bare
