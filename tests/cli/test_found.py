"""Founding at the terminal: at one table, on several machines, councils by their bodies; and what is refused."""

from pathlib import Path

import pytest
from tests.cli.terminal import Terminal

from confederal.kernel.envelope import SeedKey
from confederal.kernel.matters import Joining
from confederal.records.home import Home
from confederal.records.keys import write_key


def test_three_at_one_table_found_a_workplace(terminal: Terminal) -> None:
    told = terminal.done(
        "found", "--template", "worker_coop", "--title", "Harbour Bakery",
        "--founder", "ana", "--founder", "ben", "--founder", "cleo",
    )  # fmt: skip
    assert "Founded. Its record is kept in" in told
    read = terminal.json("read", "harbour")
    assert (read["title"], read["may_vote"], read["forming"]) == ("Harbour Bakery", 3, False)
    keys = sorted(path.name for path in terminal.home.glob("keys/*/*.key"))
    assert keys == ["ana.key", "ben.key", "cleo.key", "host.key"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in terminal.home.glob("keys/*/*.key"))
    terminal.done("verify", "home")


def test_founders_on_other_machines_confirm_with_their_own_keys_and_files_passed_around(
    terminal: Terminal,
) -> None:
    for who in ("ben", "cleo"):
        assert f"{who}.pub" in terminal.done("found", "key", who)
    begun = terminal.json(
        "found", "--template", "worker_coop", "--title", "Mill", "--founder", "ana",
        "--founder", "ben=ben.pub", "--founder", "cleo=cleo.pub",
    )  # fmt: skip
    assert begun["founded"] is False
    assert begun["awaited"] == ["ben", "cleo"]
    assert "forming" in terminal.done("read", "mill")
    travelling = Path("travelling.json")
    travelling.write_bytes(Path(begun["file"]).read_bytes())
    elsewhere = Terminal(terminal.folder / "elsewhere")
    for who in ("ben", "cleo"):
        assert "Mill (assembly, workplace)" in elsewhere.done("found", "show", str(travelling))
        told = elsewhere.done("found", "confirm", str(travelling), "--as", who, "--key", f"{who}.key")
        assert f"Confirmed as {who}" in told
    assert not elsewhere.home.exists()
    assert "Founded." in terminal.done("found", "keep", str(travelling))
    assert terminal.json("read", "mill")["forming"] is False
    assert "Founded." in terminal.done("found", "keep", str(travelling)), "keeping it again changes nothing"
    assert terminal.json("read", "mill")["steps"] == 3


def test_nobody_confirms_with_another_s_key(terminal: Terminal) -> None:
    terminal.done("found", "key", "ben")
    write_key(Path("eve.key"), b"eve".ljust(32, b"."))
    begun = terminal.json(
        "found", "--template", "worker_coop", "--title", "Mill", "--founder", "ana", "--founder", "cleo",
        "--founder", "ben=ben.pub",
    )  # fmt: skip
    before = Path(begun["file"]).read_bytes()
    told = terminal.refused("found", "confirm", begun["file"], "--as", "ben", "--key", "eve.key")
    assert "[authority_from_below ¶1]" in told
    assert "this is not the key ben gave" in told
    told = terminal.refused("found", "confirm", begun["file"], "--as", "eve", "--key", "eve.key")
    assert "eve is not among the founders" in told
    assert Path(begun["file"]).read_bytes() == before


def test_an_altered_founding_file_is_seen(terminal: Terminal) -> None:
    body = terminal.bakery()
    (file,) = terminal.home.glob("founding/*.json")
    file.write_text(file.read_text().replace('"founding": "{', '"founding": "{ ', 1))
    told = terminal.refused("found", "show", str(file), status=2)
    assert "no founding file, or it was altered" in told
    assert terminal.json("read", body)["steps"] == 3


THREE = ["--founder", "ana", "--founder", "ben", "--founder", "cleo"]


@pytest.mark.parametrize(
    ("words", "article", "found"),
    [
        (THREE[:4], "authority_from_below ¶2", "founders: 2"),
        ([*THREE, "--set", "notice_days=1"], "authority_from_below ¶5", "notice_days"),
        (
            [*THREE, "--office", "keeper=dora,ana"],
            "authority_from_below ¶6",
            "keeper of the member list held by dora",
        ),
    ],
)  # fmt: skip
def test_what_the_articles_do_not_allow_is_refused_and_nothing_is_written(
    terminal: Terminal, words: list[str], article: str, found: str
) -> None:
    told = terminal.refused("found", "--template", "worker_coop", "--title", "Mill", *words)
    assert found in told
    assert f"[{article}]" in told
    assert "what would mend it" in told
    assert not terminal.home.exists()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--template", "worker_coop", "--title", "Mill", "--set", "notice_days"],
        [
            "--template",
            "worker_coop",
            "--title",
            "Mill",
            "--founder",
            "A B",
            "--founder",
            "b",
            "--founder",
            "c",
        ],
        [
            "--template",
            "worker_coop",
            "--title",
            "Mill",
            "--founder",
            "a=nonsense",
            "--founder",
            "b",
            "--founder",
            "c",
        ],
        ["--template", "worker_coop", "--title", "Mill", "--brings", "nowhere.json", "--founder", "a"],
        [
            "--template",
            "worker_coop",
            "--title",
            "Mill\u202e",
            "--founder",
            "a",
            "--founder",
            "b",
            "--founder",
            "c",
        ],
        ["--template", "federation_per_started", "--title", "F", "--body", "nobody"],
    ],
)
def test_bad_input_is_said_clearly_and_nothing_is_written(terminal: Terminal, words: list[str]) -> None:
    result = terminal.run("found", *words)
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output
    assert not terminal.home.exists()


def test_an_existing_workplace_brings_offices_and_decisions(terminal: Terminal) -> None:
    Path("along.json").write_text(
        '{"decisions":[{"title":"Four days","matter":{"matter":"resolution"},"text":[]}],'
        '"members":[{"id":"dora"},{"id":"emil"}]}'
    )
    terminal.done(
        "found", "--template", "worker_coop", "--title", "Mill", "--founder", "ana", "--founder", "ben",
        "--founder", "cleo", "--office", "keeper=ana,ben", "--office", "teller=ben,cleo", "--brings", "along.json",
    )  # fmt: skip
    read = terminal.json("read", "mill")
    assert (read["may_vote"], read["without_key"]) == (5, 2)
    assert sorted((seat["office"], seat["holder"]) for seat in read["held"]) == [
        ("keeper", "ana"), ("keeper", "ben"), ("teller", "ben"), ("teller", "cleo"),
    ]  # fmt: skip
    assert "Brought along from before" in terminal.done("trail", "mill", "keeper")


def test_a_council_is_founded_by_the_decisions_of_its_bodies(terminal: Terminal) -> None:
    for title in ("Harbour", "Mill"):
        terminal.bakery(title)
    told = terminal.done(
        "found", "--template", "federation_one_body_one_vote", "--title", "River City",
        "--body", "harbour", "--body", "mill",
    )  # fmt: skip
    assert "Forming: each body joins by its own decision" in told
    for body in ("Harbour", "Mill"):
        step = terminal.said(
            body, "--as", "ana", "question_raised", "matter=joining", "council=River City", "title=We join"
        )
        terminal.meeting(body, step)
        terminal.vote(body, step, "hands", "for:3")
    read = terminal.json("read", "river")
    assert read["forming"] is False
    assert [(branch["name"], branch["tie"]) for branch in read["branches"]] == [
        ("Harbour", "joined"),
        ("Mill", "joined"),
    ]
    assert terminal.json("read", "mill")["councils"][0][1:] == ["River City", "joined"]
    terminal.done("verify", "home")
    terminal.done("trail", "river", "0")


def test_who_joins_joins_under_the_numbers_the_council_has(terminal: Terminal) -> None:
    body = terminal.bakery("Harbour")
    terminal.done(
        "found", "--template", "federation_one_body_one_vote", "--title", "River City", "--body", "harbour",
        "--body", terminal.bakery("Mill"), "--set", "standing_days=9", "--set", "leave_notice_days=33",
    )  # fmt: skip
    step = terminal.said(
        body, "--as", "ana", "question_raised", "matter=joining", "council=River City", "title=We join"
    )
    matter = Home(terminal.home).state(body).questions[int(step)].matter
    assert isinstance(matter, Joining)
    assert (matter.standing_days, matter.leave_notice_days) == (9, 33)


def test_keys_are_never_overwritten(terminal: Terminal) -> None:
    terminal.done("found", "key", "ben")
    before = Path("ben.key").read_bytes()
    assert "never overwritten" in terminal.refused("found", "key", "ben", status=2)
    assert Path("ben.key").read_bytes() == before
    assert SeedKey(b"x" * 32).keyid not in Path("ben.pub").read_text()
