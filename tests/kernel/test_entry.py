"""The 42 bytes of a log entry, and what they say about a paper."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confederal.kernel.entry import ENTRY_BYTES, INNER, OPEN, Entry, NotAnEntry, Record, record

SALT = bytes(range(16))


@given(st.sampled_from((OPEN, INNER)), st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_every_entry_goes_to_42_bytes_and_back(visibility: int, time: int, commitment: bytes) -> None:
    entry = Entry(INNER if visibility else OPEN, time, commitment)
    data = entry.encode()
    assert len(data) == ENTRY_BYTES == 42
    assert Entry.decode(data) == entry


@given(
    st.binary(min_size=42, max_size=42)
    | st.binary(min_size=40, max_size=40).map(lambda data: b"\x01\x01" + data)
)
def test_bytes_that_are_accepted_are_written_back_the_same(data: bytes) -> None:
    try:
        entry = Entry.decode(data)
    except NotAnEntry:
        return
    assert entry.encode() == data


def test_the_layout_is_the_one_that_is_written_down() -> None:
    made = record(INNER, 0x0102030405060708, SALT, b"envelope")
    data = made.entry.encode()
    assert data[:10].hex() == "01010102030405060708"
    assert data[10:] == hashlib.sha256(SALT + b"envelope").digest()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "has 42 bytes"),
        (bytes(41), "has 42 bytes"),
        (bytes(43), "has 42 bytes"),
        (bytes(42), "version 0"),
        (b"\x02" + bytes(41), "version 2"),
        (b"\x01\x02" + bytes(40), "visibility of 2"),
        (b"\x01\x00\x80" + bytes(39), "before 1970"),
    ],
)
def test_what_is_no_entry_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(NotAnEntry, match=reason):
        Entry.decode(data)


def test_a_record_commits_to_exactly_its_paper() -> None:
    made = record(OPEN, 7, SALT, b"envelope")
    assert made.commits()
    assert made.has_paper
    assert not Record(made.entry, SALT, b"envelopf").commits()
    assert not Record(made.entry, bytes(16), b"envelope").commits()
    assert not Record(made.entry, SALT + b"e", b"nvelope").commits(), (
        "salt and envelope are cut in one way only"
    )
    assert not Record(made.entry, None, b"envelope").commits()


def test_an_erased_record_keeps_its_entry() -> None:
    made = record(OPEN, 7, SALT, b"envelope")
    erased = made.without_paper()
    assert erased.entry == made.entry
    assert not erased.has_paper
    assert not erased.commits()


def test_a_salt_of_another_length_is_not_taken() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        record(OPEN, 7, b"short", b"envelope")
