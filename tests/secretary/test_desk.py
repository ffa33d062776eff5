"""The desk: who sends an act gets a receipt or every objection, once it is written and never before."""

import multiprocessing
import threading
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.secretary.mill import book_of, charter, federation, mill, paper, raised, vote_open

from confederal.charter.reading import read
from confederal.kernel import act as a
from confederal.kernel.entry import INNER, OPEN, Record
from confederal.kernel.envelope import parse
from confederal.kernel.envelope import written as envelope_of
from confederal.kernel.grounds import AHEAD
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.merkle import Frontier
from confederal.kernel.minute_book import body_of, opened, sealed, written
from confederal.kernel.proof import fault_in
from confederal.kernel.question import Stage
from confederal.records.database import sqlite_shelf
from confederal.records.memory import MemoryShelf
from confederal.secretary.desk import Desk, Received, Refused, all_signed
from confederal.secretary.shelf import HeadMoved
from confederal.stories.world import World


def desk_on(shelf: MemoryShelf, now: int) -> Desk:
    """Another desk on the same shelf, as another process would have it."""
    salts = iter(range(1 << 32))
    return Desk(shelf, clock=lambda: now, lot=lambda size: next(salts).to_bytes(size, "big"))


# Receipts


def test_a_receipt_names_body_step_and_time_of_what_stands_in_the_book() -> None:
    world = mill()
    answer = world.desk.minute(world.bodies["mill"], paper(world, "m1", raised("Bread"), 7))
    assert answer == Received(world.bodies["mill"], 9, world.now)
    written_there = opened(9, book_of(world)[9])
    assert isinstance(written_there, a.Minuted)
    assert (written_there.time, written_there.by, written_there.act) == (world.now, "m1", raised("Bread"))


def test_the_same_act_sent_again_gets_the_earlier_receipt_and_is_not_written_twice() -> None:
    world = mill()
    body, sent = world.bodies["mill"], paper(world, "m1", raised("Bread"), 7)
    first = world.desk.minute(body, sent)
    world.done("mill", "m2", a.Supported(9))
    world.now += DAY
    assert world.desk.minute(body, sent) == first
    assert world.desk.size(body) == 11


def test_the_same_act_twice_in_one_group_gets_one_receipt() -> None:
    world = mill()
    body, sent = world.bodies["mill"], paper(world, "m1", raised("Bread"), 7)
    assert world.desk.minute_all(body, [sent, sent]) == [Received(body, 9, world.now)] * 2
    assert world.desk.size(body) == 10


def test_a_restarted_desk_knows_the_earlier_receipts() -> None:
    world = mill()
    body, sent = world.bodies["mill"], paper(world, "m1", raised("Bread"), 7)
    first = world.desk.minute(body, sent)
    assert isinstance(world.shelf, MemoryShelf)
    assert desk_on(world.shelf, world.now + DAY).minute(body, sent) == first


@pytest.mark.parametrize("n", [7, 6, 0])
def test_another_act_under_a_counter_used_before_is_refused(n: int) -> None:
    world = mill()
    body = world.bodies["mill"]
    assert isinstance(world.desk.minute(body, paper(world, "m1", raised("Bread"), 7)), Received)
    answer = world.desk.minute(body, paper(world, "m1", raised("Cake"), n))
    assert str(answer) == (
        "the_operator_serves ¶3: A signed step counts once: its author's counter only goes up. "
        f"(found: counter {n}, the last was 7). "
        "What would mend it: nothing, if this was received before; otherwise sign it anew"
    )
    assert world.desk.size(body) == 10


def test_counters_may_leave_gaps_and_are_each_author_s_own() -> None:
    world = mill()
    body = world.bodies["mill"]
    for who, n in (("m1", 3), ("m1", 900), ("m2", 5)):
        assert isinstance(world.desk.minute(body, paper(world, who, raised(f"{who} {n}"), n)), Received)


def test_a_founding_sent_again_gets_the_earlier_receipt() -> None:
    world = mill()
    shelf, key = MemoryShelf(), world.key("other", "m1")
    founders = tuple(a.Founder(who, world.key("other", who).keyid) for who in ("m1", "m2", "m3"))
    act = a.Founded(charter("Other"), world.key("other", HOST).keyid, "0" * 32, founders)
    payload = a.Payload(1, "", "m1", 0, world.now, act)
    sent = sealed(payload, key)
    first = desk_on(shelf, world.now).found(sent)
    assert first == Received(body_of(written(payload)), 0, world.now)
    assert desk_on(shelf, world.now + DAY).found(sent) == first
    assert shelf.head(body_of(written(payload))).size == 1


def test_a_founding_cut_off_after_the_book_was_made_is_finished_when_it_is_sent_again() -> None:
    world = mill()
    founders = tuple(a.Founder(who, world.key("other", who).keyid) for who in ("m1", "m2", "m3"))
    act = a.Founded(charter("Other"), world.key("other", HOST).keyid, "0" * 32, founders)
    payload = a.Payload(1, "", "m1", 0, world.now, act)
    shelf = MemoryShelf()
    shelf.create(body_of(written(payload)))
    sent = sealed(payload, world.key("other", "m1"))
    early = sealed(
        a.Payload(1, body_of(written(payload)), "m2", 0, world.now, a.FoundingConfirmed()),
        world.key("other", "m2"),
    )
    assert isinstance(desk_on(shelf, world.now).minute(body_of(written(payload)), early), Refused)
    assert isinstance(desk_on(shelf, world.now).found(sent), Received)
    assert shelf.head(body_of(written(payload))).size == 1


# Refusals


def test_a_refused_act_leaves_the_book_as_it_was() -> None:
    world = mill()
    body = world.bodies["mill"]
    before, state = world.shelf.head(body), world.state("mill")
    assert isinstance(world.desk.minute(body, paper(world, "m1", a.Supported(4), 7)), Refused)
    assert world.shelf.head(body) == before
    assert world.state("mill") == state


def test_all_objections_are_given_not_the_first() -> None:
    world = mill()
    act = paper(world, "m1", raised("Bread"), 0)
    forged = sealed(
        a.Payload(2, world.bodies["mill"], "m1", 0, world.now + 10**6, raised("x")), world.key("mill", "m2")
    )
    assert isinstance(world.desk.minute(world.bodies["mill"], act), Refused)
    answer = world.desk.minute(world.bodies["mill"], forged)
    assert isinstance(answer, Refused)
    assert {(objection.article, objection.paragraph) for objection in answer.objections} >= {
        ("open_books", 4),
        ("the_operator_serves", 2),
    }


def test_a_body_that_is_not_kept_here_is_named() -> None:
    world = mill()
    answer = world.desk.minute("0" * 64, paper(world, "m1", raised("Bread"), 7))
    assert "no record of body 000000000000 is kept here" in str(answer)


def test_why_not_is_the_answer_the_desk_would_give_and_writes_nothing() -> None:
    world = mill()
    body = world.bodies["mill"]
    sent = paper(world, "m1", a.Supported(3), 7)
    entry = a.Minuted(
        9,
        world.now,
        world.key("mill", "m1").keyid,
        a.Payload(1, body, "m1", 7, world.now, a.Supported(3)),
    )
    asked = world.desk.would(body, entry)
    answer = world.desk.minute(body, sent)
    assert isinstance(answer, Refused)
    assert asked == answer.objections
    assert world.desk.size(body) == 9


# Groups


def test_later_acts_of_a_group_rest_on_earlier_ones() -> None:
    world = mill()
    body = world.bodies["mill"]
    answers = world.desk.minute_all(
        body,
        [
            paper(world, "m1", raised("Bread"), 7),
            paper(world, "m2", a.Supported(9), 7),
            paper(world, "m3", a.Supported(9), 7),
        ],
    )
    assert [type(answer) for answer in answers] == [Received] * 3
    question = world.state("mill").questions[9]
    assert question.stage is Stage.AGENDA
    assert dict(question.supporters) == {"m1": 9, "m2": 10, "m3": 11}


def test_refused_acts_of_a_group_do_not_disturb_the_others() -> None:
    world = mill()
    body = world.bodies["mill"]
    answers = world.desk.minute_all(
        body,
        [
            b"no envelope",
            paper(world, "m1", raised("Bread"), 7),
            paper(world, "m2", a.Supported(5), 7),
            paper(world, "m2", a.Supported(9), 8),
            paper(world, "m1", raised("Cake"), 7),
            paper(world, "m3", raised("Cake"), 7),
        ],
    )
    assert [type(answer) for answer in answers] == [Refused, Received, Refused, Received, Refused, Received]
    assert [answer.step for answer in answers if isinstance(answer, Received)] == [9, 10, 11]
    assert world.desk.size(body) == 12


def test_a_group_reads_as_the_same_acts_sent_one_by_one() -> None:
    one, all_at_once = mill(), mill()
    sent = [paper(one, f"m{number}", raised(f"Q{number}"), 7) for number in range(1, 10)]
    singly = [one.desk.minute(one.bodies["mill"], envelope) for envelope in sent]
    assert all_at_once.desk.minute_all(all_at_once.bodies["mill"], sent) == singly
    assert one.state("mill") == all_at_once.state("mill")


def test_in_a_long_group_each_has_its_own_answer_in_the_order_sent() -> None:
    """Long groups are checked by several threads; which of them is slow must not matter."""
    world = mill()
    body = world.bodies["mill"]
    sent = [paper(world, f"m{1 + at % 9}", raised(f"Q{at}"), 10 + at) for at in range(60)]
    forged = {0, 17, 30, 31, 59}
    for at in forged:
        envelope = parse(sent[at])
        sent[at] = envelope_of(replace(envelope, sig=envelope.sig[:40] + bytes(24)))
    answers = world.desk.minute_all(body, sent)
    assert {at for at, answer in enumerate(answers) if isinstance(answer, Refused)} == forged
    received = [answer.step for answer in answers if isinstance(answer, Received)]
    assert received == list(range(9, 9 + 55))
    titles = [world.state("mill").questions[step].title for step in received]
    assert titles == [f"Q{at}" for at in range(60) if at not in forged]


def test_a_process_that_was_forked_checks_groups_too() -> None:
    """Threads do not come along into a child, so it starts its own instead of waiting for them for ever."""
    world = mill()
    sent = [paper(world, f"m{1 + at % 9}", raised(f"Q{at}"), 10 + at) for at in range(40)]
    assert len(all_signed(sent)) == 40
    child = multiprocessing.get_context("fork").Process(target=all_signed, args=(sent,))
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        child.start()
    child.join(20)
    assert child.exitcode == 0


def test_an_empty_group_writes_nothing() -> None:
    world = mill()
    assert world.desk.minute_all(world.bodies["mill"], []) == []
    assert world.desk.size(world.bodies["mill"]) == 9


# Time of receipt


def test_the_time_of_receipt_never_decreases() -> None:
    world = mill()
    body = world.bodies["mill"]
    start = world.now
    for n, clock in enumerate((start, start + 50, start - 10_000, start + 20, start + 51), 7):
        world.now = clock
        assert isinstance(world.desk.minute(body, paper(world, "m1", raised(f"Q{n}"), n)), Received)
    times = [record.entry.time for record in book_of(world)[9:]]
    assert times == [start, start + 50, start + 50, start + 50, start + 51]


def test_the_time_of_receipt_is_at_least_the_author_s_own_less_five_minutes() -> None:
    world = mill()
    for ahead in (0, 299, AHEAD):
        sent = paper(world, "m1", raised(f"Q{ahead}"), 7 + ahead, at=world.now + ahead)
        answer = world.desk.minute(world.bodies["mill"], sent)
        assert isinstance(answer, Received)
        assert answer.time == world.now >= world.now + ahead - AHEAD


@pytest.mark.parametrize("ahead", [AHEAD + 1, DAY, 3650 * DAY])
def test_nobody_moves_the_clock_of_the_book_by_dating_an_act_ahead(ahead: int) -> None:
    world = mill()
    answer = world.desk.minute(world.bodies["mill"], paper(world, "m1", raised("Q"), 7, at=world.now + ahead))
    assert isinstance(answer, Refused)
    assert "open_books ¶5: A step is dated no later than it is received." in str(answer)
    assert "set the clock of the device and sign again" in str(answer)
    assert world.desk.size(world.bodies["mill"]) == 9


def test_an_act_written_long_ago_is_received_now_and_judged_at_its_receipt() -> None:
    world = mill()
    step = vote_open(world)
    early = paper(world, "m4", a.Voted(step, ("for",)), 7)
    world.later(days=8)
    assert world.state("mill").questions[step].stage is not Stage.VOTING
    answer = world.desk.minute(world.bodies["mill"], early)
    assert isinstance(answer, Refused)
    assert f"question {step} is" in str(answer)


# Nobody is answered before the commit


class Slow(MemoryShelf):
    """A shelf whose appends stop before they are durable until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def append(self, body: str, expected: int, records: Sequence[Record]) -> Frontier:
        self.begun.set()
        assert self.go_on.wait(10)
        return super().append(body, expected, records)


@pytest.mark.parametrize("refused", [False, True])
def test_nobody_is_answered_before_what_the_answer_rests_on_is_written(refused: bool) -> None:
    """Refusals too: an act may be refused only because of one before it, which must stand first."""
    shelf = Slow()
    world = mill(shelf)
    body = world.bodies["mill"]
    sent = [paper(world, "m1", raised("Bread"), 7)]
    if refused:
        sent.append(paper(world, "m1", raised("Cake"), 7))  # refused only if the one before is written
    shelf.begun.clear()
    shelf.go_on.clear()
    answers: list[object] = []
    asking = threading.Thread(target=lambda: answers.extend(world.desk.minute_all(body, sent)))
    asking.start()
    assert shelf.begun.wait(10)
    assert answers == []
    assert shelf.head(body).size == 9
    shelf.go_on.set()
    asking.join(10)
    assert shelf.head(body).size == 10
    assert [type(answer) for answer in answers] == [Received, Refused][: 1 + refused]


class Broken(MemoryShelf):
    """A shelf whose disk fails at the next append."""

    failing = False

    def append(self, body: str, expected: int, records: Sequence[Record]) -> Frontier:
        if self.failing:
            raise OSError("the disk is full")
        return super().append(body, expected, records)


def test_where_writing_fails_nothing_is_remembered_of_it() -> None:
    shelf = Broken()
    world = mill(shelf)
    body, sent = world.bodies["mill"], paper(world, "m1", raised("Bread"), 7)
    before = world.state("mill")
    shelf.failing = True
    with pytest.raises(OSError, match="full"):
        world.desk.minute(body, sent)
    assert world.state("mill") == before
    shelf.failing = False
    assert world.desk.minute(body, sent) == Received(body, 9, world.now)


# Several at one book


class Crowded(MemoryShelf):
    """A shelf to which another process always writes first, as often as `others` has acts."""

    def __init__(self) -> None:
        super().__init__()
        self.others: Iterator[Record] = iter(())
        self.met = 0

    def append(self, body: str, expected: int, records: Sequence[Record]) -> Frontier:
        if (first := next(self.others, None)) is not None:
            super().append(body, expected, [first])
            self.met += 1
            raise HeadMoved(body, expected, expected + 1)
        return super().append(body, expected, records)


def test_where_another_process_wrote_first_all_is_judged_again() -> None:
    """The other's act takes the step ours was judged at, and makes the second of ours right."""
    shelf = Crowded()
    world = mill(shelf)
    other = mill()
    other.done("mill", "m5", raised("The other's"))
    other.done("mill", "m6", a.Supported(9))
    shelf.others = iter(book_of(other)[9:])
    body = world.bodies["mill"]
    sent = [paper(world, "m1", raised("Ours"), 7), paper(world, "m2", a.Supported(9), 7)]
    answers = world.desk.minute_all(body, sent)
    assert answers == [Received(body, 11, world.now), Received(body, 12, world.now)]
    assert shelf.met == 2
    questions = world.state("mill").questions
    assert {step: question.title for step, question in questions.items()} == {9: "The other's", 11: "Ours"}
    assert sorted(questions[9].supporters) == ["m2", "m5", "m6"]


def test_who_never_gets_a_turn_is_told_so_and_nothing_of_theirs_is_written() -> None:
    world = mill(shelf := Crowded())
    other = mill()
    for number in range(60):
        other.done("mill", f"m{1 + number % 9}", raised(f"Q{number}"))
    shelf.others = iter(book_of(other)[9:])
    answer = world.desk.minute(world.bodies["mill"], paper(world, "m1", raised("Ours"), 10**6))
    assert isinstance(answer, Refused)
    assert "was written by others all the time" in str(answer)
    titles = {question.title for question in world.state("mill").questions.values()}
    assert "Ours" not in titles


def test_two_desks_on_one_database_write_one_book(tmp_path: Path) -> None:
    """Two processes' worth of desks, each with its own connection, take turns; both read the same."""
    world = mill(sqlite_shelf(tmp_path / "books.sqlite"))
    body = world.bodies["mill"]
    salts = iter(range(1 << 32))
    second = Desk(
        sqlite_shelf(tmp_path / "books.sqlite"),
        clock=lambda: world.now,
        lot=lambda size: next(salts).to_bytes(size, "big"),
    )
    desks = (world.desk, second)
    for number in range(20):
        answer = desks[number % 2].minute(body, paper(world, "m1", raised(f"Q{number}"), 10 + number))
        assert answer == Received(body, 9 + number, world.now)
    assert second.reading(body) == world.desk.reading(body)


def test_threads_with_a_connection_each_lose_nothing(tmp_path: Path) -> None:
    """Four authors at once, each at a desk of their own on one file: every receipt stands, none twice."""
    world = mill(sqlite_shelf(tmp_path / "books.sqlite"))
    body, now = world.bodies["mill"], world.now
    received: dict[int, bytes] = {}

    def write(who: str, sent: list[bytes]) -> None:
        shelf = sqlite_shelf(tmp_path / "books.sqlite")
        desk = Desk(shelf, clock=lambda: now, lot=lambda size: who.encode().ljust(size))
        for envelope in sent:
            answer = desk.minute(body, envelope)
            assert isinstance(answer, Received)
            received[answer.step] = envelope

    authors = [
        threading.Thread(
            target=write, args=(who, [paper(world, who, raised(f"{who} {n}"), n) for n in range(10, 18)])
        )
        for who in ("m1", "m2", "m3", "m4")
    ]
    for author in authors:
        author.start()
    for author in authors:
        author.join(60)
    assert sorted(received) == list(range(9, 9 + 32))
    assert [record.envelope for record in book_of(world)[9:]] == [received[step] for step in range(9, 41)]


def test_threads_at_one_desk_take_turns() -> None:
    world = mill()
    body = world.bodies["mill"]
    answers: list[object] = []

    def write(who: str) -> None:
        answers.extend(
            world.desk.minute(body, paper(world, who, raised(f"{who} {n}"), n)) for n in range(10, 20)
        )

    authors = [threading.Thread(target=write, args=(f"m{number}",)) for number in range(1, 6)]
    for author in authors:
        author.start()
    for author in authors:
        author.join(60)
    assert sorted(answer.step for answer in answers if isinstance(answer, Received)) == list(range(9, 59))


# What is kept


def test_the_kept_reading_is_the_reading_of_the_book() -> None:
    world = federation()
    world.elect_delegates("mill", "fed", "m3")
    for name, body in world.bodies.items():
        entries = [opened(step, record) for step, record in enumerate(book_of(world, name))]
        assert world.desk.reading(body) == read(entries, body=body, prover=fault_in)


def test_an_assembly_s_acts_are_inner_and_its_words_to_others_open() -> None:
    """A council's book is open to all who federate."""
    world = federation()
    world.elect_delegates("mill", "fed", "m3")
    for name in ("mill", "fed"):
        for step, record in enumerate(book_of(world, name)):
            entry = opened(step, record)
            assert isinstance(entry, a.Minuted)
            told = step == 0 or name == "fed" or isinstance(entry.act, a.AttestationMade)
            assert record.entry.visibility == (OPEN if told else INNER)


def test_stories_told_twice_write_the_same_books() -> None:
    def told() -> World:
        return federation()

    assert [book_of(told(), name) for name in ("mill", "fed")] == [
        book_of(told(), name) for name in ("mill", "fed")
    ]
