"""The locked member list at the terminal: two keepers together, never one; erased for good; never in the record."""

from tests.cli.terminal import Terminal


def with_keepers(terminal: Terminal) -> str:
    return str(
        terminal.json(
            "found", "--practice", "--template", "worker_coop", "--title", "Mill",
            "--founder", "ana", "--founder", "ben", "--founder", "cleo", "--office", "keeper=ana,ben",
        )["body"]
    )  # fmt: skip


def test_two_keepers_read_what_anybody_entered_and_one_reads_nothing(terminal: Terminal) -> None:
    body = with_keepers(terminal)
    terminal.done("register", "enter", body, "cleo", "--name", "Cleo Canvas", "--contact", "phone=555-0101")
    assert "cleo: Cleo Canvas (phone 555-0101)" in terminal.done(
        "register", "show", body, "--as", "ana", "--as", "ben"
    ).replace("  ", " ")
    for keepers in (("ana",), ("ana", "ana"), ("ana", "cleo"), ("cleo", "ben")):
        words = [word for who in keepers for word in ("--as", who)]
        told = terminal.refused("register", "show", body, *words, status=2)
        assert "Cleo" not in told
    everything = b"".join(path.read_bytes() for path in terminal.home.rglob("*") if path.is_file())
    assert b"Canvas" not in everything
    assert b"555-0101" not in everything


def test_a_row_is_erased_by_the_person_or_a_keeper_and_the_record_stays_whole(terminal: Terminal) -> None:
    body = with_keepers(terminal)
    terminal.done("register", "enter", body, "cleo", "--name", "Cleo Canvas")
    terminal.done("register", "enter", body, "ben", "--name", "Ben Baker")
    told = terminal.refused("register", "erase", body, "ben", "--as", "cleo", status=2)
    assert "[sealed_register ¶2]" in told
    terminal.done("register", "erase", body, "cleo", "--as", "cleo")
    told = terminal.done("register", "show", body, "--as", "ana", "--as", "ben")
    assert "Ben Baker" in told
    assert "cleo" not in told
    assert "Whole" in terminal.done("verify", "home")


def test_without_two_keepers_there_is_no_list_and_strangers_are_not_entered(terminal: Terminal) -> None:
    body = terminal.bakery()
    told = terminal.refused("register", "enter", body, "ana", "--name", "Ana", status=2)
    assert "Elect keepers first" in told
    assert not [
        path
        for path in (terminal.home / "registers").iterdir()
        if path.suffix != ".journal" and path.stat().st_size
    ]
    told = terminal.refused("register", "enter", body, "zoe", "--name", "Zoe", status=2)
    assert "nobody in this record is called 'zoe'" in told


def test_new_keepers_open_it_after_the_hand_over_and_the_old_ones_no_more(terminal: Terminal) -> None:
    body = with_keepers(terminal)
    terminal.done("register", "enter", body, "cleo", "--name", "Cleo Canvas")
    for who in ("ana", "ben"):
        terminal.said(body, "--as", who, "resigned", f"seat={terminal.seat(body, who, 'keeper')}")
    step = terminal.said(
        body,
        "--as",
        "ana",
        "question_raised",
        "matter=election",
        "title=Keepers",
        "office=keeper",
        "seats=2",
        "term_days=365",
    )
    for who in ("ben", "cleo"):
        terminal.said(body, "--as", who, "candidature_accepted", f"question={step}")
    terminal.meeting(body, step)
    terminal.vote(body, step, "hands", "for:3")
    assert "Sealed for ben, cleo" in terminal.done(
        "register", "hand-over", body, "--as", "ana", "--as", "ben"
    )
    assert "Cleo Canvas" in terminal.done("register", "show", body, "cleo", "--as", "cleo", "--as", "ben")
    terminal.refused("register", "show", body, "--as", "ana", "--as", "ben", status=2)
