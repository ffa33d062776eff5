"""A crowd: two hundred vote over HTTP while a hundred look on, and the server is killed. No vote is lost or doubled."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.envelope import seal
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Resolution
from confederal.kernel.minute_book import written
from confederal.records.home import Home
from confederal.stories.housed import settle
from confederal.stories.together import Together

ROOT = Path(__file__).parents[2]
VOTERS, READERS, AT_ONCE = 200, 100, 20


def environment(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CONFEDERAL", "DJANGO", "DATABASE"))
    }
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {**kept, "CONFEDERAL_HOME": str(home), "CONFEDERAL_LOOPBACK": "1", "PYTHONPATH": path}


class Server:
    """`confederal serve` on a free port."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "confederal", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert "http://" in self.process.stdout.readline()

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def token(self) -> str:
        line = self.line()
        line.request("GET", "/")
        answer = line.getresponse()
        answer.read()
        line.close()
        found = re.search(r"csrftoken=([^;]+)", answer.getheader("Set-Cookie") or "")
        assert found is not None
        return found.group(1)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Reader(threading.Thread):
    """Somebody with the page open: hears that the record has grown."""

    def __init__(self, server: Server, body: str, session: str) -> None:
        super().__init__(daemon=True)
        self.heard = threading.Event()
        self.ready = threading.Event()
        self.status = 0
        self._where = server.port, f"/live/{body}/", session

    def run(self) -> None:
        port, path, session = self._where
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", path, headers={"Cookie": f"sessionid={session}"})
        answer = line.getresponse()
        self.status = answer.status
        self.ready.set()
        while answer.status == 200 and not self.heard.is_set():
            if b"event: step" in answer.readline():
                self.heard.set()
        line.close()


def voting(home: Path) -> tuple[Together, str, int]:
    """An assembly in which two hundred hold keys and a vote is open."""
    world = Together()
    with world.quietly():
        charter = load("worker_coop", between_meetings=True)
        world.found_assembly("harbour", charter, VOTERS + 20, founders=VOTERS + 20)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    world.at(world.opens_at("harbour", step))
    world.done("harbour", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + 3 * DAY))
    settle(world, Home(home))
    return world, world.bodies["harbour"], step


def voter(
    world: Together, server: Server, body: str, step: int, token: str, sessions: Mapping[str, str]
) -> Callable[[str], int]:
    """Votes as this member would: signed on a device, sent once; the status of the answer.

    Who has a session sends it, and is taken together with others; the rest go the way of every page.
    """

    def vote(who: str) -> int:
        payload = a.Payload(1, body, who, 10**12, world.now + 1, a.Voted(step, ("for",)))
        envelope = seal(written(payload), world.key("harbour", who))
        sent = json.dumps({"body": body, "envelope": base64.b64encode(envelope).decode()})
        line = server.line()
        cookies = f"csrftoken={token}" + (f"; sessionid={sessions[who]}" if who in sessions else "")
        headers = {"Cookie": cookies, "X-CSRFToken": token, "Content-Type": "application/json"}
        line.request("POST", "/record/", sent, headers)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status

    return vote


def test_two_hundred_vote_while_a_hundred_look_on_and_the_server_is_killed(tmp_path: Path) -> None:
    world, body, step = voting(tmp_path)
    who = [f"m{number}" for number in range(1, VOTERS + 1)]
    made = subprocess.run(
        [sys.executable, "-m", "tests.web.sessions", body, *who[:READERS]],
        env=environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    sessions = json.loads(made.stdout)
    server = Server(tmp_path)
    readers = [Reader(server, body, session) for session in sessions.values()]
    for reader in readers:
        reader.start()
    for reader in readers:
        assert reader.ready.wait(60)
        assert reader.status == 200
    vote = voter(world, server, body, step, server.token(), sessions)
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answered = list(crowd.map(vote, who))
    took = time.monotonic() - began
    assert answered == [200] * VOTERS
    assert took < 60, "two hundred in a minute"
    for reader in readers:
        assert reader.heard.wait(30)
    server.kill()
    server = Server(tmp_path)  # what was answered is there after the plug was pulled
    vote = voter(world, server, body, step, server.token(), sessions)
    assert vote("m1") == 200  # the same step again: the earlier receipt, and no second vote
    server.kill()
    state = Home(tmp_path).desk.reading(body).state
    assert state is not None
    assert len(state.questions[step].votes) == VOTERS


def test_who_sends_slowly_keeps_nobody_waiting(tmp_path: Path) -> None:
    Home(tmp_path).shelf.bodies()
    server = Server(tmp_path)
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(24)]
    for each in slow:
        each.sendall(b"POST /record/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
    line = server.line()
    line.request("GET", "/")
    assert line.getresponse().status == 200
    line.close()
    for each in slow:
        each.close()
    server.kill()
