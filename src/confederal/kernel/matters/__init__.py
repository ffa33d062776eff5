"""The kinds of decision there are, one file each. A body acts only by deciding a question about one of these."""

from typing import get_args

from confederal.kernel.matters.admission import Admission
from confederal.kernel.matters.agreement import Agreement
from confederal.kernel.matters.amendment import AmendmentVote
from confederal.kernel.matters.charter import CharterChange
from confederal.kernel.matters.choice import Choice
from confederal.kernel.matters.closing_down import ClosingDown
from confederal.kernel.matters.commission import Commission
from confederal.kernel.matters.constituency import Constituency
from confederal.kernel.matters.edition import EditionMove
from confederal.kernel.matters.election import Election
from confederal.kernel.matters.exception import Derogation
from confederal.kernel.matters.expulsion import Expulsion
from confederal.kernel.matters.host import Host
from confederal.kernel.matters.joining import Joining
from confederal.kernel.matters.later import Budget, Directive, Emergency, Fund, Plan, Technology, Training
from confederal.kernel.matters.leaving import Leaving
from confederal.kernel.matters.lending import Lending
from confederal.kernel.matters.mandate import Mandating
from confederal.kernel.matters.matter import MatterBase
from confederal.kernel.matters.proposal import Proposal
from confederal.kernel.matters.ratification import Ratification
from confederal.kernel.matters.recall import Recall
from confederal.kernel.matters.referring_back import ReferringBack
from confederal.kernel.matters.resolution import Resolution
from confederal.kernel.matters.seating import Seating
from confederal.kernel.matters.settlement import Settlement
from confederal.kernel.matters.standard import Standard
from confederal.kernel.matters.strike import Strike
from confederal.kernel.matters.takeover import Takeover

Matter = (
    Resolution
    | Choice
    | Election
    | Mandating
    | Recall
    | Ratification
    | Joining
    | Leaving
    | CharterChange
    | Admission
    | Expulsion
    | Commission
    | Standard
    | Derogation
    | Agreement
    | Lending
    | Strike
    | Settlement
    | Takeover
    | ReferringBack
    | EditionMove
    | Constituency
    | Host
    | ClosingDown
    | Seating
    | AmendmentVote
    | Proposal
    | Plan
    | Budget
    | Emergency
    | Technology
    | Training
    | Directive
    | Fund
)

MATTERS: tuple[type[MatterBase], ...] = get_args(Matter)

__all__ = [
    "MATTERS",
    "Admission",
    "Agreement",
    "AmendmentVote",
    "Budget",
    "CharterChange",
    "Choice",
    "ClosingDown",
    "Commission",
    "Constituency",
    "Derogation",
    "Directive",
    "EditionMove",
    "Election",
    "Emergency",
    "Expulsion",
    "Fund",
    "Host",
    "Joining",
    "Leaving",
    "Lending",
    "Mandating",
    "Matter",
    "MatterBase",
    "Plan",
    "Proposal",
    "Ratification",
    "Recall",
    "ReferringBack",
    "Resolution",
    "Seating",
    "Settlement",
    "Standard",
    "Strike",
    "Takeover",
    "Technology",
    "Training",
]
