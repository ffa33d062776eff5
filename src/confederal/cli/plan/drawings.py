"""Drawings of the report, as SVG text: flows, small multiples, the certificate, ways. No script, no fonts.

Colours are classes of the page's own style, so that light, dark and print agree.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from confederal.planning.commodity import plain


@dataclass
class Node:
    """A bar of the flow drawing: `column` from 0, drawn as high as the larger of what comes and goes."""

    name: str
    column: int
    kind: str
    came: float = 0.0
    goes: float = 0.0
    unmet: float = 0.0  # of a need: drawn beside what is met, as an outline
    place: int = -1  # fixed place in its column; -1: where its flows come from
    top: float = 0.0
    used_left: float = 0.0
    used_right: float = 0.0

    @property
    def met(self) -> float:
        return max(self.came, self.goes)

    @property
    def size(self) -> float:
        return self.met + self.unmet


@dataclass(frozen=True)
class Flow:
    """So much goes from one node to another (places in the list of nodes)."""

    start: int
    end: int
    amount: float


@dataclass(frozen=True)
class Sheet:
    """What is drawn on: width and height, size of letters, and where names are broken (0: never)."""

    width: int
    height: int
    label: int
    lines: int = 0


def flows(nodes: Sequence[Node], links: Sequence[Flow], sheet: Sheet) -> Markup:
    """A Sankey drawing: columns of bars from left to right, joined by bands as wide as what flows."""
    width, height, label = sheet.width, sheet.height, sheet.label
    for node in nodes:
        node.came = sum(f.amount for f in links if nodes[f.end] is node)
        node.goes = sum(f.amount for f in links if nodes[f.start] is node)
        node.used_left = node.used_right = 0.0
    columns = max(n.column for n in nodes) + 1
    gap = label * (2.0 if sheet.lines else 1.25)
    groups = [[n for n in nodes if n.column == c and n.size > 0] for c in range(columns)]
    room = min((height - gap * (len(g) + 1)) / max(sum(n.size for n in g), 1e-9) for g in groups if g)
    bar = max(8, width // 60)
    step = (width - bar) / max(columns - 1, 1)
    for group in groups:
        _settle(group, nodes, links)
        total = sum(n.size for n in group) * room + gap * (len(group) - 1)
        at = (height - total) / 2
        for node in group:
            node.top, at = at, at + node.size * room + gap
    bands, bars, names = [], [], []
    order = sorted(links, key=lambda f: (nodes[f.start].top, nodes[f.end].top))
    for link in order:
        a, b = nodes[link.start], nodes[link.end]
        thick = link.amount * room
        if thick < 0.4:
            continue
        x0, x1 = a.column * step + bar, b.column * step
        y0, y1 = a.top + a.used_right + thick / 2, b.top + b.used_left + thick / 2
        a.used_right += thick
        b.used_left += thick
        mid = (x0 + x1) / 2
        told = f"{a.name} → {b.name}: {plain(link.amount)}"
        bands.append(
            f'<path class="band {a.kind}" stroke-width="{thick:.1f}" '
            f'd="M{x0:.1f},{y0:.1f}C{mid:.1f},{y0:.1f} {mid:.1f},{y1:.1f} {x1:.1f},{y1:.1f}">'
            f"<title>{escape(told)}</title></path>"
        )
    for group in groups:
        for node in group:
            x, high, whole = node.column * step, max(node.met * room, 1.5), node.size * room
            bars.append(
                f'<rect class="bar {node.kind}" x="{x:.1f}" y="{node.top:.1f}" width="{bar}" '
                f'height="{high:.1f}" rx="2">'
                f"<title>{escape(node.name)}: {plain(node.met)}</title></rect>"
            )
            if node.unmet:
                bars.append(
                    f'<rect class="unmet" x="{x + 0.75:.1f}" y="{node.top + high:.1f}" width="{bar - 1.5}" '
                    f'height="{max(whole - high, 1.0):.1f}">'
                    f"<title>{escape(node.name)}, not met: {plain(node.unmet)}</title></rect>"
                )
            last = node.column == columns - 1
            tx, anchor = (x - 5, "end") if last else (x + bar + 5, "start")
            names.append(_text(node.name, (tx, node.top + high / 2), sheet, anchor))
    return _svg(
        width, height, "".join(bands + bars + names), "How work and nature flow through workplaces to needs"
    )


def _text(words: str, at: tuple[float, float], sheet: Sheet, anchor: str) -> str:
    """A name beside its bar, in two lines where the sheet is narrow."""
    told, size = _broken(words, sheet.lines), sheet.label
    x, y = at[0], at[1] + size * 0.35 - size * 0.55 * (len(told) - 1)
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + i * size * 1.1:.1f}">{escape(line)}</tspan>'
        for i, line in enumerate(told)
    )
    return f'<text class="name" font-size="{size}" text-anchor="{anchor}">{spans}</text>'


def _broken(words: str, most: int) -> list[str]:
    """Words in lines of about `most` letters.

    >>> _broken("energy and transport", 13), _broken("bread", 13)
    (['energy and', 'transport'], ['bread'])
    """
    if not most:
        return [words]
    lines: list[str] = []
    for word in words.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _settle(group: list[Node], nodes: Sequence[Node], links: Sequence[Flow]) -> None:
    """Orders a column by where its flows come from, so that bands cross little."""

    def middle(node: Node) -> tuple[float, float]:
        came = [
            (f.amount, nodes[f.start].top + nodes[f.start].size / 2) for f in links if nodes[f.end] is node
        ]
        total = sum(a for a, _ in came)
        return float(node.place), sum(a * t for a, t in came) / total if total else node.top

    group.sort(key=middle)


def line_over_rounds(values: Sequence[float | None], width: int = 640, height: int = 240) -> Markup:
    """The certified gap falling, on a scale where each line is ten times nearer."""
    left, bottom, top = 52, 26, 30
    known = [v for v in values if v is not None and 0 < v < math.inf]
    if not known:
        return Markup("")
    high, low = math.log10(max(known)), math.log10(min(known))
    high, low = math.ceil(high * 2) / 2, min(math.floor(low), -3)
    rounds = max(len(values) - 1, 1)

    def x(i: int) -> float:
        return left + (width - left - 16) * i / rounds

    def y(v: float) -> float:
        return top + (height - top - bottom) * (high - math.log10(v)) / max(high - low, 1e-9)

    parts = []
    for share, name in ((0.1, "10 %"), (0.05, "5 %"), (0.01, "1 %"), (0.001, "0.1 %")):
        if low <= math.log10(share) <= high:
            parts.append(
                f'<line class="rule" x1="{left}" x2="{width - 16}" y1="{y(share):.1f}" y2="{y(share):.1f}"/>'
                f'<text class="axis" x="{left - 6}" y="{y(share) + 4:.1f}" text-anchor="end" '
                f'font-size="12">{name}</text>'
            )
    points = [(x(i), y(v), v) for i, v in enumerate(values) if v is not None and 0 < v < math.inf]
    path = "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b, _ in points)
    parts.append(f'<path class="line" d="{path}"/>')
    for i, (a, b, v) in enumerate(points):
        parts.append(f'<circle class="dot" cx="{a:.1f}" cy="{b:.1f}" r="4"><title>{v:.3%}</title></circle>')
        if i in (0, len(points) - 1):
            side, shift, lift = ("start", 8, -9) if i == 0 else ("end", -2, 19)
            parts.append(
                f'<text class="name" x="{a + shift:.1f}" y="{b + lift:.1f}" font-size="13" '
                f'text-anchor="{side}">{100 * v:.2f} %</text>'
            )
    parts += [
        f'<text class="axis" x="{x(i):.1f}" y="{height - 6}" font-size="12" '
        f'text-anchor="middle">{i + 1}</text>'
        for i in range(len(values))
    ]
    return _svg(width, height, "".join(parts), "Certified gap by round")


def small_multiple(
    valuations: Sequence[float], short: Sequence[float], told: str, width: int = 150, height: int = 58
) -> Markup:
    """One row over the rounds: its valuation as a line, what was short (up) or left over (down) as bars."""
    n = max(len(valuations) - 1, 1)
    logs = [math.log(max(v, 1e-3)) for v in valuations]
    low, high = min(*logs, -0.5), max(*logs, 0.5)
    middle = height / 2
    slot = (width - 8) / max(len(valuations), 1)

    def x(i: int) -> float:
        return 4 + slot / 2 + (width - 8 - slot) * i / n

    def y(v: float) -> float:
        return 5 + (height - 10) * (high - v) / (high - low)

    parts = [f'<line class="rule" x1="2" x2="{width - 2}" y1="{middle}" y2="{middle}"/>']
    for i, share in enumerate(short):
        size = min(abs(share), 1.0) * (middle - 4)
        if size < 0.5:
            continue
        kind, top = ("short", middle - size) if share > 0 else ("over", middle)
        parts.append(
            f'<rect class="{kind}" x="{x(i) - slot * 0.3:.1f}" y="{top:.1f}" '
            f'width="{slot * 0.6:.1f}" height="{size:.1f}"/>'
        )
    path = "M" + "L".join(f"{x(i):.1f},{y(v):.1f}" for i, v in enumerate(logs))
    parts.append(f'<path class="line" d="{path}"/>')
    parts.append(f'<circle class="dot" cx="{x(len(logs) - 1):.1f}" cy="{y(logs[-1]):.1f}" r="2.6"/>')
    return _svg(width, height, "".join(parts), told)


@dataclass(frozen=True)
class Way:
    start: str
    end: str
    amount: float
    full: bool


@dataclass(frozen=True)
class Map:
    """Places where they lie (or in a ring, where nobody said), the links there are, and what is carried."""

    places: Sequence[str]
    ways: Sequence[Way]
    at: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    links: Sequence[tuple[str, str]] = ()


def ways(drawn: Map, width: int = 640, height: int = 460, label: int = 15) -> Markup:
    """Places and lines between them, as wide as what is carried, with heads that say which way."""
    at = _spread(drawn, width, height, label)
    most = max((w.amount for w in drawn.ways), default=1.0)
    lines = {frozenset(link) for link in drawn.links}
    parts = [
        f'<line class="link" x1="{at[a][0]:.0f}" y1="{at[a][1]:.0f}" x2="{at[b][0]:.0f}" y2="{at[b][1]:.0f}"/>'
        for a, b in sorted(tuple(sorted(x)) for x in lines)
    ]
    for way in sorted(drawn.ways, key=lambda w: -w.amount):
        (x0, y0), (x1, y1) = at[way.start], at[way.end]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        thick = 1.6 + 9 * math.sqrt(way.amount / most)
        side = 1.5 + thick / 2  # keep to one side: two ways of one link do not cover each other
        sx, sy = -uy * side, ux * side
        head = min(5 + thick, 0.4 * length)
        ex, ey = x1 - ux * 9 + sx, y1 - uy * 9 + sy
        bx, by = ex - ux * head, ey - uy * head
        kind = "full" if way.full else "way"
        told = f"{way.start} → {way.end}: {plain(way.amount)}"
        half = thick / 2 + 2.2
        parts.append(
            f'<g class="{kind}"><path d="M{x0 + ux * 8 + sx:.1f},{y0 + uy * 8 + sy:.1f}L{bx:.1f},{by:.1f}" '
            f'stroke-width="{thick:.1f}"/><path class="head" d="M{ex:.1f},{ey:.1f}'
            f'L{bx - uy * half:.1f},{by + ux * half:.1f}L{bx + uy * half:.1f},{by - ux * half:.1f}Z"/>'
            f"<title>{escape(told)}</title></g>"
        )
    crossed = [(at[w.start], at[w.end]) for w in drawn.ways]
    for place, (x, y, anchor) in _names_beside(at, crossed, (width, height), label).items():
        parts.append(
            f'<circle class="dot" cx="{at[place][0]:.0f}" cy="{at[place][1]:.0f}" r="5"/>'
            f'<text class="name" x="{x:.0f}" y="{y:.0f}" font-size="{label}" '
            f'text-anchor="{anchor}">{escape(place)}</text>'
        )
    return _svg(width, height, "".join(parts), "What is carried between places")


Spot = tuple[float, float]


def _names_beside(
    at: Mapping[str, Spot], lines: Sequence[tuple[Spot, Spot]], size: tuple[int, int], label: int
) -> dict[str, tuple[float, float, str]]:
    """Where each name is written: beside, over or under its place, where it covers least."""
    width, height = size
    taken = [(x - 7, y - 7, x + 7, y + 7) for x, y in at.values()]
    along = [
        (a[0] + (b[0] - a[0]) * i / 40, a[1] + (b[1] - a[1]) * i / 40) for a, b in lines for i in range(41)
    ]
    found = {}
    for place, (x, y) in at.items():
        long, base = 0.6 * label * len(place), y + label * 0.35
        choices = [
            (x + 11, base, "start", x + 11),
            (x - 11, base, "end", x - 11 - long),
            (x, y - 12, "middle", x - long / 2),
            (x, y + 11 + label * 0.8, "middle", x - long / 2),
            (x + 8, y - 11, "start", x + 8),
            (x - 8, y - 11, "end", x - 8 - long),
            (x + 8, y + 9 + label * 0.8, "start", x + 8),
            (x - 8, y + 9 + label * 0.8, "end", x - 8 - long),
        ]

        def covered(choice: tuple[float, float, str, float], long: float = long) -> float:
            left, right, top, low = choice[3], choice[3] + long, choice[1] - label * 0.8, choice[1] + 3
            outside = max(0.0, -left, right - width, -top, low - height)
            boxes = sum(1 for a, b, c, d in taken if left < c and right > a and top < d and low > b)
            return 1000 * outside + 60 * boxes + sum(left < a < right and top < b < low for a, b in along)

        best = min(choices, key=covered)
        taken.append((best[3], best[1] - label * 0.8, best[3] + long, best[1] + 3))
        found[place] = best[:3]
    return found


def _spread(drawn: Map, width: int, height: int, label: int) -> dict[str, tuple[float, float]]:
    """Where places are drawn: as they lie, stretched to the sheet; in a ring where nobody said."""
    where = {p: drawn.at[p] for p in drawn.places if p in drawn.at}
    if len(where) < len(drawn.places):
        n = max(len(drawn.places), 1)
        turns = {p: 2 * math.pi * i / n for i, p in enumerate(drawn.places)}
        where = {p: (math.sin(turn), math.cos(turn)) for p, turn in turns.items()}
    xs, ys = [x for x, _ in where.values()], [y for _, y in where.values()]
    side, top = 6.2 * label, 1.6 * label

    def to(value: float, values: list[float], first: float, last: float) -> float:
        low, high = min(values), max(values)
        return first + (last - first) * ((value - low) / (high - low) if high > low else 0.5)

    return {p: (to(x, xs, side, width - side), to(y, ys, height - top, top)) for p, (x, y) in where.items()}


def _svg(width: float, height: float, inside: str, title: str) -> Markup:
    return Markup(  # noqa: S704 - every name inside was escaped where it was written
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}" '
        f'preserveAspectRatio="xMidYMid meet">{inside}</svg>'
    )
