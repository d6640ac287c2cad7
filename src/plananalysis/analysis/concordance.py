"""A concordance: where words stand in recommendations and entries, the most telling place first."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from plananalysis.errors import PlanAnalysisError
from plananalysis.store.database import connect
from plananalysis.themes.codebook.patterns import Pattern, PatternError, compile_pattern, fold

CONTEXT = 60
"""Characters shown on either side of the words found."""

COLUMNS = (
    "rank",
    "score",
    "left",
    "keyword",
    "right",
    "plan_id",
    "number",
    "kind",
    "item_id",
    "source_file",
    "line_first",
    "line_last",
)

# Okapi BM25 with its usual constants: how soon more of a word stops counting, and how far a text
# is forgiven for being long.
_SATURATION, _LENGTH = 1.2, 0.75

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_QUERY_WORD = re.compile(r"[a-z0-9&'£%]+\*?")
_WORD = re.compile(r"[a-z0-9]+")
_SPACES = re.compile(r"\s+")

_TEXTS = """
    SELECT recommendation_id AS item_id, 'recommendation' AS kind, plan_id, number, text,
        line_first, line_last, source_file, position, 0 AS place
    FROM recommendations JOIN plans USING (plan_id)
    UNION ALL
    SELECT entry_id, kind::VARCHAR, plan_id, number, entries.text,
        entries.line_first, entries.line_last, source_file, recommendations.position,
        entries.position
    FROM entries JOIN recommendations USING (recommendation_id) JOIN plans USING (plan_id)
    ORDER BY plan_id, position, place
"""


class SearchError(PlanAnalysisError):
    """What was asked for cannot be looked for."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A text in which words were found: where, by term, and how many words it has."""

    row: int
    spans: tuple[tuple[tuple[int, int], ...], ...]
    length: int


def search(database: Path | str | None, words: str, limit: int | None = 20) -> pd.DataFrame:
    """The recommendations and entries in which any of the words stand, the most telling first.

    Words as in the codebook: `enquir*` is every word that begins so; `"in double quotes"` words
    stand next to one another. Ranked by Okapi BM25. Columns: `rank` (from 1), `score`, `left`,
    `keyword` and `right` (the words in their context), `plan_id`, `number` (of the
    recommendation), `kind` (`recommendation`, `action`, `progress`), `item_id`, `source_file`,
    `line_first`, `line_last`. `attrs["found"]` says how many there are in all, whatever the
    `limit`. Without a database, the one that `find_database` finds. Raises SearchError and
    DatabaseError.
    """
    terms = _read_terms(words)
    with connect(database) as connection:
        result = connection.execute(_TEXTS)
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    folded = [fold(row["text"]) for row in rows]
    ranked = _rank(folded, terms)
    found = [
        {
            **rows[hit.row],
            "rank": rank,
            "score": score,
            **_in_context(rows[hit.row]["text"], hit),
        }
        for rank, (score, hit) in enumerate(ranked[:limit], start=1)
    ]
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    frame.attrs["found"] = len(ranked)
    return frame


def _read_terms(words: str) -> list[Pattern]:
    """Each word, or group of words in quotes, as a pattern. Raises SearchError."""
    terms = []
    for found in _TERM.finditer(fold(words)):
        phrase = " ".join(_QUERY_WORD.findall(found[1] if found[1] is not None else found[2]))
        try:
            terms += [compile_pattern(phrase, {})] if phrase else []
        except PatternError as error:
            raise SearchError(f"'{phrase}' cannot be looked for: {error}.") from error
    if not terms:
        raise SearchError(f"'{words}' holds no word to look for. Write words, such as: enquir*")
    return terms


def _rank(texts: Sequence[str], terms: Sequence[Pattern]) -> list[tuple[float, _Hit]]:
    """The texts that hold a term, with their scores, best first; equals in their order."""
    hits = [hit for row, text in enumerate(texts) if (hit := _find(row, text, terms))]
    # A text's length in characters stands for its words: only the proportion counts.
    mean = sum(map(len, texts)) / max(1, len(texts))
    holding = [sum(bool(hit.spans[place]) for hit in hits) for place in range(len(terms))]
    weights = [math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)) for count in holding]

    def score(hit: _Hit) -> float:
        long = _SATURATION * (1 - _LENGTH + _LENGTH * hit.length / mean)
        counts = map(len, hit.spans)
        return sum(
            weight * count * (_SATURATION + 1) / (count + long)
            for weight, count in zip(weights, counts, strict=True)
        )

    return sorted(((score(hit), hit) for hit in hits), key=lambda each: (-each[0], each[1].row))


def _find(row: int, text: str, terms: Sequence[Pattern]) -> _Hit | None:
    spans = tuple(tuple(_places(text, term)) for term in terms)
    return _Hit(row, spans, len(text)) if any(spans) else None


def _places(text: str, term: Pattern) -> Iterator[tuple[int, int]]:
    for found in term.regex.finditer(text):
        if not (found.start() and _WORD.match(text[found.start() - 1])):
            yield found.span()


def _in_context(text: str, hit: _Hit) -> dict[str, str]:
    """The place with the most different terms near by, cut at whole words on either side."""
    places = [(start, end, term) for term, spans in enumerate(hit.spans) for start, end in spans]

    def crowd(place: tuple[int, int, int]) -> tuple[int, int]:
        near = {term for start, _, term in places if 0 <= start - place[0] <= CONTEXT}
        return -len(near), place[0]

    start, end, _ = min(places, key=crowd)
    return {
        "left": _cut(text[max(0, start - CONTEXT) : start], start > CONTEXT, False),
        "keyword": text[start:end],
        "right": _cut(text[end : end + CONTEXT], False, end + CONTEXT < len(text)),
    }


def _cut(text: str, is_cut_before: bool, is_cut_after: bool) -> str:
    """A stretch of text on one line, with an ellipsis where a word or more is left out."""
    if is_cut_before:
        text = "…" + text.partition(" ")[2]
    if is_cut_after:
        text = text.rpartition(" ")[0] + "…"
    return _SPACES.sub(" ", text)
