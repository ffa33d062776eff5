"""Where an account is reached: the address is kept encrypted by the accounts, and opened only to write on a mail."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from confederal.web.accounts.models import Account

ACCOUNTS = "confederal.web.accounts.addresses"


def address_of(account: Account) -> str | None:
    """The address of an account; None for people without mail."""
    if account.mail is None or find_spec(ACCOUNTS) is None:
        return None
    addresses: Any = import_module(ACCOUNTS)
    opened: str | None = addresses.opened(account)
    return opened
