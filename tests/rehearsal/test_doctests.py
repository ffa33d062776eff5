"""The examples in the docstrings of the rehearsal run."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("module", ["digest"])
def test_examples(module: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(f"confederal.rehearsal.{module}"))
    assert tried > 0
    assert failed == 0
