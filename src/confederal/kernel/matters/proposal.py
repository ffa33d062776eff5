"""A proposal to a council: our own carried question raises the council's (DESIGN §3, a congress step by step)."""

from __future__ import annotations

from confederal.kernel.identity import BodyId, Digest, Title
from confederal.kernel.matters.admission import Admission
from confederal.kernel.matters.agreement import Agreement
from confederal.kernel.matters.amendment import AmendmentVote
from confederal.kernel.matters.charter import CharterChange
from confederal.kernel.matters.choice import Choice
from confederal.kernel.matters.commission import Commission
from confederal.kernel.matters.election import Election
from confederal.kernel.matters.exception import Derogation
from confederal.kernel.matters.matter import MatterBase
from confederal.kernel.matters.resolution import Resolution
from confederal.kernel.matters.standard import Standard

Proposable = (
    Resolution
    | Choice
    | Election
    | CharterChange
    | Admission
    | Commission
    | Standard
    | Derogation
    | Agreement
    | AmendmentVote
)


class Proposal(MatterBase, frozen=True, tag="proposal"):
    """Puts a question before a council we belong to, in the words of this question's own text."""

    council: BodyId
    title: Title
    what: Proposable
    text: tuple[Digest, ...] = ()
