"""Pseudonyms: what stands in the record for a person. They are drawn by lot and mean nothing anywhere else.

They can be said aloud ("tadu-moke"), because tellers read them out and people find themselves on a paper list.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container
from random import Random
from typing import Final

CONSONANTS: Final = "bdfgklmnprstvz"
VOWELS: Final = "aeiou"


def drawn(taken: Container[str], key: str | None = None) -> str:
    """A pseudonym nobody has: four syllables of 70, 24 million in all.

    With a new `key` the key is the lot: whoever asks again for the same card gets the same word, so that the card can
    sign for whom it is before the invitation is.
    """
    lot: Callable[[int], int] = secrets.randbelow if key is None else Random(key).randrange
    while True:
        syllables = [CONSONANTS[lot(len(CONSONANTS))] + VOWELS[lot(len(VOWELS))] for _ in range(4)]
        name = f"{''.join(syllables[:2])}-{''.join(syllables[2:])}"
        if name not in taken:
            return name
