"""From a form to a signed act: the page says what would be signed, the member's device signs, the desk judges.

1. A form marked `data-act` is sent with the header `Confederal-Prepare: 1`. The view makes an act of it and answers
   with `say`: 200 and what is to be signed, or 422 with every objection, so that nobody signs in vain. Where the act
   names a new key, the answer first asks for that key's own signature, and the form is sent again with it.
2. The device signs the payload (keys never leave it) and posts the envelope to `/record/`.
3. `record` hands it to the desk: 200 with where to go on, or 422 with every objection. Sending it again is
   harmless: the same signed step gets the earlier receipt.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

from django.core import signing
from django.dispatch import Signal
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from msgspec import DecodeError, Struct, ValidationError, json, to_builtins

from confederal.audit.trail import why_not
from confederal.kernel.act import AnyAct, Payload
from confederal.kernel.identity import HOST
from confederal.kernel.objection import Objection
from confederal.kernel.possession import Possession
from confederal.secretary.desk import Received
from confederal.secretary.shelf import NoSuchBook
from confederal.web import office as offices
from confederal.web.accounts import guessing
from confederal.web.accounts.models import Account, Passkey
from confederal.web.manners import TooOften
from confederal.web.office import Text
from confederal.web.visit import Visit

PREPARE = "Confederal-Prepare"
"""The header with which a device asks what it would sign."""

recorded = Signal()
"""Sent with `request`, `body`, `step`, `payload` and `afterwards` once a step that came through the pages stands."""


def texts(paragraphs: Iterable[str]) -> tuple[Text, ...]:
    """Paragraphs as salted texts; their digests go into the act, they themselves beside it."""
    return tuple(offices.text(words, os.urandom(16)) for words in paragraphs)


def say(
    visit: Visit,
    act: AnyAct,
    *,
    then: str,
    beside: Sequence[Text] = (),
    who: str | None = None,
    keyid: str | None = None,
    told: str = "",
    afterwards: dict[str, str] | None = None,
) -> HttpResponse:
    """The answer to a form: what is to be signed, or why not.

    `then` is where the page goes on when the act stands (`{step}` in it becomes the step); `told` what the act does,
    in words, to be read before signing. `who` and `keyid` are only given where somebody signs with another key than
    their own in force: an invitation's card, a new place in a council. `afterwards` is what whoever listens to
    `recorded` is given when the step stands; until then it is kept on the device that signs, and nowhere here.
    """
    author = visit.who if who is None else who
    signer = visit.keyid if keyid is None else keyid
    if PREPARE not in visit.request.headers:
        return unsigned(visit.request)
    if visit.past:
        return refused(visit.request, _("This page shows the past. Go back to now, then try again."))
    if author is None:
        return refused(visit.request, _("You read here, but you are not a member of this body."))
    if signer is None:
        return refused(
            visit.request,
            _("You have no key here yet. Bind one, or say it at the tellers' table: it counts the same."),
        )
    payload = visit.office.payload(visit.body, author, signer, act)
    objections = visit.office.foreseen(payload, signer)
    if objections:
        return objected(visit.request, objections)
    unshown = visit.office.unshown(payload, signer)
    if unshown is not None:
        return to_prove(unshown)
    return to_sign(
        visit.body,
        signer,
        offices.canonical(payload),
        then=then,
        beside=beside,
        told=told,
        afterwards=afterwards,
    )


def to_prove(claim: Possession) -> JsonResponse:
    """What the device that made a new key is asked to sign with it, before anybody signs that it is theirs.

    The form is sent again with the `proof`.
    """
    credential = Passkey.credential_of(claim.key)
    return JsonResponse({"prove": to_builtins(claim), "credential": credential})


def to_sign(
    body: str,
    keyid: str,
    payload: bytes,
    *,
    then: str,
    beside: Sequence[Text] = (),
    told: str = "",
    founding: bool = False,
    afterwards: dict[str, str] | None = None,
) -> JsonResponse:
    """What a device is asked to sign: the exact bytes, and with which key (a passkey: by which name its device
    knows it)."""
    return JsonResponse(
        {
            "body": body,
            "keyid": keyid,
            "credential": Passkey.credential_of(keyid),
            "payload": base64.b64encode(payload).decode(),
            "texts": [
                [base64.b64encode(text.salt).decode(), base64.b64encode(text.content).decode()]
                for text in beside
            ],
            "then": then,
            "told": told,
            "founding": founding,
            "afterwards": "" if afterwards is None else carried(payload, afterwards),
        }
    )


SALT: Final = "afterwards"


def carried(payload: bytes, afterwards: dict[str, str]) -> str:
    """What is kept once a step stands, for the device to bring back with it: good with this very step only."""
    return signing.dumps([sha256(payload).hexdigest(), afterwards], salt=SALT, compress=True)


def brought(payload: bytes, carried_: str) -> dict[str, str] | None:
    """What a device brought back; None where it is nothing, or of another step."""
    try:
        of, afterwards = signing.loads(carried_, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    found: dict[str, str] = afterwards
    return found if of == sha256(payload).hexdigest() else None


class Signed(Struct, frozen=True):
    """A signed step as a device sends it."""

    body: str
    envelope: bytes
    texts: tuple[tuple[bytes, bytes], ...] = ()
    then: str = "/"
    founding: bool = False
    afterwards: str = ""


MOST_BYTES = 1_500_000
"""The largest signed step with its texts that is taken, in bytes."""


@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """A signed step goes to the desk. What is signed needs no session: the signature is the author's.

    200 with `{"step", "time", "then"}`; 422 with every objection in words; 400 where it is no signed step; 429 where
    one account or place sends more than people do: what was signed waits on the device, and is sent later.
    """
    account = request.user if isinstance(request.user, Account) else None
    if not guessing.steps_allowed(request, account):
        raise TooOften
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return refused(
            request, _("This is too long for one step: at most a million signs. Attach it as a file.")
        )
    try:
        sent = json.decode(request.body, type=Signed)
    except (ValidationError, DecodeError):
        return HttpResponse(status=400)
    beside = tuple(Text(salt, content) for salt, content in sent.texts)
    try:
        office = offices.main() if sent.founding else offices.of(sent.body)
    except NoSuchBook as unknown:
        raise Http404 from unknown
    if sent.founding and not office.made_host_key(sent.envelope):
        return refused(request, _("This node did not make the key this record is to be kept with."))
    payload = offices.payload_in(sent.envelope)
    if payload is not None and payload.by == HOST:  # the host's key is the office's own; nobody else holds it
        return HttpResponse(status=400)
    answer = office.found(sent.envelope) if sent.founding else office.record(sent.body, sent.envelope, beside)
    if not isinstance(answer, Received):
        return objected(request, answer.objections)
    afterwards = None if payload is None else brought(offices.canonical(payload), sent.afterwards)
    told = stands(request, answer, payload, sent.then, afterwards)
    return HttpResponse(told, content_type="application/json")


def stands(
    request: HttpRequest,
    answer: Received,
    payload: Payload | None,
    then: str,
    afterwards: dict[str, str] | None = None,
) -> bytes:
    """What is answered, as JSON, when a step stands: `{"step", "time", "then"}`. Subjects do what follows from it."""
    recorded.send_robust(
        Signed, request=request, body=answer.body, step=answer.step, payload=payload, afterwards=afterwards
    )
    then = then.replace("{step}", str(answer.step)).replace("{body}", answer.body)
    return json.encode({"step": answer.step, "time": answer.time, "then": safe(request, then)})


def done(then: str) -> JsonResponse:
    """The answer to a form that asks for one step after the other (`data-again`): there is nothing more to sign."""
    return JsonResponse({"done": then})


def unsigned(request: HttpRequest) -> HttpResponse:
    """422: a step can only be signed where this page's script runs; what else can be done."""
    return render(request, "accounts/unsigned.html", status=422)


def safe(request: HttpRequest, address: str) -> str:
    """An address on these pages; any other becomes Home."""
    inside = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return address if inside else "/"


def objected(request: HttpRequest, objections: Sequence[Objection]) -> HttpResponse:
    """422: every reason against an act, with the article's words and what would mend it."""
    told = render_to_string("parts/why_not.html", {"reasons": why_not(objections)}, request)
    return HttpResponse(told, status=422)


def refused(request: HttpRequest, words: str) -> HttpResponse:
    """422: something a page says itself, in one sentence."""
    return HttpResponse(render_to_string("parts/why_not.html", {"words": words}, request), status=422)


def invalid(request: HttpRequest, form: object) -> HttpResponse:
    """422: what in a form could not be taken, field by field."""
    return HttpResponse(render_to_string("parts/form_errors.html", {"form": form}, request), status=422)
