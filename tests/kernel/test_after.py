"""What follows: every act and every word has its line in the table; an act that is struck changes nothing else."""

from typing import get_args

from msgspec.structs import replace
from tests.secretary.mill import mill, raised

from confederal.kernel import act as a
from confederal.kernel.act import ACTS, Assistable
from confederal.kernel.after import AFTER, WHEN_CONFIRMED, WHEN_SHOWN, after, struck
from confederal.kernel.attestation import Says


def test_every_act_but_the_founding_has_what_follows() -> None:
    assert set(AFTER) == set(ACTS) - {a.Founded}


def test_every_word_between_bodies_has_what_follows_when_it_is_shown() -> None:
    assert set(WHEN_SHOWN) == set(get_args(Says))


def test_what_is_said_at_the_tellers_table_is_an_act_a_member_could_sign() -> None:
    assert set(get_args(Assistable)) <= set(AFTER)
    assert a.Assisted in WHEN_CONFIRMED
    assert set(WHEN_CONFIRMED) <= set(AFTER)


def test_a_struck_act_keeps_its_place_and_changes_nothing_else() -> None:
    world = mill()
    state = world.state("mill")
    key = world.key("mill", "m1").keyid
    m = a.Minuted(state.size, world.now + 5, key, a.Payload(1, state.body, "m1", 9, world.now, raised("x")))
    assert struck(state, m) == replace(state, size=state.size + 1, time=world.now + 5)


def test_what_follows_leaves_the_state_before_as_it_was() -> None:
    world = mill()
    state = world.state("mill")
    before = replace(state)
    key = world.key("mill", "m1").keyid
    m = a.Minuted(state.size, world.now, key, a.Payload(1, state.body, "m1", 9, world.now, raised("x")))
    then = after(state, m)
    assert state == before
    assert then.counters[key] == 9
    assert set(then.questions) - set(state.questions) == {m.step}
