"""How much accuracy a kind of damage costs: annotated plans, harmed, read and scored again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from plananalysis.reading import read_bytes
from plananalysis.reference import Reference
from plananalysis.reference.scores import FieldScore
from plananalysis.reference.scoring import score_plan
from plananalysis.testing.damage import KINDS, damage

Annotated = Mapping[str, tuple[bytes, Reference]]
"""By name: the bytes of a text export, and its annotation."""

FIELDS = (
    "recommendations",
    "text",
    "response",
    "entries",
    "ref",
    "as_of",
    "owners",
    "target_raw",
    "targets",
    "alignment",
    "links",
)


def measure_damage(
    annotated: Annotated, kinds: Sequence[str] = tuple(KINDS), seeds: Iterable[int] = (0,)
) -> pd.DataFrame:
    """The F1 of each field (columns) for the sound exports and for each kind of damage (rows).

    Figures are pooled over the plans and the seeds. Where a kind destroys words, a lower figure is
    what it should be: nothing that is gone may be read.
    """
    rows = {"sound": _pool((data, reference) for data, reference in annotated.values())}
    for kind in kinds:
        rows[kind] = _pool(
            (damage(data, kind, seed)[0], reference)
            for data, reference in annotated.values()
            for seed in seeds
        )
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(FIELDS))


def _pool(exports: Iterable[tuple[bytes, Reference]]) -> list[float]:
    scores: dict[str, list[FieldScore]] = {}
    for data, reference in exports:
        for score in score_plan(read_bytes(data, "export.txt"), reference).scores:
            scores.setdefault(score.field, []).append(score)
    return [_f1(scores.get(field, [])) for field in FIELDS]


def _f1(scores: Sequence[FieldScore]) -> float:
    asked = sum(score.n + score.found for score in scores)
    return 2 * sum(score.right for score in scores) / asked if asked else 1.0
