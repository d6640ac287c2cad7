"""The findings of the front page: each measure in a sentence, with its n, interval and rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from plananalysis.analysis.measures import HEADLINES
from plananalysis.analysis.plans import Plans

# Each share in words, in the order of a reader's questions: what was promised, what was reported,
# what was late, what is left unsaid.
SENTENCES: Mapping[str, str] = {
    "acceptance": "of recommendations are agreed without reservation",
    "complete_on_arrival": "of actions were already marked complete when first promised",
    "completion": "of actions of accepted recommendations are reported complete",
    "recommendation_completion": "of accepted recommendations have every action reported complete",
    "timeliness": "of dated promises are reported complete within 12 months of their target",
    "past_due": "of dated promises are past due against their original target",
    "slippage": "of dated promises are put off to a later date",
    "complete_with_promises": "of progress entries reported complete still promise something",
    "silent_actions": "of actions have no progress entry that reports on them",
}

TOO_EARLY = "not yet known"


@dataclass(frozen=True, slots=True)
class Headline:
    """A share: `counted` things out of `n`, with its Wilson 95 % interval where n is not 0.

    Of the n, `unread` could not be read, and of `unknown` it is too early to tell.
    """

    measure: str
    counts: str
    counted: int
    n: int
    low: float | None
    high: float | None
    left_out: str
    unread: int
    unknown: int = 0

    @property
    def share(self) -> str:
        """The share in per cent; a dash where nothing was counted."""
        return f"{self.counted / self.n:.0%}" if self.n else "–"

    @property
    def not_known(self) -> str:
        """How many of the n cannot be told, and why; empty where there is none."""
        told = ((self.unread, "unread"), (self.unknown, "too early to tell"))
        return "; ".join(f"{number} {why}" for number, why in told if number)

    @property
    def interval(self) -> str:
        """The interval in per cent."""
        if self.low is None or self.high is None:
            return "–"
        return f"{self.low:.0%} to {self.high:.0%}"


def list_headlines(plans: Plans) -> tuple[Headline, ...]:
    """The headline of each measure as of the day of the plans, all reviews together."""
    # All measures in one query: the views behind them are the same.
    rows = plans.connection.execute(
        "SELECT measure, outcome, numerator, denominator, share_low, share_high, "
        "left_out, n_unread "
        "FROM shares_at($day) WHERE cut = 'all'",
        {"day": plans.as_of},
    ).fetchall()
    found = {
        measure: figures for measure, outcome, *figures in rows if HEADLINES[measure] == outcome
    }
    unknown = {measure: counted for measure, outcome, counted, *_ in rows if outcome == TOO_EARLY}
    return tuple(
        replace(Headline(measure, counts, *found[measure]), unknown=unknown.get(measure, 0))
        for measure, counts in SENTENCES.items()
        if measure in found
    )


def summarise_slippage(plans: Plans) -> Mapping[str, Any]:
    """How far the dates moved that moved: the one row of `slippage` for all reviews, or nothing."""
    cursor = plans.connection.execute(
        "FROM slippage_summary_at($day) WHERE cut = 'all'", {"day": plans.as_of}
    )
    names = [column[0] for column in cursor.description or ()]
    return next((dict(zip(names, row, strict=True)) for row in cursor.fetchall()), {})
