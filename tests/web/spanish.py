"""Every sentence members can read, gathered from the source: of the pages, and of the rooms that know no page.

`python -m tests.web.spanish` (with `src` on the path) brings the Spanish file up to date: new sentences are added
without translation, those that nobody says any more are taken out, and what is translated is compiled. It prints
what still has no Spanish.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import polib

SOURCE = Path(__file__).parents[2] / "src" / "confederal"
WEB = SOURCE / "web"
WRITTEN = WEB / "locale" / "es" / "LC_MESSAGES" / "django.po"
ROOMS = ("kernel", "counting", "charter", "audit", "secretary")
"""The rooms whose sentences pages show."""


class Message(NamedTuple):
    """What translators read: the sentence, the one for several, and in which sense it is meant."""

    one: str
    many: str | None = None
    sense: str | None = None


CALLS = {
    "_": Message("0"),
    "gettext": Message("0"),
    "gettext_lazy": Message("0"),
    "gettext_noop": Message("0"),
    "ngettext": Message("0", "1"),
    "ngettext_lazy": Message("0", "1"),
    "pgettext": Message("1", None, "0"),
    "pgettext_lazy": Message("1", None, "0"),
    "npgettext": Message("1", "2", "0"),
    "say": Message("0"),
    "plural": Message("1", "2"),
}
"""What marks a sentence, and at which places of the call it stands."""

SPOKEN = {
    "Fault": (0, 1),
    "Objection": (2, 3, 4),
    "missing": (0, 1, 2),
    "Node": (0,),
    "objection": (0, 1),
}
"""What the pure rooms make of words: a literal at these places is a whole sentence."""

HOLE = re.compile(r"%\(\w+\)[a-z]|%s|\{\w*\}")


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def literals(node: ast.expr) -> Iterator[str]:
    """The literals an expression may come to: itself, or either branch of a choice."""
    if isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif words := literal(node):
        yield words


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def aliases(tree: ast.Module) -> dict[str, str]:
    """Under which other names a file imports what marks a sentence: `from … import gettext_lazy as lazy`."""
    return {
        each.asname: each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for each in node.names
        if each.asname is not None and each.name in CALLS and each.asname not in CALLS
    }


def message_of(call: ast.Call, called: Mapping[str, str] = MappingProxyType({})) -> Message | None:
    """The message a call marks; None where it marks none, or no literal."""
    name = name_of(call)
    places = CALLS.get(called.get(name, name))
    if places is None:
        return None
    given = [
        None if place is None or len(call.args) <= int(place) else literal(call.args[int(place)])
        for place in places
    ]
    return Message(given[0], given[1], given[2]) if given[0] else None


def of_code(path: Path) -> Iterator[Message]:
    """What a file of the pages marks."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = aliases(tree)
    for node in ast.walk(tree):
        message = message_of(node, called) if isinstance(node, ast.Call) else None
        if message is not None:
            yield message


def of_room(path: Path) -> Iterator[Message]:
    """What a file of a pure room says: its marked sentences, and the literals that become one as they are."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        message = message_of(node)
        if message is not None and name_of(node) in ("say", "plural"):
            yield message
        for place in SPOKEN.get(name_of(node), ()):
            if len(node.args) > place:
                yield from (Message(words) for words in literals(node.args[place]))


def of_template(path: Path) -> Iterator[Message]:
    """What a template marks."""
    from django.utils.translation.template import templatize

    source = templatize(path.read_text(encoding="utf-8"))
    for found in re.finditer(r"\b(_|gettext|ngettext|pgettext|npgettext)\(", source):
        call = ast.parse(source[found.start() : balanced(source, found.end())].strip(), mode="eval").body
        assert isinstance(call, ast.Call)
        message = message_of(call)
        assert message is not None
        yield message


def balanced(source: str, start: int) -> int:
    """Where the call that opened before `start` ends: the shortest text that parses."""
    end = start
    while True:
        end = source.index(")", end) + 1
        begin = source.rindex("(", 0, start)
        try:
            ast.parse("f" + source[begin:end], mode="eval")
        except SyntaxError:
            continue
        return end


def of_law() -> Iterator[Message]:
    """The words of the articles: title, text, chapter, paragraphs, and why one only declares."""
    from confederal.charter.articles import ARTICLES

    for article in ARTICLES:
        yield from (Message(words) for words in (article.title, article.text, article.chapter))
        for paragraph in article.paragraphs:
            yield from (Message(words) for words in (paragraph.words, paragraph.because) if words)


def of_pages() -> set[Message]:
    """Every sentence the pages themselves say."""
    code = (message for path in WEB.rglob("*.py") for message in of_code(path))
    templates = (path for kind in ("html", "txt") for path in WEB.rglob(f"templates/**/*.{kind}"))
    return {*code, *(message for path in templates for message in of_template(path))}


def of_rooms() -> set[Message]:
    """Every sentence the pure rooms say, the law's own words among them."""
    paths = (path for room in ROOMS for path in (SOURCE / room).rglob("*.py"))
    said = (message for path in (SOURCE / "sentence.py", *paths) for message in of_room(path))
    return {*of_law(), *said}


def gathered() -> set[Message]:
    """Every sentence members can read."""
    both = of_pages() | of_rooms()
    severals = {(message.one, message.sense) for message in both if message.many is not None}
    return {
        message
        for message in both
        if message.many is not None or (message.one, message.sense) not in severals
    }


def brought_up_to_date() -> list[str]:
    """Writes and compiles the Spanish file; what has no Spanish yet."""
    file = polib.pofile(str(WRITTEN), wrapwidth=0)
    known = {(entry.msgid, entry.msgctxt): entry for entry in file}
    wanted = {(message.one, message.sense): message for message in gathered()}
    for key, entry in known.items():
        message = wanted.get(key)
        if message is None or (message.many or "") != entry.msgid_plural:
            file.remove(entry)
    for key, message in wanted.items():
        entry = known.get(key)
        if entry is None or (message.many or "") != entry.msgid_plural:
            file.append(entry_of(message))
    file.sort(key=lambda entry: (entry.msgctxt or "", entry.msgid))
    file.save(str(WRITTEN))
    file.save_as_mofile(str(WRITTEN.with_suffix(".mo")))
    return [entry.msgid for entry in file if not entry.translated()]


def entry_of(message: Message) -> polib.POEntry:
    several = {} if message.many is None else {"msgid_plural": message.many, "msgstr_plural": {0: "", 1: ""}}
    holes = HOLE.findall(message.one)
    flags = ["python-brace-format" if holes[0].startswith("{") else "python-format"] if holes else []
    return polib.POEntry(msgid=message.one, msgctxt=message.sense, flags=flags, **several)


if __name__ == "__main__":
    missing = brought_up_to_date()
    print(*missing, f"{len(missing)} without Spanish", sep="\n")
    sys.exit(bool(missing))
