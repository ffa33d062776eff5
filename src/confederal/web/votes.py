"""Votes come by the hundred in the same seconds: those in one body are taken together, with one commit.

A vote that was signed, sent by a session that stands and with the token of these pages, is answered here as soon as it
is on disk. Whatever is otherwise – another act, no session, a wrong token, a vote the desk refuses, a fault – goes the
way of every page (`saying.record`), which asks everything again and says in the visitor's language what is wrong. So
this way only takes; it takes nothing the other would not, and skips only what no answer to a vote needs: templates,
messages, the language.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from msgspec import DecodeError, Struct, ValidationError, json

from confederal.kernel.act import Payload, Voted
from confederal.kernel.identity import HOST, BodyId
from confederal.secretary.desk import Received
from confederal.web import office as offices
from confederal.web import saying
from confederal.web.accounts import guessing
from confederal.web.accounts.models import Account

Scope = MutableMapping[str, Any]

AT_ONCE: Final = 200
"""The most votes of one commit: who comes later waits for the next."""
BODIES: Final = 4
"""So many bodies' votes are taken side by side."""

_threads: Final = ThreadPoolExecutor(max_workers=BODIES, thread_name_prefix="votes")
_waiting: Final[dict[BodyId, list[tuple[Vote, asyncio.Future[bytes | None]]]]] = {}
_rounds: Final[set[asyncio.Task[None]]] = set()


class Vote(Struct, frozen=True):
    """A signed vote as it came, not checked yet."""

    scope: Scope
    sent: saying.Signed
    payload: Payload


def vote_in(scope: Scope, body: bytes) -> Vote | None:
    """The vote in this request; None where it is something else, or nothing that can be read."""
    if scope["method"] != "POST" or scope["path"] != "/record/" or len(body) > saying.MOST_BYTES:
        return None
    try:
        sent = json.decode(body, type=saying.Signed)
    except (ValidationError, DecodeError):
        return None
    if sent.founding or sent.texts:
        return None
    payload = offices.payload_in(sent.envelope)
    if payload is None or payload.by == HOST or not isinstance(payload.act, Voted):
        return None
    return Vote(scope, sent, payload)


async def taken(scope: Scope, body: bytes) -> bytes | None:
    """The answer to a vote that was taken, as JSON; None for whatever has to go the way of every page."""
    vote = vote_in(scope, body)
    if vote is None:
        return None
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bytes | None] = loop.create_future()
    waiting = _waiting.get(vote.sent.body)
    if waiting is not None:  # they are written with the next commit
        waiting.append((vote, answer))
    else:
        _waiting[vote.sent.body] = [(vote, answer)]
        going = loop.create_task(round_of(vote.sent.body))
        _rounds.add(going)
        going.add_done_callback(_rounds.discard)
    return await answer


async def round_of(body: BodyId) -> None:
    """Takes the votes of one body, all that wait at once, until none waits any more."""
    loop = asyncio.get_running_loop()
    while group := _waiting[body][:AT_ONCE]:
        del _waiting[body][: len(group)]
        try:
            told = await loop.run_in_executor(_threads, in_a_thread, body, [vote for vote, _answer in group])
        except Exception:  # the way of every page tries again, and says what is the matter
            logging.getLogger("confederal").exception("votes could not be taken together")
            told = [None] * len(group)
        for (_vote, answer), each in zip(group, told, strict=True):
            if not answer.done():
                answer.set_result(each)
    del _waiting[body]


def in_a_thread(body: BodyId, votes: Sequence[Vote]) -> list[bytes | None]:
    """`take`, with a line to the database that is not worn out."""
    close_old_connections()
    return take(body, votes)


def take(body: BodyId, votes: Sequence[Vote]) -> list[bytes | None]:
    """What is answered to each of these votes in a body; None to those that were not taken here."""
    told: list[bytes | None] = [None] * len(votes)
    office = offices.main()
    if not office.keeps(body):
        return told
    requests = [ASGIRequest(vote.scope, BytesIO()) for vote in votes]
    accounts = signed_in(requests)
    with transaction.atomic():  # the rates are counted with one commit too
        good = [
            place
            for place, (request, account) in enumerate(zip(requests, accounts, strict=True))
            if account is not None and ours(request) and guessing.steps_allowed(request, account)
        ]
    answers = office.record_votes(body, [votes[place].sent.envelope for place in good])
    for place, answer in zip(good, answers, strict=True):
        if isinstance(answer, Received):
            request, vote = requests[place], votes[place]
            request.user = accounts[place]  # type: ignore[assignment]
            told[place] = saying.stands(request, answer, vote.payload, vote.sent.then)
    return told


def signed_in(requests: Sequence[HttpRequest]) -> list[Account | None]:
    """Whose session each request is of, by the database as it is now; None where it ended or there is none."""
    keys = [request.COOKIES.get(settings.SESSION_COOKIE_NAME) for request in requests]
    store = SessionStore()
    found = {
        session.session_key: store.decode(session.session_data)
        for session in Session.objects.filter(
            session_key__in={key for key in keys if key}, expire_date__gt=timezone.now()
        )
    }
    accounts = {
        str(account.pk): account
        for account in Account.objects.filter(
            pk__in={held[SESSION_KEY] for held in found.values() if SESSION_KEY in held}
        )
    }
    return [account_in(found.get(key or "", {}), accounts) for key in keys]


def account_in(held: dict[str, Any], accounts: dict[str, Account]) -> Account | None:
    """The account a session is of, where it is still good for it: by the same rules as any page's."""
    account = accounts.get(held.get(SESSION_KEY, ""))
    if account is None or held.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    good = constant_time_compare(held.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())
    return account if good else None


def ours(request: HttpRequest) -> bool:
    """Whether a request came to an address of ours, on a line nobody reads, from a page of ours."""
    try:
        request.get_host()
    except DisallowedHost:
        return False
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return False
    token = CsrfViewMiddleware(_nothing)
    token.process_request(request)
    return token.process_view(request, saying.record, (), {}) is None


def _nothing(_request: HttpRequest) -> HttpResponseBase:
    return HttpResponse()


@cache
def headers(scheme: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, as every page's: set by the same middleware."""
    request = ASGIRequest(
        {"type": "http", "method": "POST", "path": "/record/", "headers": [], "scheme": scheme}, BytesIO()
    )
    answer: HttpResponse = JsonResponse({})
    for name in settings.MIDDLEWARE:
        if name.rpartition(".")[2] in (
            "SecurityMiddleware",
            "XFrameOptionsMiddleware",
            "CSPMiddleware",
            "Manners",
        ):
            answer = import_string(name)(_nothing).process_response(request, answer)
    return [(name.lower().encode(), value.encode()) for name, value in answer.items()]
