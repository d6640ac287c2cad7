from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest
from handmade import make_plan, make_recommendation
from measured import PROMISE, done, first, open_measured, planned, promise, report, target, update
from scipy.stats import binomtest

from plananalysis.analysis import measures
from plananalysis.analysis.measures import CUTS, HEADLINES, LISTS, MEASURES, MeasureError
from plananalysis.analysis.plans import Plans, open_plans
from plananalysis.records import Entry, Plan, Response
from plananalysis.store import batches, findings
from plananalysis.store.build import build
from plananalysis.themes.coding import ItemCode

RAW = Path(__file__).parents[1] / "data" / "raw"
FIRST_EDITION = "2023-07-12_domestic-abuse-thematic.txt"
UPDATE = "2024-07-22_domestic-abuse-thematic_12-month-update.txt"

DUE = target("dated", "2023-09")
COMPLETE = target("complete")
ONGOING = target("complete_ongoing")


def plan_of(*entries: tuple[Entry, ...], response: Response | None = "agreed") -> Plan:
    """An update with one recommendation for each group of entries."""
    recommendations = tuple(
        make_recommendation(number, entries=group, response=response)
        for number, group in enumerate(entries, start=1)
    )
    return make_plan("update.txt", updated_on="2024-01-25", recommendations=recommendations)


def figure(frame: pd.DataFrame, outcome: str) -> tuple[int, int]:
    (row,) = frame[frame["outcome"] == outcome].to_dict("records")
    return row["numerator"], row["denominator"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plans]:
    """The plans of data/raw."""
    database = tmp_path_factory.mktemp("published") / "curated" / "plans.duckdb"
    build(RAW, database)
    with open_plans(database, RAW) as plans:
        yield plans


def test_complete_and_complete_and_ongoing_are_given_apart_and_together(tmp_path: Path) -> None:
    groups = [(promise(DUE), report(said)) for said in (COMPLETE, ONGOING, DUE, DUE)]
    found = open_measured(tmp_path, plan_of(*groups)).completion()
    assert figure(found, "complete") == (1, 4)
    assert figure(found, "complete_ongoing") == (1, 4)
    assert figure(found, "reported complete") == (2, 4)


def test_only_actions_of_accepted_recommendations_count(tmp_path: Path) -> None:
    groups = ((promise(DUE), report(COMPLETE)),)
    for response, counted in (
        ("agreed", 1),
        ("partly agreed", 1),
        ("agreed in principle", 1),
        ("not agreed", 0),
        (None, 0),
    ):
        plans = open_measured(tmp_path / str(response), plan_of(*groups, response=response))
        assert figure(plans.completion(), "reported complete")[1] == counted
    assert plans.completion()["share"].isna().all()
    assert plans.completion()["left_out"].iloc[0] == "1 no response read"
    assert plans.completion().attrs["left_out"] == {"no response read": 1}


def test_progress_speaks_last_and_an_unreported_action_for_itself(tmp_path: Path) -> None:
    reopened = (promise(COMPLETE), report(DUE))
    unreported = (promise(COMPLETE),)
    found = open_measured(tmp_path, plan_of(reopened, unreported)).completion()
    assert figure(found, "reported complete") == (1, 2)


def test_what_could_not_be_read_is_counted_beside_the_figure(tmp_path: Path) -> None:
    blank = (promise(DUE), report(target("none", raw="")))
    found = open_measured(tmp_path, plan_of(blank, (promise(DUE), report(DUE)))).completion()
    assert figure(found, "reported complete") == (0, 2)
    assert found["n_unread"].unique().tolist() == [1]


def test_a_recommendation_is_fully_partly_or_not_complete(tmp_path: Path) -> None:
    def second(*entries: Entry) -> tuple[Entry, ...]:
        return entries

    both = promise(COMPLETE), promise(COMPLETE, position=2, ref="1.2")
    half = promise(COMPLETE), promise(DUE, position=2, ref="1.2")
    none = (promise(DUE),)
    plans = open_measured(tmp_path, plan_of(second(*both), half, none, ()))
    found = plans.recommendation_completion()
    assert [figure(found, part) for part in ("fully", "partly", "not")] == [(1, 3)] * 3
    assert found["left_out"].iloc[0] == "1 no action stated"


def test_acceptance_tells_the_reasons_given(tmp_path: Path) -> None:
    plan = make_plan(
        recommendations=(
            make_recommendation(1),
            make_recommendation(2, response="partly agreed", reasons=("policy", "affordability")),
        )
    )
    found = open_measured(tmp_path, plan).acceptance(outcome="partly agreed")
    assert figure(found, "partly agreed") == (1, 2)
    assert found["reasons"].tolist() == [("affordability", "policy")]


@pytest.mark.parametrize(
    ("said", "dates", "on", "outcome"),
    [
        (COMPLETE, (), "2024-01-25", "within 12 months"),
        (COMPLETE, (), "2025-06-30", "complete, cannot be told when"),
        (COMPLETE, (done("2024-02"),), "2025-06-30", "within 12 months"),
        (COMPLETE, (done("2025-01"),), "2025-06-30", "later than 12 months"),
        (DUE, (), "2025-06-30", "not reported complete"),
    ],
)
def test_timeliness_asks_for_completion_within_12_months_of_the_target(
    tmp_path: Path, said: object, dates: tuple[object, ...], on: str, outcome: str
) -> None:
    told = report(said, dates=dates, as_of=on[:7])  # type: ignore[arg-type]
    plans = open_measured(tmp_path, update(promise(target("dated", "2023-08")), told, on=on))
    assert figure(plans.timeliness("2025-07-01"), outcome) == (1, 1)


def test_what_has_not_had_its_12_months_is_not_yet_known_unless_complete(tmp_path: Path) -> None:
    open_one = promise(DUE), report(target("ongoing"))
    found = open_measured(
        tmp_path, plan_of(open_one, (promise(DUE), report(COMPLETE)))
    ).timeliness()
    assert figure(found, "within 12 months") == (1, 2)
    assert figure(found, "not yet known") == (1, 2)


@pytest.mark.parametrize(
    ("month", "outcome"), [("2024-02", "within 12 months"), ("2024-03", "later than 12 months")]
)
def test_the_twelfth_month_is_still_within(tmp_path: Path, month: str, outcome: str) -> None:
    told = report(COMPLETE, dates=(done(month),), as_of="2025-06")
    entries = promise(target("dated", "2023-02")), told
    found = open_measured(tmp_path, update(*entries, on="2025-06-30")).timeliness()
    assert figure(found, outcome) == (1, 1)


def test_past_due_is_counted_against_the_original_target(tmp_path: Path) -> None:
    plans = open_measured(
        tmp_path,
        plan_of(
            (promise(DUE), report(target("dated", "2024-06"))),
            (promise(target("dated", "2024-01")), report(target("ongoing"))),
            (promise(DUE), report(COMPLETE)),
        ),
    )
    assert plans.past_due()["original_edtf"].tolist() == ["2023-09"]
    # The last day that January can mean is not yet over on the 25th.
    assert figure(plans.past_due(by="all"), "open, not yet due") == (1, 3)
    assert len(plans.past_due("2024-02-01")) == 2


def test_complete_with_promises_looks_from_the_month_of_the_heading(tmp_path: Path) -> None:
    def told(edtf: str) -> tuple[Entry, ...]:
        return promise(DUE), report(COMPLETE, dates=(planned(edtf),))

    ongoing = promise(DUE), report(ONGOING, dates=(planned("2024-06"),))
    plans = open_measured(tmp_path, plan_of(told("2024-01"), told("2023-12"), ongoing))
    found = plans.complete_with_promises(by="all")
    assert figure(found, "still promises") == (1, 2)
    assert "complete and ongoing" in found["left_out"].iloc[0]


def test_silence_is_no_progress_entry_or_no_longer_stated(tmp_path: Path) -> None:
    dropped = promise(
        DUE, position=2, ref="1.2", text="Each region will hold one event for all of its partners."
    )
    plans = open_measured(tmp_path, first(promise(DUE), dropped), update(promise(DUE)))
    found = plans.silent_actions()
    assert sorted(found["silence"]) == ["no longer stated", "no progress entry"]
    assert figure(plans.silent_actions(by="all"), "silent") == (2, 2)
    assert plans.slippage()["outcome"].tolist() == ["silent", "silent"]


def test_complete_on_arrival_is_given_apart_and_together(tmp_path: Path) -> None:
    groups = [(promise(said),) for said in (COMPLETE, ONGOING, DUE)]
    found = open_measured(tmp_path, plan_of(*groups)).complete_on_arrival(by="all")
    assert [figure(found, outcome)[0] for outcome in found["outcome"]] == [2, 1, 1]


def test_a_first_edition_is_not_silent(tmp_path: Path) -> None:
    plans = open_measured(tmp_path, first(promise(DUE)))
    assert plans.silent_actions().empty
    assert "first edition" in plans.silent_actions(by="all")["left_out"].iloc[0]


def test_a_later_edition_may_change_owner_date_and_words_drop_and_add(tmp_path: Path) -> None:
    gone = promise(DUE, position=2, ref="1.2", text="Each region will hold one event for partners.")
    new = promise(DUE, position=2, ref="1.2", text="A dashboard is going to be built in the north.")
    reworded = PROMISE.replace("every region", "each of the regions")
    changed = promise(
        target("dated", "2024-03"), owners=("Chief Probation Officer",), text=reworded
    )
    plans = open_measured(tmp_path, first(promise(DUE), gone), update(changed, new))
    found = plans.restatements().set_index("change")
    assert sorted(found.index) == [
        "added",
        "date changed",
        "dropped",
        "owner changed",
        "wording changed",
    ]
    assert found.loc["date changed", ["before", "after"]].tolist() == [
        "dated 2023-09",
        "dated 2024-03",
    ]
    difference = str(found.loc["wording changed", "difference"])
    assert "[-every region-] {+each of the regions+}" in difference


def test_marks_and_breaks_are_no_change_of_wording(tmp_path: Path) -> None:
    again = promise(DUE, text=PROMISE.replace("region and", "region, and").upper())
    assert open_measured(tmp_path, first(promise(DUE)), update(again)).restatements().empty


def test_an_action_of_two_owners_stands_in_two_groups(tmp_path: Path) -> None:
    owners = ("Chief Probation Officer", "Domestic Abuse Lead")
    plans = open_measured(tmp_path, update(promise(DUE, owners=owners), report(COMPLETE)))
    found = plans.completion(by="owner", outcome="reported complete")
    assert found["label"].tolist() == list(owners)
    assert found["denominator"].tolist() == [1, 1]
    assert plans.completion(by="owner").attrs["denominator"] == 1


def test_what_has_no_owner_is_a_group_too(tmp_path: Path) -> None:
    plans = open_measured(tmp_path, update(promise(DUE, owners=()), report(COMPLETE)))
    assert plans.completion(by="owner")["value"].unique().tolist() == ["not stated"]


def test_owner_load_tells_what_is_open_past_due_and_put_off(tmp_path: Path) -> None:
    plans = open_measured(
        tmp_path,
        plan_of(
            (promise(DUE), report(target("dated", "2024-06"))), (promise(DUE), report(COMPLETE))
        ),
    )
    (row,) = plans.owner_load().to_dict("records")
    assert [row[name] for name in ("entries", "actions", "progress", "open", "dated")] == [
        4,
        2,
        2,
        1,
        2,
    ]
    assert (row["past_due"], row["slipped"]) == (1, 1)


def coded(folder: Path, *plans: Plan) -> Plans:
    """A database in which the first recommendation of each plan is coded with two topics."""
    codes = tuple(ItemCode("/R1", "topic", code) for code in ("court_reports", "substance_misuse"))
    with patch.object(
        batches, "find_all", lambda plan: replace(findings.find_all(plan), codes=codes)
    ):
        return open_measured(folder, *plans)


def test_a_topic_recurs_by_review_and_not_by_edition(tmp_path: Path) -> None:
    other = make_plan("other.txt", title="A review of something else", published_on="2024-05-01")
    plans = coded(tmp_path, first(promise(DUE)), update(promise(DUE)), other)
    found = plans.topic_recurrence()
    pairs = list(zip(found["topic"], found["other_topic"].fillna(""), strict=True))
    assert sorted(pairs) == [
        ("court_reports", ""),
        ("court_reports", "substance_misuse"),
        ("substance_misuse", ""),
    ]
    assert found["reviews"].tolist() == [2, 2, 2]
    assert found["recommendations"].tolist() == [2, 2, 2]
    assert {str(day)[:10] for day in found["first_on"]} == {"2023-07-04"}
    assert plans.acceptance(by="topic", outcome="agreed")["value"].tolist() == [
        "court_reports",
        "not stated",
        "substance_misuse",
    ]


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(0, 1), (1, 1), (0, 17), (5, 5), (111, 135), (7, 2000)]
)
def test_wilson_intervals_are_those_of_scipy(
    published: Plans, numerator: int, denominator: int
) -> None:
    found = published.sql(
        "SELECT wilson_low($k, $n) AS low, wilson_high($k, $n) AS high",
        {"k": numerator, "n": denominator},
    )
    expected = binomtest(numerator, denominator).proportion_ci(method="wilson")
    assert found.loc[0].tolist() == pytest.approx([expected.low, expected.high], abs=1e-12)


def test_editions_of_one_review_never_count_twice(tmp_path: Path, published: Plans) -> None:
    """The two editions of a published plan together, and its update alone."""
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / UPDATE).write_bytes((RAW / UPDATE).read_bytes())
    build(alone, tmp_path / "curated" / "plans.duckdb")
    (plan_id,) = published.sql("SELECT plan_id FROM plans WHERE source_file = ?", [UPDATE])[
        "plan_id"
    ]
    with open_plans(tmp_path / "curated" / "plans.duckdb", alone) as update_alone:
        for measure in ("acceptance", "completion", "recommendation_completion"):
            together = measures.list_shares(published.connection, measure, by="plan")
            together = together[together["value"] == plan_id].reset_index(drop=True)
            single = measures.list_shares(update_alone.connection, measure, by="plan")
            pd.testing.assert_frame_equal(together, single, check_like=True)


def test_every_recommendation_and_promise_counts_once(published: Plans) -> None:
    latest = published.sql(
        "SELECT count(*) AS n FROM recommendations "
        "JOIN (FROM editions_at(NULL) WHERE is_latest) USING (plan_id)"
    )["n"][0]
    assert published.acceptance().attrs["n"] == latest
    for measure in MEASURES:
        if measure in HEADLINES:
            items = published.sql("SELECT item_id FROM measured WHERE measure = ?", [measure])
            assert items["item_id"].is_unique, measure
    slippage = published.slippage()
    assert slippage["promise_id"].is_unique
    restated = published.sql("SELECT later_id FROM edition_links")["later_id"]
    assert not set(restated) & set(slippage["promise_id"])


@pytest.mark.parametrize("by", ["all", "plan", "owner"])
def test_from_any_number_to_its_rows_in_one_call(published: Plans, by: str) -> None:
    for measure in HEADLINES:
        found = measures.list_shares(published.connection, measure, by=by)
        counted = found[found["numerator"] > 0].tail(1)
        for row in counted.itertuples():
            rows = published.rows(measure, row.value, by=by, outcome=row.outcome)
            assert len(rows) == row.numerator, (measure, row.value, row.outcome)
            assert rows["line_first"].notna().all()
        assert len(published.rows(measure, by=by)) == found.attrs["n"]


def test_every_share_is_the_count_of_its_rows(published: Plans) -> None:
    counted = published.sql(
        "SELECT measure, cut, value, count(*) FILTER (left_out IS NULL) AS denominator "
        "FROM measured JOIN cuts_at(NULL) USING (item_id) GROUP BY ALL"
    ).set_index(["measure", "cut", "value"])["denominator"]
    shares = published.sql("FROM shares")
    assert set(shares["cut"]) == set(CUTS)
    for row in shares.itertuples():
        assert counted[row.measure, row.cut, row.value] == row.denominator
        assert 0 <= row.numerator <= row.denominator


def test_what_is_left_out_has_rows_too(published: Plans) -> None:
    told = published.slippage().attrs["left_out"]
    rows = published.rows("slippage", left_out=True)
    assert rows["left_out"].value_counts().to_dict() == told


@pytest.mark.parametrize("measure", MEASURES)
def test_plain_sql_reads_the_same_figures(published: Plans, measure: str) -> None:
    view = published.sql(f"FROM {measure}")
    if measure in LISTS:
        found = measures.list_found(published.connection, measure, None)
        assert len(view) == len(found)
        assert set(view.columns) <= set(found.columns)
    else:
        view = view[view["cut"] == "owner"]
        found = measures.list_shares(published.connection, measure, by="owner")
        assert view["numerator"].tolist() == found["numerator"].tolist()


def test_every_measure_says_what_it_speaks_for(published: Plans) -> None:
    for measure in LISTS:
        told = measures.list_found(published.connection, measure, "2024-08-01").attrs
        assert told["as_of"] == "2024-08-01"
        assert len(told["speaks_for"]) == 3
    for measure in HEADLINES:
        told = measures.list_shares(published.connection, measure).attrs
        assert told["n"] == told["denominator"] >= told["numerator"]
        assert told["measure"] == measure


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda plans: plans.completion(by="colour"),
            "by: 'colour' is not known. Choose from: all",
        ),
        (lambda plans: plans.completion(outcome="done"), "outcome: 'done' is not known"),
        (lambda plans: plans.completion("last week"), "as_of: 'last week' is no day"),
        (lambda plans: plans.rows("restatements"), "measure: 'restatements' is not known"),
    ],
)
def test_an_unknown_choice_names_the_choices(published: Plans, call: object, told: str) -> None:
    with pytest.raises(MeasureError, match=told):
        call(published)  # type: ignore[operator]


def test_the_same_question_gives_the_same_answer(published: Plans) -> None:
    for _ in range(2):
        pd.testing.assert_frame_equal(
            published.completion(by="owner"), published.completion(by="owner")
        )
        pd.testing.assert_frame_equal(published.slippage(), published.slippage())
