"""Work is arranged by those who do it: R07, R24, R25."""

from __future__ import annotations

from confederal.kernel import act as a


def test_no_act_assigns_a_task_to_a_person() -> None:
    """¶1"""
    words = {str(kind.__struct_config__.tag) for kind in a.ACTS}
    assert not {word for word in words if any(told in word for told in ("assign", "task", "shift", "order"))}


def test_every_act_that_names_a_person_is_about_membership_keys_or_their_own_word() -> None:
    """¶1: the acts in which one person names another are these, and none of them is about work."""
    naming = {
        str(kind.__struct_config__.tag)
        for kind in a.ACTS
        if {"member", "id", "of", "lines", "founders"} & set(kind.__struct_fields__)
    }
    assert naming == {"founded", "invited", "key_vouched", "standing_imported", "erased", "assisted"}
