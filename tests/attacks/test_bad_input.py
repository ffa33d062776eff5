"""Bad input: a clear refusal in words, nothing written, and never an exception out of the desk."""

import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.attacks.anything import acts, example, fields_of
from tests.attacks.congress import asked, mandated, seated
from tests.growth.calls import calls_of
from tests.secretary.mill import BODIES, book_of, charter, federation, mill, paper, raised, vote_open

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.act import ACTS, Act
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.envelope import PAYLOAD_TYPE, Envelope, SeedKey, pae, seal
from confederal.kernel.envelope import written as envelope_of
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.minute_book import sealed
from confederal.kernel.question import Outcome, Result
from confederal.records.memory import MemoryShelf
from confederal.secretary.desk import Answer, Desk, Received, Refused
from confederal.stories.world import World, text

TECHNICAL = ("Traceback", "msgspec", "Struct", "NoneType", "Object `", "<class", " object at ")
"""What no member should have to read."""


def refused(world: World, envelope: bytes, name: str = "mill") -> str:
    """The words of the refusal of these bytes; nothing was written."""
    before = world.shelf.head(world.bodies[name])
    state = world.state(name)
    answer = world.desk.minute(world.bodies[name], envelope)
    assert isinstance(answer, Refused), answer
    assert world.shelf.head(world.bodies[name]) == before
    assert world.state(name) is state
    words = str(answer)
    assert "What would mend it: " in words
    for word in TECHNICAL:
        assert word not in words
    return words


def payload(world: World, said: object, **fields: object) -> bytes:
    """Canonical bytes of a payload with this act as plain JSON, whatever it is."""
    plain = {"v": 1, "body": world.bodies["mill"], "by": "m1", "n": 500, "at": world.now, "seen": None}
    return msgspec.json.encode({**plain, "act": said, **fields}, order="sorted")


def signed(world: World, data: bytes, who: str = "m1") -> bytes:
    return seal(data, world.key("mill", who))


@cache
def the_mill() -> World:
    """One mill for everything that is refused: it stays as it was."""
    return mill()


# Wrong types, for every field of every act


WRONG: tuple[object, ...] = (
    None, True, 0, -1, 1.5, 2**53, 2**64, 10**40, "", "x" * 70_000, [], {}, [[]], [None], {"kind": "left"},
    "\x00", "’", "ａ", "M1", "m 1", "m1\u200b", "\u202em1", "-1", "1e3", [1, "a"], {"": 1},
)  # fmt: skip


@pytest.mark.parametrize("kind", ACTS, ids=lambda kind: str(kind.__struct_config__.tag))
def test_every_field_of_every_act_refuses_what_does_not_fit(kind: type[Act]) -> None:
    """What a field does not take is refused in words before anything is judged; what it takes is tried elsewhere."""
    world = the_mill()
    whole = {"kind": kind.__struct_config__.tag} | {
        field.encode_name: example(field.type) for field in fields_of(kind)
    }
    tried = 0
    for field in fields_of(kind):
        for value in WRONG:
            try:
                msgspec.convert({**whole, field.encode_name: value}, a.AnyAct)
            except msgspec.ValidationError:
                words = refused(world, signed(world, payload(world, {**whole, field.encode_name: value})))
                assert words.startswith(("open_books ¶3", "open_books ¶"))
                tried += 1
    assert tried >= 10 * len(fields_of(kind))


@pytest.mark.parametrize("kind", ACTS, ids=lambda kind: str(kind.__struct_config__.tag))
def test_every_act_needs_all_its_fields_and_takes_no_other(kind: type[Act]) -> None:
    world = the_mill()
    whole = {"kind": kind.__struct_config__.tag} | {
        field.encode_name: example(field.type) for field in fields_of(kind)
    }
    assert "open_books ¶3" in refused(world, signed(world, payload(world, {**whole, "also": 1})))
    for field in fields_of(kind):
        less = {name: value for name, value in whole.items() if name != field.encode_name}
        assert "open_books ¶3" in refused(world, signed(world, payload(world, less)))


@pytest.mark.parametrize("name", ["v", "body", "by", "n", "at", "seen", "act"])
def test_every_field_of_the_paper_itself_refuses_what_does_not_fit(name: str) -> None:
    world = the_mill()
    act = {"kind": "left"}
    for value in WRONG:
        if (name, value) not in (("seen", None), ("n", 0), ("at", 0), ("act", {"kind": "left"})):
            refused(world, signed(world, payload(world, act, **{name: value})))


@pytest.mark.parametrize(
    "word", ["appointed", "dismissed", "dissolved", "decreed", "", "Left", "left ", "ｌeft"]
)
def test_a_word_the_language_has_not_is_named(word: str) -> None:
    world = the_mill()
    assert f"the language has no word '{word}'" in refused(
        world, signed(world, payload(world, {"kind": word}))
    )


@pytest.mark.parametrize("word", ["appointment", "decree", "recall "])
def test_a_kind_of_decision_there_is_not_is_named(word: str) -> None:
    world = the_mill()
    act = {"kind": "question_raised", "title": "x", "matter": {"matter": word}, "paragraphs": []}
    assert f"there is no kind of decision called '{word}'" in refused(
        world, signed(world, payload(world, act))
    )


# Malformed


def envelopes(world: World) -> dict[str, bytes]:
    good = paper(world, "m1", raised("Bread"), 500)
    wire = json.loads(good)
    key = world.key("mill", "m1")
    inner = payload(world, {"kind": "left"})
    return {
        "nothing": b"",
        "zeros": bytes(5000),
        "not JSON": b"hello",
        "not UTF-8": b"\xff\xfe" + good,
        "a list": b"[" * 60_000,
        "an object in an object": b'{"payload":' * 5_000,
        "half": good[: len(good) // 2],
        "two": good + good,
        "a newline after it": good + b"\n",
        "spaces": json.dumps(wire).encode(),
        "no signature": msgspec.json.encode({**wire, "signatures": []}),
        "two signatures": msgspec.json.encode({**wire, "signatures": wire["signatures"] * 2}),
        "another type": msgspec.json.encode({**wire, "payloadType": PAYLOAD_TYPE + "2"}),
        "a foreign field": msgspec.json.encode({**wire, "x": 1}),
        "a key of another kind": envelope_of(Envelope(inner, "rsa:abc", bytes(64))),
        "a key that is none": envelope_of(Envelope(inner, "ed25519:" + "A" * 43, bytes(64))),
        "a signature of nothing": envelope_of(Envelope(inner, key.keyid, bytes(64))),
        "a short signature": envelope_of(Envelope(inner, key.keyid, b"\x01" * 63)),
        "a signature of something else": envelope_of(Envelope(inner, key.keyid, key.sign(pae(b"{}")))),
        "a megabyte": b'{"payload":"' + b"A" * 1_000_000 + b'"}',
    }


@pytest.mark.parametrize("name", list(envelopes(the_mill())))
def test_what_is_no_signed_envelope_is_refused(name: str) -> None:
    refused(the_mill(), envelopes(the_mill())[name])


def not_canonical(world: World) -> dict[str, bytes]:
    good = payload(world, {"kind": "left"})
    said = json.loads(good)
    return {
        "spaces": json.dumps(said, sort_keys=True).encode(),
        "keys out of order": json.dumps(dict(reversed(said.items())), separators=(",", ":")).encode(),
        "a key twice": good[:-1] + b',"v":1}',
        "an escape nobody needs": good.replace(b'"m1"', b'"\\u006d1"'),
        "a float": good.replace(b'"n":500', b'"n":500.0'),
        "an exponent": good.replace(b'"n":500', b'"n":5e2'),
        "a number beyond 2^53": good.replace(b'"n":500', b'"n":9007199254740992'),
        "a number of four thousand digits": good.replace(b'"n":500', b'"n":' + b"9" * 4_000),
        "minus nothing": good.replace(b'"n":500', b'"n":-0'),
        "NaN": good.replace(b'"n":500', b'"n":NaN'),
        "lists in lists": good.replace(b'{"kind":"left"}', b"[" * 20_000 + b"]" * 20_000),
        "objects in objects": good.replace(b'{"kind":"left"}', b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
        "a lone surrogate": good.replace(b'"m1"', b'"\\ud800"'),
        "no UTF-8": good.replace(b'"m1"', b'"\xff"'),
        "no bytes": b"",
        "no object": b"[]",
    }


@pytest.mark.parametrize("name", list(not_canonical(the_mill())))
def test_what_is_not_in_the_one_form_is_refused(name: str) -> None:
    words = refused(the_mill(), signed(the_mill(), not_canonical(the_mill())[name]))
    assert words.startswith("open_books ¶3: A step is written so that every reader reads the same.")


# Oversized


def test_a_hundred_thousand_paragraphs_are_refused() -> None:
    world = the_mill()
    act = a.QuestionRaised(
        "Long", matters.Resolution(), tuple(text(str(number)) for number in range(100_000))
    )
    words = refused(world, paper(world, "m1", act, 500))
    assert "bytes long; at most 73728 are taken" in words


def test_what_just_fits_is_judged_without_ado() -> None:
    """Seven hundred paragraphs, marks or lines: judged in so many calls as there are words, not their square."""
    world = mill()
    step = vote_open(world)
    marks = tuple(Tally((f"a{number}",), 2**53 - 1) for number in range(1_000))
    lines = tuple(a.StandingLine(f"z{number}") for number in range(500))
    for act in (
        a.QuestionRaised("Long", matters.Resolution(), tuple(text(str(number)) for number in range(700))),
        a.CountTold(step, Way.HANDS, marks),
        a.Voted(step, tuple(f"a{number}" for number in range(3_000))),
        a.StandingImported(lines),
        a.SittingCalled(world.now + 9 * DAY, tuple(range(8_000))),
    ):
        sent = paper(world, "m1", act, 500)
        assert calls_of(partial(world.desk.minute, world.bodies["mill"], sent)) < 150_000


@pytest.mark.parametrize("votes", [10, 2**31, 2**53 - 1])
def test_more_votes_than_people_are_refused(votes: int) -> None:
    world = mill()
    step = world.raise_and_support("mill", matters.Resolution(), "We open earlier")
    world.wait_for_notice("mill", step)
    world.meet("mill", step)
    first, _ = world.tellers("mill")
    world.done("mill", first, a.VoteOpened(step, (Way.HANDS,), world.now + DAY))
    told = a.CountTold(step, Way.HANDS, (Tally(("for",), votes),))
    words = refused(world, world.envelope("mill", first, told))
    assert f"{votes} told, 0 told before, 0 by device; 9 on the register" in words
    assert "count again: nobody votes twice" in words


@pytest.mark.parametrize("votes", [-1, 2**53, 1.0, "1", None])
def test_a_tally_is_a_whole_number_of_people(votes: object) -> None:
    world = the_mill()
    act = {
        "kind": "count_told", "question": 1, "way": "hands", "tallies": [{"mark": ["for"], "votes": votes}],
        "spoilt": 0, "section": None, "roll": None, "corrects": None,
    }  # fmt: skip
    assert "open_books ¶3" in refused(world, signed(world, payload(world, act)))


# Names


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "m 1", "M1", "m1\x00", "\x00", "м1", "ｍ1", "m1\u200b", "\u200bm1", "m\u200d1", "\u202e1m", "m1\u202c",
        "m1\t", "m１", "m₁", "𝐦1", "m1\u0301", "\u00e9", "e\u0301", "\ufeffm1", "-m1", ".m1", "m" * 65, "m1;--",
        "m1'", "<b>m1",
        "../m1", "m1\\", "m1/", "m1%00", "m1\n",
    ],
)  # fmt: skip
def test_no_name_looks_like_another(name: str) -> None:
    """A pseudonym has small Latin letters, digits and a few marks: a Cyrillic м1 is nobody."""
    world = the_mill()
    invited = json.loads(msgspec.json.encode(a.Invited("z1"))) | {"id": name}
    assert "open_books ¶3" in refused(world, signed(world, payload(world, invited)))
    assert "open_books ¶3" in refused(world, signed(world, payload(world, {"kind": "left"}, by=name)))


@pytest.mark.parametrize("name", ["m1", "host"])
def test_a_name_that_is_somebody_s_is_not_given_again(name: str) -> None:
    world = the_mill()
    keeper = world.state("mill").holders("keeper", world.now)[0]
    words = refused(world, paper(world, keeper, a.Invited(name), 500))
    assert "open_books ¶4" in words
    assert "choose another pseudonym" in words


def test_a_title_has_an_end_and_a_beginning() -> None:
    world = the_mill()
    for title in ("", "x" * 201):
        act = {"kind": "question_raised", "title": title, "matter": {"matter": "leaving"}, "paragraphs": []}
        assert "open_books ¶3" in refused(world, signed(world, payload(world, act)))


@pytest.mark.parametrize(
    "title",
    [
        "\x00",
        "a\x00b",
        "\u202eolleh",
        "z\u200dw",
        "\ufeff",
        "   ",
        "a\nb",
        "\x1b[2J",
        "\u2066x\u2069",
        "\ue000",
    ],
)
def test_a_title_shows_all_it_says(title: str) -> None:
    world = the_mill()
    assert "open_books ¶3" in refused(world, paper(world, "m1", raised(title), 500))


@pytest.mark.parametrize(
    "title", ["Öffnungszeiten", "Ṣàngó", "Απεργία", "罷工", "إضراب", "नमस्ते", "50 % & “more”"]
)
def test_a_title_is_written_in_any_language(title: str) -> None:
    world = mill()
    answer = world.desk.minute(world.bodies["mill"], paper(world, "m1", raised(title), 500))
    assert isinstance(answer, Received)


def test_who_keeps_the_record_holds_no_member_s_key() -> None:
    host = SeedKey(b"host".ljust(32)).keyid
    founders = (*(a.Founder(f"m{n}", SeedKey(b"%d" % n * 32).keyid) for n in (1, 2)), a.Founder("m3", host))
    answer, books = found(founding(founders=founders)())
    assert isinstance(answer, Refused)
    assert books == ()
    world = mill()
    keeper = world.state("mill").holders("keeper", world.now)[0]
    assert "open_books" in refused(
        world, paper(world, keeper, a.Invited("z1", world.host("mill").keyid), 500)
    )


# Duplicate, out of order, expired


def late(world: World) -> dict[str, tuple[str, a.AnyAct, str]]:
    """Who says what in that world where one vote is open, and what they are told."""
    (step,) = world.state("mill").open_questions
    opened = world.desk.size(world.bodies["mill"]) - 1
    return {
        "supporting what is not raised yet": ("m1", a.Supported(900), "there is no question 900"),
        "supporting what is no question": ("m1", a.Supported(2), "there is no question 2"),
        "supporting once the vote is open": ("m5", a.Supported(step), f"question {step} is being voted on"),
        "opening a vote again": (
            "m1",
            a.VoteOpened(step, (Way.NAMED,), world.now + DAY),
            f"question {step} is being voted on",
        ),
        "confirming nothing": ("m1", a.Confirmed(opened), f"nothing waits for a second person at step {opened}"),
        "confirming what comes later": ("m1", a.Confirmed(901), "nothing waits for a second person at step 901"),
        "ending no meeting": ("m1", a.SittingEnded(step), f"no meeting is open called {step}"),
        "confirming a count nobody told": ("m1", a.CountConfirmed(3, step, ()), "at step 3"),
        "founding again": ("m1", a.FoundingConfirmed(), "the body is founded already"),
        "vetoing no replacement": ("m1", a.KeyVetoed(), "no replacement is running of the key of m1"),
        "binding a key uninvited": ("m1", a.KeyBound(world.key("x", "y").keyid), "no invitation stands for m1"),
        "binding a key that is somebody's": ("m1", a.KeyChanged(world.key("mill", "m2").keyid), "in use or was"),
        "correcting what is still open": ("m1", a.OutcomeCorrected(step, outcome()), f"question {step} is being"),
        "giving back a seat there is not": ("m1", a.Resigned("0.99"), "no seat is held called 0.99"),
        "voting twice for different things": ("m1", a.Voted(step, ("for", "against")), "“for > against”"),
        "voting for nothing": ("m1", a.Voted(step, ()), "one of: for, against, abstain"),
        "voting for something else": ("m1", a.Voted(step, ("refer_back",)), "one of: for, against, abstain"),
    }  # fmt: skip


def outcome() -> Outcome:
    return Outcome(Result.CARRIED)


@cache
def voting_mill() -> World:
    world = mill()
    vote_open(world)
    return world


@pytest.mark.parametrize("what", list(late(voting_mill())))
def test_what_comes_out_of_order_is_told_what_it_points_at(what: str) -> None:
    world = voting_mill()
    who, act, words = late(world)[what]
    assert words in refused(world, paper(world, who, act, 500))


def test_a_vote_after_the_end_is_refused_although_nobody_has_closed_it() -> None:
    world = mill()
    step = vote_open(world)
    world.now += 7 * DAY
    assert "the vote has ended" in refused(world, paper(world, "m1", a.Voted(step, ("for",)), 500))


def test_a_key_that_was_replaced_signs_no_more() -> None:
    world = mill()
    old = world.key("mill", "m1")
    world.done("mill", "m1", a.KeyChanged(world.holding(SeedKey(b"new".ljust(32))).keyid))
    sent = sealed(a.Payload(1, world.bodies["mill"], "m1", 500, world.now, raised("Bread")), old)
    assert "this key is not m1's, or no longer" in refused(world, sent)


def test_a_step_for_another_body_is_refused_here() -> None:
    world = federation()
    sent = paper(world, "m1", raised("Bread"), 500, name="harbour")
    assert f"written for body {world.bodies['harbour'][:12]}" in refused(world, sent)


# Founding


def founding(**changes: object) -> Callable[[], a.Founded]:
    def made() -> a.Founded:
        plain: dict[str, Any] = {
            "charter": charter("Bakery"),
            "host_key": SeedKey(b"host".ljust(32)).keyid,
            "nonce": "0" * 32,
            "founders": tuple(a.Founder(f"m{n}", SeedKey(b"%d" % n * 32).keyid) for n in (1, 2, 3)),
        }
        return a.Founded(**{**plain, **changes})

    return made


def desk_alone() -> Desk:
    return Desk(MemoryShelf(), clock=lambda: 1_767_225_600, lot=bytes)


def found(act: a.Founded, by: str = "m1") -> tuple[Answer, tuple[str, ...]]:
    """What the desk answers to a founding, and the books on its shelf afterwards."""
    desk = desk_alone()
    answer = desk.found(sealed(a.Payload(1, "", by, 0, 1_767_225_600, act), SeedKey(b"1" * 32)))
    return answer, desk.shelf.bodies()


def test_a_founding_by_three_is_received() -> None:
    answer, books = found(founding()())
    assert isinstance(answer, Received)
    assert books == (answer.body,)


BAD_SETTINGS: dict[str, tuple[object, ...]] = {
    "quorum_share": ("", "half", "1/0", "-1/2", "2/1", "1/2/3", "0.1", "٣/٤", "3/4"),
    "petition": ("0/1", "1/4", "x"),
    "notice_days": (0, 1, 31, 36_525),
    "term_days": (0, 731),
    "appeal_days": (0, 61),
    "time_zone": ("", "mars", "../../etc/passwd"),
    "sections": (("a", "a"),),
    "offices": ((), ({"name": "chair", "seats": 1},)),
    "voting_days": (0, 30),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD_SETTINGS.items() for value in values]
)
def test_a_setting_out_of_its_bounds_founds_nothing(name: str, value: object) -> None:
    plain = msgspec.to_builtins(charter("Bakery")) | {name: value}
    answer, books = found(founding(charter=msgspec.convert(plain, type(charter("x"))))())
    assert isinstance(answer, Refused)
    assert books == ()
    assert name in str(answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"founders": ()},
        {"founders": (a.Founder("m1", SeedKey(b"1" * 32).keyid),)},
        {"founders": tuple(a.Founder("m1", SeedKey(b"%d" % n * 32).keyid) for n in (1, 2, 3))},
        {"founders": tuple(a.Founder(f"m{n}", SeedKey(b"1" * 32).keyid) for n in (1, 2, 3))},
        {"founders": tuple(a.Founder(w, SeedKey(w[:1].encode() * 32).keyid) for w in ("m1", "z2", HOST))},
        {"brings": a.Brought(members=(a.StandingLine("m1"),))},
        {"bodies": (a.FoundingBody("a" * 64, "x", SeedKey(bytes(32)).keyid),)},
    ],
)  # fmt: skip
def test_a_founding_without_its_people_founds_nothing(changes: dict[str, object]) -> None:
    answer, books = found(founding(**changes)())
    assert isinstance(answer, Refused)
    assert books == ()


def test_a_founding_dated_ahead_founds_nothing() -> None:
    desk = desk_alone()
    sent = sealed(a.Payload(1, "", "m1", 0, 1_767_225_600 + 10 * DAY, founding()()), SeedKey(b"1" * 32))
    assert isinstance(desk.found(sent), Refused)
    assert desk.shelf.bodies() == ()


def test_a_record_begins_with_a_founding() -> None:
    desk = desk_alone()
    sent = sealed(a.Payload(1, "", "m1", 0, 1_767_225_600, a.Left()), SeedKey(b"1" * 32))
    assert "A record begins with a founding." in str(desk.found(sent))
    assert desk.shelf.bodies() == ()


# Anything at all


class Snapshot:
    """A book that every try starts from afresh, with the reading of it kept."""

    def __init__(self, world: World, name: str) -> None:
        self.body, self.now, self.rows = world.bodies[name], world.now, book_of(world, name)
        self.kept = world.desk._caught_up(self.body)
        state = world.state(name)
        people = [*state.members] if name != "fed" else [*state.places]
        self.signers = [(who, world.key(name, who)) for who in people] + [(HOST, world.host(name))]
        keys = [*state.keys, state.host_key, SeedKey(bytes(32)).keyid, "x" * 20]
        names = [
            *people,
            *state.seats,
            "keeper",
            "teller",
            "delegate",
            HOST,
            "for",
            "against",
            "abstain",
            "a",
        ]
        times = [self.now, self.now - DAY, self.now + DAY, self.now + 10 * DAY]
        self.hint = {
            "int": st.one_of(st.integers(0, state.size + 2), st.sampled_from(times)),
            "id": st.sampled_from(names),
            "key": st.sampled_from(keys),
            "digest": st.sampled_from([*world.bodies.values(), *state.shown, "a" * 64]),
        }
        self.acts = acts(self.hint)

    def desk(self) -> Desk:
        shelf = MemoryShelf()
        shelf.create(self.body)
        shelf.append(self.body, 0, self.rows)
        desk = Desk(shelf, clock=lambda: self.now, lot=bytes)
        desk._kept[self.body] = self.kept
        return desk


@cache
def busy() -> World:
    """A federation with delegates, a question before it and a vote open in the mill."""
    world = federation()
    seated(world)
    asked(world)
    mandated(world, "mill")
    vote_open(world)
    return world


@cache
def snapshot(name: str) -> Snapshot:
    return Snapshot(busy(), name)


def tried(name: str, data: st.DataObject) -> None:
    """Any acts at all, in a group of up to four: each gets a receipt or a refusal, and the refused are not written."""
    at = snapshot(name)
    sent = []
    for rank in range(data.draw(st.integers(1, 4))):
        who, key = data.draw(st.sampled_from(at.signers))
        act = data.draw(at.acts)
        sent.append(sealed(a.Payload(1, at.body, who, 10**6 + rank, at.now, act), key))
    desk = at.desk()
    answers = desk.minute_all(at.body, sent)
    written = [answer.step for answer in answers if isinstance(answer, Received)]
    assert written == list(range(len(at.rows), len(at.rows) + len(written)))
    assert desk.shelf.head(at.body).size == len(at.rows) + len(written)
    for answer in answers:
        if isinstance(answer, Refused):
            assert answer.objections
            assert all(objection.words and objection.mend for objection in answer.objections)


@pytest.mark.parametrize("name", ["mill", "fed"])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_anything_that_can_be_said_gets_an_answer(name: str, data: st.DataObject) -> None:
    tried(name, data)


@pytest.mark.long
@pytest.mark.parametrize("name", ["mill", "fed"])
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_anything_that_can_be_said_gets_an_answer_twenty_thousand_times(
    name: str, data: st.DataObject
) -> None:
    tried(name, data)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=300), whole=st.booleans())
def test_any_bytes_get_an_answer(data: bytes, whole: bool) -> None:
    world = the_mill()
    refused(world, seal(data, world.key("mill", "m1")) if whole else data)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_one_altered_byte_of_an_envelope_is_refused(at: int, flip: int) -> None:
    world = the_mill()
    good = bytearray(paper(world, "m1", raised("Bread"), 500))
    good[at % len(good)] ^= flip
    refused(world, bytes(good))


def test_every_kind_of_decision_can_be_tried_and_none_breaks_the_desk() -> None:
    """Each matter of the union with made-up values, raised in an assembly and in a council."""
    world = busy()
    for name in (*BODIES[:1], "fed"):
        at = snapshot(name)
        who, key = at.signers[0]
        for rank, kind in enumerate(matters.MATTERS):
            info = msgspec.inspect.type_info(kind)
            matter: matters.Matter = msgspec.convert(example(info), matters.Matter)
            sent = sealed(
                a.Payload(1, at.body, who, 10**6 + rank, world.now, a.QuestionRaised("x", matter)), key
            )
            (answer,) = at.desk().minute_all(at.body, [sent])
            assert isinstance(answer, Received | Refused)
