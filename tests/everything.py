"""Everything that must hold before a change lands: `./confederal test [--long] [pytest arguments]`.

Formatting, lint, layers and types first, because they are quick; then the tests, on every core.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

CHECKS = (
    ("format", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["ruff", "check", "--quiet", "."]),
    ("layers", ["lint-imports", "--no-cache"]),
    ("types", ["mypy"]),
)


def main(arguments: list[str]) -> int:
    long = "--long" in arguments
    chosen = [argument for argument in arguments if argument != "--long"]
    failed = [] if chosen else [name for name, command in CHECKS if not passes(name, command)]
    marker = "long or not long" if long else "not long"
    os.environ["CONFEDERAL_LONG"] = "1" if long else ""
    tests = subprocess.run(
        [BIN / "pytest", "-m", marker, "-n", "auto", "--dist", "worksteal", *chosen], cwd=ROOT, check=False
    )
    if tests.returncode:
        failed.append("tests")
    for name in failed:
        print(f"confederal test: {name} did not pass", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    print(f"confederal test: {name}", flush=True)
    result = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, check=False, text=True, capture_output=True
    )
    if result.returncode:
        print(result.stdout + result.stderr)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
