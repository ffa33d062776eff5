"""What follows, beside the record, from a recorded step: what it says is erased, is; who left is called nothing.

Owners are told of what happens to their keys by the post, which reads the record.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.dispatch import receiver

from confederal.kernel import act as a
from confederal.kernel.act import Payload
from confederal.records.home import Home
from confederal.records.register import Register
from confederal.secretary.shelf import NoSuchBook
from confederal.web import office as offices
from confederal.web.accounts.models import Handle
from confederal.web.saying import recorded


@receiver(recorded, dispatch_uid="accounts")
def follow(body: str, payload: Payload, **_more: Any) -> None:
    """Called after each step that came through the pages."""
    act = payload.act
    if isinstance(act, a.Erased):
        erase(body, act)
    elif isinstance(act, a.Left):
        Handle.objects.filter(body=body, member=payload.by).delete()


def erase(body: str, act: a.Erased) -> None:
    """What an act says is erased, is: the text of that digest, or the line in the locked list."""
    with suppress(NoSuchBook):
        office = offices.of(body)
        office.texts.erase(act.digest)
        if act.of is not None:
            erase_line(office.home, body, act.of)


def erase_line(home: Home, body: str, member: str) -> None:
    """The line of a member in the locked list is gone."""
    path = home.folder / "registers" / body[:16]
    if path.exists():
        register = Register(path, body)
        try:
            register.erase(member)
        finally:
            register.close()
