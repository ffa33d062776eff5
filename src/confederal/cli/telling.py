"""How the terminal tells things: refusals with their articles, trails as trees, values as JSON, progress."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import msgspec

from confederal.audit.trail import Node, WhyNot, why_not
from confederal.kernel.objection import Objection

WIDTH = 100


def as_json(value: Any) -> None:
    """Prints a value as JSON, keys in order, for a program to read."""
    data = msgspec.json.encode(plain(value), order="sorted")
    click.echo(msgspec.json.format(data, indent=2).decode())


def plain(value: Any) -> Any:
    """A value as dicts, lists, texts and numbers; identities and digests stay text, bytes become hex."""
    return msgspec.to_builtins(value, str_keys=True, enc_hook=_encoded, builtin_types=(bytes,))


def _encoded(value: Any) -> Any:
    if hasattr(value, "items"):
        return {str(key): plain(each) for key, each in value.items()}
    return str(value)


def wrapped(words: str, indent: str = "", first: str | None = None) -> str:
    """Words in lines of at most a hundred signs."""
    return textwrap.fill(
        words,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def refused(objections: Iterable[Objection], *, head: str = "Not recorded.", err: bool = True) -> None:
    """Prints every objection: the article, its words, what was found, what would mend it."""
    click.echo(click.style(head, bold=True), err=err)
    for reason in why_not(objections):
        click.echo(reason_told(reason), err=err)


def reason_told(reason: WhyNot) -> str:
    """One reason in four lines."""
    told = [
        wrapped(f"{reason.article} [{reason.name} ¶{reason.paragraph}]", "    ", "  – "),
        wrapped(f"“{reason.words}”", "    "),
    ]
    if reason.found:
        told.append(wrapped(f"found: {reason.found}", "    "))
    told.append(wrapped(f"what would mend it: {reason.mend}", "    "))
    return "\n".join(told)


def tree(node: Node, depth: int, level: int = 0) -> Iterator[str]:
    """A trail as indented lines, as deep as asked; what is left out is said."""
    step = f"  [step {node.step}]" if node.step is not None else ""
    mark = "✗ " if not node.grounded else ("… " if node.elsewhere else "• " if level else "")
    indent = "  " * level
    yield wrapped(f"{node.words}{step}", f"{indent}  ", f"{indent}{mark}")
    if level >= depth and node.rests_on:
        yield f"{indent}    … rests on more: show it with --depth {depth + 3}, or --all"
        return
    for below in node.rests_on:
        yield from tree(below, depth, level + 1)


@contextmanager
def progress(label: str, length: int, *, least: int = 5_000) -> Iterator[Callable[[int], None] | None]:
    """Something to tell how far the work is; shows nothing for short work or where nobody watches."""
    if length < least or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:

        def so_far(done: int) -> None:
            bar.update(done - bar.pos)

        yield so_far
