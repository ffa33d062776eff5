"""Where everything stands on the map of a federation: councils above, bodies below, ties as branches of a tree.

Pure geometry in whole units (one unit is one CSS pixel at natural size); it knows no record and draws nothing.
A council and the bodies that make it up stand together as a block; councils of councils stand above the blocks. A
tie grows down through the gaps of the rows it passes, so that it runs behind nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isqrt
from typing import Final, TypeVar

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
    """Councils of councils in a row at most."""
    blocks_across: int
    """Blocks side by side at most."""
    widest: int
    """Radius of the largest body, where there is room."""
    least: int
    """Radius of the smallest body."""
    fall: int
    """From a council down to the next row."""


WIDE: Final = Shape(width=940, across=8, councils_across=4, blocks_across=3, widest=50, least=19, fall=72)
NARROW: Final = Shape(width=360, across=3, councils_across=2, blocks_across=1, widest=38, least=17, fall=56)


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
    numbers_y: int
    """The base line of the numbers in a council's box."""
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


class Room(Struct, frozen=True):
    """A stretch of the width of the map, for a block of so many columns."""

    left: int
    width: int
    columns: int


class Group(Struct, frozen=True):
    """What stands together: a council, or none, and the bodies shown under it."""

    council: Node | None
    bodies: tuple[Node, ...]


class Pass(Struct, frozen=True):
    """A row that ties pass: from where to where, and at which places."""

    top: int
    bottom: int
    gaps: tuple[int, ...]


class Block(Struct, frozen=True):
    """Rows of bodies that have their places, one under the other."""

    rows: tuple[tuple[Placed, ...], ...]
    passes: tuple[Pass, ...]
    room: Room

    @property
    def bottom(self) -> int:
        return max((each.bottom for row in self.rows for each in row), default=0)


def layout(nodes: Iterable[Node], shape: Shape) -> Drawing:
    """The map of these bodies in this shape: the same for the same bodies, in whatever order they come.

    >>> whole = Node("f", "Federation", 60, True), Node("h", "Harbour", 47, False, ("f",))
    >>> [(placed.id, placed.x, placed.council) for placed in layout(whole, NARROW).placed]
    [('f', 180, True), ('h', 180, False)]
    """
    known = {node.id: node for node in nodes}
    bands = tuple(in_bands(known, shape))
    placed = tuple(each for band in bands for block in band for row in block.rows for each in row)
    height = max((each.bottom for each in placed), default=0) + 6
    return Drawing(shape.width, height, placed, tuple(branches(known, bands, shape)))


# What stands with what


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


def grouped(known: Mapping[str, Node], ranks: Mapping[str, int]) -> list[Group]:
    """Every council of assemblies with the assemblies shown under it; last, those that stand under none.

    An assembly of several councils stands under the last of them, so that all of them are above it.
    """
    councils = sorted(
        (known[name] for name in known if ranks[name] == 1), key=lambda node: by_above(node, known)
    )
    order = {council.id: place for place, council in enumerate(councils)}
    under: dict[str | None, list[Node]] = {}
    for node in sorted((node for node in known.values() if not node.council), key=by_name):
        home = max((name for name in node.above if name in order), key=order.__getitem__, default=None)
        under.setdefault(home, []).append(node)
    alone = [Group(None, tuple(under[None]))] if None in under else []
    return [Group(council, tuple(under.get(council.id, ()))) for council in councils] + alone


def by_name(node: Node) -> tuple[str, str]:
    return node.name, node.id


def by_above(node: Node, known: Mapping[str, Node]) -> tuple[str, str, str]:
    """Councils of one council side by side."""
    return min((known[name].name for name in node.above if name in known), default=""), node.name, node.id


T = TypeVar("T")


def evenly(level: Sequence[T], across: int) -> Iterator[Sequence[T]]:
    """The level in as few rows as it needs, each about as long as the others.

    >>> list(evenly("abcdefg", 3))
    ['abc', 'de', 'fg']
    """
    count = -(-len(level) // across)
    start = 0
    for row in range(count):
        length = len(level) // count + (row < len(level) % count)
        yield level[start : start + length]
        start += length


# Where it stands


def in_bands(known: Mapping[str, Node], shape: Shape) -> Iterator[tuple[Block, ...]]:
    """From above: rows of councils of councils, then rows of blocks."""
    ranks = ranked(known)
    y = 4
    whole = Room(0, shape.width, shape.councils_across)
    for rank in range(max(ranks.values(), default=0), 1, -1):
        level = sorted(
            (node for node in known.values() if ranks[node.id] == rank),
            key=lambda node: by_above(node, known),
        )
        for row in evenly(level, shape.councils_across):
            boxes = council_row(row, whole, y)
            block = Block((boxes,), (passed(boxes, whole, shape),), whole)
            yield (block,)
            y = block.bottom + shape.fall
    bands = [(groups, rooms(groups, shape)) for groups in evenly(grouped(known, ranks), shape.blocks_across)]
    scale = scaled([pair for groups, spaces in bands for pair in zip(groups, spaces, strict=True)], shape)
    for groups, spaces in bands:
        band = tuple(
            block_of(group, room, y, scale, shape) for group, room in zip(groups, spaces, strict=True)
        )
        yield band
        y = max(block.bottom for block in band) + shape.fall


def rooms(groups: Sequence[Group], shape: Shape) -> list[Room]:
    """The width shared out among blocks side by side, in columns, by how many bodies stand in each.

    >>> three = [Group(None, (Node("a", "A", 1, False),) * count) for count in (30, 4, 2)]
    >>> [room.columns for room in rooms(three, WIDE)]
    [4, 2, 2]
    """
    least = min(2, shape.across) if len(groups) > 1 else 1
    needed = [max(least, len(group.bodies)) for group in groups]
    columns = [least] * len(groups)
    while sum(columns) < shape.across and columns != needed:
        fullest = max(range(len(groups)), key=lambda place: (needed[place] / columns[place], -place))
        columns[fullest] += 1
    margin = 16
    column = (shape.width - 2 * margin) // sum(columns)
    found, left = [], (shape.width - column * sum(columns)) // 2
    for count in columns:
        found.append(Room(left, column * count, count))
        left += column * count
    return found


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


def scaled(blocks: Sequence[tuple[Group, Room]], shape: Shape) -> Scale:
    """The scale on which the largest body still fits its column."""
    most = max([1, *(node.members for group, _ in blocks for node in group.bodies)])
    column = min([2 * shape.widest + 12, *(room.width // room.columns for _, room in blocks)])
    widest = column // 2 - 6
    return Scale(most, widest, min(shape.least, widest))


def block_of(group: Group, room: Room, y: int, scale: Scale, shape: Shape) -> Block:
    """A council and, row under row, the bodies shown under it."""
    rows: list[tuple[Placed, ...]] = []
    if group.council is not None:
        rows.append(council_row((group.council,), room, y))
        y = rows[-1][0].bottom + shape.fall
    for row in evenly(group.bodies, room.columns):
        rows.append(body_row(row, room, y, scale))
        y = max(each.bottom for each in rows[-1]) + 30
    return Block(tuple(rows), tuple(passed(row, room, shape) for row in rows), room)


def passed(row: Sequence[Placed], room: Room, shape: Shape) -> Pass:
    """A row as ties pass it: beside and between those in it, never outside the map."""
    edges = {each.x - each.half for each in row} | {each.x + each.half for each in row}
    edges |= {room.left, room.left + room.width}
    gaps = {max(8, min(shape.width - 8, edge)) for edge in edges}
    return Pass(min(each.top for each in row), max(each.bottom for each in row), tuple(sorted(gaps)))


def columns(count: int, room: Room, widest: int) -> tuple[list[int], int]:
    """The middles of so many columns in a room, and half the width of one."""
    half = min(room.width // (2 * count), widest // 2)
    left = room.left + room.width // 2 - half * count
    return [left + half * (2 * column + 1) for column in range(count)], half


def council_row(row: Sequence[Node], room: Room, y: int) -> tuple[Placed, ...]:
    """Councils side by side, each a box with its name, a line of numbers and its marks in it."""
    middles, half = columns(len(row), room, 360)
    half -= 6
    names = [broken(node.name, 2 * half - 24, LETTER + 1) for node in row]
    height = 42 + max(22 * len(lines) + MARK * node.marks for node, lines in zip(row, names, strict=True))
    found = []
    for node, x, lines in zip(row, middles, names, strict=True):
        inside = 22 * len(lines) + 19 + MARK * node.marks
        name_y = y + (height - inside) // 2 + 17
        numbers_y = name_y + 22 * (len(lines) - 1) + 19
        found.append(
            Placed(
                id=node.id,
                x=x,
                y=y + height // 2,
                radius=height // 2,
                half=half,
                council=True,
                top=y,
                lines=lines,
                name_y=name_y,
                marks_y=numbers_y + MARK,
                numbers_y=numbers_y,
                bottom=y + 2 * (height // 2),
            )
        )
    return tuple(found)


def body_row(row: Sequence[Node], room: Room, y: int, scale: Scale) -> tuple[Placed, ...]:
    """Assemblies side by side, each a circle whose area goes with its members; chairs over it, its name and marks
    under it."""
    middles, half = columns(len(row), room, 156)
    sizes = [scale.radius(node.members) for node in row]
    middle, under = y + CHAIRS + max(sizes), y + CHAIRS + 2 * max(sizes) + LINE + 2
    found = []
    for node, x, radius in zip(row, middles, sizes, strict=True):
        lines = broken(node.name, 2 * half - 10, LETTER)
        marks_y = under + LINE * len(lines)
        bottom = marks_y + MARK * node.marks - 8
        found.append(
            Placed(node.id, x, middle, radius, half, False, y, lines, under, marks_y, middle, bottom)
        )
    return tuple(found)


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


# How they are tied


class Spot(Struct, frozen=True):
    """Where in the bands a body stands: which band, which block of it, which row of that."""

    band: int
    block: int
    row: int


def branches(known: Mapping[str, Node], bands: Sequence[Sequence[Block]], shape: Shape) -> Iterator[Branch]:
    """Every tie between two bodies that are on the map."""
    spots: dict[str, Spot] = {}
    placed: dict[str, Placed] = {}
    for band, blocks in enumerate(bands):
        for block, rows in enumerate(blocks):
            for row, beside in enumerate(rows.rows):
                for each in beside:
                    spots[each.id], placed[each.id] = Spot(band, block, row), each
    for node in sorted(known.values(), key=lambda node: node.id):
        for council in node.above:
            if council in placed and placed[council].bottom <= placed[node.id].top:
                between = on_the_way(spots[council], spots[node.id], bands, shape)
                path = grown(placed[council], placed[node.id], between)
                yield Branch(node.id, council, path)


def on_the_way(start: Spot, end: Spot, bands: Sequence[Sequence[Block]], shape: Shape) -> Iterator[Pass]:
    """The rows a tie passes: the rest of its own block, whole bands, and the rows over the body it goes to."""
    own, other = bands[start.band][start.block], bands[end.band][end.block]
    if own is other:
        yield from own.passes[start.row + 1 : end.row]
        return
    if start.band < end.band:
        yield from own.passes[start.row + 1 :]
        for band in bands[start.band + 1 : end.band]:
            yield whole(band, shape)
    yield from other.passes[: end.row]


def whole(band: Sequence[Block], shape: Shape) -> Pass:
    """A band of several blocks, or a row of councils, as ties pass it."""
    if len(band) == 1 and len(band[0].rows) == 1:
        return band[0].passes[0]
    edges = {block.room.left for block in band} | {block.room.left + block.room.width for block in band}
    gaps = tuple(sorted(max(8, min(shape.width - 8, edge)) for edge in edges))
    return Pass(min(block.rows[0][0].top for block in band), max(block.bottom for block in band), gaps)


def grown(council: Placed, body: Placed, between: Iterable[Pass]) -> str:
    """The path from a council down to a body, through a gap of every row between them."""
    reach = council.half * 3 // 4
    x = council.x + max(-reach, min(reach, (body.x - council.x) // 3))
    y = council.bottom
    path = f"M{x} {y}"
    for row in between:
        if row.top <= y:
            continue
        lane = min(row.gaps, key=lambda gap: (abs(gap - body.x - (x - body.x) // 4), gap))
        path += f"{curve(x, y, lane, row.top - 4)}V{row.bottom + 2}"
        x, y = lane, row.bottom + 2
    return path + curve(x, y, body.x, body.top)


def curve(x: int, y: int, to_x: int, to_y: int) -> str:
    """Down from one point to another, leaving and arriving upright."""
    bend = (to_y - y) * 11 // 20
    return f"C{x} {y + bend} {to_x} {to_y - bend} {to_x} {to_y}"
