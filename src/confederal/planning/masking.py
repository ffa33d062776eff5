"""Sums nobody can look into: each pair of members agrees on a number one adds and the other takes away.

Amounts are counted in whole quanta and added modulo 2^63, so that masks cancel exactly, whatever the
order in which answers arrive, and whoever adds them up sees only the sum. If a member does not answer,
those who share a mask with it say that mask aloud, which reveals nothing of their own. Source: Bonawitz
et al., "Practical Secure Aggregation", CCS 2017 (pairwise masks; keys agreed beforehand between members).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from confederal.planning.messages import Amounts
from confederal.planning.objection import Objection, Refused

RING = 2**63
QUANTUM = 1e-6  # amounts are counted in millionths
HALF = RING // 2


def mask(secret: bytes, period: str, number: int, row: str) -> int:
    """The number two members share for one row of one round: HMAC-like, from their common secret."""
    told = hashlib.sha256(b"\x00".join([secret, period.encode(), str(number).encode(), row.encode()]))
    return int.from_bytes(told.digest()[:8], "big") % RING


def masked(
    amounts: Amounts, me: str, secrets: Mapping[str, bytes], period: str, number: int, rows: Sequence[str]
) -> dict[str, int]:
    """What a member sends: every row, its own amount hidden under the masks it shares with each other member.

    The alphabetically first of a pair adds the mask, the other takes it away.
    """
    sent = {}
    for row in rows:
        value = round(amounts.get(row, 0.0) / QUANTUM)
        if abs(value) >= HALF // 1024:
            raise Refused(
                [Objection(me, str(amounts[row]), f"of {row} is too large to mask.", "Check the unit.")]
            )
        for other, secret in secrets.items():
            shared = mask(secret, period, number, row)
            value += shared if me < other else -shared
        sent[row] = value % RING
    return sent


def unmasked(
    sent: Mapping[str, Mapping[str, int]],
    spoken: Iterable[tuple[str, str, bytes]],
    period: str,
    number: int,
    rows: Sequence[str],
) -> dict[str, float]:
    """The sums of all rows. `spoken`: (present, absent, their secret) for everyone who did not answer."""
    gone = list(spoken)
    total = {}
    for row in rows:
        value = sum(one[row] for one in sent.values())
        for present, absent, secret in gone:
            shared = mask(secret, period, number, row)
            value -= shared if present < absent else -shared
        value %= RING
        total[row] = (value - RING if value >= HALF else value) * QUANTUM
    return total
