"""A concordance: where words stand in recommendations and entries, the most telling place first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from plananalysis.analysis.finding import find_best, make_term
from plananalysis.errors import PlanAnalysisError
from plananalysis.store.database import connect
from plananalysis.themes.codebook.patterns import PatternError, compile_pattern, fold

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

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_QUERY_WORD = re.compile(r"[a-z0-9&'£%]+\*?")
_SPACES = re.compile(r"\s+")


class SearchError(PlanAnalysisError):
    """What was asked for cannot be looked for."""


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
    phrases = _read_phrases(words)
    patterns = [_compile(phrase) for phrase in phrases]
    with connect(database) as connection:
        found = find_best(connection, [make_term(phrase) for phrase in phrases], limit)
    rows = [
        {**row, "rank": rank, **_in_context(str(row["text"]), patterns)}
        for rank, row in enumerate(found.rows, start=1)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame.attrs["found"] = found.count
    return frame


def _read_phrases(words: str) -> list[list[str]]:
    """Each word, or the words of each group in quotes. Raises SearchError."""
    found = (each[1] if each[1] is not None else each[2] for each in _TERM.finditer(fold(words)))
    phrases = [phrase for group in found if (phrase := _QUERY_WORD.findall(group))]
    if not phrases:
        raise SearchError(f"'{words}' holds no word to look for. Write words, such as: enquir*")
    return phrases


def _compile(words: Sequence[str]) -> re.Pattern[str]:
    """Words in a row, whole, in a folded text. Raises SearchError."""
    phrase = " ".join(words)
    try:
        return re.compile(f"(?<![a-z0-9]){compile_pattern(phrase, {}).regex.pattern}")
    except PatternError as error:
        raise SearchError(f"'{phrase}' cannot be looked for: {error}.") from error


def _in_context(text: str, patterns: Sequence[re.Pattern[str]]) -> dict[str, str]:
    """The place with the most different terms near by, cut at whole words on either side."""
    folded = fold(text)
    places = [
        (*found.span(), term)
        for term, pattern in enumerate(patterns)
        for found in pattern.finditer(folded)
    ]

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
