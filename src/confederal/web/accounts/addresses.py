"""Mail addresses: kept encrypted, found by a keyed hash. The secret stands in the home, beside that of the sessions.

`mail-secret` holds one secret a line. The first encrypts, all of them decrypt; so a new one is put on top and the
old ones stay until everything was written anew. The last is the one addresses are found by.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from confederal.web.accounts.models import Account
from confederal.web.settings import secret_in

FILE: Final = "mail-secret"


def sealed(address: str) -> bytes:
    """The address, encrypted."""
    return _box().encrypt(address.encode())


def opened(account: Account) -> str | None:
    """The address of an account; None for people without mail."""
    return None if account.mail is None else unsealed(account.mail)


def unsealed(mail: bytes | memoryview) -> str:
    """The address again."""
    return _box().decrypt(bytes(mail)).decode()


def index(address: str) -> str:
    """What an account is found by: the same for the same address, and of no use without the secret."""
    return keyed("mail address", normal(address))


def normal(address: str) -> str:
    """An address as it is compared."""
    return address.strip().casefold()


def keyed(what: str, *words: str) -> str:
    """A keyed hash, in hex, of words of one kind."""
    said = "\n".join((what, *words)).encode()
    return hmac.new(_secrets(settings.HOME)[1], said, hashlib.sha256).hexdigest()


def _box() -> MultiFernet:
    return _secrets(settings.HOME)[0]


@lru_cache(maxsize=16)
def _secrets(home: Path) -> tuple[MultiFernet, bytes]:
    lines = [line.strip() for line in secret_in(home / FILE).splitlines() if line.strip()]
    fernets = [Fernet(base64.urlsafe_b64encode(_derived(line, b"encrypting"))) for line in lines]
    return MultiFernet(fernets), _derived(lines[-1], b"finding")


def _derived(secret: str, use: bytes) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"confederal mail " + use)
    return kdf.derive(secret.encode())
