"""The Turnbull estimate against cases worked by hand, and against an implementation of its own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plananalysis.analysis.survival import bound_curve, describe_intervals, estimate_completion

NEVER = np.inf


def curve(
    intervals: list[tuple[float, float]], times: list[float]
) -> tuple[list[float], list[float]]:
    lower, upper = np.array(intervals, dtype=float).T
    least, most = bound_curve(lower, upper, np.array(times, dtype=float))
    return least.round(6).tolist(), most.round(6).tolist()


def frame(intervals: list[tuple[float, float]], clusters: list[str] | None = None) -> pd.DataFrame:
    lower, upper = zip(*intervals, strict=True)
    return pd.DataFrame(
        {
            "months_min": lower,
            "months_max": [np.nan if np.isinf(end) else end for end in upper],
            "recommendation_id": clusters or [f"R{n}" for n in range(len(intervals))],
            "review_id": "review",
            "known_by": "between editions",
        }
    )


def self_consistent(
    intervals: list[tuple[float, float]], times: list[float]
) -> tuple[list[float], list[float]]:
    """Turnbull's estimate by the definition: mass on the innermost intervals, by self-consistency.

    An interval is (lower, upper], or a point where both are equal.
    """
    left_ends = [(low, 0 if low == high else 1, "left") for low, high in intervals]
    right_ends = [(high, 0, "right") for _, high in intervals]
    # At one place: the start of a point, then right ends, then the starts of open intervals.
    order = {(0, "left"): 0, (0, "right"): 1, (1, "left"): 2}
    ends = sorted({*left_ends, *right_ends}, key=lambda end: (end[0], order[end[1], end[2]]))
    inner = [
        (one[0], other[0], one[1] == 0)
        for one, other in pairwise(ends)
        if one[2] == "left" and other[2] == "right"
    ]
    holds = np.array(
        [
            [
                (low <= start if is_point or low != high else False)
                and end <= high
                and (not is_point or low < start or low == high)
                for start, end, is_point in inner
            ]
            for low, high in intervals
        ],
        dtype=float,
    )
    mass = np.full(len(inner), 1 / len(inner))
    for _ in range(200_000):
        shares = holds * mass
        new = (shares / shares.sum(axis=1, keepdims=True)).mean(axis=0)
        if np.abs(new - mass).max() < 1e-13:
            break
        mass = new
    least = [sum(m for m, (_, end, _) in zip(mass, inner, strict=True) if end <= t) for t in times]
    most = [
        sum(
            m
            for m, (start, end, point) in zip(mass, inner, strict=True)
            if (end <= t if point else start < t)
        )
        for t in times
    ]
    return least, most


def test_times_that_are_all_known_give_their_own_shares() -> None:
    exact = [(2.0, 2.0), (4.0, 4.0), (4.0, 4.0), (9.0, 9.0)]
    expected = [0.0, 0.25, 0.75, 1.0]
    assert curve(exact, [1, 3, 5, 9]) == (expected, expected)


def test_with_right_censoring_alone_it_is_kaplan_meier() -> None:
    # Worked by hand: 1 - 4/5 at 1, 1 - 4/5 * 2/3 at 3 (two at risk fewer), rest not seen.
    known = [(1.0, 1.0), (2.0, NEVER), (3.0, 3.0), (4.0, NEVER), (5.0, NEVER)]
    assert curve(known, [1, 2, 3, 5])[0] == pytest.approx(
        [0.2, 0.2, 1 - 0.8 * 2 / 3, 1 - 0.8 * 2 / 3], abs=1e-6
    )


def test_within_an_interval_nothing_is_known_of_the_time() -> None:
    assert curve([(0.0, 12.0)] * 3, [0, 6, 12]) == ([0, 0, 1], [0, 1, 1])


def test_disjoint_intervals_split_by_their_number() -> None:
    assert curve([(0.0, 3.0), (6.0, 9.0), (6.0, 9.0), (6.0, 9.0)], [3, 7, 9]) == (
        [0.25, 0.25, 1],
        [0.25, 1, 1],
    )


def test_what_overlaps_lies_where_all_can_agree() -> None:
    # (0, 5] and (3, 9] can both lie in (3, 5], which is likelier than any two places.
    assert curve([(0.0, 5.0), (3.0, 9.0)], [3, 4, 5]) == ([0, 0, 1], [0, 1, 1])


def test_what_was_never_seen_complete_stays_at_nothing() -> None:
    assert curve([(12.0, NEVER), (6.0, NEVER)], [0, 6, 12]) == ([0, 0, 0], [0, 0, 0])
    assert curve([(12.0, NEVER)], [13])[1] == [1]


times = st.integers(0, 14).map(float)
known = st.one_of(
    times.map(lambda t: (t, t)),
    st.tuples(times, st.integers(1, 12)).map(lambda p: (p[0], p[0] + p[1])),
    times.map(lambda t: (t, NEVER)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(known, min_size=1, max_size=12))
def test_it_agrees_with_an_independent_implementation(
    intervals: list[tuple[float, float]],
) -> None:
    places = [0.0, 0.5, 2.0, 3.5, 6.0, 7.5, 10.0, 12.0, 14.0]
    places = [place for place in places if place <= max(low for low, _ in intervals)]
    least, _ = curve(intervals, places)
    expected, _ = self_consistent(intervals, places)
    assert least == pytest.approx(expected, abs=2e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(known, min_size=1, max_size=12))
def test_the_bounds_rise_and_never_cross(intervals: list[tuple[float, float]]) -> None:
    found = estimate_completion(frame(intervals), resamples=5)
    for low, high in (
        ("complete_low", "complete_min"),
        ("complete_min", "complete_max"),
        ("complete_max", "complete_high"),
        ("known_min", "known_max"),
    ):
        assert (found[low] <= found[high] + 1e-9).all()
    for column in ("complete_min", "complete_max", "known_min", "known_max"):
        assert found[column].between(-1e-9, 1 + 1e-9).all()
        assert found[column].is_monotonic_increasing or (found[column].diff() > -1e-9)[1:].all()


def test_the_band_is_wider_where_promises_stand_and_fall_together() -> None:
    intervals = [(float(n % 2 * 10), float(n % 2 * 10 + 1)) for n in range(40)] + [(14.0, NEVER)]
    apart = estimate_completion(frame(intervals), resamples=300)
    together = estimate_completion(
        frame(intervals, [f"R{n % 2}" for n in range(40)] + ["R2"]), resamples=300
    )
    width = [(found["complete_high"] - found["complete_low"])[5] for found in (apart, together)]
    assert width[0] < width[1]


def test_the_same_seed_gives_the_same_band() -> None:
    intervals = frame([(0.0, 3.0), (2.0, 2.0), (5.0, NEVER), (0.0, 9.0)])
    one, again = (estimate_completion(intervals, resamples=50, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
    other = estimate_completion(intervals, resamples=50, seed=4)
    assert not one.equals(other)


def test_without_intervals_there_is_no_curve() -> None:
    assert estimate_completion(frame([(0.0, 1.0)]).head(0)).empty


def test_the_words_say_how_little_is_known() -> None:
    told = describe_intervals(frame([(0.0, 12.0), (0.0, 12.0)]))
    assert told.startswith("2 promises under 2 recommendations of 1 reviews: 0 completed at a time")
