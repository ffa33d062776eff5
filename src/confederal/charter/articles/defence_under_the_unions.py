"""Defence under the unions.

Defence councils are councils like any other. Command is a mandate, given and taken back by the unions. Nobody
gains a seat through arms.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.body import Form
from confederal.kernel.state import State
from confederal.kernel.words import KINDS
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Crisis", sources="R61 R62")

article.reads(
    1, "A defence council's seats come from the bodies it serves, like every seat.", "seats_by_election"
)

CIVIL = (matters.Standard, matters.Derogation, matters.Agreement, matters.Commission, matters.Resolution)


@article.about(2, "A defence council decides nothing in economic or social matters.", *CIVIL)
def nothing_civil(state: State, by: str, matter: matters.MatterBase, at: int) -> Faults:
    if state.charter.form is Form.DEFENCE_COUNCIL and not isinstance(
        matter, matters.Resolution | matters.Commission
    ):
        yield Fault(say("{kind} by a defence council", kind=KINDS[matter.word()]), "let the unions decide it")


article.declares(
    3,
    "Directives name purpose, limits and a last day.",
    because="directives are refused as not in this edition until their room is built",
    room="emergencies",
)
