"""A book as files: what others fetch, mirror on a stick and check with tools of their own.

| file | holds |
| `book.json` | format, origin and key of the host, as other programs take it |
| `checkpoint` | the signed head; written last, so that all it speaks of is there |
| `tile/<level>/…`, `tile/entries/…` | hashes and entries, exactly as C2SP tlog-tiles has them |
| `papers/open/…`, `papers/inner/…` | named as entries; one line a paper: number, salt in hex, envelope |
| `erasures` | one line an erased paper: its number and that of the entry that ordered it |
| `texts/`, `attachments/` | what acts name by salted digest: see `Sheets` |

Only `papers/inner` is not for everybody. A file is written beside its place, brought to the disk and then
renamed, so that a reader finds either the old one or the new one, whole.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from confederal.audit.bytes_of_a_book import CheckPapers, Fault, Findings, examine, here
from confederal.kernel import merkle
from confederal.kernel.checkpoint import (
    BadCheckpoint,
    Checkpoint,
    Receipt,
    VerifyingKey,
    body_of,
    open_note,
    read,
    receipt,
)
from confederal.kernel.entry import INNER, OPEN, SALT_BYTES, BrokenBook, Entry, NotAnEntry, Record, Visibility
from confederal.kernel.merkle import TILE_WIDTH, Bundle, Frontier, Subtrees, Tile
from confederal.secretary.shelf import NoSuchBook, Shelf

FORMAT: Final = 1
_PAPERS: Final[dict[Visibility, str]] = {OPEN: "papers/open", INNER: "papers/inner"}
_CHUNK: Final = 1024


class NotABook(Exception):
    """There is no book in this folder, or not one of a format known here; `reason` says why."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder}: {reason}")
        self.folder = folder
        self.reason = reason


class NothingSigned(Exception):
    """No checkpoint of this book was signed yet, so there is nothing that could be given out."""

    def __init__(self, body: str) -> None:
        super().__init__(f"no checkpoint of the book of {body} was signed yet; sign its head first")
        self.body = body


class NotSound(Exception):
    """The book in this folder was altered. Nothing was taken from it; `findings` names every fault."""

    def __init__(self, findings: Findings) -> None:
        words = "; ".join(fault.words for fault in findings.faults[:3])
        more = len(findings.faults) - 3
        super().__init__(words + (f"; and {more} more" if more > 0 else ""))
        self.findings = findings


class Forked(Exception):
    """Two books of one body that are not one the beginning of the other: somebody rewrote history.

    `number` is the first entry in which they differ. Keep both: together they are the evidence.
    """

    def __init__(self, body: str, number: int) -> None:
        super().__init__(f"the two books of {body} differ from entry {number} on")
        self.body = body
        self.number = number


class Described(msgspec.Struct, frozen=True):
    """`book.json`: the format, and whose book this is."""

    format: int
    origin: str
    vkey: str

    @property
    def key(self) -> VerifyingKey:
        return VerifyingKey.read(self.vkey)

    def encode(self) -> bytes:
        """The one form of the file."""
        return msgspec.json.format(msgspec.json.encode(self)) + b"\n"


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────


def export(
    shelf: Shelf,
    body: str,
    folder: Path,
    key: VerifyingKey,
    shown: Sequence[Visibility] = (OPEN, INNER),
    *,
    note: str | None = None,
) -> Checkpoint:
    """The checkpoint up to which the book now stands in the folder: the last one that was signed and kept, or the
    signed `note` that was handed in, of an earlier head.

    Writes what is new since the last time; the first time, all. Before the checkpoint is written, the root
    is computed again from the tiles. Killed in the middle it leaves a folder that holds up to the old
    checkpoint, and the next call goes on. A paper that reached the shelf after its entry was exported
    (`Shelf.place`) is not looked for: export into an empty folder.

    Raises:
        NothingSigned, NoSuchBook: there is nothing to give out.
        Forked: the folder holds another history of this body.
        BadCheckpoint: the kept checkpoint is not signed by `key`, or the shelf does not bear it out.
    """
    note = shelf.checkpoint(body) if note is None else note
    if note is None:
        raise NothingSigned(body)
    checkpoint = open_note(note, key)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder), _Writing(folder) as write:
        old = _standing(folder, key)
        _check_goes_on(shelf, body, folder, old, checkpoint)
        start = old.size if old is not None else 0
        _write_tiles(shelf, body, write, start, checkpoint.size)
        _check_root(shelf, body, folder, checkpoint)
        _write_papers(shelf, body, write, start, checkpoint.size, shown)
        write("book.json", Described(FORMAT, checkpoint.origin, key.text).encode())
        write.bring_to_disk()
        write("checkpoint", note.encode())
    _drop_partial(folder, start, checkpoint.size)
    return checkpoint


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two exports into one folder follow each other."""
    with (folder / ".writing").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Writing:
    """Writes files whole: beside their place, to the disk, renamed.

    Folders are brought to the disk at the end.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._touched: set[Path] = set()

    def __enter__(self) -> "_Writing":
        return self

    def __exit__(self, *_: object) -> None:
        self.bring_to_disk()

    def __call__(self, name: str, data: bytes) -> None:
        path = self.folder / name
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
            self._touched.update(path.parents[: len(Path(name).parents)])
        beside = path.with_name(f".{path.name}.new")
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        self._touched.add(path.parent)

    def bring_to_disk(self) -> None:
        for folder in self._touched:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self._touched.clear()


def _standing(folder: Path, key: VerifyingKey) -> Checkpoint | None:
    """The checkpoint this folder stands at.

    It may be signed by the key of an earlier host, so only its form counts.
    """
    try:
        checkpoint = read((folder / "checkpoint").read_text())
    except FileNotFoundError:
        return None
    if checkpoint.origin != key.name:
        raise NotABook(folder, f"it holds the book of another body, {checkpoint.origin[:100]}")
    return checkpoint


def _write_tiles(shelf: Shelf, body: str, write: _Writing, old: int, new: int) -> None:
    if new == old:
        return
    first = old - old % TILE_WIDTH
    for bundle in merkle.bundles(old, new):
        rows = shelf.rows(body, bundle.entries.start, bundle.entries.stop)
        write(bundle.path, Bundle.encode(record.entry.encode() for record in rows))
    hashes = list(shelf.leaves(body, first, new))
    level = 0
    while hashes:
        above = []
        for at in range(0, len(hashes), TILE_WIDTH):
            held = hashes[at : at + TILE_WIDTH]
            write(Tile(level, (first + at) // TILE_WIDTH, len(held)).path, b"".join(held))
            if len(held) == TILE_WIDTH:
                above.append(merkle.EMPTY.extend(held).root)
        # One level up: the tile that was begun before goes on with the roots of the tiles filled now.
        done = first // TILE_WIDTH
        first = done - done % TILE_WIDTH
        level += 1
        begun = Tile(level, done // TILE_WIDTH, done % TILE_WIDTH)
        hashes = _begun(write.folder, begun) + above if above else []


def _begun(folder: Path, tile: Tile) -> list[bytes]:
    held = _digests_or_none(folder / tile.path) if tile.width else []
    if held is None:
        raise NotABook(folder, f"{tile.path} is missing; export into an empty folder")
    return held


def _digests_or_none(path: Path) -> list[bytes] | None:
    try:
        return _digests(path)
    except OSError:
        return None


def _digests(path: Path) -> list[bytes]:
    data = path.read_bytes()
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def _check_goes_on(shelf: Shelf, body: str, folder: Path, old: Checkpoint | None, new: Checkpoint) -> None:
    """What stands in the folder begins what is to be written, as far as the unfinished tile shows."""
    if old is None:
        return
    if old.size > new.size or (old.size == new.size and old.root != new.root):
        raise Forked(body, min(old.size, new.size))
    begun = Tile(0, old.size // TILE_WIDTH, old.size % TILE_WIDTH)
    if begun.width:
        ours = list(shelf.leaves(body, old.size - begun.width, old.size))
        if ours != _digests_or_none(folder / begun.path):
            raise _why_not(shelf, body, folder, new)


def _check_root(shelf: Shelf, body: str, folder: Path, new: Checkpoint) -> None:
    """Read again from the files, by the way a stranger takes, before anybody is told."""
    try:
        found = merkle.root(new.size, subtrees(folder, new.size))
    except (OSError, IndexError):
        found = b""
    if found != new.root:
        raise _why_not(shelf, body, folder, new)


def _why_not(shelf: Shelf, body: str, folder: Path, new: Checkpoint) -> Exception:
    ours = list(shelf.leaves(body, 0, new.size))
    if merkle.EMPTY.extend(ours).root != new.root:
        return BadCheckpoint(f"the shelf does not bear out its own signed checkpoint of {new.size} entries")
    old = read((folder / "checkpoint").read_text()) if (folder / "checkpoint").exists() else None
    if old is not None and merkle.EMPTY.extend(ours[: old.size]).root != old.root:
        theirs = _kept_leaves(folder, old.size)
        differing = (
            number for number, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]
        )
        return Forked(body, next(differing, 0))
    return NotABook(folder, "files in it are missing or were altered; export into an empty folder")


def _write_papers(
    shelf: Shelf, body: str, write: _Writing, old: int, new: int, shown: Sequence[Visibility]
) -> None:
    erasures = {number: by for number, by in shelf.erasures(body).items() if number < new}
    write("erasures", b"".join(b"%d %d\n" % pair for pair in sorted(erasures.items())))
    grown = set(merkle.bundles(old, new))
    for bundle in sorted(grown | _still_there(write.folder, erasures, new)):
        records = list(shelf.rows(body, bundle.entries.start, bundle.entries.stop))
        for visibility in shown:
            lines = b"".join(_lines(bundle.entries.start, records, visibility))
            path = _papers_path(visibility, bundle)
            if lines or (write.folder / path).exists():
                write(path, lines)


def _still_there(folder: Path, erasures: Iterable[int], size: int) -> set[Bundle]:
    """The files of papers in which something stands that was erased since."""
    found = set()
    for number in erasures:
        bundle = _bundle(number // TILE_WIDTH, size)
        for visibility in _PAPERS:
            path = folder / _papers_path(visibility, bundle)
            if path.exists() and b"\n%d " % number in b"\n" + path.read_bytes():
                found.add(bundle)
    return found


def _lines(start: int, records: Iterable[Record], visibility: Visibility) -> Iterator[bytes]:
    for number, record in enumerate(records, start):
        if record.entry.visibility == visibility and record.salt is not None and record.envelope is not None:
            yield b"%d %s %s\n" % (number, record.salt.hex().encode(), record.envelope)


def _papers_path(visibility: Visibility, bundle: Bundle) -> str:
    return _PAPERS[visibility] + bundle.path.removeprefix("tile/entries")


def _bundle(index: int, size: int) -> Bundle:
    """The bundle at `index` as a book of `size` entries has it."""
    return Bundle(index, min(TILE_WIDTH, size - index * TILE_WIDTH))


def _drop_partial(folder: Path, old: int, new: int) -> None:
    """Partial tiles go once the full one is there and signed for, as C2SP tlog-tiles allows.

    Partial files of papers go as soon as a longer one is there, so that what is erased stands nowhere else.
    """
    written: list[Tile | Bundle] = [*merkle.tiles(old, new), *merkle.bundles(old, new)]
    for file in written:
        if file.width == TILE_WIDTH:
            _drop(folder / f"{file.path}.p", "")
    for bundle in merkle.bundles(old, new):
        for visibility in _PAPERS:
            whole = folder / _papers_path(visibility, Bundle(bundle.index))
            _drop(whole.with_name(f"{whole.name}.p"), str(bundle.width))


def _drop(partial: Path, kept: str) -> None:
    if partial.is_dir():
        for part in partial.iterdir():
            if part.name != kept:
                part.unlink()
        if not any(partial.iterdir()):
            partial.rmdir()


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────


def described(folder: Path) -> Described:
    """Whose book stands in this folder.

    Raises:
        NotABook: there is none, or its format is not known here.
    """
    try:
        data = (folder / "book.json").read_bytes()
        said = msgspec.json.decode(data, type=Described)
        key = said.key
    except FileNotFoundError as error:
        raise NotABook(folder, "there is no book.json here") from error
    except (msgspec.DecodeError, UnicodeDecodeError, BadCheckpoint) as error:
        raise NotABook(folder, f"book.json cannot be read: {error}") from error
    if said.format != FORMAT:
        raise NotABook(folder, f"its format is {said.format}; known here is {FORMAT}")
    if key.name != said.origin:
        raise NotABook(folder, "origin and key in book.json do not belong together")
    if said.encode() != data:
        raise NotABook(folder, "book.json is not in its one form")
    return said


def checkpoint_note(folder: Path) -> str | None:
    """The signed checkpoint as it stands there, or None. What is not text comes back as an empty note."""
    try:
        return (folder / "checkpoint").read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""


def rows(
    folder: Path, size: int, start: int = 0, stop: int | None = None, faults: list[Fault] | None = None
) -> Iterator[Record]:
    """The records from `start` up to `stop` of a book of `size` entries, with the papers that are there.

    Nothing is checked. What cannot be read in a file of papers is added to `faults`; the entry then comes
    without its paper.

    Raises:
        BrokenBook: an entry is missing or is none.
    """
    found: list[Fault] = [] if faults is None else faults
    for part in merkle.bundles(start, size if stop is None else min(stop, size)):
        bundle = _bundle(part.index, size)
        papers = _papers(folder, bundle, found)
        for number, entry in enumerate(_entries(folder, bundle), bundle.entries.start):
            if start <= number < part.entries.stop:
                salt, envelope = papers.get(number, (None, None))
                yield Record(entry, salt, envelope)


def _entries(folder: Path, bundle: Bundle) -> Iterator[Entry]:
    number = bundle.entries.start
    try:
        for raw in Bundle.decode((folder / bundle.path).read_bytes()):
            yield Entry.decode(raw)
            number += 1
    except OSError as error:
        reason = f"the file with the entries from here on is missing ({bundle.path})"
        raise BrokenBook(number, reason) from error
    except (NotAnEntry, ValueError) as error:
        raise BrokenBook(number, f"what stands in its place is no entry: {error}") from error
    if number != bundle.entries.stop:
        reason = f"the file of its entries has {number - bundle.entries.start} of {bundle.width}"
        raise BrokenBook(min(number, bundle.entries.stop), reason)


def _papers(folder: Path, bundle: Bundle, faults: list[Fault]) -> dict[int, tuple[bytes, bytes]]:
    found: dict[int, tuple[bytes, bytes]] = {}
    for visibility in _PAPERS:
        try:
            data = (folder / _papers_path(visibility, bundle)).read_bytes()
        except OSError:
            continue
        for line in data.removesuffix(b"\n").split(b"\n") if data else ():
            paper = _paper(line)
            if paper is None:
                reason = "in the file of its paper and of those after it a line cannot be read"
                faults.append(Fault(bundle.entries.start, reason))
            elif paper[0] not in bundle.entries or paper[0] in found:
                faults.append(Fault(paper[0], "a second paper is kept for it, or one in the wrong place"))
            else:
                found[paper[0]] = paper[1:]
    return found


def _paper(line: bytes) -> tuple[int, bytes, bytes] | None:
    number, _, rest = line.partition(b" ")
    salt, _, envelope = rest.partition(b" ")
    if not number.isdigit() or len(number) > 18:
        return None
    try:
        read = int(number), bytes.fromhex(salt.decode("ascii")), envelope
    except ValueError:
        return None
    # Capitals and spaces would be the same salt: a bit that flipped must not pass for another way of writing it.
    return read if line == b"%d %s %s" % (read[0], read[1].hex().encode(), envelope) else None


def _erasures(folder: Path) -> dict[int, int]:
    try:
        lines = (folder / "erasures").read_bytes().split(b"\n")
    except FileNotFoundError:
        return {}
    found = {}
    for line in lines[:-1]:
        number, _, by = line.partition(b" ")
        if not (number.isdigit() and by.isdigit() and len(line) < 40):
            raise NotABook(folder, "the list of erased papers cannot be read")
        found[int(number)] = int(by)
    if lines[-1]:
        raise NotABook(folder, "the list of erased papers ends within a line")
    return found


def subtrees(folder: Path, size: int) -> Subtrees:
    """The complete subtrees of a book of `size` entries, read from its tiles.

    Raises, when asked: FileNotFoundError, IndexError where a tile is missing or too short.
    """

    @lru_cache(maxsize=64)
    def tile(level: int, index: int) -> list[bytes]:
        width = min(TILE_WIDTH, (size >> (8 * level)) - index * TILE_WIDTH)
        return _digests(folder / Tile(level, index, width).path)

    def read(level: int, index: int) -> bytes:
        height, above = divmod(level, 8)
        first = index << above
        held = tile(height, first // TILE_WIDTH)
        at = first % TILE_WIDTH
        if at + (1 << above) > len(held):
            raise IndexError(f"tile {height}/{first // TILE_WIDTH} is too short")
        return merkle.EMPTY.extend(held[at : at + (1 << above)]).root

    return read


def receipt_of(folder: Path, number: int) -> Receipt:
    """The receipt of entry `number` under the checkpoint of this folder, from a few tiles."""
    note = checkpoint_note(folder)
    if note is None:
        raise NotABook(folder, "there is no checkpoint here")
    return receipt(number, note, subtrees(folder, read(note).size))


# ── verifying and taking over ─────────────────────────────────────────────────────────────────────────────


def verify_folder(
    folder: Path,
    key: VerifyingKey | None = None,
    *,
    earlier: Sequence[str] = (),
    shown: Sequence[Visibility] = (OPEN,),
    papers: CheckPapers = here,
) -> Findings:
    """What the bytes of this folder are worth: checkpoint, entries, every tile, every paper and signature.

    Args:
        key: the host's, from a place you trust. Without it the one in `book.json` is taken, which whoever
        gave you
            the folder chose: then only that the book agrees with itself is checked.
        earlier, shown, papers: as in `examine`.

    Raises:
        NotABook: there is none here, or what describes it cannot be read.
    """
    said = described(folder).key
    note = checkpoint_note(folder)
    size = _signed_size(note)
    found: list[bytes] = []
    faults = [Fault(None, "book.json names another key than the host's.")] if key not in (None, said) else []
    findings = examine(
        _gathering(rows(folder, size, faults=faults), found),
        key or said,
        note,
        leaves=_kept_leaves(folder, size),
        earlier=earlier,
        erased=_erasures(folder),
        shown=shown,
        papers=papers,
    )
    faults += _tile_faults(folder, size, found)
    faults += _sheet_faults(folder)
    every = sorted((*findings.faults, *faults), key=lambda fault: (fault.number is None, fault.number or 0))
    return msgspec.structs.replace(findings, faults=tuple(dict.fromkeys(every)))


def _signed_size(note: str | None) -> int:
    try:
        return read(note).size if note is not None else 0
    except BadCheckpoint:
        return 0


def _gathering(records: Iterable[Record], found: list[bytes]) -> Iterator[Record]:
    for record in records:
        found.append(merkle.leaf_hash(record.entry.encode()))
        yield record


def _kept_leaves(folder: Path, size: int) -> Iterator[bytes]:
    """The leaf hashes as the lowest tiles have them; a missing tile leaves the rest unknown."""
    for bundle in merkle.bundles(0, size):
        try:
            yield from _digests(folder / Tile(0, bundle.index, bundle.width).path)
        except OSError:
            return


def _tile_faults(folder: Path, size: int, leaves: list[bytes]) -> list[Fault]:
    """Tiles that are missing or hold other hashes than the entries give, by the first entry they cover."""
    faults = []
    hashes, level = leaves, 0
    while size >> (8 * level) and len(leaves) == size:
        for at in range(0, len(hashes), TILE_WIDTH):
            tile = Tile(level, at // TILE_WIDTH, len(hashes[at : at + TILE_WIDTH]))
            reason = _tile_fault(folder / tile.path, hashes[at : at + TILE_WIDTH])
            if reason is not None:
                faults.append(Fault(at << (8 * level), f"the tile {tile.path}, which covers it, {reason}"))
        whole = len(hashes) - len(hashes) % TILE_WIDTH
        hashes = [
            merkle.EMPTY.extend(hashes[at : at + TILE_WIDTH]).root for at in range(0, whole, TILE_WIDTH)
        ]
        level += 1
    return faults


def _tile_fault(path: Path, hashes: list[bytes]) -> str | None:
    try:
        held = path.read_bytes()
    except OSError:
        return "is missing"
    return None if held == b"".join(hashes) else "was altered"


def _sheet_faults(folder: Path) -> Iterator[Fault]:
    for name, word in (("texts", "text"), ("attachments", "attachment")):
        sheets = Sheets(folder / name)
        for digest in sheets.digests():
            try:
                sheets.get(digest)
            except SheetDiffers:
                yield Fault(None, f"The {word} {digest} was altered.")


def import_as_mirror(
    folder: Path,
    shelf: Shelf,
    key: VerifyingKey | None = None,
    *,
    shown: Sequence[Visibility] = (OPEN,),
    papers: CheckPapers = here,
) -> Findings:
    """What was checked; the book now stands on the shelf, up to the checkpoint of the folder, read-only.

    All of it is checked before anything is written. A mirror that stands there already goes on from where it
    is; killed in the middle, the next call goes on too.

    Raises:
        NotABook: there is none here.
        NotSound: it was altered; nothing was taken.
        Forked: the shelf holds another history of this body; nothing was taken.
    """
    findings = verify_folder(folder, key, shown=shown, papers=papers)
    note = checkpoint_note(folder)
    if not findings.sound or findings.signed is None or note is None:
        raise NotSound(findings)
    body, size = body_of(findings.signed.origin), findings.signed.size
    head = _head_or_new(shelf, body)
    _check_same_beginning(folder, shelf, body, size)
    for start in range(head.size, size, _CHUNK):
        shelf.append(body, start, list(rows(folder, size, start, start + _CHUNK)))
    if head.size < size and shelf.head(body).root != findings.signed.root:
        raise NotSound(findings)  # the files were changed between checking and taking
    _take_papers(folder, shelf, body, min(head.size, size), size)
    for number, by in _erasures(folder).items() - shelf.erasures(body).items():
        shelf.erase(body, number, by)
    kept = shelf.checkpoint(body)
    if kept is None or read(kept).size < size:
        shelf.keep_checkpoint(body, kept, note)
    return findings


def _head_or_new(shelf: Shelf, body: str) -> Frontier:
    try:
        return shelf.head(body)
    except NoSuchBook:
        shelf.create(body)
        return shelf.head(body)


def _check_same_beginning(folder: Path, shelf: Shelf, body: str, size: int) -> None:
    pairs = zip(shelf.leaves(body, 0, size), _kept_leaves(folder, size), strict=False)
    for number, (ours, theirs) in enumerate(pairs):
        if ours != theirs:
            raise Forked(body, number)


def _take_papers(folder: Path, shelf: Shelf, body: str, stop: int, size: int) -> None:
    """Papers of entries that stood here without: they were not shown to us before."""
    pairs = zip(shelf.rows(body, 0, stop), rows(folder, size, 0, stop), strict=True)
    erased = shelf.erasures(body)
    for number, (ours, theirs) in enumerate(pairs):
        lacking = ours.envelope is None and number not in erased
        if lacking and theirs.salt is not None and theirs.envelope is not None:
            shelf.place(body, number, theirs.salt, theirs.envelope)


# ── texts and attachments ─────────────────────────────────────────────────────────────────────────────────


class SheetDiffers(Exception):
    """What is kept under this digest is not what the digest names: it was altered."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"the sheet {digest} was altered")
        self.digest = digest


class Sheets:
    """Texts or attachments by salted digest, one file each: salt (16 bytes), then the content.

    The digest is SHA-256(salt ‖ content), 64 hexadecimal digits; acts name sheets by it. The salt keeps
    whoever sees only the act from trying out which text it names. Erasing a sheet leaves act and book as
    they are.
    """

    def __init__(self, folder: Path) -> None:
        self._write = _Writing(folder)

    def put(self, salt: bytes, content: bytes) -> str:
        """The digest under which the content is now kept."""
        if len(salt) != SALT_BYTES:
            raise ValueError(f"the salt must have {SALT_BYTES} bytes, not {len(salt)}")
        digest = hashlib.sha256(salt + content).hexdigest()
        self._write(digest, salt + content)
        self._write.bring_to_disk()
        return digest

    def get(self, digest: str) -> tuple[bytes, bytes] | None:
        """Salt and content, or None where it was erased or never came. Raises `SheetDiffers`."""
        try:
            data = self._path(digest).read_bytes()
        except FileNotFoundError:
            return None
        if hashlib.sha256(data).hexdigest() != digest:
            raise SheetDiffers(digest)
        return data[:SALT_BYTES], data[SALT_BYTES:]

    def erase(self, digest: str) -> None:
        """It is no longer here. Copies others hold are theirs to erase."""
        self._path(digest).unlink(missing_ok=True)

    def digests(self) -> list[str]:
        """What is kept, sorted."""
        if not self._write.folder.is_dir():
            return []
        return sorted(path.name for path in self._write.folder.iterdir() if _is_digest(path.name))

    def copy_to(self, other: "Sheets", wanted: Callable[[str], bool] = lambda digest: True) -> None:
        """Everything wanted that is here and not there is put there too. Raises `SheetDiffers`."""
        for digest in set(self.digests()) - set(other.digests()):
            if wanted(digest) and (kept := self.get(digest)) is not None:
                other.put(*kept)

    def _path(self, digest: str) -> Path:
        if not _is_digest(digest):
            raise ValueError(f"{digest[:80]!r} is not a digest")
        return self._write.folder / digest


def _is_digest(name: str) -> bool:
    return len(name) == 64 and not set(name) - set("0123456789abcdef")
