"""The examples in the docstrings of the tellers run."""

import doctest
from types import ModuleType

import pytest

from confederal.stories import federation, history, language, power, telling, votes


@pytest.mark.parametrize("module", [federation, history, language, power, telling, votes])
def test_the_examples_run(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
