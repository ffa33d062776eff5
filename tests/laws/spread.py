"""The search's work spread over processes: each tries everything in its share of the states."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context

from confederal.rehearsal.macros import Federation
from confederal.rehearsal.search import Expand, Expanded, Expanding


@contextmanager
def spread(processes: int) -> Iterator[Expand]:
    """An `Expand` over this many processes, for the time of the block; they read the law as it stands in the files."""
    with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as pool:
        yield lambda states: pool.map(_expanded, states, chunksize=2)


@cache
def _here() -> Expanding:
    return Expanding()


def _expanded(fed: Federation) -> Expanded:
    (found,) = _here()([fed])
    return found
