"""What a crooked keeper of a council's record can make its branches believe about questions: nothing by themselves.

Each word is really minuted in the council's book past its desk, under a head its keeper signed, so that the proof of
the word itself is good; what is missing is what it rests on.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.attacks.congress import asked as proposed
from tests.attacks.congress import seated
from tests.attacks.holder import records_of
from tests.attacks.test_false_words import minuted_past_the_desk, proved
from tests.secretary.mill import federation

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.attestation import Attestation, Line, digest_of
from confederal.kernel.ballot import Way
from confederal.kernel.entry import OPEN, record
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.matters import Mandating, Resolution, Standard
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.minute_book import sealed
from confederal.kernel.proof import line_of
from confederal.kernel.question import Outcome, Question, Result, Stage
from confederal.secretary.desk import Refused
from confederal.stories.world import World


@pytest.fixture
def world() -> World:
    """A federation of three in which each has one delegate."""
    world = federation()
    seated(world)
    return world


def asked(world: World) -> int:
    """The mill's delegate puts a resolution before the federation; its step there."""
    place = next(p.id for p in world.state("fed").places.values() if p.body == world.bodies["mill"])
    step = world.done("fed", place, a.QuestionRaised("Motion", Resolution()))
    for other in world.state("fed").places:
        if world.state("fed").questions[step].stage is Stage.RAISED and other != place:
            world.done("fed", other, a.Supported(step))
    return step


def word(world: World, told: says.Says, to: str | None = None) -> Attestation:
    state = world.state("fed")
    to_body = None if to is None else world.bodies[to]
    return Attestation(
        state.body, "draft", digest_of(state.charter), world.shelf.head(state.body).size, told, to_body
    )


def by_hand(world: World, act: a.AnyAct, signer: SeedKey, by: str = HOST) -> int:
    """The keeper of the federation's record writes an act into it past the desk; its step."""
    body = world.bodies["fed"]
    size = world.shelf.head(body).size
    envelope = sealed(a.Payload(1, body, by, 10**6 + size, world.now, act), signer)
    world.shelf.append(body, size, [record(OPEN, world.now, bytes(16), envelope)])
    return size


def line(world: World, step: int) -> Line:
    proved(world, "fed", step)
    return line_of(records_of(world, "fed")[step], world.log(world.bodies["fed"]).receipt(step))


def carried_down(world: World, told: Attestation, *steps: int, name: str = "harbour") -> list[str]:
    """Why that branch refuses the word when its keeper shows it with these lines behind it; empty if it takes it."""
    proof = minuted_past_the_desk(world, "fed", told)
    proof = replace(proof, behind=tuple(line(world, step) for step in steps))
    answer = world.desk.minute(
        world.bodies[name], world.envelope(name, HOST, a.AttestationShown(told, proof))
    )
    return (
        [f"{o.article} ¶{o.paragraph}: {o.value}" for o in answer.objections]
        if isinstance(answer, Refused)
        else []
    )


def invented(world: World, step: int = 10**6) -> Attestation:
    return word(world, says.Asks(step, "Spam", Resolution(), "0" * 64, (), False))


def item(world: World, step: int, name: str = "harbour") -> Question:
    """What stands on that branch's agenda about a question of the federation."""
    questions = world.state(name).questions.values()
    return next(q for q in questions if isinstance(q.matter, Mandating) and q.matter.question == step)


def test_an_honest_question_comes_with_who_raised_it(world: World) -> None:
    step = asked(world)
    assert item(world, step).stage is Stage.AGENDA
    known = world.state("harbour").peers[world.bodies["fed"]]
    assert set(known.hosts) == {
        world.bodies[name] for name in ("mill", "harbour", "tide") if name in world.bodies
    }
    assert len(known.delegates) == 1


def test_a_question_a_body_proposed_comes_with_that_bodys_word(world: World) -> None:
    step = proposed(world)
    assert item(world, step).stage is Stage.AGENDA
    assert len(world.state("harbour").peers[world.bodies["fed"]].delegates) == 0


def test_a_question_nobody_raised_is_not_carried_down(world: World) -> None:
    assert carried_down(world, invented(world)) == [
        "credentials_first ¶8: no delegate and no body raised it, by what is shown with it"
    ]


def test_a_question_raised_by_a_delegate_who_is_none_is_not_carried_down(world: World) -> None:
    """The keeper invents a delegate with a key of its own, and the word of a body that never elected them."""
    friend = SeedKey(b"friend of the keeper".ljust(32))
    place = next(iter(world.state("fed").places.values()))
    raised = by_hand(world, a.QuestionRaised("Spam", Resolution()), friend, by=place.id)
    assert carried_down(world, invented(world, raised), 0, place.shown, raised) == [
        "credentials_first ¶8: no delegate and no body raised it, by what is shown with it"
    ]
    elects = next(
        shown.attestation
        for shown in world.state("fed").shown.values()
        if shown.attestation is not None and isinstance(shown.attestation.says, says.Elected)
    )
    assert isinstance(elects.says, says.Elected)
    false = replace(elects, says=replace(elects.says, key=friend.keyid))
    proof = minuted_past_the_desk(world, "fed", false)
    shown = by_hand(world, a.AttestationShown(false, proof), world.host("fed"))
    assert carried_down(world, invented(world, raised), 0, shown, raised) == [
        "credentials_first ¶8: a line shown with it tells what is not proven"
    ]


def test_another_founding_tells_nothing_of_who_makes_up_the_council(world: World) -> None:
    friend = SeedKey(b"friend of the keeper".ljust(32))
    founded = a.Founded(
        world.state("fed").charter,
        world.host("fed").keyid,
        "0" * 32,
        bodies=(a.FoundingBody("e" * 64, "Paper", friend.keyid),),
    )
    false = by_hand(world, founded, world.host("fed"))
    raised = by_hand(world, a.QuestionRaised("Spam", Resolution()), friend, by="x")
    assert carried_down(world, invented(world, raised), false, raised) == [
        "credentials_first ¶8: no delegate and no body raised it, by what is shown with it"
    ]


def test_a_question_is_not_withdrawn_from_a_branch_by_the_keeper_alone(world: World) -> None:
    step = asked(world)
    closes = word(world, says.Closes(step, "Motion", "0" * 64, Result.FALLEN, (), (), None), "harbour")
    assert carried_down(world, closes) == [
        "credentials_first ¶8: no delegate opened a vote on it, by what is shown with it"
    ]
    closed = by_hand(world, a.Closed(step, Outcome(Result.FALLEN)), world.host("fed"))
    assert carried_down(world, closes, closed) == [
        "credentials_first ¶8: no delegate opened a vote on it, by what is shown with it"
    ]
    assert item(world, step).stage is Stage.AGENDA


def test_a_vote_said_to_be_over_early_leaves_the_question_where_it_is(world: World) -> None:
    """A delegate opened the vote for five days; the keeper's false closing takes no day of them from a branch."""
    step = asked(world)
    place = world.state("fed").questions[step].raised_by
    world.wait_for_notice("fed", step)
    until = world.now + 5 * DAY
    opened = world.done("fed", place, a.VoteOpened(step, (Way.NAMED,), until))
    closes = word(world, says.Closes(step, "Motion", "0" * 64, Result.FALLEN, (), (), None), "harbour")
    assert carried_down(world, closes, opened) == [
        "credentials_first ¶8: its vote was not closed so, by what is shown with it"
    ]
    closed = by_hand(world, a.Closed(step, Outcome(Result.FALLEN)), world.host("fed"))
    assert carried_down(world, closes, opened, closed) == []
    asked_here = item(world, step)
    assert asked_here.stage is Stage.AGENDA
    assert asked_here.answer_by == until
    world.now = until - 2 * HOUR
    assert item(world, step).stage is Stage.AGENDA


def test_a_decision_that_was_not_put_to_the_vote_does_not_come_down(world: World) -> None:
    step = asked(world)
    asks = word(world, says.Asks(step, "Motion", Resolution(), "0" * 64, (), True, 60))
    assert carried_down(world, asks) == [
        "credentials_first ¶8: no delegate opened a vote on it, by what is shown with it"
    ]


def test_a_floor_nobody_decided_does_not_come_down(world: World) -> None:
    """What binds by joining rests on who raised it, on the vote a delegate opened and on its closing."""
    floor = Standard(Subject.PAY_HOUR, 100, Unit.MINOR_UNITS, 730)
    told = says.Decided("A floor", floor, "0" * 64, (), world.now, None)
    assert carried_down(world, word(world, told)) == [
        "credentials_first ¶7: no count behind it",
        "credentials_first ¶8: it names no question",
    ]
    step = asked(world)
    place = world.state("fed").questions[step].raised_by
    world.wait_for_notice("fed", step)
    opened = world.done("fed", place, a.VoteOpened(step, (Way.NAMED,), world.now + 5 * DAY))
    closed = by_hand(world, a.Closed(step, Outcome(Result.CARRIED)), world.host("fed"))
    rests = replace(word(world, told), about=step)
    assert carried_down(world, rests, opened, closed)[-1:] == [
        "credentials_first ¶8: no delegate and no body raised it, by what is shown with it"
    ]
    shown = world.state("fed").places[place].shown
    assert carried_down(world, rests, 0, shown, step, opened, closed)[-1:] == [
        "credentials_first ¶8: no delegate and no body raised it, by what is shown with it"
    ]
