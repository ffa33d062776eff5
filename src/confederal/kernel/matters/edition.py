"""Moving to another edition of the articles: by the body's own question; installing code moves nobody."""

from __future__ import annotations

from confederal.kernel.identity import Id
from confederal.kernel.matters.matter import MatterBase


class EditionMove(MatterBase, frozen=True, tag="edition"):
    """Reads our book from here on under the named edition."""

    edition: Id

    rule = "decides_charter"
    reserved = True
