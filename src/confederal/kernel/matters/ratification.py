"""A ratification: what a council decided comes down and is confirmed, or is not (R30, R47)."""

from __future__ import annotations

from confederal.kernel.identity import BodyId, Digest, Step
from confederal.kernel.matters.matter import MatterBase, Notice


class Ratification(MatterBase, frozen=True, tag="ratification"):
    """Confirms one decision of a council we belong to. Fallen says no; silence says nothing."""

    council: BodyId
    question: Step
    digest: Digest

    notice = Notice.READING

    @property
    def decided_either_way(self) -> bool:
        """A vote that falls is an answer too: not confirmed."""
        return True
