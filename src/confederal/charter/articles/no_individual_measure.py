"""No individual measure.

No path leads from a person to output, pace or attendance. Figures of groups are shown for five people or more,
and not where subtracting would tell one.
"""

from __future__ import annotations

from confederal.charter.article import Article

article = Article(__name__, __doc__, chapter="Work", sources="R21 P10 P11")

article.reads(
    1,
    "No step, matter or standing has a field for a person's output, pace, attendance, opinion or secret vote.",
    "the law test of no join path",
)
article.reads(2, "Attendance at a meeting is a number.", "act.SittingOpened.attendance")
article.declares(
    3,
    "Figures of groups smaller than five are not shown.",
    because="group figures come with the workplaces' conditions",
    room="work",
)
