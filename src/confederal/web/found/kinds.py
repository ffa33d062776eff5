"""The kinds of body one can found, in plain words: the templates of the fixed rules, told to somebody in a hurry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class KindOfBody(Struct, frozen=True):
    """A template and how members would call it."""

    template: str
    name: _StrPromise
    whom: _StrPromise
    known_for: _StrPromise


ASSEMBLIES: Final = (
    KindOfBody(
        "worker_coop",
        _("Worker co-operative"),
        _("Everybody who works there is a member: a bakery, a print shop, a care co-operative."),
        _("The assembly admits new members; our own numbers change with three quarters."),
    ),
    KindOfBody(
        "union_branch",
        _("Union branch"),
        _("The members of one union in one town or trade, deciding in their own meeting."),
        _("Two keepers of the member list admit; officers serve short terms."),
    ),
    KindOfBody(
        "workplace_with_sections",
        _("Workplace with sections"),
        _("One body whose shifts, shops or depots may meet apart and are counted together."),
        _("Each section elects and recalls its own; all decide together."),
    ),
    KindOfBody(
        "village",
        _("Village or neighbourhood"),
        _("Everybody who lives there decides together: a village, a block of flats, water users."),
        _("Papers are sent before; a show of hands can be challenged."),
    ),
)

COUNCILS: Final = (
    KindOfBody(
        "federation_one_body_one_vote",
        _("Federation of equals"),
        _("Every body has one vote, whatever its size."),
        _("One body, one vote."),
    ),
    KindOfBody(
        "federation_cnt_brackets",
        _("Federation with brackets"),
        _("Branches of very different size: small ones weigh more a head, large ones more in all."),
        _("1 vote up to 50 members, 2 up to 100, 3 up to 300, and so on."),
    ),
    KindOfBody(
        "federation_per_started",
        _("Federation per started hundred"),
        _("Votes follow members closely, and small branches are heard."),
        _("One vote for every started hundred members."),
    ),
    KindOfBody(
        "federation_by_heads",
        _("Federation by heads"),
        _("The count of the federation is the count of all its members, body by body."),
        _("As many votes as members."),
    ),
    KindOfBody(
        "congress",
        _("Congress"),
        _("Delegates of many bodies meet for a few days; everything is prepared from below."),
        _("Credentials are looked at first, at every meeting."),
    ),
    KindOfBody(
        "joint_committee_parity",
        _("Joint committee"),
        _(
            "Unions of different currents in one town, trade or plant: what is adopted is adopted on every side."
        ),
        _("The sides are equal; name them below."),
    ),
    KindOfBody(
        "commission",
        _("Commission"),
        _("Several bodies look after something together, for a time, with named tasks."),
        _("It ends by itself; its bodies can found it again."),
    ),
    KindOfBody(
        "defence_council",
        _("Defence council"),
        _("Bodies under attack want one direction under their own control."),
        _("It ends by itself after ninety days."),
    ),
)


def kind_called(template: str) -> KindOfBody | None:
    """The kind of that template, or None."""
    return next((kind for kind in (*ASSEMBLIES, *COUNCILS) if kind.template == template), None)
