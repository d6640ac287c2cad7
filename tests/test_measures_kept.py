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
        # What is kept may have the place of an entry besides, by which its words are found.
        columns = ", ".join(published.sql(f"FROM reckon_{name}(NULL) LIMIT 0").columns)
        kept, anew = f"SELECT {columns} FROM kept.{name}", f"FROM reckon_{name}(NULL)"
        assert differing(published, kept, anew) == 0, name


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


def differing(plans: Plans, one: str, other: str) -> int:
    """How many rows two queries do not share, each as often as it gives it."""
    return len(
        plans.sql(f"(({one}) EXCEPT ALL ({other})) UNION ALL (({other}) EXCEPT ALL ({one}))")
    )


def test_the_words_of_an_item_are_those_of_its_own_row(published: Plans) -> None:
    stored = (
        "SELECT recommendation_id, text, line_first FROM recommendations "
        "UNION ALL SELECT entry_id, text, line_first FROM entries"
    )
    assert differing(published, "SELECT item_id, text, line_first FROM items", stored) == 0
    for view, key in (("past_due", "promise_id"), ("silent_actions", "action_id")):
        told = f"SELECT {key}, text FROM {view}"
        assert len(published.sql(told)) > 0
        assert published.sql(f"{told} EXCEPT SELECT entry_id, text FROM entries").empty


@pytest.mark.parametrize("facet", ["topic", "lever"])
def test_an_item_is_cut_by_all_of_its_codes(published: Plans, facet: str) -> None:
    cut = f"SELECT item_id, value FROM cuts_at(NULL) WHERE cut = '{facet}'"
    given = f"SELECT item_id, code FROM item_codes WHERE facet = '{facet}'"
    without = f"SELECT item_id, 'not stated' FROM items ANTI JOIN ({given}) USING (item_id)"
    assert differing(published, cut, f"{given} UNION ALL {without}") == 0


def test_an_entry_is_cut_by_all_of_its_owners(published: Plans) -> None:
    cut = (
        "SELECT item_id, value FROM cuts_at(NULL) SEMI JOIN entries ON entry_id = item_id "
        "WHERE cut = 'owner'"
    )
    named = "SELECT DISTINCT entry_id, coalesce(post_id, owner_raw) FROM entry_owners"
    without = "SELECT entry_id, 'not stated' FROM entries ANTI JOIN entry_owners USING (entry_id)"
    assert differing(published, cut, f"{named} UNION ALL {without}") == 0


def test_what_is_kept_is_what_a_day_after_all_editions_gives(published: Plans) -> None:
    late = "DATE '2100-01-01'"
    for name in ("cuts_at", "followed_at", "complete_on_arrival_at", "silent_actions_at"):
        assert differing(published, f"FROM {name}(NULL)", f"FROM {name}({late})") == 0, name


@pytest.mark.parametrize("name", ["complete_on_arrival", "past_due"])
def test_what_is_listed_as_of_a_day_stands_in_the_same_order(published: Plans, name: str) -> None:
    kept = list(published.sql(f"FROM {name}")["promise_id"])
    of_day = list(published.sql(f"FROM {name}_at(DATE '2100-01-01')")["promise_id"])
    assert len(kept) > 1
    assert kept == [each for each in of_day if each in kept]
