"""Money without strings: R14."""

from __future__ import annotations

from confederal.kernel import matters

MONEY = ("grant", "donor", "giver", "funder", "sponsor", "price")


def test_no_matter_has_a_place_for_a_giver_of_money() -> None:
    """¶1"""
    fields = {(kind.word(), field) for kind in matters.MATTERS for field in kind.__struct_fields__}
    assert not {found for found in fields if any(word in found[1] for word in MONEY)}
    assert ("takeover", "debts") in fields
