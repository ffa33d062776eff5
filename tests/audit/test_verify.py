"""Verifying a record by the law: whole ones are whole; what is written past the desk is found and named."""

import hashlib
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.audit.towns import agreed, founded

from confederal.audit.verify import Audit, verify
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.act import AnyAct, Payload, Seen
from confederal.kernel.checkpoint import origin, read, verifying_key
from confederal.kernel.entry import INNER, OPEN, Record, record
from confederal.kernel.envelope import SeedKey, parse
from confederal.kernel.identity import HOST
from confederal.kernel.minute_book import payload_of, sealed
from confederal.kernel.question import Outcome, Result
from confederal.records.log import Log
from confederal.records.memory import MemoryShelf
from confederal.records.verifying import spread
from confederal.stories.world import World


def records_of(world: World, name: str) -> list[Record]:
    return list(world.shelf.rows(world.bodies[name]))


def audit_of(
    world: World,
    name: str,
    records: list[Record] | None = None,
    *,
    key: SeedKey | None = None,
    **more: object,
) -> Audit:
    """The audit of these records, under a head their keeper signs over all of them."""
    body = world.bodies[name]
    given = records_of(world, name) if records is None else records
    keeper = key if key is not None else world.host(name)
    shelf = MemoryShelf()
    shelf.create(body)
    shelf.append(body, 0, given)
    note = Log(shelf, body, keeper).sign()
    return verify(given, verifying_key(body, keeper.keyid), note, shown=(OPEN, INNER), **more)  # type: ignore[arg-type]  # passed on


def written_past_the_desk(
    world: World, name: str, act: AnyAct, who: str = HOST, **changes: object
) -> list[Record]:
    """The record with one more act in it, correctly signed and bound, that no desk judged."""
    body, state = world.bodies[name], world.state(name)
    signer = world.host(name) if who == HOST else world.key(name, who)
    payload = Payload(1, body, who, state.counters.get(signer.keyid, -1) + 1, state.time, act)
    payload = replace(payload, **changes)
    salt = hashlib.sha256(b"past the desk").digest()[:16]
    return [*records_of(world, name), record(INNER, state.time, salt, sealed(payload, signer))]


@pytest.mark.parametrize("name", ["harbour", "mill", "tide", "city"])
def test_the_records_of_a_lawful_world_are_whole(name: str) -> None:
    world = agreed()
    audit = audit_of(world, name)
    assert audit.faults == ()
    assert (
        audit.judged == audit.findings.entries == audit.findings.papers == world.desk.size(world.bodies[name])
    )
    acts = [payload_of(parse(each.envelope or b"").payload).act for each in records_of(world, name)]
    assert audit.closings == sum(isinstance(act, a.Closed) for act in acts) > 0
    assert audit.told == sum(isinstance(act, a.AttestationMade) for act in acts) > 0
    assert audit.state is not None
    assert audit.state.size == world.state(name).size


def test_it_reads_the_same_on_two_processes_and_tells_how_far_it_is() -> None:
    world = agreed()
    told: list[int] = []
    with spread(1) as papers:
        audit = audit_of(world, "city", papers=papers, progress=told.append)
    assert audit == audit_of(world, "city")
    assert told == list(range(256, audit.findings.entries + 1, 256))


def first(audit: Audit) -> str:
    assert not audit.whole
    return audit.faults[0].words


def test_a_retyped_count_is_found_by_counting_again() -> None:
    world = founded()
    step = world.raise_and_support("harbour", matters.Resolution(), "Shorter hours")
    world.wait_for_notice("harbour", step)
    from confederal.kernel.ballot import Tally, Way
    from confederal.kernel.identity import HOUR

    world.meet("harbour", step)
    teller, other = world.tellers("harbour")
    world.done("harbour", teller, a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))
    told = world.done("harbour", teller, a.CountTold(step, Way.HANDS, (Tally(("against",), 40),)))
    body = world.bodies["harbour"]
    confirming = sealed(
        Payload(
            1,
            body,
            other,
            world.state("harbour").counters.get(world.key("harbour", other).keyid, -1) + 1,
            world.now,
            a.CountConfirmed(told, step, (Tally(("against",), 40),)),
        ),
        world.key("harbour", other),
    )
    world.desk.minute(body, confirming)  # the clerk does not close it: the keeper does, with another number
    claim = Outcome(Result.CARRIED, (("for", 40),), cast=40, present=40, eligible=47, quorum=5, needed=21)
    audit = audit_of(world, "harbour", written_past_the_desk(world, "harbour", a.Closed(step, claim)))
    words = first(audit)
    assert words.startswith(f"Step {world.desk.size(body)}: it stands in the record and has no effect.")
    assert "[one_member_one_vote ¶" in words or "[quorum_and_notice ¶" in words


def test_a_keeper_who_writes_a_step_of_substance_is_found() -> None:
    world = founded()
    act = a.QuestionRaised("More power to the keeper", matters.Resolution())
    audit = audit_of(world, "harbour", written_past_the_desk(world, "harbour", act))
    assert first(audit).endswith("[the_operator_serves ¶1]")
    assert audit.findings.sound


def test_a_step_signed_with_another_s_key_is_found() -> None:
    world = founded()
    past = written_past_the_desk(world, "harbour", a.Left(), "m1", by="m2")
    assert "[the_operator_serves ¶2]" in first(audit_of(world, "harbour", past))


def test_a_replayed_step_is_found() -> None:
    world = founded()
    records = records_of(world, "harbour")
    again = next(each for each in records if each.entry.visibility == INNER)
    salt = hashlib.sha256(b"again").digest()[:16]
    assert again.envelope is not None
    twice = [*records, record(INNER, records[-1].entry.time, salt, again.envelope)]
    faults = audit_of(world, "harbour", twice).faults
    assert any(fault.article == "the_operator_serves ¶3" for fault in faults)


def test_another_record_of_the_same_body_is_seen_in_what_authors_saw() -> None:
    world = founded()
    size = world.state("harbour").size
    seen = Seen(size - 2, "0" * 64)
    past = written_past_the_desk(
        world, "harbour", a.GuidancePublished("forecast", "Flour", "0" * 64), "m1", seen=seen
    )
    audit = audit_of(world, "harbour", past)
    assert audit.seen == 1
    assert first(audit) == (
        f"Step {size}: its author had seen another record: the first {size - 2} steps were not these."
        " Two records of this body exist [the_operator_serves ¶4]"
    )
    true_root = audit_of(world, "harbour", records_of(world, "harbour")[: size - 2]).findings.root.hex()
    honest = replace(seen, root=true_root)
    past = written_past_the_desk(
        world, "harbour", a.GuidancePublished("forecast", "Flour", "0" * 64), "m1", seen=honest
    )
    audit = audit_of(world, "harbour", past)
    assert audit.whole
    assert audit.seen == 1


def test_a_head_signed_by_nobody_who_keeps_the_record_is_found() -> None:
    world = agreed()
    stranger = SeedKey(b"stranger".ljust(32, b"."))
    audit = audit_of(world, "harbour", key=stranger)
    (fault,) = audit.faults
    assert fault.article == "the_operator_serves ¶1"
    assert "a key that never kept this record" in fault.reason


def test_after_a_hand_over_the_old_keeper_signs_the_decision_and_nothing_later() -> None:
    world = founded()
    keeper = SeedKey(b"new keeper".ljust(32, b"."))
    world.decide("tide", matters.Host(keeper.keyid, "Mill street"), "A new keeper")
    records = records_of(world, "tide")
    body = world.bodies["tide"]
    closing = next(
        step for step, each in enumerate(records) if world_host_after(world, "tide", step + 1) == keeper.keyid
    )
    old = world.host("tide")
    assert audit_of(world, "tide", records[: closing + 1], key=old).whole
    assert audit_of(world, "tide", records[: closing + 1], key=keeper).whole
    if len(records) > closing + 1:
        late = audit_of(world, "tide", records[: closing + 2], key=old)
        assert late.faults[-1].article == "the_operator_serves ¶1"
        assert "another keeper than the one of that time" in late.faults[-1].reason
    assert audit_of(world, "tide", records, key=keeper).whole
    assert origin(body) == read(Log(world.shelf, body, keeper).sign()).origin


def world_host_after(world: World, name: str, size: int) -> str:
    """Who keeps the record by its first `size` entries."""
    from confederal.charter.reading import read as reading
    from confederal.kernel.minute_book import opened
    from confederal.kernel.proof import fault_in

    body = world.bodies[name]
    entries = (opened(step, each) for step, each in enumerate(world.shelf.rows(body, 0, size)))
    state = reading(entries, body=body, prover=fault_in).state
    assert state is not None
    return state.host_key


def test_a_record_that_is_not_the_founding_it_is_named_after_is_found() -> None:
    world = agreed()
    body = world.bodies["mill"]
    audit = verify(
        records_of(world, "harbour"), verifying_key(body, world.host("mill").keyid), None, shown=(OPEN, INNER)
    )
    assert "not the founding act this book is named after" in first(audit)


def test_an_empty_record_has_no_founding() -> None:
    world = agreed()
    audit = verify([], verifying_key(world.bodies["mill"], world.host("mill").keyid), None)
    assert first(audit) == "The record: there is no founding in it [authority_from_below ¶1]"


def test_what_is_shown_only_to_members_leaves_the_law_unjudged_and_says_so() -> None:
    world = agreed()
    shown = [
        each if each.entry.visibility == OPEN else each.without_paper()
        for each in records_of(world, "harbour")
    ]
    body = world.bodies["harbour"]
    note = Log(world.shelf, body, world.host("harbour")).sign()
    audit = verify(shown, verifying_key(body, world.host("harbour").keyid), note, shown=(OPEN,))
    assert audit.whole
    assert audit.state is None
    assert (audit.judged, audit.closings, audit.told) == (0, 0, 0)
    assert audit.unread == audit.findings.withheld > 0


def erased_from(world: World, digest: Callable[[Record], str]) -> Audit:
    """The audit of harbour's record in which m1 ordered something erased and the paper of m1's signature is gone."""
    records = records_of(world, "harbour")
    number = next(step for step, each in enumerate(records) if isinstance(act_of(each), a.GuidancePublished))
    order = a.Erased(digest(records[number]), "m1")
    past = written_past_the_desk(world, "harbour", order, "m1")
    past[number] = past[number].without_paper()
    return audit_of(world, "harbour", past, erased={number: len(past) - 1})


def act_of(each: Record) -> AnyAct:
    assert each.envelope is not None
    return payload_of(parse(each.envelope).payload).act


def test_the_paper_of_a_step_is_never_erased_whatever_is_said_to_order_it() -> None:
    world = founded()
    world.done("harbour", "m1", a.GuidancePublished("forecast", "Flour", "0" * 64))
    for digest in (lambda each: each.entry.commitment.hex(), lambda each: "1" * 64):
        audit = erased_from(world, digest)
        gone = next(fault for fault in audit.faults if "its paper is gone" in fault.reason)
        assert gone.words.endswith("did not [sealed_register ¶2]")
        assert audit.findings.sound


def test_one_flipped_bit_in_a_paper_is_found_at_its_step() -> None:
    world = agreed()
    records = records_of(world, "harbour")
    envelope = bytearray(records[7].envelope or b"")
    envelope[len(envelope) // 2] ^= 1
    records[7] = Record(records[7].entry, records[7].salt, bytes(envelope))
    body = world.bodies["harbour"]
    note = Log(world.shelf, body, world.host("harbour")).sign()
    audit = verify(records, verifying_key(body, world.host("harbour").keyid), note, shown=(OPEN, INNER))
    assert audit.faults[0].step == 7
    assert audit.faults[0].article == "open_books ¶2"
