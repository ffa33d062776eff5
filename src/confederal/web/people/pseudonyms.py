"""Pseudonyms: what stands in the record for a person. They are drawn by lot and mean nothing anywhere else.

They can be said aloud ("tadu-moke"), because tellers read them out and people find themselves on a paper list.
"""

from __future__ import annotations

import secrets
from collections.abc import Container
from typing import Final

CONSONANTS: Final = "bdfgklmnprstvz"
VOWELS: Final = "aeiou"


def drawn(taken: Container[str]) -> str:
    """A pseudonym nobody has: four syllables of 70, 24 million in all."""
    while True:
        syllables = [secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(4)]
        name = f"{''.join(syllables[:2])}-{''.join(syllables[2:])}"
        if name not in taken:
            return name
