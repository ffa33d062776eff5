"""Published elections come out as published: who was elected, at which stage, and every total."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.counting.published import SHARED, VECTORS, shared, wards

from confederal.counting import CountSheet, count
from confederal.counting.reading import read


def check_ward(folder: Path, ward: dict[str, Any]) -> None:
    """Winners, quota, the stage of each election and exclusion, and each total to the fifth decimal."""
    path = folder / ward["file"]
    (election,) = read(path.read_bytes(), path.name)
    sheet = count("scottish-stv", election.ballots)
    assert sheet.tied is None
    assert sheet.valid == ward["valid"]
    assert sheet.quota == ward["quota"]
    assert len(sheet.stages) == ward["counts"]
    names = sheet.candidates
    assert [name.casefold() for name in names] == [name.casefold() for name in ward["candidates"]]
    for told, fate in (("elected", "elected"), ("excluded", "excluded")):
        official = {(names[one["candidate"] - 1], one["count"]) for one in ward[told]}
        ours = {(name, n) for n, stage in enumerate(sheet.stages, 1) for name in getattr(stage, fate)}
        if (
            told == "excluded"
        ):  # published as the stage after which they are out; ours is the stage of the transfer
            ours = {(name, n - 1) for name, n in ours}
            assert ours <= official
        else:
            assert ours == official
    for stage, published in zip(sheet.stages, ward["totals_by_count"], strict=True):
        for total, official_total in zip(stage.totals, published, strict=True):
            if official_total is not None:
                assert total is not None
                places = max(0, -int(Decimal(official_total).as_tuple().exponent))
                assert round(Decimal(sheet.written(total)), places) == Decimal(official_total)


@pytest.mark.parametrize("ward", wards(VECTORS / "scottish"), ids=lambda ward: Path(ward["file"]).stem)
def test_the_wards_that_ship_with_the_tests(ward: dict[str, Any]) -> None:
    check_ward(VECTORS / "scottish", ward)


@pytest.mark.parametrize("number", range(len(wards(SHARED / "scottish")) if SHARED.is_dir() else 1))
def test_every_scottish_ward_beside_the_checkout(number: int) -> None:
    folder = shared() / "scottish"
    check_ward(folder, wards(folder)[number])


def check_debian(path: Path) -> None:
    import json

    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    elections = read(path.read_bytes(), path.name)
    assert len(elections) == len(records)
    for election, record in zip(elections, records, strict=True):
        sheet = count("debian-condorcet", election.ballots, **election.settings)
        names = record["options"]
        pairs = sheet.figures["pairwise"]
        for i, row in enumerate(record["beat_matrix"]):
            for j, number in enumerate(row):
                if number is not None:
                    assert pairs[names[i]][names[j]] == number
        assert sheet.figures["dropped"] == [names[gone["option"] - 1] for gone in record["dropped"]]
        assert sheet.elected == tuple(names[winner - 1] for winner in record["winners"])
        assert sheet.tied is None


def test_the_debian_votes_that_ship_with_the_tests() -> None:
    check_debian(VECTORS / "debian" / "votes.jsonl")


def test_every_debian_vote_beside_the_checkout() -> None:
    check_debian(shared() / "debian" / "votes.jsonl")


def check_budget(path: Path) -> None:
    (election,) = read(path.read_bytes(), path.name)
    assert election.method is not None
    assert election.published is not None
    sheet = count(election.method, election.ballots, **election.settings)
    assert set(sheet.elected) == set(election.published)


@pytest.mark.parametrize("name", ["Netherlands_Assen_2024.pb"])
def test_the_budget_that_ships_with_the_tests(name: str) -> None:
    check_budget(VECTORS / "pabulib" / name)


@pytest.mark.parametrize(
    "name", [p.name for p in sorted(SHARED.glob("pabulib/*.pb"))] or ["Netherlands_Assen_2024.pb"]
)
def test_every_budget_beside_the_checkout(name: str) -> None:
    check_budget(shared() / "pabulib" / name)


RULES = {
    "scotland-fixed-p5-d5": "scottish-stv",
    "wigm-rational-d12": "wigm-exact",
    "meek-prf-o6-fixed-p9-d9": "meek-prf",
}
DUMPS = sorted(
    (path.name for path in SHARED.glob("droop/*.txt") if path.stem.split("-", 1)[1] in RULES),
)


@pytest.mark.parametrize("name", DUMPS or ["42-scotland-fixed-p5-d5.txt"])
def test_droop_counts_the_same_round_by_round(name: str) -> None:
    """The order of ties is the file's `[tie …]`, or else the order on the ballot, as droop has it."""
    folder = shared() / "droop"
    case, rule = Path(name).stem.split("-", 1)
    (election,) = read((folder / f"{case}.blt").read_bytes(), f"{case}.blt")
    lot = election.lot or election.ballots.candidates
    sheet = count(RULES[rule], election.ballots, lot=lot)
    rows = [line.split("\t") for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    columns = {title: place for place, title in enumerate(rows[0])}
    (end,) = (row for row in rows if row[1] == "end")
    size = len(sheet.candidates)
    names = [end[columns[f"{n}.name"]] for n in range(1, size + 1)]
    won = {names[n - 1] for n in range(1, size + 1) if end[columns[f"{n}.state"]] in "Ee"}
    assert set(sheet.elected) == won
    assert rounded(sheet, sheet.quota or 0) == rounded(sheet, Decimal(rows_of(rows, "begin")[0][2])) or (
        RULES[rule] == "meek-prf"
    )
    check_rounds(sheet, rows, columns, names, RULES[rule])


def rows_of(rows: list[list[str]], action: str) -> list[list[str]]:
    return [row for row in rows if len(row) > 1 and row[1] == action]


def rounded(sheet: CountSheet, number: Any) -> Decimal:
    if isinstance(number, Decimal):
        return number
    exact = Fraction(number)
    places = sheet.places if sheet.places is not None else 12
    return Decimal(round(exact * 10**places)) / Decimal(10**places)


def check_rounds(
    sheet: CountSheet, rows: list[list[str]], columns: dict[str, int], names: list[str], method: str
) -> None:
    """Each round of the dump has its stage, with the same totals.

    Gregory: the row after a round's transfers. Meek: the row at which the round elects or defeats.
    droop gives a round to a candidate who has just the quota, where nothing moves and we have no stage;
    its last rows, when the seats are filled, repeat totals.
    """
    actions = ("transfer",) if method != "meek-prf" else ("defeat", "elect")
    by_round: dict[str, list[str]] = {}
    for row in rows[1:]:
        if row[1] in actions and re.fullmatch(r"\d+", row[0]) and row[0] != "0":
            if method == "meek-prf":
                by_round.setdefault(row[0], row)
            else:
                by_round[row[0]] = row
    dumped = [
        tuple(Decimal(row[columns[f"{n}.vote"]]) for n in range(1, len(names) + 1))
        for row in by_round.values()
    ]
    ours = [tuple(rounded(sheet, total or 0) for total in stage.totals) for stage in sheet.stages]
    if method != "meek-prf":
        ours = ours[1:]
        dumped = [totals for n, totals in enumerate(dumped) if n == 0 or totals != dumped[n - 1]]
        ours = [totals for n, totals in enumerate(ours) if n == 0 or totals != ours[n - 1]]
        first = tuple(rounded(sheet, total or 0) for total in sheet.stages[0].totals)
        dumped = [totals for totals in dumped if totals != first]
        ours = [totals for totals in ours if totals != first]
    else:
        ours = ours[: len(dumped)]
        dumped = dumped[: len(ours)]
    assert ours
    assert ours == dumped
