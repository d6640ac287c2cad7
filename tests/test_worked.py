"""The measures against tables worked by hand from the raw text (`worked/README.md`).

Where the two read a plan differently the difference is listed here with its reason, and the test
fails when it goes away as well as when another comes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import plananalysis
from plananalysis.build import build
from plananalysis.errors import PlanAnalysisError
from plananalysis.plans import Plans

ROOT = Path(__file__).parent.parent
WORKED = Path(__file__).parent / "worked"
BENDALL = "2024-05-09_case-review-bendall_update.txt"
MCSWEENEY = "2024-01-25_sfo-review-mcsweeney_update.txt"
FIRST = "2023-07-12_domestic-abuse-thematic.txt"

# (file, recommendation, action): why the view differs from the worked table.
OTHERWISE = {
    (FIRST, "2", "1"): "the worked table takes the stacked row for one action, the reading for two",
    (FIRST, "9", "2"): "progress 9.3 is linked to another action of recommendation 9",
}


def worked(name: str) -> list[dict[str, str]]:
    with (WORKED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plans]:
    database = tmp_path_factory.mktemp("worked") / "plans.duckdb"
    build(ROOT / "data" / "raw", database)
    with plananalysis.open(database, raw=ROOT / "data" / "raw") as opened:
        yield opened


@pytest.fixture(scope="module")
def slippage(plans: Plans) -> dict[tuple[str, str, str], dict[str, object]]:
    frame = plans.sql(
        "SELECT source_file, r.number, e.position, s.* "
        "FROM slippage AS s JOIN entries AS e ON e.entry_id = s.promise_id "
        "JOIN recommendations AS r ON r.recommendation_id = s.recommendation_id "
        "JOIN plans AS p ON p.plan_id = s.promised_in WHERE outcome IS NOT NULL"
    )
    return {
        (row["source_file"], str(row["number"]), str(row["position"])): row
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    }


def key(row: dict[str, str]) -> tuple[str, str, str]:
    return row["plan"], row["recommendation"], row["position"]


@pytest.mark.parametrize("row", worked("slippage"), ids=lambda row: "-".join(key(row)))
def test_an_outcome_is_the_one_worked_by_hand(
    row: dict[str, str], slippage: dict[tuple[str, str, str], dict[str, object]]
) -> None:
    found = slippage.get(key(row))
    same = found is not None and (
        found["outcome"],
        found["original_edtf"],
        _months(found["slip_months_min"]),
        _months(found["slip_months_max"]),
    ) == (
        row["outcome"],
        row["original_edtf"] or None,
        *(_months(row[name]) for name in ("slip_months_min", "slip_months_max")),
    )
    expected = key(row) not in OTHERWISE
    assert same == expected, (found, OTHERWISE.get(key(row)))


def _months(value: object) -> int | None:
    return None if value in (None, "") else int(float(str(value)))


@pytest.mark.parametrize("row", worked("acceptance"), ids=lambda row: row["plan"])
def test_acceptance_is_the_one_worked_by_hand(row: dict[str, str], plans: Plans) -> None:
    counted = plans.sql(
        "SELECT response, count(*) AS n FROM recommendations JOIN plans USING (plan_id) "
        "WHERE source_file = ? GROUP BY response",
        [row["plan"].split(" recs")[0]],
    )
    found = dict(zip(counted["response"], counted["n"], strict=True))
    if " recs" not in row["plan"]:
        assert found == {
            response: int(row[column])
            for response, column in (
                ("agreed", "agreed"),
                ("agreed in principle", "agreed_in_principle"),
                ("partly agreed", "partly_agreed"),
                ("not agreed", "not_agreed"),
            )
            if int(row[column])
        }


def share(plans: Plans, measure: str, file: str, outcome: str) -> tuple[int, int]:
    """Numerator and denominator of a measure for the latest edition of a plan."""
    frame = getattr(plans, measure)(by="plan")
    plan_id = plans.sql("SELECT plan_id FROM plans WHERE source_file = ?", [file])["plan_id"][0]
    (row,) = frame[(frame["value"] == plan_id) & (frame["outcome"] == outcome)].to_dict("records")
    return row["numerator"], row["denominator"]


def test_completion_is_the_one_worked_by_hand(plans: Plans) -> None:
    for row in worked("completion"):
        if row["plan"] == BENDALL and row["reading"] == "primary":
            worked_by_hand = int(row["together"]), int(row["denominator"])
            assert share(plans, "completion", BENDALL, "reported complete") == worked_by_hand
            complete = int(row["complete"]), int(row["denominator"])
            assert share(plans, "completion", BENDALL, "complete") == complete
            break
    else:
        pytest.fail("the worked table of completion has no row for the plan")


@pytest.mark.parametrize(
    ("measure", "outcome", "worked_measure"),
    (
        ("recommendation_completion", "fully", "recommendation_completion: fully"),
        ("past_due", "past due", "past_due"),
        ("complete_on_arrival", "complete on arrival", None),
    ),
)
def test_shares_of_a_plan_are_those_worked_by_hand(
    plans: Plans, measure: str, outcome: str, worked_measure: str | None
) -> None:
    if worked_measure is None:
        (row,) = [row for row in worked("complete_on_arrival") if row["plan"] == BENDALL]
        expected = int(row["together"]), int(row["actions"])
    else:
        (row,) = [
            row
            for row in worked("summary")
            if row["plan"] == BENDALL
            and row["measure"] == worked_measure
            and row["reading"].startswith("primary")
        ]
        expected = int(row["numerator"]), int(row["denominator"])
    assert share(plans, measure, BENDALL, outcome) == expected


def test_the_silent_action_is_the_one_found_by_hand(plans: Plans) -> None:
    by_hand = {
        (row["recommendation"], row["position"])
        for row in worked("silent_actions")
        if row["plan"] == MCSWEENEY
    }
    found = plans.sql(
        "SELECT number, e.position FROM silent_actions AS s JOIN plans USING (plan_id) "
        "JOIN recommendations USING (recommendation_id) "
        "JOIN entries AS e ON e.entry_id = s.action_id "
        "WHERE source_file = ? AND TRY_CAST(number AS INTEGER) <= 5",
        [MCSWEENEY],
    )
    assert {(str(r.number), str(r.position)) for r in found.itertuples()} == by_hand


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
