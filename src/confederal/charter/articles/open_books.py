"""Open books.

Accounts, minutes, mandates and delegates' votes are open to members. The record is one, in order, and every
step in it can be read again.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel.attest import supports
from confederal.kernel.state import State
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Openness", sources="R11")

article.declares(
    1, "Accounts are open to every member.", because="the accounts room is not built", room="books"
)
article.reads(
    2,
    "Nothing is ever removed from the record; what was out of order keeps its place and has no effect.",
    "reading.extended",
)
article.reads(3, "A step is written so that every reader reads the same.", "minute_book.opened")
article.reads(4, "A step in our record points only at what stands in it.", "grounds.grounds")
article.reads(5, "A step is dated no later than it is received.", "grounds.from_the_future")


@article.says(6, "A report on a seat is made by who holds it.", a.Reported)
def reported_by_the_holder(state: State, m: a.Minuted, act: a.Reported) -> Faults:
    seat = state.seats.get(act.seat)
    holder = seat.holder if seat is not None else act.seat
    if holder != m.by:
        yield Fault(say("held by {holder}", holder=holder), "have them report")


@article.says(
    7,
    "Our word to others is what every reader of our record computes; nobody writes anything else in it.",
    a.AttestationMade,
)
def what_the_record_supports(state: State, m: a.Minuted, act: a.AttestationMade) -> Faults:
    if not supports(state, act.attestation, m.time):
        told = type(act.attestation.says).__struct_config__.tag
        yield Fault(
            say("“{told}” does not follow from our record", told=told),
            "take it from the outbox, which computes it",
        )
