"""An event stream ends when its reader may read no longer, and one session opens so many."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from confederal.web import bell, live

Told = list[MutableMapping[str, Any]]


def scope(session: str) -> MutableMapping[str, Any]:
    return {"path": "/live/b/", "headers": [(b"cookie", f"sessionid={session}".encode())]}


class Reader:
    """Somebody with a page open, for as long as the test wants."""

    def __init__(self, session: str = "s") -> None:
        self.told: Told = []
        self.session = session
        self.gone = asyncio.Event()

    async def receive(self) -> MutableMapping[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.told.append(message)

    async def reads(self) -> None:
        await live.stream(scope(self.session), self.receive, self.send)

    @property
    def status(self) -> int:
        return int(self.told[0]["status"])

    @property
    def heard(self) -> bytes:
        return b"".join(message["body"] for message in self.told[1:])


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Which sessions may read."""
    may: dict[str, bool] = {}

    def size_for(scope: MutableMapping[str, Any], _body: str) -> int | None:
        return 7 if may.get(live.session_of(scope)) else None

    monkeypatch.setattr(live, "size_for", size_for)
    monkeypatch.setattr(live, "BEAT", 0.05)
    monkeypatch.setattr(live, "GATHER", 0.001)
    return may


def test_a_stream_ends_when_its_reader_may_read_no_longer(allowed: dict[str, bool]) -> None:
    async def story() -> Reader:
        allowed["s"] = True
        reader = Reader()
        reading = asyncio.ensure_future(reader.reads())
        await asyncio.sleep(0.02)
        bell.ring("b")
        await asyncio.sleep(0.03)
        allowed["s"] = False  # signed out, left, or excluded
        await asyncio.wait_for(reading, 5)
        bell.ring("b")
        await asyncio.sleep(0.02)
        return reader

    reader = asyncio.run(story())
    assert reader.status == 200
    assert reader.heard.count(b"event: step") == 1
    assert reader.told[-1] == {"type": "http.response.body", "body": b""}
    assert not live._streams
    assert not bell._listeners


def test_whoever_rings_all_the_time_keeps_no_stream_open(allowed: dict[str, bool]) -> None:
    """It is asked by the clock who may read, not in the pauses between events."""

    async def story() -> None:
        allowed["s"] = True
        reading = asyncio.ensure_future(Reader().reads())
        await asyncio.sleep(0.02)
        allowed["s"] = False
        for _ in range(200):
            bell.ring("b")
            await asyncio.sleep(0.005)
            if reading.done():
                return
        raise AssertionError("it went on")

    asyncio.run(story())


def test_one_session_has_so_many_streams_and_others_theirs(allowed: dict[str, bool]) -> None:
    async def story() -> list[int]:
        allowed.update(s=True, t=True)
        readers = [Reader("s") for _ in range(live.MOST + 1)] + [Reader("t")]
        reading = [asyncio.ensure_future(reader.reads()) for reader in readers]
        await asyncio.sleep(0.05)
        for reader in readers:
            reader.gone.set()
        await asyncio.wait(reading, timeout=5)
        return [reader.status for reader in readers]

    assert asyncio.run(story()) == [200] * live.MOST + [429, 200]
    assert not live._streams


def test_whoever_may_not_read_gets_the_page_that_is_not_there(allowed: dict[str, bool]) -> None:
    async def story() -> Reader:
        reader = Reader("stranger")
        await reader.reads()
        return reader

    assert asyncio.run(story()).status == 404
