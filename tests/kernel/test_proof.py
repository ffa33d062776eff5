"""A proof shows one word in one record under one keeper's head, and nothing else."""

from functools import cache

import pytest
from msgspec.structs import replace
from tests.secretary.mill import book_of, federation

from confederal.kernel.attestation import Attestation, Proof
from confederal.kernel.proof import fault_in, proof_of
from confederal.secretary.clerk import word_in
from confederal.stories.world import World


@cache
def proven() -> tuple[World, Attestation, Proof]:
    """A word of the mill with its proof."""
    world = federation()
    step, word = next(
        (step, word) for step, row in enumerate(book_of(world)) if (word := word_in(step, row)) is not None
    )
    receipts = world._receipts(world.bodies["mill"], [step])
    return world, word, proof_of(book_of(world)[step], receipts[step])


def test_a_sound_proof_has_no_fault() -> None:
    world, word, proof = proven()
    assert fault_in(word, proof, world.host("mill").keyid) is None


def test_it_proves_that_word_only() -> None:
    world, word, proof = proven()
    for other in (replace(word, size=word.size - 1), replace(word, to=None), replace(word, vote=None)):
        assert (
            fault_in(other, proof, world.host("mill").keyid) == "the entry that is proven says something else"
        )


def test_it_proves_it_under_that_keeper_s_head_only() -> None:
    world, word, proof = proven()
    assert fault_in(word, proof, world.host("tide").keyid) == "the checkpoint is not signed by the host's key"


@pytest.mark.parametrize("field", ["receipt", "entry", "salt", "envelope"])
@pytest.mark.parametrize("text", ["", "0", "00" * 16, "zz"])
def test_any_part_put_in_its_place_is_found(field: str, text: str) -> None:
    world, word, proof = proven()
    assert fault_in(word, replace(proof, **{field: text}), world.host("mill").keyid)


def test_a_word_is_proven_with_its_paper() -> None:
    world, _, _ = proven()
    receipts = world._receipts(world.bodies["mill"], [3])
    with pytest.raises(ValueError, match="with its paper"):
        proof_of(book_of(world)[3].without_paper(), receipts[3])
