"""What is coordinated: products, skilled hours, emissions and natural flows, each in its unit.

An amount without a unit is refused: nobody should have to guess whether ten means tonnes or loaves.
Amounts are exact (`Fraction`), because a plan that people sign must add up by hand.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from confederal.planning.objection import Objection, Refused


class Kind(Enum):
    """What a row of the balance is about."""

    PRODUCT = "product"
    HOURS = "hours"  # skilled hours, by region where regions differ
    EMISSION = "emission"  # under a cap that a congress decided
    NATURAL = "natural"  # water, land, wood that grows back


# unit: (dimension, size in the dimension's first unit)
UNITS: dict[str, tuple[str, Fraction]] = {
    "kg": ("mass", Fraction(1)),
    "g": ("mass", Fraction(1, 1000)),
    "t": ("mass", Fraction(1000)),
    "kt": ("mass", Fraction(1_000_000)),
    "m3": ("volume", Fraction(1)),
    "l": ("volume", Fraction(1, 1000)),
    "kl": ("volume", Fraction(1)),
    "kWh": ("energy", Fraction(1)),
    "MWh": ("energy", Fraction(1000)),
    "GWh": ("energy", Fraction(1_000_000)),
    "h": ("time", Fraction(1)),
    "kh": ("time", Fraction(1000)),
    "m2": ("area", Fraction(1)),
    "ha": ("area", Fraction(10_000)),
    "km": ("distance", Fraction(1)),
    "tkm": ("freight", Fraction(1)),
    "ktkm": ("freight", Fraction(1000)),
    "pkm": ("travel", Fraction(1)),
    "kpkm": ("travel", Fraction(1000)),
    "kW": ("power", Fraction(1)),
    "MW": ("power", Fraction(1000)),
    "tCO2e": ("climate", Fraction(1)),
    "ktCO2e": ("climate", Fraction(1000)),
    "piece": ("piece", Fraction(1)),
    "dozen": ("piece", Fraction(12)),
    "loaf": ("loaf", Fraction(1)),
    "sack": ("sack", Fraction(1)),
    "basket": ("basket", Fraction(1)),
    "visit": ("visit", Fraction(1)),
    "place": ("place", Fraction(1)),
    "dwelling": ("dwelling", Fraction(1)),
    "meal": ("meal", Fraction(1)),
    "EUR": ("euro", Fraction(1)),
    "MEUR": ("euro", Fraction(1_000_000)),
    "GBP": ("pound", Fraction(1)),
    "MGBP": ("pound", Fraction(1_000_000)),
}


@dataclass(frozen=True)
class Commodity:
    """One row of the balance. `quantum`: amounts in a plan are whole multiples of it."""

    name: str
    kind: Kind
    unit: str
    quantum: Fraction = Fraction(1, 1000)
    region: str = ""
    codes: dict[str, str] = field(default_factory=dict)  # cpc, isic, isco where known
    words: str = ""


NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?|[+-]?\d{1,30}/\d{1,30}")
LARGEST = 10**15
PLACES = 12  # decimals written to files; amounts of a plan have far fewer


def exact(text: str, where: str) -> Fraction:
    """The number a text writes, exactly.

    >>> exact("12.5", "mill"), exact("1/3", "mill")
    (Fraction(25, 2), Fraction(1, 3))

    Raises Refused where it cannot be read, or is larger than anything people could mean.
    """
    told = text.strip()
    try:
        number = Fraction(told) if NUMBER.fullmatch(told) else None
    except ZeroDivisionError:
        number = None
    if number is None:
        mend = "Write digits with a point, for example 12.5."
        raise Refused([Objection(where, told[:40] or "(empty)", "is not a number.", mend)])
    if abs(number) > LARGEST:
        raise Refused(
            [
                Objection(
                    where,
                    told[:40],
                    "is larger than anything we could mean.",
                    "Check the unit and the zeros.",
                )
            ]
        )
    return number


def amount_in(text: str, unit: str, wanted: str, where: str) -> Fraction:
    """The exact amount told in `text` and `unit`, expressed in the unit `wanted`.

    >>> amount_in("2.5", "t", "kg", "mill")
    Fraction(2500, 1)

    Raises Refused where the number cannot be read, is not finite, or has no unit or another dimension.
    """
    objections = []
    if not unit:
        objections.append(
            Objection(
                where,
                text or "(empty)",
                "an amount without a unit.",
                f"Write its unit, for example {wanted}.",
            )
        )
    elif unit not in UNITS or wanted not in UNITS:
        odd = unit if unit not in UNITS else wanted
        objections.append(
            Objection(where, odd[:40], "is no unit we know.", f"Use one of {', '.join(UNITS)}.")
        )
    elif UNITS[unit][0] != UNITS[wanted][0]:
        objections.append(
            Objection(where, f"{text} {unit}", f"cannot be turned into {wanted}.", f"Say it in {wanted}.")
        )
    number = Fraction(0)
    try:
        number = exact(text, where)
    except Refused as refused:
        objections += refused.objections
    if objections:
        raise Refused(objections)
    return number * UNITS[unit][1] / UNITS[wanted][1]


def plain(amount: Fraction | float, digits: int = 3) -> str:
    """An amount as people write it: no exponent, no trailing zeros.

    >>> plain(Fraction(2500)), plain(0.12345), plain(1234567.0)
    ('2,500', '0.123', '1,234,567')
    """
    value = float(amount)
    if abs(value) >= 1000:
        digits = 0
    elif abs(value) >= 100:
        digits = min(digits, 1)
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal(amount: Fraction) -> str:
    """An amount in digits with a point, to a millionth of a millionth: what files hold.

    >>> decimal(Fraction(5, 2)), decimal(Fraction(-3)), decimal(Fraction(1, 3))
    ('2.5', '-3', '0.333333333333')
    """
    text = f"{Decimal(round(amount * 10**PLACES)).scaleb(-PLACES):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
