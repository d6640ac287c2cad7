"""Plan records made by hand, so that a test states only what it is about."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from plananalysis.records import (
    Account,
    Entry,
    EntryDate,
    Plan,
    PrintedTotal,
    Recommendation,
    Target,
)

TITLE = "A thematic inspection of the quality of resettlement planning"


def make_entry(position: int = 1, **changes: Any) -> Entry:
    return replace(
        Entry(
            kind="action",
            position=position,
            ref=f"1.{position}",
            as_of=None,
            text=f"The service will do thing {position} by March 2024.",
            owners=("Deputy Director, Public Protection",),
            targets=(Target("September 2023", "dated", "2023-09"),),
            alignment="certain",
            line_first=10 + position,
            line_last=10 + position,
        ),
        **changes,
    )


def make_progress(position: int = 2, **changes: Any) -> Entry:
    report = make_entry(
        position,
        kind="progress",
        ref="1.1",
        as_of="2024-07",
        text="It was done in October 2023.",
        targets=(Target("Complete", "complete"),),
        dates=(EntryDate("done", "2023-10", "in October 2023", 12, 27),),
    )
    return replace(report, **changes)


def make_recommendation(position: int = 1, **changes: Any) -> Recommendation:
    return replace(
        Recommendation(
            number=str(position),
            position=position,
            addressee="HM Prison and Probation Service",
            text=f"Recommendation {position} asks for something of its own.",
            response="agreed",
            reasons=(),
            line_first=10 * position,
            line_last=10 * position + 9,
            entries=(make_entry(),),
        ),
        **changes,
    )


def make_plan(name: str = "plan.txt", **changes: Any) -> Plan:
    """A plan that reconciles: its totals are those of its recommendations unless given."""
    recommendations = changes.pop(
        "recommendations", (make_recommendation(1), make_recommendation(2))
    )
    responses = [rec.response for rec in recommendations]
    totals = tuple(
        PrintedTotal(response, responses.count(response))
        for response in ("agreed", "partly agreed", "not agreed")
    )
    plan = Plan(
        source_file=name,
        source_sha256=hashlib.sha256(name.encode()).hexdigest(),
        source_format="text",
        layout="six columns",
        title=TITLE,
        submitted_on="2023-07-12",
        updated_on=None,
        published_on="2023-07-04",
        recommendations=recommendations,
        printed_totals=(*totals, PrintedTotal("total", len(responses))),
        account=Account(1000, 200, 0),
    )
    return replace(plan, **changes)


def make_update(name: str = "update.txt", **changes: Any) -> Plan:
    """A later edition of the plan that `make_plan` makes, with progress."""
    recommendations = (
        make_recommendation(1, entries=(make_entry(), make_progress())),
        make_recommendation(2),
    )
    return make_plan(
        name, **{"updated_on": "2024-07-22", "recommendations": recommendations, **changes}
    )
