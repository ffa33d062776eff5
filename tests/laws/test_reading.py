"""Laws of reading, tried on histories in which anybody says anything, in order or not, with their own key or another's.

Everything goes through the real judging and reading, without signatures. In the suite a few histories, always the
same; `./confederal test --long` tries 20,000 for every law.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.laws.anybody import Anything, beginnings, lived, one_thing_more, signs

from confederal.charter.reading import Reading, extended, judge, read
from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.after import after
from confederal.kernel.attestation import Elected, digest_of
from confederal.kernel.ballot import Way
from confederal.kernel.canonical import canonical, check
from confederal.kernel.delegate import Place, Seat
from confederal.kernel.identity import DAY
from confederal.kernel.minute_book import payload_of, written
from confederal.kernel.question import Stage
from confederal.kernel.state import State
from confederal.rehearsal.bottle import Bottle, believing, done, minuted_as
from confederal.rehearsal.digest import digest
from confederal.rehearsal.macros import Federation, recallable

CHANCE = st.integers(0, 2**32 - 1).map(Random)
"""What decides at random: one number, so that what failed can be told again."""


class Life(NamedTuple):
    """A history that can be told again: its chance, and how many things were tried."""

    chance: int
    steps: int

    def lived(self) -> Federation:
        return lived(Random(self.chance), self.steps)


LIVES = st.builds(Life, st.integers(0, 2**32 - 1), st.integers(1, 30))
"""Histories. A shorter one of the same chance is the beginning of a longer one, so that a failing one shrinks."""


def books(fed: Federation) -> Iterator[Bottle]:
    return (fed.bottles[name] for name in sorted(fed.bottles))


# Reading


@given(LIVES)
def test_any_sequence_of_acts_reads_and_reading_at_once_is_reading_step_by_step(life: Life) -> None:
    for bottle in books(life.lived()):
        assert read(bottle.entries, body=bottle.body, prover=believing) == bottle.reading


@given(LIVES)
def test_any_prefix_of_a_book_reads(life: Life) -> None:
    for bottle in books(life.lived()):
        for size in range(1, len(bottle.entries) + 1, 3):
            reading = read(bottle.entries[:size], body=bottle.body, prover=believing)
            assert reading.size == size
            assert set(reading.struck) == {step for step in bottle.reading.struck if step < size}


@given(LIVES)
def test_reading_up_to_a_time_is_reading_the_entries_up_to_that_time(life: Life) -> None:
    for bottle in books(life.lived()):
        middle = bottle.entries[len(bottle.entries) // 2].time
        until = [entry for entry in bottle.entries if entry.time <= middle]
        known = read(bottle.entries, body=bottle.body, prover=believing, at=middle)
        assert known == read(until, body=bottle.body, prover=believing)


@given(LIVES)
def test_reading_twice_is_reading_once(life: Life) -> None:
    for bottle in books(life.lived()):
        first, second = (read(bottle.entries, body=bottle.body, prover=believing) for _ in range(2))
        assert first == second
        assert digest(first.state) == digest(second.state)


@given(LIVES)
def test_reading_with_remembered_verdicts_is_reading_with_judgement(life: Life) -> None:
    for bottle in books(life.lived()):
        struck = frozenset(bottle.reading.struck)
        again = read(bottle.entries, body=bottle.body, prover=believing, remembered=struck)
        assert again.state == bottle.reading.state
        assert set(again.struck) == struck


@given(LIVES)
def test_a_struck_entry_changes_nothing_but_size_and_time(life: Life) -> None:
    """Save that a false word of ours is known to be false, so that whoever was told it can be told so."""
    for bottle in books(life.lived()):
        states = list(states_of(bottle))
        for step in bottle.reading.struck:
            before, now = states[step - 1], states[step]
            for name in State.__struct_fields__:
                if name not in ("size", "time", "denied"):
                    assert getattr(before, name) is getattr(now, name), name
            assert now.size == before.size + 1


def states_of(bottle: Bottle) -> Iterator[State]:
    """The state after each entry."""
    reading = Reading(None)
    for entry in bottle.entries:
        reading = extended(reading, entry, body=bottle.body, prover=believing)
        assert reading.state is not None
        yield reading.state


@given(LIVES)
def test_a_book_only_grows_and_never_goes_back_in_time(life: Life) -> None:
    for bottle in books(life.lived()):
        for before, now in pairwise(states_of(bottle)):
            assert now.time >= before.time
            assert now.size == before.size + 1
            assert now.body == before.body


@given(LIVES)
def test_every_objection_names_article_paragraph_words_value_and_mend(life: Life) -> None:
    for bottle in books(life.lived()):
        for objections in bottle.reading.struck.values():
            assert objections
            assert len(set(objections)) == len(objections), "no objection is told twice"
            for objection in objections:
                assert all((objection.article, objection.paragraph, objection.words, objection.mend))
                assert objection.value


@given(LIVES, CHANCE)
def test_what_follows_never_fails_on_an_act_that_is_in_order(life: Life, rng: Random) -> None:
    fed = life.lived()
    for name in sorted(fed.bottles):
        bottle = fed.bottles[name]
        for _ in range(8):
            act = Anything(rng, fed, name).act()
            if isinstance(act, a.Founded):
                continue
            who = rng.choice([*bottle.state.members, *bottle.state.places, "host"])
            entry = minuted_as(bottle, who, act, fed.now)
            if not judge(bottle.state, entry, believing):
                assert after(bottle.state, entry).size == bottle.state.size + 1


# Bytes


@given(LIVES, CHANCE)
def test_canonical_bytes_of_any_act_come_back_as_the_act(life: Life, rng: Random) -> None:
    fed = life.lived()
    for name in sorted(fed.bottles):
        for _ in range(20):
            act = Anything(rng, fed, name).act()
            payload = a.Payload(1, fed.bottles[name].body, "m1", rng.randrange(2**53), fed.now, act)
            data = written(payload)
            assert payload_of(data) == payload
            assert written(payload_of(data)) == data
            check(data)
            assert canonical(payload) == data


# Votes


@given(
    st.permutations(["m1", "m2", "m3", "m4"]),
    st.lists(st.sampled_from(("for", "against")), min_size=4, max_size=4),
)
def test_the_order_of_different_voters_votes_does_not_matter(order: list[str], marks: list[str]) -> None:
    opened, step = vote_opened()
    said = dict(zip(["m1", "m2", "m3", "m4"], marks, strict=True))
    one, other = voted(opened, step, sorted(said), said), voted(opened, step, order, said)
    assert digest(one.state) == digest(other.state)
    assert outcome_of(one.state, one.state.questions[step], one.time) == outcome_of(
        other.state, other.state.questions[step], other.time
    )


def vote_opened() -> tuple[Bottle, int]:
    """An assembly of four with a named vote open."""
    fed = beginnings()[1]
    bottle, at = fed.bottles["A"], fed.now
    step = bottle.state.size
    bottle = done(bottle, "m1", a.QuestionRaised("a title", matters.Resolution()), at)
    at += 8 * DAY
    return done(bottle, "m2", a.VoteOpened(step, (Way.NAMED,), at + DAY), at), step


def voted(bottle: Bottle, step: int, order: list[str], said: dict[str, str]) -> Bottle:
    for who in order:
        bottle = done(bottle, who, a.Voted(step, (said[who],)), bottle.time)
    return bottle


@given(st.lists(st.tuples(st.sampled_from(("m1", "m2")), st.sampled_from(("for", "against"))), min_size=1))
def test_the_last_vote_of_a_voter_counts(cast: list[tuple[str, str]]) -> None:
    bottle, step = vote_opened()
    for who, mark in cast:
        bottle = done(bottle, who, a.Voted(step, (mark,)), bottle.time)
    assert dict(bottle.state.questions[step].votes) == {who: (mark,) for who, mark in dict(cast).items()}


# Seats


def untraced(fed: Federation) -> Iterator[str]:
    """Every seat that is held and does not trace, link by link, to an election by those it binds."""
    for bottle in books(fed):
        for seat in bottle.state.seats.values():
            if bottle.state.holds(seat, fed.now) and not traces(bottle, seat):
                yield f"{bottle.name}: seat {seat.id} of {seat.holder}"
        for place in bottle.state.places.values():
            if bottle.state.sits(place, fed.now) and not attested(bottle.state, place):
                yield f"{bottle.name}: place {place.id}"


def traces(bottle: Bottle, seat: Seat) -> bool:
    """Whether a seat was elected in its own book by a carried election, or brought along and confirmed by all."""
    state = bottle.state
    if seat.brought:
        told = {(brought.office, brought.holder) for brought in state.brings.offices}
        everybody = set(state.confirmed) == {founder.id for founder in state.founders}
        return everybody and (seat.office, seat.holder) in told
    question = state.questions.get(seat.elected_in)
    if question is None or not isinstance(question.matter, matters.Election) or question.outcome is None:
        return False
    outcome = question.outcome
    won = outcome.alternates if seat.alternate else outcome.elected
    return (
        outcome.carried
        and question.stage is Stage.CLOSED
        and seat.holder in won
        and question.matter.office == seat.office
        and question.matter.of == seat.electors
        and outcome.present >= outcome.quorum
    )


def attested(state: State, place: Place) -> bool:
    """Whether a delegate's seat rests on a word of the body it is of, not contradicted since."""
    word = state.shown.get(place.attested)
    if word is None or word.contradicted or word.attestation is None:
        return False
    told = word.attestation.says
    return word.attestation.origin == place.body and isinstance(told, Elected) and told.key == place.key


@given(LIVES)
def test_every_seat_traces_to_an_election_by_those_it_binds(life: Life) -> None:
    assert list(untraced(life.lived())) == []


def stuck(fed: Federation) -> Iterator[str]:
    """Every held seat that a majority of its electors, without its holder and without any officer, cannot empty."""
    for bottle in books(fed):
        state = bottle.state
        if state.founded_at is None or state.closed_at is not None:
            continue
        for seat in state.seats.values():
            if state.holds(seat, fed.now):
                electors = state.electors(matters.Recall(seat.id).section(state), fed.now)
                able = [who for who in electors if who != seat.holder and signs(state, who, fed.now)]
                if len(able) >= 2 and 2 * len(able) > len(electors):
                    why = recallable(fed, bottle.name, seat.id, able)
                    if why is not None:
                        yield f"{bottle.name}: seat {seat.id} of {seat.holder} by {able} of {len(electors)}: {why}"


@given(LIVES)
@example(Life(685653, 7))  # what came from the council just then was taken for the recall that was raised
def test_recall_is_open_in_every_state_to_the_electors_alone(life: Life) -> None:
    """Invariant 6: played out from here, by a majority of the electors, with every officer missing."""
    assert list(stuck(life.lived())) == []


# One long life


class AFederationLives(RuleBasedStateMachine):
    """Anybody does anything, one thing after another; after each the laws hold."""

    fed: Federation

    @initialize(begin=st.integers(0, 2))
    def begin(self, begin: int) -> None:
        self.fed = beginnings()[begin]

    @rule(rng=CHANCE)
    def one_thing_more(self, rng: Random) -> None:
        before = self.fed
        self.fed = one_thing_more(rng, before)
        for name in before.bottles:
            assert (
                self.fed.bottles[name].entries[: len(before.bottles[name].entries)]
                == before.bottles[name].entries
            )

    @rule(days=st.integers(1, 500))
    def time_passes(self, days: int) -> None:
        self.fed = self.fed.later(days * DAY)

    @precondition(lambda self: hasattr(self, "fed"))
    @invariant()
    def every_seat_traces(self) -> None:
        assert list(untraced(self.fed)) == []

    @precondition(lambda self: hasattr(self, "fed"))
    @invariant()
    def votes_are_of_electors_and_each_once(self) -> None:
        for bottle in books(self.fed):
            for question in bottle.state.questions.values():
                if question.outcome is not None and not bottle.state.council:
                    assert question.outcome.present <= question.outcome.eligible

    def teardown(self) -> None:
        if hasattr(self, "fed"):
            for bottle in books(self.fed):
                assert read(bottle.entries, body=bottle.body, prover=believing) == bottle.reading
            assert list(stuck(self.fed)) == []


TestAFederationLives = AFederationLives.TestCase
TestAFederationLives.settings = settings(
    max_examples=2_000 if os.environ.get("CONFEDERAL_LONG") else 25, stateful_step_count=30
)
"""Each life is as long as thirty of the short histories above."""


def test_random_histories_reach_most_of_the_language() -> None:
    """The laws above are worth what their histories reach: counted here, so that they cannot go blind."""
    in_order: set[str] = set()
    out_of_order: set[str] = set()
    for seed in range(150):
        for bottle in books(lived(Random(seed), 40)):
            for entry in bottle.entries:
                reached = out_of_order if entry.step in bottle.reading.struck else in_order
                reached.add(type(entry.act).__name__)
    assert len(in_order) >= 30, sorted({kind.__name__ for kind in a.ACTS} - in_order)
    assert len(out_of_order) >= 40, sorted({kind.__name__ for kind in a.ACTS} - out_of_order)


@pytest.mark.parametrize("begin", [0, 1, 2])
def test_the_beginnings_are_in_order(begin: int) -> None:
    for bottle in books(beginnings()[begin]):
        assert not bottle.reading.struck
        assert digest_of(bottle.state.charter)
