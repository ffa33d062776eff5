"""The register: every method of counting by its name, one line each."""

from __future__ import annotations

from typing import Any

from confederal.counting import transferable_vote
from confederal.counting.method import Ballots, CountSheet, Method, UncountableError

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        transferable_vote.METHOD_SCOTTISH,
        transferable_vote.METHOD_WIGM,
    )
}


def named(name: str) -> Method:
    """The method of this name. Raises UncountableError, with the nearest names, when there is none."""
    if name in METHODS:
        return METHODS[name]
    from difflib import get_close_matches  # only a refusal needs it

    near = get_close_matches(name, METHODS, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(METHODS)}"
    raise UncountableError(f"there is no method of counting called {name!r}; {hint}")


def count(name: str, ballots: Ballots, **settings: Any) -> CountSheet:
    """The sheet of counting `ballots` by the method `name` with its settings.

    >>> count("scottish-stv", Ballots.of([(("ana", "ben"), 3), (("ben",), 2)]), seats=1).elected
    ('ana',)

    Raises UncountableError when there is no such method or setting, or the ballots are of the wrong form.
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
    return method.count(ballots, **settings)
