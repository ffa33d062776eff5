"""What the language can say, field by field, and what it must not: the law of no word.

Every field of every act, matter and word of another body that can hold a name, a key or a digest is listed here
under what it names. A new field is a fault until somebody lists it and says why it may stand; an act that names
a person together with an office, or another body together with something done to it, is a fault unless it is
one of the few that are justified. `faults_of` is the law itself; the tests show that it is not blind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec.inspect as look
from msgspec import Struct

from confederal.kernel.identity import Title, Words

PERSON, OFFICE, SEAT, SECTION, BODY, KEY, WORD, TEXT, COMMANDED = (
    "a person",
    "an office",
    "a seat",
    "a section",
    "a body",
    "a key",
    "a word",
    "a text",
    "a body that is told what to do",
)

NAMES: Mapping[str, Mapping[str, str]] = {
    PERSON: {
        "Payload.by": "the author, who signs with a key of their own",
        "Founder.id": "a founder, who confirms with a key of their own before the body exists",
        "BroughtSeat.holder": "held before the founding; every founder confirms it",
        "BroughtTerms.member": "terms served before the founding count against the limit",
        "StandingLine.id": "a line of the register: two keepers, no office, no seat",
        "Invited.id": "a pseudonym for somebody who then binds a key of their own; no office, no seat",
        "KeyVouched.member": "whose lost key is replaced; their old key can veto",
        "Erased.of": "about whom a text was; they or a keeper ask for it",
        "Admission.person": "whom the assembly admits; no office, no seat",
        "Expulsion.member": "whom the assembly expels for listed conduct after a hearing; it gives nobody a seat",
        "Assisted.member": "who has no device and says it at the tellers' table",
        "Outcome.elected": "a claim the charter counts again: exactly those whom the papers elect",
        "Outcome.alternates": "a claim the charter counts again: exactly those whom the papers elect",
    },
    OFFICE: {
        "Office.name": "an office of the charter, which names no holder",
        "BroughtSeat.office": "held before the founding; every founder confirms it",
        "Term.office": "in which a term was served",
        "Lending.tasks": "telling or keeping; who does it is elected by the body that lends them",
        "Elected.office": "for which the body elected them itself; its word names a seat and no person",
        "Election.office": "to be filled by the electors; candidates say yes themselves",
        "Commission.called": "a commission; who sits on it is elected like any office",
    },
    SEAT: {
        "Election.in_place_of": "the recalled seat the election fills again",
        "Recall.seat": "the seat its electors take back",
        "Resigned.seat": "one's own",
        "SeatAccepted.seat": "one's own",
        "Reported.seat": "one's own",
        "Elected.seat": "a body's word about its own seat",
        "Ended.seat": "a body's word about its own seat",
        "SeatVote.seat": "how a body's own seat voted, told to that body",
        "StrayVote.place": "whose vote differed from its mandate",
    },
    SECTION: {
        "Charter.sections": "of this body",
        "Founder.section": "one's own",
        "StandingLine.section": "where a line of the register belongs",
        "Invited.section": "where an invited person will belong",
        "SectionChosen.section": "one's own",
        "SittingCalled.section": "whose meeting it is",
        "CountTold.section": "whose box was told",
        "Election.of": "who elects: a standing section",
        "Strike.of": "who strikes: a standing section",
        "Settlement.of": "whom a deal covers: a standing section",
        "Constituency.called": "a section of this body, created or dissolved by its own assembly",
        "AttestedVote.constituency": "who voted",
    },
    BODY: {
        "FoundingBody.body": "named at a council's founding; it confirms by its own decision to join",
        "Joining.council": "the council we ask to join",
        "Leaving.council": "the council we leave",
        "Mandating.council": "where our delegates sit",
        "Mandate.council": "where the delegates sit",
        "Ratification.council": "whose decision we confirm or do not",
        "Proposal.council": "where we put a question",
        "Election.to": "where our delegates are sent",
        "Admission.body": "which asked to join, by its own decision",
        "Derogation.body": "which asks for an exception; each body affected consents by its own decision",
        "Derogation.affected": "each consents by its own decision",
        "Party.body": "each decides the like itself",
        "Lending.lends": "which of the two that decide it",
        "Seating.body": "a constituent whose delegates the floor lets sit, on their appeal",
        "Attestation.origin": "the body whose word it is",
        "Attestation.to": "the body the word is for",
    },
    KEY: {
        "Founded.host_key": "keeps this record",
        "Founder.key": "one's own",
        "FoundingBody.host_key": "keeps that body's record",
        "Invited.card": "on the card, good once",
        "KeyBound.key": "one's own",
        "KeyChanged.key": "one's own",
        "KeyVouched.key": "the member's own new one, after a delay and unless they veto",
        "SeatAccepted.key": "one's own, for the council",
        "Joining.host_key": "keeps the council's record",
        "Party.host_key": "keeps that body's record",
        "Host.key": "keeps our record from here on",
        "Joins.host_key": "keeps the record of the body that joins",
        "Elected.key": "the delegate's own",
        "Elected.replaces": "the delegate's own, until then",
        "Moves.host_key": "keeps that body's own record",
    },
    WORD: {
        "Founded.edition": "an edition of the law",
        "EditionMove.edition": "an edition of the law",
        "Attestation.edition": "an edition of the law",
        "Charter.ratified": "kinds of decision that go back down",
        "Charter.sides": "sides of a joint committee",
        "FoundingBody.side": "a side of a joint committee, by agreement",
        "Joining.side": "our side in a joint committee",
        "Joins.side": "that body's side in a joint committee",
        "Choice.among": "options",
        "Range.term": "a number of a text",
        "Takeover.title_held_by": "federation or community: who has title, not who decides",
        "Voted.mark": "one's own vote",
        "Tally.mark": "what was on so many papers",
        "Outcome.totals": "votes by mark",
        "Outcome.option": "the option that won",
        "StrayVote.mandate": "what was mandated",
        "StrayVote.cast": "what was cast",
        "Closes.totals": "votes by mark",
        "Closes.instructed": "what was mandated",
        "SeatVote.cast": "what was cast",
        "SeatVote.counted": "what was counted",
        "AttestedVote.totals": "votes by mark",
        "AttestedVote.ways": "ways of voting",
        "GuidancePublished.genre": "statistics, a forecast, a proposal: it binds nobody",
    },
    TEXT: {
        "BroughtDecision.text": "",
        "Mandating.digest": "",
        "Mandate.digest": "",
        "Ratification.digest": "",
        "Joining.charter": "",
        "Agreement.text": "",
        "Settlement.text": "",
        "Takeover.inventory": "",
        "AmendmentVote.becomes": "",
        "Proposal.text": "",
        "Plan.text": "",
        "Budget.text": "",
        "Emergency.text": "",
        "Technology.text": "",
        "Training.text": "",
        "Directive.text": "",
        "Fund.text": "",
        "StandingLine.entry": "",
        "Invited.entry": "",
        "Erased.digest": "",
        "QuestionRaised.paragraphs": "",
        "AmendmentOffered.digest": "",
        "CountTold.roll": "",
        "Outcome.sheet": "",
        "AdviceGiven.digest": "",
        "AdviceAnswered.digest": "",
        "MinorityStated.digest": "",
        "Reported.digest": "",
        "Appealed.digest": "",
        "HearingHeld.digest": "",
        "GuidancePublished.digest": "",
        "Attestation.charter": "",
        "Joins.charter": "",
        "Answers.digest": "",
        "Decided.matter": "",
        "Decided.text": "",
        "Proposes.text": "",
        "Asks.digest": "",
        "Asks.text": "",
        "Returns.digest": "",
        "Closes.digest": "",
        "Admits.charter": "",
        "Denies.word": "",
        "ContradictionShown.shown": "",
        "Seen.root": "",
    },
    COMMANDED: {},
}
"""What each field that can hold a name, a key or a digest names, and why it may. (A digest of a text says nothing.)"""

TOGETHER: Mapping[str, str] = {
    "Founded": "what a body brings along is confirmed by every founder, and ends with its term (DESIGN, issue: found)",
    "BroughtSeat": "as above",
    "BroughtTerms": "an office somebody held before: it counts against them and gives them nothing",
    "Closed": "an outcome is a claim: judged void unless the charter counts the same from the papers",
    "OutcomeCorrected": "as above, after two tellers corrected a count",
    "Assisted": "the member's own words, by two tellers in office, never for one who has a key: see TRUST §3.2",
    "Outcome": "a claim that is counted again",
    "Brought": "as above",
}
"""What may name a person and an office or a seat at once, and why nobody is appointed by it."""

ABOUT_A_PERSON = re.compile(
    r"output|pace|speed|performance|productiv|piece|norm|rating|score|rank|attend|absen|late|sick|opinion|belief"
    r"|religion|politic|affiliat|tendenc|ethnic|nation|health|strike_record|wage_of|pay_of|vote_of"
)
COUNTED_OF_ALL: Mapping[str, str] = {
    "SittingOpened.attendance": "how many were there: a number, and nobody named",
    "Resolution.scope: affiliation": "of the body to outside bodies, decided by the base (R72); nobody's own",
}
"""Words that look like a measure of a person and are none."""


class Field(NamedTuple):
    """One field of the language: whose, what it is called, what type of value it holds."""

    owner: str
    name: str
    type: look.Type

    @property
    def path(self) -> str:
        return f"{self.owner}.{self.name}"


def faults_of(
    kinds: Iterable[type[Struct]],
    names: Mapping[str, Mapping[str, str]] = NAMES,
    together: Mapping[str, str] = TOGETHER,
) -> list[str]:
    """Everything these acts and matters could say that the language must not be able to say."""
    known = {path: what for what, paths in names.items() for path in paths}
    faults: dict[str, None] = {}
    for kind in kinds:
        fields = list(fields_in(kind))
        for field in fields:
            faults.update(dict.fromkeys(faults_in(field, known)))
        named = {known.get(field.path) for field in own_fields(kind)}
        if PERSON in named and named & {OFFICE, SEAT} and kind.__name__ not in together:
            faults[f"{kind.__name__} names a person and an office: somebody could be appointed by it"] = None
        if COMMANDED in named:
            faults[f"{kind.__name__} tells another body what to do: that is a decree"] = None
    return list(faults)


def faults_in(field: Field, known: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with one field by itself."""
    for leaf in leaves(field.type):
        match leaf:
            case look.IntType() | look.BoolType() | look.NoneType() | look.StructType() | look.LiteralType():
                pass
            case look.StrType():
                what = shape(leaf)
                if what is not None and field.path not in known:
                    yield f"{field.path} holds {what} and nobody has said what it names"
            case look.EnumType(cls=cls):
                for value in cls:
                    if ABOUT_A_PERSON.search(str(value)) and f"{field.path}: {value}" not in COUNTED_OF_ALL:
                        yield f"{field.path} has the word '{value}', which measures a person"
            case _:
                yield f"{field.path} holds a {type(leaf).__name__}: only exact and closed values are said"
    if ABOUT_A_PERSON.search(field.name) and field.path not in COUNTED_OF_ALL:
        yield f"{field.path} measures a person"


PLAIN = ("^[0-9a-f]{32}", "^[0-9a-f]*", "^(?:[0-9a-f]{2})*", "^([0-9a-f]{64})?")
"""Nonces, the bytes of proofs, and the identity of the body the act is written for."""


def shape(leaf: look.StrType) -> str | None:
    """What a piece of text can hold, by its declared bounds: a pseudonym, a key, a digest; None for plain words."""
    if leaf.pattern is not None and leaf.pattern.startswith(PLAIN):
        return None
    if leaf.min_length == 20:
        return "a key"
    if leaf.pattern is None or leaf.pattern in (pattern_of(Title), pattern_of(Words)):
        return None
    return "a digest" if "0-9a-f]{64}" in leaf.pattern else "a name"


def pattern_of(declared: Any) -> str | None:
    """The pattern a kind of text is declared with."""
    told = look.type_info(declared)
    return told.pattern if isinstance(told, look.StrType) else None


def own_fields(kind: type[Struct]) -> Iterator[Field]:
    """The fields of a kind and of the values that are said only as part of it, matters and words of others apart."""
    yield from fields_in(kind, into=is_a_part)


def is_a_part(cls: type[Any]) -> bool:
    """Whether a struct is a part of what holds it, not a decision or a word of its own that is judged by itself."""
    return cls.__struct_config__.tag is None and cls.__name__ not in ("Attestation", "Charter", "Mandate")


def fields_in(kind: type[Struct], into: Any = lambda cls: True) -> Iterator[Field]:
    """Every field of a kind and of the structs inside it, each struct once."""
    waiting, seen = [kind], {kind}
    while waiting:
        cls = waiting.pop()
        told = look.type_info(cls)
        assert isinstance(told, look.StructType)
        for field in told.fields:
            yield Field(cls.__name__, field.name, field.type)
            for leaf in leaves(field.type):
                if isinstance(leaf, look.StructType) and leaf.cls not in seen and into(leaf.cls):
                    seen.add(leaf.cls)
                    waiting.append(leaf.cls)


def leaves(told: look.Type) -> Iterator[look.Type]:
    """The types of the values a type is made of."""
    match told:
        case look.Metadata(type=inner):
            yield from leaves(inner)
        case look.UnionType(types=types) | look.TupleType(item_types=types):
            for inner in types:
                yield from leaves(inner)
        case look.VarTupleType(item_type=inner):
            yield from leaves(inner)
        case _:
            yield told
