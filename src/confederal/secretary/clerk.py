"""The clerk: minutes what every reader computes anyway, so that nobody has to wait for anybody.

It closes what is over and carries the words of one body to another. It has no judgement: each of its acts is
refused unless it is exactly what the record supports, and any member may minute the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from confederal.charter.returning import may_close, outcome_of
from confederal.kernel.act import AnyAct, AttestationMade, AttestationShown, Closed, Minuted, Payload
from confederal.kernel.attest import (
    about_question,
    about_seat,
    admissions,
    denials,
    standing,
    unsaid,
)
from confederal.kernel.attestation import (
    Asks,
    Attestation,
    Decided,
    Elected,
    Instructs,
    Line,
    Stands,
    digest_of,
)
from confederal.kernel.checkpoint import Receipt
from confederal.kernel.decision import Waits
from confederal.kernel.entry import Record
from confederal.kernel.envelope import NotAnEnvelope, Signer, parse
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.minute_book import opened, sealed
from confederal.kernel.peers import Peers
from confederal.kernel.proof import line_of, proof_of
from confederal.kernel.question import Stage
from confederal.kernel.state import State
from confederal.secretary.behind import steps_behind
from confederal.secretary.desk import Answer, Desk, Received

ROUNDS: Final = 20
"""A word may call for another word; this many rounds bound the talk of one visit."""


class Clerk:
    """Works for the bodies whose host keys it is given."""

    def __init__(
        self,
        desk: Desk,
        hosts: Mapping[str, Signer],
        receipts: Callable[[str, list[int]], dict[int, Receipt]],
        clock: Callable[[], int],
    ) -> None:
        self._desk: Final = desk
        self._hosts: Final = hosts
        self._receipts: Final = receipts
        self._clock: Final = clock
        self._waiting: dict[str, dict[int, Attestation]] = {}
        self._carried: dict[str, int] = {}
        self._quiet: dict[str, tuple[int, int]] = {}
        self._unsettled: dict[str, set[int]] = {}
        self._seen: dict[str, int] = {}
        """How much of each record the last visit saw: what was raised and closed between two visits is told too."""
        self._seats: dict[str, set[str]] = {}
        self._numbers: dict[str, tuple[object, ...]] = {}
        self._told: dict[tuple[str, int], set[str]] = {}
        """By body and step of a word: who has been shown it. It is never unsaid."""
        self._states: dict[str, State | None] | None = None
        """The readings of this visit, each until something is minuted there; None between visits."""

    def work(self) -> int:
        """Does everything there is to do now; returns how many acts were minuted."""
        done = 0
        try:
            for _ in range(ROUNDS):
                self._states = {}
                step = sum(self._close(body) + self._attest(body) for body in self._hosts)
                step += sum(self._carry(body) for body in self._hosts)
                done += step
                if not step:
                    break
        finally:
            self._states = None
        return done

    def close(self, body: str) -> int:
        """Closes what is over in one body, into which nothing but votes came; how many votes that were."""
        return self._close(body)

    def _state(self, body: str) -> State | None:
        if self._states is None:
            return self._desk.reading(body).state
        if body not in self._states:
            self._states[body] = self._desk.reading(body).state
        return self._states[body]

    def _close(self, body: str) -> int:
        """Closes every vote that is over, with the outcome as it is counted."""
        state, now = self._state(body), self._clock()
        if state is None:
            return 0
        acts = [
            Closed(step, outcome_of(state, state.questions[step], now))
            for step in sorted(state.open_questions)
            if state.questions[step].stage is Stage.VOTING and may_close(state, state.questions[step], now)
        ]
        return self._minute(body, list(acts))

    def _attest(self, body: str) -> int:
        """Minutes every word the record owes others."""
        state, now = self._state(body), self._clock()
        if state is None or state.founded_at is None or self._quiet.get(body) == (state.size, now):
            return 0
        done = self._minute(body, [AttestationMade(word) for word in unsaid(state, self._words(state, now))])
        if not done:
            self._quiet[body] = (state.size, now)
        return done

    def _words(self, state: State, now: int) -> Iterator[Attestation]:
        """What may be new since the last visit: about questions not settled yet, our number if it changed, the rest.

        So a visit costs what is open, not what was ever decided. The first visit looks at everything.
        """
        unsettled = self._unsettled.get(state.body, set(state.questions)) | set(state.open_questions)
        since = self._seen.get(state.body, state.size)
        unsettled.update(step for step in range(since, state.size) if step in state.questions)
        self._seen[state.body] = state.size
        for step in sorted(unsettled):
            yield from about_question(state, state.questions[step], now)
        self._unsettled[state.body] = {step for step in unsettled if not settled(state, step, now)}
        number = (state.roll, state.timed, state.bodies, state.affiliations, state.last_assembly, now // DAY)
        if self._numbers.get(state.body) != number:
            self._numbers[state.body] = number
            yield from standing(state, now)
        seats = self._seats.get(state.body, set(state.seats)) | set(state.live)
        for seat in sorted(seats):
            yield from about_seat(state, state.seats[seat], now)
        self._seats[state.body] = {
            seat for seat in seats if seat in state.live or not self._ended(state, seat)
        }
        yield from admissions(state)
        yield from denials(state)

    def _ended(self, state: State, seat: str) -> bool:
        """Whether the end of a seat has been told, or nobody needs to be told."""
        words = about_seat(state, state.seats[seat], state.time)
        return not any(True for _ in unsaid(state, words))

    def _carry(self, body: str) -> int:
        """Shows the words of one body in the books of those they are for, as far as those are kept here."""
        waiting = self._waiting.setdefault(body, {})
        for step, word in self._words_since(body, self._carried.get(body, 0)):
            waiting[step] = word
        self._carried[body] = self._desk.size(body)
        if not waiting:
            return 0
        federated = self._federated(body)
        wanted = {
            step: targets
            for step, word in waiting.items()
            if (targets := self._targets(word, self._told.setdefault((body, step), set()), federated))
        }
        for step in [step for step in waiting if step not in wanted and not self._for_later(waiting[step])]:
            del waiting[step]
            del self._told[body, step]
        proofs = self._receipts(body, sorted(wanted)) if wanted else {}
        done = 0
        for step, targets in sorted(wanted.items()):
            proof = proof_of(self._record(body, step), proofs[step])
            for target in targets:
                whole = replace(proof, behind=self._behind(waiting[step], target))
                done += self._minute(target, [AttestationShown(waiting[step], whole)])
        return done

    def _record(self, body: str, step: int) -> Record:
        return next(self._desk.shelf.rows(body, step, step + 1))

    def _behind(self, word: Attestation, target: str) -> tuple[Line, ...]:
        """The lines of a council's record its word rests on, as far as the one it is shown to does not know them."""
        state, above = self._state(target), self._state(word.origin)
        if state is None or above is None or word.origin not in state.affiliations:
            return ()
        steps = steps_behind(above, word, state.peers.get(word.origin, Peers()), self._signer)
        receipts = self._receipts(word.origin, steps) if steps else {}
        return tuple(line_of(self._record(word.origin, step), receipts[step]) for step in steps)

    def _signer(self, body: str, step: int) -> tuple[str, str]:
        """Who signed a step of a record, and with which key."""
        entry = opened(step, self._record(body, step))
        return (entry.by, entry.key) if isinstance(entry, Minuted) else ("", "")

    def _words_since(self, body: str, start: int) -> Iterator[tuple[int, Attestation]]:
        size = self._desk.size(body)
        for step, record in enumerate(self._desk.shelf.rows(body, start, size), start):
            word = word_in(step, record)
            if word is not None:
                yield step, word

    def _federated(self, council: str) -> list[str]:
        """The bodies kept here that make up a council now."""
        state, now = self._state(council), self._clock()
        if state is None:
            return []
        return [
            body for body in sorted(state.bodies) if body in self._hosts and state.bodies[body].in_force(now)
        ]

    def _targets(self, word: Attestation, told: set[str], federated: list[str]) -> list[str]:
        """The bodies kept here that this word is for and that have not been shown it."""
        bodies = federated if word.to is None else [word.to] if word.to in self._hosts else []
        untold = [body for body in bodies if body not in told]
        if not untold:
            return []
        digest = digest_of(word)
        lacking = [body for body in untold if self._lacks(body, digest)]
        told.update(set(untold).difference(lacking))
        return lacking

    def _for_later(self, word: Attestation) -> bool:
        """Whether a body that joins later has to be shown it: an open question, a decision that binds."""
        state = self._state(word.origin)
        told = word.says
        if word.to is not None or state is None:
            return word.to in self._hosts and isinstance(told, Elected | Stands | Instructs | Asks)
        if isinstance(told, Asks):
            return told.question in state.open_questions or to_confirm(state, told.question, self._clock())
        return isinstance(told, Decided) and (told.until is None or self._clock() < told.until)

    def _lacks(self, body: str, digest: str) -> bool:
        state = self._state(body)
        return state is not None and digest not in state.shown

    def _minute(self, body: str, acts: list[AnyAct]) -> int:
        """Signs and sends; returns how many were received. A refusal here only means: not now."""
        if not acts:
            return 0
        state = self._state(body)
        assert state is not None
        host = self._hosts[body]
        n = state.counters.get(host.keyid, -1) + 1
        now = self._clock()
        envelopes = [
            sealed(Payload(1, body, HOST, n + rank, now, act), host) for rank, act in enumerate(acts)
        ]
        answers: list[Answer] = self._desk.minute_all(body, envelopes)
        if self._states is not None:
            self._states.pop(body, None)
        return sum(isinstance(answer, Received) for answer in answers)


def settled(state: State, step: int, now: int) -> bool:
    """Whether nothing more can follow from a question: closed, past appeal, in force or never to be."""
    question = state.questions[step]
    if question.stage is Stage.WITHDRAWN:
        return True
    if question.stage is not Stage.CLOSED or question.closed_at is None:
        return False
    decision = state.decisions.get(step)
    if decision is not None and decision.fell_short(now):
        return now > (decision.ratify_by or 0) + state.charter.appeal_days * DAY
    waits = decision is not None and decision.waits is not Waits.NOTHING
    return not waits and now > question.closed_at + state.charter.appeal_days * DAY


def names_a_word(envelope: bytes) -> bool:
    """Whether an envelope may hold a word to another body: whatever does, names the act in its payload.

    >>> names_a_word(b"no envelope")
    False
    """
    try:
        return b'"attestation_made"' in parse(envelope).payload
    except NotAnEnvelope:
        return False


def to_confirm(state: State, step: int, now: int) -> bool:
    """Whether a decision still waits for the bodies to confirm it."""
    decision = state.decisions.get(step)
    return decision is not None and decision.waits is Waits.RATIFICATION and not decision.fell_short(now)


def word_in(step: int, record: Record) -> Attestation | None:
    """The word of its body that an entry minutes, if it minutes one. Other entries are not read further than that."""
    if record.envelope is None or not names_a_word(record.envelope):
        return None
    entry = opened(step, record)
    return (
        entry.act.attestation
        if isinstance(entry, Minuted) and isinstance(entry.act, AttestationMade)
        else None
    )
