"""Starting the server: tables brought up to date, static files laid out, then uvicorn."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import django
import uvicorn
from django.conf import settings
from django.core.management import call_command


def prepare() -> None:
    """Brings the tables up to date and lays out the static files, compressed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confederal.web.settings")
    django.setup()
    with (settings.HOME / "preparing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes that start at once follow each other
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)


def serve(
    host: str, port: int, certificate: Path | None, key: Path | None, ready: Callable[[str], None]
) -> None:
    """Serves until it is told to stop. `ready` is called with the address when it answers."""
    prepare()
    from confederal.web.server import application  # it looks for the static files when it is imported

    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_level="critical",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    server = uvicorn.Server(config)
    scheme = "http" if certificate is None else "https"

    async def run() -> None:
        answering = asyncio.ensure_future(server.serve())
        while not server.started and not answering.done():
            await asyncio.sleep(0.02)
        if server.started:
            ready(f"{scheme}://{called(host)}:{port}/")
        await answering

    asyncio.run(run())


def called(host: str) -> str:
    """How members type that address in; this machine by its name, because browsers make no passkey for a number."""
    if host in ("127.0.0.1", "::1"):
        return "localhost"
    return f"[{host}]" if ":" in host else host
