"""The database finds words where the codebook's expressions find them."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plananalysis.analysis.concordance import _compile
from plananalysis.analysis.finding import find_best, make_term
from plananalysis.themes.codebook.patterns import fold

MARKS = """
a an An AN ann women's Women’s women 50% 50 r&d R&D İan Kan ſan _ - ‑ – — / ' ’ ‘ " “ ” ( ) . ; •
é ß
""".split()
SPACES = [" ", "  ", "\n", "\t", "\x0b", "\x1c", "\x85", "\u00a0", "\u2003", "\u2028", "\u3000"]
TEXTS = st.lists(st.sampled_from([*MARKS, "\u212aan", *SPACES]), max_size=12).map("".join)
PHRASES = st.lists(
    st.sampled_from(["an", "ann*", "women's", "women*", "50%", "50", "r&d", "kan", "an'*"]),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE plans AS SELECT 'p' AS plan_id, 'p.txt' AS source_file; "
            "CREATE TABLE recommendations AS SELECT 'R' AS recommendation_id, 'p' AS plan_id, "
            "'1' AS number, 1 AS position, 1 AS line_first, 2 AS line_last, '' AS text; "
            "CREATE TABLE entries AS SELECT 'E' AS entry_id, 'R' AS recommendation_id, "
            "'action' AS kind, 1 AS position, 3 AS line_first, 4 AS line_last, '' AS text"
        )
        yield connection


def count(connection: duckdb.DuckDBPyConnection, text: str, phrase: list[str]) -> int:
    connection.execute("UPDATE recommendations SET text = $text", {"text": text})
    found = find_best(connection, [make_term(phrase)], 5)
    rows = connection.execute("SELECT counts[1] FROM hits").fetchall()
    assert len(rows) == len(found.rows) == found.count
    return sum(times for (times,) in rows)


@settings(max_examples=60, deadline=None)
@given(TEXTS, PHRASES)
def test_a_term_is_counted_as_the_codebook_finds_it(
    connection: duckdb.DuckDBPyConnection, text: str, phrase: list[str]
) -> None:
    expected = len(list(_compile(phrase).finditer(fold(text))))
    assert count(connection, text, phrase) == expected


@pytest.mark.parametrize(
    ("text", "phrase", "times"),
    [
        ("xan an an", ["an", "an"], 1),
        ("an_an", ["an", "an"], 0),
        ("İan an", ["an"], 2),
        ("50%50% 50%x", ["50%"], 1),
        ("Women’s and WOMEN'S", ["women's"], 2),
    ],
)
def test_words_are_whole(
    connection: duckdb.DuckDBPyConnection, text: str, phrase: list[str], times: int
) -> None:
    assert count(connection, text, phrase) == times
