"""Checkpoints and receipts: as other programs write them, signed by the host, and nothing looser."""

import base64
import hashlib

import pytest

from confederal.kernel import merkle
from confederal.kernel.checkpoint import (
    BadCheckpoint,
    Checkpoint,
    Receipt,
    VerifyingKey,
    body_of,
    open_note,
    origin,
    read,
    receipt,
    sign,
    verifying_key,
)
from confederal.kernel.entry import OPEN, Entry
from confederal.kernel.envelope import SeedKey

BODY = hashlib.sha256(b"founding").hexdigest()
HOST = SeedKey(b"host" + bytes(28))
KEY = verifying_key(BODY, HOST.keyid)
ENTRIES = [Entry(OPEN, number, bytes(32)).encode() for number in range(11)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
HEAD = Checkpoint(origin(BODY), 11, merkle.EMPTY.extend(LEAVES).root)
NOTE = sign(HEAD, HOST)


def test_the_published_example_of_a_signed_note_is_read_as_its_authors_read_it() -> None:
    """golang.org/x/mod/sumdb/note: the example of its documentation."""
    key = VerifyingKey.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert (key.name, key.id.hex()) == ("PeterNeumann", "c74f20a3")
    assert key.text == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_a_signed_checkpoint_is_opened_with_the_hosts_key() -> None:
    assert open_note(NOTE, KEY) == HEAD
    assert open_note(NOTE, VerifyingKey.read(KEY.text)) == HEAD
    assert read(NOTE) == HEAD
    assert body_of(HEAD.origin) == BODY
    assert NOTE.startswith(f"confederal/mb/{BODY}\n11\n")


def test_lines_of_witnesses_are_passed_over() -> None:
    witnessed = NOTE + "— witness.example/w1 " + base64.b64encode(bytes(76)).decode() + "\n"
    assert open_note(witnessed, KEY) == HEAD
    above = NOTE.replace("\n\n", "\n\n— witness.example/w1 AAAA\n")
    assert open_note(above, KEY) == HEAD


def spoilt() -> dict[str, str]:
    text, _, line = NOTE.rpartition("\n\n")
    other = SeedKey(bytes(32))
    return {
        "another size": NOTE.replace("\n11\n", "\n12\n"),
        "another root": NOTE.replace(NOTE.split("\n")[2], base64.b64encode(bytes(32)).decode()),
        "another origin": NOTE.replace(BODY, hashlib.sha256(b"other").hexdigest()),
        "another key": sign(HEAD, other),
        "no signature": text + "\n\n",
        "no blank line": text + "\n" + line,
        "no last newline": NOTE[:-1],
        "an extension": sign(HEAD, HOST).replace("\n\n", "\nextension\n\n"),
        "a leading zero": NOTE.replace("\n11\n", "\n011\n"),
        "a sign": NOTE.replace("\n11\n", "\n+11\n"),
        "a huge size": NOTE.replace("\n11\n", "\n" + "1" * 5000 + "\n"),
        "a short root": NOTE.replace(NOTE.split("\n")[2], "AAAA"),
        "not base64": NOTE.replace(NOTE.split("\n")[2], "!" * 44),
        "a control character": NOTE.replace("\n11\n", "\n11\r\n"),
        "a spoilt signature": NOTE.replace(line[-20:], "A" * 17 + "==\n"),
        "nothing": "",
        "only newlines": "\n\n\n\n",
    }


@pytest.mark.parametrize("case", spoilt())
def test_anything_else_is_refused_with_a_reason(case: str) -> None:
    with pytest.raises(BadCheckpoint) as refused:
        open_note(spoilt()[case], KEY)
    assert refused.value.reason


def test_every_flipped_bit_of_a_checkpoint_is_found() -> None:
    data = NOTE.encode()
    for at in range(len(data) * 8):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << at % 8
        try:
            text = changed.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(BadCheckpoint):
            open_note(text, KEY)


@pytest.mark.parametrize(
    "text",
    ["", "a+b", "name+00000000+" + KEY.text.split("+", 2)[2], KEY.text[:-4], "name+c74f20a3+!", "+c7+AQ=="],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        VerifyingKey.read(text)


def test_an_origin_names_a_founding_act() -> None:
    for body in ("", "harbour", BODY.upper(), BODY + "0"):
        with pytest.raises(ValueError, match="founding act"):
            origin(body)
    for other in ("example.com/log", "confederal/mb/", "confederal/mb/" + BODY.upper()):
        with pytest.raises(BadCheckpoint):
            body_of(other)


@pytest.mark.parametrize("number", range(11))
def test_a_receipt_proves_its_entry_and_no_other(number: int) -> None:
    made = receipt(number, NOTE, merkle.subtrees(LEAVES))
    again = Receipt.read(made.text)
    assert again == made
    assert again.check(ENTRIES[number], KEY) == HEAD
    with pytest.raises(BadCheckpoint, match="does not lead"):
        again.check(ENTRIES[number - 1], KEY)


def test_a_receipt_is_the_file_of_the_specification() -> None:
    lines = Receipt(7, (bytes(32),), NOTE, b"where").text.split("\n")
    assert lines[:4] == ["c2sp.org/tlog-proof@v1", "extra d2hlcmU=", "index 7", "A" * 43 + "="]
    assert lines[4] == ""
    assert "\n".join(lines[5:]) == NOTE
    assert Receipt.read("\n".join(lines)).extra == b"where"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v2\nindex 0\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex x\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex 00\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nextra AAAA\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n" + NOTE,
        "c2sp.org/tlog-proof@v1\nindex 0\n" + ("A" * 43 + "=\n") * 65 + "\n" + NOTE,
    ],
)
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        Receipt.read(text)
