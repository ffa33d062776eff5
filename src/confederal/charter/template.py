"""Charters to begin with: templates of real and historical kinds of bodies, as TOML files beside this one.

A template fills in every number its kind of organisation is known for, says where each comes from, and leaves
the rest at the defaults of `kernel/body.py`. A body that is being founded takes one and sets its own numbers
inside the bounds of `charter/settings.py`; nothing here has any force after the founding.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import msgspec

from confederal.charter import settings
from confederal.charter.articles import NAMED
from confederal.kernel.body import TASKS, Base, Charter, Comparison, Share
from confederal.kernel.objection import Objection
from confederal.sentence import listed, say


class Unsuitable(ValueError):
    """A template or a setting that cannot be had; `objections` say which, by which article, and what would do."""

    def __init__(self, *objections: Objection) -> None:
        super().__init__("\n".join(map(str, objections)))
        self.objections = objections


def names() -> tuple[str, ...]:
    """The names of all templates, in alphabetical order."""
    return tuple(
        sorted(
            entry.name.removesuffix(".toml") for entry in folder().iterdir() if entry.name.endswith(".toml")
        )
    )


def source(name: str) -> str:
    """The text of a template: for whom it is, where its numbers come from, and the numbers.

    Raises Unsuitable if there is no template of that name.
    """
    if name not in names():
        raise Unsuitable(
            objection(say("template {name}", name=name), say("one of: {those}", those=listed(names())))
        )
    text: str = (folder() / f"{name}.toml").read_text(encoding="utf-8")
    return text


def load(name: str, **chosen: Any) -> Charter:
    """The charter of that template, with the settings chosen in place of its own.

    A setting is a field of `Charter`. Its value is written as in a template: a number, a word, a fraction such
    as "1/10", a threshold such as "at_least 2/3 of cast", offices as {name: seats}, or the value itself.

    Raises Unsuitable with one objection for every setting there is not, that cannot be read, or is outside its
    bounds.

    >>> load("worker_coop", title="Kestrel Bakery", notice_days=5).notice_days
    5
    >>> load("worker_coop", notice_days=1)
    Traceback (most recent call last):
    ...
    confederal.charter.template.Unsuitable: ...
    """
    charter = converted({**tomllib.loads(source(name)), **chosen})
    outside = tuple(
        objection(
            say("{setting} is {value}", setting=setting, value=value),
            say("{setting}: {bound}", setting=setting, bound=bound),
        )
        for setting, value, bound in settings.faults(charter)
    )
    if outside:
        raise Unsuitable(*outside)
    return charter


def folder() -> Any:
    """Where the templates lie, wherever the package is installed."""
    return files("confederal.charter") / "templates"


KINDS = {field.name: field.type for field in msgspec.structs.fields(Charter)}
"""The settings there are, and what kind of value each takes."""


def converted(written: dict[str, Any]) -> Charter:
    """The charter that settings written as in a template make. Raises Unsuitable with all that cannot be read."""
    read: dict[str, Any] = {}
    wrong: list[Objection] = []
    for name, value in written.items():
        if name not in KINDS:
            wrong.append(
                objection(say("setting {name}", name=name), say("one of: {those}", those=listed(KINDS)))
            )
            continue
        try:
            read[name] = setting(name, value)
        except (ValueError, msgspec.ValidationError) as fault:
            wrong.append(
                objection(
                    say("{setting} is {value}", setting=name, value=repr(value)),
                    say("{setting}: {bound}", setting=name, bound=str(fault)),
                )
            )
    if wrong:
        raise Unsuitable(*wrong)
    return Charter(**read)


def setting(name: str, value: Any) -> Any:
    """The value of one setting as it was written. Raises ValueError or ValidationError if it cannot be read."""
    if name == "offices" and isinstance(value, dict):
        value = [
            {"name": office, "seats": seats, "power": office not in TASKS} for office, seats in value.items()
        ]
    if name in settings.THRESHOLDS and isinstance(value, str):
        return threshold(value)
    return msgspec.convert(msgspec.to_builtins(value), KINDS[name], strict=False)


def threshold(words: str) -> Share:
    """The threshold that such words as "at_least 2/3 of cast" say. Raises ValueError on other words.

    >>> str(threshold("more_than 1/2 of eligible"))
    'more than 1/2 of those who may vote'
    """
    match words.split():
        case [comparison, fraction, "of", base] if comparison in list(Comparison) and base in list(Base):
            if settings.fraction(fraction) is not None:
                return Share(fraction, Comparison(comparison), Base(base))
    ways, bases = " or ".join(Comparison), ", ".join(Base)
    raise ValueError(f'words such as "at_least 2/3 of cast": {ways}, a fraction, "of", and one of {bases}')


ARTICLE, PARAGRAPH = "authority_from_below", 5
"""The founders choose the numbers of the charter inside the bounds that are the same for all."""


def objection(value: str, mend: str) -> Objection:
    """An objection by the article that lets founders choose inside the bounds."""
    words = next(each.words for each in NAMED[ARTICLE].paragraphs if each.number == PARAGRAPH)
    return Objection(ARTICLE, PARAGRAPH, words, value, mend)
