"""Who somebody is, proved by a signature over a challenge of this session: with a passkey or a device key."""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from confederal.web.accounts.models import Account


class BySignedChallenge(BaseBackend):
    """Signs in the account whose proof was checked by the view that calls `authenticate(account=…)`."""

    def authenticate(
        self, request: HttpRequest | None, account: Account | None = None, **_: object
    ) -> Account | None:
        return account

    def get_user(self, user_id: str) -> Account | None:
        return Account.objects.filter(pk=user_id).first()
