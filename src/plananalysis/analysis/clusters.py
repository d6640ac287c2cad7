"""Texts grouped without the codebook, set beside it, to show what the codebook misses.

Topics are found by non-negative matrix factorisation of weighted words (scikit-learn), with a
fixed beginning: the same texts give the same clusters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from plananalysis.store.database import connect
from plananalysis.themes.codebook import Codebook, load_codebook
from plananalysis.themes.codebook.evidence import Index, find_evidence, index_codebook
from plananalysis.themes.codebook.patterns import find_words, fold

CLUSTERS = 18
"""As many as the codebook has topics, and one for the rest."""
TOP_WORDS = 10
SEED = 20240101
COVERED = 0.5
"""A cluster is covered where phrases of the codebook hold at least this share of its words."""

COLUMNS = (
    "cluster",
    "items",
    "reviews",
    "words",
    "uncovered_words",
    "is_covered",
    "topic",
    "topic_share",
    "second_topic",
    "second_share",
    "example_id",
    "example",
)

# Words of every plan, which tell one text from another no better than grammar does.
_COMMON = frozenset(
    "hmpps probation service services national regions region regional ensure ensuring develop "
    "developed work new staff practitioners practitioner action recommendation people including "
    "use used using place support supporting january february march april june july august "
    "september october november december".split()
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be grouped, with the review it belongs to and the topics it was given."""

    item_id: str
    review_id: str
    text: str
    topics: tuple[str, ...]


_LATEST = """
    WITH latest AS (
        SELECT plan_id, review_id FROM plans
        QUALIFY row_number() OVER (PARTITION BY review_id ORDER BY edition DESC) = 1
    ),
    texts AS (
        SELECT recommendation_id AS item_id, recommendation_id, text, plan_id FROM recommendations
        UNION ALL
        SELECT entry_id, recommendation_id, entries.text, plan_id
        FROM entries JOIN recommendations USING (recommendation_id)
    )
    SELECT texts.item_id, review_id, text,
        list(code ORDER BY code) FILTER (code IS NOT NULL) AS topics
    FROM texts JOIN latest USING (plan_id)
    LEFT JOIN item_codes ON item_codes.item_id = texts.item_id AND facet = 'topic'
    GROUP BY ALL
    ORDER BY texts.item_id
"""


def clusters(
    database: Path | str | None = None,
    count: int = CLUSTERS,
    codebook: Codebook | None = None,
) -> pd.DataFrame:
    """The clusters of the latest editions' texts, largest first, each beside the codebook.

    Columns: `cluster` (from 1), `items`, `reviews`, `words` (the ones that tell it best), of them
    `uncovered_words` (that stand in no phrase of a topic anywhere in the cluster), `is_covered`
    (half of its words or more do), `topic` and `topic_share` (the code that most of its texts
    have, and their share, of one), `second_topic`, `second_share`, `example_id` and `example` (its
    most typical text). A text without telling words is in no cluster; `attrs["left_out"]` counts
    them. Raises DatabaseError and VocabularyError.
    """
    with connect(database) as connection:
        rows = connection.execute(_LATEST).fetchall()
    return cluster_texts([Text(a, b, c, tuple(d or ())) for a, b, c, d in rows], count, codebook)


def cluster_texts(
    texts: Sequence[Text], count: int = CLUSTERS, codebook: Codebook | None = None
) -> pd.DataFrame:
    """The clusters of given texts, as `clusters` describes them."""
    vectorizer = TfidfVectorizer(
        stop_words=sorted(ENGLISH_STOP_WORDS | _COMMON),
        token_pattern=r"(?u)\b[a-zA-Z][a-zA-Z]{2,}\b",
        ngram_range=(1, 2),
        min_df=2,
        sublinear_tf=True,
    )
    try:
        matrix = vectorizer.fit_transform([text.text for text in texts])
    except ValueError:
        # No word stands in two texts: there is nothing to group by.
        return _frame([], len(texts))
    names = vectorizer.get_feature_names_out()
    count = min(count, *matrix.shape)
    # `nndsvda` begins from the data, not from chance; the seed is for the solver's order.
    model = NMF(n_components=count, init="nndsvda", random_state=SEED, max_iter=600)
    weights = np.asarray(model.fit_transform(matrix))
    index = index_codebook(codebook or load_codebook())
    labels = np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), -1)
    rows = []
    for label in range(count):
        members = [int(place) for place in np.flatnonzero(labels == label)]
        if members:
            words = _top_words(model.components_[label], names)
            typical = max(members, key=lambda place: (weights[place, label], -place))
            rows.append(_describe([texts[each] for each in members], texts[typical], words, index))
    return _frame(rows, int((labels < 0).sum()))


def _frame(rows: Sequence[Mapping[str, object]], left_out: int) -> pd.DataFrame:
    ranked = sorted(rows, key=lambda row: (-int(str(row["items"])), str(row["words"])))
    numbered = [{"cluster": number, **row} for number, row in enumerate(ranked, start=1)]
    frame = pd.DataFrame(numbered, columns=list(COLUMNS))
    frame.attrs["left_out"] = left_out
    return frame


def _top_words(component: np.ndarray, names: Sequence[str]) -> list[str]:
    order = sorted(range(len(names)), key=lambda place: (-component[place], names[place]))
    return [str(names[place]) for place in order[:TOP_WORDS] if component[place] > 0]


def _coded_words(texts: Sequence[Text], index: Index) -> set[str]:
    """The words of the texts that stand in a phrase or mention of a topic."""
    return {
        word
        for text in texts
        for each in find_evidence(text.text, index)
        if each.facet == "topic"
        for _, word in find_words(fold(text.text[each.start : each.end]))
    }


def _describe(
    members: Sequence[Text], typical: Text, words: Sequence[str], index: Index
) -> dict[str, object]:
    coded = _coded_words(members, index)
    uncovered = [word for word in words if coded.isdisjoint(word.split())]
    topics = Counter(topic for text in members for topic in text.topics)
    ranked = sorted(topics.items(), key=lambda each: (-each[1], each[0]))
    (first, most), (second, fewer), *_ = [*ranked, ("", 0), ("", 0)]
    return {
        "items": len(members),
        "reviews": len({text.review_id for text in members}),
        "words": ", ".join(words),
        "uncovered_words": ", ".join(uncovered),
        "is_covered": len(uncovered) <= (1 - COVERED) * len(words),
        "topic": first,
        "topic_share": most / len(members),
        "second_topic": second,
        "second_share": fewer / len(members),
        "example_id": typical.item_id,
        "example": typical.text,
    }
