"""The examples in the docstrings run."""

import doctest

from confederal.web.accounts import words


def test_examples() -> None:
    result = doctest.testmod(words)
    assert result.attempted > 0
    assert result.failed == 0
