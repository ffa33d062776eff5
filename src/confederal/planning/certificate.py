"""Checking a reconciliation from the published messages alone: is it feasible, and how good is it?

Whoever has the publications, the federations' answers, the communities' schedules and the caps can run
this; no recipe and no solver is needed. Several bodies may publish rival mixtures, and anyone can lay
their certificates side by side.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from confederal.planning.commodity import plain
from confederal.planning.economy import Economy
from confederal.planning.messages import Amounts, FederationAnswer, Mixture, Publication
from confederal.planning.objection import Objection
from confederal.planning.reconciliation import Certificate

SLACK = 1e-9  # of a row's turnover: what adding floating numbers in another order may change


@dataclass(frozen=True)
class Certified:
    """The verdict: `certificate` where the mixture is a plan at all, else the reasons why it is not."""

    certificate: Certificate | None
    surplus: Mapping[str, float]  # left over of each row, in its own unit
    objections: tuple[Objection, ...]


def certify(
    economy: Economy,
    publications: Sequence[Publication],
    answers: Sequence[Sequence[FederationAnswer]],
    mixture: Mixture,
) -> Certified:
    """Recomputes D, W and feasibility. Of `economy` only what is public is read: rows, needs, hours, caps."""
    objections: list[Objection] = []
    shares: dict[str, float] = {}
    net = dict.fromkeys(economy.row, 0.0)
    turnover = dict.fromkeys(economy.row, 1e-9)
    effort = []
    said = {(a.federation, a.number): a for one in answers for a in one}
    for federation, number, kind, share in mixture.shares:
        answer = said.get((federation, number))
        proposal = None if answer is None else _proposal(answer, kind)
        if proposal is None:
            objections.append(
                Objection(
                    federation, f"round {number}, {kind}", "was never proposed.", "Mix only what was said."
                )
            )
            continue
        if not 0 <= share <= 1:
            objections.append(
                Objection(federation, plain(share), "is no share.", "Shares lie between 0 and 1.")
            )
        shares[federation] = shares.get(federation, 0.0) + share
        amounts, cost = proposal
        effort.append(share * cost)
        for name, value in amounts.items():
            net[name] += share * value
            turnover[name] += share * abs(value)
    objections += [
        Objection(
            federation, plain(total), "is asked for more than one whole proposal.", "Let shares add up to 1."
        )
        for federation, total in shares.items()
        if total > 1 + SLACK
    ]
    worth, asked = _worth_of_needs(economy, mixture, objections)
    scale = dict(zip(economy.row, economy.scale, strict=True))
    for name, value in asked.items():
        net[name] += value * scale[name]
        turnover[name] += abs(value) * scale[name]
    for name, given in zip(economy.row, economy.supply(), strict=True):
        net[name] += given
        turnover[name] += abs(given)
    objections += [
        Objection(name, plain(-net[name] / scale[name], 6), "is missing.", "Ask for less of what takes it.")
        for name in net
        if net[name] < -SLACK * turnover[name]
    ]
    surplus = {name: value / scale[name] for name, value in net.items()}
    if objections:
        return Certified(None, surplus, tuple(objections))
    upper, yardstick = _upper(economy, publications, answers)
    return Certified(Certificate(upper, worth - math.fsum(effort), yardstick), surplus, ())


def _proposal(answer: FederationAnswer, kind: str) -> tuple[Amounts, float] | None:
    if kind == "net":
        return answer.net, answer.effort
    if kind == "best":
        return answer.best, answer.best_effort
    if kind == "trial" and answer.trial is not None:
        return answer.trial, answer.trial_effort
    return None


def _worth_of_needs(
    economy: Economy, mixture: Mixture, objections: list[Objection]
) -> tuple[float, dict[str, float]]:
    """Worth of what communities get and give, and its net amounts in own units, from their schedules."""
    steps, said = economy.schedules()
    left: dict[tuple[str, str, str], float] = {}
    for community, commodity, kind, amount in mixture.needs:
        left[(community, commodity, kind)] = left.get((community, commodity, kind), 0.0) + amount
    worth, net = [], dict.fromkeys(economy.row, 0.0)
    for i, key in enumerate(said):
        scale = economy.scale[economy.row[key[1]]]
        most = float(steps.limit[i, 0]) / scale
        use = min(left.get(key, 0.0), most)
        left[key] = left.get(key, 0.0) - use
        x = use * scale
        worth.append(float(steps.gain[i, 0]) * x - 0.5 * float(steps.curvature[i, 0]) * x * x)
        net[key[1]] += use if key[2] == "hours" else -use
    for (community, commodity, kind), rest in left.items():
        if rest > SLACK * max(1.0, abs(rest)) + 1e-6:
            objections.append(
                Objection(
                    community,
                    f"{plain(rest)} of {commodity}",
                    f"is beyond its own schedule ({kind}).",
                    "Stay within it.",
                )
            )
    return math.fsum(worth), net


def _upper(
    economy: Economy, publications: Sequence[Publication], answers: Sequence[Sequence[FederationAnswer]]
) -> tuple[float, float]:
    """The least D over everything published, and the value of needs at those valuations."""
    steps, _ = economy.schedules()
    names, supply = list(economy.row), economy.supply()
    least, yardstick = float("inf"), 0.0
    for publication, heard in zip(publications, answers, strict=True):
        for valuations, trial in ((publication.valuations, False), (publication.trial, True)):
            if valuations is None or any(a.trial is None for a in heard if trial):
                continue
            if any(a.heard < a.members for a in heard):
                continue  # nobody knows yet what those who were never heard could be worth
            p = np.array([valuations[n] for n in names])
            margin = steps.margins(p)[:, 0]
            load = steps.limit[:, 0]
            bend = steps.curvature[:, 0]
            use = np.where(
                bend > 0, np.clip(margin / np.where(bend > 0, bend, 1.0), 0, load), load * (margin > 0)
            )
            public = float((margin * use - 0.5 * bend * use * use).sum())
            bound = (
                public + float(p @ supply) + math.fsum(a.trial_surplus if trial else a.surplus for a in heard)
            )
            if bound < least:
                least = bound
                taken = np.minimum(steps.net(use[:, None]).toarray(), 0.0).sum(0)
                yardstick = float(-p @ taken)
    return least, yardstick
