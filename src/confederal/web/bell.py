"""The bell: tells whoever looks at a body's page that its record has grown. Nothing is said but that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

Listener = Callable[[str], None]
_listeners: Final[set[Listener]] = set()
_lock: Final = threading.Lock()


def ring(body: str) -> None:
    """The record of that body has grown. Listeners are called in the ringing thread and must return at once."""
    with _lock:
        listeners = tuple(_listeners)
    for listener in listeners:
        listener(body)


def listen(listener: Listener) -> None:
    """From now on the listener is called with each body whose record grows."""
    with _lock:
        _listeners.add(listener)


def silence(listener: Listener) -> None:
    """The listener is not called any more."""
    with _lock:
        _listeners.discard(listener)
