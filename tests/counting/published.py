"""Where published elections are: a selection ships with the tests, the rest is beside the checkout."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "counting"
SHARED = ROOT.parent / "shared" / "ballots"


def shared() -> Path:
    """The folder of published ballots, or a skip that says what is missing."""
    if not SHARED.is_dir():
        pytest.skip(
            f"the published ballots are not here: {SHARED} (a selection is tested from tests/vectors)"
        )
    return SHARED


def wards(folder: Path) -> list[dict[str, Any]]:
    """The official results of the Scottish wards in a folder."""
    lines = (folder / "official_results.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
