"""Input–output: what a unit of a product takes, directly and all the way down.

n products (or industries), m extensions (labour, value added, emissions ...). Columns are what is
made, rows what goes into it, as statistical offices print them. Inverses are by solves of the linear
system; nothing is inverted by hand. Sources: Leontief, *Review of Economics and Statistics* 18 (1936);
Miller & Blair, *Input-Output Analysis*, 2nd ed. 2009, ch. 2 (inverse), 5 (supply and use), 6
(multipliers); Eurostat, *Manual of Supply, Use and Input-Output Tables*, 2008, ch. 11 (model B,
industry technology).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy.linalg

from confederal.planning.arrays import Floats
from confederal.planning.objection import Objection, Refused


@dataclass(frozen=True)
class Extension:
    """Something used or given off per unit of output of each product: (n,), in `unit` per unit of output."""

    name: str
    unit: str
    per_output: Floats


@dataclass(frozen=True)
class InputOutput:
    """A symmetric system: coefficients A (n, n), output and final demand (n,) in `unit`."""

    names: tuple[str, ...]
    unit: str
    coefficients: Floats
    output: Floats
    final: Floats
    extensions: tuple[Extension, ...] = ()

    def inverse(self) -> Floats:
        """The Leontief inverse L = (I - A)⁻¹, (n, n)."""
        return leontief_inverse(self.coefficients)

    def output_multipliers(self) -> Floats:
        """Output that one more unit of final demand of each product calls for, in all: 1'L, (n,)."""
        return effects(self.coefficients, np.ones(len(self.names)))

    def start_valuations(self, extension: str, margin: float = 0.0) -> Floats:
        """Content of one extension in a unit of each product, plus a margin: p = p A + e + margin, (n,)."""
        (chosen,) = [e for e in self.extensions if e.name == extension]
        return effects(self.coefficients, chosen.per_output + margin)


def technical_coefficients(flows: Floats, output: Floats) -> Floats:
    """A_ij = Z_ij / x_j: input i for a unit of j. `flows` (n, n), `output` (n,), both in one unit.

    What is not made (output 0) must take nothing; its column is 0.

    >>> technical_coefficients(np.array([[1.0, 2.0], [0.0, 4.0]]), np.array([10.0, 8.0])).tolist()
    [[0.1, 0.25], [0.0, 0.5]]
    """
    made = output != 0
    if np.any(flows[:, ~made] != 0):
        raise Refused(
            [
                Objection(
                    "flows",
                    "inputs without output",
                    "something is used to make nothing.",
                    "Check the output row.",
                )
            ]
        )
    return np.asarray(np.where(made, flows / np.where(made, output, 1.0), 0.0))


def leontief_inverse(coefficients: Floats) -> Floats:
    """L = (I - A)⁻¹, (n, n), by one LU factorisation. Refused where an economy cannot reproduce itself.

    >>> leontief_inverse(np.array([[0.0, 0.5], [0.5, 0.0]])).round(6).tolist()
    [[1.333333, 0.666667], [0.666667, 1.333333]]
    """
    identity = np.eye(coefficients.shape[0])
    return np.asarray(scipy.linalg.lu_solve(_factor(coefficients), identity))


def effects(coefficients: Floats, per_output: Floats) -> Floats:
    """Content e'L of each product (n,): what a unit of final demand takes of e, all the way down."""
    return np.asarray(scipy.linalg.lu_solve(_factor(coefficients), per_output, trans=1))


def requirements(coefficients: Floats, final: Floats) -> Floats:
    """Output x = L y that final demand y (n,) calls for, (n,)."""
    return np.asarray(scipy.linalg.lu_solve(_factor(coefficients), final))


def _factor(coefficients: Floats) -> tuple[Floats, Floats]:
    if coefficients.ndim != 2 or coefficients.shape[0] != coefficients.shape[1]:
        raise Refused(
            [Objection("coefficients", str(coefficients.shape), "is not square.", "Check rows and columns.")]
        )
    triangles, pivots, _ = scipy.linalg.lapack.dgetrf(np.eye(len(coefficients)) - coefficients)
    if np.abs(np.diag(triangles)).min() < 1e-12:
        raise Refused(
            [
                Objection(
                    "coefficients",
                    "singular",
                    "something takes all of itself to be made.",
                    "Check the table's unit.",
                )
            ]
        )
    return triangles, pivots


@dataclass(frozen=True)
class Multiplier:
    """A line of a multiplier table. `effect`: per unit of final demand; `multiplier`: per unit of its own."""

    name: str
    effect: float
    multiplier: float | None
    rank: int


def multipliers(system: InputOutput, extension: Extension | None = None) -> list[Multiplier]:
    """Effects and multipliers by product, ranked from the largest effect (ONS convention).

    Without extension: output multipliers. With one: effect e'L and multiplier e'L / e.
    """
    if extension is None:
        effect = system.output_multipliers()
        own = np.ones(effect.size)
    else:
        effect = effects(system.coefficients, extension.per_output)
        own = extension.per_output
    rank = np.empty(effect.size, int)
    rank[np.argsort(-effect, kind="stable")] = np.arange(1, effect.size + 1)
    return [
        Multiplier(name, float(e), float(e / o) if o else None, int(r))
        for name, e, o, r in zip(system.names, effect, own, rank, strict=True)
    ]


@dataclass(frozen=True)
class SupplyUse:
    """Supply and use tables: what industries make (products, industries) and use, and all other columns.

    make, use: (p, i). other_supply, other_use: named columns by product (p,), such as imports, margins,
    taxes; households, exports. per_industry: named rows by industry (i,), such as wages or emissions,
    with their units.
    """

    products: tuple[str, ...]
    industries: tuple[str, ...]
    unit: str
    make: Floats
    use: Floats
    other_supply: Mapping[str, Floats]
    other_use: Mapping[str, Floats]
    per_industry: Mapping[str, tuple[Floats, str]]

    def total_supply(self) -> Floats:
        """Supply of each product at the table's prices, (p,)."""
        return np.asarray(self.make.sum(1) + sum(self.other_supply.values(), np.zeros(len(self.products))))

    def total_use(self) -> Floats:
        """Use of each product, (p,)."""
        return np.asarray(self.use.sum(1) + sum(self.other_use.values(), np.zeros(len(self.products))))

    def product_by_product(self) -> InputOutput:
        """The symmetric product system under industry technology (model B).

        With q = V'1 output by product, g = V1 by industry (V = make'):
            A = U ĝ⁻¹ V q̂⁻¹ ,   e = e_i ĝ⁻¹ V q̂⁻¹ ,   y = q - A q
        Every industry has one recipe, whatever it makes. y is final demand met by own production
        (imports taken off), so content adds up: e L y is the total over industries exactly.
        """
        q, g = self.make.sum(1), self.make.sum(0)
        share = technical_coefficients(self.make.T, q)  # of a unit of product j, how much industry i makes
        coefficients = technical_coefficients(self.use, g) @ share
        extensions = tuple(
            Extension(name, f"{unit} per {self.unit}", technical_coefficients(row[None, :], g)[0] @ share)
            for name, (row, unit) in self.per_industry.items()
        )
        return InputOutput(self.products, self.unit, coefficients, q, q - coefficients @ q, extensions)
