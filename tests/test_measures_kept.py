"""What is reckoned once, as the database is built: the same as if it were reckoned when asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plananalysis.analysis.plans import Plans, open_plans
from plananalysis.store.build import build

RAW = Path(__file__).parents[1] / "data" / "raw"

SLOWLY = """
WITH sentences AS (
    SELECT
        entry_id,
        place,
        unnest(regexp_extract_all(passage, '[^.!?•;]+[.!?;]*')) AS sentence,
        generate_subscripts(regexp_extract_all(passage, '[^.!?•;]+[.!?;]*'), 1) AS number
    FROM (
        SELECT entry_id, 0 AS place, target_raw AS passage FROM entry_values
        UNION ALL
        SELECT entry_id, 1, text FROM entries
    )
)
SELECT entry_id, trim(sentence) AS sentence, phrase, reason
FROM sentences
JOIN causal_phrases ON regexp_matches(sentence, pattern, 'i')
QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY place, number, phrase) = 1
ORDER BY entry_id
"""

SENTENCES = {
    "as a result of": "Late as a direct result of sickness.",
    "because": "Late because staff left.",
    "delay": "The work was delayed.",
    "due to": "Late due to staffing pressures.",
    "election": "Held over for the pre-election period.",
    "making way for": "Stopped, making way for the new tool.",
    "owing to": "Late owing to sickness.",
    "paused": "The pilot is on hold.",
    "pending": "Stopped pending approval.",
    "postponed": "The event was postponed.",
    "subject to": "To start in May, subject to funding.",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plans]:
    """The five published plans."""
    database = tmp_path_factory.mktemp("published") / "plans.duckdb"
    build(RAW, database)
    with open_plans(database, RAW) as plans:
        yield plans


def test_what_is_kept_is_what_its_derivation_gives(published: Plans) -> None:
    derived = published.sql(
        "SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = 'kept' AND EXISTS "
        "(FROM duckdb_functions() WHERE function_name = 'reckon_' || table_name) ORDER BY ALL"
    )["name"]
    assert {"ledger", "promises", "shares", "slippage"} <= set(derived)
    for name in derived:
        kept, anew = f"FROM kept.{name}", f"FROM reckon_{name}(NULL)"
        differing = published.sql(
            f"({kept} EXCEPT ALL {anew}) UNION ALL ({anew} EXCEPT ALL {kept})"
        )
        assert differing.empty, name


def test_what_is_kept_of_items_that_look_alike_is_what_each_item_shows(published: Plans) -> None:
    kept, anew = "FROM measured", "FROM reckon_measured(NULL)"
    assert published.sql(f"SELECT count(*) AS n {kept}")["n"][0] > 1000
    assert published.sql(f"({kept} EXCEPT ALL {anew}) UNION ALL ({anew} EXCEPT ALL {kept})").empty


def test_a_cause_is_the_first_phrase_of_the_first_sentence_that_holds_one(published: Plans) -> None:
    slowly = published.sql(SLOWLY)
    assert len(slowly) > 10
    assert slowly.equals(published.sql("FROM stated_causes ORDER BY entry_id"))


def test_every_causal_phrase_is_looked_for(published: Plans) -> None:
    phrases = published.sql("SELECT phrase FROM causal_phrases")["phrase"]
    assert set(phrases) == set(SENTENCES)


@pytest.mark.parametrize("phrase", SENTENCES)
def test_a_causal_phrase_is_found_in_its_sentence(published: Plans, phrase: str) -> None:
    found = published.sql("SELECT find_cause(?) AS phrase", [SENTENCES[phrase]])["phrase"]
    assert found.tolist() == [phrase]
