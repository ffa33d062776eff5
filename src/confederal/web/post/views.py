"""Pages of the post: which mails one wants, turning them off, and what decisions ask to be done."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from confederal.web.accounts.models import Account
from confederal.web.post import followups, forms
from confederal.web.post.letters import SALT
from confederal.web.post.models import FollowUp, Silence
from confederal.web.visit import Visit, context, of_body


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest) -> HttpResponse:
    """Which mails I want."""
    account = request.user
    assert isinstance(account, Account)
    silent = set(Silence.objects.filter(account=account).values_list("kind", flat=True))
    wanted = [kind.value for kind in forms.KINDS if kind not in silent]
    form = forms.Mails(request.POST or None, initial={"digest": account.digest, "kinds": wanted})
    if request.method == "POST" and form.is_valid():
        want(account, form.cleaned_data["kinds"], digest=form.cleaned_data["digest"])
        messages.success(request, _("Saved."))
        return redirect("post:mails")
    return render(request, "post/mails.html", {"form": form, "has_address": account.mail is not None})


def want(account: Account, kinds: list[str], *, digest: bool) -> None:
    """From now on this account is told by mail of these kinds of things only."""
    account.digest = digest
    account.save(update_fields=["digest"])
    unwanted = [kind for kind in forms.KINDS if kind not in kinds]
    Silence.objects.filter(account=account).exclude(kind__in=unwanted).delete()
    silences = [Silence(account=account, kind=kind) for kind in unwanted]
    Silence.objects.bulk_create(silences, ignore_conflicts=True)


@csrf_exempt  # mail programs turn mails off with one click and no page (RFC 8058); the address is a signed one
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """No such mails any more: by the link at the end of each. A look changes nothing; the button does."""
    try:
        account = Account.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    if request.method == "POST" and account is not None:
        want(account, [], digest=False)
    return render(request, "post/off.html", {"done": request.method == "POST"})


@of_body
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """What one decision asks to be done."""
    question = visit.question(step)
    form = None
    if may_write(visit):
        form = forms.ToDo(visit, request.POST or None, initial={"by": forms.ME})
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            add(visit, step, form)
            messages.success(
                request, _("Written down. Whoever does it is reminded by mail, if they read mail.")
            )
            return redirect("post:follow_up", visit.body, step)
    return render(
        request,
        "post/follow_up.html",
        context(visit, question=question, form=form),
        status=422 if request.method == "POST" else 200,
    )


@of_body
def follow_ups(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is still to be done, by all our decisions."""
    return render(request, "post/follow_ups.html", context(visit, found=followups.of_body(visit)))


@of_body
@require_POST
def done(request: HttpRequest, visit: Visit, step: int, number: int) -> HttpResponse:
    """It is done; or, with `take=back`, it was written down by mistake."""
    if not may_write(visit):
        raise PermissionDenied
    found = FollowUp.objects.filter(body=visit.body, question=step, pk=number).first()
    if found is None:
        raise Http404
    if request.POST.get("take") == "back":
        if found.made_by != visit.who:
            raise PermissionDenied
        found.delete()
    elif found.done_at is None:
        found.done_at, found.member = visit.now, ""
        found.save(update_fields=["done_at", "member"])
        messages.success(request, _("Done. Who did it is not kept."))
    return redirect("post:follow_up", visit.body, step)


def may_write(visit: Visit) -> bool:
    """Whether the visitor can write something down here: who votes here, on a page of the present."""
    return visit.votes and not visit.past


def add(visit: Visit, step: int, form: forms.ToDo) -> None:
    """Writes down what is to be done."""
    told = form.cleaned_data
    assert visit.who is not None
    by: str = told["by"]
    seat = by.removeprefix("seat ") if by.startswith("seat ") else ""
    member = "" if seat else visit.who if by == forms.ME else told["member"]
    FollowUp.objects.create(
        body=visit.body,
        question=step,
        what=told["what"],
        seat=seat,
        member=member,
        until=followups.end_of(told["until"], visit.zone),
        made_by=visit.who,
        made_at=visit.now,
    )
