"""Takeover from below.

Control becomes management by the assembly's own act, with an inventory and the debts. Each function of the old
management goes to the assembly, the council or a rotating task, or is abolished. Going back needs the assembly.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.matters.takeover import Phase
from confederal.kernel.state import State

article = Article(__name__, __doc__, chapter="Work", sources="R08 R11 R12 R13")


@article.about(
    1,
    "Management is taken with every former function mapped and an inventory; nothing is left to a manager.",
    matters.Takeover,
)
def mapped_and_inventoried(state: State, by: str, matter: matters.Takeover, at: int) -> Faults:
    if matter.phase is not Phase.MANAGEMENT:
        return
    if not matter.functions:
        yield Fault(
            "no function mapped",
            "say of each function where it goes: assembly, council, rotating task, abolished",
        )
    if matter.inventory is None:
        yield Fault("no inventory", "attach the inventory; debts are named in the decision")


@article.about(
    2,
    "Going back from management needs the assembly that took it, and a takeover in force.",
    matters.Takeover,
)
def back_from_somewhere(state: State, by: str, matter: matters.Takeover, at: int) -> Faults:
    if matter.phase is Phase.BACK_TO_CONTROL and not any(
        isinstance(d.matter, matters.Takeover) and d.matter.phase is Phase.MANAGEMENT
        for d in state.in_force(at, matters.Takeover.word())
    ):
        yield Fault("management was not taken", "nothing to go back from")


article.reads(3, "There is no place called manager for a function to go to.", "matters.takeover.Goes")
