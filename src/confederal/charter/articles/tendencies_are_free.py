"""Tendencies are free.

Members form tendencies, publish, meet, recruit and train. Every tendency has equal space. None has seats, a
bloc vote, a register or a privilege, and none can be banned.
"""

from __future__ import annotations

from confederal.charter.article import Article

article = Article(__name__, __doc__, chapter="Plurality", sources="R49 R50 R51 R52 R60")

article.reads(
    1,
    "No step forms, registers, bans or privileges a tendency: the record has no word for one and no field for opinion.",
    "the closed union of acts; the law test of no join path",
)
article.declares(
    2,
    "Every tendency has the same space at meetings and in bulletins.",
    because="stalls, bulletins and speaking time are arranged on pages",
    room="tendencies",
)
