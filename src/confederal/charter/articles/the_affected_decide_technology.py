"""The affected decide on technology.

A change of technology comes with a dossier on health and ecology, is decided by the section it affects, and is
reviewed at a date.
"""

from __future__ import annotations

from confederal.charter.article import Article

article = Article(__name__, __doc__, chapter="Work", sources="R69 R71")

article.declares(
    1,
    "A change that affects a section is decided by that section, with its dossier, and reviewed.",
    because="dossiers are fed by hazards and conditions; until then the matter is refused, never half-effective",
    room="work",
)
