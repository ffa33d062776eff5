"""What waits for one member of a body: votes, recalls, instructions to give, meetings, confirmations, reports.

Out of one reading at one instant, most urgent first. It counts nobody's diligence: what somebody has done is only
looked at to leave it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from confederal.audit.report import lines
from confederal.charter.reading import judge
from confederal.kernel.act import AnyAct, Confirmed, Minuted, Payload
from confederal.kernel.identity import DAY, Count, Id, KeyId, Seconds, Step, Title
from confederal.kernel.matters import Election, Mandating, Ratification, Recall
from confederal.kernel.proof import fault_in
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State


class What(StrEnum):
    """Kinds of things that wait, most urgent first."""

    STRAYED = "strayed"
    """A delegate of ours voted against our instruction and has not reported on it since."""
    RECALL = "recall"
    """A recall is petitioned for or on the agenda."""
    VOTE = "vote"
    """A vote is open and has no vote of theirs."""
    SECOND = "second"
    """A step waits for a second person, and they may be it."""
    ACCEPT = "accept"
    """They were elected and have not accepted."""
    INSTRUCT = "instruct"
    """A council asks us for our instruction: on one proposal, or on so many (then `about` is the council)."""
    CONFIRM = "confirm"
    """A council's decision came down to be confirmed."""
    MEETING = "meeting"
    """A meeting is called, or exists by petition: then the soonest, and `need` is how many proposals have one."""
    STAND = "stand"
    """An election looks for people who stand."""
    SUPPORT = "support"
    """A proposal gathers support."""
    REPORT = "report"
    """They owe those who sent them a report."""
    TERM = "term"
    """A seat of theirs ends soon."""


RANK = {what: rank for rank, what in enumerate(What)}
SOON = 30 * DAY
"""A term is told so long before it ends."""


class Waiting(Struct, frozen=True):
    """One thing that waits: what, about which step or seat, called what, until when, and how many of how many."""

    what: What
    about: Step | Id
    title: Title
    at: Seconds | None = None
    """UTC seconds: when it ends, begins or happened."""
    have: Count = 0
    need: Count = 0
    kind: Id = ""
    """For a step that waits for a second person: which kind of step it is."""

    @property
    def rank(self) -> tuple[int, int, str]:
        """The order in which things are shown."""
        return RANK[self.what], self.at or 2**53, str(self.about)


def waiting(state: State, who: Id, at: int) -> tuple[Waiting, ...]:
    """What waits for a member of this body, or the delegate of a place in it, at that time (UTC seconds)."""
    if not state.present(who, at) or state.founded_at is None:
        return ()
    found = [
        *strayed(state, at),
        *open_votes(state, who, at),
        *proposals(state, who, at),
        *meetings(state, at),
        *seconds(state, who, at),
        *own_seats(state, who, at),
    ]
    return tuple(sorted(found, key=lambda each: each.rank))


def strayed(state: State, at: int) -> Iterator[Waiting]:
    """Votes of our delegates against our instruction, until they have reported on them or their seat has ended."""
    for seat in state.held(at):
        if seat.to is None:
            continue
        reported = last_report(state, seat.id)
        for line in lines(state, seat):
            if line.strayed and line.shown_at > reported:
                yield Waiting(What.STRAYED, seat.id, line.title, kind=str(line.shown_at))


def last_report(state: State, seat: Id) -> Step:
    """The step of a seat's last report; -1 where there is none."""
    return max((report.step for report in state.reports.get(seat, ())), default=-1)


def open_votes(state: State, who: Id, at: int) -> Iterator[Waiting]:
    """Votes that are open to them and have no vote of theirs yet."""
    for question in open_questions(state, Stage.VOTING):
        rule = question.rule
        assert rule is not None
        place = state.places.get(who)
        voter = who if place is None else place.body
        if (
            question.hall_at is None
            and at < rule.until
            and voter in rule.register
            and who not in question.votes
        ):
            what = What.RECALL if isinstance(question.matter, Recall) else What.VOTE
            yield Waiting(what, question.id, question.title, rule.until)


def proposals(state: State, who: Id, at: int) -> Iterator[Waiting]:
    """What gathers support, stands on the agenda, or came down from a council."""
    from_above: dict[Id, list[Question]] = {}
    for question in open_questions(state, Stage.RAISED, Stage.AGENDA):
        matter = question.matter
        if isinstance(matter, Recall):
            need = state.charter.petitioners(state.electorate(question, at))
            yield Waiting(What.RECALL, question.id, question.title, None, len(question.supporters), need)
        elif isinstance(matter, Mandating):
            from_above.setdefault(matter.council, []).append(question)
        elif isinstance(matter, Ratification):
            yield Waiting(What.CONFIRM, question.id, question.title)
        elif question.stage is Stage.RAISED and who not in question.supporters:
            need = state.charter.supporters(state.electorate(question, at))
            yield Waiting(What.SUPPORT, question.id, question.title, None, len(question.supporters), need)
        elif isinstance(matter, Election) and who not in question.candidates:
            have = len(question.candidates)
            yield Waiting(What.STAND, question.id, question.title, None, have, matter.seats)
    for council, asked in sorted(from_above.items()):
        if len(asked) == 1:
            yield Waiting(What.INSTRUCT, asked[0].id, asked[0].title)
        else:
            link = state.affiliations.get(council)
            yield Waiting(
                What.INSTRUCT, council, council[:12] if link is None else link.name, need=len(asked)
            )


def open_questions(state: State, *stages: Stage) -> Iterator[Question]:
    for step in sorted(state.open_questions):
        if state.questions[step].stage in stages:
            yield state.questions[step]


def meetings(state: State, at: int) -> Iterator[Waiting]:
    """Meetings to come, those that are open, and those that exist by petition."""
    for sitting in state.sittings.values():
        if sitting.id in state.opened or (sitting.opened_at is None and sitting.on > at - DAY):
            yield Waiting(What.MEETING, sitting.id, "", sitting.on)
    by_right = sorted(state.sittings_by_right(at), key=lambda each: each[1])
    if by_right:
        question, latest = by_right[0]
        yield Waiting(What.MEETING, question.id, question.title, latest, need=len(by_right), kind="by_right")


def seconds(state: State, who: Id, at: int) -> Iterator[Waiting]:
    """Steps that wait for a second person who may be this one: the law is asked."""
    key = signing_key(state, who, at)
    if key is None:
        return
    for step, pending in sorted(state.pending.items()):
        if pending.by != who and allowed(state, who, key, Confirmed(step), at):
            kind = str(type(pending.act).__struct_config__.tag)
            yield Waiting(What.SECOND, step, "", pending.at, kind=kind)


def allowed(state: State, who: Id, key: KeyId, act: AnyAct, at: int) -> bool:
    """Whether nothing would speak against that act if they said it now."""
    n = state.counters.get(key, -1) + 1
    payload = Payload(1, state.body, who, n, at, act)
    return not judge(state, Minuted(state.size, max(at, state.time), key, payload), fault_in)


def signing_key(state: State, who: Id, at: int) -> KeyId | None:
    """The key somebody signs with here."""
    place = state.places.get(who)
    return state.key_in_force(who, at) if place is None else place.key


def own_seats(state: State, who: Id, at: int) -> Iterator[Waiting]:
    """Their own seats: to be accepted, to be reported on, ending soon."""
    for seat in state.held(at):
        if seat.holder != who:
            continue
        if seat.accepted_at is None and not seat.brought:
            yield Waiting(What.ACCEPT, seat.id, seat.office, seat.until)
        if seat.to is not None and owes_report(state, seat.id, seat.to):
            yield Waiting(What.REPORT, seat.id, seat.office)
        if seat.until - at <= SOON:
            yield Waiting(What.TERM, seat.id, seat.office, seat.until)


def owes_report(state: State, seat: Id, council: Id) -> bool:
    """Whether the council decided something since this seat's last report."""
    reported = last_report(state, seat)
    return any(step > reported for (origin, _), step in state.told.items() if origin == council)
