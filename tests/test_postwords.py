"""A post is told from a text by its words, and a stack of posts is parted at their titles."""

from __future__ import annotations

import pytest

from plananalysis.wording.postwords import (
    complete_posts,
    holds_two_posts,
    is_bare_title,
    is_cut_short,
    is_tail,
    owner_likeness,
    same_post,
    split_posts,
)


@pytest.mark.parametrize(
    "post",
    [
        "Deputy Director, Public Protection Group",
        "Head of Unpaid Work",
        "Regional Probation Directors",
        "Governing Governor",
        "SRO Workforce Programme",
        "Head of Safer Custody and Equalities",
    ],
)
def test_a_post_is_very_like_an_owner(post: str) -> None:
    assert owner_likeness(post) > 0.8


@pytest.mark.parametrize(
    "text",
    [
        "HMPPS will publish a revised operating model for this work.",
        "It was done in May.",
        "complete",
        "",
        "2024",
    ],
)
def test_a_sentence_or_a_state_is_little_like_an_owner(text: str) -> None:
    assert owner_likeness(text) < 0.5


def posts(string: str, known: tuple[str, ...] = (), expected: int | None = None) -> list[str]:
    return [string[a:b].strip() for a, b in split_posts(string, known, expected)]


@pytest.mark.parametrize(
    ("string", "found"),
    [
        ("Head of Work Head of Courts", ["Head of Work", "Head of Courts"]),
        ("Deputy Governor Head of Security", ["Deputy Governor", "Head of Security"]),
        ("Head of Work; Head of Courts", ["Head of Work;", "Head of Courts"]),
        ("Head of Work and Head of Courts", ["Head of Work and Head of Courts"]),
        ("Head of Work / Head of Courts", ["Head of Work / Head of Courts"]),
        ("Executive Director, HMPPS Change", ["Executive Director, HMPPS Change"]),
        ("Head of SafetyDeputy Governor", ["Head of Safety", "Deputy Governor"]),
        ("GovernorHead of Safety", ["Governor", "Head of Safety"]),
        ("Head of Safety Deputy Head of Safety", ["Head of Safety", "Deputy Head of Safety"]),
        ("Area Director Regional Head of Work", ["Area Director", "Regional Head of Work"]),
        (
            "Regional Head of Work (South) Senior Probation Officer (Courts)",
            ["Regional Head of Work (South)", "Senior Probation Officer (Courts)"],
        ),
        (
            "Head of Senior Probation Officer Training",
            ["Head of Senior Probation Officer Training"],
        ),
        ("PDU Heads Head of Courts", ["PDU Heads", "Head of Courts"]),
        ("HMPPS: Head of Courts NPCC: IOM Lead", ["HMPPS: Head of Courts", "NPCC: IOM Lead"]),
    ],
)
def test_a_stack_is_parted_where_a_post_begins(string: str, found: list[str]) -> None:
    assert posts(string) == found


def test_a_post_that_stands_alone_elsewhere_is_known_whole() -> None:
    string = "Workforce Planning Head of Courts"
    assert posts(string, ("Workforce Planning",)) == ["Workforce Planning Head of Courts"]
    assert posts("Drugs Lead Courts Lead") == ["Drugs Lead", "Courts Lead"]


@pytest.mark.parametrize(
    ("string", "is_two"),
    [
        ("Head of PDU HR Business Partner", True),
        ("Deputy Head of Safety Safer Custody Manager", True),
        ("Head of Business Partnering", False),
        ("Head of Probation Officer Training", False),
        ("Head of Public Protection and Domestic Abuse Lead", False),
        ("Head of Safety, Safer Custody Manager", False),
        ("Safer Custody Manager", False),
    ],
)
def test_an_owner_with_two_titles_holds_two_posts(string: str, is_two: bool) -> None:
    assert holds_two_posts(string) is is_two


def test_an_expected_number_allows_a_cut_behind_a_title() -> None:
    string = "Courts Team Custody Team"
    assert posts(string) == [string]
    assert posts(string, expected=2) == ["Courts Team", "Custody Team"]


def test_a_name_that_breaks_off_is_cut_short_and_its_rest_is_a_tail() -> None:
    assert all(map(is_cut_short, ("Deputy Director,", "Head of", "Regional Probation", "Deputy")))
    assert not is_cut_short("Deputy Director, Group A")
    assert all(map(is_tail, ("Group", "and Courts", "Directorate", "protection Team")))
    assert not any(map(is_tail, ("Head of Courts", "Courts Lead")))


def test_a_title_without_its_unit_is_bare() -> None:
    assert is_bare_title("Deputy Director")
    assert not is_bare_title("Deputy Director, Group A")


def test_complete_posts_are_no_stacks_and_no_pieces() -> None:
    names = {
        "Head of Courts",
        "Head of Work",
        "Head of Courts Head of Work",
        "Deputy Director,",
        "Deputy Director, Public Protection",
        "Deputy Director, Public Protection Group",
    }
    assert complete_posts(names) == {
        "Head of Courts",
        "Head of Work",
        "Deputy Director, Public Protection Group",
    }


def test_the_same_post_may_be_punctuated_otherwise() -> None:
    assert same_post("Deputy Director – OSAG", "deputy director, OSAG")
    assert not same_post("Deputy Director, OSAG", "Director, OSAG")


@pytest.mark.parametrize(
    ("string", "posts"),
    [
        (
            "OMiC SRO OMiC SRO Deputy Director, Reform Programme",
            ["OMiC SRO", "OMiC SRO", "Deputy Director, Reform Programme"],
        ),
        ("College of Policing College of Policing", ["College of Policing"] * 2),
        ("Youth Board, Youth Board", ["Youth Board,", "Youth Board"]),
        ("Probation Probation Service", ["Probation Probation Service"]),
        ("NHSE Health and Justice; Lead, Courts", ["NHSE Health and Justice;", "Lead, Courts"]),
        ("Safer Streets and Safer Streets Fund", ["Safer Streets and Safer Streets Fund"]),
        (
            "Director of Prison Services, Prison Services Directorate",
            ["Director of Prison Services, Prison Services Directorate"],
        ),
        (
            "Lead for Courts Probation Courts Probation",
            ["Lead for Courts Probation Courts Probation"],
        ),
        ("Head of Courts, Head of Courts and Law", ["Head of Courts,", "Head of Courts and Law"]),
        ("Director, Custody (North; South)", ["Director, Custody (North; South)"]),
        ("Deputy Director; Security", ["Deputy Director; Security"]),
        ("Heads of Security; Safety", ["Heads of Security; Safety"]),
        ("Heads of Security; Lead, Courts", ["Heads of Security;", "Lead, Courts"]),
        ("Head of Safety; and Police", ["Head of Safety; and Police"]),
    ],
)
def test_names_printed_twice_running_or_parted_by_a_mark_are_a_stack(
    string: str, posts: list[str]
) -> None:
    assert [string[first:last].strip() for first, last in split_posts(string)] == posts
