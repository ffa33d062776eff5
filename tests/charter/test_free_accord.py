"""Free accord: R28, R38, R72."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import (
    COUNCIL,
    MILL,
    council,
    decided_above,
    delegates,
    federation,
    why,
    word_of,
    would,
)

from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attest import attested_vote
from confederal.kernel.ballot import Tally
from confederal.kernel.body import CNT_BRACKETS, Key, Tie, Uncovered
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.question import Result
from confederal.stories.world import World


def knocking(world: World) -> str:
    """A printing shop that decided to join the federation and waits to be accepted; its identity."""
    world.found_assembly("press", replace(MILL, title="The press"), 5, founders=5)
    world.decide("press", world.joining("fed"), "We join")
    return world.bodies["press"]


def test_a_body_joins_by_its_own_decision_once() -> None:
    """¶1"""
    world = council(("mill", "bakery"))
    joining = world.joining("fed")
    assert why(world.say("mill", "m1", a.QuestionRaised("Again", joining))) == [
        "free_accord ¶1: The federation: belongs to us → nothing"
    ]
    ourselves = replace(joining, council=world.bodies["mill"])
    assert why(world.say("mill", "m1", a.QuestionRaised("Ourselves", ourselves))) == [
        "free_accord ¶1: this body itself → name another"
    ]
    world.found_assembly("press", replace(MILL, title="The press"), 5, founders=5)
    assert why(world.say("press", "m1", a.QuestionRaised("We join", joining))) == []


def test_who_asked_is_admitted_by_the_constituents_and_nobody_else_is() -> None:
    """¶2"""
    world = federation(("mill", "bakery"), uncovered=Uncovered.FREE)
    place = delegates(world)["mill"]
    press = knocking(world)
    assert world.state("fed").bodies[press].tie is Tie.ASKED
    already = a.QuestionRaised("Admit", matters.Admission(body=world.bodies["bakery"]))
    assert why(world.say("fed", place, already)) == [
        "free_accord ¶2: bakery: belongs to us → only who asked is admitted"
    ]
    neither = a.QuestionRaised("Admit", matters.Admission())
    assert why(world.say("fed", place, neither)) == [
        "free_accord ¶2: one body or one person → name one of them"
    ]
    both = a.QuestionRaised("Admit", matters.Admission(body=press, person="m8"))
    assert why(world.say("fed", place, both)) == ["free_accord ¶2: one body or one person → name one of them"]
    decided_above(world, matters.Admission(body=press))
    assert world.state("fed").bodies[press].tie is Tie.JOINED
    assert world.state("press").affiliations[world.bodies["fed"]].tie is Tie.JOINED


def test_a_refused_admission_leaves_a_body_outside() -> None:
    """¶2"""
    world = federation(("mill", "bakery"), uncovered=Uncovered.FREE)
    press = knocking(world)
    decided_above(world, matters.Admission(body=press), mark="against")
    assert world.state("fed").bodies[press].tie is Tie.ASKED


def test_a_body_joins_and_leaves_with_its_own_count() -> None:
    """¶3"""
    world = federation(("mill", "bakery"))
    question = world.decide(
        "mill", matters.Leaving(world.bodies["fed"]), "We leave", {"for": 2, "against": 3}
    )
    fallen = attested_vote(world.state("mill"), question)
    leaves = says.Leaves(world.now + 30 * DAY)
    claimed = word_of(world, "mill", leaves, to="fed", about=question.id, vote=fallen)
    assert would(world, "fed", HOST, claimed) == [
        "free_accord ¶3: the vote: not adopted → decide it, and show that decision"
    ]
    again = world.decide("mill", matters.Leaving(world.bodies["fed"]), "We do leave")
    carried = attested_vote(world.state("mill"), again)
    assert carried is not None
    link = world.state("fed").bodies[world.bodies["mill"]]
    assert link.leaves_at == world.now + 30 * DAY


def test_a_constituent_does_not_join_twice() -> None:
    """¶3"""
    world = council(("mill", "bakery"))
    state = world.state("mill")
    joined = next(q for q in state.questions.values() if isinstance(q.matter, matters.Joining))
    assert isinstance(joined.matter, matters.Joining)
    word = says.Joins(state.charter.title, state.host_key, joined.matter.charter, side=None)
    shown = word_of(world, "mill", word, to="fed", about=joined.id, vote=attested_vote(state, joined))
    assert would(world, "fed", HOST, shown) == ["free_accord ¶3: mill is a constituent → nothing"]


def test_leaving_takes_effect_after_the_notice_and_nobody_is_asked() -> None:
    """¶4"""
    world = federation(("mill", "bakery", "harbour"), leave_notice_days=10)
    world.decide("mill", matters.Leaving(world.bodies["fed"]), "We leave")
    assert world.bodies["mill"] in world.state("fed").register(None, world.now)
    world.later(days=10)
    assert world.bodies["mill"] not in world.state("fed").register(None, world.now)
    assert world.desk.size(world.bodies["mill"]) > 0


def test_votes_follow_members_of_standing_and_no_number_is_typed_in() -> None:
    """¶5"""
    world = World()
    for name, heads in {"small": 20, "middle": 60, "large": 120}.items():
        world.found_assembly(name, replace(MILL, title=name), heads)
    charter = replace(COUNCIL, delegation_key=Key.BRACKETS, brackets=CNT_BRACKETS)
    world.found_council("fed", charter, ["small", "middle", "large"])
    names = {body: name for name, body in world.bodies.items()}
    votes = {names[body]: votes for body, votes in world.state("fed").register(None, world.now).items()}
    assert votes == {"small": 1, "middle": 2, "large": 3}


def test_members_who_joined_yesterday_do_not_weigh_yet() -> None:
    """¶5"""
    world = council(("mill", "bakery"), delegation_key=Key.HEADS, standing_days=60)
    world.enrol("mill", tuple(a.StandingLine(f"n{number}") for number in range(3)))
    world.later(days=59)
    assert world.state("fed").register(None, world.now)[world.bodies["mill"]] == 5
    world.later(days=2)
    world.decide("mill", matters.Resolution(), "Something, so that the record moves on")
    assert world.state("fed").register(None, world.now)[world.bodies["mill"]] == 8


def leaving_miscounted(world: World) -> int:
    """The mill leaves by a count that was wrong; its question."""
    step = world.raise_and_support("mill", matters.Leaving(world.bodies["fed"]), "We leave")
    world.put("mill", step, {"for": 3, "against": 2})
    assert world.state("fed").bodies[world.bodies["mill"]].leaves_at is not None
    return step


def corrected(world: World, step: int, votes: dict[str, int], name: str = "mill") -> None:
    """Two tellers mend the count of a closed question, and its outcome is corrected."""
    told = world.state(name).questions[step].confirmed_counts()[0]
    first, second = world.tellers(name)
    tallies = tuple(Tally((mark,), number) for mark, number in votes.items())
    again = world.done(name, first, a.CountTold(step, told.way, tallies, corrects=told.step))
    world.done(name, second, a.CountConfirmed(again, step, tallies))
    state = world.state(name)
    world.done(name, first, a.OutcomeCorrected(step, outcome_of(state, state.questions[step], world.now)))


@pytest.mark.parametrize("notice", [0, 30])
def test_a_leaving_that_was_counted_wrongly_never_was(notice: int) -> None:
    """¶6: also where the body was out at once, its place is what it was and nobody admits it again."""
    world = federation(uncovered=Uncovered.FREE, leave_notice_days=notice)
    mill = world.bodies["mill"]
    place = delegates(world)["mill"]
    step = leaving_miscounted(world)
    world.later(hours=1)
    assert world.state("fed").bodies[mill].in_force(world.now) is (notice > 0)
    corrected(world, step, {"for": 2, "against": 3})
    link = world.state("fed").bodies[mill]
    assert (link.tie, link.leaves_at) == (Tie.JOINED, None)
    assert world.state("mill").affiliations[world.bodies["fed"]].tie is Tie.JOINED
    assert world.state("fed").is_elector(place, None, world.now)


def test_who_really_left_does_not_come_back_by_saying_so() -> None:
    """¶6"""
    world = federation(uncovered=Uncovered.FREE, leave_notice_days=0)
    step = leaving_miscounted(world)
    vote = attested_vote(world.state("mill"), world.state("mill").questions[step])
    assert vote is not None
    told = says.Stays("We leave")

    def refused(about: int = step, **changes: object) -> list[str]:
        shown = word_of(world, "mill", told, to="fed", about=about, vote=replace(vote, **changes))
        return would(world, "fed", HOST, shown)

    fallen = Result.FALLEN
    assert refused(result=fallen) == []
    assert refused() == [
        "free_accord ¶6: no corrected count behind it → correct the count in your own assembly, and show that"
    ]
    assert refused(about=1, result=fallen) == [
        "open_books ¶4: it is not leaving by what it takes back: We leave → nothing"
    ]
    world.now = vote.closed_at + 60 * DAY
    assert refused(result=fallen) == []
    world.now += 1
    assert refused(result=fallen) == ["free_accord ¶6: 61 days after the vote → ask to be admitted again"]
