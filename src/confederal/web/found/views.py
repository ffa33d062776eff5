"""Founding an assembly: a draft one can come back to, founders each with their own device, one signature each."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Final

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from limits import parse
from msgspec.structs import replace

from confederal.audit.own_numbers import OWN
from confederal.charter.reading import judge_founding
from confederal.kernel.act import Founded, FoundingConfirmed, Minuted, Payload
from confederal.kernel.envelope import BadSignature, SeedKey, check_key
from confederal.kernel.identity import HOST
from confederal.kernel.minute_book import NoSuchWordsError, body_of, payload_of
from confederal.kernel.state import State
from confederal.secretary.shelf import NoSuchBook
from confederal.web import office as offices
from confederal.web import saying
from confederal.web.accounts import guessing
from confederal.web.accounts.entering import enter as come_in
from confederal.web.accounts.models import Account, Handle, Link
from confederal.web.found.forms import FounderForm, HoldingForm, RuleForm, UploadForm
from confederal.web.found.kinds import ASSEMBLIES, kind_called
from confederal.web.found.models import Draft, Seat
from confederal.web.found.own_numbers import OwnNumbers, chosen, written
from confederal.web.found.plan import (
    MOST_BROUGHT,
    Holding,
    Plan,
    Rule,
    brought_rows,
    founding,
    keep,
    plan_of,
)
from confederal.web.manners import locked_out
from confederal.web.office import Text
from confederal.web.people import uploaded
from confederal.web.people.models import Uploaded
from confederal.web.people.numbers import Numbers
from confederal.web.people.pseudonyms import drawn
from confederal.web.people.register_csv import NotRead, Sheet, sheet_of
from confederal.web.people.uploaded import Row
from confederal.web.templatetags.plain import office_name

DRAFTS: Final = parse("30/hour")
"""So many foundings are begun from one place; a served home is no storage for strangers."""
SHOWN: Final = 10
"""So many lines of a list are shown, for whoever uploaded it to see that it was read rightly."""


# Beginning


def begin(request: HttpRequest) -> HttpResponse:
    """What can be founded; choosing a kind begins a draft."""
    if request.method != "POST":
        return render(request, "found/begin.html", {"kinds": ASSEMBLIES})
    kind = kind_called(request.POST.get("template", ""))
    if kind is None or kind not in ASSEMBLIES:
        raise Http404
    if not guessing.allowed(DRAFTS, "foundings", guessing.place_of(request)):
        return locked_out(request)
    draft = Draft()
    keep(draft, Plan(kind.template))
    return redirect("found:draft", draft.id)


class Founding:
    """A draft with all that belongs to it, as one request sees it."""

    def __init__(self, request: HttpRequest, draft: Draft) -> None:
        self.request = request
        self.draft = draft
        self.plan = plan_of(draft)
        self.seats: list[Seat] = list(draft.seats.all())
        self.charter = self.plan.charter()
        self.state = state_of(draft)
        self.rows: tuple[Row, ...] | None = (
            None if draft.uploaded is None else uploaded.rows_of(request, draft.uploaded)
        )

    @property
    def named(self) -> bool:
        """Whether name and numbers were chosen."""
        return bool(self.plan.numbers)

    @property
    def brought(self) -> list[Row]:
        """Who is brought along from the list."""
        return list(brought_rows(self.rows or (), self.seats))

    @property
    def members(self) -> int:
        """How many are brought along: as the founding was written out, or as the list stands."""
        if self.draft.payload is None:
            return min(len(self.brought), MOST_BROUGHT)
        act = payload_of(bytes(self.draft.payload)).act
        assert isinstance(act, Founded)
        return len(act.brings.members)

    @property
    def names(self) -> dict[str, str]:
        """What everybody is called whom this browser may know: founders, and those on a list it uploaded."""
        return dict(self.people())

    @property
    def sentences(self) -> list[str]:
        """Our own numbers, in sentences."""
        heads = len(self.seats) + self.members
        return [sentence for tell in OWN.values() for sentence in tell(self.charter, heads)]

    @property
    def keys(self) -> int:
        """How many founders have made a key."""
        return sum(bool(seat.key) for seat in self.seats)

    @property
    def lacks(self) -> list[str]:
        """What is still missing before the founding can be signed, in words."""
        wanting = []
        if not self.named:
            wanting.append(_("a name and our own numbers"))
        if len(self.seats) < 3:
            wanting.append(_("three founders at least"))
        keyless = [seat.handle for seat in self.seats if not seat.key]
        if keyless:
            wanting.append(_("a key from %(who)s") % {"who": ", ".join(keyless)})
        if self.draft.uploaded is not None and self.rows is None:
            wanting.append(_("the member list: it can only be read in the browser that uploaded it"))
        return wanting

    def people(self) -> list[tuple[str, str]]:
        """Who can hold an office: founders, and members brought along."""
        founders = [(seat.member, seat.handle) for seat in self.seats]
        return [
            *founders,
            *(
                (row.fresh, row.line.name or f"{row.fresh} ({row.line.at})")
                for row in self.brought[:MOST_BROUGHT]
            ),
        ]


def state_of(draft: Draft) -> State | None:
    """What the record of the body shows; None as long as the founding was not signed."""
    if not draft.body:
        return None
    try:
        return offices.main().state(draft.body)
    except NoSuchBook:
        return None


def founding_of(request: HttpRequest, draft: uuid.UUID) -> Founding:
    """The founding of that draft. Raises Http404."""
    return Founding(request, get_object_or_404(Draft, pk=draft))


def page(request: HttpRequest, template: str, found: Founding, **more: object) -> HttpResponse:
    """A page of a draft."""
    return render(request, template, {"found": found, "draft": found.draft, "charter": found.charter, **more})


Part = Callable[[HttpRequest, Founding], HttpResponse]


def still_open(part: Part) -> Callable[[HttpRequest, uuid.UUID], HttpResponse]:
    """A page that changes the draft: once the founding was signed nothing changes any more, and it leads back."""

    @wraps(part)
    def view(request: HttpRequest, draft: uuid.UUID) -> HttpResponse:
        found = founding_of(request, draft)
        if found.state is None:
            return part(request, found)
        messages.info(request, _("The founding was signed; nothing in it changes any more."))
        return redirect("found:draft", found.draft.id)

    return view


def draft(request: HttpRequest, draft: uuid.UUID) -> HttpResponse:
    """A founding as far as it has come, and what is still missing."""
    found = founding_of(request, draft)
    kind = kind_called(found.plan.template)
    return page(request, "found/draft.html", found, kind=kind, confirmed=confirmed_of(found))


def confirmed_of(found: Founding) -> frozenset[str]:
    """Which founders have confirmed."""
    return frozenset(() if found.state is None else found.state.confirmed)


@require_POST
def discard(request: HttpRequest, draft: uuid.UUID) -> HttpResponse:
    """Throws a draft away, with the list that belongs to it."""
    found = founding_of(request, draft)
    if found.state is not None and found.state.founded_at is None:
        messages.info(request, _("The founding was signed; without every founder's word it has no effect."))
    if found.draft.uploaded is not None:
        found.draft.uploaded.delete()
    found.draft.delete()
    messages.success(request, _("The draft is thrown away."))
    return redirect("found:begin")


# Its parts


@still_open
def numbers(request: HttpRequest, found: Founding) -> HttpResponse:
    """Name and our own numbers; the fixed rules say at each field what does not go."""
    initial = written(found.charter) | {"title": found.charter.title} if found.named else None
    form = OwnNumbers(request.POST or None, template=found.plan.template, initial=initial)
    if request.method == "POST" and form.is_valid():
        keep(found.draft, replace(found.plan, numbers=chosen(form.cleaned_data)))
        return redirect("found:founders" if not found.seats else "found:draft", found.draft.id)
    return page(request, "found/numbers.html", found, form=form)


@still_open
def founders(request: HttpRequest, found: Founding) -> HttpResponse:
    """Who founds it: each gets an address of their own, to open on their phone or here at the table."""
    form = FounderForm(request.POST or None, sections=found.charter.sections, seats=found.seats)
    if request.method == "POST" and form.is_valid():
        taken = {seat.member for seat in found.seats} | {row.fresh for row in found.rows or ()}
        Seat.objects.create(
            draft=found.draft,
            member=drawn(taken),
            handle=form.cleaned_data["handle"],
            section=form.cleaned_data.get("section", ""),
            line=line_called(found, form.cleaned_data["handle"]),
        )
        keep(found.draft, found.plan)
        return redirect("found:founders", found.draft.id)
    return page(request, "found/founders.html", found, form=form, places=places(request, found))


def line_called(found: Founding, handle: str) -> int | None:
    """The line of the list with exactly that name, if there is one."""
    lines = [row.line.at for row in found.rows or () if row.line.name.casefold() == handle.casefold()]
    return lines[0] if len(lines) == 1 else None


def places(request: HttpRequest, found: Founding) -> list[tuple[Seat, str, str]]:
    """Each founder's place, its address, and the address as a picture for a phone."""
    import segno

    told = []
    for seat in found.seats:
        address = request.build_absolute_uri(reverse("found:seat", args=[seat.token]))
        picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2)
        told.append((seat, address, picture))
    return told


@require_POST
@still_open
def remove_founder(request: HttpRequest, found: Founding) -> HttpResponse:
    """Takes a founder off the draft, and the offices they were to bring along."""
    who = request.POST.get("member", "")
    found.draft.seats.filter(member=who).delete()
    keep(found.draft, replace(found.plan, holdings=tuple(h for h in found.plan.holdings if h.who != who)))
    return redirect("found:founders", found.draft.id)


@still_open
def members(request: HttpRequest, found: Founding) -> HttpResponse:
    """The members we already are, from a CSV file: read whole or not at all, and shown before anything is kept."""
    form = UploadForm(request.POST or None, request.FILES or None)
    sheet: Sheet | None = None
    if request.method == "POST" and form.is_valid():
        try:
            sheet = sheet_of(
                form.cleaned_data["file"].read(), found.charter.sections, form.cleaned_data["encoding"]
            )
        except NotRead as fault:
            form.add_error("file", fault.words)
        else:
            if sheet.good:
                return kept_list(found, sheet)
    status = 200 if request.method == "GET" else 422
    answer = page(
        request, "found/members.html", found, form=form, sheet=sheet, most=MOST_BROUGHT, shown=SHOWN
    )
    answer.status_code = status
    return answer


def kept_list(found: Founding, sheet: Sheet) -> HttpResponse:
    """Keeps a list sealed until the founding is signed; the browser holds the key."""
    taken = {seat.member for seat in found.seats}
    rows = []
    for line in sheet.lines:
        rows.append(Row(line, drawn(taken)))
        taken.add(rows[-1].fresh)
    sealed, key = uploaded.sealed(tuple(rows))
    if found.draft.uploaded is not None:
        found.draft.uploaded.delete()
    found.draft.uploaded = Uploaded.objects.create(sealed=sealed)
    known = {seat.member for seat in found.seats}
    by_name: dict[str, list[int]] = {}
    for row in rows:
        by_name.setdefault(row.line.name.casefold(), []).append(row.line.at)
    for seat in found.seats:
        lines = by_name.get(seat.handle.casefold(), [])
        seat.line = lines[0] if len(lines) == 1 else None
        seat.save(update_fields=["line"])
    keep(
        found.draft,
        replace(found.plan, holdings=tuple(held for held in found.plan.holdings if held.who in known)),
    )
    answer = redirect("found:members", found.draft.id)
    uploaded.give_key(answer, found.draft.uploaded, key)
    return answer


@require_POST
@still_open
def match(request: HttpRequest, found: Founding) -> HttpResponse:
    """Says on which line of the list each founder stands, so that nobody is counted twice."""
    lines = {row.line.at for row in found.rows or ()}
    for seat in found.seats:
        said = request.POST.get(f"line-{seat.member}", "")
        seat.line = int(said) if said.isdigit() and int(said) in lines else None
        seat.save(update_fields=["line"])
    keep(found.draft, found.plan)
    messages.success(request, _("Kept."))
    return redirect("found:members", found.draft.id)


@require_POST
@still_open
def drop_list(request: HttpRequest, found: Founding) -> HttpResponse:
    """Founds without a list."""
    founders = {seat.member for seat in found.seats}
    if found.draft.uploaded is not None:
        found.draft.uploaded.delete()
        found.draft.uploaded = None
    found.draft.seats.update(line=None)
    keep(
        found.draft,
        replace(found.plan, holdings=tuple(held for held in found.plan.holdings if held.who in founders)),
    )
    return redirect("found:members", found.draft.id)


@still_open
def officers(request: HttpRequest, found: Founding) -> HttpResponse:
    """Who holds an office already, until when, and how often before."""
    people = found.people()
    form = HoldingForm(
        request.POST or None,
        offices=[(office.name, office_name(office.name)) for office in found.charter.offices],
        people=people,
        term_days=found.charter.term_days,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        fresh = Holding(said["office"], said["who"], said["days"], said["terms"])
        others = [h for h in found.plan.holdings if (h.office, h.who) != (fresh.office, fresh.who)]
        keep(found.draft, replace(found.plan, holdings=(*others, fresh)))
        return redirect("found:officers", found.draft.id)
    return page(request, "found/officers.html", found, form=form, names=dict(people))


@require_POST
@still_open
def remove_holding(request: HttpRequest, found: Founding) -> HttpResponse:
    """Takes back that somebody holds an office."""
    gone = (request.POST.get("office"), request.POST.get("who"))
    kept = tuple(held for held in found.plan.holdings if (held.office, held.who) != gone)
    keep(found.draft, replace(found.plan, holdings=kept))
    return redirect("found:officers", found.draft.id)


@still_open
def rules(request: HttpRequest, found: Founding) -> HttpResponse:
    """Decisions in force from before: by-laws, house rules, agreements in our own words."""
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fresh = Rule(form.cleaned_data["title"], form.cleaned_data["text"])
        others = tuple(rule for rule in found.plan.rules if rule.title != fresh.title)
        keep(found.draft, replace(found.plan, rules=(*others, fresh)))
        return redirect("found:rules", found.draft.id)
    return page(request, "found/rules.html", found, form=form)


@require_POST
@still_open
def remove_rule(request: HttpRequest, found: Founding) -> HttpResponse:
    """Does not bring a decision along after all."""
    title = request.POST.get("title")
    keep(found.draft, replace(found.plan, rules=tuple(r for r in found.plan.rules if r.title != title)))
    return redirect("found:rules", found.draft.id)


# Signing


@require_POST
def sign(request: HttpRequest, draft: uuid.UUID) -> HttpResponse:
    """What the first founder's device signs: the founding, whole. Or what is missing, or what speaks against it."""
    if saying.PREPARE not in request.headers:
        return saying.unsigned(request)
    found = founding_of(request, draft)
    if found.lacks:
        return saying.refused(request, _("Still missing: %(what)s.") % {"what": "; ".join(found.lacks)})
    first = found.seats[0]
    if found.draft.payload is None:
        objections = written_out(found)
        if objections is not None:
            return objections
    assert found.draft.payload is not None
    answer = saying.to_sign(
        found.draft.body,
        first.key,
        bytes(found.draft.payload),
        then=reverse("found:seat", args=[first.token]),
        told=_("You found %(title)s, with %(founders)s others.")
        % {"title": found.charter.title, "founders": len(found.seats) - 1},
    )
    return with_founding(answer)


def with_founding(answer: JsonResponse) -> JsonResponse:
    """The same answer, marked as the founding of a record."""
    return JsonResponse({**msgspec.json.decode(answer.content), "founding": True})


def written_out(found: Founding) -> HttpResponse | None:
    """Writes the founding out to be signed and makes the key that keeps its record; else what speaks against it."""
    office = offices.main()
    seed, now, first = os.urandom(32), office.now(), found.seats[0]
    texts = {
        rule.title: saying.texts([part.strip() for part in rule.text.split("\n\n") if part.strip()])
        for rule in found.plan.rules
    }
    act = founding(
        found.plan,
        found.seats,
        found.rows or (),
        texts,
        host_key=SeedKey(seed).keyid,
        nonce=os.urandom(16).hex(),
        now=now,
    )
    payload = Payload(1, "", first.member, 0, now, act)
    written_bytes = offices.canonical(payload)
    try:
        payload_of(written_bytes)
    except NoSuchWordsError as fault:
        return saying.refused(found.request, _("It cannot be written down so: %(why)s") % {"why": str(fault)})
    body = body_of(written_bytes)
    objections = judge_founding(Minuted(0, now, first.key, payload), body)
    if objections:
        return saying.objected(found.request, objections)
    office.home.ring(body).add(HOST, seed)
    keep_texts(texts.values())
    found.draft.payload = written_bytes
    found.draft.body = body
    found.draft.save()
    remember_numbers(found, body)
    return None


def keep_texts(texts: Iterable[Sequence[Text]]) -> None:
    """Keeps the texts of decisions that are brought along."""
    for paragraphs in texts:
        for text in paragraphs:
            offices.main().texts.put(text.salt, text.content)


def remember_numbers(found: Founding, body: str) -> None:
    """Next month's list finds those who were brought along, and the founders who stand on this one."""
    if not found.rows:
        return
    by_line = {seat.line: seat.member for seat in found.seats if seat.line is not None}
    pairs = [(row.line.number, by_line.get(row.line.at, row.fresh)) for row in found.rows]
    Numbers(offices.main(), body).remember(pairs)
    if found.draft.uploaded is not None:
        found.draft.uploaded.body = body
        found.draft.uploaded.whole = True
        found.draft.uploaded.save(update_fields=["body", "whole"])


# A founder's place


def seat(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """A founder's own page, on their device or at the table: read what is founded, give a key, confirm, enter."""
    mine = get_object_or_404(Seat, token=token)
    found = Founding(request, mine.draft)
    if request.method == "POST":
        return takes_place(request, mine, found)
    return page(
        request, "found/seat.html", found, seat=mine, stage=stage_of(mine, found), here=is_here(request, mine)
    )


def stage_of(mine: Seat, found: Founding) -> str:
    """How far this founder is: key, waiting, confirm, others, enter."""
    if found.state is None:
        return "waiting" if mine.key else "key"
    if found.state.founded_at is not None:
        return "enter"
    return "others" if mine.member in found.state.confirmed else "confirm"


def takes_place(request: HttpRequest, mine: Seat, found: Founding) -> HttpResponse:
    """A founder gives the key of their device, or confirms with it."""
    here = reverse("found:seat", args=[mine.token])
    if saying.PREPARE not in request.headers:
        return saying.unsigned(request)
    match stage_of(mine, found):
        case "key":
            return gives_key(request, mine, found, here)
        case "confirm":
            office = offices.main()
            payload = office.payload(found.draft.body, mine.member, mine.key, FoundingConfirmed())
            objections = office.foreseen(payload, mine.key)
            if objections:
                return saying.objected(request, objections)
            return saying.to_sign(
                found.draft.body,
                mine.key,
                offices.canonical(payload),
                then=here,
                told=_("You confirm the founding of %(title)s, as you have read it here.")
                % {"title": found.charter.title},
            )
        case _:
            return saying.done(here)


def gives_key(request: HttpRequest, mine: Seat, found: Founding, here: str) -> HttpResponse:
    """Keeps the public key of a founder's device, and remembers on which browser it was made."""
    key = request.POST.get("key", "")
    try:
        check_key(key)
    except BadSignature:
        return saying.refused(request, _("This device made no key. Try again, or use another browser."))
    if any(other.key == key for other in found.seats):
        return saying.refused(request, _("This key is another founder's. Each of you makes one of your own."))
    if not Seat.objects.filter(pk=mine.pk, key="").update(key=key):
        return saying.refused(request, _("This place has a key already, made on another device."))
    keep(found.draft, found.plan)
    request.session["seats"] = [*request.session.get("seats", []), str(mine.token)]
    return saying.done(here)


def is_here(request: HttpRequest, mine: Seat) -> bool:
    """Whether this browser is the one in which the founder's key was made."""
    return str(mine.token) in request.session.get("seats", [])


@require_POST
def enter(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """A founder enters their assembly: this browser made the key that signed, so it gets the account."""
    mine = get_object_or_404(Seat, token=token)
    found = Founding(request, mine.draft)
    if stage_of(mine, found) != "enter" or not is_here(request, mine):
        return redirect("found:seat", token)
    body = found.draft.body
    link = Link.objects.filter(body=body, member=mine.member).first()
    if link is not None:
        if request.user != link.account:
            messages.info(request, _("This place was taken already. Sign in with your key."))
            return redirect("found:seat", token)
        return redirect("bodies:body", body)
    account = account_for(request, body)
    Link.objects.create(account=account, body=body, member=mine.member)
    Handle.objects.update_or_create(body=body, member=mine.member, defaults={"handle": mine.handle})
    if request.user != account:
        seats: Sequence[str] = request.session.get("seats", [])
        come_in(request, account)
        request.session["seats"] = list(seats)
    if Link.objects.filter(body=body).count() == len(found.seats):
        found.draft.delete()  # everybody is in: what was needed to found it is not needed any more
    messages.success(
        request, _("%(title)s is founded. You are a member of it.") % {"title": found.charter.title}
    )
    return redirect("people:people", body)


def account_for(request: HttpRequest, body: str) -> Account:
    """The account of whoever sits here; a new one where nobody is signed in, or another founder at the same table."""
    user = request.user
    if isinstance(user, Account) and not user.links.filter(body=body).exists():
        return user
    return Account.objects.make()
