"""What is kept of one person beside the record of meetings: told to them when they ask, erased when they are forgotten.

A mark on the roll of a vote that is open stays until the vote is closed: without it somebody could vote twice.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from confederal.web.accounts.leaving import forgotten, gathered
from confederal.web.accounts.models import Account
from confederal.web.sittings.models import Duty, Here, Marked, Proceedings, Speaker


@receiver(forgotten, dispatch_uid="sittings")
def erase(sender: object, body: str, member: str, **_: Any) -> None:
    """Speakers' lists, ticks on attendance sheets and tasks at meetings know this member no more."""
    with transaction.atomic():
        Speaker.objects.filter(body=body, member=member).delete()
        Duty.objects.filter(body=body, member=member).delete()
        ticks = Here.objects.filter(body=body, member=member)
        for sitting in ticks.values_list("sitting", flat=True):
            there = Here.objects.filter(body=body, sitting=sitting).exclude(member=member).count()
            Proceedings.objects.filter(body=body, sitting=sitting, on_sheet=True).update(present=there)
        ticks.delete()


@receiver(gathered, dispatch_uid="sittings")
def tell(sender: object, account: Account, **_: Any) -> dict[str, list[dict[str, Any]]]:
    """What is kept of this account's members at meetings, in plain values (P20)."""
    told: list[dict[str, Any]] = []
    for link in account.memberships():
        of = {"body": link.body, "member": link.member}
        told += [
            {"body": link.body, "meeting": speaker.sitting, "asked to speak": speaker.asked_at}
            for speaker in Speaker.objects.filter(**of)
        ]
        told += [
            {"body": link.body, "meeting": duty.sitting, "chosen as": duty.task}
            for duty in Duty.objects.filter(**of)
        ]
        told += [
            {"body": link.body, "meeting": tick.sitting, "on the attendance sheet": True}
            for tick in Here.objects.filter(**of)
        ]
        told += [
            {"body": link.body, "vote": mark.question, "on the marked roll": True}
            for mark in Marked.objects.filter(**of)
        ]
    return {"meetings": told}
