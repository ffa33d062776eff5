"""The array words of this room: amounts, places and masks.

Shapes and units are told where they are used; the checker is told no more than "an array", because
NumPy's own types cannot carry shapes.
"""

from typing import Any

import numpy.typing as npt

Floats = npt.NDArray[Any]  # float64
Places = npt.NDArray[Any]  # int64
Mask = npt.NDArray[Any]  # bool
Sparse = Any  # a scipy.sparse matrix, or a dense array where that is smaller
