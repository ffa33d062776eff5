"""A member list as a CSV file, read whole or not at all: each line as a line of our list, or what is wrong with it.

What it takes: UTF-8 with or without its mark, UTF-16, Windows-1252 and Mac Roman; comma, semicolon or tab; headings in
English or Spanish; at most `MOST_LINES` lines. What it never does: guess a missing number, take half of a file, run or
pass on a formula, keep or log anything. Nothing here knows of a record: what a list changes, `audit.standing` says.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from confederal.kernel.member import Standing

MOST_LINES: Final = 100_000
MOST_BYTES: Final = 10 * 1024 * 1024
MOST_TOLD: Final = 200
"""So many lines with problems are told one by one; the rest is counted."""

LONGEST: Final = {"number": 64, "name": 120, "mail": 254, "phone": 40, "section": 64, "standing": 40}


class Line(Struct, frozen=True):
    """One person, as the list has them. Only `number` finds them again next month; it never enters a record."""

    at: int
    """The line in the file, counted from 1 with the headings."""
    number: str
    name: str = ""
    mail: str = ""
    phone: str = ""
    section: str | None = None
    standing: Standing = Standing.GOOD

    def __repr__(self) -> str:
        return f"Line(at={self.at})"


class Problem(Struct, frozen=True):
    """What is wrong with a line, in words that say what to do."""

    at: int
    words: str


class Sheet(Struct, frozen=True):
    """A whole file, read."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    """The first of them; `wrong` counts the lines they stand on, all of them."""
    wrong: int
    encoding: str
    separator: str
    columns: tuple[str, ...]
    """The columns that were recognised, in their order."""
    ignored: tuple[str, ...]
    """Headings of columns that are not taken: nothing in them was kept."""
    unknown_sections: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the whole file can be taken."""
        return not self.wrong


class NotRead(Exception):
    """The file cannot be read as a member list; `words` say why and what to do. It repeats nothing of its content."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def sheet_of(data: bytes, sections: Sequence[str], encoding: str = "") -> Sheet:
    """The member list in a file.

    `sections` are those of the body, as its rules write them; `encoding` is one of `ENCODINGS`, or empty where it is
    to be found out. Raises NotRead.
    """
    words, encoding = text_of(data, encoding)
    head, separator = headings(words)
    rows = numbered_rows(words, separator)
    next(rows, None)
    columns = {place: HEADINGS[slug(title)] for place, title in enumerate(head) if slug(title) in HEADINGS}
    named = list(columns.values())
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise NotRead(
            _("Two columns have the same heading (%(column)s). Delete one of them and upload the file again.")
            % {"column": ", ".join(twice)}
        )
    ignored = tuple(title.strip() for title in head if title.strip() and slug(title) not in HEADINGS)
    reader = Lines(columns, len(head), sections)
    try:
        for at, cells in islice(rows, MOST_LINES + 1):
            reader.take(at, cells)
        beyond = reader.taken > MOST_LINES
    except csv.Error as fault:
        raise NotRead(
            _(
                "The file breaks off in the middle of a line: a quotation mark is opened and never closed. "
                "Save it again as CSV from your spreadsheet."
            )
        ) from fault
    if beyond:
        raise NotRead(
            _(
                "The file has more than %(most)s lines. Split it, by section for instance, and import the parts."
            )
            % {"most": f"{MOST_LINES:,}"}
        )
    if not reader.taken:
        raise NotRead(_("There is nobody in this file: under the headings it is empty."))
    return Sheet(
        lines=tuple(reader.lines),
        problems=tuple(reader.problems[:MOST_TOLD]),
        wrong=reader.wrong,
        encoding=encoding,
        separator=separator,
        columns=tuple(named),
        ignored=ignored,
        unknown_sections=tuple(sorted(reader.unknown)),
    )


# From bytes to text

ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
}
"""The encodings a file may have been saved in, and what spreadsheets call them."""

NO_LISTS: Final = {
    b"PK\x03\x04": "XLSX/ODS",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "GZIP",
}
"""How files begin that are often uploaded by mistake."""


def text_of(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of a file and its encoding. Raises NotRead."""
    if not data.strip():
        raise NotRead(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise NotRead(too_large())
    for beginning, kind in NO_LISTS.items():
        if data.startswith(beginning):
            raise NotRead(
                _("This is no CSV file (it is %(kind)s). Open it in your spreadsheet, save it as CSV, UTF-8.")
                % {"kind": kind}
            )
    chosen = encoding or found_encoding(data)
    if chosen not in ENCODINGS:
        raise NotRead(_("The letters of this file cannot be read. Save it as CSV, UTF-8, and try again."))
    try:
        words = data.decode(
            wide(data) if chosen == "utf-16" else "utf-8-sig" if chosen == "utf-8" else chosen
        )
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise NotRead(
            _(
                "The letters of this file cannot be read as %(encoding)s; the first that cannot stands on line "
                "%(line)s. Save it as CSV, UTF-8, or choose another encoding."
            )
            % {"encoding": ENCODINGS[chosen], "line": line}
        ) from fault
    if "\x00" in words:
        raise NotRead(_("This is no text file. Open it in your spreadsheet and save it as CSV, UTF-8."))
    return words, chosen


def too_large() -> str:
    """What is said of a file beyond `MOST_BYTES`."""
    return _("The file is larger than %(most)s MB. Delete columns that are not needed, or split it.") % {
        "most": MOST_BYTES // 1024 // 1024
    }


def found_encoding(data: bytes) -> str:
    """What a file was saved in: by its mark, by being UTF-8, by its headings, else what charset-normalizer finds."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:4000].count(0) > len(data[:4000]) // 5:
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        by_headings = {
            name: headings_known(data.split(b"\n", 1)[0], name) for name in ("cp1252", "mac_roman")
        }
        if len(set(by_headings.values())) > 1:
            return max(by_headings, key=lambda name: by_headings[name])
        # only the lines with letters beyond ASCII tell one from the other
        telling = b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:20_000]
        best = from_bytes(telling, cp_isolation=["cp1252", "mac_roman"]).best()
        return "cp1252" if best is None else best.encoding
    return "utf-8"


def headings_known(first: bytes, encoding: str) -> int:
    """How many headings of the first line are known under this encoding."""
    cells = re.split(f"[{SEPARATORS}]", first[:10_000].decode(encoding, "replace"))
    return sum(slug(cell) in HEADINGS for cell in cells)


def wide(data: bytes) -> str:
    """Which UTF-16 it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-16-be" if data[:1] == b"\x00" else "utf-16-le"


# From text to cells

SEPARATORS: Final = ",;\t"

HEADINGS: Final = {
    heading: column
    for column, said in {
        "number": "id number no nr member_id member_number membership_number member_no card_number numero num nº n "
        "numero_de_socio numero_socio numero_de_socia no_socio n_socio socio_id numero_de_afiliado "
        "numero_de_afiliada n_afiliado numero_afiliacion identificador",
        "name": "name full_name member person nombre nombre_completo nombre_y_apellidos apellidos_y_nombre",
        "mail": "mail email e_mail mail_address email_address e_mail_address correo correo_electronico",
        "phone": "phone telephone mobile phone_number telefono movil celular tel",
        "section": "section shift shop department depot branch seccion turno taller departamento area",
        "standing": "standing status state situacion estado condicion estado_de_alta",
    }.items()
    for heading in said.split()
}
"""Headings, as `slug` writes them → the column they stand over."""


def slug(words: str) -> str:
    """Words without accents, capitals and signs: as headings and sections are compared.

    >>> slug(" Nº de afiliación ")
    'no_de_afiliacion'
    """
    plain = unicodedata.normalize("NFKD", words).casefold()
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def headings(words: str) -> tuple[list[str], str]:
    """The headings and what separates the cells. Raises NotRead where there is no column that finds a person again.

    The separator is the one under which most headings are known; where that does not tell, what csv.Sniffer says.
    """
    first = words.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    if len(first) > 10_000:
        raise NotRead(_("The first line is too long to be one of headings. Is this a CSV file?"))
    told = {}
    for separator in SEPARATORS:
        try:
            cells = next(csv.reader([first], delimiter=separator), [])
        except csv.Error:
            continue
        told[separator] = (sum(slug(cell) in HEADINGS for cell in cells), cells)
    known = max((number for number, _cells in told.values()), default=0)
    best = [separator for separator, (number, _cells) in told.items() if number == known]
    separator = best[0] if best and (known > 1 or len(best) == 1) else sniffed(words)
    cells = told.get(separator, (0, [first]))[1]
    if not any(HEADINGS.get(slug(cell)) == "number" for cell in cells):
        raise NotRead(
            _(
                "No column is headed “number” (or id, número, número de socio). Each line needs something that finds "
                "the same person again next month: a member number, not a name. The first line must hold the headings."
            )
        )
    return cells, separator


def sniffed(words: str) -> str:
    """The separator as csv.Sniffer sees it, or a comma."""
    try:
        return csv.Sniffer().sniff(words[:4000], delimiters=SEPARATORS).delimiter
    except csv.Error:
        return ","


def numbered_rows(words: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with anything in it, and the line of the file it begins on."""
    reader = csv.reader(re.split(r"(?<=\n)", words.lstrip("\ufeff")), delimiter=separator, strict=True)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


# From cells to lines

STANDINGS: Final = {
    word: standing
    for standing, said in {
        Standing.GOOD: "good active member ok yes in_good_standing paid current activo activa al_dia al_corriente "
        "socio socia miembro afiliado afiliada alta si",
        Standing.SUSPENDED: "suspended arrears in_arrears behind inactive suspendido suspendida moroso morosa en_mora "
        "inactivo inactiva",
        Standing.ADVISOR: "advisor adviser asesor asesora",
        Standing.GONE: "gone left resigned former ex baja fuera exsocio exsocia",
    }.items()
    for word in said.split()
}
"""What a list says of somebody, as `slug` writes it → their standing. An empty cell is good standing."""

HIDDEN: Final = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Signs that are not seen, turn the direction of others, or break a line inside a cell."""
PHONE: Final = re.compile(r"\+?[0-9][0-9 ()./-]{3,}")
MAIL: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


class Lines:
    """Lines as they are taken, each once, with what is wrong with each."""

    def __init__(self, columns: dict[int, str], width: int, sections: Sequence[str]) -> None:
        self.columns: Final = columns
        self.width: Final = width
        self.sections: Final = {slug(section): section for section in sections}
        self.lines: list[Line] = []
        self.problems: list[Problem] = []
        self.wrong = 0
        self.taken = 0
        self.unknown: set[str] = set()
        self._seen: dict[str, int] = {}

    def take(self, at: int, cells: Sequence[str]) -> None:
        """Takes one row: it becomes a line, or what is wrong with it is told."""
        self.taken += 1
        said = {
            column: clean(cells[place]) if place < len(cells) else ""
            for place, column in self.columns.items()
        }
        wrong = [*self.too_wide(cells), *faults_of(said), *self.of_the_list(at, said)]
        if wrong:
            self.wrong += 1
            if len(self.problems) < MOST_TOLD:
                self.problems += [Problem(at, words) for words in wrong]
            return
        section = said.get("section", "")
        self.lines.append(
            Line(
                at=at,
                number=same(said["number"]),
                name=said.get("name", ""),
                mail=said.get("mail", ""),
                phone=said.get("phone", ""),
                section=self.sections[slug(section)] if section else None,
                standing=STANDINGS[slug(said["standing"])] if said.get("standing") else Standing.GOOD,
            )
        )

    def too_wide(self, cells: Sequence[str]) -> Iterator[str]:
        beyond = [cell for cell in cells[self.width :] if cell.strip()]
        if beyond:
            yield ngettext(
                "there is %(count)s cell more than headings; is there a comma in a name? Put it in quotation marks",
                "there are %(count)s cells more than headings; is there a comma in a name? Put it in quotation marks",
                len(beyond),
            ) % {"count": len(beyond)}

    def of_the_list(self, at: int, said: dict[str, str]) -> Iterator[str]:
        """What only the list as a whole shows: a number that stands twice, a section there is not."""
        number = same(said["number"])
        if not number:
            yield _("the number is missing; without it nobody finds this person again next month")
        elif number in self._seen:
            yield _("the number %(number)s stands on line %(line)s already; each person once") % {
                "number": shown(said["number"]),
                "line": self._seen[number],
            }
        else:
            self._seen[number] = at
        section = said.get("section", "")
        if section and slug(section) not in self.sections:
            self.unknown.add(shown(section))
            yield _("there is no section “%(section)s”; ours are: %(ours)s") % {
                "section": shown(section),
                "ours": ", ".join(self.sections.values()) or _("none"),
            }
        standing = said.get("standing", "")
        if standing and slug(standing) not in STANDINGS:
            yield _("the standing “%(standing)s” is not known; say good, suspended or left") % {
                "standing": shown(standing)
            }


def clean(cell: str) -> str:
    """A cell without spaces around it, its accents written in one way; a dash alone is an empty cell."""
    plain = cell if cell.isascii() else unicodedata.normalize("NFC", cell).replace("\u00a0", " ")
    plain = plain.strip(" \t\r")
    return "" if plain in ("-", "–", "—") else plain


def same(number: str) -> str:
    """A member number as it is compared: capitals and zeros in front, which spreadsheets change, make no difference.

    >>> same("007"), same("A-7"), same("0")
    ('7', 'a-7', '0')
    """
    folded = number.casefold()
    return (folded.lstrip("0") or "0") if folded.isdigit() else folded


def faults_of(said: dict[str, str]) -> Iterator[str]:
    """What is wrong with the cells of a line, each for itself."""
    for column, cell in said.items():
        if not cell:
            continue
        if len(cell) > LONGEST[column]:
            yield _("%(column)s is too long: %(length)s signs, %(most)s at most") % {
                "column": _(COLUMNS[column]),
                "length": len(cell),
                "most": LONGEST[column],
            }
        elif HIDDEN.search(cell):
            yield _("%(column)s holds hidden signs or a line break; type it anew") % {
                "column": _(COLUMNS[column])
            }
        elif formula(column, cell):
            yield _(
                "%(column)s begins with %(sign)s, as a formula does; formulas are not taken: put in what it shows"
            ) % {"column": _(COLUMNS[column]), "sign": cell[0]}
        elif column == "mail" and not MAIL.fullmatch(cell):
            yield _("this is no mail address; leave it empty for somebody without one")


def formula(column: str, cell: str) -> bool:
    """Whether a spreadsheet would run this cell. Only a telephone number may begin with +."""
    if cell[0] not in "=+-@":
        return False
    return not (column == "phone" and PHONE.fullmatch(cell) is not None)


COLUMNS: Final = {
    "number": "the number",
    "name": "the name",
    "mail": "the mail address",
    "phone": "the telephone number",
    "section": "the section",
    "standing": "the standing",
}
"""How columns are called in the sentences about them."""


def shown(cell: str) -> str:
    """A cell in a sentence: never more of it than a glance needs, and nothing hidden."""
    plain = HIDDEN.sub("·", cell)
    return plain if len(plain) <= 40 else f"{plain[:39]}…"
