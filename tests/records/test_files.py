"""A book as files: given out step by step, verified from nothing, taken over, and killed in between."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.written import HARBOUR, HOST, KEY, act, acts

from confederal.kernel.checkpoint import BadCheckpoint, Checkpoint, sign, verifying_key
from confederal.kernel.entry import INNER, OPEN
from confederal.kernel.envelope import SeedKey
from confederal.records.files import (
    Forked,
    NotABook,
    NothingSigned,
    NotSound,
    SheetDiffers,
    Sheets,
    checkpoint_note,
    described,
    export,
    import_as_mirror,
    receipt_of,
    rows,
    verify_folder,
)
from confederal.records.log import Log
from confederal.records.memory import MemoryShelf


def shelf_with(count: int) -> MemoryShelf:
    shelf = MemoryShelf()
    shelf.create(HARBOUR)
    grow(shelf, count)
    return shelf


def grow(shelf: MemoryShelf, count: int) -> None:
    """Acts of three signers, the same few again and again with another time, so that long books are quick."""
    size = shelf.head(HARBOUR).size
    shelf.append(HARBOUR, size, acts(size, size + count))
    Log(shelf, HARBOUR, HOST).sign()


def test_a_book_given_out_is_verified_from_its_files_alone(tmp_path: Path) -> None:
    shelf = shelf_with(300)
    checkpoint = export(shelf, HARBOUR, tmp_path, KEY)
    findings = verify_folder(tmp_path, KEY, shown=(OPEN, INNER))
    assert findings.faults == ()
    assert (findings.entries, findings.papers) == (300, 300)
    assert findings.signed == checkpoint
    assert described(tmp_path).key == KEY
    assert list(rows(tmp_path, 300)) == list(shelf.rows(HARBOUR))
    assert list(rows(tmp_path, 300, 250, 270)) == list(shelf.rows(HARBOUR, 250, 270))


def test_the_files_lie_where_others_look_for_them(tmp_path: Path) -> None:
    export(shelf_with(300), HARBOUR, tmp_path, KEY)
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert found == [
        ".writing",
        "book.json",
        "checkpoint",
        "erasures",
        "papers/inner/000",
        "papers/inner/001.p/44",
        "papers/open/000",
        "papers/open/001.p/44",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    ]
    first = (tmp_path / "papers/open/000").read_bytes().split(b"\n")[0].split(b" ")
    assert first == [b"0", act(0).salt.hex().encode(), act(0).envelope]  # type: ignore[union-attr]  # it has one
    assert (tmp_path / "tile/entries/000").read_bytes()[:44] == b"\x00\x2a" + act(0).entry.encode()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.integers(0, 400), min_size=1, max_size=5))
def test_step_by_step_gives_the_same_files_as_at_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int]
) -> None:
    shelf, stepwise, whole = shelf_with(1), tmp_path_factory.mktemp("a"), tmp_path_factory.mktemp("b")
    for step in steps:
        if step:
            grow(shelf, step)
        export(shelf, HARBOUR, stepwise, KEY)
    export(shelf, HARBOUR, whole, KEY)
    for path in whole.rglob("*"):
        if path.is_file():
            assert (stepwise / path.relative_to(whole)).read_bytes() == path.read_bytes()
    assert verify_folder(
        stepwise, KEY, shown=(OPEN, INNER), papers=lambda batches: [() for _ in batches]
    ).sound


def test_upper_tiles_are_right_in_a_long_book(tmp_path: Path) -> None:
    """66,000 entries fill a tile of level 1 and begin one of level 2; papers are left out to be quick."""
    shelf = MemoryShelf()
    shelf.create(HARBOUR)
    blank = [each.without_paper() for each in acts(0, 300)]
    last = blank[-1]
    shelf.append(HARBOUR, 0, blank)
    for count in (65_000, 500, 200):
        shelf.append(HARBOUR, shelf.head(HARBOUR).size, [last] * count)
        Log(shelf, HARBOUR, HOST).sign()
        export(shelf, HARBOUR, tmp_path, KEY)
        assert verify_folder(tmp_path, KEY, shown=()).faults == ()
    assert (tmp_path / "tile/2/000.p/1").is_file()
    receipt = receipt_of(tmp_path, 65_777)
    assert receipt.check(last.entry.encode(), KEY).size == 66_000


def test_a_receipt_from_the_files_proves_its_entry(tmp_path: Path) -> None:
    shelf = shelf_with(300)
    export(shelf, HARBOUR, tmp_path, KEY)
    for number in (0, 255, 256, 299):
        receipt = receipt_of(tmp_path, number)
        assert receipt == Log(shelf, HARBOUR, HOST).receipt(number)
        assert receipt.check(act(number).entry.encode(), KEY).size == 300


def test_inner_papers_can_be_kept_back(tmp_path: Path) -> None:
    export(shelf_with(20), HARBOUR, tmp_path, KEY, shown=(OPEN,))
    assert not (tmp_path / "papers/inner").exists()
    findings = verify_folder(tmp_path, KEY)
    assert findings.sound
    assert findings.withheld == 6
    assert not verify_folder(tmp_path, KEY, shown=(OPEN, INNER)).sound


def test_an_erased_paper_leaves_the_files_at_the_next_export(tmp_path: Path) -> None:
    shelf = shelf_with(300)
    export(shelf, HARBOUR, tmp_path, KEY)
    shelf.erase(HARBOUR, 3, ordered_by=299)
    export(shelf, HARBOUR, tmp_path, KEY)
    envelope = act(3).envelope
    assert envelope is not None
    assert not any(envelope in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    findings = verify_folder(tmp_path, KEY, shown=(OPEN, INNER))
    assert findings.sound
    assert findings.erased == {3: 299}
    mirror = MemoryShelf()
    import_as_mirror(tmp_path, mirror, KEY)
    assert mirror.erasures(HARBOUR) == {3: 299}


def test_a_mirror_takes_over_all_of_it_and_goes_on(tmp_path: Path) -> None:
    shelf, mirror = shelf_with(300), MemoryShelf()
    for more in (0, 1, 700):
        if more:
            grow(shelf, more)
        export(shelf, HARBOUR, tmp_path, KEY)
        findings = import_as_mirror(tmp_path, mirror, KEY)
        assert findings.sound
        assert list(mirror.rows(HARBOUR)) == list(shelf.rows(HARBOUR))
        assert mirror.head(HARBOUR) == shelf.head(HARBOUR)
        assert mirror.checkpoint(HARBOUR) == shelf.checkpoint(HARBOUR)
    again = tmp_path / "again"
    export(mirror, HARBOUR, again, KEY)
    assert checkpoint_note(again) == checkpoint_note(tmp_path)


def test_a_mirror_that_is_shown_the_inner_papers_later_takes_them(tmp_path: Path) -> None:
    shelf, mirror = shelf_with(20), MemoryShelf()
    export(shelf, HARBOUR, tmp_path / "open", KEY, shown=(OPEN,))
    export(shelf, HARBOUR, tmp_path / "all", KEY)
    import_as_mirror(tmp_path / "open", mirror, KEY)
    assert sum(not row.has_paper for row in mirror.rows(HARBOUR)) == 6
    import_as_mirror(tmp_path / "all", mirror, KEY)
    assert list(mirror.rows(HARBOUR)) == list(shelf.rows(HARBOUR))


def test_an_altered_folder_is_refused_and_nothing_is_taken(tmp_path: Path) -> None:
    export(shelf_with(20), HARBOUR, tmp_path, KEY)
    path = tmp_path / "papers/open/000.p/20"
    path.write_bytes(path.read_bytes().replace(b"payloadType", b"payloadtype", 1))
    mirror = MemoryShelf()
    with pytest.raises(NotSound, match="Entry 0: ") as refused:
        import_as_mirror(tmp_path, mirror, KEY)
    assert refused.value.findings.faults
    assert mirror.bodies() == ()


def test_a_rewritten_history_is_refused_by_whoever_saw_the_first(tmp_path: Path) -> None:
    """The host itself rewrites entry 7 and signs; mirror and folder hold the first history against it."""
    mirror, rewritten = MemoryShelf(), MemoryShelf()
    export(shelf_with(20), HARBOUR, tmp_path / "first", KEY)
    import_as_mirror(tmp_path / "first", mirror, KEY)
    rewritten.create(HARBOUR)
    rewritten.append(HARBOUR, 0, [*acts(0, 7), act(7, "another"), *acts(8, 30)])
    Log(rewritten, HARBOUR, HOST).sign()
    export(rewritten, HARBOUR, tmp_path / "second", KEY)
    assert verify_folder(tmp_path / "second", KEY).sound
    with pytest.raises(Forked, match="from entry 7 on") as forked:
        import_as_mirror(tmp_path / "second", mirror, KEY)
    assert forked.value.number == 7
    assert list(mirror.rows(HARBOUR)) == acts(0, 20)
    with pytest.raises(Forked, match="from entry 7 on"):
        export(rewritten, HARBOUR, tmp_path / "first", KEY)
    assert verify_folder(tmp_path / "first", KEY).sound


@pytest.mark.parametrize("sizes", [(20, 10), (600, 300), (300, 300), (256, 512)])
def test_no_folder_goes_back_or_sideways(tmp_path: Path, sizes: tuple[int, int]) -> None:
    first, second = sizes
    export(shelf_with(first), HARBOUR, tmp_path, KEY)
    other = MemoryShelf()
    other.create(HARBOUR)
    other.append(HARBOUR, 0, [*acts(0, 5), act(5, "another"), *acts(6, second)])
    Log(other, HARBOUR, HOST).sign()
    with pytest.raises(Forked):
        export(other, HARBOUR, tmp_path, KEY)
    assert verify_folder(tmp_path, KEY, shown=(OPEN, INNER)).entries == first
    assert verify_folder(tmp_path, KEY, shown=(OPEN, INNER)).sound


def test_nothing_is_given_out_that_was_not_signed(tmp_path: Path) -> None:
    shelf = MemoryShelf()
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, acts(0, 3))
    with pytest.raises(NothingSigned):
        export(shelf, HARBOUR, tmp_path, KEY)
    shelf.keep_checkpoint(HARBOUR, None, sign(Checkpoint(KEY.name, 3, bytes(32)), HOST))
    with pytest.raises(BadCheckpoint, match="does not bear out its own signed checkpoint"):
        export(shelf, HARBOUR, tmp_path, KEY)
    assert not (tmp_path / "checkpoint").exists()
    with pytest.raises(BadCheckpoint):
        export(shelf_with(3), HARBOUR, tmp_path, verifying_key(HARBOUR, SeedKey(bytes(32)).keyid))


@pytest.mark.parametrize("name", ["tile/0/001.p/44", "tile/1/000.p/1"])
@pytest.mark.parametrize("gone", [True, False])
def test_a_damaged_folder_is_not_built_upon(tmp_path: Path, name: str, gone: bool) -> None:
    shelf = shelf_with(300)
    export(shelf, HARBOUR, tmp_path, KEY)
    tile = tmp_path / name
    if gone:
        tile.unlink()
    else:
        tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    grow(shelf, 300)
    with pytest.raises(NotABook, match="export into an empty folder"):
        export(shelf, HARBOUR, tmp_path, KEY)


def test_a_folder_of_another_body_is_left_alone(tmp_path: Path) -> None:
    export(shelf_with(3), HARBOUR, tmp_path, KEY)
    note = (tmp_path / "checkpoint").read_text()
    (tmp_path / "checkpoint").write_text(note.replace(HARBOUR[:8], "00000000"))
    with pytest.raises(NotABook, match="another body"):
        export(shelf_with(3), HARBOUR, tmp_path, KEY)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"\xff", b'{"format":1,"origin":"x","vkey":"y"}', b'{"format":2,"origin":"a","vkey":"b"}'],
)
def test_a_folder_that_is_no_book_says_why(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotABook, match=r"no book\.json"):
        verify_folder(tmp_path)
    (tmp_path / "book.json").write_bytes(data)
    with pytest.raises(NotABook, match="cannot be read"):
        verify_folder(tmp_path)


class Killed(BaseException):
    """What a process is told that dies."""


class Death:
    """Fails the nth of the calls it stands in the way of, so."""

    def __init__(self, at: int, so: type[BaseException]) -> None:
        self._left = at
        self._so = so

    def before(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            self._left -= 1
            if self._left == 0:
                raise self._so
            return real(*arguments)

        return call


@pytest.mark.parametrize("so", [Killed, OSError])
def test_killed_or_out_of_room_at_any_file_the_folder_verifies_and_the_next_export_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, so: type[BaseException]
) -> None:
    """Fails at each bringing-to-disk and each rename in turn; what was given out before always stands."""
    shelf = shelf_with(250)
    export(shelf, HARBOUR, tmp_path, KEY)
    survived = 0
    while True:
        grow(shelf, 3)
        death = Death(survived + 1, so)
        try:
            with monkeypatch.context() as patched:
                patched.setattr(os, "fsync", death.before(os.fsync))
                patched.setattr(Path, "replace", death.before(Path.replace))
                export(shelf, HARBOUR, tmp_path, KEY)
        except so:
            survived += 1
            assert verify_folder(tmp_path, KEY, shown=(OPEN, INNER)).faults == ()
        else:
            break
    assert survived > 15
    assert export(shelf, HARBOUR, tmp_path, KEY).size == shelf.head(HARBOUR).size
    assert verify_folder(tmp_path, KEY, shown=(OPEN, INNER)).sound


# ── sheets ────────────────────────────────────────────────────────────────────────────────────────────────

SALT = bytes(range(16))


def test_a_sheet_is_kept_under_its_salted_digest_and_can_be_erased(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "texts")
    digest = sheets.put(SALT, b"We begin at seven.")
    assert sheets.get(digest) == (SALT, b"We begin at seven.")
    assert sheets.digests() == [digest]
    other = sheets.put(bytes(16), b"We begin at seven.")
    assert other != digest
    copied = Sheets(tmp_path / "copy")
    sheets.copy_to(copied, lambda each: each == digest)
    assert copied.digests() == [digest]
    sheets.erase(digest)
    sheets.erase(digest)
    assert sheets.get(digest) is None
    assert sheets.digests() == [other]


def test_an_altered_sheet_is_not_given_out_and_is_found(tmp_path: Path) -> None:
    export(shelf_with(3), HARBOUR, tmp_path, KEY)
    sheets = Sheets(tmp_path / "texts")
    digest = sheets.put(SALT, b"We begin at seven.")
    assert verify_folder(tmp_path, KEY).sound
    (tmp_path / "texts" / digest).write_bytes(SALT + b"We begin at six.")
    with pytest.raises(SheetDiffers):
        sheets.get(digest)
    (fault,) = verify_folder(tmp_path, KEY).faults
    assert fault.words == f"The text {digest} was altered."


def test_a_digest_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    for name in ("../secret", "", "A" * 64, "0" * 63):
        with pytest.raises(ValueError, match="not a digest"):
            Sheets(tmp_path).get(name)
    with pytest.raises(ValueError, match="16 bytes"):
        Sheets(tmp_path).put(b"", b"text")
