"""`confederal plan` at the terminal: a year told, a page, a recording replayed, tables, simulations."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from confederal.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
FIVE = EXAMPLES / "five_bodies"
TABLES = ROOT.parent / "shared" / "io-tables"


def told(*words: object) -> Result:
    return CliRunner().invoke(main, ["plan", *map(str, words)])


def test_five_bodies_run_write_a_page_and_replay(tmp_path: Path) -> None:
    page, archive = tmp_path / "year.html", tmp_path / "year"
    result = told("run", FIVE, "--report", page, "--archive", archive)
    assert result.exit_code == 0, result.output
    for words in (
        "3 of 3 answered",
        "certified within",
        "All guaranteed floors are met",
        "Two reconciliations",
        "Why Heath Mill Oven is asked",
        "nobody's income",
    ):
        assert words in result.output
    again = told("replay", archive)
    assert again.exit_code == 0, again.output
    assert "same bytes" in again.output
    answers = archive / "answers.jsonl"
    answers.write_text(answers.read_text().replace('"effort":', '"effort":1', 1))
    broken = told("replay", archive)
    assert broken.exit_code == 1
    assert "SHA-256" in broken.output


def test_the_page_asks_no_host_for_anything_and_escapes_what_people_wrote(tmp_path: Path) -> None:
    package = tmp_path / "five"
    shutil.copytree(FIVE, package)
    for table in package.glob("*.csv"):
        table.write_text(table.read_text().replace("Wood Commune", "Wood <script>alert(1)</script> Commune"))
    page = tmp_path / "year.html"
    result = told("run", package, "--report", page)
    assert result.exit_code == 0, result.output
    text = page.read_text()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", text)
    assert "default-src 'none'" in text
    for anchor in ("needs", "flows", "certificate", "rounds", "answer", "binds", "choice", "lines", "check"):
        assert f'id="{anchor}"' in text


@pytest.mark.long
def test_the_valley_of_sixty_tells_its_whole_story(tmp_path: Path) -> None:
    page = tmp_path / "valley.html"
    result = told("run", EXAMPLES / "river_valley_60", "--report", page)
    assert result.exit_code == 0, result.output
    for words in (
        "65 workplaces",
        "did not answer, last proposal stands: Heath Farm",
        "more rye flour",
        "refused by itself",
        "warm replan",
        "Transport of bread, flour, rye flour:",
        "is set off",
        "These meet again, and only these:",
        "Asked again:",
        "by the health and ecology council",
    ):
        assert words in result.output
    for anchor in ("transport", "deliveries", "mandates", "debts"):
        assert f'id="{anchor}"' in page.read_text()


def test_a_package_that_cannot_be_meant_is_refused_with_every_reason(tmp_path: Path) -> None:
    package = tmp_path / "five"
    shutil.copytree(FIVE, package)
    assert told("run", package, "--rounds", "2").exit_code == 0
    needs = package / "needs.csv"
    lines = needs.read_text().splitlines()
    lines[1] = lines[1].replace(",loaf,", ",,")
    lines[2] = lines[2].replace("9000", "many")
    needs.write_text("\n".join(lines) + "\n")
    hours = package / "hours.csv"
    hours.write_text(hours.read_text().replace("Lower Village", "Nowhere"))
    result = told("run", package)
    assert result.exit_code == 1
    for words in (
        "without a unit",
        "is not a number",
        "no community here",
        "needs.csv line 2",
        "needs.csv line 3",
    ):
        assert words in result.output


def test_paper_prints_sums_and_forms(tmp_path: Path) -> None:
    forms = tmp_path / "forms.html"
    result = told("paper", FIVE, "--forms", forms)
    assert result.exit_code == 0, result.output
    assert "Proposed to the assemblies" in result.output
    text = forms.read_text()
    assert "Keep this sheet at home" in text
    assert text.count('class="sheet offer"') == 3
    assert text.count('class="sheet need"') == 2
    for title in ("The centre's sheet", "Mixing two sheets", "Proposed to the assemblies"):
        assert f"<h2>{title}" in text


@pytest.mark.parametrize("mode", ["revision", "proposals"])
@pytest.mark.parametrize("start", ["cold", "io"])
def test_simulate_prints_a_line_a_round(mode: str, start: str) -> None:
    result = told(
        "simulate", "--workplaces", 120, "--goods", 20, "--start", start, "--mode", mode, "--tolerance", 0.01
    )
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["round"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["gap"] <= 0.01
    assert {"imbalance", "gap", "cpu_s", "memory_mb"} <= set(lines[0])


@pytest.mark.parametrize("linear", [[], ["--linear"]])
@pytest.mark.parametrize("mode", ["revision", "proposals"])
@pytest.mark.parametrize(("workplaces", "goods"), [(3, 2), (12, 40), (50, 5)])
def test_simulate_plans_small_and_odd_economies_too(
    workplaces: int, goods: int, mode: str, linear: list[str]
) -> None:
    size = ("--workplaces", workplaces, "--goods", goods)
    result = told("simulate", *size, "--seed", 3, "--mode", mode, *linear)
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines[-1]["gap"] <= 0.001
    assert all(line["imbalance"] >= 0 and line["answered"] == workplaces for line in lines)


@pytest.mark.parametrize(
    "odd",
    [
        ("--seed", -1),
        ("--silent", 1),
        ("--silent", "nan"),
        ("--shock", -0.1),
        ("--shock", "nan"),
        ("--workplaces", 2),
        ("--goods", 1),
        ("--mode", "proposals", "--silent", 0.3),
        ("--json", "/nonexistent/rounds.jsonl"),
    ],
)
def test_simulate_refuses_what_cannot_be_meant(odd: tuple[object, ...]) -> None:
    result = told("simulate", "--workplaces", 20, "--goods", 5, *odd)
    assert result.exit_code != 0
    assert result.output.count("Error: ") == 1


def test_simulate_warm_into_a_file(tmp_path: Path) -> None:
    out = tmp_path / "rounds.jsonl"
    words = (
        "simulate",
        "--workplaces",
        120,
        "--goods",
        20,
        "--start",
        "warm",
        "--shock",
        0.05,
        "--json",
        out,
    )
    result = told(*words)
    assert result.exit_code == 0, result.output
    first = json.loads(out.read_text().splitlines()[0])
    assert first["gap"] < 0.15
    assert "round 1" in result.stderr


def test_io_reads_a_table_through_its_mapping() -> None:
    vectors = ROOT / "tests" / "vectors" / "planning"
    result = told("io", vectors / "two_sectors.csv", "--mapping", vectors / "two_sectors.toml", "--json")
    assert result.exit_code == 0, result.output
    farming, crafts = (json.loads(line) for line in result.stdout.splitlines())
    assert farming["output"] == pytest.approx(1.5181, abs=1e-4)  # 1.2541 + 0.2640
    assert crafts["output"] == pytest.approx(1.4521, abs=1e-4)  # 0.3300 + 1.1221
    assert farming["hours"]["effect"] == pytest.approx(0.65 * 1.254125 + 0.7 * 0.264026, abs=1e-5)


@pytest.mark.skipif(not TABLES.is_dir(), reason="the national tables are not beside this checkout")
def test_io_prints_multipliers() -> None:
    mapping = EXAMPLES / "io-mappings" / "uk-2010.toml"
    result = told("io", TABLES / "uk-2010", "--mapping", mapping, "--json", "--top", 3)
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["rank"] for line in lines] == [1, 2, 3]
    table = told("io", TABLES / "uk-2010", "--mapping", mapping)
    assert "1.831171" in table.stdout


def test_io_says_what_it_could_not_find(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('kind = "symmetric"\n[flows]\nfile = "no.csv"\n')
    result = told("io", tmp_path, "--mapping", mapping)
    assert result.exit_code == 1
    assert "is not there" in result.output
