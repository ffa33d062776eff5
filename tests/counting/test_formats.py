"""Files of ballots: every format as its makers write it, as people save it, and when it is broken."""

import contextlib
import json
import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from confederal.counting import Ballots, UncountableError, count
from confederal.counting.formats import blt, plain
from confederal.counting.formats.election import Election, UnreadableError
from confederal.counting.method import Form
from confederal.counting.reading import read


def one(data: bytes | str, name: str = "", form: Form | None = None) -> Election:
    (election,) = read(data, name, form)
    return election


def told(ballots: Ballots) -> list[tuple[tuple[tuple[str, int], ...], int]]:
    """The papers by name, with marks."""
    return [
        (tuple((ballots.candidates[name], mark) for name, mark in paper), number)
        for paper, number in ballots.papers()
    ]


def rankings(ballots: Ballots) -> dict[str, int]:
    return {" ".join(name for name, _ in paper): number for paper, number in told(ballots)}


SMALL = '3 2\n4 1 2 0\n2 3 0\n0\n"Castor"\n"Pollux"\n"Helen"\n"A title"\n'


@pytest.mark.parametrize(
    "data",
    [
        SMALL,
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("\n", "\r"),
        "\ufeff" + SMALL,
        "\n\n" + SMALL + "\n \n\n",
        SMALL.encode("utf-8-sig"),
        SMALL.encode("utf-16"),
        "# a remark\n" + SMALL.replace("2 3 0", "2 3 0 # two for Helen"),
        "/* a remark\nover two lines */\n" + SMALL,
        SMALL.replace("4 1 2 0", "4\n1 2\n0"),
        SMALL.replace("4 1 2 0\n", "3 1 2 0\n1 1 2 0\n"),
        SMALL.replace("4 1 2 0\n", "(one) 1 2 0\n(two) 1 2 0\n2 1 2 0\n"),
        SMALL.replace("3 2\n", "3 2\n[nick a b c]\n").replace("4 1 2 0", "4 a b 0"),
        SMALL.replace("3 2\n", "  3   2  \n\n"),
        SMALL.replace('"Castor"\n"Pollux"\n"Helen"', '"Castor" "Pollux" "Helen"'),
        SMALL.replace('"Castor"', "Castor"),
        SMALL.replace("4 1 2 0", "4 1 2").replace("2 3 0", "2 3"),
    ],
)
def test_blt_is_read_as_it_comes(data: bytes | str) -> None:
    election = one(data, "small.blt")
    ballots = election.ballots
    assert ballots.candidates == ("Castor", "Pollux", "Helen")
    assert rankings(ballots) == {"Castor Pollux": 4, "Helen": 2}
    assert (ballots.seats, ballots.title) == (2, "A title")
    assert election.format == "BLT"


def test_blt_with_withdrawn_equal_and_skipped() -> None:
    text = '4 2\n-2\n[tie 4 3 2 1]\n3 1 2=3 4 0\n1 4 - 1 0\n2 0\n0\n"A"\n"B"\n"C"\n"D"\n"T"\n'
    election = one(text)
    assert election.ballots.withdrawn == {"B"}
    assert election.lot == ("D", "C", "B", "A")
    assert told(election.ballots) == [
        ((), 2),
        ((("A", 1), ("B", 2), ("C", 2), ("D", 3)), 3),
        ((("D", 1), ("A", 3)), 1),
    ]


def test_names_with_quotes_commas_and_of_two_people() -> None:
    ballots = one('3 1\n1 1 0\n0\n"John "Jack" O\'Neill, jr."\n"Ana"\n"Ana"\n"T"\n').ballots
    assert ballots.candidates == ('John "Jack" O\'Neill, jr.', "Ana (2)", "Ana (3)")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "the file is empty"),
        ("3\n", 1, "the file ends where the number of seats"),
        ("0 2\n0\n", 1, "candidates is at least 1"),
        ("3 0\n", 1, "seats is at least 1"),
        ("3 2\n4 1 9 0\n0\n", 2, "a candidate is at most 3, not 9"),
        ("3 2\n4 1 x 0\n0\n", 2, "a candidate is a whole number, not 'x'"),
        ("3 2\n4 1 -2 0\n0\n", 2, "a candidate is a whole number, not '-2'"),
        ("3 2\n4 1 2 0\nfoo 1 0\n0\n", 3, "how many papers is a whole number, not 'foo'"),
        ("3 2\n1.5 1 0\n0\n", 2, "how many papers is a whole number, not '1.5'"),
        ("3 2\n4 1 2 0\n2 3 0\n", 3, "the file ends where a paper"),
        ('3 2\n4 1 2 0\n0\n"A"\n"B"\n', 5, "the file ends after 2 of 3 candidates' names"),
        ('3 2\n4 1 2 0\n"A"\n"B"\n"C"\n', 3, "how many papers is a whole number, not '\"A\"'"),
        ("3 2\n-7\n4 1 2 0\n0\n", 2, "a withdrawn candidate is at most 3"),
        ("3 2\n+2\n4 1 2 0\n0\n", 2, "+2: candidates elected beforehand"),
        ("3 2\n[one]\n1 2 0\n0\n", 2, "the option [one] changes what the papers mean"),
        ("3 2\n4 1 (2 3 0\n0\n", 2, "a candidate is a whole number, not '('"),
        ("3 2\n[tie 1 2\n4 1 2 0\n0\n", 4, "the ] that closes the [ of line 2"),
        ("99999999 2\n", 1, "candidates is at most 10000"),
    ],
)
def test_a_broken_blt_names_the_line(text: str, line: int, says: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(text, "broken.blt")
    assert refused.value.line == line
    assert f"line {line}: " in str(refused.value)
    assert says in str(refused.value)


WARD = (
    '3,2,\n4,1,2,\n2,3,\n"Candidate 1","Ana, the elder","Labour (Lab)",\n'
    '"Candidate 2","Ben ""Bob"" Low","Green (Gr)",\n"Candidate 3","Eva","",\n"A Ward",'
)


@pytest.mark.parametrize("text", [WARD, WARD.replace("\n", "\r\n"), "\ufeff" + WARD + "\n\n,,,\n"])
def test_a_scottish_ward(text: str) -> None:
    election = one(text, "ward.csv")
    assert election.ballots.candidates == ("Ana, the elder", 'Ben "Bob" Low', "Eva")
    assert rankings(election.ballots) == {'Ana, the elder Ben "Bob" Low': 4, "Eva": 2}
    assert (election.ballots.seats, election.ballots.title) == (2, "A Ward")
    assert election.method == "scottish-stv"
    assert election.ids == ("1", "2", "3")


@pytest.mark.parametrize(
    "text",
    [
        WARD.replace("4,1,2,", '"4","1","2"').replace("\n2,3,", '\n"2","3"'),
        WARD.replace("\n2,3,", '\n"2","3"'),
        WARD.replace("\n2,3,", "") + "\n2,3,",
        WARD.replace(",\n", ",,,,\n"),
        WARD.replace("4,1,2,", "4, 1, 2 ,"),
        WARD.replace("4,1,2,", "1,1,2,\n\n3,1,2,"),
    ],
)
def test_a_ward_in_other_clothes(text: str) -> None:
    assert rankings(one(text, "ward.csv").ballots) == {'Ana, the elder Ben "Bob" Low': 4, "Eva": 2}


def test_a_party_beside_the_name_is_no_candidate() -> None:
    text = SMALL.replace('"Castor"', '"Castor" "Lab"').replace('"Pollux"', '"Pollux" "Con"')
    assert one(text.replace('"Helen"', '"Helen" ""'), "x.blt").ballots.candidates == (
        "Castor",
        "Pollux",
        "Helen",
    )


@pytest.mark.parametrize(
    "names",
    [
        ["Rose-Ann CUNINGHAME (Con)", "Greg FOSTER (LD)", "Ward 1 Annick"],
        ["# ALTERNATIVE NAME 1: Rose-Ann CUNINGHAME (Con)", "# ALTERNATIVE NAME 2: Greg FOSTER (LD)", "x"],
    ],
)
def test_names_without_quotation_marks(names: list[str]) -> None:
    for head in (
        "2 1\n3 1 2 0\n2 2 0\n0\n",
        "2 1,\n3 1 2 0,\n2 2 0,\n0,\n",
        "2 1 # two\n3 1 2 0\n2 2 0\n0\n",
    ):
        ballots = one(head + "\n".join(names) + "\n", "w.blt").ballots
        assert ballots.candidates == ("Rose-Ann CUNINGHAME (Con)", "Greg FOSTER (LD)")
        assert (ballots.title in names, ballots.total) == (True, 5)


@pytest.mark.parametrize(
    "names",
    [
        ['"Neil ALEXANDER ""Liberal Democrats"""', '"Jo KAIL ""Green Party"""', "Elgin"],
        ['"Neil ALEXANDER" "Liberal Democrats"', '"Jo KAIL" "Green Party"', '"Elgin"'],
        ['"Neil ALEXANDER","Liberal Democrats",', '"Jo KAIL","Green Party",', '"Elgin",'],
        ['"LD" "Neil ALEXANDER"', '"Green" "Jo KAIL"', '"Elgin"'],
        ['"The Greens" "Neil ALEXANDER"', '"The Greens" "Jo KAIL"', '"Elgin"'],
        ['"Neil ALEXANDER",', '"Jo KAIL" ,', '"Elgin",'],
        ["“Neil ALEXANDER”", "“Jo KAIL”", "“Elgin”"],
        ['"Neil ALEXANDER', '"Jo KAIL"', '"Elgin"'],
        ['"Neil', 'ALEXANDER"', '"Jo KAIL"', '"Elgin"'],
        ['"Neil ALEXANDER"', '"Jo KAIL"', '"Elgin"', '"a source"', '"a remark"'],
    ],
)
def test_a_party_before_or_behind_the_name_is_no_candidate(names: list[str]) -> None:
    for head in ("2 1\n3 1 2 0\n2 2 0\n0\n", "2 1\n\n3 1 2 0\n2 2 0\n0\n"):
        ballots = one(head + "\n".join(names) + "\n", "w.blt").ballots
        assert ballots.candidates == ("Neil ALEXANDER", "Jo KAIL")
        assert ballots.title == "Elgin"


def test_hills_equal_ranks_and_names_of_papers() -> None:
    ballots = one('3 1\n2 1 (2 3) 0\n(a paper) (1 2) 3 0\n0\n"A"\n"B"\n"C"\n').ballots
    assert told(ballots) == [
        ((("A", 1), ("B", 1), ("C", 2)), 1),
        ((("A", 1), ("B", 2), ("C", 2)), 2),
    ]


def test_remarks_wherever_they_stand() -> None:
    text = (
        '3 1 /* three */\n4 1/*x*/2 0 # four\n/* not\n7 3 0\nthis */ 2 3 0\n0\n"A # 1" # a\n"B /*b*/"\n"C"\n'
    )
    ballots = one(text).ballots
    assert ballots.candidates == ("A # 1", "B /*b*/", "C")
    assert rankings(ballots) == {"A # 1 B /*b*/": 4, "C": 2}


def test_a_skipped_rank_in_a_ward_is_kept() -> None:
    ballots = one(WARD.replace("4,1,2,", "4,1,,2,"), "ward.csv").ballots
    assert told(ballots)[0] == ((("Ana, the elder", 1), ('Ben "Bob" Low', 3)), 4)
    sheet = count("scottish-stv", ballots)
    assert sheet.valid == 6


@pytest.mark.parametrize(
    ("wrong", "line", "says"),
    [
        (WARD.replace("4,1,2", "4,1,7"), 2, "a candidate is at most 3, not 7"),
        (WARD.replace("4,1,2", "4,1,b"), 2, "not"),
        (WARD.replace("4,1,2", "-4,1,2"), 2, "whole numbers"),
        (WARD.replace('"Candidate 3","Eva","",\n', ""), 6, "candidate 3 is not named"),
        (WARD.replace('"Candidate 3"', '"Candidate 2"'), 6, "candidate 2 is named twice"),
        (WARD.replace("3,2,", "3,0,"), 1, "seats is at least 1"),
    ],
)
def test_a_broken_ward_names_the_line(wrong: str, line: int, says: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(wrong, "ward.csv")
    assert (refused.value.line, says in str(refused.value)) == (line, True)


PREFLIB = (
    "# FILE NAME: x.toi\n# TITLE: A vote\n# DATA TYPE: toi\n# NUMBER ALTERNATIVES: 4\n# NUMBER VOTERS: 6\n"
    "# ALTERNATIVE NAME 1: Ana\n# ALTERNATIVE NAME 2: Ben\n# ALTERNATIVE NAME 3: Eva: the third\n"
    "# ALTERNATIVE NAME 4: Dot\n3: 1,{2,3},4\n2: 2\n1: {1, 4}\n"
)


def test_preflib() -> None:
    ballots = one(PREFLIB, "x.toi").ballots
    assert ballots.candidates == ("Ana", "Ben", "Eva: the third", "Dot")
    assert ballots.title == "A vote"
    assert told(ballots) == [
        ((("Ana", 1), ("Ben", 2), ("Eva: the third", 2), ("Dot", 3)), 3),
        ((("Ana", 1), ("Dot", 1)), 1),
        ((("Ben", 1),), 2),
    ]


def test_preflib_of_old() -> None:
    ballots = one("3\n1,Ana\n2,Ben\n3,Eva\n6,6,2\n4,1,2,3\n2,3,{1,2}\n", "x.toc").ballots
    assert told(ballots) == [
        ((("Ana", 1), ("Ben", 2), ("Eva", 3)), 4),
        ((("Eva", 1), ("Ana", 2), ("Ben", 2)), 2),
    ]


def test_preflib_categories() -> None:
    head = "# DATA TYPE: cat\n# NUMBER ALTERNATIVES: 3\n# NUMBER CATEGORIES: 2\n"
    approved = one(head + "3: {1,2},{3}\n1: {},{1,2,3}\n2: 3,{1,2}\n", "x.cat").ballots
    assert approved.form == "approved"
    assert rankings(approved) == {"1 2": 3, "": 1, "3": 2}
    scored = one(head.replace("CATEGORIES: 2", "CATEGORIES: 3") + "3: 1,2,3\n", "x.cat").ballots
    assert told(scored) == [((("1", 2), ("2", 1), ("3", 0)), 3)]


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (PREFLIB.replace("3: 1,{2,3},4", "3: 1,{2,3,4"), 10),
        (PREFLIB.replace("2: 2", "2: 9"), 11),
        (PREFLIB.replace("2: 2", "two: 2"), 11),
        (PREFLIB.replace("2: 2", "2 2"), 11),
        (PREFLIB.replace("ALTERNATIVES: 4", "ALTERNATIVES: many"), 4),
        (PREFLIB.replace("# NUMBER ALTERNATIVES: 4\n", ""), 1),
    ],
)
def test_a_broken_preflib_names_the_line(wrong: str, line: int) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(wrong, "x.toi")
    assert refused.value.line == line


BUDGET = (
    "META\nkey;value\ndescription;A town\nbudget;1000,50\nvote_type;approval\nrule;equalshares/add1\n"
    "PROJECTS\nproject_id;cost;votes;name;selected\n"
    '1;300.25;2;Oven; 1\n2;500;1;Bikes;0\n3;200;0;"Nur;sery";2\n'
    "VOTES\nvoter_id;vote;age\na;1,2;33\nb;1;\nc;;\n"
)


def test_pabulib() -> None:
    election = one(BUDGET, "town.pb")
    assert election.ballots.candidates == ("Oven", "Bikes", "Nur;sery")
    assert election.ballots.costs == (Fraction("300.25"), 500, 200)
    assert election.ballots.budget == Fraction("1000.5")
    assert rankings(election.ballots) == {"": 1, "Oven": 1, "Oven Bikes": 1}
    assert (election.method, dict(election.settings)) == ("equal-shares", {"completion": "add1"})
    assert election.published == ("Oven",)
    assert election.ids == ("1", "2", "3")


def test_pabulib_points_and_rankings() -> None:
    points = BUDGET.replace("approval", "cumulative").replace("voter_id;vote;age", "voter_id;vote;points")
    points = points.replace("a;1,2;33", "a;1,2;3,-1").replace("b;1;", "b;1;7")
    assert sorted(paper for paper, _ in told(one(points, "x.pb").ballots)) == [
        (),
        (("Oven", 3), ("Bikes", -1)),
        (("Oven", 7),),
    ]
    ranked = one(BUDGET.replace("approval", "ordinal").replace("a;1,2;33", "a;2,1;33"), "x.pb").ballots
    assert rankings(ranked) == {"": 1, "Oven": 1, "Bikes Oven": 1}
    assert count("greedy-budget", ranked).stages[0].totals == (3, 2, 0)


@pytest.mark.parametrize(
    ("rule", "method", "settings"),
    [
        ("greedy", "greedy-budget", {}),
        ("greedy-no-skip", "greedy-budget", {"skip": False}),
        ("Greedy-Exclusive", "greedy-budget", {}),
        ("equalshares", "equal-shares", {"completion": "none"}),
        ("equalshares-comparison", "equal-shares", {"completion": "none", "comparison": "satisfaction"}),
        ("equalshares/add1-comparison", "equal-shares", {"completion": "add1", "comparison": "satisfaction"}),
        ("unknown", None, {}),
        ("drawing straws", None, {}),
    ],
)
def test_the_rule_of_a_budget(rule: str, method: str | None, settings: dict[str, object]) -> None:
    election = one(BUDGET.replace("equalshares/add1", rule), "town.pb")
    assert (election.method, dict(election.settings)) == (method, settings)
    assert bool(election.caution) == (rule in {"Greedy-Exclusive", "drawing straws"})
    points = BUDGET.replace("equalshares/add1", rule).replace("approval", "scoring")
    points = points.replace("voter_id;vote;age", "voter_id;vote;points").replace("a;1,2;33", "a;1,2;4.0,5")
    points = points.replace("b;1;", "b;None;None")
    scored = one(points, "town.pb")
    assert scored.ballots.form == "scored"
    assert scored.method == (None if method == "equal-shares" else method)


def test_what_else_stands_in_budgets() -> None:
    """Default scores, cells that run over lines, costs that mark a project taken back, thousands."""
    text = BUDGET.replace("approval", "scoring").replace("META\n", "META;;\n", 1)
    text = text.replace(
        "rule;equalshares/add1", "rule;greedy\ndefault_score;2\nmin_project_score_threshold;3,5"
    )
    text = text.replace("voter_id;vote;age", "voter_id;vote;points").replace("a;1,2;33", "a;1;5")
    text = (
        text.replace("b;1;", "b;2;0").replace('"Nur;sery"', '"Nur\nse;ry"').replace("2;500;", "2;999999999;")
    )
    election = one(text.replace("budget;1000,50", "budget;1,000,000.50"), "town.pb")
    assert election.ballots.candidates == ("Oven", "Bikes", "Nur se;ry")
    assert election.ballots.withdrawn == {"Bikes"}
    assert election.ballots.budget == Fraction("1000000.5")
    assert election.settings == {"threshold": 4}
    assert count("greedy-budget", election.ballots, **election.settings).stages[0].totals == (9, None, 6)
    ranked = one(
        BUDGET.replace("approval", "ordinal").replace("rule;equalshares/add1", "rule;greedy\nmax_length;4")
    )
    assert count("greedy-budget", ranked.ballots, **ranked.settings).stages[0].totals == (8, 3, 0)


@pytest.mark.parametrize(
    ("wrong", "line", "says"),
    [
        (BUDGET.replace("a;1,2;33", "a;" + "1" * 200_000), 14, "this is no CSV"),
        (BUDGET.replace("a;1,2;33", "a;1,9;33"), 14, "'9', which is not among the projects"),
        (BUDGET.replace("2;500", "2;lots"), 10, "the cost of project 2"),
        (BUDGET.replace("2;500", "1;500"), 10, "project 1 is there twice"),
        (BUDGET.replace("budget;1000,50\n", ""), 1, "does not say the budget"),
        (BUDGET.replace("budget;1000,50", "budget;-3"), 4, "the budget is an amount"),
        (BUDGET.replace("VOTES\n", "VOTE\n"), 16, "there is no section VOTES"),
        (BUDGET.replace("approval", "telepathy"), 5, "telepathy"),
        (BUDGET.replace("approval", "cumulative"), 14, "2 projects but 0 points"),
    ],
)
def test_a_broken_budget_names_the_line(wrong: str, line: int | None, says: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(wrong, "town.pb")
    assert says in str(refused.value)
    assert refused.value.line == line


def test_a_debian_tally_sheet() -> None:
    text = "Tally\n  Option 1--------->: Yes\n|/  Option 2------->: No\nV: 12 someone a\nV: 1- other d\nV: -1 x y\n"
    election = one(text)
    assert election.ballots.candidates == ("Yes", "No")
    assert rankings(election.ballots) == {"Yes No": 1, "Yes": 1, "No": 1}
    with pytest.raises(UnreadableError, match="line 5: the ballot '1' has 1 marks for 2 options"):
        read(text.replace("V: 1- ", "V: 1 "))


@pytest.mark.parametrize(
    ("text", "form", "papers"),
    [
        ("Ana,Ben,Eva\n1,2,\n1,2,\n,1,2\n", "ranked", {"Ana Ben": 2, "Ben Eva": 1}),
        ("count,Ana,Ben,Eva\n2,1,2,\n1,,1,2\n", "ranked", {"Ana Ben": 2, "Ben Eva": 1}),
        ("count;Ana;Ben;Eva\r\n2;1;2;\r\n1;;1;2\r\n", "ranked", {"Ana Ben": 2, "Ben Eva": 1}),
        ("1,2,3\nAna,Ben,\nAna,Ben\nBen,Eva,\n", "ranked", {"Ana Ben": 2, "Ben Eva": 1}),
        ("rank1,rank2\nAna,Ben\nAna,Ben\nskipped,Ben\n", "ranked", {"Ana Ben": 2, "Ben": 1}),
        ("rank1,rank2\nAna,Ben\novervote,Ben\nAna,overvote\n", "ranked", {"Ana Ben": 1, "": 1, "Ana": 1}),
        ("Ana,Ben,Eva\nx,x,\nX,,x\n", "approved", {"Ana Ben": 1, "Ana Eva": 1}),
        ("Ana,Ben,Eva\n1,1,0\n1,0,1\n", "approved", {"Ana Ben": 1, "Ana Eva": 1}),
        ("votes,Ana,Ben\n3,1,\n2,,1\n", "ranked", {"Ana": 3, "Ben": 2}),
        ('count,"Low, Ana","Ben ""B"" High"\n3,1,2\n', "ranked", {'Low, Ana Ben "B" High': 3}),
        ("rank 1,rank 2\nWrite-in,Ana\n", "ranked", {"Write-in Ana": 1}),
        ("ballot id,rank 1,rank 2\nb-1,Ana,Ben\nb-2,Ben,\n", "ranked", {"Ana Ben": 1, "Ben": 1}),
    ],
)
def test_plain_csv_as_people_write_it(text: str, form: str, papers: dict[str, int]) -> None:
    ballots = one(text, "votes.csv").ballots
    assert ballots.form == form
    assert rankings(ballots) == papers


def test_plain_csv_of_points() -> None:
    ballots = one("Ana,Ben\n5,4\n0,-2\n", "votes.csv", "scored").ballots
    assert count("score", ballots).stages[0].totals == (5, 2)


def test_equal_ranks_in_plain_csv() -> None:
    ballots = one("Ana,Ben,Eva\n1,1,2\n", "votes.csv", "ranked").ballots
    assert told(ballots) == [((("Ana", 1), ("Ben", 1), ("Eva", 2)), 1)]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("count,Ana,Ben\n3,1,2\nthree,1,2\n", 3, "how many papers is a whole number, not 'three'"),
        ("Ana,Ben\n1,2\n1,2,3\n", 3, "3 cells for 2 candidates"),
        ("Ana,Ben\n", 1, "there are no papers"),
        ("hello world\n", 1, "there are no papers"),
        ("Ana,Ben\n1,first\n", 2, "a mark is a whole number, not 'first'"),
        ("Ana,Ben\n1,-2\n", 2, "a rank is 1, 2, 3"),
        ("count,Ana,Ben\n4,1,18446744073709551616\n", 2, "a rank of 18446744073709551616 is no rank"),
        ("form,ranked\nAna,Ben\n2,1\n1,999999999\n", 4, "a rank of 999999999 is no rank"),
        ("form,ranked\ncandidates,Ana\ncount,1\n2,Zoe\n", 4, "'Zoe' is not among the candidates"),
        ("form,guessed\ncandidates,Ana\ncount,1\n2,Ana\n", 1, "the form is ranked, approved or scored"),
        ("form,scored\ncandidates,Ana\ncount,1\n2,Ana\n", 4, "points are written NAME: 5"),
        ("form,ranked\ncandidates,Ana,Ana\ncount,1\n2,Ana\n", 2, "two candidates have the same name"),
        ("form,ranked\ncandidates,Ana\nwithdrawn,Zoe\ncount,1\n2,Ana\n", 3, "not among the candidates: Zoe"),
        ("form,approved\nseats,many\ncandidates,Ana\ncount,1\n", 2, "seats is a whole number, not 'many'"),
    ],
)
def test_a_broken_csv_names_the_line(text: str, line: int, says: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(text, "votes.csv")
    assert says in str(refused.value)
    assert refused.value.line == line


names = some.lists(
    some.text(
        some.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="="),
        min_size=1,
        max_size=6,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda name: " ".join(name.split()).casefold(),
)


@settings(max_examples=150, deadline=None)
@given(some.data())
def test_what_is_written_is_read_back(data: some.DataObject) -> None:
    """Irregular marks, withdrawn candidates, weights and titles included."""
    candidates = data.draw(names)
    rank = some.lists(some.sampled_from(candidates), unique=True, max_size=3).map(frozenset)
    papers = data.draw(
        some.lists(some.tuples(some.lists(rank, max_size=4), some.integers(1, 2**70)), max_size=5)
    )
    withdrawn = data.draw(some.lists(some.sampled_from(candidates), unique=True))
    ballots = Ballots.of(papers, candidates=candidates, withdrawn=withdrawn, title="A title", seats=2)
    again = one(plain.write(ballots), "x.csv").ballots
    assert again.digest() == ballots.digest()
    assert (again.candidates, again.title, again.seats) == (ballots.candidates, "A title", 2)
    if not any('"' in name or name.startswith(("#", "/*")) for name in candidates):
        back = one(blt.write(ballots), "x.blt").ballots
        assert back.digest() == ballots.digest()


@settings(max_examples=300, deadline=None)
@given(
    some.sampled_from(
        [SMALL, WARD, PREFLIB, BUDGET, "form,ranked\ncandidates,Ana,Ben\ncount,1,2\n3,Ana,Ben\n"]
    ),
    some.data(),
)
def test_a_damaged_file_is_read_or_refused_and_never_breaks(text: str, data: some.DataObject) -> None:
    """Cut, doubled or with a stray piece: an election, or an error of ours."""
    at = data.draw(some.integers(0, len(text)))
    until = data.draw(some.integers(at, min(len(text), at + 20)))
    stray = data.draw(
        some.sampled_from(["", "0", "-1", "x", "\n", '"', ",", ";", "{", "99999999999999999999", "\0"])
    )
    name = data.draw(some.sampled_from(["", "a.blt", "a.csv", "a.pb", "a.toi"]))
    try:
        for election in read(text[:at] + stray + text[until:], name):
            assert election.ballots.total >= 0
    except (UnreadableError, UncountableError) as refused:
        words = str(refused)
    else:
        words = "read"
    assert words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1" + " " * 200_000 + "x=\n", "a.blt"),
        ("3 1\n" + "/*" * 200_000, "a.blt"),
        ("3 1\n1 1 0\n" + "(" * 200_000, "a.blt"),
        ("3 1\n1 1 0\n0\n" + '"' * 200_001, "a.blt"),
        ("3 1\n1 1 0\n0\n" + '"a" ' * 100_000 + "b", "a.blt"),
        ("3,1,\n1" + "," * 400_000 + "\n", "a.csv"),
        ("3,1,\n" + "1,1,,,,,,\n" * 50_000, "a.csv"),
        ("# NUMBER ALTERNATIVES: 3\n3:" + " " * 300_000 + "{\n", "a.toc"),
        ("# NUMBER ALTERNATIVES: 3\n3:" + ",{}" * 100_000 + ",x\n", "a.toc"),
        (",".join([*(["1"] * 60_000), "x"]) + "\n1\n", "a.csv"),
        (",".join(["same"] * 9_000) + "\n1\n", "a.csv"),
        ("META\nkey;value\nbudget;1\nPROJECTS\nproject_id;cost\n" + '1;"x\n' * 60_000, "a.pb"),
        ("META\nkey;value\nbudget;1\nPROJECTS\nproject_id;cost\n"
         + "".join(f"{n};1\n" for n in range(9_000)) + "VOTES\nvoter_id;vote\n1;9\n", "a.pb"),
    ],
    ids=range(13),
)  # fmt: skip
def test_a_file_made_to_take_for_ever_does_not(text: str, name: str) -> None:
    """Each of these took minutes by some way of reading that goes back and back."""
    began = time.process_time()
    with contextlib.suppress(UnreadableError, UncountableError):
        read(text, name)
    assert time.process_time() - began < 10


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnreadableError, match="no text file"):
        read(bytes(range(256)) * 4)


def test_an_old_encoding_is_read() -> None:
    assert one(SMALL.replace("Helen", "Héloïse").encode("cp1252"), "x.blt").ballots.candidates[2] == "Héloïse"


def test_blt_cannot_say_points() -> None:
    with pytest.raises(UncountableError, match="points can be written as CSV"):
        blt.write(Ballots.scoring([({"ana": 3}, 1)]))


@pytest.mark.parametrize(
    "odd",
    [
        {"winners": [9]},
        {"winners": [0]},
        {"winners": 3},
        {"quorum": [{"need": 3}]},
        {"quorum": 7},
        {"majority": [{"option": "x", "needed": 3}]},
        {"majority": [{"option": 1, "needed": "3/0"}]},
    ],
)
def test_a_record_that_states_oddities_is_refused_with_its_line(odd: dict[str, object]) -> None:
    sound = {"id": "v", "options": ["a", "none"], "ballots": {"12": 3}}
    with pytest.raises(UnreadableError, match=r"line 2: quorum, majority, dropped and winners"):
        read(f"{json.dumps(sound)}\n{json.dumps(sound | odd)}\n", "votes.jsonl")
