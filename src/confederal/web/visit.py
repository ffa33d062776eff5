"""A visit: somebody looks at a body's page. Whose page it is, what its record shows, and who is looking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from confederal.audit.words import name_of
from confederal.charter.reading import Reading
from confederal.kernel.delegate import Guest, Place, Seat
from confederal.kernel.identity import HOST, BodyId, Id, Step
from confederal.kernel.question import Question
from confederal.kernel.sitting import Sitting
from confederal.kernel.state import State
from confederal.secretary.shelf import NoSuchBook
from confederal.web import office as offices
from confederal.web.accounts import guessing
from confederal.web.accounts.models import Account, Handle, Link
from confederal.web.manners import TooOften
from confederal.web.office import Office

P = ParamSpec("P")


@dataclass
class Visit:
    """One request for a page of one body."""

    request: HttpRequest
    office: Office
    body: BodyId
    reading: Reading
    state: State
    now: int
    """UTC seconds: of the page. With `?at=` it lies in the past, and nothing can be done on such a page."""
    past: bool
    who: Id | None
    """The pseudonym of the visitor in this body: a member, or the place of a delegate; None for a reader from below."""

    @property
    def account(self) -> Account:
        account = self.request.user
        assert isinstance(account, Account)
        return account

    @property
    def title(self) -> str:
        return self.state.charter.title

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this body's days begin."""
        return ZoneInfo(self.state.charter.time_zone)

    @property
    def practice(self) -> bool:
        """Whether nothing counts here: a practice copy."""
        return self.office is not offices.main()

    @property
    def votes(self) -> bool:
        """Whether the visitor has a vote here now."""
        return self.who is not None and self.state.is_elector(self.who, None, self.now)

    @property
    def keyid(self) -> str | None:
        """The key with which the visitor signs here."""
        if self.who is None:
            return None
        place = self.state.places.get(self.who)
        if place is not None:
            return place.key
        guest = self.state.guests.get(self.who)
        if guest is not None:
            return guest.key
        return self.state.key_in_force(self.who, self.now)

    @property
    def open_here(self) -> bool:
        """Whether acts can be said here now: the record is kept here and the page shows the present."""
        return not self.past and self.office.keeps(self.body)

    def question(self, step: Step) -> Question:
        """The question raised at that step. Raises Http404."""
        question = self.state.questions.get(step)
        if question is None:
            raise Http404
        return question

    def sitting(self, step: Step) -> Sitting:
        """The meeting called at that step. Raises Http404."""
        sitting = self.state.sittings.get(step)
        if sitting is None:
            raise Http404
        return sitting

    def words(self, digest: str) -> str | None:
        """A text of this body's record, or None where it was erased or never kept here."""
        return self.office.words(digest)

    def holds(self, office: str) -> bool:
        """Whether the visitor holds an office here now."""
        return self.who is not None and self.who in self.state.holders(office, self.now)

    @cached_property
    def _handles(self) -> dict[str, str]:
        return dict(Handle.objects.filter(body=self.body).values_list("member", "handle"))

    def called(self, who: Id) -> str:
        """What somebody is called on this body's pages: their handle inside the body, else their pseudonym;
        a place of a council by the body that sent it."""
        if who == HOST:
            return "–"
        place = self.state.places.get(who)
        if place is not None:
            return self.place_called(place)
        guest = self.state.guests.get(who)
        if guest is not None:
            return _("lent by %(body)s") % {"body": name_of(self.state, guest.body)}
        return self._handles.get(who, who)

    def place_called(self, place: Place) -> str:
        """A delegate, as those of other bodies know them: by the body that sent them, and which of its seats."""
        link = self.state.bodies.get(place.body)
        name = place.body[:12] if link is None else link.name
        places = [known for known in self.state.delegations.get(place.body, ()) if known != place.id]
        return name if not places else f"{name} · {place.id.rpartition(':')[2]}"


def of_body(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A page of one body, for those who may read it: its members; of a council, the members of its bodies too.

    The view is called with the request and the visit. Whoever is not signed in is sent to sign in; for whoever may
    not read it the page does not exist (404), whether or not the body does.
    """

    @wraps(view)
    def page(request: HttpRequest, body: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect(f"/sign-in/?{urlencode({'next': request.get_full_path()})}")
        return view(request, visit(request, body), *args, **kwargs)

    return page


def visit(request: HttpRequest, body: str) -> Visit:
    """The visit this request is. Raises Http404."""
    try:
        office = offices.of(body)
    except NoSuchBook as unknown:
        raise Http404 from unknown
    at = asked_time(request)
    if at is not None and at > office.now():
        raise Http404  # what will be is not shown
    reading = office.reading(body, at)
    now = office.reading(body).state
    account = request.user
    if reading.state is None or now is None or not isinstance(account, Account):
        raise Http404
    moment = office.now()
    who = pseudonym(account, now, moment)
    if who is None and not (now.council and sends(account, now, moment)):
        raise Http404
    return Visit(
        request=request,
        office=office,
        body=body,
        reading=reading,
        state=reading.state,
        now=moment if at is None else at,
        past=at is not None,
        who=who,
    )


def asked_time(request: HttpRequest) -> int | None:
    """The time in the past a page is asked for (`?at=` UTC seconds), or None for now. Raises Http404."""
    asked = request.GET.get("at")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit()) or len(asked) > 12:
        raise Http404
    for rate in (guessing.PASTS_AT_ONCE, guessing.PASTS):
        if not guessing.allowed(rate, "pasts", str(request.user.pk)):
            raise TooOften
    return int(asked)


def pseudonym(account: Account, state: State, at: int) -> Id | None:
    """Who an account is in a body: a member linked to it, or the place of a council its seat gives it."""
    for link in account.memberships():
        if link.body == state.body and state.present(link.member, at):
            return link.member
    if state.council:
        for place, _, _ in places_of(account, state):
            if state.sits(place, at):
                return place.id
    return next((guest.id for guest in lent_by(account, state) if state.lent(guest, at)), None)


def lent_by(account: Account, state: State) -> Iterator[Guest]:
    """The tasks of a body for which an account was elected in a sister body."""
    for guest in map(state.guests.__getitem__, sorted(state.guests)):
        for link in account.memberships():
            own = offices.state_of(link.body) if link.body == guest.body else None
            seat = None if own is None else own.seats.get(guest.seat)
            if seat is not None and seat.holder == link.member and seat.to == state.body:
                yield guest


def places_of(account: Account, council: State) -> Iterator[tuple[Place, Link, Seat]]:
    """The places of a council held by an account: its seats in the bodies that sent it."""
    for link in account.memberships():
        names = council.delegations.get(link.body, ())
        lower = offices.state_of(link.body) if names else None
        if lower is None:
            continue
        for name in names:
            seat = lower.seats.get(name.rpartition(":")[2])
            if seat is not None and seat.holder == link.member and seat.to == council.body:
                yield council.places[name], link, seat


def sends(account: Account, council: State, at: int) -> bool:
    """Whether an account is a member of one of the bodies that make up a council, or of those that make up these."""
    for link in account.memberships():
        tie = council.bodies.get(link.body)
        if tie is not None and tie.in_force(at) and is_member(link, at):
            return True
    return any(
        below is not None and below.council and sends(account, below, at)
        for body in sorted(council.bodies)
        for below in [offices.state_of(body)]
        if council.bodies[body].in_force(at)
    )


def is_member(link: Link, at: int) -> bool:
    """Whether the member of this link is still there."""
    state = offices.state_of(link.body)
    return state is not None and state.present(link.member, at)


def bodies_of(account: Account) -> Iterator[tuple[Office, State, Id | None]]:
    """The bodies an account sees, its own first, then the councils it is part of; each with who it is there."""
    seen: set[str] = set()
    waiting = [link.body for link in account.memberships()]
    while waiting:
        body = waiting.pop(0)
        office = None if body in seen else offices.keeping(body)
        if office is None:
            continue
        seen.add(body)
        state = office.state(body)
        now = office.now()
        if state is None:
            continue
        who = pseudonym(account, state, now)
        if who is None and not (state.council and sends(account, state, now)):
            continue
        yield office, state, who
        waiting.extend(seat.to for seat in state.held(now) if seat.to is not None and seat.to not in seen)
        waiting.extend(tie.council for tie in state.affiliations.values() if tie.council not in seen)


def context(visit: Visit, **more: Any) -> dict[str, Any]:
    """What the template of a body's page is given."""
    return {"visit": visit, "state": visit.state, "now": visit.now, **more}
