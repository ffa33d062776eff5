"""The examples in the words of the map's layout hold."""

import doctest

from confederal.web.maps import layout


def test_examples_hold() -> None:
    told = doctest.testmod(layout)
    assert told.attempted > 4
    assert told.failed == 0
