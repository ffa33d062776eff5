"""A story file told: found by path or name, read, recognised by what it is made of, handed to its teller."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

from confederal.stories import federation, history, power
from confederal.stories.telling import Reporter, Step, Telling, Untellable, Verdict

LARGEST_FILE: Final = 1_000_000
"""A story of more bytes than this is not told."""

KINDS: Final[tuple[tuple[str, tuple[str, ...], Callable[[Mapping[str, Any], Reporter], Telling]], ...]] = (
    ("a federation and its calendar", ("members", "events"), federation.tell),
    ("a chronicle of bodies", ("bodies", "story"), history.tell),
    ("acts of power", ("acts",), power.tell),
)
"""The kinds of files there are, by the sections each is made of."""


def shipped() -> tuple[str, ...]:
    """The names of the stories that come with the software."""
    return tuple(
        sorted(
            entry.name.removesuffix(".yaml") for entry in folder().iterdir() if entry.name.endswith(".yaml")
        )
    )


def folder() -> Any:
    """Where the shipped stories lie, wherever the package is installed."""
    return files("confederal.stories") / "fixtures"


def text_of(name: str) -> str:
    """The text of a story: of the file at that path, or of the shipped one of that name.

    Raises Untellable if there is neither, or if it is too large or no text.
    """
    path = Path(name)
    try:
        if path.is_file():
            if path.stat().st_size > LARGEST_FILE:
                raise Untellable(f"{name} is larger than {LARGEST_FILE:,} bytes; a story is a few pages")
            return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError, ValueError) as error:
        raise Untellable(f"{name} cannot be read: {error}") from error
    if name in shipped():
        text: str = (folder() / f"{name}.yaml").read_text(encoding="utf-8")
        return text
    raise Untellable(f"there is no file {name}, and no story of that name; there are: {', '.join(shipped())}")


class OnceEach(yaml.SafeLoader):
    """Reads YAML and refuses a mapping that says one thing twice: the second would hide the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    "a mapping", node.start_mark, f"'{key.value}' twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):  # a few lines of aliases can stand for more than all memory
            raise yaml.MarkedYAMLError("a story", self.get_mark(), "aliases are not read", self.get_mark())
        return super().compose_node(parent, index)


def parsed(text: str) -> dict[str, Any]:
    """The story a text says. Raises Untellable with the line where it cannot be read."""
    try:
        story = yaml.load(text, OnceEach)  # noqa: S506 (a SafeLoader of our own)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Untellable(f"this is not YAML that can be told: {error}") from error
    if not isinstance(story, dict) or not all(isinstance(name, str) for name in story):
        raise Untellable("a story is a mapping of named sections")
    return story


def told(story: Mapping[str, Any], report: Reporter = lambda words: None) -> Iterator[Step]:
    """The steps of a story, as they are acted out.

    `report` is told what a long piece of work is doing. Raises Untellable if the file is of no known kind, or has a
    value of the wrong kind; what was told before stays told.
    """
    for _, sections, teller in KINDS:
        if all(section in story for section in sections):
            try:
                yield from teller(story, report)
            except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
                raise Untellable(
                    f"a value of this file cannot be told: {type(error).__name__}: {error}"
                ) from error
            return
    kinds = "; ".join(f"{' and '.join(sections)} ({kind})" for kind, sections, _ in KINDS)
    raise Untellable(f"this is no story of a known kind. A story has {kinds}")


def exit_code(steps: list[Step]) -> int:
    """0 if every stated expectation held, 1 if one did not or was not understood. "Not yet" is neither."""
    bad = {Verdict.FAILED, Verdict.NOT_UNDERSTOOD}
    return 1 if any(check.verdict in bad for step in steps for check in step.checks) else 0
