"""Authority comes from below: R15, R16, R43."""

from __future__ import annotations

from msgspec.structs import replace
from tests.charter.mill import COUNCIL, MILL, council, founding, mill, told, voting, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.delegate import Term
from confederal.kernel.identity import DAY, HOST
from confederal.stories.world import World


def test_a_body_exists_when_every_founder_has_confirmed() -> None:
    """¶1"""
    world = World()
    answer = founding(world)
    assert why(answer) == []
    world.bodies["new"] = answer.body  # type: ignore[union-attr]  # received
    raised = a.QuestionRaised("A first question", matters.Resolution())
    world.done("new", "m2", a.FoundingConfirmed())
    assert why(world.say("new", "m1", raised)) == [
        "authority_from_below ¶1: not all have confirmed → wait for the founders who have not confirmed yet"
    ]
    world.done("new", "m3", a.FoundingConfirmed())
    assert why(world.say("new", "m1", raised)) == []


def test_an_assembly_is_founded_by_three_people_or_more() -> None:
    """¶2"""
    assert why(founding(World(), heads=2)) == [
        "authority_from_below ¶2: founders: 2 → found it with three people or more"
    ]
    assert why(founding(World(), heads=3)) == []


def test_every_founder_has_one_pseudonym_and_one_key_of_their_own() -> None:
    """¶2"""
    world = World()
    people = tuple(a.Founder(who, world.key("new", who).keyid) for who in ("m1", "m2", "m3"))
    twice = (*people[:2], replace(people[2], key=people[0].key))
    assert why(founding(world, founders=twice)) == [
        "authority_from_below ¶2: a pseudonym or a key stands twice "
        "→ give everybody one pseudonym and one key of their own"
    ]
    assert why(founding(world, founders=(*people[:2], replace(people[2], id="m1")))) == [
        (
            "authority_from_below ¶2: a pseudonym or a key stands twice "
            "→ give everybody one pseudonym and one key of their own"
        ),
        "authority_from_below ¶3: signed by m1 → have one of the founders sign it with their own key",
    ]
    assert why(founding(world, founders=(*people[:2], replace(people[2], id=HOST)))) == [
        "authority_from_below ¶2: a pseudonym or a key stands twice "
        "→ give everybody one pseudonym and one key of their own"
    ]
    assert why(founding(world, host_key=people[1].key)) == [
        "authority_from_below ¶2: a pseudonym or a key stands twice "
        "→ give everybody one pseudonym and one key of their own"
    ]
    assert why(founding(world, founders=people)) == []


def test_a_council_is_founded_by_two_bodies_or_more_and_by_no_person() -> None:
    """¶2"""
    world = mill()
    world.found_assembly("bakery", MILL, 3)
    named = tuple(
        a.FoundingBody(world.bodies[name], name, world.host(name).keyid) for name in ("mill", "bakery")
    )
    person = (a.Founder("lenin", world.key("new", "lenin").keyid),)
    assert why(founding(world, COUNCIL, by=HOST, founders=person, bodies=named)) == [
        "authority_from_below ¶2: people among the founders: 1 → leave them out: only bodies make a council"
    ]
    assert why(founding(world, COUNCIL, by=HOST, founders=(), bodies=named[:1])) == [
        "authority_from_below ¶2: bodies named: 1 → name two bodies or more, each once"
    ]
    assert why(founding(world, COUNCIL, by=HOST, founders=(), bodies=named[:1] * 2)) == [
        "authority_from_below ¶2: bodies named: 2 → name two bodies or more, each once"
    ]
    assert why(founding(world, MILL, bodies=named)) == [
        "authority_from_below ¶2: bodies among the founders: 2 → found a council instead"
    ]
    assert why(founding(world, COUNCIL, by=HOST, founders=(), bodies=named)) == []


def test_the_founding_is_signed_by_a_founder() -> None:
    """¶3"""
    assert why(founding(World(), by="m1", signed_by="stranger")) == [
        "authority_from_below ¶3: signed by m1 → have one of the founders sign it with their own key"
    ]
    assert why(founding(World(), by="m9")) == [
        "authority_from_below ¶3: signed by m9 → have one of the founders sign it with their own key"
    ]
    assert why(founding(World(), by="m2")) == []


def test_a_council_is_founded_with_the_key_of_whoever_will_keep_its_record() -> None:
    """¶3"""
    world = mill()
    world.found_assembly("bakery", MILL, 3)
    named = tuple(
        a.FoundingBody(world.bodies[name], name, world.host(name).keyid) for name in ("mill", "bakery")
    )
    assert why(founding(world, COUNCIL, by="m1", founders=(), bodies=named)) == [
        "authority_from_below ¶3: signed by m1 → have one of the founders sign it with their own key"
    ]
    assert why(founding(world, COUNCIL, by=HOST, founders=(), bodies=named)) == []


def test_a_body_that_has_closed_itself_down_decides_nothing_more() -> None:
    """¶4"""
    world = mill()
    announced = world.decide("mill", matters.ClosingDown(), "We close, first meeting")
    world.later(days=7)
    raised = a.QuestionRaised("One more thing", matters.Resolution())
    assert why(world.say("mill", "m1", raised)) == []
    told(world, voting(world, matters.ClosingDown(announced.id), Way.HANDS), Way.HANDS, {"for": 7})
    assert why(world.say("mill", "m1", raised)) == [
        "authority_from_below ¶4: closed down → found a new body; the record can be taken along"
    ]
    assert why(world.say("mill", "m1", a.Left())) == []


def test_the_founders_choose_their_numbers_inside_the_bounds() -> None:
    """¶5"""
    assert why(founding(World(), replace(MILL, notice_days=1))) == [
        "authority_from_below ¶5: notice_days is 1 → notice_days: 2 to 30"
    ]
    assert why(founding(World(), replace(MILL, notice_days=2))) == []


def test_founders_and_members_belong_to_sections_there_are() -> None:
    """¶5"""
    charter = replace(MILL, sections=("day",))
    world = World()
    people = tuple(a.Founder(who, world.key("new", who).keyid) for who in ("m1", "m2", "m3"))
    asleep = (replace(people[0], section="night"), *people[1:])
    awake = (replace(people[0], section="day"), *people[1:])
    line = a.Brought(members=(a.StandingLine("m4", section="night"),))
    assert why(founding(world, charter, founders=asleep)) == [
        "authority_from_below ¶5: section night → one of: day"
    ]
    assert why(founding(world, charter, founders=awake, brings=line)) == [
        "authority_from_below ¶5: section night → one of: day"
    ]
    assert why(founding(world, charter, founders=awake)) == []


def test_what_is_brought_along_belongs_to_members_and_ends_within_a_term() -> None:
    """¶6"""
    world = World()
    until = world.now + 365 * DAY

    def bringing(*seats: a.BroughtSeat) -> list[str]:
        return why(founding(World(), brings=a.Brought(offices=seats)))

    assert bringing(a.BroughtSeat("secretary", "m9", until)) == [
        "authority_from_below ¶6: secretary held by m9 → bring along offices of members only"
    ]
    assert bringing(a.BroughtSeat("director", "m1", until)) == [
        "authority_from_below ¶6: office director → one of: keeper of the member list, secretary, teller"
    ]
    assert bringing(a.BroughtSeat("secretary", "m1", until + DAY)) == [
        "authority_from_below ¶6: secretary for 366 days → let it end within one term from now"
    ]
    assert bringing(a.BroughtSeat("secretary", "m1", until)) == []


def test_a_council_exists_when_every_body_named_has_shown_its_own_decision() -> None:
    """¶1"""
    world = council(("mill", "bakery"))
    assert world.state("fed").founded_at is not None
    assert {link.tie.value for link in world.state("fed").bodies.values()} == {"joined"}


def test_no_more_offices_are_brought_along_than_there_are_seats() -> None:
    """¶6"""
    world = World()
    until = world.now + 300 * DAY

    def holding_secretary(*who: str) -> list[str]:
        seats = tuple(a.BroughtSeat("secretary", each, until) for each in who)
        return why(founding(World(), brings=a.Brought(offices=seats)))

    assert holding_secretary("m1", "m2", "m3") == [
        "authority_from_below ¶6: secretary: 3 holders of 2 seats → each once, as many as seats"
    ]
    assert holding_secretary("m1", "m1") == [
        "authority_from_below ¶6: secretary: 2 holders of 2 seats → each once, as many as seats"
    ]
    assert holding_secretary("m1", "m2") == []


def test_terms_brought_along_were_served_and_are_over() -> None:
    """¶6"""
    now = World().now

    def served(since: int, until: int, who: str = "m1") -> list[str]:
        terms = a.BroughtTerms(who, (Term("secretary", now + since * DAY, now + until * DAY),))
        return why(founding(World(), brings=a.Brought(terms=(terms,))))

    assert served(-100, 1) == [
        "authority_from_below ¶6: terms of m1 → terms that members served and that are over"
    ]
    assert served(-100, -100) == [
        "authority_from_below ¶6: terms of m1 → terms that members served and that are over"
    ]
    assert served(-100, 0, "m9") == [
        "authority_from_below ¶6: terms of m9 → terms that members served and that are over"
    ]
    assert served(-100, 0) == []


def test_a_council_has_no_people_on_its_register() -> None:
    """¶6"""
    world = mill()
    world.found_assembly("bakery", MILL, 3)
    named = tuple(
        a.FoundingBody(world.bodies[name], name, world.host(name).keyid) for name in ("mill", "bakery")
    )
    people = a.Brought(members=(a.StandingLine("m9"),))
    assert why(founding(world, COUNCIL, by=HOST, founders=(), bodies=named, brings=people)) == [
        "authority_from_below ¶6: people on the register of a council "
        "→ bodies make it up: their delegates are elected"
    ]
    assert why(founding(world, COUNCIL, by=HOST, founders=(), bodies=named)) == []


def test_decisions_brought_along_are_such_as_stand_by_themselves() -> None:
    """¶6"""

    def bringing(matter: matters.Matter) -> list[str]:
        decision = a.BroughtDecision("From before", matter)
        return why(founding(World(), brings=a.Brought(decisions=(decision,))))

    assert bringing(matters.Strike("eight hours")) == [
        "authority_from_below ¶6: strike brought along → resolutions, choices, standards, commissions"
    ]
    assert bringing(matters.Resolution()) == []
