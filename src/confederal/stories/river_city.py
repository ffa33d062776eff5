"""River City in the middle of its congress: the world of the demo, lived from its founding by people with keys.

Seven co-operatives, 403 people (the members and numbers are those of `fixtures/river_city_federation.yaml`). Every
meeting, instruction, vote and refusal happened at the desk; what the pages show of it is counted by the software.
Nothing here is a result typed in: only who meets when, what is proposed, in which words, and how hands are raised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from msgspec import Struct

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel.ballot import AGAINST, FOR, Way
from confederal.kernel.entry import SALT_BYTES
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import (
    Admission,
    Election,
    Matter,
    Proposal,
    Recall,
    Resolution,
    Seating,
    Standard,
)
from confederal.kernel.matters.proposal import Proposable
from confederal.kernel.matters.resolution import Scope
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.member import Standing
from confederal.kernel.question import Question, Stage
from confederal.records.home import Home, file_name
from confederal.secretary.desk import Refused
from confederal.stories import told
from confederal.stories.federation import FEDERATION
from confederal.stories.housed import settle
from confederal.stories.together import Motion, Together
from confederal.stories.votes import council_charter, mandate_votes
from confederal.stories.world import StoryBroken, seed

FIXTURE: Final = "river_city_federation"
START: Final = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
"""Day 0 of the story: a Thursday."""

NORTHGATE, LANTERN, HARBOUR, TIDE, KESTREL, MILLRACE, EMBER = (
    "northgate_wholefoods",
    "lantern_homecare",
    "harbour_cleaning",
    "tide_couriers",
    "kestrel_software",
    "millrace_bakery",
    "ember_print",
)
"""The co-operatives as the fixture calls them."""

ADVISOR: Final = "advisor.1"
"""The engineer's pseudonym in the federation."""

FOUNDING, FLOOR, FIRST, CALL, CONGRESS, TODAY = 1, 26, 38, 62, 90, 91
"""Days of the story: the federation is founded, the floor is put, the proposals of the spring, the call of the
congress, its opening, and the day on which the demo begins."""


class Person(Struct, frozen=True):
    """Somebody one can become in the demo."""

    id: str
    name: str
    """What they are called inside their body: an invented name."""
    what: str
    """What they do, in a few words."""
    body: str
    member: str
    keys: tuple[tuple[str, str], ...]
    """Who they are in which records, by the names of the story; each has a key of its own there."""


class Scene(Struct, frozen=True):
    """What the tour has to find again in the records: identities, steps and moments, as the story made them."""

    now: int
    """UTC seconds: the moment at which the demo begins."""
    bodies: dict[str, str]
    """The story's name → the body's identity."""
    freezer: int
    hours: int
    floor: int
    ordering: int
    clothes: int
    seating: int
    congress: int
    """The meeting of the federation that is going on."""
    refused_at: int
    """UTC seconds: Millrace has been refused, the floor has not heard it yet."""
    petition: int
    """In Harbour."""
    seat: str
    """Harbour's, which the petition is about."""
    own_vote: int
    """In Kestrel: a vote that is open to every member there."""
    visits: int
    """In Lantern: the proposal that is ready for Monday's meeting."""
    people: tuple[Person, ...]


class River(Together):
    """The world of River City: what is said there is kept in words, so that pages can show it."""

    def __init__(self) -> None:
        super().__init__(start=START)
        self.now = START - 45 * DAY
        self.said: Final[dict[str, tuple[bytes, bytes]]] = {}
        """Digest → salt and words of every text of the story."""

    def text(self, words: str) -> str:
        """The salted digest of a text, which is kept."""
        salt, content = seed("text", words)[:SALT_BYTES], words.encode()
        digest = hashlib.sha256(salt + content).hexdigest()
        self.said[digest] = salt, content
        return digest

    def raise_and_support(self, name: str, matter: Matter, title: str, paragraphs: Sequence[str] = ()) -> int:
        """Raises a question in its own words, with as many supporters as it needs; returns its step."""
        state = self.state(name)
        concerned = matter.concerned(state)
        voters = [who for who in self.signing_for(name, matter) if who not in concerned]
        act = a.QuestionRaised(title, matter, tuple(map(self.text, paragraphs)))
        step = self.done(name, voters[0], act)
        for who in voters[1:]:
            if self.state(name).questions[step].stage is not Stage.RAISED:
                break
            self.done(name, who, a.Supported(step))
        return step

    def proposed(
        self, name: str, title: str, what: Proposable, paragraphs: Sequence[str], side: str
    ) -> Motion:
        """The motion by which a body puts a question in these words before the federation."""
        matter = Proposal(self.bodies[FEDERATION], title, what, tuple(map(self.text, paragraphs)))
        votes = mandate_votes(heads()[name], side)
        return Motion(name, matter, f"We propose: {title}"[:200], votes=votes, paragraphs=tuple(paragraphs))

    def holds(self, name: str, who: str, key: SeedKey) -> None:
        """From now on somebody signs in that record with this key."""
        self._keys[name, who] = key


@cache
def heads() -> Mapping[str, int]:
    """How many people each co-operative has, by the fixture."""
    story: dict[str, Any] = told.parsed(told.text_of(FIXTURE))
    return {str(member["id"]): int(member["heads"]) for member in story["members"]}


def tell() -> tuple[River, Scene]:
    """River City on the second day of its congress, and where in the records the tour finds what it shows."""
    world = River()
    found_co_operatives(world)
    found_federation(world)
    floor = wage_floor(world)
    freezer, ordering, clothes = winter(world)
    sitting, hours = called(world, freezer)
    own_vote, visits = at_home(world)
    seating, refused_at = opened(world, sitting)
    voted(world, freezer, hours)
    advised(world, ordering)
    call(world, evening(world, TODAY + 21) - 8 * HOUR, ordering, clothes)
    voting_at_home(world, own_vote)
    seat, petition = petitioned(world)
    scene = Scene(
        now=world.now,
        bodies=dict(world.bodies),
        freezer=freezer,
        hours=hours,
        floor=floor,
        ordering=ordering,
        clothes=clothes,
        seating=seating,
        congress=sitting,
        refused_at=refused_at,
        petition=petition,
        seat=seat,
        own_vote=own_vote,
        visits=visits,
        people=tuple(people(world)),
    )
    return world, scene


def settle_in(home: Home) -> Scene:
    """Tells River City into an empty home: records, texts, clock, signed heads, keys of the hosts and the people."""
    world, scene = tell()
    settle(world, home)
    home.keep_texts(world.said.values())
    for person in scene.people:
        for name, who in person.keys:
            home.ring(scene.bodies[name]).add(file_name(who), seed("key", name, who))
    home.follow()
    return scene


# The co-operatives

TITLES: Final = {
    NORTHGATE: "Northgate Wholefoods",
    LANTERN: "Lantern Homecare",
    HARBOUR: "Harbour Cleaning",
    TIDE: "Tide Couriers",
    KESTREL: "Kestrel Software",
    MILLRACE: "Millrace Bakery",
    EMBER: "Ember Print",
}

NOTICE: Final = {LANTERN: 3}
"""Days of notice, where a co-operative chose other than a week: Lantern meets at short notice, because of its rota."""


def found_co_operatives(world: River) -> None:
    """Seven assemblies found their records; twelve of each have a key, the others act at the tellers' table."""
    currency = told.parsed(told.text_of(FIXTURE))["currency"]["code"]
    with world.quietly():
        for name, members in heads().items():
            charter = template.load(
                "worker_coop",
                title=TITLES[name],
                notice_days=NOTICE.get(name, 7),
                admission_by_assembly=False,
                term_days=730,
                currency=currency,
            )
            world.found_assembly(name, charter, members)


def delegate_of(name: str) -> str:
    """Whom a co-operative sends to the federation."""
    return f"m{min(12, heads()[name])}"


# The federation


def found_federation(world: River) -> None:
    """All seven decide to join; each elects a delegate; the delegates elect two secretaries."""
    charter = council_charter(
        "cnt_brackets",
        title="River City Federation",
        notice_days=7,
        urgent_hours=48,
        offices={"secretary": 2},
        term_days=730,
        ratified_by="at_least 2/3 of eligible",
        currency=world.state(HARBOUR).charter.currency,
    )
    assert charter is not None
    names = list(heads())
    morning(world, FOUNDING - 45)
    world.begin_council(FEDERATION, charter, names)
    joining = [
        Motion(motion.body, motion.matter, motion.title, votes=mandate_votes(heads()[motion.body], FOR))
        for motion in world.join_together(FEDERATION, names)
    ]
    put_together(world, joining)
    elections = [world.delegation(name, FEDERATION, delegate_of(name), term_days=730) for name in names]
    elected = dict(zip(names, put_together(world, elections), strict=True))
    world.seats_accepted(FEDERATION, elected)
    morning(world, FOUNDING)
    title, caller = "Two secretaries of the federation", world.place_of(NORTHGATE, FEDERATION)
    office = world.done(FEDERATION, caller, a.QuestionRaised(title, Election("secretary", 2, 730)))
    on = evening(world, FOUNDING + 8)
    sitting = world.done(FEDERATION, caller, a.SittingCalled(on, (office,)))
    own = [
        Motion(name, Resolution(), title, votes=mandate_votes(heads()[name], FOR), paragraphs=words)
        for name, (title, words) in OWN_DECISIONS.items()
    ]
    put_together(world, own)
    world.at(on)
    seats_taken(world, sitting)
    for name in (NORTHGATE, LANTERN):
        world.done(FEDERATION, world.place_of(name, FEDERATION), a.CandidatureAccepted(office))
    world.council_votes(FEDERATION, office, dict.fromkeys(places(world), FOR))
    for seat in list(world.state(FEDERATION).seats.values()):
        world.done(FEDERATION, seat.holder, a.SeatAccepted(seat.id))
    world.ended(FEDERATION, sitting)


def places(world: River, *without: str) -> list[str]:
    """The places of the delegates, but of those co-operatives."""
    return [world.place_of(name, FEDERATION) for name in heads() if name not in without]


def mandated(world: River, sides: Mapping[int, Mapping[str, str]]) -> list[Motion]:
    """The motions by which co-operatives instruct their delegates: step → co-operative → for or against."""
    return [
        Motion(name, step=world.asked(name, FEDERATION, step), votes=mandate_votes(heads()[name], side))
        for step, sided in sides.items()
        for name, side in sided.items()
    ]


def all_but(against: Iterable[str], without: Iterable[str] = ()) -> dict[str, str]:
    """Every co-operative's side: against or, if not named, for; some have not said."""
    against, without = set(against), set(without)
    return {name: AGAINST if name in against else FOR for name in heads() if name not in without}


def put_together(world: River, motions: Sequence[Motion], day: int | None = None) -> list[Question]:
    """The co-operatives meet in the evening of that day, or the first on which every notice has run."""
    there = world.raised(motions)
    opens = max(world.opens_at(motion.body, motion.step) for motion in there if motion.step is not None)
    urgent = world.now + 2 * DAY
    on = evening(world, world.day_of(max(opens, urgent)) if day is None else day)
    sittings, time = world.called(there, on if on >= opens else on + DAY)
    world.at(time)
    return world.met(sittings, there)


def morning(world: River, day: int) -> None:
    """Ten in the morning of a day of the story comes, when proposals are written."""
    world.at(world.start + day * DAY + 10 * HOUR)


def evening(world: River, day: int) -> int:
    """Six in the evening of a day of the story, when assemblies meet."""
    return world.start + day * DAY + 18 * HOUR


def call(world: River, on: int, *agenda: int) -> int:
    """A secretary calls the congress for that time; the step of the call."""
    urgent = on < world.now + world.state(FEDERATION).charter.notice_days * DAY
    return world.done(FEDERATION, secretary(world), a.SittingCalled(on, agenda, urgent))


def secretary(world: River) -> str:
    """The place of a secretary of the federation: Northgate's delegate."""
    return world.place_of(NORTHGATE, FEDERATION)


def seats_taken(world: River, sitting: int, *without: str) -> None:
    """The congress opens, and the delegates take their seats."""
    world.opened(FEDERATION, sitting, len(heads()))
    with world.quietly():
        for place in places(world, *without):
            world.done(FEDERATION, place, a.PlaceTaken(sitting))


def as_instructed(world: River, step: int) -> dict[str, str]:
    """Every delegate's vote as their assembly instructed them; without an instruction, an abstention."""
    state = world.state(FEDERATION)
    sitting = state.open_sitting(world.now)
    if sitting is None:
        raise StoryBroken("no congress is sitting")
    marks = {}
    for place in state.taken[sitting.id]:
        mandate = state.mandate(state.places[place].body, step)
        marks[place] = "abstain" if mandate is None else mandate.position.value
    return marks


def wage_floor(world: River) -> int:
    """Northgate proposes a floor of 15.00; the congress adopts it; five of seven confirm it, Tide and Ember do not.

    At the same congress an engineer of Kestrel is admitted as advisor. Millrace's bakers meet for the last time
    before the congress of the demo when they confirm the floor.
    """
    morning(world, FOUNDING + 10)
    floor = Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)
    title, advice = "No hour of work below 15.00", "An engineer advises the council"
    put_together(
        world,
        (
            world.proposed(NORTHGATE, title, floor, FLOOR_WORDS, FOR),
            world.proposed(LANTERN, advice, Admission(person=ADVISOR, advisor=True), ADVISOR_WORDS, FOR),
        ),
    )
    step, admission = world.question_called(FEDERATION, title), world.question_called(FEDERATION, advice)
    sitting = call(world, evening(world, FLOOR) - 6 * HOUR, step, admission)
    sides = {step: all_but((TIDE, EMBER)), admission: all_but(())}
    put_together(world, mandated(world, sides))
    world.at(world.state(FEDERATION).sittings[sitting].on)
    seats_taken(world, sitting)
    world.council_votes(FEDERATION, step, as_instructed(world, step))
    world.council_votes(FEDERATION, admission, as_instructed(world, admission))
    world.ended(FEDERATION, sitting)
    lent(world, admission)
    answers = [
        Motion(
            name,
            step=world.asked(name, FEDERATION, step, ratify=True),
            votes=mandate_votes(heads()[name], side),
        )
        for name, side in all_but((TIDE, EMBER)).items()
    ]
    put_together(world, answers)
    return step


def lent(world: River, admission: int) -> None:
    """Two delegates invite the engineer as advisor; she binds a key of her own with the card."""
    card, own = world.key(FEDERATION, f"card of {ADVISOR}"), SeedKey(seed("key", FEDERATION, ADVISOR))
    world.holding(own)
    first, second = places(world)[:2]
    invited = a.Invited(ADVISOR, card.keyid, standing=Standing.ADVISOR, question=admission)
    world.done(FEDERATION, second, a.Confirmed(world.done(FEDERATION, first, invited)))
    world.holds(FEDERATION, ADVISOR, card)
    world.done(FEDERATION, ADVISOR, a.KeyBound(own.keyid))
    world.holds(FEDERATION, ADVISOR, own)


# The winter: three proposals


def winter(world: River) -> tuple[int, int, int]:
    """Three proposals go to all assemblies; all instruct their delegates, but Tide only on the freezer fund."""
    morning(world, FIRST)
    freezer, ordering, clothes = (
        "A shared freezer fund",
        "One ordering system for all seven",
        "Work clothes bought together",
    )
    put_together(
        world,
        (
            world.proposed(NORTHGATE, freezer, Resolution(), FREEZER_WORDS, FOR),
            world.proposed(KESTREL, ordering, Resolution(), ORDERING_WORDS, FOR),
            world.proposed(LANTERN, clothes, Resolution(), CLOTHES_WORDS, FOR),
        ),
    )
    steps = tuple(world.question_called(FEDERATION, title) for title in (freezer, ordering, clothes))
    sides = {
        steps[0]: all_but((HARBOUR, TIDE, KESTREL, MILLRACE, EMBER)),
        steps[1]: all_but((LANTERN, HARBOUR, EMBER), without=(TIDE,)),
        steps[2]: all_but((EMBER,), without=(TIDE,)),
    }
    put_together(world, mandated(world, sides))
    return steps[0], steps[1], steps[2]


# The congress


def called(world: River, freezer: int) -> tuple[int, int]:
    """The congress is called three weeks ahead; all but Millrace's bakers meet, on the week of 36 hours."""
    morning(world, CALL)
    title = "No week above 36 hours"
    hours = Standard(Subject.HOURS_WEEK, 36 * 60, Unit.MINUTES, 730)
    put_together(world, (world.proposed(LANTERN, title, hours, HOURS_WORDS, FOR),))
    step = world.question_called(FEDERATION, title)
    sitting = call(world, world.start + CONGRESS * DAY + 9 * HOUR, freezer, step)
    sides = {step: all_but((EMBER,), without=(MILLRACE,))}
    put_together(world, mandated(world, sides), CONGRESS - 8)
    return sitting, step


def opened(world: River, sitting: int) -> tuple[int, int]:
    """The congress opens; Millrace is refused a seat, the floor hears the appeal and seats it."""
    world.at(world.state(FEDERATION).sittings[sitting].on)
    seats_taken(world, sitting, MILLRACE)
    place = world.place_of(MILLRACE, FEDERATION)
    if not isinstance(world.say(FEDERATION, place, a.PlaceTaken(sitting)), Refused):
        raise StoryBroken("Millrace was seated although its assembly has not met since the call")
    world.later(hours=1)
    refused_at = world.now
    world.later(hours=1)
    matter = Seating(world.bodies[MILLRACE], sitting)
    appeal = world.done(
        FEDERATION, place, a.QuestionRaised("Seat Millrace Bakery", matter, (world.text(APPEAL),))
    )
    world.council_votes(FEDERATION, appeal, dict.fromkeys(places(world, MILLRACE), FOR))
    world.done(FEDERATION, place, a.PlaceTaken(sitting))
    return appeal, refused_at


def voted(world: River, freezer: int, hours: int) -> None:
    """The votes of the first day; Harbour's delegate votes for the freezer fund although told to vote against."""
    world.later(hours=3)
    marks = as_instructed(world, freezer)
    marks[world.place_of(HARBOUR, FEDERATION)] = FOR
    world.council_votes(FEDERATION, freezer, marks)
    world.later(hours=2)
    world.council_votes(FEDERATION, hours, as_instructed(world, hours))


def advised(world: River, ordering: int) -> None:
    """The engineer gives written advice on a proposal to the next congress; nobody has answered it yet."""
    world.at(world.start + TODAY * DAY + 8 * HOUR)
    world.done(FEDERATION, ADVISOR, a.AdviceGiven(ordering, world.text(ADVICE)))


def petitioned(world: River) -> tuple[str, int]:
    """In Harbour four of the five signatures are there that make a meeting on the delegate's recall exist."""
    world.later(hours=1)
    state = world.state(HARBOUR)
    seat = next(seat for seat in state.held(world.now) if seat.to == world.bodies[FEDERATION])
    needed = state.charter.petitioners(len(state.roll))
    first, *others = PETITIONERS[: needed - 1]
    step = world.done(HARBOUR, first, a.QuestionRaised("We take our delegate back", Recall(seat.id)))
    for who in others:
        world.done(HARBOUR, who, a.Supported(step))
    return seat.id, step


# At home


def at_home(world: River) -> tuple[int, int]:
    """Kestrel has a proposal to vote on by device; Lantern has one that is ready to be put at Monday's meeting."""
    world.at(evening(world, CONGRESS - 7))
    august = world.raise_and_support(KESTREL, Resolution(), "Fridays off in August", AUGUST_WORDS)
    scope = Resolution(Scope.WORK_ORGANISATION, sunset_days=365)
    visits = world.raise_and_support(LANTERN, scope, "Two of us on every night visit", VISITS_WORDS)
    return august, visits


def voting_at_home(world: River, august: int) -> None:
    """In Kestrel the vote is open until Tuesday; six have voted."""
    with world.quietly():
        world.done(KESTREL, "m1", a.VoteOpened(august, (Way.NAMED,), evening(world, TODAY + 5)))
        for who, mark in (
            ("m1", FOR),
            ("m2", FOR),
            ("m3", AGAINST),
            ("m4", FOR),
            ("m6", FOR),
            ("m7", AGAINST),
        ):
            world.done(KESTREL, who, a.Voted(august, (mark,)))


# People

PEOPLE: Final = (
    ("rosa", "Rosa Delgado", "cleaner at the ferry terminal, Harbour", HARBOUR, "m9"),
    ("yusuf", "Yusuf Adeyemi", "secretary of Harbour", HARBOUR, "m5"),
    ("ines", "Inês Tavares", "teller of Harbour", HARBOUR, "m3"),
    ("walter", "Walter Brandt", "teller of Harbour", HARBOUR, "m4"),
    ("pavel", "Pavel Novák", "delegate of Harbour", HARBOUR, "m12"),
    ("agnes", "Agnes Koch", "delegate of Millrace", MILLRACE, "m12"),
    ("deniz", "Deniz Kaya", "secretary of Tide", TIDE, "m5"),
    ("mei", "Mei Tanaka", "engineer of Kestrel, advisor to the federation", KESTREL, "m9"),
    ("tom", "Tom Okafor", "delegate of Northgate, secretary of the federation", NORTHGATE, "m12"),
    ("lucia", "Lucía Ferrer", "secretary of Lantern", LANTERN, "m5"),
    ("hanna", "Hanna Lind", "teller of Lantern", LANTERN, "m3"),
    ("jonas", "Jonas Weber", "teller of Lantern", LANTERN, "m4"),
    ("samira", "Samira Haddad", "home carer, Lantern", LANTERN, "m9"),
    ("bruno", "Bruno Conti", "printer, Ember", EMBER, "m2"),
)
"""Those one can become, in the order in which the tour meets them: invented, every one of them."""

FIRST_NAMES: Final = [
    "Ada",
    "Ahmet",
    "Aisha",
    "Alba",
    "Amara",
    "Ana",
    "Andrei",
    "Anouk",
    "Arun",
    "Astrid",
    "Bao",
    "Beatriz",
    "Carmen",
    "Chidi",
    "Clara",
    "Dalia",
    "Daniel",
    "Dora",
    "Elena",
    "Elif",
    "Emil",
    "Esther",
    "Farid",
    "Fatima",
    "Femi",
    "Filip",
    "Gita",
    "Greta",
    "Hamid",
    "Hana",
    "Hugo",
    "Ida",
    "Imran",
    "Irina",
    "Ismail",
    "Jana",
    "Jin",
    "Joana",
    "Kai",
    "Karim",
    "Kwame",
    "Laila",
    "Lena",
    "Leon",
    "Lina",
    "Luca",
    "Maja",
    "Malik",
    "Marta",
    "Milan",
    "Mina",
    "Nadia",
    "Niko",
    "Noor",
    "Olga",
    "Omar",
    "Paula",
    "Petra",
    "Rafael",
    "Rana",
    "Rita",
    "Ruben",
    "Saba",
    "Sara",
    "Selim",
    "Simon",
    "Sofia",
    "Tariq",
    "Teresa",
    "Theo",
    "Uma",
    "Vera",
    "Viktor",
    "Wanda",
    "Yara",
    "Zofia",
]
FAMILY: Final = "ABCDEFGHJKLMNOPRSTVWZ"


def handle(name: str, who: str) -> str:
    """What a member is called inside their body: an invented first name and an initial."""
    known = next((called for _, called, _, body, member in PEOPLE if (body, member) == (name, who)), None)
    if known is not None:
        return known
    rank, shift = int(who.removeprefix("m")), 11 * list(heads()).index(name)
    first = FIRST_NAMES[(rank + shift) % len(FIRST_NAMES)]
    return f"{first} {FAMILY[(rank // len(FIRST_NAMES) + 5 * rank + shift) % len(FAMILY)]}."


def people(world: River) -> Iterator[Person]:
    """Those one can become: each with their keys in their own record, and in the federation's if they are there."""
    for id_, called_, what, body, member in PEOPLE:
        keys = [(body, member)]
        if member == delegate_of(body):
            keys.append((FEDERATION, world.place_of(body, FEDERATION)))
        if id_ == "mei":
            keys.append((FEDERATION, ADVISOR))
        yield Person(id_, called_, what, body, member, tuple(keys))


def key_of(name: str, who: str) -> SeedKey:
    """The key somebody of the story signs with: everybody's key of the demo follows from their name."""
    return SeedKey(seed("key", name, who))


# What was written

FLOOR_WORDS: Final = (
    "No hour of work in any of our co-operatives is paid below 15.00.",
    "The minimum holds for everybody who works with us, members or not, from the first day.",
    "Whoever cannot pay it says so openly; the others help, and nobody competes by paying less.",
)
ADVISOR_WORDS: Final = (
    "Kestrel lends us an engineer for one day a week. She advises in writing, and we answer in writing.",
)
FREEZER_WORDS: Final = (
    "Each co-operative pays one hundredth of its surplus into a fund, for two years.",
    "The fund buys and repairs cold rooms that any of us may use; the first is built at Northgate's yard.",
    "Where a cold room stands is decided by the congress, year by year; running costs are paid by those who use it.",
)
ORDERING_WORDS: Final = (
    "All seven order through one system, which Kestrel writes and every co-operative may inspect and change.",
    "No figure of a single person's work is kept in it.",
)
CLOTHES_WORDS: Final = (
    "Work clothes, gloves and shoes are bought together, twice a year.",
    "Each co-operative chooses its own; what is bought must be made under the minimum we agreed.",
)
HOURS_WORDS: Final = (
    "Nobody's agreed week is longer than 36 hours, whatever the season.",
    "Shorter weeks that a co-operative has decided for itself stay as they are.",
)
AUGUST_WORDS: Final = (
    "In August nobody works on Fridays; pay stays as it is.",
    "Whoever answers the emergency telephone on a Friday takes the Monday off.",
)
VISITS_WORDS: Final = (
    "After eight in the evening and before six in the morning two of us go to a visit together.",
    "The rota group plans it; where two cannot be found, the visit is moved and the family is told the reason.",
    "We look at this again in a year.",
)
APPEAL: Final = (
    "We bake at night and could not all meet in March. Our instruction on the freezer fund is from February and "
    "stands. We ask the congress to hear us and to let our delegate sit."
)
ADVICE: Final = (
    "One system is worth having only if each co-operative can still order by telephone when it is down. I would "
    "begin with two co-operatives, keep the old lists for six months, and let every assembly see the code and the "
    "costs before the second year is paid."
)
OWN_DECISIONS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    NORTHGATE: (
        "The Saturday market stall",
        (
            "We keep the stall at the Saturday market until the end of the year.",
            "Six of us take turns, by lot.",
        ),
    ),
    LANTERN: (
        "Phone credit for everybody on the road",
        ("The co-operative pays the phone credit of everybody who visits people at home.",),
    ),
    HARBOUR: (
        "No product without a safety sheet",
        (
            "We use no cleaning product whose safety sheet we have not read together.",
            "Whoever is given one without a sheet leaves it standing, and is right to.",
        ),
    ),
    TIDE: (
        "Rain rule",
        (
            "In heavy rain or ice the riders on the road decide whether deliveries go on; nobody asks for a reason.",
        ),
    ),
    KESTREL: (
        "One day a week for other co-operatives",
        ("One day a week belongs to work for the other six, at the same pay.",),
    ),
    MILLRACE: (
        "Nobody lights the oven alone",
        ("The oven is lit by two of us; whoever is alone at three in the morning waits for the second.",),
    ),
    EMBER: (
        "The press rests on Wednesdays",
        ("On Wednesdays the press is cleaned and nobody prints; two of us do it, in turn.",),
    ),
}
PETITIONERS: Final = ("m8", "m2", "m11", "m1")
"""The members of Harbour who have signed the petition, and by what name they stand in its record."""
