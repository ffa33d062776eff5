"""What the documents tell a newcomer to type is typed here as it stands, in a fresh home."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from confederal.cli import main

ROOT = Path(__file__).parents[2]
REFUSED = ("why",)
"""Commands that a document shows because they are refused."""


def typed(document: str) -> Iterator[list[str]]:
    """The commands of a document, with lines that go on put together; not those that test, or serve until stopped.

    (What is served is looked at by the tests in `tests/browser`.)
    """
    text = (ROOT / document).read_text(encoding="utf-8")
    lines = [
        line.strip()
        for line in re.sub(r"\\\n\s+", "", text).splitlines()
        if line.startswith("    ./confederal ")
    ]
    for line in lines:
        words = shlex.split(line)[1:]
        if words[0] not in ("--help", "test", "demo", "serve"):
            yield words


@pytest.mark.parametrize("document", ["README.md", "docs/guides/found-a-federation.md"])
def test_what_a_document_says_to_type_works_as_it_stands(document: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for words in typed(document):
        here = [word.replace("/tmp/try", str(home)) for word in words]
        result = CliRunner().invoke(main, here, env={"CONFEDERAL_HOME": str(home)})
        assert result.exit_code == (1 if words[0] in REFUSED else 0), f"{shlex.join(words)}\n{result.output}"


def test_the_first_assembly_is_in_force_and_whole(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told = {}
    for words in typed("README.md"):
        here = [word.replace("/tmp/try", str(home)) for word in words]
        told[words[0]] = CliRunner().invoke(main, here, env={"CONFEDERAL_HOME": str(home)}).output
    assert "Decided and in force" in told["read"]
    assert "Shorter hours" in told["trail"]
    assert "Whole: nothing was altered." in told["verify"]
    assert "open_books ¶4" in told["why"]
