"""Why something said is not accepted: where, what was said, why not, and what would mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Objection:
    """One reason. All reasons are given, never the first only."""

    where: str  # who or which line
    said: str  # the value that caused it
    why: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.said}: {self.why} {self.mend}".rstrip()


class Refused(ValueError):
    """Something could not be accepted; `objections` has every reason."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        self.objections = tuple(objections)
        super().__init__("\n".join(str(o) for o in objections))
