"""Random elections for the laws: small, so that ties, exhausted papers and strange marks are frequent."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as some

from confederal.counting import METHODS, Ballots, Method

NAMES = ("ana", "ben", "cy", "dot", "eli")
VOICES = ("for", "against", "abstain")
Papers = list[tuple[Any, int]]

THREE_VOICES = {
    "simple-majority",
    "absolute-majority",
    "qualified-majority",
    "double-majority",
    "consensus",
    "consent",
}
LISTS = {"dhondt", "sainte-lague", "largest-remainder"}
BUDGETS = {"equal-shares", "greedy-budget"}

counts = some.integers(1, 9)
rankings = some.lists(some.sampled_from(NAMES), unique=True, max_size=len(NAMES)).map(tuple)
choices = some.sampled_from(NAMES).map(lambda name: (name,))
voices = some.sampled_from(VOICES).map(lambda name: (name,))
approvals = some.frozensets(some.sampled_from(NAMES))
points = some.dictionaries(some.sampled_from(NAMES), some.integers(-3, 9))


def papers_for(method: Method) -> some.SearchStrategy[Papers]:
    """Lists of papers, as `ballots` makes into ballots, that this method counts."""
    kind: some.SearchStrategy[Any] = {"ranked": rankings, "approved": approvals, "scored": points}[
        method.takes[0]
    ]
    if method.name in THREE_VOICES:
        kind = voices
    elif method.name in LISTS:
        kind = choices
    return some.lists(some.tuples(kind, counts), min_size=1, max_size=8)


def names_for(method: Method) -> tuple[str, ...]:
    return VOICES if method.name in THREE_VOICES else NAMES


def ballots(
    method: Method,
    papers: Papers,
    names: tuple[str, ...] | None = None,
    costs: dict[str, int] | None = None,
) -> Ballots:
    """The papers as ballots of the form this method counts."""
    names = names or names_for(method)
    money: dict[str, Any] = {}
    if method.name in BUDGETS:
        usual = {name: 10 + 7 * place for place, name in enumerate(sorted(names))}
        given = costs or usual
        money = {"costs": {name: given[name] for name in names}, "budget": 60}
    match method.takes[0]:
        case "approved":
            return Ballots.approving(papers, candidates=names, **money)
        case "scored":
            return Ballots.scoring(papers, candidates=names, **money)
        case _:
            return Ballots.of(papers, candidates=names)


def settings(method: Method, seats: int) -> dict[str, Any]:
    """What the method needs to be told."""
    from fractions import Fraction

    given: dict[str, Any] = {}
    if any(setting.name == "seats" for setting in method.settings):
        given["seats"] = 1 if method.name == "instant-runoff" else seats
    special: Mapping[str, dict[str, Any]] = {
        "absolute-majority": {"eligible": 200},
        "qualified-majority": {"fraction": Fraction(2, 3), "base": "present"},
        "double-majority": {"bodies": (3, 2, 1)},
        "debian-condorcet": {"quorum": 2, "majority": {"ana": 2}},
    }
    return given | special.get(method.name, {})


every_method = tuple(METHODS.values())


def keeping(law: str) -> list[Method]:
    """The methods that say they keep the law."""
    return [method for method in every_method if law in method.laws]
