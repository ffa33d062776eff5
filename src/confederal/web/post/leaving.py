"""Who leaves or asks to be forgotten stands in no follow-up any more; who takes their data along gets what we keep."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from confederal.kernel.act import Left, Payload
from confederal.web.accounts.leaving import forgotten, gathered
from confederal.web.accounts.models import Account
from confederal.web.post import followups
from confederal.web.post.models import FollowUp, Letter, Silence
from confederal.web.saying import recorded


@receiver(forgotten, dispatch_uid="post")
def forget(body: str, member: str, **_more: Any) -> None:
    """Nothing of the post names this member any more, nor shows what they were told."""
    followups.forget(body, member)
    Letter.objects.filter(body=body, account__links__body=body, account__links__member=member).delete()


@receiver(recorded, dispatch_uid="post")
def leave(body: str, payload: Payload, **_more: Any) -> None:
    """Who has left does nothing any more."""
    if isinstance(payload.act, Left):
        followups.forget(body, payload.by)


@receiver(gathered, dispatch_uid="post")
def gather(account: Account, **_more: Any) -> dict[str, Any]:
    """What the post keeps of somebody: what was told them, what they do not want, what they took on."""
    mine = [
        {"body": each.body, "proposal": each.question, "what": each.what, "until": each.until}
        for link in account.memberships()
        for each in FollowUp.objects.filter(body=link.body, member=link.member)
    ]
    told = Letter.objects.filter(account=account).values("kind", "body", "about", "made_at", "sent_at")
    return {
        "mails": list(told),
        "mails_not_wanted": list(Silence.objects.filter(account=account).values_list("kind", flat=True)),
        "follow_ups": mine,
    }
