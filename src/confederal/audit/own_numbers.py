"""Our own numbers: what a charter chose, in sentences, under the article each belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from confederal.audit.words import KEYS, KINDS
from confederal.audit.words import number_of as n
from confederal.kernel.body import Charter, Key, Stray, Uncovered


def quorum(charter: Charter, electors: int | None) -> Iterator[str]:
    least = f"{charter.quorum_least} or {charter.quorum_share} of those who may vote, whichever is more"
    yield f"A decision needs {least}, and never more than a majority of them, to take part."
    yield f"Reserved matters need {charter.reserved_quorum} of them, and never more than a majority."
    if electors is not None:
        who = n(electors, "delegate" if charter.kind == "council" else "member")
        yield (
            f"With {who} now that is {charter.quorum(electors)};"
            f" for reserved matters {charter.quorum(electors, reserved=True)}."
        )
    yield (
        f"Notice is {n(charter.notice_days, 'day')}, urgent {n(charter.urgent_hours, 'hour')};"
        f" full texts are there {n(charter.reading_days, 'day')} before."
    )
    yield (
        f"A vote by device is open for up to {n(charter.voting_days, 'day')};"
        f" a wrong count can be mended for {n(charter.appeal_days, 'day')}."
    )
    between = "are held" if charter.between_meetings else "are not held"
    yield f"Votes between meetings {between}. An ordinary decision takes {charter.decides}."


def convening(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"A proposal comes to the agenda with the support of {n(charter.support, 'member')}; {charter.petition}"
        f" of us make a meeting exist, within {n(charter.petition_days, 'day')}."
    )
    if electors:
        yield (
            f"With {electors} now: {charter.supporters(electors)} for"
            f" the agenda, {charter.petitioners(electors)} for a meeting."
        )


def secrecy(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"{charter.secrecy_on_demand} of us make a vote secret;"
        f" {charter.count_on_demand} may ask for paper instead of hands."
    )


def seats(charter: Charter, electors: int | None) -> Iterator[str]:
    for office in charter.offices:
        kind = "" if office.power else " (a task, not an office of power)"
        yield f"{office.name}: {n(office.seats, 'seat')}{kind}."
    if not charter.offices:
        yield "No offices: whoever is needed is elected for it."


def terms(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"A term is {n(charter.term_days, 'day')}, at most {charter.consecutive_terms} in a row;"
        f" {charter.cross_office_years} of any six years in all offices together."
    )


def recalls(charter: Charter, electors: int | None) -> Iterator[str]:
    if electors:
        yield f"With {electors} now, {n(charter.petitioners(electors), 'signature')} put a recall to the vote."


def members(charter: Charter, electors: int | None) -> Iterator[str]:
    how = (
        "by a decision of the assembly"
        if charter.admission_by_assembly
        else "by two keepers of the member list"
    )
    yield (
        f"New members are admitted {how}. Who acted for an"
        f" employer waits {n(charter.cooling_off_days, 'day')}."
    )


def keys(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"A lost key is replaced on the word of {n(charter.vouchers, 'co-worker')},"
        f" after {n(charter.recovery_hours, 'hour')}."
    )


def mandates(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.kind != "council":
        return
    stray = {
        Stray.AS_MANDATED: "is counted as instructed",
        Stray.VOID: "is not counted",
        Stray.COUNTED: "is counted as cast, and shown",
    }
    uncovered = {
        Uncovered.ABSTAIN: "its delegates abstain",
        Uncovered.REFER_BACK: "it is sent back",
        Uncovered.FREE: "its delegates decide on the spot",
    }
    yield (
        f"A vote against the instruction {stray[charter.stray]};"
        f" where a body gave none, {uncovered[charter.uncovered]}."
    )
    if charter.credentials_each_sitting:
        yield "At every congress each delegate takes their place first, when credentials are looked at."
    yield f"A body's word is good for {n(charter.freshness_days, 'day')}."


def accord(charter: Charter, electors: int | None) -> Iterator[str]:
    yield f"Joining takes {charter.decides_joining}."
    if charter.kind != "council":
        return
    yield f"Votes: {KEYS[charter.delegation_key]}."
    if charter.delegation_key is Key.PER_STARTED:
        yield f"That number is {charter.started}."
    if charter.brackets:
        told = "; ".join(
            f"{'more' if bracket.up_to >= 2**53 - 1 else f'up to {bracket.up_to}'}: {bracket.votes}"
            for bracket in charter.brackets
        )
        yield f"By members: {told}."
    if charter.cap_votes:
        yield f"No body has more than {n(charter.cap_votes, 'vote')}."
    yield (
        f"Members count after {n(charter.standing_days, 'day')}; a body"
        f" leaves with {n(charter.leave_notice_days, 'day')} of notice."
    )


def ratifying(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.ratified:
        kinds = ", ".join(KINDS.get(word, word) for word in charter.ratified)
        yield (
            f"Goes back down to be confirmed: {kinds}; by"
            f" {charter.ratified_by}, within {n(charter.ratify_days, 'day')}."
        )


def sides(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.sides:
        yield f"Sides, each with its own majority: {', '.join(charter.sides)}."


def commissions(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.ends_day:
        yield f"It ends {n(charter.ends_day, 'day')} after its founding. Its tasks: {'; '.join(charter.tasks)}."


def minorities(charter: Charter, electors: int | None) -> Iterator[str]:
    yield f"What was not adopted can be raised again after {n(charter.retable_days, 'day')}."


def expulsion(charter: Charter, electors: int | None) -> Iterator[str]:
    yield f"It takes {charter.decides_expulsion}; an appeal can be made for {n(charter.appeal_days, 'day')}."


def law(charter: Charter, electors: int | None) -> Iterator[str]:
    yield (
        f"Our own numbers are changed by {charter.decides_charter};"
        f" closing ourselves down takes {charter.decides_closing}, twice."
    )


def sections(charter: Charter, electors: int | None) -> Iterator[str]:
    if charter.sections:
        yield f"Sections that may sit apart and are counted together: {', '.join(charter.sections)}."


OWN: Final[dict[str, Callable[[Charter, int | None], Iterator[str]]]] = {
    "one_member_one_vote": members,
    "convened_by_right": convening,
    "quorum_and_notice": quorum,
    "secret_ballot": secrecy,
    "seats_by_election": seats,
    "bound_by_mandate": mandates,
    "recall_at_any_time": recalls,
    "terms_and_rotation": terms,
    "no_one_acts_alone": keys,
    "commissions_end": commissions,
    "free_accord": accord,
    "hands_off_other_bodies": sections,
    "ratified_from_below": ratifying,
    "united_front": sides,
    "minorities_are_heard": minorities,
    "expulsion_for_conduct": expulsion,
    "entrenched": law,
}
"""Article → the sentences with this body's own numbers. A test sees that every number of a charter is told."""
