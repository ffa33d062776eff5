"""Reading a file of ballots: which format it is, and the elections in it.

Bytes come in; nothing here opens a file.
"""

from __future__ import annotations

import re

from confederal.counting.formats import blt, debian, pabulib, plain, preflib, scottish
from confederal.counting.formats.election import Election, UnreadableError
from confederal.counting.method import Form

PREFLIB = (".soc", ".soi", ".toc", ".toi", ".cat")


def read(data: bytes | str, name: str = "", form: Form | None = None) -> tuple[Election, ...]:
    """The elections of a file (nearly always one), recognised by content and, where in doubt, by `name`.

    Byte order marks, any line ends and blank lines are no matter; UTF-8 and UTF-16 are read,
    and otherwise Windows-1252. `form` says what the numbers of a plain CSV mean.

    >>> election, = read("2 1\\n3 1 2 0\\n0\\n\\"Ana\\"\\n\\"Ben\\"\\n\\"Delegate\\"\\n")
    >>> election.ballots.candidates, election.ballots.seats, election.ballots.total
    (('Ana', 'Ben'), 1, 3)

    Raises UnreadableError, which names the line.
    """
    if form is None and not name.lower().endswith((".pb", ".csv", *PREFLIB)):
        quick = blt.read_bytes(data.encode(errors="surrogatepass") if isinstance(data, str) else data)
        if quick is not None:
            return (quick,)
    text = data if isinstance(data, str) else decoded(data)
    if "\0" in text[:10_000]:
        raise UnreadableError(None, "this is no text file")
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    while lines and not lines[-1].strip():
        lines.pop()
    first = next((line.strip() for line in lines if line.strip()), None)
    if first is None:
        raise UnreadableError(1, "the file is empty")
    suffix = re.search(r"\.[a-z]+$", name.lower())
    return _as(_recognised(first, lines, suffix[0] if suffix else ""), lines, form)


def decoded(data: bytes) -> str:
    """The text of a file in whatever encoding it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise UnreadableError(None, "the file says it is UTF-16 and is not") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _recognised(first: str, lines: list[str], suffix: str) -> str:
    if suffix == ".pb" or first.strip(";").upper() == "META":
        return "pabulib"
    if first.startswith("{"):
        return "debian"
    if re.match(r"#\s*(FILE NAME|TITLE|DATA TYPE|NUMBER ALTERNATIVES)", first):
        return "preflib"
    if suffix in PREFLIB:
        return "preflib"
    if suffix == ".blt":
        return "blt"
    if re.fullmatch(r"\"?\d+\"?\s*,\s*\"?\d+\"?[\s,]*", first):
        return "scottish"
    if any(line.lstrip().startswith("V: ") for line in lines):
        return "tally"
    plainly = next((line for line in _uncommented(lines)), "")
    if re.fullmatch(r"\d+\s+\d+([\s,].*)?", plainly):
        return "blt"
    return "csv"


def _uncommented(lines: list[str]) -> list[str]:
    return [text for line in lines[:50] if (text := line.split("#")[0].strip()) and not text.startswith("/*")]


def _as(kind: str, lines: list[str], form: Form | None) -> tuple[Election, ...]:
    match kind:
        case "pabulib":
            return (pabulib.read(lines),)
        case "debian":
            return debian.read_records(lines)
        case "tally":
            return (debian.read_tally(lines),)
        case "preflib":
            return (preflib.read(lines),)
        case "blt":
            return (blt.read(lines),)
        case "scottish":
            return (scottish.read(lines),)
        case _:
            return (plain.read("\n".join(lines) + "\n", form),)
