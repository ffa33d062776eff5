"""A living small federation on which acts against the law are tried: two workplaces, a union, their council.

It is in the middle of things: a section is on strike, an expulsion waits to be heard, a congress has been called,
a defence council sits. So the nearest act to each breach can really be tried, and the refusal is that of the
article and not of an empty stage. Every attempt has a name, by which the vocabulary calls for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.attestation import Attestation, Proof, digest_of
from confederal.kernel.ballot import Way
from confederal.kernel.body import KEEPER, TELLER, Charter, Form, Kind, Office, Uncovered
from confederal.kernel.delegate import Mandate, Position
from confederal.kernel.identity import DAY, HOST, HOUR, BodyId
from confederal.kernel.matters import (
    Commission,
    Constituency,
    Election,
    Expulsion,
    Recall,
    Resolution,
    Standard,
    Strike,
)
from confederal.kernel.matters.expulsion import Conduct
from confederal.kernel.matters.resolution import Scope
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.possession import Possession, proof
from confederal.kernel.sitting import Ground
from confederal.stories.attempts import Attempt
from confederal.stories.together import Motion, Together
from confederal.stories.world import seed

MILL, RAIL, UNION, VILLAGE = "the mill", "the railway", "the union", "a village outside"
COUNCIL, DEFENCE = "the council", "the defence council"
WEAVING, SPINNING = "weaving", "spinning"


class Bottle:
    """The federation as it stands before each attempt; attempts change nothing in it."""

    def __init__(self) -> None:
        world = self.world = Together()
        workplace = template.load(
            "workplace_with_sections",
            title="Mill",
            sections=[WEAVING, SPINNING],
            offices={KEEPER: 2, TELLER: 2, "coordinator": 2, "steward": 2},
        )
        union = template.load("union_branch", title="Union")
        with world.quietly():
            until = world.now + 300 * DAY
            pairs = {KEEPER: ("m1", "m7"), TELLER: ("m2", "m8"), "coordinator": ("m3", "m9")}
            held = tuple(a.BroughtSeat(office, who, until) for office, pair in pairs.items() for who in pair)
            brings, sections = a.Brought(offices=held), {WEAVING: 6, SPINNING: 34}
            world.found_assembly(MILL, workplace, 40, sections=sections, brings=brings, officers=False)
            world.found_assembly(RAIL, template.load("worker_coop", title="Railway"), 60)
            world.found_assembly(UNION, union, 45)
            world.found_assembly(VILLAGE, template.load("village", title="Village"), 30)
        bodies = [MILL, RAIL, UNION]
        council = template.load(
            "federation_cnt_brackets",
            title="Council",
            standing_days=0,
            notice_days=2,
            urgent_hours=24,
            offices={"secretary": 2},
        )
        defence = template.load("defence_council", title="Defence council", ends_day=300)
        world.begin_council(COUNCIL, council, bodies)
        world.begin_council(DEFENCE, defence, [MILL, RAIL])
        world.decide_together(
            [*world.join_together(COUNCIL, bodies), *world.join_together(DEFENCE, [MILL, RAIL])]
        )
        to_council = [world.delegation(body, COUNCIL, world.signing(body)[-1]) for body in bodies]
        to_defence = [world.delegation(body, DEFENCE, world.signing(body)[-2]) for body in (MILL, RAIL)]
        weavers = [who for who in world.signing(MILL) if world.state(MILL).members[who].section == WEAVING]
        self.weaver = weavers[-1]
        steward = Election("steward", 1, 300, of=WEAVING)
        of_section = Motion(MILL, steward, "A steward of weaving", candidates=(self.weaver,))
        there = world.raised([*to_council, *to_defence, of_section])
        sittings, time = world.called(there)
        world.at(time)
        closed = world.met(sittings, there)
        world.seats_accepted(COUNCIL, dict(zip(bodies, closed[:3], strict=True)))
        world.seats_accepted(DEFENCE, dict(zip((MILL, RAIL), closed[3:5], strict=True)))
        self.delegates = {body: world.place_of(body, COUNCIL) for body in bodies}
        self.commander = world.place_of(MILL, DEFENCE)
        self.elected_in_council()
        self.strike = world.decide_together(
            [Motion(MILL, Strike("Eight hours", of=WEAVING), "The weavers strike", votes={"for": 6})]
        )[0].id
        self.unheard = world.raise_and_support(
            MILL, Expulsion(world.signing(MILL)[3], Conduct.THEFT_FROM_THE_COLLECTIVE), "An expulsion"
        )
        keeper = self.keeper = world.state(MILL).holders(KEEPER, world.now)[0]
        card = world.key(MILL, "a card")
        self.proposed = world.done(MILL, keeper, a.Invited("newcomer", card.keyid))
        on = max(world.now + 3 * DAY, world.opens_at(MILL, self.unheard))
        self.congress = world.done(COUNCIL, self.secretary, a.SittingCalled(on, (), urgent=False))
        world.at(on)
        opener, second = self.delegates[MILL], self.delegates[RAIL]
        world.done(
            COUNCIL, second, a.Confirmed(world.done(COUNCIL, opener, a.SittingOpened(self.congress, 2)))
        )
        meeting = world.done(
            MILL, world.officer(MILL), a.SittingCalled(world.now + 24 * HOUR, (self.unheard,), urgent=True)
        )
        world.later(hours=24)
        world.opened(MILL, meeting)

    def elected_in_council(self) -> None:
        """The council elects its two secretaries."""
        world, places = self.world, list(self.delegates.values())
        election = world.done(
            COUNCIL, places[0], a.QuestionRaised("Secretaries", Election("secretary", 2, 300))
        )
        for place in places[:2]:
            world.done(COUNCIL, place, a.CandidatureAccepted(election))
        world.at(world.opens_at(COUNCIL, election))
        world.council_votes(COUNCIL, election, dict.fromkeys(places, "for"))
        self.secretary = world.state(COUNCIL).holders("secretary", world.now)[0]
        self.decided = election
        self.open = world.done(COUNCIL, places[0], a.QuestionRaised("An open question", Resolution()))

    @property
    def member(self) -> str:
        """A member of the mill who works in spinning."""
        state = self.world.state(MILL)
        return next(who for who in self.world.signing(MILL) if state.members[who].section == SPINNING)

    def section_seat(self) -> str:
        """The seat of weaving's steward."""
        return next(seat.id for seat in self.world.state(MILL).seats.values() if seat.electors == WEAVING)

    def shown(self, origin: str, told: says.Says, to: str = COUNCIL) -> a.AttestationShown:
        """Another body's supposed word, without the count it should rest on and without its proof."""
        state = self.world.state(origin)
        word = Attestation(
            origin=state.body,
            edition=state.edition,
            charter=digest_of(state.charter),
            size=state.size,
            says=told,
            to=self.world.bodies[to],
        )
        return a.AttestationShown(word, Proof("", "", "", ""))


def raised(title: str, matter: Any) -> a.QuestionRaised:
    return a.QuestionRaised(title, matter)


def forged(kind: str, book: str = COUNCIL, **fields: Any) -> Callable[[Bottle], Attempt]:
    """An attempt to write a step the language has no word for."""

    def attempt(b: Bottle) -> Attempt:
        who = b.secretary if book == COUNCIL else b.member
        return Attempt(f"to write '{kind.replace('_', ' ')}'", book, who, forged={"kind": kind, **fields})

    return attempt


def forged_matter(matter: str, what: str, **fields: Any) -> Callable[[Bottle], Attempt]:
    """An attempt to put a kind of decision there is not, or with a field it has not."""

    def attempt(b: Bottle) -> Attempt:
        act = {
            "kind": "question_raised",
            "title": "-",
            "matter": {"matter": matter, **fields},
            "paragraphs": [],
        }
        return Attempt(what, COUNCIL, b.secretary, forged=act)

    return attempt


def by_council(what: str, matter: Any) -> Callable[[Bottle], Attempt]:
    """An attempt of the council to decide something itself."""
    return lambda b: Attempt(what, COUNCIL, b.secretary, raised("From above", matter))


def founding_with(what: str, charter: Charter) -> Callable[[Bottle], Attempt]:
    """An attempt to found a body under that charter by three people."""

    def attempt(b: Bottle) -> Attempt:
        people = b.world.signing(MILL)[:3]
        founders = tuple(a.Founder(who, b.world.key(MILL, who).keyid) for who in people)
        host = b.world.host(COUNCIL).keyid
        nonce = seed("attempt", what).hex()[:32]
        council = charter.kind is Kind.COUNCIL
        founded = a.Founded(charter=charter, host_key=host, nonce=nonce, founders=founders)
        return Attempt(what, COUNCIL if council else MILL, HOST if council else people[0], founded)

    return attempt


def seat_without_election(b: Bottle) -> Attempt:
    return Attempt(
        "to take a seat somebody else was elected to", MILL, b.member, a.SeatAccepted(b.section_seat())
    )


def recall_by_outsiders(b: Bottle) -> Attempt:
    act = raised("Away with their steward", Recall(b.section_seat()))
    return Attempt("to have others recall the weavers' steward", MILL, b.member, act)


def confirmed_alone(b: Bottle) -> Attempt:
    return Attempt("to confirm alone what one proposed alone", MILL, b.keeper, a.Confirmed(b.proposed))


def instructed_without_count(b: Bottle) -> Attempt:
    mandate = Mandate(b.world.bodies[COUNCIL], b.open, "0" * 64, Position.FOR, Uncovered.ABSTAIN)
    act = b.shown(MILL, says.Instructs(mandate))
    return Attempt("to show an instruction that no assembly voted", COUNCIL, HOST, act)


def confirmed_without_base(b: Bottle) -> Attempt:
    act = b.shown(MILL, says.Answers(b.decided, "0" * 64, confirmed=True))
    return Attempt("to confirm a decision in a body's place", COUNCIL, HOST, act)


def tellers_from_above(b: Bottle) -> Attempt:
    """Tellers whom nobody borrowed would count a body's votes for it."""
    now = b.world.now
    teller = b.world.key(VILLAGE, "a teller")
    held = proof(Possession(b.world.bodies[UNION], "seat", "1.1", teller.keyid, None), teller)
    told = says.Elected("1.1", teller.keyid, now, now + 90 * DAY, False, held, None, TELLER)
    what = "to send a body tellers it did not ask for"
    return Attempt(what, VILLAGE, HOST, b.shown(UNION, told, VILLAGE))


def joined_by_force(b: Bottle) -> Attempt:
    charter = digest_of(b.world.state(COUNCIL).charter)
    told = says.Joins("Village", b.world.host(VILLAGE).keyid, charter, None)
    return Attempt("to join a body that did not decide it", COUNCIL, HOST, b.shown(VILLAGE, told))


def more_seats_than_votes(b: Bottle) -> Attempt:
    nominee = b.world.key(COUNCIL, "nominee")
    held = proof(Possession(b.world.bodies[MILL], "seat", "999.1", nominee.keyid, None), nominee)
    told = says.Elected("999.1", nominee.keyid, b.world.now, b.world.now + 100 * DAY, False, held, None)
    return Attempt("to seat a nominee as if the mill had elected them", COUNCIL, HOST, b.shown(MILL, told))


def meeting_by_nobody(b: Bottle) -> Attempt:
    act = a.SittingCalled(b.world.now + 20 * DAY, (), ground=Ground.ROTA)
    plain = next(
        who
        for who in b.world.signing(MILL)
        if not any(seat.holder == who for seat in b.world.state(MILL).seats.values())
    )
    return Attempt("to call a meeting without any right to", MILL, plain, act)


def seated_without_assembly(b: Bottle) -> Attempt:
    act = a.PlaceTaken(b.congress)
    return Attempt("to take a seat without an assembly since the call", COUNCIL, b.delegates[UNION], act)


def strike_ended_by_others(b: Bottle) -> Attempt:
    act = raised("Back to work", Strike("-", ends=b.strike))
    return Attempt("to have others end the weavers' strike", MILL, b.member, act)


def strike_ended_by_council(b: Bottle) -> Attempt:
    act = raised("Back to work", Strike("-", ends=b.strike))
    return Attempt("to have the council end the strike", COUNCIL, b.secretary, act)


def arms_decide_economy(b: Bottle) -> Attempt:
    act = raised("Pay", Standard(Subject.PAY_HOUR, 100, Unit.MINOR_UNITS, 100))
    return Attempt("to have the defence council set pay", DEFENCE, b.commander, act)


def decreed(b: Bottle) -> Attempt:
    act = a.GuidancePublished("decree", "To all enterprises", "0" * 64)
    return Attempt("to publish a decree", COUNCIL, b.secretary, act)


def rule_without_end(b: Bottle) -> Attempt:
    act = raised("Discipline", Resolution(Scope.DISCIPLINE))
    return Attempt("to put a rule of discipline that never ends", MILL, b.member, act)


def expelled_unheard(b: Bottle) -> Attempt:
    act = a.VoteOpened(b.unheard, (Way.BOX,), b.world.now + 6 * HOUR)
    return Attempt("to vote on a penalty without a hearing", MILL, b.world.signing(MILL)[0], act)


def acting_in_another_book(b: Bottle) -> Attempt:
    act = raised("By order of the council", Resolution())
    return Attempt("to write an order into the mill's book", MILL, b.secretary, act, key_of=COUNCIL)


def body_id(digit: str) -> BodyId:
    return digit * 64


ATTEMPTS: Final[Mapping[str, Callable[[Bottle], Attempt]]] = {
    "council_decides_work": by_council(
        "to have the council organise the work", Resolution(Scope.WORK_ORGANISATION, 100)
    ),
    "council_decides_discipline": by_council(
        "to have the council set rules of discipline", Resolution(Scope.DISCIPLINE, 100)
    ),
    "council_decides_programme": by_council(
        "to have the council decide the programme", Resolution(Scope.PROGRAMME, 100)
    ),
    "seat_without_election": seat_without_election,
    "recall_by_outsiders": recall_by_outsiders,
    "office_made_by_centre": by_council(
        "to have the council make an office of manager", Election("manager", 1, 300)
    ),
    "board_founded_by_people": founding_with(
        "to found a board over others by three people",
        template.load("congress", title="Board"),
    ),
    "one_man_office": founding_with(
        "to found a body with a single director",
        Charter("Enterprise", Kind.ASSEMBLY, Form.WORKPLACE, offices=(
            Office(KEEPER, 2, power=False), Office(TELLER, 2, power=False), Office("director", 1))),
    ),
    "confirmed_alone": confirmed_alone,
    "person_measured": forged("output_recorded", MILL, member="m1", pieces=40, hours=9),
    "norm_of_a_person": forged_matter(
        "standard", "to set a norm of output for a person", subject="output_of_a_person", amount=40,
        unit="people", sunset_days=100, commences_days=0, note="-",
    ),
    "fine": forged_matter("fine", "to put a fine", member="m1", amount=100),
    "attendance_listed": forged("sitting_opened", MILL, sitting=1, attendance=["m1", "m2"]),
    "section_dissolved_by_council": by_council(
        "to have the council dissolve a section of the mill", Constituency(WEAVING, dissolves=True)
    ),
    "other_body_dissolved": forged_matter(
        "closing_down", "to close another body down", first=None, body=body_id("a")
    ),
    "order_in_another_book": acting_in_another_book,
    "standing_government": by_council(
        "to have the council make a government without tasks or end",
        Commission("government", (), 2, 3650, 3650),
    ),
    "tendency_banned": forged("tendency_banned", tendency="a current"),
    "expelled_for_opinion": forged_matter(
        "expulsion", "to expel for an opinion", member="m1", conduct="opinion", upholds=None
    ),
    "decree": decreed,
    "decree_forged": forged("decree_issued", text="To all enterprises"),
    "rule_without_end": rule_without_end,
    "norm_from_outside": by_council(
        "to have the council set rules of work", Resolution(Scope.WORK_ORGANISATION)
    ),
    "tellers_from_above": tellers_from_above,
    "instructed_without_count": instructed_without_count,
    "confirmed_without_base": confirmed_without_base,
    "paper_closed": forged("paper_closed", paper="a paper"),
    "recall_suspended": forged_matter(
        "emergency", "to suspend recall in an emergency", text=None, suspends="recall"
    ),
    "election_postponed": forged("election_postponed", body=body_id("b"), until=0),
    "meeting_by_nobody": meeting_by_nobody,
    "seated_without_assembly": seated_without_assembly,
    "strike_ended_by_others": strike_ended_by_others,
    "strike_ended_by_council": strike_ended_by_council,
    "labour_conscripted": forged("labour_conscripted", people=100),
    "arms_decide_economy": arms_decide_economy,
    "more_seats_than_votes": more_seats_than_votes,
    "manager_appointed": forged("manager_appointed", who="m1"),
    "joined_by_force": joined_by_force,
    "bodies_merged": forged("bodies_merged", bodies=[body_id("a"), body_id("b")]),
    "grant_with_strings": forged_matter(
        "resolution", "to take money that buys a seat", scope="general", sunset_days=0, replaces=None,
        grant_from="a ministry", seat="director",
    ),
    "expelled_unheard": expelled_unheard,
}  # fmt: skip
"""Every attempt, by the name the vocabulary calls it by."""
