"""Records travel as files: mirrors are read-only, a new keeper takes over only if the body decided so."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.terminal import Terminal

from confederal.cli import COMMANDS, main
from confederal.kernel.checkpoint import read
from confederal.records.memory import MemoryShelf


def other_home(terminal: Terminal, name: str = "elsewhere") -> Terminal:
    """A home on another machine, whose practice clock stands where the first one's does."""
    other = Terminal(terminal.folder / name)
    other.home.mkdir(parents=True)
    (other.home / "practice-clock").write_text((terminal.home / "practice-clock").read_text())
    return other


def test_a_mirror_is_read_trailed_and_verified_and_never_written(terminal: Terminal) -> None:
    body = terminal.bakery()
    terminal.secretaries(body)
    terminal.done("export", body, "out")
    other = other_home(terminal)
    assert "It stands here as a mirror" in other.done("import", "out")
    assert {**other.json("read", body), "at": 0} == {**terminal.json("read", body), "at": 0}
    assert "Counted by paper ballot" in other.done("trail", body, terminal.seat(body, "ana"))
    assert "Whole" in other.done("verify", str(other.home))
    key = next(terminal.home.glob("keys/*/ana.key"))
    told = other.refused("act", body, "--as", "ana", "--key", str(key), "left", status=2)
    assert "is a mirror, kept elsewhere" in told
    assert "[the_operator_serves ¶5]" in told
    assert other.json("read", body)["may_vote"] == 3


def test_a_mirror_goes_on_from_where_it_is_with_the_texts(terminal: Terminal) -> None:
    body = terminal.bakery()
    terminal.done("export", body, "out")
    other = other_home(terminal)
    other.done("import", "out")
    terminal.said(
        body, "--as", "ana", "question_raised", "matter=resolution", "title=Rye", "paragraphs=More rye."
    )
    terminal.done("export", body, "out")
    other.done("import", "out")
    assert other.json("read", body)["steps"] == 4
    assert [path.read_bytes()[16:] for path in (other.home / "texts").iterdir()] == [b"More rye."]


def test_an_altered_record_is_not_taken_in_and_nothing_is_written(terminal: Terminal) -> None:
    body = terminal.bakery()
    terminal.done("export", body, "out")
    entries = next(path for path in Path("out/tile/entries").rglob("*") if path.is_file())
    data = bytearray(entries.read_bytes())
    data[-1] ^= 1
    entries.write_bytes(data)
    other = other_home(terminal)
    told = other.refused("import", "out")
    assert "NOT WHOLE" in told
    assert "Nothing was taken in" in told
    assert not (other.home / "books.sqlite").exists()
    assert "there is no book.json here" in other.refused("import", ".", status=2)


def test_two_histories_of_one_body_are_refused_and_both_are_evidence(terminal: Terminal) -> None:
    body = terminal.bakery()
    shutil.copytree(terminal.home, "twin/home")
    twin = Terminal(Path("twin"))
    terminal.said(body, "--as", "ana", "question_raised", "matter=resolution", "title=Rye")
    twin.said(body, "--as", "ana", "question_raised", "matter=resolution", "title=Wheat")
    twin.done("export", body, "wheat")
    told = terminal.refused("import", "wheat", status=2)
    assert "differ from entry 3 on" in told
    assert "two records of one body are the evidence" in told
    assert terminal.json("read", body)["open"][0]["title"] == "Rye"


def test_what_only_members_read_can_be_left_out_and_the_law_is_then_not_judged(terminal: Terminal) -> None:
    body = terminal.bakery()
    terminal.said(
        body, "--as", "ana", "question_raised", "matter=resolution", "title=Rye", "paragraphs=More rye."
    )
    terminal.done("export", body, "out", "--open-only")
    assert not Path("out/texts").exists()
    told = terminal.done("verify", "out")
    assert "3 are shown only to members" in told
    assert "The law was not judged: ask a member for a full copy" in told
    assert "Whole: nothing was altered" not in told
    Path("full").mkdir()
    terminal.done("export", body, "full/one")
    shutil.rmtree("full/one/papers/inner")
    assert "The law was not judged" in terminal.done("verify", "full")


def decided_on(terminal: Terminal, body: str) -> None:
    """The body decides to hand its record to the key in keeper.pub."""
    step = terminal.said(
        body,
        "--as",
        "ana",
        "question_raised",
        "matter=host",
        "title=A new keeper",
        "key=@keeper.pub",
        "where=Mill street",
    )
    terminal.meeting(body, step)
    terminal.vote(body, step, "hands", "for:3")


def test_a_record_is_handed_over_only_by_the_body_s_own_decision(terminal: Terminal) -> None:
    body = terminal.bakery()
    terminal.done("found", "key", "keeper")
    terminal.done("export", body, "before")
    other = other_home(terminal)
    told = other.refused("import", "before", "--take-over", "keeper.key")
    assert "Not taken over." in told
    assert "[the_operator_serves ¶5]" in told
    assert "have the body decide it" in told
    assert not (other.home / "books.sqlite").exists()

    decided_on(terminal, body)
    told = terminal.refused("act", body, "--as", "ana", "left", status=2)
    assert "was handed to another keeper" in told
    assert "Whole" in terminal.done("verify", "home")
    terminal.done("export", body, "after")
    assert "Whole" in terminal.done("verify", "after")
    (other.home / "practice-clock").write_text((terminal.home / "practice-clock").read_text())
    assert "kept here from now on" in other.done("import", "after", "--take-over", "keeper.key")
    key = next(terminal.home.glob("keys/*/ana.key"))
    other.done(
        "act", body, "--as", "ana", "--key", str(key), "question_raised", "matter=resolution", "title=Rye"
    )
    assert other.json("read", body)["open"][0]["title"] == "Rye"
    assert "Whole" in other.done("verify", str(other.home))
    other.done("export", body, "later")
    assert "Whole" in terminal.done("verify", "later")
    assert read(Path("later/checkpoint").read_text()).size > read(Path("after/checkpoint").read_text()).size
    terminal.done("import", "later")
    assert terminal.json("read", body)["open"][0]["title"] == "Rye"


def test_a_head_the_old_keeper_signs_after_the_hand_over_is_found(terminal: Terminal) -> None:
    from confederal.kernel.checkpoint import verifying_key
    from confederal.records import files
    from confederal.records.database import sqlite_shelf
    from confederal.records.keys import read_key
    from confederal.records.log import Log

    body = terminal.bakery()
    terminal.done("found", "key", "keeper")
    decided_on(terminal, body)
    terminal.done("export", body, "after")
    other = other_home(terminal)
    other.done("import", "after", "--take-over", "keeper.key")
    ana = next(terminal.home.glob("keys/*/ana.key"))
    other.done(
        "act", body, "--as", "ana", "--key", str(ana), "question_raised", "matter=resolution", "title=Rye"
    )
    old = read_key(next(terminal.home.glob("keys/*/host.key")))
    stolen, shelf = MemoryShelf(), sqlite_shelf(other.home / "books.sqlite")
    stolen.create(body)
    stolen.append(body, 0, list(shelf.rows(body)))
    shelf._connection._connection.close()  # type: ignore[attr-defined]  # the test's own connection
    Log(stolen, body, old).sign()
    files.export(stolen, body, Path("stolen"), verifying_key(body, old.keyid))
    told = terminal.refused("verify", "stolen")
    assert "its head is signed by another keeper than the one of that time" in told
    assert "[the_operator_serves ¶1]" in told


def test_words_are_carried_between_homes_as_files(terminal: Terminal) -> None:
    harbour = terminal.bakery("Harbour")
    elsewhere = other_home(terminal)
    elsewhere.bakery("Mill")
    (mill,) = [elsewhere.json("read", "mill")["body"]]
    elsewhere.done("export", mill, "mill")
    city = terminal.json(
        "found", "--template", "federation_one_body_one_vote", "--title", "River City",
        "--body", "harbour", "--body", "mill",
    )["body"]  # fmt: skip
    step = terminal.said(
        harbour, "--as", "ana", "question_raised", "matter=joining", f"council={city}", "title=We join"
    )
    terminal.meeting(harbour, step)
    terminal.vote(harbour, step, "hands", "for:3")
    assert terminal.json("read", city)["forming"] is True

    terminal.done("export", city, "city")
    (elsewhere.home / "practice-clock").write_text((terminal.home / "practice-clock").read_text())
    elsewhere.done("import", "city")
    step = elsewhere.said(
        mill, "--as", "ana", "question_raised", "matter=joining", f"council={city}", "title=We join"
    )
    elsewhere.meeting(mill, step)
    elsewhere.vote(mill, step, "hands", "for:3")
    elsewhere.done("export", mill, "mill", "--words")
    (terminal.home / "practice-clock").write_text((elsewhere.home / "practice-clock").read_text())
    for word in sorted(Path("mill/words").iterdir(), key=lambda path: int(path.stem)):
        terminal.run("act", city, "--as", "host", "--file", str(word))
    read_ = terminal.json("read", city)
    assert read_["forming"] is False
    assert [branch["tie"] for branch in read_["branches"]] == ["joined", "joined"]


@pytest.mark.parametrize(
    "name",
    ["found", "act", "read", "trail", "why", "charter", "register", "wait", "export", "import", "verify"],
)
def test_every_help_reads_like_a_page_of_a_manual(name: str) -> None:
    assert name in COMMANDS
    told = CliRunner().invoke(main, [name, "--help"])
    assert told.exit_code == 0
    assert f"Usage: confederal {name}" in told.output
    assert "confederal" in told.output
    assert "Exit status:" in told.output
    assert "  0  " in told.output
    assert "  2  " in told.output
    assert max(map(len, told.output.splitlines())) <= 120


def test_verify_of_nothing_is_said(terminal: Terminal) -> None:
    assert "there is no record" in terminal.refused("verify", ".", status=2)
    assert "does not exist" in terminal.refused("verify", "nowhere", status=2)
    terminal.bakery()
    assert "there is no record of ffff" in terminal.refused("verify", "home", "--body", "ffff", status=2)
