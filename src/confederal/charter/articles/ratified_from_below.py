"""Ratified from below.

What the charter marks goes back down and is in force when enough bodies have confirmed it. Silence is not
consent. What was not reached goes back to the bodies, not to a committee.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults, length
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.after import asks_to_confirm
from confederal.kernel.attestation import text_digest
from confederal.kernel.body import Tie
from confederal.kernel.question import Result
from confederal.kernel.state import State
from confederal.kernel.words import RESULTS, TIES
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Federation", sources="R30 R47")


@article.says(1, "A body confirms, or does not, by a count of its own with quorum.", a.AttestationShown)
def by_its_own_count(state: State, m: a.Minuted, act: a.AttestationShown) -> Faults:
    told = act.attestation.says
    if not isinstance(told, says.Answers):
        return
    vote = act.attestation.vote
    want = Result.CARRIED if told.confirmed else Result.FALLEN
    if vote is not None and vote.result is not want:
        yield Fault(say("the vote: {result}", result=RESULTS[vote.result]), "decide it, and show that")
    decision = state.decisions[told.question]
    if told.digest != text_digest(decision.matter, decision.text):
        yield Fault("another text", "confirm the text that came down")


@article.says(
    2,
    "It is confirmed within the time the charter gives; what was not reached goes back to the bodies.",
    a.AttestationShown,
)
def in_time(state: State, m: a.Minuted, act: a.AttestationShown) -> Faults:
    told = act.attestation.says
    if not isinstance(told, says.Answers):
        return
    if state.decisions[told.question].fell_short(m.time):
        yield Fault("the time has run out", "let a body propose it again")


@article.says(
    2,
    "It is confirmed within the time the charter gives; what was not reached goes back to the bodies.",
    a.VoteOpened,
)
def put_in_time(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    question = state.questions[act.question]
    if question.answer_by is not None and m.time >= question.answer_by:
        asked = isinstance(question.matter, matters.Ratification)
        yield Fault(
            "the time has run out", "let us propose it again" if asked else "nothing: it was decided above"
        )


article.reads(
    6,
    "The time runs from when the bodies are told. When it is over and too few have confirmed, the decision has "
    "fallen: it binds nobody, and every body is told so.",
    "after.time_to_confirm; Decision.fell_short; attest.returns",
)


@article.says(
    7, "What came down is not taken back before the time to confirm it is over.", a.AttestationShown
)
def not_taken_back_early(state: State, m: a.Minuted, act: a.AttestationShown) -> Faults:
    told = act.attestation.says
    if not isinstance(told, says.Returns):
        return
    for step in sorted(state.open_questions):
        question = state.questions[step]
        early = question.answer_by is not None and m.time < question.answer_by
        if early and asks_to_confirm(question, act.attestation):
            yield Fault(
                say("time left: {time}", time=length((question.answer_by or 0) - m.time)),
                "vote on it, and show that",
            )


article.reads(
    5,
    "A council's own rules, its joining another council, its floors and its end always go down to be confirmed.",
    "matters.CharterChange.goes_down; matters.Joining.goes_down; after.taking_effect",
)
article.reads(
    3, "Silence is not consent: a body that says nothing is not counted as confirming.", "after.ratified"
)


@article.about(4, "What comes down is put to the assembly as it was decided.", matters.Ratification)
def of_a_council_of_ours(state: State, by: str, matter: matters.Ratification, at: int) -> Faults:
    link = state.affiliations.get(matter.council)
    if link is not None and link.tie is not Tie.JOINED:
        yield Fault(say("{name}: {tie}", name=link.name, tie=TIES[link.tie]), "only constituents confirm")
