"""How well plans were read: `plananalysis accuracy`, against plans annotated by eye.

`score_plan` judges one plan as records, `score` a whole database; both count the same way
(`reference.scoring`). Any set of annotations in the form of `docs/ANNOTATION.md` will do.
`score_codes` judges the topics and levers of a database (`reference.codes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from plananalysis.reference import REFERENCE_DIR, find_plan, load_references
from plananalysis.reference.codes import list_code_misses, score_codes
from plananalysis.reference.scores import FIELDS, FieldScore, FieldScores, Miss
from plananalysis.reference.scoring import score_plan
from plananalysis.reference.stored import read_plans

__all__ = [
    "ALL_PLANS",
    "FIELDS",
    "FieldScore",
    "FieldScores",
    "Miss",
    "list_code_misses",
    "list_misses",
    "score",
    "score_codes",
    "score_plan",
    "tabulate_scores",
]

ALL_PLANS = "all plans"
"""The name under which the counts of every plan are added up."""


def score(database: Path, reference_dir: Path = REFERENCE_DIR) -> pd.DataFrame:
    """Give the scores of every annotated plan, and of all together, one row a plan and field.

    Columns: `plan` (name of the annotation), `field`, `n` (values in the annotation), `found`
    (in the database), `right`, `precision`, `recall`, `f1` (of one; missing where there is
    nothing to judge), `similarity` (of texts). A plan that is not in the database has the one
    row `plan`, with nothing found. Raises DatabaseError and VocabularyError.
    """
    return tabulate_scores(_score_all(database, reference_dir))


def list_misses(database: Path, reference_dir: Path = REFERENCE_DIR) -> pd.DataFrame:
    """Give every disagreement with the annotations, to be judged by eye.

    Columns: `plan`, `field`, `where`, `expected` (by the annotation), `found` (in the database).
    Raises as `score` does.
    """
    rows = [
        (name, miss.field, miss.where, miss.expected, miss.found)
        for name, scores in _score_all(database, reference_dir)
        for miss in (scores.misses if scores else (Miss("plan", name, name, ""),))
    ]
    return pd.DataFrame(rows, columns=["plan", "field", "where", "expected", "found"])


def tabulate_scores(scored: Iterable[tuple[str, FieldScores | None]]) -> pd.DataFrame:
    """Give named scores as the table that `score` describes; None is a plan that is lacking."""
    sums: dict[str, list[FieldScore]] = {name: [] for name in ("plan", *FIELDS)}
    rows: list[tuple[Any, ...]] = []
    for name, scores in scored:
        found = FieldScore("plan", 1, int(scores is not None), int(scores is not None))
        for one in (found, *(scores.scores if scores else ())):
            rows.append(_row(name, one))
            sums[one.field].append(one)
    rows += [_row(ALL_PLANS, _add(name, parts)) for name, parts in sums.items() if parts]
    columns = ["plan", "field", "n", "found", "right", "precision", "recall", "f1", "similarity"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(columns[5:], "float64"))


def _row(plan: str, one: FieldScore) -> tuple[Any, ...]:
    shares = (one.precision, one.recall, one.f1, one.similarity)
    return plan, one.field, one.n, one.found, one.right, *shares


def _add(name: str, parts: Sequence[FieldScore]) -> FieldScore:
    compared = [part for part in parts if part.similarity is not None]
    weight = sum(part.n for part in compared)
    likeness = sum((part.similarity or 0.0) * part.n for part in compared)
    return FieldScore(
        name,
        sum(part.n for part in parts),
        sum(part.found for part in parts),
        sum(part.right for part in parts),
        likeness / weight if weight else None,
    )


def _score_all(database: Path, reference_dir: Path) -> list[tuple[str, FieldScores | None]]:
    references = load_references(reference_dir)
    links = {stored.plan: stored.links for stored in read_plans(database)}
    scored: list[tuple[str, FieldScores | None]] = []
    for name, reference in references.items():
        plan = find_plan(reference, tuple(links))
        scored.append((name, score_plan(plan, reference, links[plan]) if plan else None))
    return scored
