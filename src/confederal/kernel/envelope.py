"""Signed acts: DSSE v1 envelopes over exact bytes, and the one rule by which a signature is good.

An envelope is compact JSON `{"payload":…,"payloadType":…,"signatures":[{"keyid":…,"sig":…}]}` with exactly
one signature, over the pre-authentication encoding (PAE) of type and payload. The key id **is** the public
key, so a signature is checked with nothing else in hand:

- `ed25519:<base64url of 32 bytes>`: a device key, a member card, a key file; `sig` is the 64 bytes;
- `webauthn-es256:<rp id>:<base64url of x‖y>` and `webauthn-ed25519:<rp id>:<base64url>`: a passkey; `sig` is
  the compact JSON `{"authenticatorData":…,"clientDataJSON":…,"signature":…}`, each base64, and the challenge
  signed is SHA-256 of the PAE.

Verifiers of Ed25519 disagree about keys and signatures made to be doubtful (small order, not canonical), and
such a disagreement would let one act be valid on one server and void on the next. So they are refused before
the library is asked: public key and R must be canonical and not of small order, S must be below the order of
the group.

What is deliberately not here: whose key it is and whether it was in force. That is part of the reading.
Source: DSSE v1.0.2 (secure-systems-lab), WebAuthn level 2 §7.2, RFC 8032 §5.1.7 without cofactor.
"""

import base64
import binascii
import hashlib
import json
import re
from functools import lru_cache
from typing import Any, Final, Protocol

import msgspec
import nacl.bindings
import nacl.exceptions
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

PAYLOAD_TYPE: Final = "application/vnd.confederal.act+json"
MOST_BYTES: Final = 72 * 1024


class NotAnEnvelope(ValueError):
    """These bytes are not one signed envelope in its one form; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadSignature(Exception):
    """The signature does not hold; `reason` says why in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadKey(BadSignature):
    """The key id names no key that could sign here; `reason` says why."""


class Signer(Protocol):
    """Whoever holds a private key: a file, a card, a browser."""

    @property
    def keyid(self) -> str:
        """The public key, as it stands in the envelope."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The `sig` of an envelope whose PAE is `data`."""
        ...


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """What was signed, by which key, and the signature. Not yet checked: see `verify`."""

    payload: bytes
    keyid: str
    sig: bytes


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    keyid: str
    sig: bytes


class _Wire(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, rename="camel"):
    payload: bytes
    payload_type: str
    signatures: tuple[_Signature]


_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(_Wire)


def pae(payload: bytes, type_: str = PAYLOAD_TYPE) -> bytes:
    """The bytes that are signed: type and payload, each with its length (DSSE v1).

    >>> pae(b"{}")
    b'DSSEv1 35 application/vnd.confederal.act+json 2 {}'
    """
    return b"DSSEv1 %d %s %d %s" % (len(type_), type_.encode(), len(payload), payload)


def challenge(payload: bytes) -> bytes:
    """The 32 bytes a passkey is asked to sign: SHA-256 of the PAE."""
    return hashlib.sha256(pae(payload)).digest()


def seal(payload: bytes, signer: Signer) -> bytes:
    """The envelope of this payload, signed."""
    return written(Envelope(payload, signer.keyid, signer.sign(pae(payload))))


def written(envelope: Envelope) -> bytes:
    """The one form of an envelope as bytes."""
    return _ENCODER.encode(_Wire(envelope.payload, PAYLOAD_TYPE, (_Signature(envelope.keyid, envelope.sig),)))


def parse(data: bytes) -> Envelope:
    """The envelope these bytes are, when they are one in its one form; the signature is not yet checked.

    Raises:
        NotAnEnvelope: any other form of the same content is refused too, for an entry commits to the bytes.
    """
    if len(data) > MOST_BYTES:
        raise NotAnEnvelope(f"{len(data)} bytes long; at most {MOST_BYTES} are taken")
    try:
        wire = _DECODER.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise NotAnEnvelope("this is not an act signed once, in its envelope") from error
    if wire.payload_type != PAYLOAD_TYPE:
        raise NotAnEnvelope(f"the payload is of type {wire.payload_type!r}, not {PAYLOAD_TYPE!r}")
    if _ENCODER.encode(wire) != data:
        raise NotAnEnvelope("not compact JSON with keys in order and standard base64")
    signature = wire.signatures[0]
    return Envelope(wire.payload, signature.keyid, signature.sig)


def parse_again(data: bytes) -> Envelope:
    """The envelope of a paper that was parsed before and is bound by its entry: its form is not looked at again.

    Raises:
        NotAnEnvelope: it is none at all.
    """
    try:
        wire = _DECODER.decode(data)
    except (msgspec.DecodeError, ValueError) as error:
        raise NotAnEnvelope("this is not an act signed once, in its envelope") from error
    signature = wire.signatures[0]
    return Envelope(wire.payload, signature.keyid, signature.sig)


def verify(envelope: Envelope) -> None:
    """Nothing, when the key named in the envelope signed its payload.

    Raises:
        BadSignature: it did not, or the key or the signature is of a kind the rule refuses.
    """
    check(envelope.keyid, pae(envelope.payload), envelope.sig)


def check(keyid: str, message: bytes, sig: bytes) -> None:
    """Nothing, when `sig` is that key's over these bytes.

    Raises:
        BadSignature: as `verify`.
    """
    _key(keyid).check(message, sig)


def check_key(keyid: str) -> None:
    """Nothing, when this names a key whose signatures could hold. Asked when a key is bound.

    Raises:
        BadKey: unknown kind, not in its one form, not canonical, of small order, or not on the curve.
    """
    _key(keyid)


def check_ed25519(public: bytes, message: bytes, signature: bytes) -> None:
    """Nothing, when `signature` (64 bytes) over `message` holds for the 32 bytes `public`, by the one rule.

    Raises:
        BadKey, BadSignature: see the head of this file.
    """
    _Ed25519Key(public).check(message, signature)


def ed25519_keyid(public: bytes) -> str:
    """The key id of an Ed25519 public key of 32 bytes."""
    return "ed25519:" + _text(public)


def ed25519_public(keyid: str) -> bytes:
    """The 32 bytes of an `ed25519:` key id.

    Raises:
        BadKey: it is of another kind or not a good key.
    """
    key = _key(keyid)
    if not isinstance(key, _Ed25519Key):
        raise BadKey("an Ed25519 key is needed here")
    return key.public


class SeedKey:
    """An Ed25519 private key from its 32-byte seed: device key, member card, key file, host key."""

    def __init__(self, seed: bytes) -> None:
        self._public, self._secret = nacl.bindings.crypto_sign_seed_keypair(seed)
        self.keyid: Final = ed25519_keyid(self._public)

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the signature over `data`."""
        return nacl.bindings.crypto_sign(data, self._secret)[:64]

    def __repr__(self) -> str:
        return f"SeedKey({self.keyid})"


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────

_FIELD: Final = 2**255 - 19
_GROUP_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_ORDER_EIGHT: Final = int.from_bytes(
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
)
# The eight points of small order have these five y coordinates between them.
_SMALL_ORDER: Final = frozenset((0, 1, _FIELD - 1, _ORDER_EIGHT, _FIELD - _ORDER_EIGHT))
_WITHOUT_SIGN: Final = 2**255 - 1
_RP_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


class _Key(Protocol):
    def check(self, message: bytes, sig: bytes) -> None: ...


class _Ed25519Key:
    def __init__(self, public: bytes) -> None:
        if len(public) != 32:
            raise BadKey("an Ed25519 key has 32 bytes")
        if _is_doubtful_point(public):
            raise BadKey("the public key is of small order or not canonical")
        try:  # adding is the cheapest question that only a point of the curve can answer
            nacl.bindings.crypto_core_ed25519_add(public, public)
        except nacl.exceptions.RuntimeError as error:
            raise BadKey("the public key is not a point of the curve") from error
        self.public = public

    def check(self, message: bytes, sig: bytes) -> None:
        if len(sig) != 64:
            raise BadSignature("an Ed25519 signature has 64 bytes")
        if _is_doubtful_point(sig[:32]):
            raise BadSignature("R of the signature is of small order or not canonical")
        if int.from_bytes(sig[32:], "little") >= _GROUP_ORDER:
            raise BadSignature("S of the signature is not below the order of the group")
        try:
            nacl.bindings.crypto_sign_open(sig + message, self.public)
        except nacl.exceptions.BadSignatureError as error:
            raise BadSignature("the signature was not made by this key over these bytes") from error


def _is_doubtful_point(encoded: bytes) -> bool:
    y = int.from_bytes(encoded, "little") & _WITHOUT_SIGN
    return y >= _FIELD or y in _SMALL_ORDER


class _Es256Key:
    def __init__(self, public: bytes) -> None:
        if len(public) != 64:
            raise BadKey("an ES256 key has 64 bytes, x and y")
        try:
            self._public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + public)
        except ValueError as error:
            raise BadKey("the public key is not a point of P-256") from error

    def check(self, message: bytes, sig: bytes) -> None:
        try:
            if encode_dss_signature(*decode_dss_signature(sig)) != sig:
                raise BadSignature("the ES256 signature is not in its one DER form")
            self._public.verify(sig, message, ec.ECDSA(hashes.SHA256()))
        except (ValueError, InvalidSignature) as error:
            raise BadSignature("the signature was not made by this key over these bytes") from error


class _Assertion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    authenticator_data: bytes
    client_data: bytes = msgspec.field(name="clientDataJSON")
    signature: bytes


_ASSERTIONS: Final = msgspec.json.Decoder(_Assertion)
_USER_PRESENT_AND_VERIFIED: Final = 0b101


class _Passkey:
    """A key behind WebAuthn: what it signs names the challenge, the place and the presence of a person."""

    def __init__(self, rp_id: str, key: _Key) -> None:
        if not _RP_ID.fullmatch(rp_id):
            raise BadKey(f"{rp_id!r} is not the name of a place a passkey belongs to")
        self._rp_id_hash = hashlib.sha256(rp_id.encode()).digest()
        self._key = key

    def check(self, message: bytes, sig: bytes) -> None:
        try:
            assertion = _ASSERTIONS.decode(sig)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise BadSignature(f"not the answer of a passkey: {error}") from error
        if _ENCODER.encode(assertion) != sig:
            raise BadSignature("the answer of the passkey is not in its one form")
        self._check_place(assertion.authenticator_data)
        _check_client_data(assertion.client_data, hashlib.sha256(message).digest())
        signed = assertion.authenticator_data + hashlib.sha256(assertion.client_data).digest()
        self._key.check(signed, assertion.signature)

    def _check_place(self, data: bytes) -> None:
        if len(data) < 37:
            raise BadSignature("the passkey's data is too short")
        if data[:32] != self._rp_id_hash:
            raise BadSignature("the passkey answered for another place")
        if data[32] & _USER_PRESENT_AND_VERIFIED != _USER_PRESENT_AND_VERIFIED:
            raise BadSignature("the passkey did not verify that a person was present")


def _check_client_data(data: bytes, expected: bytes) -> None:
    try:
        said = json.loads(data.decode(), object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError) as error:
        raise BadSignature(f"clientDataJSON cannot be read: {error}") from error
    if not isinstance(said, dict) or said.get("type") != "webauthn.get":
        raise BadSignature("the passkey was not asked to sign (its answer is not webauthn.get)")
    if said.get("challenge") != _text(expected):
        raise BadSignature("the passkey signed another challenge: not this act")
    if said.get("crossOrigin") not in (None, False):
        raise BadSignature("the passkey was asked by a page inside another page")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a key appears twice")
    return said


@lru_cache(maxsize=8192)
def _key(keyid: str) -> _Key:
    kind, _, rest = keyid.partition(":")
    if kind == "ed25519":
        return _Ed25519Key(_bytes(rest))
    rp_id, _, public = rest.partition(":")
    if kind == "webauthn-es256":
        return _Passkey(rp_id, _Es256Key(_bytes(public)))
    if kind == "webauthn-ed25519":
        return _Passkey(rp_id, _Ed25519Key(_bytes(public)))
    raise BadKey(f"keys of kind {kind[:40]!r} are not known here")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    if len(text) > 100:
        raise BadKey("the key is too long")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKey("the key is not base64url") from error
    if _text(data) != text:
        raise BadKey("the key is not base64url in its one form")
    return data
