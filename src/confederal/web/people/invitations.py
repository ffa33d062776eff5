"""Inviting people: by a printed card, by the keeper's own mail, or to act at the tellers' table.

The card's key is made in the keeper's browser. What the server is given is its public half; the line itself is printed,
or put into a link whose last part browsers never send.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from confederal.kernel.act import Act, Confirmed, Invited, Payload, StandingImported
from confederal.kernel.matters import Admission
from confederal.kernel.member import Standing
from confederal.kernel.state import State
from confederal.records.register import Person
from confederal.web import office as offices
from confederal.web.accounts.forms import Key
from confederal.web.found.forms import NameField
from confederal.web.people.imports import only_keepers
from confederal.web.people.locked_list import LockedList, enter
from confederal.web.people.pseudonyms import drawn
from confederal.web.people.register_csv import MAIL
from confederal.web.saying import done, invalid, recorded, refused, say
from confederal.web.visit import Visit, context, of_body

CARD, TABLE = "card", "table"


class InviteForm(forms.Form):
    """Whom two keepers invite, and how they will act."""

    way = forms.ChoiceField(
        label=gettext_lazy("How will they act?"),
        widget=forms.RadioSelect,
        initial=CARD,
        choices=[
            (CARD, gettext_lazy("With a phone or computer: a card to print, or a link to send")),
            (TABLE, gettext_lazy("At the tellers' table, without a device: a full member all the same")),
        ],
    )
    name = NameField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For the locked member list only. Two keepers together can read it."),
    )
    mail = forms.CharField(label=gettext_lazy("Mail address"), required=False, max_length=254)
    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    question = forms.TypedChoiceField(
        label=gettext_lazy("Admitted by"), coerce=int, empty_value=None, required=False
    )
    card = forms.CharField(
        required=False,
        max_length=400,
        widget=forms.HiddenInput(attrs={"data-new-key": "card"}),
    )
    proof = Key.base_fields["proof"]

    def __init__(self, *args: Any, state: State, known: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        sections = state.charter.sections
        if sections and known is None:
            field = self.fields["section"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("none")), *((each, each) for each in sections)]
        else:
            del self.fields["section"]
        if known is not None:
            del self.fields["way"], self.fields["name"], self.fields["mail"]
        if state.charter.admission_by_assembly and known is None:
            field = self.fields["question"]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", _("choose")), *admitted(state)]
            field.required = True
        else:
            del self.fields["question"]

    def clean_mail(self) -> str:
        mail: str = self.cleaned_data["mail"]
        if mail and not MAIL.fullmatch(mail):
            raise ValidationError(_("This is no mail address."))
        return mail

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("way", CARD) == CARD and not said.get("card"):
            raise ValidationError(
                _(
                    "This browser made no card. Allow scripts on this page, or invite them to the tellers' table."
                )
            )
        return said


def admitted(state: State) -> list[tuple[int, str]]:
    """The admissions that were adopted and nobody was invited on yet."""
    return [
        (step, question.title)
        for step, question in sorted(state.questions.items())
        if isinstance(question.matter, Admission)
        and question.outcome is not None
        and question.outcome.carried
        and question.matter.person not in state.members
        and question.matter.person not in state.invitations
    ]


@of_body
def invite(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A keeper invites somebody, or gives a first card to a member who acted at the table so far."""
    only_keepers(visit)
    who = request.GET.get("who") or None
    if who is not None and (who not in visit.state.members or visit.state.members[who].key is not None):
        raise Http404
    form = InviteForm(request.POST or None, state=visit.state, known=who)
    if request.method != "POST":
        waiting = admitted(visit.state) if visit.state.charter.admission_by_assembly else []
        told = context(visit, form=form, known=who, locked=LockedList(visit), waiting=waiting)
        return render(request, "people/invite.html", told)
    if not form.is_valid():
        return invalid(request, form)
    said = form.cleaned_data
    act = invitation(visit, who, said)
    person = {"name": said["name"], "mail": said["mail"]} if said.get("name") else None
    return say(
        visit,
        act,
        then=reverse("people:invited", args=[visit.body, act.id]),
        told=_("You invite somebody as %(who)s. A second keeper has to confirm.") % {"who": act.id},
        afterwards=person,
    )


@receiver(recorded, dispatch_uid="people invited")
def write_down(body: str, payload: Payload, afterwards: object = None, **_more: object) -> None:
    """Who was invited stands in the locked list from the moment the invitation stands in the record, not before."""
    if isinstance(payload.act, Invited) and isinstance(afterwards, dict):
        reached = {"mail": str(afterwards["mail"])} if afterwards.get("mail") else {}
        enter(offices.of(body), body, [(payload.act.id, Person(str(afterwards["name"]), reached))])


def invitation(visit: Visit, known: str | None, said: dict[str, Any]) -> Invited:
    """What the keeper signs."""
    card = said["card"] if said.get("way", CARD) == CARD else None
    shown = said["proof"] if card is not None else ""
    step = said.get("question")
    standing = Standing.GOOD
    person = known or drawn({*visit.state.members, *visit.state.invitations}, card)
    if step is not None:
        matter = visit.question(step).matter
        if not isinstance(matter, Admission) or matter.person is None:
            raise Http404
        person = matter.person
        standing = Standing.ADVISOR if matter.advisor else Standing.GOOD
    return Invited(
        id=person,
        card=card,
        section=said.get("section") or None,
        standing=standing,
        question=step,
        proof=shown,
    )


@of_body
def invited(request: HttpRequest, visit: Visit, who: str) -> HttpResponse:
    """The card to print, or the link to send, in the browser that made it; and whether a second keeper confirmed."""
    only_keepers(visit)
    invitation = visit.state.invitations.get(who)
    waiting = [
        (step, pending)
        for step, pending in sorted(visit.state.pending.items())
        if isinstance(pending.act, Invited) and pending.act.id == who
    ]
    known = visit.state.members.get(who)
    if invitation is None and not waiting and known is None:
        raise Http404
    told = context(
        visit,
        member=who,
        invitation=invitation,
        waiting=waiting,
        bound=known is not None and known.key is not None,
        at_table=known is not None and known.key is None and invitation is None and not waiting,
        address=request.build_absolute_uri(reverse("accounts:invited", args=[visit.body, who])),
        join=request.build_absolute_uri(reverse("accounts:join")),
    )
    return render(request, "people/invited.html", told)


# Cards for many: everybody who came with a list and has no key yet


@of_body
def cards(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A first card for each member without a key: made one after another in the keeper's browser, printed at once."""
    only_keepers(visit)
    if request.method == "POST":
        return first_card(request, visit)
    told = context(
        visit,
        keyless=keyless(visit),
        invited=sorted({*visit.state.invitations, *(act.id for _step, act, _by in cards_waiting(visit))}),
        to_confirm=[step for step, _act, by in cards_waiting(visit) if by != visit.who],
        mine=[step for step, _act, by in cards_waiting(visit) if by == visit.who],
        address=request.build_absolute_uri(reverse("accounts:invited", args=[visit.body, "WHO"])),
        join=request.build_absolute_uri(reverse("accounts:join")),
    )
    return render(request, "people/cards.html", told)


def keyless(visit: Visit) -> list[str]:
    """Members who act at the tellers' table and for whom no card is on its way."""
    waiting = {act.id for _step, act, _by in cards_waiting(visit)}
    return [
        who
        for who, member in sorted(visit.state.members.items())
        if member.key is None
        and not member.gone(visit.now)
        and who not in visit.state.invitations
        and who not in waiting
    ]


def cards_waiting(visit: Visit) -> list[tuple[int, Invited, str]]:
    """Invitations that wait for a second keeper: step, invitation, who signed it."""
    return [
        (step, pending.act, pending.by)
        for step, pending in sorted(visit.state.pending.items())
        if isinstance(pending.act, Invited)
    ]


def first_card(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One of many cards, to be signed; only the first is asked about."""
    who = request.POST.get("who", "")
    if who not in keyless(visit):
        raise Http404
    card = Key({"key": request.POST.get("card", ""), "proof": request.POST.get("proof", "")})
    if not card.is_valid():
        return refused(request, _("This device made no key that can be used."))
    number = len(keyless(visit))
    told = ngettext(
        "You make a card for %(count)s member. A second keeper has to confirm.",
        "You make cards for %(count)s members, one step each. A second keeper has to confirm.",
        number,
    ) % {"count": number}
    return say(
        visit,
        Invited(id=who, card=card.cleaned_data["key"], proof=card.cleaned_data["proof"]),
        then=reverse("people:cards", args=[visit.body]),
        told=told if request.POST.get("first") else "",
    )


CONFIRMED: Final[dict[str, type[Act]]] = {"invited": Invited, "standing_imported": StandingImported}
"""What a second keeper confirms in one go: step's kind as it stands in an address → the kind of step."""


@of_body
@require_POST
def confirm_all(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """The second keeper confirms what another signed, one signed step after the other (`data-again`)."""
    only_keepers(visit)
    if kind not in CONFIRMED:
        raise Http404
    waiting = [
        step
        for step, pending in sorted(visit.state.pending.items())
        if isinstance(pending.act, CONFIRMED[kind]) and pending.by != visit.who
    ]
    here = reverse("people:cards" if kind == "invited" else "people:people", args=[visit.body])
    if not waiting:
        return done(here)
    told = ngettext(
        "You confirm %(count)s step as the second keeper.",
        "You confirm %(count)s steps as the second keeper, one after the other.",
        len(waiting),
    ) % {"count": len(waiting)}
    return say(visit, Confirmed(waiting[0]), then=here, told=told)
