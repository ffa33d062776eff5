"""Economies made up for measuring: as awkward as real ones, and as large as wanted.

Core goods and a long tail (preferential attachment), at least three producers of each good, three
techniques a workplace, skilled hours, emissions under caps of which two bind, and private effort.
Measured against, never planned with.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg

from confederal.planning.arrays import Floats, Places
from confederal.planning.final_demand import Smooth
from confederal.planning.members import Members, stack

TECHNIQUES = 3
MIX = (  # inputs, hours and emissions of each technique, against the ordinary one
    (1.0, 1.0, 1.0),
    (0.95, 1.18, 0.45),
    (1.10, 0.80, 1.35),
)
SUBSTITUTE = 0.3  # chance that an input is replaced by another good in techniques two and three


@dataclass(frozen=True)
class Simulated:
    """An economy made up: private members, public needs and hours, caps, and a first guess.

    Rows: `goods` products, then skills x regions hours, then emissions.
    """

    members: Members
    smooth: Smooth
    supply: Floats
    goods: int
    statistics: "Statistics"

    @property
    def rows(self) -> int:
        return int(self.supply.size)


@dataclass(frozen=True)
class Statistics:
    """What statistics know: mean recipes by product (goods, K), base worth of hours and emissions."""

    inputs: sp.csr_matrix
    base: Floats


def simulate(
    rng: np.random.Generator,
    workplaces: int,
    goods: int,
    *,
    skills: int = 8,
    regions: int = 1,
    emissions: int = 3,
    inputs: int = 6,
    effort: float = 1.0,
    final_share: float = 0.6,
    communities: int | None = None,
    structure: tuple[Floats, Floats] | None = None,
) -> Simulated:
    """An economy of `workplaces` making `goods`, drawn from `rng`; the makers of a good are a federation.

    effort: scale of the private cost of working near capacity; 1e-4 makes workplaces nearly linear
    (all or nothing), 0 exactly so. structure: (A, y), real technical coefficients (G, G) and final
    demand (G,), instead of drawn ones.
    """
    n, g, t = workplaces, goods, TECHNIQUES
    hours = skills * regions
    k = g + hours + emissions
    product = _producers(rng, n, g)
    made = np.bincount(product, minlength=g) > 0  # with more goods than workplaces some are not made here
    region = rng.integers(0, regions, n)
    popularity = 1.0 / np.arange(1, g + 1) ** 0.8
    rng.shuffle(popularity)
    popularity = popularity * made
    cumulated = np.cumsum(popularity / popularity.sum())
    source = np.searchsorted(cumulated, rng.random((g, inputs))).clip(0, g - 1)
    other = np.searchsorted(cumulated, rng.random((g, inputs))).clip(0, g - 1)
    bought = rng.uniform(0.25, 0.55, g)
    share = rng.dirichlet(np.full(inputs, 0.8), g) * bought[:, None]
    pollution = rng.lognormal(-2.5, 1.0, (g, emissions)) * (rng.random((g, emissions)) < 0.5)
    if structure is not None:
        source, other, share = _real_recipes(rng, structure[0] * made[:, None], inputs)
        bought = share.sum(1)
    inputs = source.shape[1]
    kinds = min(3, skills)
    skilled = np.stack([rng.permutation(skills)[:kinds] for _ in range(g)])
    labour = rng.dirichlet(np.ones(kinds), g) * (1 - bought - rng.uniform(0.08, 0.18, g))[:, None]
    # final demand, and the output it takes (Leontief)
    used = np.zeros(g, bool)
    used[source.ravel()] = used[other.ravel()] = True
    demand = ((rng.random(g) < final_share) | ~used) * np.minimum(rng.pareto(1.2, g) + 0.02, 50.0)
    if structure is not None:
        demand = np.maximum(structure[1], 0.0)
    demand = demand * made
    if not demand.any():  # a few goods that all go into each other: then all are needed
        demand = made.astype(float)
    demand = demand + 1e-9 * demand.max() * made
    demand *= n / demand.sum()
    replaced = SUBSTITUTE * (t - 1) / t
    lines = np.repeat(np.arange(g), inputs)
    mean = sp.csr_matrix(((1 - replaced) * share.ravel(), (source.ravel(), lines)), (g, g)) + sp.csr_matrix(
        (replaced * share.ravel(), (other.ravel(), lines)), (g, g)
    )
    output = scipy.sparse.linalg.spsolve(sp.identity(g, format="csc") - mean.tocsc(), demand)
    # workplaces: capacity, techniques, effort
    capacity = rng.lognormal(0, 0.8, n)
    capacity *= (1.35 * output / np.maximum(np.bincount(product, capacity, g), 1e-12))[product]
    skill_row = g + skilled[product] * regions + region[:, None]
    net = _techniques(rng, product, (source, other, share), (skill_row, labour), pollution, k)
    curvature = (0.15 / (0.7 * capacity))[:, None] * rng.lognormal(0, 0.35, (n, t)) * effort
    members, _ = stack(
        net,
        (np.cumsum(made) - 1)[product],
        int(made.sum()),
        np.zeros((n, t)),
        curvature,
        np.ones((n, 1, t)),
        capacity[:, None],
        capacity,
    )
    # communities
    final = np.flatnonzero(demand > 1e-6 * demand.max())
    j = communities or max(10, min(500, n // 20), regions)
    people = rng.lognormal(0, 0.5, j)
    people /= people.sum()
    alpha = people[:, None] * demand[final] * rng.lognormal(0, 0.4, (j, final.size))
    epsilon = np.clip(rng.uniform(0.35, 1.3, final.size) + rng.normal(0, 0.05, (j, final.size)), 0.3, 1.35)
    epsilon = np.where(np.abs(epsilon - 1) < 0.02, 1.02, epsilon)
    use = np.zeros(skills)
    for column in range(kinds):
        np.add.at(use, skilled[:, column], labour[:, column] * output)
    where = np.bincount(region, capacity, regions)
    ready = (use[:, None] * (where / where.sum()) * rng.lognormal(0, 0.12, (skills, regions))).ravel()
    home = rng.integers(0, regions, j)
    home[:regions] = np.arange(regions)[: home.size]
    weight = people[:, None] * (home[:, None] == np.arange(regions))
    weight = weight / np.maximum(weight.sum(0), 1e-300)
    smooth = Smooth(
        row_count=k,
        goods=final,
        skills=np.arange(g, g + hours),
        alpha=alpha,
        epsilon=epsilon,
        hours=np.tile(weight, (1, skills)) * ready,
        worth0=rng.lognormal(0, 0.15, hours),
        eta=0.3,
        cap=1.25,
    )
    supply = np.zeros(k)
    supply[k - emissions :] = (pollution.T @ output) * np.resize([0.75, 0.9, 5.0], emissions)
    statistics = _statistics(net, product, capacity, g, np.append(smooth.worth0, np.full(emissions, 0.3)))
    return Simulated(members, smooth, supply, g, statistics)


def _producers(rng: np.random.Generator, workplaces: int, goods: int) -> Places:
    first = np.tile(np.arange(goods), max(1, min(3, workplaces // goods)))[:workplaces]
    weight = 1.0 / np.arange(1, goods + 1) ** 0.6
    rest = rng.choice(goods, workplaces - first.size, p=weight / weight.sum())
    product = np.concatenate([first, rest])
    rng.shuffle(product)
    return product.astype(np.int64)


def _real_recipes(
    rng: np.random.Generator, coefficients: Floats, inputs: int
) -> tuple[Places, Places, Floats]:
    """The largest inputs of each product in a real table, and the next largest as substitutes."""
    inputs = min(max(inputs, 30), coefficients.shape[0])
    source = np.argsort(-coefficients, axis=0)[:inputs].T.copy()
    share = np.take_along_axis(coefficients.T, source, 1)
    total = np.clip(coefficients.sum(0), 0.05, 0.75)
    share = share / np.maximum(share.sum(1), 1e-9)[:, None] * total[:, None]
    other = np.where(rng.random(source.shape) < 0.3, np.roll(source, 1, 1), source)
    return source, other, share


def _techniques(
    rng: np.random.Generator,
    product: Places,
    bought: tuple[Places, Places, Floats],
    hours: tuple[Places, Floats],
    pollution: Floats,
    rows: int,
) -> sp.csr_matrix:
    """Net trade of every technique of every workplace, (N*T, K)."""
    n, t = product.size, TECHNIQUES
    source, other, share = bought
    skill_row, labour = hours
    skill = rng.lognormal(0, 0.12, n)[:, None]
    emissions = pollution.shape[1]
    lines, columns, values = [np.arange(n * t)], [np.repeat(product, t)], [np.ones(n * t)]
    for technique, (of_inputs, of_hours, of_emissions) in enumerate(MIX):
        line = np.arange(n) * t + technique
        from_ = source[product]
        if technique:
            from_ = np.where(rng.random(from_.shape) < SUBSTITUTE, other[product], from_)
        amount = share[product] * skill * of_inputs * rng.lognormal(0, 0.10, from_.shape)
        amount = np.where(from_ == product[:, None], np.minimum(amount, 0.15), amount)
        work = labour[product] * skill * of_hours * rng.lognormal(0, 0.10, skill_row.shape)
        waste = pollution[product] * of_emissions * rng.lognormal(0, 0.15, (n, emissions))
        kept = waste.ravel() > 0
        for row, value in ((from_, amount), (skill_row, work)):
            lines.append(np.repeat(line, row.shape[1]))
            columns.append(row.ravel())
            values.append(-value.ravel())
        lines.append(np.repeat(line, emissions)[kept])
        columns.append(np.tile(np.arange(rows - emissions, rows), n)[kept])
        values.append(-waste.ravel()[kept])
    return sp.csr_matrix(
        (np.concatenate(values), (np.concatenate(lines), np.concatenate(columns))), (n * t, rows)
    )


def _statistics(
    net: sp.csr_matrix, product: Places, capacity: Floats, goods: int, base: Floats
) -> Statistics:
    """Mean recipe per unit of output, by product, weighted by capacity."""
    t = TECHNIQUES
    weight = np.repeat(capacity / np.bincount(product, capacity, goods)[product], t) / t
    total = sp.csr_matrix(
        (weight, (np.repeat(product, t), np.arange(product.size * t))), (goods, product.size * t)
    )
    made = sp.diags((np.bincount(product, minlength=goods) > 0).astype(float))
    return Statistics((sp.hstack([made, sp.csr_matrix((goods, base.size))]) - total @ net).tocsr(), base)


def cold_valuations(economy: Simulated, rng: np.random.Generator) -> Floats:
    """Nobody knows: every valuation wrong by about 50 % (log scale), emissions at one half."""
    valuations = rng.lognormal(0, 0.5, economy.rows)
    valuations[economy.goods + economy.smooth.skills.size :] = 0.5
    return valuations


def statistical_valuations(economy: Simulated) -> Floats:
    """Start from public statistics: p = inputs p + hours and emissions + a margin (Leontief prices)."""
    g, known = economy.goods, economy.statistics
    system = sp.identity(g, format="csc") - known.inputs[:, :g].tocsc()
    goods = scipy.sparse.linalg.spsolve(system, known.inputs[:, g:] @ known.base + 0.1)
    return np.concatenate([goods, known.base])


def disturbed(economy: Simulated, rng: np.random.Generator, size: float) -> Simulated:
    """Next year: recipes, capacities and needs all changed by about `size` (log scale)."""
    old = economy.members
    product = np.repeat(np.arange(old.federations), np.diff(old.member_start))
    change = np.where(old.entries < 0, rng.lognormal(0, size, old.entries.size), 1.0)
    capacity = rng.lognormal(0, size, old.count) * rng.lognormal(0, size, old.federations)[product]
    alpha = economy.smooth.alpha
    need = rng.lognormal(0, size, alpha.shape) * rng.lognormal(0, size, (1, alpha.shape[1]))
    return replace(
        economy,
        members=replace(
            old,
            entries=old.entries * change,
            limit=old.limit * capacity[:, None],
            size=old.size * capacity,
        ),
        smooth=replace(economy.smooth, alpha=alpha * need),
    )
