"""The server: pages by Django in a pool of threads, event streams beside them, the clerk in the background."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import MutableMapping
from time import monotonic
from typing import Any, Final

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confederal.web.settings")
wsgi = get_wsgi_application()

from confederal.web import live, office, votes  # noqa: E402  # Django is set up first

THREADS: Final = 16
"""Pages answered at the same time; an event stream takes none of them."""
ROUND: Final = 10.0
"""Seconds after which the clerk looks again for what fell due by the clock alone."""
MINUTE: Final = 60.0
SENDING: Final = 60.0
"""Seconds within which a request must have been sent."""
MOST_BYTES: Final = 16 * 1024 * 1024

_pages: Final[Any] = WSGIMiddleware(wsgi, workers=THREADS)  # type: ignore[arg-type]


async def application(scope: live.Scope, receive: live.Receive, send: live.Send) -> None:
    """The ASGI application: pages, streams, and the beginning and end of the server."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http":
        if scope["path"].startswith("/live/"):
            await live.stream(scope, receive, send)
        else:
            await page(scope, receive, send)


async def page(scope: live.Scope, receive: live.Receive, send: live.Send) -> None:
    """A page by Django, once the whole request is here: no thread waits for somebody who sends slowly."""
    try:
        body = await asyncio.wait_for(whole(receive), SENDING)
    except (TimeoutError, TooLong):
        await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
        await send({"type": "http.response.body", "body": b""})
        return
    if body is None:
        return
    voted = await votes.taken(scope, body)
    if voted is not None:
        length = (b"content-length", b"%d" % len(voted))
        head = [*votes.headers(scope["scheme"]), length]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": voted})
        return

    async def received() -> MutableMapping[str, Any]:
        nonlocal body
        if body is None:
            return await receive()
        told, body = body, None
        return {"type": "http.request", "body": told, "more_body": False}

    await _pages(scope, received, send)


class TooLong(Exception):
    """More was sent than any page takes."""


async def whole(receive: live.Receive) -> bytes | None:
    """The whole body of a request; None where the visitor left. Raises TooLong."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise TooLong
        if not message.get("more_body", False):
            return b"".join(parts)


async def lifespan(receive: live.Receive, send: live.Send) -> None:
    """Begins the clerk's rounds with the server and ends them with it."""
    over = threading.Event()
    clerk = threading.Thread(target=rounds, args=(over,), name="clerk", daemon=True)
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            clerk.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            over.set()
            await send({"type": "lifespan.shutdown.complete"})
            return


def rounds(over: threading.Event) -> None:
    """The clerk's rounds, until it is over: what members asked for at once, what fell due every few seconds.

    Once a minute the subjects that have work of their own do it (mails, what is forgotten); one that fails keeps
    neither the clerk nor the others from theirs.
    """
    log = logging.getLogger("confederal")
    chores = [import_string(name) for name in settings.CHORES]
    done = 0.0
    while not over.is_set():
        try:
            for practice in office.practising():
                practice.follow()
            office.main().follow_when_asked(ROUND)
        except Exception:
            log.exception("the clerk's round failed; it is tried again")
            over.wait(ROUND)
        if monotonic() - done < MINUTE:
            continue
        for chore in chores:
            try:
                chore()
            except Exception:
                log.exception("a chore failed; it is tried again")
        close_old_connections()
        done = monotonic()
