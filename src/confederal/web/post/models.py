"""What the post keeps: mails to send and sent, what somebody does not want, what a decision asks to be done.

None of it is record. What shows that somebody had not voted is thrown away with the vote (P10).
"""

from __future__ import annotations

from django.db import models

from confederal.web.accounts.models import Account


class Kind(models.TextChoices):
    """What a mail is about."""

    MEETING = "meeting"
    VOTE = "vote"
    ENDS = "ends"
    RESULT = "result"
    PETITION = "petition"
    KEYS = "keys"
    REPORT = "report"
    INSTRUCT = "instruct"
    FOLLOW_UP = "follow_up"
    DIGEST = "digest"


class Letter(models.Model):
    """One thing one account is told once. Several that wait at the same moment go out in one mail."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    body = models.CharField(max_length=64, blank=True)
    about = models.CharField(max_length=120)
    """The step, seat or week it is about."""
    path = models.CharField(max_length=300)
    """Where it leads to."""
    at = models.BigIntegerField(null=True)
    """When it takes place or ends, UTC seconds."""
    void_from = models.BigIntegerField(null=True)
    """From when on telling it is of no use: a mail that could not be sent until then is dropped."""
    made_at = models.BigIntegerField()
    """UTC seconds of this machine's clock, as the next three."""
    not_before = models.BigIntegerField(default=0)
    """Not tried again before: somebody is sending it, or it failed."""
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "kind", "body", "about"], name="each_thing_told_once"),
        )
        indexes = (
            models.Index(fields=["body", "kind", "about"], name="letters_about"),
            models.Index(
                fields=["not_before"], name="letters_waiting", condition=models.Q(sent_at__isnull=True)
            ),
        )


class Silence(models.Model):
    """A kind of mail somebody does not want. About their keys everybody is told."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="silences")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "kind"], name="one_silence_a_kind"),)


class Heard(models.Model):
    """Up to which step of a record the post has looked for changes of keys."""

    body = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()


class FollowUp(models.Model):
    """What a decision asks to be done, by whom and until when. When it is done, who did it is forgotten (P10)."""

    body = models.CharField(max_length=64)
    question = models.BigIntegerField()
    what = models.CharField(max_length=300)
    seat = models.CharField(max_length=64, blank=True)
    """The seat whose holder does it; empty where a member took it on."""
    member = models.CharField(max_length=160, blank=True)
    until = models.BigIntegerField()
    """UTC seconds: the end of a day in the body's time zone."""
    made_by = models.CharField(max_length=160)
    made_at = models.BigIntegerField()
    done_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["body", "question"], name="followups_of"),)
