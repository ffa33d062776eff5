# ruff: noqa: E501 - a table of cases, a line a case
"""What is wrong with a package is told with its file and line, in words, and never by a traceback."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from confederal.cli import main

FIVE = Path(__file__).parents[2] / "examples" / "five_bodies"


def told(*words: object) -> Result:
    return CliRunner().invoke(main, ["plan", *map(str, words)])


@pytest.fixture
def package(tmp_path: Path) -> Path:
    shutil.copytree(FIVE, tmp_path / "five")
    return tmp_path / "five"


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    def mend(package: Path) -> None:
        path = package / file
        text = path.read_text()
        assert old in text, "the change must hit something"
        path.write_text(text.replace(old, new, 1))

    return mend


def add(file: str, line: str) -> Callable[[Path], None]:
    def mend(package: Path) -> None:
        with (package / file).open("a") as out:
            out.write(line + "\n")

    return mend


def raw(file: str, data: bytes) -> Callable[[Path], None]:
    def mend(package: Path) -> None:
        (package / file).write_bytes(data)

    return mend


def drop(file: str) -> Callable[[Path], None]:
    return lambda package: (package / file).unlink()


CASES = [
    ("no toml", drop("economy.toml"), ["economy.toml: is not there"]),
    ("no needs", drop("needs.csv"), ["needs.csv: missing", "community, commodity, unit"]),
    ("column missing", swap("needs.csv", ",unit,", ",units,"), ["needs.csv line 1", "unit: is a column we need"]),
    ("column unknown", swap("needs.csv", "guaranteed", "guarantied"), ["guarantied: is no column"]),
    ("column twice", swap("caps.csv", "amount", "commodity"), ["caps.csv line 1", "names two columns"]),
    ("unit unknown", swap("needs.csv", ",loaf,5000", ",bushel,5000"), ["needs.csv line 2", "bushel", "no unit we know"]),
    ("no unit", swap("needs.csv", ",loaf,5000", ",,5000"), ["needs.csv line 2", "without a unit"]),
    ("other dimension", swap("needs.csv", ",loaf,5000", ",h,5000"), ["needs.csv line 2", "cannot be turned into loaf"]),
    ("unit of a row", swap("commodities.csv", "sack", "bag"), ["commodities.csv line 2", "bag", "no unit we know"]),
    ("negative need", swap("needs.csv", "6500,2.4", "-6500,2.4"), ["needs.csv line 2", "less than nothing"]),
    ("negative worth", swap("needs.csv", "6500,2.4", "6500,-2.4"), ["needs.csv line 2", "less than nothing"]),
    ("negative limit", swap("limits.csv", "1,400", "1,-400"), ["limits.csv line 2", "less than nothing"]),
    ("negative strain", swap("workplaces.csv", "0.2", "-0.2"), ["workplaces.csv line 2", "less than nothing"]),
    ("negative cap", swap("caps.csv", "70", "-70"), ["caps.csv line 2", "less than nothing"]),
    ("huge", swap("needs.csv", "6500,2.4", "65000000000000000,2.4"), ["needs.csv line 2", "larger than anything"]),
    ("a number to hang on", swap("needs.csv", "6500,2.4", "1e999999999,2.4"), ["needs.csv line 2", "is not a number"]),
    ("not a number", swap("needs.csv", "6500,2.4", "nan,2.4"), ["needs.csv line 2", "nan: is not a number"]),
    ("comma", swap("needs.csv", "6500,2.4", '"6500,5",2.4'), ["needs.csv line 2", "with a point"]),
    ("half a person", swap("communities.csv", "130", "130.5"), ["communities.csv line 2", "is no count"]),
    ("too many cells", swap("needs.csv", "2.4", "2.4,7"), ["needs.csv line 2", "7 cells: under 6 columns"]),
    ("a need twice", add("needs.csv", "Upper Village,bread,loaf,,12000,0.3"), ["needs.csv line 8", "line 4 already"]),
    ("a workplace twice", add("workplaces.csv", "Heath Farm,the valley,0.2,"), ["workplaces.csv line 5", "line 2"]),
    ("a flow twice", add("techniques.csv", "Heath Farm,horses,rye,2,sack,1"), ["techniques.csv line 11", "line 2"]),
    ("kind", swap("commodities.csv", "product", "thing"), ["commodities.csv line 2", "thing: is no kind"]),
    ("limit kind", swap("limits.csv", "condition", "feeling"), ["limits.csv line 4", "feeling: is no kind of limit"]),
    ("no workplace", swap("techniques.csv", "Wood Commune", "Wod Commune"), ["techniques.csv line 8", "no workplace"]),
    ("no technique", swap("limits.csv", "horses", "horse"), ["limits.csv line 2", "no technique of this workplace"]),
    ("no commodity", swap("caps.csv", "firewood", "fire wood"), ["caps.csv line 2", "no commodity here"]),
    ("no community", swap("hours.csv", "Lower Village", "Lowest"), ["hours.csv line 4", "no community here"]),
    ("no federation", swap("workplaces.csv", "the valley", "the hill"), ["workplaces.csv line 2", "no federation"]),
    ("federation in itself", swap("federations.csv", "the valley,", "the valley,the valley"), ["within itself"]),
    ("no name", swap("communities.csv", "Upper Village", ""), ["communities.csv line 2, name", "is missing"]),
    ("a name with a joint", swap("workplaces.csv", "Heath Farm", "Heath + Farm"), ["workplaces.csv line 2", "has “ + ”"]),
    ("upside down", swap("needs.csv", "9000,1.1", "9000,3.1"), ["later units are worth more", "communities.csv line 2"]),
    ("batch", swap("techniques.csv", "sack,1", "sack,0"), ["techniques.csv line 2", "more than nothing"]),
    ("no table", raw("wishes.csv", b"a,b\n1,2\n"), ["wishes.csv", "is no table of a package"]),
    ("empty table", raw("needs.csv", b""), ["needs.csv", "not even a line of columns"]),
    ("only columns", raw("needs.csv", b"community,commodity,unit,guaranteed,amount,worth\n"), ["nobody needs anything"]),
    ("latin letters", raw("communities.csv", "name,people,words\nBöhm,1,\n".encode("latin-1")), ["line 2", "not UTF-8"]),
    ("utf-16", raw("communities.csv", "name,people,words\n".encode("utf-16")), ["communities.csv", "UTF-8"]),
    ("quotes", raw("caps.csv", b'commodity,amount,unit,decided_by\nfirewood,"70,m3,x\n'), ["caps.csv", "cannot be read"]),
    ("toml", raw("economy.toml", b"[period\nname = 1\n"), ["economy.toml", "line 1"]),
    ("toml letters", raw("economy.toml", b'[period]\nname = "\xff"\n'), ["economy.toml", "line 2", "UTF-8"]),
    ("toml part", add("economy.toml", "[wishes]\nx = 1"), ["wishes: is no part"]),
    ("toml key", swap("economy.toml", "tolerance", "tolerence"), ["tolerence: is nothing we know"]),
    ("tolerance", swap("economy.toml", '"0.001"', '"-1"'), ["[rounds] tolerance", "is no share"]),
    ("rounds", swap("economy.toml", '"16"', '"many"'), ["[rounds] most", "no number of rounds"]),
    ("story", swap("economy.toml", "Heath Mill Oven", "Heath Mil Oven"), ["[story]", "is not described here"]),
    ("absent", add("economy.toml", '[absent]\n2 = ["Nobody"]'), ["[absent]", "Nobody"]),
    ("absent odd", add("economy.toml", '[absent]\nsoon = "Heath Farm"'), ["[absent]", "cannot be read"]),
    ("delivery", raw("deliveries.csv", b"workplace,commodity,amount,unit,day\nHeath Farm,rye,1,sack,soon\n"), ["soon: is no day"]),
    ("delivery of", raw("deliveries.csv", b"workplace,commodity,amount,unit,day\nX,rye,-1,sack,2027-01-01\n"),
     ["deliveries.csv line 2", "no workplace here", "less than nothing"]),
    ("links", raw("links.csv", b"start,end,cost,most,unit\na,b,x,5,sack\n"), ["links.csv line 2", "is not a number", "has no place"]),
    ("invoices", raw("invoices.csv", b"number,debtor,creditor,amount,unit\n1,a,a,5.001,EUR\n1,a,b,2,EUR\n"),
     ["invoices.csv line 3", "line 2 already"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_it_is_refused_with_file_and_line(
    package: Path, change: Callable[[Path], None], words: list[str]
) -> None:
    change(package)
    result = told("run", package, "--rounds", 1)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    for word in words:
        assert word in result.output


def test_the_same_package_unchanged_is_planned_with(package: Path) -> None:
    assert told("run", package, "--rounds", 2).exit_code == 0


def test_an_empty_folder_says_what_belongs_in_it(tmp_path: Path) -> None:
    result = told("run", tmp_path)
    assert result.exit_code == 1
    assert "economy.toml" in result.output
    (tmp_path / "economy.toml").write_text('[period]\nname = "a year"\n')
    result = told("run", tmp_path)
    assert result.exit_code == 1
    for table in ("commodities", "workplaces", "techniques", "limits", "communities", "needs", "hours"):
        assert f"{table}.csv: missing" in result.output


def test_all_mistakes_of_all_tables_are_told_at_once(package: Path) -> None:
    swap("needs.csv", "6500,2.4", "many,2.4")(package)
    swap("hours.csv", "500,6", "some,6")(package)
    swap("limits.csv", "1,400", "1,few")(package)
    result = told("run", package)
    for where in ("needs.csv line 2", "hours.csv line 2", "limits.csv line 2"):
        assert where in result.output


def test_lines_are_counted_as_an_editor_counts_them(package: Path) -> None:
    needs = package / "needs.csv"
    first, rest = needs.read_text().split("\n", 1)
    needs.write_text(first + "\n\n\n" + rest.replace("6500,2.4", "many,2.4"))
    assert "needs.csv line 4" in told("run", package).output


def test_a_table_from_a_spreadsheet_with_semicolons_and_a_mark_is_read(package: Path) -> None:
    for path in package.glob("*.csv"):
        text = path.read_text()
        if '"' not in text:
            path.write_bytes(b"\xef\xbb\xbf" + text.replace(",", ";").replace("\n", "\r\n").encode())
    assert told("run", package, "--rounds", 2).exit_code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--workplace", "Nobody"), "'Nobody' is no workplace here. Workplaces: Heath Farm"),
        (("--report", "/nowhere/at/all.html"), "cannot be written"),
        (("--last-year", FIVE), "publications.jsonl"),
        (("--tolerance", "0"), "--tolerance"),
        (("--tolerance", "nan"), "--tolerance"),
        (("--mandate", "7"), "--mandate"),
    ],
)
def test_odd_options_are_refused_in_words(package: Path, words: tuple[str, ...], why: str) -> None:
    result = told("run", package, "--rounds", 2, *words)
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit), result.exception
    assert why in result.output


def test_an_archive_is_not_written_over_somebody_elses_files(package: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "diary.txt").write_text("mine")
    for folder in (own, package):
        result = told("run", package, "--rounds", 2, "--archive", folder)
        assert result.exit_code == 1
        assert "holds other files" in result.output
    assert (own / "diary.txt").read_text() == "mine"
    assert (package / "needs.csv").is_file()


@pytest.mark.parametrize("command", ["run", "replay", "paper", "set-off", "flows"])
def test_help_reads_like_a_page_of_a_manual(command: str) -> None:
    result = told(command, "--help")
    assert result.exit_code == 0
    text = result.output
    assert "Usage: " in text
    assert "Example" in text
    assert len(text.splitlines()) > 12
