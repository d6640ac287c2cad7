"""Counts of agreement and disagreement with an annotation, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement with the annotation, to be judged by eye. `expected` is the annotation's."""

    field: str
    where: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class FieldScore:
    """`n` values stand in the annotation, `found` in the plan, `right` in both.

    `similarity` is the mean share of letters in common, where texts are compared.
    """

    field: str
    n: int
    found: int
    right: int
    similarity: float | None = None

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the annotation that was found; None where it holds nothing."""
        return self.right / self.n if self.n else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing on either side."""
        return 2 * self.right / (self.n + self.found) if self.n + self.found else None


@dataclass(frozen=True, slots=True)
class FieldScores:
    """The scores of one plan, in the order of `FIELDS`, and every disagreement behind them."""

    plan: str
    scores: tuple[FieldScore, ...]
    misses: tuple[Miss, ...]

    def __getitem__(self, name: str) -> FieldScore:
        """Give the score of one field."""
        return next(score for score in self.scores if score.field == name)


FIELDS = (
    "title",
    "published",
    "submitted",
    "updated",
    "totals",
    "recommendations",
    "text",
    "addressee",
    "response",
    "reasons",
    "entries",
    "starts",
    "ends",
    "kind",
    "ref",
    "as_of",
    "owners",
    "target_raw",
    "targets",
    "alignment",
    "doubt admitted",
    "certainty spared",
    "narrative_dates",
    "links",
)


@dataclass(slots=True)
class Tally:
    """Counts by field while a plan is gone through."""

    n: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    similarities: list[float] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)

    def judge(self, name: str, where: str, expected: Any, found: Any, is_right: bool) -> None:
        """Count one value that both sides have."""
        self.n[name] += 1
        self.found[name] += 1
        self.right[name] += is_right
        if not is_right:
            self.misses.append(Miss(name, where, _shown(expected), _shown(found)))

    def compare(self, name: str, where: str, expected: Any, found: Any) -> None:
        """Count one value that both sides have, right where it is the same."""
        self.judge(name, where, expected, found, expected == found)

    def compare_sets(
        self, name: str, where: str, expected: Iterable[Hashable], found: Iterable[Hashable]
    ) -> None:
        """Count the values of two collections, where either side may have more."""
        theirs, ours = Counter(expected), Counter(found)
        self.n[name] += theirs.total()
        self.found[name] += ours.total()
        self.right[name] += (theirs & ours).total()
        for value in (theirs - ours).elements():
            self.misses.append(Miss(name, where, _shown(value), ""))
        for value in (ours - theirs).elements():
            self.misses.append(Miss(name, where, "", _shown(value)))

    def scores(self) -> tuple[FieldScore, ...]:
        """Give the counts of every field, in the order of `FIELDS`."""
        texts = self.similarities
        similarity = sum(texts) / len(texts) if texts else None
        return tuple(
            FieldScore(
                name,
                self.n[name],
                self.found[name],
                self.right[name],
                similarity if name == "text" else None,
            )
            for name in FIELDS
        )


def _shown(value: object) -> str:
    return value if isinstance(value, str) else repr(value)
