"""The digest of a state: one line that differs wherever two readings differ in anything.

Golden books are re-read to the same digests by every later version of an edition; two readers compare their
digests and know at once whether they read the same.
"""

from __future__ import annotations

import hashlib
from enum import Enum
from typing import Any

from immutables import Map
from msgspec import Struct, json

from confederal.kernel.state import State

_ENCODER = json.Encoder(order="deterministic")


def digest(state: State | None) -> str:
    """SHA-256, in hex, over everything the state holds, maps in the order of their keys."""
    return hashlib.sha256(_ENCODER.encode(plain(state))).hexdigest()


def plain(value: Any) -> Any:
    """A value of the state as lists, texts and integers: structs by their class and fields, maps as sorted pairs.

    >>> plain(Map({"b": 1, "a": (2, None)}))
    [['a', [2, None]], ['b', 1]]
    """
    if isinstance(value, Struct):
        fields = {name: plain(getattr(value, name)) for name in value.__struct_fields__}
        return [type(value).__name__, fields]
    if isinstance(value, Map):
        return sorted(
            ([plain(key), plain(kept)] for key, kept in value.items()), key=lambda pair: repr(pair[0])
        )
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value
