"""Foundings on their way: drafts, until the body exists."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from confederal.web.people.models import Uploaded


class Draft(models.Model):
    """A founding that is being prepared. Whoever knows its address can go on with it; it is deleted when it is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.BinaryField()
    """A `plan.Plan`, as JSON."""
    uploaded = models.ForeignKey(Uploaded, on_delete=models.SET_NULL, null=True)
    body = models.CharField(max_length=64, blank=True)
    """The identity of the body, once the founding was written out to be signed."""
    payload = models.BinaryField(null=True)
    """The founding as the first founder is asked to sign it."""
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["made"], name="draft_made")]


class Seat(models.Model):
    """A founder's place at the table: the secret address with which they give their key and confirm."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="seats")
    token = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    member = models.CharField(max_length=64)
    handle = models.CharField(max_length=60)
    section = models.CharField(max_length=64, blank=True)
    line = models.PositiveIntegerField(null=True)
    """The line they stand on in the list that is brought along, if they do."""
    key = models.CharField(max_length=400, blank=True)
    """The public key of their device."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "member"], name="one_place_a_founder"),)
        ordering = ("id",)


class Practice(models.Model):
    """A practice copy: of which body, in which folder of the home, for whom."""

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE)
    folder = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    body = models.CharField(max_length=64)
    member = models.CharField(max_length=64)
    of = models.CharField(max_length=64, blank=True)
    """The body it is a copy of; empty where it was begun from a template."""
    made = models.DateTimeField(auto_now_add=True)
