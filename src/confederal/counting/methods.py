"""The register: every method of counting by its name, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from inspect import signature
from typing import Any

from confederal.counting.method import Ballots, CountSheet, Method, UncountableError
from confederal.counting.quotas import Quota, applied

REGISTER = (
    "majority.SIMPLE_MAJORITY",
    "majority.ABSOLUTE_MAJORITY",
    "majority.QUALIFIED_MAJORITY",
    "majority.DOUBLE_MAJORITY",
    "consent.CONSENSUS",
    "consent.CONSENT",
    "approval.PLURALITY",
    "approval.APPROVAL",
    "score.METHOD",
    "instant_runoff.METHOD",
    "schulze.METHOD",
    "ranked_pairs.METHOD",
    "condorcet.METHOD",
    "transferable_vote.METHOD_SCOTTISH",
    "transferable_vote.METHOD_WIGM",
    "meek.METHOD",
    "proportional.PAV",
    "proportional.PHRAGMEN",
    "proportional.SHARES",
    "apportionment.DHONDT",
    "apportionment.SAINTE_LAGUE",
    "apportionment.LARGEST_REMAINDER",
    "budget.SHARES",
    "budget.GREEDY",
)
"""Where each method is, `module.NAME` in this room: adding one is adding its line."""


def _registered(line: str) -> Method:
    module, _, name = line.partition(".")
    method = getattr(import_module(f"{__package__}.{module}"), name)
    assert isinstance(method, Method), f"{line} on the register is no Method"
    return method


METHODS: dict[str, Method] = {method.name: method for method in map(_registered, REGISTER)}
assert len(METHODS) == len(REGISTER), "two methods on the register have the same name"


def named(name: str) -> Method:
    """The method of this name. Raises UncountableError, with the nearest names, when there is none."""
    if name in METHODS:
        return METHODS[name]
    from difflib import get_close_matches  # only a refusal needs it

    near = get_close_matches(name, METHODS, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(METHODS)}"
    raise UncountableError(f"there is no method of counting called {name!r}; {hint}")


def count(name: str, ballots: Ballots, *, quotas: Sequence[Quota] = (), **settings: Any) -> CountSheet:
    """The sheet of counting `ballots` by the method `name` with its settings.

    >>> count("scottish-stv", Ballots.of([(("ana", "ben"), 3), (("ben",), 2)]), seats=1).elected
    ('ana',)

    `quotas` keep seats for groups of candidates, as a step after the count that the sheet shows.

    Raises UncountableError when there is no such method or setting, a setting is missing, or
    the ballots are of the wrong form.
    """
    method = named(name)
    known = {setting.name for setting in method.settings}
    if unknown := sorted(set(settings) - known):
        has = ", ".join(sorted(known)) or "none"
        raise UncountableError(f"{name} has no setting called {', '.join(unknown)}; its settings are: {has}")
    if ballots.form not in method.takes:
        raise UncountableError(
            f"{name} counts {' or '.join(method.takes)} ballots, and these are {ballots.form}"
        )
    if missing := sorted(_required(method) - set(settings)):
        raise UncountableError(f"{name} needs the setting {' and '.join(missing)}")
    sheet = method.count(ballots, **settings)
    if not quotas:
        return sheet
    if "seats" not in known:
        raise UncountableError(f"{name} fills no seats of which some could be kept for a group")
    return applied(sheet, ballots, quotas, lambda among: method.count(among, **{**settings, "seats": 1}))


@cache
def _required(method: Method) -> frozenset[str]:
    """The settings without which the method cannot be counted."""
    return frozenset(
        parameter.name
        for parameter in signature(method.count).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty
    )
