"""What the pure rooms say to members is said in sentences: no finished English out of an f-string."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.spanish import ROOMS, SOURCE, SPOKEN, name_of

SPEAKING = (
    *sorted((SOURCE / "charter" / "articles").glob("*.py")),
    *(
        SOURCE / name
        for name in (
            "kernel/grounds.py",
            "kernel/words.py",
            "kernel/proof.py",
            "charter/article.py",
            "charter/reading.py",
            "charter/settings.py",
            "audit/trail.py",
            "audit/words.py",
            "audit/own_numbers.py",
            "audit/report.py",
            "audit/bytes_of_a_book.py",
            "secretary/desk.py",
            "counting/ties.py",
            "counting/transferable_vote.py",
            "counting/instant_runoff.py",
        )
    ),
)
"""Files whose texts members read: no f-string stands in them but for what only machines and builders see."""

FOR_BUILDERS = (
    *("__str__", "__init__", "says", "about", "_add", "number_of", "moment", "amount", "threshold"),
    *("among", "lot_setting", "ticket"),
)
"""Functions that write for the terminal or for builders, or a number as digits alone."""


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def finished(node: ast.AST) -> bool:
    """Whether an expression puts words together by itself: an f-string, a sum, a percent sign, format or join."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        text = any(
            isinstance(each, ast.Constant) and isinstance(each.value, str) for each in (node.left, node.right)
        )
        return text and isinstance(node.op, ast.Add | ast.Mod)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Constant)
        and node.func.attr in ("format", "join")
    )


def put_together(path: Path) -> Iterator[str]:
    """Every place of a file at which words are put together that a member could read."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    above = parents(tree)
    for node in ast.walk(tree):
        if not finished(node):
            continue
        around: ast.AST | None = node
        while around is not None:
            if isinstance(around, ast.Raise | ast.Assert):
                break
            if isinstance(around, ast.FunctionDef) and around.name in FOR_BUILDERS:
                break
            around = above.get(around)
        else:
            yield f"{path.name}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)}"


def spoken(path: Path) -> Iterator[str]:
    """Every word given to an objection, a fault or a line of a trail that was put together, not said."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            for place in SPOKEN.get(name_of(node), ()):
                if len(node.args) > place and any(map(finished, ast.walk(node.args[place]))):
                    yield f"{path.name}:{node.lineno}: {ast.unparse(node.args[place])}"


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.stem)
def test_no_finished_english_stands_in_a_file_that_speaks(path: Path) -> None:
    assert list(put_together(path)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_objections_faults_and_trails_are_said(room: str) -> None:
    paths = (path for path in (SOURCE / room).rglob("*.py") if path.name != "verify.py")  # for the terminal
    assert [found for path in paths for found in spoken(path)] == []


def test_what_is_put_together_is_found(tmp_path: Path) -> None:
    file = tmp_path / "article.py"
    file.write_text(
        "yield_ = [Fault(f'{who} is no teller', 'x'), Fault('a' + b, 'x'), Fault(', '.join(c), 'x'),\n"
        "    Fault('%s is gone' % d, 'x'), Fault(say('{who} is here', who=f'{e}'), 'x'), Fault('fine', say('x'))]\n"
        "def __str__(self):\n    return f'{self.name}'\n"
    )
    assert len(list(spoken(file))) == 5
    assert len(list(put_together(file))) == 5
