"""The ballot: by the sense of what is put to the vote, for or against, one of several, or a ranking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confederal.kernel.ballot import ABSTAIN, COUNCIL_MARKS, Mark
from confederal.kernel.identity import Id


class Paper(forms.Form):
    """For, against, abstain; in a council also: send it back."""

    said = forms.ChoiceField(
        label=gettext_lazy("My vote"), widget=forms.RadioSelect(attrs={"data-signs": "mark"})
    )
    ranked = False

    def __init__(
        self, marks: tuple[Id, ...], names: dict[Id, str], own: Mark | None, data: QueryDict | None
    ) -> None:
        super().__init__(data, initial={"said": own[0]} if own else {}, auto_id="ballot_%s")
        self.fields["said"].choices = [(mark, names.get(mark, mark)) for mark in marks]  # type: ignore[attr-defined]

    def mark(self) -> Mark:
        """What the paper says. Only of a valid one."""
        return (self.cleaned_data["said"],)


class Ranking(forms.Form):
    """A place for each of several: 1 for the first choice; who is not wanted is left without."""

    abstains = forms.BooleanField(label=gettext_lazy("I abstain"), required=False)
    ranked = True

    def __init__(
        self, marks: tuple[Id, ...], names: dict[Id, str], own: Mark | None, data: QueryDict | None
    ) -> None:
        super().__init__(data, initial={"abstains": own == (ABSTAIN,)}, auto_id="ballot_%s")
        self.marks = tuple(mark for mark in marks if mark != ABSTAIN)
        places = [("", "–"), *((str(place), str(place)) for place in range(1, len(self.marks) + 1))]
        for number, mark in enumerate(self.marks):
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=names.get(mark, mark),
                choices=places,
                required=False,
                initial=str(own.index(mark) + 1) if own and mark in own else "",
            )
        self.order_fields([*(f"place_{number}" for number in range(len(self.marks))), "abstains"])

    @property
    def lines(self) -> list[forms.BoundField]:
        """The fields of those who can be ranked, in the order of the ballot."""
        return [self[f"place_{number}"] for number in range(len(self.marks))]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        places: dict[int, Id] = {}
        for number, mark in enumerate(self.marks):
            place = told.get(f"place_{number}")
            if not place:
                continue
            if int(place) in places:
                self.add_error(f"place_{number}", _("Two have the same place: give each its own."))
            places[int(place)] = mark
        told["ranking"] = tuple(places[place] for place in sorted(places))
        if told.get("abstains") and places:
            self.add_error("abstains", _("Either rank or abstain, not both."))
        if not told.get("abstains") and not places:
            raise forms.ValidationError(_("Give at least one a place, or abstain."))
        return told

    def mark(self) -> Mark:
        """What the paper says: who was ranked, the first choice first. Only of a valid one."""
        ranking: Mark = self.cleaned_data["ranking"]
        return ranking or (ABSTAIN,)


def ballot(
    marks: tuple[Id, ...], names: dict[Id, str], own: Mark | None, data: QueryDict | None = None
) -> Paper | Ranking:
    """The paper for these marks."""
    if set(marks) <= set(COUNCIL_MARKS):
        return Paper(marks, names, own, data)
    return Ranking(marks, names, own, data)
