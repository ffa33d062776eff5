"""The words of this subject: what an instruction says, what becomes of a stray vote, how votes are shared out."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from confederal.audit.asked import Given
from confederal.kernel.body import Key, Stray, Uncovered
from confederal.kernel.delegate import Position

POSITIONS: Final[dict[str, Promise]] = {
    Position.FOR: _("for"),
    Position.AGAINST: _("against"),
    Position.ABSTAIN: _("abstain"),
    Position.REFER_BACK: _("send back to the branches"),
    Position.SPLIT: _("split, as the assembly split"),
    Position.FREE: _("decide on the spot"),
    Position.AS_WE_VOTE: _("as our assembly votes"),
    "void": _("void"),
}
"""What an instruction says, or a vote."""

STRAYS: Final[dict[str, Promise]] = {
    Stray.AS_MANDATED: _("as instructed"),
    Stray.VOID: _("void"),
    Stray.COUNTED: _("as cast"),
}
"""What becomes of a vote that is not the instruction."""

STRAYS_AT_LENGTH: Final[dict[str, Promise]] = {
    Stray.AS_MANDATED: _("A vote against the instruction counts as the branch instructed."),
    Stray.VOID: _("A vote against the instruction counts for nothing."),
    Stray.COUNTED: _("A vote against the instruction counts as it was cast."),
}

KEYS: Final[dict[str, Promise]] = {
    Key.ONE_A_BODY: _("one vote for each branch"),
    Key.BRACKETS: _("votes by size, in brackets"),
    Key.PER_STARTED: _("one vote for every started %(started)s members"),
    Key.HEADS: _("one vote for each member"),
    Key.PARITY: _("the sides are equal"),
}
"""How votes are shared out."""

UNCOVERED: Final[dict[str, Promise]] = {
    Uncovered.ABSTAIN: _("abstain"),
    Uncovered.REFER_BACK: _("ask to send it back to the branches"),
    Uncovered.FREE: _("decide on the spot, and report"),
}

GIVEN: Final[dict[str, Promise]] = {
    Given.NOT_YET: _("no instruction yet"),
    Given.VOTING: _("our vote is open"),
    Given.GIVEN: _("instruction given"),
    Given.UNCOVERED: _("the text was changed: our instruction does not cover it"),
}


def key_words(key: str, started: int) -> str:
    """How votes are shared out, in words; `started` is the number of members for one vote."""
    told = str(KEYS[key])
    return told % {"started": started} if "%(started)s" in told else told
