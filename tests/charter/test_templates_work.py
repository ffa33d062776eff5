"""A body founded from each template works, also with three, four, five and fifteen people."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import delegates, holding, why

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.body import DELEGATE, TASKS, Charter, Form, Kind
from confederal.kernel.identity import DAY
from confederal.kernel.member import Standing
from confederal.stories.world import World

ASSEMBLIES = [name for name in template.names() if template.load(name).kind is Kind.ASSEMBLY]
COUNCILS = [name for name in template.names() if template.load(name).kind is Kind.COUNCIL]


def founded(name: str, heads: int, *, officers: bool = True) -> World:
    """A world with one body from that template, its people in turn in its sections, all with keys."""
    charter = template.load(name)
    world = World()
    sections = {
        section: len(range(rank, heads, len(charter.sections)))
        for rank, section in enumerate(charter.sections)
    }
    world.found_assembly("ours", charter, heads, founders=heads, sections=sections, officers=officers)
    return world


def elected(world: World, office: str, seats: int, *who: str, days: int | None = None) -> list[str]:
    """Elects those people to that office and returns the seats they hold."""
    term = days if days is not None else world.state("ours").charter.term_days
    matter = matters.Election(office, seats, term)
    question = world.decide("ours", matter, f"Election: {office}", candidates=who)
    assert question.outcome is not None
    assert question.outcome.carried
    return [
        seat.id
        for seat in world.state("ours").seats.values()
        if seat.elected_in == question.id and seat.holder in who
    ]


@pytest.mark.parametrize("name", ASSEMBLIES)
@pytest.mark.parametrize("heads", [3, 4, 5, 15, 40])
def test_it_elects_its_officers_recalls_one_and_replaces_them(name: str, heads: int) -> None:
    world = founded(name, heads, officers=False)
    charter = world.state("ours").charter
    people = world.members("ours")
    for rank, office in enumerate(charter.offices):
        seats = min(office.seats, heads, 2)
        standing = [people[(rank + place) % heads] for place in range(seats)]
        elected(world, office.name, seats, *standing)
        assert set(world.state("ours").holders(office.name, world.now)) == set(standing)
    of_power = next(office for office in charter.offices if office.name not in TASKS)
    holder = world.state("ours").holders(of_power.name, world.now)[0]
    seat = next(
        seat.id
        for seat in world.state("ours").seats.values()
        if (seat.office, seat.holder) == (of_power.name, holder)
    )
    world.decide("ours", matters.Recall(seat), "Recall")
    assert holder not in world.state("ours").holders(of_power.name, world.now)
    another = next(who for who in people if who not in world.state("ours").holders(of_power.name, world.now))
    elected(world, of_power.name, 1, another if another != holder or heads == 3 else people[-1])


@pytest.mark.parametrize("name", ASSEMBLIES)
@pytest.mark.parametrize("heads", [3, 5, 15])
def test_it_changes_a_number_of_its_charter(name: str, heads: int) -> None:
    world = founded(name, heads)
    charter = world.state("ours").charter
    world.decide("ours", matters.CharterChange(replace(charter, notice_days=10)), "Ten days")
    assert world.state("ours").charter.notice_days == 10


@pytest.mark.parametrize("name", ASSEMBLIES)
@pytest.mark.parametrize("heads", [3, 4, 5, 15])
def test_with_every_officer_gone_it_recalls_admits_and_elects_again(name: str, heads: int) -> None:
    """Nobody holds an office, and nothing is stuck."""
    world = founded(name, heads)
    for seat in list(world.state("ours").seats.values()):
        world.done("ours", seat.holder, a.Resigned(seat.id))
    state = world.state("ours")
    assert all(state.holders(office.name, world.now) == () for office in state.charter.offices)
    people = world.members("ours")
    elected(world, "keeper", 2, people[0], people[1])
    admit(world, "newcomer")
    assert world.state("ours").members["newcomer"].standing is Standing.GOOD
    elected(world, "teller", 2, people[0], people[1])
    seat_id = next(
        seat.id
        for seat in world.state("ours").seats.values()
        if seat.office == "teller" and seat.holder == people[0] and world.state("ours").holds(seat, world.now)
    )
    world.decide("ours", matters.Recall(seat_id), "Recall")
    assert world.state("ours").holders("teller", world.now) == (people[1],)


def admit(world: World, who: str) -> None:
    """Two keepers invite somebody, after the assembly admitted them where the charter asks for it."""
    question = None
    if world.state("ours").charter.admission_by_assembly:
        question = world.decide("ours", matters.Admission(person=who), f"Admit {who}").id
    first, second = world.state("ours").holders("keeper", world.now)
    card = world.key("cards", who)
    invited = world.done("ours", first, a.Invited(who, card.keyid, question=question))
    world.done("ours", second, a.Confirmed(invited))
    holding(world, who, card, "ours")
    own = world.key("own", who)
    world.done("ours", who, a.KeyBound(own.keyid))
    holding(world, who, own, "ours")


@pytest.mark.parametrize("name", ASSEMBLIES)
@pytest.mark.parametrize("heads", [3, 4, 5, 15])
def test_with_every_officer_gone_a_lost_key_is_replaced(name: str, heads: int) -> None:
    world = founded(name, heads, officers=False)
    people = world.members("ours")
    lost, new = people[-1], world.key("own", "new key")
    for who in people[:-1]:
        if world.state("ours").key_in_force(lost, world.now + 30 * DAY) == new.keyid:
            break
        world.done("ours", who, a.KeyVouched(lost, new.keyid))
    world.later(hours=world.state("ours").charter.recovery_hours)
    holding(world, lost, new, "ours")
    assert why(world.say("ours", lost, a.QuestionRaised("I am back", matters.Resolution()))) == []


@pytest.mark.parametrize("name", ASSEMBLIES)
def test_three_people_recall_one_of_the_three(name: str) -> None:
    """Everybody but one is concerned or alone: those there are tell."""
    world = founded(name, 3, officers=False)
    people = world.members("ours")
    of_power = next(o.name for o in template.load(name).offices if o.name not in TASKS)
    seats = elected(world, of_power, 2, people[0], people[1])
    question = world.decide("ours", matters.Recall(seats[0]), "Recall", {"for": 2, "against": 1})
    assert question.outcome is not None
    assert question.outcome.carried


def settled(name: str, **numbers: object) -> Charter:
    return template.load(name, **numbers)


@pytest.fixture(params=COUNCILS)
def above(request: pytest.FixtureRequest) -> tuple[World, str]:
    """A council from each template of three branches of seven, with a delegate of each, and its template's name."""
    name: str = request.param
    world = World()
    branch = settled("union_branch", standing_days=settled(name).standing_days)
    branches = {"north": "cnt", "south": "cnt", "harbour": "ugt"}
    for each in branches:
        world.found_assembly(each, replace(branch, title=each), 7, founders=7)
    charter = settled(name)
    sides = branches if charter.sides else None
    world.found_council("council", charter, list(branches), sides=sides)
    for each in branches:
        world.elect_delegates(each, "council", "m7", term_days=min(365, charter.term_days))
    return world, name


def test_a_council_seats_delegates_and_loses_one_by_a_recall_below(above: tuple[World, str]) -> None:
    world, _ = above
    places = delegates(world, "council")
    assert set(places) == {"north", "south", "harbour"}
    seat = world.state("council").places[places["north"]].seat
    world.decide("north", matters.Recall(seat), "Recall our delegate")
    assert set(delegates(world, "council")) == {"south", "harbour"}
    world.elect_delegates("north", "council", "m6", term_days=200)
    assert set(delegates(world, "council")) == {"north", "south", "harbour"}


def test_a_council_asks_its_bodies_and_decides_as_they_mandated(above: tuple[World, str]) -> None:
    world, _ = above
    places = delegates(world, "council")
    step = world.done("council", places["north"], a.QuestionRaised("On letters", matters.Resolution()))
    charter = world.state("council").charter
    sitting = world.done("council", places["north"], a.SittingCalled(world.now + charter.notice_days * DAY))
    world.later(hours=1)
    for name in places:
        questions = world.state(name).questions.values()
        instructing = next(
            q for q in questions if isinstance(q.matter, matters.Mandating) and q.matter.question == step
        )
        world.put(name, instructing.id)
    world.wait_for_notice("council", step)
    if charter.credentials_each_sitting:
        world.now = max(world.now, world.state("council").sittings[sitting].on)
        opened = world.done("council", places["north"], a.SittingOpened(sitting, 3))
        world.done("council", places["south"], a.Confirmed(opened))
        for place in places.values():
            world.done("council", place, a.PlaceTaken(sitting))
    world.done(
        "council", places["north"], a.VoteOpened(step, (Way.NAMED,), world.now + charter.voting_days * DAY)
    )
    for place in places.values():
        world.done("council", place, a.Voted(step, ("for",)))
    assert world.state("council").decisions[step].in_force(world.now)


def test_every_form_there_is_has_a_template_but_consumers() -> None:
    forms = {template.load(name).form for name in template.names()}
    assert forms | {Form.CONSUMERS} == set(Form)
    assert DELEGATE not in {office.name for name in ASSEMBLIES for office in template.load(name).offices}
