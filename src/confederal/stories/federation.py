"""Telling a federation: bodies with members, a calendar of days, and what is expected of each (River City's kind).

Each step of the file is acted out by a part that knows what has to be prepared before its day: notice, mandates,
a congress that was called in time. The parts run side by side on one calendar, and each wakes on the days it named.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from nacl.public import PrivateKey

from confederal.charter import template
from confederal.charter.returning import all_counts
from confederal.kernel import act as a
from confederal.kernel.ballot import AGAINST, FOR, Way
from confederal.kernel.body import Charter, Share, Tie
from confederal.kernel.checkpoint import verifying_key
from confederal.kernel.delegate import Term
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import (
    Admission,
    Constituency,
    Election,
    Leaving,
    Recall,
    Resolution,
    Seating,
    Standard,
)
from confederal.kernel.matters.proposal import Proposable
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.member import Standing
from confederal.kernel.question import Outcome, Stage
from confederal.records.register import Person, Register
from confederal.records.verifying import verify_shelf
from confederal.secretary.desk import Answer, Refused
from confederal.stories.attempts import Attempt, Tried, tried
from confederal.stories.telling import (
    NUMBER,
    ROOMS,
    Check,
    Claim,
    Reporter,
    Step,
    Telling,
    Untellable,
    articles,
    equals,
    holds,
    named,
    not_understood,
    not_yet,
    number,
    plain,
    record,
    refusals,
    weighed,
)
from confederal.stories.together import Motion, Together, usual_votes
from confederal.stories.votes import council_charter, unions_example, vote_example, weights
from confederal.stories.world import START, StoryBroken, received, seed

FEDERATION: Final = "the federation"
NIGHT: Final = 20 * HOUR
READING: Final = 7
"""Days to read a full text before it is confirmed: the least the law allows."""

NOT_YET: Final = {
    "conditions_declared": "work",
    "exception": "work",
    "hazard_cluster": "work",
    "skills_alarm": "work",
    "tendency_stall": "tendencies",
    "surplus_split": "books",
    "emergency": "emergencies",
    "host_keepers_recalled": "trust",
}
"""Acts of this vocabulary whose rooms are not built."""

SECTIONS: Final = ("scenario", "currency", "congress_day", "members", "heads_total", "weights_expected",
                   "vote_example", "events")  # fmt: skip

Part = Generator[int, None, Step]
"""Acts out one step: yields the times at which it wants to go on, and returns the step as it was told."""


class Federation:
    """A file of this kind, its world, and what the parts have to know of each other."""

    def __init__(self, file: Mapping[str, Any], report: Reporter) -> None:
        self.report = report
        self.members: dict[str, int] = {}
        for member in record(file.get("members"), list, "members"):
            row = record(member, dict, "a member")
            heads = record(row.get("heads"), int, f"heads of {row.get('id')}")
            if heads < 3:
                raise Untellable(f"{row.get('id')} has {heads} people; a body is founded by three or more")
            self.members[str(row["id"])] = heads
        if len(self.members) < 2:
            raise Untellable("members: a federation is made of two bodies or more")
        self.events = [
            record(event, dict, "an event") for event in record(file.get("events", []), list, "events")
        ]
        for event in self.events:
            record(event.get("day"), int, f"day of {event.get('act')}")
        self.example: Mapping[str, Any] = file.get("vote_example") or {}
        currency = file.get("currency") or {}
        self.currency = str(currency.get("code", "EUR")) if isinstance(currency, dict) else str(currency)
        self.founded_on = next(
            (event["day"] for event in self.events if str(event["act"]).startswith("found")), 1
        )
        self.floor = next((event for event in self.events if event["act"] == "wage_floor"), None)
        self.notice = 7
        if self.floor is not None:
            self.notice = min(7, max(2, self.floor["day"] - READING - self.founded_on))
        at_congress = [
            event["day"]
            for event in self.events
            if event["act"] in ("credentials", "delegate_votes_against_mandate") and not event.get("needs")
        ]
        self.congress_day = int(file.get("congress_day") or min(at_congress, default=self.founded_on + 400))
        self.congress_ends = max([self.congress_day, *at_congress]) + 1
        self.last_met = {
            str(event.get("body")): int(event["last_lawful_assembly_day"])
            for event in self.events
            if event["act"] == "credentials" and "last_lawful_assembly_day" in event
        }
        self.horizon = max([self.congress_ends, *(event["day"] for event in self.events)]) + 30
        self.world = Together()
        self.world.now = START - 45 * DAY + (self.founded_on - 1) * DAY
        self.question: int | None = None
        """The congress's question, once it is on the agenda."""
        self.sitting: int | None = None
        self.told_of: set[str] = set()
        """Bodies whose step about credentials has been told."""
        self.examined = {
            name
            for event in self.events
            if event["act"] == "credentials"
            and not event.get("needs")
            and (name := named(str(event.get("body")), list(self.members))) is not None
        }
        """Bodies whose credentials at the congress are a step of their own."""

    # Who is there

    def body(self, words: object) -> str:
        """The member body these words mean. Raises StoryBroken if there is none, or more than one."""
        found = named(str(words), list(self.members))
        if found is None:
            raise StoryBroken(f"no member body is meant by '{words}'")
        return found

    def resting(self, name: str, at: int | None = None) -> bool:
        """Whether this assembly does not meet at that time (now), because the file says when it last met."""
        last, time = self.last_met.get(name), self.world.now if at is None else at
        return last is not None and name not in self.told_of and time >= self.day(last + 1)

    def meeting(self, at: int | None = None) -> list[str]:
        """The bodies whose assemblies meet at that time (now)."""
        return [name for name in self.members if not self.resting(name, at)]

    @property
    def last_to_join(self) -> str:
        """The body that joins last, on the founding day itself."""
        return [name for name in self.members if name not in self.last_met][-1]

    def day(self, day: int, hours: int = 0) -> int:
        """The beginning of a day of the story, in seconds."""
        return START + day * DAY + hours * HOUR

    def delegate(self, name: str) -> str:
        return self.world.place_of(name, FEDERATION)

    def secretary(self) -> str:
        """A secretary of the federation in office."""
        return self.world.state(FEDERATION).holders("secretary", self.world.now)[0]

    def terms_allowed(self, name: str) -> int:
        """How many terms in a row this body's charter allows: one fewer than the row that a step is about."""
        rows = [
            row
            for event in self.events
            if (row := row_of_terms(event)) and named(str(event.get("body")), list(self.members)) == name
        ]
        return min(rows, default=3) - 1

    # The charters

    def assembly_charter(self, name: str) -> Charter:
        return template.load(
            "worker_coop",
            title=plain(name).title()[:200],
            consecutive_terms=self.terms_allowed(name),
            notice_days=self.notice,
            reading_days=READING,
            admission_by_assembly=False,
            term_days=730,
            currency=self.currency,
        )

    def brought_until(self, event: Mapping[str, Any]) -> tuple[int, int]:
        """When the office of this event, as brought along, ends; and how many terms its holder has served before.

        Late in a story the office is filled anew once, so that one term fewer is brought along.
        """
        terms = (row_of_terms(event) or 3) - 1
        if self.renewed(event):
            return max(self.world.now + DAY, self.day(event["day"] - 335)), terms - 2
        return self.day(event["day"] + 15), terms - 1

    def renewed(self, event: Mapping[str, Any]) -> bool:
        """Whether a year's term fits between the founding and the day of this event."""
        return bool(event["day"] - 350 - self.notice > self.founded_on)

    def council_charter(self) -> Charter:
        charter = council_charter(
            "cnt_brackets",
            title="Federation",
            notice_days=self.notice,
            urgent_hours=24 * min(3, self.notice),
            offices={"secretary": 2},
            term_days=730,
            ratified_by=self.share_of_floor(),
            currency=self.currency,
        )
        assert charter is not None
        return charter

    def share_of_floor(self) -> Share:
        """How many bodies must confirm: two thirds, unless the file names another number and names them all."""
        usual = template.threshold("at_least 2/3 of eligible")
        expect = (self.floor or {}).get("expect") or {}
        found = re.search(rf"({NUMBER}) of ({NUMBER})", str(expect.get("outcome", "")), re.IGNORECASE)
        if found is None:
            return usual
        need, of = number(found[1]), number(found[2])
        if -(-2 * of // 3) == need or len(expect.get("ratified_by", ())) != need or of != len(self.members):
            return usual
        if of // 2 + 1 == need:
            return template.threshold("more_than 1/2 of eligible")
        return template.threshold(f"at_least {need}/{of} of eligible") if 4 * need <= 3 * of else usual


def tell(file: Mapping[str, Any], report: Reporter) -> Telling:
    """The steps of a file of this kind, in the order in which they come about."""
    story = Federation(file, report)
    for name in file:
        section = file[name]
        if name not in SECTIONS and not is_unions_example(section) and isinstance(section, (dict, list, int)):
            yield Step("before", str(name), checks=(not_understood(f"section {name}"),))
    if "heads_total" in file:
        total = sum(story.members.values())
        yield Step(
            "before", "people of all bodies", checks=(equals("heads_total", file["heads_total"], total),)
        )
    report("the assemblies found their books")
    found_assemblies(story)
    if "weights_expected" in file:
        report("the delegation keys")
        yield weights(story.world, record(file["weights_expected"], dict, "weights_expected"), story.members)
    if story.example:
        yield from vote_example(story.world, story.example, story.members, report)
    for name, section in file.items():
        if is_unions_example(section):
            yield unions_example(name, section, report)
    yield from calendar(story)


def is_unions_example(section: object) -> bool:
    return isinstance(section, dict) and isinstance(section.get("votes"), dict)


ROWS: Final = {"third": 3, "fourth": 4}


def row_of_terms(event: Mapping[str, Any]) -> int | None:
    """The number of the term in a row that an event is about; None if it is about something else.

    >>> row_of_terms({"act": "third_consecutive_year"})
    3
    """
    found = re.fullmatch(r"([a-z]+)_consecutive_(?:year|term)", str(event.get("act")))
    return ROWS.get(found[1]) if found is not None else None


def found_assemblies(story: Federation) -> None:
    """Every member body founds its book with the offices and terms it brings along."""
    world = story.world
    rows = {
        story.body(event["body"]): event
        for event in story.events
        if row_of_terms(event) is not None and not event.get("needs")
    }
    with world.quietly():
        for name, heads in story.members.items():
            charter = story.assembly_charter(name)
            signed = min(heads, 12)
            people = [f"m{rank}" for rank in range(1, signed + 1)]
            seats: list[a.BroughtSeat] = []
            terms: tuple[a.BroughtTerms, ...] = ()
            for rank, office in enumerate(charter.offices):
                until = world.now + 365 * DAY
                holder = people[2 * rank % signed]
                if name in rows and rows[name].get("office") == office.name:
                    until, before = story.brought_until(rows[name])
                    row = tuple(
                        Term(office.name, world.now - (year + 1) * 365 * DAY, world.now - year * 365 * DAY)
                        for year in reversed(range(before))
                    )
                    terms = (a.BroughtTerms(holder, row),) if row else ()
                seats += [
                    a.BroughtSeat(office.name, people[(place + 2 * rank) % signed], until)
                    for place in range(office.seats)
                ]
            brings = a.Brought(offices=tuple(seats), terms=terms)
            world.found_assembly(name, charter, heads, brings=brings, officers=False)


# The calendar


def calendar(story: Federation) -> Iterator[Step]:
    """Every part of the story, woken at the times it names; steps as they are finished."""
    world = story.world
    waiting: list[tuple[int, int, int, Part, dict[str, Any] | None]] = []
    parts: list[tuple[Part, dict[str, Any] | None]] = [(founding(story, None), None)]
    found = next((event for event in story.events if event["act"] == "found_federation"), None)
    if found is not None:
        parts = [(founding(story, found), found)]
    parts += [(part(story), None) for part in (first_congress, officers, congress)]
    parts += [(last_assembly(story, name), None) for name in story.last_met]
    for event in story.events:
        if event is not found:
            parts.append((part_of(story, event), event))
    for rank, (part, event) in enumerate(parts):
        push(waiting, world.now, rank, part, event)
    while waiting:
        time, rank, _, part, event = heapq.heappop(waiting)
        world.at(time)
        try:
            wake = next(part)
        except StopIteration as end:
            if event is not None:
                yield end.value
        except (StoryBroken, LookupError, ValueError, RuntimeError) as broken:
            words = str(event["act"]) if event is not None else "what the story takes for granted"
            failed = holds(words, False, f"the story broke: {broken}")
            yield Step(when(event), plain(words), checks=(failed,))
        else:
            push(waiting, max(wake, world.now), rank, part, event)


def push(waiting: list[Any], time: int, rank: int, part: Part, event: dict[str, Any] | None) -> None:
    heapq.heappush(waiting, (time, rank, id(part), part, event))


def when(event: Mapping[str, Any] | None) -> str:
    if event is None:
        return "in between"
    date = datetime.fromtimestamp(START + event["day"] * DAY, UTC).date()
    return f"day {event['day']}, {date}"


def part_of(story: Federation, event: dict[str, Any]) -> Part:
    """The part that acts out one event; what cannot be told says so."""
    act, needs = str(event.get("act")), event.get("needs")
    room = str(needs) if needs is not None else NOT_YET.get(act)
    if room is not None:
        return untold(story, event, not_yet(plain(act), room) if room in ROOMS else not_understood(room))
    known = PARTS.get(act)
    if known is None and row_of_terms(event) is not None:
        known = consecutive
    if known is None:
        return untold(story, event, not_understood(f"act {act}"))
    return known(story, event)


def untold(story: Federation, event: dict[str, Any], check: Check) -> Part:
    """A step that is not told: its room is not built, or its words are not known."""
    yield story.day(event["day"])
    expect = event.get("expect") or {}
    outcome = str(expect.get("outcome", "")) if isinstance(expect, dict) else str(expect)
    expected = (f"Expected, and not looked at: {outcome}",) if outcome else ()
    return Step(when(event), plain(str(event["act"])), str(event.get("body", "")), expected, (check,))


# What is expected


def expectations(
    event: Mapping[str, Any],
    claims: Mapping[str, list[Claim]],
    direct: Mapping[str, Callable[[Any], list[Check]]] | None = None,
) -> tuple[Check, ...]:
    """Every expectation of an event: by its words (`claims`), or by its values (`direct`)."""
    expect = event.get("expect")
    if expect is None:
        return ()
    if not isinstance(expect, dict):
        expect = {"outcome": expect}
    checks: list[Check] = []
    for name, value in expect.items():
        if direct is not None and name in direct:
            checks.extend(direct[name](value))
        elif name in claims:
            checks.extend(weighed(value, claims[name]))
        else:
            checks.append(not_understood(f"{name}: {value}"))
    return tuple(checks)


def outcome_claims(answer: Answer, *, no_word: bool = False) -> list[Claim]:
    """The plain outcomes: accepted, refused, no word for it."""
    found = "accepted" if not isinstance(answer, Refused) else "no_word" if no_word else "refused"
    return [
        (rf"^{word.replace('_', '[_ ]')}$", lambda _, word=word: equals(word, word, found))  # type: ignore[misc]
        for word in ("accepted", "refused", "no_word")
    ]


def cited(answer: Answer) -> Mapping[str, Callable[[Any], list[Check]]]:
    """Whether the articles the file names are among those a refusal cites."""
    told = articles(refusals(answer))

    def look(value: Any) -> list[Check]:
        wanted = value if isinstance(value, list) else [value]
        return [holds(f"article {name}", name in told, ", ".join(told) or "none cited") for name in wanted]

    return {"article": look, "articles": look}


# The parts, in the order of the file


def founding(story: Federation, event: dict[str, Any] | None) -> Part:
    """The assemblies decide side by side to join; the last of them on the founding day itself."""
    world, members = story.world, list(story.members)
    day = story.founded_on
    last, others = story.last_to_join, [name for name in members if name != story.last_to_join]
    n = story.notice
    yield story.day(day - 3 * n - 2)
    world.begin_council(FEDERATION, story.council_charter(), members)
    joining = {motion.body: motion for motion in world.join_together(FEDERATION, members)}
    before = world.raised([joining[name] for name in others])
    sittings, time = world.called(before)
    yield time
    world.met(sittings, before)
    elections = world.raised([delegation(story, name) for name in others])
    sittings, time = world.called(elections, story.day(day - n))
    yield time
    elected = dict(zip(others, world.met(sittings, elections), strict=True))
    world.seats_accepted(FEDERATION, elected)
    final = world.raised([joining[last]])
    sittings, _ = world.called(final, story.day(day))
    yield story.day(day)
    forming = world.state(FEDERATION).founded_at is None
    world.met(sittings, final)
    state = world.state(FEDERATION)
    found = world.day_of(state.founded_at) if state.founded_at is not None else None
    accepted = holds(
        "accepted", forming and found == day, f"founded on day {found}, at the last assembly's vote"
    )
    outcome = (
        f"{len(state.bodies)} assemblies decided to join, each with its own quorum; "
        f"the federation exists since day {found}.",
    )
    if event is None:
        return Step("", "")
    joined = sum(link.tie is Tie.JOINED for link in state.bodies.values())
    checks = list(expectations(event, {"outcome": [(r"^accepted$", lambda _: accepted)]}))
    by = re.search(rf"all ({NUMBER})", str(event.get("by", "")), re.IGNORECASE)
    if by is not None:
        checks.append(equals(f"by {event['by']}", number(by[1]), joined))
    return Step(when(event), "found federation", str(event.get("by", "")), outcome, tuple(checks))


def delegation(story: Federation, name: str) -> Motion:
    """The election of a body's delegate, for two years: the federation's congress may be far off."""
    return story.world.delegation(name, FEDERATION, story.world.signing(name)[-1], term_days=730)


def first_congress(story: Federation) -> Part:
    """Called on the founding day: it elects two secretaries."""
    world, n, last = story.world, story.notice, story.last_to_join
    yield story.day(story.founded_on, 1)
    election = world.raised([delegation(story, last)])
    here, time = world.called(election, story.day(story.founded_on + n, 1))
    caller = story.delegate(next(name for name in story.members if name != last))
    question = world.done(
        FEDERATION,
        caller,
        a.QuestionRaised("Two secretaries of the federation", Election("secretary", 2, 730)),
    )
    sitting = call_congress(story, caller, max(time + HOUR, world.opens_at(FEDERATION, question)), question)
    sittings = call_assemblies(story, [name for name in story.meeting(time) if name != last], time)
    yield time
    closed = world.met({**sittings, **here}, election)
    world.seats_accepted(FEDERATION, {last: closed[0]})
    yield world.state(FEDERATION).sittings[sitting].on
    seats_taken(story, sitting)
    for place in seated(story, sitting)[:2]:
        world.done(FEDERATION, place, a.CandidatureAccepted(question))
    world.council_votes(FEDERATION, question, dict.fromkeys(seated(story, sitting), FOR))
    for seat in list(world.state(FEDERATION).seats.values()):
        world.done(FEDERATION, seat.holder, a.SeatAccepted(seat.id))
    yield world.now
    world.ended(FEDERATION, sitting)
    return Step("", "")


def call_congress(story: Federation, caller: str, on: int, *agenda: int) -> int:
    """A meeting of the federation called for a time: by a secretary, or by a delegate while there is none."""
    world = story.world
    charter = world.state(FEDERATION).charter
    caller = next(iter(world.state(FEDERATION).holders("secretary", world.now)), caller)
    on = max(on, world.now + charter.urgent_hours * HOUR)
    urgent = on < world.now + charter.notice_days * DAY
    return world.done(FEDERATION, caller, a.SittingCalled(on, agenda, urgent))


def call_assemblies(story: Federation, names: list[str], on: int) -> dict[str, int]:
    """A meeting of each of these assemblies, called for a time."""
    world = story.world
    with world.quietly():
        return {
            name: world.done(
                name,
                world.officer(name),
                a.SittingCalled(on, (), on < world.now + world.state(name).charter.notice_days * DAY),
            )
            for name in names
        }


def seats_taken(story: Federation, sitting: int) -> None:
    """The congress opens, and every delegate takes their seat whose assembly has met since the call."""
    world = story.world
    world.opened(FEDERATION, sitting, len(list(world.state(FEDERATION).voting_places(world.now))))
    for name in story.members:
        apart = name in story.examined - story.told_of and world.now >= story.day(story.congress_day)
        if not story.resting(name) and not apart:
            received(
                world.say(FEDERATION, story.delegate(name), a.PlaceTaken(sitting)), f"{name} takes its seat"
            )


def seated(story: Federation, sitting: int) -> list[str]:
    """The places that have been taken at that sitting."""
    return list(story.world.state(FEDERATION).taken.get(sitting, ()))


def officers(story: Federation) -> Part:
    """Every year each assembly elects its officers and tellers again, before their terms end."""
    world = story.world
    year = story.founded_on + 290
    while year < story.horizon:
        yield story.day(year)
        motions = []
        for name in story.meeting(story.day(year + 10)):
            state = world.state(name)
            for office in state.charter.offices:
                ending = [
                    seat
                    for seat in state.seats.values()
                    if seat.office == office.name
                    and state.holds(seat, world.now)
                    and seat.until - world.now <= 60 * DAY
                ]
                if len(ending) == office.seats and not is_watched(story, name, office.name):
                    motions.append(renewal(story, name, office.name, office.seats))
        there = world.raised(motions)
        sittings, time = world.called(there)
        yield time
        world.met(sittings, there)
        year += 330
    return Step("", "")


def is_watched(story: Federation, name: str, office: str) -> bool:
    """Whether the elections to this office are told by a step of their own."""
    return any(
        row_of_terms(event) is not None
        and event.get("office") == office
        and named(str(event.get("body")), list(story.members)) == name
        for event in story.events
    )


def renewal(story: Federation, name: str, office: str, seats: int) -> Motion:
    """An election of as many as there are seats, by those who have served least so far."""
    state = story.world.state(name)
    people = sorted(story.world.signing(name), key=lambda who: (len(state.served.get(who, ())), who))
    return Motion(
        name,
        Election(office, seats, 365),
        f"{plain(office)}s for a year"[:200],
        candidates=tuple(people[:seats]),
    )


def last_assembly(story: Federation, name: str) -> Part:
    """The last lawful assembly of a body, on the day the file says."""
    day = story.last_met[name]
    yield story.day(day - story.notice - 1)
    sittings = call_assemblies(story, [name], story.day(day, 12))
    yield story.day(day, 12)
    story.world.met(sittings, [])
    return Step("", "")


def wage_floor(story: Federation, event: dict[str, Any]) -> Part:
    """A floor proposed by one body, mandated by all, carried in congress, and confirmed from below."""
    world, n, day = story.world, story.notice, event["day"]
    expect = event.get("expect") or {}
    confirms = [story.body(name) for name in expect.get("ratified_by", list(story.members))]
    refuses = [story.body(name) for name in expect.get("not_by", [])]
    proposer = next((name for name in confirms if name != story.last_to_join), confirms[0])
    vote_day = max(day - READING, story.founded_on + n)
    amount = record(event.get("pay_hour"), int, "pay_hour")
    floor = Standard(Subject.PAY_HOUR, amount, Unit.MINOR_UNITS, 730)
    title = f"No hour of work is paid below {amount}"
    question = yield from through_congress(story, proposer, title, floor, vote_day)
    answers = [Motion(name, step=world.asked(name, FEDERATION, question, ratify=True)) for name in confirms]
    against = [
        Motion(
            name, step=world.asked(name, FEDERATION, question, ratify=True), votes=reversed_votes(story, name)
        )
        for name in refuses[:1]
    ]
    ready = max(world.opens_at(m.body, m.step) for m in (*answers, *against) if m.step is not None)
    sittings, time = world.called([*answers, *against], max(ready, story.day(day)))
    yield time
    came: list[tuple[int, bool]] = []
    for motion in (*against, *answers):
        world.met({motion.body: sittings[motion.body]}, [motion])
        decision = world.state(FEDERATION).decisions[question]
        came.append((sum(decision.ratified.values()), decision.in_force(world.now)))
    state = world.state(FEDERATION)
    decision = state.decisions[question]
    in_force_at = next((yes for yes, there in came if there), None)
    confirmed = [name for name in story.members if decision.ratified.get(world.bodies[name], False)]
    total = len(state.bodies)

    def when_so_many(found: re.Match[str]) -> list[Check]:
        return [
            holds(
                found[0],
                in_force_at == number(found[1]) and total == number(found[2]),
                f"in force when {in_force_at} of {total} had confirmed, on day {world.day_of(decision.from_)}",
            )
        ]

    checks = expectations(
        event,
        {
            "outcome": [
                (r"^accepted$", lambda f: holds(f[0], in_force_at is not None, "in force")),
                (rf"in force when ({NUMBER}) of ({NUMBER}) (?:ratify|confirm)", when_so_many),
            ],
            "note": [
                (rf"binds all(?: ({NUMBER}))?", lambda found: binds_all(story, decision.title, found)),
                (r"until one leaves with notice", lambda found: until_one_leaves(story, refuses, found)),
            ],
        },
        {
            "ratified_by": lambda names: [
                holds(
                    f"ratified by {plain(name)}",
                    story.body(name) in confirmed,
                    words_of(decision, story, name),
                )
                for name in names
            ],
            "not_by": lambda names: [
                holds(
                    f"not by {plain(name)}",
                    story.body(name) not in confirmed,
                    words_of(decision, story, name),
                )
                for name in names
            ],
        },
    )
    outcome = (
        f"{plain(proposer)} proposed {title.lower()}; the congress carried it on day {vote_day}, and it came down.",
        f"{len(confirmed)} of {total} bodies confirmed it after {READING} days of reading; "
        f"it is in force since day {world.day_of(decision.from_)}."
        if in_force_at is not None
        else f"{len(confirmed)} of {total} bodies confirmed it, which is not enough.",
    )
    return Step(when(event), f"wage floor of {amount}", "all bodies", outcome, checks)


def through_congress(
    story: Federation, proposer: str, title: str, what: Proposable, vote_day: int
) -> Generator[int, None, int]:
    """A question proposed by one body, mandated by all that meet, and put in a congress on that day; its step."""
    world, n = story.world, story.notice
    yield story.day(vote_day - 2 * n, 3)
    motions = world.raised([world.proposal(proposer, FEDERATION, title, what)])
    sittings, time = world.called(motions)
    yield time
    world.met(sittings, motions)
    yield max(world.now, story.day(story.founded_on, 2))
    question = world.question_called(FEDERATION, title)
    on = max(story.day(vote_day, 8), world.opens_at(FEDERATION, question))
    sitting = call_congress(story, story.delegate(proposer), on, question)
    held = world.state(FEDERATION).sittings[sitting].on
    asked = [
        Motion(name, step=world.asked(name, FEDERATION, question)) for name in story.meeting(held - 2 * HOUR)
    ]
    sittings, time = world.called(asked, held - 2 * HOUR)
    yield time
    world.met(sittings, asked)
    yield max(held, world.opens_at(FEDERATION, question))
    seats_taken(story, sitting)
    world.council_votes(FEDERATION, question, dict.fromkeys(seated(story, sitting), FOR))
    world.ended(FEDERATION, sitting)
    return question


def reversed_votes(story: Federation, name: str) -> dict[str, int]:
    """The usual votes of a body, the other way round."""
    usual = usual_votes(story.members[name])
    return {FOR: usual[AGAINST], AGAINST: usual[FOR]}


def words_of(decision: Any, story: Federation, name: str) -> str:
    """What a body answered to a decision that came down."""
    answer = decision.ratified.get(story.world.bodies[story.body(name)])
    return "said nothing" if answer is None else "confirmed" if answer else "did not confirm"


def binds_all(story: Federation, title: str, found: re.Match[str]) -> Check:
    """Whether every body's own book shows the floor as binding."""
    world = story.world
    bound = [
        name for name in story.members if any(f.title == title for f in world.state(name).floors(world.now))
    ]
    wanted = number(found[1]) if found[1] else len(story.members)
    return holds(
        found[0], len(bound) == wanted == len(story.members), f"binds {len(bound)}: {', '.join(bound)}"
    )


def until_one_leaves(story: Federation, refuses: list[str], found: re.Match[str]) -> Check:
    """On a branch of the story: a body leaves, is bound while its notice runs, and not after it."""
    branch = story.world.what_if()
    name = (refuses or list(story.members))[-1]
    branch.decide_together([Motion(name, Leaving(branch.bodies[FEDERATION]), "We leave")])
    leaves = branch.state(name).affiliations[branch.bodies[FEDERATION]].leaves_at
    assert leaves is not None
    during = bool(list(branch.state(name).floors(leaves - 1)))
    after = bool(list(branch.state(name).floors(leaves)))
    days = (leaves - branch.now) // DAY
    return holds(
        found[0],
        during and not after,
        f"on a branch {plain(name)} leaves: bound for {days} days of notice, "
        f"{'still' if after else 'not'} bound after",
    )


def congress(story: Federation) -> Part:
    """The congress of the file: called a month ahead, its question mandated, opened, credentials taken first."""
    world, day, n = story.world, story.congress_day, story.notice
    if not any(
        event["act"] in ("credentials", "delegate_votes_against_mandate", "advisor_votes")
        for event in story.events
    ):
        return Step("", "")
    yield story.day(max(day - 31 - n, story.founded_on + n + 1))
    favour = [story.body(name) for name in story.example.get("in_favour", [])]
    against = [story.body(name) for name in story.example.get("against", [])]
    proposer = next(name for name in (*favour, *story.meeting()) if not story.resting(name))
    title = "The question before the congress"
    motions = world.raised([world.proposal(proposer, FEDERATION, title, Resolution())])
    sittings, time = world.called(motions)
    yield time
    world.met(sittings, motions)
    story.question = world.question_called(FEDERATION, title)
    yield story.day(day - 30)
    sitting = call_congress(story, story.secretary(), story.day(day, 9), story.question)
    asked = []
    for name in story.meeting(story.day(day - 5)):
        votes = reversed_votes(story, name) if name in against else None
        asked.append(Motion(name, step=world.asked(name, FEDERATION, story.question), votes=votes))
    sittings, time = world.called(asked, story.day(day - 5))
    yield time
    world.met(sittings, asked)
    yield max(story.day(day, 9), world.state(FEDERATION).sittings[sitting].on)
    seats_taken(story, sitting)
    story.sitting = sitting
    yield story.day(story.congress_ends, 12)
    if world.state(FEDERATION).sittings[sitting].open(world.now):
        world.ended(FEDERATION, sitting)
    return Step("", "")


def open_congress(story: Federation) -> int:
    """The congress that is sitting. Raises StoryBroken while there is none."""
    if story.sitting is None:
        raise StoryBroken("no congress is sitting on this day")
    return story.sitting


def credentials(story: Federation, event: dict[str, Any]) -> Part:
    """A delegate comes whose assembly has not met since the call; refused, and the floor hears the appeal."""
    world, name = story.world, story.body(event["body"])
    yield story.day(event["day"], 10)
    sitting = open_congress(story)
    place = story.delegate(name)
    answer = world.say(FEDERATION, place, a.PlaceTaken(sitting))
    last = world.day_of(world.state(FEDERATION).bodies[world.bodies[name]].last_assembly)
    then = str((event.get("expect") or {}).get("then", ""))
    turned_down = (
        re.search(r"refuses|rejects|turns? .*down|does not seat|upholds the refusal", then) is not None
    )
    carried = False
    if isinstance(answer, Refused):
        matter = Seating(world.bodies[name], sitting)
        appeal = world.done(FEDERATION, place, a.QuestionRaised(f"Seat {plain(name)}", matter))
        voters = dict.fromkeys(seated(story, sitting), AGAINST if turned_down else FOR)
        question = world.council_votes(FEDERATION, appeal, voters)
        carried = question.outcome is not None and question.outcome.carried
        again = world.say(FEDERATION, place, a.PlaceTaken(sitting))
        outcome = (
            f"The delegate of {plain(name)} was refused a seat: its assembly last met on day {last}.",
            f"The floor heard the appeal and {'seated' if carried else 'did not seat'} {plain(name)}.",
        )
    else:
        again = answer
        outcome = (
            f"The delegate of {plain(name)} took a seat: its assembly last met on day {last}.",
            "Seated.",
        )
    story.told_of.add(name)

    def floor(found: re.Match[str]) -> Check:
        there = not isinstance(again, Refused) and place in seated(story, sitting)
        right = isinstance(answer, Refused) and carried is not turned_down and there is carried
        voted = f"the floor voted {'for' if carried else 'against'} the appeal"
        return holds(found.string, right, f"{voted}; {'seated' if there else 'not seated'}")

    checks = expectations(
        event,
        {"outcome": outcome_claims(answer), "then": [(r"\bfloor\b.*\b(hears?|seats?)\b", floor)]},
        cited(answer),
    )
    if "last_lawful_assembly_day" in event:
        wanted = event["last_lawful_assembly_day"]
        checks = (equals(f"its assembly last met on day {wanted}", wanted, last), *checks)
    return Step(when(event), "credentials", plain(name), outcome, checks, refusals(answer))


def stray_vote(story: Federation, event: dict[str, Any]) -> Part:
    """A delegate votes against the mandate: named in the outcome, and the base may petition for a recall at once."""
    world, name = story.world, story.body(event["body"])
    yield story.day(event["day"], 14)
    sitting = open_congress(story)
    question = story.question
    if question is None:
        raise StoryBroken("the congress has no question")
    state = world.state(FEDERATION)
    marks = {}
    for place in seated(story, sitting):
        mandate = state.mandate(state.places[place].body, question)
        marks[place] = mandate.position.value if mandate is not None else "abstain"
    place = story.delegate(name)
    mandated = marks[place]
    marks[place] = FOR if mandated == AGAINST else AGAINST
    closed = world.council_votes(FEDERATION, question, marks)
    outcome = closed.outcome
    assert outcome is not None
    state = world.state(FEDERATION)
    weight = state.charter.votes_of(story.members[name])
    straying = [stray for stray in outcome.strays if stray.place == place]
    counts = all_counts(state, closed, world.now)["stray"]
    reported = [
        vote
        for word in world.state(name).outcomes_told()
        if getattr(word.says, "question", None) == question
        for vote in getattr(word.says, "votes", ())
    ]
    petition = world.what_if()
    petitioned = Petition(story, petition, name)
    claims: list[Claim] = [
        (
            r"as the charter chose",
            lambda f: holds(f[0], bool(straying), f"our charter: {plain(state.charter.stray)}"),
        ),
        (
            r"counts? as mandated",
            lambda f: stray_check(f, "as_mandated", state, counts, mandated, marks[place], weight),
        ),
        (r"\bvoid\b", lambda f: stray_check(f, "void", state, counts, mandated, marks[place], weight)),
        (r"\bcounted\b", lambda f: stray_check(f, "counted", state, counts, mandated, marks[place], weight)),
        (
            r"never silent",
            lambda f: holds(
                f[0],
                bool(straying) and any(vote.cast == marks[place] for vote in reported),
                f"the outcome names {len(straying)} stray vote, and {plain(name)}'s own book shows "
                f"how its seat voted: {', '.join(str(vote.cast) for vote in reported) or 'nothing'}",
            ),
        ),
    ]
    checks = expectations(
        event,
        {
            "outcome": claims,
            "then": [
                (rf"petition of ({NUMBER}) of ({NUMBER})", petitioned.signatures),
                (rf"meeting exists within ({NUMBER}) days", petitioned.within),
            ],
        },
    )
    told = (
        f"The delegate of {plain(name)}, mandated {mandated}, voted {marks[place]}. "
        f"Votes it carries: {weight}, counted {plain(state.charter.stray)}; the outcome names it.",
    )
    return Step(when(event), "delegate votes against mandate", plain(name), told, checks)


def stray_check(
    found: re.Match[str],
    rule: str,
    state: Any,
    counts: Mapping[str, Mapping[str, int]],
    mandated: str,
    cast: str,
    weight: int,
) -> Check:
    """What the count would be under one stray rule: where the straying body's votes went."""
    base = counts["void"]
    gained = {mark: counts[rule].get(mark, 0) - base.get(mark, 0) for mark in (FOR, AGAINST)}
    went = {"as_mandated": {mandated: weight, cast: 0}, "void": {mandated: 0, cast: 0},
            "counted": {mandated: 0, cast: weight}}[rule]  # fmt: skip
    right = all(gained.get(mark, 0) == votes for mark, votes in went.items())
    default = (
        "(default)" not in found.string
        or Charter(title="-", kind=state.charter.kind, form=state.charter.form).stray == rule
    )
    numbers = ", ".join(f"{mark} {counts[rule].get(mark, 0)}" for mark in (FOR, AGAINST))
    return holds(found.string, right and default, f"{plain(rule)}: {numbers}")


class Petition:
    """A petition for the recall of a delegate, signed one by one on a branch of the story."""

    def __init__(self, story: Federation, world: Together, name: str) -> None:
        state = world.state(name)
        seat = next(
            seat
            for seat in state.seats.values()
            if seat.to == world.bodies[FEDERATION] and state.holds(seat, world.now)
        )
        people = [who for who in world.members(name) if who != seat.holder]
        self.register = len(state.roll)
        self.now = world.now
        step = world.done(name, people[0], a.QuestionRaised("We take our delegate back", Recall(seat.id)))
        self.needed = 1
        while world.state(name).questions[step].stage is Stage.RAISED and self.needed < len(people):
            received(world.in_person(name, people[self.needed], a.Supported(step)), "a signature")
            self.needed += 1
        self.exists_at = next(
            (
                date
                for question, date in world.state(name).sittings_by_right(world.now)
                if question.id == step
            ),
            None,
        )

    def signatures(self, found: re.Match[str]) -> Check:
        right = (number(found[1]), number(found[2])) == (self.needed, self.register)
        return holds(found[0], right, f"{self.needed} of {self.register} signatures made the meeting exist")

    def within(self, found: re.Match[str]) -> Check:
        if self.exists_at is None:
            return holds(found[0], False, "no meeting exists")
        days = (self.exists_at - self.now) // DAY
        return holds(
            found[0], days <= number(found[1]), f"it exists within {days} days, and nobody called it"
        )


def advisor_votes(story: Federation, event: dict[str, Any]) -> Part:
    """Somebody lent to the council as advisor has a voice there and no vote; at home she votes like anybody."""
    world, n, day = story.world, story.notice, event["day"]
    words = str(event.get("who", event.get("body", "")))
    home, who = story.body(words), "advisor.1"
    before = day - n - 2
    if story.congress_day - 1 <= before <= story.congress_ends:
        before = story.congress_day - 2
    proposer = next(name for name in story.meeting() if name != home)
    matter = Admission(person=who, advisor=True)
    admitted = yield from through_congress(story, proposer, "An advisor to the council", matter, before)
    card = world.key(FEDERATION, "card of advisor.1")
    keepers = [place.id for place in world.state(FEDERATION).voting_places(world.now)]
    invited = a.Invited(who, card.keyid, standing=Standing.ADVISOR, question=admitted)
    world.done(FEDERATION, keepers[1], a.Confirmed(world.done(FEDERATION, keepers[0], invited)))
    own = world.key(FEDERATION, "key of advisor.1")
    world._keys[FEDERATION, who] = card
    world.done(FEDERATION, who, a.KeyBound(own.keyid))
    world._keys[FEDERATION, who] = own
    yield story.day(day - n - 1, 16)
    open_in_council = world.done(
        FEDERATION,
        story.delegate(proposer),
        a.QuestionRaised("A question on which she advises", Resolution()),
    )
    at_home = world.raise_and_support(home, Resolution(), "A question of her own assembly")
    opens = max(world.opens_at(FEDERATION, open_in_council), world.opens_at(home, at_home))
    yield max(opens, story.day(day, 16))
    until = world.now + 7 * DAY
    world.done(FEDERATION, story.delegate(proposer), a.VoteOpened(open_in_council, (Way.NAMED,), until))
    advice = hashlib.sha256(b"her written advice").hexdigest()
    voice = world.say(FEDERATION, who, a.AdviceGiven(open_in_council, advice))
    answer = world.say(FEDERATION, who, a.Voted(open_in_council, (FOR,)))
    engineer = world.signing(home)[0]
    world.done(home, engineer, a.VoteOpened(at_home, (Way.NAMED,), until))
    empty = len(world.state(home).questions[at_home].votes)
    counted = world.say(home, engineer, a.Voted(at_home, (FOR,)))
    votes = world.state(home).questions[at_home].votes

    def own_vote(found: re.Match[str]) -> Check:
        there = named(found.string, list(story.members)) in (home, None)
        right = there and not isinstance(counted, Refused) and len(votes) == empty + 1 and engineer in votes
        return holds(
            found.string, right, f"her vote in {plain(home)} was {'counted' if right else 'not counted'}"
        )

    checks = expectations(
        event,
        {"outcome": outcome_claims(answer), "note": [(r"own vote in .* counts", own_vote)]},
        cited(answer),
    )
    outcome = (
        "Her written advice was received and must be answered."
        if not isinstance(voice, Refused)
        else "Her advice was refused.",
        "Her vote in the council was refused." if isinstance(answer, Refused) else "Her vote was received.",
        f"In {plain(home)} she voted like any member.",
    )
    return Step(when(event), "advisor votes", words, outcome, checks, refusals(answer))


def appoint_manager(story: Federation, event: dict[str, Any]) -> Part:
    """Somebody above wants to name a manager below: there is no word for it, and the nearest acts are refused."""
    yield story.day(event["day"], 9)
    world, where = story.world, story.body(event.get("where", event.get("body")))
    secretary = story.secretary()
    manager = Election("manager", 1, 365)
    section = Constituency(where[:60], dissolves=True)
    attempts = [
        Attempt(
            "to say that a manager is appointed",
            FEDERATION,
            secretary,
            forged={"kind": "manager_appointed", "who": "m1", "where": world.bodies[where]},
        ),
        Attempt(
            "to have the council elect a manager",
            FEDERATION,
            secretary,
            a.QuestionRaised("A manager", manager),
        ),
        Attempt(
            f"to have the council reorganise {plain(where)}",
            FEDERATION,
            secretary,
            a.QuestionRaised("Another order there", section),
        ),
        Attempt(
            f"to write the appointment into the book of {plain(where)}",
            where,
            secretary,
            a.QuestionRaised("A manager", manager),
            key_of=FEDERATION,
        ),
    ]
    results = [tried(world, attempt) for attempt in attempts]
    return against_the_law(event, results, f"{event.get('by', 'somebody above')} in {plain(where)}")


def against_the_law(event: Mapping[str, Any], results: list[Tried], who: str) -> Step:
    """The step of an act that cannot be done: no word for it, and every nearest act refused."""
    cannot = all(result.refused for result in results)
    no_word = any(result.no_word for result in results)
    objections = tuple(objection for result in results for objection in result.objections)
    found = "accepted" if not cannot else "no_word" if no_word else "refused"
    told = articles(objections)

    def named_articles(value: Any) -> list[Check]:
        wanted = value if isinstance(value, list) else [value]
        return [holds(f"article {name}", name in told, ", ".join(told)) for name in wanted]

    claims: list[Claim] = [
        (r"^(accepted|refused|no[_ ]word)$", lambda f: equals(f[1], f[1].replace(" ", "_"), found))
    ]
    checks = expectations(event, {"outcome": claims}, {"article": named_articles, "articles": named_articles})
    outcome = tuple(result.words for result in results)
    return Step(
        when(event), plain(str(event["act"])), who, outcome, checks, objections, found.replace("_", " ")
    )


def consecutive(story: Federation, event: dict[str, Any]) -> Part:
    """Somebody stands for one term too many in a row; the way out is a co-holder who is trained."""
    world, name = story.world, story.body(event["body"])
    office, day, n = str(event.get("office")), event["day"], story.notice
    seats = next((known.seats for known in world.state(name).charter.offices if known.name == office), None)
    if seats is None:
        raise StoryBroken(f"{plain(name)} has no office called {office}")
    holder = next(iter(world.state(name).holders(office, world.now)), "")
    if not holder:
        raise StoryBroken(f"nobody holds the office of {office} in {plain(name)}")
    others = [who for who in world.signing(name) if who not in world.state(name).holders(office, world.now)]
    if story.renewed(event):
        yield story.day(day - 350 - n)
        keep = (holder, *others[: seats - 1])
        motions = world.raised(
            [Motion(name, Election(office, seats, 365), f"{plain(office)}s", candidates=keep)]
        )
        sittings, time = world.called(motions, story.day(day - 350))
        yield time
        world.met(sittings, motions)
    yield story.day(day, 10)
    raised = world.raise_and_support(name, Election(office, seats, 365), f"{plain(office)}s again")
    answer = world.stand(name, holder, raised)
    terms = len([term for term in world.state(name).served.get(holder, ()) if term.office == office])
    together = Election(office, 2, 365, exceptional=True)
    fresh = next(who for who in others if not world.state(name).served.get(who))
    way_out = world.raise_and_support(
        name, together, f"{plain(office)} once more, with a co-holder who learns"
    )
    stands = world.stand(name, holder, way_out)
    received(world.stand(name, fresh, way_out), f"{fresh} stands")
    motion = Motion(name, step=way_out)
    sittings, time = world.called([motion])
    yield time
    if not isinstance(stands, Refused):
        world.met(sittings, [motion])
    pair = world.state(name).holders(office, world.now)

    def co_holder(found: re.Match[str]) -> Check:
        there = holder in pair and fresh in pair
        return holds(found.string, there, f"elected together: {', '.join(pair)}")

    checks = expectations(
        event, {"outcome": outcome_claims(answer), "then": [(r"co-?holder", co_holder)]}, cited(answer)
    )
    outcome = (
        f"After {terms} terms in a row {holder} stood again as {plain(office)}, and was "
        f"{'refused' if isinstance(answer, Refused) else 'accepted'}.",
        f"Elected together for one more term: {', '.join(pair)}, the second to learn it.",
    )
    return Step(when(event), plain(str(event["act"])), f"{plain(office)} of {plain(name)}", outcome, checks,
                refusals(answer))  # fmt: skip


def silent_secretary(story: Federation, event: dict[str, Any]) -> Part:
    """Enough members sign; no officer does anything; the meeting exists at its date, and two members open it."""
    world, name = story.world, story.body(event["body"])
    yield story.day(event["day"])
    state = world.state(name)
    needed = state.charter.petitioners(len(state.roll))
    people = world.members(name)
    step = world.done(name, people[0], a.QuestionRaised("What we want to talk about", Resolution()))
    for who in people[1:needed]:
        received(world.in_person(name, who, a.Supported(step)), "a signature")
    dates = {question.id: date for question, date in world.state(name).sittings_by_right(world.now)}
    date = dates.get(step)
    yield date if date is not None else world.now
    called = [sitting for sitting in world.state(name).sittings.values() if step in sitting.agenda]
    world.opened(name, step)
    opened = world.state(name).sittings[step]
    world.told(Motion(name, step=step))
    world.ended(name, step)
    day = world.day_of(date) if date is not None else None

    def exists(found: re.Match[str]) -> Check:
        right = day == number(found[1]) and not called and world.day_of(opened.opened_at or 0) == day
        return holds(found.string, right, f"it exists on day {day}; nobody called it, two members opened it")

    checks = expectations(event, {"outcome": [(rf"meeting exists on day ({NUMBER})", exists)]})
    outcome = (
        f"{needed} of {len(state.roll)} members signed; the secretaries published nothing.",
        f"On day {day} two members opened the meeting all the same, and it decided.",
    )
    return Step(when(event), "petition, and the secretary is silent", plain(name), outcome, checks)


def leave_and_erase(story: Federation, event: dict[str, Any]) -> Part:
    """A member leaves and has their name erased: the row is gone, the book verifies, old counts are as they were."""
    world, name = story.world, story.body(event["body"])
    yield story.day(event["day"] - 3)
    who = world.members(name)[-1]
    first, second = world.state(name).holders("keeper", world.now)[:2]
    keys = {keeper: PrivateKey(seed("register", name, keeper)) for keeper in (first, second)}
    with TemporaryDirectory() as locked:
        path = Path(locked) / "register"
        register = Register.begin(
            path, world.bodies[name], {who: key.public_key for who, key in keys.items()}
        )
        register.enter(who, Person("A name of the story", {"telephone": "a number of the story"}))
        row = hashlib.sha256(seed("salt of the row", name, who) + b"A name of the story").hexdigest()
        world.enrol(name, [a.StandingLine(who, section=world.state(name).members[who].section, entry=row)])
        yield story.day(event["day"], 11)
        before = counts_of(world, name)
        opened = register.open((first, keys[first]), (second, keys[second]))
        knew = world.state(name).members[who].entry == row and opened.person(who) is not None
        received(world.in_person(name, who, a.Left()), f"{who} leaves")
        world.done(name, first, a.Erased(row, who))
        register.erase(who)
        state = world.state(name)
        gone = (
            knew and state.members[who].entry is None and opened.person(who) is None and row in state.erased
        )
        register.close()
    body = world.bodies[name]
    world.log(body).sign()
    findings = verify_shelf(world.shelf, body, verifying_key(body, world.host(name).keyid))
    unchanged = counts_of(world, name) == before

    def verifies(found: re.Match[str]) -> Check:
        faults = "; ".join(fault.words for fault in findings.faults)
        return holds(found.string, findings.sound, f"{findings.entries} entries: {faults or 'sound'}")

    claims: list[Claim] = [
        (
            r"name (is )?gone",
            lambda f: holds(f.string, gone, "no row in the sealed register, no digest in force"),
        ),
        (r"book (still )?verifies", verifies),
        (r"counts (are )?unchanged", lambda f: holds(f.string, unchanged, f"{len(before)} counts compared")),
    ]
    checks = expectations(event, {"outcome": claims})
    outcome = (
        f"{who} left, which nobody has to allow, and a keeper erased their row in the locked register.",
        f"The book has {findings.entries} entries and verifies; {len(before)} outcomes are as they were.",
    )
    return Step(when(event), "leave and erase", plain(name), outcome, checks)


def counts_of(world: Together, name: str) -> dict[int, Outcome]:
    """Every outcome in that body's book, by its question."""
    return {
        step: question.outcome
        for step, question in world.state(name).questions.items()
        if question.outcome is not None
    }


PARTS: Final[dict[str, Callable[[Federation, dict[str, Any]], Part]]] = {
    "wage_floor": wage_floor,
    "credentials": credentials,
    "delegate_votes_against_mandate": stray_vote,
    "advisor_votes": advisor_votes,
    "appoint_manager": appoint_manager,
    "petition_then_secretary_silent": silent_secretary,
    "leave_and_erase": leave_and_erase,
}
"""The acts of this vocabulary and the parts that act them out; a row of terms is known by its words."""
