"""Practice mode: a copy of our own body to try things out on, thrown away with one button."""

from __future__ import annotations

import base64
import time
import uuid
from collections import Counter
from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from limits import parse
from msgspec.structs import replace

from confederal.charter.template import load
from confederal.kernel.body import Charter, Kind
from confederal.kernel.question import Stage
from confederal.kernel.state import State
from confederal.secretary.shelf import NoSuchBook
from confederal.stories.world import StoryBroken
from confederal.web import office as offices
from confederal.web.accounts import guessing
from confederal.web.accounts.entering import enter
from confederal.web.accounts.models import Account, Handle, Link
from confederal.web.found import practice as copies
from confederal.web.found.kinds import ASSEMBLIES, kind_called
from confederal.web.found.models import Draft, Practice
from confederal.web.found.views import Founding
from confederal.web.manners import locked_out
from confederal.web.people.models import KeeperCard, Known, Opening, Uploaded
from confederal.web.visit import bodies_of

KEPT_DAYS: Final = 30
A_PERSON: Final = 2
"""So many copies one person has at a time."""
COPIES: Final = parse("20/hour")
"""So many copies are begun from one place."""
IN_ALL: Final = 40
"""So many copies a home holds."""
FOR_MEMBERS: Final = 15
"""So many of them are kept free for members of the bodies here: strangers do not take their places."""
STRANGERS_DAYS: Final = 1
"""Days the copy of somebody is kept who is no member of any body here."""
LOST: Final = 3600.0
"""Seconds after which a folder that no copy belongs to is thrown away: one may just be begun."""


def practice(request: HttpRequest) -> HttpResponse:
    """What practising is; a copy of one of our bodies, or of a kind of body; the copies one has."""
    mine: list[Practice] = []
    bodies: list[State] = []
    if isinstance(request.user, Account):
        mine = list(Practice.objects.filter(account=request.user).order_by("-made"))
        bodies = [
            state
            for office, state, who in bodies_of(request.user)
            if office is offices.main() and who is not None and not state.council
        ]
    told = {
        "mine": [(each, state_of(each)) for each in mine],
        "bodies": bodies,
        "kinds": ASSEMBLIES,
        "draft": request.GET.get("draft", ""),
    }
    return render(request, "found/practice.html", told)


def state_of(mine: Practice) -> State | None:
    """A copy as it stands; None where it was thrown away in another way."""
    try:
        return offices.at(copies.place(mine.folder)).state(mine.body)
    except NoSuchBook:
        return None


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Makes a practice copy: of a body of ours, of a founding that is being prepared, or of a kind of body."""
    if not guessing.allowed(COPIES, "copies", guessing.place_of(request)):
        return locked_out(request)
    of, charter, heads, sections = original(request)
    known = isinstance(request.user, Account) and not stranger(request.user)
    if Practice.objects.count() >= (IN_ALL if known else IN_ALL - FOR_MEMBERS):
        messages.error(request, _("Many people are practising here just now. Try again another day."))
        return redirect("found:practice")
    account = request.user if isinstance(request.user, Account) else None
    if account is not None:
        for old in Practice.objects.filter(account=account).order_by("-made")[A_PERSON - 1 :]:
            throw_away(old)
    mine = Practice(folder=uuid.uuid4(), of=of, member=copies.YOU)
    folder = copies.place(mine.folder)
    try:
        mine.body = copies.begin(folder, marked(charter), heads, sections)
    except StoryBroken as broken:
        copies.throw_away(folder)
        messages.error(request, _("No copy could be made: %(why)s") % {"why": str(broken)})
        return redirect("found:practice")
    if account is None:
        account = Account.objects.make()
        enter(request, account)
    mine.account = account
    with transaction.atomic():
        mine.save()
        Link.objects.create(account=account, body=mine.body, member=copies.YOU)
        people = [*copies.invented(min(heads, copies.MOST)), (copies.YOU, _("You"))]
        Handle.objects.bulk_create(
            [Handle(body=mine.body, member=who, handle=handle) for who, handle in people]
        )
    return redirect("found:copy", mine.folder)


def marked(charter: Charter) -> Charter:
    """The same numbers under a name that says, wherever it stands, that nothing here counts."""
    return replace(charter, title=(_("Practice: %(name)s") % {"name": charter.title})[:200])


def original(request: HttpRequest) -> tuple[str, Charter, int, dict[str, int]]:
    """Of what a copy is asked: which body, its numbers, how many members, how many in each section. Raises Http404."""
    of, drafted, template = (request.POST.get(name, "") for name in ("of", "draft", "template"))
    if of and isinstance(request.user, Account):
        for office, state, who in bodies_of(request.user):
            if state.body == of and who is not None and office is offices.main() and not state.council:
                sections = Counter(state.members[member].section or "" for member in state.roll)
                sections.pop("", None)
                return of, state.charter, len(state.roll), dict(sections)
    if drafted:
        try:
            found = Founding(request, Draft.objects.get(pk=uuid.UUID(drafted)))
        except (ValueError, Draft.DoesNotExist) as unknown:
            raise Http404 from unknown
        rows = [row.line.section for row in found.brought] + [seat.section for seat in found.seats]
        counted = Counter(section for section in rows if section)
        return "", found.charter, max(12, len(rows)), dict(counted)
    kind = kind_called(template)
    if kind is None or kind not in ASSEMBLIES:
        raise Http404
    charter = load(template)
    assert charter.kind is Kind.ASSEMBLY
    share = {section: 20 // len(charter.sections) for section in charter.sections}
    return "", charter, 24, share


def of_visitor(request: HttpRequest, folder: uuid.UUID) -> Practice:
    """The visitor's own copy. Raises Http404."""
    if not isinstance(request.user, Account):
        raise Http404
    return get_object_or_404(Practice, folder=folder, account=request.user)


def copy(request: HttpRequest, folder: uuid.UUID) -> HttpResponse:
    """The control desk of a copy: what the others can do, the clock, the end. It hands the browser its key."""
    mine = of_visitor(request, folder)
    state = state_of(mine)
    if state is None:
        throw_away(mine)
        return redirect("found:practice")
    office = offices.at(copies.place(mine.folder))
    open_now = [
        question
        for _step, question in sorted(state.questions.items(), reverse=True)
        if question.stage in (Stage.RAISED, Stage.AGENDA, Stage.VOTING)
    ]
    told = {
        "mine": mine,
        "state": state,
        "now": office.now(),
        "open": open_now,
        "pending": sorted(state.pending.items()),
        "handles": dict(Handle.objects.filter(body=mine.body).values_list("member", "handle")),
        "seed": base64.b64encode(copies.your_seed(str(mine.folder))).decode(),
        "keyid": state.members[copies.YOU].key,
        "original": mine.of,
    }
    return render(request, "found/copy.html", told)


@require_POST
def others(request: HttpRequest, folder: uuid.UUID) -> HttpResponse:
    """Lets the others act."""
    mine = of_visitor(request, folder)
    what, step = request.POST.get("what", ""), request.POST.get("step", "")
    if what not in copies.BUTTONS or not step.isdigit() or len(step) > 12:
        raise Http404
    office = offices.at(copies.place(mine.folder))
    try:
        copies.others(office, mine.body, what, int(step))
    except (StoryBroken, KeyError, StopIteration) as broken:
        why = str(broken) if isinstance(broken, StoryBroken) else _("there is nothing to do")
        messages.warning(request, _("The others could not: %(why)s") % {"why": why})
    else:
        messages.success(request, _("Done by the others."))
    return redirect("found:copy", folder)


@require_POST
def clock(request: HttpRequest, folder: uuid.UUID) -> HttpResponse:
    """Moves the clock of a copy on."""
    mine = of_visitor(request, folder)
    how_far = request.POST.get("move", "")
    if how_far not in copies.MOVES:
        raise Http404
    copies.move(offices.at(copies.place(mine.folder)), mine.body, how_far)
    return redirect("found:copy", folder)


@require_POST
def end(request: HttpRequest, folder: uuid.UUID) -> HttpResponse:
    """Throws a copy away, with everything in it."""
    throw_away(of_visitor(request, folder))
    messages.success(request, _("The practice copy is thrown away. Nothing of it is left."))
    return redirect(reverse("found:practice"))


def throw_away(mine: Practice) -> None:
    """Nothing of a copy is left, in no table and on no disk."""
    mine.delete()


@receiver(post_delete, sender=Practice, dispatch_uid="practice")
def thrown_away(instance: Practice, **_more: object) -> None:
    """Whatever ended a copy, its owner's being forgotten too: its tables and its folder go with it."""
    for table in (Link, Handle, Known, Uploaded, KeeperCard, Opening):
        table.objects.filter(body=instance.body).delete()
    copies.throw_away(copies.place(instance.folder))


def sweep() -> None:
    """Throws away copies nobody looked at for long, those of strangers the next day, and folders that are nobody's."""
    now = timezone.now()
    for old in Practice.objects.filter(made__lt=now - timedelta(days=STRANGERS_DAYS)):
        if old.made < now - timedelta(days=KEPT_DAYS) or stranger(old.account):
            throw_away(old)
    known = {str(folder) for folder in Practice.objects.values_list("folder", flat=True)}
    for folder in copies.folders():
        if folder.name not in known and time.time() - folder.stat().st_mtime > LOST:
            copies.throw_away(folder)


def stranger(account: Account) -> bool:
    """Whether an account is nobody's but in practice copies."""
    practised = Practice.objects.filter(account=account).values("body")
    return not account.links.exclude(body__in=practised).exists()
