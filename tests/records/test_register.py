"""Two keepers open the register of names together; one alone, the host or a thief opens nothing."""

import sqlite3
from collections.abc import Iterator
from itertools import combinations, permutations
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from tests.records.written import HARBOUR, MILL

from confederal.records.database import UnsafeDatabase
from confederal.records.register import NotOpened, Person, Register

KEYS = {name: PrivateKey(name.encode().ljust(32, b".")) for name in ("ana", "ben", "cleo", "dora")}
KEEPERS = {name: KEYS[name].public_key for name in ("ana", "ben", "cleo")}
EMMA = Person("Emma Goldberg-Ferrer", {"telephone": "+34 600 000 000"})


@pytest.fixture
def register(tmp_path: Path) -> Register:
    register = Register.begin(tmp_path / "register.sqlite", HARBOUR, KEEPERS)
    register.enter("m1", EMMA)
    register.enter("m2", Person("Lucy Okonkwo"))
    return register


def held(name: str) -> tuple[str, PrivateKey]:
    return name, KEYS[name]


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_any_two_keepers_open_it_together(register: Register) -> None:
    for one, other in permutations(KEEPERS, 2):
        opened = register.open(held(one), held(other))
        assert opened.person("m1") == EMMA
        assert dict(opened.people()) == {"m1": EMMA, "m2": Person("Lucy Okonkwo")}
        assert opened.person("m3") is None


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (("ana", "ana"), ("ana", "ana"), "two different keepers"),
        (("ana", "ana"), ("dora", "dora"), "keeps no share"),
        (("ana", "ana"), ("ben", "cleo"), "not the keeper's"),
        (("ana", "dora"), ("ben", "dora"), "not the keeper's"),
    ],
)
def test_nobody_else_does(
    register: Register, first: tuple[str, str], second: tuple[str, str], reason: str
) -> None:
    with pytest.raises(NotOpened, match=reason):
        register.open((first[0], KEYS[first[1]]), (second[0], KEYS[second[1]]))


def test_one_keepers_share_tells_nothing_of_the_key(register: Register, tmp_path: Path) -> None:
    """A share alone opens no row: it is random, or the key under a random pad."""
    from nacl.exceptions import CryptoError
    from nacl.public import SealedBox

    with sqlite3.connect(tmp_path / "register.sqlite") as hand:
        shares = hand.execute("SELECT keeper, sealed FROM share").fetchall()
        row = hand.execute("SELECT sealed FROM person").fetchone()[0]
    assert len(shares) == 2 * len(list(combinations(KEEPERS, 2)))
    for keeper, sealed in shares:
        share = SealedBox(KEYS[keeper]).decrypt(sealed)
        with pytest.raises(CryptoError):
            SealedBox(PrivateKey(share)).decrypt(row[:80])
        with pytest.raises(CryptoError):
            SealedBox(KEYS[keeper]).decrypt(row[:80])


def test_the_file_holds_no_name_and_says_little_by_its_lengths(register: Register, tmp_path: Path) -> None:
    data = everything(tmp_path)
    for word in (b"Emma", b"Goldberg", b"Okonkwo", b"600"):
        assert word not in data
    one, two = register.row("m1"), register.row("m2")
    assert one is not None
    assert two is not None
    assert len(one) == len(two)
    assert "Emma" not in repr(EMMA)


def test_an_erased_person_leaves_nothing_in_the_file(register: Register, tmp_path: Path) -> None:
    row = register.row("m1")
    assert row is not None
    assert row[100:140] in everything(tmp_path)
    register.erase("m1")
    register.erase("m1")
    assert row[100:140] not in everything(tmp_path)
    assert row[:40] not in everything(tmp_path)
    assert register.members() == ("m2",)
    assert register.open(held("ana"), held("ben")).person("m1") is None


def test_a_row_is_replaced_and_the_old_one_is_gone(register: Register, tmp_path: Path) -> None:
    row = register.row("m1")
    assert row is not None
    register.enter("m1", Person("Emma Ferrer"))
    assert row[100:140] not in everything(tmp_path)
    assert register.open(held("ana"), held("cleo")).person("m1") == Person("Emma Ferrer")


def test_many_rows_are_entered_at_once_all_or_none(register: Register) -> None:
    assert register.enter_all([("m3", Person("Kwame Asante")), ("m1", Person("Emma Ferrer"))]) == 2
    assert register.members() == ("m1", "m2", "m3")

    def breaking_off() -> Iterator[tuple[str, Person]]:
        yield "m4", Person("Ines Prat")
        raise OSError("the file ends here")

    with pytest.raises(OSError, match="ends here"):
        register.enter_all(breaking_off())
    assert register.members() == ("m1", "m2", "m3")
    assert register.enter_all([]) == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE person SET sealed = (SELECT sealed FROM person WHERE member = 'm2') WHERE member = 'm1'",
        "UPDATE person SET sealed = zeroblob(length(sealed)) WHERE member = 'm1'",
        "UPDATE person SET sealed = x'' WHERE member = 'm1'",
    ],
)
def test_a_row_put_elsewhere_or_altered_does_not_open(register: Register, tmp_path: Path, sql: str) -> None:
    with sqlite3.connect(tmp_path / "register.sqlite") as hand:
        hand.execute(sql)
    opened = register.open(held("ana"), held("ben"))
    with pytest.raises(NotOpened, match="row of m1 was altered"):
        opened.person("m1")
    assert opened.person("m2") == Person("Lucy Okonkwo")


def test_altered_shares_do_not_open(register: Register, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "register.sqlite") as hand:
        another = "SELECT sealed FROM share WHERE one='ana' AND other='cleo' AND keeper='ana'"
        hand.execute(
            f"UPDATE share SET sealed = ({another}) WHERE one='ana' AND other='ben' AND keeper='ana'"
        )
    with pytest.raises(NotOpened, match="do not make the key"):
        register.open(held("ana"), held("ben"))
    assert register.open(held("ana"), held("cleo")).person("m1") == EMMA


def test_keepers_hand_over_and_the_former_ones_open_nothing(register: Register, tmp_path: Path) -> None:
    after = {name: KEYS[name].public_key for name in ("cleo", "dora")}
    with pytest.raises(NotOpened, match="at least two"):
        register.open(held("ana"), held("ben")).hand_over({"dora": KEYS["dora"].public_key})
    before = everything(tmp_path)
    register.open(held("ana"), held("ben")).hand_over(after)
    assert register.keepers() == ("cleo", "dora")
    assert dict(register.open(held("dora"), held("cleo")).people())["m1"] == EMMA
    with pytest.raises(NotOpened, match="keeps no share"):
        register.open(held("ana"), held("ben"))
    with pytest.raises(NotOpened, match="keeps no share"):
        register.open(held("ana"), held("cleo"))
    assert before != everything(tmp_path)


def test_a_register_is_begun_once_by_two_or_more(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    with pytest.raises(NotOpened, match="at least two"):
        Register.begin(path, HARBOUR, {"ana": KEYS["ana"].public_key})
    with pytest.raises(NotOpened, match="not begun"):
        Register(path, HARBOUR).enter("m1", EMMA)
    Register.begin(path, HARBOUR, KEEPERS)
    with pytest.raises(NotOpened, match="already"):
        Register.begin(path, HARBOUR, KEEPERS)
    with pytest.raises(UnsafeDatabase, match="another body"):
        Register(path, MILL)
    assert path.stat().st_mode & 0o077 == 0


def test_an_unbegun_register_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(NotOpened, match="keeps no share"):
        Register(tmp_path / "register.sqlite", HARBOUR).open(held("ana"), held("ben"))
