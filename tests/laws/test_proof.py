"""A proof of traceability for any number of people, bodies and offices, by induction, with z3.

The search walks every short history of a small federation; this walks none and covers all. The model is the
fold with everything taken away but what makes and ends a seat: who belongs to which body, which seats are held
in a body's own book, which are shown in a council's. A pseudonym in a council is the place of a seat (`place`),
as in the code. Proven for every transition:

- T  every seat that was ever given traces, link by link and to earlier and earlier elections, to an assembly;
- N  who newly holds a seat got it by an election of its own electors, or by a corrected count that gives it back;
- C  who no longer belongs to a body holds no seat of it, from that moment, at every height above;
- R  a held seat can be ended by its electors whatever else is true: nothing else stands in the guard.

The last test holds the model against the code: every function of the kernel that writes a seat or a place is one
of the model's transitions.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import z3

import confederal

Body, Seat, Who = z3.DeclareSort("Body"), z3.DeclareSort("Seat"), z3.DeclareSort("Who")

base = z3.Function("base", Body, z3.BoolSort())
"""Whether a body is an assembly of members."""
of = z3.Function("of", Seat, Body)
"""Whose electors fill a seat."""
to = z3.Function("to", Seat, Body)
"""Where its holder is sent."""
place = z3.Function("place", Seat, Who)
"""What a delegate is called in the council: the place of one seat, and of no other."""
person = z3.Function("person", Who, z3.BoolSort())
"""Whether somebody is a member's pseudonym, and no place."""

s, r = z3.Consts("s r", Seat)
b, c = z3.Consts("b c", Body)
p, q, v = z3.Consts("p q v", Who)

ALWAYS = z3.And(
    z3.ForAll([s, r], z3.Implies(place(s) == place(r), s == r)),
    z3.ForAll([s], z3.Not(person(place(s)))),
)


class Model:
    """The state of all books together, at one moment. `after` stands for the same a moment later."""

    def __init__(self, moment: str) -> None:
        def relation(name: str, *sorts: Any) -> Any:
            return z3.Function(f"{name}_{moment}", *sorts, z3.BoolSort())

        self.roll = relation("roll", Who, Body)
        self.enrolled_once = relation("enrolled_once", Who, Body)
        self.held = relation("held", Seat, Who)
        self.sits = relation("sits", Seat)
        self.shown_once = relation("shown_once", Seat)
        self.chosen = relation("chosen", Seat, Who)
        """Ghost: a carried election by a quorum of the seat's own electors chose this one. Never forgotten."""
        self.stamp = z3.Function(f"stamp_{moment}", Seat, z3.IntSort())
        """Ghost: when."""
        self.through = z3.Function(f"through_{moment}", Seat, Seat)
        """Ghost: in a council, the seat of one of those who chose; nothing in an assembly."""
        self.now = z3.Int(f"now_{moment}")

    def belongs(self, who: Any, body: Any) -> Any:
        """Whether somebody has a vote in a body: a member of an assembly, the sitting delegate in a council."""
        delegate = z3.Exists([r], z3.And(place(r) == who, to(r) == body, self.sits(r)))
        return z3.If(base(body), z3.And(person(who), self.roll(who, body)), delegate)

    def holds(self, seat: Any, who: Any) -> Any:
        """`State.holds`: the seat is not ended and its holder still has a vote among those who elected them."""
        return z3.And(self.held(seat, who), self.belongs(who, of(seat)))

    def invariant(self) -> list[Any]:
        """What is proven to hold always; the first after the clock are traceability."""
        chosen, stamp, through = self.chosen, self.stamp, self.through
        link = z3.And(
            to(through(s)) == of(s),
            z3.Exists([q], chosen(through(s), q)),
            stamp(through(s)) < stamp(s),
        )
        return [
            self.now >= 0,
            z3.ForAll([s, p], z3.Implies(self.held(s, p), chosen(s, p))),
            z3.ForAll([s], z3.Implies(self.sits(s), z3.Exists([q], chosen(s, q)))),
            z3.ForAll([s, p], z3.Implies(chosen(s, p), z3.Or(base(of(s)), link))),
            z3.ForAll([s, p], z3.Implies(chosen(s, p), z3.And(stamp(s) >= 0, stamp(s) < self.now))),
            z3.ForAll([s], z3.Implies(self.sits(s), self.shown_once(s))),
            z3.ForAll([p, b], z3.Implies(self.roll(p, b), self.enrolled_once(p, b))),
            z3.ForAll(
                [s, p], z3.Implies(chosen(s, p), z3.Implies(base(of(s)), self.enrolled_once(p, of(s))))
            ),
            z3.ForAll(
                [s, r], z3.Implies(z3.And(chosen(s, place(r)), z3.Not(base(of(s)))), self.shown_once(r))
            ),
        ]


NOW, THEN = Model("now"), Model("then")
Transition = Callable[[Any, Any, Any, Any], Any]
"""Guard and effect, over a seat, a holder, a voter and a body."""


def same(*but: str) -> Any:
    """That everything but these is as it was."""
    kept: list[Any] = [] if "now" in but else [THEN.now == NOW.now]
    for name, variables in SHAPE.items():
        if name not in but:
            kept.append(
                z3.ForAll(variables, getattr(THEN, name)(*variables) == getattr(NOW, name)(*variables))
            )
    return z3.And(*kept)


SHAPE: dict[str, list[Any]] = {
    "roll": [p, b],
    "enrolled_once": [p, b],
    "held": [s, p],
    "sits": [s],
    "shown_once": [s],
    "chosen": [s, p],
    "stamp": [s],
    "through": [s],
}


def given(seat: Any, who: Any, via: Any) -> Any:
    """That this seat is this person's from now on, through the seat of one who chose."""
    return z3.And(
        z3.ForAll([s, p], THEN.held(s, p) == z3.Or(NOW.held(s, p), z3.And(s == seat, p == who))),
        z3.ForAll([s, p], THEN.chosen(s, p) == z3.Or(NOW.chosen(s, p), z3.And(s == seat, p == who))),
        z3.ForAll([s], THEN.stamp(s) == z3.If(s == seat, NOW.now, NOW.stamp(s))),
        z3.ForAll([s], THEN.through(s) == z3.If(s == seat, via, NOW.through(s))),
        THEN.now == NOW.now + 1,
        same("held", "chosen", "stamp", "through", "now"),
    )


def fresh(seat: Any) -> Any:
    """A seat is never used twice: its id is the step at which it was given."""
    return z3.ForAll([q], z3.Not(NOW.chosen(seat, q)))


def voted(voter: Any, via: Any, body: Any) -> Any:
    """That a voter belongs to a body: as member, or by the seat `via` that sits there."""
    return z3.If(
        base(body),
        z3.And(person(voter), NOW.roll(voter, body)),
        z3.And(place(via) == voter, to(via) == body, NOW.sits(via)),
    )


x = z3.Const("x", Seat)
y, w = z3.Consts("y w", Who)
u = z3.Const("u", Seat)
d = z3.Const("d", Body)

ELECTED = z3.And(fresh(x), voted(w, u, of(x)), NOW.belongs(y, of(x)), given(x, y, u))
ENDED = z3.And(z3.ForAll([s, p], THEN.held(s, p) == z3.And(NOW.held(s, p), s != x)), same("held"))
RESTORED = z3.And(
    NOW.chosen(x, y),
    z3.ForAll([s, p], THEN.held(s, p) == z3.Or(NOW.held(s, p), z3.And(s == x, p == y))),
    same("held"),
)
SHOWN = z3.And(
    NOW.held(x, y),
    z3.Not(NOW.shown_once(x)),
    z3.ForAll([s], THEN.sits(s) == z3.Or(NOW.sits(s), s == x)),
    z3.ForAll([s], THEN.shown_once(s) == z3.Or(NOW.shown_once(s), s == x)),
    same("sits", "shown_once"),
)
UNSEATED = z3.And(z3.ForAll([s], THEN.sits(s) == z3.And(NOW.sits(s), s != x)), same("sits"))
ENROLLED = z3.And(
    person(y),
    z3.Not(NOW.enrolled_once(y, d)),
    z3.ForAll([p, b], THEN.roll(p, b) == z3.Or(NOW.roll(p, b), z3.And(p == y, b == d))),
    z3.ForAll([p, b], THEN.enrolled_once(p, b) == z3.Or(NOW.enrolled_once(p, b), z3.And(p == y, b == d))),
    same("roll", "enrolled_once"),
)
LEFT = z3.And(
    z3.ForAll([p, b], THEN.roll(p, b) == z3.And(NOW.roll(p, b), z3.Not(z3.And(p == y, b == d)))), same("roll")
)

TRANSITIONS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "elect": (ELECTED, ("state.State.electing", "after.standing_up")),
    "end: recall, resign, lapse": (ENDED, ("state.State.ending_seat", "state.State.electing")),
    "restore: a recall's count was corrected": (RESTORED, ("state.State.restoring_seat",)),
    "attest": (SHOWN, ("after._shown_elected",)),
    "unseat: ended, denied or contradicted": (UNSEATED, ("state.State.without_place",)),
    "enrol": (ENROLLED, ()),
    "leave, expelled, lapse of a body": (LEFT, ()),
}
"""Every transition of the model, and the functions of the kernel that do it. (A founding elects by all it binds.)"""

TOUCHES_NO_HOLDER = {"after._seat_accepted": "writes down who accepted and with which key; the holder stays"}


def holds_for_ever(step: Any, claims: list[Any]) -> list[str]:
    """Which claims do not follow from the invariant and one step; the empty list is a proof."""
    return [str(rank) for rank, claim in enumerate(claims) if counterexample(step, claim) is not None]


def counterexample(step: Any, claim: Any) -> Any:
    """A state and a step after which the claim is false; None when there is none, whatever the numbers."""
    solver = z3.Solver()
    solver.set("timeout", 60_000)
    solver.add(ALWAYS, *NOW.invariant(), step, z3.Not(claim))
    found = solver.check()
    assert found != z3.unknown, f"z3 gave up: {solver.reason_unknown()}"
    return solver.model() if found == z3.sat else None


# Proofs


def test_nothing_held_is_a_beginning() -> None:
    """The empty federation satisfies the invariant: nobody is enrolled, nothing is held."""
    nobody = [
        z3.ForAll([p, b], z3.Not(NOW.roll(p, b))),
        z3.ForAll([s, p], z3.And(z3.Not(NOW.held(s, p)), z3.Not(NOW.chosen(s, p)))),
        z3.ForAll([s], z3.Not(NOW.sits(s))),
        NOW.now == 0,
    ]
    for claim in NOW.invariant():
        solver = z3.Solver()
        solver.add(ALWAYS, *nobody, z3.Not(claim))
        assert solver.check() == z3.unsat


@pytest.mark.parametrize("name", TRANSITIONS)
def test_traceability_is_kept_by_every_transition(name: str) -> None:
    assert holds_for_ever(TRANSITIONS[name][0], THEN.invariant()) == []


@pytest.mark.parametrize(
    "name", sorted({*TRANSITIONS} - {"elect", "restore: a recall's count was corrected"})
)
def test_nobody_newly_holds_a_seat_but_by_election(name: str) -> None:
    newly = z3.ForAll([s, p], z3.Implies(THEN.holds(s, p), NOW.holds(s, p)))
    assert counterexample(TRANSITIONS[name][0], newly) is None


def test_an_election_gives_one_seat_to_one_who_belongs_and_nobody_else_anything() -> None:
    only = z3.ForAll(
        [s, p], z3.Implies(z3.And(THEN.holds(s, p), z3.Not(NOW.holds(s, p))), z3.And(s == x, p == y))
    )
    assert counterexample(ELECTED, only) is None
    assert counterexample(ELECTED, NOW.belongs(y, of(x))) is None


def test_who_left_a_body_holds_no_seat_of_it() -> None:
    assert (
        counterexample(
            LEFT, z3.ForAll([s], z3.Implies(z3.And(of(s) == d, base(d)), z3.Not(THEN.holds(s, y))))
        )
        is None
    )


def test_who_lost_the_seat_below_holds_none_above() -> None:
    """The cascade: with the place gone, every seat its holder had in that council is gone, and so on upward."""
    gone = z3.ForAll(
        [s], z3.Implies(z3.And(of(s) == to(x), z3.Not(base(to(x)))), z3.Not(THEN.holds(s, place(x))))
    )
    assert counterexample(UNSEATED, gone) is None


def test_a_recall_can_always_be_carried_out() -> None:
    """The guard of ending a seat is true: from any state there is a state after it in which nobody holds it."""
    solver = z3.Solver()
    solver.add(ALWAYS, *NOW.invariant(), NOW.holds(x, y), ENDED, z3.Exists([p], THEN.holds(x, p)))
    assert solver.check() == z3.unsat


@pytest.mark.parametrize("name", TRANSITIONS)
def test_every_transition_of_the_model_can_happen(name: str) -> None:
    """A guard that nothing satisfies would make its proof worthless."""
    assert counterexample(TRANSITIONS[name][0], z3.BoolVal(False)) is not None


# Seeds


def test_seeded_appointment_has_a_counterexample() -> None:
    """Somebody is put into a seat of a council's and nobody who belongs there voted."""
    appointed = z3.And(fresh(x), given(x, y, u))
    assert counterexample(appointed, THEN.invariant()[3]) is not None


def test_seeded_word_of_nobody_has_a_counterexample() -> None:
    """A delegate is seated on a word that no election stands behind."""
    seated = z3.And(z3.ForAll([s], THEN.sits(s) == z3.Or(NOW.sits(s), s == x)), same("sits"))
    assert counterexample(seated, THEN.invariant()[2]) is not None


def test_seeded_missing_cascade_has_a_counterexample() -> None:
    """If a seat were held by its own book alone, who left would keep it."""
    kept = z3.ForAll([s], z3.Implies(of(s) == d, z3.Not(THEN.held(s, y))))
    assert counterexample(LEFT, kept) is not None


def test_seeded_reuse_of_a_seat_has_a_counterexample() -> None:
    """If a seat shown before could be shown again, who lost a seat above by recall would hold it again."""
    again = z3.And(
        NOW.held(x, y),
        z3.ForAll([s], THEN.sits(s) == z3.Or(NOW.sits(s), s == x)),
        z3.ForAll([s], THEN.shown_once(s) == z3.Or(NOW.shown_once(s), s == x)),
        same("sits", "shown_once"),
    )
    newly = z3.ForAll([s, p], z3.Implies(THEN.holds(s, p), NOW.holds(s, p)))
    assert counterexample(again, newly) is not None


def test_seeded_reuse_of_a_pseudonym_has_a_counterexample() -> None:
    again = z3.And(
        person(y),
        z3.ForAll([p, b], THEN.roll(p, b) == z3.Or(NOW.roll(p, b), z3.And(p == y, b == d))),
        z3.ForAll([p, b], THEN.enrolled_once(p, b) == z3.Or(NOW.enrolled_once(p, b), z3.And(p == y, b == d))),
        same("roll", "enrolled_once"),
    )
    newly = z3.ForAll([s, p], z3.Implies(THEN.holds(s, p), NOW.holds(s, p)))
    assert counterexample(again, newly) is not None


# The model is of this code


def test_the_kernel_makes_and_ends_seats_nowhere_else() -> None:
    modelled = {function for _, functions in TRANSITIONS.values() for function in functions}
    assert writers() == modelled | set(TOUCHES_NO_HOLDER)


OTHER_SEATS = ("counting", "planning")
"""Rooms below or beside the kernel, which know no state: their seats are numbers."""


def writers() -> set[str]:
    """Every function that makes a state with other seats or places, by module and class."""
    found = set()
    root = Path(confederal.__file__).parent
    for path in sorted(
        path for path in root.rglob("*.py") if path.relative_to(root).parts[0] not in OTHER_SEATS
    ):
        for where, function in functions_in(path):
            for node in ast.walk(function):
                named = {keyword.arg for keyword in node.keywords} if isinstance(node, ast.Call) else set()
                if named & {"seats", "places"} and called_name(node) in ("replace", "State"):
                    found.add(where)
    return found


def called_name(node: Any) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else str(getattr(node.func, "attr", ""))


def functions_in(path: Path) -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.append((f"{path.stem}.{node.name}", node))
        elif isinstance(node, ast.ClassDef):
            methods = [method for method in node.body if isinstance(method, ast.FunctionDef)]
            found += [(f"{path.stem}.{node.name}.{method.name}", method) for method in methods]
    return found
