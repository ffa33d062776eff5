"""A device without a browser: it answers challenges as the script of the pages does."""

from __future__ import annotations

import base64
import re
from typing import Any

import msgspec
from django.core import mail
from django.test import Client
from msgspec.structs import replace

from confederal.kernel.canonical import canonical
from confederal.kernel.envelope import SeedKey, seal
from confederal.kernel.possession import Possession, proof
from confederal.records.home import Home
from confederal.stories.together import Together
from confederal.web.accounts import mailing

TYPE = b"application/vnd.confederal.sign-in+json"


def answer_to(challenge: str, key: SeedKey, origin: str = "http://testserver") -> dict[str, str]:
    """What a device answers to a challenge it was shown at that address."""
    said = canonical({"challenge": challenge, "origin": origin, "v": 1})
    message = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE, len(said), said)
    return {"keyid": key.keyid, "sig": base64.b64encode(key.sign(message)).decode()}


def challenged(client: Client) -> str:
    """A challenge of this browser's session."""
    told: str = client.post("/sign-in/challenge/").json()["challenge"]
    return told


def answers(client: Client, answer: dict[str, str], **more: Any) -> Any:
    """Sends an answer."""
    return client.post("/sign-in/answer/", {"answer": answer, **more}, content_type="application/json")


def signs_in(client: Client, key: SeedKey, **more: Any) -> Any:
    """Signs in with a key; what the server says."""
    return answers(client, answer_to(challenged(client), key), **more)


def prepared(client: Client, path: str, *, shows: SeedKey | None = None, **form: Any) -> Any:
    """Sends a form of an act; `shows` is a new key in it, which signs whose it is to be when that is asked for."""
    answer: Any = client.post(path, form, headers={"Confederal-Prepare": "1"})
    if shows is None or answer.status_code != 200 or "prove" not in answer.json():
        return answer
    claim = msgspec.convert(answer.json()["prove"], type=Possession)
    assert claim.key == shows.keyid
    return client.post(path, {**form, "proof": proof(claim, shows)}, headers={"Confederal-Prepare": "1"})


def signed(client: Client, asked: Any, key: SeedKey) -> Any:
    """Signs what a form's answer asks for, with that key, and sends it to the desk."""
    assert asked.status_code == 200, asked.content.decode()
    told = asked.json()
    assert told["keyid"] == key.keyid
    envelope = seal(base64.b64decode(told["payload"]), key)
    sent = {
        "body": told["body"],
        "envelope": base64.b64encode(envelope).decode(),
        "texts": told["texts"],
        "then": told["then"],
    }
    answer = client.post("/record/", sent, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    return answer


def mailed() -> list[Any]:
    """The mails that went out so far."""
    mailing.wait()
    return list(mail.outbox)


def code_in(words: str) -> str:
    """The code a mail holds."""
    found = re.search(r"\b(\d{4} \d{4})\b", words)
    assert found is not None
    return found[1]


def found_harbour(world: Together, heads: int = 8) -> str:
    """An assembly of eight with keys; its identity."""
    from tests.web.conftest import settled

    from confederal.charter.template import load

    charter = replace(load("worker_coop"), admission_by_assembly=False)  # two keepers invite
    world.found_assembly("harbour", charter, heads)
    settled(world)
    return world.bodies["harbour"]


def later(home: Home, seconds: int) -> None:
    """The clock of the home that is served moves on."""
    home.wait(seconds)
