"""What is kept of a meeting while it goes on, beside the record: numbers, queues, marks, notes. None of it is record,
and all of it that is about persons is thrown away as soon as it has served (P10; see `forgetting`).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Proceedings(models.Model):
    """How a meeting stands: how many are there now, what is being talked about, what the minute-taker writes."""

    body = models.CharField(max_length=64)
    sitting = models.BigIntegerField()
    present = models.PositiveIntegerField(null=True)
    """How many are in the room now. A number only; None until somebody counts again after the opening."""
    on_sheet = models.BooleanField(default=False)
    """Whether the number comes from an attendance sheet that is ticked off here."""
    since = models.BigIntegerField(default=0)
    """UTC seconds: when this was begun."""
    taken_up = models.BigIntegerField(null=True)
    """The question that is being talked about."""
    list_open = models.BooleanField(default=True)
    """Whether more speakers may put themselves on the list."""
    notes = models.TextField(blank=True)
    """What the minute-taker writes beside what the record says by itself."""
    salts = models.JSONField(default=list)
    """The salts of the paragraphs of the minutes, in hex: made once, so that put twice they are the same text."""
    minutes_digests = models.JSONField(default=list)
    """How the record may name the first paragraph of the minutes: once for each language somebody put them in."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["body", "sitting"], name="one_proceedings_a_meeting"),)


class Task(models.TextChoices):
    """What somebody does at one meeting, and at no other."""

    CHAIR = "chair", _("chair")
    MINUTES = "minutes", _("minute-taker")


class Duty(models.Model):
    """Somebody chosen at a meeting, for that meeting, by a show of hands that two of those there have counted.

    It gives no right in the record: who chairs orders the talk, and every step of substance stays with two members.
    """

    body = models.CharField(max_length=64)
    sitting = models.BigIntegerField()
    task = models.CharField(max_length=16, choices=Task.choices)
    member = models.CharField(max_length=64)
    in_favour = models.PositiveIntegerField()
    against = models.PositiveIntegerField()
    said_by = models.CharField(max_length=64)
    confirmed_by = models.CharField(max_length=64, blank=True)
    ended = models.BooleanField(default=False)


class Speech(models.TextChoices):
    """What somebody asks to speak for."""

    ORDER = "order", _("point of order")
    CONTRIBUTION = "contribution", _("contribution")
    ANSWER = "answer", _("answer")


class Speaker(models.Model):
    """Somebody on the list of speakers. Forgotten when the meeting is over."""

    body = models.CharField(max_length=64)
    sitting = models.BigIntegerField()
    member = models.CharField(max_length=64)
    speech = models.CharField(max_length=16, choices=Speech.choices, default=Speech.CONTRIBUTION)
    asked_at = models.BigIntegerField()
    began_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)


class Here(models.Model):
    """A tick on the attendance sheet. Forgotten when the minutes are adopted (P10)."""

    body = models.CharField(max_length=64)
    sitting = models.BigIntegerField()
    member = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["body", "sitting", "member"], name="one_tick_a_person"),
        )


class Marked(models.Model):
    """Somebody was handed a paper, or counted, in the hall: one mark a person, whatever table they come to.

    It goes into the record as a salted digest with the count, and is forgotten with it (see `forgetting`).
    """

    body = models.CharField(max_length=64)
    question = models.BigIntegerField()
    member = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["body", "question", "member"], name="one_mark_a_person"),
        )


class Paper(models.Model):
    """A paper as one teller read it aloud: a ranking of names, no name of who wrote it."""

    body = models.CharField(max_length=64)
    question = models.BigIntegerField()
    section = models.CharField(max_length=64, blank=True)
    corrects = models.BigIntegerField(default=0)
    teller = models.CharField(max_length=64)
    spoilt = models.BooleanField(default=False)
    mark = models.JSONField(default=list)


class Differed(models.Model):
    """Two tellers' counts differed: both are told on which lines, neither what the other has."""

    body = models.CharField(max_length=64)
    question = models.BigIntegerField()
    told = models.BigIntegerField()
    """The step of the first count."""
    lines = models.JSONField(default=list)
    times = models.PositiveIntegerField(default=1)
    """How often another count of the same papers differed from this first one."""
