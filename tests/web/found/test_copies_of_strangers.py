"""Copies of strangers take no member's place, end the next day, and leave nothing behind however they end."""

from __future__ import annotations

import os
import time
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.accounts.models import Account, Handle, Link
from confederal.web.found import practice, practising
from confederal.web.found.models import Practice

pytestmark = pytest.mark.django_db


def begun(client: Client) -> int:
    return client.post("/practice/begin/", {"template": "worker_coop"}).status_code


def grown_old(days: float) -> None:
    Practice.objects.update(made=timezone.now() - timedelta(days=days))


def member(world: Together) -> Member:
    world.found_assembly("harbour", load("worker_coop"), 14)
    settled(world)
    return Member(world, ("harbour", "m9"))


def test_strangers_leave_places_for_members(world: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practising, "IN_ALL", 3)
    monkeypatch.setattr(practising, "FOR_MEMBERS", 2)
    here = member(world)
    for _ in range(3):
        begun(Client())
    assert Practice.objects.count() == 1
    begun(here.client)
    assert Practice.objects.filter(account=here.account).count() == 1


def test_a_stranger_has_it_for_a_day_and_a_member_for_thirty(world: Together) -> None:
    here = member(world)
    begun(here.client)
    begun(Client())
    practising.sweep()
    assert Practice.objects.count() == 2
    grown_old(1.1)
    practising.sweep()
    assert [copy.account for copy in Practice.objects.all()] == [here.account]
    grown_old(31)
    practising.sweep()
    assert not Practice.objects.exists()
    assert list(office.practising()) == []


def test_being_forgotten_leaves_no_copy_behind(world: Together) -> None:
    stranger = Client()
    begun(stranger)
    copy = Practice.objects.get()
    folder = practice.place(copy.folder)
    assert folder.is_dir()
    Account.objects.get(pk=copy.account_id).delete()  # as being forgotten and being absorbed do
    assert not folder.exists()
    assert not Practice.objects.exists()
    assert not Handle.objects.filter(body=copy.body).exists()
    assert not Link.objects.filter(body=copy.body).exists()


def test_a_folder_that_is_nobodys_is_swept_but_not_one_that_is_just_begun(world: Together) -> None:
    lost, fresh = practice.place(uuid.uuid4()), practice.place(uuid.uuid4())
    for folder in (lost, fresh):
        folder.mkdir(parents=True)
    os.utime(lost, (time.time() - 7200,) * 2)
    practising.sweep()
    assert not lost.exists()
    assert fresh.exists()
