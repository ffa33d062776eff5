"""The verifier from outside: the Go team's code reads our files, and one flipped bit does not pass it.

Where Go is missing it is installed if this is a Debian machine and we are its root; where it cannot be had,
the tests say so and count as skipped.
"""

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.records.written import HARBOUR, HOST, KEY, acts

from confederal.records.files import export
from confederal.records.log import Log
from confederal.records.memory import MemoryShelf

SOURCE = Path(__file__).parents[2] / "go" / "verify" / "main.go"
GOCODE = Path("/usr/share/gocode")
PACKAGES = ("golang-go", "golang-golang-x-mod-dev")


def why_no_go() -> str | None:
    """The reason Go cannot be had here; None when it can."""
    if not is_there():
        if os.geteuid() or not shutil.which("apt-get"):
            return "Go is not installed: apt install " + " ".join(PACKAGES)
        done = installed()
        if done.returncode:  # the lists of packages may never have been fetched here
            subprocess.run(["apt-get", "update"], capture_output=True, timeout=300, check=False)
            done = installed()
        if done.returncode:
            return f"Go could not be installed: {' '.join(done.stderr.strip().splitlines()[-1:])}"
    return None if is_there() else "Go was installed and is still not there"


def installed() -> subprocess.CompletedProcess[str]:
    """What apt-get says to installing Go; it waits its turn when another test worker is at it."""
    waiting = ["-o", "DPkg::Lock::Timeout=300"]
    command = ["apt-get", *waiting, "install", "-y", "--no-install-recommends", *PACKAGES]
    return subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)


def is_there() -> bool:
    return bool(shutil.which("go")) and (GOCODE / "src/golang.org/x/mod/sumdb/tlog").is_dir()


@pytest.fixture(scope="module")
def verify(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], tuple[int, str]]:
    """Runs the Go verifier over a folder: its exit code and what it says."""
    reason = why_no_go()
    if reason:
        pytest.skip(reason)
    made = tmp_path_factory.mktemp("go")
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(GOCODE), "GOCACHE": str(made / "cache")}
    build = ["go", "build", "-o", str(made / "verify"), str(SOURCE)]
    subprocess.run(build, env=environment, check=True, capture_output=True, text=True)

    def run(folder: Path) -> tuple[int, str]:
        command = [str(made / "verify"), str(folder), KEY.text]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """600 acts given out, entry 3 erased."""
    shelf = MemoryShelf()
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, acts(0, 600))
    shelf.erase(HARBOUR, 3, 599)
    Log(shelf, HARBOUR, HOST).sign()
    folder = tmp_path_factory.mktemp("book")
    export(shelf, HARBOUR, folder, KEY)
    return folder


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257])
def test_books_of_many_sizes_pass(
    verify: Callable[[Path], tuple[int, str]], tmp_path: Path, size: int
) -> None:
    shelf = MemoryShelf()
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, acts(0, size))
    Log(shelf, HARBOUR, HOST).sign()
    export(shelf, HARBOUR, tmp_path, KEY)
    assert verify(tmp_path) == (0, f"OK {KEY.name}: {size} entries, {size} papers\n")


def test_an_erased_book_passes_and_every_flipped_bit_is_found(
    verify: Callable[[Path], tuple[int, str]], book: Path
) -> None:
    assert verify(book) == (0, f"OK {KEY.name}: 600 entries, 599 papers\n")
    lot = random.Random(7)
    files = [path for path in sorted(book.rglob("*")) if path.is_file() and path.stat().st_size]
    judged = [path for path in files if path.name not in ("book.json", "erasures")]
    assert len(judged) >= 12
    for path in judged * 4:
        data = path.read_bytes()
        at = lot.randrange(len(data) * 8)
        path.write_bytes(data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :])
        code, said = verify(book)
        path.write_bytes(data)
        assert code == 1, (path, at)
        assert said.startswith("FAIL ")


@pytest.mark.parametrize(
    ("words", "altered"),
    [
        ("a line cannot be read", lambda line: line.upper()),
        ("a line cannot be read", lambda line: b" " + line),
        ("a line cannot be read", lambda line: b"+" + line),
        ("a line cannot be read", lambda line: b"0" + line),
        ("a line cannot be read", lambda line: line + line),
        ("a line cannot be read", lambda line: line.rstrip(b"\n")),
        ("a line cannot be read", lambda line: line.replace(b" ", b"  ", 1)),
        ("a line cannot be read", lambda line: b"\n" + line),
        ("is missing", lambda line: b""),
        ("belongs to none", lambda line: b"600 " + line.partition(b" ")[2] + line),
    ],
)
def test_a_paper_is_kept_in_its_one_form_and_place(
    verify: Callable[[Path], tuple[int, str]], book: Path, words: str, altered: Callable[[bytes], bytes]
) -> None:
    path = book / "papers/open/002.p/88"
    data = path.read_bytes()
    last = data.splitlines(keepends=True)[-1]
    path.write_bytes(data.removesuffix(last) + altered(last))
    code, said = verify(book)
    path.write_bytes(data)
    assert (code, words in said) == (1, True), said


def test_the_program_is_short_enough_to_be_read() -> None:
    """Who would trust it has to read it: about seventy lines, comments and blank ones aside."""
    lines = [line.strip() for line in SOURCE.read_text().splitlines()]
    assert len([line for line in lines if line and not line.startswith("//")]) <= 78
    assert max(map(len, lines)) <= 120


def test_the_entry_is_named(verify: Callable[[Path], tuple[int, str]], book: Path) -> None:
    for name, number in (("tile/entries/001", 300), ("papers/open/001", 300)):
        path = book / name
        data = path.read_bytes()
        at = 44 * (number - 256) + 30 if "entries" in name else data.index(b"\n300 ") + 60
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert f"FAIL entry {number}: " in verify(book)[1]
        path.write_bytes(data)


def test_a_missing_tile_paper_or_checkpoint_is_said(
    verify: Callable[[Path], tuple[int, str]], book: Path
) -> None:
    for name in ("tile/0/001", "tile/1/000.p/2", "tile/entries/000", "papers/open/002.p/88", "checkpoint"):
        (book / name).rename(book / "aside")
        assert verify(book)[0] == 1, name
        (book / "aside").rename(book / name)
