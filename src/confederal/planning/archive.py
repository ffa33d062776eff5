"""A year of rounds as a Frictionless data package that replays to the same bytes.

Every published message is one line of canonical JSON, in the order it was said; the descriptor names
each file with its size and SHA-256. `replay` gives the recorded answers to the same centre again and
compares what it would have published. Descriptor: https://specs.frictionlessdata.io (v1).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from confederal.planning.arrays import Mask
from confederal.planning.certificate import Certified, certify
from confederal.planning.economy import Economy
from confederal.planning.messages import (
    FederationAnswer,
    Mixture,
    Publication,
    canonical,
    digest,
    published,
    sums_of,
)
from confederal.planning.objection import Objection, Refused
from confederal.planning.plan import Plan
from confederal.planning.rounds import Coordinated, coordinate
from confederal.planning.sums import Sums
from confederal.planning.valuations import Round
from confederal.planning.year import Held


def write_year(held: Held, plan: Plan, tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of the package (name -> bytes): the economy's tables, the messages and `datapackage.json`."""
    files = dict(tables)
    files["publications.jsonl"] = _lines(held.heard.publications)
    files["answers.jsonl"] = _lines([a for one in held.heard.answers for a in one])
    files["mixture.json"] = canonical(plan.mixture) + b"\n"
    files["datapackage.json"] = _descriptor(held.economy.period.name, files)
    return files


def _lines(messages: Sequence[Any]) -> bytes:
    return b"".join(canonical(m) + b"\n" for m in messages)


def _descriptor(name: str, files: Mapping[str, bytes]) -> bytes:
    slug = "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-")
    resources = [
        {
            "name": path.replace(".", "-").replace("_", "-").lower(),
            "path": path,
            "profile": "tabular-data-resource" if path.endswith(".csv") else "data-resource",
            "format": path.rsplit(".", 1)[-1],
            "encoding": "utf-8",
            "bytes": len(data),
            "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
        }
        for path, data in sorted(files.items())
    ]
    told = {"profile": "data-package", "name": slug, "title": name, "resources": resources}
    return (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True)
class Replayed:
    """What came of hearing the recorded answers again."""

    rounds: int
    certified: Certified
    digest: str  # of all publications, in order


def replay(economy: Economy, files: Mapping[str, bytes]) -> Replayed:
    """Replays a year. Raises Refused where a file or a number is not what it was."""
    descriptor = json.loads(files["datapackage.json"])
    objections = [
        Objection(r["path"], "its SHA-256", "is not the one in the descriptor.", "Get the file again.")
        for r in descriptor["resources"]
        if "sha256:" + hashlib.sha256(files.get(r["path"], b"")).hexdigest() != r["hash"]
    ]
    if objections:
        raise Refused(objections)
    said = [Publication(**json.loads(line)) for line in files["publications.jsonl"].splitlines()]
    answers: dict[int, list[FederationAnswer]] = {}
    for line in files["answers.jsonl"].splitlines():
        one = FederationAnswer(**json.loads(line))
        answers.setdefault(one.number, []).append(one)
    recorded = _Recorded(economy, said, answers)
    steps, _ = economy.schedules()
    first = said[0]
    start = [first.valuations[n] for n in economy.row]
    party = Coordinated(recorded, steps, None, economy.supply())
    for _ in coordinate(party, np.array(start), len(said), first.smoothing):
        pass
    told = json.loads(files["mixture.json"])
    mixture = Mixture(
        told["period"], told["by"], told["after"],
        tuple(tuple(s) for s in told["shares"]), tuple(tuple(n) for n in told["needs"]),
    )  # fmt: skip
    ordered = [answers[p.number] for p in said]
    return Replayed(len(said), certify(economy, said, ordered, mixture), digest([digest(p) for p in said]))


class _Recorded:
    """Federations that say again what they said, to a centre that must publish what it published."""

    def __init__(
        self,
        economy: Economy,
        said: Sequence[Publication],
        answers: Mapping[int, list[FederationAnswer]],
    ) -> None:
        self.economy, self.said, self.answers = economy, said, answers
        self.count = len(economy.groups)

    def hear(self, round: Round, silent: Mask | None) -> Sums:
        again = published(self.economy, round, self.answers.get(round.number - 1))
        if canonical(again) != canonical(self.said[round.number - 1]):
            raise Refused(
                [
                    Objection(
                        f"round {round.number}",
                        digest(again)[:16],
                        "is not what the centre published.",
                        "An answer or a publication was changed.",
                    )
                ]
            )
        return sums_of(self.answers[round.number], self.economy)
