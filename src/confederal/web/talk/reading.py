"""What was said beside a proposal, with people called as they are called here."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from confederal.web.talk.forms import Ask, Attach, Say
from confederal.web.talk.models import Answer, Attachment, Comment, Poll
from confederal.web.visit import Visit

BESIDE = 30
"""So many comments stand on the proposal's own page, the latest; all of them on the talk's."""


class Said(Struct, frozen=True):
    """One comment."""

    comment: Comment
    who: str
    own: bool


class Added(Struct, frozen=True):
    """One file."""

    attachment: Attachment
    who: str
    own: bool


class Asked(Struct, frozen=True):
    """One quick poll: its answers with their numbers, and the visitor's own."""

    poll: Poll
    who: str
    own: bool
    lines: tuple[tuple[int, str, int], ...]
    answers: int
    mine: int | None


class Thread(Struct, frozen=True):
    """The talk beside one proposal."""

    said: tuple[Said, ...]
    earlier: int
    """How many comments are not shown here."""
    files: tuple[Added, ...]
    polls: tuple[Asked, ...]
    may_write: bool
    say: Say
    attach: Attach
    ask: Ask


def may_write(visit: Visit) -> bool:
    """Whoever belongs here talks, those with a voice and no vote too; not into the past."""
    return visit.who is not None and visit.open_here


def thread(visit: Visit, step: int, *, whole: bool = False) -> Thread:
    """The talk: the latest comments, or all of them."""
    comments = Comment.objects.filter(body=visit.body, step=step, at__lte=visit.now).order_by("-id")
    number = comments.count()
    shown = list(comments if whole else comments[:BESIDE])[::-1]
    files = (
        Attachment.objects.filter(body=visit.body, step=step, at__lte=visit.now)
        .defer("content")
        .order_by("id")
    )
    return Thread(
        said=tuple(Said(one, visit.called(one.member), one.member == visit.who) for one in shown),
        earlier=number - len(shown),
        files=tuple(Added(one, visit.called(one.member), one.member == visit.who) for one in files),
        polls=tuple(
            asked(visit, poll)
            for poll in Poll.objects.filter(body=visit.body, step=step, at__lte=visit.now).order_by("id")
        ),
        may_write=may_write(visit),
        say=Say(auto_id="say_%s"),
        attach=Attach(auto_id="attach_%s"),
        ask=Ask(auto_id="ask_%s"),
    )


def asked(visit: Visit, poll: Poll) -> Asked:
    """A poll with the numbers of its answers."""
    given = list(Answer.objects.filter(poll=poll).values_list("member", "option"))
    votes = Counter(option for _member, option in given)
    return Asked(
        poll=poll,
        who=visit.called(poll.member),
        own=poll.member == visit.who,
        lines=tuple((number, option, votes[number]) for number, option in enumerate(poll.options)),
        answers=len(given),
        mine=next((option for member, option in given if member == visit.who), None),
    )
