"""On paper, a handful of bodies come to what the program comes to."""

from pathlib import Path

import pytest

from confederal.cli.plan.files import read_package
from confederal.planning.objection import Refused
from confederal.planning.paper import by_hand
from confederal.planning.year import hold_year

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_five_bodies_on_paper_come_to_the_same_plan_as_the_program() -> None:
    economy, _, _ = read_package(EXAMPLES / "five_bodies")
    sheets = by_hand(economy)
    year = hold_year(economy, 16, 0.0005)
    upper = year.held.last.certificate
    assert upper is not None
    assert sheets.worth <= upper.upper * (1 + 1e-9)
    assert sheets.worth >= upper.worth - 0.005 * upper.consumption
    for answer in sheets.result[:3]:
        for name, value in answer.net.items():
            asked = float(year.plan.line(answer.body).net.get(name, 0))
            assert value == pytest.approx(asked, rel=0.02, abs=3.0), (answer.body, name)


def test_the_columns_of_every_sheet_add_up() -> None:
    economy, _, _ = read_package(EXAMPLES / "five_bodies")
    for sheet in by_hand(economy).sheets:
        for name in economy.row:
            net = sum(a.net.get(name, 0.0) for a in sheet.answers)
            cap = sum(float(c.amount) for c in economy.caps if c.commodity == name)
            assert sheet.given[name] - sheet.taken[name] == pytest.approx(net + cap, abs=1e-6)
        for value in sheet.valuations.values():
            assert len(f"{value:.10g}".replace(".", "").strip("0")) <= 6  # short enough to copy


def test_sixty_bodies_are_too_many_for_paper() -> None:
    economy, _, _ = read_package(EXAMPLES / "river_valley_60")
    with pytest.raises(Refused, match="too many columns"):
        by_hand(economy)
