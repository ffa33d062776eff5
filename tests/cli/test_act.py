"""Acting at the terminal: what is recorded, what is refused, what is not understood; nothing written in vain."""

import json
from pathlib import Path

import pytest
from tests.cli.terminal import Terminal

from confederal.cli.home import NotUnderstood
from confederal.cli.saying import (
    INNER,
    MATTER,
    SPOKEN,
    annotations_of,
    fields_of,
    holds,
    inner_of,
    listing,
    time_of,
)
from confederal.kernel.identity import DAY, HOUR
from confederal.records.files import Sheets


def test_every_act_and_kind_of_decision_is_listed_with_every_field_in_words() -> None:
    whole = "\n".join(listing(None))
    for word, kind in {**SPOKEN, **MATTER}.items():
        assert f"\n{word}" in f"\n{whole}"
        told = "\n".join(listing(word))
        for name in fields_of(kind):
            assert name in told, f"{word}.{name}"
            held = holds(annotations_of(kind)[name])
            assert held, f"{word}.{name}"


def test_every_field_that_holds_another_act_or_decision_can_be_said() -> None:
    found = {
        f"{word}.{name}"
        for word, kind in {**SPOKEN, **MATTER}.items()
        for name in fields_of(kind)
        if inner_of(annotations_of(kind)[name]) is not None
    }
    assert found == {"question_raised.matter", "assisted.act", "proposal.what"}
    assert all(INNER.values())


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("+6h", 1_000_000_000 + 6 * HOUR),
        ("+8d", 1_000_000_000 + 8 * DAY),
        ("1767225600", 1_767_225_600),
        ("2026-01-01", 1_767_225_600 - HOUR),
        ("2026-01-01T00:00+00:00", 1_767_225_600),
    ],
)
def test_times_are_said_as_people_say_them(said: str, at: int) -> None:
    assert time_of(said, 1_000_000_000, "Europe/Madrid") == at


@pytest.mark.parametrize("said", ["soon", "+6", "+6w", "2026-13-01", "-1", ""])
def test_what_is_no_time_is_said(said: str) -> None:
    with pytest.raises(NotUnderstood, match="is no time"):
        time_of(said, 0, "UTC")


def test_texts_are_kept_in_the_home_and_only_their_digests_are_recorded(terminal: Terminal) -> None:
    body = terminal.bakery()
    Path("rye.txt").write_text("More rye.\nAnd sourdough.\n\nFrom May on.\n")
    step = terminal.said(
        body, "--as", "ana", "question_raised", "matter=resolution", "title=Rye", "paragraphs=@rye.txt"
    )
    sheets = Sheets(terminal.home / "texts")
    kept = {sheets.get(digest) for digest in sheets.digests()}
    assert {text for sheet in kept if sheet for text in [sheet[1]]} == {
        b"More rye.\nAnd sourdough.",
        b"From May on.",
    }
    assert "More rye" not in (terminal.home / "books.sqlite").read_bytes().decode("latin1")
    assert terminal.json("read", body)["open"][0]["step"] == step


def size(terminal: Terminal, body: str) -> int:
    return int(terminal.json("read", body)["steps"])


def things_in(terminal: Terminal) -> set[str]:
    """Every file of the home that is there to stay."""
    return {str(path) for path in terminal.home.rglob("*") if not path.name.startswith("books.sqlite-")}


@pytest.mark.parametrize(
    ("words", "article"),
    [
        (("vote_opened", "question=3", "ways=box", "until=+6h"), "quorum_and_notice ¶1"),
        (("question_raised", "matter=recall", "title=No seat", "seat=9.9"), "open_books ¶4"),
        (("supported", "question=77"), "open_books ¶4"),
        (("question_raised", "matter=plan", "title=A plan"), "assembly_is_sovereign"),
        (("invited", "id=dora", "card=new"), "no_one_acts_alone ¶3"),
        (("question_raised", "matter=charter", "title=Faster", "becomes.notice_days=1"), "entrenched ¶1"),
    ],
)
def test_what_the_articles_refuse_names_them_and_writes_nothing(
    terminal: Terminal, words: tuple[str, ...], article: str
) -> None:
    body = terminal.bakery()
    terminal.said(
        body, "--as", "ana", "question_raised", "matter=resolution", "title=Rye", "paragraphs=More rye."
    )
    before, files = size(terminal, body), things_in(terminal)
    told = terminal.refused("act", body, "--as", "ana", *words)
    assert "Not recorded." in told
    assert "what would mend it" in told
    if article != "assembly_is_sovereign":
        assert f"[{article}]" in told
    assert (size(terminal, body), things_in(terminal)) == (before, files)
    why = terminal.refused("why", body, "--as", "ana", *words)
    assert why.replace("It would not be recorded.", "") == told.replace("Not recorded.", "")
    answer = terminal.run("act", body, "--as", "ana", *words, "--json")
    refused = json.loads(answer.stdout)["refused"]
    assert all(reason["article"] and reason["mend"] for reason in refused)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("appoint", "member=ben"), "the language has no word 'appoint'"),
        (("election", "office=x"), "question_raised matter=election"),
        (("suported", "question=3"), "Near it are: supported"),
        (("supported",), "missing `question`"),
        (("supported", "question=many"), "question must be a number"),
        (("supported", "question=3", "loudly=yes"), "supported has no loudly; it has: question"),
        (("supported", "question=3", "question=4"), "question is given twice"),
        (("supported", "three"), "is no key=value"),
        (
            ("question_raised", "matter=decree", "title=x"),
            "there is no kind of decision or step called 'decree'",
        ),
        (("vote_opened", "question=3", "ways=box", "until=soon"), "is no time"),
        (("count_told", "question=3", "way=box", "tallies=for"), "is no count"),
        (("count_told", "question=3", "way=telepathy", "tallies=for:1"), "telepathy"),
        (
            ("question_raised", "matter=joining", "council=nowhere", "title=x"),
            "no body here is called 'nowhere'",
        ),
        (("closed", "question=3"), "no vote was opened on step 3"),
        (("attestation_made",), "owes nobody a word"),
        (("attestation_shown", "attestation={", "proof={}"), "this is not JSON"),
        (("supported", "question=99999999999999999999"), "question"),
        (("question_raised", "matter=resolution", "title=" + "x" * 300), "title"),
        ((), "say either KIND"),
    ],
)
def test_what_is_not_understood_is_said_clearly_and_nothing_is_written(
    terminal: Terminal, words: tuple[str, ...], told: str
) -> None:
    body = terminal.bakery()
    terminal.said(body, "--as", "ana", "question_raised", "matter=resolution", "title=Rye")
    before, files = size(terminal, body), things_in(terminal)
    output = terminal.refused("act", body, "--as", "ana", *words, status=2)
    assert told in output
    assert (size(terminal, body), things_in(terminal)) == (before, files)


def test_who_is_unknown_and_whose_key_is_elsewhere_are_told_apart(terminal: Terminal) -> None:
    body = terminal.bakery()
    told = terminal.refused("act", body, "--as", "zoe", "left", status=2)
    assert "nobody in this record is called 'zoe'" in told
    (key,) = terminal.home.glob("keys/*/ana.key")
    key.rename("ana.key")
    assert "there is no key of ana here" in terminal.refused("act", body, "--as", "ana", "left", status=2)
    Path("ana.key").chmod(0o644)
    told = terminal.refused("act", body, "--as", "ana", "--key", "ana.key", "left", status=2)
    assert "others can read or change" in told
    Path("ana.key").chmod(0o600)
    assert "Recorded" in terminal.done("act", body, "--as", "ana", "--key", "ana.key", "left")


def test_a_dry_run_says_whether_and_writes_nothing(terminal: Terminal) -> None:
    body = terminal.bakery()
    before = size(terminal, body)
    words = ("question_raised", "matter=resolution", "title=Rye", "paragraphs=More rye.")
    assert "It would be recorded" in terminal.done("act", body, "--as", "ana", "--dry-run", *words)
    assert size(terminal, body) == before
    assert not (terminal.home / "texts").exists()


def test_an_act_comes_from_a_file_too(terminal: Terminal) -> None:
    body = terminal.bakery()
    Path("act.json").write_text('{"kind":"question_raised","title":"Rye","matter":{"matter":"resolution"}}')
    assert "Recorded" in terminal.done("act", body, "--as", "ana", "--file", "act.json")
    Path("act.json").write_text('{"kind":"appointed","who":"ben"}')
    told = terminal.refused("act", body, "--as", "ana", "--file", "act.json", status=2)
    assert "the language has no word 'appointed'" in told


def test_a_key_is_changed_and_the_old_file_is_put_aside(terminal: Terminal) -> None:
    body = terminal.bakery()
    (path,) = terminal.home.glob("keys/*/ana.key")
    old = path.read_text()
    terminal.said(body, "--as", "ana", "key_changed", "key=new")
    assert path.read_text() != old
    assert path.with_suffix(".old1").read_text() == old
    terminal.said(body, "--as", "ana", "question_raised", "matter=resolution", "title=Rye")


def test_a_lost_key_is_made_by_whom_it_is_and_vouched_for_by_the_others(
    terminal: Terminal, tmp_path: Path
) -> None:
    """The new key stays with its owner; what the others get is its public half and its own signature."""
    body = terminal.bakery()
    new, shown = tmp_path / "new.key", tmp_path / "new.key.proof"
    assert "hand to co-workers" in terminal.done("key", body, "cleo", str(new))
    assert "CONFEDERAL1" not in shown.read_text()
    assert "never overwritten" in terminal.refused("key", body, "cleo", str(new), status=2)
    bare = json.loads(shown.read_text())["key"]
    told = terminal.refused("act", body, "--as", "ana", "key_vouched", "member=cleo", f"key={bare}")
    assert "the_operator_serves ¶6" in told
    stolen = ("key_vouched", "member=ben", f"key={shown}")
    assert "the_operator_serves ¶6" in terminal.refused("act", body, "--as", "ana", *stolen)
    terminal.said(body, "--as", "ana", "key_vouched", "member=cleo", f"key={shown}")
    terminal.said(
        body, "--as", "ben", "key_vouched", "member=cleo", f"key={bare}"
    )  # the proof is in the record
    terminal.done("wait", "30d")
    terminal.said(
        body, "--as", "cleo", "--key", str(new), "question_raised", "matter=resolution", "title=Rye"
    )


def test_someone_is_invited_by_two_keepers_and_binds_a_key_of_their_own(terminal: Terminal) -> None:
    body = str(
        terminal.json(
            "found", "--practice", "--template", "worker_coop", "--title", "Mill",
            "--set", "admission_by_assembly=false",
            "--founder", "ana", "--founder", "ben", "--founder", "cleo", "--office", "keeper=ana,ben",
        )["body"]
    )  # fmt: skip
    step = terminal.said(body, "--as", "ana", "invited", "id=dora", "card=new")
    terminal.said(body, "--as", "ben", "confirmed", f"step={step}")
    (card,) = terminal.home.glob("keys/*/dora.card.key")
    terminal.said(body, "--as", "dora", "--key", str(card), "key_bound", "key=new")
    assert terminal.json("read", body)["may_vote"] == 4
    terminal.said(body, "--as", "dora", "question_raised", "matter=resolution", "title=Rye")
    assert "Invited or entered by two keepers" in terminal.done("trail", body, "dora")


def test_titles_name_bodies_where_they_are_unambiguous(terminal: Terminal) -> None:
    first = terminal.bakery("Mill North")
    terminal.bakery("Mill South")
    assert terminal.json("read", "mill n")["body"] == first
    assert terminal.json("read", first[:6])["body"] == first
    assert "several bodies are called" in terminal.refused("read", "mill", status=2)
    assert "no body here is called" in terminal.refused("read", "harbour", status=2)


def test_without_a_home_it_says_how_to_begin(terminal: Terminal) -> None:
    told = terminal.refused("read", "harbour", status=2)
    assert "Found a body (confederal found --help)" in told
    assert not terminal.home.exists()


def test_only_a_practice_home_moves_its_clock(terminal: Terminal) -> None:
    terminal.done(
        "found", "--template", "village", "--title", "V", "--founder", "a", "--founder", "b", "--founder", "c"
    )
    assert "is the machine's and is not moved" in terminal.refused("wait", "8d", status=2)
    terminal.done("wait")
    assert "keeps records already" in terminal.refused(
        "found", "--practice", "--template", "village", "--title", "W", "--founder", "a", status=2
    )
