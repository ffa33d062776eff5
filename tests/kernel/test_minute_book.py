"""From bytes to acts and back: one form for one act, and what cannot be read keeps its place."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.attacks.anything import acts
from tests.secretary.mill import book_of, mill

from confederal.kernel import act as a
from confederal.kernel.minute_book import NoSuchWordsError, Unreadable, body_of, opened, payload_of, written

HINT: dict[str, st.SearchStrategy[object]] = {
    "int": st.integers(0, 99),
    "id": st.sampled_from(["m1", "keeper", "for"]),
    "key": st.just("ed25519:" + "A" * 43),
    "digest": st.just("a" * 64),
}


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(act=acts(HINT))
def test_every_act_is_read_back_as_it_was_written(act: a.AnyAct) -> None:
    payload = a.Payload(1, "a" * 64, "m1", 3, 1_700_000_000, act)
    data = written(payload)
    try:
        again = payload_of(data)
    except NoSuchWordsError as error:  # made-up texts may hide something
        refused = str(error)
    else:
        refused = ""
        assert again == payload
        assert written(again) == data
    assert not refused or "a text " in refused


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'"x"', b"1", b"\xff", b"{" * 9_999])
def test_what_says_nothing_is_told_so_in_words(data: bytes) -> None:
    with pytest.raises(NoSuchWordsError) as refused:
        payload_of(data)
    assert str(refused.value)


def test_a_step_without_its_paper_keeps_its_place() -> None:
    record = book_of(mill())[3].without_paper()
    entry = opened(3, record)
    assert entry == Unreadable(
        3, record.entry.time, "the paper of this step is not here: it was not shown, or erased"
    )


def test_a_body_is_named_after_its_founding() -> None:
    world = mill()
    first = opened(0, book_of(world)[0])
    assert isinstance(first, a.Minuted)
    assert body_of(written(first.payload)) == world.bodies["mill"]
    assert first.payload.body == ""
