"""Shares, loads and recurrence against tables worked by hand from the raw text.

Where hand and program differ, `byhand.OTHERWISE_SHARES` names the figure and the reason.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from byhand import (
    BENDALL,
    BETWEEN,
    FIRST,
    MCSWEENEY,
    ONE_POST,
    OTHERWISE_SHARES,
    RAW,
    WORKED_PLANS,
    open_worked,
    worked,
)

import plananalysis
from plananalysis.analysis.plans import Plans
from plananalysis.errors import PlanAnalysisError
from plananalysis.reference import REFERENCE_DIR
from plananalysis.store.build import build
from plananalysis.store.dictionary import load_dictionary
from plananalysis.store.reckoning import define_views, reckon
from plananalysis.store.sqlfiles import read_sql


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plans]:
    yield from open_worked(tmp_path_factory.mktemp("worked"))


# Shares of a whole plan


Shares = dict[tuple[str, str, str], tuple[int, int]]
"""Numerator and denominator by the file of the plan that speaks, the measure and the outcome."""


@pytest.fixture(scope="module")
def shares(plans: Plans) -> Shares:
    found: Shares = {}
    for day in (*BETWEEN.values(), None):
        frame = plans.sql(
            "SELECT source_file, measure, outcome, numerator, denominator "
            "FROM shares_at(CAST(? AS DATE)) JOIN plans ON plan_id = value WHERE cut = 'plan'",
            [day],
        )
        for file, measure, outcome, numerator, denominator in frame.itertuples(index=False):
            found[file, measure, outcome] = (numerator, denominator)
    return found


SHARES = {
    "completion": "reported complete",
    "recommendation_completion": "fully",
    "past_due": "past due",
    "timeliness": "within 12 months",
    "complete_on_arrival": "complete",
    "complete_with_promises": "still promises",
    "silent_actions": "silent",
}


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in worked("summary")
        if row["reading"].startswith("primary")
        and row["plan"] in WORKED_PLANS
        and (
            row["measure"] in SHARES
            or row["measure"].partition(": ")[0] in {"slippage", "recommendation_completion"}
        )
        and "dated by its own text" not in row["measure"]
    ],
    ids=lambda row: f"{row['measure']}-{row['plan'][:10]}",
)
def test_a_share_of_a_plan_is_the_one_worked_by_hand(row: dict[str, str], shares: Shares) -> None:
    measure, _, outcome = row["measure"].partition(": ")
    found = shares[row["plan"], measure, outcome or SHARES[measure]]
    *expected, _ = OTHERWISE_SHARES.get(
        (row["plan"], row["measure"]), (int(row["numerator"]), int(row["denominator"]), "")
    )
    assert found == tuple(expected)


def test_alternative_readings_of_a_share_are_those_worked_by_hand(shares: Shares) -> None:
    rows = {
        (row["plan"], row["measure"]): (int(row["numerator"]), int(row["denominator"]))
        for row in worked("summary")
        if row["reading"]
        in {
            "alternative: with complete_ongoing",
            "alternative: an action with no progress speaks by its own state (3.3 complete)",
        }
    }
    for measure, outcome in (
        ("complete_on_arrival", "complete on arrival"),
        ("completion", "reported complete"),
    ):
        assert shares[MCSWEENEY, measure, outcome] == rows[MCSWEENEY, measure]
    bendall = shares[BENDALL, "complete_on_arrival", "complete on arrival"]
    assert bendall == rows[BENDALL, "complete_on_arrival"]


def test_complete_and_complete_and_ongoing_are_those_worked_by_hand(shares: Shares) -> None:
    rows = {
        row["plan"]: row
        for row in worked("completion")
        if row["reading"].startswith("primary") and row["plan"] in {BENDALL, FIRST, MCSWEENEY}
    }
    for file, row in rows.items():
        silent = 1 if file == MCSWEENEY else 0  # 3.3, as above
        n = int(row["denominator"])
        complete = int(row["complete"]) + silent
        assert shares[file, "completion", "complete"] == (complete, n)
        ongoing = int(row["complete_ongoing"])
        assert shares[file, "completion", "complete_ongoing"] == (ongoing, n)
    assert len(rows) == 3


@pytest.mark.parametrize(
    "row",
    [row for row in worked("acceptance") if row["plan"] in WORKED_PLANS],
    ids=lambda row: row["plan"],
)
def test_acceptance_is_the_one_worked_by_hand(row: dict[str, str], shares: Shares) -> None:
    for outcome in ("agreed", "agreed in principle", "partly agreed", "not agreed"):
        expected = int(row[outcome.replace(" ", "_")]), int(row["recommendations"])
        assert shares[row["plan"], "acceptance", outcome] == expected


# Who carries what, and what comes back


@pytest.mark.parametrize("file", (BENDALL, MCSWEENEY))
def test_the_load_of_a_post_is_the_one_worked_by_hand(file: str, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    shutil.copy(RAW / file, tmp_path / "raw")
    build(tmp_path / "raw", tmp_path / "plans.duckdb")
    columns = ("actions", "progress", "entries", "open", "past_due", "slipped")
    with plananalysis.open(tmp_path / "plans.duckdb") as opened:
        load = opened.owner_load().set_index("post_id")
        found = {post: tuple(map(int, row)) for post, row in load[list(columns)].T.items()}
        named = opened.sql("SELECT DISTINCT owner_raw, post_id FROM entry_owners")
    posts = {
        " ".join(raw.replace("&amp;", "&").split()): post
        for raw, post in named.itertuples(index=False)
    }
    by_hand: dict[str, Counter[str]] = defaultdict(Counter)
    printed: dict[str, set[str]] = defaultdict(set)
    for row in worked("owner_load"):
        if row["plan"] == file:
            post = posts[row["post"]]
            printed[post].add(row["post"])
            for column in columns:
                name = "progress_entries" if column == "progress" else column
                by_hand[post][column] += int(row[name])
    assert found == {
        post: tuple(counted[name] for name in columns) for post, counted in by_hand.items()
    }
    merged = {name for names in printed.values() if len(names) > 1 for name in names}
    assert {name for plan, name in ONE_POST if plan == file} <= merged
    assert len(merged) == 2 * sum(plan == file for plan, _ in ONE_POST)


def test_topics_recur_as_often_as_the_codes_given_by_eye_say(plans: Plans, tmp_path: Path) -> None:
    """Codes given by eye take the place of the program's; what they add up to is counted here."""
    plan_ids = dict(
        plans.sql("SELECT source_file, plan_id FROM plans").itertuples(index=False, name=None)
    )
    by_eye = [code for file in (FIRST, BENDALL) for code in codes_by_eye(file, plan_ids[file])]
    copy = tmp_path / "plans.duckdb"
    with duckdb.connect(copy) as connection:
        connection.execute(read_sql("schema.sql"))
        define_views(connection)
        connection.execute(f"ATTACH '{plans.database}' AS coded (READ_ONLY)")
        for table in load_dictionary().tables:
            if table != "item_codes":
                connection.execute(f"INSERT INTO {table} BY NAME FROM coded.{table}")
        connection.executemany(
            "INSERT INTO item_codes (item_id, facet, code) VALUES (?, 'topic', ?)", by_eye
        )
        reckon(connection)
    with plananalysis.open(copy) as opened:
        recurring = opened.topic_recurrence(as_of=BETWEEN[FIRST])
    found = {
        (row.topic, row.other_topic if isinstance(row.other_topic, str) else None): (
            row.reviews,
            row.recommendations,
            row.entries,
        )
        for row in recurring.itertuples()
    }
    assert found == count_recurrence(by_eye)
    assert max(reviews for reviews, *_ in found.values()) == 2


def codes_by_eye(file: str, plan_id: str) -> Iterator[tuple[str, str]]:
    """Each item of an annotated plan with each topic that its two readers gave it."""
    stem = REFERENCE_DIR / Path(file).stem
    entries = json.loads(stem.with_suffix(".json").read_text("utf-8"))["entries"]
    ids: list[str] = []
    place_of: Counter[tuple[int, str]] = Counter()
    for entry in entries:
        kind = entry["kind"][0].upper()
        place_of[entry["rec"], kind] += 1
        ids.append(f"{plan_id}/R{entry['rec']}/{kind}{place_of[entry['rec'], kind]}")
    for row in json.loads(Path(f"{stem}.codes.json").read_text("utf-8")):
        item = row["item"]
        item_id = f"{plan_id}/{item}" if item.startswith("R") else ids[int(item[1:])]
        for topic in row["topics"]:
            yield item_id, topic


def count_recurrence(
    codes: list[tuple[str, str]],
) -> dict[tuple[str, str | None], tuple[int, int, int]]:
    """Reviews, recommendations and entries of each topic, and of each pair in a recommendation."""
    topics: defaultdict[str, set[str]] = defaultdict(set)
    within: defaultdict[str, set[str]] = defaultdict(set)
    for item, topic in codes:
        topics[item].add(topic)
        within["/".join(item.split("/")[:2])].add(topic)
    groups = {(topic,) for found in within.values() for topic in found}
    groups |= {pair for found in within.values() for pair in combinations(sorted(found), 2)}
    counted = {}
    for group in groups:
        recommendations = {at for at, found in within.items() if found >= set(group)}
        entries = {at for at, found in topics.items() if at.count("/") == 2 and found >= set(group)}
        reviews = {at.split("/")[0] for at in recommendations}
        key = (group[0], group[1] if len(group) == 2 else None)
        counted[key] = (len(reviews), len(recommendations), len(entries))
    return counted


@pytest.mark.parametrize("topic", ("da_enquiries", "case_allocation"))
def test_a_topic_is_followed_across_reviews_with_its_sources(plans: Plans, topic: str) -> None:
    found = plans.follow(topic)
    assert found["review"].nunique() >= 2
    assert set(found["kind"]) >= {"action", "progress"}
    assert found["item_id"].is_unique
    # Each row leads back to the raw lines that it was read from.
    for row in found.sample(5, random_state=1).itertuples():
        lines = plans.source(row.item_id)
        assert next(iter(lines["line"])) == row.line_first and len(lines) >= 1
    first_editions = plans.sql("SELECT plan_id FROM plans WHERE source_file = ?", [FIRST])
    assert not set(found["plan_id"]) & set(first_editions["plan_id"])


def test_a_topic_that_is_not_in_the_codebook_is_named(plans: Plans) -> None:
    with pytest.raises(PlanAnalysisError, match="no topic of the codebook"):
        plans.follow("weather")
