"""Takeover: control becomes management by the assembly's act, with map and inventory (R08, R11–R13)."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from confederal.kernel.identity import Digest, Id, MinorUnits, Title
from confederal.kernel.matters.matter import ASSEMBLY, MatterBase


class Phase(StrEnum):
    """How far it goes. Going back needs the assembly too."""

    CONTROL = "control"
    """Open books, veto on hiring and firing, under an owner."""
    MANAGEMENT = "management"
    BACK_TO_CONTROL = "back_to_control"


class Goes(StrEnum):
    """Where each former manager's function goes. There is no fifth place."""

    ASSEMBLY = "assembly"
    COUNCIL = "council"
    ROTATING_TASK = "rotating_task"
    ABOLISHED = "abolished"


class Function(Struct, frozen=True, forbid_unknown_fields=True):
    """One function of the old management and where it goes."""

    called: Title
    goes: Goes


class Takeover(MatterBase, frozen=True, tag="takeover"):
    """Takes control or management of the workplace."""

    phase: Phase
    functions: tuple[Function, ...] = ()
    inventory: Digest | None = None
    debts: MinorUnits = 0
    title_held_by: Id = "federation"
    """Title with the federation or community, use with the collective (R13)."""

    kinds = ASSEMBLY
    reserved = True

    def in_money(self) -> bool:
        return self.debts > 0
