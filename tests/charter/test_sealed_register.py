"""The register is sealed: P1 to P8."""

from __future__ import annotations

from tests.charter.mill import mill, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.member import Standing
from confederal.stories.world import World


def test_no_act_has_a_place_for_a_name() -> None:
    """¶1: `name` is a body's; a person is an id."""
    naming = {
        str(kind.__struct_config__.tag)
        for kind in a.ACTS
        if {"name", "surname", "address", "mail", "phone", "birth"} & set(kind.__struct_fields__)
    }
    assert naming == set()


def test_a_personal_text_is_erased_by_who_wrote_it() -> None:
    """¶2"""
    world = mill()
    question = world.decide("mill", matters.Resolution(), "A canteen", {"for": 5, "against": 2})
    world.done("mill", "m7", a.MinorityStated(question.id, "a" * 64))
    erased = a.Erased("a" * 64, "m7")
    assert why(world.say("mill", "m6", erased)) == [
        "sealed_register ¶2: no personal text of theirs "
        "→ erase your own statements; keepers erase entries of the register"
    ]
    assert why(world.say("mill", "m7", erased)) == []


def test_an_entry_of_the_register_is_erased_by_who_it_is_about_or_by_keepers() -> None:
    """¶2"""
    world = mill()
    lines = a.StandingImported((a.StandingLine("m6", entry="e" * 64), a.StandingLine("m7", entry="f" * 64)))
    world.done("mill", "m2", a.Confirmed(world.done("mill", "m1", lines)))
    assert why(world.say("mill", "m5", a.Erased("e" * 64, "m6"))) == [
        "sealed_register ¶2: m5 about m6 → have the person or a keeper of the register ask for it"
    ]
    assert why(world.say("mill", "m1", a.Erased("e" * 64, "m6"))) == []
    assert why(world.say("mill", "m7", a.Erased("f" * 64, "m7"))) == []


def test_what_was_put_to_the_vote_is_never_erased() -> None:
    """¶2"""
    world = mill()
    world.done("mill", "m7", a.QuestionRaised("A canteen", matters.Resolution(), ("c" * 64,)))
    assert "resolutions, rules and mandates are never erased" in str(
        why(world.say("mill", "m7", a.Erased("c" * 64, "m7")))
    )


def test_an_erased_entry_leaves_the_member_where_they_are() -> None:
    """¶2"""
    world = mill()
    line = a.StandingImported((a.StandingLine("m8", entry="e" * 64),))
    world.done("mill", "m2", a.Confirmed(world.done("mill", "m1", line)))
    assert world.state("mill").members["m8"].entry == "e" * 64
    world.done("mill", "m1", a.Erased("e" * 64, "m8"))
    assert world.state("mill").members["m8"].entry is None
    assert "m8" in world.state("mill").roll


def card(world: World) -> str:
    return world.key("mill", "card").keyid


def test_a_person_is_invited_in_good_standing_into_a_section_there_is() -> None:
    """¶3"""
    world = mill(6, sections={"day": 3, "night": 3})
    gone = a.Invited("m9", card(world), section="day", standing=Standing.GONE)
    assert why(world.say("mill", "m1", gone)) == ["sealed_register ¶3: has left → good standing, or advisor"]
    assert why(world.say("mill", "m1", a.Invited("m9", card(world), section="dawn"))) == [
        "sealed_register ¶3: section dawn → one of: day, night"
    ]
    assert why(world.say("mill", "m1", a.Invited("m9", card(world), section="day"))) == []


def test_where_the_assembly_admits_an_invitation_names_its_decision() -> None:
    """¶3"""
    world = mill(admission_by_assembly=True)
    question = world.decide("mill", matters.Admission(person="m8"), "Admit m8")
    assert why(world.say("mill", "m1", a.Invited("m8", card(world)))) == [
        "sealed_register ¶3: no admission was carried → let the assembly admit first"
    ]
    other = a.Invited("m9", card(world), question=question.id)
    assert why(world.say("mill", "m1", other)) == [
        "sealed_register ¶3: no admission was carried → let the assembly admit first"
    ]
    assert why(world.say("mill", "m1", a.Invited("m8", card(world), question=question.id))) == []


def test_an_advisor_is_invited_as_the_assembly_decided() -> None:
    """¶3"""
    world = mill()
    member = world.decide("mill", matters.Admission(person="m8"), "Admit m8")
    advisor = world.decide("mill", matters.Admission(person="m9", advisor=True), "Ask m9 in")

    def inviting(who: str, question: int, standing: Standing) -> list[str]:
        return why(world.say("mill", "m1", a.Invited(who, card(world), standing=standing, question=question)))

    assert inviting("m8", member.id, Standing.ADVISOR) == [
        "sealed_register ¶3: admitted as a member → invite as what was decided"
    ]
    assert inviting("m9", advisor.id, Standing.ADVISOR) == []


def test_an_import_makes_no_advisors() -> None:
    """¶4"""
    world = mill()
    advisor = a.StandingImported((a.StandingLine("m8", standing=Standing.ADVISOR),))
    assert why(world.say("mill", "m1", advisor)) == [
        "sealed_register ¶4: m8: advises, without a vote → advisors are admitted, and become members, by decision"
    ]
    assert why(world.say("mill", "m1", a.StandingImported((a.StandingLine("m8"),)))) == []


def test_an_import_admits_nobody_where_the_assembly_admits() -> None:
    """¶4"""
    world = mill(admission_by_assembly=True)
    assert why(world.say("mill", "m1", a.StandingImported((a.StandingLine("m8"),)))) == [
        "sealed_register ¶4: 1 new member → our charter has the assembly admit: invite them after it did"
    ]
    moved = a.StandingImported((a.StandingLine("m7", entry="e" * 64),))
    assert why(world.say("mill", "m1", moved)) == []


def test_keepers_alone_add_few_while_the_last_ones_wait_for_their_vote() -> None:
    """¶3, ¶4"""
    world = mill(appeal_days=14)
    world.later(days=15)

    def adding(*who: str) -> list[str]:
        return why(world.say("mill", "m1", a.StandingImported(tuple(a.StandingLine(each) for each in who))))

    assert adding("n1", "n2", "n3", "n4") == [
        "sealed_register ¶4: 4 newcomers → 3 at most until they vote, or let the assembly admit"
    ]
    world.enrol("mill", [a.StandingLine("n1"), a.StandingLine("n2"), a.StandingLine("n3")])
    assert why(world.say("mill", "m1", a.Invited("n5", card(world)))) == [
        "sealed_register ¶3: 4 newcomers → 3 at most until they vote, or let the assembly admit"
    ]
    assert "n1" not in world.state("mill").register(None, world.now)
    world.later(days=7)
    assert "n1" in world.state("mill").register(None, world.now)
    assert why(world.say("mill", "m1", a.Invited("n5", card(world)))) == []


def test_keepers_take_few_off_the_roll_within_the_time_for_appeal() -> None:
    """¶4"""
    world = mill()

    def taking(*who: str) -> list[str]:
        lines = tuple(a.StandingLine(each, standing=Standing.SUSPENDED) for each in who)
        return why(world.say("mill", "m1", a.StandingImported(lines)))

    assert taking("m5", "m6", "m7") == [
        "sealed_register ¶4: 3 off the roll → 2 at most within the time for appeal"
    ]
    assert taking("m6", "m7") == []


def test_who_contested_it_is_not_taken_off_by_keepers_again() -> None:
    """¶4"""
    world = mill()
    off = a.StandingImported((a.StandingLine("m7", standing=Standing.SUSPENDED),))
    world.done("mill", "m2", a.Confirmed(world.done("mill", "m1", off)))
    world.done("mill", "m7", a.StandingContested())
    assert why(world.say("mill", "m1", off)) == [
        "sealed_register ¶4: m7 contested it "
        "→ let the assembly decide; keepers alone do not take them off again"
    ]
