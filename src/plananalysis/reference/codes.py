"""How well texts were coded: the codes of a database against those given by eye.

Beside an annotation `NAME.json` stands `NAME.codes.json`, a list of items: `item` (`R3` is the
recommendation of number 3, `E0` the first of the annotation's `entries`), `topics`, `levers`, and
`open_topics`, `open_levers`, which are as right given as not given.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from plananalysis.errors import DatabaseError, VocabularyError
from plananalysis.records import Plan
from plananalysis.reference import REFERENCE_DIR, Reference, find_plan, load_references
from plananalysis.reference.matching import match_entries
from plananalysis.reference.stored import read_plans

ALL_CODES = "all codes"
"""The name under which the counts of a facet's codes are added up (micro average)."""

_FACETS = {"topic": "topics", "lever": "levers"}
_SUFFIX = ".codes.json"
_Place = tuple[str, int, int]
"""A plan's file, the position of a recommendation, and that of an entry, 0 for none."""


@dataclass(frozen=True, slots=True)
class CodeJudgement:
    """A code on an item: `is_expected` by eye, `is_found` in the database, and by which words."""

    plan: str
    item: str
    facet: str
    code: str
    is_expected: bool
    is_found: bool
    phrase: str | None


def score_codes(
    database: Path, reference_dir: Path = REFERENCE_DIR, all_plans: str = "all plans"
) -> pd.DataFrame:
    """Give precision, recall and F1 of each code, for each coded plan and for all together.

    Columns: `plan`, `facet`, `code`, `n` (by eye), `found` (in the database), `right`,
    `precision`, `recall`, `f1` (of one; missing where there is nothing to judge). The codes of an
    annotated item that the database lacks count as not found. Raises DatabaseError and
    VocabularyError.
    """
    counts: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in _judge(database, reference_dir):
        both = (each.is_expected, each.is_found, each.is_expected and each.is_found)
        for plan in (each.plan, all_plans):
            for code in (each.code, ALL_CODES):
                for place, value in enumerate(both):
                    counts[plan, each.facet, code][place] += value
    ranked = sorted(counts.items(), key=lambda each: _order(each[0], all_plans))
    rows = [(*key, *numbers, *_shares(*numbers)) for key, numbers in ranked]
    names = ["plan", "facet", "code", "n", "found", "right", "precision", "recall", "f1"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[6:], "float64"))


def list_code_misses(database: Path, reference_dir: Path = REFERENCE_DIR) -> pd.DataFrame:
    """Give every code that was missed, or given in error with the words that earned it.

    Columns: `plan`, `field` (the facet), `where` (the item), `expected`, `found`. Raises as
    `score_codes` does.
    """
    rows = [
        (
            each.plan,
            each.facet,
            each.item,
            each.code if each.is_expected else "",
            f"{each.code} by '{each.phrase}'"
            if each.phrase
            else each.code
            if each.is_found
            else "",
        )
        for each in _judge(database, reference_dir)
        if each.is_expected != each.is_found
    ]
    return pd.DataFrame(rows, columns=["plan", "field", "where", "expected", "found"])


def _judge(database: Path, reference_dir: Path) -> Iterator[CodeJudgement]:
    references = load_references(reference_dir)
    plans = [stored.plan for stored in read_plans(database)]
    given = _read_item_codes(database)
    for path in sorted(reference_dir.glob(f"*{_SUFFIX}")):
        name = path.name.removesuffix(_SUFFIX)
        coded = _read_codes(path)
        if name not in references:
            raise VocabularyError(f"{path.name}: there is no annotation {name}.json beside it")
        plan = find_plan(references[name], plans)
        places = _find_items(references[name], plan) if plan else {}
        for item in coded:
            if item["item"] in places or not _is_split_open(references[name], item["item"]):
                yield from _judge_item(name, item, given.get(places.get(item["item"]), {}))


def _judge_item(
    plan: str, item: Mapping[str, Any], found: Mapping[tuple[str, str], str | None]
) -> Iterator[CodeJudgement]:
    for facet, key in _FACETS.items():
        expected, undecided = set(item[key]), set(item.get(f"open_{key}", ()))
        ours = {code for of_facet, code in found if of_facet == facet}
        for code in sorted((expected | ours) - undecided):
            yield CodeJudgement(
                plan,
                item["item"],
                facet,
                code,
                code in expected,
                code in ours,
                found.get((facet, code)),
            )


def _read_codes(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise VocabularyError(f"{path.name}: not a JSON file ({error})") from error
    if not isinstance(content, list) or not all(
        isinstance(item, dict) and {"item", *_FACETS.values()} <= item.keys() for item in content
    ):
        wanted = "a list of items, each with item, topics and levers"
        raise VocabularyError(f"{path.name}: not a file of codes. Write {wanted}.")
    return content


def _find_items(reference: Reference, plan: Plan) -> dict[str, _Place]:
    """Where each item of an annotation stands in the plan; what is not there is left out."""
    places: dict[str, _Place] = {}
    by_number = {recommendation.number: recommendation for recommendation in plan.recommendations}
    for annotated in reference["recommendations"]:
        ours = by_number.get(str(annotated["rec"]))
        if ours is None:
            continue
        places[f"R{annotated['rec']}"] = (plan.source_file, ours.position, 0)
        indexes = [
            index
            for index, entry in enumerate(reference["entries"])
            if str(entry["rec"]) == str(annotated["rec"])
        ]
        matching = match_entries([reference["entries"][index] for index in indexes], ours.entries)
        for theirs, position in matching.pairs:
            entry = ours.entries[position]
            places[f"E{indexes[theirs]}"] = (plan.source_file, ours.position, entry.position)
    return places


def _is_split_open(reference: Reference, item: str) -> bool:
    """Whether the annotation leaves it open if this entry is one of its own."""
    if not item.startswith("E"):
        return False
    return "split" in reference["entries"][int(item[1:])].get("open", ())


def _read_item_codes(database: Path) -> dict[_Place | None, dict[tuple[str, str], str | None]]:
    query = """
        SELECT source_file, recommendations.position, coalesce(entries.position, 0),
            facet::VARCHAR, code, phrase
        FROM item_codes
        LEFT JOIN entries ON entry_id = item_id
        JOIN recommendations
            ON recommendations.recommendation_id = coalesce(entries.recommendation_id, item_id)
        JOIN plans USING (plan_id)
    """
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.execute(query).fetchall()
    except duckdb.Error as error:
        raise DatabaseError(f"{database}: not a database of coded plans ({error}).") from error
    codes: defaultdict[_Place | None, dict[tuple[str, str], str | None]] = defaultdict(dict)
    for source_file, recommendation, entry, facet, code, phrase in rows:
        codes[source_file, recommendation, entry][facet, code] = phrase
    return codes


def _order(key: tuple[str, str, str], all_plans: str) -> tuple[object, ...]:
    plan, facet, code = key
    return plan == all_plans, plan, list(_FACETS).index(facet), code == ALL_CODES, code


def _shares(n: int, found: int, right: int) -> tuple[float | None, ...]:
    return (
        right / found if found else None,
        right / n if n else None,
        2 * right / (n + found) if n + found else None,
    )
