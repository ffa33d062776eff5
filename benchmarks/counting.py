"""How fast the counting room is, beside its peers, in one run: `./confederal bench counting [WORK …]`.

Every measure runs in a process of its own, so that its memory is its own. The time is CPU
time of this one process, from ballots as they lie in memory (a matrix of rankings, lists of
approvals) into the library's form, and the count. A peer that is not installed is named.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

SHARED = Path(__file__).parents[2] / "shared" / "ballots"
NAMES = [f"candidate {n}" for n in range(10)]

REACH = {
    # work: (what it is, what we mean to reach, the peers)
    "stv": (
        "Scottish STV, 10 candidates, 4 seats, 1,000,000 ballots",
        "<= 0.3 s, <= 100 MB, >= 20x",
        ("py3votecore", "votelib", "pyrankvote", "pref_voting"),
    ),
    "wards": ("all 42 wards of ../shared, read and counted", "<= 0.1 s", ()),
    "blt": ("Scottish STV, the same 1,000,000 ballots read from a BLT file, a paper a line", "", ()),
    "schulze": ("Schulze, 10 candidates, 200,000 ballots", "<= 0.1 s, >= 15x", ("votelib",)),
    "pav": ("sequential PAV, 1,000 voters, 30 candidates, 10 seats", "<= 0.002 s", ("abcvoting",)),
    "shares": (
        "Equal Shares + add1, exact, 6,500 voters, 64 projects",
        "<= 1 s, >= 20x",
        ("pabutools",),
    ),
    "committee": ("Equal Shares for a committee of 10 of 30, 1,000 voters", "", ("abcvoting", "pabutools")),
    "meek": ("Meek (PRF), 1,000,000 ballots", "<= 2 s", ()),
}


def rankings(papers: int) -> Any:
    """Rankings of ten candidates from four tendencies, most of them cut short; int8, -1 after the last."""
    rng = np.random.default_rng(1)
    tendencies = np.array([rng.permutation(10) for _ in range(4)])
    order = np.empty((papers, 10), np.int8)
    for start in range(0, papers, 50_000):
        size = min(50_000, papers - start)
        own = rng.choice(4, size, p=[0.4, 0.3, 0.2, 0.1])
        liking = rng.gumbel(size=(size, 10)) * 1.2 - np.argsort(tendencies, axis=1)[own] * 0.8
        part = np.argsort(-liking, axis=1).astype(np.int8)
        part[np.arange(10) >= rng.geometric(0.25, size)[:, None]] = -1
        order[start : start + size] = part
    return order


def approvals(voters: int, items: int, most: int) -> list[list[int]]:
    """Approvals of popular and less popular items, between one and `most` a voter."""
    rng = np.random.default_rng(2)
    popular = rng.dirichlet(np.ones(items))
    return [
        sorted(int(i) for i in rng.choice(items, rng.integers(1, most + 1), replace=False, p=popular))
        for _ in range(voters)
    ]


def town() -> tuple[list[list[int]], list[int], int]:
    """Approvals of 64 projects by 6,500 voters, the costs, and the money there is."""
    rng = random.Random(3)
    return approvals(6500, 64, 10), [rng.randrange(5, 200) * 1000 for _ in range(64)], 1_000_000


def grouped(order: Any) -> list[tuple[tuple[int, ...], int]]:
    """Equal rankings with their counts, for peers that take counts."""
    kinds, counts = np.unique(order, axis=0, return_counts=True)
    return [(tuple(int(c) for c in row if c >= 0), int(n)) for row, n in zip(kinds, counts, strict=True)]


def ours_ranked(order: Any, method: str, seats: int) -> object:
    from confederal.counting import Ballots, count

    return count(method, Ballots.from_array(NAMES, order, seats=seats), seats=seats, lot=b"seed").elected


def stv_py3votecore(order: Any) -> object:
    from py3votecore.stv import STV

    ballots = [{"ballot": list(ranking), "count": n} for ranking, n in grouped(order)]
    return sorted(STV(ballots, required_winners=4).as_dict()["winners"])


def stv_votelib(order: Any) -> object:
    import votelib.component.quota
    import votelib.evaluate.sequential

    evaluator = votelib.evaluate.sequential.TransferableVoteSelector(
        quota_function="droop", transferer="Gregory"
    )
    return evaluator.evaluate(dict(grouped(order)), 4)


def stv_pyrankvote(order: Any) -> object:
    import pyrankvote

    candidates = [pyrankvote.Candidate(name) for name in NAMES]
    ballots = [
        pyrankvote.Ballot(ranked_candidates=[candidates[c] for c in row if c >= 0]) for row in order.tolist()
    ]
    return pyrankvote.single_transferable_vote(candidates, ballots, number_of_seats=4).get_winners()


def stv_pref_voting(order: Any) -> object:
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.proportional_methods import stv_scottish

    papers = grouped(order)
    profile = ProfileWithTies(
        [{c: rank for rank, c in enumerate(ranking, 1)} for ranking, _ in papers],
        [n for _, n in papers],
        candidates=list(range(10)),
    )
    return stv_scottish(profile, num_seats=4, rng=random.Random(0))


def schulze_votelib(order: Any) -> object:
    import votelib.convert
    import votelib.evaluate.condorcet

    pairs = votelib.convert.RankedToCondorcetVotes().convert(dict(grouped(order)))
    return votelib.evaluate.condorcet.Schulze().evaluate(pairs, 1)


def pav_abcvoting(papers: list[list[int]]) -> object:
    return _abcvoting(papers, "seqpav", "standard")


def committee_abcvoting(papers: list[list[int]]) -> object:
    return _abcvoting(papers, "equal-shares", "gmpy2-fractions")


def _abcvoting(papers: list[list[int]], rule: str, algorithm: str) -> object:
    from abcvoting import abcrules
    from abcvoting.preferences import Profile

    profile = Profile(num_cand=30)
    profile.add_voters(papers)
    return abcrules.compute(rule, profile, committeesize=10, algorithm=algorithm, resolute=True)


def shares_pabutools(papers: list[list[int]], costs: list[int], budget: int) -> object:
    return _pabutools(papers, costs, budget, step=1)


def committee_pabutools(papers: list[list[int]]) -> object:
    return _pabutools(papers, [1] * 30, 10, step=None)


def _pabutools(papers: list[list[int]], costs: list[int], budget: int, step: int | None) -> object:
    from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project
    from pabutools.rules import method_of_equal_shares

    projects = [Project(str(i), cost) for i, cost in enumerate(costs)]
    profile = ApprovalProfile([ApprovalBallot({projects[i] for i in paper}) for paper in papers])
    instance = Instance(projects, budget_limit=budget)
    return method_of_equal_shares(
        instance, profile.as_multiprofile(), sat_class=Cost_Sat, voter_budget_increment=step
    )


def by_name(papers: list[list[int]]) -> list[tuple[list[str], int]]:
    """The same approvals as our room takes them: names, and how often."""
    return [([f"item {i:02}" for i in paper], 1) for paper in papers]


def approving(papers: list[tuple[list[str], int]], items: int, **money: Any) -> Any:
    from confederal.counting import Ballots

    names = [f"item {i:02}" for i in range(items)]
    if "costs" in money:
        money["costs"] = dict(zip(names, money["costs"], strict=True))
    return Ballots.approving(papers, candidates=names, **money)


def ours(work: str, data: Any) -> object:
    """The same work by our own room."""
    from confederal.counting import count
    from confederal.counting.reading import read

    match work:
        case "stv":
            return ours_ranked(data, "scottish-stv", 4)
        case "meek":
            return ours_ranked(data, "meek-prf", 4)
        case "schulze":
            return ours_ranked(data, "schulze", 1)
        case "pav":
            return count("sequential-pav", approving(data, 30), seats=10, lot=b"seed").elected
        case "committee":
            return count("equal-shares-committee", approving(data, 30), seats=10, lot=b"seed").elected
        case "shares":
            papers, costs, budget = data
            ballots = approving(papers, 64, costs=costs, budget=budget)
            return count("equal-shares", ballots, completion="add1", lot=b"seed").elected
        case "blt":
            (election,) = read(Path(data).read_bytes(), "papers.blt")
            return count("scottish-stv", election.ballots, lot=b"seed").elected
        case _:
            return [
                count("scottish-stv", read(path.read_bytes(), path.name)[0].ballots).elected
                for path in sorted((SHARED / "scottish" / "ballots").glob("*.csv"))
            ]


def measured(work: str, library: str, folder: str) -> dict[str, Any]:
    """CPU seconds and megabytes of one work by one library, best of a few runs where runs are short."""
    data = prepared(work, folder)
    run: Callable[[], object]
    if library == "confederal":
        if work in ("pav", "committee"):
            data = by_name(data)
        elif work == "shares":
            data = (by_name(data[0]), *data[1:])
        ours(work, data if work != "stv" else data[:100])  # imports are not counting
        run = lambda: ours(work, data)  # noqa: E731
    else:
        peer = globals()[f"{work}_{library}"]
        arguments = data if work == "shares" else (data,)
        run = lambda: peer(*arguments)  # noqa: E731
    outcome: object = None
    best, spent = float("inf"), 0.0
    while spent < 1 and (best == float("inf") or best < 0.5):
        began = time.process_time()
        outcome = run()
        best = min(best, time.process_time() - began)
        spent += time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": best, "megabytes": peak, "outcome": str(outcome)[:200]}


def prepared(work: str, folder: str) -> Any:
    match work:
        case "stv" | "meek":
            return np.load(f"{folder}/million.npy", mmap_mode="r")
        case "schulze":
            return np.load(f"{folder}/million.npy", mmap_mode="r")[:200_000]
        case "blt":
            return f"{folder}/million.blt"
        case "pav" | "committee":
            return approvals(1000, 30, 10)
        case "shares":
            return town()
        case _:
            return None


def write_blt(path: Path, order: Any) -> None:
    lines = [
        "10 4",
        *("1 " + " ".join(str(c + 1) for c in row if c >= 0) + " 0" for row in order.tolist()),
        "0",
    ]
    path.write_text("\n".join([*lines, *(f'"{name}"' for name in NAMES), '"A million"']) + "\n")


def one(work: str, library: str, folder: str) -> dict[str, Any] | None:
    """A measure in a process of its own; None when the library is not installed."""
    result = subprocess.run(
        [sys.executable, __file__, "--measure", work, library, folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode and "ModuleNotFoundError" in result.stderr:
        return None
    if result.returncode:
        return {"failed": result.stderr.strip().splitlines()[-1][:150]}
    measure: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return measure


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument(
        "works", nargs="*", choices=[[], *REACH], metavar="WORK", help=f"of: {', '.join(REACH)}"
    )
    reader.add_argument("--papers", type=int, default=1_000_000, help="how many rankings make the million")
    reader.add_argument("--measure", nargs=3, metavar=("WORK", "LIBRARY", "FOLDER"), help=argparse.SUPPRESS)
    reader.add_argument("--prepare", help=argparse.SUPPRESS)
    chosen = reader.parse_args()
    if chosen.measure:
        print(json.dumps(measured(*chosen.measure)))
        return
    if chosen.prepare:
        order = rankings(chosen.papers)
        np.save(f"{chosen.prepare}/million.npy", order)
        write_blt(Path(chosen.prepare) / "million.blt", order)
        return
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own too: what a parent holds counts as its children's memory.
        prepare = [sys.executable, __file__, "--papers", str(chosen.papers), "--prepare", folder]
        subprocess.run(prepare, check=True)
        for work in chosen.works or list(REACH):
            report(work, folder)


def report(work: str, folder: str) -> None:
    what, reach, peers = REACH[work]
    print(f"\n{what}" + (f"   (reach {reach})" if reach else ""))
    if work == "wards" and not SHARED.is_dir():
        print(f"  not measured: {SHARED} is not here")
        return
    own = one(work, "confederal", folder)
    assert own is not None
    if "failed" in own:
        print(f"  confederal    failed: {own['failed']}")
        return
    print(f"  {'confederal':<14}{own['seconds']:9.4f} s {own['megabytes']:7.0f} MB   {own['outcome'][:90]}")
    for peer in peers:
        theirs = one(work, peer, folder)
        if theirs is None:
            print(f"  {peer:<14}not installed")
        elif "failed" in theirs:
            print(f"  {peer:<14}failed: {theirs['failed']}")
        else:
            times = Fraction(theirs["seconds"]) / Fraction(own["seconds"])
            print(
                f"  {peer:<14}{theirs['seconds']:9.4f} s {theirs['megabytes']:7.0f} MB   "
                f"{float(times):6.1f} times our time"
            )


if __name__ == "__main__":
    main()
