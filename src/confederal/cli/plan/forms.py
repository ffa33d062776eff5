"""Printable forms for a year on paper: the centre's sheet, offers, needs, and what is proposed."""

from typing import Any

from confederal.cli.plan.report import PAGES
from confederal.planning.commodity import plain
from confederal.planning.economy import Economy
from confederal.planning.paper import Sheet, Sheets

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
        needs=_needs(economy),
        worth=plain(sheets.worth),
        bound=plain(sheets.bound),
        result=[
            {
                "body": a.body,
                "gives": ", ".join(f"{plain(v)} {sheets.units[n]} {n}" for n, v in a.net.items() if v > 1e-9),
                "takes": ", ".join(
                    f"{plain(-v)} {sheets.units[n]} {n}" for n, v in a.net.items() if v < -1e-9
                ),
            }
            for a in sheets.result
        ],
    )


def _filled(economy: Economy, sheet: Sheet, bodies: list[str]) -> dict[str, Any]:
    rows = []
    by_body = {a.body: a.net for a in sheet.answers}
    caps = {c.commodity: float(c.amount) for c in economy.caps}
    for c in economy.commodities:
        cells = [plain(sheet.valuations[c.name])]
        cells += [plain(by_body[b].get(c.name, 0.0)) if c.name in by_body[b] else "" for b in bodies]
        cells += [plain(caps[c.name]) if c.name in caps else "", plain(sheet.given[c.name])]
        cells += [plain(sheet.taken[c.name]), plain(sheet.short(c.name))]
        rows.append({"name": c.name, "unit": c.unit, "cells": cells})
    return {"number": sheet.number, "blank": False, "rows": rows}


def _empty(economy: Economy, number: int, bodies: int) -> dict[str, Any]:
    rows = [{"name": c.name, "unit": c.unit, "cells": [""] * (bodies + 5)} for c in economy.commodities]
    return {"number": number, "blank": True, "rows": rows}


def _offers(economy: Economy, shown: list[Sheet]) -> list[dict[str, Any]]:
    found = []
    units = {c.name: c.unit for c in economy.commodities}
    for workplace in economy.workplaces:
        technique = workplace.techniques[0]
        answers = [next(a for a in s.answers if a.body == workplace.name) for s in shown]
        rows = [
            {
                "name": name,
                "unit": units[name],
                "one": plain(flow),
                "cells": [plain(a.net.get(name, 0.0)) for a in answers] + [""] * BLANK,
            }
            for name, flow in technique.flows.items()
        ]
        found.append(
            {
                "name": workplace.name,
                "step": technique.name,
                "rows": rows,
                "worth": [plain(a.worth) for a in answers] + [""] * BLANK,
                "limits": "; ".join(f"{m.name} {plain(m.most)} ({m.words})" for m in workplace.limits),
            }
        )
    return found


def _needs(economy: Economy) -> list[dict[str, Any]]:
    units = {c.name: c.unit for c in economy.commodities}
    found = []
    for community in economy.communities:
        rows = []
        for need in community.needs:
            if need.guaranteed:
                rows.append(
                    {
                        "what": f"{need.commodity}, guaranteed",
                        "amount": f"{plain(need.guaranteed)} {units[need.commodity]}",
                        "worth": "before everything",
                    }
                )
            rows += [
                {
                    "what": need.commodity,
                    "amount": f"{plain(p.amount)} {units[need.commodity]}",
                    "worth": plain(p.worth),
                }
                for p in need.points
            ]
        for offer in community.offers:
            rows += [
                {
                    "what": f"{offer.commodity} we offer",
                    "amount": f"{plain(p.amount)} {units[offer.commodity]}",
                    "worth": f"asks {plain(p.worth)}",
                }
                for p in offer.points
            ]
        found.append({"name": community.name, "rows": rows})
    return found
