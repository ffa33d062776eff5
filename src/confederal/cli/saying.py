"""From words typed at the terminal to acts, and back: what the language has, field by field.

`key=value` pairs name the fields of the act, then of what it holds (the kind of decision in a proposal, what a
member said at the tellers' table); `act.key` or `matter.key` names the inner one outright. Texts become salted
digests and stay in the home; times, bodies and keys may be written as people say them.
"""

from __future__ import annotations

import difflib
import hashlib
import inspect
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from confederal.audit import accord
from confederal.audit.words import KINDS
from confederal.charter.returning import outcome_of
from confederal.cli.home import SHORT, Home, NotUnderstood, file_name
from confederal.kernel import act as a
from confederal.kernel.act import ACTS, AnyAct
from confederal.kernel.attest import due
from confederal.kernel.entry import SALT_BYTES
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.matters import MATTERS, Joining, Proposal
from confederal.kernel.matters.charter import CharterChange
from confederal.kernel.matters.proposal import Proposable
from confederal.kernel.minute_book import no_word
from confederal.kernel.possession import proven
from confederal.kernel.question import Stage
from confederal.kernel.state import State

Pairs = dict[str, str]

SHOWN: Final = ".proof"
"""What the name of a file ends with in which somebody shows a new key of theirs (`confederal key`)."""


class ShownKey(Struct, frozen=True, forbid_unknown_fields=True):
    """A new key as its holder hands it to those who vouch: whose it is, where, and that it is held."""

    body: str
    member: str
    key: str
    proof: str


def shown_in(path: Path) -> ShownKey:
    """The new key shown in a file. Raises NotUnderstood."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=ShownKey)
    except (OSError, msgspec.DecodeError) as error:
        raise NotUnderstood(f"{path} shows no new key: {error}") from error


def tag_of(kind: type[Struct]) -> str:
    """The word of an act or a kind of decision in the record."""
    return str(kind.__struct_config__.tag)


SPOKEN: Final = {tag_of(kind): kind for kind in ACTS}
"""Every act that can be said, by its word."""

MATTER: Final = {tag_of(kind): kind for kind in MATTERS}
"""Every kind of decision, by its word."""

INNER: Final[dict[str, dict[str, type[Struct]]]] = {
    "Matter": dict(MATTER),
    "Proposable": {tag_of(kind): kind for kind in get_args(Proposable)},
    "Assistable": {tag_of(kind): kind for kind in get_args(a.Assistable)},
}
"""What may stand inside an act: annotation → words → kinds."""


class Speaker:
    """What is needed to turn typed words into an act of one body: its reading, its home, its clock."""

    def __init__(self, home: Home, body: str, who: str) -> None:
        self.home = home
        self.body = body
        self.who = who
        self.state = home.state(body)
        self.made: dict[str, tuple[str, str]] = {}
        """Keys to be made when the act is recorded: key id → (body, pseudonym)."""
        self.seeds: dict[str, bytes] = {}
        self.shown: dict[str, str] = {}
        """Proofs of keys made elsewhere: key id → proof."""
        self.texts: list[tuple[bytes, bytes]] = []
        """Texts that were typed, each with its salt: kept in the home when the act is recorded."""

    def act(self, word: str, pairs: Sequence[str]) -> AnyAct:
        """The act these words say. Raises NotUnderstood with what the language has."""
        if word not in SPOKEN:
            raise NotUnderstood(no_such_act(word))
        given = as_pairs(pairs)
        built = self.builtins(SPOKEN[word], given, word)
        if given:
            raise NotUnderstood(no_such_field(SPOKEN[word], given))
        built = self.filled(built)
        return decoded(built)

    def builtins(self, kind: type[Struct], given: Pairs, where: str) -> dict[str, Any]:
        """The fields of one act or kind of decision, taken out of what was given."""
        config = kind.__struct_config__
        found: dict[str, Any] = {str(config.tag_field): str(config.tag)} if config.tag_field else {}
        annotations = annotations_of(kind)
        for name in fields_of(kind):
            inner = inner_of(annotations[name])
            if inner is not None and name in given:
                found[name] = self.nested(inner, name, given)
            elif name in given:
                found[name] = self.value(annotations[name], given.pop(name), name)
            elif any(key.startswith(f"{name}.") for key in given):
                found[name] = self.parts(name, given)
        return found

    def nested(self, inner: Mapping[str, type[Struct]], name: str, given: Pairs) -> dict[str, Any]:
        """What stands inside: its own fields, named outright (`matter.seats`) or simply (`seats`)."""
        word = given.pop(name)
        if word.startswith(("{", "@")):
            return dict(json_of(word))
        if word not in inner:
            near = ", ".join(difflib.get_close_matches(word, inner, 3)) or ", ".join(sorted(inner))
            raise NotUnderstood(
                f"there is no kind of decision or step called {word!r} here; there is: {near}"
            )
        prefix = f"{name}."
        for key in [key for key in given if key.startswith(prefix)]:
            given[key.removeprefix(prefix)] = given.pop(key)
        return self.builtins(inner[word], given, word)

    def parts(self, name: str, given: Pairs) -> dict[str, Any]:
        """A value given part by part: `becomes.notice_days=5`."""
        prefix = f"{name}."
        return {
            key.removeprefix(prefix): plain_value(given.pop(key))
            for key in [key for key in given if key.startswith(prefix)]
        }

    # Values

    def value(self, annotation: str, said: str, name: str) -> Any:
        """A value as it was typed, read by what the field holds."""
        if said in ("none", "-") and "None" in annotation:
            return None
        for part, read in self.readers():
            if part in annotation:
                return read(said, name, annotation)
        if annotation.startswith("tuple"):
            return (
                json_of(said) if said.startswith(("[", "@")) else [part for part in said.split(",") if part]
            )
        if said.startswith(("{", "[")):
            return json_of(said)
        return text_of(said)

    def readers(self) -> tuple[tuple[str, Callable[[str, str, str], Any]], ...]:
        """By what stands in the annotation of a field, how it is read; the first that fits."""
        return (
            ("Paragraphs", self.digests),
            ("Digest", self.digests),
            ("BodyId", lambda said, name, annotation: self.bodies(said, annotation)),
            ("Seconds", lambda said, name, annotation: self.time(said)),
            ("KeyId", lambda said, name, annotation: self.key(said, name)),
            ("Signature", lambda said, name, annotation: self.proof(said)),
            ("Tally", lambda said, name, annotation: tallies_of(said)),
            ("Party", lambda said, name, annotation: self.parties(said)),
            ("Mark", lambda said, name, annotation: re.split(r"[,>]", said)),
        )

    def digests(self, said: str, name: str, annotation: str) -> Any:
        """Texts as salted digests: typed, or from @FILE with a blank line between paragraphs."""
        if not annotation.startswith(("tuple", "Paragraphs")):
            return self.digest(text_of(said))
        if said.startswith("@"):
            paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text_of(said)) if part.strip()]
        else:
            paragraphs = said.split("|")
        return [self.digest(paragraph) for paragraph in paragraphs]

    def digest(self, words: str) -> str:
        if re.fullmatch(r"[0-9a-f]{64}", words):
            return words
        salt, text = os.urandom(SALT_BYTES), words.encode()
        self.texts.append((salt, text))
        return hashlib.sha256(salt + text).hexdigest()

    def bodies(self, said: str, annotation: str) -> Any:
        if annotation.startswith("tuple"):
            return [self.other(part) for part in said.split(",") if part]
        return self.other(said)

    def other(self, said: str) -> str:
        """Another body: its identity, or what our record or this home calls it."""
        if re.fullmatch(r"[0-9a-f]{64}", said):
            return said
        ties = {link.council: link.name for link in self.state.affiliations.values()}
        ties |= {link.body: link.name for link in self.state.bodies.values()}
        wanted = said.casefold()
        meant = [body for body, name in ties.items() if name.casefold() == wanted or body.startswith(wanted)]
        return meant[0] if len(meant) == 1 else self.home.body(said)

    def time(self, said: str) -> int:
        """A time: +6h, +8d, 2026-03-04T18:00 in the body's own time zone, or UTC seconds."""
        return time_of(said, self.home.now(), self.state.charter.time_zone)

    def key(self, said: str, name: str) -> str:
        """A key: as text, from a .pub or .key file, or `new`, which makes one."""
        if said == "new":
            return self.new_key(name)
        path = Path(said)
        if said.startswith("@") or path.is_file():
            path = Path(said.removeprefix("@"))
            if path.suffix == SHOWN:
                new = shown_in(path)
                self.shown[new.key] = new.proof
                return new.key
            return public_in(path)
        return said

    def new_key(self, field: str) -> str:
        seed = os.urandom(32)
        made = SeedKey(seed)
        self.seeds[made.keyid] = seed
        self.made[made.keyid] = (self.body, f"{self.who}.{field}")
        return made.keyid

    def proof(self, said: str) -> str:
        """The proof of a new key: as text, or from the file its holder made (`confederal key`)."""
        path = Path(said.removeprefix("@"))
        return shown_in(path).proof if said.startswith("@") or path.is_file() else said

    def proven(self, act: AnyAct, signer: str) -> AnyAct:
        """The act with the proof of the key it names: made here, shown in a file, or in the record already."""
        now = max(self.home.now(), self.state.time)
        payload = a.Payload(1, self.body, self.who, 0, now, act)
        m = a.Minuted(self.state.size, now, signer, payload)
        made = proven(self.state, m, lambda key: SeedKey(self.seeds[key]) if key in self.seeds else None)
        if isinstance(made, a.KeyVouched) and not made.proof:
            known = self.shown.get(made.key) or next(
                (new.proof for new in self.state.recoveries.get(made.member, ()) if new.key == made.key), ""
            )
            made = replace(made, proof=known)
        return made

    def parties(self, said: str) -> Any:
        if said.startswith(("[", "@")):
            return json_of(said)
        found = []
        for part in said.split(","):
            body = self.other(part)
            party = accord.party(body, self.state, self.kept_here(body))
            if party is None:
                raise not_known(body, ("name", "host_key"))
            found.append(msgspec.to_builtins(party))
        return found

    def kept_here(self, body: str) -> State | None:
        """What the record of another body shows, where it is kept in this home."""
        there = self.home.there and body in self.home.shelf.bodies()
        return self.home.state(body) if there else None

    def terms_of_joining(self, matter: dict[str, Any]) -> dict[str, Any]:
        """The council's name, key and rules as they are known here, where they were not typed."""
        council = matter["council"]
        there = self.kept_here(council)
        if there is not None:
            told = msgspec.to_builtins(accord.joining(council, there.charter, there.host_key))
        else:
            party = accord.party(council, self.state, None)
            told = {} if party is None else {"name": party.name, "host_key": party.host_key}
        missing = [name for name in TERMS if name not in told | matter]
        if missing:
            raise not_known(council, missing)
        return {**told, **matter}

    # What the record itself supplies

    def filled(self, built: dict[str, Any]) -> dict[str, Any]:
        """With what every reader computes anyway, where it was not typed."""
        word = built["kind"]
        if word in ("closed", "outcome_corrected") and "outcome" not in built:
            built["outcome"] = msgspec.to_builtins(self.outcome(built.get("question")))
        elif word == "attestation_made" and "attestation" not in built:
            built["attestation"] = msgspec.to_builtins(self.next_word())
        elif word == "question_raised" and isinstance(built.get("matter"), dict):
            built["matter"] = self.filled_matter(built["matter"], built.get("title"))
        elif word == "seat_accepted":
            self.keep_for_the_council(built)
        return built

    def outcome(self, step: Any) -> Any:
        question = self.state.questions.get(int(step)) if str(step).isdigit() else None
        if question is None or question.rule is None or question.stage is Stage.WITHDRAWN:
            raise NotUnderstood(f"no vote was opened on step {step}: there is nothing to count")
        return outcome_of(self.state, question, self.home.now())

    def next_word(self) -> Any:
        word = next(iter(due(self.state, self.home.now())), None)
        if word is None:
            raise NotUnderstood("our record owes nobody a word")
        return word

    def filled_matter(self, matter: dict[str, Any], title: Any) -> dict[str, Any]:
        kind = MATTER.get(str(matter.get("matter")))
        if kind is Joining and "council" in matter:
            matter = self.terms_of_joining(matter)
        elif kind is CharterChange:
            matter["becomes"] = {**msgspec.to_builtins(self.state.charter), **matter.get("becomes", {})}
        elif kind is Proposal and "title" not in matter and title is not None:
            matter["title"] = title
        return matter

    def keep_for_the_council(self, built: dict[str, Any]) -> None:
        """A delegate's new key is kept under the place it signs for in the council's record."""
        seat = self.state.seats.get(str(built.get("seat")))
        if seat is not None and seat.to is not None and built.get("key") in self.made:
            self.made[built["key"]] = (seat.to, f"{self.body[:12]}:{seat.id}")

    def hold_keys(self, act: AnyAct) -> list[tuple[Path, Path]]:
        """Writes the keys that were made beside their places, before the act that binds them is sent.

        Returns where each is and where it belongs; `keep` or `drop` follows.
        """
        held = []
        for keyid, (body, who) in self.made.items():
            name = file_name(who)
            if isinstance(act, a.KeyChanged | a.KeyBound):
                name = file_name(self.who)
            elif isinstance(act, a.Invited):
                name = f"{file_name(act.id)}.card"
            elif isinstance(act, a.KeyVouched):
                name = f"{file_name(act.member)}.new"
            folder = self.home.folder / "keys" / body[:16]
            waiting = f"{name}.waiting-{keyid[-6:].lower().strip('-_')}"
            self.home.ring(body).add(waiting, self.seeds[keyid])
            held.append((folder / f"{waiting}.key", folder / f"{name}.key"))
        return held


def keep(held: list[tuple[Path, Path]]) -> None:
    """Puts the keys in their places now that the act stands; what was there is put aside, never overwritten."""
    for waiting, place in held:
        if place.exists():
            number = 1
            while (aside := place.with_suffix(f".old{number}")).exists():
                number += 1
            place.rename(aside)
        waiting.rename(place)


def drop(held: list[tuple[Path, Path]]) -> None:
    """Removes the keys of an act that was refused: nothing hangs on them."""
    for waiting, _ in held:
        waiting.unlink()


TERMS: Final = ("name", "host_key", "charter", "leave_notice_days", "standing_days")
"""What a decision to join says of the council, so that nobody joins under other rules than they read."""


def not_known(body: str, missing: Sequence[str]) -> NotUnderstood:
    return NotUnderstood(
        f"nothing is known here of body {body[:SHORT]}; say its {', '.join(missing)} too, or import its record"
    )


def who_is(state: State, said: str) -> str:
    """The pseudonym that was meant: as typed, or the one place of a body in this council."""
    if (
        said == HOST
        or said in state.members
        or said in state.places
        or said in state.guests
        or said in state.invitations
    ):
        return said
    wanted = said.casefold()
    places = [
        place.id
        for place in state.places.values()
        if state.bodies[place.body].name.casefold() == wanted and place.ended_at is None
    ]
    return places[0] if len(places) == 1 else said


# Reading what was typed


def as_pairs(words: Sequence[str]) -> Pairs:
    """key=value, each once. Raises NotUnderstood."""
    pairs: Pairs = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise NotUnderstood(f"{word!r} is no key=value; for example title='Shorter hours'")
        if key in pairs:
            raise NotUnderstood(f"{key} is given twice")
        pairs[key] = value
    return pairs


def text_of(said: str) -> str:
    """The text itself, or what stands in @FILE."""
    if not said.startswith("@"):
        return said
    try:
        return Path(said[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotUnderstood(f"{said[1:]}: {error}") from error


def json_of(said: str) -> Any:
    """JSON as typed or from @FILE."""
    try:
        return msgspec.json.decode(text_of(said).encode())
    except msgspec.DecodeError as error:
        raise NotUnderstood(f"this is not JSON: {error}") from error


def plain_value(said: str) -> Any:
    """A value given part by part: JSON where it is JSON, text otherwise."""
    try:
        return msgspec.json.decode(said.encode())
    except msgspec.DecodeError:
        return said


def tallies_of(said: str) -> Any:
    """A count: for:30,against:2 — or rankings: ana>ben:12,cleo:3."""
    if said.startswith(("[", "@")):
        return json_of(said)
    found = []
    for part in said.split(","):
        mark, colon, votes = part.rpartition(":")
        if not colon or not votes.isdigit():
            raise NotUnderstood(f"{part!r} is no count; write for:30,against:2 or ana>ben:12,cleo:3")
        found.append({"mark": mark.split(">"), "votes": int(votes)})
    return found


_AHEAD: Final = re.compile(r"\+(\d{1,5})([hd])")


def time_of(said: str, now: int, time_zone: str) -> int:
    """UTC seconds of a time as people say it. Raises NotUnderstood."""
    ahead = _AHEAD.fullmatch(said)
    if ahead:
        return now + int(ahead[1]) * (HOUR if ahead[2] == "h" else DAY)
    if said.isdigit() and len(said) > 8:
        return int(said)
    try:
        told = datetime.fromisoformat(said)
    except ValueError as error:
        raise NotUnderstood(f"{said!r} is no time; write +6h, +8d, or 2026-03-04T18:00") from error
    return int((told if told.tzinfo else told.replace(tzinfo=ZoneInfo(time_zone))).timestamp())


def public_in(path: Path) -> str:
    """The public key in a .pub file, or of a key file."""
    from confederal.records.keys import KeyExposed, NotACard, read_key

    try:
        text = path.read_text().strip()
        return read_key(path).keyid if text.startswith("CONFEDERAL1") else text
    except (OSError, UnicodeDecodeError, KeyExposed, NotACard) as error:
        raise NotUnderstood(f"{path}: {error}") from error


def decoded(built: Any) -> AnyAct:
    """The act these builtins say. Raises NotUnderstood with what is missing or cannot be read."""
    try:
        act: AnyAct = msgspec.convert(built, type=AnyAct, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        raise NotUnderstood(complaint(str(error))) from error
    return act


_EXPECTED: Final = re.compile(
    r"Expected `(?P<kind>int|bool)[^`]*`, got `[^`]*`(?: - at `\$\.(?P<where>[^`]*)`)?"
)


def complaint(error: str) -> str:
    """The decoder's complaint in plain words."""
    expected = _EXPECTED.fullmatch(error)
    if expected is not None:
        return f"{expected['where']} must be {'a number' if expected['kind'] == 'int' else 'true or false'}"
    told = no_word(error.replace("`$", "`$.act")).replace("`act.", "`")
    return told.replace("The step missing required field", "missing").replace(" - at `act`", "")


# What the language has


def fields_of(kind: type[Struct]) -> tuple[str, ...]:
    return kind.__struct_fields__


def annotations_of(kind: type[Struct]) -> dict[str, str]:
    """What each field holds, as it is written in the code."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        for name, told in inspect.get_annotations(base).items():
            found[name] = told if isinstance(told, str) else getattr(told, "__name__", str(told))
    return found


def inner_of(annotation: str) -> Mapping[str, type[Struct]] | None:
    return INNER.get(annotation.removesuffix(" | None"))


def no_such_act(word: str) -> str:
    """What the language has, where it lacks a word."""
    near = difflib.get_close_matches(word, [*SPOKEN, *MATTER], 4)
    told = f"the language has no word {word!r}: nobody can do that here."
    if word in MATTER:
        return (
            f"{told} It is a kind of decision: a member raises it and the body decides, with\n"
            f"  question_raised matter={word} title=…   (confederal act --list {word} says more)"
        )
    if near:
        return f"{told} Near it are: {', '.join(near)}. All of them: confederal act --list"
    return f"{told} It has:\n  {', '.join(SPOKEN)}\nWhat each means: confederal act --list"


def no_such_field(kind: type[Struct], left: Pairs) -> str:
    has = ", ".join(fields_of(kind)) or "no fields"
    return (
        f"{tag_of(kind)} has no {', '.join(left)}; it has: {has}. See: confederal act --list {tag_of(kind)}"
    )


HOLDS: Final = (
    ("Paragraphs", "texts, with | between paragraphs, or @FILE"),
    ("tuple[Digest", "texts, with | between paragraphs, or @FILE"),
    ("Digest", "a text, or @FILE"),
    ("tuple[BodyId", "bodies, with commas"),
    ("BodyId", "a body: its name or the beginning of its identity"),
    ("Seconds", "a time: +6h, +8d, 2026-03-04T18:00"),
    ("KeyId", "a key: new, or a .pub file"),
    ("tuple[Tally", "a count: for:30,against:2 (rankings: ana>ben:12)"),
    ("Mark", "for, against, abstain, an option, or a ranking ana>ben"),
    ("tuple[Step", "steps, with commas"),
    ("Step", "the number of a step"),
    ("tuple[Party", "bodies, with commas"),
    ("Days", "a number of days"),
    ("Matter", "a kind of decision (below), with its own fields"),
    ("Proposable", "a kind of decision, with its own fields"),
    ("Assistable", "what they said: another step, with its own fields"),
    ("Outcome", "what came out; counted for you if left out"),
    ("Attestation", "another body's word, as JSON or @FILE"),
    ("Proof", "its proof, as JSON or @FILE"),
    ("Charter", "our numbers: becomes.notice_days=5, and so on"),
    ("tuple[", "several, with commas, or JSON"),
    ("Count", "a number"),
    ("MinorUnits", "money in cents"),
    ("bool", "true or false"),
    ("Title", "a line of words"),
    ("Words", "words"),
    ("Id", "a word in small letters, such as a pseudonym"),
    ("Way", "named, hands or box"),
    ("Charter", "our numbers"),
)
"""By what stands in a field's annotation, what to type; the first that fits."""


def holds(annotation: str) -> str:
    """What to type for a field."""
    return next((told for part, told in HOLDS if part in annotation), annotation.lower())


def choices(kind: Any) -> str:
    """The words a field takes, where they are few."""
    return " | ".join(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else ""


def required(kind: type[Struct]) -> frozenset[str]:
    """The fields that have no default."""
    return frozenset(field.name for field in msgspec.structs.fields(kind) if field.required)


def listing(word: str | None) -> Iterator[str]:
    """Every act in words, or one of them (or one kind of decision) with its fields."""
    if word is None:
        yield "What can be said in a record. Each step is signed by one person; what needs two is confirmed.\n"
        for name, spoken in SPOKEN.items():
            yield f"{name}\n    {first_line(spoken)}\n    {short_fields(spoken)}"
        yield "\nKinds of decision, raised with question_raised matter=…:\n"
        for name, matter in MATTER.items():
            yield f"{name} ({KINDS[name]})\n    {first_line(matter)}\n    {short_fields(matter)}"
        return
    tables: tuple[Mapping[str, type[Struct]], ...] = (SPOKEN, MATTER)
    found = [table[word] for table in tables if word in table]
    if not found:
        raise NotUnderstood(no_such_act(word))
    for kind in found:
        yield f"{word}\n    {first_line(kind)}\n"
        annotations = annotations_of(kind)
        for field in msgspec.structs.fields(kind):
            default = "" if field.required else " (may be left out)"
            yield f"    {field.name:<18} {choices(field.type) or holds(annotations[field.name])}{default}"
        if not fields_of(kind):
            yield "    (nothing else has to be said)"


def first_line(kind: type[Struct]) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def short_fields(kind: type[Struct]) -> str:
    needs = required(kind)
    told = [name if name in needs else f"[{name}]" for name in fields_of(kind)]
    return f"fields: {' '.join(told)}" if told else "no fields"
