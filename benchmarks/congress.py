"""A big congress: so many questions, so many seats. Rolling up, counting, time and memory, in one process.

    ./confederal bench congress [--questions 1500] [--bodies 250] [--seats 1000]

The congress is written by the pure fold, word by word (`after` on every attestation shown), without signatures:
every body shows its members, its delegates and a mandate on every question; nine in ten have met. Told are what
the fold costs, the roll-up of all questions at once, the legal count of one, and the memory of the process.
With `--bodies` equal to `--seats` every body has one delegate, which is the hardest for the roll-up.
"""

import argparse
import hashlib
import resource
import statistics
import time
from collections.abc import Iterator
from itertools import count

from immutables import Map
from msgspec import json

from confederal.audit.roll_up import roll_up
from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.after import after
from confederal.kernel.attestation import Attestation, AttestedVote, Proof, text_digest
from confederal.kernel.ballot import Way
from confederal.kernel.body import CNT_BRACKETS, Charter, Constituent, Form, Key, Kind, Tie, Uncovered
from confederal.kernel.delegate import Mandate, Position
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.question import Result
from confederal.kernel.state import State
from confederal.stories.world import START, text

WORDS = json.Decoder(Attestation)
NOTHING_PROVEN = Proof("", "", "", "")
POSITIONS = (Position.FOR, Position.FOR, Position.AGAINST, Position.ABSTAIN, Position.SPLIT, Position.FREE)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=1_500)
    parser.add_argument("--bodies", type=int, default=250)
    parser.add_argument("--seats", type=int, default=1_000)
    chosen = parser.parse_args()
    congress = Congress(chosen.bodies, chosen.seats)
    print(f"{chosen.questions:,} questions, {chosen.seats:,} seats of {chosen.bodies:,} bodies; {memory()}")
    start = time.process_time()
    shown = congress.meet(chosen.questions)
    took = time.process_time() - start
    print(f"  the fold wrote {shown:,} words shown in {took:.1f} s, {shown / took:,.0f}/s; {memory()}")
    roll_ups = [rolled(congress.state) for _ in range(3)]
    median = statistics.median(roll_ups)
    mark = "reached" if median <= 300 else "NOT reached"
    print(f"  roll-up of all of it {median:8,.0f} ms   reach 300 ms   {mark}")
    step = next(iter(congress.state.open_questions))
    start = time.process_time()
    outcome = outcome_of(congress.voting(step), congress.voting(step).questions[step], START + 30 * DAY)
    took = time.process_time() - start
    print(f"  legal count of one   {1000 * took:8,.1f} ms   ({outcome.result}, {outcome.present} bodies)")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  memory of it all     {used:8,.0f} MB   reach 1,024 MB  {'reached' if used < 1024 else 'NOT reached'}"
    )


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"


def rolled(state: State) -> float:
    """Milliseconds of processor time of one roll-up of the whole congress."""
    start = time.process_time()
    result = roll_up(state, START + 30 * DAY)
    took = time.process_time() - start
    if len(result.lines) != len(state.open_questions) or not any(line.sure for line in result.lines):
        raise SystemExit("the roll-up is not of this congress; the figure means nothing")
    return 1000 * took


class Congress:
    """A council of so many bodies with so many seats among them, its state folded act by act."""

    def __init__(self, bodies: int, seats: int) -> None:
        charter = Charter(
            title="National congress",
            kind=Kind.COUNCIL,
            form=Form.CONGRESS,
            delegation_key=Key.BRACKETS,
            brackets=CNT_BRACKETS,
            ratified=("standard",),
            offices=(),
            uncovered=Uncovered.REFER_BACK,
        )
        self.bodies = [hashlib.sha256(b"body %d" % number).hexdigest() for number in range(bodies)]
        self.n = count()
        self.state = State(
            body="c" * 64,
            charter=charter,
            edition="draft",
            host_key="ed25519:host" + "x" * 20,
            founders=(),
            brings=a.Brought(),
            founded_at=START,
            time=START,
            bodies=Map(
                {
                    body: Constituent(
                        body, f"Branch {rank}", "x" * 30, tie=Tie.JOINED, heads=heads(rank, bodies, seats)
                    )
                    for rank, body in enumerate(self.bodies)
                }
            ),
        )
        for seat in range(seats):
            body = self.bodies[seat % bodies]
            key = f"ed25519:{seat:043d}"
            self.say(
                self.word(body, says.Elected(f"{seat}.1", key, START, START + 300 * DAY, False, "", None), 1)
            )

    def say(self, word: Attestation) -> None:
        """The word is shown; what follows from it is in the state."""
        n = next(self.n)
        word = WORDS.decode(json.encode(word))  # as it is read from a book: nothing shared with another word
        payload = a.Payload(1, self.state.body, HOST, n, START, a.AttestationShown(word, NOTHING_PROVEN))
        self.state = after(
            self.state, a.Minuted(self.state.size, START + 8 * DAY, self.state.host_key, payload)
        )

    def word(self, body: str, told: says.Says, about: int) -> Attestation:
        vote = AttestedVote(
            title="On the congress",
            result=Result.CARRIED,
            noticed_at=START,
            closed_at=START + 7 * DAY,
            register=60,
            quorum=6,
            present=40,
            totals=(("abstain", 4), ("against", 10), ("for", 26)),
            threshold="more than 1/2 of the votes cast",
            ways=("hands",),
            constituency=None,
        )
        return Attestation(body, "draft", "d" * 64, 100 + about, told, self.state.body, about, vote)

    def meet(self, questions: int) -> int:
        """Puts so many questions on the agenda and shows every mandate; how many words were shown."""
        asked = []
        for number in range(questions):
            act = a.QuestionRaised(f"Motion {number}", matters.Resolution(), (text(f"Motion {number}"),))
            place = next(iter(self.state.places.values()))
            payload = a.Payload(1, self.state.body, place.id, number, START, act)
            step = self.state.size
            self.state = after(self.state, a.Minuted(step, START + DAY, place.key, payload))
            asked.append(step)
        for word in self.mandates(asked):
            self.say(word)
        return self.state.size

    def mandates(self, asked: list[int]) -> Iterator[Attestation]:
        """What nine assemblies in ten decided on every question."""
        for step in asked:
            question = self.state.questions[step]
            digest = text_digest(question.matter, question.paragraphs)
            for rank, body in enumerate(self.bodies):
                if rank % 10 < 9:
                    mandate = Mandate(
                        council=self.state.body,
                        question=step,
                        digest=digest,
                        position=POSITIONS[(rank + step) % (3 if step % 2 else 6)],
                        uncovered=Uncovered.ABSTAIN,
                        split=(26, 10, 4),
                    )
                    yield self.word(body, says.Instructs(mandate), step)

    def voting(self, step: int) -> State:
        """The congress with the vote on one question opened."""
        place = next(iter(self.state.places.values()))
        payload = a.Payload(
            1, self.state.body, place.id, 10**6, START, a.VoteOpened(step, (Way.NAMED,), START + 40 * DAY)
        )
        return after(self.state, a.Minuted(self.state.size, START + 20 * DAY, place.key, payload))


def heads(rank: int, bodies: int, seats: int) -> int:
    """Members of a body: as many as give it the votes its seats need, a few more in every other one."""
    each = -(-seats // bodies)
    return CNT_BRACKETS[min(each, len(CNT_BRACKETS)) - 1].up_to - (
        rank % 7 if each < len(CNT_BRACKETS) else 0
    )


if __name__ == "__main__":
    main()
