"""Forms: what is to be done, and which mails one wants."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confederal.web.accounts.models import Handle
from confederal.web.paper.wording import told_at
from confederal.web.post.models import Kind
from confederal.web.templatetags.plain import office_name
from confederal.web.visit import Visit

ME, SOMEBODY = "me", "somebody"
"""The visitor takes it on; somebody who is named does."""

KINDS = {
    Kind.MEETING: gettext_lazy("A meeting was called (with a file for your calendar)"),
    Kind.VOTE: gettext_lazy("A vote is open"),
    Kind.ENDS: gettext_lazy("A vote ends within a day and you have not voted"),
    Kind.RESULT: gettext_lazy("A vote is over"),
    Kind.PETITION: gettext_lazy("Signatures are collected for something that concerns you"),
    Kind.REPORT: gettext_lazy("A report of yours is due"),
    Kind.INSTRUCT: gettext_lazy("A council waits for your branch's instruction"),
    Kind.FOLLOW_UP: gettext_lazy("Something you took on is due"),
}


class ToDo(forms.Form):
    """Something a decision asks to be done."""

    what = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    by = forms.ChoiceField(label=gettext_lazy("By whom"))
    name = forms.CharField(
        label=gettext_lazy("Who, if somebody else"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("As they are called here. Ask them first."),
    )
    until = forms.DateField(
        label=gettext_lazy("Until when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        by = self.fields["by"]
        assert isinstance(by, forms.ChoiceField)
        by.choices = [
            (ME, _("I do it")),
            *(
                (f"seat {seat.id}", f"{office_name(seat.office)}: {visit.called(seat.holder)}")
                for seat in visit.state.held(visit.now)
                if not seat.alternate
            ),
            (SOMEBODY, _("Somebody else")),
        ]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        today = told_at(self.visit.now, self.visit.zone).date()
        if until < today:
            raise forms.ValidationError(_("This day is over. Choose a day from today on."))
        if (until - today).days > 3660:
            raise forms.ValidationError(_("This day is too far off. Choose one within ten years."))
        return until

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("by") == SOMEBODY:
            told["member"] = self.called(told.get("name", ""))
            if told["member"] is None:
                self.add_error(
                    "name", _("Nobody here is called so. Write the name exactly as it stands on our pages.")
                )
        return told

    def called(self, name: str) -> str | None:
        """Whoever is called so here: by pseudonym, or by a handle that only one has."""
        name = name.strip()
        if self.visit.state.present(name, self.visit.now):
            return name
        known = Handle.objects.filter(body=self.visit.body, handle__iexact=name).values_list(
            "member", flat=True
        )
        present = [who for who in known[:2] if self.visit.state.present(who, self.visit.now)]
        return present[0] if len(present) == 1 else None


class Mails(forms.Form):
    """Which mails somebody wants."""

    digest = forms.BooleanField(
        label=gettext_lazy("Once a week: how much waits for you and what is new"), required=False
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("At once"),
        required=False,
        choices=list(KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("About your keys you are always told."),
    )
