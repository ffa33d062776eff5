"""Grounds: an act points only at what stands in the record, and is signed by whose act it is.

An act without ground is not judged further. Each objection here cites the paragraph of the articles that says
so; the articles proper (`charter/articles/`) speak of acts that have ground.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.after import place_id
from confederal.kernel.attestation import Attestation, digest_of
from confederal.kernel.body import DELEGATE
from confederal.kernel.delegate import Place, Seat
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.member import Standing
from confederal.kernel.objection import Objection
from confederal.kernel.question import Stage
from confederal.kernel.sitting import Ground
from confederal.kernel.state import State
from confederal.kernel.words import office_called
from confederal.sentence import listed, one_of, plural, say

AHEAD: Final = 300
"""An author's clock may run ahead of the desk's by so many seconds (DESIGN §4)."""

LAPSES: Final = 14 * DAY
"""What one proposed and nobody confirmed lapses after so many seconds."""

CLERK: Final = (a.Closed, a.OutcomeCorrected, a.AttestationMade, a.AttestationShown, a.ContradictionShown)
"""What the host's key may sign: only what every reader recomputes. Any member may minute the same."""

FORMING: Final = (a.FoundingConfirmed, a.AttestationShown)
"""What may be said while the body is forming."""

LAST: Final = (a.Left, a.AttestationMade, a.Erased)
"""What may still be said when the body has closed itself down."""

GUESTS: Final = (
    a.CountTold,
    a.CountConfirmed,
    a.Invited,
    a.StandingImported,
    a.Assisted,
    a.Confirmed,
    a.AttestationShown,
)
"""What somebody may sign whom a sister body lends us to tell, or to keep the register."""

Grounding = Iterator[Objection]


def grounds(state: State, m: a.Minuted) -> list[Objection]:
    """Why this act has no ground in the record; empty if it has."""
    payload, act = m.payload, m.payload.act
    kind = type(act)
    found: list[Objection] = []
    if payload.v != 1 or payload.body != state.body or kind is a.Founded:
        found.append(elsewhere(payload.body))
    if payload.at > m.time + AHEAD:
        found.append(from_the_future(payload.at - m.time))
    if payload.seen is not None and payload.seen.size > m.step:
        found.append(unseen(payload.seen.size, m.step))
    if payload.n <= state.counters.get(m.key, -1):
        found.append(replayed(payload.n, state.counters[m.key]))
    if not state.signs(m.key, payload.by, m.time) and not presents_itself(state, m):
        found.append(foreign_key(payload.by))
    if kind is not a.KeyBound and only_a_card(state, m):
        found.append(foreign_key(payload.by))
    if payload.by == HOST and kind not in CLERK:
        found.append(not_a_clerks(act))
    if payload.by in state.guests and kind not in GUESTS:
        found.append(lent_for_a_task(act))
    if state.founded_at is None:
        if kind not in FORMING:
            found.append(still_forming())
    elif state.closed_at is not None and kind not in LAST:
        found.append(closed_down())
    if not found:
        found.extend(GROUNDS[kind](state, m, act))
    return found


def only_a_card(state: State, m: a.Minuted) -> bool:
    """Whether this is signed with a card, which is good for one thing only: binding a key of one's own."""
    invitation = state.invitations.get(m.by)
    return invitation is not None and invitation.card == m.key


def presents_itself(state: State, m: a.Minuted) -> bool:
    """Whether a body, or the delegate it elected, shows its own word with its own key.

    So nobody who keeps a council's record can leave a party at the door by being silent.
    """
    act = m.payload.act
    if not isinstance(act, a.AttestationShown):
        return False
    attestation = act.attestation
    if isinstance(attestation.says, says.Elected):
        return m.by == place_id(attestation.origin, attestation.says.seat) and m.key == attestation.says.key
    link = state.bodies.get(attestation.origin)
    return m.by == attestation.origin and link is not None and m.key == link.key(m.time)


def missing(what: str, value: object, mend: str) -> Objection:
    return Objection(
        "open_books",
        4,
        "A step in our record points only at what stands in it.",
        say("{what} {value}", what=say(what), value=value),
        mend,
    )


def elsewhere(body: str) -> Objection:
    return Objection(
        "open_books",
        4,
        "A step in our record points only at what stands in it.",
        say("written for body {body}", body=body[:12] or say("none")),
        "write it for this body, in this edition",
    )


def from_the_future(seconds: int) -> Objection:
    return Objection(
        "open_books",
        5,
        "A step is dated no later than it is received.",
        plural(seconds, "dated {number} second ahead", "dated {number} seconds ahead"),
        "set the clock of the device and sign again",
    )


def unseen(size: int, step: int) -> Objection:
    return Objection(
        "the_operator_serves",
        4,
        "Nobody can have seen more of the record than there is: two records of one body exist.",
        say("the author saw {size} steps, this record has {step}", size=size, step=step),
        "compare both records and find out who keeps the other",
    )


def replayed(n: int, last: int) -> Objection:
    return Objection(
        "the_operator_serves",
        3,
        "A signed step counts once: its author's counter only goes up.",
        say("counter {n}, the last was {last}", n=n, last=last),
        "nothing, if this was received before; otherwise sign it anew",
    )


def foreign_key(by: str) -> Objection:
    return Objection(
        "the_operator_serves",
        2,
        "Nobody acts in another's name: a step is signed with a key bound to its author and in force.",
        say("this key is not {by}'s, or no longer", by=by),
        "sign with the key in force, or have co-workers vouch for a new one",
    )


def not_a_clerks(act: a.Act) -> Objection:
    word = type(act).__struct_config__.tag
    return Objection(
        "the_operator_serves",
        1,
        "Who keeps the record writes nothing of substance in it: only what every reader "
        "computes for themselves.",
        say("the host's key signed “{kind}”", kind=word),
        "have a member do it",
    )


def lent_for_a_task(act: a.Act) -> Objection:
    return Objection(
        "no_one_acts_alone",
        7,
        "Who is lent by a sister body tells, or keeps the register with one of ours, and does nothing else here.",
        say("lent for a task, signed '{act}'", act=type(act).__struct_config__.tag),
        "have a member do it",
    )


def still_forming() -> Objection:
    return Objection(
        "authority_from_below",
        1,
        "A body exists when its own founders have confirmed it, each with their own key.",
        "not all have confirmed",
        "wait for the founders who have not confirmed yet",
    )


def closed_down() -> Objection:
    return Objection(
        "authority_from_below",
        4,
        "A body that has closed itself down decides nothing more.",
        "closed down",
        "found a new body; the record can be taken along",
    )


# What each act points at


def nothing(state: State, m: a.Minuted, act: Any) -> Grounding:
    return iter(())


def person(state: State, who: str, at: int) -> Grounding:
    if not state.present(who, at):
        yield missing("nobody here is called", who, "look the pseudonym up among the members")


def a_question(state: State, step: int, *stages: Stage) -> Grounding:
    """That the question stands in the record, at one of these stages."""
    question = state.questions.get(step)
    if question is None:
        yield missing("there is no question", step, "name the step at which the question was raised")
    elif stages and question.stage not in stages:
        yield missing(
            say("question {step} is", step=step),
            TOLD[question.stage],
            say("do it while it is {stages}", stages=one_of(TOLD[stage] for stage in stages)),
        )


TOLD = {
    Stage.RAISED: say("gathering support"),
    Stage.AGENDA: say("on the agenda"),
    Stage.VOTING: say("being voted on"),
    Stage.CLOSED: say("closed"),
    Stage.WITHDRAWN: say("withdrawn"),
}
BEFORE_THE_VOTE = (Stage.RAISED, Stage.AGENDA)
OPEN = (Stage.RAISED, Stage.AGENDA, Stage.VOTING)


def _founding_confirmed(state: State, m: a.Minuted, act: a.FoundingConfirmed) -> Grounding:
    if state.founded_at is not None:
        yield missing("the body is", say("founded already"), "nothing")
    elif m.by not in {founder.id for founder in state.founders} or m.by in state.confirmed:
        yield missing("no confirmation is awaited from", m.by, "only founders confirm, once each")


def _invited(state: State, m: a.Minuted, act: a.Invited) -> Grounding:
    known = state.members.get(act.id)
    first_key = known is not None and not known.gone(m.time) and known.key is None and act.card is not None
    if first_key:
        pass
    elif (known is not None and known.standing is not Standing.GONE) or act.id in state.invitations:
        yield missing("already known here is", act.id, "choose another pseudonym")
    elif known is not None or act.id == HOST or act.id in state.places or act.id in state.guests:
        yield missing("a pseudonym is never used twice:", act.id, "choose another pseudonym")
    if act.card is not None:
        yield from fresh_key(state, act.card)
    if act.question is not None:
        yield from a_question(state, act.question, Stage.CLOSED)


def _key_bound(state: State, m: a.Minuted, act: a.KeyBound) -> Grounding:
    if m.by not in state.invitations:
        yield missing("no invitation stands for", m.by, "ask two keepers of the register for a card")
    yield from fresh_key(state, act.key, m.key)


def fresh_key(state: State, key: str, *others: str) -> Grounding:
    promised = (known.key for running in state.recoveries.values() for known in running)
    if key in state.keys or key in others or key == state.host_key or key in promised:
        yield missing("this key is in use or was before:", key[:24], "make a new key")


def _key_changed(state: State, m: a.Minuted, act: a.KeyChanged) -> Grounding:
    if m.by not in state.members:
        yield missing("not a member:", m.by, "a delegate's key here is changed by the body that sent them")
    yield from fresh_key(state, act.key)


def _key_vouched(state: State, m: a.Minuted, act: a.KeyVouched) -> Grounding:
    yield from person(state, m.by, m.time)
    if act.member not in state.members or state.members[act.member].standing is Standing.GONE:
        yield missing("nobody here is called", act.member, "look the pseudonym up among the members")
    if all(known.key != act.key for known in state.recoveries.get(act.member, ())):
        yield from fresh_key(state, act.key)


def _key_vetoed(state: State, m: a.Minuted, act: a.KeyVetoed) -> Grounding:
    if m.by not in state.recoveries:
        yield missing("no replacement is running of the key of", m.by, "nothing")


def _standing_imported(state: State, m: a.Minuted, act: a.StandingImported) -> Grounding:
    seen: set[str] = set()
    for line in act.lines:
        if line.id in seen:
            yield missing("the same pseudonym stands twice:", line.id, "remove one of the lines")
        seen.add(line.id)
        if line.id == HOST or line.id in state.places or line.id in state.guests:
            yield missing("not a member's pseudonym:", line.id, "choose another")
        known = state.members.get(line.id)
        if known is not None and known.standing is Standing.GONE:
            yield missing("a pseudonym is never used twice:", line.id, "choose another pseudonym")
        if line.section is not None and line.section not in state.charter.sections:
            yield missing(
                "there is no section",
                line.section,
                say("one of: {those}", those=listed(state.charter.sections) or say("none")),
            )


def _standing_contested(state: State, m: a.Minuted, act: a.StandingContested) -> Grounding:
    member = state.members.get(m.by)
    if member is None or member.off_roll_at is None:
        yield missing("nobody wants to take off the roll:", m.by, "nothing")
    elif m.time >= member.off_roll_at:
        yield missing(
            "the time to contest it is over for", m.by, "ask two keepers of the register to put it right"
        )


def _section_chosen(state: State, m: a.Minuted, act: a.SectionChosen) -> Grounding:
    if m.by not in state.members:
        yield missing("not a member:", m.by, "only members belong to sections")
    if act.section not in state.charter.sections:
        yield missing(
            "there is no section",
            act.section,
            say("one of: {those}", those=listed(state.charter.sections) or say("none")),
        )


def _own_membership(state: State, m: a.Minuted, act: a.Act) -> Grounding:
    if m.by not in state.members or state.members[m.by].standing is Standing.GONE:
        yield missing("not a member:", m.by, "a delegate resigns a seat; only members leave")


def _resigned(state: State, m: a.Minuted, act: a.Resigned) -> Grounding:
    seat = state.seats.get(act.seat)
    if seat is None or not seat.in_force(m.time):
        yield missing("no seat is held called", act.seat, "name the seat as the record calls it")


def _confirmed(state: State, m: a.Minuted, act: a.Confirmed) -> Grounding:
    waiting = state.pending.get(act.step)
    if waiting is None:
        yield missing(
            "nothing waits for a second person at step", act.step, "name the step that was proposed"
        )
        return
    if m.time > waiting.at + LAPSES:
        yield missing("what was proposed has lapsed: step", act.step, "propose it again")
    inner = waiting.act
    if isinstance(inner, a.Assisted):
        said = assisted(m, inner)
        yield from GROUNDS[type(inner.act)](state, said, inner.act)
        if inner.member not in state.members or state.members[inner.member].standing is Standing.GONE:
            yield missing("nobody here is called", inner.member, "look the pseudonym up among the members")
    else:
        proposal = a.Minuted(m.step, m.time, m.key, a.Payload(1, state.body, waiting.by, 0, m.time, inner))
        yield from GROUNDS[type(inner)](state, proposal, inner)


def assisted(m: a.Minuted, inner: a.Assisted) -> a.Minuted:
    """What the member said, as if they had signed it themselves at this moment."""
    payload = a.Payload(1, m.payload.body, inner.member, m.payload.n, m.payload.at, inner.act)
    return a.Minuted(m.step, m.time, m.key, payload)


def _assisted(state: State, m: a.Minuted, act: a.Assisted) -> Grounding:
    if act.member not in state.members or state.members[act.member].standing is Standing.GONE:
        yield missing("nobody here is called", act.member, "look the pseudonym up among the members")
    else:
        yield from GROUNDS[type(act.act)](state, assisted(m, act), act.act)


def _sitting_called(state: State, m: a.Minuted, act: a.SittingCalled) -> Grounding:
    for step in act.agenda:
        yield from a_question(state, step, *OPEN)
    if act.section is not None and act.section not in state.charter.sections:
        yield missing(
            "there is no section",
            act.section,
            say("one of: {those}", those=listed(state.charter.sections) or say("none")),
        )


def _sitting_opened(state: State, m: a.Minuted, act: a.SittingOpened) -> Grounding:
    going_on = state.open_sitting(m.time)
    sitting = state.sittings.get(act.sitting)
    wanted = sitting.section if sitting is not None else None
    if going_on is not None and going_on.id != act.sitting and going_on.section == wanted:
        yield missing("a meeting is open already:", going_on.id, "put it there, or end that meeting first")
    again = sitting is not None and sitting.ground is Ground.PETITION and not sitting.open(m.time)
    if sitting is not None and not again:
        if sitting.opened_at is not None:
            yield missing("this meeting is open, or over:", act.sitting, "nothing")
        return
    question = state.questions.get(act.sitting)
    if question is None or not question.petitioned or question.stage not in OPEN:
        yield missing(
            "no meeting was called or petitioned for at step", act.sitting, "name the step it was called at"
        )


def _sitting_ended(state: State, m: a.Minuted, act: a.SittingEnded) -> Grounding:
    sitting = state.sittings.get(act.sitting)
    if sitting is None or not sitting.open(m.time):
        yield missing("no meeting is open called", act.sitting, "nothing")


def _place_taken(state: State, m: a.Minuted, act: a.PlaceTaken) -> Grounding:
    sitting = state.sittings.get(act.sitting)
    if sitting is None:
        yield missing("no meeting was called at step", act.sitting, "name the step at which it was called")


def _question_raised(state: State, m: a.Minuted, act: a.QuestionRaised) -> Grounding:
    yield from person(state, m.by, m.time)
    yield from MATTER_GROUNDS.get(type(act.matter), no_matter)(state, act.matter)


def _question_open(state: State, m: a.Minuted, act: Any) -> Grounding:
    yield from a_question(state, act.question, *OPEN)


def _question_before_vote(state: State, m: a.Minuted, act: Any) -> Grounding:
    yield from a_question(state, act.question, *BEFORE_THE_VOTE)


def _amendment_offered(state: State, m: a.Minuted, act: a.AmendmentOffered) -> Grounding:
    yield from a_question(state, act.question, *BEFORE_THE_VOTE)
    yield from a_paragraph(state, act.question, act.paragraph)


def a_paragraph(state: State, step: int, paragraph: int) -> Grounding:
    question = state.questions.get(step)
    if question is not None and paragraph >= len(question.paragraphs):
        yield missing(
            "the text has no paragraph",
            paragraph,
            say("it has {paragraphs}, counted from 0", paragraphs=len(question.paragraphs)),
        )


def _amendment_taken(state: State, m: a.Minuted, act: a.AmendmentTaken) -> Grounding:
    yield from a_question(state, act.question, *BEFORE_THE_VOTE)
    question = state.questions.get(act.question)
    if question is not None and act.amendment not in {offered.step for offered in question.amendments}:
        yield missing(
            "no amendment was offered at step", act.amendment, "name the step at which it was offered"
        )


def _composited(state: State, m: a.Minuted, act: a.Composited) -> Grounding:
    yield from a_question(state, act.question, *BEFORE_THE_VOTE)
    yield from a_question(state, act.into, *BEFORE_THE_VOTE)
    if act.question == act.into:
        yield missing("a question cannot be merged into itself:", act.question, "name two questions")


def _vote_opened(state: State, m: a.Minuted, act: a.VoteOpened) -> Grounding:
    yield from a_question(state, act.question, Stage.AGENDA)
    if act.until <= m.time:
        yield missing("a vote ends after it begins:", act.until, "name a later time")
    if not act.ways or len(set(act.ways)) != len(act.ways):
        yield missing("ways of voting, each once:", list(act.ways), "name one or more of: named, hands, box")


def _voted(state: State, m: a.Minuted, act: a.Voted) -> Grounding:
    question = state.questions.get(act.question)
    if question is None or question.stage is not Stage.VOTING:
        yield from a_question(state, act.question, Stage.VOTING)


def _count_told(state: State, m: a.Minuted, act: a.CountTold) -> Grounding:
    if act.corrects is None:
        yield from a_question(state, act.question, Stage.VOTING)
    else:
        yield from a_question(state, act.question, Stage.CLOSED)
        question = state.questions.get(act.question)
        told = () if question is None else question.confirmed_counts()
        if act.corrects not in {count.step for count in told}:
            yield missing(
                "no confirmed count was told at step", act.corrects, "name the count that was wrong"
            )
    if act.section is not None and act.section not in state.charter.sections:
        yield missing(
            "there is no section",
            act.section,
            say("one of: {those}", those=listed(state.charter.sections) or say("none")),
        )


def _count_confirmed(state: State, m: a.Minuted, act: a.CountConfirmed) -> Grounding:
    yield from a_question(state, act.question, Stage.VOTING, Stage.CLOSED)
    question = state.questions.get(act.question)
    if question is not None:
        waiting = [
            count for count in question.counts if count.step == act.told and count.confirmed_by is None
        ]
        if not waiting or (question.stage is Stage.CLOSED and waiting[0].corrects is None):
            yield missing(
                "no count waits for a second teller at step", act.told, "name the step at which it was told"
            )


def _outcome_corrected(state: State, m: a.Minuted, act: a.OutcomeCorrected) -> Grounding:
    yield from a_question(state, act.question, Stage.CLOSED)


def _seat_accepted(state: State, m: a.Minuted, act: a.SeatAccepted) -> Grounding:
    seat = state.seats.get(act.seat)
    if seat is None or not seat.in_force(m.time):
        yield missing("no seat is held called", act.seat, "name the seat as the record calls it")
    elif seat.accepted_at is not None and not lost_key(state, m, seat):
        yield missing("the seat was accepted already:", act.seat, "nothing")


def lost_key(state: State, m: a.Minuted, seat: Seat) -> bool:
    """Whether a delegate names another key for the council: signed with their own key here, by no teller for them."""
    return seat.key is not None and m.key == state.key_in_force(m.by, m.time)


def _advice_answered(state: State, m: a.Minuted, act: a.AdviceAnswered) -> Grounding:
    question = state.questions.get(act.question)
    if question is None or act.advice not in {given.step for given in question.advice}:
        yield missing("no advice was given at step", act.advice, "name the step at which it was given")


def _minority_stated(state: State, m: a.Minuted, act: a.MinorityStated) -> Grounding:
    yield from a_question(state, act.question)


def _reported(state: State, m: a.Minuted, act: a.Reported) -> Grounding:
    if act.seat not in state.seats and act.seat not in state.places:
        yield missing("there is no seat", act.seat, "name the seat as the record calls it")


def _appealed(state: State, m: a.Minuted, act: a.Appealed) -> Grounding:
    yield from a_question(state, act.question, Stage.CLOSED)
    if act.question not in state.decisions or m.by not in state.members:
        yield missing(
            "nothing was decided about you at step", act.question, "name the question of your expulsion"
        )


def _attestation_made(state: State, m: a.Minuted, act: a.AttestationMade) -> Grounding:
    if act.attestation.origin != state.body:
        yield missing("our record attests only of ourselves, not of", act.attestation.origin[:12], "nothing")


def _attestation_shown(state: State, m: a.Minuted, act: a.AttestationShown) -> Grounding:
    attestation = act.attestation
    if state.founded_at is None and not isinstance(attestation.says, says.Joins):
        yield still_forming()
    if digest_of(attestation) in state.shown:
        yield missing("shown before:", "the same word of the same body", "nothing: it has effect already")
        return
    if attestation.to is not None and attestation.to != state.body:
        yield missing("this word is to another body:", attestation.to[:12], "show it there")
    newest = state.newest.get(says.subject_of(attestation), 0)
    if attestation.size < newest:
        yield missing(
            "a newer word about the same was shown, at size", newest, "show the newest word of that body"
        )
    check: Any = SHOWN_GROUNDS.get(type(attestation.says))
    if check is not None:
        yield from check(state, attestation, attestation.says)


def constituent(state: State, attestation: Attestation, told: Any) -> Grounding:
    if attestation.origin not in state.bodies:
        yield missing(
            "not a constituent of this council:", attestation.origin[:12], "show its decision to join first"
        )


def _shown_joins(state: State, attestation: Attestation, told: says.Joins) -> Grounding:
    if not state.council:
        yield missing("nobody joins an assembly of members:", told.name, "join a council of bodies")
    elif told.charter != digest_of(state.charter):
        yield missing(
            "it joined under another charter:", told.charter[:12], "decide again on the charter as it is now"
        )


def _shown_elected(state: State, attestation: Attestation, told: says.Elected) -> Grounding:
    if told.office != DELEGATE:
        yield from _shown_lent(state, attestation, told)
        return
    yield from constituent(state, attestation, told)
    place = state.places.get(place_id(attestation.origin, told.seat))
    if place is not None and not another_key(state, place, told):
        yield missing(
            "this place has been shown before:", told.seat, "elect again; a seat is never used twice"
        )
    yield from fresh_key(state, told.key)


def _shown_lent(state: State, attestation: Attestation, told: says.Elected) -> Grounding:
    """A task of ours for which we borrow from that body; the very seat shown again only names another key."""
    if not any(told.office in lent.tasks for lent in state.lendings(state.time, from_=attestation.origin)):
        yield Objection(
            "seats_by_election",
            9,
            "Who is sent to tell for us, or to keep our register, is sent because we decided to ask for it.",
            say(
                "we did not ask {body} for: {office}",
                body=attestation.origin[:12],
                office=office_called(told.office),
            ),
            "decide it first, both bodies",
        )
    known = state.guests.get(place_id(attestation.origin, told.seat))
    same = known is not None and (told.until, told.office) == (known.until, known.office)
    if known is not None and not (same and known.in_force(state.time) and told.key != known.key):
        yield missing(
            "this place has been shown before:", told.seat, "elect again; a seat is never used twice"
        )
    yield from fresh_key(state, told.key)


def another_key(state: State, place: Place, told: says.Elected) -> bool:
    """Whether the very seat that is held here only signs with another key from now on."""
    same = (told.until, told.alternate) == (place.until, place.alternate)
    return same and place.in_force(state.time) and told.key != place.key


def _shown_ended(state: State, attestation: Attestation, told: says.Ended) -> Grounding:
    if place_id(attestation.origin, told.seat) in state.guests:
        return
    yield from constituent(state, attestation, told)
    if place_id(attestation.origin, told.seat) not in state.places:
        yield missing("no place here is called", told.seat, "nothing: it was never shown here")


def _shown_instructs(state: State, attestation: Attestation, told: says.Instructs) -> Grounding:
    yield from constituent(state, attestation, told)
    yield from a_question(state, told.mandate.question, *OPEN)


def _shown_answers(state: State, attestation: Attestation, told: says.Answers) -> Grounding:
    yield from constituent(state, attestation, told)
    if told.question not in state.decisions:
        yield missing(
            "nothing to confirm was decided at step", told.question, "name the question that came down"
        )


def _shown_above(state: State, attestation: Attestation, told: Any) -> Grounding:
    if attestation.origin not in state.affiliations:
        yield missing("not a council of ours:", attestation.origin[:12], "join it first")


def _shown_asks(state: State, attestation: Attestation, told: says.Asks) -> Grounding:
    yield from _shown_above(state, attestation, told)
    if told.ratify and (attestation.origin, "returns", str(told.question)) in state.newest:
        yield missing("it came back unconfirmed:", told.title, "propose it again")


def _shown_proposes(state: State, attestation: Attestation, told: says.Proposes) -> Grounding:
    yield from constituent(state, attestation, told)
    yield from MATTER_GROUNDS.get(type(told.what), no_matter)(state, told.what)


def _shown_denies(state: State, attestation: Attestation, told: says.Denies) -> Grounding:
    word = state.shown.get(told.word)
    if word is None or word.subject[0] != attestation.origin:
        yield missing("no such word of that body was shown here:", told.word[:12], "nothing")


def _shown_stays(state: State, attestation: Attestation, told: says.Stays) -> Grounding:
    yield from constituent(state, attestation, told)
    link = state.bodies.get(attestation.origin)
    by_it = (attestation.origin, "leaves", str(attestation.about)) in state.newest
    if link is None or link.leaves_at is None or not by_it:
        yield missing("it is not leaving by what it takes back:", told.title, "nothing")


def _shown_moves(state: State, attestation: Attestation, told: says.Moves) -> Grounding:
    if attestation.origin not in state.affiliations and attestation.origin not in state.bodies:
        yield missing("no tie with body", attestation.origin[:12], "nothing")


SHOWN_GROUNDS: dict[type, Callable[[State, Attestation, Any], Grounding]] = {
    says.Joins: _shown_joins,
    says.Stands: constituent,
    says.Elected: _shown_elected,
    says.Ended: _shown_ended,
    says.Instructs: _shown_instructs,
    says.Answers: _shown_answers,
    says.Proposes: _shown_proposes,
    says.Asks: _shown_asks,
    says.Returns: _shown_above,
    says.Closes: _shown_above,
    says.Admits: _shown_above,
    says.Leaves: constituent,
    says.Stays: _shown_stays,
    says.Moves: _shown_moves,
    says.Denies: _shown_denies,
}


def _contradiction_shown(state: State, m: a.Minuted, act: a.ContradictionShown) -> Grounding:
    if act.shown not in state.shown or state.shown[act.shown].attestation is None:
        yield missing("no such word of another body was shown:", act.shown[:12], "name the one that is false")


# What each matter points at


def no_matter(state: State, matter: Any) -> Grounding:
    return iter(())


def _of_recall(state: State, matter: Any) -> Grounding:
    if matter.seat not in state.seats:
        yield missing("there is no seat", matter.seat, "name the seat as the record calls it")


def _of_decision(name: str) -> Callable[[State, Any], Grounding]:
    def check(state: State, matter: Any) -> Grounding:
        step = getattr(matter, name)
        if step is not None and step not in state.decisions:
            yield missing(
                "nothing was decided at step", step, "name the step of the question that was carried"
            )

    return check


def _of_section(state: State, matter: Any) -> Grounding:
    if matter.of is not None and not state.council and matter.of not in state.charter.sections:
        yield missing(
            "there is no section",
            matter.of,
            say("one of: {those}", those=listed(state.charter.sections) or say("none")),
        )


def _of_election(state: State, matter: Any) -> Grounding:
    yield from _of_section(state, matter)
    if matter.in_place_of is None:
        return
    seat = state.seats.get(matter.in_place_of)
    if seat is None or (seat.office, seat.to, seat.electors) != (matter.office, matter.to, matter.of):
        yield missing(
            "no such seat of that office is there to be filled:", matter.in_place_of, "name the seat recalled"
        )


def _of_strike(state: State, matter: Any) -> Grounding:
    yield from _of_section(state, matter)
    yield from _of_decision("ends")(state, matter)


def _of_settlement(state: State, matter: Any) -> Grounding:
    yield from _of_section(state, matter)
    yield from _of_decision("strike")(state, matter)


def _of_expulsion(state: State, matter: Any) -> Grounding:
    if matter.member not in state.members or state.members[matter.member].standing is Standing.GONE:
        yield missing("nobody here is called", matter.member, "look the pseudonym up among the members")
    yield from _of_decision("upholds")(state, matter)


def _of_affiliation(state: State, matter: Any) -> Grounding:
    if matter.council not in state.affiliations:
        yield missing("not a council of ours:", matter.council[:12], "join it first")


def _of_admission(state: State, matter: Any) -> Grounding:
    if matter.body is not None and matter.body not in state.bodies:
        yield missing(
            "no body asked to join called", matter.body[:12], "have it show its own decision to join first"
        )


def _of_amendment(state: State, matter: Any) -> Grounding:
    yield from a_question(state, matter.question, *BEFORE_THE_VOTE)
    yield from a_paragraph(state, matter.question, matter.paragraph)


def _of_referring(state: State, matter: Any) -> Grounding:
    yield from a_question(state, matter.question, *BEFORE_THE_VOTE)


def _of_seating(state: State, matter: Any) -> Grounding:
    if matter.body not in state.bodies:
        yield missing("not a constituent of this council:", matter.body[:12], "only constituents are seated")
    if matter.sitting not in state.sittings:
        yield missing("no meeting was called at step", matter.sitting, "name the step at which it was called")


MATTER_GROUNDS: dict[type, Callable[[State, Any], Grounding]] = {
    matters.Recall: _of_recall,
    matters.Resolution: _of_decision("replaces"),
    matters.Election: _of_election,
    matters.Strike: _of_strike,
    matters.Settlement: _of_settlement,
    matters.Expulsion: _of_expulsion,
    matters.Leaving: _of_affiliation,
    matters.Mandating: _of_affiliation,
    matters.Ratification: _of_affiliation,
    matters.Proposal: _of_affiliation,
    matters.Admission: _of_admission,
    matters.AmendmentVote: _of_amendment,
    matters.ReferringBack: _of_referring,
    matters.Seating: _of_seating,
    matters.Derogation: _of_decision("standard"),
    matters.ClosingDown: _of_decision("first"),
}
"""What each matter must point at, where it points at anything."""


GROUNDS: dict[type[a.Act], Callable[[State, a.Minuted, Any], Grounding]] = {
    a.FoundingConfirmed: _founding_confirmed,
    a.Invited: _invited,
    a.KeyBound: _key_bound,
    a.KeyChanged: _key_changed,
    a.KeyVouched: _key_vouched,
    a.KeyVetoed: _key_vetoed,
    a.StandingImported: _standing_imported,
    a.StandingContested: _standing_contested,
    a.SectionChosen: _section_chosen,
    a.ActedForEmployer: _own_membership,
    a.Resigned: _resigned,
    a.Left: _own_membership,
    a.Erased: nothing,
    a.Confirmed: _confirmed,
    a.SittingCalled: _sitting_called,
    a.SittingOpened: _sitting_opened,
    a.SittingEnded: _sitting_ended,
    a.PlaceTaken: _place_taken,
    a.QuestionRaised: _question_raised,
    a.Supported: _question_before_vote,
    a.AmendmentOffered: _amendment_offered,
    a.AmendmentTaken: _amendment_taken,
    a.Composited: _composited,
    a.Withdrawn: _question_before_vote,
    a.VoteOpened: _vote_opened,
    a.Voted: _voted,
    a.SecrecyDemanded: _question_before_vote,
    a.CountDemanded: _question_open,
    a.HallOpened: _voted,
    a.CountTold: _count_told,
    a.CountConfirmed: _count_confirmed,
    a.Closed: _voted,
    a.OutcomeCorrected: _outcome_corrected,
    a.CandidatureAccepted: _question_before_vote,
    a.SeatAccepted: _seat_accepted,
    a.AdviceGiven: _question_open,
    a.AdviceAnswered: _advice_answered,
    a.MinorityStated: _minority_stated,
    a.Reported: _reported,
    a.Appealed: _appealed,
    a.HearingHeld: _question_open,
    a.GuidancePublished: nothing,
    a.AttestationMade: _attestation_made,
    a.AttestationShown: _attestation_shown,
    a.ContradictionShown: _contradiction_shown,
    a.Assisted: _assisted,
}
"""What each act must point at. A test holds this table against the closed union."""
