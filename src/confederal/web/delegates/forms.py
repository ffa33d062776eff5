"""The forms of this subject."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST: Final = 20_000
"""Characters of a report: a few printed pages."""


class Report(forms.Form):
    """A report to those who sent the delegate: drafted from the record, in the delegate's own words."""

    words = forms.CharField(
        label=_("Report"),
        help_text=_("The draft is what the record shows. Add what you said, what you heard, what you think."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 18}),
    )


class Recall(forms.Form):
    """A petition to take a seat back. No reason is asked."""

    title = forms.CharField(label=_("In one line"), max_length=200)
