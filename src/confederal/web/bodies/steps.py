"""What a recorded step says, in one sentence of members' words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from confederal.audit import words as w
from confederal.kernel import act as a
from confederal.kernel.ballot import Tally
from confederal.kernel.identity import Step
from confederal.kernel.question import Stage
from confederal.kernel.state import Pending
from confederal.web import dates, language
from confederal.web.visit import Visit

Telling = Callable[[Visit, Any], str]


def step_words(visit: Visit, said: a.Minuted | Pending) -> str:
    """The sentence for a step, or for one that waits for its second person.

    A teller's numbers are not told before both agree: the other teller counts, and does not read.
    """
    act = said.act
    if isinstance(act, a.CountTold | a.CountConfirmed) and awaits_the_other(visit, act, said.step):
        return _("A teller's count on %(title)s; its numbers are shown when both agree") % {
            "title": title(visit, act.question)
        }
    return words_of(visit, act)


def awaits_the_other(visit: Visit, act: a.CountTold | a.CountConfirmed, step: Step) -> bool:
    """Whether the two tellers' counts do not agree yet, or the vote is still open."""
    question = visit.state.questions.get(act.question)
    if question is None:
        return False
    told = step if isinstance(act, a.CountTold) else act.told
    agreed = any(count.step == told and count.confirmed_by is not None for count in question.counts)
    return question.stage is Stage.VOTING or not agreed


def words_of(visit: Visit, act: a.AnyAct) -> str:
    """The sentence for an act; single votes and signatures on recalls are never told."""
    return TOLD[type(act)](visit, act)


def title(visit: Visit, step: Step) -> str:
    """What a proposal is called."""
    question = visit.state.questions.get(step)
    return _("step %(step)s") % {"step": step} if question is None else f"“{question.title}”"


def tallies(visit: Visit, counted: tuple[Tally, ...], spoilt: int) -> str:
    """A count in words: votes by mark; rankings only as their number."""
    if any(len(tally.mark) != 1 for tally in counted):
        told = _("%(papers)s ranked papers") % {"papers": sum(tally.votes for tally in counted)}
    else:
        told = ", ".join(
            f"{visit.called(language.told(w.marked(tally.mark[0])))} {tally.votes}" for tally in counted
        )
    return told + (_(", %(spoilt)s spoilt") % {"spoilt": spoilt} if spoilt else "")


def _standing(visit: Visit, act: a.StandingImported) -> str:
    return _("The member list is brought up to date: %(lines)s lines") % {"lines": len(act.lines)}


def _invited(visit: Visit, act: a.Invited) -> str:
    return _("%(who)s is invited") % {"who": visit.called(act.id)}


def _vouched(visit: Visit, act: a.KeyVouched) -> str:
    return _("A co-worker vouches for a new key of %(who)s") % {"who": visit.called(act.member)}


def _confirmed(visit: Visit, act: a.Confirmed) -> str:
    return _("The second person confirms step %(step)s") % {"step": act.step}


def _called(visit: Visit, act: a.SittingCalled) -> str:
    told = _("Urgent meeting called for %(when)s") if act.urgent else _("Meeting called for %(when)s")
    return told % {"when": dates.moment(act.on, visit.zone)}


def _opened(visit: Visit, act: a.SittingOpened) -> str:
    return _("The meeting is open; %(present)s are there") % {"present": act.attendance}


def _raised(visit: Visit, act: a.QuestionRaised) -> str:
    return _("Proposed: “%(title)s” (%(kind)s)") % {"title": act.title, "kind": _(w.kind_of(act.matter))}


def _vote_opened(visit: Visit, act: a.VoteOpened) -> str:
    ways = ", ".join(_(w.WAYS[way]) for way in act.ways)
    return _("The vote on %(title)s is open, %(ways)s, until %(until)s") % {
        "title": title(visit, act.question),
        "ways": ways,
        "until": dates.moment(act.until, visit.zone),
    }


def _counted(visit: Visit, act: a.CountTold) -> str:
    told = (
        _("A teller's count on %(title)s: %(count)s")
        if act.corrects is None
        else _("A corrected count on %(title)s: %(count)s")
    )
    return told % {"title": title(visit, act.question), "count": tallies(visit, act.tallies, act.spoilt)}


def _count_confirmed(visit: Visit, act: a.CountConfirmed) -> str:
    return _("The other teller's count on %(title)s: %(count)s") % {
        "title": title(visit, act.question),
        "count": tallies(visit, act.tallies, act.spoilt),
    }


def _closed(visit: Visit, act: a.Closed | a.OutcomeCorrected) -> str:
    return f"{title(visit, act.question)}: {_(w.RESULTS[act.outcome.result])}"


def _assisted(visit: Visit, act: a.Assisted) -> str:
    return _("Written down at the tellers' table: %(what)s") % {"what": words_of(visit, act.act)}


def _made(visit: Visit, act: a.AttestationMade) -> str:
    told = str(type(act.attestation.says).__struct_config__.tag)
    to = act.attestation.to
    name = _("all our bodies") if to is None else language.body_called(visit.state, to)
    return _("Our word to %(to)s: %(what)s") % {"to": name, "what": word_kind(told)}


def _shown(visit: Visit, act: a.AttestationShown) -> str:
    told = str(type(act.attestation.says).__struct_config__.tag)
    return _("Proof from %(origin)s: %(what)s") % {
        "origin": language.body_called(visit.state, act.attestation.origin),
        "what": word_kind(told),
    }


def word_kind(told: str) -> str:
    """What kind of word one body gave another."""
    kinds = {
        "joins": _("we join"),
        "stands": _("so many we are"),
        "elected": _("we elected a delegate"),
        "ended": _("our delegate's seat has ended"),
        "instructs": _("our instruction"),
        "answers": _("our answer to your decision"),
        "decided": _("we decided"),
        "proposes": _("we propose"),
        "asks": _("this is open with us"),
        "closes": _("this was decided; so your delegates voted"),
        "admits": _("you belong to us"),
        "leaves": _("we leave"),
        "moves": _("our record is kept elsewhere"),
        "denies": _("that was never our word"),
    }
    return kinds.get(told, told)


def _about(words: str) -> Telling:
    """A sentence about the proposal an act names."""

    def told(visit: Visit, act: Any) -> str:
        return _(words) % {"title": title(visit, act.question)}

    return told


def _plain(words: str) -> Telling:
    """A sentence that needs nothing from the act."""

    def told(visit: Visit, act: Any) -> str:
        return _(words)

    return told


TOLD: Final[dict[type, Telling]] = {
    a.Founded: _plain(gettext_noop("Founding begun")),
    a.FoundingConfirmed: _plain(gettext_noop("A founder confirms")),
    a.Invited: _invited,
    a.KeyBound: _plain(gettext_noop("A key of their own is bound")),
    a.KeyChanged: _plain(gettext_noop("A key is changed")),
    a.KeyVouched: _vouched,
    a.KeyVetoed: _plain(gettext_noop("A new key nobody asked for is stopped")),
    a.StandingImported: _standing,
    a.StandingContested: _plain(gettext_noop("Being taken off the list is contested")),
    a.SectionChosen: _plain(gettext_noop("A section is chosen")),
    a.ActedForEmployer: _plain(gettext_noop("Somebody declares that they hire or fire for an employer")),
    a.Resigned: _plain(gettext_noop("A seat is given back")),
    a.Left: _plain(gettext_noop("A member leaves")),
    a.Erased: _plain(gettext_noop("A personal text or a name is erased")),
    a.Confirmed: _confirmed,
    a.SittingCalled: _called,
    a.SittingOpened: _opened,
    a.SittingEnded: _plain(gettext_noop("The meeting is over")),
    a.PlaceTaken: _plain(gettext_noop("A delegate takes their place")),
    a.QuestionRaised: _raised,
    a.Supported: _about(gettext_noop("Support for %(title)s")),
    a.AmendmentOffered: _about(gettext_noop("Another wording of a paragraph of %(title)s is offered")),
    a.AmendmentTaken: _about(gettext_noop("Another wording is taken into %(title)s")),
    a.Composited: _about(gettext_noop("%(title)s is merged into another proposal")),
    a.Withdrawn: _about(gettext_noop("%(title)s is taken back")),
    a.VoteOpened: _vote_opened,
    a.Voted: _about(gettext_noop("A vote on %(title)s")),
    a.SecrecyDemanded: _about(gettext_noop("A secret vote on %(title)s is asked for")),
    a.CountDemanded: _about(gettext_noop("A count by paper on %(title)s is asked for")),
    a.HallOpened: _about(gettext_noop("The count in the hall on %(title)s begins; voting by device ends")),
    a.CountTold: _counted,
    a.CountConfirmed: _count_confirmed,
    a.Closed: _closed,
    a.OutcomeCorrected: _closed,
    a.CandidatureAccepted: _about(gettext_noop("Somebody stands in %(title)s")),
    a.SeatAccepted: _plain(gettext_noop("Who was elected accepts")),
    a.AdviceGiven: _about(gettext_noop("Written advice on %(title)s")),
    a.AdviceAnswered: _about(gettext_noop("Our answer to advice on %(title)s")),
    a.MinorityStated: _about(gettext_noop("A minority states its view on %(title)s")),
    a.Reported: _plain(gettext_noop("A report to those who sent them")),
    a.Appealed: _about(gettext_noop("An appeal about %(title)s")),
    a.HearingHeld: _about(gettext_noop("The hearing on %(title)s was held")),
    a.GuidancePublished: _plain(gettext_noop("Something was published that binds nobody")),
    a.AttestationMade: _made,
    a.AttestationShown: _shown,
    a.ContradictionShown: _plain(gettext_noop("Two words of one body that cannot both be true")),
    a.Assisted: _assisted,
}
"""Every kind of step has its sentence; a test holds that none is missing."""
