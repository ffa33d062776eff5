"""The record of processing names every table that the pages keep: nothing is kept that members cannot read about."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "members-data.md"


def kept() -> list[str]:
    """The tables of ours, as the guide calls them."""
    return [
        f"{model._meta.app_label}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith("confederal.")
    ]


def test_every_table_stands_in_the_record_of_processing() -> None:
    told = GUIDE.read_text()
    assert [table for table in kept() if f"`{table}`" not in told] == []


def test_the_record_of_processing_names_no_table_that_is_gone() -> None:
    rows = [line.split("|")[2] for line in GUIDE.read_text().splitlines() if line.count("|") == 4]
    named = {name for row in rows for name in row.split("`")[1::2] if "." in name}
    assert named - set(kept()) == set()
