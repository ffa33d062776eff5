"""Member lists as they really come: in every encoding, with every mistake, and read whole or not at all."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from confederal.kernel.member import Standing
from confederal.web.people.register_csv import HIDDEN, MOST_LINES, MOST_TOLD, NotRead, same, sheet_of

HEAD = ["Number", "Name", "E-mail", "Section", "Standing"]
PEOPLE = [
    ["1", "José Núñez", "jose@bakery.example", "day shift", "good"],
    ["2", "María Ibáñez", "", "Night Shift", "suspended"],
    ["3", "Zoë Müller", "", "", ""],
]
SECTIONS = ("day_shift", "night_shift")


def written(rows: Sequence[Sequence[str]], separator: str = ",", head: Sequence[str] = HEAD) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([head, *rows])
    return out.getvalue()


def problems(*rows: Sequence[str], head: Sequence[str] = HEAD) -> dict[int, str]:
    """What is wrong, line by line. The whole list cannot be taken then."""
    sheet = sheet_of(written(rows, head=head).encode(), SECTIONS)
    assert sheet.good == (not sheet.problems)
    return {problem.at: problem.words for problem in sheet.problems}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_the_same_list_in_every_encoding(encoding: str, found: str, separator: str) -> None:
    head = ["Número", "Nombre", "Correo", "Sección", "Estado"]
    sheet = sheet_of(written(PEOPLE, separator, head).encode(encoding), SECTIONS)
    assert (sheet.encoding, sheet.separator, sheet.good) == (found, separator, True)
    assert [line.name for line in sheet.lines] == [row[1] for row in PEOPLE]
    assert [line.section for line in sheet.lines] == ["day_shift", "night_shift", None]
    assert [line.standing for line in sheet.lines] == [Standing.GOOD, Standing.SUSPENDED, Standing.GOOD]


def test_an_encoding_can_be_chosen_and_a_wrong_one_is_said_with_its_line() -> None:
    data = written(PEOPLE).encode("cp1252")
    with pytest.raises(NotRead, match="line 2") as told:
        sheet_of(data, SECTIONS, "utf-8")
    assert "José" not in str(told.value)
    assert sheet_of(data, SECTIONS, "cp1252").lines[0].name == "José Núñez"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"PK\x03\x04 a spreadsheet", "XLSX"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xfe\x00", "encoding|letters"),
        (b"Name,Mail\nAna,ana@a.example\n", "number"),
        (b"id,name\n", "nobody"),
        (b"id,name,name\n1,Ana,Ana\n", "same heading"),
        (b'id,name\n1,"Ana\n2,Ben\n', "quotation"),
        (b"x" * 20_000, "headings"),
        (b"0" * (10 * 1024 * 1024 + 1), "MB"),
    ],
)
def test_what_is_no_list_says_why_and_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(NotRead, match=words):
        sheet_of(data, SECTIONS)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["", "Ana"], "number is missing"),
        (["-", "Ana"], "number is missing"),
        (["9", "=HYPERLINK(1)"], "formula"),
        (["9", "+cmd|' /C calc'!A0"], "formula"),
        (["9", "@SUM(1)"], "formula"),
        (["=1+1", "Ana"], "formula"),
        (["9", "-2+3"], "formula"),
        (["9", "Ana\u202egnp"], "hidden"),
        (["9", "Ana\u200bB"], "hidden"),
        (["9", "Ana\nBen"], "line break"),
        (["9", "A" * 121], "too long"),
        (["9" * 65, "Ana"], "too long"),
        (["9", "Ana", "no address"], "no mail"),
        (["9", "Ana", "", "night"], "no section"),
        (["9", "Ana", "", "", "excellent"], "standing"),
        (["9", "Ana", "", "", "", "Ben"], "cell more"),
    ],
)
def test_each_mistake_is_told_with_its_line(row: list[str], words: str) -> None:
    told = problems(["1", "Whole"], row, ["2", "Whole"])
    assert list(told) == [3]
    assert words in told[3]


def test_a_number_that_stands_twice_names_the_line_of_the_first() -> None:
    told = problems(["007", "Ana"], ["B-1", "Ben"], ["7", "Cleo"], ["b-1", "Dora"])
    assert list(told) == [4, 5]
    assert "line 2" in told[4]
    assert "line 3" in told[5]


def test_every_problem_of_a_line_is_told_and_lines_keep_their_numbers() -> None:
    told = [
        (problem.at, problem.words)
        for problem in sheet_of(b'id,name,mail\n1,"A ""quoted"" Ana",\n\n2,=1,nothing\n', SECTIONS).problems
    ]
    assert [at for at, _words in told] == [4, 4]


def test_markup_is_a_name_like_any_other_and_a_telephone_begins_with_a_plus() -> None:
    sheet = sheet_of(b"id,name,phone\n1,<script>alert(1)</script>,+34 600 000 000\n", ())
    assert sheet.good
    assert sheet.lines[0].name == "<script>alert(1)</script>"
    assert "script" not in repr(sheet.lines[0])


def test_columns_that_are_not_taken_are_named() -> None:
    sheet = sheet_of(b"id;name;birth date;IBAN\n1;Ana;1.1.1990;ES00\n", ())
    assert sheet.ignored == ("birth date", "IBAN")


def test_a_hundred_thousand_lines_in_a_few_seconds_and_not_one_more() -> None:
    body = "".join(f"{n},Ana Núñez {n},a{n}@b.example,Day Shift,good\n" for n in range(MOST_LINES))
    started = time.monotonic()
    sheet = sheet_of(f"id,name,mail,section,standing\n{body}".encode(), SECTIONS)
    spent = time.monotonic() - started
    assert len(sheet.lines) == MOST_LINES
    assert spent < 20
    with pytest.raises(NotRead, match="100,000"):
        sheet_of(f"id,name,mail,section,standing\n{body}x,Ben,,,\n".encode(), SECTIONS)


def test_of_many_mistakes_the_first_are_told_and_all_are_counted() -> None:
    sheet = sheet_of(("id,name\n" + ",Ana\n" * 5000).encode(), ())
    assert (sheet.wrong, len(sheet.problems), sheet.lines) == (5000, MOST_TOLD, ())


# Laws

PLAIN = st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" ")
NAME = (
    st.text(PLAIN, min_size=1, max_size=60)
    .map(str.strip)
    .filter(lambda name: name[:1] not in ("", "=", "+", "-", "@", "–", "—") and not HIDDEN.search(name))
)
NUMBER = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9./-]{0,20}", fullmatch=True)


@given(
    st.lists(st.tuples(NUMBER, NAME), min_size=1, max_size=20, unique_by=lambda pair: same(pair[0])),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example([("1", 'Ana "la" Ñ; B, C')], ";", "utf-16")
def test_what_is_written_is_what_is_read(
    people: list[tuple[str, str]], separator: str, encoding: str
) -> None:
    sheet = sheet_of(written(people, separator, ["id", "name"]).encode(encoding), ())
    assert sheet.good, sheet.problems
    read = [(line.number, line.name) for line in sheet.lines]
    assert [number for number, _name in read] == [same(number) for number, _name in people]
    assert [name.split() for _number, name in read] == [nfc(name).split() for _number, name in people]


def nfc(name: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", name)


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda words: f"id,name\n{words}".encode("utf-8", "ignore")),
    )
)
def test_any_bytes_are_a_sheet_or_a_reason(data: bytes) -> None:
    try:
        sheet = sheet_of(data, SECTIONS)
    except NotRead:
        return
    assert len(sheet.lines) + sheet.wrong >= 1
    assert all(not HIDDEN.search(line.name) for line in sheet.lines)
    assert len({line.number for line in sheet.lines}) == len(sheet.lines)
