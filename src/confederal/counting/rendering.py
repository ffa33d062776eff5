"""The count sheet for people: as text, as a page to follow with a finger, as a picture of the transfers.

And for programs: as JSON and CSV. Everything is worked out from the sheet alone.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from confederal.counting.method import CountSheet, Number, Stage
from confederal.sentence import Sentence, listed, say

WIDTH = 100

Telling = Callable[[str], str]
"""Says a sentence in the reader's language; `str` leaves it in English."""


def as_json(sheet: CountSheet, ids: Sequence[str] | None = None) -> dict[str, Any]:
    """The sheet as JSON values, stable; the guide *add a counting method* has it as a table.

    `method` and `title`; `election`; `settings`; `seats` (null where there are none); `candidates`,
    `withdrawn`; `valid`, `invalid`; `quota` (an exact number as a string, or null); `elected` (names
    in order of election); `tied` (names at the tie at which the count stopped, mostly empty) and
    `tie` (that tie in words, or null); `stages`, each with `stage`, `what`, `who`, `totals` (candidate
    to exact decimal or fraction as a string), `transfers`, `non_transferable`, `elected`,
    `excluded`, `ties` and `words`; `figures` (the method's other numbers); `explanation`;
    `ballots` and `checksum` (SHA-256). `elected_ids` are the file's own numbers of the elected.
    """
    record = sheet.record()
    for told, stage in zip(record["stages"], sheet.stages, strict=True):
        told["words"] = list(stage.words)
    by_name = dict(zip(sheet.candidates, ids, strict=True)) if ids is not None else {}
    return {
        "method": record.pop("method"),
        "title": sheet.title,
        "election": sheet.election,
        **record,
        "tie": None if sheet.tied is None else sheet.tied.words,
        "elected_ids": [by_name.get(name, name) for name in sheet.elected],
        "explanation": list(sheet.words),
        "checksum": sheet.checksum,
    }


def as_json_text(sheet: CountSheet, ids: Sequence[str] | None = None) -> str:
    """The sheet as indented JSON text."""
    return json.dumps(as_json(sheet, ids), ensure_ascii=False, indent=1) + "\n"


def as_csv(sheet: CountSheet) -> str:
    """One row a candidate and stage: stage, what happened, candidate, total, change, elected, excluded."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["stage", "what", "candidate", "total", "change", "elected", "excluded"])
    for number, stage in enumerate(sheet.stages, start=1):
        changes = dict(stage.transfers)
        for name, total in zip(sheet.candidates, stage.totals, strict=False):
            if total is None:
                continue
            change = sheet.written(changes[name]) if name in changes else ""
            marks = ["yes" if name in group else "" for group in (stage.elected, stage.excluded)]
            rows.writerow([number, stage.what, name, sheet.written(total), change, *marks])
        rows.writerow(
            [number, stage.what, "(non-transferable)", sheet.written(stage.non_transferable), "", "", ""]
        )
    return out.getvalue()


def as_text(sheet: CountSheet, width: int = WIDTH, told: Telling = str) -> str:
    """The sheet in plain text: the result, the table of stages, and what happened in words."""
    title = told(sheet.title)
    lines = [sheet.election or title, *([title] if sheet.election else []), ""]
    lines += [f"{told(name)}: {told(value)}" for name, value in _facts(sheet)]
    lines += ["", told(_result(sheet)), ""]
    lines += _table(sheet, width, told)
    lines += ["", told(HAPPENED), *(f"  {told(line)}" for line in sheet.words)]
    lines += ["", told(say("Checksum {checksum}", checksum=sheet.checksum))]
    return "\n".join(lines) + "\n"


HAPPENED, LOST = say("What happened"), say("Non-transferable")


def _facts(sheet: CountSheet) -> list[tuple[Sentence, Sentence]]:
    papers = say("{valid} valid, {invalid} invalid", valid=sheet.valid, invalid=sheet.invalid)
    facts = [(say("Papers"), papers)]
    if sheet.seats is not None:
        facts.append((say("Seats"), listed([sheet.seats])))
    if sheet.quota is not None:
        facts.append((say("Quota"), listed([sheet.written(sheet.quota)])))
    if sheet.withdrawn:
        facts.append((say("Withdrawn"), listed(n for n in sheet.candidates if n in sheet.withdrawn)))
    return facts + [(_setting(name), listed([value])) for name, value in sheet.settings]


def _setting(name: str) -> Sentence:
    return say("Lot") if name == "lot" else listed([name.capitalize().replace("_", " ")])


def _result(sheet: CountSheet) -> Sentence:
    if sheet.tied is not None:
        tied = say("Tied: {tie}", tie=sheet.tied.words)
        return (
            say("So far: {elected}. {tied}", elected=listed(sheet.elected), tied=tied)
            if sheet.elected
            else tied
        )
    if sheet.elected:
        return say("Elected: {elected}", elected=listed(sheet.elected))
    return say("Nobody and nothing is elected or carried.")


def _stage(number: int) -> Sentence:
    return say("Stage {number}", number=number)


def _table(sheet: CountSheet, width: int, told: Telling) -> list[str]:
    """Candidates down, stages across, as many to a block as fit."""
    stages = [
        (n, stage)
        for n, stage in enumerate(sheet.stages, start=1)
        if any(t is not None for t in stage.totals)
    ]
    if not stages:
        return []
    first = min(32, max(18, *(len(name) for name in sheet.candidates)))
    cells = {number: _column(sheet, stage) for number, stage in stages}
    lines: list[str] = []
    block: list[int] = []
    used = first
    for number, _ in [*stages, (0, None)]:
        wide = 0 if not number else max(len(cell) for cell in (*cells[number], told(_stage(number)))) + 2
        if block and (not number or used + wide > width):
            lines += _block(sheet, block, cells, first, told)
            block, used = [], first
        if number:
            block.append(number)
            used += wide
    return lines


def _column(sheet: CountSheet, stage: Stage) -> list[str]:
    told = []
    for name, total in zip(sheet.candidates, stage.totals, strict=False):
        mark = "*" if name in stage.elected else "-" if name in stage.excluded else " "
        told.append("" if total is None else sheet.written(total) + mark)
    told += [""] * (len(sheet.candidates) - len(told))
    return [*told, sheet.written(stage.non_transferable) + " "]


def _block(
    sheet: CountSheet, block: list[int], cells: dict[int, list[str]], first: int, told: Telling
) -> list[str]:
    heads = {n: told(_stage(n)) + " " for n in block}
    wide = {n: max(len(cell) for cell in (*cells[n], heads[n])) + 1 for n in block}
    lines = [" " * first + "".join(heads[n].rjust(wide[n]) for n in block)]
    for row, name in enumerate([*sheet.candidates, told(LOST)]):
        shown = name if len(name) <= first else name[: first - 1] + "…"
        lines.append(shown.ljust(first) + "".join(cells[n][row].rjust(wide[n]) for n in block))
    return [*(line.rstrip() for line in lines), told(say("(* elected, - left out)")), ""]


STYLE = """
:root{color-scheme:light dark}
body{background:Canvas;color:CanvasText}
.sheet{font:1rem/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem}
.sheet h1,.sheet p,.sheet dd,.sheet li{overflow-wrap:anywhere}
.sheet .scroll{overflow-x:auto}
.sheet caption{text-align:left;max-width:calc(100vw - 2rem)}
.sheet table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.sheet th,.sheet td{padding:.4rem .7rem;border-bottom:1px solid #8884}
.sheet td{text-align:right;white-space:nowrap}
.sheet tbody th{text-align:left;position:sticky;left:0;background:Canvas}
.sheet thead th{vertical-align:bottom;font-weight:600;max-width:11rem}
.sheet small{display:block;opacity:.75}
.sheet td.elected{background:color-mix(in srgb,#2a7f3f 22%,transparent);font-weight:700}
.sheet td.seated{background:color-mix(in srgb,#2a7f3f 9%,transparent)}
.sheet td.excluded{background:color-mix(in srgb,#b03a2e 20%,transparent)}
.sheet td.out{opacity:.75}
.sheet tr:hover>*{background-color:color-mix(in srgb,Highlight 18%,Canvas)}
.sheet svg{display:block;height:auto;min-width:100%}
.sheet code{overflow-wrap:anywhere}
"""


def as_html(sheet: CountSheet, told: Telling = str, language: str = "en") -> str:
    """The sheet as a page of its own: result, table, transfer picture, words; it needs no script."""
    heading = escape(sheet.election or told(sheet.title))
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{heading}</title><style>{STYLE}</style></head>\n"
        f"<body><main>{as_html_part(sheet, told)}</main></body></html>\n"
    )


def as_html_part(sheet: CountSheet, told: Telling = str) -> str:
    """The same, to be set into another page (with `STYLE`)."""
    facts = "".join(
        f"<dt>{escape(told(name))}</dt><dd>{escape(told(value))}</dd>" for name, value in _facts(sheet)
    )
    words = "".join(f"<li>{escape(told(line))}</li>" for line in sheet.words)
    title = told(sheet.title)
    return (
        f'<article class="sheet"><h1>{escape(sheet.election or title)}</h1>'
        f"<p><strong>{escape(told(_result(sheet)))}</strong></p><p>{escape(title)}</p><dl>{facts}</dl>\n"
        f"{_html_table(sheet, told)}\n{_html_picture(sheet, told)}\n<h2>{escape(told(HAPPENED))}</h2><ol>{words}</ol>"
        f"{checksum_line(sheet, told)}</article>"
    )


def _html_picture(sheet: CountSheet, told: Telling) -> str:
    """The transfer picture at a size at which it is read; on a narrow screen one moves it with a finger."""
    picture = as_svg(sheet, told)
    label = escape(told(say("Picture of the transfers")))
    return picture and f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">{picture}</div>'


def checksum_line(sheet: CountSheet, told: Telling = str) -> str:
    """The last line of the page: the checksum of the sheet."""
    line = escape(told(say("Checksum {checksum}", checksum=sheet.checksum)))
    return f"<p>{line.replace(sheet.checksum, f'<code>{sheet.checksum}</code>')}</p>"


def _html_table(sheet: CountSheet, told: Telling) -> str:
    stages = [
        (n, stage)
        for n, stage in enumerate(sheet.stages, start=1)
        if any(t is not None for t in stage.totals)
    ]
    if not stages:
        return ""
    head = "".join(
        f'<th scope="col">{escape(told(_stage(n)))}<small>{escape(told(stage.what))}'
        f"{': ' + escape(', '.join(stage.who)) if stage.who else ''}</small></th>"
        for n, stage in stages
    )
    rows = "".join(_html_row(sheet, index, name, stages, told) for index, name in enumerate(sheet.candidates))
    lost = "".join(f"<td>{escape(sheet.written(stage.non_transferable))}</td>" for _, stage in stages)
    label = escape(told(say("Count stage by stage")))
    caption = escape(
        told(
            say(
                "Votes at each stage. Follow a line to see how a candidate fared, a column to see what "
                "happened at a stage."
            )
        )
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>'
        f'<caption>{caption}</caption><thead><tr><th scope="col">{escape(told(say("Candidate")))}</th>{head}'
        f"</tr></thead><tbody>{rows}"
        f'<tr><th scope="row">{escape(told(LOST))}</th>{lost}</tr></tbody></table></div>'
    )


def _html_row(
    sheet: CountSheet, index: int, name: str, stages: list[tuple[int, Stage]], told: Telling
) -> str:
    cells, fate = [], ""
    for _, stage in stages:
        total = stage.totals[index] if index < len(stage.totals) else None
        change: Number | None = dict(stage.transfers).get(name)
        if name in stage.elected:
            state, fate, note = "elected", "seated", told(say("elected"))
        elif name in stage.excluded:
            state, fate, note = "excluded", "out", told(say("left out"))
        else:
            state, note = fate, ""
        number = "" if total is None else escape(sheet.written(total))
        sign = "+" if change and change > 0 else "−"
        moved = f"<small>{sign}{escape(sheet.written(max(change, -change)))}</small>" if change else ""
        said = f"<small>{escape(note)}</small>" if note else ""
        cells.append(
            f'<td class="{state}">{number}{moved}{said}</td>' if state else f"<td>{number}{moved}{said}</td>"
        )
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(cells)}</tr>'


COLUMN, BAR, TALL, LABEL = 120, 26, 420, 170


def as_svg(sheet: CountSheet, told: Telling = str) -> str:
    """The transfers as a picture: a bar a candidate at every stage, ribbons for what moved between them.

    Lengths are rounded to a tenth of a point for drawing; no number is read back from them.
    """
    stages = [stage for stage in sheet.stages if any(t is not None for t in stage.totals)]
    if not stages:
        return ""
    names = [*sheet.candidates, told(LOST)]
    heights = [_heights(sheet, stage) for stage in stages]
    gap = 14
    full = max(1, *(sum(column) for column in heights))
    scale = max(TALL, 14 * len(names))
    tops = [_tops(column, full, scale, gap) for column in heights]
    wide = LABEL + COLUMN * len(stages)
    tall = scale + gap * len(names) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" '
        f'width="{wide}" height="{tall}" role="img" font-family="system-ui,sans-serif" font-size="11" '
        f'aria-label="{escape(told(_result(sheet)))}">'
    ]
    for number in range(1, len(stages)):
        parts += _ribbons(names, number, stages, heights, tops, full, scale)
    for number, stage in enumerate(stages):
        parts += _bars(sheet, names, number, stage, heights[number], tops[number], full, scale)
    parts += [
        f'<text x="{LABEL - 8}" y="{_point(tops[0][row] + float(heights[0][row] * scale / full) / 2 + 4)}" '
        f'text-anchor="end" fill="currentColor">{escape(name if len(name) < 26 else name[:25] + "…")}</text>'
        for row, name in enumerate(names)
    ]
    return "".join(parts) + "</svg>"


def _heights(sheet: CountSheet, stage: Stage) -> list[Number]:
    totals = [total if total is not None and total > 0 else 0 for total in stage.totals]
    totals += [0] * (len(sheet.candidates) - len(totals))
    return [*totals, max(0, stage.non_transferable)]


def _tops(column: list[Number], full: Number, scale: int, gap: int) -> list[float]:
    tops, at = [], 24.0
    for height in column:
        tops.append(at)
        at += float(height * scale / full) + gap
    return tops


def _colour(row: int, names: Sequence[str]) -> str:
    return "#888" if row == len(names) - 1 else f"hsl({row * 137 % 360} 55% 50%)"


def _bars(
    sheet: CountSheet,
    names: Sequence[str],
    number: int,
    stage: Stage,
    column: list[Number],
    tops: list[float],
    full: Number,
    scale: int,
) -> list[str]:
    left = LABEL + COLUMN * number
    parts = [f'<text x="{left}" y="14" fill="currentColor">{number + 1}</text>']
    for row, height in enumerate(column):
        tall = float(height * scale / full)
        if tall <= 0:
            continue
        edge = ' stroke="currentColor" stroke-width="2"' if names[row] in stage.elected else ""
        parts.append(
            f'<rect x="{left}" y="{_point(tops[row])}" width="{BAR}" height="{_point(max(tall, 1))}" '
            f'fill="{_colour(row, names)}"{edge}><title>{escape(names[row])}: {sheet.written(height)}</title></rect>'
        )
    return parts


def _ribbons(
    names: Sequence[str],
    number: int,
    stages: Sequence[Stage],
    heights: list[list[Number]],
    tops: list[list[float]],
    full: Number,
    scale: int,
) -> list[str]:
    """What stayed with each candidate, and what went from whoever lost to whoever gained."""
    before, after = heights[number - 1], heights[number]
    givers = [
        row for row, name in enumerate(names) if name in stages[number].who and before[row] > after[row]
    ]
    start, end = LABEL + COLUMN * (number - 1) + BAR, LABEL + COLUMN * number
    parts = []
    for row in range(len(names)):
        stayed = float(min(before[row], after[row]) * scale / full)
        if stayed > 0:
            parts.append(
                _ribbon(
                    start, tops[number - 1][row], end, tops[number][row], stayed, _colour(row, names), "0.18"
                )
            )
    for giver in givers:
        at = tops[number - 1][giver] + float(after[giver] * scale / full)
        for row in range(len(names)):
            gained = float(max(0, after[row] - before[row]) * scale / full)
            if row != giver and gained > 0:
                to = tops[number][row] + float(before[row] * scale / full)
                parts.append(_ribbon(start, at, end, to, gained, _colour(giver, names), "0.55"))
                at += gained
    return parts


def _ribbon(x1: int, y1: float, x2: int, y2: float, tall: float, colour: str, strength: str) -> str:
    middle = (x1 + x2) // 2
    a, b, c, d = _point(y1), _point(y2), _point(y2 + tall), _point(y1 + tall)
    return (
        f'<path d="M{x1} {a}C{middle} {a} {middle} {b} {x2} {b}V{c}C{middle} {c} {middle} {d} {x1} {d}Z" '
        f'fill="{colour}" fill-opacity="{strength}"/>'
    )


def _point(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")
