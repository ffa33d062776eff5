"""Emergencies widen and end.

An emergency draws more bodies in, names its acts one by one and ends by itself. It never touches recall,
elections, the press or tendencies.
"""

from __future__ import annotations

from confederal.charter.article import Article

article = Article(__name__, __doc__, chapter="Crisis", sources="R65 R66")

article.reads(
    1,
    "Nothing suspends recall, elections, publishing or tendencies: no step has such an effect.",
    "matters.Recall.always_open; the law test of recall",
)
article.declares(
    2,
    "An emergency names the bodies it draws in, its acts and its last day, within 30 days.",
    because="it is refused as not in this edition until its room is built, never half-effective",
    room="emergencies",
)
