"""Live pages: an event stream that says when a body's record has grown, so that a page asks again for its parts."""

from __future__ import annotations

import asyncio
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
GATHER: Final = 0.25
"""Seconds in which several steps become one event."""


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """`GET /live/<body>/`: an event `step` with the size of the record at once and whenever it grew."""
    body = scope["path"].removeprefix("/live/").strip("/")
    size = await sync_to_async(size_for, thread_sensitive=False)(scope, body)
    if size is None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
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
    try:
        while not gone.done():
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


def size_for(scope: Scope, body: str) -> int | None:
    """The size of the record for a visitor who may read it, else None."""
    request = HttpRequest()
    headers = dict(scope["headers"])
    cookies: SimpleCookie = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    name = cookies.get(settings.SESSION_COOKIE_NAME)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(None if name is None else name.value)
    try:
        request.user = get_user(request)
        return visit(request, body).state.size
    except Http404:
        return None
    finally:
        close_old_connections()
