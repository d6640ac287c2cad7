"""Writes a plan as the tab-separated text export of its published table, in many layouts.

A layout says how the export looks, never what the plan says: every word of the plan is written,
and a careful reader could tell the records again. What destroys words is in `damage`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plananalysis.records import Plan
from plananalysis.testing.layouts import Layout
from plananalysis.testing.rows import action_table, is_inspection, strong
from plananalysis.testing.wording import MONTHS

DEFINITIONS = (
    ("Term", "Definition", "Additional comment"),
    (
        "Agreed",
        "All of the recommendation is agreed with, can be achieved and is affordable.",
        "The response should clearly explain how the recommendation will be achieved along with "
        "timescales.",
    ),
    (
        "Partly Agreed",
        "Only part of the recommendation is agreed with, is achievable, affordable and will be "
        "implemented. This might be because of commissioning, policy, operational or "
        "affordability reasons.",
        "The response must state clearly which part of the recommendation will be implemented.",
    ),
    (
        "Not Agreed",
        "The recommendation is not agreed and will not be implemented. This might be because of "
        "commissioning, policy, operational or affordability reasons.",
        "The response must clearly state the reasons why we have chosen this option.",
    ),
)

INTRODUCTION = (
    "HM Inspectorate of Prisons and HM Inspectorate of Probation are independent inspectorates. "
    "In response to the report HMPPS / MoJ are required to draft a robust and timely action plan "
    "to address the recommendations. The action plan confirms whether recommendations are agreed, "
    "partly agreed, or not agreed (see categorisations below). Action plans are published on the "
    "GOV.UK website. Progress against the implementation and delivery of the action plans will "
    "also be monitored and reported on."
)


def export_text(plan: Plan, layout: Layout) -> bytes:
    """The plan as the bytes of a text export in that layout (UTF-8)."""
    lines = [
        *_title_block(plan, layout),
        *_definitions(layout),
        strong(f"ACTION PLAN: {plan.title}", layout, rank="##"),
        "",
        *action_table(plan, layout),
        "",
        *_closing_table(plan, layout),
        "",
    ]
    text = "\n".join(lines)
    if layout.has_curly_quotes:
        text = re.sub(r'"([^"\t\n]*)"', "\u201c\\1\u201d", text)
        text = re.sub(r"(?<=[\s(])'", "\u2018", text).replace("'", "\u2019")
    if layout.has_no_break_spaces:
        text = _with_no_break_spaces(text)
    if layout.line_end == "crlf":
        text = text.replace("\n", "\r\n")
    return text.encode("utf-8-sig" if layout.has_byte_order_mark else "utf-8")


def _title_block(plan: Plan, layout: Layout) -> Iterator[str]:
    yield from ("", "")
    if is_inspection(plan):
        yield f"Action Plan: {plan.title}"
        yield ""
        yield f"Action Plan Submitted {_day(plan.submitted_on, 'plain')}"
        yield ""
        yield "A Response to the HMIP Inspection 23 April \u2013 3 May 2019"
        yield ""
        yield f"Report Published {_day(plan.published_on, 'plain')}"
        yield ""
    else:
        title = f"[{plan.title}](#)" if layout.tags == "markdown" else plan.title
        form = {"paragraphs": "raised", "markdown": "plain"}.get(layout.tags, "ordinal")
        response = [f"A response to: {title}"]
        submitted = [f"Action Plan Submitted: {_day(plan.submitted_on, form)}"]
        if plan.updated_on is not None:
            updated = _day(plan.updated_on, form)
            submitted.append(f"12 Month update Action Plan submitted: {updated}")
        published = [f"Report Published: {_day(plan.published_on, form)}"]
        blocks = (
            submitted + response + published
            if layout.title_block == "submitted first"
            else response + published + submitted
        )
        for line in ("HM Prison &", "Probation Service", *blocks):
            yield line
            yield ""
    yield strong("INTRODUCTION", layout, rank="##")
    yield ""
    yield INTRODUCTION
    yield ""


def _day(iso: str | None, form: str) -> str:
    if iso is None:
        return ""
    year, month, day = (int(part) for part in iso.split("-"))
    ordinal = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    if form == "plain":
        return f"{day:02d} {MONTHS[month - 1]} {year}"
    raised = f"<sup>{ordinal}</sup>" if form == "raised" else ordinal
    return f"{day}{raised} {MONTHS[month - 1]} {year}"


def _definitions(layout: Layout) -> Iterator[str]:
    if layout.has_definitions:
        yield from ("\t".join(row) for row in DEFINITIONS)
        yield ""


def _closing_table(plan: Plan, layout: Layout) -> Iterator[str]:
    names = {"agreed": "Agreed", "partly agreed": "Partly Agreed", "not agreed": "Not Agreed"}
    if layout.closing == "in principle":
        names["agreed"] = "Agreed/Agreed in principle"
    if layout.closing != "without heading":
        yield "Recommendations\t"
    for row in plan.printed_totals:
        name, printed = names.get(row.response, "Total"), str(row.printed)
        if layout.closing == "bold" and row.response == "total":
            name, printed = f"<b>{name}</b>", f"<b>{printed}</b>"
        yield f"{name}\t{printed}"


def _with_no_break_spaces(text: str) -> str:
    """Every seventh single space made a no-break space; runs of spaces keep their meaning."""
    count = 0

    def write(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return "\u00a0" if count % 7 == 0 else match[0]

    return re.sub(r"(?<=\S) (?=\S)", write, text)
