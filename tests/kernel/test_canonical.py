"""One way of writing down, proven against the standard library's writer, and everything else refused."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from confederal.kernel import canonical as canon
from confederal.kernel.canonical import LARGEST_INTEGER, MOST_BYTES, NotCanonical, canonical, check

KEYS = st.text(st.characters(max_codepoint=127), max_size=12)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def independently(value: object) -> bytes:
    """The same form by another hand: the standard library's writer, told to sort and to leave out spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@given(VALUES)
def test_two_writers_agree_byte_for_byte_and_reading_gives_the_value_back(value: object) -> None:
    data = canonical(value)
    assert data == independently(value)
    assert check(data) == value


@given(VALUES)
def test_any_other_way_of_writing_it_is_refused(value: object) -> None:
    others: list[Callable[[], bytes]] = [
        lambda: json.dumps(value, sort_keys=True, ensure_ascii=False).encode(),
        lambda: json.dumps(value, sort_keys=True, separators=(",", ":")).encode(),
        lambda: canonical(value) + b"\n",
        lambda: b" " + canonical(value),
    ]
    for other in others:
        data = other()
        if data != canonical(value):
            with pytest.raises(NotCanonical):
                check(data)


@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_accepted_is_written_back_the_same(data: bytes) -> None:
    try:
        value = check(data)
    except NotCanonical:
        return
    assert independently(value) == data


class Ballot(msgspec.Struct, frozen=True, tag_field="kind", tag="voted"):
    question: str
    choice: str
    by: str
    at: int


def test_a_struct_is_written_with_its_fields_sorted() -> None:
    ballot = Ballot("q1", "yes", "ana", 1700000000)
    said = {"kind": "voted", "question": "q1", "choice": "yes", "by": "ana", "at": 1700000000}
    assert canonical(ballot) == independently(said)
    assert msgspec.json.decode(canonical(ballot), type=Ballot) == ballot


def test_a_float_in_a_struct_or_a_value_is_refused_with_its_place() -> None:
    with pytest.raises(NotCanonical, match="write fractions like") as refused:
        canonical({"terms": [1, {"share": 0.5}]})
    assert refused.value.where == "$.terms[1].share"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e300, 0.5, 1.0, -0.0])
def test_no_float_whatever_is_written(number: float) -> None:
    with pytest.raises(NotCanonical):
        canonical({"a": number})


@pytest.mark.parametrize(
    "number", [2**53, -(2**53), 10**30, 1 << 20_000], ids=["2^53", "-2^53", "10^30", "2^20000"]
)
def test_no_number_beyond_what_all_programs_agree_on_is_written(number: int) -> None:
    assert canonical([2**53 - 1, -(2**53) + 1]) == b"[9007199254740991,-9007199254740991]"
    with pytest.raises(NotCanonical):
        canonical([number])


REFUSED = {
    "spaces": (b'{"a": 1}', "sorted, without spaces"),
    "order": (b'{"b":1,"a":2}', "sorted, without spaces"),
    "twice": (b'{"a":1,"a":2}', "'a' appears twice"),
    "twice within": (b'{"x":[{"a":1,"a":1}]}', "'a' appears twice"),
    "float": (b'{"a":1.5}', "1.5 is no integer"),
    "float that is whole": (b'{"a":1.0}', "no integer"),
    "exponent": (b'{"a":1e3}', "no integer"),
    "float alone": (b"1.5", "no integer"),
    "float in a list": (b"[1,2.5]", "no integer"),
    "big": (b'{"a":9007199254740992}', "beyond 2^53"),
    "huge": (b"1" + b"0" * 6000, ""),
    "minus nothing": (b"-0", "signs"),
    "key not ASCII": ('{"é":1}'.encode(), "not ASCII"),
    "half a pair, escaped": (b'"\\ud800"', "not JSON"),
    "half a pair, raw": (b'"\xed\xa0\x80"', "not valid UTF-8"),
    "needless escape": (b'"\\u0041"', "needless escapes"),
    "escaped slash": (b'"\\/"', "needless escapes"),
    "capital hex": (b'"\\u001F"', "needless escapes"),
    "not UTF-8": (b'"\xff"', "not valid UTF-8"),
    "byte order mark": (b"\xef\xbb\xbf{}", "not JSON"),
    "deep": (b"[" * 17 + b"]" * 17, "nested deeper than 16"),
    "very deep": (b"[" * 20000 + b"]" * 20000, "nested deeper than 16"),
    "deep objects": (b'{"a":' * 17 + b"1" + b"}" * 17, "nested deeper than 16"),
    "long": (b'"' + b"a" * MOST_BYTES + b'"', "at most 49152"),
    "nothing": (b"", "not JSON"),
    "two values": (b"1 2", "not JSON"),
    "not a number": (b"NaN", "not JSON"),
    "leading zero": (b"01", "not JSON"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_canonical_is_refused_with_its_reason(case: str) -> None:
    data, reason = REFUSED[case]
    with pytest.raises(NotCanonical) as refused:
        check(data)
    assert reason in refused.value.reason
    assert refused.value.where


ACCEPTED = (
    b"[" * 16 + b"]" * 16,
    b'{"a":' * 16 + b"1" + b"}" * 16,
    b'"' + b"a" * (MOST_BYTES - 2) + b'"',
    b"[9007199254740991,-9007199254740991]",
    # Looks like a float and a large number, but is a text.
    b'{"a":"see :1.5 and [12345678901234567890"}',
    '"é \u2028 😀 \x7f"'.encode(),
    b'"\\b\\t\\n\\f\\r\\"\\\\\\u0000\\u001f"',
)


@pytest.mark.parametrize("data", ACCEPTED)
def test_the_limits_themselves_are_inside(data: bytes) -> None:
    assert independently(check(data)) == data


def test_a_value_nested_too_deep_or_with_half_a_character_is_not_written() -> None:
    deep: list[Any] = []
    for _ in range(16):
        deep = [deep]
    with pytest.raises(NotCanonical, match="nested deeper"):
        canonical(deep)
    with pytest.raises(NotCanonical, match="surrogate"):
        canonical("\ud800")
    assert canon.DEEPEST == 16
