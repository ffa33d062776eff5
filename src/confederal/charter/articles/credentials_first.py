"""Credentials first.

A congress seats who was sent by a lawful assembly since it was called. The credentials are looked at before
anything is decided, and the floor hears every appeal.
"""

from __future__ import annotations

from typing import Any

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.ballot import YES_NO
from confederal.kernel.delegate import Position
from confederal.kernel.identity import DAY
from confederal.kernel.question import Result
from confederal.kernel.state import State
from confederal.kernel.words import POSITIONS, RESULTS, TIES
from confederal.sentence import plural, say

article = Article(__name__, __doc__, chapter="Federation", sources="R37")


@article.says(
    1,
    "A delegate is seated whose assembly has met, with notice and quorum, since the congress was called.",
    a.PlaceTaken,
)
def assembly_since_the_call(state: State, m: a.Minuted, act: a.PlaceTaken) -> Faults:
    sitting = state.sittings[act.sitting]
    place = state.places.get(m.by)
    if place is None:
        return
    link = state.bodies[place.body]
    if not link.in_force(m.time):
        yield Fault(say("{name}: {tie}", name=link.name, tie=TIES[link.tie]), "join, and be accepted")
    if not place.in_force(m.time):
        yield Fault(say("the seat of {by} has ended", by=m.by), "elect a delegate")
    if act.sitting in state.floor_seated.get(place.body, ()):
        return
    if link.last_assembly < sitting.called_at:
        days = (sitting.called_at - link.last_assembly) // DAY
        yield Fault(
            plural(
                days,
                "the assembly of {name} last met {number} day before the call",
                "the assembly of {name} last met {number} days before the call",
                name=link.name,
            ),
            "meet and show it, or appeal to the floor: those already seated hear it",
        )


@article.says(
    1,
    "A delegate is seated whose assembly has met, with notice and quorum, since the congress was called.",
    a.Voted,
)
def seated_before_voting(state: State, m: a.Minuted, act: a.Voted) -> Faults:
    place = state.places.get(m.by)
    rule = state.questions[act.question].rule
    if state.council and place is not None and not state.credentialed(place, m.time, rule):
        yield Fault(
            say("{by} has not taken a seat at this congress", by=m.by),
            "take the seat first; if refused, appeal to the floor",
        )


@article.says(2, "A seat is taken at a meeting that is open, once, by who holds it.", a.PlaceTaken)
def at_the_open_meeting(state: State, m: a.Minuted, act: a.PlaceTaken) -> Faults:
    sitting = state.sittings[act.sitting]
    if m.by not in state.places:
        yield Fault(say("{by} holds no seat here", by=m.by), "be elected by your own assembly")
    if not sitting.open(m.time):
        yield Fault("the meeting is not open", "take the seat when it is")
    if m.by in state.taken.get(act.sitting, {}):
        yield Fault(say("{by} has taken their seat", by=m.by), "nothing")


article.reads(
    3,
    "The floor's decision to seat a body is taken by those whose credentials are in order.",
    "returning.body_votes; State.credentialed",
)
article.reads(
    4,
    "Another body's word is shown with its proof: the step in that body's own record.",
    "reading.proof_objections",
)


article.reads(
    8,
    "A council's word about a question is shown with the steps of its record it rests on, signed by "
    "delegates or resting on a body's own word: who keeps that record makes none of them alone.",
    "reading.proof_objections; peers.resting_on; after._shown_closes",
)


COUNTED = (
    says.Elected,
    says.Instructs,
    says.Answers,
    says.Joins,
    says.Leaves,
    says.Stays,
    says.Proposes,
    says.Decided,
    says.Moves,
)


@article.says(
    7,
    "A word that rests on a vote shows its count, and the count adds up.",
    a.AttestationShown,
    a.ContradictionShown,
)
def adds_up(state: State, m: a.Minuted, act: Any) -> Faults:
    told, vote = act.attestation.says, act.attestation.vote
    if isinstance(told, says.Stands) and told.bound > told.heads:
        yield Fault(
            say("{bound} with keys among {heads}", bound=told.bound, heads=told.heads),
            "count the register again",
        )
    if isinstance(told, says.Stands) and told.standing_days != state.charter.standing_days:
        yield Fault(
            plural(
                told.standing_days,
                "counted are members of {number} day",
                "counted are members of {number} days",
            ),
            plural(
                state.charter.standing_days, "count those of {number} day", "count those of {number} days"
            ),
        )
    if vote is None:
        if isinstance(told, COUNTED):
            yield Fault("no count behind it", "decide it in your own assembly, and show that")
        return
    totals = dict(vote.totals or ())
    if sum(totals.values()) > vote.register or (vote.present or 0) > vote.register:
        yield Fault(
            say(
                "{voted} voted of {register}",
                voted=max(sum(totals.values()), vote.present or 0),
                register=vote.register,
            ),
            "count again",
        )
    if vote.present is not None and vote.present < vote.quorum:
        yield Fault(
            say("{present} took part, quorum {quorum}", present=vote.present, quorum=vote.quorum),
            "call the assembly a second time",
        )
    if not vote.noticed_at <= vote.closed_at <= m.time:
        yield Fault("its times are out of order", "show the record as it is")
    yes_no = "for" in totals and "against" in totals
    if vote.result is Result.CARRIED and yes_no and totals["for"] <= totals["against"]:
        yield Fault(
            say("carried with {favour} to {against}", favour=totals["for"], against=totals["against"]),
            "count again",
        )
    if isinstance(told, says.Elected):
        if vote.result is not Result.CARRIED:
            yield Fault(say("the vote: {result}", result=RESULTS[vote.result]), "elect again")
        if told.until - told.since > 730 * DAY:
            yield Fault(
                plural((told.until - told.since) // DAY, "a term of {number} day", "a term of {number} days"),
                "two years at most",
            )
    if (
        isinstance(told, says.Instructs)
        and told.mandate.position is Position.SPLIT
        and vote.totals is not None
    ):
        counted = tuple(totals.get(mark, 0) for mark in YES_NO)
        if told.mandate.split != counted:
            yield Fault(
                say("split {split}, counted {counted}", split=told.mandate.split, counted=counted),
                "show the mandate as the vote made it",
            )
    fell = isinstance(told, says.Instructs) and vote.result is Result.FALLEN
    if fell and told.mandate.position is Position.FOR:
        yield Fault(
            say("{position}, by a vote that fell", position=POSITIONS[told.mandate.position]),
            "decide it again",
        )


@article.says(
    6,
    "Two words of one body contradict each other when they tell different things of one question or seat.",
    a.ContradictionShown,
)
def different_things_of_one(state: State, m: a.Minuted, act: a.ContradictionShown) -> Faults:
    first, second = state.shown[act.shown].attestation, act.attestation
    if first is None:
        return  # grounds: no such word is kept
    same = (
        first.origin == second.origin
        and type(first.says) is type(second.says)
        and first.about == second.about
        and getattr(first.says, "seat", None) == getattr(second.says, "seat", None)
        and (first.about is not None or first.size == second.size)
    )
    if not same:
        yield Fault("words about different things", "show a word about the same question or seat")
    elif first.says == second.says:
        yield Fault("the same word twice", "nothing: they agree")


@article.about(5, "An appeal to the floor is about a body that was not seated.", matters.Seating)
def not_seated_yet(state: State, by: str, matter: matters.Seating, at: int) -> Faults:
    if matter.sitting in state.floor_seated.get(matter.body, ()):
        yield Fault("seated already", "take the seat")
