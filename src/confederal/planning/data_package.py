"""An economy read from tables, and written to them: what a data package on disk holds.

Pure: tables come in as lists of lines (column -> text) and leave the same way; finding and opening
files is the terminal's business. Every amount has a unit column; every mistake is told with its table
and line, all of them at once.

    economy.toml      [period] name first last;  [rounds] tolerance most
    commodities       name kind unit quantum valuation region cpc isic isco words
    federations       name within
    workplaces        name federation strain words
    techniques        workplace technique commodity amount unit batch        (+ gives, - takes)
    limits            workplace limit kind technique burden most unit words
    communities       name people words
    needs             community commodity unit guaranteed amount worth       (a line a point)
    hours             community commodity unit amount worth                  (a line a point)
    caps              commodity amount unit decided_by
    stocks            commodity amount unit worth
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from confederal.planning.commodity import Commodity, Kind, amount_in, plain
from confederal.planning.community import Community, Need, Offer, Point
from confederal.planning.economy import Cap, Economy, FederationOf, Period, Stock
from confederal.planning.objection import Objection, Refused
from confederal.planning.workplace import Limit, Technique, Workplace

Line = Mapping[str, str]
Tables = Mapping[str, Sequence[Line]]
Got = TypeVar("Got")

NEEDED = ("commodities", "workplaces", "techniques", "limits", "communities", "needs", "hours")
COLUMNS: dict[str, tuple[str, ...]] = {
    "commodities": ("name", "kind", "unit", "quantum", "valuation", "region", "cpc", "isic", "isco", "words"),
    "federations": ("name", "within"),
    "workplaces": ("name", "federation", "strain", "words"),
    "techniques": ("workplace", "technique", "commodity", "amount", "unit", "batch"),
    "limits": ("workplace", "limit", "kind", "technique", "burden", "most", "unit", "words"),
    "communities": ("name", "people", "words"),
    "needs": ("community", "commodity", "unit", "guaranteed", "amount", "worth"),
    "hours": ("community", "commodity", "unit", "amount", "worth"),
    "caps": ("commodity", "amount", "unit", "decided_by"),
    "stocks": ("commodity", "amount", "unit", "worth"),
}


@dataclass
class _Reading:
    """Gathers what is wrong, line by line, instead of stopping at the first."""

    objections: list[Objection] = field(default_factory=list)

    def take(self, work: Callable[[], Got], otherwise: Got) -> Got:
        try:
            return work()
        except Refused as refused:
            self.objections += refused.objections
            return otherwise

    def number(self, where: str, text: str, otherwise: str = "") -> Fraction:
        text = (text or otherwise).strip()
        try:
            return Fraction(text)
        except (ValueError, ZeroDivisionError):
            self.objections.append(
                Objection(where, text or "(empty)", "is not a number.", "Write digits, e.g. 12.5.")
            )
            return Fraction(0)

    def whole(self, where: str, text: str) -> int:
        number = self.number(where, text, "0")
        if number.denominator != 1 or number < 0:
            self.objections.append(Objection(where, text, "is no count.", "Write a whole number."))
        return int(number)


def read_economy(tables: Tables, settings: Mapping[str, Mapping[str, str]]) -> Economy:
    """The economy that the tables describe. Raises Refused with every objection, from all tables."""
    reading = _Reading()
    for name in NEEDED:
        if name not in tables:
            reading.objections.append(
                Objection(
                    f"{name}.csv", "missing", "is not in the package.", f"Add it: {', '.join(COLUMNS[name])}."
                )
            )
    for name, columns in COLUMNS.items():
        lines = tables.get(name, ())
        missing = [c for c in columns[:2] if lines and c not in lines[0]]
        for column in missing:
            reading.objections.append(
                Objection(f"{name}.csv", column, "is a column we need.", f"Columns: {', '.join(columns)}.")
            )
    if reading.objections:
        raise Refused(reading.objections)
    commodities = _commodities(tables, reading)
    units = {c.name: c.unit for c in commodities}
    economy = Economy(
        period=Period(**{k: str(v) for k, v in settings.get("period", {"name": "this year"}).items()}),
        commodities=tuple(commodities),
        workplaces=tuple(_workplaces(tables, units, reading)),
        communities=tuple(_communities(tables, units, reading)),
        federations=tuple(
            FederationOf(r["name"], r.get("within", "")) for r in tables.get("federations", ())
        ),
        caps=tuple(
            Cap(r["commodity"], _amount(r, "amount", units, reading, "caps", i), r.get("decided_by", ""))
            for i, r in _lines(tables, "caps")
        ),
        stocks=tuple(
            Stock(
                r["commodity"],
                _amount(r, "amount", units, reading, "stocks", i),
                reading.number(f"stocks.csv line {i}", r.get("worth", ""), "0"),
            )
            for i, r in _lines(tables, "stocks")
        ),
        valuations={
            r["name"]: reading.number(f"commodities.csv line {i}", r["valuation"])
            for i, r in _lines(tables, "commodities")
            if r.get("valuation")
        },
    )
    objections = [*reading.objections, *economy.objections()]
    if objections:
        raise Refused(objections)
    return economy


def _lines(tables: Tables, name: str) -> list[tuple[int, Line]]:
    return list(enumerate(tables.get(name, ()), start=2))


def _amount(
    line: Line, column: str, units: Mapping[str, str], reading: _Reading, table: str, number: int
) -> Fraction:
    commodity = line.get("commodity", "")
    where = f"{table}.csv line {number}, {commodity}"
    wanted = units.get(commodity)
    if wanted is None:
        reading.objections.append(
            Objection(where, commodity, "is no commodity here.", "Describe it in commodities.csv.")
        )
        return Fraction(0)
    return reading.take(
        lambda: amount_in(line.get(column, ""), line.get("unit", ""), wanted, where), Fraction(0)
    )


def _commodities(tables: Tables, reading: _Reading) -> list[Commodity]:
    found = []
    for i, r in _lines(tables, "commodities"):
        where = f"commodities.csv line {i}, {r['name']}"
        kind = r.get("kind", "")
        if kind not in {k.value for k in Kind}:
            reading.objections.append(
                Objection(where, kind or "(empty)", "is no kind.", f"Use {', '.join(k.value for k in Kind)}.")
            )
            kind = "product"
        unit = r.get("unit", "")
        reading.take(lambda unit=unit, where=where: amount_in("1", unit, unit or "kg", where), Fraction(0))  # type: ignore[misc]
        quantum = reading.number(where, r.get("quantum", ""), "0.001")
        if quantum <= 0:
            reading.objections.append(
                Objection(where, plain(quantum), "a quantum is more than nothing.", "Try 0.001.")
            )
            quantum = Fraction(1, 1000)
        codes = {c: r[c] for c in ("cpc", "isic", "isco") if r.get(c)}
        found.append(
            Commodity(r["name"], Kind(kind), unit, quantum, r.get("region", ""), codes, r.get("words", ""))
        )
    return found


def _workplaces(tables: Tables, units: Mapping[str, str], reading: _Reading) -> list[Workplace]:
    flows: dict[str, dict[str, dict[str, Fraction]]] = {}
    batches: dict[tuple[str, str], Fraction] = {}
    for i, r in _lines(tables, "techniques"):
        technique = flows.setdefault(r["workplace"], {}).setdefault(r["technique"], {})
        amount = _amount(r, "amount", units, reading, "techniques", i)
        technique[r["commodity"]] = technique.get(r["commodity"], Fraction(0)) + amount
        if r.get("batch"):
            batches[(r["workplace"], r["technique"])] = reading.number(f"techniques.csv line {i}", r["batch"])
    limits: dict[str, dict[str, Limit]] = {}
    for i, r in _lines(tables, "limits"):
        where = f"limits.csv line {i}, {r['workplace']}"
        if not r.get("unit"):
            reading.objections.append(
                Objection(
                    where, r.get("most", ""), "a limit without a unit.", "Say of what: sacks, hours, nights."
                )
            )
        own = limits.setdefault(r["workplace"], {})
        former = own.get(r["limit"])
        burden = dict(former.burden) if former else {}
        burden[r["technique"]] = reading.number(where, r.get("burden", ""), "1")
        own[r["limit"]] = Limit(
            r["limit"],
            r.get("kind", "capacity"),
            burden,
            reading.number(where, r.get("most", "")),
            r.get("words", ""),
        )
    known = {r["name"] for r in tables["workplaces"]}
    for table, named in (("techniques", flows), ("limits", limits)):
        for name in sorted(set(named) - known):
            reading.objections.append(
                Objection(f"{table}.csv", name, "is no workplace here.", "Describe it in workplaces.csv.")
            )
    return [
        Workplace(
            r["name"],
            r["federation"],
            tuple(
                Technique(name, flow, batches.get((r["name"], name), Fraction(1, 1000)))
                for name, flow in flows.get(r["name"], {}).items()
            ),
            tuple(limits.get(r["name"], {}).values()),
            reading.number(f"workplaces.csv line {i}, {r['name']}", r.get("strain", ""), "0.15"),
            r.get("words", ""),
        )
        for i, r in _lines(tables, "workplaces")
    ]


def _communities(tables: Tables, units: Mapping[str, str], reading: _Reading) -> list[Community]:
    needs: dict[tuple[str, str], Need] = {}
    for i, r in _lines(tables, "needs"):
        key = (r["community"], r["commodity"])
        where = f"needs.csv line {i}, {r['community']}"
        former = needs.get(key, Need(r["commodity"], Fraction(0), ()))
        floor = former.guaranteed
        if r.get("guaranteed"):
            floor = max(
                floor, _amount({**r, "amount": r["guaranteed"]}, "amount", units, reading, "needs", i)
            )
        point = Point(
            _amount(r, "amount", units, reading, "needs", i), reading.number(where, r.get("worth", ""), "0")
        )
        needs[key] = Need(r["commodity"], floor, (*former.points, point))
    offers: dict[tuple[str, str], Offer] = {}
    for i, r in _lines(tables, "hours"):
        key = (r["community"], r["commodity"])
        where = f"hours.csv line {i}, {r['community']}"
        offer = offers.get(key, Offer(r["commodity"], ()))
        point = Point(
            _amount(r, "amount", units, reading, "hours", i), reading.number(where, r.get("worth", ""), "0")
        )
        offers[key] = Offer(r["commodity"], (*offer.points, point))
    known = [r["name"] for r in tables["communities"]]
    for table, named in (("needs", needs), ("hours", offers)):
        for name in sorted({n for n, _ in named} - set(known)):
            reading.objections.append(
                Objection(f"{table}.csv", name, "is no community here.", "Describe it in communities.csv.")
            )
    return [
        Community(
            r["name"],
            tuple(n for (who, _), n in needs.items() if who == r["name"]),
            tuple(o for (who, _), o in offers.items() if who == r["name"]),
            reading.whole(f"communities.csv line {i}", r.get("people", "")),
            r.get("words", ""),
        )
        for i, r in _lines(tables, "communities")
    ]
