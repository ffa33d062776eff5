"""Every sector is heard.

Those without a workplace, those who work at home, in care or informally, and shops of one or two have
constituencies of their own. Employers have none.
"""

from __future__ import annotations

from confederal.charter.article import Article

article = Article(__name__, __doc__, chapter="Federation", sources="R17 R64")

article.reads(
    1,
    "Three people are enough to found a body; shops of one or two found one together, with sections.",
    "authority_from_below ¶2; matters.Constituency",
)
article.declares(
    2,
    "The credentials of a congress show which sectors are heard and which are missing.",
    because="sectors are named on the pages of a federation",
    room="Monday's congress page",
)
