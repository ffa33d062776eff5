"""A plan and its year in ValueFlows JSON-LD, out and in.

Agents, resource specifications, a plan, its commitments and the economic events that answer them, in
the words of the ValueFlows vocabulary (https://www.valueflo.ws, ontology 1.0, CC BY-SA). Recipes
(processes) are private and are not written. Amounts are decimal strings with their units, so that
nothing is lost between one program and another.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import quote, unquote

from confederal.planning.commodity import amount_in, decimal, exact
from confederal.planning.economy import Economy
from confederal.planning.execution import Commitment, Delivery
from confederal.planning.objection import Objection, Refused
from confederal.planning.plan import Plan

VF = "https://w3id.org/valueflows/ont/vf#"
OM2 = "http://www.ontology-of-units-of-measure.org/resource/om-2/"
CONTEXT: dict[str, Any] = {
    "vf": VF,
    "om2": OM2,
    "agent": "urn:confederal:agent:",
    "resource": "urn:confederal:resource:",
    "line": "urn:confederal:line:",
    "commitment": "urn:confederal:commitment:",
    "event": "urn:confederal:event:",
    "id": "@id",
    "type": "@type",
    **{
        f"vf:{term}": {"@type": "@id"}
        for term in ("action", "provider", "resourceConformsTo", "plannedWithin", "fulfills")
    },
}
PLAN = "urn:confederal:plan"


def as_value_flows(
    economy: Economy, plan: Plan, promised: Iterable[Commitment] = (), came: Iterable[Delivery] = ()
) -> dict[str, Any]:
    """The plan as one JSON-LD document."""
    units = {c.name: c.unit for c in economy.commodities}
    graph: list[dict[str, Any]] = [
        {"id": PLAN, "type": "vf:Plan", "vf:name": plan.period, "vf:note": f"mixed by {plan.mixture.by}"}
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
                    "vf:plannedWithin": PLAN,
                    "vf:action": "vf:produce" if amount > 0 else "vf:consume",
                    "vf:provider": _id("agent", line.workplace),
                    "vf:resourceConformsTo": _id("resource", name),
                    "vf:resourceQuantity": _measure(abs(amount), units[name]),
                }
            )
    kept = {}
    for i, one in enumerate(promised):
        place = kept[(one.workplace, one.commodity, one.due)] = f"commitment:{i + 1}"
        graph.append(
            _flow(place, "vf:Commitment", one.workplace, one.commodity, one.amount, one.due, units)
            | {"vf:plannedWithin": PLAN}
        )
    for i, event in enumerate(came):
        told = (event.workplace, event.commodity, event.amount, event.day)
        flow = _flow(f"event:{i + 1}", "vf:EconomicEvent", *told, units)
        promise = kept.get((event.workplace, event.commodity, event.day))
        graph.append(flow | ({"vf:fulfills": promise} if promise else {}))
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
        "vf:action": "vf:transfer",
        "vf:provider": _id("agent", workplace),
        "vf:resourceConformsTo": _id("resource", commodity),
        "vf:resourceQuantity": _measure(amount, units[commodity]),
        "vf:due" if kind == "vf:Commitment" else "vf:hasPointInTime": day,
    }


def from_value_flows(
    document: Mapping[str, Any], units: Mapping[str, str] | None = None
) -> tuple[list[Commitment], list[Delivery]]:
    """Commitments and deliveries (transfers) that a JSON-LD document holds.

    `units`: commodity -> unit that amounts are wanted in; without it they stay as they are told. Names of
    agents and resources are their vf:name where the document has it, else the end of their id. Words may be
    written with a prefix of the document's own context, in full, or bare. Raises Refused with every node
    that cannot be read.
    """
    reading = _Words(document)
    promised: list[Commitment] = []
    came: list[Delivery] = []
    objections: list[Objection] = []
    for place, node in enumerate(reading.nodes, start=1):
        kind = str(node.get("@type", "")).removeprefix(VF)
        if kind not in ("Commitment", "EconomicEvent") or _end(node.get("action")) != "transfer":
            continue
        where = f"{kind} {node.get('@id', place)}"
        try:
            day = _day(str(node["due" if kind == "Commitment" else "hasPointInTime"]))
            commodity = reading.name(node["resourceConformsTo"])
            told = reading.expanded(node["resourceQuantity"])
            text, unit = str(told["hasNumericalValue"]), _end(told["hasUnit"])
            wanted = (units or {}).get(commodity)
            if units is not None and wanted is None:
                objections.append(Objection(where, commodity, "is no commodity here.", "Check its name."))
                continue
            amount = exact(text, where) if wanted is None else amount_in(text, unit, wanted, where)
            if not unit or amount < 0:
                raise ValueError
            provider = reading.name(node["provider"])
        except Refused as refused:
            objections += refused.objections
            continue
        except (KeyError, ValueError, TypeError, AttributeError):
            said = str(node.get("resourceQuantity"))[:80]
            mend = "It needs an amount of at least nothing, a unit, a provider, a resource and a date."
            objections.append(Objection(where, said, "cannot be read.", mend))
            continue
        if kind == "Commitment":
            promised.append(Commitment(provider, commodity, amount, day))
        else:
            came.append(Delivery(provider, commodity, amount, day))
    if objections:
        raise Refused(objections)
    return promised, came


class _Words:
    """A document's nodes with their words made plain: without the prefixes of its own context."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._context: dict[str, Any] = {}
        told = document.get("@context", {})
        for part in told if isinstance(told, list) else [told]:
            if isinstance(part, Mapping):
                self._context |= part
        graph = document.get("@graph", [document])
        if not isinstance(graph, list):
            raise Refused([Objection("@graph", str(graph)[:40], "is no list of nodes.", "Write a list.")])
        self.nodes = [self.expanded(n) for n in graph if isinstance(n, Mapping)]
        self._names = {str(n["@id"]): str(n["name"]) for n in self.nodes if "@id" in n and "name" in n}

    def expanded(self, node: Mapping[str, Any]) -> dict[str, Any]:
        return {self._word(key): self._type(key, value) for key, value in node.items()}

    def _type(self, key: str, value: Any) -> Any:
        return self._iri(str(value)) if self._word(key) == "@type" else value

    def _word(self, key: str) -> str:
        full = self._iri(key)
        return full.removeprefix(VF).removeprefix(OM2)

    def _iri(self, word: str) -> str:
        """A word in full: through the context's terms, then its prefixes."""
        for _ in range(4):  # a term of a term of a prefix is as deep as contexts go
            prefix, colon, rest = word.partition(":")
            term = self._context.get(word, word)
            term = term.get("@id", word) if isinstance(term, Mapping) else term
            if term == word and colon and isinstance(self._context.get(prefix), str):
                term = self._context[prefix] + rest
            if term == word:
                break
            word = str(term)
        return word

    def name(self, told: Any) -> str:
        """The name of what a reference points at."""
        told = told.get("@id", told.get("id")) if isinstance(told, Mapping) else told
        if not isinstance(told, str) or not told:
            raise TypeError
        return self._names.get(told) or unquote(_end(told))


def _end(told: Any) -> str:
    """The last part of an id."""
    told = told.get("@id", told.get("id", "")) if isinstance(told, Mapping) else told
    return re.split(r"[:/#]", str(told))[-1]


def _day(text: str) -> str:
    return date.fromisoformat(text[:10]).isoformat()


def _id(kind: str, name: str) -> str:
    return f"{kind}:{quote(name, safe='')}"


def _measure(amount: Fraction, unit: str) -> dict[str, str]:
    return {"om2:hasNumericalValue": decimal(amount), "om2:hasUnit": unit}
