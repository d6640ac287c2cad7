"""What is kept of the texts of plans says of each the same, whichever others are kept with it."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from handmade import make_entry, make_plan, make_recommendation

from plananalysis.records import Plan
from plananalysis.store import passages
from plananalysis.store.findings import find_all
from plananalysis.store.passages import OF_TEXTS, find_texts
from plananalysis.store.planrows import add_plan
from plananalysis.store.tables import Tables, plan_schemas

SAID = "Every region will review the tiering of its cases. Staff will be trained to do so by May."
MORE = "Courts, police and prisons will share what they know. Every region will review the tiering."


def plan_of(*texts: str) -> Plan:
    """A plan with a recommendation, and an entry of each text under it."""
    entries = tuple(make_entry(at, text=text) for at, text in enumerate(texts, start=1))
    return make_plan(recommendations=(make_recommendation(entries=entries),))


PLANS = {
    "a": plan_of(SAID, MORE, SAID),
    "b": plan_of(),
    "c": plan_of(f"“Yes” – {MORE} {SAID}"),
    "d": make_plan(recommendations=()),
}


def rows_of(plans: Mapping[str, Plan]) -> dict[str, pa.Table]:
    tables = []
    for key, plan in plans.items():
        each = Tables(plan_schemas())
        add_plan(each, key, find_all(plan))
        tables.append(each.as_arrow())
    return {name: pa.concat_tables(each[name] for each in tables) for name in plan_schemas()}


def find(*keys: str) -> dict[str, pa.Table]:
    return find_texts(keys, rows_of({key: PLANS[key] for key in keys}))


@pytest.mark.parametrize("characters", [1, 200, passages.MOST_CHARACTERS])
def test_what_a_plan_says_does_not_depend_on_the_others(
    characters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "MOST_CHARACTERS", characters)
    together = find("b", "c", "a", "d")
    for name in OF_TEXTS:
        assert together[name].equals(
            pa.concat_tables(find(key)[name] for key in ("b", "c", "a", "d"))
        )
    assert set(pc.unique(together["sentences"]["key"]).to_pylist()) == {"a", "b", "c"}


def test_a_sentence_is_where_it_is_said_to_be_and_has_its_words() -> None:
    rows, found = rows_of(PLANS), find(*PLANS)
    texts = {
        (each["key"], is_entry, each["place"]): each["text"]
        for name, is_entry in (("recommendations", False), ("entries", True))
        for each in rows[name].to_pylist()
    }
    digests: dict[str, set[object]] = {}
    wordings = {(each["key"], each["place"]): each for each in found["wordings"].to_pylist()}
    for each in found["sentences"].to_pylist():
        text = texts[each["key"], each["is_entry"], each["item"]]
        said = text[each["first"] : each["last"]]
        assert not said.endswith(".")
        wording = wordings[each["key"], each["wording"]]
        digests.setdefault(said, set()).add((wording["digest"], tuple(wording["features"])))
    assert "Staff will be trained to do so by May" in digests
    assert all(len(each) == 1 for each in digests.values())
    assert len(set.union(*digests.values())) == len(digests)


def test_the_same_words_are_kept_once_for_each_plan_and_counted_in_each_text() -> None:
    found = find("a")
    places = found["wordings"]["place"].to_pylist()
    assert places == list(range(len(places)))
    twice = find_texts(["e"], rows_of({"e": plan_of(f"{SAID} {SAID}", SAID)}))["sentences"]
    rows = twice.filter(twice["is_entry"]).select(["item", "number", "time"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        (0, 0, 1),
        (0, 1, 1),
        (0, 2, 2),
        (0, 3, 2),
        (1, 0, 1),
        (1, 1, 1),
    ]
