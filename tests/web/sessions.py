"""Run in a process of its own, with the environment of a served home: accounts and sessions for members of a body.

python -m tests.web.sessions BODY MEMBER…   prints a JSON object, member to session
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confederal.web.settings")

from confederal.web.serving import prepare

prepare()

from django.contrib.auth import (  # noqa: E402  # Django is set up first
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402

from confederal.web.accounts.models import Account, Link  # noqa: E402


def session(*links: tuple[str, str]) -> str:
    """A session of a new account that is these members (body and pseudonym)."""
    account = Account.objects.make()
    for body, member in links:
        Link.objects.create(account=account, body=body, member=member)
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "confederal.web.accounts.backends.BySignedChallenge"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.save()
    return str(store.session_key)


if __name__ == "__main__":
    with transaction.atomic():
        print(json.dumps({member: session((sys.argv[1], member)) for member in sys.argv[2:]}))
