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
    top: float = 0.0
    used_left: float = 0.0
    used_right: float = 0.0

    @property
    def size(self) -> float:
        return max(self.came, self.goes)


@dataclass(frozen=True)
class Flow:
    """So much goes from one node to another (places in the list of nodes)."""

    start: int
    end: int
    amount: float


def flows(nodes: Sequence[Node], links: Sequence[Flow], width: int, height: int, label: int) -> Markup:
    """A Sankey drawing: columns of bars from left to right, joined by bands as wide as what flows.

    `label` is the size of letters; on a narrow drawing names stand inside the bands.
    """
    for node in nodes:
        node.came = sum(f.amount for f in links if nodes[f.end] is node)
        node.goes = sum(f.amount for f in links if nodes[f.start] is node)
        node.used_left = node.used_right = 0.0
    columns = max(n.column for n in nodes) + 1
    gap = label * 1.15
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
            x, high = node.column * step, max(node.size * room, 1.5)
            bars.append(
                f'<rect class="bar {node.kind}" x="{x:.1f}" y="{node.top:.1f}" width="{bar}" '
                f'height="{high:.1f}" rx="2">'
                f"<title>{escape(node.name)}: {plain(node.size)}</title></rect>"
            )
            last = node.column == columns - 1
            tx, anchor = (x - 5, "end") if last else (x + bar + 5, "start")
            names.append(
                f'<text class="name" x="{tx:.1f}" y="{node.top + high / 2 + label * 0.35:.1f}" '
                f'font-size="{label}" text-anchor="{anchor}">{escape(node.name)}</text>'
            )
    return _svg(
        width, height, "".join(bands + bars + names), "How work and nature flow through workplaces to needs"
    )


def _settle(group: list[Node], nodes: Sequence[Node], links: Sequence[Flow]) -> None:
    """Orders a column by where its flows come from, so that bands cross little; "other" stays last."""

    def middle(node: Node) -> tuple[bool, float]:
        came = [
            (f.amount, nodes[f.start].top + nodes[f.start].size / 2) for f in links if nodes[f.end] is node
        ]
        total = sum(a for a, _ in came)
        return node.name.startswith("other"), sum(a * t for a, t in came) / total if total else node.top

    group.sort(key=middle)


def line_over_rounds(values: Sequence[float | None], width: int = 640, height: int = 240) -> Markup:
    """The certified gap falling, on a scale where each line is ten times nearer."""
    left, bottom, top = 52, 26, 30
    known = [v for v in values if v is not None and v > 0]
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
    points = [(x(i), y(v), v) for i, v in enumerate(values) if v is not None and v > 0]
    path = "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b, _ in points)
    parts.append(f'<path class="line" d="{path}"/>')
    for i, (a, b, v) in enumerate(points):
        parts.append(f'<circle class="dot" cx="{a:.1f}" cy="{b:.1f}" r="4"><title>{v:.3%}</title></circle>')
        if i in (0, len(points) - 1):
            side, shift, lift = ("start", 8, -9) if i == 0 else ("end", -2, 19)
            parts.append(
                f'<text class="name" x="{a + shift:.1f}" y="{b + lift:.1f}" font-size="13" '
                f'text-anchor="{side}">{v:.2%}</text>'
            )
    parts += [
        f'<text class="axis" x="{x(i):.1f}" y="{height - 6}" font-size="12" '
        f'text-anchor="middle">{i + 1}</text>'
        for i in range(len(values))
    ]
    return _svg(width, height, "".join(parts), "Certified gap by round")


def small_multiple(
    valuations: Sequence[float], short: Sequence[float], width: int = 150, height: int = 58
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
    return _svg(width, height, "".join(parts), "valuation and shortage by round")


@dataclass(frozen=True)
class Way:
    start: str
    end: str
    amount: float
    full: bool


@dataclass(frozen=True)
class Map:
    """Places in a ring, with what is carried between them."""

    places: Sequence[str]
    ways: Sequence[Way]
    sizes: Mapping[str, float] = field(default_factory=dict)


def ways(drawn: Map, width: int = 640, height: int = 460, label: int = 15) -> Markup:
    """Places round a ring; lines as wide as what is carried."""
    n = len(drawn.places)
    at = {}
    for i, place in enumerate(drawn.places):
        angle = 2 * math.pi * i / n - math.pi / 2
        at[place] = (
            width / 2 + (width / 2 - 7.6 * label) * math.cos(angle),
            height / 2 + (height / 2 - 36) * math.sin(angle),
        )
    most = max((w.amount for w in drawn.ways), default=1.0)
    parts = []
    for way in sorted(drawn.ways, key=lambda w: -w.amount):
        (x0, y0), (x1, y1) = at[way.start], at[way.end]
        bend = 0.12
        mx, my = (x0 + x1) / 2 + bend * (y1 - y0), (y0 + y1) / 2 - bend * (x1 - x0)
        thick = 1.2 + 11 * way.amount / most
        kind = "full" if way.full else "way"
        parts.append(
            f'<path class="{kind}" stroke-width="{thick:.1f}" '
            f'd="M{x0:.0f},{y0:.0f}Q{mx:.0f},{my:.0f} {x1:.0f},{y1:.0f}">'
            f"<title>{escape(way.start)} → {escape(way.end)}: {plain(way.amount)}</title></path>"
        )
    for place, (x, y) in at.items():
        side = "start" if x > width / 2 + 20 else "end" if x < width / 2 - 20 else "middle"
        shift = {"start": 11, "end": -11, "middle": 0}[side]
        lift = 4 if side != "middle" else (-11 if y < height / 2 else 22)
        parts.append(
            f'<circle class="dot" cx="{x:.0f}" cy="{y:.0f}" r="6"/>'
            f'<text class="name" x="{x + shift:.0f}" y="{y + lift:.0f}" font-size="{label}" '
            f'text-anchor="{side}">{escape(place)}</text>'
        )
    return _svg(width, height, "".join(parts), "What is carried between places")


def _svg(width: float, height: float, inside: str, title: str) -> Markup:
    return Markup(  # noqa: S704 - every name inside was escaped where it was written
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}" '
        f'preserveAspectRatio="xMidYMid meet">{inside}</svg>'
    )
