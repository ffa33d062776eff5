"""A member list between its upload and the moment its names are in the locked list.

It has to wait: two keepers sign what it changes, perhaps on another day. So it is sealed (XSalsa20-Poly1305,
libsodium's secret box) with a key that only the browser that sent it keeps, in a cookie its scripts cannot read. The
server has the sealed file, the browser the key; the two meet while a page is made and nothing in the clear is written
down. What was not finished within `DAYS` is deleted, and so is whatever was.
"""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from typing import Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from msgspec import Struct
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from confederal.kernel.act import StandingLine
from confederal.web.people.models import Uploaded
from confederal.web.people.register_csv import Line

DAYS: Final = 14
"""So long an upload waits."""


class Row(Struct, frozen=True):
    """A line of the list, and the pseudonym proposed for it should the person be new."""

    line: Line
    fresh: str

    def standing(self, member: str) -> StandingLine:
        """The line as the record would say it: without number, name and address."""
        return StandingLine(member, self.line.standing, self.line.section)


def sealed(rows: tuple[Row, ...]) -> tuple[bytes, bytes]:
    """These rows, sealed, and the key that opens them."""
    key = random(SecretBox.KEY_SIZE)
    return bytes(SecretBox(key).encrypt(msgspec.msgpack.encode(rows))), key


def give_key(response: HttpResponse, upload: Uploaded, key: bytes) -> None:
    """The browser keeps the key; nobody else does."""
    response.set_cookie(
        cookie(upload),
        base64.urlsafe_b64encode(key).decode(),
        max_age=DAYS * 24 * 3600,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def rows_of(request: HttpRequest, upload: Uploaded) -> tuple[Row, ...] | None:
    """The rows, in the browser that sent them; None in any other."""
    try:
        key = base64.urlsafe_b64decode(request.COOKIES.get(cookie(upload), ""))
        plain = SecretBox(key).decrypt(bytes(upload.sealed))
    except (binascii.Error, ValueError, CryptoError, TypeError):
        return None
    return msgspec.msgpack.decode(plain, type=tuple[Row, ...])


def take_key(response: HttpResponse, upload: Uploaded) -> None:
    """The browser forgets the key."""
    response.delete_cookie(cookie(upload))


def cookie(upload: Uploaded) -> str:
    return f"list-{upload.id.hex}"


def sweep() -> None:
    """Deletes what nobody finished."""
    Uploaded.objects.filter(made__lt=timezone.now() - timedelta(days=DAYS)).delete()
