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
