"""Naming a key one does not hold: as one's own, a co-worker's, a seat's. Every way is refused at the desk, and found
by verifying where the record was written past the desk.

The key that is stolen is public: it stands in records, on pages, on a screen that is shown around.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from msgspec.structs import fields, replace
from tests.attacks.holder import added, records_of, replaced, rewritten, step_of, verified, words
from tests.charter.mill import federation
from tests.kernel.test_envelope import Passkey
from tests.secretary.mill import mill

from confederal.charter.reading import NAMING
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.body import DELEGATE
from confederal.kernel.envelope import SeedKey, Signer
from confederal.kernel.identity import HOST
from confederal.kernel.minute_book import opened, sealed
from confederal.kernel.possession import Possession, proof
from confederal.secretary.desk import Refused
from confederal.stories.world import World

THEIRS = SeedKey(b"somebody else's".ljust(32))
"""The key of somebody who made it for themselves, and whose public half everybody has seen."""

MINE = SeedKey(b"a crook's".ljust(32))

LAW = "A new key is taken only with its own signature, over our body, whose it is to be and the key it replaces."


def of_m2(world: World, key: Signer = THEIRS, **other: str | None) -> Possession:
    """What a key signs that is to be m2's in place of the present one; or something else it signed."""
    claim = Possession(world.bodies["mill"], "member", "m2", key.keyid, world.key("mill", "m2").keyid)
    return replace(claim, **other)


def without_proof(world: World) -> str:
    return ""


def from_another_body(world: World) -> str:
    return proof(of_m2(world, body="f" * 64), THEIRS)


def for_another_person(world: World) -> str:
    return proof(of_m2(world, of="m3"), THEIRS)


def for_another_purpose(world: World) -> str:
    return proof(of_m2(world, for_="card"), THEIRS)


def in_place_of_another_key(world: World) -> str:
    return proof(of_m2(world, replaces=world.key("mill", "m3").keyid), THEIRS)


def by_another_key(world: World) -> str:
    return proof(of_m2(world), MINE)


def about_another_key(world: World) -> str:
    return proof(of_m2(world, MINE), MINE)


def as_an_act(world: World) -> str:
    """The key signed an act once: another type, so no statement."""
    payload = a.Payload(1, world.bodies["mill"], "m2", 7, world.now, a.KeyChanged(THEIRS.keyid))
    return THEIRS.sign(sealed(payload, THEIRS)).hex()


FALSE: list[Callable[[World], str]] = [
    without_proof,
    from_another_body,
    for_another_person,
    for_another_purpose,
    in_place_of_another_key,
    by_another_key,
    about_another_key,
    as_an_act,
]


@pytest.mark.parametrize("shown", FALSE, ids=lambda each: each.__name__)
def test_nobody_names_a_key_they_do_not_hold(shown: Callable[[World], str]) -> None:
    world = mill()
    changed = a.KeyChanged(THEIRS.keyid, shown(world))
    refused = world.say("mill", "m2", changed)
    assert isinstance(refused, Refused)
    assert [(each.article, each.paragraph, each.words) for each in refused.objections] == [
        ("the_operator_serves", 6, LAW)
    ]
    vouched = world.say("mill", "m1", a.KeyVouched("m2", THEIRS.keyid, changed.proof))
    assert isinstance(vouched, Refused)
    assert LAW in str(vouched)
    assert world.state("mill").recoveries.get("m2") is None
    # Past the desk, by whoever holds the record: found, named, and without effect.
    written = [*records_of(world), added(world, changed, "m2")]
    audit = verified(world, written)
    (sentence,) = words(audit)
    assert sentence.startswith(
        f"Step {len(written) - 1}: it stands in the record and has no effect. {LAW}"
        f" (found: {THEIRS.keyid[:24]} for m2: "
    )
    assert sentence.endswith("[the_operator_serves ¶6]")
    assert audit.state is not None
    assert audit.state.members["m2"].key == world.key("mill", "m2").keyid
    assert THEIRS.keyid not in audit.state.keys


@pytest.mark.parametrize("kind", ["ed25519", "webauthn-es256", "webauthn-ed25519"])
def test_with_its_own_signature_every_kind_of_key_is_taken(kind: str) -> None:
    """So the refusals above are for the want of proof."""
    world = mill()
    key: Signer = THEIRS if kind == "ed25519" else Passkey(kind.removeprefix("webauthn-"))
    world.done("mill", "m2", a.KeyChanged(key.keyid, proof(of_m2(world, key), key)))
    assert world.state("mill").key_in_force("m2", world.now) == key.keyid
    assert verified(world, records_of(world)).whole


def test_a_key_somebody_made_after_a_loss_cannot_be_taken_before_the_co_workers_spoke() -> None:
    """The crook sees the new key on the screen and is quicker: theirs it is not, and the member gets it."""
    world = mill()
    world.holding(THEIRS)
    proven = proof(of_m2(world), THEIRS)
    for first in (a.KeyChanged(THEIRS.keyid, proven), a.KeyVouched("m4", THEIRS.keyid, proven)):
        answer = world.desk.minute(world.bodies["mill"], as_is(world, "m3", first))
        assert isinstance(answer, Refused)
        assert "the_operator_serves" in str(answer)
    for who in ("m1", "m4", "m5"):
        world.done("mill", who, a.KeyVouched("m2", THEIRS.keyid, proven))
    world.later(days=30)
    assert world.state("mill").key_in_force("m2", world.now) == THEIRS.keyid


def as_is(world: World, who: str, act: a.AnyAct) -> bytes:
    """The envelope of an act just as it is given."""
    key = world.key("mill", who)
    n = world.state("mill").counters.get(key.keyid, -1) + 1
    return sealed(a.Payload(1, world.bodies["mill"], who, n, world.now, act), key)


def test_a_proof_is_good_once() -> None:
    """A key once replaced never comes back with the proof it gave then."""
    world = mill()
    first, second = world.holding(THEIRS), world.holding(MINE)
    proven = proof(of_m2(world), first)
    world.done("mill", "m2", a.KeyChanged(first.keyid, proven))
    world._keys["mill", "m2"] = first
    world.done("mill", "m2", a.KeyChanged(second.keyid))
    world._keys["mill", "m2"] = second
    again = world.say("mill", "m2", a.KeyChanged(first.keyid, proven))
    assert isinstance(again, Refused)
    assert "in use or was before" in str(again)


def test_a_proof_taken_out_of_a_stored_envelope_is_missed() -> None:
    world = mill()
    world.done("mill", "m2", a.KeyChanged(THEIRS.keyid, proof(of_m2(world), THEIRS)))
    records = records_of(world)
    step = step_of(world, a.KeyChanged)
    entry = opened(step, records[step])
    assert isinstance(entry, a.Minuted)
    assert isinstance(entry.act, a.KeyChanged)
    bare = replace(entry.payload, act=replace(entry.act, proof=""))
    stripped = sealed(bare, world.key("mill", "m2"))
    crooked = sealed(bare, MINE).replace(MINE.keyid.encode(), entry.key.encode())
    for envelope in (stripped, crooked):  # with m2's own hand in it, and without
        forged = replaced(records, step, lambda old, envelope=envelope: rewritten(world, old, envelope))  # type: ignore[misc]
        audit = verified(world, forged)
        assert any(f"Step {step}: " in found and LAW in found for found in words(audit))
        assert audit.state is not None
        assert audit.state.members["m2"].key == world.key("mill", "m2").keyid
        signed = not any("is not signed by the key it names" in found for found in words(audit))
        assert signed is (envelope == stripped)


def test_a_card_is_handed_out_by_whoever_made_it() -> None:
    """Else a card of another body is named here, and whoever photographs it joins the wrong one."""
    world = mill()
    keeper = world.state("mill").holders("keeper", world.now)[0]
    elsewhere = proof(Possession("f" * 64, "card", "z1", THEIRS.keyid, None), THEIRS)
    for shown in ("", elsewhere):
        assert LAW in str(world.say("mill", keeper, a.Invited("z1", THEIRS.keyid, proof=shown)))
    right = proof(Possession(world.bodies["mill"], "card", "z1", THEIRS.keyid, None), THEIRS)
    world.done("mill", keeper, a.Invited("z1", THEIRS.keyid, proof=right))


def test_a_body_seats_nobody_with_a_key_of_somebody_else() -> None:
    """The host of a crooked body writes into its own book that it elected somebody with another delegate's new key."""
    world = federation(("mill", "bakery"))
    seat = next(seat for seat in world.state("mill").seats.values() if seat.office == DELEGATE)
    assert LAW in str(world.say("mill", seat.holder, a.SeatAccepted(seat.id, THEIRS.keyid)))
    shown = next(
        entry.act
        for entry in map(opened, range(999), records_of(world, "fed"))
        if isinstance(entry, a.Minuted)
        and isinstance(entry.act, a.AttestationShown)
        and isinstance(entry.act.attestation.says, says.Elected)
        and entry.act.attestation.origin == world.bodies["mill"]
    )
    told = shown.attestation.says
    assert isinstance(told, says.Elected)
    taken = replace(told, key=THEIRS.keyid, replaces=told.key)
    word = replace(shown.attestation, says=taken, size=shown.attestation.size + 1)
    answer = world.say("fed", HOST, replace(shown, attestation=word))
    assert isinstance(answer, Refused)
    assert any((each.article, each.paragraph) == ("the_operator_serves", 6) for each in answer.objections)


def test_every_act_that_names_a_key_for_somebody_is_asked_for_its_proof() -> None:
    """What names a key without one: the founding, whose founders confirm with it; and the keys of hosts, which sign
    every head of the book they keep."""
    naming = {
        kind.__name__
        for kind in get_args(a.AnyAct)
        if {"key", "card"} & {field.name for field in fields(kind)}
    }
    assert naming | {"AttestationShown"} == {kind.__name__ for kind in NAMING}
    assert all("proof" in {field.name for field in fields(kind)} for kind in NAMING)
