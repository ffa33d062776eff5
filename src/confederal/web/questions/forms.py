"""The small forms on a proposal's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confederal.kernel.ballot import Way
from confederal.kernel.minute_book import HIDDEN, LATER_HIDDEN, UNICODE
from confederal.web.questions import words

LONG = 20_000
"""So many letters a paragraph may have."""


class Legible(forms.CharField):
    """Words as they can be read: composed, without characters nobody can see, which come along when one pastes."""

    def to_python(self, value: Any) -> str:
        return legible(super().to_python(value) or "")


def legible(text: str) -> str:
    """A text in the one form our record takes.

    >>> legible("co\\u200foperative \\u202ecafe\\u0301")
    'cooperative café'
    """
    shown = "".join(
        letter
        for letter in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        if letter == "\n" or (UNICODE.category(letter) not in HIDDEN and letter not in LATER_HIDDEN)
    )
    return UNICODE.normalize("NFC", shown)


def broad(rows: int = 4) -> forms.Textarea:
    """A field for a paragraph."""
    return forms.Textarea(attrs={"rows": rows})


class Wording(forms.Form):
    """Another wording of one paragraph."""

    wording = Legible(
        label=_("The paragraph as it should read"),
        help_text=_("Change what you want changed. Everybody sees word by word what is different."),
        max_length=LONG,
        widget=broad(6),
    )

    def clean_wording(self) -> str:
        return one_paragraph(self.cleaned_data["wording"])


class Statement(forms.Form):
    """A text of somebody's own: advice, an answer, a minority's view."""

    statement = Legible(label=_("In your own words"), max_length=LONG, widget=broad(5))

    def clean_statement(self) -> str:
        return str(self.cleaned_data["statement"]).strip()


class Opening(forms.Form):
    """Opening the vote."""

    way = forms.ChoiceField(label=_("How we vote"), widget=forms.RadioSelect)
    days = forms.TypedChoiceField(
        label=_("Open for"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("A vote by device between meetings. It ends earlier when everybody has voted."),
    )

    def __init__(
        self, ways: tuple[Way, ...], least_days: int, *args: Any, between: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way.value, words.WAYS[way]) for way in ways]  # type: ignore[attr-defined]
        self.fields["way"].initial = ways[0].value if ways else None
        if between and Way.NAMED in ways:
            days = sorted({least_days, 1, 2, 3, 5, 7, 10, 14, 21, 29} - set(range(least_days)))
            self.fields["days"].choices = [(day, words.length(day * 86_400)) for day in days]  # type: ignore[attr-defined]
            self.fields["days"].initial = least_days
        else:
            del self.fields["days"]


class Merging(forms.Form):
    """Into which proposal this one is merged."""

    into = forms.TypedChoiceField(
        label=_("Merge it into"),
        coerce=int,
        help_text=_(
            "Its text is added there and its supporters count there, once whoever proposed that one agrees."
        ),
    )

    def __init__(self, others: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = others  # type: ignore[attr-defined]


def one_paragraph(text: str) -> str:
    """A text as one paragraph: line ends made alike, empty lines taken out."""
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line).strip()


def paragraphs_of(text: str) -> tuple[str, ...]:
    """A typed text in paragraphs: an empty line stands between two.

    >>> paragraphs_of("One.\\n\\nTwo,\\nand more.\\n\\n\\n")
    ('One.', 'Two,\\nand more.')
    """
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            found[-1].append(line.rstrip())
        elif found[-1]:
            found.append([])
    return tuple("\n".join(lines).strip() for lines in found if lines)
