"""Verifying the bytes of a whole book: on a shelf, and with the papers spread over processes.

What is verified, and the words for what is found, are `audit.bytes_of_a_book`; here are only the places it
reads from and the processes it may use.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Final

import msgspec

from confederal.audit.bytes_of_a_book import Batch, CheckPapers, Fault, Findings, check_papers, examine, here
from confederal.kernel.checkpoint import VerifyingKey
from confederal.kernel.entry import INNER, OPEN, BrokenBook, Entry, Record, Visibility
from confederal.secretary.shelf import Shelf

_AHEAD: Final = 4
"""Batches in hand for each process: enough to keep it busy, few enough to hold no book in memory."""

_Paper = tuple[bytes, bytes | None, bytes | None]


def verify_shelf(
    shelf: Shelf,
    body: str,
    key: VerifyingKey,
    *,
    earlier: Sequence[str] = (),
    shown: Sequence[Visibility] = (OPEN, INNER),
    papers: CheckPapers = here,
) -> Findings:
    """What the bytes of this book are worth, as they stand on the shelf. Arguments as in `examine`.

    Entries after the last signed checkpoint are checked too; no host has signed for them yet.

    Raises:
        NoSuchBook: there is no such book.
    """
    findings = examine(
        shelf.rows(body),
        key,
        shelf.checkpoint(body),
        leaves=shelf.leaves(body),
        earlier=earlier,
        erased=shelf.erasures(body),
        shown=shown,
        papers=papers,
    )
    return msgspec.structs.replace(findings, faults=(*findings.faults, *_head_faults(shelf, body, findings)))


def _head_faults(shelf: Shelf, body: str, findings: Findings) -> Iterator[Fault]:
    try:
        head = shelf.head(body)
    except BrokenBook as broken:
        yield Fault(None, f"The head of the book cannot be read: {broken.reason}.")
        return
    if head.size == findings.entries and head.root != findings.root:
        yield Fault(None, "The head of the book is not that of its entries.")


@contextmanager
def spread(processes: int) -> Iterator[CheckPapers]:
    """A `CheckPapers` over this many processes, for the time of the block."""
    # Not a fork: whoever verifies may hold a database connection and threads.
    with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as pool:

        def check(batches: Iterator[Batch]) -> Iterable[Sequence[Fault]]:
            waiting: deque[Future[list[Fault]]] = deque()
            for first, records in batches:
                papers = [(record.entry.encode(), record.salt, record.envelope) for record in records]
                waiting.append(pool.submit(_check, first, papers))
                if len(waiting) > processes * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

        yield check


def _check(first: int, papers: list[_Paper]) -> list[Fault]:
    return check_papers(first, [Record(Entry.decode(entry), salt, paper) for entry, salt, paper in papers])
