"""How long promises take: the share reported complete by each month, from interval-censored times.

A plan is published, and a year later it is published again; in between nobody looks. So the time
that a promise took is known to the month where its text says so, else only to lie between two
editions, or to be longer than the time it was watched. The Turnbull estimator (Turnbull 1976) is
the curve that makes such observations likeliest, without a shape assumed. It settles how much
lies in an interval and never where: the curve is therefore a pair of bounds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from plananalysis.analysis.turnbull import Floats, fill_intervals

RESAMPLES = 1000
SEED = 1976
CONFIDENCE = 0.95
AT_ONCE = 250
"""Samples that are reckoned together: more are no faster, and take more memory."""


def estimate_completion(
    intervals: pd.DataFrame, resamples: int = RESAMPLES, seed: int = SEED
) -> pd.DataFrame:
    """The share reported complete by each whole month after the promise, with its uncertainty.

    `intervals` has a row a promise: `months_min`, `months_max` (missing: not reported complete when
    last spoken of) and `recommendation_id`. Columns given: `months`; `known_min` and `known_max`,
    the shares that must and that may be complete by then, whatever one assumes; `complete_min` and
    `complete_max`, the estimate, between which every curve is equally likely; `complete_low` and
    `complete_high`, the 95 % band of both by bootstrap; `n` and `watched`, the promises spoken of
    at that age or later. The estimate takes it that promises dated by their text took no longer and
    no shorter than those that are not. The bootstrap draws whole recommendations, as promises under
    one stand and fall together.
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
    rows, counts = np.unique(np.column_stack((lower, upper)), axis=0, return_counts=True)
    least, most = _bound_curves(rows, counts[None, :], times)
    return least[0], most[0]


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


def _bound_curves(
    rows: Floats, counts: npt.NDArray[np.integer], times: Floats
) -> tuple[Floats, Floats]:
    """The bounds of each sample of the intervals `rows`: two arrays of samples x `times`."""
    filled = fill_intervals(rows[:, 0], rows[:, 1], counts)
    by_then = filled.right[:, :, None] <= times
    is_point = (filled.left == filled.right)[:, :, None]
    begun = np.where(is_point, by_then, filled.left[:, :, None] < times)
    mass = filled.mass[:, None, :]
    return (mass @ by_then)[:, 0], (mass @ begun)[:, 0]


def _band(
    intervals: pd.DataFrame, months: Floats, resamples: int, seed: int
) -> tuple[Floats, Floats]:
    """Below and above which the bounds of so few samples lie that CONFIDENCE is left between."""
    upper = intervals["months_max"].to_numpy(dtype=float, na_value=np.inf)
    bounds = np.column_stack((intervals["months_min"].to_numpy(dtype=float), upper))
    rows, kind = np.unique(bounds, axis=0, return_inverse=True)
    cluster, names = pd.factorize(intervals["recommendation_id"], sort=True)
    drawn = _draw_clusters(len(names), resamples, seed)
    # How often a sample has each interval is all that counts: most promises share theirs.
    counts = [np.bincount(kind, times[cluster], minlength=len(rows)) for times in drawn]
    curves = [
        _bound_curves(rows, np.array(counts[start : start + AT_ONCE]), months)
        for start in range(0, resamples, AT_ONCE)
    ]
    least, most = (np.concatenate(side) for side in zip(*curves, strict=True))
    tail = (1 - CONFIDENCE) / 2
    return np.quantile(least, tail, axis=0), np.quantile(most, 1 - tail, axis=0)


def _draw_clusters(clusters: int, resamples: int, seed: int) -> Iterator[npt.NDArray[np.intp]]:
    """How often each of `resamples` samples has each cluster: as many in all as there are."""
    chance = np.random.default_rng(seed)
    for _ in range(resamples):
        yield np.bincount(chance.integers(0, clusters, clusters), minlength=clusters)
