"""The roll-up: what mandates have settled, what is open, who has said nothing; never more than is certain."""

import itertools

import pytest
from msgspec.structs import replace
from tests.attacks.congress import asked, mandated, seated
from tests.secretary.mill import BODIES, federation

from confederal.audit.roll_up import Line, roll_up
from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.attestation import text_digest
from confederal.kernel.ballot import Way
from confederal.kernel.body import Base, Comparison, Share, Uncovered
from confederal.kernel.delegate import Mandate, Position
from confederal.kernel.identity import DAY
from confederal.kernel.question import Result
from confederal.kernel.state import State
from confederal.stories.world import World


def line_of(world: World, step: int) -> Line:
    (line,) = [line for line in roll_up(world.state("fed"), world.now).lines if line.question == step]
    return line


def test_before_anybody_met_everything_is_open() -> None:
    world = federation()
    seated(world)
    step = asked(world)
    line = line_of(world, step)
    assert (line.bound, line.free, line.unsaid, line.eligible) == (
        (("for", 0), ("against", 0), ("abstain", 0), ("refer_back", 0)), 0, 3, 3
    )  # fmt: skip
    assert line.sure is None
    assert line.silent == tuple(sorted(world.bodies[name] for name in BODIES))
    assert roll_up(world.state("fed"), world.now).not_met == tuple(
        sorted(world.bodies[name] for name in ("harbour", "tide"))
    )


def test_two_of_three_instructed_decide_it() -> None:
    world = federation()
    seated(world)
    step = asked(world)
    mandated(world, "mill")
    assert line_of(world, step).sure is None
    mandated(world, "harbour", {"for": 6, "against": 3})
    line = line_of(world, step)
    assert dict(line.bound)["for"] == 2
    assert line.sure is Result.CARRIED
    assert line.silent == (world.bodies["tide"],)
    assert roll_up(world.state("fed"), world.now).not_met == (world.bodies["tide"],)


def test_two_of_three_against_decide_it_too() -> None:
    world = federation()
    seated(world)
    step = asked(world)
    for name in ("mill", "tide"):
        mandated(world, name, {"for": 2, "against": 7})
    line = line_of(world, step)
    assert dict(line.bound)["against"] == 2
    assert line.sure is Result.FALLEN


def test_a_closed_question_is_no_longer_on_the_sheet_and_an_assembly_has_none() -> None:
    world = federation()
    places = seated(world)
    step = asked(world)
    for name in BODIES:
        mandated(world, name)
    world.later(days=8)
    world.done("fed", places["mill"], a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    assert line_of(world, step).sure is Result.CARRIED
    for place in places.values():
        world.done("fed", place, a.Voted(step, ("for",)))
    assert roll_up(world.state("fed"), world.now).lines == ()
    assert roll_up(world.state("mill"), world.now).lines == ()


def test_a_text_changed_since_the_mandate_is_free_or_waits_as_the_mandate_says() -> None:
    world = federation()
    seated(world)
    step = asked(world)
    mandated(world, "mill")
    state = world.state("fed")
    changed = replace(state.questions[step], paragraphs=("a" * 64,))
    (line,) = roll_up(state.with_question(changed), world.now).lines
    assert dict(line.bound) == {"for": 0, "against": 0, "abstain": 1, "refer_back": 0}


def told(state: State, step: int, positions: tuple[Position | None, ...]) -> State:
    """The council's state with these mandates, body by body; None has said nothing."""
    question = state.questions[step]
    for body, position in zip(sorted(state.bodies), positions, strict=True):
        if position is not None:
            mandate = Mandate(
                council=state.body,
                question=step,
                digest=text_digest(question.matter, question.paragraphs),
                position=position,
                uncovered=Uncovered.FREE,
                split=(5, 3, 1),
            )
            state = state.with_mandate(body, step, mandate)
    return state


SHARES = (
    Share("1/2"),
    Share("2/3", Comparison.AT_LEAST),
    Share("1/2", Comparison.MORE_THAN, Base.ELIGIBLE),
    Share("2/3", Comparison.MORE_THAN, Base.WEIGHT),
)
SAYABLE = (
    None,
    Position.FOR,
    Position.AGAINST,
    Position.ABSTAIN,
    Position.REFER_BACK,
    Position.SPLIT,
    Position.FREE,
)


@pytest.mark.parametrize("share", SHARES, ids=str)
def test_what_is_sure_holds_whatever_the_others_say(share: Share) -> None:
    """Every way three bodies can be instructed, and every way the silent ones could still decide: the count agrees."""
    world = federation()
    places = seated(world)
    step = asked(world)
    world.later(days=8)
    world.done("fed", places["mill"], a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    state = world.state("fed")
    rule = state.questions[step].rule
    assert rule is not None
    state = state.with_question(replace(state.questions[step], rule=replace(rule, threshold=share)))
    certain = 0
    for positions in itertools.product(SAYABLE, repeat=3):
        (line,) = roll_up(told(state, step, positions), world.now).lines
        settled = {mark: votes for mark, votes in line.bound if votes}
        assert sum(settled.values()) + line.free + line.unsaid == line.eligible == 3
        assert len(line.silent) == positions.count(None)
        if line.sure is None:
            continue
        certain += 1
        open_places = [rank for rank, said in enumerate(positions) if said in (None, Position.FREE)]
        for ends in itertools.product(
            (Position.FOR, Position.AGAINST, Position.ABSTAIN, Position.REFER_BACK), repeat=len(open_places)
        ):
            full = list(positions)
            for rank, end in zip(open_places, ends, strict=True):
                full[rank] = end
            closed = told(state, step, tuple(full))
            outcome = outcome_of(closed, closed.questions[step], world.now)
            assert (outcome.result is Result.CARRIED) == (line.sure is Result.CARRIED)
    assert certain > 50


def test_elections_are_never_sure_before_the_count() -> None:
    world = federation()
    places = seated(world)
    choice = matters.Choice(("red", "blue"))
    step = world.done("fed", places["mill"], a.QuestionRaised("A colour", choice))
    assert line_of(world, step).sure is None
