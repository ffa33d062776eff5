"""Stories are told by their vocabulary and values; what is stated is looked up, and what is false is found."""

from __future__ import annotations

import copy
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from confederal.stories.telling import Step, Untellable, Verdict
from confederal.stories.told import exit_code, parsed, shipped, text_of, told

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "fixtures"


@cache
def text(name: str) -> str:
    return text_of(name if name in shipped() else str(HERE / f"{name}.yaml"))


def story(name: str, **sections: Any) -> dict[str, Any]:
    """A story file as a value, with only the sections named if any are."""
    file = parsed(text(name))
    file.update(sections)
    return file


def tell(file: dict[str, Any]) -> list[Step]:
    return list(told(file))


def verdicts(steps: list[Step]) -> Counter[Verdict]:
    return Counter(check.verdict for step in steps for check in step.checks)


def bad(steps: list[Step]) -> list[str]:
    """The expectations that did not hold, in words."""
    return [
        f"{check.expects}: {check.found}"
        for step in steps
        for check in step.checks
        if check.verdict in (Verdict.FAILED, Verdict.NOT_UNDERSTOOD)
    ]


# The shipped stories


def test_river_city_holds() -> None:
    steps = tell(story("river_city_federation"))
    assert bad(steps) == []
    assert exit_code(steps) == 0
    assert verdicts(steps) == {Verdict.HELD: 67, Verdict.NOT_YET: 8}
    assert len([step for step in steps if step.when.startswith("day")]) == 17


def test_catalonia_holds() -> None:
    steps = tell(story("catalonia_1936"))
    assert bad(steps) == []
    assert exit_code(steps) == 0
    assert verdicts(steps)[Verdict.NOT_YET] == 2
    assert verdicts(steps)[Verdict.HELD] >= 25
    assert len(steps) == 11 + 4


def test_russia_holds_and_counts_the_two_apart() -> None:
    steps = tell(story("russia_1917_1921"))
    assert bad(steps) == []
    assert exit_code(steps) == 0
    acts = [step for step in steps if step.way]
    ways = Counter(step.way for step in acts)
    assert len(acts) == 31
    assert ways["no word"] + ways["refused"] == 31
    assert ways["no word"] >= 1
    assert ways["refused"] >= 1
    assert all(step.refusals for step in acts if step.way == "refused")
    summary = next(step for step in steps if step.when == "summary")
    assert f"{ways['no word']} acts: no word" in summary.outcome[0]
    assert f"{ways['refused']} acts: the nearest act" in summary.outcome[1]
    dates = " ".join(summary.outcome)
    assert "After the war (6): n26, n27, n28, n29, n30, n31." in dates


@pytest.mark.parametrize("name", ["valley_federation", "coast_federation", "uplands_1937", "delta_1919"])
def test_other_files_of_the_same_kinds_hold(name: str) -> None:
    steps = tell(story(name))
    assert bad(steps) == []
    assert verdicts(steps)[Verdict.HELD] >= 14


def test_the_shipped_stories_are_the_shared_ones() -> None:
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside this clone")
    for name in shipped():
        assert (SHARED / f"{name}.yaml").read_text(encoding="utf-8") == text(name)


def test_a_story_told_twice_is_the_same() -> None:
    assert tell(story("delta_1919")) == tell(story("delta_1919"))


# What is false is found


def events_of(name: str, *acts: str) -> list[dict[str, Any]]:
    return [event for event in story(name)["events"] if event["act"] in ("found_federation", *acts)]


def small(*acts: str, **sections: Any) -> dict[str, Any]:
    """The valley federation with only these steps, which is quickly told."""
    file = story("valley_federation", **{"events": events_of("valley_federation", *acts), **sections})
    for name in ("weights_expected", "vote_example"):
        if name not in sections:
            del file[name]
    return file


def changed(file: dict[str, Any], act: str, **values: Any) -> dict[str, Any]:
    """A copy in which one step expects something else: `expect__` names go into its expectation."""
    file = copy.deepcopy(file)
    event = next(event for event in file["events"] if event["act"] == act)
    for name, value in values.items():
        (event["expect"] if name.startswith("expect__") else event)[name.removeprefix("expect__")] = value
    return file


FALSE: list[tuple[str, dict[str, Any]]] = [
    ("found_federation", {"expect__outcome": "refused"}),
    ("found_federation", {"by": "assemblies of all six"}),
    ("wage_floor", {"expect__outcome": "in force when three of five ratify"}),
    ("wage_floor", {"expect__outcome": "in force when five of five ratify"}),
    ("wage_floor", {"expect__note": "binds all four by joining"}),
    ("wage_floor", {"expect__not_by": ["lark_theatre", "weir_power"]}),
    ("petition_then_secretary_silent", {"expect__outcome": "the meeting exists on day 108 by rule"}),
    ("appoint_manager", {"expect__outcome": "accepted"}),
    ("appoint_manager", {"expect__articles": ["money_without_strings"]}),
    ("third_consecutive_year", {"expect__article": "recall_at_any_time"}),
    ("third_consecutive_year", {"expect__outcome": "accepted"}),
    ("leave_and_erase", {"expect__outcome": "name kept"}),
    ("leave_and_erase", {"expect__colour": "green"}),
    ("leave_and_erase", {"body": "nobody_here"}),
]


@pytest.mark.parametrize(
    ("act", "values"), FALSE, ids=[f"{act}-{rank}" for rank, (act, _) in enumerate(FALSE)]
)
def test_a_falsified_expectation_is_found(act: str, values: dict[str, Any]) -> None:
    file = small(act)
    if values == FALSE[0][1]:
        assert exit_code(tell(file)) == 0
    assert exit_code(tell(changed(file, act, **values))) == 1


CONGRESS = ("credentials", "delegate_votes_against_mandate", "advisor_votes")
FALSE_AT_CONGRESS: list[tuple[str, dict[str, Any]]] = [
    ("credentials", {"expect__outcome": "accepted"}),
    ("credentials", {"expect__article": "secret_ballot"}),
    ("delegate_votes_against_mandate", {"expect__outcome": "void (default)"}),
    ("delegate_votes_against_mandate", {"expect__then": "petition of 9 of 75"}),
    ("delegate_votes_against_mandate", {"expect__then": "petition of 8 of 76"}),
    ("delegate_votes_against_mandate", {"expect__then": "the meeting exists within 6 days"}),
    ("advisor_votes", {"expect__outcome": "accepted"}),
]


def test_falsified_expectations_of_a_congress_are_found() -> None:
    file = small(*CONGRESS)
    assert bad(tell(file)) == []
    for act, values in FALSE_AT_CONGRESS:
        steps = tell(changed(file, act, **values))
        assert exit_code(steps) == 1, (act, values)


def test_a_body_whose_assembly_met_since_the_call_is_seated() -> None:
    file = changed(
        small(*CONGRESS), "credentials", last_lawful_assembly_day=190, expect={"outcome": "accepted"}
    )
    assert bad(tell(file)) == []


def test_the_floor_may_also_turn_an_appeal_down() -> None:
    file = changed(small(*CONGRESS), "credentials", expect__then="the floor hears the appeal and rejects it")
    assert bad(tell(file)) == []


@pytest.mark.parametrize(
    ("section", "key", "wrong"),
    [
        ("result", "cnt_brackets", "5-3 lost"),
        ("result", "heads", "206-60 carried"),
        ("result", "by_the_moon", "5-3 carried"),
        ("weir_not_seated", "cnt_brackets", "3-3 carried"),
        ("upland_dairy_strays_against_all_seated", "void", "5-3 carried"),
        ("upland_dairy_strays_against_all_seated", "ignored", "5-3 carried"),
    ],
)
def test_a_falsified_count_is_found(section: str, key: str, wrong: str) -> None:
    example = copy.deepcopy(story("valley_federation")["vote_example"])
    file = small(vote_example={name: example[name] for name in ("in_favour", "against", section)})
    file["vote_example"][section] = {key: wrong}
    file["events"] = []
    assert exit_code(tell(file)) == 1


def test_falsified_weights_and_heads_are_found() -> None:
    weights = story("valley_federation")["weights_expected"]
    weights["one_per_started_50"]["weir_power"] = 1
    assert exit_code(tell(small(weights_expected=weights, events=[]))) == 1
    assert exit_code(tell(small(heads_total=267, events=[]))) == 1


def test_unions_that_split_by_heads() -> None:
    example = {"votes": {"A": [40, 35], "B": [3, 10], "C": [2, 0]}, "by_union": "2-1 carried"}
    right = small(strike_example={**example, "by_heads": "45-45 tie"}, events=[])
    assert bad(tell(right)) == []
    assert exit_code(tell(small(strike_example={**example, "by_heads": "44-45 lost"}, events=[]))) == 1


# What is not known


def test_an_unknown_act_is_not_understood() -> None:
    file = small(events=[{"day": 5, "act": "hoist_flag", "expect": {"outcome": "accepted"}}])
    steps = tell(file)
    assert verdicts(steps)[Verdict.NOT_UNDERSTOOD] == 1
    assert exit_code(steps) == 1


def test_a_room_not_built_is_not_yet_and_one_not_known_is_not_understood() -> None:
    event = {"day": 5, "act": "hazard_cluster", "needs": "work", "expect": {"outcome": "shown"}}
    steps = tell(small(events=[event]))
    assert verdicts(steps)[Verdict.NOT_YET] == 1
    assert exit_code(steps) == 0
    assert exit_code(tell(small(events=[{**event, "needs": "telepathy"}]))) == 1


def test_an_unknown_section_is_not_understood() -> None:
    assert exit_code(tell(small(events=[], prophecies=["all will be well"]))) == 1


FALSE_CHRONICLE: list[tuple[str, dict[str, Any]]] = [
    ("assembly_takeover", {"expect": "refused_I9"}),
    ("service_restored", {"days": 4}),
    ("united_front_committee", {"expect": "ok_without_centre"}),
    ("horizontal_agreement", {"expect": "needs_assembly_adoption"}),
    ("decree_on_mines", {"expect": {"works_council_elected": "violates_I99"}}),
    ("militia_council_merged_by_order", {"expect": "hoped_for"}),
]


def test_a_falsified_chronicle_is_found() -> None:
    whole = story("uplands_1937")
    for act, values in FALSE_CHRONICLE:
        file = copy.deepcopy(whole)
        needed = {act, "assembly_takeover"} if act == "service_restored" else {act}
        file["story"] = [step for step in file["story"] if step["act"] in needed]
        file["checks"] = []
        assert exit_code(tell(file)) == 0, act
        next(step for step in file["story"] if step["act"] == act).update(values)
        assert exit_code(tell(file)) == 1, act


def test_falsified_sentences_are_found() -> None:
    whole = story("uplands_1937", story=[])
    for words in (
        "wool_town: a joint committee by parity and by proportion, 500 and 201",
        "valley_barbers: they shave for nothing",
        "nowhere: shops share a constituency",
    ):
        assert exit_code(tell({**whole, "checks": [words]})) == 1, words


def test_falsified_acts_of_power_are_found() -> None:
    whole = story("delta_1919")
    for words in (
        "n1 lie after the war",
        "n2: losing a vote is lawful",
        "n9 lie after the war",
        "every act was welcome",
    ):
        assert exit_code(tell({**whole, "assertions": [words]})) == 1, words
    unknown = copy.deepcopy(whole["acts"])
    unknown[0]["violates"] = ["I21"]
    assert exit_code(tell({**whole, "acts": unknown})) == 1
    assert exit_code(tell({**whole, "controls": [{"what": "a minister is crowned"}]})) == 1


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("[1, 2]", "a story is a mapping"),
        ("a: {b: 1", "not YAML"),
        ("acts: [{n: 1}]\nacts: []", "twice"),
        ("acts: [&a {n: 1}, *a]", "aliases"),
    ],
)
def test_what_is_no_story_is_said_so(file: str, words: str) -> None:
    with pytest.raises(Untellable, match=words):
        parsed(file)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ({"stories": []}, "no story of a known kind"),
        ({"acts": "all"}, "acts must be a list"),
        ({"acts": [{"n": 1, "date": "yesterday", "what": "-", "violates": ["I1"]}]}, "a date such as"),
        ({"members": [{"id": "solo", "heads": 2}], "events": []}, "founded by three"),
        ({"bodies": [], "story": [{"t": "soon", "act": "x"}]}, "must be a date"),
    ],
)
def test_what_cannot_be_told_is_said_so(file: dict[str, Any], words: str) -> None:
    with pytest.raises(Untellable, match=words):
        tell(file)
