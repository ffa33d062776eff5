"""What is said beside a proposal. None of it is record: whoever wrote it may change or delete it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Beside(models.Model):
    """Something a member put beside a proposal, under their pseudonym; what they are called is looked up when read."""

    body = models.CharField(max_length=64)
    step = models.BigIntegerField()
    member = models.CharField(max_length=160)
    at = models.BigIntegerField()
    """UTC seconds by the office's clock."""

    class Meta:
        abstract = True


class Comment(Beside):
    """A comment."""

    words = models.TextField(max_length=5_000)
    edited_at = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "step", "id"], name="comments_beside")]


class Attachment(Beside):
    """A file, as it is handed out: images without their metadata."""

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    size = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "step", "id"], name="attachments_beside")]


class Poll(Beside):
    """A quick poll among those who read: it binds nobody, and only numbers are shown."""

    words = models.CharField(max_length=200)
    options = models.JSONField()
    over = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "step", "id"], name="polls_beside")]


class Answer(models.Model):
    """What a member answered in a poll: the last answer, one a member."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="answers")
    member = models.CharField(max_length=160)
    option = models.SmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "member"], name="one_answer_a_member")
        ]


def forget(body: str, member: str) -> None:
    """Everything this member put beside proposals of this body is deleted, answers in polls too."""
    for kind in (Comment, Attachment, Poll):
        kind._default_manager.filter(body=body, member=member).delete()
    Answer.objects.filter(poll__body=body, member=member).delete()
