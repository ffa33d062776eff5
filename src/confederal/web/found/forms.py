"""The forms of a founding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confederal.web.found.models import Seat
from confederal.web.people.register_csv import ENCODINGS, HIDDEN, MOST_BYTES, too_large


def plain_name(words: str) -> str:
    """A name as it is kept. Raises ValidationError on hidden signs."""
    if HIDDEN.search(words):
        raise ValidationError(_("It holds hidden signs; type it anew."))
    return re.sub(r"\s+", " ", words.strip())


class NameField(forms.CharField):
    """What somebody wants to be called."""

    def clean(self, value: Any) -> str:
        return plain_name(super().clean(value))


class FounderForm(forms.Form):
    """One more founder."""

    handle = NameField(
        label=gettext_lazy("What they want to be called among us"),
        max_length=60,
        help_text=gettext_lazy("A first name will do. Our record knows them only by a made-up word."),
    )
    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)

    def __init__(
        self, *args: Any, sections: Sequence[str], seats: Sequence[Seat] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        if sections:
            self.fields["section"] = forms.ChoiceField(
                label=gettext_lazy("Section"),
                required=False,
                choices=[("", _("none")), *((each, each) for each in sections)],
            )
        else:
            del self.fields["section"]

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if any(seat.handle.casefold() == handle.casefold() for seat in self.seats):
            raise ValidationError(_("Somebody here is called that already; add an initial."))
        return handle


class UploadForm(forms.Form):
    """A member list as a CSV file."""

    file = forms.FileField(
        label=gettext_lazy("The list, as a CSV file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        help_text=gettext_lazy(
            "With a line of headings: number, name, and if you like mail, phone, section, standing. The number is what "
            "finds the same person again next month. Other columns are not read."
        ),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Letters"),
        required=False,
        choices=[("", gettext_lazy("find it out")), *ENCODINGS.items()],
        help_text=gettext_lazy("Only if accents come out wrong."),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """The file, if it is small enough to be read at all."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(too_large())
        return file


class RuleForm(forms.Form):
    """A decision in force from before."""

    title = NameField(label=gettext_lazy("What was decided, in a line"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Its text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Empty lines part paragraphs."),
    )


class HoldingForm(forms.Form):
    """Who holds an office already, until when, and how often in a row before."""

    office = forms.ChoiceField(label=gettext_lazy("Office"))
    who = forms.ChoiceField(label=gettext_lazy("Held by"))
    days = forms.IntegerField(
        label=gettext_lazy("Days it still runs"), min_value=1, max_value=730, initial=365
    )
    terms = forms.IntegerField(
        label=gettext_lazy("Full terms in this office just before"), min_value=0, max_value=3, initial=0
    )

    def __init__(
        self,
        *args: Any,
        offices: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        term_days: int,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"days": term_days, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for name, choices in (("office", offices), ("who", people)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)
        days = self.fields["days"]
        assert isinstance(days, forms.IntegerField)
        days.help_text = _("One term is %(days)s days at most.") % {"days": term_days}
