"""What is being founded, before anybody signed: numbers, founders, what is brought along; and the act it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from confederal.charter.template import load
from confederal.kernel.act import (
    Brought,
    BroughtDecision,
    BroughtSeat,
    BroughtTerms,
    Founded,
    Founder,
    StandingLine,
)
from confederal.kernel.body import Charter
from confederal.kernel.delegate import Term
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Resolution
from confederal.kernel.member import Standing
from confederal.web.found.models import Draft, Seat
from confederal.web.office import Text
from confederal.web.people.uploaded import Row

MOST_BROUGHT: Final = 500
"""So many members fit into a founding; two keepers import the others afterwards."""


class Holding(Struct, frozen=True):
    """Somebody holds an office already."""

    office: str
    who: str
    days: int
    """So many days it still runs."""
    terms: int = 0
    """Full terms they served in it just before, one after the other."""


class Rule(Struct, frozen=True):
    """A decision in force from before, in our own words."""

    title: str
    text: str = ""
    salt: str = ""


class Plan(Struct, frozen=True):
    """A founding as far as it is thought out."""

    template: str
    numbers: dict[str, Any] = {}
    """The settings that were chosen, as `charter.template` takes them; empty as long as none were."""
    holdings: tuple[Holding, ...] = ()
    rules: tuple[Rule, ...] = ()

    def charter(self) -> Charter:
        """The numbers of the body to be. They were judged when they were chosen."""
        return load(self.template, **self.numbers)


def plan_of(draft: Draft) -> Plan:
    """The plan of a draft."""
    return msgspec.json.decode(bytes(draft.plan), type=Plan)


def keep(draft: Draft, plan: Plan) -> None:
    """Keeps a changed plan; what was written out to be signed before is void."""
    draft.plan = msgspec.json.encode(plan)
    draft.payload = None
    draft.body = ""
    draft.save()


def brought_rows(rows: Sequence[Row], seats: Sequence[Seat]) -> Iterator[Row]:
    """Who is brought along from a list: everybody on it who has not left and is no founder."""
    founders = {seat.line for seat in seats}
    return (row for row in rows if row.line.at not in founders and row.line.standing is not Standing.GONE)


def founding(
    plan: Plan,
    seats: Sequence[Seat],
    rows: Sequence[Row],
    texts: Mapping[str, Sequence[Text]],
    *,
    host_key: str,
    nonce: str,
    now: int,
) -> Founded:
    """The founding act of a plan. `texts` are those of the rules that are brought along, by title."""
    charter = plan.charter()
    return Founded(
        charter=charter,
        host_key=host_key,
        nonce=nonce,
        founders=tuple(Founder(seat.member, seat.key, seat.section or None) for seat in seats),
        brings=Brought(
            offices=tuple(
                BroughtSeat(held.office, held.who, now + min(held.days, charter.term_days) * DAY)
                for held in plan.holdings
            ),
            terms=tuple(terms_served(plan, charter, now)),
            decisions=tuple(
                BroughtDecision(rule.title, Resolution(), tuple(text.digest for text in texts[rule.title]))
                for rule in plan.rules
            ),
            members=tuple(
                StandingLine(row.fresh, row.line.standing, row.line.section)
                for row in list(brought_rows(rows, seats))[:MOST_BROUGHT]
            ),
        ),
    )


def terms_served(plan: Plan, charter: Charter, now: int) -> Iterator[BroughtTerms]:
    """The terms people served before, ending with the one that runs: limits count them."""
    length = charter.term_days * DAY
    served: dict[str, list[Term]] = {}
    for held in plan.holdings:
        runs_since = now + min(held.days, charter.term_days) * DAY - length
        served.setdefault(held.who, []).extend(
            Term(held.office, runs_since - (rank + 1) * length, runs_since - rank * length)
            for rank in reversed(range(held.terms))
        )
    for who, terms in served.items():
        past = tuple(term for term in terms if term.until <= now)
        if past:
            yield BroughtTerms(who, past)
