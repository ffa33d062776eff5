"""Loads find the cheapest way, circles of debt are set off, and each party can check its own sheet."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confederal.planning.objection import Refused
from confederal.planning.set_off import Obligation, set_off
from confederal.planning.transport import Link, carry


def test_loads_go_the_cheap_way_until_it_is_full() -> None:
    links = [
        Link("mill", "town", 1.0, 30.0),
        Link("mill", "fork", 1.0, 99.0),
        Link("fork", "town", 2.0, 99.0),
    ]
    carried = carry(links, {"flour": {"mill": 50.0, "town": -50.0}})
    assert carried.cost == pytest.approx(30 * 1 + 20 * 3)
    ((full, saved),) = carried.full
    assert (full.start, full.end) == ("mill", "town")
    assert saved == pytest.approx(2.0)


def test_commodities_share_a_link() -> None:
    links = [Link("a", "b", 1.0, 10.0), Link("a", "c", 1.0, 99.0), Link("c", "b", 1.0, 99.0)]
    carried = carry(links, {"rye": {"a": 8.0, "b": -8.0}, "oats": {"a": 8.0, "b": -8.0}})
    assert sum(c.amount for c in carried.carried if c.link == links[0]) == pytest.approx(10.0)
    assert carried.cost == pytest.approx(10 + 2 * 6)


def test_what_cannot_be_carried_is_refused_by_name() -> None:
    links = [Link("mill", "town", 1.0, 30.0)]
    carry(links, {"flour": {"mill": 30.0, "town": -30.0}})
    with pytest.raises(Refused, match="cannot carry all"):
        carry(links, {"flour": {"mill": 31.0, "town": -31.0}})
    with pytest.raises(Refused, match="no link reaches it"):
        carry(links, {"flour": {"mill": 30.0, "ridge": -30.0}})
    with pytest.raises(Refused, match="do not cancel"):
        carry(links, {"flour": {"mill": 30.0, "town": -20.0}})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_set_off_leaves_nobody_better_or_worse_off_and_cannot_be_larger(seed: int) -> None:
    rng = np.random.default_rng(seed)
    parties = [f"p{i}" for i in range(int(rng.integers(2, 7)))]
    owed = []
    for i in range(int(rng.integers(1, 20))):
        a, b = rng.choice(len(parties), 2, replace=False)
        owed.append(Obligation(str(i), parties[a], parties[b], int(rng.integers(0, 1000))))
    found = set_off(owed)
    for party in parties:
        sheet = found.statement(party)
        assert sum(x for o, x, _ in sheet if o.debtor == party) == sum(
            x for o, x, _ in sheet if o.creditor == party
        )
        assert all(rest >= 0 for *_, rest in sheet)
    # no circle remains: what is left of the debts has an order in which everyone only owes forward
    left = {(o.debtor, o.creditor) for o, x in zip(owed, found.off, strict=True) if o.amount > x}
    while left:
        ends = {b for _, b in left} - {a for a, _ in left}
        assert ends, "a circle of debts was left"
        left = {(a, b) for a, b in left if b not in ends}


def test_impossible_debts_are_refused() -> None:
    fine = Obligation("1", "mill", "farm", 5)
    assert set_off([fine]).total == 0
    with pytest.raises(Refused, match="owes itself"):
        set_off([fine, Obligation("2", "mill", "mill", 5)])
    with pytest.raises(Refused, match="no amount owed"):
        set_off([fine, Obligation("2", "farm", "mill", -5)])
