"""Raising a proposal: a form for each kind of decision, made of the terms that kind has, in members' words.

A form never decides: it makes the value, and the law says what speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from msgspec.structs import replace

from confederal.audit import accord
from confederal.audit import words as plain_words
from confederal.charter.editions import EDITIONS
from confederal.kernel import matters
from confederal.kernel.body import (
    DELEGATE,
    KEEPER,
    TELLER,
    Base,
    Charter,
    Comparison,
    Key,
    Office,
    Share,
    Stray,
    Tie,
    Uncovered,
)
from confederal.kernel.identity import Id, Step
from confederal.kernel.matters import Matter
from confederal.kernel.matters.agreement import Party
from confederal.kernel.matters.election import Method
from confederal.kernel.matters.expulsion import Conduct
from confederal.kernel.matters.proposal import Proposable
from confederal.kernel.matters.resolution import Scope
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.matters.takeover import Function, Goes, Phase
from confederal.kernel.question import Stage
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web import saying
from confederal.web.accounts.models import Handle
from confederal.web.office import Text
from confederal.web.questions import words
from confederal.web.questions.forms import LONG, Legible, paragraphs_of
from confederal.web.templatetags.plain import at_time
from confederal.web.visit import Visit

MANY = 200
"""So many of anything are offered in a list to choose from."""

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Said: TypeAlias = "str | _StrPromise"
"""Words, perhaps to be translated when they are read."""

Choices: TypeAlias = "list[tuple[str, Said]]"


def in_days(label: Said, hint: Said = "", *, least: int = 0, first: int | None = None) -> forms.IntegerField:
    """A number of days."""
    return forms.IntegerField(
        label=label, help_text=hint, min_value=least, max_value=36_525, initial=first, required=least > 0
    )


def number(label: Said, hint: Said = "", *, least: int = 0, first: int = 0) -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(
        label=label, help_text=hint, min_value=least, max_value=2**53 - 1, initial=first
    )


def choice(
    label: Said,
    choices: Choices | None = None,
    hint: Said = "",
    *,
    needed: bool = True,
    first: str | None = None,
) -> forms.ChoiceField:
    """One of several."""
    return forms.ChoiceField(
        label=label, choices=choices or [], help_text=hint, required=needed, initial=first
    )


def line(label: Said, hint: Said = "", *, needed: bool = True, longest: int = 200) -> forms.CharField:
    """A line of words."""
    return Legible(label=label, help_text=hint, max_length=longest, required=needed)


def several(label: Said, hint: Said) -> forms.CharField:
    """Several lines, one thing a line."""
    return Legible(label=label, help_text=hint, max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}))


class Raising(forms.Form):
    """What every proposal has: one line that says it, and a text."""

    word: ClassVar[str]
    text_first: ClassVar[bool] = False
    """Whether the text is what it is about, and the terms only go with it."""
    title = line(
        lazy("In one line"),
        lazy("What would be decided, as one reads it out: “We close at noon on Saturdays”."),
    )

    def __init__(
        self,
        visit: Visit,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any] | None = None,
        above: State | None = None,
    ) -> None:
        super().__init__(data, auto_id="raise_%s", initial=initial)
        self.visit = visit
        self.state = visit.state if above is None else above
        """The record the terms speak of: our own, or that of the council we propose to."""
        self.beside: list[Text] = []
        self.fields["text"] = Legible(
            label=_("The text"),
            help_text=_("An empty line begins a new paragraph. Each paragraph can be amended by itself."),
            max_length=5 * LONG,
            required=False,
            widget=forms.Textarea(attrs={"rows": 9}),
        )
        self.offer()
        terms = [name for name in self.fields if name not in ("title", "text")]
        self.order_fields(["title", "text", *terms] if self.text_first else ["title", *terms, "text"])

    def offer(self) -> None:
        """Fills in what there is to choose from."""

    def build(self, told: dict[str, Any]) -> Matter:
        """The kind of decision with its terms."""
        raise NotImplementedError

    def wording(self, told: dict[str, Any]) -> tuple[str, ...]:
        """The paragraphs of the text."""
        return paragraphs_of(told.get("text") or "")

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        self.beside = []
        paragraphs = self.wording(told)
        if len(paragraphs) > 150:
            self.add_error("text", _("The text has more than 150 paragraphs: put some together."))
        texts = saying.texts(paragraphs)
        self.beside.extend(texts)
        told["paragraphs"] = tuple(text.digest for text in texts)
        try:
            matter = self.build(told)
            told["matter"] = msgspec.convert(msgspec.to_builtins(matter), Matter)
        except (msgspec.ValidationError, ValueError) as wrong:
            raise ValidationError(_("Something does not fit: %(what)s") % {"what": wrong}) from wrong
        return told

    def kept(self, words: str) -> str:
        """The digest of a text that goes along beside the proposal."""
        (text,) = saying.texts([words])
        self.beside.append(text)
        return text.digest

    # What there is to choose from

    def sections(self) -> Choices:
        return [("", _("all of us")), *((name, name) for name in self.state.charter.sections)]

    def people(self) -> Choices:
        """Members by what they are called here; who is not listed, by their pseudonym (P6)."""
        unlisted = set(
            Handle.objects.filter(body=self.visit.body, unlisted=True).values_list("member", flat=True)
        )
        there = (who for who in sorted(self.state.members) if self.state.present(who, self.visit.now))
        called = [(who, who if who in unlisted else self.visit.called(who)) for who in there]
        return [
            ("", "–"),
            *sorted(
                ((who, f"{name} ({who})" if name != who else who) for who, name in called),
                key=lambda one: one[1],
            ),
        ]

    def seats_held(self) -> Choices:
        """The seats that are held, and who holds them."""
        return [
            (
                seat.id,
                f"{self.visit.called(seat.holder)}, {words.office(self.state, seat.office, seat.to)}"
                + (f" ({seat.electors})" if seat.electors else ""),
            )
            for seat in self.state.held(self.visit.now)
        ]

    def decided(self, word: str | None = None) -> Choices:
        """Decisions in force, newest first."""
        there = sorted(self.state.in_force(self.visit.now, word), key=lambda one: -one.question)[:MANY]
        return [("", _("none")), *((str(one.question), one.title) for one in there)]

    def councils(self, state: State, *ties: Tie) -> Choices:
        """The federations and councils a body belongs to."""
        return [
            (link.council, link.name)
            for link in sorted(state.affiliations.values(), key=lambda link: link.name)
            if link.tie in ties
        ]

    def branches(self, *ties: Tie) -> Choices:
        """The bodies that make up this council."""
        return [
            (link.body, link.name)
            for link in sorted(self.state.bodies.values(), key=lambda link: link.name)
            if link.tie in ties
        ]


class Resolution(Raising):
    word = "resolution"
    text_first = True
    scope = choice(
        lazy("What it is about"),
        [
            (Scope.GENERAL, lazy("anything else")),
            (Scope.WORK_ORGANISATION, lazy("how we organise our work")),
            (Scope.DISCIPLINE, lazy("discipline (voted on in secret)")),
            (Scope.PROGRAMME, lazy("our programme")),
            (Scope.OWN_RULES, lazy("how we run our assembly")),
            (Scope.AFFILIATION, lazy("what we are part of")),
        ],
    )
    sunset_days = in_days(
        lazy("How many days it holds"),
        lazy("0: until we decide otherwise. Rules of discipline and of work must name a last day."),
        first=0,
    )
    replaces = choice(
        lazy("It takes the place of"),
        hint=lazy("An earlier decision that ends when this is adopted."),
        needed=False,
    )

    def offer(self) -> None:
        self.fields["replaces"].choices = self.decided("resolution")  # type: ignore[attr-defined]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Resolution(Scope(told["scope"]), told["sunset_days"] or 0, step_of(told["replaces"]))


class Choice(Raising):
    word = "choice"
    binding = True
    among = several(
        lazy("To choose from"), lazy("One a line. Members can rank them; one with more than half wins.")
    )

    def clean_among(self) -> dict[Id, str]:
        told = [" ".join(line.split()) for line in self.cleaned_data["among"].splitlines() if line.strip()]
        options = dict(zip(ids_of(told), told, strict=True))
        if len(options) < 2:
            raise ValidationError(_("Give at least two different things to choose from, one a line."))
        if any(len(words) > 200 for words in told):
            raise ValidationError(_("Make each line shorter: 200 letters at most. The text can say more."))
        return options

    def wording(self, told: dict[str, Any]) -> tuple[str, ...]:
        return (*super().wording(told), *(f"{option}: {words}" for option, words in told["among"].items()))

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Choice(tuple(told["among"]), self.binding)


class StrawPoll(Choice):
    binding = False


class Election(Raising):
    word = "election"
    office = choice(lazy("To what"))
    seats = number(lazy("How many"), lazy("No office is held by one alone."), least=1, first=2)
    alternates = number(
        lazy("How many stand in for them"), lazy("Elected at the same time, for when somebody cannot.")
    )
    term_days = in_days(lazy("For how many days"), least=1, first=365)
    of = choice(lazy("Who elects"), needed=False)
    method = choice(
        lazy("How it is counted"),
        [
            (Method.STV, lazy("ranked, in proportion (Scottish rules)")),
            (Method.MAJORITY, lazy("by majority: named on more than half of the papers")),
        ],
    )
    in_place_of = choice(
        lazy("In place of"),
        hint=lazy("Only together with a recall: who would take the seat if it becomes empty."),
        needed=False,
    )
    exceptional = forms.BooleanField(
        label=lazy("Nobody else stands, and somebody is being trained to take over"),
        help_text=lazy("Only where the usual limit of terms would leave the office empty."),
        required=False,
    )

    def offer(self) -> None:
        offices: Choices = [
            (f"{office.name}@", words.office(self.state, office.name, None))
            for office in self.state.charter.offices
        ]
        for decision in self.state.in_force(self.visit.now, "commission"):
            matter = decision.matter
            if isinstance(matter, matters.Commission):
                offices.append((f"{matter.called}@", matter.called))
        for council, name in self.councils(self.state, Tie.JOINED, Tie.ASKED):
            offices.append((f"{DELEGATE}@{council}", _("delegate to %(council)s") % {"council": name}))
        for lent in self.state.in_force(self.visit.now, "lending"):
            if isinstance(lent.matter, matters.Lending) and lent.matter.lends == self.state.body:
                for party, task in product(lent.matter.with_, lent.matter.tasks):
                    offices.append((f"{task}@{party.body}", words.office(self.state, task, party.body)))
        self.fields["office"].choices = list(dict(offices).items())  # type: ignore[attr-defined]
        self.fields["of"].choices = self.sections()  # type: ignore[attr-defined]
        self.fields["in_place_of"].choices = [("", _("nobody")), *self.seats_held()]  # type: ignore[attr-defined]
        self.fields["term_days"].initial = min(365, self.state.charter.term_days)
        if not self.state.charter.sections:
            del self.fields["of"]

    def build(self, told: dict[str, Any]) -> Matter:
        office, _at, council = told["office"].partition("@")
        return matters.Election(
            office=office,
            seats=told["seats"],
            term_days=told["term_days"],
            alternates=told["alternates"],
            method=Method(told["method"]),
            to=council or None,
            of=told.get("of") or None,
            in_place_of=told["in_place_of"] or None,
            exceptional=told["exceptional"],
        )


class Recall(Raising):
    word = "recall"
    seat = choice(
        lazy("Who is recalled"),
        hint=lazy("Those who elected them decide, in secret. No cause has to be given."),
    )

    def offer(self) -> None:
        self.fields["seat"].choices = self.seats_held()  # type: ignore[attr-defined]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Recall(told["seat"])


class Expulsion(Raising):
    word = "expulsion"
    member = choice(lazy("Who"))
    conduct = choice(
        lazy("For what conduct"),
        [
            (Conduct.VIOLENCE, lazy("violence")),
            (Conduct.HARASSMENT, lazy("harassment")),
            (Conduct.THEFT_FROM_THE_COLLECTIVE, lazy("theft from the collective")),
            (Conduct.STRIKE_BREAKING, lazy("strike-breaking")),
            (Conduct.INFORMING_FOR_EMPLOYER_OR_POLICE, lazy("informing for the employer or the police")),
            (Conduct.DISCLOSING_MEMBERS, lazy("disclosing who is a member")),
            (Conduct.FALSIFYING_A_COUNT, lazy("falsifying a count")),
            (Conduct.ENDANGERING_OTHERS, lazy("endangering others")),
        ],
        lazy("This is the whole list: nobody is expelled for an opinion. They are heard before the vote."),
    )
    upholds = choice(lazy("It hears the appeal against"), needed=False)

    def offer(self) -> None:
        if len(self.state.members) > MANY:
            hint = _("The pseudonym, as it stands on the page of our people.")
            self.fields["member"] = line(_("Who"), hint, longest=64)
        else:
            self.fields["member"].choices = self.people()  # type: ignore[attr-defined]
        appealed = [(str(one.question), one.title) for one in self.state.unended("expulsion") if one.reopened]
        self.fields["upholds"].choices = [("", _("none")), *appealed]  # type: ignore[attr-defined]
        if not appealed:
            del self.fields["upholds"]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Expulsion(told["member"], Conduct(told["conduct"]), step_of(told.get("upholds")))


class Admission(Raising):
    word = "admission"
    person = line(
        lazy("The pseudonym of who is admitted"),
        lazy("A word in small letters; no name. Two keepers then invite them."),
        longest=64,
    )
    advisor = forms.BooleanField(label=lazy("As an advisor: a voice and no vote"), required=False)

    def offer(self) -> None:
        if self.state.council:
            asked = self.branches(Tie.ASKED, Tie.NAMED)
            self.fields["body"] = choice(
                _("Which body"),
                asked,
                _("Those that have shown their own decision to join."),
                needed=bool(asked),
            )
            self.fields["person"].required = False
            del self.fields["person"]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Admission(
            body=told.get("body") or None, person=told.get("person") or None, advisor=told["advisor"]
        )


class Joining(Raising):
    word = "joining"
    council = line(
        lazy("The federation's number"),
        lazy("64 letters and digits, as the federation or council gives it to you: nobody else can have it."),
        longest=64,
    )
    side = line(
        lazy("Our side"),
        lazy("Only where its seats are by sides, as in a joint committee."),
        needed=False,
        longest=64,
    )
    name = line(
        lazy("Its name"), lazy("Only where its record is not kept here; so are the next two."), needed=False
    )
    host_key = line(lazy("The key its record is kept with"), needed=False, longest=400)
    rules = line(lazy("The fingerprint of its rules"), needed=False, longest=64)
    leave_notice_days = in_days(
        lazy("Days of notice when leaving"), lazy("As its rules say, where they are not kept here.")
    )

    def build(self, told: dict[str, Any]) -> Matter:
        council = told["council"].strip().lower()
        there = offices.state_of(council)
        if there is not None:
            return accord.joining(council, there.charter, there.host_key, told["side"] or None)
        for field in ("name", "host_key", "rules"):
            if not told[field]:
                raise ValueError(_("its record is not kept here, so say its name, key and fingerprint too"))
        return matters.Joining(
            council=council,
            name=told["name"],
            host_key=told["host_key"],
            charter=told["rules"],
            leave_notice_days=told["leave_notice_days"] or 30,
            side=told["side"] or None,
        )


class Leaving(Raising):
    word = "leaving"
    council = choice(
        lazy("What we leave"), hint=lazy("It is ours alone to decide. We take our record along.")
    )

    def offer(self) -> None:
        self.fields["council"].choices = self.councils(self.state, Tie.JOINED, Tie.ASKED)  # type: ignore[attr-defined]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Leaving(told["council"])


class Standard(Raising):
    word = "standard"
    subject = choice(
        lazy("About what"), [(subject.value, lazy(told)) for subject, told in plain_words.SUBJECTS.items()]
    )
    amount = forms.DecimalField(
        label=lazy("How much"),
        help_text=lazy("Money as 15.00, time in minutes, or people. 0 where the text says it."),
        min_value=0,
        max_digits=15,
        decimal_places=2,
        initial=0,
    )
    unit = choice(
        lazy("In what"),
        [
            (Unit.MINOR_UNITS, lazy("money")),
            (Unit.MINUTES, lazy("minutes")),
            (Unit.PEOPLE, lazy("people")),
            (Unit.TEXT, lazy("as the text says")),
        ],
    )
    note = line(lazy("In words"), lazy("Shown beside the number."), needed=False)
    sunset_days = in_days(
        lazy("How many days it holds"),
        lazy("Every minimum ends by itself and is decided anew."),
        least=1,
        first=365,
    )
    commences_days = in_days(lazy("It begins in so many days"), first=0)

    def build(self, told: dict[str, Any]) -> Matter:
        unit = Unit(told["unit"])
        amount: Decimal = told["amount"] * (100 if unit is Unit.MINOR_UNITS else 1)
        if amount != int(amount):
            raise ValueError(_("minutes and people are whole numbers"))
        return matters.Standard(
            Subject(told["subject"]),
            int(amount),
            unit,
            told["sunset_days"],
            told["commences_days"] or 0,
            told["note"] or "-",
        )


class Commission(Raising):
    word = "commission"
    called = line(lazy("What it is called"), longest=60)
    tasks = several(lazy("Its tasks"), lazy("One a line. It does these and nothing else."))
    seats = number(
        lazy("How many people"), lazy("Two at least; they are elected afterwards."), least=2, first=3
    )
    ends_days = in_days(lazy("It ends after so many days"), least=1, first=90)
    reports_days = in_days(lazy("It reports every so many days"), least=1, first=30)

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Commission(
            id_of(told["called"], "commission"),
            tuple(line.strip() for line in told["tasks"].splitlines() if line.strip()),
            told["seats"],
            told["ends_days"],
            told["reports_days"],
        )


class Derogation(Raising):
    word = "exception"
    standard = choice(lazy("From which minimum"))
    body = choice(lazy("For which branch"))
    days = in_days(lazy("For how many days"), lazy("It ends by itself."), least=1, first=90)
    affected = forms.MultipleChoiceField(
        label=lazy("Who is affected"), help_text=lazy("Each of them must confirm it before it holds.")
    )

    def offer(self) -> None:
        self.fields["standard"].choices = self.decided("standard")[1:]  # type: ignore[attr-defined]
        self.fields["body"].choices = self.branches(Tie.JOINED)  # type: ignore[attr-defined]
        self.fields["affected"].choices = self.branches(Tie.JOINED)  # type: ignore[attr-defined]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Derogation(int(told["standard"]), told["body"], told["days"], tuple(told["affected"]))


class WithOthers(Raising):
    """What is agreed with other bodies, named by their numbers."""

    def parties(self, lines: str) -> Iterator[Party]:
        for body in dict.fromkeys(line.strip().lower() for line in lines.splitlines() if line.strip()):
            if body == self.visit.body:
                continue
            party = accord.party(body, self.state, offices.state_of(body))
            if party is None:
                raise ValueError(_("nothing is known here of %(body)s…") % {"body": body[:12]})
            yield party


class Agreement(WithOthers):
    word = "agreement"
    partners = Legible(
        label=lazy("With whom"),
        help_text=lazy("The number of each body, one a line: 64 letters and digits."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed = Legible(
        label=lazy("The agreed text"),
        help_text=lazy(
            "The same for all. Where another body has proposed it already, give its fingerprint instead."
        ),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    fingerprint = line(
        lazy("The fingerprint of the agreed text"),
        lazy("64 letters and digits; only where another body has proposed it already, or to end it."),
        needed=False,
        longest=64,
    )
    days = in_days(lazy("For how many days"), lazy("0: until one of us gives notice."), first=0)
    notice_days = in_days(lazy("Days of notice to end it"), first=30)
    ends = forms.BooleanField(label=lazy("We give notice of this agreement"), required=False)

    def wording(self, told: dict[str, Any]) -> tuple[str, ...]:
        return (*paragraphs_of(told.get("agreed") or ""), *super().wording(told))

    def build(self, told: dict[str, Any]) -> Matter:
        if told["fingerprint"]:
            digest = told["fingerprint"].strip().lower()
        elif told["agreed"]:
            digest = self.kept(told["agreed"])
        else:
            raise ValueError(_("give the agreed text, or its fingerprint"))
        parties = tuple(self.parties(told["partners"]))
        return matters.Agreement(parties, digest, told["days"] or 0, told["notice_days"] or 0, told["ends"])


class Lending(WithOthers):
    word = "lending"
    partners = line(
        lazy("With which body"), lazy("Its number: 64 letters and digits, as its page shows."), longest=64
    )
    who_lends = choice(
        lazy("Who lends"), [("they", lazy("they lend to us")), ("we", lazy("we lend to them"))]
    )
    tasks = forms.MultipleChoiceField(
        label=lazy("For what"),
        choices=[(TELLER, lazy("counting votes")), (KEEPER, lazy("keeping the member list"))],
        widget=forms.CheckboxSelectMultiple,
        initial=[TELLER],
    )
    days = in_days(lazy("For how many days"), lazy("1 to 365; it can be agreed again."), first=365)
    ends = forms.BooleanField(label=lazy("We end what is lent between us"), required=False)

    def build(self, told: dict[str, Any]) -> Matter:
        parties = tuple(self.parties(told["partners"]))
        if not parties:
            raise ValueError(_("name the one other body"))
        lends = self.visit.body if told["who_lends"] == "we" else parties[0].body
        return matters.Lending(parties, lends, tuple(told["tasks"]), told["days"] or 0, told["ends"])


class Strike(Raising):
    word = "strike"
    demands = line(lazy("Our demands, in one line"))
    of = choice(lazy("Whose strike"), needed=False)
    ends = choice(lazy("It ends the strike"), needed=False)

    def offer(self) -> None:
        self.fields["of"].choices = self.sections()  # type: ignore[attr-defined]
        self.fields["ends"].choices = self.decided("strike")  # type: ignore[attr-defined]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Strike(told["demands"], told["of"] or None, step_of(told["ends"]))


class Settlement(Raising):
    word = "settlement"
    with_whom = line(lazy("With whom"))
    deal = Legible(
        label=lazy("The full text of the deal"),
        help_text=lazy(
            "Nobody votes on what they could not read: it is there for the reading days of our rules."
        ),
        max_length=5 * LONG,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    of = choice(lazy("Whom it covers"), needed=False)
    strike = choice(lazy("It settles the strike"), needed=False)
    days = in_days(lazy("For how many days"), first=0)

    def offer(self) -> None:
        self.fields["of"].choices = self.sections()  # type: ignore[attr-defined]
        self.fields["strike"].choices = self.decided("strike")  # type: ignore[attr-defined]

    def wording(self, told: dict[str, Any]) -> tuple[str, ...]:
        return (*paragraphs_of(told["deal"]), *super().wording(told))

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Settlement(
            self.kept(told["deal"]),
            told["with_whom"],
            told["of"] or None,
            step_of(told["strike"]),
            told["days"] or 0,
        )


class Takeover(Raising):
    word = "takeover"
    phase = choice(
        lazy("How far"),
        [
            (Phase.CONTROL, lazy("control: open books, veto on hiring and firing")),
            (Phase.MANAGEMENT, lazy("management by our assembly")),
            (Phase.BACK_TO_CONTROL, lazy("back to control")),
        ],
    )
    functions = Legible(
        label=lazy("What becomes of each post of the old management"),
        help_text=lazy("One a line: the post, a colon, then assembly, council, rotating_task or abolished."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    inventory = Legible(
        label=lazy("Inventory"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 5})
    )
    debts = forms.DecimalField(label=lazy("Debts"), initial=0, max_digits=15, decimal_places=2)
    title_held_by = line(
        lazy("Who holds the title"),
        lazy("Use is ours; title is with the federation or the community."),
        longest=64,
    )

    def offer(self) -> None:
        self.fields["title_held_by"].initial = "federation"

    def build(self, told: dict[str, Any]) -> Matter:
        functions = []
        for text in told["functions"].splitlines():
            if text.strip():
                called, _colon, goes = text.rpartition(":")
                functions.append(Function(called.strip(), Goes(goes.strip())))
        return matters.Takeover(
            phase=Phase(told["phase"]),
            functions=tuple(functions),
            inventory=self.kept(told["inventory"]) if told["inventory"] else None,
            debts=int(told["debts"] * 100),
            title_held_by=id_of(told["title_held_by"], "federation"),
        )


class ReferringBack(Raising):
    word = "referring_back"
    question = choice(lazy("Which proposal goes back"))

    def offer(self) -> None:
        self.fields["question"].choices = [  # type: ignore[attr-defined]
            (str(step), self.state.questions[step].title)
            for step in sorted(self.state.open_questions)
            if self.state.questions[step].stage in (Stage.RAISED, Stage.AGENDA)
        ][:MANY]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.ReferringBack(int(told["question"]))


class Constituency(Raising):
    word = "constituency"
    called = line(
        lazy("What the section is called"), lazy("Members choose their section themselves."), longest=60
    )
    dissolves = forms.BooleanField(label=lazy("This section is dissolved"), required=False)

    def build(self, told: dict[str, Any]) -> Matter:
        called = (
            told["called"]
            if told["called"] in self.state.charter.sections
            else id_of(told["called"], "section")
        )
        return matters.Constituency(called, told["dissolves"])


class EditionMove(Raising):
    word = "edition"
    edition = choice(lazy("Rules version"), [(edition, edition) for edition in EDITIONS])

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.EditionMove(told["edition"])


class Host(Raising):
    word = "host"
    key = line(lazy("The new keeper's key"), lazy("As the new keepers give it to you."), longest=400)
    where = line(lazy("Where, and by whom, our record will be kept"))

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Host(told["key"].strip(), told["where"])


class ClosingDown(Raising):
    word = "closing_down"
    first = choice(
        lazy("The first decision, that announced it"),
        hint=lazy("It takes two meetings: the first announces it, the second closes."),
        needed=False,
    )

    def offer(self) -> None:
        self.fields["first"].choices = self.decided("closing_down")  # type: ignore[attr-defined]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.ClosingDown(step_of(told["first"]))


class Seating(Raising):
    word = "seating"
    body = choice(lazy("Which branch appeals"))
    sitting = choice(lazy("At which meeting"))

    def offer(self) -> None:
        self.fields["body"].choices = self.branches(Tie.JOINED)  # type: ignore[attr-defined]
        meetings = sorted(self.state.sittings.values(), key=lambda meeting: -meeting.on)[:20]
        self.fields["sitting"].choices = [  # type: ignore[attr-defined]
            (str(meeting.id), at_time(meeting.on, self.visit)) for meeting in meetings
        ]

    def build(self, told: dict[str, Any]) -> Matter:
        return matters.Seating(told["body"], int(told["sitting"]))


# Our own numbers

SHARES = (
    "decides",
    "decides_charter",
    "decides_joining",
    "decides_expulsion",
    "decides_closing",
    "ratified_by",
)

NUMBERS: dict[str, tuple[Said, Said]] = {
    "notice_days": (lazy("Days members know of a proposal before the vote"), lazy("2 to 30")),
    "urgent_hours": (lazy("Hours, when it is urgent"), lazy("24 to 72")),
    "reading_days": (lazy("Days the full text of a deal is there before the vote"), lazy("7 to 60")),
    "quorum_least": (lazy("How many must take part at least"), lazy("1 to 25")),
    "quorum_share": (lazy("Or this share of us, whichever is more"), lazy("at most 1/2")),
    "reserved_quorum": (lazy("This share for what concerns us all most"), lazy("at most 1/2")),
    "support": (lazy("How many support a proposal onto the agenda"), lazy("1 to 10")),
    "petition": (lazy("What share of us makes a meeting exist, or starts a recall"), lazy("at most 1/5")),
    "petition_days": (lazy("Days within which that meeting is held"), lazy("1 to 7")),
    "between_meetings": (lazy("We also vote by device between meetings"), ""),
    "voting_days": (lazy("Days such a vote is open at least"), lazy("1 to 30")),
    "secrecy_on_demand": (lazy("What share of us makes a vote secret by asking"), lazy("at most 1/10")),
    "count_on_demand": (lazy("What share of us has hands counted by paper by asking"), lazy("at most 1/5")),
    "decides": (lazy("What an ordinary decision takes"), lazy("more than 1/2 at least")),
    "decides_charter": (lazy("What changing these numbers takes"), lazy("1/2 to 3/4")),
    "decides_joining": (lazy("What joining and admitting take"), lazy("at most 2/3")),
    "decides_expulsion": (lazy("What an expulsion takes"), lazy("at most 3/4")),
    "decides_closing": (lazy("What closing ourselves down takes, twice"), lazy("at most 3/4")),
    "appeal_days": (lazy("Days for appeals and for mending a count"), lazy("7 to 60")),
    "retable_days": (
        lazy("Days before what was not adopted comes again in the same words"),
        lazy("30 to 365"),
    ),
    "admission_by_assembly": (lazy("The assembly admits new members, not two keepers alone"), ""),
    "offices": (
        lazy("Our offices"),
        lazy(
            "One a line: the name, a colon, how many people (2 to 50). Keeper, teller and hostkeeper are tasks."
        ),
    ),
    "term_days": (lazy("Days of a term"), lazy("7 to 730")),
    "consecutive_terms": (lazy("Terms in a row in one office"), lazy("1 to 3")),
    "cross_office_years": (lazy("Years of any six in all offices together"), lazy("1 to 4")),
    "vouchers": (lazy("Co-workers whose word replaces a lost key"), lazy("2 to 10")),
    "recovery_hours": (lazy("Hours in which the old key can stop that"), lazy("24 to 168")),
    "cooling_off_days": (lazy("Days without vote after acting for an employer"), lazy("14 to 365")),
    "delegation_key": (lazy("How votes are shared out among the branches"), ""),
    "started": (lazy("One vote for every started number of members"), ""),
    "cap_votes": (lazy("Votes no branch has more than"), lazy("0: no such limit")),
    "stray": (lazy("A vote that differs from its instruction"), ""),
    "uncovered": (lazy("Where no instruction covers the text"), ""),
    "freshness_days": (lazy("Days a branch's word stays good"), lazy("1 to 730")),
    "standing_days": (
        lazy("Days somebody is a member before they count in a branch's weight"),
        lazy("0 to 120"),
    ),
    "credentials_each_sitting": (lazy("Delegates take their places anew at each congress"), ""),
    "ratified": (lazy("What goes back down to be confirmed"), ""),
    "ratified_by": (lazy("What share of the branches confirms"), ""),
    "ratify_days": (lazy("Days they have for it"), lazy("7 to 365")),
    "leave_notice_days": (lazy("Days between deciding to leave and leaving"), lazy("0 to 90")),
}
"""The numbers a body may change, in the order in which one reads them: label and bounds."""

COUNCILS_ONLY = (
    "delegation_key",
    "started",
    "cap_votes",
    "stray",
    "uncovered",
    "freshness_days",
    "standing_days",
    "credentials_each_sitting",
    "ratified",
    "ratified_by",
    "ratify_days",
    "leave_notice_days",
)
ASSEMBLIES_ONLY = ("admission_by_assembly", "secrecy_on_demand", "count_on_demand", "cooling_off_days")

CHOSEN: dict[str, Choices] = {
    "delegation_key": [(key.value, lazy(told)) for key, told in plain_words.KEYS.items()],
    "stray": [
        (Stray.AS_MANDATED.value, lazy("is counted as instructed")),
        (Stray.VOID.value, lazy("is not counted")),
        (Stray.COUNTED.value, lazy("is counted as cast, and shown")),
    ],
    "uncovered": [
        (Uncovered.ABSTAIN.value, lazy("delegates abstain")),
        (Uncovered.REFER_BACK.value, lazy("it is sent back")),
        (Uncovered.FREE.value, lazy("delegates decide on the spot")),
    ],
}


class CharterChange(Raising):
    """Each of our own numbers, as it is; what is changed here is proposed to be changed."""

    word = "charter"

    def offer(self) -> None:
        charter = self.state.charter
        self.fields["called"] = line(_("What we are called"))
        self.fields["called"].initial = charter.title
        for name, (label, hint) in NUMBERS.items():
            if name in (ASSEMBLIES_ONLY if self.state.council else COUNCILS_ONLY):
                continue
            self.fields[name] = field_of(name, getattr(charter, name), label, hint)

    def build(self, told: dict[str, Any]) -> Matter:
        changed: dict[str, Any] = {}
        charter = self.state.charter
        for name in NUMBERS:
            if name not in told or told[name] is None:
                continue
            value = read_number(name, told[name], charter)
            if value != getattr(charter, name):
                changed[name] = value
        if told["called"] != charter.title:
            changed["title"] = told["called"]
        if not changed:
            raise ValueError(_("nothing is changed yet: change a number, then send it"))
        return matters.CharterChange(replace(charter, **changed))


def field_of(name: str, value: Any, label: Said, hint: Said) -> forms.Field:
    """The field for one of our numbers, with what it is now."""
    if name in SHARES:
        usual = list(dict.fromkeys((share_typed(value), *USUAL_SHARES)))
        return choice(
            label, [(typed, words.share(share_read(typed))) for typed in usual], hint, first=usual[0]
        )
    if name == "offices":
        lines = "\n".join(f"{office.name}: {office.seats}" for office in value)
        return Legible(
            label=label,
            help_text=hint,
            initial=lines,
            required=False,
            widget=forms.Textarea(attrs={"rows": 5}),
        )
    if name == "ratified":
        kinds: Choices = [(word, words.kind(word)) for word in plain_words.KINDS]
        return forms.MultipleChoiceField(label=label, choices=kinds, initial=list(value), required=False)
    if name in CHOSEN:
        return choice(label, CHOSEN[name], hint)
    if isinstance(value, bool):
        return forms.BooleanField(label=label, help_text=hint, initial=value, required=False)
    if isinstance(value, int):
        return number(label, hint, first=value)
    return Legible(label=label, help_text=hint, initial=value, max_length=200)


def read_number(name: str, typed: Any, charter: Charter) -> Any:
    """One of our numbers as it was typed. Raises ValueError."""
    if name in SHARES:
        return share_read(typed)
    if name == "offices":
        return tuple(offices_read(typed, charter))
    if name == "ratified":
        return tuple(word for word in plain_words.KINDS if word in typed)
    if name in CHOSEN:
        return {"delegation_key": Key, "stray": Stray, "uncovered": Uncovered}[name](typed)
    return typed


USUAL_SHARES = (
    "more than 1/2 of cast",
    "at least 3/5 of cast",
    "at least 2/3 of cast",
    "at least 3/4 of cast",
    "more than 1/2 of present",
    "more than 1/2 of eligible",
)
"""Majorities one can choose from; what a body has besides stays."""


def share_typed(share: Share) -> str:
    """A majority as it is typed."""
    return f"{share.comparison.replace('_', ' ')} {share.fraction} of {share.base}"


def share_read(typed: str) -> Share:
    """A majority as it was typed. Raises ValueError.

    >>> share_read("at least 2/3 of cast") == Share("2/3", Comparison.AT_LEAST, Base.CAST)
    True
    """
    words = typed.lower().split()
    if len(words) != 5 or words[3] != "of":
        raise ValueError(_("write a majority as: more than 1/2 of cast"))
    return Share(words[2], Comparison("_".join(words[:2])), Base(words[4]))


def offices_read(typed: str, charter: Charter) -> Iterator[Office]:
    """Offices as they were typed, a line each. Raises ValueError."""
    known = {office.name: office.power for office in charter.offices}
    for text in typed.splitlines():
        if not text.strip():
            continue
        name, colon, seats = text.rpartition(":")
        if not colon or not seats.strip().isdigit():
            raise ValueError(_("write each office as: secretary: 2"))
        office = name.strip() if name.strip() in known else id_of(name, "office")
        tasks = ("keeper", "teller", "hostkeeper")
        yield Office(office, int(seats), known.get(office, office not in tasks))


# To our council


def proposing(inner: type[Raising]) -> type[Raising]:
    """The form with which something of that kind is put before a council of ours."""

    class ToCouncil(inner):  # type: ignore[misc,valid-type]
        word = "proposal"
        inner_word = inner.word

        def offer(self) -> None:
            super().offer()
            self.fields["council"] = choice(
                _("To which council"), self.councils(self.visit.state, Tie.JOINED)
            )

        def build(self, told: dict[str, Any]) -> Matter:
            what = super().build(told)
            checked = msgspec.convert(msgspec.to_builtins(what), Proposable)
            return matters.Proposal(told["council"], told["title"], checked, told["paragraphs"])

    return ToCouncil


# Words in the record


def step_of(typed: str | None) -> Step | None:
    """The step that was chosen, or None."""
    return int(typed) if typed else None


def id_of(typed: str, otherwise: str) -> Id:
    """What somebody typed as a word of the record: small letters, digits, hyphens.

    >>> id_of("Año nuevo!", "x"), id_of("Зима", "option-1")
    ('ano-nuevo', 'option-1')
    """
    return slugify(typed)[:60].strip("-_") or otherwise


def ids_of(told: Iterable[str]) -> list[Id]:
    """A word of the record for each line, no two alike.

    >>> ids_of(["Red", "Red!", "Зелёный"])
    ['red', 'red-2', 'option-3']
    """
    found: list[Id] = []
    for rank, wording in enumerate(told, start=1):
        wanted = id_of(wording, f"option-{rank}")
        if wanted in ("for", "against", "abstain", "refer_back"):
            wanted = f"option-{wanted}"
        found.append(wanted if wanted not in found else f"{wanted}-{rank}")
    return found
