"""Attacks by whoever holds the files or the database, at the level of the law.

Each is refused at once, or found by verifying, in a sentence a member understands. The attacker may recompute
every digest and has the host sign over it; what they cannot do is sign for a member.
"""

import sqlite3
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.attacks.holder import (
    added,
    by_sql,
    head_of,
    note_over,
    records_of,
    replaced,
    rewritten,
    step_of,
    verified,
    words,
)
from tests.secretary.mill import charter, mill, paper, raised, vote_open

from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import matters, merkle
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.body import Share
from confederal.kernel.checkpoint import read
from confederal.kernel.entry import INNER, Record, record
from confederal.kernel.envelope import SeedKey, seal
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.minute_book import opened, sealed
from confederal.kernel.question import Result
from confederal.records.database import sqlite_shelf
from confederal.records.log import HeadNotSigned, Log
from confederal.records.memory import MemoryShelf
from confederal.secretary.desk import Desk, Refused
from confederal.stories.world import World

CROOK = SeedKey(b"crook".ljust(32))


@cache
def decided() -> World:
    """A mill in which one question was told by two tellers at a meeting and carried, six to three."""
    world = mill()
    world.decide("mill", matters.Resolution(), "We open earlier", {"for": 6, "against": 3})
    return world


@cache
def voted() -> World:
    """A mill in which one question was voted on by device and carried, five to four."""
    world = mill()
    step = vote_open(world)
    for number in range(1, 10):
        world.done("mill", f"m{number}", a.Voted(step, ("for" if number < 6 else "against",)))
    assert world.state("mill").questions[step].stage == "closed"
    return world


def act_at(records: list[Record], step: int) -> a.Minuted:
    entry = opened(step, records[step])
    assert isinstance(entry, a.Minuted)
    return entry


def test_a_book_nobody_touched_is_whole() -> None:
    for world in (decided(), voted()):
        audit = verified(world, records_of(world))
        assert audit.whole
        assert audit.judged == len(records_of(world))
        assert audit.closings == 1


# A count retyped


def retyped(world: World, records: list[Record], step: int) -> bytes:
    """The told count with one vote moved, and the signature that was there."""
    entry = act_at(records, step)
    act = entry.act
    assert isinstance(act, a.CountTold)
    moved = replace(act, tallies=(Tally(("for",), 7), Tally(("against",), 2)))
    return sealed(replace(entry.payload, act=moved), CROOK).replace(CROOK.keyid.encode(), entry.key.encode())


def test_a_count_retyped_in_place_is_found() -> None:
    world = decided()
    records = records_of(world)
    step = step_of(world, a.CountTold)
    envelope = retyped(world, records, step)
    audit = verified(world, replaced(records, step, lambda old: Record(old.entry, old.salt, envelope)))
    assert (
        f"Step {step}: the paper is not the one that was recorded here; it was altered or exchanged"
        " [open_books ¶2]"
    ) in words(audit)


def test_a_count_retyped_with_every_digest_computed_again_lacks_the_teller_s_signature() -> None:
    world = decided()
    records = records_of(world)
    step = step_of(world, a.CountTold)
    forged = replaced(records, step, lambda old: rewritten(world, old, retyped(world, records, step)))
    found = words(verified(world, forged))
    assert any(
        sentence.startswith(f"Step {step}: the act is not signed by the key it names") for sentence in found
    )
    # And the other teller's own count does not agree with it: nothing is counted, the closing is void.
    assert any(sentence.startswith(f"Step {step_of(world, a.Closed)}: ") for sentence in found)


def test_a_count_retyped_and_signed_by_the_crook_is_by_nobody() -> None:
    world = decided()
    records = records_of(world)
    step = step_of(world, a.CountTold)
    entry = act_at(records, step)
    forged = replaced(records, step, lambda old: rewritten(world, old, sealed(replace(entry.payload), CROOK)))
    assert (
        f"Step {step}: it stands in the record and has no effect. Nobody acts in another's name: a step is"
        f" signed with a key bound to its author and in force. (found: this key is not {entry.by}'s, or no"
        " longer) [the_operator_serves ¶2]"
    ) in words(verified(world, forged))


def test_a_closing_that_claims_another_count_is_void() -> None:
    world = mill()
    step = vote_open(world)
    for number in range(1, 10):
        sent = world.envelope("mill", f"m{number}", a.Voted(step, ("for" if number < 5 else "against",)))
        world.desk.minute(world.bodies["mill"], sent)
    state = world.state("mill")
    claim = replace(
        outcome_of(state, state.questions[step], world.now),
        result=Result.CARRIED,
        totals=(("abstain", 0), ("against", 4), ("for", 5)),
    )
    at_the_desk = world.desk.minute(world.bodies["mill"], world.envelope("mill", HOST, a.Closed(step, claim)))
    assert isinstance(at_the_desk, Refused)
    assert "result claimed: adopted; counted: not adopted" in str(at_the_desk)
    past_the_desk = [*records_of(world), added(world, a.Closed(step, claim))]
    found = words(verified(world, past_the_desk))
    assert any(
        "A closing only claims; the charter counts again, and a claim that differs from the count is void."
        " (found: result claimed: adopted; counted: not adopted) [one_member_one_vote ¶6]" in sentence
        for sentence in found
    )
    assert verified(world, past_the_desk).state.questions[step].outcome is None  # type: ignore[union-attr]  # it reads


def test_a_vote_taken_out_makes_the_closing_void() -> None:
    """The host deletes one vote and signs for the rest: the recount says otherwise."""
    world = voted()
    records = records_of(world)
    step = step_of(world, a.Voted)
    found = words(verified(world, [*records[:step], *records[step + 1 :]]))
    closing = step_of(world, a.Closed) - 1
    assert any(
        sentence.startswith(f"Step {closing}: it stands in the record and has no effect.")
        and "claimed" in sentence
        and "counted" in sentence
        for sentence in found
    )


def test_a_vote_put_in_for_a_member_is_by_nobody() -> None:
    world = mill()
    step = vote_open(world)
    forged = [*records_of(world), added(world, a.Voted(step, ("for",)), "m1", CROOK)]
    assert any(
        "this key is not m1's, or no longer" in sentence for sentence in words(verified(world, forged))
    )


# A key changed


def test_the_founders_keys_are_in_the_name_of_the_book() -> None:
    """Whoever puts another key under a founder's name has another founding: not this book's."""
    world = decided()
    records = records_of(world)
    entry = act_at(records, 0)
    act = entry.act
    assert isinstance(act, a.Founded)
    founders = (*act.founders[:-1], replace(act.founders[-1], key=CROOK.keyid))
    payload = replace(entry.payload, act=replace(act, founders=founders))
    forged = replaced(records, 0, lambda old: rewritten(world, old, sealed(payload, world.key("mill", "m1"))))
    assert "Step 0: it is not the founding act this book is named after [open_books ¶2]" in words(
        verified(world, forged)
    )


@pytest.mark.parametrize("who", ["m1", HOST])
def test_a_key_is_changed_only_by_whom_it_is(who: str) -> None:
    world = decided()
    signer = CROOK if who == "m1" else world.host("mill")
    forged = [*records_of(world), added(world, a.KeyChanged(SeedKey(bytes(32)).keyid), who, signer)]
    audit = verified(world, forged)
    article = "the_operator_serves ¶2" if who == "m1" else "the_operator_serves ¶1"
    assert any(article in sentence for sentence in words(audit))
    assert audit.state is not None
    assert audit.state.members["m1"].key == world.key("mill", "m1").keyid


def test_one_co_worker_cannot_replace_a_key_and_the_member_can_stop_three() -> None:
    world = mill()
    new = world.holding(SeedKey(b"new".ljust(32))).keyid
    world.done("mill", "m2", a.KeyVouched("m1", new))
    world.later(days=30)
    assert world.state("mill").key_in_force("m1", world.now) == world.key("mill", "m1").keyid
    for who in ("m3", "m4"):
        world.done("mill", who, a.KeyVouched("m1", new))
    world.done("mill", "m1", a.KeyVetoed())
    world.later(days=30)
    assert world.state("mill").key_in_force("m1", world.now) == world.key("mill", "m1").keyid


# A seat granted


def test_there_is_no_row_in_which_a_seat_could_be_granted(tmp_path: Path) -> None:
    """The database holds books, papers and what may be thrown away; who holds what is read, not stored."""
    mill(sqlite_shelf(tmp_path / "books.sqlite"))
    connection = sqlite3.connect(tmp_path / "books.sqlite")
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    ).fetchall()
    connection.close()
    assert [name for (name,) in tables] == ["book", "entry", "erasure", "signed", "verdict"]


@pytest.mark.parametrize("word", ["seat_granted", "appointed", "holder_replaced"])
def test_a_seat_granted_in_the_record_is_no_word_of_the_language(word: str) -> None:
    world = decided()
    plain = b'{"act":{"kind":"%s","seat":"0.1","to":"m9"},"at":%d,"body":"%s","by":"host","n":9000,"seen":null,"v":1}'
    envelope = seal(plain % (word.encode(), world.now, world.bodies["mill"].encode()), world.host("mill"))
    forged = [*records_of(world), record(INNER, world.now, bytes(16), envelope)]
    audit = verified(world, forged)
    assert any(f"the language has no word '{word}'" in sentence for sentence in words(audit))
    assert audit.state is not None
    assert audit.state.seats == world.state("mill").seats


def test_an_election_closed_without_an_election_points_at_nothing() -> None:
    world = decided()
    last = len(records_of(world))
    outcome = world.state("mill").questions[step_of(world, a.QuestionRaised)].outcome
    assert outcome is not None
    forged = [*records_of(world), added(world, a.Closed(900, outcome))]
    assert (
        f"Step {last}: it stands in the record and has no effect. A step in our record points only at what"
        " stands in it. (found: there is no question 900) [open_books ¶4]"
    ) in words(verified(world, forged))


def test_a_seat_given_back_for_somebody_else_stays_theirs() -> None:
    world = mill()
    seat = next(iter(world.state("mill").seats.values()))
    other = next(who for who in world.signing("mill") if who != seat.holder)
    answer = world.say("mill", other, a.Resigned(seat.id))
    assert isinstance(answer, Refused)
    assert f"held by {seat.holder}" in str(answer)
    forged = [*records_of(world), added(world, a.Resigned(seat.id), seat.holder, CROOK)]
    audit = verified(world, forged)
    assert any(f"this key is not {seat.holder}'s" in sentence for sentence in words(audit))
    assert audit.state is not None
    assert audit.state.seats[seat.id] == seat


# A setting changed after a vote opened


def test_a_charter_changed_while_a_vote_is_open_does_not_reach_it() -> None:
    world = mill()
    charter = world.state("mill").charter
    change = world.raise_and_support(
        "mill", matters.CharterChange(replace(charter, decides=Share("3/4"))), "Three quarters from now on"
    )
    step = world.raise_and_support("mill", matters.Resolution(), "We open earlier")
    world.wait_for_notice("mill", step)
    world.done("mill", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + 20 * DAY))
    frozen = world.state("mill").questions[step].rule
    world.put("mill", change)
    assert str(world.state("mill").charter.decides) == "more than 3/4 of the votes cast"
    assert world.state("mill").questions[step].rule == frozen
    for number in range(1, 10):
        world.done("mill", f"m{number}", a.Voted(step, ("for" if number < 6 else "against",)))
    outcome = world.state("mill").questions[step].outcome
    assert outcome is not None
    assert (outcome.result, outcome.needed) == (Result.CARRIED, 5)


def test_a_charter_changed_in_the_founding_is_another_body_s() -> None:
    world = voted()
    records = records_of(world)
    entry = act_at(records, 0)
    assert isinstance(entry.act, a.Founded)
    lower = replace(entry.act, charter=replace(entry.act.charter, quorum_least=1))
    envelope = sealed(replace(entry.payload, act=lower), world.key("mill", "m1"))
    forged = replaced(records, 0, lambda old: rewritten(world, old, envelope))
    assert "Step 0: it is not the founding act this book is named after [open_books ¶2]" in words(
        verified(world, forged)
    )


@pytest.mark.parametrize(
    "act",
    [
        a.Voted(9, ("for",)),
        raised("By the operator"),
        a.Supported(9),
        a.Invited("z1"),
        a.Confirmed(9),
        a.Left(),
        a.KeyVouched("m1", CROOK.keyid),
        a.CountTold(9, Way.HANDS, (Tally(("for",), 9),)),
        a.Withdrawn(9),
    ],
    ids=lambda act: type(act).__name__,
)
def test_the_host_s_key_signs_nothing_of_substance(act: a.AnyAct) -> None:
    world = mill()
    vote_open(world)
    word = type(act).__struct_config__.tag
    answer = world.say("mill", HOST, act)
    assert isinstance(answer, Refused)
    sentence = (
        "Who keeps the record writes nothing of substance in it: only what every reader computes for"
        f" themselves. (found: the host's key signed “{word}”)"
    )
    assert sentence in str(answer)
    forged = [*records_of(world), added(world, act)]
    assert any(
        f"Step {len(forged) - 1}: " in found and sentence in found and "[the_operator_serves ¶1]" in found
        for found in words(verified(world, forged))
    )


def test_the_host_s_key_under_a_member_s_name_is_not_the_member_s() -> None:
    world = mill()
    step = vote_open(world)
    forged = [*records_of(world), added(world, a.Voted(step, ("for",)), "m1", world.host("mill"))]
    assert any(
        "this key is not m1's, or no longer" in sentence for sentence in words(verified(world, forged))
    )


# Inserted, replayed, moved, back-dated


def test_a_step_written_twice_counts_once() -> None:
    world = voted()
    records = records_of(world)
    step = step_of(world, a.Voted)
    audit = verified(world, [*records, replace(records[step], entry=records[-1].entry)])
    assert not audit.whole
    again = record(INNER, world.now, bytes(16), records[step].envelope or b"")
    found = words(verified(world, [*records, again]))
    assert f"Step {len(records)}: it repeats the act of entry {step} [open_books ¶2]" in found
    assert any(
        "A signed step counts once: its author's counter only goes up." in sentence for sentence in found
    )


def test_a_step_of_another_body_is_not_of_this_one() -> None:
    world = World()
    for name in ("mill", "harbour"):
        world.found_assembly(name, charter(name.title()), 9)
    theirs = added(world, raised("Theirs"), "m1", name="harbour")
    found = words(verified(world, [*records_of(world), theirs]))
    assert any(f"written for body {world.bodies['harbour'][:12]}" in sentence for sentence in found)


def test_steps_moved_rest_on_what_was_not_there_yet() -> None:
    """A support put before the question it supports."""
    world = mill()
    step = world.done("mill", "m1", raised("Bread"))
    world.done("mill", "m2", a.Supported(step))
    records = records_of(world)
    found = words(verified(world, [*records[:step], records[step + 1], records[step]]))
    assert any(
        sentence.startswith(f"Step {step}: ") and f"there is no question {step}" in sentence
        for sentence in found
    )


def test_a_vote_put_in_after_the_end_and_dated_back_shows() -> None:
    """The times of receipt never go back; dated as late as the entry above it, the vote is too late."""
    world = mill()
    step = vote_open(world)
    opened_at = world.now
    world.later(days=8)
    late = sealed(
        a.Payload(1, world.bodies["mill"], "m2", 9_000, opened_at, a.Voted(step, ("for",))),
        world.key("mill", "m2"),
    )
    back = [*records_of(world), record(INNER, opened_at, bytes(16), late)]
    assert (
        f"Step {len(back) - 1}: it says it was received before the entry above it [open_books ¶2]"
    ) in words(verified(world, back))
    honest = [*records_of(world), record(INNER, world.now, bytes(16), late)]
    assert not verified(world, honest).whole


def test_a_step_received_before_it_was_written_shows() -> None:
    """The host holds the clock of the book back by a day: members' own times give it away."""
    world = mill()
    sent = paper(world, "m1", raised("Bread"), 500, at=world.now + DAY)
    forged = [*records_of(world), record(INNER, world.now, bytes(16), sent)]
    assert any(
        "A step is dated no later than it is received." in sentence
        for sentence in words(verified(world, forged))
    )


# An old copy, two views


def test_an_old_copy_put_back_is_not_signed_and_seen_by_whoever_kept_a_newer_head() -> None:
    world = voted()
    records = records_of(world)
    body = world.bodies["mill"]
    newer = note_over(world, records)
    old, heads = MemoryShelf(), MemoryShelf()
    old.create(body)
    old.append(body, 0, records[:-3])
    heads.create(body)
    heads.keep_checkpoint(body, None, newer)
    with pytest.raises(HeadNotSigned) as refused:
        Log(old, body, world.host("mill"), heads).sign()
    assert "it is an old copy" in refused.value.reason
    found = words(verified(world, records[:-3], earlier=[newer]))
    assert (
        f"Step {len(records) - 3}: the book ends before it; its host signed for {len(records)} entries"
        " [open_books ¶2]"
    ) in found


def test_a_member_who_saw_more_is_told_that_two_records_exist() -> None:
    world = voted()
    records = records_of(world)
    body = world.bodies["mill"]
    old = MemoryShelf()
    old.create(body)
    old.append(body, 0, records[:-3])
    desk = Desk(old, clock=lambda: world.now, lot=bytes)
    head = head_of(records)
    seen = a.Seen(head.size, head.root.hex())
    sent = sealed(a.Payload(1, body, "m1", 900, world.now, raised("Bread"), seen), world.key("mill", "m1"))
    answer = desk.minute(body, sent)
    assert isinstance(answer, Refused)
    assert (
        "the_operator_serves ¶4: Nobody can have seen more of the record than there is: two records of one body"
        f" exist. (found: the author saw {len(records)} steps, this record has {len(records) - 3})"
    ) in str(answer)
    assert old.head(body).size == len(records) - 3


def test_two_heads_of_one_size_show_two_histories() -> None:
    """One member is shown a book with a vote, another a book with another in its place; both heads are signed."""
    world = mill()
    step = vote_open(world)
    records = records_of(world)
    one = [*records, added(world, a.Voted(step, ("for",)), "m1")]
    other = [*records, added(world, a.Voted(step, ("against",)), "m1")]
    note_one, note_other = note_over(world, one), note_over(world, other)
    assert read(note_one).size == read(note_other).size
    assert verified(world, one).whole
    assert verified(world, other).whole
    assert (
        f"The record: The first {len(one)} entries are not the ones its host signed for: one of them was altered,"
        " put in, taken out or moved. [open_books ¶2]"
    ) in words(verified(world, one, earlier=[note_other]))


def test_every_member_s_step_is_a_witness_of_the_record_it_saw() -> None:
    world = mill()
    step = vote_open(world)
    records = records_of(world)
    one = [*records, added(world, a.Voted(step, ("for",)), "m1")]
    other = [*records, added(world, a.Voted(step, ("against",)), "m1")]
    head = head_of(one)
    payload = a.Payload(
        1,
        world.bodies["mill"],
        "m2",
        9_000,
        world.now,
        a.Voted(step, ("for",)),
        a.Seen(head.size, head.root.hex()),
    )
    witness = record(INNER, world.now, bytes(16), sealed(payload, world.key("mill", "m2")))
    assert verified(world, [*one, witness]).whole
    assert (
        f"Step {len(other)}: its author had seen another record: the first {len(other)} steps were not these. Two"
        " records of this body exist [the_operator_serves ¶4]"
    ) in words(verified(world, [*other, witness]))


# In the database itself


def test_the_tables_refuse_a_careless_hand_and_the_shelf_one_that_took_the_guards_away(
    tmp_path: Path,
) -> None:
    path = tmp_path / "books.sqlite"
    world = mill(sqlite_shelf(path))
    connection = sqlite3.connect(path, isolation_level=None)
    for statement, why in (
        ("UPDATE entry SET envelope = x'00'", "a paper is never altered"),
        ("DELETE FROM entry", "an entry is never removed"),
        ("UPDATE entry SET entry = x'00'", "an entry is never altered"),
        ("UPDATE book SET size = 2", "a book only grows"),
    ):
        with pytest.raises(sqlite3.IntegrityError, match=why):
            connection.execute(statement)
    connection.close()
    assert verified(world, records_of(world)).whole


@pytest.mark.parametrize("thorough", [False, True])
def test_a_paper_exchanged_by_sql_is_found(tmp_path: Path, thorough: bool) -> None:
    """With the triggers away and put back; thorough: entry, leaf and frontier computed again as well."""
    path = tmp_path / "books.sqlite"
    world = mill(sqlite_shelf(path))
    step = world.done("mill", "m1", raised("We open earlier"))
    note = world.log(world.bodies["mill"]).sign()
    records = records_of(world)
    entry = act_at(records, step)
    envelope = sealed(replace(entry.payload, act=raised("We open later")), CROOK).replace(
        CROOK.keyid.encode(), entry.key.encode()
    )
    new = rewritten(world, records[step], envelope)
    changes: list[tuple[str, tuple[object, ...]]] = [
        ("UPDATE entry SET envelope = ? WHERE salt = ?", (envelope, new.salt))
    ]
    if thorough:
        forged = replaced(records, step, lambda _: new)
        coded = new.entry.encode()
        changes += [
            (
                "UPDATE entry SET entry = ?, leaf = ? WHERE salt = ?",
                (coded, merkle.leaf_hash(coded), new.salt),
            ),
            ("UPDATE book SET frontier = ?", (head_of(forged).encode(),)),
        ]
    by_sql(path, *changes)
    found = words(verified(world, list(sqlite_shelf(path).rows(world.bodies["mill"])), note))
    if thorough:
        assert any(f"Step {step}: the act is not signed by the key it names" in each for each in found)
        assert any("are not the ones its host signed for" in each for each in found)
    else:
        assert (
            f"Step {step}: the paper is not the one that was recorded here; it was altered or exchanged"
            " [open_books ¶2]"
        ) in found


def test_a_step_by_hand_keeps_its_place_and_everybody_goes_on() -> None:
    """What was written past the desk has no effect; the book is usable and everybody sees where it stands."""
    world = mill()
    body = world.bodies["mill"]
    world.shelf.append(body, 9, [added(world, a.Left(), "m1", CROOK)])
    assert "m1" in world.state("mill").roll
    step = world.done("mill", "m1", raised("Who wrote step 9?"))
    assert step == 10
    assert set(world.desk.reading(body).struck) == {9}
