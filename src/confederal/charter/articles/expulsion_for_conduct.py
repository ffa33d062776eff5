"""Expulsion for conduct only.

A member is expelled for listed conduct, by their own assembly, after notice, a hearing and a secret vote, with
appeal. Opinion is no ground.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.decision import Waits
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.state import State
from confederal.sentence import plural, say

article = Article(__name__, __doc__, chapter="Plurality", sources="R54")

article.reads(
    1,
    "The list of conduct has no word for opinion, speech, publication or tendency.",
    "matters.expulsion.Conduct",
)


@article.says(
    2,
    "Nobody is expelled unheard: a hearing is held, or the member did not come although called.",
    a.VoteOpened,
)
def heard(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    question = state.questions[act.question]
    if isinstance(question.matter, matters.Expulsion) and question.heard_at is None:
        yield Fault("no hearing was held", "hear the member first; two people record it")


@article.says(
    3,
    "An appeal is made by the member concerned while the time for appeal runs; until it is heard they stay.",
    a.Appealed,
)
def by_the_member_in_time(state: State, m: a.Minuted, act: a.Appealed) -> Faults:
    decision = state.decisions[act.question]
    matter = decision.matter
    if not isinstance(matter, matters.Expulsion) or matter.member != m.by or matter.upholds is not None:
        yield Fault("not about you, or an appeal itself", "appeal against your own expulsion")
        return
    if decision.waits is Waits.APPEAL:
        yield Fault("appealed already", "nothing: the assembly will hear it")
    if m.time > decision.at + state.charter.appeal_days * DAY:
        yield Fault("the time for appeal is over", "ask to be admitted again")


@article.about(4, "An appeal is heard by the whole assembly again, at another meeting.", matters.Expulsion)
def upheld_after_appeal(state: State, by: str, matter: matters.Expulsion, at: int) -> Faults:
    if matter.upholds is None:
        return
    decision = state.decisions[matter.upholds]
    first = decision.matter
    if (
        not isinstance(first, matters.Expulsion)
        or first.member != matter.member
        or decision.waits is not Waits.APPEAL
    ):
        yield Fault(
            say("step {upholds} is not under appeal", upholds=matter.upholds),
            "name the expulsion that was appealed against",
        )
    elif at < decision.at + DAY:
        yield Fault("the same day", "hear the appeal at another meeting")


article.reads(
    5,
    "The member who is to be expelled keeps every right until it takes effect, and does not tell the count.",
    "Member.votes; articles.no_one_acts_alone.may_tell; matters.Expulsion.concerned",
)


@article.says(6, "A hearing is recorded by members of the assembly.", a.HearingHeld)
def hearing_of_an_expulsion(state: State, m: a.Minuted, act: a.HearingHeld) -> Faults:
    if not isinstance(state.questions[act.question].matter, matters.Expulsion):
        yield Fault(say("question {question} is no expulsion", question=act.question), "nothing")
    raised = state.questions[act.question].raised_at
    if m.time < raised + state.charter.urgent_hours * HOUR:
        yield Fault(
            "too soon after it was raised",
            plural(
                state.charter.urgent_hours,
                "give the member {number} hour to prepare",
                "give the member {number} hours to prepare",
            ),
        )
    if not state.is_elector(m.by, None, m.time):
        yield Fault(say("{by} has no vote here", by=m.by), "have a member record it")


article.reads(
    7,
    "Keepers take nobody off the register at once: it waits for the time of appeal, and whom it concerns can stop it.",
    "State.with_standing; after._standing_contested",
)
