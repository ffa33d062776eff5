"""Who counts beside us: for every method an independent library, and where there is none, who else.

The libraries are heavy and only for the long run: `pip install --group peers`. Each known disagreement
with one is named in the test that meets it.
"""

import random
from types import ModuleType

import pytest

TIMES = 3000
NAMES = tuple("abcdef")
Papers = dict[tuple[str, ...], int]

ORACLES: dict[str, tuple[str, ...]] = {
    # what is asked about each method, beside its vector and what was published of real elections
    "simple-majority": ("votelib",),
    "absolute-majority": ("votelib",),
    "qualified-majority": ("votelib",),
    "double-majority": ("votelib",),
    "consensus": ("votelib",),
    "consent": ("votelib",),
    "plurality": ("pref_voting", "votelib"),
    "approval": ("abcvoting", "votelib"),
    "score": ("pref_voting", "votelib"),
    "instant-runoff": ("pref_voting",),
    "schulze": ("pref_voting", "schulze_condorcet"),
    "ranked-pairs": ("pref_voting",),
    "debian-condorcet": ("schulze_condorcet",),
    "scottish-stv": ("pref_voting", "paper by paper"),
    "wigm-exact": ("pref_voting", "paper by paper"),
    "meek-prf": ("pref_voting",),
    "sequential-pav": ("abcvoting",),
    "phragmen": ("abcvoting",),
    "equal-shares-committee": ("abcvoting",),
    "dhondt": ("apportionment", "votelib"),
    "sainte-lague": ("apportionment", "votelib"),
    "largest-remainder": ("apportionment", "votelib"),
    "equal-shares": ("pabutools", "voter by voter"),
    "greedy-budget": ("pabutools",),
}


def library(name: str) -> ModuleType:
    """The oracle, or a skip that says how to get it."""
    found: ModuleType = pytest.importorskip(
        name, reason=f"the oracle {name} is not here: pip install {name.split('.', maxsplit=1)[0]}"
    )
    return found


def electorate(
    rng: random.Random, *, complete: bool = False, most: int = 12
) -> tuple[tuple[str, ...], Papers]:
    """A few kinds of papers with small counts, so that many elections have ties."""
    names = NAMES[: rng.randint(2, 5)]
    papers: Papers = {}
    for _ in range(rng.randint(1, most)):
        length = len(names) if complete else rng.randint(1, len(names))
        ranking = tuple(rng.sample(names, length))
        papers[ranking] = papers.get(ranking, 0) + rng.randint(1, 6)
    return names, papers


def approvals(rng: random.Random) -> tuple[tuple[str, ...], Papers]:
    """The same of approvals, each of somebody and none of all."""
    names = NAMES[: rng.randint(3, 6)]
    papers: Papers = {}
    for _ in range(rng.randint(2, 9)):
        approved = tuple(sorted(rng.sample(names, rng.randint(1, len(names) - 1))))
        papers[approved] = papers.get(approved, 0) + rng.randint(1, 4)
    return names, papers
