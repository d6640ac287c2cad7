"""What it takes to place a plan among others and to judge it: no texts, and a few hundred bytes.

Those of a hundred thousand plans are held in memory at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from plananalysis.linking.reconciliation import Reconciliation, outline_plan, reconcile
from plananalysis.records import Plan


@dataclass(frozen=True, slots=True)
class Outline:
    """A plan's title block and how well it was read; names are those of `records.Plan`.

    `account_unread` counts characters, `faults_left` and `faults_mended` faults.
    """

    source_file: str
    source_sha256: str
    source_format: str
    title: str | None
    submitted_on: str | None
    updated_on: str | None
    published_on: str | None
    has_progress: bool
    is_reconciled: bool
    account_unread: int
    faults_left: int
    faults_mended: int


def outline(plan: Plan, reconciliation: Reconciliation | None = None) -> Outline:
    """The outline of a plan as read; what came of reconciling it need not be found again."""
    reconciliation = reconciliation or reconcile(outline_plan("", plan))
    entries = (entry for rec in plan.recommendations for entry in rec.entries)
    mended = sum(fault.is_repaired for fault in plan.faults)
    return Outline(
        source_file=plan.source_file,
        source_sha256=plan.source_sha256,
        source_format=plan.source_format,
        title=plan.title,
        submitted_on=plan.submitted_on,
        updated_on=plan.updated_on,
        published_on=plan.published_on,
        has_progress=any(entry.kind == "progress" for entry in entries),
        is_reconciled=reconciliation.is_reconciled,
        account_unread=plan.account.unread,
        faults_left=len(plan.faults) - mended,
        faults_mended=mended,
    )
