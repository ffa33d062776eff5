"""Reading at the terminal: now, at any time, with words of others that are not shown yet; trails; the charter."""

from enum import StrEnum
from pathlib import Path

import pytest
from msgspec.structs import fields, replace
from tests.cli.terminal import Terminal

from confederal.audit.own_numbers import OWN
from confederal.charter import template
from confederal.charter.articles import ARTICLES
from confederal.cli.charter import printed
from confederal.kernel.body import Charter, Key, Kind


def federation(terminal: Terminal) -> tuple[str, str, str]:
    """Two workplaces of three and their federation, all kept in this home; each has elected nobody yet."""
    bodies = [terminal.bakery(title) for title in ("Harbour", "Mill")]
    city = terminal.json(
        "found", "--template", "federation_one_body_one_vote", "--title", "River City",
        "--body", "harbour", "--body", "mill",
    )["body"]  # fmt: skip
    for body in bodies:
        step = terminal.said(
            body, "--as", "ana", "question_raised", "matter=joining", f"council={city}", "title=We join"
        )
        terminal.meeting(body, step)
        terminal.vote(body, step, "hands", "for:3")
    return bodies[0], bodies[1], str(city)


def delegate(terminal: Terminal, body: str, council: str, who: str = "cleo") -> str:
    """Elects a delegate, who accepts with a new key; their seat at home."""
    step = terminal.said(
        body, "--as", "ana", "question_raised", "matter=election", "title=Delegate", "office=delegate", "seats=1",
        "term_days=200", f"to={council}",
    )  # fmt: skip
    terminal.said(body, "--as", who, "candidature_accepted", f"question={step}")
    terminal.meeting(body, step)
    terminal.vote(body, step, "hands", "for:3")
    seat = next(held["seat"] for held in terminal.json("read", body)["held"] if held["holder"] == who)
    terminal.said(body, "--as", who, "seat_accepted", f"seat={seat}", "key=new")
    return str(seat)


def test_a_delegate_acts_in_the_council_under_the_name_of_their_body_until_recalled(
    terminal: Terminal,
) -> None:
    harbour, _, city = federation(terminal)
    seat = delegate(terminal, harbour, city)
    read = terminal.json("read", city)
    place = f"{harbour[:12]}:{seat}"
    assert [sent["place"] for sent in read["sent"]] == [place]
    told = terminal.done("trail", city, place, "--all")
    assert "Harbour sends the seat" in told
    assert "Counted by show of hands by ana, and again by ben: for 3" in told
    terminal.said(city, "--as", "harbour", "question_raised", "matter=resolution", "title=A common oven")
    assert terminal.json("read", city)["open"][0]["title"] == "A common oven"
    recall = terminal.said(
        harbour, "--as", "ben", "question_raised", "matter=recall", "title=Recall", f"seat={seat}"
    )
    terminal.meeting(harbour, recall)
    terminal.vote(harbour, recall, "box", "for:3")
    assert terminal.json("read", city)["sent"] == []
    told = terminal.refused(
        "act", city, "--as", place, "question_raised", "matter=resolution", "title=Too late", status=1
    )
    assert "[the_operator_serves ¶2]" in told
    assert "Whole" in terminal.done("verify", "home")


def test_what_is_not_shown_yet_is_told_as_arrears_and_changes_nothing(terminal: Terminal) -> None:
    harbour, mill, city = federation(terminal)
    terminal.done("export", city, "city")
    apart = Terminal(terminal.folder / "apart")
    apart.home.mkdir(parents=True)
    apart.done("import", "city")
    delegate(terminal, harbour, city)
    (apart.home / "practice-clock").write_text((terminal.home / "practice-clock").read_text())
    terminal.done("export", harbour, "harbour", "--words")
    words = sorted(Path("harbour/words").iterdir(), key=lambda path: int(path.stem))
    before = apart.json("read", city)
    told = apart.json("read", city, *[part for word in words for part in ("--also", str(word))])
    assert [arrear["words"] for arrear in told["arrears"]["differs"]] == [
        f"Harbour would have a seat here: {harbour[:12]}:{delegate_seat(terminal, harbour)}"
    ]
    assert told["arrears"]["known"] >= 1
    told.pop("arrears")
    assert {**told, "at": 0} == {**before, "at": 0}
    text = apart.done("read", city, "--also", str(words[-1]))
    assert "If these words were shown here now (arrears)" in text
    assert "nothing would be otherwise" in apart.done("read", city, "--also", str(words[0]))
    assert mill


def delegate_seat(terminal: Terminal, body: str) -> str:
    return str(
        next(held["seat"] for held in terminal.json("read", body)["held"] if "delegate" in held["office"])
    )


def test_a_record_reads_as_it_stood_at_any_time(terminal: Terminal) -> None:
    body = terminal.bakery()
    before = terminal.json("read", body)["at"]
    terminal.done("wait", "1d")
    terminal.secretaries(body)
    assert terminal.json("read", body)["held"]
    earlier = terminal.json("read", body, "--at", str(before + 60))
    assert earlier["held"] == []
    assert earlier["steps"] == 3
    assert "was not founded yet" in terminal.refused("read", body, "--at", "2001-01-01", status=2)
    assert "is no time" in terminal.refused("read", body, "--at", "yesterday", status=2)


def test_reading_says_what_is_open_who_holds_what_and_who_may_vote(terminal: Terminal) -> None:
    body = terminal.bakery()
    terminal.secretaries(body)
    terminal.said(body, "--as", "cleo", "question_raised", "matter=resolution", "title=Rye")
    told = terminal.done("read", body)
    for words in (
        "3 members may vote",
        "“Rye” – resolution: on the agenda",
        "ana: secretary until",
        "nobody: keeper, 2 seats",
    ):
        assert words in told
    assert "Harbour Bakery (assembly, 14 steps, kept here)" in terminal.done("read")


def test_what_is_no_word_of_another_body_is_said(terminal: Terminal) -> None:
    body = terminal.bakery()
    Path("word.json").write_text('{"says":"we are many"}')
    assert "holds no word of a body" in terminal.refused("read", body, "--also", "word.json", status=2)
    assert "is no word to another body" in terminal.refused("read", body, "--also", f"{body}:2", status=2)
    assert "is no word to another body" in terminal.refused("read", body, "--also", f"{body}:200", status=2)
    assert "is no file" in terminal.refused("read", body, "--also", "nowhere", status=2)


def test_a_trail_is_cut_at_its_depth_and_says_so(terminal: Terminal) -> None:
    body = terminal.bakery()
    terminal.secretaries(body)
    seat = terminal.seat(body, "ana")
    short = terminal.done("trail", body, seat, "--depth", "1")
    assert "rests on more: show it with --depth 4, or --all" in short
    assert len(short) < len(terminal.done("trail", body, seat, "--all"))
    assert terminal.json("trail", body, seat)["traces"] is True
    assert "gives nobody a right by itself" in terminal.refused("trail", body, "4", status=2)
    assert "nothing is called 'nobody'" in terminal.refused("trail", body, "nobody", status=2)
    assert "nothing is called '999'" in terminal.refused("trail", body, "999", status=2)


def test_the_charter_prints_every_article_with_the_body_s_own_numbers(terminal: Terminal) -> None:
    body = terminal.bakery()
    told = terminal.done("charter", body)
    for article in ARTICLES:
        assert f"[{article.name}]" in told
    assert "With 3 members now that is 2" in told
    assert "secretary: 3 seats." in told
    assert "Notice is 7 days" in terminal.done("charter", "--template", "worker_coop", "--numbers")
    assert "worker_coop" in terminal.done("charter", "--template", "list")
    assert "one of:" in terminal.refused("charter", "--template", "empire", status=2)
    assert "name a BODY or a --template" in terminal.refused("charter", status=2)


NOT_TOLD = {"title", "kind", "form", "currency", "time_zone"}
"""What stands in the heading, not under an article."""


def other_value(name: str, value: object) -> object:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 7
    if isinstance(value, StrEnum):
        return next(other for other in type(value) if other is not value)
    return "1/7"


NUMBERS = [
    field.name
    for field in fields(Charter)
    if isinstance(field.default, int | str) and field.name not in NOT_TOLD
]


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_of_a_charter_is_told_under_an_article(name: str) -> None:
    told = 0
    for each in template.names():
        charter = template.load(each)
        if speaks_of(charter, name):
            other = other_value(name, getattr(charter, name))
            ours = list(printed(charter, None, numbers_only=True))
            theirs = list(printed(replace(charter, **{name: other}), None, numbers_only=True))
            assert ours != theirs, f"{name} of {each} is not told"
            told += 1
    assert told


OF_COUNCILS = {
    "delegation_key", "stray", "uncovered", "freshness_days", "standing_days", "leave_notice_days", "cap_votes",
    "credentials_each_sitting", "ratify_days", "started", "ends_day",
}  # fmt: skip


def speaks_of(charter: Charter, name: str) -> bool:
    """Whether this setting means anything in this charter."""
    if name in OF_COUNCILS and charter.kind is Kind.ASSEMBLY:
        return False
    if name == "ratify_days":
        return bool(charter.ratified)
    if name == "started":
        return charter.delegation_key is Key.PER_STARTED
    return name != "ends_day" or bool(charter.ends_day)


def test_the_articles_with_numbers_of_our_own_exist() -> None:
    assert set(OWN) <= {article.name for article in ARTICLES}
