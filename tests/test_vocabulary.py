"""Wordings are read from data files; what a cell says is certain, or it is nothing."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from plananalysis.dates.dategrammar import MONTHS, SEASONS
from plananalysis.errors import VocabularyError
from plananalysis.linking.likeness import weigh
from plananalysis.wording.vocabulary import (
    fold,
    opening_words,
    own_words,
    read_response,
    read_rows,
    responses,
)


@pytest.mark.parametrize(
    ("cell", "response"),
    [
        ("This recommendation is partly agreed", "partly agreed"),
        ("The recommendation is accepted.", "agreed"),
        ("This recommendation is not agreed", "not agreed"),
        ("Agreed – subject to funding", "agreed"),
        ("Partly agreed, subject to the availability of staff", "partly agreed"),
        ("Partially accepted", "partly agreed"),
        ("Agree", "agreed"),
        ("Declined", "not agreed"),
        ("Supported", "agreed"),
        ("Supported in principle", "agreed in principle"),
        ("Partially supported", "partly agreed"),
        ("Not supported", "not agreed"),
        ("Unsupported", "not agreed"),
        ("Unaccepted", "not agreed"),
        ("The government rejects this recommendation", "not agreed"),
        ("Supportcd", "agreed"),
        ("Not agreed due to cost", "not agreed"),
        ("We have agreed", "agreed"),
        ("We accept this recommendation", "agreed"),
        ("The Government does not accept this recommendation", "not agreed"),
        ("We do not accept this recommendation", "not agreed"),
        ("Agrecd", "agreed"),
        ("Agred", "agreed"),
        ("Agreed in principle subject to resources", "agreed in principle"),
    ],
)
def test_a_response_may_be_a_sentence_or_have_a_condition(cell: str, response: str) -> None:
    assert read_response(cell) == response


@pytest.mark.parametrize(
    "cell",
    [
        "Noted",
        "Noted because it is policy",
        "Partial",
        "Under consideration",
        "No",
        "",
        "It is agreed that the plan is published",
        "Supporter",
        "Supporters",
        "Fully supporter",
        "Accents",
        "Excepted",
        "Ejected",
        "Reused",
        "-",
    ],
)
def test_what_is_not_certainly_a_response_is_none(cell: str) -> None:
    assert read_response(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "Not declined",
        "Not fully supported",
        "Not fully agreed",
        "Not agreed in full",
        "Not agreed in principle",
        "Partly not agreed",
    ],
)
def test_a_denial_is_never_taken_for_misread_letters(cell: str) -> None:
    assert read_response(cell) is None


def test_a_file_with_other_columns_is_refused_by_name_and_line() -> None:
    with pytest.raises(VocabularyError, match=r"openings\.csv, line 1"):
        read_rows("openings", ("wording",))


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("linkwords", ("role", "wording", "reason")),
        ("openings", ("word", "reason")),
        ("ownerwords", ("role", "pattern", "reason")),
        ("ownwords", ("word", "reason")),
        ("postwords", ("role", "pattern", "reason")),
        ("reasons", ("role", "pattern", "note")),
        ("responseframes", ("role", "pattern", "reason")),
        ("responses", ("wording", "response", "reason")),
    ],
)
def test_every_line_gives_its_reason(name: str, columns: tuple[str, ...]) -> None:
    rows = read_rows(name, columns)
    assert all(row[columns[-1]].strip() for row in rows)
    assert len({tuple(row[column] for column in columns[:-1]) for row in rows}) == len(rows)


def test_words_that_open_recommendations_are_whole_words_with_a_capital() -> None:
    assert "Ensure" in opening_words()
    assert all(word.isalpha() and word[0].isupper() for word in opening_words())


def test_no_word_of_its_own_is_one_that_is_known() -> None:
    states = {
        row["wording"] for row in read_rows("states", ("role", "wording", "meaning", "reason"))
    }
    known = states | set(responses()) | set(MONTHS) | set(SEASONS)
    assert own_words()
    assert not own_words() & known
    assert all(word.isalpha() and word.islower() for word in own_words())


def test_vocabularies_end_their_lines_as_every_other_file_does() -> None:
    for path in (files("plananalysis") / "vocabulary").iterdir():
        assert "\r" not in path.read_text(encoding="utf-8"), path.name


def test_patterns_that_are_held_to_folded_words_are_in_small_letters() -> None:
    rows = [row["pattern"] for row in read_rows("reasons", ("role", "pattern", "note"))]
    posts = read_rows("postwords", ("role", "pattern", "reason"))
    rows += [row["pattern"] for row in posts if row["role"] in ("word", "sentence")]
    assert len(rows) > 50
    # A capital behind a backslash is a class of characters.
    assert [row for row in rows if re.sub(r"\\[A-Z]", "", row) != row.lower()] == []


@pytest.mark.parametrize(
    ("name", "columns", "roles"),
    [
        ("linkwords", ("role", "wording", "reason"), {"stop word", "suffix", "inside name"}),
        (
            "ownerwords",
            ("role", "pattern", "reason"),
            {"title word", "before title", "title", "title at comma"}
            | {"small word", "left out of key"},
        ),
    ],
)
def test_every_role_of_a_vocabulary_is_one_that_the_rules_ask_for(
    name: str, columns: tuple[str, ...], roles: set[str]
) -> None:
    assert {row["role"] for row in read_rows(name, columns)} == roles


def test_words_that_are_held_to_folded_words_are_spelt_as_those_are() -> None:
    rows = read_rows("linkwords", ("role", "wording", "reason"))
    words = [row["wording"] for row in rows if row["role"] != "inside name"]
    owners = read_rows("ownerwords", ("role", "pattern", "reason"))
    held = ("title word", "small word", "left out of key")
    words += [row["pattern"] for row in owners if row["role"] in held]
    assert len(words) > 100
    assert [word for word in words if fold(word) != word] == []


def test_the_words_that_a_suffix_is_there_for_have_one_stem() -> None:
    rows = read_rows("linkwords", ("role", "wording", "reason"))
    for row in rows:
        if row["role"] == "suffix":
            alike = re.findall(r"'(\w+)'", row["reason"])
            assert any(word.endswith(row["wording"]) for word in alike), row
            one, other = weigh([" ".join(alike), "prison"])
            assert len(one) == 1 and len(other) == 1, row
