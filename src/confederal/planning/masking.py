"""Sums nobody can look into: each pair of members agrees on a number one adds and the other takes away.

Amounts are counted in whole quanta and added modulo 2^63, so that masks cancel exactly, whatever the
order in which answers arrive, and whoever adds them up sees only the sum. If a member does not answer,
those who share a mask with it say that mask aloud, which reveals nothing of their own. Source: Bonawitz
et al., "Practical Secure Aggregation", CCS 2017 (pairwise masks; keys agreed beforehand between members).

In rounds, members send how their answer *changed* since they last spoke. Who does not answer changes
nothing, so its last proposal stands without anybody knowing it; and since what a group could trade at most
is known as a sum too, its growth bounds what the absent could be worth by now.

What masks do not do: nobody can examine a single answer, so a slip of one member spoils the sum of its
group (what contradicts itself in the sum is still found); and members must all see who is absent before
they say masks aloud, or a federation could pretend an absence to look into one answer.
"""

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from confederal.planning.messages import (
    NUMBERS,
    Amounts,
    FederationAnswer,
    Proposal,
    Publication,
    could_add,
)
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
    """What a member sends: every row, its own amount hidden under the masks it shares with each other member."""
    return hidden({row: quanta(amounts.get(row, 0.0), me, row) for row in rows}, me, secrets, period, number)


def quanta(amount: float, me: str, row: str) -> int:
    """An amount in whole quanta; Refused where it is too large to be hidden among others."""
    value = round(amount / QUANTUM) if math.isfinite(amount) else HALF
    if abs(value) >= HALF // 1024:
        raise Refused([Objection(me, str(amount), f"of {row} is too large to mask.", "Check the unit.")])
    return value


def hidden(
    values: Mapping[str, int], me: str, secrets: Mapping[str, bytes], period: str, number: int
) -> dict[str, int]:
    """Whole quanta of every row under the masks shared with each other member.

    The alphabetically first of a pair adds the mask, the other takes it away.
    """
    sent = {}
    for row, value in values.items():
        covered = value
        for other, secret in secrets.items():
            shared = mask(secret, period, number, row)
            covered += shared if me < other else -shared
        sent[row] = covered % RING
    return sent


def unmasked(
    sent: Mapping[str, Mapping[str, int]],
    spoken: Iterable[tuple[str, str, bytes]],
    period: str,
    number: int,
    rows: Sequence[str],
) -> dict[str, float]:
    """The sums of all rows. `spoken`: (present, absent, their secret) for everyone who did not answer."""
    found = shown(sent, [(a, b, mask_of(s, period, number)) for a, b, s in spoken], rows)
    return {row: value * QUANTUM for row, value in found.items()}


def mask_of(secret: bytes, period: str, number: int) -> Callable[[str], int]:
    """The masks of one pair in one round, by row: what is said aloud for a pair of whom one is absent."""
    return lambda row: mask(secret, period, number, row)


def shown(
    sent: Mapping[str, Mapping[str, int]],
    spoken: Sequence[tuple[str, str, Callable[[str], int]]],
    rows: Sequence[str],
) -> dict[str, int]:
    """The sums of all rows in whole quanta, once masks of pairs with an absent member were said aloud."""
    total = {}
    for row in rows:
        value = sum(one[row] for one in sent.values())
        for present, absent, said in spoken:
            value -= said(row) if present < absent else -said(row)
        value %= RING
        total[row] = value - RING if value >= HALF else value
    return total


# ------------------------------------------------------------------------------ in rounds

ROWS = ("net", "best", "trial", "move", "move_by_smoothing", "most", "least")
BOUNDS = ("surplus", "trial_surplus")


class UnderMasks:
    """A federation that sees only sums (`messages.Adding`).

    `secret(a, b)`: what two members agreed on, the same in either order. `sent` keeps, by round and group,
    every byte a federation was given.
    """

    stands_in = False

    def __init__(self, secret: Callable[[str, str], bytes], period: str) -> None:
        self._secret, self._period = secret, period
        self._totals: dict[str, dict[str, int]] = {}
        self._traded: dict[str, frozenset[str]] = {}  # rows a group trades at all
        self._last: dict[str, dict[str, int]] = {}  # each member's own: what it said last
        self._spoke: dict[str, int] = {}  # in which round; seen by all
        self.sent: list[tuple[int, str, dict[str, dict[str, int]]]] = []

    def add(
        self, group: str, said: Mapping[str, Proposal], present: Iterable[str], rounds: Sequence[Publication]
    ) -> FederationAnswer:
        now, members, there = rounds[-1], sorted(said), set(present)
        known = self._traded.get(group, frozenset())
        self._traded[group] = known | {row for p in said.values() for row in p.most}
        traded = sorted(self._traded[group])
        rows = _rows(traded)
        changes = {}
        for me in sorted(there):
            told = _flat(said[me])
            whole = {row: quanta(told.get(row, 0.0), me, row) for row in rows}
            for row in BOUNDS:  # what bounds is never rounded down
                whole[row] += 1
            before = self._last.get(me, {})
            changes[me] = {row: value - before.get(row, 0) for row, value in whole.items()}
            self._last[me] = whole
            self._spoke[me] = now.number
        change = self._sum(group, now.number, changes, members, rows)
        totals = self._totals.setdefault(group, {})
        for row in rows:
            totals[row] = totals.get(row, 0) + change[row]
        found = {row: value * QUANTUM for row, value in totals.items()}
        return self._answer(group, members, len(there), found, traded, rounds)

    def mix(self, group: str, number: int, parts: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
        rows = sorted({row for part in parts.values() for row in part})
        whole = {me: {r: quanta(part.get(r, 0.0), me, r) for r in rows} for me, part in parts.items()}
        found = self._sum(group, number, whole, sorted(parts), rows)
        return {row: value * QUANTUM for row, value in found.items()}

    def _sum(
        self,
        group: str,
        number: int,
        values: Mapping[str, Mapping[str, int]],
        members: Sequence[str],
        rows: Sequence[str],
    ) -> dict[str, int]:
        turn = f"{self._period}, {group}, {len(self.sent)}"  # no mask is ever used twice
        sent = {
            me: hidden(own, me, {o: self._secret(me, o) for o in members if o != me}, turn, number)
            for me, own in values.items()
        }
        self.sent.append((number, group, sent))
        gone = [m for m in members if m not in values]
        spoken = [(a, b, mask_of(self._secret(a, b), turn, number)) for a in values for b in gone]
        return shown(sent, spoken, rows)

    def _answer(
        self,
        group: str,
        members: Sequence[str],
        answered: int,
        found: Mapping[str, float],
        traded: Sequence[str],
        rounds: Sequence[Publication],
    ) -> FederationAnswer:
        now = rounds[-1]
        parts = {part: {row: found[f"{part}/{row}"] for row in traded} for part in (*ROWS, "given")}
        slopes = {
            a: {b: found[f"slope/{a}/{b}"] for b in traded if b >= a and f"slope/{a}/{b}" in found}
            for a in traded
        }
        grown = grown_trial = 0.0
        reach = Reach(parts["net"], parts["most"], parts["least"])
        for number in sorted({self._spoke[m] for m in members if m in self._spoke} - {now.number}):
            then = rounds[number - 1]
            grown += could_add(reach, then.valuations, now.valuations)
            if now.trial is not None:
                grown_trial += could_add(reach, then.trial or then.valuations, now.trial)
        return FederationAnswer(
            federation=group,
            number=now.number,
            members=len(members),
            answered=answered,
            heard=sum(m in self._spoke for m in members),
            given=parts["given"],
            net=parts["net"],
            effort=found["effort"],
            best=parts["best"],
            best_effort=found["best_effort"],
            surplus=found["surplus"] + grown,
            trial=None if now.trial is None else parts["trial"],
            trial_effort=0.0 if now.trial is None else found["trial_effort"],
            trial_surplus=0.0 if now.trial is None else found["trial_surplus"] + grown_trial,
            move=parts["move"],
            move_by_smoothing=parts["move_by_smoothing"],
            slopes=slopes,
            unsettled=found["unsettled"],
            scale=found["scale"],
            stride=found["stride"],
        )


@dataclass(frozen=True)
class Reach:
    """What a group could trade of each row at most and at least, together."""

    net: Amounts
    most: Amounts
    least: Amounts


def _rows(traded: Sequence[str]) -> list[str]:
    parts = [f"{part}/{row}" for part in (*ROWS, "given") for row in traded]
    return [*NUMBERS, *parts, *(f"slope/{a}/{b}" for a in traded for b in traded if b >= a)]


def _flat(p: Proposal) -> dict[str, float]:
    """A proposal as one list of amounts; without trial valuations, the best answer stands for the trial."""
    if p.trial is None:
        p = replace(p, trial=p.best, trial_effort=p.best_effort, trial_surplus=p.surplus)
    told = {name: float(getattr(p, name)) for name in NUMBERS}
    for part in ROWS:
        told |= {f"{part}/{row}": value for row, value in getattr(p, part).items()}
    told |= {f"given/{row}": max(value, 0.0) for row, value in p.net.items()}
    for a, line in p.slopes.items():
        for b, slope in line.items():
            told[f"slope/{min(a, b)}/{max(a, b)}"] = slope
    return told
