"""How long promises take: the share reported complete by each month, from interval-censored times.

A plan is published, and a year later it is published again; in between nobody looks. So the time
that a promise took is known to the month where its text says so, else only to lie between two
editions, or to be longer than the time it was watched. The Turnbull estimator (Turnbull 1976) is
the curve that makes such observations likeliest, without a shape assumed. It settles how much
lies in an interval and never where: the curve is therefore a pair of bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

RESAMPLES = 1000
SEED = 1976
CONFIDENCE = 0.95


def estimate_completion(
    intervals: pd.DataFrame, resamples: int = RESAMPLES, seed: int = SEED
) -> pd.DataFrame:
    """The share reported complete by each whole month after the promise, with its uncertainty.

    `intervals` has a row a promise: `months_min`, `months_max` (missing: not reported complete when
    last spoken of) and `recommendation_id`. Columns given: `months`; `known_min` and `known_max`,
    the shares that must and that may be complete by then, wherever in its interval each promise was
    completed; `complete_min` and `complete_max`, the estimate, between which every curve is equally
    likely; `complete_low` and `complete_high`, the 95 % band of both by bootstrap; `n` and
    `watched`, the promises spoken of at that age or later. The estimate takes it that promises
    dated by their text took no longer and no shorter than those that are not. The bootstrap draws
    whole recommendations, as promises under one stand and fall together.
    There is no row beyond the last month of which anything is known, and none without intervals.
    """
    columns = ["months", "known_min", "known_max"]
    columns += ["complete_min", "complete_max", "complete_low", "complete_high"]
    if intervals.empty:
        return pd.DataFrame(columns=[*columns, "n", "watched"])
    lower = intervals["months_min"].to_numpy(dtype=float)
    upper = intervals["months_max"].to_numpy(dtype=float, na_value=np.inf)
    months = np.arange(0.0, np.floor(lower.max()) + 1)
    least, most = bound_curve(lower, upper, months)
    low, high = _band(intervals, months, resamples, seed) if resamples else (least, most)
    last_told = np.where(np.isinf(upper), lower, upper)
    return pd.DataFrame(
        {
            "months": months.astype(int),
            "known_min": [float((upper <= month).mean()) for month in months],
            "known_max": [float(((lower < month) | (upper <= month)).mean()) for month in months],
            "complete_min": least,
            "complete_max": most,
            # A resampled band may miss the estimate of a small sample; it never excludes it.
            "complete_low": np.minimum(low, least),
            "complete_high": np.maximum(high, most),
            "n": len(lower),
            "watched": [int((last_told >= month).sum()) for month in months],
        }
    )


def bound_curve(lower: Floats, upper: Floats, times: Floats) -> tuple[Floats, Floats]:
    """The least and the greatest share complete by each time, by the Turnbull estimate.

    Each event lies in (`lower`, `upper`], or at both where they are equal; an infinite `upper` is
    one not seen. Within each interval that the estimate fills, the event may come as late or as
    early as it goes. After the last time watched nothing keeps the rest from being complete.
    """
    return _bound_counted(*_count_equal(lower, upper)[:2], times)


def describe_intervals(intervals: pd.DataFrame) -> str:
    """In plain words, what such intervals can and cannot say."""
    known = intervals["known_by"].value_counts()
    dated, between, open_ = (
        int(known.get(key, 0))
        for key in ("dated by its text", "between editions", "not reported complete")
    )
    return (
        f"{len(intervals)} promises under {intervals['recommendation_id'].nunique()} "
        f"recommendations of {intervals['review_id'].nunique()} reviews: {dated} completed at a "
        f"time that their own text gives, {between} at some time between two editions, {open_} "
        "not reported complete when last spoken of. Plans report on themselves, about once a "
        "year: between two editions the curve is bounded and not known, after the last one it "
        "says nothing, and what was already complete when it was promised is left out. The "
        "estimate spreads the promises without a date as those with one: where known_min and "
        "known_max lie far apart, it rests on that."
    )


def _count_equal(
    lower: Floats, upper: Floats
) -> tuple[Floats, npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The different intervals, how often each comes, and which of them each given one is."""
    pairs = np.column_stack((lower, upper))
    rows, kinds, counts = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    return rows, counts, kinds


def _bound_counted(
    rows: Floats, counts: npt.NDArray[np.intp], times: Floats
) -> tuple[Floats, Floats]:
    """The bounds of `bound_curve` of intervals, each of which comes so often."""
    has = counts > 0
    left, right, mass = _turnbull_mass(rows[has, 0], rows[has, 1], counts[has])
    is_atom = left == right
    by_then = right[:, None] <= times
    begun = np.where(is_atom[:, None], by_then, left[:, None] < times)
    return mass @ by_then, mass @ begun


def _turnbull_mass(
    lower: Floats, upper: Floats, counts: npt.NDArray[np.intp]
) -> tuple[Floats, Floats, Floats]:
    """The intervals that the estimate fills, with the share of events in each."""
    # Imported late: it takes a third of a second, and only one of nine notebooks estimates.
    from surpyval import Turnbull  # type: ignore[attr-defined]  # typed, but re-exported silently

    rest_from = lower.max()
    if np.isinf(upper).all():
        return np.array([rest_from]), np.array([np.inf]), np.array([1.0])
    # Of the library's three estimators only this one is the maximum of the likelihood.
    model: Any = Turnbull.fit(
        xl=lower, xr=upper, n=counts, turnbull_estimator="Kaplan-Meier", max_iter=100_000
    )
    right = np.asarray(model.x, dtype=float)
    left = np.concatenate((right[:1], right[:-1]))
    alive = np.clip(np.asarray(model.R, dtype=float), 0.0, 1.0)
    mass = -np.diff(alive, prepend=1.0)
    return (
        np.append(left, rest_from),
        np.append(right, np.inf),
        np.append(np.clip(mass, 0.0, 1.0), alive[-1]),
    )


def _band(
    intervals: pd.DataFrame, months: Floats, resamples: int, seed: int
) -> tuple[Floats, Floats]:
    """Below and above which the bounds of so few samples lie that CONFIDENCE is left between."""
    lower = intervals["months_min"].to_numpy(dtype=float)
    upper = intervals["months_max"].to_numpy(dtype=float, na_value=np.inf)
    rows, _, kinds = _count_equal(lower, upper)
    cluster, names = pd.factorize(intervals["recommendation_id"], sort=True)
    # How often a sample has each interval is all that counts: most promises share theirs.
    curves = [
        _bound_counted(rows, np.bincount(kinds, times[cluster], len(rows)).astype(np.intp), months)
        for times in _draw_clusters(len(names), resamples, seed)
    ]
    least, most = zip(*curves, strict=True)
    tail = (1 - CONFIDENCE) / 2
    return np.quantile(least, tail, axis=0), np.quantile(most, 1 - tail, axis=0)


def _draw_clusters(clusters: int, resamples: int, seed: int) -> Iterator[npt.NDArray[np.intp]]:
    """How often each of `resamples` samples has each cluster: as many in all as there are."""
    chance = np.random.default_rng(seed)
    for _ in range(resamples):
        yield np.bincount(chance.integers(0, clusters, clusters), minlength=clusters)
