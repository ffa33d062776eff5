"""Live pages: an event stream that says when a body's record has grown, so that a page asks again for its parts."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import Http404, HttpRequest

from confederal.web import bell
from confederal.web.visit import visit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BEAT: Final = 20.0
"""Seconds between signs of life, so that proxies and phones keep the line."""
MOST: Final = 12
"""Streams of one session: as many tabs as somebody looks at."""
_streams: Final[Counter[str]] = Counter()

GATHER: Final = 0.25
"""Seconds in which several steps become one event."""


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """`GET /live/<body>/`: an event `step` with the size of the record at once and whenever it grew."""
    body = scope["path"].removeprefix("/live/").strip("/")
    session = session_of(scope)
    if await sync_to_async(size_for, thread_sensitive=False)(scope, body) is None:
        await refuse(send, 404)
        return
    if _streams[session] >= MOST:
        await refuse(send, 429)
        return
    _streams[session] += 1
    try:
        await listening(scope, receive, send, body)
    finally:
        _streams[session] -= 1
        if not _streams[session]:
            del _streams[session]


async def refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def listening(scope: Scope, receive: Receive, send: Send, body: str) -> None:
    """Events until the reader has gone, or may read no longer: signed out, or no member any more."""
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream"),
                (b"cache-control", b"private, no-store"),
                (b"x-accel-buffering", b"no"),
            ],
        }
    )
    loop, grown = asyncio.get_running_loop(), asyncio.Event()

    def heard(rung: str) -> None:
        if rung == body:
            loop.call_soon_threadsafe(grown.set)

    bell.listen(heard)
    gone = asyncio.ensure_future(left(receive))
    judged = loop.time()
    try:
        while not gone.done():
            if loop.time() - judged >= BEAT:
                judged = loop.time()
                if await sync_to_async(size_for, thread_sensitive=False)(scope, body) is None:
                    await send({"type": "http.response.body", "body": b""})
                    return
            waiting = asyncio.ensure_future(grown.wait())
            await asyncio.wait({waiting, gone}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            event = b": still here\n\n"
            if grown.is_set():
                await asyncio.sleep(GATHER)
                grown.clear()
                event = b"event: step\ndata: grown\n\n"
            if not gone.done():
                await send({"type": "http.response.body", "body": event, "more_body": True})
    finally:
        bell.silence(heard)
        gone.cancel()


async def left(receive: Receive) -> None:
    """Returns when the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def session_of(scope: Scope) -> str:
    """The key of the session in the request's cookie; empty where there is none."""
    cookies: SimpleCookie = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    name = cookies.get(settings.SESSION_COOKIE_NAME)
    return "" if name is None else name.value


def size_for(scope: Scope, body: str) -> int | None:
    """The size of the record for a visitor who may read it now, else None."""
    request = HttpRequest()
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(session_of(scope) or None)
    try:
        request.user = get_user(request)
        return visit(request, body).state.size
    except Http404:
        return None
    finally:
        close_old_connections()
