"""The forms of this subject."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from confederal.kernel.body import Uncovered
from confederal.kernel.delegate import Position, Range
from confederal.kernel.matters import Matter, Standard
from confederal.kernel.matters.standard import Unit
from confederal.kernel.state import State
from confederal.web.congress.words import POSITIONS, UNCOVERED

SHOWS: Final = (
    ("", _("all open proposals")),
    ("sure", _("decided already")),
    ("open", _("still open")),
    ("silent", _("some have not instructed")),
)


class Filter(forms.Form):
    """Which open proposals of a congress are shown, and for which branches: those whose name has these letters."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=100)
    show = forms.ChoiceField(label=_("Show"), choices=SHOWS, required=False)
    branch = forms.CharField(label=_("Branch"), required=False, max_length=100)


CHOICES: Final = (
    (Position.AS_WE_VOTE, _("as we vote: for it if we adopt this, against it if we do not")),
    (Position.FOR, POSITIONS[Position.FOR]),
    (Position.AGAINST, POSITIONS[Position.AGAINST]),
    (Position.ABSTAIN, POSITIONS[Position.ABSTAIN]),
    (Position.REFER_BACK, POSITIONS[Position.REFER_BACK]),
    (Position.SPLIT, _("split: our votes there as our votes are here")),
    (Position.FREE, _("free: our delegate listens and decides on the spot, and reports")),
)


class Instruction(forms.Form):
    """What our delegates are to do with one proposal of a council."""

    title = forms.CharField(label=_("What we vote on, in one line"), max_length=200)
    position = forms.ChoiceField(
        label=_("Our delegate votes"), choices=CHOICES, widget=forms.RadioSelect, initial=Position.AS_WE_VOTE
    )
    uncovered = forms.ChoiceField(
        label=_("If the text is changed at the congress, so that this no longer covers it"),
        choices=list(UNCOVERED.items()),
        initial=Uncovered.ABSTAIN,
    )

    def __init__(self, *args: Any, what: Matter | None, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = list(terms(what))
        self.money = isinstance(what, Standard) and what.unit is Unit.MINOR_UNITS
        for term, number in self.terms:
            label = TERMS.get(term, term.replace("_", " "))
            unit = f" ({state.charter.currency})" if self.is_money(term) else ""
            now = number / 100 if self.is_money(term) else number
            help_text = _("The text says %(number)s. Left empty, another number is not covered.") % {
                "number": f"{number // 100}.{number % 100:02}" if self.is_money(term) else now
            }
            for end, words in (("least", _("at least")), ("most", _("at most"))):
                self.fields[f"{term}_{end}"] = forms.DecimalField(
                    label=f"{label}{unit}: {words}",
                    help_text=help_text if end == "least" else "",
                    required=False,
                    min_value=0,
                    max_value=10**9,
                    decimal_places=2 if self.is_money(term) else 0,
                )

    def is_money(self, term: str) -> bool:
        return self.money and term == "amount"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for term, _number in self.terms:
            least, most = given.get(f"{term}_least"), given.get(f"{term}_most")
            if (least is None) is not (most is None):
                self.add_error(
                    f"{term}_{'most' if most is None else 'least'}", _("Name both ends, or neither.")
                )
            elif least is not None and most is not None and least > most:
                self.add_error(f"{term}_most", _("This is smaller than the least."))
        return given

    def ranges(self) -> tuple[Range, ...]:
        """The limits within which a number of the text may move, in the units of the record."""
        given = self.cleaned_data
        return tuple(
            Range(term, self.units(term, given[f"{term}_least"]), self.units(term, given[f"{term}_most"]))
            for term, _number in self.terms
            if given.get(f"{term}_least") is not None
        )

    def units(self, term: str, number: Any) -> int:
        return int(number * 100) if self.is_money(term) else int(number)


TERMS: Final = {
    "amount": _("the amount"),
    "sunset_days": _("days until it ends"),
    "commences_days": _("days until it begins"),
    "term_days": _("days of the term"),
    "seats": _("seats"),
}


def terms(what: Matter | None) -> Iterator[tuple[str, int]]:
    """The numbers of a matter that an instruction can set limits for."""
    if what is None:
        return
    for name in what.__struct_fields__:
        number = getattr(what, name)
        if name in TERMS and isinstance(number, int) and not isinstance(number, bool):
            yield name, number


class Vote(forms.Form):
    """A delegate's vote in a council."""

    mark = forms.ChoiceField(label=_("Your vote"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, marks: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark = self.fields["mark"]
        assert isinstance(mark, forms.ChoiceField)
        mark.choices = [(name, POSITIONS.get(name, name)) for name in marks]


class Appeal(forms.Form):
    """An appeal to the floor against the credentials of a congress."""

    title = forms.CharField(label=_("The appeal in one line"), max_length=200)
