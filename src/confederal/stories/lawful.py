"""Acts that must be accepted, so that nobody thinks the law only refuses: elections, manuals, a congress, a lost vote.

Each is acted out on real books and says whether everything it needs was received.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel.body import KEEPER, TELLER
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Election, Leaving, Recall, Resolution, Strike
from confederal.kernel.question import Result
from confederal.secretary.desk import Refused
from confederal.stories.telling import NUMBER, number
from confederal.stories.together import Motion, Together


class Done(Struct, frozen=True):
    """What was acted out: whether it was accepted, and what the book shows, in words."""

    accepted: bool
    found: str


def committee_elected(words: str) -> Done:
    """The assembly of a plant elects its factory committee, shop by shop of one plant."""
    world = Together()
    charter = template.load(
        "workplace_with_sections", title="Plant", offices={KEEPER: 2, TELLER: 2, "committee": 9}
    )
    brings = officers_of(world, KEEPER, TELLER)
    world.found_assembly("plant", charter, 300, brings=brings, officers=False)
    stand = tuple(world.signing("plant")[:9])
    question = world.decide_together(
        [Motion("plant", Election("committee", 9, 180), "Our factory committee", candidates=stand)]
    )[0]
    elected = () if question.outcome is None else question.outcome.elected
    return Done(len(elected) == 9, f"a committee of {len(elected)}, elected by the plant's assembly")


def officers_of(world: Together, *offices: str) -> a.Brought:
    """Two holders of each of these offices, brought along for a year."""
    until = world.now + 365 * DAY
    return a.Brought(
        offices=tuple(
            a.BroughtSeat(office, f"m{2 * rank + place}", until)
            for rank, office in enumerate(offices)
            for place in (1, 2)
        )
    )


def federated(world: Together, council: str, template_name: str, **chosen: object) -> dict[str, str]:
    """Three unions and the council they found; the place of each one's delegate."""
    unions = ("metal", "textile", "rail")
    with world.quietly():
        for union in unions:
            world.found_assembly(union, template.load("union_branch", title=union.title()), 120)
    charter = template.load(template_name, title=council.title(), standing_days=0, **chosen)
    world.begin_council(council, charter, unions)
    world.decide_together(world.join_together(council, unions))
    elections = [world.delegation(union, council, world.signing(union)[-1]) for union in unions]
    elected = dict(zip(unions, world.decide_together(elections), strict=True))
    return {union: places[0] for union, places in world.seats_accepted(council, elected).items()}


def manual_published(words: str) -> Done:
    """A council of committees publishes a practical manual; it binds nobody."""
    world = Together()
    places = federated(world, "committees", "federation_one_body_one_vote")
    before = {union: world.desk.size(world.bodies[union]) for union in places}
    manual = a.GuidancePublished("manual", "A practical manual", "0" * 64)
    answer = world.say("committees", places["metal"], manual)
    published = [guidance.genre for _, guidance in sorted(world.state("committees").guidance.items())]
    untouched = before == {union: world.desk.size(world.bodies[union]) for union in places}
    accepted = not isinstance(answer, Refused) and published == ["manual"] and untouched
    return Done(accepted, "the manual is published, and no union's book changed by it")


def guiding_centre(words: str) -> Done:
    """A co-ordinating centre of the unions that only guides: statistics, a balance, a call to meet."""
    world = Together()
    places = federated(world, "centre", "federation_one_body_one_vote")
    place, genres = places["rail"], ["statistics", "balance", "proposal", "call_to_meet"]
    answers = [world.say("centre", place, a.GuidancePublished(genre, genre, "0" * 64)) for genre in genres]
    published = [guidance.genre for _, guidance in sorted(world.state("centre").guidance.items())]
    binding = list(world.state("centre").decisions)
    accepted = (
        not any(isinstance(answer, Refused) for answer in answers) and published == genres and not binding
    )
    return Done(
        accepted, f"the centre published {len(published)} kinds of guidance and decided nothing for others"
    )


def producers_congress(words: str) -> Done:
    """Unions convene a congress; each industry's own congress elects its board, and nobody confirms it."""
    world = Together()
    places = federated(world, "congress", "congress", notice_days=7, offices={"board": 3})
    caller = places["metal"]
    sitting = world.done("congress", caller, a.SittingCalled(world.now + 7 * DAY))
    board = world.done(
        "congress", caller, a.QuestionRaised("The board of our industry", Election("board", 3, 300))
    )
    meetings = {
        union: world.done(union, world.officer(union), a.SittingCalled(world.now + 7 * DAY))
        for union in places
    }
    world.later(days=7)
    world.met(meetings, [])
    world.opened("congress", sitting, len(places))
    for place in places.values():
        world.done("congress", place, a.PlaceTaken(sitting))
        world.done("congress", place, a.CandidatureAccepted(board))
    world.at(world.opens_at("congress", board))
    world.council_votes("congress", board, dict.fromkeys(places.values(), "for"))
    holders = world.state("congress").holders("board", world.now)
    valid = len(holders) == 3
    return Done(valid, f"a congress of {len(places)} unions; its board of {len(holders)} is valid at once")


def motion_voted_down(words: str) -> Done:
    """A motion is put and falls, with the votes the sentence names if it names them."""
    numbers = re.search(rf"({NUMBER}) to ({NUMBER})", words, re.IGNORECASE)
    against, favour = (number(numbers[1]), number(numbers[2])) if numbers is not None else (60, 35)
    against, favour = max(against, favour), min(against, favour)
    world = Together()
    world.found_assembly("congress", template.load("union_branch", title="Union"), max(5, against + favour))
    question = world.decide_together(
        [Motion("congress", Resolution(), "The motion", votes={"for": favour, "against": against})]
    )[0]
    fell = question.outcome is not None and question.outcome.result is Result.FALLEN
    stated = world.say("congress", world.signing("congress")[0], a.MinorityStated(question.id, "0" * 64))
    return Done(
        fell and not isinstance(stated, Refused),
        f"accepted: the motion fell {favour} to {against}, and the minority's statement is with it",
    )


def delegate_recalled(words: str) -> Done:
    """Electors take their delegate back."""
    world = Together()
    places = federated(world, "council", "federation_one_body_one_vote")
    seat = next(seat.id for seat in world.state("metal").seats.values() if seat.to == world.bodies["council"])
    step = world.raise_and_support("metal", Recall(seat), "We take our delegate back")
    world.put("metal", step)
    empty = not world.state("council").places[places["metal"]].in_force(world.now)
    return Done(empty, "recalled by the union, and the seat is empty in the council at once")


def strike_begun(words: str) -> Done:
    """Those concerned begin a strike."""
    world = Together()
    world.found_assembly("plant", template.load("worker_coop", title="Plant"), 80)
    question = world.decide_together([Motion("plant", Strike("Bread"), "We strike")])[0]
    carried = question.outcome is not None and question.outcome.carried
    return Done(carried, "a strike, begun by those concerned in a secret vote")


def federation_left(words: str) -> Done:
    """A union leaves its council by its own act."""
    world = Together()
    federated(world, "council", "federation_one_body_one_vote")
    world.decide_together([Motion("rail", Leaving(world.bodies["council"]), "We leave")])
    leaves = world.state("council").bodies[world.bodies["rail"]].leaves_at
    return Done(leaves is not None, "the union left by its own vote; nobody was asked")


CONTROLS: Final[tuple[tuple[str, Callable[[str], Done]], ...]] = (
    (r"congress\b.*(convened|board)", producers_congress),
    (r"cent(re|er)\b.*guidance|guidance acts only|guid(ing|es) cent", guiding_centre),
    (r"manual|guidance|publish|statistic", manual_published),
    (r"recall", delegate_recalled),
    (r"\bstrikes?\b", strike_begun),
    (r"\bleaves?\b|secede", federation_left),
    (r"voted down|rejects?|loses? (a|the) vote|motion falls", motion_voted_down),
    (r"\belect(s|ed)?\b", committee_elected),
)
"""What a sentence says, and the act that must be accepted."""

LOST: Final = re.compile(r"voted down|rejects?\b|rejected|lost (a|the) vote|outvoted|loses (a|the) vote")
"""Words by which an act has a lawful part: losing a vote."""


def control(words: str) -> Done | None:
    """The lawful act that a sentence means, acted out; None if its words are not known."""
    for pattern, play in CONTROLS:
        if re.search(pattern, words, re.IGNORECASE):
            return play(words)
    return None
