"""The reading of a book, as one frozen value: everything true of one body.

What follows from each act stands in `after.py`; this file has the value, what can be asked of it, and the steps
that carried matters take. Whatever depends on the clock alone (a term that ends, a sitting that exists by
petition, a sunset) is not stored: it is derived at the instant of reading, by the methods that take `at`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from confederal.kernel import act as a
from confederal.kernel.attestation import Attestation, Decided, Shown
from confederal.kernel.body import (
    DELEGATE,
    KEEPER,
    TASKS,
    TELLER,
    Affiliation,
    Charter,
    Constituent,
    Kind,
    Tie,
)
from confederal.kernel.decision import Decision, Waits
from confederal.kernel.delegate import WITHOUT_MANDATE, Guest, Mandate, Place, Seat, Term
from confederal.kernel.identity import DAY, HOST, BodyId, Count, Digest, Id, KeyId, Seconds, Step, Title
from confederal.kernel.matters.agreement import Agreement
from confederal.kernel.matters.election import Election
from confederal.kernel.matters.expulsion import Expulsion
from confederal.kernel.matters.lending import Lending
from confederal.kernel.matters.standard import Standard
from confederal.kernel.member import Invitation, KeyState, Member, Recovery, Standing
from confederal.kernel.peers import Peers
from confederal.kernel.question import Outcome, Question, Rule, Stage
from confederal.kernel.sitting import Sitting

OUTGOING_DAYS: Final = 60
"""A seat whose term ends within so many days gives way to its successor at the election."""


class Pending(Struct, frozen=True):
    """An act that needs a second person and has not met one yet."""

    step: Step
    by: Id
    at: Seconds
    act: a.AnyAct


class Reported(Struct, frozen=True):
    """A report made on a seat."""

    step: Step
    at: Seconds
    digest: str


class Guidance(Struct, frozen=True):
    """Something this body published that binds nobody."""

    step: Step
    genre: Id
    title: Title
    digest: str


class State(Struct, frozen=True):
    """Everything true of one body by its own book."""

    body: BodyId
    charter: Charter
    edition: Id
    host_key: KeyId
    founders: tuple[a.Founder, ...]
    brings: a.Brought
    size: Count = 0
    time: Seconds = 0
    founded_at: Seconds | None = None
    closed_at: Seconds | None = None
    confirmed: tuple[Id, ...] = ()
    members: Map[Id, Member] = Map()
    roll: Map[Id, int] = Map()
    """Members in good standing: one vote each."""
    rolls: Map[Id, Map[Id, int]] = Map()
    """The same by section."""
    timed: tuple[Id, ...] = ()
    """Members on the roll whose vote depends on the clock (acting for an employer, expulsion under appeal)."""
    keys: Map[KeyId, KeyState] = Map()
    invitations: Map[Id, Invitation] = Map()
    recoveries: Map[Id, tuple[Recovery, ...]] = Map()
    counters: Map[KeyId, int] = Map()
    pending: Map[Step, Pending] = Map()
    questions: Map[Step, Question] = Map()
    open_questions: Map[Step, bool] = Map()
    sittings: Map[Step, Sitting] = Map()
    opened: tuple[Step, ...] = ()
    """The sittings that were opened and not ended."""
    fallen: Map[str, tuple[Step, Seconds]] = Map()
    """Digest of a matter that fell → its question and when (re-tabling waits)."""
    last_assembly: Seconds = 0
    decisions: Map[Step, Decision] = Map()
    binding: Map[Id, Map[Step, bool]] = Map()
    """Kind of decision → those that were not ended, those that wait included."""
    texts: Map[Digest, bool] = Map()
    """The digests of every text that was put to the vote: never erasable."""
    seats: Map[Id, Seat] = Map()
    live: Map[Id, bool] = Map()
    """The seats that have not been ended and whose term was not seen to be over."""
    served: Map[Id, tuple[Term, ...]] = Map()
    reports: Map[Id, tuple[Reported, ...]] = Map()
    bodies: Map[BodyId, Constituent] = Map()
    places: Map[Id, Place] = Map()
    live_places: Map[Id, bool] = Map()
    """The places that have not been ended and whose term was not seen to be over."""
    delegations: Map[BodyId, tuple[Id, ...]] = Map()
    """Body → those of its places."""
    guests: Map[Id, Guest] = Map()
    """Whom sister bodies lend us for a task."""
    taken: Map[Step, Map[Id, bool]] = Map()
    """Sitting → places taken, with credentials in order."""
    floor_seated: Map[BodyId, tuple[Step, ...]] = Map()
    """Body → sittings at which the floor seated it on appeal."""
    mandates: Map[Step, Map[BodyId, Mandate]] = Map()
    """Question of a council → by council what we mandated; in a council itself, by body what it was told."""
    affiliations: Map[BodyId, Affiliation] = Map()
    peers: Map[BodyId, Peers] = Map()
    """By council of ours: the bodies that make it up and their delegates' keys, as far as it was proven to us."""
    told: Map[tuple[BodyId, Step], Step] = Map()
    """(council, question) → the step at which its outcome was shown here."""
    made: Map[str, Step] = Map()
    """Digest of each attestation made → its step: what the outbox has carried."""
    said: Map[str, tuple[str, Count]] = Map()
    """To whom and about what → the newest word made, its content and size: what the outbox compares with."""
    shown: Map[str, Shown] = Map()
    newest: Map[tuple[BodyId, str, str], Count] = Map()
    """(origin, kind of word, subject) → the size of that book when the newest such word was made."""
    denied: Map[str, Step] = Map()
    """Digest of a false word in our own book → its step: nobody's reading supports it."""
    guidance: Map[Step, Guidance] = Map()
    personal: Map[Digest, Id] = Map()
    """Digests of personal texts → whose they are: statements, advice, reports. They may be erased by them."""
    erased: Map[str, Step] = Map()

    # What is derived

    def outcomes_told(self) -> Iterator[Attestation]:
        """What councils told us of their decisions, and how our delegates voted there."""
        told = set(self.told.values())
        return (attestation for step, attestation in self.words_shown() if step in told)

    def words_shown(self) -> list[tuple[Step, Attestation]]:
        """The words of other bodies our book keeps whole, in the order it shows them."""
        kept = ((word.step, word.attestation) for word in self.shown.values() if word.attestation is not None)
        return sorted(kept, key=lambda word: word[0])

    def mandate(self, body: BodyId, step: Step) -> Mandate | None:
        """The mandate between us and that body on that question of the council."""
        return self.mandates.get(step, Map()).get(body)

    def all_mandates(self) -> Iterator[tuple[BodyId, Step, Mandate]]:
        """Every mandate, by question and body."""
        for step in sorted(self.mandates):
            for body, mandate in sorted(self.mandates[step].items(), key=lambda given: given[0]):
                yield body, step, mandate

    def floors(self, at: int) -> Iterator[Decided]:
        """The standards of our councils that bind us by our joining, whether or not we confirmed them (R29)."""
        for _, attestation in self.words_shown():
            said = attestation.says
            link = self.affiliations.get(attestation.origin)
            if not isinstance(said, Decided) or not isinstance(said.what, Standard) or link is None:
                continue
            bound = link.tie is Tie.JOINED or (link.leaves_at is not None and at < link.leaves_at)
            if bound and said.since <= at and (said.until is None or at < said.until):
                yield said

    # Who there is

    @property
    def kind(self) -> Kind:
        return self.charter.kind

    @property
    def council(self) -> bool:
        return self.charter.kind is Kind.COUNCIL

    def register(self, section: Id | None, at: int) -> Map[Id, int]:
        """Who votes and with how many votes: members one each, or the bodies of a council by its delegation key."""
        if self.council:
            bodies = (
                (body, self.charter.votes_of(link.heads))
                for body, link in self.bodies.items()
                if link.in_force(at)
            )
            return Map({body: votes for body, votes in bodies if votes})
        roll = self.roll if section is None else self.rolls.get(section, Map())
        for member in self.timed:
            if member in roll and not self.members[member].votes(at):
                roll = roll.delete(member)
        return roll

    def electors(self, section: Id | None, at: int) -> Map[Id, int]:
        """Who may raise, support and vote as one person: members, or the places of a council that hold a vote."""
        if self.council:
            return Map({place.id: 1 for place in self.voting_places(at)})
        return self.register(section, at)

    def is_elector(self, who: Id, section: Id | None, at: int) -> bool:
        """Whether this person has a vote here at that time."""
        if self.council:
            place = self.places.get(who)
            return place is not None and self.place_votes(place, at)
        roll = self.roll if section is None else self.rolls.get(section, Map())
        return who in roll and (who not in self.timed or self.members[who].votes(at))

    def place_votes(self, place: Place, at: int, rule: Rule | None = None) -> bool:
        """Whether a place carries votes: in force, its body too, and an alternate only where no delegate sits.

        With the rule of a vote: seated at the meeting where it was opened, if the charter asks for a roll call.
        """
        if not self.sits(place, at) or (rule is not None and not self.credentialed(place, at, rule)):
            return False
        return not place.alternate or not any(
            not other.alternate
            and other.in_force(at)
            and (rule is None or self.credentialed(other, at, rule))
            for other in self.places_of(place.body)
        )

    def places_of(self, body: BodyId) -> Iterator[Place]:
        """The places of one body that have not been ended."""
        return (self.places[place] for place in self.delegations.get(body, ()))

    def voting_places(self, at: int) -> Iterator[Place]:
        """The places that carry votes at that time."""
        return (
            self.places[place]
            for place in sorted(self.live_places)
            if self.place_votes(self.places[place], at)
        )

    def present(self, who: Id, at: int) -> bool:
        """Whether this pseudonym belongs here at all: a member, an advisor, the delegate of a place."""
        if who in self.members:
            return not self.members[who].gone(at)
        place = self.places.get(who)
        return place is not None and self.sits(place, at)

    def sits(self, place: Place, at: int) -> bool:
        """Whether a place is held: in force, and its body too."""
        link = self.bodies.get(place.body)
        return link is not None and link.in_force(at) and place.in_force(at)

    def holds(self, seat: Seat, at: int) -> bool:
        """Whether a seat is held: in force by its term, and its holder still has a vote here (R40)."""
        if not seat.in_force(at):
            return False
        member = self.members.get(seat.holder)
        return member.votes(at) if member is not None else self.present(seat.holder, at)

    def holders(self, office: Id, at: int) -> tuple[Id, ...]:
        """Who holds an office; whom we lend to a sister body for it holds it there."""
        return tuple(
            seat.holder
            for seat in self.held(at)
            if seat.office == office and not seat.alternate and (seat.to is None or office == DELEGATE)
        )

    def lendings(
        self, at: int, *, to: BodyId | None = None, from_: BodyId | None = None
    ) -> Iterator[Lending]:
        """The lendings in force by which we lend to that body, or borrow from it."""
        for decision in self.in_force(at, Lending.word()):
            matter = decision.matter
            assert isinstance(matter, Lending)
            others = {party.body for party in matter.with_}
            if to is not None and matter.lends == self.body and to in others:
                yield matter
            if from_ is not None and matter.lends == from_ and from_ in others:
                yield matter

    def lent(self, guest: Guest, at: int) -> bool:
        """Whether somebody is lent to us: elected for it in their own body, and by what both bodies decided."""
        return guest.in_force(at) and any(
            guest.office in matter.tasks for matter in self.lendings(at, from_=guest.body)
        )

    def helpers(self, office: Id, at: int) -> tuple[Id, ...]:
        """Whom sister bodies lend us for that task."""
        lent = (self.guests[guest] for guest in sorted(self.guests))
        return tuple(guest.id for guest in lent if guest.office == office and self.lent(guest, at))

    def held(self, at: int) -> list[Seat]:
        """The seats that are held, in the order of their ids."""
        return [seat for seat in map(self.seats.__getitem__, sorted(self.live)) if self.holds(seat, at)]

    def is_keeper(self, who: Id, at: int) -> bool:
        """Whether this person keeps the register: an office of two or more; in a council without one, its delegates."""
        if self.council and not any(office.name == KEEPER for office in self.charter.offices):
            return self.is_elector(who, None, at)
        return who in self.holders(KEEPER, at)

    def tellers(self, at: int) -> tuple[Id, ...]:
        return self.holders(TELLER, at)

    def key_in_force(self, member: Id, at: int) -> KeyId | None:
        """The key a member signs with: a vouched replacement counts once its delay is over."""
        for recovery in self.recoveries.get(member, ()):
            if recovery.ripe_at is not None and at >= recovery.ripe_at:
                return recovery.key
        known = self.members.get(member)
        return None if known is None else known.key

    def signs(self, key: KeyId, who: Id, at: int) -> bool:
        """Whether that key signs for that person at that time."""
        if who == HOST:
            return key == self.host_key
        place = self.places.get(who)
        if place is not None:
            return place.key == key and self.sits(place, at)
        guest = self.guests.get(who)
        if guest is not None:
            return guest.key == key and self.lent(guest, at)
        invitation = self.invitations.get(who)
        if invitation is not None and invitation.confirmed_by is not None and invitation.card == key:
            return True
        known = self.members.get(who)
        if known is not None:
            return not known.gone(at) and self.key_in_force(who, at) == key
        return False

    # What is open, what is decided

    def question_register(self, question: Question, at: int) -> Map[Id, int]:
        """The register of a question: frozen once its vote is open, today's before."""
        if question.rule is not None:
            return question.rule.register
        return self.register(question.matter.section(self), at)

    def electorate(self, question: Question, at: int) -> int:
        """How many people or places make up the electors of a question, for petitions and quorums."""
        section = question.matter.section(self)
        return len(self.electors(section, at)) if self.council else len(self.register(section, at))

    def in_force(self, at: int, word: Id | None = None) -> Iterator[Decision]:
        """The decisions that bind at that time, of one kind or of all."""
        kinds = sorted(self.binding) if word is None else [word]
        steps = sorted(step for kind in kinds for step in self.binding.get(kind, Map()))
        return (self.decisions[step] for step in steps if self.decisions[step].in_force(at))

    def unended(self, word: Id) -> list[Decision]:
        """The decisions of one kind that were not ended, in order, those that wait included."""
        return [self.decisions[step] for step in sorted(self.binding.get(word, Map()))]

    def sittings_by_right(self, at: int) -> Iterator[tuple[Question, int]]:
        """Meetings that exist because enough members petitioned, with their latest date. Nobody had to call them."""
        for step in sorted(self.open_questions):
            question = self.questions[step]
            if question.petitioned and question.stage in (Stage.AGENDA, Stage.VOTING):
                yield question, question.agenda_at + self.charter.petition_days * DAY

    def open_sitting(self, at: int) -> Sitting | None:
        """The meeting that is open at that time; of several, the whole body's, then the one opened first."""
        going_on = [sitting for sitting in map(self.sittings.__getitem__, self.opened) if sitting.open(at)]
        return min(
            going_on, key=lambda sitting: (sitting.section is not None, sitting.opened_at), default=None
        )

    def credentialed(self, place: Place, at: int, rule: Rule | None = None) -> bool:
        """Whether a place has taken its seat at the congress: at the meeting where a vote was opened, or that is open.

        Always, where the charter (the one the vote was opened under) asks for no roll call.
        """
        charter = self.charter if rule is None else rule.charter
        if not charter.credentials_each_sitting:
            return True
        if rule is not None:
            return rule.sitting is not None and place.id in self.taken.get(rule.sitting, Map())
        sitting = self.open_sitting(at)
        return sitting is not None and place.id in self.taken.get(sitting.id, Map())

    # What carried matters do

    def deciding(self, question: Question, *, days: int = 0, commences: int = 0) -> State:
        """With the decision in force from now (or `commences` days on), for so many days or until further notice."""
        from_ = self.time + commences * DAY
        before = self.decisions.get(question.id)
        decision = Decision(
            question=question.id,
            title=question.title,
            matter=question.matter,
            text=question.paragraphs,
            at=self.time,
            from_=from_,
            until=from_ + days * DAY if days else None,
            ratified=Map() if before is None else before.ratified,
            shown=Map() if before is None else before.shown,
            charter_before=self.charter,
            host_before=self.host_key,
        )
        return self.with_decision(decision)

    def waiting(self, question: Question, waits: Waits) -> State:
        """With the decision taken and not yet in force."""
        decision = Decision(
            question=question.id,
            title=question.title,
            matter=question.matter,
            text=question.paragraphs,
            at=self.time,
            from_=self.time,
            waits=waits,
            ratify_by=self.time + self.charter.ratify_days * DAY if waits is Waits.RATIFICATION else None,
            ratify_days=self.charter.ratify_days if waits is Waits.RATIFICATION else 0,
        )
        return self.with_decision(decision)

    def with_decision(self, decision: Decision) -> State:
        """With a decision as it is now; one that has ended is no longer looked at."""
        decisions = self.decisions.set(decision.question, decision)
        word = decision.matter.word()
        steps = self.binding.get(word, Map())
        over = decision.ended_at is not None and decision.ended_at <= self.time
        if not over:
            steps = steps.set(decision.question, True)
        elif decision.question in steps:
            steps = steps.delete(decision.question)
        return replace(self, decisions=decisions, binding=self.binding.set(word, steps))

    def undeciding(self, question: Question) -> State:
        """With the decision ended from now, and those it had ended given back: a corrected count took it back."""
        state = self.ending_decision(question.id)
        for decision in self.decisions.values():
            if decision.ended_by == question.id and decision.question != question.id:
                state = state.with_decision(replace(decision, ended_at=None, ended_by=None))
        return state

    def ending_decision(self, step: Step, by: Step | None = None) -> State:
        decision = self.decisions.get(step)
        if decision is None:
            return self
        return self.with_decision(replace(decision, ended_at=self.time, ended_by=by))

    def ending_agreement(self, text: str, notice_days: int) -> State:
        state = self
        for decision in self.unended(Agreement.word()):
            matter = decision.matter
            if isinstance(matter, Agreement) and matter.text == text and not matter.ends:
                state = state.with_decision(replace(decision, ended_at=self.time + notice_days * DAY))
        return state

    def ending_lending(self, others: frozenset[BodyId]) -> State:
        """With what we lend those bodies, or borrow from them, ended from now; whom we lent is back."""
        state = self
        for decision in self.unended(Lending.word()):
            matter = decision.matter
            if isinstance(matter, Lending) and others & {party.body for party in matter.with_}:
                state = state.ending_decision(decision.question)
        for seat in map(self.seats.__getitem__, sorted(self.live)):
            if seat.to in others and seat.office in TASKS:
                state = state.ending_seat(seat.id, self.size - 1)
        return state

    def electing(self, question: Question, election: Election, outcome: Outcome) -> State:
        """With the elected in their seats; seats about to end give way."""
        state = self.deciding(question)
        since, until = self.time, self.time + election.term_days * DAY
        seats, live = state.seats, state.live
        for seat in self.outgoing(election, self.time):
            seats = seats.set(seat.id, replace(seat, ended_at=self.time, ended_by=question.id))
        for known in state.live:
            if seats[known].until <= self.time or seats[known].ended_at is not None:
                live = live.delete(known)
        served = state.served
        people = [(who, False) for who in outcome.elected] + [(who, True) for who in outcome.alternates]
        for rank, (who, alternate) in enumerate(people, start=1):
            seat = Seat(
                id=f"{state.size - 1}.{rank}",
                office=election.office,
                holder=who,
                elected_in=question.id,
                electors=election.of,
                since=since,
                until=until,
                to=election.to,
                alternate=alternate,
            )
            seats, live = seats.set(seat.id, seat), live.set(seat.id, True)
            if not alternate and counts_as_power(self.charter, election.office):
                served = served.set(who, (*served.get(who, ()), Term(election.office, since, until)))
        return replace(state, seats=seats, served=served, live=live)

    def outgoing(self, election: Election, at: int) -> tuple[Seat, ...]:
        """The seats of the same office and electors whose term is about to end."""
        return tuple(
            seat
            for seat in self.held(at)
            if seat.office == election.office
            and seat.to == election.to
            and seat.electors == election.of
            and seat.until - at <= OUTGOING_DAYS * DAY
        )

    def unelecting(self, question: Question) -> State:
        """With the seats of a wrongly counted election ended from now."""
        state = self.undeciding(question)
        before = [self.seats[seat] for seat in sorted(self.seats)]
        for seat in before:
            if seat.elected_in == question.id and seat.ended_at is None:
                state = state.ending_seat(seat.id, question.id)
        for seat in before:
            if seat.ended_by == question.id:
                state = state.restoring_seat(seat.id, question.id)
        return state

    def ending_seat(self, seat_id: Id, step: Step) -> State:
        """With one seat ended, the term cut, and every seat above that hung on it (R40)."""
        seat = self.seats.get(seat_id)
        if seat is None or seat.ended_at is not None:
            return self
        ended = replace(seat, ended_at=self.time, ended_by=step)
        live = self.live.delete(seat_id) if seat_id in self.live else self.live
        served = self.served_until(seat, self.time)
        return replace(self, seats=self.seats.set(seat_id, ended), served=served, live=live)

    def served_until(self, seat: Seat, until: Seconds) -> Map[Id, tuple[Term, ...]]:
        """The terms served, with the one of this seat ending at that time."""
        if seat.holder not in self.served:
            return self.served
        terms = tuple(
            Term(term.office, term.since, until)
            if (term.office, term.since) == (seat.office, seat.since)
            else term
            for term in self.served[seat.holder]
        )
        return self.served.set(seat.holder, terms)

    def restoring_seat(self, seat_id: Id, step: Step) -> State:
        """With a seat given back that a wrong count had ended, and whoever was elected in its place out again.

        A delegate's is given back under a new name and accepted anew: the council knows the old one as ended.
        """
        seat = self.seats.get(seat_id)
        if seat is None or seat.ended_by != step:
            return self
        state = self
        for known in sorted(self.live):
            election = self.questions.get(self.seats[known].elected_in)
            if election is not None and getattr(election.matter, "in_place_of", None) == seat_id:
                state = state.ending_seat(known, step)
        restored = replace(seat, ended_at=None, ended_by=None)
        if seat.key is not None:
            restored = replace(restored, id=f"{self.size - 1}.1", key=None, accepted_at=None)
        given_back = replace(
            state,
            seats=state.seats.set(restored.id, restored),
            live=state.live.set(restored.id, True),
            served=state.served_until(seat, seat.until),
        )
        return given_back.giving_way(restored, seat.ended_at or self.time, step, self.alike(seat))

    def alike(self, seat: Seat) -> list[Seat]:
        """The seats of the same office, council and electors, whether held or not; no alternates."""
        return [
            other
            for other in map(self.seats.__getitem__, sorted(self.seats))
            if (other.office, other.to, other.electors) == (seat.office, seat.to, seat.electors)
            and not other.alternate
        ]

    def giving_way(self, restored: Seat, since: Seconds, step: Step, known: list[Seat]) -> State:
        """With as many out again as are too many, now that a seat is given back: the last elected since first.

        Too many are more than the office has seats; of delegates, more than sat when the seat was taken away.
        """
        sat = sum(
            seat.since < since <= seat.until and (seat.ended_at is None or seat.ended_at >= since)
            for seat in known
        )
        seats = next((office.seats for office in self.charter.offices if office.name == restored.office), sat)
        sitting = [seat for seat in self.alike(restored) if self.holds(seat, self.time)]
        newcomers = sorted(
            (seat for seat in sitting if seat.since >= since and seat.id != restored.id),
            key=lambda seat: (seat.holder == restored.holder, seat.since, rank_of(seat)),
            reverse=True,
        )
        state = self
        for seat in newcomers[: max(0, len(sitting) - seats)]:
            state = state.ending_seat(seat.id, step)
        return state

    def mandating(self, mandate: Mandate) -> State:
        return self.with_mandate(mandate.council, mandate.question, mandate)

    def affiliating(self, affiliation: Affiliation) -> State:
        return replace(self, affiliations=self.affiliations.set(affiliation.council, affiliation))

    def disaffiliating(self, council: BodyId) -> State:
        link = self.affiliations.get(council)
        if link is None:
            return self
        leaves = self.time + link.notice_days * DAY
        return replace(
            self, affiliations=self.affiliations.set(council, replace(link, tie=Tie.LEFT, leaves_at=leaves))
        )

    def reaffiliating(self, council: BodyId) -> State:
        """With the tie to a council as it was before a wrongly counted decision to leave it."""
        link = self.affiliations.get(council)
        return self if link is None else self.affiliating(replace(link, tie=Tie.JOINED, leaves_at=None))

    def unmandating(self, question: Question) -> State:
        """With what a wrongly counted question had instructed taken back: it says what one says without a mandate.

        The council is told so by the same word, which would otherwise stand there.
        """
        state = self.undeciding(question)
        for council, step, mandate in self.all_mandates():
            if mandate.ground == question.id:
                position = WITHOUT_MANDATE[mandate.uncovered]
                state = state.with_mandate(council, step, replace(mandate, position=position))
        return state

    def with_mandate(self, body: BodyId, step: Step, mandate: Mandate | None) -> State:
        """With this mandate between us and that body on that question of the council; None: without any."""
        known = self.mandates.get(step, Map())
        if mandate is not None:
            known = known.set(body, mandate)
        elif body in known:
            known = known.delete(body)
        return replace(self, mandates=self.mandates.set(step, known))

    def admitting(self, body: BodyId, step: Step) -> State:
        link = self.bodies.get(body)
        if link is None:
            return self
        return replace(
            self,
            bodies=self.bodies.set(
                body,
                replace(
                    link,
                    tie=Tie.JOINED,
                    joined_at=self.time,
                    leaves_at=None,
                    ground=step,
                    notice_days=self.charter.leave_notice_days,
                ),
            ),
        )

    def rechartering(self, question: Question, charter: Charter) -> State:
        return replace(self.deciding(question), charter=charter)

    def unchartering(self, question: Question) -> State:
        before = self.decisions[question.id].charter_before
        return replace(self.undeciding(question), charter=self.charter if before is None else before)

    def expelling(self, question: Question, matter: Expulsion) -> State:
        """With the membership ending when the time for appeal is over, or at once when the appeal was heard."""
        state = self.deciding(question)
        if matter.upholds is not None:
            state = state.with_decision_waiting_for_nothing(matter.upholds)
            return state.without_member(matter.member)
        member = state.members[matter.member]
        leaves = state.time + state.charter.appeal_days * DAY
        leaving = state.members.set(member.id, replace(member, leaves_at=leaves))
        return replace(state, members=leaving).with_timed(member.id)

    def hearing_done(self, matter: Expulsion) -> State:
        """With the expulsion ended that the assembly, hearing the appeal, did not uphold."""
        if matter.upholds is None:
            return self
        return self.with_decision_waiting_for_nothing(matter.upholds).ending_decision(matter.upholds)

    def with_decision_waiting_for_nothing(self, step: Step) -> State:
        decision = self.decisions.get(step)
        if decision is None:
            return self
        return self.with_decision(replace(decision, waits=Waits.NOTHING))

    def unexpelling(self, question: Question, matter: Expulsion) -> State:
        state = self.undeciding(question)
        member = state.members.get(matter.member)
        if member is None:
            return state
        back = replace(member, leaves_at=None, standing=Standing.GOOD)
        return replace(state, members=state.members.set(member.id, back)).enrolled(back)

    def referring_back(self, step: Step) -> State:
        question = self.questions.get(step)
        if question is None or question.stage not in (Stage.RAISED, Stage.AGENDA):
            return self
        back = replace(
            question,
            stage=Stage.RAISED,
            rule=None,
            votes=Map(),
            counts=(),
            hall_at=None,
            supporters=Map(),
            agenda_at=0,
        )
        return self.with_question(back)

    def sectioning(self, called: Id, *, dissolves: bool) -> State:
        sections = tuple(section for section in self.charter.sections if section != called)
        if not dissolves:
            return replace(self, charter=replace(self.charter, sections=(*sections, called)))
        members = self.members
        for who in self.rolls.get(called, Map()):
            members = members.set(who, replace(members[who], section=None))
        rolls = self.rolls.delete(called) if called in self.rolls else self.rolls
        return replace(self, charter=replace(self.charter, sections=sections), members=members, rolls=rolls)

    def hosted_by(self, key: KeyId) -> State:
        return replace(self, host_key=key)

    def under_edition(self, edition: Id) -> State:
        return replace(self, edition=edition)

    def closing_down(self) -> State:
        """With the body closed: its seats end, and its ties to every council."""
        state = self
        for seat in sorted(self.live):
            state = state.ending_seat(seat, self.size - 1)
        for council in sorted(self.affiliations):
            state = state.disaffiliating(council)
        return replace(state, closed_at=self.time)

    def seating(self, body: BodyId, sitting: Step) -> State:
        return replace(
            self, floor_seated=self.floor_seated.set(body, (*self.floor_seated.get(body, ()), sitting))
        )

    def amending(self, step: Step, paragraph: int, becomes: str) -> State:
        question = self.questions.get(step)
        before_the_vote = question is not None and question.stage in (Stage.RAISED, Stage.AGENDA)
        if question is None or not before_the_vote or paragraph >= len(question.paragraphs):
            return self
        paragraphs = (*question.paragraphs[:paragraph], becomes, *question.paragraphs[paragraph + 1 :])
        return self.with_texts((becomes,)).with_question(replace(question, paragraphs=paragraphs))

    # Members

    def enrolled(self, member: Member) -> State:
        """With this member on the roll of the whole and of their section."""
        rolls = self.rolls
        if member.section is not None:
            rolls = rolls.set(member.section, rolls.get(member.section, Map()).set(member.id, 1))
        return replace(
            self, members=self.members.set(member.id, member), roll=self.roll.set(member.id, 1), rolls=rolls
        )

    def newly_enrolled(self, member: Member, *, admitted: bool = False) -> State:
        """With a newcomer on the roll, who votes when one ordinary notice has run.

        At once: whom the assembly itself admitted, and in the first days after the founding, while the register
        is being written down.
        """
        first_days = self.founded_at is None or self.time < self.founded_at + self.charter.appeal_days * DAY
        if admitted or first_days:
            return self.enrolled(member)
        waiting = replace(member, votes_from=self.time + self.charter.notice_days * DAY)
        return self.enrolled(waiting).with_timed(member.id)

    def with_timed(self, who: Id) -> State:
        """With a member whose vote depends on the clock for now; those for whom it no longer does are let go."""
        still = (
            other for other in self.timed if other != who and not self.members[other].always_votes(self.time)
        )
        return replace(self, timed=(*still, who))

    def struck_off(self, who: Id) -> State:
        """With this member off every roll; what they did stays as it was."""
        member = self.members[who]
        rolls = self.rolls
        if member.section is not None and who in rolls.get(member.section, Map()):
            rolls = rolls.set(member.section, rolls[member.section].delete(who))
        roll = self.roll.delete(who) if who in self.roll else self.roll
        timed = tuple(other for other in self.timed if other != who)
        return replace(self, roll=roll, rolls=rolls, timed=timed)

    def without_member(self, who: Id) -> State:
        """With this member gone: off the rolls, keys ended, seats ended, open votes lifted."""
        state = self.struck_off(who)
        member = state.members[who]
        keys = state.keys
        if member.key is not None and member.key in keys:
            keys = keys.set(member.key, replace(keys[member.key], until=state.time))
        gone = replace(member, standing=Standing.GONE, key=None, leaves_at=None)
        state = replace(state, members=state.members.set(who, gone), keys=keys)
        for seat in map(self.seats.__getitem__, sorted(self.live)):
            if seat.holder == who and seat.ended_at is None:
                state = state.ending_seat(seat.id, state.size)
        return state

    def with_standing(self, line: a.StandingLine, step: Step) -> State:
        """With one line of an imported register in effect.

        Keepers take nobody off the roll at once: it takes effect when the time for appeal is over.
        """
        known = self.members.get(line.id)
        if known is None and line.standing is Standing.GONE:
            return self
        if known is not None and known.standing is Standing.GOOD and line.standing is not Standing.GOOD:
            if self.time < known.votes_from:  # a name that never voted yet is struck at once
                return self.without_member(line.id) if line.standing is Standing.GONE else self
            off = replace(known, off_roll_at=self.time + self.charter.appeal_days * DAY)
            return replace(self, members=self.members.set(line.id, off)).with_timed(line.id)
        if known is None:
            member = Member(
                id=line.id,
                standing=line.standing,
                since=self.time,
                ground=step,
                section=line.section,
                entry=line.entry,
            )
        else:
            member = replace(
                known,
                standing=line.standing,
                section=line.section if line.section is not None else known.section,
                entry=line.entry if line.entry is not None else known.entry,
                off_roll_at=None,
            )
        state = self if known is None else self.struck_off(line.id)
        state = replace(state, members=state.members.set(line.id, member))
        if member.standing is not Standing.GOOD:
            return state
        return state.newly_enrolled(member) if known is None else state.enrolled(member)

    # Questions and places

    def with_question(self, question: Question) -> State:
        return replace(self, questions=self.questions.set(question.id, question))

    def with_texts(self, paragraphs: tuple[Digest, ...]) -> State:
        """With texts that were put to the vote: nobody erases them."""
        texts = self.texts
        for digest in paragraphs:
            texts = texts.set(digest, True)
        return replace(self, texts=texts)

    def without_place(self, place: Place) -> State:
        """With a place ended, its votes in open questions lifted unless they are what its mandate says."""
        sitting = tuple(known for known in self.delegations.get(place.body, ()) if known != place.id)
        state = replace(
            self,
            places=self.places.set(place.id, replace(place, ended_at=self.time)),
            live_places=self.live_places.delete(place.id)
            if place.id in self.live_places
            else self.live_places,
            delegations=self.delegations.set(place.body, sitting),
        )
        for step in sorted(self.open_questions):
            question = state.questions[step]
            if place.id in question.votes:
                mandate = state.mandate(place.body, step)
                if mandate is None or (mandate.position.value,) != question.votes[place.id]:
                    state = state.with_question(replace(question, votes=question.votes.delete(place.id)))
        for seat in map(self.seats.__getitem__, sorted(self.live)):
            if seat.holder == place.id and seat.ended_at is None:
                state = state.ending_seat(seat.id, state.size)
        return state


def rank_of(seat: Seat) -> tuple[int, int]:
    """Where a seat stands among all: the step of its election, and the place in which it was elected there."""
    step, _, rank = seat.id.partition(".")
    return int(step), int(rank)


def counts_as_power(charter: Charter, office: Id) -> bool:
    """Whether terms in this office count: delegates and offices of power do, tasks of service do not (R44)."""
    if office in TASKS:
        return False
    return next((known.power for known in charter.offices if known.name == office), True)
