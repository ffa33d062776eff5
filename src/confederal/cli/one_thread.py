"""One thread for the linear algebra underneath NumPy, unless somebody has said otherwise.

Imported before NumPy. Planning solves many small systems: more threads wait for each other, and on a
shared machine they burn ten times the CPU doing so.
"""

import os

for library in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(library, "1")
