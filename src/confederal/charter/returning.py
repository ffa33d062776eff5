"""The returning officer's work, done by arithmetic: what came out of a vote.

A closing only claims; here the charter counts again. Every reader gets the same outcome from the same book:
exact, in integers and fractions, by the methods of the counting room.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from confederal import counting
from confederal.counting.majority import Threshold, decide
from confederal.kernel.attestation import text_digest
from confederal.kernel.ballot import ABSTAIN, AGAINST, COUNCIL_MARKS, FOR, REFER_BACK, YES_NO, Mark, Way
from confederal.kernel.body import CNT_BRACKETS, Base, Charter, Key, Share, Stray
from confederal.kernel.delegate import WITHOUT_MANDATE, Mandate, Place, Position
from confederal.kernel.identity import DAY, BodyId, Id
from confederal.kernel.matters.choice import Choice
from confederal.kernel.matters.election import Election, Method
from confederal.kernel.matters.matter import MatterBase, Sense
from confederal.kernel.question import Outcome, Question, Result, Rule, Stage, StrayVote
from confederal.kernel.state import State


def outcome_of(state: State, question: Question, at: int) -> Outcome:
    """What the vote on an open question has come to, if it were closed at that time.

    The question must be in voting (it has a rule). Totals are votes by mark: people in an assembly, votes by the
    delegation key in a council.
    """
    rule = question.rule
    assert rule is not None
    poll = council_poll(state, question, rule, at) if state.council else assembly_poll(question, rule)
    if poll.present < rule.quorum:
        return poll.outcome(Result.INQUORATE, rule)
    match question.matter:
        case Election() as election if not unopposed(question, election):
            return of_persons(state, question, election, poll, rule, at)
        case Choice():
            return of_options(state, question, poll, rule)
        case Election() as election:
            decided = of_yes_no(state, question, poll, rule)
            elected = standing_still(state, question, election, at) if decided.carried else ()
            return with_elected(decided, elected, ())
        case _:
            return of_yes_no(state, question, poll, rule)


def standing_still(state: State, question: Question, election: Election, at: int) -> tuple[Id, ...]:
    """The candidates who may still hold office: who left or began to act for an employer is out of the count."""
    return tuple(who for who in question.candidates if state.is_elector(who, election.of, at))


def unopposed(question: Question, election: Election) -> bool:
    """Whether there are no more candidates than seats: then one votes for or against them together."""
    return len(question.candidates) <= election.seats


def marks_of(state: State, question: Question) -> tuple[Id, ...]:
    """What may stand on a ballot of this question."""
    matter: MatterBase = question.matter
    if isinstance(question.matter, Election) and not unopposed(question, question.matter):
        return question.candidates
    if matter.sense is Sense.OPTIONS:
        return matter.options(state)
    return COUNCIL_MARKS if state.council else YES_NO


class Poll(Struct, frozen=True):
    """Votes gathered from every way of voting, each person or each body's vote once.

    `papers` are marks with their votes; `present` is how many people (in a council: bodies) took part.
    """

    papers: tuple[tuple[Mark, int], ...]
    present: int
    eligible: int
    strays: tuple[StrayVote, ...] = ()
    by_body: tuple[tuple[BodyId, Mark, int], ...] = ()

    def totals(self, marks: Iterable[Id]) -> Counter[Id]:
        """Votes by first mark."""
        told: Counter[Id] = Counter(dict.fromkeys(marks, 0))
        for mark, votes in self.papers:
            if mark:
                told[mark[0]] += votes
        return told

    @property
    def marked(self) -> list[tuple[Mark, int]]:
        """The papers on which something is ranked: neither blank nor abstaining."""
        return [(mark, votes) for mark, votes in self.papers if mark and mark != (ABSTAIN,)]

    def outcome(
        self, result: Result, rule: Rule, totals: Counter[Id] | None = None, needed: int = 0
    ) -> Outcome:
        """An outcome with this poll's numbers."""
        told = self.totals(()) if totals is None else totals
        return Outcome(
            result=result,
            totals=tuple(sorted(told.items())),
            cast=sum(votes for mark, votes in told.items() if mark != ABSTAIN),
            abstained=told.get(ABSTAIN, 0),
            present=self.present,
            eligible=self.eligible,
            quorum=rule.quorum,
            needed=needed,
            strays=self.strays,
        )


def assembly_poll(question: Question, rule: Rule) -> Poll:
    """The votes by device and the confirmed counts of hall and box, merged with one mark a person."""
    papers: Counter[Mark] = Counter(question.votes.values()) + Counter(dict(question.by_device))
    present = sum(papers.values())
    for count in question.confirmed_counts():
        present += count.papers
        for tally in count.tallies:
            papers[tally.mark] += tally.votes
    return Poll(tuple(sorted(papers.items())), present, rule.eligible)


# A council: votes belong to seats, and seats are bound


def council_poll(
    state: State, question: Question, rule: Rule, at: int, stray: Stray | None = None, key: str | None = None
) -> Poll:
    """The votes of the bodies, as the charter treats mandates and strays.

    `stray` and `key` show another counting beside the legal one (DOMAIN 2C.1): another rule for stray votes, or
    another delegation key, with the charter's own numbers or the customary ones.
    """
    chosen = rule.charter.stray if stray is None else stray
    papers: Counter[Mark] = Counter()
    by_body: list[tuple[BodyId, Mark, int]] = []
    strays: list[StrayVote] = []
    present = 0
    for body, votes in sorted(rule.register.items()):
        weight = votes if key is None else other_weight(state, body, votes, key)
        present += takes_part(state, question, rule, body, at)
        spoken = body_votes(state, question, body, weight, chosen, strays, at)
        for mark, share in spoken:
            papers[mark] += share
            by_body.append((body, mark, share))
    return Poll(
        tuple(sorted(papers.items())), present, rule.eligible, tuple(sorted(strays, key=str)), tuple(by_body)
    )


def voting_places(state: State, rule: Rule, body: BodyId, at: int) -> list[Place]:
    """The places of one body that carry its votes in a vote: delegates, or alternates where none of them sits."""
    return [place for place in state.places_of(body) if state.place_votes(place, at, rule)]


def takes_part(state: State, question: Question, rule: Rule, body: BodyId, at: int) -> bool:
    """Whether a body takes part: it has instructed on this question, or one of its delegates has voted.

    Silence is not taking part; and at a congress with a roll call nobody takes part who is not seated.
    """
    places = voting_places(state, rule, body, at)
    if rule.charter.credentials_each_sitting and not places:
        return False
    return state.mandate(body, question.id) is not None or any(place.id in question.votes for place in places)


def other_weight(state: State, body: BodyId, votes: int, key: str) -> int:
    """The votes of a body under another key than its council's."""
    if key == state.charter.delegation_key:
        return votes
    brackets = state.charter.brackets or CNT_BRACKETS
    other = replace(state.charter, delegation_key=Key(key), brackets=brackets, cap_votes=0)
    return other.votes_of(state.bodies[body].heads)


def body_votes(
    state: State, question: Question, body: BodyId, votes: int, stray: Stray, strays: list[StrayVote], at: int
) -> Iterator[tuple[Mark, int]]:
    """One body's votes: what its mandate says, what its delegates cast, and what becomes of a difference."""
    rule = question.rule
    assert rule is not None
    if not takes_part(state, question, rule, body, at):
        return
    places = voting_places(state, rule, body, at)
    mandate = state.mandate(body, question.id)
    position = position_of(rule.charter, question, mandate)
    if position is Position.SPLIT:
        assert mandate is not None
        for place in places:
            said = question.votes.get(place.id)
            if said is not None and said[0] not in {
                mark for mark, part in zip(YES_NO, mandate.split, strict=True) if part
            }:
                strays.append(StrayVote(place.id, position.value, said[0]))
        yield from split_votes(mandate, votes)
        return
    fresh = state.bodies[body].shown_at >= at - rule.charter.freshness_days * DAY
    if position is Position.FREE:
        if fresh:
            yield from (
                (question.votes[place.id], share)
                for place, share in shared_out(places, votes)
                if place.id in question.votes
            )
        return
    bound: Mark = (position.value,)
    if not places:
        yield bound, votes
        return
    for place, share in shared_out(places, votes):
        said = question.votes.get(place.id, bound)
        if said != bound:
            strays.append(StrayVote(place.id, bound[0], said[0]))
            if stray is Stray.VOID:
                continue
        yield (said if stray is Stray.COUNTED else bound), share


def shared_out(places: list[Place], votes: int) -> Iterator[tuple[Place, int]]:
    """A body's votes shared out among its places as evenly as whole votes allow, in the order of their ids."""
    ordered = sorted(places, key=lambda place: place.id)
    for rank, place in enumerate(ordered):
        share = votes // len(ordered) + (rank < votes % len(ordered))
        if share:
            yield place, share


def position_of(charter: Charter, question: Question, mandate: Mandate | None) -> Position:
    """What a body's mandate says on the text as it is now."""
    matter: MatterBase = question.matter
    if matter.procedural or matter.secret or matter.sense is not Sense.YES_NO:
        return Position.FREE  # on persons, and on how the council proceeds, delegates decide
    if mandate is None:
        return WITHOUT_MANDATE[charter.uncovered]
    if mandate.digest != text_digest(question.matter, question.paragraphs) and not within(mandate, question):
        return WITHOUT_MANDATE[mandate.uncovered]
    return mandate.position


def within(mandate: Mandate, question: Question) -> bool:
    """Whether a changed text still lies within the ranges the mandate allows."""
    return bool(mandate.ranges) and all(
        limits.least <= term_of(question, limits.term) <= limits.most for limits in mandate.ranges
    )


def term_of(question: Question, term: Id) -> int:
    """A number of the matter by its name; −1, which no range holds, where there is no such number."""
    value = getattr(question.matter, term, None) if term in question.matter.__struct_fields__ else None
    return value if isinstance(value, int) else -1


def split_votes(mandate: Mandate, votes: int) -> tuple[tuple[Mark, int], ...]:
    """A body's votes split as its members' were: largest remainders, earlier marks first where equal."""
    return split_as(mandate.split, votes)


@lru_cache(maxsize=65_536)
def split_as(split: tuple[int, int, int], votes: int) -> tuple[tuple[Mark, int], ...]:
    """So many votes split in these parts (for, against, abstaining): pure, and asked again and again."""
    whole = sum(split)
    if not whole:
        return (((ABSTAIN,), votes),)
    shares = [votes * part // whole for part in split]
    rest = sorted(range(3), key=lambda rank: (-(votes * split[rank] % whole), rank))
    for rank in rest[: votes - sum(shares)]:
        shares[rank] += 1
    return tuple(((mark,), share) for mark, share in zip(YES_NO, shares, strict=True) if share)


# Outcomes


@lru_cache(maxsize=1024)
def threshold_of(share: Share) -> Threshold:
    """A charter's share as the counting room's threshold."""
    return Threshold(share.exact, share.comparison.value, share.base.value)


def of_yes_no(state: State, question: Question, poll: Poll, rule: Rule) -> Outcome:
    """Carried or not, by the frozen threshold; in a joint committee in every side too (R63)."""
    totals = poll.totals(marks_of(state, question))
    result, needed = decided(totals, poll, rule.threshold)
    if result is Result.CARRIED and rule.charter.sides:
        for side in rule.charter.sides:
            bodies = {link.body for link in state.bodies.values() if link.side == side}
            papers = tuple((mark, votes) for body, mark, votes in poll.by_body if body in bodies)
            of_side = Poll(papers, poll.present, sum(rule.register.get(body, 0) for body in bodies))
            if (
                not papers
                or decided(of_side.totals(COUNCIL_MARKS), of_side, rule.threshold)[0] is not Result.CARRIED
            ):
                result = Result.FALLEN
    return poll.outcome(result, rule, totals, needed)


def decided(totals: Counter[Id], poll: Poll, share: Share) -> tuple[Result, int]:
    """What the totals come to under one threshold, and how many votes it took."""
    favour, against = totals[FOR], totals[AGAINST] + totals[REFER_BACK]
    if totals[REFER_BACK] > totals[FOR] + totals[AGAINST]:
        return Result.REFERRED_BACK, 0
    present = None
    if share.base is Base.PRESENT:  # in a council, the votes of the bodies that take part
        present = sum(totals.values()) if poll.by_body else poll.present
    majority = decide(
        threshold_of(share),
        favour,
        against,
        totals[ABSTAIN],
        present=present,
        eligible=max(poll.eligible, sum(totals.values())),
    )
    if majority.carried:
        return Result.CARRIED, majority.needed
    return (Result.TIED if favour == against and favour else Result.FALLEN), majority.needed


def of_options(state: State, question: Question, poll: Poll, rule: Rule) -> Outcome:
    """The option with more than half, papers passing on from the last (instant runoff)."""
    options = marks_of(state, question)
    totals = poll.totals(options)
    if not poll.marked:
        return poll.outcome(Result.FALLEN, rule, totals)
    sheet, _ = by_runoff(question, poll, options)
    won = sheet.elected[0] if sheet.elected and sheet.tied is None else None
    outcome = poll.outcome(Result.CARRIED if won else Result.TIED, rule, totals, int(sheet.quota or 0))
    return replace(outcome, option=won, sheet=sheet.checksum)


def of_persons(
    state: State, question: Question, election: Election, poll: Poll, rule: Rule, at: int
) -> Outcome:
    """Who was elected, in order, and the alternates: the same papers counted again without those elected."""
    papers = poll.marked
    totals = poll.totals(question.candidates)
    able = standing_still(state, question, election, at)
    if not papers or not able:
        return poll.outcome(Result.FALLEN, rule, totals)
    if election.method is Method.MAJORITY:
        elected, tied = by_majority(papers, able, election.seats)
        if not elected:
            return poll.outcome(Result.TIED if tied else Result.FALLEN, rule, totals)
        return with_elected(poll.outcome(Result.CARRIED, rule, totals), elected, ())
    sheet, _ = by_stv(state, question, papers, able, election.seats)
    left = tuple(name for name in able if name not in sheet.elected)
    spare: tuple[Id, ...] = ()
    if election.alternates and left:
        spare = by_stv(state, question, papers, left, election.alternates)[0].elected
    outcome = poll.outcome(Result.CARRIED, rule, totals, int(sheet.quota or 0))
    with_sheet = replace(outcome, sheet=sheet.checksum)
    return with_elected(with_sheet, sheet.elected, spare)


def by_runoff(
    question: Question, poll: Poll, options: tuple[Id, ...]
) -> tuple[counting.CountSheet, counting.Ballots]:
    """The sheet of a choice among options, and the ballots it was counted from."""
    ballots = counting.Ballots.of(poll.marked, candidates=options, title=question.title)
    return counting.count("instant-runoff", ballots), ballots


def by_stv(
    state: State, question: Question, papers: list[tuple[Mark, int]], able: tuple[Id, ...], seats: int
) -> tuple[counting.CountSheet, counting.Ballots]:
    """The sheet of an election counted among those who are able to take a seat, and the ballots it was counted from."""
    out = tuple(name for name in question.candidates if name not in able)
    ballots = counting.Ballots.of(papers, candidates=question.candidates, withdrawn=out, title=question.title)
    lot = lot_of(state, question)
    return counting.count("scottish-stv", ballots, seats=min(seats, len(able)), lot=lot), ballots


def by_majority(
    papers: list[tuple[Mark, int]], candidates: tuple[Id, ...], seats: int
) -> tuple[tuple[Id, ...], bool]:
    """Those named on more than half of the papers, at most `seats`, most votes first; and whether a tie stopped it."""
    named: Counter[Id] = Counter()
    for mark, votes in papers:
        for name in set(mark[:seats]):
            named[name] += votes
    cast_papers = sum(votes for _, votes in papers)
    ranked = sorted(candidates, key=lambda name: (-named[name], candidates.index(name)))
    won = [name for name in ranked if 2 * named[name] > cast_papers]
    tied = len(won) > seats and named[won[seats - 1]] == named[won[seats]]
    return (() if tied else tuple(won[:seats])), tied


def lot_of(state: State, question: Question) -> bytes:
    """The seed for the last resort of a tie: no one person controls it, and every reader has it.

    SHA-256 over the body, the question and everything two tellers told independently.
    """
    told = [
        (count.step, count.told_by, count.confirmed_by, count.roll, count.spoilt) for count in question.counts
    ]
    return hashlib.sha256(repr((state.body, question.id, told)).encode()).digest()


def with_elected(outcome: Outcome, elected: tuple[Id, ...], alternates: tuple[Id, ...]) -> Outcome:
    return replace(outcome, elected=elected, alternates=alternates)


# When a vote may be closed


def awaited_ways(state: State, question: Question) -> tuple[Way, ...]:
    """The ways of voting in the hall that have been offered and not told by two tellers yet.

    Where sections count apart, a way is told when every section that has members has told it (R10).
    """
    assert question.rule is not None
    return tuple(
        way for way in question.rule.ways if way is not Way.NAMED and not is_told(state, question, way)
    )


def is_told(state: State, question: Question, way: Way) -> bool:
    """Whether one count for all, or one count for each section, has been confirmed."""
    sections = {count.section for count in question.confirmed_counts() if count.way is way}
    if not sections or None in sections or question.matter.section(state) in sections:
        return bool(sections)
    return all(section in sections for section in state.charter.sections if state.rolls.get(section))


def may_close(state: State, question: Question, at: int) -> bool:
    """Whether the vote is over: its deadline, everything told, or no vote outstanding that could change it."""
    rule = question.rule
    if rule is None or question.stage is not Stage.VOTING:
        return False
    if at >= rule.until:
        return True
    hall_only = Way.NAMED not in rule.ways or question.hall_at is not None
    if hall_only and question.confirmed_counts() and not awaited_ways(state, question):
        return True
    return nothing_outstanding(state, question, rule, at)


def nothing_outstanding(state: State, question: Question, rule: Rule, at: int) -> bool:
    """Whether every elector has voted, so that no vote is outstanding."""
    if awaited_ways(state, question):
        return False
    if state.council:
        return bool(question.votes) and all(
            has_spoken(state, question, rule, body, at) for body in rule.register
        )
    return len(question.votes) >= len(rule.register)


def has_spoken(state: State, question: Question, rule: Rule, body: BodyId, at: int) -> bool:
    """Whether nothing more is to come from a body: all its seated delegates voted; unseated, it has instructed."""
    places = voting_places(state, rule, body, at)
    if places:
        return all(place.id in question.votes for place in places)
    return rule.charter.credentials_each_sitting or state.mandate(body, question.id) is not None


def all_counts(state: State, question: Question, at: int) -> dict[str, dict[str, dict[Id, int]]]:
    """Every count beside the legal one: by stray rule, and by delegation key (DOMAIN 2C.1).

    Shape: {"stray" | "key": {name: {mark: votes}}}.
    """
    rule = question.rule
    assert rule is not None
    marks = marks_of(state, question)
    stray = {
        str(way): dict(council_poll(state, question, rule, at, stray=way).totals(marks)) for way in Stray
    }
    by_key = {
        str(key): dict(council_poll(state, question, rule, at, key=key).totals(marks))
        for key in (Key.ONE_A_BODY, Key.BRACKETS, Key.PER_STARTED, Key.HEADS)
    }
    return {"stray": stray, "key": by_key}
