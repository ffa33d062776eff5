"""On paper, a handful of bodies come to what the program comes to, by the arithmetic the forms print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from confederal.cli.plan.files import read_package
from confederal.cli.plan.forms import printable
from confederal.planning.economy import Economy
from confederal.planning.objection import Refused
from confederal.planning.paper import Sheets, by_hand
from confederal.planning.year import Year, hold_year

EXAMPLES = Path(__file__).parents[2] / "examples"
Totals = dict[str, float]


@pytest.fixture(scope="module")
def economy() -> Economy:
    return read_package(EXAMPLES / "five_bodies")[0]


@pytest.fixture(scope="module")
def sheets(economy: Economy) -> Sheets:
    return by_hand(economy)


@pytest.fixture(scope="module")
def year(economy: Economy) -> Year:
    return hold_year(economy, 16, 0.0005)


def test_five_bodies_on_paper_come_to_the_same_plan_as_the_program(sheets: Sheets, year: Year) -> None:
    upper = year.held.last.certificate
    assert upper is not None
    assert upper.upper - 0.005 * upper.consumption <= sheets.worth <= upper.upper
    assert sheets.worth <= sheets.bound
    assert sheets.bound >= upper.worth
    for answer in sheets.result[:3]:
        for name, value in answer.net.items():
            asked = float(year.plan.line(answer.body).net.get(name, 0))
            assert value == pytest.approx(asked, rel=0.02, abs=3.0), (answer.body, name)


def test_the_columns_of_every_sheet_add_up_and_so_does_the_mixture(economy: Economy, sheets: Sheets) -> None:
    for sheet in sheets.sheets:
        for name in economy.row:
            net = sum(a.net.get(name, 0.0) for a in sheet.answers)
            cap = sheet.nature.get(name, 0.0)
            assert sheet.given[name] - sheet.taken[name] == pytest.approx(net + cap, abs=1e-6)
        for value in sheet.valuations.values():
            assert float(f"{value:.3g}") == pytest.approx(value, rel=1e-12)  # short enough to copy
    for name in economy.row:
        net = sum(a.net.get(name, 0.0) for a in sheets.result)
        assert net + sheets.sheets[0].nature.get(name, 0.0) >= -1e-6, f"{name} is short in the mixture"


def test_sixty_bodies_are_too_many_for_paper_and_two_techniques_too() -> None:
    sixty, _, _ = read_package(EXAMPLES / "river_valley_60")
    with pytest.raises(Refused, match="too many columns"):
        by_hand(sixty)
    few = Economy(
        sixty.period,
        sixty.commodities,
        sixty.workplaces[:3],
        sixty.communities[:2],
        valuations=sixty.valuations,
        caps=sixty.caps,
    )
    with pytest.raises(Refused, match="cannot be weighed by hand"):
        by_hand(few)


# ------------------------------------------------------------------------------ somebody with a pencil


class Printed(HTMLParser):
    """What stands on the forms: for each sheet its class, its heading, its bold numbers and its rows of cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sheets: list[OneSheet] = []
        self._cell: list[str] | None = None
        self._bold = ""
        self._heading = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        if tag == "div" and kind.startswith("sheet"):
            self.sheets.append(OneSheet(dict(attrs).get("id") or kind.removeprefix("sheet ")))
        elif tag == "tr" and self.sheets:
            self.sheets[-1].rows.append([])
            self.sheets[-1].kinds.append(kind.strip())
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "b":
            self._bold = kind
        elif tag == "h2":
            self._heading = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.sheets[-1].rows[-1].append("".join(self._cell).strip())
            self._cell = None
        elif tag == "b":
            self._bold = ""
        elif tag == "h2":
            self._heading = False

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
        elif self._heading:
            self.sheets[-1].heading += data
        elif self._bold:
            self.sheets[-1].bold[self._bold] = number(data)


@dataclass
class OneSheet:
    kind: str
    heading: str = ""
    bold: dict[str, float] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


def number(text: str) -> float:
    found = re.search(r"-?[\d,]+(\.\d+)?", text)
    return float(found[0].replace(",", "")) if found else 0.0


@dataclass(frozen=True)
class Round:
    valuations: Totals
    bodies: dict[str, Totals]
    short: Totals
    share: Totals
    bound: float
    worth: float


class Pencil:
    """Does what the forms say, with the numbers that are printed on them and no others."""

    def __init__(self, forms: str) -> None:
        self.forms = Printed(forms)
        (self.centre,) = [s for s in self.forms.sheets if s.kind == "centre"]
        head = self.centre.rows[0]
        self.first = [r for r in self.centre.rows[1:] if r and r[0] != "product"][: self._products()]
        self.nature = {r[0]: number(r[head.index("nature")]) for r in self.first if r[head.index("nature")]}
        self.offers = [s for s in self.forms.sheets if s.kind == "offer"]
        self.needs = [s for s in self.forms.sheets if s.kind == "need"]

    def _products(self) -> int:
        return next(i for i, r in enumerate(self.centre.rows[1:]) if r[0] == "worth at most")

    def offer(self, sheet: OneSheet, valuations: Totals) -> tuple[Totals, float]:
        one = {
            row[0].rsplit(" (", 1)[0]: number(row[1])
            for row, kind in zip(sheet.rows, sheet.kinds, strict=True)
            if kind == "flow"
        }
        margin = sum(value * valuations[name] for name, value in one.items())
        full, last = sheet.bold["full"], sheet.bold["last"]
        many = 0.0 if margin <= 0 else min(full, full * margin / last)
        return {n: many * v for n, v in one.items()}, many * margin - last * many * many / (2 * full)

    def need(self, sheet: OneSheet, valuations: Totals) -> tuple[Totals, float]:
        totals: Totals = {}
        worth = 0.0
        for row, kind in zip(sheet.rows, sheet.kinds, strict=True):
            if kind not in ("needed", "offered"):
                continue
            name = row[0].removesuffix(", guaranteed").removesuffix(" we offer")
            amount, first, last = number(row[1]), number(row[2]), number(row[3])
            at = valuations[name]
            if kind == "needed":
                part = 1.0 if last >= at else 0.0 if first < at else (first - at) / (first - last)
                reached = first - part * (first - last)
                totals[name] = totals.get(name, 0.0) - part * amount
                worth += part * amount * ((first + reached) / 2 - at)
            else:
                part = 1.0 if last <= at else 0.0 if first > at else (at - first) / (last - first)
                reached = first + part * (last - first)
                totals[name] = totals.get(name, 0.0) + part * amount
                worth += part * amount * (at - (first + reached) / 2)
        return totals, worth

    def hold(self, valuations: Totals) -> Round:
        bodies, most = {}, 0.0
        for sheet, work in [(s, self.offer) for s in self.offers] + [(s, self.need) for s in self.needs]:
            name = sheet.heading.removeprefix("Offer of ").removeprefix("Needs and hours of ")
            bodies[name], worth = work(sheet, valuations)
            most += worth
        given = {
            n: sum(max(b.get(n, 0.0), 0.0) for b in bodies.values()) + self.nature.get(n, 0.0)
            for n in valuations
        }
        taken = {n: sum(max(-b.get(n, 0.0), 0.0) for b in bodies.values()) for n in valuations}
        short = {n: taken[n] - given[n] for n in valuations}
        share = {n: short[n] / ((given[n] + taken[n]) / 2) for n in valuations}
        bound = most + sum(v * valuations[n] for n, v in self.nature.items())
        worth = bound + sum(short[n] * valuations[n] for n in valuations)
        return Round(valuations, bodies, short, share, bound, worth)

    def next(self, now: Round, last: Round | None, start: Totals) -> Totals:
        found = {}
        for n, v in now.valuations.items():
            new = v * (1 + min(max(now.share[n] / 2, -0.25), 0.25))
            if last is not None and last.share[n] * now.share[n] < 0 and last.valuations[n] != v:
                here, there = abs(now.share[n]), abs(last.share[n])
                new = (v * there + last.valuations[n] * here) / (here + there)
            found[n] = float(f"{max(new, start[n] / 100):.3g}")
        return found

    def mix(self, one: Round, two: Round) -> tuple[float, float] | None:
        """How many parts of the first, and what the mixture is worth."""
        low, high = 0.0, 1.0
        for n in one.valuations:
            a, b = one.short[n], two.short[n]
            if a > 0 and b > 0:
                return None
            if a > 0:
                high = min(high, -b / (a - b))
            elif b > 0:
                low = max(low, b / (b - a))
        if low > high:
            return None
        part = high if one.worth >= two.worth else low
        return part, part * one.worth + (1 - part) * two.worth

    def year(self) -> tuple[list[Round], dict[str, Totals], float]:
        start = {r[0]: number(r[2]) for r in self.first}
        rounds: list[Round] = []
        valuations = start
        for _ in range(60):
            rounds.append(self.hold(valuations))
            now = rounds[-1]
            tried = [(m, two) for two in rounds[:-1] if (m := self.mix(now, two)) is not None]
            needed = sum(
                -min(sum(now.bodies[self._name(s)].get(n, 0.0) for s in self.needs), 0.0) * v
                for n, v in now.valuations.items()
            )
            if tried:
                (part, worth), two = max(tried, key=lambda t: t[0][1])
                if min(r.bound for r in rounds) - worth <= needed / 200:
                    agreed = {
                        body: {
                            n: part * v + (1 - part) * two.bodies[body].get(n, 0.0) for n, v in own.items()
                        }
                        for body, own in now.bodies.items()
                    }
                    return rounds, agreed, worth
            valuations = self.next(now, rounds[-2] if len(rounds) > 1 else None, start)
        raise AssertionError("the forms came to no plan")

    @staticmethod
    def _name(sheet: OneSheet) -> str:
        return sheet.heading.removeprefix("Needs and hours of ")


@pytest.fixture(scope="module")
def pencil(economy: Economy, sheets: Sheets) -> Pencil:
    return Pencil(printable(economy, sheets))


def test_whoever_follows_the_forms_with_a_pencil_fills_in_the_worked_example(pencil: Pencil) -> None:
    rounds, _, _ = pencil.year()
    head = pencil.centre.rows[0]
    lines = [r for r in pencil.centre.rows if r[0] != "product"]
    products = len(pencil.first)
    for place, held in enumerate(rounds[:2]):
        block = lines[place * (products + 1) : (place + 1) * (products + 1)]
        for row in block[:-1]:
            assert held.valuations[row[0]] == number(row[2])
            assert held.short[row[0]] == pytest.approx(number(row[-1]), rel=2e-3, abs=0.6)
            for body, totals in held.bodies.items():
                if row[head.index(body)]:
                    assert totals[row[0]] == pytest.approx(number(row[head.index(body)]), rel=1e-3, abs=0.6)
        assert held.bound == pytest.approx(number(block[-1][-2]), rel=1e-4)
        assert held.worth == pytest.approx(number(block[-1][-1]), rel=1e-4)


def test_the_pencil_comes_to_the_plan_the_forms_propose_and_the_program_finds(
    pencil: Pencil, sheets: Sheets, year: Year
) -> None:
    rounds, agreed, worth = pencil.year()
    assert abs(len(rounds) - len(sheets.sheets)) <= 2
    upper = year.held.last.certificate
    assert upper is not None
    assert upper.upper - 0.006 * upper.consumption <= worth <= upper.upper
    (proposed,) = [s for s in pencil.forms.sheets if s.kind == "proposed"]
    printed = {row[0]: row[1] for row in proposed.rows[1:]}
    for body, totals in agreed.items():
        for name, value in totals.items():
            if value > 0:
                (told,) = re.findall(rf"{name} ([\d,.]+)", printed[body])
                assert value == pytest.approx(number(told), rel=0.01)
    for line in year.plan.lines:
        for name, asked in line.net.items():
            assert agreed[line.workplace][name] == pytest.approx(float(asked), rel=0.02, abs=3.0)
    for need in year.plan.needs:
        assert -agreed[need.community][need.commodity] == pytest.approx(float(need.given), rel=0.01)
