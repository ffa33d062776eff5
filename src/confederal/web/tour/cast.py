"""The cast of the demo: whom one can become, and what the others do meanwhile, each signing with a key of their own.

Everything goes through the office like a member's act from a browser; the tour has no other way to the records.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from msgspec import json

from confederal.kernel.act import AnyAct
from confederal.kernel.minute_book import sealed
from confederal.kernel.question import Question
from confederal.kernel.state import State
from confederal.records.home import Home
from confederal.secretary.desk import Received
from confederal.stories.federation import FEDERATION
from confederal.stories.river_city import ADVISOR, Person, Scene, handle, heads, key_of, settle_in
from confederal.stories.world import StoryBroken, seed
from confederal.web import office as offices
from confederal.web.accounts.addresses import index
from confederal.web.accounts.addresses import sealed as sealed_address
from confederal.web.accounts.models import Account, Handle, Link
from confederal.web.office import Office

SCENE: Final = "river-city.json"
PEOPLE: Final = uuid.UUID("5e0cf8d4-7d4b-4a7e-9a4c-1de0c0a57e00")
"""The accounts of the demo's people are named within this space."""


def settle(home: Home) -> Scene:
    """Puts River City into an empty home: its records, its people's accounts, and what the tour has to know of it."""
    scene = settle_in(home)
    (home.folder / SCENE).write_bytes(json.encode(scene))
    for person in scene.people:
        address = f"{person.id}@river-city.invalid"  # mails of the demo stay in its home, as files
        account = Account.objects.make(
            id=account_of(person.id), digest=False, mail=sealed_address(address), mail_index=index(address)
        )
        for name, who in person.keys:
            if ":" not in who:  # a place in a council follows from the seat, and needs no link
                Link.objects.create(account=account, body=scene.bodies[name], member=who)
    Handle.objects.bulk_create(
        Handle(body=scene.bodies[name], member=f"m{rank}", handle=handle(name, f"m{rank}"))
        for name, members in heads().items()
        for rank in range(1, members + 1)
    )
    mei = next(person for person in scene.people if person.id == "mei")
    Handle.objects.create(body=scene.bodies[FEDERATION], member=ADVISOR, handle=mei.name)
    return scene


def account_of(person: str) -> uuid.UUID:
    """The account of one of the demo's people."""
    return uuid.uuid5(PEOPLE, person)


@lru_cache(maxsize=8)
def scene_in(folder: Path) -> Scene:
    """What the tour knows of the River City in that home."""
    return json.decode((folder / SCENE).read_bytes(), type=Scene)


class Cast:
    """The people of River City in the home that is served."""

    def __init__(self, office: Office, scene: Scene) -> None:
        self.office: Final = office
        self.scene: Final = scene

    @property
    def now(self) -> int:
        return self.office.now()

    def person(self, id_: str) -> Person | None:
        """Whom one can become under that name."""
        return next((person for person in self.scene.people if person.id == id_), None)

    def becoming(self, account: object) -> Person | None:
        """Whom this account is, of those one can become."""
        key = getattr(account, "pk", None)
        return next((person for person in self.scene.people if account_of(person.id) == key), None)

    def body(self, name: str) -> str:
        """The identity of a body by its name in the story."""
        return self.scene.bodies[name]

    def state(self, name: str) -> State:
        """What the record of that body shows now."""
        state = self.office.state(self.body(name))
        if state is None:
            raise StoryBroken(f"{name} is not in this home")
        return state

    def question(self, name: str, step: int) -> Question:
        return self.state(name).questions[step]

    def seeds(self, person: Person) -> Iterator[tuple[str, str, bytes]]:
        """Body, pseudonym and seed of every key somebody holds: their browser gets them."""
        for name, who in person.keys:
            yield self.body(name), who, seed("key", name, who)

    def does(self, name: str, who: str, act: AnyAct) -> int:
        """Somebody of the story does something now; its step. Raises StoryBroken with the reasons if refused."""
        body, key = self.body(name), key_of(name, who)
        payload = self.office.payload(body, who, key.keyid, act)
        answer = self.office.record(body, sealed(payload, key))
        if not isinstance(answer, Received):
            raise StoryBroken(f"{who} of {name}: {answer}")
        return answer.step

    def wait_until(self, time: int) -> None:
        """Moves the demo's clock on to a time, never back; the clerk does what fell due."""
        if time > self.now:
            self.office.home.wait(time - self.now)
            self.office.follow()


def cast() -> Cast:
    """The cast in the home that is served."""
    return Cast(offices.main(), scene_in(settings.HOME))
