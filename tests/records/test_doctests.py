"""The examples in the docstrings run."""

import doctest

from confederal.records import keys


def test_examples() -> None:
    result = doctest.testmod(keys)
    assert result.attempted > 0
    assert result.failed == 0
