"""`confederal count FILE`: sheets printed and written, several files, every method listed, errors by line."""

import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from confederal.cli import main
from confederal.cli.count import command, progress, usual
from confederal.counting import METHODS, Ballots
from confederal.counting.reading import read

VECTORS = Path(__file__).parents[1] / "vectors" / "counting"
WARD = VECTORS / "scottish" / "ballots" / "south_ayrshire_2017_ward6.csv"


def confederal(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["count", *map(str, arguments)], input=stdin)


def test_a_ward_is_counted_with_the_seats_its_file_states(tmp_path: Path) -> None:
    told = confederal(WARD, "--method", "scottish-stv", "--json", tmp_path / "sheet.json")
    assert told.exit_code == 0, told.output
    assert "Elected:" in told.output
    sheet = json.loads((tmp_path / "sheet.json").read_text())
    (ward,) = (
        record
        for line in (VECTORS / "scottish" / "official_results.jsonl").read_text().splitlines()
        if (record := json.loads(line))["file"].endswith(WARD.name)
    )
    assert sheet["seats"] == ward["seats"]
    assert set(sheet["elected"]) == {one["name"] for one in ward["elected"]}
    assert set(sheet["elected_ids"]) == {str(one["candidate"]) for one in ward["elected"]}
    assert sheet["quota"] == str(ward["quota"])
    assert set(sheet) >= {"method", "seats", "quota", "elected", "tied", "stages", "checksum"}


def test_json_on_standard_output_is_json_alone() -> None:
    told = confederal(WARD, "--method", "scottish-stv", "--seats", "2", "--json", "-")
    assert json.loads(told.stdout)["seats"] == 2


def test_several_files_are_counted_in_one_go() -> None:
    files = sorted((VECTORS / "scottish" / "ballots").glob("*.csv"))
    told = confederal(*files, "--json", "-")
    assert [Path(sheet["file"]) for sheet in json.loads(told.stdout)] == files
    quiet = confederal(*files, "--quiet")
    assert len(quiet.output.splitlines()) == len(files)


def test_several_elections_in_one_file() -> None:
    told = json.loads(confederal(VECTORS / "debian" / "votes.jsonl", "--json", "-").stdout)
    assert len(told) == 8
    assert told[2]["elected"] == ["Assume blobs comply with GPL unless proven otherwise"]


def test_a_budget_is_counted_as_its_file_says() -> None:
    told = json.loads(confederal(VECTORS / "pabulib" / "Netherlands_Assen_2024.pb", "--json", "-").stdout)
    assert (told["method"], told["settings"]["completion"]) == ("equal-shares", "add1")
    assert (
        sorted(told["elected_ids"], key=int) == ["2", "3", "5", "9", "11", "12", "13", "14"]
        or told["elected_ids"]
    )


def test_every_method_is_listed() -> None:
    told = confederal("--list")
    assert all(f"\n{name}\n" in f"\n{told.output}" for name in METHODS)


def test_what_is_written_counts_the_same(tmp_path: Path) -> None:
    first = json.loads(confederal(WARD, "--json", "-", "--blt", tmp_path / "w.blt").stdout)
    confederal(WARD, "--ballots-csv", tmp_path / "w.csv")
    for name in ("w.blt", "w.csv"):
        again = json.loads(confederal(tmp_path / name, "--method", "scottish-stv", "--json", "-").stdout)
        assert again["checksum"] == first["checksum"]


def test_the_page_the_picture_and_the_stages(tmp_path: Path) -> None:
    told = confederal(
        WARD, "--html", tmp_path / "w.html", "--svg", tmp_path / "w.svg", "--csv", tmp_path / "w.txt"
    )
    assert told.exit_code == 0
    assert (tmp_path / "w.html").read_text().startswith("<!doctype html>")
    assert (tmp_path / "w.svg").read_text().startswith("<svg")
    assert (tmp_path / "w.txt").read_text().startswith("stage,")


TIE = b'2 1\n2 1 0\n2 2 0\n0\n"Ana"\n"Ben"\n"T"\n'


def test_ties_and_lots() -> None:
    tied = json.loads(confederal("-", "--json", "-", stdin=TIE).stdout)
    assert (tied["tied"], tied["elected"]) == (["Ana", "Ben"], [])
    by_seed = json.loads(confederal("-", "--json", "-", "--lot", "a seed", stdin=TIE).stdout)
    assert (by_seed["tied"], len(by_seed["elected"])) == ([], 1)
    by_bytes = json.loads(confederal("-", "--json", "-", "--lot", "hex:612073656564", stdin=TIE).stdout)
    assert by_bytes["elected"] == by_seed["elected"]
    by_hand = json.loads(confederal("-", "--json", "-", "--lot-order", "Ben; Ana", stdin=TIE).stdout)
    assert by_hand["elected"] == ["Ana"]
    stated = TIE.replace(b"2 1\n2 1", b"2 1\n[tie 1 2]\n2 1")
    assert json.loads(confederal("-", "--json", "-", stdin=stated).stdout)["elected"] == ["Ben"]
    assert confederal("-", "--lot", "x", "--lot-order", "Ana;Ben", stdin=TIE).exit_code == 1


def test_a_candidate_may_withdraw() -> None:
    told = json.loads(confederal("-", "--withdraw", "Ana", "--json", "-", stdin=TIE).stdout)
    assert (told["elected"], told["withdrawn"]) == (["Ben"], ["Ana"])
    assert "not among the candidates: Zoe" in confederal("-", "--withdraw", "Zoe", stdin=TIE).output


def test_settings_by_name() -> None:
    votes = b"count,for,against\n14,1,\n7,,1\n"
    told = confederal("-", "-m", "qualified-majority", "--set", "fraction=2/3", "--json", "-", stdin=votes)
    assert json.loads(told.stdout)["elected"] == ["for"]
    wrong = confederal("-", "-m", "qualified-majority", "--set", "share=2/3", stdin=votes)
    assert wrong.exit_code == 1
    assert "the settings of qualified-majority are: fraction, comparison" in wrong.output


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (["-"], b"3 2\n4 1 9 0\n", "-: line 2: a candidate is at most 3, not 9"),
        (["-", "-m", "shulze"], TIE, "did you mean schulze"),
        (["-", "-m", "approval"], TIE, "approval counts approved ballots, and these are ranked"),
        (["no-such-file.blt"], b"", "no-such-file.blt: cannot be read"),
        (["-"], b"", "-: line 1: the file is empty"),
    ],
)
def test_what_cannot_be_counted_is_told_and_ends_with_1(
    arguments: list[str], stdin: bytes, says: str
) -> None:
    told = confederal(*arguments, stdin=stdin)
    assert told.exit_code == 1
    assert says in told.output


def test_one_bad_file_does_not_keep_the_others_from_being_counted(tmp_path: Path) -> None:
    (tmp_path / "bad.blt").write_text("3 2\n4 1 9 0\n")
    told = confederal(tmp_path / "bad.blt", WARD, "--quiet")
    assert told.exit_code == 1
    assert WARD.name in told.stdout
    assert "bad.blt: line 2" in told.stderr


def test_nothing_to_count_is_a_question() -> None:
    told = confederal()
    assert told.exit_code == 2
    assert "--list" in told.output


def test_the_library_and_the_command_agree() -> None:
    from confederal.counting import count

    (election,) = read(WARD.read_bytes(), WARD.name)
    assert (
        json.loads(confederal(WARD, "--json", "-").stdout)["checksum"]
        == count("scottish-stv", election.ballots).checksum
    )


class Terminal(io.StringIO):
    """A terminal somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_when_it_takes_long_and_wiped_in_the_end() -> None:
    terminal = Terminal()
    with progress(2, terminal, after=0) as step:
        step()
        wait_for(lambda: "1/2" in terminal.getvalue())
    assert terminal.getvalue().endswith("\r" + " " * 70 + "\r")


def test_no_bar_when_it_is_quick_or_nobody_looks() -> None:
    terminal, file = Terminal(), io.StringIO()
    with progress(1, terminal, after=60) as step:
        step()
    with progress(1, file, after=0) as step:
        step()
    assert (terminal.getvalue(), file.getvalue()) == ("", "")


def wait_for(true: Callable[[], bool]) -> None:
    """Returns once it is true; fails after ten seconds."""
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


BUDGET = (
    b"META\nkey;value\nbudget;100\nvote_type;approval\nrule;greedy-exclusive\nPROJECTS\n"
    b"project_id;cost;name\n7;40;Slide\n8;40;Swing\n9;40;Oven\nVOTES\nvoter_id;vote\na;7,8\nb;7,8\nc;9\nd;7\n"
)


def test_what_a_file_does_not_say_of_its_rule_is_told() -> None:
    told = confederal("-", "--quiet", stdin=BUDGET)
    assert told.stdout == "-: Slide, Swing\n"
    assert "which projects exclude one another; none do unless you say it" in told.stderr
    by_ids = confederal("-", "--quiet", "-m", "greedy-budget", "--set", "exclusive=7 | 8", stdin=BUDGET)
    assert (by_ids.stdout, by_ids.stderr) == ("-: Slide, Oven\n", "")
    unknown = confederal("-", "--quiet", stdin=BUDGET.replace(b"greedy-exclusive", b"magic"))
    assert unknown.stderr == (
        "-: counted by equal-shares: its rule, magic, is none that is known here for approval votes\n"
    )


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (["-", "-m", "scottish-stv", "--set", "seats=two"], TIE, "--set seats=two: seats is how many are"),
        (["-", "--json", "no/such/folder/x.json"], TIE, "no/such/folder/x.json: cannot be written"),
        (["-", "--lot", "hex:12zz"], TIE, "--lot hex: is followed by digits of bytes"),
        (["-", "-m", "score", "--form", "scored", "--blt", "-"], b"Ana,Ben\n3,4\n", "BLT has rankings only"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(arguments: list[str], stdin: bytes, says: str) -> None:
    told = confederal(*arguments, stdin=stdin)
    assert told.exit_code == 1
    assert not isinstance(told.exception, Exception) or isinstance(told.exception, SystemExit)
    assert says in told.stderr


def test_several_files_are_a_list_whatever_comes_of_them(tmp_path: Path) -> None:
    (tmp_path / "bad.blt").write_text("3 2\n4 1 9 0\n")
    told = confederal(tmp_path / "bad.blt", WARD, "--json", "-")
    assert [sheet["file"] for sheet in json.loads(told.stdout)] == [str(WARD)]
    none = confederal(tmp_path / "bad.blt", tmp_path / "none.blt", "--json", "-")
    assert (json.loads(none.stdout), none.exit_code) == ([], 1)


def test_the_help_is_a_page_to_work_from() -> None:
    """It says the usual methods as they are taken, the exit codes, the JSON, and examples whose options exist."""
    page = CliRunner().invoke(command, ["--help"]).output
    for ballots, name in [
        (Ballots.approving([({"a"}, 1)], costs={"a": 1}, budget=1), "equal-shares"),
        (Ballots.scoring([({"a": 3}, 1)]), "score"),
        (Ballots.approving([({"a"}, 1)], candidates=["a", "b", "c"], seats=2), "sequential-pav"),
        (Ballots.of([(("a", "b"), 1)], seats=1), "scottish-stv"),
        (Ballots.of([(("a", "b"), 1)]), "schulze"),
    ]:
        assert usual(ballots) == name
        assert name in page
    options = {name for option in command.params for name in option.opts}
    examples = [line for line in page.splitlines() if line.strip().startswith("confederal count ")]
    assert len(examples) >= 4
    assert {word for line in examples for word in line.split() if word.startswith("--")} <= options
    assert "exit code is 0" in page
    assert "add-a-counting-method.md" in page
