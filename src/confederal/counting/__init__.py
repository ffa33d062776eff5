"""How votes are counted: exact, explained, and nobody's name known here.

`count(method, ballots, **settings)` gives a `CountSheet`; `METHODS` is the register.
A library of its own: NumPy is all it needs.

>>> from confederal import counting
>>> ballots = counting.Ballots.of([(("ana", "ben"), 3), (("ben", "ana"), 2)])
>>> counting.count("scottish-stv", ballots, seats=1).elected
('ana',)
"""

from confederal.counting.method import Ballots, CountSheet, Method, Stage, UncountableError
from confederal.counting.methods import METHODS, count, named
from confederal.counting.ties import Tied

__all__ = [
    "METHODS",
    "Ballots",
    "CountSheet",
    "Method",
    "Stage",
    "Tied",
    "UncountableError",
    "count",
    "named",
]
