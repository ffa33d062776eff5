"""Plain words for what a record holds: the filters and tags every template may use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from confederal.audit import words
from confederal.audit.trail import Node
from confederal.kernel.act import AnyAct
from confederal.kernel.body import Tie
from confederal.kernel.decision import Waits
from confederal.kernel.matters import Matter
from confederal.kernel.question import Outcome, Stage
from confederal.kernel.words import OFFICES, office_called
from confederal.sentence import Sentence
from confederal.web import dates, language
from confederal.web.bodies.facts import facts_of
from confederal.web.visit import Visit

register = template.Library()


@register.filter
def called(who: str, visit: Visit) -> str:
    """What somebody is called on this body's pages: `{{ member|called:visit }}`."""
    return visit.called(who)


@register.filter
def told(words: str, visit: Visit | None = None) -> str:
    """What the law or the record says, in the reader's language: `{{ reason.mend|told:visit }}`.

    With a visit, members it names are called as on this body's pages.
    """
    return language.told(words) if visit is None else language.told(words, members_called(visit))


def members_called(visit: Visit) -> Callable[[str], str]:
    """What members are called on this body's pages; any other name stays as it is."""
    known = visit.state.members
    return lambda name: visit.called(name) if name in known else name


@register.filter
def on_day(at: int, visit: Visit) -> str:
    """A date in the body's time zone."""
    return dates.day(at, visit.zone)


@register.filter
def at_time(at: int, visit: Visit) -> str:
    """Date and hour in the body's time zone."""
    return dates.moment(at, visit.zone)


@register.filter
def kind_of(matter: Matter) -> str:
    """The kind of decision, in members' words."""
    return gettext(words.kind_of(matter))


@register.filter
def came_out(outcome: Outcome) -> str:
    """What came of a vote, in a word or two."""
    return gettext(words.RESULTS[outcome.result])


@register.filter
def mark_words(mark: str) -> str:
    """A mark on a ballot, in words."""
    return language.told(words.marked(mark))


@register.filter
def text_of(digest: str, visit: Visit) -> str | None:
    """The text of a digest; None where it was erased or is not kept here."""
    return visit.words(digest)


@register.filter
def moment_in(at: int | None, zone: tzinfo) -> str:
    """Date and hour in a time zone."""
    return "" if at is None else dates.moment(at, zone)


@register.filter
def stage_words(stage: str) -> str:
    """How far a proposal has come, in words."""
    return gettext(words.STAGES[Stage(stage)])


@register.filter
def tie_words(tie: str) -> str:
    """How a body belongs to a council, in words."""
    return gettext(words.TIES[Tie(tie)])


WAITS = {
    Waits.RATIFICATION: gettext_noop("goes back down to be confirmed"),
    Waits.PARTIES: gettext_noop("waits for the like decision of the others"),
    Waits.APPEAL: gettext_noop("waits for the appeal to be heard"),
}


@register.filter
def waits_words(waits: str) -> str:
    """What a decision waits for, in words."""
    return gettext(WAITS[Waits(waits)]) if Waits(waits) in WAITS else ""


@register.filter
def office_name(office: str) -> str:
    """What an office is called; those a body invented keep their own name."""
    if isinstance(office, Sentence) or office in OFFICES:
        return language.told(OFFICES.get(office, office))
    return office_called(office)


STEPS = {
    "count_told": gettext_noop("A teller's count"),
    "sitting_opened": gettext_noop("The meeting is open"),
    "sitting_ended": gettext_noop("The meeting is over"),
    "hall_opened": gettext_noop("The count in the hall begins"),
    "invited": gettext_noop("An invitation"),
    "standing_imported": gettext_noop("The member list is brought up to date"),
    "assisted": gettext_noop("Something said at the tellers' table"),
    "hearing_held": gettext_noop("A hearing was held"),
    "composited": gettext_noop("Two proposals are merged"),
    "key_vouched": gettext_noop("A new key for a co-worker"),
}


@register.filter
def kind_of_step(kind: str) -> str:
    """What kind of step waits for a second person."""
    return gettext(STEPS[kind]) if kind in STEPS else kind.replace("_", " ")


@register.filter
def trail_words(node: Node, visit: Visit) -> str:
    """The words of a line of a trail; those of the visitor's own body with handles where it names members."""
    if node.body != visit.body or visit.who is None:
        return language.told(node.words)
    return language.told(node.words, members_called(visit))


@register.filter
def record_page(node: Node, readable: dict[str, int]) -> int:
    """The page of the record, newest first, on which a step stands."""
    from confederal.web.bodies.views import PAGE

    return (readable[node.body] - 1 - (node.step or 0)) // PAGE + 1


@register.filter
def facts(act: AnyAct, visit: Visit) -> list[tuple[str, str]]:
    """The fields of a step as names and values one can read: what a second person confirms."""
    return facts_of(act, visit)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A value of a mapping by key, or None."""
    return mapping.get(key)


@register.simple_tag
def attributes(given: dict[str, Any]) -> SafeString:
    """Attributes of an HTML element."""
    from django.forms.utils import flatatt

    return flatatt(given)
