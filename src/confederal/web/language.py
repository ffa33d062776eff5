"""What the pure rooms say, in the reader's language.

They speak English sentences that remember their pattern and values (`confederal.sentence`); every page, paper and
mail that shows one passes it through `told`, in a template through the filter of that name.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext, ngettext

from confederal.audit.words import name_of
from confederal.kernel.state import State
from confederal.sentence import as_is, translated, value_told


def told(words: str, called: Callable[[str], str] = as_is) -> str:
    """A sentence in the reader's language; `called` says what a name in it is called on this page."""
    return translated(words, translation, called)


def body_called(state: State, body: str | None) -> str:
    """What our record calls another body; where it has no name here, the beginning of its identity in words."""
    return str(value_told(name_of(state, body), translation, as_is))


def translation(one: str, many: str | None, number: int) -> str:
    """A pattern in the reader's language."""
    return gettext(one) if many is None else ngettext(one, many, number)
