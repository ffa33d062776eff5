"""Our own numbers: what a charter chose, in sentences, under the article each belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from confederal.kernel.body import Charter, Key, Stray, Uncovered
from confederal.kernel.words import KEYS, KINDS, office_called
from confederal.sentence import Sentence, listed, plural, say


def days(number: int) -> Sentence:
    return plural(number, "{number} day", "{number} days")


def hours(number: int) -> Sentence:
    return plural(number, "{number} hour", "{number} hours")


def quorum(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield say(
        "A decision needs {least} or {share} of those who may vote, whichever is more, and never more than a"
        " majority of them, to take part.",
        least=charter.quorum_least,
        share=charter.quorum_share,
    )
    yield say(
        "Reserved matters need {share} of them, and never more than a majority.",
        share=charter.reserved_quorum,
    )
    if electors is not None:
        who = (
            plural(electors, "{number} delegate", "{number} delegates")
            if charter.kind == "council"
            else plural(electors, "{number} member", "{number} members")
        )
        yield say(
            "With {who} now that is {needed}; for reserved matters {reserved}.",
            who=who,
            needed=charter.quorum(electors),
            reserved=charter.quorum(electors, reserved=True),
        )
    yield say(
        "Notice is {notice}, urgent {urgent}; full texts are there {reading} before.",
        notice=days(charter.notice_days),
        urgent=hours(charter.urgent_hours),
        reading=days(charter.reading_days),
    )
    yield say(
        "A vote by device is open for up to {open}; a wrong count can be mended for {appeal}.",
        open=days(charter.voting_days),
        appeal=days(charter.appeal_days),
    )
    yield (
        say("Votes between meetings are held.")
        if charter.between_meetings
        else say("Votes between meetings are not held.")
    )
    yield say("An ordinary decision takes {share}.", share=charter.decides.words)


def convening(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield plural(
        charter.support,
        "A proposal comes to the agenda with the support of {number} member; {share} of us make a meeting"
        " exist, within {within}.",
        "A proposal comes to the agenda with the support of {number} members; {share} of us make a meeting"
        " exist, within {within}.",
        share=charter.petition,
        within=days(charter.petition_days),
    )
    if electors:
        yield say(
            "With {electors} now: {supporters} for the agenda, {petitioners} for a meeting.",
            electors=electors,
            supporters=charter.supporters(electors),
            petitioners=charter.petitioners(electors),
        )


def secrecy(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield say(
        "{secret} of us make a vote secret; {paper} may ask for paper instead of hands.",
        secret=charter.secrecy_on_demand,
        paper=charter.count_on_demand,
    )


def seats(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    for office in charter.offices:
        called = office_called(office.name)
        yield (
            plural(office.seats, "{office}: {number} seat.", "{office}: {number} seats.", office=called)
            if office.power
            else plural(
                office.seats,
                "{office}: {number} seat (a task, not an office of power).",
                "{office}: {number} seats (a task, not an office of power).",
                office=called,
            )
        )
    if not charter.offices:
        yield say("No offices: whoever is needed is elected for it.")


def terms(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield say(
        "A term is {term}, at most {run} in a row; {years} of any six years in all offices together.",
        term=days(charter.term_days),
        run=charter.consecutive_terms,
        years=charter.cross_office_years,
    )


def recalls(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    if electors:
        yield plural(
            charter.petitioners(electors),
            "With {electors} now, {number} signature puts a recall to the vote.",
            "With {electors} now, {number} signatures put a recall to the vote.",
            electors=electors,
        )


def members(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield (
        say("New members are admitted by a decision of the assembly.")
        if charter.admission_by_assembly
        else say("New members are admitted by two keepers of the member list.")
    )
    yield say("Who acted for an employer waits {wait}.", wait=days(charter.cooling_off_days))


def keys(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield plural(
        charter.vouchers,
        "A lost key is replaced on the word of {number} co-worker, after {wait}.",
        "A lost key is replaced on the word of {number} co-workers, after {wait}.",
        wait=hours(charter.recovery_hours),
    )


def mandates(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    if charter.kind != "council":
        return
    stray = {
        Stray.AS_MANDATED: say("A vote against the instruction is counted as instructed."),
        Stray.VOID: say("A vote against the instruction is not counted."),
        Stray.COUNTED: say("A vote against the instruction is counted as cast, and shown."),
    }
    uncovered = {
        Uncovered.ABSTAIN: say("Where a body gave no instruction, its delegates abstain."),
        Uncovered.REFER_BACK: say("Where a body gave no instruction, it is sent back."),
        Uncovered.FREE: say("Where a body gave no instruction, its delegates decide on the spot."),
    }
    yield stray[charter.stray]
    yield uncovered[charter.uncovered]
    if charter.credentials_each_sitting:
        yield say("At every congress each delegate takes their place first, when credentials are looked at.")
    yield say("A body's word is good for {freshness}.", freshness=days(charter.freshness_days))


def accord(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield say("Joining takes {share}.", share=charter.decides_joining.words)
    if charter.kind != "council":
        return
    yield say("Votes: {key}.", key=KEYS[charter.delegation_key])
    if charter.delegation_key is Key.PER_STARTED:
        yield say("That number is {number}.", number=charter.started)
    if charter.brackets:
        told = listed(
            (
                say("more: {votes}", votes=bracket.votes)
                if bracket.up_to >= 2**53 - 1
                else say("up to {members}: {votes}", members=bracket.up_to, votes=bracket.votes)
                for bracket in charter.brackets
            ),
            "; ",
        )
        yield say("By members: {brackets}.", brackets=told)
    if charter.cap_votes:
        yield plural(
            charter.cap_votes,
            "No body has more than {number} vote.",
            "No body has more than {number} votes.",
        )
    yield say(
        "Members count after {standing}; a body leaves with {notice} of notice.",
        standing=days(charter.standing_days),
        notice=days(charter.leave_notice_days),
    )


def ratifying(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    if charter.ratified:
        yield say(
            "Goes back down to be confirmed: {kinds}; by {share}, within {within}.",
            kinds=listed(KINDS.get(word, word) for word in charter.ratified),
            share=charter.ratified_by.words,
            within=days(charter.ratify_days),
        )


def sides(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    if charter.sides:
        yield say("Sides, each with its own majority: {sides}.", sides=listed(charter.sides))


def commissions(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    if charter.ends_day:
        yield say(
            "It ends {days} after its founding. Its tasks: {tasks}.",
            days=days(charter.ends_day),
            tasks=listed(charter.tasks, "; "),
        )


def minorities(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield say("What was not adopted can be raised again after {wait}.", wait=days(charter.retable_days))


def expulsion(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield say(
        "It takes {share}; an appeal can be made for {appeal}.",
        share=charter.decides_expulsion.words,
        appeal=days(charter.appeal_days),
    )


def law(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    yield say(
        "Our own numbers are changed by {share}; closing ourselves down takes {closing}, twice.",
        share=charter.decides_charter.words,
        closing=charter.decides_closing.words,
    )


def sections(charter: Charter, electors: int | None) -> Iterator[Sentence]:
    if charter.sections:
        yield say(
            "Sections that may sit apart and are counted together: {sections}.",
            sections=listed(charter.sections),
        )


OWN: Final[dict[str, Callable[[Charter, int | None], Iterator[Sentence]]]] = {
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
