"""What a list of members would change in the record: who is new, who changed, who is no longer on it.

The record is the state; the list comes from outside and counts for nothing until two keepers have said the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from confederal.kernel.act import StandingImported, StandingLine
from confederal.kernel.identity import Id
from confederal.kernel.member import Member, Standing
from confederal.kernel.state import State

AT_ONCE: Final = 300
"""So many lines fit into one signed step."""


class Kind(StrEnum):
    """What a line of a list does to the record."""

    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"


class Change(Struct, frozen=True):
    """A member whose standing or section is another by the list."""

    line: StandingLine
    standing: Standing
    """Until now."""
    section: Id | None
    """Until now."""


class Difference(Struct, frozen=True):
    """What a list changes, in the order of the list; those gone in the order of their pseudonyms."""

    new: tuple[StandingLine, ...] = ()
    changed: tuple[Change, ...] = ()
    gone: tuple[StandingLine, ...] = ()
    waiting: tuple[StandingLine, ...] = ()
    """Said by one keeper already; a second has to confirm."""
    unchanged: int = 0

    def lines(self, kind: Kind) -> tuple[StandingLine, ...]:
        """The lines of one kind that would be said in the record."""
        match kind:
            case Kind.CHANGED:
                return tuple(change.line for change in self.changed)
            case Kind.GONE:
                return self.gone
            case Kind.NEW:
                return self.new

    def all_lines(self) -> tuple[StandingLine, ...]:
        """Every line that would be said in the record."""
        return tuple(line for kind in Kind for line in self.lines(kind))

    def parts(self, kind: Kind) -> list[tuple[StandingLine, ...]]:
        """The lines of one kind in parts, each small enough for one signed step.

        Kinds are never mixed: what speaks against newcomers holds up no change of standing.
        """
        lines = self.lines(kind)
        return [lines[start : start + AT_ONCE] for start in range(0, len(lines), AT_ONCE)]


def difference(state: State, listed: Sequence[StandingLine], missing: Iterable[Id] = ()) -> Difference:
    """What these lines change in that state; `missing` are members of an earlier list that are not on this one."""
    said = waiting_lines(state)
    new, changed, waiting = [], [], []
    unchanged = 0
    for line in listed:
        member = state.members.get(line.id)
        if member is None and line.standing is Standing.GONE:
            unchanged += 1
        elif line in said:
            waiting.append(line)
        elif member is None:
            new.append(line)
        elif alters(member, line):
            changed.append(Change(line, member.standing, member.section))
        else:
            unchanged += 1
    gone = []
    for who in sorted(missing):
        member = state.members.get(who)
        line = StandingLine(who, Standing.GONE)
        if line in said:
            waiting.append(line)
        elif member is not None and alters(member, line):
            gone.append(line)
    leaving = tuple(change.line for change in changed if change.line.standing is Standing.GONE)
    return Difference(
        new=tuple(new),
        changed=tuple(change for change in changed if change.line.standing is not Standing.GONE),
        gone=(*leaving, *gone),
        waiting=tuple(waiting),
        unchanged=unchanged,
    )


def alters(member: Member, line: StandingLine) -> bool:
    """Whether a line says something else of a member than the record does."""
    on_the_way_out = member.off_roll_at is not None
    if member.standing is Standing.GONE:
        return False  # who left joins again under another pseudonym
    if line.section is not None and line.section != member.section and line.standing is not Standing.GONE:
        return True
    if line.standing is Standing.GOOD:
        return member.standing is not Standing.GOOD or on_the_way_out
    return not on_the_way_out and member.standing is not line.standing


def waiting_lines(state: State) -> frozenset[StandingLine]:
    """The lines one keeper has said and no second has confirmed yet."""
    return frozenset(
        line
        for pending in state.pending.values()
        if isinstance(pending.act, StandingImported)
        for line in pending.act.lines
    )
