"""A small world of bytes for the tests of shelves and files: bodies, members who sign, records of acts."""

import hashlib
from functools import cache

from confederal.kernel.checkpoint import verifying_key
from confederal.kernel.entry import INNER, OPEN, Record, record
from confederal.kernel.envelope import SeedKey, seal

HARBOUR = hashlib.sha256(b'{"n":0,"note":""}').hexdigest()
"""The body whose book begins with the act 0: a book is named after its founding payload."""
MILL = hashlib.sha256(b"Mill founded").hexdigest()
MEMBERS = tuple(SeedKey(name.ljust(32, b".")) for name in (b"ana", b"ben", b"cleo"))
HOST = SeedKey(b"host".ljust(32, b"."))
KEY = verifying_key(HARBOUR, HOST.keyid)


@cache
def act(number: int, note: str = "") -> Record:
    """The signed act `number`, every third one inner, a second after the one before."""
    payload = b'{"n":%d,"note":"%s"}' % (number, note.encode())
    salt = hashlib.sha256(b"salt %d %s" % (number, note.encode())).digest()[:16]
    signer = MEMBERS[number % len(MEMBERS)]
    return record(INNER if number % 3 == 2 else OPEN, 1_700_000_000 + number, salt, seal(payload, signer))


def acts(start: int, stop: int) -> list[Record]:
    """The signed acts from `start` up to `stop`."""
    return [act(number) for number in range(start, stop)]
