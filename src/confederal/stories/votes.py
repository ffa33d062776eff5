"""The same mandates under every rule: one vote of a congress, really taken under each delegation key and stray rule.

For each charter a council is founded by the same assemblies, its delegates elected, the question proposed and
mandated, credentials looked at and the vote taken; what is compared is the outcome in the council's own book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel.ballot import ABSTAIN, AGAINST, FOR
from confederal.kernel.body import Charter, Stray
from confederal.kernel.delegate import Position
from confederal.kernel.identity import HOUR
from confederal.kernel.matters import Mandating, Resolution
from confederal.kernel.question import Question, Result
from confederal.stories.telling import (
    Check,
    Reporter,
    Step,
    Untellable,
    holds,
    named,
    not_understood,
    plain,
    record,
)
from confederal.stories.together import Motion, Together, usual_votes

CONGRESS: Final = "the congress"


def council_charter(key: str, **chosen: Any) -> Charter | None:
    """The charter of a congress with the delegation key of that name; None if there is no such key.

    >>> council_charter("one_per_started_50").votes_of(101)
    3
    """
    given = {
        "credentials_each_sitting": True,
        "standing_days": 0,
        "notice_days": 7,
        "urgent_hours": 48,
        **chosen,
    }
    started = re.fullmatch(r"(?:one_)?per_started_(\d+)", key)
    if started is not None and int(started[1]):
        return template.load("federation_per_started", started=int(started[1]), **{"cap_votes": 0, **given})
    kinds = {
        "cnt_brackets": "federation_cnt_brackets",
        "brackets": "federation_cnt_brackets",
        "one_a_body": "federation_one_body_one_vote",
        "by_union": "federation_one_body_one_vote",
        "by_body": "federation_one_body_one_vote",
        "heads": "federation_by_heads",
        "by_heads": "federation_by_heads",
        "by_brackets": "federation_cnt_brackets",
    }
    return template.load(kinds[key], **given) if key in kinds else None


class Congress(Struct, frozen=True):
    """A congress that has been called and mandated and has not voted yet."""

    world: Together
    council: str
    question: int
    sitting: int
    mandates: Mapping[str, str]
    """Body → for or against, as its assembly decided."""

    def votes(self, seated: Sequence[str], strays: Mapping[str, str] | None = None) -> Question:
        """The question, closed, when those bodies are seated and some delegates vote against their mandate."""
        branch = self.world.what_if()
        for body in seated:
            branch.done(self.council, branch.place_of(body, self.council), a.PlaceTaken(self.sitting))
        marks = {body: (strays or {}).get(body, self.mandates[body]) for body in seated}
        places = {branch.place_of(body, self.council): mark for body, mark in marks.items()}
        return branch.council_votes(self.council, self.question, places)


def congress(
    base: Together,
    charter: Charter,
    votes: Mapping[str, Mapping[str, int]],
    *,
    title: str = "The question before the congress",
    split: bool = False,
) -> Congress:
    """A congress of those bodies, each mandated by its own assembly's votes on the question.

    `votes` are what each assembly votes (mark → people). With `split`, each body instructs its delegates to split
    the body's votes as the assembly's own votes were split.
    """
    world, bodies = base.what_if(), list(votes)
    world.begin_council(CONGRESS, charter, bodies)
    world.decide_together(world.join_together(CONGRESS, bodies))
    elections = [world.delegation(body, CONGRESS, world.signing(body)[-1]) for body in bodies]
    elected = dict(zip(bodies, world.decide_together(elections), strict=True))
    world.seats_accepted(CONGRESS, elected)
    world.decide_together([world.proposal(bodies[0], CONGRESS, title, Resolution())])
    question = world.question_called(CONGRESS, title)
    asked = [Motion(body, step=world.asked(body, CONGRESS, question), votes=votes[body]) for body in bodies]
    if split:
        asked = world.raised(
            [
                Motion(m.body, split_mandate(world, m), f"{title}: split as we vote", votes=m.votes)
                for m in asked
            ]
        )
    sittings, time = world.called(asked)
    caller = world.place_of(bodies[0], CONGRESS)
    soon = max(time + HOUR, world.opens_at(CONGRESS, question))
    urgent = soon < world.now + charter.notice_days * 24 * HOUR
    sitting = world.done(CONGRESS, caller, a.SittingCalled(soon, (question,), urgent))
    world.at(time)
    world.met(sittings, asked)
    world.at(soon)
    world.opened(CONGRESS, sitting)
    mandates = {
        body: FOR if votes[body].get(FOR, 0) > votes[body].get(AGAINST, 0) else AGAINST for body in bodies
    }
    return Congress(world, CONGRESS, question, sitting, mandates)


def split_mandate(world: Together, motion: Motion) -> Mandating:
    """The mandate by which a body's votes are split as its own were, on the text it was asked about."""
    assert motion.step is not None
    asked = world.state(motion.body).questions[motion.step].matter
    assert isinstance(asked, Mandating)
    return Mandating(asked.council, asked.question, asked.digest, Position.SPLIT)


WORD: Final = {Result.CARRIED: "carried", Result.FALLEN: "lost", Result.TIED: "tie"}


def told(question: Question) -> str:
    """What came out, as the files write it: "5-4 carried"."""
    outcome = question.outcome
    assert outcome is not None
    totals = dict(outcome.totals)
    word = WORD.get(outcome.result, outcome.result.value)
    return f"{totals.get(FOR, 0)}-{totals.get(AGAINST, 0)} {word}"


def compared(where: str, expected: object, question: Question) -> Check:
    """An outcome the file states, beside the one in the book."""
    found = told(question)
    return holds(f"{where}: {expected}", " ".join(str(expected).split()) == found, found)


# Sections of a file


def weights(base: Together, expected: Mapping[str, Any], heads: Mapping[str, int]) -> Step:
    """What each delegation key gives each body, read from the register of a council founded under it."""
    checks: list[Check] = []
    for key, rows in expected.items():
        charter = council_charter(key)
        if charter is None:
            checks.append(not_understood(f"delegation key {key}"))
            continue
        world = base.what_if()
        world.begin_council(CONGRESS, charter, list(heads))
        world.decide_together(world.join_together(CONGRESS, list(heads)))
        register = world.state(CONGRESS).register(None, world.now)
        for name, votes in record(rows, dict, f"weights_expected.{key}").items():
            if name == "total":
                found = sum(register.values())
            elif name in heads:
                found = register.get(world.bodies[name], 0)
            else:
                checks.append(not_understood(f"{key}: {name}"))
                continue
            checks.append(holds(f"{key}: {plain(name)} {votes}", found == votes, str(found)))
    return Step(
        "before",
        "votes under each delegation key",
        "councils founded by the same assemblies",
        (
            "For each key a council was founded; its register of votes follows the members each body has shown.",
        ),
        tuple(checks),
    )


def vote_example(
    base: Together, section: Mapping[str, Any], heads: Mapping[str, int], report: Reporter
) -> Iterator[Step]:
    """The vote of the file under every key and stray rule it names."""
    bodies = list(heads)
    sides: dict[str, str] = {}
    for name, mark in (("in_favour", FOR), ("against", AGAINST)):
        for body in record(section.get(name), list, f"vote_example.{name}"):
            if body not in heads:
                raise Untellable(f"vote_example.{name} names {body}, who is not among the members")
            sides[body] = mark
    votes = {body: mandate_votes(heads[body], sides[body]) for body in bodies if body in sides}
    prepared: dict[tuple[str, Stray], Congress] = {}

    def under(key: str, stray: Stray = Stray.AS_MANDATED) -> Congress | None:
        charter = council_charter(key, stray=stray.value)
        if charter is None:
            return None
        if (key, stray) not in prepared:
            report(f"a congress by {plain(key)}, stray votes {plain(stray)}")
            prepared[key, stray] = congress(base, charter, votes)
        return prepared[key, stray]

    first = next(iter(record(section.get("result", {}), dict, "vote_example.result")), "cnt_brackets")
    for name, expected in section.items():
        if name in ("in_favour", "against"):
            continue
        checks = list(
            variation(name, record(expected, dict, f"vote_example.{name}"), list(votes), first, under)
        )
        yield Step(
            "before",
            f"the vote of the congress: {plain(name)}",
            "delegates of " + ", ".join(map(plain, votes)),
            (
                "The assemblies mandated, credentials were taken, the delegates voted, the council's book counted.",
            ),
            tuple(checks),
        )


def mandate_votes(heads: int, side: str) -> dict[str, int]:
    """How an assembly of so many votes when it comes out on that side."""
    usual = usual_votes(heads)
    most, least = usual[FOR], usual[AGAINST]
    return {FOR: most, AGAINST: least} if side == FOR else {FOR: least, AGAINST: most}


def variation(
    name: str,
    expected: Mapping[str, Any],
    bodies: list[str],
    first: str,
    under: Callable[..., Congress | None],
) -> Iterator[Check]:
    """The checks of one line of the vote example: all seated, some not seated, or somebody straying."""
    if name == "result":
        for key, words in expected.items():
            yield seated_check(under(key), key, words, bodies, {})
        return
    unseated = re.fullmatch(r"(.+)_not_seated", name)
    if unseated is not None:
        away = named(unseated[1], bodies)
        if away is None:
            yield not_understood(name)
            return
        for key, words in expected.items():
            there = [body for body in bodies if body != away]
            yield seated_check(under(key), f"{name}, {key}", words, there, {})
        return
    strays = re.fullmatch(r"(.+)_strays?_(in_favour|against)(?:_all_seated)?", name)
    who = named(strays[1], bodies) if strays is not None else None
    if strays is None or who is None:
        yield not_understood(name)
        return
    mark = FOR if strays[2] == "in_favour" else AGAINST
    nested = all(isinstance(value, dict) for value in expected.values())
    tables = expected if nested else {first: expected}
    for key, rules in tables.items():
        for rule, words in rules.items():
            if rule not in list(Stray):
                yield not_understood(f"{name}: {rule}")
                continue
            yield seated_check(under(key, Stray(rule)), f"{name}, {rule}", words, bodies, {who: mark})


def seated_check(
    prepared: Congress | None, where: str, words: object, seated: Sequence[str], strays: Mapping[str, str]
) -> Check:
    """One outcome of the table, voted and compared; a stray must be named in the outcome, whatever became of it."""
    if prepared is None:
        return not_understood(f"{where}: {words}")
    question = prepared.votes(seated, strays)
    assert question.outcome is not None
    really = {body for body, mark in strays.items() if prepared.mandates[body] != mark}
    if len(question.outcome.strays) != len(really):
        return holds(f"{where}: {words}", False, f"{told(question)}, and a stray vote passed in silence")
    return compared(where, words, question)


def unions_example(name: str, section: Mapping[str, Any], report: Reporter) -> Step:
    """Unions of different size that vote for and against: by union, and by heads as each union's votes split."""
    world = Together()
    votes: dict[str, dict[str, int]] = {}
    for union, pair in record(section["votes"], dict, f"{name}.votes").items():
        counts = record(pair, list, f"{name}.votes.{union}")
        if len(counts) != 2 or not all(isinstance(count, int) and count >= 0 for count in counts):
            raise Untellable(f"{name}.votes.{union} must be two numbers, in favour and against")
        called = f"union_{union}".lower()
        votes[called] = {FOR: counts[0], AGAINST: counts[1], ABSTAIN: max(0, 3 - sum(counts))}
        charter = template.load("union_branch", title=f"Union {union}"[:200])
        with world.quietly():
            world.found_assembly(called, charter, max(3, sum(counts)))
    checks: list[Check] = []
    for key, words in section.items():
        if key == "votes":
            continue
        charter_of = council_charter(key)
        if charter_of is None:
            checks.append(not_understood(f"{key}: {words}"))
            continue
        report(f"{plain(name)}, {plain(key)}")
        split = key.endswith("heads")
        checks.append(
            compared(key, words, congress(world, charter_of, votes, split=split).votes(list(votes)))
        )
    return Step(
        "before",
        plain(name),
        ", ".join(map(plain, votes)),
        (
            "Each union voted; one council counts a vote a union, another every union's votes as they were split.",
        ),
        tuple(checks),
    )
