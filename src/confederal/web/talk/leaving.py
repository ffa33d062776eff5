"""Whoever is forgotten is forgotten beside proposals too; whoever takes their data along takes their talk."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from confederal.web.accounts.leaving import forgotten, gathered
from confederal.web.accounts.models import Account
from confederal.web.talk.models import Answer, Attachment, Comment, Poll, forget


@receiver(forgotten)
def on_forgotten(sender: object, body: str, member: str, **_more: object) -> None:
    """Comments, files and quick polls of theirs are deleted."""
    forget(body, member)


@receiver(gathered)
def on_gathered(sender: object, account: Account, **_more: object) -> dict[str, Any]:
    """What somebody put beside proposals: comments and polls with their words, files by name and size."""
    told = []
    for link in account.memberships():
        own = {"body": link.body, "member": link.member}
        told.append(
            {
                "body": link.body,
                "comments": list(Comment.objects.filter(**own).values("step", "at", "words", "edited_at")),
                "files": list(Attachment.objects.filter(**own).values("step", "at", "name", "kind", "size")),
                "polls": list(Poll.objects.filter(**own).values("step", "at", "words", "options")),
                "answers": list(
                    Answer.objects.filter(poll__body=link.body, member=link.member).values(
                        "poll__step", "poll__words", "option"
                    )
                ),
            }
        )
    return {"talk": told}
