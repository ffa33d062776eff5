"""The plain words for the terms of the record: kinds of decision, results, ways of voting, ties and offices.

Code keeps the terms of the design; members read these (DESIGN §6, "Words on pages"). A test holds the tables
against the registers, so that a new kind of decision without a word is noticed.
"""

from __future__ import annotations

from typing import Final

from confederal.kernel.ballot import Way
from confederal.kernel.body import Form, Key, Kind, Tie
from confederal.kernel.delegate import Position
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.member import Standing
from confederal.kernel.question import Result, Stage
from confederal.sentence import Sentence, say

KINDS: Final = {
    "resolution": say("resolution"),
    "choice": say("choice among options"),
    "election": say("election"),
    "mandate": say("instruction to our delegates"),
    "recall": say("recall"),
    "ratification": say("confirmation of a decision from above"),
    "joining": say("joining"),
    "leaving": say("leaving"),
    "charter": say("change of our own numbers"),
    "admission": say("admission"),
    "expulsion": say("expulsion"),
    "commission": say("commission"),
    "standard": say("minimum we agree on"),
    "exception": say("temporary exception"),
    "agreement": say("agreement"),
    "lending": say("borrowing tellers and keepers"),
    "strike": say("strike"),
    "settlement": say("settlement"),
    "takeover": say("taking over the workplace"),
    "referring_back": say("sending back"),
    "edition": say("move to another rules version"),
    "constituency": say("section"),
    "host": say("handing our record to another keeper"),
    "closing_down": say("closing ourselves down"),
    "seating": say("seating on appeal"),
    "amendment": say("change of the text"),
    "proposal": say("proposal to our council"),
    "plan": say("plan"),
    "budget": say("budget"),
    "emergency": say("emergency"),
    "technology": say("change of technology"),
    "training": say("training plan"),
    "directive": say("task for a defence council"),
    "fund": say("fund"),
}
"""The word of a matter in the record → what members call that kind of decision."""

RESULTS: Final = {
    Result.CARRIED: say("adopted"),
    Result.FALLEN: say("not adopted"),
    Result.TIED: say("a tie, not adopted"),
    Result.INQUORATE: say("too few took part"),
    Result.REFERRED_BACK: say("sent back to the branches"),
}

STAGES: Final = {
    Stage.RAISED: say("gathering support"),
    Stage.AGENDA: say("on the agenda"),
    Stage.VOTING: say("the vote is open"),
    Stage.CLOSED: say("decided"),
    Stage.WITHDRAWN: say("taken back"),
}

WAYS: Final = {Way.NAMED: say("by name"), Way.HANDS: say("by show of hands"), Way.BOX: say("by paper ballot")}

POSITIONS: Final = {
    Position.FOR: say("vote for it"),
    Position.AGAINST: say("vote against it"),
    Position.ABSTAIN: say("abstain"),
    Position.REFER_BACK: say("have it sent back to the branches"),
    Position.SPLIT: say("split the votes as the assembly split"),
    Position.FREE: say("decide on the spot"),
    Position.AS_WE_VOTE: say("vote as the assembly votes"),
}

KEYS: Final = {
    Key.ONE_A_BODY: say("one vote for each body"),
    Key.BRACKETS: say("votes by size, in brackets"),
    Key.PER_STARTED: say("one vote for every started number of members"),
    Key.HEADS: say("one vote for each member"),
    Key.PARITY: say("the sides are equal"),
}

TIES: Final = {
    Tie.NAMED: say("named, has not shown its own decision to join"),
    Tie.ASKED: say("asked to join"),
    Tie.JOINED: say("belongs to us"),
    Tie.LEFT: say("left"),
}

SUBJECTS: Final = {
    Subject.PAY_HOUR: say("pay for an hour"),
    Subject.HOURS_WEEK: say("hours in a week"),
    Subject.HOURS_REST: say("hours of rest"),
    Subject.STAFFING: say("people on a shift"),
    Subject.SAFETY: say("safety"),
    Subject.ECOLOGY: say("ecology"),
}

STANDINGS: Final = {
    Standing.GOOD: say("takes part in decisions"),
    Standing.SUSPENDED: say("does not vote for now"),
    Standing.ADVISOR: say("advises, without a vote"),
    Standing.GONE: say("has left"),
}

UNITS: Final = {
    Unit.MINOR_UNITS: say("an amount of money"),
    Unit.MINUTES: say("a length of time"),
    Unit.PEOPLE: say("a number of people"),
    Unit.TEXT: say("words"),
}

BODIES: Final = {Kind.ASSEMBLY: say("an assembly"), Kind.COUNCIL: say("a council")}

FORMS: Final = {
    Form.WORKPLACE: say("a workplace"),
    Form.UNION: say("a union"),
    Form.VILLAGE: say("a village"),
    Form.CONSUMERS: say("consumers"),
    Form.FEDERATION: say("a federation"),
    Form.CONGRESS: say("a congress"),
    Form.JOINT_COMMITTEE: say("a joint committee"),
    Form.DEFENCE_COUNCIL: say("a defence council"),
    Form.COMMISSION: say("a commission"),
}

OFFICES: Final = {
    "delegate": say("delegate"),
    "secretary": say("secretary"),
    "treasurer": say("treasurer"),
    "chair": say("chair"),
    "keeper": say("keeper of the member list"),
    "teller": say("teller"),
    "hostkeeper": say("keeper of the record"),
}


def office_called(office: str) -> str:
    """What an office is called; those a body invented keep their own name."""
    return OFFICES.get(office) or office.replace("_", " ")


def marked(mark: str) -> str:
    """What a mark on a ballot says: yes or no in words, a candidate or option as it is called."""
    return MARKS.get(mark) or mark


MARKS: Final[dict[str, Sentence]] = {
    "for": say("for"),
    "against": say("against"),
    "abstain": say("abstaining"),
    "refer_back": say("to send it back"),
}
