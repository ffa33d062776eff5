"""The pictures in README and guides are there, and a browser test takes each of them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_picture_is_taken_by_a_test() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs" / "guides").glob("*.md")]
    named = {name for page in pages for name in re.findall(r"screenshots/([\w-]+)\.png", page.read_text())}
    there = {path.stem for path in (ROOT / "docs" / "screenshots").glob("*.png")}
    tests = "\n".join(path.read_text() for path in (ROOT / "tests" / "browser").glob("*.py"))
    taken = set(re.findall(r"shows\(\s*\"([\w-]+)\"", tests))
    assert named
    assert not named - there, "named and not there"
    assert not there - taken, "there, and no test takes it"
