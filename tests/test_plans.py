from __future__ import annotations

import json
from pathlib import Path

import pytest
from handmade import make_plan, make_recommendation
from measured import open_measured, promise, report, target, update

import plananalysis
from plananalysis.analysis.plans import Plans, SourceError, open_plans
from plananalysis.errors import DatabaseError
from plananalysis.store.build import build

RAW = Path(__file__).parents[1] / "data" / "raw"
ONE = "2024-01-25_sfo-review-mcsweeney_update.txt"


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Plans:
    """One published plan, laid out as the project lays them out."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "raw").mkdir()
    (folder / "raw" / ONE).write_bytes((RAW / ONE).read_bytes())
    build(folder / "raw", folder / "curated" / "plans.duckdb")
    return plananalysis.open(folder / "curated" / "plans.duckdb")


def test_from_any_row_to_its_raw_lines_in_one_call(one: Plans) -> None:
    lines = (RAW / ONE).read_text(encoding="utf-8").split("\n")
    for row in one.sql("FROM items").itertuples():
        found = one.source(row.item_id)
        assert found["line"].tolist() == list(range(row.line_first, row.line_last + 1))
        assert found["text"].tolist() == lines[row.line_first - 1 : row.line_last]
        opening = row.text.split()[0]
        assert any(opening in text for text in found["text"]), row.item_id


def test_a_plan_leads_to_its_whole_file(one: Plans) -> None:
    (plan_id,) = one.sql("SELECT plan_id FROM plans")["plan_id"]
    assert len(one.source(plan_id)) == len((RAW / ONE).read_text(encoding="utf-8").splitlines())


def test_every_promise_found_leads_to_its_lines(one: Plans) -> None:
    for promise_id in one.slippage()["promise_id"]:
        assert not one.source(promise_id).empty


def test_an_unknown_key_is_said_to_be_one(one: Plans) -> None:
    with pytest.raises(SourceError, match="'R99' is no key"):
        one.source("R99")


def test_a_raw_file_that_changed_is_not_quoted(tmp_path: Path) -> None:
    for folder in ("raw", "curated"):
        (tmp_path / folder).mkdir()
    (tmp_path / "raw" / ONE).write_bytes((RAW / ONE).read_bytes())
    build(tmp_path / "raw", tmp_path / "curated" / "plans.duckdb")
    with (tmp_path / "raw" / ONE).open("a", encoding="utf-8") as file:
        file.write("one more line\n")
    with open_plans(tmp_path / "curated" / "plans.duckdb") as plans:
        key = plans.slippage()["promise_id"][0]
        with pytest.raises(SourceError, match="is not the file that the database was built from"):
            plans.source(key)
        (tmp_path / "raw" / ONE).unlink()
        with pytest.raises(SourceError, match=r"plananalysis\.open\(raw="):
            plans.source(key)


def test_a_missing_database_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="plananalysis build"):
        plananalysis.open(tmp_path / "none.duckdb")


def test_the_database_near_the_notebook_is_found(
    one: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANANALYSIS_DATABASE", str(one.database))
    with plananalysis.open() as plans:
        assert repr(plans) == f"Plans('{one.database}')"


def test_sql_binds_values_and_cannot_write(one: Plans) -> None:
    hostile = "'; DROP TABLE plans; --"
    assert one.sql("SELECT ? AS said", [hostile])["said"].tolist() == [hostile]
    assert one.rows("completion", hostile, by="owner").empty
    with pytest.raises(Exception, match="read-only"):
        one.sql("DELETE FROM plans")


def test_text_of_a_plan_is_never_code(tmp_path: Path) -> None:
    hostile = "'; DROP TABLE plans; -- {{}} $day ? <b>%s</b> was delayed because of ' it"
    plans = open_measured(
        tmp_path,
        update(
            promise(target("dated", "2023-09", raw=hostile), text=hostile, owners=(hostile,)),
            report(target("dated", "2024-06", raw=hostile), text=hostile),
        ),
    )
    assert plans.slippage()["current_raw"].tolist() == [hostile]
    assert plans.rows("completion", by="owner")["owners_raw"].tolist() == [hostile]
    assert plans.rows("completion")["text"].tolist() == [hostile]


def test_a_plan_without_entries_or_days_breaks_nothing(tmp_path: Path) -> None:
    plan = make_plan(
        submitted_on=None, published_on=None, recommendations=(make_recommendation(1, entries=()),)
    )
    plans = open_measured(tmp_path, plan)
    assert plans.slippage().empty
    assert plans.time_to_complete().empty
    assert plans.acceptance().attrs["denominator"] == 1
    assert plans.acceptance("2024-01-01").empty


def test_attrs_are_plain_values(one: Plans) -> None:
    for frame in (one.slippage(), one.completion(by="owner"), one.time_to_complete(resamples=2)):
        assert json.loads(json.dumps(frame.attrs))["measure"]


def test_time_to_complete_is_cut_like_the_other_measures(one: Plans) -> None:
    curve = one.time_to_complete(by="response", resamples=5)
    whole = one.time_to_complete(resamples=5)
    assert curve.groupby("value")["n"].first().sum() == whole["n"][0]
    assert "not reported complete" in whole.attrs["reading"]
