"""Money without strings.

No grant buys seats, norms or programme.
"""

from __future__ import annotations

from confederal.charter.article import Article

article = Article(__name__, __doc__, chapter="Openness", sources="R14")

article.reads(
    1, "No election, standard or resolution has a place for a giver of money.", "the matters' fields"
)
article.declares(
    2, "Grants are shown with their conditions.", because="grants stand in the accounts", room="books"
)
