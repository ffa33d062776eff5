"""The twelve steps of the tour: a sentence each, who to be, where it happens, and how one sees that it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from confederal.kernel.question import Stage
from confederal.stories.federation import FEDERATION
from confederal.stories.river_city import HARBOUR, KESTREL, LANTERN, TIDE
from confederal.web.tour import meanwhile
from confederal.web.tour.cast import Cast

Words = Any
"""Words that are translated when they are shown."""


@dataclass(frozen=True)
class Turn:
    """What one of the people does in a step: who, in a few words what, and at which address."""

    person: str
    does: Words
    place: Callable[[Cast], str]
    meanwhile: Callable[[Cast], None] = lambda cast: None
    """What the others do before."""


@dataclass(frozen=True)
class Step:
    """One step of the tour."""

    number: int
    title: Words
    words: Words
    turns: tuple[Turn, ...]
    done: Callable[[Cast], bool] = lambda cast: True
    """Whether what the step is about has happened; most are done when one has been there."""


def at(name: str, body: str, *about: str) -> Callable[[Cast], str]:
    """The page of that name about something of the scene: `at("questions:question", HARBOUR, "petition")`."""

    def place(cast: Cast) -> str:
        return reverse(name, args=[cast.body(body), *(getattr(cast.scene, each) for each in about)])

    return place


def home(cast: Cast) -> str:
    return reverse("home:home")


def counts(cast: Cast) -> str:
    return at("congress:question", FEDERATION, "freezer")(cast)


def tellers_table(cast: Cast) -> str:
    """Where Harbour's tellers type what they counted: the recall, then the replacement."""
    return reverse("sittings:tell", args=[cast.body(HARBOUR), meanwhile.harbour_counts(cast).id])


def credentials_then(cast: Cast) -> str:
    """The credentials as the record stood when Millrace had been refused and not been heard yet."""
    return f"{at('congress:credentials', FEDERATION, 'congress')(cast)}?at={cast.scene.refused_at}"


def trail_of_floor(cast: Cast) -> str:
    return reverse("trail:trail", args=[cast.body(FEDERATION), str(cast.scene.floor)])


def leaving(cast: Cast) -> str:
    return f"{reverse('questions:raise', args=[cast.body(TIDE)])}?kind=leaving"


STEPS: Final = (
    Step(
        1,
        _("What waits for me"),
        _(
            "Rosa cleans the ferry terminal. On her phone three cards wait: her co-operative's delegate voted against "
            "the instruction, a petition to take the delegate back has four of five signatures, and a decision of "
            "the congress wants to be confirmed."
        ),
        (Turn("rosa", _("look at what waits"), home),),
    ),
    Step(
        2,
        _("The vote that strayed"),
        _(
            "Our instruction stands beside the vote that was cast. Look at the three counts: as instructed 5–5, void "
            "5–4, as cast 6–4. The rules of the federation say which one holds, and they said so before."
        ),
        (Turn("rosa", _("open the vote"), counts),),
    ),
    Step(
        3,
        _("Five of forty-seven"),
        _(
            "Sign the petition: with the fifth signature the meeting exists, within seven days. Then be the "
            "secretary and look for a way to refuse it. There is none."
        ),
        (
            Turn("rosa", _("sign the petition"), at("questions:question", HARBOUR, "petition")),
            Turn("yusuf", _("look for a way to refuse"), at("questions:question", HARBOUR, "petition")),
        ),
        lambda cast: cast.question(HARBOUR, cast.scene.petition).stage is not Stage.RAISED,
    ),
    Step(
        4,
        _("The seat is taken back"),
        _(
            "A week later Harbour meets; 31 papers lie in the box: 22 for, 8 against, 1 abstaining. Two tellers each "
            "type what they counted: mistype one number, and it is caught. When they agree the seat empties on the map "
            "at once. Come back to the table, and the replacement is elected in the same meeting."
        ),
        (
            Turn("ines", _("type the first count"), tellers_table, meanwhile.recall_is_put),
            Turn("walter", _("type the second count"), tellers_table, meanwhile.recall_is_put),
            Turn("rosa", _("see the map"), lambda cast: reverse("maps:map")),
        ),
        meanwhile.delegate_replaced,
    ),
    Step(
        5,
        _("Counted four ways"),
        _(
            "The same instructions: 5–5 by brackets, which is ours; 4–5 by every hundred begun; 2–5 by co-operatives; "
            "273–130 by heads. On a practice copy change how many people work where, and see the votes follow."
        ),
        (
            Turn("rosa", _("compare the counts"), counts),
            Turn("tom", _("change the rolls on a practice copy"), at("congress:rolls", FEDERATION)),
        ),
    ),
    Step(
        6,
        _("Before the next congress"),
        _(
            "Co-operatives beside proposals: one is decided already, one is open, and Tide has not yet instructed its "
            "delegate. Send the reminder, print the form for a branch that meets without us."
        ),
        (
            Turn("tom", _("look who has instructed"), at("congress:congress", FEDERATION)),
            Turn("deniz", _("be Tide's secretary"), home),
        ),
    ),
    Step(
        7,
        _("Refused, and heard"),
        _(
            "Back in time: Millrace's assembly has not met since the congress was called, so its delegate was refused "
            "a seat, with the reason. The floor heard the appeal and seated it. Without Millrace step 2 would have "
            "been 5–4; with it, it was 5–5."
        ),
        (
            Turn("agnes", _("go back to the morning"), credentials_then),
            Turn("agnes", _("see the appeal"), at("questions:question", FEDERATION, "seating")),
        ),
    ),
    Step(
        8,
        _("Advice that must be answered"),
        _(
            "Mei, an engineer, is lent to the federation. Her written advice must be answered before there is a vote; "
            "she has none there. At Kestrel she votes as anyone."
        ),
        (
            Turn("mei", _("read the advice"), at("questions:question", FEDERATION, "ordering")),
            Turn("mei", _("vote at Kestrel"), at("questions:question", KESTREL, "own_vote")),
        ),
    ),
    Step(
        9,
        _("A manager for Ember"),
        _(
            "The federation's secretary would like to appoint a manager at Ember: by a form, by an address, at the "
            "terminal. It is not forbidden; it cannot be said."
        ),
        (Turn("tom", _("try it"), lambda cast: reverse("tour:manager")),),
    ),
    Step(
        10,
        _("By what right 15.00?"),
        _(
            "The minimum of 15.00 an hour, followed down to five assemblies' own counts. It binds Tide, which did not "
            "confirm it, because Tide joined. And here is how Tide could leave."
        ),
        (
            Turn("deniz", _("follow it down"), trail_of_floor),
            Turn("deniz", _("see how Tide could leave"), leaving),
        ),
    ),
    Step(
        11,
        _("The crooked operator"),
        _(
            "Whoever keeps the server can change the file. Do it: turn a count round in the database. The record says "
            "so at once, and says where. Then put it right again."
        ),
        (Turn("rosa", _("be the operator"), lambda cast: reverse("tour:operator")),),
    ),
    Step(
        12,
        _("Monday's meeting"),
        _(
            "Two minutes as Lantern's secretary: call Monday's meeting, print the poster, the attendance sheet, the "
            "ballots, the minutes. Whoever voted by phone cannot be marked on paper too (34 papers lie in the box: 30 "
            "for, 4 against). Then start your own assembly."
        ),
        (
            Turn("lucia", _("call Monday's meeting"), at("sittings:call", LANTERN)),
            Turn(
                "hanna",
                _("let Monday come, and count"),
                at("sittings:tell", LANTERN, "visits"),
                meanwhile.visits_are_put,
            ),
            Turn(
                "jonas",
                _("count a second time"),
                at("sittings:tell", LANTERN, "visits"),
                meanwhile.visits_are_put,
            ),
            Turn("lucia", _("print the minutes"), at("sittings:list", LANTERN)),
        ),
        lambda cast: cast.question(LANTERN, cast.scene.visits).stage is not Stage.AGENDA,
    ),
)
