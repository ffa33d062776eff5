"""Terms and rotation.

Terms are counted across offices, so that nobody stays in power by changing chairs. A limit is met by training
a successor.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.identity import DAY, YEAR
from confederal.kernel.state import OUTGOING_DAYS, State, counts_as_power
from confederal.kernel.words import office_called
from confederal.sentence import plural, say

article = Article(__name__, __doc__, chapter="Delegates", sources="R25 R44")


@article.about(1, "A term is no longer than the charter says, and never over two years.", matters.Election)
def no_longer_than_a_term(state: State, by: str, matter: matters.Election, at: int) -> Faults:
    if not 1 <= matter.term_days <= state.charter.term_days:
        yield Fault(
            plural(matter.term_days, "{number} day", "{number} days"),
            plural(state.charter.term_days, "1 to {number} day", "1 to {number} days"),
        )


@article.says(
    2, "Nobody holds one office for more consecutive terms than the charter says.", a.CandidatureAccepted
)
def consecutive(state: State, m: a.Minuted, act: a.CandidatureAccepted) -> Faults:
    matter = limited(state, act)
    if matter is None:
        return
    run = consecutive_terms(state, m.by, matter.office, m.time)
    if run >= state.charter.consecutive_terms:
        yield Fault(
            say("{run} terms as {office} in a row", run=run, office=office_called(matter.office)),
            "train a successor; if nobody else stands, elect for one more term together with a co-holder",
        )


def limited(state: State, act: a.CandidatureAccepted) -> matters.Election | None:
    """The election, if limits of terms speak of it: an office of power, and others stand too."""
    matter = state.questions[act.question].matter
    if not isinstance(matter, matters.Election) or matter.exceptional:
        return None
    return matter if counts_as_power(state.charter, matter.office) else None


GAP = 180 * DAY
"""A pause shorter than this does not break a row of terms."""


def consecutive_terms(state: State, who: str, office: str, at: int) -> int:
    """How many terms in a row somebody has held one office, up to now."""
    run, edge = 0, at + OUTGOING_DAYS * DAY
    for term in sorted(state.served.get(who, ()), key=lambda term: -term.until):
        if term.office == office and term.until >= edge - GAP:
            run, edge = run + 1, term.since
    return run


@article.says(
    3, "Terms in all offices of power are counted together: so many years of any six.", a.CandidatureAccepted
)
def across_offices(state: State, m: a.Minuted, act: a.CandidatureAccepted) -> Faults:
    matter = limited(state, act)
    if matter is None:
        return
    held = seconds_in_office(state, m.by, m.time)
    if held + matter.term_days * DAY > state.charter.cross_office_years * YEAR + 30 * DAY:
        yield Fault(
            plural(
                held // DAY,
                "{number} day in offices within six years",
                "{number} days in offices within six years",
            ),
            "pause, and pass on what you know; terms in every office count",
        )


def seconds_in_office(state: State, who: str, at: int) -> int:
    """How long somebody has held offices of power within the last six years; overlapping terms count once."""
    spans = sorted(
        (max(term.since, at - 6 * YEAR), min(term.until, at)) for term in state.served.get(who, ())
    )
    total, edge = 0, 0
    for since, until in spans:
        total += max(0, until - max(since, edge))
        edge = max(edge, until)
    return total


@article.about(
    4, "If nobody else stands, a longer stay comes with a co-holder who is being trained.", matters.Election
)
def with_a_co_holder(state: State, by: str, matter: matters.Election, at: int) -> Faults:
    if matter.exceptional and matter.seats < 2:
        yield Fault("one seat", "elect two together: the holder and somebody new")
