"""The operator serves.

Keeping the server is a mandate of two or more that the body takes back when it likes. It reads and writes
nothing of substance, and with all the files in hand it can alter nothing unseen.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.state import State

article = Article(__name__, __doc__, chapter="The law", sources="R43 P18")

article.reads(
    1,
    "Who keeps the record writes nothing of substance in it: only what every reader computes for themselves.",
    "grounds.CLERK",
)
article.reads(
    2,
    "Nobody acts in another's name: a step is signed with a key bound to its author and in force.",
    "grounds.foreign_key; State.signs",
)
article.reads(3, "A signed step counts once: its author's counter only goes up.", "grounds.replayed")
article.reads(
    4,
    "Nobody can have seen more of the record than there is: two records of one body exist.",
    "grounds.unseen",
)
article.reads(
    6,
    "A new key is taken only with its own signature, over our body, whose it is to be and the key it replaces.",
    "reading.unproven; possession.claimed",
)


@article.about(
    5, "The record is handed to a key that is not in use here; the old keeper is not asked.", matters.Host
)
def a_new_key(state: State, by: str, matter: matters.Host, at: int) -> Faults:
    if matter.key == state.host_key or matter.key in state.keys:
        yield Fault(matter.key[:24], "name a key that is nobody's here")
