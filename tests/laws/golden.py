"""Golden books: a few whole books, told once and kept, that every later reading must read to the same state.

Run as a program it tells the stories again and writes the books and their digests:

    PYTHONPATH=src:. python -m tests.laws.golden

While the only edition is `draft` the books may be written again, with a fragment in `changes/` that says why
they read differently. From the first release on an edition's golden books are never touched.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from confederal.charter.reading import Reading, read
from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel import envelope as envelopes
from confederal.kernel import matters
from confederal.kernel.ballot import AGAINST, FOR, Way
from confederal.kernel.body import KEEPER, TELLER, Office
from confederal.kernel.identity import DAY
from confederal.kernel.matters.resolution import Scope
from confederal.kernel.matters.standard import Standard, Subject, Unit
from confederal.kernel.minute_book import minuted
from confederal.kernel.proof import fault_in
from confederal.rehearsal.digest import digest
from confederal.stories.world import World, text

FOLDER = Path(__file__).parent.parent / "vectors" / "golden"
AGAIN = "PYTHONPATH=src:. python -m tests.laws.golden"


class GoldenBook(NamedTuple):
    """A book as it is kept: its body, when each entry was received, the envelopes, and what they must read to."""

    name: str
    edition: str
    body: str
    state: str
    """The digest of the state after the last entry."""
    halfway: str
    """The digest of the state after half of the entries: a prefix reads the same too."""
    struck: tuple[int, ...]
    entries: tuple[tuple[int, str], ...]

    def reading(self, size: int | None = None) -> Reading:
        """The book read again from its bytes, signatures checked, up to that size."""
        papers = []
        for step, (time, paper) in enumerate(self.entries[:size]):
            envelope = envelopes.parse(paper.encode())
            envelopes.verify(envelope)
            papers.append(minuted(step, time, envelope))
        return read(papers, body=self.body, prover=fault_in)


def kept() -> list[GoldenBook]:
    """The books that are kept, in the order of their names."""
    return [load_book(path) for path in sorted(FOLDER.glob("*.jsonl"))]


def load_book(path: Path) -> GoldenBook:
    head, *lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    entries = tuple((time, paper) for time, paper in lines)
    return GoldenBook(path.stem, struck=tuple(head.pop("struck")), entries=entries, **head)


def save_book(book: GoldenBook) -> None:
    head = {
        "edition": book.edition,
        "body": book.body,
        "state": book.state,
        "halfway": book.halfway,
        "struck": book.struck,
    }
    lines = [json.dumps(head), *(json.dumps(entry) for entry in book.entries)]
    (FOLDER / f"{book.name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


# The stories


def union_branch() -> Mapping[str, World]:
    """A branch of twelve elects, resolves, amends, petitions, recalls; somebody loses a key, somebody leaves."""
    world = World()
    world.found_assembly("branch", load("union_branch", title="Transport branch"), 12)
    world.decide(
        "branch", matters.Resolution(), "A strike fund", {FOR: 9, AGAINST: 2}, paragraphs=("Two a month.",)
    )
    office = next(office for office in world.state("branch").charter.offices if office.power)
    world.decide(
        "branch", matters.Recall(held(world, "branch", office.name)[0]), "Recall", {FOR: 8, AGAINST: 3}
    )
    election = matters.Election(office.name, 1, 300)
    world.decide(
        "branch",
        election,
        "Who follows",
        ballots=[(("m9", "m10"), 7), (("m10",), 4)],
        candidates=("m9", "m10"),
    )
    step = world.raise_and_support(
        "branch", matters.Resolution(Scope.PROGRAMME), "Programme", ("One.", "Two.")
    )
    world.done("branch", "m5", a.AmendmentOffered(step, 1, text("Two, better.")))
    world.wait_for_notice("branch", step)
    world.done("branch", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    for number in range(1, 13):
        world.done("branch", f"m{number}", a.Voted(step, (FOR if number % 3 else AGAINST,)))
    world.done("branch", "m3", a.MinorityStated(step, text("We would wait.")))
    for number in (2, 3, 4):
        world.done("branch", f"m{number}", a.KeyVouched("m12", world.key("branch", "m12 again").keyid))
    world.later(days=8)
    world.done("branch", "m11", a.Left())
    world.decide("branch", matters.Choice(("monday", "friday")), "Which day", {"monday": 6, "friday": 5})
    return {"branch": world}


def body_of_three() -> Mapping[str, World]:
    """Three people: two tasks in the same hands, a recall told by the other two, a rule that ends by itself."""
    world = World()
    charter = replace(
        load("worker_coop", title="Ember Bakery"),
        offices=(Office(KEEPER, 2, power=False), Office(TELLER, 2, power=False), Office("treasurer", 2)),
    )
    world.found_assembly("ember", charter, 3)
    world.decide(
        "ember", matters.Resolution(Scope.WORK_ORGANISATION, 365), "Who bakes when", paragraphs=("Weekly.",)
    )
    world.decide(
        "ember", matters.Recall(held(world, "ember", "treasurer")[0]), "Recall", {FOR: 2, AGAINST: 1}
    )
    world.decide("ember", matters.Constituency("night"), "A night shift of its own")
    world.done("ember", "m2", a.SectionChosen("night"))
    world.later(days=400)
    for who in ("m1", "m3"):
        world.decide("ember", matters.Election(KEEPER, 1, 300), "Keepers again", candidates=(who,))
    return {"ember": world}


def federation_with_congress() -> Mapping[str, World]:
    """Three bodies federate, instruct, vote a floor and confirm it; one recalls its delegate, one leaves."""
    world = World()
    for name, heads in (("harbour", 47), ("tide", 30), ("kestrel", 9)):
        world.found_assembly(name, load("workplace_with_sections", title=name.title()), heads, founders=6)
    world.found_council(
        "fed", load("federation_cnt_brackets", title="River City"), ["harbour", "tide", "kestrel"]
    )
    delegates = {name: world.elect_delegates(name, "fed", "m4")[0] for name in ("harbour", "tide", "kestrel")}
    floor = Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)
    world.decide(
        "harbour", matters.Proposal(world.bodies["fed"], "A floor of 15.00", floor), "We propose a floor"
    )
    for name in delegates:
        mandate = next(
            q for q in world.state(name).questions.values() if isinstance(q.matter, matters.Mandating)
        )
        heads = len(world.state(name).roll)
        world.put(name, mandate.id, {FOR: heads - 2, AGAINST: 2})
    step = max(world.state("fed").questions)
    world.wait_for_notice("fed", step)
    world.done("fed", delegates["harbour"], a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    for name, mark in (("harbour", FOR), ("tide", AGAINST), ("kestrel", FOR)):
        world.done("fed", delegates[name], a.Voted(step, (mark,)))
    world.later(days=2)
    for name in ("harbour", "kestrel", "tide"):
        confirming = [
            q for q in world.state(name).questions.values() if isinstance(q.matter, matters.Ratification)
        ]
        world.put(name, confirming[0].id)
    seat = delegates["tide"].partition(":")[2]
    world.decide("tide", matters.Recall(seat), "Tide voted otherwise than we said")
    world.decide("kestrel", matters.Leaving(world.bodies["fed"]), "We leave")
    world.later(days=60)
    return dict.fromkeys(("harbour", "tide", "kestrel", "fed"), world)


def held(world: World, name: str, office: str) -> list[str]:
    """The seats of an office, in order, so that a story told twice writes the same book."""
    return sorted(seat.id for seat in world.state(name).seats.values() if seat.office == office)


STORIES: tuple[Callable[[], Mapping[str, World]], ...] = (
    union_branch,
    body_of_three,
    federation_with_congress,
)


def told() -> Iterator[GoldenBook]:
    """The books as the stories write them now; at the end of each stands a replay, which reading strikes."""
    for story in STORIES:
        for name, world in story().items():
            body = world.bodies[name]
            entries = []
            for record in world.shelf.rows(body):
                assert record.envelope is not None
                entries.append((record.entry.time, record.envelope.decode()))
            entries.append((entries[-1][0], entries[-1][1]))
            book = GoldenBook(name, world.state(name).edition, body, "", "", (), tuple(entries))
            whole = book.reading()
            yield book._replace(
                state=digest(whole.state),
                halfway=digest(book.reading(len(entries) // 2).state),
                struck=tuple(sorted(whole.struck)),
            )


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for book in told():
        save_book(book)
        print(f"{book.name}: {len(book.entries)} entries, {book.state[:16]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
