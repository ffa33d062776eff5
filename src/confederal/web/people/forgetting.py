"""Forgetting a person: nothing about them is left beside a body's record. Their steps stay, under a made-up word."""

from __future__ import annotations

from django.dispatch import receiver

from confederal.kernel.act import Erased, Payload
from confederal.secretary.shelf import NoSuchBook
from confederal.web import office as offices
from confederal.web.accounts.models import Account, Handle
from confederal.web.office import Office
from confederal.web.people.locked_list import erase_row
from confederal.web.people.models import KeeperCard, Known, Opening
from confederal.web.people.numbers import forget
from confederal.web.saying import recorded


def forget_person(office: Office, body: str, member: str) -> None:
    """Erases their row of the locked list, what finds them in next month's list, their card as keeper, their handle."""
    erase_row(office, body, member)
    forget(body, member)
    KeeperCard.objects.filter(body=body, member=member).delete()
    Handle.objects.filter(body=body, member=member).delete()


def on_forgotten(sender: object, *, body: str, member: str, **_more: object) -> None:
    """Somebody was forgotten; what the people pages keep of them goes too."""
    try:
        office = offices.of(body)
    except NoSuchBook:
        return
    forget_person(office, body, member)


@receiver(recorded, dispatch_uid="people")
def on_recorded(body: str, payload: Payload, **_more: object) -> None:
    """A row is said to be erased in the record: from now on it is, and what finds the person with it."""
    act = payload.act
    if isinstance(act, Erased) and act.of is not None:
        on_forgotten(None, body=body, member=act.of)


def on_gathered(sender: object, *, account: Account, **_more: object) -> dict[str, object]:
    """What the people pages keep of somebody, for the file in which they take their data along."""
    kept = []
    for link in account.memberships():
        ours = {"body": link.body, "member": link.member}
        kept.append(
            {
                **ours,
                "found by a number in our member list": Known.objects.filter(**ours).exists(),
                "has a keeper's card": KeeperCard.objects.filter(**ours).exists(),
                "opened the locked member list": [
                    {"at": opening.at.isoformat(), "for": opening.purpose}
                    for opening in Opening.objects.filter(body=link.body)
                    if link.member in (opening.one, opening.other)
                ],
            }
        )
    return {"member lists": kept}
