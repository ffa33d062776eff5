"""Setting off mutual obligations: who owes whom in a circle pays nothing.

The most that can be set off is a maximum circulation: reduce each invoice by at most its amount so that
what everyone no longer owes equals what everyone is no longer owed. It is a network, so whole minor
units in give whole minor units out. Source: Fleischman, Dini & Littera, *JRFM* 13(12) 295, 2020.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from confederal.planning.linear_programme import minimise
from confederal.planning.objection import Objection, Refused


@dataclass(frozen=True)
class Obligation:
    """`debtor` owes `creditor` an amount in whole minor units, for `number` (an invoice, an agreement)."""

    number: str
    debtor: str
    creditor: str
    amount: int


@dataclass(frozen=True)
class SetOff:
    """How much of each obligation is set off, in the order given."""

    obligations: tuple[Obligation, ...]
    off: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.off)

    def parties(self) -> list[str]:
        return sorted({p for o in self.obligations for p in (o.debtor, o.creditor)})

    def statement(self, party: str) -> list[tuple[Obligation, int, int]]:
        """One party's own sheet: its obligations, what is set off, what remains.

        It can check by itself that what it no longer owes equals what it is no longer owed.
        """
        return [
            (o, x, o.amount - x)
            for o, x in zip(self.obligations, self.off, strict=True)
            if party in (o.debtor, o.creditor)
        ]

    def sums(self, party: str) -> tuple[int, int, int]:
        """What a party no longer owes (and is no longer owed: the same), still owes, is still owed."""
        own = self.statement(party)
        off = sum(x for o, x, _ in own if o.debtor == party)
        assert off == sum(x for o, x, _ in own if o.creditor == party)
        owes = sum(rest for o, _, rest in own if o.debtor == party)
        return off, owes, sum(rest for o, _, rest in own if o.creditor == party)


def set_off(obligations: Sequence[Obligation]) -> SetOff:
    """The largest set-off, in whole minor units.

    >>> circle = [Obligation("1", "mill", "farm", 50), Obligation("2", "farm", "rail", 70)]
    >>> set_off([*circle, Obligation("3", "rail", "mill", 30)]).off
    (30, 30, 30)
    """
    objections = [
        Objection(o.number, str(o.amount), "is no amount owed.", "Whole minor units, not negative.")
        for o in obligations
        if o.amount < 0 or o.amount != int(o.amount)
    ]
    objections += [
        Objection(o.number, o.debtor, "owes itself.", "Leave it out.")
        for o in obligations
        if o.debtor == o.creditor
    ]
    if objections:
        raise Refused(objections)
    if not obligations:
        return SetOff((), ())
    parties = {p: i for i, p in enumerate(sorted({p for o in obligations for p in (o.debtor, o.creditor)}))}
    m = len(obligations)
    flow = sp.csr_matrix(
        (
            np.concatenate([np.ones(m), -np.ones(m)]),
            (
                [parties[o.debtor] for o in obligations] + [parties[o.creditor] for o in obligations],
                np.tile(np.arange(m), 2),
            ),
        ),
        (len(parties), m),
    )
    zero = np.zeros(len(parties))
    amounts = np.array([o.amount for o in obligations], float)
    found = minimise(-np.ones(m), flow, (zero, zero), (np.zeros(m), amounts), "simplex")
    off = tuple(round(float(x)) for x in found.values)
    balance = dict.fromkeys(parties, 0)
    for o, x in zip(obligations, off, strict=True):
        assert 0 <= x <= o.amount
        balance[o.debtor] -= x
        balance[o.creditor] += x
    assert not any(balance.values()), "a circulation leaves nobody better or worse off"
    return SetOff(tuple(obligations), off)
