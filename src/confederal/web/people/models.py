"""What the people pages keep beside the record: how a list finds the same person again, files on their way, and who
opened the locked member list. Names are in none of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Known(models.Model):
    """A number of the body's own list is this pseudonym: next month's list finds the same person by it.

    Only a keyed digest of the number is kept (see `numbers`); the number itself is in the locked list. Erased with the
    person: then no list finds them any more.
    """

    body = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    member = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["body", "digest"], name="one_person_a_number"),
            models.UniqueConstraint(fields=["body", "member"], name="one_number_a_person"),
        )


class Uploaded(models.Model):
    """A member list on its way into the record and the locked list, sealed to the browser that sent it (`uploaded`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.CharField(max_length=64, blank=True)
    """Empty while the body is only being founded."""
    sealed = models.BinaryField()
    whole = models.BooleanField(default=False)
    """Whether it is the whole list, so that who is not on it has left."""
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["made"], name="uploaded_made")]


class KeeperCard(models.Model):
    """The card with which a keeper opens the locked list: only what is sealed to it, never the card itself."""

    body = models.CharField(max_length=64)
    member = models.CharField(max_length=64)
    keyid = models.CharField(max_length=400)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["body", "member"], name="one_card_a_keeper"),)


class Opening(models.Model):
    """The locked list was opened by these two keepers, for this; every member can see that it was."""

    body = models.CharField(max_length=64)
    one = models.CharField(max_length=64)
    other = models.CharField(max_length=64)
    purpose = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
