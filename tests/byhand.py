"""The tables worked by hand, and where the program differs from them with its reason."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import plananalysis
from plananalysis.analysis.plans import Plans
from plananalysis.store.build import build

ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw"
WORKED = Path(__file__).parent / "worked"
BENDALL = "2024-05-09_case-review-bendall_update.txt"
MCSWEENEY = "2024-01-25_sfo-review-mcsweeney_update.txt"
FIRST = "2023-07-12_domestic-abuse-thematic.txt"
UPDATE = "2024-07-22_domestic-abuse-thematic_12-month-update.txt"
WORKED_PLANS = {BENDALL, MCSWEENEY, FIRST, UPDATE}
# The day on which the first edition of the domestic abuse plan was the latest of its review.
BETWEEN = {FIRST: "2024-05-31"}

Place = tuple[str, str, str]
"""A plan's file, the number of a recommendation, and the position of an action in it."""

LINK = "the reading links progress 9.3 (July 2024, line 93) to the first action, not the joined one"
SPOKEN_FOR = "3.3 stands silent with its own state complete: the hand holds it for not reported"
PARTED = "the reading parts the stacked row of recommendation 2 into two actions, the hand does not"
JOINED = "the reading runs the third and fourth action of recommendation 4 together at a page cut"
ONE_UNDATED = "of the several entries that report on it one dates no deed: the measure dates none"
ONE_REPORT = "one entry reports on promises run together: the measure dates none of them"

# What differs, by table and place; a place of no position is a recommendation.
OTHERWISE: Mapping[str, Mapping[tuple[str, ...], str]] = {
    "slippage": {(FIRST, "9", "2"): LINK},
    "evidence": {
        (FIRST, "1", "2"): ONE_UNDATED,
        (FIRST, "9", "3"): ONE_REPORT,
        (FIRST, "9", "4"): ONE_REPORT,
    },
    "past_due": {(FIRST, "9", "2"): LINK},
    "timeliness": {(FIRST, "9", "2"): LINK},
    "completion": {
        (UPDATE, "2", "2"): PARTED,
        (UPDATE, "4", "4"): JOINED,
        (UPDATE, "9", "2"): LINK,
        (MCSWEENEY, "3", "3"): SPOKEN_FOR,
    },
    "recommendation_completion": {(UPDATE, "2"): PARTED, (UPDATE, "9"): LINK},
    "restatements": {
        (FIRST, "2", "1"): PARTED,
        (FIRST, "4", "3"): JOINED,
        (FIRST, "4", "4"): JOINED,
    },
}

# The same differences in the shares of a plan: what the program counts, and why.
OTHERWISE_SHARES: Mapping[tuple[str, str], tuple[int, int, str]] = {
    (UPDATE, "slippage: reported complete"): (10, 17, LINK),
    (UPDATE, "slippage: later"): (2, 17, LINK),
    (UPDATE, "past_due"): (6, 17, LINK),
    (UPDATE, "timeliness"): (10, 17, LINK),
    (UPDATE, "completion"): (14, 22, f"{LINK}; {PARTED}; {JOINED}"),
    (MCSWEENEY, "completion"): (24, 30, SPOKEN_FOR),
}

# Posts that the hand keeps apart as printed and the program takes for one.
ONE_POST = {
    (
        BENDALL,
        "Deputy Director – Probation Workforce Programme / OSAG / EPSIG / Central Court Team",
    ): ("the four units of 5.4 in another order"),
    (MCSWEENEY, "Public Probation Director"): "a slip for Public Protection Director",
}


def worked(name: str) -> list[dict[str, str]]:
    with (WORKED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def place(row: Mapping[str, str]) -> Place:
    return row["plan"], row["recommendation"], row["position"]


def number(value: object) -> int | None:
    return None if value in (None, "") else round(float(str(value)))


def differences(by_hand: Mapping[Any, Any], found: Mapping[Any, Any]) -> dict[Any, Any]:
    """What stands in one only, or otherwise in the other; plans not worked by hand are passed."""
    places = {*by_hand, *(key for key in found if key[0] in {key[0] for key in by_hand})}
    return {
        key: (by_hand.get(key), found.get(key))
        for key in sorted(places)
        if by_hand.get(key) != found.get(key)
    }


def open_worked(folder: Path) -> Iterator[Plans]:
    """All plans of data/raw, opened as long as a fixture needs them."""
    build(RAW, folder / "plans.duckdb")
    with plananalysis.open(folder / "plans.duckdb", raw=RAW) as opened:
        yield opened
