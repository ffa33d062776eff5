"""The examples in the docstrings of the byte formats run."""

import doctest

import pytest

from confederal.kernel import canonical, checkpoint, entry, envelope, merkle


@pytest.mark.parametrize("module", [canonical, checkpoint, entry, envelope, merkle])
def test_examples(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]  # a module, as parametrize hands it on
    assert result.attempted > 0
    assert result.failed == 0
