"""Every sentence of the pages has its Spanish one, and what is shipped compiled is what is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

WEB = Path(__file__).parents[2] / "src" / "confederal" / "web"
WRITTEN = WEB / "locale" / "es" / "LC_MESSAGES" / "django.po"
CALLS = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0,),
    "ngettext_lazy": (0,),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
    "npgettext": (1,),
}
"""What marks a sentence, and at which place it stands."""
HOLE = re.compile(r"%\(\w+\)[a-z]|%s|\{\w*\}")


def said_in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        for place in CALLS.get(name, ()):
            words = node.args[place] if len(node.args) > place else None
            if isinstance(words, ast.Constant) and isinstance(words.value, str) and words.value:
                yield words.value


def said_in_template(path: Path) -> Iterator[str]:
    source = templatize(path.read_text(encoding="utf-8"))
    for found in re.finditer(r"\b(_|gettext|ngettext|pgettext|npgettext)\(", source):
        call = source[found.start() : balanced(source, found.end())]
        node = ast.parse(call.strip(), mode="eval").body
        assert isinstance(node, ast.Call)
        words = node.args[CALLS[found[1]][0]]
        assert isinstance(words, ast.Constant)
        yield str(words.value)


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


def said() -> set[str]:
    code = (words for path in WEB.rglob("*.py") for words in said_in_code(path))
    pages = (words for path in WEB.rglob("templates/**/*.html") for words in said_in_template(path))
    texts = (words for path in WEB.rglob("templates/**/*.txt") for words in said_in_template(path))
    return {*code, *pages, *texts}


def test_every_sentence_of_the_pages_has_its_spanish_one() -> None:
    known = {entry.msgid for entry in polib.pofile(str(WRITTEN)) if entry.translated() and not entry.fuzzy}
    wanted = said()
    assert len(wanted) > 1500
    assert sorted(wanted - known) == []


def test_every_hole_of_a_sentence_is_in_its_spanish_one() -> None:
    for entry in polib.pofile(str(WRITTEN)):
        forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        allowed = set(HOLE.findall(entry.msgid)), set(HOLE.findall(entry.msgid_plural or entry.msgid))
        for form in forms:
            assert set(HOLE.findall(form)) in allowed, entry.msgid


def test_what_is_compiled_is_what_is_written() -> None:
    written, compiled = polib.pofile(str(WRITTEN)), polib.mofile(str(WRITTEN.with_suffix(".mo")))
    assert {entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in compiled} == {
        entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in written if entry.translated()
    }
