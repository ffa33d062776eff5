"""Debian's chromium on the demo: one server a session, a browser a module, a fresh visitor a test.

Without chromium these tests are skipped and say so; `./confederal test` installs it where it can.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.visitor import DESK, PHONE, Visitor

ROOT = Path(__file__).parents[2]
CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if CHROMIUM is None and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="no chromium here (Debian: apt install chromium)"))


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo of this session's own, started as a newcomer would start it."""
    home = tmp_path_factory.mktemp("demo") / "home"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("CONFEDERAL", "DJANGO"))
    }
    environment["PYTHONPATH"] = str(ROOT / "src")
    server = subprocess.Popen(
        [sys.executable, "-m", "confederal", "demo", "--port", "0", "--home", str(home)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    line = server.stdout.readline()
    assert "http://" in line, f"the demo did not come up: {line}"
    yield line.split("http://", 1)[1].join(("http://", "")).strip().removesuffix("/tour/")
    server.terminate()
    server.wait(timeout=10)
    server.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; closed with the module, because other tests of this process want no event loop around."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


Visits = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visits]:
    """Makes visitors: `visit(width=390)`; the demo is at its beginning when the test begins."""
    contexts = []

    def come(**wishes: Any) -> Visitor:
        context = browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce", **wishes)
        contexts.append(context)
        visitor = Visitor(context, address)
        visitors.append(visitor)
        if len(visitors) == 1:
            visitor.begins_again()
        return visitor

    visitors: list[Visitor] = []
    yield come
    for context in contexts:
        context.close()
    wrong = [each for visitor in visitors for each in visitor.wrong]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def phone(visit: Visits) -> Visitor:
    """Somebody with a phone."""
    return visit(viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True)


@pytest.fixture
def desk(visit: Visits) -> Visitor:
    """Somebody at a desk."""
    return visit(viewport=DESK)
