"""Work is arranged by those who do it.

A task states its purpose and its limits. Method, time and who does it are settled by the group. Chairing,
minutes, treasury and planning rotate.
"""

from __future__ import annotations

from confederal.charter.article import Article

article = Article(__name__, __doc__, chapter="Work", sources="R07 R24 R25")

article.reads(1, "No step assigns a task to a person.", "the closed union of acts")
article.declares(
    2,
    "Chairing, minutes, treasury and planning rotate among all who want to learn them.",
    because="the rota of tasks is planned in the workplace",
    room="work",
)
