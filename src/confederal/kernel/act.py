"""Acts: everything that can be said in a minute book. Frozen values in the past tense, one closed union.

One act, one signer. What needs two is proposed by one act and confirmed by another, with effect at the second.
Look for a verb that appoints, dismisses from above, dissolves another body or decrees: there is none.
"""

from __future__ import annotations

from typing import Annotated, get_args

from msgspec import Meta, Struct

from confederal.kernel.attestation import Attestation, Proof
from confederal.kernel.ballot import Mark, Tally, Way
from confederal.kernel.body import Charter
from confederal.kernel.delegate import Term
from confederal.kernel.identity import (
    BodyId,
    Count,
    Digest,
    Id,
    KeyId,
    Seconds,
    Signature,
    Step,
    Title,
    Words,
)
from confederal.kernel.matters import Matter
from confederal.kernel.member import Standing
from confederal.kernel.question import Outcome
from confederal.kernel.sitting import Ground


class Act(Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True):
    """Something somebody did, in the past tense."""


# Founding


Paragraphs = Annotated[tuple[Digest, ...], Meta(max_length=150)]
"""The salted digests of a text, paragraph by paragraph; so many fit into what a council tells its bodies."""


class Founder(Struct, frozen=True, forbid_unknown_fields=True):
    """One of those who found a body. Founders without a key of their own confirm at the table of two who have one."""

    id: Id
    key: KeyId
    section: Id | None = None


class FoundingBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A body named at the founding of a council; it confirms by showing its own decision to join."""

    body: BodyId
    name: Title
    host_key: KeyId
    side: Id | None = None


class BroughtSeat(Struct, frozen=True, forbid_unknown_fields=True):
    """An office held when the body was founded here, until its term ends."""

    office: Id
    holder: Id
    until: Seconds


class BroughtTerms(Struct, frozen=True, forbid_unknown_fields=True):
    """Terms somebody served before the founding: limits count them."""

    member: Id
    terms: tuple[Term, ...]


class Brought(Struct, frozen=True, forbid_unknown_fields=True):
    """What an existing body brings along, confirmed by the founding assembly (issue: found)."""

    offices: tuple[BroughtSeat, ...] = ()
    terms: tuple[BroughtTerms, ...] = ()
    decisions: tuple[BroughtDecision, ...] = ()
    members: tuple[StandingLine, ...] = ()


class BroughtDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule or decision in force from before."""

    title: Title
    matter: Matter
    text: tuple[Digest, ...] = ()


class StandingLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the register: a pseudonym, its standing, its section. Names stay in the sealed register."""

    id: Id
    standing: Standing = Standing.GOOD
    section: Id | None = None
    entry: Digest | None = None


class Founded(Act, frozen=True, tag="founded"):
    """Names the founders and the charter; the digest of this act is the body's identity."""

    charter: Charter
    host_key: KeyId
    nonce: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
    founders: tuple[Founder, ...] = ()
    bodies: tuple[FoundingBody, ...] = ()
    brings: Brought = Brought()
    edition: Id = "draft"


class FoundingConfirmed(Act, frozen=True, tag="founding_confirmed"):
    """A founder confirms with their own key; when all have, the body is founded."""


# Members and keys


class Invited(Act, frozen=True, tag="invited"):
    """A keeper invites a person under a pseudonym; a second keeper confirms."""

    id: Id
    card: KeyId | None = None
    """The one-time key printed on the card; None for somebody who will act at the tellers' table."""
    section: Id | None = None
    entry: Digest | None = None
    standing: Standing = Standing.GOOD
    question: Step | None = None
    """The admission that was carried, where the charter has the assembly admit."""
    proof: Signature = ""
    """The card's own signature (see possession)."""


class KeyBound(Act, frozen=True, tag="key_bound"):
    """The invited person binds their own key; signed with the card."""

    key: KeyId
    proof: Signature = ""
    """The new key's own signature (see possession)."""


class KeyChanged(Act, frozen=True, tag="key_changed"):
    """A member binds another key in place of the present one, signed with the present one."""

    key: KeyId
    proof: Signature = ""
    """The new key's own signature (see possession)."""


class KeyVouched(Act, frozen=True, tag="key_vouched"):
    """A co-worker vouches that this new key is that member's, who lost the old one."""

    member: Id
    key: KeyId
    proof: Signature = ""
    """The new key's own signature: whoever lost the old one makes it, and hands it to those who vouch."""


class KeyVetoed(Act, frozen=True, tag="key_vetoed"):
    """The member, with the key still in force, stops a replacement they did not ask for."""


class StandingImported(Act, frozen=True, tag="standing_imported"):
    """A keeper brings the register up to date, line by line as a difference; a second keeper confirms."""

    lines: tuple[StandingLine, ...]


class StandingContested(Act, frozen=True, tag="standing_contested"):
    """A member contests that they left or are in arrears: they stay on the roll until the assembly decides."""


class SectionChosen(Act, frozen=True, tag="section_chosen"):
    """A member says in which section they work."""

    section: Id


class ActedForEmployer(Act, frozen=True, tag="acted_for_employer"):
    """A member declares that they hire or fire for an employer, until that day; voting waits (R46)."""

    until: Seconds


class Resigned(Act, frozen=True, tag="resigned"):
    """Somebody gives back a seat of theirs."""

    seat: Id


class Left(Act, frozen=True, tag="left"):
    """A member leaves the body. Nobody is asked."""


class Erased(Act, frozen=True, tag="erased"):
    """A personal text or a name is erased beside the book; this act names its digest, so that the gap is no alarm."""

    digest: Digest
    of: Id | None = None


class Confirmed(Act, frozen=True, tag="confirmed"):
    """The second person: what was proposed at that step has effect from here."""

    step: Step


# Meetings


class SittingCalled(Act, frozen=True, tag="sitting_called"):
    """A meeting is called for a time, with its agenda. One that members petitioned for exists without this act."""

    on: Seconds
    agenda: tuple[Step, ...] = ()
    urgent: bool = False
    section: Id | None = None
    ground: Ground = Ground.OFFICERS


class SittingOpened(Act, frozen=True, tag="sitting_opened"):
    """One who is there says the meeting is open and how many are present; a second confirms."""

    sitting: Step
    attendance: Count


class SittingEnded(Act, frozen=True, tag="sitting_ended"):
    """One who is there says the meeting is over; a second confirms."""

    sitting: Step


class PlaceTaken(Act, frozen=True, tag="place_taken"):
    """A delegate takes their place at a sitting of the council: the moment credentials are looked at."""

    sitting: Step


# Questions


class QuestionRaised(Act, frozen=True, tag="question_raised"):
    """A member, or a seat in a council, puts a matter to those it concerns."""

    title: Title
    matter: Matter
    paragraphs: Paragraphs = ()


class Supported(Act, frozen=True, tag="supported"):
    """A member supports a question onto the agenda; on a recall this signs the petition."""

    question: Step


class AmendmentOffered(Act, frozen=True, tag="amendment_offered"):
    """Another wording of one paragraph."""

    question: Step
    paragraph: Count
    digest: Digest


class AmendmentTaken(Act, frozen=True, tag="amendment_taken"):
    """Who raised the question takes an amendment into its text."""

    amendment: Step
    question: Step


class Composited(Act, frozen=True, tag="composited"):
    """Who raised one question merges it into another; who raised the other confirms (R67)."""

    question: Step
    into: Step


class Withdrawn(Act, frozen=True, tag="withdrawn"):
    """Who raised a question takes it back before the vote."""

    question: Step


class VoteOpened(Act, frozen=True, tag="vote_opened"):
    """The vote is open, in these ways, until then; register and rules are frozen."""

    question: Step
    ways: tuple[Way, ...]
    until: Seconds


class Voted(Act, frozen=True, tag="voted"):
    """A vote; the last one before closing counts."""

    question: Step
    mark: Mark


class SecrecyDemanded(Act, frozen=True, tag="secrecy_demanded"):
    """A member asks for a secret vote; at one in ten it is one."""

    question: Step


class CountDemanded(Act, frozen=True, tag="count_demanded"):
    """A member asks for a count by paper box instead of a show of hands."""

    question: Step


class HallOpened(Act, frozen=True, tag="hall_opened"):
    """The count in the hall begins, says one; a second confirms, and voting by device on this question ends."""

    question: Step


class CountTold(Act, frozen=True, tag="count_told"):
    """One teller's count of a show of hands or a paper box."""

    question: Step
    way: Way
    tallies: tuple[Tally, ...]
    spoilt: Count = 0
    section: Id | None = None
    roll: Digest | None = None
    """The marked roll as a salted digest; the roll itself is destroyed after the appeal window."""
    corrects: Step | None = None
    """The told count this one mends, while the time for appeal runs."""


class CountConfirmed(Act, frozen=True, tag="count_confirmed"):
    """The other teller's own count. Where the two differ, nothing is counted yet."""

    told: Step
    question: Step
    tallies: tuple[Tally, ...]
    spoilt: Count = 0


class Closed(Act, frozen=True, tag="closed"):
    """A claim of what came out; the charter counts again, and a wrong claim is void."""

    question: Step
    outcome: Outcome


class OutcomeCorrected(Act, frozen=True, tag="outcome_corrected"):
    """The outcome by the corrected count, in place of the wrong one."""

    question: Step
    outcome: Outcome


# Seats


class CandidatureAccepted(Act, frozen=True, tag="candidature_accepted"):
    """A member stands for election."""

    question: Step


class SeatAccepted(Act, frozen=True, tag="seat_accepted"):
    """Who was elected accepts; a delegate names the key they will sign with in the council."""

    seat: Id
    key: KeyId | None = None
    proof: Signature = ""
    """The new key's own signature (see possession)."""


# Voice


class AdviceGiven(Act, frozen=True, tag="advice_given"):
    """Written advice on an open question. It has a voice and must be answered; it has no vote."""

    question: Step
    digest: Digest


class AdviceAnswered(Act, frozen=True, tag="advice_answered"):
    """The body's answer to advice, by one of those who raised or support the question."""

    question: Step
    advice: Step
    digest: Digest


class MinorityStated(Act, frozen=True, tag="minority_stated"):
    """A minority states its view; the statement travels with the decision (R58)."""

    question: Step
    digest: Digest


class Reported(Act, frozen=True, tag="reported"):
    """A delegate, officer or commission reports to those who sent them."""

    seat: Id
    digest: Digest


class Appealed(Act, frozen=True, tag="appealed"):
    """Somebody appeals: an expelled member, or a delegate refused a place."""

    question: Step
    digest: Digest


class HearingHeld(Act, frozen=True, tag="hearing_held"):
    """The member concerned was heard, or did not come although called; a second person confirms."""

    question: Step
    digest: Digest


class GuidancePublished(Act, frozen=True, tag="guidance_published"):
    """Statistics, a balance, a forecast, a proposal, mediation, a call to meet. It binds nobody (R33)."""

    genre: Id
    title: Title
    digest: Digest


# Between bodies


class AttestationMade(Act, frozen=True, tag="attestation_made"):
    """Our word to another body, as every reader of our book recomputes it."""

    attestation: Attestation


class AttestationShown(Act, frozen=True, tag="attestation_shown"):
    """Another body's word, with its proof. A party's word cannot be refused."""

    attestation: Attestation
    proof: Proof


class ContradictionShown(Act, frozen=True, tag="contradiction_shown"):
    """Two words of one body that cannot both be true, the second with its proof."""

    shown: Digest
    attestation: Attestation
    proof: Proof


# At the tellers' table

Assistable = (
    StandingContested
    | KeyVetoed
    | SectionChosen
    | ActedForEmployer
    | Resigned
    | Left
    | QuestionRaised
    | Supported
    | Voted
    | SecrecyDemanded
    | CountDemanded
    | CandidatureAccepted
    | SeatAccepted
    | MinorityStated
    | Reported
    | Appealed
)


class Assisted(Act, frozen=True, tag="assisted"):
    """A teller writes down what a member without a device said; another teller confirms."""

    member: Id
    act: Assistable
    note: Words = ""


AnyAct = (
    Founded
    | FoundingConfirmed
    | Invited
    | KeyBound
    | KeyChanged
    | KeyVouched
    | KeyVetoed
    | StandingImported
    | StandingContested
    | SectionChosen
    | ActedForEmployer
    | Resigned
    | Left
    | Erased
    | Confirmed
    | SittingCalled
    | SittingOpened
    | SittingEnded
    | PlaceTaken
    | QuestionRaised
    | Supported
    | AmendmentOffered
    | AmendmentTaken
    | Composited
    | Withdrawn
    | VoteOpened
    | Voted
    | SecrecyDemanded
    | CountDemanded
    | HallOpened
    | CountTold
    | CountConfirmed
    | Closed
    | OutcomeCorrected
    | CandidatureAccepted
    | SeatAccepted
    | AdviceGiven
    | AdviceAnswered
    | MinorityStated
    | Reported
    | Appealed
    | HearingHeld
    | GuidancePublished
    | AttestationMade
    | AttestationShown
    | ContradictionShown
    | Assisted
)

ACTS: tuple[type[Act], ...] = get_args(AnyAct)


class Seen(Struct, frozen=True, forbid_unknown_fields=True):
    """The last published checkpoint the author saw: every act is a small witness against a split view."""

    size: Count
    root: Digest


class Payload(Struct, frozen=True, forbid_unknown_fields=True):
    """An act on paper: what exactly is signed, as restricted JCS JSON (DESIGN §7)."""

    v: int
    body: Annotated[str, Meta(max_length=64)]
    """The body's identity; empty in the founding act, whose digest it is."""
    by: Id
    n: Count
    """The author's own counter: increasing, gaps allowed."""
    at: Seconds
    """The author's own time."""
    act: AnyAct
    seen: Seen | None = None


class Minuted(Struct, frozen=True):
    """An act as it stands in a book: at which step, received when, signed with which key."""

    step: Step
    time: Seconds
    key: KeyId
    payload: Payload

    @property
    def act(self) -> AnyAct:
        return self.payload.act

    @property
    def by(self) -> Id:
        return self.payload.by
