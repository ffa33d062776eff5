"""The examples in the charter room's docstrings run."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("module", ["template"])
def test_examples(module: str) -> None:
    failed, tried = doctest.testmod(
        importlib.import_module(f"confederal.charter.{module}"), optionflags=doctest.ELLIPSIS
    )
    assert tried > 0
    assert failed == 0
