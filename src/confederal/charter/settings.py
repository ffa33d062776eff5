"""The bounds of the numbers a body chooses (DESIGN §2). They are entrenched: a charter chooses inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from confederal.kernel.body import TASKS, Base, Charter, Comparison, Form, Key, Kind, Share
from confederal.sentence import listed, plural, say

COUNCIL_FORMS = (Form.FEDERATION, Form.CONGRESS, Form.JOINT_COMMITTEE, Form.DEFENCE_COUNCIL, Form.COMMISSION)
DATED_FORMS = (Form.DEFENCE_COUNCIL, Form.COMMISSION)
"""Forms that end by themselves unless their constituents found them again (R39, R42)."""

Fault = tuple[str, str, str]
"""Which setting, what it is, what its bound is."""


def faults(charter: Charter) -> Iterator[Fault]:
    """Every setting outside its bounds: (name, value, bound)."""
    yield from shares(charter)
    if any(True for _ in shares(charter)):
        return
    yield from numbers(charter)
    yield from thresholds(charter)
    yield from offices(charter)
    yield from (council(charter) if charter.kind is Kind.COUNCIL else assembly(charter))
    if not re.fullmatch(r"UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_+-]+){1,2}", charter.time_zone):
        yield "time_zone", charter.time_zone, say("named as in the tz database, such as Europe/Madrid")
    if not re.fullmatch(r"[A-Z]{3}", charter.currency):
        yield "currency", charter.currency, say("three letters as in ISO 4217, such as EUR")


SHARES = ("quorum_share", "reserved_quorum", "petition", "secrecy_on_demand", "count_on_demand")


def shares(charter: Charter) -> Iterator[Fault]:
    """Shares that are no fraction between 0 and 1."""
    for name in SHARES:
        if fraction(getattr(charter, name)) is None:
            yield name, str(getattr(charter, name)), say('a fraction such as "1/10"')
    for name in THRESHOLDS:
        if fraction(getattr(charter, name).fraction) is None:
            yield name, getattr(charter, name).fraction, say('a fraction such as "2/3"')


def fraction(words: str) -> Fraction | None:
    """A fraction written as numerator/denominator, between 0 and 1; None if it is none."""
    numerator, slash, denominator = words.partition("/")
    if not slash or not (numerator.isascii() and numerator.isdigit()):
        return None
    if not (denominator.isascii() and denominator.isdigit()) or len(words) > 24 or int(denominator) == 0:
        return None
    share = Fraction(int(numerator), int(denominator))
    return share if 0 <= share <= 1 else None


def numbers(charter: Charter) -> Iterator[Fault]:
    """Lengths of time and shares outside their bounds."""
    for name, least, most in BETWEEN:
        value = getattr(charter, name)
        if not least <= value <= most:
            yield name, str(value), say("{least} to {most}", least=least, most=most)
    for name, most_share in AT_MOST:
        if Fraction(getattr(charter, name)) > Fraction(most_share):
            yield name, getattr(charter, name), say("at most {most}", most=most_share)
        if name in POSITIVE and Fraction(getattr(charter, name)) <= 0:
            yield name, getattr(charter, name), say("more than 0")


BETWEEN = (
    ("quorum_least", 1, 25),
    ("notice_days", 2, 30),
    ("urgent_hours", 24, 72),
    ("support", 1, 10),
    ("petition_days", 1, 7),
    ("voting_days", 1, 29),
    ("reading_days", 7, 60),
    ("appeal_days", 7, 60),
    ("retable_days", 30, 365),
    ("term_days", 7, 730),
    ("consecutive_terms", 1, 3),
    ("cross_office_years", 1, 4),
    ("vouchers", 2, 10),
    ("recovery_hours", 24, 168),
    ("cooling_off_days", 14, 365),
    ("freshness_days", 1, 730),
    ("standing_days", 0, 120),
    ("ratify_days", 7, 365),
    ("leave_notice_days", 0, 90),
)
"""Entrenched bounds, in days, hours or people."""

AT_MOST = (
    ("quorum_share", "1/2"),
    ("reserved_quorum", "1/2"),
    ("petition", "1/5"),
    ("secrecy_on_demand", "1/10"),
    ("count_on_demand", "1/5"),
)
POSITIVE = ("petition", "secrecy_on_demand")

THRESHOLDS = (
    "decides",
    "decides_charter",
    "decides_joining",
    "decides_expulsion",
    "decides_closing",
    "ratified_by",
)
MOST = {"decides_joining": Fraction(2, 3), "decides": Fraction(3, 4), "decides_charter": Fraction(3, 4)}


def thresholds(charter: Charter) -> Iterator[Fault]:
    """Thresholds below a majority, or so high that a few could hold everybody."""
    for name in THRESHOLDS:
        share: Share = getattr(charter, name)
        exact = share.exact
        if exact < Fraction(1, 2) or (exact == Fraction(1, 2) and share.comparison is Comparison.AT_LEAST):
            yield name, str(share), say("more than 1/2 at least")
        if exact > MOST.get(name, Fraction(3, 4)):
            yield name, str(share), say("at most {most}", most=MOST.get(name, Fraction(3, 4)))
        if share.base is Base.ELIGIBLE and name != "ratified_by" and exact > Fraction(1, 2):
            yield (
                name,
                str(share),
                say("of all who may vote, more than 1/2 at most: else those who stay away decide"),
            )
        if name == "ratified_by" and share.base is not Base.ELIGIBLE:
            yield name, str(share), say("of the bodies: a share of eligible")
        if share.base is Base.WEIGHT and charter.kind is Kind.ASSEMBLY:
            yield name, str(share), say("members have one vote each: no weights in an assembly")


def offices(charter: Charter) -> Iterator[Fault]:
    """Offices of one seat, offices named twice, and registers kept by one alone (R20)."""
    names = [office.name for office in charter.offices]
    for office in charter.offices:
        if not 2 <= office.seats <= 50:
            yield (
                say("offices.{name}", name=office.name),
                plural(office.seats, "{number} seat", "{number} seats"),
                say("2 to 50: no office is held by one alone"),
            )
        if office.power and office.name in TASKS:
            yield (
                say("offices.{name}", name=office.name),
                say("of power"),
                say("keeping, telling and hosting are tasks"),
            )
        if not office.power and office.name not in TASKS:
            yield (
                say("offices.{name}", name=office.name),
                say("not of power"),
                say("only these do not count: {tasks}", tasks=listed(TASKS)),
            )
    for name in {name for name in names if names.count(name) > 1}:
        yield "offices", name, say("named once")
    if charter.kind is Kind.ASSEMBLY:
        for task in ("keeper", "teller"):
            if task not in names:
                yield "offices", say("no {task}", task=task), say("a {task} office of two or more", task=task)


def assembly(charter: Charter) -> Iterator[Fault]:
    """What an assembly's charter cannot say."""
    if charter.form in COUNCIL_FORMS:
        yield (
            "form",
            charter.form,
            say("one of: {those}", those=listed(form for form in Form if form not in COUNCIL_FORMS)),
        )
    if len(set(charter.sections)) != len(charter.sections):
        yield "sections", listed(charter.sections), say("each named once")
    if charter.ratified:
        yield (
            "ratified",
            listed(charter.ratified),
            say("nothing: an assembly's decision is final, nobody is below"),
        )


def council(charter: Charter) -> Iterator[Fault]:
    """What a council's charter cannot say."""
    if charter.form not in COUNCIL_FORMS:
        yield "form", charter.form, say("one of: {those}", those=listed(COUNCIL_FORMS))
    if charter.sections:
        yield "sections", listed(charter.sections), say("none: a council is made of bodies")
    if charter.delegation_key is Key.BRACKETS and not brackets_rise(charter):
        yield (
            "brackets",
            say("not rising, or without a last"),
            say("rising member numbers, the last without limit"),
        )
    if charter.delegation_key is Key.PER_STARTED and charter.started < 1:
        yield "started", str(charter.started), say("at least 1")
    if charter.form is Form.JOINT_COMMITTEE and len(set(charter.sides)) < 2:
        yield "sides", listed(charter.sides) or say("none"), say("two sides or more")
    if charter.form in DATED_FORMS and not 1 <= charter.ends_day <= 365:
        yield "ends_day", str(charter.ends_day), say("1 to 365: it ends, or is founded again")
    if charter.form in DATED_FORMS and not charter.tasks:
        yield "tasks", say("none"), say("its tasks, one by one")
    if charter.form in (Form.FEDERATION, Form.CONGRESS) and "standard" not in charter.ratified:
        yield (
            "ratified",
            listed(charter.ratified) or say("none"),
            say("'standard' among them: floors come down to be confirmed"),
        )


def brackets_rise(charter: Charter) -> bool:
    """Whether the brackets rise in members and votes, and the last has no limit."""
    members = [bracket.up_to for bracket in charter.brackets]
    votes = [bracket.votes for bracket in charter.brackets]
    return (
        bool(members)
        and members == sorted(set(members))
        and votes == sorted(votes)
        and votes[0] >= 1
        and members[-1] >= 2**53 - 1
    )
