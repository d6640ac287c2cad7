from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import make_entry, make_plan, make_recommendation, make_update

from plananalysis.errors import DatabaseError, UnreadablePlanError, VocabularyError
from plananalysis.records import Plan
from plananalysis.store import build as building
from plananalysis.store.batches import REPORT_THIS
from plananalysis.store.build import BuildReport, build
from plananalysis.store.database import connect
from plananalysis.store.sources import LIST_COLUMNS

RAW = Path(__file__).parents[1] / "data" / "raw"


class Folder:
    """A raw folder whose files are read as the plans, or raise the errors, that they stand for."""

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        self.database = raw.parent / "plans.duckdb"
        self.contents: dict[str, Plan | Exception] = {}

    def put(self, name: str, content: Plan | Exception, sha256: str | None = None) -> None:
        (self.raw / name).write_text(f"{name} {content!r} {sha256}")
        if isinstance(content, Plan):
            own = hashlib.sha256(name.encode()).hexdigest()
            content = replace(content, source_file=name, source_sha256=sha256 or own)
        self.contents[name] = content

    def read(self, path: Path) -> Plan:
        content = self.contents[path.name]
        if isinstance(content, Exception):
            raise content
        return content

    def list_all(self) -> None:
        with (self.raw / "SOURCES.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(LIST_COLUMNS)
            for name, plan in self.contents.items():
                if isinstance(plan, Plan):
                    rows.writerow((name, plan.source_sha256, "t", "p", "l", "h"))

    def build(self) -> BuildReport:
        return build(self.raw, self.database)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with connect(self.database) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    raw = tmp_path / "raw"
    raw.mkdir()
    made = Folder(raw)
    monkeypatch.setattr(building, "read_plan", made.read)
    return made


def test_every_plan_of_the_folder_is_loaded(folder: Folder) -> None:
    folder.put("plan.txt", make_plan())
    folder.put("update.txt", make_update())
    folder.list_all()
    report = folder.build()
    assert report.is_written and report.warnings == ()
    assert [(s.source_file, s.outcome) for s in report.outcomes] == [
        ("plan.txt", "loaded"),
        ("update.txt", "loaded"),
    ]
    assert folder.query("SELECT count(*) FROM reviews") == [(1,)]
    assert folder.query("SELECT source_file, plan_id FROM sources ORDER BY ALL") == (
        folder.query("SELECT source_file, plan_id FROM plans ORDER BY ALL")
    )


def test_a_plan_that_cannot_be_read_is_one_line_and_stops_no_other(folder: Folder) -> None:
    folder.put("a.txt", UnreadablePlanError("a.txt", "no table", "Export it again.", line=3))
    folder.put("b.txt", make_plan())
    (folder.raw / "c.txt").touch()
    (folder.raw / "d").mkdir()
    (folder.raw / "e.txt").symlink_to("gone")
    folder.put("f.txt", PermissionError(13, "Permission denied"))
    report = folder.build()
    assert [(s.source_file, s.message) for s in report.outcomes if s.outcome != "loaded"] == [
        ("a.txt", "line 3: no table. Export it again."),
        ("c.txt", "an empty file. Download or export the plan again."),
        ("d", "a folder, not a file. Put the plans themselves into the folder above."),
        ("e.txt", "a link to a file that is not there. Put the file itself in its place."),
        ("f.txt", "cannot be read (Permission denied). Allow it to be read."),
    ]
    assert folder.query("SELECT source_file FROM plans") == [("b.txt",)]
    assert folder.query("SELECT count(*) FROM sources WHERE outcome = 'unreadable'") == [(5,)]


def test_a_mistake_of_this_program_on_one_plan_stops_no_other(folder: Folder) -> None:
    folder.put("a.txt", KeyError("secret of the text"))
    folder.put("b.txt", make_plan())
    report = folder.build()
    assert report.outcomes[0].message == f"KeyError while reading it. {REPORT_THIS}"
    assert report.count("loaded") == 1


def test_a_broken_vocabulary_is_no_fault_of_a_plan(folder: Folder) -> None:
    folder.put("a.txt", VocabularyError("states.csv, line 4: no state"))
    with pytest.raises(VocabularyError):
        folder.build()


@pytest.mark.parametrize("is_empty", [True, False])
def test_where_nothing_loads_the_database_stays_as_it_was(folder: Folder, is_empty: bool) -> None:
    folder.put("plan.txt", make_plan())
    folder.build()
    before = folder.database.read_bytes()
    if is_empty:
        (folder.raw / "plan.txt").unlink()
    else:
        folder.put("plan.txt", UnreadablePlanError("plan.txt", "no table", "Export it again."))
    report = folder.build()
    assert not report.is_written
    assert report.count("loaded") == 0
    assert folder.database.read_bytes() == before


def test_a_plan_that_the_schema_refuses_is_left_out_and_the_others_load(folder: Folder) -> None:
    backwards = make_recommendation(1, line_first=9, line_last=3)
    folder.put("bad-lines.txt", make_plan(title="HMP Ash", recommendations=(backwards,)))
    folder.put("bad-day.txt", make_plan(title="HMP Elm", submitted_on="2023-02-31"))
    folder.put("good.txt", make_plan())
    report = folder.build()
    assert [(s.source_file, s.outcome) for s in report.outcomes] == [
        ("bad-day.txt", "unreadable"),
        ("bad-lines.txt", "unreadable"),
        ("good.txt", "loaded"),
    ]
    for source in report.outcomes[:2]:
        assert source.message and "does not fit the schema" in source.message
    assert folder.query("SELECT source_file FROM plans") == [("good.txt",)]


def test_a_database_that_cannot_be_written_is_an_error_of_no_plan(folder: Folder) -> None:
    folder.put("plan.txt", make_plan())
    folder.database.mkdir()
    with pytest.raises(DatabaseError, match="cannot be written"):
        folder.build()


def test_the_same_edition_twice_is_loaded_once_and_the_choice_explained(folder: Folder) -> None:
    folder.put("b.txt", make_plan())
    folder.put("a-lost.txt", make_plan(printed_totals=()))
    report = folder.build()
    (left,) = [source for source in report.outcomes if source.outcome == "duplicate"]
    assert left.source_file == "a-lost.txt"
    assert left.message and "same edition as b.txt" in left.message
    assert folder.query("SELECT count(*) FROM plans") == [(1,)]
    assert folder.query("SELECT plan_id FROM sources WHERE outcome = 'duplicate'") == (
        folder.query("SELECT plan_id FROM plans")
    )


def test_a_plan_that_differs_from_the_list_loads_with_a_warning(folder: Folder) -> None:
    folder.put("plan.txt", make_plan())
    folder.list_all()
    folder.put("plan.txt", make_plan(), sha256="0" * 64)
    folder.put("new.txt", make_update())
    report = folder.build()
    assert report.count("loaded") == 2
    assert [warning.split(":")[0] for warning in report.warnings] == ["new.txt", "plan.txt"]
    messages = folder.query("SELECT message FROM sources ORDER BY source_file")
    assert "not listed" in str(messages[0]) and "its bytes are not those" in str(messages[1])


def test_keys_stay_when_other_plans_come(folder: Folder) -> None:
    sql = (
        "SELECT entry_id FROM entries JOIN recommendations USING (recommendation_id) "
        "JOIN plans USING (plan_id) WHERE source_file = 'plan.txt' ORDER BY ALL"
    )
    folder.put("plan.txt", make_plan())
    folder.build()
    alone = folder.query(sql)
    folder.put("update.txt", make_update())
    folder.put("other.txt", make_plan(title="HMP Ash"))
    folder.build()
    assert folder.query(sql) == alone and alone


def test_progress_is_told_of_every_file(folder: Folder) -> None:
    folder.put("a.txt", make_plan())
    folder.put("b.txt", make_update())
    told: list[tuple[str, int, int]] = []

    def tell(*step: object) -> None:
        told.append(step)  # type: ignore[arg-type]

    build(folder.raw, folder.database, tell)
    assert told == [("a.txt", 0, 2), ("b.txt", 1, 2), ("", 2, 2)]


def test_owners_of_all_plans_are_posts_under_one_name(folder: Folder) -> None:
    same = make_entry(owners=("deputy director, public protection",))
    folder.put("a.txt", make_plan())
    recs = (make_recommendation(1, entries=(same,)),)
    folder.put("b.txt", make_plan(title="HMP Ash", recommendations=recs))
    folder.build()
    counts = "SELECT count(DISTINCT owner_raw), count(DISTINCT post_id) FROM entry_owners"
    assert folder.query(counts) == [(2, 1)]


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], list[tuple[object, ...]]]:
    database = tmp_path_factory.mktemp("published") / "plans.duckdb"
    report = build(RAW, database)
    assert report.warnings == ()

    def query(sql: str) -> list[tuple[object, ...]]:
        with connect(database) as connection:
            return connection.execute(sql).fetchall()

    return query


def test_the_published_plans_hold_what_they_print(
    published: Callable[[str], list[tuple[object, ...]]],
) -> None:
    totals = published(
        "SELECT source_file[:10], list(printed ORDER BY response), list(counted ORDER BY response) "
        "FROM printed_totals JOIN plans USING (plan_id) GROUP BY 1 ORDER BY 1"
    )
    # agreed, not agreed, partly agreed, total
    assert totals == [
        ("2023-07-12", [10, 0, 2, 12], [10, 0, 2, 12]),
        ("2024-01-25", [10, 0, 0, 10], [10, 0, 0, 10]),
        ("2024-05-09", [17, 0, 0, 17], [17, 0, 0, 17]),
        ("2024-07-22", [10, 0, 2, 12], [10, 0, 2, 12]),
        ("2025-03-06", [7, 0, 1, 8], [7, 0, 1, 8]),
    ]


def test_two_of_the_published_plans_are_editions_of_one_review(
    published: Callable[[str], list[tuple[object, ...]]],
) -> None:
    editions = published(
        "SELECT list(edition ORDER BY edition) FROM plans GROUP BY review_id ORDER BY ALL"
    )
    assert editions == [([1, 2],), ([2],), ([2],), ([2],)]
