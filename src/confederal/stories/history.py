"""Telling a chronicle: bodies of one place and time, what they did, and what was done to them (Catalonia's kind).

Each step is acted out by the words of its act and the values beside it. What was ordered from above is tried on a
living federation, by the codes or the words the file gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.body import KEEPER, TELLER, Charter, Key
from confederal.kernel.decision import Waits
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Agreement, Election, Recall, Resolution, Standard, Takeover
from confederal.kernel.matters.agreement import Party
from confederal.kernel.matters.resolution import Scope
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.matters.takeover import Function, Goes, Phase
from confederal.kernel.question import Result
from confederal.stories.attempts import tried
from confederal.stories.bottle import ATTEMPTS, Bottle
from confederal.stories.lawful import control
from confederal.stories.telling import (
    Check,
    Reporter,
    Step,
    Telling,
    Untellable,
    equals,
    holds,
    named,
    not_understood,
    not_yet,
    number,
    plain,
    record,
)
from confederal.stories.together import Motion, Together, usual_votes
from confederal.stories.vocabulary import breaches, vocabulary
from confederal.stories.world import StoryBroken, text

SECTIONS: Final = ("scenario", "calendar", "note", "bodies", "story", "checks", "title", "sources")
LARGEST: Final = 20_000
"""A body of a story is acted out with so many people at most; larger ones are told by their delegates."""


class Chronicle:
    """A file of this kind, its world, and the bodies that have been founded so far."""

    def __init__(self, file: Mapping[str, Any], report: Reporter) -> None:
        self.report = report
        self.bodies: dict[str, Mapping[str, Any]] = {}
        for body in record(file.get("bodies"), list, "bodies"):
            row = record(body, dict, "a body")
            self.bodies[str(row.get("id"))] = row
        self.story = [record(step, dict, "a step") for step in record(file.get("story"), list, "story")]
        for step in self.story:
            if not isinstance(step.get("t"), date):
                raise Untellable(f"t of {step.get('act')} must be a date, and is: {step.get('t')}")
        self.first = min((step["t"] for step in self.story), default=date(1936, 7, 19))
        self.world = Together()
        self.happened: dict[str, date] = {}
        """Act and body → the day on which it was told."""
        self.bottle: Bottle | None = None

    def people(self, name: str) -> int:
        """How many work or belong there by the file; 60 where it says nothing."""
        row = self.bodies.get(name, {})
        for field in ("workers", "members", "industrial_workers", "population"):
            if field in row:
                return max(3, size(row[field]))
        return 60

    def has(self, name: str) -> bool:
        return name in self.world.bodies

    def assembly(self, name: str, heads: int | None = None) -> str:
        """The assembly of that body, founded when it is first needed."""
        if self.has(name):
            return name
        row = self.bodies.get(name, {})
        sections = [str(section) for section in row.get("sections", ())]
        count = heads if heads is not None else min(self.people(name), LARGEST)
        kind = (
            "workplace_with_sections"
            if sections
            else "union_branch"
            if "union" in str(row.get("kind"))
            else ""
        )
        given: dict[str, Any] = {"title": plain(name).title()[:200], "notice_days": 2, "urgent_hours": 24}
        offices: dict[str, int] = {KEEPER: 2, TELLER: 2, "coordinator": int(row.get("coordination_seats", 7))}
        if sections:
            offices["engineer"] = max(2, len(sections))
        chosen = template.load(
            kind or "worker_coop",
            **given,
            offices=offices,
            admission_by_assembly=False,
            **({"sections": sections} if sections else {}),
        )
        self.report(f"{plain(name)} founds its book, {count} people")
        until = self.world.now + 300 * DAY
        people = [f"m{rank}" for rank in range(1, min(count, 12) + 1)]
        brings = a.Brought(
            offices=tuple(
                a.BroughtSeat(office, people[(2 * rank + place) % len(people)], until)
                for rank, office in enumerate((KEEPER, TELLER))
                for place in (0, 1)
            )
        )
        with self.world.quietly():
            self.world.found_assembly(
                name, chosen, count, brings=brings, officers=False, sections=shares(sections, count)
            )
        return name

    def living(self) -> Bottle:
        """The small federation on which acts from above are tried."""
        if self.bottle is None:
            self.bottle = Bottle()
        return self.bottle


def size(value: object) -> int:
    """A number of people as the files write it: 7000, "syn 900", "syn 60x12" (twelve of sixty).

    >>> size("syn 900"), size("60x12")
    (900, 720)
    """
    words = str(value).removeprefix("syn").strip()
    if found := re.fullmatch(r"(\d+)\s*x\s*(\d+)", words):
        return int(found[1]) * int(found[2])
    if not words.isdigit():
        raise Untellable(f"a number of people, not: {value}")
    return int(words)


def shares(sections: list[str], heads: int) -> dict[str, int]:
    """People shared out among sections as evenly as whole people allow; the first founders sit in every section."""
    each, rest = divmod(heads, len(sections)) if sections else (0, 0)
    return {section: each + (rank < rest) for rank, section in enumerate(sections)}


def tell(file: Mapping[str, Any], report: Reporter) -> Telling:
    """The steps of a file of this kind."""
    for name, section in file.items():
        if name not in SECTIONS and isinstance(section, (dict, list, int)) and not isinstance(section, bool):
            yield Step("", str(name), checks=(not_understood(f"section {name}"),))
    chronicle = Chronicle(file, report)
    for event in sorted(chronicle.story, key=lambda event: event["t"]):
        chronicle.world.at(chronicle.world.start + (event["t"] - chronicle.first).days * DAY)
        report(plain(str(event["act"])))
        yield acted(chronicle, event)
        chronicle.happened[f"{event['act']} {event.get('body')}"] = event["t"]
    for words in record(file.get("checks", []), list, "checks"):
        report(str(words))
        yield checked(chronicle, str(words))


Outcome = tuple[tuple[str, ...], dict[str, Check], str]
"""What happened in plain sentences, what each expected word came to, and who did it."""


def acted(chronicle: Chronicle, event: Mapping[str, Any]) -> Step:
    """One step, acted out by the words of its act; its expectation compared with what came of it."""
    act, expect = str(event["act"]), event.get("expect")
    when, who = str(event["t"]), str(event.get("body", event.get("by", "")))
    orders = parts_from_above(act, expect)
    play = next((play for pattern, play in ACTS if re.search(pattern, act)), None)
    if event.get("kind") == "tendency":
        play = tendency_speaks
    try:
        if play is not None and isinstance(expect, str) and orders is not None and not ORDERED.search(act):
            step = play(chronicle, {name: value for name, value in event.items() if name != "expect"})
            refused = holds(expect, False, "it is done from below, and was accepted")
            return replace(step, checks=(*step.checks, refused))
        if orders is not None:
            return from_above(chronicle, event, orders)
        if play is None and str(expect or "ok") == "ok" and (done := control(plain(act))) is not None:
            checks = expected(event, {"ok": (done.accepted, done.found)})
            return Step(when, plain(act), plain(who), (done.found,), tuple(checks))
        if play is None:
            return Step(when, plain(act), plain(who), checks=(not_understood(f"act {act}"),))
        return play(chronicle, event)
    except (StoryBroken, LookupError, ValueError, RuntimeError) as broken:
        return Step(when, plain(act), plain(who), checks=(holds(act, False, f"the story broke: {broken}"),))


def expected(event: Mapping[str, Any], outcomes: Mapping[str, tuple[bool, str]]) -> list[Check]:
    """The expectation of a step among the outcomes that this act can have; each is true or not of the books."""
    expect = event.get("expect")
    if expect is None:
        return []
    words = str(expect).strip()
    if isinstance(expect, dict) or words not in outcomes:
        return [not_understood(f"{expect}")]
    return [holds(words, *outcomes[words])]


# What is done from below


def takes_over(chronicle: Chronicle, event: Mapping[str, Any]) -> Step:
    """The assembly, its sections counted together, takes control or management; sections and the whole elect."""
    world, name = chronicle.world, str(event["body"])
    row = chronicle.bodies.get(name, {})
    seats = int(event.get("coordination_seats", 7))
    chronicle.assembly(name)
    heads, sections = len(world.state(name).roll), list(world.state(name).charter.sections)
    phase = Phase(str(event.get("to", "management")))
    functions = (
        Function("direction of the company", Goes.ASSEMBLY),
        Function("running of the service", Goes.COUNCIL),
        Function("supervision of shifts", Goes.ROTATING_TASK),
        Function("discipline by foremen", Goes.ABOLISHED),
    )
    matter = Takeover(phase, functions, inventory=text("the inventory"), debts=0)
    step = world.raise_and_support(name, matter, f"We take {phase} of {plain(name)}"[:200])
    elections = []
    if "engineer_elected_per_section" in event:
        each = int(event["engineer_elected_per_section"])
        for section in sections:
            stand = [who for who in world.members(name) if world.state(name).members[who].section == section]
            election = Election("engineer", each, 180, of=section)
            if each * len(sections) <= world.state(name).charter.offices[-1].seats:
                elections.append(
                    Motion(name, election, f"Engineer of {section}", candidates=tuple(stand[:each]))
                )
    stand = world.signing(name)[:seats]
    if "coordination_seats" in event:
        elections.append(
            Motion(name, Election("coordinator", seats, 180), "Coordination", candidates=tuple(stand))
        )
    there = world.raised(elections)
    sittings, time = world.called([*there, Motion(name, step=step)])
    world.at(time)
    world.opened(name, sittings[name])
    by_section(world, name, step, sections)
    for motion in there:
        world.told(motion)
    world.ended(name, sittings[name])
    world.clerk.work()
    state = world.state(name)
    question = state.questions[step]
    taken = (
        question.outcome is not None
        and question.outcome.carried
        and state.decisions[step].in_force(world.now)
    )
    per_section = [
        sum(state.holds(seat, world.now) for seat in state.seats.values()
            if seat.office == "engineer" and seat.electors == section)
        for section in sections
    ]  # fmt: skip
    coordinators = state.holders("coordinator", world.now)
    checks = [
        *expected(event, {"ok": (taken, f"{phase} taken")}),
        holds(f"to {phase}", taken, f"decided by {question.outcome.cast if question.outcome else 0} votes"),
    ]
    if "workers" in row:
        members = {union: size(count) for union, count in (row.get("union_members") or {}).items()}
        told = f"{heads} on the assembly's register" + "".join(
            f", {count} of them in {union}" for union, count in members.items()
        )
        wanted = min(size(row["workers"]), LARGEST)
        checks.append(
            holds("all who work there are counted, not the union's members only", heads == wanted, told)
        )
    if "engineer_elected_per_section" in event:
        want = int(event["engineer_elected_per_section"])
        right = bool(sections) and all(count == want for count in per_section)
        checks.append(
            holds(f"{want} engineer elected per section", right, f"{per_section} in {', '.join(sections)}")
        )
    if "coordination_seats" in event:
        checks.append(equals(f"coordination of {seats} seats", seats, len(coordinators)))
    outcome = (
        f"{len(sections) or 1} sections met apart and were counted together: "
        f"{votes_told(question)}; quorum {question.outcome.quorum if question.outcome else 0}.",
        "Each function of the old management goes to the assembly, the council, a rotating task, or is abolished.",
    )
    return Step(str(event["t"]), plain(str(event["act"])), plain(name), outcome, tuple(checks))


def votes_told(question: Any) -> str:
    """The totals of a question as one reads them out."""
    totals = dict(question.outcome.totals) if question.outcome else {}
    return ", ".join(f"{mark.replace('_', ' ')} {votes}" for mark, votes in sorted(totals.items()) if votes)


def by_section(world: Together, name: str, step: int, sections: list[str]) -> None:
    """A question of the whole body, told section by section, counted together."""
    state = world.state(name)
    first, second = world.tellers(name)
    way = world.way(name, state.questions[step])
    world.done(name, first, a.VoteOpened(step, (way,), world.now + 6 * HOUR))
    counted: list[tuple[str | None, int]] = [
        (section, len(state.rolls.get(section, ()))) for section in sections
    ]
    with world.quietly():
        for section, people in counted or [(None, len(state.roll))]:
            tallies = tuple(Tally((mark,), votes) for mark, votes in usual_votes(people).items() if votes)
            told = world.done(name, first, a.CountTold(step, way, tallies, section=section))
            world.done(name, second, a.CountConfirmed(told, step, tallies))


def joint_committee(chronicle: Chronicle, event: Mapping[str, Any]) -> Step:
    """Unions of different currents found a committee by an agreed seat rule; each side must carry."""
    name = str(event.get("body"))
    row = chronicle.bodies.get(name, {})
    unions = [str(union) for union in event.get("unions", row.get("unions", ()))]
    if len(unions) < 2:
        raise StoryBroken(f"{name} names no two unions")
    rule = str(event.get("seats", "parity"))
    members = {union: size(heads) for union, heads in (row.get("union_members") or {}).items()}
    sizes = {union: members.get(union, max(3, chronicle.people(name) // len(unions))) for union in unions}
    committee = Committee(chronicle.world.what_if(), name, sizes, rule)
    checks = [*expected(event, {"ok": (committee.founded and committee.each_side_carries, committee.found)})]
    checks.append(holds(f"seats by {rule}", committee.right_votes, committee.found))
    outcome = (
        f"{' and '.join(map(plain, unions))} founded a joint committee by {rule}: {committee.found}.",
        "What one side voted down did not carry, whatever the sum of both.",
    )
    return Step(str(event["t"]), plain(str(event["act"])), plain(name), outcome, tuple(checks))


class Committee:
    """A joint committee really founded by unions of those sizes, under one seat rule, and two votes in it."""

    def __init__(self, world: Together, name: str, sizes: Mapping[str, int], rule: str) -> None:
        if rule not in ("parity", "proportion", "proportional"):
            raise StoryBroken(f"a seat rule of parity or of proportion, not {rule}")
        self.sizes = dict(sizes)
        unions, council = list(sizes), f"joint {name}"
        with world.quietly():
            for union, heads in sizes.items():
                charter = template.load(
                    "union_branch", title=plain(union).upper()[:200], notice_days=2, urgent_hours=24
                )
                world.found_assembly(f"{name}.{union}", charter, min(heads, LARGEST))
        chosen: dict[str, Any] = {"sides": unions, "notice_days": 2}
        if rule != "parity":
            chosen |= {"delegation_key": Key.HEADS.value}
        charter = template.load(
            "joint_committee_parity", title=f"Joint committee of {plain(name)}"[:200], **chosen
        )
        bodies = [f"{name}.{union}" for union in unions]
        world.begin_council(council, charter, bodies, sides=dict(zip(bodies, unions, strict=True)))
        world.decide_together(world.join_together(council, bodies))
        elections = [world.delegation(body, council, world.signing(body)[-1]) for body in bodies]
        elected = dict(zip(bodies, world.decide_together(elections), strict=True))
        world.seats_accepted(council, elected)
        state = world.state(council)
        self.founded = state.founded_at is not None
        self.votes = {
            union: state.register(None, world.now)[world.bodies[body]]
            for union, body in zip(unions, bodies, strict=True)
        }
        self.proportional = rule != "parity"
        both = self.voted(world, council, bodies, dict.fromkeys(bodies, "for"))
        one = self.voted(
            world,
            council,
            bodies,
            {body: "for" if rank == 0 else "against" for rank, body in enumerate(bodies)},
        )
        self.each_side_carries = both is Result.CARRIED and one is not Result.CARRIED

    def voted(self, world: Together, council: str, bodies: list[str], marks: Mapping[str, str]) -> Result:
        """What comes of a question when the bodies mandate so."""
        branch = world.what_if()
        branch.decide_together([branch.proposal(bodies[0], council, "A common step", Resolution())])
        step = branch.question_called(council, "A common step")
        asked = []
        for body in bodies:
            usual = usual_votes(len(branch.state(body).roll))
            if marks[body] == "against":
                usual = {"for": usual["against"], "against": usual["for"]}
            asked.append(Motion(body, step=branch.asked(body, council, step), votes=usual))
        branch.decide_together(asked)
        branch.at(branch.opens_at(council, step))
        places = {branch.place_of(body, council): marks[body] for body in bodies}
        question = branch.council_votes(council, step, places)
        assert question.outcome is not None
        return question.outcome.result

    @property
    def right_votes(self) -> bool:
        """Whether the votes are as the rule says: equal, or in proportion to the members."""
        if self.proportional:
            return self.votes == {union: min(heads, LARGEST) for union, heads in self.sizes.items()}
        return len(set(self.votes.values())) == 1

    @property
    def found(self) -> str:
        votes = ", ".join(f"{plain(union)} {count}" for union, count in self.votes.items())
        return f"votes: {votes}; each side must carry"


def service_restored(chronicle: Chronicle, event: Mapping[str, Any]) -> Step:
    """The coordination reports that the service runs again, so many days after the takeover."""
    world, name = chronicle.world, str(event["body"])
    began = [day for act, day in chronicle.happened.items() if "takeover" in act and act.endswith(f" {name}")]
    if not began or not chronicle.has(name):
        raise StoryBroken(f"{name} was not taken over before")
    state = world.state(name)
    seat = next(
        seat for seat in state.seats.values() if seat.office == "coordinator" and state.holds(seat, world.now)
    )
    world.done(name, seat.holder, a.Reported(seat.id, text("The service runs again")))
    reported = bool(world.state(name).reports.get(seat.id))
    days = (event["t"] - began[0]).days
    checks = [*expected(event, {"ok": (reported, "reported to the assembly")})]
    if "days" in event:
        checks.append(equals(f"within {event['days']} days", int(event["days"]), days))
    checks.append(holds("the coordination reports to the assembly", reported, "the report is in the book"))
    outcome = (f"{days} days after the takeover the coordination reported that the service runs again.",)
    return Step(str(event["t"]), plain(str(event["act"])), plain(name), outcome, tuple(checks))


def tendency_speaks(chronicle: Chronicle, event: Mapping[str, Any]) -> Step:
    """A tendency decides something in its own plenum: an opinion, which changes no other body's book."""
    world = chronicle.world
    sizes = {name: world.desk.size(body) for name, body in world.bodies.items()}
    name = "the groups"
    with world.quietly():
        if not chronicle.has(name):
            world.found_assembly(name, template.load("union_branch", title="Groups", notice_days=2), 40)
    question = world.decide_together([Motion(name, Resolution(), plain(str(event["act"]))[:200])])[0]
    recorded = question.id in world.state(name).decisions
    others = [other for other in sizes if other != name]
    unchanged = all(world.desk.size(world.bodies[other]) == sizes[other] for other in others)
    seats = any(world.bodies[name] in world.state(other).bodies for other in others)
    held = recorded and unchanged and not seats
    found = f"a decision in its own book; {len(others)} other books unchanged, no seat anywhere"
    checks = expected(
        event,
        {"recorded_as_opinion_not_binding": (held, found), "not_binding": (held, found), "ok": (held, found)},
    )
    outcome = ("The plenum decided in its own book. It binds nobody else: no other book has a step of it.",)
    return Step(str(event["t"]), plain(str(event["act"])), "a tendency", outcome, tuple(checks))


def agreement(chronicle: Chronicle, event: Mapping[str, Any]) -> Step:
    """Bodies agree directly; in force in each book when the like decision of every other is shown; no centre."""
    world = chronicle.world
    parties = [chronicle.assembly(str(name)) for name in record(event.get("between"), list, "between")]
    subject = plain(str(event.get("subject", "an agreement")))
    councils = {
        name: world.desk.size(body) for name, body in world.bodies.items() if world.state(name).council
    }
    common = text(subject)
    motions = []
    for name in parties:
        others = tuple(
            Party(world.bodies[other], world.state(other).charter.title, world.host(other).keyid)
            for other in parties
            if other != name
        )
        motions.append(Motion(name, Agreement(others, common), subject[:200]))
    questions = world.decide_together(motions)
    in_force = [
        world.state(name).decisions[question.id].in_force(world.now)
        for name, question in zip(parties, questions, strict=True)
    ]
    untouched = all(world.desk.size(world.bodies[name]) == size for name, size in councils.items())
    found = f"in force in {sum(in_force)} of {len(parties)} books; no council had a part in it"
    held = all(in_force) and untouched
    checks = expected(event, {"ok_without_centre": (held, found), "ok": (all(in_force), found)})
    outcome = (f"{' and '.join(map(plain, parties))} decided the same text on {subject}: {found}.",)
    return Step(
        str(event["t"]), plain(str(event["act"])), ", ".join(map(plain, parties)), outcome, tuple(checks)
    )


def floor_proposed(chronicle: Chronicle, event: Mapping[str, Any]) -> Step:
    """A federation proposes a floor: carried in its council it binds nobody until the assemblies have adopted it."""
    world, by = chronicle.world, str(event.get("by", "the federation"))
    industry = by.removesuffix("_federation")
    bodies = [name for name, row in chronicle.bodies.items() if row.get("industry") == industry][:6]
    if len(bodies) < 2:
        bodies = [name for name, row in chronicle.bodies.items() if "workers" in row][:3]
    for name in bodies:
        chronicle.assembly(name)
    charter = template.load(
        "federation_one_body_one_vote",
        title=plain(by).title()[:200],
        standing_days=0,
        notice_days=2,
        urgent_hours=24,
    )
    if not chronicle.has(by):
        world.begin_council(by, charter, bodies)
        world.decide_together(world.join_together(by, bodies))
        elections = [world.delegation(name, by, world.signing(name)[-1], term_days=180) for name in bodies]
        elected = dict(zip(bodies, world.decide_together(elections), strict=True))
        world.seats_accepted(by, elected)
    wage = event.get("wage", 1)
    amount = wage if isinstance(wage, int) else 1000
    title = f"A floor: wage {wage}"
    floor = Standard(Subject.PAY_HOUR, amount, Unit.MINOR_UNITS, 365)
    world.decide_together([world.proposal(bodies[0], by, title, floor)])
    step = world.question_called(by, title)
    world.decide_together([Motion(name, step=world.asked(name, by, step)) for name in bodies])
    world.at(world.opens_at(by, step))
    world.council_votes(by, step, {world.place_of(name, by): "for" for name in bodies})
    carried = world.state(by).decisions[step]
    bound_before = [
        name for name in bodies if any(f.title == title for f in world.state(name).floors(world.now))
    ]
    waits = carried.waits is Waits.RATIFICATION and not carried.in_force(world.now) and not bound_before
    world.decide_together([Motion(name, step=world.asked(name, by, step, ratify=True)) for name in bodies])
    adopted = world.state(by).decisions[step].in_force(world.now)
    found = (
        f"carried in the council it {'waited' if waits else 'did not wait'} for the assemblies; "
        f"after {len(bodies)} of them adopted it it is {'' if adopted else 'not '}in force"
    )
    outcomes = {"needs_assembly_adoption": (waits and adopted, found), "ok": (adopted, found)}
    outcome = (f"{plain(by)} proposed {title.lower()}: {found}.",)
    return Step(
        str(event["t"]), plain(str(event["act"])), plain(by), outcome, tuple(expected(event, outcomes))
    )


def federation_founded(chronicle: Chronicle, event: Mapping[str, Any]) -> Step:
    """A federation is founded by its bodies; where it has districts, these are founded by their own villages first."""
    name = str(event["body"])
    row = chronicle.bodies.get(name, {})
    districts = int(row.get("comarcas", row.get("districts", 0)))
    count = int(row.get("villages", row.get("syndicates", 3)))
    families = size(row["families"]) if "families" in row else max(3 * count, chronicle.people(name))
    each = {f"village {rank + 1}": families // count + (rank < families % count) for rank in range(count)}
    world = Together()
    chronicle.report(f"{plain(name)}: {count} assemblies of {families} found their books")
    with world.quietly():
        for village, heads in each.items():
            charter = template.load(
                "village", title=village.title(), notice_days=2, admission_by_assembly=False
            )
            world.found_assembly(village, charter, heads, founders=6)
    villages = list(each)
    if districts:
        below = {f"comarca {rank + 1}": villages[rank::districts] for rank in range(districts)}
        chronicle.report(f"{plain(name)}: they found {districts} federations")
        delegates = founded_councils(world, below)
        chronicle.report(f"{plain(name)}: these found it")
        founded_by_councils(world, name, delegates)
        joined = sum(world.state(district).founded_at is not None for district in below)
    else:
        founded_councils(world, {name: villages})
        joined = count
    state = world.state(name)
    heads = sum(link.heads for link in state.bodies.values() if link.in_force(world.now))
    founded = state.founded_at is not None and len(state.bodies) == (districts or count)
    found = f"founded by {len(state.bodies)} bodies, {heads} people in their registers"
    checks = expected(event, {"ok": (founded, found)})
    for word, wanted, there in (
        ("comarcas", districts, joined),
        ("districts", districts, joined),
        ("villages", count, sum(len(world.state(v).affiliations) == 1 for v in villages)),
        ("families", families, heads),
    ):
        if word in row:
            checks.append(equals(f"{wanted} {word}", wanted, there))
    outcome = (f"{plain(name)} is {found}; nobody above them had a part in it.",)
    return Step(str(event["t"]), plain(str(event["act"])), plain(name), outcome, tuple(checks))


def council_charter(title: str) -> Charter:
    """A federation by heads that can be founded within days."""
    given: dict[str, Any] = {"standing_days": 0, "notice_days": 2, "urgent_hours": 24, "title": title[:200]}
    return template.load("federation_by_heads", **given)


def founded_councils(world: Together, below: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Councils, each founded by its own assemblies side by side; the places of their delegates."""
    for council, bodies in below.items():
        world.begin_council(council, council_charter(council.title()), bodies)
    joining = [motion for council, bodies in below.items() for motion in world.join_together(council, bodies)]
    world.decide_together(joining)
    above = {body: council for council, bodies in below.items() for body in bodies}
    elections = [
        world.delegation(body, council, world.signing(body)[-1], term_days=180)
        for body, council in above.items()
    ]
    closed = dict(zip(above, world.decide_together(elections), strict=True))
    places: dict[str, list[str]] = {}
    for council, bodies in below.items():
        elected = world.seats_accepted(council, {body: closed[body] for body in bodies})
        places[council] = [place for body in bodies for place in elected[body]]
    return places


def founded_by_councils(world: Together, name: str, delegates: Mapping[str, list[str]]) -> None:
    """A council of councils: each decides to join as its own assemblies mandate it, and they confirm it."""
    world.begin_council(name, council_charter(plain(name).title()), list(delegates))
    charter = world.state(name).charter
    steps = {}
    with world.quietly():
        for council, places in delegates.items():
            act = a.QuestionRaised(f"We join {charter.title}"[:200], world.joining(name, charter))
            steps[council] = world.done(council, places[0], act)
    asked = [
        Motion(body, step=world.asked(body, council, steps[council]))
        for council in delegates
        for body in bodies_of(world, council)
    ]
    world.decide_together(asked)
    world.at(max(world.opens_at(council, step) for council, step in steps.items()))
    with world.quietly():
        for council, places in delegates.items():
            world.done(council, places[0], a.VoteOpened(steps[council], (Way.NAMED,), world.now + 7 * DAY))
            for place in places:
                world.done(council, place, a.Voted(steps[council], ("for",)))
    world.decide_together(
        [
            Motion(body, step=world.asked(body, council, steps[council], ratify=True))
            for council in delegates
            for body in bodies_of(world, council)
        ]
    )


def bodies_of(world: Together, council: str) -> list[str]:
    """The bodies of a council, by the names the story gives them."""
    names = {body: name for name, body in world.bodies.items()}
    return [names[body] for body in world.state(council).bodies]


# What is done from above


ORDERED: Final = re.compile(
    r"decree|order|forced|imposed|government|minist|state|nationalis|from_above|appoint|named|commissar|dissol|annul"
)
"""Words by which an act is ordered from above, whatever else it is called."""


def parts_from_above(act: str, expect: object) -> dict[str, str] | None:
    """The parts of a step that are ordered or must be refused, by what is expected of each; None if it is neither."""
    if isinstance(expect, dict):
        return {str(part): str(words) for part, words in expect.items()}
    words = str(expect or "")
    return {act: words} if re.match(r"(violates|refused|no_word)", words) else None


def from_above(chronicle: Chronicle, event: Mapping[str, Any], parts: Mapping[str, str]) -> Step:
    """Each part: lawful and acted out, or tried on a living federation with no word for it or an article against it."""
    checks: list[Check] = []
    outcome: list[str] = []
    objections: list[Any] = []
    for part, words in parts.items():
        sentence = plain(part)
        if words == "ok":
            done = control(sentence)
            checks.append(not_understood(f"{sentence}: {words}") if done is None
                          else holds(f"{sentence}: ok", done.accepted, done.found))  # fmt: skip
            continue
        found = re.fullmatch(r"(violates|refused|no_word)(?:_(I\d+(?:_I\d+)*))?", words)
        codes = found[2].split("_") if found is not None and found[2] else []
        if found is None or any(code not in vocabulary().codes for code in codes):
            checks.append(not_understood(f"{sentence}: {words}"))
            continue
        bottle = chronicle.living()
        if not codes:
            names = vocabulary().said(sentence)
            tries = [tried(bottle.world, ATTEMPTS[name](bottle)) for name in names]
            if not tries:
                checks.append(not_understood(f"{sentence}: {words}"))
                continue
            told = "; ".join(each.words for each in tries)
            checks.append(holds(f"{sentence}: {words}", all(each.refused for each in tries), told))
            objections += [o for each in tries if not each.no_word for o in each.objections]
            continue
        for result in breaches(bottle, sentence, codes):
            checks.append(
                holds(
                    f"{sentence}: {words} ({vocabulary().codes[result.code].means})",
                    result.impossible,
                    result.found,
                )
            )
            outcome += [each.words for each in result.tried]
            objections += [o for each in result.tried if not each.no_word for o in each.objections]
    who = str(event.get("by", event.get("body", "")))
    return Step(
        str(event["t"]),
        plain(str(event["act"])),
        plain(who),
        tuple(dict.fromkeys(outcome)),
        tuple(checks),
        tuple(dict.fromkeys(objections)),
    )


def assembly_decides(chronicle: Chronicle, event: Mapping[str, Any]) -> Step:
    """An assembly adopts a rule of its own work, with a last day."""
    world, name = chronicle.world, chronicle.assembly(str(event["body"]))
    rule = Resolution(Scope.WORK_ORGANISATION, 180)
    question = world.decide_together([Motion(name, rule, plain(str(event["act"]))[:200])])[0]
    decision = world.state(name).decisions.get(question.id)
    there = decision is not None and decision.in_force(world.now)
    found = f"adopted by the assembly, {votes_told(question)}; it ends by itself in 180 days"
    checks = expected(event, {"ok": (there, found)})
    return Step(str(event["t"]), plain(str(event["act"])), plain(name), (found,), tuple(checks))


ACTS: Final[tuple[tuple[str, Callable[[Chronicle, Mapping[str, Any]], Step]], ...]] = (
    (r"takeover", takes_over),
    (r"united_front|joint_committee", joint_committee),
    (r"service_restored", service_restored),
    (r"assembly_(adopts|decides|resolves|agrees)", assembly_decides),
    (r"agreement", agreement),
    (r"propose_floor|floor_proposed|wage_floor", floor_proposed),
    (r"federation_founded|found_federation|congress_founds", federation_founded),
)
"""What the word of an act says, and what acts it out."""


# Sentences to check


def checked(chronicle: Chronicle, words: str) -> Step:
    """One sentence of the file that is to be true, acted out and looked up."""
    for pattern, room in (
        (r"undercut", "work"),
        (r"\bskills?\b", "work"),
        (r"hazard", "work"),
        (r"surplus|accounts", "books"),
    ):
        if re.search(pattern, words):
            return Step("check", words, checks=(not_yet(words, room),))
    name = words.split(":", maxsplit=1)[0].strip()
    if name not in chronicle.bodies:
        name = named(words, list(chronicle.bodies)) or ""
    if not name:
        return Step("check", words, checks=(not_understood(words),))
    try:
        if re.search(r"share a constituency", words):
            return shared_constituency(chronicle, name, words)
        if re.search(r"joint committee", words):
            return both_rules(chronicle, name, words)
    except (StoryBroken, LookupError, ValueError, RuntimeError) as broken:
        return Step("check", words, plain(name), checks=(holds(words, False, f"the story broke: {broken}"),))
    return Step("check", words, plain(name), checks=(not_understood(words),))


def shared_constituency(chronicle: Chronicle, name: str, words: str) -> Step:
    """Shops of one or two are a standing constituency of their trade, which sends a delegate of its own."""
    row = chronicle.bodies[name]
    shops = max(6, int(row.get("shops_after", row.get("shops_before", 30))))
    small = max(3, shops // 3)
    world = Together()
    charter = template.load(
        "workplace_with_sections",
        title=plain(name).title()[:200],
        sections=["small_shops", "large_shops"],
        notice_days=2,
    )
    chronicle.report(f"{plain(name)}: {small} shops of one or two found it with the others")
    people = {"small_shops": small + small // 2, "large_shops": (shops - small) * 4}
    with world.quietly():
        world.found_assembly(name, charter, sum(people.values()), sections=people)
        world.found_assembly("a sister trade", template.load("worker_coop", title="Sister trade"), 40)
    council = "the local federation"
    world.begin_council(council, council_charter("Local federation"), [name, "a sister trade"])
    world.decide_together(world.join_together(council, [name, "a sister trade"]))
    state = world.state(name)
    who = next(who for who in world.signing(name) if state.members[who].section == "small_shops")
    election = world.decide_together([world.delegation(name, council, who, term_days=180, of="small_shops")])
    places = world.seats_accepted(council, {name: election[0]})
    state = world.state(name)
    seat = next(seat for seat in state.seats.values() if seat.elected_in == election[0].id)
    constituency = len(state.rolls["small_shops"])
    votes = election[0].outcome.eligible if election[0].outcome is not None else 0
    right = (
        seat.electors == "small_shops"
        and votes == constituency == people["small_shops"]
        and world.state(council).places[places[name][0]].in_force(world.now)
    )
    found = f"{constituency} people of {small} small shops elected a delegate of their own, who sits in the council"
    step = world.raise_and_support(name, Recall(seat.id), "We take our delegate back")
    theirs = world.state(name).questions[step].matter.section(world.state(name)) == "small_shops"
    checks = (
        holds(words, right, found),
        holds("only they recall that delegate", theirs, "recalled by their section"),
    )
    return Step("check", words, plain(name), (found,), checks)


def both_rules(chronicle: Chronicle, name: str, words: str) -> Step:
    """A joint committee founded under each rule the sentence names, with the members it names."""
    row = chronicle.bodies[name]
    members = {union: size(count) for union, count in (row.get("union_members") or {}).items()}
    numbers = [number(found) for found in re.findall(r"\d[\d,_]*", words.split(":", 1)[-1])]
    checks: list[Check] = []
    if numbers:
        right = sorted(members.values()) == sorted(numbers)
        told = ", ".join(f"{union} {count}" for union, count in members.items())
        checks.append(holds(" and ".join(map(str, numbers)), right, told))
    rules = [rule for rule in ("parity", "proportion") if rule in words] or ["parity"]
    for rule in rules:
        chronicle.report(f"{plain(name)}: a committee by {rule}")
        committee = Committee(Together(), name, members, rule)
        checks.append(
            holds(
                f"by {rule}",
                committee.founded and committee.right_votes and committee.each_side_carries,
                committee.found,
            )
        )
    outcome = tuple(f"{check.expects}: {check.found}" for check in checks if check.expects.startswith("by "))
    return Step("check", words, plain(name), outcome, tuple(checks))
