"""Where everything stands on the map of a federation: councils above, bodies below, ties as branches of a tree.

Pure geometry in whole units (one unit is one CSS pixel at natural size); it knows no record and draws nothing.
Bodies stand in rows under the councils, those of one council side by side. A tie to a lower row grows down through
the gaps of the rows it passes, so that it runs behind nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isqrt
from typing import Final

from msgspec import Struct

LINE: Final = 18
"""Between two lines of a name."""
MARK: Final = 17
"""Between two lines of marks."""
LETTER: Final = 8
"""The width of an average letter of a name, generously."""
CHAIRS: Final = 22
"""The height of the row of chairs above a body."""


class Shape(Struct, frozen=True):
    """How wide a drawing is, and how much stands in a row of it."""

    width: int
    across: int
    """Bodies in a row at most."""
    councils_across: int
    widest: int
    """Radius of the largest body, where there is room."""
    least: int
    """Radius of the smallest body."""
    fall: int
    """From a council down to the next row."""


WIDE: Final = Shape(width=1120, across=10, councils_across=4, widest=54, least=20, fall=92)
NARROW: Final = Shape(width=360, across=3, councils_across=2, widest=38, least=17, fall=60)


class Node(Struct, frozen=True):
    """A body to be placed: how many members, which councils it belongs to, how many lines of marks it carries."""

    id: str
    name: str
    members: int
    council: bool
    above: tuple[str, ...] = ()
    marks: int = 0


class Placed(Struct, frozen=True):
    """A body that has its place: the centre of its circle and its radius, or of its box and half its width."""

    id: str
    x: int
    y: int
    radius: int
    """Of the circle; of a council's box half the height."""
    half: int
    """Half the width that belongs to it."""
    council: bool
    top: int
    """Where it begins: its chairs, or the upper edge of its box."""
    lines: tuple[str, ...]
    """Its name, broken to fit."""
    name_y: int
    """The base line of the first line of its name."""
    marks_y: int
    """The base line of its first mark."""
    bottom: int
    """Where everything that belongs to it ends."""

    @property
    def left(self) -> int:
        return self.x - self.half

    @property
    def width(self) -> int:
        return 2 * self.half

    @property
    def height(self) -> int:
        return 2 * self.radius

    @property
    def numbers_y(self) -> int:
        """The base line of the numbers in a council's box."""
        return self.y + self.radius - 15

    @property
    def chairs_y(self) -> int:
        """The middle of the row of chairs."""
        return self.top + 6

    @property
    def crown(self) -> int:
        """The upper edge of its circle or box."""
        return self.y - self.radius


class Branch(Struct, frozen=True):
    """The tie of a body to a council, as the path of an SVG."""

    body: str
    council: str
    path: str


class Drawing(Struct, frozen=True):
    """A whole map."""

    width: int
    height: int
    placed: tuple[Placed, ...]
    branches: tuple[Branch, ...]


def layout(nodes: Iterable[Node], shape: Shape) -> Drawing:
    """The map of these bodies in this shape: the same for the same bodies, in whatever order they come.

    >>> whole = Node("f", "Federation", 60, True), Node("h", "Harbour", 47, False, ("f",))
    >>> [(placed.id, placed.x, placed.council) for placed in layout(whole, NARROW).placed]
    [('f', 180, True), ('h', 180, False)]
    """
    known = {node.id: node for node in nodes}
    scale = scaled(known, shape)
    rows: list[list[Placed]] = []
    y = 4
    for row in in_rows(known, ranked(known), shape):
        beside = council_row(row, shape, y) if row[0].council else body_row(row, shape, y, scale)
        rows.append(beside)
        y = max(each.bottom for each in beside) + (shape.fall if row[0].council else 30)
    placed = tuple(each for row in rows for each in row)
    height = max((each.bottom for each in placed), default=0) + 6
    return Drawing(shape.width, height, placed, tuple(branches(known, rows, shape)))


class Scale(Struct, frozen=True):
    """How members become circles: the members and the radius of the largest body, the radius of the smallest."""

    most: int
    widest: int
    least: int

    def radius(self, members: int) -> int:
        """The radius that gives a circle of an area in proportion to its members, and room for their number.

        >>> [Scale(100, 40, 15).radius(members) for members in (100, 25, 1)]
        [40, 20, 15]
        """
        return max(self.least, isqrt(self.widest * self.widest * members // self.most))


def scaled(known: Mapping[str, Node], shape: Shape) -> Scale:
    """The scale on which the largest body still fits its column."""
    assemblies = [node.members for node in known.values() if not node.council]
    across = min(max(1, len(assemblies)), shape.across)
    widest = min(shape.widest, shape.width // (2 * across) - 6)
    return Scale(max([1, *assemblies]), widest, min(shape.least, widest))


def ranked(known: Mapping[str, Node]) -> dict[str, int]:
    """How high each body stands: an assembly at 0, a council one above the highest that belongs to it.

    Ties that run in a circle, which no record allows, end where they were seen first.
    """
    below: dict[str, list[str]] = {}
    for node in known.values():
        for council in node.above:
            below.setdefault(council, []).append(node.id)
    found: dict[str, int] = {}

    def rank(name: str, path: frozenset[str]) -> int:
        if name not in found:
            under = [each for each in below.get(name, ()) if each in known and each not in path]
            deepest = max((rank(each, path | {name}) for each in under), default=0)
            found[name] = deepest + 1 if known[name].council else 0
        return found[name]

    for name in sorted(known):
        rank(name, frozenset())
    return found


def in_rows(known: Mapping[str, Node], ranks: Mapping[str, int], shape: Shape) -> Iterator[tuple[Node, ...]]:
    """The rows from above: councils by rank, then assemblies, those of one council side by side."""

    def order(node: Node) -> tuple[str, str, str]:
        first = min((known[council].name for council in node.above if council in known), default="~")
        return first, node.name, node.id

    for rank in range(max(ranks.values(), default=-1), -1, -1):
        level = sorted((node for node in known.values() if ranks[node.id] == rank), key=order)
        across = shape.councils_across if rank else shape.across
        yield from evenly(level, across)


def evenly(level: Sequence[Node], across: int) -> Iterator[tuple[Node, ...]]:
    """The level in as few rows as it needs, each about as long as the others.

    >>> letters = [Node(letter, letter, 1, False) for letter in "abcdefg"]
    >>> [len(row) for row in evenly(letters, 3)]
    [3, 2, 2]
    """
    count = -(-len(level) // across)
    start = 0
    for row in range(count):
        length = len(level) // count + (row < len(level) % count)
        yield tuple(level[start : start + length])
        start += length


def columns(count: int, shape: Shape, widest: int) -> tuple[list[int], int]:
    """The middles of so many columns, and half the width of one."""
    half = min(shape.width // (2 * count), widest // 2)
    left = shape.width // 2 - half * count
    return [left + half * (2 * column + 1) for column in range(count)], half


def council_row(row: Sequence[Node], shape: Shape, y: int) -> list[Placed]:
    """Councils side by side, each a box with its name and one line of numbers in it, its marks below."""
    middles, half = columns(len(row), shape, 360)
    half -= 6
    names = [broken(node.name, 2 * half - 24, LETTER + 1) for node in row]
    radius = 21 + 11 * max(map(len, names))
    return [
        Placed(
            id=node.id,
            x=x,
            y=y + radius,
            radius=radius,
            half=half,
            council=True,
            top=y,
            lines=lines,
            name_y=y + radius - 11 * len(lines) + 10,
            marks_y=y + 2 * radius + MARK,
            bottom=y + 2 * radius + (MARK * node.marks + 4 if node.marks else 0),
        )
        for node, x, lines in zip(row, middles, names, strict=True)
    ]


def body_row(row: Sequence[Node], shape: Shape, y: int, scale: Scale) -> list[Placed]:
    """Assemblies side by side, each a circle whose area goes with its members; chairs over it, its name and marks
    under it."""
    middles, half = columns(len(row), shape, 156)
    sizes = [scale.radius(node.members) for node in row]
    middle, under = y + CHAIRS + max(sizes), y + CHAIRS + 2 * max(sizes) + LINE + 2
    found = []
    for node, x, radius in zip(row, middles, sizes, strict=True):
        lines = broken(node.name, 2 * half - 10, LETTER)
        marks_y = under + LINE * len(lines)
        bottom = marks_y + MARK * node.marks - 8
        found.append(Placed(node.id, x, middle, radius, half, False, y, lines, under, marks_y, bottom))
    return found


def broken(name: str, width: int, letter: int) -> tuple[str, ...]:
    """A name in two lines at most that fit the width; what does not fit ends in an ellipsis.

    >>> broken("Harbour Cleaners Co-operative", 130, 8)
    ('Harbour Cleaners', 'Co-operative')
    >>> broken("Donaudampfschifffahrtsgesellschaft", 130, 8)
    ('Donaudampfschif…',)
    """
    room = max(4, width // letter)
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return tuple(line if len(line) <= room else f"{line[: room - 1].rstrip()}…" for line in lines)


def branches(known: Mapping[str, Node], rows: Sequence[Sequence[Placed]], shape: Shape) -> Iterator[Branch]:
    """Every tie between two bodies that are on the map."""
    row_of = {each.id: number for number, row in enumerate(rows) for each in row}
    placed = {each.id: each for row in rows for each in row}
    for node in sorted(known.values(), key=lambda node: node.id):
        for council in node.above:
            if council in placed and row_of[council] < row_of[node.id]:
                between = rows[row_of[council] + 1 : row_of[node.id]]
                yield Branch(node.id, council, grown(placed[council], placed[node.id], between, shape))


def grown(council: Placed, body: Placed, between: Sequence[Sequence[Placed]], shape: Shape) -> str:
    """The path from a council down to a body, through a gap of every row between them."""
    reach = council.half * 3 // 4
    x = council.x + max(-reach, min(reach, (body.x - council.x) // 3))
    y = council.y + council.radius
    path = f"M{x} {y}"
    for row in between:
        top, bottom = min(each.top for each in row) - 4, max(each.bottom for each in row) + 2
        lane = nearest(gaps(row, shape), body.x + (x - body.x) // 4)
        path += f"{curve(x, y, lane, top)}V{bottom}"
        x, y = lane, bottom
    return path + curve(x, y, body.x, body.top)


def curve(x: int, y: int, to_x: int, to_y: int) -> str:
    """Down from one point to another, leaving and arriving upright."""
    bend = (to_y - y) * 11 // 20
    return f"C{x} {y + bend} {to_x} {to_y - bend} {to_x} {to_y}"


def gaps(row: Sequence[Placed], shape: Shape) -> list[int]:
    """Where a tie can pass a row: beside and between the bodies in it, never outside the map."""
    edges = {each.x - each.half for each in row} | {each.x + each.half for each in row}
    return sorted(max(8, min(shape.width - 8, edge)) for edge in edges)


def nearest(places: Sequence[int], x: int) -> int:
    """The place nearest to x; of two as near, the one further left."""
    return min(places, key=lambda place: (abs(place - x), place))
