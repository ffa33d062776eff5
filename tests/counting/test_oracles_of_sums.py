"""Majorities, sums, lists and budgets counted again by others, on thousands of random elections, ties included.

Each known disagreement is named where it is allowed for. One oracle needs nothing: equal shares voter by
voter, from the definition, sharing no code with ours.
"""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from tests.counting.oracles import NAMES, TIMES, Papers, approvals, electorate, library

from confederal.counting import Ballots, CountSheet, count

pytestmark = pytest.mark.filterwarnings("ignore")

FRACTIONS = [Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(3, 4), Fraction(3, 5), Fraction(1)]


def reached(share: Fraction, votes: int, of: int, *, at_least: bool) -> bool:
    """Whether votelib says that the votes pass the share.

    Named disagreement: votelib 0.4.0 compares the *number* of votes with the fraction where they are
    equal, so that its "at least" is "more than". Where they are equal we go by the words.
    """
    if not of:
        return False  # votelib divides by nothing; nobody's proposal is carried by nobody
    thresholds = library("votelib.evaluate.threshold")
    more = "for" in thresholds.RelativeThreshold(share, accept_equal=False).evaluate(
        {"for": votes, "the rest": of - votes}
    )
    return more or (at_least and Fraction(votes, of) == share)


@pytest.mark.long
def test_majorities_and_votelib() -> None:
    rng = random.Random(20)
    half = Fraction(1, 2)
    for _ in range(TIMES):
        votes = {"for": rng.randint(0, 12), "against": rng.randint(0, 12), "abstain": rng.randint(0, 6)}
        ballots = Ballots.choosing(votes)
        cast = votes["for"] + votes["against"]
        voted = cast + votes["abstain"]
        present = voted + rng.randint(0, 5)
        eligible = present + rng.randint(0, 9)
        simple = count("simple-majority", ballots)
        assert bool(simple.elected) == reached(half, votes["for"], cast, at_least=False), votes
        absolute = count("absolute-majority", ballots, eligible=eligible)
        assert bool(absolute.elected) == reached(half, votes["for"], eligible, at_least=False), votes
        share, at_least = rng.choice(FRACTIONS), rng.random() < 0.5
        if share == 1:
            at_least = True
        comparison = "at_least" if at_least else "more_than"
        for base, of in (("cast", cast), ("present", present), ("eligible", eligible), ("weight", eligible)):
            sheet = count(
                "qualified-majority",
                ballots,
                fraction=share,
                comparison=comparison,
                base=base,
                present=present if base == "present" else None,
                eligible=eligible,
            )
            theirs = reached(share, votes["for"], of, at_least=at_least)
            assert bool(sheet.elected) == theirs, (votes, share, comparison, base, of)
        bodies = (rng.randint(0, 5), rng.randint(0, 5), rng.randint(0, 3))
        double = count("double-majority", ballots, bodies=bodies, fraction=share, comparison=comparison)
        assert bool(double.elected) == (
            reached(share, votes["for"], cast, at_least=at_least)
            and reached(share, bodies[0], bodies[0] + bodies[1], at_least=at_least)
        ), (votes, bodies, share, comparison)


@pytest.mark.long
def test_consensus_and_votelib() -> None:
    """A block stops it that passes both thresholds, of people and of a share; an objection that passes nought."""
    thresholds = library("votelib.evaluate.threshold")
    rng = random.Random(21)
    for _ in range(TIMES):
        voices = {"agree": rng.randint(0, 12), "aside": rng.randint(0, 4), "block": rng.randint(0, 6)}
        number = sum(voices.values()) + rng.randint(0, 8)
        ballots = Ballots.choosing(voices)
        at_least, share = rng.choice([0, 1, 2, 3]), rng.choice([Fraction(0), Fraction(1, 4), Fraction(1, 10)])
        sheet = count("consensus", ballots, present=number, at_least=at_least, share=share)
        rest = {"block": voices["block"], "all others": number - voices["block"]}
        stopped = bool(number) and all(
            "block" in threshold.evaluate(rest)
            for threshold in (
                thresholds.AbsoluteThreshold(at_least, accept_equal=False),
                thresholds.RelativeThreshold(share, accept_equal=False),
            )
        )
        assert bool(sheet.elected) == (not stopped and voices["agree"] > 0), (voices, number, at_least, share)
        objected = "block" in thresholds.AbsoluteThreshold(0, accept_equal=False).evaluate(rest)
        consent = count("consent", ballots, present=number)
        assert bool(consent.elected) == (not objected and voices["agree"] > 0), voices


def chosen(sheet: CountSheet) -> set[frozenset[str]]:
    """Every set that may be elected: the one, or each way the tie could fall."""
    if sheet.tied is None:
        return {frozenset(sheet.elected)}
    rest = combinations(sheet.tied.candidates, sheet.tied.places)
    return {frozenset((*sheet.elected, *some)) for some in rest}


def votelib_best(best: Sequence[Any]) -> set[frozenset[str]]:
    """The same of votelib's list, in which a tie stands as many times as it has places."""
    tie = next((one for one in best if isinstance(one, frozenset)), frozenset())
    alone = [one for one in best if not isinstance(one, frozenset)]
    return {frozenset((*alone, *some)) for some in combinations(sorted(tie), len(best) - len(alone))}


@pytest.mark.long
def test_plurality_and_pref_voting_and_votelib() -> None:
    scoring, profiles = library("pref_voting.scoring_methods"), library("pref_voting.profiles")
    core = library("votelib.evaluate.core")
    rng = random.Random(22)
    for _ in range(TIMES):
        names, papers = electorate(rng, complete=True)
        ballots = Ballots.of(papers.items(), candidates=names)
        profile = profiles.Profile(
            [tuple(names.index(n) for n in ranking) for ranking in papers], rcounts=list(papers.values())
        )
        winners = {frozenset({names[c]}) for c in scoring.plurality(profile)}
        assert chosen(count("plurality", ballots)) == winners, papers
        first = dict.fromkeys(names, 0)
        for ranking, number in papers.items():
            first[ranking[0]] += number
        seats = rng.randint(1, len(names))
        theirs = votelib_best(core.Plurality().evaluate(first, seats))
        assert chosen(count("plurality", ballots, seats=seats)) == theirs, (papers, seats)


@pytest.mark.long
def test_approval_and_abcvoting_and_votelib() -> None:
    preferences, rules = library("abcvoting.preferences"), library("abcvoting.abcrules")
    core, convert = library("votelib.evaluate.core"), library("votelib.convert")
    rng = random.Random(23)
    for _ in range(TIMES):
        names, papers = approvals(rng)
        seats = rng.randint(1, len(names) - 1)
        ours = chosen(count("approval", Ballots.approving(papers.items(), candidates=names), seats=seats))
        profile = preferences.Profile(num_cand=len(names))
        for approved, number in papers.items():
            profile.add_voters([[names.index(name) for name in approved]] * number)
        committees = rules.compute("av", profile, committeesize=seats, resolute=False)
        assert ours == {frozenset(names[c] for c in committee) for committee in committees}, (papers, seats)
        sums = convert.ApprovalToSimpleVotes().convert({frozenset(a): n for a, n in papers.items()})
        sums |= {name: 0 for name in names if name not in sums}
        assert ours == votelib_best(core.Plurality().evaluate(sums, seats)), (papers, seats)


@pytest.mark.long
def test_score_and_pref_voting_and_votelib() -> None:
    """Named disagreement: whom nobody gave points is not among votelib's candidates; ours have nought."""
    methods, profiles = library("pref_voting.grade_methods"), library("pref_voting.grade_profiles")
    cardinal = library("votelib.evaluate.cardinal")
    rng = random.Random(24)
    for _ in range(TIMES):
        names = NAMES[: rng.randint(2, 5)]
        papers = [
            (
                {n: rng.randint(-2, 5) for n in rng.sample(names, rng.randint(1, len(names)))},
                rng.randint(1, 4),
            )
            for _ in range(rng.randint(1, 8))
        ]
        ballots = Ballots.scoring(papers, candidates=names)
        grades = profiles.GradeProfile(
            [{names.index(n): mark for n, mark in points.items()} for points, _ in papers],
            list(range(-2, 6)),
            gcounts=[number for _, number in papers],
            candidates=list(range(len(names))),
        )
        winners = {frozenset({names[c]}) for c in methods.score_voting(grades, ungraded_score=0)}
        assert chosen(count("score", ballots)) == winners, papers
        if {n for points, _ in papers for n in points} != set(names):
            continue
        votes: dict[frozenset[tuple[str, int]], int] = {}
        for points, number in papers:
            votes[frozenset(points.items())] = votes.get(frozenset(points.items()), 0) + number
        seats = rng.randint(1, len(names))
        evaluator = cardinal.ScoreVoting("sum", unscored_value=0)
        theirs = votelib_best(evaluator.evaluate(votes, seats))
        assert chosen(count("score", ballots, seats=seats)) == theirs, (papers, seats)


@pytest.mark.long
def test_lists_and_votelib_and_apportionment() -> None:
    """Both say where there is a tie, and so do we; untied we agree."""
    proportional, methods = library("votelib.evaluate.proportional"), library("apportionment.methods")
    rng = random.Random(7)
    theirs = {
        "dhondt": (proportional.HighestAverages("d_hondt"), "dhondt"),
        "sainte-lague": (proportional.HighestAverages("sainte_lague"), "saintelague"),
        "largest-remainder": (proportional.LargestRemainder("hare"), "largest_remainder"),
    }
    tied = 0
    for _ in range(TIMES):
        votes = {name: rng.randint(1, 60) for name in NAMES[: rng.randint(2, 6)]}
        seats = rng.randint(1, 12)
        for name, (evaluator, key) in theirs.items():
            sheet = count(name, Ballots.choosing(votes), seats=seats)
            given = evaluator.evaluate(votes, seats)
            if sheet.tied is not None:
                tied += 1
                assert any(isinstance(one, frozenset) for one in given), (name, votes, seats)
                with pytest.raises(methods.TiesException):
                    _apportioned(methods, key, votes, seats)
                continue
            ours = sheet.figures["seats"]
            assert {k: v for k, v in ours.items() if v} == {k: v for k, v in given.items() if v}, (
                name,
                votes,
                seats,
            )
            assert list(ours.values()) == _apportioned(methods, key, votes, seats), (name, votes, seats)
    assert tied > TIMES // 100


def _apportioned(methods: Any, key: str, votes: dict[str, int], seats: int) -> list[int]:
    return list(methods.compute(key, list(votes.values()), seats, fractions=True, tiesallowed=False))


Town = tuple[tuple[str, ...], Papers, dict[str, int], int]


def town(rng: random.Random) -> Town:
    """Approvals of projects with small costs and little money, so that ties are frequent."""
    names, papers = approvals(rng)
    return names, papers, {name: rng.randint(1, 12) for name in names}, rng.randint(5, 40)


def pabulib(papers: Papers, costs: dict[str, int], budget: int) -> tuple[Any, Any]:
    """The town as pabutools has it."""
    election = library("pabutools.election")
    projects = {name: election.Project(name, cost) for name, cost in costs.items()}
    instance = election.Instance(projects.values(), budget_limit=budget)
    ballots = [
        election.ApprovalBallot({projects[n] for n in approved})
        for approved, k in papers.items()
        for _ in range(k)
    ]
    return instance, election.ApprovalProfile(ballots)


@pytest.mark.long
@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_equal_shares_and_pabutools(utility: str) -> None:
    """Theirs breaks ties in every way; ours by cost, then votes, so ours is one of theirs."""
    election, rules = library("pabutools.election"), library("pabutools.rules")
    satisfaction = election.Cost_Sat if utility == "cost" else election.Cardinality_Sat
    rng = random.Random(6)
    for _ in range(TIMES // 3):
        names, papers, costs, budget = town(rng)
        instance, profile = pabulib(papers, costs, budget)
        outcomes = rules.method_of_equal_shares(instance, profile, sat_class=satisfaction, resoluteness=False)
        possible = [{project.name for project in outcome} for outcome in outcomes]
        ballots = Ballots.approving(papers.items(), candidates=names, costs=costs, budget=budget)
        sheet = count("equal-shares", ballots, completion="none", utility=utility, lot=b"seed")
        assert set(sheet.elected) in possible, (papers, costs, budget, possible, sheet.elected)


@pytest.mark.long
@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_add1_and_pabutools(utility: str) -> None:
    """With the same breaking of ties the same projects.

    Named disagreements: theirs raises budget / voters each, equalshares.net and ours that rounded down; so
    they are asked where the budget is a whole amount for everyone. Theirs ends when no approved project fits,
    equalshares.net and ours when none at all does; so what nobody approves is left out.
    """
    election, rules = library("pabutools.election"), library("pabutools.rules")
    breaking = library("pabutools.tiebreaking")
    satisfaction = election.Cost_Sat if utility == "cost" else election.Cardinality_Sat
    cheaper = breaking.TieBreakingRule(
        lambda _, profile, project: (project.cost, -profile.approval_score(project), project.name)
    )
    rng = random.Random(11)
    for _ in range(TIMES // 3):
        names, papers, costs, _ = town(rng)
        names = [name for name in names if any(name in approved for approved in papers)]
        costs = {name: costs[name] for name in names}
        voters = sum(papers.values())
        budget = voters * rng.randint(1, 3)
        instance, profile = pabulib(papers, costs, budget)
        outcome = rules.method_of_equal_shares(
            instance, profile, sat_class=satisfaction, tie_breaking=cheaper, voter_budget_increment=1
        )
        ballots = Ballots.approving(papers.items(), candidates=names, costs=costs, budget=budget)
        sheet = count("equal-shares", ballots, completion="add1", utility=utility, lot=list(names))
        theirs = {project.name for project in outcome}
        assert set(sheet.elected) == theirs, (papers, costs, budget, theirs, sheet.elected)


@pytest.mark.long
def test_greedy_and_pabutools() -> None:
    """Theirs goes by satisfaction per cost, which for a project's cost as satisfaction is its votes."""
    election, rules = library("pabutools.election"), library("pabutools.rules")
    breaking = library("pabutools.tiebreaking")
    cheaper = breaking.TieBreakingRule(lambda _, __, project: (project.cost, project.name))
    rng = random.Random(12)
    for _ in range(TIMES):
        names, papers, costs, budget = town(rng)
        instance, profile = pabulib(papers, costs, budget)
        outcome = rules.greedy_utilitarian_welfare(
            instance, profile, sat_class=election.Cost_Sat, tie_breaking=cheaper
        )
        ballots = Ballots.approving(papers.items(), candidates=names, costs=costs, budget=budget)
        sheet = count("greedy-budget", ballots, lot=list(names))
        theirs = {project.name for project in outcome if any(project.name in one for one in papers)}
        assert set(sheet.elected) == theirs, (papers, costs, budget, theirs, sheet.elected)


def bought(one: Town, each: Fraction, utility: str) -> list[str]:
    """Equal shares voter by voter, from the definition, when everyone holds `each`."""
    names, papers, costs, _ = one
    voters = [approved for approved, number in papers.items() for _ in range(number)]
    purse = [each] * len(voters)
    left = list(names)
    funded: list[str] = []
    while True:
        offers = []
        for name in left:
            supporters = [v for v, approved in enumerate(voters) if name in approved]
            worth = costs[name] if utility == "cost" else 1
            if not supporters or sum(purse[v] for v in supporters) < costs[name]:
                continue
            levels = sorted({purse[v] / worth for v in supporters})
            owed, paying = Fraction(costs[name]), sorted(supporters, key=lambda v: purse[v])
            while paying and purse[paying[0]] * len(paying) < owed:
                owed -= purse[paying.pop(0)]
            rate = owed / len(paying) / worth
            assert rate <= levels[-1]
            offers.append((rate, costs[name], -len(supporters), name, supporters, worth))
        if not offers:
            return funded
        rate, _, _, name, supporters, worth = min(offers)
        for v in supporters:
            purse[v] = max(Fraction(0), purse[v] - rate * worth)
        funded.append(name)
        left.remove(name)


def by_votes(one: Town, funded: list[str]) -> list[str]:
    """What still fits, by most votes, then the cheaper, then by name."""
    names, papers, costs, budget = one
    votes = {name: sum(n for approved, n in papers.items() if name in approved) for name in names}
    for name in sorted(names, key=lambda name: (-votes[name], costs[name], name)):
        fits = sum(costs[other] for other in funded) + costs[name] <= budget
        if name not in funded and votes[name] and fits:
            funded = [*funded, name]
    return funded


def completed(one: Town, utility: str, completion: str, comparison: str) -> set[str]:
    """The outcome with completion and comparison, as equalshares.net words them."""
    names, papers, costs, budget = one
    voters = sum(papers.values())
    if completion in ("none", "greedy"):
        funded = bought(one, Fraction(budget, voters), utility)
    else:
        each = Fraction(budget // voters)
        funded = bought(one, Fraction(budget, voters), utility)
        wanted = {name for name in names if any(name in approved for approved in papers)}
        while not wanted <= set(funded) and any(
            sum(costs[o] for o in funded) + costs[name] <= budget for name in names if name not in funded
        ):
            each += 1
            further = bought(one, each, utility)
            if sum(costs[name] for name in further) > budget:
                break
            funded = further
    if completion in ("add1u", "greedy"):
        funded = by_votes(one, funded)
    most = by_votes(one, [])
    better = {"shares": 0, "votes": 0}
    for approved, number in papers.items():
        mine, theirs = len(set(approved) & set(funded)), len(set(approved) & set(most))
        if comparison == "exclusion-ratio":
            mine, theirs = min(mine, 1), min(theirs, 1)
        better["shares"] += number * (mine > theirs)
        better["votes"] += number * (theirs > mine)
    return set(most if comparison != "none" and better["votes"] > better["shares"] else funded)


def check_shares(seed: int, times: int) -> None:
    rng = random.Random(seed)
    for _ in range(times):
        one = town(rng)
        names, papers, costs, budget = one
        budget = min(budget, 20) if rng.random() < 0.5 else budget
        one = (names, papers, costs, budget)
        ballots = Ballots.approving(papers.items(), candidates=names, costs=costs, budget=budget)
        for utility in ("cost", "cardinality"):
            for completion in ("none", "add1", "add1u", "greedy"):
                comparison = rng.choice(["none", "satisfaction", "exclusion-ratio"])
                sheet = count(
                    "equal-shares",
                    ballots,
                    utility=utility,
                    completion=completion,
                    comparison=comparison,
                    lot=list(names),
                )
                again = completed(one, utility, completion, comparison)
                assert set(sheet.elected) == again, (one, utility, completion, comparison)


def test_equal_shares_voter_by_voter() -> None:
    check_shares(13, 60)


@pytest.mark.long
@pytest.mark.parametrize("seed", [14, 15])
def test_equal_shares_voter_by_voter_at_length(seed: int) -> None:
    check_shares(seed, TIMES // 4)
