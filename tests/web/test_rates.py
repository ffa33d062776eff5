"""Rates are counted in the database: over processes and starts together, and no count is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from limits import parse
from tests.web.test_crowd import ROOT, environment

from confederal.web import rates
from confederal.web.models import Asked

TEN = parse("10/minute")
Clock = Callable[[float], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the clock rates go by."""

    def set_to(seconds: float) -> None:
        monkeypatch.setattr("confederal.web.rates.time.time", lambda: 1_000_000_020 + seconds)

    set_to(0)
    return set_to


@pytest.mark.django_db
def test_ten_a_minute_are_ten_whoever_else_asks(at: Clock) -> None:
    assert [rates.within(TEN, "codes", "here") for _ in range(12)] == [True] * 10 + [False] * 2
    assert rates.within(TEN, "codes", "there")
    assert rates.within(TEN, "cards", "here")
    at(59)
    assert not rates.within(TEN, "codes", "here")


@pytest.mark.django_db
def test_the_window_slides_and_what_is_refused_is_not_counted(at: Clock) -> None:
    for _ in range(30):
        rates.within(TEN, "codes", "here")
    at(60 + 30)  # half of the ten weigh yet
    assert sum(rates.within(TEN, "codes", "here") for _ in range(10)) == 5
    at(60 + 60 + 60)
    assert sum(rates.within(TEN, "codes", "here") for _ in range(20)) == 10


@pytest.mark.django_db
def test_what_nobody_needs_any_more_is_swept(at: Clock) -> None:
    rates.within(TEN, "codes", "here")
    at(100)
    rates.sweep()
    assert Asked.objects.count() == 1
    at(130)
    rates.sweep()
    assert Asked.objects.count() == 0


@pytest.mark.django_db
def test_a_cost_counts_as_much_and_the_library_finds_its_windows_again(at: Clock) -> None:
    assert rates.counted.hit(TEN, "pages", "here", cost=8)
    assert not rates.counted.hit(TEN, "pages", "here", cost=3)
    assert rates.counted.get_window_stats(TEN, "pages", "here").remaining == 2
    rates.counted.clear(TEN, "pages", "here")
    assert rates.counted.test(TEN, "pages", "here", cost=10)


ASKS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "confederal.web.settings"
from confederal.web.serving import prepare
prepare()
from limits import parse
from confederal.web import rates
print("ready", flush=True)
sys.stdin.readline()
print(sum(rates.within(parse("200/month"), "codes", "here") for _ in range(150)))
"""


def test_processes_count_together_and_lose_none(tmp_path: Path) -> None:
    """Two processes ask a hundred and fifty times each, at once, where two hundred are allowed."""
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASKS],
            env=environment(tmp_path),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in asking:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    told = 0
    for process in asking:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in asking:
        told += int(process.communicate(timeout=60)[0])
    assert told == 200
