"""Every sentence members can read has its Spanish one, and what is shipped compiled is what is written."""

from __future__ import annotations

from pathlib import Path

import polib
from tests.web.spanish import HOLE, WRITTEN, gathered, of_code, of_pages, of_rooms


def test_every_sentence_members_can_read_has_its_spanish_one() -> None:
    known = {
        (entry.msgid, entry.msgid_plural or None, entry.msgctxt)
        for entry in polib.pofile(str(WRITTEN))
        if entry.translated() and not entry.fuzzy
    }
    assert len(of_pages()) > 2500
    assert len(of_rooms()) > 1000
    assert sorted(message.one for message in gathered() if tuple(message) not in known) == []


def test_sentences_marked_under_another_name_are_gathered_too(tmp_path: Path) -> None:
    source = tmp_path / "marked.py"
    source.write_text(
        'from django.utils.translation import gettext_lazy as later\nA = later("Who is recalled")\n'
    )
    assert [message.one for message in of_code(source)] == ["Who is recalled"]
    assert "Who is recalled" in {message.one for message in of_pages()}


def test_nothing_is_kept_that_nobody_says_any_more() -> None:
    said = {(message.one, message.sense) for message in gathered()}
    assert [
        entry.msgid for entry in polib.pofile(str(WRITTEN)) if (entry.msgid, entry.msgctxt) not in said
    ] == []


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
