"""Everything that must hold before a change lands: `./confederal test [--long] [pytest arguments]`.

Formatting, lint, layers and types first, because they are quick; then the tests, on every core. The browser tests
need Debian's chromium: it is installed where it is missing and may be; elsewhere they are skipped, and it is said.
"""

import os
import shutil
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

INSTALLING_SECONDS = 300


def main(arguments: list[str]) -> int:
    long = "--long" in arguments
    chosen = [argument for argument in arguments if argument != "--long"]
    failed = [] if chosen else [name for name, command in CHECKS if not passes(name, command)]
    has_browser()
    marker = "long or not long" if long else "not long"
    os.environ["CONFEDERAL_LONG"] = "1" if long else ""
    tests = subprocess.run(
        [BIN / "pytest", "-m", marker, "-n", "auto", "--dist", "worksteal", *chosen], cwd=ROOT, check=False
    )
    if tests.returncode:
        failed.append("tests")
    if not chosen and not on_postgres(marker):
        failed.append("tests on PostgreSQL")
    for name in failed:
        print(f"confederal test: {name} did not pass", file=sys.stderr)
    return 1 if failed else 0


def on_postgres(marker: str) -> bool:
    """The tests of the pages once more, on a PostgreSQL that each process starts for itself; whether they pass."""
    print("confederal test: the pages on PostgreSQL", flush=True)
    environment = {**os.environ, "CONFEDERAL_TESTS_ON": "postgres"}
    command = [str(BIN / "pytest"), "-m", marker, "-n", "auto", "--dist", "worksteal", "tests/web"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def has_browser() -> None:
    """Sees to it that there is a chromium, or says why the browser tests are skipped. Never fails."""
    if shutil.which("chromium") or shutil.which("chromium-browser"):
        return
    why = "this machine has no apt-get"
    if shutil.which("apt-get"):
        why = "only root may install it"
        if os.geteuid() == 0:
            print("confederal test: installing chromium for the browser tests, once", flush=True)
            if installed():
                return
            why = "it could not be installed"
    print(
        f"confederal test: the browser tests are SKIPPED: there is no chromium, and {why}"
        " (on Debian: apt install chromium)",
        file=sys.stderr,
    )


def installed() -> bool:
    """Whether apt could install chromium."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        try:
            done = subprocess.run(
                command, env=quiet, check=False, capture_output=True, timeout=INSTALLING_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        if done.returncode:
            return False
    return shutil.which("chromium") is not None


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
