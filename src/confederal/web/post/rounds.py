"""The postman's rounds: what is due is written down, then sent; each thing to each account once.

**How often.** A letter is written down before it is sent and marked as sent after the server took it. If this machine
dies between the two it is sent again: at least once, and with the same Message-ID, by which mail programs show it
once. A mail about one's keys must never be lost; one too many does no harm.

**What it holds up.** Nothing: `work` only wakes a thread. What fails is tried again, later and later, and dropped when
it is of no use any more. Nobody's address is logged.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache, partial
from itertools import islice
from time import time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import close_old_connections
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from confederal.audit.waiting import waiting
from confederal.kernel.identity import DAY, Id, Step
from confederal.kernel.minute_book import opened
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web.accounts.addresses import opened as address_of
from confederal.web.accounts.models import Account, Link
from confederal.web.office import Office
from confederal.web.post import followups, letters
from confederal.web.post.due import RECENT, Due, closed, due, key_acts
from confederal.web.post.models import Heard, Kind, Letter, Silence
from confederal.web.visit import bodies_of

BATCH: Final = 300
"""Letters written at a time, and sent in one round."""
LEASE: Final = 600
"""Seconds after which a letter that somebody began to send is tried again."""
ENOUGH: Final = 5
"""Failures one after the other after which the rest waits for the next round."""
KEPT: Final = 30 * DAY
"""How long is remembered that something was told, once it is over."""
LOOK_BACK: Final = 500
"""Steps of a record that are looked at where the post begins its work."""
WEEK: Final = 7 * DAY
MORNING: Final = 6
"""The digest goes out on Monday from this hour on, in the time zone of the body."""

_awake: Final = threading.Event()
_lock: Final = threading.Lock()
_seen: Final[dict[str, object]] = {}


# The thread


def work() -> None:
    """Wakes the postman and returns at once: for the server's chores."""
    with _lock:
        if not any(thread.name == "post" for thread in threading.enumerate()):
            threading.Thread(target=walk, name="post", daemon=True).start()
    _awake.set()


def walk() -> None:
    """One round whenever the postman is woken; a round that fails is tried again at the next."""
    log = logging.getLogger("confederal")
    while True:
        _awake.wait()
        _awake.clear()
        try:
            go_round()
        except Exception:
            log.exception("a round of the post failed; it is tried again")
        finally:
            close_old_connections()


def go_round() -> int:
    """Writes down what is due and sends what waits; how many mails went out."""
    office = offices.main()  # where bodies practise nobody is told anything
    write(due_mails(office))
    followups.forget_done(office.now() - KEPT)
    sent = 0
    while batch := send():
        sent += batch
    return sent


# What is to be told


def due_mails(office: Office) -> Iterator[Letter]:
    """The letters that are due by the records of this office and were not written yet, unsaved."""
    for body in office.bodies():
        state = office.state(body)
        if state is not None:
            yield from of_body(office, state)
    yield from digests(office)


def of_body(office: Office, state: State) -> Iterator[Letter]:
    """What the members of one body are to be told. A record that did not change is looked at by its clock alone."""
    now = office.now()
    found = [
        *due(state, now, partial(received, office, state.body)),
        *keys(office, state),
        *followups.due_in(state, now),
    ]
    sign = (
        state.size,
        Link.objects.filter(body=state.body).count(),
        frozenset((each.kind, each.about) for each in found),
    )
    if _seen.get(state.body) == sign:
        return
    forget(state.body, found)
    links = accounts_of(office, state, {who for each in found for who in each.to})
    for each in found:
        yield from unwritten(state.body, each, links)
    _seen[state.body] = sign


@lru_cache(maxsize=4096)
def received(office: Office, body: str, step: Step) -> int:
    """When a step of a record was received (UTC seconds)."""
    (row,) = office.home.shelf.rows(body, step, step + 1)
    return opened(step, row).time


def unwritten(body: str, each: Due, links: Mapping[Id, UUID]) -> Iterator[Letter]:
    """A letter to everybody who is to be told, reads mail, wants it and has not been told."""
    wanted = {links[who] for who in each.to if who in links}
    if not wanted:
        return
    told = Letter.objects.filter(body=body, kind=each.kind, about=each.about)
    silent = Silence.objects.filter(kind=each.kind)
    unwanted = {*told.values_list("account", flat=True), *silent.values_list("account", flat=True)}
    for account in sorted(wanted - unwanted):
        yield letter(account, body, each)


def letter(account: UUID, body: str, each: Due) -> Letter:
    """One letter, unsaved."""
    path = f"/b/{body}/{each.path}" if each.kind is not Kind.KEYS else reverse("accounts:keys")
    return Letter(
        account_id=account,
        kind=each.kind,
        body=body,
        about=each.about,
        path=path,
        at=each.at,
        void_from=each.void_from,
        made_at=int(time()),
    )


def accounts_of(office: Office, state: State, people: Iterable[Id]) -> dict[Id, UUID]:
    """Pseudonym or place → the account behind it, for those who can be mailed."""
    by_mail = Link.objects.filter(account__mail__isnull=False)
    if not state.council:
        return dict(by_mail.filter(body=state.body).values_list("member", "account"))
    found: dict[Id, UUID] = {}
    here = set(office.bodies())
    for name in people:
        place = state.places.get(name)
        lower = office.state(place.body) if place is not None and place.body in here else None
        seat = None if lower is None or place is None else lower.seats.get(place.seat)
        if seat is not None and place is not None:
            link = by_mail.filter(body=place.body, member=seat.holder).first()
            if link is not None:
                found[name] = link.account_id
    return found


def keys(office: Office, state: State) -> list[Due]:
    """Every act on keys since the post looked last."""
    heard, begun = Heard.objects.get_or_create(
        body=state.body, defaults={"size": max(0, state.size - LOOK_BACK)}
    )
    if heard.size >= state.size and not begun:
        return []
    struck = frozenset(office.reading(state.body).struck)
    rows = office.home.shelf.rows(state.body, heard.size, state.size)
    entries = (opened(step, row) for step, row in enumerate(rows, start=heard.size))
    found = list(key_acts(entries, struck, office.now() - RECENT))
    links = accounts_of(office, state, {who for each in found for who in each.to})
    write(new for each in found for new in unwritten(state.body, each, links))
    Heard.objects.filter(body=state.body, size=heard.size).update(size=state.size)
    return []  # they are written down before the post says it has heard them


def forget(body: str, found: Iterable[Due]) -> None:
    """Throws away what was told and is over: at once what says who had not voted, the rest after a while."""
    now = int(time())
    current = defaultdict(set)
    for each in found:
        current[each.kind].add(each.about)
    for kind in Kind:
        over = Letter.objects.filter(body=body, kind=kind).exclude(about__in=current[kind])
        if kind in (Kind.VOTE, Kind.ENDS):
            over.delete()
        else:
            over.filter(made_at__lt=now - KEPT).delete()


# The digest


def digests(office: Office) -> Iterator[Letter]:
    """A letter for everybody in a body whose week begins, once a week; what it says is looked up when it is sent."""
    now = office.now()
    told = Letter.objects.filter(kind=Kind.DIGEST, made_at__gt=time() - 4 * DAY).values("account")
    for body in office.bodies():
        state = office.state(body)
        week = None if state is None else week_begins(now, ZoneInfo(state.charter.time_zone))
        if week is None:
            continue
        readers = Account.objects.filter(digest=True, mail__isnull=False, links__body=body)
        for account in readers.exclude(pk__in=told).values_list("pk", flat=True):
            yield Letter(
                account_id=account,
                kind=Kind.DIGEST,
                about=week,
                path="/",
                made_at=int(time()),
                void_from=now + 2 * DAY,
            )


def week_begins(now: int, zone: ZoneInfo) -> str | None:
    """The week whose Monday it is there, after the hour of the digest; None at every other time.

    >>> week_begins(1_768_197_600, ZoneInfo("UTC")), week_begins(1_768_197_599, ZoneInfo("UTC"))
    ('2026-W03', None)
    """
    there = datetime.fromtimestamp(now, zone)
    if there.weekday() != 0 or there.hour < MORNING:
        return None
    year, week, _day = there.isocalendar()
    return f"{year}-W{week:02}"


def week(account: Account) -> list[str]:
    """What the digest says: how much waits and how much was decided, in numbers, and where to look. Empty: nothing."""
    waits = results = 0
    for office, state, who in bodies_of(account):
        if office is offices.main() and who is not None:
            waits += len(waiting(state, who, office.now()))
            results += sum(1 for _each in closed(state, office.now(), WEEK))
    told = []
    if waits:
        told.append(
            ngettext("%(number)d thing waits for you.", "%(number)d things wait for you.", waits)
            % {"number": waits}
        )
    if results:
        told.append(
            ngettext("%(number)d result is new.", "%(number)d results are new.", results)
            % {"number": results}
        )
    return [*told, _("See all of it: %(link)s") % {"link": letters.base() + "/"}] if told else []


# Writing and sending


def write(new: Iterable[Letter]) -> int:
    """Writes letters down; one that another process wrote first is left as it is."""
    written = 0
    waiting_letters = iter(new)
    while batch := list(islice(waiting_letters, BATCH)):
        written += len(Letter.objects.bulk_create(batch, ignore_conflicts=True))
    return written


def send() -> int:
    """Sends a batch of what waits, one mail an account; how many went out. It stops where the server is not there."""
    now, clock = int(time()), offices.main().now()
    waits = Letter.objects.filter(sent_at__isnull=True)
    waits.filter(void_from__lte=clock).delete()
    waits.filter(made_at__lt=now - RECENT, void_from__isnull=True).delete()
    mails: dict[tuple[UUID, str], list[Letter]] = defaultdict(list)
    ready = waits.filter(not_before__lte=now).order_by("made_at", "pk").select_related("account")[:BATCH]
    for each in ready:
        apart = each.kind if each.kind in (Kind.KEYS, Kind.DIGEST) else ""
        mails[each.account_id, apart].append(each)
    if not mails:
        return 0
    connection = get_connection()
    sent = failed = 0
    try:
        for together in mails.values():
            taken = deliver(connection, together, now)
            failed = failed + 1 if taken is None else 0
            sent += bool(taken)
            if failed == ENOUGH:
                break
    finally:
        connection.close()
    return sent


def deliver(connection: BaseEmailBackend, together: list[Letter], now: int) -> bool | None:
    """Sends the letters of one account in one mail; whether one went out, or None where that failed."""
    ids = [each.pk for each in together]
    mine = Letter.objects.filter(pk__in=ids, sent_at__isnull=True, not_before__lte=now)
    if mine.update(not_before=now + LEASE, tries=F("tries") + 1) != len(ids):
        return False  # another process has begun with them
    try:
        told = posted(connection, together)
    except Exception:  # any fault of a server, a name or an address: it must not stop the others' mails
        logging.getLogger("confederal").exception("a mail could not be sent; it is tried again")
        later = now + min(60 * 2 ** min(together[0].tries, 10), 6 * 3600)
        Letter.objects.filter(pk__in=ids).update(not_before=later)
        return None
    Letter.objects.filter(pk__in=ids).update(sent_at=now)
    return told


def posted(connection: BaseEmailBackend, together: list[Letter]) -> bool:
    """Hands the mail over; False where there is no address any more or nothing to tell."""
    account = together[0].account
    address = address_of(account)
    told: list[str] = []
    if together[0].kind == Kind.DIGEST:
        with override(account.language or None):
            told = week(account)
        if not told:
            return False
    if address is None:
        return False
    return bool(connection.send_messages([letters.mail(account, address, together, told)]))
