"""The operator serves: R43, P18."""

from __future__ import annotations

from tests.charter.mill import mill, why, word_of

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.envelope import SeedKey
from confederal.kernel.grounds import CLERK
from confederal.kernel.identity import HOST
from confederal.kernel.minute_book import sealed
from confederal.stories.world import seed


def test_who_keeps_the_record_writes_nothing_of_substance() -> None:
    """¶1"""
    world = mill()
    raised = a.QuestionRaised("More power to the server", matters.Resolution())
    assert why(world.say("mill", HOST, raised)) == [
        "the_operator_serves ¶1: the host's key signed “question_raised” → have a member do it"
    ]
    assert why(world.say("mill", "m1", raised)) == []


def test_the_host_signs_nothing_but_what_every_reader_recomputes() -> None:
    """¶1"""
    assert {kind.__struct_config__.tag for kind in CLERK} == {
        "closed",
        "outcome_corrected",
        "attestation_made",
        "attestation_shown",
        "contradiction_shown",
    }


def test_nobody_acts_in_anothers_name() -> None:
    """¶2"""
    world = mill()
    raised = a.QuestionRaised("A canteen", matters.Resolution())
    state = world.state("mill")
    payload = a.Payload(1, state.body, "m1", 50, world.now, raised)
    forged = sealed(payload, world.key("mill", "m2"))
    assert why(world.desk.minute(state.body, forged)) == [
        "the_operator_serves ¶2: this key is not m1's, or no longer "
        "→ sign with the key in force, or have co-workers vouch for a new one"
    ]
    assert why(world.desk.minute(state.body, sealed(payload, world.key("mill", "m1")))) == []


def test_a_signed_step_counts_once() -> None:
    """¶3: sent again it has the earlier receipt; another step under an old counter is refused."""
    world = mill()
    state = world.state("mill")
    signer = world.key("mill", "m1")
    first = a.Payload(1, state.body, "m1", 50, world.now, a.QuestionRaised("Tea", matters.Resolution()))
    received = world.desk.minute(state.body, sealed(first, signer))
    assert why(received) == []
    assert world.desk.minute(state.body, sealed(first, signer)) == received
    other = a.Payload(1, state.body, "m1", 50, world.now, a.QuestionRaised("Coffee", matters.Resolution()))
    assert why(world.desk.minute(state.body, sealed(other, signer))) == [
        "the_operator_serves ¶3: counter 50, the last was 50 "
        "→ nothing, if this was received before; otherwise sign it anew"
    ]


def test_nobody_has_seen_more_of_the_record_than_there_is() -> None:
    """¶4"""
    world = mill()
    state = world.state("mill")
    raised = a.QuestionRaised("A canteen", matters.Resolution())

    def seeing(size: int, n: int) -> list[str]:
        payload = a.Payload(1, state.body, "m1", n, world.now, raised, a.Seen(size, "a" * 64))
        return why(world.desk.minute(state.body, sealed(payload, world.key("mill", "m1"))))

    assert seeing(state.size + 1, 50) == [
        f"the_operator_serves ¶4: the author saw {state.size + 1} steps, this record has {state.size} "
        "→ compare both records and find out who keeps the other"
    ]
    assert seeing(state.size, 51) == []


def test_the_record_is_handed_to_a_key_that_is_nobodys() -> None:
    """¶5"""
    world = mill()
    new = SeedKey(seed("another host")).keyid
    for known in (world.state("mill").host_key, world.key("mill", "m1").keyid):
        handed = a.QuestionRaised("Another keeper", matters.Host(known, "at the library"))
        assert why(world.say("mill", "m1", handed)) == [
            f"the_operator_serves ¶5: {known[:24]} → name a key that is nobody's here"
        ]
    handed = a.QuestionRaised("Another keeper", matters.Host(new, "at the library"))
    assert why(world.say("mill", "m1", handed)) == []


def test_the_old_keeper_is_not_asked() -> None:
    """¶5"""
    world = mill()
    new = SeedKey(seed("another host")).keyid
    world.decide("mill", matters.Host(new, "at the library"), "Another keeper")
    assert world.state("mill").host_key == new
    word = word_of(world, "mill", says.Moves(new)).attestation
    assert why(world.say("mill", HOST, a.AttestationMade(word))) == [
        "the_operator_serves ¶2: this key is not host's, or no longer "
        "→ sign with the key in force, or have co-workers vouch for a new one"
    ]
