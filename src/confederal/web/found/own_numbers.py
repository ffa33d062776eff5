"""Our own numbers as a form: each with what it means and between what it lies; the fixed rules say what cannot be.

No bound is written here. `charter.settings` judges, and what it objects is shown at the field it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confederal.charter import settings
from confederal.charter.template import Unsuitable, load
from confederal.kernel.body import TASKS, Charter, Kind, Share
from confederal.sentence import Sentence
from confederal.web import language
from confederal.web.people.register_csv import slug

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

BETWEEN: Final = {name: (least, most) for name, least, most in settings.BETWEEN}

LABELS: Final[dict[str, _StrPromise]] = {
    "quorum_least": gettext_lazy("How many must take part at least"),
    "quorum_share": gettext_lazy("…or this share of those who may vote, whichever is more"),
    "reserved_quorum": gettext_lazy("The share for the gravest decisions (a takeover, for instance)"),
    "notice_days": gettext_lazy("Days between the call and the vote"),
    "urgent_hours": gettext_lazy("Hours for what cannot wait, such as a recall"),
    "support": gettext_lazy("Supporters who bring a proposal onto the agenda, its author among them"),
    "petition": gettext_lazy("Share of us whose signatures make a meeting exist"),
    "petition_days": gettext_lazy("Days within which that meeting is held"),
    "between_meetings": gettext_lazy("We also vote between meetings, by phone or computer"),
    "voting_days": gettext_lazy("Days such a vote stays open"),
    "decides": gettext_lazy("A proposal is adopted with"),
    "decides_charter": gettext_lazy("Changing our own numbers takes"),
    "decides_joining": gettext_lazy("Joining a federation takes"),
    "decides_expulsion": gettext_lazy("An expulsion takes"),
    "decides_closing": gettext_lazy("Closing ourselves down takes"),
    "admission_by_assembly": gettext_lazy(
        "The assembly admits new members, not two keepers of the member list alone"
    ),
    "term_days": gettext_lazy("Days an office is held"),
    "consecutive_terms": gettext_lazy("Terms in a row in one office"),
    "vouchers": gettext_lazy("Co-workers whose word replaces a lost key"),
    "recovery_hours": gettext_lazy("Hours in which the old key can stop that"),
    "appeal_days": gettext_lazy("Days for appeals and for mending a wrong count"),
    "reading_days": gettext_lazy("Days a full text lies open before the vote"),
    "retable_days": gettext_lazy("Days before the same proposal can be put again"),
    "secrecy_on_demand": gettext_lazy("Share of us who make any vote secret by asking"),
    "count_on_demand": gettext_lazy("Share of us who have hands counted on paper by asking"),
    "cross_office_years": gettext_lazy("Years of any six in all offices together"),
    "cooling_off_days": gettext_lazy("Days without vote after hiring or firing for an employer"),
    "freshness_days": gettext_lazy("Days a body's word about its members stays fresh"),
    "standing_days": gettext_lazy("Days somebody must have been a member to weigh in a council"),
    "ratify_days": gettext_lazy("Days the branches have to confirm what comes down"),
    "leave_notice_days": gettext_lazy("Days between deciding to leave and leaving"),
    "ends_day": gettext_lazy("Days after which it ends"),
}

FIRST: Final = (
    "quorum_least",
    "quorum_share",
    "notice_days",
    "support",
    "petition",
    "decides",
    "decides_charter",
    "term_days",
    "consecutive_terms",
    "admission_by_assembly",
    "between_meetings",
)
"""The numbers a founding talks about; the others are there for whoever unfolds them."""

ALSO: Final = tuple(name for name in LABELS if name not in FIRST)
ONLY_COUNCILS: Final = ("freshness_days", "ratify_days", "leave_notice_days", "ends_day")
ONLY_ASSEMBLIES: Final = ("admission_by_assembly",)

FRACTIONS: Final = ("1/20", "1/10", "1/8", "1/5", "1/4", "1/3", "1/2")
MAJORITIES: Final = (
    ("more_than 1/2 of cast", gettext_lazy("more than half of the votes cast")),
    ("at_least 2/3 of cast", gettext_lazy("at least two thirds of the votes cast")),
    ("at_least 3/4 of cast", gettext_lazy("at least three quarters of the votes cast")),
    ("more_than 1/2 of present", gettext_lazy("more than half of those present")),
    ("at_least 2/3 of present", gettext_lazy("at least two thirds of those present")),
    ("more_than 1/2 of eligible", gettext_lazy("more than half of all who may vote")),
)


class OwnNumbers(forms.Form):
    """Name, time zone, sections, offices and numbers of a body that is being founded from a template."""

    title = forms.CharField(label=gettext_lazy("What we are called"), max_length=200, strip=True)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Our time zone"), help_text=gettext_lazy("Days and terms are counted in it.")
    )
    sections = forms.CharField(
        label=gettext_lazy("Sections"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Shifts, shops or depots that may meet apart: one a line. Leave it empty for none."
        ),
    )
    offices = forms.CharField(
        label=gettext_lazy("Offices, and how many hold each together"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "One a line, such as “secretary 2”. No office is held by one alone. Keepers look after the member list, "
            "tellers count."
        ),
    )

    def __init__(self, *args: Any, template: str, **kwargs: Any) -> None:
        charter = load(template)
        self.template = template
        self.council = charter.kind is Kind.COUNCIL
        kwargs["initial"] = {**written(charter), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if not self.council:
            self.fields["title"].help_text = _("Everybody will see this name, on every page and on paper.")
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = zones()
        if self.council:
            del self.fields["sections"]
            self.fields["offices"].required = False
        for name in (*FIRST, *ALSO):
            if name in (ONLY_ASSEMBLIES if self.council else ONLY_COUNCILS):
                continue
            if name == "ends_day" and not charter.ends_day:
                continue
            self.fields[name] = field_for(name, getattr(charter, name))
        if charter.sides:
            self.fields["sides"] = forms.CharField(
                label=gettext_lazy("The sides"),
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=gettext_lazy("Two or more, one a line: what is adopted is adopted on every side."),
            )
        if charter.tasks:
            self.fields["tasks"] = forms.CharField(
                label=gettext_lazy("Its tasks"),
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=gettext_lazy("One a line. It has no others."),
            )

    def first(self) -> Iterator[forms.BoundField]:
        """The fields everybody looks at."""
        return (
            self[name]
            for name in ("title", "time_zone", "sections", "sides", "tasks", "offices", *FIRST)
            if name in self.fields
        )

    def also(self) -> Iterator[forms.BoundField]:
        """The fields that are folded away."""
        return (self[name] for name in ALSO if name in self.fields)

    def also_wrong(self) -> bool:
        """Whether something is wrong with a field that is folded away."""
        return any(name in self.errors for name in ALSO)

    def clean(self) -> dict[str, Any]:
        """What was chosen, judged by the bounds of the fixed rules."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        try:
            self.charter = load(self.template, **chosen(said))
        except Unsuitable as unsuitable:
            for objection in unsuitable.objections:
                assert isinstance(objection.value, Sentence)
                assert isinstance(objection.mend, Sentence)
                found, mend = objection.value.values, objection.mend.values
                field = str(mend.get("setting", "")).partition(".")[0]
                words = _("%(found)s does not go. What goes: %(bound)s") % {
                    "found": language.told(str_or_sentence(found.get("value", objection.value))),
                    "bound": language.told(str_or_sentence(mend.get("bound", objection.mend))),
                }
                self.add_error(field if field in self.fields else None, words)
        return said


def str_or_sentence(value: object) -> str:
    """A value as it can be told: a sentence stays one."""
    return value if isinstance(value, str) else str(value)


def field_for(name: str, value: Any) -> forms.Field:
    """The field in which a number is chosen."""
    label = LABELS[name]
    if isinstance(value, bool):
        return forms.BooleanField(label=label, required=False)
    if isinstance(value, Share):
        return forms.ChoiceField(label=label, choices=with_own(MAJORITIES, share_words(value), str(value)))
    if name in settings.SHARES:
        return forms.ChoiceField(
            label=label, choices=with_own([(each, each) for each in FRACTIONS], value, value)
        )
    least, most = BETWEEN.get(name, (1, 365))
    return forms.IntegerField(
        label=label, help_text=_("%(least)s to %(most)s") % {"least": least, "most": most}
    )


def with_own(choices: Any, value: str, words: str) -> list[tuple[str, Any]]:
    """These choices, and the template's own where it is none of them."""
    listed = list(choices)
    return listed if any(value == each for each, _words in listed) else [(value, words), *listed]


def share_words(share: Share) -> str:
    """A majority as a template writes it."""
    return f"{share.comparison} {share.fraction} of {share.base}"


def written(charter: Charter) -> dict[str, Any]:
    """The settings of a charter as the form shows them."""
    shown: dict[str, Any] = {
        "title": "",
        "time_zone": charter.time_zone,
        "sections": "\n".join(charter.sections),
        "sides": "\n".join(charter.sides),
        "tasks": "\n".join(charter.tasks),
        "offices": "\n".join(f"{office.name.replace('_', ' ')} {office.seats}" for office in charter.offices),
    }
    for name in LABELS:
        value = getattr(charter, name)
        shown[name] = share_words(value) if isinstance(value, Share) else value
    return shown


def chosen(said: dict[str, Any]) -> dict[str, Any]:
    """What a form says, as `charter.template` takes it."""
    lists = ("sections", "sides", "offices", "tasks")
    settled = {name: value for name, value in said.items() if name not in lists}
    for name in ("sections", "sides"):
        if name in said:
            settled[name] = [slug(each) or each for each in lines(said[name])]
    if "tasks" in said:
        settled["tasks"] = lines(said["tasks"])
    settled["offices"] = dict(map(office, lines(said.get("offices", ""))))
    return settled


def lines(words: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def office(line: str) -> tuple[str, int]:
    """An office as it was typed: its name and how many hold it; two where no number is given."""
    match = re.fullmatch(r"(.*?)[\s:,×x]*(\d{1,3})", line)
    name, seats = (match[1], int(match[2])) if match else (line, 2)
    plain = slug(name)
    return (plain.removesuffix("s") if plain.removesuffix("s") in TASKS else plain) or line, seats


def zones() -> list[tuple[str, str]]:
    """The time zones there are, as places."""
    found = sorted(
        zone for zone in available_timezones() if re.fullmatch(r"[A-Z][a-z]+/[A-Z][A-Za-z_/-]+", zone)
    )
    kept = [zone for zone in found if not zone.startswith("Etc/")]
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in kept)]
