"""One way of writing an act down, so that phone, server and paper show the same digest.

The subset of RFC 8785 (JCS) in which every implementation agrees byte for byte: object keys in ASCII and
sorted, integers within ±(2^53−1), no floats, no spaces, text in UTF-8 with only the escapes JSON demands.
Outside it implementations differ (floats, order of keys beyond the basic plane, large integers), so it is
refused, not mended.

Verifiers never write an act down again to check a signature: they check the bytes they were given
(`envelope`).
"""

import json
import re
from typing import Any, Final

import msgspec

MOST_BYTES: Final = 48 * 1024
DEEPEST: Final = 16
LARGEST_INTEGER: Final = 2**53 - 1

_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_DECODER: Final = msgspec.json.Decoder()

# Where this finds nothing there is no float and no integer of sixteen digits. It may find one inside a text;
# then the slow and exact look of `_unfit` decides.
_SUSPECT_NUMBER: Final = re.compile(rb"[:\[,]-?(?:[0-9]{16}|[0-9]{1,15}[.eE])")

_STARTS: Final = (b"{", b"[", b'"')


class NotCanonical(ValueError):
    """These bytes are not the one way of writing this value down.

    `reason` says what is wrong in plain words; `where` is the place, as a path (`$.terms[2]`) or a byte
    (`byte 17`).
    """

    def __init__(self, reason: str, where: str) -> None:
        super().__init__(f"{reason} (at {where})")
        self.reason = reason
        self.where = where


def canonical(value: Any) -> bytes:
    """The bytes of a value of builtins or msgspec Structs in canonical form.

    Bytes become base64 text and enums their values, as msgspec writes them.

    >>> canonical({"b": [1, None], "a": "é"})
    b'{"a":"\\xc3\\xa9","b":[1,null]}'
    >>> canonical({"share": 0.5})
    Traceback (most recent call last):
    confederal.kernel.canonical.NotCanonical: 0.5 is no integer; write fractions like "2/3" (at $.share)

    Raises:
        NotCanonical: the value lies outside the subset, is nested too deep or is too long.
    """
    try:
        data = _ENCODER.encode(value)
    except UnicodeEncodeError as error:
        raise NotCanonical("the text holds half of a surrogate pair, which is no character", "$") from error
    except RecursionError as error:
        raise NotCanonical(f"nested deeper than {DEEPEST}", "$") from error
    except (ValueError, OverflowError) as error:
        raise NotCanonical("a number is far too long to be written down", "$") from error
    _check_length(data)
    # msgspec writes a float that is not a number as null: a null sends us to look at the value itself.
    if b"null" in data or _is_suspect(data):
        _check_value(msgspec.to_builtins(value, str_keys=True))
    return data


def check(data: bytes) -> Any:
    """The value these bytes say, as builtins, when they are its canonical form.

    >>> check(b'{"a":1}')
    {'a': 1}
    >>> check(b'{"a":1,"a":2}')
    Traceback (most recent call last):
    confederal.kernel.canonical.NotCanonical: the key 'a' appears twice (at byte 5)

    Raises:
        NotCanonical: they are not; also for invalid UTF-8, nesting deeper than 16 and more than 48 KiB.
    """
    _check_length(data)
    try:
        value = _DECODER.decode(data)
    except RecursionError as error:
        raise NotCanonical(f"nested deeper than {DEEPEST}", "$") from error
    except UnicodeDecodeError as error:
        raise NotCanonical("not valid UTF-8", f"byte {error.start}") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise NotCanonical(f"not JSON: {error}", "$") from error
    if _is_suspect(data):
        _check_value(value)
    again = _ENCODER.encode(value)
    if again != data:
        raise _difference(data, again)
    return value


def _check_length(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise NotCanonical(f"{len(data)} bytes long; at most {MOST_BYTES} are taken", "$")


def _is_suspect(data: bytes) -> bool:
    return (
        data[:1] not in _STARTS
        or not data.isascii()
        or data.count(b"{") + data.count(b"[") > DEEPEST
        or _SUSPECT_NUMBER.search(data) is not None
    )


def _check_value(value: Any) -> None:
    waiting: list[tuple[Any, str, int]] = [(value, "$", 0)]
    while waiting:
        item, where, depth = waiting.pop()
        if isinstance(item, dict):
            for key in item:
                if not key.isascii():
                    raise NotCanonical(f"the key {key!r} is not ASCII", where)
            waiting += [(inner, f"{where}.{key}", depth + 1) for key, inner in item.items()]
        elif isinstance(item, list | tuple):
            waiting += [(inner, f"{where}[{index}]", depth + 1) for index, inner in enumerate(item)]
        else:
            _check_plain(item, where)
            continue
        if depth >= DEEPEST:
            raise NotCanonical(f"nested deeper than {DEEPEST}", where)


def _check_plain(item: Any, where: str) -> None:
    if isinstance(item, float):
        raise NotCanonical(f'{item} is no integer; write fractions like "2/3"', where)
    if isinstance(item, int) and abs(item) > LARGEST_INTEGER:
        raise NotCanonical(f"{_shown(item)} is beyond 2^53−1, where programs begin to disagree", where)


def _shown(number: int) -> str:
    """The number, or how long it is: Python refuses to print thousands of digits."""
    return str(number) if number.bit_length() < 200 else f"a number of {number.bit_length()} bits"


def _difference(data: bytes, again: bytes) -> NotCanonical:
    first = next(
        (at for at, (ours, theirs) in enumerate(zip(data, again, strict=False)) if ours != theirs),
        min(len(data), len(again)),
    )
    where = f"byte {first}"
    twice = _key_written_twice(data)
    if twice is not None:
        return NotCanonical(f"the key {twice!r} appears twice", where)
    return NotCanonical("keys must be sorted, without spaces, needless escapes or signs", where)


def _key_written_twice(data: bytes) -> str | None:
    found: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> None:
        keys = [key for key, _ in pairs]
        found.extend(key for key in keys if keys.count(key) > 1)

    json.loads(data, object_pairs_hook=note)
    return found[0] if found else None
