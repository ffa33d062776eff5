"""A year of rounds as a Frictionless data package that replays to the same bytes.

Every published message is one line of canonical JSON, in the order it was said; the descriptor names
each file with its size and SHA-256. `replay` gives the recorded answers to the same centre again and
compares what it would have published. Descriptor: https://specs.frictionlessdata.io (v1).
"""

import csv
import hashlib
import io
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from confederal.planning.arrays import Mask
from confederal.planning.certificate import Certified, certify
from confederal.planning.commodity import decimal
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
from confederal.planning.year import Held, Year

REPLAN = "replan-"  # the names of the replan's files begin with it
MANDATED = "mandated-answers.jsonl"  # what may be mixed when every delegate keeps to its box
PLAN_COLUMNS: dict[str, tuple[str, ...]] = {
    "plan.csv": ("workplace", "commodity", "amount", "unit", "state"),
    "received.csv": ("community", "commodity", "unit", "guaranteed", "asked", "given"),
}
NUMBERS = ("amount", "guaranteed", "asked", "given", "worth", "quantum", "valuation", "people", "cost", "most",
           "east", "north", "strain")  # fmt: skip


def write_year(year: Year, tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of the package (name -> bytes): what was public of the economy, all messages, what was proposed.

    `tables`: the economy's public tables and settings as files; workplaces' techniques and limits are
    theirs and do not belong in it.
    """
    files = dict(tables) | _told(year.held, year.plan, "")
    if year.mandated is not None and year.mandated.taken:
        files[MANDATED] = _lines([a for one in year.mandated.heard.answers for a in one])
    if year.replanned is not None:
        files |= _told(year.replanned.held, year.replanned.plan, REPLAN)
    files["datapackage.json"] = _descriptor(year.held.economy.period.name, files)
    return files


def _told(held: Held, plan: Plan, before: str) -> dict[str, bytes]:
    units = {c.name: c.unit for c in held.economy.commodities}
    lines = [
        (line.workplace, name, decimal(value), units[name], line.state)
        for line in plan.lines
        for name, value in line.net.items()
    ]
    received = [
        (r.community, r.commodity, units[r.commodity], *map(decimal, (r.guaranteed, r.asked, r.given)))
        for r in [*plan.needs, *plan.hours]
    ]
    warm = {} if held.used is None else {f"{before}start.json": canonical(held.used.ravel().tolist()) + b"\n"}
    return warm | {
        f"{before}publications.jsonl": _lines(held.heard.publications),
        f"{before}answers.jsonl": _lines([a for one in held.heard.answers for a in one]),
        f"{before}mixture.json": canonical(plan.mixture) + b"\n",
        f"{before}plan.csv": _csv(PLAN_COLUMNS["plan.csv"], lines),
        f"{before}received.csv": _csv(PLAN_COLUMNS["received.csv"], received),
    }


def _csv(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *lines])
    return text.getvalue().encode()


def _lines(messages: Sequence[Any]) -> bytes:
    return b"".join(canonical(m) + b"\n" for m in messages)


def _descriptor(name: str, files: Mapping[str, bytes]) -> bytes:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", letters)) or "a-year"
    resources = [_resource(path, data) for path, data in sorted(files.items())]
    told = {"profile": "data-package", "name": slug, "title": name, "resources": resources}
    return (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _resource(path: str, data: bytes) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9]+", "-", path.lower()),
        "path": path,
        "profile": "data-resource",
        "format": path.rsplit(".", 1)[-1],
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
    }
    if path.endswith(".jsonl"):
        told["type"] = "file"  # messages, a line each: no table, whatever a reader makes of the ending
    if path.endswith(".csv"):
        mark = max(",;\t", key=data.decode("utf-8").split("\n", 1)[0].count)
        columns = next(csv.reader(io.StringIO(data.decode("utf-8")), delimiter=mark))
        fields = [
            {
                "name": c.strip(),
                "type": "number" if c.strip() in NUMBERS else "date" if c == "day" else "string",
            }
            for c in columns
        ]
        told |= {"profile": "tabular-data-resource", "schema": {"fields": fields}}
        if mark != ",":
            told["dialect"] = {"delimiter": mark}
    return told


@dataclass(frozen=True)
class Replayed:
    """What came of hearing the recorded answers again.

    same: whether everything published is the same to the last byte; else it is the same to a thousandth
    of a millionth (another processor adds in another order). replan: the same of the replan's rounds.
    """

    rounds: int
    certified: Certified
    digest: str  # of all publications, in order
    same: bool
    replan: "Replayed | None" = None


def replay(economy: Economy, files: Mapping[str, bytes]) -> Replayed:
    """Replays a year from what is public of it. Raises Refused where a file or a number is not what it was."""
    try:
        descriptor = json.loads(files["datapackage.json"])
        wanted = {str(r["path"]): str(r["hash"]) for r in descriptor["resources"]}
    except (KeyError, TypeError, ValueError):
        mend = "Replay the folder that --archive wrote."
        raise Refused([Objection("datapackage.json", "missing", "or cannot be read.", mend)]) from None
    missing = [n for n in ("publications.jsonl", "answers.jsonl", "mixture.json") if n not in wanted]
    objections = [Objection(n, "missing", "is not in the package.", "Get it again.") for n in missing]
    objections += [
        Objection(path, "its SHA-256", "is not the one in the descriptor.", "Get the file again.")
        for path, hash_ in wanted.items()
        if "sha256:" + hashlib.sha256(files.get(path, b"")).hexdigest() != hash_
    ]
    if objections:
        raise Refused(objections)
    whole = _replayed(economy, files, "")
    if f"{REPLAN}publications.jsonl" in wanted:
        return replace(whole, replan=_replayed(economy, files, REPLAN))
    return whole


def _replayed(economy: Economy, files: Mapping[str, bytes], before: str) -> Replayed:
    said = [Publication(**told) for told in _read(files, f"{before}publications.jsonl")]
    answers: dict[int, list[FederationAnswer]] = {}
    for one in _answers(files, f"{before}answers.jsonl"):
        answers.setdefault(one.number, []).append(one)
    recorded = _Recorded(economy, said, answers)
    steps, _ = economy.schedules()
    first = said[0]
    start = [first.valuations[n] for n in economy.row]
    party = Coordinated(recorded, steps, None, economy.supply())
    used = None
    if f"{before}start.json" in files:  # a warm start: how much of each public step was used before
        (listed,) = _read(files, f"{before}start.json")
        used = np.array(listed, float)[:, None]
    for _ in coordinate(party, np.array(start), len(said), first.smoothing, last_year=used):
        pass
    mixture = _mixture(files, before)
    if before == "" and MANDATED in files:
        answers = {}
        for one in _answers(files, MANDATED):
            answers.setdefault(one.number, []).append(one)
    ordered = [answers[p.number] for p in said]
    certified = certify(economy, said, ordered, mixture)
    return Replayed(len(said), certified, digest([digest(p) for p in said]), recorded.same)


def _answers(files: Mapping[str, bytes], path: str) -> list[FederationAnswer]:
    return [FederationAnswer(**told) for told in _read(files, path)]


def what_was_said(files: Mapping[str, bytes]) -> tuple[list[Publication], Mixture]:
    """The publications of a year and the mixture that came of it, for the next year to start from."""
    return [Publication(**t) for t in _read(files, "publications.jsonl")], _mixture(files, "")


def _mixture(files: Mapping[str, bytes], before: str) -> Mixture:
    (told,) = _read(files, f"{before}mixture.json")
    return Mixture(
        told["period"], told["by"], told["after"],
        tuple(tuple(s) for s in told["shares"]), tuple(tuple(n) for n in told["needs"]),
    )  # fmt: skip


def _read(files: Mapping[str, bytes], path: str) -> list[Any]:
    """The messages of a file. Raises Refused with the line that cannot be read."""
    if path not in files:
        mend = "Name a folder that --archive wrote."
        raise Refused([Objection(path, "missing", "is not in the package.", mend)])
    found = []
    for i, line in enumerate(files[path].splitlines(), start=1):
        try:
            found.append(json.loads(line))
        except ValueError as error:
            raise Refused(
                [Objection(f"{path} line {i}", str(error), "cannot be read.", "Get it again.")]
            ) from None
    if not found:
        raise Refused([Objection(path, "(empty)", "has no message.", "Get the file again.")])
    return found


NEAR = 1e-9  # of the larger number: what another processor's order of adding may change


class _Recorded:
    """Federations that say again what they said, to a centre that must publish what it published."""

    def __init__(
        self,
        economy: Economy,
        said: Sequence[Publication],
        answers: Mapping[int, list[FederationAnswer]],
    ) -> None:
        self.economy, self.said, self.answers = economy, said, answers
        self.count = len(answers[1])
        self.same = True

    def hear(self, round: Round, silent: Mask | None) -> Sums:
        again = published(self.economy, round, self.answers.get(round.number - 1))
        recorded = self.said[round.number - 1]
        if canonical(again) != canonical(recorded):
            self.same = False
            if not near(json.loads(canonical(again)), json.loads(canonical(recorded))):
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


def near(one: Any, two: Any) -> bool:
    """Whether two messages say the same, numbers to a thousandth of a millionth.

    >>> near({"a": [1.0, "x"]}, {"a": [1.0 + 1e-12, "x"]}), near({"a": 1.0}, {"a": 1.1})
    (True, False)
    """
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(near(one[k], two[k]) for k in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(near(a, b) for a, b in zip(one, two, strict=True))
    if isinstance(one, float) and isinstance(two, (int, float)):
        return math.isclose(one, two, rel_tol=NEAR, abs_tol=NEAR)
    return bool(one == two)
