"""By what right? Every seat, vote and decision leads back to people who decided it, step by step.

A trail is a tree of frozen values in words members read: a seat to its election, the count, the notice and the
register; a place in a council to the word of the body that sent it, and on into that body's own record where it
is at hand; a decision to the votes of the seats, their instructions and the assemblies' own counts. Where
something does not lead back, its node says so and `traces` is false: that is how a seat granted by hand shows.

`why_not` renders objections with the article's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from confederal.audit import words as w
from confederal.charter import articles
from confederal.charter.returning import council_poll
from confederal.kernel import attestation as says
from confederal.kernel.attestation import Attestation, AttestedVote, Shown
from confederal.kernel.ballot import HandCount
from confederal.kernel.body import Tie, share_told
from confederal.kernel.decision import Decision, Waits
from confederal.kernel.delegate import Guest, Mandate, Place, Seat
from confederal.kernel.identity import BodyId, Id, Step
from confederal.kernel.matters import Election, Lending, Mandating, Ratification, Standard
from confederal.kernel.member import Member, Standing
from confederal.kernel.objection import Objection
from confederal.kernel.question import Question, Result, Rule, Stage
from confederal.kernel.state import State
from confederal.kernel.words import office_called
from confederal.sentence import Sentence, all_of, listed, plural, say

Library = Mapping[BodyId, State]
"""The readings of other bodies that are at hand: a trail goes on in them."""

Words = Callable[[BodyId, Step], Attestation | None]
"""The word of another body that a record shows at that step, read from its entries.

A reading keeps only what short words brought about (an instruction, a number), not the words themselves.
"""


def no_words(body: BodyId, step: Step) -> None:
    """No entries are at hand: then the counts behind short words are told only where the other record is."""


class Walk(Struct, frozen=True):
    """How far a trail has gone: the readings at hand, and the proposals it has passed, so that it never goes round."""

    library: Library
    words: Words
    passed: frozenset[tuple[BodyId, Step]] = frozenset()

    def past(self, body: BodyId, step: Step) -> Walk:
        return Walk(self.library, self.words, self.passed | {(body, step)})


class Node(Struct, frozen=True):
    """One line of a trail: what is so, at which step of whose record, and what it rests on."""

    words: str
    body: BodyId
    step: Step | None = None
    rests_on: tuple[Node, ...] = ()
    grounded: bool = True
    """False: the record shows no ground for this, so it is nobody's right."""
    elsewhere: bool = False
    """True: the rest of this trail stands in another body's record that is not at hand here."""


def trail(
    state: State,
    what: Id | Step,
    library: Library | None = None,
    at: int | None = None,
    words: Words = no_words,
) -> Node | None:
    """The trail of a seat or place (by its name), a member, or whatever stands at a step; None if nothing does.

    `what` is a seat ("25.1"), a place in a council ("3f2a…:25.1"), a member's pseudonym, an office, or a step.
    """
    walk = Walk({} if library is None else library, words)
    when = state.time if at is None else at
    if isinstance(what, int):
        return of_step(state, what, walk, when)
    if what in state.seats:
        return of_seat(state, state.seats[what], walk)
    if what in state.places:
        return of_place(state, state.places[what], walk)
    if what in state.guests:
        return of_guest(state, state.guests[what], walk)
    if what in state.members:
        return of_member(state, state.members[what])
    if any(office.name == what for office in state.charter.offices):
        return of_office(state, what, walk, when)
    return None


def traces(node: Node) -> bool:
    """Whether everything in this trail leads back to people who decided it."""
    return node.grounded and all(traces(below) for below in node.rests_on)


def lines(node: Node, depth: int = 0) -> Iterator[tuple[int, Node]]:
    """The tree as lines: how deep, and what."""
    yield depth, node
    for below in node.rests_on:
        yield from lines(below, depth + 1)


def of_step(state: State, step: Step, walk: Walk, at: int) -> Node | None:
    """The trail of whatever stands at that step and lasts: a decision, a proposal, a meeting, another body's word."""
    if step in state.decisions:
        return of_decision(state, state.decisions[step], walk, at)
    if step in state.questions:
        return of_question(state, state.questions[step], walk)
    if step == 0:
        return of_founding(state)
    shown = word_shown_at(state, step)
    if shown is not None:
        word = whole(state, shown, walk)
        if word is not None and isinstance(word.says, says.Decided) and isinstance(word.says.what, Standard):
            return binding(state, shown, word, word.says, walk, at)
        return of_word(state, shown, walk, None if word is None else word.origin)
    sitting = state.sittings.get(step)
    if sitting is not None:
        where = w.zone(state)
        told = say(
            "Meeting for {when}, called by {whom}",
            when=w.moment(sitting.on, where),
            whom=GROUNDS[sitting.ground.value],
        )
        return Node(told, state.body, step)
    return None


GROUNDS: Final = {
    "officers": say("somebody in office"),
    "rota": say("the rota"),
    "petition": say("the petition itself: it exists by right"),
}


# Seats of our own


def of_office(state: State, office: Id, walk: Walk, at: int) -> Node:
    """By what right an office is held: each of its seats."""
    held = [seat for seat in state.seats.values() if seat.office == office and state.holds(seat, at)]
    who = listed(seat.holder for seat in held) or say("nobody")
    below = tuple(of_seat(state, seat, walk) for seat in held)
    told = say("{office}: held by {who}", office=office_called(office), who=who)
    return Node(told, state.body, None, below)


def of_seat(state: State, seat: Seat, walk: Walk) -> Node:
    """By what right somebody holds, or held, a seat."""
    where = w.zone(state)
    called = w.office_told(state, seat.office, seat.to)
    if seat.alternate:
        called = say("{office} (to stand in)", office=called)
    pattern = {
        "who": seat.holder,
        "seat": seat.id,
        "office": called,
        "since": w.day(seat.since, where),
        "until": w.day(seat.until, where),
    }
    told = say("{who} holds the seat {seat}, {office}, from {since} to {until}", **pattern)
    below = [of_brought(state, seat) if seat.brought else of_election(state, seat, walk)]
    if seat.ended_at is not None:
        told = say("{who} held the seat {seat}, {office}, from {since} to {until}", **pattern)
        below.append(of_ending(state, seat, walk))
    else:
        below.append(ways_to_recall(state, seat))
    return Node(told, state.body, seat.elected_in, tuple(below))


def of_election(state: State, seat: Seat, walk: Walk) -> Node:
    """The election a seat rests on, if the record shows that it filled this seat with this person."""
    question = state.questions.get(seat.elected_in)
    if question is None or not filled(question, seat):
        return Node(
            say(
                "No election in our record gave {who} the seat {seat}: it is nobody's right",
                who=seat.holder,
                seat=seat.id,
            ),
            state.body,
            seat.elected_in,
            grounded=False,
        )
    return of_question(state, question, walk)


def filled(question: Question, seat: Seat) -> bool:
    """Whether this election was closed with this person among the elected, to this office, by these electors."""
    matter, outcome = question.matter, question.outcome
    if not isinstance(matter, Election) or outcome is None:
        return False
    chosen = outcome.alternates if seat.alternate else outcome.elected
    taken_back = seat.ended_at is not None and seat.ended_by == question.id
    return (seat.holder in chosen or taken_back) and (matter.office, matter.to, matter.of) == (
        seat.office,
        seat.to,
        seat.electors,
    )


def of_brought(state: State, seat: Seat) -> Node:
    """A seat held when the body was founded here."""
    brought = any(
        (known.office, known.holder, known.until) == (seat.office, seat.holder, seat.until)
        for known in state.brings.offices
    )
    if not brought:
        told = say("The founding brought no such office for {who}: it is nobody's right", who=seat.holder)
        return Node(told, state.body, 0, grounded=False)
    return Node(
        "Brought along from before and confirmed by the founding assembly, until its term ends",
        state.body,
        0,
        (of_founding(state),),
    )


def of_ending(state: State, seat: Seat, walk: Walk) -> Node:
    """How a seat ended."""
    ended = w.moment(seat.ended_at or 0, w.zone(state))
    question = state.questions.get(seat.ended_by) if seat.ended_by is not None else None
    if question is None:
        told = say("Ended {when}: given back, or its ground ended", when=ended)
        return Node(told, state.body, seat.ended_by)
    return Node(
        say("Ended {when} by what those who elected it decided", when=ended),
        state.body,
        seat.ended_by,
        (of_question(state, question, walk),),
    )


def ways_to_recall(state: State, seat: Seat) -> Node:
    """How those who elected a seat take it back."""
    whose = say("The body") if seat.electors is None else seat.electors
    electors = len(state.electors(seat.electors, state.time))
    needed = state.charter.petitioners(electors)
    told = plural(
        needed,
        "{whose} can take it back at any time: a recall comes to the vote with {number} signature,"
        " more votes for than against decide it, no cause is given",
        "{whose} can take it back at any time: a recall comes to the vote with {number} signatures,"
        " more votes for than against decide it, no cause is given",
        whose=whose,
    )
    return Node(told, state.body)


# Founding, members


def of_founding(state: State) -> Node:
    """The founding: who founded the body, and who confirmed."""
    where = w.zone(state)
    if state.council:
        named = listed(
            link.name for link in state.bodies.values() if link.ground or link.tie is not Tie.NAMED
        )
        told = say(
            "Founded by the bodies that make it up, each by its own decision to join: {bodies}",
            bodies=named or say("none yet"),
        )
    else:
        told = plural(
            len(state.founders),
            "Founded by {number} person; {confirmed} confirmed, each with their own key",
            "Founded by {number} people; {confirmed} confirmed, each with their own key",
            confirmed=len(state.confirmed),
        )
    if state.founded_at is None:
        forming = say("{founding}. Not all have confirmed: the body is forming", founding=told)
        return Node(forming, state.body, 0)
    founded = say("{founding}; founded {day}", founding=told, day=w.day(state.founded_at, where))
    return Node(founded, state.body, 0)


def of_member(state: State, member: Member) -> Node:
    """By what right somebody is on the register."""
    where = w.zone(state)
    since = w.day(member.since, where)
    standing = {
        Standing.GOOD: say("has a vote"),
        Standing.SUSPENDED: say("has no vote at present"),
        Standing.ADVISOR: say("has a voice and no vote"),
        Standing.GONE: say("has left"),
    }[member.standing]
    told = say(
        "{who} is on our member list since {since} and {standing}",
        who=member.id,
        since=since,
        standing=standing,
    )
    if member.section:
        told = say(
            "{who} is on our member list in {section} since {since} and {standing}",
            who=member.id,
            section=member.section,
            since=since,
            standing=standing,
        )
    if member.ground == 0:
        return Node(told, state.body, 0, (of_founding(state),))
    how = say("Invited or entered by two keepers of the member list together")
    return Node(told, state.body, member.ground, (Node(how, state.body, member.ground),))


# Questions: the count, the notice, the register


def of_question(state: State, question: Question, walk: Walk) -> Node:
    """A proposal or election: how it came up, who could vote, and what came out."""
    what = w.what_is_put(question.matter, state)
    head = say("“{title}” ({what})", title=question.title, what=what)
    if (state.body, question.id) in walk.passed:
        return Node(say("{what}: told above", what=head), state.body, question.id)
    walk = walk.past(state.body, question.id)
    came = raised(state, question, walk)
    if question.outcome is None or question.rule is None:
        stands = say("{what}: {came_out}", what=head, came_out=w.STAGES[question.stage])
        return Node(stands, state.body, question.id, (came,))
    below = (
        came,
        of_notice(state, question, question.rule),
        of_register(state, question, question.rule),
        *of_count(state, question, question.rule, walk),
    )
    told = say("{what}: {came_out}", what=head, came_out=w.came_out(question.outcome))
    return Node(told, state.body, question.id, below)


def raised(state: State, question: Question, walk: Walk) -> Node:
    """Who put it to the body."""
    where = w.zone(state)
    on = w.day(question.raised_at, where)
    if question.from_body is not None:
        shown = word_shown_at(state, question.id)
        name = w.name_of(state, question.from_body)
        if shown is None:
            told = say("No word of {body} stands at this step", body=name)
            return Node(told, state.body, question.id, grounded=False)
        matter = question.matter
        asked = matter.question if isinstance(matter, Mandating | Ratification) else None
        below = of_word(state, shown, walk, question.from_body, asked)
        return Node(say("Put to us by {body}, {day}", body=name, day=on), state.body, question.id, (below,))
    supporters = plural(len(question.supporters), "{number} signature", "{number} signatures")
    if question.petitioned:
        supporters = say("{signatures}; so many that the meeting exists by right", signatures=supporters)
    told = (
        # Whoever begins a petition on a person signs it too, and signatures are told as a number only (P7).
        say("Raised {day}, with {signatures}", day=on, signatures=supporters)
        if question.matter.by_petition
        else say(
            "Raised {day} by {who}, with {signatures}",
            day=on,
            who=question.raised_by,
            signatures=supporters,
        )
    )
    return Node(told, state.body, question.id)


def of_notice(state: State, question: Question, rule: Rule) -> Node:
    """How long members had known of it."""
    where = w.zone(state)
    told = say(
        "Notice: on the agenda since {since}, the vote opened {opened} ({span} later)",
        since=w.moment(question.agenda_at, where),
        opened=w.moment(rule.opened_at, where),
        span=w.span(rule.opened_at - question.agenda_at),
    )
    if rule.second_call:
        told = say("{notice}; second call, because too few came the first time", notice=told)
    return Node(told, state.body)


def of_register(state: State, question: Question, rule: Rule) -> Node:
    """Who could vote: frozen when the vote opened."""
    if state.council:
        names = listed(
            say("{body} {votes}", body=w.name_of(state, body), votes=votes)
            for body, votes in sorted(rule.register.items())
        )
        told = say(
            "Votes of the bodies ({key}), fixed when the vote opened: {votes}",
            key=w.KEYS[state.charter.delegation_key],
            votes=names,
        )
        return Node(told, state.body)
    section = question.matter.section(state)
    if section is None:
        told = plural(
            rule.eligible,
            "Member list, fixed when the vote opened: {number} member with one vote each",
            "Member list, fixed when the vote opened: {number} members with one vote each",
        )
    else:
        told = plural(
            rule.eligible,
            "Member list of {section}, fixed when the vote opened: {number} member with one vote each",
            "Member list of {section}, fixed when the vote opened: {number} members with one vote each",
            section=section,
        )
    return Node(told, state.body)


def of_count(state: State, question: Question, rule: Rule, walk: Walk) -> Iterator[Node]:
    """The count, as every reader makes it again."""
    outcome = question.outcome
    assert outcome is not None
    took = (
        plural(outcome.present, "{number} body took part", "{number} bodies took part")
        if state.council
        else plural(outcome.present, "{number} member took part", "{number} members took part")
    )
    how = all_of(w.WAYS[way] for way in rule.ways)
    told = say(
        "Count, {how}: {took_part}, {quorum} needed to take part; the rule is {rule}",
        how=say("in secret, {how}", how=how) if rule.secret else how,
        took_part=took,
        quorum=outcome.quorum,
        rule=rule.threshold.words,
    )
    below: list[Node] = [of_hand_count(state, question, count) for count in question.confirmed_counts()]
    if question.by_device:
        by_device = sum(number for _, number in question.by_device)
        signed = plural(
            by_device, "{number} vote by device, each signed", "{number} votes by device, each signed"
        )
        below.append(Node(signed, state.body))
    if state.council:
        below.extend(of_bodies(state, question, rule, walk))
    yield Node(told, state.body, question.id, tuple(below))


def of_hand_count(state: State, question: Question, count: HandCount) -> Node:
    """A count in the hall by two tellers."""
    tallies = listed(
        say("{mark} {votes}", mark=listed(map(w.marked, tally.mark), " > "), votes=tally.votes)
        for tally in count.tallies
    )
    if count.spoilt:
        tallies = say("{told}, spoilt {spoilt}", told=tallies, spoilt=count.spoilt)
    if count.corrects is not None:
        tallies = say("{told}; mends the count of step {step}", told=tallies, step=count.corrects)
    way = w.WAYS[count.way]
    told = say(
        "Counted {way} by {first}, and again by {second}: {votes}",
        way=say("{way} in {section}", way=way, section=count.section) if count.section else way,
        first=count.told_by,
        second=count.confirmed_by,
        votes=tallies,
    )
    return Node(told, state.body, count.step)


# Councils: bodies, their instructions, their seats


def of_bodies(state: State, question: Question, rule: Rule, walk: Walk) -> Iterator[Node]:
    """Each body's vote in a council: what its seats cast, and what they were instructed."""
    counted = votes_of_bodies(state, question, rule)
    for body in sorted(rule.register, key=lambda body: w.name_of(state, body)):
        name = w.name_of(state, body)
        cast = listed(
            say("{votes} {mark}", votes=votes, mark=w.marked(mark))
            for mark, votes in counted.get(body, {}).items()
        )
        below = []
        mandate = state.mandate(body, question.id)
        if mandate is not None:
            below.append(of_mandate(state, body, mandate, walk))
        else:
            below.append(Node(say("{body} gave no instruction on this", body=name), state.body))
        below.extend(
            of_cast(state, question, place, walk)
            for place in state.places_of(body)
            if place.id in question.votes
        )
        told = plural(
            rule.register[body],
            "{body}, {number} vote: {cast}",
            "{body}, {number} votes: {cast}",
            body=name,
            cast=cast or say("no vote counted"),
        )
        yield Node(told, state.body, None, tuple(below))


def votes_of_bodies(state: State, question: Question, rule: Rule) -> dict[BodyId, dict[str, int]]:
    """Votes by body and mark as counted at the closing; empty where later changes of seats hide it."""
    assert question.outcome is not None
    poll = council_poll(state, question, rule, question.closed_at or state.time)
    totals = {mark: votes for mark, votes in question.outcome.totals if votes}
    if {mark: votes for mark, votes in poll.totals(()).items() if votes} != totals:
        return {}
    counted: dict[BodyId, dict[str, int]] = {}
    for body, mark, votes in poll.by_body:
        if mark:
            of_body = counted.setdefault(body, {})
            of_body[mark[0]] = of_body.get(mark[0], 0) + votes
    return counted


def of_cast(state: State, question: Question, place: Place, walk: Walk) -> Node:
    """What one seat said, and by what right it sits."""
    mark = listed(map(w.marked, question.votes[place.id]), " > ")
    assert question.outcome is not None
    stray = next((stray for stray in question.outcome.strays if stray.place == place.id), None)
    told = say("The seat {seat} said: {mark}", seat=place.id, mark=mark)
    if stray is not None:
        treated = {
            "as_mandated": say("counted as instructed"),
            "void": say("not counted"),
            "counted": say("counted as cast"),
        }
        told = say(
            "The seat {seat} said: {mark} (instructed: {instruction}; {treated})",
            seat=place.id,
            mark=mark,
            instruction=w.marked(stray.mandate),
            treated=treated[state.charter.stray.value],
        )
    return Node(told, state.body, None, (of_place(state, place, walk),))


def of_mandate(state: State, body: BodyId, mandate: Mandate, walk: Walk) -> Node:
    """An instruction, down to the assembly's own count."""
    name = w.name_of(state, body)
    shown = word_shown_at(state, mandate.ground)
    told = say(
        "{body} instructed its delegates to {position}", body=name, position=w.POSITIONS[mandate.position]
    )
    if shown is None:
        alone = say("{what}, but no word of it stands here", what=told)
        return Node(alone, state.body, mandate.ground, grounded=False)
    lower = walk.library.get(body)
    theirs = None if lower is None else lower.mandate(state.body, mandate.question)
    voted = None if theirs is None else theirs.ground
    return Node(told, state.body, mandate.ground, (of_word(state, shown, walk, body, voted),))


def of_place(state: State, place: Place, walk: Walk) -> Node:
    """By what right a delegate sits in this council: the word of the body that elected them."""
    where = w.zone(state)
    name = w.name_of(state, place.body)
    seat = say("{seat} (to stand in)", seat=place.seat) if place.alternate else place.seat
    until = w.day(place.until, where)
    told = say("{body} sends the seat {seat}, until {until}", body=name, seat=seat, until=until)
    if place.ended_at is not None:
        until = w.moment(place.ended_at, where)
        told = say("{body} sent the seat {seat}, until {until}", body=name, seat=seat, until=until)
    shown = state.shown.get(place.attested)
    if shown is None or shown.attestation is None or not elects(shown.attestation, place):
        grave = say(
            "No word of {body} in our record gave the seat {seat}: it is nobody's right",
            body=name,
            seat=place.seat,
        )
        return Node(told, state.body, place.shown, (Node(grave, state.body, place.shown, grounded=False),))
    below = (of_word(state, shown, walk), of_tie(state, place.body, walk))
    return Node(told, state.body, place.shown, below)


def of_guest(state: State, guest: Guest, walk: Walk) -> Node:
    """By what right somebody of another body tells or keeps the register here: both bodies decided it, one elected."""
    where = w.zone(state)
    name = w.name_of(state, guest.body)
    ended = guest.until if guest.ended_at is None else guest.ended_at
    told = say(
        "{body} lends us {seat} as {office}, until {until}; no vote goes with it",
        body=name,
        seat=guest.seat,
        office=office_called(guest.office),
        until=w.day(ended, where),
    )
    shown = state.shown.get(guest.attested)
    if shown is None or shown.attestation is None or not elects(shown.attestation, guest):
        grave = say(
            "No word of {body} in our record lent us {seat}: it is nobody's right", body=name, seat=guest.seat
        )
        return Node(told, state.body, guest.shown, (Node(grave, state.body, guest.shown, grounded=False),))
    agreed = (
        of_decision(state, decision, walk, state.time)
        for decision in state.unended(Lending.word())
        if isinstance(decision.matter, Lending) and decision.matter.lends == guest.body
    )
    return Node(told, state.body, guest.shown, (of_word(state, shown, walk), *agreed))


def elects(attestation: Attestation, place: Place | Guest) -> bool:
    """Whether this word is the election of this place: the same body, seat and key."""
    told = attestation.says
    return isinstance(told, says.Elected) and (attestation.origin, told.seat, told.key) == (
        place.body,
        place.seat,
        place.key,
    )


def of_tie(state: State, body: BodyId, walk: Walk) -> Node:
    """How a body came to belong to this council."""
    link = state.bodies.get(body)
    if link is None:
        told = say("{body} does not belong to us", body=body[:12])
        return Node(told, state.body, grounded=False)
    admission = state.questions.get(link.ground)
    below: tuple[Node, ...] = ()
    if admission is not None and link.ground:
        below = (of_question(state, admission, walk),)
        told = say("{body} was accepted by the others after its own decision to join", body=link.name)
    else:
        told = say("{body} founded it with the others, by its own decision to join", body=link.name)
        shown = word_shown_at(state, link.ground)
        if shown is not None:
            below = (of_word(state, shown, walk),)
    return Node(told, state.body, link.ground, below)


def of_word(
    state: State, shown: Shown, walk: Walk, origin: BodyId | None = None, about: Step | None = None
) -> Node:
    """Another body's word: what it says, the count behind it, and the rest of the trail in that body's record.

    `origin` and `about` (the step of its record on which it rests) are what our reading knows of a word that it
    does not keep whole.
    """
    word = whole(state, shown, walk)
    if word is not None:
        origin, about = word.origin, word.about
    if origin is None:
        return Node("Proof from another body", state.body, shown.step)
    name = w.name_of(state, origin)
    told = say("Proof from {body}", body=name)
    if about is not None:
        told = say("Proof from {body}, of its step {step}", body=name, step=about)
    if shown.contradicted:
        told = say("{proof} (shown to be false later)", proof=told)
    below: list[Node] = []
    if word is not None and word.vote is not None:
        below.append(of_attested_vote(state, word, word.vote))
    lower = walk.library.get(origin)
    if lower is None:
        note = say("The rest stands in the record of {body}, which is not at hand here", body=name)
        below.append(Node(note, origin, about, elsewhere=True))
    else:
        below.extend(in_their_record(lower, None if word is None else word.says, about, walk))
    return Node(told, state.body, shown.step, tuple(below))


def whole(state: State, shown: Shown, walk: Walk) -> Attestation | None:
    """The word itself: as our reading keeps it, or as our record says it at its step."""
    return walk.words(state.body, shown.step) if shown.attestation is None else shown.attestation


def in_their_record(lower: State, told: says.Says | None, about: Step | None, walk: Walk) -> Iterator[Node]:
    """The trail of a word in the record of the body that gave it."""
    if isinstance(told, says.Elected):
        seat = lower.seats.get(told.seat)
        if seat is None:
            note = say("The record of {body} shows no seat {seat}", body=lower.charter.title, seat=told.seat)
            yield Node(note, lower.body, about, grounded=False)
        else:
            yield of_seat(lower, seat, walk)
    elif about is not None:
        question = lower.questions.get(about)
        if question is None:
            note = say(
                "The record of {body} shows no vote at step {step}", body=lower.charter.title, step=about
            )
            yield Node(note, lower.body, about, grounded=False)
        else:
            yield of_question(lower, question, walk)


def of_attested_vote(state: State, word: Attestation, vote: AttestedVote) -> Node:
    """The count a body told with its word."""
    where = w.zone(state)
    name = w.name_of(state, word.origin)
    took = say("how many took part is not told")
    if vote.present is not None:
        took = say("{number} took part", number=vote.present)
    result = w.RESULTS[vote.result]
    if vote.totals is not None:
        result = say("{result}: {votes}", result=result, votes=w.votes_in_words(vote.totals))
    told = say(
        "{body} on “{title}”, {day}: {result}; {register} could vote, {took_part}, {quorum} needed to take part;"
        " the rule is {rule}",
        body=name,
        title=vote.title,
        day=w.day(vote.closed_at, where),
        result=result,
        register=vote.register,
        took_part=took,
        quorum=vote.quorum,
        rule=share_told(vote.threshold),
    )
    return Node(told, word.origin, word.about)


def word_shown_at(state: State, step: Step | None) -> Shown | None:
    """The word of another body that our record shows at that step."""
    return next((word for word in state.shown.values() if word.step == step), None)


# Decisions, and what binds a body that did not confirm it


def of_decision(state: State, decision: Decision, walk: Walk, at: int) -> Node:
    """By what right a decision holds."""
    where = w.zone(state)
    question = state.questions.get(decision.question)
    if question is None or question.outcome is None or question.outcome.result is not Result.CARRIED:
        told = say("“{title}”: our record shows no vote that adopted it", title=decision.title)
        return Node(told, state.body, decision.question, grounded=False)
    told = say("“{title}” {stands}", title=decision.title, stands=standing_of(decision, at))
    if decision.in_force(at):
        since = w.day(decision.from_, where)
        told = say("{decision} since {since}", decision=told, since=since)
        if decision.until is not None:
            told = say("{decision} until {until}", decision=told, until=w.day(decision.until, where))
    below = [of_question(state, question, walk)]
    if decision.ratified or decision.waits is Waits.RATIFICATION:
        below.append(of_ratification(state, decision, walk, at))
    for party, digest in decision.shown.items():
        shown = state.shown.get(digest)
        if shown is not None:
            name = w.name_of(state, party)
            below.append(
                Node(
                    say("{body} decided the same", body=name),
                    state.body,
                    shown.step,
                    (of_word(state, shown, walk),),
                )
            )
    return Node(told, state.body, decision.question, tuple(below))


def standing_of(decision: Decision, at: int) -> Sentence:
    """Whether a decision binds at that time, in words."""
    waiting = {
        Waits.RATIFICATION: say("waits to be confirmed by the branches"),
        Waits.PARTIES: say("waits for the like decision of the others"),
        Waits.APPEAL: say("waits for the assembly to hear the appeal"),
    }
    if decision.ended_at is not None and at >= decision.ended_at:
        return say("has been ended")
    if decision.fell_short(at):
        return say("was not confirmed in time: it binds nobody and is back with the branches")
    if decision.waits is not Waits.NOTHING:
        return waiting[decision.waits]
    if decision.until is not None and at >= decision.until:
        return say("has run out")
    return say("is in force") if decision.from_ <= at else say("is adopted and not yet in force")


def of_ratification(state: State, decision: Decision, walk: Walk, at: int) -> Node:
    """Who confirmed what came down to them, who did not, and why it binds the others."""
    yes = sum(1 for confirmed in decision.ratified.values() if confirmed)
    below = []
    for link in sorted(state.bodies.values(), key=lambda link: link.name):
        if not link.in_force(at) and link.body not in decision.ratified:
            continue
        answer = decision.ratified.get(link.body)
        rest = of_answer(state, link.body, decision.question, walk)
        if answer:
            below.append(Node(say("{body} confirmed it", body=link.name), state.body, None, rest))
        else:
            told = say("{body} did not confirm it", body=link.name)
            if answer is None:
                told = say("{body} did not answer; silence is no consent", body=link.name)
            joined = because_it_joined(state, link.body, walk) if decision.in_force(at) else ()
            below.append(Node(told, state.body, None, (*rest, *joined)))
    told = plural(
        len(below),
        "Confirmed by {yes} of {number} body; the rule is {rule}",
        "Confirmed by {yes} of {number} bodies; the rule is {rule}",
        yes=yes,
        rule=state.charter.ratified_by.words,
    )
    return Node(told, state.body, decision.question, tuple(below))


def of_answer(state: State, body: BodyId, step: Step, walk: Walk) -> tuple[Node, ...]:
    """How a body came to its answer, in its own record where that is at hand."""
    lower = walk.library.get(body)
    for question in () if lower is None else lower.questions.values():
        matter = question.matter
        answers = isinstance(matter, Ratification) and (matter.council, matter.question) == (state.body, step)
        if lower is not None and answers and question.outcome is not None:
            return (of_question(lower, question, walk),)
    return ()


def because_it_joined(state: State, body: BodyId, walk: Walk) -> tuple[Node, ...]:
    """Why a body is bound by what it did not confirm, and how it could leave."""
    link = state.bodies[body]
    leave = plural(
        state.charter.leave_notice_days,
        "It may leave by its own decision alone, with {number} day of notice",
        "It may leave by its own decision alone, with {number} days of notice",
    )
    return (
        Node(
            say(
                "It binds {body} because it joined under our rules ({article} ¶1)",
                body=link.name,
                article="floors_out_of_competition",
            ),
            state.body,
            link.ground,
            (of_tie(state, body, walk), Node(leave, state.body)),
        ),
    )


def binding(state: State, shown: Shown, word: Attestation, told: says.Decided, walk: Walk, at: int) -> Node:
    """By what right a council's minimum binds us, whether we confirmed it or not, and how we could leave (R29)."""
    link = state.affiliations.get(word.origin)
    name = w.name_of(state, word.origin)
    in_force = any(floor is told or floor == told for floor in state.floors(at))
    head = (
        say("“{title}” of {body} binds us", title=told.title, body=name)
        if in_force
        else say("“{title}” of {body} does not bind us now", title=told.title, body=name)
    )
    if link is None:
        outside = Node(say("We do not belong to {body}", body=name), state.body)
        return Node(head, state.body, shown.step, (outside,))
    joining = state.questions.get(link.ground)
    below = [of_word(state, shown, walk), of_our_answer(state, word.origin, told, walk)]
    if joining is None:
        below.append(
            Node(
                say("No decision of ours to join {body} stands here", body=name),
                state.body,
                link.ground,
                grounded=False,
            )
        )
    else:
        rest = (of_question(state, joining, walk),)
        joined = say("Because we joined {body} by our own decision", body=name)
        below.append(Node(joined, state.body, link.ground, rest))
    leave = plural(
        link.notice_days,
        "We can leave by our own decision alone, with {number} day of notice",
        "We can leave by our own decision alone, with {number} days of notice",
    )
    below.append(Node(leave, state.body))
    return Node(head, state.body, shown.step, tuple(below))


def of_our_answer(state: State, council: BodyId, told: says.Decided, walk: Walk) -> Node:
    """Whether we confirmed what came down to us ourselves."""
    for question in state.questions.values():
        matter = question.matter
        if isinstance(matter, Ratification) and matter.council == council and question.title == told.title:
            confirmed = question.outcome is not None and question.outcome.carried
            head = say("We confirmed it") if confirmed else say("We did not confirm it")
            if question.stage is not Stage.CLOSED:
                head = say("We have not answered; silence is no consent")
            return Node(head, state.body, question.id, (of_question(state, question, walk),))
    return Node("It did not come down to us to be confirmed", state.body)


def instructions(state: State, council: BodyId) -> Iterator[Node]:
    """What we instructed our delegates in one council."""
    for above, step, mandate in state.all_mandates():
        if above != council:
            continue
        question = state.questions.get(mandate.ground)
        if question is not None and isinstance(question.matter, Mandating):
            told = say(
                "On its proposal {step}: {position}", step=step, position=w.POSITIONS[mandate.position]
            )
            yield Node(told, state.body, mandate.ground, (of_question(state, question, Walk({}, no_words)),))


# Why not?


class WhyNot(Struct, frozen=True):
    """One reason why a step has no effect, as a member reads it."""

    article: str
    """The article's title, in its own words."""
    name: str
    """What the article is called where it is kept."""
    paragraph: int
    words: str
    found: str
    mend: str
    text: str
    """The whole article."""

    def __str__(self) -> str:
        found = f" We found: {self.found}." if self.found else ""
        return f"{self.article} (¶{self.paragraph}): {self.words}{found} What would mend it: {self.mend}."


def why_not(objections: Iterable[Objection]) -> tuple[WhyNot, ...]:
    """Every objection with its article's words, the value that caused it and what would mend it."""
    return tuple(
        WhyNot(
            article=articles.NAMED[objection.article].title,
            name=objection.article,
            paragraph=objection.paragraph,
            words=objection.words,
            found=objection.value,
            mend=objection.mend,
            text=articles.NAMED[objection.article].words,
        )
        for objection in objections
    )
