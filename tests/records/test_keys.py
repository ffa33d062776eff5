"""Keys are kept for their owner alone, never overwritten, and survive a pen."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confederal.kernel.envelope import parse, seal, verify
from confederal.records.keys import (
    KeyExists,
    KeyExposed,
    KeyRing,
    NoSuchKey,
    NotACard,
    card,
    read_key,
    seed_of,
    write_key,
)

SEED = bytes(range(32))
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@given(st.binary(min_size=32, max_size=32))
def test_a_seed_goes_onto_a_card_and_back(seed: bytes) -> None:
    line = card(seed)
    assert seed_of(line) == seed
    assert set(line) <= set(SIGNS + "01-"), "what a QR code holds in its compact form"
    assert seed_of(line.lower().replace("-", " ")) == seed
    assert seed_of("  " + line.replace("-", "") + "\n") == seed
    head, _, signs = line.partition("-")
    assert seed_of(head + signs.replace("O", "0").replace("I", "1").replace("B", "8")) == seed


@given(st.integers(12, 74), st.sampled_from(SIGNS))
def test_every_wrong_sign_is_found(at: int, sign: str) -> None:
    line = card(SEED)
    wrong = line[:at] + sign + line[at + 1 :]
    if line[at] == "-":
        return
    if wrong == line:
        assert seed_of(wrong) == SEED
    else:
        with pytest.raises(NotACard, match="checksum"):
            seed_of(wrong)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "begins with CONFEDERAL1"),
        ("CONFEDERAL2-" + card(SEED)[12:], "begins with CONFEDERAL1"),
        (card(SEED)[:-1], "too short|has lost some"),
        (card(SEED)[:-8], "too short|has lost some"),
        (card(SEED) + "AAAAAAAA", "too short or too long"),
        (card(SEED)[:-1] + "!", "on no card"),
        (card(SEED)[:-1] + "é", "on no card"),
        ("CONFEDERAL1", "too short"),
    ],
)
def test_what_is_no_card_is_refused_without_being_repeated(line: str, reason: str) -> None:
    with pytest.raises(NotACard, match=reason) as refused:
        seed_of(line)
    assert card(SEED)[20:40] not in str(refused.value)


def test_a_swap_of_neighbours_is_found() -> None:
    line = card(SEED)
    for at in range(12, len(line) - 1):
        one, other = line[at], line[at + 1]
        if one != other and "-" not in (one, other):
            with pytest.raises(NotACard):
                seed_of(line[:at] + other + one + line[at + 2 :])


def test_a_key_file_is_its_owners_alone_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "harbour.key"
    before = os.umask(0)
    try:
        key = write_key(path, SEED)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path).keyid == key.keyid
    with pytest.raises(KeyExists):
        write_key(path, bytes(32))
    assert read_key(path).keyid == key.keyid
    link = tmp_path / "link.key"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyExists):
        write_key(link, bytes(32))
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_others_could_read_or_change_is_not_used(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "harbour.key"
    write_key(path, SEED)
    path.chmod(mode)
    with pytest.raises(KeyExposed, match="chmod 600"):
        read_key(path)


def test_a_damaged_key_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "harbour.key"
    write_key(path, SEED)
    path.write_text(path.read_text().replace("A", "B"))
    with pytest.raises(NotACard):
        read_key(path)


def test_a_ring_holds_the_keys_of_several_identities(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "ring")
    ana, host = ring.make("harbour.ana"), ring.make("harbour.host")
    card_key = ring.add("card", SEED)
    assert len({ana.keyid, host.keyid, card_key.keyid}) == 3
    again = KeyRing(tmp_path / "ring")
    assert again.names() == ("card", "harbour.ana", "harbour.host")
    envelope = parse(seal(b"{}", again.key("harbour.ana")))
    verify(envelope)
    assert envelope.keyid == ana.keyid
    found = again.holder(host.keyid)
    assert found is not None
    assert found.keyid == host.keyid
    assert again.holder("ed25519:nobody") is None
    assert stat.S_IMODE((tmp_path / "ring").stat().st_mode) == 0o700
    with pytest.raises(KeyExists):
        again.make("card")
    with pytest.raises(NoSuchKey, match="no key named 'ben'"):
        again.key("ben")


@pytest.mark.parametrize("name", ["", "../ana", "Ana", "a/b", ".ana", "a" * 65, "ana\n"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a key"):
        KeyRing(tmp_path).make(name)
    assert list(tmp_path.iterdir()) == []
