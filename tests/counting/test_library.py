"""The room is a library of its own: one import, NumPy alone, and nothing imported before it is needed."""

import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"


def fresh(program: str) -> str:
    """What a program prints in a Python that has imported nothing yet and can import nothing but NumPy."""
    only = (
        "import sys\n"
        "class Only:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        top = name.partition('.')[0]\n"
        "        if path is None and top not in sys.stdlib_module_names | {'numpy', 'confederal'}:\n"
        "            if not top.startswith('_'):\n"
        "                raise ImportError('not a part of this room: ' + name)\n"
        "sys.meta_path.insert(0, Only())\n"
    )
    result = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{only}{program}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_the_law_imports_the_room_without_numpy() -> None:
    told = fresh(
        "from confederal import counting\n"
        "from confederal.counting import apportionment, majority\n"
        "print(majority.decide(majority.SIMPLE, 3, 2, eligible=9).carried, 'numpy' in sys.modules)"
    )
    assert told == "True False"


def test_it_counts_reads_and_shows_with_numpy_alone() -> None:
    told = fresh(
        "from confederal import counting\n"
        "from confederal.counting import reading, rendering\n"
        '(election,) = reading.read(\'2 1\\n3 1 2 0\\n2 2 0\\n0\\n"Ana"\\n"Ben"\\n"T"\\n\')\n'
        "sheet = counting.count('scottish-stv', election.ballots)\n"
        "print(sheet.elected, rendering.as_html(sheet)[:15])"
    )
    assert told == "('Ana',) <!doctype html>"
