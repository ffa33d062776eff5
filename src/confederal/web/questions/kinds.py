"""The kinds of decision as members look for them, grouped; and what has no word here, with what there is instead."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from confederal.kernel.body import Tie
from confederal.kernel.matters import MATTERS
from confederal.kernel.state import State
from confederal.web.questions import raising, words
from confederal.web.questions.search import plain

Words = raising.Said


class Kind(Struct, frozen=True):
    """One thing one can propose: its key in addresses, its form, what it is called, and words people look for."""

    key: str
    form: type[raising.Raising]
    label: Words
    hint: Words
    asks: str = ""

    @property
    def word(self) -> str:
        """Its word in the record."""
        return self.form.word


class Group(Struct, frozen=True):
    """Kinds that belong together."""

    label: Words
    kinds: tuple[Kind, ...]


GROUPS = (
    Group(
        _("Propose something"),
        (
            Kind(
                "resolution",
                raising.Resolution,
                _("A proposal"),
                _("A text we adopt, or not."),
                "decide rule statement money order buy",
            ),
            Kind(
                "choice",
                raising.Choice,
                _("Choose among several things"),
                _("Members rank them; one with more than half wins."),
                "options which vote colour date",
            ),
            Kind(
                "straw-poll",
                raising.StrawPoll,
                _("A straw poll that binds nobody"),
                _("To know where we stand. Nothing follows from it."),
                "survey ask opinion temperature",
            ),
            Kind(
                "standard",
                raising.Standard,
                _("A minimum we agree on"),
                _("Pay, hours, rest, staffing, safety: a floor with a last day."),
                "wage floor pay hours",
            ),
            Kind(
                "commission",
                raising.Commission,
                _("A commission"),
                _("People for listed tasks, with a last day, who report."),
                "committee task group",
            ),
        ),
    ),
    Group(
        _("People and offices"),
        (
            Kind(
                "election",
                raising.Election,
                _("An election"),
                _("To an office, a commission, or as our delegates."),
                "delegate secretary officer choose person appoint name nominate",
            ),
            Kind(
                "recall",
                raising.Recall,
                _("Recall somebody"),
                _("Take a seat back from whoever holds it. At any time, without a cause."),
                "dismiss remove fire delegate officer sack",
            ),
            Kind(
                "admission",
                raising.Admission,
                _("Admit somebody"),
                _("A new member where our assembly admits, or a body that asked to join."),
                "member join newcomer",
            ),
            Kind(
                "expulsion",
                raising.Expulsion,
                _("Expel a member"),
                _("Only for listed conduct, after a hearing, with an appeal."),
                "exclude throw out",
            ),
        ),
    ),
    Group(
        _("Our federation"),
        (
            Kind(
                "joining",
                raising.Joining,
                _("Join a federation"),
                _("Under its rules as they are now; we can leave again."),
                "affiliate council congress",
            ),
            Kind(
                "leaving",
                raising.Leaving,
                _("Leave a federation"),
                _("Ours alone to decide. We take our record along."),
                "secede exit quit",
            ),
            Kind(
                "agreement",
                raising.Agreement,
                _("An agreement with other bodies"),
                _("One text for all; nobody above is asked."),
                "contract treaty pact",
            ),
            Kind(
                "lending",
                raising.Lending,
                _("Borrow tellers or keepers"),
                _("A small body is helped by a sister body; both decide it, nobody above is asked."),
                "lend help counting register small tellers keepers",
            ),
            Kind(
                "exception",
                raising.Derogation,
                _("A temporary exception"),
                _("From a minimum, for one branch, with the consent of each it affects."),
                "exempt",
            ),
            Kind(
                "seating",
                raising.Seating,
                _("Seat a branch on appeal"),
                _("The floor hears a branch that was refused its place."),
                "credentials",
            ),
        ),
    ),
    Group(
        _("At work"),
        (
            Kind(
                "strike",
                raising.Strike,
                _("A strike"),
                _("Begun and ended by those who strike, in secret."),
                "stop work",
            ),
            Kind(
                "settlement",
                raising.Settlement,
                _("A deal to end a dispute"),
                _("In force only when those it covers have read it and agreed."),
                "contract bargain employer",
            ),
            Kind(
                "takeover",
                raising.Takeover,
                _("Taking over the workplace"),
                _("Control, then management, by our assembly."),
                "occupy manage owner",
            ),
        ),
    ),
    Group(
        _("How we run ourselves"),
        (
            Kind(
                "charter",
                raising.CharterChange,
                _("Change our own numbers"),
                _("Notice, quorum, majorities, offices, terms: inside their bounds."),
                "rules settings statutes",
            ),
            Kind(
                "constituency",
                raising.Constituency,
                _("A section"),
                _("A shift, site or trade that may meet apart and is counted with us."),
                "shift site department",
            ),
            Kind(
                "referring-back",
                raising.ReferringBack,
                _("Send a proposal back"),
                _("To those it came from, before it is decided."),
                "return postpone",
            ),
            Kind(
                "host",
                raising.Host,
                _("Who keeps our record"),
                _("Hand it to other keepers. The old ones are not asked."),
                "server operator administrator",
            ),
            Kind(
                "edition",
                raising.EditionMove,
                _("Move to another rules version"),
                _("New software moves nobody; we do."),
                "update version",
            ),
            Kind(
                "closing-down",
                raising.ClosingDown,
                _("Close ourselves down"),
                _("By ourselves alone, at two meetings."),
                "dissolve end",
            ),
        ),
    ),
)

PROPOSABLE = (
    "resolution",
    "choice",
    "election",
    "charter",
    "admission",
    "commission",
    "standard",
    "exception",
    "agreement",
)
"""What can be put before a council of ours; changes of a text are offered on its page."""

BY_KEY = {kind.key: kind for group in GROUPS for kind in group.kinds}

LATER = tuple(matter.word() for matter in MATTERS if not matter.finished)
"""Kinds that have a word and no room yet."""


def offered(state: State) -> tuple[Group, ...]:
    """The kinds this body can decide now, by group."""
    return tuple(
        group
        for given in GROUPS
        for group in (Group(given.label, tuple(kind for kind in given.kinds if fits(kind, state))),)
        if group.kinds
    )


def fits(kind: Kind, state: State) -> bool:
    """Whether this kind of body takes such decisions, and has what they need."""
    matter = next(matter for matter in MATTERS if matter.word() == kind.word)
    if state.kind.value not in matter.kinds:
        return False
    if kind.key == "admission" and not state.council and not state.charter.admission_by_assembly:
        return False
    if kind.key == "leaving":
        return bool(state.affiliations)
    return True


def for_council(state: State) -> tuple[Kind, ...]:
    """What can be put before a council of ours."""
    joined = any(link.tie is Tie.JOINED for link in state.affiliations.values())
    return tuple(BY_KEY[key] for key in PROPOSABLE) if joined else ()


# For what there is no word


class NoWord(Struct, frozen=True):
    """Something nobody can do here: what people call it, what there is instead, and the kinds that lead there."""

    name: Words
    pattern: str
    instead: Words
    kinds: tuple[str, ...] = ()


NO_WORDS = (
    NoWord(
        _("Appoint somebody, name a manager, promote"),
        r"appoint|nominat|name (a|an|some)|promot|assign|designat|manager|boss|director|chief|nombrar|jefe",
        _(
            "A seat exists only by election of those it binds. "
            "Put it up for election; whoever is willing stands in person."
        ),
        ("election",),
    ),
    NoWord(
        _("Dismiss, suspend or remove somebody from above"),
        r"dismiss|fire |sack|suspend|remove|discharge|demote|despedir|cesar",
        _(
            "Those who elected somebody take the seat back themselves, at any time: that is a recall. Nobody else can."
        ),
        ("recall",),
    ),
    NoWord(
        _("Dissolve, merge or take over another body"),
        r"dissolve|disband|merge|absorb|disolver",
        _("A body closes itself down by its own decision, or leaves. Nobody does it for it."),
        ("closing-down", "leaving"),
    ),
    NoWord(
        _("Order, decree or instruct another body"),
        r"order|decree|command|direct|impose|forbid|prohibit|veto|decret|ordenar|prohibir",
        _(
            "A council proposes, and the branches decide; what it decides comes down to be confirmed. "
            "Propose it, or agree on it."
        ),
        ("resolution", "agreement"),
    ),
    NoWord(
        _("Postpone or cancel an election, a recall or a meeting"),
        r"postpone|cancel|delay|call off|aplazar|cancelar",
        _(
            "What enough members ask for exists by right, and nobody can put it off. "
            "What is proposed can be taken back only by whoever proposed it."
        ),
        (),
    ),
    NoWord(
        _("Extend a term or stay in office"),
        r"extend|prolong|stay in office|life|president|prorrogar",
        _("Terms end by themselves. Elect again, and have somebody trained to take over."),
        ("election",),
    ),
    NoWord(
        _("Delete or change what was decided"),
        r"delete|erase|change the (record|result|vote)|undo|borrar",
        _(
            "Nothing is removed from our record. A wrong count is mended in the open by two tellers; "
            "a decision is replaced by another."
        ),
        ("resolution",),
    ),
    NoWord(
        _("Vote for somebody else"),
        r"proxy|vote for (me|him|her|them|somebody)|on behalf|poder notarial",
        _("Each votes in person. Whoever has no device votes at the tellers' table, or on paper."),
        (),
    ),
    NoWord(
        _("Admit or ban a group, a party, an opinion"),
        r"ban|party|tendency|faction|opinion|partido",
        _("Groups and currents are free: there is no register of them, and no vote about them."),
        (),
    ),
)


def without_word(wish: str) -> tuple[NoWord, ...]:
    """What somebody wishes for which there is no word."""
    asked = plain(wish)
    return tuple(one for one in NO_WORDS if asked and re.search(rf"\b(?:{one.pattern})", asked))


def looked_for(wish: str, groups: tuple[Group, ...]) -> tuple[Kind, ...]:
    """The kinds that fit a wish, best first."""
    asked = [word for word in re.findall(r"\w+", plain(wish)) if len(word) > 2]
    found: list[tuple[int, int, Kind]] = []
    for group in groups:
        for kind in group.kinds:
            text = plain(f"{kind.label} {kind.hint} {kind.asks} {words.kind(kind.word)}")
            score = sum(word[:5] in text for word in asked)
            if score:
                found.append((-score, len(found), kind))
    return tuple(kind for _score, _rank, kind in sorted(found, key=lambda one: one[:2]))
