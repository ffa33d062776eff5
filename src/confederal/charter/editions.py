"""Editions: which articles, matters and ways of counting a book is read under.

Until the first release there is one edition, `draft`. Its digest is over the very sources of what decides how a
book reads, so that verdicts remembered under other rules are never used.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from functools import cache

DRAFT = "draft"
EDITIONS = (DRAFT,)

ROOMS = ("confederal.kernel", "confederal.counting", "confederal.charter")


@cache
def digest(edition: str) -> str:
    """SHA-256 over the edition's name and the sources of kernel, counting and charter, in hex."""
    told = hashlib.sha256(edition.encode())
    for name in sorted(name for name in sys.modules if name.startswith(ROOMS)):
        told.update(name.encode())
        told.update(inspect.getsource(sys.modules[name]).encode())
    return told.hexdigest()
