"""Growth, in calls and never in seconds: what one act costs does not depend on what was decided before.

Maps are persistent: one look-up is one call, whatever their size. What is counted here are walks over the past.
"""

from collections.abc import Callable
from functools import partial

import pytest
from tests.growth.calls import calls_of
from tests.growth.history import LONG, SHORT, assembly, charter, council

from confederal.charter.reading import judge, read
from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.after import after
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.minute_book import opened
from confederal.kernel.proof import fault_in
from confederal.kernel.question import Stage
from confederal.secretary.desk import Desk, Received
from confederal.stories.world import World, text


def the_open_vote(world: World, name: str) -> int:
    state = world.state(name)
    return max(step for step in state.open_questions if state.questions[step].stage is Stage.VOTING)


def minuted(world: World, name: str, who: str, act: a.AnyAct) -> a.Minuted:
    """The act as it would stand in the book now."""
    state = world.state(name)
    signer = world.host(name) if who == HOST else world.key(name, who)
    n = state.counters.get(signer.keyid, -1) + 1
    return a.Minuted(
        state.size,
        world.now,
        signer.keyid,
        a.Payload(1, world.bodies[name], who, n, world.now, world.proven(name, who, act)),
    )


def judged(world: World, name: str, who: str, act: a.AnyAct, *, received: bool = True) -> int:
    """The calls it takes to judge this act now, and to say what follows from it."""
    state, entry = world.state(name), minuted(world, name, who, act)
    objections = judge(state, entry, fault_in)
    assert bool(objections) is not received, objections

    def work() -> None:
        if not judge(state, entry, fault_in):
            after(state, entry)

    return calls_of(work)


Make = Callable[[World], tuple[str, a.AnyAct]]

IN_AN_ASSEMBLY: dict[str, Make] = {
    "a vote": lambda w: ("m2", a.Voted(the_open_vote(w, "mill"), ("for",))),
    "a question": lambda w: ("m2", a.QuestionRaised("New", matters.Resolution(), (text("New"),))),
    "an election": lambda w: ("m2", a.QuestionRaised("New", matters.Election("steward", 1, 30))),
    "a meeting": lambda w: ("m2", a.SittingCalled(w.now + 9 * DAY, ())),
    "a key": lambda w: ("m2", a.KeyChanged(w.key("new", "m2").keyid)),
    "a voucher": lambda w: ("m2", a.KeyVouched("m3", w.key("new", "m3").keyid)),
    "leaving": lambda w: ("m2", a.Left()),
    "acting for the employer": lambda w: ("m2", a.ActedForEmployer(w.now + DAY)),
    "advice": lambda w: ("m2", a.AdviceGiven(the_open_vote(w, "mill"), text("Mind the dog"))),
    "a minority's view": lambda w: ("m2", a.MinorityStated(the_open_vote(w, "mill"), text("We do not"))),
    "guidance": lambda w: ("m2", a.GuidancePublished("statistics", "Flour", text("Flour"))),
}
REFUSED_IN_AN_ASSEMBLY: dict[str, Make] = {
    "a vote too early to close": lambda w: (
        HOST,
        a.Closed(
            the_open_vote(w, "mill"),
            outcome_of(w.state("mill"), w.state("mill").questions[the_open_vote(w, "mill")], w.now),
        ),
    ),
    "a count nobody asked for": lambda w: (
        "m1",
        a.CountTold(the_open_vote(w, "mill"), Way.HANDS, (Tally(("for",), 9),)),
    ),
    "support of nothing": lambda w: ("m2", a.Supported(0)),
    "a forged vote": lambda w: (HOST, a.Voted(the_open_vote(w, "mill"), ("for",))),
    "a recall of nobody": lambda w: ("m2", a.QuestionRaised("New", matters.Recall("99.1"))),
    "a word that does not follow": lambda w: (HOST, a.AttestationMade(false_word(w, "mill"))),
}


def false_word(world: World, name: str) -> says.Attestation:
    return says.Attestation(
        world.bodies[name], "draft", "a" * 64, 1, says.Ended("0.1", recalled=True), to="b" * 64
    )


@pytest.mark.parametrize("what", [*IN_AN_ASSEMBLY, *REFUSED_IN_AN_ASSEMBLY])
def test_judging_an_act_of_an_assembly_does_not_depend_on_the_length_of_its_book(what: str) -> None:
    received = what in IN_AN_ASSEMBLY
    make = IN_AN_ASSEMBLY[what] if received else REFUSED_IN_AN_ASSEMBLY[what]
    short, long = assembly(SHORT), assembly(LONG)
    assert long.state("mill").size > 8 * short.state("mill").size > 1_000
    spent = [judged(world, "mill", *make(world), received=received) for world in (short, long)]
    assert spent[1] <= 1.1 * spent[0] + 20


IN_A_COUNCIL: dict[str, Make] = {
    "a delegate's vote": lambda w: (place(w), a.Voted(the_open_vote(w, "fed"), ("for",))),
    "a delegate's question": lambda w: (
        place(w),
        a.QuestionRaised("New", matters.Resolution(), (text("New"),)),
    ),
    "guidance": lambda w: (place(w), a.GuidancePublished("statistics", "Flour", text("Flour"))),
}


def place(world: World) -> str:
    return min(place.id for place in world.state("fed").voting_places(world.now))


@pytest.mark.parametrize("what", list(IN_A_COUNCIL))
def test_judging_an_act_of_a_council_does_not_depend_on_the_length_of_its_book(what: str) -> None:
    short, long = council(SHORT), council(LONG // 2)
    assert long.state("fed").size > 3 * short.state("fed").size
    spent = [judged(world, "fed", *IN_A_COUNCIL[what](world)) for world in (short, long)]
    assert spent[1] <= 1.1 * spent[0] + 20


@pytest.mark.parametrize("name", ["mill", "fed"])
def test_the_desk_does_not_look_back(name: str) -> None:
    """From envelope to receipt: the same calls in a long book as in a short one."""
    make, past = (
        (IN_AN_ASSEMBLY["a vote"], assembly)
        if name == "mill"
        else (IN_A_COUNCIL["a delegate's vote"], council)
    )
    spent = []
    for decided in (SHORT, LONG // 2):
        world = past(decided)
        kept = world.desk._caught_up(world.bodies[name])
        desk = Desk(world.shelf, clock=lambda world=world: world.now, lot=bytes)  # type: ignore[misc]  # bound now
        desk._kept[world.bodies[name]] = kept
        who, act = make(world)
        sent = world.envelope(name, who, act)
        head = world.shelf.head(world.bodies[name])

        class Untouched:
            """The shelf, but nothing is added to it: others count on this world."""

            def __getattr__(self, called: str, world: World = world) -> object:
                return getattr(world.shelf, called)

            def append(self, *_: object) -> None: ...

        desk._shelf = Untouched()  # type: ignore[misc, assignment]  # stands in for this one act
        assert isinstance(desk.minute(world.bodies[name], sent), Received)
        desk._kept[world.bodies[name]] = kept
        spent.append(calls_of(partial(desk.minute, world.bodies[name], sent)))
        assert world.shelf.head(world.bodies[name]) == head
    assert spent[1] <= 1.1 * spent[0] + 20


def test_a_visit_of_the_clerk_does_not_depend_on_the_length_of_the_book() -> None:
    """It looks at what is open and at what was closed while the time for appeal runs."""
    spent = []
    for decided in (SHORT, LONG):
        world = assembly(decided)
        world.clerk.work()
        world.clerk._quiet.clear()
        spent.append(calls_of(world.clerk.work))
    assert spent[1] <= 1.1 * spent[0] + 50


@pytest.mark.parametrize(("name", "past"), [("mill", assembly), ("fed", council)])
def test_reading_twice_as_many_steps_takes_twice_the_calls(name: str, past: Callable[[int], World]) -> None:
    world = past(LONG // 2)
    body = world.bodies[name]
    entries = [opened(step, row) for step, row in enumerate(world.shelf.rows(body))]
    half, whole = (
        calls_of(partial(read, entries[:size], body=body, prover=fault_in))
        for size in (len(entries) // 2, len(entries) // 2 * 2)
    )
    assert whole <= 2.2 * half


def test_a_vote_costs_the_same_however_many_voted_before() -> None:
    world = World()
    world.found_assembly("mill", charter("Mill"), 150, founders=150)
    step = world.raise_and_support("mill", matters.Resolution(), "Now", ("Now",))
    world.wait_for_notice("mill", step)
    world.done("mill", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + 9 * DAY))
    spent = []
    for number, who in enumerate(world.signing("mill")):
        if number in (3, 140):
            spent.append(judged(world, "mill", who, a.Voted(step, ("for",))))
        world.desk.minute(world.bodies["mill"], world.envelope("mill", who, a.Voted(step, ("for",))))
    assert spent[0] == spent[1]
