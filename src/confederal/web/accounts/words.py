"""Four words that stand for a key, so that two people can compare it by voice.

Proquints (D. S. Wilkerson, 2009, "A Proposal for Proquints"): sixteen bits become a word of five letters that can be
spoken in any language. Sixty-four bits of SHA-256 of the key id: to find another key with the same words would take
some 2^64 tries.
"""

from __future__ import annotations

import hashlib
from typing import Final

CONSONANTS: Final = "bdfghjklmnprstvz"
VOWELS: Final = "aiou"
LETTERS: Final = (
    (12, 15, CONSONANTS),
    (10, 3, VOWELS),
    (6, 15, CONSONANTS),
    (4, 3, VOWELS),
    (0, 15, CONSONANTS),
)


def words(keyid: str) -> str:
    """The words of a key.

    >>> words("ed25519:O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik")
    'jolaj lodoj sadap nohur'
    """
    data = hashlib.sha256(keyid.encode()).digest()
    return " ".join(word(int.from_bytes(data[at : at + 2], "big")) for at in range(0, 8, 2))


def word(number: int) -> str:
    """The word of a number of sixteen bits.

    >>> word(0), word(0x7F00)
    ('babab', 'lusab')
    """
    return "".join(letters[(number >> shift) & mask] for shift, mask, letters in LETTERS)
