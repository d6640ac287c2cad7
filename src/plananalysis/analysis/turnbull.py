"""The Turnbull estimate of interval-censored times, for many samples of the same intervals at once.

A sample is how often it has each interval. The likelihood is greatest with all mass on the
innermost intervals (Turnbull 1976): those that begin where some interval begins and end where some
ends, with no other beginning or end within. The mass on them is found by the EM algorithm and the
iterative convex minorant in turns (Wellner and Zhan 1997), until the conditions of a maximum hold
to TOLERANCE (Gentleman and Geyer 1994). One sample after the other, nearly all the time would go
into calls on arrays of twenty numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.intp]

TOLERANCE = 1e-10
MOST_STEPS = 100_000
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Filled:
    """The innermost intervals of each sample, from the earliest on: arrays of samples x intervals.

    An interval is (`left`, `right`], or a point where both are equal; `mass` is the share of events
    in it. Samples with fewer intervals than others are filled up with ones without mass.
    """

    left: Floats
    right: Floats
    mass: Floats


@dataclass(frozen=True, slots=True)
class _Samples:
    """What the steps work on: `counts` of samples x intervals, all else in numbers of innermost.

    Interval i of a sample holds its innermost intervals `first` to `last`, of which the sample has
    `size`.
    """

    counts: Floats
    first: Whole
    last: Whole
    size: Whole
    width: int

    def pick(self, chosen: npt.NDArray[np.bool_]) -> _Samples:
        return _Samples(
            self.counts[chosen],
            self.first[chosen],
            self.last[chosen],
            self.size[chosen],
            self.width,
        )

    def weigh(self, reached: Floats) -> Floats:
        """How much lies in each interval, where so much lies up to each innermost one's end."""
        before = np.pad(reached, ((0, 0), (1, 0)))
        inside = np.take_along_axis(before, self.last + 1, 1)
        return inside - np.take_along_axis(before, self.first, 1)

    def likelihood(self, inside: Floats) -> Floats:
        """The log-likelihood of each sample; minus infinity where what was seen has no mass."""
        seen = self.counts > 0
        logs = np.log(inside, where=seen & (inside > 0), out=np.zeros_like(inside))
        logs[seen & (inside <= 0)] = -np.inf
        total: Floats = (self.counts * logs).sum(axis=1)
        return total

    def add_up(self, values: Floats, places: Whole) -> Floats:
        """The sum of the values of each sample at each place from 0 to `width`."""
        rows = np.arange(len(values))[:, None] * (self.width + 1)
        size = len(values) * (self.width + 1)
        summed = np.bincount((rows + places).ravel(), weights=values.ravel(), minlength=size)
        return summed.astype(np.float64).reshape(len(values), self.width + 1)

    def slope(self, inside: Floats) -> Floats:
        """The derivative of the log-likelihood in each mass, by event; 1 where it is greatest."""
        weight = _divide(self.counts, inside)
        change = self.add_up(weight, self.first) - self.add_up(weight, self.last + 1)
        slope = np.cumsum(change[:, :-1], axis=1) / self.counts.sum(axis=1, keepdims=True)
        return np.where(np.arange(self.width) < self.size[:, None], slope, 0.0)


def fill_intervals(lower: Floats, upper: Floats, counts: npt.NDArray[np.integer]) -> Filled:
    """The likeliest places of events, each known to lie in (`lower`, `upper`], or at both if equal.

    `counts` has a row a sample and a column an interval. An infinite `upper` is an event not seen.
    """
    left, right = _cut_pieces(lower, upper)
    is_point = lower == upper
    within = (left >= lower[:, None]) & (right <= upper[:, None])
    # What lies after a time does not lie at it.
    within &= np.where(is_point[:, None], right == left, right > lower[:, None])
    first, last = within.argmax(axis=1), len(left) - 1 - within[:, ::-1].argmax(axis=1)
    begins, ends = _find_innermost(counts > 0, first, last, len(left))
    upto: Whole = np.cumsum(begins, axis=1, dtype=np.intp)
    size, first_inner = upto[:, -1], (upto - begins)[:, first]
    width = int(size.max())
    # A sample that lacks an interval may have no innermost one within it.
    last_inner = np.maximum(upto[:, last], first_inner) - 1
    samples = _Samples(counts.astype(float), first_inner, last_inner, size, width)
    mass = np.diff(_maximise(samples), axis=1, prepend=0.0)
    # The innermost intervals in front, in their order; those filled up lie at the end of time.
    order = np.argsort(~begins, axis=1, kind="stable")[:, :width]
    filled = np.arange(width) < size[:, None]
    end = np.take_along_axis(ends, order, 1)
    return Filled(
        np.where(filled, left[order], np.inf),
        np.where(filled, right[np.minimum(end, len(right) - 1)], np.inf),
        mass,
    )


def _cut_pieces(lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Time from the first bound to infinity cut at every bound, the known times as points."""
    points = np.unique(lower[lower == upper])
    bounds = np.sort(np.concatenate([np.unique([*lower, *upper, np.inf]), points]))
    return bounds[:-1], bounds[1:]


def _find_innermost(
    has: npt.NDArray[np.bool_], first: Whole, last: Whole, pieces: int
) -> tuple[npt.NDArray[np.bool_], Whole]:
    """Where an innermost interval of each sample begins, and with which piece one ends from there.

    `has` tells which sample has which interval, and `first` and `last` the pieces of each.
    """
    place = np.arange(pieces)
    is_start = has @ (first[:, None] == place)
    is_end = has @ (last[:, None] == place)
    next_end = _look_ahead(np.where(is_end, place, pieces))
    next_start = _look_ahead(np.where(is_start, place, pieces))
    later_start = np.pad(next_start, ((0, 0), (0, 1)), constant_values=pieces)[:, 1:]
    return is_start & (next_end < later_start), next_end


def _look_ahead(places: Whole) -> Whole:
    """The least of each row from each place on."""
    return np.minimum.accumulate(places[:, ::-1], axis=1)[:, ::-1]


def _maximise(samples: _Samples) -> Floats:
    """The share up to the end of each innermost interval at which the likelihood is greatest."""
    place = np.arange(1, samples.width + 1)
    reached = np.minimum(place / samples.size[:, None], 1.0)
    working = np.ones(len(reached), dtype=bool)
    for _ in range(MOST_STEPS):
        some = samples.pick(working)
        now = _step_em(some, reached[working])
        now = _step_minorant(some, now)
        reached[working] = now
        working[working] = some.slope(some.weigh(now)).max(axis=1) - 1.0 >= TOLERANCE
        if not working.any():
            break
    return reached


def _step_em(samples: _Samples, reached: Floats) -> Floats:
    """Each event spread over its interval as the mass lies there now."""
    mass = np.diff(reached, axis=1, prepend=0.0) * samples.slope(samples.weigh(reached))
    moved = np.minimum(np.cumsum(mass, axis=1), 1.0)
    return np.where(_is_free(samples), moved, 1.0)


def _step_minorant(samples: _Samples, reached: Floats) -> Floats:
    """Newton's step of each share alone, made to rise, and halved until it makes nothing worse."""
    inside = samples.weigh(reached)
    once = _divide(samples.counts, inside)
    twice = _divide(once, inside)
    # The share up to place k is at place k + 1 here: nothing is settled before the first.
    slope = samples.add_up(once, samples.last + 1) - samples.add_up(once, samples.first)
    curve = samples.add_up(twice, samples.last + 1) + samples.add_up(twice, samples.first)
    free = _is_free(samples)
    curve = np.where(free, curve[:, 1:], 1.0)
    wanted = np.where(free, reached + _divide(slope[:, 1:], curve), 1.0)
    step = np.where(free, np.clip(_rise(wanted, curve, free), 0.0, 1.0) - reached, 0.0)
    return _shorten(samples, reached, step, samples.likelihood(inside))


def _shorten(samples: _Samples, reached: Floats, step: Floats, before: Floats) -> Floats:
    """The shares after the step, or the half of it, and so on, that leaves none less likely."""
    tried = reached + step
    is_worse = samples.likelihood(samples.weigh(tried)) < before
    for halving in range(1, HALVINGS):
        if not is_worse.any():
            return tried
        some, now = samples.pick(is_worse), reached[is_worse] + step[is_worse] / 2**halving
        tried[is_worse] = now
        is_worse[is_worse] = some.likelihood(some.weigh(now)) < before[is_worse]
    return np.where(is_worse[:, None], reached, tried)


def _rise(values: Floats, weights: Floats, free: npt.NDArray[np.bool_]) -> Floats:
    """The nearest row that never falls to each, weighted: the greatest of the least means.

    Only the `free` values count, which stand in front.
    """
    total = np.cumsum(np.pad(weights, ((0, 0), (1, 0))), axis=1)
    summed = np.cumsum(np.pad(weights * values, ((0, 0), (1, 0))), axis=1)
    # The mean from place a to place b stands at [a, b].
    is_run = np.triu(np.ones((values.shape[1],) * 2, dtype=bool))
    weight = total[:, None, 1:] - total[:, :-1, None]
    mean = _divide(summed[:, None, 1:] - summed[:, :-1, None], weight)
    mean = np.where(free[:, None, :], mean, np.inf)
    least = np.minimum.accumulate(mean[:, :, ::-1], axis=2)[:, :, ::-1]
    risen: Floats = np.where(is_run, least, -np.inf).max(axis=1)
    return risen


def _is_free(samples: _Samples) -> npt.NDArray[np.bool_]:
    """Which shares can move: all but those up to the last innermost interval, which are 1."""
    return np.arange(samples.width) < samples.size[:, None] - 1


def _divide(values: Floats, by: Floats) -> Floats:
    """The quotient, and nothing where there is nothing to divide by."""
    return np.divide(values, by, out=np.zeros(np.broadcast(values, by).shape), where=by > 0)
