"""`confederal tell` and `confederal demo` at the terminal."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from confederal.cli import main

STORIES = Path(__file__).parents[1] / "stories"
DELTA = str(STORIES / "delta_1919.yaml")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_story_that_holds_exits_0_and_says_what_was_done() -> None:
    result = run("tell", DELTA)
    assert result.exit_code == 0, result.output
    assert "Every stated expectation held." in result.output
    assert "seats_by_election ¶" in result.output
    assert "what would mend it" in " ".join(result.output.split())
    assert "2 without a word for it, 2 refused" in result.output


def test_the_json_document_is_as_the_help_describes_it() -> None:
    result = run("tell", DELTA, "--json")
    document = json.loads(result.stdout)
    assert set(document) == {"story", "exit", "counts", "steps"}
    assert document["exit"] == result.exit_code == 0
    steps = document["steps"]
    assert all(
        set(step) == {"when", "who", "what", "way", "verdict", "outcome", "checks", "refusals"}
        for step in steps
    )
    checks = [check for step in steps for check in step["checks"]]
    assert document["counts"] == {"held": len(checks)}
    assert {step["way"] for step in steps} == {"", "no word", "refused"}


def test_a_story_that_does_not_hold_exits_1(tmp_path: Path) -> None:
    file = tmp_path / "false.yaml"
    file.write_text(
        Path(DELTA).read_text(encoding="utf-8").replace("n3-n4 lie after", "n3-n4 lie before"), "utf-8"
    )
    result = run("tell", str(file), "--quiet")
    assert result.exit_code == 1
    assert "DID NOT HOLD" in result.output
    assert "accepted" not in result.output


def test_what_cannot_be_told_exits_2_with_the_reason(tmp_path: Path) -> None:
    for text, words in (("just words", "a mapping"), ("kind: none", "no story of a known kind")):
        file = tmp_path / "none.yaml"
        file.write_text(text, encoding="utf-8")
        result = run("tell", str(file))
        assert result.exit_code == 2
        assert words in result.output
    missing = run("tell", "no_such_story")
    assert missing.exit_code == 2
    assert "river_city_federation" in missing.output
    assert run("tell").exit_code == 2


def test_the_list_names_the_shipped_stories() -> None:
    assert run("tell", "--list").output.split() == [
        "catalonia_1936",
        "river_city_federation",
        "russia_1917_1921",
    ]


def test_the_help_reads_like_a_page_of_a_manual() -> None:
    told = run("tell", "--help").output
    for words in ("Exit status", "not yet", "--json", "Examples", "river_city_federation"):
        assert words in told


def test_the_demonstration_is_told_without_waiting_when_piped() -> None:
    result = run("demo", "--terminal", "--fast")
    assert result.exit_code == 0, result.output
    assert "wage floor" in result.output
    assert "Every stated expectation held." in result.output
