"""No individual measure: R21, P10, P11."""

from __future__ import annotations

from msgspec.structs import fields
from tests.charter.mill import at_meeting, mill

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.member import Member

MEASURES = (
    "output",
    "pace",
    "attendance",
    "hours",
    "productivity",
    "performance",
    "score",
    "opinion",
    "late",
)


def test_a_member_has_no_field_for_output_pace_attendance_or_opinion() -> None:
    """¶1"""
    assert not {field.name for field in fields(Member) if any(word in field.name for word in MEASURES)}


def test_no_act_and_no_matter_measures_anybody() -> None:
    """¶1: attendance at a meeting is the only measure, and it names nobody."""
    measuring = {
        (str(kind.__struct_config__.tag), field)
        for kind in (*a.ACTS, *matters.MATTERS)
        for field in kind.__struct_fields__
        if any(word in field for word in MEASURES)
    }
    assert measuring == {("sitting_opened", "attendance")}


def test_attendance_at_a_meeting_is_a_number() -> None:
    """¶2"""
    world = mill()
    step = at_meeting(world, matters.Resolution())
    sitting = world.state("mill").open_sitting(world.now)
    assert sitting is not None
    assert sitting.attendance == 7
    people = {field for field in sitting.__struct_fields__ if "m3" in str(getattr(sitting, field))}
    assert people == set()
    assert step in sitting.agenda
