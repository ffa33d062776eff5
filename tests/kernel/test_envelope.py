"""Signed acts: one form, one rule, and every doubtful key refused."""

import base64
import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st

from confederal.kernel.envelope import (
    PAYLOAD_TYPE,
    BadKey,
    BadSignature,
    Envelope,
    NotAnEnvelope,
    SeedKey,
    challenge,
    check_ed25519,
    check_key,
    ed25519_keyid,
    ed25519_public,
    pae,
    parse,
    seal,
    verify,
    written,
)

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "ed25519_doubtful.json").read_text())
ACT = b'{"kind":"voted","question":"q1"}'
ANA = SeedKey(b"ana" + bytes(29))


def test_a_sealed_act_is_parsed_and_verified() -> None:
    envelope = parse(seal(ACT, ANA))
    verify(envelope)
    assert (envelope.payload, envelope.keyid) == (ACT, ANA.keyid)
    assert len(envelope.sig) == 64


def test_the_envelope_is_the_one_other_programs_read() -> None:
    said = json.loads(seal(ACT, ANA))
    assert list(said) == ["payload", "payloadType", "signatures"]
    assert base64.b64decode(said["payload"]) == ACT
    assert said["payloadType"] == "application/vnd.confederal.act+json"
    (signature,) = said["signatures"]
    signed = b"DSSEv1 35 application/vnd.confederal.act+json %d %s" % (len(ACT), ACT)
    public = ed25519.Ed25519PublicKey.from_public_bytes(ed25519_public(signature["keyid"]))
    public.verify(base64.b64decode(signature["sig"]), signed)


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
def test_every_payload_and_key_goes_through_and_back(payload: bytes, seed: bytes) -> None:
    data = seal(payload, SeedKey(seed))
    envelope = parse(data)
    verify(envelope)
    assert written(envelope) == data


@given(st.data())
def test_one_flipped_bit_anywhere_is_found(data: st.DataObject) -> None:
    sealed = bytearray(seal(ACT, ANA))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises((NotAnEnvelope, BadSignature)):
        verify(parse(bytes(sealed)))


def other_forms() -> dict[str, bytes]:
    good = json.loads(seal(ACT, ANA))
    signature = good["signatures"][0]

    def compact(value: object) -> bytes:
        return json.dumps(value, separators=(",", ":")).encode()

    return {
        "spaces": json.dumps(good).encode(),
        "another order": compact(dict(reversed(good.items()))),
        "no signature": compact(good | {"signatures": []}),
        "two signatures": compact(good | {"signatures": [signature, signature]}),
        "another type": compact(good | {"payloadType": "application/json"}),
        "something more": compact(good | {"more": 1}),
        "something less": compact({"payload": good["payload"], "payloadType": PAYLOAD_TYPE}),
        "url base64": compact(good | {"payload": "_-8="}),
        "bits left over": compact(good | {"payload": "QR=="}),
        "no padding": compact(good | {"payload": "QQ"}),
        "an escape": seal(ACT, ANA).replace(b"signatures", b"signature\\u0073"),
        "not JSON": b"{",
        "not UTF-8": b"\xff",
        "nothing": b"",
        "a list": b"[]",
        "too long": seal(b"a" * 60_000, ANA),
    }


@pytest.mark.parametrize("case", other_forms())
def test_the_same_in_another_form_is_no_envelope(case: str) -> None:
    with pytest.raises(NotAnEnvelope) as refused:
        parse(other_forms()[case])
    assert refused.value.reason


def test_a_signature_over_another_act_type_or_by_another_key_does_not_hold() -> None:
    ben = SeedKey(b"ben" + bytes(29))
    envelope = parse(seal(ACT, ANA))
    for forged in (
        Envelope(b'{"kind":"voted","question":"q2"}', envelope.keyid, envelope.sig),
        Envelope(envelope.payload, ben.keyid, envelope.sig),
        Envelope(envelope.payload, envelope.keyid, ANA.sign(ACT)),
        Envelope(envelope.payload, envelope.keyid, ANA.sign(pae(ACT).replace(b"act+json", b"vote+json"))),
        Envelope(envelope.payload, envelope.keyid, envelope.sig[:63]),
        Envelope(envelope.payload, envelope.keyid, b""),
    ):
        with pytest.raises(BadSignature):
            verify(forged)


def test_a_key_never_shows_its_secret() -> None:
    assert repr(ANA) == f"SeedKey({ANA.keyid})"


# ── doubtful keys and signatures ──────────────────────────────────────────────────────────────────────────

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]


def plus(one: Point, other: Point) -> Point:
    """Addition on the twisted Edwards curve, written afresh so that the constants are not taken on trust."""
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2 % P
    x3 = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P
    y3 = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P
    return x3, y3


def times(count: int, point: Point) -> Point:
    result = (0, 1)
    while count:
        if count & 1:
            result = plus(result, point)
        point = plus(point, point)
        count >>= 1
    return result


def root_of(square: int) -> int | None:
    root = pow(square, (P + 3) // 8, P)
    if root * root % P == (-square) % P:
        root = root * pow(2, (P - 1) // 4, P) % P
    return root if root * root % P == square % P else None


def x_of(y: int) -> int | None:
    return root_of((y * y - 1) * pow(D * y * y + 1, -1, P) % P)


def small_order_points() -> set[Point]:
    """All eight: a point of the full group times L has an order that divides eight."""
    for y in range(2, 100):
        x = x_of(y)
        if x is not None:
            torsion = times(L, (x, y))
            if times(4, torsion) != (0, 1):
                return {times(count, torsion) for count in range(8)}
    raise AssertionError("no point of order eight found")


def encodings(point: Point) -> set[bytes]:
    """All 32 bytes some verifier reads as this point: canonical, y + p, and either sign where x is 0."""
    x, y = point
    signs = {x & 1} if x else {0, 1}
    values = {y, y + P} if y + P < 2**255 else {y}
    return {(value | sign << 255).to_bytes(32, "little") for value in values for sign in signs}


def test_the_vectors_are_all_encodings_of_the_eight_points() -> None:
    points = small_order_points()
    assert len(points) == 8
    expected = {data.hex() for point in points for data in encodings(point)}
    assert {vector["public"] for vector in VECTORS["small_order_keys"]} == expected
    assert len(expected) == 14


@pytest.mark.parametrize("vector", VECTORS["small_order_keys"], ids=lambda vector: vector["public"][:8])
def test_a_small_order_key_is_refused_whatever_it_signed(vector: dict[str, str]) -> None:
    public = bytes.fromhex(vector["public"])
    with pytest.raises(BadKey, match="small order or not canonical"):
        check_key(ed25519_keyid(public))
    with pytest.raises(BadKey):
        check_ed25519(public, b"any", bytes(64))


@pytest.mark.parametrize("vector", VECTORS["small_order_keys"], ids=lambda vector: vector["public"][:8])
def test_a_small_order_r_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises(BadSignature, match="R of the signature is of small order"):
        check_ed25519(ed25519_public(ANA.keyid), b"any", bytes.fromhex(vector["public"]) + bytes(32))


@pytest.mark.parametrize("y", range(P, 2**255))
def test_no_y_beyond_the_field_is_read_as_a_key(y: int) -> None:
    for sign in (0, 1):
        with pytest.raises(BadKey):
            check_key(ed25519_keyid((y | sign << 255).to_bytes(32, "little")))


@pytest.mark.parametrize("vector", VECTORS["signatures"], ids=lambda vector: vector["name"])
def test_doubtful_signatures_are_judged_as_written(vector: dict[str, str]) -> None:
    public, message = bytes.fromhex(vector["public"]), bytes.fromhex(vector["message"])
    signature = bytes.fromhex(vector["signature"])
    if vector["verdict"] == "holds":
        check_ed25519(public, message, signature)
    else:
        with pytest.raises(BadSignature):
            check_ed25519(public, message, signature)


def test_s_beyond_the_order_is_refused_though_the_equation_holds() -> None:
    signature = ANA.sign(b"any")
    again = int.from_bytes(signature[32:], "little") + L
    with pytest.raises(BadSignature, match="not below the order"):
        check_ed25519(ed25519_public(ANA.keyid), b"any", signature[:32] + again.to_bytes(32, "little"))


def test_a_key_that_is_no_point_is_refused() -> None:
    y = next(y for y in range(2, 100) if x_of(y) is None)
    with pytest.raises(BadKey, match="not a point"):
        check_key(ed25519_keyid(y.to_bytes(32, "little")))


BAD_KEYS = (
    "",
    "ed25519",
    "ed25519:",
    "ed25519:AAAA",
    "rsa:AAAA",
    ANA.keyid + "=",
    ANA.keyid + "A",
    ANA.keyid.replace("ed25519:", "ED25519:"),
    "webauthn-ed25519:" + ANA.keyid[8:],
    "webauthn-ed25519::" + ANA.keyid[8:],
    "webauthn-ed25519:UPPER.example:" + ANA.keyid[8:],
    "webauthn-ed25519:" + "a" * 254 + ":" + ANA.keyid[8:],
    "webauthn-es256:example.org:" + ANA.keyid[8:],
    "webauthn-es256:example.org:" + base64.urlsafe_b64encode(bytes(64)).decode().rstrip("="),
    "ed25519:" + "A" * 100_000,
)


@pytest.mark.parametrize("keyid", BAD_KEYS, ids=lambda keyid: keyid[:30])
def test_what_names_no_good_key_is_refused(keyid: str) -> None:
    with pytest.raises(BadKey):
        check_key(keyid)
    with pytest.raises(BadSignature):
        verify(Envelope(ACT, keyid, bytes(64)))


# ── passkeys ──────────────────────────────────────────────────────────────────────────────────────────────


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Passkey:
    """A software authenticator: what browser and passkey do between them, every part to be spoilt."""

    def __init__(self, kind: str, rp_id: str = "harbour.example") -> None:
        self.rp_id = rp_id
        self.flags = 0b00000101
        self.type = "webauthn.get"
        self.extra: dict[str, object] = {"crossOrigin": False}
        self._curve = ec.derive_private_key(12345, ec.SECP256R1())
        self._edwards = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self._kind = kind
        numbers = self._curve.public_key().public_numbers()
        public = (
            numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
            if kind == "es256"
            else self._edwards.public_key().public_bytes_raw()
        )
        self.keyid = f"webauthn-{kind}:{rp_id}:{base64url(public)}"

    def client_data(self, challenged: bytes) -> bytes:
        said = {"type": self.type, "challenge": base64url(challenged), "origin": f"https://{self.rp_id}"}
        return json.dumps(said | self.extra, separators=(",", ":")).encode()

    def answer(self, client_data: bytes) -> bytes:
        data = hashlib.sha256(self.rp_id.encode()).digest() + bytes([self.flags]) + bytes(4)
        signed = data + hashlib.sha256(client_data).digest()
        signature = (
            self._curve.sign(signed, ec.ECDSA(hashes.SHA256()))
            if self._kind == "es256"
            else self._edwards.sign(signed)
        )
        fields = {"authenticatorData": data, "clientDataJSON": client_data, "signature": signature}
        return msgspec.json.encode(fields)

    def sign(self, data: bytes) -> bytes:
        return self.answer(self.client_data(hashlib.sha256(data).digest()))


@pytest.fixture(params=["es256", "ed25519"])
def passkey(request: pytest.FixtureRequest) -> Passkey:
    return Passkey(request.param)


def check_signs(passkey: Passkey) -> None:
    verify(parse(seal(ACT, passkey)))


def test_a_passkey_signs_an_act(passkey: Passkey) -> None:
    check_signs(passkey)
    check_key(passkey.keyid)
    assert (
        passkey.client_data(challenge(ACT))
        in msgspec.json.decode(parse(seal(ACT, passkey)).sig, type=dict[str, bytes]).values()
    )


@pytest.mark.parametrize(
    ("flags", "holds"),
    [(0b101, True), (0b1101, True), (0b11101, True), (0b001, False), (0b100, False), (0, False)],
)
def test_a_person_must_have_been_there_and_verified(passkey: Passkey, flags: int, holds: bool) -> None:
    passkey.flags = flags
    if holds:
        check_signs(passkey)
    else:
        with pytest.raises(BadSignature, match="a person was present"):
            check_signs(passkey)


def test_only_a_signing_is_taken_not_an_enrolment(passkey: Passkey) -> None:
    passkey.type = "webauthn.create"
    with pytest.raises(BadSignature, match=r"not webauthn\.get"):
        check_signs(passkey)


def test_an_answer_for_another_place_is_refused(passkey: Passkey) -> None:
    passkey.rp_id = "elsewhere.example"
    with pytest.raises(BadSignature, match="another place"):
        check_signs(passkey)


def test_an_answer_to_another_challenge_is_refused(passkey: Passkey) -> None:
    other = passkey.sign(pae(b'{"kind":"voted","question":"q2"}'))
    with pytest.raises(BadSignature, match="another challenge"):
        verify(Envelope(ACT, passkey.keyid, other))


def test_a_page_inside_another_page_is_refused(passkey: Passkey) -> None:
    passkey.extra = {"crossOrigin": True}
    with pytest.raises(BadSignature, match="inside another page"):
        check_signs(passkey)


def test_client_data_that_programs_would_read_differently_is_refused(passkey: Passkey) -> None:
    good = passkey.client_data(challenge(ACT))
    wrong = base64url(bytes(32)).encode()
    for data in (
        good.replace(b'{"type"', b'{"challenge":"' + wrong + b'","type"'),
        b"\xef\xbb\xbf" + good,
        good[:-1],
        b"[]",
        b"\xff",
        b"[" * 50_000,
    ):
        with pytest.raises(BadSignature):
            verify(Envelope(ACT, passkey.keyid, passkey.answer(data)))


def test_a_flipped_bit_in_any_part_of_the_answer_is_found(passkey: Passkey) -> None:
    sig = parse(seal(ACT, passkey)).sig
    for at in range(0, len(sig) * 8, 7):
        spoilt = bytearray(sig)
        spoilt[at // 8] ^= 1 << at % 8
        with pytest.raises(BadSignature):
            verify(Envelope(ACT, passkey.keyid, bytes(spoilt)))


def test_the_same_signature_in_looser_der_is_refused() -> None:
    passkey = Passkey("es256")
    answer = msgspec.json.decode(passkey.sign(pae(ACT)), type=dict[str, bytes])
    loose = answer["signature"]
    loose = bytes([loose[0], 0x81, loose[1]]) + loose[2:]
    with pytest.raises(BadSignature):
        verify(Envelope(ACT, passkey.keyid, msgspec.json.encode(answer | {"signature": loose})))


def another_library_takes(vector: dict[str, str]) -> bool:
    public = ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(vector["public"]))
    try:
        public.verify(bytes.fromhex(vector["signature"]), bytes.fromhex(vector["message"]))
    except InvalidSignature:
        return False
    return True


def test_under_the_rule_another_library_says_the_same_and_without_it_it_does_not() -> None:
    """OpenSSL takes signatures of small order, so the rule is needed; with it both agree on every vector."""
    taken = {vector["name"] for vector in VECTORS["signatures"] if another_library_takes(vector)}
    good = {vector["name"] for vector in VECTORS["signatures"] if vector["verdict"] == "holds"}
    assert good < taken
    assert all("small order" in name or "identity" in name or "canonical" in name for name in taken - good)
