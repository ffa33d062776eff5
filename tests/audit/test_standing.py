"""A list of members against a record: what is new, changed, gone, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from confederal.audit.standing import AT_ONCE, Kind, difference
from confederal.charter.template import load
from confederal.kernel.act import Confirmed, StandingImported, StandingLine
from confederal.kernel.member import Standing
from confederal.stories.together import Together

SECTIONS = ("day", "night")


def world() -> Together:
    told = Together()
    charter = load("union_branch", sections=list(SECTIONS))
    told.found_assembly("mill", charter, 30, sections={"day": 20})
    return told


WORLD = world()


def as_listed(story: Together) -> list[StandingLine]:
    """The list that says what the record says."""
    members = story.state("mill").members
    return [StandingLine(who, member.standing, member.section) for who, member in sorted(members.items())]


def test_the_same_list_changes_nothing() -> None:
    told = difference(WORLD.state("mill"), as_listed(WORLD))
    assert told.all_lines() == ()
    assert told.unchanged == 30


def test_each_line_is_told_once_and_under_its_name() -> None:
    listed = as_listed(WORLD)
    moved = replace(listed[0], section="night")
    behind = replace(listed[1], standing=Standing.SUSPENDED)
    left = replace(listed[2], standing=Standing.GONE)
    fresh = StandingLine("tadu-moke", section="night")
    never = StandingLine("rike-lono", Standing.GONE)
    told = difference(WORLD.state("mill"), [moved, behind, left, *listed[4:], fresh, never], [listed[3].id])
    assert [change.line for change in told.changed] == [moved, behind]
    assert told.changed[0].section == listed[0].section != "night"
    assert told.gone == (left, StandingLine(listed[3].id, Standing.GONE))
    assert told.new == (fresh,)
    assert told.unchanged == 30 - 4 + 1


def test_what_one_keeper_said_waits_and_is_not_said_again() -> None:
    story = world()
    first, second = story.state("mill").holders("keeper", story.now)[:2]
    fresh = StandingLine("tadu-moke", section="day")
    step = story.done("mill", first, StandingImported((fresh,)))
    told = difference(story.state("mill"), [*as_listed(story), fresh])
    assert told.waiting == (fresh,)
    assert told.all_lines() == ()
    story.done("mill", second, Confirmed(step))
    told = difference(story.state("mill"), as_listed(story))
    assert (told.waiting, told.all_lines(), told.unchanged) == ((), (), 31)


def test_a_leaving_under_way_is_not_said_twice_and_a_return_takes_it_back() -> None:
    story = world()
    story.later(days=60)  # every member has a vote by now, and an import no longer strikes at once
    gone = StandingLine("m30", Standing.GONE)
    story.enrol("mill", [gone])
    state = story.state("mill")
    assert state.members["m30"].off_roll_at is not None
    assert difference(state, [gone]).all_lines() == ()
    back = StandingLine("m30")
    assert [change.line for change in difference(state, [back]).changed] == [back]


@given(st.integers(0, 3 * AT_ONCE))
def test_parts_hold_every_line_once(number: int) -> None:
    fresh = [StandingLine(f"n{each}") for each in range(number)]
    told = difference(WORLD.state("mill"), fresh)
    parts = told.parts(Kind.NEW)
    assert told.parts(Kind.GONE) == told.parts(Kind.CHANGED) == []
    assert [line for part in parts for line in part] == fresh
    assert all(0 < len(part) <= AT_ONCE for part in parts)


@given(
    st.lists(
        st.builds(
            StandingLine,
            st.sampled_from([f"m{each}" for each in range(1, 40)]),
            st.sampled_from([Standing.GOOD, Standing.SUSPENDED, Standing.GONE]),
            st.sampled_from([None, *SECTIONS]),
        ),
        unique_by=lambda line: line.id,
    )
)
def test_no_line_is_lost_and_none_invented(listed: list[StandingLine]) -> None:
    told = difference(WORLD.state("mill"), listed)
    assert len(told.all_lines()) + told.unchanged == len(listed)
    assert set(told.all_lines()) <= set(listed)
