"""How often something may be asked: counted by `limits`, kept in the pages' database, so that every process of a
server counts together and none begins anew when it is started again.
"""

from __future__ import annotations

import time
from typing import Any, Final

from django.db import DatabaseError, connection
from limits import RateLimitItem
from limits.storage import SlidingWindowCounterSupport, Storage
from limits.strategies import SlidingWindowCounterRateLimiter

from confederal.web.models import Asked

_ADD: Final = (
    "INSERT INTO web_asked (what, times, until) VALUES (%s, %s, %s)"
    " ON CONFLICT (what) DO UPDATE SET times = web_asked.times + excluded.times RETURNING times"
)
_HELD: Final = "SELECT what, times FROM web_asked WHERE what IN (%s, %s)"


class InDatabase(Storage, SlidingWindowCounterSupport):
    """Windows of time as rows of `Asked`; each count is one statement, so two processes lose none."""

    STORAGE_SCHEME = ["confederal-database"]  # noqa: RUF012  # the library names it so

    @property
    def base_exceptions(self) -> type[Exception]:
        return DatabaseError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counts `amount` more in the present window of that key; how many there are now."""
        now = time.time()
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [windows(key, expiry, now)[1], amount, now + 2 * expiry])
            return int(cursor.fetchone()[0])

    def get(self, key: str) -> int:
        """How many a window holds; 0 where there is none."""
        return Asked.objects.filter(what=key).values_list("times", flat=True).first() or 0

    def get_expiry(self, key: str) -> float:
        """Until when a window counts (Unix seconds)."""
        return Asked.objects.filter(what=key).values_list("until", flat=True).first() or time.time()

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether `amount` more are within the limit; counted only if they are."""
        before, share, there, _left = self.get_sliding_window(key, expiry)
        if amount > limit or before * share / expiry + there + amount > limit:
            return False
        return before * share / expiry + self.incr(key, expiry, amount) <= limit

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """The count of the window before and for how many seconds a part of it weighs yet; the same of this one."""
        now = time.time()
        earlier, present = windows(key, expiry, now)
        with connection.cursor() as cursor:
            cursor.execute(_HELD, [earlier, present])
            held = dict(cursor.fetchall())
        left = expiry - now % expiry
        return held.get(earlier, 0), left, held.get(present, 0), left + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        Asked.objects.filter(what__in=windows(key, expiry, time.time())).delete()

    def clear(self, key: str) -> None:
        Asked.objects.filter(what=key).delete()

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        """Nothing was asked yet; how many windows were forgotten."""
        return Asked.objects.all().delete()[0]


def windows(key: str, expiry: int, at: float) -> tuple[str, str]:
    """The names of the window before and of the present one."""
    number = int(at // expiry)
    return f"{key}/{number - 1}", f"{key}/{number}"


counted: Final[Any] = SlidingWindowCounterRateLimiter(InDatabase())


def within(rate: RateLimitItem, *of: str) -> bool:
    """Whether this may be asked once more; then it is counted."""
    return bool(counted.hit(rate, *of))


def sweep() -> None:
    """Windows that are over are forgotten. One of the server's chores."""
    Asked.objects.filter(until__lt=time.time()).delete()
