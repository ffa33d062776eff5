"""By what right? and Why not?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from confederal.audit.trail import Words, traces
from confederal.audit.trail import trail as trail_of
from confederal.charter.articles import ARTICLES, NAMED
from confederal.kernel.act import AttestationShown
from confederal.kernel.attestation import Attestation
from confederal.kernel.minute_book import Unreadable, opened
from confederal.kernel.state import State
from confederal.secretary.shelf import NoSuchBook
from confederal.web.accounts.models import Account
from confederal.web.office import Office
from confederal.web.visit import Visit, bodies_of, context, of_body


@of_body
def trail(request: HttpRequest, visit: Visit, about: str) -> HttpResponse:
    """The tree of right: from a seat, an office, a place, a member or a step down to people who decided it.

    The trail goes on in other bodies' records as far as the visitor may read them.
    """
    what = int(about) if about.isdigit() and len(about) < 16 else about
    readable = library(visit)
    node = trail_of(visit.state, what, readable, visit.now, words_in(visit.office))
    if node is None:
        raise Http404
    sizes = {body: state.size for body, state in readable.items()}
    return render(request, "trail/trail.html", context(visit, node=node, traces=traces(node), readable=sizes))


def library(visit: Visit) -> dict[str, State]:
    """The readings the visitor may follow a trail into."""
    account = visit.request.user
    assert isinstance(account, Account)
    found = {state.body: state for _, state, _ in bodies_of(account)}
    found[visit.body] = visit.state
    return found


def words_in(office: Office) -> Words:
    """What another body's word, shown at a step of a record here, said."""

    def shown(body: str, step: int) -> Attestation | None:
        try:
            for row in office.home.shelf.rows(body, step, step + 1):
                entry = opened(step, row)
                if not isinstance(entry, Unreadable) and isinstance(entry.act, AttestationShown):
                    return entry.act.attestation
        except NoSuchBook:
            return None
        return None

    return shown


def why_not(request: HttpRequest, article: str) -> HttpResponse:
    """One of the fixed rules, whole: what a refusal points at."""
    found = NAMED.get(article)
    if found is None:
        raise Http404
    place = ARTICLES.index(found)
    return render(
        request,
        "trail/article.html",
        {
            "article": found,
            "before": ARTICLES[place - 1] if place else None,
            "after": ARTICLES[place + 1] if place + 1 < len(ARTICLES) else None,
        },
    )
