"""The worked examples in the docstrings run."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import confederal.counting

MODULES = [
    module.name for module in pkgutil.walk_packages(confederal.counting.__path__, "confederal.counting.")
]


@pytest.mark.parametrize("name", ["confederal.counting", *MODULES])
def test_the_examples_of(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name))
    assert failed == 0
