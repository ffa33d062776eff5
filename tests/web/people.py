"""Members at their browsers, without a browser: a form is sent, what comes back is signed, and sent to the desk."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpResponse
from django.test import Client

from confederal.kernel.envelope import SeedKey, seal
from confederal.kernel.possession import Possession, proof
from confederal.stories.world import World
from confederal.web.accounts.models import Account, Handle, Link


class Member:
    """Somebody of a story with an account, signed in, whose device holds their keys."""

    def __init__(self, world: World, *memberships: tuple[str, str]) -> None:
        self.world = world
        self.account = Account.objects.make()
        self.keys: dict[str, SeedKey] = {}
        for name, who in memberships:
            Link.objects.create(account=self.account, body=world.bodies[name], member=who)
            Handle.objects.create(body=world.bodies[name], member=who, handle=f"{who} of {name}")
            self.holds(world.key(name, who))
        self.client = Client()
        self.client.force_login(self.account, backend="confederal.web.accounts.backends.BySignedChallenge")

    def holds(self, key: SeedKey) -> None:
        """This key is on the member's device."""
        self.keys[key.keyid] = key

    def sees(self, path: str, status: int = 200) -> str:
        """The page at that address, as HTML."""
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.content[:2000])
        return answer.content.decode()

    def prepares(self, path: str, form: Mapping[str, Any]) -> HttpResponse:
        """Sends a form; the answer says what is to be signed, or why not. A new key the device holds shows itself."""
        answer = self.client.post(path, form, headers={"Confederal-Prepare": "1"})
        asked = answer.json() if answer["Content-Type"] == "application/json" else {}
        if "prove" in asked and asked["prove"]["key"] in self.keys:
            claim = msgspec.convert(asked["prove"], type=Possession)
            shown = {**form, "proof": proof(claim, self.keys[claim.key])}
            answer = self.client.post(path, shown, headers={"Confederal-Prepare": "1"})
        assert isinstance(answer, HttpResponse)
        return answer

    def does(self, path: str, **form: Any) -> dict[str, Any]:
        """Sends a form, signs what comes back and sends that; what the desk answered. Fails where it was refused."""
        answer = self.prepares(path, form)
        assert answer.status_code == 200, answer.content.decode()
        recorded = self.signs(answer)
        assert recorded.status_code == 200, recorded.content.decode()
        told: dict[str, Any] = recorded.json()
        return told

    def signs(self, prepared: Any) -> Any:
        """Signs what a form's answer asks for and sends it to the desk."""
        asked = prepared.json()
        payload = base64.b64decode(asked["payload"])
        envelope = seal(payload, self.keys[asked["keyid"]])
        sent = {
            "body": asked["body"],
            "envelope": base64.b64encode(envelope).decode(),
            "texts": asked["texts"],
            "then": asked["then"],
            "afterwards": asked["afterwards"],
        }
        return self.client.post("/record/", sent, content_type="application/json")

    def is_refused(self, path: str, **form: Any) -> str:
        """Sends a form that is refused; the page that says why not, as HTML."""
        answer = self.prepares(path, form)
        assert answer.status_code == 422, (answer.status_code, answer.content[:2000])
        return answer.content.decode()
