"""How next month's list finds the same person: a keyed digest of their number on the body's own list.

**Why keyed.** Numbers are short; whoever had plain digests could try them all. The key is drawn by lot for each body
and lies in a file of the home that only its owner can read, not in the database: neither tells anything alone.
Whoever has both, as the host has, can still try numbers, and learns which pseudonym a number is; never a name.

**Where the number is.** Nowhere but in the person's row of the locked list, which two keepers open.

**Forgetting.** The row of `Known` is deleted with the person; a later list then takes them for somebody new.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from confederal.web.office import Office
from confederal.web.people.models import Known

KEY_BYTES: Final = 32


class Numbers:
    """The numbers of one body's list, as digests."""

    def __init__(self, office: Office, body: str) -> None:
        self.body: Final = body
        self._key: Final = key_in(office.home.folder / "registers" / f"{body[:16]}.numbers")
        self._known: Final = dict(Known.objects.filter(body=body).values_list("digest", "member"))

    def digest(self, number: str) -> str:
        """What is kept of a number."""
        return hmac.new(self._key, number.encode(), hashlib.sha256).hexdigest()

    def member(self, number: str) -> str | None:
        """Who had this number on an earlier list."""
        return self._known.get(self.digest(number))

    def members(self) -> frozenset[str]:
        """Everybody who stood on an earlier list."""
        return frozenset(self._known.values())

    def remember(self, pairs: Iterable[tuple[str, str]]) -> None:
        """From now on these numbers are these pseudonyms; whoever had another number before has this one."""
        now = {self.digest(number): member for number, member in pairs}
        changed = {digest: member for digest, member in now.items() if self._known.get(digest) != member}
        if not changed:
            return
        Known.objects.filter(body=self.body, digest__in=list(changed)).delete()
        Known.objects.filter(body=self.body, member__in=list(changed.values())).delete()
        Known.objects.bulk_create(
            [Known(body=self.body, digest=digest, member=member) for digest, member in changed.items()],
            batch_size=1000,
        )
        self._known.update(changed)


def forget(body: str, member: str) -> None:
    """No list finds this person any more."""
    Known.objects.filter(body=body, member=member).delete()


def key_in(path: Path) -> bytes:
    """The key of a body's numbers: made once, readable by nobody else."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    if not path.exists():
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(KEY_BYTES))
        try:
            os.link(beside, path)  # whoever comes first; all read the same
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_bytes()
