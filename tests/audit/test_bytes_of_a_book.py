"""What examining a book's bytes finds: nothing in a whole one, and every fault by its entry and in words."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.written import HOST, KEY, MILL, act, acts

from confederal.audit.bytes_of_a_book import Fault, Findings, check_papers, examine
from confederal.kernel import merkle
from confederal.kernel.checkpoint import Checkpoint, sign, verifying_key
from confederal.kernel.entry import INNER, OPEN, BrokenBook, Entry, Record, record
from confederal.kernel.envelope import SeedKey

BOOK = acts(0, 40)


def note_over(records: list[Record]) -> str:
    leaves = [merkle.leaf_hash(each.entry.encode()) for each in records]
    head = merkle.EMPTY.extend(leaves)
    return sign(Checkpoint(KEY.name, head.size, head.root), HOST)


NOTE = note_over(BOOK)
LEAVES = [merkle.leaf_hash(each.entry.encode()) for each in BOOK]


def found(records: list[Record], note: str | None = NOTE, **more: object) -> Findings:
    return examine(records, KEY, note, **more)  # type: ignore[arg-type]  # passed through as given


def test_a_whole_book_has_no_fault_and_says_what_was_checked() -> None:
    findings = found(BOOK)
    assert findings.sound
    assert (findings.entries, findings.papers, findings.unsigned, findings.withheld) == (40, 40, 0, 0)
    assert findings.signed is not None
    assert findings.signed.root == findings.root == merkle.EMPTY.extend(LEAVES).root


def test_entries_after_the_checkpoint_are_told_apart() -> None:
    findings = found(BOOK, note_over(BOOK[:33]))
    assert findings.sound
    assert findings.unsigned == 7


def test_inner_papers_may_be_withheld_and_open_ones_may_not() -> None:
    shown = [each.without_paper() if each.entry.visibility == INNER else each for each in BOOK]
    findings = found(shown)
    assert findings.sound
    assert findings.withheld == 13
    assert [fault.number for fault in found(shown, shown=(OPEN, INNER)).faults] == list(range(2, 40, 3))
    shown[3] = shown[3].without_paper()
    (fault,) = found(shown).faults
    assert fault.words == "Entry 3: its paper is missing, and no entry is named that ordered it erased"


def test_an_erased_paper_names_who_ordered_it() -> None:
    erased = [*BOOK[:3], BOOK[3].without_paper(), *BOOK[4:]]
    assert found(erased, erased={3: 20}).sound
    assert found(erased, erased={3: 20}).erased == {3: 20}
    (fault,) = found(erased, erased={3: 3}).faults
    assert "not a later one" in fault.reason
    (fault,) = found(BOOK, erased={3: 20}).faults
    assert "is still here" in fault.reason


def altered(number: int, change: Callable[[Record], Record]) -> list[Record]:
    return [*BOOK[:number], change(BOOK[number]), *BOOK[number + 1 :]]


def with_entry(each: Record, **changes: int) -> Record:
    entry = Entry(
        OPEN if changes.get("visibility") == OPEN else each.entry.visibility,
        changes.get("time", each.entry.time),
        each.entry.commitment,
    )
    return Record(entry, each.salt, each.envelope)


SPOILT: dict[str, tuple[list[Record], int, str]] = {
    "another paper": (
        altered(7, lambda each: Record(each.entry, each.salt, BOOK[8].envelope)),
        7,
        "exchanged",
    ),
    "another salt": (altered(7, lambda each: Record(each.entry, bytes(16), each.envelope)), 7, "altered"),
    "another act": (altered(7, lambda _: act(7, "another")), 7, "digest was written down"),
    "deleted": ([*BOOK[:7], *BOOK[8:]], 7, "digest was written down"),
    "put in": ([*BOOK[:7], act(7, "more"), *BOOK[7:]], 7, "digest was written down"),
    "moved": ([*BOOK[:7], BOOK[8], BOOK[7], *BOOK[9:]], 8, "received before the entry above"),
    "replayed": ([*BOOK[:39], BOOK[12]], 39, "repeats the act of entry 12"),
    "back-dated": (altered(7, lambda each: with_entry(each, time=each.entry.time - 5)), 7, "received before"),
    "dated later": (
        altered(7, lambda each: with_entry(each, time=each.entry.time + 1)),
        7,
        "digest was written",
    ),
    "cut off": (BOOK[:30], 30, "ends before it; its host signed for 40"),
    "another founding": (altered(0, lambda _: act(0, "another")), 0, "not the founding act"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_what_was_done_to_it_is_found_and_named(case: str) -> None:
    records, number, words = SPOILT[case]
    findings = found(records, leaves=LEAVES)
    assert any(fault.number == number and words in fault.reason for fault in findings.faults), findings.faults
    assert findings.faults[0].number == min(
        fault.number for fault in findings.faults if fault.number is not None
    )


@pytest.mark.parametrize("case", SPOILT)
def test_without_other_leaf_hashes_it_is_found_all_the_same(case: str) -> None:
    assert not found(SPOILT[case][0]).sound


def test_a_new_checkpoint_over_a_rewritten_book_does_not_hide_it_from_an_older_one() -> None:
    rewritten = [*BOOK[:7], act(7, "another"), *BOOK[8:]]
    assert found(rewritten, note_over(rewritten)).sound, "whoever has seen nothing before cannot know"
    for size in (8, 20, 39):
        findings = found(rewritten, note_over(rewritten), earlier=[note_over(BOOK[:size])])
        assert any(f"The first {size} entries are not the ones" in fault.reason for fault in findings.faults)
    assert found(rewritten, note_over(rewritten), earlier=[note_over(BOOK[:7])]).sound


def test_who_signed_and_for_whom_matters() -> None:
    other = SeedKey(bytes(32))
    for note, words in (
        (None, "nobody answers for it"),
        ("", "not a signed note"),
        (
            sign(Checkpoint(KEY.name, 40, merkle.EMPTY.extend(LEAVES).root), other),
            "not signed by the host's key",
        ),
        (sign(Checkpoint(f"confederal/mb/{MILL}", 40, bytes(32)), HOST), "the checkpoint is of"),
        (sign(Checkpoint(KEY.name, 40, bytes(32)), HOST), "altered, put in, taken out or moved"),
    ):
        assert words in found(BOOK, note).faults[-1].reason
    assert found([], None).sound
    mill = verifying_key(MILL, HOST.keyid)
    findings = examine(BOOK, mill, sign(Checkpoint(mill.name, 40, merkle.EMPTY.extend(LEAVES).root), HOST))
    assert [fault.number for fault in findings.faults] == [0]


def test_a_paper_that_is_no_signed_act_is_named() -> None:
    salt = bytes(16)
    forged = act(3)
    assert forged.envelope is not None
    unsigned = forged.envelope.replace(forged.envelope[-40:-10], b"A" * 30)
    faults = check_papers(3, [record(OPEN, 5, salt, unsigned), record(OPEN, 6, salt, b"{}"), act(5)])
    assert [fault.number for fault in faults] == [3, 4]
    assert "not signed by the key it names" in faults[0].reason
    assert "not a signed act" in faults[1].reason


def test_what_cannot_be_read_is_named_and_what_came_before_is_checked() -> None:
    def breaking() -> Iterator[Record]:
        yield from BOOK[:5]
        raise BrokenBook(5, "the entry is missing from the database")

    findings = examine(breaking(), KEY, NOTE)
    assert findings.entries == findings.papers == 5
    assert findings.faults[0] == Fault(5, "the entry is missing from the database")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_one_flipped_bit_anywhere_is_found_at_its_entry(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 39))
    each = BOOK[number]
    assert each.salt is not None
    assert each.envelope is not None
    parts = [each.entry.encode(), each.salt, each.envelope]
    which = data.draw(st.integers(0, 2))
    at = data.draw(st.integers(0, len(parts[which]) * 8 - 1))
    changed = bytearray(parts[which])
    changed[at // 8] ^= 1 << at % 8
    parts[which] = bytes(changed)
    try:
        records = altered(number, lambda _: Record(Entry.decode(parts[0]), parts[1], parts[2]))
    except ValueError:
        return
    findings = found(records, leaves=LEAVES)
    assert number in {fault.number for fault in findings.faults}
    assert not found(records).sound


def test_papers_may_be_checked_elsewhere_and_in_any_order() -> None:
    rows = altered(7, lambda each: Record(each.entry, bytes(16), each.envelope)) + acts(40, 600)
    note = note_over([*BOOK, *acts(40, 600)])
    ahead = found(
        rows, note, papers=lambda batches: [check_papers(*each) for each in reversed(list(batches))]
    )
    assert ahead == found(rows, note)
    assert [fault.number for fault in ahead.faults] == [7]
