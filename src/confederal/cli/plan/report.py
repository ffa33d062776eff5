"""The report: one page, no connection needed, that a stranger understands in five minutes."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import jinja2

from confederal.cli.plan.drawings import (
    Flow,
    Map,
    Node,
    Sheet,
    Way,
    flows,
    line_over_rounds,
    small_multiple,
    ways,
)
from confederal.cli.plan.set_off import Found, amount
from confederal.planning.commodity import Kind, plain
from confederal.planning.data_package import Ways
from confederal.planning.economy import Economy
from confederal.planning.explanation import (
    change,
    first_said,
    in_short,
    over_its_limit,
    what_binds,
    why_more,
    why_this_much,
    why_this_valuation,
)
from confederal.planning.messages import digest
from confederal.planning.plan import Plan
from confederal.planning.set_off import SetOff
from confederal.planning.transport import Carriage
from confederal.planning.year import Year

PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
MOST_NEEDS = 11  # needs drawn at the right of the flows; the rest of them together
LEAST_MET = 4  # of these, so many are there because they are met least, whatever their size
MOST_CHANGES = 8


def page(
    year: Year,
    carriage: Carriage | None,
    ways: Ways | None,
    debts: Found,
    settings: Mapping[str, Any],
    chosen: str | None,
    made: str,
) -> str:
    """The whole page as text. `chosen`: the workplace whose own answer it tells, else the story's."""
    held, plan = year.held, year.plan
    economy = held.economy
    story = settings.get("story", {})
    workplace = chosen or str(story.get("workplace", ""))
    commodity = str(story.get("commodity", "")) if workplace == story.get("workplace") else ""
    floors_met = not any(n.below_floor for n in plan.needs)
    needs = _needs(economy, plan)
    gaps = [None if t.certificate is None else t.certificate.gap for t in held.told]
    context: dict[str, Any] = dict(  # noqa: C408 - read like the arguments they become
        title=f"A plan for {economy.period.name}",
        period=" – ".join(p for p in (economy.period.first, economy.period.last) if p) or economy.period.name,
        made=made,
        lead=_lead(year, needs, floors_met),
        gap=_percent(plan.certificate.gap),
        rounds=len(held.told),
        workplaces=len(economy.workplaces),
        communities=len(economy.communities),
        floors_met=floors_met,
        collision="" if year.collision is None else " ".join(year.collision.sentences()),
        needs=needs,
        sankey_wide=flows(*_network(economy, plan, needs), Sheet(1060, 680, 15)),
        sankey_narrow=flows(*_network(economy, plan, needs, short=True), Sheet(420, 1080, 16, lines=13)),
        certificate_wide=line_over_rounds(gaps, 760, 280),
        certificate_narrow=line_over_rounds(gaps, 360, 250),
        absent=_absent(year),
        multiples=_multiples(year),
        answer=_answer(year, workplace) if workplace else None,
        more=why_more(held, plan, workplace, commodity) if commodity else None,
        valued=why_this_valuation(held, plan, commodity) if commodity else None,
        binds=[{"what": r.what, "by": r.by, "added": plain(r.added)} for r in what_binds(held, plan)[:8]],
        over=over_its_limit(held, plan),
        rivals=[_rival(economy, p, p.mixture == plan.mixture) for p in _rivals(year)],
        mandates=_mandates(year),
        transport=_transport(carriage, ways),
        debts=[{"unit": unit, **_debts(off)} for unit, off in debts.items()],
        deliveries=_deliveries(year),
        replan=_replan(year),
        federations=_federations(year),
        digest=digest(plan.mixture),
    )
    sections = [(name, words) for name, key, words in SECTIONS if context[key]]
    return PAGES.get_template("report.html").render(**context, sections=sections)


SECTIONS = (  # anchor, what it needs to be there, how the list of contents calls it
    ("needs", "needs", "Needs"),
    ("flows", "needs", "From work to needs"),
    ("certificate", "needs", "How good?"),
    ("rounds", "multiples", "Round by round"),
    ("answer", "answer", "One workplace"),
    ("binds", "binds", "What binds"),
    ("choice", "rivals", "Rival plans"),
    ("mandates", "mandates", "Who meets again"),
    ("transport", "transport", "Transport"),
    ("debts", "debts", "Debts set off"),
    ("deliveries", "deliveries", "Deliveries"),
    ("lines", "federations", "Everybody"),
    ("check", "digest", "Check it"),
)


def _percent(share: float, digits: int = 2) -> str:
    return f"{100 * share:.{digits}f} %"


def _lead(year: Year, needs: list[dict[str, Any]], floors_met: bool) -> str:
    economy = year.held.economy
    told = (
        f"{len(economy.workplaces)} workplaces and {len(economy.communities)} communities made proposals in "
        f"{len(year.held.told)} rounds. This plan mixes only what they themselves proposed. "
    )
    told += "Everything guaranteed is met" if floors_met else "Not everything guaranteed can be met"
    short = [str(n["name"]) for n in needs[:2] if n["percent"] < 95]
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


def _network(
    economy: Economy, plan: Plan, told: list[dict[str, Any]], short: bool = False
) -> tuple[list[Node], list[Flow]]:
    """Hours and nature → federations → what they deliver → needs, at start valuations.

    Needs stand in the order of `told`, the least met first, and each shows what of it stays unmet.
    """
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
    by_name = [str(n["name"]) for n in told]
    largest = [*by_name[:LEAST_MET], *sorted(by_name[LEAST_MET:], key=lambda n: -needs.get(n, 0.0))]
    largest = largest[: MOST_NEEDS - 1] if len(largest) > MOST_NEEDS else largest
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
    order = [str(n["name"]) for n in told if n["name"] in largest]
    met = {str(n["name"]): max(float(n["percent"]), 1.0) / 100 for n in told}
    for place, name in enumerate([*order, "other needs"]):
        for (own, to), value in final.items():
            if to == name and value > 0:
                there = node(("need", name), name, 3, "need")
                nodes[there].place = place
                link(at[("gives", own)], there, value)
        if name in largest and ("need", name) in at:
            nodes[at[("need", name)]].unmet = needs[name] * (1 / met[name] - 1)
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
        spoken = "; ".join(
            f"valued {v:.2f} times the start, "
            + (f"{s:.0%} short" if s > 0.005 else f"{-s:.0%} left over" if s < -0.005 else "in balance")
            for v, s in zip([*valuations[:-1], final], short, strict=True)
        )
        found.append(
            {
                "name": commodity.name,
                "change": f"×{final:.2f}" if final >= 0.005 else "free",
                "drawing": small_multiple(
                    [*valuations[:-1], max(final, 1e-3)], short, f"{commodity.name}, round by round: {spoken}"
                ),
                "order": -abs(final - 1),
            }
        )
    return sorted(found, key=lambda m: m["order"])


def _answer(year: Year, workplace: str) -> dict[str, Any]:
    """One workplace's own answer: what it said, what it is asked, why, and what its limits allow."""
    economy = year.held.economy
    desk = next(d for d in year.held.heard.desks if d.workplace.name == workplace)
    told = why_this_much(year.held, year.plan, workplace)
    line, first = year.plan.line(workplace), first_said(year.held, workplace)
    units = {c.name: c.unit for c in economy.commodities}
    said = [
        {
            "name": name,
            "said": f"{plain(first.get(name, 0.0))} {units[name]}",
            "asked": f"{plain(asked)} {units[name]}",
            "change": change(first.get(name, 0.0), float(asked)),
        }
        for name, asked in line.net.items()
        if asked > 0 or first.get(name, 0.0) > 0
    ]
    activity = desk.asked[year.plan.mixture.by]
    full = [s for s in told.sentences if s.startswith("“") and " is full" in s]
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
                "worth": next((s for s in full if s.startswith(f"“{limit.name}”")), ""),
            }
        )
    moved = [s for s in told.sentences if not s.startswith(("“", "At the first"))]
    return {"about": told.about, "who": workplace, "said": said, "sentences": moved, "limits": limits}


def _rivals(year: Year) -> list[Plan]:
    """The reconciliations to choose from; the one that is put to the assemblies first."""
    inside = None if year.mandated is None else year.mandated.plan
    found = [p for p in (year.centres, year.rival, inside) if p is not None]
    return sorted(found, key=lambda p: p.mixture.by != year.plan.mixture.by)


def _rival(economy: Economy, plan: Plan, taken: bool) -> dict[str, Any]:
    unmet = [
        (n.commodity, sum(float(x.unmet) for x in plan.needs if x.commodity == n.commodity))
        for n in plan.needs
    ]
    units = {c.name: c.unit for c in economy.commodities}
    weighed = sorted(dict(unmet).items(), key=lambda x: -x[1] * economy.scale[economy.row[x[0]]])
    notes = []
    for cap in economy.caps:
        if economy.commodities[economy.row[cap.commodity]].kind is Kind.EMISSION:
            left = plan.surplus[cap.commodity]
            notes.append(
                f"leaves {plain(left)} of the {plain(cap.amount)} {units[cap.commodity]} of {cap.commodity}"
            )
    notes += [f"{n}: {plain(v)} {units[n]} less than people would use" for n, v in weighed[:3] if v > 0]
    return {"by": plan.mixture.by, "gap": _percent(plan.certificate.gap), "notes": notes, "taken": taken}


def _mandates(year: Year) -> dict[str, Any] | None:
    told = year.mandated
    if told is None:
        return None
    whole = len(year.held.economy.workplaces)
    return {
        "share": f"{told.share:.0%}".replace("%", " %"),
        "whole": whole,
        "inside": whole - len(told.outside),
        "outside": [] if told.taken else list(told.outside),
        "taken": told.taken,
        "gap": None if told.plan is None else _percent(told.plan.certificate.gap),
        "enough": _percent(told.enough, 1),
    }


def _transport(carriage: Carriage | None, ways_: Ways | None) -> dict[str, Any] | None:
    if carriage is None or ways_ is None or not carriage.carried:
        return None
    total: dict[tuple[str, str], float] = {}
    for one in carriage.carried:
        key = (one.link.start, one.link.end)
        total[key] = total.get(key, 0.0) + one.amount
    full = {(link.start, link.end): saved for link, saved in carriage.full}
    most = {(x.start, x.end): x.most for x in ways_.links}
    places = list(ways_.at) or list(dict.fromkeys(p for key in total for p in key))
    drawn = Map(
        places,
        [Way(a, b, v, (a, b) in full) for (a, b), v in total.items()],
        ways_.at,
        [(x.start, x.end) for x in ways_.links],
    )
    loads = [
        {
            "way": f"{a} → {b}",
            "what": ", ".join(
                f"{c.commodity} {plain(c.amount)}"
                for c in carriage.carried
                if (c.link.start, c.link.end) == (a, b)
            ),
            "share": f"{100 * v / most[(a, b)]:.0f} %",
            "full": f"full: one more would save {plain(full[(a, b)])}" if (a, b) in full else "",
        }
        for (a, b), v in sorted(total.items(), key=lambda x: -x[1])
    ]
    return {
        "goods": ", ".join(ways_.carries),
        "cost": plain(carriage.cost),
        "unit": ways_.unit,
        "full": bool(full),
        "loads": loads,
        "wide": ways(drawn, 760, 560, 15),
        "narrow": ways(drawn, 400, 470, 15),
    }


def _debts(off: SetOff) -> dict[str, Any]:
    gross = sum(o.amount for o in off.obligations)
    most = sorted(off.parties(), key=lambda p: -off.sums(p)[0])[:6]
    return {
        "gross": amount(gross),
        "off": amount(off.total),
        "rest": amount(gross - off.total),
        "percent": round(100 * off.total / gross, 1) if gross else 0.0,
        "parties": len(off.parties()),
        "most": [
            {"who": p, "off": amount(x), "owes": amount(y), "owed": amount(z)}
            for p in most
            for x, y, z in [off.sums(p)]
            if x
        ],
    }


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
                "words": ""
                if deviation is None
                else deviation.sentence(units[promise.commodity]).split("; ", 1)[-1],
            }
        )
    return sorted(found, key=lambda d: d["percent"])


def _replan(year: Year) -> dict[str, Any] | None:
    if year.replanned is None:
        return None
    again, after = year.replanned.held, year.replanned.plan
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
    outside = year.replanned.outside
    changed = sum(line.state != "accepted" for line in after.lines)
    words = (
        f"Everybody started from where they stood, and {len(again.told)} rounds later a plan was certified "
        f"within {_percent(after.certificate.gap)}. {changed} of {len(year.plan.lines)} lines change"
    )
    if year.mandated is not None and len(outside) < changed:
        words += f", {changed - len(outside)} of them within the mandates their assemblies gave"
    asked = f"Asked to meet again: {', '.join(outside)}." if outside else "Nobody has to meet again."
    return {
        "words": words + ". " + asked,
        "changes": [{"who": w, "before": b, "after": a} for _, w, b, a in changes[:MOST_CHANGES]],
    }


def _federations(year: Year) -> list[dict[str, Any]]:
    economy = year.held.economy
    units = {c.name: c.unit for c in economy.commodities}
    found: dict[str, list[dict[str, str]]] = {}
    for workplace in economy.workplaces:
        line = year.plan.line(workplace.name)
        said = {n: v for n, v in first_said(year.held, workplace.name).items() if v > 0}
        first = ", ".join(
            f"{plain(v)} {units[n]}" + (f" {n}" if len(said) > 1 else "") for n, v in said.items()
        )
        gives = ", ".join(f"{n} {plain(v)} {units[n]}" for n, v in line.net.items() if v > 0)
        found.setdefault(workplace.federation, []).append(
            {
                "who": workplace.name,
                "gives": gives or "nothing this year",
                "said": first or "nothing",
                "whom": "; ".join(line.answers),
                "why": in_short(year.held, year.plan, workplace.name),
            }
        )
    return [{"name": name, "lines": lines} for name, lines in found.items()]
