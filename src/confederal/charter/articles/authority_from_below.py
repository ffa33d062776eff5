"""Authority comes from below.

A body is founded by its own people, and a council only by the bodies that make it up.
No server, no operator and no higher body creates one.
"""

from __future__ import annotations

from confederal.charter import settings
from confederal.charter.article import Article, Fault, Faults, length
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.body import Kind
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.state import State
from confederal.kernel.words import KINDS, office_called
from confederal.sentence import listed, say

article = Article(__name__, __doc__, chapter="The base", sources="R15 R16 R43")

article.reads(
    1,
    "A body exists when its own founders have confirmed it, each with their own key.",
    "grounds.still_forming; after.standing_up",
)
article.reads(7, "A record begins with a founding.", "reading.judge_founding")
article.reads(4, "A body that has closed itself down decides nothing more.", "grounds.closed_down")


@article.says(
    2,
    "A council is founded only by the bodies that make it up, an assembly by three people or more.",
    a.Founded,
)
def founded_by_its_own(state: State, m: a.Minuted, act: a.Founded) -> Faults:
    if act.charter.kind is Kind.COUNCIL:
        if act.founders:
            yield Fault(
                say("people among the founders: {founders}", founders=len(act.founders)),
                "leave them out: only bodies make a council",
            )
        if len({named.body for named in act.bodies}) < 2 or len(act.bodies) != len(
            {b.body for b in act.bodies}
        ):
            yield Fault(
                say("bodies named: {bodies}", bodies=len(act.bodies)), "name two bodies or more, each once"
            )
        return
    if act.bodies:
        yield Fault(
            say("bodies among the founders: {bodies}", bodies=len(act.bodies)), "found a council instead"
        )
    ids = [founder.id for founder in act.founders] + [line.id for line in act.brings.members]
    keys = [founder.key for founder in act.founders]
    if len(act.founders) < 3:
        yield Fault(
            say("founders: {founders}", founders=len(act.founders)), "found it with three people or more"
        )
    if len(set(ids)) != len(ids) or len({*keys, act.host_key}) != len(keys) + 1 or HOST in ids:
        yield Fault(
            "a pseudonym or a key stands twice", "give everybody one pseudonym and one key of their own"
        )


@article.says(
    3,
    "The founding is signed by one of the founders, or for a council by whoever will keep its record.",
    a.Founded,
)
def signed_by_a_founder(state: State, m: a.Minuted, act: a.Founded) -> Faults:
    signers = (
        {HOST: act.host_key} if act.charter.kind is Kind.COUNCIL else {f.id: f.key for f in act.founders}
    )
    if signers.get(m.by) != m.key:
        yield Fault(say("signed by {by}", by=m.by), "have one of the founders sign it with their own key")


@article.says(
    5,
    "The founders choose the numbers of the charter inside the bounds that are the same for all.",
    a.Founded,
)
def charter_in_bounds(state: State, m: a.Minuted, act: a.Founded) -> Faults:
    for name, value, bound in settings.faults(act.charter):
        yield Fault(
            say("{name} is {value}", name=name, value=value), say("{name}: {bound}", name=name, bound=bound)
        )
    for founder in act.founders:
        if founder.section is not None and founder.section not in act.charter.sections:
            yield Fault(
                say("section {section}", section=founder.section),
                say("one of: {those}", those=listed(act.charter.sections) or say("none")),
            )
    for line in act.brings.members:
        if line.section is not None and line.section not in act.charter.sections:
            yield Fault(
                say("section {section}", section=line.section),
                say("one of: {those}", those=listed(act.charter.sections) or say("none")),
            )


@article.says(
    6, "What a body brings along is confirmed with the founding: offices end, terms served count.", a.Founded
)
def brought_in_order(state: State, m: a.Minuted, act: a.Founded) -> Faults:
    ids = {founder.id for founder in act.founders} | {line.id for line in act.brings.members}
    offices = {office.name for office in act.charter.offices}
    for decision in act.brings.decisions:
        if not isinstance(
            decision.matter, matters.Resolution | matters.Choice | matters.Standard | matters.Commission
        ):
            yield Fault(
                say("{kind} brought along", kind=KINDS[decision.matter.word()]),
                "resolutions, choices, standards, commissions",
            )
    for office in act.charter.offices:
        holders = [seat.holder for seat in act.brings.offices if seat.office == office.name]
        if len(holders) > office.seats or len(set(holders)) != len(holders):
            yield Fault(
                say(
                    "{name}: {holders} holders of {seats} seats",
                    name=office_called(office.name),
                    holders=len(holders),
                    seats=office.seats,
                ),
                "each once, as many as seats",
            )
    for served in act.brings.terms:
        if served.member not in ids or any(
            term.until > m.time or term.since >= term.until for term in served.terms
        ):
            yield Fault(
                say("terms of {member}", member=served.member), "terms that members served and that are over"
            )
    if act.charter.kind is Kind.COUNCIL and act.brings.members:
        yield Fault("people on the register of a council", "bodies make it up: their delegates are elected")
    for seat in act.brings.offices:
        if seat.holder not in ids:
            yield Fault(
                say("{office} held by {holder}", office=office_called(seat.office), holder=seat.holder),
                "bring along offices of members only",
            )
        if seat.office not in offices:
            yield Fault(
                say("office {office}", office=office_called(seat.office)),
                say("one of: {those}", those=listed(map(office_called, sorted(offices)))),
            )
        if not m.time < seat.until <= m.time + act.charter.term_days * DAY:
            yield Fault(
                say(
                    "{office} for {time}", office=office_called(seat.office), time=length(seat.until - m.time)
                ),
                "let it end within one term from now",
            )
