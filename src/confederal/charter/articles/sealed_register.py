"""The register is sealed.

Names never enter a record and never travel. A person is a pseudonym; the names are locked away with keepers,
two together. Erasure leaves the record whole.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.identity import DAY
from confederal.kernel.member import Standing
from confederal.kernel.state import State
from confederal.kernel.words import STANDINGS
from confederal.sentence import listed, plural, say

article = Article(__name__, __doc__, chapter="Openness", sources="P1 P2 P3 P4 P5 P6 P8")

article.reads(
    1, "A step has a place for a pseudonym and a digest, and none for a name.", "the closed union of acts"
)


@article.says(
    2,
    "What is personal is erased by who it is about, or by the keepers of the register; the step stays.",
    a.Erased,
)
def erased_by_right(state: State, m: a.Minuted, act: a.Erased) -> Faults:
    if act.digest in state.texts:
        yield Fault(
            "a text that was put to the vote", "nothing: resolutions, rules and mandates are never erased"
        )
    known = state.members.get(act.of) if act.of is not None else None
    if known is not None and known.entry == act.digest:
        if act.of != m.by and not state.is_keeper(m.by, m.time):
            yield Fault(
                say("{by} about {of}", by=m.by, of=act.of),
                "have the person or a keeper of the register ask for it",
            )
    elif state.personal.get(act.digest) != m.by:
        yield Fault(
            "no personal text of theirs", "erase your own statements; keepers erase entries of the register"
        )


@article.says(3, "A person is invited under a pseudonym and an entry that is only a digest.", a.Invited)
def admitted_as_the_charter_says(state: State, m: a.Minuted, act: a.Invited) -> Faults:
    if act.question is None and act.id not in state.members:
        yield from not_too_many_at_once(state, 1, m.time)
    if act.standing not in (Standing.GOOD, Standing.ADVISOR):
        yield Fault(STANDINGS[act.standing], "good standing, or advisor")
    if act.section is not None and act.section not in state.charter.sections:
        yield Fault(
            say("section {section}", section=act.section),
            say("one of: {those}", those=listed(state.charter.sections) or say("none")),
        )
    if state.charter.admission_by_assembly or state.council or act.standing is Standing.ADVISOR:
        admitted = state.questions.get(act.question) if act.question is not None else None
        matter = admitted.matter if admitted is not None else None
        carried = admitted is not None and admitted.outcome is not None and admitted.outcome.carried
        if not carried or not isinstance(matter, matters.Admission) or matter.person != act.id:
            yield Fault("no admission was carried", "let the assembly admit first")
        elif matter.advisor != (act.standing is Standing.ADVISOR):
            yield Fault(
                say("admitted as an advisor") if matter.advisor else say("admitted as a member"),
                "invite as what was decided",
            )


def not_too_many_at_once(state: State, newcomers: int, at: int) -> Faults:
    """Keepers alone add a tenth of the roll at most while the last ones wait for their vote.

    Else names that nobody else has seen could outnumber the people there are, in petitions and in quorums.
    """
    first_days = state.founded_at is None or at < state.founded_at + state.charter.appeal_days * DAY
    if not newcomers or first_days:
        return
    waiting = sum(at < state.members[who].votes_from for who in state.timed)
    most = max(3, len(state.roll) // 10)
    if newcomers + waiting > most:
        yield Fault(
            plural(newcomers + waiting, "{number} newcomer", "{number} newcomers"),
            say("{most} at most until they vote, or let the assembly admit", most=most),
        )


def takes_off(state: State, line: a.StandingLine) -> bool:
    """Whether a line of an import takes a member off the roll who votes."""
    known = state.members.get(line.id)
    return known is not None and known.standing is Standing.GOOD and line.standing is not Standing.GOOD


@article.says(
    4, "A standing import changes standing and sections; it does not make advisors.", a.StandingImported
)
def standing_only(state: State, m: a.Minuted, act: a.StandingImported) -> Faults:
    for line in act.lines:
        known = state.members.get(line.id)
        is_advisor = known is not None and known.standing is Standing.ADVISOR
        if (line.standing is Standing.ADVISOR) != is_advisor and (
            is_advisor or line.standing is Standing.ADVISOR
        ):
            yield Fault(
                say("{who}: {standing}", who=line.id, standing=STANDINGS[line.standing]),
                "advisors are admitted, and become members, by decision",
            )
    fresh_names = sum(line.id not in state.members for line in act.lines)
    yield from not_too_many_at_once(state, fresh_names, m.time)
    taken_off = [line.id for line in act.lines if takes_off(state, line)]
    for who in taken_off:
        if state.members[who].contested:
            yield Fault(
                say("{who} contested it", who=who),
                "let the assembly decide; keepers alone do not take them off again",
            )
    waiting = [who for who in state.timed if state.members[who].off_roll_at is not None]
    most = max(2, len(state.roll) // 10)
    if len(set(taken_off) | set(waiting)) > most and len(taken_off) > 0:
        yield Fault(
            say("{number} off the roll", number=len(set(taken_off) | set(waiting))),
            say("{most} at most within the time for appeal", most=most),
        )
    if state.charter.admission_by_assembly or state.council:
        fresh = [line.id for line in act.lines if line.id not in state.members]
        if fresh:
            yield Fault(
                plural(len(fresh), "{number} new member", "{number} new members"),
                "our charter has the assembly admit: invite them after it did",
            )
