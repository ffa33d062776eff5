"""The tree over a book's entries (RFC 6962 §2.1), its proofs, and the tiles in which others read it.

A `Frontier` is all that is needed to go on writing: the roots of the complete subtrees, largest first.
Proofs need the hashes of complete subtrees, and ask for them through a `Subtrees` function, so that memory,
database and tiles serve alike. Checking a proof needs nothing but the proof.

Tiles are those of C2SP tlog-tiles: 256 hashes wide, named `tile/<level>/<index>` with the index in groups of
three digits, partial ones with `.p/<width>`; entry bundles are `tile/entries/<index>`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
TILE_WIDTH: Final = 256
_TILE_HEIGHT: Final = 8

Subtrees = Callable[[int, int], bytes]
"""`(level, index)` to the hash of the complete subtree over leaves index·2^level up to (index+1)·2^level."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier(msgspec.Struct, frozen=True):
    """A tree of `size` leaves, as the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The Merkle tree hash, 32 bytes."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The tree after these leaf hashes, in O(log n) each."""
        size, peaks = self.size, list(self.peaks)
        sha256 = hashlib.sha256
        for leaf in leaves:
            carry, merged = size, leaf
            while carry & 1:
                merged = sha256(b"\x01" + peaks.pop() + merged).digest()
                carry >>= 1
            peaks.append(merged)
            size += 1
        return Frontier(size, tuple(peaks))

    def encode(self) -> bytes:
        """The peaks one after the other, 32 bytes each; their number follows from the size."""
        return b"".join(self.peaks)

    @classmethod
    def decode(cls, size: int, data: bytes) -> "Frontier":
        """The frontier of `size` leaves from `encode`.

        Raises:
            ValueError: the bytes are not the peaks of a tree of that size.
        """
        if size < 0 or len(data) != 32 * size.bit_count():
            raise ValueError(f"{len(data)} bytes are not the frontier of a tree of {size} leaves")
        return cls(size, tuple(data[at : at + 32] for at in range(0, len(data), 32)))


EMPTY: Final = Frontier()


def subtrees(leaves: Sequence[bytes]) -> Subtrees:
    """The complete subtrees over leaf hashes held in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return lambda level, index: levels[level][index]


class Levels:
    """The complete subtrees of a book that grows: 64 bytes an entry, so that a proof reads no leaf again."""

    def __init__(self) -> None:
        self._levels: list[bytearray] = [bytearray()]

    def __len__(self) -> int:
        return len(self._levels[0]) // 32

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Takes in the leaf hashes that follow."""
        for leaf in leaves:
            level, node = 0, leaf
            while True:
                held = self._levels[level]
                held += node
                if len(held) % 64:
                    break
                node = node_hash(bytes(held[-64:-32]), bytes(held[-32:]))
                level += 1
                if level == len(self._levels):
                    self._levels.append(bytearray())

    def read(self, level: int, index: int) -> bytes:
        """A `Subtrees`. Raises IndexError where that subtree is not complete."""
        held = bytes(self._levels[level][32 * index : 32 * index + 32])
        if len(held) != 32:
            raise IndexError(f"subtree {level}/{index} is not complete")
        return held


def root(size: int, read: Subtrees) -> bytes:
    """The root of the first `size` leaves."""
    return _range(0, size, read) if size else EMPTY_ROOT


def inclusion(number: int, size: int, read: Subtrees) -> tuple[bytes, ...]:
    """The audit path of leaf `number` in the tree of `size` leaves, from the leaf up (RFC 6962 §2.1.1).

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= number < size:
        raise ValueError(f"there is no entry {number} in a book of {size}")
    path = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if number < middle:
            path.append(_range(middle, stop, read))
            stop = middle
        else:
            path.append(_range(start, middle, read))
            start = middle
    return tuple(reversed(path))


def consistency(old: int, new: int, read: Subtrees) -> tuple[bytes, ...]:
    """The proof that the tree of `new` leaves begins with the tree of `old` leaves (RFC 6962 §2.1.2).

    Raises:
        ValueError: `old` is larger than `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a book of {new} cannot begin with one of {old}")
    if old in (0, new):
        return ()
    path = []
    start, stop, whole = 0, new, True
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            path.append(_range(middle, stop, read))
            stop = middle
        else:
            path.append(_range(start, middle, read))
            start, whole = middle, False
    if not whole:
        path.append(_range(start, stop, read))
    return tuple(reversed(path))


def proves_inclusion(leaf: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows this leaf hash at `number` in the tree (RFC 9162 §2.1.3.2)."""
    if not 0 <= number < size:
        return False
    first, last, result = number, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            result = node_hash(step, result)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            result = node_hash(result, step)
        first, last = first >> 1, last >> 1
    return last == 0 and result == root


def proves_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the new tree begins with the old one (RFC 9162 §2.1.4.2)."""
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return new > 0 and not proof and old_root == EMPTY_ROOT
    if not 0 < old < new or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            after = node_hash(after, step)
        first, last = first >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _split(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def _range(start: int, stop: int, read: Subtrees) -> bytes:
    """The hash over leaves start to stop, where start is where RFC 6962 would cut."""
    width = stop - start
    level = width.bit_length() - 1
    if width == 1 << level:
        return read(level, start >> level)
    middle = start + _split(width)
    return node_hash(_range(start, middle, read), _range(middle, stop, read))


# ── tiles ─────────────────────────────────────────────────────────────────────────────────────────────────


class Tile(msgspec.Struct, frozen=True, order=True):
    """`width` hashes (1 to 256) of subtrees over 2^(8·level) leaves each, from number 256·index on."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where others look for it.

        >>> Tile(0, 1234067, 17).path
        'tile/0/x001/x234/067.p/17'
        """
        return f"tile/{self.level}/{_in_groups(self.index)}{_part(self.width)}"

    def encode(self, read: Subtrees) -> bytes:
        """Its hashes, one after the other."""
        first = self.index * TILE_WIDTH
        level = self.level * _TILE_HEIGHT
        return b"".join(read(level, first + at) for at in range(self.width))


class Bundle(msgspec.Struct, frozen=True, order=True):
    """`width` entries from number 256·index on."""

    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where others look for it.

        >>> Bundle(5).path
        'tile/entries/005'
        """
        return f"tile/entries/{_in_groups(self.index)}{_part(self.width)}"

    @property
    def entries(self) -> range:
        """The numbers of its entries."""
        return range(self.index * TILE_WIDTH, self.index * TILE_WIDTH + self.width)

    @staticmethod
    def encode(entries: Iterable[bytes]) -> bytes:
        """The entries, each after its length in two bytes."""
        return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)

    @staticmethod
    def decode(data: bytes) -> Iterator[bytes]:
        """The entries of a bundle.

        Raises:
            ValueError: the bytes end within an entry.
        """
        at = 0
        while at < len(data):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            if end > len(data) or at + 2 > len(data):
                raise ValueError("the bundle ends within an entry")
            yield data[at + 2 : end]
            at = end


def tiles(old: int, new: int) -> Iterator[Tile]:
    """The tiles that are new in a tree of `new` leaves to whoever has all of the tree of `old` leaves."""
    level = 0
    while new >> (level * _TILE_HEIGHT):
        before, after = old >> (level * _TILE_HEIGHT), new >> (level * _TILE_HEIGHT)
        if after > before:
            for bundle in bundles(before, after):
                yield Tile(level, bundle.index, bundle.width)
        level += 1


def bundles(old: int, new: int) -> Iterator[Bundle]:
    """The entry bundles that are new in a tree of `new` leaves to whoever has all of the tree of `old`
    leaves.
    """
    for index in range(old // TILE_WIDTH, -(-new // TILE_WIDTH)):
        width = min(TILE_WIDTH, new - index * TILE_WIDTH)
        if index * TILE_WIDTH + width > old:
            yield Bundle(index, width)


def _in_groups(index: int) -> str:
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def _part(width: int) -> str:
    return "" if width == TILE_WIDTH else f".p/{width}"
