"""The clerk: carries words and closes votes, has no judgement, and can be replaced by any member."""

import pytest
from msgspec.structs import replace
from tests.secretary.mill import book_of, federation, mill, vote_open

from confederal.charter.returning import may_close, outcome_of
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.attest import due
from confederal.kernel.attestation import digest_of
from confederal.kernel.body import Tie
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.minute_book import opened
from confederal.kernel.proof import proof_of
from confederal.kernel.question import Result, Stage
from confederal.secretary.clerk import Clerk, word_in
from confederal.secretary.desk import Received, Refused
from confederal.stories.world import World


def sizes(world: World) -> dict[str, int]:
    return {name: world.desk.size(body) for name, body in world.bodies.items()}


def restarted(world: World) -> Clerk:
    """A clerk that knows nothing but the shelf, as after a restart."""
    hosts = {body: world.host(name) for name, body in world.bodies.items()}
    return Clerk(world.desk, hosts, world._receipts, lambda: world.now)


class Silent(Clerk):
    """A clerk who does nothing at all."""

    def __init__(self) -> None:
        """Holds nothing."""

    def work(self) -> int:
        return 0


def silenced(world: World) -> Clerk:
    """The clerk of that world, taken away: from here on nobody minutes anything but members."""
    clerk = world.clerk
    object.__setattr__(world, "clerk", Silent())
    return clerk


def closing_only(world: World) -> Clerk:
    """The clerk of that world, who from here on only closes votes by itself and carries no word."""
    clerk = silenced(world)

    class Closing(Silent):
        def work(self) -> int:
            return sum(clerk._close(body) for body in world.bodies.values())

    object.__setattr__(world, "clerk", Closing())
    return clerk


def words(world: World, name: str) -> list[tuple[int, says.Attestation]]:
    """Every word that stands in that body's book, with its step."""
    return [
        (step, word)
        for step, record in enumerate(book_of(world, name))
        if (word := word_in(step, record)) is not None
    ]


def shown_by(world: World, name: str, step: int, word: says.Attestation) -> a.AttestationShown:
    """That word with its proof, as anybody takes it from the book."""
    record = book_of(world, name)[step]
    return a.AttestationShown(word, proof_of(record, world._receipts(world.bodies[name], [step])[step]))


# Closing


def test_what_is_over_is_closed_with_what_was_counted() -> None:
    world = mill()
    step = vote_open(world)
    for number, mark in enumerate(("for", "for", "against", "for", "abstain"), 1):
        world.done("mill", f"m{number}", a.Voted(step, (mark,)))
    world.later(days=6)
    assert world.state("mill").questions[step].stage is Stage.VOTING
    world.later(days=1)
    question = world.state("mill").questions[step]
    assert question.outcome is not None
    assert question.outcome.result is Result.CARRIED
    assert dict(question.outcome.totals) == {"for": 3, "against": 1, "abstain": 1}
    last = opened(*list(enumerate(book_of(world)))[-1])
    assert isinstance(last, a.Minuted)
    assert (last.by, type(last.act)) == (HOST, a.Closed)


def test_there_is_nothing_to_do_twice() -> None:
    world = federation()
    assert world.clerk.work() == 0
    before = sizes(world)
    assert restarted(world).work() == 0
    assert sizes(world) == before


# The outbox


def test_words_are_carried_after_the_lower_book_has_them() -> None:
    world = federation()
    place = world.elect_delegates("mill", "fed", "m3")[0]
    said = {digest_of(word): step for step, word in words(world, "mill")}
    shown = world.state("fed").shown
    assert place in world.state("fed").places
    assert set(said) <= set(shown)


def test_the_outbox_is_rebuilt_after_a_restart_and_nothing_is_delivered_twice() -> None:
    """The clerk dies after the election was minuted and before a word of it was."""
    world = federation()
    clerk = closing_only(world)
    place = world.elect_delegates("mill", "fed", "m3")
    assert len(place) == 1
    owed = [word for word in due(world.state("mill"), world.now) if isinstance(word.says, says.Elected)]
    assert len(owed) == 1
    assert not world.state("fed").places
    assert restarted(world).work() >= 2
    assert sorted(world.state("fed").places) == place
    after = sizes(world)
    for other in (clerk, restarted(world), restarted(world)):
        assert other.work() == 0
    assert sizes(world) == after


def test_a_word_minuted_and_not_yet_shown_is_found_in_the_book_by_the_next_clerk() -> None:
    """The clerk dies between the lower book's commit and the upper book's."""
    world = federation()
    clerk = closing_only(world)
    world.elect_delegates("mill", "fed", "m3")
    assert clerk._attest(world.bodies["mill"]) == 2  # the seat, and that the assembly met again
    assert not world.state("fed").places
    assert restarted(world).work() == 2
    assert len(world.state("fed").places) == 1


def test_every_word_owed_is_in_the_book_when_the_clerk_has_worked() -> None:
    world = federation()
    world.elect_delegates("mill", "fed", "m3")
    for name in world.bodies:
        assert list(due(world.state(name), world.now)) == []


# A silent clerk stops nothing


def test_any_member_closes_a_vote_that_is_over() -> None:
    world = mill()
    step = vote_open(world)
    for number in range(1, 6):
        world.done("mill", f"m{number}", a.Voted(step, ("for",)))
    silenced(world)
    world.now += 7 * DAY
    state = world.state("mill")
    assert may_close(state, state.questions[step], world.now)
    outcome = outcome_of(state, state.questions[step], world.now)
    world.done("mill", "m7", a.Closed(step, outcome))
    assert world.state("mill").decisions[step].in_force(world.now)


def test_a_member_minutes_the_word_and_shows_it_where_the_clerk_is_silent() -> None:
    """The keeper's silence keeps no delegate from her seat: members say below and show above what all compute."""
    world = federation()
    closing_only(world)
    mine = world.elect_delegates("harbour", "fed", "m2")
    (owed,) = [word for word in due(world.state("harbour"), world.now) if isinstance(word.says, says.Elected)]
    step = world.done("harbour", "m8", a.AttestationMade(owed))
    assert not world.state("fed").places
    # Nobody sits in the federation yet; its own host would have to show the first word, and any word it shows
    # seats a delegate, who shows the rest.
    world.done("fed", HOST, shown_by(world, "harbour", step, owed))
    assert list(world.state("fed").places) == mine
    mill_s = world.elect_delegates("mill", "fed", "m3")
    (owed,) = [word for word in due(world.state("mill"), world.now) if isinstance(word.says, says.Elected)]
    step = world.done("mill", "m9", a.AttestationMade(owed))
    world.done("fed", mine[0], shown_by(world, "mill", step, owed))
    assert sorted(world.state("fed").places) == sorted((*mine, *mill_s))


def test_the_clerk_does_not_repeat_what_a_member_did_for_it() -> None:
    world = federation()
    closing_only(world)
    world.elect_delegates("harbour", "fed", "m2")
    (owed,) = [word for word in due(world.state("harbour"), world.now) if isinstance(word.says, says.Elected)]
    step = world.done("harbour", "m8", a.AttestationMade(owed))
    world.done("fed", HOST, shown_by(world, "harbour", step, owed))
    restarted(world).work()
    for name in ("harbour", "fed"):
        said = [word for word in words_and_showings(world, name) if isinstance(word.says, says.Elected)]
        assert said == [owed]


def words_and_showings(world: World, name: str) -> list[says.Attestation]:
    """Every word made or shown in that body's book."""
    entries = [opened(step, record) for step, record in enumerate(book_of(world, name))]
    acts = [entry.act for entry in entries if isinstance(entry, a.Minuted)]
    return [act.attestation for act in acts if isinstance(act, a.AttestationMade | a.AttestationShown)]


@pytest.mark.parametrize("who", [HOST, "m4"])
def test_neither_clerk_nor_member_minutes_a_word_that_does_not_follow(who: str) -> None:
    world = federation()
    state = world.state("mill")
    _, word = next((step, word) for step, word in words(world, "mill") if isinstance(word.says, says.Stands))
    assert isinstance(word.says, says.Stands)
    inflated = replace(word.says, heads=900)
    false = replace(word, size=state.size, says=inflated)
    answer = world.say("mill", who, a.AttestationMade(false))
    assert isinstance(answer, Refused)
    assert "“stands” does not follow from our record" in str(answer)
    assert "take it from the outbox, which computes it" in str(answer)


def test_a_clerk_s_refused_act_means_not_now_and_harms_nothing() -> None:
    """Two clerks at one book do the same work once."""
    world = mill()
    step = vote_open(world)
    for number in range(1, 10):
        vote = world.envelope("mill", f"m{number}", a.Voted(step, ("for",)))
        assert isinstance(world.desk.minute(world.bodies["mill"], vote), Received)
    first, second = restarted(world), restarted(world)
    assert first.work() == 1
    assert second.work() == 0
    assert world.state("mill").questions[step].stage is Stage.CLOSED


# Joining, through the clerk only


def test_a_federation_founds_itself_by_words_alone() -> None:
    state = federation().state("fed")
    assert {link.tie for link in state.bodies.values()} == {Tie.JOINED}
    assert {link.heads for link in state.bodies.values()} == {9}
    assert state.founded_at is not None


def test_what_was_raised_and_closed_between_two_visits_is_told_without_a_restart() -> None:
    """A member closes it while the clerk is away; the same clerk comes back and carries the word."""
    world = federation()
    clerk = closing_only(world)
    clerk.work()
    proposal = matters.Proposal(world.bodies["fed"], "A shared crane", matters.Resolution())
    world.decide("mill", proposal, "We propose a crane")
    assert not world.state("fed").questions
    clerk.work()
    (question,) = world.state("fed").questions.values()
    assert question.title == "A shared crane"
