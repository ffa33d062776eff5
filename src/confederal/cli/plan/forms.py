"""Printable forms for a year on paper: the centre's sheet, offers, needs, and what is proposed."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from confederal.cli.plan.report import PAGES
from confederal.planning.commodity import plain
from confederal.planning.economy import Economy
from confederal.planning.paper import Answer, Mixed, Sheet, Sheets

SHOWN = 2  # rounds filled in as an example
BLANK = 3  # rounds left empty, to write in


def printable(economy: Economy, sheets: Sheets) -> str:
    """All forms as one page: an example filled in, and empty rounds after it."""
    bodies = [a.body for a in sheets.sheets[0].answers]
    shown = list(sheets.sheets[:SHOWN])
    numbers = [s.number for s in shown] + [shown[-1].number + 1 + i for i in range(BLANK)]
    return PAGES.get_template("forms.html").render(
        period=economy.period.name,
        bodies=bodies,
        sheets=[_filled(economy, s, bodies) for s in shown]
        + [_empty(economy, n, len(bodies)) for n in numbers[len(shown) :]],
        rounds=numbers,
        offers=_offers(economy, shown),
        needs=_needs(economy, shown),
        mixed=_mixed(sheets.mixed),
        held=len(sheets.sheets),
        worth=plain(sheets.worth),
        bound=plain(sheets.bound),
        result=[
            {
                "body": a.body,
                "gives": ", ".join(f"{n} {plain(v)} {sheets.units[n]}" for n, v in a.net.items() if v > 1e-9),
                "takes": ", ".join(
                    f"{n} {plain(-v)} {sheets.units[n]}" for n, v in a.net.items() if v < -1e-9
                ),
            }
            for a in sheets.result
        ],
    )


def _filled(economy: Economy, sheet: Sheet, bodies: list[str]) -> dict[str, Any]:
    rows = []
    by_body = {a.body: a for a in sheet.answers}
    for c in economy.commodities:
        nets = [by_body[b].net for b in bodies]
        cells = [plain(sheet.valuations[c.name])]
        cells += [plain(net[c.name]) if c.name in net else "" for net in nets]
        cells += [plain(sheet.nature[c.name]) if c.name in sheet.nature else "", plain(sheet.given[c.name])]
        cells += [plain(sheet.taken[c.name]), plain(sheet.short(c.name))]
        rows.append({"name": c.name, "unit": c.unit, "cells": cells})
    return {
        "number": sheet.number,
        "blank": False,
        "rows": rows,
        "at_most": [plain(by_body[b].worth) for b in bodies],
        "sum": plain(sheet.at_most),
        "bound": plain(sheet.bound),
        "worth": plain(sheet.worth),
    }


def _empty(economy: Economy, number: int, bodies: int) -> dict[str, Any]:
    nature = {c.commodity: plain(c.amount) for c in economy.caps}
    rows = [
        {
            "name": c.name,
            "unit": c.unit,
            "cells": [""] * (bodies + 1) + [nature.get(c.name, "")] + [""] * 3,
        }
        for c in economy.commodities
    ]
    return {
        "number": number, "blank": True, "rows": rows,
        "at_most": [""] * bodies, "sum": "", "bound": "", "worth": "",
    }  # fmt: skip


def _offers(economy: Economy, shown: list[Sheet]) -> list[dict[str, Any]]:
    found = []
    units = {c.name: c.unit for c in economy.commodities}
    for workplace in economy.workplaces:
        (technique,) = workplace.techniques
        answers = [next(a for a in s.answers if a.body == workplace.name) for s in shown]
        full = min(
            m.most / m.burden[technique.name] for m in workplace.limits if m.burden.get(technique.name, 0)
        )
        given = sum(
            (economy.valuations.get(n, Fraction(1)) * v for n, v in technique.flows.items() if v > 0),
            Fraction(0),
        )
        number = [plain(_batches(technique.flows, a)) for a in answers]
        rows = [
            {
                "name": name,
                "unit": units[name],
                "one": plain(flow),
                "cells": [plain(a.net.get(name, 0.0)) for a in answers] + [""] * BLANK,
            }
            for name, flow in technique.flows.items()
        ]
        margins = [plain(sum(s.valuations[n] * float(v) for n, v in technique.flows.items())) for s in shown]
        found.append(
            {
                "name": workplace.name,
                "step": technique.name,
                "rows": rows,
                "margins": margins + [""] * BLANK,
                "numbers": number + [""] * BLANK,
                "worth": [plain(a.worth) for a in answers] + [""] * BLANK,
                "full": plain(full),
                "last": plain(workplace.strain * given, 6),
                "limits": "; ".join(
                    f"{m.name}: {plain(m.most)}, of which one {technique.name} takes "
                    f"{plain(m.burden[technique.name])} ({m.words})"
                    for m in workplace.limits
                    if technique.name in m.burden
                ),
            }
        )
    return found


def _batches(flows: Mapping[str, Fraction], answer: Answer) -> float:
    name, flow = next((n, v) for n, v in flows.items() if v > 0)
    return answer.net.get(name, 0.0) / float(flow)


def _needs(economy: Economy, shown: list[Sheet]) -> list[dict[str, Any]]:
    """Each community's public lines: so much more, worth from the first of it to the last."""
    units = {c.name: c.unit for c in economy.commodities}
    steps, said = economy.schedules()
    found: dict[str, dict[str, Any]] = {c.name: {"name": c.name, "rows": []} for c in economy.communities}
    for i, (community, commodity, kind) in enumerate(said):
        if community not in found:
            continue
        scale = float(economy.scale[economy.row[commodity]])
        length = float(steps.limit[i, 0] / steps.burden[i, 0, 0])
        first = abs(float(steps.gain[i, 0])) * scale
        bend = float(steps.curvature[i, 0]) * length * scale
        found[community]["rows"].append(
            {
                "what": {"hours": f"{commodity} we offer", "guaranteed": f"{commodity}, guaranteed"}.get(
                    kind, commodity
                ),
                "name": commodity,
                "amount": f"{plain(length / scale)} {units[commodity]}",
                "first": plain(first, 6),
                "last": plain(first + bend if kind == "hours" else first - bend, 6),
                "offered": kind == "hours",
            }
        )
    for name, one in found.items():
        answers = [next(a for a in s.answers if a.body == name) for s in shown]
        own = list(dict.fromkeys(r["name"] for r in one["rows"]))
        one["sums"] = [
            {
                "name": f"{n} ({units[n]})",
                "cells": [plain(a.net.get(n, 0.0)) for a in answers] + [""] * BLANK,
            }
            for n in own
        ]
        one["worth"] = [plain(a.worth) for a in answers] + [""] * BLANK
    return list(found.values())


def _mixed(mixed: Mixed) -> dict[str, Any]:
    return {
        "first": mixed.first.number,
        "second": mixed.second.number,
        "part": plain(mixed.part),
        "rest": plain(1 - mixed.part),
        "rows": [
            {
                "name": name,
                "one": plain(mixed.first.short(name)),
                "two": plain(mixed.second.short(name)),
                "both": plain(
                    mixed.part * mixed.first.short(name) + (1 - mixed.part) * mixed.second.short(name)
                ),
            }
            for name in mixed.first.valuations
        ],
        "worths": [plain(mixed.first.worth), plain(mixed.second.worth)],
    }
