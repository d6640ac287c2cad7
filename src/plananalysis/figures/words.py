"""Words that every figure uses: days, counts, and the line that names source and day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from plananalysis.analysis.plans import Plans

SELF_REPORTED = "A plan reports on itself: complete is what it says, not what others found."


def tell_day(day: Any) -> str:
    """A day in words: 9 May 2024."""
    return "day not stated" if pd.isna(day) else f"{day.day} {day:%B %Y}"


def tell_span(days: Iterable[Any]) -> str:
    """The first and the last of some days: 9 May 2024 to 6 March 2025; empty without any."""
    known = sorted(day for day in days if not pd.isna(day))
    first_last = list(dict.fromkeys(tell_day(day) for day in known[:1] + known[-1:]))
    return " to ".join(first_last)


def tell_count(n: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: 1 promise, 1,200 promises."""
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def tell_source(data: pd.DataFrame) -> str:
    """Where the numbers of a measure come from and the day that they speak for (its `attrs`)."""
    spoken = data.attrs.get("speaks_for") or {}
    return source_of(date.fromisoformat(day) if day else None for day in spoken.values())


def source_of(days: Iterable[Any]) -> str:
    """Where numbers come from that speak for these days."""
    known = sorted({day for day in days if not pd.isna(day)})
    spoken = f"as they stood on {tell_day(known[0])}" if known else "of no known day"
    if len(known) > 1:
        spoken = f"each as of its own day, {tell_span(known)}"
    return f"Source: action plans published by HM Prison and Probation Service, {spoken}. " + (
        SELF_REPORTED
    )


def tell_as_of(plans: Plans) -> str:
    """The line, in Markdown, with which a notebook says for what day it speaks."""
    days = plans.sql(
        "SELECT as_of_on FROM editions_at($day) WHERE is_latest", {"day": plans.as_of}
    )["as_of_on"]
    spoken = tell_span(days) or "no known day"
    seen = f"; only editions published by {plans.as_of} are seen" if plans.as_of else ""
    return (
        "**As of:** each review is spoken for by the latest edition of its plan, "
        f"{spoken} ({tell_count(len(days), 'review')}{seen})."
    )
