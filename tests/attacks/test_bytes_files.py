"""Whoever holds the files: every flipped bit and every file put elsewhere is found, with the entry named."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.records.written import HARBOUR, HOST, KEY, act, acts

from confederal.audit.bytes_of_a_book import Batch, Fault, Findings
from confederal.kernel import merkle
from confederal.kernel.checkpoint import Checkpoint, sign
from confederal.kernel.entry import INNER, OPEN
from confederal.records.files import NotABook, NotSound, export, import_as_mirror, verify_folder
from confederal.records.log import Log
from confederal.records.memory import MemoryShelf


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shelf = MemoryShelf()
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, acts(0, 300))
    shelf.erase(HARBOUR, 4, 299)
    Log(shelf, HARBOUR, HOST).sign()
    folder = tmp_path_factory.mktemp("book")
    export(shelf, HARBOUR, folder, KEY)
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "book"))


def verified(folder: Path) -> Findings:
    """Signatures are left out: these attacks are found before."""
    return verify_folder(folder, KEY, shown=(OPEN, INNER), papers=quick)


def quick(batches: Iterator[Batch]) -> Iterator[list[Fault]]:
    for first, records in batches:
        yield [
            Fault(number, "the paper is not the one that was recorded here")
            for number, record in enumerate(records, first)
            if record.has_paper and not record.commits()
        ]


def test_flipped_bits_all_over_are_found(folder: Path) -> None:
    """Three hundred bits, some in every file; none goes through, and each is told with a reason."""
    lot = random.Random(11)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]
    assert len(files) == 12
    for path in files * 25:
        data = path.read_bytes()
        at = lot.randrange(len(data) * 8)
        path.write_bytes(data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :])
        try:
            findings = verified(folder)
        except NotABook:
            assert path.name in ("book.json", "erasures")
        else:
            # Who ordered an erasure is told as it stands; whether that act did is not the bytes' to say.
            assert findings.faults or findings.erased != {4: 299}, (path, at)
            assert all(fault.words for fault in findings.faults)
            if "tile" in path.parts or "papers" in path.parts:
                assert any(fault.number is not None for fault in findings.faults), (path, at, findings.faults)
        path.write_bytes(data)
    assert verified(folder).sound


def test_every_single_flipped_bit_of_a_small_book_is_found(tmp_path: Path) -> None:
    """All of them, none by lot: a letter of a salt written as a capital is another byte, though it is the same salt."""
    shelf = MemoryShelf()
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, acts(0, 2))
    Log(shelf, HARBOUR, HOST).sign()
    export(shelf, HARBOUR, tmp_path, KEY)
    files = [path for path in sorted(tmp_path.rglob("*")) if path.is_file() and path.stat().st_size]
    assert len(files) == 5
    for path in files:
        data = path.read_bytes()
        for at in range(
            8 * min(len(data), 60)
        ):  # of a paper: number, salt, and the beginning of the envelope
            path.write_bytes(data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :])
            try:
                assert verified(tmp_path).faults, (path, at)
            except NotABook:
                assert path.name == "book.json"
        path.write_bytes(data)
    assert verified(tmp_path).sound


def edit(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    path = folder / name
    path.write_bytes(change(path.read_bytes()))


def line(folder: Path, number: int) -> bytes:
    for path in (folder / "papers").rglob("*"):
        if path.is_file():
            for each in path.read_bytes().split(b"\n"):
                if each.startswith(b"%d " % number):
                    return each
    raise AssertionError(number)


def exchange_papers(folder: Path) -> None:
    one, other = line(folder, 9), line(folder, 10)
    paper, another = one.partition(b" ")[2], other.partition(b" ")[2]
    edit(
        folder,
        "papers/open/000",
        lambda data: data.replace(one, b"9 " + another).replace(other, b"10 " + paper),
    )


ATTACKS: dict[str, tuple[Callable[[Path], object], int, str]] = {
    "remove a paper": (
        lambda folder: edit(
            folder, "papers/open/000", lambda data: data.replace(line(folder, 9) + b"\n", b"")
        ),
        9,
        "its paper is missing",
    ),
    "exchange papers": (exchange_papers, 9, "not the one that was recorded"),
    "a second paper": (
        lambda folder: edit(folder, "papers/inner/000", lambda data: data + line(folder, 9) + b"\n"),
        9,
        "a second paper",
    ),
    "a paper of another hundred": (
        lambda folder: edit(folder, "papers/open/000", lambda data: data + line(folder, 258) + b"\n"),
        258,
        "in the wrong place",
    ),
    "edit an entry": (
        lambda folder: edit(folder, "tile/entries/000", lambda data: data[:400] + b"x" + data[401:]),
        9,
        "digest was written down",
    ),
    "remove an entry": (
        lambda folder: edit(folder, "tile/entries/001.p/44", lambda data: data[:-44]),
        299,
        "has 43 of 44",
    ),
    "put one in": (
        lambda folder: edit(folder, "tile/entries/001.p/44", lambda data: data + data[-44:]),
        300,
        "has 45 of 44",
    ),
    "reorder entries": (
        lambda folder: edit(
            folder, "tile/entries/000", lambda data: data[:396] + data[440:484] + data[396:440] + data[484:]
        ),
        9,
        "digest was written down",
    ),
    "replay an older bundle": (
        lambda folder: edit(
            folder,
            "tile/entries/001.p/44",
            lambda _: (folder / "tile/entries/000").read_bytes()[: 44 * 44],
        ),
        256,
        "digest was written down",
    ),
    "remove the entries": (lambda folder: (folder / "tile/entries/000").unlink(), 0, "is missing"),
    "remove a tile": (lambda folder: (folder / "tile/0/001.p/44").unlink(), 256, "is missing"),
    "replay a tile": (
        lambda folder: edit(folder, "tile/1/000.p/1", lambda _: (folder / "tile/0/000").read_bytes()[:32]),
        0,
        "was altered",
    ),
    "a tile too long": (
        lambda folder: edit(folder, "tile/0/000", lambda data: data + bytes(32)),
        0,
        "was altered",
    ),
}


@pytest.mark.parametrize("case", ATTACKS)
def test_each_attack_is_found_at_its_entry_and_nothing_is_taken_over(folder: Path, case: str) -> None:
    attack, number, words = ATTACKS[case]
    attack(folder)
    findings = verified(folder)
    assert any(fault.number == number and words in fault.reason for fault in findings.faults), findings.faults
    mirror = MemoryShelf()
    with pytest.raises(NotSound):
        import_as_mirror(folder, mirror, KEY)
    assert mirror.bodies() == ()


def test_a_folder_rewritten_throughout_is_held_against_its_signed_checkpoint(
    folder: Path, tmp_path: Path
) -> None:
    """Entry, tiles and papers all say the same; only the host's old signature does not."""
    shelf = MemoryShelf()
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, [*acts(0, 9), act(9, "another"), *acts(10, 300)])
    Log(shelf, HARBOUR, HOST).sign()
    export(shelf, HARBOUR, tmp_path / "rewritten", KEY)
    signed = (folder / "checkpoint").read_text()
    assert verify_folder(tmp_path / "rewritten", KEY).sound
    assert not verify_folder(tmp_path / "rewritten", KEY, earlier=[signed]).sound
    (tmp_path / "rewritten" / "checkpoint").write_text(signed)
    (fault,) = verify_folder(tmp_path / "rewritten", KEY).faults
    assert "are not the ones its host signed for" in fault.words


@pytest.mark.parametrize("size", [10**17, 301, 0])
def test_a_checkpoint_over_another_size_is_no_trouble_and_no_use(folder: Path, size: int) -> None:
    (folder / "checkpoint").write_text(sign(Checkpoint(KEY.name, size, merkle.EMPTY_ROOT), HOST))
    findings = verify_folder(folder, KEY, papers=quick)
    assert findings.sound == (size == 0)
    assert findings.entries == 0 or not findings.sound


@pytest.mark.parametrize("name", ["checkpoint", "book.json", "erasures"])
def test_nonsense_in_place_of_a_file_is_refused(folder: Path, name: str) -> None:
    for data in (b"", b"\xff\xfe", b"\n\n\n", b"9" * 100_000, b"{" * 100_000):
        (folder / name).write_bytes(data)
        try:
            assert not verify_folder(folder, KEY, papers=quick).sound
        except NotABook:
            continue
