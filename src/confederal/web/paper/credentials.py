"""The list at the door of a congress: which branch, which of its seats, with how many votes, and a box to tick."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from immutables import Map

from confederal.kernel.sitting import Sitting
from confederal.web.paper.setting import begun, ended
from confederal.web.paper.wording import day, weekday
from confederal.web.visit import Visit


def credentials(visit: Visit, sitting: Sitting) -> bytes:
    """Every seat the branches have filled, taken or not yet, and the branches that have filled none. Raises Http404."""
    if not visit.state.council:
        raise Http404
    state = visit.state
    sheet = begun(visit, _("Credentials"), people=True)
    sheet.heading(_("Credentials"), 1)
    sheet.words(f"{visit.title} · {weekday(sitting.on, visit.zone)}", 12)
    sheet.words(
        _(
            "A seat rests on the proof from the branch that elected it. Whoever is refused may appeal to the floor."
        ),
        12,
    )
    taken = state.taken.get(sitting.id, Map())
    votes = state.register(None, visit.now)
    rows = []
    for body, link in sorted(state.bodies.items(), key=lambda found: found[1].name.casefold()):
        if not link.in_force(visit.now):
            continue
        places = [place for place in state.places_of(body) if place.in_force(visit.now)]
        met = day(link.last_assembly, visit.zone) if link.last_assembly else _("not shown")
        for place in sorted(places, key=lambda place: (place.alternate, place.id)):
            seat = " ".join([place.seat, _("(alternate)")]) if place.alternate else place.seat
            tick = _("seated") if place.id in taken else "☐"
            rows.append([tick, link.name, seat, str(votes.get(body, 0)), day(place.until, visit.zone), met])
        if not places:
            rows.append(["–", link.name, _("no delegate shown"), str(votes.get(body, 0)), "", met])
    head = [_("Here"), _("Branch"), _("Seat"), _("Votes of the branch"), _("Until"), _("Last met")]
    sheet.ruled(head, rows, [2, 5, 3, 2.2, 3, 3], size=10, tall=9)
    told = ngettext("%(number)d vote in all", "%(number)d votes in all", sum(votes.values())) % {
        "number": sum(votes.values())
    }
    sheet.words(told, 12, bold=True)
    sheet.to_fill(_("Looked at by (two):"))
    return ended(visit, sheet, people=True)
