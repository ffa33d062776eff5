"""What is typed beside a proposal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confederal.web.talk import files


class Say(forms.Form):
    """A comment."""

    words = forms.CharField(
        label=gettext_lazy("Your comment"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class Attach(forms.Form):
    """A file."""

    file = forms.FileField(
        label=gettext_lazy("A file"),
        help_text=gettext_lazy(
            "Pictures, PDF, text, tables, documents; 5 MB at most. Pictures lose place, camera and date; "
            "other files keep what is written in them."
        ),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(files.ACCEPTED)}),
    )


class Ask(forms.Form):
    """A quick poll."""

    words = forms.CharField(label=gettext_lazy("What do you want to know?"), max_length=200)
    options = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        help_text=gettext_lazy("One a line, two to eight."),
        max_length=900,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_options(self) -> list[str]:
        told = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        options = list(dict.fromkeys(told))
        if not 2 <= len(options) <= 8:
            raise forms.ValidationError(_("Give two to eight different answers, one a line."))
        if any(len(option) > 100 for option in options):
            raise forms.ValidationError(_("Make each answer shorter: 100 letters at most."))
        return options


class Reply(forms.Form):
    """An answer to a poll."""

    option = forms.TypedChoiceField(coerce=int, label=gettext_lazy("My answer"), widget=forms.RadioSelect)

    def __init__(self, options: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = list(enumerate(options))  # type: ignore[attr-defined]
