"""Rankings and committees counted again by others, on thousands of random elections, ties included.

Each known disagreement is named where it is allowed for. One oracle needs nothing: a count
paper by paper, as by hand, that shares no code with ours.
"""

import random
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from tests.counting.oracles import ORACLES, TIMES, Papers, approvals, electorate, library

from confederal.counting import METHODS, Ballots, count

pytestmark = pytest.mark.filterwarnings("ignore")


def test_nobody_is_asked_about_a_method_that_is_not_there() -> None:
    assert set(ORACLES) <= set(METHODS)


@pytest.mark.long
def test_every_method_is_counted_by_somebody_else_too() -> None:
    assert set(ORACLES) == set(METHODS), "say in oracles.py who else counts it, and ask them"


def by_hand(
    names: tuple[str, ...], papers: Papers, seats: int, order: tuple[str, ...], *, exact: bool = False
) -> list[str]:
    """Scottish STV one paper at a time: piles of [value, ranking], values in hundred-thousandths.

    Ties go by the latest stage that tells them apart, then by the first in `order`. With `exact` values
    are fractions of a vote, the quota is exact and must be exceeded, and ties go by `order` at once.
    """
    piles: dict[str, list[list[Any]]] = {name: [] for name in names}
    one: Any = Fraction(1) if exact else 100_000
    for ranking, number in papers.items():
        piles[ranking[0]] += [[one, list(ranking)] for _ in range(number)]
    cast = sum(papers.values())
    quota: Any = Fraction(cast, seats + 1) if exact else (cast // (seats + 1) + 1) * 100_000
    votes = {name: sum(value for value, _ in pile) for name, pile in piles.items()}
    stages = [dict(votes)]
    hopeful = list(names)
    elected: list[str] = []
    owing: list[str] = []

    def sweep() -> None:
        reached = [n for n in hopeful if votes[n] > quota or (votes[n] == quota and not exact)]
        for name in sorted(reached, key=lambda n: -votes[n])[: seats - len(elected)]:
            hopeful.remove(name)
            elected.append(name)
            if votes[name] > quota:
                owing.append(name)

    def choose(among: list[str], sign: int) -> str:
        for past in [votes] if exact else reversed(stages):
            best = max(sign * past[name] for name in among)
            among = [name for name in among if sign * past[name] == best]
        return min(among, key=order.index)

    def hand_on(name: str, value: Any) -> None:
        for paper in piles.pop(name):
            worth = value(paper[0])
            heir = next((other for other in paper[1] if other in hopeful), None)
            if heir is not None:
                piles[heir].append([worth, paper[1]])
                votes[heir] += worth

    sweep()
    while len(elected) < seats and len(hopeful) > seats - len(elected):
        if owing:
            name = choose(owing, 1)
            owing.remove(name)
            total, surplus = votes[name], votes[name] - quota
            if exact:
                hand_on(name, lambda value, total=total, surplus=surplus: value * surplus / total)
            else:
                hand_on(name, lambda value, total=total, surplus=surplus: value * surplus // total)
            votes[name] = quota
        else:
            name = choose(hopeful, -1)
            hopeful.remove(name)
            hand_on(name, lambda value: value)
            votes[name] = 0
        stages.append(dict(votes))
        sweep()
    return elected + (hopeful if len(elected) < seats else [])


@pytest.mark.parametrize("method", ["scottish-stv", "wigm-exact"])
@pytest.mark.parametrize("seed", range(4))
def test_transferable_votes_paper_by_paper(seed: int, method: str) -> None:
    rng = random.Random(seed)
    for _ in range(150):
        names, papers = electorate(rng)
        order = tuple(rng.sample(names, len(names)))
        seats = rng.randint(1, 3)
        ours = count(method, Ballots.of(papers.items(), candidates=names), seats=seats, lot=order)
        again = by_hand(names, papers, seats, order, exact=method == "wigm-exact")
        assert sorted(ours.elected) == sorted(again), (papers, seats, order)


@pytest.mark.long
def test_scottish_stv_and_pref_voting() -> None:
    """Where we are tied, pref_voting's is one of the results under some order of the lot."""
    methods, profiles = library("pref_voting.proportional_methods"), library("pref_voting.profiles_with_ties")
    rng = random.Random(1)
    for _ in range(TIMES):
        names, papers = electorate(rng)
        seats = rng.randint(1, min(3, len(names) - 1))
        profile = _with_ties(profiles, names, papers)
        theirs = {names[c] for c in methods.stv_scottish(profile, num_seats=seats, rng=random.Random(0))}
        ballots = Ballots.of(papers.items(), candidates=names)
        ours = count("scottish-stv", ballots, seats=seats)
        if ours.tied is None:
            assert set(ours.elected) == theirs, (papers, seats)
        else:
            possible = [
                set(count("scottish-stv", ballots, seats=seats, lot=o).elected) for o in permutations(names)
            ]
            assert theirs in possible, (papers, seats)


def _with_ties(profiles: Any, names: tuple[str, ...], papers: Papers) -> Any:
    """The papers as pref_voting's profile of rankings that may stop early."""
    rankings = [{names.index(name): rank for rank, name in enumerate(ranking, 1)} for ranking in papers]
    return profiles.ProfileWithTies(rankings, list(papers.values()), candidates=list(range(len(names))))


def _strength(profile: Any) -> Any:
    """Winning votes, then fewer votes against, as Schulze has it; pref_voting's default is margins."""
    return lambda a, b: (
        profile.support(a, b) * 10_000 - profile.support(b, a)
        if profile.support(a, b) > profile.support(b, a)
        else 0
    )


@pytest.mark.long
@pytest.mark.parametrize(("ours", "theirs"), [("schulze", "beat_path"), ("ranked-pairs", "ranked_pairs")])
def test_condorcet_methods_and_pref_voting(ours: str, theirs: str) -> None:
    """Our tie is their several winners, and their one winner is ours."""
    methods, profiles = library("pref_voting.margin_based_methods"), library("pref_voting.profiles_with_ties")
    rng = random.Random(2)
    for _ in range(TIMES if ours == "schulze" else TIMES // 3):
        names, papers = electorate(rng)
        profile = _with_ties(profiles, names, papers)
        profile.use_extended_strict_preference()
        winners = getattr(methods, theirs)(profile, strength_function=_strength(profile))
        sheet = count(ours, Ballots.of(papers.items(), candidates=names))
        if sheet.tied is None:
            assert [names.index(name) for name in sheet.elected] == list(winners), papers
        elif ours == "schulze":
            assert sorted(names.index(name) for name in sheet.tied.candidates) == sorted(winners), papers
        else:
            assert len(winners) > 1, papers


@pytest.mark.long
def test_instant_runoff_and_pref_voting() -> None:
    """Theirs follows every way a tie could fall; our history settles some, so ours is one of theirs."""
    methods, profiles = library("pref_voting.iterative_methods"), library("pref_voting.profiles")
    rng = random.Random(3)
    for _ in range(TIMES):
        names, papers = electorate(rng, complete=True)
        profile = profiles.Profile(
            [tuple(names.index(n) for n in ranking) for ranking in papers], rcounts=list(papers.values())
        )
        winners = {names[c] for c in methods.instant_runoff_put(profile)}
        sheet = count("instant-runoff", Ballots.of(papers.items(), candidates=names))
        if sheet.tied is None:
            assert set(sheet.elected) <= winners, papers
        else:
            assert len(winners) > 1, papers
        if len(winners) == 1:
            assert set(sheet.elected) == winners, papers


@pytest.mark.long
def test_meek_and_pref_voting() -> None:
    """Theirs is in floats to 1e-10 with the quota N/(k+1), ours to nine decimals, rounded up, with one more.

    Named disagreement: ties, and near-ties within the surplus that is left; there ours says so.
    """
    methods, profiles = library("pref_voting.proportional_methods"), library("pref_voting.profiles_with_ties")
    rng = random.Random(4)
    compared = 0
    for _ in range(TIMES):
        names, papers = electorate(rng)
        seats = rng.randint(1, min(3, len(names) - 1))
        sheet = count("meek-prf", Ballots.of(papers.items(), candidates=names), seats=seats)
        if sheet.tied is not None or any(stage.ties for stage in sheet.stages):
            continue
        profile = _with_ties(profiles, names, papers)
        theirs = {names[c] for c in methods.stv_meek(profile, num_seats=seats)}
        if set(sheet.elected) != theirs:
            # just the quota: reached by their float, missed by the billionth we add, and tied in the end
            assert _at_the_quota(sheet), (papers, seats, theirs, sheet.elected)
            continue
        compared += 1
    assert compared > TIMES // 2


def _at_the_quota(sheet: Any) -> bool:
    """Whether some total lies within a millionth of the quota or of another total."""
    for stage in sheet.stages:
        totals = [total for total in stage.totals if total]
        if any(abs(total - stage.quota) < Fraction(1, 10**6) for total in totals):
            return True
        if any(abs(a - b) < Fraction(1, 10**6) for i, a in enumerate(totals) for b in totals[:i]):
            return True
    return False


@pytest.mark.long
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("sequential-pav", "seqpav"), ("phragmen", "seqphragmen"), ("equal-shares-committee", "equal-shares")],
)
def test_committees_and_abcvoting(ours: str, theirs: str) -> None:
    """Untied is their only committee; tied is one of several."""
    preferences, rules = library("abcvoting.preferences"), library("abcvoting.abcrules")
    rng = random.Random(5)
    algorithm = "standard" if theirs == "seqpav" else "standard-fractions"
    for _ in range(TIMES // 2):
        names, papers = approvals(rng)
        seats = rng.randint(1, len(names) - 1)
        profile = preferences.Profile(num_cand=len(names))
        for approved, number in papers.items():
            profile.add_voters([[names.index(name) for name in approved]] * number)
        approved_by_any = {name for approved in papers for name in approved}
        if len(approved_by_any) < seats:
            continue  # abcvoting fills seats nobody voted for in its own order; we draw a lot
        committees = rules.compute(theirs, profile, committeesize=seats, algorithm=algorithm, resolute=False)
        possible = [{names[c] for c in committee} for committee in committees]
        sheet = count(ours, Ballots.approving(papers.items(), candidates=names), seats=seats)
        if sheet.tied is None:
            assert set(sheet.elected) in possible, (papers, seats, possible, sheet.elected)
            assert len({frozenset(one) for one in possible}) == 1, (papers, seats, possible)
        else:
            assert len(possible) > 1, (papers, seats, possible)


@pytest.mark.long
def test_schulze_and_schulze_condorcet() -> None:
    """Who wins is the same, ties included.

    Named disagreement: for the places behind, theirs counts again without the winners, so that chains of
    defeats through them are gone; ours keeps all chains (Schulze 2011, section 4.1).
    """
    package, strength = library("schulze_condorcet"), library("schulze_condorcet.strength")
    rng = random.Random(8)
    for _ in range(TIMES):
        names, papers = electorate(rng)
        votes = [_as_one_line(names, ranking) for ranking, number in papers.items() for _ in range(number)]
        theirs = package.schulze_evaluate(votes, names, strength=strength.winning_votes)
        sheet = count("schulze", Ballots.of(papers.items(), candidates=names))
        assert sorted(sheet.figures["ranking"][0]) == sorted(theirs.split(">")[0].split("=")), papers


@pytest.mark.long
def test_debian_and_schulze_condorcet() -> None:
    """No library has quorum and majority: they are dropped here by A.6.2 and 3, and the rest is Schulze's.

    The constitution drops the weakest defeats in the Schwartz set one strength after the other, which
    ends with the same options as Schulze's chains of winning votes; where several are left both say so.
    """
    package, strength = library("schulze_condorcet"), library("schulze_condorcet.strength")
    rng = random.Random(9)
    for _ in range(TIMES):
        names, papers = electorate(rng)
        default, quorum = names[-1], rng.choice([0, 0, 3, 8])
        majority = {name: rng.choice([1, 1, 2, 3]) for name in names[:-1]}

        def over(a: str, b: str, papers: Papers = papers) -> int:
            return sum(n for r, n in papers.items() if a in r and (b not in r or r.index(a) < r.index(b)))

        kept = [
            a
            for a in names[:-1]
            if over(a, default) >= quorum
            and over(a, default) >= majority[a] * over(default, a)
            and over(a, default) > over(default, a)
        ]
        left = (*kept, default)
        votes = [
            _as_one_line(left, tuple(name for name in ranking if name in left))
            for ranking, number in papers.items()
            for _ in range(number)
        ]
        theirs = package.schulze_evaluate(votes, left, strength=strength.winning_votes)
        sheet = count(
            "debian-condorcet", Ballots.of(papers.items(), candidates=names), quorum=quorum, majority=majority
        )
        assert sheet.figures["dropped"] == [name for name in names[:-1] if name not in kept], papers
        ours = sheet.elected if sheet.tied is None else sheet.tied.candidates
        assert sorted(ours) == sorted(theirs.split(">")[0].split("=")), (papers, quorum, majority)


def _as_one_line(names: tuple[str, ...], ranking: tuple[str, ...]) -> str:
    """`a>b>c=d`: whoever is not ranked is level with the others who are not, behind all who are."""
    rest = "=".join(name for name in names if name not in ranking)
    return ">".join([*ranking, rest] if rest else ranking)


@pytest.mark.long
def test_wigm_and_pref_voting() -> None:
    """Theirs is in floats, elects at just the quota, and hands on the surpluses of a stage together.

    So they are asked where nothing turns on that: nobody has just the quota or a tie, and at most one
    surplus is waiting at a time.
    """
    methods, profiles = library("pref_voting.proportional_methods"), library("pref_voting.profiles_with_ties")
    rng = random.Random(10)
    compared = 0
    for _ in range(TIMES):
        names, papers = electorate(rng)
        seats = rng.randint(1, min(3, len(names) - 1))
        sheet = count("wigm-exact", Ballots.of(papers.items(), candidates=names), seats=seats)
        if sheet.tied is not None or any(stage.ties for stage in sheet.stages):
            continue
        quota = Fraction(sheet.quota or 0)
        held = [[Fraction(total) for total in stage.totals if total] for stage in sheet.stages]
        if any(sum(total > quota for total in totals) > 1 for totals in held):
            continue
        at_quota = any(abs(total - quota) < Fraction(1, 10**9) for totals in held for total in totals)
        theirs = {names[c] for c in methods.stv_wig(_with_ties(profiles, names, papers), num_seats=seats)}
        if set(sheet.elected) != theirs:
            assert at_quota, (papers, seats, theirs, sheet.elected)
            continue
        compared += 1
    assert compared > TIMES // 3
