"""What stands on a PDF: its words page by page, through the tables with which a reader copies text out of it."""

from __future__ import annotations

import re
import zlib


def pages(pdf: bytes) -> list[str]:
    """The words of each page, line by line in the order in which they are set."""
    objects = {
        int(number): body for number, body in re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)
    }
    fonts = {name: letters(objects, int(at)) for name, at in resources(objects)}
    found = []
    for _number, body in sorted(objects.items()):
        if b"/Type /Page\n" in body:
            at = re.search(rb"/Contents (\d+) 0 R", body)
            assert at is not None
            found.append(words(stream(objects[int(at[1])]), fonts))
    return found


def text(pdf: bytes) -> str:
    """All words of a PDF, spaces and line ends made one."""
    return " ".join(" ".join(pages(pdf)).split())


def resources(objects: dict[int, bytes]) -> set[tuple[bytes, bytes]]:
    return {pair for body in objects.values() for pair in re.findall(rb"/(F\d+) (\d+) 0 R", body)}


def letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """Codes of a typeface → characters, by its own table."""
    at = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert at is not None
    pairs = re.findall(rb"<([0-9A-F]+)> <([0-9A-F]+)>\n", stream(objects[int(at[1])]))
    return {
        int(code, 16): bytes.fromhex(told.decode()).decode("utf-16-be", "replace") for code, told in pairs[1:]
    }


def stream(body: bytes) -> bytes:
    head, _, content = body.partition(b"stream\n")
    content = content.removesuffix(b"\nendstream")
    return zlib.decompress(content) if b"FlateDecode" in head else content


def words(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    told = []
    font: dict[int, str] = {}
    for name, shown in re.findall(rb"/(F\d+) [\d.]+ Tf|\(((?:[^\\()]|\\.)*)\) ?Tj", content, re.DOTALL):
        if name:
            font = fonts[name]
            continue
        raw = re.sub(rb"\\(.)", lambda m: {b"r": b"\r", b"n": b"\n"}.get(m[1], m[1]), shown, flags=re.DOTALL)
        told.append("".join(font.get(code, "?") for code in codes(raw)))
    return "\n".join(told)


def codes(raw: bytes) -> list[int]:
    return [int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2)]
