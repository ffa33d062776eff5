"""False words between bodies: what a crooked keeper below can say, who refuses it, and how it is undone.

A word needs a proof under the head its own keeper signed, a count that adds up, and nothing newer said since. A
false word that adds up is struck in its own book, where its members see it, and contradicted above.
"""

from collections.abc import Callable
from functools import cache

import pytest
from msgspec.structs import replace
from tests.attacks.congress import asked, mandated, seated, voting
from tests.attacks.holder import records_of, verified, words
from tests.secretary.mill import federation

from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.attestation import Attestation, Proof, digest_of
from confederal.kernel.entry import OPEN, record
from confederal.kernel.envelope import SeedKey, Signer
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.minute_book import sealed
from confederal.kernel.possession import Possession, proof
from confederal.kernel.proof import proof_of
from confederal.kernel.question import Result
from confederal.secretary.clerk import word_in
from confederal.secretary.desk import Received, Refused
from confederal.stories.world import World


def seats() -> World:
    """A federation of three in which each has one delegate."""
    world = federation()
    seated(world)
    return world


@cache
def sitting() -> World:
    """The same, for words that are refused and leave it as it was."""
    return seats()


def place_of(world: World, name: str) -> str:
    return next(place.id for place in world.state("fed").places.values() if place.body == world.bodies[name])


def word_of(world: World, name: str, kind: type) -> Attestation:
    """The last word of that kind that the body's own book says."""
    return [word for word in made_words(world, name) if word is not None and isinstance(word.says, kind)][-1]


def made_words(world: World, name: str) -> list[Attestation | None]:
    """By step: the word that step says, or None."""
    return [word_in(step, row) for step, row in enumerate(records_of(world, name))]


def minuted_past_the_desk(world: World, name: str, word: Attestation, signer: Signer | None = None) -> Proof:
    """The keeper of that body's record writes the word into it by hand and signs the head; the proof of it."""
    body = world.bodies[name]
    size = world.shelf.head(body).size
    payload = a.Payload(1, body, HOST, 10**6 + size, world.now, a.AttestationMade(word))
    envelope = sealed(payload, signer if signer is not None else world.host(name))
    world.shelf.append(body, size, [record(OPEN, world.now, bytes(16), envelope)])
    return proved(world, name, size)


def proved(world: World, name: str, step: int) -> Proof:
    body = world.bodies[name]
    log = world.log(body)
    log.sign()
    return proof_of(next(world.shelf.rows(body, step, step + 1)), log.receipt(step))


def shown(world: World, word: Attestation, proof: Proof) -> Received | Refused:
    """The tide's delegate shows the word in the federation's book."""
    envelope = world.envelope("fed", place_of(world, "tide"), a.AttestationShown(word, proof))
    return world.desk.minute(world.bodies["fed"], envelope)


def elected(world: World, **changes: object) -> Attestation:
    """The harbour's election, told of another seat and key so that it is a word not said before."""
    word = word_of(world, "harbour", says.Elected)
    friend = SeedKey(b"friend of the keeper".ljust(32))
    held = proof(Possession(world.bodies["harbour"], "seat", "99.1", friend.keyid, None), friend)
    said = replace(word.says, seat="99.1", key=friend.keyid, proof=held, replaces=None, **changes)
    return replace(word, says=said, size=world.state("harbour").size)


def with_count(word: Attestation, **changes: object) -> Attestation:
    assert word.vote is not None
    return replace(word, vote=replace(word.vote, **changes))


FALSE: dict[str, tuple[Callable[[World], Attestation], str]] = {
    "no count": (lambda world: replace(elected(world), vote=None), "no count behind it"),
    "a vote that fell": (
        lambda world: with_count(elected(world), result=Result.FALLEN),
        "the vote: not adopted",
    ),
    "more voted than there are": (
        lambda world: with_count(elected(world), totals=(("for", 900),), present=900),
        "900 voted of 9",
    ),
    "more present than there are": (
        lambda world: with_count(elected(world), present=10),
        "10 voted of 9",
    ),
    "too few for a quorum": (
        lambda world: with_count(elected(world), present=4, totals=(("for", 4),)),
        "4 took part, quorum 5",
    ),
    "carried by fewer": (
        lambda world: with_count(elected(world), totals=(("abstain", 0), ("against", 5), ("for", 4))),
        "carried with 4 to 5",
    ),
    "closed before it was noticed": (
        lambda world: with_count(elected(world), noticed_at=world.now, closed_at=world.now - 1),
        "its times are out of order",
    ),
    "closed tomorrow": (
        lambda world: with_count(elected(world), closed_at=world.now + DAY),
        "its times are out of order",
    ),
    "a term of ten years": (
        lambda world: elected(world, until=world.now + 3650 * DAY),
        "two years at most",
    ),
    "more keys than heads": (
        lambda world: replace(
            word_of(world, "harbour", says.Stands),
            says=replace(word_of(world, "harbour", says.Stands).says, bound=10),
            size=world.state("harbour").size,
        ),
        "10 with keys among 9",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", list(FALSE))
def test_a_word_whose_count_does_not_add_up_is_refused_above(what: str) -> None:
    """The keeper signs it all, the proof is sound: the arithmetic is what is wrong."""
    world = seats()
    make, sentence = FALSE[what]
    word = make(world)
    before = world.state("fed").places
    answer = shown(world, word, minuted_past_the_desk(world, "harbour", word))
    assert isinstance(answer, Refused)
    assert sentence in str(answer)
    assert "credentials_first ¶7: A word that rests on a vote shows its count, and the count adds up." in str(
        answer
    )
    assert world.state("fed").places == before


def test_the_same_word_whose_count_adds_up_would_be_received() -> None:
    """What the refusals above differ from by one thing: the seat is new, everything else is as it was said."""
    world = seats()
    world.done("harbour", "m3", a.Resigned(word_of(world, "harbour", says.Elected).says.seat))  # type: ignore[union-attr]  # it is one
    word = elected(world)
    assert isinstance(shown(world, word, minuted_past_the_desk(world, "harbour", word)), Received)


# Proofs


def test_a_word_is_proven_by_its_own_body_s_record_and_keeper() -> None:
    world = seats()
    word = elected(world)
    answer = shown(world, word, minuted_past_the_desk(world, "mill", word))
    assert isinstance(answer, Refused)
    assert (
        "credentials_first ¶4: Another body's word is shown with its proof: the step in that body's own record."
        in str(answer)
    )


def test_a_proof_of_one_word_proves_no_other() -> None:
    world = seats()
    word = elected(world)
    proof = minuted_past_the_desk(world, "harbour", replace(word, size=word.size - 1))
    answer = shown(world, word, proof)
    assert isinstance(answer, Refused)
    assert "the entry that is proven says something else" in str(answer)


def test_a_proof_with_one_letter_changed_proves_nothing() -> None:
    world = seats()
    word = elected(world)
    proof = minuted_past_the_desk(world, "harbour", word)
    salt = ("1" if proof.salt[0] == "0" else "0") + proof.salt[1:]
    answer = shown(world, word, replace(proof, salt=salt))
    assert isinstance(answer, Refused)
    assert "the paper is not the one the entry is bound to" in str(answer)


def test_nobody_speaks_for_a_body_that_does_not_belong_here() -> None:
    world = seats()
    word = replace(elected(world), origin="a" * 64)
    answer = shown(world, word, minuted_past_the_desk(world, "harbour", word))
    assert isinstance(answer, Refused)
    assert "not a constituent of this council: aaaaaaaaaaaa" in str(answer)


def test_a_word_to_another_body_is_not_for_this_one() -> None:
    world = seats()
    word = replace(elected(world), to=world.bodies["mill"])
    answer = shown(world, word, minuted_past_the_desk(world, "harbour", word))
    assert isinstance(answer, Refused)
    assert f"this word is to another body: {world.bodies['mill'][:12]}" in str(answer)


# Old words


def test_a_word_shown_before_has_effect_already() -> None:
    world = sitting()
    word = word_of(world, "harbour", says.Elected)
    step = next(step for step, made in enumerate(made_words(world, "harbour")) if made == word)
    answer = shown(world, word, proved(world, "harbour", step))
    assert isinstance(answer, Refused)
    assert "shown before" in str(answer)


def test_an_election_shown_again_after_the_recall_brings_nobody_back() -> None:
    world = seats()
    word = word_of(world, "harbour", says.Elected)
    world.done("harbour", "m3", a.Resigned(word.says.seat))  # type: ignore[union-attr]  # it is one
    assert world.state("fed").places[place_of(world, "harbour")].ended_at is not None
    again = replace(word, size=world.state("harbour").size)
    answer = shown(world, again, minuted_past_the_desk(world, "harbour", again))
    assert isinstance(answer, Refused)
    assert "this place has been shown before" in str(answer)


def test_an_older_count_of_members_held_back_does_not_undo_a_newer() -> None:
    world = seats()
    word = word_of(world, "harbour", says.Stands)
    old = replace(word, says=replace(word.says, heads=500), size=word.size - 1)
    answer = shown(world, old, minuted_past_the_desk(world, "harbour", old))
    assert isinstance(answer, Refused)
    assert world.state("fed").bodies[world.bodies["harbour"]].heads == 9


# A false word that adds up


def test_a_false_word_has_no_effect_in_its_own_book_and_its_members_see_it() -> None:
    world = seats()
    word = elected(world)
    minuted_past_the_desk(world, "harbour", word)
    audit = verified(world, records_of(world, "harbour"), name="harbour")
    assert (
        f"Step {len(records_of(world, 'harbour')) - 1}: it stands in the record and has no effect. Our word to"
        " others is what every reader of our record computes; nobody writes anything else in it. (found:"
        " “elected” does not follow from our record) [open_books ¶7]"
    ) in words(audit)


def test_a_contradiction_ends_the_seat_that_rested_on_the_false_word() -> None:
    """The keeper shows the election with a friend's key; the assembly shows the word its record supports."""
    world = federation()
    hold_back(world)
    places = {name: world.elect_delegates(name, "fed", "m3")[0] for name in ("mill", "tide", "harbour")}
    true, step = owed_by_harbour(world)
    friend = SeedKey(b"friend of the keeper".ljust(32))
    assert isinstance(true.says, says.Elected)
    held = proof(Possession(world.bodies["harbour"], "seat", true.says.seat, friend.keyid, None), friend)
    told = replace(true.says, key=friend.keyid, proof=held)
    false = replace(true, says=told, size=world.state("harbour").size)
    assert isinstance(shown(world, false, minuted_past_the_desk(world, "harbour", false)), Received)
    place = world.state("fed").places[places["harbour"]]
    assert (place.key, place.ended_at) == (friend.keyid, None)
    act = a.ContradictionShown(digest_of(false), true, proved(world, "harbour", step))
    world.done("fed", places["mill"], act)
    ended = world.state("fed").places[places["harbour"]]
    assert ended.ended_at == world.now


def hold_back(world: World) -> None:
    """From here on the clerk carries no word of the harbour; the harbour's keeper does as they like."""
    held = world.bodies["harbour"]
    clerk = world.clerk

    class Partial:
        def work(self) -> int:
            done = sum(clerk._close(body) + clerk._attest(body) for body in world.bodies.values())
            return done + sum(clerk._carry(body) for body in world.bodies.values() if body != held)

    object.__setattr__(world, "clerk", Partial())


def owed_by_harbour(world: World) -> tuple[Attestation, int]:
    """The true word of the harbour's election, minuted there and not shown above, and its step."""
    found = [
        (word, step)
        for step, word in enumerate(made_words(world, "harbour"))
        if word is not None and isinstance(word.says, says.Elected)
    ]
    return found[-1]


def test_a_contradiction_is_about_the_same_thing() -> None:
    """Another body's word ends nobody's seat."""
    world = sitting()
    word = word_of(world, "harbour", says.Elected)
    own = word_of(world, "mill", says.Elected)
    step = made_words(world, "mill").index(own)
    act = a.ContradictionShown(digest_of(word), own, proved(world, "mill", step))
    answer = world.desk.minute(world.bodies["fed"], world.envelope("fed", place_of(world, "mill"), act))
    assert isinstance(answer, Refused)
    assert (
        "credentials_first ¶6: Two words of one body contradict each other when they tell different things of one"
        " question or seat. (found: words about different things)"
    ) in str(answer)


def test_a_word_does_not_contradict_itself() -> None:
    world = sitting()
    word = word_of(world, "harbour", says.Elected)
    step = made_words(world, "harbour").index(word)
    act = a.ContradictionShown(digest_of(word), word, proved(world, "harbour", step))
    answer = world.desk.minute(world.bodies["fed"], world.envelope("fed", place_of(world, "mill"), act))
    assert isinstance(answer, Refused)
    assert "the same word twice" in str(answer)


def test_a_mandate_that_no_vote_gave_is_refused_above() -> None:
    """The assembly voted against; its keeper tells the council it was in favour."""
    world = federation()
    places = seated(world)
    step = asked(world)
    for name in ("mill", "tide"):
        mandated(world, name)
    hold_back(world)
    mandated(world, "harbour", {"for": 2, "against": 7})
    true = [word for word in made_words(world, "harbour") if word and isinstance(word.says, says.Instructs)][
        -1
    ]
    assert isinstance(true.says, says.Instructs)
    turned = replace(true.says, mandate=replace(true.says.mandate, position="for"))
    false = replace(true, says=turned, size=world.state("harbour").size)
    answer = shown(world, false, minuted_past_the_desk(world, "harbour", false))
    assert isinstance(answer, Refused)
    assert "vote for it, by a vote that fell" in str(answer)
    voting(world, step, places)
    assert world.state("fed").mandate(world.bodies["harbour"], step) is None
