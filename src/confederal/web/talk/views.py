"""Talking beside a proposal: comments, files, quick polls. Plain posts, no signatures: it is not record."""

from __future__ import annotations

from typing import TypeVar, cast

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from confederal.kernel.identity import HOUR, Step
from confederal.web.talk import files, forms
from confederal.web.talk.models import Answer, Attachment, Beside, Comment, Poll
from confederal.web.talk.reading import may_write, thread
from confederal.web.visit import Visit, context, of_body

Put = TypeVar("Put", bound=Beside)

AN_HOUR = 60
"""So many comments, files and polls one member puts beside a body's proposals in an hour."""


@of_body
def talk(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """The whole talk beside a proposal; a comment is posted here."""
    visit.question(step)
    if request.method != "POST":
        return page(request, visit, step)
    who = author(visit)
    form = forms.Say(request.POST, auto_id="say_%s")
    if hurried(visit, who):
        form.add_error(None, wait())
    if not form.is_valid():
        return page(request, visit, step, say=form)
    told = form.cleaned_data["words"]
    made = Comment.objects.create(body=visit.body, step=step, member=who, at=visit.now, words=told)
    return back(visit, step, f"#comment-{made.pk}")


@of_body
def edit(request: HttpRequest, visit: Visit, step: Step, comment: int) -> HttpResponse:
    """The author changes a comment; that it was changed is shown."""
    visit.question(step)
    who = author(visit)
    one = own(Comment, visit, step, comment, who)
    form = forms.Say(request.POST if request.method == "POST" else None, initial={"words": one.words})
    if request.method == "POST" and form.is_valid():
        one.words = form.cleaned_data["words"]
        one.edited_at = visit.now
        one.save(update_fields=["words", "edited_at"])
        return back(visit, step, f"#comment-{one.pk}")
    return render(
        request,
        "talk/edit.html",
        context(visit, question=visit.question(step), comment=one, form=form),
        status=200,
    )


@of_body
@require_POST
def delete(request: HttpRequest, visit: Visit, step: Step, kind: str, number: int) -> HttpResponse:
    """The author deletes a comment, a file or a poll; it is gone."""
    visit.question(step)
    if kind not in KINDS:
        raise Http404
    own(KINDS[kind], visit, step, number, author(visit)).delete()
    return back(visit, step)


@of_body
@require_POST
def attach(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """A file is put beside the proposal."""
    visit.question(step)
    who = author(visit)
    form = forms.Attach(request.POST, request.FILES, auto_id="attach_%s")
    if hurried(visit, who):
        form.add_error(None, wait())
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            room(visit, who, sent.size)
            safe = files.made_safe(sent.name, sent.read())
        except files.NotTaken as reason:
            form.add_error("file", str(reason))
        else:
            Attachment.objects.create(
                body=visit.body,
                step=step,
                member=who,
                at=visit.now,
                name=safe.name,
                kind=safe.kind,
                size=len(safe.content),
                content=safe.content,
            )
            return back(visit, step, "#files")
    return page(request, visit, step, attach=form)


@of_body
def file(request: HttpRequest, visit: Visit, step: Step, number: int) -> HttpResponse:
    """A file, to be saved: it is never shown inside the pages."""
    kept = Attachment.objects.filter(body=visit.body, step=step, pk=number).first()
    if kept is None:
        raise Http404
    answer = HttpResponse(bytes(kept.content), content_type=kept.kind)
    answer["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@of_body
@require_POST
def ask(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """A quick poll is begun."""
    visit.question(step)
    who = author(visit)
    form = forms.Ask(request.POST, auto_id="ask_%s")
    if hurried(visit, who):
        form.add_error(None, wait())
    if not form.is_valid():
        return page(request, visit, step, ask=form)
    told = form.cleaned_data
    made = Poll.objects.create(
        body=visit.body, step=step, member=who, at=visit.now, words=told["words"], options=told["options"]
    )
    return back(visit, step, f"#poll-{made.pk}")


@of_body
@require_POST
def reply(request: HttpRequest, visit: Visit, step: Step, poll: int) -> HttpResponse:
    """The visitor answers a quick poll, or answers otherwise than before."""
    visit.question(step)
    who = author(visit)
    asked = Poll.objects.filter(body=visit.body, step=step, pk=poll, over=False).first()
    if asked is None:
        raise Http404
    form = forms.Reply(asked.options, request.POST)
    if form.is_valid():
        Answer.objects.update_or_create(
            poll=asked, member=who, defaults={"option": form.cleaned_data["option"]}
        )
    return back(visit, step, f"#poll-{poll}")


@of_body
@require_POST
def end(request: HttpRequest, visit: Visit, step: Step, poll: int) -> HttpResponse:
    """Whoever began a quick poll ends it."""
    visit.question(step)
    asked = own(Poll, visit, step, poll, author(visit))
    asked.over = True
    asked.save(update_fields=["over"])
    return back(visit, step, f"#poll-{poll}")


KINDS: dict[str, type[Beside]] = {"comment": Comment, "file": Attachment, "poll": Poll}


def author(visit: Visit) -> str:
    """Who writes. Raises Http404 for whoever only reads here."""
    if not may_write(visit):
        raise Http404
    return cast("str", visit.who)


def own(kind: type[Put], visit: Visit, step: Step, number: int, who: str) -> Put:
    """Something the visitor put here. Raises Http404 where it is another's."""
    found = kind._default_manager.filter(body=visit.body, step=step, pk=number, member=who).first()
    if found is None:
        raise Http404
    return found


def hurried(visit: Visit, who: str) -> bool:
    """Whether one has put as much beside proposals as fits into an hour."""
    since = visit.now - HOUR
    put = sum(
        kind._default_manager.filter(body=visit.body, member=who, at__gte=since).count()
        for kind in KINDS.values()
    )
    return put >= AN_HOUR


def wait() -> str:
    return _(
        "You have put much here within an hour. Wait a little, then send it again; what you typed is kept."
    )


def room(visit: Visit, who: str, size: int) -> None:
    """That there is room for so many bytes more. Raises NotTaken."""
    kept = Attachment.objects.filter(body=visit.body)
    mine = kept.filter(member=who).aggregate(all=Sum("size"))["all"] or 0
    every = kept.aggregate(all=Sum("size"))["all"] or 0
    if mine + size > files.A_MEMBER:
        raise files.NotTaken(_("Your files here fill 25 MB already. Delete some, then attach this one."))
    if every + size > files.A_BODY:
        raise files.NotTaken(_("There is no room for more files of this body. Delete old ones first."))


def page(request: HttpRequest, visit: Visit, step: Step, **typed: object) -> HttpResponse:
    """The talk's own page; with what was typed and could not be taken, where something was."""
    talk = thread(visit, step, whole=True)
    return render(
        request,
        "talk/talk.html",
        context(visit, question=visit.question(step), thread=talk, **typed),
        status=422 if typed else 200,
    )


def back(visit: Visit, step: Step, part: str = "#talk") -> HttpResponse:
    """On to the proposal's page, so that sending again by reloading does nothing."""
    there = reverse("questions:question", args=[visit.body, step])
    return HttpResponse(status=303, headers={"Location": f"{there}{part}"})
