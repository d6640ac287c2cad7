"""What the command line prints. Text of documents is shown as plain text, whatever it holds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from plananalysis.linking.reconciliation import TOTAL
from plananalysis.wording.inert import inert

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from plananalysis.running.runreport import RunReport
    from plananalysis.store.build import BuildReport
    from plananalysis.store.examining import Candidate
    from plananalysis.store.overview import (
        PlanCheck,
        StoredEntry,
        StoredFault,
        StoredRecommendation,
    )


def plain(text: str, style: str = "") -> Text:
    """A text for the terminal, its markup and control characters made inert."""
    return Text(inert(text), style)


def print_build(console: Console, errors: Console, report: BuildReport) -> None:
    """A line for each file that was not loaded and each warning, then what was made."""
    for source in report.outcomes:
        if source.outcome == "unreadable":
            _line(errors, "not loaded", "red", f"{source.source_file}: {source.message}")
        elif source.outcome == "duplicate":
            _line(errors, "set aside", "yellow", f"{source.source_file}: {source.message}")
    for warning in report.warnings:
        _line(errors, "warning", "yellow", warning)
    if report.is_written:
        loaded = report.count("loaded")
        plans = f"{loaded} plan{'' if loaded == 1 else 's'}"
        console.print(plain(f"{plans} in {report.database}"), soft_wrap=True)
    else:
        _line(
            errors,
            "nothing loaded",
            "red",
            f"no plan could be read; {report.database} is left as it was",
        )


def print_run(console: Console, errors: Console, report: RunReport) -> None:
    """What failed, what is outdated, how much was done, and where it can be read."""
    for failure in (report.failures or {}).values():
        _line(errors, "failed", "red", failure)
    for notebook in report.notebooks:
        if notebook.outcome == "outdated":
            _line(errors, "outdated", "yellow", f"{notebook.name}: run it without --only")
    if report.is_unchanged:
        console.print(plain("nothing changed since the run before; nothing was done", "bold"))
    elif report.build.is_written:
        counts = Counter(notebook.outcome for notebook in report.notebooks)
        told = ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items()))
        console.print(plain(f"notebooks: {told or 'none'}"), soft_wrap=True)
        changes = report.reports / "CHANGES.md"
        console.print(plain(f"what changed: {changes}"), soft_wrap=True)
    if report.site:
        console.print(plain(f"site: {report.site.as_uri()}"), soft_wrap=True)


def print_candidate(console: Console, candidate: Candidate, is_verbose: bool) -> None:
    """What was read of a document that is to be added, and whether it reconciles."""
    plan = candidate.plan
    console.print(plain(plan.title or "(no title found)", "bold"), soft_wrap=True)
    days = (
        ("submitted", plan.submitted_on),
        ("updated", plan.updated_on),
        ("report published", plan.published_on),
    )
    entries = sum(len(rec.entries) for rec in plan.recommendations)
    facts = [f"{name} {day}" for name, day in days if day]
    facts += [plan.source_format, plan.layout, f"{entries} entries"]
    console.print(plain(" · ".join(facts), "dim"), soft_wrap=True)
    _print_check(console, candidate.check, is_verbose)
    if candidate.twin:
        _line(
            console,
            "same edition",
            "yellow",
            f"{candidate.twin} is in the folder already; a build loads the better reading of them",
        )


def print_added(console: Console, candidate: Candidate, copy: Path) -> None:
    """Where the document now is."""
    word = "already there" if candidate.known_as else "added"
    _line(console, word, "green", str(copy))


def print_left_out(errors: Console, candidate: Candidate) -> None:
    """Why the document was not added, and what to do."""
    _line(
        errors,
        "not added",
        "red",
        f"{candidate.path.name}: it does not reconcile. Compare it with the document; "
        "add it with --anyway if the document itself is wrong.",
    )


def print_checks(
    console: Console,
    checks: Sequence[PlanCheck],
    unread: Sequence[tuple[str, str]],
    is_verbose: bool,
) -> None:
    """Each plan against its own totals: what was read and printed, faults, and the verdict."""
    for check in checks:
        _print_check(console, check, is_verbose)
        console.print()
    for name, why in unread:
        _line(console, "not loaded", "red", f"{name}: {why}")
    good = sum(check.reconciliation.is_reconciled for check in checks)
    summary = f"{good} of {len(checks)} plans reconcile"
    if unread:
        summary += f"; {len(unread)} could not be read"
    console.print(plain(summary, "bold"))


def print_recommendations(
    console: Console, plan_id: str, recommendations: Iterable[StoredRecommendation]
) -> None:
    """The recommendations of a plan, one line each."""
    table = Table(title=plain(plan_id, "bold"), box=SIMPLE_HEAD, title_justify="left", expand=True)
    for heading in ("no", "response"):
        table.add_column(heading, no_wrap=True)
    table.add_column("recommendation", ratio=1)
    for heading in ("actions", "progress", "lines"):
        table.add_column(heading, justify="right", no_wrap=True)
    for rec in recommendations:
        table.add_row(
            plain(rec.number),
            plain(rec.response or "?"),
            plain(rec.text),
            str(rec.actions),
            str(rec.progress),
            f"{rec.line_first}–{rec.line_last}",
        )
    console.print(table)


def print_recommendation(console: Console, recommendation: StoredRecommendation) -> None:
    """A recommendation: its actions on the left, beside each the progress that reports on it."""
    rec = recommendation
    console.print(plain(rec.recommendation_id, "bold"))
    console.print(plain(rec.text))
    facts = (
        f"to {rec.addressee}" if rec.addressee else None,
        rec.response or "no response read",
        f"reasons: {', '.join(rec.reasons)}" if rec.reasons else None,
        f"lines {rec.line_first}–{rec.line_last}",
    )
    console.print(plain(" · ".join(fact for fact in facts if fact), "dim"))
    table = Table(box=SIMPLE_HEAD, expand=True, show_lines=True)
    table.add_column("actions promised", ratio=1)
    table.add_column("progress reported", ratio=1)
    for action, progress in _side_by_side(rec.entries):
        table.add_row(*(Group(*map(_entry_text, side)) for side in (action, progress)))
    console.print(table)


def print_scores(console: Console, scores: pd.DataFrame) -> None:
    """The scores of each annotated plan, field by field, as `accuracy.score` gives them."""
    for plan, fields in scores.groupby("plan", sort=False):
        numbers = fields.drop(columns="plan")
        table = Table(title=plain(str(plan), "bold"), box=SIMPLE_HEAD, title_justify="left")
        table.padding = (0, 1, 0, 0)
        for name in numbers.columns:
            is_number = numbers[name].dtype.kind in "biuf"
            table.add_column(str(name), justify="right" if is_number else "left", no_wrap=True)
        for row in numbers.itertuples(index=False):
            table.add_row(*(_cell(value) for value in row))
        console.print(table)


def print_misses(console: Console, misses: pd.DataFrame) -> None:
    """Every disagreement with the annotations, as `accuracy.list_misses` gives them."""
    for miss in misses.itertuples(index=False):
        console.print(plain(f"{miss.plan} · {miss.field} · {miss.where}", "bold"), soft_wrap=True)
        console.print(plain(f"  expected: {miss.expected}"), soft_wrap=True)
        console.print(plain(f"  found:    {miss.found}"), soft_wrap=True)


def print_concordance(console: Console, found: pd.DataFrame) -> None:
    """The places where words stand, as `concordance.search` gives them, and how many there are."""
    for place in found.itertuples(index=False):
        where = f"{place.plan_id} · rec {place.number} · {place.kind}"
        lines = f"lines {place.line_first}–{place.line_last} of {place.source_file}"
        console.print(plain(f"{place.rank}. {where} · {lines}", "dim"), soft_wrap=True)
        text = Text("   ").append(inert(str(place.left)))
        text.append(inert(str(place.keyword)), "bold").append(inert(str(place.right)))
        console.print(text, soft_wrap=True)
    total = found.attrs["found"]
    shown = "" if len(found) == total else f"; the first {len(found)} are shown"
    console.print(plain(f"{total} text{'' if total == 1 else 's'} found{shown}", "bold"))


def _cell(value: object) -> Text:
    if isinstance(value, float):
        return Text("–" if math.isnan(value) else f"{value:.3f}")
    return plain("–" if value is None else str(value))


def _line(console: Console, word: str, style: str, message: str) -> None:
    console.print(Text.assemble((f"{word}: ", style), inert(message)), soft_wrap=True)


def _print_check(console: Console, check: PlanCheck, is_verbose: bool) -> None:
    console.print(_check_table(check))
    for finding in check.reconciliation.findings:
        style = "red" if finding.is_failure else "yellow"
        at = f" (line {finding.line})" if finding.line else ""
        _line(console, "!" if finding.is_failure else "note", style, finding.message + at)
    if is_verbose and check.faults:
        console.print(_fault_table(check.faults))


def _check_table(check: PlanCheck) -> RenderableType:
    is_good = check.reconciliation.is_reconciled
    verdict = "reconciles" if is_good else "does not reconcile"
    title = Text.assemble(
        (inert(check.plan_id), "bold"), "  ", (verdict, "green" if is_good else "bold red")
    )
    facts = (
        f"{inert(check.source_file)} · {check.recommendations} recommendations · "
        f"faults: {check.mended} mended, {len(check.faults) - check.mended} left · "
        f"{check.unread} characters unread"
    )
    table = Table(box=SIMPLE_HEAD)
    table.add_column("response")
    table.add_column("printed", justify="right")
    table.add_column("read", justify="right")
    for total in check.reconciliation.totals:
        style = "" if total.printed == total.counted else "red"
        if total.response == TOTAL:
            style = f"bold {style}".strip()
        table.add_row(plain(total.response), str(total.printed), str(total.counted), style=style)
    return Group(title, Text(facts, "dim"), table)


def _fault_table(faults: Iterable[StoredFault]) -> Table:
    table = Table(box=SIMPLE_HEAD, title="faults", title_justify="left", expand=True)
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("rule", no_wrap=True)
    table.add_column("what was done", ratio=1)
    table.add_column("before", ratio=1)
    table.add_column("after", ratio=1)
    for fault in faults:
        table.add_row(
            str(fault.line or "–"),
            plain(fault.code),
            plain(f"{'mended' if fault.is_repaired else 'left'}: {fault.message}"),
            plain(fault.before_raw or ""),
            plain(fault.after_raw or ""),
            style="" if fault.is_repaired else "yellow",
        )
    return table


def _side_by_side(
    entries: Sequence[StoredEntry],
) -> list[tuple[list[StoredEntry], list[StoredEntry]]]:
    """Rows of actions and of the progress on them: what is linked stands in one row."""
    rows: list[tuple[list[StoredEntry], list[StoredEntry]]] = []
    shown: set[str] = set()
    by_id = {entry.entry_id: entry for entry in entries}
    for entry in entries:
        if entry.kind == "progress" or entry.entry_id in shown:
            continue
        together = {entry.entry_id}
        waiting = [entry]
        while waiting:
            near = [by_id[other] for other in waiting.pop().linked if other not in together]
            together.update(other.entry_id for other in near)
            waiting += near
        shown |= together
        row = [other for other in entries if other.entry_id in together]
        rows.append(
            ([e for e in row if e.kind == "action"], [e for e in row if e.kind == "progress"])
        )
    rows += [([], [entry]) for entry in entries if entry.entry_id not in shown]
    return rows


def _entry_text(entry: StoredEntry) -> Text:
    name = entry.entry_id.rsplit("/", 1)[-1]
    heading = " ".join(part for part in (name, entry.ref and f"({entry.ref})") if part)
    about = [
        f"as of {entry.as_of}" if entry.as_of else "",
        f"lines {entry.line_first}–{entry.line_last}",
        "" if entry.alignment == "certain" else f"owners and targets {entry.alignment}",
        "" if entry.linked or entry.kind == "action" else "linked to no action",
    ]
    lines = [
        (f"{inert(heading)}  ", "bold"),
        (" · ".join(filter(None, about)) + "\n", "dim"),
        (inert(entry.text) + "\n", ""),
        *((f"owner: {inert(owner)}\n", "cyan") for owner in entry.owners),
        *((f"target: {inert(target)}\n", "magenta") for target in entry.targets),
    ]
    return Text.assemble(*lines)
