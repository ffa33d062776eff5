"""`confederal demo` as a newcomer types it: one line with the address, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from confederal.records.home import Home
from confederal.stories.housed import settle
from confederal.stories.river_city import River, found_co_operatives

ROOT = Path(__file__).parents[3]


@contextmanager
def demo(*words: str, temporary: Path) -> Iterator[str]:
    """The address a demo says it is at; ended as by Ctrl-C."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),
        "TMPDIR": str(temporary),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "confederal", "demo", "--port", "0", *words],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert line.startswith("River City is at http://localhost:"), line
        try:
            yield line.rpartition(" ")[2].strip()
        finally:
            server.send_signal(signal.SIGINT)
            rest, _ = server.communicate(timeout=20)
    assert rest == ""
    assert server.returncode == 0


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        text: str = answer.read().decode()
        return text


def test_one_line_tells_the_address_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with demo(temporary=tmp_path) as address:
        assert "A tour of River City" in page(address)
        assert len(list(tmp_path.glob("confederal-demo-*"))) == 1
    assert not list(tmp_path.glob("confederal-demo-*"))


def test_a_demo_that_is_kept_goes_on(tmp_path: Path) -> None:
    home = tmp_path / "kept"
    with demo("--home", str(home), temporary=tmp_path) as address:
        page(address)
    clock = (home / "practice-clock").read_text()
    with demo("--home", str(home), temporary=tmp_path) as address:
        assert "A tour of River City" in page(address)
    assert (home / "practice-clock").read_text() == clock


def test_other_records_are_left_alone(tmp_path: Path) -> None:
    world = River()
    found_co_operatives(world)
    home = Home(tmp_path / "ours")
    settle(world, home)
    with (
        pytest.raises(AssertionError),
        demo("--home", str(home.folder), temporary=tmp_path),
    ):
        pass
