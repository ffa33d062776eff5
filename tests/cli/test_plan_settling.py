"""Debts set off, ValueFlows in and out, masks, mandates and last year: `confederal plan` beside the rounds."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from confederal.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
FIVE = EXAMPLES / "five_bodies"
VALLEY = EXAMPLES / "river_valley_60"


def told(*words: object) -> Result:
    result = CliRunner().invoke(main, ["plan", *map(str, words)])
    assert result.exit_code == 0, result.output
    return result


def number(text: str) -> float:
    return float(text.replace(",", ""))


def test_every_party_can_check_its_own_statement_by_adding_up(tmp_path: Path) -> None:
    result = told("set-off", VALLEY, "--statements", tmp_path / "all")
    sheets = sorted((tmp_path / "all").iterdir())
    (digest,) = re.findall(r"Digest of the whole set-off: (\w{64})", result.output)
    said: dict[str, list[tuple[str, str]]] = {}
    for path in sheets:
        text = path.read_text()
        assert digest in text
        off = {"we owe": 0.0, "we are owed": 0.0}
        heading = ""
        for line in text.splitlines():
            if line in off:
                heading = line
            elif match := re.match(r"  (\S+) .*?([\d,]+\.\d\d) +([\d,]+\.\d\d) +([\d,]+\.\d\d)$", line):
                invoice, was, gone, rest = match.groups()
                assert number(was) == pytest.approx(number(gone) + number(rest))
                off[heading] += number(gone)
                said.setdefault(invoice, []).append((gone, rest))
            elif line.startswith("We no longer owe"):
                assert off["we owe"] == pytest.approx(off["we are owed"])
                assert number(line.split()[4]) == pytest.approx(off["we owe"])
                off = {"we owe": 0.0, "we are owed": 0.0}
    lines = list(csv.DictReader(io.StringIO((VALLEY / "invoices.csv").read_text())))
    assert set(said) == {r["number"] for r in lines}
    assert all(len(both) == 2 and both[0] == both[1] for both in said.values()), "both parties read the same"


def test_a_circle_in_a_file_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "owed.csv"
    file.write_text(
        "number,debtor,creditor,amount,unit\n1,mill,farm,50,EUR\n2,farm,rail,70,EUR\n3,rail,mill,30.5,EUR\n"
    )
    result = told("set-off", file, "--party", "farm")
    assert "91.50 of 150.50 owed is set off" in result.output
    assert "We no longer owe 30.50 EUR and are no longer owed 30.50 EUR" in result.output
    odd = CliRunner().invoke(main, ["plan", "set-off", str(file), "--party", "baker"])
    assert odd.exit_code == 1
    assert "farm, mill, rail" in odd.output


def package_with_deliveries(tmp_path: Path) -> Path:
    package = tmp_path / "five"
    shutil.copytree(FIVE, package)
    (package / "deliveries.csv").write_text(
        "workplace,commodity,amount,unit,day\n"
        "Heath Mill Oven,bread,21000,loaf,2027-06-30\nHeath Farm,rye,140,sack,2027-12-31\n"
    )
    return package


def test_value_flows_go_out_and_come_back_as_deliveries(tmp_path: Path) -> None:
    package, document = package_with_deliveries(tmp_path), tmp_path / "plan.jsonld"
    told("run", package, "--value-flows", document)
    graph = json.loads(document.read_text())["@graph"]
    assert {"vf:Plan", "vf:Commitment", "vf:EconomicEvent"} <= {n["type"] for n in graph}
    assert any("vf:fulfills" in n for n in graph)
    assert all(" " not in n["id"] for n in graph)
    back = tmp_path / "back.csv"
    result = told("flows", document, "--package", package, "--deliveries", back)
    assert "2 deliveries" in result.output
    assert back.read_text() == (package / "deliveries.csv").read_text()


def test_a_document_of_another_program_is_read_in_its_own_words(tmp_path: Path) -> None:
    document = tmp_path / "theirs.jsonld"
    theirs = {
        "@context": [
            "https://example.org/context",
            {
                "v": "https://w3id.org/valueflows/ont/vf#",
                "EconomicEvent": "v:EconomicEvent",
                "amount": "v:resourceQuantity",
                "o": "http://www.ontology-of-units-of-measure.org/resource/om-2/",
            },
        ],
        "@graph": [
            {"@id": "urn:a", "@type": "v:Organization", "v:name": "Heath Farm"},
            {"@id": "urn:r", "@type": "v:ResourceSpecification", "v:name": "rye"},
            {
                "@id": "urn:e", "@type": "EconomicEvent", "v:action": {"@id": "v:transfer"},
                "v:provider": {"@id": "urn:a"}, "v:resourceConformsTo": {"@id": "urn:r"},
                "amount": {"o:hasNumericalValue": 12.5, "o:hasUnit": {"@id": "x:sack"}},
                "v:hasPointInTime": "2027-06-30T12:00:00Z",
            },
        ],
    }  # fmt: skip
    document.write_text(json.dumps(theirs))
    assert (
        "came on 2027-06-30: Heath Farm: 12.5 sack rye" in told("flows", document, "--package", FIVE).output
    )
    events: list[dict[str, object]] = theirs["@graph"]  # type: ignore[assignment]
    for key, odd, why in (
        ("v:hasPointInTime", "soon", "cannot be read"),
        ("amount", {"o:hasNumericalValue": -1, "o:hasUnit": "sack"}, "cannot be read"),
        ("amount", {"o:hasNumericalValue": 1, "o:hasUnit": "t"}, "cannot be turned into sack"),
        ("v:resourceConformsTo", "urn:gold", "no commodity here"),
    ):
        changed = {**theirs, "@graph": [*events[:2], {**events[2], key: odd}]}
        document.write_text(json.dumps(changed))
        result = CliRunner().invoke(main, ["plan", "flows", str(document), "--package", str(FIVE)])
        assert result.exit_code == 1
        assert why in result.output
    document.write_text("{")
    broken = CliRunner().invoke(main, ["plan", "flows", str(document)])
    assert "cannot be read" in broken.output
    assert isinstance(broken.exception, SystemExit)


def test_masks_change_nothing_that_people_read(tmp_path: Path) -> None:
    openly = told("run", FIVE, "--mandate", "0.3").output
    masked = told("run", FIVE, "--mandate", "0.3", "--masked").output
    plan = "What each workplace is asked for"
    assert masked[masked.index(plan) :] == openly[openly.index(plan) :]


def test_the_year_after_starts_warm_and_stays_inside_the_mandates(tmp_path: Path) -> None:
    archive = tmp_path / "first"
    cold = told("run", FIVE, "--archive", archive)
    held = len(re.findall(r"^round \d+:", cold.output, re.MULTILINE))
    private = b"".join(p.read_bytes() for p in archive.iterdir())
    for secret in (b"horses", b"two bakings", b"agreed with the bakers", b"strain"):
        assert secret not in private
    warm = told("run", FIVE, "--last-year", archive, "--mandate", "0.2", "--archive", tmp_path / "second")
    assert len(re.findall(r"^warm, round \d+:", warm.output, re.MULTILINE)) < held
    assert "Mandates: every assembly voted once, ±20%" in warm.output
    assert "3 of 3 are asked for what lies in their box" in warm.output
    assert "same bytes" in told("replay", tmp_path / "second").output


def test_a_year_with_a_replan_replays_both(tmp_path: Path) -> None:
    package = package_with_deliveries(tmp_path)
    result = told("run", package, "--archive", tmp_path / "year", "--mandate", "0.1", "--masked")
    assert "rang locally" in result.output
    assert "Warm replan" in result.output
    assert "Asked again: " in result.output
    again = told("replay", tmp_path / "year").output
    assert "rounds replayed to the same bytes" in again
    assert "rounds of the replan replayed to the same bytes" in again
    described = json.loads((tmp_path / "year" / "datapackage.json").read_text())
    assert {r["path"] for r in described["resources"]} >= {"plan.csv", "replan-plan.csv", "deliveries.csv"}
