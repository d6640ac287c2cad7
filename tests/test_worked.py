"""The measures against tables worked by hand from the raw text, row by row (`worked/README.md`).

Each test compares a whole table. Where hand and program differ, `byhand.OTHERWISE` names the place
and the reason, and the test fails when a difference goes away as well as when another comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from byhand import (
    FIRST,
    OTHERWISE,
    RAW,
    WORKED_PLANS,
    Place,
    differences,
    number,
    open_worked,
    place,
    worked,
)

from plananalysis.analysis.plans import Plans


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plans]:
    yield from open_worked(tmp_path_factory.mktemp("worked"))


def find(plans: Plans, measure: str, item: str, *columns: str) -> dict[Place, tuple[Any, ...]]:
    """Columns of a view's rows by the place of the action that they speak of."""
    frame = plans.sql(
        "SELECT source_file, number, entries.position AS at, measure.* "
        f"FROM {measure} AS measure JOIN entries ON entries.entry_id = measure.{item} "
        "JOIN recommendations ON recommendations.recommendation_id = entries.recommendation_id "
        "JOIN plans ON plans.plan_id = recommendations.plan_id"
    )
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {
        (row["source_file"], str(row["number"]), str(row["at"])): tuple(
            row[name] for name in columns
        )
        for row in rows
    }


@pytest.fixture(scope="module")
def slippage(plans: Plans) -> dict[Place, tuple[Any, ...]]:
    """Outcome, original date, months moved, months within which completed, months evidenced."""
    months = [
        f"{kind}slip_months_{end}"
        for kind in ("", "completed_", "evidenced_")
        for end in ("min", "max")
    ]
    found = find(plans, "slippage", "promise_id", "outcome", "original_edtf", *months)
    return {at: (*row[:2], *map(number, row[2:])) for at, row in found.items() if row[0]}


@pytest.fixture(scope="module")
def outcomes(plans: Plans) -> dict[str, dict[Place, str]]:
    """What each measure found of each action, by measure; the part where there is one."""
    frame = plans.sql(
        "SELECT measure, source_file, number, entries.position AS at, outcomes[-1] AS outcome "
        "FROM measured JOIN entries ON entry_id = item_id "
        "JOIN recommendations USING (recommendation_id) JOIN plans USING (plan_id) "
        "WHERE left_out IS NULL"
    )
    found: dict[str, dict[Place, str]] = defaultdict(dict)
    for measure, file, recommendation, at, outcome in frame.itertuples(index=False):
        found[measure][file, str(recommendation), str(at)] = outcome
    return found


def test_every_target_that_the_tables_quote_stands_on_the_line_they_cite() -> None:
    lines = {file: (RAW / file).read_text("utf-8").split("\n") for file in WORKED_PLANS}
    quoted = [
        (row[file], words, line)
        for row in worked("actions")
        for file, cell, cited in (
            ("plan", "target_raw", "target_line"),
            ("progress_plan", "progress_target_raw", "progress_target_lines"),
        )
        for words, line in zip(row[cell].split(" | "), row[cited].split(" | "), strict=False)
        if words and line
    ]
    missing = [one for one in quoted if one[1] not in lines[one[0]][int(one[2]) - 1]]
    assert len(quoted) > 200 and missing == []


# Slippage, and the dates behind it


def dates_in(cell: str) -> str | None:
    return "; ".join(sorted({one for one in cell.split(" | ") if one})) or None


def test_outcomes_and_months_of_slippage_are_those_worked_by_hand(
    slippage: dict[Place, tuple[Any, ...]],
) -> None:
    by_hand = {
        place(row): (
            row["outcome"],
            dates_in(row["original_edtf"]),
            *(number(row[f"slip_months_{end}"]) for end in ("min", "max")),
        )
        for row in worked("slippage")
    }
    differing = differences(by_hand, {at: row[:4] for at, row in slippage.items()})
    assert differing.keys() == OTHERWISE["slippage"].keys(), differing


def test_months_within_which_a_promise_was_completed_are_those_worked_by_hand(
    slippage: dict[Place, tuple[Any, ...]],
) -> None:
    names = [
        f"{kind}_slip_months_{end}" for kind in ("completed", "evidenced") for end in ("min", "max")
    ]
    by_hand = {
        place(row): tuple(number(row[name]) for name in names)
        for row in worked("slippage")
        if row["outcome"] == "reported complete"
    }
    found = {at: row[4:] for at, row in slippage.items() if at in by_hand}
    differing = differences(by_hand, found)
    assert differing.keys() == OTHERWISE["evidence"].keys(), differing


def test_every_date_ever_stated_is_in_the_ledger(plans: Plans) -> None:
    kinds = {"original": "promise", "restated": "restatement", "progress": "progress"}
    frame = plans.sql(
        "SELECT p.source_file, number, entries.position AS at, l.statement, l.words, "
        "l.source_file AS stated_in FROM ledger AS l JOIN entries ON entries.entry_id = promise_id "
        "JOIN recommendations USING (recommendation_id) "
        "JOIN plans AS p ON p.plan_id = recommendations.plan_id "
        "WHERE l.stated_in = 'target date' AND edtf IS NOT NULL"
    )
    found = set(frame.astype(str).itertuples(index=False, name=None))
    by_hand = {
        (*place(row), kinds[row["statement"]], row["target_raw"], row["stated_in"])
        for row in worked("target_ledger")
        if row["edtf"]
    }
    missing = {row for row in by_hand - found if row[:3] not in OTHERWISE["restatements"]}
    assert {row[:3] for row in missing} <= OTHERWISE["slippage"].keys(), missing


# What is reported of each action


@pytest.mark.parametrize("measure", ("timeliness", "past_due"))
def test_what_became_of_a_dated_promise_is_what_was_worked_by_hand(
    measure: str, outcomes: dict[str, dict[Place, str]]
) -> None:
    words = {
        "timeliness": {"yes": "within 12 months", "not yet known": "not yet known"},
        "past_due": {"yes": "past due", "no": "open, not yet due"},
    }
    column = {"timeliness": "within_12_months", "past_due": "past_due"}[measure]
    by_hand = {place(row): words[measure][row[column]] for row in worked(measure)}
    if measure == "past_due":
        done = {place(row) for row in worked(measure) if row["reported"].startswith("complete")}
        by_hand |= dict.fromkeys(done, "reported complete")
    differing = differences(by_hand, outcomes[measure])
    assert differing.keys() == OTHERWISE[measure].keys(), differing


def test_what_is_reported_of_each_action_is_what_was_worked_by_hand(
    outcomes: dict[str, dict[Place, str]],
) -> None:
    by_hand = {
        place(row): row["reported"]
        if row["reported"].startswith("complete")
        else "not reported complete"
        for row in worked("actions")
        if row["plan"] != FIRST
    }
    differing = differences(by_hand, outcomes["completion"])
    assert differing.keys() == OTHERWISE["completion"].keys(), differing


def test_recommendations_completed_are_those_worked_by_hand(plans: Plans) -> None:
    frame = plans.sql(
        "SELECT source_file, number, outcomes[1] AS outcome FROM measured "
        "JOIN recommendations ON recommendation_id = item_id JOIN plans USING (plan_id) "
        "WHERE measure = 'recommendation_completion'"
    )
    found = {(file, str(at)): outcome for file, at, outcome in frame.itertuples(index=False)}
    by_hand = {
        place(row | {"position": ""})[:2]: row["completion"]
        for row in worked("recommendation_completion")
    }
    differing = differences(by_hand, found)
    assert differing.keys() == OTHERWISE["recommendation_completion"].keys(), differing


def test_days_to_completion_are_those_worked_by_hand(plans: Plans) -> None:
    by_hand = {
        place(row): (row["known_by"], int(row["days_min"]), number(row["days_max"]))
        for row in worked("time_to_complete")
    }
    month = 365.25 / 12
    found = {
        at: (known_by, round(first * month), last if last is None else round(last * month))
        for at, (known_by, first, last, left_out) in find(
            plans,
            "time_to_complete",
            "promise_id",
            "known_by",
            "months_min",
            "months_max",
            "left_out",
        ).items()
        if left_out is None
    }
    assert differences(by_hand, found) == {}


def test_progress_that_is_complete_and_still_promises_is_that_found_by_hand(plans: Plans) -> None:
    frame = plans.sql(
        "SELECT source_file, ref FROM complete_with_promises AS c JOIN entries USING (entry_id) "
        "JOIN plans ON plans.plan_id = c.plan_id"
    )
    found = {row for row in frame.itertuples(index=False, name=None) if row[0] in WORKED_PLANS}
    rows = worked("complete_with_promises")
    assert found == {(row["plan"], row["ref"]) for row in rows if row["counts"] == "yes"}
    assert len({row["plan"] for row in rows}) == 3


def test_silent_actions_are_those_found_by_hand(plans: Plans) -> None:
    found = find(plans, "silent_actions", "action_id", "silence")
    by_hand = {place(row): (row["kind"],) for row in worked("silent_actions")}
    assert {at: row for at, row in found.items() if at[0] in WORKED_PLANS} == by_hand
    assert {row["plan"] for row in worked("silent_actions_totals")} >= WORKED_PLANS - {FIRST}


def test_what_was_complete_when_promised_and_is_open_now_is_that_found_by_hand(
    plans: Plans,
) -> None:
    found = find(plans, "complete_on_arrival", "promise_id", "state")
    opened = {at for at, (state,) in found.items() if state == "open" and at[0] in WORKED_PLANS}
    assert opened == {place(row) for row in worked("complete_then_open")}


# Two editions of one plan


def test_restatements_are_those_found_by_hand(plans: Plans) -> None:
    found: dict[Place, set[str]] = defaultdict(set)
    frame = plans.sql(
        "SELECT source_file, number, entries.position AS at, change FROM restatements "
        "JOIN entries ON entry_id = coalesce(earlier_id, later_id) "
        "JOIN recommendations USING (recommendation_id) JOIN plans USING (plan_id)"
    )
    for file, recommendation, at, change in frame.itertuples(index=False):
        found[file, str(recommendation), str(at)].add(change)
    by_hand: dict[Place, set[str]] = {}
    for row in worked("restatements"):
        changes = {
            # Two spellings of one post are one owner; case and marks are no words.
            "owner changed": row["owner_changed"] in {"as printed", "lost"},
            "date changed": row["target_changed"] in {"as printed", "lost"},
            "wording changed": row["text_change_is"] in {"wording", "page cut", "page break"},
        }
        joined = row["restated"] != "restated"
        listed = {"run together"} if joined else {name for name, is_so in changes.items() if is_so}
        if listed:
            by_hand[place(row | {"plan": FIRST})] = listed
    differing = differences(by_hand, found)
    assert differing.keys() == OTHERWISE["restatements"].keys(), differing
