"""Standards of our own.

Norms and rules of work are made only by those who work under them, and they end unless adopted again.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.matters.resolution import Scope
from confederal.kernel.state import State
from confederal.sentence import plural

article = Article(__name__, __doc__, chapter="Work", sources="R22 R23")


@article.about(1, "A rule of discipline or of the work has a last day within two years.", matters.Resolution)
def has_a_sunset(state: State, by: str, matter: matters.Resolution, at: int) -> Faults:
    if matter.scope in (Scope.DISCIPLINE, Scope.WORK_ORGANISATION) and not 1 <= matter.sunset_days <= 730:
        yield Fault(
            plural(matter.sunset_days, "ends in {number} day", "ends in {number} days"),
            "1 to 730 days; it can be adopted again",
        )


article.reads(
    2,
    "A federation's floor is in force when its bodies have confirmed it, not before.",
    "settings.council; after.ratified",
)
article.reads(
    3,
    "A standard is about pay, hours, staffing, safety or ecology; never about a person.",
    "matters.standard.Subject",
)
