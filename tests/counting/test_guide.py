"""The guide *add a counting method* does what it says: its example counts, by its own vector."""

import doctest
import json
import re
from pathlib import Path
from types import ModuleType

from confederal.counting import Ballots, Method
from confederal.counting.method import LAWS

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "add-a-counting-method.md"


def test_the_example_of_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (vector,) = (json.loads(part) for part in re.findall(r"```json\n(.*?)```", text, re.DOTALL))
    module = ModuleType("borda")
    exec(compile(code, "borda", "exec"), module.__dict__)
    method = module.METHOD
    assert isinstance(method, Method)
    assert method.name == vector["method"]
    assert method.laws <= set(LAWS)
    ballots = Ballots.of(
        [(tuple(ranking), n) for ranking, n in vector["papers"]], candidates=vector["candidates"]
    )
    assert list(method.count(ballots).elected) == vector["elected"]
    assert method.count(ballots).stages[0].totals == (4, 3, 2)
    assert doctest.testmod(module).failed == 0
