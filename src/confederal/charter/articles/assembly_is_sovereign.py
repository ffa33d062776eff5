"""The assembly is sovereign.

Discipline, the organisation of the work, the programme and the body's own rules are decided by the assembly.
A council prepares and coordinates; it does not decide these in its place.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.body import Kind
from confederal.kernel.matters.resolution import RESERVED
from confederal.kernel.state import State
from confederal.kernel.words import BODIES, KINDS
from confederal.sentence import one_of, say

article = Article(__name__, __doc__, chapter="The base", sources="R01 R09")


@article.about(
    1,
    "Discipline, work organisation, programme, own rules and affiliation are decided by assemblies, not by councils.",
    matters.Resolution,
)
def reserved_to_assemblies(state: State, by: str, matter: matters.Resolution, at: int) -> Faults:
    if state.council and matter.scope in RESERVED:
        yield Fault(
            say("a council resolving on {scope}", scope=matter.scope),
            "put it as a general resolution and let the assemblies decide",
        )


@article.about(2, "Each kind of decision belongs to the kinds of body that can take it.", *matters.MATTERS)
def of_this_kind_of_body(state: State, by: str, matter: matters.MatterBase, at: int) -> Faults:
    if state.kind.value not in matter.kinds:
        yield Fault(
            say("{kind} in {body}", kind=KINDS[matter.word()], body=BODIES[state.kind]),
            say("only in {bodies}", bodies=one_of(BODIES[Kind(kind)] for kind in sorted(matter.kinds))),
        )


article.declares(
    3,
    "Union, steward council and workplace assembly of one site are three bodies with three memberships.",
    because="whether two records describe one site is known to people, not to a record",
    room="Monday's founding page asks for it",
)


@article.about(
    4, "A resolution replaces a resolution of the same scope, and nothing else.", matters.Resolution
)
def replaces_its_like(state: State, by: str, matter: matters.Resolution, at: int) -> Faults:
    if matter.replaces is None:
        return
    replaced = state.decisions[matter.replaces].matter
    if not isinstance(replaced, matters.Resolution) or replaced.scope is not matter.scope:
        yield Fault(
            say("{kind} replaced by a resolution", kind=KINDS[replaced.word()]),
            "end it by a decision of its own kind",
        )
