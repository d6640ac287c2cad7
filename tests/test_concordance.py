"""The concordance: what is found, in which order, and where it says that it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import make_entry, make_plan, make_progress, make_recommendation
from stored import write_plans
from typer.testing import CliRunner

from plananalysis.analysis.concordance import COLUMNS, CONTEXT, SearchError, search
from plananalysis.cli import app
from plananalysis.errors import DatabaseError

LONG = "Filler words stand here and there. " * 6


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    plan = make_plan(
        updated_on="2024-07-22",
        recommendations=(
            make_recommendation(
                1,
                text="Ensure that domestic abuse enquiries are made",
                entries=(
                    make_entry(1, text=f"{LONG}An enquiry is made of the police. {LONG}"),
                    make_progress(2, text="Enquiries doubled; abuse was known, and [b]domestic."),
                ),
            ),
            make_recommendation(2, text="Women’s Aid will write-back to each region"),
        ),
    )
    path = tmp_path / "plans.duckdb"
    write_plans(path, plan)
    return path


def kinds(path: Path, words: str) -> list[str]:
    return list(search(path, words)["kind"])


def test_a_word_is_found_in_recommendations_actions_and_progress(plans: Path) -> None:
    assert set(kinds(plans, "enquir*")) == {"recommendation", "action", "progress"}


def test_a_word_is_found_whole_and_in_upper_or_lower_case(plans: Path) -> None:
    assert kinds(plans, "ENQUIRIES") == ["recommendation", "progress"]
    assert kinds(plans, "quiry") == []


def test_words_in_quotes_stand_next_to_one_another(plans: Path) -> None:
    assert kinds(plans, '"domestic abuse"') == ["recommendation"]
    assert set(kinds(plans, "domestic abuse")) == {"recommendation", "progress"}


def test_what_holds_more_of_the_words_in_fewer_words_stands_first(plans: Path) -> None:
    found = search(plans, "enquir* domestic police")
    assert list(found["rank"]) == [1, 2, 3]
    assert found["score"].is_monotonic_decreasing
    assert kinds(plans, "enquir*")[-1] == "action"


def test_a_rare_word_weighs_more_than_a_frequent_one(plans: Path) -> None:
    found = search(plans, "enquir* aid")
    assert found.iloc[0]["number"] == "2"


def test_each_place_says_plan_recommendation_and_lines(plans: Path) -> None:
    found = search(plans, "doubled").iloc[0]
    assert tuple(found.index) == COLUMNS
    assert (found["number"], found["kind"], found["line_first"]) == ("1", "progress", 12)
    assert found["item_id"] == f"{found['plan_id']}/R1/P1"
    assert found["source_file"].endswith(".txt")


def test_the_context_is_cut_at_words_and_put_together_is_the_text(plans: Path) -> None:
    found = search(plans, "police").iloc[0]
    assert found["keyword"] == "police"
    assert found["left"].startswith("…") and found["right"].endswith("…")
    assert max(len(found["left"]), len(found["right"])) <= CONTEXT + 1
    whole = found["left"].strip("…") + found["keyword"] + found["right"].strip("…")
    assert whole in f"{LONG}An enquiry is made of the police. {LONG}"


def test_quotes_and_dashes_are_found_however_they_are_typed(plans: Path) -> None:
    assert kinds(plans, "women's") == kinds(plans, "write-back") == ["recommendation"]


def test_how_many_there_are_is_said_whatever_the_limit(plans: Path) -> None:
    found = search(plans, "enquir*", limit=1)
    assert len(found) == 1
    assert found.attrs["found"] == 3


def test_words_that_stand_nowhere_give_an_empty_table_with_its_columns(plans: Path) -> None:
    found = search(plans, "zebra")
    assert (len(found), tuple(found.columns), found.attrs["found"]) == (0, COLUMNS, 0)


@pytest.mark.parametrize("words", ["", "  ", "?!", '""', "a*", "**"])
def test_what_cannot_be_looked_for_is_refused(plans: Path, words: str) -> None:
    with pytest.raises(SearchError):
        search(plans, words)


@pytest.mark.parametrize("words", ["(enquir*", "a|b)", "police?", "[x]", '"unclosed', "{x}"])
def test_marks_of_any_kind_are_passed_over(plans: Path, words: str) -> None:
    search(plans, words)


def test_without_a_database_there_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        search(tmp_path / "none.duckdb", "police")


def test_the_command_prints_the_words_with_their_place(plans: Path) -> None:
    result = CliRunner().invoke(app, ["search", "doubled", "--database", str(plans)])
    assert result.exit_code == 0
    assert "Enquiries doubled; abuse was known, and [b]domestic." in result.output
    assert "rec 1 · progress · lines 12–12 of" in result.output
    assert "1 text found" in result.output


def test_the_command_says_what_it_left_out(plans: Path) -> None:
    arguments = ["search", "enquir*", "--limit", "2", "--database", str(plans)]
    assert "3 texts found; the first 2 are shown" in CliRunner().invoke(app, arguments).output


def test_the_command_refuses_in_one_line(plans: Path) -> None:
    result = CliRunner().invoke(app, ["search", "?!", "--database", str(plans)])
    assert result.exit_code == 2
    assert "holds no word to look for" in result.output
