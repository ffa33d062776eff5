"""An economy read from tables: what a data package on disk holds.

Pure: tables come in as lists of lines (column -> text); finding and opening files is the terminal's
business. Every amount has a unit column; every mistake is told with its table and line, all at once.

    economy.toml      [period] name first last;  [rounds] tolerance most;  [absent] round = [workplaces];
                      [mandates] share enough;  [transport] carries;  [story] workplace commodity;
                      [floors] before_all (how many times its start valuation a guaranteed unit counts)
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

Beside it may lie, each for itself: deliveries (what came, and when), nodes, places and links (who is
where, and the ways between), invoices (who owes whom).
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from confederal.planning.commodity import Commodity, Kind, amount_in, exact, plain
from confederal.planning.community import Community, Need, Offer, Point
from confederal.planning.economy import BEFORE_ALL, Cap, Economy, FederationOf, Period, Stock
from confederal.planning.execution import Delivery
from confederal.planning.objection import Objection, Refused
from confederal.planning.set_off import Obligation
from confederal.planning.transport import Link
from confederal.planning.workplace import Limit, Technique, Workplace

Line = Mapping[str, str]  # column -> text; "line" has the line's number in its file
Tables = Mapping[str, Sequence[Line]]
Settings = Mapping[str, Any]
Got = TypeVar("Got")

PRIVATE = ("techniques", "limits")  # a workplace's own; not in what is published of a year
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
BESIDE: dict[str, tuple[str, ...]] = {
    "deliveries": ("workplace", "commodity", "amount", "unit", "day"),
    "nodes": ("party", "place"),
    "places": ("place", "east", "north"),
    "links": ("start", "end", "cost", "most", "unit"),
    "invoices": ("number", "debtor", "creditor", "amount", "unit"),
}
OPTIONAL: dict[str, tuple[str, ...]] = {
    "commodities": ("quantum", "valuation", "region", "cpc", "isic", "isco", "words"),
    "federations": ("within",),
    "workplaces": ("strain", "words"),
    "techniques": ("batch",),
    "limits": ("words",),
    "communities": ("people", "words"),
    "needs": ("guaranteed",),
}
ONCE: dict[str, tuple[str, ...]] = {  # no two lines of a table agree in all of these
    "commodities": ("name",),
    "federations": ("name",),
    "workplaces": ("name",),
    "techniques": ("workplace", "technique", "commodity"),
    "limits": ("workplace", "limit", "technique"),
    "communities": ("name",),
    "needs": ("community", "commodity", "amount", "worth"),
    "hours": ("community", "commodity", "amount", "worth"),
    "caps": ("commodity", "decided_by"),
    "stocks": ("commodity",),
    "deliveries": ("workplace", "commodity", "day"),
    "nodes": ("party",),
    "places": ("place",),
    "links": ("start", "end"),
    "invoices": ("number",),
}
NAMES = ("name", "workplace", "community", "technique", "limit", "commodity", "party", "place", "start", "end",
         "number", "debtor", "creditor", "federation")  # fmt: skip
JOINTS = (" + ", ": ")  # join names of federations and branches in messages, so no name may hold one
LIMITS = ("capacity", "hours", "condition")
SETTINGS: dict[str, tuple[str, ...]] = {
    "period": ("name", "first", "last"),
    "rounds": ("tolerance", "most"),
    "absent": (),
    "mandates": ("share", "enough"),
    "transport": ("carries",),
    "story": ("workplace", "commodity"),
    "floors": ("before_all",),
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

    def object(self, where: str, said: str, why: str, mend: str) -> None:
        self.objections.append(Objection(where, said, why, mend))

    def number(self, where: str, text: str, otherwise: str = "") -> Fraction:
        return self.take(lambda: exact(text or otherwise, where), Fraction(0))

    def amount(self, where: str, text: str, unit: str, wanted: str) -> Fraction:
        return self.take(lambda: amount_in(text, unit, wanted, where), Fraction(0))

    def positive(self, where: str, text: str, otherwise: str = "") -> Fraction:
        """A number of at least nothing."""
        number = self.number(where, text, otherwise)
        if number < 0:
            self.object(where, text, "is less than nothing.", "Write it without the minus.")
        return abs(number)

    def whole(self, where: str, text: str) -> int:
        number = self.number(where, text, "0")
        if number.denominator != 1 or number < 0:
            self.object(where, text, "is no count.", "Write a whole number.")
        return int(number)

    def day(self, where: str, text: str) -> str:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            self.object(where, text or "(empty)", "is no day.", "Write year-month-day, e.g. 2027-06-30.")
            return ""

    def known(self, where: str, name: str, names: Mapping[str, Any], what: str, table: str) -> bool:
        if name not in names:
            self.object(where, name or "(empty)", f"is no {what} here.", f"Describe it in {table}.csv.")
        return name in names


def read_economy(tables: Tables, settings: Settings, public: bool = False) -> Economy:
    """The economy that the tables describe. Raises Refused with every objection, from all tables.

    `public`: what is published of a year, without workplaces' techniques and limits: enough to add up
    messages and to check a certificate, not to hold rounds.
    """
    reading = _Reading()
    _check_settings(settings, reading)
    for name in NEEDED:
        if name not in tables and not (public and name in PRIVATE):
            reading.object(
                f"{name}.csv", "missing", "is not in the package.", f"Add it: {', '.join(COLUMNS[name])}."
            )
    for name in [*COLUMNS, *BESIDE]:
        _check_table(name, tables.get(name, ()), reading)
    if reading.objections:
        raise Refused(reading.objections)
    commodities = _commodities(tables, reading)
    units = {c.name: c.unit for c in commodities}
    period = settings.get("period", {})
    economy = Economy(
        period=Period(**{"name": "this year"} | {k: str(v) for k, v in period.items()}),
        commodities=tuple(commodities),
        workplaces=() if public else tuple(_workplaces(tables, units, reading)),
        communities=tuple(_communities(tables, units, reading)),
        federations=tuple(
            FederationOf(r["name"], r.get("within", "")) for r in tables.get("federations", ())
        ),
        caps=tuple(
            Cap(
                r["commodity"],
                abs(_amount(r, "amount", units, reading, "caps", Fraction(0))),
                r["decided_by"],
            )
            for r in tables.get("caps", ())
        ),
        stocks=tuple(
            Stock(
                r["commodity"],
                abs(_amount(r, "amount", units, reading, "stocks", Fraction(0))),
                reading.positive(_at("stocks", r), r["worth"]),
            )
            for r in tables.get("stocks", ())
        ),
        valuations={
            r["name"]: reading.number(_at("commodities", r), r["valuation"])
            for r in tables.get("commodities", ())
            if r.get("valuation")
        },
        before_all=_whole(settings, "floors", "before_all", BEFORE_ALL),
    )
    _check_federations(tables, reading)
    _check_names_in_settings(settings, economy, reading)
    found = economy.objections()
    if public:
        found = [o for o in found if o.where != "workplaces"]
    objections = [*reading.objections, *(_placed(o, tables) for o in found)]
    if objections:
        raise Refused(list(dict.fromkeys(objections)))
    return economy


def published_tables(tables: Tables) -> dict[str, bytes]:
    """The tables that everybody may see, as files: without techniques, limits, and what work costs people."""
    files = {}
    for name, lines in tables.items():
        if name in PRIVATE or not lines:
            continue
        columns = [c for c in lines[0] if c != "line" and (name, c) != ("workplaces", "strain")]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([line[c] for c in columns] for line in lines)
        files[f"{name}.csv"] = text.getvalue().encode()
    return files


def _at(table: str, line: Line) -> str:
    return f"{table}.csv line {line['line']}"


def _check_table(name: str, lines: Sequence[Line], reading: _Reading) -> None:
    """Columns that are missing, cells that are empty where a name belongs, and lines said twice."""
    columns = COLUMNS.get(name) or BESIDE[name]
    wanted = [c for c in columns if c not in OPTIONAL.get(name, ())]
    if not lines:
        return
    missing = [c for c in wanted if c not in lines[0]]
    for column in missing:
        reading.object(
            f"{name}.csv line 1", column, "is a column we need.", f"Columns: {', '.join(columns)}."
        )
    for column in lines[0]:
        if column not in columns and column != "line" and not column.startswith("#"):
            reading.object(
                f"{name}.csv line 1",
                column,
                "is no column of this table.",
                f"Columns: {', '.join(columns)}; begin a remark's name with #.",
            )
    if missing:
        return
    said: dict[tuple[str, ...], str] = {}
    for line in lines:
        for column in (c for c in NAMES if c in wanted):
            odd = next((j for j in JOINTS if j in line[column]), None)
            if not line[column]:
                reading.object(f"{_at(name, line)}, {column}", "(empty)", "is missing.", "Fill it in.")
            elif odd or not line[column].isprintable():
                reading.object(
                    f"{_at(name, line)}, {column}",
                    line[column][:60],
                    f"has “{odd}” in it." if odd else "has a sign that cannot be printed.",
                    "Write it otherwise.",
                )
        key = tuple(line[c] for c in ONCE[name])
        if key in said:
            reading.object(
                _at(name, line), ", ".join(key), f"was said in line {said[key]} already.", "Keep one of them."
            )
        said.setdefault(key, line["line"])


def _check_settings(settings: Settings, reading: _Reading) -> None:
    for part, told in settings.items():
        if part not in SETTINGS:
            known = ", ".join(f"[{s}]" for s in SETTINGS)
            reading.object("economy.toml", part, "is no part of it.", f"Parts: {known}.")
            continue
        if not isinstance(told, Mapping):
            reading.object(
                "economy.toml", f"{part} = {told!r}", "is no part of it.", f"Write [{part}] above it."
            )
            continue
        for key in told:
            if SETTINGS[part] and key not in SETTINGS[part]:
                known = ", ".join(SETTINGS[part])
                reading.object(f"economy.toml, [{part}]", key, "is nothing we know.", f"Here: {known}.")
    for part, key in (("rounds", "tolerance"), ("mandates", "share"), ("mandates", "enough")):
        _share_said(settings, part, key, reading)
    weight = str(_said(settings, "floors").get("before_all", BEFORE_ALL))
    if not weight.isdecimal() or not 1 <= int(weight) <= 10**9:
        reading.object(
            "economy.toml, [floors] before_all", weight, "is no weight.", "Write 10 or leave it out."
        )
    most = _said(settings, "rounds").get("most", 1)
    if not str(most).isdecimal() or not 1 <= int(str(most)) <= 200:
        reading.object("economy.toml, [rounds] most", str(most), "is no number of rounds.", "Write 1 to 200.")
    for number, who in _said(settings, "absent").items():
        if not str(number).isdecimal() or int(number) < 1 or not isinstance(who, list):
            reading.object(
                "economy.toml, [absent]",
                f"{number} = {who!r}",
                "cannot be read.",
                'Write 3 = ["Heath Farm"].',
            )
    carries = _said(settings, "transport").get("carries", [])
    if not isinstance(carries, list):
        reading.object(
            "economy.toml, [transport]", repr(carries), "is no list.", 'Write carries = ["bread"].'
        )


def _said(settings: Settings, part: str) -> Mapping[str, Any]:
    told = settings.get(part, {})
    return told if isinstance(told, Mapping) else {}


def _whole(settings: Settings, part: str, key: str, otherwise: int) -> int:
    text = str(_said(settings, part).get(key, otherwise))
    return int(text) if text.isdecimal() else otherwise


def _share_said(settings: Settings, part: str, key: str, reading: _Reading) -> None:
    text = _said(settings, part).get(key)
    if text is None:
        return
    where = f"economy.toml, [{part}] {key}"
    if not 0 < reading.number(where, str(text)) <= 1:
        reading.object(where, str(text), "is no share.", "Write more than 0 and at most 1, e.g. 0.001.")


def _check_names_in_settings(settings: Settings, economy: Economy, reading: _Reading) -> None:
    workplaces = {w.name for w in economy.workplaces}
    story = _said(settings, "story")
    named = [("[story]", story["workplace"], workplaces)] if "workplace" in story else []
    named += [("[story]", story["commodity"], economy.row)] if "commodity" in story else []  # type: ignore[list-item]
    named += [("[transport]", c, economy.row) for c in _said(settings, "transport").get("carries", [])]  # type: ignore[misc]
    named += [("[absent]", w, workplaces) for who in _said(settings, "absent").values() for w in who]
    if not economy.workplaces:
        named = [n for n in named if n[2] is not workplaces]
    for part, name, known in named:
        if name not in known:
            reading.object(f"economy.toml, {part}", str(name), "is not described here.", "Check the name.")


def _check_federations(tables: Tables, reading: _Reading) -> None:
    lines = {r["name"]: r for r in tables.get("federations", ())}
    for name, line in lines.items():
        above = line.get("within", "")
        if above and above not in lines:
            reading.object(_at("federations", line), above, "is no federation here.", "Check the name.")
        seen = {name}
        while above in lines:
            if above in seen:
                reading.object(
                    _at("federations", line), name, "is within itself.", "Let one be within nothing."
                )
                break
            seen.add(above)
            above = lines[above].get("within", "")


def _placed(objection: Objection, tables: Tables) -> Objection:
    """The objection with the table and line where the party or row it is about is described."""
    best = ("", "")
    for table, column in (
        ("workplaces", "name"),
        ("communities", "name"),
        ("commodities", "name"),
        ("caps", "commodity"),
    ):
        for line in tables.get(table, ()):
            name = line[column]
            if len(name) > len(best[0]) and (
                objection.where == name or objection.where.startswith(name + ", ")
            ):
                best = (name, _at(table, line))
    if not best[0] or ".csv" in objection.where:
        return objection
    return replace(objection, where=f"{best[1]}, {objection.where}")


def _amount(
    line: Line,
    column: str,
    units: Mapping[str, str],
    reading: _Reading,
    table: str,
    least: Fraction | None = None,
) -> Fraction:
    where = f"{_at(table, line)}, {line['commodity']}"
    if not reading.known(where, line["commodity"], units, "commodity", "commodities"):
        return Fraction(0)
    wanted = units[line["commodity"]]
    amount = reading.take(lambda: amount_in(line[column], line["unit"], wanted, where), Fraction(0))
    if least is not None and amount < least:
        reading.object(where, line[column], "is less than nothing.", "Write it without the minus.")
    return amount


def _commodities(tables: Tables, reading: _Reading) -> list[Commodity]:
    found = []
    for r in tables["commodities"]:
        where = f"{_at('commodities', r)}, {r['name']}"
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
    for r in tables["techniques"]:
        technique = flows.setdefault(r["workplace"], {}).setdefault(r["technique"], {})
        amount = _amount(r, "amount", units, reading, "techniques")
        technique[r["commodity"]] = technique.get(r["commodity"], Fraction(0)) + amount
        if r.get("batch"):
            key, where = (r["workplace"], r["technique"]), _at("techniques", r)
            batch = reading.number(where, r["batch"])
            if batch <= 0:
                reading.object(where, r["batch"], "a batch must be more than nothing.", "Give a batch.")
            if batches.setdefault(key, batch) != batch:
                reading.object(where, r["batch"], "is another batch of the same technique.", "Keep one.")
    limits: dict[str, dict[str, Limit]] = {}
    for r in tables["limits"]:
        where = f"{_at('limits', r)}, {r['workplace']}"
        if r["kind"] not in LIMITS:
            reading.object(where, r["kind"] or "(empty)", "is no kind of limit.", f"Use {', '.join(LIMITS)}.")
        if not r.get("unit"):
            reading.objections.append(
                Objection(
                    where, r.get("most", ""), "a limit without a unit.", "Say of what: sacks, hours, nights."
                )
            )
        own = limits.setdefault(r["workplace"], {})
        former = own.get(r["limit"])
        burden = dict(former.burden) if former else {}
        if r["technique"] not in flows.get(r["workplace"], {}):
            reading.object(where, r["technique"], "is no technique of this workplace.", "Check the name.")
        burden[r["technique"]] = reading.positive(where, r["burden"], "1")
        most = reading.positive(where, r["most"])
        if former and former.most != most:
            reading.object(where, r["most"], f"was {plain(former.most)} before.", "A limit has one most.")
        own[r["limit"]] = Limit(r["limit"], r["kind"], burden, most, r.get("words", ""))
    known = {r["name"]: r for r in tables["workplaces"]}
    for table in PRIVATE:
        for r in tables[table]:
            reading.known(_at(table, r), r["workplace"], known, "workplace", "workplaces")
    return [
        Workplace(
            r["name"],
            r["federation"],
            tuple(
                Technique(name, flow, batches.get((r["name"], name), Fraction(1, 1000)))
                for name, flow in flows.get(r["name"], {}).items()
            ),
            tuple(limits.get(r["name"], {}).values()),
            reading.positive(f"{_at('workplaces', r)}, {r['name']}", r.get("strain", ""), "0.15"),
            r.get("words", ""),
        )
        for r in tables["workplaces"]
    ]


def _communities(tables: Tables, units: Mapping[str, str], reading: _Reading) -> list[Community]:
    needs: dict[tuple[str, str], Need] = {}
    for r in tables["needs"]:
        key = (r["community"], r["commodity"])
        where = f"{_at('needs', r)}, {r['community']}"
        former = needs.get(key, Need(r["commodity"], Fraction(0), ()))
        floor = former.guaranteed
        if r.get("guaranteed"):
            said = _amount({**r, "amount": r["guaranteed"]}, "amount", units, reading, "needs", Fraction(0))
            floor = max(floor, said)
        amount = _amount(r, "amount", units, reading, "needs", Fraction(0))
        point = Point(amount, reading.positive(where, r["worth"], "0"))
        needs[key] = Need(r["commodity"], floor, (*former.points, point))
    offers: dict[tuple[str, str], Offer] = {}
    for r in tables["hours"]:
        key = (r["community"], r["commodity"])
        where = f"{_at('hours', r)}, {r['community']}"
        offer = offers.get(key, Offer(r["commodity"], ()))
        amount = _amount(r, "amount", units, reading, "hours", Fraction(0))
        point = Point(amount, reading.positive(where, r["worth"], "0"))
        offers[key] = Offer(r["commodity"], (*offer.points, point))
    known = {r["name"]: r for r in tables["communities"]}
    for table in ("needs", "hours"):
        for r in tables[table]:
            reading.known(_at(table, r), r["community"], known, "community", "communities")
    return [
        Community(
            r["name"],
            tuple(n for (who, _), n in needs.items() if who == r["name"]),
            tuple(o for (who, _), o in offers.items() if who == r["name"]),
            reading.whole(_at("communities", r), r.get("people", "")),
            r.get("words", ""),
        )
        for r in tables["communities"]
    ]


# ------------------------------------------------------------------------------ what may lie beside


def deliveries_in(tables: Tables, economy: Economy) -> list[Delivery]:
    """What came, by day. Raises Refused with every line that cannot be meant."""
    reading = _Reading()
    units = {c.name: c.unit for c in economy.commodities}
    makers = {w.name: w for w in economy.workplaces}
    found = []
    for r in tables.get("deliveries", ()):
        where = _at("deliveries", r)
        reading.known(where, r["workplace"], makers, "workplace", "workplaces")
        amount = _amount(r, "amount", units, reading, "deliveries", Fraction(0))
        found.append(Delivery(r["workplace"], r["commodity"], amount, reading.day(where, r["day"])))
    if reading.objections:
        raise Refused(reading.objections)
    return found


@dataclass(frozen=True)
class Ways:
    """Who is where, the ways between, and what is carried on them; `at` has places' east and north."""

    place: Mapping[str, str]
    links: tuple[Link, ...]
    unit: str  # of `most`, and cost is for one of it
    carries: tuple[str, ...]
    at: Mapping[str, tuple[float, float]]


def ways_in(tables: Tables, settings: Settings, economy: Economy) -> Ways | None:
    """The ways the package describes, None where it has none. Raises Refused with every odd line."""
    lines = tables.get("links", ())
    if not lines:
        return None
    reading = _Reading()
    unit = lines[0]["unit"]
    links = []
    for r in lines:
        where = _at("links", r)
        most = reading.amount(where, r["most"], r["unit"], unit)
        if most < 0:
            reading.object(where, r["most"], "is less than nothing.", "Use 0 for what is closed.")
        links.append(Link(r["start"], r["end"], float(reading.positive(where, r["cost"])), float(abs(most))))
    ends = {e: e for x in links for e in (x.start, x.end)}
    place = {r["party"]: r["place"] for r in tables.get("nodes", ())}
    parties = dict.fromkeys([*(w.name for w in economy.workplaces), *(c.name for c in economy.communities)])
    for r in tables.get("nodes", ()):
        reading.known(_at("nodes", r), r["place"], ends, "place of a link", "links")
        if economy.workplaces:
            reading.known(_at("nodes", r), r["party"], parties, "party", "workplaces")
    carries = tuple(map(str, _said(settings, "transport").get("carries", ())))
    if not carries:
        reading.object(
            "economy.toml", "[transport]", "does not say what is carried.", 'Write carries = ["bread"].'
        )
    for name in carries:
        own = economy.commodities[economy.row[name]].unit if name in economy.row else unit
        reading.amount(f"links.csv, {name}", "1", own, unit)
    for name in sorted(set(parties) - set(place)):
        reading.object("nodes.csv", name, "has no place.", "Say where it is.")
    at = {
        r["place"]: (
            float(reading.number(_at("places", r), r["east"])),
            float(reading.number(_at("places", r), r["north"])),
        )
        for r in tables.get("places", ())
    }
    if at:
        for end in ends:
            reading.known("places.csv", end, at, "place with a position", "places")
    if reading.objections:
        raise Refused(reading.objections)
    return Ways(place, tuple(links), unit, carries, at)


def read_beside(tables: Tables, names: Sequence[str]) -> None:
    """Raises Refused where these tables have missing columns, empty names, or a line twice."""
    reading = _Reading()
    for name in names:
        _check_table(name, tables.get(name, ()), reading)
    if reading.objections:
        raise Refused(reading.objections)


MINOR = 100  # amounts owed are counted in hundredths of their unit


def obligations_in(tables: Tables) -> dict[str, list[Obligation]]:
    """Who owes whom, by unit: each unit is set off by itself, in hundredths. Raises Refused with every odd line."""
    reading = _Reading()
    found: dict[str, list[Obligation]] = {}
    for r in tables.get("invoices", ()):
        where = _at("invoices", r)
        owed = reading.positive(where, r["amount"]) * MINOR
        if not r["unit"]:
            reading.object(where, r["amount"], "an amount without a unit.", "Write its unit, e.g. EUR or h.")
        if owed.denominator != 1:
            reading.object(where, r["amount"], "has more than two decimals.", "Round it to hundredths.")
        if r["debtor"] == r["creditor"]:
            reading.object(where, r["debtor"], "owes itself.", "Leave it out.")
        found.setdefault(r["unit"], []).append(Obligation(r["number"], r["debtor"], r["creditor"], int(owed)))
    if reading.objections:
        raise Refused(reading.objections)
    return found
