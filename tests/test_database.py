from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from handmade import make_entry, make_plan, make_progress, make_recommendation, make_update
from stored import write_plans

from plananalysis.dates.printed import bounds
from plananalysis.errors import DatabaseError
from plananalysis.records import Fault, Plan, PrintedTotal, Recommendation, Target
from plananalysis.store import batches, database
from plananalysis.store import build as building
from plananalysis.store.database import connect, find_database, write
from plananalysis.store.dictionary import load_dictionary
from plananalysis.store.fitting import find_breach
from plananalysis.store.loading import Contents, fill


def built(path: Path, *plans: Plan) -> Path:
    write_plans(path, *plans)
    return path


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with connect(path) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "curated" / "plans.duckdb"


def test_both_editions_stand_under_their_review(target: Path) -> None:
    built(target, make_plan(), make_update())
    assert query(
        target,
        "SELECT plan_id, edition, as_of_on::VARCHAR, kind "
        "FROM plans JOIN reviews USING (review_id)",
    ) == [
        (
            "quality-resettlement-planning-2023-07.2023-07-12",
            1,
            "2023-07-12",
            "thematic inspection",
        ),
        (
            "quality-resettlement-planning-2023-07.2024-07-22",
            2,
            "2024-07-22",
            "thematic inspection",
        ),
    ]


def test_a_record_is_stored_whole(target: Path) -> None:
    built(target, make_update())
    key = "quality-resettlement-planning-2023-07.2024-07-22/R1/P1"
    assert query(target, "FROM entries WHERE kind = 'progress'") == [
        (
            key,
            key.removesuffix("/P1"),
            "progress",
            2,
            "1.1",
            "2024-07",
            "It was done in October 2023.",
            "certain",
            12,
            12,
        )
    ]
    first, last = bounds("2023-10")
    assert query(target, "FROM entry_dates") == [
        (key, 1, "done", "2023-10", first, last, "in October 2023", 12, 27)
    ]
    assert query(target, f"SELECT substr(text, 13, 15) FROM entries WHERE entry_id = '{key}'") == [
        ("in October 2023",)
    ]


def test_a_target_has_the_first_and_last_day_that_it_can_mean(target: Path) -> None:
    built(target, make_plan())
    assert query(
        target,
        "SELECT DISTINCT target_raw, state, edtf, earliest_on::VARCHAR, latest_on::VARCHAR "
        "FROM entry_targets",
    ) == [("September 2023", "dated", "2023-09", "2023-09-01", "2023-09-30")]


@pytest.mark.parametrize("edtf", ["2023-13", "soon", "2024-05/2024-03", ""])
def test_a_date_that_names_no_days_is_a_fault_and_loses_nothing(target: Path, edtf: str) -> None:
    entry = make_entry(targets=(Target("by then", "dated", edtf or None),))
    recs = (make_recommendation(1, entries=(entry,)),)
    built(target, make_plan(recommendations=recs))
    assert query(target, "SELECT target_raw, earliest_on, latest_on FROM entry_targets") == [
        ("by then", None, None)
    ]
    faults = query(target, "SELECT line, before_raw, after_raw FROM faults")
    assert faults == ([(11, "by then", edtf)] if edtf else [])


def test_a_progress_entry_is_linked_to_the_action_that_it_reports_on(target: Path) -> None:
    built(target, make_update())
    (link,) = query(target, "SELECT progress_id, action_id, method FROM links")
    assert [str(part)[-2:] for part in link[:2]] == ["P1", "A1"]
    assert link[2] == "number"


def test_an_action_restated_in_the_later_edition_is_linked_to_it(target: Path) -> None:
    built(target, make_plan(), make_update())
    pairs = query(target, "SELECT earlier_id, later_id FROM edition_links ORDER BY ALL")
    assert [(str(a)[-16:], str(b)[-16:]) for a, b in pairs] == [
        ("2023-07-12/R1/A1", "2024-07-22/R1/A1"),
        ("2023-07-12/R2/A1", "2024-07-22/R2/A1"),
    ]


def test_what_was_counted_stands_beside_what_is_printed(target: Path) -> None:
    built(target, make_plan(printed_totals=(PrintedTotal("agreed", 3), PrintedTotal("total", 3))))
    assert query(target, "SELECT response, printed, counted FROM printed_totals ORDER BY 1") == [
        ("agreed", 3, 2),
        ("total", 3, 2),
    ]
    assert query(target, "SELECT DISTINCT code, is_repaired FROM faults") == [
        ("total_differs", False)
    ]


def test_a_fault_of_the_whole_file_has_no_line(target: Path) -> None:
    faults = (Fault(0, "page_break", "m", True, "a", "b"), Fault(7, "glued", "n", False))
    built(target, make_plan(faults=faults))
    assert query(target, "SELECT position, line, code, before_raw, after_raw FROM faults") == [
        (1, None, "page_break", "a", "b"),
        (2, 7, "glued", None, None),
    ]


def test_text_of_a_document_is_stored_as_it_is(target: Path) -> None:
    hostile = "'; DROP TABLE plans; -- <script> =1+1 \u202e\x1b[2J \\ \U0001f600"
    recs = (make_recommendation(1, text=hostile, entries=(make_entry(text=hostile),)),)
    built(target, make_plan(title=hostile, recommendations=recs))
    assert query(target, "SELECT text FROM recommendations") == [(hostile,)]
    assert query(target, "SELECT text FROM entries") == [(hostile,)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE recommendations SET response = 'perhaps'",
        "UPDATE entries SET line_last = 0",
        "UPDATE entry_targets SET latest_on = DATE '1999-01-01'",
        "UPDATE entry_dates SET char_end = char_start",
        "UPDATE printed_totals SET printed = -1",
        "UPDATE links SET score = 1.5",
    ],
)
def test_the_database_refuses_what_the_dictionary_forbids(target: Path, sql: str) -> None:
    built(target, make_plan(), make_update())
    with duckdb.connect(target) as connection, pytest.raises(duckdb.Error) as refused:
        connection.execute(sql)
    assert isinstance(refused.value, (duckdb.ConstraintException, duckdb.ConversionException))


@pytest.mark.parametrize(
    ("sql", "breach"),
    [
        ("INSERT INTO plans FROM plans LIMIT 1", "plans: no two rows have the same plan_id"),
        (
            "UPDATE recommendations SET position = 1",
            "recommendations: no two rows have the same plan_id, position",
        ),
        (
            "INSERT INTO entries BY NAME SELECT * REPLACE ('x/R1' AS recommendation_id, "
            "'y' AS entry_id) FROM entries LIMIT 1",
            "entries: each recommendation_id stands in recommendations",
        ),
        ("UPDATE entry_owners SET post_id = 'x'", "entry_owners: each post_id stands in posts"),
        ("DELETE FROM codes WHERE facet = 'topic'", "item_codes: each facet, code stands in codes"),
    ],
)
def test_a_file_in_which_a_key_does_not_hold_is_never_put_in_place(
    target: Path, sql: str, breach: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(target, make_plan())
    before = target.read_bytes()

    def spoil(
        connection: duckdb.DuckDBPyConnection, contents: Contents, folder: Path
    ) -> dict[str, int]:
        expected = fill(connection, contents, folder)
        connection.execute(sql)
        return expected

    monkeypatch.setattr(building, "fill", spoil)
    with pytest.raises(DatabaseError, match=breach):
        built(target, make_plan(), make_update())
    assert target.read_bytes() == before


def test_owners_that_name_no_post_are_no_breach(target: Path) -> None:
    built(target, make_plan())
    with duckdb.connect(target) as connection:
        connection.execute("UPDATE entry_owners SET post_id = NULL")
        assert find_breach(connection) is None


def test_the_codebook_is_stored_and_every_text_is_coded_by_it(target: Path) -> None:
    built(target, make_plan())
    ((texts,),) = query(
        target, "SELECT (SELECT count(*) FROM recommendations) + (SELECT count(*) FROM entries)"
    )
    coded = "SELECT count(DISTINCT item_id) FROM item_codes JOIN codes USING (facet, code)"
    assert query(target, f"{coded} WHERE facet = 'topic'") == [(texts,)]


def test_clients_of_the_older_library_can_open_the_file(target: Path) -> None:
    built(target, make_plan())
    sql = "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal"
    assert query(target, sql) == [("v1.5.0+",)]


def test_two_builds_hold_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    plans = (make_plan(), make_update(), make_plan("b.txt", title="HMP Ash"))
    one = built(tmp_path / "one.duckdb", *plans)
    two = built(tmp_path / "two.duckdb", *reversed(plans))
    for table in load_dictionary().tables:
        assert query(one, f"FROM {table}") == query(two, f"FROM {table}")


def test_a_new_database_takes_the_place_of_the_old_and_leaves_nothing_else(target: Path) -> None:
    write(target, make_nothing)
    target.with_name("plans.duckdb.wal").write_bytes(b"left over from another file")
    write(target, fill_one)
    assert query(target, "SELECT label FROM posts") == [("one",)]
    assert [path.name for path in target.parent.iterdir()] == ["plans.duckdb"]


def fill_one(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    connection.execute("INSERT INTO posts VALUES ('one', 'one', NULL)")
    return {"posts": 1}


def test_a_reader_keeps_the_database_that_it_opened(target: Path) -> None:
    write(target, make_nothing)
    with connect(target) as reader:
        write(target, fill_one)
        assert reader.execute("SELECT count(*) FROM posts").fetchall() == [(0,)]
    assert query(target, "SELECT count(*) FROM posts") == [(1,)]


def test_what_the_database_refuses_leaves_the_old_one_as_it_was(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(target, make_plan())
    before = target.read_bytes()
    reasons = (make_recommendation(1, response="perhaps"),)
    bad = make_update(recommendations=reasons)
    monkeypatch.setattr(batches, "find_misfit", lambda _: None)
    with pytest.raises(DatabaseError, match=r"could not be stored.*perhaps"):
        built(target, make_plan(), bad)
    assert target.read_bytes() == before


@pytest.mark.parametrize("stage", ["_make", "_verify"])
def test_a_full_disk_leaves_the_old_database_as_it_was(
    target: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(target, make_nothing)
    before = target.read_bytes()

    def fail(path: Path, _: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(database, stage, fail)
    with pytest.raises(DatabaseError, match="No space left on device"):
        write(target, make_nothing)
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["plans.duckdb"]


def make_nothing(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    return {}


def test_a_file_that_lacks_rows_is_never_put_in_place(target: Path) -> None:
    with pytest.raises(DatabaseError, match="faults holds 0 rows, not 1"):
        write(target, lambda *_: {"faults": 1})
    assert not target.exists()


def test_a_folder_in_the_place_of_the_database_is_said(target: Path) -> None:
    target.mkdir(parents=True)
    with pytest.raises(DatabaseError, match="cannot be written"):
        write(target, make_nothing)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (make_recommendation(1, line_last=1), "CHECK"),
        (make_recommendation(1, response="perhaps"), "perhaps"),
        (make_recommendation(1, text="\ud800"), "surrogates not allowed"),
        (
            make_recommendation(1, entries=(make_entry(1), make_entry(1))),
            "entries: no two rows have the same recommendation_id, position",
        ),
    ],
)
def test_a_plan_that_does_not_fit_is_found_and_said_in_one_line(
    target: Path, bad: Recommendation, why: str
) -> None:
    plans = (make_plan("good.txt"), make_plan("bad.txt", title="HMP Ash", recommendations=(bad,)))
    outcomes = write_plans(target, *plans).outcomes
    assert [each.outcome for each in outcomes] == ["unreadable", "loaded"]
    message = outcomes[0].message or ""
    assert message.startswith("what was read does not fit the schema: ")
    assert why in message and "\n" not in message


def test_a_missing_database_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="Run `plananalysis build` first"):
        connect(tmp_path / "none.duckdb")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "plans.duckdb"
    path.write_bytes(b"nothing of the kind" * 1000)
    with pytest.raises(DatabaseError, match="cannot be opened"):
        connect(path)


def test_a_database_of_another_make_is_said(tmp_path: Path) -> None:
    path = tmp_path / "plans.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE plans (plan_id VARCHAR)")
    with pytest.raises(DatabaseError, match=r"has no column reviews\.review_id"):
        connect(path)


def test_the_connection_cannot_write(target: Path) -> None:
    built(target, make_plan())
    with connect(target) as connection, pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("DELETE FROM faults")


def test_a_path_with_quotes_and_spaces_is_a_path_like_any_other(tmp_path: Path) -> None:
    path = built(tmp_path / 'it\'s a; "plan".duckdb', make_plan())
    assert query(path, "SELECT count(*) FROM plans") == [(1,)]


def test_the_database_is_found_from_a_folder_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = built(tmp_path / "data" / "curated" / "plans.duckdb", make_plan())
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.delenv(database.ENVIRONMENT_VARIABLE, raising=False)
    assert find_database().resolve() == path.resolve()
    monkeypatch.setenv(database.ENVIRONMENT_VARIABLE, os.fspath(tmp_path / "other.duckdb"))
    assert find_database() == tmp_path / "other.duckdb"


def test_progress_without_an_action_of_its_number_stays_unlinked(target: Path) -> None:
    lone = make_progress(ref="9.9", text="Nothing alike whatsoever.", dates=())
    built(target, make_update(recommendations=(make_recommendation(1, entries=(lone,)),)))
    assert query(target, "SELECT count(*) FROM links") == [(0,)]
