"""People who read mail, in stories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.stories.together import Together
from confederal.web.accounts import addresses
from confederal.web.post import rounds


def reads_mail(member: Member, address: str) -> Member:
    """The member has given an address."""
    member.account.mail = addresses.sealed(address)
    member.account.save()
    return member


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A post office that remembers nothing of other tests."""
    monkeypatch.setattr(settings, "ADDRESS", "http://localhost", raising=False)
    rounds._seen.clear()
    yield
    rounds._seen.clear()


def delivered(world: Together | None = None) -> list[EmailMessage]:
    """What goes out in one round of the post, with the story as it stands."""
    if world is not None:
        settled(world)
    mail.outbox.clear()
    rounds.go_round()
    return list(mail.outbox)


def to(mails: list[EmailMessage]) -> list[str]:
    """Whom mails went to."""
    return sorted(address for each in mails for address in each.to)


@contextmanager
def broken_server(monkeypatch: pytest.MonkeyPatch, times: int = 1) -> Iterator[None]:
    """The mail server fails so many times."""
    from django.core.mail.backends.locmem import EmailBackend

    left = [times]
    working = EmailBackend.send_messages

    def send(self: EmailBackend, messages: list[EmailMessage]) -> int:
        if left[0]:
            left[0] -= 1
            raise OSError("no route")
        told: int = working(self, messages)
        return told

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", send)
        yield
