"""Putting a proposal to the vote at a meeting: in which ways, for how long, and what speaks against it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confederal.audit.hall import hall_way
from confederal.audit.meetings import Listed, item
from confederal.charter.articles.quorum_and_notice import HALL_HOURS
from confederal.charter.returning import marks_of, unopposed
from confederal.kernel.act import CandidatureAccepted, VoteOpened
from confederal.kernel.ballot import Way
from confederal.kernel.identity import HOUR
from confederal.kernel.matters import Election
from confederal.kernel.question import Question
from confederal.web.questions.words import length
from confederal.web.saying import invalid, say
from confederal.web.sittings.meeting import here
from confederal.web.sittings.proceedings import how_it_stands, objections, posted, present_now, the_meeting
from confederal.web.sittings.wording import mark_called
from confederal.web.visit import Visit, context, of_body

WAYS: Final[dict[str, tuple[tuple[Way, ...], Any]]] = {
    "hands": ((Way.HANDS,), gettext_lazy("by show of hands")),
    "box": ((Way.BOX,), gettext_lazy("by paper ballot")),
    "named-hands": ((Way.NAMED, Way.HANDS), gettext_lazy("by name on a device, and by show of hands")),
    "named-box": ((Way.NAMED, Way.BOX), gettext_lazy("by name on a device, and by paper ballot")),
    "named": ((Way.NAMED,), gettext_lazy("by name on a device only")),
}
"""The ways of voting a meeting can choose from, as far as the law has them for this proposal."""

HOURS: Final = (HALL_HOURS, 12, 24, 48)
"""At the latest: a vote in the hall is closed as soon as everything is counted."""


class Putting(forms.Form):
    """How the vote is held."""

    ways = forms.ChoiceField(label=gettext_lazy("How we vote"), widget=forms.RadioSelect)
    hours = forms.TypedChoiceField(
        label=gettext_lazy("At the latest it ends in"),
        coerce=int,
        choices=lambda: [(hours, length(hours * HOUR)) for hours in HOURS],
        help_text=gettext_lazy("It is closed as soon as everything is counted."),
    )

    def __init__(self, ways: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ways"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = ways


def act_of(visit: Visit, step: int, ways: str, hours: int) -> VoteOpened:
    """The vote as it would be opened."""
    return VoteOpened(step, WAYS[ways][0], visit.now + hours * HOUR + 60)


def possible_ways(visit: Visit, question: Question) -> tuple[list[tuple[str, Any]], Any]:
    """The ways of voting the law allows the visitor to open now; and where there is none, why not."""
    against = {name: objections(visit, act_of(visit, question.id, name, HALL_HOURS)) for name in WAYS}
    ways = [(name, label) for name, (_ways, label) in WAYS.items() if against[name] == ()]
    fewest = min((found for found in against.values() if found is not None), key=len, default=None)
    return ways, None if ways else fewest


@of_body
def put(request: HttpRequest, visit: Visit, step: int, question: int) -> HttpResponse:
    """The proposal as it is put: ways, quorum against those present, candidates; then the vote is open."""
    meeting = the_meeting(visit, step)
    put_now = visit.question(question)
    ways, why_not = possible_ways(visit, put_now)
    if request.method == "POST":
        form = Putting([(name, label) for name, (_ways, label) in WAYS.items()], request.POST)
        if not form.is_valid():
            return invalid(request, form)
        act = act_of(visit, question, form.cleaned_data["ways"], form.cleaned_data["hours"])
        return say(
            visit,
            act,
            then=here(visit, step),
            told=_("The vote is open. Register and rules are frozen for it."),
        )
    election = put_now.matter if isinstance(put_now.matter, Election) else None
    present = present_now(meeting, how_it_stands(visit, step))
    on_agenda = item(visit.state, put_now, Listed.CALLED, visit.now)
    return render(
        request,
        "sittings/put.html",
        context(
            visit,
            meeting=meeting,
            question=put_now,
            item=on_agenda,
            present=present,
            enough=present is None or present >= on_agenda.needed,
            form=Putting(ways, initial={"ways": ways[0][0] if ways else None}),
            ways=ways,
            why_not=why_not,
            election=election,
            unopposed=election is not None and bool(put_now.candidates) and unopposed(put_now, election),
            candidates=put_now.candidates,
            marks=()
            if election is not None
            else [mark_called(visit, put_now, mark) for mark in marks_of(visit.state, put_now)],
            stands=visit.who in put_now.candidates,
            hall=hall_way(put_now),
        ),
    )


@of_body
@posted("sittings:sitting")
def stand(request: HttpRequest, visit: Visit, step: int, question: int) -> HttpResponse:
    """The visitor stands for election, at the meeting, before the vote is open."""
    the_meeting(visit, step)
    visit.question(question)
    then = reverse("sittings:put", args=[visit.body, step, question])
    return say(visit, CandidatureAccepted(question), then=then, told=_("You stand for election."))
