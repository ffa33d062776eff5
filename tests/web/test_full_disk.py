"""A disk that is really full: a small file system of its own is filled while members vote.

Needs the right to mount one (root); where that is not given, `tests/secretary/test_desk.py` simulates the fault.
"""

from __future__ import annotations

import errno
import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.test_crowd import ROOT, Server, environment, voter, voting

from confederal.records.home import Home

ROOM = "48m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Leaves no byte free; the file that takes the room."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for block in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * block)
            except OSError as full:
                if full.errno != errno.ENOSPC:
                    raise
    return ballast


def answer(server: Server, path: str, session: str) -> tuple[int, str]:
    line: http.client.HTTPConnection = server.line()
    line.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    told = line.getresponse()
    page = told.read().decode()
    line.close()
    return told.status, page


def test_a_full_disk_loses_nothing_says_so_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    home = small_disk / "home"
    world, body, step = voting(home)
    made = subprocess.run(
        [sys.executable, "-m", "tests.web.sessions", body, "m1", "m2", "m3"],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    sessions: dict[str, str] = json.loads(made.stdout)
    server = Server(home)
    try:
        vote = voter(world, server, body, step, server.token(), sessions)
        assert vote("m1") == 200
        ballast = fill(small_disk)
        together, alone = vote("m2"), vote("m100")
        assert together >= 500, (
            "what cannot be kept is not said to be: the device keeps it and sends it again"
        )
        assert alone >= 500
        status, page = answer(server, f"/b/{body}/q/{step}/", sessions["m3"])
        assert status == 200, "reading goes on"
        assert "Longer breaks" in page
        ballast.unlink()
        assert vote("m2") == 200
        assert vote("m100") == 200
    finally:
        server.kill()
    Home(home).follow()  # the head is signed
    state = Home(home).desk.reading(body).state
    assert state is not None
    assert set(state.questions[step].votes) == {"m1", "m2", "m100"}
    checked = subprocess.run(
        [sys.executable, "-m", "confederal", "verify", str(home)], env=environment(home), check=False
    )
    assert checked.returncode == 0
