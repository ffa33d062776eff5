"""The locked member list of a body, as the pages use it: begun with the keepers' cards, opened by two of them together.

**How keepers hold their keys.** Each keeper makes a card in their browser: a line of paper that is no signing key and
opens nothing but the list. The server is given its public half. The list is sealed to every pair of keepers
(`records.register`), so one card opens nothing.

**What the server sees.** Names pass through its memory when they are entered and when two keepers read, and so do the
two cards they read with; on its disk there are sealed rows only. The page says so. `docs/decisions` says what it would
take to do it in the keepers' browsers alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from nacl.bindings import crypto_sign_ed25519_pk_to_curve25519
from nacl.public import PrivateKey, PublicKey
from nacl.signing import SigningKey

from confederal.kernel.body import KEEPER
from confederal.kernel.envelope import BadSignature, SeedKey, ed25519_public
from confederal.records.keys import NotACard, seed_of
from confederal.records.register import NotOpened, Opened, Person, Register
from confederal.web.office import Office
from confederal.web.people.models import KeeperCard
from confederal.web.visit import Visit


class LockedList:
    """The locked list of the body that is visited."""

    def __init__(self, visit: Visit) -> None:
        self.visit: Final = visit
        self.body: Final = visit.body
        self.path: Final = path_of(visit.office, visit.body)
        self.begun: Final = self.path.exists()

    @property
    def in_office(self) -> tuple[str, ...]:
        """The keepers of the member list who are in office, each once."""
        return tuple(dict.fromkeys(self.visit.state.holders(KEEPER, self.visit.now)))

    @property
    def cards(self) -> dict[str, str]:
        """The keepers in office who have made a card, with its public half."""
        made = KeeperCard.objects.filter(body=self.body, member__in=self.in_office)
        return dict(made.values_list("member", "keyid"))

    @property
    def keepers(self) -> tuple[str, ...]:
        """Whose cards open it; any two of them together."""
        if not self.begun:
            return ()
        register = Register(self.path, self.body)
        try:
            return register.keepers()
        finally:
            register.close()

    @property
    def handed_over(self) -> bool:
        """Whether it is sealed to the keepers in office and nobody else."""
        return set(self.keepers) == set(self.cards) and set(self.cards) == set(self.in_office)

    @property
    def size(self) -> int:
        """How many rows it has. Who they are about, nobody sees without opening it."""
        if not self.begun:
            return 0
        register = Register(self.path, self.body)
        try:
            return len(register.members())
        finally:
            register.close()

    def begin(self) -> None:
        """An empty list, sealed to the cards of the keepers in office. Raises NotOpened."""
        if self.begun:
            raise NotOpened("there is a list already")
        sealed_to = public_halves(self.cards)
        if len(sealed_to) < 2:
            raise NotOpened("fewer than two keepers have a card")
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Register.begin(self.path, self.body, sealed_to).close()

    def enter(self, people: Iterable[tuple[str, Person]]) -> int:
        """Enters rows; how many. No keeper is needed for it. Raises NotOpened where the list was not begun."""
        if not self.begun:
            raise NotOpened("there is no list yet")
        return enter(self.visit.office, self.body, people)

    def begin_anew(self, cards: Iterable[str]) -> None:
        """Throws the list away and begins an empty one, by the cards of two keepers in office. Raises NotOpened.

        For when those it is sealed to do not hand it over: nobody can read it any more, and nobody has to.
        """
        self.by_two_in_office(cards)
        sealed_to = public_halves(self.cards)
        self.path.unlink()
        Register.begin(self.path, self.body, sealed_to).close()

    def by_two_in_office(self, cards: Iterable[str]) -> list[tuple[str, PrivateKey]]:
        """Whose two cards these are. Raises NotOpened unless both keep the member list now, and are not the same."""
        holders = [self.holder(line) for line in cards]
        members = {member for member, _key in holders}
        if len(members) != 2:
            raise NotOpened("the cards of two different keepers are needed")
        if not members <= set(self.in_office):
            raise NotOpened("one of the two does not keep the member list any more")
        return holders

    def opened(
        self, cards: Iterable[str], *, by_those_before: bool = False
    ) -> tuple[Register, Opened, tuple[str, str]]:
        """The list held open by two cards, and whose they are. The caller closes the register. Raises NotOpened.

        Whoever was recalled opens it no more; to hand it over (`by_those_before`) their cards are still good.
        """
        holders = [self.holder(line) for line in cards] if by_those_before else self.by_two_in_office(cards)
        register = Register(self.path, self.body)
        try:
            return register, register.open(*holders), (holders[0][0], holders[1][0])
        except NotOpened:
            register.close()
            raise

    def holder(self, line: str) -> tuple[str, PrivateKey]:
        """Whose card this is, and what it opens with. Raises NotOpened."""
        try:
            seed = seed_of(line)
        except NotACard as wrong:
            raise NotOpened(wrong.reason) from wrong
        keyid = SeedKey(seed).keyid
        known = KeeperCard.objects.filter(body=self.body, keyid=keyid).first()
        if known is None:
            raise NotOpened("this is no keeper's card of this list")
        return known.member, SigningKey(seed).to_curve25519_private_key()


def path_of(office: Office, body: str) -> Path:
    """Where the locked list of a body lies."""
    return office.home.folder / "registers" / body[:16]


def public_halves(cards: dict[str, str]) -> dict[str, PublicKey]:
    """What is sealed to these cards."""
    halves = {}
    for member, keyid in cards.items():
        try:
            halves[member] = PublicKey(crypto_sign_ed25519_pk_to_curve25519(ed25519_public(keyid)))
        except BadSignature:
            continue
    return halves


def erase_row(office: Office, body: str, member: str) -> None:
    """No row of this member is left in the locked list; erasing again changes nothing."""
    path = path_of(office, body)
    if path.exists():
        register = Register(path, body)
        try:
            register.erase(member)
        finally:
            register.close()


def enter(office: Office, body: str, people: Iterable[tuple[str, Person]]) -> int:
    """Enters rows into the locked list of a body, where it was begun; how many."""
    path = path_of(office, body)
    if not path.exists():
        return 0
    register = Register(path, body)
    try:
        return register.enter_all(people)
    finally:
        register.close()
