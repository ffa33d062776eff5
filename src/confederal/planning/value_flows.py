"""A plan and its year in ValueFlows JSON-LD, out and in.

Agents, resource specifications, a plan, its commitments and the economic events that answer them, in
the words of the ValueFlows vocabulary (https://www.valueflo.ws, ontology 1.0, CC BY-SA). Recipes
(processes) are private and are not written. Amounts are decimal strings with their units, so that
nothing is lost between one program and another.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from confederal.planning.economy import Economy
from confederal.planning.execution import Commitment, Delivery
from confederal.planning.objection import Objection, Refused
from confederal.planning.plan import Plan

CONTEXT: dict[str, str] = {
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "om2": "http://www.ontology-of-units-of-measure.org/resource/om-2/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "id": "@id",
    "type": "@type",
}
PLACES = 12  # decimals written; amounts of a plan have far fewer


def as_value_flows(
    economy: Economy, plan: Plan, promised: Iterable[Commitment] = (), came: Iterable[Delivery] = ()
) -> dict[str, Any]:
    """The plan as one JSON-LD document."""
    units = {c.name: c.unit for c in economy.commodities}
    graph: list[dict[str, Any]] = [
        {"id": "plan", "type": "vf:Plan", "vf:name": plan.period, "vf:note": f"mixed by {plan.mixture.by}"}
    ]
    graph += [
        {"id": _id("agent", party), "type": "vf:Organization", "vf:name": party}
        for party in [w.name for w in economy.workplaces] + [c.name for c in economy.communities]
    ]
    for commodity in economy.commodities:
        spec: dict[str, Any] = {
            "id": _id("resource", commodity.name),
            "type": "vf:ResourceSpecification",
            "vf:name": commodity.name,
            "vf:defaultUnitOfResource": commodity.unit,
            "vf:note": commodity.kind.value,
        }
        if commodity.codes:
            spec["vf:resourceClassifiedAs"] = [f"{k}:{v}" for k, v in sorted(commodity.codes.items())]
        graph.append(spec)
    for line in plan.lines:
        kind = "vf:Commitment" if line.state == "accepted" else "vf:Intent"
        for name, amount in line.net.items():
            graph.append(
                {
                    "id": _id("line", f"{line.workplace}/{name}"),
                    "type": kind,
                    "vf:plannedWithin": "plan",
                    "vf:action": "produce" if amount > 0 else "consume",
                    "vf:provider": _id("agent", line.workplace),
                    "vf:resourceConformsTo": _id("resource", name),
                    "vf:resourceQuantity": _measure(abs(amount), units[name]),
                }
            )
    for i, one in enumerate(promised):
        graph.append(
            _flow(
                f"commitment/{i}", "vf:Commitment", one.workplace, one.commodity, one.amount, one.due, units
            )
        )
    for i, event in enumerate(came):
        graph.append(
            _flow(
                f"event/{i}",
                "vf:EconomicEvent",
                event.workplace,
                event.commodity,
                event.amount,
                event.day,
                units,
            )
        )
    return {"@context": CONTEXT, "@graph": graph}


def _flow(
    place: str,
    kind: str,
    workplace: str,
    commodity: str,
    amount: Fraction,
    day: str,
    units: Mapping[str, str],
) -> dict[str, Any]:
    return {
        "id": place,
        "type": kind,
        "vf:action": "transfer",
        "vf:provider": _id("agent", workplace),
        "vf:resourceConformsTo": _id("resource", commodity),
        "vf:resourceQuantity": _measure(amount, units[commodity]),
        "vf:due" if kind == "vf:Commitment" else "vf:hasPointInTime": day,
    }


def from_value_flows(document: Mapping[str, Any]) -> tuple[list[Commitment], list[Delivery]]:
    """Commitments and deliveries that a JSON-LD document holds. Raises Refused with what cannot be read."""
    promised: list[Commitment] = []
    came: list[Delivery] = []
    objections: list[Objection] = []
    graph: Sequence[Mapping[str, Any]] = document.get("@graph", [])
    for node in graph:
        if node.get("vf:action") != "transfer":
            continue
        where = str(node.get("id", "a node"))
        try:
            amount = Fraction(Decimal(node["vf:resourceQuantity"]["om2:hasNumericalValue"]))
            if not node["vf:resourceQuantity"]["om2:hasUnit"] or amount < 0:
                raise ValueError
            provider = str(node["vf:provider"]).removeprefix("agent:")
            commodity = str(node["vf:resourceConformsTo"]).removeprefix("resource:")
            if node["type"] == "vf:Commitment":
                promised.append(Commitment(provider, commodity, amount, str(node["vf:due"])))
            elif node["type"] == "vf:EconomicEvent":
                came.append(Delivery(provider, commodity, amount, str(node["vf:hasPointInTime"])))
        except (KeyError, ValueError, ArithmeticError, TypeError):
            objections.append(
                Objection(
                    where,
                    str(node.get("vf:resourceQuantity")),
                    "cannot be read.",
                    "Amount, unit, provider, date.",
                )
            )
    if objections:
        raise Refused(objections)
    return promised, came


def _id(kind: str, name: str) -> str:
    return f"{kind}:{name}"


def _measure(amount: Fraction, unit: str) -> dict[str, str]:
    scaled = amount * 10**PLACES
    value = Decimal(round(scaled)).scaleb(-PLACES)
    text = f"{value:f}"
    return {
        "om2:hasNumericalValue": text.rstrip("0").rstrip(".") if "." in text else text,
        "om2:hasUnit": unit,
    }
