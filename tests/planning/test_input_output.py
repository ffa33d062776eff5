"""Real tables are recomputed to the last digits they were published with, and unreadable ones refused."""

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from confederal.cli.plan.files import opener, read_mapping
from confederal.planning.input_output import (
    InputOutput,
    SupplyUse,
    effects,
    leontief_inverse,
    multipliers,
    requirements,
    technical_coefficients,
)
from confederal.planning.objection import Refused
from confederal.planning.statistical_tables import Grid, as_system, read_tables

ROOT = Path(__file__).parents[2]
TABLES = ROOT.parent / "shared" / "io-tables"
MAPPINGS = ROOT / "examples" / "io-mappings"

needs_tables = pytest.mark.skipif(
    not TABLES.is_dir(), reason="the national tables are not beside this checkout (../shared/io-tables)"
)


def miller_blair() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Miller & Blair 2009, §2.3: two sectors, with the inverse printed on p. 22."""
    flows = np.array([[150.0, 500.0], [200.0, 100.0]])
    return flows, np.array([1000.0, 2000.0])


def test_the_textbook_inverse() -> None:
    flows, output = miller_blair()
    a = technical_coefficients(flows, output)
    assert np.allclose(leontief_inverse(a), [[1.2541, 0.3300], [0.2640, 1.1221]], atol=5e-5)
    assert np.allclose(requirements(a, np.array([600.0, 1500.0])), [1247.52, 1841.58], atol=0.01)
    assert np.allclose(effects(a, np.ones(2)), leontief_inverse(a).sum(0))


def test_an_economy_that_eats_itself_is_refused() -> None:
    with pytest.raises(Refused, match="takes all of itself"):
        leontief_inverse(np.array([[1.0, 0.0], [0.0, 0.5]]))
    with pytest.raises(Refused, match="to make nothing"):
        technical_coefficients(np.ones((2, 2)), np.array([1.0, 0.0]))


def supply_use() -> SupplyUse:
    make = np.array([[90.0, 10.0], [0.0, 100.0]])
    use = np.array([[10.0, 20.0], [15.0, 5.0]])
    return SupplyUse(
        ("bread", "power"),
        ("bakeries", "stations"),
        "EUR",
        make,
        use,
        {"imports": np.array([5.0, 0.0])},
        {"households": np.array([75.0, 80.0])},
        {"smoke": (np.array([9.0, 55.0]), "t")},
    )


def test_industry_technology_by_hand() -> None:
    system = supply_use().product_by_product()
    # bakeries: all recipes per unit of output 90; stations per 110; 10 of 100 bread is made by stations
    recipes = np.array([[10 / 90, 20 / 110], [15 / 90, 5 / 110]])
    share = np.array([[0.9, 0.0], [0.1, 1.0]])
    assert np.allclose(system.coefficients, recipes @ share)
    (smoke,) = system.extensions
    assert smoke.unit == "t per EUR"
    assert effects(system.coefficients, smoke.per_output) @ system.final == pytest.approx(64.0, rel=1e-13)


def long_table(rows: list[tuple[str, str, str]]) -> Grid:
    return [["r", "c", "v"], *rows]


LONG = {
    "kind": "symmetric",
    "unit": "EUR",
    "flows": {"file": "t.csv", "layout": "long", "row": "r", "column": "c", "value": "v", "output": "out"},
    "extensions": {"work": {"rows": ["wages"], "unit": "h"}},
}
CELLS = [
    ("a", "a", "150"), ("a", "b", "500"), ("b", "a", "200"), ("b", "b", "100"),
    ("wages", "a", "50"), ("wages", "b", "100"), ("out", "a", "1000"), ("out", "b", "2000"),
    ("Total", "a", "9"),
]  # fmt: skip


def test_a_long_table_is_read_by_its_headings() -> None:
    system = read_tables(LONG, lambda file, sheet: long_table(CELLS))
    assert isinstance(system, InputOutput)
    assert system.names == ("a", "b")
    assert np.allclose(system.coefficients, [[0.15, 0.25], [0.2, 0.05]])
    assert system.extensions[0].per_output.tolist() == [0.05, 0.05]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([*CELLS, ("a", "b", "501")], "told twice"),
        ([*CELLS[:-1], ("a", "c", "n/a")], "is not a number"),
        ([*CELLS[:-1], ("a", "c", "inf")], "not a finite number"),
        ([c for c in CELLS if c[0] != "out"], "is not in the table"),
        ([("a", "x", "1"), ("out", "x", "1")], "no name stands on both sides"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(cells: list[tuple[str, str, str]], why: str) -> None:
    read_tables(LONG, lambda file, sheet: long_table(CELLS))
    with pytest.raises(Refused, match=why):
        read_tables(LONG, lambda file, sheet: long_table(cells))


def test_a_matrix_is_read_by_range_skip_and_transposition() -> None:
    grid: Grid = [
        ["", "", "", "", ""],
        ["", "name", "x", "y", "Total"],
        ["", "bread", "90", "-", "90"],
        ["", "power", "10", "100", "110"],
        ["", "Total", "100", "100", "200"],
    ]
    mapping = {
        "kind": "supply-use",
        "unit": "EUR",
        "supply": {
            "file": "m", "names_row": 2, "name_column": 2, "skip": ["Total"],
            "missing": ["-"], "transpose": True,
        },
        "use": {"file": "m", "names_row": 2, "name_column": "name", "rows": ["bread", "power"],
                "columns": [3, 4], "missing": ["-"], "transpose": True},
    }  # fmt: skip
    tables = read_tables(mapping, lambda file, sheet: grid)
    assert isinstance(tables, SupplyUse)
    assert tables.products == ("x", "y")
    assert tables.make.tolist() == [[90.0, 10.0], [0.0, 100.0]]
    assert (tables.use == tables.make).all()


def test_make_and_use_tables_with_totals_and_final_uses_are_read_by_name() -> None:
    """As the United States print them: industries down in the make table, totals, value added below."""
    make: Grid = [
        ["Industry", "111", "211", "T007"],
        ["11", "90", "0", "90"],
        ["21", "10", "100", "110"],
        ["T007", "100", "100", "200"],
    ]
    use: Grid = [
        ["Commodity", "11", "21", "T001", "F010", "T019"],
        ["111", "10", "20", "30", "70", "100"],
        ["211", "15", "5", "20", "80", "100"],
        ["T005", "25", "25", "50", "", ""],
        ["V001", "40", "60", "100", "", ""],
    ]
    hours: Grid = [["industry", "hours"], ["21", "7"], ["11", "3"]]
    grids = {"make": make, "use": use, "hours": hours}
    mapping = {
        "kind": "supply-use",
        "unit": "MUSD",
        "supply": {"file": "make", "transpose": True, "skip": ["T0"]},
        "use": {"file": "use", "skip": ["T0"], "other": {"households": "F010"}},
        "extensions": {
            "wages": {"rows": ["V001"]},
            "hours": {"file": "hours", "column": "hours", "unit": "Mh"},
        },
    }
    tables = read_tables(mapping, lambda file, sheet: grids[file])
    assert isinstance(tables, SupplyUse)
    assert tables.make.tolist() == [[90.0, 10.0], [0.0, 100.0]]
    assert tables.other_use["households"].tolist() == [70.0, 80.0]
    assert tables.per_industry["wages"][0].tolist() == [40.0, 60.0]
    assert tables.per_industry["hours"][0].tolist() == [3.0, 7.0]
    assert np.allclose(tables.total_supply(), tables.total_use())
    system = tables.product_by_product()
    for extension in system.extensions:
        whole = tables.per_industry[extension.name][0].sum()
        assert effects(system.coefficients, extension.per_output) @ system.final == pytest.approx(whole)


def test_a_multi_region_matrix_has_names_of_two_parts_and_its_own_total_row() -> None:
    grid: Grid = [
        ["", "", "AUT", "AUT", "BEL", "final"],
        ["", "", "farms", "mills", "farms", ""],
        ["AUT", "farms", 10.0, 20.0, 0.0, 70.0],
        ["AUT", "mills", 5.0, 0.0, 5.0, 90.0],
        ["BEL", "farms", 0.0, 10.0, 2.0, 38.0],
        ["Total", "output", 100.0, 100.0, 50.0, ""],
    ]
    mapping = {
        "kind": "symmetric",
        "flows": {
            "file": "m",
            "names_row": [1, 2],
            "name_column": [1, 2],
            "output": "Total output",
            "skip": ["Total"],
        },
    }
    system = read_tables(mapping, lambda file, sheet: grid)
    assert isinstance(system, InputOutput)
    assert system.names == ("AUT farms", "AUT mills", "BEL farms")
    assert np.allclose(system.final, [70.0, 90.0, 38.0])
    assert np.allclose(requirements(system.coefficients, system.final), system.output)


@needs_tables
def test_the_uk_2010_inverse_and_multipliers_are_the_published_ones() -> None:
    opened = opener(TABLES / "uk-2010")
    system = as_system(read_tables(read_mapping(MAPPINGS / "uk-2010.toml"), opened))
    published = {
        "kind": "symmetric",
        "flows": {
            "file": "leontief_inverse_published_long.csv.gz", "layout": "long", "row": "uk_row",
            "column": "uk_col", "value": "values", "content": "coefficients",
        },
    }  # fmt: skip
    inverse = read_tables(published, opened)
    assert isinstance(inverse, InputOutput)
    assert inverse.coefficients.shape == (127, 127)
    assert np.abs(system.inverse() - inverse.coefficients).max() < 1e-12
    lines = csv.DictReader(io.StringIO((TABLES / "uk-2010" / "multipliers_published.csv").read_text()))
    told = list(lines)
    assert np.abs(system.output_multipliers() - [float(r["Output multiplier"]) for r in told]).max() < 1e-12
    for extension in system.extensions:
        ours = multipliers(system, extension)
        for line, own in zip(told, ours, strict=True):
            assert own.effect == pytest.approx(float(line[f"{extension.name} effects"]), abs=1e-12)
            assert (own.multiplier or 0.0) == pytest.approx(
                float(line[f"{extension.name} multiplier"]), abs=1e-12
            )


@needs_tables
@pytest.mark.parametrize(("year", "total"), [(2016, 2_379_605), (2019, 2_739_247)])
def test_spain_supplies_what_it_uses_and_its_emissions_add_up(year: int, total: int) -> None:
    tables = read_tables(read_mapping(MAPPINGS / f"spain-{year}.toml"), opener(TABLES / "spain-sut"))
    assert isinstance(tables, SupplyUse)
    assert tables.make.shape == (110, 81)
    assert np.abs(tables.total_supply() - tables.total_use()).max() < 1e-6
    gas, unit = tables.per_industry["greenhouse gases"]
    assert unit == "ktCO2e"
    assert round(float(tables.total_supply().sum())) == total
    sheet = opener(TABLES / "spain-sut")("es_gases.xlsx", "")
    column = sheet[6].index(str(year))
    branches = next(r[column] for r in sheet if str(r[0]).strip() == "Total ramas de actividad")
    assert gas.sum() == pytest.approx(branches, abs=1.0)  # the branches are printed to one digit each
    system = tables.product_by_product()
    content = {e.name: effects(system.coefficients, e.per_output) @ system.final for e in system.extensions}
    assert content["greenhouse gases"] == pytest.approx(gas.sum(), rel=1e-12)


@needs_tables
def test_a_branch_without_an_industry_is_refused_rather_than_lost() -> None:
    mapping = read_mapping(MAPPINGS / "spain-2019.toml")
    opened = opener(TABLES / "spain-sut")
    read_tables(mapping, opened)
    mapping["emissions"]["greenhouse gases"]["industries"]["first_row"] = 10
    with pytest.raises(Refused, match="have no codes"):
        read_tables(mapping, opened)


def test_a_packed_table_and_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress("\ufeffr;c;v\na;b;1\n".encode()))
    opened = opener(tmp_path)
    assert opened("t.csv.gz", "") == [["r", "c", "v"], ["a", "b", "1"]]
    with pytest.raises(Refused, match="is not there"):
        opened("u.csv", "")
