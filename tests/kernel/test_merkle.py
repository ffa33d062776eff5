"""The tree, against the recursion of RFC 6962 written out, published test vectors, and every small case."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confederal.kernel import merkle
from confederal.kernel.merkle import Bundle, Frontier, Tile


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


# The reference inputs and roots of the Certificate Transparency code base, for sizes 1 to 8.
REFERENCE = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243",
             "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
REFERENCE_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(70)]


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    leaves = [merkle.leaf_hash(entry) for entry in REFERENCE[:size]]
    assert merkle.EMPTY.extend(leaves).root.hex() == REFERENCE_ROOTS[size - 1]


@given(st.lists(st.binary(max_size=4), max_size=70), st.integers(0, 70))
def test_frontier_and_subtrees_give_the_root_of_the_definition(entries: list[bytes], cut: int) -> None:
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    frontier = merkle.EMPTY.extend(leaves[:cut]).extend(leaves[cut:])
    assert frontier.root == by_definition(entries)
    assert merkle.root(len(entries), merkle.subtrees(leaves)) == by_definition(entries)
    assert Frontier.decode(len(entries), frontier.encode()) == frontier


@given(st.integers(0, 70), st.integers(1, 70))
def test_levels_that_grow_prove_what_all_leaves_prove(cut: int, size: int) -> None:
    levels = merkle.Levels()
    levels.extend(LEAVES[: min(cut, size)])
    levels.extend(LEAVES[min(cut, size) : size])
    whole = merkle.subtrees(LEAVES[:size])
    assert len(levels) == size
    for number in range(size):
        assert merkle.inclusion(number, size, levels.read) == merkle.inclusion(number, size, whole)
    with pytest.raises(IndexError):
        levels.read(0, size)


def test_a_frontier_of_the_wrong_length_is_refused() -> None:
    for size, data in ((3, bytes(32)), (0, bytes(32)), (-1, b""), (4, b"")):
        with pytest.raises(ValueError, match="not the frontier"):
            Frontier.decode(size, data)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 16, 31, 33, 70])
def test_each_entry_is_proven_and_nothing_else_with_the_same_proof(size: int) -> None:
    read, root = merkle.subtrees(LEAVES[:size]), merkle.EMPTY.extend(LEAVES[:size]).root
    for number in range(size):
        proof = merkle.inclusion(number, size, read)
        assert merkle.proves_inclusion(LEAVES[number], number, size, proof, root)
        for other in {0, number - 1, number + 1, size, -1} - {number}:
            assert not merkle.proves_inclusion(LEAVES[number], other, size, proof, root)
        assert not merkle.proves_inclusion(merkle.leaf_hash(b"x"), number, size, proof, root)
        assert not merkle.proves_inclusion(LEAVES[number], number, size, (*proof, root), root)
        if proof:
            assert not merkle.proves_inclusion(LEAVES[number], number, size, proof[:-1], root)
            assert not merkle.proves_inclusion(LEAVES[number], number, size, proof, by_definition([]))


@pytest.mark.parametrize("new", [1, 2, 3, 6, 7, 8, 9, 16, 21, 33])
def test_each_prefix_is_proven_and_a_forked_one_is_not(new: int) -> None:
    read, new_root = merkle.subtrees(LEAVES[:new]), merkle.EMPTY.extend(LEAVES[:new]).root
    for old in range(new + 1):
        old_root = merkle.EMPTY.extend(LEAVES[:old]).root
        proof = merkle.consistency(old, new, read)
        assert merkle.proves_consistency(old, old_root, new, new_root, proof)
        forked = merkle.EMPTY.extend([merkle.leaf_hash(b"fork"), *LEAVES[1:old]]).root
        assert not merkle.proves_consistency(old, forked, new, new_root, proof)
        assert not merkle.proves_consistency(old, old_root, new, new_root, (*proof, new_root))
        if 0 < old < new:
            assert not merkle.proves_consistency(old, old_root, new, forked, proof)
            assert not merkle.proves_consistency(old, old_root, new, new_root, proof[:-1])
            assert not merkle.proves_consistency(old, old_root, new, new_root, ())


@given(st.integers(0, 70), st.integers(0, 70), st.lists(st.sampled_from(LEAVES), max_size=8))
def test_no_made_up_consistency_proof_passes(old: int, new: int, proof: list[bytes]) -> None:
    """A proof of random digests shows nothing, whatever the sizes."""
    old_root = merkle.leaf_hash(b"another history")
    assert not merkle.proves_consistency(old, old_root, new, merkle.EMPTY.extend(LEAVES[:new]).root, proof)


def test_what_is_not_in_the_book_has_no_proof() -> None:
    read = merkle.subtrees(LEAVES[:4])
    for number in (-1, 4):
        with pytest.raises(ValueError, match="no entry"):
            merkle.inclusion(number, 4, read)
    with pytest.raises(ValueError, match="cannot begin with"):
        merkle.consistency(5, 4, read)


@pytest.mark.parametrize(
    ("index", "path"),
    [(0, "000"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067"), (10**9, "x001/x000/x000/000")],
)
def test_tiles_are_named_as_others_look_for_them(index: int, path: str) -> None:
    assert Tile(2, index).path == f"tile/2/{path}"
    assert Tile(0, index, 17).path == f"tile/0/{path}.p/17"
    assert Bundle(index, 255).path == f"tile/entries/{path}.p/255"


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 65_535, 65_536, 70_000])
def test_a_tree_has_the_tiles_the_specification_says(size: int) -> None:
    found = list(merkle.tiles(0, size))
    for level in range(4):
        hashes = size // 256**level
        assert sum(tile.width for tile in found if tile.level == level) == hashes
        assert sum(tile.width < 256 for tile in found if tile.level == level) == (hashes % 256 > 0)
    assert sum(bundle.width for bundle in merkle.bundles(0, size)) == size


@given(st.integers(0, 1500), st.integers(0, 1500))
def test_who_follows_step_by_step_has_all_full_tiles_in_the_end(step: int, more: int) -> None:
    whole = {tile for tile in merkle.tiles(0, step + more) if tile.width == 256}
    followed = set(merkle.tiles(0, step)) | set(merkle.tiles(step, step + more))
    assert whole <= followed
    assert set(merkle.tiles(0, step + more)) <= followed
    bundles = set(merkle.bundles(0, step)) | set(merkle.bundles(step, step + more))
    assert set(merkle.bundles(0, step + more)) <= bundles


def test_a_tile_holds_the_hashes_of_its_level() -> None:
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(600)]
    read = merkle.subtrees(leaves)
    assert Tile(0, 1).encode(read) == b"".join(leaves[256:512])
    expected = [merkle.EMPTY.extend(leaves[at : at + 256]).root for at in (0, 256)]
    assert Tile(1, 0, 2).encode(read) == b"".join(expected)


def test_bundles_go_through_and_back_and_a_cut_one_is_refused() -> None:
    entries = [b"", b"a" * 42, b"b" * 65_535]
    data = Bundle.encode(entries)
    assert list(Bundle.decode(data)) == entries
    for cut in (1, 3, len(data) - 1):
        with pytest.raises(ValueError, match="within an entry"):
            list(Bundle.decode(data[:cut]))
