"""Anybody may say anything: acts made at random from the closed union, and people who mostly mean what they say.

`Anything` builds a value of any type of the language from its declared bounds, and from the names, steps and
digests that stand in the books around it, so that random acts often have ground. `lived` lets a small federation
live through a number of things; all chance comes from one `Random`, so that a history told again is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Any, get_args

import msgspec.inspect as look
from msgspec import Struct
from msgspec.structs import replace

from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attest import all_words
from confederal.kernel.attestation import Attestation, text_digest
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.body import DELEGATE, Charter, Form, Kind, Office, Uncovered
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.matters import MATTERS
from confederal.kernel.matters.standard import Standard, Subject, Unit
from confederal.kernel.member import Standing
from confederal.kernel.question import Outcome, Question, Result, Stage
from confederal.kernel.state import State
from confederal.rehearsal.bottle import (
    NO_PROOF,
    Impossible,
    founded_assembly,
    founded_council,
    key_of,
    minuted_as,
    written_down,
)
from confederal.rehearsal.macros import (
    Federation,
    NotCarried,
    carried_over,
    decided,
    delegation,
    federation,
    joining,
)

START = 1_767_225_600
WAITS = (*[0] * 20, *[60, HOUR, HOUR, DAY, 2 * DAY, 8 * DAY] * 3, 20 * DAY, 60 * DAY, 400 * DAY)
TEXTS = tuple(f"{number:064x}" for number in range(4))
"""Digests of texts nobody needs to read."""


# Where histories begin


def assembly_charter(title: str, *sections: str) -> Charter:
    return Charter(
        title=title,
        kind=Kind.ASSEMBLY,
        form=Form.WORKPLACE,
        sections=sections,
        standing_days=0,
        term_days=730,
        offices=(Office("keeper", 2, power=False), Office("teller", 2, power=False), Office("secretary", 2)),
    )


def council_charter(title: str) -> Charter:
    return Charter(
        title=title,
        kind=Kind.COUNCIL,
        form=Form.FEDERATION,
        ratified=("standard",),
        uncovered=Uncovered.FREE,
        standing_days=0,
        term_days=730,
        offices=(Office("secretary", 2),),
    )


@cache
def beginnings() -> tuple[Federation, ...]:
    """Federations to begin from: an assembly still forming; one with officers; three bodies federated."""
    people = ("m1", "m2", "m3", "m4")
    forming = founded_assembly("A", assembly_charter("A"), people, START, confirming=people[1:2])
    seats = tuple(
        a.BroughtSeat(office, who, START + 300 * DAY)
        for office, who in (("keeper", "m1"), ("keeper", "m2"), ("teller", "m3"), ("teller", "m4"))
    )
    brought = a.Brought(offices=seats, members=(a.StandingLine("m5", section="s1"),))
    first = founded_assembly("A", assembly_charter("A", "s1", "s2"), people, START, brings=brought)
    second = founded_assembly("B", assembly_charter("B"), people[:3], START)
    council = founded_council("F", council_charter("F"), (first, second), START)
    fed = federation((first, second, council), START)
    for name in "AB":
        fed = decided(fed, name, joining(fed, "F"), people[:3])
    for name in "AB":
        fed = decided(fed, name, delegation(fed, "F"), people[:3], candidates=("m2",))
    alone = federation((first,), START)
    return federation((forming,), START), alone, fed


# Anything at all


class Anything:
    """Values of any type of the language, made with what stands around in one book and its neighbours'."""

    def __init__(self, rng: Random, fed: Federation, name: str) -> None:
        self.rng = rng
        self.fed = fed
        self.name = name
        self.state: State = fed.state(name)

    def of(self, kind: type[Struct]) -> Any:
        """A value of a struct of the language."""
        return kind(**{name: self._field(kind, name, told) for name, told in declared(kind)})

    def act(self) -> Any:
        """Any act of the union."""
        return self.of(self.rng.choice(a.ACTS))

    def _field(self, kind: type[Struct], name: str, told: look.Type) -> Any:
        if name in ("until", "on", "since") and isinstance(told, look.IntType):
            return self.fed.now + self.rng.choice((-1, 1, HOUR, DAY + 1, 20 * DAY, 700 * DAY))
        if name.endswith("_days") or name == "days":
            return self.rng.choice((0, 1, 30, 300, 36_525))
        if name == "office":
            return self.rng.choice((DELEGATE, "keeper", "teller", "secretary", "nonsense"))
        if name in ("section", "of", "called") and self.rng.random() < 0.8:
            optional = (None,) if isinstance(told, look.UnionType) else ()
            return self.rng.choice(("s1", "s2", "s3", *optional))
        if name in STEPS and kind is not says.Elected:  # what a key replaces is a key
            return self.step()
        if name == "mark":
            return (self.rng.choice(("for", "against", "abstain", "refer_back", "m1", "yes")),)
        if name == "fraction":
            return self.rng.choice(("1/2", "2/3", "3/4", "1/10", "0/1", "x", "1/0"))
        return self.value(told)

    def value(self, told: look.Type) -> Any:  # one arm a type of the language
        rng = self.rng
        match told:
            case look.NoneType():
                return None
            case look.UnionType(types=types):
                return self.value(rng.choice(types))
            case look.StructType(cls=cls):
                return self.of(cls)
            case look.EnumType(cls=cls):
                return rng.choice(list(cls))
            case look.BoolType():
                return rng.random() < 0.5
            case look.VarTupleType(item_type=item):
                return tuple(self.value(item) for _ in range(rng.choice((0, 1, 1, 2, 3))))
            case look.TupleType(item_types=items):
                return tuple(self.value(item) for item in items)
            case look.IntType(ge=least, le=most):
                return rng.choice((least or 0, 1, 1, 2, 3, 5, min(most or 9, 1_000), most or 9))
            case look.StrType(pattern=pattern, min_length=least, max_length=most):
                return self.text(pattern, least, most)
            case look.LiteralType(values=values):
                return rng.choice(values)
            case _:
                raise AssertionError(f"the language has a new type of value: {told}")

    def text(self, pattern: str | None, least: int | None, most: int | None) -> str:
        shape = pattern or ""
        if "{64}" in shape:
            return self.body() if self.rng.random() < 0.5 else self.digest()
        if "{32}" in shape:
            return "0" * 32
        if shape.startswith("^[a-z0-9]"):
            return self.id()
        if shape.startswith(("^[0-9a-f]", "^(?:[0-9a-f]{2})")):
            return "00"
        if least == 20:
            return self.key()
        return self.rng.choice(("a title", "ä", "x" * min(most or 9, 200)))

    # What stands around

    def body(self) -> str:
        others = [bottle.body for bottle in self.fed.bottles.values()]
        return self.rng.choice((*others, *others, "f" * 64))

    def digest(self) -> str:
        state = self.state
        known = [*TEXTS, *state.shown]
        known += [text_digest(question.matter, question.paragraphs) for question in state.questions.values()]
        return self.rng.choice(known)

    def id(self) -> str:
        state = self.state
        known = ["m1", "m2", "m3", "m4", "m5", "m9", HOST, "s1", "s2", "for", "against", "sunset_days"]
        known += [
            *state.seats,
            *state.places,
            "keeper",
            "teller",
            "secretary",
            DELEGATE,
            "scope",
            "paragraph",
        ]
        return self.rng.choice(known)

    def key(self) -> str:
        state = self.state
        fresh = key_of(self.name, f"new{self.rng.randrange(4)}")
        return self.rng.choice((fresh, fresh, state.host_key, *state.keys))

    def step(self) -> int:
        state = self.state
        pools = (state.questions, state.pending, state.sittings, state.decisions)
        pool = self.rng.choice([list(pool) for pool in pools if pool] or [[0]])
        return self.rng.choice((*pool, *pool, state.size, 0))


STEPS = (
    "question",
    "step",
    "sitting",
    "told",
    "advice",
    "amendment",
    "into",
    "corrects",
    "about",
    "replaces",
)
"""Fields that name a step of the book, where numbers alone would seldom have ground."""


@cache
def declared(kind: type[Struct]) -> tuple[tuple[str, look.Type], ...]:
    """The fields of a struct of the language with their declared types."""
    told = look.type_info(kind)
    assert isinstance(told, look.StructType)
    return tuple((field.name, bare(field.type)) for field in told.fields)


def bare(told: look.Type) -> look.Type:
    return bare(told.type) if isinstance(told, look.Metadata) else told


# Living


def lived(rng: Random, steps: int, *, begin: int | None = None) -> Federation:
    """A federation after so many things were tried in it, in order or not; every book keeps what was struck."""
    fed = beginnings()[rng.randrange(3) if begin is None else begin]
    for _ in range(steps):
        fed = one_thing_more(rng, fed)
    return fed


def one_thing_more(rng: Random, fed: Federation) -> Federation:
    """One more act of somebody, somewhere, some time later, and often what the clerk does then."""
    fed = replace(fed, now=fed.now + rng.choice(WAITS))
    name = rng.choice(sorted(fed.bottles))
    if rng.random() < 0.08:
        return decides_something(rng, fed, name)
    who, act = rng.choice(MOVES)(rng, fed, name)
    bottle = fed.bottles[name]
    entry = minuted_as(bottle, who, act, fed.now, stolen(rng, fed, name))
    fed = fed.with_bottle(written_down(bottle, entry))
    return carried_over(fed) if rng.random() < 0.7 else fed


def decides_something(rng: Random, fed: Federation, name: str) -> Federation:
    """A body decides at one stroke, all together, if it can."""
    state = fed.state(name)
    people = [who for who in state.electors(None, fed.now) if signs(state, who, fed.now)]
    matter = a_likely_matter(rng, fed, name)
    candidates = people[: rng.randrange(1, 3)] if isinstance(matter, matters.Election) else ()
    try:
        return decided(fed, name, matter, rng.sample(people, len(people)), candidates=candidates)
    except (Impossible, NotCarried, IndexError, ValueError):
        return fed


def signs(state: State, who: str, at: int) -> bool:
    return who in state.places or state.key_in_force(who, at) is not None


def a_likely_matter(rng: Random, fed: Federation, name: str) -> Any:
    state = fed.state(name)
    council = fed.bottles["F"].body if "F" in fed.bottles else "f" * 64
    office, section = rng.choice(("keeper", "teller", "secretary")), rng.choice((None, None, "s1", "s2"))
    number = Standard(rng.choice(list(Subject)), 1500, rng.choice(list(Unit)), 700)
    chosen: list[Any] = [
        matters.Election(office, rng.choice((1, 2)), 300, of=section),
        matters.Election(DELEGATE, 1, 300, to=council, of=section),
        matters.Constituency(rng.choice(("s1", "s2", "s3")), rng.random() < 0.5),
        matters.Recall(rng.choice(list(state.seats) or ["0.1"])),
        matters.Leaving(council),
        matters.Proposal(council, "a title", rng.choice((matters.Resolution(), number))),
        matters.CharterChange(replace(state.charter, petition=rng.choice(("1/10", "1/5")), notice_days=3)),
        matters.Host(key_of(name, f"host{state.size}"), "elsewhere"),
        matters.Admission(person="m6"),
        matters.Resolution(replaces=rng.choice(sorted(state.decisions) or [0])),
        matters.ClosingDown(rng.choice((None, *state.decisions))),
        number,
    ]
    if "F" in fed.bottles:
        chosen.append(joining(fed, "F"))
    return rng.choice(chosen)


def stolen(rng: Random, fed: Federation, name: str) -> str | None:
    """Now and then somebody signs with a key that is not theirs."""
    return rng.choice(list(fed.state(name).keys)) if rng.random() < 0.03 and fed.state(name).keys else None


def somebody(rng: Random, state: State) -> str:
    people = [*state.roll, *state.places]
    return rng.choice([*people, *people, *people, HOST, "m9", *state.members])


def says_anything(rng: Random, fed: Federation, name: str) -> tuple[str, Any]:
    return somebody(rng, fed.state(name)), Anything(rng, fed, name).act()


RAISED: tuple[type[Struct], ...] = (
    *MATTERS,
    matters.Election,
    matters.Recall,
    matters.Recall,
    matters.Constituency,
)
"""What is raised at random, the matters of seats and sections more often."""


def raises_something(rng: Random, fed: Federation, name: str) -> tuple[str, Any]:
    anything = Anything(rng, fed, name)
    kind = rng.choice(RAISED)
    matter = anything.of(kind)
    if isinstance(matter, matters.Recall) and anything.state.seats:
        matter = matters.Recall(rng.choice(list(anything.state.seats)))
    if isinstance(matter, matters.Election):
        office = rng.choice(("keeper", "teller", "secretary"))
        matter = matters.Election(office, 1 + rng.randrange(2), 300, of=rng.choice((None, None, "s1")))
    return somebody(rng, anything.state), a.QuestionRaised("a title", matter, TEXTS[: rng.randrange(3)])


def moves_a_question_on(rng: Random, fed: Federation, name: str) -> tuple[str, Any]:
    """What comes next for one of the open questions, by somebody."""
    state = fed.state(name)
    if not state.open_questions:
        return raises_something(rng, fed, name)
    question = state.questions[rng.choice(sorted(state.open_questions))]
    return somebody(rng, state), NEXT[question.stage](rng, fed, state, question)


def before_the_agenda(rng: Random, fed: Federation, state: State, question: Question) -> Any:
    return a.Supported(question.id)


def before_the_vote(rng: Random, fed: Federation, state: State, question: Question) -> Any:
    ways = rng.choice(((Way.NAMED,), (Way.BOX,), (Way.HANDS,), (Way.NAMED, Way.HANDS)))
    opened = a.VoteOpened(question.id, ways, fed.now + rng.choice((HOUR, 6 * HOUR, DAY, 3 * DAY)))
    meeting = a.SittingOpened(question.id, rng.randrange(4))
    call = a.SittingCalled(fed.now + 8 * DAY, (question.id,))
    ask = rng.choice((a.CandidatureAccepted, a.CandidatureAccepted, a.SecrecyDemanded, a.CountDemanded))
    return rng.choice((opened, opened, meeting, call, ask(question.id), a.Withdrawn(question.id)))


def while_voting(rng: Random, fed: Federation, state: State, question: Question) -> Any:
    options = [(mark,) for mark in ("for", "for", "for", "against", "abstain")]
    mark = rng.choice([*options, question.candidates] if question.candidates else options)
    tallies = (Tally(mark, rng.randrange(1, 4)),)
    way = rng.choice(question.rule.ways if question.rule is not None else (Way.BOX,))
    acts = [a.Voted(question.id, mark), a.Voted(question.id, mark), a.CountTold(question.id, way, tallies)]
    waiting = [count for count in question.counts if count.confirmed_by is None]
    if waiting:
        acts += [a.CountConfirmed(waiting[-1].step, question.id, waiting[-1].tallies, waiting[-1].spoilt)] * 3
    return rng.choice([*acts, a.HallOpened(question.id)])


NEXT: dict[Stage, Callable[[Random, Federation, State, Question], Any]] = {
    Stage.RAISED: before_the_agenda,
    Stage.AGENDA: before_the_vote,
    Stage.VOTING: while_voting,
}


def confirms(rng: Random, fed: Federation, name: str) -> tuple[str, Any]:
    state = fed.state(name)
    waiting = sorted(state.pending)
    if state.founded_at is None:
        return rng.choice([founder.id for founder in state.founders]), a.FoundingConfirmed()
    return somebody(rng, state), a.Confirmed(rng.choice(waiting) if waiting else 0)


def minds_their_business(rng: Random, fed: Federation, name: str) -> tuple[str, Any]:
    """Something that is one's own to do: keys, seats, the register, a view, a report, advice."""
    state = fed.state(name)
    who = somebody(rng, state)
    choices = [
        *of_ones_own(rng, fed, name, who),
        *of_the_register(rng, fed, name, who),
        *of_a_question(rng, fed, state, who),
        *of_what_waits(rng, fed, name),
    ]
    return rng.choice(choices)


def of_ones_own(rng: Random, fed: Federation, name: str, who: str) -> list[tuple[str, Any]]:
    state = fed.state(name)
    mine = [seat.id for seat in state.seats.values() if seat.holder == who] or list(state.seats) or ["0.1"]
    fresh = key_of(name, f"new{state.size}")
    return [
        (who, a.Resigned(rng.choice(mine))),
        (who, a.SeatAccepted(rng.choice(mine), rng.choice((None, fresh)))),
        (who, a.KeyChanged(fresh)),
        (who, a.KeyVouched(rng.choice(("m1", "m2", "m3")), key_of(name, "lost"))),
        (who, a.SectionChosen(rng.choice(("s1", "s2")))),
        (who, a.Reported(rng.choice(mine), TEXTS[1])),
        (who, a.GuidancePublished("proposal", "a title", TEXTS[1])),
        (who, a.PlaceTaken(rng.choice(sorted(state.sittings) or [0]))),
        (who, a.ActedForEmployer(fed.now + rng.choice((0, DAY)))),
        (who, a.Left()),
    ]


def of_the_register(rng: Random, fed: Federation, name: str, who: str) -> list[tuple[str, Any]]:
    state = fed.state(name)
    keeper = rng.choice(state.holders("keeper", fed.now) or (who,))
    line = a.StandingLine(
        rng.choice(("m1", "m5", "m7")), rng.choice(list(Standing)), rng.choice((None, "s1"))
    )
    return [
        (keeper, a.Invited("m6", rng.choice((None, key_of(name, "m6"))))),
        (keeper, a.StandingImported((line,))),
        (keeper, a.Erased(TEXTS[0], rng.choice(("m1", None)))),
    ]


def of_a_question(rng: Random, fed: Federation, state: State, who: str) -> list[tuple[str, Any]]:
    step = rng.choice(sorted(state.questions) or [0])
    teller = rng.choice(state.tellers(fed.now) or (who,))
    inner = rng.choice((a.Supported(step), a.Left(), a.Voted(step, ("for",)), a.CandidatureAccepted(step)))
    return [
        (who, a.MinorityStated(step, TEXTS[1])),
        (who, a.AdviceGiven(step, TEXTS[1])),
        (who, a.HearingHeld(step, TEXTS[1])),
        (who, a.AmendmentOffered(step, 0, TEXTS[2])),
        (teller, a.Assisted(rng.choice(("m5", "m5", "m1")), inner)),
        (HOST, a.OutcomeCorrected(step, recount(fed, state, step))),
    ]


def of_what_waits(rng: Random, fed: Federation, name: str) -> list[tuple[str, Any]]:
    """What somebody in particular is waited for to do."""
    state = fed.state(name)
    fresh = key_of(name, f"own{state.size}")
    waiting: list[tuple[str, Any]] = [(who, a.KeyBound(fresh)) for who in state.invitations]
    waiting += [(who, a.KeyVetoed()) for who in state.recoveries]
    waiting += [(who, a.StandingContested()) for who in state.members if state.members[who].off_roll_at]
    for question in state.questions.values():
        waiting += [
            (somebody(rng, state), a.AdviceAnswered(question.id, given.step, TEXTS[1]))
            for given in question.advice
        ]
        waiting += [
            (question.raised_by, a.AmendmentTaken(offered.step, question.id))
            for offered in question.amendments
        ]
        if question.stage in (Stage.RAISED, Stage.AGENDA):
            into = rng.choice(sorted(state.open_questions))
            waiting.append((question.raised_by, a.Composited(question.id, into)))
        if isinstance(question.matter, matters.Expulsion):
            waiting.append((question.matter.member, a.Appealed(question.id, TEXTS[1])))
            waiting.append((somebody(rng, state), a.HearingHeld(question.id, TEXTS[1])))
    return waiting


def recount(fed: Federation, state: State, step: int) -> Outcome:
    """What a question's vote comes to if it is counted now."""
    question = state.questions.get(step)
    if question is None or question.rule is None:
        return Outcome(Result.FALLEN)
    return outcome_of(state, question, fed.now)


def mends_a_count(rng: Random, fed: Federation, name: str) -> tuple[str, Any]:
    """A teller corrects a count that was told, or another confirms it."""
    state = fed.state(name)
    told = [(question, count) for question in state.questions.values() for count in question.counts]
    if not told:
        return moves_a_question_on(rng, fed, name)
    question, count = rng.choice(told)
    if count.confirmed_by is None:
        return somebody(rng, state), a.CountConfirmed(count.step, question.id, count.tallies, count.spoilt)
    tallies = (Tally((rng.choice(("for", "against")),), rng.randrange(1, 4)),)
    return somebody(rng, state), a.CountTold(question.id, count.way, tallies, corrects=count.step)


TOLD: tuple[type[Struct], ...] = get_args(says.Says)


def shows_a_word(rng: Random, fed: Federation, name: str) -> tuple[str, Any]:
    """Another body's word: a true one of whenever it was, or one made up."""
    origin = rng.choice(sorted(fed.bottles))
    state = fed.state(origin)
    true = list(all_words(state, fed.now))
    anything = Anything(rng, fed, name)
    told = rng.choice(true) if true and rng.random() < 0.4 else None
    if told is None:
        made = anything.of(rng.choice(TOLD))
        vote = rng.choice((None, *(word.vote for word in true)))
        told = Attestation(state.body, "draft", TEXTS[0], state.size, made, None, anything.step(), vote)
    if rng.random() < 0.2 and anything.state.shown:
        return HOST, a.ContradictionShown(rng.choice(list(anything.state.shown)), told, NO_PROOF)
    return rng.choice((HOST, somebody(rng, anything.state))), a.AttestationShown(told, NO_PROOF)


MOVES: Sequence[Callable[[Random, Federation, str], tuple[str, Any]]] = (
    says_anything,
    says_anything,
    raises_something,
    moves_a_question_on,
    moves_a_question_on,
    moves_a_question_on,
    moves_a_question_on,
    confirms,
    confirms,
    minds_their_business,
    minds_their_business,
    mends_a_count,
    shows_a_word,
)
"""What somebody may do next; what is likely to have ground stands here more than once."""
