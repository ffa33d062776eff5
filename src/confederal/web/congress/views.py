"""The pages of a congress: what the branches instructed, what counted, who is seated, and what they ask of us."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from immutables import Map
from msgspec import Struct

from confederal.audit import asked as asks
from confederal.audit.matrix import Cell, cells
from confederal.audit.roll_call import Counting, counts, with_rolls
from confederal.audit.roll_up import Line
from confederal.audit.trail import WhyNot, why_not
from confederal.charter.reading import judge
from confederal.charter.returning import marks_of, position_of
from confederal.kernel.act import Minuted, Payload, PlaceTaken, QuestionRaised, Voted
from confederal.kernel.attest import mandated
from confederal.kernel.body import Stray
from confederal.kernel.decision import Decision
from confederal.kernel.delegate import Place, Position
from confederal.kernel.identity import BodyId, Id, Step
from confederal.kernel.matters import Mandating, Ratification, Seating
from confederal.kernel.matters.matter import Sense
from confederal.kernel.member import Standing
from confederal.kernel.proof import fault_in
from confederal.kernel.question import Question, Stage
from confederal.kernel.sitting import Sitting
from confederal.kernel.state import State
from confederal.secretary.shelf import NoSuchBook
from confederal.web.ballots.reading import not_open
from confederal.web.congress import forms, roll
from confederal.web.congress.words import POSITIONS, STRAYS_AT_LENGTH
from confederal.web.saying import invalid, refused, say
from confederal.web.visit import Visit, context, of_body

ROWS: Final = 20
"""Proposals on one page of the table."""
COLUMNS: Final = 10
"""Branches on one page of the table."""
BRANCHES: Final = 50
"""Branches on one page of a list."""
CARDS: Final = 24
"""Branches on one page of cards."""
NOBODY: Final[Map[Id, bool]] = Map()
"""No place is taken."""


# Bodies by proposals


class Row(Struct, frozen=True):
    """One open proposal: how it stands, and what the branches shown have instructed."""

    question: Question
    line: Line
    cells: tuple[Cell, ...]
    instructed: bool
    """Whether branches instruct on it: not on persons, nor on how the congress proceeds."""


@of_body
def congress(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is decided already, what is open, and who has not instructed or not met."""
    state = visit.state
    if not state.council:
        return redirect("congress:asked", visit.body)
    branches = branches_of(visit)
    form = forms.Filter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    letters = chosen.get("branch", "").casefold()
    across = [body for body, name in branches if letters in name.casefold()]
    lines = roll.rolled(visit)
    shown = [line for line in lines if fits(state, line, chosen, set(across) if letters else None)]
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    columns = Paginator(across, COLUMNS).get_page(request.GET.get("branches"))
    behind = roll.laggards(visit, lines)
    return render(
        request,
        "congress/congress.html",
        context(
            visit,
            form=form,
            lines=lines,
            decided=sum(line.sure is not None for line in lines),
            page=page,
            columns=columns,
            names=dict(branches),
            rows=[row(state, line, columns.object_list) for line in page.object_list],
            own=own_branches(visit),
            behind=behind,
            behind_shown=behind[:BRANCHES],
            unmet=sum(not branch.met for branch in behind),
            branches=len(branches),
            reminds=reminders() is not None and visit.votes and visit.open_here,
            sittings=congresses(state),
            advisors=advisors(visit),
            unanswered=unanswered(state),
            down=going_down(state, visit.now),
            back=came_back(state, visit.now),
            closed=closed_lately(state),
            query=without_pages(request),
        ),
    )


def branches_of(visit: Visit) -> list[tuple[BodyId, str]]:
    """The branches that vote here now: the visitor's own first, then by name."""
    own = own_branches(visit)
    register = visit.state.register(None, visit.now)
    named = ((body, visit.state.bodies[body].name) for body in register)
    return sorted(named, key=lambda branch: (branch[0] not in own, branch[1], branch[0]))


def own_branches(visit: Visit) -> set[BodyId]:
    """The branches the visitor is a member of."""
    return {link.body for link in visit.account.memberships() if link.body in visit.state.bodies}


def fits(state: State, line: Line, chosen: dict[str, Any], branches: set[BodyId] | None) -> bool:
    """Whether a line is among those asked for; `branches` are those looked at, None for all."""
    words = chosen.get("q", "").casefold()
    if words and words not in line.title.casefold():
        return False
    match chosen.get("show"):
        case "sure":
            return line.sure is not None
        case "open":
            return line.sure is None
        case "silent":
            silent = line.silent if mandated(state.questions[line.question]) else ()
            return bool(silent) if branches is None else not branches.isdisjoint(silent)
        case _:
            return True


def row(state: State, line: Line, bodies: Iterable[BodyId]) -> Row:
    question = state.questions[line.question]
    return Row(question, line, cells(state, question, bodies), mandated(question))


def without_pages(request: HttpRequest) -> str:
    """The filters of this page, to go on with to another page of it."""
    given = request.GET.copy()
    for name in ("page", "branches"):
        given.pop(name, None)
    return given.urlencode()


def congresses(state: State) -> list[Sitting]:
    """The meetings of this council, the latest first: those to come, open, and the last ones."""
    return sorted(state.sittings.values(), key=lambda sitting: -sitting.on)[:5]


def advisors(visit: Visit) -> list[str]:
    """Who advises here, with a voice and without a vote."""
    members = visit.state.members.values()
    return sorted(
        member.id for member in members if member.standing is Standing.ADVISOR and not member.gone(visit.now)
    )


def unanswered(state: State) -> list[Question]:
    """The open proposals with written advice that nobody has answered yet."""
    opened = (state.questions[step] for step in sorted(state.open_questions))
    return [question for question in opened if any(given.answered is None for given in question.advice)]


class Down(Struct, frozen=True):
    """A decision that went down to be confirmed: by how many, of how many, until when."""

    decision: Decision
    confirmed: int
    refused: int
    of: int


def going_down(state: State, at: int) -> list[Down]:
    """The decisions that can still be confirmed from below."""
    everybody = len(state.register(None, at))
    found = []
    for _step, decision in sorted(state.decisions.items()):
        if asks.waits(decision, at):
            said = list(decision.ratified.values())
            found.append(Down(decision, sum(said), len(said) - sum(said), everybody))
    return found


def came_back(state: State, at: int) -> list[Down]:
    """The decisions that too few branches confirmed in time, the latest first."""
    everybody = len(state.register(None, at))
    found = []
    for _step, decision in sorted(state.decisions.items(), reverse=True):
        if decision.fell_short(at):
            said = list(decision.ratified.values())
            found.append(Down(decision, sum(said), len(said) - sum(said), everybody))
    return found[:10]


def closed_lately(state: State) -> list[Question]:
    """The last proposals this council decided."""
    closed = (question for question in state.questions.values() if question.outcome is not None)
    return sorted(closed, key=lambda question: -(question.closed_at or 0))[:10]


# Reminders


def reminders() -> Any:
    """The post office's reminders; None where this installation has none."""
    name = "confederal.web.post.reminders"
    return import_module(name) if find_spec(name) is not None else None


@of_body
@require_POST
def remind(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Somebody who sits here reminds the branches that have not met, or not instructed on everything."""
    post = reminders()
    if post is None or not visit.state.council or not visit.votes or not visit.open_here:
        raise Http404
    behind = [branch.body for branch in roll.laggards(visit, roll.rolled(visit))]
    sent = post.send(visit, behind)
    if sent:
        told = ngettext("%(sent)d reminder is on its way.", "%(sent)d reminders are on their way.", sent)
        messages.success(request, told % {"sent": sent})
    else:
        messages.info(request, _("No reminder was sent: they were reminded lately, or have left no address."))
    return redirect("congress:congress", visit.body)


# One proposal, branch by branch


@of_body
def question(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Each branch's instruction, votes and what counted; and every way of counting beside ours."""
    council_question(visit, step)
    counted = roll.counted(visit, step)
    asked = counted.question
    rule = asked.rule
    assert rule is not None
    ours = rule.charter.stray
    chosen = next((way for way in Stray if way.value == request.GET.get("stray")), ours)
    lines = counted.lines[chosen]
    own = own_branches(visit)
    ordered = sorted(
        lines, key=lambda line: (not any(voice.strayed for voice in line.voices), line.body not in own)
    )
    return render(
        request,
        "congress/question.html",
        context(
            visit,
            question=asked,
            put=visit.question(step).rule is not None,
            outcome=visit.question(step).outcome,
            chosen=chosen,
            ours=ours,
            page=Paginator(ordered, BRANCHES).get_page(request.GET.get("page")),
            own=own,
            any_strayed=any(voice.strayed for line in lines for voice in line.voices),
            strays=counted.counts.strays,
            keys=counted.counts.keys,
            unseated=counted.without,
            instructed=mandated(asked),
            started=rule.charter.started,
            query=without_pages(request),
        ),
    )


def council_question(visit: Visit, step: Step) -> Question:
    """A proposal of a council that is put to yes or no. Raises Http404."""
    asked = visit.question(step)
    if not visit.state.council or asked.matter.sense is not Sense.YES_NO:
        raise Http404
    return asked


# On a practice copy


class Share(Struct, frozen=True):
    """One branch on a practice copy: its members and votes as they are, and as they would be."""

    body: BodyId
    name: str
    field: str
    heads: int
    votes: int
    then_heads: int
    then_votes: int


@of_body
def rolls(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A practice copy: with other numbers of members, how votes are shared out and what comes of a vote."""
    state = visit.state
    if not state.council:
        raise Http404
    step = request.GET.get("q", "")
    asked = (
        council_question(visit, int(step)) if step.isascii() and step.isdigit() and len(step) < 12 else None
    )
    heads = {body: state.bodies[body].heads for body, _name in branches_of(visit)}
    chosen = {body: number for body in heads if (number := asked_heads(request, body)) is not None}
    changed = {body: number for body, number in chosen.items() if number != heads[body]}
    page = Paginator(
        [share(state, body, name, heads[body], chosen) for body, name in branches_of(visit)], BRANCHES
    ).get_page(request.GET.get("page"))
    shown = {line.body for line in page.object_list}
    return render(
        request,
        "congress/rolls.html",
        context(
            visit,
            question=asked,
            page=page,
            kept=[(field_of(body), number) for body, number in changed.items() if body not in shown],
            changed=bool(changed),
            total=sum(state.charter.votes_of(number) for number in heads.values()),
            then_total=sum(state.charter.votes_of(chosen.get(body, heads[body])) for body in heads),
            compared=list(compared(visit, asked, changed)) if asked is not None else [],
            started=state.charter.started,
            offered=[
                known
                for known in (state.questions[line] for line in sorted(state.questions, reverse=True))
                if mandated(known) and known.stage is not Stage.WITHDRAWN
            ][:20],
            query=without_pages(request),
        ),
    )


def field_of(body: BodyId) -> str:
    """The name of a branch's field in the form."""
    return f"m-{body[:12]}"


def asked_heads(request: HttpRequest, body: BodyId) -> int | None:
    """How many members a branch has on the practice copy; None where nothing was said, or no number."""
    given = request.GET.get(field_of(body), "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 7 else None


def share(state: State, body: BodyId, name: str, heads: int, chosen: dict[BodyId, int]) -> Share:
    then = chosen.get(body, heads)
    votes_of = state.charter.votes_of
    return Share(body, name, field_of(body), heads, votes_of(heads), then, votes_of(then))


def compared(
    visit: Visit, asked: Question, changed: dict[BodyId, int]
) -> Iterator[tuple[Counting, Counting | None]]:
    """Each way of counting: as it is, and on the practice copy where numbers were changed."""
    counted = roll.counted(visit, asked.id)
    if not changed:
        yield from ((count, None) for count in counted.counts.keys)
        return
    copy, vote = with_rolls(counted.state, counted.question, changed)
    then = counts(copy, vote, counted.at)
    yield from zip(counted.counts.keys, then.keys, strict=True)


# Credentials


class Claim(Struct, frozen=True):
    """One place at a congress: whether its seat is taken, and what the rules say against taking it."""

    place: Place
    taken: bool
    reasons: tuple[WhyNot, ...]


class Delegation(Struct, frozen=True):
    """One branch at a congress: its delegates, then those who stand in for them."""

    body: BodyId
    name: str
    votes: int
    claims: tuple[Claim, ...]
    present: int
    total: int
    by_floor: bool
    appeal: Question | None

    @property
    def refused(self) -> tuple[WhyNot, ...]:
        """Every reason why somebody of it cannot take a seat, each once."""
        return tuple(dict.fromkeys(reason for claim in self.claims for reason in claim.reasons))


@of_body
def credentials(request: HttpRequest, visit: Visit, sitting: int) -> HttpResponse:
    """Who is seated at a congress, and why not; the record as it stood at any time with `?at=`."""
    state = visit.state
    if not state.council:
        raise Http404
    meeting = visit.sitting(sitting)
    register = state.register(None, visit.now)
    branches = branches_of(visit)
    there = {body: seated(visit, meeting, body) for body, _name in branches}
    show = request.GET.get("show", "")
    listed = [
        (body, name) for body, name in branches if not show or (show == "seated") is (there[body][0] > 0)
    ]
    page = Paginator(listed, CARDS).get_page(request.GET.get("page"))
    return render(
        request,
        "congress/credentials.html",
        context(
            visit,
            sitting=meeting,
            open_now=meeting.open(visit.now),
            asked_for=state.charter.credentials_each_sitting,
            page=page,
            delegations=[
                delegation(visit, meeting, body, name, register[body]) for body, name in page.object_list
            ],
            show=show,
            present=sum(present for present, _total in there.values()),
            places=sum(total for _present, total in there.values()),
            bodies_present=sum(present > 0 for present, _total in there.values()),
            bodies=len(branches),
            votes_present=sum(register[body] for body, (present, _total) in there.items() if present),
            votes=sum(register.values()),
            quorum=state.charter.quorum(len(branches)),
            own=own_branches(visit),
            own_place=own_place(visit, meeting),
            query=without_pages(request),
        ),
    )


def sitting_places(visit: Visit, body: BodyId) -> list[Place]:
    """The places of a branch that are held now: its delegates, then those who stand in."""
    held = [place for place in visit.state.places_of(body) if visit.state.sits(place, visit.now)]
    return sorted(held, key=lambda place: (place.alternate, place.id))


def seated(visit: Visit, meeting: Sitting, body: BodyId) -> tuple[int, int]:
    """How many of a branch's seats are taken at a congress, and how many it has.

    Who stands in is counted where no delegate of the branch has taken a seat.
    """
    taken = visit.state.taken.get(meeting.id, NOBODY)
    places = sitting_places(visit, body)
    delegates = [place for place in places if not place.alternate]
    present = sum(place.id in taken for place in delegates)
    if present:
        return present, len(delegates)
    standing_in = sum(place.id in taken for place in places)
    return min(standing_in, max(1, len(delegates))), len(delegates) or min(1, len(places))


def delegation(visit: Visit, meeting: Sitting, body: BodyId, name: str, votes: int) -> Delegation:
    state = visit.state
    taken = state.taken.get(meeting.id, NOBODY)
    over = meeting.ended_at is not None and meeting.ended_at < visit.now
    claims = tuple(
        Claim(
            place,
            taken=place.id in taken,
            reasons=() if over or place.id in taken else reasons(visit, meeting, place),
        )
        for place in sitting_places(visit, body)
    )
    present, total = seated(visit, meeting, body)
    return Delegation(
        body=body,
        name=name,
        votes=votes,
        claims=claims,
        present=present,
        total=total,
        by_floor=meeting.id in state.floor_seated.get(body, ()),
        appeal=appeal_of(state, meeting, body),
    )


def reasons(visit: Visit, meeting: Sitting, place: Place) -> tuple[WhyNot, ...]:
    """What the rules say against this delegate taking their seat at this time; nothing where they may."""
    state = visit.state
    act = PlaceTaken(meeting.id)
    payload = Payload(1, visit.body, place.id, state.counters.get(place.key, -1) + 1, visit.now, act)
    entry = Minuted(state.size, max(visit.now, state.time), place.key, payload)
    return why_not(judge(state, entry, fault_in))


def appeal_of(state: State, meeting: Sitting, body: BodyId) -> Question | None:
    """The appeal to the floor for that branch at that congress; None if nobody has made one."""
    appeals = (
        known
        for known in state.questions.values()
        if isinstance(known.matter, Seating)
        and (known.matter.body, known.matter.sitting) == (body, meeting.id)
        and known.stage is not Stage.WITHDRAWN
    )
    return max(appeals, key=lambda known: known.id, default=None)


def own_place(visit: Visit, meeting: Sitting) -> Place | None:
    """The visitor's own place where it has not taken its seat at this congress."""
    place = visit.state.places.get(visit.who or "")
    if place is None or place.id in visit.state.taken.get(meeting.id, NOBODY) or not visit.open_here:
        return None
    return place


@of_body
@require_POST
def take(request: HttpRequest, visit: Visit, sitting: int) -> HttpResponse:
    """A delegate takes their seat."""
    visit.sitting(sitting)
    return say(visit, PlaceTaken(sitting), then=reverse("congress:credentials", args=[visit.body, sitting]))


@of_body
@require_POST
def appeal(request: HttpRequest, visit: Visit, sitting: int, branch: str) -> HttpResponse:
    """A delegate puts before the floor that a branch be seated."""
    visit.sitting(sitting)
    link = visit.state.bodies.get(branch)
    if link is None:
        raise Http404
    raised = QuestionRaised(
        _("Seat %(branch)s")[:200] % {"branch": link.name[:180]}, Seating(branch, sitting)
    )
    return say(
        visit, raised, then=reverse("congress:question", args=[visit.body, 0]).replace("/0/", "/{step}/")
    )


# Voting in a council


@of_body
@require_POST
def cast(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """A delegate votes; one who is about to vote against the instruction is asked first."""
    asked = council_question(visit, step)
    if asked.stage is not Stage.VOTING:
        return refused(request, not_open(visit, asked))
    form = forms.Vote(request.POST, marks=marks_of(visit.state, asked))
    if not form.is_valid():
        return invalid(request, form)
    mark = form.cleaned_data["mark"]
    then = reverse("congress:question", args=[visit.body, step])
    return say(visit, Voted(step, (mark,)), then=then, told=stray_words(visit, asked, mark))


def stray_words(visit: Visit, asked: Question, mark: str) -> str:
    """What a delegate is asked before a vote that is not what their instruction says; empty where it is."""
    place = visit.state.places.get(visit.who or "")
    if place is None or asked.rule is None or not mandated(asked):
        return ""
    bound = position_of(asked.rule.charter, asked, visit.state.mandate(place.body, asked.id))
    if bound in (Position.FREE, Position.SPLIT) or bound.value == mark:
        return ""
    return _(
        "Your instruction says: %(said)s. You are about to vote: %(mark)s. %(rule)s It is named in the outcome, and "
        "your branch sees it."
    ) % {
        "said": POSITIONS[bound],
        "mark": POSITIONS[mark],
        "rule": STRAYS_AT_LENGTH[asked.rule.charter.stray],
    }


# What our councils ask of us


def councils_at_hand(visit: Visit) -> dict[BodyId, State]:
    """The records of our councils that stand here too, as they stood at the time of the page."""
    found = {}
    for council in visit.state.affiliations:
        try:
            state = visit.office.state(council, visit.now if visit.past else None)
        except NoSuchBook:
            continue
        if state is not None:
            found[council] = state
    return found


@of_body
def asked(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What our councils ask of us: instructions to give, decisions to confirm."""
    found = roll.asked_of_us(visit, councils_at_hand(visit))
    everything, confirming = found.instructions, found.confirmations
    waiting = [known for known in everything if known.given is not asks.Given.GIVEN]
    show = request.GET.get("show", "")
    return render(
        request,
        "congress/asked.html",
        context(
            visit,
            waiting=len(waiting),
            given=len(everything) - len(waiting),
            show=show,
            page=Paginator(waiting if show == "waiting" else everything, ROWS).get_page(
                request.GET.get("page")
            ),
            to_confirm=[known for known in confirming if known.answered is None and known.waits],
            confirmed=[known for known in confirming if known.answered is not None or not known.waits][:10],
            delegates=found.delegates,
            query=without_pages(request),
        ),
    )


@of_body
def instruct(request: HttpRequest, visit: Visit, council: str, question: int) -> HttpResponse:
    """Our assembly's instruction on one proposal of a council: how it stands, and another one put to the vote."""
    library = councils_at_hand(visit)
    known = asks.asked_about(visit.state, council, question, library)
    if known is None or known.here is None:
        raise Http404
    standing = known.here.matter
    assert isinstance(standing, Mandating)
    initial = {"title": _("Our instruction: %(title)s") % {"title": known.title[:170]}}
    form = forms.Instruction(
        request.POST or None,
        what=known.what,
        state=visit.state,
        initial={**initial, "position": Position.AS_WE_VOTE, "uncovered": standing.uncovered},
    )
    if request.method == "POST":
        if not form.is_valid():
            return invalid(request, form)
        matter = Mandating(
            council=council,
            question=question,
            digest=standing.digest,
            position=Position(form.cleaned_data["position"]),
            uncovered=type(standing.uncovered)(form.cleaned_data["uncovered"]),
            ranges=form.ranges(),
        )
        act = QuestionRaised(form.cleaned_data["title"], matter, known.text)
        return say(visit, act, then=question_page(visit.body))
    return render(
        request,
        "congress/instruct.html",
        context(
            visit,
            known=known,
            form=form,
            paragraphs=[visit.words(digest) for digest in known.text],
            others=[visit.state.questions[step] for step in known.others],
        ),
    )


def question_page(body: BodyId) -> str:
    """Where one goes on to once a proposal stands in the record."""
    return reverse("questions:question", args=[body, 0]).replace("/q/0/", "/q/{step}/")


@of_body
def ratify(request: HttpRequest, visit: Visit, council: str, question: int) -> HttpResponse:
    """A decision of a council that came down: what it says, until when we can confirm it, and our vote on it."""
    library = councils_at_hand(visit)
    known = next(
        (
            item
            for item in asks.to_confirm(visit.state, library, visit.now)
            if (item.council, item.question) == (council, question)
        ),
        None,
    )
    if known is None:
        raise Http404
    if request.method == "POST":
        matter = Ratification(council=council, question=question, digest=known.digest)
        act = QuestionRaised(known.title, matter, known.text)
        return say(visit, act, then=question_page(visit.body))
    above = library.get(council)
    return render(
        request,
        "congress/ratify.html",
        context(
            visit,
            known=known,
            paragraphs=[visit.words(digest) for digest in known.text],
            decision=None if above is None else above.decisions.get(question),
            above=above,
            still_open=known.here is not None
            and known.here.stage in (Stage.RAISED, Stage.AGENDA, Stage.VOTING),
        ),
    )


# What binds us from above


class Bound(Struct, frozen=True):
    """A minimum of a council that binds us by our having joined."""

    council: BodyId
    name: str
    title: str
    what: Any
    since: int
    until: int | None
    shown: Step
    confirmed: tuple[str, ...]
    refused: tuple[str, ...]
    silent: tuple[str, ...]
    answered: bool | None
    question: Step | None
    leaves_at: int | None
    notice_days: int


@of_body
def binding(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What our councils decided that binds us: by what right, who confirmed it, and how we could leave."""
    return render(
        request,
        "congress/binding.html",
        context(visit, floors=list(floors(visit)), ties=list(visit.state.affiliations.values())),
    )


def floors(visit: Visit) -> Iterator[Bound]:
    """Each minimum that binds us, with what the council's record says of it where that is at hand."""
    state = visit.state
    library = councils_at_hand(visit)
    binding_now = list(state.floors(visit.now))
    for step, word in state.words_shown():
        said = word.says
        if said not in binding_now:
            continue
        link = state.affiliations[word.origin]
        above = library.get(word.origin)
        decision = None if above is None or word.about is None else above.decisions.get(word.about)
        yes, no, silent = answers(above, decision)
        yield Bound(
            council=word.origin,
            name=link.name,
            title=said.title,
            what=said.what,
            since=said.since,
            until=said.until,
            shown=step,
            confirmed=yes,
            refused=no,
            silent=silent,
            answered=None if decision is None else decision.ratified.get(state.body),
            question=word.about,
            leaves_at=link.leaves_at,
            notice_days=link.notice_days,
        )


def answers(
    above: State | None, decision: Decision | None
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The names of those who confirmed, who did not, and who said nothing."""
    if above is None or decision is None:
        return (), (), ()
    names = {body: link.name for body, link in above.bodies.items() if link.in_force(above.time)}
    yes = sorted(name for body, name in names.items() if decision.ratified.get(body) is True)
    no = sorted(name for body, name in names.items() if decision.ratified.get(body) is False)
    silent = sorted(name for body, name in names.items() if body not in decision.ratified)
    return tuple(yes), tuple(no), tuple(silent)
