"""Free accord.

Bodies join by their own decision and are accepted by the others; they leave by their own act alone and take
their record along. Votes are weighed by members of standing, counted and not claimed.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults, length
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.body import Tie
from confederal.kernel.identity import DAY
from confederal.kernel.question import Result
from confederal.kernel.state import State
from confederal.kernel.words import RESULTS, TIES
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Federation", sources="R28 R38 R72")


@article.about(
    1,
    "A body joins by its own decision, once; by such a decision it also follows a council to another keeper of its "
    "record.",
    matters.Joining,
)
def not_joined_already(state: State, by: str, matter: matters.Joining, at: int) -> Faults:
    link = state.affiliations.get(matter.council)
    if link is not None and link.tie is Tie.JOINED and matter.host_key == link.host_key:
        yield Fault(say("{name}: {tie}", name=link.name, tie=TIES[link.tie]), "nothing")
    if matter.council == state.body:
        yield Fault("this body itself", "name another")


@article.about(
    2,
    "Who has shown its own decision to join is accepted by the constituents; nobody is joined otherwise.",
    matters.Admission,
)
def asked_first(state: State, by: str, matter: matters.Admission, at: int) -> Faults:
    if matter.body is not None and state.bodies[matter.body].tie is not Tie.ASKED:
        yield Fault(
            say(
                "{name}: {tie}", name=state.bodies[matter.body].name, tie=TIES[state.bodies[matter.body].tie]
            ),
            "only who asked is admitted",
        )
    if (matter.body is None) == (matter.person is None):
        yield Fault("one body or one person", "name one of them")
    if matter.body is not None and not state.council:
        yield Fault("a body in an assembly", "bodies join councils")


@article.says(
    3,
    "A body joins and leaves as it decided itself: with its own count, by its own rules.",
    a.AttestationShown,
)
def with_its_own_count(state: State, m: a.Minuted, act: a.AttestationShown) -> Faults:
    told = act.attestation.says
    if not isinstance(told, (says.Joins, says.Leaves, says.Proposes, says.Decided)):
        return
    vote = act.attestation.vote
    if vote is not None and vote.result is not Result.CARRIED:
        yield Fault(
            say("the vote: {result}", result=RESULTS[vote.result]), "decide it, and show that decision"
        )
    if isinstance(told, says.Joins) and act.attestation.origin in state.bodies:
        link = state.bodies[act.attestation.origin]
        if link.in_force(m.time):
            yield Fault(say("{name} is a constituent", name=link.name), "nothing")


article.reads(
    4,
    "Leaving takes effect after the notice the charter named when the body joined; nobody is asked.",
    "State.disaffiliating; after._shown_leaves",
)
article.reads(
    5,
    "Votes follow the members of standing that bodies have shown; no number is typed in.",
    "Charter.votes_of; attest.standing",
)


LATEST = 60 * DAY
"""No charter gives longer for an appeal, so no count is corrected later (DESIGN §2)."""


@article.says(
    6,
    "A leaving that was counted wrongly and corrected in time never was: nobody has to admit that body again.",
    a.AttestationShown,
)
def corrected_in_time(state: State, m: a.Minuted, act: a.AttestationShown) -> Faults:
    vote = act.attestation.vote
    if not isinstance(act.attestation.says, says.Stays):
        return
    if vote is not None and vote.result is Result.CARRIED:
        yield Fault("no corrected count behind it", "correct the count in your own assembly, and show that")
    elif vote is not None and m.time > vote.closed_at + LATEST:
        yield Fault(
            say("{days} after the vote", days=length(m.time - vote.closed_at)), "ask to be admitted again"
        )
