"""The layout of the map: nothing covers anything, councils stand above, the same bodies give the same map."""

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from confederal.web.maps.layout import NARROW, WIDE, Drawing, Node, Placed, Shape, layout

SHAPES = (WIDE, NARROW)


def star(count: int, members: int = 20, marks: int = 0) -> list[Node]:
    """A federation of so many bodies."""
    bodies = [Node(f"b{n:03}", f"Branch {n}", members + n, False, ("f",), marks) for n in range(count)]
    return [Node("f", "The federation", 0, True), *bodies]


def boxes_meet(one: Placed, other: Placed) -> bool:
    """Whether what belongs to two bodies covers the same place: chairs, shape, name and marks."""
    return abs(one.x - other.x) < one.half + other.half and one.top < other.bottom and other.top < one.bottom


def is_in_order(drawing: Drawing, nodes: list[Node]) -> None:
    placed = {each.id: each for each in drawing.placed}
    assert set(placed) == {node.id for node in nodes}
    for each in drawing.placed:
        assert each.x - each.half >= 0
        assert each.x + each.half <= drawing.width
        assert each.top >= 0
        assert each.bottom <= drawing.height
        assert each.radius <= each.half
    everybody = list(drawing.placed)
    for place, one in enumerate(everybody):
        for other in everybody[place + 1 :]:
            assert not boxes_meet(one, other), (one, other)
    for node in nodes:
        for council in node.above:
            assert placed[council].bottom <= placed[node.id].top


@st.composite
def federations(draw: st.DrawFn) -> list[Node]:
    """Federations of federations: bodies on three floors, each belonging to some of those on the floor above."""
    floors: list[list[Node]] = []
    for floor, most in enumerate((2, 6, 40)):
        count = draw(st.integers(1, most))
        floors.append([])
        for number in range(count):
            above = floors[floor - 1] if floor else []
            chosen = (
                draw(st.sets(st.sampled_from([node.id for node in above]), max_size=2)) if above else set()
            )
            name = draw(st.text("abcdef ghij", min_size=1, max_size=60))
            members, marks = draw(st.integers(0, 60_000)), draw(st.integers(0, 4))
            node = Node(f"{floor}.{number}", name, members, floor < 2, tuple(sorted(chosen)), marks)
            floors[floor].append(node)
    return [node for floor in floors for node in floor]


@given(federations(), st.sampled_from(SHAPES), st.randoms())
def test_nothing_covers_anything_and_councils_stand_above(
    nodes: list[Node], shape: Shape, random: Random
) -> None:
    drawing = layout(nodes, shape)
    is_in_order(drawing, nodes)
    again = list(nodes)
    random.shuffle(again)
    assert set(layout(again, shape).placed) == set(drawing.placed)
    assert len(drawing.branches) == sum(len(node.above) for node in nodes)


def test_a_circle_grows_with_its_members_and_no_body_is_too_small_for_its_number() -> None:
    nodes = [Node("f", "F", 0, True), *(Node(str(n), "B", n, False, ("f",)) for n in (0, 9, 47, 212))]
    sizes = {each.id: each.radius for each in layout(nodes, WIDE).placed}
    assert sizes["0"] == sizes["9"] == WIDE.least < sizes["47"] < sizes["212"] == WIDE.widest
    assert abs(sizes["212"] ** 2 / sizes["47"] ** 2 - 212 / 47) < 0.3  # areas, not radii


def test_a_hundred_bodies_have_their_place_on_a_phone_too() -> None:
    for shape in SHAPES:
        nodes = star(100, marks=3)
        is_in_order(layout(nodes, shape), nodes)


def crosses(path: str, each: Placed) -> bool:
    """Whether an upright part of a path runs through a body."""
    for x, y, down in re.findall(r" (-?\d+) (-?\d+)V(-?\d+)", path):
        if abs(int(x) - each.x) < each.radius and int(y) < each.y < int(down):
            return True
    return False


def test_a_tie_to_a_lower_row_runs_behind_nobody() -> None:
    for count in (4, 5, 7, 8, 11, 12, 23):
        drawing = layout(star(count), NARROW)
        for branch in drawing.branches:
            for each in drawing.placed:
                if each.id != branch.body:
                    assert not crosses(branch.path, each), (count, branch, each)


def test_a_tie_ends_at_the_body_it_belongs_to() -> None:
    drawing = layout(star(9), NARROW)
    placed = {each.id: each for each in drawing.placed}
    for branch in drawing.branches:
        assert branch.path.endswith(f"{placed[branch.body].x} {placed[branch.body].top}")


def test_no_bodies_are_an_empty_map() -> None:
    assert layout([], WIDE).placed == ()
    assert layout([], WIDE).branches == ()


def test_a_body_alone_and_a_council_that_is_not_on_the_map() -> None:
    alone = [Node("a", "Alone", 12, False, ("elsewhere",))]
    drawing = layout(alone, NARROW)
    assert drawing.branches == ()
    assert drawing.placed[0].x == NARROW.width // 2
