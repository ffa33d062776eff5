"""What the pages keep of a person: as little as signing in and mails need. None of it is record."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Accounts(BaseUserManager["Account"]):
    """Accounts are made without a password; there is none to guess or to lose."""

    def make(self, **fields: object) -> Account:
        """A new account."""
        account = self.model(**fields)
        account.set_unusable_password()
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who signs in here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mail = models.BinaryField(null=True, blank=True)
    """The address for mails and codes, encrypted; None for people without mail, who are full members."""
    mail_index = models.CharField(max_length=64, null=True, blank=True, unique=True)
    """A keyed hash of the address, to find the account by it."""
    language = models.CharField(max_length=8, blank=True)
    digest = models.BooleanField(default=True)
    """Whether a digest is mailed."""
    since = models.DateField(auto_now_add=True)

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    is_active = True
    is_staff = False
    is_superuser = False

    @cached_property
    def _memberships(self) -> tuple[Link, ...]:
        return tuple(self.links.order_by("id"))

    def memberships(self) -> tuple[Link, ...]:
        """Who this account is, in which bodies."""
        return self._memberships


class Link(models.Model):
    """An account is this pseudonym in that body's record. Made only by proof: a signature with the member's key."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    body = models.CharField(max_length=64)
    member = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["body", "member"], name="one_account_a_member"),)


class Handle(models.Model):
    """What a member is called inside their body, by their own choice; not in the record, erased with them (P2, P5)."""

    body = models.CharField(max_length=64)
    member = models.CharField(max_length=64)
    handle = models.CharField(max_length=60)
    unlisted = models.BooleanField(default=False)
    """Whether lists inside the body leave the handle out (P6)."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["body", "member"], name="one_handle_a_member"),)


class Passkey(models.Model):
    """A passkey that was made here: the name by which its device knows it, and the key id of the record.

    Whose it is stands in the record alone: there it is bound, there it ends.
    """

    keyid = models.CharField(max_length=400, unique=True)
    credential = models.CharField(max_length=1400, unique=True)
    """The credential's id, base64url: a device is asked for the passkey by it."""
    public_key = models.BinaryField()
    """As COSE has it."""
    since = models.DateField(auto_now_add=True)

    @classmethod
    def credential_of(cls, keyid: str) -> str | None:
        """The name by which a device knows the passkey of this key id; None for any other key."""
        if not keyid.startswith("webauthn-"):
            return None
        return cls.objects.filter(keyid=keyid).values_list("credential", flat=True).first()


class Code(models.Model):
    """A code that was mailed, or would have been: for a browser that waits for it. Ends after ten minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    index = models.CharField(max_length=64, db_index=True)
    """A keyed hash of the address, as `Account.mail_index`."""
    hash = models.CharField(max_length=64)
    """A keyed hash of the code."""
    mail = models.BinaryField(null=True)
    """The address, encrypted, where it is to be added to an account."""
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True)
    """Who is signed in by it or whose address it confirms; None where there is nobody, which looks the same."""
    made = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveSmallIntegerField(default=0)


class NewKey(models.Model):
    """A key that somebody made because they lost theirs, until co-workers vouched for it. A key and no name."""

    body = models.CharField(max_length=64, default="")
    member = models.CharField(max_length=64, default="")
    proof = models.CharField(max_length=4000, default="")
    """The key's own signature, over whose it is to be; co-workers hand it in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    keyid = models.CharField(max_length=400, unique=True)
    words = models.CharField(max_length=40, db_index=True)
    """Four words that stand for the key, to be compared by voice."""
    made = models.DateTimeField(auto_now_add=True)


class Stay(models.Model):
    """A device that is signed in, so that its owner can see and end it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="stays")
    session = models.CharField(max_length=40, unique=True)
    phone = models.BooleanField(default=False)
    """Whether the browser called itself one of a phone: the only thing kept of the device."""
    since = models.DateTimeField(auto_now_add=True)
