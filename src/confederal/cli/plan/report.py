"""The report: one page, no connection needed, that a stranger understands in five minutes."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import jinja2

from confederal.cli.plan.drawings import (
    Flow,
    Map,
    Node,
    Way,
    flows,
    line_over_rounds,
    small_multiple,
    ways,
)
from confederal.planning.commodity import Kind, plain
from confederal.planning.economy import Economy
from confederal.planning.explanation import (
    over_its_limit,
    what_binds,
    why_more,
    why_this_much,
    why_this_valuation,
)
from confederal.planning.messages import digest
from confederal.planning.plan import Plan
from confederal.planning.transport import Carriage
from confederal.planning.year import Year

PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
MOST_NEEDS = 9  # needs drawn by name at the right of the flows; the rest together
MOST_CHANGES = 8


def page(year: Year, carriage: Carriage | None, settings: dict[str, Any], made: str) -> str:
    """The whole page as text."""
    held, plan = year.held, year.plan
    economy = held.economy
    story = settings.get("story", {})
    workplace = str(story.get("workplace") or economy.workplaces[0].name)
    commodity = str(story.get("commodity") or "")
    floors_met = not any(n.below_floor for n in plan.needs)
    needs = _needs(economy, plan)
    gaps = [None if t.certificate is None else t.certificate.gap for t in held.told]
    return PAGES.get_template("report.html").render(
        title=f"A plan for {economy.period.name}",
        period=" – ".join(p for p in (economy.period.first, economy.period.last) if p) or economy.period.name,
        made=made,
        lead=_lead(year, needs, floors_met),
        gap=f"{plan.certificate.gap:.2%}",
        rounds=len(held.told),
        workplaces=len(economy.workplaces),
        communities=len(economy.communities),
        floors_met=floors_met,
        collision="" if year.collision is None else " ".join(year.collision.sentences()),
        needs=needs,
        sankey_wide=flows(*_network(economy, plan), 1060, 620, 15),
        sankey_narrow=flows(*_network(economy, plan, short=True), 420, 760, 12),
        certificate_wide=line_over_rounds(gaps),
        certificate_narrow=line_over_rounds(gaps, 360, 230),
        absent=_absent(year),
        multiples=_multiples(year),
        answer=_answer(year, workplace),
        more=why_more(held, plan, workplace, commodity) if commodity else None,
        valued=why_this_valuation(held, plan, commodity) if commodity else None,
        binds=[{"what": r.what, "by": r.by, "added": plain(r.added)} for r in what_binds(held, plan)[:8]],
        over=over_its_limit(held, plan),
        rivals=[_rival(p) for p in (plan, year.rival) if p is not None],
        transport=_transport(carriage),
        deliveries=_deliveries(year),
        replan=_replan(year),
        federations=_federations(year),
        digest=digest(plan.mixture),
    )


def _lead(year: Year, needs: list[dict[str, Any]], floors_met: bool) -> str:
    economy = year.held.economy
    told = (
        f"{len(economy.workplaces)} workplaces and {len(economy.communities)} communities made proposals in "
        f"{len(year.held.told)} rounds. This plan mixes only what they themselves proposed. "
    )
    told += "Everything guaranteed is met" if floors_met else "Not everything guaranteed can be met"
    short = [n["name"] for n in needs[:2] if n["percent"] < 95]
    return told + (f"; {' and '.join(short)} fall shortest of what people would use." if short else ".")


def _needs(economy: Economy, plan: Plan) -> list[dict[str, Any]]:
    found = []
    for name in dict.fromkeys(n.commodity for n in plan.needs):
        own = [n for n in plan.needs if n.commodity == name]
        given, asked = _sum(n.given for n in own), _sum(n.asked for n in own)
        floor, below = _sum(n.guaranteed for n in own), _sum(n.below_floor for n in own)
        found.append(
            {
                "name": name,
                "given": plain(given),
                "asked": plain(asked),
                "unit": economy.commodities[economy.row[name]].unit,
                "percent": round(100 * float(given / asked), 1) if asked else 100.0,
                "floor": round(100 * float(floor / asked), 1) if asked and floor else 0,
                "low": below > 0,
            }
        )
    return sorted(found, key=lambda n: (not n["low"], n["percent"]))


def _sum(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, Fraction(0))


def _network(economy: Economy, plan: Plan, short: bool = False) -> tuple[list[Node], list[Flow]]:
    """Hours and nature → federations → what they deliver → needs, at start valuations."""
    federation = {w.name: w.federation for w in economy.workplaces}
    names = list(dict.fromkeys(federation.values()))
    kind = {c.name: c.kind for c in economy.commodities}
    scale = dict(zip(economy.row, economy.scale, strict=True))
    gives: dict[str, dict[str, float]] = {}
    takes: dict[str, dict[str, float]] = {}
    for line in plan.lines:
        own = federation[line.workplace]
        for name, flow in line.net.items():
            side = (gives if flow > 0 else takes).setdefault(name, {})
            side[own] = side.get(own, 0.0) + abs(float(flow)) * scale[name]
    nodes: list[Node] = []
    at: dict[tuple[str, str], int] = {}

    def node(key: tuple[str, str], label: str, column: int, what: str) -> int:
        if key not in at:
            at[key] = len(nodes)
            nodes.append(Node(label, column, what))
        return at[key]

    links: dict[tuple[int, int], float] = {}

    def link(a: int, b: int, amount: float) -> None:
        if amount > 0:
            links[(a, b)] = links.get((a, b), 0.0) + amount

    for name, by in takes.items():
        if kind[name] is not Kind.PRODUCT:
            what = "work" if kind[name] is Kind.HOURS else "nature"
            for own, value in by.items():
                link(
                    node(("in", name), name, 0, what),
                    node(("works", own), own, 1, "made"),
                    value,
                )
    needs = _by_need(plan, scale)
    largest = sorted(needs, key=lambda n: -needs[n])[:MOST_NEEDS]
    passed: dict[tuple[str, str], float] = {}
    final: dict[tuple[str, str], float] = {}
    for name, by in gives.items():
        whole = sum(by.values())
        for own, value in by.items():
            share = value / whole
            for other, used in takes.get(name, {}).items():
                passed[(own, other)] = passed.get((own, other), 0.0) + share * used
            to = name if name in largest else "other needs"
            final[(own, to)] = final.get((own, to), 0.0) + share * needs.get(name, 0.0)
    for own in names:
        out = sum(v for (a, _), v in final.items() if a == own)
        got = sum(v for (a, b), v in passed.items() if b == own and a != own)
        if out <= 0:
            continue
        there = node(("gives", own), "" if short else own, 2, "made")
        link(node(("works", own), own, 1, "made"), there, max(out - got, 0.02 * out))
        for (a, b), value in passed.items():
            if b == own and a != own:
                link(
                    node(("works", a), a, 1, "made"),
                    there,
                    value * min(1.0, out / max(got, 1e-9)),
                )
    for (own, name), value in final.items():
        if value > 0:
            link(at[("gives", own)], node(("need", name), name, 3, "need"), value)
    return nodes, [Flow(a, b, v) for (a, b), v in links.items()]


def _by_need(plan: Plan, scale: dict[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for need in plan.needs:
        found[need.commodity] = found.get(need.commodity, 0.0) + float(need.given) * scale[need.commodity]
    return found


def _absent(year: Year) -> str:
    away = [
        (n, [p.workplace for p in said.values() if p.reason])
        for n, said in enumerate(year.held.heard.proposals, start=1)
    ]
    told = [
        f"in round {n} {', '.join(who)} did not answer and their last proposals stood"
        for n, who in away
        if who
    ]
    return (told[0][0].upper() + "; ".join(told)[1:] + ".") if told else ""


def _multiples(year: Year) -> list[dict[str, Any]]:
    economy, told = year.held.economy, year.held.told
    found = []
    for k, commodity in enumerate(economy.commodities):
        valuations = [float(t.round.valuations[k]) for t in told]
        short = [float(t.balance.relative()[k]) for t in told]
        final = year.plan.valuations[commodity.name] / float(economy.scale[k])
        found.append(
            {
                "name": commodity.name,
                "change": f"×{final:.2f}" if final >= 0.005 else "free",
                "drawing": small_multiple([*valuations[:-1], max(final, 1e-3)], short),
                "order": -abs(final - 1),
            }
        )
    return sorted(found, key=lambda m: m["order"])


def _answer(year: Year, workplace: str) -> dict[str, Any]:
    desk = next(d for d in year.held.heard.desks if d.workplace.name == workplace)
    told = why_this_much(year.held, year.plan, workplace)
    activity = desk.asked[year.plan.mixture.by]
    limits = []
    for limit in desk.workplace.limits:
        used = _sum(limit.burden.get(n, Fraction(0)) * a for n, a in activity.items())
        share = float(used / limit.most) if limit.most else 1.0
        limits.append(
            {
                "name": limit.name,
                "words": limit.words,
                "used": plain(used),
                "most": plain(limit.most),
                "percent": round(100 * share, 1),
                "full": share >= 0.99,
            }
        )
    sentences = [s for s in told.sentences if not s.startswith("“")]
    full = [s for s in told.sentences if s.startswith("“") and " is full" in s]
    return {"about": told.about, "who": workplace, "sentences": [*sentences, *full], "limits": limits}


def _rival(plan: Plan) -> dict[str, Any]:
    short = sorted(
        {
            n.commodity: sum(float(x.unmet) for x in plan.needs if x.commodity == n.commodity)
            for n in plan.needs
        }.items(),
        key=lambda x: -x[1],
    )
    notes = [f"left over of {n}: {plain(v)}" for n, v in plan.surplus.items() if "gas" in n]
    notes += [f"{plain(v)} of {n} less than people would use" for n, v in short[:3] if v > 0]
    return {"by": plan.mixture.by, "gap": f"{plan.certificate.gap:.2%}", "notes": notes}


def _transport(carriage: Carriage | None) -> dict[str, Any] | None:
    if carriage is None or not carriage.carried:
        return None
    total: dict[tuple[str, str], float] = {}
    for one in carriage.carried:
        key = (one.link.start, one.link.end)
        total[key] = total.get(key, 0.0) + one.amount
    full = {(link.start, link.end) for link, _ in carriage.full}
    places = list(dict.fromkeys(p for key in total for p in key))
    goods = ", ".join(dict.fromkeys(c.commodity for c in carriage.carried))
    words = f"{goods}: the cheapest way on the ways there are, cost {plain(carriage.cost)}."
    if full:
        words += " In red: ways that are full."
    drawn = Map(places, [Way(a, b, v, (a, b) in full) for (a, b), v in total.items()])
    return {"words": words, "wide": ways(drawn), "narrow": ways(drawn, 400, 420, 13)}


def _deliveries(year: Year) -> list[dict[str, Any]]:
    told = {(d.commitment.workplace, d.commitment.commodity, d.commitment.due): d for d in year.deviations}
    units = {c.name: c.unit for c in year.held.economy.commodities}
    found = []
    for promise in year.promised:
        key = (promise.workplace, promise.commodity, promise.due)
        came = year.delivered.get(key)
        if came is None or promise.amount <= 0:
            continue
        deviation = told.get(key)
        found.append(
            {
                "who": promise.workplace,
                "what": promise.commodity,
                "came": plain(came),
                "promised": plain(promise.amount),
                "unit": units[promise.commodity],
                "day": promise.due,
                "percent": min(100.0, round(100 * float(came / promise.amount), 1)),
                "low": deviation is not None and deviation.level == "replan",
                "words": "" if deviation is None else deviation.sentence().split("; ", 1)[-1],
            }
        )
    return sorted(found, key=lambda d: d["percent"])


def _replan(year: Year) -> dict[str, Any] | None:
    if year.replanned is None:
        return None
    again, after = year.replanned
    changes = []
    units = {c.name: c.unit for c in year.held.economy.commodities}
    for line in year.plan.lines:
        new = after.line(line.workplace)
        for name, value in line.net.items():
            now = new.net.get(name, Fraction(0))
            if value > 0 and now != value:
                size = float(abs(now - value)) * float(year.held.economy.scale[year.held.economy.row[name]])
                changes.append(
                    (
                        size,
                        f"{line.workplace}, {name}",
                        f"{plain(value)} {units[name]}",
                        f"{plain(now)} {units[name]}",
                    )
                )
    changes.sort(reverse=True)
    outside = sum(1 for c in changes)
    words = (
        "What is missing rang in the federation first; it could not be covered there. Everybody started "
        f"from where they stood, and {len(again.told)} rounds later a plan was certified within "
        f"{after.certificate.gap:.2%}. "
        f"{outside} of {len(year.plan.lines)} lines change; the largest changes:"
    )
    return {
        "words": words,
        "changes": [{"who": w, "before": b, "after": a} for _, w, b, a in changes[:MOST_CHANGES]],
    }


def _federations(year: Year) -> list[dict[str, Any]]:
    economy, heard = year.held.economy, year.held.heard
    units = {c.name: c.unit for c in economy.commodities}
    found: dict[str, list[dict[str, str]]] = {}
    for workplace in economy.workplaces:
        line = year.plan.line(workplace.name)
        said = heard.proposals[0][workplace.name].best
        first = ", ".join(
            f"{plain(v / float(economy.scale[economy.row[n]]))} {units[n]} {n}"
            for n, v in said.items()
            if v > 0
        )
        gives = ", ".join(f"{plain(v)} {units[n]} {n}" for n, v in line.net.items() if v > 0)
        found.setdefault(workplace.federation, []).append(
            {
                "who": workplace.name,
                "gives": gives or "nothing this year",
                "said": first or "nothing",
                "whom": "; ".join(line.answers),
            }
        )
    return [{"name": name, "lines": lines} for name, lines in found.items()]
