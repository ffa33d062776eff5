"""Mails about accounts: codes. They leave behind the answer, so that its time tells nothing."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.core.mail import EmailMessage

_behind: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send(address: str | None, subject: str, words: str) -> None:
    """A mail goes out soon. Without an address the same is done and nothing goes out."""
    _behind.submit(_send, address, subject, words)


def wait() -> None:
    """Returns when every mail that was handed over before is on its way."""
    _behind.submit(int).result(timeout=60)


def _send(address: str | None, subject: str, words: str) -> None:
    if address is None:
        return
    try:
        EmailMessage(subject, words, to=[address]).send()
    except Exception:
        logging.getLogger("confederal").exception("a mail could not be sent")
