"""Consensus with blocks, and consent: nobody is outvoted, but a block has to be borne by enough."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from confederal.counting.majority import parse
from confederal.counting.method import Ballots, CountSheet, Method, Setting, Stage, UncountableError
from confederal.counting.transferable_vote import check_seats


@dataclass(frozen=True, slots=True)
class Consensus:
    """Whether a proposal stands, how many blocks it could bear, and why."""

    carried: bool
    agree: int
    stand_aside: int
    blocks: int
    bearable: int
    words: str


def consensus(
    agree: int,
    stand_aside: int,
    blocks: int,
    *,
    present: int | None = None,
    at_least: int = 2,
    share: Fraction = Fraction(1, 4),
) -> Consensus:
    """Adopted unless more block it than max(`at_least`, `share` of those present), and somebody agrees.

    >>> [consensus(9 - blocks, 0, blocks).carried for blocks in (0, 2, 3)]
    [True, True, False]
    >>> consensus(20, 3, 7).words
    'Adopted: 7 of 30 block it, 3 stand aside; more than 7 would have stopped it.'

    Source: CoLab's bylaws ("ratified unless opposed by more than max(2, 1/4)"); DOMAIN 2C.
    """
    for name, number in (("agree", agree), ("stand aside", stand_aside), ("block", blocks)):
        if number < 0:
            raise ValueError(f"{number} {name}: people are counted from nought upward")
    spoke = agree + stand_aside + blocks
    number = spoke if present is None else present
    if spoke > number:
        raise ValueError(f"{spoke} spoke, but only {number} are counted as present")
    bearable = max(at_least, floor(share * number))
    carried = agree > 0 and blocks <= bearable
    why = f"{blocks} of {number} block it" if blocks else f"nobody of {number} blocks it"
    limit = f"more than {bearable} would have stopped it" if carried else f"up to {bearable} could be borne"
    if not agree:
        limit = "nobody agrees to it"
    words = f"{'Adopted' if carried else 'Not adopted'}: {why}, {stand_aside} stand aside; {limit}."
    return Consensus(carried, agree, stand_aside, blocks, bearable, words)


def consent(agree: int, stand_aside: int, objections: int, *, present: int | None = None) -> Consensus:
    """Adopted when nobody objects: consensus that bears no block.

    >>> consent(9, 1, 0).carried, consent(9, 0, 1).carried
    (True, False)

    Source: consent decision-making, sociocracy (G. Endenburg).
    """
    return consensus(agree, stand_aside, objections, present=present, at_least=0, share=Fraction(0))


def count_consensus(
    ballots: Ballots, *, present: int | None = None, at_least: int = 2, share: Fraction = Fraction(1, 4)
) -> CountSheet:
    """The sheet of a consensus: the first option is to agree, the second to stand aside, the third to block.

    >>> votes = Ballots.choosing({"agree": 12, "stand aside": 2, "block": 3})
    >>> count_consensus(votes).elected
    ('agree',)

    Source: as `consensus`.
    """
    settings = (("at_least", str(at_least)), ("share", str(share)))
    agree, aside, blocks = _three(ballots)
    decided = consensus(agree, aside, blocks, present=present, at_least=at_least, share=share)
    return _sheet(CONSENSUS, ballots, decided, settings)


def count_consent(ballots: Ballots, *, present: int | None = None) -> CountSheet:
    """The sheet of a decision by consent: one objection stops it.

    >>> count_consent(Ballots.choosing({"agree": 12, "stand aside": 2, "object": 0})).elected
    ('agree',)

    Source: as `consent`.
    """
    return _sheet(CONSENT, ballots, consent(*_three(ballots), present=present), ())


def _three(ballots: Ballots) -> tuple[int, int, int]:
    from confederal.counting.approval import totals_of

    check_seats(1, ballots, "ranked")
    if len(ballots.candidates) != 3 or ballots.order.shape[1] > 1:
        raise UncountableError(
            "consensus counts one choice of three: to agree, to stand aside, to block; "
            f"these ballots have {', '.join(ballots.candidates)}"
        )
    agree, aside, blocks = totals_of(ballots)
    return agree, aside, blocks


def _sheet(
    method: Method, ballots: Ballots, decided: Consensus, settings: tuple[tuple[str, str], ...]
) -> CountSheet:
    elected = ballots.candidates[:1] if decided.carried else ()
    return CountSheet(
        method=method.name,
        title=method.title,
        candidates=ballots.candidates,
        seats=None,
        valid=decided.agree + decided.stand_aside + decided.blocks,
        invalid=ballots.total - decided.agree - decided.stand_aside - decided.blocks,
        quota=None,
        elected=elected,
        tied=None,
        stages=(
            Stage(
                what="voices",
                totals=(decided.agree, decided.stand_aside, decided.blocks),
                elected=elected,
                words=(decided.words,),
            ),
        ),
        words=(decided.words,),
        settings=settings,
        figures={"blocks_that_can_be_borne": decided.bearable},
        ballots_digest=ballots.digest(),
        election=ballots.title,
    )


PRESENT = Setting("present", "how many are present; all who spoke unless said", "", int)

CONSENSUS = Method(
    "consensus",
    "Consensus with blocks",
    "agree, stand aside or block: adopted unless more block it than max(2, a quarter of those present)",
    "CoLab's bylaws; other numbers by its settings",
    ("ranked",),
    count_consensus,
    (
        PRESENT,
        Setting("at_least", "how many blocks can always be borne", "2", int),
        Setting("share", "the share of those present whose blocks can be borne", "1/4", parse),
    ),
    frozenset({"anonymity", "conservation"}),
)
CONSENT = Method(
    "consent",
    "Consent",
    "agree, stand aside or object: adopted when nobody objects",
    "consent decision-making, sociocracy (G. Endenburg)",
    ("ranked",),
    count_consent,
    (PRESENT,),
    frozenset({"anonymity", "conservation"}),
)
