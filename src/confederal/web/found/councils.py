"""A federation, founded from below: whoever keeps its record names the bodies; it exists when each decided to join."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confederal.audit import accord
from confederal.audit import own_numbers as sentences
from confederal.charter.reading import judge_founding
from confederal.kernel.act import Founded, FoundingBody, Minuted, Payload, QuestionRaised
from confederal.kernel.body import Tie
from confederal.kernel.envelope import BadSignature, SeedKey, check_key
from confederal.kernel.identity import HOST
from confederal.kernel.matters import Joining
from confederal.kernel.minute_book import NoSuchWordsError, body_of, payload_of, sealed
from confederal.kernel.objection import Objection
from confederal.kernel.state import State
from confederal.secretary.desk import Received
from confederal.secretary.shelf import NoSuchBook
from confederal.web import office as offices
from confederal.web.accounts.models import Account
from confederal.web.found.kinds import COUNCILS, kind_called
from confederal.web.found.own_numbers import OwnNumbers
from confederal.web.saying import say
from confederal.web.visit import Visit, bodies_of, context, of_body


def begin(request: HttpRequest) -> HttpResponse:
    """The kinds of federation there are."""
    return render(request, "found/federation.html", {"kinds": COUNCILS})


class Bodies(forms.Form):
    """The bodies that are to make up a council."""

    ours = forms.MultipleChoiceField(
        label=gettext_lazy("Bodies of yours"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=gettext_lazy("Other bodies"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One a line: the identity from their page “Our record”. Where their record is kept on another machine, "
            "also their name and the key it is kept with."
        ),
    )

    def __init__(
        self, *args: Any, ours: list[tuple[str, str]], sides: tuple[str, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ours"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = ours
        self.sides = sides

    def clean(self) -> dict[str, Any]:
        """The bodies as a founding names them."""
        said: dict[str, Any] = super().clean() or {}
        found = [body_here(identity) for identity in said.get("ours", ())]
        for line in said.get("others", "").splitlines():
            if line.strip():
                try:
                    found.append(body_said(line))
                except forms.ValidationError as wrong:
                    self.add_error("others", wrong)
        if len({named.body for named in found}) < 2 and not self.errors:
            raise forms.ValidationError(_("Name two bodies or more: nobody federates alone."))
        self.bodies = tuple({named.body: named for named in found}.values())
        return said


def body_here(identity: str) -> FoundingBody:
    """A body whose record stands here. Raises ValidationError."""
    try:
        state = offices.main().state(identity)
    except NoSuchBook:
        state = None
    if state is None:
        raise forms.ValidationError(
            _("The record of %(body)s is not here; write its name and its key behind it.")
            % {"body": f"{identity[:12]}…"}
        )
    return FoundingBody(identity, state.charter.title, state.host_key)


def body_said(line: str) -> FoundingBody:
    """A body as it was typed: its identity; where its record is elsewhere, name and key too. Raises ValidationError."""
    words = line.split()
    if not re.fullmatch(r"[0-9a-f]{64}", words[0]):
        raise forms.ValidationError(
            _("“%(said)s…” is no identity: it has 64 digits from 0 to f.") % {"said": words[0][:12]}
        )
    if len(words) == 1:
        return body_here(words[0])
    try:
        check_key(words[-1])
    except BadSignature as wrong:
        raise forms.ValidationError(
            _("The line of %(body)s does not end in a key.") % {"body": f"{words[0][:12]}…"}
        ) from wrong
    return FoundingBody(words[0], " ".join(words[1:-1])[:200] or words[0][:12], words[-1])


def council(request: HttpRequest, template: str) -> HttpResponse:
    """Numbers and bodies of a council; sending it writes the founding, and each body is asked to decide."""
    kind = kind_called(template)
    if kind is None or kind not in COUNCILS:
        raise Http404
    if not isinstance(request.user, Account):
        return redirect(f"{reverse('accounts:sign_in')}?next={request.path}")
    mine = [
        (state.body, state.charter.title)
        for office, state, who in bodies_of(request.user)
        if office is offices.main() and who is not None
    ]
    numbers = OwnNumbers(request.POST or None, template=template)
    sides = numbers.initial.get("sides", "").split()
    bodies = Bodies(request.POST or None, ours=mine, sides=tuple(sides))
    if request.method == "POST" and numbers.is_valid() & bodies.is_valid():
        answer = founded(request, numbers, bodies)
        if isinstance(answer, str):
            return redirect("found:forming", answer)
        from confederal.audit.trail import why_not

        told = {"kind": kind, "numbers": numbers, "bodies": bodies, "reasons": why_not(answer)}
        return render(request, "found/council.html", told, status=422)
    status = 422 if request.method == "POST" else 200
    told = {"kind": kind, "numbers": numbers, "bodies": bodies}
    return render(request, "found/council.html", told, status=status)


def founded(request: HttpRequest, numbers: OwnNumbers, bodies: Bodies) -> str | tuple[Objection, ...]:
    """Begins the record of a council, signed with the key that keeps it; its identity, or what speaks against it."""
    office, seed = offices.main(), os.urandom(32)
    key, now = SeedKey(seed), office.now()
    charter = numbers.charter
    named = bodies.bodies
    if charter.sides:
        named = tuple(with_side(request, each, charter.sides, rank) for rank, each in enumerate(named))
    act = Founded(charter=charter, host_key=key.keyid, nonce=os.urandom(16).hex(), bodies=named)
    payload = Payload(1, "", HOST, 0, now, act)
    written = offices.canonical(payload)
    try:
        payload_of(written)
    except NoSuchWordsError as fault:
        return (
            Objection(
                "authority_from_below",
                2,
                "A council is founded only by the bodies that make it up, an assembly by three people or more.",
                str(fault),
                _("write it shorter"),
            ),
        )
    body = body_of(written)
    objections = judge_founding(Minuted(0, now, key.keyid, payload), body)
    if objections:
        return objections
    office.home.ring(body).add(HOST, seed)
    answer = office.found(sealed(payload, key))
    return body if isinstance(answer, Received) else answer.objections


def with_side(request: HttpRequest, named: FoundingBody, sides: tuple[str, ...], rank: int) -> FoundingBody:
    """A body on the side that was chosen for it; in turns where nothing was."""
    from msgspec.structs import replace

    said = request.POST.get(f"side-{named.body}", "")
    return replace(named, side=said if said in sides else sides[rank % len(sides)])


def forming(request: HttpRequest, body: str) -> HttpResponse:
    """How far a council has come: which bodies decided to join, and what the others do next."""
    if not isinstance(request.user, Account):
        return redirect(f"{reverse('accounts:sign_in')}?next={request.path}")
    try:
        state = offices.main().state(body)
    except NoSuchBook as unknown:
        raise Http404 from unknown
    mine = {link.body: link.member for link in request.user.memberships()}
    if state is None or not state.council or not mine.keys() & state.bodies.keys():
        raise Http404
    ties = list(ties_of(state, set(mine)))
    told = {
        "state": state,
        "ties": ties,
        "joined": sum(tie["joined"] for tie in ties),
        "sentences": list(sentences_of(state)),
    }
    return render(request, "found/forming.html", told)


def ties_of(council: State, mine: set[str]) -> Iterator[dict[str, Any]]:
    """Each body that was named, how far it is, and the proposal in which it decides, where it is ours."""
    for link in council.bodies.values():
        raised = None
        if link.body in mine:
            ours = offices.main().state(link.body) if link.body in offices.main().bodies() else None
            raised = None if ours is None else joining_raised(ours, council.body)
        yield {
            "body": link.body,
            "name": link.name,
            "side": link.side,
            "joined": link.tie is Tie.JOINED,
            "asked": link.tie is Tie.ASKED,
            "mine": link.body in mine,
            "question": raised,
        }


def joining_raised(state: State, council: str) -> int | None:
    """The latest proposal of a body to join that council."""
    steps = [
        step
        for step, question in state.questions.items()
        if isinstance(question.matter, Joining) and question.matter.council == council
    ]
    return max(steps, default=None)


def sentences_of(state: State) -> Iterator[str]:
    """The numbers of a council, in sentences."""
    for tell in (sentences.quorum, sentences.mandates, sentences.accord):
        yield from tell(state.charter, None)


@of_body
def join(request: HttpRequest, visit: Visit, council: str) -> HttpResponseBase:
    """What joining that council means, and the proposal that we do."""
    try:
        there = visit.office.state(council)
    except NoSuchBook as unknown:
        raise Http404 from unknown
    if there is None or not there.council or visit.body not in there.bodies:
        raise Http404
    link = there.bodies[visit.body]
    if request.method == "POST":
        matter = accord.joining(council, there.charter, there.host_key, link.side)
        title = (_("We join %(name)s") % {"name": there.charter.title})[:200]
        return say(visit, QuestionRaised(title, matter), then=f"/b/{visit.body}/q/{{step}}/", told=title)
    told = context(
        visit,
        there=there,
        link=link,
        sentences=list(sentences_of(there)),
        raised=joining_raised(visit.state, council),
    )
    return render(request, "found/join.html", told)
