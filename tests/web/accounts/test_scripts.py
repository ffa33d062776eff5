"""The scripts of the pages write down what the record reads: the same bytes in JavaScript and in Python."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confederal import web
from confederal.kernel.envelope import Envelope, SeedKey, pae, parse, seal, verify
from confederal.records.keys import card
from confederal.web.accounts.spoken import SPOKEN
from confederal.web.accounts.words import words

SCRIPTS = Path(web.__file__).parent / "static" / "confederal"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(
    NODE is None, reason="node is not here; the browser tests run the same scripts"
)
SEEDS = [bytes(32), bytes(range(32)), hashlib.sha256(b"a card").digest(), b"\xff" * 32]


def in_node(script: str, *given: Any) -> Any:
    """What a script says that is given these values as `given` and `keys.js` as `keys`."""
    assert NODE is not None
    program = (
        f"import * as keys from {json.dumps((SCRIPTS / 'keys.js').as_uri())};"
        f"const given = {json.dumps(given)}; const told = await (async () => {{ {script} }})();"
        "console.log(JSON.stringify(told));"
    )
    done = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module"],
        input=program,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_node
def test_an_envelope_signed_by_the_script_is_the_one_python_seals() -> None:
    payloads = ['{"v":1}', '{"title":"Längere Pausen — ñ 🍞"}', ""]
    told = in_node(
        """const [seeds, payloads] = given; const found = [];
        for (const seed of seeds) for (const words of payloads) {
          const { keyid, key } = await keys.keyOf(keys.bytes(seed));
          const payload = new TextEncoder().encode(words);
          const sig = new Uint8Array(await crypto.subtle.sign("Ed25519", key, keys.pae(payload)));
          found.push([keys.base64(keys.pae(payload)), keys.envelope(payload, keyid, sig)]);
        } return found;""",
        [base64.b64encode(seed).decode() for seed in SEEDS],
        payloads,
    )
    expected = [(SeedKey(seed), said.encode()) for seed in SEEDS for said in payloads]
    for (signer, payload), (signed, envelope) in zip(expected, told, strict=True):
        assert base64.b64decode(signed) == pae(payload)
        assert envelope.encode() == seal(payload, signer)
        verify(parse(envelope.encode()))


@needs_node
def test_a_browser_that_tells_no_public_half_makes_the_same_key() -> None:
    """Firefox throws when the public half of a key read in PKCS #8 is asked for."""
    told = in_node(
        """crypto.subtle.exportKey = async () => { throw new DOMException("", "OperationError"); };
        return Promise.all(given[0].map(async (seed) => (await keys.keyOf(keys.bytes(seed))).keyid));""",
        [base64.b64encode(seed).decode() for seed in SEEDS],
    )
    assert told == [SeedKey(seed).keyid for seed in SEEDS]


@needs_node
def test_a_key_of_the_script_cannot_be_read_out_again() -> None:
    told = in_node(
        """const { key } = await keys.fresh();
        return crypto.subtle.exportKey("pkcs8", key).then(() => "read", (fault) => fault.name);"""
    )
    assert told != "read"


@needs_node
def test_cards_are_written_and_read_alike() -> None:
    lines = [card(seed) for seed in SEEDS]
    spoilt = [
        lines[1].replace("CONFEDERAL1", "CONFEDERAL2"),
        lines[1][:-1],
        lines[1] + "A",
        lines[1][:20] + ("A" if lines[1][20] != "A" else "C") + lines[1][21:],
        "",
        "hello",
    ]
    written = ["confederal1" + line[11:].lower().replace("-", " ").replace("o", "0") for line in lines]
    made, read, again, refused = in_node(
        """const [seeds, lines, written, spoilt] = given;
        const of = (found) => found === null ? null : keys.base64(found);
        const each = (values, ask) => Promise.all(values.map(ask));
        return [await each(seeds, (seed) => keys.cardOf(keys.bytes(seed))),
          await each(lines, async (line) => of(await keys.seedOf(line))),
          await each(written, async (line) => of(await keys.seedOf(line))),
          await each(spoilt, async (line) => of(await keys.seedOf(line)))];""",
        [base64.b64encode(seed).decode() for seed in SEEDS],
        lines,
        written,
        spoilt,
    )
    seeds = [base64.b64encode(seed).decode() for seed in SEEDS]
    assert made == lines
    assert read == again == seeds
    assert refused == [None] * len(spoilt)


@needs_node
def test_the_four_words_of_a_key_are_the_same_on_every_side() -> None:
    keyids = [SeedKey(seed).keyid for seed in SEEDS]
    told = in_node("return Promise.all(given[0].map(keys.words));", keyids)
    assert told == [words(keyid) for keyid in keyids]
    assert all(re.fullmatch(r"[a-z]{5}( [a-z]{5}){3}", said) for said in told)


@needs_node
def test_the_answer_of_a_passkey_is_written_as_the_record_keeps_it() -> None:
    """Signed here in place of a device: the form is the script's, the check the kernel's."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    numbers = private.public_key().public_numbers()
    point = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    keyid = "webauthn-es256:localhost:" + base64.urlsafe_b64encode(point).rstrip(b"=").decode()
    payload = b'{"v":1}'
    challenge = base64.urlsafe_b64encode(hashlib.sha256(pae(payload)).digest()).rstrip(b"=").decode()
    client = json.dumps(
        {"type": "webauthn.get", "challenge": challenge, "origin": "http://localhost", "crossOrigin": False}
    ).encode()
    device = hashlib.sha256(b"localhost").digest() + b"\x05" + bytes(4)
    signature = private.sign(device + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
    told = in_node(
        f"""const passkey = await import({json.dumps((SCRIPTS / "passkey.js").as_uri())});
        const [authenticatorData, clientDataJSON, signature] = given.map(keys.bytes);
        return keys.base64(passkey.written({{ authenticatorData, clientDataJSON, signature }}));""",
        *(base64.b64encode(part).decode() for part in (device, client, signature)),
    )
    verify(Envelope(payload, keyid, base64.b64decode(told)))


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=20, deadline=None)
def test_words_tell_keys_apart(seed: bytes) -> None:
    other = SeedKey(hashlib.sha256(seed).digest()).keyid
    assert words(SeedKey(seed).keyid) != words(other)


def test_everything_the_scripts_say_can_be_translated() -> None:
    """Each English sentence of the scripts stands in the list that is translated, and no sentence is left over."""
    said: set[str] = set()
    for script in (*SCRIPTS.glob("*.js"), *(SCRIPTS.parents[1] / "accounts" / "static").rglob("*.js")):
        source = script.read_text()
        said |= {json.loads(found) for found in re.findall(r'\bsay\(\s*("(?:[^"\\]|\\.)*")', source)}
    assert said == set(SPOKEN)
