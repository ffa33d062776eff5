"""Tendencies are free: R49, R50, R51, R52, R60."""

from __future__ import annotations

from confederal.kernel import act as a
from confederal.kernel import matters

OPINION = ("tendency", "party", "opinion", "faction", "slate", "ban", "affiliation", "belief")


def test_no_act_and_no_matter_forms_bans_or_privileges_a_tendency() -> None:
    """¶1"""
    kinds = (*a.ACTS, *matters.MATTERS)
    words = {str(kind.__struct_config__.tag) for kind in kinds}
    fields = {field for kind in kinds for field in kind.__struct_fields__}
    assert not {word for word in words | fields if any(told == word for told in OPINION)}


def test_the_words_looked_for_would_be_found() -> None:
    """The test above can fail: the language has words of its own, and they are found the same way."""
    words = {str(kind.__struct_config__.tag) for kind in (*a.ACTS, *matters.MATTERS)}
    assert {"voted", "recall", "election"} <= words
