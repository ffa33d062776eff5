"""The examples in the room's docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import confederal.planning

MODULES = [m.name for m in pkgutil.iter_modules(confederal.planning.__path__, "confederal.planning.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
