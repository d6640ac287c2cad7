from __future__ import annotations

from pathlib import Path
from typing import get_args

import duckdb
import pytest

from plananalysis import records
from plananalysis.linking import links
from plananalysis.linking.editions import ReviewKind
from plananalysis.store.build import Outcome
from plananalysis.store.dictionary import (
    ARROW_TYPES,
    arrow_schema,
    key_checks,
    load_dictionary,
    markdown,
    schema_sql,
)

PROJECT = Path(__file__).parents[1]
DICTIONARY = load_dictionary()
TABLES = list(DICTIONARY.tables.values())

# The names that other people's queries stand on. Columns may be added here, never renamed.
CONTRACT = {
    "reviews": "review_id title kind published_on",
    "plans": "plan_id review_id edition submitted_on updated_on as_of_on source_file "
    "source_sha256 source_format layout",
    "recommendations": "recommendation_id plan_id number position addressee text response reasons "
    "line_first line_last",
    "entries": "entry_id recommendation_id kind position ref as_of text alignment line_first "
    "line_last",
    "entry_owners": "entry_id position owner_raw post_id",
    "posts": "post_id label unit",
    "entry_targets": "entry_id position target_raw state edtf earliest_on latest_on recurs",
    "entry_dates": "entry_id position event edtf earliest_on latest_on phrase char_start char_end",
    "links": "progress_id action_id method score",
    "edition_links": "earlier_id later_id method score",
    "printed_totals": "plan_id response printed counted",
    "codes": "facet code label definition",
    "item_codes": "item_id facet code phrase char_start char_end",
    "repeats": "left_id right_id similarity left_start left_end right_start right_end",
    "abbreviations": "abbreviation expansion plan_id mentions",
    "faults": "plan_id line code message is_repaired",
}

ENUMS = {
    "review_kind": ReviewKind,
    "response": records.Response,
    "reason": records.Reason,
    "entry_kind": records.EntryKind,
    "alignment": records.Alignment,
    "target_state": records.State,
    "recurrence": records.Recurrence,
    "date_event": records.DateEvent,
    "link_method": links.LinkMethod,
    "source_outcome": Outcome,
}


@pytest.fixture(scope="module")
def empty_database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(schema_sql(DICTIONARY))
    return connection


@pytest.mark.parametrize("table", CONTRACT)
def test_the_promised_columns_are_there_under_their_names(table: str) -> None:
    columns = {column.name for column in DICTIONARY.tables[table].columns}
    assert set(CONTRACT[table].split()) <= columns


def test_the_schema_file_is_what_the_dictionary_says() -> None:
    schema = PROJECT / "src" / "plananalysis" / "sql" / "schema.sql"
    assert schema.read_text(encoding="utf-8") == schema_sql(DICTIONARY)


def test_the_printed_dictionary_is_what_the_dictionary_says() -> None:
    printed = PROJECT / "data" / "curated" / "DICTIONARY.md"
    assert printed.read_text(encoding="utf-8") == markdown(DICTIONARY)


def test_the_database_has_the_columns_and_meanings_of_the_dictionary(
    empty_database: duckdb.DuckDBPyConnection,
) -> None:
    found = empty_database.execute(
        "SELECT table_name, column_name, is_nullable, comment FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY table_oid, column_index"
    ).fetchall()
    expected = [
        (table.name, column.name, column.nullable, column.meaning)
        for table in TABLES
        for column in table.columns
    ]
    assert found == expected


def test_every_key_and_reference_is_checked_by_a_query_that_can_be_asked(
    empty_database: duckdb.DuckDBPyConnection,
) -> None:
    checks = key_checks(DICTIONARY)
    for table in TABLES:
        own = [check.rule for check in checks if check.table == table.name]
        assert f"no two rows have the same {', '.join(table.key)}" in own
        for column in table.columns:
            if column.references:
                assert f"each {column.name} stands in {column.references}" in own
        beyond = [rule for rule in table.constraints if not rule.startswith("CHECK")]
        references = [column for column in table.columns if column.references]
        assert len(own) == 1 + len(references) + len(beyond)
    for check in checks:
        assert empty_database.execute(check.query).fetchall() == []


@pytest.mark.parametrize("name", ENUMS)
def test_an_enumeration_allows_what_the_records_can_hold(name: str) -> None:
    assert tuple(DICTIONARY.enums[name]) == get_args(ENUMS[name])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_known_type_and_a_meaning(table: object) -> None:
    assert table.row
    assert set(table.key) <= {column.name for column in table.columns}
    for column in table.columns:
        assert column.scalar_type in {*ARROW_TYPES, *DICTIONARY.enums}, column.name
        assert column.meaning
        assert "|" not in column.meaning + (column.unit or "")
    assert arrow_schema(table).names == [column.name for column in table.columns]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_names_say_what_a_column_holds(table: object) -> None:
    for column in table.columns:
        assert column.name.endswith("_on") == (column.type == "DATE"), column.name
        assert column.name.startswith("is_") == (column.type == "BOOLEAN"), column.name


def test_an_enumeration_is_used_and_each_value_has_a_meaning() -> None:
    used = {column.scalar_type for table in TABLES for column in table.columns}
    assert set(DICTIONARY.enums) <= used
    assert all(meaning for values in DICTIONARY.enums.values() for meaning in values.values())
