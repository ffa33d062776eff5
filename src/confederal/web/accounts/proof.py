"""Proof of who somebody is: a challenge of this session and this address, signed with a key that is in force.

What is signed is no act: another type stands in its first line, so neither can pass for the other.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any, Final

import webauthn
from django.http import HttpRequest
from msgspec import Struct
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers import decode_credential_public_key as decoded
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.decode_credential_public_key import DecodedEC2PublicKey, DecodedOKPPublicKey
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from confederal.kernel.canonical import canonical
from confederal.kernel.entry import BrokenBook
from confederal.kernel.envelope import BadSignature, check_ed25519, ed25519_public
from confederal.kernel.identity import HOST, Id
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web.accounts.models import Passkey

TYPE: Final = "application/vnd.confederal.sign-in+json"
LASTS: Final = 300
"""Seconds in which a challenge has to be answered."""
IN_SESSION: Final = "challenge"
ALGORITHMS: Final = (COSEAlgorithmIdentifier.EDDSA, COSEAlgorithmIdentifier.ECDSA_SHA_256)
"""What a passkey may sign with; the record takes no other."""


class NotProved(Exception):
    """The challenge was not answered by the key that was named."""


class Answer(Struct, frozen=True):
    """What a device answers: a device key's signature, or the whole answer of a passkey."""

    keyid: str = ""
    sig: bytes = b""
    passkey: dict[str, Any] | None = None


def origin(request: HttpRequest) -> str:
    """The address of these pages as a browser names it."""
    return f"{request.scheme}://{request.get_host()}"


def place(request: HttpRequest) -> str:
    """The name passkeys of these pages belong to."""
    return request.get_host().rpartition(":")[0] or request.get_host()


def challenge(request: HttpRequest) -> str:
    """A new challenge for this session; the one before is void."""
    made = bytes_to_base64url(secrets.token_bytes(32))
    request.session[IN_SESSION] = [made, int(time.time()) + LASTS]
    return made


def spent(request: HttpRequest) -> str:
    """The challenge of this session, good for one answer. Raises NotProved."""
    made, until = request.session.pop(IN_SESSION, ("", 0))
    if time.time() > until:
        raise NotProved
    return str(made)


def to_sign(request: HttpRequest, made: str) -> bytes:
    """The bytes a device signs to answer a challenge at this address."""
    said = canonical({"challenge": made, "origin": origin(request), "v": 1})
    return b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(said), said)


def proved(request: HttpRequest, answer: Answer) -> str:
    """The key id that answered the challenge of this session. Raises NotProved."""
    message = to_sign(request, spent(request))
    if answer.passkey is not None:
        return _by_passkey(request, message, answer.passkey)
    try:
        check_ed25519(ed25519_public(answer.keyid), message, answer.sig)
    except BadSignature as bad:
        raise NotProved from bad
    return answer.keyid


def _by_passkey(request: HttpRequest, message: bytes, credential: dict[str, Any]) -> str:
    known = Passkey.objects.filter(credential=str(credential.get("id", ""))).first()
    if known is None:
        raise NotProved
    try:
        webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=sha256(message).digest(),
            expected_rp_id=place(request),
            expected_origin=origin(request),
            credential_public_key=bytes(known.public_key),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as bad:
        raise NotProved from bad
    return known.keyid


# Whose key it is


def whose(keyid: str) -> Iterator[tuple[State, Id]]:
    """Whom a key in force belongs to, by the records that stand here: members, and delegates by the seat they hold."""
    for office in offices.everywhere():
        for body in office.bodies():
            with suppress(BrokenBook):
                state = office.state(body)
                if state is not None:
                    who = holder(state, keyid, office.now())
                    if who is not None:
                        yield state, who


def owner_of(keyid: str) -> tuple[State, Id] | None:
    """Who signs in with a key: one member of one body, whoever has had it in force the longest.

    A key was named in every one of them with its own signature, so all of them are the one who holds it.
    """
    main = offices.main()
    found = list(whose(keyid))
    if not found:
        return None
    return min(
        found, key=lambda each: (offices.of(each[0].body) is not main, since(each[0], keyid), each[0].body)
    )


def since(state: State, keyid: str) -> int:
    """When a key came into force in a record (UTC seconds)."""
    known = state.keys.get(keyid)
    if known is not None:
        return known.since
    for seat in map(state.seats.__getitem__, sorted(state.live)):
        if seat.key == keyid and seat.accepted_at is not None:
            return seat.accepted_at
    vouched = (new for running in state.recoveries.values() for new in running if new.key == keyid)
    return min((new.ripe_at for new in vouched if new.ripe_at is not None), default=state.time)


def holder(state: State, keyid: str, at: int) -> Id | None:
    """The member of a body whose key this is, here or in a council they are sent to."""
    known = state.keys.get(keyid)
    if known is not None and known.owner in state.members and state.signs(keyid, known.owner, at):
        return known.owner
    for member, running in state.recoveries.items():
        if any(new.key == keyid for new in running) and state.signs(keyid, member, at):
            return member
    for seat in map(state.seats.__getitem__, state.live):
        if seat.key == keyid and seat.holder != HOST and state.holds(seat, at):
            return seat.holder
    return None


# Passkeys


def new_passkey(request: HttpRequest, body: str) -> str:
    """What a device is asked for, as JSON: a passkey of its own for that body. Its name says nothing of the body, for
    it is kept with others in somebody's cloud."""
    made = challenge(request)
    options = webauthn.generate_registration_options(
        rp_id=place(request),
        rp_name=place(request),
        user_name=f"key {body[:4] or '–'}",
        user_id=secrets.token_bytes(32),
        challenge=base64url_to_bytes(made),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        supported_pub_key_algs=list(ALGORITHMS),
    )
    return webauthn.options_to_json(options)


def passkey_made(request: HttpRequest, credential: dict[str, Any]) -> Passkey:
    """The passkey a device made, when it answers the challenge of this session. Raises NotProved."""
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(spent(request)),
            expected_rp_id=place(request),
            expected_origin=origin(request),
            require_user_verification=True,
            supported_pub_key_algs=list(ALGORITHMS),
        )
        keyid = keyid_of(verified.credential_public_key, place(request))
    except (WebAuthnException, ValueError, KeyError, TypeError) as bad:
        raise NotProved from bad
    named = bytes_to_base64url(verified.credential_id)
    if Passkey.objects.filter(credential=named).exists():
        raise NotProved
    return Passkey.objects.create(keyid=keyid, credential=named, public_key=verified.credential_public_key)


def keyid_of(public_key: bytes, rp_id: str) -> str:
    """The key id of a passkey from its COSE key. Raises ValueError for kinds the record does not take."""
    key = decoded(public_key)
    if isinstance(key, DecodedEC2PublicKey):
        return f"webauthn-es256:{rp_id}:{bytes_to_base64url(key.x + key.y)}"
    if isinstance(key, DecodedOKPPublicKey):
        return f"webauthn-ed25519:{rp_id}:{bytes_to_base64url(key.x)}"
    raise ValueError("a passkey of another kind")
