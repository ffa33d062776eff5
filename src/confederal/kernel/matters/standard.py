"""A standard: a floor of pay, hours or safety, or a rule of work by those who work under it (R23, R29)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from confederal.kernel.identity import Count, Days, Title
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Subject(StrEnum):
    """What a standard may be about. A person's pace, output or attendance is not among them (R21)."""

    PAY_HOUR = "pay_hour"
    HOURS_WEEK = "hours_week"
    HOURS_REST = "hours_rest"
    STAFFING = "staffing"
    SAFETY = "safety"
    ECOLOGY = "ecology"


class Unit(StrEnum):
    """What the number counts."""

    MINOR_UNITS = "minor_units"
    MINUTES = "minutes"
    PEOPLE = "people"
    TEXT = "text"


class Standard(MatterBase, frozen=True, tag="standard"):
    """A minimum (or for weekly hours a maximum) that binds who adopted it or joined under it, until its sunset."""

    subject: Subject
    amount: Count
    unit: Unit
    sunset_days: Days
    commences_days: Days = 0
    note: Title = "-"

    goes_down = True

    def in_money(self) -> bool:
        return self.unit is Unit.MINOR_UNITS

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question, days=self.sunset_days, commences=self.commences_days)
