"""A linear programme and its answer, by HiGHS.

The one door to the solver: every linear programme of this room is stated here
as plain arrays, so that no other file knows the solver's words.
"""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from confederal.planning.arrays import Floats

INFINITE = float("inf")


@dataclass(frozen=True)
class Answer:
    """What the solver found.

    `values` has one number a column, `prices` one a row (the marginal cost of
    one more unit asked by that row; never negative for a `>=` row that binds).
    """

    status: str
    objective: float
    values: Floats
    prices: Floats

    @property
    def solved(self) -> bool:
        return self.status == "Optimal"

    @property
    def infeasible(self) -> bool:
        return self.status in ("Infeasible", "Primal infeasible or unbounded")


def minimise(
    cost: Floats,
    matrix: sp.spmatrix | sp.sparray,
    rows: tuple[Floats, Floats],
    columns: tuple[Floats, Floats],
    method: str = "choose",
) -> Answer:
    """The least of `cost · v` with `rows[0] <= matrix @ v <= rows[1]`, `columns[0] <= v <= columns[1]`.

    `matrix` has shape (rows, columns); `method` is "simplex", "ipm" (interior
    point without crossover: quicker at size, answers to about 1e-8) or
    "choose" (interior point above 4,000 columns).
    """
    by_column = sp.csc_matrix(matrix)
    by_column.sum_duplicates()
    if method == "choose":
        method = "ipm" if cost.size > 4000 else "simplex"
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("solver", method)
    if method == "ipm":
        solver.setOptionValue("run_crossover", "off")
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = by_column.shape[1], by_column.shape[0]
    programme.col_cost_ = cost
    programme.col_lower_, programme.col_upper_ = columns
    programme.row_lower_, programme.row_upper_ = rows
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = by_column.indptr
    programme.a_matrix_.index_ = by_column.indices
    programme.a_matrix_.value_ = by_column.data
    solver.passModel(programme)
    solver.run()
    status = str(solver.modelStatusToString(solver.getModelStatus()))
    found = solver.getSolution()
    return Answer(
        status=status,
        objective=float(solver.getInfo().objective_function_value),
        values=np.array(found.col_value, float),
        prices=np.array(found.row_dual, float),
    )
